//! The mean of the indicator over the units that have it (均值插补).
//!
//! Formula: x_ij = Σ_{k has j} x_kj / n_j. It leaves the mean and lowers the variance. Source: OECD &
//! JRC (2008), section 3.
//!
//! Worked example: (1, –, 5) becomes (1, 3, 5).

use super::ImputationSpec;
use crate::Names;
use crate::methods::{About, Method};
use crate::moments;

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "mean",
        name: Names::fixed("均值插补", "Mean"),
        description: Names::fixed(
            "用该指标已有数据的均值填补；会低估离散程度。",
            "The mean of the indicator over the units that have it; it lowers the variance.",
        ),
        formula: "x_ij = Σ_k x_kj / n_j over the units k that have j",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 3",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(ImputationSpec::Mean),
};

pub(super) fn of(column: &[f64]) -> Option<f64> {
    moments::mean(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(of(&[1.0, f64::NAN, 5.0]), Some(3.0));
        assert_eq!(of(&[f64::NAN]), None);
    }
}
