//! TOPSIS (逼近理想解排序法): near to the best values of all units and far from the worst.
//!
//! Formula: v_ij = w_j·x_ij / s_j with the scaling s_j (1, the range, or the root of the sum of squares
//! of the child); d⁺_i = √Σ_j (max_k v_kj − v_ij)², d⁻_i = √Σ_j (v_ij − min_k v_kj)² over the children
//! that unit i has; y_i = d⁻_i / (d⁺_i + d⁻_i). Source: Hwang & Yoon (1981), Multiple Attribute
//! Decision Making, Springer.
//!
//! Renormalising the weights of a unit over the children it has changes both distances by the same
//! factor and so leaves y as it is. Where no child of a unit varies, y is ½.
//!
//! Worked example: children (0, 100, 50) and (100, 0, 50) with weights ¾ and ¼: the units' distances
//! from the worst are (25, 75, 39.53), from the best (75, 25, 39.53): y = (¼, ¾, ½).

use serde::Serialize;

use super::AggregationSpec;
use super::scaling::{SCALING, Scaling, spread};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method};

/// How the children are brought to one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Topsis {
    /// The scaling before the distances are taken.
    pub scaling: Scaling,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "topsis",
        name: Names::fixed("逼近理想解排序法（TOPSIS）", "TOPSIS"),
        description: Names::fixed(
            "与最优解的距离越近、与最劣解的距离越远，得分越高（0–1）；随评价单元的增减而变。",
            "The nearer to the best values of all units and the farther from the worst, the higher the score (0 to 1); it changes when units come or go.",
        ),
        formula: "y_i = d⁻_i / (d⁺_i + d⁻_i), d^±_i = √Σ_j (w_j·(x^±_j − x_ij) / s_j)²",
        source: "Hwang & Yoon (1981), Multiple Attribute Decision Making, Springer",
        parameters: &[SCALING],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::Topsis(Topsis {
            scaling: Scaling::of(arguments.option("scaling")),
        }))
    },
};

impl Topsis {
    /// Writes the closeness (0 to 1) of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        // Squared distances to the best and from the worst values; `parent` takes the second.
        let mut to_best = vec![0.0; parent.len()];
        parent.fill(f64::NAN);
        for (child, &weight) in children.iter().zip(weights) {
            let Some((worst, best)) = extent(child) else {
                continue;
            };
            let varies = spread(child) > 0.0;
            let factor = if varies {
                weight * self.scaling.factor(child)
            } else {
                0.0
            };
            for ((to_best, from_worst), &value) in to_best.iter_mut().zip(&mut *parent).zip(*child)
            {
                if !value.is_nan() {
                    let (up, down) = (factor * (best - value), factor * (value - worst));
                    *to_best += up * up;
                    // The first value present makes the unit's distance a number.
                    *from_worst = if from_worst.is_nan() {
                        0.0
                    } else {
                        *from_worst
                    } + down * down;
                }
            }
        }
        for (closeness, to_best) in parent.iter_mut().zip(to_best) {
            let (near, far) = (to_best.sqrt(), closeness.sqrt());
            *closeness = if near + far == 0.0 {
                0.5
            } else {
                far / (near + far)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scores(scaling: Scaling, children: &[&[f64]], weights: &[f64]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        Topsis { scaling }.apply(children, weights, &mut parent);
        parent
    }

    #[test]
    fn worked_example() {
        let children: [&[f64]; 2] = [&[0.0, 100.0, 50.0], &[100.0, 0.0, 50.0]];
        assert_eq!(
            scores(Scaling::None, &children, &[0.75, 0.25]),
            [0.25, 0.75, 0.5]
        );
        // On its own range a child a thousand times smaller counts the same.
        let small: [&[f64]; 2] = [&[0.0, 100.0, 50.0], &[0.1, 0.0, 0.05]];
        for scaling in [Scaling::Range, Scaling::Vector] {
            let found = scores(scaling, &small, &[0.75, 0.25]);
            for (found, expected) in found.iter().zip([0.25, 0.75, 0.5]) {
                assert!((found - expected).abs() < 1e-12, "{scaling:?} {found}");
            }
        }
    }

    #[test]
    fn missing_and_constant_children() {
        let children: [&[f64]; 2] = [&[0.0, f64::NAN, 10.0, f64::NAN], &[3.0, 3.0, 3.0, f64::NAN]];
        let found = scores(Scaling::Range, &children, &[1.0, 1.0]);
        assert_eq!(found[..3], [0.0, 0.5, 1.0]);
        assert!(found[3].is_nan());
    }

    proptest! {
        #[test]
        fn a_unit_at_least_as_good_everywhere_is_never_behind(
            rows in prop::collection::vec(prop::array::uniform3(0.0..100.0f64), 2..12),
        ) {
            let columns: Vec<Vec<f64>> = (0..3).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = scores(Scaling::Range, &columns, &[1.0, 2.0, 3.0]);
            for (a, better) in rows.iter().enumerate() {
                prop_assert!((0.0..=1.0).contains(&found[a]));
                for (b, worse) in rows.iter().enumerate() {
                    if better.iter().zip(worse).all(|(x, y)| x >= y) {
                        prop_assert!(found[a] >= found[b] - 1e-12);
                    }
                }
            }
        }
    }
}
