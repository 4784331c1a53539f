//! The numbers behind a figure, written as CSV beside it.

use serde::Serialize;

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number, in the unit of its column.
    Number(f64),
    /// No data: not zero.
    Missing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<f64> for Cell {
    /// A number that is not finite is missing.
    fn from(number: f64) -> Cell {
        if number.is_finite() {
            Cell::Number(number)
        } else {
            Cell::Missing
        }
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Cell {
        number.map_or(Cell::Missing, Cell::from)
    }
}

/// A table of a figure's numbers: every row has as many cells as there are columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Data {
    /// Headings.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Data {
    /// A table with headings and no rows.
    pub fn new(columns: &[&str]) -> Data {
        Data {
            columns: columns.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as CSV; numbers read back to the same f64, missing cells are empty.
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Rows of one length into memory cannot fail.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                Cell::Number(number) => number.to_string(),
                Cell::Missing => String::new(),
            }));
        }
        writer.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_keeps_numbers_exactly_and_missing_empty() {
        let mut data = Data::new(&["place", "score"]);
        data.rows.push(vec!["广东省".into(), (0.1 + 0.2).into()]);
        data.rows.push(vec!["西藏, 自治区".into(), f64::NAN.into()]);
        let text = String::from_utf8(data.csv()).unwrap();
        assert_eq!(
            text,
            "place,score\n广东省,0.30000000000000004\n\"西藏, 自治区\",\n"
        );
    }
}
