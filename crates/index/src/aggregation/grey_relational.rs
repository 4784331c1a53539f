//! Grey relational analysis (灰色关联分析): how closely a unit follows the ideal unit, child by child.
//!
//! Formula: Δ_ij = (max_k x_kj − x_ij) / s_j with the scaling s_j (1, the range, or the root of the sum
//! of squares of the child); ξ_ij = (Δ_min + ρ·Δ_max) / (Δ_ij + ρ·Δ_max) with the smallest and largest
//! Δ over all units and children; y_i = Σ_j w_j·ξ_ij / Σ_j w_j over the children that unit i has.
//! Source: 邓聚龙 (1982), 灰色控制系统, 华中工学院学报 10(3), 9–18; Deng (1989), Introduction to grey
//! system theory, Journal of Grey System 1, 1–24.
//!
//! Where nothing varies every coefficient is 1.
//!
//! Worked example: children (0, 100), (50, 100) with equal weights and ρ = ½: Δ = (100, 0), (50, 0); ξ
//! = 50/150, 50/100 for the first unit: y = (5/12, 1).

use serde::Serialize;

use super::AggregationSpec;
use super::arithmetic;
use super::scaling::{SCALING, Scaling};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// How sharply the relation falls with the distance, and the scale of the distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GreyRelational {
    /// The distinguishing coefficient ρ, above 0, at most 1.
    pub rho: f64,
    /// The scaling before the distances are taken.
    pub scaling: Scaling,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "grey-relational",
        name: Names::fixed("灰色关联分析", "Grey relational analysis"),
        description: Names::fixed(
            "以各项最优值为参考序列，按灰色关联系数加权平均；ρ 越小，区分度越大；随评价单元的增减而变。",
            "The weighted mean of the grey relational coefficients to the best values of all units; the smaller ρ, the sharper it distinguishes; it changes when units come or go.",
        ),
        formula: "y_i = Σ_j w_j·ξ_ij / Σ_j w_j, ξ_ij = (Δ_min + ρ·Δ_max) / (Δ_ij + ρ·Δ_max), Δ_ij = (x^+_j − x_ij) / s_j",
        source: "邓聚龙 (1982), 灰色控制系统, 华中工学院学报 10(3), 9–18; Deng (1989), Introduction to grey system theory, Journal of Grey System 1, 1–24",
        parameters: &[
            Parameter {
                id: "rho",
                name: Names::fixed("分辨系数 ρ", "distinguishing coefficient, ρ"),
                kind: ParameterKind::Number {
                    default: 0.5,
                    least: 0.001,
                    most: 1.0,
                },
            },
            SCALING,
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::GreyRelational(GreyRelational {
            rho: arguments.number("rho"),
            scaling: Scaling::of(arguments.option("scaling")),
        }))
    },
};

impl GreyRelational {
    /// Writes the grey relational grades (0 to 1) of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        let mut columns: Vec<Vec<f64>> = children
            .iter()
            .map(|child| {
                let best = extent(child).map_or(f64::NAN, |(_, best)| best);
                let factor = self.scaling.factor(child);
                child.iter().map(|value| (best - value) * factor).collect()
            })
            .collect();
        // The best unit of a child is at distance 0, so the smallest distance is 0 throughout.
        let extents = columns.iter().filter_map(|column| extent(column));
        let farthest = extents.fold(0.0_f64, |farthest, (_, most)| farthest.max(most));
        let scale = self.rho * farthest;
        for value in columns.iter_mut().flatten() {
            if farthest > 0.0 {
                *value = scale / (*value + scale);
            } else if !value.is_nan() {
                *value = 1.0;
            }
        }
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        arithmetic::apply(&columns, weights, parent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(scaling: Scaling, children: &[&[f64]]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        let spec = GreyRelational { rho: 0.5, scaling };
        spec.apply(children, &vec![1.0; children.len()], &mut parent);
        parent
    }

    #[test]
    fn worked_example() {
        let children: [&[f64]; 2] = [&[0.0, 100.0], &[50.0, 100.0]];
        let found = grades(Scaling::None, &children);
        assert!((found[0] - 5.0 / 12.0).abs() < 1e-15 && found[1] == 1.0);
        let found = grades(Scaling::Range, &children);
        assert!((found[0] - 1.0 / 3.0).abs() < 1e-15 && found[1] == 1.0);
    }

    #[test]
    fn degenerate_children() {
        assert_eq!(grades(Scaling::None, &[&[3.0, 3.0]]), [1.0, 1.0]);
        let found = grades(
            Scaling::Range,
            &[&[3.0, f64::NAN, 3.0], &[0.0, f64::NAN, 1.0]],
        );
        assert!(found[1].is_nan());
        assert!((found[0] - 2.0 / 3.0).abs() < 1e-15 && found[2] == 1.0);
    }
}
