//! ELECTRE III (级别高于关系法): outranking with indifference, preference and veto, ranked by two
//! distillations.
//!
//! Formula: for a pair, d_j = x_bj − x_aj, over the children both units have. Concordance with "a is at
//! least as good as b": C = Σ_j w_j·c_j / Σ_j w_j, c_j = 1 for d_j ≤ q, falling to 0 at p. Discordance:
//! D_j = 0 for d_j ≤ p, rising to 1 at v. Credibility: σ(a, b) = C·Π_{j: D_j > C} (1 − D_j) / (1 − C).
//!
//! Distillation: λ₀ is the largest credibility among the units left; λ the largest below λ₀ − s(λ₀), or
//! 0, with s(λ) = 0.3 − 0.15·λ; a outranks b when σ(a, b) > λ and σ(a, b) − σ(b, a) > s(σ(a, b)); the
//! units with the most outranked less outranking units stay, and λ takes the place of λ₀ among them,
//! until one is left or λ = 0. They form a class, which is taken away. The descending distillation
//! takes the best first, the ascending one the worst. The score is 1 − (r̄ − 1) / (n − 1) with r̄ the
//! mean of the unit's ranks in both (ties sharing the mean). Thresholds are shares of the range of the
//! child. Source: Roy (1978), ELECTRE III: un algorithme de classements fondé sur une représentation
//! floue des préférences, Cahiers du CERO 20, 3–24; Roy & Bouyssou (1993), Aide multicritère à la
//! décision, Economica, chapter 6.
//!
//! Texts differ on two points: whether a tied class is distilled from the level reached (here) or from
//! its own largest credibility, and whether a difference is discerned by s(σ(a, b)) (here) or by s of
//! the level.
//!
//! Thresholds are for the user to set; the defaults (0.05, 0.2, 1) are the product's own. All pairs are
//! kept (n² numbers) and each class costs n² comparisons, so at most 2,000 units are ranked.
//!
//! Worked example: one child (0, 10, 100) with q = 0.2, p = 0.5: the first two are indifferent, both
//! far behind the third: ranks (2.5, 2.5, 1), scores (¼, ¼, 1).

use serde::Serialize;

use super::scaling::spread;
use super::{AggregationSpec, Refusal};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The thresholds as shares of the range of the child: `indifference ≤ preference < veto`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ElectreIii {
    /// q: the largest difference that does not count.
    pub indifference: f64,
    /// p: the smallest difference that counts in full.
    pub preference: f64,
    /// v: the difference that refutes any outranking; above 1 it is never reached.
    pub veto: f64,
}

/// The most units whose pairs are kept.
const MOST_UNITS: usize = 2000;

