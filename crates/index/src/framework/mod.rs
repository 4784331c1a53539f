//! Frameworks (指标体系): the tree of nodes and indicators with the method, as read from TOML.

mod coinr;
mod error;
mod judgement;
pub(crate) mod parse;
pub(crate) mod section;
mod shipped;

pub use coinr::{CoinrError, CoinrErrorKind, from_coinr};
pub use error::{FrameworkError, FrameworkErrorKind};
pub use judgement::{BestWorst, Judgement, Pairwise, Statement, WeightSet};

use serde::{Deserialize, Serialize};

use crate::aggregation::AggregationSpec;
use crate::imputation::ImputationSpec;
use crate::nearest::nearest;
use crate::normalisation::{NormalisationSpec, Orientation};
use crate::screening::Screening;
use crate::treatment::TreatmentSpec;
use crate::weighting::WeightingSpec;
use crate::{Choice, Names, Step, Tree};

/// A framework. [`Framework::parse`] guarantees that its tree compiles; after a change by hand,
/// [`Tree::compile`] checks it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Framework {
    /// The file it was read from, for messages.
    pub file: String,
    /// The id, such as `asem`.
    pub id: String,
    /// The edition, such as `2023`.
    pub edition: String,
    /// The name.
    pub name: Names,
    /// What the units are, such as `country`; empty when not given.
    pub units: String,
    /// What the index measures and what it does not.
    pub description: Option<Names>,
    /// Where the framework comes from.
    pub source: Option<String>,
    /// The unit sets it may be built for, each normalised by itself; empty when any table will do.
    pub unit_sets: Vec<String>,
    /// Columns that group the units.
    pub groups: Vec<Group>,
    /// Columns that indicators are divided by.
    pub denominators: Vec<Denominator>,
    /// The method.
    pub method: MethodSpec,
    /// The inner nodes of the tree.
    pub nodes: Vec<Node>,
    /// The leaves of the tree.
    pub indicators: Vec<Indicator>,
    /// What experts have said about the importance of the children of nodes.
    pub judgements: Vec<Judgement>,
    /// Named sets of weights, an alternative to those of nodes and indicators.
    pub weight_sets: Vec<WeightSet>,
    /// What was decided while reading it: defaults taken, indicators left out of a unit set.
    pub choices: Vec<Choice>,
}

/// A column that groups the units.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The heading of the column.
    pub id: String,
    /// The name.
    pub name: Names,
}

/// A column that indicators are divided by.
#[derive(Debug, Clone, PartialEq)]
pub struct Denominator {
    /// The heading of the column.
    pub id: String,
    /// The name.
    pub name: Names,
    /// The unit of measure.
    pub unit: Option<Names>,
    /// How it is counted from the records.
    pub from: Option<FromClause>,
    /// The line of its definition.
    pub line: usize,
}

/// How a value is counted from the records: not interpreted by this crate.
#[derive(Debug, Clone, PartialEq)]
pub struct FromClause {
    /// The keys and values as written.
    pub table: toml::Table,
    /// The line it stands on, for the messages of who interprets it.
    pub line: usize,
}

/// An inner node of the tree: a dimension or a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The id.
    pub id: String,
    /// The id of its parent; `None` for the root.
    pub parent: Option<String>,
    /// The name.
    pub name: Names,
    /// What it means.
    pub definition: Option<Names>,
    /// The weight among its siblings, above zero; 1 when not given.
    pub weight: f64,
    /// The weighting of its children, where it is not that of the method.
    pub weighting: Option<WeightingSpec>,
    /// The aggregation of its children, where it is not that of the method.
    pub aggregation: Option<AggregationSpec>,
    /// Which units get a score here, where it is not that of the method.
    pub coverage: Option<CoverageSpec>,
    /// The line of its definition.
    pub line: usize,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// The id, which is the heading of its column.
    pub id: String,
    /// The id of its parent.
    pub parent: String,
    /// The name.
    pub name: Names,
    /// What is counted or measured, and for what it stands.
    pub definition: Option<Names>,
    /// Whether more is better.
    pub direction: Direction,
    /// The weight among its siblings, above zero; 1 when not given.
    pub weight: f64,
    /// The unit of measure.
    pub unit: Option<Names>,
    /// The column it is divided by.
    pub denominator: Option<String>,
    /// By how much the quotient with the denominator is multiplied, such as 10,000 for "per 10,000
    /// inhabitants"; 1 when not given.
    pub per: f64,
    /// The value to be reached, in the unit of measure.
    pub target: Option<f64>,
    /// The ends of a fixed scale, in the unit of measure.
    pub goalposts: Option<Posts>,
    /// How its gaps are filled, where not by the method of the framework; a method that looks at one
    /// column.
    pub imputation: Option<ImputationSpec>,
    /// How its outliers are treated, where not by the method of the framework.
    pub treatment: Option<TreatmentSpec>,
    /// How it is normalised, where not by the method of the framework.
    pub normalisation: Option<NormalisationSpec>,
    /// Where its values come from.
    pub source: Option<String>,
    /// The unit sets it exists in; empty when in all.
    pub unit_sets: Vec<String>,
    /// How it is counted from the records.
    pub from: Option<FromClause>,
    /// The line of its definition.
    pub line: usize,
}

/// The ends of a fixed scale: finite, `low` below `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Posts {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Which values of an indicator are better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Direction {
    /// More is better (正向).
    Positive,
    /// Less is better (负向).
    Negative,
    /// An interval is best, and values are worse the farther they lie from it (适度); `low` is not above
    /// `high`, and equal where one value is best.
    Optimal {
        /// The lower end of the interval, in the unit of measure.
        low: f64,
        /// The upper end.
        high: f64,
    },
}

