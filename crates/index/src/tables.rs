//! A run as CSV text: UTF-8, a header, an empty cell for a missing value, numbers that read back to the
//! same `f64`.

use std::fmt::Write as _;

use crate::moments::Shape;
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
    let mut csv = Csv::new(["unit", "node", "level", "score", "rank"]);
    for node in nodes(run) {
        for (unit, name) in run.units.iter().enumerate() {
            csv.text(name)
                .text(&node.id)
                .whole(node.level)
                .number(node.scores[unit])
                .rank(node.ranks[unit])
                .end_row();
        }
    }
    csv.0
}

/// `weights.csv`: `node,parent,level,weight,effective_weight`; `weight` sums to 1 within a parent,
/// `effective_weight` is the weight in the index. The root has no parent.
pub fn weights_csv(run: &Run) -> String {
    let mut csv = Csv::new(["node", "parent", "level", "weight", "effective_weight"]);
    for node in nodes(run) {
        let parent = node.parent.map_or("", |parent| &run.nodes[parent].id);
        csv.text(&node.id)
            .text(parent)
            .whole(node.level)
            .number(node.weight)
            .number(node.effective_weight)
            .end_row();
    }
    csv.0
}

/// `own_weights.csv`: `unit,node,share`, for the nodes whose parent scores every unit by weights of its own
/// (benefit of the doubt): the share of the node in the score of its parent. `None` without such nodes.
pub fn own_weights_csv(run: &Run) -> Option<String> {
    let mut csv = Csv::new(["unit", "node", "share"]);
    let mut any = false;
    for node in nodes(run) {
        for (unit, share) in run.units.iter().zip(node.shares.iter().flatten()) {
            csv.text(unit).text(&node.id).number(*share).end_row();
            any = true;
        }
    }
    any.then_some(csv.0)
}

/// `coverage.csv`: `unit,node,level,present,total,coverage`. A row with an empty `unit` is over all
/// units together (for an indicator: how many units have it); then a row for each unit and inner node
/// (for the root: how many indicators the unit has).
pub fn coverage_csv(run: &Run) -> String {
    let mut csv = Csv::new(["unit", "node", "level", "present", "total", "coverage"]);
    let mut row = |unit: &str, node: &NodeResult, coverage: Coverage| {
        csv.text(unit)
            .text(&node.id)
            .whole(node.level)
            .whole(coverage.present)
            .whole(coverage.total)
            .number(coverage.share())
            .end_row();
    };
    for at in run.from_the_top() {
        row("", &run.nodes[at], run.coverage_over_units(at));
    }
    for node in nodes(run).filter(|node| node.level > 1) {
        for (unit, coverage) in run.units.iter().zip(&node.coverage) {
            row(unit, node, *coverage);
        }
    }
    csv.0
}

/// `treatments.csv`: `unit,node,step,action,before,after`, a row for everything that imputation
/// (`before` is empty) and treatment did to a cell. A transformation concerns every cell of its column.
pub fn treatments_csv(run: &Run) -> String {
    let mut csv = Csv::new(["unit", "node", "step", "action", "before", "after"]);
    for change in &run.changes {
        csv.text(&run.units[change.unit])
            .text(&run.nodes[run.indicators[change.indicator]].id)
            .text(change.action.step().id())
            .text(change.action.id())
            .number(change.before)
            .number(change.after)
            .end_row();
    }
    csv.0
}

/// `treated_indicators.csv`: what treatment did to each indicator, with skewness and excess kurtosis
/// before and after (empty where they cannot be judged).
pub fn treated_indicators_csv(run: &Run) -> String {
    let mut csv = Csv::new([
        "node",
        "method",
        "outcome",
        "low_points",
        "high_points",
        "transformation",
        "skewness_before",
        "kurtosis_before",
        "skewness_after",
        "kurtosis_after",
    ]);
    for column in &run.treatments {
        let moments = |shape: Option<Shape>| {
            shape.map_or((f64::NAN, f64::NAN), |shape| {
                (shape.skewness, shape.kurtosis)
            })
        };
        let (before, after) = (moments(column.before), moments(column.after));
        csv.text(&column.indicator)
            .text(column.method)
            .text(column.outcome.id())
            .whole(column.low_points)
            .whole(column.high_points)
            .text(column.transformation.unwrap_or_default())
            .number(before.0)
            .number(before.1)
            .number(after.0)
            .number(after.1)
            .end_row();
    }
    csv.0
}

