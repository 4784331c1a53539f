//! `jushu demo`, the main job from end to end: real lists, and made-up ones.

use std::path::PathBuf;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::folder::{Folder, copy};

/// The public demonstration, made once for all tests that only read it, and what it printed.
pub struct Demonstration {
    /// The folder that holds the project, which is called `demo`.
    pub place: PathBuf,
    pub screen: String,
}

/// The folder lies among the build's own files, because nothing removes it when the tests end.
pub fn public() -> &'static Demonstration {
    static MADE: OnceLock<Demonstration> = OnceLock::new();
    MADE.get_or_init(|| {
        let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("public-demonstration");
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        let output = Folder::command_in(&place)
            .args(["demo", "demo", "--output", "pdf"])
            .output()
            .unwrap();
        let screen = crate::folder::Told::from(output).done();
        Demonstration { place, screen }
    })
}

/// A copy of the public demonstration, to be changed: the project is called `demo`.
pub fn public_copy() -> Folder {
    let folder = Folder::new();
    copy(&public().place.join("demo"), &folder.at("demo"));
    folder
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The name of the newest run of a project.
fn latest(folder: &Folder, project: &str) -> String {
    folder
        .read(&format!("{project}/runs/latest"))
        .trim()
        .to_string()
}

#[test]
fn the_public_demonstration_ends_with_both_rankings() {
    let screen = &public().screen;
    let after = |text: &str| {
        screen
            .split_once(text)
            .unwrap_or_else(|| panic!("{text}: {screen}"))
            .1
    };
    let provinces = after("· 31 provinces · 2026-08-31 · scores for 31 of 31 units");
    let cities = after("· 337 cities · 2026-08-31 · scores for 337 of 337 units");
    assert!(provinces.len() > cities.len(), "provinces come first");
    for ranking in [provinces, cities] {
        let rows: Vec<Vec<&str>> = ranking
            .lines()
            .skip(3)
            .take(15)
            .map(|line| line.split_whitespace().collect())
            .collect();
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row[0], (index + 1).to_string(), "{row:?}");
            assert_eq!(
                row[row.len() - 2..],
                ["100", "%"],
                "coverage stands in every row"
            );
        }
        let scores: Vec<f64> = rows.iter().map(|row| row[3].parse().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    }
    let correlations: Vec<f64> = screen
        .split("Spearman rank correlation ")
        .skip(1)
        .map(|rest| rest.split(' ').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(
        correlations.len(),
        2,
        "one for the provinces, one for the cities"
    );
    assert!(
        correlations
            .iter()
            .all(|correlation| (0.5..=1.0).contains(correlation)),
        "{correlations:?}"
    );
    assert_eq!(screen.matches("a finding, not a target").count(), 2);
    assert!(
        screen.contains("lists/a_share_firms.csv → firm, version 2: 5530 new"),
        "{screen}"
    );
    assert!(
        !screen.contains("合成"),
        "real records are not marked as made up"
    );
}

#[test]
fn a_run_holds_the_files_of_the_contract_with_their_hashes() {
    let folder = public_copy();
    let run = format!("demo/runs/{}", latest(&folder, "demo"));
    let files = folder.files(&run);
    let tables = [
        "cells.csv",
        "coverage.csv",
        "data.csv",
        "normalised.csv",
        "rank_stats.csv",
        "scores.csv",
        "screening.csv",
        "top_probability.csv",
        "treated.csv",
        "treated_indicators.csv",
        "treatments.csv",
        "weights.csv",
    ];
    let mut expected: Vec<String> = vec!["framework.toml".into(), "manifest.json".into()];
    for set in ["cities-337", "provinces-31"] {
        expected.extend(tables.iter().map(|table| format!("{set}/{table}")));
    }
    expected.extend(crate::clusters_project::TABLES.map(|table| format!("clusters/{table}")));
    expected.sort();
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), expected);

    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let hashes = manifest["files"].as_object().unwrap();
    assert_eq!(
        hashes.len(),
        files.len() - 1,
        "every file but the manifest itself"
    );
    for (name, hash) in hashes {
        assert_eq!(hash.as_str().unwrap(), sha256(&files[name]), "{name}");
    }
    assert_eq!(manifest["framework"]["id"], "open-data-2026");
    assert_eq!(manifest["synthetic"], false);
    let described = manifest["sources"].as_array().unwrap();
    assert!(!described.is_empty());
    for source in described {
        assert!(
            source["title"].is_string()
                && source["licence"].is_string()
                && source["retrieved"].is_string(),
            "{source}"
        );
    }

    let heading = |name: &str| {
        String::from_utf8_lossy(&files[name])
            .lines()
            .next()
            .unwrap()
            .to_string()
    };
    assert_eq!(
        heading("cities-337/scores.csv"),
        "unit,node,level,score,rank"
    );
    assert_eq!(
        heading("cities-337/weights.csv"),
        "node,parent,level,weight,effective_weight"
    );
    assert!(heading("cities-337/data.csv").starts_with("unit,listed_firms,"));
    assert_eq!(
        files["cities-337/data.csv"]
            .split(|byte| *byte == b'\n')
            .count(),
        1 + 337 + 1
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = public_copy();
    let before = folder.files("demo/runs");
    folder.jushu(&["run", "demo"]).done();
    let again = folder.files("demo/runs");
    assert!(
        before == again,
        "a second run differs from the first in {:?}",
        differing(&before, &again)
    );

    folder.jushu(&["demo", "other", "--output", "pdf"]).done();
    let (mut one, mut two) = (folder.files("demo"), folder.files("other"));
    // The registry's log says when a thing was done; what was done is compared by its fingerprint.
    one.remove("registry.duckdb");
    two.remove("registry.duckdb");
    assert!(
        one == two,
        "two demonstrations differ in {:?}",
        differing(&one, &two)
    );
    let fingerprints = |project: &str| {
        let log: serde_json::Value =
            serde_json::from_str(&folder.jushu(&["log", project, "--format", "json"]).done())
                .unwrap();
        log.as_array()
            .unwrap()
            .iter()
            .map(|version| version["fingerprint"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(fingerprints("demo"), fingerprints("other"));
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

fn differing<'a>(one: &'a Files, two: &'a Files) -> Vec<&'a String> {
    one.keys()
        .chain(two.keys())
        .filter(|name| one.get(*name) != two.get(*name))
        .collect()
}

#[test]
fn made_up_records_are_marked_everywhere_and_meet_the_published_totals() {
    let folder = Folder::new();
    let outputs = ["demo", "--synthetic", "s", "--output", "docx,xlsx,package"];
    let screen = folder.jushu(&outputs).done();
    assert!(screen.contains("合成"), "{screen}");
    for arguments in [
        &["show", "s"][..],
        &["show", "s", "杭州市"],
        &["show", "s", "杭州市", "listed_firms"],
        &["check", "s"],
    ] {
        let screen = folder.jushu(arguments).done();
        assert!(screen.contains("合成"), "{arguments:?}: {screen}");
    }

    let marked = |text: &str| text.contains("合成") || text.contains("ynthetic");
    for (file, parts) in [
        (
            "s/report/report.docx",
            &["word/document.xml", "word/header"][..],
        ),
        ("s/report/report.xlsx", &["xl/sharedStrings.xml"]),
    ] {
        let package = crate::report::unzipped(&folder.at(file));
        for part in parts {
            let found = package
                .iter()
                .any(|(name, text)| name.starts_with(part) && marked(text));
            assert!(found, "{file}: nothing under {part} is marked");
        }
    }
    for file in ["README.md", "datapackage.json", "CITATION.cff"] {
        let text = folder.read(&format!("s/report/data-package/{file}"));
        assert!(marked(&text), "{file}");
    }

    let run = latest(&folder, "s");
    let manifest: serde_json::Value =
        serde_json::from_str(&folder.read(&format!("s/runs/{run}/manifest.json"))).unwrap();
    assert_eq!(manifest["synthetic"], true);
    assert_eq!(manifest["framework"]["id"], "big-data-2023");

    folder.jushu(&["export", "s", "--out", "parquet"]).done();
    let tables: serde_json::Value =
        serde_json::from_str(&folder.read("parquet/tables.json")).unwrap();
    assert_eq!(tables["synthetic"], true);
    let database = duckdb::Connection::open_in_memory().unwrap();
    let mut exported = 0;
    for table in tables["tables"].as_array().unwrap() {
        assert_eq!(table["description"]["synthetic"], true, "{}", table["file"]);
        let file = folder.at("parquet").join(table["file"].as_str().unwrap());
        let (rows, marked): (u64, u64) = database
            .query_row(
                &format!(
                    "SELECT count(*), count(*) FILTER (WHERE synthetic) FROM read_parquet('{}')",
                    file.display()
                ),
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!(
            (rows, marked),
            (table["rows"].as_u64().unwrap(), rows),
            "{table}"
        );
        exported += 1;
    }
    assert_eq!(exported, 9);

    // Totals that the report of 2023 publishes, asked of the registry as a user would.
    for (statement, expected) in [
        ("SELECT count(*), count(DISTINCT city) FROM firm", "8780,163"),
        ("SELECT count(*) FROM firm WHERE listed_from <= DATE '2023-12-31' AND (listed_to IS NULL OR listed_to > DATE '2023-12-31')", "1007"),
        (
            "SELECT count(*) FILTER (WHERE city = '北京市'), count(*) FILTER (WHERE city = '上海市'), count(*) FILTER (WHERE city = '深圳市')
             FROM firm WHERE listed_from <= DATE '2023-12-31' AND (listed_to IS NULL OR listed_to > DATE '2023-12-31')",
            "292,86,75",
        ),
        ("SELECT count(*) FROM firm WHERE NOT synthetic OR synthetic IS NULL", "0"),
        ("SELECT count(*) FROM firm WHERE name NOT LIKE '合成%'", "0"),
    ] {
        assert_eq!(folder.sql("s", statement), [expected], "{statement}");
    }

    // Another seed gives other records with the same totals; the same seed the same bytes.
    folder
        .jushu(&[
            "demo",
            "--synthetic",
            "--seed",
            "7",
            "t",
            "--output",
            "xlsx",
        ])
        .done();
    assert_eq!(
        folder.sql("t", "SELECT count(*), count(DISTINCT city) FROM firm"),
        ["8780,163"]
    );
    assert_ne!(
        folder.read("s/lists/firms.csv"),
        folder.read("t/lists/firms.csv")
    );
    folder
        .jushu(&["new", "u", "--template", "synthetic"])
        .done();
    assert_eq!(folder.files("s/lists"), folder.files("u/lists"));
}

#[test]
fn a_demonstration_never_overwrites() {
    let folder = Folder::new();
    folder.write("here", "mine");
    let message = folder.jushu(&["demo", "here"]).refused();
    assert!(message.contains("here: exists already"), "{message}");
    assert_eq!(folder.read("here"), "mine");
    assert_eq!(
        folder.jushu(&["demo", "x", "--seed", "1"]).code,
        Some(2),
        "--seed needs --synthetic"
    );
}
