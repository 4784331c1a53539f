//! Fuzzy comprehensive evaluation (模糊综合评价): each child belongs to grades by degrees, the grades
//! are combined over the children, and the result is read as a score.
//!
//! Formula: K grades with centres c_k evenly from `low` to `high`; the membership r_ijk of x_ij in
//! grade k falls linearly from 1 at c_k to 0 at the next centres, and is 1 beyond the outermost. The
//! children are combined by an operator into b_ik: M(·,⊕) Σ_j w_j·r_ijk; M(∧,∨) max_j min(w_j, r_ijk);
//! M(·,∨) max_j w_j·r_ijk; M(∧,⊕) min(1, Σ_j min(w_j, r_ijk)), with w renormalised to sum 1 over the
//! children the unit has. The score is Σ_k b_ik·c_k / Σ_k b_ik, or the centre of the grade with the
//! largest b_ik (the middle of those that tie). Source: Zadeh (1965), Fuzzy sets, Information and
//! Control 8, 338–353; 汪培庄 (1983) 模糊集合论及其应用, 上海科学技术出版社.
//!
//! With M(·,⊕) and the weighted mean of grades, triangular memberships give back the arithmetic mean
//! for values between `low` and `high` exactly: the method then adds nothing but the memberships.
//!
//! Worked example: 3 grades over 0–100, (25, 100) with equal weights: memberships (½, ½, 0) and (0, 0,
//! 1). M(·,⊕): b = (¼, ¼, ½), score 62.5. M(∧,∨): b = (½, ½, ½), score 50.

use serde::Serialize;

use super::AggregationSpec;
use super::mean::rows;
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The grades and how they are combined; `low < high` and at least two grades.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FuzzyComprehensive {
    /// The number of grades.
    pub grades: usize,
    /// How the memberships of the children are combined.
    pub operator: Operator,
    /// How the combined memberships are read as a score.
    pub verdict: Verdict,
    /// The centre of the lowest grade, on the scale of the children.
    pub low: f64,
    /// The centre of the highest grade.
    pub high: f64,
}

/// How the memberships of the children are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// M(·,⊕): the weighted mean.
    WeightedMean,
    /// M(∧,∨): the largest of the smaller of weight and membership.
    MinMax,
    /// M(·,∨): the largest product of weight and membership.
    ProductMax,
    /// M(∧,⊕): the sum of the smaller of weight and membership, up to 1.
    BoundedSum,
}

/// How the combined memberships are read as a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The mean of the grades, weighted with the memberships.
    WeightedMean,
    /// The grade with the largest membership.
    MaximumMembership,
}

