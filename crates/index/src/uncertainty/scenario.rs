//! One combination of methods, prepared so that the index can be computed again and again with other
//! weights: the columns of indicators are treated and normalised once, and a replication only combines
//! them up the tree.

use crate::aggregation::AggregationSpec;
use crate::matrix::Earlier;
use crate::rank::SUM_ROUNDING;
use crate::{Definition, Framework, Matrix, Run, Tree};

/// A built index in the form the replications run over.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// Units by indicators of the whole index, normalised, and already transformed where the parent is
    /// a mean of transformed values.
    leaves: Matrix,
    /// The weight of every node of the tree within its parent.
    pub weights: Vec<f64>,
    /// The inner nodes up to the target, children before parents.
    combinations: Vec<Combination>,
    /// Where the scores of the target are.
    target: Source,
    /// Nodes whose scores the weights cannot change: their method does not work through them.
    pub fixed: Vec<usize>,
}

#[derive(Debug)]
struct Combination {
    /// The position in the tree.
    node: usize,
    children: Vec<Child>,
    rule: Rule,
    /// Units that get no score whatever the weights, because they have too few values.
    withheld: Vec<usize>,
    /// Whether the parent adds up the children of this node itself instead of its scores.
    merged: bool,
    /// Whether the parent, a mean of the same kind, takes the mean of transformed values as it is, so that it
    /// need not be transformed back and forth.
    passed_on: bool,
}

#[derive(Debug, Clone, Copy)]
struct Child {
    /// The position in the tree, for its weight.
    node: usize,
    source: Source,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// A column of the leaves.
    Leaf(usize),
    /// The scores of an earlier combination.
    Combination(usize),
}

#[derive(Debug)]
enum Rule {
    /// A weighted mean of transformed values, transformed back.
    Mean {
        transform: Transform,
        /// Whether every child has a value for every unit, whatever the weights.
        complete: bool,
    },
    /// Any other method.
    Method(AggregationSpec),
    /// Scores that do not depend on the weights.
    Fixed(Vec<f64>),
}

impl Combination {
    /// The kind of mean.
    fn transform(&self) -> Option<Transform> {
        match self.rule {
            Rule::Mean { transform, .. } => Some(transform),
            _ => None,
        }
    }

    /// Whether it is a mean over children that are all there.
    fn is_complete(&self) -> bool {
        matches!(self.rule, Rule::Mean { complete: true, .. }) && self.withheld.is_empty()
    }
}

/// What makes a weighted mean of a mean of another kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Transform {
    /// The arithmetic mean.
    Identity,
    /// The geometric mean is the mean of logarithms.
    Logarithm,
    /// The harmonic mean is the mean of reciprocals.
    Reciprocal,
    /// The power mean is the root of the mean of powers.
    Power(f64),
}

/// Higher powers of large values overflow, so those means are left to their method.
const HIGHEST_POWER: f64 = 10.0;

impl Transform {
    /// The transform that turns a method of aggregation into an arithmetic mean, if there is one.
    fn of(aggregation: &AggregationSpec) -> Option<Transform> {
        match aggregation {
            AggregationSpec::Arithmetic => Some(Transform::Identity),
            AggregationSpec::Geometric => Some(Transform::Logarithm),
            AggregationSpec::Harmonic => Some(Transform::Reciprocal),
            AggregationSpec::PowerMean(spec) if spec.power == 1.0 => Some(Transform::Identity),
            AggregationSpec::PowerMean(spec) if spec.power == 0.0 => Some(Transform::Logarithm),
            AggregationSpec::PowerMean(spec) if spec.power.abs() <= HIGHEST_POWER => {
                Some(Transform::Power(spec.power))
            }
            _ => None,
        }
    }

    fn forth(self, value: f64) -> f64 {
        match self {
            Transform::Identity => value,
            Transform::Logarithm => libm::log(value),
            Transform::Reciprocal => 1.0 / value,
            Transform::Power(power) => libm::pow(value, power),
        }
    }

    fn back(self, value: f64) -> f64 {
        match self {
            Transform::Identity => value,
            Transform::Logarithm => libm::exp(value),
            Transform::Reciprocal => 1.0 / value,
            Transform::Power(power) => libm::pow(value, 1.0 / power),
        }
    }
}

/// Room for the computation of one replication.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Units by combinations.
    scores: Matrix,
    totals: Vec<f64>,
    room: Room,
}

