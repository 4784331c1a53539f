//! What an index is made of: its tree and weights, what carries each score, how indicators go together, and where
//! data are missing.

use std::collections::BTreeMap;

use jushu_figures::charts::cell_table::{Category, CellTable, Scale, category_table, cell_table};
use jushu_figures::charts::rows::{Axis, Estimate, Mark, Row, Series, rows};
use jushu_figures::charts::stacked_bars::{Part, Stack, stacked_bars};
use jushu_figures::charts::tree::{Branch, icicle, sunburst};
use jushu_figures::{About, Figure, Language};
use jushu_index::aggregation::AggregationSpec;
use jushu_index::audit::statistics::{pearson, spearman};

use super::intervals::inputs;
use super::run_table::{
    RunTable, chosen_set, chosen_set_provinces_first, inferred_notes, name_set, node_name,
    set_name, spoken,
};
use super::{NoData, Options, about};
use crate::evidence::{Evidence, UnitSetEvidence};

/// The weights of a unit set's tree.
struct Weights {
    root: String,
    /// Children with their weights within the parent, in the order of the framework.
    children: BTreeMap<String, Vec<(String, f64)>>,
    effective: BTreeMap<String, f64>,
}

impl Weights {
    fn read(evidence: &Evidence, set: &UnitSetEvidence) -> Result<Weights, NoData> {
        let table = RunTable::of_set(evidence, set, "weights.csv")?;
        let mut weights = Weights {
            root: set.entry.root.clone(),
            children: BTreeMap::new(),
            effective: BTreeMap::new(),
        };
        for row in table.rows() {
            let node = row.text("node").to_string();
            if let Some(effective) = row.number("effective_weight") {
                weights.effective.insert(node.clone(), effective);
            }
            if let (parent, Some(weight)) = (row.text("parent"), row.number("weight")) {
                let children = weights.children.entry(parent.to_string()).or_default();
                children.push((node, weight));
            }
        }
        Ok(weights)
    }

    fn under(&self, node: &str) -> &[(String, f64)] {
        self.children.get(node).map_or(&[], Vec::as_slice)
    }

    fn effective(&self, node: &str) -> f64 {
        self.effective.get(node).copied().unwrap_or(0.0)
    }

    /// All indicators in the order of the tree.
    fn leaves(&self) -> Vec<&str> {
        self.leaves_under(&self.root)
    }

    /// The indicators under a node in the order of the tree; itself where it is one.
    fn leaves_under<'w>(&'w self, node: &'w str) -> Vec<&'w str> {
        fn walk<'w>(weights: &'w Weights, node: &'w str, out: &mut Vec<&'w str>) {
            let children = weights.under(node);
            if children.is_empty() {
                out.push(node);
            }
            for (child, _) in children {
                walk(weights, child, out);
            }
        }
        let mut found = Vec::new();
        walk(self, node, &mut found);
        found
    }

    fn branch(&self, evidence: &Evidence, set: &UnitSetEvidence, node: &str) -> Branch {
        let children = self.under(node).iter();
        Branch {
            label: node_name(evidence, set, node).to_string(),
            weight: self.effective(node),
            children: children
                .map(|(child, _)| self.branch(evidence, set, child))
                .collect(),
        }
    }
}

