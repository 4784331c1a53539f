//! `jushu index uncertainty` and `sensitivity`.

use serde_json::Value;

use crate::folder::{Folder, header};

const FRAMEWORK: &str = r#"[framework]
id = "f"
edition = "2024"
name = { zh = "例", en = "Example" }
[method]
normalisation = { kind = "min-max", low = 0, high = 100 }
[[node]]
id = "index"
name = "index"
[[indicator]]
id = "sales"
parent = "index"
name = "sales"
[[indicator]]
id = "patents"
parent = "index"
name = "patents"
[[indicator]]
id = "waste"
parent = "index"
name = "waste"
direction = "negative"
weight = 2.0
"#;

const DATA: &str =
    "unit,sales,patents,waste\na,1,2,9\nb,4,9,7\nc,6,1,6\nd,8,5,3\ne,10,,1\nf,5,5,5\n";

const DESIGN: &str = r#"[design]
replications = 600
seed = 3
top = [1, 2]
bootstraps = 50
[[choice]]
step = "weights"
noise = { kind = "uniform", spread = 0.5 }
[[choice]]
step = "normalisation"
alternatives = [{ kind = "min-max" }, { kind = "z-score" }]
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("f.toml", FRAMEWORK);
    folder.write("d.csv", DATA);
    folder.write("u.toml", DESIGN);
    folder
}

#[test]
fn uncertainty_writes_what_the_contract_names() {
    let folder = folder();
    let more = [
        "--design",
        "u.toml",
        "--replications-out",
        "--out",
        "r",
        "--format",
        "csv",
    ];
    let told = folder.index("uncertainty", &more);
    assert!(told.err.contains("600 replications"), "{}", told.err);
    let printed = told.done();
    assert_eq!(header(&printed), "unit,rank,median,5 %,95 %,verdict");
    assert_eq!(printed.lines().count(), 7);
    let stats = folder.read("r/rank_stats.csv");
    assert!(
        header(&stats).starts_with("unit,nominal,mean,median,q05,q95,best,worst,q25,q75,"),
        "{stats}"
    );
    assert_eq!(stats.lines().count(), 7);
    let top = folder.read("r/top_probability.csv");
    assert_eq!(header(&top), "unit,k,probability");
    assert_eq!(top.lines().count(), 1 + 2 * 6);
    // The shares of all units to stand first sum to 1: no two are ever tied here.
    let first: f64 = top
        .lines()
        .filter_map(|line| line.split_once(",1,"))
        .map(|(_, share)| share.parse::<f64>().unwrap())
        .sum();
    assert!((first - 1.0).abs() < 1e-9, "{first}");
    assert_eq!(
        header(&folder.read("r/before_probability.csv")),
        "unit,a,b,c,d,e,f"
    );
    assert_eq!(
        header(&folder.read("r/tier_probability.csv")),
        "unit,nominal_tier,tier,probability"
    );
    let replications = folder.read("r/replications.csv");
    assert!(
        header(&replications).starts_with("replication,weight:weights:"),
        "{}",
        header(&replications)
    );
    assert!(
        header(&replications)
            .ends_with("choice:normalisation,score:a,score:b,score:c,score:d,score:e,score:f")
    );
    assert_eq!(replications.lines().count(), 601);
    let manifest: Value = serde_json::from_str(&folder.read("r/manifest.json")).unwrap();
    assert_eq!(manifest["uncertainty"]["seed"], 3);
    assert_eq!(manifest["uncertainty"]["steps"][0], "normalisation");
    assert!(manifest["uncertainty"]["verdict"]["robustness"].is_string());
}

#[test]
fn sensitivity_writes_what_the_contract_names() {
    let folder = folder();
    let more = ["--design", "u.toml", "--out", "r", "--format", "json"];
    let printed = folder.index("sensitivity", &more).done();
    let shares: Vec<Value> = serde_json::from_str(&printed).unwrap();
    assert_eq!(shares.len(), 2);
    let sobol = folder.read("r/sobol.csv");
    let mut lines = sobol.lines();
    assert_eq!(
        lines.next().unwrap(),
        "output,factor,first,first_low,first_high,total,total_low,total_high"
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("mean_absolute_rank_shift,weights,")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("mean_absolute_rank_shift,normalisation,")
    );
    assert!(lines.next().unwrap().starts_with("rank:a,weights,"));
    assert_eq!(sobol.lines().count(), 1 + 2 * 7);
    assert!(
        header(&folder.read("r/movers.csv")).starts_with("unit,mean_rank,rank_deviation,factor")
    );
    // The audit takes both from one folder.
    folder
        .index("uncertainty", &["--design", "u.toml", "--out", "r"])
        .done();
    folder
        .index("audit", &["--uncertainty", "r", "--out", "audit"])
        .done();
    let entries: Vec<Value> = serde_json::from_str(&folder.read("audit/audit.json")).unwrap();
    let status = |rule: usize| entries[rule - 1]["status"].as_str().unwrap().to_string();
    // 600 replications are below the 1,000 of the rule; one step varies of the three it wants.
    assert_eq!(
        [status(25), status(26), status(27)],
        ["warn", "warn", "pass"]
    );
    assert_ne!(status(30), "skipped");
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let folder = folder();
    for (job, out) in [("uncertainty", "u"), ("sensitivity", "s")] {
        for threads in ["1", "2", "7"] {
            let out = format!("{out}{threads}");
            let more = [
                "--threads",
                threads,
                "--seed",
                "9",
                "--replications",
                "5000",
                "--out",
                &out,
            ];
            folder.index(job, &more).done();
        }
        assert_eq!(
            folder.files(&format!("{out}1")),
            folder.files(&format!("{out}2"))
        );
        assert_eq!(
            folder.files(&format!("{out}1")),
            folder.files(&format!("{out}7"))
        );
        folder
            .index(
                job,
                &["--seed", "10", "--replications", "5000", "--out", "other"],
            )
            .done();
        let text = if job == "uncertainty" {
            "rank_stats.csv"
        } else {
            "sobol.csv"
        };
        assert_ne!(
            folder.read(&format!("other/{text}")),
            folder.read(&format!("{out}1/{text}"))
        );
    }
}

