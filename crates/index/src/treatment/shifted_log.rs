//! The logarithm of one plus the distance from the minimum: y = ln(x − min + 1).
//!
//! For negative skewness mirrored: y = −ln(max − x + 1). The one is in the unit of measure: for shares
//! between 0 and 1 the function is nearly straight and changes little, for large counts it is the
//! plain logarithm. [`log`](super::log) does not depend on the unit. Source: Becker et al. (2019),
//! COIN Tool User's Guide, doi 10.2760/523877.
//!
//! Worked example: (3, 4, 102) becomes ln of (1, 2, 100).

use super::limits::{KURTOSIS, SKEWNESS, WHEN};
use super::log::from_end;
use super::{Transformation, TreatmentSpec, Trigger};
use crate::Names;
use crate::methods::{About, Method};
use crate::moments::Shape;

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "shifted-log",
        name: Names::fixed("加一对数", "Logarithm shifted by one"),
        description: Names::fixed(
            "取“与最小值之差加一”的对数；结果依赖计量单位。",
            "The logarithm of one plus the distance from the minimum; the result depends on the unit of measure.",
        ),
        formula: "y = ln(x − min + 1); for negative skewness y = −ln(max − x + 1)",
        source: "Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[WHEN, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::ShiftedLog(Trigger::from(arguments))),
};

/// The transformation; `None` where no finite one exists.
pub(super) fn fit(column: &[f64], shape: Shape) -> Option<Transformation> {
    from_end(column, shape.skewness < 0.0, |_| 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column = [3.0, 4.0, 3.5, 102.0];
        let transformation = fit(&column, Shape::of(&column).unwrap()).unwrap();
        let treated = column.map(|x| transformation.value(x));
        assert_eq!(
            [treated[0], treated[1], treated[3]],
            [0.0, 2f64.ln(), 100f64.ln()]
        );
    }
}
