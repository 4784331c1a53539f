//! `jushu index uncertainty` and `jushu index sensitivity`.

use std::path::Path;

use indicatif::ProgressBar;
use jushu_index::uncertainty::{Indices, Output, Sensitivity, Uncertainty};
use jushu_project::plain::{self, Inputs, KEEP_EVERY, UncertaintyTables};
use jushu_registry::engine::{Rows, Value};

use super::super::{Outcome, said};
use super::{threads, warnings_of};
use crate::arguments::Replicating;
use crate::language::Language;
use crate::progress;
use crate::table::{Format, print};

/// How much is printed, and how.
pub struct Shown {
    pub format: Format,
    pub top: usize,
}

/// Ranks with their intervals.
pub fn uncertainty(
    inputs: Inputs,
    replicating: &Replicating,
    tables: &UncertaintyTables,
    out: &Path,
    shown: Shown,
    language: Language,
) -> Outcome {
    let bar = progress::share(&language.text("uncertainty.progress", &[]));
    let found = plain::uncertainty(inputs, of(replicating), tables, out, |done, planned| {
        show(&bar, done, planned);
    });
    bar.finish_and_clear();
    let found = found.map_err(said)?;
    print(&ranks(&found, shown.top, language), shown.format, 1);
    let judged = match found.verdict() {
        Some(verdict) => {
            let name = verdict.robustness.name();
            let share = format!("{:.0}", 100.0 * verdict.within_two);
            let shift = format!("{:.2}", verdict.mean_shift);
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("verdict", &language.of(&name.zh, &name.en)),
                ("share", &share),
                ("shift", &shift),
                ("wide", &verdict.wide),
            ];
            language.text("uncertainty.verdict", &values)
        }
        None => language.text("uncertainty.no-ranks", &[]),
    };
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("replications", &found.replications),
        ("out", &out.display()),
    ];
    crate::say::aside(&judged);
    crate::say::aside(&language.text("uncertainty.written", &values));
    warnings_of(&found.choices, language);
    Ok(())
}

/// Which choice moves the ranks.
pub fn sensitivity(
    inputs: Inputs,
    replicating: &Replicating,
    out: &Path,
    format: Format,
    language: Language,
) -> Outcome {
    let bar = progress::share(&language.text("uncertainty.progress", &[]));
    let found = plain::sensitivity(inputs, of(replicating), out, |done, planned| {
        show(&bar, done, planned);
    });
    bar.finish_and_clear();
    let found = found.map_err(said)?;
    print(&shares(&found, language), format, 3);
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("replications", &found.replications),
        ("out", &out.display()),
    ];
    crate::say::aside(&language.text("sensitivity.written", &values));
    warnings_of(&found.choices, language);
    Ok(())
}

fn of(replicating: &Replicating) -> plain::Replicating<'_> {
    plain::Replicating {
        design: replicating.design.as_deref(),
        seed: replicating.seed,
        replications: replicating.replications,
        threads: replicating.threads.map_or_else(threads, usize::from),
        keep_every: KEEP_EVERY,
    }
}

fn show(bar: &ProgressBar, done: u64, planned: u64) {
    bar.set_length(planned);
    bar.set_position(done);
}

/// A row a unit, best rank first.
fn ranks(found: &Uncertainty, top: usize, language: Language) -> Rows {
    let mut units: Vec<usize> = (0..found.units.len()).collect();
    let nominal = |unit: usize| found.ranks[unit].as_ref().and_then(|ranks| ranks.nominal);
    units.sort_by_key(|&unit| nominal(unit).unwrap_or(u32::MAX));
    if top > 0 {
        units.truncate(top);
    }
    let rows = units.into_iter().map(|unit| {
        let number = |of: fn(&jushu_index::uncertainty::RankStatistics) -> f64| {
            found.ranks[unit]
                .as_ref()
                .map_or(Value::Missing, |ranks| Value::Number(of(ranks)))
        };
        let verdict = found.rank_verdict(unit).map(|verdict| verdict.name());
        vec![
            Value::Text(found.units[unit].clone()),
            nominal(unit).map_or(Value::Missing, |rank| Value::Integer(rank.into())),
            number(|ranks| ranks.median),
            number(|ranks| ranks.q05),
            number(|ranks| ranks.q95),
            verdict.map_or(Value::Missing, |name| {
                Value::Text(language.of(&name.zh, &name.en).to_string())
            }),
        ]
    });
    let columns = ["unit", "nominal", "median", "q05", "q95", "verdict-column"];
    let columns = columns.map(|key| language.text(&format!("uncertainty.{key}"), &[]));
    Rows {
        columns: columns.to_vec(),
        rows: rows.collect(),
    }
}

/// A row a choice: its share in the mean absolute rank shift.
fn shares(found: &Sensitivity, language: Language) -> Rows {
    let mut outputs = found.outputs.iter();
    let whole = outputs.find(|output| output.output == Output::MeanAbsoluteRankShift);
    let indices = whole.and_then(|output| output.indices.as_ref());
    let rows = found.factors.iter().enumerate().map(|(factor, id)| {
        let own = indices.and_then(|indices| indices.get(factor));
        let cell =
            |of: fn(&Indices) -> f64| own.map_or(Value::Missing, |own| Value::Number(of(own)));
        vec![
            Value::Text(id.clone()),
            cell(|own| own.first.value),
            cell(|own| own.first.low),
            cell(|own| own.first.high),
            cell(|own| own.total.value),
            cell(|own| own.total.low),
            cell(|own| own.total.high),
        ]
    });
    let columns = [
        "factor",
        "first",
        "first-low",
        "first-high",
        "total",
        "total-low",
        "total-high",
    ];
    let columns = columns.map(|key| language.text(&format!("sensitivity.{key}"), &[]));
    Rows {
        columns: columns.to_vec(),
        rows: rows.collect(),
    }
}
