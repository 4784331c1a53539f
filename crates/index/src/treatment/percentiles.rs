//! Limits at percentiles (百分位缩尾): what lies beyond the `low`-th and `high`-th percentile is set to
//! it. The usual 缩尾 of Chinese empirical work (1 % and 99 %); it does not ask whether the column is
//! outlying.
//!
//! Percentiles are linear between the order statistics (type 7 of Hyndman & Fan 1996).
//!
//! Worked example: with 10 and 90 the values (0, 1, …, 10) are limited to 1 and 9.
//!
//! With most units at one value both limits may coincide; the column is then constant and excluded
//! at normalisation.

use serde::Serialize;

use super::{FittedTreatment, TreatmentSpec};
use crate::Names;
use crate::methods::{About, Method, Parameter};
use crate::moments::quantile;

/// The two percentiles, 0 to 100, `low` below `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentiles {
    /// The lower.
    pub low: f64,
    /// The upper.
    pub high: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "percentiles",
        name: Names::fixed("百分位缩尾", "Limits at percentiles"),
        description: Names::fixed(
            "超出两个百分位的值改为该百分位的值。",
            "Values beyond two percentiles are set to them.",
        ),
        formula: "y = min(max(x, P_low), P_high)",
        source: "Hyndman & Fan (1996), Sample Quantiles in Statistical Packages, type 7",
        parameters: &[
            Parameter::number(
                "low",
                Names::fixed("下百分位", "lower percentile"),
                1.0,
                0.0,
                100.0,
            ),
            Parameter::number(
                "high",
                Names::fixed("上百分位", "upper percentile"),
                99.0,
                0.0,
                100.0,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        let spec = Percentiles {
            low: arguments.number("low"),
            high: arguments.number("high"),
        };
        if spec.low < spec.high {
            Ok(TreatmentSpec::Percentiles(spec))
        } else {
            Err(Names::new(
                format!("low({})必须小于 high({})", spec.low, spec.high),
                format!("low ({}) must be below high ({})", spec.low, spec.high),
            ))
        }
    },
};

impl Percentiles {
    pub(super) fn fit(&self, column: &[f64]) -> FittedTreatment {
        FittedTreatment {
            low: quantile(column, self.low / 100.0),
            high: quantile(column, self.high / 100.0),
            transformation: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column: Vec<f64> = (0..=10).map(f64::from).collect();
        let fitted = Percentiles {
            low: 10.0,
            high: 90.0,
        }
        .fit(&column);
        assert_eq!((fitted.low, fitted.high), (Some(1.0), Some(9.0)));
        assert_eq!([0.0, 5.0, 10.0].map(|x| fitted.value(x)), [1.0, 5.0, 9.0]);
    }
}
