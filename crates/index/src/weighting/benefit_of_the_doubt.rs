//! Benefit of the doubt (受益者权重，数据包络): every unit is scored by the weights that suit it best, so that no unit can
//! blame a low score on the weights.
//!
//! Formula, for unit i: the largest Σ_j w_j·x_ij with Σ_j w_j·x_kj ≤ 1 for every unit k and w ≥ 0: a linear program (data
//! envelopment analysis with a single constant input). The score is between 0 and 1. Variants:
//! - `basic`: that.
//! - with bounds on shares: `bounds = "shares"` demands L ≤ w_j·x_ij / Σ_k w_k·x_ik ≤ U for every child, `bounds =
//!   "around-given"` demands shares within ± `within` (relative) of the given weights.
//! - `common`: one set of weights for all: the largest least score, and among the weights that reach it the largest mean
//!   score. Bounds then hold for the mean unit.
//! - `order-m`: the mean score of a unit against `draws` samples of `peers` units drawn with replacement (seeded). One
//!   outlier moves it little, and it may exceed 1.
//!
//! Source: Melyn & Moesen (1991), Public Economics Research Paper 17, KU Leuven; Cherchye, Moesen, Rogge & Van Puyenbroeck
//! (2007), An introduction to 'benefit of the doubt' composite indicators, Social Indicators Research 82; common: Hatefi &
//! Torabi (2010), Ecological Economics 70; order-m: Cazals, Florens & Simar (2002), Journal of Econometrics 106.
//!
//! Worked example: A (1, 0.2), B (0.4, 1), C (0.5, 0.5), D (0.7, 0.6). A and B score 1. C does best where both their
//! constraints bind, w = (20, 15)/23: 17.5/23 = 0.760870. D scores 23/23 = 1 with the same weights: it lies on the line
//! from A to B.
//!
//! The programs are solved over the units that matter: constraints are added where a solution violates them until none is
//! violated, which gives the same optimum as all at once. Weights of an optimum need not be unique, scores are.
//!
//! Degenerate cases: values below 0 are refused. A missing value is no achievement: it earns the unit nothing and binds
//! nobody, and bounds are shared out among the values present. With a lower bound above 0 a unit that is 0 in a child can
//! only score 0; that is reported (min-max onto 1…100 avoids it). A draw of `order-m` without a peer in some child has no
//! finite score; the unit then counts as its own peer. Bounds that no shares satisfy are refused.

use serde::Serialize;

use super::from_data::{LEVELS, not_negative};
use super::{Family, Levels, OwnWeights, WeightingError, WeightingSpec, Weights};
use crate::linear_program::{LinearProgram, NoOptimum, Variable};
use crate::matrix::extent;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::uncertainty::random::Pcg;
use crate::{Choice, Names, Step};

/// The parameters of benefit of the doubt.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BenefitOfTheDoubt {
    /// Against whom, and with whose weights, a unit is scored.
    #[serde(flatten)]
    pub variant: Variant,
    /// Bounds on the share of a child in the score.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// The score of the best practice: 1, or the upper end of the common scale where siblings use other methods.
    pub best: f64,
    /// Where in the tree it is applied.
    pub levels: Levels,
}

/// Against whom, and with whose weights, a unit is scored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "variant", rename_all = "kebab-case")]
pub enum Variant {
    /// Against all units, with its own best weights.
    Basic,
    /// With the weights that are best for all together.
    Common,
    /// Against samples, with its own best weights.
    OrderM {
        /// Units of a sample.
        peers: usize,
        /// Samples.
        draws: usize,
        /// The seed of the samples.
        seed: usize,
    },
}

/// Bounds on the share of a child in the score of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "bounds", rename_all = "kebab-case")]
pub enum Bounds {
    /// None but 0 and 1.
    None,
    /// The same for every child.
    Shares {
        /// The smallest share.
        least_share: f64,
        /// The largest share.
        most_share: f64,
    },
    /// Around the given weights.
    AroundGiven {
        /// How far from the given weight, relative to it.
        within: f64,
    },
}

const fn count(id: &'static str, name: Names, default: usize, least: usize) -> Parameter {
    Parameter {
        id,
        name,
        kind: ParameterKind::Count { default, least },
    }
}

