//! Checks of statistical coherence: A16 to A21 and A33.

use super::statistics::{complete, correlation_matrix, cronbach, pearson, spearman};
use super::{Check, Context, Figure, Flag, Limits, Outcome};
use crate::Names;
use crate::eigen;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "direction",
        limits: &["correlation"],
        run: direction,
    },
    Check {
        id: "correlation-bands",
        limits: &["redundant", "weak", "negative"],
        run: bands,
    },
    Check {
        id: "own-group",
        limits: &["exceptions"],
        run: own_group,
    },
    Check {
        id: "cronbach",
        limits: &["alpha"],
        run: alpha,
    },
    Check {
        id: "principal-components",
        limits: &["first_share", "eigenvalue"],
        run: components,
    },
    Check {
        id: "balance-of-parts",
        limits: &["silent", "dominant"],
        run: parts,
    },
    Check {
        id: "other-measures",
        limits: &["correlation"],
        run: other_measures,
    },
];

/// Every node below the root against its parent.
fn direction(context: &Context, limits: &Limits) -> Outcome {
    let nodes = &context.run.nodes;
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    for node in nodes {
        let Some(parent) = node.parent else { continue };
        let Some(r) = pearson(&node.scores, &nodes[parent].scores) else {
            continue;
        };
        if r < limits.get("correlation") {
            let parent = &nodes[parent].id;
            let flag = Flag::node(&node.id, r);
            flags.push(flag.noted(format!("上级 {parent}"), format!("parent {parent}")));
        }
        bars.push((node.id.clone(), r));
    }
    let least = bars.iter().map(|(_, r)| *r).fold(f64::NAN, f64::min);
    Outcome::found(least, flags).with_figure(Figure::Bars {
        measure: Names::fixed("与上级的相关系数", "correlation with the parent"),
        bars,
        limits: vec![limits.get("correlation")],
    })
}

/// Pairs of indicators: negative within a group, redundant anywhere. Weak pairs are counted in the note, since
/// parts of one concept need not move together.
fn bands(context: &Context, limits: &Limits) -> Outcome {
    let count = context.run.indicators.len();
    let column = |at: usize| context.run.normalised.column(at);
    let group = |at: usize| context.run.nodes[context.run.indicators[at]].parent;
    let mut flags = Vec::new();
    let mut values = vec![vec![f64::NAN; count]; count];
    let (mut weak, mut good, mut within) = (0, 0, 0);
    let mut redundant = 0;
    for (a, row) in values.iter_mut().enumerate() {
        row[a] = 1.0;
        for (b, value) in row.iter_mut().enumerate().filter(|(b, _)| *b != a) {
            *value = pearson(column(a), column(b)).unwrap_or(f64::NAN);
        }
    }
    let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
    for (a, b) in pairs.filter(|&(a, b)| !values[a][b].is_nan()) {
        let r = values[a][b];
        let same_group = group(a) == group(b);
        within += usize::from(same_group);
        let (other_zh, other_en) = if r >= limits.get("redundant") {
            redundant += 1;
            if same_group {
                ("重复", "counted twice with")
            } else {
                ("跨组重复", "counted twice, across groups, with")
            }
        } else if same_group && r <= limits.get("negative") {
            ("抵消", "cancels out with")
        } else {
            weak += usize::from(same_group && r < limits.get("weak"));
            good += usize::from(same_group && r >= limits.get("weak"));
            continue;
        };
        let ranks = spearman(column(a), column(b)).unwrap_or(f64::NAN);
        let other = context.id(b);
        flags.push(Flag::node(context.id(a), r).noted(
            format!("与 {other} {other_zh}（秩相关 {ranks:.2}）"),
            format!("{other_en} {other} (rank correlation {ranks:.2})"),
        ));
    }
    let found = flags.len();
    Outcome::found(found as f64, flags)
        .with_note(
            format!("组内 {within} 对：良好 {good}，偏弱 {weak}；全部指标中重复 {redundant} 对"),
            format!("{within} pairs within groups: {good} good, {weak} weak; {redundant} redundant pairs among all"),
        )
        .with_figure(Figure::Grid {
            measure: Names::fixed("皮尔逊相关系数", "Pearson's correlation"),
            rows: context.ids(),
            columns: context.ids(),
            values,
        })
}

