//! What experts have said about the importance of the children of a node, and named sets of weights.
//!
//! ```toml
//! [[judgement]]                    # pairwise comparisons, for `ahp`
//! node = "index"                   # the node whose children are compared
//! expert = "A"                     # optional
//! weight = 1                       # how much this expert counts; optional
//! order = ["a", "b", "c"]
//! matrix = [[1, 3, 5], ["1/3", 1, 2], ["1/5", "1/2", 1]]
//!
//! [[judgement]]                    # for `best-worst`
//! node = "index"
//! best = "a"
//! worst = "c"
//! best_to_others = { a = 1, b = 2, c = 8 }
//! others_to_worst = { a = 8, b = 4, c = 1 }
//!
//! [[judgement]]                    # for `budget-allocation`
//! node = "index"
//! points = { a = 50, b = 30, c = 20 }
//!
//! [[judgement]]                    # for `ranking`, most important first, ties in brackets
//! node = "index"
//! ranking = ["a", ["b", "c"]]
//!
//! [[weight_set]]                   # for `named-set`
//! id = "panel-2023"
//! weights = { a = 0.5, b = 0.3, c = 0.2 }
//! ```
//!
//! A judgement names every child of its node, and nothing else, by its id: the order of the framework
//! plays no part.

use super::section::Section;
use super::{Framework, FrameworkError, FrameworkErrorKind};
use crate::Names;
use crate::nearest::nearest;
use crate::weighting::WeightingSpec;

/// What one expert has said about the children of one node.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The node whose children are judged.
    pub node: String,
    /// What messages call the expert: by name, or by the line of the judgement where there is none.
    pub expert: Names,
    /// How much the expert counts among those who judge the node, above zero.
    pub weight: f64,
    /// What was said.
    pub statement: Statement,
    /// The line of its definition.
    pub line: usize,
}

/// The form of a judgement.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// Every child compared with every other.
    Pairwise(Pairwise),
    /// The best and the worst compared with all others.
    BestWorst(BestWorst),
    /// Points of a budget by child.
    Points(Vec<(String, f64)>),
    /// The children from the most to the least important; those in one group are tied.
    Ranking(Vec<Vec<String>>),
}

/// A reciprocal matrix of comparisons.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairwise {
    /// The children, in the order of rows and columns.
    pub order: Vec<String>,
    /// How many times as important the child of the row is as the child of the column; reciprocal.
    pub matrix: Vec<Vec<f64>>,
}

/// Comparisons with the most and the least important child, on the scale 1 to 9.
#[derive(Debug, Clone, PartialEq)]
pub struct BestWorst {
    /// The most important child.
    pub best: String,
    /// The least important child.
    pub worst: String,
    /// How many times as important the best is as each child.
    pub best_to_others: Vec<(String, f64)>,
    /// How many times as important each child is as the worst.
    pub others_to_worst: Vec<(String, f64)>,
}

/// A named set of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSet {
    /// The id by which a weighting names it.
    pub id: String,
    /// The name.
    pub name: Names,
    /// Weights, zero or above, by node or indicator.
    pub weights: Vec<(String, f64)>,
    /// The line of its definition.
    pub line: usize,
}

/// The largest ratio of the scale of comparisons (Saaty).
const LARGEST_RATIO: f64 = 9.0;
/// How far the product of a cell and its mirror may be from 1: reciprocals are often written with two
/// digits, such as 0.14 for 1/7.
const RECIPROCAL_ROUNDING: f64 = 0.05;