const fn share(id: &'static str, name: Names, default: f64) -> Parameter {
    Parameter::number(id, name, default, 0.0, 1.0)
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "benefit-of-the-doubt",
        name: Names::fixed("受益者权重法（BoD）", "Benefit of the doubt (BoD)"),
        description: Names::fixed(
            "每个单元用对自己最有利的权重评分（数据包络分析），可限定份额、求公共权重或作稳健的 order-m 估计。",
            "Every unit is scored by the weights that suit it best (data envelopment analysis); with bounds on shares, common weights, or robust order-m scores.",
        ),
        formula: "score_i = max Σ_j w_j·x_ij with Σ_j w_j·x_kj ≤ 1 for all k, w ≥ 0",
        source: "Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), Social Indicators Research 82; Hatefi & Torabi (2010), Ecological Economics 70; Cazals, Florens & Simar (2002), Journal of Econometrics 106",
        parameters: &[
            Parameter {
                id: "variant",
                name: Names::fixed("形式", "variant"),
                kind: ParameterKind::Option {
                    default: "basic",
                    options: &[
                        ("basic", Names::fixed("各单元自选权重", "own weights")),
                        ("common", Names::fixed("公共权重", "common weights")),
                        ("order-m", Names::fixed("稳健 order-m", "robust order-m")),
                    ],
                },
            },
            count(
                "peers",
                Names::fixed("每次抽取的单元数 m", "units of a sample, m"),
                30,
                1,
            ),
            count("draws", Names::fixed("抽取次数", "samples"), 200, 1),
            count("seed", Names::fixed("随机种子", "seed"), 1, 0),
            Parameter {
                id: "bounds",
                name: Names::fixed("份额限制", "bounds on shares"),
                kind: ParameterKind::Option {
                    default: "none",
                    options: &[
                        ("none", Names::fixed("无", "none")),
                        (
                            "shares",
                            Names::fixed(
                                "各项份额在 least_share 与 most_share 之间",
                                "every share from least_share to most_share",
                            ),
                        ),
                        (
                            "around-given",
                            Names::fixed(
                                "各项份额在给定权重的 ±within 之内",
                                "every share within ± within of the given weight",
                            ),
                        ),
                    ],
                },
            },
            share(
                "least_share",
                Names::fixed("份额下限", "smallest share"),
                0.0,
            ),
            share("most_share", Names::fixed("份额上限", "largest share"), 1.0),
            share(
                "within",
                Names::fixed(
                    "相对给定权重的幅度",
                    "relative distance to the given weight",
                ),
                0.25,
            ),
            Parameter::number(
                "best",
                Names::fixed("最优单元的得分", "score of the best practice"),
                1.0,
                1e-9,
                1e9,
            ),
            LEVELS,
        ],
        inferred: false,
    },
    specify: |arguments| {
        let bounds = match arguments.option("bounds") {
            "shares" => Bounds::Shares {
                least_share: arguments.number("least_share"),
                most_share: arguments.number("most_share"),
            },
            "around-given" => Bounds::AroundGiven {
                within: arguments.number("within"),
            },
            _ => Bounds::None,
        };
        if let Bounds::Shares {
            least_share: least,
            most_share: most,
        } = bounds
            && least > most
        {
            return Err(Names::new(
                format!("least_share({least})不能大于 most_share({most})"),
                format!("least_share ({least}) must not be above most_share ({most})"),
            ));
        }
        Ok(WeightingSpec::BenefitOfTheDoubt(BenefitOfTheDoubt {
            variant: match arguments.option("variant") {
                "common" => Variant::Common,
                "order-m" => Variant::OrderM {
                    peers: arguments.count("peers"),
                    draws: arguments.count("draws"),
                    seed: arguments.count("seed"),
                },
                _ => Variant::Basic,
            },
            bounds,
            best: arguments.number("best"),
            levels: match arguments.option("levels") {
                "indicators" => Levels::Indicators,
                _ => Levels::All,
            },
        }))
    },
};

/// The smallest and the largest share of every child.
type Limits = [(f64, f64)];

/// How far shares, scores and the slack of a second program are allowed to be from their limits.
const TOLERANCE: f64 = 1e-9;
/// A score below this is 0: what the tolerance of the solver leaves of it.
const NOTHING: f64 = 1e-8;
/// How far a sum may exceed 1 before its constraint is added.
const EXCESS: f64 = 1e-12;

