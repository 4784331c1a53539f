//! A table of a document: the same in Word, PDF, Excel and on the site.

use jushu_figures::Cell;
use serde::Serialize;

/// What a column holds, which decides how its numbers are printed and aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Text, to the left.
    Text,
    /// Whole numbers with thousands separators.
    Integer,
    /// Numbers with this many decimals.
    Decimal(u8),
    /// A share between 0 and 1, printed in percent with this many decimals.
    Percent(u8),
    /// A rank.
    Rank,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Column {
        Column {
            name: name.into(),
            kind,
        }
    }
}

/// A table: every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Its name in templates and file names: `top-provinces`.
    pub id: String,
    /// The caption, without a number.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// The source line under it.
    pub source: String,
    /// Lines that must be read with it: 合成, 推定, what is missing.
    pub notes: Vec<String>,
}

impl Table {
    /// The cell as it is printed; missing is a dash, never zero.
    pub fn printed(&self, row: usize, column: usize) -> String {
        match (&self.rows[row][column], self.columns[column].kind) {
            (Cell::Missing, _) => "—".to_string(),
            (Cell::Text(text), _) => text.clone(),
            (Cell::Number(number), kind) => printed(*number, kind),
        }
    }
}

/// `number` as a column of that kind prints it.
pub fn printed(number: f64, kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Decimal(decimals) => grouped(number, decimals),
        ColumnKind::Percent(decimals) => format!("{:.*}%", usize::from(decimals), number * 100.0),
        ColumnKind::Text | ColumnKind::Integer | ColumnKind::Rank => grouped(number, 0),
    }
}

/// `number` with `decimals` decimals and a comma between thousands.
fn grouped(number: f64, decimals: u8) -> String {
    let text = format!("{:.*}", usize::from(decimals), number.abs());
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut printed = String::new();
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if number < 0.0 && !zero {
        printed.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            printed.push(',');
        }
        printed.push(digit);
    }
    if let Some(fraction) = fraction {
        printed.push('.');
        printed.push_str(fraction);
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_missing_is_a_dash() {
        let table = Table {
            id: "t".into(),
            title: String::new(),
            columns: vec![
                Column::new("a", ColumnKind::Integer),
                Column::new("b", ColumnKind::Decimal(2)),
                Column::new("c", ColumnKind::Percent(1)),
            ],
            rows: vec![
                vec![1234567.0.into(), (-1234.5).into(), 0.4567.into()],
                vec![Cell::Missing, (-0.001).into(), 0.0.into()],
            ],
            source: String::new(),
            notes: Vec::new(),
        };
        let row = |row| {
            (0..3)
                .map(|column| table.printed(row, column))
                .collect::<Vec<_>>()
        };
        assert_eq!(row(0), ["1,234,567", "-1,234.50", "45.7%"]);
        assert_eq!(row(1), ["—", "0.00", "0.0%"]);
    }
}
