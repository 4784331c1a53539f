//! Aggregation inside a build: a method of its own for a node, refusals, a minimum share of the children.

#![allow(clippy::unwrap_used)]

use jushu_index::{BuildError, Framework, Run, Table, build};

/// Two groups of two indicators; `method` is the body of `[method]`, the others are added to the nodes.
fn framework(method: &str, index: &str, first: &str, second: &str) -> Framework {
    let text = format!(
        "[framework]\nid = \"t\"\nedition = \"1\"\nname = \"t\"\n[method]\n{method}\n\
         [[node]]\nid = \"index\"\n{index}\n\
         [[node]]\nid = \"first\"\nparent = \"index\"\n{first}\n\
         [[node]]\nid = \"second\"\nparent = \"index\"\n{second}\n\
         [[indicator]]\nid = \"a\"\nparent = \"first\"\n[[indicator]]\nid = \"b\"\nparent = \"first\"\n\
         [[indicator]]\nid = \"c\"\nparent = \"second\"\n[[indicator]]\nid = \"d\"\nparent = \"second\"\n"
    );
    Framework::parse(&text, "f.toml").unwrap()
}

const DATA: &str = "unit,a,b,c,d\nx,0,10,5,1\ny,4,0,0,\nz,10,,10,3\n";

fn run(framework: &Framework) -> Result<Run, BuildError> {
    build(framework, &Table::from_csv(DATA, "d.csv").unwrap())
}

const ABOVE_ZERO: &str = "normalisation = { kind = \"min-max\", low = 1, high = 100 }";

#[test]
fn a_node_may_have_a_method_of_its_own() {
    let geometric = "aggregation = { kind = \"geometric\" }";
    let run = run(&framework(ABOVE_ZERO, "", geometric, "")).unwrap();
    let first = &run.node("first").unwrap().scores;
    assert!(
        (first[0] - 10.0).abs() < 1e-12,
        "√(1·100), not {}",
        first[0]
    );
    assert!((first[2] - 100.0).abs() < 1e-12);
    let second = &run.node("second").unwrap().scores;
    assert_eq!(second[0], (50.5 + 1.0) / 2.0);
    assert!((run.index().scores[0] - (10.0 + 25.75) / 2.0).abs() < 1e-12);
}

#[test]
fn a_value_without_meaning_is_refused_with_the_cell_and_advice() {
    let geometric = "aggregation = { kind = \"geometric\" }";
    let error = run(&framework("", "", geometric, "")).unwrap_err();
    let BuildError::NotAggregable { file, what } = &error else {
        panic!("{error}");
    };
    assert_eq!(file.as_deref(), Some("d.csv"));
    assert_eq!((what.node.as_str(), what.child.as_str()), ("first", "a"));
    assert_eq!((what.unit.as_str(), what.value), ("x", 0.0));
    let message = error.message();
    assert!(message.en.contains("low = 1") && message.zh.contains("low = 1"));
    // The same at the top: the scores of a group may not be 0 either.
    let error = run(&framework("", geometric, "", "")).unwrap_err();
    assert!(error.to_string().contains("node \"index\""), "{error}");
}

#[test]
fn scores_on_different_scales_are_not_averaged() {
    let topsis = "aggregation = { kind = \"topsis\" }";
    let error = run(&framework("", "", topsis, "")).unwrap_err();
    assert!(matches!(&error, BuildError::MixedScales { node, .. } if node == "index"));
    let message = error.message();
    assert!(message.en.contains("scores of topsis") && message.zh.contains("topsis 的得分"));
    // The same method on both sides is one scale; a method that looks at the order needs none.
    assert!(run(&framework("", "", topsis, topsis)).is_ok());
    assert!(
        run(&framework(
            "",
            "aggregation = { kind = \"borda\" }",
            topsis,
            ""
        ))
        .is_ok()
    );
    // A mean of TOPSIS scores is on the scale of TOPSIS: at one level deeper it is found out too.
    let vikor = "aggregation = { kind = \"vikor\" }";
    assert!(run(&framework("", "", vikor, topsis)).is_err());
}

#[test]
fn too_many_units_are_refused_with_a_way_out() {
    let rows: String = (0..2001)
        .map(|unit| format!("u{unit},{unit},1,2,{unit}\n"))
        .collect();
    let table = Table::from_csv(&format!("unit,a,b,c,d\n{rows}"), "d.csv").unwrap();
    let electre = "aggregation = { kind = \"electre-iii\" }";
    let error = build(&framework("", "", electre, ""), &table).unwrap_err();
    assert!(matches!(
        error,
        BuildError::TooManyUnits { units: 2001, .. }
    ));
    assert!(error.to_string().contains("promethee-ii"), "{error}");
}