/// Reads one `[[judgement]]`.
pub(super) fn read(section: &Section) -> Result<Judgement, FrameworkError> {
    section.allow(&[
        "node",
        "expert",
        "weight",
        "order",
        "matrix",
        "best",
        "worst",
        "best_to_others",
        "others_to_worst",
        "points",
        "ranking",
    ])?;
    let line = section.line();
    let node = section.required_string("node")?;
    let expert = match section.string("expert")? {
        Some(name) => Names::new(format!("专家“{name}”"), format!("expert \"{name}\"")),
        None => Names::new(
            format!("未署名专家（指标体系第 {line} 行）"),
            format!("the unnamed expert (line {line} of the framework)"),
        ),
    };
    let wrong = |key: &str, reason: Names| {
        let (expert, node) = (expert.clone(), node.clone());
        section.wrong(
            key,
            FrameworkErrorKind::Judgement {
                expert,
                node,
                reason,
            },
        )
    };
    let forms = ["matrix", "best", "points", "ranking"];
    let given: Vec<&str> = forms.into_iter().filter(|key| section.has(key)).collect();
    let [form] = given[..] else {
        let reason = Names::fixed(
            "请给出且仅给出 matrix、best、points、ranking 之一",
            "give one of matrix, best, points, ranking, and only one",
        );
        return Err(wrong("node", reason));
    };
    let statement = match form {
        "matrix" => {
            let (order, matrix) = (section.strings("order")?, section.ratios("matrix")?);
            Pairwise::reciprocal(order, matrix).map(Statement::Pairwise)
        }
        "best" => BestWorst {
            best: section.required_string("best")?,
            worst: section.required_string("worst")?,
            best_to_others: section.numbers_by_name("best_to_others")?,
            others_to_worst: section.numbers_by_name("others_to_worst")?,
        }
        .checked()
        .map(Statement::BestWorst),
        "points" => not_negative(section.numbers_by_name("points")?).map(Statement::Points),
        _ => Ok(Statement::Ranking(section.groups("ranking")?)),
    };
    let statement = statement.map_err(|reason| wrong(form, reason))?;
    let weight = section.number("weight")?.unwrap_or(1.0);
    if weight <= 0.0 {
        let reason = Names::fixed(
            "专家权重必须大于 0",
            "the weight of an expert must be above 0",
        );
        return Err(wrong("weight", reason));
    }
    Ok(Judgement {
        node,
        expert,
        weight,
        statement,
        line,
    })
}

fn not_negative(points: Vec<(String, f64)>) -> Result<Vec<(String, f64)>, Names> {
    match points.iter().find(|(_, points)| *points < 0.0) {
        Some((id, points)) => Err(Names::new(
            format!("“{id}”的点数为 {points}：点数不能为负"),
            format!("\"{id}\" has {points} points: points cannot be negative"),
        )),
        None => Ok(points),
    }
}

impl Pairwise {
    /// The comparisons, with rounded reciprocals replaced by exact ones.
    fn reciprocal(order: Vec<String>, mut matrix: Vec<Vec<f64>>) -> Result<Pairwise, Names> {
        let count = order.len();
        if matrix.len() != count || matrix.iter().any(|row| row.len() != count) {
            return Err(Names::new(
                format!("矩阵应为 {count} 行 {count} 列，与 order 一致"),
                format!("the matrix must have {count} rows and {count} columns, as order has"),
            ));
        }
        for i in 0..count {
            for j in i..count {
                let (cell, mirror) = (matrix[i][j], matrix[j][i]);
                let (row, column) = (&order[i], &order[j]);
                let (at_row, at_column) = (i + 1, j + 1);
                if i == j && cell != 1.0 {
                    return Err(Names::new(
                        format!(
                            "第 {at_row} 行第 {at_row} 列（{row} 与自身比较）应为 1，而不是 {cell}"
                        ),
                        format!(
                            "row {at_row}, column {at_row} ({row} to itself) must be 1, not {cell}"
                        ),
                    ));
                }
                let reciprocal = cell > 0.0
                    && mirror > 0.0
                    && (cell * mirror - 1.0).abs() <= RECIPROCAL_ROUNDING;
                if !reciprocal {
                    return Err(Names::new(
                        format!(
                            "矩阵不互反：第 {at_row} 行第 {at_column} 列（{row} 比 {column}）为 {cell}，第 {at_column} 行第 {at_row} 列（{column} 比 {row}）为 {mirror}，应互为倒数"
                        ),
                        format!(
                            "the matrix is not reciprocal: row {at_row}, column {at_column} ({row} to {column}) is {cell} and row {at_column}, column {at_row} ({column} to {row}) is {mirror}; one must be 1 divided by the other"
                        ),
                    ));
                }
                if cell.max(mirror) > LARGEST_RATIO {
                    return Err(Names::new(
                        format!(
                            "第 {at_row} 行第 {at_column} 列（{row} 比 {column}）为 {cell}：标度为 1/9 到 9"
                        ),
                        format!(
                            "row {at_row}, column {at_column} ({row} to {column}) is {cell}: the scale goes from 1/9 to 9"
                        ),
                    ));
                }
                // The side from 1 up is what the expert said, the other its rounded reciprocal.
                if cell >= 1.0 {
                    matrix[j][i] = 1.0 / cell;
                } else {
                    matrix[i][j] = 1.0 / mirror;
                }
            }
        }
        Ok(Pairwise { order, matrix })
    }
}

