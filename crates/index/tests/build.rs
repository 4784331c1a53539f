//! Building small indices whose results are known by hand, and refusing what cannot be built.

#![allow(clippy::unwrap_used)]

use jushu_index::{BuildError, Column, Framework, Run, Severity, Step, Table, build, tables};
use proptest::prelude::*;

/// A framework with one node over `indicators` (the body of each) and this method.
fn framework(method: &str, indicators: &[&str]) -> String {
    let mut text = format!(
        "[framework]\nid = \"t\"\nedition = \"1\"\nname = \"t\"\n[method]\n{method}\n\
         [[node]]\nid = \"index\"\nname = \"Index\"\n"
    );
    for body in indicators {
        text += &format!("[[indicator]]\nparent = \"index\"\n{body}\n");
    }
    text
}

const A: &str = "id = \"a\"";
const B: &str = "id = \"b\"";
const C: &str = "id = \"c\"";

fn run(framework: &str, data: &str) -> Result<Run, BuildError> {
    let framework = Framework::parse(framework, "f.toml").unwrap();
    build(&framework, &Table::from_csv(data, "d.csv").unwrap())
}

fn has_choice(run: &Run, severity: Severity, step: Step, node: &str, text: &str) -> bool {
    run.choices.iter().any(|choice| {
        choice.severity == severity
            && choice.step == step
            && choice.node.as_deref().unwrap_or_default() == node
            && choice.text.en.contains(text)
    })
}

#[test]
fn the_worked_example_of_the_improved_vector_method() {
    let data = "unit,a,b,c\nP1,1,1,1\nP2,.45,.10,1\nP3,.70,.60,0\nP4,0,0,1\nP5,.20,.05,1\n";
    /// A variant with its weights, scores and ranks.
    type Example = (&'static str, [f64; 3], [f64; 5], [u32; 5]);
    let expected: [Example; 4] = [
        (
            "ls-ideal",
            [0.2674, 0.1892, 0.5434],
            [1.0, 0.6827, 0.3007, 0.5434, 0.6064],
            [1, 2, 5, 4, 3],
        ),
        (
            "dist-share",
            [0.3460, 0.4113, 0.2427],
            [1.0, 0.4395, 0.4890, 0.2427, 0.3325],
            [1, 3, 2, 5, 4],
        ),
        (
            "sim-share",
            [0.3132, 0.2092, 0.4777],
            [1.0, 0.6395, 0.3447, 0.4777, 0.5508],
            [1, 2, 5, 4, 3],
        ),
        (
            "angle",
            [0.3315, 0.4306, 0.2379],
            [1.0, 0.4301, 0.4904, 0.2379, 0.3257],
            [1, 3, 2, 5, 4],
        ),
    ];
    for (variant, weights, scores, ranks) in expected {
        let method = format!(
            "normalisation = {{ kind = \"min-max\", low = 0, high = 1 }}\n\
             weighting = {{ kind = \"improved-vector\", variant = \"{variant}\", minimum_units = 5 }}"
        );
        let run = run(&framework(&method, &[A, B, C]), data).unwrap();
        for (id, weight) in ["a", "b", "c"].iter().zip(weights) {
            let found = run.node(id).unwrap().weight;
            assert!((found - weight).abs() <= 0.5e-4, "{variant} {id}: {found}");
        }
        for (found, score) in run.index().scores.iter().zip(scores) {
            assert!(
                (found - score).abs() <= 0.5e-4,
                "{variant}: {found} is not {score}"
            );
        }
        assert_eq!(run.index().ranks, ranks.map(Some));
        assert!(run.choices.iter().any(|choice| {
            choice.inferred && choice.text.zh.contains("推定") && choice.text.en.contains(variant)
        }));
        assert!(has_choice(
            &run,
            Severity::Note,
            Step::Weighting,
            "index",
            "4 units share the largest"
        ));
    }
}

#[test]
fn data_driven_weights_need_ten_units() {
    let method = "weighting = { kind = \"improved-vector\" }";
    let data = |units: usize| {
        let rows = (0..units).map(|unit| format!("u{unit},{unit},{}\n", unit * unit % 7));
        format!("unit,a,b\n{}", rows.collect::<String>())
    };
    let error = run(&framework(method, &[A, B]), &data(9)).unwrap_err();
    assert!(matches!(
        error,
        BuildError::TooFewUnitsForWeights {
            units: 9,
            minimum: 10,
            ..
        }
    ));
    assert!(error.to_string().contains("minimum_units"), "{error}");
    assert!(run(&framework(method, &[A, B]), &data(10)).is_ok());
}

#[test]
fn levels_of_the_improved_vector_method() {
    let tree = "[[node]]\nid = \"g\"\nparent = \"index\"\nweight = 3\n\
                [[node]]\nid = \"h\"\nparent = \"index\"\n";
    let indicators = [("a", "g"), ("b", "g"), ("c", "h")]
        .map(|(id, parent)| format!("[[indicator]]\nid = \"{id}\"\nparent = \"{parent}\"\n"))
        .concat();
    let rows = (0..12).map(|u| format!("u{u},{},{},{}\n", u, u * u, (u * 5) % 12));
    let data = format!("unit,a,b,c\n{}", rows.collect::<String>());
    let weight = |levels: &str| {
        let method = format!("weighting = {{ kind = \"improved-vector\", levels = \"{levels}\" }}");
        let text = framework(&method, &[]) + tree + &indicators;
        run(&text, &data).unwrap().node("g").unwrap().weight
    };
    assert_eq!(weight("indicators"), 0.75);
    assert!((weight("all") - 0.5).abs() < 0.2 && weight("all") != 0.75);
}

#[test]
fn a_constant_indicator_is_excluded_and_reported() {
    let data = "unit,a,b,c\nx,1,5,0\ny,2,5,10\nz,3,5,5\n";
    let run = run(&framework("", &[A, B, C]), data).unwrap();
    assert_eq!(run.node("b").unwrap().weight, 0.0);
    assert_eq!(run.node("a").unwrap().weight, 0.5);
    assert!(
        run.node("b")
            .unwrap()
            .scores
            .iter()
            .all(|score| score.is_nan())
    );
    assert_eq!(run.index().scores, [0.0, 75.0, 75.0]);
    assert_eq!(run.index().ranks, [Some(3), Some(1), Some(1)]);
    // The value is known, so the unit is fully covered.
    assert_eq!(run.index().coverage[0].share(), 1.0);
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Normalisation,
        "b",
        "all values are the same"
    ));
}

