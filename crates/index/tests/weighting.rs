//! Weighting through whole frameworks: judgements and sets of weights, methods by node, what is refused and what is
//! reported.

#![allow(clippy::unwrap_used)]

use jushu_index::{
    BuildError, Column, Framework, FrameworkError, FrameworkErrorKind, Run, Severity, Table, build,
    tables,
};
use proptest::prelude::*;

/// A framework with `a`, `b`, `c` under one node, this weighting, and what else is given.
fn text(weighting: &str, more: &str) -> String {
    format!(
        "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n[method]\nweighting = {weighting}\n\
         normalisation = {{ kind = \"min-max\", low = 0, high = 1 }}\n[[node]]\nid = \"n\"\n\
         [[indicator]]\nid = \"a\"\nparent = \"n\"\nweight = 2\n[[indicator]]\nid = \"b\"\nparent = \"n\"\n\
         [[indicator]]\nid = \"c\"\nparent = \"n\"\n{more}"
    )
}

fn column(id: &str, values: Vec<f64>) -> Column {
    Column {
        id: id.to_owned(),
        values,
    }
}

fn table_of(columns: Vec<Column>) -> Table {
    let units = (0..columns[0].values.len()).map(|unit| format!("u{unit}"));
    Table::new(units.collect(), columns).unwrap()
}

/// Twelve units with three unrelated columns of different shapes.
fn table() -> Table {
    let values = |step: usize, power: f64| {
        let place = move |unit: usize| ((unit + 1) * step % 13) as f64;
        (0..12).map(move |unit| place(unit).powf(power)).collect()
    };
    table_of(vec![
        column("a", values(2, 1.0)),
        column("b", values(5, 2.0)),
        column("c", values(7, 0.5)),
    ])
}

fn parse_error(weighting: &str, more: &str) -> FrameworkError {
    let error = Framework::parse(&text(weighting, more), "f.toml").unwrap_err();
    let message = error.message();
    assert!(message.zh.contains("f.toml") && message.en.contains("f.toml"));
    error
}

fn run_on(weighting: &str, more: &str, table: &Table) -> Result<Run, BuildError> {
    let framework = Framework::parse(&text(weighting, more), "f.toml").unwrap();
    build(&framework, table)
}

fn run(weighting: &str, more: &str) -> Run {
    run_on(weighting, more, &table()).unwrap()
}

fn weights(run: &Run) -> [f64; 3] {
    ["a", "b", "c"].map(|id| run.node(id).unwrap().weight)
}

fn assert_close(found: [f64; 3], expected: [f64; 3]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
}

fn texts(run: &Run, severity: Severity) -> String {
    let choices = run.choices.iter();
    let choices = choices.filter(|choice| choice.severity == severity);
    let texts: Vec<&str> = choices.map(|choice| &*choice.text.en).collect();
    texts.join("\n")
}

const PAIRWISE: &str = "[[judgement]]\nnode = \"n\"\nexpert = \"A\"\norder = [\"c\", \"a\", \"b\"]\n\
    matrix = [[1, \"1/2\", 0.33], [2, 1, \"2/3\"], [3, 1.5, 1]]\n";

#[test]
fn judgements_are_read_by_name_and_reciprocals_completed() {
    assert_close(
        weights(&run("{ kind = \"ahp\" }", PAIRWISE)),
        [2.0 / 6.0, 3.0 / 6.0, 1.0 / 6.0],
    );
    let points = "[[judgement]]\nnode = \"n\"\npoints = { c = 20, a = 50, b = 30 }\n\
                  [[judgement]]\nnode = \"n\"\nweight = 3\npoints = { a = 30, b = 30, c = 40 }\n";
    let run_points = run("{ kind = \"budget-allocation\" }", points);
    assert_close(weights(&run_points), [0.35, 0.3, 0.35]);
    assert!(texts(&run_points, Severity::Note).contains("a 0.300–0.500"));
    let tied = "[[judgement]]\nnode = \"n\"\nranking = [\"b\", [\"a\", \"c\"]]\n";
    let centroid = [7.0 / 36.0, 11.0 / 18.0, 7.0 / 36.0];
    assert_close(weights(&run("{ kind = \"ranking\" }", tied)), centroid);
    let best = "[[judgement]]\nnode = \"n\"\nbest = \"b\"\nworst = \"c\"\n\
                best_to_others = { a = 2, b = 1, c = 8 }\nothers_to_worst = { a = 4, b = 8, c = 1 }\n";
    let found = weights(&run("{ kind = \"best-worst\" }", best));
    assert_close(found, [4.0 / 13.0, 8.0 / 13.0, 1.0 / 13.0]);
}

