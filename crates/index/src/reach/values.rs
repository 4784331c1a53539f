//! The smallest change of a unit's indicators that carries it to a rank (最小改进量).
//!
//! The unit's normalised value of indicator j may rise by r_j, from 0 up to a limit u_j, at a cost of c_j a
//! point (how hard it is to move; 1 when nothing is said). Wanted: the least Σ c_j·r_j for which the index
//! reaches the score of the unit that holds the rank now. The others keep their scores, and so do the
//! ends of the scale: by default no value may rise above the best one present, so a min-max scale keeps its
//! upper end. What the plan does when everything is computed anew (the unit may have been the lowest, or
//! weights may be drawn from the data) is given as the verified rank.
//!
//! **Weighted sums.** Σ e_j·r_j ≥ gap, with e_j the unit's own effective weights (those of indicators that it
//! lacks are spread over its others), is a linear program whose optimum is known in closed form: raise the
//! indicators in the order of e_j/c_j, each to its limit, until the gap is closed (the continuous knapsack).
//! The price of the last point, λ = c/e of the indicator raised last, proves it: with the multipliers
//! μ_j = max(0, λ·e_j − c_j) on the limits, λ·gap − Σ μ_j·u_j equals the cost, and by the duality of linear
//! programs no plan costs less than that. Source: Dantzig (1957), Discrete-variable extremum problems.
//!
//! **Other means** that are concave in the values (geometric, harmonic) lie below each of their tangents.
//! The linear program that demands the score of all tangents found so far bounds the cost from below; its
//! solution adds the next tangent, until it reaches the score itself. Source: Kelley (1960), The
//! cutting-plane method for solving convex programs.
//!
//! **Any other aggregation**: steps of a hundredth of the scale go to the indicator that gains most for its
//! cost, and the last is shortened to just reach the score. The plan works; a cheaper one may exist.
//!
//! Worked example: e = (0.5, 0.3, 0.2), c = (1, 0.5, 1), limits (10, 4, 30), gap 4.2. Order by e/c: the second
//! (0.6), the first (0.5), the third (0.2). Raise 4, giving 1.2; then 6, giving 3. Cost 0.5·4 + 6 = 8.

use thiserror::Error;

use crate::linear_program::LinearProgram;
use crate::rank::SUM_ROUNDING;
use crate::reading::composition::Composition;
use crate::tables::Csv;
use crate::weighting::WeightingSpec;
use crate::{BuildError, Direction, Framework, Names, Run, Table, build};

/// How hard an indicator is to move and how far it may go.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// The indicator.
    pub indicator: String,
    /// What a point of the common scale costs, 0 or above; infinite for what cannot be moved.
    pub cost: f64,
    /// The farthest value it may reach, in the unit of measure after denomination and treatment; the best
    /// value of all units when `None`.
    pub limit: Option<f64>,
}

/// What stands behind a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Optimality {
    /// No plan costs less; the bound from duality differs from the cost by this much (rounding).
    Proven {
        /// Cost less bound.
        gap: f64,
    },
    /// No plan costs less than the cost less this gap.
    Bounded {
        /// Cost less bound.
        gap: f64,
    },
    /// A plan that reaches the rank; cheaper ones may exist.
    Unproven,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The indicator.
    pub indicator: String,
    /// Its position in [`Run::indicators`].
    pub column: usize,
    /// The normalised value now and under the plan.
    pub normalised: (f64, f64),
    /// The value now and under the plan, in the unit of measure after denomination and treatment; NaN
    /// under the plan where the scale is no straight line in it.
    pub measured: (f64, f64),
    /// How many points it could rise.
    pub limit: f64,
    /// What a point costs.
    pub cost: f64,
}

/// The smallest change that carries a unit to a rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The unit, by position.
    pub unit: usize,
    /// The rank wanted.
    pub rank: u32,
    /// The score now, the score to be reached and the score under the plan.
    pub scores: (f64, f64, f64),
    /// The rank now.
    pub rank_before: u32,
    /// The cost of the plan.
    pub cost: f64,
    /// What stands behind it.
    pub optimality: Optimality,
    /// One a movable indicator, those that move first in the order in which they are raised.
    pub steps: Vec<Step>,
    /// The rank when the whole index is computed anew with the new values; `None` where they cannot be
    /// stated in the unit of measure.
    pub verified_rank: Option<u32>,
}

