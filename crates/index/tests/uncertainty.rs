//! Uncertainty, sensitivity and what-if against builds of the index, an independent Monte Carlo, and each
//! other.

#![allow(clippy::unwrap_used)]

use jushu_index::uncertainty::{
    Design, Drawn, FactorKind, KeptReplications, MethodChoice, Output, Robustness, Scope,
    ScoreScale, SensitivityStudy, Study, Tally, Uncertainty, UncertaintyError, WhatIf, WhatIfError,
    default_design, default_intervals, sensitivity, uncertainty,
};
use jushu_index::weighting::WeightingSpec;
use jushu_index::{Column, Framework, FrameworkErrorKind, Table, build};
use proptest::prelude::*;

const FRAMEWORK: &str = r#"
    framework = { id = "t", name = "t", edition = "1" }
    node = [
        { id = "root" },
        { id = "left", parent = "root", weight = 2 },
        { id = "right", parent = "root" },
    ]
    indicator = [
        { id = "a", parent = "left" },
        { id = "b", parent = "left", weight = 3, direction = "negative" },
        { id = "c", parent = "right", weight = 0.5 },
        { id = "d", parent = "right" },
        { id = "e", parent = "root" },
    ]
    [method]
    normalisation = { kind = "min-max" }
    weighting = { kind = "given" }
    aggregation = { kind = "arithmetic" }
    coverage = { minimum = 0.3 }
"#;

const INDICATORS: [&str; 5] = ["a", "b", "c", "d", "e"];

fn framework() -> Framework {
    Framework::parse(FRAMEWORK, "t.toml").unwrap()
}

fn table(columns: &[Vec<f64>]) -> Table {
    let units = (0..columns[0].len()).map(|unit| format!("u{unit}"));
    let columns = INDICATORS.iter().zip(columns).map(|(id, values)| Column {
        id: (*id).to_owned(),
        values: values.clone(),
    });
    Table::new(units.collect(), columns.collect()).unwrap()
}

/// Twelve units; some values are missing, and the last unit has too few for a score.
fn usual_table() -> Table {
    let column = |step: u32, missing: &[usize]| {
        let value = |unit: u32| f64::from((unit * step + step) % 13) + f64::from(unit) * 0.1;
        let mut column: Vec<f64> = (0..12).map(value).collect();
        missing.iter().for_each(|&unit| column[unit] = f64::NAN);
        column
    };
    table(&[
        column(5, &[3, 11]),
        column(7, &[11]),
        column(2, &[4, 11]),
        column(11, &[4, 11]),
        column(3, &[]),
    ])
}

fn design(text: &str) -> Design {
    Design::parse(text, "u.toml").unwrap()
}

const CHOICES: &str = r#"
    [[choice]]
    step = "normalisation"
    alternatives = [{ kind = "min-max" }, { kind = "min-max", low = 1, high = 5 }]
    probabilities = [0.75, 0.25]
    [[choice]]
    step = "weighting"
    alternatives = [{ kind = "given" }, { kind = "equal" }]
    [[choice]]
    step = "weights"
    noise = { kind = "uniform", spread = 0.25 }
    [[choice]]
    step = "left-out"
    probability = 0.5
"#;

fn assert_same(a: &Uncertainty, b: &Uncertainty) {
    assert_eq!(a.ranks, b.ranks);
    assert_eq!(format!("{:?}", a.scores), format!("{:?}", b.scores));
    for first in 0..a.units.len() {
        for second in 0..a.units.len() {
            let both = [a, b].map(|result| result.before_probability(first, second));
            assert_eq!(both[0].to_bits(), both[1].to_bits());
        }
    }
}