#[test]
fn without_a_design_the_default_one_is_used() {
    let folder = folder();
    folder.index("uncertainty", &["--out", "r"]).done();
    let manifest: Value = serde_json::from_str(&folder.read("r/manifest.json")).unwrap();
    let about = &manifest["uncertainty"];
    assert_eq!(
        (&about["replications"], &about["file"]),
        (&10_000.into(), &Value::Null)
    );
    assert_eq!(
        about["uncertain"].as_array().unwrap().len(),
        4,
        "weights, normalisation, aggregation, treatment: {about}"
    );
}

#[test]
fn bad_designs_are_refused_with_one_message_each() {
    let folder = folder();
    let mut messages = String::new();
    let designs = [
        ("a choice that does not exist", DESIGN.replace("\"normalisation\"", "\"normalization\"")),
        ("a method that does not exist", DESIGN.replace("z-score", "zscore")),
        ("a node that does not exist", DESIGN.replace("spread = 0.5 }", "spread = 0.5 }\nnodes = [\"sale\"]")),
        ("no replications", DESIGN.replace("600", "0")),
        ("more choices than replications", DESIGN.replace("600", "2")),
        ("probabilities", DESIGN.replace("z-score\" }]", "z-score\" }]\nprobabilities = [0.5, 0.6]")),
        ("a spread that takes a weight to 0", DESIGN.replace("0.5", "1.0")),
        ("one choice twice", format!("{DESIGN}[[choice]]\nstep = \"weights\"\nnoise = {{ kind = \"uniform\" }}\n")),
        ("no table at all", "replications = 5\n".to_string()),
        ("no toml", "[design\n".to_string()),
        ("columns of errors that are not there", format!("{DESIGN}[[choice]]\nstep = \"data\"\nsuffix = \"_se\"\n")),
        ("methods that do not go together", DESIGN.replace("\"z-score\" }]", "\"z-score\" }]\n[[choice]]\nstep = \"aggregation\"\nalternatives = [{ kind = \"geometric\" }]")),
    ];
    for (what, design) in designs {
        folder.write("bad.toml", design);
        for job in ["uncertainty", "sensitivity"] {
            let message = folder
                .index(job, &["--design", "bad.toml", "--out", "r"])
                .refused();
            if job == "uncertainty" {
                messages += &format!("{what}\n  {message}");
            }
            assert!(!folder.at("r").exists(), "{what}");
        }
    }
    insta::assert_snapshot!(messages);
    // What is wrong on the command line is wrong usage.
    let told = folder.index("uncertainty", &["--replications", "0", "--out", "r"]);
    assert_eq!(told.code, Some(2));
    folder.write("empty.toml", "[design]\n");
    let message = folder
        .index("sensitivity", &["--design", "empty.toml", "--out", "r"])
        .refused();
    assert!(message.contains("nothing is uncertain"), "{message}");
}

#[test]
fn a_design_without_uncertainty_gives_the_nominal_run() {
    let folder = folder();
    folder.write("empty.toml", "[design]\nreplications = 3\n");
    folder
        .index("uncertainty", &["--design", "empty.toml", "--out", "r"])
        .done();
    folder.index("build", &["--out", "b"]).done();
    let ranks: Vec<String> = folder
        .read("b/scores.csv")
        .lines()
        .filter(|line| line.contains(",index,"))
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{},{r},{r},{r},{r},{r},{r},{r}", cells[0], r = cells[4])
        })
        .collect();
    let stats = folder.read("r/rank_stats.csv");
    for (line, ranks) in stats.lines().skip(1).zip(&ranks) {
        assert!(line.starts_with(ranks), "{line} {ranks}");
    }
}

#[test]
fn tiers_are_cut_as_asked() {
    let folder = folder();
    let more = [
        "--design",
        "u.toml",
        "--tiers",
        "2",
        "--tier-method",
        "quantiles",
        "--out",
        "r",
    ];
    folder.index("uncertainty", &more).done();
    let tiers = folder.read("r/tier_probability.csv");
    assert_eq!(tiers.lines().count(), 1 + 2 * 6);
    let message = folder
        .index("uncertainty", &["--tiers", "9", "--out", "s"])
        .refused();
    assert!(message.contains("6 different scores"), "{message}");
}

/// The shipped example fits the shipped framework.
#[test]
fn the_example_design_can_be_used() {
    let folder = Folder::new();
    let text =
        |path: &str| std::fs::read(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    folder.write("f.toml", text("frameworks/asem.toml"));
    folder.write("u.toml", text("frameworks/designs/asem-uncertainty.toml"));
    folder.write("d.csv", text("crates/index/tests/asem/asem_idata.csv"));
    folder
        .index("uncertainty", &["--design", "u.toml", "--out", "r"])
        .done();
    assert_eq!(folder.read("r/rank_stats.csv").lines().count(), 52);
}
