//! The distance to a reference unit (标杆距离法): the share of the way from the worst value to the value
//! of one unit.
//!
//! Formula: y = (1 − (x_ref − x)/(x_ref − min)) · high; better units get more than `high` unless
//! `beyond = "truncate"`. Source: OECD & JRC (2008), section 5.
//!
//! Refused where the reference unit has no value or is itself the worst, since nothing can then be
//! measured by it.
//!
//! Worked example: (2, 4, 10) with the second unit as reference becomes (0, 1, 4).

use serde::Serialize;

use super::distance_to_target::towards;
use super::{Beyond, Linear, NormalisationSpec, Setting, TOP, Unfit, beyond, range};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::refusal::Refusal;

/// The parameters of the distance to a reference unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistanceToReference {
    /// The name of the reference unit.
    pub unit: String,
    /// Its score.
    pub high: f64,
    /// What becomes of units that are better.
    pub beyond: Beyond,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "distance-to-reference",
        name: Names::fixed("标杆距离法", "Distance to a reference unit"),
        description: Names::fixed(
            "由最差值到标杆单元取值所走过的比例。",
            "The share of the way from the worst value to that of a reference unit.",
        ),
        formula: "y = (1 − (x_ref − x)/(x_ref − min)) · high",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[
            Parameter {
                id: "unit",
                name: Names::fixed("标杆单元", "reference unit"),
                kind: ParameterKind::Text,
            },
            TOP,
            beyond("keep"),
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::DistanceToReference(
            DistanceToReference {
                unit: arguments.text("unit"),
                high: arguments.number("high"),
                beyond: Beyond::from(arguments),
            },
        ))
    },
};

impl DistanceToReference {
    pub(super) fn fit(&self, column: &[f64], setting: &Setting) -> Result<Linear, Unfit> {
        let (least, _) = range(column)?;
        let unit = &self.unit;
        let reference = setting.reference.filter(|value| !value.is_nan());
        let reference = reference.ok_or_else(|| {
            Refusal::new(
                format!("标杆单元“{unit}”没有取值：请换一个标杆，或为该指标另设 normalisation"),
                format!(
                    "the reference unit \"{unit}\" has no value: choose another, or give this indicator a normalisation of its own"
                ),
            )
        })?;
        towards(least, reference, self.high, self.beyond).map_err(|()| {
            Refusal::new(
                format!("标杆单元“{unit}”取值最差，无法据以衡量：请换一个标杆，或为该指标另设 normalisation"),
                format!(
                    "the reference unit \"{unit}\" has the worst value, by which nothing can be measured: choose another, or give this indicator a normalisation of its own"
                ),
            )
            .into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(reference: f64) -> Result<Linear, Unfit> {
        let setting = Setting {
            reference: Some(reference),
            ..Setting::default()
        };
        let spec = DistanceToReference {
            unit: "x".to_owned(),
            high: 1.0,
            beyond: Beyond::Keep,
        };
        spec.fit(&[2.0, 4.0, 10.0], &setting)
    }

    #[test]
    fn worked_example() {
        let linear = fit(4.0).unwrap();
        assert_eq!([2.0, 4.0, 10.0].map(|x| linear.value(x)), [0.0, 1.0, 4.0]);
    }

    #[test]
    fn a_reference_that_measures_nothing_is_refused() {
        for reference in [2.0, f64::NAN] {
            assert!(matches!(fit(reference), Err(Unfit::Refused(_))));
        }
    }
}
