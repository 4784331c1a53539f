//! Combining children into their parent (合成). One file a method; [`METHODS`] is the table of methods.
//!
//! Two kinds of method share one interface. A *row-wise* method (the means and their kin) finds the
//! score of a unit from the unit's own values. A method that *compares the units*
//! ([`AggregationSpec::compares_units`]) needs whole columns: the score of a unit changes when another
//! unit comes or goes.
//!
//! Every method skips missing values: the weights of a unit are renormalised over the children it has,
//! and a unit without any weighted value stays missing. Children of weight 0 count for nothing.

pub mod arithmetic;
pub mod borda;
pub mod copeland;
pub mod electre_iii;
pub mod fuzzy_comprehensive;
pub mod geometric;
pub mod grey_relational;
pub mod harmonic;
pub mod mazziotta_pareto;
mod mean;
pub mod mean_min;
pub mod ordered_weighted_average;
pub mod power_mean;
pub mod promethee_ii;
pub mod rank_sum_ratio;
mod scaling;
pub mod set_pair;
pub mod topsis;
pub mod vikor;

use serde::Serialize;

use crate::Names;
use crate::methods::{About, Method};

pub use electre_iii::ElectreIii;
pub use fuzzy_comprehensive::{FuzzyComprehensive, Operator, Verdict};
pub use grey_relational::GreyRelational;
pub use mazziotta_pareto::{Form, MazziottaPareto, Penalty};
pub use mean_min::MeanMin;
pub use ordered_weighted_average::OrderedWeightedAverage;
pub use power_mean::PowerMean;
pub use promethee_ii::{PreferenceFunction, PrometheeIi};
pub use rank_sum_ratio::{RankSumRatio, Ranking};
pub use scaling::Scaling;
pub use topsis::Topsis;
pub use vikor::Vikor;

/// A method of aggregation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AggregationSpec {
    /// The weighted arithmetic mean.
    Arithmetic,
    /// The weighted geometric mean.
    Geometric,
    /// The weighted harmonic mean.
    Harmonic,
    /// The weighted power mean.
    PowerMean(PowerMean),
    /// The mean drawn towards the worst child.
    MeanMin(MeanMin),
    /// The mean with more weight on the best or the worst children.
    OrderedWeightedAverage(OrderedWeightedAverage),
    /// The mean less a penalty for imbalance.
    MazziottaPareto(MazziottaPareto),
    /// Memberships of grades, combined and read as a score.
    FuzzyComprehensive(FuzzyComprehensive),
    /// Points for every unit outdone on a child.
    Borda,
    /// Pairwise victories less defeats.
    Copeland,
    /// Nearness to the ideal unit and distance from the worst.
    Topsis(Topsis),
    /// A compromise of group benefit and individual regret.
    Vikor(Vikor),
    /// Grey relational grade to the ideal unit.
    GreyRelational(GreyRelational),
    /// Net outranking flow.
    PrometheeIi(PrometheeIi),
    /// Outranking with indifference, preference and veto, ranked by two distillations.
    ElectreIii(ElectreIii),
    /// The weighted mean of ranks, as a share of the number of units.
    RankSumRatio(RankSumRatio),
    /// Identity and contrariety with the best and the worst.
    SetPair,
}

/// The methods of aggregation.
pub static METHODS: &[&Method<AggregationSpec>] = &[
    &arithmetic::METHOD,
    &geometric::METHOD,
    &harmonic::METHOD,
    &power_mean::METHOD,
    &mean_min::METHOD,
    &ordered_weighted_average::METHOD,
    &mazziotta_pareto::METHOD,
    &fuzzy_comprehensive::METHOD,
    &borda::METHOD,
    &copeland::METHOD,
    &topsis::METHOD,
    &vikor::METHOD,
    &grey_relational::METHOD,
    &promethee_ii::METHOD,
    &electre_iii::METHOD,
    &rank_sum_ratio::METHOD,
    &set_pair::METHOD,
];

/// Why a method gives no scores.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// A value that the method has no meaning for.
    Value {
        /// The child, by its position.
        child: usize,
        /// The unit, by its position.
        unit: usize,
        /// The value.
        value: f64,
        /// What the method needs, and what to do.
        advice: &'static Names,
    },
    /// More units than the method can compare.
    TooManyUnits {
        /// How many there are.
        units: usize,
        /// How many it can compare.
        most: usize,
    },
}

impl AggregationSpec {
    /// Combines the `children` (each a value a unit, larger is better) with their weights (≥ 0) into
    /// `parent` (a value a unit, larger is better). Missing values are skipped and the weights
    /// renormalised over what is present; a unit without any weighted value stays missing.
    ///
    /// # Errors
    /// [`Refusal`] when the method has no meaning for these values; `parent` is then unspecified.
    pub fn apply(
        &self,
        children: &[&[f64]],
        weights: &[f64],
        parent: &mut [f64],
    ) -> Result<(), Refusal> {
        if weights.iter().all(|&weight| weight > 0.0) && !children.is_empty() {
            return self.combine(children, weights, parent);
        }
        let weighted: Vec<usize> = (0..children.len())
            .filter(|&child| weights[child] > 0.0)
            .collect();
        if weighted.is_empty() {
            parent.fill(f64::NAN);
            return Ok(());
        }
        let columns: Vec<&[f64]> = weighted.iter().map(|&child| children[child]).collect();
        let shares: Vec<f64> = weighted.iter().map(|&child| weights[child]).collect();
        self.combine(&columns, &shares, parent)
            .map_err(|refusal| match refusal {
                Refusal::Value {
                    child,
                    unit,
                    value,
                    advice,
                } => Refusal::Value {
                    child: weighted[child],
                    unit,
                    value,
                    advice,
                },
                units @ Refusal::TooManyUnits { .. } => units,
            })
    }

