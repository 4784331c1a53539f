//! What `jushu index alternatives` and `jushu index practice` print.

use jushu_index::Run;
use jushu_index::practice::coupling::Coupling;
use jushu_index::robustness::Alternative;
use jushu_registry::engine::{Rows, Value};

use crate::language::Language;

/// A row an alternative: how far it agrees with the index, or why it cannot be computed.
pub fn alternatives(found: &[Alternative], language: Language) -> Rows {
    let number = |number: f64| match number.is_nan() {
        true => Value::Missing,
        false => Value::Number(number),
    };
    let rows = found.iter().map(|alternative| {
        let mut row = vec![Value::Text(alternative.name.clone())];
        match &alternative.outcome {
            Ok(comparison) => {
                let agreement = comparison.agreement;
                row.extend([
                    number(agreement.spearman),
                    number(agreement.kendall),
                    number(agreement.mean_shift),
                    Value::Integer(agreement.largest_shift.into()),
                    Value::Missing,
                ]);
            }
            Err(cause) => {
                let cause = cause.message();
                row.extend([const { Value::Missing }; 4]);
                row.push(Value::Text(language.of(&cause.zh, &cause.en).to_string()));
            }
        }
        row
    });
    let columns = [
        "alternative",
        "spearman",
        "kendall",
        "mean-shift",
        "largest-shift",
        "problem",
    ];
    Rows {
        columns: headings(columns.map(|key| format!("alternatives.{key}")), language),
        rows: rows.collect(),
    }
}

/// A row a unit: its coupling coordination.
pub fn coupling(run: &Run, found: &Coupling, language: Language) -> Rows {
    let rows = run.units.iter().zip(&found.units).map(|(unit, result)| {
        let mut row = vec![Value::Text(unit.clone())];
        match result {
            Some(result) => {
                let class = &result.class().name;
                let lagging = result.lagging.map(|at| found.subsystems[at].clone());
                row.extend([
                    result.coupling.map_or(Value::Missing, Value::Number),
                    Value::Number(result.development),
                    Value::Number(result.coordination),
                    Value::Text(language.of(&class.zh, &class.en).to_string()),
                    lagging.map_or(Value::Missing, Value::Text),
                ]);
            }
            None => row.extend([const { Value::Missing }; 5]),
        }
        row
    });
    let columns = [
        "unit",
        "coupling",
        "development",
        "coordination",
        "class",
        "lagging",
    ];
    Rows {
        columns: headings(columns.map(|key| format!("coupling.{key}")), language),
        rows: rows.collect(),
    }
}

fn headings<const COUNT: usize>(keys: [String; COUNT], language: Language) -> Vec<String> {
    keys.iter().map(|key| language.text(key, &[])).collect()
}
