//! Limits at Tukey's fences (四分位距): Q1 − f·IQR and Q3 + f·IQR, with f = 1.5 by default.
//!
//! Quartiles are linear between the order statistics (type 7). Source: Tukey (1977), Exploratory Data
//! Analysis.
//!
//! Worked example: (1, 2, …, 9, 100) has Q1 = 3.25, Q3 = 7.75, so the fences are −3.5 and 14.5, and 100
//! becomes 14.5.
//!
//! With half of the units at one value the range between the quartiles may be 0; every other value is
//! then set to that one, so choose another method for such a column.

use serde::Serialize;

use super::{FittedTreatment, TreatmentSpec};
use crate::Names;
use crate::methods::{About, Method, Parameter};
use crate::moments::quantile;

/// The distance of the fences from the quartiles, in units of the interquartile range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fences {
    /// The factor, above zero.
    pub factor: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "fences",
        name: Names::fixed("四分位距缩尾", "Limits at the fences"),
        description: Names::fixed(
            "超出四分位数外若干倍四分位距的值改为该界限。",
            "Values farther from the quartiles than some interquartile ranges are set to that limit.",
        ),
        formula: "y = min(max(x, Q1 − f·IQR), Q3 + f·IQR)",
        source: "Tukey (1977), Exploratory Data Analysis",
        parameters: &[Parameter::number(
            "factor",
            Names::fixed("倍数", "factor"),
            1.5,
            0.1,
            1e6,
        )],
        inferred: false,
    },
    specify: |arguments| {
        Ok(TreatmentSpec::Fences(Fences {
            factor: arguments.number("factor"),
        }))
    },
};

impl Fences {
    pub(super) fn fit(&self, column: &[f64]) -> FittedTreatment {
        let quartiles = quantile(column, 0.25).zip(quantile(column, 0.75));
        let Some((first, third)) = quartiles else {
            return FittedTreatment::default();
        };
        let reach = self.factor * (third - first);
        let finite = |limit: f64| limit.is_finite().then_some(limit);
        FittedTreatment {
            low: finite(first - reach),
            high: finite(third + reach),
            transformation: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column: Vec<f64> = (1..=9).map(f64::from).chain([100.0]).collect();
        let fitted = Fences { factor: 1.5 }.fit(&column);
        assert_eq!((fitted.low, fitted.high), (Some(-3.5), Some(14.5)));
        assert_eq!(fitted.value(100.0), 14.5);
        assert_eq!(fitted.value(1.0), 1.0);
    }
}
