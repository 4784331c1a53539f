//! The mean–min function (均值—最小值函数): the mean less a penalty for how far the worst child lies
//! below it.
//!
//! Formula: y_i = M_i − α·(√((M_i − min_j x_ij)² + β²) − β), where M_i is the weighted arithmetic mean
//! over the children that unit i has. α = 0 is the mean; α = 1 and β = 0 the minimum. Source: Casadio
//! Tarabusi & Guarini (2013), An unbalance adjustment method for development indicators, Social
//! Indicators Research 112, 19–45.
//!
//! Worked example: (20, 60) with equal weights, α = 0.5, β = 0: 40 − 0.5·20 = 30.

use serde::Serialize;

use super::{AggregationSpec, arithmetic};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// How far the mean is drawn towards the worst child.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanMin {
    /// The strength of the penalty, 0 to 1.
    pub alpha: f64,
    /// On the scale of the children: below this distance the penalty grows slowly. At least 0.
    pub beta: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "mean-min",
        name: Names::fixed("均值—最小值函数", "Mean–min function"),
        description: Names::fixed(
            "加权平均减去对短板的惩罚：α 为惩罚强度，β 为缓冲（与得分同一尺度）。",
            "The weighted mean less a penalty for the worst child: α is its strength, β (on the scale of the scores) softens it for small gaps.",
        ),
        formula: "y_i = M_i − α·(√((M_i − min_j x_ij)² + β²) − β)",
        source: "Casadio Tarabusi & Guarini (2013), An unbalance adjustment method for development indicators, Social Indicators Research 112, 19–45",
        parameters: &[
            Parameter {
                id: "alpha",
                name: Names::fixed("惩罚强度 α", "strength of the penalty, α"),
                kind: ParameterKind::Number {
                    default: 0.5,
                    least: 0.0,
                    most: 1.0,
                },
            },
            Parameter {
                id: "beta",
                name: Names::fixed("缓冲 β", "softening, β"),
                kind: ParameterKind::Number {
                    default: 0.0,
                    least: 0.0,
                    most: 1e9,
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::MeanMin(MeanMin {
            alpha: arguments.number("alpha"),
            beta: arguments.number("beta"),
        }))
    },
};

impl MeanMin {
    /// Writes the penalised mean of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        arithmetic::apply(children, weights, parent);
        for (unit, mean) in parent.iter_mut().enumerate() {
            // The smaller of a number and NaN is the number: missing values are skipped.
            let values = children.iter().map(|child| child[unit]);
            let gap = *mean - values.fold(f64::INFINITY, f64::min);
            *mean -= self.alpha * (gap.hypot(self.beta) - self.beta);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(alpha: f64, beta: f64) -> [f64; 3] {
        let mut parent = [0.0; 3];
        MeanMin { alpha, beta }.apply(
            &[&[20.0, f64::NAN, f64::NAN], &[60.0, 7.0, f64::NAN]],
            &[1.0, 1.0],
            &mut parent,
        );
        parent
    }

    #[test]
    fn worked_example() {
        assert_eq!(score(0.5, 0.0)[..2], [30.0, 7.0]);
        assert_eq!(score(0.0, 3.0)[0], 40.0);
        assert_eq!(score(1.0, 0.0)[0], 20.0);
        // 40 − (√(20² + 15²) − 15) = 40 − 10
        assert!((score(1.0, 15.0)[0] - 30.0).abs() < 1e-12);
        assert!(score(1.0, 15.0)[2].is_nan());
    }
}
