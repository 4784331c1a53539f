//! A design bound to a framework and a table: from a point of the unit cube to the scores of one
//! replication.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::design::{
    Alternative, DataError, Design, FactorKind, MethodChoice, MethodParameter, Scope, WeightNoise,
};
use super::distribution::Distribution;
use super::error::UncertaintyError;
use super::random::{Pcg, mix};
use super::ranking::MOST_UNITS;
use super::sampling::Sampling;
use super::scenario::{Scenario, Workspace};
use super::sobol_sequence::MOST_DIMENSIONS;
use crate::build::build_drawn;
use crate::nearest::nearest;
use crate::screening::Screening;
use crate::{Framework, FrameworkError, Names, Run, Step, Table, Tree, build};

/// Up to so many combinations of methods each is built once and kept; with more, each replication
/// builds its own, so that memory stays bounded.
const MOST_KEPT: usize = 2_048;

/// A design bound to a framework and a table.
pub(crate) struct Model<'a> {
    /// Without screening: it is judged once, on the data as they are, or in every combination where
    /// the design says so.
    framework: Framework,
    /// The units that passed screening, or may pass it.
    table: Table,
    design: &'a Design,
    pub tree: Tree,
    /// The run without uncertainty.
    pub nominal: Run,
    /// The position in the tree of the node whose ranks are followed.
    pub target: usize,
    factors: Vec<Bound>,
    /// The coordinates of a point.
    pub dimensions: usize,
    weights_may_vanish: bool,
    scenarios: Scenarios,
    /// For every node of the tree, whether its scores were found not to follow the weights.
    fixed: Vec<AtomicBool>,
}

enum Scenarios {
    /// One a combination, built when first needed.
    Kept(Vec<OnceLock<Result<Scenario, UncertaintyError>>>),
    /// Every replication builds its own.
    EachReplication,
}

/// A factor of the design with the positions of what it names.
pub(crate) struct Bound {
    pub id: String,
    line: usize,
    /// Its coordinates of the point.
    pub coordinates: std::ops::Range<usize>,
    kind: BoundKind,
}

enum BoundKind {
    Alternatives {
        scope: Scope,
        alternatives: Vec<Alternative>,
        /// How far apart two neighbouring alternatives are among the combinations.
        stride: usize,
    },
    Parameter {
        scope: Scope,
        parameter: MethodParameter,
        distribution: Distribution,
    },
    Weights {
        noise: WeightNoise,
        /// Nodes of the tree, grouped by parent.
        siblings: Vec<Vec<usize>>,
    },
    Data {
        /// Column of the table, unit, standard error.
        cells: Vec<(usize, usize, f64)>,
    },
    ImputationDraws,
    LeftOut {
        probability: f64,
        /// Nodes of the tree.
        nodes: Vec<usize>,
    },
}

impl Bound {
    /// The nodes of the tree whose weights vary; `None` when it is not a choice of weights.
    pub fn weighted(&self) -> Option<impl Iterator<Item = usize>> {
        match &self.kind {
            BoundKind::Weights { siblings, .. } => Some(siblings.iter().flatten().copied()),
            _ => None,
        }
    }
}

/// What a replication needs besides the model; one a thread.
pub(crate) struct Worker {
    workspace: Workspace,
    weights: Vec<f64>,
}

/// The value that one choice took in one replication.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// The label of the alternative, or the indicator left out (empty when none is).
    Label(String),
    /// The value of a parameter.
    Number(f64),
    /// The weights within their parents: node or indicator, weight.
    Weights(Vec<(String, f64)>),
    /// The number that all errors or fillings of the data were drawn from.
    Key(u64),
}

