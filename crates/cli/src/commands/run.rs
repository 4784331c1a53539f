//! `jushu run`, and the printing of a finished run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jushu_project::Project;
use jushu_project::published::{self, Comparison};
use jushu_project::results::{Results, Score, UnitSetEntry};
use jushu_project::run::RunOptions;
use jushu_registry::engine::{Rows, Value};

use super::show::Scope;
use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// Computes the index and prints its rankings.
pub fn run(
    dir: &Path,
    as_of: Option<i64>,
    framework: Option<String>,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let project = Project::open(dir).map_err(said)?;
    let results = project
        .run(&RunOptions { as_of, framework })
        .map_err(said)?;
    summary(&project, &results, Scope::default(), format, top, language)
}

/// Prints the rankings of a run, what was decided for the user, and published ranks beside it.
pub fn summary(
    project: &Project,
    results: &Results,
    scope: Scope,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let places = scope.places(project)?;
    let sets: Vec<&UnitSetEntry> = match scope.unit_set {
        Some(id) => vec![results.unit_set(id).map_err(said)?],
        None => results.manifest.unit_sets.iter().collect(),
    };
    if format != Format::Table {
        let mut all: Option<Rows> = None;
        for set in sets {
            let rows = ranking(results, set, places.as_ref(), 0, language, true)?;
            match &mut all {
                None => all = Some(rows),
                Some(all) => all.rows.extend(rows.rows),
            }
        }
        if let Some(rows) = all {
            print(&rows, format, 2);
        }
        return Ok(());
    }
    let manifest = &results.manifest;
    if manifest.synthetic {
        say!("{}", language.text("synthetic", &[]));
    }
    for set in &sets {
        let values: [(&str, &dyn std::fmt::Display); 6] = [
            (
                "framework",
                &language.of(&manifest.framework.name.zh, &manifest.framework.name.en),
            ),
            ("edition", &manifest.framework.edition),
            ("set", &language.text(&format!("unit-set.{}", set.id), &[])),
            ("date", &manifest.date),
            ("scored", &set.scored),
            ("units", &set.units),
        ];
        say!("\n{}", language.text("run.title", &values));
        print(
            &ranking(results, set, places.as_ref(), top, language, false)?,
            format,
            2,
        );
        notes(set, language);
    }
    for comparison in published::compare(project, results).map_err(said)? {
        if sets.iter().any(|set| set.id == comparison.unit_set) {
            compared(&comparison, language);
        }
    }
    say!(
        "\n{}",
        language.text("run.written", &[("folder", &results.folder.display())])
    );
    Ok(())
}

