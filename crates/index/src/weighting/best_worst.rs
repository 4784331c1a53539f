//! The best–worst method (最优最劣法): weights from comparisons of the most and the least important child with all
//! others, found by a linear program.
//!
//! Formula: min ξ with |w_B − a_Bj·w_j| ≤ ξ and |w_j − a_jW·w_W| ≤ ξ for all j, Σ w = 1, w ≥ 0. Consistency ratio of
//! the input: max_j |a_Bj·a_jW − a_BW| / (a_BW² − a_BW), 0 when a_BW = 1, to be compared with the threshold of its
//! a_BW and number of children. Source: Rezaei (2016), Best-worst multi-criteria decision-making method: Some
//! properties and a linear model, Omega 64; thresholds: Liang, Brunelli & Rezaei (2020), Consistency issues in the best
//! worst method: Measurements and thresholds, Omega 96.
//!
//! Worked example: best to others (1, 2, 8), others to worst (8, 4, 1) is fully consistent: w = (8, 4, 1)/13, ξ = 0.
//!
//! Degenerate cases: with several experts the weights are averaged. Children without data are left out; if they were
//! the best or the worst, the expert's judgement cannot be used and is refused. With more than nine children the
//! threshold of nine is used.

use serde::Serialize;

use super::ahp::{Inconsistent, inconsistent};
use super::expert::{self, Said};
use super::{Family, WeightingError, WeightingSpec};
use crate::framework::{BestWorst, Statement};
use crate::linear_program::{LinearProgram, NoOptimum};
use crate::methods::{About, Method};
use crate::{Choice, Names, Step};

/// The parameters of the best–worst method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BestWorstMethod {
    /// What is done about judgements that contradict each other too much.
    pub inconsistent: Inconsistent,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "best-worst",
        name: Names::fixed("最优最劣法", "Best–worst method (BWM)"),
        description: Names::fixed(
            "专家选出最重要和最不重要的项并与其他各项比较，由线性规划求权重；需要含 best 的 [[judgement]]。",
            "Experts compare the most and the least important child with all others; a linear program finds the weights. Needs a [[judgement]] with best.",
        ),
        formula: "min ξ: |w_B − a_Bj·w_j| ≤ ξ, |w_j − a_jW·w_W| ≤ ξ, Σ w = 1, w ≥ 0",
        source: "Rezaei (2016), Omega 64; Liang, Brunelli & Rezaei (2020), Omega 96",
        parameters: &[inconsistent("warn")],
        inferred: false,
    },
    specify: |arguments| {
        Ok(WeightingSpec::BestWorst(BestWorstMethod {
            inconsistent: Inconsistent::named(arguments.option("inconsistent")),
        }))
    },
};

/// Thresholds of the consistency ratio: a row for a_BW = 3…9, a column for 3…9 children.
const THRESHOLDS: [[f64; 7]; 7] = [
    [0.1667, 0.1121, 0.1354, 0.1330, 0.1294, 0.1309, 0.1359],
    [0.1667, 0.1529, 0.1994, 0.1990, 0.2457, 0.2521, 0.2681],
    [0.1667, 0.1898, 0.2306, 0.2643, 0.2819, 0.2958, 0.3062],
    [0.1667, 0.2206, 0.2546, 0.3044, 0.3029, 0.3154, 0.3337],
    [0.1667, 0.2527, 0.2716, 0.3144, 0.3144, 0.3408, 0.3517],
    [0.1667, 0.2577, 0.2844, 0.3221, 0.3251, 0.3620, 0.3620],
    [0.1667, 0.2683, 0.2960, 0.3262, 0.3403, 0.3657, 0.3662],
];

/// Comparisons in the order of the children.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparisons {
    /// The position of the most important child.
    pub best: usize,
    /// The position of the least important child.
    pub worst: usize,
    /// How many times as important the best is as each child, from 1 up.
    pub best_to_others: Vec<f64>,
    /// How many times as important each child is as the worst, from 1 up.
    pub others_to_worst: Vec<f64>,
}

impl Comparisons {
    /// The weights, which sum to 1, and ξ.
    ///
    /// # Errors
    /// [`NoOptimum`]: the solver gave up.
    pub fn weights(&self) -> Result<(Vec<f64>, f64), NoOptimum> {
        let mut program = LinearProgram::minimise();
        let deviation = program.variable(1.0, 0.0..=f64::INFINITY);
        let weights: Vec<_> = self
            .best_to_others
            .iter()
            .map(|_| program.variable(0.0, 0.0..=1.0))
            .collect();
        // |a − factor·b| ≤ ξ; a child compared with itself deviates by nothing.
        let mut close = |a: usize, b: usize, factor: f64| {
            if a != b {
                let (a, b) = (weights[a], weights[b]);
                program.at_most([(a, 1.0), (b, -factor), (deviation, -1.0)], 0.0);
                program.at_most([(a, -1.0), (b, factor), (deviation, -1.0)], 0.0);
            }
        };
        for j in 0..weights.len() {
            close(self.best, j, self.best_to_others[j]);
            close(j, self.worst, self.others_to_worst[j]);
        }
        program.equal(weights.iter().map(|&weight| (weight, 1.0)), 1.0);
        let optimum = program.solve()?;
        let values = weights.iter().map(|&weight| optimum.value(weight).max(0.0));
        Ok((values.collect(), optimum.objective.max(0.0)))
    }

    /// The consistency ratio of the input.
    pub fn consistency_ratio(&self) -> f64 {
        let whole = self.best_to_others[self.worst];
        if whole <= 1.0 {
            return 0.0;
        }
        let gaps = (0..self.best_to_others.len()).map(|j| self.gap(j));
        gaps.fold(0.0, f64::max) / (whole * whole - whole)
    }