impl<'a> Model<'a> {
    pub fn new(
        framework: &Framework,
        table: &Table,
        design: &'a Design,
        points_a_replication: usize,
    ) -> Result<Model<'a>, UncertaintyError> {
        design.check(framework)?;
        let nominal = build(framework, table).map_err(UncertaintyError::Build)?;
        let (framework, table) = compared(framework, table, &nominal, design)?;
        let nominal = nominal.among(&table.units);
        let (framework, table) = (&framework, &table);
        let tree = Tree::compile(framework)?;
        let units = table.units.len();
        if units > MOST_UNITS {
            return Err(UncertaintyError::TooManyUnits {
                file: table.file().map(str::to_owned),
                units,
            });
        }
        let choices = design.factors.len();
        if design.replications as usize <= choices {
            return Err(UncertaintyError::TooFewReplications {
                file: design.file.clone(),
                replications: design.replications,
                choices,
            });
        }
        let names = Lookup {
            design,
            framework,
            nominal: &nominal,
        };
        let target = match &design.node {
            Some(id) => names.node("node", id, 0)?,
            None => tree.root(),
        };
        let (mut factors, mut dimensions, mut combinations) = (Vec::new(), 0, 1_usize);
        for factor in &design.factors {
            let line = factor.line;
            let mut needed = 1;
            let kind = match &factor.kind {
                FactorKind::Alternatives {
                    scope,
                    alternatives,
                } => {
                    let stride = combinations;
                    combinations = combinations.saturating_mul(alternatives.len());
                    BoundKind::Alternatives {
                        scope: scope.clone(),
                        alternatives: alternatives.clone(),
                        stride,
                    }
                }
                FactorKind::Parameter {
                    scope,
                    parameter,
                    distribution,
                } => BoundKind::Parameter {
                    scope: scope.clone(),
                    parameter: parameter.clone(),
                    distribution: *distribution,
                },
                FactorKind::Weights { noise, nodes } => {
                    let siblings = siblings(&tree, &names.nodes("nodes", nodes, line)?);
                    if !matches!(noise, WeightNoise::Dirichlet { .. }) {
                        needed = siblings.iter().map(Vec::len).sum();
                    }
                    BoundKind::Weights {
                        noise: *noise,
                        siblings,
                    }
                }
                FactorKind::Data { error, indicators } => BoundKind::Data {
                    cells: cells(error, &names.indicators(indicators, line)?, table)?,
                },
                FactorKind::ImputationDraws => BoundKind::ImputationDraws,
                FactorKind::LeftOut {
                    probability,
                    indicators,
                } => {
                    let ids = names.indicators(indicators, line)?;
                    let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
                    BoundKind::LeftOut {
                        probability: *probability,
                        nodes: names.nodes("indicators", &ids, line)?,
                    }
                }
            };
            factors.push(Bound {
                id: factor.id.clone(),
                line,
                coordinates: dimensions..dimensions + needed,
                kind,
            });
            dimensions += needed;
        }
        let all_dimensions = dimensions * points_a_replication;
        if design.sampling == Sampling::Sobol && all_dimensions > MOST_DIMENSIONS {
            return Err(UncertaintyError::TooManyDimensions {
                file: design.file.clone(),
                dimensions: all_dimensions,
            });
        }
        let continuous = factors.iter().any(|factor| {
            matches!(
                factor.kind,
                BoundKind::Parameter { .. } | BoundKind::Data { .. } | BoundKind::ImputationDraws
            )
        });
        let left_out = |factor: &Bound| matches!(factor.kind, BoundKind::LeftOut { .. });
        Ok(Model {
            framework: framework.clone(),
            table: table.clone(),
            design,
            target,
            weights_may_vanish: factors.iter().any(left_out),
            factors,
            dimensions,
            scenarios: if continuous || combinations > MOST_KEPT {
                Scenarios::EachReplication
            } else {
                Scenarios::Kept((0..combinations).map(|_| OnceLock::new()).collect())
            },
            fixed: tree
                .nodes()
                .iter()
                .map(|_| AtomicBool::new(false))
                .collect(),
            tree,
            nominal,
        })
    }

    /// The factors in the order of the design.
    pub fn factors(&self) -> &[Bound] {
        &self.factors
    }

    /// How many units are compared.
    pub fn units(&self) -> usize {
        self.table.units.len()
    }

    pub fn worker(&self) -> Worker {
        let nodes = self.tree.nodes().len();
        Worker {
            workspace: Workspace::new(self.table.units.len(), nodes),
            weights: vec![0.0; nodes],
        }
    }

    /// Whether scores of different replications may be on different scales.
    pub fn scales_differ(&self) -> bool {
        self.factors.iter().any(|factor| {
            let step = match &factor.kind {
                BoundKind::Alternatives { alternatives, .. } => alternatives[0].method.step(),
                BoundKind::Parameter { parameter, .. } => parameter.step(),
                _ => Step::Data,
            };
            matches!(step, Step::Normalisation | Step::Aggregation)
        })
    }

    /// The nodes whose scores were found not to follow the weights although weights are uncertain.
    pub fn fixed_nodes(&self) -> Vec<&str> {
        let moves = |factor: &Bound| {
            matches!(
                factor.kind,
                BoundKind::Weights { .. } | BoundKind::LeftOut { .. }
            )
        };
        if !self.factors.iter().any(moves) {
            return Vec::new();
        }
        let fixed = self.fixed.iter().zip(&self.nominal.nodes);
        fixed
            .filter(|(fixed, _)| fixed.load(Ordering::Relaxed))
            .map(|(_, node)| node.id.as_str())
            .collect()
    }

    /// The scores of the replication at `point`, a value a unit.
    pub fn scores<'w>(
        &'w self,
        point: &[f64],
        worker: &'w mut Worker,
        own: &'w mut Option<Scenario>,
    ) -> Result<&'w [f64], UncertaintyError> {
        let scenario = match &self.scenarios {
            Scenarios::Kept(scenarios) => scenarios[self.combination(point)]
                .get_or_init(|| self.scenario(point))
                .as_ref()
                .map_err(UncertaintyError::clone)?,
            Scenarios::EachReplication => own.insert(self.scenario(point)?),
        };
        worker.weights.copy_from_slice(&scenario.weights);
        self.move_weights(point, &mut worker.weights);
        Ok(scenario.scores(&worker.weights, &mut worker.workspace))
    }

    /// The number of the combination of alternatives at `point`; `None` when every replication has its
    /// own.
    pub fn kept_combination(&self, point: &[f64]) -> Option<usize> {
        matches!(self.scenarios, Scenarios::Kept(_)).then(|| self.combination(point))
    }

    /// The number of the combination of alternatives at `point`.
    fn combination(&self, point: &[f64]) -> usize {
        let mut combination = 0;
        for factor in &self.factors {
            if let BoundKind::Alternatives {
                alternatives,
                stride,
                ..
            } = &factor.kind
            {
                combination += stride * chosen(alternatives, point[factor.coordinates.start]);
            }
        }
        combination
    }

    /// Builds the combination of methods and data at `point`.
    pub fn scenario(&self, point: &[f64]) -> Result<Scenario, UncertaintyError> {
        let mut framework = self.framework.clone();
        let (mut table, mut draw) = (None, None);
        let mut labels = Vec::new();
        for factor in &self.factors {
            let coordinate = factor.coordinates.start;
            match &factor.kind {
                BoundKind::Alternatives {
                    scope,
                    alternatives,
                    ..
                } => {
                    let alternative = &alternatives[chosen(alternatives, point[coordinate])];
                    alternative.method.put_into(&mut framework, scope);
                    labels.push(format!("{} = {}", factor.id, alternative.label));
                }
                BoundKind::Parameter {
                    scope,
                    parameter,
                    distribution,
                } => {
                    let value = parameter.value(distribution, point[coordinate]);
                    let method = parameter.method(value);
                    let method = method.map_err(|reason| UncertaintyError::Parameter {
                        file: self.design.file.clone(),
                        line: factor.line,
                        choice: factor.id.clone(),
                        value,
                        reason,
                    })?;
                    method.put_into(&mut framework, scope);
                    labels.push(format!("{} = {value}", factor.id));
                }
                BoundKind::Data { cells } => {
                    let table = table.get_or_insert_with(|| self.table.clone());
                    let mut generator = Pcg::new(self.key(point[coordinate]), 0);
                    for &(column, unit, error) in cells {
                        table.columns[column].values[unit] += error * generator.normal();
                    }
                }
                BoundKind::ImputationDraws => draw = Some(self.key(point[coordinate])),
                BoundKind::Weights { .. } | BoundKind::LeftOut { .. } => {}
            }
        }
        let table = table.as_ref().unwrap_or(&self.table);
        let run = match draw {
            Some(seed) => build_drawn(&framework, table, seed),
            None => build(&framework, table),
        };
        let run = run.map_err(|cause| UncertaintyError::Combination {
            file: self.design.file.clone(),
            choices: labels.join(", "),
            cause: Box::new(cause),
        })?;
        let run = run.among(&self.table.units);
        let scenario = Scenario::new(
            &framework,
            &self.tree,
            &run,
            self.target,
            self.weights_may_vanish,
        );
        for &node in &scenario.fixed {
            self.fixed[node].store(true, Ordering::Relaxed);
        }
        Ok(scenario)
    }

    /// Applies the noise of weights and what is left out to the weights of a scenario.
    pub fn move_weights(&self, point: &[f64], weights: &mut [f64]) {
        for factor in &self.factors {
            let coordinates = &point[factor.coordinates.clone()];
            match &factor.kind {
                BoundKind::Weights { noise, siblings } => {
                    let nodes = siblings.iter().flatten().zip(coordinates);
                    match *noise {
                        WeightNoise::Uniform { spread } => nodes.for_each(|(&node, share)| {
                            weights[node] *= 1.0 + spread * (2.0 * share - 1.0);
                        }),
                        WeightNoise::Normal { sd } => {
                            let around_one = Distribution::Normal { mean: 1.0, sd };
                            nodes.for_each(|(&node, &share)| {
                                weights[node] *= around_one.quantile(share, 0.0, 2.0);
                            });
                        }
                        WeightNoise::Triangular { spread } => {
                            let (low, high) = (1.0 - spread, 1.0 + spread);
                            let around_one = Distribution::Triangular {
                                low,
                                mode: 1.0,
                                high,
                            };
                            nodes.for_each(|(&node, &share)| {
                                weights[node] *= around_one.quantile(share, low, high);
                            });
                        }
                        WeightNoise::Dirichlet { concentration } => {
                            let mut generator = Pcg::new(self.key(coordinates[0]), 1);
                            for siblings in siblings {
                                dirichlet(siblings, concentration, weights, &mut generator);
                            }
                        }
                    }
                }
                BoundKind::LeftOut { probability, nodes } => {
                    if let Some(node) = left_out(*probability, nodes, coordinates[0]) {
                        weights[node] = 0.0;
                    }
                }
                _ => {}
            }
        }
    }

    /// What every choice was at `point`, in the order of the factors.
    pub fn drawn(
        &self,
        point: &[f64],
        worker: &mut Worker,
    ) -> Result<Vec<Drawn>, UncertaintyError> {
        let mut own = None;
        self.scores(point, worker, &mut own)?;
        let drawn = self.factors.iter().map(|factor| {
            let coordinate = point[factor.coordinates.start];
            match &factor.kind {
                BoundKind::Alternatives { alternatives, .. } => {
                    Drawn::Label(alternatives[chosen(alternatives, coordinate)].label.clone())
                }
                BoundKind::Parameter {
                    parameter,
                    distribution,
                    ..
                } => Drawn::Number(parameter.value(distribution, coordinate)),
                BoundKind::Weights { siblings, .. } => Drawn::Weights(
                    siblings
                        .iter()
                        .flatten()
                        .map(|&node| {
                            let id = self.nominal.nodes[node].id.clone();
                            (id, self.share(node, &worker.weights))
                        })
                        .collect(),
                ),
                BoundKind::Data { .. } | BoundKind::ImputationDraws => {
                    Drawn::Key(self.key(coordinate))
                }
                BoundKind::LeftOut { probability, nodes } => {
                    let node = left_out(*probability, nodes, coordinate);
                    let id = node.map(|node| self.nominal.nodes[node].id.clone());
                    Drawn::Label(id.unwrap_or_default())
                }
            }
        });
        Ok(drawn.collect())
    }

    /// The weight of a node as a share of those of its siblings.
    fn share(&self, node: usize, weights: &[f64]) -> f64 {
        let Some(parent) = self.tree.nodes()[node].parent else {
            return 1.0;
        };
        let siblings = self.tree.children(parent).iter();
        let total: f64 = siblings.map(|&sibling| weights[sibling]).sum();
        if total > 0.0 {
            weights[node] / total
        } else {
            0.0
        }
    }

    /// A whole number from a coordinate, for choices that draw many numbers at once.
    fn key(&self, coordinate: f64) -> u64 {
        mix(coordinate.to_bits() ^ mix(self.design.seed))
    }
}

