//! Two sets of results side by side (结果对比): who moved, and through which indicators.
//!
//! Read from the files that a computation writes, so that results of other programs or older versions
//! compare too. For weighted sums the change of a score is the sum over indicators of e'x' − ex, split at the
//! middle into a part of the values, (e + e')/2 · (x' − x), and a part of the weights,
//! (x + x')/2 · (e' − e); what neither explains (methods that are no weighted sums) is kept as a row of its
//! own. A value a unit lacks counts as its parent's score, as renormalising the weights does; an indicator that
//! one side does not have has the weight 0 and the other side's value there, so its coming or going is a
//! change of weights.
//!
//! Worked example: weight 0.5 → 0.6 and value 40 → 50 change the contribution from 20 to 30: 5.5 through the
//! value, 4.5 through the weight.

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

use crate::table::place;
use crate::tables::Csv;
use crate::{Names, TableError};

/// The results of one computation, as far as they are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    units: Vec<String>,
    nodes: Vec<ResultNode>,
    root: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct ResultNode {
    id: String,
    parent: Option<usize>,
    effective_weight: f64,
    /// By unit; NaN without.
    scores: Vec<f64>,
    ranks: Vec<Option<u32>>,
}

/// Results that cannot be read.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum ResultsError {
    /// A file is no table.
    Table(TableError),
    /// A file has no such column.
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// A cell holds something else than it should.
    Cell {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// What it holds.
        text: String,
    },
    /// A node that the weights do not list, or that lies on a circle of parents.
    UnknownNode {
        /// The file.
        file: String,
        /// The node.
        node: String,
    },
    /// There is not exactly one node without a parent.
    NoRoot {
        /// The file.
        file: String,
    },
    /// The two results have no unit in common.
    NothingInCommon,
}

impl ResultsError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let (file, line) = match self {
            ResultsError::Table(cause) => return cause.message(),
            ResultsError::Cell { file, line, .. } => (Some(file.as_str()), Some(*line)),
            ResultsError::MissingColumn { file, .. }
            | ResultsError::UnknownNode { file, .. }
            | ResultsError::NoRoot { file } => (Some(file.as_str()), None),
            ResultsError::NothingInCommon => (None, None),
        };
        let (zh, en) = place(file, line);
        let text = match self {
            ResultsError::Table(cause) => cause.message(),
            ResultsError::MissingColumn { column, .. } => Names::new(
                format!("没有列“{column}”：请给出 jushu index build 写出的结果目录"),
                format!(
                    "there is no column \"{column}\": give a folder that jushu index build wrote"
                ),
            ),
            ResultsError::Cell { column, text, .. } => Names::new(
                format!("列“{column}”的内容“{text}”不合要求：请重新计算该结果目录"),
                format!(
                    "column \"{column}\" holds \"{text}\", which has no place there: compute the folder again"
                ),
            ),
            ResultsError::UnknownNode { node, .. } => Names::new(
                format!("节点“{node}”在 weights.csv 中没有上级：两个文件应出自同一次计算"),
                format!(
                    "the node \"{node}\" has no place in the tree of weights.csv: both files must be of one computation"
                ),
            ),
            ResultsError::NoRoot { .. } => Names::fixed(
                "应恰有一个没有上级的节点：请重新计算该结果目录",
                "there must be exactly one node without a parent: compute the folder again",
            ),
            ResultsError::NothingInCommon => Names::fixed(
                "两份结果没有共同的评价单元：请核对单元名称是否一致",
                "the two results have no unit in common: check that units are named alike",
            ),
        };
        Names::new(zh + &text.zh, en + &text.en)
    }
}

impl From<TableError> for ResultsError {
    fn from(cause: TableError) -> ResultsError {
        ResultsError::Table(cause)
    }
}

/// The rows of a CSV text by named columns.
struct Rows<'a> {
    file: &'a str,
    reader: csv::Reader<&'a [u8]>,
    columns: HashMap<String, usize>,
}

