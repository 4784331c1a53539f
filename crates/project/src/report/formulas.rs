//! The formulas of a framework's method, read from what the methods say about themselves, so that a new method has
//! its formula in the report as soon as it has a line in its table.

use std::collections::BTreeMap;

use jushu_figures::Language;
use jushu_index::Framework;
use jushu_index::methods::About;
use jushu_report::document::Formula;
use jushu_report::formula::equations;
use serde::Serialize;
use serde_json::Value;

/// Formulas by id: `normalisation`, `weighting`, `aggregation`; where a method has several equations, the others are
/// `weighting-2`, `weighting-3`. Of a method with several readings only the one that the framework takes is given, and
/// equations of inferred methods say so (推定).
pub fn formulas(framework: &Framework, language: Language) -> BTreeMap<String, Formula> {
    let method = &framework.method;
    let steps = [
        (
            "normalisation",
            equations_of(
                method.normalisation.about(),
                &method.normalisation,
                language,
            ),
        ),
        (
            "weighting",
            equations_of(method.weighting.about(), &method.weighting, language),
        ),
        (
            "aggregation",
            equations_of(method.aggregation.about(), &method.aggregation, language),
        ),
    ];
    steps
        .into_iter()
        .flat_map(|(id, equations)| {
            equations
                .into_iter()
                .enumerate()
                .map(move |(index, formula)| match index {
                    0 => (id.to_string(), formula),
                    _ => (format!("{id}-{}", index + 1), formula),
                })
        })
        .collect()
}

/// The ids of [`formulas`] in the order of the steps, for templates that go through them.
pub fn ids(formulas: &BTreeMap<String, Formula>) -> Vec<&str> {
    let steps = ["normalisation", "weighting", "aggregation"];
    steps
        .into_iter()
        .flat_map(|step| formulas.keys().filter(move |id| id.starts_with(step)))
        .map(String::as_str)
        .collect()
}

fn equations_of(about: &About, specification: &impl Serialize, language: Language) -> Vec<Formula> {
    let chosen = serde_json::to_value(specification).unwrap_or_default();
    let all = equations(about.formula);
    let labelled: Vec<(Option<&str>, &str)> = all.iter().map(|equation| label(equation)).collect();
    let taken = |label: Option<&str>| label.is_some_and(|label| holds(&chosen, label));
    let any_taken = labelled.iter().any(|(label, _)| taken(*label));
    let mut formulas = Vec::new();
    let mut under = None;
    for (label, equation) in labelled {
        // What follows the equation of a reading without a label of its own belongs to that reading.
        under = label.or(under);
        let formula = match (label, any_taken) {
            _ if any_taken && under.is_some() && !taken(under) => continue,
            (Some(label), false) => Formula::Row(vec![
                Formula::Text(format!("{label}: ")),
                Formula::read(equation),
            ]),
            _ => Formula::read(equation),
        };
        formulas.push(match about.inferred {
            true => Formula::Row(vec![
                formula,
                Formula::Text(language.pick("（推定）", " (inferred)").to_string()),
            ]),
            false => formula,
        });
    }
    formulas
}

/// The reading an equation is labelled with: `dist-share: w_j = …`.
fn label(equation: &str) -> (Option<&str>, &str) {
    match equation.split_once(": ") {
        Some((label, rest))
            if label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-') =>
        {
            (Some(label), rest)
        }
        _ => (None, equation),
    }
}

/// True where `name` is one of the options in `value`.
fn holds(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => text == name,
        Value::Array(items) => items.iter().any(|item| holds(item, name)),
        Value::Object(entries) => entries.values().any(|item| holds(item, name)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(method: &str) -> BTreeMap<String, String> {
        let text = format!(
            "[framework]\nid = \"t\"\nedition = \"1\"\nname = {{ zh = \"甲\", en = \"a\" }}\n{method}\n[[node]]\nid = \"index\"\nname = {{ zh = \"总\", en = \"i\" }}\n[[indicator]]\nid = \"x\"\nparent = \"index\"\ndirection = \"positive\"\nname = {{ zh = \"乙\", en = \"b\" }}\n"
        );
        let framework = Framework::parse(&text, "t.toml").unwrap();
        formulas(&framework, Language::Zh)
            .into_iter()
            .map(|(id, formula)| (id, formula.spoken()))
            .collect()
    }

    #[test]
    fn only_the_reading_that_is_taken_is_given_and_marked_as_inferred() {
        let formulas = spoken(
            "[method]\nweighting = { kind = \"improved-vector\", variant = \"dist-share\" }\n",
        );
        assert_eq!(
            formulas["weighting"],
            "S_j = (sum_i (1 − x_i j)^2)/(n_j) （推定）"
        );
        assert_eq!(formulas["weighting-2"], "d_j = sqrt(S_j) （推定）");
        assert_eq!(formulas["weighting-3"], "w_j = (d_j)/(sum d_k) （推定）");
        assert!(!formulas.contains_key("weighting-4"), "{formulas:?}");
        assert_eq!(
            formulas["normalisation"],
            "y = (x − min)/(max − min) · (high − low) + low"
        );
        assert_eq!(
            formulas["aggregation"],
            "y_i = (sum_j w_j · x_i j)/(sum_j w_j)"
        );
    }

    #[test]
    fn ids_follow_the_steps() {
        let framework = "[method]\nweighting = { kind = \"entropy\" }\n";
        let all = spoken(framework);
        let formulas = all
            .into_keys()
            .map(|id| (id, Formula::Row(Vec::new())))
            .collect();
        let ids = ids(&formulas);
        assert_eq!(ids.first(), Some(&"normalisation"));
        assert_eq!(ids.last(), Some(&"aggregation"));
        assert!(ids.contains(&"weighting-3"), "{ids:?}");
    }
}