/// A framework without screening and the table of the units that passed it.
pub(crate) fn screened(framework: &Framework, table: &Table, run: &Run) -> (Framework, Table) {
    unscreened(framework, table, &stays(run))
}

/// As [`screened`], with the units that a screening of the design lets in as well.
fn compared(
    framework: &Framework,
    table: &Table,
    run: &Run,
    design: &Design,
) -> Result<(Framework, Table), UncertaintyError> {
    let mut staying = stays(run);
    let alternatives = design
        .factors
        .iter()
        .filter_map(|factor| match &factor.kind {
            FactorKind::Alternatives { alternatives, .. } => Some((factor, alternatives)),
            _ => None,
        });
    for (factor, alternatives) in alternatives {
        for alternative in alternatives {
            if !matches!(alternative.method, MethodChoice::Screening(_)) {
                continue;
            }
            let mut framework = framework.clone();
            alternative
                .method
                .put_into(&mut framework, &Scope::Framework);
            let run = build(&framework, table).map_err(|cause| UncertaintyError::Combination {
                file: design.file.clone(),
                choices: format!("{} = {}", factor.id, alternative.label),
                cause: Box::new(cause),
            })?;
            for (staying, stays) in staying.iter_mut().zip(stays(&run)) {
                *staying |= stays;
            }
        }
    }
    Ok(unscreened(framework, table, &staying))
}

