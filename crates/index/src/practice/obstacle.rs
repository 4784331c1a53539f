//! Obstacle degree (障碍度): which indicators hold a unit back most.
//!
//! Formula: deviation I_j = 1 − x_j with x_j the normalised value as a share of the scale; contribution
//! F_j the weight of the indicator under the node; obstacle O_j = F_j·I_j / Σ_k F_k·I_k. The obstacle
//! of an inner node is the sum over its indicators. Source: 鲁春阳 et al. (2011),
//! 基于改进TOPSIS法的城市土地利用绩效评价及障碍因子诊断, 资源科学 33(3), 535–541.
//!
//! Where a unit lacks values, weights are those its scores really rest on: renormalised over what each
//! node has. Under arithmetic aggregation the obstacles are thus the exact shares in the points that
//! the unit lacks to the upper end of the scale; under other methods they are a first reading.
//!
//! Worked example: two indicators with weights ¾ and ¼ and values 0.8 and 0.2 of the scale: 0.15 and
//! 0.2 are lacking, obstacles 3/7 and 4/7. A unit at the upper end everywhere has no obstacle: 0
//! throughout.

use super::{PracticeError, Scale, find};
use crate::Run;
use crate::matrix::Matrix;
use crate::tables::Csv;

/// The obstacles of all units below a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacles {
    /// The nodes and indicators below the node, by their positions in [`Run::nodes`], from the top down.
    pub nodes: Vec<usize>,
    /// Units by `nodes`: shares that sum to 1 over the indicators of a unit; NaN where the unit has no
    /// value.
    pub shares: Matrix,
}

/// The obstacles of every unit to a full score on `node`.
///
/// # Errors
/// There is no such node, or a value lies beyond the scale.
pub fn obstacles(run: &Run, node: &str, scale: Scale) -> Result<Obstacles, PracticeError> {
    let top = find(run, node)?;
    let weights = weights_below(run, top);
    let units = run.units.len();
    // Children come before their parents, so what they lack is known when it is passed on.
    let below: Vec<usize> = (0..top).filter(|&at| is_below(run, at, top)).collect();
    let mut lacking = Matrix::missing(units, run.nodes.len());
    let mut totals = vec![0.0; units];
    for &at in &below {
        if run.nodes[at].level == 1 {
            let values = scale.shares(run, at)?;
            let column = lacking.column_mut(at);
            for (unit, value) in values.iter().enumerate() {
                let weight = weights.value(unit, at);
                if weight > 0.0 {
                    column[unit] = weight * (1.0 - value);
                    totals[unit] += column[unit];
                }
            }
        }
        let own = lacking.column(at).to_vec();
        let parent = run.nodes[at].parent.filter(|&parent| parent != top);
        if let Some(parent) = parent {
            for (sum, own) in lacking.column_mut(parent).iter_mut().zip(own) {
                if !own.is_nan() {
                    *sum = if sum.is_nan() { own } else { *sum + own };
                }
            }
        }
    }
    let nodes: Vec<usize> = run
        .from_the_top()
        .into_iter()
        .filter(|at| below.contains(at))
        .collect();
    let mut shares = Matrix::missing(units, nodes.len());
    for (place, &at) in nodes.iter().enumerate() {
        for (unit, share) in shares.column_mut(place).iter_mut().enumerate() {
            let lacks = lacking.value(unit, at);
            *share = if totals[unit] > 0.0 {
                lacks / totals[unit]
            } else {
                lacks
            };
        }
    }
    Ok(Obstacles { nodes, shares })
}

/// Whether `at` lies below `top`.
fn is_below(run: &Run, at: usize, top: usize) -> bool {
    std::iter::successors(run.nodes[at].parent, |&node| run.nodes[node].parent)
        .any(|ancestor| ancestor == top)
}

/// Units by nodes: the weight of a node in the score of the unit on `top`; 0 where it has no part in it.
fn weights_below(run: &Run, top: usize) -> Matrix {
    let units = run.units.len();
    let mut weights = Matrix::missing(units, run.nodes.len());
    for at in 0..run.nodes.len() {
        weights.column_mut(at).fill(0.0);
    }
    for (weight, score) in weights
        .column_mut(top)
        .iter_mut()
        .zip(&run.nodes[top].scores)
    {
        *weight = if score.is_nan() { 0.0 } else { 1.0 };
    }
    for parent in (0..=top).rev() {
        let children: Vec<usize> = (0..parent)
            .filter(|&at| run.nodes[at].parent == Some(parent))
            .collect();
        for unit in 0..units {
            let of_parent = weights.value(unit, parent);
            if of_parent == 0.0 {
                continue;
            }
            let has = |&&at: &&usize| !run.nodes[at].scores[unit].is_nan();
            let present: f64 = children
                .iter()
                .filter(has)
                .map(|&at| run.nodes[at].weight)
                .sum();
            for &at in children.iter().filter(has) {
                weights.column_mut(at)[unit] = of_parent * run.nodes[at].weight / present;
            }
        }
    }
    weights
}

