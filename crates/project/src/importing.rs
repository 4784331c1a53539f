//! Importing into a project: finds the mapping, keeps it, and imports what the project lists.

use std::path::{Path, PathBuf};

use jushu_registry::import::{ImportError, ImportReport, ImportRequest};
use jushu_registry::store::{Access, Stamp, StoreError};

use crate::Project;
use crate::config::{ImportPlan, Names, is_day};
use crate::output::{OutputError, write_file};
use crate::review::{self, ReviewError};

/// What the user said of the files to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The kind of record.
    pub kind: Option<String>,
    /// The source.
    pub source: Option<String>,
    /// The day of retrieval.
    pub retrieved: Option<String>,
    /// A mapping file.
    pub mapping: Option<PathBuf>,
    /// One sheet.
    pub sheet: Option<String>,
    /// Whether the file is the whole list.
    pub complete: bool,
}

/// An import that did not happen.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ImportingError {
    /// The day of retrieval is none.
    Day {
        /// What was given.
        day: String,
    },
    /// The file name gives no name for the source.
    NoSource {
        /// The file.
        file: PathBuf,
    },
    /// A review file is wrong.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// The mapping could not be kept.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The import failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The registry cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportingError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ImportingError::Day { day } => Names::new(
                format!("“{day}”不是日期；请写成 YYYY-MM-DD"),
                format!("`{day}` is not a day; write YYYY-MM-DD"),
            ),
            ImportingError::NoSource { file } => Names::new(
                "请用 `--source ID` 指明来源",
                "name the source with `--source ID`",
            )
            .in_file(file),
            ImportingError::Review(error) => error.message(),
            ImportingError::Output(error) => error.message(),
            ImportingError::Import(error) => error.message().into(),
            ImportingError::Store(error) => error.message().into(),
        }
    }
}

impl Project {
    /// Imports one file. `progress` is told the number of rows read so far.
    pub fn import(
        &self,
        file: &Path,
        options: &ImportOptions,
        stamp: &Stamp,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportReport, ImportingError> {
        let registry = self.registry(Access::Write)?;
        let source = match &options.source {
            Some(source) => source.clone(),
            None => file
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .ok_or_else(|| ImportingError::NoSource {
                    file: file.to_path_buf(),
                })?,
        };
        if let Some(day) = options.retrieved.iter().find(|day| !is_day(day)) {
            return Err(ImportingError::Day { day: day.clone() });
        }
        let kept = |kind: &str| {
            self.folder()
                .join("mappings")
                .join(format!("{}-{kind}.toml", file_name(&source)))
        };
        // The mapping that was kept for the source is used again, unless another one is named.
        let mapping = |kind: &str| {
            options
                .mapping
                .clone()
                .or_else(|| Some(kept(kind)).filter(|path| path.is_file()))
        };
        let request = ImportRequest {
            file,
            kind: options.kind.as_deref(),
            source: &source,
            retrieved: options.retrieved.as_deref(),
            mapping: &mapping,
            sheet: options.sheet.as_deref(),
            complete: options.complete,
            rejects: &self.folder().join("rejects"),
        };
        let report = registry.import(&request, stamp, progress)?;
        // The mapping in use is kept, so that next year's file of this source is read alike.
        for sheet in &report.sheets {
            write_file(&kept(&sheet.kind), sheet.mapping.to_toml().as_bytes())?;
        }
        Ok(report)
    }

    /// Imports the files that `project.toml` lists, in its order, telling `done` of each, and
    /// applies its review files.
    pub fn import_listed(
        &self,
        stamp: &Stamp,
        progress: &mut dyn FnMut(u64),
        done: &mut dyn FnMut(&ImportPlan, &ImportReport),
    ) -> Result<(), ImportingError> {
        for plan in &self.config().import {
            let options = ImportOptions {
                kind: Some(plan.kind.clone()),
                source: Some(plan.source.clone()),
                retrieved: plan.retrieved.clone(),
                mapping: plan
                    .mapping
                    .as_ref()
                    .map(|mapping| self.folder().join(mapping)),
                ..ImportOptions::default()
            };
            let report = self.import(&self.folder().join(&plan.file), &options, stamp, progress)?;
            done(plan, &report);
        }
        for plan in &self.config().review {
            let decisions = review::read(&self.folder().join(&plan.file))?;
            self.registry(Access::Write)?
                .decide(&plan.kind, &decisions, stamp)?;
        }
        Ok(())
    }
}

/// A source's id as part of a file name.
fn file_name(source: &str) -> String {
    source
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect()
}