#[test]
fn direction_weights_and_missing_values() {
    let b = "id = \"b\"\ndirection = \"negative\"\nweight = 3";
    let data = "unit,a,b\nx,0,10\ny,10,20\nz,5,\n";
    let run = run(&framework("", &[A, b]), data).unwrap();
    assert_eq!(run.node("b").unwrap().scores[..2], [100.0, 0.0]);
    assert_eq!(run.index().scores, [75.0, 25.0, 50.0]);
    assert_eq!(run.treated.column(1)[..2], [10.0, 20.0]);
}

#[test]
fn scores_below_the_minimum_of_coverage_are_withheld() {
    let data = "unit,a,b,c\nx,0,1,2\ny,10,,\nz,5,3,\n";
    let text = framework("coverage = { minimum = 0.65 }", &[A, B, C]);
    let run = run(&text, data).unwrap();
    let index = run.index();
    assert!(index.scores[1].is_nan() && !index.scores[2].is_nan());
    assert_eq!(index.ranks, [Some(2), None, Some(1)]);
    assert_eq!((index.coverage[1].present, index.coverage[1].total), (1, 3));
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Coverage,
        "index",
        "to: y"
    ));
    let text = framework("", &[A, B, C]);
    let run = self::run(&text, data).unwrap();
    assert!(!run.index().scores[1].is_nan());
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Coverage,
        "index",
        "fewer than half of the indicators: y"
    ));
}

#[test]
fn an_indicator_without_any_value_is_reported_and_lowers_coverage() {
    let run = run(&framework("", &[A, B]), "unit,a,b\nx,0,\ny,10,\n").unwrap();
    assert_eq!(run.node("b").unwrap().weight, 0.0);
    assert_eq!(run.index().scores, [0.0, 100.0]);
    assert_eq!(run.index().coverage[0].share(), 0.5);
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Normalisation,
        "b",
        "no unit has a value"
    ));
}

