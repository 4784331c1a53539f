//! Filling missing values (缺失值插补). One file a method; [`METHODS`] is the table of methods.

pub mod none;

use serde::Serialize;

use crate::Matrix;
use crate::methods::Method;

/// A method of imputation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ImputationSpec {
    /// Missing values stay missing.
    None,
}

/// The methods of imputation.
pub static METHODS: &[&Method<ImputationSpec>] = &[&none::METHOD];

impl ImputationSpec {
    /// Fills the missing values of `indicators` (units by indicators).
    pub(crate) fn apply(&self, _indicators: &mut Matrix) {
        match self {
            ImputationSpec::None => {}
        }
    }
}
