//! Given weights (给定权重): the weights written in the framework, scaled to sum 1 within each node.

use super::WeightingSpec;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "given",
        name: Names::fixed("给定权重", "Given weights"),
        description: Names::fixed(
            "采用指标体系中填写的权重（未填写为 1），在同一上级内归一。",
            "The weights written in the framework (1 where none is), scaled to sum 1 within each node.",
        ),
        formula: "w_j = v_j / Σ_k v_k",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(WeightingSpec::Given),
};
