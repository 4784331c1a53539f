//! Finding the weights of the children of a node (赋权). One file a method; [`METHODS`] is the table
//! of methods.
//!
//! A child that cannot contribute (no unit has a value; under a data-driven method also: all units
//! have the same) gets weight 0 and its siblings are renormalised; each such case is reported.

mod diagnosis;
pub mod equal;
pub mod given;
pub mod improved_vector;

use serde::Serialize;

use crate::matrix::{extent, present};
use crate::methods::Method;
use crate::{Choice, Names, Step};

pub use improved_vector::{ImprovedVector, Levels, Variant};

/// A method of weighting with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WeightingSpec {
    /// Every child counts the same.
    Equal,
    /// The weights written in the framework.
    Given,
    /// 改进向量法, as one of its inferred readings.
    ImprovedVector(ImprovedVector),
}

/// The methods of weighting.
pub static METHODS: &[&Method<WeightingSpec>] =
    &[&given::METHOD, &equal::METHOD, &improved_vector::METHOD];

/// A child of the node whose weights are sought.
pub(crate) struct Child<'a> {
    /// The id of the indicator or node.
    pub id: &'a str,
    /// The weight written in the framework, above zero.
    pub given: f64,
    /// Whether it is an indicator.
    pub indicator: bool,
    /// A value a unit; NaN is missing.
    pub values: &'a [f64],
}

impl WeightingSpec {
    /// The smallest number of units that the method accepts; `None` when the weights do not depend on
    /// the data.
    pub fn minimum_units(&self) -> Option<usize> {
        match self {
            WeightingSpec::Equal | WeightingSpec::Given => None,
            WeightingSpec::ImprovedVector(spec) => Some(spec.minimum_units),
        }
    }

    /// The description of the method.
    pub fn about(&self) -> &'static crate::methods::About {
        match self {
            WeightingSpec::Equal => &equal::METHOD.about,
            WeightingSpec::Given => &given::METHOD.about,
            WeightingSpec::ImprovedVector(_) => &improved_vector::METHOD.about,
        }
    }

    /// What every result of this method has to say about it.
    pub(crate) fn label(&self) -> Option<Choice> {
        match self {
            WeightingSpec::Equal | WeightingSpec::Given => None,
            WeightingSpec::ImprovedVector(spec) => Some(spec.label()),
        }
    }

    /// The weights of the `children` of `node`, which sum to 1, or are all 0 when no child can
    /// contribute. What was noticed is added to `choices`.
    pub(crate) fn weigh(
        &self,
        node: &str,
        children: &[Child],
        choices: &mut Vec<Choice>,
    ) -> Vec<f64> {
        let usable: Vec<usize> = (0..children.len())
            .filter(|&child| present(children[child].values) > 0)
            .collect();
        let mut weights = vec![0.0; children.len()];
        match self {
            WeightingSpec::Equal => spread(&mut weights, &usable, &vec![1.0; usable.len()]),
            WeightingSpec::Given => {
                spread(&mut weights, &usable, &given_weights(children, &usable))
            }
            WeightingSpec::ImprovedVector(spec) => {
                if spec.levels == Levels::Indicators
                    && children.iter().any(|child| !child.indicator)
                {
                    spread(&mut weights, &usable, &given_weights(children, &usable));
                    return weights;
                }
                let varying = varying(node, children, &usable, choices);
                let columns: Vec<Vec<f64>> = varying
                    .iter()
                    .filter_map(|&child| unit_interval(children[child].values))
                    .collect();
                let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                let found = improved_vector::weights(&columns, spec.variant);
                spread(&mut weights, &varying, &found);
                diagnosis::report(
                    node,
                    children,
                    &varying,
                    &weights,
                    spec.minimum_units,
                    choices,
                );
            }
        }
        weights
    }
}

/// The weights of the framework for the children `of`.
fn given_weights(children: &[Child], of: &[usize]) -> Vec<f64> {
    of.iter().map(|&child| children[child].given).collect()
}

/// Puts `shares` at the positions `at`, scaled to sum 1.
fn spread(weights: &mut [f64], at: &[usize], shares: &[f64]) {
    let total: f64 = shares.iter().sum();
    for (&position, share) in at.iter().zip(shares) {
        weights[position] = share / total;
    }
}

/// Of the children `of`, those whose values differ; the others are reported.
fn varying(node: &str, children: &[Child], of: &[usize], choices: &mut Vec<Choice>) -> Vec<usize> {
    let (varying, constant): (Vec<usize>, Vec<usize>) = of
        .iter()
        .partition(|&&child| unit_interval(children[child].values).is_some());
    for child in constant {
        let id = children[child].id;
        choices.push(Choice::warning(
            Step::Weighting,
            Some(node),
            Names::new(
                format!("“{id}”在所有单元上取值相同，不参与赋权：权重为 0，同级权重重新归一"),
                format!(
                    "\"{id}\" is the same for all units and is excluded from weighting: weight 0, its siblings are renormalised"
                ),
            ),
        ));
    }
    varying
}

/// Relative spread below which scores are equal but for the rounding of their sums.
const ROUNDING: f64 = 1e-12;

/// The column stretched to 0…1, as the range method does, so that the best value is 1; `None` when
/// its values do not differ by more than rounding.
fn unit_interval(column: &[f64]) -> Option<Vec<f64>> {
    let (least, most) = extent(column)?;
    let range = most - least;
    if range <= ROUNDING * least.abs().max(most.abs()) {
        return None;
    }
    Some(column.iter().map(|value| (value - least) / range).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child<'a>(id: &'a str, given: f64, values: &'a [f64]) -> Child<'a> {
        Child {
            id,
            given,
            indicator: true,
            values,
        }
    }

    #[test]
    fn weights_sum_to_one_over_the_usable_children() {
        let empty = [f64::NAN; 3];
        let children = [
            child("a", 1.0, &[0.0, 50.0, 100.0]),
            child("b", 3.0, &[100.0, 0.0, 50.0]),
            child("c", 5.0, &empty),
        ];
        let mut choices = Vec::new();
        assert_eq!(
            WeightingSpec::Given.weigh("g", &children, &mut choices),
            [0.25, 0.75, 0.0]
        );
        assert_eq!(
            WeightingSpec::Equal.weigh("g", &children, &mut choices),
            [0.5, 0.5, 0.0]
        );
        assert!(choices.is_empty());
    }

    #[test]
    fn a_constant_child_is_excluded_from_data_driven_weights_and_reported() {
        let children = [
            child("a", 1.0, &[0.0, 50.0, 100.0]),
            child("same", 1.0, &[100.0, 100.0, 100.0]),
            child("b", 1.0, &[0.0, 50.0, 100.0]),
        ];
        let spec = WeightingSpec::ImprovedVector(ImprovedVector {
            variant: Variant::DistShare,
            levels: Levels::All,
            minimum_units: 2,
        });
        let mut choices = Vec::new();
        assert_eq!(spec.weigh("g", &children, &mut choices), [0.5, 0.0, 0.5]);
        assert!(choices.iter().any(|choice| {
            choice.severity == crate::Severity::Warning && choice.text.en.contains("\"same\"")
        }));
    }

    #[test]
    fn without_a_usable_child_all_weights_are_zero() {
        let empty = [f64::NAN; 2];
        let children = [child("a", 1.0, &empty), child("b", 1.0, &empty)];
        assert_eq!(
            WeightingSpec::Equal.weigh("g", &children, &mut Vec::new()),
            [0.0, 0.0]
        );
    }
}
