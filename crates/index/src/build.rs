//! From a framework and a table to a run.

use std::collections::HashSet;

use thiserror::Error;

use crate::aggregation::{AggregationSpec, Refusal};
use crate::framework::{CoverageOf, FitOver, Framework, FrameworkError};
use crate::prepare::{Design, Parameters, Prepared, Scaled};
use crate::rank::{SUM_ROUNDING, ranks};
use crate::table::place;
use crate::weighting::{Child, Family, WeightingError, WeightingSpec, Weights};
use crate::{
    Choice, Coverage, Definition, GroupColumn, Matrix, Names, NodeResult, Run, Step, Table, Tree,
};

/// A framework that cannot be computed over a table.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum BuildError {
    /// The framework was changed by hand and no longer has a proper tree.
    Framework(FrameworkError),
    /// The table has no column for an indicator.
    MissingColumn {
        /// The file of the table.
        file: Option<String>,
        /// The indicator.
        indicator: String,
        /// The unit sets it exists in; empty when in all.
        unit_sets: Vec<String>,
        /// The heading it most resembles.
        nearest: Option<String>,
    },
    /// The table has no column for a denominator.
    MissingDenominator {
        /// The file of the table.
        file: Option<String>,
        /// The indicator to be divided.
        indicator: String,
        /// The denominator.
        denominator: String,
        /// The heading it most resembles.
        nearest: Option<String>,
    },
    /// A cell that should hold a finite number holds something else.
    NotANumber {
        /// The file of the table.
        file: Option<String>,
        /// The line of the cell.
        line: Option<u64>,
        /// The column.
        column: String,
        /// The unit.
        unit: String,
        /// What the cell holds.
        text: String,
    },
    /// A quotient too large for a number.
    NotFinite {
        /// The file of the table.
        file: Option<String>,
        /// The indicator.
        indicator: String,
        /// The denominator.
        denominator: String,
        /// The unit.
        unit: String,
    },
    /// A method that has no meaning for the values of an indicator.
    Refused(Box<Refused>),
    /// Too few units to compare.
    TooFewUnits {
        /// The file of the table.
        file: Option<String>,
        /// How many there are.
        units: usize,
    },
    /// Too few units to draw weights from.
    TooFewUnitsForWeights {
        /// The file of the table.
        file: Option<String>,
        /// How many there are.
        units: usize,
        /// How many the method needs.
        minimum: usize,
        /// The method.
        method: &'static str,
    },
    /// A method of aggregation that has no meaning for a value.
    NotAggregable {
        /// The file of the table.
        file: Option<String>,
        /// Which value, and what to do.
        what: Box<NotAggregable>,
    },
    /// More units than a method of aggregation can compare.
    TooManyUnits {
        /// The file of the table.
        file: Option<String>,
        /// The node.
        node: String,
        /// The method.
        method: &'static str,
        /// How many there are.
        units: usize,
        /// How many it can compare.
        most: usize,
    },
    /// Children on different scales under a method that takes them as they are.
    MixedScales {
        /// The file of the table.
        file: Option<String>,
        /// The node.
        node: String,
        /// Its method.
        method: &'static str,
        /// Two of its children, each with the method whose scale it is on; `None` for that of the
        /// indicators.
        children: Box<[(String, Option<&'static str>); 2]>,
    },
    /// A method of weighting that has no meaning for the children of a node.
    Weighting {
        /// The file of the table.
        file: Option<String>,
        /// The node, the method, and what to do.
        cause: Box<WeightingError>,
    },
    /// All units are equal on all indicators.
    NothingVaries {
        /// The file of the table.
        file: Option<String>,
    },
}

/// A value that a method of aggregation has no meaning for.
#[derive(Debug, Clone, PartialEq)]
pub struct NotAggregable {
    /// The node.
    pub node: String,
    /// The method.
    pub method: &'static str,
    /// The child of the node with the value.
    pub child: String,
    /// The unit.
    pub unit: String,
    /// The value, on the scale of the child.
    pub value: f64,
    /// What the method needs, and what to do.
    pub advice: &'static Names,
}

/// Where a method has no meaning, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The file of the table.
    pub file: Option<String>,
    /// The line of the value at fault, where it is one.
    pub line: Option<u64>,
    /// The step.
    pub step: Step,
    /// The indicator; `None` where the whole step is refused.
    pub indicator: Option<String>,
    /// The unit whose value is at fault, where it is one.
    pub unit: Option<String>,
    /// Why, and what to do.
    pub reason: Names,
}