impl<'a> Rows<'a> {
    fn of(text: &'a str, file: &'a str) -> Result<Rows<'a>, ResultsError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| syntax(file, &error))?;
        let columns = headers.iter().map(str::to_owned).zip(0..).collect();
        Ok(Rows {
            file,
            reader,
            columns,
        })
    }

    fn column(&self, id: &str) -> Result<usize, ResultsError> {
        let found = self.columns.get(id).copied();
        found.ok_or_else(|| ResultsError::MissingColumn {
            file: self.file.to_owned(),
            column: id.to_owned(),
        })
    }

    /// Calls `each` with the cells of these columns of every row.
    fn each<const N: usize>(
        &mut self,
        ids: [&str; N],
        mut each: impl FnMut(Row<N>) -> Result<(), ResultsError>,
    ) -> Result<(), ResultsError> {
        let mut columns = [0; N];
        for (column, id) in columns.iter_mut().zip(ids) {
            *column = self.column(id)?;
        }
        for record in self.reader.records() {
            let record = record.map_err(|error| syntax(self.file, &error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = columns.map(|column| record.get(column).unwrap_or_default());
            each(Row {
                file: self.file,
                line,
                ids,
                cells,
            })?;
        }
        Ok(())
    }
}

struct Row<'a, const N: usize> {
    file: &'a str,
    line: u64,
    ids: [&'a str; N],
    cells: [&'a str; N],
}

impl<const N: usize> Row<'_, N> {
    /// A number, or the value of an empty cell.
    fn number<T: std::str::FromStr>(&self, at: usize) -> Result<Option<T>, ResultsError> {
        let text = self.cells[at];
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| ResultsError::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column: self.ids[at].to_owned(),
            text: text.to_owned(),
        })
    }
}

fn syntax(file: &str, error: &csv::Error) -> ResultsError {
    ResultsError::Table(TableError {
        file: Some(file.to_owned()),
        line: error.position().map(csv::Position::line),
        kind: crate::TableErrorKind::Syntax(error.to_string()),
    })
}

impl Results {
    /// Reads results from the texts of `scores.csv` and `weights.csv`; `folder` is named in messages.
    ///
    /// # Errors
    /// [`ResultsError`] with file, line and column.
    pub fn read(scores: &str, weights: &str, folder: &str) -> Result<Results, ResultsError> {
        let weights_file = format!("{folder}/weights.csv");
        let scores_file = format!("{folder}/scores.csv");
        let mut nodes: Vec<ResultNode> = Vec::new();
        let mut parents: Vec<String> = Vec::new();
        Rows::of(weights, &weights_file)?.each(["node", "parent", "effective_weight"], |row| {
            nodes.push(ResultNode {
                id: row.cells[0].to_owned(),
                parent: None,
                effective_weight: row.number(2)?.unwrap_or(0.0),
                scores: Vec::new(),
                ranks: Vec::new(),
            });
            parents.push(row.cells[1].to_owned());
            Ok(())
        })?;
        let position: HashMap<String, usize> =
            nodes.iter().map(|node| node.id.clone()).zip(0..).collect();
        let mut roots = Vec::new();
        for (at, parent) in parents.iter().enumerate() {
            if parent.is_empty() {
                roots.push(at);
                continue;
            }
            let unknown = || ResultsError::UnknownNode {
                file: weights_file.clone(),
                node: parent.clone(),
            };
            nodes[at].parent = Some(*position.get(parent).ok_or_else(unknown)?);
        }
        let [root] = roots[..] else {
            return Err(ResultsError::NoRoot { file: weights_file });
        };
        if let Some(at) = (0..nodes.len()).find(|&at| ancestors(&nodes, at).last() != Some(&root)) {
            return Err(ResultsError::UnknownNode {
                file: weights_file,
                node: nodes[at].id.clone(),
            });
        }

        let mut units: Vec<String> = Vec::new();
        let mut unit_at: HashMap<String, usize> = HashMap::new();
        let mut cells: Vec<(usize, usize, f64, Option<u32>)> = Vec::new();
        Rows::of(scores, &scores_file)?.each(["unit", "node", "score", "rank"], |row| {
            let [unit, node, ..] = row.cells;
            let unknown = || ResultsError::UnknownNode {
                file: scores_file.clone(),
                node: node.to_owned(),
            };
            let node = *position.get(node).ok_or_else(unknown)?;
            let unit = *unit_at.entry(unit.to_owned()).or_insert_with(|| {
                units.push(unit.to_owned());
                units.len() - 1
            });
            cells.push((
                node,
                unit,
                row.number(2)?.unwrap_or(f64::NAN),
                row.number(3)?,
            ));
            Ok(())
        })?;
        for node in &mut nodes {
            node.scores = vec![f64::NAN; units.len()];
            node.ranks = vec![None; units.len()];
        }
        for (node, unit, score, rank) in cells {
            nodes[node].scores[unit] = score;
            nodes[node].ranks[unit] = rank;
        }
        Ok(Results { units, nodes, root })
    }

