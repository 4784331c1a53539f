//! The review file of likely duplicates: written for a person, read back with the decisions.

use std::path::{Path, PathBuf};

use jushu_registry::duplicates::{Decided, Decision, Pair};

use crate::output::{OutputError, write_file};

const HEADER: [&str; 10] =
    ["decision", "score", "name_a", "source_a", "name_b", "source_b", "evidence", "compared_a", "compared_b", "records"];

/// A review file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// It cannot be read, or a row of it is wrong.
    #[error("{}: {detail}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with row and column.
        detail: String,
    },
    /// It cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Writes `pairs` with an empty column `decision`, to be filled with accept, reject or unsure.
pub fn write(path: &Path, pairs: &[Pair]) -> Result<(), ReviewError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| ReviewError::File { path: path.to_path_buf(), detail: error.to_string() };
    writer.write_record(HEADER).map_err(|error| failed(&error))?;
    for pair in pairs {
        let compared = |side: &jushu_registry::duplicates::Side| {
            side.compared.iter().map(|(field, value)| format!("{field}: {value}")).collect::<Vec<_>>().join("; ")
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
    let wrong = |detail: String| ReviewError::File { path: path.to_path_buf(), detail };
    let mut reader = csv::Reader::from_path(path).map_err(|error| wrong(error.to_string()))?;
    let header = reader.headers().map_err(|error| wrong(error.to_string()))?.clone();
    let column = |name: &str| {
        header.iter().position(|heading| heading.trim_start_matches('\u{feff}') == name).ok_or_else(|| wrong(format!("has no column `{name}`")))
    };
    let (decision, score, evidence, records) = (column("decision")?, column("score")?, column("evidence")?, column("records")?);
    let mut decided = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 2;
        let record = record.map_err(|error| wrong(format!("row {row}: {error}")))?;
        let cell = |column: usize| record.get(column).unwrap_or("").trim();
        let decision = match cell(decision).to_lowercase().as_str() {
            "" => continue,
            "accept" | "是" | "同一" => Decision::Accept,
            "reject" | "否" | "不同" => Decision::Reject,
            "unsure" | "不确定" => Decision::Unsure,
            other => {
                return Err(wrong(format!("row {row}, column `decision`: `{other}`; write accept, reject or unsure, or leave it empty")));
            }
        };
        let ids = cell(records).split_once('+').and_then(|(a, b)| {
            Some((u64::from_str_radix(a, 16).ok()?, u64::from_str_radix(b, 16).ok()?))
        });
        let Some((a, b)) = ids else {
            return Err(wrong(format!("row {row}, column `records`: `{}` is not a pair of records; leave this column as it was written", cell(records))));
        };
        let score = cell(score)
            .parse()
            .map_err(|_| wrong(format!("row {row}, column `score`: `{}` is not a number", cell(score))))?;
        decided.push(Decided { a, b, decision, score, evidence: cell(evidence).to_string() });
    }
    Ok(decided)
}
