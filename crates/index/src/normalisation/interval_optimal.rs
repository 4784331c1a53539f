//! Interval-optimal indicators (区间型指标): best within an interval, worse with the distance from it.
//!
//! Formula: with the optimum [a, b] of the indicator, d = max(a − x, 0, x − b) and D = max(a − min,
//! max − b) the farthest of the units, y = low + (high − low)·(1 − d/D). With goalposts at the
//! indicator, D is the distance of the farther post instead and what lies beyond is truncated, so the
//! scale is fixed. Source: 胡永宏、贺思辉 (2000)《综合评价方法》, on 适度指标.
//!
//! Min-max of the same indicator differs only where no unit lies within the interval: it then gives
//! the nearest unit the full score, this method does not.
//!
//! Worked example: optimum [3, 5], x = (1, 3, 4, 6, 9): d = (2, 0, 0, 1, 4), D = 4, scores 0 to 100
//! (50, 100, 100, 75, 0).

use super::goalposts::posts;
use super::{
    Degenerate, HIGH, LOW, Linear, MinMax, NormalisationSpec, Orientation, Setting, Truncation,
    Unfit,
};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "interval-optimal",
        name: Names::fixed("区间型指标", "Interval-optimal"),
        description: Names::fixed(
            "取值落在最优区间内得满分，离区间越远得分越低；需给出 optimum。",
            "Full score within the optimum of the indicator, less with the distance from it; needs an optimum.",
        ),
        formula: "y = low + (high − low)·(1 − d/D), d = max(a − x, 0, x − b), D = max(a − min, max − b)",
        source: "胡永宏、贺思辉 (2000)《综合评价方法》",
        parameters: &[LOW, HIGH],
        inferred: false,
    },
    specify: |arguments| Ok(NormalisationSpec::IntervalOptimal(MinMax::from(arguments)?)),
};

pub(super) fn fit(column: &[f64], setting: &Setting, range: MinMax) -> Result<Linear, Unfit> {
    if !matches!(setting.orientation, Orientation::Optimal { .. }) {
        return Err(Refusal::new(
            "未给出最优区间：请在该 [[indicator]] 中加 optimum = { low = …, high = … }",
            "it has no optimum: add optimum = { low = …, high = … } to this [[indicator]]",
        )
        .into());
    }
    if let Some((worst, best)) = posts(setting)? {
        return Ok(Linear {
            truncation: Truncation::Both,
            ..range.onto(worst, best)
        });
    }
    // Oriented values are minus the distances, so the smallest is −D.
    let (farthest, _) = extent(column).ok_or(Degenerate::Empty)?;
    if farthest == 0.0 {
        return Err(Degenerate::Constant.into());
    }
    Ok(range.onto(farthest, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: MinMax = MinMax {
        low: 0.0,
        high: 100.0,
    };

    fn scores(raw: &[f64], setting: &Setting) -> Result<Vec<f64>, Unfit> {
        let oriented: Vec<f64> = raw.iter().map(|x| setting.orientation.value(*x)).collect();
        let linear = fit(&oriented, setting, RANGE)?;
        Ok(oriented.iter().map(|x| linear.value(*x)).collect())
    }

    fn setting(goalposts: Option<(f64, f64)>) -> Setting {
        let orientation = Orientation::Optimal {
            low: 3.0,
            high: 5.0,
        };
        Setting {
            orientation,
            goalposts: goalposts.map(|(low, high)| orientation.goalposts(low, high)),
            ..Setting::default()
        }
    }

    #[test]
    fn worked_example() {
        let raw = [1.0, 3.0, 4.0, 6.0, 9.0];
        let found = scores(&raw, &setting(None)).unwrap();
        assert_eq!(found, [50.0, 100.0, 100.0, 75.0, 0.0]);
        let fixed = scores(&raw, &setting(Some((1.0, 6.0)))).unwrap();
        assert_eq!(fixed, [0.0, 100.0, 100.0, 50.0, 0.0]);
    }

    #[test]
    fn all_within_the_optimum_is_constant() {
        let found = scores(&[3.0, 4.0, 5.0], &setting(None));
        assert_eq!(found, Err(Degenerate::Constant.into()));
        // Without anyone inside, the nearest does not get the full score.
        assert_eq!(scores(&[1.0, 2.0], &setting(None)).unwrap(), [0.0, 50.0]);
    }
}