#[test]
fn matrices_that_are_not_reciprocal_are_refused_with_the_cell() {
    let more = PAIRWISE.replace("[2, 1, \"2/3\"]", "[2, 1, 3]");
    let error = parse_error("{ kind = \"ahp\" }", &more);
    let message = error.to_string();
    assert!(
        message.contains("row 2, column 3 (a to b) is 3")
            && message.contains("expert") | message.contains("\"A\""),
        "{message}"
    );
    assert!(error.message().zh.contains("第 2 行第 3 列"));
    for (cell, says) in [
        ("[2, 1, 10]", "not reciprocal"),
        ("[2, 2, \"2/3\"]", "to itself"),
        ("[2, 1]", "3 rows"),
    ] {
        let more = PAIRWISE.replace("[2, 1, \"2/3\"]", cell);
        let message = parse_error("{ kind = \"ahp\" }", &more).to_string();
        assert!(message.contains(says), "{message}");
    }
    let more = PAIRWISE.replace("[2, 1, \"2/3\"]", "[2, 1, \"1/0\"]");
    assert!(matches!(
        *parse_error("{ kind = \"ahp\" }", &more).kind,
        FrameworkErrorKind::WrongType { .. }
    ));
    let more = PAIRWISE
        .replace("1.5, 1]", "0.1, 1]")
        .replace("\"2/3\"", "10");
    assert!(
        parse_error("{ kind = \"ahp\" }", &more)
            .to_string()
            .contains("1/9 to 9")
    );
}

#[test]
fn inconsistent_matrices_are_refused_with_what_to_look_at() {
    let more = "[[judgement]]\nnode = \"n\"\nexpert = \"A\"\norder = [\"a\", \"b\", \"c\"]\n\
        matrix = [[1, 3, \"1/5\"], [\"1/3\", 1, 3], [5, \"1/3\", 1]]\n";
    let error = run_on("{ kind = \"ahp\" }", more, &table()).unwrap_err();
    let message = error.to_string();
    for part in [
        "node \"n\"",
        "expert \"A\"",
        "consistency ratio",
        "\"a\" to \"c\" from 1/5 to 9 (ratio 0.0000)",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(error.message().zh.contains("请复核"));
    let warned = run("{ kind = \"ahp\", inconsistent = \"warn\" }", more);
    assert!(texts(&warned, Severity::Warning).contains("Look again at"));
    let best = "[[judgement]]\nnode = \"n\"\nbest = \"b\"\nworst = \"c\"\n\
                best_to_others = { a = 7, b = 1, c = 8 }\nothers_to_worst = { a = 7, b = 8, c = 1 }\n";
    let refused = run_on(
        "{ kind = \"best-worst\", inconsistent = \"refuse\" }",
        best,
        &table(),
    );
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("7 times 7 should be near 8")
    );
    let warned = run("{ kind = \"best-worst\" }", best);
    assert!(texts(&warned, Severity::Warning).contains("consistency ratio 0.7321"));
}

