//! `jushu index build` and `jushu framework`: the engines on plain files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::folder::Folder;

/// A reference file of the index crate.
fn asem(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../index/tests/asem")).join(name)
}

/// Columns by heading and row id (the first column), as written.
fn table(text: &str) -> BTreeMap<(String, String), String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut cells = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        for (heading, cell) in header.iter().zip(&record).skip(1) {
            cells.insert(
                (record[0].to_string(), heading.to_string()),
                cell.to_string(),
            );
        }
    }
    cells
}

fn number(text: &str) -> Option<f64> {
    (!text.is_empty() && text != "NA").then(|| text.parse().unwrap())
}

#[test]
fn asem_equals_the_reference() {
    let folder = Folder::new();
    std::fs::copy(asem("asem_idata.csv"), folder.at("data.csv")).unwrap();
    std::fs::copy(asem("asem_imeta.csv"), folder.at("iMeta.csv")).unwrap();
    folder
        .jushu(&[
            "framework",
            "from-coinr",
            "--meta",
            "iMeta.csv",
            "--out",
            "from-coinr.toml",
        ])
        .done();
    folder.write(
        "shipped.toml",
        folder.jushu(&["framework", "show", "asem"]).done(),
    );
    let data = table(&folder.read("data.csv"));
    // The references name the countries by their codes, the data by their names.
    let code = |unit: &str| data[&(unit.to_string(), "uCode".to_string())].clone();
    for framework in ["from-coinr.toml", "shipped.toml"] {
        folder
            .jushu(&[
                "index",
                "build",
                "--framework",
                framework,
                "--data",
                "data.csv",
                "--out",
                "out",
            ])
            .done();
        let written: Vec<String> = folder.files("out").into_keys().collect();
        assert_eq!(
            written,
            [
                "choices.csv",
                "coverage.csv",
                "manifest.json",
                "normalised.csv",
                "scores.csv",
                "screening.csv",
                "treated.csv",
                "treated_indicators.csv",
                "treatments.csv",
                "weights.csv"
            ]
        );
        let reference =
            table(&std::fs::read_to_string(asem("asem_normalised_minmax_0_100.csv")).unwrap());
        let mut compared = 0;
        for ((unit, indicator), found) in table(&folder.read("out/normalised.csv")) {
            near(
                number(&found),
                number(&reference[&(code(&unit), indicator.clone())]),
                &format!("{unit} {indicator}"),
            );
            compared += 1;
        }
        assert_eq!(compared, 51 * 49);

        let reference = table(&std::fs::read_to_string(asem("asem_aggregated_amean.csv")).unwrap());
        let mut reader = csv::Reader::from_path(folder.at("out/scores.csv")).unwrap();
        let mut compared = 0;
        for record in reader.records() {
            let record = record.unwrap();
            let (unit, node, level) = (&record[0], &record[1], &record[2]);
            if level != "1" {
                near(
                    number(&record[3]),
                    number(&reference[&(code(unit), node.to_string())]),
                    &format!("{unit} {node}"),
                );
                compared += 1;
            }
            if node == "Index" || node == "index" {
                assert_eq!(
                    &record[4],
                    &reference[&(code(unit), "Rank".to_string())],
                    "{unit}"
                );
            }
        }
        assert_eq!(compared, 51 * 11);
        let weights: Vec<csv::StringRecord> = csv::Reader::from_path(folder.at("out/weights.csv"))
            .unwrap()
            .records()
            .map(Result::unwrap)
            .collect();
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for weight in weights.iter().filter(|weight| !weight[1].is_empty()) {
            *sums.entry(weight[1].to_string()).or_default() += weight[3].parse::<f64>().unwrap();
        }
        assert!(
            sums.values().all(|sum| (sum - 1.0).abs() < 1e-12),
            "weights under a node sum to 1: {sums:?}"
        );
    }
    let once = folder.files("out");
    folder
        .jushu(&[
            "index",
            "build",
            "--framework",
            "shipped.toml",
            "--data",
            "data.csv",
            "--out",
            "out",
        ])
        .done();
    assert!(
        folder.files("out") == once,
        "the same inputs give the same bytes"
    );
}

