//! 改进向量法 (improved vector method), as four readings of a method whose formula was never published.
//!
//! The report that uses it says only that the indicators are normalised by their range, that the
//! Euclidean distance measures how similar the sample vectors are to an "optimal vector", and that
//! weights follow from it. No other source defines it. Every result is therefore labelled 推定
//! (inferred).
//!
//! With n units, m children in one node, x_ij in 0…1 (1 = best observed, so the optimal vector is all
//! ones), n_j values present in column j, and the mean taken instead of the sum so that missing
//! values do not bias it: S_j = Σ_i (1 − x_ij)² / n_j, d_j = √S_j.
//!
//! | variant | reading | weight |
//! |---|---|---|
//! | `ls-ideal` | the weights that bring all samples nearest to the optimum: min Σ_i Σ_j w_j²(1 − x_ij)² with Σ w = 1, solved by Lagrange | w_j = (1/S_j) / Σ_k (1/S_k) |
//! | `dist-share` | the farther a column is from the optimum, the larger its weight | w_j = d_j / Σ_k d_k |
//! | `sim-share` | the nearer, the larger | w_j = s_j / Σ_k s_k, s_j = 1 − d_j |
//! | `angle` | the angle between a column and the constant vector (the vector method that is "improved") | θ_j = arccos(Σ_i x_ij / (√n_j·‖x_j‖)), w_j = θ_j / Σ_k θ_k |
//!
//! `dist-share` is the default: it is bounded and never singular, while `ls-ideal` explodes on a
//! nearly constant indicator. Its weakness is that counts driven by one outlier get the most.
//!
//! Worked example, five units and three children: x = (1, .45, .70, 0, .20), (1, .10, .60, 0, .05),
//! (1, 1, 0, 1, 1). The sums of squares are 2.0325, 2.8725, 1, and the weights are
//! `ls-ideal` (.2674, .1892, .5434), `dist-share` (.3460, .4113, .2427), `sim-share`
//! (.3132, .2092, .4777), `angle` (.3315, .4306, .2379).

use serde::Serialize;

use super::from_data::LEVELS;
use super::{Family, WeightingSpec, correlation, diagnosis, unit_interval};
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::{Choice, Names, Step};

/// The parameters of the improved vector method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImprovedVector {
    /// The reading of the unpublished formula.
    pub variant: Variant,
    /// Where in the tree it is applied.
    pub levels: Levels,
    /// The smallest number of units from which weights are drawn.
    pub minimum_units: usize,
}

/// A reading of the unpublished formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// Least squares to the ideal.
    LsIdeal,
    /// Share of the distance.
    DistShare,
    /// Share of the similarity.
    SimShare,
    /// Share of the angle.
    Angle,
}

/// Where in the tree data-driven weights are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Levels {
    /// At every node, over the scores of its children.
    All,
    /// Only at nodes whose children are all indicators; the framework's weights above.
    Indicators,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "improved-vector",
        name: Names::fixed("改进向量法（推定）", "Improved vector method (inferred)"),
        description: Names::fixed(
            "用欧氏距离度量各指标与“最优向量”的相似程度并据此赋权。推定：原报告未公布公式，此处提供四种读法。",
            "Weights from the Euclidean distance of each indicator to the \"optimal vector\". Inferred: the report published no formula; four readings are offered.",
        ),
        formula: "S_j = Σ_i (1 − x_ij)² / n_j, d_j = √S_j; ls-ideal: w_j = (1/S_j)/Σ(1/S_k); dist-share: w_j = d_j/Σd_k; sim-share: w_j = (1 − d_j)/Σ(1 − d_k); angle: w_j = θ_j/Σθ_k, θ_j = arccos(Σ_i x_ij/(√n_j·‖x_j‖))",
        source: "推定 (inferred) from the wording of 《中国大数据产业发展指数报告》 (2023); no published definition was found",
        parameters: &[
            Parameter {
                id: "variant",
                name: Names::fixed("读法", "reading"),
                kind: ParameterKind::Option {
                    default: "dist-share",
                    options: &[
                        (
                            "ls-ideal",
                            Names::fixed(
                                "到最优向量的距离平方和最小",
                                "least squares to the optimal vector",
                            ),
                        ),
                        (
                            "dist-share",
                            Names::fixed(
                                "距离占比：越远权重越大",
                                "share of the distance: farther weighs more",
                            ),
                        ),
                        (
                            "sim-share",
                            Names::fixed(
                                "相似度占比：越近权重越大",
                                "share of the similarity: nearer weighs more",
                            ),
                        ),
                        (
                            "angle",
                            Names::fixed("夹角占比", "share of the angle to the constant vector"),
                        ),
                    ],
                },
            },
            LEVELS,
            Parameter {
                id: "minimum_units",
                name: Names::fixed("最少单元数", "smallest number of units"),
                kind: ParameterKind::Count {
                    default: 10,
                    least: 3,
                },
            },
        ],
        inferred: true,
    },
    specify: |arguments| {
        Ok(WeightingSpec::ImprovedVector(ImprovedVector {
            variant: match arguments.option("variant") {
                "ls-ideal" => Variant::LsIdeal,
                "sim-share" => Variant::SimShare,
                "angle" => Variant::Angle,
                _ => Variant::DistShare,
            },
            levels: match arguments.option("levels") {
                "indicators" => Levels::Indicators,
                _ => Levels::All,
            },
            minimum_units: arguments.count("minimum_units"),
        }))
    },
};