impl BestWorst {
    fn checked(self) -> Result<BestWorst, Names> {
        for (id, ratio) in self.best_to_others.iter().chain(&self.others_to_worst) {
            if !(1.0..=LARGEST_RATIO).contains(ratio) {
                return Err(Names::new(
                    format!("“{id}”的比值为 {ratio}：标度为 1 到 9"),
                    format!("the ratio of \"{id}\" is {ratio}: the scale goes from 1 to 9"),
                ));
            }
        }
        let sorted = |list: &[(String, f64)]| {
            let mut ids: Vec<String> = list.iter().map(|(id, _)| id.clone()).collect();
            ids.sort();
            ids
        };
        if sorted(&self.best_to_others) != sorted(&self.others_to_worst) {
            return Err(Names::fixed(
                "best_to_others 与 others_to_worst 必须包含相同的各项",
                "best_to_others and others_to_worst must name the same children",
            ));
        }
        let ratio = |list: &[(String, f64)], of: &str| {
            let mut list = list.iter();
            list.find(|(id, _)| id == of).map(|(_, ratio)| *ratio)
        };
        let ends = [
            (&self.best, &self.best_to_others, "best_to_others"),
            (&self.worst, &self.others_to_worst, "others_to_worst"),
        ];
        for (id, list, key) in ends {
            if ratio(list, id) != Some(1.0) {
                return Err(Names::new(
                    format!("{key} 中“{id}”与自身比较应为 1"),
                    format!("\"{id}\" in {key} is compared with itself and must be 1"),
                ));
            }
        }
        let forward = ratio(&self.best_to_others, &self.worst);
        let backward = ratio(&self.others_to_worst, &self.best);
        if forward != backward {
            return Err(Names::fixed(
                "“最重要比最不重要”在 best_to_others 与 others_to_worst 中的比值不同：请统一",
                "the ratio of the best to the worst differs between best_to_others and others_to_worst: give one",
            ));
        }
        Ok(self)
    }
}

/// Reads one `[[weight_set]]`.
pub(super) fn weight_set(section: &Section) -> Result<WeightSet, FrameworkError> {
    section.allow(&["id", "name", "weights"])?;
    let id = section.required_string("id")?;
    let weights = section.numbers_by_name("weights")?;
    if let Some((of, weight)) = weights.iter().find(|(_, weight)| *weight < 0.0) {
        let reason = Names::new(
            format!("“{of}”的权重为 {weight}：权重不能为负"),
            format!("the weight of \"{of}\" is {weight}: a weight cannot be negative"),
        );
        return Err(section.wrong("weights", FrameworkErrorKind::WeightSet { set: id, reason }));
    }
    let name = section.names("name")?;
    Ok(WeightSet {
        name: name.unwrap_or_else(|| Names::same(id.clone())),
        id,
        weights,
        line: section.line(),
    })
}

/// Checks judgements and weight sets against the tree, and the weightings against the weight sets.
pub(super) fn check(framework: &Framework) -> Result<(), FrameworkError> {
    let error = |line: Option<usize>, kind| FrameworkError {
        file: framework.file.clone(),
        line,
        kind: Box::new(kind),
    };
    for judgement in &framework.judgements {
        check_names(framework, judgement).map_err(|reason| {
            let kind = FrameworkErrorKind::Judgement {
                expert: judgement.expert.clone(),
                node: judgement.node.clone(),
                reason,
            };
            error(Some(judgement.line), kind)
        })?;
    }
    for set in &framework.weight_sets {
        check_set(framework, set).map_err(|reason| {
            let set_id = set.id.clone();
            let kind = FrameworkErrorKind::WeightSet {
                set: set_id,
                reason,
            };
            error(Some(set.line), kind)
        })?;
    }
    let own = framework.nodes.iter().filter_map(|node| {
        let weighting = node.weighting.as_ref()?;
        Some((Some(node.line), weighting))
    });
    for (line, weighting) in own.chain([(None, &framework.method.weighting)]) {
        for set in named_sets(weighting) {
            let known: Vec<String> = framework.weight_sets.iter().map(|s| s.id.clone()).collect();
            if known.iter().any(|known| known == set) {
                continue;
            }
            let near = nearest(set, known.iter().map(String::as_str));
            let (zh, en) = super::error::suggestion(near, &known);
            let kind = FrameworkErrorKind::WeightSet {
                set: set.to_owned(),
                reason: Names::new(
                    format!("没有这样的 [[weight_set]]{zh}"),
                    format!("there is no [[weight_set]] of this id{en}"),
                ),
            };
            return Err(error(line, kind));
        }
    }
    Ok(())
}

