//! Finding the weights of the children of a node (赋权). One file a method; [`METHODS`] is the table
//! of methods.
//!
//! A child that cannot contribute (no unit has a value; under a data-driven method also: all units
//! have the same) gets weight 0 and its siblings are renormalised; each such case is reported. A method
//! that has no meaning for the values or judgements at hand is refused with the node, and with advice.

pub mod ahp;
pub mod angle;
pub mod benefit_of_the_doubt;
pub mod best_worst;
pub mod budget_allocation;
pub mod cilos;
pub mod coefficient_of_variation;
pub mod combined;
pub mod correlation;
pub mod correlation_balanced;
pub mod critic;
mod diagnosis;
pub mod entropy;
pub mod equal;
mod expert;
pub mod factor_analysis;
mod from_data;
pub mod gini;
pub mod given;
pub mod idocriw;
pub mod improved_vector;
pub mod independence;
pub mod information_maximising;
pub mod maximal_deviation;
pub mod merec;
pub mod named_set;
pub mod principal_components;
pub mod ranking;
pub mod standard_deviation;

use serde::Serialize;
use thiserror::Error;

use crate::framework::{Judgement, WeightSet};
use crate::matrix::{extent, present};
use crate::methods::{About, Method};
use crate::{Choice, Names, Step};

pub use ahp::Ahp;
pub use benefit_of_the_doubt::BenefitOfTheDoubt;
pub use best_worst::BestWorstMethod;
pub use budget_allocation::BudgetAllocation;
pub use combined::Combined;
pub use from_data::{DataMethod, FromData, Refusal, Values};
pub use improved_vector::{ImprovedVector, Levels, Variant};
pub use named_set::NamedSet;
pub use ranking::Ranking;

/// A method of weighting with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WeightingSpec {
    /// Every child counts the same.
    Equal,
    /// The weights written in the framework.
    Given,
    /// A named set of weights.
    NamedSet(NamedSet),
    /// 改进向量法, as one of its inferred readings.
    ImprovedVector(ImprovedVector),
    /// The analytic hierarchy process.
    Ahp(Ahp),
    /// The best–worst method.
    BestWorst(BestWorstMethod),
    /// Budget allocation.
    BudgetAllocation(BudgetAllocation),
    /// Weights from rankings.
    Ranking(Ranking),
    /// Several methods made into one.
    Combined(Combined),
    /// Weights of each unit's own, or those that suit all units best.
    BenefitOfTheDoubt(BenefitOfTheDoubt),
    /// A method that draws common weights from the data.
    #[serde(untagged)]
    FromData(FromData),
}

/// The methods of weighting.
pub static METHODS: &[&Method<WeightingSpec>] = &[
    &given::METHOD,
    &equal::METHOD,
    &named_set::METHOD,
    &improved_vector::METHOD,
    &entropy::METHOD,
    &critic::METHOD,
    &coefficient_of_variation::METHOD,
    &standard_deviation::METHOD,
    &gini::METHOD,
    &maximal_deviation::METHOD,
    &angle::METHOD,
    &merec::METHOD,
    &cilos::METHOD,
    &idocriw::METHOD,
    &independence::METHOD,
    &principal_components::METHOD,
    &factor_analysis::METHOD,
    &correlation_balanced::METHOD,
    &information_maximising::METHOD,
    &ahp::METHOD,
    &best_worst::METHOD,
    &budget_allocation::METHOD,
    &ranking::METHOD,
    &combined::METHOD,
    &benefit_of_the_doubt::METHOD,
];

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

/// A node whose children are to be weighed, with what is known about their importance.
#[derive(Clone, Copy)]
pub(crate) struct Family<'a> {
    /// The id of the node.
    pub node: &'a str,
    /// Its children.
    pub children: &'a [Child<'a>],
    /// The judgements of the framework, on this and other nodes.
    pub judgements: &'a [Judgement],
    /// The named sets of weights of the framework.
    pub weight_sets: &'a [WeightSet],
}

