//! The rank-sum ratio (秩和比法, RSR): the weighted mean of the ranks as a share of the number of
//! units.
//!
//! Formula: RSR_i = Σ_j w_j·(R_ij / n_j) / Σ_j w_j over the children j that unit i has, where R_ij is
//! the rank from 1 (smallest of n_j values) upwards, ties sharing the mean; or, without loss of the
//! distances (非整秩次), R_ij = 1 + (n_j − 1)·(x_ij − min) / (max − min). Source: 田凤调 (1993),
//! 秩和比法及其 应用, 中国统计出版社.
//!
//! Worked example: (10, 20, 20) has the ranks (1, 2.5, 2.5) and RSR (0.3333, 0.8333, 0.8333); without
//! loss of the distances (1, 3, 3) and (0.3333, 1, 1).

use serde::Serialize;

use super::AggregationSpec;
use super::arithmetic;
use super::scaling::spread;
use crate::Names;
use crate::matrix::{extent, present};
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::rank::ascending_ranks;

/// How values become ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RankSumRatio {
    /// Whole or interpolated ranks.
    pub ranking: Ranking,
}

/// How values become ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ranking {
    /// By order (整次); ties share the mean of their ranks.
    Whole,
    /// Between 1 and n in proportion to the value (非整次).
    Interpolated,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "rank-sum-ratio",
        name: Names::fixed("秩和比法（RSR）", "Rank-sum ratio (RSR)"),
        description: Names::fixed(
            "各项秩次的加权平均除以单元数（0–1）；整次只看名次，非整次保留差距。",
            "The weighted mean of the ranks over the number of units (0 to 1); whole ranks look only at the order, interpolated ranks keep the distances.",
        ),
        formula: "y_i = Σ_j w_j·(R_ij / n_j) / Σ_j w_j; interpolated: R_ij = 1 + (n_j − 1)·(x_ij − min_j) / (max_j − min_j)",
        source: "田凤调 (1993), 秩和比法及其应用, 中国统计出版社",
        parameters: &[Parameter {
            id: "ranking",
            name: Names::fixed("编秩方式", "ranking"),
            kind: ParameterKind::Option {
                default: "whole",
                options: &[
                    (
                        "whole",
                        Names::fixed("整次（并列取平均秩）", "whole ranks, ties averaged"),
                    ),
                    (
                        "interpolated",
                        Names::fixed("非整次（按数值线性内插）", "interpolated by value"),
                    ),
                ],
            },
        }],
        inferred: false,
    },
    specify: |arguments| {
        let ranking = match arguments.option("ranking") {
            "interpolated" => Ranking::Interpolated,
            _ => Ranking::Whole,
        };
        Ok(AggregationSpec::RankSumRatio(RankSumRatio { ranking }))
    },
};

impl RankSumRatio {
    /// Writes the rank-sum ratios (above 0, up to 1) of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        let ratios: Vec<Vec<f64>> = children.iter().map(|child| self.ratios(child)).collect();
        let ratios: Vec<&[f64]> = ratios.iter().map(Vec::as_slice).collect();
        arithmetic::apply(&ratios, weights, parent);
    }

    /// The rank of every value over their number; where all are the same, all share the mean rank.
    fn ratios(self, column: &[f64]) -> Vec<f64> {
        let count = present(column) as f64;
        let range = spread(column);
        match (self.ranking, extent(column)) {
            (Ranking::Interpolated, Some((least, _))) if range > 0.0 => {
                let rank = |value: &f64| 1.0 + (count - 1.0) * (value - least) / range;
                column.iter().map(|value| rank(value) / count).collect()
            }
            _ => {
                let ranks = ascending_ranks(column);
                ranks.iter().map(|rank| rank / count).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column = [10.0, 20.0, f64::NAN, 20.0];
        for (ranking, ranks) in [
            (Ranking::Whole, [1.0, 2.5, 2.5]),
            (Ranking::Interpolated, [1.0, 3.0, 3.0]),
        ] {
            let found = RankSumRatio { ranking }.ratios(&column);
            assert_eq!([found[0], found[1], found[3]], ranks.map(|rank| rank / 3.0));
            assert!(found[2].is_nan());
            // All the same: the mean rank, whichever way.
            let constant = RankSumRatio { ranking }.ratios(&[4.0, 4.0, 4.0]);
            assert_eq!(constant, [2.0 / 3.0; 3]);
        }
        let mut parent = [0.0; 4];
        let spec = RankSumRatio {
            ranking: Ranking::Whole,
        };
        spec.apply(&[&column, &[1.0, 2.0, 3.0, 4.0]], &[3.0, 1.0], &mut parent);
        let expected = [
            (3.0 * (1.0 / 3.0) + 0.25) / 4.0,
            (3.0 * (2.5 / 3.0) + 0.5) / 4.0,
            0.75,
            (3.0 * (2.5 / 3.0) + 1.0) / 4.0,
        ];
        for (found, expected) in parent.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15);
        }
    }
}