#[test]
fn experts_of_a_group_are_combined_in_both_ways() {
    let expert = |name: &str, ratio: f64, weight: f64| {
        format!(
            "[[judgement]]\nnode = \"n\"\nexpert = \"{name}\"\nweight = {weight}\norder = [\"a\", \"b\", \"c\"]\n\
             matrix = [[1, {ratio}, {ratio}], [\"1/{ratio}\", 1, 1], [\"1/{ratio}\", 1, 1]]\n"
        )
    };
    let more = expert("A", 2.0, 1.0) + &expert("B", 8.0, 1.0);
    // The geometric mean of 2 and 8 is 4; the weights are 2/4 and 8/10.
    let cells = weights(&run("{ kind = \"ahp\" }", &more));
    assert_close(cells, [4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]);
    let priorities = weights(&run("{ kind = \"ahp\", group = \"priorities\" }", &more));
    assert_close(priorities, [0.65, 0.175, 0.175]);
    let more = expert("A", 2.0, 3.0) + &expert("B", 8.0, 1.0);
    let priorities = weights(&run("{ kind = \"ahp\", group = \"priorities\" }", &more));
    assert_close(priorities, [0.575, 0.2125, 0.2125]);
}

#[test]
fn judgements_that_do_not_fit_the_tree_are_refused() {
    let points = |points: &str| format!("[[judgement]]\nnode = \"n\"\npoints = {points}\n");
    let cases = [
        (points("{ a = 50, b = 50 }"), "\"c\" is not judged"),
        (
            points("{ a = 50, b = 30, c = 20, d = 0 }"),
            "\"d\" is not a child",
        ),
        (points("{ a = 50, b = -30, c = 80 }"), "cannot be negative"),
        (
            "[[judgement]]\nnode = \"m\"\nranking = [\"a\"]\n".into(),
            "no such node",
        ),
        (
            "[[judgement]]\nnode = \"n\"\nranking = [\"a\", \"a\", \"b\"]\n".into(),
            "named twice",
        ),
        ("[[judgement]]\nnode = \"n\"\n".into(), "give one of"),
        (
            "[[judgement]]\nnode = \"n\"\nranking = [\"a\", \"b\", \"c\"]\nweight = 0\n".into(),
            "above 0",
        ),
    ];
    for (more, says) in cases {
        let message = parse_error("{ kind = \"given\" }", &more).to_string();
        assert!(
            message.contains("line ") && message.contains(says),
            "{message}"
        );
    }
    let short = points("{ a = 50, b = 30, c = 10 }");
    let error = run_on("{ kind = \"budget-allocation\" }", &short, &table()).unwrap_err();
    assert!(error.to_string().contains("sum to 90 and not to 100"));
    for kind in ["ahp", "best-worst", "budget-allocation", "ranking"] {
        let error = run_on(&format!("{{ kind = \"{kind}\" }}"), "", &table()).unwrap_err();
        assert!(
            matches!(&error, BuildError::Weighting { cause, .. } if cause.node == "n" && cause.method == kind)
        );
        assert!(
            error.to_string().contains("no expert has judged the node"),
            "{error}"
        );
    }
    let best = "[[judgement]]\nnode = \"n\"\nbest = \"b\"\nworst = \"c\"\n\
                best_to_others = { a = 2, b = 2, c = 8 }\nothers_to_worst = { a = 4, b = 8, c = 1 }\n";
    assert!(
        parse_error("{ kind = \"best-worst\" }", best)
            .to_string()
            .contains("must be 1")
    );
    let uneven = best.replace("b = 2", "b = 1").replace("b = 8", "b = 7");
    assert!(
        parse_error("{ kind = \"best-worst\" }", &uneven)
            .to_string()
            .contains("differs between")
    );
}

