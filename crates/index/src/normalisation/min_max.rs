//! Min-max normalisation (极差法): the smallest value present becomes `low`, the largest `high`.
//!
//! Formula: y = (x − min) / (max − min) · (high − low) + low. Source: OECD & JRC (2008), Handbook
//! on Constructing Composite Indicators, section 5.
//!
//! Worked example: (2, 4, 10) on the range 0 to 100 becomes (0, 25, 100).

use serde::Serialize;

use super::{Degenerate, HIGH, LOW, Linear, NormalisationSpec, Truncation, ends, range};
use crate::Names;
use crate::methods::{About, Arguments, Method};

/// The range that a column is brought onto; `low < high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MinMax {
    /// What the smallest value becomes.
    pub low: f64,
    /// What the largest value becomes.
    pub high: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "min-max",
        name: Names::fixed("极差法", "Min-max"),
        description: Names::fixed(
            "把最小值和最大值线性映射到给定区间。",
            "Maps the smallest and the largest value linearly onto a range.",
        ),
        formula: "y = (x − min) / (max − min) · (high − low) + low",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[LOW, HIGH],
        inferred: false,
    },
    specify: |arguments| Ok(NormalisationSpec::MinMax(MinMax::from(arguments)?)),
};

impl MinMax {
    pub(super) fn from(arguments: &Arguments) -> Result<MinMax, Names> {
        let (low, high) = ends(arguments)?;
        Ok(MinMax { low, high })
    }

    /// The line through the smallest and the largest value of a column.
    ///
    /// # Errors
    /// [`Degenerate`] when no value is present or all are the same.
    pub fn fit(self, column: &[f64]) -> Result<Linear, Degenerate> {
        let (least, most) = range(column)?;
        Ok(self.onto(least, most))
    }

    /// The line from `origin` to `end` onto this range.
    pub(super) fn onto(self, origin: f64, end: f64) -> Linear {
        Linear {
            origin,
            half_span: end / 2.0 - origin / 2.0,
            low: self.low,
            size: self.high - self.low,
            truncation: Truncation::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matrix::extent;

    fn apply(spec: MinMax, column: &mut [f64]) -> Result<(), Degenerate> {
        let linear = spec.fit(column)?;
        column.iter_mut().for_each(|x| *x = linear.value(*x));
        Ok(())
    }

    const UNIT: MinMax = MinMax {
        low: 0.0,
        high: 1.0,
    };

    #[test]
    fn worked_example() {
        let mut column = [2.0, f64::NAN, 4.0, 10.0];
        let spec = MinMax {
            low: 0.0,
            high: 100.0,
        };
        assert_eq!(apply(spec, &mut column), Ok(()));
        assert_eq!([column[0], column[2], column[3]], [0.0, 25.0, 100.0]);
        assert!(column[1].is_nan());
    }

    #[test]
    fn degenerate_columns_are_named() {
        assert_eq!(UNIT.fit(&[3.0, 3.0, f64::NAN]), Err(Degenerate::Constant));
        assert_eq!(UNIT.fit(&[f64::NAN; 2]), Err(Degenerate::Empty));
        assert_eq!(UNIT.fit(&[]), Err(Degenerate::Empty));
    }

    #[test]
    fn the_widest_range_of_numbers_stays_finite() {
        let mut column = [-f64::MAX, 0.0, f64::MAX];
        assert_eq!(apply(UNIT, &mut column), Ok(()));
        assert_eq!(column, [0.0, 0.5, 1.0]);
    }

    proptest! {
        #[test]
        fn ends_are_hit_and_order_is_kept(column in prop::collection::vec(-1e6..1e6f64, 2..40)) {
            let mut normalised = column.clone();
            prop_assume!(apply(UNIT, &mut normalised).is_ok());
            prop_assert_eq!(extent(&normalised), Some((0.0, 1.0)));
            for i in 0..column.len() {
                for j in 0..column.len() {
                    if column[i] <= column[j] {
                        prop_assert!(normalised[i] <= normalised[j]);
                    }
                }
            }
        }
    }
}
