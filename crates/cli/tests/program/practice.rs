//! `jushu index alternatives`, `practice` and `panel`.

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
[[node]]
id = "industry"
parent = "index"
name = "industry"
[[indicator]]
id = "sales"
parent = "industry"
name = "sales"
[[indicator]]
id = "patents"
parent = "industry"
name = "patents"
[[indicator]]
id = "waste"
parent = "index"
name = "waste"
direction = "negative"
"#;

const DATA: &str =
    "unit,sales,patents,waste\na,1,2,9\nb,4,9,7\nc,6,1,6\nd,8,5,3\ne,10,,1\nf,5,5,5\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("f.toml", FRAMEWORK);
    folder.write("d.csv", DATA);
    folder
}

#[test]
fn alternatives_stand_side_by_side() {
    let folder = folder();
    let printed = folder
        .index("alternatives", &["--out", "r", "--format", "csv"])
        .done();
    // The default design: z-scores beside the range method, geometric beside arithmetic, treated beside as it is.
    let names: Vec<&str> = printed
        .lines()
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(names[0], "alternative");
    for step in [
        "normalisation = z-score",
        "aggregation = geometric",
        "treatment = winsorise-log",
    ] {
        assert!(names.iter().any(|name| name.starts_with(step)), "{names:?}");
    }
    for (file, heading) in [
        ("alternatives", "alternative,unit,score,rank,shift"),
        ("alternative_summary", "alternative,units,spearman,kendall,"),
        ("element_removals", "removed,level,unit,score,rank,shift"),
        ("element_removal_summary", "removed,level,units,"),
        ("unit_removals", "removed,unit,rank_before,rank_after,shift"),
        ("unit_removal_summary", "removed,units,"),
    ] {
        let text = folder.read(&format!("r/{file}.csv"));
        assert!(
            header(&text).starts_with(heading),
            "{file}: {}",
            header(&text)
        );
    }
    // A node, its two indicators and the third indicator are left out in turn.
    assert_eq!(
        folder.read("r/element_removal_summary.csv").lines().count(),
        1 + 4
    );

    folder.write(
        "borda.toml",
        FRAMEWORK.replace("[method]", "[method]\naggregation = { kind = \"borda\" }"),
    );
    folder.write(
        "log.toml",
        FRAMEWORK.replace(
            "[method]",
            "[method]\naggregation = { kind = \"geometric\" }",
        ),
    );
    let more = ["--with", "borda.toml", "--with", "log.toml", "--out", "s"];
    let printed = folder
        .index("alternatives", &[&more[..], &["--format", "csv"]].concat())
        .done();
    assert_eq!(printed.lines().count(), 3);
    // What cannot be computed is listed with the reason.
    assert!(
        printed.lines().nth(2).unwrap().contains("geometric"),
        "{printed}"
    );
    let message = folder
        .index("alternatives", &["--with", "none.toml", "--out", "t"])
        .refused();
    assert!(message.contains("none.toml"), "{message}");
}

#[test]
fn chinese_practice_is_read() {
    let folder = folder();
    let more = [
        "--grades",
        "3",
        "--form",
        "standard",
        "--equal-weights",
        "--out",
        "r",
        "--format",
        "csv",
    ];
    let printed = folder.index("practice", &more).done();
    assert_eq!(
        header(&printed),
        "unit,coupling,development,coordination,class,lagging"
    );
    assert_eq!(printed.lines().count(), 7);
    for (file, heading) in [
        (
            "coupling",
            "unit,coupling,stage,development,coordination,class,class_zh,class_en,lagging",
        ),
        ("obstacles", "unit,node,level,obstacle,rank"),
        ("memberships", "unit,grade,centre,membership"),
        ("rank_sum_grades", "unit,ratio,share,probit,fitted,grade"),
    ] {
        assert_eq!(header(&folder.read(&format!("r/{file}.csv"))), heading);
    }
    let message = folder
        .index("practice", &["--node", "industri", "--out", "s"])
        .refused();
    assert!(message.contains("did you mean \"industry\"?"), "{message}");
    let message = folder
        .index("practice", &["--scale", "5", "1", "--out", "s"])
        .refused();
    assert!(message.contains("must be below"), "{message}");
    folder.write(
        "z.toml",
        FRAMEWORK.replace("\"min-max\", low = 0, high = 100", "\"z-score\""),
    );
    let arguments = [
        "index",
        "practice",
        "--framework",
        "z.toml",
        "--data",
        "d.csv",
        "--out",
        "s",
    ];
    assert!(folder.jushu(&arguments).refused().contains("min-max"));
    assert!(!folder.at("s").exists());
}

#[test]
fn periods_are_computed_together() {
    let folder = folder();
    let years = "unit,year,sales,patents,waste\na,2022,1,2,9\nb,2022,4,9,7\nc,2022,6,1,6\na,2023,3,2,9\nb,2023,5,9,7\nc,2023,6,4,5\na,2024,5,2,8\nb,2024,6,8,7\nd,2024,1,1,1\n";
    folder.write("d.csv", years);
    let told = folder.index("panel", &["--out", "r"]);
    assert!(told.out.contains("3 periods, 4 units"), "{told:?}");
    told.done();
    for (file, heading, rows) in [
        ("panel_scores", "time,unit,node,level,score,rank", 9 * 5),
        ("growth", "unit,first,last,growth,quadrant", 4),
        ("streaks", "unit,first,periods", 8),
        (
            "leads",
            "time,unit,rank,ahead_of,points,widening,narrowing",
            9,
        ),
        ("chained", "time,unit,level", 12),
    ] {
        let text = folder.read(&format!("r/{file}.csv"));
        assert_eq!(header(&text), heading);
        assert_eq!(text.lines().count(), 1 + rows, "{file}: {text}");
    }
    let causes = folder.read("r/panel_causes.csv");
    assert!(
        header(&causes).starts_with("before,after,unit,places,places_method,"),
        "{causes}"
    );
    // Three units are in 2022 and 2023, two in 2023 and 2024.
    assert_eq!(causes.lines().count(), 1 + 5);
    let message = folder
        .index("panel", &["--time", "yaer", "--out", "s"])
        .refused();
    assert!(message.contains("yaer"), "{message}");
    folder.write("d.csv", "unit,year,sales,patents,waste\na,last,1,2,9\n");
    let message = folder.index("panel", &["--out", "s"]).refused();
    assert!(
        message.contains("line 2") && message.contains("last"),
        "{message}"
    );
}

#[test]
fn what_was_done_to_the_data_is_written() {
    let folder = folder();
    folder.write(
        "f.toml",
        FRAMEWORK.replace(
            "[method]",
            "[method]\nimputation = { kind = \"median\" }\nscreening = { available = 0.5 }",
        ),
    );
    folder.write("d.csv", format!("{DATA}g,,,4\n"));
    folder.index("build", &["--out", "r"]).done();
    assert!(
        folder
            .read("r/treatments.csv")
            .contains("\ne,patents,imputation,")
    );
    assert!(header(&folder.read("r/treated_indicators.csv")).starts_with("node,method,outcome,"));
    assert_eq!(folder.read("r/screening.csv").lines().count(), 8);
}