impl BuildError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use BuildError::*;
        let (file, line) = match self {
            Framework(cause) => return cause.message(),
            NotANumber { file, line, .. } => (file, *line),
            Refused(refused) => (&refused.file, refused.line),
            MissingColumn { file, .. }
            | MissingDenominator { file, .. }
            | NotFinite { file, .. }
            | TooFewUnits { file, .. }
            | TooFewUnitsForWeights { file, .. }
            | Weighting { file, .. }
            | NotAggregable { file, .. }
            | TooManyUnits { file, .. }
            | MixedScales { file, .. }
            | NothingVaries { file } => (file, None),
        };
        let (place_zh, place_en) = place(file.as_deref(), line);
        let text = self.what();
        Names::new(place_zh + &text.zh, place_en + &text.en)
    }

    /// The message without the place.
    fn what(&self) -> Names {
        use BuildError::*;
        let or = |nearest: &Option<String>| match nearest {
            Some(nearest) => (
                format!("（是否为“{nearest}”？）"),
                format!(" (did you mean \"{nearest}\"?)"),
            ),
            None => Default::default(),
        };
        match self {
            Framework(cause) => cause.message(),
            MissingColumn {
                indicator,
                unit_sets,
                nearest,
                ..
            } => {
                let (zh, en) = or(nearest);
                let (mut zh, mut en) = (
                    format!("数据中没有指标“{indicator}”的列{zh}：请添加该列，未知的值留空"),
                    format!(
                        "there is no column for the indicator \"{indicator}\"{en}: add it, and leave unknown values empty"
                    ),
                );
                if !unit_sets.is_empty() {
                    let sets = unit_sets.join(", ");
                    zh += &format!("；该指标只存在于评价范围 {sets}，其他范围请指明评价范围");
                    en += &format!(
                        "; it exists only in the unit sets {sets}, so name the unit set if the data is of another"
                    );
                }
                Names::new(zh, en)
            }
            MissingDenominator {
                indicator,
                denominator,
                nearest,
                ..
            } => {
                let (zh, en) = or(nearest);
                Names::new(
                    format!(
                        "指标“{indicator}”的分母“{denominator}”在数据中没有对应的列{zh}：请添加该列，或设 denominate = false"
                    ),
                    format!(
                        "there is no column for \"{denominator}\"{en}, the denominator of the indicator \"{indicator}\": add it, or set denominate = false"
                    ),
                )
            }
            NotANumber {
                column, unit, text, ..
            } => Names::new(
                format!("列“{column}”、单元“{unit}”：“{text}”不是有限的数值；请改正，未知的值留空"),
                format!(
                    "column \"{column}\", unit \"{unit}\": \"{text}\" is not a finite number; correct it, or leave the cell empty if the value is unknown"
                ),
            ),
            NotFinite {
                indicator,
                denominator,
                unit,
                ..
            } => Names::new(
                format!(
                    "单元“{unit}”：“{indicator}”除以“{denominator}”的结果过大；请检查两者的计量单位"
                ),
                format!(
                    "unit \"{unit}\": \"{indicator}\" divided by \"{denominator}\" is too large for a number; check the units of measure of both"
                ),
            ),
            Refused(refused) => {
                let step = refused.step.name();
                let (mut zh, mut en) = (step.zh.into_owned(), step.en.into_owned());
                if let Some(indicator) = &refused.indicator {
                    zh += &format!("，指标“{indicator}”");
                    en += &format!(", indicator \"{indicator}\"");
                }
                if let Some(unit) = &refused.unit {
                    zh += &format!("，单元“{unit}”");
                    en += &format!(", unit \"{unit}\"");
                }
                let reason = &refused.reason;
                Names::new(
                    format!("{zh}：{}", reason.zh),
                    format!("{en}: {}", reason.en),
                )
            }
            TooFewUnits { units, .. } => Names::new(
                format!("只有 {units} 个评价单元：指数至少需要 2 个单元相互比较"),
                format!("there is {units} unit: an index compares units and needs at least 2"),
            ),
            TooFewUnitsForWeights {
                units,
                minimum,
                method,
                ..
            } => Names::new(
                format!(
                    "只有 {units} 个评价单元，“{method}”由数据定权，至少需要 {minimum} 个：请改用 equal 或 given，或在 weighting 中另设 minimum_units"
                ),
                format!(
                    "there are {units} units, and \"{method}\" draws weights from the data of at least {minimum}: use equal or given weights, or set minimum_units of the weighting"
                ),
            ),
            NotAggregable { what, .. } => Names::new(
                format!(
                    "节点“{}”用“{}”合成：单元“{}”的“{}”为 {}。{}",
                    what.node, what.method, what.unit, what.child, what.value, what.advice.zh
                ),
                format!(
                    "node \"{}\" is aggregated by \"{}\", and \"{}\" of unit \"{}\" is {}: {}",
                    what.node, what.method, what.child, what.unit, what.value, what.advice.en
                ),
            ),
            TooManyUnits {
                node,
                method,
                units,
                most,
                ..
            } => Names::new(
                format!(
                    "节点“{node}”：“{method}”最多比较 {most} 个评价单元，现有 {units} 个；请改用 promethee-ii 或 copeland"
                ),
                format!(
                    "node \"{node}\": \"{method}\" compares at most {most} units, and there are {units}; use promethee-ii or copeland"
                ),
            ),
            MixedScales {
                node,
                method,
                children,
                ..
            } => {
                let [first, second] = children.as_ref();
                let zh = |(id, of): &(String, Option<&str>)| match of {
                    Some(of) => format!("“{id}”（{of} 的得分）"),
                    None => format!("“{id}”（指标的尺度）"),
                };
                let en = |(id, of): &(String, Option<&str>)| match of {
                    Some(of) => format!("\"{id}\" (scores of {of})"),
                    None => format!("\"{id}\" (the scale of the indicators)"),
                };
                Names::new(
                    format!(
                        "节点“{node}”：“{method}”不能合成尺度不同的{}与{}；请让各下级用同一种合成方法，或在该节点改用只看次序的 borda、copeland",
                        zh(first),
                        zh(second)
                    ),
                    format!(
                        "node \"{node}\": \"{method}\" cannot combine {} with {}, which are on different scales; give the children one aggregation, or use one here that looks only at the order (borda, copeland)",
                        en(first),
                        en(second)
                    ),
                )
            }
            Weighting { cause, .. } => cause.message(),
            NothingVaries { .. } => Names::fixed(
                "所有评价单元在所有指标上取值都相同（或缺失），无法计算指数：请检查数据",
                "all units are equal on all indicators (or missing), so there is nothing to index: check the data",
            ),
        }
    }
}