/// A question of reach without an answer.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum ReachError {
    /// The unit has no score.
    NoScore {
        /// The unit.
        unit: String,
    },
    /// There is no such rank.
    NoRank {
        /// The rank.
        rank: u32,
        /// The number of units with a rank.
        ranked: usize,
    },
    /// The rank is held already.
    Held {
        /// The unit.
        unit: String,
        /// Its rank.
        rank: u32,
    },
    /// Not reachable within the limits.
    OutOfReach {
        /// The unit.
        unit: String,
        /// The rank.
        rank: u32,
        /// The score with every indicator at its limit.
        best: f64,
        /// The score needed.
        needed: f64,
        /// The best rank within the limits.
        best_rank: u32,
    },
    /// Efforts name what is no indicator.
    UnknownIndicator {
        /// The name.
        indicator: String,
    },
    /// A cost below zero or no number.
    Cost {
        /// The indicator.
        indicator: String,
        /// The cost.
        cost: f64,
    },
    /// A limit in the unit of measure, but a scale that is no straight line in it.
    Limit {
        /// The indicator.
        indicator: String,
    },
    /// The linear program for the bound has no solution.
    Program(String),
}

impl ReachError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ReachError::NoScore { unit } => Names::new(
                format!("评价单元“{unit}”没有得分：请先补全数据"),
                format!("the unit \"{unit}\" has no score: complete its data first"),
            ),
            ReachError::NoRank { rank, ranked } => Names::new(
                format!("没有第 {rank} 名：参与排名的单元为 {ranked} 个"),
                format!("there is no rank {rank}: {ranked} units are ranked, from 1"),
            ),
            ReachError::Held { unit, rank } => Names::new(
                format!("“{unit}”已是第 {rank} 名：请给出更靠前的名次"),
                format!("\"{unit}\" already has rank {rank}: ask for a better one"),
            ),
            ReachError::OutOfReach {
                unit,
                rank,
                best,
                needed,
                best_rank,
            } => Names::new(
                format!(
                    "“{unit}”在给定界限内达不到第 {rank} 名：需 {needed:.4} 分，至多 {best:.4} 分（第 {best_rank} 名）；请放宽界限或降低目标"
                ),
                format!(
                    "\"{unit}\" cannot reach rank {rank} within the limits: {needed:.4} points are needed, {best:.4} (rank {best_rank}) is the most; widen the limits or aim lower"
                ),
            ),
            ReachError::UnknownIndicator { indicator } => Names::new(
                format!("“{indicator}”不是指标：请核对指标体系中的 id"),
                format!("\"{indicator}\" is no indicator: check the ids of the framework"),
            ),
            ReachError::Cost { indicator, cost } => Names::new(
                format!("指标“{indicator}”的难度 {cost} 无效：应为不小于 0 的数"),
                format!(
                    "the cost {cost} of the indicator \"{indicator}\" makes no sense: give a number of at least 0"
                ),
            ),
            ReachError::Limit { indicator } => Names::new(
                format!("指标“{indicator}”的无量纲化不是线性的，不能按原单位设界限：请删去该界限"),
                format!(
                    "the normalisation of the indicator \"{indicator}\" is no straight line, so it cannot be limited in its unit of measure: leave the limit out"
                ),
            ),
            ReachError::Program(cause) => Names::new(
                format!("求下界的线性规划无解：{cause}"),
                format!("the linear program of the bound has no solution: {cause}"),
            ),
        }
    }
}

/// An indicator that may move.
#[derive(Debug, Clone, Copy)]
struct Lever {
    column: usize,
    node: usize,
    cost: f64,
    limit: f64,
    /// The unit's own effective weight.
    weight: f64,
}

