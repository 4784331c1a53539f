//! Graded cultivation of clusters by explicit rules.
//!
//! A rule set has grades from low to high; a grade has rules; a rule holds when one of its conditions
//! `metric operator threshold` holds in each of the last `years` years. Every rule ends as met, not met,
//! no data, or one of the two kinds of exemption, so that a value that nobody has is never taken for a
//! failure or a success. The grade attained is the highest whose rules are all met; the grade possible is
//! the highest that the known values do not exclude.
//!
//! The distance of a numeric condition is its relative shortfall: for `metric ≥ t`, max(0, (t − x) / |t|);
//! for `metric ≤ t`, max(0, (x − t) / |t|); the difference itself where t is 0. A rule with alternatives is
//! as far away as the nearest of them. The distance to a grade is told by the number of rules that fail,
//! the number without data, and the mean and largest shortfall of the mandatory rules that have data.
//!
//! Source of the form (mandatory numbers, periods, exemptions for favoured fields): the conditions of
//! 工信部企业〔2022〕119号 and of Shandong's digital clusters (2025). The distance is our own (自拟).
//!
//! Worked example: revenue 4 (least 5) and 25 firms (least 20): one rule of two fails, at a shortfall of
//! (5 − 4) / 5 = 0.2; the mean over both rules is 0.1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a metric is compared with its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// At least the threshold.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than the threshold.
    #[serde(rename = ">")]
    Above,
    /// At most the threshold.
    #[serde(rename = "<=")]
    AtMost,
    /// Less than the threshold.
    #[serde(rename = "<")]
    Below,
    /// Equal to the threshold; 1 and 0 stand for yes and no.
    #[serde(rename = "=")]
    Equal,
}

impl Operator {
    /// The sign written in rule files.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::AtLeast => ">=",
            Operator::Above => ">",
            Operator::AtMost => "<=",
            Operator::Below => "<",
            Operator::Equal => "=",
        }
    }

    fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Operator::AtLeast => value >= threshold,
            Operator::Above => value > threshold,
            Operator::AtMost => value <= threshold,
            Operator::Below => value < threshold,
            Operator::Equal => value == threshold,
        }
    }

    /// How far `value` is from holding, relative to the threshold; 0 where it holds.
    fn shortfall(self, value: f64, threshold: f64) -> f64 {
        if self.holds(value, threshold) {
            return 0.0;
        }
        let scale = if threshold == 0.0 {
            1.0
        } else {
            threshold.abs()
        };
        (value - threshold).abs() / scale
    }
}

/// One comparison of a metric with a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The metric, by the name under which [`Metrics`] has it.
    pub metric: String,
    /// The comparison.
    pub operator: Operator,
    /// The threshold, in the unit of the metric.
    pub threshold: f64,
    /// It must hold in each of this many last years; 1 asks for the newest value alone.
    pub years: usize,
}

/// What happens to a rule for units that meet the condition of its exemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relief {
    /// The rule does not apply.
    Waived,
    /// The rule may be relaxed by whoever decides, by an amount that is not written down.
    Discretion,
}

/// Relief from a rule for some units.
#[derive(Debug, Clone, PartialEq)]
pub struct Exemption {
    /// Whom it is for.
    pub when: Condition,
    /// What it grants.
    pub relief: Relief,
}

/// One rule of a grade.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id within the grade.
    pub id: String,
    /// Conditions of which one suffices; at least one.
    pub alternatives: Vec<Condition>,
    /// True where only a number of the optional rules must be met.
    pub optional: bool,
    /// Relief for some units.
    pub exemption: Option<Exemption>,
}

/// One grade.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// Its id within the rule set.
    pub id: String,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// How many of the optional rules must be met.
    pub optional_needed: usize,
}

/// The values of one unit: a metric by year. A metric without a year has one entry under any year.
pub type Metrics = BTreeMap<String, BTreeMap<i32, f64>>;

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A condition holds.
    Met,
    /// No condition holds, and all values are known.
    NotMet,
    /// The values that are known do not decide.
    NoData,
    /// The rule does not apply to this unit.
    Waived,
    /// Not met, but it may be relaxed for this unit.
    Discretion,
}

impl Outcome {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::NotMet => "not-met",
            Outcome::NoData => "no-data",
            Outcome::Waived => "waived",
            Outcome::Discretion => "discretion",
        }
    }

    fn standing(self) -> Standing {
        match self {
            Outcome::Met | Outcome::Waived => Standing::Met,
            Outcome::NotMet => Standing::NotMet,
            Outcome::NoData | Outcome::Discretion => Standing::Undecided,
        }
    }
}

