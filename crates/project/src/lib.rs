//! The project folder: the only crate that knows all the others.
//!
//! ```text
//! project.toml       what the project is, imports and declares
//! registry.duckdb    every record with its history
//! frameworks/        the project's own frameworks (shipped ones need no copy)
//! schemas/           kinds of record of its own, if any
//! mappings/          which heading is which field, by source
//! groups.csv         groups of places of its own, if any
//! rejects/           rows refused by an import, to be corrected and imported again
//! runs/              one folder a computation, named after what went into it
//! ```
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod check;
pub mod claims;
pub mod clusters;
pub mod config;
pub mod create;
pub mod evidence;
pub mod facts;
pub mod figures;
pub mod importing;
pub mod indicators;
pub mod output;
pub mod plain;
pub mod published;
pub mod report;
pub mod results;
pub mod review;
pub mod run;
pub mod synthetic;
pub mod templates;
pub mod tiers;
pub mod trace;
pub mod values;

use std::path::{Path, PathBuf};

use jushu_places::{Group, GroupError, Groups};
use jushu_registry::schema::{SchemaError, Schemas};
use jushu_registry::store::{Access, Registry, StoreError};

use config::{Config, ConfigError, Names};

/// A project folder that was opened.
#[derive(Debug)]
pub struct Project {
    folder: PathBuf,
    config: Config,
    schemas: Schemas,
}

/// The folder is not a project that can be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `project.toml` is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A kind of record of the project's own is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// A group of places cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum GroupsError {
    /// There is no such group.
    Unknown {
        /// What was asked for.
        id: String,
        /// What there is.
        known: Vec<String>,
    },
    /// `groups.csv` is wrong.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// `groups.csv` cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl OpenError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            OpenError::Config(error) => error.message(),
            OpenError::Schema(error) => error.message().into(),
        }
    }
}

impl GroupsError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            GroupsError::Unknown { id, known } => Names::new(
                format!(
                    "没有分组“{id}”；现有 {}；可在 groups.csv 中添加自己的分组（列 group、place）",
                    known.join("、")
                ),
                format!(
                    "there is no group of places `{id}`; there are {}; add your own to groups.csv (columns group, place)",
                    known.join(", ")
                ),
            ),
            GroupsError::Group(error) => error.message().into(),
            GroupsError::Unreadable { path, source } => Names::new(
                format!("{source}；请检查它的权限"),
                format!("{source}; check its permissions"),
            )
            .in_file(path),
        }
    }
}

impl Project {
    /// Opens the project in `folder`.
    pub fn open(folder: &Path) -> Result<Project, OpenError> {
        let config = Config::read(&folder.join("project.toml"))?;
        let schemas = Schemas::shipped()?.with_folder(&folder.join("schemas"))?;
        Ok(Project {
            folder: folder.to_path_buf(),
            config,
            schemas,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What `project.toml` says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The kinds of record it knows.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// The groups of places of `groups.csv`; none where there is no such file.
    pub fn own_groups(&self) -> Result<Option<Groups>, GroupsError> {
        let path = self.folder.join("groups.csv");
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Groups::from_csv(&text, &path.display().to_string())?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(GroupsError::Unreadable { path, source }),
        }
    }

    /// The groups of places: those of `groups.csv` in the project, and the shipped ones.
    pub fn group(&self, id: &str) -> Result<Group, GroupsError> {
        let own = self.own_groups()?;
        // By key, or by either name.
        let named = |group: &&Group| group.id == id || group.name_zh == id || group.name_en == id;
        let found = own
            .iter()
            .flat_map(Groups::iter)
            .chain(Groups::shipped().iter())
            .find(named)
            .cloned();
        found.ok_or_else(|| GroupsError::Unknown {
            id: id.to_string(),
            known: own
                .iter()
                .flat_map(Groups::iter)
                .chain(Groups::shipped().iter())
                .map(|group| format!("{} ({})", group.id, group.name_zh))
                .collect(),
        })
    }

    /// The registry, for reading or writing.
    pub fn registry(&self, access: Access) -> Result<Registry, StoreError> {
        Registry::open(
            &self.folder.join("registry.duckdb"),
            self.schemas.clone(),
            access,
        )
    }

    /// The registry for statements of the user's own, as of a version: they can read its tables
    /// and neither change them nor reach files.
    pub fn registry_for_questions(&self, as_of: Option<i64>) -> Result<Registry, StoreError> {
        let registry = self.registry(Access::Read)?;
        registry.show_version(as_of)?;
        registry.shut_files()?;
        Ok(registry)
    }
}