#[test]
fn named_sets_stand_beside_the_weights_of_the_framework() {
    let sets = "[[weight_set]]\nid = \"panel\"\nweights = { a = 1, b = 3, c = 0 }\n\
                [[weight_set]]\nid = \"partial\"\nweights = { b = 5, c = 1 }\n\
                [[weight_set]]\nid = \"nothing\"\nweights = { a = 0, b = 0, c = 0 }\n";
    let set = |id: &str| format!("{{ kind = \"named-set\", set = \"{id}\" }}");
    assert_close(weights(&run(&set("panel"), sets)), [0.25, 0.75, 0.0]);
    let partial = run(&set("partial"), sets);
    assert_close(weights(&partial), [0.25, 0.625, 0.125]);
    assert!(texts(&partial, Severity::Note).contains("does not name these"));
    let error = run_on(&set("nothing"), sets, &table()).unwrap_err();
    assert!(error.to_string().contains("sum to 0"), "{error}");
    let message = parse_error(&set("pannel"), sets).to_string();
    assert!(message.contains("did you mean \"panel\""), "{message}");
    let message = parse_error(&set("panel"), &sets.replace("c = 0", "d = 0")).to_string();
    assert!(message.contains("\"d\" is no node"), "{message}");
    let message = parse_error(&set("panel"), &sets.replace("c = 0", "c = -1")).to_string();
    assert!(message.contains("cannot be negative"), "{message}");
    assert!(matches!(
        *parse_error("{ kind = \"named-set\" }", sets).kind,
        FrameworkErrorKind::MissingKey { .. }
    ));
}

#[test]
fn subjective_and_objective_weights_are_combined() {
    let objective = weights(&run("{ kind = \"entropy\" }", ""));
    let subjective = [0.5, 0.25, 0.25];
    let combined = |rule: &str| {
        let parts = "parts = [{ kind = \"given\" }, { kind = \"entropy\" }]";
        weights(&run(
            &format!("{{ kind = \"combined\", rule = \"{rule}\", {parts} }}"),
            "",
        ))
    };
    let products: Vec<f64> = (0..3).map(|j| subjective[j] * objective[j]).collect();
    let total: f64 = products.iter().sum();
    assert_close(
        combined("multiplicative"),
        [0, 1, 2].map(|j| products[j] / total),
    );
    assert_close(
        combined("additive"),
        [0, 1, 2].map(|j| (subjective[j] + objective[j]) / 2.0),
    );
    let game = combined("game-theoretic");
    for j in 0..3 {
        let (low, high) = (
            subjective[j].min(objective[j]),
            subjective[j].max(objective[j]),
        );
        assert!(low - 1e-12 <= game[j] && game[j] <= high + 1e-12);
    }
    let one = "{ kind = \"combined\", parts = [{ kind = \"given\" }] }";
    assert!(matches!(
        *parse_error(one, "").kind,
        FrameworkErrorKind::OutOfRange { .. }
    ));
    let own = "{ kind = \"combined\", parts = [{ kind = \"given\" }, { kind = \"benefit-of-the-doubt\" }] }";
    assert!(
        parse_error(own, "")
            .to_string()
            .contains("variant = \"common\"")
    );
}