/// The smallest change of the values of `unit` (by position) that gives it at least the score of the unit
/// that holds `rank` now. `table` is the data the run was computed from, for verifying.
///
/// # Errors
/// [`ReachError`]: no score, no such rank, held already, not reachable within the limits, or efforts that
/// make no sense.
pub fn plan(
    framework: &Framework,
    table: &Table,
    run: &Run,
    unit: usize,
    rank: u32,
    efforts: &[Effort],
) -> Result<Plan, ReachError> {
    let index = run.index();
    let name = || run.units[unit].clone();
    let rank_before = index.ranks[unit].ok_or_else(|| ReachError::NoScore { unit: name() })?;
    let mut others: Vec<f64> = (0..run.units.len())
        .filter(|&other| other != unit && !index.scores[other].is_nan())
        .map(|other| index.scores[other])
        .collect();
    others.sort_by(|a, b| b.total_cmp(a));
    if rank == 0 || rank as usize > others.len() + 1 {
        let ranked = others.len() + 1;
        return Err(ReachError::NoRank { rank, ranked });
    }
    if rank_before <= rank {
        return Err(ReachError::Held {
            unit: name(),
            rank: rank_before,
        });
    }
    // A tie gives the smallest rank, so the score of who holds the rank is enough.
    let needed = others[rank as usize - 1];
    let composition = Composition::of(framework, run);
    let levers = levers(run, &composition, unit, efforts)?;
    let now: Vec<f64> = run.nodes.iter().map(|node| node.scores[unit]).collect();
    let reached_by = |raises: &[f64]| score(&composition, unit, &raised(&now, &levers, raises));

    let limits: Vec<f64> = levers.iter().map(|lever| lever.limit).collect();
    let best = reached_by(&limits);
    let tolerance = SUM_ROUNDING * needed.abs().max(best.abs());
    if best < needed - tolerance || best.is_nan() {
        let best_rank = 1 + others
            .iter()
            .filter(|&&other| other > best + tolerance)
            .count() as u32;
        return Err(ReachError::OutOfReach {
            unit: name(),
            rank,
            best,
            needed,
            best_rank,
        });
    }

    let cost_of = |raises: &[f64]| -> f64 {
        levers
            .iter()
            .zip(raises)
            .map(|(lever, raise)| lever.cost * raise)
            .sum()
    };
    let (raises, optimality) = if composition.is_linear_throughout() {
        let (raises, least) = knapsack(&levers, needed - index.scores[unit]);
        let gap = cost_of(&raises) - least;
        (raises, Optimality::Proven { gap })
    } else if is_concave(framework) {
        let (raises, least) = cut(&levers, &limits, needed, &reached_by)?;
        let gap = cost_of(&raises) - least;
        (raises, Optimality::Bounded { gap })
    } else {
        (climb(&levers, needed, &reached_by), Optimality::Unproven)
    };
    let cost = cost_of(&raises);
    let planned = raised(&now, &levers, &raises);
    let reached = score(&composition, unit, &planned);
    // What is moved comes first, by its effect for the effort, then what is not.
    let mut order: Vec<usize> = (0..levers.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |at: usize| (raises[at] <= 0.0, levers[at].cost / levers[at].weight);
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let steps: Vec<Step> = order
        .into_iter()
        .map(|at| {
            let lever = levers[at];
            let target = planned[lever.node];
            let measured = run.treated.value(unit, lever.column);
            let line = Line::of(run, lever.column);
            Step {
                indicator: run.nodes[lever.node].id.clone(),
                column: lever.column,
                normalised: (now[lever.node], target),
                measured: (
                    measured,
                    line.map_or(f64::NAN, |line| line.measured(target)),
                ),
                limit: lever.limit,
                cost: lever.cost,
            }
        })
        .collect();
    let verified_rank = verify(framework, table, unit, &steps);
    Ok(Plan {
        unit,
        rank,
        scores: (index.scores[unit], needed, reached),
        rank_before,
        cost,
        optimality,
        steps,
        verified_rank,
    })
}

fn raised(now: &[f64], levers: &[Lever], raises: &[f64]) -> Vec<f64> {
    let mut values = now.to_vec();
    for (lever, raise) in levers.iter().zip(raises) {
        values[lever.node] += raise;
    }
    values
}

/// The index of the unit when its indicators have these values (by node, NaN is missing). A node without a
/// score, because it was withheld or has nothing below it, keeps having none.
fn score(composition: &Composition, unit: usize, values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    for node in 0..values.len() {
        let children = &composition.children[node];
        if !children.is_empty() && !values[node].is_nan() {
            let row: Vec<f64> = children.iter().map(|&child| values[child]).collect();
            values[node] = composition.evaluate(node, &row, unit);
        }
    }
    values[values.len() - 1]
}

/// The indicators that count for the index and may rise.
fn levers(
    run: &Run,
    composition: &Composition,
    unit: usize,
    efforts: &[Effort],
) -> Result<Vec<Lever>, ReachError> {
    for effort in efforts {
        let indicator = || effort.indicator.clone();
        if !run
            .indicators
            .iter()
            .any(|&at| run.nodes[at].id == effort.indicator)
        {
            return Err(ReachError::UnknownIndicator {
                indicator: indicator(),
            });
        }
        if effort.cost.is_nan() || effort.cost < 0.0 {
            return Err(ReachError::Cost {
                indicator: indicator(),
                cost: effort.cost,
            });
        }
    }
    let weights = own_weights(run, composition, unit);
    let mut levers = Vec::new();
    for (column, &node) in run.indicators.iter().enumerate() {
        let result = &run.nodes[node];
        let effort = efforts.iter().find(|effort| effort.indicator == result.id);
        let cost = effort.map_or(1.0, |effort| effort.cost);
        // What is missing, withheld or excluded cannot be raised by a number of points.
        if weights[node] == 0.0 || cost.is_infinite() {
            continue;
        }
        let highest = match effort.and_then(|effort| effort.limit) {
            None => result
                .scores
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max),
            Some(limit) => match Line::of(run, column) {
                Some(line) => line.normalised(limit),
                None => {
                    return Err(ReachError::Limit {
                        indicator: result.id.clone(),
                    });
                }
            },
        };
        levers.push(Lever {
            column,
            node,
            cost,
            limit: (highest - result.scores[unit]).max(0.0),
            weight: weights[node],
        });
    }
    Ok(levers)
}

