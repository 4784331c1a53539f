//! Every method of aggregation against its peers and against its formula written out a second time; the
//! numbers come from `tests/peers/index/check_aggregation.py`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};

use jushu_index::Framework;
use jushu_index::aggregation::{self, AggregationSpec};

/// Values by table: a column a child, and the weights of the children.
type Tables = BTreeMap<String, (Vec<Vec<f64>>, Vec<f64>)>;

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

fn tables() -> Tables {
    let mut tables = Tables::new();
    for record in records(include_str!("peers/aggregation_tables.csv")) {
        let (columns, weights) = tables.entry(record[0].clone()).or_default();
        let values: Vec<f64> = record[2..].iter().map(|text| number(text)).collect();
        if record[1] == "weight" {
            *weights = values;
        } else {
            columns.resize(values.len(), Vec::new());
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value);
            }
        }
    }
    tables
}

/// The specification as a framework writes it.
fn specification(aggregation: &str) -> AggregationSpec {
    let text = format!(
        "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n\
         method = {{ aggregation = {aggregation} }}\n\
         node = [{{ id = \"n\" }}]\nindicator = [{{ id = \"a\", parent = \"n\" }}]\n"
    );
    Framework::parse(&text, "t.toml")
        .unwrap()
        .method
        .aggregation
}

#[test]
fn scores_are_those_of_the_peers() {
    let tables = tables();
    let mut expected: BTreeMap<[String; 3], Vec<f64>> = BTreeMap::new();
    for record in records(include_str!("peers/aggregation_scores.csv")) {
        let key = [0, 1, 2].map(|at| record[at].clone());
        expected.entry(key).or_default().push(number(&record[4]));
    }
    let mut seen = HashSet::new();
    for ([table, peer, aggregation], expected) in &expected {
        let spec = specification(aggregation);
        let (columns, weights) = &tables[table];
        let children: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut found = vec![0.0; expected.len()];
        spec.apply(&children, weights, &mut found).unwrap();
        for (unit, (found, expected)) in found.iter().zip(expected).enumerate() {
            let same = (found.is_nan() && expected.is_nan())
                || (found - expected).abs() <= 1e-10 * expected.abs().max(1.0);
            assert!(
                same,
                "{peer}, table {table}, {aggregation}, unit {unit}: {found} is not {expected}"
            );
        }
        seen.insert(spec.about().id);
    }
    for method in aggregation::METHODS {
        assert!(
            seen.contains(method.about.id),
            "no peer for {}",
            method.about.id
        );
    }
}