fn near(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (Some(found), Some(expected)) => assert!(
            (found - expected).abs() <= 1e-9,
            "{what}: {found} and not {expected}"
        ),
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

/// A framework of two levels over the columns `a` and `b`.
const FRAMEWORK: &str = r#"[framework]
id = "small"
edition = "1"
name = { zh = "小", en = "Small" }
units = "city"

[method]
normalisation = { kind = "min-max", low = 0, high = 100 }
weighting = { kind = "given" }
aggregation = { kind = "arithmetic" }

[[node]]
id = "index"
name = { zh = "总", en = "Index" }

[[node]]
id = "part"
parent = "index"
weight = 1.0
name = { zh = "部分", en = "Part" }

[[indicator]]
id = "a"
parent = "part"
direction = "positive"
weight = 1.0
unit = "1"
name = { zh = "甲", en = "A" }
definition = { zh = "甲的数", en = "Number of A" }
source = "test"

[[indicator]]
id = "b"
parent = "part"
direction = "negative"
weight = 1.0
unit = "1"
name = { zh = "乙", en = "B" }
definition = { zh = "乙的数", en = "Number of B" }
source = "test"
"#;

const DATA: &str = "unit,a,b\n杭州市,3,1\n深圳市,5,2\n成都市,1,3\n";

fn build(folder: &Folder, framework: &str, data: &str) -> crate::folder::Told {
    folder.write("f.toml", framework);
    folder.write("d.csv", data);
    folder.jushu(&[
        "index",
        "build",
        "--framework",
        "f.toml",
        "--data",
        "d.csv",
        "--out",
        "out",
    ])
}

#[test]
fn a_small_index_by_hand() {
    let folder = Folder::new();
    build(&folder, FRAMEWORK, DATA).done();
    // a: 50, 100, 0; b turned: 100, 50, 0; their mean: 75, 75, 0.
    let scores = folder.read("out/scores.csv");
    for row in [
        "杭州市,index,3,75,1",
        "深圳市,index,3,75,1",
        "成都市,index,3,0,3",
        "杭州市,b,1,100,1",
    ] {
        assert!(scores.lines().any(|line| line == row), "{row}: {scores}");
    }
}

/// What frameworks and data may have wrong, with what the program says to each.
#[test]
fn bad_frameworks_and_data_are_refused_with_one_message_each() {
    let folder = Folder::new();
    let framework = |from: &str, to: &str| {
        assert!(FRAMEWORK.contains(from), "{from}");
        (FRAMEWORK.replacen(from, to, 1), DATA.to_string())
    };
    let data = |text: &str| (FRAMEWORK.to_string(), text.to_string());
    let cases = [
        ("not TOML", framework("[framework]", "[framework")),
        ("an indicator twice", framework("id = \"b\"", "id = \"a\"")),
        ("a node twice", framework("id = \"part\"", "id = \"index\"")),
        (
            "a node named as an indicator",
            framework("id = \"part\"", "id = \"a\""),
        ),
        (
            "a cycle",
            framework("id = \"index\"\n", "id = \"index\"\nparent = \"part\"\n"),
        ),
        (
            "an orphan",
            framework("parent = \"part\"", "parent = \"prt\""),
        ),
        (
            "an unknown key",
            framework("direction = \"positive\"", "directoin = \"positive\""),
        ),
        ("an unknown method", framework("min-max", "minmax")),
        (
            "a weight of zero",
            framework("weight = 1.0\nunit", "weight = 0.0\nunit"),
        ),
        (
            "a weight below zero",
            framework("weight = 1.0\nunit", "weight = -1.0\nunit"),
        ),
        (
            "a weight that is none",
            framework("weight = 1.0\nunit", "weight = nan\nunit"),
        ),
        (
            "a direction there is not",
            framework("\"negative\"", "\"down\""),
        ),
        (
            "a denominator without a column",
            framework("unit = \"1\"", "unit = \"1\"\ndenominator = \"gdp\""),
        ),
        ("an empty file", data("")),
        ("a heading alone", data("unit,a,b\n")),
        (
            "no column for an indicator",
            data("unit,a\n杭州市,3\n深圳市,5\n"),
        ),
        (
            "a column twice",
            data("unit,a,b,a\n杭州市,3,1,3\n深圳市,5,2,5\n"),
        ),
        (
            "a unit twice",
            data("unit,a,b\n杭州市,3,1\n深圳市,5,2\n杭州市,1,3\n"),
        ),
        ("no first column", data("a,b\n3,1\n5,2\n")),
        (
            "text in a number column",
            data("unit,a,b\n杭州市,3,1\n深圳市,五,2\n"),
        ),
        ("infinity", data("unit,a,b\n杭州市,inf,1\n深圳市,5,2\n")),
        ("not a number", data("unit,a,b\n杭州市,NaN,1\n深圳市,5,2\n")),
        (
            "beyond a double",
            data("unit,a,b\n杭州市,1e400,1\n深圳市,5,2\n"),
        ),
        ("ragged rows", data("unit,a,b\n杭州市,3,1,7\n深圳市,5\n")),
    ];
    let mut said = String::new();
    for (what, (framework, data)) in cases {
        let told = build(&folder, &framework, &data);
        assert_eq!(told.code, Some(1), "{what}: {} {}", told.out, told.err);
        said += &format!("# {what}\n{}\n", told.refused());
        assert!(!folder.at("out").exists(), "{what}: nothing is written");
    }
    folder.write("f.toml", FRAMEWORK);
    folder.write("latin.csv", b"unit,a,b\n\xff\xfe,1,2\n");
    for (framework, data) in [
        ("no-such.toml", "d.csv"),
        ("f.toml", "no-such.csv"),
        ("f.toml", "latin.csv"),
        ("f.toml", "."),
    ] {
        let arguments = [
            "index",
            "build",
            "--framework",
            framework,
            "--data",
            data,
            "--out",
            "out",
        ];
        said += &format!(
            "# {framework} with {data}\n{}\n",
            folder.jushu(&arguments).refused()
        );
    }
    folder.write("d.csv", DATA);
    folder.write("taken", "x");
    said += &format!(
        "# a file as the folder\n{}\n",
        folder
            .jushu(&[
                "index",
                "build",
                "--framework",
                "f.toml",
                "--data",
                "d.csv",
                "--out",
                "taken"
            ])
            .refused()
    );
    folder.write("meta.csv", "iCode,Type\nA,Indicator\n");
    said += &format!(
        "# iMeta without columns\n{}\n",
        folder
            .jushu(&[
                "framework",
                "from-coinr",
                "--meta",
                "meta.csv",
                "--out",
                "x.toml"
            ])
            .refused()
    );
    said += &format!(
        "# no iMeta\n{}\n",
        folder
            .jushu(&[
                "framework",
                "from-coinr",
                "--meta",
                "no-such.csv",
                "--out",
                "x.toml"
            ])
            .refused()
    );
    said += &format!(
        "# no framework\n{}\n",
        folder.jushu(&["framework", "show", "asme"]).refused()
    );
    insta::assert_snapshot!(said);
}

/// Data that is thin but not wrong is computed, and what was done about it is said.
#[test]
fn degenerate_data_is_computed_and_spoken_of() {
    let folder = Folder::new();
    let mut said = String::new();
    for (what, data) in [
        (
            "all values equal",
            "unit,a,b\n杭州市,3,1\n深圳市,3,2\n成都市,3,3\n",
        ),
        ("one unit", "unit,a,b\n杭州市,3,1\n"),
        ("two units", "unit,a,b\n杭州市,3,1\n深圳市,5,2\n"),
        ("everything missing", "unit,a,b\n杭州市,,\n深圳市,,\n"),
        (
            "a missing cell",
            "unit,a,b\n杭州市,,1\n深圳市,5,2\n成都市,1,3\n",
        ),
    ] {
        let told = build(&folder, FRAMEWORK, data);
        said += &format!(
            "# {what}: exit {}\n{}{}",
            told.code.unwrap(),
            told.out,
            told.err
        );
        if told.code == Some(0) {
            said += &folder.read("out/scores.csv");
        }
        said.push('\n');
    }
    insta::assert_snapshot!(said);
}

/// A missing denominator makes its cell missing and is no zero.
#[test]
fn a_missing_denominator_makes_the_cell_missing() {
    let folder = Folder::new();
    let framework = FRAMEWORK.replacen("unit = \"1\"", "unit = \"1\"\ndenominator = \"gdp\"", 1);
    let told = build(
        &folder,
        &framework,
        "unit,a,b,gdp\n杭州市,3,1,10\n深圳市,5,2,\n成都市,1,3,0\n宁波市,4,2,2\n",
    );
    let said = format!("{}{}", told.out, told.err);
    insta::assert_snapshot!(match told.code {
        Some(0) => format!("{said}{}", folder.read("out/treated.csv")),
        _ => said,
    });
}
