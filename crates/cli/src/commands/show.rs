//! `jushu show`: the last run, one unit, one node, or the records behind one number.

use std::collections::BTreeSet;
use std::path::Path;

use jushu_places::Places;
use jushu_project::Project;
use jushu_project::results::{Results, UnitSetEntry};
use jushu_project::trace::Subject;
use jushu_registry::engine::{Rows, Value};

use super::run::{node_name, summary};
use super::{Outcome, said};
use crate::language::Language;
use crate::table::{Format, print};

/// Which units are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Only those of this unit set.
    pub unit_set: Option<&'a str>,
    /// Only the places of this group.
    pub group: Option<&'a str>,
}

impl Scope<'_> {
    /// The names of the places of the group; `None` where all are looked at.
    pub fn places(&self, project: &Project) -> Outcome<Option<BTreeSet<String>>> {
        let Some(id) = self.group else {
            return Ok(None);
        };
        let group = project.group(id).map_err(said)?;
        let name = |member: &jushu_places::Member| {
            Places::shipped()
                .get(member.place)
                .map(|place| place.name.clone())
        };
        Ok(Some(group.members.iter().filter_map(name).collect()))
    }
}

/// Shows what was asked for.
pub fn show(
    dir: &Path,
    what: &[String],
    scope: Scope,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let project = Project::open(dir).map_err(said)?;
    let results = Results::latest(&project).map_err(said)?;
    let subjects = what
        .iter()
        .map(|text| results.subject(text, scope.unit_set))
        .collect::<Result<Vec<_>, _>>()
        .map_err(said)?;
    if results.manifest.synthetic && format == Format::Table && !subjects.is_empty() {
        say!("{}", language.text("synthetic", &[]));
    }
    match subjects.as_slice() {
        [] => summary(&project, &results, scope, format, top, language),
        [Subject::Unit(units)] => units.iter().try_for_each(|unit| {
            unit_profile(&results, &unit.unit_set, &unit.unit, format, language)
        }),
        [Subject::Node(node)] => {
            node_ranking(&project, &results, node, scope, format, top, language)
        }
        [Subject::Unit(units), Subject::Node(node)]
        | [Subject::Node(node), Subject::Unit(units)] => {
            let Some(unit) = units.first() else {
                return Ok(());
            };
            records(
                &project,
                &results,
                &unit.unit_set,
                &unit.unit,
                node,
                format,
                top,
                language,
            )
        }
        _ => Err(language.text("show.unit-and-node", &[]).into()),
    }
}

/// Score and rank of one unit at every node, with the raw value of the indicators.
fn unit_profile(
    results: &Results,
    unit_set: &str,
    unit: &str,
    format: Format,
    language: Language,
) -> Outcome {
    let set = results.unit_set(unit_set).map_err(said)?;
    let scores = results.scores(unit_set).map_err(said)?;
    let mut rows = Vec::new();
    for node in in_tree_order(set) {
        let entry = &set.nodes[node.0];
        let score = scores
            .iter()
            .find(|score| score.unit == unit && score.node == entry.id);
        let cell = match entry.level {
            1 => results
                .cells(unit_set, &entry.id)
                .map_err(said)?
                .remove(unit),
            _ => None,
        };
        let name = match format {
            Format::Table => format!(
                "{}{}",
                "  ".repeat(node.1),
                node_name(set, &entry.id, language)
            ),
            _ => entry.id.clone(),
        };
        rows.push(vec![
            Value::Text(name),
            Value::Text(entry.id.clone()),
            cell.as_ref()
                .and_then(|cell| cell.value)
                .map_or(Value::Missing, Value::Number),
            cell.as_ref().map_or(Value::Missing, |cell| {
                Value::Text(language.text(&format!("state.{}", cell.state), &[]))
            }),
            score
                .and_then(|score| score.score)
                .map_or(Value::Missing, Value::Number),
            score
                .and_then(|score| score.rank)
                .map_or(Value::Missing, |rank| Value::Integer(rank.into())),
        ]);
    }
    let columns = headings(
        format,
        language,
        &["node", "id", "value", "state", "score", "rank"],
    );
    if format == Format::Table {
        say!(
            "{unit} · {}",
            language.text(&format!("unit-set.{unit_set}"), &[])
        );
    }
    print(&Rows { columns, rows }, format, 3);
    if format == Format::Table {
        say!("{}", language.text("show.follow", &[("unit", &unit)]));
    }
    Ok(())
}

/// The nodes from the root down, each followed by what is under it, with their depth.
fn in_tree_order(set: &UnitSetEntry) -> Vec<(usize, usize)> {
    fn visit(
        set: &UnitSetEntry,
        parent: Option<&str>,
        depth: usize,
        into: &mut Vec<(usize, usize)>,
    ) {
        for (index, node) in set.nodes.iter().enumerate() {
            if node.parent.as_deref() == parent {
                into.push((index, depth));
                visit(set, Some(&node.id), depth + 1, into);
            }
        }
    }
    let mut order = Vec::new();
    visit(set, None, 0, &mut order);
    order
}

