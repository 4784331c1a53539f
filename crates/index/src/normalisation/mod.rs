//! Bringing indicators to one scale (无量纲化). One file a method; [`METHODS`] is the table of methods.
//!
//! A normalisation is first fitted to a column and then applied, value by value, so that the same
//! parameters serve another edition or a simulated value ([`FittedNormalisation`]). It works on
//! *oriented* values ([`Orientation`]): the sign of a negative indicator is changed, and an indicator
//! with an optimum (适度指标) becomes minus its distance from it, so that larger is better. Goalposts
//! and targets in the unit of measure are oriented with them ([`Setting`]).

pub mod borda;
pub mod distance_to_maximum;
pub mod distance_to_reference;
pub mod distance_to_target;
pub mod efficacy_coefficient;
mod fitted;
pub mod fraction_of_maximum;
pub mod goalposts;
pub mod interval_optimal;
pub mod logistic;
pub mod middle_optimal;
pub mod min_max;
mod orientation;
pub mod percentile_rank;
pub mod rank;
pub mod scaled;
pub mod sum;
pub mod vector;
pub mod z_score;

use serde::{Deserialize, Serialize};

use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::refusal::Refusal;

pub use distance_to_reference::DistanceToReference;
pub use distance_to_target::DistanceToTarget;
pub use efficacy_coefficient::{EfficacyCoefficient, Form};
pub use fitted::{FittedNormalisation, Linear, RankScale, Truncation};
pub use goalposts::Goalposts;
pub use logistic::{Centre, Logistic};
pub use min_max::MinMax;
pub use orientation::{Orientation, Setting};
pub use scaled::Scaled;
pub use z_score::ZScore;

/// A method of normalisation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NormalisationSpec {
    /// Minimum to maximum onto a range.
    MinMax(MinMax),
    /// To a mean and a standard deviation.
    ZScore(ZScore),
    /// The rank, 1 for the worst.
    Rank,
    /// The share of the other units that are worse.
    PercentileRank(Top),
    /// The number of units that are worse.
    Borda,
    /// Between two fixed ends.
    Goalposts(Goalposts),
    /// The share of the way from the minimum to the maximum.
    DistanceToMaximum(Top),
    /// The share of the way from the minimum to a target.
    DistanceToTarget(DistanceToTarget),
    /// The share of the way from the minimum to the value of one unit.
    DistanceToReference(DistanceToReference),
    /// The ratio to the maximum.
    FractionOfMaximum(Top),
    /// A fixed scale for all indicators.
    Scaled(Scaled),
    /// To vectors of length one.
    Vector,
    /// To shares of the sum.
    Sum,
    /// An S-curve around the middle.
    Logistic(Logistic),
    /// 功效系数法.
    EfficacyCoefficient(EfficacyCoefficient),
    /// Nearness to an interval.
    IntervalOptimal(MinMax),
    /// Nearness to the middle.
    MiddleOptimal(MinMax),
}

/// The score of the best.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Top {
    /// The score, above zero.
    pub high: f64,
}

/// What becomes of values beyond the fixed ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beyond {
    /// They get the score of the end.
    Truncate,
    /// They get more than the best or less than the worst score.
    Keep,
}

/// The methods of normalisation.
pub static METHODS: &[&Method<NormalisationSpec>] = &[
    &min_max::METHOD,
    &z_score::METHOD,
    &rank::METHOD,
    &percentile_rank::METHOD,
    &borda::METHOD,
    &goalposts::METHOD,
    &distance_to_maximum::METHOD,
    &distance_to_target::METHOD,
    &distance_to_reference::METHOD,
    &fraction_of_maximum::METHOD,
    &scaled::METHOD,
    &vector::METHOD,
    &sum::METHOD,
    &logistic::METHOD,
    &efficacy_coefficient::METHOD,
    &interval_optimal::METHOD,
    &middle_optimal::METHOD,
];

/// A column that holds nothing to normalise: it is left out of the index and reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Degenerate {
    /// No unit has a value.
    Empty,
    /// All values present are the same, so the column tells the units apart in nothing.
    Constant,
}

