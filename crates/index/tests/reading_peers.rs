//! Statistics of the audit, tiers and reach against numpy, scipy, jenkspy and mapclassify on the ASEM index. The
//! expected values are written by `tests/peers/index/check_reading.py`.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use jushu_index::audit::statistics::{
    complete, correlation_matrix, correlation_ratio, cronbach, pearson, spearman,
};
use jushu_index::moments::Shape;
use jushu_index::reach::values::{Effort, Optimality, ReachError, plan};
use jushu_index::reach::weights::lead;
use jushu_index::reading::tiers::{TierSpec, Tiers};
use jushu_index::{Framework, Run, Table, build, eigen};

struct Asem {
    framework: Framework,
    table: Table,
    run: Run,
    expected: Vec<(String, String, f64)>,
}

impl Asem {
    fn read() -> Asem {
        let framework = Framework::parse(Framework::shipped("asem").unwrap(), "asem.toml").unwrap();
        let table = Table::from_csv(include_str!("asem/asem_idata.csv"), "asem_idata.csv").unwrap();
        let run = build(&framework, &table).unwrap();
        let mut expected = Vec::new();
        for line in include_str!("peers/reading.csv").lines().skip(1) {
            let mut cells = line.split(',');
            let mut next = || cells.next().unwrap().to_owned();
            expected.push((next(), next(), next().parse().unwrap()));
        }
        Asem {
            framework,
            table,
            run,
            expected,
        }
    }

    fn scores(&self, node: &str) -> &[f64] {
        &self.run.node(node).unwrap().scores
    }

    fn unit(&self, name: &str) -> usize {
        self.run.units.iter().position(|unit| unit == name).unwrap()
    }

    fn children(&self, node: &str) -> Vec<&[f64]> {
        let at = self
            .run
            .nodes
            .iter()
            .position(|other| other.id == node)
            .unwrap();
        let children = self
            .run
            .nodes
            .iter()
            .filter(|child| child.parent == Some(at));
        children.map(|child| child.scores.as_slice()).collect()
    }

    /// Compares every expected value of a quantity with what is found for its key.
    fn compare(&self, quantity: &str, tolerance: f64, found: impl Fn(&str) -> f64) {
        let mut count = 0;
        for (_, key, expected) in self.expected.iter().filter(|row| row.0 == quantity) {
            let found = found(key);
            let close = (found - expected).abs() <= tolerance * expected.abs().max(1.0);
            assert!(
                close || (found.is_nan() && expected.is_nan()),
                "{quantity} {key}: {found}, not {expected}"
            );
            count += 1;
        }
        assert!(count > 0, "no expected {quantity}");
    }
}

#[test]
fn statistics_match_scipy() {
    let asem = Asem::read();
    // Shapes and correlations do not depend on the straight lines of min-max, only on direction.
    asem.compare("skewness", 1e-10, |id| {
        Shape::of(asem.scores(id)).unwrap().skewness
    });
    asem.compare("kurtosis", 1e-10, |id| {
        Shape::of(asem.scores(id)).unwrap().kurtosis
    });
    let pair = |key: &str, of: fn(&[f64], &[f64]) -> Option<f64>| {
        let (a, b) = key.split_once(' ').unwrap();
        of(asem.scores(a), asem.scores(b)).unwrap()
    };
    asem.compare("pearson", 1e-12, |key| pair(key, pearson));
    asem.compare("spearman", 1e-12, |key| pair(key, spearman));
}

#[test]
fn coherence_matches_numpy() {
    let asem = Asem::read();
    asem.compare("alpha", 1e-10, |node| {
        cronbach(&asem.children(node)).unwrap()
    });
    let eigenvalue = |node: &str, at: usize| {
        let children = asem.children(node);
        assert!(complete(&children).len() > 20, "{node}");
        eigen::symmetric(&correlation_matrix(&children).unwrap()).values[at]
    };
    asem.compare("eigenvalue-1", 1e-10, |node| eigenvalue(node, 0));
    asem.compare("eigenvalue-2", 1e-10, |node| eigenvalue(node, 1));
    asem.compare("correlation-ratio", 1e-8, |id| {
        let node = asem.run.node(id).unwrap();
        let parent = &asem.run.nodes[node.parent.unwrap()];
        correlation_ratio(&node.scores, &parent.scores).unwrap()
    });
}

#[test]
fn tiers_match_jenkspy_and_mapclassify() {
    let asem = Asem::read();
    let cut = |tiers: usize| {
        Tiers::cut(&asem.run.index().scores, &TierSpec::NaturalBreaks(tiers)).unwrap()
    };
    asem.compare("tiers-fit", 1e-12, |key| cut(key.parse().unwrap()).fit);
    asem.compare("tiers-cut", 1e-10, |key| {
        let (tiers, at) = key.split_once(' ').unwrap();
        cut(tiers.parse().unwrap()).cuts[at.parse::<usize>().unwrap() - 1]
    });
}

#[test]
fn reach_matches_linear_programs_of_scipy() {
    let asem = Asem::read();
    let indicators = asem.framework.indicators.iter().enumerate();
    let efforts: Vec<Effort> = indicators
        .map(|(at, indicator)| Effort {
            indicator: indicator.id.clone(),
            cost: 1.0 + 0.5 * (at % 5) as f64,
            limit: None,
        })
        .collect();
    asem.compare("reach", 1e-9, |key| {
        let (unit, rank) = key.split_once('|').unwrap();
        let rank: u32 = rank.parse().unwrap();
        let unit = asem.unit(unit);
        // Places count from 0 in the script, so the rank asked for is always a better one.
        match plan(
            &asem.framework,
            &asem.table,
            &asem.run,
            unit,
            rank,
            &efforts,
        ) {
            Ok(plan) => {
                assert!(matches!(plan.optimality, Optimality::Proven { gap } if gap.abs() < 1e-8));
                plan.cost
            }
            Err(ReachError::OutOfReach { .. }) => f64::NAN,
            Err(other) => panic!("{other}"),
        }
    });
}

#[test]
fn a_plan_reaches_its_rank_when_computed_anew() {
    let asem = Asem::read();
    let mut verified = HashMap::new();
    for name in ["Switzerland", "Italy", "Czech Republic"] {
        let unit = asem.unit(name);
        let rank = asem.run.index().ranks[unit].unwrap() - 1;
        let plan = plan(&asem.framework, &asem.table, &asem.run, unit, rank, &[]).unwrap();
        verified.insert(name, plan.verified_rank.map(|found| found <= rank));
    }
    assert!(
        verified.values().all(|reached| *reached == Some(true)),
        "{verified:?}"
    );
}

#[test]
fn leads_match_linear_programs_of_scipy() {
    let asem = Asem::read();
    let units = |key: &str| -> (usize, usize) {
        let mut names = key.split('|');
        let mut next = || asem.unit(names.next().unwrap());
        (next(), next())
    };
    asem.compare("lead", 1e-9, |key| {
        let (a, b) = units(key);
        let tolerance = key.rsplit('|').next().unwrap().parse().unwrap();
        let found = lead(&asem.framework, &asem.run, a, b, tolerance).unwrap();
        assert!(found.exact);
        found.largest
    });
    asem.compare("nearest-weights", 1e-8, |key| {
        let (a, b) = units(key);
        let found = lead(&asem.framework, &asem.run, a, b, 0.25).unwrap();
        found.nearest.map_or(f64::NAN, |nearest| nearest.moved)
    });
}
