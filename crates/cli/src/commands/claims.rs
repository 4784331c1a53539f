//! `jushu claims`.

use std::path::{Path, PathBuf};

use jushu_project::Project;
use jushu_project::claims::{Checked, Request, check, kind_name, tally, verdict_name, write};
use jushu_project::evidence::Evidence;
use jushu_project::results::Results;
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// What texts are held against beside their own tables.
pub struct Against<'a> {
    /// A project with a run.
    pub project: Option<&'a Path>,
    /// Tables.
    pub tables: &'a [PathBuf],
}

/// Reads `texts` for claims and says what became of each.
pub fn claims(
    texts: &[PathBuf],
    against: Against,
    out: Option<&Path>,
    strict: bool,
    format: Format,
    language: Language,
) -> Outcome {
    let project = against
        .project
        .map(Project::open)
        .transpose()
        .map_err(said)?;
    let results = project
        .as_ref()
        .map(Results::latest)
        .transpose()
        .map_err(said)?;
    let evidence = match (&project, &results) {
        (Some(project), Some(results)) => {
            Some(Evidence::open(project, results, language.into()).map_err(said)?)
        }
        _ => None,
    };
    let request = Request {
        texts,
        tables: against.tables,
        evidence: evidence.as_ref(),
        language: language.into(),
    };
    let checked = check(request).map_err(said)?;
    print(&rows(&checked, language), format, 0);
    if format == Format::Table {
        for one in &checked {
            let counts: Vec<String> = tally(std::slice::from_ref(one))
                .iter()
                .map(|(verdict, count)| {
                    format!("{} {count}", verdict_name(*verdict, language.into()))
                })
                .collect();
            let counts = counts.join(language.of("，", ", "));
            say!(
                "{}",
                language.text("claims.done", &[("file", &one.file), ("counts", &counts)])
            );
        }
    }
    if let Some(folder) = out {
        write(&checked, folder, language.into()).map_err(said)?;
        if format == Format::Table {
            say!(
                "{}",
                language.text("claims.written", &[("folder", &folder.display())])
            );
        }
    }
    let contradicted = tally(&checked)[1].1;
    if strict && contradicted > 0 {
        return Err(language
            .text("claims.strict", &[("count", &contradicted)])
            .into());
    }
    Ok(())
}

fn rows(checked: &[Checked], language: Language) -> Rows {
    let columns = language.text("claims.columns", &[]);
    let several = checked.len() > 1;
    let rows = checked
        .iter()
        .flat_map(|one| one.findings.iter().map(move |finding| (one, finding)))
        .map(|(one, finding)| {
            let place = if several {
                format!("{}:{}", one.file, finding.line)
            } else {
                finding.line.to_string()
            };
            [
                place,
                kind_name(finding.kind, language.into()).to_string(),
                finding.subject.clone(),
                finding.stated.clone(),
                verdict_name(finding.verdict, language.into()).to_string(),
                finding.right.clone(),
                finding.reason.clone(),
            ]
            .map(|text| {
                if text.is_empty() {
                    Value::Missing
                } else {
                    Value::Text(text)
                }
            })
            .to_vec()
        })
        .collect();
    Rows {
        columns: columns.split('|').map(str::to_string).collect(),
        rows,
    }
}
