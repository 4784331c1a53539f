//! The data an index is computed from: units by columns.

use std::collections::HashMap;

use thiserror::Error;

use crate::Names;
use crate::lines::Lines;

/// The values of a set of units.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the units, all different.
    pub units: Vec<String>,
    /// The columns of numbers, with different names, each a value a unit.
    pub columns: Vec<Column>,
    /// The columns that hold something other than numbers: groups, codes, remarks.
    pub texts: Vec<TextColumn>,
    /// Where the table was read from, for messages; `None` when it was computed.
    pub origin: Option<Origin>,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The heading.
    pub id: String,
    /// A finite value a unit; NaN is missing.
    pub values: Vec<f64>,
}

/// A column with at least one cell that is not a number.
#[derive(Debug, Clone, PartialEq)]
pub struct TextColumn {
    /// The heading.
    pub id: String,
    /// A text a unit; `None` where the cell is empty.
    pub values: Vec<Option<String>>,
    /// The unit (its position) with the first cell that is not a number.
    pub first_text: usize,
}

/// Where a table was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line of the file on which each unit stands, from 1.
    pub lines: Vec<u64>,
}

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct TableError {
    /// The file; `None` for a computed table.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: TableErrorKind,
}

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableErrorKind {
    /// There is no header.
    NoHeader,
    /// There is a header and nothing below it.
    NoUnits,
    /// A row has another number of cells than the header.
    Ragged {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// Not readable as CSV.
    Syntax(String),
    /// A column without a heading.
    EmptyHeading {
        /// The number of the column, from 1.
        column: usize,
    },
    /// Two columns with one heading.
    DuplicateColumn(String),
    /// A row without a unit.
    EmptyUnit,
    /// Two rows of one unit.
    DuplicateUnit {
        /// The unit.
        unit: String,
        /// The line of its first row.
        first_line: Option<u64>,
    },
    /// A column with another number of values than there are units.
    Length {
        /// The column.
        column: String,
        /// Values in the column.
        found: usize,
        /// Units.
        expected: usize,
    },
    /// An infinite value in a computed table.
    NotFinite {
        /// The column.
        column: String,
        /// The unit.
        unit: String,
    },
}

impl TableErrorKind {
    fn message(&self) -> Names {
        use TableErrorKind::*;
        match self {
            NoHeader => Names::fixed(
                "没有表头：第一行应为“unit”及各指标的列名",
                "no header: the first line must name the columns, the first of which holds the units",
            ),
            NoUnits => Names::fixed(
                "只有表头，没有数据行：请为每个评价单元添加一行",
                "a header but no rows: add a row for each unit",
            ),
            Ragged { found, expected } => ragged(*found, *expected),
            Syntax(message) => Names::new(
                format!("不是有效的 CSV：{message}"),
                format!("not valid CSV: {message}"),
            ),
            EmptyHeading { column } => Names::new(
                format!("第 {column} 列没有列名：请填写或删除该列"),
                format!("column {column} has no heading: name or remove it"),
            ),
            DuplicateColumn(column) => Names::new(
                format!("列“{column}”出现两次：请改名或删除其一"),
                format!("column \"{column}\" occurs twice: rename or remove one"),
            ),
            EmptyUnit => Names::fixed(
                "该行没有评价单元的名称（第一列为空）：请填写或删除该行",
                "the row names no unit (its first cell is empty): name it or remove the row",
            ),
            DuplicateUnit { unit, first_line } => {
                let (zh, en) = match first_line {
                    Some(line) => (
                        format!("（首次在第 {line} 行）"),
                        format!(" (first on line {line})"),
                    ),
                    None => Default::default(),
                };
                Names::new(
                    format!("评价单元“{unit}”出现两次{zh}：请合并或改名"),
                    format!("unit \"{unit}\" occurs twice{en}: merge or rename the rows"),
                )
            }
            Length {
                column,
                found,
                expected,
            } => Names::new(
                format!("列“{column}”有 {found} 个值，而评价单元有 {expected} 个"),
                format!("column \"{column}\" has {found} values for {expected} units"),
            ),
            NotFinite { column, unit } => Names::new(
                format!("列“{column}”、单元“{unit}”的值为无穷大：请改为有限数值或缺失"),
                format!(
                    "column \"{column}\", unit \"{unit}\": the value is infinite; make it finite or missing"
                ),
            ),
        }
    }
}

impl TableError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let text = self.kind.message();
        let (zh, en) = place(self.file.as_deref(), self.line);
        Names::new(zh + &text.zh, en + &text.en)
    }
}

