//! How far a dimension goes with the index (R80): Spearman's rank correlation with an interval, and against the other
//! dimensions alone, since a dimension is part of the index.

use jushu_report::wording::{association, decimal};
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Look, Said, Setting};

/// Fewer units than this have no interval worth printing.
const LEAST_UNITS: usize = 8;

/// Quantile of the normal distribution for 95 %.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Spearman's rank correlation with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    pub value: f64,
    pub interval: (f64, f64),
    pub units: usize,
}

/// Spearman's correlation of the pairs where both are there; the interval by Fisher's z with the standard error
/// √((1 + r²/2)/(n − 3)) (Bonett and Wright, Psychometrika 2000). `None` with fewer than [`LEAST_UNITS`] pairs or
/// where one column does not vary.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<Correlation> {
    let units = pairs.len();
    if units < LEAST_UNITS {
        return None;
    }
    let x = mean_ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let y = mean_ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let mean = (units as f64 + 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let norm = (sum(&x, &x) * sum(&y, &y)).sqrt();
    if norm <= 0.0 {
        return None;
    }
    let value = (sum(&x, &y) / norm).clamp(-1.0, 1.0);
    let error = NORMAL_95 * ((1.0 + value * value / 2.0) / (units as f64 - 3.0)).sqrt();
    // ±1 has no finite z; the interval then closes on it from below (or above).
    let z = value.clamp(-0.999_999, 0.999_999).atanh();
    let interval = ((z - error).tanh(), (z + error).tanh());
    Some(Correlation {
        value,
        interval,
        units,
    })
}

/// Ranks from 1 for the smallest; ties share their mean.
fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        for &unit in run {
            ranks[unit] = below as f64 + (run.len() as f64 + 1.0) / 2.0;
        }
        below += run.len();
    }
    ranks
}

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let root = setting.root();
    let dimensions: Vec<&str> = setting
        .set
        .dimensions()
        .map(|node| node.id.as_str())
        .collect();
    let score = |node: &str, unit: usize| setting.score(node, unit);
    let mut facts = Vec::new();
    let mut found: Vec<(String, Correlation)> = Vec::new();
    for node in &dimensions {
        let with_index: Vec<(f64, f64)> = (0..setting.units())
            .filter_map(|unit| Some((score(node, unit)?, score(root, unit)?)))
            .collect();
        let with_rest: Vec<(f64, f64)> = (0..setting.units())
            .filter_map(|unit| {
                let others: Vec<f64> = dimensions
                    .iter()
                    .filter(|other| *other != node)
                    .map(|other| score(other, unit))
                    .collect::<Option<_>>()?;
                let mean = others.iter().sum::<f64>() / others.len() as f64;
                Some((score(node, unit)?, mean))
            })
            .filter(|(_, mean)| mean.is_finite())
            .collect();
        let rest = spearman(&with_rest);
        if let Some(correlation) = spearman(&with_index) {
            found.push((setting.node(node), correlation));
            let of = setting.node(node);
            let partial = match rest {
                Some(rest) => setting.say(
                    format!("；与其余维度均值的相关系数为 {}", decimal(rest.value, 2)),
                    format!(
                        "; {} with the mean of the other dimensions",
                        decimal(rest.value, 2)
                    ),
                ),
                None => String::new(),
            };
            facts.push(fact(
                setting,
                format!("{}.association.{node}", setting.key),
                node,
                correlation,
                setting.say(format!("{of}与综合指数"), format!("{of} with the index")),
                setting.say(
                    format!("（该维度是指数的组成部分{partial}）"),
                    format!(" (the dimension is part of the index{partial})"),
                ),
            ));
        }
        if let Some(rest) = rest {
            let of = setting.node(node);
            facts.push(fact(
                setting,
                format!("{}.association.{node}.rest", setting.key),
                node,
                rest,
                setting.say(
                    format!("{of}与其余维度的均值"),
                    format!("{of} with the mean of the other dimensions"),
                ),
                String::new(),
            ));
        }
    }
    facts.extend(strongest(setting, &found));
    facts
}