/// The effective weight of every node for one unit: the weights of what it lacks are spread over the rest.
fn own_weights(run: &Run, composition: &Composition, unit: usize) -> Vec<f64> {
    let mut weights = vec![0.0; run.nodes.len()];
    weights[run.nodes.len() - 1] = 1.0;
    for node in (0..run.nodes.len()).rev() {
        let present = |child: &&usize| !run.nodes[**child].scores[unit].is_nan();
        let children: Vec<&usize> = composition.children[node].iter().filter(present).collect();
        let total: f64 = children.iter().map(|&&child| run.nodes[child].weight).sum();
        for &child in children {
            if total > 0.0 {
                weights[child] = weights[node] * run.nodes[child].weight / total;
            }
        }
    }
    weights
}

/// The optimal raises of the linear program, and what no plan can cost less than.
fn knapsack(levers: &[Lever], gap: f64) -> (Vec<f64>, f64) {
    let price = |at: usize| levers[at].cost / levers[at].weight;
    let mut order: Vec<usize> = (0..levers.len()).collect();
    // By cost a point of the index; ties in the order of the framework.
    order.sort_by(|&a, &b| price(a).total_cmp(&price(b)).then(a.cmp(&b)));
    let mut raises = vec![0.0; levers.len()];
    let mut left = gap;
    let mut last_price = 0.0;
    for at in order {
        let Lever { limit, weight, .. } = levers[at];
        last_price = price(at);
        if left <= limit * weight {
            raises[at] = left / weight;
            break;
        }
        raises[at] = limit;
        left -= limit * weight;
    }
    let multipliers = levers
        .iter()
        .map(|lever| (last_price * lever.weight - lever.cost).max(0.0) * lever.limit);
    (raises, last_price * gap - multipliers.sum::<f64>())
}

/// Steps into which the common scale is cut where the index is no weighted sum.
const STEPS: f64 = 100.0;

/// A plan for any index that rises with its values: small steps, each to where it gains most for its cost.
fn climb(levers: &[Lever], needed: f64, reached_by: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
    let largest = levers
        .iter()
        .fold(0.0_f64, |most, lever| most.max(lever.limit));
    let step = largest / STEPS;
    let mut raises = vec![0.0; levers.len()];
    let mut current = reached_by(&raises);
    while current < needed {
        let mut best: Option<(f64, usize, f64, f64)> = None;
        for (at, lever) in levers.iter().enumerate() {
            let raise = step.min(lever.limit - raises[at]);
            if raise <= 0.0 {
                continue;
            }
            let before = raises[at];
            raises[at] += raise;
            let reached = reached_by(&raises);
            raises[at] = before;
            let gain = (reached - current) / (raise * lever.cost);
            if best.is_none_or(|(most, ..)| gain > most) {
                best = Some((gain, at, raise, reached));
            }
        }
        // All at their limits: the caller has checked that this reaches the score.
        let Some((_, at, raise, reached)) = best else {
            break;
        };
        let before = raises[at];
        if reached >= needed {
            let enough = |raise: f64| {
                let mut raises = raises.clone();
                raises[at] = before + raise;
                reached_by(&raises) >= needed
            };
            raises[at] = before + shortest(raise, enough);
        } else {
            raises[at] = before + raise;
        }
        current = reached;
    }
    raises
}

