//! What if (假如): an index and its rank intervals kept ready, so that a weight, a value or a method can be
//! changed and only what depends on it is computed again.

use std::collections::HashMap;

use thiserror::Error;

use super::design::{Design, MethodChoice, Scope};
use super::error::UncertaintyError;
use super::model::{Model, screened};
use super::ranking::{Ranking, UNRANKED};
use super::sampling::Sampler;
use super::scenario::{Scenario, Workspace};
use super::statistics::{RankStatistics, rank_statistics};
use crate::aggregation::AggregationSpec;
use crate::imputation::ImputationSpec;
use crate::nearest::nearest;
use crate::weighting::WeightingSpec;
use crate::{BuildError, Framework, Names, Run, Table, Tree, build};

/// A change that cannot be made.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum WhatIfError {
    /// No node, indicator or unit of this name.
    Unknown {
        /// The name.
        id: String,
        /// The name it most resembles.
        nearest: Option<String>,
    },
    /// A weight that is not a share of its parent.
    Share {
        /// The node.
        id: String,
        /// The share asked for.
        share: f64,
    },
    /// A node whose siblings carry no weight, or that is the root: there is nothing to share with.
    Alone {
        /// The node.
        id: String,
    },
    /// A value that is neither finite nor missing.
    Value {
        /// The indicator.
        indicator: String,
        /// The unit.
        unit: String,
        /// The value.
        value: f64,
    },
    /// The changed index cannot be built.
    Build(BuildError),
}

impl WhatIfError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            WhatIfError::Unknown { id, nearest } => {
                let (zh, en) = nearest.as_ref().map_or_else(Default::default, |nearest| {
                    (
                        format!("；是否为“{nearest}”？"),
                        format!("; did you mean \"{nearest}\"?"),
                    )
                });
                Names::new(
                    format!("没有“{id}”{zh}"),
                    format!("there is no \"{id}\"{en}"),
                )
            }
            WhatIfError::Share { id, share } => Names::new(
                format!("“{id}”的权重 {share} 不可用：应不小于 0 且小于 1（占上级的份额）"),
                format!(
                    "the weight {share} of \"{id}\" cannot be used: give a share of its parent, from 0 to below 1"
                ),
            ),
            WhatIfError::Alone { id } => Names::new(
                format!("“{id}”没有可以分担权重的同级项：请改动其上级的权重"),
                format!(
                    "\"{id}\" has no sibling to share weight with: change the weight of its parent"
                ),
            ),
            WhatIfError::Value {
                indicator,
                unit,
                value,
            } => Names::new(
                format!(
                    "指标“{indicator}”、单元“{unit}”的值 {value} 不是有限的数：请改正，未知则设为缺失"
                ),
                format!(
                    "indicator \"{indicator}\", unit \"{unit}\": {value} is not a finite number; correct it, or make it missing if unknown"
                ),
            ),
            WhatIfError::Build(cause) => cause.message(),
        }
    }
}

/// An index kept ready for changes.
#[derive(Debug)]
pub struct WhatIf {
    framework: Framework,
    table: Table,
    tree: Tree,
    run: Run,
    scenario: Scenario,
    weights: Vec<f64>,
    /// The shares that were set, to be set again after a rebuild.
    set: Vec<(usize, f64)>,
    workspace: Workspace,
    ranking: Ranking,
    scores: Vec<f64>,
    ranks: Vec<i16>,
}

impl WhatIf {
    /// Builds the index once. Screening is judged here and not again: the units stay the same.
    ///
    /// # Errors
    /// [`BuildError`], as for [`build`].
    pub fn new(framework: Framework, table: Table) -> Result<WhatIf, BuildError> {
        let tree = Tree::compile(&framework)?;
        let run = build(&framework, &table)?;
        let (framework, table) = screened(&framework, &table, &run);
        let scenario = Scenario::new(&framework, &tree, &run, tree.root(), true);
        let units = table.units.len();
        let mut what_if = WhatIf {
            weights: scenario.weights.clone(),
            workspace: Workspace::new(units, tree.nodes().len()),
            ranking: Ranking::default(),
            set: Vec::new(),
            scores: vec![f64::NAN; units],
            ranks: vec![UNRANKED; units],
            framework,
            table,
            tree,
            run,
            scenario,
        };
        what_if.compute(|_| true);
        Ok(what_if)
    }

    /// The scores of the index, a value a unit; NaN where none is given.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// The ranks of the index, 1 is best, ties get the smallest.
    pub fn ranks(&self) -> impl Iterator<Item = Option<u32>> {
        let ranks = self.ranks.iter();
        ranks.map(|&rank| (rank != UNRANKED).then_some(rank as u32))
    }