    /// How far a child is from agreeing with the comparison of the best with the worst.
    fn gap(&self, child: usize) -> f64 {
        let by_way_of = self.best_to_others[child] * self.others_to_worst[child];
        (by_way_of - self.best_to_others[self.worst]).abs()
    }

    /// The largest ratio that is consistent enough. Up to a_BW = 2 and for two children any is.
    fn threshold(&self) -> f64 {
        let whole = self.best_to_others[self.worst].round() as usize;
        let count = self.best_to_others.len();
        if whole < 3 || count < 3 {
            return f64::INFINITY;
        }
        THRESHOLDS[whole.min(9) - 3][count.min(9) - 3]
    }
}

impl BestWorstMethod {
    /// The weights of the children `of`.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let method = METHOD.about.id;
        let said = expert::statements(family, method, "best", |statement| match statement {
            Statement::BestWorst(said) => Some(said),
            _ => None,
        })?;
        let mut experts = Vec::new();
        for said in &said {
            let comparisons = among(family, said, of)?;
            self.check(family, said, of, &comparisons, choices)?;
            let (weights, _) = comparisons.weights().map_err(|cause| {
                let text = Names::same(cause.to_string());
                expert::error(family, method, said.judgement, text)
            })?;
            experts.push((said.judgement, weights));
        }
        Ok(expert::mean(family, of, &experts, choices))
    }

    fn check(
        &self,
        family: &Family,
        said: &Said<BestWorst>,
        of: &[usize],
        comparisons: &Comparisons,
        choices: &mut Vec<Choice>,
    ) -> Result<(), WeightingError> {
        let (ratio, limit) = (comparisons.consistency_ratio(), comparisons.threshold());
        let farthest = (0..of.len())
            .max_by(|&a, &b| comparisons.gap(a).total_cmp(&comparisons.gap(b)))
            .filter(|_| ratio > limit);
        let Some(farthest) = farthest else {
            let expert = &said.judgement.expert;
            choices.push(Choice::note(
                Step::Weighting,
                Some(family.node),
                Names::new(
                    format!("{}的一致性比率为 {ratio:.4}", expert.zh),
                    format!("consistency ratio of {}: {ratio:.4}", expert.en),
                ),
            ));
            return Ok(());
        };
        let id = family.children[of[farthest]].id;
        let first = comparisons.best_to_others[farthest];
        let second = comparisons.others_to_worst[farthest];
        let whole = comparisons.best_to_others[comparisons.worst];
        let reason = Names::new(
            format!(
                "判断不一致，一致性比率 {ratio:.4}（上限 {limit}）。请先复核“{id}”：{first} × {second} 应接近 {whole}"
            ),
            format!(
                "the judgements contradict each other, consistency ratio {ratio:.4} (at most {limit}). Look first at \"{id}\": {first} times {second} should be near {whole}"
            ),
        );
        let refused = expert::error(family, METHOD.about.id, said.judgement, reason);
        self.inconsistent.decide(family, refused, choices)
    }
}

/// The comparisons among the children `of`, in their order.
fn among(
    family: &Family,
    said: &Said<BestWorst>,
    of: &[usize],
) -> Result<Comparisons, WeightingError> {
    let method = METHOD.about.id;
    let place = |id: &str| {
        let mut children = of.iter();
        let found = children.position(|&child| family.children[child].id == id);
        found.ok_or_else(|| {
            let reason = Names::new(
                format!("“{id}”没有数据，不能作为比较的基准：请另选最重要（最不重要）的项"),
                format!(
                    "\"{id}\" has no data and cannot be what others are compared with: choose another best (or worst)"
                ),
            );
            expert::error(family, method, said.judgement, reason)
        })
    };
    let ratios = |list: &[(String, f64)]| -> Result<Vec<f64>, WeightingError> {
        let names = list.iter().map(|(id, _)| id.as_str());
        let places = expert::places(family, method, said.judgement, of, names)?;
        Ok(places.into_iter().map(|at| list[at].1).collect())
    };
    Ok(Comparisons {
        best: place(&said.statement.best)?,
        worst: place(&said.statement.worst)?,
        best_to_others: ratios(&said.statement.best_to_others)?,
        others_to_worst: ratios(&said.statement.others_to_worst)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let comparisons = Comparisons {
            best: 0,
            worst: 2,
            best_to_others: vec![1.0, 2.0, 8.0],
            others_to_worst: vec![8.0, 4.0, 1.0],
        };
        let (weights, deviation) = comparisons.weights().unwrap();
        for (found, exact) in weights.iter().zip([8.0, 4.0, 1.0]) {
            assert!((found - exact / 13.0).abs() < 1e-12, "{weights:?}");
        }
        assert!(deviation < 1e-12);
        assert_eq!(comparisons.consistency_ratio(), 0.0);
    }

    /// By hand: all three deviations are ξ at the optimum, q = 2p − ξ = 8c + ξ and p = 5c − ξ, so that
    /// (p, q, c) = (9, 17, 2)/28 and ξ = 1/28.
    #[test]
    fn an_inconsistent_judgement() {
        let comparisons = Comparisons {
            best: 1,
            worst: 2,
            best_to_others: vec![2.0, 1.0, 8.0],
            others_to_worst: vec![5.0, 8.0, 1.0],
        };
        let (weights, deviation) = comparisons.weights().unwrap();
        for (found, exact) in weights.iter().zip([9.0, 17.0, 2.0]) {
            assert!((found - exact / 28.0).abs() < 1e-12, "{weights:?}");
        }
        assert!((deviation - 1.0 / 28.0).abs() < 1e-12);
        assert!((comparisons.consistency_ratio() - 2.0 / 56.0).abs() < 1e-15);
    }
}
