//! Screening, imputation, treatment and normalisation through whole runs: what an indicator says of
//! its own, editions on one scale, and what is refused.

#![allow(clippy::unwrap_used)]

use jushu_index::{
    BuildError, Framework, FrameworkErrorKind, Panel, PanelError, Parameters, Run, Severity, Step,
    Table, build, build_panel, build_with, tables,
};
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

fn parse(method: &str, indicators: &[&str]) -> Framework {
    Framework::parse(&framework(method, indicators), "f.toml").unwrap()
}

fn run(method: &str, indicators: &[&str], data: &str) -> Result<Run, BuildError> {
    build(
        &parse(method, indicators),
        &Table::from_csv(data, "d.csv").unwrap(),
    )
}

/// The message of a build that is refused, the same in the file it names in both languages.
fn refusal(method: &str, indicators: &[&str], data: &str) -> String {
    let error = run(method, indicators, data).unwrap_err();
    assert!(matches!(error, BuildError::Refused { .. }), "{error:?}");
    let message = error.message();
    assert!(
        message.zh.starts_with("d.csv") && message.en.starts_with("d.csv"),
        "{message:?}"
    );
    assert_eq!(error.to_string(), message.en);
    message.en.into_owned()
}

fn framework_error(method: &str, indicators: &[&str]) -> (Option<usize>, FrameworkErrorKind) {
    let error = Framework::parse(&framework(method, indicators), "f.toml").unwrap_err();
    (error.line, *error.kind)
}

fn has_choice(run: &Run, severity: Severity, step: Step, text: &str) -> bool {
    run.choices.iter().any(|choice| {
        choice.severity == severity && choice.step == step && choice.text.en.contains(text)
    })
}

/// `unit,a` with these values; NaN is an empty cell.
fn data(values: &[f64]) -> String {
    let row = |(at, value): (usize, &f64)| {
        let cell = if value.is_nan() {
            String::new()
        } else {
            value.to_string()
        };
        format!("u{at},{cell}\n")
    };
    format!(
        "unit,a\n{}",
        values.iter().enumerate().map(row).collect::<String>()
    )
}

fn skewed() -> Vec<f64> {
    (1..=15).map(f64::from).chain([50.0, 100.0]).collect()
}

#[test]
fn screening_leaves_units_out_and_says_so() {
    let method = "screening = { available = 0.6, include = [\"y\"], exclude = [\"w\", \"ww\"] }";
    let table = "unit,a,b\nx,1,2\ny,4,\nz,,5\nw,3,3\nv,7,1\n";
    let run = run(method, &[A, B], table).unwrap();
    assert_eq!(run.units, ["x", "y", "v"]);
    assert_eq!(run.index().scores.len(), 3);
    assert_eq!(run.screened.len(), 5);
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Screening,
        "too few of the indicators): z"
    ));
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Screening,
        "left out by name): w"
    ));
    assert!(has_choice(
        &run,
        Severity::Warning,
        Step::Screening,
        "\"ww\" named in screening"
    ));
    // The extremes of units left out do not stretch the scale.
    assert_eq!(run.node("a").unwrap().scores, [0.0, 50.0, 100.0]);
    assert_eq!(
        tables::screening_csv(&run),
        "unit,available,nonzero,verdict\nx,1,1,kept\ny,0.5,1,included\nz,0.5,1,too-few-values\n\
         w,1,1,excluded\nv,1,1,kept\n"
    );
    let too_few = self::run(
        "screening = { available = 1 }",
        &[A, B],
        "unit,a,b\nx,1,2\ny,4,\n",
    );
    assert!(matches!(
        too_few,
        Err(BuildError::TooFewUnits { units: 1, .. })
    ));
}

#[test]
fn screening_that_contradicts_itself_is_refused() {
    let (line, kind) =
        framework_error("screening = { include = [\"x\"], exclude = [\"x\"] }", &[A]);
    assert_eq!(line, Some(6));
    assert!(matches!(kind, FrameworkErrorKind::Combination { .. }));
    let (_, kind) = framework_error("screening = { available = 66 }", &[A]);
    assert!(matches!(kind, FrameworkErrorKind::OutOfRange { .. }));
}

