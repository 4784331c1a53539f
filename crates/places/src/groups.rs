//! Groups of places: the four economic circles, and groups of the user's own.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::{Code, Hint, Places, Resolution};

const CIRCLES: &str = include_str!("../../../data/places/circles.csv");

/// A place in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The place.
    pub place: Code,
    /// Its role in the group (极核, 双极, 两翼 …), where one is given.
    pub role: Option<String>,
}

/// A named group of places, members in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Key of the group.
    pub id: String,
    /// Chinese name; the key where the file gives none.
    pub name_zh: String,
    /// English name; the key where the file gives none.
    pub name_en: String,
    /// On what the membership rests, where the file says so.
    pub basis: Option<String>,
    /// The members.
    pub members: Vec<Member>,
}

/// Groups, in the order in which the file first names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    groups: Vec<Group>,
}

/// What is wrong with a file of groups.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum GroupError {
    /// The text is not CSV.
    Csv {
        /// Label of the file.
        file: String,
        /// Row, the header being row 1.
        row: u64,
        /// What the reader says.
        source: csv::Error,
    },
    /// A column is missing.
    MissingColumn {
        /// Label of the file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A cell that may not be empty is.
    Empty {
        /// Label of the file.
        file: String,
        /// Row, the header being row 1.
        row: u64,
        /// The column.
        column: &'static str,
    },
    /// A text that names no place.
    UnknownPlace {
        /// Label of the file.
        file: String,
        /// Row, the header being row 1.
        row: u64,
        /// What is written.
        text: String,
        /// Names of the nearest places with their codes.
        nearest: Vec<String>,
    },
    /// A text that names several places.
    AmbiguousPlace {
        /// Label of the file.
        file: String,
        /// Row, the header being row 1.
        row: u64,
        /// What is written.
        text: String,
        /// Names of the places with their codes.
        candidates: Vec<String>,
    },
    /// A place that stands twice in one group.
    Duplicate {
        /// Label of the file.
        file: String,
        /// Row, the header being row 1.
        row: u64,
        /// The group.
        group: String,
        /// The place with its code.
        place: String,
    },
}

impl GroupError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        use GroupError::*;
        match self {
            Csv { file, row, source } => (
                format!("{file}，第 {row} 行：{source}；请另存为 UTF-8 编码的 CSV"),
                format!("{file}, row {row}: {source}; save the file as CSV in UTF-8"),
            ),
            MissingColumn { file, column } => (
                format!("{file}：缺少列“{column}”；表头须有 group、place，可以有 role"),
                format!(
                    "{file}: column `{column}` is missing; the header needs group,place and may have role"
                ),
            ),
            Empty { file, row, column } => (
                format!("{file}，第 {row} 行：列“{column}”为空；请填写或删除该行"),
                format!("{file}, row {row}: column `{column}` is empty; fill it or delete the row"),
            ),
            UnknownPlace {
                file,
                row,
                text,
                nearest,
            } => {
                let (zh, en) = match nearest.as_slice() {
                    [] => Default::default(),
                    nearest => (
                        format!("（是否为 {}？）", nearest.join("、")),
                        format!(" (did you mean {}?)", nearest.join(", ")),
                    ),
                };
                (
                    format!(
                        "{file}，第 {row} 行，列 place：没有叫“{text}”的地方{zh}；请写它的名称或代码"
                    ),
                    format!(
                        "{file}, row {row}, column place: no place is called `{text}`{en}; write its name or code"
                    ),
                )
            }
            AmbiguousPlace {
                file,
                row,
                text,
                candidates,
            } => (
                format!(
                    "{file}，第 {row} 行，列 place：“{text}”可能是 {}；请写全称或代码",
                    candidates.join("、")
                ),
                format!(
                    "{file}, row {row}, column place: `{text}` may be {}; write the full name or the code",
                    candidates.join(", ")
                ),
            ),
            Duplicate {
                file,
                row,
                group,
                place,
            } => (
                format!("{file}，第 {row} 行：{place} 已在分组“{group}”中；请删除其中一行"),
                format!(
                    "{file}, row {row}: {place} is already in the group `{group}`; delete one of the rows"
                ),
            ),
        }
    }
}

static SHIPPED: LazyLock<Groups> = LazyLock::new(|| {
    // The table is compiled in and read by the tests: an error here is an error of the build.
    Groups::from_csv(CIRCLES, "circles.csv").expect("the shipped table of circles is sound")
});