#[derive(Debug)]
struct Room {
    /// The values of one child, transformed.
    transformed: Vec<f64>,
    /// Columns of leaves with their factors.
    leaves: Vec<(usize, f64)>,
}

impl Workspace {
    /// Room for scenarios of so many units and at most so many inner nodes.
    pub fn new(units: usize, nodes: usize) -> Workspace {
        Workspace {
            scores: Matrix::missing(units, nodes),
            totals: vec![0.0; units],
            room: Room {
                transformed: vec![0.0; units],
                leaves: Vec::new(),
            },
        }
    }
}

/// Recombining a run must give its scores again up to the rounding of sums in another order; the
/// difference allowed is relative to the largest score of the node.
const REPRODUCED: f64 = 1e-9;

impl Scenario {
    /// Prepares the `run` of a framework for the scores of the node `target` (a position in the tree).
    /// `weights_may_vanish` says whether a child may get weight 0.
    ///
    /// Each node is computed once and compared with the run: where the method of a node does not work
    /// through weights, its scores are taken from the run and stay.
    pub fn new(
        framework: &Framework,
        tree: &Tree,
        run: &Run,
        target: usize,
        weights_may_vanish: bool,
    ) -> Scenario {
        let units = run.units.len();
        let mut scenario = Scenario {
            leaves: run.normalised.clone(),
            weights: run.nodes.iter().map(|node| node.weight).collect(),
            combinations: Vec::new(),
            target: Source::Leaf(0),
            fixed: Vec::new(),
        };
        let mut sources = vec![Source::Leaf(0); tree.nodes().len()];
        let mut complete = vec![false; tree.nodes().len()];
        let mut workspace = Workspace::new(units, tree.nodes().len());
        for (at, node) in tree.nodes().iter().enumerate() {
            let definition = match node.definition {
                Definition::Indicator(_) => {
                    let column = node.indicators.start;
                    sources[at] = Source::Leaf(column);
                    let values = scenario.leaves.column(column);
                    complete[at] = values.iter().all(|value| !value.is_nan());
                    continue;
                }
                Definition::Node(definition) => &framework.nodes[definition],
            };
            if !is_below(tree, at, target) {
                continue;
            }
            let aggregation = definition
                .aggregation
                .as_ref()
                .unwrap_or(&framework.method.aggregation);
            let children: Vec<Child> = tree
                .children(at)
                .iter()
                .map(|&node| Child {
                    node,
                    source: sources[node],
                })
                .collect();
            let whole = !weights_may_vanish && children.iter().all(|child| complete[child.node]);
            let rule = match Transform::of(aggregation) {
                Some(transform) => {
                    scenario.transform_leaves(&children, transform);
                    Rule::Mean {
                        transform,
                        complete: whole,
                    }
                }
                None => Rule::Method(aggregation.clone()),
            };
            let position = scenario.combinations.len();
            scenario.combinations.push(Combination {
                node: at,
                children,
                rule,
                withheld: Vec::new(),
                merged: false,
                passed_on: false,
            });
            scenario.combine(position, &scenario.weights, &mut workspace);
            let expected = &run.nodes[at].scores;
            let found = workspace.scores.column(position);
            let combination = &mut scenario.combinations[position];
            if reproduces(found, expected) {
                combination.withheld = (0..units)
                    .filter(|&unit| expected[unit].is_nan() && !found[unit].is_nan())
                    .collect();
            } else {
                combination.rule = Rule::Fixed(expected.clone());
                scenario.fixed.push(at);
            }
            // Parents are to be compared on the same grounds.
            workspace
                .scores
                .column_mut(position)
                .copy_from_slice(expected);
            complete[at] = whole && expected.iter().all(|score| !score.is_nan());
            sources[at] = Source::Combination(position);
        }
        scenario.target = sources[target];
        scenario.merge();
        scenario
    }

    /// A mean of means of the same kind need not transform them back and forth; a complete mean of complete ones is
    /// one sum over their children.
    fn merge(&mut self) {
        for parent in 0..self.combinations.len() {
            let (complete, transform) = {
                let parent = &self.combinations[parent];
                (parent.is_complete(), parent.transform())
            };
            for child in 0..self.combinations[parent].children.len() {
                let Source::Combination(at) = self.combinations[parent].children[child].source
                else {
                    continue;
                };
                let child = &mut self.combinations[at];
                child.passed_on = transform.is_some() && child.transform() == transform;
                child.merged = child.passed_on && complete && child.is_complete();
            }
        }
    }