/// Two levels, `a` and `b` under `g`, `g` and `c` under the root.
const TWO_LEVELS: &str = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\n[method]\nweighting = { kind = \"given\" }\n\
    normalisation = { kind = \"min-max\", low = 0, high = 1 }\n[[node]]\nid = \"n\"\nROOT\n[[node]]\nid = \"g\"\nparent = \"n\"\nGROUP\n\
    [[indicator]]\nid = \"a\"\nparent = \"g\"\n[[indicator]]\nid = \"b\"\nparent = \"g\"\n[[indicator]]\nid = \"c\"\nparent = \"n\"\n";

fn two_levels(root: &str, group: &str) -> Result<Run, BuildError> {
    let text = TWO_LEVELS.replace("ROOT", root).replace("GROUP", group);
    build(&Framework::parse(&text, "f.toml").unwrap(), &table())
}

#[test]
fn a_node_may_have_a_weighting_of_its_own() {
    let run = two_levels("", "weighting = { kind = \"critic\" }").unwrap();
    let alone = two_levels(
        "weighting = { kind = \"critic\", levels = \"all\" }",
        "weighting = { kind = \"critic\" }",
    )
    .unwrap();
    let weight = |run: &Run, id: &str| run.node(id).unwrap().weight;
    assert_eq!((weight(&run, "g"), weight(&run, "c")), (0.5, 0.5));
    assert_ne!(weight(&run, "a"), 0.5);
    assert_eq!(weight(&run, "a"), weight(&alone, "a"));
    assert_ne!(weight(&alone, "g"), 0.5);
    let below = two_levels(
        "weighting = { kind = \"critic\", levels = \"indicators\" }",
        "",
    )
    .unwrap();
    assert_eq!(weight(&below, "g"), 0.5);
}

#[test]
fn benefit_of_the_doubt_at_each_level() {
    let own = "weighting = { kind = \"benefit-of-the-doubt\" }";
    let run = two_levels(own, own).unwrap();
    let group = run.node("g").unwrap();
    let best = |scores: &[f64]| scores.iter().copied().fold(0.0, f64::max);
    assert!(
        (best(&group.scores) - 1.0).abs() < 1e-9 && (best(&run.index().scores) - 1.0).abs() < 1e-9
    );
    let equal = two_levels("", "").unwrap();
    for (own, equal) in group.scores.iter().zip(&equal.node("g").unwrap().scores) {
        assert!(own + 1e-9 >= *equal);
    }
    let shares = tables::own_weights_csv(&run).unwrap();
    assert!(shares.starts_with("unit,node,share\n") && shares.lines().count() == 1 + 4 * 12);
    assert_eq!(tables::own_weights_csv(&equal), None);
    let refused = two_levels(
        "",
        &format!("{own}\naggregation = {{ kind = \"geometric\" }}"),
    )
    .unwrap_err();
    assert!(
        refused.to_string().contains("have a meaning in a sum only"),
        "{refused}"
    );
    let scaled = two_levels(
        "",
        "weighting = { kind = \"benefit-of-the-doubt\", best = 100 }",
    )
    .unwrap();
    for (scaled, own) in scaled.node("g").unwrap().scores.iter().zip(&group.scores) {
        assert!((scaled - 100.0 * own).abs() < 1e-9);
    }
    let tight =
        "weighting = { kind = \"benefit-of-the-doubt\", bounds = \"shares\", most_share = 0.3 }";
    assert!(
        two_levels("", tight)
            .unwrap_err()
            .to_string()
            .contains("no room for 1")
    );
    let zeros =
        "weighting = { kind = \"benefit-of-the-doubt\", bounds = \"shares\", least_share = 0.3 }";
    let run = two_levels("", zeros).unwrap();
    assert!(texts(&run, Severity::Warning).contains("can only score 0"));
}

#[test]
fn what_has_no_meaning_is_refused_with_advice() {
    let z_scores = |weighting: &str| {
        let text = text(weighting, "").replace(
            "{ kind = \"min-max\", low = 0, high = 1 }",
            "{ kind = \"z-score\" }",
        );
        build(&Framework::parse(&text, "f.toml").unwrap(), &table())
    };
    for kind in [
        "entropy",
        "coefficient-of-variation",
        "gini",
        "cilos",
        "idocriw",
    ] {
        let message = z_scores(&format!("{{ kind = \"{kind}\" }}"))
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("\"a\" has values below 0") && message.contains("unit-interval"),
            "{message}"
        );
        assert!(
            z_scores(&format!(
                "{{ kind = \"{kind}\", values = \"unit-interval\" }}"
            ))
            .is_ok()
        );
    }
    let message = z_scores("{ kind = \"benefit-of-the-doubt\" }")
        .unwrap_err()
        .to_string();
    assert!(message.contains("values below 0"), "{message}");
    let message = run_on("{ kind = \"merec\" }", "", &table())
        .unwrap_err()
        .to_string();
    assert!(message.contains("above-zero"), "{message}");
    assert!(
        run_on(
            "{ kind = \"merec\", values = \"above-zero\" }",
            "",
            &table()
        )
        .is_ok()
    );

    let same: Vec<f64> = (0..12).map(f64::from).collect();
    let duplicates = table_of(["a", "b", "c"].map(|id| column(id, same.clone())).into());
    let message = run_on("{ kind = \"critic\" }", "", &duplicates)
        .unwrap_err()
        .to_string();
    assert!(message.contains("remove duplicates"), "{message}");
    let mut apart = table();
    for unit in 0..12 {
        let column = usize::from(unit < 6);
        apart.columns[column].values[unit] = f64::NAN;
    }
    for kind in [
        "critic",
        "principal-components",
        "factor-analysis",
        "independence",
        "correlation-balanced",
        "information-maximising",
    ] {
        let message = run_on(&format!("{{ kind = \"{kind}\" }}"), "", &apart)
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("\"a\" and \"b\" have fewer than 3 units"),
            "{message}"
        );
    }
}

