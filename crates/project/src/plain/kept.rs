//! Progress of a long computation, kept beside its results so that it can go on after it was stopped.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::PlainError;
use crate::output::{OutputError, write_file};

/// Where progress is kept, and how often.
pub(super) struct Kept {
    path: PathBuf,
    every: Duration,
    last: Instant,
}

impl Kept {
    /// Progress under this name in the folder of results.
    pub(super) fn new(out: &Path, name: &str, every: Duration) -> Kept {
        Kept {
            path: out.join(name),
            every,
            last: Instant::now(),
        }
    }

    /// What an earlier computation left.
    pub(super) fn read(&self) -> Option<Vec<u8>> {
        // Progress that cannot be read is as good as none: the computation begins anew.
        std::fs::read(&self.path).ok()
    }

    /// Whether it is time to keep progress again.
    pub(super) fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every
    }

    /// Keeps progress in place of what was kept before.
    pub(super) fn write(&mut self, progress: &[u8]) -> Result<(), PlainError> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| OutputError {
                path: folder.to_path_buf(),
                source,
            })?;
        }
        write_file(&self.path, progress)?;
        self.last = Instant::now();
        Ok(())
    }

    /// Removes what was kept, when results stand in its place.
    pub(super) fn remove(&self) {
        // A file that was never written, or that is left behind, does no harm: it is of this computation.
        let _ = std::fs::remove_file(&self.path);
    }
}
