//! Angle weights (向量夹角法): the larger the angle between a child and the constant vector, the more it tells
//! the units apart.
//!
//! Formula: θ_j = arccos(Σ_i x_ij / (√n_j·‖x_j‖)), w_j = θ_j / Σ_k θ_k. Source: Shuai, Zong, Wang & Shen (2012),
//! A new method to calculate weights of attributes in spectral analysis (angle-based weighting), and the
//! library pymcdm.
//!
//! Worked example: (1, 1, 0) has cos θ = 2/√6 and θ = 0.615480, (1, 2, 3) has cos θ = 6/√42 and θ = 0.387597, so
//! w = (0.613592, 0.386408).
//!
//! Degenerate cases: missing values are left out of sum and length, n_j with them; a column that is 0
//! throughout is constant and excluded before. Negative values are taken as they are: after z-scores every
//! angle is a right one and the weights are equal.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, shares, values,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "angle",
        name: Names::fixed("向量夹角法", "Angle"),
        description: Names::fixed(
            "与常向量的夹角越大，权重越大。",
            "The larger the angle to the constant vector, the larger the weight.",
        ),
        formula: "θ_j = arccos(Σ_i x_ij / (√n_j·‖x_j‖)); w_j = θ_j / Σ_k θ_k",
        source: "Shuai et al. (2012), as implemented in the library pymcdm",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Angle),
};

/// The weights of `columns` (each a value a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: no column varies.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    shares(columns.iter().map(|column| angle(column)).collect())
}

/// θ_j in radians. The sine from the residual around the mean keeps small angles exact, where the
/// arccosine of a number near 1 loses half its digits.
fn angle(column: &[f64]) -> f64 {
    let (sum, count) =
        values(column).fold((0.0, 0.0_f64), |(sum, count), x| (sum + x, count + 1.0));
    let mean = sum / count;
    let residual: f64 = values(column).map(|x| (x - mean) * (x - mean)).sum();
    residual.sqrt().atan2(sum / count.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, f64::NAN, 1.0, 0.0], &[1.0, 2.0, 3.0, f64::NAN]]).unwrap();
        assert!((found[0] - 0.613592).abs() < 5e-7, "{found:?}");
        assert!((angle(&[-1.0, 0.0, 1.0]) - std::f64::consts::FRAC_PI_2).abs() < 1e-15);
    }
}
