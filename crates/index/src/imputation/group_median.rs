//! The median of the indicator within the group of the unit (分组中位数插补).
//!
//! A unit without a group, or whose group has no value, keeps the gap. Source: OECD & JRC (2008),
//! section 3 (unconditional median imputation by class).
//!
//! Worked example: groups (a, b, a), values (1, 10, –): the third becomes 1.

use super::{GROUP, Grouped, ImputationSpec};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "group-median",
        name: Names::fixed("分组中位数插补", "Median by group"),
        description: Names::fixed(
            "用同组单元的中位数填补；同组无数据时保持缺失。",
            "The median over the units of the same group; a gap stays where the group has no value.",
        ),
        formula: "x_ij = median of x_kj over the units k of the group of i that have j",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 3",
        parameters: &[GROUP],
        inferred: false,
    },
    specify: |arguments| {
        Ok(ImputationSpec::GroupMedian(Grouped {
            group: arguments.text("group"),
        }))
    },
};
