//! How the scores of a run are composed: the tree with its weights and methods, every value known.

use crate::aggregation::AggregationSpec;
use crate::{Framework, Run};

/// The tree of a run with the method of every inner node and no value missing.
///
/// A value that a unit lacks is taken to be the score of its parent. For the weighted means this is
/// what renormalising the weights does, so scores do not change and weights are the same for all units.
pub(crate) struct Composition<'a> {
    pub(crate) run: &'a Run,
    pub(crate) children: Vec<Vec<usize>>,
    /// The aggregation of each node; `None` for an indicator.
    methods: Vec<Option<&'a AggregationSpec>>,
    /// Whether a unit's score depends on its own values only.
    pointwise: Vec<bool>,
    /// For every node a value a unit; NaN only where the unit has no score at the root.
    filled: Vec<Vec<f64>>,
}

impl<'a> Composition<'a> {
    pub(crate) fn of(framework: &'a Framework, run: &'a Run) -> Composition<'a> {
        let mut children = vec![Vec::new(); run.nodes.len()];
        for (at, node) in run.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                children[parent].push(at);
            }
        }
        let methods = run.nodes.iter().map(|node| {
            let definition = framework.nodes.iter().find(|n| n.id == node.id)?;
            let own = definition.aggregation.as_ref();
            Some(own.unwrap_or(&framework.method.aggregation))
        });
        let methods: Vec<Option<&AggregationSpec>> = methods.collect();
        let filled = filled(run);
        Composition {
            run,
            children,
            pointwise: methods
                .iter()
                .map(|method| method.is_none_or(|method| !method.compares_units()))
                .collect(),
            methods,
            filled,
        }
    }

    /// The value of a unit at a node, the parent's where it has none.
    pub(crate) fn value(&self, node: usize, unit: usize) -> f64 {
        self.filled[node][unit]
    }

    /// Whether a node is a sum of its children under weights that are the same for all units.
    pub(crate) fn is_linear(&self, node: usize) -> bool {
        let sum = matches!(self.methods[node], None | Some(AggregationSpec::Arithmetic));
        sum && !self.has_own_weights(node)
    }

    /// Whether a node scores every unit by weights of its own (benefit of the doubt).
    fn has_own_weights(&self, node: usize) -> bool {
        let mut children = self.children[node].iter();
        children.any(|&child| self.run.nodes[child].shares.is_some())
    }

    /// The score of `unit` at such a node when the children have the values `row` and the unit keeps its
    /// weights: the weight of a child is its share of the score over its value.
    fn under_own_weights(&self, node: usize, row: &[f64], unit: usize) -> f64 {
        let score = self.run.nodes[node].scores[unit];
        let children = self.children[node].iter().zip(row);
        let part = |(&child, value): (&usize, &f64)| {
            let child = &self.run.nodes[child];
            let share = child.shares.as_ref().map_or(0.0, |shares| shares[unit]);
            if share > 0.0 {
                share * score * value / child.scores[unit]
            } else {
                0.0
            }
        };
        children.map(part).sum()
    }

    /// Whether the root is a weighted sum of the indicators.
    pub(crate) fn is_linear_throughout(&self) -> bool {
        (0..self.run.nodes.len()).all(|node| self.is_linear(node))
    }

    /// The value of `node` for `unit` when its children have the values `row`.
    pub(crate) fn evaluate(&self, node: usize, row: &[f64], unit: usize) -> f64 {
        let Some(method) = self.methods[node] else {
            return f64::NAN;
        };
        if self.has_own_weights(node) {
            return self.under_own_weights(node, row, unit);
        }
        let children = &self.children[node];
        let weights: Vec<f64> = children
            .iter()
            .map(|&child| self.run.nodes[child].weight)
            .collect();
        if self.pointwise[node] {
            return alone(method, row, &weights);
        }
        let columns: Vec<Vec<f64>> = children
            .iter()
            .zip(row)
            .map(|(&child, &value)| {
                let mut column = self.run.nodes[child].scores.clone();
                column[unit] = value;
                column
            })
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut scores = vec![f64::NAN; self.run.units.len()];
        // A method that refuses these values gives the unit no score.
        match method.apply(&columns, &weights, &mut scores) {
            Ok(()) => scores[unit],
            Err(_) => f64::NAN,
        }
    }
}

/// The score of one unit that is judged by itself.
fn alone(method: &AggregationSpec, row: &[f64], weights: &[f64]) -> f64 {
    let columns: Vec<&[f64]> = row.iter().map(std::slice::from_ref).collect();
    let mut score = [f64::NAN];
    match method.apply(&columns, weights, &mut score) {
        Ok(()) => score[0],
        Err(_) => f64::NAN,
    }
}

/// The scores of every node, a missing one replaced by that of the parent. Under a node without a score
/// (withheld for lack of coverage) nothing counts, so all of it takes the parent's score.
fn filled(run: &Run) -> Vec<Vec<f64>> {
    let mut filled: Vec<Vec<f64>> = run.nodes.iter().map(|node| node.scores.clone()).collect();
    let mut absent: Vec<Vec<bool>> = vec![vec![false; run.units.len()]; run.nodes.len()];
    for at in (0..run.nodes.len()).rev() {
        let Some(parent) = run.nodes[at].parent else {
            continue;
        };
        for unit in 0..run.units.len() {
            if absent[parent][unit] || filled[at][unit].is_nan() {
                absent[at][unit] = true;
                filled[at][unit] = filled[parent][unit];
            }
        }
    }
    filled
}