/// The smallest raise, to the last digit, that is enough, given that `whole` is.
fn shortest(whole: f64, is_enough: impl Fn(f64) -> bool) -> f64 {
    let (mut short, mut enough) = (0.0, whole);
    loop {
        let middle = f64::midpoint(short, enough);
        if middle <= short || middle >= enough {
            return enough;
        }
        if is_enough(middle) {
            enough = middle;
        } else {
            short = middle;
        }
    }
}

/// Whether the index is a concave function of the values: a tree of means that are. Scores under weights of
/// every unit's own are not.
fn is_concave(framework: &Framework) -> bool {
    let of_nodes = framework.nodes.iter().map(|node| {
        let own = node.weighting.as_ref();
        own.unwrap_or(&framework.method.weighting)
    });
    if of_nodes.into_iter().any(WeightingSpec::is_own) {
        return false;
    }
    let of_nodes = framework.nodes.iter().map(|node| {
        let own = node.aggregation.as_ref();
        own.unwrap_or(&framework.method.aggregation)
    });
    // By name, so that a method counts as concave only when it is known to be.
    of_nodes.into_iter().all(|method| {
        let table = toml::Table::try_from(method).unwrap_or_default();
        let kind = table.get("kind").and_then(|kind| kind.as_str());
        matches!(kind, Some("arithmetic" | "geometric" | "harmonic"))
    })
}

/// Tangents after which the gap is left as it is.
const MOST_TANGENTS: usize = 200;

/// A plan for an index that is concave in its values, and what no plan can cost less than.
fn cut(
    levers: &[Lever],
    limits: &[f64],
    needed: f64,
    reached_by: &dyn Fn(&[f64]) -> f64,
) -> Result<(Vec<f64>, f64), ReachError> {
    let mut program = LinearProgram::minimise();
    let variables: Vec<_> = levers
        .iter()
        .map(|lever| program.variable(lever.cost, 0.0..=lever.limit))
        .collect();
    let cost_of = |raises: &[f64]| -> f64 {
        levers
            .iter()
            .zip(raises)
            .map(|(lever, raise)| lever.cost * raise)
            .sum()
    };
    let mut plan = limits.to_vec();
    let mut least = 0.0;
    let mut point = vec![0.0; levers.len()];
    for _ in 0..MOST_TANGENTS {
        let value = reached_by(&point);
        let slopes: Option<Vec<f64>> = (0..levers.len())
            .map(|at| slope(&point, at, reached_by))
            .collect();
        // Where there is no tangent (a geometric mean at zero), a point a little inside has one.
        let Some(slopes) = slopes.filter(|_| value.is_finite()) else {
            for (at, limit) in point.iter_mut().zip(limits) {
                *at += 1e-3 * (limit - *at);
            }
            continue;
        };
        let constant: f64 = slopes
            .iter()
            .zip(&point)
            .map(|(slope, at)| slope * at)
            .sum();
        let terms = variables.iter().copied().zip(slopes);
        program.at_least(terms, needed - value + constant);
        let optimum = program.solve();
        let optimum = optimum.map_err(|cause| ReachError::Program(cause.to_string()))?;
        least = f64::max(least, optimum.objective);
        point = variables
            .iter()
            .map(|&variable| optimum.value(variable))
            .collect();
        // On the way from there to all limits the index reaches the score somewhere.
        let toward = |share: f64| -> Vec<f64> {
            point
                .iter()
                .zip(limits)
                .map(|(at, limit)| at + share * (limit - at))
                .collect()
        };
        let enough = toward(shortest(1.0, |share| reached_by(&toward(share)) >= needed));
        if cost_of(&enough) < cost_of(&plan) {
            plan = enough;
        }
        if cost_of(&plan) - least <= 1e-9 * least {
            break;
        }
    }
    Ok((plan, least))
}

