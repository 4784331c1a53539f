//! Equal weights (等权): every child of a node counts the same, whatever the framework says.

use super::WeightingSpec;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "equal",
        name: Names::fixed("等权", "Equal weights"),
        description: Names::fixed(
            "同一上级之下的各项权重相等；忽略指标体系中填写的权重。",
            "Every child of a node has the same weight; weights written in the framework are ignored.",
        ),
        formula: "w_j = 1 / m",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(WeightingSpec::Equal),
};
