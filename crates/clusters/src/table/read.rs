//! Rows gathered into tables, with the checks of each row.

use std::collections::HashMap;

use csv::{ByteRecord, ReaderBuilder};

use super::{Duplicates, Sparse, Table, TableError, TableErrorKind};
use crate::Names;

/// Names numbered in the order in which they first occur.
#[derive(Debug, Default)]
pub(crate) struct Index {
    numbers: HashMap<String, u32>,
    /// The name last asked for: rows of one region often follow each other.
    last: Option<(String, u32)>,
}

impl Index {
    /// The number of a name, a new one if it is new.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some((last, number)) = &self.last
            && last == name
        {
            return *number;
        }
        let number = match self.numbers.get(name) {
            Some(&number) => number,
            None => {
                let number = self.numbers.len() as u32;
                self.numbers.insert(name.to_string(), number);
                number
            }
        };
        let mut last = self.last.take().unwrap_or_default();
        last.0.clear();
        last.0.push_str(name);
        last.1 = number;
        self.last = Some(last);
        number
    }

    /// The names by their numbers.
    pub(crate) fn names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.numbers.len()];
        for (name, number) in self.numbers {
            names[number as usize] = name;
        }
        names
    }
}

/// One row; `place` is where it stands, see [`Rows::place`].
struct Entry {
    region: u32,
    industry: u32,
    value: f64,
    place: u64,
}

/// Rows of region, industry and value.
pub(crate) struct Rows<'a> {
    /// The text and the name of the file; without them places are numbers of rows.
    file: Option<(&'a str, &'a str)>,
    regions: Index,
    industries: Index,
    entries: Vec<Entry>,
}

impl<'a> Rows<'a> {
    pub(crate) fn computed() -> Rows<'a> {
        Rows {
            file: None,
            regions: Index::default(),
            industries: Index::default(),
            entries: Vec::new(),
        }
    }

    fn of_file(text: &'a str, file: &'a str) -> Rows<'a> {
        Rows {
            file: Some((text, file)),
            ..Rows::computed()
        }
    }

    /// Adds a row that stands at `place`: its number for computed rows, its byte for those of a file.
    pub(crate) fn push(
        &mut self,
        region: &str,
        industry: &str,
        value: f64,
        place: u64,
    ) -> Result<(), TableError> {
        let kind = check(region, industry, value);
        if let Some(kind) = kind {
            return Err(error(self.file, Some(place), kind));
        }
        self.entries.push(Entry {
            region: self.regions.number(region),
            industry: self.industries.number(industry),
            value,
            place,
        });
        Ok(())
    }

    pub(crate) fn table(mut self, duplicates: Duplicates) -> Result<Table, TableError> {
        let file = self.file;
        if self.entries.is_empty() {
            return Err(error(file, None, TableErrorKind::NoRows));
        }
        let (regions, industries) = (self.regions.names(), self.industries.names());
        self.entries
            .sort_by_key(|entry| (entry.region, entry.industry, entry.place));
        let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); regions.len()];
        let mut summed = 0_usize;
        let mut before: Option<&Entry> = None;
        for entry in &self.entries {
            let row = &mut rows[entry.region as usize];
            let first = before.filter(|before| {
                (before.region, before.industry) == (entry.region, entry.industry)
            });
            match (first, row.last_mut()) {
                (Some(first), _) if duplicates == Duplicates::Refuse => {
                    let kind = TableErrorKind::Duplicate {
                        of: format!(
                            "{}, {}",
                            regions[entry.region as usize], industries[entry.industry as usize]
                        ),
                        first_line: line(file, first.place),
                    };
                    return Err(error(file, Some(entry.place), kind));
                }
                (Some(_), Some(cell)) => {
                    cell.1 += entry.value;
                    summed += 1;
                }
                _ => row.push((entry.industry as usize, entry.value)),
            }
            before = Some(entry);
        }
        let cells = rows
            .into_iter()
            .map(|row| row.into_iter().filter(|(_, value)| *value > 0.0));
        let by_region = Sparse::from_rows(industries.len(), cells);
        let notes = summed_note(summed).into_iter().collect();
        Table::of_cells(regions, industries, by_region, notes)
            .map_err(|kind| error(file, None, kind))
    }
}

/// What is wrong with the parts of a row, if anything.
pub(crate) fn check(region: &str, industry: &str, value: f64) -> Option<TableErrorKind> {
    use TableErrorKind::*;
    match () {
        () if region.is_empty() => Some(EmptyName { column: "region" }),
        () if industry.is_empty() => Some(EmptyName { column: "industry" }),
        () if !value.is_finite() => Some(NotANumber {
            column: "value".into(),
            text: value.to_string(),
        }),
        () if value < 0.0 => Some(Negative {
            region: region.into(),
            industry: industry.into(),
            value,
        }),
        () => None,
    }
}

/// The note on rows that were added up.
pub(crate) fn summed_note(summed: usize) -> Option<Names> {
    (summed > 0).then(|| {
        Names::new(
            format!("{summed} 行重复，已与先前的行相加"),
            format!("{summed} rows repeat an earlier one and were added to it"),
        )
    })
}

/// An error at a place of a file (a byte) or of computed rows (a number).
pub(crate) fn error(
    file: Option<(&str, &str)>,
    place: Option<u64>,
    kind: TableErrorKind,
) -> TableError {
    TableError {
        file: file.map(|(_, name)| name.to_string()),
        line: place.map(|place| line(file, place)),
        kind,
    }
}