impl From<FrameworkError> for BuildError {
    fn from(cause: FrameworkError) -> BuildError {
        BuildError::Framework(cause)
    }
}

/// Computes a framework over the units of a table, which are normalised among themselves.
///
/// # Errors
/// [`BuildError`]: a column is missing or holds no numbers, a method has no meaning for the values, there
/// are too few units, or nothing varies.
pub fn build(framework: &Framework, table: &Table) -> Result<Run, BuildError> {
    build_one(framework, table, None)
}

/// As [`build`], with the gaps filled by one draw of multiple imputation from `seed`, where the method of
/// imputation can draw.
pub(crate) fn build_drawn(
    framework: &Framework,
    table: &Table,
    seed: u64,
) -> Result<Run, BuildError> {
    build_one(framework, table, Some(seed))
}

fn build_one(framework: &Framework, table: &Table, draw: Option<u64>) -> Result<Run, BuildError> {
    let mut choices = framework.choices.clone();
    if framework.method.fit != FitOver::Own {
        choices.push(Choice::note(
            Step::Normalisation,
            None,
            Names::fixed(
                "只有一张数据表：异常值处理与无量纲化的参数取自该表本身",
                "there is one table only: the parameters of treatment and normalisation are taken from it",
            ),
        ));
    }
    let design = Design::of(framework)?;
    let mut prepared = design.gather(table, &mut choices)?;
    if let Some(seed) = draw {
        prepared = design.draw(prepared, seed)?;
    }
    let prepared = design.impute(prepared, &mut choices)?;
    let parameters = design.fit(&[&prepared])?;
    finish(&design, prepared, &parameters, choices)
}

