//! Treating outliers (异常值处理). One file a method; [`METHODS`] is the table of methods.
//!
//! A treatment is fitted to a column and then applied, value by value: values beyond two limits are
//! set to them, and the rest may be transformed. Both are kept with the run ([`FittedTreatment`]), so
//! that another edition, or goalposts and targets in the unit of measure, go through the same
//! functions.
//!
//! A column needs treatment when neither its skewness nor its kurtosis is within the [`Limits`]. With
//! fewer than four values, or all the same, this cannot be judged and nothing is done.

pub mod box_cox;
pub mod fences;
mod limits;
pub mod log;
pub mod log_plus;
pub mod natural_log;
pub mod none;
pub mod percentiles;
pub mod shifted_log;
mod transformation;
pub mod winsorise;
pub mod winsorise_box_cox;
pub mod winsorise_log;
pub mod winsorise_shifted_log;

use serde::{Deserialize, Serialize};

use crate::methods::{About, Method};
use crate::moments::Shape;
use crate::refusal::Refusal;

pub use box_cox::{BoxCox, Lambda, Offset};
pub use fences::Fences;
pub use limits::{Limits, Trigger, When};
pub use percentiles::Percentiles;
pub use transformation::Transformation;
pub use winsorise::Winsorise;
pub use winsorise_box_cox::WinsoriseBoxCox;

/// A method of treatment with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TreatmentSpec {
    /// Values are left as they are.
    None,
    /// One point at a time.
    Winsorise(Winsorise),
    /// One point at a time; where that fails, the logarithm of the untreated column.
    WinsoriseLog(Winsorise),
    /// The same with the logarithm shifted by one.
    WinsoriseShiftedLog(Winsorise),
    /// The same with a Box-Cox transformation.
    WinsoriseBoxCox(WinsoriseBoxCox),
    /// The logarithm of the distance from the minimum.
    Log(Trigger),
    /// The logarithm of the distance from the end opposite to the outliers.
    LogPlus(Trigger),
    /// The logarithm of one plus the distance from the minimum.
    ShiftedLog(Trigger),
    /// The logarithm of the values themselves.
    NaturalLog(Trigger),
    /// A power of the distance from the minimum.
    BoxCox(BoxCox),
    /// Limits at percentiles.
    Percentiles(Percentiles),
    /// Limits at a distance from the quartiles.
    Fences(Fences),
}

/// The methods of treatment.
pub static METHODS: &[&Method<TreatmentSpec>] = &[
    &none::METHOD,
    &winsorise_log::METHOD,
    &winsorise::METHOD,
    &winsorise_shifted_log::METHOD,
    &winsorise_box_cox::METHOD,
    &log::METHOD,
    &log_plus::METHOD,
    &shifted_log::METHOD,
    &natural_log::METHOD,
    &box_cox::METHOD,
    &percentiles::METHOD,
    &fences::METHOD,
];

/// What is done to every value of a column: the limits first, then the transformation.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FittedTreatment {
    /// Smaller values are set to this.
    pub low: Option<f64>,
    /// Larger values are set to this.
    pub high: Option<f64>,
    /// What the values then go through.
    pub transformation: Option<Transformation>,
}

/// What became of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The method leaves every column alone, or this one lay within the limits.
    NotNeeded,
    /// The values were changed and now lie within the limits, or the method has none.
    Treated,
    /// Skewness and kurtosis are still beyond their limits.
    StillOutlying,
    /// Fewer than four values, or all the same: nothing can be said and nothing was done.
    NotJudged,
}

impl Outcome {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::NotNeeded => "not-needed",
            Outcome::Treated => "treated",
            Outcome::StillOutlying => "still-outlying",
            Outcome::NotJudged => "not-judged",
        }
    }
}

impl FittedTreatment {
    /// A value after treatment; missing stays missing, and a value outside the domain of the
    /// transformation becomes NaN.
    pub fn value(&self, value: f64) -> f64 {
        let value = self.limited(value);
        match self.transformation {
            Some(transformation) => transformation.value(value),
            None => value,
        }
    }

    /// A value brought within the limits.
    pub fn limited(&self, value: f64) -> f64 {
        match (self.low, self.high) {
            (Some(low), _) if value < low => low,
            (_, Some(high)) if value > high => high,
            _ => value,
        }
    }

    /// Treats a column in place.
    ///
    /// # Errors
    /// [`Refusal`] naming the first unit whose value is outside the domain of the transformation.
    pub fn apply(&self, column: &mut [f64]) -> Result<(), Refusal> {
        for (unit, value) in column.iter_mut().enumerate() {
            let treated = self.value(*value);
            if treated.is_nan() && !value.is_nan() {
                return Err(outside_domain(*value).of_unit(unit));
            }
            *value = treated;
        }
        Ok(())
    }