const fn threshold(id: &'static str, name: Names, default: f64) -> Parameter {
    Parameter {
        id,
        name,
        kind: ParameterKind::Number {
            default,
            least: 0.0,
            most: 1e9,
        },
    }
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "electre-iii",
        name: Names::fixed("级别高于关系法（ELECTRE III）", "ELECTRE III"),
        description: Names::fixed(
            "带无差异、偏好和否决阈值的两两比较，经两次蒸馏排序；得分由平均名次换算（0–1）；随评价单元的增减而变；最多 2000 个单元。",
            "Pairwise outranking with thresholds of indifference, preference and veto, ranked by two distillations; the score comes from the mean rank (0 to 1); it changes when units come or go. At most 2,000 units.",
        ),
        formula: "σ(a,b) = C·Π_{j: D_j > C} (1 − D_j) / (1 − C); distillations with s(λ) = 0.3 − 0.15·λ; y_i = 1 − (r̄_i − 1) / (n − 1)",
        source: "Roy (1978), Cahiers du CERO 20, 3–24; Roy & Bouyssou (1993), Aide multicritère à la décision, Economica, chapter 6",
        parameters: &[
            threshold(
                "indifference",
                Names::fixed(
                    "无差异阈值 q（占极差比例）",
                    "indifference q (share of the range)",
                ),
                0.05,
            ),
            threshold(
                "preference",
                Names::fixed(
                    "偏好阈值 p（占极差比例）",
                    "preference p (share of the range)",
                ),
                0.2,
            ),
            threshold(
                "veto",
                Names::fixed(
                    "否决阈值 v（占极差比例，大于 1 即不否决）",
                    "veto v (share of the range; above 1 for none)",
                ),
                1.0,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        let spec = ElectreIii {
            indifference: arguments.number("indifference"),
            preference: arguments.number("preference"),
            veto: arguments.number("veto"),
        };
        let (q, p, v) = (spec.indifference, spec.preference, spec.veto);
        if q <= p && p < v {
            Ok(AggregationSpec::ElectreIii(spec))
        } else {
            Err(Names::new(
                format!("应满足 indifference({q}) ≤ preference({p}) < veto({v})"),
                format!("indifference ({q}) ≤ preference ({p}) < veto ({v}) must hold"),
            ))
        }
    },
};

impl ElectreIii {
    /// Writes the scores (0 to 1) of the `children` into `parent`, both a value a unit.
    ///
    /// # Errors
    /// There are more than 2,000 units.
    pub fn apply(
        self,
        children: &[&[f64]],
        weights: &[f64],
        parent: &mut [f64],
    ) -> Result<(), Refusal> {
        if parent.len() > MOST_UNITS {
            return Err(Refusal::TooManyUnits {
                units: parent.len(),
                most: MOST_UNITS,
            });
        }
        let present: Vec<usize> = (0..parent.len())
            .filter(|&unit| children.iter().any(|child| !child[unit].is_nan()))
            .collect();
        let credibility = Credibility {
            units: parent.len(),
            values: self.credibility(children, weights, parent.len()),
        };
        let descending = credibility.distil(&present, Take::Best);
        let mut ascending = credibility.distil(&present, Take::Worst);
        ascending.reverse();
        parent.fill(f64::NAN);
        for &unit in &present {
            parent[unit] = 0.0;
        }
        let others = present.len() as f64 - 1.0;
        for classes in [descending, ascending] {
            let mut before = 0.0;
            for class in classes {
                let count = class.len() as f64;
                let above_worst = others - before - (count - 1.0) / 2.0;
                for unit in class {
                    let share = if others > 0.0 {
                        above_worst / others
                    } else {
                        0.5
                    };
                    parent[unit] += share / 2.0;
                }
                before += count;
            }
        }
        Ok(())
    }

    /// The credibility that the unit of the row outranks the unit of the column, row after row; 0 on the
    /// diagonal and where two units share no child.
    pub fn credibility(self, children: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
        let criteria: Vec<Criterion> = children
            .iter()
            .zip(weights)
            .map(|(values, &weight)| {
                let range = spread(values);
                Criterion {
                    values,
                    weight,
                    q: self.indifference * range,
                    p: self.preference * range,
                    v: self.veto * range,
                }
            })
            .collect();
        let mut credibility = vec![0.0; units * units];
        for (a, row) in credibility.chunks_exact_mut(units.max(1)).enumerate() {
            for (b, credibility) in row.iter_mut().enumerate() {
                if a != b {
                    *credibility = pair_credibility(&criteria, a, b);
                }
            }
        }
        credibility
    }
}

/// A child with its thresholds on its own scale.
struct Criterion<'a> {
    values: &'a [f64],
    weight: f64,
    q: f64,
    p: f64,
    v: f64,
}

impl Criterion<'_> {
    /// How far a is behind b; `None` where one has no value.
    fn behind(&self, a: usize, b: usize) -> Option<f64> {
        let behind = self.values[b] - self.values[a];
        (!behind.is_nan()).then_some(behind)
    }

    /// 1 up to indifference, 0 from preference on.
    fn concordance(&self, behind: f64) -> f64 {
        if behind <= self.q {
            1.0
        } else if behind >= self.p {
            0.0
        } else {
            (self.p - behind) / (self.p - self.q)
        }
    }

    /// 0 up to preference, 1 from the veto on.
    fn discordance(&self, behind: f64) -> f64 {
        if behind <= self.p {
            0.0
        } else if behind >= self.v {
            1.0
        } else {
            (behind - self.p) / (self.v - self.p)
        }
    }
}

fn pair_credibility(criteria: &[Criterion], a: usize, b: usize) -> f64 {
    let (mut agreeing, mut total) = (0.0, 0.0);
    for criterion in criteria {
        if let Some(behind) = criterion.behind(a, b) {
            agreeing += criterion.weight * criterion.concordance(behind);
            total += criterion.weight;
        }
    }
    if total == 0.0 {
        return 0.0;
    }
    let concordance = agreeing / total;
    let behind = criteria.iter().filter_map(|criterion| {
        let behind = criterion.behind(a, b)?;
        Some(criterion.discordance(behind))
    });
    behind
        .filter(|&discordance| discordance > concordance)
        .fold(concordance, |credibility, discordance| {
            credibility * (1.0 - discordance) / (1.0 - concordance)
        })
}