/// Indicators whose correlation with another group of their level is above that with their own.
fn own_group(context: &Context, limits: &Limits) -> Outcome {
    let groups = context.groups();
    if groups.len() < 2 {
        return Outcome::skipped("只有一组指标", "there is one group only");
    }
    let nodes = &context.run.nodes;
    let mut flags = Vec::new();
    let mut values = Vec::new();
    for column in 0..context.run.indicators.len() {
        let scores = context.run.normalised.column(column);
        let of_groups = groups
            .iter()
            .map(|(node, _)| pearson(scores, &nodes[*node].scores));
        let row: Vec<f64> = of_groups.map(|r| r.unwrap_or(f64::NAN)).collect();
        let own = groups
            .iter()
            .position(|(_, columns)| columns.contains(&column));
        let closest = (0..row.len())
            .filter(|&at| !row[at].is_nan())
            .max_by(|&a, &b| row[a].total_cmp(&row[b]));
        if let (Some(own), Some(closest)) = (own, closest)
            && row[closest] > row[own]
        {
            let other = &nodes[groups[closest].0].id;
            let (here, there) = (row[own], row[closest]);
            flags.push(Flag::node(context.id(column), here).noted(
                format!("与 {other} 的相关 {there:.2} 更高"),
                format!("closer to {other}, {there:.2}"),
            ));
        }
        values.push(row);
    }
    let exceptions = flags.len() as f64;
    if exceptions <= limits.get("exceptions") {
        flags.clear();
    }
    Outcome::found(exceptions, flags).with_figure(Figure::Grid {
        measure: Names::fixed("与各组的相关系数", "correlation with each group"),
        rows: context.ids(),
        columns: groups
            .iter()
            .map(|(node, _)| nodes[*node].id.clone())
            .collect(),
        values,
    })
}

/// Every inner node with the scores of its children, and the root with all indicators.
fn sets<'a>(context: &'a Context) -> Vec<(String, Vec<&'a [f64]>)> {
    let nodes = &context.run.nodes;
    let mut sets: Vec<(String, Vec<&[f64]>)> = (0..nodes.len())
        .filter(|&node| context.children[node].len() > 1)
        .map(|node| {
            let children = context.children[node].iter();
            (
                nodes[node].id.clone(),
                children
                    .map(|&child| nodes[child].scores.as_slice())
                    .collect(),
            )
        })
        .collect();
    let is_flat = context.children[nodes.len() - 1]
        .iter()
        .all(|&child| context.children[child].is_empty());
    if !is_flat {
        let all = 0..context.run.indicators.len();
        let all = all
            .map(|column| context.run.normalised.column(column))
            .collect();
        sets.push((format!("{}*", context.run.index().id), all));
    }
    // A column that does not vary has no part in the statistics of the others.
    for (_, columns) in &mut sets {
        columns.retain(|column| pearson(column, column).is_some());
    }
    sets.retain(|(_, columns)| columns.len() > 1);
    sets
}

fn alpha(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut least = f64::NAN;
    for (id, columns) in sets(context) {
        let used = complete(&columns).len();
        let alpha = cronbach(&columns).unwrap_or(f64::NAN);
        least = f64::min(least, alpha);
        if alpha < limits.get("alpha") {
            let flag = Flag::node(id.trim_end_matches('*'), alpha);
            flags.push(if id.ends_with('*') {
                flag.noted("全部指标", "all indicators")
            } else {
                flag
            });
        }
        rows.push((id, vec![alpha, columns.len() as f64, used as f64]));
    }
    if rows.is_empty() {
        return Outcome::skipped("没有两个以上指标的组", "no node has two parts that vary");
    }
    Outcome::found(least, flags)
        .with_note(
            "标准化 α，只用数据齐全的单元；* 为全部指标",
            "standardised alpha over the units with all values; * is over all indicators",
        )
        .with_figure(Figure::Rows {
            columns: vec![
                Names::fixed("α", "alpha"),
                Names::fixed("部分个数", "parts"),
                Names::fixed("数据齐全的单元", "units with all values"),
            ],
            rows,
        })
}

