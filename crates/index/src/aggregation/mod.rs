//! Combining children into their parent (合成). One file a method; [`METHODS`] is the table of methods.

pub mod arithmetic;

use serde::Serialize;

use crate::methods::Method;

/// A method of aggregation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AggregationSpec {
    /// The weighted arithmetic mean.
    Arithmetic,
}

/// The methods of aggregation.
pub static METHODS: &[&Method<AggregationSpec>] = &[&arithmetic::METHOD];

impl AggregationSpec {
    /// Combines the `children` (each a value a unit) with their weights (≥ 0) into `parent` (a value
    /// a unit). Missing values are skipped and the weights renormalised over what is present; a unit
    /// without any weighted value stays missing.
    pub fn apply(&self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        match self {
            AggregationSpec::Arithmetic => arithmetic::apply(children, weights, parent),
        }
    }
}
