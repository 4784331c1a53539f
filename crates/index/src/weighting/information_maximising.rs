//! Information-maximising weights (信息最大化赋权): the weights under which the parent tells most about its children.
//!
//! Formula, with r_j the correlation of child j with the parent Σ_j w_j·x_j and s_j the standard deviations:
//! - `mean-correlation`: maximise Σ_j r_j. With a_j = w_j·s_j this is 1ᵀRa / √(aᵀRa), which by Cauchy–Schwarz in the inner
//!   product of R is largest for equal a. So w_j ∝ 1/s_j, exactly.
//! - `explained-variance`: maximise Σ_j r_j² = ‖R·a‖² / aᵀRa over a ≥ 0, the share of the variance of all children that
//!   the parent explains. Without the bound its solution is the first principal component; with it, ascents from the
//!   middle, the first component and every corner, of which the best point seen is kept.
//!
//! Source: Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80; COINr seeks the first by
//! Nelder–Mead.
//!
//! Worked example: deviations (1, 2, 2) give `mean-correlation` weights (1/2, 1/4, 1/4).
//!
//! Degenerate cases: a child that runs against the others may get 0 under `explained-variance`, which is reported.
//! Missing values: correlations over the units that have both.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use super::standard_deviation::deviation;
use crate::Names;
use crate::eigen;
use crate::methods::{About, Method};
use crate::methods::{Parameter, ParameterKind};
use serde::Serialize;

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "information-maximising",
        name: Names::fixed("信息最大化赋权", "Information-maximising"),
        description: Names::fixed(
            "使上级得分与各项的相关系数之和（或解释的方差）最大。",
            "The weights under which the parent correlates most with its children, or explains most of their variance.",
        ),
        formula: "maximise Σ_j r_j (w_j ∝ 1/s_j), or Σ_j r_j² over w ≥ 0",
        source: "Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80",
        parameters: &[MEASURE, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| {
        FromData::specify(
            arguments,
            DataMethod::InformationMaximising(InformationMaximising {
                measure: match arguments.option("measure") {
                    "explained-variance" => Measure::ExplainedVariance,
                    _ => Measure::MeanCorrelation,
                },
            }),
        )
    },
};

const MEASURE: Parameter = Parameter {
    id: "measure",
    name: Names::fixed("信息的度量", "measure of information"),
    kind: ParameterKind::Option {
        default: "mean-correlation",
        options: &[
            (
                "mean-correlation",
                Names::fixed("平均相关系数", "mean correlation"),
            ),
            (
                "explained-variance",
                Names::fixed("解释的方差", "variance explained"),
            ),
        ],
    },
};

/// The parameters of information-maximising weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InformationMaximising {
    /// What is made largest.
    pub measure: Measure,
}

/// The measure of what a parent tells about its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The mean correlation.
    MeanCorrelation,
    /// The mean squared correlation.
    ExplainedVariance,
}

impl InformationMaximising {
    /// The weights of `columns` (each a value a unit) with these `correlations`, which sum to 1.
    ///
    /// # Errors
    /// [`Refusal`]: a correlation is unknown.
    pub fn weights(
        self,
        columns: &[&[f64]],
        correlations: &[Vec<f64>],
    ) -> Result<Vec<f64>, Refusal> {
        every_correlation(correlations)?;
        let amounts = match self.measure {
            Measure::MeanCorrelation => vec![1.0; columns.len()],
            Measure::ExplainedVariance => most_explained(correlations),
        };
        shares(
            amounts
                .iter()
                .zip(columns)
                .map(|(a, column)| a / deviation(column))
                .collect(),
        )
    }
}

/// Steps of one ascent; each at least halves its step or improves.
const MOST_STEPS: usize = 5000;

/// The best point seen of ‖R·a‖² / aᵀRa over a ≥ 0, ascending from several starts.
fn most_explained(r: &[Vec<f64>]) -> Vec<f64> {
    let count = r.len();
    let first = &eigen::symmetric(r).vectors[0];
    let sign = first.iter().sum::<f64>().signum();
    let component: Vec<f64> = first.iter().map(|u| (sign * u).max(0.0)).collect();
    let corners = (0..count).map(|j| (0..count).map(|k| f64::from(u8::from(j == k))).collect());
    let starts = [component, vec![1.0; count]].into_iter().chain(corners);
    let ascents = starts.map(|start: Vec<f64>| ascend(r, start));
    let best = ascents.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(|| vec![1.0; count], |(_, a)| a)
}

