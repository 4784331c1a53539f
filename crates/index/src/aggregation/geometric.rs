//! The weighted geometric mean (几何平均): a weak child cannot be made good by an equal gain elsewhere.
//!
//! Formula: y_i = (Π_j x_ij^w_j)^(1 / Σ_j w_j) over the children j that unit i has. Source: OECD & JRC
//! (2008), Handbook on Constructing Composite Indicators, section 6.
//!
//! Worked example: (1, 100) with equal weights gives 10, where the arithmetic mean gives 50.5.

use super::mean::quasi_arithmetic;
use super::{AggregationSpec, Refusal, require};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "geometric",
        name: Names::fixed("几何平均", "Weighted geometric mean"),
        description: Names::fixed(
            "下级得分的加权几何平均；短板不能被其他项等量补偿；所有值必须大于 0。",
            "The weighted geometric mean of the children: a weak one is not made good by an equal gain elsewhere. All values must be above 0.",
        ),
        formula: "y_i = (Π_j x_ij^w_j)^(1 / Σ_j w_j)",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::Geometric),
};

/// Writes the weighted geometric mean of the `children` into `parent`, both a value a unit.
///
/// # Errors
/// A value is not above 0.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) -> Result<(), Refusal> {
    require(children, |value| value > 0.0, &ABOVE_ZERO)?;
    quasi_arithmetic(children, weights, parent, f64::ln, f64::exp);
    Ok(())
}

/// What to do about values that are not above 0.
pub(super) static ABOVE_ZERO: Names = Names::fixed(
    "该方法要求所有值大于 0：请把无量纲化的下限设为大于 0（如极差法 low = 1、high = 100），或改用算术平均",
    "the method needs values above 0: normalise onto a range that begins above 0 (min-max with low = 1, high = 100), or use the arithmetic mean",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut parent = [0.0; 3];
        apply(
            &[&[1.0, f64::NAN, f64::NAN], &[100.0, 7.0, f64::NAN]],
            &[2.0, 2.0],
            &mut parent,
        )
        .unwrap();
        assert!((parent[0] - 10.0).abs() < 1e-12);
        assert!((parent[1] - 7.0).abs() < 1e-12);
        assert!(parent[2].is_nan());
    }

    #[test]
    fn values_not_above_zero_are_refused() {
        for value in [0.0, -1.0] {
            let refusal = apply(&[&[1.0, 2.0], &[3.0, value]], &[1.0, 1.0], &mut [0.0; 2]);
            assert!(matches!(
                refusal,
                Err(Refusal::Value { child: 1, unit: 1, value: found, .. }) if found == value
            ));
        }
    }
}
