//! Bringing indicators to one scale (无量纲化). One file a method; [`METHODS`] is the table of methods.

pub mod min_max;

use serde::Serialize;

use crate::methods::Method;

pub use min_max::MinMax;

/// A method of normalisation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NormalisationSpec {
    /// Minimum to maximum onto a range.
    MinMax(MinMax),
}

/// The methods of normalisation.
pub static METHODS: &[&Method<NormalisationSpec>] = &[&min_max::METHOD];

/// A column that cannot be normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Degenerate {
    /// No unit has a value.
    Empty,
    /// All values present are the same, so the column tells the units apart in nothing.
    Constant,
}

impl NormalisationSpec {
    /// Normalises one column (a value a unit, larger is better) in place; missing stays missing.
    /// A degenerate column is left untouched.
    ///
    /// # Errors
    /// [`Degenerate`] when the column holds nothing to normalise.
    pub fn apply(&self, column: &mut [f64]) -> Result<(), Degenerate> {
        match self {
            NormalisationSpec::MinMax(spec) => spec.apply(column),
        }
    }
}
