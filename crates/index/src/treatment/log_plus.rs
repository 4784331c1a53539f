//! The logarithm from the end opposite to the outliers.
//!
//! Skewness ≥ 0: y = ln(x − min + a), a = 0.01·(max − min), as [`log`](super::log). Skewness < 0: the
//! column is turned round (x' = −x, whose minimum is −max and whose range is the same), transformed,
//! and turned back: y = −ln(x' − min' + a) = −ln(max − x + a). It increases like x and presses the low
//! end together. Source: `log_CT_plus` of COINr; the mirrored form is derived here.
//!
//! Worked example: (−100, −50, −9, −8, −7, −1, 0) has the skewness −1.78, so it becomes −ln of (101, 51,
//! 10, 9, 8, 2, 1).

use super::limits::{KURTOSIS, SKEWNESS, WHEN};
use super::log::{HUNDREDTH, from_end};
use super::{Transformation, TreatmentSpec, Trigger};
use crate::Names;
use crate::methods::{About, Method};
use crate::moments::Shape;

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "log-plus",
        name: Names::fixed("按偏向取对数", "Logarithm by the side of the skew"),
        description: Names::fixed(
            "偏度为正时压缩高端，为负时压缩低端（镜像对数）。",
            "Presses the high end together for positive skewness, the low end (mirrored) for negative.",
        ),
        formula: "skewness ≥ 0: y = ln(x − min + a); skewness < 0: y = −ln(max − x + a); a = 0.01·(max − min)",
        source: "Becker et al. (2019), COIN Tool User's Guide; mirrored form derived by turning the column round",
        parameters: &[WHEN, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::LogPlus(Trigger::from(arguments))),
};

/// The transformation; `None` where no finite one exists.
pub(super) fn fit(column: &[f64], shape: Shape) -> Option<Transformation> {
    from_end(column, shape.skewness < 0.0, |range| HUNDREDTH * range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column = [-100.0, -50.0, -9.0, -8.0, -7.0, -1.0, 0.0];
        let shape = Shape::of(&column).unwrap();
        assert!(shape.skewness < 0.0);
        let transformation = fit(&column, shape).unwrap();
        assert!(transformation.mirrored);
        for (x, u) in [(-100.0, 101.0f64), (-9.0, 10.0), (0.0, 1.0)] {
            assert!((transformation.value(x) + u.ln()).abs() < 1e-12);
        }
        let treated: Vec<f64> = column.iter().map(|x| transformation.value(*x)).collect();
        assert!(Shape::of(&treated).unwrap().skewness.abs() < shape.skewness.abs());
    }
}
