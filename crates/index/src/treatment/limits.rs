//! When a column counts as outlying.

use serde::Serialize;

use crate::Names;
use crate::methods::{Arguments, Parameter, ParameterKind};
use crate::moments::Shape;

/// A column passes when |skewness| or excess kurtosis is below its limit (one is enough).
///
/// The limits 2 and 3.5 are those of the COIN Tool (Becker et al. 2019); a skewness of 0 with a
/// kurtosis of −10 lets nothing pass, which forces treatment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// The limit of |skewness|.
    pub skewness: f64,
    /// The limit of the excess kurtosis.
    pub kurtosis: f64,
}

impl Limits {
    /// Whether a column of this shape passes.
    pub fn hold(self, shape: Shape) -> bool {
        shape.skewness.abs() < self.skewness || shape.kurtosis < self.kurtosis
    }

    pub(super) fn from(arguments: &Arguments) -> Limits {
        Limits {
            skewness: arguments.number("skewness"),
            kurtosis: arguments.number("kurtosis"),
        }
    }
}

/// When a transformation is applied.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trigger {
    /// Always, or only to outlying columns.
    pub when: When,
    /// What is outlying.
    #[serde(flatten)]
    pub limits: Limits,
}

/// Whether a transformation waits for outliers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Only columns beyond the limits.
    Outlying,
    /// Every column.
    Always,
}

impl Trigger {
    /// Whether a column of this shape is transformed.
    pub fn fires(self, shape: Shape) -> bool {
        self.when == When::Always || !self.limits.hold(shape)
    }

    pub(super) fn from(arguments: &Arguments) -> Trigger {
        Trigger {
            when: match arguments.option("when") {
                "always" => When::Always,
                _ => When::Outlying,
            },
            limits: Limits::from(arguments),
        }
    }
}

pub(super) const SKEWNESS: Parameter = Parameter::number(
    "skewness",
    Names::fixed("偏度绝对值上限", "limit of |skewness|"),
    2.0,
    0.0,
    1e9,
);

pub(super) const KURTOSIS: Parameter = Parameter::number(
    "kurtosis",
    Names::fixed("超额峰度上限", "limit of the excess kurtosis"),
    3.5,
    -1e9,
    1e9,
);

pub(super) const WHEN: Parameter = Parameter {
    id: "when",
    name: Names::fixed("适用条件", "when it applies"),
    kind: ParameterKind::Option {
        default: "outlying",
        options: &[
            (
                "outlying",
                Names::fixed(
                    "仅当偏度和峰度都超过上限",
                    "only where skewness and kurtosis are both beyond their limits",
                ),
            ),
            ("always", Names::fixed("总是", "to every column")),
        ],
    },
};
