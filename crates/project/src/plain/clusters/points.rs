//! Reading points from a file: id, lon, lat (or x, y), and columns with more about them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jushu_clusters::points::{PointsError, Positions};
use jushu_clusters::sphere::Degrees;

use super::super::{PlainError, read};
use super::input;
use crate::config::Names;

/// A file of rows with an id each, its columns found by their headings.
pub(super) struct Rows {
    path: PathBuf,
    headings: Vec<String>,
    /// The line of each row, from 1.
    lines: Vec<u64>,
    cells: Vec<csv::StringRecord>,
    /// What the manifest says of the file.
    pub(super) input: serde_json::Value,
}

impl Rows {
    pub(super) fn read(path: &Path) -> Result<Rows, PlainError> {
        let text = read(path)?;
        let mut rows = Rows {
            path: path.to_path_buf(),
            headings: Vec::new(),
            lines: Vec::new(),
            cells: Vec::new(),
            input: input(path, &text),
        };
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let wrong = |error: csv::Error| PlainError::Row {
            path: path.to_path_buf(),
            line: error.position().map_or(1, csv::Position::line),
            what: Names::new(
                format!("{error}；请改正该行"),
                format!("{error}; correct the row"),
            ),
        };
        rows.headings = reader
            .headers()
            .map_err(wrong)?
            .iter()
            .map(str::to_owned)
            .collect();
        for record in reader.records() {
            let record = record.map_err(wrong)?;
            rows.lines
                .push(record.position().map_or(0, csv::Position::line));
            rows.cells.push(record);
        }
        rows.input["rows"] = rows.cells.len().into();
        Ok(rows)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The headings, in the order of the file.
    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The position of a column that may be missing.
    pub(super) fn find(&self, column: &str) -> Option<usize> {
        self.headings.iter().position(|heading| heading == column)
    }

    /// The position of a column that must be there.
    pub(super) fn column(&self, column: &str) -> Result<usize, PlainError> {
        self.find(column).ok_or_else(|| PlainError::NoColumn {
            path: self.path.clone(),
            column: column.to_owned(),
        })
    }

    pub(super) fn text(&self, row: usize, column: usize) -> &str {
        self.cells[row].get(column).unwrap_or_default()
    }

    /// A number that may be missing.
    pub(super) fn number(&self, row: usize, column: usize) -> Result<Option<f64>, PlainError> {
        let text = self.text(row, column);
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse() {
            Ok(number) if f64::is_finite(number) => Ok(Some(number)),
            _ => Err(self.wrong(
                row,
                Names::new(
                    format!("列“{}”的“{text}”不是数；请改正", self.headings[column]),
                    format!(
                        "\"{text}\" in column \"{}\" is not a number; correct it",
                        self.headings[column]
                    ),
                ),
            )),
        }
    }

    /// A number that must be there.
    pub(super) fn given(&self, row: usize, column: usize) -> Result<f64, PlainError> {
        self.number(row, column)?
            .ok_or_else(|| self.empty(row, &self.headings[column]))
    }

    /// What is wrong with a row without a cell that must be there.
    pub(super) fn empty(&self, row: usize, heading: &str) -> PlainError {
        self.wrong(
            row,
            Names::new(
                format!("列“{heading}”为空；请填写或删去该行"),
                format!("column \"{heading}\" is empty; fill it in or leave the row out"),
            ),
        )
    }

    /// A number from 0 up that may be missing.
    pub(super) fn not_negative(
        &self,
        row: usize,
        column: usize,
    ) -> Result<Option<f64>, PlainError> {
        let found = self.number(row, column)?;
        match found.filter(|number| *number < 0.0) {
            None => Ok(found),
            Some(number) => Err(self.wrong(
                row,
                Names::new(
                    format!(
                        "列“{}”的 {number} 是负数，这里没有意义；请改正或删去该行",
                        self.headings[column]
                    ),
                    format!(
                        "{number} in column \"{}\" is negative, which has no meaning here; correct it or leave the row out",
                        self.headings[column]
                    ),
                ),
            )),
        }
    }

    /// All numbers of a column that must be there.
    pub(super) fn numbers(&self, column: usize) -> Result<Vec<f64>, PlainError> {
        (0..self.len()).map(|row| self.given(row, column)).collect()
    }

    /// What is wrong with a row.
    pub(super) fn wrong(&self, row: usize, what: Names) -> PlainError {
        PlainError::Row {
            path: self.path.clone(),
            line: self.lines[row],
            what,
        }
    }

    /// What is wrong with the file as a whole.
    pub(super) fn wrong_file(&self, what: impl Into<Names>) -> PlainError {
        PlainError::Unusable {
            path: self.path.clone(),
            what: what.into(),
        }
    }

    /// The rows by the id in a column; no id may stand twice.
    pub(super) fn by_id(&self, column: usize) -> Result<HashMap<&str, usize>, PlainError> {
        let mut rows = HashMap::with_capacity(self.len());
        for row in 0..self.len() {
            let id = self.text(row, column);
            if rows.insert(id, row).is_some() {
                return Err(self.wrong(
                    row,
                    Names::new(
                        format!("编号“{id}”出现两次；请改成不同的编号"),
                        format!("the id \"{id}\" stands twice; give different ids"),
                    ),
                ));
            }
        }
        Ok(rows)
    }

    /// An error of points as one of the row it is about, or of the file.
    pub(super) fn of_points(&self, error: PointsError) -> PlainError {
        match error {
            PointsError::Coordinates { point, .. } | PointsError::Weight { point, .. } => {
                self.wrong(point, error.message().into())
            }
            _ => self.wrong_file(error.message()),
        }
    }
}

/// Points with their ids.
pub(super) struct Points {
    pub(super) rows: Rows,
    pub(super) id: usize,
    pub(super) positions: Positions,
    /// The column `weight`, where there is one.
    pub(super) weights: Option<Vec<f64>>,
}

impl Points {
    /// Reads id, lon, lat, or with `plane` alternatively x, y; and the column weight where there is one.
    pub(super) fn read(path: &Path, plane: bool) -> Result<Points, PlainError> {
        let rows = Rows::read(path)?;
        let id = rows.column("id")?;
        rows.by_id(id)?;
        let on_plane = plane && rows.find("lon").is_none() && rows.find("x").is_some();
        let [first, second] = if on_plane { ["x", "y"] } else { ["lon", "lat"] };
        let (first, second) = (
            rows.numbers(rows.column(first)?)?,
            rows.numbers(rows.column(second)?)?,
        );
        let pairs = first.into_iter().zip(second);
        let positions = if on_plane {
            Positions::on_plane(&pairs.map(|(x, y)| [x, y]).collect::<Vec<_>>())
        } else {
            let degrees = pairs.map(|(longitude, latitude)| Degrees {
                longitude,
                latitude,
            });
            Positions::on_sphere(&degrees.collect::<Vec<_>>())
        };
        let positions = positions.map_err(|error| rows.of_points(error))?;
        let weights = rows
            .find("weight")
            .map(|column| rows.numbers(column))
            .transpose()?;
        Ok(Points {
            id,
            positions,
            weights,
            rows,
        })
    }

    pub(super) fn id(&self, point: usize) -> &str {
        self.rows.text(point, self.id)
    }
}
