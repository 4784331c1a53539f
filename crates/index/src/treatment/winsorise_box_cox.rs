//! Winsorising, and where that fails, a Box-Cox transformation of the untreated column.
//!
//! As [`winsorise_log`](super::winsorise_log), with the power of [`box_cox`](super::box_cox) in place of
//! the logarithm.
//!
//! Worked example with `max_points` = 1, `lambda` = 0.5 and `estimate` = "given": (1, …, 15, 50, 100)
//! fails, so 1 becomes (√1 − 1)/0.5 = 0 and 100 becomes (√100 − 1)/0.5 = 18.

use serde::Serialize;

use super::box_cox::{ESTIMATE, LAMBDA, Lambda, OFFSET, Offset, transformation};
use super::limits::{KURTOSIS, SKEWNESS};
use super::winsorise::{MAX_POINTS, Winsorise};
use super::{Transformation, TreatmentSpec};
use crate::Names;
use crate::methods::{About, Method};
use crate::moments::Shape;

/// The parameters of winsorising followed by Box-Cox.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WinsoriseBoxCox {
    /// The first step.
    #[serde(flatten)]
    pub winsorise: Winsorise,
    /// Where λ comes from.
    #[serde(rename = "estimate")]
    pub lambda: Lambda,
    /// λ when given.
    #[serde(rename = "lambda")]
    pub value: f64,
    /// How the values are made positive.
    pub offset: Offset,
}

impl WinsoriseBoxCox {
    pub(super) fn transformation(&self, column: &[f64], shape: Shape) -> Option<Transformation> {
        transformation(column, shape, self.lambda, self.value, self.offset)
    }
}

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "winsorise-box-cox",
        name: Names::fixed("缩尾，不足时作 Box-Cox 变换", "Winsorising, else Box-Cox"),
        description: Names::fixed(
            "先逐点缩尾；仍不通过时，还原该列并作 Box-Cox 变换。",
            "Point by point first; a column that still does not pass is restored and goes through a Box-Cox transformation.",
        ),
        formula: "winsorise; if it fails: y = (u^λ − 1)/λ, u = x − min + offset; for negative skewness y = −(u^λ − 1)/λ, u = max − x + offset",
        source: "Box & Cox (1964), An Analysis of Transformations; Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[MAX_POINTS, SKEWNESS, KURTOSIS, ESTIMATE, LAMBDA, OFFSET],
        inferred: false,
    },
    specify: |arguments| {
        Ok(TreatmentSpec::WinsoriseBoxCox(WinsoriseBoxCox {
            winsorise: Winsorise::from(arguments),
            lambda: Lambda::from(arguments),
            value: arguments.number("lambda"),
            offset: Offset::from(arguments),
        }))
    },
};

#[cfg(test)]
mod tests {
    use crate::treatment::Limits;

    use super::*;

    #[test]
    fn worked_example() {
        let spec = TreatmentSpec::WinsoriseBoxCox(WinsoriseBoxCox {
            winsorise: Winsorise {
                max_points: 1,
                limits: Limits {
                    skewness: 2.0,
                    kurtosis: 3.5,
                },
            },
            lambda: Lambda::Given,
            value: 0.5,
            offset: Offset::One,
        });
        let column: Vec<f64> = (1..=15).map(f64::from).chain([50.0, 100.0]).collect();
        let fitted = spec.fit(&column).unwrap();
        assert_eq!(fitted.value(1.0), 0.0);
        assert!((fitted.value(100.0) - 18.0).abs() < 1e-12);
    }
}