fn about_weights(
    id: &str,
    evidence: &Evidence,
    set: &UnitSetEvidence,
    weights: &Weights,
) -> Result<About, NoData> {
    let parts = |nodes: Vec<(&str, f64)>| {
        spoken(
            evidence,
            nodes.into_iter().map(|(node, weight)| {
                format!("{} {:.1}%", node_name(evidence, set, node), weight * 100.0)
            }),
        )
    };
    let dimensions = parts(
        weights
            .under(&weights.root)
            .iter()
            .map(|(node, _)| (node.as_str(), weights.effective(node)))
            .collect(),
    );
    let mut leaves: Vec<(&str, f64)> = weights
        .leaves()
        .into_iter()
        .map(|leaf| (leaf, weights.effective(leaf)))
        .collect();
    leaves.sort_by(|a, b| b.1.total_cmp(&a.1));
    leaves.truncate(3);
    let heaviest = parts(leaves);
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{} 的有效权重：{dimensions}；最重的指标：{heaviest}。",
            set_name(evidence, set)
        ),
        Language::En => format!(
            "Effective weights for {}: {dimensions}; the heaviest indicators: {heaviest}.",
            set_name(evidence, set)
        ),
    };
    let mut about = about(id, evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.extend(inferred_notes(evidence, set));
    let without: Vec<&str> = weights
        .leaves()
        .into_iter()
        .filter(|leaf| weights.effective(leaf) == 0.0)
        .map(|leaf| node_name(evidence, set, leaf))
        .collect();
    if !without.is_empty() {
        about.notes.push(match evidence.language {
            Language::Zh => format!("权重为零：{}", without.join("、")),
            Language::En => format!("Without weight: {}", without.join(", ")),
        });
    }
    if evidence
        .results
        .folder
        .join(&set.entry.id)
        .join("own_weights.csv")
        .is_file()
    {
        about.notes.push(
            evidence
                .language
                .pick(
                    "权重因评价单元而异，图中为平均权重",
                    "Weights differ between the units; the figure has their mean",
                )
                .into(),
        );
    }
    Ok(about)
}

/// The framework as rings.
pub fn framework_sunburst(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let weights = Weights::read(evidence, set)?;
    let about = about_weights("framework-sunburst", evidence, set, &weights)?;
    let branch = weights.branch(evidence, set, &weights.root);
    Ok(sunburst(
        about,
        evidence.language.pick("有效权重", "effective weight"),
        &branch,
    ))
}

/// The framework as columns.
pub fn framework_icicle(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let weights = Weights::read(evidence, set)?;
    let about = about_weights("framework-icicle", evidence, set, &weights)?;
    let branch = weights.branch(evidence, set, &weights.root);
    Ok(icicle(
        about,
        evidence.language.pick("有效权重", "effective weight"),
        &branch,
    ))
}

/// The effective weight of every indicator.
pub fn weights_bars(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let weights = Weights::read(evidence, set)?;
    let about = about_weights("weights-bars", evidence, set, &weights)?;
    let mut leaves = weights.leaves();
    leaves.sort_by(|a, b| weights.effective(b).total_cmp(&weights.effective(a)));
    let drawn: Vec<Row> = leaves
        .into_iter()
        .map(|leaf| {
            let weight = weights.effective(leaf) * 100.0;
            Row {
                label: node_name(evidence, set, leaf).to_string(),
                values: vec![Some(Estimate::exact(weight))],
                remark: format!("{weight:.1}%"),
            }
        })
        .collect();
    let name = evidence
        .language
        .pick("有效权重（%）", "effective weight (%)");
    let series = [Series {
        name: name.to_string(),
        mark: Mark::Bar,
    }];
    let axis = Axis {
        name: name.to_string(),
        ranks: false,
    };
    Ok(rows(about, &axis, &series, &drawn))
}

/// A table with a column `unit` and a column an indicator, by unit.
fn by_unit(
    evidence: &Evidence,
    set: &UnitSetEvidence,
    file: &str,
    indicators: &[&str],
) -> Result<Vec<Vec<Option<f64>>>, NoData> {
    let table = RunTable::of_set(evidence, set, file)?;
    let rows: BTreeMap<&str, _> = table.rows().map(|row| (row.text("unit"), row)).collect();
    Ok(set
        .places
        .iter()
        .map(|place| {
            let row = rows.get(place.name.as_str());
            indicators
                .iter()
                .map(|indicator| row.and_then(|row| row.number(indicator)))
                .collect()
        })
        .collect())
}

/// How far parts may differ from the score they should make.
const ROUNDING: f64 = 1e-6;