    /// [`AggregationSpec::apply`] for one child or more, all with weights above zero.
    fn combine(
        &self,
        children: &[&[f64]],
        weights: &[f64],
        parent: &mut [f64],
    ) -> Result<(), Refusal> {
        use AggregationSpec::*;
        match self {
            Arithmetic => arithmetic::apply(children, weights, parent),
            Geometric => return geometric::apply(children, weights, parent),
            Harmonic => return harmonic::apply(children, weights, parent),
            PowerMean(spec) => return spec.apply(children, weights, parent),
            MeanMin(spec) => spec.apply(children, weights, parent),
            OrderedWeightedAverage(spec) => spec.apply(children, weights, parent),
            MazziottaPareto(spec) => return spec.apply(children, weights, parent),
            FuzzyComprehensive(spec) => spec.apply(children, weights, parent),
            Borda => borda::apply(children, weights, parent),
            Copeland => copeland::apply(children, weights, parent),
            Topsis(spec) => spec.apply(children, weights, parent),
            Vikor(spec) => spec.apply(children, weights, parent),
            GreyRelational(spec) => spec.apply(children, weights, parent),
            PrometheeIi(spec) => spec.apply(children, weights, parent),
            ElectreIii(spec) => return spec.apply(children, weights, parent),
            RankSumRatio(spec) => spec.apply(children, weights, parent),
            SetPair => return set_pair::apply(children, weights, parent),
        }
        Ok(())
    }

    /// The description of the method.
    pub fn about(&self) -> &'static About {
        use AggregationSpec::*;
        let method = match self {
            Arithmetic => &arithmetic::METHOD,
            Geometric => &geometric::METHOD,
            Harmonic => &harmonic::METHOD,
            PowerMean(_) => &power_mean::METHOD,
            MeanMin(_) => &mean_min::METHOD,
            OrderedWeightedAverage(_) => &ordered_weighted_average::METHOD,
            MazziottaPareto(_) => &mazziotta_pareto::METHOD,
            FuzzyComprehensive(_) => &fuzzy_comprehensive::METHOD,
            Borda => &borda::METHOD,
            Copeland => &copeland::METHOD,
            Topsis(_) => &topsis::METHOD,
            Vikor(_) => &vikor::METHOD,
            GreyRelational(_) => &grey_relational::METHOD,
            PrometheeIi(_) => &promethee_ii::METHOD,
            ElectreIii(_) => &electre_iii::METHOD,
            RankSumRatio(_) => &rank_sum_ratio::METHOD,
            SetPair => &set_pair::METHOD,
        };
        &method.about
    }

    /// Whether the score of a unit depends on the other units, and not on its own values alone.
    pub fn compares_units(&self) -> bool {
        use AggregationSpec::*;
        match self {
            Arithmetic
            | Geometric
            | Harmonic
            | PowerMean(_)
            | MeanMin(_)
            | OrderedWeightedAverage(_)
            | FuzzyComprehensive(_) => false,
            MazziottaPareto(spec) => spec.form != Form::AsGiven,
            Borda | Copeland | Topsis(_) | Vikor(_) | GreyRelational(_) | PrometheeIi(_)
            | ElectreIii(_) | RankSumRatio(_) | SetPair => true,
        }
    }

    /// Whether the scores are on the scale of the children; otherwise they are on a scale of the
    /// method's own, such as 0 to 1.
    pub fn keeps_scale(&self) -> bool {
        !self.compares_units()
    }

    /// Whether the children must be on one scale for the result to have a meaning; otherwise the
    /// method brings them to one itself, or looks only at their order.
    pub fn needs_one_scale(&self) -> bool {
        use AggregationSpec::*;
        match self {
            Arithmetic
            | Geometric
            | Harmonic
            | PowerMean(_)
            | MeanMin(_)
            | OrderedWeightedAverage(_)
            | FuzzyComprehensive(_) => true,
            MazziottaPareto(spec) => spec.form == Form::AsGiven,
            Topsis(spec) => spec.scaling == Scaling::None,
            GreyRelational(spec) => spec.scaling == Scaling::None,
            Borda | Copeland | Vikor(_) | PrometheeIi(_) | ElectreIii(_) | RankSumRatio(_)
            | SetPair => false,
        }
    }
}

/// Refuses the first value that does not pass.
fn require(
    children: &[&[f64]],
    passes: impl Fn(f64) -> bool,
    advice: &'static Names,
) -> Result<(), Refusal> {
    for (child, column) in children.iter().enumerate() {
        for (unit, &value) in column.iter().enumerate() {
            if !value.is_nan() && !passes(value) {
                return Err(Refusal::Value {
                    child,
                    unit,
                    value,
                    advice,
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
