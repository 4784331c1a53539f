//! Combined weights (组合赋权): weights of several methods, such as a subjective and an objective one, made into one.
//!
//! Formula, with the weights w_k of L methods:
//! - `multiplicative` (乘法合成): w_j ∝ Π_k w_kj;
//! - `geometric` (最小相对信息熵): w_j ∝ (Π_k w_kj)^(1/L), which minimises Σ_k Σ_j w_j·ln(w_j / w_kj);
//! - `additive` (加法合成): w = α·w_1 + (1 − α)·the mean of the others, α = `share`;
//! - `least-squares` (最小二乘): minimises Σ_k Σ_i Σ_j ((w_kj − w_j)·z_ij)² with Σ w = 1. Its multiplier is 0 because every
//!   w_k sums to 1, and what remains is the mean w_j = Σ_k w_kj / L, whatever the data;
//! - `game-theoretic` (博弈论组合): w = Σ_k α_k·w_k with α ≥ 0 such that w deviates least from every w_k:
//!   Σ_k α_k·(w_l·w_k) = w_l·w_l for every l (non-negative least squares where the solution would be negative), α scaled to
//!   sum 1.
//!
//! Source: the practice of Chinese evaluation (组合赋权); relative entropy: Kullback & Leibler (1951), Annals of
//! Mathematical Statistics 22; game-theoretic: 陈加良 (2003), 基于博弈论的组合赋权评价方法研究, 福建电脑 9.
//!
//! Worked example: (0.6, 0.4) and (0.2, 0.8) give `multiplicative` (0.12, 0.32)/0.44 = (3/11, 8/11), `geometric`
//! (0.379796, 0.620204), `additive` with share 0.5 and `least-squares` (0.4, 0.6). `game-theoretic`: 0.52·α_1 + 0.44·α_2 =
//! 0.52 and 0.44·α_1 + 0.68·α_2 = 0.68 give α = (17/56, 39/56) and w = (0.321429, 0.678571).
//!
//! Degenerate cases: weights that leave nothing in common (every product 0) are refused; benefit of the doubt has no
//! weights common to all units and cannot be combined, but for its common variant.

use serde::Serialize;

use super::{Family, WeightingError, WeightingSpec, Weights};
use crate::least_squares;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::{Choice, Names};

/// Several methods of weighting and how they are combined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Combined {
    /// How the weights are combined.
    pub rule: Rule,
    /// α, the share of the first method under `additive`.
    pub share: f64,
    /// The methods, two or more.
    pub parts: Vec<WeightingSpec>,
}

/// How the weights of several methods are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Their product.
    Multiplicative,
    /// Their geometric mean.
    Geometric,
    /// A weighted sum.
    Additive,
    /// Least squares, which is the mean.
    LeastSquares,
    /// Game-theoretic.
    GameTheoretic,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "combined",
        name: Names::fixed("组合赋权", "Combined weights"),
        description: Names::fixed(
            "把几种赋权方法（如主观与客观）的权重合成为一组。",
            "The weights of several methods, such as a subjective and an objective one, made into one.",
        ),
        formula: "multiplicative: w_j ∝ Π_k w_kj; geometric: w_j ∝ (Π_k w_kj)^(1/L); additive: α·w_1 + (1 − α)·mean of the others; least-squares: mean; game-theoretic: Σ_k α_k·w_k with Σ_k α_k·(w_l·w_k) = w_l·w_l",
        source: "组合赋权 of Chinese evaluation practice; Kullback & Leibler (1951), Annals of Mathematical Statistics 22; 陈加良 (2003), 福建电脑 9, for the game-theoretic rule",
        parameters: &[
            Parameter {
                id: "rule",
                name: Names::fixed("合成方式", "rule"),
                kind: ParameterKind::Option {
                    default: "multiplicative",
                    options: &[
                        ("multiplicative", Names::fixed("乘法合成", "product")),
                        (
                            "geometric",
                            Names::fixed(
                                "几何平均（最小相对信息熵）",
                                "geometric mean (minimum relative entropy)",
                            ),
                        ),
                        ("additive", Names::fixed("加法合成", "weighted sum")),
                        ("least-squares", Names::fixed("最小二乘", "least squares")),
                        (
                            "game-theoretic",
                            Names::fixed("博弈论组合", "game-theoretic"),
                        ),
                    ],
                },
            },
            Parameter::number(
                "share",
                Names::fixed("第一种方法的比重", "share of the first method"),
                0.5,
                0.0,
                1.0,
            ),
            Parameter {
                id: "parts",
                name: Names::fixed("各赋权方法", "methods"),
                kind: ParameterKind::Weightings { least: 2 },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        let parts = arguments.weightings("parts");
        if parts.iter().any(WeightingSpec::is_own) {
            return Err(Names::fixed(
                "受益者权重（benefit-of-the-doubt）因单元而异，不能组合：请设 variant = \"common\"",
                "benefit of the doubt gives every unit weights of its own, which cannot be combined: set variant = \"common\"",
            ));
        }
        Ok(WeightingSpec::Combined(Combined {
            rule: match arguments.option("rule") {
                "geometric" => Rule::Geometric,
                "additive" => Rule::Additive,
                "least-squares" => Rule::LeastSquares,
                "game-theoretic" => Rule::GameTheoretic,
                _ => Rule::Multiplicative,
            },
            share: arguments.number("share"),
            parts: parts.to_vec(),
        }))
    },
};

