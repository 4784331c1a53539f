//! Min-max normalisation (极差法): the smallest value present becomes `low`, the largest `high`.
//!
//! Formula: y = (x − min) / (max − min) · (high − low) + low. Source: OECD & JRC (2008), Handbook
//! on Constructing Composite Indicators, section 5.
//!
//! Worked example: (2, 4, 10) on the range 0 to 100 becomes (0, 25, 100).

use serde::Serialize;

use super::{Degenerate, NormalisationSpec};
use crate::Names;
use crate::matrix::extent;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The range that a column is brought onto; `low < high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MinMax {
    /// What the smallest value becomes.
    pub low: f64,
    /// What the largest value becomes.
    pub high: f64,
}

/// The ends of the range may be any number a score is ever printed with.
const LIMIT: f64 = 1e9;

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
        parameters: &[
            Parameter {
                id: "low",
                name: Names::fixed("下限", "lower end"),
                kind: ParameterKind::Number {
                    default: 0.0,
                    least: -LIMIT,
                    most: LIMIT,
                },
            },
            Parameter {
                id: "high",
                name: Names::fixed("上限", "upper end"),
                kind: ParameterKind::Number {
                    default: 100.0,
                    least: -LIMIT,
                    most: LIMIT,
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        let spec = MinMax {
            low: arguments.number("low"),
            high: arguments.number("high"),
        };
        if spec.low < spec.high {
            Ok(NormalisationSpec::MinMax(spec))
        } else {
            Err(Names::new(
                format!("low({})必须小于 high({})", spec.low, spec.high),
                format!("low ({}) must be below high ({})", spec.low, spec.high),
            ))
        }
    },
};

impl MinMax {
    /// Normalises one column in place; missing stays missing.
    ///
    /// # Errors
    /// [`Degenerate`] when no value is present or all are the same; the column is then untouched.
    pub fn apply(self, column: &mut [f64]) -> Result<(), Degenerate> {
        let (least, most) = extent(column).ok_or(Degenerate::Empty)?;
        if least == most {
            return Err(Degenerate::Constant);
        }
        // Halving is exact for numbers of this size and keeps the difference of two finite numbers
        // finite.
        let scale = if (most - least).is_finite() { 1.0 } else { 0.5 };
        let range = most * scale - least * scale;
        for value in column {
            *value = (*value * scale - least * scale) / range * (self.high - self.low) + self.low;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        assert_eq!(spec.apply(&mut column), Ok(()));
        assert_eq!([column[0], column[2], column[3]], [0.0, 25.0, 100.0]);
        assert!(column[1].is_nan());
    }

    #[test]
    fn degenerate_columns_are_named_and_left_alone() {
        let mut constant = [3.0, 3.0, f64::NAN];
        assert_eq!(UNIT.apply(&mut constant), Err(Degenerate::Constant));
        assert_eq!(constant[..2], [3.0, 3.0]);
        assert_eq!(UNIT.apply(&mut [f64::NAN; 2]), Err(Degenerate::Empty));
        assert_eq!(UNIT.apply(&mut []), Err(Degenerate::Empty));
    }

    #[test]
    fn the_widest_range_of_numbers_stays_finite() {
        let mut column = [-f64::MAX, 0.0, f64::MAX];
        assert_eq!(UNIT.apply(&mut column), Ok(()));
        assert_eq!(column, [0.0, 0.5, 1.0]);
    }

    proptest! {
        #[test]
        fn ends_are_hit_and_order_is_kept(column in prop::collection::vec(-1e6..1e6f64, 2..40)) {
            let mut normalised = column.clone();
            prop_assume!(UNIT.apply(&mut normalised).is_ok());
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
