//! Correlation-balanced weights (相关性平衡赋权): the weights under which the correlations of the children with their
//! parent are equal, or proportional to the given weights: stated importance becomes real.
//!
//! Formula: the parent is Σ_j w_j·x_j; with the correlations R, the standard deviations s_j and a_j = w_j·s_j its
//! correlations with the children are r = R·a / √(aᵀRa). Those are proportional to a target t exactly when
//! a ∝ R⁻¹·t. Where that asks for negative weights, the best weights ≥ 0 are those with the largest cosine between r
//! and t, that is a ≥ 0 that minimises ‖R·a − t‖², a convex problem solved exactly (non-negative least squares). So no
//! search can stop early or return worse weights than it has seen. Source: the aim is that of Paruolo, Saisana &
//! Saltelli (2013), Journal of the Royal Statistical Society A 176(3), and of Becker, Saisana, Paruolo & Vandecasteele
//! (2017), Ecological Indicators 80; COINr solves it by Nelder–Mead.
//!
//! Worked example: s = (1, 1, 1), r_12 = 0.8 and 0 else: R⁻¹·1 = (5/9, 5/9, 1), w = (5/19, 5/19, 9/19), and each child
//! correlates with the parent at √(9/19) = 0.688247.
//!
//! Degenerate cases: a child that runs against the others may get 0, which is reported with the correlations
//! reached. Missing values: correlations over the units that have both. The parent is taken as linear, whatever
//! the aggregation.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use super::standard_deviation::deviation;
use crate::Names;
use crate::least_squares;
use crate::methods::{About, Method};
use crate::methods::{Parameter, ParameterKind};
use serde::Serialize;

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "correlation-balanced",
        name: Names::fixed("相关性平衡赋权", "Correlation-balanced"),
        description: Names::fixed(
            "使各项与上级得分的相关系数相等（或与给定权重成比例）。",
            "The weights under which the children correlate with their parent equally, or in proportion to the given weights.",
        ),
        formula: "minimise ‖R·a − t‖² over a ≥ 0; w_j ∝ a_j / s_j",
        source: "Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80; solved as non-negative least squares",
        parameters: &[TARGET, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| {
        FromData::specify(
            arguments,
            DataMethod::CorrelationBalanced {
                target: match arguments.option("target") {
                    "given" => Target::Given,
                    _ => Target::Equal,
                },
            },
        )
    },
};

const TARGET: Parameter = Parameter {
    id: "target",
    name: Names::fixed("目标", "target"),
    kind: ParameterKind::Option {
        default: "equal",
        options: &[
            ("equal", Names::fixed("相关系数相等", "equal correlations")),
            (
                "given",
                Names::fixed("与给定权重成比例", "in proportion to the given weights"),
            ),
        ],
    },
};

/// What the correlations of the children with the parent are to be proportional to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// All equal.
    Equal,
    /// The given weights.
    Given,
}

impl Target {
    /// The target for children with these given weights.
    pub(super) fn of(self, given: &[f64]) -> Vec<f64> {
        match self {
            Target::Equal => vec![1.0; given.len()],
            Target::Given => given.to_vec(),
        }
    }
}

/// The weights of `columns` (each a value a unit) with these `correlations` and this `target`, which sum to 1.
///
/// # Errors
/// [`Refusal`]: a correlation is unknown.
pub fn weights(
    columns: &[&[f64]],
    correlations: &[Vec<f64>],
    target: &[f64],
) -> Result<Vec<f64>, Refusal> {
    every_correlation(correlations)?;
    let amounts = least_squares::non_negative(correlations, target);
    shares(
        amounts
            .iter()
            .zip(columns)
            .map(|(a, column)| a / deviation(column))
            .collect(),
    )
}

/// The correlations of the columns with their sum under `weights`.
pub(super) fn correlations_with_parent(
    columns: &[&[f64]],
    correlations: &[Vec<f64>],
    weights: &[f64],
) -> Vec<f64> {
    let amounts: Vec<f64> = weights
        .iter()
        .zip(columns)
        .map(|(w, column)| w * deviation(column))
        .collect();
    let along: Vec<f64> = correlations
        .iter()
        .map(|row| row.iter().zip(&amounts).map(|(r, a)| r * a).sum())
        .collect();
    let variance: f64 = along.iter().zip(&amounts).map(|(x, a)| x * a).sum();
    along.iter().map(|x| x / variance.sqrt()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weighting::correlation::pearson;

    /// Three columns with unit variance, r_12 = 0.8 and 0 else.
    fn example() -> [[f64; 4]; 3] {
        let (a, b, c) = (
            [1.0, 1.0, -1.0, -1.0],
            [1.0, -1.0, 1.0, -1.0],
            [1.0, -1.0, -1.0, 1.0],
        );
        let mut second = [0.0; 4];
        for (unit, value) in second.iter_mut().enumerate() {
            *value = 0.8 * a[unit] + 0.6 * b[unit];
        }
        [a, second, c]
    }

    #[test]
    fn worked_example() {
        let columns = example();
        let columns: Vec<&[f64]> = columns.iter().map(|column| &column[..]).collect();
        let matrix = pearson(&columns);
        let found = weights(&columns, &matrix, &[1.0; 3]).unwrap();
        for (found, exact) in found.iter().zip([5.0, 5.0, 9.0]) {
            assert!((found - exact / 19.0).abs() < 1e-14, "{found}");
        }
        for r in correlations_with_parent(&columns, &matrix, &found) {
            assert!((r - (9.0_f64 / 19.0).sqrt()).abs() < 1e-14, "{r}");
        }
    }

    #[test]
    fn correlations_follow_a_target() {
        let columns = example();
        let columns: Vec<&[f64]> = columns.iter().map(|column| &column[..]).collect();
        let matrix = pearson(&columns);
        let found = weights(&columns, &matrix, &[2.0, 2.0, 1.0]).unwrap();
        let reached = correlations_with_parent(&columns, &matrix, &found);
        assert!((reached[0] / reached[2] - 2.0).abs() < 1e-12, "{reached:?}");
    }

    /// Against a search over all weights in steps of 1/40: none comes nearer to balance.
    #[test]
    fn no_weights_on_a_grid_are_better_balanced() {
        let matrix = vec![
            vec![1.0, 0.9, -0.3],
            vec![0.9, 1.0, -0.5],
            vec![-0.3, -0.5, 1.0],
        ];
        let column = [1.0, 2.0, 4.0];
        let columns: [&[f64]; 3] = [&column; 3];
        let cosine = |weights: &[f64]| {
            let r = correlations_with_parent(&columns, &matrix, weights);
            r.iter().sum::<f64>() / r.iter().map(|r| r * r).sum::<f64>().sqrt()
        };
        let found = cosine(&weights(&columns, &matrix, &[1.0; 3]).unwrap());
        for a in 0..=40 {
            for b in 0..=40 - a {
                let (a, b) = (f64::from(a) / 40.0, f64::from(b) / 40.0);
                assert!(cosine(&[a, b, 1.0 - a - b]) <= found + 1e-12);
            }
        }
    }
}
