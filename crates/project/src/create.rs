//! Making a project folder from a template shipped with the program.

use std::path::{Path, PathBuf};

use jushu_registry::schema::{SchemaError, Schemas};
use jushu_registry::store::{Registry, StoreError};
use rust_embed::RustEmbed;

use crate::config::{Config, ConfigError};
use crate::{OpenError, Project};

#[derive(RustEmbed)]
#[folder = "../../data/projects"]
struct Templates;

/// A project could not be made; nothing was left behind.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// No such template.
    #[error("there is no template `{template}`; there are {}", templates().join(", "))]
    UnknownTemplate {
        /// What was asked for.
        template: String,
    },
    /// The folder exists.
    #[error("{}: exists already; choose another name or remove it", folder.display())]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be written.
    #[error("{}: cannot be made: {source}; check the permissions and the free space of the folder it is to stand in", folder.display())]
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The template's `project.toml` is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A kind of record of the template is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The registry cannot be made.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The project cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// The names of the templates.
pub fn templates() -> Vec<String> {
    let mut names: Vec<String> =
        Templates::iter().filter_map(|path| path.strip_suffix("/project.toml").map(str::to_string)).collect();
    names.sort();
    names
}

/// Makes a project in `folder`, which must not exist yet, from the template called `template`,
/// with further files given as (relative path, contents).
pub fn create(folder: &Path, template: &str, further: &[(PathBuf, Vec<u8>)]) -> Result<Project, CreateError> {
    if !templates().iter().any(|name| name == template) {
        return Err(CreateError::UnknownTemplate { template: template.to_string() });
    }
    if folder.exists() {
        return Err(CreateError::Exists { folder: folder.to_path_buf() });
    }
    let failed = |source| CreateError::Unwritable { folder: folder.to_path_buf(), source };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    // Everything is made in a folder beside, which takes its name when it is whole.
    let fresh = tempfile::Builder::new().prefix(".jushu-new-").tempdir_in(parent).map_err(failed)?;
    let write = |path: &Path, contents: &[u8]| {
        let target = fresh.path().join(path);
        target.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&target, contents)).map_err(failed)
    };
    let prefix = format!("{template}/");
    for path in Templates::iter() {
        if let (Some(relative), Some(file)) = (path.strip_prefix(&prefix), Templates::get(&path)) {
            write(Path::new(relative), &file.data)?;
        }
    }
    for (path, contents) in further {
        write(path, contents)?;
    }
    for inner in ["frameworks", "mappings", "rejects", "runs", "schemas"] {
        std::fs::create_dir_all(fresh.path().join(inner)).map_err(failed)?;
    }
    let config = Config::read(&fresh.path().join("project.toml"))?;
    let schemas = Schemas::shipped()?.with_folder(&fresh.path().join("schemas"))?;
    drop(Registry::create(&fresh.path().join("registry.duckdb"), schemas, config.project.synthetic)?);
    crate::output::readable_by_others(fresh.path()).map_err(failed)?;
    std::fs::rename(fresh.keep(), folder).map_err(failed)?;
    Ok(Project::open(folder)?)
}
