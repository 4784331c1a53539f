//! The median of the indicator over the units that have it (中位数插补), which outliers do not move.
//!
//! Source: OECD & JRC (2008), section 3.
//!
//! Worked example: (1, –, 2, 90) becomes (1, 2, 2, 90).

use super::ImputationSpec;
use crate::Names;
use crate::methods::{About, Method};
use crate::moments;

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "median",
        name: Names::fixed("中位数插补", "Median"),
        description: Names::fixed(
            "用该指标已有数据的中位数填补，不受异常值影响。",
            "The median of the indicator over the units that have it, which outliers do not move.",
        ),
        formula: "x_ij = median_k x_kj over the units k that have j",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 3",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(ImputationSpec::Median),
};

pub(super) fn of(column: &[f64]) -> Option<f64> {
    moments::median(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(of(&[1.0, f64::NAN, 2.0, 90.0]), Some(2.0));
    }
}
