//! `jushu import`.

use std::path::Path;

use jushu_project::Project;
use jushu_project::importing::ImportOptions;
use jushu_registry::import::{ImportReport, SheetReport};
use jushu_registry::mapping::Target;

use super::{Outcome, said};
use crate::arguments::ImportArguments;
use crate::language::Language;
use crate::{progress, stamp};

/// Imports the files named, or those the project lists.
pub fn import(arguments: &ImportArguments, language: Language) -> Outcome {
    let project = Project::open(&arguments.dir).map_err(said)?;
    if arguments.files.is_empty() {
        if project.config().import.is_empty() {
            return Err(language
                .text("import.nothing", &[("dir", &arguments.dir.display())])
                .into());
        }
        return listed(&project, language, true);
    }
    if arguments.files.len() > 1 && (arguments.source.is_some() || arguments.mapping.is_some()) {
        return Err(language.text("import.one-source", &[]).into());
    }
    let options = ImportOptions {
        kind: arguments.kind.clone(),
        source: arguments.source.clone(),
        retrieved: arguments.retrieved.clone(),
        mapping: arguments.mapping.clone(),
        sheet: arguments.sheet.clone(),
        complete: arguments.complete,
    };
    for file in &arguments.files {
        let bar = progress::rows(&file.display().to_string());
        let report = project.import(file, &options, &stamp::now(), &mut |rows| {
            bar.set_position(rows)
        });
        bar.finish_and_clear();
        say(&project, file, &report.map_err(said)?, language);
    }
    Ok(())
}

/// Imports the files that the project lists; in full, or a line each.
pub fn listed(project: &Project, language: Language, in_full: bool) -> Outcome {
    let bar = progress::rows("");
    let done = project.import_listed(
        &stamp::now(),
        &mut |rows| bar.set_position(rows),
        &mut |plan, report| {
            bar.suspend(|| match in_full {
                true => say(project, &plan.file, report, language),
                false => report
                    .sheets
                    .iter()
                    .for_each(|sheet| say!("{}", line(&plan.file, sheet, language))),
            });
        },
    );
    bar.finish_and_clear();
    done.map_err(said)
}

fn line(file: &Path, sheet: &SheetReport, language: Language) -> String {
    let name = match &sheet.sheet {
        Some(name) => format!("{} [{name}]", file.display()),
        None => file.display().to_string(),
    };
    let rows = &sheet.rows;
    let key = if sheet.version.is_some() {
        "import.line"
    } else {
        "import.line-unchanged"
    };
    language.text(
        key,
        &[
            ("file", &name),
            ("kind", &sheet.kind),
            ("version", &sheet.version.unwrap_or_default()),
            ("taken", &rows.taken),
            ("changed", &rows.changed),
            ("unchanged", &rows.unchanged),
            ("repeated", &rows.repeated),
            ("refused", &rows.refused),
            ("closed", &rows.closed),
        ],
    )
}

/// Prints what was taken, changed and refused, how the headings were read, and what to do next.
fn say(project: &Project, file: &Path, report: &ImportReport, language: Language) {
    for sheet in &report.sheets {
        say!("{}", line(file, sheet, language));
        for column in &sheet.mapping.columns {
            let (key, field) = match &column.target {
                Target::Field(field) => ("import.mapped", field.as_str()),
                Target::Ignore => ("import.ignored", ""),
                Target::Unmapped { nearest } => {
                    ("import.unmapped", nearest.as_deref().unwrap_or("—"))
                }
            };
            say!(
                "{}",
                language.text(key, &[("heading", &column.header), ("field", &field)])
            );
        }
        for note in &sheet.notes {
            say!("  {}", language.of(&note.zh, &note.en));
        }
        if sheet.merged_records > 0 {
            say!(
                "{}",
                language.text(
                    "import.merged",
                    &[("records", &sheet.merged_records), ("kind", &sheet.kind)]
                )
            );
        }
        for reason in &sheet.reasons {
            let text = language.of(&reason.message.zh, &reason.message.en);
            let column = if reason.column.is_empty() {
                String::new()
            } else {
                format!("{}: ", reason.column)
            };
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("rows", &reason.rows),
                ("first", &reason.first_row),
                ("column", &column),
                ("reason", &text),
            ];
            say!("{}", language.text("import.reason", &values));
        }
        if let Some(rejects) = &sheet.rejects {
            let dir = project.folder().display();
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("file", &rejects.display()),
                ("dir", &dir),
                ("kind", &sheet.kind),
                ("source", &sheet.source),
            ];
            say!("{}", language.text("import.rejects", &values));
        }
    }
}