/// More grades than anybody can tell apart are a mistake.
const MOST_GRADES: usize = 100;

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "fuzzy-comprehensive",
        name: Names::fixed("模糊综合评价", "Fuzzy comprehensive evaluation"),
        description: Names::fixed(
            "各项得分按隶属度归入等级，经模糊算子合成后再还原为得分。算子 M(·,⊕) 配合加权平均时与算术平均等价。",
            "The children belong to grades by degrees; the degrees are combined by a fuzzy operator and read as a score. M(·,⊕) with the weighted mean of grades equals the arithmetic mean.",
        ),
        formula: "b_ik = Σ_j w_j·r_ijk | max_j min(w_j, r_ijk) | max_j w_j·r_ijk | min(1, Σ_j min(w_j, r_ijk)); y_i = Σ_k b_ik·c_k / Σ_k b_ik",
        source: "Zadeh (1965), Fuzzy sets, Information and Control 8, 338–353; 汪培庄 (1983) 模糊集合论及其应用, 上海科学技术出版社",
        parameters: &[
            Parameter {
                id: "grades",
                name: Names::fixed("等级数", "number of grades"),
                kind: ParameterKind::Count {
                    default: 5,
                    least: 2,
                },
            },
            Parameter {
                id: "operator",
                name: Names::fixed("模糊算子", "fuzzy operator"),
                kind: ParameterKind::Option {
                    default: "weighted-mean",
                    options: &[
                        (
                            "weighted-mean",
                            Names::fixed("M(·,⊕) 加权平均型", "M(·,⊕), weighted mean"),
                        ),
                        (
                            "min-max",
                            Names::fixed("M(∧,∨) 主因素决定型", "M(∧,∨), the decisive child"),
                        ),
                        (
                            "product-max",
                            Names::fixed("M(·,∨) 主因素突出型", "M(·,∨), the prominent child"),
                        ),
                        (
                            "bounded-sum",
                            Names::fixed("M(∧,⊕) 取小有界和型", "M(∧,⊕), bounded sum of minima"),
                        ),
                    ],
                },
            },
            Parameter {
                id: "verdict",
                name: Names::fixed("评判准则", "reading of the grades"),
                kind: ParameterKind::Option {
                    default: "weighted-mean",
                    options: &[
                        (
                            "weighted-mean",
                            Names::fixed("加权平均原则", "weighted mean of the grades"),
                        ),
                        (
                            "maximum-membership",
                            Names::fixed("最大隶属度原则", "grade of maximum membership"),
                        ),
                    ],
                },
            },
            Parameter {
                id: "low",
                name: Names::fixed("最低等级中心", "centre of the lowest grade"),
                kind: ParameterKind::Number {
                    default: 0.0,
                    least: -1e9,
                    most: 1e9,
                },
            },
            Parameter {
                id: "high",
                name: Names::fixed("最高等级中心", "centre of the highest grade"),
                kind: ParameterKind::Number {
                    default: 100.0,
                    least: -1e9,
                    most: 1e9,
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        let spec = FuzzyComprehensive {
            grades: arguments.count("grades"),
            operator: match arguments.option("operator") {
                "min-max" => Operator::MinMax,
                "product-max" => Operator::ProductMax,
                "bounded-sum" => Operator::BoundedSum,
                _ => Operator::WeightedMean,
            },
            verdict: match arguments.option("verdict") {
                "maximum-membership" => Verdict::MaximumMembership,
                _ => Verdict::WeightedMean,
            },
            low: arguments.number("low"),
            high: arguments.number("high"),
        };
        if spec.grades > MOST_GRADES {
            Err(Names::new(
                format!("grades({})不得超过 {MOST_GRADES}", spec.grades),
                format!("grades ({}) must not be above {MOST_GRADES}", spec.grades),
            ))
        } else if spec.low < spec.high {
            Ok(AggregationSpec::FuzzyComprehensive(spec))
        } else {
            Err(Names::new(
                format!("low({})必须小于 high({})", spec.low, spec.high),
                format!("low ({}) must be below high ({})", spec.low, spec.high),
            ))
        }
    },
};

impl FuzzyComprehensive {
    /// Writes the scores of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        parent.fill(f64::NAN);
        self.each_unit(children, weights, parent.len(), |unit, memberships| {
            parent[unit] = self.read(memberships);
        });
    }

    /// The memberships of every unit in the grades from the lowest to the highest, scaled to sum 1; empty
    /// for a unit without values. The first step of [`FuzzyComprehensive::apply`], for reports.
    pub fn memberships(self, children: &[&[f64]], weights: &[f64], units: usize) -> Vec<Vec<f64>> {
        let mut memberships = vec![Vec::new(); units];
        self.each_unit(children, weights, units, |unit, combined| {
            let total: f64 = combined.iter().sum();
            memberships[unit] = combined.iter().map(|degree| degree / total).collect();
        });
        memberships
    }

    /// Calls `visit` with the combined memberships of every unit that has a value.
    fn each_unit(
        self,
        children: &[&[f64]],
        weights: &[f64],
        units: usize,
        mut visit: impl FnMut(usize, &[f64]),
    ) {
        let mut combined = vec![0.0; self.grades];
        rows(children, weights, units, |unit, row| {
            combined.fill(0.0);
            let total: f64 = row.iter().map(|(_, weight)| weight).sum();
            for &(value, weight) in row.iter() {
                self.combine(value, weight / total, &mut combined);
            }
            visit(unit, &combined);
        });
    }

    /// Adds one child to the combined memberships of a unit.
    fn combine(self, value: f64, weight: f64, combined: &mut [f64]) {
        let top = (self.grades - 1) as f64;
        let place = ((value - self.low) / (self.high - self.low) * top).clamp(0.0, top);
        // Only the grades to both sides of the value have it as a member.
        let below = (place.floor() as usize).min(self.grades - 2);
        let above_degree = place - below as f64;
        for (grade, degree) in [(below, 1.0 - above_degree), (below + 1, above_degree)] {
            let total = &mut combined[grade];
            *total = match self.operator {
                Operator::WeightedMean => *total + weight * degree,
                Operator::MinMax => total.max(weight.min(degree)),
                Operator::ProductMax => total.max(weight * degree),
                Operator::BoundedSum => (*total + weight.min(degree)).min(1.0),
            };
        }
    }

    /// The score of combined memberships, on the scale of the children.
    fn read(self, combined: &[f64]) -> f64 {
        let largest = combined.iter().copied().fold(0.0, f64::max);
        let (mut sum, mut total) = (0.0, 0.0);
        for (grade, &degree) in combined.iter().enumerate() {
            let weight = match self.verdict {
                Verdict::WeightedMean => degree,
                Verdict::MaximumMembership => f64::from(u8::from(degree == largest)),
            };
            sum += weight * grade as f64;
            total += weight;
        }
        self.low + (self.high - self.low) * sum / total / (self.grades - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spec(operator: Operator, verdict: Verdict, grades: usize) -> FuzzyComprehensive {
        FuzzyComprehensive {
            grades,
            operator,
            verdict,
            low: 0.0,
            high: 100.0,
        }
    }

    fn score(spec: FuzzyComprehensive, values: &[f64]) -> f64 {
        let children: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let mut parent = [0.0];
        spec.apply(&children, &vec![1.0; values.len()], &mut parent);
        parent[0]
    }

    #[test]
    fn worked_example() {
        use Operator::*;
        let values = [25.0, 100.0];
        let of = |operator| score(spec(operator, Verdict::WeightedMean, 3), &values);
        assert_eq!(of(WeightedMean), 62.5);
        assert_eq!(of(MinMax), 50.0);
        // b = (¼, ¼, ½)
        assert_eq!(of(ProductMax), 62.5);
        // b = (½, ½, ½)
        assert_eq!(of(BoundedSum), 50.0);
        let of = |operator| score(spec(operator, Verdict::MaximumMembership, 3), &values);
        assert_eq!([of(WeightedMean), of(MinMax)], [100.0, 50.0]);
        assert!(score(spec(MinMax, Verdict::WeightedMean, 3), &[f64::NAN]).is_nan());
        let memberships = spec(WeightedMean, Verdict::WeightedMean, 3).memberships(
            &[&[25.0, f64::NAN], &[100.0, f64::NAN]],
            &[1.0, 1.0],
            2,
        );
        assert_eq!(memberships, [vec![0.25, 0.25, 0.5], vec![]]);
    }

    #[test]
    fn values_beyond_the_outermost_grades_belong_to_them() {
        let spec = spec(Operator::WeightedMean, Verdict::WeightedMean, 5);
        assert_eq!([score(spec, &[-7.0]), score(spec, &[130.0])], [0.0, 100.0]);
    }

    proptest! {
        #[test]
        fn the_weighted_mean_of_triangular_grades_is_the_arithmetic_mean(
            values in prop::collection::vec(0.0..100.0f64, 1..9), grades in 2..9usize,
        ) {
            let spec = spec(Operator::WeightedMean, Verdict::WeightedMean, grades);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!((score(spec, &values) - mean).abs() < 1e-9);
        }
    }
}
