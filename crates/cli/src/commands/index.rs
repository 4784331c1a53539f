//! `jushu index`.

mod practice;
mod uncertainty;

use jushu_index::audit::{self, Audit, Status};
use jushu_index::practice::coupling::{Form, Weights};
use jushu_index::reading::peers::Peers;
use jushu_index::reading::tiers::TierSpec;
use jushu_index::{Choice, Run, Severity};
use jushu_project::plain::{
    self, AuditFiles, Beside, EditionFiles, Inputs, PracticeQuestions, Questions, UncertaintyTables,
};
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::arguments::{IndexInputs, IndexJob, TierArguments};
use crate::language::Language;
use crate::table::print;

/// Computes an index from plain files.
pub fn index(job: IndexJob, language: Language) -> Outcome {
    match job {
        IndexJob::Build {
            framework,
            data,
            unit_set,
            out,
        } => {
            let run = plain::build(&framework, &data, unit_set.as_deref(), &out).map_err(said)?;
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("units", &run.units.len()),
                ("indicators", &run.indicators.len()),
                ("out", &out.display()),
            ];
            say!("{}", language.text("index.built", &values));
            warnings(&run, language);
        }
        IndexJob::Audit {
            inputs,
            rules,
            accept,
            previous,
            uncertainty,
            out,
            format,
        } => {
            let files = AuditFiles {
                rules: rules.as_deref(),
                acceptances: accept.as_deref(),
                previous: previous.as_deref(),
                uncertainty: uncertainty.as_deref(),
            };
            let spoken = match language {
                Language::Zh => audit::Language::Chinese,
                Language::En => audit::Language::English,
            };
            let found = plain::audit(of(&inputs), files, spoken, threads(), &out).map_err(said)?;
            print(&findings(&found, spoken, language), format, 3);
            let count = |status| found.count(status);
            let (pass, warn) = (count(Status::Pass), count(Status::Warn));
            let (fail, skipped) = (count(Status::Fail), count(Status::Skipped));
            let values: [(&str, &dyn std::fmt::Display); 5] = [
                ("pass", &pass),
                ("warn", &warn),
                ("fail", &fail),
                ("skipped", &skipped),
                ("out", &out.display()),
            ];
            crate::say::aside(&language.text("index.audited", &values));
        }
        IndexJob::Uncertainty {
            inputs,
            replicating,
            replications_out,
            tiers,
            out,
            format,
            top,
        } => {
            let tables = UncertaintyTables {
                tiers: tier_spec(&tiers),
                replications: replications_out,
            };
            let shown = uncertainty::Shown { format, top };
            uncertainty::uncertainty(of(&inputs), &replicating, &tables, &out, shown, language)?;
        }
        IndexJob::Sensitivity {
            inputs,
            replicating,
            out,
            format,
        } => uncertainty::sensitivity(of(&inputs), &replicating, &out, format, language)?,
        IndexJob::Alternatives {
            inputs,
            with,
            design,
            out,
            format,
        } => {
            let beside = Beside {
                frameworks: &with,
                design: design.as_deref(),
            };
            let found = plain::beside(of(&inputs), beside, &out).map_err(said)?;
            print(&practice::alternatives(&found, language), format, 3);
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("count", &found.len()), ("out", &out.display())];
            crate::say::aside(&language.text("alternatives.written", &values));
        }
        IndexJob::Practice {
            inputs,
            node,
            form,
            equal_weights,
            scale,
            grades,
            out,
            format,
        } => {
            let questions = PracticeQuestions {
                node,
                form: match form.as_str() {
                    "standard" => Form::Standard,
                    _ => Form::Corrected,
                },
                weights: match equal_weights {
                    true => Weights::Equal,
                    false => Weights::OfRun,
                },
                scale: match scale[..] {
                    [low, high] => Some((low, high)),
                    _ => None,
                },
                grades,
            };
            let (run, coupled) = plain::practice(of(&inputs), &questions, &out).map_err(said)?;
            print(&practice::coupling(&run, &coupled, language), format, 3);
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("units", &run.units.len()), ("out", &out.display())];
            crate::say::aside(&language.text("index.read", &values));
            warnings(&run, language);
        }
        IndexJob::Panel { inputs, time, out } => {
            let found = plain::panel(of(&inputs), &time, &out).map_err(said)?;
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("periods", &found.times.len()),
                ("units", &found.units.len()),
                ("out", &out.display()),
            ];
            say!("{}", language.text("panel.written", &values));
        }
        IndexJob::Read {
            inputs,
            tiers,
            group,
            nearest,
            among,
            unit,
            against,
            seed,
            out,
        } => {
            let questions = Questions {
                tiers: tier_spec(&tiers).unwrap_or(TierSpec::NaturalBreaks(TIERS)),
                peers: match (group, nearest) {
                    (Some(group), _) => Peers::Group(group),
                    (None, Some(count)) => Peers::Nearest(count),
                    (None, None) if among.is_empty() => Peers::All,
                    (None, None) => Peers::Chosen(among),
                },
                strong: STRONG,
                gap: unit.map(|unit| (unit, against)),
                orders: ORDERS,
                seed,
            };
            let run = plain::read_results(of(&inputs), &questions, &out).map_err(said)?;
            say!(
                "{}",
                language.text(
                    "index.read",
                    &[("units", &run.units.len()), ("out", &out.display())]
                )
            );
            warnings(&run, language);
        }
        IndexJob::Compare {
            before,
            after,
            framework_before,
            data_before,
            framework_after,
            data_after,
            unit_set,
            out,
        } => {
            let unit_set = unit_set.as_deref();
            let files = [
                &framework_before,
                &data_before,
                &framework_after,
                &data_after,
            ]
            .map(Option::as_deref);
            let editions = match files {
                [
                    Some(framework_before),
                    Some(data_before),
                    Some(framework_after),
                    Some(data_after),
                ] => Some(EditionFiles {
                    before: Inputs {
                        framework: framework_before,
                        data: data_before,
                        unit_set,
                    },
                    after: Inputs {
                        framework: framework_after,
                        data: data_after,
                        unit_set,
                    },
                }),
                _ => None,
            };
            let comparison = plain::compare(&before, &after, editions, &out).map_err(said)?;
            let changes = comparison.rank_changes.len();
            say!(
                "{}",
                language.text(
                    "index.compared",
                    &[("changes", &changes), ("out", &out.display())]
                )
            );
        }
        IndexJob::Reach {
            inputs,
            unit,
            rank: Some(rank),
            efforts,
            out,
            format,
            ..
        } => {
            let plan =
                plain::reach(of(&inputs), &unit, rank, efforts.as_deref(), &out).map_err(said)?;
            let number = |number: f64| {
                if number.is_nan() {
                    Value::Missing
                } else {
                    Value::Number(number)
                }
            };
            let moved = plan
                .steps
                .iter()
                .filter(|step| step.normalised.1 > step.normalised.0);
            let rows = moved.map(|step| {
                let cost = step.cost * (step.normalised.1 - step.normalised.0);
                let values = [
                    step.measured.0,
                    step.measured.1,
                    step.normalised.0,
                    step.normalised.1,
                    cost,
                ];
                std::iter::once(Value::Text(step.indicator.clone()))
                    .chain(values.map(number))
                    .collect()
            });
            let columns = [
                "indicator",
                "value",
                "value_needed",
                "normalised",
                "normalised_needed",
                "cost",
            ];
            let columns = columns
                .map(|key| language.text(&format!("reach.{key}"), &[]))
                .to_vec();
            print(
                &Rows {
                    columns,
                    rows: rows.collect(),
                },
                format,
                3,
            );
            let anew = plan
                .verified_rank
                .map_or_else(|| "–".to_string(), |rank| rank.to_string());
            let cost = format!("{:.3}", plan.cost);
            let values: [(&str, &dyn std::fmt::Display); 5] = [
                ("unit", &unit),
                ("before", &plan.rank_before),
                ("rank", &rank),
                ("cost", &cost),
                ("anew", &anew),
            ];
            crate::say::aside(&language.text("reach.summary", &values));
        }
        IndexJob::Reach {
            inputs,
            unit,
            over,
            tolerance,
            out,
            ..
        } => {
            let over = over.unwrap_or_default();
            let lead = plain::lead(of(&inputs), &unit, &over, tolerance, &out).map_err(said)?;
            let (now, most) = (
                format!("{:.3}", lead.nominal),
                format!("{:.3}", lead.largest),
            );
            let key = if lead.largest > 0.0 {
                "reach.leads"
            } else {
                "reach.never"
            };
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("unit", &unit),
                ("over", &over),
                ("now", &now),
                ("most", &most),
            ];
            say!("{}", language.text(key, &values));
            match &lead.nearest {
                Some(_) if lead.nominal >= 0.0 => {}
                Some(nearest) => {
                    let moved = format!("{:.1}", 100.0 * nearest.moved);
                    say!("{}", language.text("reach.moved", &[("share", &moved)]));
                }
                None => say!("{}", language.text("reach.no-weights", &[])),
            }
            if !lead.exact {
                say!("{}", language.text("reach.approximate", &[]));
            }
        }
    }
    Ok(())
}