impl Direction {
    /// The function that makes more better.
    pub fn orientation(self) -> Orientation {
        match self {
            Direction::Positive => Orientation::Positive,
            Direction::Negative => Orientation::Negative,
            Direction::Optimal { low, high } => Orientation::Optimal { low, high },
        }
    }
}

/// The method of a framework: a specification a step. It serialises to the `[method]` it is read from,
/// defaults filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodSpec {
    /// Whether indicators are divided by their denominators.
    pub denominate: bool,
    /// Which units are compared at all.
    pub screening: Screening,
    /// How missing values are filled.
    pub imputation: ImputationSpec,
    /// How outliers are treated.
    pub treatment: TreatmentSpec,
    /// Whether outliers are treated before or after normalisation.
    pub treat: TreatmentOrder,
    /// How indicators are brought to one scale.
    pub normalisation: NormalisationSpec,
    /// Which tables of a panel the parameters of treatment and normalisation are taken from.
    pub fit: FitOver,
    /// How weights are found.
    pub weighting: WeightingSpec,
    /// How children are combined, where a node says nothing else.
    pub aggregation: AggregationSpec,
    /// Which units get a score.
    pub coverage: CoverageSpec,
}

/// Whether outliers are treated before or after normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TreatmentOrder {
    /// Before: limits and transformations are in the unit of measure.
    #[default]
    Before,
    /// After: limits are on the common scale; nothing can be transformed.
    After,
}

/// Which tables of a panel the parameters of treatment and normalisation are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FitOver {
    /// Every table from itself: its best is always the best, and tables cannot be compared.
    #[default]
    Own,
    /// All tables together.
    Pooled,
    /// The first table; later ones may go beyond its ends.
    First,
}

/// Which units get a score at a node.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoverageSpec {
    /// The share (0 to 1) of what is counted that the unit must have.
    pub minimum: f64,
    /// What is counted.
    pub of: CoverageOf,
}

/// What a minimum of coverage counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageOf {
    /// The indicators under the node, at any depth, before imputation.
    #[default]
    Indicators,
    /// The children of the node that carry weight, with the scores they got.
    Children,
}

impl Framework {
    /// Reads a framework from TOML text; `file` is the name used in messages.
    ///
    /// # Errors
    /// [`FrameworkError`] with file and line, and the nearest known name where one was mistyped.
    pub fn parse(text: &str, file: &str) -> Result<Framework, FrameworkError> {
        parse::framework(text, file)
    }

    /// The text of a framework shipped with the product.
    pub fn shipped(id: &str) -> Option<&'static str> {
        shipped::text(id)
    }

    /// The ids of the frameworks shipped with the product.
    pub fn shipped_ids() -> impl Iterator<Item = &'static str> {
        shipped::ids()
    }

    /// The framework narrowed to one unit set: indicators that do not exist there are left out, and
    /// nodes that lose all their indicators with them; both are noted in `choices`. A framework that
    /// names no unit sets is returned as it is.
    ///
    /// # Errors
    /// The framework names unit sets, and not this one; or nothing is left.
    pub fn for_unit_set(&self, unit_set: &str) -> Result<Framework, FrameworkError> {
        let mut narrowed = self.clone();
        if self.unit_sets.is_empty() {
            return Ok(narrowed);
        }
        if !self.unit_sets.iter().any(|known| known == unit_set) {
            let known = self.unit_sets.iter().map(String::as_str);
            return Err(FrameworkError {
                file: self.file.clone(),
                line: None,
                kind: Box::new(FrameworkErrorKind::UnknownUnitSet {
                    unit_set: unit_set.to_owned(),
                    nearest: nearest(unit_set, known).map(str::to_owned),
                    known: self.unit_sets.clone(),
                }),
            });
        }
        narrowed.unit_sets = vec![unit_set.to_owned()];
        narrowed.indicators.retain(|indicator| {
            let exists = indicator.unit_sets.is_empty()
                || indicator.unit_sets.iter().any(|set| set == unit_set);
            if !exists {
                narrowed.choices.push(left_out(&indicator.id, unit_set));
            }
            exists
        });
        // Removing a node may leave its parent without children in turn.
        loop {
            let empty = narrowed.nodes.iter().position(|node| {
                let of_node = |parent: &str| parent == node.id;
                !narrowed
                    .indicators
                    .iter()
                    .any(|child| of_node(&child.parent))
                    && !narrowed
                        .nodes
                        .iter()
                        .any(|child| child.parent.as_deref().is_some_and(of_node))
            });
            let Some(empty) = empty else { break };
            let node = narrowed.nodes.remove(empty);
            narrowed.choices.push(left_out(&node.id, unit_set));
        }
        Tree::compile(&narrowed)?;
        Ok(narrowed)
    }

    /// The ids of the columns that the framework uses: indicators, denominators, groups.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let indicators = self
            .indicators
            .iter()
            .map(|indicator| indicator.id.as_str());
        let divided = self
            .indicators
            .iter()
            .filter_map(|i| i.denominator.as_deref());
        let denominators = self.denominators.iter().map(|d| d.id.as_str());
        let groups = self.groups.iter().map(|group| group.id.as_str());
        let by_group = std::iter::once(&self.method.imputation)
            .chain(self.indicators.iter().filter_map(|i| i.imputation.as_ref()))
            .filter_map(ImputationSpec::group);
        indicators
            .chain(divided)
            .chain(denominators)
            .chain(groups)
            .chain(by_group)
    }
}

fn left_out(id: &str, unit_set: &str) -> Choice {
    Choice::note(
        Step::UnitSet,
        Some(id),
        Names::new(
            format!("“{id}”在评价范围“{unit_set}”中不存在，未列入"),
            format!("\"{id}\" does not exist in the unit set \"{unit_set}\" and is left out"),
        ),
    )
}
