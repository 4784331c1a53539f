//! Set pair analysis (集对分析): identity with the best and contrariety to it, as the worst defines it.
//!
//! Formula: with the best u_j and the worst v_j value of a child, the identity of x_ij is a_ij = x_ij /
//! (u_j + v_j), its contrariety c_ij = u_j·v_j / ((u_j + v_j)·x_ij), and the rest b_ij = 1 − a_ij −
//! c_ij is discrepancy; a_i and c_i are weighted means over the children that unit i has; y_i = a_i /
//! (a_i + c_i). Source: 赵克勤 (2000), 集对分析及其初步应用, 浙江科学技术出版社; Su, Yang, Chen &
//! Ulgiati (2009), Urban ecosystem health assessment based on emergy and set pair analysis, Ecological
//! Modelling 220, 2341–2348.
//!
//! Values must be above 0: contrariety divides by them, and with a worst value of 0 there is none.
//!
//! Worked example: one child (20, 40, 80): u + v = 100, a = (0.2, 0.4, 0.8), c = (0.8, 0.4, 0.2), y =
//! (0.2, 0.5, 0.8).

use super::{AggregationSpec, Refusal, require};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method};

/// What to do about other values.
static POSITIVE: Names = Names::fixed(
    "集对分析要求所有值大于 0：请把无量纲化的下限设为大于 0（如极差法 low = 60、high = 100），或改用 TOPSIS",
    "set pair analysis needs values above 0: normalise onto a range that begins above 0 (min-max with low = 60, high = 100), or use TOPSIS",
);

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "set-pair",
        name: Names::fixed("集对分析", "Set pair analysis"),
        description: Names::fixed(
            "以最优、最劣值为参照求同一度 a 与对立度 c，得分为相对贴近度 a / (a + c)；所有值必须大于 0；随评价单元的增减而变。",
            "From the best and worst values of all units: the identity a and the contrariety c of a unit; the score is a / (a + c). All values must be above 0; it changes when units come or go.",
        ),
        formula: "y_i = a_i / (a_i + c_i), a_i = Σ_j w_j·x_ij / (u_j + v_j), c_i = Σ_j w_j·u_j·v_j / ((u_j + v_j)·x_ij)",
        source: "赵克勤 (2000), 集对分析及其初步应用, 浙江科学技术出版社; Su, Yang, Chen & Ulgiati (2009), Ecological Modelling 220, 2341–2348",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::SetPair),
};

/// Writes the relative closeness (0 to 1) of the `children` into `parent`, both a value a unit.
///
/// # Errors
/// A value is not above 0.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) -> Result<(), Refusal> {
    require(children, |value| value > 0.0, &POSITIVE)?;
    // Renormalising the weights of a unit changes identity and contrariety by the same factor and so
    // leaves the closeness as it is.
    let mut identity = vec![0.0; parent.len()];
    let mut contrariety = vec![0.0; parent.len()];
    for (child, &weight) in children.iter().zip(weights) {
        let Some((worst, best)) = extent(child) else {
            continue;
        };
        for (unit, &value) in child.iter().enumerate() {
            if !value.is_nan() {
                identity[unit] += weight * value / (best + worst);
                contrariety[unit] += weight * (best / (best + worst)) * (worst / value);
            }
        }
    }
    for (unit, score) in parent.iter_mut().enumerate() {
        // A unit without values has neither: 0 / 0 is missing.
        *score = identity[unit] / (identity[unit] + contrariety[unit]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut parent = [0.0; 4];
        apply(&[&[20.0, 40.0, 80.0, f64::NAN]], &[3.0], &mut parent).unwrap();
        for (found, expected) in parent.iter().zip([0.2, 0.5, 0.8]) {
            assert!((found - expected).abs() < 1e-15);
        }
        assert!(parent[3].is_nan());
        // A child that does not vary: as much identity as contrariety.
        apply(&[&[5.0, 5.0]], &[1.0], &mut parent[..2]).unwrap();
        assert_eq!(parent[..2], [0.5, 0.5]);
        assert!(apply(&[&[0.0, 1.0]], &[1.0], &mut parent[..2]).is_err());
    }
}