fn unscreened(framework: &Framework, table: &Table, stays: &[bool]) -> (Framework, Table) {
    let mut framework = framework.clone();
    framework.method.screening = Screening::default();
    let staying: Vec<usize> = (0..stays.len()).filter(|&unit| stays[unit]).collect();
    (framework, table.with_units(&staying))
}

fn stays(run: &Run) -> Vec<bool> {
    let screened = run.screened.iter();
    screened.map(|one| one.verdict.stays()).collect()
}

/// The alternative that a coordinate chooses.
fn chosen(alternatives: &[Alternative], coordinate: f64) -> usize {
    let mut below = 0.0;
    for (position, alternative) in alternatives.iter().enumerate() {
        below += alternative.probability;
        if coordinate < below {
            return position;
        }
    }
    // The probabilities sum to 1 but for rounding; one of probability 0 is never chosen.
    let likely = |alternative: &Alternative| alternative.probability > 0.0;
    alternatives.iter().rposition(likely).unwrap_or(0)
}

fn left_out(probability: f64, nodes: &[usize], coordinate: f64) -> Option<usize> {
    if coordinate >= probability {
        return None;
    }
    let position = (coordinate / probability * nodes.len() as f64) as usize;
    Some(nodes[position.min(nodes.len() - 1)])
}