#[test]
fn denomination_per_ten_thousand() {
    let a = "id = \"a\"\ndenominator = \"people\"\nper = 10000";
    let run = run("", &[a], "unit,a,people\nx,30,60000\ny,10,10000\n").unwrap();
    assert_eq!(run.denominated.column(0), [5.0, 10.0]);
    let (_, kind) = framework_error("", &["id = \"a\"\nper = 100"]);
    assert!(matches!(kind, FrameworkErrorKind::MissingKey { .. }));
    let (_, kind) = framework_error("", &["id = \"a\"\ndenominator = \"d\"\nper = 0"]);
    assert!(matches!(kind, FrameworkErrorKind::OutOfRange { .. }));
}

#[test]
fn every_cell_that_was_filled_or_changed_is_listed() {
    let mut values = skewed();
    values[0] = f64::NAN;
    let table = format!(
        "{}u17,\n",
        data(&values)
            .replace("unit,a", "unit,a,b")
            .replace('\n', ",1\n")
    );
    let table = table
        .replacen("unit,a,b,1", "unit,a,b", 1)
        .replace("u17,\n", "u17,,2\n");
    let run = run(
        "imputation = { kind = \"median\" }\n\
         treatment = { kind = \"winsorise\" }",
        &[
            A,
            "id = \"b\"\nimputation = { kind = \"none\" }\ntreatment = { kind = \"none\" }",
        ],
        &table,
    )
    .unwrap();
    let text = tables::treatments_csv(&run);
    assert_eq!(
        text,
        "unit,node,step,action,before,after\n\
         u0,a,imputation,median,,9.5\n\
         u15,a,treatment,winsorised-high,50,15\n\
         u16,a,treatment,winsorised-high,100,15\n\
         u17,a,imputation,median,,9.5\n"
    );
    let summary = tables::treated_indicators_csv(&run);
    assert!(summary.contains("\na,winsorise,treated,0,2,,"), "{summary}");
    assert!(summary.contains("\nb,none,not-needed,0,0,,"), "{summary}");
    assert!(has_choice(
        &run,
        Severity::Note,
        Step::Imputation,
        "a 2 (median)"
    ));
    assert!(has_choice(&run, Severity::Note, Step::Treatment, "a (2)"));
    // Coverage counts what was there before.
    assert_eq!(run.index().coverage[0].present, 1);
    assert!(run.denominated.value(0, 0).is_nan());
    assert_eq!(run.imputed.value(0, 0), 9.5);
}

#[test]
fn a_unit_with_nothing_is_not_made_up() {
    for kind in [
        "kind = \"mean\"",
        "kind = \"nearest-units\"",
        "kind = \"row-median\"",
        "kind = \"expectation-maximisation\"",
        "kind = \"group-mean\", group = \"g\"",
    ] {
        let run = run(
            &format!("imputation = {{ {kind} }}"),
            &[A, B],
            "unit,a,b,g\nx,1,2,p\ny,2,3,p\nz,,,p\nw,4,,p\nv,5,9,p\n",
        )
        .unwrap();
        assert!(run.index().scores[2].is_nan(), "{kind}");
        assert!(run.imputed.value(3, 1).is_finite(), "{kind}");
        assert!(
            has_choice(&run, Severity::Warning, Step::Imputation, "still missing"),
            "{kind}"
        );
    }
}

#[test]
fn logarithms_of_what_has_none_are_refused() {
    let treatment = "treatment = { kind = \"natural-log\", when = \"always\" }";
    let message = refusal(treatment, &[A], &data(&[3.0, -1.0, 4.0, 9.0]));
    assert!(
        message.contains("d.csv, line 3: treatment, indicator \"a\", unit \"u1\""),
        "{message}"
    );
    assert!(message.contains("winsorise-log"), "{message}");
}