impl BenefitOfTheDoubt {
    /// Whether every unit gets weights of its own.
    pub fn is_own(&self) -> bool {
        self.variant != Variant::Common
    }

    /// What every result has to say about the method.
    pub(super) fn label(&self) -> Option<Choice> {
        self.is_own().then(|| {
            Choice::note(
                Step::Weighting,
                None,
                Names::fixed(
                    "各单元采用对自己最有利的权重；权重表给出各单元份额的平均值",
                    "every unit has the weights that suit it best; the table of weights gives the mean of their shares",
                ),
            )
        })
    }

    /// The weights of the children `of`, which vary.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Weights, WeightingError> {
        let refuse = |reason| family.error(METHOD.about.id, reason);
        let columns: Vec<&[f64]> = of
            .iter()
            .map(|&child| family.children[child].values)
            .collect();
        not_negative(&columns).map_err(|refusal| {
            let id = family.children[of[refusal.columns[0]]].id;
            refuse(Names::new(
                format!("“{id}”有负值，该方法对负值没有意义：请改用没有负值的无量纲化（如 min-max）"),
                format!(
                    "\"{id}\" has values below 0, for which the method has no meaning: normalise without negative values (min-max)"
                ),
            ))
        })?;
        let limits = self.limits(family, of).map_err(refuse)?;
        let units = Units::scaled(&columns);
        let failed = |place: &str, cause: NoOptimum| {
            refuse(Names::new(
                format!("线性规划无解{place}：{cause}"),
                format!("a linear program has no solution{place}: {cause}"),
            ))
        };
        if self.variant == Variant::Common {
            let found = units.common(&limits).map_err(|cause| failed("", cause))?;
            let total: f64 = found.iter().sum();
            let mut all = vec![0.0; family.children.len()];
            for (&child, weight) in of.iter().zip(&found) {
                all[child] = weight / total;
            }
            return Ok(Weights::Common(all));
        }

        let mut own = OwnWeights {
            scores: vec![f64::NAN; units.rows.len()],
            shares: vec![vec![f64::NAN; units.rows.len()]; family.children.len()],
            mean_shares: vec![0.0; family.children.len()],
        };
        let mut frontier = Vec::new();
        let mut kept_at_zero = 0;
        for (unit, row) in units.rows.iter().enumerate() {
            if row.iter().all(|value| value.is_nan()) {
                continue;
            }
            let failed = |cause| failed(&format!(" ({})", unit + 1), cause);
            let optimum = units
                .best_for(unit, &limits, &mut frontier)
                .map_err(failed)?;
            let score = match self.variant {
                Variant::OrderM { peers, draws, seed } => units
                    .against_samples(unit, &limits, peers, draws, seed as u64)
                    .map_err(failed)?,
                Variant::Basic | Variant::Common => optimum.score,
            };
            own.scores[unit] = self.best * score;
            let has_achieved = row.iter().any(|value| *value > 0.0);
            kept_at_zero += usize::from(has_achieved && optimum.score == 0.0);
            if optimum.score > 0.0 {
                for (at, &child) in of.iter().enumerate() {
                    own.shares[child][unit] =
                        optimum.weights[at] * achieved(row[at]) / optimum.score;
                }
            }
        }
        for (mean, shares) in own.mean_shares.iter_mut().zip(&own.shares) {
            *mean = crate::moments::mean(shares).unwrap_or(0.0);
        }
        if kept_at_zero > 0 {
            choices.push(Choice::warning(
                Step::Weighting,
                Some(family.node),
                Names::new(
                    format!(
                        "{kept_at_zero} 个单元因某项为 0 而份额有下限，只能得 0 分：可用 min-max 无量纲化到 1–100"
                    ),
                    format!(
                        "{kept_at_zero} units can only score 0, because they are 0 in a child whose share is bounded from below: normalise by min-max onto 1…100"
                    ),
                ),
            ));
        }
        Ok(Weights::Own(own))
    }

    /// The limits of the shares of the children `of`.
    fn limits(&self, family: &Family, of: &[usize]) -> Result<Vec<(f64, f64)>, Names> {
        let limits: Vec<(f64, f64)> = match self.bounds {
            Bounds::None => vec![(0.0, 1.0); of.len()],
            Bounds::Shares {
                least_share,
                most_share,
            } => vec![(least_share, most_share); of.len()],
            Bounds::AroundGiven { within } => {
                let given = family.given(of);
                let total: f64 = given.iter().sum();
                let around = given.iter().map(|weight| weight / total);
                let around = around.map(|share| (share * (1.0 - within), share * (1.0 + within)));
                around.map(|(least, most)| (least, most.min(1.0))).collect()
            }
        };
        let least: f64 = limits.iter().map(|(least, _)| least).sum();
        let most: f64 = limits.iter().map(|(_, most)| most).sum();
        if least > 1.0 + TOLERANCE || most < 1.0 - TOLERANCE {
            let count = of.len();
            return Err(Names::new(
                format!(
                    "{count} 项的份额下限之和为 {least}、上限之和为 {most}，1 不在其间：请放宽 least_share、most_share"
                ),
                format!(
                    "the smallest shares of {count} children sum to {least} and the largest to {most}, which leaves no room for 1: relax least_share or most_share"
                ),
            ));
        }
        Ok(limits)
    }
}