    fn node(&self, id: &str) -> Option<&ResultNode> {
        self.nodes.iter().find(|node| node.id == id)
    }

    fn position(&self, unit: &str) -> Option<usize> {
        self.units.iter().position(|name| name == unit)
    }

    /// The nodes without children.
    fn indicators(&self) -> Vec<usize> {
        let parents: BTreeSet<usize> = self.nodes.iter().filter_map(|node| node.parent).collect();
        (0..self.nodes.len())
            .filter(|at| !parents.contains(at))
            .collect()
    }

    /// The value of a unit at a node: that of the nearest node above that has one. A node below one
    /// without a score does not count.
    fn value(&self, node: usize, unit: usize) -> f64 {
        let path = ancestors(&self.nodes, node);
        let missing = path
            .iter()
            .rposition(|&at| self.nodes[at].scores[unit].is_nan());
        match missing.map(|at| path.get(at + 1)) {
            None => self.nodes[node].scores[unit],
            Some(Some(&above)) => self.nodes[above].scores[unit],
            Some(None) => f64::NAN,
        }
    }
}

/// A node and all above it, up to the root; stops where a circle closes.
fn ancestors(nodes: &[ResultNode], from: usize) -> Vec<usize> {
    let mut path = vec![from];
    while let Some(parent) = nodes[path[path.len() - 1]].parent {
        if path.contains(&parent) {
            break;
        }
        path.push(parent);
    }
    path
}

/// How a unit moved on one node; `None` where that side has no score or does not know the unit.
#[derive(Debug, Clone, PartialEq)]
pub struct RankChange {
    /// The unit.
    pub unit: String,
    /// The node.
    pub node: String,
    /// The scores before and after, in points.
    pub scores: (Option<f64>, Option<f64>),
    /// The ranks before and after, 1 is best.
    pub ranks: (Option<u32>, Option<u32>),
}

impl RankChange {
    /// Places gained: positive is up.
    pub fn places(&self) -> Option<i64> {
        Some(i64::from(self.ranks.0?) - i64::from(self.ranks.1?))
    }

    /// Points gained.
    pub fn points(&self) -> Option<f64> {
        Some(self.scores.1? - self.scores.0?)
    }
}

/// What one indicator did to the change of a unit's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The unit.
    pub unit: String,
    /// The indicator; `None` for what no indicator explains.
    pub indicator: Option<String>,
    /// The normalised values before and after (the parent's score where the unit lacks it).
    pub values: (f64, f64),
    /// The effective weights before and after.
    pub weights: (f64, f64),
    /// Points through the change of the value.
    pub through_value: f64,
    /// Points through the change of the weight.
    pub through_weight: f64,
    /// Points in all.
    pub points: f64,
}

/// A comparison of two results.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// For every node and unit of either side.
    pub rank_changes: Vec<RankChange>,
    /// For every unit with a score on both sides, by indicator, and one row for the unexplained rest.
    pub contributions: Vec<Contribution>,
}

/// Compares two results: units and nodes in the order of `after`, then those that only `before` has.
///
/// # Errors
/// The two have no unit in common.
pub fn compare(before: &Results, after: &Results) -> Result<Comparison, ResultsError> {
    let units = union(&after.units, &before.units);
    if units.len() == after.units.len() + before.units.len() {
        return Err(ResultsError::NothingInCommon);
    }
    let nodes = union(
        after.nodes.iter().map(|node| &node.id),
        before.nodes.iter().map(|node| &node.id),
    );
    let mut rank_changes = Vec::with_capacity(units.len() * nodes.len());
    for id in &nodes {
        for unit in &units {
            let side = |results: &Results| {
                let (node, at) = results.node(id).zip(results.position(unit))?;
                Some((
                    Some(node.scores[at]).filter(|s| !s.is_nan()),
                    node.ranks[at],
                ))
            };
            let (old, new) = (
                side(before).unwrap_or_default(),
                side(after).unwrap_or_default(),
            );
            rank_changes.push(RankChange {
                unit: (*unit).clone(),
                node: (*id).clone(),
                scores: (old.0, new.0),
                ranks: (old.1, new.1),
            });
        }
    }
    let contributions = units
        .iter()
        .filter_map(|unit| contributions(before, after, unit))
        .flatten()
        .collect();
    Ok(Comparison {
        rank_changes,
        contributions,
    })
}