fn values() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let value = prop_oneof![4 => (-50..50i32).prop_map(f64::from), 1 => Just(f64::NAN)];
    (2..15usize).prop_flat_map(move |units| {
        prop::collection::vec(prop::collection::vec(value.clone(), units), 5)
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 || (a.is_nan() && b.is_nan())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Without uncertainty every replication is the run, whatever is missing.
    #[test]
    fn without_uncertainty_intervals_are_the_run(columns in values()) {
        let (framework, table) = (framework(), table(&columns));
        let Ok(run) = build(&framework, &table) else { return Ok(()) };
        let result = uncertainty(&framework, &table, &Design::new(3, 1), 1).unwrap();
        for (unit, nominal) in run.index().ranks.iter().enumerate() {
            let Some(ranks) = result.ranks[unit] else {
                prop_assert_eq!(*nominal, None);
                continue;
            };
            let nominal = nominal.unwrap();
            prop_assert_eq!((ranks.best, ranks.worst), (nominal, nominal));
            let ends = (ranks.q05, ranks.mean, ranks.q95);
            prop_assert_eq!(ends, (nominal.into(), nominal.into(), nominal.into()));
            let score = result.scores[unit].unwrap();
            let own = run.index().scores[unit];
            prop_assert!(close(score.least, own) && close(score.most, own));
        }
    }

    /// Every replication is the index built with the methods and weights that were drawn.
    #[test]
    fn every_replication_is_a_build(columns in values(), seed in 0..1000u64) {
        let (framework, table) = (framework(), table(&columns));
        let Ok(nominal) = build(&framework, &table) else { return Ok(()) };
        let excluded = nominal.nodes.iter().any(|node| node.weight == 0.0);
        let design = design(&format!("[design]\nreplications = 12\nseed = {seed}\n{CHOICES}"));
        let FactorKind::Alternatives { alternatives, .. } = &design.factors[0].kind else {
            unreachable!()
        };
        let mut study = Study::new(&framework, &table, &design).unwrap();
        let mut failures = Vec::new();
        study.advance(1, Some(&mut |replication| {
            let [
                Drawn::Label(normalisation),
                _,
                Drawn::Weights(weights),
                Drawn::Label(left_out),
            ] = replication.drawn.as_slice() else { unreachable!() };
            let mut drawn = framework.clone();
            drawn.method.weighting = WeightingSpec::Given;
            for (id, weight) in weights {
                // A framework has no weight of 0; so small a one moves scores by less than is compared.
                let weight = if *weight > 0.0 { *weight } else { 1e-15 };
                for node in drawn.nodes.iter_mut().filter(|node| node.id == *id) {
                    node.weight = weight;
                }
                for indicator in drawn.indicators.iter_mut().filter(|i| i.id == *id) {
                    indicator.weight = weight;
                }
            }
            let method = alternatives.iter().find(|a| a.label == *normalisation).unwrap();
            method.method.put_into(&mut drawn, &Scope::Framework);
            let run = build(&drawn, &table).unwrap();
            let scores = replication.scores.iter().zip(&run.index().scores);
            for (unit, (found, expected)) in scores.enumerate() {
                // With gaps, what is left out may be all a node has: then the small weight lets it in.
                let gaps = excluded || columns.iter().any(|column| column[unit].is_nan());
                if !close(*found, *expected) && (left_out.is_empty() || !gaps) {
                    failures.push(format!("{unit}: {found}, not {expected}: {:?}", replication.drawn));
                }
            }
        })).unwrap();
        prop_assert!(failures.is_empty(), "{failures:?}");
    }
}

#[test]
fn threads_and_breaks_change_no_byte() {
    let (framework, table) = (framework(), usual_table());
    for sampling in ["monte-carlo", "latin-hypercube", "sobol"] {
        let design = design(&format!(
            "[design]\nreplications = 9000\nsampling = \"{sampling}\"\n{CHOICES}"
        ));
        let one = uncertainty(&framework, &table, &design, 1).unwrap();
        assert_eq!(one.replications, 9_000);
        for threads in [2, 8] {
            let several = uncertainty(&framework, &table, &design, threads).unwrap();
            assert_same(&one, &several);
        }
        let mut broken = Study::new(&framework, &table, &design).unwrap();
        assert!(broken.advance(2, None).unwrap());
        let kept = Tally::from_bytes(&broken.tally().to_bytes()).unwrap();
        assert!(kept.done() > 0 && kept.done() < kept.planned());
        let mut resumed = Study::resume(&framework, &table, &design, kept.clone()).unwrap();
        while resumed.advance(3, None).unwrap() {}
        assert_same(&one, &resumed.uncertainty());

        let mut other = design.clone();
        other.seed += 1;
        let refused = Study::resume(&framework, &table, &other, kept);
        assert_eq!(refused.err(), Some(UncertaintyError::OtherTally));
    }
    let mut one = design(&format!("[design]\nreplications = 64\n{CHOICES}"));
    one.bootstraps = 20;
    let results =
        [1, 2, 8].map(|threads| sensitivity(&framework, &table, &one, threads, |_, _| ()).unwrap());
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
    one.replications = 1_500;
    let whole = sensitivity(&framework, &table, &one, 2, |_, _| ()).unwrap();
    let mut broken = SensitivityStudy::new(&framework, &table, &one).unwrap();
    assert!(broken.advance(1).unwrap() && broken.done() < broken.planned());
    let kept = broken.kept();
    let mut resumed = SensitivityStudy::resume(&framework, &table, &one, &kept).unwrap();
    assert_eq!(resumed.done(), broken.done());
    while resumed.advance(3).unwrap() {}
    assert_eq!(resumed.sensitivity(1), whole);
    for other in [&kept[1..], b"", &broken.kept()[..kept.len() - 9]] {
        let refused = SensitivityStudy::resume(&framework, &table, &one, other);
        assert_eq!(refused.err(), Some(UncertaintyError::OtherTally));
    }
    one.replications = u32::MAX;
    let refused = SensitivityStudy::new(&framework, &table, &one).err();
    assert!(matches!(
        refused,
        Some(UncertaintyError::TooManyReplications { .. })
    ));
}

#[test]
fn agrees_with_an_independent_monte_carlo_on_asem() {
    let framework = Framework::parse(Framework::shipped("asem").unwrap(), "asem.toml").unwrap();
    let table = Table::from_csv(include_str!("asem/asem_idata.csv"), "asem.csv").unwrap();
    let expected = include_str!("peers/uncertainty_asem.csv");
    let expected = Table::from_csv(expected, "expected.csv").unwrap();
    assert_eq!(expected.units, table.units);
    let of = |id: &str| expected.column(id).unwrap().values.as_slice();
    for sampling in ["monte-carlo", "latin-hypercube", "sobol"] {
        let design = design(&format!(
            r#"
            [design]
            replications = 8192
            sampling = "{sampling}"
            [[choice]]
            step = "weights"
            noise = {{ kind = "uniform", spread = 0.25 }}
            [[choice]]
            step = "left-out"
            probability = 0.5
            "#
        ));
        let found = uncertainty(&framework, &table, &design, 2).unwrap();
        // The variance of a mean over 8,192 replications here and 100,000 there.
        let of_mean = 1.0 / 8_192.0 + 1e-5;
        for unit in 0..table.units.len() {
            let ranks = found.ranks[unit].unwrap();
            let error = of("deviation")[unit] * f64::sqrt(of_mean);
            let difference = (ranks.mean - of("mean")[unit]).abs();
            assert!(difference <= 5.0 * error + 1e-12, "{}", table.units[unit]);
            for (found, expected) in [
                (ranks.q05, of("q05")[unit]),
                (ranks.median, of("median")[unit]),
                (ranks.q95, of("q95")[unit]),
            ] {
                assert!((found - expected).abs() <= 1.0);
            }
            let share = of("top_10")[unit];
            let error = (share * (1.0 - share) * of_mean).sqrt();
            let difference = (found.top_probability(unit, 10) - share).abs();
            assert!(difference <= 5.0 * error + 1e-3, "{}", table.units[unit]);
        }
        let all: f64 = (0..51).map(|unit| found.top_probability(unit, 10)).sum();
        assert!((all - 10.0).abs() < 1e-9, "{all}");
    }
}

#[test]
fn probabilities_agree_with_the_replications() {
    let (framework, table) = (framework(), usual_table());
    let design = design(&format!("[design]\nreplications = 500\n{CHOICES}"));
    let mut study = Study::new(&framework, &table, &design).unwrap();
    let mut scores: Vec<Vec<f64>> = Vec::new();
    let mut keep = |replication: &jushu_index::uncertainty::Replication| {
        scores.push(replication.scores.to_vec());
    };
    study.advance(2, Some(&mut keep)).unwrap();
    assert!(!study.advance(2, None).unwrap());
    let found = study.uncertainty();
    let share = |holds: &dyn Fn(&Vec<f64>) -> bool| {
        scores.iter().filter(|row| holds(row)).count() as f64 / 500.0
    };
    let rank = |row: &Vec<f64>, unit: usize| {
        let better = row.iter().filter(|other| **other > row[unit] + 1e-9);
        (!row[unit].is_nan()).then(|| better.count() + 1)
    };
    for a in 0..12 {
        let top = share(&|row| rank(row, a).is_some_and(|rank| rank <= 3));
        assert!(close(found.top_probability(a, 3), top));
        for b in 0..12 {
            let before =
                share(&|row| row[a] > row[b] + 1e-9 || (!row[a].is_nan() && row[b].is_nan()));
            assert!(close(found.before_probability(a, b), before));
        }
        let tiers = found.tier_probabilities(a, &[3, 7]);
        assert_eq!(tiers.len(), 3);
        let ranked = share(&|row| !row[a].is_nan());
        assert!(close(tiers.iter().sum::<f64>(), ranked) && close(tiers[0], top));
    }
    // Unit 11 has one value of five: no score, no rank, and it stands before nobody.
    assert_eq!((found.ranks[11], found.scores[11]), (None, None));
    assert_eq!(found.before_probability(11, 0), 0.0);
    assert_eq!(found.scale, ScoreScale::Equated);

    let ranked: Vec<_> = found.ranks.iter().flatten().collect();
    let shifts = ranked
        .iter()
        .map(|ranks| (f64::from(ranks.nominal.unwrap()) - ranks.median).abs());
    let verdict = found.verdict().unwrap();
    assert!(close(
        verdict.mean_shift,
        shifts.clone().sum::<f64>() / 11.0
    ));
    assert!(close(
        verdict.within_two,
        shifts.filter(|shift| *shift <= 2.0).count() as f64 / 11.0
    ));
    assert_eq!(verdict.robustness, Robustness::VeryRobust);
    // A tenth of eleven units is one place.
    let wide = ranked.iter().filter(|ranks| ranks.q95 - ranks.q05 > 1.1);
    assert_eq!(verdict.wide as usize, wide.count());
}

#[test]
fn weights_and_parameters_vary_as_the_design_says() {
    let (framework, table) = (framework(), usual_table());
    let weights_of_b = |noise: &str| {
        let design = design(&format!(
            "[design]\nreplications = 4000\n[[choice]]\nstep = \"weights\"\nnoise = {noise}"
        ));
        let mut study = Study::new(&framework, &table, &design).unwrap();
        let mut weights = Vec::new();
        let mut keep = |replication: &jushu_index::uncertainty::Replication| {
            let Drawn::Weights(all) = &replication.drawn[0] else {
                unreachable!()
            };
            weights.push(all.iter().find(|(id, _)| id == "b").unwrap().1);
        };
        study.advance(2, Some(&mut keep)).unwrap();
        weights
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let variance = |values: &[f64], around: f64| {
        let squares = values.iter().map(|value| (value - around).powi(2));
        squares.sum::<f64>() / values.len() as f64
    };
    // b has 3/4 of its parent. Dirichlet: variance w(1 − w) / (concentration + 1).
    for (noise, least, most) in [
        (r#"{ kind = "uniform", spread = 0.5 }"#, 0.5, 0.9),
        (r#"{ kind = "triangular", spread = 0.5 }"#, 0.5, 0.9),
        (r#"{ kind = "normal", sd = 0.2 }"#, 0.0, 1.0),
        (r#"{ kind = "dirichlet", concentration = 40 }"#, 0.0, 1.0),
    ] {
        let weights = weights_of_b(noise);
        assert!(weights.iter().all(|weight| (least..=most).contains(weight)));
        assert!((mean(&weights) - 0.75).abs() < 0.02, "{noise}");
        assert!(variance(&weights, 0.75) > 1e-3, "{noise}");
        if noise.contains("40") {
            let expected = 0.75 * 0.25 / 41.0;
            assert!((variance(&weights, 0.75) / expected - 1.0).abs() < 0.1);
        }
    }
    // With two children all weights of the simplex are as likely: uniform, variance 1/12.
    let flat = weights_of_b(r#"{ kind = "dirichlet" }"#);
    assert!((mean(&flat) - 0.5).abs() < 0.02);
    assert!((variance(&flat, 0.5) - 1.0 / 12.0).abs() < 0.005);

    // An affine change of the scale of all indicators moves no rank under arithmetic means.
    let design = design(
        r#"
        [design]
        replications = 100
        [[choice]]
        step = "normalisation"
        method = { kind = "min-max" }
        parameter = "low"
        distribution = { kind = "uniform", low = 0, high = 90 }
        "#,
    );
    let found = uncertainty(&framework, &table, &design, 2).unwrap();
    for ranks in found.ranks.iter().flatten() {
        assert_eq!(Some(ranks.best), ranks.nominal);
        assert_eq!(ranks.best, ranks.worst);
    }
}

#[test]
fn errors_of_the_data_have_their_size() {
    // With one indicator and certain ends, the score is the value: its spread is the standard error.
    let framework = Framework::parse(
        r#"
        framework = { id = "t", name = "t", edition = "1" }
        node = [{ id = "root" }]
        indicator = [{ id = "a", parent = "root" }]
        "#,
        "t.toml",
    )
    .unwrap();
    let csv = "unit,a,a_se,a_class\nlow,0,0,sure\nmid,50,2,guess\nhigh,100,0,sure\n";
    let table = Table::from_csv(csv, "d.csv").unwrap();
    for (error, deviation) in [
        ("suffix = \"_se\"", 2.0),
        (
            "suffix = \"_class\"\nclasses = { sure = 0, guess = 0.06 }",
            3.0,
        ),
    ] {
        let design = design(&format!(
            "[design]\nreplications = 3000\n[[choice]]\nstep = \"data\"\n{error}"
        ));
        let mut study = Study::new(&framework, &table, &design).unwrap();
        let mut squares = 0.0;
        let mut keep = |replication: &jushu_index::uncertainty::Replication| {
            squares += (replication.scores[1] - 50.0).powi(2);
        };
        study.advance(1, Some(&mut keep)).unwrap();
        let found = (squares / 3_000.0).sqrt();
        assert!((found / deviation - 1.0).abs() < 0.07, "{error} {found}");
    }
}

#[test]
fn sensitivity_finds_the_choice_that_moves_ranks() {
    let (framework, table) = (framework(), usual_table());
    let mut design = design(&format!("[design]\nreplications = 256\n{CHOICES}"));
    design.bootstraps = 50;
    let mut shown = Vec::new();
    let found = sensitivity(&framework, &table, &design, 2, |done, planned| {
        shown.push((done, planned));
    })
    .unwrap();
    assert_eq!(shown.last(), Some(&(256 * 6, 256 * 6)));
    assert_eq!(found.replications, 256 * 6);
    let names = ["normalisation", "weighting", "weights", "left-out"];
    assert_eq!(found.factors, names);
    assert_eq!(found.outputs.len(), 13);
    let shift = &found.outputs[0];
    assert_eq!(shift.output, Output::MeanAbsoluteRankShift);
    let indices = shift.indices.as_ref().unwrap();
    // The two alternatives of normalisation are the same but for scale.
    assert!(indices[0].total.value.abs() < 1e-9, "{indices:?}");
    assert!(indices[3].total.value > 0.2, "{indices:?}");
    for index in indices {
        assert!(index.total.low <= index.total.high);
    }
    assert!(found.outputs[12].indices.is_none());
    assert!(
        found
            .choices
            .iter()
            .any(|choice| choice.text.en.contains("u11"))
    );
}

#[test]
fn what_if_is_the_index_built_anew() {
    let mut framework = framework();
    let mut table = usual_table();
    let mut index = WhatIf::new(framework.clone(), table.clone()).unwrap();
    let compare = |index: &WhatIf, framework: &Framework, table: &Table| {
        let run = build(framework, table).unwrap();
        assert!(index.ranks().eq(run.index().ranks.iter().copied()));
        let scores = index.scores().iter().zip(&run.index().scores);
        scores.for_each(|(found, expected)| assert!(close(*found, *expected)));
    };
    compare(&index, &framework, &table);

    index.set_share("b", 0.4).unwrap();
    framework.indicators[0].weight = 0.6;
    framework.indicators[1].weight = 0.4;
    compare(&index, &framework, &table);

    // "left" had 2 of 4, "right" and "e" 1 each.
    index.set_share("right", 0.4).unwrap();
    framework.nodes[1].weight = 0.4;
    framework.nodes[2].weight = 0.4;
    framework.indicators[4].weight = 0.2;
    compare(&index, &framework, &table);

    for (unit, column, value) in [
        (2, 1, 40.0),
        (2, 1, -3.0),
        (5, 2, 7.5),
        (4, 2, 1.0),
        (0, 0, f64::NAN),
    ] {
        table.columns[column].values[unit] = value;
        index
            .set_value(&format!("u{unit}"), INDICATORS[column], value)
            .unwrap();
        compare(&index, &framework, &table);
    }

    let equal = MethodChoice::Weighting(WeightingSpec::Equal);
    let mut fresh = WhatIf::new(framework.clone(), table.clone()).unwrap();
    fresh.set_method(&equal).unwrap();
    equal.put_into(&mut framework, &Scope::Framework);
    compare(&fresh, &framework, &table);

    assert_eq!(index.share("b"), Ok(0.4));
    assert!(matches!(
        index.set_share("rigth", 0.5),
        Err(WhatIfError::Unknown { nearest: Some(nearest), .. }) if nearest == "right"
    ));
    assert!(matches!(
        index.set_share("b", 1.0),
        Err(WhatIfError::Share { .. })
    ));
    assert!(matches!(
        index.set_share("root", 0.5),
        Err(WhatIfError::Alone { .. })
    ));
    assert!(matches!(
        index.set_value("u1", "a", f64::INFINITY),
        Err(WhatIfError::Value { .. })
    ));
}

#[test]
fn kept_replications_are_those_of_the_design_and_move_with_the_weights() {
    let (mut framework, table) = (framework(), usual_table());
    let design = design(
        r#"
        [design]
        replications = 700
        [[choice]]
        step = "normalisation"
        alternatives = [{ kind = "min-max" }, { kind = "min-max", low = 1 }]
        [[choice]]
        step = "weights"
        noise = { kind = "uniform", spread = 0.3 }
        "#,
    );
    let mut kept = KeptReplications::new(&framework, &table, &design).unwrap();
    let unmoved = uncertainty(&framework, &table, &design, 1).unwrap();
    assert_eq!(kept.intervals(1), unmoved.ranks);
    assert_eq!(kept.intervals(3), unmoved.ranks);

    kept.set_share("left", 0.2).unwrap();
    framework.nodes[1].weight = 0.2;
    framework.nodes[2].weight = 0.4;
    framework.indicators[4].weight = 0.4;
    let moved = uncertainty(&framework, &table, &design, 1).unwrap();
    assert_ne!(moved.ranks, unmoved.ranks);
    assert_eq!(kept.intervals(2), moved.ranks);
}

/// What is wrong with a design, as its message says it.
fn refused(text: &str) -> String {
    let (framework, table) = (framework(), usual_table());
    match Design::parse(text, "u.toml") {
        Err(error) => error.to_string(),
        Ok(design) => uncertainty(&framework, &table, &design, 1)
            .unwrap_err()
            .to_string(),
    }
}

#[test]
fn bad_designs_are_refused_with_the_place_and_a_way_out() {
    let choice = |text: &str| format!("[design]\nreplications = 100\n[[choice]]\n{text}\n");
    let low = |text: &str| {
        choice(&format!(
            "step = \"normalisation\"\nmethod = {{ kind = \"min-max\" }}\n{text}"
        ))
    };
    for (text, parts) in [
        (
            "[design]\nreplications = 0\n".to_owned(),
            ["u.toml, line 2", "replications", "from 1"].as_slice(),
        ),
        (
            "[design]\nreplications = 2\n[[choice]]\nstep = \"data\"\nerror = 0.1\n[[choice]]\nstep = \"left-out\"\n".to_owned(),
            &["2 replications for 2 uncertain choices"],
        ),
        (
            choice("step = \"normalization\""),
            &["line 4", "did you mean \"normalisation\""],
        ),
        (
            choice("step = \"normalisation\"\nalternatives = [{ kind = \"minmax\" }]"),
            &["did you mean \"min-max\""],
        ),
        (
            choice("step = \"weights\"\nnoise = { kind = \"uniform\" }\nnodes = [\"lefd\"]"),
            &["u.toml, line 3", "did you mean \"left\""],
        ),
        (
            choice("step = \"left-out\"\nindicators = [\"left\"]"),
            &["line 3", "\"left\"", "a, b, c, d, e"],
        ),
        (
            choice("step = \"aggregation\"\nnode = \"a\"\nalternatives = [{ kind = \"arithmetic\" }]"),
            &["line 3", "root, left, right"],
        ),
        (
            choice("step = \"treatment\"\nindicator = \"root\"\nalternatives = [{ kind = \"log\" }]"),
            &["line 3", "\"root\"", "a, b, c, d, e"],
        ),
        (
            choice("step = \"imputation\"\nindicator = \"a\"\nalternatives = [{ kind = \"row-mean\" }]"),
            &["line 6", "a single indicator"],
        ),
        (
            choice("step = \"treatment\"\nnode = \"left\"\nalternatives = [{ kind = \"log\" }]"),
            &["no key \"node\"", "indicator"],
        ),
        (
            choice("step = \"coverage\"\nalternatives = [{ minimum = 2 }]"),
            &["line 5", "minimum", "from 0 to 1"],
        ),
        (
            choice("step = \"screening\"\nalternatives = [{ available = 1, exclude = [\"u0\"] }, { availabel = 1 }]"),
            &["did you mean \"available\""],
        ),
        (
            choice("step = \"goalposts\"\nalternatives = [{ low = 0, high = 1 }]"),
            &["lacks \"indicator\""],
        ),
        (
            choice("step = \"goalposts\"\nindicator = \"a\"\nalternatives = [{ low = 1, high = 1 }]"),
            &["below high"],
        ),
        (choice("step = \"weighting\""), &["lacks \"alternatives\""]),
        (
            choice("step = \"weighting\"\nalternatives = [{ kind = \"equal\" }]\nprobabilities = [0.4]"),
            &["line 6", "probabilities", "sum to 1"],
        ),
        (
            choice("step = \"weights\"\nnoise = { kind = \"uniform\", spread = 1.5 }"),
            &["spread", "out of range"],
        ),
        (choice("step = \"data\""), &["lacks \"error\""]),
        (
            choice("step = \"data\"\nsuffix = \"_se\""),
            &["\"a_se\"", "add the standard errors"],
        ),
        (
            choice("step = \"data\"\nerror = 0.1\n[[choice]]\nstep = \"data\"\nerror = 0.2"),
            &["line 7", "defined twice", "line 3"],
        ),
        (
            choice("step = \"weighting\"\nalternatives = [{ kind = \"equal\" }]\n[[choice]]\nid = \"w\"\nstep = \"weighting\"\nalternatives = [{ kind = \"given\" }]"),
            &["line 8", "\"weighting\"", "defined twice"],
        ),
        (
            low("parameter = \"lo\"\ndistribution = { kind = \"uniform\", low = 0, high = 1 }"),
            &["did you mean \"low\""],
        ),
        (
            low("parameter = \"low\"\ndistribution = { kind = \"uniform\", low = 50, high = 150 }"),
            &["choice \"normalisation\" drew", "narrow its distribution"],
        ),
        (
            "[design]\nsampling = \"sobel\"\n".to_owned(),
            &["did you mean \"sobol\""],
        ),
        (
            "[design]\nnode = \"rood\"\n".to_owned(),
            &["[design]", "did you mean \"root\""],
        ),
        ("replications = 5\n".to_owned(), &["no key \"replications\""]),
        ("[design\n".to_owned(), &["not valid TOML"]),
    ] {
        let message = refused(&text);
        for part in parts {
            assert!(message.contains(part), "{message:?} lacks {part:?} for {text}");
        }
    }
    let (framework, table) = (framework(), usual_table());
    assert!(matches!(
        sensitivity(&framework, &table, &Design::new(10, 1), 1, |_, _| ()),
        Err(UncertaintyError::NothingUncertain { .. })
    ));
    let unknown = Design::parse("[design]\nreplicatons = 5\n", "u.toml").unwrap_err();
    assert!(matches!(
        *unknown.kind,
        FrameworkErrorKind::UnknownKey { .. }
    ));
    assert!(unknown.message().zh.contains("replications"));
}

/// The table without gaps, so that every method has a meaning.
fn whole_table() -> Table {
    let column = |step: u32| {
        let value = |unit: u32| f64::from((unit * step + step) % 13) + f64::from(unit) * 0.1;
        (0..12).map(value).collect()
    };
    table(&[5, 7, 2, 11, 3].map(column))
}

#[test]
fn every_method_of_aggregation_follows_the_drawn_weights() {
    let positive = FRAMEWORK.replace(
        r#"{ kind = "min-max" }"#,
        r#"{ kind = "min-max", low = 1, high = 100 }"#,
    );
    let methods = jushu_index::methods::catalogue();
    let mut compared = 0;
    for (_, about) in methods
        .iter()
        .filter(|(step, _)| step.id() == "aggregation")
    {
        let text = positive.replace("\"arithmetic\"", &format!("\"{}\"", about.id));
        let framework = Framework::parse(&text, "t.toml").unwrap();
        let table = whole_table();
        // Some methods give scores that others cannot take up the tree.
        if build(&framework, &table).is_err() {
            continue;
        }
        let design = design(
            "[design]\nreplications = 8\n[[choice]]\nstep = \"weights\"\nnoise = { kind = \"uniform\", spread = 0.4 }",
        );
        let mut study = Study::new(&framework, &table, &design).unwrap();
        let mut compare = |replication: &jushu_index::uncertainty::Replication| {
            let Drawn::Weights(weights) = &replication.drawn[0] else {
                unreachable!()
            };
            let mut drawn = framework.clone();
            for (id, weight) in weights {
                for node in drawn.nodes.iter_mut().filter(|node| node.id == *id) {
                    node.weight = *weight;
                }
                for indicator in drawn.indicators.iter_mut().filter(|i| i.id == *id) {
                    indicator.weight = *weight;
                }
            }
            let run = build(&drawn, &table).unwrap();
            for (found, expected) in replication.scores.iter().zip(&run.index().scores) {
                let near = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                assert!(near, "{}: {found}, not {expected}", about.id);
                compared += 1;
            }
        };
        study.advance(1, Some(&mut compare)).unwrap();
        assert_eq!(study.uncertainty().choices, [], "{}", about.id);
    }
    assert!(compared >= 8 * 12 * 10, "{compared}");
}

#[test]
fn units_that_do_not_pass_screening_stay_out() {
    let text = FRAMEWORK.replace(
        "coverage =",
        "screening = { available = 0.5 }\n    coverage =",
    );
    let framework = Framework::parse(&text, "t.toml").unwrap();
    let table = usual_table();
    let design = design(&format!(
        "[design]\nreplications = 50\n{CHOICES}[[choice]]\nstep = \"data\"\nerror = 0.1"
    ));
    let found = uncertainty(&framework, &table, &design, 2).unwrap();
    assert_eq!(found.units, table.units[..11]);
    assert_eq!(found.ranks.len(), 11);
    assert!(found.ranks.iter().all(Option::is_some));
    let found = sensitivity(&framework, &table, &design, 1, |_, _| ()).unwrap();
    assert_eq!(found.outputs.len(), 12);
    let mut index = WhatIf::new(framework, table).unwrap();
    assert_eq!(index.ranks().count(), 11);
    index.set_value("u3", "a", 4.0).unwrap();
    assert_eq!(index.ranks().count(), 11);
}

/// Screening, coverage, and the methods and numbers of single nodes and indicators: every replication is the index
/// built with what was drawn, and a unit that was screened out has no score.
#[test]
fn any_choice_of_the_method_may_be_uncertain() {
    let (framework, table) = (framework(), usual_table());
    let design = design(
        r#"
        [design]
        replications = 300
        [[choice]]
        step = "screening"
        alternatives = [{ available = 0.2 }, { available = 0.7, exclude = ["u2"] }]
        [[choice]]
        step = "coverage"
        alternatives = [{ minimum = 0 }, { minimum = 0.9 }]
        [[choice]]
        step = "coverage"
        node = "right"
        alternatives = [{ minimum = 0 }, { minimum = 1, of = "children" }]
        [[choice]]
        step = "weighting"
        node = "left"
        alternatives = [{ kind = "given" }, { kind = "entropy", minimum_units = 5 }]
        [[choice]]
        step = "imputation"
        indicator = "a"
        alternatives = [{ kind = "none" }, { kind = "median" }]
        [[choice]]
        step = "treatment"
        indicator = "b"
        alternatives = [{ kind = "none" }, { kind = "log" }]
        [[choice]]
        step = "normalisation"
        indicator = "d"
        method = { kind = "min-max" }
        parameter = "high"
        distribution = { kind = "uniform", low = 80, high = 120 }
        [[choice]]
        step = "normalisation"
        indicator = "e"
        alternatives = [{ kind = "goalposts" }, { kind = "distance-to-target" }]
        [[choice]]
        step = "goalposts"
        indicator = "e"
        alternatives = [{ low = -5, high = 20 }, { low = 0, high = 30 }]
        [[choice]]
        step = "target"
        indicator = "e"
        alternatives = [20, 25]
        "#,
    );
    let ids: Vec<&str> = design.factors.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(
        ids[1..5],
        [
            "coverage",
            "coverage:right",
            "weighting:left",
            "imputation:a"
        ]
    );
    let mut study = Study::new(&framework, &table, &design).unwrap();
    assert_eq!(study.nominal().units, table.units);
    let mut screened_out = 0;
    study
        .advance(
            2,
            Some(&mut |replication| {
                let mut drawn = framework.clone();
                for (factor, value) in design.factors.iter().zip(&replication.drawn) {
                    match (&factor.kind, value) {
                        (
                            FactorKind::Alternatives {
                                scope,
                                alternatives,
                            },
                            Drawn::Label(label),
                        ) => {
                            let mut alternatives = alternatives.iter();
                            let of_label = alternatives.find(|one| one.label == *label);
                            of_label.unwrap().method.put_into(&mut drawn, scope);
                        }
                        (FactorKind::Parameter { .. }, Drawn::Number(high)) => {
                            let text = format!("[[choice]]\nstep = \"normalisation\"\nalternatives = [{{ kind = \"min-max\", high = {high:?} }}]");
                            let one = Design::parse(&format!("[design]\n{text}"), "").unwrap();
                            let FactorKind::Alternatives { alternatives, .. } = &one.factors[0].kind else { unreachable!() };
                            let scope = Scope::Indicator("d".to_owned());
                            alternatives[0].method.put_into(&mut drawn, &scope);
                        }
                        other => unreachable!("{other:?}"),
                    }
                }
                let run = build(&drawn, &table).unwrap();
                for (unit, found) in table.units.iter().zip(replication.scores) {
                    let at = run.units.iter().position(|own| own == unit);
                    let expected = at.map_or(f64::NAN, |at| run.index().scores[at]);
                    screened_out += u32::from(at.is_none());
                    assert!(close(*found, expected), "{unit}: {found}, not {expected}");
                }
            }),
        )
        .unwrap();
    assert!(screened_out > 100);
    let found = study.uncertainty();
    let ranked: Vec<f64> = found
        .ranks
        .iter()
        .map(|r| r.map_or(0.0, |r| f64::from(r.ranked) / 300.0))
        .collect();
    assert!(
        ranked[2] > 0.3 && ranked[2] < 0.7 && ranked[0] == 1.0,
        "{ranked:?}"
    );
}

#[test]
fn draws_of_imputation_move_only_what_gaps_can_move() {
    let text = FRAMEWORK.replace(
        "[method]",
        "[method]\n    imputation = { kind = \"nearest-units\" }",
    );
    let framework = Framework::parse(&text, "t.toml").unwrap();
    let choice = "[design]\nreplications = 60\n[[choice]]\nstep = \"imputation-draws\"";
    let found = uncertainty(&framework, &usual_table(), &design(choice), 2).unwrap();
    let moved = |unit: usize| found.scores[unit].is_some_and(|s| s.most - s.least > 1e-9);
    // Unit 4 has a gap as well, at a node for which it has too few values to get a score.
    let moving: Vec<usize> = (0..12).filter(|&unit| moved(unit)).collect();
    assert_eq!(moving, [3]);
    // Where nothing is missing there is nothing to draw.
    let found = uncertainty(&framework, &whole_table(), &design(choice), 2).unwrap();
    for scores in found.scores.iter().flatten() {
        assert!(close(scores.least, scores.most));
    }
}

#[test]
fn a_combination_without_meaning_is_refused_with_advice() {
    let message = refused(
        "[design]\nreplications = 50\n[[choice]]\nstep = \"aggregation\"\nalternatives = [{ kind = \"arithmetic\" }, { kind = \"geometric\" }]",
    );
    for part in [
        "u.toml",
        "aggregation = geometric",
        "low = 1",
        "go together",
    ] {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
}

#[test]
fn every_run_has_a_default_design() {
    let asem = Framework::parse(Framework::shipped("asem").unwrap(), "asem.toml").unwrap();
    let data = Table::from_csv(include_str!("asem/asem_idata.csv"), "asem.csv").unwrap();
    let (design, notices) = default_design(&asem, &data, 1).unwrap();
    let ids: Vec<&str> = design
        .factors
        .iter()
        .map(|factor| factor.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["weights", "normalisation", "aggregation", "treatment"]
    );
    for factor in &design.factors[1..] {
        let FactorKind::Alternatives { alternatives, .. } = &factor.kind else {
            unreachable!()
        };
        assert_eq!(alternatives.len(), 2, "{factor:?} {notices:?}");
    }
    assert_eq!(design.replications, 10_000);
    let found = default_intervals(&asem, &data, 1, 2).unwrap();
    let run = build(&asem, &data).unwrap();
    for (ranks, nominal) in found.ranks.iter().zip(&run.index().ranks) {
        let ranks = ranks.unwrap();
        assert_eq!(ranks.nominal, *nominal);
        assert!(ranks.best <= ranks.worst && ranks.q05 <= ranks.q95);
        assert!(ranks.q05_error < 1.0 && ranks.q95_error < 1.0);
    }
    assert!(
        found
            .choices
            .iter()
            .any(|choice| choice.text.en.contains("1–100"))
    );

    // A design that cannot take an alternative says so.
    let text = FRAMEWORK.replace(r#"{ kind = "min-max" }"#, r#"{ kind = "z-score" }"#);
    let framework = Framework::parse(&text, "t.toml").unwrap();
    let found = default_intervals(&framework, &usual_table(), 1, 2).unwrap();
    let text = |choice: &jushu_index::Choice| choice.text.en.to_string();
    let texts: Vec<String> = found.choices.iter().map(text).collect();
    assert!(
        texts
            .iter()
            .any(|text| text.contains("do without \"geometric\"")),
        "{texts:?}"
    );
}
