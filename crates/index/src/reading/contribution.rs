//! Contributions (贡献分解): what each indicator adds to a score, and to the gap between two units.
//!
//! Where every node is a weighted arithmetic mean the gap between units a and b is the sum of
//! e_j·(x_aj − x_bj), with e_j the effective weight, and nothing else is needed. Otherwise the indicators
//! act together, and the gap is shared by the Owen value: indicators switch, in a random
//! order, from b's value to a's. Shares add up to the gap; they are exact for trees of usual width, and
//! otherwise sampled with their standard error.
//!
//! A value that a unit lacks counts as the score of its parent, which for the weighted means is what
//! renormalising the weights does. Methods that judge a unit among the others (Copeland, TOPSIS) are
//! applied to all units with the row of unit a switched; what the switched row does not explain is given
//! as the residual. Under weights of every unit's own (benefit of the doubt) unit a keeps its weights, and
//! what b gains by having others is in the residual.
//!
//! Worked example: an index of 0.25·x + 0.75·y with a = (80, 40) and b = (40, 60) has the gap −5, of which
//! x adds 10 and y takes 15.

use super::composition::Composition;
use super::owen::{Game, Shares};
use crate::{Framework, Run};

/// What a unit is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// Another unit, by its position.
    Unit(usize),
    /// The mean of all units that have a score, indicator by indicator.
    Mean,
}

/// How the shares of a gap were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// Every node is a weighted sum: weight times difference.
    Linear,
    /// The Owen value over all orders.
    Exact,
    /// The Owen value over a sample of orders.
    Sampled {
        /// How many orders were drawn, reverses included.
        orders: usize,
    },
}

/// One indicator's part in the gap between two scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The position of the indicator in [`Run::nodes`].
    pub node: usize,
    /// The normalised value of the unit.
    pub value: f64,
    /// The normalised value it is compared with.
    pub reference: f64,
    /// What the difference adds to the gap, in points of the index.
    pub points: f64,
    /// The standard error of `points`; 0 where they are exact.
    pub standard_error: f64,
}

/// The gap between the index of a unit and of what it is compared with, shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The score of the unit minus the score it is compared with.
    pub points: f64,
    /// The share of each indicator, in the order of [`Run::indicators`].
    pub shares: Vec<Share>,
    /// The part of the gap that no indicator explains: 0 but for rounding, except for methods that judge
    /// a unit among the others or that fill missing values otherwise than the weighted means do.
    pub residual: f64,
    /// How the shares were found.
    pub exactness: Exactness,
}

/// What each indicator adds to the score of `unit`: effective weight times value, in the order of
/// [`Run::indicators`]; they sum to the score. `None` when the unit has no score or a node is not a
/// weighted sum, where a score has no parts of its own, only gaps have ([`gap`]).
pub fn parts_of_score(framework: &Framework, run: &Run, unit: usize) -> Option<Vec<f64>> {
    let composition = Composition::of(framework, run);
    let linear = composition.is_linear_throughout();
    linear.then(|| parts(&composition, run, unit)).flatten()
}

/// The parts of the score of every unit ([`parts_of_score`]), in the order of the units; `None` when a node is
/// not a weighted sum.
pub fn parts_of_scores(framework: &Framework, run: &Run) -> Option<Vec<Option<Vec<f64>>>> {
    let composition = Composition::of(framework, run);
    composition.is_linear_throughout().then(|| {
        let units = 0..run.units.len();
        units.map(|unit| parts(&composition, run, unit)).collect()
    })
}

fn parts(composition: &Composition, run: &Run, unit: usize) -> Option<Vec<f64>> {
    let has_score = !run.index().scores[unit].is_nan();
    has_score.then(|| {
        let indicators = run.indicators.iter();
        let parts =
            indicators.map(|&at| run.nodes[at].effective_weight * composition.value(at, unit));
        parts.collect()
    })
}