/// Which class a distillation takes first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    Best,
    Worst,
}

/// The credibilities of all pairs, row after row.
struct Credibility {
    units: usize,
    values: Vec<f64>,
}

/// How much larger a credibility must be than another to be discerned from it.
fn discrimination(credibility: f64) -> f64 {
    0.3 - 0.15 * credibility
}

impl Credibility {
    fn of(&self, a: usize, b: usize) -> f64 {
        self.values[a * self.units + b]
    }

    /// The classes of `units` in the order in which they are taken.
    fn distil(&self, units: &[usize], take: Take) -> Vec<Vec<usize>> {
        let mut left = units.to_vec();
        let mut classes = Vec::new();
        while !left.is_empty() {
            let mut class = left.clone();
            let mut level = self.largest_below(&class, f64::INFINITY);
            while class.len() > 1 && level > 0.0 {
                level = self.largest_below(&class, level - discrimination(level));
                class = self.extreme(&class, level, take);
            }
            left.retain(|unit| !class.contains(unit));
            classes.push(class);
        }
        classes
    }

    /// The largest credibility among the units that is below `limit`; 0 when there is none.
    fn largest_below(&self, units: &[usize], limit: f64) -> f64 {
        let pairs = units
            .iter()
            .flat_map(|&a| units.iter().map(move |&b| self.of(a, b)));
        pairs
            .filter(|&credibility| credibility < limit)
            .fold(0.0, f64::max)
    }

    /// The units that outrank the most others, less those that outrank them, at this level; or the least.
    fn extreme(&self, units: &[usize], level: f64, take: Take) -> Vec<usize> {
        let outranks = |a, b| {
            let credibility = self.of(a, b);
            credibility > level && credibility - self.of(b, a) > discrimination(credibility)
        };
        let qualification = |&a: &usize| {
            let against = |&b: &usize| i64::from(outranks(a, b)) - i64::from(outranks(b, a));
            units.iter().map(against).sum::<i64>()
        };
        let qualifications: Vec<i64> = units.iter().map(qualification).collect();
        let extreme = match take {
            Take::Best => qualifications.iter().max(),
            Take::Worst => qualifications.iter().min(),
        };
        let of_unit = units.iter().zip(&qualifications);
        of_unit
            .filter(|(_, qualification)| Some(*qualification) == extreme)
            .map(|(&unit, _)| unit)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(spec: ElectreIii, children: &[&[f64]]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        spec.apply(children, &vec![1.0; children.len()], &mut parent)
            .unwrap();
        parent
    }

    const SPEC: ElectreIii = ElectreIii {
        indifference: 0.2,
        preference: 0.5,
        veto: 2.0,
    };

    #[test]
    fn worked_example() {
        assert_eq!(scores(SPEC, &[&[0.0, 10.0, 100.0]]), [0.25, 0.25, 1.0]);
    }

    #[test]
    fn a_veto_refutes_the_majority() {
        // The first unit is a little ahead on two children of three, and far behind on the last.
        let children: [&[f64]; 3] = [&[1.0, 0.0], &[1.0, 0.0], &[0.0, 1.0]];
        let without = SPEC.credibility(&children, &[1.0; 3], 2);
        assert_eq!(without[0], 0.0);
        assert!((without[1] - 2.0 / 3.0).abs() < 1e-15);
        let with_veto = ElectreIii { veto: 1.0, ..SPEC };
        assert_eq!(with_veto.credibility(&children, &[1.0; 3], 2)[1], 0.0);
    }

    #[test]
    fn degenerate_tables() {
        // Nothing varies: all are one class.
        assert_eq!(scores(SPEC, &[&[4.0; 3]]), [0.5; 3]);
        let found = scores(SPEC, &[&[1.0, f64::NAN, 0.0]]);
        assert_eq!([found[0], found[2]], [1.0, 0.0]);
        assert!(found[1].is_nan());
        let many = vec![1.0; MOST_UNITS + 1];
        let refusal = SPEC.apply(&[&many], &[1.0], &mut many.clone());
        assert!(matches!(refusal, Err(Refusal::TooManyUnits { .. })));
    }
}