fn components(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut least = f64::NAN;
    for (id, columns) in sets(context)
        .into_iter()
        .filter(|(id, _)| !id.ends_with('*'))
    {
        let Some(matrix) = correlation_matrix(&columns) else {
            continue;
        };
        let values = eigen::symmetric(&matrix).values;
        let share = values[0] / columns.len() as f64;
        let above = values
            .iter()
            .filter(|&&value| value > limits.get("eigenvalue"))
            .count();
        least = f64::min(least, share);
        if above > 1 || share < limits.get("first_share") {
            flags.push(Flag::node(&id, share).noted(
                format!("大于 1 的特征值 {above} 个"),
                format!("eigenvalues above 1: {above}"),
            ));
        }
        rows.push((id, vec![values[0], values[1], above as f64, share]));
    }
    if rows.is_empty() {
        return Outcome::skipped(
            "没有足够的数据做主成分分析",
            "too few units have all values for principal components",
        );
    }
    Outcome::found(least, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("第一特征值", "first eigenvalue"),
            Names::fixed("第二特征值", "second eigenvalue"),
            Names::fixed("大于 1 的个数", "number above 1"),
            Names::fixed("第一主成分占比", "share of the first"),
        ],
        rows,
    })
}

/// Nodes that hardly move with the index, and nodes that all but equal it.
fn parts(context: &Context, limits: &Limits) -> Outcome {
    let index = context.run.index();
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    let mut silent = 0;
    for node in context
        .run
        .nodes
        .iter()
        .filter(|node| node.parent.is_some())
    {
        let Some(r) = pearson(&node.scores, &index.scores) else {
            continue;
        };
        bars.push((node.id.clone(), r));
        // The correlation of a sole child with the index is 1 by construction.
        let siblings = context
            .run
            .nodes
            .iter()
            .filter(|other| other.parent == node.parent)
            .count();
        if r.abs() < limits.get("silent") {
            silent += 1;
            flags.push(Flag::node(&node.id, r).noted("沉默", "silent"));
        } else if r > limits.get("dominant") && siblings > 1 {
            flags.push(Flag::node(&node.id, r).noted("主导", "dominant"));
        }
    }
    Outcome::found(f64::from(silent), flags).with_figure(Figure::Bars {
        measure: Names::fixed("与总指数的相关系数", "correlation with the index"),
        bars,
        limits: vec![limits.get("silent"), limits.get("dominant")],
    })
}

/// The index against the columns of numbers in the data that it is not made of.
fn other_measures(context: &Context, limits: &Limits) -> Outcome {
    let scores = &context.run.index().scores;
    let indicators = &context.framework.indicators;
    let others = context
        .table
        .columns
        .iter()
        .filter(|column| indicators.iter().all(|indicator| indicator.id != column.id));
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut largest = f64::NAN;
    for column in others {
        let Some(r) = pearson(scores, &column.values) else {
            continue;
        };
        let ranks = spearman(scores, &column.values).unwrap_or(f64::NAN);
        largest = f64::max(largest, r.abs());
        if r.abs() >= limits.get("correlation") {
            let note = column.id.clone();
            flags.push(Flag::node(&context.run.index().id, r).noted(note.clone(), note));
        }
        rows.push((column.id.clone(), vec![r, ranks]));
    }
    if rows.is_empty() {
        return Outcome::skipped(
            "数据中没有指标以外的数值列（如地区生产总值、其他指数）",
            "the data have no numbers besides the indicators, such as products or other indices",
        );
    }
    Outcome::found(largest, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("相关系数", "correlation"),
            Names::fixed("秩相关系数", "rank correlation"),
        ],
        rows,
    })
}
