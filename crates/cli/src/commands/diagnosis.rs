//! `jushu clusters DIR`: the clusters of a project.

use std::path::Path;

use jushu_project::Project;
use jushu_project::clusters::Measured;
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// Measures the clusters of the project in `dir` and prints what was found.
pub fn clusters(dir: &Path, format: Format, language: Language) -> Outcome {
    let project = Project::open(dir).map_err(said)?;
    let measured = project.clusters().map_err(said)?;
    match format {
        Format::Table => summary(&measured, language),
        _ => print(&every(&measured), format, 2),
    }
    Ok(())
}

/// Prints the main findings, each with how sure it is and where its numbers are.
pub fn summary(measured: &Measured, language: Language) {
    if measured.results.manifest.synthetic {
        say!("{}", language.text("synthetic", &[]));
    }
    say!("\n{}", language.text("clusters.title", &[]));
    for finding in measured.findings.iter().filter(|finding| finding.main) {
        let (zh, en) = finding.certainty.words();
        say!(
            "  [{}] {}{}{}",
            language.of(zh, en),
            language.of(&finding.subject.zh, &finding.subject.en),
            language.of("：", ": "),
            language.of(&finding.text.zh, &finding.text.en)
        );
    }
    say!(
        "\n{}",
        language.text(
            "clusters.written",
            &[
                ("findings", &measured.findings.len()),
                (
                    "folder",
                    &measured.results.folder.join("clusters").display()
                )
            ]
        )
    );
}

/// Every finding, for programs.
fn every(measured: &Measured) -> Rows {
    Rows {
        columns: [
            "topic",
            "subject_zh",
            "subject_en",
            "finding_zh",
            "finding_en",
            "certainty",
            "table",
        ]
        .map(str::to_string)
        .to_vec(),
        rows: measured
            .findings
            .iter()
            .map(|finding| {
                [
                    finding.topic,
                    &finding.subject.zh,
                    &finding.subject.en,
                    &finding.text.zh,
                    &finding.text.en,
                    &finding.certainty.label(),
                    finding.table,
                ]
                .map(|text| Value::Text(text.to_string()))
                .to_vec()
            })
            .collect(),
    }
}
