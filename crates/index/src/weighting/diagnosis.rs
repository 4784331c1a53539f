//! What to look at when weights come from the data: domination, redundancy, ties at the top, thin
//! columns. The limits are the product's own.

use super::{Child, Family};
use crate::matrix::{extent, present};
use crate::{Choice, Names, Step};

/// A share of its node above which one child dominates (of three or more; of two, one always has
/// half).
const DOMINANT_SHARE: f64 = 0.4;
/// The ratio of the largest to the smallest weight above which the smallest hardly counts.
const LARGEST_RATIO: f64 = 4.0;
/// The correlation from which two siblings measure the same thing.
const REDUNDANT: f64 = 0.9;

/// Adds to `choices` what should be known about the data-driven `weights` of the children `of`, whose
/// `correlations` are given; all three in one order.
pub(super) fn report(
    family: &Family,
    of: &[usize],
    weights: &[f64],
    correlations: &[Vec<f64>],
    minimum_units: usize,
    choices: &mut Vec<Choice>,
) {
    let node = family.node;
    let children: Vec<&Child> = of.iter().map(|&child| &family.children[child]).collect();
    domination(node, &children, weights, choices);
    for (a, child) in children.iter().enumerate() {
        thin(node, child, minimum_units, choices);
        ties_at_the_top(node, child, choices);
        for (b, other) in children.iter().enumerate().skip(a + 1) {
            // An unknown correlation is NaN and reaches no limit.
            if correlations[a][b] >= REDUNDANT {
                redundancy(node, child, other, correlations[a][b], choices);
            }
        }
    }
}

fn domination(node: &str, children: &[&Child], weights: &[f64], choices: &mut Vec<Choice>) {
    let by_weight = |a: &usize, b: &usize| weights[*a].total_cmp(&weights[*b]);
    // A weight of 0 is pointed out by the method that gives it.
    let weighted = || (0..children.len()).filter(|&child| weights[child] > 0.0);
    let (Some(lightest), Some(heaviest)) =
        (weighted().min_by(by_weight), weighted().max_by(by_weight))
    else {
        return;
    };
    let share = weights[heaviest];
    let id = children[heaviest].id;
    if children.len() >= 3 && share > DOMINANT_SHARE {
        let percent = share * 100.0;
        choices.push(Choice::warning(
            Step::Weighting,
            Some(node),
            Names::new(
                format!("“{id}”占该组权重的 {percent:.1}%（超过 40%）"),
                format!("\"{id}\" takes {percent:.1} % of the weight of its node (over 40 %)"),
            ),
        ));
    }
    let ratio = share / weights[lightest];
    if ratio > LARGEST_RATIO {
        let light = children[lightest].id;
        choices.push(Choice::warning(
            Step::Weighting,
            Some(node),
            Names::new(
                format!("最大权重（“{id}”）是最小权重（“{light}”）的 {ratio:.1} 倍（超过 4 倍）"),
                format!(
                    "the largest weight (\"{id}\") is {ratio:.1} times the smallest (\"{light}\"; over 4)"
                ),
            ),
        ));
    }
}

fn thin(node: &str, child: &Child, minimum_units: usize, choices: &mut Vec<Choice>) {
    let count = present(child.values);
    if count < minimum_units {
        let id = child.id;
        choices.push(Choice::warning(
            Step::Weighting,
            Some(node),
            Names::new(
                format!("“{id}”的权重仅由 {count} 个单元的数据得出（少于 {minimum_units} 个）"),
                format!(
                    "the weight of \"{id}\" rests on {count} units with a value (fewer than {minimum_units})"
                ),
            ),
        ));
    }
}

fn ties_at_the_top(node: &str, child: &Child, choices: &mut Vec<Choice>) {
    let Some((_, most)) = extent(child.values) else {
        return;
    };
    let ties = child.values.iter().filter(|value| **value == most).count();
    if ties > 1 {
        let id = child.id;
        choices.push(Choice::note(
            Step::Weighting,
            Some(node),
            Names::new(
                format!("“{id}”有 {ties} 个单元并列最大值"),
                format!("{ties} units share the largest value of \"{id}\""),
            ),
        ));
    }
}

fn redundancy(node: &str, a: &Child, b: &Child, r: f64, choices: &mut Vec<Choice>) {
    let (a, b) = (a.id, b.id);
    choices.push(Choice::warning(
        Step::Weighting,
        Some(node),
        Names::new(
            format!("“{a}”与“{b}”的相关系数为 {r:.2}（不低于 0.9），信息重复计入"),
            format!("\"{a}\" and \"{b}\" correlate at {r:.2} (0.9 or more): the same information counts twice"),
        ),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child<'a>(id: &'a str, values: &'a [f64]) -> Child<'a> {
        Child {
            id,
            given: 1.0,
            indicator: true,
            values,
        }
    }

    fn checked(children: &[Child], weights: &[f64], minimum: usize, choices: &mut Vec<Choice>) {
        let family = Family {
            node: "g",
            children,
            judgements: &[],
            weight_sets: &[],
        };
        let of: Vec<usize> = (0..children.len()).collect();
        let columns: Vec<&[f64]> = children.iter().map(|child| child.values).collect();
        let correlations = crate::weighting::correlation::pearson(&columns);
        report(&family, &of, weights, &correlations, minimum, choices);
    }

    fn texts(choices: &[Choice]) -> String {
        let texts: Vec<&str> = choices.iter().map(|choice| &*choice.text.en).collect();
        texts.join("\n")
    }

    #[test]
    fn warns_of_domination_redundancy_ties_and_thin_columns() {
        let children = [
            child("a", &[0.0, 1.0, 1.0, 0.5]),
            child("b", &[0.0, 0.9, 1.0, 0.5]),
            child("c", &[1.0, 0.0, 0.2, 0.1]),
        ];
        let mut choices = Vec::new();
        checked(&children, &[0.5, 0.4, 0.1], 10, &mut choices);
        let texts = texts(&choices);
        assert!(texts.contains("\"a\" takes 50.0 %"), "{texts}");
        assert!(
            texts.contains("is 5.0 times the smallest (\"c\""),
            "{texts}"
        );
        assert!(texts.contains("\"a\" and \"b\" correlate"), "{texts}");
        assert!(!texts.contains("\"a\" and \"c\" correlate"), "{texts}");
        assert!(
            texts.contains("2 units share the largest value of \"a\""),
            "{texts}"
        );
        assert!(texts.contains("rests on 4 units"), "{texts}");
    }

    #[test]
    fn is_silent_when_all_is_well() {
        let children = [child("a", &[0.0, 1.0, 0.5]), child("b", &[1.0, 0.5, 0.0])];
        let mut choices = Vec::new();
        checked(&children, &[0.5, 0.5], 3, &mut choices);
        assert_eq!(choices, []);
    }
}