/// What carries the scores of the first units: each indicator's weight times its normalised value.
pub fn contributions(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set(evidence, options)?;
    let (framework, _) = inputs(evidence, set)?;
    let own = framework
        .nodes
        .iter()
        .filter_map(|node| node.aggregation.as_ref());
    let arithmetic = own
        .chain([&framework.method.aggregation])
        .all(|aggregation| *aggregation == AggregationSpec::Arithmetic);
    let no_sum = || {
        NoData::because(
            "得分不是各指标加权值之和（合成方法不是加权算术平均，或指标之间另有换算），无法分解为贡献；请看 `jushu index compare` 的 contributions.csv",
            "scores are no sum of weighted values (the aggregation is not the weighted arithmetic mean, or there is a conversion between the levels) and have no contributions; see contributions.csv of `jushu index compare`",
        )
    };
    if !arithmetic {
        return Err(no_sum());
    }
    let weights = Weights::read(evidence, set)?;
    let leaves = weights.leaves();
    let normalised = by_unit(evidence, set, "normalised.csv", &leaves)?;
    let scores = set.scores(&set.entry.root);
    let mut stacks = Vec::new();
    let mut with_gaps = 0;
    for unit in set
        .ranking(&set.entry.root)
        .into_iter()
        .take(options.top.unwrap_or(15))
    {
        let values: BTreeMap<&str, f64> = leaves
            .iter()
            .zip(&normalised[unit])
            .filter_map(|(leaf, value)| Some((*leaf, (*value)?)))
            .collect();
        let mut shares = BTreeMap::new();
        spread(&weights, &weights.root, 1.0, &values, &mut shares);
        let parts: Vec<Option<f64>> = leaves
            .iter()
            .map(|leaf| Some(shares.get(leaf)? * values.get(leaf)?))
            .collect();
        let sum: f64 = parts.iter().flatten().sum();
        let score = scores[unit].unwrap_or(f64::NAN);
        if (sum - score).abs() > ROUNDING * score.abs().max(1.0) {
            return Err(no_sum());
        }
        let weighted = |at: usize| weights.effective(leaves[at]) > 0.0;
        with_gaps += usize::from((0..leaves.len()).any(|at| parts[at].is_none() && weighted(at)));
        stacks.push(Stack {
            label: evidence.short_name(set.places[unit]).to_string(),
            parts,
        });
    }
    // What carries nothing anywhere needs no place in the legend.
    let carries: Vec<usize> = (0..leaves.len())
        .filter(|&leaf| weights.effective(leaves[leaf]) > 0.0)
        .collect();
    for stack in &mut stacks {
        stack.parts = carries.iter().map(|&leaf| stack.parts[leaf]).collect();
    }
    let dimensions: Vec<Vec<&str>> = weights
        .under(&weights.root)
        .iter()
        .map(|(node, _)| weights.leaves_under(node))
        .collect();
    let names: Vec<Part> = carries
        .iter()
        .map(|&leaf| {
            let group = dimensions
                .iter()
                .position(|under| under.contains(&leaves[leaf]));
            Part {
                label: node_name(evidence, set, leaves[leaf]).to_string(),
                group: group.unwrap_or(0),
            }
        })
        .collect();
    let first = spoken(
        evidence,
        stacks.iter().take(3).map(|stack| {
            let best = stack
                .parts
                .iter()
                .zip(&names)
                .filter_map(|(part, name)| Some(((*part)?, &name.label)))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let total: f64 = stack.parts.iter().flatten().sum();
            match (best, evidence.language) {
                (Some((part, name)), Language::Zh) => {
                    format!("{} {total:.1}（{name} {part:.1}）", stack.label)
                }
                (Some((part, name)), Language::En) => {
                    format!("{} {total:.1} ({name} {part:.1})", stack.label)
                }
                (None, _) => stack.label.clone(),
            }
        }),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("得分及其最大的组成：{first}。"),
        Language::En => format!("Scores and their largest parts: {first}."),
    };
    let mut about = about("contributions", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.extend(inferred_notes(evidence, set));
    if with_gaps > 0 {
        about.notes.push(match evidence.language {
            Language::Zh => format!(
                "{with_gaps} 个单元缺少部分指标：缺失不计为零，其权重由同级指标按比例分担"
            ),
            Language::En => format!(
                "{with_gaps} units lack an indicator: missing is not zero, its weight is shared by the others of its group"
            ),
        });
    }
    about.notes.push(
        evidence
            .language
            .pick(
                "同一维度的指标用同一颜色的深浅表示",
                "Indicators of one dimension are tints of one colour",
            )
            .into(),
    );
    Ok(stacked_bars(
        about,
        evidence
            .language
            .pick("对得分的贡献", "contribution to the score"),
        &names,
        &stacks,
    ))
}

/// The share of every indicator in a unit's score: weights of what is present, made to sum to one in each group.
/// Returns whether anything under the node is present.
fn spread<'w>(
    weights: &'w Weights,
    node: &'w str,
    share: f64,
    values: &BTreeMap<&str, f64>,
    shares: &mut BTreeMap<&'w str, f64>,
) {
    let children = weights.under(node);
    if children.is_empty() {
        shares.insert(node, share);
        return;
    }
    let present: Vec<&(String, f64)> = children
        .iter()
        .filter(|(child, weight)| *weight > 0.0 && has_value(weights, child, values))
        .collect();
    let total: f64 = present.iter().map(|(_, weight)| weight).sum();
    for (child, weight) in present {
        spread(weights, child, share * weight / total, values, shares);
    }
}

