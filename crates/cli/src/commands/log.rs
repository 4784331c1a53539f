//! `jushu log` and `jushu undo`.

use std::path::Path;

use jushu_project::Project;
use jushu_registry::engine::{Rows, Value};
use jushu_registry::store::Access;

use super::{Outcome, said};
use crate::language::Language;
use crate::stamp;
use crate::table::{Format, print};

/// Lists the versions of the registry.
pub fn log(dir: &Path, format: Format, language: Language) -> Outcome {
    let registry = Project::open(dir)
        .map_err(said)?
        .registry(Access::Read)
        .map_err(said)?;
    let versions = registry.log().map_err(said)?;
    let text = |value: &Option<String>| value.clone().map_or(Value::Missing, Value::Text);
    let count = |value: u64| Value::Integer(value as i64);
    let full = format != Format::Table;
    let names = [
        "version",
        "at",
        "who",
        "action",
        "kind",
        "source",
        "taken",
        "changed",
        "unchanged",
        "refused",
        "closed",
        "file",
        "note",
    ];
    let mut columns: Vec<String> = match full {
        // Programs get the names of the columns, people their headings.
        true => names.map(str::to_string).to_vec(),
        false => names
            .map(|name| language.text(&format!("log.{name}"), &[]))
            .to_vec(),
    };
    if full {
        columns.extend(["retrieved", "file_sha256", "fingerprint"].map(str::to_string));
    }
    let rows = versions
        .iter()
        .map(|version| {
            let mut row = vec![
                Value::Integer(version.version),
                Value::Text(version.at.clone()),
                Value::Text(version.who.clone()),
                Value::Text(version.action.clone()),
                text(&version.kind),
                text(&version.source),
                count(version.rows.taken),
                count(version.rows.changed),
                count(version.rows.unchanged),
                count(version.rows.refused),
                count(version.rows.closed),
                text(&version.file),
                text(&version.note),
            ];
            if full {
                row.extend([
                    text(&version.retrieved),
                    text(&version.file_sha256),
                    Value::Text(version.fingerprint.clone()),
                ]);
            }
            row
        })
        .collect();
    print(&Rows { columns, rows }, format, 3);
    Ok(())
}

/// Takes back one version.
pub fn undo(dir: &Path, version: i64, language: Language) -> Outcome {
    let registry = Project::open(dir)
        .map_err(said)?
        .registry(Access::Write)
        .map_err(said)?;
    let done = registry.undo(version, &stamp::now()).map_err(said)?;
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("version", &version),
        ("new", &done.version),
        ("closed", &done.rows.closed),
        ("restored", &done.rows.changed),
    ];
    say!("{}", language.text("undo.done", &values));
    Ok(())
}
