//! Treatment, normalisation and imputation of the ASEM data against numpy, SciPy, scikit-learn and
//! pymcdm (tests/peers/index/preparation.py writes what is expected here).

#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};

use jushu_index::moments::Shape;
use jushu_index::treatment::Transformation;
use jushu_index::{Action, Framework, Run, Table, build};

const DATA: &str = include_str!("asem/asem_idata.csv");
const SHAPES: &str = include_str!("peers/preparation_shapes.csv");
const TREATED: &str = include_str!("peers/preparation_treated.csv");
const TREATMENT: &str = include_str!("peers/preparation_treatment.csv");
const BOX_COX: &str = include_str!("peers/preparation_box_cox.csv");
const NORMALISED: &str = include_str!("peers/preparation_normalised.csv");
const GOALPOSTS: &str = include_str!("peers/preparation_goalposts.csv");
const IMPUTED: &str = include_str!("peers/preparation_imputed.csv");

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

fn number(text: &str) -> f64 {
    if text.is_empty() {
        f64::NAN
    } else {
        text.parse().unwrap()
    }
}

/// The ASEM index with changes to the text of its framework.
fn run(changes: &[(&str, &str)]) -> Run {
    let mut text = Framework::shipped("asem").unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let framework = Framework::parse(&text, "asem.toml").unwrap();
    build(&framework, &Table::from_csv(DATA, "asem.csv").unwrap()).unwrap()
}

fn column(run: &Run, indicator: &str) -> usize {
    let of = |at: &usize| run.nodes[*at].id == indicator;
    run.indicators.iter().position(of).unwrap()
}

fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    found.is_nan() && expected.is_nan()
        || (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

#[test]
fn skewness_and_kurtosis_match_scipy() {
    let raw = run(&[]);
    let divided = run(&[("denominate    = false", "denominate    = true")]);
    let mut compared = 0;
    for row in rows(SHAPES) {
        let run = if row[0] == "raw" { &raw } else { &divided };
        let shape = Shape::of(run.denominated.column(column(run, &row[1]))).unwrap();
        assert!(close(shape.skewness, number(&row[2]), 1e-11), "{row:?}");
        assert!(close(shape.kurtosis, number(&row[3]), 1e-11), "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 98);
}

#[test]
fn treatment_matches_a_recomputation() {
    let treatment = (
        "treatment     = { kind = \"none\" }",
        "treatment = { kind = \"winsorise-log\", max_points = 5, skewness = 2.0, kurtosis = 3.5 }",
    );
    for (data, run) in [
        ("raw", run(&[treatment])),
        (
            "denominated",
            run(&[treatment, ("denominate    = false", "denominate    = true")]),
        ),
    ] {
        for row in rows(TREATMENT).iter().filter(|row| row[0] == data) {
            let found = &run.treatments[column(&run, &row[1])];
            assert_eq!(found.indicator, row[1]);
            assert_eq!(f64::from(found.high_points), number(&row[3]), "{row:?}");
            assert_eq!(f64::from(found.low_points), number(&row[4]), "{row:?}");
            assert_eq!(found.transformation, (row[2] == "log").then_some("log"));
        }
        let mut compared: HashSet<String> = HashSet::new();
        for row in rows(TREATED).iter().filter(|row| row[0] == data) {
            let unit = run.units.iter().position(|unit| *unit == row[2]).unwrap();
            let found = run.treated.value(unit, column(&run, &row[1]));
            assert!(close(found, number(&row[3]), 1e-14), "{row:?} {found}");
            compared.insert(row[1].clone());
        }
        // What the recomputation leaves alone is left alone here.
        for (at, &node) in run.indicators.iter().enumerate() {
            if !compared.contains(&run.nodes[node].id) {
                let pairs = run
                    .treated
                    .column(at)
                    .iter()
                    .zip(run.denominated.column(at));
                assert!(
                    pairs
                        .clone()
                        .all(|(a, b)| a == b || a.is_nan() && b.is_nan())
                );
            }
        }
        assert!(
            run.changes
                .iter()
                .all(|change| change.before != change.after)
        );
        let points: u32 = run
            .treatments
            .iter()
            .map(|c| c.low_points + c.high_points)
            .sum();
        assert_eq!(points as usize, run.changes.len());
    }
}

#[test]
fn box_cox_matches_scipy() {
    let run = run(&[(
        "treatment     = { kind = \"none\" }",
        "treatment = { kind = \"box-cox\", when = \"always\" }",
    )]);
    for row in rows(BOX_COX) {
        let at = column(&run, &row[0]);
        let Transformation { power, .. } =
            run.parameters.columns[at].treatment.transformation.unwrap();
        // SciPy's own search ends within 1e-8 of the optimum or so.
        assert!(close(power, number(&row[1]), 1e-6), "{row:?} {power}");
        let treated = run.treated.column(at);
        let present: Vec<f64> = treated.iter().copied().filter(|x| !x.is_nan()).collect();
        assert!(
            close(present[0], number(&row[2]), 1e-5),
            "{row:?} {}",
            present[0]
        );
        assert!(
            close(present[present.len() - 1], number(&row[3]), 1e-5),
            "{row:?}"
        );
    }
}

#[test]
fn normalisations_match_numpy_and_pymcdm() {
    let mut expected: HashMap<(String, String), HashMap<String, f64>> = HashMap::new();
    for row in rows(NORMALISED) {
        let of_column = expected
            .entry((row[1].clone(), row[0].clone()))
            .or_default();
        of_column.insert(row[2].clone(), number(&row[3]));
    }
    let goalposts: HashMap<String, (String, String)> = rows(GOALPOSTS)
        .into_iter()
        .map(|row| (row[0].clone(), (row[1].clone(), row[2].clone())))
        .collect();
    let methods = [
        ("min-max", "low = 1, high = 100"),
        ("z-score", "mean = 100, deviation = 10"),
        ("rank", ""),
        ("percentile-rank", ""),
        ("borda", ""),
        ("distance-to-maximum", ""),
        ("distance-to-target", ""),
        (
            "distance-to-reference",
            "unit = \"Spain\", beyond = \"truncate\"",
        ),
        ("scaled", "low = 10, high = 60"),
        ("logistic", "steepness = 2"),
        ("efficacy-coefficient", "form = \"exponential\""),
        ("goalposts", ""),
        ("interval-optimal", ""),
        ("fraction-of-maximum", ""),
        ("vector", ""),
        ("sum", ""),
    ];
    let mut compared = 0;
    for (method, parameters) in methods {
        for (indicator, (low, high)) in &goalposts {
            let comma = if parameters.is_empty() { "" } else { ", " };
            let extra = match method {
                "goalposts" => format!("goalposts = {{ low = {low}, high = {high} }}\n"),
                "interval-optimal" => format!("optimum = {{ low = {low}, high = {high} }}\n"),
                _ => String::new(),
            };
            let id = format!("id = \"{indicator}\"\n");
            let own = format!(
                "{id}{extra}normalisation = {{ kind = \"{method}\"{comma}{parameters} }}\n"
            );
            let mut text = Framework::shipped("asem").unwrap().replace(&id, &own);
            if method == "interval-optimal" {
                let start = text.find(&own).unwrap();
                let (head, tail) = text.split_at(start);
                let negative = tail.replacen("direction = \"negative\"\n", "", 1);
                let positive = tail.replacen("direction = \"positive\"\n", "", 1);
                // Whichever direction stands first below the id belongs to the indicator.
                let at = |word: &str| tail.find(word).unwrap_or(usize::MAX);
                let first_is_negative =
                    at("direction = \"negative\"\n") < at("direction = \"positive\"\n");
                text = format!(
                    "{head}{}",
                    if first_is_negative {
                        negative
                    } else {
                        positive
                    }
                );
            }
            let framework = Framework::parse(&text, "asem.toml").unwrap();
            let run = build(&framework, &Table::from_csv(DATA, "asem.csv").unwrap()).unwrap();
            let found = run.normalised.column(column(&run, indicator));
            let expected = &expected[&(method.to_owned(), indicator.clone())];
            for (unit, found) in run.units.iter().zip(found) {
                assert!(
                    close(*found, expected[unit], 1e-12),
                    "{method} {indicator} {unit}: {found} is not {}",
                    expected[unit]
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 16 * 7 * 51);
}

#[test]
fn imputations_match_numpy_and_scikit_learn() {
    let specs = [
        ("mean", "kind = \"mean\"", 1e-13),
        ("median", "kind = \"median\"", 1e-13),
        (
            "group-mean",
            "kind = \"group-mean\", group = \"GDP_group\"",
            1e-13,
        ),
        (
            "group-median",
            "kind = \"group-median\", group = \"GDP_group\"",
            1e-13,
        ),
        ("row-mean", "kind = \"row-mean\"", 1e-12),
        ("row-median", "kind = \"row-median\"", 1e-12),
        (
            "nearest-units",
            "kind = \"nearest-units\", units = 4",
            1e-11,
        ),
        (
            "nearest-units-distance",
            "kind = \"nearest-units\", units = 4, donors = \"distance\"",
            1e-11,
        ),
        (
            "expectation-maximisation",
            "kind = \"expectation-maximisation\", iterations = 20000, tolerance = 1e-13",
            1e-9,
        ),
    ];
    let expected = rows(IMPUTED);
    for (method, spec, tolerance) in specs {
        let imputation = format!("imputation    = {{ {spec} }}");
        let run = run(&[("imputation    = { kind = \"none\" }", &imputation)]);
        let expected: Vec<_> = expected.iter().filter(|row| row[0] == method).collect();
        assert_eq!(expected.len(), 63);
        assert_eq!(run.changes.len(), 63);
        for row in expected {
            let unit = run.units.iter().position(|unit| *unit == row[1]).unwrap();
            let at = column(&run, &row[2]);
            let found = run.imputed.value(unit, at);
            assert!(run.denominated.value(unit, at).is_nan());
            assert!(close(found, number(&row[3]), tolerance), "{row:?} {found}");
        }
        assert!(
            run.changes.iter().all(
                |change| matches!(change.action, Action::Imputed(id) if method.starts_with(id))
            )
        );
    }
}