/// The slope of the index in one raise, by a difference to both sides; `None` where it is no number.
fn slope(point: &[f64], at: usize, reached_by: &dyn Fn(&[f64]) -> f64) -> Option<f64> {
    // A width of a third of the digits balances rounding against curvature.
    let width = 1e-5 * point[at].abs().max(1.0);
    let shifted = |shift: f64| {
        let mut point = point.to_vec();
        point[at] += shift;
        reached_by(&point)
    };
    Some((shifted(width) - shifted(-width)) / (2.0 * width)).filter(|slope| slope.is_finite())
}

/// The straight line between an indicator's measured (treated) and normalised values.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: f64,
    origin: f64,
}

impl Line {
    /// The line through the values of all units; `None` when they lie on none, as ranks do not.
    fn of(run: &Run, column: usize) -> Option<Line> {
        let (xs, ys) = (run.treated.column(column), run.normalised.column(column));
        let points = || {
            xs.iter()
                .zip(ys)
                .filter(|(x, y)| !x.is_nan() && !y.is_nan())
        };
        let low = points().min_by(|a, b| a.0.total_cmp(b.0))?;
        let high = points().max_by(|a, b| a.0.total_cmp(b.0))?;
        let slope = (high.1 - low.1) / (high.0 - low.0);
        let line = Line {
            slope,
            origin: low.1 - slope * low.0,
        };
        let scale = low.1.abs().max(high.1.abs()).max(1.0);
        let straight = slope.is_finite()
            && slope != 0.0
            && points().all(|(&x, &y)| (line.normalised(x) - y).abs() <= 1e-9 * scale);
        straight.then_some(line)
    }

    fn normalised(self, measured: f64) -> f64 {
        self.origin + self.slope * measured
    }

    fn measured(self, normalised: f64) -> f64 {
        (normalised - self.origin) / self.slope
    }
}

/// The rank of the unit when everything is computed anew with the values of the plan.
fn verify(framework: &Framework, table: &Table, unit: usize, steps: &[Step]) -> Option<u32> {
    let mut table = table.clone();
    for step in steps
        .iter()
        .filter(|step| step.normalised.1 > step.normalised.0)
    {
        let id = &step.indicator;
        let indicator = framework
            .indicators
            .iter()
            .find(|indicator| indicator.id == *id)?;
        let mut value = step.measured.1;
        if value.is_nan() {
            return None;
        }
        if let Some(denominator) = indicator
            .denominator
            .as_ref()
            .filter(|_| framework.method.denominate)
        {
            let column = table
                .columns
                .iter()
                .find(|column| column.id == *denominator)?;
            value *= column.values[unit];
        }
        let column = table.columns.iter_mut().find(|column| column.id == *id)?;
        column.values[unit] = value;
    }
    let computed: Result<Run, BuildError> = build(framework, &table);
    // A plan that lands on the edge of a tie may lose it to rounding: the score counts, not its last digit.
    let computed = computed.ok()?;
    let scores = &computed.index().scores;
    let own = scores[unit];
    let tolerance = 1e-9 * own.abs().max(1.0);
    let better = scores
        .iter()
        .filter(|&&score| score > own + tolerance)
        .count();
    (!own.is_nan()).then_some(1 + better as u32)
}

