//! Any bytes are read or refused with a message in both languages; nothing ends the program. `fuzz/` looks further.

#![allow(clippy::unwrap_used)]

use jushu_index::audit::Rules;
use jushu_index::uncertainty::{Design, Tally, uncertainty};
use jushu_index::{Framework, Names, Panel, Table, build, from_coinr};
use proptest::prelude::*;

const FRAMEWORK: &str = r#"framework = { id = "t", name = "t", edition = "1" }
[method]
normalisation = { kind = "min-max", low = 0, high = 100 }
weighting = { kind = "critic", minimum_units = 3 }
aggregation = { kind = "geometric" }
treatment = { kind = "winsorise-log" }
[[node]]
id = "n"
[[node]]
id = "m"
parent = "n"
aggregation = { kind = "power-mean", power = 2 }
[[indicator]]
id = "x"
parent = "m"
direction = "negative"
weight = 2
[[indicator]]
id = "y"
parent = "n"
"#;

const DESIGN: &str = r#"[design]
replications = 20
top = [1, 2]
[[choice]]
step = "weights"
noise = { kind = "dirichlet", concentration = 3 }
[[choice]]
step = "normalisation"
alternatives = [{ kind = "min-max", low = 1, high = 100 }, { kind = "z-score" }]
probabilities = [0.25, 0.75]
"#;

const DATA: &str = "unit,year,x,y\na,2020,1,2\nb,2020,5,\nc,2021,-3.5,1e3\nd,2021,0,7\n";

fn told(message: Names) {
    assert!(!message.zh.is_empty() && !message.en.is_empty());
}

/// Bytes, also such as are no UTF-8; and a good text with some bytes replaced.
fn bytes(good: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let spoilt = (
        0..good.len(),
        0..6_usize,
        prop::collection::vec(any::<u8>(), 0..6),
    );
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        spoilt.prop_map(move |(at, length, by)| {
            let mut bytes = good.as_bytes().to_vec();
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, by);
            bytes
        }),
        // A piece moved elsewhere: other keys, other values, twice the same.
        (0..good.len(), 0..good.len(), 0..60_usize).prop_map(move |(from, to, length)| {
            let piece = &good.as_bytes()[from..(from + length).min(good.len())];
            let mut bytes = good.as_bytes().to_vec();
            bytes.splice(to..to, piece.iter().copied());
            bytes
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn frameworks(bytes in bytes(FRAMEWORK)) {
        let text = String::from_utf8_lossy(&bytes);
        match Framework::parse(&text, "f.toml") {
            Ok(framework) => {
                let table = Table::from_csv(DATA, "d.csv").unwrap();
                if let Err(error) = build(&framework, &table) {
                    told(error.message());
                }
            }
            Err(error) => told(error.message()),
        }
    }

    #[test]
    fn tables(bytes in bytes(DATA)) {
        let text = String::from_utf8_lossy(&bytes);
        match Table::from_csv(&text, "d.csv") {
            Ok(table) => {
                let framework = Framework::parse(FRAMEWORK, "f.toml").unwrap();
                if let Err(error) = build(&framework, &table) {
                    told(error.message());
                }
            }
            Err(error) => told(error.message()),
        }
        if let Err(error) = Panel::from_csv(&text, "d.csv", "year") {
            told(error.message());
        }
        if let Ok(made) = from_coinr(&text, "iMeta.csv", "made") {
            prop_assert!(Framework::parse(&made, "made.toml").is_ok());
        }
    }

    #[test]
    fn designs(bytes in bytes(DESIGN)) {
        prop_assert_eq!(Tally::from_bytes(&bytes), None);
        let text = String::from_utf8_lossy(&bytes);
        match Design::parse(&text, "u.toml") {
            Ok(mut design) => {
                design.replications = design.replications.min(30);
                let framework = Framework::parse(FRAMEWORK, "f.toml").unwrap();
                let table = Table::from_csv(DATA, "d.csv").unwrap();
                if let Err(error) = uncertainty(&framework, &table, &design, 1) {
                    told(error.message());
                }
            }
            Err(error) => told(error.message()),
        }
        if let Err(error) = Rules::parse(&text, "rules.toml") {
            told(error.message());
        }
    }
}
