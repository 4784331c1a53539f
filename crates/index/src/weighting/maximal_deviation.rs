//! Maximal-deviation weights (离差最大化法): the weights under which the units differ most from each other.
//!
//! Formula: maximise Σ_j w_j·D_j with Σ_j w_j² = 1, D_j = Σ_i Σ_k |x_ij − x_kj|; the solution is proportional to
//! D_j, so w_j = D_j / Σ_l D_l. Source: Wang (1998), 运用离差最大化方法进行多指标决策与排序 (Using the method of
//! maximizing deviations to make decision for multi-indices), 系统工程与电子技术 20(7).
//!
//! Worked example: (1, 2, 3) has D = 8 and (2, 4, 9) has D = 28, so w = (8/36, 28/36).
//!
//! Degenerate cases: with missing values D_j is the mean over the pairs of values present. The weights depend
//! on the scale of each child, so that the values should have been brought to one scale.

use super::WeightingSpec;
use super::from_data::{DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, shares};
use super::gini::mean_difference;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "maximal-deviation",
        name: Names::fixed("离差最大化法", "Maximal deviation"),
        description: Names::fixed(
            "使各单元综合得分差异最大的权重。",
            "The weights under which the units differ most from each other.",
        ),
        formula: "D_j = Σ_i Σ_k |x_ij − x_kj|; w_j = D_j / Σ_l D_l",
        source: "Wang (1998), 系统工程与电子技术 20(7)",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::MaximalDeviation),
};

/// The weights of `columns` (each a value a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: no column varies.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    shares(
        columns
            .iter()
            .map(|column| mean_difference(column))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 2.0, 3.0, f64::NAN], &[2.0, 4.0, f64::NAN, 9.0]]).unwrap();
        assert!((found[0] - 8.0 / 36.0).abs() < 1e-15, "{found:?}");
    }
}
