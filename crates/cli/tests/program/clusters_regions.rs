//! `jushu clusters concentration` and `jushu clusters complexity`.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::folder::Folder;

const TABLE: &str = "region,industry,value\nA,x,60\nA,y,30\nA,z,10\nB,x,20\nB,y,60\nB,z,20\nC,x,20\nC,y,10\nC,z,70\n";
const PLANTS: &str = "region,industry,plant,value\nA,x,1,4\nA,x,2,4\nB,x,3,2\nA,y,4,1\nA,y,5,1\nB,y,6,2\nC,y,7,3\nC,y,8,3\n";

/// Cells by the first `keys` columns and the heading.
fn cells(text: &str, keys: usize) -> BTreeMap<(Vec<String>, String), String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut cells = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let key: Vec<String> = record.iter().take(keys).map(str::to_string).collect();
        for (heading, cell) in header.iter().zip(&record).skip(keys) {
            cells.insert((key.clone(), heading.to_string()), cell.to_string());
        }
    }
    cells
}

#[track_caller]
fn near(
    cells: &BTreeMap<(Vec<String>, String), String>,
    key: &[&str],
    heading: &str,
    expected: f64,
) {
    let key = key.iter().map(ToString::to_string).collect();
    let cell = &cells[&(key, heading.to_string())];
    let found: f64 = cell
        .parse()
        .unwrap_or_else(|_| panic!("{heading}: {cell:?}"));
    assert!(
        (found - expected).abs() < 1e-10 * expected.abs().max(1.0),
        "{heading}: {found}, not {expected}"
    );
}

fn concentration<'a>(table: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut typed = vec![
        "clusters",
        "concentration",
        "--table",
        table,
        "--out",
        "out",
        "--lang",
        "en",
    ];
    typed.extend(more);
    typed
}

