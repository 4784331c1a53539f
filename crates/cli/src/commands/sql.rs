//! `jushu sql`.

use std::path::Path;

use jushu_project::Project;

use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// Runs one reading statement.
pub fn sql(
    dir: &Path,
    statement: &str,
    as_of: Option<i64>,
    format: Format,
    language: Language,
) -> Outcome {
    if statement.trim_matches([';', ' ', '\n', '\t']).is_empty() {
        return Err(language.text("sql.empty", &[]).into());
    }
    let registry = Project::open(dir)
        .map_err(said)?
        .registry_for_questions(as_of)
        .map_err(said)?;
    print(&registry.select(statement).map_err(said)?, format, 4);
    Ok(())
}