/// Draws the weights of `siblings` anew; together they keep their total.
fn dirichlet(
    siblings: &[usize],
    concentration: Option<f64>,
    weights: &mut [f64],
    generator: &mut Pcg,
) {
    let total: f64 = siblings.iter().map(|&node| weights[node]).sum();
    let mut drawn = 0.0;
    for &node in siblings.iter() {
        if weights[node] > 0.0 {
            let shape = concentration.map_or(1.0, |all| all * weights[node] / total);
            weights[node] = generator.gamma(shape);
            drawn += weights[node];
        }
    }
    for &node in siblings {
        weights[node] *= total / drawn;
    }
}

/// The nodes grouped by parent; the root has no weight to vary.
fn siblings(tree: &Tree, nodes: &[usize]) -> Vec<Vec<usize>> {
    let mut siblings = Vec::new();
    for parent in 0..tree.nodes().len() {
        let mut children = tree.children(parent).to_vec();
        children.retain(|child| nodes.contains(child));
        if !children.is_empty() {
            siblings.push(children);
        }
    }
    siblings
}

/// The cells of the table that are uncertain, with their standard errors.
fn cells(
    error: &DataError,
    indicators: &[&str],
    table: &Table,
) -> Result<Vec<(usize, usize, f64)>, UncertaintyError> {
    let mut cells = Vec::new();
    for &indicator in indicators {
        let columns = table.columns.iter();
        let Some(at) = columns.clone().position(|column| column.id == indicator) else {
            continue;
        };
        let values = &table.columns[at].values;
        let errors: Vec<f64> = match error {
            DataError::Relative(share) => values.iter().map(|value| share * value.abs()).collect(),
            DataError::Columns(suffix) => {
                let heading = format!("{indicator}{suffix}");
                let column = table.column(&heading);
                let column = column.ok_or_else(|| no_errors(table, &heading))?;
                if let Some(unit) = column.values.iter().position(|error| *error < 0.0) {
                    let value = column.values[unit];
                    let unit_name = &table.units[unit];
                    return Err(UncertaintyError::DataError {
                        file: table.file().map(str::to_owned),
                        line: table.line(unit),
                        column: heading,
                        reason: Names::new(
                            format!("单元“{unit_name}”的标准误为 {value}：不能小于 0"),
                            format!(
                                "the standard error of unit \"{unit_name}\" is {value}: it cannot be below 0"
                            ),
                        ),
                    });
                }
                column.values.clone()
            }
            DataError::Classes { suffix, shares } => {
                let heading = format!("{indicator}{suffix}");
                let classes = table.text(&heading);
                let classes = classes.ok_or_else(|| no_errors(table, &heading))?;
                let mut errors = Vec::with_capacity(values.len());
                for (unit, (class, value)) in classes.values.iter().zip(values).enumerate() {
                    let Some(class) = class else {
                        errors.push(0.0);
                        continue;
                    };
                    let share = shares.iter().find(|(known, _)| known == class);
                    let Some((_, share)) = share else {
                        let known = shares.iter().map(|(known, _)| known.as_str());
                        let known = known.collect::<Vec<_>>().join(", ");
                        return Err(UncertaintyError::DataError {
                            file: table.file().map(str::to_owned),
                            line: table.line(unit),
                            column: heading,
                            reason: Names::new(
                                format!("“{class}”不是设计中的可信度等级（{known}）"),
                                format!("\"{class}\" is not a class of the design ({known})"),
                            ),
                        });
                    };
                    errors.push(share * value.abs());
                }
                errors
            }
        };
        let uncertain = errors.iter().zip(values).enumerate();
        cells.extend(
            uncertain
                .filter(|(_, (error, value))| **error > 0.0 && !value.is_nan())
                .map(|(unit, (error, _))| (at, unit, *error)),
        );
    }
    Ok(cells)
}