/// The best weights of one unit.
struct Optimum {
    score: f64,
    /// Per column, on the scale of [`Units`].
    weights: Vec<f64>,
}

/// The values by unit, each column divided by its largest value: scores do not depend on the scale of a
/// column, and the solver works best where numbers are alike.
struct Units {
    rows: Vec<Vec<f64>>,
    largest: Vec<f64>,
}

impl Units {
    fn scaled(columns: &[&[f64]]) -> Units {
        let largest: Vec<f64> = columns
            .iter()
            .map(|column| extent(column).map_or(1.0, |(_, most)| most))
            .collect();
        let units = columns.first().map_or(0, |column| column.len());
        let row = |unit: usize| {
            let values = columns.iter().zip(&largest);
            values.map(|(column, most)| column[unit] / most).collect()
        };
        Units {
            rows: (0..units).map(row).collect(),
            largest,
        }
    }

    /// The best weights of a unit against all. `frontier` holds the units whose constraints have mattered so far.
    fn best_for(
        &self,
        unit: usize,
        limits: &Limits,
        frontier: &mut Vec<usize>,
    ) -> Result<Optimum, NoOptimum> {
        // Its own constraint keeps the program bounded; it is dropped again if it did not matter.
        let was_there = frontier.contains(&unit);
        if !was_there {
            frontier.push(unit);
        }
        loop {
            let peers = frontier.iter().map(|&peer| self.rows[peer].as_slice());
            let mut optimum = best_against(&self.rows[unit], peers, limits)?;
            let sums = self.rows.iter().map(|row| sum(row, &optimum.weights));
            let highest = sums.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
            match highest.filter(|(_, sum)| *sum > 1.0 + EXCESS) {
                Some((peer, _)) if !frontier.contains(&peer) => frontier.push(peer),
                _ => {
                    if !was_there && optimum.score < 1.0 - TOLERANCE {
                        frontier.retain(|&peer| peer != unit);
                    }
                    optimum.score = if optimum.score < NOTHING {
                        0.0
                    } else {
                        optimum.score.min(1.0)
                    };
                    return Ok(optimum);
                }
            }
        }
    }

    /// The mean score of a unit against samples of `peers` units drawn with replacement.
    fn against_samples(
        &self,
        unit: usize,
        limits: &Limits,
        peers: usize,
        draws: usize,
        seed: u64,
    ) -> Result<f64, NoOptimum> {
        // A stream for every unit, so that the order of computation plays no part.
        let mut random = Pcg::of_draw(seed, unit as u64);
        let row = &self.rows[unit];
        let mut total = 0.0;
        for _ in 0..draws {
            let all = self.rows.len() as u32;
            let mut sample: Vec<usize> = (0..peers).map(|_| random.below(all) as usize).collect();
            sample.sort_unstable();
            sample.dedup();
            let has_peer = |j: usize| sample.iter().any(|&peer| self.rows[peer][j] > 0.0);
            let bounded = (0..row.len()).all(|j| achieved(row[j]) == 0.0 || has_peer(j));
            if !bounded {
                sample.push(unit);
            }
            let peers = sample.iter().map(|&peer| self.rows[peer].as_slice());
            total += best_against(row, peers, limits)?.score.max(0.0);
        }
        Ok(total / draws as f64)
    }