fn fact(
    setting: &Setting,
    id: String,
    node: &str,
    correlation: Correlation,
    between: String,
    remark: String,
) -> Fact {
    let language = setting.language();
    let words = association(correlation.interval, language);
    let text = decimal(correlation.value, 2);
    let (low, high) = (
        decimal(correlation.interval.0, 2),
        decimal(correlation.interval.1, 2),
    );
    let units = correlation.units;
    let sentence = setting.say(
        format!("{between}{words}：斯皮尔曼相关系数 {text}（95% 区间 {low}—{high}，n = {units}）{remark}"),
        format!("{between}: {words}, Spearman's correlation {text} (95% interval {low} to {high}, n = {units}){remark}"),
    );
    let holds_zero = correlation.interval.0 <= 0.0 && correlation.interval.1 >= 0.0;
    let strength = if holds_zero {
        Strength::Undecided
    } else {
        Strength::Firm
    };
    let said = Said::new(FactKind::Association, text, sentence, strength).number(correlation.value);
    let look = Look {
        unit: None,
        node: Some(node),
    };
    setting.of_scores(id, look, said)
}

/// Which dimension goes most closely with the index, and whether that can be told.
fn strongest(setting: &Setting, found: &[(String, Correlation)]) -> Option<Fact> {
    let mut sorted: Vec<&(String, Correlation)> = found.iter().collect();
    sorted.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let [first, second, ..] = sorted.as_slice() else {
        return None;
    };
    let apart = first.1.interval.0 > second.1.interval.1;
    let (name, next) = (&first.0, &second.0);
    let (r, s) = (decimal(first.1.value, 2), decimal(second.1.value, 2));
    let (sentence, strength) = if apart {
        (
            setting.say(
                format!("与综合指数关联最密切的维度是{name}（{r}），高于{next}（{s}）"),
                format!("{name} goes most closely with the index ({r}), more so than {next} ({s})"),
            ),
            Strength::Firm,
        )
    } else {
        (
            setting.say(
                format!("{name}（{r}）与{next}（{s}）同综合指数的关联程度相近，不能区分"),
                format!(
                    "{name} ({r}) and {next} ({s}) go with the index alike and cannot be told apart"
                ),
            ),
            Strength::Undecided,
        )
    };
    let said =
        Said::new(FactKind::Association, name.clone(), sentence, strength).number(first.1.value);
    Some(setting.of_scores(
        format!("{}.association.strongest", setting.key),
        Look::default(),
        said,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_worked_example_with_ties() {
        // Ranks of x 1…8; of y 1, 2.5, 2.5, 4, 5, 8, 6, 7. Σd² = 0.25 + 0.25 + 4 + 1 + 1 = 6.5; with ties the
        // product form: Sxx = 42, Syy = 42 − 0.5 = 41.5, Sxy = (42 + 41.5 − 6.5)/2 = 38.5.
        let y = [10.0, 20.0, 20.0, 30.0, 40.0, 90.0, 50.0, 60.0];
        let pairs: Vec<(f64, f64)> = y.iter().enumerate().map(|(i, y)| (i as f64, *y)).collect();
        let found = spearman(&pairs).unwrap();
        let r: f64 = 38.5 / (42.0_f64 * 41.5).sqrt();
        assert!((found.value - r).abs() < 1e-12);
        let error = 1.959_963_984_540_054 * ((1.0 + r * r / 2.0) / 5.0).sqrt();
        assert!((found.interval.0 - (r.atanh() - error).tanh()).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_said_of_few_or_constant_columns() {
        assert_eq!(spearman(&[(1.0, 2.0); 20]), None);
        let seven: Vec<(f64, f64)> = (0..7).map(|i| (f64::from(i), f64::from(i))).collect();
        assert_eq!(spearman(&seven), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_value(pairs in proptest::collection::vec((0.0_f64..9.0, 0.0_f64..9.0), 8..60)) {
            if let Some(found) = spearman(&pairs) {
                prop_assert!(found.interval.0 <= found.value + 1e-5 && found.value <= found.interval.1 + 1e-5);
                prop_assert!(found.interval.0 >= -1.0 && found.interval.1 <= 1.0);
                let turned: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (*y, *x)).collect();
                prop_assert!((spearman(&turned).unwrap().value - found.value).abs() < 1e-12);
            }
        }
    }
}
