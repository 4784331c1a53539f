//! Reading indices that are no weighted sums: shares of gaps and reach under other aggregations.

#![allow(clippy::unwrap_used)]

use jushu_index::audit::{Rules, Status, Subject, audit};
use jushu_index::reach::values::{Optimality, plan};
use jushu_index::reach::weights::{LeadError, lead};
use jushu_index::reading::contribution::{Exactness, Reference, gap, parts_of_score};
use jushu_index::{Framework, Run, Table, build};

/// The ASEM index with this aggregation, on a scale above zero.
fn asem(aggregation: &str) -> (Framework, Table, Run) {
    let text = Framework::shipped("asem").unwrap();
    let method = format!("aggregation   = {{ kind = \"{aggregation}\" }}");
    let changed: Vec<String> = text
        .lines()
        .map(|line| {
            if line.starts_with("aggregation") {
                method.clone()
            } else if line.starts_with("normalisation") {
                "normalisation = { kind = \"min-max\", low = 1, high = 100 }".to_owned()
            } else {
                line.to_owned()
            }
        })
        .collect();
    let framework = Framework::parse(&changed.join("\n"), "asem.toml").unwrap();
    let table = Table::from_csv(include_str!("asem/asem_idata.csv"), "asem_idata.csv").unwrap();
    let run = build(&framework, &table).unwrap();
    (framework, table, run)
}

fn unit(run: &Run, name: &str) -> usize {
    run.units.iter().position(|unit| unit == name).unwrap()
}

#[test]
fn gaps_of_means_are_shared_out_without_a_rest() {
    for aggregation in ["geometric", "harmonic"] {
        let (framework, _, run) = asem(aggregation);
        let (a, b) = (unit(&run, "Italy"), unit(&run, "Austria"));
        // 1 + 4 + 8 siblings at most on the way to the root.
        for reference in [Reference::Unit(b), Reference::Mean] {
            let found = gap(&framework, &run, a, reference, 100, 1).unwrap();
            assert_eq!(found.exactness, Exactness::Exact, "{aggregation}");
            assert!(
                found.residual.abs() < 1e-9,
                "{aggregation} {}",
                found.residual
            );
        }
        assert_eq!(parts_of_score(&framework, &run, a), None);
        let back = gap(&framework, &run, b, Reference::Unit(a), 100, 1).unwrap();
        let there = gap(&framework, &run, a, Reference::Unit(b), 100, 1).unwrap();
        for (back, there) in back.shares.iter().zip(&there.shares) {
            assert!((back.points + there.points).abs() < 1e-9);
        }
    }
}

#[test]
fn methods_that_compare_units_leave_a_rest_that_is_stated() {
    let (framework, _, run) = asem("copeland");
    let (a, b) = (unit(&run, "Italy"), unit(&run, "Austria"));
    let found = gap(&framework, &run, a, Reference::Unit(b), 100, 1).unwrap();
    let shares: f64 = found.shares.iter().map(|share| share.points).sum();
    assert!((shares + found.residual - found.points).abs() < 1e-9);
    assert!(found.shares.iter().any(|share| share.points != 0.0));
}

#[test]
fn reach_of_concave_means_is_bounded_from_below() {
    for aggregation in ["geometric", "harmonic"] {
        let (framework, table, run) = asem(aggregation);
        for name in ["Italy", "Czech Republic", "New Zealand"] {
            let at = unit(&run, name);
            let rank = run.index().ranks[at].unwrap() - 1;
            let plan = plan(&framework, &table, &run, at, rank, &[]).unwrap();
            let Optimality::Bounded { gap } = plan.optimality else {
                panic!("concave")
            };
            assert!(
                gap >= -1e-6 && gap <= 0.01 * plan.cost,
                "{aggregation} {name} {gap} of {}",
                plan.cost
            );
            assert!(plan.scores.2 >= plan.scores.1);
            assert!(
                plan.verified_rank.unwrap() <= rank,
                "{aggregation} {name} {:?}",
                plan.verified_rank
            );
        }
    }
}

#[test]
fn other_methods_get_a_plan_without_a_proof() {
    let (framework, table, run) = asem("mean-min");
    let at = unit(&run, "Italy");
    let rank = run.index().ranks[at].unwrap() - 1;
    let plan = plan(&framework, &table, &run, at, rank, &[]).unwrap();
    assert_eq!(plan.optimality, Optimality::Unproven);
    assert!(plan.scores.2 >= plan.scores.1);
    assert!(matches!(
        lead(&framework, &run, at, 0, 0.25),
        Err(LeadError::NotLinear { .. })
    ));
}

#[test]
fn the_audit_reads_every_aggregation() {
    for aggregation in [
        "geometric",
        "harmonic",
        "mean-min",
        "copeland",
        "topsis",
        "rank-sum-ratio",
    ] {
        let (framework, table, run) = asem(aggregation);
        let subject = Subject {
            framework: &framework,
            table: &table,
            run: &run,
            previous: None,
            uncertainty: None,
        };
        let found = audit(&subject, &Rules::shipped().unwrap(), &[]);
        assert_eq!(found.count(Status::Skipped), 9, "{aggregation}");
    }
}
