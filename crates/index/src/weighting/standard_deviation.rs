//! Standard-deviation weights (标准差法): the larger the spread, the larger the weight.
//!
//! Formula: w_j = s_j / Σ_k s_k with the sample standard deviation s_j (divisor n_j − 1). Source: Wang & Luo
//! (2010), Integration of correlations with standard deviations for determining attribute weights in multiple
//! attribute decision making, Mathematical and Computer Modelling 51.
//!
//! Worked example: (1, 2, 3) has 1 and (2, 4, 9) has √13 = 3.605551, so w = (0.217129, 0.782871).
//!
//! Degenerate cases: missing values are left out. After z-scores all deviations are 1, and the weights are
//! equal by construction.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, moments, shares,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "standard-deviation",
        name: Names::fixed("标准差法", "Standard deviation"),
        description: Names::fixed(
            "标准差越大，权重越大。",
            "The larger the standard deviation, the larger the weight.",
        ),
        formula: "w_j = s_j / Σ_k s_k",
        source: "Wang & Luo (2010), Mathematical and Computer Modelling 51",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::StandardDeviation),
};

/// The weights of `columns` (each a value a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: no column varies.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    shares(columns.iter().map(|column| deviation(column)).collect())
}

/// The sample standard deviation of the values present.
pub(super) fn deviation(column: &[f64]) -> f64 {
    let (_, squares, count) = moments(column);
    (squares / (count - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 2.0, 3.0, f64::NAN], &[2.0, 4.0, f64::NAN, 9.0]]).unwrap();
        assert!((found[0] - 0.217129).abs() < 5e-7, "{found:?}");
    }
}
