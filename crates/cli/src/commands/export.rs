//! `jushu export`.

use std::path::Path;

use jushu_project::Project;
use jushu_registry::store::Access;

use super::{Outcome, said};
use crate::language::Language;

/// Writes every table as Parquet.
pub fn export(dir: &Path, out: &Path, language: Language) -> Outcome {
    let registry = Project::open(dir)
        .map_err(said)?
        .registry(Access::Read)
        .map_err(said)?;
    for table in registry.export(out).map_err(said)? {
        let file = out.join(&table.file);
        let file = file.display();
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("table", &table.table),
            ("rows", &table.rows),
            ("file", &file),
        ];
        say!("{}", language.text("export.table", &values));
    }
    Ok(())
}
