//! No imputation: missing stays missing, and the means of parents are taken over what is present.

use super::ImputationSpec;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "none",
        name: Names::fixed("不插补", "None"),
        description: Names::fixed(
            "缺失值保持缺失，合成时按已有数据重新归一权重。",
            "Missing values stay missing; weights are renormalised over what is present.",
        ),
        formula: "y = x",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 3 (case deletion and available values)",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(ImputationSpec::None),
};