    fn transform(transformation: Transformation) -> FittedTreatment {
        FittedTreatment {
            transformation: Some(transformation),
            ..FittedTreatment::default()
        }
    }
}

/// The refusal of a value that has no logarithm or power under a transformation fitted elsewhere.
pub(crate) fn outside_domain(value: f64) -> Refusal {
    Refusal::new(
        format!(
            "数值 {value} 超出对数（幂）变换的定义域：请改用其他异常值处理方法，或用包含该值的数据重新拟合参数"
        ),
        format!(
            "the value {value} is outside the domain of the transformation: choose another treatment, or fit its parameters to data that hold the value"
        ),
    )
}

impl TreatmentSpec {
    /// The description of the method.
    pub fn about(&self) -> &'static About {
        use TreatmentSpec::*;
        match self {
            None => &none::METHOD.about,
            Winsorise(_) => &winsorise::METHOD.about,
            WinsoriseLog(_) => &winsorise_log::METHOD.about,
            WinsoriseShiftedLog(_) => &winsorise_shifted_log::METHOD.about,
            WinsoriseBoxCox(_) => &winsorise_box_cox::METHOD.about,
            Log(_) => &log::METHOD.about,
            LogPlus(_) => &log_plus::METHOD.about,
            ShiftedLog(_) => &shifted_log::METHOD.about,
            NaturalLog(_) => &natural_log::METHOD.about,
            BoxCox(_) => &box_cox::METHOD.about,
            Percentiles(_) => &percentiles::METHOD.about,
            Fences(_) => &fences::METHOD.about,
        }
    }

    /// Whether the method may leave the scale of the values for another, which makes no sense for
    /// values already normalised.
    pub fn transforms(&self) -> bool {
        use TreatmentSpec::*;
        !matches!(self, None | Winsorise(_) | Percentiles(_) | Fences(_))
    }

    /// The limits of skewness and kurtosis, where the method has them.
    pub fn limits(&self) -> Option<Limits> {
        use TreatmentSpec::*;
        match self {
            None | Percentiles(_) | Fences(_) => Option::None,
            Winsorise(spec) | WinsoriseLog(spec) | WinsoriseShiftedLog(spec) => Some(spec.limits),
            WinsoriseBoxCox(spec) => Some(spec.winsorise.limits),
            Log(trigger) | LogPlus(trigger) | ShiftedLog(trigger) | NaturalLog(trigger) => {
                Some(trigger.limits)
            }
            BoxCox(spec) => Some(spec.trigger.limits),
        }
    }

    /// Fits the treatment to a column (a value a unit, NaN is missing) without changing it.
    ///
    /// # Errors
    /// [`Refusal`] when the method has no meaning for the values, such as a logarithm of a negative.
    pub fn fit(&self, column: &[f64]) -> Result<FittedTreatment, Refusal> {
        use TreatmentSpec::*;
        let Some(shape) = Shape::of(column) else {
            return Ok(FittedTreatment::default());
        };
        let transform = |trigger: &Trigger, transformation: Option<Transformation>| {
            Ok(if trigger.fires(shape) {
                transformation.map_or_else(FittedTreatment::default, FittedTreatment::transform)
            } else {
                FittedTreatment::default()
            })
        };
        match self {
            None => Ok(FittedTreatment::default()),
            Winsorise(spec) => Ok(spec.fit(column).fitted),
            WinsoriseLog(spec) => Ok(spec.fit_or(column, |shape| log_plus::fit(column, shape))),
            WinsoriseShiftedLog(spec) => {
                Ok(spec.fit_or(column, |shape| shifted_log::fit(column, shape)))
            }
            WinsoriseBoxCox(spec) => Ok(spec
                .winsorise
                .fit_or(column, |shape| spec.transformation(column, shape))),
            Log(trigger) => transform(trigger, log::fit(column)),
            LogPlus(trigger) => transform(trigger, log_plus::fit(column, shape)),
            ShiftedLog(trigger) => transform(trigger, shifted_log::fit(column, shape)),
            NaturalLog(trigger) => {
                if trigger.fires(shape) {
                    natural_log::fit(column).map(FittedTreatment::transform)
                } else {
                    Ok(FittedTreatment::default())
                }
            }
            BoxCox(spec) => transform(&spec.trigger, spec.transformation(column, shape)),
            Percentiles(spec) => Ok(spec.fit(column)),
            Fences(spec) => Ok(spec.fit(column)),
        }
    }

    /// What became of a column with this shape `before` and `after` treatment.
    pub fn outcome(
        &self,
        fitted: &FittedTreatment,
        before: Option<Shape>,
        after: Option<Shape>,
    ) -> Outcome {
        let within = |shape: Option<Shape>| match (self.limits(), shape) {
            (Some(limits), Some(shape)) => limits.hold(shape),
            _ => true,
        };
        match (before, *fitted == FittedTreatment::default()) {
            (Option::None, true) if *self != TreatmentSpec::None => Outcome::NotJudged,
            (_, true) if within(before) => Outcome::NotNeeded,
            (_, false) if within(after) => Outcome::Treated,
            _ => Outcome::StillOutlying,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every_spec() -> Vec<TreatmentSpec> {
        let limits = Limits {
            skewness: 2.0,
            kurtosis: 3.5,
        };
        let winsorise = Winsorise {
            max_points: 5,
            limits,
        };
        let trigger = Trigger {
            when: When::Outlying,
            limits,
        };
        vec![
            TreatmentSpec::None,
            TreatmentSpec::Winsorise(winsorise),
            TreatmentSpec::WinsoriseLog(winsorise),
            TreatmentSpec::WinsoriseShiftedLog(winsorise),
            TreatmentSpec::Log(trigger),
            TreatmentSpec::LogPlus(trigger),
            TreatmentSpec::ShiftedLog(trigger),
            TreatmentSpec::Percentiles(Percentiles {
                low: 5.0,
                high: 95.0,
            }),
            TreatmentSpec::Fences(Fences { factor: 1.5 }),
            TreatmentSpec::BoxCox(BoxCox {
                trigger,
                lambda: Lambda::Likelihood,
                value: 0.0,
                offset: Offset::Hundredth,
            }),
        ]
    }

    /// Values of which some lie far out, with gaps and ties.
    fn column() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![
            8 => (0..40u8).prop_map(f64::from),
            1 => (0..9u8).prop_map(|x| 10f64.powi(i32::from(x))),
            1 => (0..9u8).prop_map(|x| -(10f64.powi(i32::from(x)))),
            1 => Just(f64::NAN),
        ];
        prop::collection::vec(value, 0..50)
    }

    proptest! {
        #[test]
        fn treatment_keeps_the_order_and_what_is_missing(column in column()) {
            for spec in every_spec() {
                let fitted = spec.fit(&column).unwrap();
                let mut treated = column.clone();
                fitted.apply(&mut treated).unwrap();
                for i in 0..column.len() {
                    prop_assert_eq!(column[i].is_nan(), treated[i].is_nan());
                    for j in 0..column.len() {
                        if column[i] < column[j] {
                            prop_assert!(treated[i] <= treated[j], "{spec:?}");
                        }
                    }
                }
                if Shape::of(&column).is_some() && Shape::of(&treated).is_none() {
                    // Winsorising must not make a column constant; fences and percentiles may.
                    prop_assert!(matches!(spec, TreatmentSpec::Fences(_) | TreatmentSpec::Percentiles(_)), "{spec:?}");
                }
            }
        }

        #[test]
        fn what_lies_within_the_limits_is_left_alone(column in column()) {
            for spec in every_spec() {
                let (Some(limits), Some(shape)) = (spec.limits(), Shape::of(&column)) else { continue };
                if limits.hold(shape) {
                    prop_assert_eq!(spec.fit(&column).unwrap(), FittedTreatment::default());
                }
            }
        }

        #[test]
        fn winsorising_changes_at_most_so_many_units(column in column(), max_points in 0..6usize) {
            let limits = Limits { skewness: 1.0, kurtosis: 1.0 };
            let fitted = TreatmentSpec::Winsorise(Winsorise { max_points, limits }).fit(&column).unwrap();
            let changed = column.iter().filter(|x| !x.is_nan() && fitted.value(**x) != **x).count();
            prop_assert!(changed <= max_points);
        }
    }

    #[test]
    fn a_value_beyond_a_fitted_logarithm_is_refused() {
        let fitted = FittedTreatment::transform(Transformation {
            mirrored: false,
            shift: 0.5,
            power: 0.0,
        });
        let mut column = [0.0, f64::NAN, -1.0];
        let refusal = fitted.apply(&mut column).unwrap_err();
        assert_eq!(refusal.unit, Some(2));
        assert!(refusal.reason.en.contains("-1"));
    }
}
