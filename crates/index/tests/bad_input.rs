//! Bad data under every method of every step: a result that tells what it did, or a refusal in both languages that
//! says what to do; never a number that is none, never the end of the program.

#![allow(clippy::unwrap_used)]

use jushu_index::audit::{Analysis, Rules, Subject, audit};
use jushu_index::uncertainty::{default_design, sensitivity, uncertainty};
use jushu_index::{
    Framework, Run, Table, aggregation, build, imputation, normalisation, treatment, weighting,
};

/// Three indicators in two nodes; the method of one step is put in.
fn framework(method: &str) -> Result<Framework, String> {
    let text = format!(
        "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n[method]\n{method}\n\
         [[node]]\nid = \"n\"\n[[node]]\nid = \"m\"\nparent = \"n\"\n\
         [[indicator]]\nid = \"a\"\nparent = \"m\"\ntarget = 99\ngoalposts = {{ low = 0, high = 50 }}\noptimum = {{ low = 2, high = 3 }}\n\
         [[indicator]]\nid = \"b\"\nparent = \"m\"\ndirection = \"negative\"\ntarget = 0\ngoalposts = {{ low = 0, high = 50 }}\n\
         [[indicator]]\nid = \"c\"\nparent = \"n\"\ntarget = 99\ngoalposts = {{ low = 0, high = 50 }}\n"
    );
    Framework::parse(&text, "f.toml").map_err(|error| {
        let message = error.message();
        assert!(!message.zh.is_empty() && !message.en.is_empty());
        message.en.to_string()
    })
}

/// Twelve units, so that weights may be drawn from them; the columns a, b and c are made by `cell`.
fn table(cell: impl Fn(usize, usize) -> Option<f64>) -> Table {
    let mut text = String::from("unit,a,b,c\n");
    for unit in 0..12 {
        text += &format!("u{unit}");
        for column in 0..3 {
            text += &cell(unit, column).map_or(",".to_owned(), |value| format!(",{value}"));
        }
        text.push('\n');
    }
    Table::from_csv(&text, "d.csv").unwrap()
}

/// A plain value: skewed, all different, above 0.
fn usual(unit: usize, column: usize) -> f64 {
    1.0 + ((unit * 7 + column * 5) % 12) as f64 + (unit * column) as f64 / 10.0
}

fn bad_tables() -> Vec<(&'static str, Table)> {
    let of = |unit: usize, column: usize| Some(usual(unit, column));
    vec![
        (
            "a constant indicator",
            table(|u, c| if c == 0 { Some(4.0) } else { of(u, c) }),
        ),
        (
            "a constant indicator of zeros",
            table(|u, c| if c == 0 { Some(0.0) } else { of(u, c) }),
        ),
        ("a duplicate", table(|u, c| of(u, c % 2))),
        (
            "an opposite",
            table(|u, c| if c == 2 { Some(-usual(u, 0)) } else { of(u, c) }),
        ),
        (
            "an indicator without any value",
            table(|u, c| if c == 1 { None } else { of(u, c) }),
        ),
        (
            "an indicator with one value",
            table(|u, c| if c == 1 && u != 4 { None } else { of(u, c) }),
        ),
        (
            "a unit with nothing",
            table(|u, c| if u == 3 { None } else { of(u, c) }),
        ),
        (
            "a unit with one value",
            table(|u, c| if u == 3 && c != 2 { None } else { of(u, c) }),
        ),
        ("negative values", table(|u, c| Some(usual(u, c) - 6.0))),
        (
            "zeros",
            table(|u, c| Some(if u % 3 == 0 { 0.0 } else { usual(u, c) })),
        ),
        ("two values", table(|u, _| Some((u % 2) as f64))),
        ("everything equal", table(|_, _| Some(1.0))),
        ("everything missing", table(|_, _| None)),
        (
            "an outlier",
            table(|u, c| if u == 0 { Some(1e12) } else { of(u, c) }),
        ),
        ("very large", table(|u, c| Some(usual(u, c) * 1e300))),
        ("very small", table(|u, c| Some(usual(u, c) * 1e-300))),
        (
            "nearly equal",
            table(|u, c| Some(1.0 + usual(u, c) * 1e-15)),
        ),
    ]
}

