//! Checks of what counts in the index: A22 to A24.

use super::statistics::correlation_ratio;
use super::{Check, Context, Figure, Flag, Limits, Outcome};
use crate::robustness::{Agreement, without};
use crate::{Names, build};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "importance",
        limits: &["most", "least"],
        run: importance,
    },
    Check {
        id: "leave-one-indicator-out",
        limits: &["most", "least"],
        run: leave_one_out,
    },
    Check {
        id: "added-value",
        limits: &["units", "shift"],
        run: added_value,
    },
];

/// At every inner node: the correlation ratio of the node on each child, as a share of their sum, against the
/// child's weight.
fn importance(context: &Context, limits: &Limits) -> Outcome {
    let nodes = &context.run.nodes;
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut farthest = f64::NAN;
    for parent in 0..nodes.len() {
        let children: Vec<usize> = context.children[parent]
            .iter()
            .copied()
            .filter(|&child| nodes[child].weight > 0.0)
            .collect();
        if children.len() < 2 {
            continue;
        }
        let ratios: Vec<f64> = children
            .iter()
            .map(|&child| {
                correlation_ratio(&nodes[child].scores, &nodes[parent].scores).unwrap_or(f64::NAN)
            })
            .collect();
        let total: f64 = ratios.iter().filter(|ratio| !ratio.is_nan()).sum();
        for (&child, ratio) in children.iter().zip(ratios) {
            let share = ratio / total;
            let against = share / nodes[child].weight;
            let id = &nodes[child].id;
            if against > limits.get("most") || against < limits.get("least") {
                flags.push(Flag::node(id, against).noted(
                    format!("权重 {:.3}，实际影响 {share:.3}", nodes[child].weight),
                    format!("weight {:.3}, importance {share:.3}", nodes[child].weight),
                ));
            }
            if farthest.is_nan() || against.ln().abs() > farthest.ln().abs() {
                farthest = against;
            }
            rows.push((id.clone(), vec![nodes[child].weight, ratio, share, against]));
        }
    }
    if rows.is_empty() {
        return Outcome::skipped("没有两个以上部分的节点", "no node has two parts");
    }
    Outcome::found(farthest, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("权重", "weight"),
            Names::fixed("相关比", "correlation ratio"),
            Names::fixed("实际影响（占比）", "importance (share)"),
            Names::fixed("影响与权重之比", "importance over weight"),
        ],
        rows,
    })
}

/// The mean absolute shift of ranks, as a share of the units, when an indicator is left out.
fn leave_one_out(context: &Context, limits: &Limits) -> Outcome {
    if context.run.indicators.len() < 2 {
        return Outcome::skipped("只有一个指标", "there is one indicator only");
    }
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    let mut largest = f64::NAN;
    for column in 0..context.run.indicators.len() {
        let id = context.id(column);
        let rest = without(context.framework, id).map(|rest| build(&rest, context.table));
        let Some(Ok(run)) = rest else {
            let flag = Flag::node(id, f64::NAN);
            flags.push(flag.noted("没有它就无法计算", "nothing can be computed without it"));
            continue;
        };
        let agreement = Agreement::of(&context.run.index().ranks, &run.index().ranks);
        let shift = agreement.mean_shift / agreement.units as f64;
        largest = f64::max(largest, shift);
        if shift > limits.get("most") {
            flags.push(Flag::node(id, shift).noted("主导排名", "dominates the ranks"));
        } else if shift < limits.get("least") {
            flags.push(Flag::node(id, shift).noted("几乎无影响", "hardly matters"));
        }
        bars.push((id.to_owned(), shift));
    }
    Outcome::found(largest, flags).with_figure(Figure::Bars {
        measure: Names::fixed(
            "剔除后名次平均变动（占单元数）",
            "mean shift of ranks without it, as a share of units",
        ),
        bars,
        limits: vec![limits.get("least"), limits.get("most")],
    })
}

/// For each dimension the share of units whose rank in it is far from that in the index.
fn added_value(context: &Context, limits: &Limits) -> Outcome {
    let nodes = &context.run.nodes;
    let root = nodes.len() - 1;
    let index = context.run.index();
    let dimensions = &context.children[root];
    if dimensions.len() < 2 {
        return Outcome::skipped("只有一个维度", "there is one dimension only");
    }
    let ranked = index.ranks.iter().flatten().count() as f64;
    let far = limits.get("shift") * ranked;
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    for &dimension in dimensions {
        let shifts: Vec<f64> = nodes[dimension]
            .ranks
            .iter()
            .zip(&index.ranks)
            .filter_map(|(a, b)| Some((f64::from((*a)?) - f64::from((*b)?)).abs()))
            .collect();
        let share =
            shifts.iter().filter(|&&shift| shift >= far).count() as f64 / shifts.len() as f64;
        if share < limits.get("units") {
            flags.push(Flag::node(&nodes[dimension].id, share));
        }
        bars.push((nodes[dimension].id.clone(), share));
    }
    let least = bars
        .iter()
        .map(|(_, share)| *share)
        .fold(f64::NAN, f64::min);
    Outcome::found(least, flags)
        .with_note(
            format!("相差 {} 位及以上的单元占比", far.ceil()),
            format!(
                "share of units whose ranks differ by {} places or more",
                far.ceil()
            ),
        )
        .with_figure(Figure::Bars {
            measure: Names::fixed(
                "名次明显不同的单元占比",
                "share of units ranked clearly otherwise",
            ),
            bars,
            limits: vec![limits.get("units")],
        })
}
