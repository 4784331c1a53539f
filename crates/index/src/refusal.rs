//! Why a method cannot be applied to a column.

use crate::Names;

/// A method that has no meaning for the values of a column: what is wrong and what to do, without the
/// place, which the caller knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, with advice.
    pub reason: Names,
    /// The position of the unit whose value is at fault, where it is one.
    pub unit: Option<usize>,
}

impl Refusal {
    /// A refusal of a column as a whole.
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Refusal {
        Refusal {
            reason: Names::new(zh, en),
            unit: None,
        }
    }

    /// The refusal of one value.
    pub(crate) fn of_unit(self, unit: usize) -> Refusal {
        Refusal {
            unit: Some(unit),
            ..self
        }
    }
}
