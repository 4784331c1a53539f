//! `jushu new`.

use std::path::Path;

use jushu_project::create::create;

use super::{Outcome, said};
use crate::language::Language;

/// Makes a project folder.
pub fn new(dir: &Path, template: &str, language: Language) -> Outcome {
    let further = match template {
        "synthetic" => super::demo::generated(super::demo::DEFAULT_SEED),
        _ => Vec::new(),
    };
    let project = create(dir, template, &further).map_err(said)?;
    say!("{}", language.text("new.made", &[("dir", &dir.display())]));
    if !project.config().import.is_empty() {
        say!(
            "{}",
            language.text(
                "new.import-listed",
                &[
                    ("dir", &dir.display()),
                    ("files", &project.config().import.len())
                ]
            )
        );
    }
    Ok(())
}