/// Shares out the gap between the index of `unit` and of `reference`; `None` when one of them has no
/// score. `orders` (rounded up to an even number, at least 4) and `seed` matter only where shares are
/// sampled.
pub fn gap(
    framework: &Framework,
    run: &Run,
    unit: usize,
    reference: Reference,
    orders: usize,
    seed: u64,
) -> Option<Gap> {
    let composition = Composition::of(framework, run);
    let scores = &run.index().scores;
    let scored: Vec<usize> = (0..run.units.len())
        .filter(|&unit| !scores[unit].is_nan())
        .collect();
    if scores[unit].is_nan() || matches!(reference, Reference::Unit(at) if scores[at].is_nan()) {
        return None;
    }
    let compared = |node: usize| match reference {
        Reference::Unit(at) => composition.value(node, at),
        Reference::Mean => {
            let sum: f64 = scored.iter().map(|&at| composition.value(node, at)).sum();
            sum / scored.len() as f64
        }
    };
    let nodes = 0..run.nodes.len();
    let own: Vec<f64> = nodes
        .clone()
        .map(|at| composition.value(at, unit))
        .collect();
    let other: Vec<f64> = nodes.clone().map(compared).collect();
    let game = Game {
        children: &composition.children,
        weights: nodes
            .clone()
            .map(|at| run.nodes[at].effective_weight)
            .collect(),
        linear: nodes.map(|at| composition.is_linear(at)).collect(),
        evaluate: &|node, row| composition.evaluate(node, row, unit),
    };
    let found = game.shares(&own, &other, orders, seed);
    let (of_nodes, exactness) = match found {
        Shares::Linear(points) => (
            points.into_iter().map(|p| (p, 0.0)).collect(),
            Exactness::Linear,
        ),
        Shares::Exact(points) => (
            points.into_iter().map(|p| (p, 0.0)).collect(),
            Exactness::Exact,
        ),
        Shares::Sampled { shares, orders } => (shares, Exactness::Sampled { orders }),
    };
    let of_nodes: Vec<(f64, f64)> = of_nodes;
    let shares: Vec<Share> = run
        .indicators
        .iter()
        .map(|&node| Share {
            node,
            value: own[node],
            reference: other[node],
            points: of_nodes[node].0,
            standard_error: of_nodes[node].1,
        })
        .collect();
    let other = match reference {
        Reference::Unit(at) => scores[at],
        Reference::Mean => {
            // The score of a unit that has the mean value of every indicator.
            let root = run.nodes.len() - 1;
            game.values(&other)[root]
        }
    };
    let points = scores[unit] - other;
    let explained: f64 = shares.iter().map(|share| share.points).sum();
    Some(Gap {
        points,
        residual: points - explained,
        shares,
        exactness,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    #[test]
    fn worked_example() {
        // Normalised values are the values themselves: both columns run from 0 to 100.
        let (framework, run) = run_of(
            &[("x", 0.25), ("y", 0.75)],
            &[&[80.0, 40.0, 0.0, 100.0], &[40.0, 60.0, 0.0, 100.0]],
        );
        let found = gap(&framework, &run, 0, Reference::Unit(1), 10, 1).unwrap();
        assert_eq!(found.exactness, Exactness::Linear);
        assert!((found.points + 5.0).abs() < 1e-12);
        assert!((found.shares[0].points - 10.0).abs() < 1e-12);
        assert!((found.shares[1].points + 15.0).abs() < 1e-12);
        let parts = parts_of_score(&framework, &run, 0).unwrap();
        let of_all = parts_of_scores(&framework, &run).unwrap();
        assert_eq!(of_all.len(), run.units.len());
        assert_eq!(of_all[0].as_ref(), Some(&parts));
        assert!((parts[0] - 20.0).abs() < 1e-12 && (parts[1] - 30.0).abs() < 1e-12);
    }

    #[test]
    fn shares_add_up_though_values_are_missing() {
        let (framework, run) = with_missing();
        for unit in 0..run.units.len() {
            let score = run.index().scores[unit];
            let Some(parts) = parts_of_score(&framework, &run, unit) else {
                assert!(score.is_nan());
                continue;
            };
            assert!((parts.iter().sum::<f64>() - score).abs() < 1e-12);
            for reference in [Reference::Mean, Reference::Unit(0)] {
                let found = gap(&framework, &run, unit, reference, 10, 1).unwrap();
                assert!(found.residual.abs() < 1e-12, "{found:?}");
            }
        }
    }

    #[test]
    fn a_unit_without_a_score_has_no_gap() {
        let (framework, run) = with_missing();
        let unscored = run.index().scores.iter().position(|s| s.is_nan()).unwrap();
        assert_eq!(
            gap(&framework, &run, unscored, Reference::Mean, 10, 1),
            None
        );
        assert_eq!(
            gap(&framework, &run, 0, Reference::Unit(unscored), 10, 1),
            None
        );
        assert_eq!(parts_of_score(&framework, &run, unscored), None);
    }
}