/// The explained variance and the point that an ascent along the projected gradient ends at.
fn ascend(r: &[Vec<f64>], mut at: Vec<f64>) -> (f64, Vec<f64>) {
    let apply = |a: &[f64]| -> Vec<f64> {
        r.iter()
            .map(|row| row.iter().zip(a).map(|(r, a)| r * a).sum())
            .collect()
    };
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let value = |a: &[f64]| {
        let along = apply(a);
        let variance = dot(a, &along);
        if variance > 0.0 {
            dot(&along, &along) / variance
        } else {
            f64::NEG_INFINITY
        }
    };
    let mut reached = value(&at);
    let mut step = 1.0;
    for _ in 0..MOST_STEPS {
        let along = apply(&at);
        let twice = apply(&along);
        let moved: Vec<f64> = (0..at.len())
            .map(|j| (at[j] + step * (twice[j] - reached * along[j])).max(0.0))
            .collect();
        let length = dot(&moved, &moved).sqrt();
        let moved: Vec<f64> = moved.iter().map(|a| a / length).collect();
        let next = value(&moved);
        if next > reached {
            (at, reached) = (moved, next);
            step *= 1.5;
        } else {
            step *= 0.5;
            if step < 1e-12 {
                break;
            }
        }
    }
    (reached, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weighting::correlation::pearson;
    use crate::weighting::correlation_balanced::correlations_with_parent;

    const MEAN: InformationMaximising = InformationMaximising {
        measure: Measure::MeanCorrelation,
    };
    const EXPLAINED: InformationMaximising = InformationMaximising {
        measure: Measure::ExplainedVariance,
    };

    #[test]
    fn worked_example() {
        let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[2.0, 6.0, 4.0], &[6.0, 2.0, 4.0]];
        let found = MEAN.weights(&columns, &pearson(&columns)).unwrap();
        assert_eq!(found, [0.5, 0.25, 0.25]);
    }

    /// Against a search over all weights in steps of 1/40, also where the first component has a negative loading.
    #[test]
    fn no_weights_on_a_grid_tell_more() {
        let columns: [&[f64]; 3] = [
            &[1.0, 2.0, 3.0, 9.0, 4.0, 5.0],
            &[2.0, 6.0, 4.0, 8.0, 1.0, 3.0],
            &[9.0, 7.0, 8.0, 1.0, 6.0, 2.0],
        ];
        let matrix = pearson(&columns);
        let sum = |weights: &[f64], power: i32| {
            let r = correlations_with_parent(&columns, &matrix, weights);
            r.iter().map(|r| r.powi(power)).sum::<f64>()
        };
        let mean = sum(&MEAN.weights(&columns, &matrix).unwrap(), 1);
        let explained = sum(&EXPLAINED.weights(&columns, &matrix).unwrap(), 2);
        for a in 0..=40 {
            for b in 0..=40 - a {
                let (a, b) = (f64::from(a) / 40.0, f64::from(b) / 40.0);
                let weights = [a, b, 1.0 - a - b];
                assert!(sum(&weights, 1) <= mean + 1e-12);
                assert!(sum(&weights, 2) <= explained + 1e-9, "{weights:?}");
            }
        }
    }

    #[test]
    fn where_all_correlate_the_first_component_is_best() {
        let r = [
            vec![1.0, 0.5, 0.4],
            vec![0.5, 1.0, 0.7],
            vec![0.4, 0.7, 1.0],
        ];
        let found = most_explained(&r);
        let first = &eigen::symmetric(&r).vectors[0];
        let length = found.iter().map(|a| a * a).sum::<f64>().sqrt();
        for (a, u) in found.iter().zip(first) {
            assert!((a / length - u).abs() < 1e-6);
        }
    }
}
