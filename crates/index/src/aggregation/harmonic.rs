//! The weighted harmonic mean (调和平均): compensates still less than the geometric mean.
//!
//! Formula: y_i = Σ_j w_j / Σ_j (w_j / x_ij) over the children j that unit i has. Source: OECD & JRC
//! (2008), Handbook on Constructing Composite Indicators, section 6; Bullen (2003), Handbook of Means
//! and Their Inequalities, chapter II.
//!
//! Worked example: (1, 3) with equal weights gives 2 / (1 + 1/3) = 1.5. The formula gives a number for
//! values of both signs too (−1 and 2 give −4, below both), which is no mean, so they are refused.

use super::geometric::ABOVE_ZERO;
use super::mean::quasi_arithmetic;
use super::{AggregationSpec, Refusal, require};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "harmonic",
        name: Names::fixed("调和平均", "Weighted harmonic mean"),
        description: Names::fixed(
            "下级得分的加权调和平均；对短板的惩罚重于几何平均；所有值必须大于 0。",
            "The weighted harmonic mean of the children, which punishes a weak one more than the geometric mean. All values must be above 0.",
        ),
        formula: "y_i = Σ_j w_j / Σ_j (w_j / x_ij)",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6; Bullen (2003), Handbook of Means and Their Inequalities, chapter II",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::Harmonic),
};

/// Writes the weighted harmonic mean of the `children` into `parent`, both a value a unit.
///
/// # Errors
/// A value is not above 0.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) -> Result<(), Refusal> {
    require(children, |value| value > 0.0, &ABOVE_ZERO)?;
    quasi_arithmetic(children, weights, parent, f64::recip, f64::recip);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut parent = [0.0; 2];
        apply(&[&[1.0, f64::NAN], &[3.0, 4.0]], &[1.0, 1.0], &mut parent).unwrap();
        assert!((parent[0] - 1.5).abs() < 1e-15);
        assert_eq!(parent[1], 4.0);
    }

    #[test]
    fn values_of_both_signs_are_refused() {
        assert!(apply(&[&[-1.0], &[2.0]], &[1.0, 1.0], &mut [0.0]).is_err());
    }
}