    /// The share of a node within its parent.
    ///
    /// # Errors
    /// There is no such node.
    pub fn share(&self, node: &str) -> Result<f64, WhatIfError> {
        Ok(self.weights[position(&self.run, node)?])
    }

    /// Gives a node or indicator this share (0 to below 1) of its parent; its siblings share the rest in
    /// the proportions they have.
    ///
    /// # Errors
    /// There is no such node, the share is out of range, or there is no sibling to take the rest.
    pub fn set_share(&mut self, node: &str, share: f64) -> Result<(), WhatIfError> {
        let at = position(&self.run, node)?;
        set_share(&self.tree, at, share, &mut self.weights)
            .map_err(|problem| problem.of(node, share))?;
        self.set.push((at, share));
        self.compute_above(at);
        Ok(())
    }

    /// Gives a unit another value of an indicator (in the unit of measure of the table, before
    /// denomination); NaN makes it missing. Where the method lets one column be treated by itself only
    /// that column is normalised again.
    ///
    /// # Errors
    /// There is no such unit or indicator, the value is infinite, or the changed index cannot be built;
    /// then nothing changes.
    pub fn set_value(
        &mut self,
        unit: &str,
        indicator: &str,
        value: f64,
    ) -> Result<(), WhatIfError> {
        if value.is_infinite() {
            return Err(WhatIfError::Value {
                indicator: indicator.to_owned(),
                unit: unit.to_owned(),
                value,
            });
        }
        let row = find(unit, self.table.units.iter().map(String::as_str))?;
        let indicators = self.framework.indicators.iter();
        find(indicator, indicators.map(|indicator| indicator.id.as_str()))?;
        let columns = self.table.columns.iter();
        let column = find(indicator, columns.map(|column| column.id.as_str()))?;
        let old = std::mem::replace(&mut self.table.columns[column].values[row], value);
        let changed = match self.normalised_alone(indicator) {
            Some(values) if !old.is_nan() && !value.is_nan() => {
                let node = position(&self.run, indicator)?;
                let leaf = self.tree.nodes()[node].indicators.start;
                self.scenario.replace_leaf(leaf, &values);
                self.compute_above(node);
                Ok(())
            }
            _ => self.rebuild(),
        };
        if changed.is_err() {
            self.table.columns[column].values[row] = old;
        }
        changed
    }

    /// Uses another method of one step for the nodes that name none of their own.
    ///
    /// # Errors
    /// The changed index cannot be built; then nothing changes.
    pub fn set_method(&mut self, method: &MethodChoice) -> Result<(), WhatIfError> {
        let old = self.framework.method.clone();
        method.put_into(&mut self.framework, &Scope::Framework);
        let changed = self.rebuild();
        if changed.is_err() {
            self.framework.method = old;
        }
        changed
    }

    /// The normalised column of one indicator, when no other column depends on it and it depends on no
    /// other: then an index of this indicator alone normalises it as the whole does.
    fn normalised_alone(&self, indicator: &str) -> Option<Vec<f64>> {
        let method = &self.framework.method;
        let whole = self.run.coverage_over_units(self.tree.root());
        let fixed = |weighting: &WeightingSpec| {
            matches!(weighting, WeightingSpec::Equal | WeightingSpec::Given)
        };
        let of_nodes = self.framework.nodes.iter();
        let mut of_nodes = of_nodes.filter_map(|node| node.weighting.as_ref());
        let own_weights = fixed(&method.weighting) && of_nodes.all(fixed);
        let separate = method.imputation == ImputationSpec::None || whole.present == whole.total;
        if !(own_weights && separate) {
            return None;
        }
        let mut framework = self.framework.clone();
        framework.method.weighting = WeightingSpec::Equal;
        framework.method.aggregation = AggregationSpec::Arithmetic;
        framework.choices.clear();
        framework.nodes.retain(|node| node.parent.is_none());
        let root = framework.nodes.first_mut()?;
        root.aggregation = None;
        root.weighting = None;
        let root = root.id.clone();
        framework.indicators.retain(|other| other.id == indicator);
        framework.indicators.first_mut()?.parent = root;
        let run = build(&framework, &self.table).ok()?;
        let values = run.normalised.column(0).to_vec();
        let node = position(&self.run, indicator).ok()?;
        let before = &self.run.nodes[node].scores;
        let same_gaps = before
            .iter()
            .zip(&values)
            .all(|(a, b)| a.is_nan() == b.is_nan());
        same_gaps.then_some(values)
    }

