//! The file of refused rows: row number and reasons, then the sheet's own columns, so that it can
//! be corrected in a spreadsheet program and imported again.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::convert::Refusal;
use crate::import::RefusedFor;
use crate::value::{Message, message};

/// Headings of the added columns; an import takes no notice of them.
const ROW: &str = "原文件行号";
const REASONS: &str = "拒收原因";

/// The refused rows cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct RejectsError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

impl RejectsError {
    /// The message in both languages.
    pub fn message(&self) -> Message {
        let (path, source) = (self.path.display(), &self.source);
        message(
            format!("{path}：无法写出被拒收的行：{source}；没有导入任何内容"),
            format!("{path}: the refused rows cannot be written: {source}; nothing was imported"),
        )
    }
}

/// Collects refused rows in a temporary file.
pub(crate) struct Rejects {
    target: PathBuf,
    header: Vec<String>,
    writer: Option<csv::Writer<tempfile::NamedTempFile>>,
    rows: u64,
    reasons: HashMap<(String, String), RefusedFor>,
}

impl Rejects {
    /// Nothing is written before the first refusal. The file is named after the version, so that
    /// no import overwrites the rejects of another.
    pub(crate) fn new(
        folder: &Path,
        version: i64,
        file: &Path,
        sheet: Option<&str>,
        header: &[String],
    ) -> Rejects {
        let stem = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let sheet = sheet
            .map(|sheet| format!("-{}", sheet.replace(['/', '\\'], "_")))
            .unwrap_or_default();
        Rejects {
            target: folder.join(format!("{version:04}-{stem}{sheet}.csv")),
            header: header.to_vec(),
            writer: None,
            rows: 0,
            reasons: HashMap::new(),
        }
    }

    pub(crate) fn add(&mut self, refusal: &Refusal) -> Result<(), RejectsError> {
        self.rows += 1;
        for reason in &refusal.reasons {
            // Reasons that differ in the value or row they name are one reason.
            let cause = reason
                .message
                .en
                .replace(|c: char| c.is_ascii_digit(), "")
                .replace(&reason.value, "");
            let entry = (reason.column.clone(), cause);
            self.reasons
                .entry(entry)
                .or_insert_with(|| RefusedFor {
                    message: reason.message.clone(),
                    column: reason.column.clone(),
                    rows: 0,
                    first_row: refusal.row_number,
                })
                .rows += 1;
        }
        let reasons = refusal
            .reasons
            .iter()
            .map(|reason| format!("{} / {}", reason.message.zh, reason.message.en));
        let mut record = vec![
            refusal.row_number.to_string(),
            reasons.collect::<Vec<_>>().join("; "),
        ];
        // As many cells as the row had: a row that is too short must not pass when it comes again.
        record.extend(refusal.cells.iter().cloned());
        self.written(|writer| writer.write_record(&record))
    }

    /// How many rows were refused.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Why, the most frequent reason first.
    pub(crate) fn reasons(&self) -> Vec<RefusedFor> {
        let mut reasons: Vec<RefusedFor> = self.reasons.values().cloned().collect();
        reasons.sort_by_key(|reason| {
            (
                std::cmp::Reverse(reason.rows),
                reason.first_row,
                reason.column.clone(),
            )
        });
        reasons
    }

    /// Gives the file its name; `None` where no row was refused.
    pub(crate) fn finish(self) -> Result<Option<PathBuf>, RejectsError> {
        let Some(writer) = self.writer else {
            return Ok(None);
        };
        let failed = |source| RejectsError {
            path: self.target.clone(),
            source,
        };
        let file = writer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.persist(&self.target)
            .map_err(|error| failed(error.error))?;
        Ok(Some(self.target))
    }

    fn written(
        &mut self,
        write: impl FnOnce(&mut csv::Writer<tempfile::NamedTempFile>) -> Result<(), csv::Error>,
    ) -> Result<(), RejectsError> {
        let failed = |source| RejectsError {
            path: self.target.clone(),
            source,
        };
        let writer = match &mut self.writer {
            Some(writer) => writer,
            empty => empty.insert(started(&self.target, &self.header).map_err(failed)?),
        };
        write(writer).map_err(|error| failed(std::io::Error::other(error)))
    }
}

fn started(
    target: &Path,
    header: &[String],
) -> std::io::Result<csv::Writer<tempfile::NamedTempFile>> {
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".rejects-")
        .tempfile_in(folder)?;
    // Excel takes a CSV file for UTF-8 only when it begins with this mark.
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
    let columns = [ROW, REASONS]
        .into_iter()
        .chain(header.iter().map(String::as_str));
    writer
        .write_record(columns)
        .map_err(std::io::Error::other)?;
    Ok(writer)
}
