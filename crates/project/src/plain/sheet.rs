//! Small tables that go with the engines: cells by the names of their columns.

use std::path::{Path, PathBuf};

use super::{PlainError, read};
use crate::config::Names;

/// A row with the cells that were asked for.
pub(super) struct Row {
    path: PathBuf,
    line: u64,
    columns: Vec<String>,
    cells: Vec<String>,
}

/// The rows of a CSV file; cells are in the order of `required`, then `optional`, and an optional column that is
/// not there is empty.
pub(super) fn rows(
    path: &Path,
    required: &[&str],
    optional: &[&str],
) -> Result<Vec<Row>, PlainError> {
    let text = read(path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let wrong = |line: u64, error: csv::Error| PlainError::Row {
        path: path.to_path_buf(),
        line,
        what: Names::new(
            format!("{error}；请改正该行"),
            format!("{error}; correct the row"),
        ),
    };
    let headings = reader.headers().map_err(|error| wrong(1, error))?.clone();
    let find = |column: &str| headings.iter().position(|heading| heading.trim() == column);
    let mut places = Vec::new();
    for column in required {
        places.push(Some(find(column).ok_or_else(|| PlainError::NoColumn {
            path: path.to_path_buf(),
            column: (*column).to_string(),
        })?));
    }
    places.extend(optional.iter().map(|column| find(column)));
    let columns: Vec<String> = required
        .iter()
        .chain(optional)
        .map(|column| (*column).to_string())
        .collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            wrong(line, error)
        })?;
        let cell = |place: &Option<usize>| {
            place
                .and_then(|place| record.get(place))
                .unwrap_or_default()
                .trim()
                .to_string()
        };
        rows.push(Row {
            path: path.to_path_buf(),
            line: record.position().map_or(0, csv::Position::line),
            columns: columns.clone(),
            cells: places.iter().map(cell).collect(),
        });
    }
    Ok(rows)
}

impl Row {
    /// An error in this row.
    pub(super) fn wrong(&self, what: Names) -> PlainError {
        PlainError::Row {
            path: self.path.clone(),
            line: self.line,
            what,
        }
    }

    /// A cell as it stands.
    pub(super) fn text(&self, at: usize) -> &str {
        &self.cells[at]
    }

    /// A cell as a number; `None` when it is empty.
    pub(super) fn number(&self, at: usize) -> Result<Option<f64>, PlainError> {
        let text = self.text(at);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f64>().ok().filter(|number| !number.is_nan());
        number.map(Some).ok_or_else(|| {
            self.wrong(Names::new(
                format!("列“{}”的“{text}”不是数值；请改正", self.columns[at]),
                format!(
                    "column \"{}\" holds \"{text}\", which is no number; correct it",
                    self.columns[at]
                ),
            ))
        })
    }
}