    /// Adds `factor` times the mean of the transformed children of a complete mean to `sums`.
    fn add_sum(
        &self,
        (position, factor): (usize, f64),
        weights: &[f64],
        earlier: Earlier,
        room: &mut Room,
        sums: &mut [f64],
    ) {
        let combination = &self.combinations[position];
        let children = &combination.children;
        let total: f64 = children.iter().map(|child| weights[child.node]).sum();
        for child in children {
            let factor = factor * weights[child.node] / total;
            match child.source {
                Source::Leaf(column) => room.leaves.push((column, factor)),
                Source::Combination(at) if self.combinations[at].merged => {
                    self.add_sum((at, factor), weights, earlier, room, sums);
                }
                source => {
                    let values =
                        self.transformed(source, combination, earlier, &mut room.transformed);
                    add(sums, values, factor);
                }
            }
        }
    }

    /// Adds columns of leaves times their factors, several at once: the sums are then read and written less often.
    fn add_leaves(&self, leaves: &[(usize, f64)], sums: &mut [f64]) {
        let (fours, rest) = leaves.as_chunks::<4>();
        for four in fours {
            let [a, b, c, d] = four.map(|(column, _)| self.leaves.column(column));
            let [p, q, r, s] = four.map(|(_, factor)| factor);
            let values = a.iter().zip(b).zip(c).zip(d);
            for (sum, (((a, b), c), d)) in sums.iter_mut().zip(values) {
                *sum = *sum + p * a + q * b + r * c + s * d;
            }
        }
        for &(column, factor) in rest {
            add(sums, self.leaves.column(column), factor);
        }
    }

