//! `jushu duplicates`.

use std::path::Path;

use jushu_project::{Project, review};
use jushu_registry::engine::{Rows, Value};
use jushu_registry::store::Access;

use super::{Outcome, said};
use crate::language::Language;
use crate::stamp;
use crate::table::{Format, print};

/// Lists pairs that may be the same, writes them for review, or applies a review.
pub fn duplicates(
    dir: &Path,
    kind: &str,
    out: Option<&Path>,
    apply: Option<&Path>,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let project = Project::open(dir).map_err(said)?;
    project.schemas().get(kind).map_err(said)?;
    if let Some(file) = apply {
        let decisions = review::read(file).map_err(said)?;
        let registry = project.registry(Access::Write).map_err(said)?;
        let version = registry
            .decide(kind, &decisions, &stamp::now())
            .map_err(said)?;
        let merged = registry.entity_counts(kind).map_err(said)?;
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("decisions", &decisions.len()),
            ("records", &merged.merged_records),
            ("entities", &merged.merged_entities),
        ];
        say!(
            "{}",
            language.text(
                if version.is_some() {
                    "duplicates.applied"
                } else {
                    "duplicates.known"
                },
                &values
            )
        );
        return Ok(());
    }
    // Listing needs temporary tables, which a registry opened for reading has too.
    let registry = project.registry(Access::Read).map_err(said)?;
    let pairs = registry.likely_duplicates(kind).map_err(said)?;
    let merged = registry.entity_counts(kind).map_err(said)?;
    if let Some(file) = out {
        review::write(file, &pairs).map_err(said)?;
        say!(
            "{}",
            language.text(
                "duplicates.written",
                &[("pairs", &pairs.len()), ("file", &file.display())]
            )
        );
        return Ok(());
    }
    let shown = if top == 0 {
        pairs.len()
    } else {
        top.min(pairs.len())
    };
    let rows = pairs[..shown]
        .iter()
        .map(|pair| {
            vec![
                Value::Number(pair.score),
                Value::Text(pair.a.name.clone()),
                Value::Text(pair.a.source.clone()),
                Value::Text(pair.b.name.clone()),
                Value::Text(pair.b.source.clone()),
                Value::Text(pair.evidence.clone()),
            ]
        })
        .collect();
    let names = [
        "score", "name_a", "source_a", "name_b", "source_b", "evidence",
    ];
    let columns = match format {
        Format::Table => names
            .map(|name| language.text(&format!("duplicates.{name}"), &[]))
            .to_vec(),
        _ => names.map(str::to_string).to_vec(),
    };
    print(&Rows { columns, rows }, format, 2);
    if format == Format::Table {
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("pairs", &pairs.len()),
            ("shown", &shown),
            ("records", &merged.merged_records),
            ("entities", &merged.merged_entities),
        ];
        say!("{}", language.text("duplicates.summary", &values));
    }
    Ok(())
}