/// What must hold of every result.
fn assert_sound(what: &str, table: &Table, run: &Run) {
    for node in &run.nodes {
        assert!(
            node.weight.is_finite() && node.weight >= 0.0,
            "{what}: {}",
            node.id
        );
        for (unit, &score) in node.scores.iter().enumerate() {
            assert!(
                !score.is_infinite(),
                "{what}: {} of {}",
                node.id,
                run.units[unit]
            );
            assert_eq!(
                score.is_nan(),
                node.ranks[unit].is_none(),
                "{what}: {}",
                node.id
            );
        }
    }
    // Without imputation what is missing stays missing.
    let filled = run.changes.iter().any(|change| change.before.is_nan());
    for (unit, name) in run.units.iter().enumerate() {
        let row = table.units.iter().position(|own| own == name).unwrap();
        let nothing = table
            .columns
            .iter()
            .all(|column| column.values[row].is_nan());
        if nothing && !filled {
            assert!(
                run.index().scores[unit].is_nan(),
                "{what}: {name} has nothing"
            );
        }
    }
}

fn every_method(step: &str, ids: impl Iterator<Item = &'static str>) {
    let (mut built, mut refused) = (0, 0);
    for id in ids {
        // Methods that need what is not here (a set of weights, experts, a column) say so when they are read.
        let Ok(framework) = framework(&format!("{step} = {{ kind = \"{id}\" }}")) else {
            continue;
        };
        for (what, table) in bad_tables() {
            let what = format!("{step} {id}, {what}");
            match build(&framework, &table) {
                Ok(run) => {
                    built += 1;
                    assert_sound(&what, &table, &run);
                }
                Err(error) => {
                    refused += 1;
                    let message = error.message();
                    assert!(
                        !message.zh.is_empty() && message.en.len() > 20,
                        "{what}: {message:?}"
                    );
                }
            }
        }
    }
    assert!(
        built > 0 && refused > 0,
        "{step}: {built} built, {refused} refused"
    );
}

#[test]
fn every_imputation() {
    every_method(
        "imputation",
        imputation::METHODS.iter().map(|method| method.about.id),
    );
}

#[test]
fn every_treatment() {
    every_method(
        "treatment",
        treatment::METHODS.iter().map(|method| method.about.id),
    );
}

#[test]
fn every_normalisation() {
    every_method(
        "normalisation",
        normalisation::METHODS.iter().map(|method| method.about.id),
    );
}

#[test]
fn every_weighting() {
    every_method(
        "weighting",
        weighting::METHODS.iter().map(|method| method.about.id),
    );
}

#[test]
fn every_aggregation() {
    every_method(
        "aggregation",
        aggregation::METHODS.iter().map(|method| method.about.id),
    );
}

#[test]
fn the_default_analysis_and_the_audit() {
    let framework = framework("").unwrap();
    let rules = Rules::shipped().unwrap();
    for (what, table) in bad_tables() {
        let Ok(run) = build(&framework, &table) else {
            continue;
        };
        let (mut design, _) = default_design(&framework, &table, 1).unwrap();
        design.replications = 200;
        design.bootstraps = 20;
        let found = uncertainty(&framework, &table, &design, 1).unwrap();
        for (unit, ranks) in found.ranks.iter().enumerate() {
            let rank = run.index().ranks[unit];
            assert_eq!(ranks.is_some(), rank.is_some(), "{what}");
            let Some(ranks) = ranks else { continue };
            let in_order = ranks.best as f64 <= ranks.q05
                && ranks.q05 <= ranks.median
                && ranks.median <= ranks.q95
                && ranks.q95 <= f64::from(ranks.worst);
            assert!(in_order, "{what}: {ranks:?}");
        }
        let shares = sensitivity(&framework, &table, &design, 1, |_, _| ()).unwrap();
        let known =
            jushu_index::audit::Uncertainty::of(Analysis::Given, &found, Some(&shares), &design);
        let subject = Subject {
            framework: &framework,
            table: &table,
            run: &run,
            previous: None,
            uncertainty: Some(&known),
        };
        assert_eq!(audit(&subject, &rules, &[]).results.len(), 34, "{what}");
    }
}