impl Variant {
    /// The name in frameworks.
    pub fn id(self) -> &'static str {
        match self {
            Variant::LsIdeal => "ls-ideal",
            Variant::DistShare => "dist-share",
            Variant::SimShare => "sim-share",
            Variant::Angle => "angle",
        }
    }
}

impl ImprovedVector {
    /// The label that every result carries.
    pub(super) fn label(&self) -> Choice {
        let variant = self.variant.id();
        let (zh, en) = match self.levels {
            Levels::All => ("各级节点", "at every node"),
            Levels::Indicators => (
                "指标层节点，其上采用给定权重",
                "at nodes of indicators, with given weights above",
            ),
        };
        Choice {
            inferred: true,
            ..Choice::note(
                Step::Weighting,
                None,
                Names::new(
                    format!("改进向量法，读法 {variant}，用于{zh}。推定：原报告未公布公式"),
                    format!(
                        "Improved vector method, reading {variant}, {en}. Inferred (推定): the report published no formula"
                    ),
                ),
            )
        }
    }
}

impl ImprovedVector {
    /// The weights of the children `of`, which vary.
    pub(super) fn weigh(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Vec<f64> {
        let columns = of.iter().map(|&child| family.children[child].values);
        let columns: Vec<Vec<f64>> = columns.filter_map(unit_interval).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = weights(&columns, self.variant);
        let correlations = correlation::pearson(&columns);
        let minimum = self.minimum_units;
        diagnosis::report(family, of, &found, &correlations, minimum, choices);
        found
    }
}

/// The weights of `columns` (each a value a unit in 0…1 that hits both ends; NaN is missing), which
/// sum to 1.
pub fn weights(columns: &[&[f64]], variant: Variant) -> Vec<f64> {
    let shares: Vec<f64> = columns
        .iter()
        .map(|column| match variant {
            Variant::LsIdeal => 1.0 / mean_square_distance(column),
            Variant::DistShare => mean_square_distance(column).sqrt(),
            Variant::SimShare => 1.0 - mean_square_distance(column).sqrt(),
            Variant::Angle => angle(column),
        })
        .collect();
    let total: f64 = shares.iter().sum();
    shares.into_iter().map(|share| share / total).collect()
}

/// S_j: the mean of (1 − x)² over the values present. A column that hits 0 and 1 has 0 < S_j < 1.
fn mean_square_distance(column: &[f64]) -> f64 {
    let (sum, count) = column
        .iter()
        .filter(|value| !value.is_nan())
        .fold((0.0, 0.0), |(sum, count), value| {
            (sum + (1.0 - value) * (1.0 - value), count + 1.0)
        });
    sum / count
}

/// θ_j: the angle in radians between the values present and the constant vector.
fn angle(column: &[f64]) -> f64 {
    let (sum, squares, count) = column
        .iter()
        .filter(|value| !value.is_nan())
        .fold((0.0, 0.0, 0.0_f64), |(sum, squares, count), value| {
            (sum + value, squares + value * value, count + 1.0)
        });
    (sum / (count * squares).sqrt()).min(1.0).acos()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::aggregation::arithmetic;

    const EVEN: [f64; 5] = [1.0, 0.45, 0.70, 0.0, 0.20];
    const SKEWED: [f64; 5] = [1.0, 0.10, 0.60, 0.0, 0.05];
    const NEARLY_ONE: [f64; 5] = [1.0, 1.0, 0.0, 1.0, 1.0];

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            // The published figures have four decimals.
            assert!(
                (found - expected).abs() <= 0.5e-4 + 1e-12,
                "{found} is not {expected}"
            );
        }
    }

    #[test]
    fn worked_example() {
        let columns: [&[f64]; 3] = [&EVEN, &SKEWED, &NEARLY_ONE];
        let sums: Vec<f64> = columns
            .iter()
            .map(|c| mean_square_distance(c) * 5.0)
            .collect();
        assert_close(&sums, &[2.0325, 2.8725, 1.0]);
        let expected: [(Variant, [f64; 3], [f64; 5]); 4] = [
            (
                Variant::LsIdeal,
                [0.2674, 0.1892, 0.5434],
                [1.0, 0.6827, 0.3007, 0.5434, 0.6064],
            ),
            (
                Variant::DistShare,
                [0.3460, 0.4113, 0.2427],
                [1.0, 0.4395, 0.4890, 0.2427, 0.3325],
            ),
            (
                Variant::SimShare,
                [0.3132, 0.2092, 0.4777],
                [1.0, 0.6395, 0.3447, 0.4777, 0.5508],
            ),
            (
                Variant::Angle,
                [0.3315, 0.4306, 0.2379],
                [1.0, 0.4301, 0.4904, 0.2379, 0.3257],
            ),
        ];
        for (variant, weights, scores) in expected {
            let found = super::weights(&columns, variant);
            assert_close(&found, &weights);
            let mut score = [0.0; 5];
            arithmetic::apply(&columns, &found, &mut score);
            assert_close(&score, &scores);
        }
    }

    #[test]
    fn a_missing_value_does_not_bias_the_mean() {
        // A column and the same column twice with one copy of every value missing have one S.
        let doubled: Vec<f64> = SKEWED.iter().flat_map(|&x| [x, f64::NAN]).collect();
        assert!((mean_square_distance(&doubled) - mean_square_distance(&SKEWED)).abs() < 1e-15);
        assert!((angle(&doubled) - angle(&SKEWED)).abs() < 1e-15);
    }

    /// `ls-ideal` against the problem it solves: no other weights have a smaller objective.
    #[test]
    fn ls_ideal_minimises_its_objective() {
        let columns: [&[f64]; 3] = [&EVEN, &SKEWED, &NEARLY_ONE];
        let objective = |w: &[f64]| -> f64 {
            columns
                .iter()
                .zip(w)
                .map(|(column, w)| w * w * mean_square_distance(column))
                .sum()
        };
        let best = weights(&columns, Variant::LsIdeal);
        for a in 0..=40 {
            for b in 0..=40 - a {
                let (a, b) = (f64::from(a) / 40.0, f64::from(b) / 40.0);
                assert!(objective(&[a, b, 1.0 - a - b]) >= objective(&best) - 1e-12);
            }
        }
    }

    proptest! {
        #[test]
        fn weights_are_shares_and_do_not_depend_on_order(
            inner in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 1..30),
        ) {
            let column = |values: Vec<f64>| [vec![0.0, 1.0], values].concat();
            let a = column(inner.iter().map(|pair| pair.0).collect());
            let b = column(inner.iter().map(|pair| pair.1).collect());
            for variant in [Variant::LsIdeal, Variant::DistShare, Variant::SimShare, Variant::Angle] {
                let forward = weights(&[&a, &b], variant);
                let backward = weights(&[&b, &a], variant);
                prop_assert!((forward.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                prop_assert!(forward.iter().all(|weight| *weight > 0.0));
                prop_assert!((forward[0] - backward[1]).abs() < 1e-12);
            }
        }
    }
}
