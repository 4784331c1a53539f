//! The ASEM index against the results of COINr 1.1.14.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use jushu_index::{Framework, Run, Table, build, from_coinr};

const DATA: &str = include_str!("asem/asem_idata.csv");
const META: &str = include_str!("asem/asem_imeta.csv");
const NORMALISED: &str = include_str!("asem/asem_normalised_minmax_0_100.csv");
const AGGREGATED: &str = include_str!("asem/asem_aggregated_amean.csv");

fn run(framework: &str) -> Run {
    let framework = Framework::parse(framework, "asem.toml").unwrap();
    let table = Table::from_csv(DATA, "asem_idata.csv").unwrap();
    build(&framework, &table).unwrap()
}

/// The expected table by country code, with the row of each unit of the run in it.
fn expected(text: &str, run: &Run) -> (Table, Vec<usize>) {
    let data = Table::from_csv(DATA, "asem_idata.csv").unwrap();
    let codes = &data.text("uCode").unwrap().values;
    let expected = Table::from_csv(text, "expected.csv").unwrap();
    let row: HashMap<&str, usize> = expected.units.iter().map(String::as_str).zip(0..).collect();
    assert_eq!(data.units, run.units);
    let rows = codes
        .iter()
        .map(|code| row[code.as_deref().unwrap()])
        .collect();
    (expected, rows)
}

fn largest_difference(found: &[f64], expected: &[f64], rows: &[usize]) -> f64 {
    let differences = found.iter().zip(rows).map(|(found, &row)| {
        assert_eq!(found.is_nan(), expected[row].is_nan());
        if found.is_nan() {
            0.0
        } else {
            (found - expected[row]).abs()
        }
    });
    differences.fold(0.0, f64::max)
}

fn assert_matches_coinr(run: &Run) {
    let (normalised, rows) = expected(NORMALISED, run);
    assert_eq!(run.indicators.len(), normalised.columns.len());
    for (column, &node) in run.indicators.iter().enumerate() {
        let id = &run.nodes[node].id;
        let expected = &normalised.column(id).unwrap().values;
        let difference = largest_difference(run.normalised.column(column), expected, &rows);
        assert!(difference <= 1e-9, "{id} differs by {difference}");
    }

    let (aggregated, rows) = expected(AGGREGATED, run);
    let mut nodes = 0;
    for node in run.nodes.iter().filter(|node| node.level > 1) {
        let expected = &aggregated.column(&node.id).unwrap().values;
        let difference = largest_difference(&node.scores, expected, &rows);
        assert!(difference <= 1e-9, "{} differs by {difference}", node.id);
        nodes += 1;
    }
    assert_eq!(nodes, 11);
    let ranks = &aggregated.column("Rank").unwrap().values;
    for (rank, &row) in run.index().ranks.iter().zip(&rows) {
        assert_eq!(rank.map(f64::from), Some(ranks[row]));
    }
}

#[test]
fn the_shipped_framework_matches_coinr() {
    assert_matches_coinr(&run(Framework::shipped("asem").unwrap()));
}

#[test]
fn a_framework_from_coinr_matches_coinr() {
    assert_matches_coinr(&run(&from_coinr(META, "asem_imeta.csv", "asem").unwrap()));
}

#[test]
fn the_shipped_framework_says_what_coinr_says() {
    let shipped = Framework::parse(Framework::shipped("asem").unwrap(), "shipped").unwrap();
    let text = from_coinr(META, "asem_imeta.csv", "asem").unwrap();
    let converted = Framework::parse(&text, "converted").unwrap();
    assert_eq!(shipped.method, converted.method);
    assert_eq!(shipped.indicators.len(), 49);
    for (a, b) in shipped.indicators.iter().zip(&converted.indicators) {
        assert_eq!(
            (&a.id, &a.parent, &a.unit, &a.denominator),
            (&b.id, &b.parent, &b.unit, &b.denominator)
        );
        assert_eq!(
            (a.direction, a.weight, a.target),
            (b.direction, b.weight, b.target)
        );
        assert_eq!(a.name.en, b.name.en);
    }
    for (a, b) in shipped.nodes.iter().zip(&converted.nodes) {
        assert_eq!(
            (&a.id, &a.parent, a.weight, &a.name.en),
            (&b.id, &b.parent, b.weight, &b.name.en)
        );
    }
}

#[test]
fn weights_levels_groups_and_unused_columns_are_reported() {
    let run = run(Framework::shipped("asem").unwrap());
    let indicators = run.indicators.iter().map(|&at| &run.nodes[at]);
    let total: f64 = indicators.map(|node| node.effective_weight).sum();
    assert!((total - 1.0).abs() < 1e-12);
    // 8 indicators in Physical, 5 groups in Conn, 2 dimensions.
    let lpi = run.node("LPI").unwrap();
    assert!((lpi.effective_weight - 1.0 / 80.0).abs() < 1e-15);
    assert_eq!((lpi.level, run.index().level), (1, 4));
    assert_eq!(run.groups.len(), 4);
    assert_eq!(run.groups[0].values[0].as_deref(), Some("L"));
    assert!(
        run.choices
            .iter()
            .any(|c| c.text.en.contains("does not use: Time, uCode"))
    );
    let missing: u32 = run
        .indicators
        .iter()
        .map(|&at| run.coverage_over_units(at))
        .map(|coverage| coverage.total - coverage.present)
        .sum();
    assert_eq!(missing, 63);
}

#[test]
fn denomination_divides_before_normalisation() {
    let text = Framework::shipped("asem")
        .unwrap()
        .replace("denominate    = false", "denominate    = true");
    let run = run(&text);
    let goods = run
        .nodes
        .iter()
        .position(|node| node.id == "Goods")
        .unwrap();
    let column = run.indicators.iter().position(|&at| at == goods).unwrap();
    // Austria: goods 278.4264 over a product of 390.79999114746801.
    assert!((run.treated.value(0, column) - 278.4264 / 390.799_991_147_468).abs() < 1e-12);
}