impl Groups {
    /// The four economic circles: 京津冀, 长三角, 珠三角, 成渝.
    pub fn shipped() -> &'static Groups {
        &SHIPPED
    }

    /// Reads groups from CSV text with the columns `group` and `place` (a name or code as
    /// [`Places::resolve`] takes it) and, if wanted, `role`, `name_zh`, `name_en` and `basis` (the last three
    /// are taken from the first row of a group). `file_label` is what errors call the file.
    pub fn from_csv(text: &str, file_label: &str) -> Result<Groups, GroupError> {
        let places = Places::shipped();
        let file = || file_label.to_owned();
        let csv_error = |row: u64, source: csv::Error| GroupError::Csv {
            file: file(),
            row,
            source,
        };

        // Spreadsheets put a byte-order mark in front of UTF-8.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader
            .headers()
            .map_err(|error| csv_error(1, error))?
            .clone();
        let column = |name: &str| header.iter().position(|cell| cell == name);
        let required = |name: &'static str| {
            column(name).ok_or_else(|| GroupError::MissingColumn {
                file: file(),
                column: name,
            })
        };
        let (group_column, place_column) = (required("group")?, required("place")?);
        let (role, name_zh, name_en, basis) = (
            column("role"),
            column("name_zh"),
            column("name_en"),
            column("basis"),
        );

        let mut groups: Vec<Group> = Vec::new();
        let mut seen: HashSet<(String, Code)> = HashSet::new();
        for (index, record) in (2u64..).zip(reader.records()) {
            let record = record.map_err(|error| csv_error(index, error))?;
            let row = record
                .position()
                .map_or(index, |position| line_of(text, position));
            let cell = |column: usize| record.get(column).filter(|cell| !cell.is_empty());
            let optional = |column: Option<usize>| column.and_then(cell).map(str::to_owned);
            let filled = |position: usize, column: &'static str| {
                cell(position).ok_or_else(|| GroupError::Empty {
                    file: file(),
                    row,
                    column,
                })
            };
            let id = filled(group_column, "group")?;
            let written = filled(place_column, "place")?;
            let place = match places.resolve(written, &Hint::default()) {
                Resolution::Found(code) => code,
                Resolution::Ambiguous(codes) => {
                    return Err(GroupError::AmbiguousPlace {
                        file: file(),
                        row,
                        text: written.to_owned(),
                        candidates: labels(places, &codes),
                    });
                }
                Resolution::Unknown { nearest } => {
                    return Err(GroupError::UnknownPlace {
                        file: file(),
                        row,
                        text: written.to_owned(),
                        nearest: labels(places, &nearest),
                    });
                }
            };
            if !seen.insert((id.to_owned(), place)) {
                return Err(GroupError::Duplicate {
                    file: file(),
                    row,
                    group: id.to_owned(),
                    place: labels(places, &[place]).concat(),
                });
            }
            let member = Member {
                place,
                role: optional(role),
            };
            match groups.iter_mut().find(|group| group.id == id) {
                Some(group) => group.members.push(member),
                None => groups.push(Group {
                    id: id.to_owned(),
                    name_zh: optional(name_zh).unwrap_or_else(|| id.to_owned()),
                    name_en: optional(name_en).unwrap_or_else(|| id.to_owned()),
                    basis: optional(basis),
                    members: vec![member],
                }),
            }
        }
        Ok(Groups { groups })
    }

    /// The group of a key.
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// All groups, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Group> {
        self.groups.iter()
    }
}

/// The line a record stands on. The reader's own count stops before the blank lines it skips.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte())
        .unwrap_or(usize::MAX)
        .min(text.len());
    let blank = text.as_bytes()[start..]
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let record = start + blank.count();
    1 + text.as_bytes()[..record]
        .iter()
        .map(|byte| u64::from(*byte == b'\n'))
        .sum::<u64>()
}

/// `深圳市 (440300)` for each code.
fn labels(places: &Places, codes: &[Code]) -> Vec<String> {
    codes
        .iter()
        .map(|code| match places.get(*code) {
            Some(place) => format!("{} ({code})", place.name),
            None => code.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Groups;

    #[test]
    fn four_circles_have_their_cities() {
        let sizes: Vec<(&str, usize)> = Groups::shipped()
            .iter()
            .map(|group| (group.name_zh.as_str(), group.members.len()))
            .collect();
        assert_eq!(
            sizes,
            [("京津冀", 13), ("长三角", 41), ("珠三角", 9), ("成渝", 16)]
        );
        assert!(Groups::shipped().iter().all(|group| group.basis.is_some()));
        assert!(Groups::shipped().get("pearl-river-delta").is_some());
    }

    #[test]
    fn reads_groups_of_the_users_own() {
        let text = "\u{FEFF}place,group,role\n深圳,湾区,极核\n 440100 ,湾区,\nHong Kong,湾区,两翼\n襄樊,中部,\n";
        let groups = Groups::from_csv(text, "own.csv").unwrap();
        let bay = groups.get("湾区").unwrap();
        let places: Vec<u32> = bay
            .members
            .iter()
            .map(|member| member.place.get())
            .collect();
        assert_eq!(places, [440_300, 440_100, 810_000]);
        assert_eq!(bay.members[0].role.as_deref(), Some("极核"));
        assert_eq!(bay.members[1].role, None);
        assert_eq!(groups.get("中部").unwrap().members[0].place.get(), 420_600);
    }

    #[test]
    fn errors_name_the_row() {
        for (text, expected) in [
            (
                "group,place\na,深圳\na,吉林\n",
                "own.csv, row 3, column place: `吉林` may be 吉林省 (220000), 吉林市 (220200)",
            ),
            (
                "group,place\na,深川市\n",
                "own.csv, row 2, column place: no place is called `深川市` (did you mean",
            ),
            (
                "group,place\na,深圳\n\na,440300\n",
                "own.csv, row 4: 深圳市 (440300) is already in the group `a`",
            ),
            (
                "group,place\n,深圳\n",
                "own.csv, row 2: column `group` is empty",
            ),
            ("group,city\na,深圳\n", "own.csv: column `place` is missing"),
            ("group,place\na,深圳,x\n", "own.csv, row 2"),
        ] {
            let error = Groups::from_csv(text, "own.csv").unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