/// `obstacles.csv`: `unit,node,level,obstacle,rank`; the rank is among the nodes of the level for the unit,
/// 1 the largest obstacle, ties the smallest rank. Empty where the unit has no value.
pub fn obstacles_csv(run: &Run, obstacles: &Obstacles) -> String {
    let mut csv = Csv::new(["unit", "node", "level", "obstacle", "rank"]);
    for (unit, name) in run.units.iter().enumerate() {
        let row: Vec<(u32, f64)> = obstacles
            .nodes
            .iter()
            .enumerate()
            .map(|(place, &at)| (run.nodes[at].level, obstacles.shares.value(unit, place)))
            .collect();
        for (&(level, share), &at) in row.iter().zip(&obstacles.nodes) {
            let larger = row
                .iter()
                .filter(|(other, s)| *other == level && *s > share);
            let rank = (!share.is_nan()).then(|| larger.count() as u32 + 1);
            csv.text(name)
                .text(&run.nodes[at].id)
                .whole(level)
                .number(share)
                .rank(rank)
                .end_row();
        }
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;

    fn of(run: &Run, node: &str) -> Obstacles {
        obstacles(run, node, Scale::of(run).unwrap()).unwrap()
    }

    fn share(run: &Run, found: &Obstacles, unit: usize, node: &str) -> f64 {
        let place = found.nodes.iter().position(|&at| run.nodes[at].id == node);
        found.shares.value(unit, place.unwrap())
    }

    #[test]
    fn worked_example() {
        let run = run();
        let found = of(&run, "index");
        // u: first 0.8 (a 1, b 0.6) with weight ¾, second 0.2 with weight ¼.
        for (node, expected) in [
            ("first", 3.0 / 7.0),
            ("second", 4.0 / 7.0),
            ("a", 0.0),
            ("b", 3.0 / 7.0),
            ("c", 4.0 / 7.0),
        ] {
            let found = share(&run, &found, 0, node);
            assert!((found - expected).abs() < 1e-12, "{node}: {found}");
        }
        // x lacks nothing.
        assert_eq!(share(&run, &found, 3, "first"), 0.0);
        // Within the first group alone.
        assert_eq!(share(&run, &of(&run, "first"), 0, "b"), 1.0);
    }

    #[test]
    fn missing_values_pass_their_weight_to_their_siblings() {
        let run = run();
        let found = of(&run, "index");
        // w: a 0.5 carries the whole of the first group, c is 0: 0.375 and 0.25 are lacking.
        assert!((share(&run, &found, 2, "a") - 0.6).abs() < 1e-12);
        assert!((share(&run, &found, 2, "first") - 0.6).abs() < 1e-12);
        assert!(share(&run, &found, 2, "b").is_nan());
        // y has nothing but b, which is all that it lacks.
        assert_eq!(share(&run, &found, 4, "b"), 1.0);
        assert!(share(&run, &found, 4, "second").is_nan());
    }

    #[test]
    fn shares_account_for_all_points_that_are_lacking() {
        let run = run();
        let found = of(&run, "index");
        for unit in 0..run.units.len() {
            let leaves = ["a", "b", "c"].map(|node| share(&run, &found, unit, node));
            let sum: f64 = leaves.iter().filter(|share| !share.is_nan()).sum();
            let lacking = 100.0 - run.index().scores[unit];
            let expected = if lacking > 0.0 { 1.0 } else { 0.0 };
            assert!((sum - expected).abs() < 1e-12, "{unit}: {sum}");
        }
    }

    #[test]
    fn obstacles_are_ranked_within_their_level() {
        let run = run();
        let csv = obstacles_csv(&run, &of(&run, "index"));
        let rows: Vec<&str> = csv.lines().filter(|row| row.starts_with("v,")).collect();
        assert_eq!(
            rows,
            [
                "v,first,2,1,1",
                "v,second,2,0,2",
                "v,a,1,1,1",
                "v,b,1,0,2",
                "v,c,1,0,2"
            ]
        );
        assert!(csv.contains("\nw,b,1,,\n"));
    }
}
