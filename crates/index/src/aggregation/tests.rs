//! What every method of aggregation keeps to.

use proptest::prelude::*;

use super::*;
use crate::methods::{Argument, Arguments, ParameterKind};

/// Every method with the defaults of its parameters.
fn all() -> Vec<AggregationSpec> {
    let methods = METHODS.iter();
    methods
        .map(|method| {
            let values = method.about.parameters.iter();
            let values = values.map(|parameter| match &parameter.kind {
                ParameterKind::Number { default, .. } => Argument::Number(*default),
                ParameterKind::Count { default, .. } => Argument::Count(*default),
                ParameterKind::Option { default, .. } => Argument::Option(default),
                ParameterKind::Text => Argument::Text(String::new()),
                ParameterKind::Weightings { .. } => Argument::Weightings(Vec::new()),
            });
            let arguments = Arguments {
                about: &method.about,
                values: values.collect(),
            };
            (method.specify)(&arguments).unwrap()
        })
        .collect()
}

fn scores(spec: &AggregationSpec, columns: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let children: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let mut parent = vec![7.0; columns[0].len()];
    spec.apply(&children, weights, &mut parent).unwrap();
    parent
}

fn same(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| (a.is_nan() && b.is_nan()) || (a - b).abs() <= tolerance)
}

#[test]
fn a_specification_knows_its_line_in_the_table() {
    let ids: Vec<&str> = all().iter().map(|spec| spec.about().id).collect();
    let expected: Vec<&str> = METHODS.iter().map(|method| method.about.id).collect();
    assert_eq!(ids, expected);
}

#[test]
fn without_weights_nothing_has_a_score() {
    for spec in all() {
        let columns = [vec![1.0, 2.0], vec![3.0, 5.0]];
        assert!(
            scores(&spec, &columns, &[0.0, 0.0])
                .iter()
                .all(|y| y.is_nan())
        );
    }
}

#[test]
fn a_refused_value_is_named_by_its_own_child() {
    let children: [&[f64]; 3] = [&[1.0, 1.0], &[-5.0, -5.0], &[2.0, 0.0]];
    let refusal = AggregationSpec::Geometric.apply(&children, &[1.0, 0.0, 1.0], &mut [0.0; 2]);
    assert!(matches!(
        refusal,
        Err(Refusal::Value {
            child: 2,
            unit: 1,
            ..
        })
    ));
}

/// Up to 12 units with three children each, on a scale that suits every method; 1 in 6 is missing.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let value = prop_oneof![5 => 60.0..100.0f64, 1 => Just(f64::NAN)];
    (2..12usize).prop_flat_map(move |units| {
        prop::collection::vec(prop::collection::vec(value.clone(), units), 3)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_unit_is_missing_exactly_when_it_has_no_value(columns in columns()) {
        for spec in all() {
            let found = scores(&spec, &columns, &[1.0, 2.0, 3.0]);
            for (unit, score) in found.iter().enumerate() {
                let empty = columns.iter().all(|column| column[unit].is_nan());
                prop_assert_eq!(score.is_nan(), empty, "{} {}", spec.about().id, unit);
            }
        }
    }

    #[test]
    fn the_order_of_units_and_children_and_the_scale_of_weights_do_not_matter(columns in columns()) {
        for spec in all() {
            let found = scores(&spec, &columns, &[1.0, 2.0, 3.0]);
            let turned: Vec<Vec<f64>> = columns.iter().rev()
                .map(|column| column.iter().rev().copied().collect()).collect();
            let mut again = scores(&spec, &turned, &[30.0, 20.0, 10.0]);
            again.reverse();
            prop_assert!(same(&found, &again, 1e-9), "{} {:?} {:?}", spec.about().id, found, again);
        }
    }

    #[test]
    fn a_child_without_weight_counts_for_nothing(columns in columns()) {
        for spec in all() {
            let found = scores(&spec, &columns[..2], &[1.0, 2.0]);
            let again = scores(&spec, &columns, &[1.0, 2.0, 0.0]);
            prop_assert!(same(&found, &again, 0.0), "{}", spec.about().id);
        }
    }

    #[test]
    fn a_unit_at_least_as_good_on_every_child_is_never_behind(
        rows in prop::collection::vec(prop::array::uniform3(60.0..100.0f64), 2..12),
    ) {
        let columns: Vec<Vec<f64>> =
            (0..3).map(|child| rows.iter().map(|row| row[child]).collect()).collect();
        for spec in all() {
            // A penalty for imbalance may cost more than the gain on one child brings.
            if matches!(spec, AggregationSpec::MazziottaPareto(_)) {
                continue;
            }
            let found = scores(&spec, &columns, &[1.0, 2.0, 3.0]);
            for (a, better) in rows.iter().enumerate() {
                for (b, worse) in rows.iter().enumerate() {
                    if better.iter().zip(worse).all(|(x, y)| x >= y) {
                        prop_assert!(found[a] >= found[b] - 1e-9, "{}", spec.about().id);
                    }
                }
            }
        }
    }

    #[test]
    fn methods_that_need_no_common_scale_keep_their_scores_when_a_child_is_stretched(columns in columns()) {
        for spec in all().iter().filter(|spec| !spec.needs_one_scale()) {
            let found = scores(spec, &columns, &[1.0, 2.0, 3.0]);
            let mut stretched = columns.clone();
            stretched[1].iter_mut().for_each(|value| *value *= 8.0);
            let again = scores(spec, &stretched, &[1.0, 2.0, 3.0]);
            prop_assert!(same(&found, &again, 1e-9), "{}", spec.about().id);
        }
    }

    #[test]
    fn row_wise_methods_do_not_look_at_other_units(columns in columns()) {
        for spec in all().iter().filter(|spec| !spec.compares_units()) {
            let found = scores(spec, &columns, &[1.0, 2.0, 3.0]);
            let fewer: Vec<Vec<f64>> = columns.iter().map(|column| column[1..].to_vec()).collect();
            let again = scores(spec, &fewer, &[1.0, 2.0, 3.0]);
            prop_assert!(same(&found[1..], &again, 1e-9), "{}", spec.about().id);
        }
    }
}
