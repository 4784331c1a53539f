//! Making a project folder from a template shipped with the program.

use std::path::{Path, PathBuf};

use jushu_registry::schema::{SchemaError, Schemas};
use jushu_registry::store::{Registry, StoreError};
use rust_embed::RustEmbed;

use crate::config::{Config, ConfigError, Names};
use crate::{OpenError, Project};

#[derive(RustEmbed)]
#[folder = "../../data/projects"]
struct Templates;

/// A project could not be made; nothing was left behind.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum CreateError {
    /// No such template.
    UnknownTemplate {
        /// What was asked for.
        template: String,
    },
    /// The folder exists.
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be written.
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

impl CreateError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            CreateError::UnknownTemplate { template } => Names::new(
                format!("没有模板“{template}”；现有 {}", templates().join("、")),
                format!("there is no template `{template}`; there are {}", templates().join(", ")),
            ),
            CreateError::Exists { folder } => {
                Names::new("已存在；请换个名称或先将其删除", "exists already; choose another name or remove it").in_file(folder)
            }
            CreateError::Unwritable { folder, source } => Names::new(
                format!("无法建立：{source}；请检查所在文件夹的权限和剩余空间"),
                format!("cannot be made: {source}; check the permissions and the free space of the folder it is to stand in"),
            )
            .in_file(folder),
            CreateError::Config(error) => error.message(),
            CreateError::Schema(error) => error.message().into(),
            CreateError::Store(error) => error.message().into(),
            CreateError::Open(error) => error.message(),
        }
    }
}

/// The names of the templates.
pub fn templates() -> Vec<String> {
    let mut names: Vec<String> = Templates::iter()
        .filter_map(|path| path.strip_suffix("/project.toml").map(str::to_string))
        .collect();
    names.sort();
    names
}

/// Makes a project in `folder`, which must not exist yet, from the template called `template`,
/// with further files given as (relative path, contents).
pub fn create(
    folder: &Path,
    template: &str,
    further: &[(PathBuf, Vec<u8>)],
) -> Result<Project, CreateError> {
    if !templates().iter().any(|name| name == template) {
        return Err(CreateError::UnknownTemplate {
            template: template.to_string(),
        });
    }
    if folder.exists() {
        return Err(CreateError::Exists {
            folder: folder.to_path_buf(),
        });
    }
    let failed = |source| CreateError::Unwritable {
        folder: folder.to_path_buf(),
        source,
    };
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    // Everything is made in a folder beside, which takes its name when it is whole.
    let fresh = tempfile::Builder::new()
        .prefix(".jushu-new-")
        .tempdir_in(parent)
        .map_err(failed)?;
    let write = |path: &Path, contents: &[u8]| {
        let target = fresh.path().join(path);
        target
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&target, contents))
            .map_err(failed)
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
    drop(Registry::create(
        &fresh.path().join("registry.duckdb"),
        schemas,
        config.project.synthetic,
    )?);
    crate::output::readable_by_others(fresh.path()).map_err(failed)?;
    std::fs::rename(fresh.keep(), folder).map_err(failed)?;
    Ok(Project::open(folder)?)
}
