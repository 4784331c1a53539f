//! Writing without halves: into a temporary place beside the target, then a rename.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::config::Names;

/// A file or folder could not be written; nothing was left behind.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct OutputError {
    /// What was to be written.
    pub path: PathBuf,
    /// Why it was not.
    pub source: std::io::Error,
}

impl OutputError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let source = &self.source;
        Names::new(
            format!("不能写入：{source}；请检查文件夹、权限和剩余空间"),
            format!(
                "cannot be written: {source}; check the folder, its permissions and the free space"
            ),
        )
        .in_file(&self.path)
    }
}

/// Writes one file.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), OutputError> {
    let failed = |source| OutputError {
        path: path.to_path_buf(),
        source,
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".jushu-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(contents)
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    readable_by_others(file.path()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes files given as (relative path, contents) into a folder. All of them are written in full
/// beside the folder before the first takes its place; other files in the folder are left alone.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), OutputError> {
    let failed = |source| OutputError {
        path: folder.to_path_buf(),
        source,
    };
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    let fresh = tempfile::Builder::new()
        .prefix(".jushu-")
        .tempdir_in(parent)
        .map_err(failed)?;
    readable_by_others(fresh.path()).map_err(failed)?;
    for (name, contents) in files {
        let path = fresh.path().join(name);
        if let Some(inner) = path.parent() {
            std::fs::create_dir_all(inner).map_err(failed)?;
        }
        std::fs::write(&path, contents).map_err(|source| OutputError {
            path: folder.join(name),
            source,
        })?;
    }
    if !folder.exists() {
        return std::fs::rename(fresh.keep(), folder).map_err(failed);
    }
    for (name, _) in files {
        let target = folder.join(name);
        let moved = match target.parent() {
            Some(inner) => std::fs::create_dir_all(inner)
                .and_then(|()| std::fs::rename(fresh.path().join(name), &target)),
            None => std::fs::rename(fresh.path().join(name), &target),
        };
        moved.map_err(|source| OutputError {
            path: target,
            source,
        })?;
    }
    Ok(())
}

/// Temporary files are made private; what a user is given follows the usual permissions.
#[cfg(unix)]
pub(crate) fn readable_by_others(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(crate) fn readable_by_others(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_replace_their_namesakes_and_no_others() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("results");
        write_folder(
            &folder,
            &[
                ("a.csv".into(), b"1".to_vec()),
                ("inner/b.csv".into(), b"2".to_vec()),
            ],
        )
        .unwrap();
        write_folder(
            &folder,
            &[
                ("a.csv".into(), b"3".to_vec()),
                ("new/c.csv".into(), b"4".to_vec()),
            ],
        )
        .unwrap();
        assert_eq!(std::fs::read(folder.join("a.csv")).unwrap(), b"3");
        assert_eq!(std::fs::read(folder.join("inner/b.csv")).unwrap(), b"2");
        assert_eq!(std::fs::read(folder.join("new/c.csv")).unwrap(), b"4");
        assert_eq!(
            std::fs::read_dir(place.path()).unwrap().count(),
            1,
            "nothing temporary is left"
        );
    }

    #[test]
    fn a_target_that_cannot_be_written_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, "here").unwrap();
        let error = write_folder(&file.join("results"), &[("a".into(), vec![])]).unwrap_err();
        assert!(error.to_string().contains("results"));
        assert_eq!(std::fs::read(&file).unwrap(), b"here");
    }
}