/// All of `first`, then what only `second` has.
fn union<'a>(
    first: impl IntoIterator<Item = &'a String>,
    second: impl IntoIterator<Item = &'a String>,
) -> Vec<&'a String> {
    let mut seen = BTreeSet::new();
    first
        .into_iter()
        .chain(second)
        .filter(|id| seen.insert(*id))
        .collect()
}

fn contributions(before: &Results, after: &Results, unit: &str) -> Option<Vec<Contribution>> {
    let (old, new) = (before.position(unit)?, after.position(unit)?);
    let total = after.nodes[after.root].scores[new] - before.nodes[before.root].scores[old];
    if total.is_nan() {
        return None;
    }
    let of = |results: &Results, at: usize| {
        let indicators = results.indicators().into_iter();
        indicators
            .map(|node| {
                let weight = results.nodes[node].effective_weight;
                (
                    results.nodes[node].id.clone(),
                    (results.value(node, at), weight),
                )
            })
            .collect::<HashMap<String, (f64, f64)>>()
    };
    let (old_parts, new_parts) = (of(before, old), of(after, new));
    let order = |results: &Results| -> Vec<String> {
        let indicators = results.indicators().into_iter();
        indicators
            .map(|node| results.nodes[node].id.clone())
            .collect()
    };
    let (first, second) = (order(after), order(before));
    let mut explained = 0.0;
    let mut rows: Vec<Contribution> = union(&first, &second)
        .into_iter()
        .filter_map(|id| {
            let (old, new) = (old_parts.get(id), new_parts.get(id));
            // What one side lacks has no weight there, and no value of its own.
            let (x, e) = old.copied().or(new.map(|&(value, _)| (value, 0.0)))?;
            let (y, f) = new.copied().or(old.map(|&(value, _)| (value, 0.0)))?;
            let through_value = (e + f) / 2.0 * (y - x);
            let through_weight = (x + y) / 2.0 * (f - e);
            explained += through_value + through_weight;
            Some(Contribution {
                unit: unit.to_owned(),
                indicator: Some(id.clone()),
                values: (x, y),
                weights: (e, f),
                through_value,
                through_weight,
                points: through_value + through_weight,
            })
        })
        .collect();
    rows.push(Contribution {
        unit: unit.to_owned(),
        indicator: None,
        values: (f64::NAN, f64::NAN),
        weights: (f64::NAN, f64::NAN),
        through_value: f64::NAN,
        through_weight: f64::NAN,
        points: total - explained,
    });
    Some(rows)
}

/// `rank_changes.csv`: `unit,node,score_before,score_after,score_change,rank_before,rank_after,places_gained`.
pub fn rank_changes_csv(comparison: &Comparison) -> String {
    let mut csv = Csv::new([
        "unit",
        "node",
        "score_before",
        "score_after",
        "score_change",
        "rank_before",
        "rank_after",
        "places_gained",
    ]);
    for change in &comparison.rank_changes {
        csv.text(&change.unit).text(&change.node);
        for score in [change.scores.0, change.scores.1, change.points()] {
            csv.number(score.unwrap_or(f64::NAN));
        }
        csv.rank(change.ranks.0).rank(change.ranks.1);
        csv.number(change.places().map_or(f64::NAN, |places| places as f64));
        csv.end_row();
    }
    csv.into_text()
}

