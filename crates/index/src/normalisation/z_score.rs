//! The z-score (标准化): the mean becomes `mean`, the sample standard deviation (divisor n − 1)
//! `deviation`.
//!
//! Formula: y = (x − x̄)/s · deviation + mean. Source: OECD & JRC (2008), section 5.
//!
//! Worked example: (1, 2, 3) has s = 1 and becomes (−1, 0, 1).

use serde::Serialize;

use super::{Degenerate, Linear, NormalisationSpec, Truncation, range};
use crate::Names;
use crate::methods::{About, Method, Parameter};
use crate::moments;

/// The mean and standard deviation of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ZScore {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, above zero.
    pub deviation: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "z-score",
        name: Names::fixed("标准化（z 分数）", "Z-score"),
        description: Names::fixed(
            "减去均值再除以样本标准差；得分可为负，不能用于几何平均。",
            "The distance from the mean in sample standard deviations; scores may be negative, so they suit no geometric mean.",
        ),
        formula: "y = (x − x̄)/s · deviation + mean, s² = Σ(x − x̄)²/(n − 1)",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[
            Parameter::number(
                "mean",
                Names::fixed("均值", "mean of the scores"),
                0.0,
                -1e9,
                1e9,
            ),
            Parameter::number(
                "deviation",
                Names::fixed("标准差", "standard deviation of the scores"),
                1.0,
                1e-9,
                1e9,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::ZScore(ZScore {
            mean: arguments.number("mean"),
            deviation: arguments.number("deviation"),
        }))
    },
};

impl ZScore {
    pub(super) fn fit(self, column: &[f64]) -> Result<Linear, Degenerate> {
        range(column)?;
        let mean = moments::mean(column).ok_or(Degenerate::Empty)?;
        let deviation = moments::standard_deviation(column).ok_or(Degenerate::Constant)?;
        Ok(Linear {
            origin: mean,
            half_span: deviation / 2.0,
            low: self.mean,
            size: self.deviation,
            truncation: Truncation::None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let spec = ZScore {
            mean: 0.0,
            deviation: 1.0,
        };
        let linear = spec.fit(&[1.0, f64::NAN, 2.0, 3.0]).unwrap();
        assert_eq!([1.0, 2.0, 3.0].map(|x| linear.value(x)), [-1.0, 0.0, 1.0]);
    }
}