/// All units by their rank at one node.
fn node_ranking(
    project: &Project,
    results: &Results,
    node: &str,
    scope: Scope,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let places = scope.places(project)?;
    let sets = results
        .manifest
        .unit_sets
        .iter()
        .filter(|set| scope.unit_set.is_none_or(|id| id == set.id));
    for set in sets.filter(|set| set.nodes.iter().any(|entry| entry.id == node)) {
        let wanted = |unit: &String| places.as_ref().is_none_or(|places| places.contains(unit));
        let scores = results.scores(&set.id).map_err(said)?.into_iter();
        let mut scores: Vec<_> = scores
            .filter(|score| score.node == node && wanted(&score.unit))
            .collect();
        scores.sort_by_key(|score| (score.rank.unwrap_or(u32::MAX), score.unit.clone()));
        let cells = results.cells(&set.id, node).map_err(said)?;
        let shown = if top == 0 {
            scores.len()
        } else {
            top.min(scores.len())
        };
        let rows = scores[..shown]
            .iter()
            .map(|score| {
                let cell = cells.get(&score.unit);
                vec![
                    score
                        .rank
                        .map_or(Value::Missing, |rank| Value::Integer(rank.into())),
                    Value::Text(score.unit.clone()),
                    score.score.map_or(Value::Missing, Value::Number),
                    cell.and_then(|cell| cell.value)
                        .map_or(Value::Missing, Value::Number),
                    cell.map_or(Value::Missing, |cell| Value::Integer(cell.records as i64)),
                    cell.map_or(Value::Missing, |cell| Value::Text(cell.sources.clone())),
                ]
            })
            .collect();
        if format == Format::Table {
            say!(
                "{} · {}",
                node_name(set, node, language),
                language.text(&format!("unit-set.{}", set.id), &[])
            );
        }
        print(
            &Rows {
                columns: headings(
                    format,
                    language,
                    &["rank", "unit", "score", "value", "records", "sources"],
                ),
                rows,
            },
            format,
            3,
        );
    }
    Ok(())
}

/// The records behind one raw value.
#[allow(clippy::too_many_arguments)]
fn records(
    project: &Project,
    results: &Results,
    unit_set: &str,
    unit: &str,
    node: &str,
    format: Format,
    top: usize,
    language: Language,
) -> Outcome {
    let mut trace = project.trace(results, unit_set, unit, node).map_err(said)?;
    let set = results.unit_set(unit_set).map_err(said)?;
    let found = trace.rows.rows.len();
    if format == Format::Table {
        let cell = results.cells(unit_set, node).map_err(said)?.remove(unit);
        let value = cell
            .as_ref()
            .and_then(|cell| cell.value)
            .map_or("—".to_string(), |value| value.to_string());
        let state = cell.map_or(String::new(), |cell| {
            language.text(&format!("state.{}", cell.state), &[])
        });
        let name = node_name(set, node, language);
        let values: [(&str, &dyn std::fmt::Display); 5] = [
            ("unit", &unit),
            ("node", &name),
            ("value", &value),
            ("state", &state),
            ("records", &found),
        ];
        say!("{}", language.text("show.cell", &values));
        // A screen holds the columns that say what a record is; the others are in CSV and JSON.
        narrow(&mut trace.rows);
        if top > 0 {
            trace.rows.rows.truncate(top);
        }
    }
    print(&trace.rows, format, 2);
    if format == Format::Table {
        if trace.rows.rows.len() < found {
            say!(
                "{}",
                language.text(
                    "show.more",
                    &[("shown", &trace.rows.rows.len()), ("records", &found)]
                )
            );
        }
        for source in &results.manifest.sources {
            if trace
                .rows
                .rows
                .iter()
                .flatten()
                .any(|value| *value == Value::Text(source.id.clone()))
            {
                let title = source.title.as_deref().unwrap_or("—");
                let licence = source.licence.as_deref().unwrap_or("—");
                say!(
                    "  {}: {title} · {licence} · {}",
                    source.id,
                    source.retrieved.as_deref().unwrap_or("—")
                );
            }
        }
    }
    Ok(())
}

fn narrow(rows: &mut Rows) {
    const TELLING: [&str; 14] = [
        "source",
        "row_number",
        "name",
        "title",
        "english_name",
        "uscc",
        "a_share_code",
        "hk_code",
        "us_ticker",
        "city",
        "metric",
        "year",
        "value",
        "amount",
    ];
    let kept: Vec<usize> = TELLING
        .iter()
        .filter_map(|name| rows.columns.iter().position(|column| column == name))
        .collect();
    if kept.is_empty() {
        return;
    }
    rows.columns = kept
        .iter()
        .map(|index| rows.columns[*index].clone())
        .collect();
    for row in &mut rows.rows {
        *row = kept.iter().map(|index| row[*index].clone()).collect();
    }
}

fn headings(format: Format, language: Language, names: &[&str]) -> Vec<String> {
    names
        .iter()
        .map(|name| match format {
            Format::Table => language.text(&format!("show.{name}"), &[]),
            _ => name.to_string(),
        })
        .collect()
}
