//! `jushu index audit`, `read`, `compare` and `reach` on plain files.

use serde_json::Value;

use crate::folder::Folder;

const FRAMEWORK: &str = r#"[framework]
id = "f"
edition = "2024"
name = { zh = "例", en = "Example" }
[method]
normalisation = { kind = "min-max", low = 0, high = 100 }
[[group]]
id = "circle"
name = { zh = "圈", en = "Circle" }
[[node]]
id = "index"
name = "index"
[[indicator]]
id = "x"
parent = "index"
name = "x"
direction = "positive"
[[indicator]]
id = "y"
parent = "index"
name = "y"
direction = "negative"
weight = 2.0
"#;

const DATA: &str = "unit,circle,x,y\na,east,1,9\nb,east,4,7\nc,west,6,6\nd,west,8,3\ne,west,10,1\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("f.toml", FRAMEWORK);
    folder.write("d.csv", DATA);
    folder
}

#[test]
fn an_audit_writes_what_the_contract_names() {
    let folder = folder();
    folder.write(
        "accepted.toml",
        "[[acceptance]]\nrule = \"A2\"\nnode = \"index\"\nreason = \"an example\"\nwho = \"board\"\n",
    );
    let printed = folder
        .index(
            "audit",
            &[
                "--accept",
                "accepted.toml",
                "--out",
                "audit",
                "--format",
                "csv",
            ],
        )
        .done();
    assert_eq!(printed.lines().count(), 35);
    let entries: Vec<Value> = serde_json::from_str(&folder.read("audit/audit.json")).unwrap();
    assert_eq!(entries.len(), 34);
    for entry in &entries {
        for key in [
            "rule",
            "title",
            "status",
            "nodes",
            "value",
            "threshold",
            "advice",
        ] {
            assert!(entry.get(key).is_some(), "{key} of {entry}");
        }
        assert!(["pass", "warn", "fail", "skipped"].contains(&entry["status"].as_str().unwrap()));
    }
    assert_eq!(
        (&entries[1]["rule"], &entries[1]["status"]),
        (&Value::from("A2"), &Value::from("pass"))
    );
    assert!(folder.read("audit/audit.html").contains("an example"));
    let chinese = [
        "--lang",
        "zh",
        "index",
        "audit",
        "--framework",
        "f.toml",
        "--data",
        "d.csv",
        "--out",
        "zh",
    ];
    folder.jushu(&chinese).done();
    assert!(folder.read("zh/audit.json").contains("指标总数"));
}

#[test]
fn an_audit_takes_the_intervals_of_an_uncertainty_analysis() {
    let folder = folder();
    std::fs::create_dir(folder.at("u")).unwrap();
    folder.write("u/rank_stats.csv", "unit,nominal,mean,median,q05,q95,best,worst\na,5,5,5,5,5,5,5\nb,4,4,4,4,4,4,4\nc,3,3,3,3,3,3,3\nd,2,2,2,2,2,2,2\ne,1,1,1,1,1,1,1\n");
    folder.write("u/sobol.csv", "output,factor,first,first_low,first_high,total,total_low,total_high\nmean_absolute_rank_shift,weights,0.2,0.1,0.3,0.9,0.8,1\nrank:a,weights,0,0,0,0,0,0\n");
    folder
        .index("audit", &["--uncertainty", "u", "--out", "audit"])
        .done();
    let entries: Vec<Value> = serde_json::from_str(&folder.read("audit/audit.json")).unwrap();
    let status = |rule: usize| entries[rule - 1]["status"].as_str().unwrap().to_string();
    assert_eq!(
        [status(27), status(28), status(29), status(30)],
        ["pass", "pass", "pass", "warn"]
    );
    assert_eq!(status(25), "skipped");
    folder.write("u/rank_stats.csv", "unit,median,q05,q95\na,five,5,5\n");
    let message = folder
        .index("audit", &["--uncertainty", "u", "--out", "audit"])
        .refused();
    assert!(
        message.contains("rank_stats.csv, line 2") && message.contains("five"),
        "{message}"
    );
}

#[test]
fn readings_are_written() {
    let folder = folder();
    let more = [
        "--tiers",
        "2",
        "--group",
        "circle",
        "--unit",
        "a",
        "--against",
        "e",
        "--out",
        "r",
    ];
    folder.index("read", &more).done();
    let gap = folder.read("r/gap.csv");
    assert!(
        gap.contains("\nx,0,100,-33.33") && gap.contains("\ny,0,100,-66.66"),
        "{gap}"
    );
    assert!(
        folder
            .read("r/dominance.csv")
            .contains("\ne,1,1,1,,a;b;c;d\n")
    );
    for file in ["tiers.csv", "balance.csv", "standings.csv", "manifest.json"] {
        assert!(folder.at("r").join(file).exists(), "{file}");
    }
    folder
        .index("read", &["--cuts", "60,30", "--out", "cut"])
        .done();
    assert!(folder.read("cut/tiers.csv").contains("\na,0,5,3\n"));
    folder
        .index(
            "read",
            &["--tiers", "2", "--tier-method", "quantiles", "--out", "cut"],
        )
        .done();
    assert!(folder.read("cut/tiers.csv").contains("\na,0,5,2\n"));
    let refuse = |more: &[&str]| {
        folder
            .index("read", &[more, &["--out", "r"]].concat())
            .refused()
    };
    assert!(refuse(&["--unit", "A"]).contains("did you mean \"a\""));
    assert!(refuse(&["--group", "ring"]).contains("circle"));
    assert!(refuse(&["--tiers", "9"]).contains("5 different scores"));
}