/// The message of a row with too many or too few cells.
pub(crate) fn ragged(found: usize, expected: usize) -> Names {
    Names::new(
        format!("该行有 {found} 个单元格，表头有 {expected} 个：请补齐或删去多余的单元格"),
        format!(
            "the row has {found} cells, the header {expected}: add the missing or remove the extra cells"
        ),
    )
}

/// "file, line n: " in both languages.
pub(crate) fn place(file: Option<&str>, line: Option<u64>) -> (String, String) {
    match (file, line) {
        (Some(file), Some(line)) => (
            format!("{file} 第 {line} 行："),
            format!("{file}, line {line}: "),
        ),
        (Some(file), None) => (format!("{file}："), format!("{file}: ")),
        (None, _) => Default::default(),
    }
}

impl Table {
    /// A table of computed numbers.
    ///
    /// # Errors
    /// Duplicate or empty names, columns of the wrong length, infinite values, no units.
    pub fn new(units: Vec<String>, columns: Vec<Column>) -> Result<Table, TableError> {
        let table = Table {
            units,
            columns,
            texts: Vec::new(),
            origin: None,
        };
        table.check()?;
        for column in &table.columns {
            let (found, expected) = (column.values.len(), table.units.len());
            if found != expected {
                return Err(table.error(
                    None,
                    TableErrorKind::Length {
                        column: column.id.clone(),
                        found,
                        expected,
                    },
                ));
            }
            if let Some(row) = column.values.iter().position(|value| value.is_infinite()) {
                return Err(table.error(
                    None,
                    TableErrorKind::NotFinite {
                        column: column.id.clone(),
                        unit: table.units[row].clone(),
                    },
                ));
            }
        }
        Ok(table)
    }

    /// Reads a table from CSV text with a header. The first column names the units whatever its
    /// heading; an empty cell is a missing value. A column in which some cell is not a finite number
    /// is kept as text, and using it as an indicator is an error that names that cell.
    ///
    /// `file` is the name used in messages.
    ///
    /// # Errors
    /// [`TableError`] with file and line for everything [`TableErrorKind`] lists.
    pub fn from_csv(text: &str, file: &str) -> Result<Table, TableError> {
        let records = Records::read(text, file)?;
        let rows: Vec<usize> = (0..records.units.len()).collect();
        records.table(&rows)
    }

    /// Reads a table for each label in the column `by` of CSV text, in the order in which the labels
    /// first occur; `Ok(None)` when there is no such column. Otherwise as [`from_csv`](Self::from_csv).
    pub(crate) fn split_csv(
        text: &str,
        file: &str,
        by: &str,
    ) -> Result<Option<Vec<(String, Table)>>, TableError> {
        let records = Records::read(text, file)?;
        let Some(column) = records.header.iter().position(|heading| heading == by) else {
            return Ok(None);
        };
        let mut rows: Vec<(String, Vec<usize>)> = Vec::new();
        for (row, cell) in records.cells[column].iter().enumerate() {
            let label = cell.as_deref().unwrap_or_default();
            match rows.iter_mut().find(|(known, _)| known == label) {
                Some((_, rows)) => rows.push(row),
                None => rows.push((label.to_owned(), vec![row])),
            }
        }
        if rows.is_empty() {
            // A header alone is refused as for a single table.
            records.table(&[])?;
        }
        let tables = rows
            .into_iter()
            .map(|(label, rows)| Ok((label, records.table(&rows)?)));
        tables.collect::<Result<_, _>>().map(Some)
    }