/// Computes a framework over a table with the parameters of treatment and normalisation of an earlier
/// run ([`Run::parameters`]), so that the scores of both are on one scale. Values beyond the earlier
/// ends get scores beyond the ends of the scale.
///
/// # Errors
/// As [`build`]; also where an indicator has no parameters, or a value lies outside the domain of an
/// earlier transformation.
pub fn build_with(
    framework: &Framework,
    table: &Table,
    parameters: &Parameters,
) -> Result<Run, BuildError> {
    let mut choices = framework.choices.clone();
    let design = Design::of(framework)?;
    let prepared = design.gather(table, &mut choices)?;
    let prepared = design.impute(prepared, &mut choices)?;
    finish(&design, prepared, parameters, choices)
}

/// From values with their gaps filled to the run.
pub(crate) fn finish(
    design: &Design,
    prepared: Prepared,
    parameters: &Parameters,
    mut choices: Vec<Choice>,
) -> Result<Run, BuildError> {
    let Design {
        framework, tree, ..
    } = design;
    let table = prepared.table.as_ref();
    enough_units(framework, table)?;
    notice_columns(framework, table, &mut choices);
    let Scaled {
        treated,
        normalised,
        treatments,
        changes,
    } = design.scale(&prepared, parameters, &mut choices)?;
    let coverage = coverage(tree, &prepared.denominated);
    let (scores, weights, shares) =
        aggregate(framework, tree, table, &normalised, &coverage, &mut choices)?;

    let nodes = results(framework, tree, &scores, &weights, shares, coverage);
    notice_thin_units(framework, table, &nodes[tree.root()], &mut choices);
    Ok(Run {
        framework: framework.id.clone(),
        edition: framework.edition.clone(),
        units: table.units.clone(),
        groups: groups(framework, table),
        indicators: tree.indicators().to_vec(),
        screened: prepared.screened,
        denominated: prepared.denominated,
        imputed: prepared.imputed,
        treated,
        normalised,
        parameters: parameters.clone(),
        treatments,
        changes,
        nodes,
        choices,
    })
}

fn enough_units(framework: &Framework, table: &Table) -> Result<(), BuildError> {
    let file = || table.file().map(str::to_owned);
    let units = table.units.len();
    if units < 2 {
        return Err(BuildError::TooFewUnits {
            file: file(),
            units,
        });
    }
    for weighting in weightings(framework) {
        if let Some(minimum) = weighting.minimum_units().filter(|minimum| units < *minimum) {
            return Err(BuildError::TooFewUnitsForWeights {
                file: file(),
                units,
                minimum,
                method: weighting.about().id,
            });
        }
    }
    Ok(())
}

/// The weighting of the method, and those of nodes that have their own.
fn weightings(framework: &Framework) -> impl Iterator<Item = &WeightingSpec> {
    let own = framework.nodes.iter();
    let own = own.filter_map(|node| node.weighting.as_ref());
    std::iter::once(&framework.method.weighting).chain(own)
}

