//! Frameworks and data that make no sense for the method asked for: one message each, with the advice.

use crate::folder::Folder;

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
"#;

const DATA: &str = "unit,sales,patents,waste\na,1,2,9\nb,4,9,7\nc,6,1,6\nd,8,5,3\ne,10,4,1\nf,5,6,5\ng,2,3,2\nh,3,7,4\ni,7,8,8\nj,9,10,10\n";

fn with_method(method: &str) -> String {
    FRAMEWORK.replace(
        "normalisation = { kind = \"min-max\", low = 0, high = 100 }",
        method,
    )
}

fn with_indicator(key: &str, normalisation: &str) -> String {
    with_method(&format!("normalisation = {{ kind = \"{normalisation}\" }}"))
        .replace("id = \"sales\"", &format!("id = \"sales\"\n{key}"))
}

fn judged(matrix: &str) -> String {
    with_method("weighting = { kind = \"ahp\" }")
        + &format!(
            "[[judgement]]\nnode = \"index\"\norder = [\"sales\", \"patents\", \"waste\"]\nmatrix = {matrix}\n"
        )
}

#[test]
fn methods_without_a_meaning_are_refused_with_advice() {
    let folder = Folder::new();
    let data = DATA.to_string();
    let cases = [
        (
            "a logarithm of a value below 0",
            with_method("treatment = { kind = \"natural-log\", when = \"always\" }"),
            data.replace("a,1,", "a,-1,"),
        ),
        (
            "a geometric mean of 0",
            with_method("aggregation = { kind = \"geometric\" }"),
            data.clone(),
        ),
        (
            "a geometric mean of z-scores",
            with_method(
                "normalisation = { kind = \"z-score\" }\naggregation = { kind = \"geometric\" }",
            ),
            data.clone(),
        ),
        (
            "entropy of values below 0",
            with_method(
                "normalisation = { kind = \"z-score\" }\nweighting = { kind = \"entropy\" }",
            ),
            data.clone(),
        ),
        (
            "MEREC of 0",
            with_method("weighting = { kind = \"merec\" }"),
            data.clone(),
        ),
        (
            "goalposts without an end",
            with_indicator("goalposts = { low = 0, high = inf }", "goalposts"),
            data.clone(),
        ),
        (
            "goalposts the wrong way round",
            with_indicator("goalposts = { low = 9, high = 1 }", "goalposts"),
            data.clone(),
        ),
        (
            "goalposts that are not there",
            with_method("normalisation = { kind = \"goalposts\" }"),
            data.clone(),
        ),
        (
            "a target below all values",
            with_indicator("target = 0.5", "distance-to-target")
                .replace("id = \"patents\"", "id = \"patents\"\ntarget = 10")
                .replace("id = \"waste\"", "id = \"waste\"\ntarget = 10"),
            data.clone(),
        ),
        (
            "a reference unit that is not there",
            with_method("normalisation = { kind = \"distance-to-reference\", unit = \"z\" }"),
            data.clone(),
        ),
        (
            "a set of weights of 0",
            with_method("weighting = { kind = \"named-set\", set = \"s\" }")
                + "[[weight_set]]\nid = \"s\"\nweights = { sales = 0, patents = 0, waste = 0 }\n",
            data.clone(),
        ),
        (
            "a set of weights that is not there",
            with_method("weighting = { kind = \"named-set\", set = \"sett\" }")
                + "[[weight_set]]\nid = \"set\"\nweights = { sales = 1 }\n",
            data.clone(),
        ),
        (
            "a matrix that is not reciprocal",
            judged("[[1, 3, 5], [2, 1, 3], [\"1/5\", \"1/3\", 1]]"),
            data.clone(),
        ),
        (
            "a matrix that contradicts itself",
            judged("[[1, 9, \"1/9\"], [\"1/9\", 1, 9], [9, \"1/9\", 1]]"),
            data.clone(),
        ),
        (
            "experts that were not asked",
            with_method("weighting = { kind = \"best-worst\" }"),
            data.clone(),
        ),
        (
            "correlations of constants",
            with_method("weighting = { kind = \"critic\" }"),
            "unit,sales,patents,waste\n".to_string()
                + &(0..10).map(|u| format!("u{u},1,1,1\n")).collect::<String>(),
        ),
        (
            "correlations of duplicates",
            with_method("weighting = { kind = \"critic\" }"),
            "unit,sales,patents,waste\n".to_string()
                + &(0..10)
                    .map(|u| format!("u{u},{u},{u},{u}\n"))
                    .collect::<String>(),
        ),
        (
            "weights from few units",
            with_method("weighting = { kind = \"principal-components\" }"),
            data.lines().take(5).collect::<Vec<_>>().join("\n"),
        ),
        (
            "one value in all",
            FRAMEWORK.to_string(),
            "unit,sales,patents,waste\na,1,,\nb,,,\nc,,,\n".to_string(),
        ),
    ];
    let mut said = String::new();
    for (what, framework, data) in cases {
        folder.write("f.toml", framework);
        folder.write("d.csv", data);
        let told = folder.jushu(&[
            "index",
            "build",
            "--framework",
            "f.toml",
            "--data",
            "d.csv",
            "--out",
            "out",
        ]);
        said += &format!("# {what}\n{}\n", told.refused());
        assert!(!folder.at("out").exists(), "{what}");
    }
    insta::assert_snapshot!(said);
}

#[test]
fn what_can_be_computed_is_computed_and_spoken_of() {
    let folder = Folder::new();
    folder.write("f.toml", FRAMEWORK);
    let mut said = String::new();
    for (what, data) in [
        ("a unit with nothing", DATA.replace("c,6,1,6", "c,,,")),
        (
            "an indicator without any value",
            DATA.lines()
                .map(|line| {
                    let mut cells: Vec<&str> = line.split(',').collect();
                    if cells[0] != "unit" {
                        cells[2] = "";
                    }
                    cells.join(",") + "\n"
                })
                .collect(),
        ),
        (
            "a constant",
            DATA.lines()
                .map(|line| {
                    let mut cells: Vec<&str> = line.split(',').collect();
                    if cells[0] != "unit" {
                        cells[2] = "7";
                    }
                    cells.join(",") + "\n"
                })
                .collect(),
        ),
    ] {
        folder.write("d.csv", data);
        let told = folder.jushu(&[
            "index",
            "build",
            "--framework",
            "f.toml",
            "--data",
            "d.csv",
            "--out",
            "out",
        ]);
        assert_eq!(told.code, Some(0), "{told:?}");
        let scores = folder.read("out/scores.csv");
        let unit = scores
            .lines()
            .find(|line| line.starts_with("c,index,"))
            .unwrap();
        said += &format!("# {what}\n{}{unit}\n\n", told.err);
    }
    insta::assert_snapshot!(said);
}
