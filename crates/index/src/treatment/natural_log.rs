//! The logarithm of the values themselves: y = ln x.
//!
//! The form of economic practice (per-capita product, population). It has a meaning only for values
//! above zero; a column with others is refused, naming the unit.
//!
//! Worked example: (1, e, e²) becomes (0, 1, 2).

use super::limits::{KURTOSIS, SKEWNESS, WHEN};
use super::{Transformation, TreatmentSpec, Trigger};
use crate::Names;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "natural-log",
        name: Names::fixed("自然对数", "Natural logarithm"),
        description: Names::fixed(
            "直接取自然对数；只适用于全部大于 0 的指标。",
            "The logarithm of the values themselves; only for indicators above zero everywhere.",
        ),
        formula: "y = ln x",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[WHEN, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::NaturalLog(Trigger::from(arguments))),
};

/// The transformation.
///
/// # Errors
/// The first value that has no logarithm.
pub(super) fn fit(column: &[f64]) -> Result<Transformation, Refusal> {
    if let Some(unit) = column.iter().position(|value| *value <= 0.0) {
        let value = column[unit];
        return Err(Refusal::new(
            format!(
                "{value} 没有对数（必须大于 0）：请改用 log、log-plus 或 winsorise-log，它们从最小值量起"
            ),
            format!(
                "{value} has no logarithm (it must be above 0): use log, log-plus or winsorise-log, which measure from the minimum"
            ),
        )
        .of_unit(unit));
    }
    Ok(Transformation {
        mirrored: false,
        shift: 0.0,
        power: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let transformation = fit(&[1.0, f64::NAN, 2.0]).unwrap();
        assert_eq!(transformation.value(1.0), 0.0);
        assert_eq!(transformation.value(1f64.exp()), 1.0);
    }

    #[test]
    fn what_has_no_logarithm_is_refused() {
        for value in [0.0, -3.0] {
            let refusal = fit(&[1.0, f64::NAN, value]).unwrap_err();
            assert_eq!(refusal.unit, Some(2));
            assert!(refusal.reason.en.contains("winsorise-log"));
        }
    }
}