    /// The table without the unit at this position.
    pub(crate) fn without(&self, unit: usize) -> Table {
        fn drop<T: Clone>(values: &[T], unit: usize) -> Vec<T> {
            [&values[..unit], &values[unit + 1..]].concat()
        }
        let mut smaller = Table {
            units: drop(&self.units, unit),
            columns: Vec::with_capacity(self.columns.len()),
            texts: Vec::new(),
            origin: self.origin.as_ref().map(|origin| Origin {
                file: origin.file.clone(),
                lines: drop(&origin.lines, unit),
            }),
        };
        let numbered = self.columns.iter().map(|column| Column {
            id: column.id.clone(),
            values: drop(&column.values, unit),
        });
        smaller.columns.extend(numbered);
        for column in &self.texts {
            let id = column.id.clone();
            let cells = drop(&column.values, unit);
            // Without its only cell of text a column is one of numbers.
            match numbers(&cells) {
                Ok(values) => smaller.columns.push(Column { id, values }),
                Err(first_text) => smaller.texts.push(TextColumn {
                    id,
                    values: cells,
                    first_text,
                }),
            }
        }
        smaller
    }

    /// The column of numbers with this heading.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The column of text with this heading.
    pub fn text(&self, id: &str) -> Option<&TextColumn> {
        self.texts.iter().find(|column| column.id == id)
    }

    /// The labels in the column with this heading, whether it holds text or numbers; `None` where there
    /// is no such column.
    pub fn labels(&self, id: &str) -> Option<Vec<Option<String>>> {
        if let Some(column) = self.text(id) {
            return Some(column.values.clone());
        }
        let label = |value: &f64| (!value.is_nan()).then(|| value.to_string());
        Some(self.column(id)?.values.iter().map(label).collect())
    }

    /// The table with only the units at these positions, in this order.
    pub fn with_units(&self, units: &[usize]) -> Table {
        fn pick<T: Clone>(values: &[T], units: &[usize]) -> Vec<T> {
            units.iter().map(|&unit| values[unit].clone()).collect()
        }
        let columns = self.columns.iter().map(|column| Column {
            id: column.id.clone(),
            values: pick(&column.values, units),
        });
        let texts = self.texts.iter().map(|column| {
            let place = units.iter().position(|&unit| unit == column.first_text);
            TextColumn {
                id: column.id.clone(),
                values: pick(&column.values, units),
                first_text: place.unwrap_or(0),
            }
        });
        Table {
            units: pick(&self.units, units),
            columns: columns.collect(),
            texts: texts.collect(),
            origin: self.origin.as_ref().map(|origin| Origin {
                file: origin.file.clone(),
                lines: pick(&origin.lines, units),
            }),
        }
    }

    /// The headings of all columns but the units.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let numbers = self.columns.iter().map(|column| column.id.as_str());
        numbers.chain(self.texts.iter().map(|column| column.id.as_str()))
    }

    /// The file the table was read from.
    pub fn file(&self) -> Option<&str> {
        self.origin.as_ref().map(|origin| origin.file.as_str())
    }

    /// The line of the file on which a unit stands.
    pub fn line(&self, unit: usize) -> Option<u64> {
        self.origin.as_ref()?.lines.get(unit).copied()
    }

    fn error(&self, unit: Option<usize>, kind: TableErrorKind) -> TableError {
        TableError {
            file: self.file().map(str::to_owned),
            line: unit.and_then(|unit| self.line(unit)),
            kind,
        }
    }

    fn check(&self) -> Result<(), TableError> {
        if self.units.is_empty() {
            return Err(self.error(None, TableErrorKind::NoUnits));
        }
        let mut seen = HashMap::new();
        for (position, unit) in self.units.iter().enumerate() {
            if unit.is_empty() {
                return Err(self.error(Some(position), TableErrorKind::EmptyUnit));
            }
            if let Some(first) = seen.insert(unit, position) {
                let kind = TableErrorKind::DuplicateUnit {
                    unit: unit.clone(),
                    first_line: self.line(first),
                };
                return Err(self.error(Some(position), kind));
            }
        }
        let mut seen = HashMap::new();
        for heading in self.headings() {
            if seen.insert(heading, ()).is_some() {
                let kind = TableErrorKind::DuplicateColumn(heading.to_owned());
                return Err(self.error(None, kind));
            }
        }
        Ok(())
    }
}

