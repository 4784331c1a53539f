//! The review file of likely duplicates: written for a person, read back with the decisions.

use std::path::{Path, PathBuf};

use jushu_registry::duplicates::{Decided, Decision, Pair};

use crate::config::Names;
use crate::output::{OutputError, write_file};

const HEADER: [&str; 10] = [
    "decision",
    "score",
    "name_a",
    "source_a",
    "name_b",
    "source_b",
    "evidence",
    "compared_a",
    "compared_b",
    "records",
];

/// A review file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ReviewError {
    /// It cannot be read, or a row of it is wrong.
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with row and column.
        detail: Names,
    },
    /// It cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ReviewError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ReviewError::File { path, detail } => detail.in_file(path),
            ReviewError::Output(error) => error.message(),
        }
    }
}

/// Writes `pairs` with an empty column `decision`, to be filled with accept, reject or unsure.
pub fn write(path: &Path, pairs: &[Pair]) -> Result<(), ReviewError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| ReviewError::File {
        path: path.to_path_buf(),
        detail: Names::same(error),
    };
    writer
        .write_record(HEADER)
        .map_err(|error| failed(&error))?;
    for pair in pairs {
        let compared = |side: &jushu_registry::duplicates::Side| {
            side.compared
                .iter()
                .map(|(field, value)| format!("{field}: {value}"))
                .collect::<Vec<_>>()
                .join("; ")
        };
        writer
            .write_record([
                "",
                &format!("{:.3}", pair.score),
                &pair.a.name,
                &pair.a.source,
                &pair.b.name,
                &pair.b.source,
                &pair.evidence,
                &compared(&pair.a),
                &compared(&pair.b),
                &format!("{:016x}+{:016x}", pair.a.record_id, pair.b.record_id),
            ])
            .map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    Ok(write_file(path, &bytes)?)
}

/// Reads the decisions; rows without one are left open.
pub fn read(path: &Path) -> Result<Vec<Decided>, ReviewError> {
    let wrong = |detail: Names| ReviewError::File {
        path: path.to_path_buf(),
        detail,
    };
    let mut reader = csv::Reader::from_path(path).map_err(|error| wrong(Names::same(error)))?;
    let header = reader
        .headers()
        .map_err(|error| wrong(Names::same(error)))?
        .clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|heading| heading.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| {
                wrong(Names::new(
                    format!("没有列“{name}”"),
                    format!("has no column `{name}`"),
                ))
            })
    };
    let (decision, score, evidence, records) = (
        column("decision")?,
        column("score")?,
        column("evidence")?,
        column("records")?,
    );
    let mut decided = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 2;
        let record = record.map_err(|error| {
            wrong(Names::new(
                format!("第 {row} 行：{error}"),
                format!("row {row}: {error}"),
            ))
        })?;
        let wrong_cell = |column: &str, zh: String, en: String| {
            wrong(Names::new(
                format!("第 {row} 行，列“{column}”：{zh}"),
                format!("row {row}, column `{column}`: {en}"),
            ))
        };
        let cell = |column: usize| record.get(column).unwrap_or("").trim();
        let decision = match cell(decision).to_lowercase().as_str() {
            "" => continue,
            "accept" | "是" | "同一" => Decision::Accept,
            "reject" | "否" | "不同" => Decision::Reject,
            "unsure" | "不确定" => Decision::Unsure,
            other => {
                return Err(wrong_cell(
                    "decision",
                    format!(
                        "“{other}”；请写 accept（同一）、reject（不同）或 unsure（不确定），或留空"
                    ),
                    format!("`{other}`; write accept, reject or unsure, or leave it empty"),
                ));
            }
        };
        let ids = cell(records).split_once('+').and_then(|(a, b)| {
            Some((
                u64::from_str_radix(a, 16).ok()?,
                u64::from_str_radix(b, 16).ok()?,
            ))
        });
        let Some((a, b)) = ids else {
            let text = cell(records);
            return Err(wrong_cell(
                "records",
                format!("“{text}”不是一对记录；请保持这一列原样"),
                format!("`{text}` is not a pair of records; leave this column as it was written"),
            ));
        };
        let text = cell(score);
        let score = text.parse().map_err(|_| {
            wrong_cell(
                "score",
                format!("“{text}”不是数"),
                format!("`{text}` is not a number"),
            )
        })?;
        decided.push(Decided {
            a,
            b,
            decision,
            score,
            evidence: cell(evidence).to_string(),
        });
    }
    Ok(decided)
}