/// Why a column cannot be normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It holds nothing to normalise.
    Degenerate(Degenerate),
    /// The method has no meaning for it.
    Refused(Refusal),
}

impl From<Degenerate> for Unfit {
    fn from(cause: Degenerate) -> Unfit {
        Unfit::Degenerate(cause)
    }
}

impl From<Refusal> for Unfit {
    fn from(cause: Refusal) -> Unfit {
        Unfit::Refused(cause)
    }
}

impl NormalisationSpec {
    /// The description of the method.
    pub fn about(&self) -> &'static About {
        use NormalisationSpec::*;
        match self {
            MinMax(_) => &min_max::METHOD.about,
            ZScore(_) => &z_score::METHOD.about,
            Rank => &rank::METHOD.about,
            PercentileRank(_) => &percentile_rank::METHOD.about,
            Borda => &borda::METHOD.about,
            Goalposts(_) => &goalposts::METHOD.about,
            DistanceToMaximum(_) => &distance_to_maximum::METHOD.about,
            DistanceToTarget(_) => &distance_to_target::METHOD.about,
            DistanceToReference(_) => &distance_to_reference::METHOD.about,
            FractionOfMaximum(_) => &fraction_of_maximum::METHOD.about,
            Scaled(_) => &scaled::METHOD.about,
            Vector => &vector::METHOD.about,
            Sum => &sum::METHOD.about,
            Logistic(_) => &logistic::METHOD.about,
            EfficacyCoefficient(_) => &efficacy_coefficient::METHOD.about,
            IntervalOptimal(_) => &interval_optimal::METHOD.about,
            MiddleOptimal(_) => &middle_optimal::METHOD.about,
        }
    }

    /// Fits the method to a column of oriented values (larger is better; NaN is missing) without
    /// changing it.
    ///
    /// # Errors
    /// [`Unfit`]: the column holds nothing to normalise, or the method has no meaning for it.
    pub fn fit(&self, column: &[f64], setting: &Setting) -> Result<FittedNormalisation, Unfit> {
        use NormalisationSpec::*;
        if let Some(unit) = column.iter().position(|value| value.is_infinite()) {
            return Err(infinite().of_unit(unit).into());
        }
        Ok(match self {
            MinMax(spec) => FittedNormalisation::Linear(spec.fit(column)?),
            ZScore(spec) => FittedNormalisation::Linear(spec.fit(column)?),
            Rank => rank::fit(column)?,
            PercentileRank(top) => percentile_rank::fit(column, top.high)?,
            Borda => borda::fit(column)?,
            Goalposts(spec) => FittedNormalisation::Linear(spec.fit(column, setting)?),
            DistanceToMaximum(top) => {
                FittedNormalisation::Linear(distance_to_maximum::fit(column, top.high)?)
            }
            DistanceToTarget(spec) => FittedNormalisation::Linear(spec.fit(column, setting)?),
            DistanceToReference(spec) => FittedNormalisation::Linear(spec.fit(column, setting)?),
            FractionOfMaximum(top) => {
                FittedNormalisation::Linear(fraction_of_maximum::fit(column, top.high)?)
            }
            Scaled(spec) => FittedNormalisation::Linear(spec.fit(column)?),
            Vector => FittedNormalisation::Linear(vector::fit(column)?),
            Sum => FittedNormalisation::Linear(sum::fit(column)?),
            Logistic(spec) => spec.fit(column)?,
            EfficacyCoefficient(spec) => spec.fit(column, setting)?,
            IntervalOptimal(range) => {
                FittedNormalisation::Linear(interval_optimal::fit(column, setting, *range)?)
            }
            MiddleOptimal(range) => middle_optimal::fit(column, setting, *range)?,
        })
    }

    /// Fits the method to a column of oriented values and applies it in place; missing stays missing.
    /// A column that cannot be normalised is left untouched.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn apply(&self, column: &mut [f64], setting: &Setting) -> Result<(), Unfit> {
        self.fit(column, setting)?.apply(column);
        Ok(())
    }
}

