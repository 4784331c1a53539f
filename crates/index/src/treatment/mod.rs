//! Treating outliers (异常值处理). One file a method; [`METHODS`] is the table of methods.

pub mod none;

use serde::Serialize;

use crate::Matrix;
use crate::methods::Method;

/// A method of treatment with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TreatmentSpec {
    /// Values are left as they are.
    None,
}

/// The methods of treatment.
pub static METHODS: &[&Method<TreatmentSpec>] = &[&none::METHOD];

impl TreatmentSpec {
    /// Treats the columns of `indicators` (units by indicators).
    pub(crate) fn apply(&self, _indicators: &mut Matrix) {
        match self {
            TreatmentSpec::None => {}
        }
    }
}