/// How many tiers when nothing is said.
const TIERS: usize = 4;

/// The tiers asked for; `None` when nothing was said about them.
fn tier_spec(asked: &TierArguments) -> Option<TierSpec> {
    match (asked.tier_method.as_str(), asked.tiers) {
        _ if !asked.cuts.is_empty() => Some(TierSpec::Cuts(asked.cuts.clone())),
        ("quantiles", tiers) => Some(TierSpec::Quantiles(tiers.unwrap_or(TIERS))),
        (_, tiers) => tiers.map(TierSpec::NaturalBreaks),
    }
}

/// Every processor there is.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The share of peers that a strength is ahead of; a weakness is behind as many.
const STRONG: f64 = 0.8;

/// Orders of indicators drawn where shares of a gap cannot be exact.
const ORDERS: usize = 2000;

fn of(inputs: &IndexInputs) -> Inputs<'_> {
    Inputs {
        framework: &inputs.framework,
        data: &inputs.data,
        unit_set: inputs.unit_set.as_deref(),
    }
}

/// A row a rule.
fn findings(audit: &Audit, spoken: audit::Language, language: Language) -> Rows {
    let number = |number: Option<f64>| number.map_or(Value::Missing, Value::Number);
    let rows = audit.entries(spoken).into_iter().map(|entry| {
        let status = match entry.status {
            Status::Pass => "audit.pass",
            Status::Warn => "audit.warn",
            Status::Fail => "audit.fail",
            Status::Skipped => "audit.skipped",
        };
        let found = entry.nodes.len() + entry.units.len();
        vec![
            Value::Text(entry.rule),
            Value::Text(entry.title),
            Value::Text(language.text(status, &[])),
            Value::Integer(found as i64),
            number(entry.value),
            number(entry.threshold),
        ]
    });
    let columns = ["rule", "title", "status", "found", "value", "threshold"];
    let columns = columns
        .map(|key| language.text(&format!("audit.{key}"), &[]))
        .to_vec();
    Rows {
        columns,
        rows: rows.collect(),
    }
}

fn warnings(run: &Run, language: Language) {
    warnings_of(&run.choices, language);
}

fn warnings_of(choices: &[Choice], language: Language) {
    for choice in choices
        .iter()
        .filter(|choice| choice.severity == Severity::Warning || choice.inferred)
    {
        let node = choice
            .node
            .as_ref()
            .map(|node| format!("{node}: "))
            .unwrap_or_default();
        crate::say::aside(&format!(
            "! {node}{}",
            language.of(&choice.text.zh, &choice.text.en)
        ));
    }
}