impl Family<'_> {
    fn error(&self, method: &'static str, reason: Names) -> WeightingError {
        WeightingError {
            node: self.node.to_owned(),
            method,
            reason,
        }
    }

    /// The error of weights of every unit's own under an aggregation that is not arithmetic.
    pub(crate) fn not_arithmetic(&self, weighting: &WeightingSpec) -> WeightingError {
        self.error(
            weighting.about().id,
            Names::fixed(
                "各单元自选的权重只用于线性加权：请把该节点的 aggregation 设为 arithmetic",
                "weights of every unit's own have a meaning in a sum only: set the aggregation of the node to arithmetic",
            ),
        )
    }

    /// The weights of the framework for the children `of`.
    fn given(&self, of: &[usize]) -> Vec<f64> {
        of.iter().map(|&child| self.children[child].given).collect()
    }
}

/// The weights of the children of a node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Weights {
    /// The same for all units, in the order of the children; they sum to 1, or are all 0 when no child
    /// can contribute.
    Common(Vec<f64>),
    /// Weights of every unit's own, with the scores they give.
    Own(OwnWeights),
}

/// Scores under weights of every unit's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnWeights {
    /// A score a unit; NaN where it has no value.
    pub scores: Vec<f64>,
    /// For every child, its share in the score of each unit; NaN where the score is missing or 0.
    pub shares: Vec<Vec<f64>>,
    /// For every child, the mean of its shares.
    pub mean_shares: Vec<f64>,
}

/// A method of weighting that has no meaning for the children of a node.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct WeightingError {
    /// The node.
    pub node: String,
    /// The method.
    pub method: &'static str,
    /// What is wrong and what to do.
    pub reason: Names,
}

impl WeightingError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let WeightingError {
            node,
            method,
            reason,
        } = self;
        Names::new(
            format!("节点“{node}”的赋权方法“{method}”：{}", reason.zh),
            format!(
                "weighting \"{method}\" of the node \"{node}\": {}",
                reason.en
            ),
        )
    }
}

impl WeightingSpec {
    /// The smallest number of units that the method accepts; `None` when it has none.
    pub fn minimum_units(&self) -> Option<usize> {
        match self {
            WeightingSpec::ImprovedVector(spec) => Some(spec.minimum_units),
            WeightingSpec::FromData(spec) => Some(spec.minimum_units),
            WeightingSpec::Combined(spec) => {
                let parts = spec.parts.iter();
                parts.filter_map(WeightingSpec::minimum_units).max()
            }
            _ => None,
        }
    }

