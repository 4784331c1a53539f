//! The ordered weighted average (有序加权平均): the weight of a value depends on its place among the
//! values of its unit, as well as on its child.
//!
//! Formula: the values of unit i in descending order x_(1) ≥ x_(2) ≥ …, with T_k the sum of the first k
//! of their weights as a share of all: y_i = Σ_k (Q(T_k) − Q(T_(k−1)))·x_(k) with Q(t) = t^a. The
//! exponent a = 1 is the arithmetic mean, a > 1 favours the worst children, a < 1 the best; with equal
//! weights the share of "or" in the mean is about 1 / (1 + a). Source: Yager (1988), On ordered
//! weighted averaging aggregation operators, IEEE Transactions on Systems, Man and Cybernetics 18,
//! 183–190; Yager (1996), Quantifier guided aggregation using OWA operators, International Journal of
//! Intelligent Systems 11, 49–73.
//!
//! Worked example: (60, 20) with equal weights and a = 2: T = (½, 1), Q = (¼, 1): ¼·60 + ¾·20 = 30.

use serde::Serialize;

use super::AggregationSpec;
use super::mean::rows;
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// Which places count most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OrderedWeightedAverage {
    /// The exponent of the quantifier, above 0: 1 is the mean, above 1 favours the worst children.
    pub exponent: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "ordered-weighted-average",
        name: Names::fixed("有序加权平均（OWA）", "Ordered weighted average (OWA)"),
        description: Names::fixed(
            "先把单元的各项得分从高到低排序，再按次序与权重加权：指数大于 1 偏重短板，小于 1 偏重长板，等于 1 即算术平均。",
            "Weighs the values of a unit by their order as well as by their weights: an exponent above 1 favours the weakest, below 1 the strongest children; 1 is the arithmetic mean.",
        ),
        formula: "y_i = Σ_k (T_k^a − T_(k−1)^a)·x_(k), x_(1) ≥ x_(2) ≥ …, T_k = Σ_(l≤k) w_(l) / Σ_j w_j",
        source: "Yager (1988), IEEE Transactions on Systems, Man and Cybernetics 18, 183–190; Yager (1996), International Journal of Intelligent Systems 11, 49–73",
        parameters: &[Parameter {
            id: "exponent",
            name: Names::fixed("量词指数", "exponent of the quantifier"),
            kind: ParameterKind::Number {
                default: 2.0,
                least: 0.01,
                most: 100.0,
            },
        }],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::OrderedWeightedAverage(
            OrderedWeightedAverage {
                exponent: arguments.number("exponent"),
            },
        ))
    },
};

impl OrderedWeightedAverage {
    /// Writes the ordered weighted average of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        parent.fill(f64::NAN);
        rows(children, weights, parent.len(), |unit, row| {
            row.sort_by(|(a, _), (b, _)| b.total_cmp(a));
            let total: f64 = row.iter().map(|(_, weight)| weight).sum();
            let (mut sum, mut share, mut before) = (0.0, 0.0, 0.0);
            for &(value, weight) in row.iter() {
                share += weight / total;
                let quantified = share.powf(self.exponent);
                sum += (quantified - before) * value;
                before = quantified;
            }
            // The shares sum to 1 but for rounding, which must not change the scale.
            parent[unit] = sum / before;
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(exponent: f64, values: &[f64], weights: &[f64]) -> f64 {
        let children: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let mut parent = [0.0];
        OrderedWeightedAverage { exponent }.apply(&children, weights, &mut parent);
        parent[0]
    }

    #[test]
    fn worked_example() {
        assert_eq!(score(2.0, &[60.0, 20.0], &[1.0, 1.0]), 30.0);
        assert_eq!(score(2.0, &[20.0, f64::NAN, 60.0], &[1.0, 5.0, 1.0]), 30.0);
        assert!((score(1.0, &[60.0, 20.0], &[3.0, 1.0]) - 50.0).abs() < 1e-12);
        assert!((score(100.0, &[60.0, 20.0, 40.0], &[1.0; 3]) - 20.0).abs() < 1e-12);
        assert!(score(1.0, &[f64::NAN], &[1.0]).is_nan());
    }

    proptest! {
        #[test]
        fn the_average_lies_between_the_children_and_falls_with_the_exponent(
            row in prop::collection::vec((-50.0..50.0f64, 0.1..5.0f64), 1..8),
            a in 0.1..9.0f64, b in 0.1..9.0f64,
        ) {
            let (values, weights): (Vec<f64>, Vec<f64>) = row.into_iter().unzip();
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let gentle = score(a.min(b), &values, &weights);
            let strict = score(a.max(b), &values, &weights);
            prop_assert!(least - 1e-9 <= strict && strict <= gentle + 1e-9 && gentle <= most + 1e-9);
        }
    }
}
