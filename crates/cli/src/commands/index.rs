//! `jushu index`.

use jushu_index::{Run, Severity};
use jushu_project::plain;

use super::{Outcome, said};
use crate::arguments::IndexJob;
use crate::language::Language;

/// Computes an index from plain files.
pub fn index(job: IndexJob, language: Language) -> Outcome {
    match job {
        IndexJob::Build { framework, data, unit_set, out } => {
            let run = plain::build(&framework, &data, unit_set.as_deref(), &out).map_err(said)?;
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("units", &run.units.len()), ("indicators", &run.indicators.len()), ("out", &out.display())];
            say!("{}", language.text("index.built", &values));
            warnings(&run, language);
        }
    }
    Ok(())
}

fn warnings(run: &Run, language: Language) {
    for choice in run.choices.iter().filter(|choice| choice.severity == Severity::Warning || choice.inferred) {
        let node = choice.node.as_ref().map(|node| format!("{node}: ")).unwrap_or_default();
        eprintln!("! {node}{}", language.of(&choice.text.zh, &choice.text.en));
    }
}