#[test]
fn results_are_compared() {
    let folder = folder();
    folder.index("build", &["--out", "old"]).done();
    folder.write("d2.csv", DATA.replace("b,east,4,7", "b,east,9,2"));
    let framework = ["--framework", "f.toml", "--data", "d2.csv", "--out", "new"];
    folder
        .jushu(&[&["index", "build"], &framework[..]].concat())
        .done();
    let causes = [
        "--framework-before",
        "f.toml",
        "--data-before",
        "d.csv",
        "--framework-after",
        "f.toml",
        "--data-after",
        "d2.csv",
    ];
    let compare = ["index", "compare", "old", "new", "--out", "changes"];
    folder.jushu(&[&compare[..], &causes[..]].concat()).done();
    let changes = folder.read("changes/rank_changes.csv");
    assert!(
        changes
            .lines()
            .any(|line| line.starts_with("b,index,") && line.ends_with(",4,2,2")),
        "{changes}"
    );
    let causes = folder.read("changes/causes.csv");
    assert!(
        causes.lines().any(|line| line.starts_with("b,2,0,2,0,")),
        "{causes}"
    );
    assert!(
        causes.lines().any(|line| line.starts_with("c,-1,0,0,-1,")),
        "{causes}"
    );
    assert!(
        folder
            .read("changes/contributions.csv")
            .lines()
            .any(|line| line.starts_with("b,y,"))
    );
    let message = folder
        .jushu(&["index", "compare", "old", "none", "--out", "changes"])
        .refused();
    assert!(
        message.contains("none/scores.csv") || message.contains("none\\scores.csv"),
        "{message}"
    );
}

#[test]
fn reach_is_planned() {
    let folder = folder();
    folder.write("efforts.csv", "indicator,cost,limit\nx,1,\ny,inf,\n");
    let printed = folder.index(
        "reach",
        &[
            "--unit",
            "c",
            "--rank",
            "2",
            "--efforts",
            "efforts.csv",
            "--out",
            "r",
            "--format",
            "csv",
        ],
    );
    let message = printed.refused();
    assert!(
        message.contains("cannot reach rank 2") && message.contains("rank 3"),
        "{message}"
    );
    folder
        .index("reach", &["--unit", "c", "--rank", "2", "--out", "r"])
        .done();
    let manifest: Value = serde_json::from_str(&folder.read("r/manifest.json")).unwrap();
    let reach = &manifest["reach"];
    assert_eq!(
        (&reach["optimality"], &reach["rank_computed_anew"]),
        (&Value::from("proven"), &Value::from(2))
    );
    let plan = folder.read("r/reach.csv");
    // y weighs twice as much as x, so it moves alone, and being negative it falls.
    assert!(
        plan.lines().nth(1).unwrap().starts_with("y,negative,6,"),
        "{plan}"
    );

    folder
        .index("reach", &["--unit", "c", "--over", "d", "--out", "lead"])
        .done();
    let manifest: Value = serde_json::from_str(&folder.read("lead/manifest.json")).unwrap();
    assert_eq!(
        (
            &manifest["lead"]["possible"],
            &manifest["lead"]["weight_to_be_moved"]
        ),
        (&Value::from(false), &Value::Null)
    );
    assert!(
        folder
            .read("lead/lead.csv")
            .starts_with("node,parent,level,weight,weight_for_lead,")
    );
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let folder = folder();
    let refuse = |more: &[&str]| {
        folder
            .index("reach", &[more, &["--out", "r"]].concat())
            .refused()
    };
    assert!(refuse(&["--unit", "c", "--rank", "9"]).contains("5 units are ranked"));
    assert!(refuse(&["--unit", "c", "--rank", "4"]).contains("already has rank 3"));
    assert!(refuse(&["--unit", "z", "--rank", "1"]).contains("there is no unit \"z\""));
    assert!(refuse(&["--unit", "c", "--over", "d", "--tolerance=-1"]).contains("tolerance"));
    folder.write("efforts.csv", "name,cost\nx,1\n");
    assert!(
        refuse(&["--unit", "c", "--rank", "1", "--efforts", "efforts.csv"])
            .contains("\"indicator\"")
    );
    folder.write("efforts.csv", "indicator,cost\nx,cheap\n");
    assert!(
        refuse(&["--unit", "c", "--rank", "1", "--efforts", "efforts.csv"])
            .contains("efforts.csv, line 2")
    );
    folder.write("efforts.csv", "indicator,cost\nq,1\n");
    assert!(refuse(&["--unit", "c", "--rank", "1", "--efforts", "efforts.csv"]).contains("\"q\""));
    folder.write("rules.toml", "[[rule]]\nid = \"A1\"\n");
    let message = folder
        .index("audit", &["--rules", "rules.toml", "--out", "r"])
        .refused();
    assert!(message.contains("rules.toml"), "{message}");
    // Neither a rank nor a unit to lead: wrong usage.
    let told = folder.index("reach", &["--unit", "c", "--out", "r"]);
    assert_eq!(told.code, Some(2));
}