#[test]
fn an_indicator_may_have_its_own_method() {
    let run = run(
        "treatment = { kind = \"winsorise-log\" }",
        &[
            "id = \"a\"\n[indicator.treatment]\nkind = \"log\"\nwhen = \"always\"\n\
             [indicator.normalisation]\nkind = \"z-score\"",
            B,
        ],
        &data(&skewed())
            .replace("unit,a", "unit,a,b")
            .replace('\n', ",1\n")
            .replacen(",1\n", "\n", 1)
            .replace("u0,1,1", "u0,1,0"),
    )
    .unwrap();
    assert_eq!(run.treatments[0].method, "log");
    assert_eq!(run.treatments[0].transformation, Some("log"));
    let mean: f64 = run.normalised.column(0).iter().sum::<f64>() / 17.0;
    assert!(mean.abs() < 1e-12);
    assert_eq!(run.normalised.column(1)[0], 0.0);
}

#[test]
fn goalposts_go_through_the_same_transformation_as_the_values() {
    let method = "normalisation = { kind = \"goalposts\" }";
    let a = "id = \"a\"\ngoalposts = { low = 1, high = 100 }\n\
             treatment = { kind = \"log\", when = \"always\" }";
    let run = run(method, &[a], &data(&skewed())).unwrap();
    // 1 and 100 are the ends of the data, so they get the ends of the scale.
    assert_eq!(run.normalised.value(0, 0), 0.0);
    assert_eq!(run.normalised.value(16, 0), 100.0);
    let expected = (9.0 + 0.99f64).ln() - 0.99f64.ln();
    let expected = expected / (99.99f64.ln() - 0.99f64.ln()) * 100.0;
    assert!((run.normalised.value(9, 0) - expected).abs() < 1e-12);
    // Below the domain of the logarithm.
    let a = a.replace("low = 1", "low = -5");
    let message = refusal(method, &[&a], &data(&skewed()));
    assert!(
        message.contains("-5") && message.contains("domain"),
        "{message}"
    );
}

#[test]
fn optimal_intervals_work_with_any_normalisation() {
    let values = [1.0, 3.0, 4.0, 6.0, 9.0];
    let interval = "id = \"a\"\noptimum = { low = 3, high = 5 }";
    let found = run("", &[interval], &data(&values)).unwrap();
    assert_eq!(found.index().scores, [50.0, 100.0, 100.0, 75.0, 0.0]);
    let rank = run(
        "normalisation = { kind = \"rank\" }",
        &[interval],
        &data(&values),
    )
    .unwrap();
    assert_eq!(rank.index().scores, [2.0, 4.0, 4.0, 3.0, 1.0]);
    let point = "id = \"a\"\noptimum = 4\nnormalisation = { kind = \"middle-optimal\" }";
    let found = run("", &[point], &data(&values)).unwrap();
    assert_eq!(found.index().scores, [40.0, 80.0, 100.0, 60.0, 0.0]);
    // Values stay in their unit of measure.
    assert_eq!(found.treated.column(0), values);
}

#[test]
fn what_an_indicator_says_of_its_scale_is_checked() {
    for (key, expected) in [
        ("goalposts = { low = 5, high = 5 }", "range"),
        ("goalposts = { low = 5, high = 1 }", "range"),
        ("goalposts = { low = -1.7e308, high = 1.7e308 }", "range"),
        ("goalposts = { low = -inf, high = 1 }", "type"),
        ("goalposts = { low = nan, high = 1 }", "type"),
        ("goalposts = { low = 1 }", "missing"),
        ("goalposts = [1, 2]", "type"),
        ("target = inf", "type"),
        ("optimum = { low = 3, high = 1 }", "range"),
        ("optimum = \"many\"", "type"),
        ("optimum = 3\ndirection = \"negative\"", "combination"),
        ("imputation = { kind = \"nearest-units\" }", "combination"),
        ("imputation = { kind = \"group-mean\" }", "missing"),
        (
            "treatment = { kind = \"percentiles\", low = 60, high = 40 }",
            "combination",
        ),
    ] {
        let (line, kind) = framework_error("", &[&format!("id = \"a\"\n{key}")]);
        let found = match kind {
            FrameworkErrorKind::OutOfRange { .. } => "range",
            FrameworkErrorKind::WrongType { .. } => "type",
            FrameworkErrorKind::MissingKey { .. } => "missing",
            FrameworkErrorKind::Combination { .. } => "combination",
            other => panic!("{key}: {other:?}"),
        };
        assert_eq!(found, expected, "{key}");
        assert_eq!(line, Some(13), "{key}");
    }
}

