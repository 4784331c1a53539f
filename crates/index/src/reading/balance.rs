//! The balance of a profile (均衡度): whether a unit's score rests on all its parts or on few.
//!
//! Three figures for the scores x_j of the children of a node with weights w_j: the spread, the weighted
//! standard deviation √(Σ w_j (x_j − m)²), in points; the evenness, the weighted geometric mean
//! over the weighted arithmetic mean m, 1 for equal parts and 0 when one is zero (it exists only for scores
//! above or at zero); and the weakest child. Unlike the coefficient of variation the spread does not depend
//! on where the common scale has its zero. Source: Mazziotta & Pareto (2013), who penalise this spread;
//! OECD & JRC (2008), section 6, on compensation.
//!
//! Worked example: (90, 40) with equal weights has the mean 65, the spread 25 and the evenness
//! √(90·40)/65 = 60/65 = 0.923.

use crate::Run;

/// How balanced one unit's profile is below a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// The weighted mean of the children, in points.
    pub mean: f64,
    /// The weighted standard deviation of the children, in points; 0 is perfect balance.
    pub spread: f64,
    /// The weighted geometric over the weighted arithmetic mean, 0 to 1; `None` with negative scores or
    /// where all are zero.
    pub evenness: Option<f64>,
    /// The child with the smallest score, by its position in [`Run::nodes`].
    pub weakest: usize,
}

/// The balance of `unit` over the children of `node` that have a score and a weight; `None` when there are
/// fewer than two.
pub fn balance(run: &Run, node: usize, unit: usize) -> Option<Balance> {
    let children: Vec<(usize, f64, f64)> = (0..run.nodes.len())
        .filter(|&at| run.nodes[at].parent == Some(node))
        .map(|at| (at, run.nodes[at].scores[unit], run.nodes[at].weight))
        .filter(|&(_, score, weight)| !score.is_nan() && weight > 0.0)
        .collect();
    if children.len() < 2 {
        return None;
    }
    let total: f64 = children.iter().map(|(_, _, weight)| weight).sum();
    let average = |value: &dyn Fn(f64) -> f64| {
        let sum: f64 = children
            .iter()
            .map(|&(_, score, weight)| weight * value(score))
            .sum();
        sum / total
    };
    let mean = average(&|score| score);
    let not_negative = children.iter().all(|&(_, score, _)| score >= 0.0);
    let weakest = children.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Balance {
        mean,
        spread: average(&|score| (score - mean).powi(2)).sqrt(),
        evenness: (not_negative && mean > 0.0).then(|| average(&f64::ln).exp() / mean),
        weakest: weakest.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    #[test]
    fn worked_example() {
        let (_, run) = run_of(
            &[("x", 1.0), ("y", 1.0)],
            &[&[90.0, 0.0, 100.0, 50.0], &[40.0, 100.0, 0.0, 50.0]],
        );
        let found = balance(&run, 2, 0).unwrap();
        assert!((found.mean - 65.0).abs() < 1e-12 && (found.spread - 25.0).abs() < 1e-12);
        assert!((found.evenness.unwrap() - 60.0 / 65.0).abs() < 1e-12);
        assert_eq!(found.weakest, 1);
        assert_eq!(balance(&run, 2, 1).unwrap().evenness, Some(0.0));
        let even = balance(&run, 2, 3).unwrap();
        assert!(even.spread < 1e-12 && (even.evenness.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_child_is_no_profile() {
        let (_, run) = with_missing();
        let last = run.units.len() - 1;
        assert_eq!(balance(&run, run.nodes.len() - 1, last), None);
        assert_eq!(balance(&run, 0, 0), None);
    }
}
