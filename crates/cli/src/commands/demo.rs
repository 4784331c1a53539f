//! `jushu demo`: the main job from end to end, from lists to the report.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jushu_project::create::create;
use jushu_project::report::{Request, write};
use jushu_project::run::RunOptions;

use super::run::summary;
use super::show::Scope;
use super::{Outcome, said};
use crate::arguments::ReportOutput;
use crate::language::Language;
use crate::table::Format;

/// Seed of the made-up records where none is given.
pub const DEFAULT_SEED: u64 = 2023;

/// Makes the project, imports, computes and shows; `seed` asks for made-up records.
pub fn demo(
    dir: &Path,
    seed: Option<u64>,
    outputs: &[ReportOutput],
    language: Language,
) -> Outcome {
    let start = Instant::now();
    let (template, further) = match seed {
        Some(seed) => ("synthetic", generated(seed)),
        None => ("public", Vec::new()),
    };
    let project = create(dir, template, &further).map_err(said)?;
    say!("{}", language.text("demo.made", &[("dir", &dir.display())]));
    super::import::listed(&project, language, false)?;
    let results = project.run(&RunOptions::default()).map_err(said)?;
    summary(
        &project,
        &results,
        Scope::default(),
        Format::Table,
        15,
        language,
    )?;
    let measured = project.clusters().map_err(said)?;
    super::diagnosis::summary(&measured, language);
    let request = Request {
        template: "national".into(),
        place: None,
    };
    let outputs = super::report::outputs(outputs);
    let out = dir.join("report");
    let written = write(&project, &request, &outputs, language.into(), &out).map_err(said)?;
    super::report::summary(&written, language);
    let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
    say!(
        "{}",
        language.text(
            "demo.done",
            &[("seconds", &seconds), ("dir", &dir.display())]
        )
    );
    Ok(())
}

/// The files of made-up records, as (path in the project, contents).
pub fn generated(seed: u64) -> Vec<(PathBuf, Vec<u8>)> {
    jushu_project::synthetic::project_files(seed)
}