/// CSV text cut into cells.
struct Records {
    file: String,
    /// The headings after that of the units.
    header: Vec<String>,
    units: Vec<String>,
    lines: Vec<u64>,
    /// The cells of each column after that of the units; `None` is empty.
    cells: Vec<Vec<Option<String>>>,
}

impl Records {
    fn read(text: &str, file: &str) -> Result<Records, TableError> {
        let error = |line: Option<u64>, kind| TableError {
            file: Some(file.to_owned()),
            line,
            kind,
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader
            .headers()
            .map_err(|cause| error(None, TableErrorKind::Syntax(cause.to_string())))?
            .clone();
        if header.iter().all(str::is_empty) {
            return Err(error(None, TableErrorKind::NoHeader));
        }
        if let Some(column) = header.iter().skip(1).position(str::is_empty) {
            return Err(error(
                Some(1),
                TableErrorKind::EmptyHeading { column: column + 2 },
            ));
        }

        let mut units = Vec::new();
        let mut lines = Vec::new();
        let mut cells: Vec<Vec<Option<String>>> = vec![Vec::new(); header.len() - 1];
        let mut lines_of_text = Lines::of(text);
        for record in reader.records() {
            let record =
                record.map_err(|cause| error(None, TableErrorKind::Syntax(cause.to_string())))?;
            let line = record
                .position()
                .map_or(0, |start| lines_of_text.of_record(start));
            if record.len() != header.len() {
                return Err(error(
                    Some(line),
                    TableErrorKind::Ragged {
                        found: record.len(),
                        expected: header.len(),
                    },
                ));
            }
            units.push(record[0].to_owned());
            lines.push(line);
            for (column, cell) in cells.iter_mut().zip(record.iter().skip(1)) {
                column.push((!cell.is_empty()).then(|| cell.to_owned()));
            }
        }
        Ok(Records {
            file: file.to_owned(),
            header: header.iter().skip(1).map(str::to_owned).collect(),
            units,
            lines,
            cells,
        })
    }

    /// The table of these rows.
    fn table(&self, rows: &[usize]) -> Result<Table, TableError> {
        let mut columns = Vec::new();
        let mut texts = Vec::new();
        for (id, cells) in self.header.iter().zip(&self.cells) {
            let id = id.clone();
            let cells: Vec<Option<String>> = rows.iter().map(|&row| cells[row].clone()).collect();
            match numbers(&cells) {
                Ok(values) => columns.push(Column { id, values }),
                Err(first_text) => texts.push(TextColumn {
                    id,
                    values: cells,
                    first_text,
                }),
            }
        }
        let table = Table {
            units: rows.iter().map(|&row| self.units[row].clone()).collect(),
            columns,
            texts,
            origin: Some(Origin {
                file: self.file.clone(),
                lines: rows.iter().map(|&row| self.lines[row]).collect(),
            }),
        };
        table.check()?;
        Ok(table)
    }
}

/// The cells as numbers, or the position of the first that is not a finite number.
fn numbers(cells: &[Option<String>]) -> Result<Vec<f64>, usize> {
    let number = |(position, cell): (usize, &Option<String>)| match cell {
        None => Ok(f64::NAN),
        // "NaN", "inf" and "1e400" all parse, but none is a value of an indicator.
        Some(cell) => match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(position),
        },
    };
    cells.iter().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(text: &str) -> (Option<u64>, TableErrorKind) {
        let error = Table::from_csv(text, "d.csv").unwrap_err();
        assert!(error.to_string().starts_with("d.csv"), "{error}");
        (error.line, error.kind)
    }