/// Every method that draws weights from the data.
const FROM_DATA: [&str; 16] = [
    "kind = \"entropy\"",
    "kind = \"critic\"",
    "kind = \"critic\", correlation = \"spearman\"",
    "kind = \"coefficient-of-variation\"",
    "kind = \"standard-deviation\"",
    "kind = \"gini\"",
    "kind = \"maximal-deviation\"",
    "kind = \"angle\"",
    "kind = \"merec\", values = \"above-zero\"",
    "kind = \"cilos\"",
    "kind = \"idocriw\"",
    "kind = \"principal-components\"",
    "kind = \"factor-analysis\"",
    "kind = \"correlation-balanced\"",
    "kind = \"information-maximising\"",
    "kind = \"benefit-of-the-doubt\", variant = \"common\"",
];

#[test]
fn constant_and_empty_children_get_nothing_and_are_reported() {
    let mut table = table();
    table.columns[1].values.fill(3.0);
    for method in FROM_DATA {
        let run = run_on(&format!("{{ {method} }}"), "", &table).unwrap();
        let [a, b, c] = weights(&run);
        assert!(b == 0.0 && (a + c - 1.0).abs() < 1e-9, "{method}");
    }
    table.columns[2].values.fill(f64::NAN);
    for method in FROM_DATA {
        let run = run_on(&format!("{{ {method} }}"), "", &table).unwrap();
        assert_eq!(weights(&run), [1.0, 0.0, 0.0], "{method}");
    }
}

#[test]
fn the_rule_of_ten_units_holds_for_every_node() {
    let short = |columns: Vec<Column>| {
        let cut = |c: Column| column(&c.id, c.values[..9].to_vec());
        table_of(columns.into_iter().map(cut).collect())
    };
    for method in FROM_DATA.iter().filter(|method| !method.contains("doubt")) {
        let error = run_on(&format!("{{ {method} }}"), "", &short(table().columns)).unwrap_err();
        assert!(
            matches!(
                error,
                BuildError::TooFewUnitsForWeights {
                    units: 9,
                    minimum: 10,
                    ..
                }
            ),
            "{method}"
        );
    }
    let text = TWO_LEVELS
        .replace("ROOT", "")
        .replace("GROUP", "weighting = { kind = \"entropy\" }");
    let framework = Framework::parse(&text, "f.toml").unwrap();
    let error = build(&framework, &short(table().columns)).unwrap_err();
    assert!(matches!(
        error,
        BuildError::TooFewUnitsForWeights {
            method: "entropy",
            ..
        }
    ));
}

