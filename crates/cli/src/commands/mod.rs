//! One module a command: calls `project`, prints what comes back.

mod check;
mod claims;
mod cluster_dynamics;
mod cluster_points;
mod clusters;
mod demo;
mod diagnosis;
mod duplicates;
mod export;
mod figure;
mod framework;
mod import;
mod index;
mod log;
mod new;
mod places;
mod report;
mod run;
mod show;
mod sql;

use std::error::Error;

use crate::arguments::Job;
use crate::language::Language;

/// What a command gives, or the error for which it cannot be done.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Does what was asked.
pub fn perform(job: Job, language: Language) -> Outcome {
    match job {
        Job::New { dir, template } => new::new(&dir, &template, language),
        Job::Import(arguments) => import::import(&arguments, language),
        Job::Check { dir, format } => check::check(&dir, format, language),
        Job::Run {
            dir,
            as_of,
            framework,
            format,
            top,
        } => run::run(&dir, as_of, framework, format, top, language),
        Job::Show {
            dir,
            what,
            unit_set,
            group,
            format,
            top,
        } => {
            let scope = show::Scope {
                unit_set: unit_set.as_deref(),
                group: group.as_deref(),
            };
            show::show(&dir, &what, scope, format, top, language)
        }
        Job::Log { dir, format } => log::log(&dir, format, language),
        Job::Undo { dir, version } => log::undo(&dir, version, language),
        Job::Sql {
            dir,
            statement,
            as_of,
            format,
        } => sql::sql(&dir, &statement, as_of, format, language),
        Job::Duplicates {
            dir,
            kind,
            out,
            apply,
            format,
            top,
        } => duplicates::duplicates(
            &dir,
            &kind,
            out.as_deref(),
            apply.as_deref(),
            format,
            top,
            language,
        ),
        Job::Export { dir, out } => export::export(&dir, &out, language),
        Job::Demo {
            dir,
            synthetic,
            seed,
            output,
        } => demo::demo(&dir, synthetic.then_some(seed), &output, language),
        Job::Index(job) => index::index(job, language),
        Job::Clusters { dir, format, job } => match (job, dir) {
            (Some(job), _) => clusters::clusters(job, language),
            (None, Some(dir)) => diagnosis::clusters(&dir, format, language),
            // The parser asks for help where nothing is given; only --format without a folder comes here.
            (None, None) => Err(language.text("clusters.no-folder", &[]).into()),
        },
        Job::Figure(arguments) => figure::figure(&arguments, language),
        Job::Report {
            dir,
            template,
            place,
            output,
            out,
        } => report::report(
            &dir,
            &template,
            place.as_deref(),
            &output,
            out.as_deref(),
            language,
        ),
        Job::Claims {
            texts,
            project,
            tables,
            out,
            strict,
            format,
        } => {
            let against = claims::Against {
                project: project.as_deref(),
                tables: &tables,
            };
            claims::claims(&texts, against, out.as_deref(), strict, format, language)
        }
        Job::Framework(job) => framework::framework(job, language),
        Job::Places { names, format } => places::places(&names, format, language),
    }
}

/// An error of any crate as that of a command.
fn said(error: impl Error + 'static) -> Box<dyn Error> {
    Box::new(error)
}