    /// The common weights of the columns, on their own scale: the largest least score, then the largest mean.
    fn common(&self, limits: &Limits) -> Result<Vec<f64>, NoOptimum> {
        let has_value = |row: &&Vec<f64>| row.iter().any(|value| !value.is_nan());
        let scored: Vec<&Vec<f64>> = self.rows.iter().filter(has_value).collect();
        let mean: Vec<f64> = (0..self.largest.len())
            .map(|j| scored.iter().map(|row| achieved(row[j])).sum::<f64>() / scored.len() as f64)
            .collect();
        let state = |program: &mut LinearProgram, counts: &[f64]| -> Vec<Variable> {
            let weights: Vec<Variable> = counts
                .iter()
                .map(|&count| program.variable(count, 0.0..=f64::INFINITY))
                .collect();
            for row in &scored {
                program.at_most(terms(&weights, row), 1.0);
            }
            bound_shares(program, &weights, &mean, limits);
            weights
        };
        let mut fairest = LinearProgram::maximise();
        let weights = state(&mut fairest, &vec![0.0; mean.len()]);
        let least = fairest.variable(1.0, 0.0..=1.0);
        for row in &scored {
            let terms = terms(&weights, row).chain([(least, -1.0)]);
            fairest.at_least(terms, 0.0);
        }
        let reached = fairest.solve()?.value(least);

        let mut best = LinearProgram::maximise();
        let weights = state(&mut best, &mean);
        for row in &scored {
            best.at_least(terms(&weights, row), reached - TOLERANCE);
        }
        let optimum = best.solve()?;
        let values = weights.iter().zip(&self.largest);
        Ok(values
            .map(|(&weight, most)| optimum.value(weight).max(0.0) / most)
            .collect())
    }
}

/// What a value earns: a missing one nothing.
fn achieved(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}

fn sum(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(x, w)| achieved(*x) * w).sum()
}

/// The sum Σ_j w_j·x_j of a row; a factor of 0 says nothing.
fn terms<'a>(
    weights: &'a [Variable],
    row: &'a [f64],
) -> impl Iterator<Item = (Variable, f64)> + 'a {
    let terms = weights.iter().zip(row);
    terms
        .map(|(&weight, &x)| (weight, achieved(x)))
        .filter(|(_, x)| *x > 0.0)
}

/// The best weights of `row` under which no peer exceeds 1.
fn best_against<'a>(
    row: &[f64],
    peers: impl Iterator<Item = &'a [f64]>,
    limits: &Limits,
) -> Result<Optimum, NoOptimum> {
    let mut program = LinearProgram::maximise();
    let weights: Vec<Variable> = row
        .iter()
        .map(|&x| {
            // A child in which the unit has nothing gets no weight: it could be anything up to its bound.
            let most = if achieved(x) > 0.0 {
                f64::INFINITY
            } else {
                0.0
            };
            program.variable(achieved(x), 0.0..=most)
        })
        .collect();
    for peer in peers {
        program.at_most(terms(&weights, peer), 1.0);
    }
    bound_shares(&mut program, &weights, row, limits);
    let optimum = program.solve()?;
    let values = weights.iter().map(|&weight| optimum.value(weight).max(0.0));
    Ok(Optimum {
        score: optimum.objective,
        weights: values.collect(),
    })
}

