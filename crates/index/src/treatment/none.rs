//! No treatment: outliers stay as they are.

use super::TreatmentSpec;
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "none",
        name: Names::fixed("不处理", "None"),
        description: Names::fixed(
            "异常值保持原样；极端值会压缩其他单元的得分。",
            "Outliers stay as they are; an extreme value presses the scores of all other units together.",
        ),
        formula: "y = x",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(TreatmentSpec::None),
};