/// Rank, unit, score, the rank in each dimension, and coverage.
fn ranking(
    results: &Results,
    set: &UnitSetEntry,
    places: Option<&BTreeSet<String>>,
    top: usize,
    language: Language,
    for_programs: bool,
) -> Outcome<Rows> {
    let scores = results.scores(&set.id).map_err(said)?;
    let coverage = results.unit_coverage(&set.id).map_err(said)?;
    let intervals = results.rank_intervals(&set.id).map_err(said)?;
    let dimensions: Vec<&str> = set
        .nodes
        .iter()
        .filter(|node| node.parent.as_deref() == Some(&set.root))
        .map(|node| node.id.as_str())
        .collect();
    let by_node: BTreeMap<(&str, &str), &Score> = scores
        .iter()
        .map(|score| ((score.node.as_str(), score.unit.as_str()), score))
        .collect();
    let wanted = |unit: &String| places.is_none_or(|places| places.contains(unit));
    let mut units: Vec<&Score> = scores
        .iter()
        .filter(|score| score.node == set.root && wanted(&score.unit))
        .collect();
    units.sort_by_key(|score| (score.rank.unwrap_or(u32::MAX), score.unit.clone()));
    let shown = if top == 0 {
        units.len()
    } else {
        top.min(units.len())
    };

    let mut columns: Vec<String> = match for_programs {
        true => ["unit_set", "rank", "rank_q05", "rank_q95", "unit", "score"]
            .map(str::to_string)
            .to_vec(),
        false => ["run.rank", "run.interval", "run.unit", "run.score"]
            .map(|key| language.text(key, &[]))
            .to_vec(),
    };
    columns.extend(dimensions.iter().map(|id| match for_programs {
        true => format!("{id}_rank"),
        false => node_name(set, id, language),
    }));
    columns.push(if for_programs {
        "coverage".into()
    } else {
        language.text("run.coverage", &[])
    });

    let rank = |score: Option<&&Score>| {
        score
            .and_then(|score| score.rank)
            .map_or(Value::Missing, |rank| Value::Integer(rank.into()))
    };
    let rows = units[..shown]
        .iter()
        .map(|unit| {
            let mut row = vec![rank(Some(unit))];
            let interval = intervals.get(&unit.unit);
            if for_programs {
                row.insert(0, Value::Text(set.id.clone()));
                row.extend(
                    [
                        interval.map(|(low, _)| *low),
                        interval.map(|(_, high)| *high),
                    ]
                    .map(|end| end.map_or(Value::Missing, Value::Number)),
                );
            } else {
                row.push(interval.map_or(Value::Missing, |(low, high)| {
                    Value::Text(format!("{low:.0}–{high:.0}"))
                }));
            }
            row.extend([
                Value::Text(unit.unit.clone()),
                unit.score.map_or(Value::Missing, Value::Number),
            ]);
            row.extend(
                dimensions
                    .iter()
                    .map(|node| rank(by_node.get(&(*node, unit.unit.as_str())))),
            );
            let share = coverage.get(&unit.unit).copied();
            row.push(match (share, for_programs) {
                (None, _) => Value::Missing,
                (Some(share), true) => Value::Number(share),
                (Some(share), false) => Value::Text(format!("{:.0} %", share * 100.0)),
            });
            row
        })
        .collect();
    Ok(Rows { columns, rows })
}

/// The name of a node in the reader's language.
pub fn node_name(set: &UnitSetEntry, id: &str, language: Language) -> String {
    let node = set.nodes.iter().find(|node| node.id == id);
    node.map_or(id, |node| language.of(&node.name.zh, &node.name.en))
        .to_string()
}

/// What was inferred and what to look at; all choices stand in the manifest.
fn notes(set: &UnitSetEntry, language: Language) {
    if let Some(robustness) = &set.robustness {
        let robustness = language.of(&robustness.zh, &robustness.en);
        say!(
            "  {}",
            language.text(
                "run.robustness",
                &[
                    ("replications", &set.replications),
                    ("robustness", &robustness)
                ]
            )
        );
    }
    let marked = |choice: &&jushu_project::results::ChoiceEntry| {
        choice.inferred || choice.severity == "warning"
    };
    for choice in set.choices.iter().filter(marked) {
        let node = choice
            .node
            .as_ref()
            .map(|node| format!("{}: ", node_name(set, node, language)))
            .unwrap_or_default();
        say!(
            "  ! {node}{}",
            language.of(&choice.text.zh, &choice.text.en)
        );
    }
    say!(
        "  {}",
        language.text("run.choices", &[("choices", &set.choices.len())])
    );
}

fn compared(comparison: &Comparison, language: Language) {
    let title = language.of(&comparison.title.zh, &comparison.title.en);
    say!("\n{}", language.text("run.compared", &[("title", &title)]));
    let rows = comparison
        .places
        .iter()
        .map(|place| {
            vec![
                Value::Text(place.unit.clone()),
                Value::Integer(place.published as i64),
                place
                    .computed
                    .map_or(Value::Missing, |rank| Value::Integer(rank.into())),
            ]
        })
        .collect();
    let columns = ["run.unit", "run.published-rank", "run.rank"]
        .map(|key| language.text(key, &[]))
        .to_vec();
    print(&Rows { columns, rows }, Format::Table, 2);
    match comparison.spearman {
        Some((correlation, places)) => {
            let correlation = format!("{correlation:.3}");
            say!(
                "  {}",
                language.text(
                    "run.spearman",
                    &[("correlation", &correlation), ("places", &places)]
                )
            );
        }
        None => say!("  {}", language.text("run.no-spearman", &[])),
    }
}