    #[test]
    fn a_unit_is_taken_out_of_every_column() {
        let table = Table::from_csv(
            "unit,a,tier,code\nx,1,one,7\ny,2,two,n/a\nz,3,,9\n",
            "d.csv",
        );
        let smaller = table.unwrap().without(1);
        assert_eq!(smaller.units, ["x", "z"]);
        assert_eq!(smaller.column("a").unwrap().values, [1.0, 3.0]);
        assert_eq!(
            smaller.text("tier").unwrap().values,
            [Some("one".to_owned()), None]
        );
        assert_eq!(smaller.column("code").unwrap().values, [7.0, 9.0]);
        assert_eq!(smaller.line(1), Some(4));
    }

    #[test]
    fn reads_numbers_text_and_missing_values() {
        let text = "\u{feff}city,a,tier,b\n北京, 1.5 ,一,\n上海,-2e3,,3\n";
        let table = Table::from_csv(text, "d.csv").unwrap();
        assert_eq!(table.units, ["北京", "上海"]);
        assert_eq!(table.column("a").unwrap().values, [1.5, -2000.0]);
        let b = &table.column("b").unwrap().values;
        assert!(b[0].is_nan() && b[1] == 3.0);
        let tier = table.text("tier").unwrap();
        assert_eq!(tier.values, [Some("一".to_owned()), None]);
        assert_eq!(tier.first_text, 0);
        assert_eq!(table.line(1), Some(3));
        let windows = Table::from_csv(&text.replace('\n', "\r\n"), "d.csv").unwrap();
        assert_eq!(windows.line(1), Some(3));
    }

    #[test]
    fn what_is_no_finite_number_makes_a_column_text() {
        for cell in ["NaN", "inf", "-inf", "1e400", "12 家", "NA"] {
            let text = format!("unit,a\nx,1\ny,{cell}\n");
            let table = Table::from_csv(&text, "d.csv").unwrap();
            assert_eq!(table.text("a").unwrap().first_text, 1, "{cell}");
        }
    }

    #[test]
    fn refuses_malformed_tables_with_the_line() {
        assert_eq!(kind("").1, TableErrorKind::NoHeader);
        assert_eq!(kind("unit,a\n").1, TableErrorKind::NoUnits);
        assert_eq!(
            kind("unit,a\nx,1\ny,1,2\n"),
            (
                Some(3),
                TableErrorKind::Ragged {
                    found: 3,
                    expected: 2
                }
            )
        );
        assert_eq!(
            kind("unit,a\nx,1\ny,1\nx,2\n"),
            (
                Some(4),
                TableErrorKind::DuplicateUnit {
                    unit: "x".into(),
                    first_line: Some(2)
                }
            )
        );
        assert_eq!(
            kind("unit,a,a\nx,1,2\n").1,
            TableErrorKind::DuplicateColumn("a".into())
        );
        assert_eq!(
            kind("unit,a,\nx,1,2\n").1,
            TableErrorKind::EmptyHeading { column: 3 }
        );
        assert_eq!(kind("unit,a\n,1\n"), (Some(2), TableErrorKind::EmptyUnit));
    }

    #[test]
    fn computed_tables_are_checked_too() {
        let column = |values: &[f64]| Column {
            id: "a".into(),
            values: values.to_vec(),
        };
        let units = || vec!["x".to_owned(), "y".to_owned()];
        assert!(Table::new(units(), vec![column(&[1.0, f64::NAN])]).is_ok());
        let error = Table::new(units(), vec![column(&[1.0])]).unwrap_err();
        assert!(matches!(error.kind, TableErrorKind::Length { .. }));
        let error = Table::new(units(), vec![column(&[1.0, f64::INFINITY])]).unwrap_err();
        assert!(error.to_string().contains("unit \"y\""), "{error}");
        assert!(Table::new(Vec::new(), Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\PC\n,\"]{0,200}") {
            if let Ok(table) = Table::from_csv(&text, "d.csv") {
                prop_assert!(table.columns.iter().all(|c| c.values.len() == table.units.len()));
            }
        }
    }
}