fn infinite() -> Refusal {
    Refusal::new(
        "取值为无穷大：请检查计量单位与前面各步的参数",
        "the value is infinite: check the unit of measure and the parameters of the steps before",
    )
}

/// The smallest and largest value of a column that varies.
fn range(column: &[f64]) -> Result<(f64, f64), Degenerate> {
    let (least, most) = extent(column).ok_or(Degenerate::Empty)?;
    // Half a range that is not above zero is a difference below what numbers can tell.
    if most / 2.0 - least / 2.0 <= 0.0 {
        return Err(Degenerate::Constant);
    }
    Ok((least, most))
}

/// The ends of a range may be any number a score is ever printed with.
const LIMIT: f64 = 1e9;

const LOW: Parameter =
    Parameter::number("low", Names::fixed("下限", "lower end"), 0.0, -LIMIT, LIMIT);

const HIGH: Parameter = Parameter::number(
    "high",
    Names::fixed("上限", "upper end"),
    100.0,
    -LIMIT,
    LIMIT,
);

const TOP: Parameter = Parameter::number(
    "high",
    Names::fixed("最优得分", "score of the best"),
    1.0,
    1.0 / LIMIT,
    LIMIT,
);

const BEYOND: &[(&str, Names)] = &[
    (
        "truncate",
        Names::fixed("取端点得分", "get the score of the end"),
    ),
    (
        "keep",
        Names::fixed("保留超出部分", "keep what lies beyond"),
    ),
];

/// What becomes of values beyond the ends, `default` when the framework does not say.
const fn beyond(default: &'static str) -> Parameter {
    Parameter {
        id: "beyond",
        name: Names::fixed("界外取值", "values beyond the ends"),
        kind: ParameterKind::Option {
            default,
            options: BEYOND,
        },
    }
}

impl Beyond {
    fn from(arguments: &crate::methods::Arguments) -> Beyond {
        match arguments.option("beyond") {
            "truncate" => Beyond::Truncate,
            _ => Beyond::Keep,
        }
    }
}