#[test]
fn denominators() {
    let a = "id = \"a\"\ndenominator = \"people\"";
    let data = "unit,a,people\nx,10,5\ny,30,10\nz,7,\nw,7,0\nv,,0\n";
    let run = run(&framework("", &[a]), data).unwrap();
    assert_eq!(run.treated.column(0)[..2], [2.0, 3.0]);
    assert!(
        run.treated.column(0)[2..]
            .iter()
            .all(|value| value.is_nan())
    );
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Denomination,
        "a",
        "for: z, w"
    ));

    let error = self::run(&framework("", &[a]), "unit,a,peopel\nx,1,1\ny,2,1\n").unwrap_err();
    assert!(
        matches!(&error, BuildError::MissingDenominator { nearest: Some(nearest), .. } if nearest == "peopel")
    );
    let error = self::run(
        &framework("", &[a]),
        "unit,a,people\nx,1e300,1e-300\ny,2,1\n",
    )
    .unwrap_err();
    assert!(matches!(error, BuildError::NotFinite { .. }));
    let run = self::run(&framework("denominate = false", &[a]), "unit,a\nx,1\ny,2\n").unwrap();
    assert!(has_choice(
        &run,
        Severity::Note,
        Step::Denomination,
        "",
        "not divided"
    ));
}

#[test]
fn cells_that_are_no_numbers_are_named() {
    for cell in ["NaN", "inf", "1e400", "many"] {
        let data = format!("unit,a,remark\nx,1,text\ny,{cell},\n");
        let error = run(&framework("", &[A]), &data).unwrap_err().to_string();
        assert!(
            error.contains("d.csv, line 3") && error.contains("\"a\"") && error.contains(cell),
            "{error}"
        );
    }
}

#[test]
fn what_cannot_be_computed_is_refused() {
    let error = run(&framework("", &[A, B]), "unit,a,bb\nx,1,2\ny,2,1\n").unwrap_err();
    assert!(
        matches!(&error, BuildError::MissingColumn { indicator, nearest: Some(nearest), .. }
        if indicator == "b" && nearest == "bb")
    );
    let error = run(&framework("", &[A]), "unit,a\nx,1\n").unwrap_err();
    assert!(matches!(error, BuildError::TooFewUnits { units: 1, .. }));
    let error = run(&framework("", &[A, B]), "unit,a,b\nx,1,2\ny,1,2\n").unwrap_err();
    assert!(matches!(error, BuildError::NothingVaries { .. }));
    assert!(error.message().zh.contains("d.csv") && error.to_string().contains("d.csv"));
}

#[test]
fn a_column_of_another_unit_set_is_explained() {
    let text = framework("", &[A, "id = \"b\"\nunit_sets = [\"provinces\"]"]).replace(
        "name = \"t\"",
        "name = \"t\"\nunit_sets = [\"provinces\", \"cities\"]",
    );
    let error = run(&text, "unit,a\nx,1\ny,2\n").unwrap_err().to_string();
    assert!(error.contains("only in the unit sets provinces"), "{error}");
    let framework = Framework::parse(&text, "f.toml").unwrap();
    let table = Table::from_csv("unit,a\nx,1\ny,2\n", "d.csv").unwrap();
    let run = build(&framework.for_unit_set("cities").unwrap(), &table).unwrap();
    assert_eq!(run.indicators.len(), 1);
    assert!(has_choice(
        &run,
        Severity::Note,
        Step::UnitSet,
        "b",
        "left out"
    ));
}

#[test]
fn two_units_are_enough_for_weights_that_do_not_depend_on_them() {
    let run = run(&framework("", &[A, B]), "unit,a,b\nx,1,2\ny,2,9\n").unwrap();
    assert_eq!(run.index().scores, [0.0, 100.0]);
}

#[test]
fn equal_weights_that_override_given_ones_are_noted() {
    let a = "id = \"a\"\nweight = 5";
    let text = framework("weighting = { kind = \"equal\" }", &[a, B]);
    let run = run(&text, "unit,a,b\nx,1,2\ny,2,1\n").unwrap();
    assert_eq!(run.node("a").unwrap().weight, 0.5);
    assert!(has_choice(
        &run,
        Severity::Note,
        Step::Weighting,
        "",
        "are not"
    ));
}