#[test]
fn concentration_writes_its_tables() {
    let folder = Folder::new();
    folder.write("t.csv", TABLE);
    folder.write(
        "provinces.csv",
        "region,group,outer_group\nA,p,east\nB,q,east\nC,r,west\n",
    );
    folder.write("classes.csv", "industry,group\nx,1\ny,1\nz,2\n");
    let more = [
        "--region-groups",
        "provinces.csv",
        "--industry-groups",
        "classes.csv",
        "--format",
        "csv",
    ];
    let printed = folder.jushu(&concentration("t.csv", &more)).done();
    assert!(
        printed.starts_with("industry,value,Herfindahl,Hoover,locational Gini\nx,100,0.44"),
        "{printed}"
    );
    let written: Vec<String> = folder.files("out").into_keys().collect();
    assert_eq!(
        written,
        [
            "decomposition.csv",
            "industries.csv",
            "lq.csv",
            "manifest.json",
            "pairs.csv",
            "regions.csv",
            "stars.csv"
        ]
    );
    let lq = cells(&folder.read("out/lq.csv"), 2);
    near(&lq, &["A", "x"], "lq", 1.8);
    near(&lq, &["A", "x"], "standardised", 1.154_700_538_379_251_5);
    let regions = cells(&folder.read("out/regions.csv"), 1);
    near(&regions, &["A"], "krugman", 8.0 / 15.0);
    near(&regions, &["A"], "krugman_rest", 0.8);
    near(&regions, &["A"], "related_variety", 0.826_466_250_649_040_6);
    let industries = cells(&folder.read("out/industries.csv"), 1);
    near(&industries, &["x"], "hoover", 4.0 / 15.0);
    near(&industries, &["x"], "theil_t", 0.148_341_749_434_875_2);
    let pairs = cells(&folder.read("out/pairs.csv"), 2);
    near(&pairs, &["A", "B"], "krugman", 0.8);
    near(&pairs, &["A", "B"], "pearson", -0.114_707_866_935_280_64);
    let parts = cells(&folder.read("out/decomposition.csv"), 4);
    near(
        &parts,
        &["x", "theil_t", "between_outer_groups", ""],
        "value",
        0.043_692_120_681_965_7,
    );
    near(&parts, &["x", "theil_t", "within_groups", ""], "value", 0.0);

    let manifest: serde_json::Value =
        serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    let hash = |text: &str| {
        Sha256::digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    assert_eq!(manifest["method"], "concentration");
    assert_eq!(manifest["inputs"]["table"]["sha256"], hash(TABLE));
    assert_eq!(
        manifest["files"]["lq.csv"],
        hash(&folder.read("out/lq.csv"))
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_no_resamples_no_intervals() {
    let folder = Folder::new();
    folder.write("t.csv", TABLE);
    folder
        .jushu(&concentration("t.csv", &["--seed", "5"]))
        .done();
    let first = folder.files("out");
    folder
        .jushu(&concentration("t.csv", &["--seed", "5"]))
        .done();
    assert_eq!(folder.files("out"), first);
    folder
        .jushu(&concentration("t.csv", &["--seed", "6"]))
        .done();
    assert_ne!(folder.files("out"), first);
    folder
        .jushu(&concentration("t.csv", &["--replications", "0"]))
        .done();
    let lq = cells(&folder.read("out/lq.csv"), 2);
    assert_eq!(
        lq[&(vec!["A".into(), "x".into()], "bootstrap_low".into())],
        ""
    );
}

#[test]
fn a_column_of_plants_brings_the_indices_of_plants() {
    let folder = Folder::new();
    folder.write("p.csv", PLANTS);
    for more in [&["--plants"][..], &[]] {
        folder.jushu(&concentration("p.csv", more)).done();
        let industries = cells(&folder.read("out/industries.csv"), 1);
        near(&industries, &["x"], "ellison_glaeser", -0.0432 / 0.3968);
        near(
            &industries,
            &["x"],
            "maurel_sedillot",
            (0.3 / 0.62 - 0.36) / 0.64,
        );
        near(&industries, &["y"], "plants", 5.0);
        let pairs = cells(&folder.read("out/coagglomeration.csv"), 2);
        near(&pairs, &["x", "y"], "coagglomeration", -0.18 / 0.62);
    }
}

#[test]
fn complexity_equals_the_peer() {
    let folder = Folder::new();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../clusters/tests/peers/");
    let read = |name: &str| std::fs::read_to_string(format!("{fixtures}{name}")).unwrap();
    folder.write("t.csv", read("regions_table.csv"));
    let typed = [
        "clusters",
        "complexity",
        "--table",
        "t.csv",
        "--out",
        "out",
        "--lang",
        "en",
    ];
    let told = folder.jushu(&typed);
    assert!(
        told.err.contains("columns that are not used: later"),
        "{}",
        told.err
    );
    told.done();
    let regions = cells(&folder.read("out/regions.csv"), 1);
    let industries = cells(&folder.read("out/industries.csv"), 1);
    let densities = cells(&folder.read("out/density.csv"), 2);
    let mut reader = csv::Reader::from_reader(read("regions.csv").into_bytes().leak() as &[u8]);
    let mut compared = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let (r, i, j) = (
            format!("r{}", &record[1]),
            format!("i{}", &record[1]),
            format!("i{}", &record[2]),
        );
        let value = || record[3].parse().unwrap();
        match &record[0] {
            "eci" | "coi" => near(&regions, &[&r], &record[0], value()),
            "pci" => near(&industries, &[&i], "pci", value()),
            "rca" | "density" | "cog" => near(&densities, &[&r, &j], &record[0], value()),
            _ => continue,
        }
        compared += 1;
    }
    assert_eq!(compared, 2 * 24 + 36 + 3 * 24 * 36);
    let candidates = folder.read("out/candidates.csv");
    assert!(
        candidates.starts_with("region,rank,industry,score,density,pci,cog\n")
            && candidates.lines().count() > 10
    );
    let first = folder.files("out");
    folder.jushu(&typed).done();
    assert_eq!(folder.files("out"), first);
}

#[test]
fn bad_tables_and_wishes_are_refused_with_what_to_do() {
    let folder = Folder::new();
    folder.write("t.csv", TABLE);
    folder.write("twice.csv", format!("{TABLE}A,x,5\n"));
    folder.write("negative.csv", TABLE.replace("A,y,30", "A,y,-30"));
    folder.write("empty.csv", TABLE.replace("A,y,30", "A,y,"));
    folder.write("few.csv", "region,group\nA,p\nB,q\n");
    folder.write("other.csv", "region,group\nA,p\nB,q\nC,r\nD,s\n");
    folder.write(
        "crossed.csv",
        "region,group,outer_group\nA,p,east\nB,p,west\nC,r,west\n",
    );
    for (typed, part) in [
        (
            concentration("twice.csv", &[]),
            "twice.csv, line 11: \"A, x\" stands on line 2 already",
        ),
        (
            concentration("negative.csv", &[]),
            "negative.csv, line 3: \"A\", \"y\": the value -30 is negative",
        ),
        (
            concentration("empty.csv", &[]),
            "empty.csv, line 3: the column \"value\" is empty, and missing is not zero",
        ),
        (concentration("nowhere.csv", &[]), "nowhere.csv"),
        (concentration("t.csv", &["--plants"]), "no column \"plant\""),
        (
            concentration("t.csv", &["--region-groups", "few.csv"]),
            "few.csv: there is no group for \"C\"",
        ),
        (
            concentration("t.csv", &["--region-groups", "other.csv"]),
            "other.csv, line 5: \"D\" is not in the table",
        ),
        (
            concentration("t.csv", &["--region-groups", "crossed.csv"]),
            "crossed.csv: a group of the column \"group\" lies in two",
        ),
        (
            concentration("t.csv", &["--confidence", "100"]),
            "--confidence 100",
        ),
        (
            vec![
                "clusters",
                "complexity",
                "--table",
                "t.csv",
                "--out",
                "out",
                "--lang",
                "en",
                "--density-weight",
                "2",
            ],
            "--density-weight",
        ),
    ] {
        let said = folder.jushu(&typed).refused();
        assert!(said.contains(part), "{typed:?}: {said}");
        assert!(!folder.at("out").exists());
    }
    let told = folder.jushu(&[
        "clusters",
        "concentration",
        "--table",
        "twice.csv",
        "--out",
        "out",
        "--lang",
        "zh",
    ]);
    assert!(told.refused().contains("第 11 行：“A, x”在第 2 行已出现"));
    let told = folder.jushu(&concentration("twice.csv", &["--duplicates", "sum"]));
    assert!(
        told.err
            .contains("1 rows repeat an earlier one and were added to it"),
        "{}",
        told.err
    );
    told.done();
}

#[test]
fn what_cannot_be_measured_is_empty_and_spoken_of() {
    let folder = Folder::new();
    folder.write(
        "t.csv",
        "region,industry,value\nA,x,1.5\nB,x,2\nC,x,0\nA,y,0\n",
    );
    let told = folder.jushu(&concentration("t.csv", &[]));
    for part in [
        "regions without any industry, whose statistics are missing (1): C",
        "zero everywhere",
        "not counts",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    told.done();
    let regions = cells(&folder.read("out/regions.csv"), 1);
    assert_eq!(regions[&(vec!["C".into()], "krugman".into())], "");
    let industries = cells(&folder.read("out/industries.csv"), 1);
    assert_eq!(industries[&(vec!["y".into()], "hoover".into())], "");
    let typed = [
        "clusters",
        "complexity",
        "--table",
        "t.csv",
        "--out",
        "out",
        "--lang",
        "en",
    ];
    let told = folder.jushu(&typed);
    assert!(
        told.err.contains("there is no complexity to read"),
        "{}",
        told.err
    );
    told.done();
}
