//! How uneven the scores are: means by group of provinces, distance of the ends, Gini coefficient.

use jushu_places::{Region, SouthNorth};
use jushu_report::wording::decimal;
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Look, Said, Setting};

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let mut facts = Vec::new();
    for node in setting.upper_nodes() {
        facts.extend(of_node(setting, &node.id));
    }
    facts
}

fn of_node(setting: &Setting, node: &str) -> Vec<Fact> {
    let prefix = setting.prefix(node);
    let look = Look {
        unit: None,
        node: Some(node),
    };
    let scores: Vec<(usize, f64)> = setting
        .set
        .scores(node)
        .iter()
        .enumerate()
        .filter_map(|(unit, score)| Some((unit, (*score)?)))
        .collect();
    let values: Vec<f64> = scores.iter().map(|(_, score)| *score).collect();
    if values.len() < 2 {
        return Vec::new();
    }
    let mut facts = Vec::new();
    let of = if node == setting.root() {
        setting.say("综合", "the index")
    } else {
        setting.node(node)
    };

    let named = |region: (&'static str, &'static str)| setting.language().pick(region.0, region.1);
    let regions = [
        ("east", Region::East),
        ("central", Region::Central),
        ("west", Region::West),
        ("northeast", Region::Northeast),
    ]
    .map(|(id, region)| {
        let mean = mean_where(&scores, |unit| setting.place(unit).region == Some(region));
        (id, named(region.names()), mean)
    });
    let halves = [("south", SouthNorth::South), ("north", SouthNorth::North)].map(|(id, half)| {
        let mean = mean_where(&scores, |unit| {
            setting.place(unit).south_north == Some(half)
        });
        (id, named(half.names()), mean)
    });
    for (family, groups) in [("regions", &regions[..]), ("south-north", &halves[..])] {
        let mut present: Vec<(&str, &str, f64)> = groups
            .iter()
            .filter_map(|(id, name, mean)| Some((*id, *name, (*mean)?)))
            .collect();
        for (id, name, mean) in &present {
            let points = decimal(*mean, 1);
            let sentence = setting.say(
                format!("{name}{}的{of}平均得分为 {points} 分", setting.noun()),
                format!(
                    "{name}: the mean of {of} over its {} is {points}",
                    setting.noun()
                ),
            );
            let said =
                Said::new(FactKind::Value, points, sentence, Strength::Tentative).number(*mean);
            facts.push(setting.of_scores(format!("{prefix}.mean.{id}"), look, said));
        }
        present.sort_by(|a, b| b.2.total_cmp(&a.2));
        let (Some(best), Some(worst)) = (present.first(), present.last()) else {
            continue;
        };
        if best.0 == worst.0 {
            continue;
        }
        let parts: Vec<String> = present
            .iter()
            .map(|(_, name, mean)| format!("{name} {}", decimal(*mean, 1)))
            .collect();
        let times = (worst.2 > 0.0).then(|| decimal(best.2 / worst.2, 1));
        let (head, last) = (best.1, worst.1);
        let clause = match &times {
            Some(times) => setting.say(
                format!("，{head}为{last}的 {times} 倍"),
                format!("; the {head} stands at {times} times the {last}"),
            ),
            None => String::new(),
        };
        let parts = parts.join(setting.language().pick("、", ", "));
        let sentence = setting.say(
            format!("{of}平均得分：{parts}{clause}"),
            format!("Means of {of}: {parts}{clause}"),
        );
        let number = if worst.2 > 0.0 {
            best.2 / worst.2
        } else {
            f64::NAN
        };
        let text = times.unwrap_or(parts);
        let said = Said::new(FactKind::Value, text, sentence, Strength::Tentative).number(number);
        facts.push(setting.of_scores(format!("{prefix}.mean.{family}"), look, said));
    }

    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let (median, best) = (middle(&sorted), sorted[sorted.len() - 1]);
    let points = decimal(median, 1);
    let sentence = setting.say(
        format!(
            "{of}得分的中位数为 {points} 分，首位为 {} 分",
            decimal(best, 1)
        ),
        format!(
            "The median of {of} is {points}, the highest score {}",
            decimal(best, 1)
        ),
    );
    let said = Said::new(FactKind::Value, points, sentence, Strength::Tentative).number(median);
    facts.push(setting.of_scores(format!("{prefix}.median"), look, said));
    if let Some(gini) = gini(&sorted) {
        let text = decimal(gini, 2);
        let sentence = setting.say(
            format!("{of}得分的基尼系数为 {text}"),
            format!("The Gini coefficient of {of} is {text}"),
        );
        let said = Said::new(FactKind::Value, text, sentence, Strength::Tentative).number(gini);
        facts.push(setting.of_scores(format!("{prefix}.gini"), look, said));
    }
    facts
}

fn mean_where(scores: &[(usize, f64)], belongs: impl Fn(usize) -> bool) -> Option<f64> {
    let members: Vec<f64> = scores
        .iter()
        .filter(|(unit, _)| belongs(*unit))
        .map(|(_, score)| *score)
        .collect();
    (!members.is_empty()).then(|| members.iter().sum::<f64>() / members.len() as f64)
}

/// The median of sorted values.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        (sorted[half - 1] + sorted[half]) / 2.0
    }
}

/// The Gini coefficient of sorted values, Σ(2i − n − 1)x_i / (n Σx_i); `None` where a value is negative or all are zero.
fn gini(sorted: &[f64]) -> Option<f64> {
    let (n, total) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if sorted.first().is_some_and(|least| *least < 0.0) || total <= 0.0 {
        return None;
    }
    let weighted: f64 = sorted
        .iter()
        .enumerate()
        .map(|(index, value)| (2.0 * (index as f64 + 1.0) - n - 1.0) * value)
        .sum();
    Some(weighted / (n * total))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gini_and_median_by_hand() {
        // (1, 1, 4): Σ|x_i − x_j| over all pairs = 2 · (0 + 3 + 3) = 12; divided by 2 n² mean = 2 · 9 · 2 = 36.
        assert!((gini(&[1.0, 1.0, 4.0]).unwrap() - 12.0 / 36.0).abs() < 1e-15);
        assert_eq!(gini(&[5.0, 5.0]), Some(0.0));
        assert_eq!(gini(&[-1.0, 5.0]), None);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(middle(&[1.0, 3.0, 8.0]), 3.0);
        assert_eq!(middle(&[1.0, 3.0, 8.0, 10.0]), 5.5);
    }

    proptest! {
        /// The definition over all pairs.
        #[test]
        fn gini_is_the_mean_difference(mut values in proptest::collection::vec(0.0_f64..100.0, 2..30)) {
            values.sort_by(f64::total_cmp);
            let total: f64 = values.iter().sum();
            prop_assume!(total > 0.0);
            let differences: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
            let n = values.len() as f64;
            let slow = differences / (2.0 * n * total);
            prop_assert!((gini(&values).unwrap() - slow).abs() < 1e-12);
        }
    }
}