impl Combined {
    /// The weights of the children `of`, not yet scaled.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let mut found: Vec<Vec<f64>> = Vec::new();
        for part in &self.parts {
            let weights = match part.weigh(family, choices)? {
                Weights::Common(weights) => weights,
                // Reading a framework refuses these; a specification made by hand may hold them.
                Weights::Own(own) => own.mean_shares,
            };
            found.push(of.iter().map(|&child| weights[child]).collect());
        }
        Ok(self.combine(&found))
    }

    /// The combination of the weights of every part, not yet scaled.
    fn combine(&self, parts: &[Vec<f64>]) -> Vec<f64> {
        let count = parts.len() as f64;
        match self.rule {
            Rule::Multiplicative => products(parts),
            Rule::Geometric => {
                let products = products(parts).into_iter();
                products.map(|product| product.powf(1.0 / count)).collect()
            }
            Rule::Additive => {
                let others = (1.0 - self.share) / (count - 1.0);
                let mut shares = vec![others; parts.len()];
                shares[0] = self.share;
                sum(parts, &shares)
            }
            Rule::LeastSquares => sum(parts, &vec![1.0 / count; parts.len()]),
            Rule::GameTheoretic => sum(parts, &equilibrium(parts)),
        }
    }
}

/// The product of the weights of every child.
fn products(parts: &[Vec<f64>]) -> Vec<f64> {
    let children = 0..parts.first().map_or(0, Vec::len);
    children
        .map(|j| parts.iter().map(|part| part[j]).product())
        .collect()
}

/// The sum of the weights of every child, each part times its share.
fn sum(parts: &[Vec<f64>], shares: &[f64]) -> Vec<f64> {
    let children = 0..parts.first().map_or(0, Vec::len);
    let of_child = |j: usize| {
        let parts = parts.iter().zip(shares);
        parts.map(|(part, share)| part[j] * share).sum()
    };
    children.map(of_child).collect()
}

/// α of the game-theoretic rule, not yet scaled.
fn equilibrium(parts: &[Vec<f64>]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let products: Vec<Vec<f64>> = parts
        .iter()
        .map(|a| parts.iter().map(|b| dot(a, b)).collect())
        .collect();
    let own: Vec<f64> = parts.iter().map(|a| dot(a, a)).collect();
    least_squares::non_negative(&products, &own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combined(rule: Rule, parts: &[Vec<f64>]) -> Vec<f64> {
        let spec = Combined {
            rule,
            share: 0.5,
            parts: Vec::new(),
        };
        let found = spec.combine(parts);
        let total: f64 = found.iter().sum();
        found.iter().map(|weight| weight / total).collect()
    }

    #[test]
    fn worked_example() {
        let parts = [vec![0.6, 0.4], vec![0.2, 0.8]];
        let geometric = 0.12_f64.sqrt() / (0.12_f64.sqrt() + 0.32_f64.sqrt());
        let expected = [
            (Rule::Multiplicative, 3.0 / 11.0),
            (Rule::Geometric, geometric),
            (Rule::Additive, 0.4),
            (Rule::LeastSquares, 0.4),
            (Rule::GameTheoretic, (17.0 * 0.6 + 39.0 * 0.2) / 56.0),
        ];
        for (rule, exact) in expected {
            let found = combined(rule, &parts);
            assert!((found[0] - exact).abs() < 1e-12, "{rule:?} {found:?}");
        }
    }

    #[test]
    fn equal_parts_come_out_unchanged() {
        let part = vec![0.5, 0.3, 0.2];
        for rule in [
            Rule::Geometric,
            Rule::Additive,
            Rule::LeastSquares,
            Rule::GameTheoretic,
        ] {
            let found = combined(rule, &[part.clone(), part.clone()]);
            for (found, exact) in found.iter().zip(&part) {
                assert!((found - exact).abs() < 1e-12, "{rule:?}");
            }
        }
    }
}
