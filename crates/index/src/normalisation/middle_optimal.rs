//! Middle-optimal indicators (中间型、适度指标): best at one value, worse on both sides.
//!
//! With an optimum at the indicator, x₀: y = low + (high − low)·(1 − |x − x₀|/max|x − x₀|), which is
//! [`interval_optimal`] with both ends at x₀. Without one, the middle of the
//! data is taken: x₀ = (min + max)/2, so that y = 2(x − min)/(max − min) below and 2(max − x)/(max −
//! min) above it (on a range of 0 to 1). Source: 胡永宏、贺思辉 (2000)《综合评价方法》.
//!
//! Worked example without an optimum: (0, 4, 5, 10) becomes (0, 80, 100, 0) on 0 to 100.

use super::{
    FittedNormalisation, HIGH, LOW, MinMax, NormalisationSpec, Orientation, Setting, Unfit,
    interval_optimal,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "middle-optimal",
        name: Names::fixed("中间型指标", "Middle-optimal"),
        description: Names::fixed(
            "取值等于最优值（optimum）得满分，向两侧递减；未给出时取数据的中点。",
            "Full score at the optimum of the indicator, less on both sides; the middle of the data where none is given.",
        ),
        formula: "y = low + (high − low)·(1 − |x − x₀|/max|x − x₀|); x₀ = (min + max)/2 where not given",
        source: "胡永宏、贺思辉 (2000)《综合评价方法》",
        parameters: &[LOW, HIGH],
        inferred: false,
    },
    specify: |arguments| Ok(NormalisationSpec::MiddleOptimal(MinMax::from(arguments)?)),
};

pub(super) fn fit(
    column: &[f64],
    setting: &Setting,
    range: MinMax,
) -> Result<FittedNormalisation, Unfit> {
    if matches!(setting.orientation, Orientation::Optimal { .. }) {
        let linear = interval_optimal::fit(column, setting, range)?;
        return Ok(FittedNormalisation::Linear(linear));
    }
    let (least, most) = super::range(column)?;
    Ok(FittedNormalisation::Tent {
        centre: least / 2.0 + most / 2.0,
        reach: most / 2.0 - least / 2.0,
        low: range.low,
        size: range.high - range.low,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: MinMax = MinMax {
        low: 0.0,
        high: 100.0,
    };

    #[test]
    fn worked_example() {
        let mut column = [0.0, 4.0, f64::NAN, 5.0, 10.0];
        let fitted = fit(&column, &Setting::default(), RANGE).unwrap();
        fitted.apply(&mut column);
        assert!(column[2].is_nan());
        assert_eq!(
            [column[0], column[1], column[3], column[4]],
            [0.0, 80.0, 100.0, 0.0]
        );
    }

    #[test]
    fn an_optimum_is_a_point() {
        let orientation = Orientation::Optimal {
            low: 2.0,
            high: 2.0,
        };
        let setting = Setting {
            orientation,
            ..Setting::default()
        };
        let oriented = [0.0, 4.0, 10.0].map(|x| orientation.value(x));
        let fitted = fit(&oriented, &setting, RANGE).unwrap();
        assert_eq!(oriented.map(|x| fitted.value(x)), [75.0, 75.0, 0.0]);
    }
}
