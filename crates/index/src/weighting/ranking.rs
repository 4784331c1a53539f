//! Weights from rankings (排序赋权法): experts only say which child is more important than which.
//!
//! Formula, for the place r = 1…m of a child:
//! - `rank-order-centroid` (ROC): w = Σ_{k=r…m} (1/k) / m, the mean of all weights that agree with the ranking;
//! - `rank-sum` (RS): w = 2·(m + 1 − r) / (m·(m + 1));
//! - `rank-reciprocal` (RR): w = (1/r) / Σ_k (1/k);
//! - `rank-exponent` (RE): w = (m + 1 − r)^p / Σ_k k^p.
//!
//! Source: Stillwell, Seaver & Edwards (1981), Organizational Behavior and Human Performance 28; Barron & Barrett
//! (1996), Decision quality using ranked attribute weights, Management Science 42(11).
//!
//! Worked example, three places: ROC (11, 5, 2)/18, RS (3, 2, 1)/6, RR (6, 3, 2)/11, RE with p = 2 (9, 4, 1)/14.
//!
//! Degenerate cases: tied children share the mean of the weights of their places; children without data are left
//! out and the others move up; with several experts the weights are averaged.

use serde::Serialize;

use super::expert;
use super::{Family, WeightingError, WeightingSpec};
use crate::framework::Statement;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::{Choice, Names};

/// The parameters of weights from rankings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ranking {
    /// The weight of a place.
    pub formula: Formula,
    /// The exponent p of `rank-exponent`.
    pub exponent: f64,
}

/// The weight of a place in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// ROC.
    RankOrderCentroid,
    /// RS.
    RankSum,
    /// RR.
    RankReciprocal,
    /// RE.
    RankExponent,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "ranking",
        name: Names::fixed("排序赋权法", "Ranking (ROC, RS, RR, RE)"),
        description: Names::fixed(
            "由专家给出的重要性排序换算权重；需要含 ranking 的 [[judgement]]。",
            "Weights from experts' rankings of importance; needs a [[judgement]] with ranking.",
        ),
        formula: "ROC: w_r = Σ_{k=r…m} (1/k) / m; RS: w_r = 2·(m + 1 − r)/(m·(m + 1)); RR: w_r = (1/r)/Σ_k (1/k); RE: w_r = (m + 1 − r)^p/Σ_k k^p",
        source: "Stillwell, Seaver & Edwards (1981), Organizational Behavior and Human Performance 28; Barron & Barrett (1996), Management Science 42(11)",
        parameters: &[
            Parameter {
                id: "formula",
                name: Names::fixed("公式", "formula"),
                kind: ParameterKind::Option {
                    default: "rank-order-centroid",
                    options: &[
                        (
                            "rank-order-centroid",
                            Names::fixed("质心法（ROC）", "rank order centroid (ROC)"),
                        ),
                        ("rank-sum", Names::fixed("序和法（RS）", "rank sum (RS)")),
                        (
                            "rank-reciprocal",
                            Names::fixed("倒数法（RR）", "rank reciprocal (RR)"),
                        ),
                        (
                            "rank-exponent",
                            Names::fixed("幂次法（RE）", "rank exponent (RE)"),
                        ),
                    ],
                },
            },
            Parameter::number(
                "exponent",
                Names::fixed("幂次", "exponent"),
                2.0,
                0.0,
                100.0,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(WeightingSpec::Ranking(Ranking {
            formula: match arguments.option("formula") {
                "rank-sum" => Formula::RankSum,
                "rank-reciprocal" => Formula::RankReciprocal,
                "rank-exponent" => Formula::RankExponent,
                _ => Formula::RankOrderCentroid,
            },
            exponent: arguments.number("exponent"),
        }))
    },
};

impl Ranking {
    /// The weights of the places 1…`count`, which sum to 1.
    pub fn of_places(&self, count: usize) -> Vec<f64> {
        let m = count as f64;
        let amount = |place: usize| {
            let r = place as f64;
            match self.formula {
                Formula::RankOrderCentroid => (place..=count).map(|k| 1.0 / k as f64).sum(),
                Formula::RankSum => m + 1.0 - r,
                Formula::RankReciprocal => 1.0 / r,
                Formula::RankExponent => (m + 1.0 - r).powf(self.exponent),
            }
        };
        let amounts: Vec<f64> = (1..=count).map(amount).collect();
        let total: f64 = amounts.iter().sum();
        amounts.into_iter().map(|amount| amount / total).collect()
    }

    /// The weights of the children `of`.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let method = METHOD.about.id;
        let said = expert::statements(family, method, "ranking", |statement| match statement {
            Statement::Ranking(groups) => Some(groups),
            _ => None,
        })?;
        let by_place = self.of_places(of.len());
        let mut experts = Vec::new();
        for said in &said {
            let names = said.statement.iter().flatten().map(String::as_str);
            expert::places(family, method, said.judgement, of, names)?;
            let mut weights = vec![0.0; of.len()];
            let mut place = 0;
            for group in said.statement {
                let is_tied = |at: &usize| group.iter().any(|id| id == family.children[of[*at]].id);
                let tied: Vec<usize> = (0..of.len()).filter(is_tied).collect();
                let shared = &by_place[place..place + tied.len()];
                let mean = shared.iter().sum::<f64>() / tied.len() as f64;
                for &at in &tied {
                    weights[at] = mean;
                }
                place += tied.len();
            }
            experts.push((said.judgement, weights));
        }
        Ok(expert::mean(family, of, &experts, choices))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let expected: [(Formula, [f64; 3], f64); 4] = [
            (Formula::RankOrderCentroid, [11.0, 5.0, 2.0], 18.0),
            (Formula::RankSum, [3.0, 2.0, 1.0], 6.0),
            (Formula::RankReciprocal, [6.0, 3.0, 2.0], 11.0),
            (Formula::RankExponent, [9.0, 4.0, 1.0], 14.0),
        ];
        for (formula, amounts, total) in expected {
            let spec = Ranking {
                formula,
                exponent: 2.0,
            };
            for (found, exact) in spec.of_places(3).iter().zip(amounts) {
                assert!((found - exact / total).abs() < 1e-15, "{formula:?}");
            }
        }
    }
}
