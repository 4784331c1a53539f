//! Entropy weights (熵权法): the more unevenly a child is spread over the units, the more it tells.
//!
//! Formula, with n_j values present in column j: p_ij = x_ij / Σ_i x_ij, e_j = −Σ_i p_ij·ln p_ij / ln n_j
//! (0·ln 0 = 0), w_j = (1 − e_j) / Σ_k (1 − e_k). Source: Shannon (1948), A mathematical theory of
//! communication, Bell System Technical Journal 27; as weights: Hwang & Yoon (1981), Multiple Attribute
//! Decision Making, section 3.3.
//!
//! Worked example, two units: (1, 3) has p = (1/4, 3/4) and e = 0.811278, (1, 1.5) has p = (0.4, 0.6) and
//! e = 0.970951, so w = (0.866606, 0.133394).
//!
//! Degenerate cases: values below 0 are refused; a missing value is left out, and n_j with it; a constant
//! child would have e = 1 and is excluded before. Entropy depends on where zero is: min-max onto 1…100 gives
//! other weights than onto 0…100.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, not_negative, shares, values,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "entropy",
        name: Names::fixed("熵权法", "Entropy"),
        description: Names::fixed(
            "取值在各单元间越不均匀（熵越小），权重越大。",
            "The more unevenly a child is spread over the units (the smaller its entropy), the larger its weight.",
        ),
        formula: "p_ij = x_ij / Σ_i x_ij; e_j = −Σ_i p_ij·ln p_ij / ln n_j; w_j = (1 − e_j) / Σ_k (1 − e_k)",
        source: "Shannon (1948), Bell System Technical Journal 27; Hwang & Yoon (1981), Multiple Attribute Decision Making, section 3.3",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Entropy),
};

/// The weights of `columns` (each a value ≥ 0 a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: a value is below 0.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    not_negative(columns)?;
    shares(columns.iter().map(|column| divergence(column)).collect())
}

/// 1 − e_j. With S = Σx, −Σ p·ln p = ln S − Σ x·ln x / S.
fn divergence(column: &[f64]) -> f64 {
    let (mut sum, mut weighted, mut count) = (0.0, 0.0, 0.0_f64);
    for x in values(column) {
        sum += x;
        count += 1.0;
        if x > 0.0 {
            weighted += x * x.ln();
        }
    }
    // Rounding may leave the entropy of nearly equal values a little above 1.
    (1.0 - (sum.ln() - weighted / sum) / count.ln()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 3.0], &[1.0, f64::NAN, 1.5]]).unwrap();
        assert!((found[0] - 0.866606).abs() < 5e-7 && (found[1] - 0.133394).abs() < 5e-7);
    }

    #[test]
    fn a_zero_counts_for_nothing_and_a_negative_value_is_refused() {
        // One unit has everything: the entropy is 0, the divergence 1.
        assert_eq!(divergence(&[0.0, 5.0, 0.0]), 1.0);
        let refusal = weights(&[&[1.0, 2.0], &[1.0, -2.0]]).unwrap_err();
        assert_eq!(refusal.columns, [1]);
    }
}
