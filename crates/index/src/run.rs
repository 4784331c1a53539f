//! What one computation of a framework over one table gives.

use crate::prepare::{Change, ColumnTreatment, Parameters};
use crate::screening::Screened;
use crate::{Choice, Matrix, Names};

/// The result of [`build`](crate::build).
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The id of the framework.
    pub framework: String,
    /// The edition of the framework.
    pub edition: String,
    /// The units, in the order of the table.
    pub units: Vec<String>,
    /// The groups of the units, for the columns that the framework declares and the table has.
    pub groups: Vec<GroupColumn>,
    /// The positions in `nodes` of the indicators, in the order of the columns of `treated` and
    /// `normalised`.
    pub indicators: Vec<usize>,
    /// What screening found of every unit of the table, those left out included.
    pub screened: Vec<Screened>,
    /// Units by indicators after denomination, with their gaps.
    pub denominated: Matrix,
    /// Units by indicators after imputation.
    pub imputed: Matrix,
    /// Units by indicators after denomination, imputation and treatment, in the unit of measure.
    pub treated: Matrix,
    /// Units by indicators on the common scale, larger is better; the column of an indicator that does
    /// not vary is missing.
    pub normalised: Matrix,
    /// The functions that brought each indicator to the common scale.
    pub parameters: Parameters,
    /// What treatment did to each indicator.
    pub treatments: Vec<ColumnTreatment>,
    /// Every cell that was filled or changed by imputation and treatment.
    pub changes: Vec<Change>,
    /// Every node of the tree, indicators included, children before parents: the root is last.
    pub nodes: Vec<NodeResult>,
    /// What was decided for the user or noticed on the way.
    pub choices: Vec<Choice>,
}

/// The group of every unit.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupColumn {
    /// The heading of the column.
    pub id: String,
    /// The name.
    pub name: Names,
    /// A group a unit; `None` where the cell is empty.
    pub values: Vec<Option<String>>,
}

/// The result of one node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeResult {
    /// The id.
    pub id: String,
    /// The name.
    pub name: Names,
    /// The position of its parent in [`Run::nodes`]; `None` for the root.
    pub parent: Option<usize>,
    /// 1 for an indicator, otherwise one more than its highest child.
    pub level: u32,
    /// The weight within its parent; siblings sum to 1. 1 for the root, 0 where it was excluded.
    pub weight: f64,
    /// The weight in the index: the product of the weights up to the root.
    pub effective_weight: f64,
    /// A score a unit on the common scale; NaN where none is given.
    pub scores: Vec<f64>,
    /// A rank a unit, 1 is best, ties get the smallest; `None` where there is no score.
    pub ranks: Vec<Option<u32>>,
    /// Where the units of its parent have weights of their own (benefit of the doubt): the share of this node
    /// in the score of each unit, NaN where there is none. `weight` is then their mean.
    pub shares: Option<Vec<f64>>,
    /// For every unit, how many of the indicators under the node (itself for an indicator) have a value
    /// before imputation.
    pub coverage: Vec<Coverage>,
}

/// How many of the values that could be there are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Values present.
    pub present: u32,
    /// Values that could be present.
    pub total: u32,
}

impl Coverage {
    /// The share present, 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.present) / f64::from(self.total)
    }
}

impl Run {
    /// The root of the tree: the index itself.
    pub fn index(&self) -> &NodeResult {
        &self.nodes[self.nodes.len() - 1]
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&NodeResult> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The positions of the nodes from the top of the tree down: by level, then in the order of the
    /// framework.
    pub fn from_the_top(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|&node| std::cmp::Reverse(self.nodes[node].level));
        order
    }

    /// The run with a row for each of `units`, among which its own are in the same order: those it left out have
    /// no values, no scores and no ranks.
    pub(crate) fn among(mut self, units: &[String]) -> Run {
        if self.units == units {
            return self;
        }
        let mut rows = Vec::with_capacity(self.units.len());
        let mut own: Vec<Option<usize>> = Vec::with_capacity(units.len());
        for (row, unit) in units.iter().enumerate() {
            let next = rows.len();
            let found = self.units.get(next) == Some(unit);
            own.push(found.then_some(next));
            if found {
                rows.push(row);
            }
        }
        let spread = |matrix: &Matrix| {
            let mut spread = Matrix::missing(units.len(), matrix.columns());
            for column in 0..matrix.columns() {
                let values = spread.column_mut(column).iter_mut().zip(&own);
                for (value, own) in values {
                    *value = own.map_or(f64::NAN, |own| matrix.value(own, column));
                }
            }
            spread
        };
        for matrix in [
            &mut self.denominated,
            &mut self.imputed,
            &mut self.treated,
            &mut self.normalised,
        ] {
            *matrix = spread(matrix);
        }
        for group in &mut self.groups {
            let values = own.iter().map(|own| group.values[(*own)?].clone());
            group.values = values.collect();
        }
        for change in &mut self.changes {
            change.unit = rows[change.unit];
        }
        let numbers = |numbers: &[f64]| -> Vec<f64> {
            let values = own.iter();
            let values = values.map(|own| own.map_or(f64::NAN, |own| numbers[own]));
            values.collect()
        };
        for node in &mut self.nodes {
            node.scores = numbers(&node.scores);
            node.shares = node.shares.as_deref().map(numbers);
            node.ranks = own.iter().map(|own| node.ranks[(*own)?]).collect();
            let total = node.coverage.first().map_or(0, |unit| unit.total);
            let nothing = Coverage { present: 0, total };
            let coverage = own.iter();
            let coverage = coverage.map(|own| own.map_or(nothing, |own| node.coverage[own]));
            node.coverage = coverage.collect();
        }
        self.units = units.to_vec();
        self
    }

    /// The coverage of a node over all units together: for an indicator, how many units have a value.
    pub fn coverage_over_units(&self, node: usize) -> Coverage {
        let of_units = self.nodes[node].coverage.iter();
        of_units.fold(Coverage::default(), |sum, unit| Coverage {
            present: sum.present + unit.present,
            total: sum.total + unit.total,
        })
    }
}