#[test]
fn normalisations_without_meaning_are_refused() {
    for (kind, body, values, expected) in [
        ("goalposts", "", [1.0, 2.0, 3.0], "goalposts = {"),
        ("distance-to-target", "", [1.0, 2.0, 3.0], "target ="),
        (
            "distance-to-target",
            "target = 1",
            [1.0, 2.0, 3.0],
            "no better than the worst",
        ),
        (
            "distance-to-target",
            "target = -4",
            [1.0, 2.0, 3.0],
            "no better than the worst",
        ),
        (
            "distance-to-target",
            "target = 9\ndirection = \"negative\"",
            [1.0, 2.0, 3.0],
            "the target 9",
        ),
        (
            "distance-to-target",
            "optimum = 2",
            [1.0, 2.0, 3.0],
            "interval-optimal",
        ),
        ("interval-optimal", "", [1.0, 2.0, 3.0], "optimum = {"),
        (
            "fraction-of-maximum",
            "",
            [-1.0, 2.0, 3.0],
            "both sides of zero",
        ),
        ("sum", "", [-1.0, 2.0, 3.0], "both sides of zero"),
        (
            "distance-to-reference\", unit = \"u0",
            "",
            [1.0, 2.0, 3.0],
            "worst value",
        ),
        (
            "distance-to-reference\", unit = \"u9",
            "",
            [1.0, 2.0, 3.0],
            "not in the data",
        ),
        (
            "distance-to-reference\", unit = \"u1",
            "",
            [1.0, f64::NAN, 3.0],
            "has no value",
        ),
    ] {
        let method = format!("normalisation = {{ kind = \"{kind}\" }}");
        let message = refusal(&method, &[&format!("id = \"a\"\n{body}")], &data(&values));
        assert!(
            message.contains(expected) && message.contains("indicator \"a\""),
            "{kind} {body}: {message}"
        );
    }
    // A target that nobody has reached is no error.
    let method = "normalisation = { kind = \"distance-to-target\" }";
    let run = run(method, &["id = \"a\"\ntarget = 5"], &data(&[1.0, 2.0, 3.0])).unwrap();
    assert_eq!(run.index().scores, [0.0, 0.25, 0.5]);
}

#[test]
fn constant_duplicate_and_single_values() {
    // A column with one value, one that does not vary, one that is missing, and a duplicate.
    let table = "unit,a,b,c,d,e\nx,1,5,,1,\ny,2,5,,2,\nz,3,5,,3,\nw,4,5,,4,7\n";
    let indicators = [A, B, "id = \"c\"", "id = \"d\"", "id = \"e\""];
    for treatment in [
        "winsorise-log",
        "winsorise",
        "winsorise-shifted-log",
        "winsorise-box-cox",
        "log",
        "log-plus",
        "shifted-log",
        "natural-log",
        "box-cox",
        "percentiles",
        "fences",
    ] {
        for normalisation in ["min-max", "z-score", "rank", "vector", "logistic"] {
            let method = format!(
                "treatment = {{ kind = \"{treatment}\" }}\n\
                 normalisation = {{ kind = \"{normalisation}\" }}"
            );
            let run = run(&method, &indicators, table).unwrap();
            for excluded in ["b", "c", "e"] {
                assert_eq!(run.node(excluded).unwrap().weight, 0.0, "{method}");
            }
            assert_eq!(run.node("a").unwrap().scores, run.node("d").unwrap().scores);
            assert_eq!(
                run.index().ranks,
                [Some(4), Some(3), Some(2), Some(1)],
                "{method}"
            );
        }
    }
    let run = run(
        "treatment = { kind = \"winsorise-log\" }",
        &indicators,
        table,
    )
    .unwrap();
    assert!(has_choice(
        &run,
        Severity::Note,
        Step::Treatment,
        "cannot be judged: b, c, e"
    ));
}