fn has_value(weights: &Weights, node: &str, values: &BTreeMap<&str, f64>) -> bool {
    match weights.under(node) {
        [] => values.contains_key(node),
        children => children
            .iter()
            .any(|(child, weight)| *weight > 0.0 && has_value(weights, child, values)),
    }
}

/// How the indicators go together: Pearson below the diagonal, Spearman above it.
pub fn indicator_correlation(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let weights = Weights::read(evidence, set)?;
    let leaves = weights.leaves();
    let values = by_unit(evidence, set, "treated.csv", &leaves)?;
    let columns: Vec<Vec<f64>> = (0..leaves.len())
        .map(|leaf| {
            values
                .iter()
                .map(|unit| unit[leaf].unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    let cells: Vec<Vec<Option<f64>>> = (0..leaves.len())
        .map(|row| {
            (0..leaves.len())
                .map(|column| match row.cmp(&column) {
                    std::cmp::Ordering::Greater => pearson(&columns[row], &columns[column]),
                    std::cmp::Ordering::Less => spearman(&columns[row], &columns[column]),
                    // A column that does not vary goes with nothing, not with itself either.
                    std::cmp::Ordering::Equal => pearson(&columns[row], &columns[row]),
                })
                .collect()
        })
        .collect();
    let mut pairs: Vec<(f64, usize, usize)> = (0..leaves.len())
        .flat_map(|row| (0..row).map(move |column| (row, column)))
        .filter_map(|(row, column)| Some((cells[row][column]?, row, column)))
        .collect();
    if pairs.is_empty() {
        return Err(NoData::because(
            "没有两个指标在三个以上单元都有数据且有差异，算不出相关系数；请补充数据",
            "no two indicators vary over three units that have both, so there is no correlation; add data",
        ));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let said = |&(value, a, b): &(f64, usize, usize)| {
        let name = |leaf: usize| node_name(evidence, set, leaves[leaf]);
        format!("{} – {} {value:.2}", name(b), name(a))
    };
    let high = pairs.iter().filter(|pair| pair.0 >= 0.9).count();
    let (first, last) = (pairs.first().map(said), pairs.last().map(said));
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{} 的指标相关（Pearson）：最高 {first}；最低 {last}；{high} 对不低于 0.9。",
            set_name(evidence, set)
        ),
        Language::En => format!(
            "Correlation of the indicators over {} (Pearson): highest {first}; lowest {last}; {high} pairs at 0.9 or more.",
            set_name(evidence, set)
        ),
    };
    let mut about = about("indicator-correlation", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.push(
        evidence
            .language
            .pick(
                "左下为 Pearson 相关，右上为 Spearman 等级相关；用异常值处理后的值，缺失成对剔除；“–”为取值不变或数据不足",
                "Below the diagonal Pearson, above it Spearman; over treated values, missing left out in pairs; “–”: does not vary or too few data",
            )
            .into(),
    );
    let numbered: Vec<String> = leaves
        .iter()
        .enumerate()
        .map(|(at, leaf)| format!("{} {}", at + 1, node_name(evidence, set, leaf)))
        .collect();
    let table = CellTable {
        rows: numbered,
        columns: (1..=leaves.len()).map(|at| at.to_string()).collect(),
        cells,
        scale: Scale::Diverging {
            low: -1.0,
            centre: 0.0,
            high: 1.0,
        },
        decimals: 2,
    };
    Ok(cell_table(
        about,
        evidence.language.pick("相关系数", "correlation"),
        &table,
    ))
}

/// Which values were counted, which are true zeros, and which are missing.
pub fn coverage_matrix(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let weights = Weights::read(evidence, set)?;
    let leaves = weights.leaves();
    let table = RunTable::of_set(evidence, set, "cells.csv")?;
    let states: BTreeMap<(&str, &str), &str> = table
        .rows()
        .map(|row| ((row.text("unit"), row.text("indicator")), row.text("state")))
        .collect();
    let kind = |unit: &str, indicator: &str| match states.get(&(unit, indicator)) {
        Some(&"counted") => 0,
        Some(&"true-zero") => 1,
        _ => 2,
    };
    let order = set.ranking(&set.entry.root);
    let unranked = (0..set.places.len()).filter(|unit| !order.contains(unit));
    let units: Vec<usize> = order
        .iter()
        .copied()
        .chain(unranked)
        .take(options.top.unwrap_or(31))
        .collect();
    let cells: Vec<Vec<(usize, String)>> = units
        .iter()
        .map(|&unit| {
            leaves
                .iter()
                .map(|leaf| (kind(&set.places[unit].name, leaf), String::new()))
                .collect()
        })
        .collect();
    let count = |wanted: usize| {
        cells
            .iter()
            .flatten()
            .filter(|(kind, _)| *kind == wanted)
            .count()
    };
    let (counted, zero, missing) = (count(0), count(1), count(2));
    let shown = units.len();
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{shown} 个单元、{} 项指标：有记录 {counted} 格，真零 {zero} 格，缺失 {missing} 格。",
            leaves.len()
        ),
        Language::En => format!(
            "{shown} units, {} indicators: {counted} cells counted, {zero} true zeros, {missing} missing.",
            leaves.len()
        ),
    };
    let mut about = about("coverage-matrix", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.push(
        evidence
            .language
            .pick(
                "真零：在声明为全量的名单中没有记录；缺失：没有数据，不等于零",
                "True zero: no record on a list that is declared complete; missing: no data, which is not zero",
            )
            .into(),
    );
    if shown < set.places.len() {
        about.notes.push(match evidence.language {
            Language::Zh => format!("仅列得分最高的 {shown} 个（共 {} 个）", set.places.len()),
            Language::En => format!(
                "Only the {shown} with the highest scores of {}",
                set.places.len()
            ),
        });
    }
    let rows: Vec<String> = units
        .iter()
        .map(|&unit| evidence.short_name(set.places[unit]).to_string())
        .collect();
    let columns: Vec<String> = leaves
        .iter()
        .map(|leaf| node_name(evidence, set, leaf).to_string())
        .collect();
    let category = |zh, en, colour, sign| Category {
        name: evidence.language.pick(zh, en).to_string(),
        colour,
        sign,
    };
    let categories = [
        category("有记录", "counted", "#3182bd", "●"),
        category("真零", "true zero", "#deebf7", "0"),
        category("缺失", "missing", "#f2f2f2", "–"),
    ];
    Ok(category_table(
        about,
        evidence.language.pick("状态", "state"),
        (&rows, &columns),
        &categories,
        &cells,
    ))
}