/// Demands that the share of every child in Σ_j w_j·x_j lies within its limits, which are shared out among the values
/// present.
fn bound_shares(program: &mut LinearProgram, weights: &[Variable], row: &[f64], limits: &Limits) {
    let present = || (0..row.len()).filter(|&j| !row[j].is_nan());
    let room: f64 = present().map(|j| limits[j].1).sum();
    let room = room.min(1.0);
    for j in present() {
        let (least, most) = (limits[j].0, (limits[j].1 / room).min(1.0));
        let beyond = |limit: f64| {
            present().map(move |k| {
                let own = if j == k { 1.0 } else { 0.0 };
                (weights[k], (own - limit) * row[k])
            })
        };
        if least > 0.0 {
            program.at_least(beyond(least), 0.0);
        }
        if most < 1.0 {
            program.at_most(beyond(most), 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FREE: [(f64, f64); 3] = [(0.0, 1.0); 3];

    fn scores(columns: &[&[f64]], limits: &Limits) -> Vec<f64> {
        let units = Units::scaled(columns);
        let mut frontier = Vec::new();
        (0..units.rows.len())
            .map(|unit| units.best_for(unit, limits, &mut frontier).unwrap().score)
            .collect()
    }

    const EXAMPLE: [&[f64]; 2] = [&[1.0, 0.4, 0.5, 0.7], &[0.2, 1.0, 0.5, 0.6]];

    #[test]
    fn worked_example() {
        let found = scores(&EXAMPLE, &FREE[..2]);
        for (found, exact) in found.iter().zip([1.0, 1.0, 17.5 / 23.0, 1.0]) {
            assert!((found - exact).abs() < 1e-9, "{found} {exact}");
        }
    }

    /// With the share fixed at 1/2 each, w_j·x_ij is the same for both children, and the score is
    /// min_k 2 / (x_k1/x_i1 + x_k2/x_i2).
    #[test]
    fn fixed_shares_have_a_closed_form() {
        let found = scores(&EXAMPLE, &[(0.5, 0.5); 2]);
        for (unit, found) in found.iter().enumerate() {
            let ratio = |j: usize, k: usize| EXAMPLE[j][k] / EXAMPLE[j][unit];
            let against = |k: usize| 2.0 / (ratio(0, k) + ratio(1, k));
            let exact = (0..4).map(against).fold(f64::INFINITY, f64::min);
            assert!((found - exact).abs() < 1e-9, "{found} {exact}");
        }
    }

    #[test]
    fn a_missing_value_earns_nothing_and_binds_nobody() {
        let columns: [&[f64]; 2] = [&[1.0, 0.5, f64::NAN], &[f64::NAN, 0.5, 1.0]];
        for found in scores(&columns, &FREE[..2]) {
            assert!((found - 1.0).abs() < 1e-9, "{found}");
        }
        // The share of the only value present is whatever it must be.
        let bounded = scores(&columns, &[(0.4, 0.6); 2]);
        assert!((bounded[0] - 1.0).abs() < 1e-9, "{bounded:?}");
    }

    #[test]
    fn common_weights_by_hand() {
        // With w = (1, 1) every unit scores 1, which no other weights do.
        let columns: [&[f64]; 2] = [&[1.0, 0.0, 0.5], &[0.0, 1.0, 0.5]];
        let found = Units::scaled(&columns).common(&FREE[..2]).unwrap();
        assert!((found[0] - 1.0).abs() < 1e-8 && (found[1] - 1.0).abs() < 1e-8);
    }

    #[test]
    fn robust_scores_depend_on_the_seed_alone() {
        let units = Units::scaled(&EXAMPLE);
        let score = |seed| units.against_samples(2, &FREE[..2], 3, 50, seed).unwrap();
        assert_eq!(score(7), score(7));
        assert_ne!(score(7), score(8));
        // With many peers a sample holds everybody, and the score is the basic one.
        let full = units.against_samples(2, &FREE[..2], 400, 5, 1).unwrap();
        assert!((full - 17.5 / 23.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn scores_are_shares_of_the_best_and_do_not_depend_on_scale(
            values in prop::collection::vec((0.01..1.0f64, 0.01..1.0f64, 0.01..1.0f64), 2..15),
        ) {
            let column = |pick: fn(&(f64, f64, f64)) -> f64| values.iter().map(pick).collect::<Vec<_>>();
            let (a, b, c) = (column(|v| v.0), column(|v| v.1), column(|v| v.2));
            let stretched: Vec<f64> = a.iter().map(|x| x * 1000.0).collect();
            let found = scores(&[&a, &b, &c], &FREE);
            let other = scores(&[&stretched, &b, &c], &FREE);
            prop_assert!(found.iter().any(|score| *score > 1.0 - 1e-9));
            for (unit, (x, y)) in found.iter().zip(&other).enumerate() {
                prop_assert!((x - y).abs() < 1e-8 && *x <= 1.0);
                // Own weights are never worse than equal ones.
                let equal = |u: usize| a[u] + b[u] + c[u];
                let most = (0..a.len()).map(equal).fold(0.0, f64::max);
                prop_assert!(*x >= equal(unit) / most - 1e-8);
            }
        }
    }
}