/// The named sets that a weighting refers to.
fn named_sets(weighting: &WeightingSpec) -> Vec<&str> {
    match weighting {
        WeightingSpec::NamedSet(spec) => vec![spec.set.as_str()],
        WeightingSpec::Combined(spec) => spec.parts.iter().flat_map(named_sets).collect(),
        _ => Vec::new(),
    }
}

/// Whether a weight set names only nodes and indicators, and is the only one of its id.
fn check_set(framework: &Framework, set: &WeightSet) -> Result<(), Names> {
    let same = framework
        .weight_sets
        .iter()
        .filter(|other| other.id == set.id);
    if same.count() > 1 {
        return Err(Names::fixed(
            "重复定义：请改名或删除其一",
            "it is defined twice: rename or remove one",
        ));
    }
    let nodes = framework.nodes.iter().map(|node| node.id.as_str());
    let indicators = framework.indicators.iter();
    let known: Vec<&str> = nodes.chain(indicators.map(|i| i.id.as_str())).collect();
    match set
        .weights
        .iter()
        .find(|(id, _)| !known.contains(&id.as_str()))
    {
        None => Ok(()),
        Some((id, _)) => {
            let (zh, en) = super::error::suggestion(nearest(id, known.iter().copied()), &[]);
            Err(Names::new(
                format!("“{id}”不是指标体系中的节点或指标{zh}"),
                format!("\"{id}\" is no node or indicator of the framework{en}"),
            ))
        }
    }
}

/// Whether a judgement names the children of its node, each once and nothing else.
fn check_names(framework: &Framework, judgement: &Judgement) -> Result<(), Names> {
    let node = judgement.node.as_str();
    let nodes = framework.nodes.iter();
    let nodes = nodes.filter(|child| child.parent.as_deref() == Some(node));
    let indicators = framework.indicators.iter();
    let indicators = indicators.filter(|child| child.parent == node);
    let children: Vec<&str> = nodes
        .map(|child| child.id.as_str())
        .chain(indicators.map(|child| child.id.as_str()))
        .collect();
    if children.is_empty() {
        let nodes = framework.nodes.iter().map(|node| node.id.as_str());
        let (zh, en) = super::error::suggestion(nearest(node, nodes), &[]);
        return Err(Names::new(
            format!("没有这个节点{zh}"),
            format!("there is no such node{en}"),
        ));
    }
    let names: Vec<&str> = match &judgement.statement {
        Statement::Pairwise(pairwise) => pairwise.order.iter().map(String::as_str).collect(),
        Statement::BestWorst(said) => said.best_to_others.iter().map(|(id, _)| &**id).collect(),
        Statement::Points(points) => points.iter().map(|(id, _)| &**id).collect(),
        Statement::Ranking(groups) => groups.iter().flatten().map(String::as_str).collect(),
    };
    for (at, name) in names.iter().enumerate() {
        if !children.contains(name) {
            let near = nearest(name, children.iter().copied());
            let (zh, en) = super::error::suggestion(near, &[]);
            return Err(Names::new(
                format!("“{name}”不是该节点的下级{zh}"),
                format!("\"{name}\" is not a child of the node{en}"),
            ));
        }
        if names[..at].contains(name) {
            return Err(Names::new(
                format!("“{name}”出现两次：请删除其一"),
                format!("\"{name}\" is named twice: remove one"),
            ));
        }
    }
    let mut missing = children.iter();
    match missing.find(|child| !names.contains(child)) {
        None => Ok(()),
        Some(child) => Err(Names::new(
            format!("没有判断下级“{child}”：请补上"),
            format!("the child \"{child}\" is not judged: add it"),
        )),
    }
}
