//! `jushu check`.

use std::path::Path;

use jushu_project::Project;
use jushu_project::check::Attention;
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// Prints what there is to say about a project before a run.
pub fn check(dir: &Path, format: Format, language: Language) -> Outcome {
    let findings = Project::open(dir).map_err(said)?.check().map_err(said)?;
    let attention = |attention| match attention {
        Attention::Fine => language.text("check.fine", &[]),
        Attention::Note => language.text("check.note", &[]),
        Attention::Warning => language.text("check.warning", &[]),
    };
    let rows = findings
        .iter()
        .map(|finding| {
            let values: Vec<(&str, &dyn std::fmt::Display)> = finding
                .values
                .iter()
                .map(|(name, value)| (*name, value as &dyn std::fmt::Display))
                .collect();
            let attention = match format {
                Format::Table => attention(finding.attention),
                _ => format!("{:?}", finding.attention).to_lowercase(),
            };
            vec![
                Value::Text(attention),
                Value::Text(finding.subject.clone()),
                Value::Text(language.text(finding.message, &values)),
            ]
        })
        .collect();
    let columns = ["attention", "subject", "finding"].map(|name| match format {
        Format::Table => language.text(&format!("check.{name}"), &[]),
        _ => name.to_string(),
    });
    let columns = columns.to_vec();
    print(&Rows { columns, rows }, format, 3);
    Ok(())
}