/// `screening.csv`: `unit,available,nonzero,verdict` for every unit of the table, those left out
/// included.
pub fn screening_csv(run: &Run) -> String {
    let mut csv = Csv::new(["unit", "available", "nonzero", "verdict"]);
    for unit in &run.screened {
        csv.text(&unit.unit)
            .number(unit.available)
            .number(unit.nonzero)
            .text(unit.verdict.id())
            .end_row();
    }
    csv.0
}

/// The choices of a run: `step,node,severity,inferred,zh,en`.
pub fn choices_csv(run: &Run) -> String {
    let mut csv = Csv::new(["step", "node", "severity", "inferred", "zh", "en"]);
    for choice in &run.choices {
        csv.text(choice.step.id())
            .text(choice.node.as_deref().unwrap_or_default())
            .text(choice.severity.id())
            .text(if choice.inferred { "true" } else { "false" })
            .text(&choice.text.zh)
            .text(&choice.text.en)
            .end_row();
    }
    csv.0
}

fn nodes(run: &Run) -> impl Iterator<Item = &NodeResult> {
    run.from_the_top().into_iter().map(|at| &run.nodes[at])
}

fn by_indicator(run: &Run, matrix: &Matrix) -> String {
    let indicators = run.indicators.iter();
    let indicators = indicators.map(|&node| run.nodes[node].id.as_str());
    let mut csv = Csv::new(std::iter::once("unit").chain(indicators));
    for (unit, name) in run.units.iter().enumerate() {
        csv.text(name);
        for column in 0..matrix.columns() {
            csv.number(matrix.value(unit, column));
        }
        csv.end_row();
    }
    csv.0
}

/// CSV text being written, field after field: every field is followed by a comma, which the end of the
/// row replaces.
#[derive(Debug)]
pub(crate) struct Csv(String);

impl Csv {
    /// Text without a header.
    pub(crate) fn empty() -> Csv {
        Csv(String::new())
    }

    pub(crate) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Csv {
        let mut csv = Csv::empty();
        for field in header {
            csv.text(field);
        }
        csv.end_row();
        csv
    }

    /// A text, quoted where it must be.
    pub(crate) fn text(&mut self, field: &str) -> &mut Csv {
        let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
        if field.bytes().any(special) {
            self.0.push('"');
            self.0.push_str(&field.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(field);
        }
        self.0.push(',');
        self
    }

    pub(crate) fn whole(&mut self, field: u32) -> &mut Csv {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{field},");
        self
    }

    /// The shortest text that reads back to the same number; empty when missing.
    pub(crate) fn number(&mut self, field: f64) -> &mut Csv {
        // As above, writing to a String cannot fail.
        let _ = if field.is_nan() {
            write!(self.0, ",")
        } else if field == 0.0 {
            // Changing the sign of a zero leaves a negative one, which nobody wants to read.
            write!(self.0, "0,")
        } else if (1e-5..1e16).contains(&field.abs()) {
            write!(self.0, "{field},")
        } else {
            write!(self.0, "{field:e},")
        };
        self
    }

    /// A rank; empty when there is none.
    pub(crate) fn rank(&mut self, rank: Option<u32>) -> &mut Csv {
        match rank {
            Some(rank) => self.whole(rank),
            None => self.text(""),
        }
    }

    pub(crate) fn end_row(&mut self) {
        self.0.pop();
        self.0.push('\n');
    }

    /// The text written so far, which is gone from here.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }

    /// The whole text.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(value: f64) -> String {
        let mut csv = Csv(String::new());
        csv.number(value).end_row();
        csv.0.trim_end().to_owned()
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut csv = Csv::new(["a", "b"]);
        csv.text("x, \"y\"").text("plain").end_row();
        assert_eq!(csv.0, "a,b\n\"x, \"\"y\"\"\",plain\n");
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