/// Notes what of the table and the framework goes unused.
fn notice_columns(framework: &Framework, table: &Table, choices: &mut Vec<Choice>) {
    let used: HashSet<&str> = framework.columns().collect();
    let unused: Vec<&str> = table
        .headings()
        .filter(|heading| !used.contains(heading))
        .collect();
    if !unused.is_empty() {
        let names = unused.join(", ");
        choices.push(Choice::note(
            Step::Data,
            None,
            Names::new(
                format!("指标体系未用到的列：{names}"),
                format!("columns that the framework does not use: {names}"),
            ),
        ));
    }
    let headings: HashSet<&str> = table.headings().collect();
    for group in &framework.groups {
        let id = &group.id;
        if !headings.contains(id.as_str()) {
            choices.push(Choice::note(
                Step::Data,
                None,
                Names::new(
                    format!("数据中没有分组列“{id}”"),
                    format!("the data has no column for the group \"{id}\""),
                ),
            ));
        }
    }
    let nodes = framework.nodes.iter().map(|node| node.weight);
    let weights = nodes.chain(framework.indicators.iter().map(|i| i.weight));
    if framework.method.weighting == WeightingSpec::Equal
        && weights.into_iter().any(|weight| weight != 1.0)
    {
        choices.push(Choice::note(
            Step::Weighting,
            None,
            Names::fixed(
                "采用等权，指标体系中填写的权重未使用",
                "equal weights are used; the weights written in the framework are not",
            ),
        ));
    }
    for label in weightings(framework).filter_map(WeightingSpec::label) {
        if !choices.contains(&label) {
            choices.push(label);
        }
    }
}

/// The names of the units for which `is_listed` holds, in one line; `None` when it holds for none.
pub(crate) fn list_units(table: &Table, is_listed: impl Fn(usize) -> bool) -> Option<String> {
    let listed: Vec<&str> = (0..table.units.len())
        .filter(|&unit| is_listed(unit))
        .map(|unit| table.units[unit].as_str())
        .collect();
    (!listed.is_empty()).then(|| listed.join(", "))
}

/// For every node and unit, how many of the indicators under the node are present.
pub(crate) fn coverage(tree: &Tree, values: &Matrix) -> Vec<Vec<Coverage>> {
    let mut coverage: Vec<Vec<Coverage>> = Vec::with_capacity(tree.nodes().len());
    for (at, node) in tree.nodes().iter().enumerate() {
        let of_node = if matches!(node.definition, Definition::Indicator(_)) {
            let column = values.column(node.indicators.start).iter();
            column
                .map(|value| Coverage {
                    present: u32::from(!value.is_nan()),
                    total: 1,
                })
                .collect()
        } else {
            let mut sum = vec![Coverage::default(); values.rows()];
            for &child in tree.children(at) {
                for (sum, child) in sum.iter_mut().zip(&coverage[child]) {
                    sum.present += child.present;
                    sum.total += child.total;
                }
            }
            sum
        };
        coverage.push(of_node);
    }
    coverage
}

/// For every node, its share in the score of each unit where units have weights of their own.
type Shares = Vec<Option<Vec<f64>>>;

