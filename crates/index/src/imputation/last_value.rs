//! The last value known before (末次观测值结转), from earlier tables of the same units.
//!
//! A gap gets the newest earlier value that is at most `max_gap` older, in the unit of the times
//! (years). Nothing is taken from later. Source: COINr 1.1.14, `impute_panel` ("latest").
//!
//! Worked example: years 2020 to 2023 (5, –, –, 8) with `max_gap` = 1 becomes (5, 5, –, 8).

use serde::Serialize;

use super::ImputationSpec;
use crate::Names;
use crate::methods::{About, Method, Parameter};

/// The parameters of carrying values forward.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LastValue {
    /// The greatest age of a value that is still used.
    pub max_gap: f64,
}

pub(super) const MAX_GAP: Parameter = Parameter::number(
    "max_gap",
    Names::fixed("最长间隔", "longest gap"),
    1e9,
    0.0,
    1e9,
);

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "last-value",
        name: Names::fixed("沿用上期", "Last value"),
        description: Names::fixed(
            "用同一单元最近一期的已有值填补；需要多期数据。",
            "The newest earlier value of the same unit; needs tables of several times.",
        ),
        formula: "x_t = x_s, s the latest time before t with a value, t − s ≤ max_gap",
        source: "COINr 1.1.14 (impute_panel); OECD & JRC (2008), section 3 (cold deck)",
        parameters: &[MAX_GAP],
        inferred: false,
    },
    specify: |arguments| {
        Ok(ImputationSpec::LastValue(LastValue {
            max_gap: arguments.number("max_gap"),
        }))
    },
};

impl LastValue {
    pub(super) fn apply(&self, times: &[f64], values: &mut [f64]) {
        let mut last: Option<(f64, f64)> = None;
        for (&time, value) in times.iter().zip(values) {
            if !value.is_nan() {
                last = Some((time, *value));
            } else if let Some((then, known)) = last
                && time - then <= self.max_gap
            {
                *value = known;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut values = [5.0, f64::NAN, f64::NAN, 8.0];
        LastValue { max_gap: 1.0 }.apply(&[2020.0, 2021.0, 2022.0, 2023.0], &mut values);
        assert_eq!([values[0], values[1], values[3]], [5.0, 5.0, 8.0]);
        assert!(values[2].is_nan());
        let mut first = [f64::NAN, 8.0];
        LastValue { max_gap: 9.0 }.apply(&[2020.0, 2021.0], &mut first);
        assert!(first[0].is_nan());
    }
}
