//! From COINr's metadata table (`iMeta`) to a framework.
//!
//! The table has a row for each indicator, aggregate, group and denominator, with the columns Level,
//! iCode, iName, Direction, Weight, Unit, Target, Denominator, Parent, Type. It holds no method, so the
//! framework gets the plain one: no denomination, no treatment, min-max 0 to 100, the weights of the
//! table, arithmetic means.

use std::collections::HashMap;
use std::fmt::Write as _;

use thiserror::Error;

use super::{Framework, FrameworkErrorKind};
use crate::Names;
use crate::lines::Lines;
use crate::nearest::nearest;
use crate::table::{place, ragged};

/// A metadata table that cannot be turned into a framework.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct CoinrError {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` when no line is at fault.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: CoinrErrorKind,
}

/// What is wrong with a metadata table.
#[derive(Debug, Clone, PartialEq)]
pub enum CoinrErrorKind {
    /// Not readable as CSV.
    Syntax(String),
    /// A row has another number of cells than the header.
    Ragged {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A column that must be there is not.
    MissingColumn(&'static str),
    /// A cell that must be filled is empty.
    EmptyCell(&'static str),
    /// A cell that holds something else than it must.
    Cell {
        /// The column.
        column: &'static str,
        /// What it holds.
        text: String,
        /// What is wanted.
        expected: &'static str,
    },
    /// Two rows of one code.
    DuplicateCode {
        /// The code.
        code: String,
        /// The line of the first.
        first_line: u64,
    },
    /// A parent that is not an aggregate of the table.
    UnknownParent {
        /// The code of the orphan.
        code: String,
        /// The parent it names.
        parent: String,
        /// The aggregate it most resembles.
        nearest: Option<String>,
    },
    /// No row of type Indicator.
    NoIndicators,
    /// Rows that are right one by one and do not make a framework together, such as parents in a cycle.
    Framework(Box<FrameworkErrorKind>),
}

impl CoinrError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use CoinrErrorKind::*;
        let text = match &self.kind {
            Syntax(message) => Names::new(
                format!("不是有效的 CSV：{message}"),
                format!("not valid CSV: {message}"),
            ),
            Ragged { found, expected } => ragged(*found, *expected),
            MissingColumn(column) => Names::new(
                format!("缺少“{column}”列：请使用 COINr 的 iMeta 表"),
                format!("there is no column {column}: give COINr's iMeta table"),
            ),
            EmptyCell(column) => Names::new(
                format!("“{column}”列为空：请填写"),
                format!("column {column} is empty: fill it in"),
            ),
            Cell {
                column,
                text,
                expected,
            } => Names::new(
                format!("“{column}”列为“{text}”，应为 {expected}"),
                format!("column {column} holds \"{text}\": it must be {expected}"),
            ),
            DuplicateCode { code, first_line } => Names::new(
                format!("“{code}”重复出现（首次在第 {first_line} 行）：请改名或删除其一"),
                format!(
                    "\"{code}\" occurs twice (first on line {first_line}): rename or remove one"
                ),
            ),
            UnknownParent {
                code,
                parent,
                nearest,
            } => {
                let (zh, en) = super::error::suggestion(nearest.as_deref(), &[]);
                Names::new(
                    format!("“{code}”的上级“{parent}”不是本表的 Aggregate{zh}"),
                    format!(
                        "the parent \"{parent}\" of \"{code}\" is not an Aggregate of the table{en}"
                    ),
                )
            }
            NoIndicators => Names::fixed(
                "没有 Type 为 Indicator 的行：请检查 Type 列",
                "no row has the type Indicator: check the column Type",
            ),
            Framework(kind) => kind.message(),
        };
        let (zh, en) = place(Some(&self.file), self.line);
        Names::new(zh + &text.zh, en + &text.en)
    }
}

/// The columns that are read; those from `Unit` on may be absent.
const COLUMNS: [&str; 10] = [
    "Level",
    "iCode",
    "iName",
    "Direction",
    "Weight",
    "Parent",
    "Type",
    "Unit",
    "Target",
    "Denominator",
];
const REQUIRED: usize = 7;

/// A row of the table.
struct Row {
    line: u64,
    level: Option<f64>,
    code: String,
    name: Option<String>,
    direction: Option<f64>,
    weight: Option<f64>,
    unit: Option<String>,
    target: Option<f64>,
    denominator: Option<String>,
    parent: Option<String>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Indicator,
    Aggregate,
    Group,
    Denominator,
    /// Columns that COINr carries along without using them.
    Other,
}

/// The text of a framework with this `id`, from the text of COINr's metadata table; `file` is the name
/// used in messages.
///
/// # Errors
/// [`CoinrError`] with file, line and column.
pub fn from_coinr(meta: &str, file: &str, id: &str) -> Result<String, CoinrError> {
    let rows = read(meta, file)?;
    let aggregates: HashMap<&str, &Row> = rows
        .iter()
        .filter(|row| row.kind == Kind::Aggregate)
        .map(|row| (row.code.as_str(), row))
        .collect();
    for row in &rows {
        let Some(parent) = row.parent.as_deref() else {
            continue;
        };
        if matches!(row.kind, Kind::Indicator | Kind::Aggregate) && !aggregates.contains_key(parent)
        {
            let kind = CoinrErrorKind::UnknownParent {
                code: row.code.clone(),
                parent: parent.to_owned(),
                nearest: nearest(parent, aggregates.keys().copied()).map(str::to_owned),
            };
            return Err(error(file, Some(row.line), kind));
        }
    }
    if !rows.iter().any(|row| row.kind == Kind::Indicator) {
        return Err(error(file, None, CoinrErrorKind::NoIndicators));
    }
    let text = write(&rows, id);
    // The lines of the text just written would mean nothing to the user.
    Framework::parse(&text, file)
        .map_err(|cause| error(file, None, CoinrErrorKind::Framework(cause.kind)))?;
    Ok(text)
}

fn error(file: &str, line: Option<u64>, kind: CoinrErrorKind) -> CoinrError {
    CoinrError {
        file: file.to_owned(),
        line,
        kind,
    }
}

fn read(meta: &str, file: &str) -> Result<Vec<Row>, CoinrError> {
    let meta = meta.strip_prefix('\u{feff}').unwrap_or(meta);
    let syntax = |cause: csv::Error| {
        let kind = CoinrErrorKind::Syntax(cause.to_string());
        error(file, None, kind)
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(meta.as_bytes());
    let header = reader.headers().map_err(syntax)?.clone();
    let positions = COLUMNS.map(|column| header.iter().position(|heading| heading == column));
    if let Some(missing) = positions[..REQUIRED].iter().position(Option::is_none) {
        let kind = CoinrErrorKind::MissingColumn(COLUMNS[missing]);
        return Err(error(file, None, kind));
    }

    let mut rows: Vec<Row> = Vec::new();
    let mut first_lines = HashMap::new();
    let mut lines = Lines::of(meta);
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map_or(0, |start| lines.of_record(start));
        if record.len() != header.len() {
            let (found, expected) = (record.len(), header.len());
            let kind = CoinrErrorKind::Ragged { found, expected };
            return Err(error(file, Some(line), kind));
        }
        let row = row(&record, &positions, line, file)?;
        if let Some(first_line) = first_lines.insert(row.code.clone(), line) {
            let code = row.code;
            let kind = CoinrErrorKind::DuplicateCode { code, first_line };
            return Err(error(file, Some(line), kind));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn row(
    record: &csv::StringRecord,
    positions: &[Option<usize>; COLUMNS.len()],
    line: u64,
    file: &str,
) -> Result<Row, CoinrError> {
    let wrong = |kind| error(file, Some(line), kind);
    // R writes a missing value as NA.
    let cell = |column: &'static str| {
        let at = COLUMNS.iter().position(|known| *known == column)?;
        let text = record.get(positions[at]?)?;
        (!text.is_empty() && text != "NA").then(|| text.to_owned())
    };
    let number = |column: &'static str| {
        cell(column)
            .map(|text| match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(wrong(CoinrErrorKind::Cell {
                    column,
                    text,
                    expected: "a number",
                })),
            })
            .transpose()
    };
    let must =
        |column: &'static str| cell(column).ok_or_else(|| wrong(CoinrErrorKind::EmptyCell(column)));

    let kind = must("Type")?;
    let kind = match kind.as_str() {
        "Indicator" => Kind::Indicator,
        "Aggregate" => Kind::Aggregate,
        "Group" => Kind::Group,
        "Denominator" => Kind::Denominator,
        "Other" => Kind::Other,
        _ => {
            return Err(wrong(CoinrErrorKind::Cell {
                column: "Type",
                text: kind,
                expected: "Indicator, Aggregate, Group, Denominator or Other",
            }));
        }
    };
    let row = Row {
        line,
        level: number("Level")?,
        code: must("iCode")?,
        name: cell("iName"),
        direction: number("Direction")?,
        weight: number("Weight")?,
        unit: cell("Unit"),
        target: number("Target")?,
        denominator: cell("Denominator"),
        parent: cell("Parent"),
        kind,
    };
    check(&row).map_err(wrong)?;
    Ok(row)
}

/// What the types of rows demand of their cells.
fn check(row: &Row) -> Result<(), CoinrErrorKind> {
    let cell = |column, number: f64, expected| CoinrErrorKind::Cell {
        column,
        text: number.to_string(),
        expected,
    };
    let in_tree = matches!(row.kind, Kind::Indicator | Kind::Aggregate);
    if let Some(weight) = row.weight.filter(|weight| in_tree && *weight <= 0.0) {
        return Err(cell(
            "Weight",
            weight,
            "above 0 (remove what should not count)",
        ));
    }
    if row.kind == Kind::Indicator {
        if row.parent.is_none() {
            return Err(CoinrErrorKind::EmptyCell("Parent"));
        }
        if let Some(level) = row.level.filter(|level| *level != 1.0) {
            return Err(cell("Level", level, "1 for an indicator"));
        }
    }
    match (row.kind, row.direction) {
        (Kind::Indicator, None) => Err(CoinrErrorKind::EmptyCell("Direction")),
        (Kind::Indicator, Some(direction)) if direction.abs() != 1.0 => {
            Err(cell("Direction", direction, "1 or -1"))
        }
        (Kind::Aggregate, Some(direction)) if direction != 1.0 => {
            Err(cell("Direction", direction, "1 for an aggregate"))
        }
        _ => Ok(()),
    }
}

fn write(rows: &[Row], id: &str) -> String {
    let of = |kind: Kind| rows.iter().filter(move |row| row.kind == kind);
    let mut nodes: Vec<&Row> = of(Kind::Aggregate).collect();
    nodes.sort_by(|a, b| b.level.unwrap_or(0.0).total_cmp(&a.level.unwrap_or(0.0)));
    let name = nodes
        .iter()
        .find(|row| row.parent.is_none())
        .and_then(|root| root.name.as_deref())
        .unwrap_or(id);

    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "[framework]\nid = {}\nedition = \"1\"\nname = {}\n",
        quoted(id),
        both(name)
    );
    let _ = write!(
        out,
        "
[method]
denominate    = false
imputation    = {{ kind = \"none\" }}
treatment     = {{ kind = \"none\" }}
normalisation = {{ kind = \"min-max\", low = 0, high = 100 }}
weighting     = {{ kind = \"given\" }}
aggregation   = {{ kind = \"arithmetic\" }}
coverage      = {{ minimum = 0 }}
"
    );
    for row in of(Kind::Group) {
        out += "\n[[group]]\n";
        identity(&mut out, row);
    }
    for row in of(Kind::Denominator) {
        out += "\n[[denominator]]\n";
        identity(&mut out, row);
        text(&mut out, "unit", row.unit.as_deref());
    }
    for row in nodes {
        out += "\n[[node]]\n";
        identity(&mut out, row);
        text(&mut out, "parent", row.parent.as_deref());
        number(&mut out, "weight", row.weight);
    }
    for row in of(Kind::Indicator) {
        out += "\n[[indicator]]\n";
        identity(&mut out, row);
        text(&mut out, "parent", row.parent.as_deref());
        let direction = match row.direction {
            Some(direction) if direction < 0.0 => "negative",
            _ => "positive",
        };
        text(&mut out, "direction", Some(direction));
        number(&mut out, "weight", row.weight);
        text(&mut out, "unit", row.unit.as_deref());
        text(&mut out, "denominator", row.denominator.as_deref());
        number(&mut out, "target", row.target);
    }
    out
}

fn identity(out: &mut String, row: &Row) {
    text(out, "id", Some(&row.code));
    let name = row.name.as_deref().unwrap_or(&row.code);
    let _ = writeln!(out, "name = {}", both(name));
}

fn text(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

fn number(out: &mut String, key: &str, value: Option<f64>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key} = {value:?}");
    }
}

/// COINr has one name; the other language is for the user to fill in.
fn both(name: &str) -> String {
    let name = quoted(name);
    format!("{{ zh = {name}, en = {name} }}")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;

    const HEADER: &str = "Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type\n";

    fn kind(rows: &str) -> (Option<u64>, CoinrErrorKind) {
        let error = from_coinr(&format!("{HEADER}{rows}"), "iMeta.csv", "t").unwrap_err();
        assert!(error.to_string().starts_with("iMeta.csv"), "{error}");
        (error.line, error.kind)
    }

    #[test]
    fn every_type_of_row_finds_its_place() {
        let meta = format!(
            "{HEADER}1,goods,\"Goods \"\"net\"\", traded\",-1,2.5,USD,1e-7,GDP,trade,Indicator\n\
             2,trade,Trade,1,1,Score,NA,,index,Aggregate\n\
             3,index,Index,1,1,Score,,,,Aggregate\n\
             ,tier,Tier,,,,,,,Group\n,GDP,Product,,,bn USD,,,,Denominator\n,remark,Remark,,,,,,,Other\n"
        );
        let text = from_coinr(&meta, "iMeta.csv", "t").unwrap();
        let framework = Framework::parse(&text, "t.toml").unwrap();
        let goods = &framework.indicators[0];
        assert_eq!(goods.name.en, "Goods \"net\", traded");
        assert_eq!(goods.direction, Direction::Negative);
        assert_eq!((goods.weight, goods.target), (2.5, Some(1e-7)));
        assert_eq!(goods.denominator.as_deref(), Some("GDP"));
        assert_eq!(framework.groups[0].id, "tier");
        assert_eq!(framework.denominators[0].id, "GDP");
        assert_eq!(framework.nodes[0].id, "index");
        assert!(!framework.method.denominate);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let good = "2,index,Index,1,1,,,,,Aggregate\n";
        let row = |row: &str| kind(&format!("{good}{row}\n"));
        assert!(matches!(
            row("1,a,A,1,1,,,,inex,Indicator"),
            (Some(3), CoinrErrorKind::UnknownParent { nearest: Some(nearest), .. }) if nearest == "index"
        ));
        assert!(matches!(
            row("1,a,A,1,0,,,,index,Indicator"),
            (
                Some(3),
                CoinrErrorKind::Cell {
                    column: "Weight",
                    ..
                }
            )
        ));
        assert!(matches!(
            row("1,a,A,2,1,,,,index,Indicator"),
            (
                Some(3),
                CoinrErrorKind::Cell {
                    column: "Direction",
                    ..
                }
            )
        ));
        assert!(matches!(
            row("1,a,A,up,1,,,,index,Indicator"),
            (
                Some(3),
                CoinrErrorKind::Cell {
                    column: "Direction",
                    ..
                }
            )
        ));
        assert!(matches!(
            row("1,a,A,1,1,,,,index,Indikator"),
            (Some(3), CoinrErrorKind::Cell { column: "Type", .. })
        ));
        assert_eq!(
            row("1,a,A,1,1,,,,,Indicator"),
            (Some(3), CoinrErrorKind::EmptyCell("Parent"))
        );
        assert_eq!(
            row("2,index,Index,1,1,,,,,Aggregate"),
            (
                Some(3),
                CoinrErrorKind::DuplicateCode {
                    code: "index".into(),
                    first_line: 2
                }
            )
        );
        assert_eq!(
            row("1,a,A,1,1"),
            (
                Some(3),
                CoinrErrorKind::Ragged {
                    found: 5,
                    expected: 10
                }
            )
        );
        assert_eq!(kind(good).1, CoinrErrorKind::NoIndicators);
        let cycle = "2,a,A,1,1,,,,b,Aggregate\n2,b,B,1,1,,,,a,Aggregate\n1,x,X,1,1,,,,a,Indicator";
        let CoinrErrorKind::Framework(cause) = row(cycle).1 else {
            panic!("a cycle is no framework");
        };
        assert!(matches!(*cause, FrameworkErrorKind::Cycle { .. }));
        let error = from_coinr("Level,iCode\n1,a\n", "iMeta.csv", "t").unwrap_err();
        assert_eq!(error.kind, CoinrErrorKind::MissingColumn("iName"));
    }
}