/// Whether a grade is attained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// All its rules are met.
    Met,
    /// A rule fails.
    NotMet,
    /// No rule fails, and not all are decided.
    Undecided,
}

impl Standing {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Met => "met",
            Standing::NotMet => "not-met",
            Standing::Undecided => "undecided",
        }
    }
}

/// One rule for one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleResult {
    /// What became of it.
    pub outcome: Outcome,
    /// The condition that decided: the one that holds, else the nearest one with a value, else the first.
    pub condition: usize,
    /// The newest value of its metric.
    pub value: Option<f64>,
    /// The shortfall of the worst year; `None` without data.
    pub shortfall: Option<f64>,
}

/// How far a unit is from a grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// Mandatory rules that fail.
    pub failed: usize,
    /// Mandatory rules without data or left to discretion.
    pub undecided: usize,
    /// Optional rules still wanting.
    pub optional_wanting: usize,
    /// Mean shortfall of the mandatory rules with data; `None` where none has any.
    pub mean_shortfall: Option<f64>,
    /// The largest of these shortfalls.
    pub largest_shortfall: Option<f64>,
}

/// One grade for one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeResult {
    /// A result a rule, in their order.
    pub rules: Vec<RuleResult>,
    /// Whether the grade is attained.
    pub standing: Standing,
    /// How far away it is.
    pub distance: Distance,
}

/// All grades for one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// A result a grade, the lowest first.
    pub grades: Vec<GradeResult>,
    /// The highest grade that is met.
    pub attained: Option<usize>,
    /// The highest grade that the known values do not exclude.
    pub possible: Option<usize>,
}

impl Evaluation {
    /// The grade after the one attained, and how far away it is; `None` at the top.
    pub fn next(&self) -> Option<(usize, Distance)> {
        let next = self.attained.map_or(0, |grade| grade + 1);
        Some((next, self.grades.get(next)?.distance))
    }
}

/// Holds the values of one unit against `grades`, the lowest first.
pub fn evaluate(grades: &[Grade], metrics: &Metrics) -> Evaluation {
    let grades: Vec<GradeResult> = grades
        .iter()
        .map(|grade| of_grade(grade, metrics))
        .collect();
    let highest =
        |wanted: fn(Standing) -> bool| grades.iter().rposition(|grade| wanted(grade.standing));
    Evaluation {
        attained: highest(|standing| standing == Standing::Met),
        possible: highest(|standing| standing != Standing::NotMet),
        grades,
    }
}

fn of_grade(grade: &Grade, metrics: &Metrics) -> GradeResult {
    let rules: Vec<RuleResult> = grade
        .rules
        .iter()
        .map(|rule| of_rule(rule, metrics))
        .collect();
    let of = |optional: bool, standing: Standing| {
        grade
            .rules
            .iter()
            .zip(&rules)
            .filter(|(rule, result)| {
                rule.optional == optional && result.outcome.standing() == standing
            })
            .count()
    };
    let (failed, undecided) = (of(false, Standing::NotMet), of(false, Standing::Undecided));
    let (met, open) = (of(true, Standing::Met), of(true, Standing::Undecided));
    let standing = if failed > 0 || met + open < grade.optional_needed {
        Standing::NotMet
    } else if undecided > 0 || met < grade.optional_needed {
        Standing::Undecided
    } else {
        Standing::Met
    };
    let shortfalls: Vec<f64> = grade
        .rules
        .iter()
        .zip(&rules)
        .filter(|(rule, result)| !rule.optional && result.outcome != Outcome::Waived)
        .filter_map(|(_, result)| result.shortfall)
        .collect();
    let distance = Distance {
        failed,
        undecided,
        optional_wanting: grade.optional_needed.saturating_sub(met),
        mean_shortfall: (!shortfalls.is_empty())
            .then(|| shortfalls.iter().sum::<f64>() / shortfalls.len() as f64),
        largest_shortfall: shortfalls.iter().copied().reduce(f64::max),
    };
    GradeResult {
        rules,
        standing,
        distance,
    }
}

