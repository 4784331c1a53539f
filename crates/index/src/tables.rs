//! A run as CSV text: UTF-8, a header, an empty cell for a missing value, numbers that read back to the
//! same `f64`.

use crate::{Coverage, Matrix, NodeResult, Run};

/// `treated.csv`: `unit`, then a column an indicator, after denomination, imputation and treatment.
pub fn treated_csv(run: &Run) -> String {
    by_indicator(run, &run.treated)
}

/// `normalised.csv`: `unit`, then a column an indicator, on the common scale.
pub fn normalised_csv(run: &Run) -> String {
    by_indicator(run, &run.normalised)
}

/// `scores.csv`: `unit,node,level,score,rank` for every node, indicators being level 1.
pub fn scores_csv(run: &Run) -> String {
    let mut csv = Csv::new(&["unit", "node", "level", "score", "rank"]);
    for node in nodes(run) {
        let level = node.level.to_string();
        for (unit, name) in run.units.iter().enumerate() {
            let rank = node.ranks[unit].map_or(String::new(), |rank| rank.to_string());
            let score = number(node.scores[unit]);
            csv.row([name.as_str(), &node.id, &level, &score, &rank]);
        }
    }
    csv.text()
}

/// `weights.csv`: `node,parent,level,weight,effective_weight`; `weight` sums to 1 within a parent,
/// `effective_weight` is the weight in the index. The root has no parent.
pub fn weights_csv(run: &Run) -> String {
    let mut csv = Csv::new(&["node", "parent", "level", "weight", "effective_weight"]);
    for node in nodes(run) {
        let parent = node.parent.map_or("", |parent| &run.nodes[parent].id);
        csv.row([
            &node.id,
            parent,
            &node.level.to_string(),
            &number(node.weight),
            &number(node.effective_weight),
        ]);
    }
    csv.text()
}

/// `coverage.csv`: `unit,node,level,present,total,coverage`. A row with an empty `unit` is over all
/// units together (for an indicator: how many units have it); then a row for each unit and inner node
/// (for the root: how many indicators the unit has).
pub fn coverage_csv(run: &Run) -> String {
    let mut csv = Csv::new(&["unit", "node", "level", "present", "total", "coverage"]);
    let mut row = |unit: &str, node: &NodeResult, coverage: Coverage| {
        csv.row([
            unit,
            &node.id,
            &node.level.to_string(),
            &coverage.present.to_string(),
            &coverage.total.to_string(),
            &number(coverage.share()),
        ]);
    };
    let order = run.from_the_top();
    for &at in &order {
        row("", &run.nodes[at], run.coverage_over_units(at));
    }
    for node in nodes(run).filter(|node| node.level > 1) {
        for (unit, coverage) in run.units.iter().zip(&node.coverage) {
            row(unit, node, *coverage);
        }
    }
    csv.text()
}

/// The choices of a run: `step,node,severity,inferred,zh,en`.
pub fn choices_csv(run: &Run) -> String {
    let mut csv = Csv::new(&["step", "node", "severity", "inferred", "zh", "en"]);
    for choice in &run.choices {
        csv.row([
            choice.step.id(),
            choice.node.as_deref().unwrap_or_default(),
            choice.severity.id(),
            if choice.inferred { "true" } else { "false" },
            &choice.text.zh,
            &choice.text.en,
        ]);
    }
    csv.text()
}

fn nodes(run: &Run) -> impl Iterator<Item = &NodeResult> {
    run.from_the_top().into_iter().map(|at| &run.nodes[at])
}

fn by_indicator(run: &Run, matrix: &Matrix) -> String {
    let indicators = run
        .indicators
        .iter()
        .map(|&node| run.nodes[node].id.as_str());
    let header: Vec<&str> = std::iter::once("unit").chain(indicators).collect();
    let mut csv = Csv::new(&header);
    for (unit, name) in run.units.iter().enumerate() {
        let values = (0..matrix.columns()).map(|column| number(matrix.value(unit, column)));
        let cells: Vec<String> = std::iter::once(name.clone()).chain(values).collect();
        csv.row(cells.iter().map(String::as_str));
    }
    csv.text()
}

/// The shortest text that reads back to the same number; empty when missing.
fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else if value == 0.0 {
        // Changing the sign of a zero leaves a negative one, which nobody wants to read.
        "0".to_owned()
    } else if (1e-5..1e16).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// CSV text being written; a field is quoted where it must be.
struct Csv(String);

impl Csv {
    fn new(header: &[&str]) -> Csv {
        let mut csv = Csv(String::new());
        csv.row(header.iter().copied());
        csv
    }

    fn row<'a>(&mut self, fields: impl IntoIterator<Item = &'a str>) {
        for (position, field) in fields.into_iter().enumerate() {
            if position > 0 {
                self.0.push(',');
            }
            if field.contains([',', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(field);
            }
        }
        self.0.push('\n');
    }

    fn text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(["x, \"y\"", "plain"]);
        assert_eq!(csv.text(), "a,b\n\"x, \"\"y\"\"\",plain\n");
    }

    #[test]
    fn numbers_are_short() {
        let texts = [37.5, -0.0, 1e300, 1e-300, f64::NAN, 100.0].map(number);
        assert_eq!(texts, ["37.5", "0", "1e300", "1e-300", "", "100"]);
    }

    proptest! {
        #[test]
        fn numbers_read_back(value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL) {
            prop_assert_eq!(number(value).parse::<f64>(), Ok(value));
        }
    }
}
