//! CRITIC weights: spread times conflict (criteria importance through intercriteria correlation).
//!
//! Formula, with each child stretched to 0…1: C_j = s_j·Σ_k (1 − r_jk), w_j = C_j / Σ_k C_k, where s_j is the sample
//! standard deviation (divisor n_j − 1) and r the correlation. Source: Diakoulaki, Mavrotas & Papayannakis (1995),
//! Determining objective weights in multiple criteria problems: the CRITIC method, Computers & Operations
//! Research 22(7).
//!
//! Worked example: (0, 1, 0.5), (0, 0.5, 1) and (1, 0, 0.5) have s = 0.5 each and r_12 = 0.5, r_13 = −1, r_23 = −0.5, so
//! C = (1.25, 1, 1.75) and w = (0.3125, 0.25, 0.4375).
//!
//! Degenerate cases: the scale of the values plays no part; missing values are left out of s, and r is taken over
//! the units that have both. When all children move together (all r = 1) the method has nothing to say and is
//! refused. pymcdm and scikit-criteria take s with different divisors, which makes no difference to complete data.

use super::WeightingSpec;
use super::correlation;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use super::standard_deviation::deviation;
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method};
use crate::methods::{Parameter, ParameterKind};
use serde::Serialize;

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "critic",
        name: Names::fixed("CRITIC 法", "CRITIC"),
        description: Names::fixed(
            "取值差异大、与其他项相关小的项权重大。",
            "The larger the spread of a child and the smaller its correlations, the larger its weight.",
        ),
        formula: "x stretched to 0…1; C_j = s_j·Σ_k (1 − r_jk); w_j = C_j / Σ_k C_k",
        source: "Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7)",
        parameters: &[CORRELATION, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| {
        FromData::specify(
            arguments,
            DataMethod::Critic {
                correlation: match arguments.option("correlation") {
                    "spearman" => Correlation::Spearman,
                    _ => Correlation::Pearson,
                },
            },
        )
    },
};

const CORRELATION: Parameter = Parameter {
    id: "correlation",
    name: Names::fixed("相关系数", "correlation"),
    kind: ParameterKind::Option {
        default: "pearson",
        options: &[
            ("pearson", Names::fixed("皮尔逊", "Pearson")),
            (
                "spearman",
                Names::fixed("斯皮尔曼（秩）", "Spearman (ranks)"),
            ),
        ],
    },
};

/// The correlation that measures conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correlation {
    /// Pearson's.
    Pearson,
    /// Spearman's, of ranks.
    Spearman,
}

/// The weights of `columns` (each a value a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: a correlation is unknown, or all are 1.
pub fn weights(columns: &[&[f64]], correlation: Correlation) -> Result<Vec<f64>, Refusal> {
    let matrix = match correlation {
        Correlation::Pearson => correlation::pearson(columns),
        Correlation::Spearman => correlation::spearman(columns),
    };
    from_correlations(columns, &matrix)
}

/// Less conflict than this is rounding.
const NO_CONFLICT: f64 = 1e-12;

/// The weights of columns whose correlations are known.
pub(super) fn from_correlations(
    columns: &[&[f64]],
    correlations: &[Vec<f64>],
) -> Result<Vec<f64>, Refusal> {
    every_correlation(correlations)?;
    let conflict: Vec<f64> = correlations
        .iter()
        .map(|row| row.iter().map(|r| 1.0 - r).sum())
        .collect();
    if conflict.iter().all(|c| *c <= NO_CONFLICT) {
        return Err(Refusal::all(
            "各项完全相关，CRITIC 法无法区分：请删除重复的项，或改用 equal",
            "all children are perfectly correlated, which leaves CRITIC nothing to tell them apart: remove duplicates, or use equal weights",
        ));
    }
    let amounts = columns.iter().zip(conflict).map(|(column, conflict)| {
        let range = extent(column).map_or(0.0, |(least, most)| most - least);
        deviation(column) / range * conflict
    });
    shares(amounts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let columns: [&[f64]; 3] = [&[0.0, 100.0, 50.0], &[0.0, 0.5, 1.0], &[1.0, 0.0, 0.5]];
        let found = weights(&columns, Correlation::Pearson).unwrap();
        for (found, exact) in found.iter().zip([0.3125, 0.25, 0.4375]) {
            assert!((found - exact).abs() < 1e-15, "{found}");
        }
        assert_eq!(weights(&columns, Correlation::Spearman).unwrap().len(), 3);
    }

    #[test]
    fn perfect_correlation_is_refused() {
        let column = [0.0, 1.0, 0.5];
        let refusal = weights(&[&column, &column], Correlation::Pearson).unwrap_err();
        assert!(refusal.reason.en.contains("perfectly correlated"));
        let gaps = [f64::NAN, 1.0, 0.5];
        let refusal = weights(&[&column, &gaps], Correlation::Pearson).unwrap_err();
        assert_eq!(refusal.columns, [0, 1]);
    }
}
