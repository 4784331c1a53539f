//! The median of the unit over the sibling indicators (同级指标中位数插补), on a common scale.
//!
//! As [`row_mean`](super::row_mean), with the median in place of the mean. Source: COINr 1.1.14,
//! `Impute(impute_by = "row")` within groups.
//!
//! Worked example: three siblings at 0.2, 0.3, 0.9 of their ranges put the fourth at 0.3 of its own.

use super::ImputationSpec;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "row-median",
        name: Names::fixed("同级指标中位数插补", "Median of the siblings"),
        description: Names::fixed(
            "同 row-mean，以中位数代替均值。",
            "As row-mean, with the median in place of the mean.",
        ),
        formula: "y_ij = median of y_ik over the siblings k that i has; x_ij = min_j + y_ij·(max_j − min_j)",
        source: "COINr 1.1.14 (imputation by row within groups)",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(ImputationSpec::RowMedian),
};