/// The line of a place. The reader of CSV stops before the rest of a line end and before blank lines, which
/// belong to the line before.
pub(crate) fn line(file: Option<(&str, &str)>, place: u64) -> u64 {
    let Some((text, _)) = file else {
        return place;
    };
    let bytes = text.as_bytes();
    let mut start = (place as usize).min(bytes.len());
    while start < bytes.len() && matches!(bytes[start], b'\r' | b'\n') {
        start += 1;
    }
    let before = &bytes[..start];
    let ends = before.iter().enumerate().filter(|(at, byte)| {
        // A carriage return ends a line by itself only where no line feed follows.
        **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
    });
    ends.count() as u64 + 1
}

/// The rows of CSV text as the cells of the columns asked for.
pub(crate) struct CsvRows<'a> {
    text: &'a str,
    name: &'a str,
    reader: csv::Reader<&'a [u8]>,
    columns: Vec<usize>,
    /// The headings that are not used.
    pub(crate) ignored: Vec<String>,
    record: ByteRecord,
    place: u64,
}

impl<'a> CsvRows<'a> {
    /// Opens text that must have `wanted` among its columns.
    pub(crate) fn open(
        text: &'a str,
        name: &'a str,
        wanted: &[&str],
    ) -> Result<CsvRows<'a>, TableError> {
        let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = Some((without_mark, name));
        let mut reader = ReaderBuilder::new().from_reader(without_mark.as_bytes());
        let headings = reader
            .headers()
            .map_err(|fault| error(file, None, TableErrorKind::Syntax(fault.to_string())))?
            .clone();
        let mut columns = Vec::new();
        for column in wanted {
            let mut found = (0..headings.len()).filter(|&at| headings[at].trim() == *column);
            match (found.next(), found.next()) {
                (Some(at), None) => columns.push(at),
                (None, _) => {
                    return Err(error(
                        file,
                        None,
                        TableErrorKind::NoColumn((*column).into()),
                    ));
                }
                _ => {
                    return Err(error(
                        file,
                        None,
                        TableErrorKind::TwoColumns((*column).into()),
                    ));
                }
            }
        }
        let ignored = headings
            .iter()
            .enumerate()
            .filter(|(at, _)| !columns.contains(at))
            .map(|(_, heading)| heading.trim().to_string())
            .collect();
        Ok(CsvRows {
            text: without_mark,
            name,
            reader,
            columns,
            ignored,
            record: ByteRecord::new(),
            place: 0,
        })
    }

    /// The file, for messages.
    pub(crate) fn file(&self) -> Option<(&'a str, &'a str)> {
        Some((self.text, self.name))
    }

    /// Reads the next row; `false` at the end.
    pub(crate) fn next(&mut self) -> Result<bool, TableError> {
        self.place = self.reader.position().byte();
        self.reader
            .read_byte_record(&mut self.record)
            .map_err(|fault| {
                let kind = match fault.kind() {
                    csv::ErrorKind::UnequalLengths {
                        expected_len, len, ..
                    } => TableErrorKind::Syntax(format!("{len} cells, header {expected_len}")),
                    _ => TableErrorKind::Syntax(fault.to_string()),
                };
                error(self.file(), Some(self.place), kind)
            })
    }

    /// Where the row stands.
    pub(crate) fn place(&self) -> u64 {
        self.place
    }

    /// A cell of the row, by the order of the columns asked for.
    pub(crate) fn cell(&self, column: usize) -> &str {
        let cell = self.record.get(self.columns[column]).unwrap_or_default();
        // Cells of text in UTF-8 end at commas, quotes and line ends, so they are text in UTF-8 themselves.
        std::str::from_utf8(cell).unwrap_or_default().trim()
    }

    /// A cell as a finite number.
    pub(crate) fn number(&self, column: usize, heading: &str) -> Result<f64, TableError> {
        let text = self.cell(column);
        if text.is_empty() {
            let kind = TableErrorKind::EmptyValue {
                column: heading.into(),
            };
            return Err(self.wrong(kind));
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(self.wrong(TableErrorKind::NotANumber {
                column: heading.into(),
                text: text.into(),
            })),
        }
    }

    /// An error in this row.
    pub(crate) fn wrong(&self, kind: TableErrorKind) -> TableError {
        error(self.file(), Some(self.place), kind)
    }

    /// The note on columns that are not used.
    pub(crate) fn ignored_note(&self) -> Option<Names> {
        (!self.ignored.is_empty()).then(|| {
            Names::new(
                format!("未使用的列：{}", self.ignored.join("、")),
                format!("columns that are not used: {}", self.ignored.join(", ")),
            )
        })
    }
}

pub(super) fn table(text: &str, name: &str, duplicates: Duplicates) -> Result<Table, TableError> {
    let mut csv = CsvRows::open(text, name, &["region", "industry", "value"])?;
    let ignored = csv.ignored_note();
    let mut rows = Rows::of_file(csv.text, name);
    while csv.next()? {
        let value = csv.number(2, "value")?;
        rows.push(csv.cell(0), csv.cell(1), value, csv.place())?;
    }
    let mut table = rows.table(duplicates)?;
    table.notes.splice(0..0, ignored);
    Ok(table)
}
