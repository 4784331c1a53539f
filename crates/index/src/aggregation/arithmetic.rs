//! The weighted arithmetic mean (线性加权): children compensate each other fully.
//!
//! Formula: y_i = Σ_j w_j·x_ij / Σ_j w_j over the children j that unit i has. Source: OECD & JRC
//! (2008), Handbook on Constructing Composite Indicators, section 6.
//!
//! Worked example: (0, 50, –) with weights (1, 3, 1) gives 150 / 4 = 37.5.

use super::AggregationSpec;
use super::mean::quasi_arithmetic;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "arithmetic",
        name: Names::fixed("线性加权", "Weighted arithmetic mean"),
        description: Names::fixed(
            "下级得分的加权算术平均；缺失项跳过并重新归一权重，各项可完全互相补偿。",
            "The weighted mean of the children; missing ones are skipped and the weights renormalised. Children compensate each other fully.",
        ),
        formula: "y_i = Σ_j w_j·x_ij / Σ_j w_j",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::Arithmetic),
};

/// Writes the weighted mean of the `children` into `parent`, both a value a unit.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
    quasi_arithmetic(children, weights, parent, |value| value, |mean| mean);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let mut parent = [0.0; 2];
        apply(
            &[&[0.0, f64::NAN], &[50.0, f64::NAN], &[f64::NAN, f64::NAN]],
            &[1.0, 3.0, 1.0],
            &mut parent,
        );
        assert_eq!(parent[0], 37.5);
        assert!(parent[1].is_nan());
    }

    #[test]
    fn a_child_without_weight_counts_for_nothing() {
        let mut parent = [0.0; 2];
        apply(&[&[7.0, f64::NAN], &[50.0, 60.0]], &[1.0, 0.0], &mut parent);
        assert_eq!(parent[0], 7.0);
        assert!(parent[1].is_nan());
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_the_children(
            a in 0.0..100.0f64, b in 0.0..100.0f64, weight in 0.01..10.0f64,
        ) {
            let mut parent = [0.0];
            apply(&[&[a], &[b]], &[weight, 1.0], &mut parent);
            prop_assert!(parent[0] >= a.min(b) - 1e-9 && parent[0] <= a.max(b) + 1e-9);
        }
    }
}