#[test]
fn a_node_may_ask_for_a_share_of_its_children() {
    let all = "coverage = { minimum = 1, of = \"children\" }";
    let run_with = |first: &str, method: &str| run(&framework(method, "", first, "")).unwrap();
    let strict = run_with(all, "");
    let first = &strict.node("first").unwrap().scores;
    assert!(!first[0].is_nan() && first[2].is_nan(), "z lacks b");
    assert!(
        !strict.node("second").unwrap().scores[1].is_nan(),
        "y lacks d, and may"
    );
    assert!(strict.choices.iter().any(|choice| {
        choice.node.as_deref() == Some("first") && choice.text.en.contains("below 1 to: z")
    }));
    // A node overrides the method, in both directions.
    let none = "coverage = { minimum = 0 }";
    let lenient = run_with(none, "coverage = { minimum = 1 }");
    assert!(!lenient.node("first").unwrap().scores[2].is_nan());
    assert!(lenient.node("second").unwrap().scores[1].is_nan());
    let half = "coverage = { minimum = 0.5, of = \"children\" }";
    assert!(!run_with(half, "").node("first").unwrap().scores[2].is_nan());
}

#[test]
fn unknown_ways_of_counting_are_refused() {
    let text = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\n\
                [[node]]\nid = \"n\"\ncoverage = { minimum = 0.5, of = \"child\" }\n";
    let error = Framework::parse(text, "f.toml").unwrap_err();
    assert!(
        error.to_string().contains("indicators, children"),
        "{error}"
    );
}

#[test]
fn every_method_builds_with_its_defaults() {
    for method in jushu_index::aggregation::METHODS {
        let id = method.about.id;
        let aggregation = format!("{ABOVE_ZERO}\naggregation = {{ kind = \"{id}\" }}");
        let run = run(&framework(&aggregation, "", "", "")).unwrap();
        let scores = &run.index().scores;
        assert!(scores.iter().all(|score| score.is_finite()), "{id}");
    }
}

#[test]
fn parameters_that_contradict_each_other_are_refused() {
    for (aggregation, reason) in [
        (
            "kind = \"promethee-ii\", function = \"linear\", indifference = 0.6",
            "indifference (0.6)",
        ),
        ("kind = \"electre-iii\", veto = 0.1", "veto (0.1)"),
        (
            "kind = \"fuzzy-comprehensive\", low = 100, high = 0",
            "low (100)",
        ),
        (
            "kind = \"fuzzy-comprehensive\", grades = 1000",
            "grades (1000)",
        ),
        ("kind = \"power-mean\", power = 1000", "from -100 to 100"),
        (
            "kind = \"topsis\", scaling = \"vectors\"",
            "did you mean \"vector\"",
        ),
        ("kind = \"copland\"", "did you mean \"copeland\""),
    ] {
        let text = format!(
            "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n\
             [method]\naggregation = {{ {aggregation} }}\n"
        );
        let error = Framework::parse(&text, "f.toml").unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert!(error.to_string().contains("line 3"), "{error}");
    }
    // A threshold that the function does not use is no contradiction.
    let text = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\nnode = [{ id = \"n\" }]\n\
                indicator = [{ id = \"a\", parent = \"n\" }]\n[method]\n\
                aggregation = { kind = \"promethee-ii\", function = \"u-shape\", indifference = 0.6 }\n";
    assert!(Framework::parse(text, "f.toml").is_ok());
}

#[test]
fn every_method_serialises_to_what_it_was_read_from() {
    let parse = |aggregation: &str| {
        let text = format!(
            "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\nnode = [{{ id = \"n\" }}]\n\
             indicator = [{{ id = \"a\", parent = \"n\" }}]\nmethod = {{ aggregation = {aggregation} }}\n"
        );
        Framework::parse(&text, "f.toml")
            .unwrap()
            .method
            .aggregation
    };
    for method in jushu_index::aggregation::METHODS {
        let id = method.about.id;
        let read = parse(&format!("{{ kind = \"{id}\" }}"));
        let written = toml::Value::try_from(&read).unwrap();
        assert_eq!(written["kind"].as_str(), Some(id));
        let keys = written
            .as_table()
            .unwrap()
            .keys()
            .filter(|key| *key != "kind");
        let mut keys: Vec<&str> = keys.map(String::as_str).collect();
        let mut parameters: Vec<&str> = method.about.parameters.iter().map(|p| p.id).collect();
        keys.sort_unstable();
        parameters.sort_unstable();
        assert_eq!(keys, parameters, "{id}");
        assert_eq!(parse(&written.to_string()), read, "{id}");
    }
}