/// Weighs and combines the children of every node, from the indicators up. Gives the scores (units by
/// nodes), for every node its weight within its parent, and its shares.
fn aggregate(
    framework: &Framework,
    tree: &Tree,
    table: &Table,
    normalised: &Matrix,
    coverage: &[Vec<Coverage>],
    choices: &mut Vec<Choice>,
) -> Result<(Matrix, Vec<f64>, Shares), BuildError> {
    let method = &framework.method;
    // The method whose own scale the scores of a node are on; `None` for that of the indicators.
    let mut scales: Vec<Option<&AggregationSpec>> = vec![None; tree.nodes().len()];
    let mut scores = Matrix::missing(table.units.len(), tree.nodes().len());
    let mut weights = vec![1.0; tree.nodes().len()];
    let mut shares: Shares = vec![None; tree.nodes().len()];
    for (at, node) in tree.nodes().iter().enumerate() {
        let definition = match node.definition {
            Definition::Indicator(_) => {
                let column = normalised.column(node.indicators.start);
                scores.column_mut(at).copy_from_slice(column);
                continue;
            }
            Definition::Node(definition) => &framework.nodes[definition],
        };
        let (earlier, parent) = scores.split(at);
        let children: Vec<Child> = tree
            .children(at)
            .iter()
            .map(|&child| {
                let (id, given, indicator) = match tree.nodes()[child].definition {
                    Definition::Node(at) => {
                        let node = &framework.nodes[at];
                        (&node.id, node.weight, false)
                    }
                    Definition::Indicator(at) => {
                        let indicator = &framework.indicators[at];
                        (&indicator.id, indicator.weight, true)
                    }
                };
                Child {
                    id,
                    given,
                    indicator,
                    values: earlier.column(child),
                }
            })
            .collect();
        let family = Family {
            node: &definition.id,
            children: &children,
            judgements: &framework.judgements,
            weight_sets: &framework.weight_sets,
        };
        let not_weighed = |cause| BuildError::Weighting {
            file: table.file().map(str::to_owned),
            cause: Box::new(cause),
        };
        let weighting = definition.weighting.as_ref().unwrap_or(&method.weighting);
        let (found, own_scores) = match weighting.weigh(&family, choices).map_err(not_weighed)? {
            Weights::Common(weights) => (weights, None),
            Weights::Own(own) => {
                for (&child, of_child) in tree.children(at).iter().zip(own.shares) {
                    shares[child] = Some(of_child);
                }
                (own.mean_shares, Some(own.scores))
            }
        };
        let columns: Vec<&[f64]> = children.iter().map(|child| child.values).collect();
        let aggregation = definition.aggregation.as_ref();
        let aggregation = aggregation.unwrap_or(&method.aggregation);
        let weighted: Vec<usize> = (0..children.len())
            .filter(|&child| found[child] > 0.0)
            .collect();
        let scale = |child: usize| scales[tree.children(at)[child]];
        let first = weighted.first().copied();
        let other = weighted
            .iter()
            .copied()
            .find(|&child| Some(scale(child)) != first.map(scale));
        let needs_one_scale = aggregation.needs_one_scale() && own_scores.is_none();
        if let (true, Some(first), Some(other)) = (needs_one_scale, first, other) {
            let of = |child: usize| {
                let spec = scale(child);
                (
                    children[child].id.to_owned(),
                    spec.map(|spec| spec.about().id),
                )
            };
            return Err(BuildError::MixedScales {
                file: table.file().map(str::to_owned),
                node: definition.id.clone(),
                method: aggregation.about().id,
                children: Box::new([of(first), of(other)]),
            });
        }
        match own_scores {
            None => aggregation
                .apply(&columns, &found, parent)
                .map_err(|r| refused(r, table, &definition.id, aggregation, &children))?,
            Some(scores) if *aggregation == AggregationSpec::Arithmetic => {
                parent.copy_from_slice(&scores);
            }
            Some(_) => return Err(not_weighed(family.not_arithmetic(weighting))),
        }
        scales[at] = if aggregation.keeps_scale() {
            first.and_then(scale)
        } else {
            Some(aggregation)
        };
        let limit = definition.coverage.unwrap_or(method.coverage);
        let share = |unit: usize| match limit.of {
            CoverageOf::Indicators => coverage[at][unit].share(),
            CoverageOf::Children => {
                let has = |child: &&usize| !columns[**child][unit].is_nan();
                weighted.iter().filter(has).count() as f64 / weighted.len().max(1) as f64
            }
        };
        withhold(&definition.id, table, limit.minimum, share, parent, choices);
        for (&child, weight) in tree.children(at).iter().zip(found) {
            weights[child] = weight;
        }
    }
    Ok((scores, weights, shares))
}

