//! The logarithm of the distance from the minimum: y = ln(x − min + 0.01·(max − min)).
//!
//! A hundredth of the range keeps the smallest value apart from minus infinity; the result does not
//! depend on the unit of measure but for a constant. It presses the high end together, so it suits
//! high outliers; for low ones it makes matters worse, which [`log_plus`](super::log_plus) avoids.
//! Source: Becker et al. (2019), COIN Tool User's Guide, doi 10.2760/523877.
//!
//! Worked example: (0, 9, 99, 100) becomes ln of (1, 10, 100, 101).

use super::limits::{KURTOSIS, SKEWNESS, WHEN};
use super::{Transformation, TreatmentSpec, Trigger};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "log",
        name: Names::fixed("对数", "Logarithm"),
        description: Names::fixed(
            "取值与最小值之差的对数，压缩高端；低端异常值请用 log-plus。",
            "The logarithm of the distance from the minimum, which presses the high end together; for low outliers use log-plus.",
        ),
        formula: "y = ln(x − min + 0.01·(max − min))",
        source: "Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[WHEN, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::Log(Trigger::from(arguments))),
};

/// The part of the range that stands between the nearest value and minus infinity.
pub(super) const HUNDREDTH: f64 = 0.01;

/// The transformation; `None` where no finite one exists.
pub(super) fn fit(column: &[f64]) -> Option<Transformation> {
    from_end(column, false, |range| HUNDREDTH * range)
}

/// The logarithm of the distance from the minimum, or mirrored from the maximum, plus an offset.
pub(super) fn from_end(
    column: &[f64],
    mirrored: bool,
    offset: impl Fn(f64) -> f64,
) -> Option<Transformation> {
    let (least, most) = extent(column)?;
    let offset = offset(most - least);
    let shift = if mirrored { most } else { -least } + offset;
    shift.is_finite().then_some(Transformation {
        mirrored,
        shift,
        power: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let transformation = fit(&[0.0, 9.0, f64::NAN, 99.0, 100.0]).unwrap();
        for (x, u) in [(0.0, 1.0f64), (9.0, 10.0), (99.0, 100.0), (100.0, 101.0)] {
            assert!((transformation.value(x) - u.ln()).abs() < 1e-12);
        }
        assert_eq!(fit(&[f64::NAN]), None);
    }
}
