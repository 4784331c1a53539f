//! Coefficient-of-variation weights (变异系数法): the larger the spread against the mean, the larger the
//! weight.
//!
//! Formula: v_j = s_j / x̄_j with the sample standard deviation s_j (divisor n_j − 1), w_j = v_j / Σ_k v_k.
//! Source: Pearson (1896), Philosophical Transactions A 187 (the coefficient); in use as weights throughout
//! Chinese evaluation practice.
//!
//! Worked example: (1, 2, 3) has 1/2 and (2, 4, 9) has √13/5 = 0.721110, so w = (0.409463, 0.590537).
//!
//! Degenerate cases: a coefficient has a meaning only above a true zero, so values below 0 are refused; missing
//! values are left out of both moments.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, moments, not_negative, shares,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "coefficient-of-variation",
        name: Names::fixed("变异系数法", "Coefficient of variation"),
        description: Names::fixed(
            "标准差相对均值越大，权重越大。",
            "The larger the standard deviation against the mean, the larger the weight.",
        ),
        formula: "v_j = s_j / x̄_j; w_j = v_j / Σ_k v_k",
        source: "Pearson (1896), Philosophical Transactions of the Royal Society A 187, for the coefficient",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::CoefficientOfVariation),
};

/// The weights of `columns` (each a value ≥ 0 a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: a value is below 0.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    not_negative(columns)?;
    let variation = columns.iter().map(|column| {
        let (mean, squares, count) = moments(column);
        (squares / (count - 1.0)).sqrt() / mean
    });
    shares(variation.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 2.0, 3.0, f64::NAN], &[2.0, 4.0, f64::NAN, 9.0]]).unwrap();
        assert!((found[0] - 0.409463).abs() < 5e-7, "{found:?}");
        assert_eq!(weights(&[&[-1.0, 2.0]]).unwrap_err().columns, [0]);
    }
}