#[test]
fn thin_children_and_weights_of_nothing_are_pointed_out() {
    let mut table = table();
    for value in &mut table.columns[0].values[..4] {
        *value = f64::NAN;
    }
    let run = run_on("{ kind = \"entropy\" }", "", &table).unwrap();
    assert!(texts(&run, Severity::Warning).contains("rests on 8 units"));
    let ascending: Vec<f64> = (0..12).map(f64::from).collect();
    let bent: Vec<f64> = (0..12).map(|unit| f64::from(unit * unit)).collect();
    let against: Vec<f64> = (0..12).map(|unit| f64::from(20 - unit)).collect();
    let table = table_of(vec![
        column("a", ascending),
        column("b", bent),
        column("c", against),
    ]);
    let run = run_on("{ kind = \"principal-components\" }", "", &table).unwrap();
    assert_eq!(weights(&run)[2], 0.0);
    assert!(texts(&run, Severity::Warning).contains("check their direction: c"));
}

#[test]
fn weightings_are_written_as_they_are_read() {
    let specifications = FROM_DATA.iter().map(|method| format!("{{ {method} }}")).chain([
        "{ kind = \"named-set\", set = \"s\" }".to_owned(),
        "{ kind = \"ahp\", inconsistent = \"warn\" }".to_owned(),
        "{ kind = \"ranking\", formula = \"rank-sum\" }".to_owned(),
        "{ kind = \"combined\", rule = \"geometric\", parts = [{ kind = \"given\" }, { kind = \"gini\" }] }".to_owned(),
        "{ kind = \"benefit-of-the-doubt\", variant = \"order-m\", bounds = \"around-given\" }".to_owned(),
        "{ kind = \"factor-analysis\", retain = \"variance\", variance = 0.9, rotation = \"none\" }".to_owned(),
    ]);
    let set = "[[weight_set]]\nid = \"s\"\nweights = { a = 1 }\n";
    for specification in specifications {
        let read = |specification: &str| {
            let framework = Framework::parse(&text(specification, set), "f.toml");
            framework
                .unwrap_or_else(|error| panic!("{specification}: {error}"))
                .method
                .weighting
        };
        let spec = read(&specification);
        let written = toml::Value::try_from(&spec).unwrap();
        // An inline table, as the value of a key.
        assert_eq!(read(&written.to_string()), spec, "{specification}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn weights_lie_on_the_simplex_and_follow_their_children(
        values in prop::collection::vec((0..40u8, 0..40u8, 0..40u8), 12..25), turn in 0..25usize,
    ) {
        let columns = |values: &[(u8, u8, u8)]| {
            let pick = |pick: fn(&(u8, u8, u8)) -> u8| values.iter().map(|v| f64::from(pick(v))).collect::<Vec<f64>>();
            [pick(|v| v.0), pick(|v| v.1), pick(|v| v.2)]
        };
        let [a, b, c] = columns(&values);
        let forward = table_of(vec![column("a", a.clone()), column("b", b.clone()), column("c", c.clone())]);
        // The children change places, and the units turn round.
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        let [x, y, z] = columns(&turned);
        let backward = table_of(vec![column("a", z), column("b", y), column("c", x)]);
        // Another unit of measure.
        let stretched = |column: &[f64]| column.iter().map(|x| 8.0 * x + 3.0).collect::<Vec<f64>>();
        let scaled = table_of(vec![column("a", stretched(&a)), column("b", b), column("c", c)]);
        for method in FROM_DATA {
            // The two programs of common weights may have several solutions.
            let common = method.contains("common");
            let weighting = format!("{{ {method} }}");
            let Ok(run) = run_on(&weighting, "", &forward) else { continue };
            let found = weights(&run);
            prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{}: {:?}", method, found);
            prop_assert!(found.iter().all(|weight| *weight >= 0.0), "{}: {:?}", method, found);
            if common {
                continue;
            }
            let other = weights(&run_on(&weighting, "", &backward).unwrap());
            let again = weights(&run_on(&weighting, "", &scaled).unwrap());
            for j in 0..3 {
                prop_assert!((found[j] - other[2 - j]).abs() < 1e-6, "{}: {:?} {:?}", method, found, other);
                prop_assert!((found[j] - again[j]).abs() < 1e-6, "{}: {:?} {:?}", method, found, again);
            }
        }
    }
}