    /// The description of the method.
    pub fn about(&self) -> &'static About {
        match self {
            WeightingSpec::Equal => &equal::METHOD.about,
            WeightingSpec::Given => &given::METHOD.about,
            WeightingSpec::NamedSet(_) => &named_set::METHOD.about,
            WeightingSpec::ImprovedVector(_) => &improved_vector::METHOD.about,
            WeightingSpec::Ahp(_) => &ahp::METHOD.about,
            WeightingSpec::BestWorst(_) => &best_worst::METHOD.about,
            WeightingSpec::BudgetAllocation(_) => &budget_allocation::METHOD.about,
            WeightingSpec::Ranking(_) => &ranking::METHOD.about,
            WeightingSpec::Combined(_) => &combined::METHOD.about,
            WeightingSpec::BenefitOfTheDoubt(_) => &benefit_of_the_doubt::METHOD.about,
            WeightingSpec::FromData(spec) => spec.method.about(),
        }
    }

    /// Whether every unit gets weights of its own.
    pub fn is_own(&self) -> bool {
        matches!(self, WeightingSpec::BenefitOfTheDoubt(spec) if spec.is_own())
    }

    /// What every result of this method has to say about it.
    pub(crate) fn label(&self) -> Option<Choice> {
        match self {
            WeightingSpec::ImprovedVector(spec) => Some(spec.label()),
            WeightingSpec::BenefitOfTheDoubt(spec) => spec.label(),
            _ => None,
        }
    }

    /// The weights of the children of a node. What was noticed is added to `choices`.
    ///
    /// # Errors
    /// [`WeightingError`]: the method has no meaning for these children.
    pub(crate) fn weigh(
        &self,
        family: &Family,
        choices: &mut Vec<Choice>,
    ) -> Result<Weights, WeightingError> {
        let children = family.children;
        let usable: Vec<usize> = (0..children.len())
            .filter(|&child| present(children[child].values) > 0)
            .collect();
        let nodes = children.iter().any(|child| !child.indicator);
        let given_above = |levels: Levels| levels == Levels::Indicators && nodes;
        let (of, shares) = match self {
            WeightingSpec::Given => (usable.clone(), family.given(&usable)),
            WeightingSpec::NamedSet(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
            WeightingSpec::ImprovedVector(ImprovedVector { levels, .. })
            | WeightingSpec::FromData(FromData { levels, .. })
            | WeightingSpec::BenefitOfTheDoubt(BenefitOfTheDoubt { levels, .. })
                if given_above(*levels) =>
            {
                (usable.clone(), family.given(&usable))
            }
            WeightingSpec::ImprovedVector(spec) => {
                let varying = varying(family, &usable, choices);
                let found = spec.weigh(family, &varying, choices);
                (varying, found)
            }
            WeightingSpec::FromData(spec) => {
                let varying = varying(family, &usable, choices);
                let found = spec.weigh(family, &varying, choices)?;
                (varying, found)
            }
            WeightingSpec::BenefitOfTheDoubt(spec) => {
                let varying = varying(family, &usable, choices);
                if !varying.is_empty() {
                    return spec.weights(family, &varying, choices);
                }
                (varying, Vec::new())
            }
            WeightingSpec::Combined(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
            WeightingSpec::Equal => (usable.clone(), vec![1.0; usable.len()]),
            // One child needs no judgement.
            _ if usable.len() < 2 => (usable.clone(), vec![1.0; usable.len()]),
            WeightingSpec::Ahp(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
            WeightingSpec::BestWorst(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
            WeightingSpec::BudgetAllocation(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
            WeightingSpec::Ranking(spec) => {
                let found = spec.weights(family, &usable, choices)?;
                (usable, found)
            }
        };
        let total: f64 = shares.iter().sum();
        let has_weight = total > 0.0 && total.is_finite();
        if !of.is_empty() && !has_weight {
            return Err(family.error(
                self.about().id,
                Names::fixed(
                    "各下级的权重之和为 0：请给至少一项大于 0 的权重",
                    "the weights of the children sum to 0: give at least one a weight above 0",
                ),
            ));
        }
        let mut weights = vec![0.0; children.len()];
        for (&child, share) in of.iter().zip(shares) {
            weights[child] = share / total;
        }
        Ok(Weights::Common(weights))
    }
}

/// Of the children `of`, those whose values differ; the others are reported.
fn varying(family: &Family, of: &[usize], choices: &mut Vec<Choice>) -> Vec<usize> {
    let (varying, constant): (Vec<usize>, Vec<usize>) = of
        .iter()
        .partition(|&&child| varies(family.children[child].values));
    for child in constant {
        let id = family.children[child].id;
        choices.push(Choice::warning(
            Step::Weighting,
            Some(family.node),
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

/// Whether values differ by more than rounding.
fn varies(column: &[f64]) -> bool {
    let differ = |(least, most): (f64, f64)| most - least > ROUNDING * least.abs().max(most.abs());
    extent(column).is_some_and(differ)
}

/// The column stretched to 0…1, as the range method does, so that the best value is 1; `None` when
/// its values do not differ by more than rounding.
fn unit_interval(column: &[f64]) -> Option<Vec<f64>> {
    let (least, most) = extent(column).filter(|_| varies(column))?;
    let range = most - least;
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

    fn weigh(spec: &WeightingSpec, children: &[Child], choices: &mut Vec<Choice>) -> Vec<f64> {
        let family = Family {
            node: "g",
            children,
            judgements: &[],
            weight_sets: &[],
        };
        match spec.weigh(&family, choices).unwrap() {
            Weights::Common(weights) => weights,
            own => panic!("{own:?}"),
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
            weigh(&WeightingSpec::Given, &children, &mut choices),
            [0.25, 0.75, 0.0]
        );
        assert_eq!(
            weigh(&WeightingSpec::Equal, &children, &mut choices),
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
        assert_eq!(weigh(&spec, &children, &mut choices), [0.5, 0.0, 0.5]);
        assert!(choices.iter().any(|choice| {
            choice.severity == crate::Severity::Warning && choice.text.en.contains("\"same\"")
        }));
    }

    #[test]
    fn without_a_usable_child_all_weights_are_zero() {
        let empty = [f64::NAN; 2];
        let children = [child("a", 1.0, &empty), child("b", 1.0, &empty)];
        assert_eq!(
            weigh(&WeightingSpec::Equal, &children, &mut Vec::new()),
            [0.0, 0.0]
        );
    }
}
