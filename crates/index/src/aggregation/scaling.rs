//! What the methods that compare units do to a child first.

use serde::Serialize;

use crate::Names;
use crate::matrix::extent;
use crate::methods::{Parameter, ParameterKind};
use crate::rank::SUM_ROUNDING;

/// How a method brings its children to one scale before it compares units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scaling {
    /// Not at all: the children are on one scale already.
    None,
    /// Smallest value 0, largest value 1.
    Range,
    /// Divided by the root of the sum of squares.
    Vector,
}

/// The parameter of methods that let the user choose.
pub(super) const SCALING: Parameter = Parameter {
    id: "scaling",
    name: Names::fixed("比较前的尺度变换", "scaling before the comparison"),
    kind: ParameterKind::Option {
        default: "none",
        options: &[
            (
                "none",
                Names::fixed("不变换，沿用无量纲化结果", "as normalised"),
            ),
            ("range", Names::fixed("极差变换到 0–1", "range to 0–1")),
            (
                "vector",
                Names::fixed(
                    "向量归一（除以平方和的平方根）",
                    "vector: over the root of the sum of squares",
                ),
            ),
        ],
    },
};

impl Scaling {
    /// The scaling of an option of [`SCALING`].
    pub(super) fn of(option: &str) -> Scaling {
        match option {
            "range" => Scaling::Range,
            "vector" => Scaling::Vector,
            _ => Scaling::None,
        }
    }

    /// What a child is multiplied by; moving it along the scale changes no distance.
    pub(super) fn factor(self, column: &[f64]) -> f64 {
        let length = match self {
            Scaling::None => 1.0,
            Scaling::Range => spread(column),
            Scaling::Vector => {
                let present = column.iter().filter(|value| !value.is_nan());
                present.map(|value| value * value).sum::<f64>().sqrt()
            }
        };
        if length > 0.0 { length.recip() } else { 0.0 }
    }
}

/// The largest less the smallest value; 0 where the values differ by no more than rounding.
pub(super) fn spread(column: &[f64]) -> f64 {
    let Some((least, most)) = extent(column) else {
        return 0.0;
    };
    let range = most - least;
    if range <= SUM_ROUNDING * least.abs().max(most.abs()) {
        0.0
    } else {
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_column_has_no_spread() {
        assert_eq!(spread(&[0.3, 0.1 + 0.2, f64::NAN]), 0.0);
        assert_eq!(spread(&[f64::NAN]), 0.0);
        assert_eq!(Scaling::Range.factor(&[2.0, 2.0]), 0.0);
        assert_eq!(Scaling::Range.factor(&[2.0, 4.0]), 0.5);
        assert_eq!(Scaling::Vector.factor(&[3.0, f64::NAN, 4.0]), 0.2);
    }
}
