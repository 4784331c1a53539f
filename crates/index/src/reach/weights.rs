//! Weights under which one unit leads another (可辩护权重): is there any, and how near are they?
//!
//! A set of weights is defensible when each node's weights sum to 1 and each weight w_c lies within
//! w_c·(1 − t) … w_c·(1 + t) of the one used, t being the tolerance (0.25 is ± 25 %; infinite allows any
//! weights from 0 to 1).
//!
//! **The largest lead** of a over b in an index of weighted sums. At each node the lead is Σ w_c·d_c, d_c being
//! the lead on child c. The weights of different nodes are free of each other and none is negative, so each
//! child's lead is made as large as it can be first, and then the node's own weights: a linear program with
//! one equation and bounds, whose optimum fills the children in the order of their lead (continuous
//! knapsack). From the indicators up to the root this gives the exact optimum, and with it the weights.
//!
//! **The nearest weights.** On the effective weights e_j of the indicators: the smallest Σ |e'_j − e_j| with
//! Σ e'_j = 1, e'_j ≥ 0 and Σ e'_j·d_j ≥ 0, a linear program; half of the sum is the share of weight that must be
//! moved.
//!
//! A value that a unit lacks counts as its parent's score under the weights used; as that score would itself
//! move with the weights, the answer is then approximate, and says so.
//!
//! Sources: Cherchye et al. (2008) on benefit-of-the-doubt weights with bounds; Saisana, Saltelli & Tarantola
//! (2005) on what weights can do to ranks. Worked example: d = (10, −20), w = (0.5, 0.5), t = 0.5: the lead is
//! at most 0.75·10 − 0.25·20 = 2.5; the nearest weights with lead 0 are (2/3, 1/3), 1/6 of the weight is moved.

use thiserror::Error;

use crate::linear_program::{LinearProgram, NoOptimum};
use crate::reading::composition::Composition;
use crate::tables::Csv;
use crate::{Framework, Names, Run};

/// What weights can do for unit a against unit b.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The lead of a over b under the weights used, in points.
    pub nominal: f64,
    /// The largest lead that defensible weights give: a leads under some when it is above 0, and never when
    /// it is below.
    pub largest: f64,
    /// The weights within the parents that give it, by node of the run.
    pub weights: Vec<f64>,
    /// The nearest effective weights of the indicators, defensible or not, under which a does not trail, in
    /// the order of [`Run::indicators`]; `None` when no weights do.
    pub nearest: Option<Nearest>,
    /// Whether both units have all values, without which the answers are approximate.
    pub exact: bool,
}

/// The nearest effective weights under which a unit does not trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The effective weight of each indicator.
    pub weights: Vec<f64>,
    /// The share of all weight that had to be moved, 0 to 1.
    pub moved: f64,
}

/// A question about weights that has no answer.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum LeadError {
    /// A unit has no score.
    NoScore {
        /// The unit.
        unit: String,
    },
    /// The index is no weighted sum.
    NotLinear {
        /// The node with another aggregation.
        node: String,
    },
    /// A tolerance below 0 or no number.
    Tolerance(f64),
    /// The solver failed.
    Program(NoOptimum),
}

impl LeadError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            LeadError::NoScore { unit } => Names::new(
                format!("评价单元“{unit}”没有得分：请先补全数据"),
                format!("the unit \"{unit}\" has no score: complete its data first"),
            ),
            LeadError::NotLinear { node } => Names::new(
                format!("节点“{node}”不是线性加权：此问题只对线性加权有精确解，可改用不确定性分析"),
                format!(
                    "the node \"{node}\" is no weighted sum, for which alone this has an exact answer: use the analysis of uncertainty"
                ),
            ),
            LeadError::Tolerance(tolerance) => Names::new(
                format!("权重容差 {tolerance} 无效：应为不小于 0 的数，如 0.25"),
                format!(
                    "the tolerance {tolerance} of weights makes no sense: give a number of at least 0, such as 0.25"
                ),
            ),
            LeadError::Program(cause) => Names::new(
                format!("线性规划求解失败：{cause}"),
                format!("the linear program failed: {cause}"),
            ),
        }
    }
}