/// The parameters of a method that maps onto a range, with `low` below `high`.
fn ends(arguments: &crate::methods::Arguments) -> Result<(f64, f64), Names> {
    let (low, high) = (arguments.number("low"), arguments.number("high"));
    if low < high {
        Ok((low, high))
    } else {
        Err(Names::new(
            format!("low({low})必须小于 high({high})"),
            format!("low ({low}) must be below high ({high})"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every method that needs nothing but the column.
    fn every_spec() -> Vec<NormalisationSpec> {
        use NormalisationSpec as Spec;
        let unit = MinMax {
            low: 0.0,
            high: 1.0,
        };
        let top = Top { high: 1.0 };
        vec![
            Spec::MinMax(unit),
            Spec::ZScore(super::ZScore {
                mean: 0.0,
                deviation: 1.0,
            }),
            Spec::Rank,
            Spec::PercentileRank(top),
            Spec::Borda,
            Spec::DistanceToMaximum(top),
            Spec::FractionOfMaximum(top),
            Spec::Scaled(super::Scaled {
                low: 0.0,
                high: 100.0,
            }),
            Spec::Vector,
            Spec::Sum,
            Spec::Logistic(super::Logistic {
                low: 0.0,
                high: 100.0,
                steepness: 1.0,
                centre: Centre::Mean,
            }),
            Spec::EfficacyCoefficient(super::EfficacyCoefficient {
                low: 60.0,
                high: 100.0,
                form: Form::Exponential,
                beyond: Beyond::Keep,
            }),
        ]
    }

    fn column() -> impl Strategy<Value = Vec<f64>> {
        let value =
            prop_oneof![5 => (0..50u8).prop_map(|x| f64::from(x) / 4.0), 1 => Just(f64::NAN)];
        prop::collection::vec(value, 0..40)
    }

    proptest! {
        #[test]
        fn better_is_never_worse_and_missing_stays_missing(column in column(), negative: bool) {
            let column: Vec<f64> = column.iter().map(|x| if negative { -x } else { *x }).collect();
            for spec in every_spec() {
                let mut scores = column.clone();
                match spec.apply(&mut scores, &Setting::default()) {
                    Ok(()) => {}
                    Err(Unfit::Degenerate(_)) => continue,
                    Err(Unfit::Refused(refusal)) => panic!("{spec:?} {refusal:?}"),
                }
                for i in 0..column.len() {
                    prop_assert_eq!(column[i].is_nan(), scores[i].is_nan());
                    prop_assert!(column[i].is_nan() || scores[i].is_finite());
                    for j in 0..column.len() {
                        if column[i] < column[j] {
                            prop_assert!(scores[i] < scores[j], "{spec:?}");
                        } else if column[i] == column[j] {
                            prop_assert!(scores[i] == scores[j]);
                        }
                    }
                }
            }
        }

        #[test]
        fn the_unit_of_measure_does_not_matter(column in column(), scale in 0.01..100.0f64) {
            let scaled: Vec<f64> = column.iter().map(|x| x * scale).collect();
            for spec in every_spec() {
                if matches!(spec, NormalisationSpec::Scaled(_)) {
                    continue;
                }
                let (mut a, mut b) = (column.clone(), scaled.clone());
                let found = spec.apply(&mut a, &Setting::default());
                prop_assert_eq!(found.is_ok(), spec.apply(&mut b, &Setting::default()).is_ok());
                if found.is_err() { continue }
                for (a, b) in a.iter().zip(&b) {
                    prop_assert!(a.is_nan() || (a - b).abs() < 1e-9, "{spec:?} {a} {b}");
                }
            }
        }

        #[test]
        fn fitted_parameters_read_back(column in column()) {
            for spec in every_spec() {
                let Ok(fitted) = spec.fit(&column, &Setting::default()) else { continue };
                let text = toml::to_string(&fitted).unwrap();
                prop_assert_eq!(toml::from_str::<FittedNormalisation>(&text).unwrap(), fitted);
            }
        }
    }

    #[test]
    fn degenerate_columns_are_named() {
        let setting = Setting::default();
        for spec in every_spec() {
            let empty = spec.fit(&[f64::NAN; 3], &setting);
            assert_eq!(empty, Err(Degenerate::Empty.into()), "{spec:?}");
            if !matches!(spec, NormalisationSpec::Scaled(_)) {
                let constant = spec.fit(&[0.1, f64::NAN, 0.1, 0.1], &setting);
                assert_eq!(constant, Err(Degenerate::Constant.into()), "{spec:?}");
                let single = spec.fit(&[f64::NAN, 2.0], &setting);
                assert_eq!(single, Err(Degenerate::Constant.into()), "{spec:?}");
            }
            let infinite = spec.fit(&[1.0, f64::INFINITY], &setting);
            assert!(matches!(infinite, Err(Unfit::Refused(refusal)) if refusal.unit == Some(1)));
        }
    }

    #[test]
    fn what_needs_a_parameter_of_the_indicator_says_which() {
        let missing = |spec: NormalisationSpec| match spec.fit(&[1.0, 2.0], &Setting::default()) {
            Err(Unfit::Refused(refusal)) => refusal.reason.en.into_owned(),
            other => panic!("{other:?}"),
        };
        let range = MinMax {
            low: 0.0,
            high: 1.0,
        };
        assert!(missing(NormalisationSpec::IntervalOptimal(range)).contains("optimum"));
        let goalposts = super::Goalposts {
            low: 0.0,
            high: 1.0,
            beyond: Beyond::Truncate,
        };
        assert!(missing(NormalisationSpec::Goalposts(goalposts)).contains("goalposts"));
        let target = DistanceToTarget {
            high: 1.0,
            beyond: Beyond::Keep,
        };
        assert!(missing(NormalisationSpec::DistanceToTarget(target)).contains("target"));
    }
}
