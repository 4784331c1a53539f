//! Winsorising (缩尾): the outermost points, one at a time, take the value of the next.
//!
//! While the column is outlying: if its skewness is not negative, the highest value becomes the next
//! lower one, otherwise the lowest becomes the next higher; skewness and kurtosis are computed anew.
//! It ends when the column passes, or fails when another point would exceed `max_points`. Source: OECD
//! & JRC (2008), section 5; Becker et al. (2019), COIN Tool User's Guide, doi 10.2760/523877.
//!
//! Units that share the outermost value move together and each counts as a point, so that no more than
//! `max_points` units are ever changed (COINr 1.1.14 lets ties exceed it). A step that would leave all
//! units the same is not taken.
//!
//! Worked example: (1, 2, …, 15, 50, 100) is outlying (skewness 3.06, kurtosis 9.81). The 100 becomes
//! 50, which is not enough (2.20 and 4.10), then both become 15 (−0.15 and −1.33), which passes with two
//! points.

use serde::Serialize;

use super::limits::{KURTOSIS, SKEWNESS};
use super::{FittedTreatment, Limits, Transformation, TreatmentSpec};
use crate::Names;
use crate::methods::{About, Arguments, Method, Parameter, ParameterKind};
use crate::moments::{Shape, sorted};

/// The parameters of winsorising.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Winsorise {
    /// The largest number of units whose value may be changed.
    pub max_points: usize,
    /// When a column passes.
    #[serde(flatten)]
    pub limits: Limits,
}

pub(super) const MAX_POINTS: Parameter = Parameter {
    id: "max_points",
    name: Names::fixed("最多缩尾点数", "largest number of points"),
    kind: ParameterKind::Count {
        default: 5,
        least: 0,
    },
};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "winsorise",
        name: Names::fixed("逐点缩尾", "Winsorising"),
        description: Names::fixed(
            "偏度与峰度都超限时，逐点把最外侧的值改为次外侧的值，直到通过或达到点数上限。",
            "While skewness and kurtosis are both beyond their limits, the outermost value becomes the next one, point by point, up to a largest number.",
        ),
        formula: "while |skewness| ≥ limit and kurtosis ≥ limit: skewness ≥ 0: max(x) := next lower; else min(x) := next higher",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5; Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[MAX_POINTS, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::Winsorise(Winsorise::from(arguments))),
};

/// How far winsorising came.
pub(super) struct Winsorised {
    pub fitted: FittedTreatment,
    /// Whether the column passes in the end.
    pub passes: bool,
}

impl Winsorise {
    pub(super) fn from(arguments: &Arguments) -> Winsorise {
        Winsorise {
            max_points: arguments.count("max_points"),
            limits: Limits::from(arguments),
        }
    }

    /// The limits that winsorising ends with.
    pub(super) fn fit(&self, column: &[f64]) -> Winsorised {
        let mut values = sorted(column);
        let mut fitted = FittedTreatment::default();
        let (mut high_points, mut low_points) = (0, 0);
        loop {
            let Some(shape) = Shape::of(&values) else {
                return Winsorised {
                    fitted,
                    passes: true,
                };
            };
            if self.limits.hold(shape) {
                return Winsorised {
                    fitted,
                    passes: true,
                };
            }
            // A shape exists, so the values differ and both ends have a neighbour.
            let (least, most) = (values[0], values[values.len() - 1]);
            if shape.skewness >= 0.0 {
                let first = values.partition_point(|value| *value < most);
                let next = values[first - 1];
                high_points = values.len() - first;
                if high_points + low_points > self.max_points || next == least {
                    break;
                }
                values[first..].fill(next);
                fitted.high = Some(next);
            } else {
                let end = values.partition_point(|value| *value <= least);
                let next = values[end];
                low_points = end;
                if high_points + low_points > self.max_points || next == most {
                    break;
                }
                values[..end].fill(next);
                fitted.low = Some(next);
            }
        }
        Winsorised {
            fitted,
            passes: false,
        }
    }

    /// Winsorises, or where that fails, transforms the untreated column.
    pub(super) fn fit_or(
        &self,
        column: &[f64],
        transformation: impl Fn(Shape) -> Option<Transformation>,
    ) -> FittedTreatment {
        let winsorised = self.fit(column);
        if winsorised.passes {
            return winsorised.fitted;
        }
        let transformation = Shape::of(column).and_then(transformation);
        transformation.map_or(winsorised.fitted, FittedTreatment::transform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(column: &[f64], max_points: usize) -> Winsorised {
        let limits = Limits {
            skewness: 2.0,
            kurtosis: 3.5,
        };
        Winsorise { max_points, limits }.fit(column)
    }

    fn with(far: &[f64]) -> Vec<f64> {
        (1..=15).map(f64::from).chain(far.iter().copied()).collect()
    }

    #[test]
    fn worked_example() {
        let found = fit(&with(&[50.0, 100.0]), 5);
        assert!(found.passes);
        assert_eq!(found.fitted.high, Some(15.0));
        assert_eq!(found.fitted.low, None);
        let shape = Shape::of(&with(&[50.0, 100.0])).unwrap();
        assert!((shape.skewness - 3.06).abs() < 5e-3, "{shape:?}");
        assert!((shape.kurtosis - 9.81).abs() < 5e-3, "{shape:?}");
        let shape = Shape::of(&with(&[50.0, 50.0])).unwrap();
        assert!((shape.skewness - 2.20).abs() < 5e-3, "{shape:?}");
        assert!((shape.kurtosis - 4.10).abs() < 5e-3, "{shape:?}");
    }

    #[test]
    fn low_outliers_are_raised() {
        let column: Vec<f64> = with(&[50.0, 100.0]).iter().map(|x| -x).collect();
        let found = fit(&column, 5);
        assert!(found.passes);
        assert_eq!((found.fitted.low, found.fitted.high), (Some(-15.0), None));
    }

    #[test]
    fn ties_count_one_by_one() {
        let column = with(&[100.0, 100.0]);
        assert!(fit(&column, 2).passes);
        let found = fit(&column, 1);
        assert!(!found.passes);
        assert_eq!(found.fitted, FittedTreatment::default());
    }

    #[test]
    fn the_last_difference_is_kept() {
        let mut column = vec![0.0; 20];
        column[3] = 7.0;
        let found = fit(&column, 5);
        assert!(!found.passes);
        assert_eq!(found.fitted, FittedTreatment::default());
        column[4] = 5.0;
        assert_eq!(fit(&column, 5).fitted.high, Some(5.0));
    }
}