#[test]
fn treatment_after_normalisation_limits_scores() {
    let method = "treatment = { kind = \"winsorise\" }\ntreat = \"after\"\n\
                  normalisation = { kind = \"z-score\" }";
    let run = run(method, &[A], &data(&skewed())).unwrap();
    assert_eq!(run.treated.value(16, 0), 100.0);
    assert_eq!(run.normalised.value(16, 0), run.normalised.value(14, 0));
    assert_eq!(run.treatments[0].high_points, 2);
    let (line, kind) = framework_error(
        "treat = \"after\"\ntreatment = { kind = \"winsorise-log\" }",
        &[A],
    );
    assert_eq!(line, Some(6));
    assert!(matches!(kind, FrameworkErrorKind::Combination { .. }));
    let (line, _) = framework_error(
        "treat = \"after\"",
        &["id = \"a\"\ntreatment = { kind = \"log\" }"],
    );
    assert_eq!(line, Some(10));
    let (_, kind) = framework_error("treat = \"later\"", &[A]);
    assert!(matches!(kind, FrameworkErrorKind::UnknownOption { .. }));
}

#[test]
fn methods_over_time_need_a_panel() {
    let message = refusal(
        "imputation = { kind = \"last-value\" }",
        &[A],
        &data(&[1.0, 2.0]),
    );
    assert!(
        message.contains("imputation: \"last-value\" needs tables of several times"),
        "{message}"
    );
    let message = refusal(
        "imputation = { kind = \"group-mean\", group = \"gg\" }",
        &[A],
        "unit,a,g\nx,1,p\ny,,p\n",
    );
    assert!(
        message.contains("no column for the group \"gg\""),
        "{message}"
    );
}

const PANEL: &str = "city,year,a\nx,2023,20\ny,2023,40\nz,2023,\nx,2021,0\ny,2021,10\nz,2021,4\n\
                     x,2022,\ny,2022,30\nz,2022,8\n";

fn scores(method: &str) -> Vec<Vec<f64>> {
    let panel = Panel::from_csv(PANEL, "p.csv", "year").unwrap();
    let runs = build_panel(&parse(method, &[A]), &panel).unwrap();
    runs.iter().map(|run| run.index().scores.clone()).collect()
}

#[test]
fn panels_are_filled_over_time_and_put_on_one_scale() {
    let own = scores("imputation = { kind = \"last-value\" }");
    // 2022: x keeps 0 of 2021. 2023: z keeps 8 of 2022.
    assert_eq!(own[1], [0.0, 100.0, 800.0 / 30.0]);
    assert_eq!(own[2], [12.0 / 32.0 * 100.0, 100.0, 0.0]);
    let pooled = scores("imputation = { kind = \"last-value\" }\nfit = \"pooled\"");
    assert_eq!(
        pooled,
        [[0.0, 25.0, 10.0], [0.0, 75.0, 20.0], [50.0, 100.0, 20.0]]
    );
    let first = scores("imputation = { kind = \"linear\", ends = \"nearest\" }\nfit = \"first\"");
    assert_eq!(
        first,
        [
            [0.0, 100.0, 40.0],
            [100.0, 300.0, 80.0],
            [200.0, 400.0, 80.0]
        ]
    );
}

#[test]
fn what_is_no_panel_is_refused() {
    let error = |text: &str, time: &str| Panel::from_csv(text, "p.csv", time).unwrap_err();
    assert!(matches!(
        error(PANEL, "Year"),
        PanelError::MissingTime { .. }
    ));
    assert!(
        error("unit,year,a\nx,soon,1\n", "year")
            .to_string()
            .contains("p.csv, line 2")
    );
    assert!(matches!(
        error("unit,year,a\nx,,1\n", "year"),
        PanelError::Time { .. }
    ));
    assert!(matches!(
        error("unit,year,a\n", "year"),
        PanelError::Table(_)
    ));
    assert!(matches!(
        error("unit,year,a\nx,1,1\nx,1,2\n", "year"),
        PanelError::Table(_)
    ));
    assert_eq!(Panel::new(Vec::new()), Err(PanelError::Empty));
    assert!(matches!(
        error("unit,year,a\nx,2020,1\ny,2020.0,2\n", "year"),
        PanelError::DuplicateTime { .. }
    ));
}