/// `contributions.csv`: `unit,indicator,value_before,value_after,weight_before,weight_after,through_value,
/// through_weight,contribution`; a row without indicator is what no indicator explains.
pub fn contributions_csv(comparison: &Comparison) -> String {
    let mut csv = Csv::new([
        "unit",
        "indicator",
        "value_before",
        "value_after",
        "weight_before",
        "weight_after",
        "through_value",
        "through_weight",
        "contribution",
    ]);
    for row in &comparison.contributions {
        csv.text(&row.unit)
            .text(row.indicator.as_deref().unwrap_or_default());
        for number in [
            row.values.0,
            row.values.1,
            row.weights.0,
            row.weights.1,
            row.through_value,
            row.through_weight,
            row.points,
        ] {
            csv.number(number);
        }
        csv.end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::{run_of, with_missing};
    use crate::tables::{scores_csv, weights_csv};

    fn results(run: &crate::Run) -> Results {
        Results::read(&scores_csv(run), &weights_csv(run), "r").unwrap()
    }

    #[test]
    fn worked_example() {
        let before = Results::read(
            "unit,node,level,score,rank\nu,x,1,40,1\nu,y,1,20,1\nu,index,2,30,1\n",
            "node,parent,level,weight,effective_weight\nindex,,2,1,1\nx,index,1,0.5,0.5\ny,index,1,0.5,0.5\n",
            "a",
        )
        .unwrap();
        let after = Results::read(
            "unit,node,level,score,rank\nu,x,1,50,1\nu,y,1,20,1\nu,index,2,38,1\n",
            "node,parent,level,weight,effective_weight\nindex,,2,1,1\nx,index,1,0.6,0.6\ny,index,1,0.4,0.4\n",
            "b",
        )
        .unwrap();
        let found = compare(&before, &after).unwrap();
        let x = &found.contributions[0];
        assert!((x.through_value - 5.5).abs() < 1e-12 && (x.through_weight - 4.5).abs() < 1e-12);
        let rest = found.contributions.last().unwrap();
        assert!(rest.indicator.is_none() && rest.points.abs() < 1e-12);
        let root = found
            .rank_changes
            .iter()
            .find(|change| change.node == "index")
            .unwrap();
        assert_eq!((root.points(), root.places()), (Some(8.0), Some(0)));
    }

    #[test]
    fn contributions_add_up_with_missing_values_and_another_tree() {
        let (_, after) = with_missing();
        let (_, before) = run_of(
            &[("a", 1.0), ("d", 2.0), ("z", 1.0)],
            &[
                &[1.0, 2.0, 3.0, 4.0],
                &[4.0, 1.0, 2.0, 2.0],
                &[9.0, 1.0, 1.0, 5.0],
            ],
        );
        let found = compare(&results(&before), &results(&after)).unwrap();
        let of_u1: Vec<&Contribution> = found
            .contributions
            .iter()
            .filter(|row| row.unit == "u1")
            .collect();
        assert_eq!(of_u1.len(), 7);
        assert!(
            of_u1
                .iter()
                .any(|row| row.indicator.as_deref() == Some("z") && row.weights.1 == 0.0)
        );
        for rest in found
            .contributions
            .iter()
            .filter(|row| row.indicator.is_none())
        {
            assert!(rest.points.abs() < 1e-9, "{rest:?}");
        }
        // u5 is only in the later results, and has no score there.
        assert!(found.contributions.iter().all(|row| row.unit != "u5"));
        let text = rank_changes_csv(&found);
        assert!(text.contains("u5,index,,,,,,"), "{text}");
        assert!(contributions_csv(&found).starts_with("unit,indicator,value_before"));
    }

    #[test]
    fn the_same_results_do_not_move() {
        let (_, run) = with_missing();
        let found = compare(&results(&run), &results(&run)).unwrap();
        assert!(
            found
                .rank_changes
                .iter()
                .all(|change| change.places().unwrap_or(0) == 0)
        );
        assert!(
            found
                .contributions
                .iter()
                .all(|row| row.points.abs() < 1e-12)
        );
    }

    #[test]
    fn bad_files_are_named() {
        let weights = "node,parent,level,weight,effective_weight\nindex,,2,1,1\nx,index,1,1,1\n";
        let refuse = |scores: &str, weights: &str| {
            Results::read(scores, weights, "old")
                .unwrap_err()
                .to_string()
        };
        let scores = "unit,node,level,score,rank\nu,x,1,one,1\n";
        let message = refuse(scores, weights);
        assert!(
            message.contains("old/scores.csv, line 2") && message.contains("\"one\""),
            "{message}"
        );
        assert!(refuse("unit,node,score\n", weights).contains("\"rank\""));
        assert!(refuse("unit,node,score,rank\nu,q,1,1\n", weights).contains("\"q\""));
        let circle = "node,parent,effective_weight\nindex,,1\na,b,1\nb,a,1\n";
        assert!(refuse(scores, circle).contains("\"a\""));
        let orphan = "node,parent,effective_weight\nindex,,1\na,b,1\n";
        assert!(refuse(scores, orphan).contains("\"b\""));
        assert!(refuse(scores, "node,parent,effective_weight\n").contains("without a parent"));
        let one = |unit: &str| {
            let scores = format!("unit,node,score,rank\n{unit},index,1,1\n");
            Results::read(&scores, weights, "r").unwrap()
        };
        assert_eq!(
            compare(&one("a"), &one("b")),
            Err(ResultsError::NothingInCommon)
        );
    }
}