fn of_rule(rule: &Rule, metrics: &Metrics) -> RuleResult {
    let conditions: Vec<(Outcome, Option<f64>, Option<f64>)> = rule
        .alternatives
        .iter()
        .map(|condition| of_condition(condition, metrics))
        .collect();
    let has = |wanted: Outcome| conditions.iter().any(|(outcome, ..)| *outcome == wanted);
    let plain = if has(Outcome::Met) {
        Outcome::Met
    } else if has(Outcome::NoData) || conditions.is_empty() {
        Outcome::NoData
    } else {
        Outcome::NotMet
    };
    let relief = rule
        .exemption
        .as_ref()
        .filter(|exemption| of_condition(&exemption.when, metrics).0 == Outcome::Met)
        .map(|exemption| exemption.relief);
    let outcome = match (plain, relief) {
        (Outcome::NotMet | Outcome::NoData, Some(Relief::Waived)) => Outcome::Waived,
        (Outcome::NotMet, Some(Relief::Discretion)) => Outcome::Discretion,
        (plain, _) => plain,
    };
    let rank = |(_, _, shortfall): &(Outcome, Option<f64>, Option<f64>)| {
        shortfall.unwrap_or(f64::INFINITY)
    };
    let condition = conditions
        .iter()
        .enumerate()
        .min_by(|(_, a), (_, b)| rank(a).total_cmp(&rank(b)))
        .map_or(0, |(at, _)| at);
    let (value, shortfall) = conditions
        .get(condition)
        .map_or((None, None), |(_, value, shortfall)| (*value, *shortfall));
    RuleResult {
        outcome,
        condition,
        value,
        shortfall,
    }
}

