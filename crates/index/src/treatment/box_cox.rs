//! The Box-Cox transformation: y = (u^λ − 1)/λ, ln u for λ = 0, with u = x − min + offset.
//!
//! For negative skewness mirrored: y = −(u^λ − 1)/λ with u = max − x + offset. λ is given or maximises
//! the likelihood of a normal distribution over −2 … 2: ℓ(λ) = −n/2·ln σ²(λ) + (λ − 1)·Σ ln u, σ² the
//! variance (divisor n) of y. The offset is 1 in the unit of measure (as COINr and the COIN Tool do) or
//! a hundredth of the range, which does not depend on the unit. Source: Box & Cox (1964), An Analysis
//! of Transformations.
//!
//! Worked example: (3, 6, 11) with λ = 0.5 and offset 1 has u = (1, 4, 9) and becomes (0, 2, 4).

use serde::Serialize;

use super::limits::{KURTOSIS, SKEWNESS, WHEN};
use super::log::{HUNDREDTH, from_end};
use super::transformation::box_cox;
use super::{Transformation, TreatmentSpec, Trigger};
use crate::Names;
use crate::methods::{About, Arguments, Method, Parameter, ParameterKind};
use crate::moments::Shape;

/// The parameters of a Box-Cox transformation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BoxCox {
    /// When it is applied.
    #[serde(flatten)]
    pub trigger: Trigger,
    /// Where λ comes from.
    #[serde(rename = "estimate")]
    pub lambda: Lambda,
    /// λ when given.
    #[serde(rename = "lambda")]
    pub value: f64,
    /// How the values are made positive.
    pub offset: Offset,
}

/// Where λ comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lambda {
    /// As given.
    Given,
    /// From the values, by maximum likelihood.
    Likelihood,
}

/// What the smallest argument of the power is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offset {
    /// 1 in the unit of measure.
    One,
    /// A hundredth of the range.
    Hundredth,
}

impl Lambda {
    pub(super) fn from(arguments: &Arguments) -> Lambda {
        match arguments.option("estimate") {
            "given" => Lambda::Given,
            _ => Lambda::Likelihood,
        }
    }
}

impl Offset {
    pub(super) fn from(arguments: &Arguments) -> Offset {
        match arguments.option("offset") {
            "hundredth" => Offset::Hundredth,
            _ => Offset::One,
        }
    }
}

pub(super) const ESTIMATE: Parameter = Parameter {
    id: "estimate",
    name: Names::fixed("λ 的来源", "where λ comes from"),
    kind: ParameterKind::Option {
        default: "likelihood",
        options: &[
            ("likelihood", Names::fixed("最大似然", "maximum likelihood")),
            ("given", Names::fixed("给定", "given")),
        ],
    },
};

pub(super) const LAMBDA: Parameter =
    Parameter::number("lambda", Names::fixed("λ", "λ when given"), 0.0, -5.0, 5.0);

pub(super) const OFFSET: Parameter = Parameter {
    id: "offset",
    name: Names::fixed("平移量", "offset"),
    kind: ParameterKind::Option {
        default: "one",
        options: &[
            (
                "one",
                Names::fixed("1（按计量单位）", "1 in the unit of measure"),
            ),
            (
                "hundredth",
                Names::fixed("极差的 1%", "a hundredth of the range"),
            ),
        ],
    },
};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "box-cox",
        name: Names::fixed("Box-Cox 变换", "Box-Cox transformation"),
        description: Names::fixed(
            "幂变换，λ 可给定或由最大似然求得；λ = 0 为对数。",
            "A power, given or found by maximum likelihood; λ = 0 is the logarithm.",
        ),
        formula: "y = (u^λ − 1)/λ, u = x − min + offset; for negative skewness y = −(u^λ − 1)/λ, u = max − x + offset",
        source: "Box & Cox (1964), An Analysis of Transformations, Journal of the Royal Statistical Society B 26",
        parameters: &[WHEN, SKEWNESS, KURTOSIS, ESTIMATE, LAMBDA, OFFSET],
        inferred: false,
    },
    specify: |arguments| {
        Ok(TreatmentSpec::BoxCox(BoxCox {
            trigger: Trigger::from(arguments),
            lambda: Lambda::from(arguments),
            value: arguments.number("lambda"),
            offset: Offset::from(arguments),
        }))
    },
};

impl BoxCox {
    pub(super) fn transformation(&self, column: &[f64], shape: Shape) -> Option<Transformation> {
        transformation(column, shape, self.lambda, self.value, self.offset)
    }
}

pub(super) fn transformation(
    column: &[f64],
    shape: Shape,
    lambda: Lambda,
    value: f64,
    offset: Offset,
) -> Option<Transformation> {
    let offset = |range| match offset {
        Offset::One => 1.0,
        Offset::Hundredth => HUNDREDTH * range,
    };
    let logarithm = from_end(column, shape.skewness < 0.0, offset)?;
    let power = match lambda {
        Lambda::Given => value,
        Lambda::Likelihood => {
            let logarithms: Vec<f64> = column
                .iter()
                .filter(|x| !x.is_nan())
                .map(|x| logarithm.value(*x))
                .map(|y| if logarithm.mirrored { -y } else { y })
                .collect();
            most_likely(&logarithms)
        }
    };
    Some(Transformation { power, ..logarithm })
}

/// The λ in −2 … 2 under which u, given by its logarithms, is most nearly normal: the best of a grid,
/// refined by golden-section search.
fn most_likely(logarithms: &[f64]) -> f64 {
    const STEPS: i32 = 40;
    let grid = |step: i32| -2.0 + 4.0 * f64::from(step) / f64::from(STEPS);
    let best = (0..=STEPS)
        .max_by(|a, b| {
            likelihood(logarithms, grid(*a)).total_cmp(&likelihood(logarithms, grid(*b)))
        })
        .unwrap_or(STEPS / 2);
    let (mut low, mut high) = (grid((best - 1).max(0)), grid((best + 1).min(STEPS)));
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    while high - low > 1e-9 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if likelihood(logarithms, left) < likelihood(logarithms, right) {
            low = left;
        } else {
            high = right;
        }
    }
    (low + high) / 2.0
}

/// The logarithm of the likelihood of λ, but for a constant; minus infinity where it overflows.
fn likelihood(logarithms: &[f64], power: f64) -> f64 {
    let n = logarithms.len() as f64;
    let values: Vec<f64> = logarithms
        .iter()
        .map(|logarithm| box_cox(logarithm.exp(), power))
        .collect();
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / n;
    let likelihood = -n / 2.0 * variance.ln() + (power - 1.0) * logarithms.iter().sum::<f64>();
    if likelihood.is_finite() {
        likelihood
    } else {
        f64::NEG_INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let column = [3.0, 6.0, 11.0, 11.0];
        let shape = Shape {
            skewness: 1.0,
            kurtosis: 0.0,
        };
        let found = transformation(&column, shape, Lambda::Given, 0.5, Offset::One).unwrap();
        for (x, y) in [(3.0, 0.0), (6.0, 2.0), (11.0, 4.0)] {
            assert!((found.value(x) - y).abs() < 1e-12);
        }
    }

    #[test]
    fn a_log_normal_column_asks_for_the_logarithm() {
        // Quantiles of a logistic distribution: symmetric, so their exponentials ask for λ = 0.
        let logarithms: Vec<f64> = (1..100)
            .map(|k| f64::from(k) / 100.0)
            .map(|p| (p / (1.0 - p)).ln() + 6.0)
            .collect();
        assert!(most_likely(&logarithms).abs() < 1e-6);
    }
}
