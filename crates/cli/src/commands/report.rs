//! `jushu report`.

use std::collections::BTreeSet;
use std::path::Path;

use jushu_project::Project;
use jushu_project::report::{Output, Request, Written, write};
use jushu_project::results::Results;

use super::{Outcome, said};
use crate::arguments::ReportOutput;
use crate::language::Language;

/// Writes the report of the newest run; every output where none is named.
pub fn report(
    dir: &Path,
    template: &str,
    place: Option<&str>,
    outputs: &[ReportOutput],
    out: Option<&Path>,
    language: Language,
) -> Outcome {
    let project = Project::open(dir).map_err(said)?;
    let results = Results::latest(&project).map_err(said)?;
    let place = place
        .map(|text| results.place(text))
        .transpose()
        .map_err(said)?;
    let request = Request {
        template: template.to_string(),
        place,
    };
    let outputs = self::outputs(outputs);
    let default = dir.join("report");
    let out = out.unwrap_or(&default);
    let written = write(&project, &request, &outputs, language.into(), out).map_err(said)?;
    if results.manifest.synthetic {
        say!("{}", language.text("synthetic", &[]));
    }
    summary(&written, language);
    Ok(())
}

/// The outputs named, or all where none is.
pub fn outputs(named: &[ReportOutput]) -> BTreeSet<Output> {
    match named {
        [] => Output::ALL.into_iter().collect(),
        named => named.iter().copied().map(Output::from).collect(),
    }
}

/// Says what was written and what to look at.
pub fn summary(written: &Written, language: Language) {
    let folder = written.folder.display();
    let files = written.files.join(language.of("、", ", "));
    let pages = written.pages.unwrap_or_default();
    let key = if written.pages.is_some() {
        "report.done"
    } else {
        "report.done-unpaged"
    };
    say!(
        "{}",
        language.text(
            key,
            &[
                ("folder", &folder),
                ("files", &files),
                ("figures", &written.figures),
                ("tables", &written.tables),
                ("pages", &pages),
            ]
        )
    );
    for remark in &written.remarks {
        say!("{}", language.text("report.remark", &[("remark", remark)]));
    }
}

impl From<ReportOutput> for Output {
    fn from(output: ReportOutput) -> Output {
        match output {
            ReportOutput::Pdf => Output::Pdf,
            ReportOutput::Docx => Output::Docx,
            ReportOutput::Xlsx => Output::Workbook,
            ReportOutput::Site => Output::Site,
            ReportOutput::Package => Output::Package,
        }
    }
}