/// The outcome of one condition, the newest value, and the shortfall of the worst year.
fn of_condition(condition: &Condition, metrics: &Metrics) -> (Outcome, Option<f64>, Option<f64>) {
    let Some((&last, &newest)) = metrics
        .get(&condition.metric)
        .and_then(|series| series.last_key_value())
    else {
        return (Outcome::NoData, None, None);
    };
    let series = &metrics[&condition.metric];
    let span = condition.years.max(1) as i32;
    let known: Vec<f64> = (last - span + 1..=last)
        .filter_map(|year| series.get(&year).copied())
        .filter(|value| !value.is_nan())
        .collect();
    let worst = known
        .iter()
        .map(|value| condition.operator.shortfall(*value, condition.threshold))
        .reduce(f64::max);
    let fails = known
        .iter()
        .any(|value| !condition.operator.holds(*value, condition.threshold));
    let outcome = if fails {
        Outcome::NotMet
    } else if known.len() < span as usize {
        Outcome::NoData
    } else {
        Outcome::Met
    };
    (outcome, (!newest.is_nan()).then_some(newest), worst)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn least(metric: &str, threshold: f64) -> Condition {
        Condition {
            metric: metric.into(),
            operator: Operator::AtLeast,
            threshold,
            years: 1,
        }
    }

    fn rule(alternatives: Vec<Condition>) -> Rule {
        Rule {
            id: "rule".into(),
            alternatives,
            optional: false,
            exemption: None,
        }
    }

    fn grade(rules: Vec<Rule>) -> Grade {
        Grade {
            id: "grade".into(),
            rules,
            optional_needed: 0,
        }
    }

    fn metrics(values: &[(&str, i32, f64)]) -> Metrics {
        let mut metrics = Metrics::new();
        for (metric, year, value) in values {
            metrics
                .entry(metric.to_string())
                .or_default()
                .insert(*year, *value);
        }
        metrics
    }

    #[test]
    fn the_worked_example() {
        let grades = [grade(vec![
            rule(vec![least("revenue", 5.0)]),
            rule(vec![least("firms", 20.0)]),
        ])];
        let found = evaluate(
            &grades,
            &metrics(&[("revenue", 2025, 4.0), ("firms", 2025, 25.0)]),
        );
        let distance = found.next().unwrap().1;
        assert_eq!((distance.failed, distance.undecided), (1, 0));
        assert!((distance.mean_shortfall.unwrap() - 0.1).abs() < 1e-15);
        assert!((distance.largest_shortfall.unwrap() - 0.2).abs() < 1e-15);
        assert_eq!((found.attained, found.possible), (None, None));
    }

    #[test]
    fn what_nobody_knows_decides_nothing() {
        let grades = [
            grade(vec![rule(vec![least("firms", 20.0)])]),
            grade(vec![
                rule(vec![least("firms", 20.0)]),
                rule(vec![least("revenue", 5.0)]),
            ]),
        ];
        let found = evaluate(&grades, &metrics(&[("firms", 2025, 30.0)]));
        assert_eq!((found.attained, found.possible), (Some(0), Some(1)));
        assert_eq!(found.grades[1].standing, Standing::Undecided);
        assert_eq!(found.grades[1].rules[1].outcome, Outcome::NoData);
        assert_eq!(found.next().unwrap().1.undecided, 1);
    }

    #[test]
    fn one_alternative_suffices_and_the_nearest_is_told() {
        let platforms = rule(vec![least("national", 1.0), least("provincial", 3.0)]);
        let of = |national: f64, provincial: f64| {
            let values = metrics(&[("national", 0, national), ("provincial", 0, provincial)]);
            of_rule(&platforms, &values)
        };
        assert_eq!(of(0.0, 3.0).outcome, Outcome::Met);
        let near = of(0.0, 2.0);
        assert_eq!((near.outcome, near.condition), (Outcome::NotMet, 1));
        assert!((near.shortfall.unwrap() - 1.0 / 3.0).abs() < 1e-15);
        // One that fails and one that nobody knows: open.
        let half = of_rule(&platforms, &metrics(&[("national", 0, 0.0)]));
        assert_eq!(half.outcome, Outcome::NoData);
    }

    #[test]
    fn a_period_wants_every_year() {
        let output = Condition {
            years: 3,
            ..least("output", 40.0)
        };
        let of = |values: &[(&str, i32, f64)]| of_condition(&output, &metrics(values)).0;
        let (a, b, c) = (
            ("output", 2023, 41.0),
            ("output", 2024, 45.0),
            ("output", 2025, 50.0),
        );
        assert_eq!(of(&[a, b, c]), Outcome::Met);
        assert_eq!(of(&[b, c]), Outcome::NoData, "a year is missing");
        assert_eq!(
            of(&[("output", 2023, 39.0), b, c]),
            Outcome::NotMet,
            "one year fails"
        );
        assert_eq!(of(&[("output", 2020, 39.0), b, c]), Outcome::NoData);
    }

    #[test]
    fn relief_is_waived_or_left_to_discretion() {
        let relieved = |relief| Rule {
            exemption: Some(Exemption {
                when: Condition {
                    operator: Operator::Equal,
                    ..least("core", 1.0)
                },
                relief,
            }),
            ..rule(vec![least("firms", 20.0)])
        };
        let values = metrics(&[("core", 0, 1.0), ("firms", 0, 5.0)]);
        assert_eq!(
            of_rule(&relieved(Relief::Waived), &values).outcome,
            Outcome::Waived
        );
        let found = evaluate(&[grade(vec![relieved(Relief::Discretion)])], &values);
        assert_eq!(found.grades[0].rules[0].outcome, Outcome::Discretion);
        assert_eq!((found.attained, found.possible), (None, Some(0)));
    }

    #[test]
    fn a_number_of_optional_rules_is_enough() {
        let optional = |metric| Rule {
            optional: true,
            ..rule(vec![least(metric, 1.0)])
        };
        let grades = [Grade {
            optional_needed: 2,
            ..grade(vec![optional("a"), optional("b"), optional("c")])
        }];
        let standing =
            |values: &[(&str, i32, f64)]| evaluate(&grades, &metrics(values)).grades[0].standing;
        assert_eq!(standing(&[("a", 0, 1.0), ("b", 0, 2.0)]), Standing::Met);
        assert_eq!(
            standing(&[("a", 0, 1.0), ("b", 0, 0.0)]),
            Standing::Undecided
        );
        assert_eq!(standing(&[("a", 0, 0.0), ("b", 0, 0.0)]), Standing::NotMet);
    }

    proptest! {
        /// More of everything never lowers a grade that asks for "at least", and a value that becomes
        /// known never widens what is possible.
        #[test]
        fn grades_grow_with_the_values(
            values in proptest::collection::vec(proptest::option::of(0.0_f64..100.0), 3),
            more in 0.0_f64..50.0,
        ) {
            let grades: Vec<Grade> = [10.0, 30.0, 60.0]
                .map(|threshold| grade(
                    ["a", "b", "c"].map(|metric| rule(vec![least(metric, threshold)])).to_vec(),
                ))
                .to_vec();
            let of = |add: f64, fill: Option<f64>| {
                let known: Vec<(&str, i32, f64)> = ["a", "b", "c"]
                    .into_iter()
                    .zip(&values)
                    .filter_map(|(metric, value)| Some((metric, 0, value.or(fill)? + add)))
                    .collect();
                evaluate(&grades, &metrics(&known))
            };
            let (before, after) = (of(0.0, None), of(more, None));
            prop_assert!(after.attained >= before.attained);
            prop_assert!(before.possible >= before.attained);
            prop_assert!(of(0.0, Some(more)).possible <= before.possible);
        }
    }
}