/// What weights within `tolerance` of those used can do for unit `a` against unit `b` (positions).
///
/// # Errors
/// [`LeadError`]: a unit without a score, an index that is no weighted sum, a bad tolerance.
pub fn lead(
    framework: &Framework,
    run: &Run,
    a: usize,
    b: usize,
    tolerance: f64,
) -> Result<Lead, LeadError> {
    if tolerance.is_nan() || tolerance < 0.0 {
        return Err(LeadError::Tolerance(tolerance));
    }
    let index = run.index();
    if let Some(&unit) = [a, b].iter().find(|&&unit| index.scores[unit].is_nan()) {
        return Err(LeadError::NoScore {
            unit: run.units[unit].clone(),
        });
    }
    let composition = Composition::of(framework, run);
    if let Some(node) = (0..run.nodes.len()).find(|&node| !composition.is_linear(node)) {
        return Err(LeadError::NotLinear {
            node: run.nodes[node].id.clone(),
        });
    }
    let mut leads: Vec<f64> = (0..run.nodes.len())
        .map(|node| composition.value(node, a) - composition.value(node, b))
        .collect();
    let of_indicators: Vec<f64> = run.indicators.iter().map(|&at| leads[at]).collect();
    let mut weights: Vec<f64> = run.nodes.iter().map(|node| node.weight).collect();
    for node in 0..run.nodes.len() {
        let children = &composition.children[node];
        if children.is_empty() {
            continue;
        }
        let used: Vec<f64> = children
            .iter()
            .map(|&child| run.nodes[child].weight)
            .collect();
        let of_children: Vec<f64> = children.iter().map(|&child| leads[child]).collect();
        let found = largest_sum(&of_children, &used, tolerance);
        leads[node] = found.iter().zip(&of_children).map(|(w, d)| w * d).sum();
        for (&child, weight) in children.iter().zip(found) {
            weights[child] = weight;
        }
    }
    Ok(Lead {
        nominal: index.scores[a] - index.scores[b],
        largest: leads[leads.len() - 1],
        weights,
        nearest: nearest(run, &of_indicators)?,
        exact: run
            .nodes
            .iter()
            .filter(|node| node.effective_weight > 0.0)
            .all(|node| !node.scores[a].is_nan() && !node.scores[b].is_nan()),
    })
}

/// The weights with sum 1 within the tolerance of `used` that make Σ w·d largest. Those with weight 0 stay
/// out, since they were excluded.
fn largest_sum(d: &[f64], used: &[f64], tolerance: f64) -> Vec<f64> {
    let low = |at: usize| (used[at] * (1.0 - tolerance)).max(0.0);
    let high = |at: usize| {
        if used[at] > 0.0 {
            (used[at] * (1.0 + tolerance)).min(1.0)
        } else {
            0.0
        }
    };
    let mut weights: Vec<f64> = (0..d.len()).map(low).collect();
    let mut left = used.iter().sum::<f64>() - weights.iter().sum::<f64>();
    let mut order: Vec<usize> = (0..d.len()).collect();
    order.sort_by(|&a, &b| d[b].total_cmp(&d[a]));
    for at in order {
        let more = (high(at) - weights[at]).min(left).max(0.0);
        weights[at] += more;
        left -= more;
    }
    weights
}

/// The effective weights nearest to those used for which Σ e·d is at least 0.
fn nearest(run: &Run, d: &[f64]) -> Result<Option<Nearest>, LeadError> {
    let used: Vec<f64> = run
        .indicators
        .iter()
        .map(|&at| run.nodes[at].effective_weight)
        .collect();
    let mut program = LinearProgram::minimise();
    // Points of the scale are brought to one size, since the solver's tolerance is absolute.
    let scale = d
        .iter()
        .fold(0.0_f64, |most, d| most.max(d.abs()))
        .max(f64::MIN_POSITIVE);
    let moves: Vec<_> = used
        .iter()
        .map(|&used| {
            let most = if used > 0.0 { 1.0 - used } else { 0.0 };
            (
                program.variable(1.0, 0.0..=most),
                program.variable(1.0, 0.0..=used),
            )
        })
        .collect();
    let change = |factor: &dyn Fn(usize) -> f64| -> Vec<_> {
        moves
            .iter()
            .enumerate()
            .flat_map(|(at, &(up, down))| [(up, factor(at)), (down, -factor(at))])
            .collect()
    };
    program.equal(change(&|_| 1.0), 0.0);
    let now: f64 = used.iter().zip(d).map(|(e, d)| e * d / scale).sum();
    program.at_least(change(&|at| d[at] / scale), -now);
    match program.solve() {
        Ok(optimum) => Ok(Some(Nearest {
            weights: used
                .iter()
                .zip(&moves)
                .map(|(e, &(up, down))| e + optimum.value(up) - optimum.value(down))
                .collect(),
            moved: optimum.objective / 2.0,
        })),
        Err(NoOptimum::Infeasible) => Ok(None),
        Err(cause) => Err(LeadError::Program(cause)),
    }
}