#[test]
fn an_edition_is_computed_on_the_scale_of_another() {
    let framework = parse(
        "treatment = { kind = \"winsorise-log\", max_points = 1 }",
        &[A],
    );
    let table = |values: &[f64]| Table::from_csv(&data(values), "d.csv").unwrap();
    let first = build(&framework, &table(&skewed())).unwrap();
    // Parameters outlive the run as text.
    let text = toml::to_string(&first.parameters).unwrap();
    let parameters: Parameters = toml::from_str(&text).unwrap();
    assert_eq!(parameters, first.parameters);
    let mut grown = skewed();
    grown[0] = 200.0;
    let second = build_with(&framework, &table(&grown), &parameters).unwrap();
    assert!(second.index().scores[0] > 100.0);
    assert_eq!(second.index().scores[1..], first.index().scores[1..]);
    for (unit, &value) in grown.iter().enumerate() {
        assert_eq!(
            parameters.columns[0].score(value),
            second.normalised.value(unit, 0)
        );
    }
    // Too far below the first minimum there is no logarithm.
    grown[3] = -1.0;
    let error = build_with(&framework, &table(&grown), &parameters)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("unit \"u3\"") && error.contains("-1"),
        "{error}"
    );
    let other = parse("", &[A, B]);
    let error = build_with(
        &other,
        &Table::from_csv("unit,a,b\nx,1,2\ny,2,3\n", "d.csv").unwrap(),
        &parameters,
    );
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("indicator \"b\": there are no fixed parameters")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_method_invents_or_loses_a_value(
        values in prop::collection::vec([
            prop::option::weighted(0.85, -30..60i32), prop::option::weighted(0.85, 0..900i32)], 4..30),
        treatment in prop::sample::select(vec![
            "none", "winsorise-log", "winsorise", "log-plus", "box-cox", "percentiles", "fences"]),
        normalisation in prop::sample::select(vec![
            "min-max", "z-score", "rank", "borda", "percentile-rank", "vector", "logistic",
            "distance-to-maximum", "efficacy-coefficient", "middle-optimal"]),
        negative: bool,
    ) {
        let direction = if negative { "direction = \"negative\"" } else { "" };
        let method = format!(
            "treatment = {{ kind = \"{treatment}\" }}\nnormalisation = {{ kind = \"{normalisation}\" }}");
        let framework = parse(&method, &[&format!("{A}\n{direction}"), B]);
        let cell = |value: &Option<i32>| value.map_or(String::new(), |value| value.to_string());
        let rows = values.iter().enumerate().map(|(at, [a, b])| format!("u{at},{},{}\n", cell(a), cell(b)));
        let table = format!("unit,a,b\n{}", rows.collect::<String>());
        let table = Table::from_csv(&table, "d.csv").unwrap();
        let Ok(run) = build(&framework, &table) else { return Ok(()) };
        for column in 0..2 {
            let scored = run.parameters.columns[column].normalisation.is_ok();
            for (unit, row) in values.iter().enumerate() {
                let missing = row[column].is_none();
                prop_assert_eq!(run.treated.value(unit, column).is_nan(), missing);
                prop_assert_eq!(run.normalised.value(unit, column).is_nan(), missing || !scored);
                // The fitted functions give the same scores one value at a time.
                let score = run.parameters.columns[column].score(run.imputed.value(unit, column));
                prop_assert!(score == run.normalised.value(unit, column) || score.is_nan());
            }
        }
        // The order of the units does not matter.
        let reversed: Vec<usize> = (0..values.len()).rev().collect();
        let other = build(&framework, &table.with_units(&reversed)).unwrap();
        for (a, b) in run.index().scores.iter().rev().zip(&other.index().scores) {
            prop_assert!(a == b || (a - b).abs() < 1e-9 || a.is_nan() && b.is_nan());
        }
    }
}