    fn rebuild(&mut self) -> Result<(), WhatIfError> {
        let run = build(&self.framework, &self.table).map_err(WhatIfError::Build)?;
        let root = self.tree.root();
        self.scenario = Scenario::new(&self.framework, &self.tree, &run, root, true);
        self.run = run;
        self.weights.copy_from_slice(&self.scenario.weights);
        for &(node, share) in &self.set {
            // A sibling that was excluded since leaves nothing to share; the new weights then stand.
            let _ = set_share(&self.tree, node, share, &mut self.weights);
        }
        self.compute(|_| true);
        Ok(())
    }

    fn compute_above(&mut self, node: usize) {
        let mut above = vec![false; self.tree.nodes().len()];
        let mut next = Some(node);
        while let Some(at) = next {
            above[at] = true;
            next = self.tree.nodes()[at].parent;
        }
        self.compute(|node| above[node]);
    }

    fn compute(&mut self, changed: impl Fn(usize) -> bool) {
        let scores = self
            .scenario
            .scores_again(&self.weights, &mut self.workspace, changed);
        self.scores.copy_from_slice(scores);
        self.ranking.ranks(&self.scores, &mut self.ranks);
    }
}

/// The replications of a design kept ready: when a weight moves, every rank interval moves with it. The
/// noise of each replication stays what it was, so intervals before and after differ by the weight alone.
#[derive(Debug)]
pub struct KeptReplications {
    tree: Tree,
    run: Run,
    nominal: Scenario,
    scenarios: Vec<Scenario>,
    /// For every replication its scenario, ascending.
    of_replication: Vec<usize>,
    /// Replication by node of the tree.
    weights: Vec<f64>,
    /// The weights of the run after all moves, and by how much they differ from those before.
    moved: Vec<f64>,
    factors: Vec<f64>,
    /// Replication by place: the units in the order they had when it was last computed.
    orders: Vec<u16>,
}

impl KeptReplications {
    /// Draws the replications of a design and keeps their columns and weights.
    ///
    /// # Errors
    /// [`UncertaintyError`], as for [`Study::new`](super::Study::new) and its replications.
    pub fn new(
        framework: &Framework,
        table: &Table,
        design: &Design,
    ) -> Result<KeptReplications, UncertaintyError> {
        let model = Model::new(framework, table, design, 1)?;
        let count = u64::from(design.replications);
        let sampler = Sampler::new(design.sampling, model.dimensions, count, design.seed);
        let mut point = vec![0.0; model.dimensions];
        let mut scenarios: Vec<Scenario> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        let mut replications = Vec::with_capacity(count as usize);
        for replication in 0..count {
            sampler.point(replication, &mut point);
            let combination = model.kept_combination(&point);
            let at = match combination.and_then(|combination| known.get(&combination)) {
                Some(&at) => at,
                None => {
                    scenarios.push(model.scenario(&point)?);
                    let at = scenarios.len() - 1;
                    known.extend(combination.map(|combination| (combination, at)));
                    at
                }
            };
            let mut weights = scenarios[at].weights.clone();
            model.move_weights(&point, &mut weights);
            replications.push((at, weights));
        }
        // Replications of one scenario after the other find its columns in the cache.
        replications.sort_by_key(|(scenario, _)| *scenario);
        let nominal = Scenario::new(framework, &model.tree, &model.nominal, model.target, true);
        Ok(KeptReplications {
            of_replication: replications.iter().map(|(scenario, _)| *scenario).collect(),
            weights: replications
                .into_iter()
                .flat_map(|(_, weights)| weights)
                .collect(),
            moved: nominal.weights.clone(),
            factors: vec![1.0; nominal.weights.len()],
            orders: (0..count).flat_map(|_| 0..model.units() as u16).collect(),
            scenarios,
            nominal,
            tree: model.tree,
            run: model.nominal,
        })
    }

    /// Gives a node or indicator this share (0 to below 1) of its parent in the run; its siblings share
    /// the rest in the proportions they have. In every replication the weights change by the same
    /// factors.
    ///
    /// # Errors
    /// There is no such node, the share is out of range, or there is no sibling to take the rest.
    pub fn set_share(&mut self, node: &str, share: f64) -> Result<(), WhatIfError> {
        let at = position(&self.run, node)?;
        set_share(&self.tree, at, share, &mut self.moved)
            .map_err(|problem| problem.of(node, share))?;
        let weights = self.moved.iter().zip(&self.nominal.weights);
        for (factor, (moved, original)) in self.factors.iter_mut().zip(weights) {
            *factor = if *original > 0.0 {
                moved / original
            } else {
                1.0
            };
        }
        Ok(())
    }