#[test]
fn the_tables() {
    let data = "city,a,b\n\"x, y\",0,10\nz,10,\n";
    let text = framework("coverage = { minimum = 0 }", &[A, "id = \"b\"\nweight = 3"]);
    let run = run(&text, data).unwrap();
    assert_eq!(
        tables::treated_csv(&run),
        "unit,a,b\n\"x, y\",0,10\nz,10,\n"
    );
    assert_eq!(
        tables::normalised_csv(&run),
        "unit,a,b\n\"x, y\",0,\nz,100,\n"
    );
    assert_eq!(
        tables::scores_csv(&run),
        "unit,node,level,score,rank\n\
         \"x, y\",index,2,0,2\nz,index,2,100,1\n\
         \"x, y\",a,1,0,2\nz,a,1,100,1\n\
         \"x, y\",b,1,,\nz,b,1,,\n"
    );
    assert_eq!(
        tables::weights_csv(&run),
        "node,parent,level,weight,effective_weight\nindex,,2,1,1\na,index,1,1,1\nb,index,1,0,0\n"
    );
    assert_eq!(
        tables::coverage_csv(&run),
        "unit,node,level,present,total,coverage\n\
         ,index,2,3,4,0.75\n,a,1,2,2,1\n,b,1,1,2,0.5\n\
         \"x, y\",index,2,2,2,1\nz,index,2,1,2,0.5\n"
    );
    let choices = tables::choices_csv(&run);
    assert!(choices.starts_with("step,node,severity,inferred,zh,en\n"));
    assert!(
        choices.contains("normalisation,b,warning,false,"),
        "{choices}"
    );
}

/// Values on a coarse grid with gaps, so that ties, constants and missing values all occur.
fn values() -> impl Strategy<Value = Vec<[Option<u8>; 3]>> {
    prop::collection::vec(
        [
            prop::option::weighted(0.8, 0..6u8),
            prop::option::weighted(0.8, 0..6u8),
            prop::option::weighted(0.8, 0..6u8),
        ],
        2..30,
    )
}

fn computed(values: &[[Option<u8>; 3]], change: impl Fn(f64) -> f64) -> Table {
    let column = |at: usize| Column {
        id: ["a", "b", "c"][at].to_owned(),
        values: values
            .iter()
            .map(|row| row[at].map_or(f64::NAN, |v| change(f64::from(v))))
            .collect(),
    };
    let units = (0..values.len()).map(|unit| format!("u{unit}")).collect();
    Table::new(units, vec![column(0), column(1), column(2)]).unwrap()
}

proptest! {
    #[test]
    fn scores_stay_in_range_and_do_not_depend_on_the_unit_of_measure(values in values()) {
        let framework = Framework::parse(&framework("", &[A, "id = \"b\"\nweight = 2", C]), "f.toml").unwrap();
        let Ok(run) = build(&framework, &computed(&values, |v| v)) else { return Ok(()) };
        let rescaled = build(&framework, &computed(&values, |v| v * 1024.0 + 8.0)).unwrap();
        for (node, other) in run.nodes.iter().zip(&rescaled.nodes) {
            prop_assert_eq!(&node.ranks, &other.ranks);
            for (score, other) in node.scores.iter().zip(&other.scores) {
                prop_assert!(score.is_nan() == other.is_nan());
                prop_assert!(score.is_nan() || (-1e-9..=100.0 + 1e-9).contains(score));
                prop_assert!(score.is_nan() || (score - other).abs() < 1e-9);
            }
        }
        let total: f64 = run.indicators.iter().map(|&at| run.nodes[at].effective_weight).sum();
        prop_assert!((total - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_better_value_never_lowers_a_score(values in values(), unit in 0..30usize) {
        let framework = Framework::parse(&framework("", &[A, B, C]), "f.toml").unwrap();
        let unit = unit % values.len();
        prop_assume!(values[unit].iter().all(|v| v.is_some_and(|v| v < 5)));
        // The extremes are pinned, so that the better value does not move the scale of the others.
        let mut pinned = values.clone();
        pinned.push([Some(0); 3]);
        pinned.push([Some(5); 3]);
        let before = build(&framework, &computed(&pinned, |v| v)).unwrap();
        pinned[unit][0] = pinned[unit][0].map(|v| v + 1);
        let after = build(&framework, &computed(&pinned, |v| v)).unwrap();
        prop_assert!(after.index().scores[unit] > before.index().scores[unit]);
        prop_assert!(after.index().ranks[unit] <= before.index().ranks[unit]);
    }
}
