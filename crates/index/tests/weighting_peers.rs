//! Methods of weighting against their peers and against their formulas written out a second time; the numbers
//! come from `tests/peers/index/check_weighting.py`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};

use jushu_index::{Column, Framework, Run, Table, build};

const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];
const GIVEN: [f64; 5] = [0.3, 0.1, 0.25, 0.2, 0.15];

fn number(text: &str) -> f64 {
    if text.is_empty() {
        f64::NAN
    } else {
        text.parse().unwrap()
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

fn tables() -> BTreeMap<String, Table> {
    let mut columns: BTreeMap<String, Vec<Vec<f64>>> = BTreeMap::new();
    for record in records(include_str!("peers/weighting_tables.csv")) {
        let of_table = columns
            .entry(record[0].clone())
            .or_insert(vec![Vec::new(); 5]);
        for (column, text) in of_table.iter_mut().zip(&record[2..]) {
            column.push(number(text));
        }
    }
    let table = |(name, columns): (String, Vec<Vec<f64>>)| {
        let units = (0..columns[0].len()).map(|unit| format!("u{unit}"));
        let columns = columns.into_iter().zip(IDS);
        let columns = columns.map(|(values, id)| Column {
            id: id.to_owned(),
            values,
        });
        let table = Table::new(units.collect(), columns.collect()).unwrap();
        (name, table)
    };
    columns.into_iter().map(table).collect()
}

/// The index whose normalised values are those of the table: goalposts 0 and 1 on the range 0 to 1.
fn run(weighting: &str, judgement: &str, table: &Table) -> Run {
    let mut text = format!(
        "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n[method]\nweighting = {weighting}\n\
         normalisation = {{ kind = \"goalposts\", low = 0, high = 1, beyond = \"keep\" }}\n[[node]]\nid = \"n\"\n"
    );
    for (id, weight) in IDS.iter().zip(GIVEN) {
        text += &format!(
            "[[indicator]]\nid = \"{id}\"\nparent = \"n\"\nweight = {weight}\ngoalposts = {{ low = 0, high = 1 }}\n"
        );
    }
    if !judgement.is_empty() {
        text += &format!("[[judgement]]\nnode = \"n\"\n{judgement}\n");
    }
    let framework = Framework::parse(&text, "t.toml").unwrap();
    build(&framework, table).unwrap()
}

fn weights(run: &Run) -> Vec<f64> {
    let weight = |id: &&str| run.node(id).unwrap().weight;
    IDS.iter().map(weight).collect()
}

/// Searches stop a little before the optimum, and the second program of common weights has a slack of 1e-9.
fn tolerance(peer: &str, weighting: &str) -> f64 {
    match peer {
        "search" => 1e-5,
        _ if weighting.contains("common") => 1e-6,
        _ => 1e-9,
    }
}

#[test]
fn weights_from_data() {
    let tables = tables();
    let mut kinds = HashSet::new();
    for record in records(include_str!("peers/weighting_weights.csv")) {
        let [table, peer, weighting] = &record[..3] else {
            panic!("three names");
        };
        let found = weights(&run(weighting, "", &tables[table]));
        for (found, text) in found.iter().zip(&record[3..]) {
            let difference = (found - number(text)).abs();
            assert!(
                difference <= tolerance(peer, weighting),
                "{table}, {peer}, {weighting}: {found} {text}"
            );
        }
        kinds.insert(weighting.split('"').nth(1).unwrap().to_owned());
    }
    assert_eq!(kinds.len(), 16, "{kinds:?}");
}

#[test]
fn weights_from_judgements() {
    let table = &tables()["random"];
    let mut compared = 0;
    for record in records(include_str!("peers/weighting_experts.csv")) {
        let found = weights(&run(&record[1], &record[2], table));
        for (found, text) in found.iter().zip(&record[3..]) {
            let difference = (found - number(text)).abs();
            assert!(difference <= 1e-9, "{}: {found} {text}", record[1]);
        }
        compared += 1;
    }
    assert_eq!(compared, 8);
}

#[test]
fn scores_under_own_weights() {
    let tables = tables();
    let mut expected: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for record in records(include_str!("peers/weighting_scores.csv")) {
        let key = (record[0].clone(), record[2].clone());
        expected.entry(key).or_default().push(number(&record[4]));
    }
    assert!(expected.len() >= 13);
    for ((table, weighting), expected) in expected {
        let run = run(&weighting, "", &tables[&table]);
        for (unit, exact) in expected.iter().enumerate() {
            let found = run.index().scores[unit];
            assert!(
                (found - exact).abs() <= 1e-9 || (found.is_nan() && exact.is_nan()),
                "{table}, {weighting}, {unit}: {found} {exact}"
            );
            let shares = IDS.map(|id| run.node(id).unwrap().shares.as_ref().unwrap()[unit]);
            assert!(*exact < 1e-9 || (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        assert!((weights(&run).iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
