//! The logistic or S-curve (S 型曲线): extremes flatten out instead of being cut.
//!
//! Formula: y = low + (high − low)/(1 + e^(−k·(x − c)/s)) with k the steepness, c the mean or the
//! median and s the sample standard deviation. With c the mean and k = 1 it is the sigmoid
//! normalisation of z-scores. Source: Priddy & Keller (2005), Artificial Neural Networks: An
//! Introduction, section 3.
//!
//! Worked example: (1, 2, 3) on 0 to 100 with k = 1 becomes (26.8941, 50, 73.1059).

use serde::Serialize;

use super::{Degenerate, FittedNormalisation, HIGH, LOW, MinMax, NormalisationSpec, range};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::moments;

/// The parameters of the S-curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Logistic {
    /// The score that the curve starts from.
    pub low: f64,
    /// The score that it approaches.
    pub high: f64,
    /// The steepness at the centre, above zero.
    pub steepness: f64,
    /// Where the middle of the curve lies.
    pub centre: Centre,
}

/// Where the middle of the curve lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Centre {
    /// At the mean.
    Mean,
    /// At the median.
    Median,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "logistic",
        name: Names::fixed("S 型曲线（逻辑斯蒂）", "Logistic curve"),
        description: Names::fixed(
            "以均值或中位数为中心的 S 型曲线，两端极值被平滑压缩。",
            "An S-curve around the mean or median; extremes flatten out at both ends.",
        ),
        formula: "y = low + (high − low)/(1 + exp(−steepness·(x − centre)/s))",
        source: "Priddy & Keller (2005), Artificial Neural Networks: An Introduction, section 3",
        parameters: &[
            LOW,
            HIGH,
            Parameter::number(
                "steepness",
                Names::fixed("陡度", "steepness"),
                1.0,
                1e-3,
                100.0,
            ),
            Parameter {
                id: "centre",
                name: Names::fixed("中心", "centre"),
                kind: ParameterKind::Option {
                    default: "mean",
                    options: &[
                        ("mean", Names::fixed("均值", "mean")),
                        ("median", Names::fixed("中位数", "median")),
                    ],
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        let range = MinMax::from(arguments)?;
        Ok(NormalisationSpec::Logistic(Logistic {
            low: range.low,
            high: range.high,
            steepness: arguments.number("steepness"),
            centre: match arguments.option("centre") {
                "median" => Centre::Median,
                _ => Centre::Mean,
            },
        }))
    },
};

impl Logistic {
    pub(super) fn fit(self, column: &[f64]) -> Result<FittedNormalisation, Degenerate> {
        range(column)?;
        let centre = match self.centre {
            Centre::Mean => moments::mean(column),
            Centre::Median => moments::median(column),
        };
        Ok(FittedNormalisation::Logistic {
            centre: centre.ok_or(Degenerate::Empty)?,
            spread: moments::standard_deviation(column).ok_or(Degenerate::Constant)?,
            steepness: self.steepness,
            low: self.low,
            size: self.high - self.low,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let spec = Logistic {
            low: 0.0,
            high: 100.0,
            steepness: 1.0,
            centre: Centre::Median,
        };
        let fitted = spec.fit(&[1.0, 2.0, 3.0]).unwrap();
        for (x, y) in [(1.0, 26.8941), (2.0, 50.0), (3.0, 73.1059)] {
            assert!((fitted.value(x) - y).abs() < 5e-5);
        }
    }
}