    /// The values of a child, transformed as its parent has them.
    fn transformed<'a>(
        &'a self,
        source: Source,
        parent: &Combination,
        earlier: Earlier<'a>,
        room: &'a mut [f64],
    ) -> &'a [f64] {
        let at = match source {
            // Leaves were transformed once for all.
            Source::Leaf(column) => return self.leaves.column(column),
            Source::Combination(at) => at,
        };
        let values = earlier.column(at);
        match parent.transform() {
            Some(transform)
                if transform != Transform::Identity && !self.combinations[at].passed_on =>
            {
                for (to, &from) in room.iter_mut().zip(values) {
                    *to = transform.forth(from);
                }
                room
            }
            _ => values,
        }
    }

    fn transform_leaves(&mut self, children: &[Child], transform: Transform) {
        if transform == Transform::Identity {
            return;
        }
        for child in children {
            if let Source::Leaf(column) = child.source {
                for value in self.leaves.column_mut(column) {
                    *value = transform.forth(*value);
                }
            }
        }
    }

    /// The scores of the target under these `weights` (one a node of the tree, within its parent, need
    /// not sum to 1), a value a unit.
    pub fn scores<'a>(&'a self, weights: &[f64], workspace: &'a mut Workspace) -> &'a [f64] {
        self.scores_again(weights, workspace, |_| true)
    }

    /// As [`Scenario::scores`], when since the last call with this workspace only nodes for which `changed`
    /// holds can have got other scores.
    pub fn scores_again<'a>(
        &'a self,
        weights: &[f64],
        workspace: &'a mut Workspace,
        changed: impl Fn(usize) -> bool,
    ) -> &'a [f64] {
        for (position, combination) in self.combinations.iter().enumerate() {
            if !combination.merged && changed(combination.node) {
                self.combine(position, weights, workspace);
            }
        }
        match self.target {
            Source::Leaf(column) => self.leaves.column(column),
            Source::Combination(position) => workspace.scores.column(position),
        }
    }

    /// Numbers in the order of the scores, for ranks alone: a geometric mean at the top is left as its logarithm,
    /// which spares an exponential a unit.
    pub fn standings<'a>(&'a self, weights: &[f64], workspace: &'a mut Workspace) -> &'a [f64] {
        let last = self.combinations.len().wrapping_sub(1);
        for (position, combination) in self.combinations.iter().enumerate() {
            if !combination.merged {
                let keeps_order = combination.transform() == Some(Transform::Logarithm);
                let as_it_is = combination.passed_on || (position == last && keeps_order);
                self.combine_as(position, as_it_is, weights, workspace);
            }
        }
        match self.target {
            Source::Leaf(column) => self.leaves.column(column),
            Source::Combination(position) => workspace.scores.column(position),
        }
    }

    /// Puts other normalised values, missing where the old ones are, into the column of an indicator.
    pub fn replace_leaf(&mut self, column: usize, values: &[f64]) {
        let of_leaf = |child: &Child| matches!(child.source, Source::Leaf(at) if at == column);
        let transform = self.combinations.iter().find_map(|combination| {
            let parent = combination.children.iter().any(of_leaf);
            match combination.rule {
                Rule::Mean { transform, .. } if parent => Some(transform),
                _ => None,
            }
        });
        let transform = transform.unwrap_or(Transform::Identity);
        let leaf = self.leaves.column_mut(column);
        for (to, &from) in leaf.iter_mut().zip(values) {
            *to = transform.forth(from);
        }
    }

    fn combine(&self, position: usize, weights: &[f64], workspace: &mut Workspace) {
        let as_it_is = self.combinations[position].passed_on;
        self.combine_as(position, as_it_is, weights, workspace);
    }

    /// Combines the children of a node; where `as_it_is`, a mean of transformed values is not transformed back.
    fn combine_as(
        &self,
        position: usize,
        as_it_is: bool,
        weights: &[f64],
        workspace: &mut Workspace,
    ) {
        let combination = &self.combinations[position];
        let (earlier, parent) = workspace.scores.split(position);
        let column = |child: &Child| match child.source {
            Source::Leaf(column) => self.leaves.column(column),
            Source::Combination(position) => earlier.column(position),
        };
        let children = combination.children.iter();
        match &combination.rule {
            Rule::Fixed(scores) => parent.copy_from_slice(scores),
            Rule::Method(spec) => {
                let columns: Vec<&[f64]> = children.clone().map(column).collect();
                let total: f64 = children.clone().map(|child| weights[child.node]).sum();
                let weights: Vec<f64> = children.map(|child| weights[child.node] / total).collect();
                // A method that has no meaning under these weights gives no scores.
                if spec.apply(&columns, &weights, parent).is_err() {
                    parent.fill(f64::NAN);
                }
            }
            Rule::Mean {
                transform,
                complete,
            } => {
                let room = &mut workspace.room;
                parent.fill(0.0);
                if *complete {
                    room.leaves.clear();
                    self.add_sum((position, 1.0), weights, earlier, room, parent);
                    self.add_leaves(&room.leaves, parent);
                } else {
                    workspace.totals.fill(0.0);
                    for child in children {
                        let values = self.transformed(
                            child.source,
                            combination,
                            earlier,
                            &mut room.transformed,
                        );
                        add_present(parent, &mut workspace.totals, values, weights[child.node]);
                    }
                    divide(parent, &workspace.totals);
                }
                if *transform != Transform::Identity && !as_it_is {
                    for mean in parent.iter_mut() {
                        *mean = transform.back(*mean);
                    }
                }
            }
        }
        for &unit in &combination.withheld {
            parent[unit] = f64::NAN;
        }
    }
}

fn add(sums: &mut [f64], values: &[f64], weight: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

fn add_present(sums: &mut [f64], totals: &mut [f64], values: &[f64], weight: f64) {
    for ((sum, total), &value) in sums.iter_mut().zip(totals).zip(values) {
        let missing = value.is_nan();
        *sum += if missing { 0.0 } else { weight * value };
        *total += if missing { 0.0 } else { weight };
    }
}

/// A total of 0 leaves a missing value, because nothing was added then: 0 / 0.
fn divide(sums: &mut [f64], totals: &[f64]) {
    for (sum, total) in sums.iter_mut().zip(totals) {
        *sum /= total;
    }
}

/// Whether `node` is `target` or below it.
fn is_below(tree: &Tree, node: usize, target: usize) -> bool {
    let mut above = Some(node);
    while let Some(at) = above {
        if at == target {
            return true;
        }
        above = tree.nodes()[at].parent;
    }
    false
}

/// Whether the scores `found` are those of the run where the run gives any.
fn reproduces(found: &[f64], expected: &[f64]) -> bool {
    let given = expected.iter().filter(|score| !score.is_nan());
    let largest = given.fold(0.0_f64, |largest, score| largest.max(score.abs()));
    let tolerance = REPRODUCED * largest.max(SUM_ROUNDING);
    let mut pairs = found.iter().zip(expected);
    pairs.all(|(found, expected)| expected.is_nan() || (found - expected).abs() <= tolerance)
}
