//! Independence weights (独立性权系数法): a child that the others already explain weighs little.
//!
//! Formula: R_j is the multiple correlation of child j with all others (复相关系数), w_j = (1/R_j) / Σ_k (1/R_k).
//! R_j² = r_jᵀ·C⁺·r_j with C the correlations of the others among themselves (C⁺ its pseudo-inverse) and r_j those with
//! j. Source: the independence weight method of Chinese evaluation practice; the multiple correlation: Kendall &
//! Stuart (1979), The Advanced Theory of Statistics, vol. 2, chapter 27.
//!
//! Worked example: three children with the correlations r_12 = 0.6, r_13 = r_23 = 0 have R = (0.6, 0.6, 0), and the
//! third takes all the weight; with r_13 = 0.3 instead, R² = (0.45, 0.36/0.91, 0.09/0.64),
//! R = (0.670820, 0.628971, 0.375) and w = (0.259377, 0.276635, 0.463988).
//!
//! Degenerate cases: children of which R = 0 share all the weight, which is the limit of the formula; with two
//! children the weights are equal. Missing values: correlations over the units that have both.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use crate::Names;
use crate::eigen::{self, Eigen};
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "independence",
        name: Names::fixed("独立性权系数法", "Independence"),
        description: Names::fixed(
            "与其他各项的复相关系数越小（越独立），权重越大。",
            "The smaller the multiple correlation of a child with all others, the larger its weight.",
        ),
        formula: "R_j² = r_jᵀ·C⁺·r_j; w_j = (1/R_j) / Σ_k (1/R_k)",
        source: "独立性权系数法 of Chinese evaluation practice; Kendall & Stuart (1979), The Advanced Theory of Statistics, vol. 2, chapter 27",
        parameters: &[LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Independence),
};

/// Below this a multiple correlation is 0 but for rounding.
const UNCORRELATED: f64 = 1e-12;
/// Eigenvalues this small against the largest are 0 but for rounding.
const SINGULAR: f64 = 1e-12;

/// The weights from the matrix of correlations, which sum to 1.
///
/// # Errors
/// [`Refusal`]: a correlation is unknown.
pub fn weights(correlations: &[Vec<f64>]) -> Result<Vec<f64>, Refusal> {
    every_correlation(correlations)?;
    let multiple: Vec<f64> = (0..correlations.len())
        .map(|j| squared_multiple_correlation(correlations, j).sqrt())
        .collect();
    if multiple.iter().any(|r| *r <= UNCORRELATED) {
        let free = |r: &f64| f64::from(u8::from(*r <= UNCORRELATED));
        return shares(multiple.iter().map(free).collect());
    }
    shares(multiple.iter().map(|r| 1.0 / r).collect())
}

/// R_j², between 0 and 1 also where pairwise correlations do not fit together.
pub(crate) fn squared_multiple_correlation(correlations: &[Vec<f64>], j: usize) -> f64 {
    let others: Vec<usize> = (0..correlations.len()).filter(|&k| k != j).collect();
    let among: Vec<Vec<f64>> = others
        .iter()
        .map(|&a| others.iter().map(|&b| correlations[a][b]).collect())
        .collect();
    let Eigen { values, vectors } = eigen::symmetric(&among);
    let largest = values.first().copied().unwrap_or(0.0);
    let sum: f64 = values
        .iter()
        .zip(&vectors)
        .filter(|(value, _)| **value > SINGULAR * largest)
        .map(|(value, vector)| {
            let along = vector.iter().zip(&others);
            let along: f64 = along.map(|(v, &k)| v * correlations[j][k]).sum();
            along * along / value
        })
        .sum();
    sum.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let matrix = |r13: f64| {
            vec![
                vec![1.0, 0.6, r13],
                vec![0.6, 1.0, 0.0],
                vec![r13, 0.0, 1.0],
            ]
        };
        assert_eq!(weights(&matrix(0.0)).unwrap(), [0.0, 0.0, 1.0]);
        let squares: Vec<f64> = (0..3)
            .map(|j| squared_multiple_correlation(&matrix(0.3), j))
            .collect();
        for (found, exact) in squares.iter().zip([0.45, 0.36 / 0.91, 0.09 / 0.64]) {
            assert!((found - exact).abs() < 1e-15, "{squares:?}");
        }
        let found = weights(&matrix(0.3)).unwrap();
        for (found, exact) in found.iter().zip([0.259377, 0.276635, 0.463988]) {
            assert!((found - exact).abs() < 5e-7, "{found}");
        }
    }

    #[test]
    fn duplicates_are_explained_entirely() {
        let matrix = vec![
            vec![1.0, 1.0, 0.5],
            vec![1.0, 1.0, 0.5],
            vec![0.5, 0.5, 1.0],
        ];
        let found = weights(&matrix).unwrap();
        assert!((found[0] - found[1]).abs() < 1e-14 && found[2] > found[0]);
        assert!((found[2] - 0.5).abs() < 1e-12, "{found:?}");
    }
}
