//! A named set of weights (命名权重集): one of several sets written in the framework as `[[weight_set]]`, so that
//! alternatives can stand side by side.
//!
//! Formula: w_j = v_j / Σ_k v_k within each node, with the weights v of the set; where the set does not name a child,
//! its weight in the framework is taken and noted. Source: OECD & JRC (2008), Handbook on Constructing Composite
//! Indicators, section 6.
//!
//! Worked example: the set (a 3, b 1) gives a 0.75 and b 0.25.
//!
//! Degenerate cases: weights of the children of one node that are all 0 are refused.

use serde::Serialize;

use super::{Family, WeightingError, WeightingSpec};
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::{Choice, Names, Step};

/// Which set is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedSet {
    /// The id of the set.
    pub set: String,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "named-set",
        name: Names::fixed("命名权重集", "Named set of weights"),
        description: Names::fixed(
            "采用指标体系中某一 [[weight_set]] 的权重，在同一上级内归一。",
            "The weights of one [[weight_set]] of the framework, scaled to sum 1 within each node.",
        ),
        formula: "w_j = v_j / Σ_k v_k",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6",
        parameters: &[Parameter {
            id: "set",
            name: Names::fixed("权重集", "set"),
            kind: ParameterKind::Text,
        }],
        inferred: false,
    },
    specify: |arguments| {
        Ok(WeightingSpec::NamedSet(NamedSet {
            set: arguments.text("set"),
        }))
    },
};

impl NamedSet {
    /// The weights of the children `of`, not yet scaled.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let id = &self.set;
        let Some(set) = family.weight_sets.iter().find(|set| set.id == *id) else {
            let reason = Names::new(
                format!("没有权重集“{id}”：请用 [[weight_set]] 定义"),
                format!("there is no weight set \"{id}\": define it as a [[weight_set]]"),
            );
            return Err(family.error(METHOD.about.id, reason));
        };
        let mut unnamed = Vec::new();
        let mut weights = Vec::new();
        for &child in of {
            let child = &family.children[child];
            match set.weights.iter().find(|(id, _)| id == child.id) {
                Some((_, weight)) => weights.push(*weight),
                None => {
                    unnamed.push(child.id);
                    weights.push(child.given);
                }
            }
        }
        if !unnamed.is_empty() {
            let names = unnamed.join(", ");
            choices.push(Choice::note(
                Step::Weighting,
                Some(family.node),
                Names::new(
                    format!("权重集“{id}”未列出以下各项，采用指标体系中的权重：{names}"),
                    format!(
                        "the weight set \"{id}\" does not name these, whose weights in the framework are used: {names}"
                    ),
                ),
            ));
        }
        Ok(weights)
    }
}