/// `reach.csv`: `indicator,direction,value,value_needed,value_change,normalised,normalised_needed,
/// normalised_change,cost_a_point,cost,limit` (the limit in points that it could rise);
/// first the indicators to be moved, in the order of best effect for the effort, then the others.
pub fn reach_csv(framework: &Framework, plan: &Plan) -> String {
    let mut csv = Csv::new([
        "indicator",
        "direction",
        "value",
        "value_needed",
        "value_change",
        "normalised",
        "normalised_needed",
        "normalised_change",
        "cost_a_point",
        "cost",
        "limit",
    ]);
    for step in &plan.steps {
        let id = &step.indicator;
        let negative = framework
            .indicators
            .iter()
            .any(|indicator| indicator.id == *id && indicator.direction == Direction::Negative);
        let change = step.normalised.1 - step.normalised.0;
        csv.text(id)
            .text(if negative { "negative" } else { "positive" })
            .number(step.measured.0)
            .number(step.measured.1)
            .number(step.measured.1 - step.measured.0)
            .number(step.normalised.0)
            .number(step.normalised.1)
            .number(change)
            .number(step.cost)
            .number(step.cost * change)
            .number(step.limit)
            .end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    /// The framework, the run and the table it came from.
    fn problem(weights: &[f64], columns: &[Vec<f64>]) -> (Framework, Run, Table) {
        let names: Vec<String> = (0..weights.len()).map(|at| format!("i{at}")).collect();
        let indicators: Vec<(&str, f64)> = names
            .iter()
            .map(String::as_str)
            .zip(weights.iter().copied())
            .collect();
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let (framework, run) = run_of(&indicators, &slices);
        let columns = names.iter().zip(columns).map(|(id, values)| crate::Column {
            id: id.clone(),
            values: values.clone(),
        });
        let table = Table::new(run.units.clone(), columns.collect()).unwrap();
        (framework, run, table)
    }

    fn effort(indicator: &str, cost: f64, limit: Option<f64>) -> Effort {
        Effort {
            indicator: indicator.into(),
            cost,
            limit,
        }
    }

    #[test]
    fn worked_example() {
        // Scores: u 0.5·50 + 0.3·50 + 0.2·50 = 50, v 54.2; the rest stretch the scale to 0…100.
        let columns = [
            vec![50.0, 54.2, 0.0, 100.0],
            vec![50.0, 54.2, 0.0, 100.0],
            vec![50.0, 54.2, 0.0, 100.0],
        ];
        let (framework, run, table) = problem(&[0.5, 0.3, 0.2], &columns);
        let efforts = [
            effort("i0", 1.0, Some(60.0)),
            effort("i1", 0.5, Some(54.0)),
            effort("i2", 1.0, Some(80.0)),
        ];
        let plan = plan(&framework, &table, &run, 0, 2, &efforts).unwrap();
        assert!((plan.cost - 8.0).abs() < 1e-9, "{plan:?}");
        assert!(matches!(plan.optimality, Optimality::Proven { gap } if gap.abs() < 1e-9));
        let moved: Vec<(usize, f64)> = plan
            .steps
            .iter()
            .map(|step| (step.column, step.normalised.1))
            .collect();
        assert_eq!(moved[0], (1, 54.0));
        assert!(moved[1].0 == 0 && (moved[1].1 - 56.0).abs() < 1e-9);
        assert_eq!(moved[2], (2, 50.0));
        assert_eq!((plan.rank_before, plan.verified_rank), (3, Some(2)));
        let csv = reach_csv(&framework, &plan);
        assert!(
            csv.contains("\ni1,positive,50,54,4,50,54,4,0.5,2,4\n"),
            "{csv}"
        );
    }

    #[test]
    fn the_weights_of_what_is_missing_go_to_the_rest() {
        let nan = f64::NAN;
        let columns = [vec![40.0, 60.0, 0.0, 100.0], vec![nan, 60.0, 0.0, 100.0]];
        let (framework, run, table) = problem(&[1.0, 1.0], &columns);
        let plan = plan(&framework, &table, &run, 0, 2, &[]).unwrap();
        // With its second indicator missing, a point of the first is a point of the index.
        assert!((plan.cost - 20.0).abs() < 1e-9);
        assert_eq!((plan.steps.len(), plan.verified_rank), (1, Some(2)));
    }

    #[test]
    fn negative_indicators_are_lowered() {
        let (framework, run) = with_missing();
        let table = Table::from_csv(
            "unit,a,b,c,d,e\nu0,1,9,3,4,5\nu1,2,,5,1,7\nu2,7,3,,,2\nu3,4,,,8,1\nu4,3,5,9,2,\nu5,,,,,\n",
            "d.csv",
        )
        .unwrap();
        let ranks = &run.index().ranks;
        let last = ranks.iter().flatten().max().copied().unwrap();
        let worst = ranks.iter().position(|rank| *rank == Some(last)).unwrap();
        let plan = plan(&framework, &table, &run, worst, last - 1, &[]).unwrap();
        let b = run
            .indicators
            .iter()
            .position(|&at| run.nodes[at].id == "b")
            .unwrap();
        let step = plan.steps.iter().find(|step| step.column == b).unwrap();
        assert!(step.normalised.1 >= step.normalised.0 && step.measured.1 <= step.measured.0);
        assert!(plan.scores.2 >= plan.scores.1 - 1e-9);
    }

    #[test]
    fn questions_without_an_answer() {
        let columns = [vec![50.0, 54.0, 0.0, 100.0], vec![50.0, 54.0, 0.0, 100.0]];
        let (framework, run, table) = problem(&[1.0, 1.0], &columns);
        let ask = |unit, rank, efforts: &[Effort]| {
            plan(&framework, &table, &run, unit, rank, efforts).unwrap_err()
        };
        assert!(matches!(
            ask(0, 0, &[]),
            ReachError::NoRank { ranked: 4, .. }
        ));
        assert!(matches!(ask(0, 5, &[]), ReachError::NoRank { .. }));
        assert!(matches!(ask(0, 3, &[]), ReachError::Held { rank: 3, .. }));
        let fixed = [
            effort("i0", f64::INFINITY, None),
            effort("i1", 1.0, Some(55.0)),
        ];
        assert!(matches!(
            ask(0, 2, &fixed),
            ReachError::OutOfReach { best_rank: 3, best, .. } if (best - 52.5).abs() < 1e-9
        ));
        assert!(matches!(
            ask(0, 2, &[effort("z", 1.0, None)]),
            ReachError::UnknownIndicator { .. }
        ));
        assert!(matches!(
            ask(0, 2, &[effort("i0", -1.0, None)]),
            ReachError::Cost { .. }
        ));
        assert!(ask(0, 9, &[]).to_string().contains("4 units are ranked"));
        let (framework, run) = with_missing();
        assert!(matches!(
            plan(&framework, &table, &run, 5, 1, &[]).unwrap_err(),
            ReachError::NoScore { .. }
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn no_linear_program_finds_a_cheaper_plan(
            data in prop::collection::vec(prop::collection::vec(0.0..100.0f64, 6), 4),
            weights in prop::collection::vec(0.1..5.0f64, 4),
            costs in prop::collection::vec(0.1..9.0f64, 4),
        ) {
            let (framework, run, table) = problem(&weights, &data);
            let last = run.index().ranks.iter().position(|rank| *rank == Some(6));
            prop_assume!(last.is_some());
            let unit = last.unwrap();
            let efforts: Vec<Effort> = costs
                .iter()
                .enumerate()
                .map(|(at, &cost)| effort(&format!("i{at}"), cost, None))
                .collect();
            for rank in 1..6 {
                let Ok(plan) = plan(&framework, &table, &run, unit, rank, &efforts) else { continue };
                let mut program = LinearProgram::minimise();
                let total: f64 = weights.iter().sum();
                let variables: Vec<_> = (0..4)
                    .map(|at| {
                        let now = run.normalised.value(unit, at);
                        (program.variable(costs[at], 0.0..=100.0 - now), weights[at] / total)
                    })
                    .collect();
                program.at_least(variables, plan.scores.1 - plan.scores.0);
                let optimum = program.solve().unwrap().objective;
                prop_assert!((plan.cost - optimum).abs() < 1e-6, "{} {}", plan.cost, optimum);
                prop_assert!((plan.scores.2 - plan.scores.1).abs() < 1e-9);
                let Optimality::Proven { gap } = plan.optimality else { panic!("linear") };
                prop_assert!(gap.abs() < 1e-9 * (1.0 + plan.cost), "{} {}", gap, plan.cost);
            }
        }

        #[test]
        fn cutting_planes_and_climbing_reach_a_concave_score(
            now in prop::collection::vec(5.0..60.0f64, 3), costs in prop::collection::vec(0.2..5.0f64, 3),
        ) {
            let levers: Vec<Lever> = (0..3)
                .map(|at| Lever { column: at, node: at, cost: costs[at], limit: 100.0 - now[at], weight: 1.0 })
                .collect();
            let limits: Vec<f64> = levers.iter().map(|lever| lever.limit).collect();
            let index = |raises: &[f64]| {
                now.iter().zip(raises).map(|(now, raise)| now + raise).product::<f64>().cbrt()
            };
            let needed = index(&[0.0; 3]) + 15.0;
            let cost = |raises: &[f64]| -> f64 { costs.iter().zip(raises).map(|(c, r)| c * r).sum() };
            let (plan, least) = cut(&levers, &limits, needed, &index).unwrap();
            prop_assert!(index(&plan) >= needed && cost(&plan) - least <= 1e-6 * (1.0 + least));
            let climbed = climb(&levers, needed, &index);
            prop_assert!(index(&climbed) >= needed);
            // The greedy plan is no better than the optimum, and not far behind.
            prop_assert!(cost(&climbed) >= least - 1e-6 && cost(&climbed) <= 1.1 * least + 1.0);
        }
    }
}
