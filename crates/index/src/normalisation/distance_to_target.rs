//! The distance to a target (目标距离法): the share of the way from the worst value to the target.
//!
//! Formula: y = (1 − (target − x)/(target − min)) · high. The target stands at the indicator,
//! `target = …`, in its unit of measure; for a negative indicator it is turned with the values. Units
//! beyond the target get more than `high` unless `beyond = "truncate"`. Source: OECD & JRC (2008),
//! section 5.
//!
//! A target that is no better than the worst unit is refused: it would turn the order round or divide
//! by zero (COINr 1.1.14 only warns).
//!
//! Worked example: (2, 4, 10) with the target 6 becomes (0, 0.5, 2).

use serde::Serialize;

use super::{
    Beyond, Linear, MinMax, NormalisationSpec, Orientation, Setting, TOP, Truncation, Unfit,
    beyond, range,
};
use crate::Names;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The parameters of the distance to a target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DistanceToTarget {
    /// The score of the target.
    pub high: f64,
    /// What becomes of units beyond the target.
    pub beyond: Beyond,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "distance-to-target",
        name: Names::fixed("目标距离法", "Distance to a target"),
        description: Names::fixed(
            "由最差值到指标目标值所走过的比例。",
            "The share of the way from the worst value to the target of the indicator.",
        ),
        formula: "y = (1 − (target − x)/(target − min)) · high",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[TOP, beyond("keep")],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::DistanceToTarget(DistanceToTarget {
            high: arguments.number("high"),
            beyond: Beyond::from(arguments),
        }))
    },
};

impl DistanceToTarget {
    pub(super) fn fit(self, column: &[f64], setting: &Setting) -> Result<Linear, Unfit> {
        let (least, _) = range(column)?;
        if matches!(setting.orientation, Orientation::Optimal { .. }) {
            return Err(Refusal::new(
                "适度指标的最优区间就是目标：请改用 interval-optimal 或 min-max",
                "the optimum of this indicator is its target: use interval-optimal or min-max",
            )
            .into());
        }
        let target = setting.target.ok_or_else(|| {
            Refusal::new(
                "未给出目标值：请在该 [[indicator]] 中加 target = …",
                "it has no target: add target = … to this [[indicator]]",
            )
        })?;
        towards(least, target, self.high, self.beyond).map_err(|()| {
            let shown = match setting.orientation {
                Orientation::Negative => -target,
                _ => target,
            };
            Refusal::new(
                format!("目标值 {shown} 不优于最差单元：请检查目标值的计量单位与指标方向"),
                format!(
                    "the target {shown} is no better than the worst unit: check its unit of measure and the direction of the indicator"
                ),
            )
            .into()
        })
    }
}

/// The line from the worst value to a better one, which gets `high`.
pub(super) fn towards(least: f64, to: f64, high: f64, beyond: Beyond) -> Result<Linear, ()> {
    if to > least && to.is_finite() {
        let range = MinMax { low: 0.0, high };
        Ok(Linear {
            truncation: match beyond {
                Beyond::Truncate => Truncation::Above,
                Beyond::Keep => Truncation::None,
            },
            ..range.onto(least, to)
        })
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(target: f64, beyond: Beyond) -> Result<Linear, Unfit> {
        let setting = Setting {
            target: Some(target),
            ..Setting::default()
        };
        DistanceToTarget { high: 1.0, beyond }.fit(&[2.0, 4.0, 10.0], &setting)
    }

    #[test]
    fn worked_example() {
        let kept = fit(6.0, Beyond::Keep).unwrap();
        assert_eq!([2.0, 4.0, 10.0].map(|x| kept.value(x)), [0.0, 0.5, 2.0]);
        assert_eq!(fit(6.0, Beyond::Truncate).unwrap().value(10.0), 1.0);
        // Nobody has reached it.
        assert_eq!(fit(18.0, Beyond::Keep).unwrap().value(10.0), 0.5);
    }

    #[test]
    fn a_target_outside_the_range_is_refused() {
        for target in [2.0, -7.0, f64::NAN, f64::INFINITY] {
            assert!(
                matches!(fit(target, Beyond::Keep), Err(Unfit::Refused(refusal)) if refusal.reason.en.contains("worst unit"))
            );
        }
    }
}
