//! VIKOR (多准则妥协排序法): a compromise between the benefit of the whole and the regret over the
//! worst child.
//!
//! Formula: g_ij = (max_k x_kj − x_ij) / (max_k x_kj − min_k x_kj); S_i = Σ_j w_j·g_ij / Σ_j w_j and
//! R_i = max_j w_j·g_ij / Σ_j w_j over the children that unit i has;
//! Q_i = v·(S_i − S_min) / (S_max − S_min) + (1 − v)·(R_i − R_min) / (R_max − R_min).
//! In Q the least is best; the score given is 1 − Q. Source: Opricovic & Tzeng (2004), Compromise solution
//! by MCDM methods, European Journal of Operational Research 156, 445–455.
//!
//! A child that does not vary adds no regret; where all S (or all R) are the same, that part of Q is 0.
//!
//! Worked example: children (0, 100, 60), (100, 0, 60) with equal weights, v = ½: S = (½, ½, ⅖), R =
//! (½, ½, ⅕), Q = (1, 1, 0), scores (0, 0, 1).

use serde::Serialize;

use super::AggregationSpec;
use super::mean::rows;
use super::scaling::spread;
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::rank::SUM_ROUNDING;

/// The balance of the compromise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Vikor {
    /// The weight of the group benefit against the individual regret, 0 to 1.
    pub v: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "vikor",
        name: Names::fixed("多准则妥协排序法（VIKOR）", "VIKOR"),
        description: Names::fixed(
            "在群体效益（总差距）与个别遗憾（最大差距）之间折中；得分为 1 − Q，越大越好。",
            "A compromise between the total gap to the best (group benefit) and the largest gap (individual regret); the score is 1 − Q, larger is better.",
        ),
        formula: "y_i = 1 − v·(S_i − S_min)/(S_max − S_min) − (1 − v)·(R_i − R_min)/(R_max − R_min), S_i = Σ_j w_j·g_ij, R_i = max_j w_j·g_ij",
        source: "Opricovic & Tzeng (2004), European Journal of Operational Research 156, 445–455",
        parameters: &[Parameter {
            id: "v",
            name: Names::fixed("群体效益权重 v", "weight of the group benefit, v"),
            kind: ParameterKind::Number {
                default: 0.5,
                least: 0.0,
                most: 1.0,
            },
        }],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::Vikor(Vikor {
            v: arguments.number("v"),
        }))
    },
};

impl Vikor {
    /// Writes the scores (0 to 1) of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        let gaps: Vec<Vec<f64>> = children.iter().map(|child| gaps(child)).collect();
        let gaps: Vec<&[f64]> = gaps.iter().map(Vec::as_slice).collect();
        let mut totals = vec![f64::NAN; parent.len()];
        let mut regrets = vec![f64::NAN; parent.len()];
        rows(&gaps, weights, parent.len(), |unit, row| {
            let weight: f64 = row.iter().map(|(_, weight)| weight).sum();
            let weighted = || row.iter().map(|(gap, share)| gap * share / weight);
            totals[unit] = weighted().sum();
            regrets[unit] = weighted().fold(0.0, f64::max);
        });
        let totals = share_of_range(&totals);
        let regrets = share_of_range(&regrets);
        for (unit, score) in parent.iter_mut().enumerate() {
            *score = 1.0 - self.v * totals[unit] - (1.0 - self.v) * regrets[unit];
        }
    }
}

/// The gap of every value to the best, as a share of the range.
fn gaps(column: &[f64]) -> Vec<f64> {
    let range = spread(column);
    let best = extent(column).map_or(f64::NAN, |(_, best)| best);
    let gap = |value: &f64| {
        if range > 0.0 || value.is_nan() {
            (best - value) / range
        } else {
            0.0
        }
    };
    column.iter().map(gap).collect()
}

/// Where every value stands between the smallest (0) and the largest (1); 0 where all are the same.
fn share_of_range(values: &[f64]) -> Vec<f64> {
    let least = extent(values).map_or(f64::NAN, |(least, _)| least);
    let range = spread(values);
    let share = |value: &f64| {
        if range > SUM_ROUNDING || value.is_nan() {
            (value - least) / range
        } else {
            0.0
        }
    };
    values.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(v: f64, children: &[&[f64]]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        Vikor { v }.apply(children, &vec![1.0; children.len()], &mut parent);
        parent
    }

    #[test]
    fn worked_example() {
        let children: [&[f64]; 2] = [&[0.0, 100.0, 60.0], &[100.0, 0.0, 60.0]];
        assert_eq!(scores(0.5, &children), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn degenerate_children() {
        // All totals are the same, so only the regret tells the units apart.
        let children: [&[f64]; 2] = [&[0.0, 1.0, 0.5], &[1.0, 0.0, 0.5]];
        assert_eq!(scores(0.5, &children), [0.5, 0.5, 1.0]);
        // Nothing varies: nobody has a gap.
        assert_eq!(scores(0.5, &[&[4.0, 4.0]]), [1.0, 1.0]);
        let found = scores(0.5, &[&[1.0, f64::NAN, 0.0], &[f64::NAN, f64::NAN, 3.0]]);
        assert_eq!([found[0], found[2]], [1.0, 0.0]);
        assert!(found[1].is_nan());
    }
}