/// `lead.csv`: `node,parent,level,weight,weight_for_lead,effective_weight,nearest_effective_weight`: the weights
/// used, those within the tolerance that give the largest lead, and the nearest under which the unit does not
/// trail (indicators only; empty when there are none).
pub fn lead_csv(run: &Run, lead: &Lead) -> String {
    let mut csv = Csv::new([
        "node",
        "parent",
        "level",
        "weight",
        "weight_for_lead",
        "effective_weight",
        "nearest_effective_weight",
    ]);
    for at in run.from_the_top() {
        let node = &run.nodes[at];
        let column = run.indicators.iter().position(|&indicator| indicator == at);
        let nearest = column.zip(lead.nearest.as_ref());
        csv.text(&node.id)
            .text(node.parent.map_or("", |parent| &run.nodes[parent].id))
            .whole(node.level)
            .number(node.weight)
            .number(lead.weights[at])
            .number(node.effective_weight)
            .number(nearest.map_or(f64::NAN, |(column, nearest)| nearest.weights[column]))
            .end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    #[test]
    fn worked_example() {
        let (framework, run) = run_of(
            &[("x", 1.0), ("y", 1.0)],
            &[&[50.0, 40.0, 0.0, 100.0], &[30.0, 50.0, 0.0, 100.0]],
        );
        let found = lead(&framework, &run, 0, 1, 0.5).unwrap();
        assert!((found.nominal + 5.0).abs() < 1e-12);
        assert!((found.largest - 2.5).abs() < 1e-12);
        assert_eq!(found.weights[..2], [0.75, 0.25]);
        let csv = lead_csv(&run, &found);
        assert!(csv.contains("\nx,index,1,0.5,0.75,0.5,0.66666"), "{csv}");
        let nearest = found.nearest.unwrap();
        assert!((nearest.moved - 1.0 / 6.0).abs() < 1e-9);
        assert!((nearest.weights[0] - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn who_is_dominated_leads_under_no_weights() {
        let (framework, run) = run_of(
            &[("x", 1.0), ("y", 2.0)],
            &[&[50.0, 40.0, 0.0, 100.0], &[30.0, 20.0, 0.0, 100.0]],
        );
        let found = lead(&framework, &run, 1, 0, f64::INFINITY).unwrap();
        assert!(found.largest < 0.0 && found.nearest.is_none());
        let leading = lead(&framework, &run, 0, 1, 0.0).unwrap();
        assert!((leading.largest - leading.nominal).abs() < 1e-12);
        assert_eq!(leading.nearest.unwrap().moved, 0.0);
    }

    #[test]
    fn questions_without_an_answer() {
        let (framework, run) = with_missing();
        let ask = |a, b, tolerance| lead(&framework, &run, a, b, tolerance).unwrap_err();
        assert!(matches!(ask(0, 5, 0.2), LeadError::NoScore { unit } if unit == "u5"));
        assert!(matches!(ask(0, 1, -0.2), LeadError::Tolerance(_)));
        assert!(ask(0, 1, f64::NAN).message().zh.contains("容差"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn no_weights_within_the_tolerance_give_a_larger_lead(
            data in prop::collection::vec(prop::collection::vec(0.0..100.0f64, 5), 3),
            used in prop::collection::vec(0.2..5.0f64, 3),
            tolerance in 0.0..1.5f64,
            shifts in prop::collection::vec(-1.0..1.0f64, 3),
        ) {
            let columns: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
            let indicators = [("x", used[0]), ("y", used[1]), ("z", used[2])];
            let (framework, run) = run_of(&indicators, &columns);
            let found = lead(&framework, &run, 0, 1, tolerance).unwrap();
            prop_assert!(found.largest >= found.nominal - 1e-9);
            prop_assert!((found.weights[..3].iter().sum::<f64>() - 1.0).abs() < 1e-9);
            // Other weights within the tolerance: move some weight from one indicator to the next.
            let mut weights: Vec<f64> = run.nodes[..3].iter().map(|node| node.weight).collect();
            for (at, shift) in shifts.iter().enumerate() {
                let to = (at + 1) % 3;
                let bounds = |at: usize| {
                    let used = run.nodes[at].weight;
                    ((used * (1.0 - tolerance)).max(0.0), (used * (1.0 + tolerance)).min(1.0))
                };
                let room = (weights[at] - bounds(at).0).min(bounds(to).1 - weights[to]).max(0.0);
                weights[at] -= shift.abs() * room;
                weights[to] += shift.abs() * room;
            }
            let lead: f64 = (0..3)
                .map(|at| weights[at] * (run.normalised.value(0, at) - run.normalised.value(1, at)))
                .sum();
            prop_assert!(lead <= found.largest + 1e-9);
            if let Some(nearest) = found.nearest {
                let lead: f64 = (0..3)
                    .map(|at| nearest.weights[at] * (run.normalised.value(0, at) - run.normalised.value(1, at)))
                    .sum();
                prop_assert!(lead >= -1e-6);
            }
        }
    }
}