    /// The rank of every unit over the replications under the weights as they stand, computed on so many
    /// threads.
    pub fn intervals(&mut self, threads: usize) -> Vec<Option<RankStatistics>> {
        let units = self.run.units.len();
        let nodes = self.tree.nodes().len();
        let each = self.of_replication.len().div_ceil(threads.max(1)).max(1);
        let parts = self.of_replication.chunks(each);
        let orders = self.orders.chunks_mut((each * units).max(1));
        let parts = parts.zip(self.weights.chunks(each * nodes)).zip(orders);
        let (of, factors) = (&self.scenarios, &self.factors);
        let count = |((scenarios, weights), orders): ((&[usize], &[f64]), &mut [u16])| {
            let mut counts = vec![0_u32; units * units];
            let mut moved = vec![0.0; nodes];
            let mut workspace = Workspace::new(units, nodes);
            let mut ranking = Ranking::default();
            let mut ranks = vec![UNRANKED; units];
            let replications = scenarios.iter().zip(weights.chunks(nodes));
            for ((&scenario, weights), order) in replications.zip(orders.chunks_mut(units)) {
                for (moved, (weight, factor)) in moved.iter_mut().zip(weights.iter().zip(factors)) {
                    *moved = weight * factor;
                }
                let standings = of[scenario].standings(&moved, &mut workspace);
                ranking.ranks_from(order, standings, &mut ranks);
                for (counts, &rank) in counts.chunks_mut(units).zip(&ranks) {
                    if rank != UNRANKED {
                        counts[rank as usize - 1] += 1;
                    }
                }
            }
            counts
        };
        let mut counts: Vec<Vec<u32>> = if threads > 1 {
            std::thread::scope(|scope| {
                let running: Vec<_> = parts.map(|part| scope.spawn(move || count(part))).collect();
                let done = running.into_iter().map(|thread| thread.join());
                // A panic of a thread goes on in this one.
                done.map(|counts| counts.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                    .collect()
            })
        } else {
            parts.map(count).collect()
        };
        let mut total = counts.pop().unwrap_or_default();
        for part in counts {
            for (total, count) in total.iter_mut().zip(part) {
                *total += count;
            }
        }
        let nominal = self.nominal_ranks();
        let rows = total.chunks(units).zip(nominal);
        rows.map(|(counts, nominal)| rank_statistics(counts, nominal))
            .collect()
    }

    fn nominal_ranks(&self) -> Vec<Option<u32>> {
        let units = self.run.units.len();
        let mut workspace = Workspace::new(units, self.tree.nodes().len());
        let mut ranks = vec![UNRANKED; units];
        let scores = self.nominal.scores(&self.moved, &mut workspace);
        Ranking::default().ranks(scores, &mut ranks);
        let ranks = ranks.into_iter();
        ranks
            .map(|rank| (rank != UNRANKED).then_some(rank as u32))
            .collect()
    }
}

/// Why a share cannot be set.
enum ShareProblem {
    OutOfRange,
    Alone,
}

impl ShareProblem {
    fn of(self, node: &str, share: f64) -> WhatIfError {
        let id = node.to_owned();
        match self {
            ShareProblem::OutOfRange => WhatIfError::Share { id, share },
            ShareProblem::Alone => WhatIfError::Alone { id },
        }
    }
}

/// Changes the weights of a node and its siblings so that the node has this share of their total, which
/// becomes 1.
fn set_share(
    tree: &Tree,
    node: usize,
    share: f64,
    weights: &mut [f64],
) -> Result<(), ShareProblem> {
    if !(0.0..1.0).contains(&share) {
        return Err(ShareProblem::OutOfRange);
    }
    let parent = tree.nodes()[node].parent.ok_or(ShareProblem::Alone)?;
    let siblings = tree.children(parent).iter().filter(|&&child| child != node);
    let total: f64 = siblings.clone().map(|&sibling| weights[sibling]).sum();
    if total <= 0.0 {
        return Err(ShareProblem::Alone);
    }
    for &sibling in siblings {
        weights[sibling] *= (1.0 - share) / total;
    }
    weights[node] = share;
    Ok(())
}

fn position(run: &Run, node: &str) -> Result<usize, WhatIfError> {
    find(node, run.nodes.iter().map(|node| node.id.as_str()))
}

fn find<'a>(
    id: &str,
    mut known: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, WhatIfError> {
    let all = known.clone();
    known
        .position(|known| known == id)
        .ok_or_else(|| WhatIfError::Unknown {
            id: id.to_owned(),
            nearest: nearest(id, all).map(str::to_owned),
        })
}