/// What a method of aggregation refused, with names in place of positions.
fn refused(
    refusal: Refusal,
    table: &Table,
    node: &str,
    aggregation: &AggregationSpec,
    children: &[Child],
) -> BuildError {
    let file = table.file().map(str::to_owned);
    let node = node.to_owned();
    let method = aggregation.about().id;
    match refusal {
        Refusal::Value {
            child,
            unit,
            value,
            advice,
        } => BuildError::NotAggregable {
            file,
            what: Box::new(NotAggregable {
                node,
                method,
                child: children[child].id.to_owned(),
                unit: table.units[unit].clone(),
                value,
                advice,
            }),
        },
        Refusal::TooManyUnits { units, most } => BuildError::TooManyUnits {
            file,
            node,
            method,
            units,
            most,
        },
    }
}

/// Takes back the scores of units that have too small a share of what is counted.
fn withhold(
    node: &str,
    table: &Table,
    minimum: f64,
    share: impl Fn(usize) -> f64,
    scores: &mut [f64],
    choices: &mut Vec<Choice>,
) {
    let too_few = |unit: usize| share(unit) < minimum;
    let withheld = list_units(table, |unit| !scores[unit].is_nan() && too_few(unit));
    if let Some(units) = withheld {
        choices.push(Choice::warning(
            Step::Coverage,
            Some(node),
            Names::new(
                format!("以下单元覆盖率低于 {minimum}，不给得分：{units}"),
                format!("no score is given for coverage below {minimum} to: {units}"),
            ),
        ));
    }
    for (unit, score) in scores.iter_mut().enumerate() {
        if too_few(unit) {
            *score = f64::NAN;
        }
    }
    if scores.iter().all(|score| score.is_nan()) {
        choices.push(Choice::warning(
            Step::Aggregation,
            Some(node),
            Names::fixed("没有任何单元有得分", "no unit has a score"),
        ));
    }
}

/// Coverage below which a score is pointed out when the framework sets no minimum (own limit).
const THIN: f64 = 0.5;

fn notice_thin_units(
    framework: &Framework,
    table: &Table,
    index: &NodeResult,
    choices: &mut Vec<Choice>,
) {
    if framework.method.coverage.minimum >= THIN {
        return;
    }
    let thin = |unit: usize| index.ranks[unit].is_some() && index.coverage[unit].share() < THIN;
    if let Some(units) = list_units(table, thin) {
        choices.push(Choice::warning(
            Step::Coverage,
            Some(&index.id),
            Names::new(
                format!("以下单元的得分所依据的指标不足一半：{units}"),
                format!("scores that rest on fewer than half of the indicators: {units}"),
            ),
        ));
    }
}

fn results(
    framework: &Framework,
    tree: &Tree,
    scores: &Matrix,
    weights: &[f64],
    shares: Shares,
    coverage: Vec<Vec<Coverage>>,
) -> Vec<NodeResult> {
    // Parents stand after their children, so their effective weight is known first from behind.
    let mut effective = weights.to_vec();
    for (at, node) in tree.nodes().iter().enumerate().rev() {
        if let Some(parent) = node.parent {
            effective[at] *= effective[parent];
        }
    }
    let nodes = tree.nodes().iter().zip(coverage).zip(shares).enumerate();
    nodes
        .map(|(at, ((node, coverage), shares))| {
            let (id, name, tolerance) = match node.definition {
                Definition::Node(at) => {
                    let node = &framework.nodes[at];
                    (&node.id, &node.name, SUM_ROUNDING)
                }
                Definition::Indicator(at) => {
                    let indicator = &framework.indicators[at];
                    (&indicator.id, &indicator.name, 0.0)
                }
            };
            NodeResult {
                id: id.clone(),
                name: name.clone(),
                parent: node.parent,
                level: node.level,
                weight: weights[at],
                effective_weight: effective[at],
                scores: scores.column(at).to_vec(),
                ranks: ranks(scores.column(at), tolerance),
                shares,
                coverage,
            }
        })
        .collect()
}

/// The groups of the units; a number in a column of groups is a label like any other.
fn groups(framework: &Framework, table: &Table) -> Vec<GroupColumn> {
    let groups = framework.groups.iter();
    groups
        .filter_map(|group| {
            Some(GroupColumn {
                id: group.id.clone(),
                name: group.name.clone(),
                values: table.labels(&group.id)?,
            })
        })
        .collect()
}