fn no_errors(table: &Table, heading: &str) -> UncertaintyError {
    let nearest = nearest(heading, table.headings());
    let (zh, en) = nearest.map_or_else(Default::default, |nearest| {
        (
            format!("（是否为“{nearest}”？）"),
            format!(" (did you mean \"{nearest}\"?)"),
        )
    });
    UncertaintyError::DataError {
        file: table.file().map(str::to_owned),
        line: None,
        column: heading.to_owned(),
        reason: Names::new(
            format!("数据中没有这一列{zh}：请添加标准误或可信度等级，未知的留空"),
            format!(
                "the data has no such column{en}: add the standard errors or classes, and leave unknown ones empty"
            ),
        ),
    }
}

/// Finds what a design names.
struct Lookup<'a> {
    design: &'a Design,
    framework: &'a Framework,
    nominal: &'a Run,
}

impl<'a> Lookup<'a> {
    /// The position in the tree.
    fn node(&self, key: &str, id: &str, line: usize) -> Result<usize, FrameworkError> {
        let nodes = &self.nominal.nodes;
        let found = nodes.iter().position(|node| node.id == id);
        found.ok_or_else(|| {
            let known: Vec<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
            self.design.unknown(key, id, line, &known)
        })
    }

    /// The positions in the tree; all but the root when none are named.
    fn nodes(&self, key: &str, ids: &[String], line: usize) -> Result<Vec<usize>, FrameworkError> {
        if ids.is_empty() {
            return Ok((0..self.nominal.nodes.len() - 1).collect());
        }
        ids.iter().map(|id| self.node(key, id, line)).collect()
    }

    /// The ids of indicators; all when none are named.
    fn indicators(&self, ids: &'a [String], line: usize) -> Result<Vec<&'a str>, FrameworkError> {
        let indicators = self.framework.indicators.iter();
        let known: Vec<&str> = indicators.map(|one| one.id.as_str()).collect();
        if ids.is_empty() {
            return Ok(known);
        }
        match ids.iter().find(|id| !known.contains(&id.as_str())) {
            Some(id) => Err(self.design.unknown("indicators", id, line, &known)),
            None => Ok(ids.iter().map(String::as_str).collect()),
        }
    }
}
