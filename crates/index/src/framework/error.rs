//! What can be wrong with a framework.

use thiserror::Error;

use crate::Names;
use crate::table::place;

/// A framework that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct FrameworkError {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` when no line is at fault.
    pub line: Option<usize>,
    /// What is wrong.
    pub kind: Box<FrameworkErrorKind>,
}

/// What is wrong with a framework.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameworkErrorKind {
    /// Not readable as TOML.
    Syntax(String),
    /// A key that has no meaning here.
    UnknownKey {
        /// The section, such as `[[indicator]]`.
        section: String,
        /// The key.
        key: String,
        /// The known key it most resembles.
        nearest: Option<String>,
        /// All keys known here.
        known: Vec<String>,
    },
    /// A key that must be given and is not.
    MissingKey {
        /// The section.
        section: String,
        /// The key.
        key: String,
    },
    /// A value of the wrong type.
    WrongType {
        /// The section.
        section: String,
        /// The key.
        key: String,
        /// What is wanted.
        expected: Names,
    },
    /// An empty text where a name is needed.
    EmptyText {
        /// The section.
        section: String,
        /// The key.
        key: String,
    },
    /// A method that does not exist.
    UnknownMethod {
        /// The step.
        step: Names,
        /// The name given.
        name: String,
        /// The method it most resembles.
        nearest: Option<String>,
        /// All methods of the step.
        known: Vec<String>,
    },
    /// An option that does not exist.
    UnknownOption {
        /// The section.
        section: String,
        /// The key.
        key: String,
        /// The option given.
        value: String,
        /// The option it most resembles.
        nearest: Option<String>,
        /// All options.
        known: Vec<String>,
    },
    /// A number outside its limits.
    OutOfRange {
        /// The section.
        section: String,
        /// The key.
        key: String,
        /// The limits.
        limits: Names,
    },
    /// Parameters of a method that make no sense together.
    Combination {
        /// The method.
        method: String,
        /// Why.
        reason: Names,
    },
    /// A weight of zero or below, or not a finite number.
    Weight {
        /// The node or indicator.
        id: String,
        /// The weight.
        weight: f64,
    },
    /// A judgement of an expert that cannot be used.
    Judgement {
        /// What messages call the expert.
        expert: Names,
        /// The node whose children are judged.
        node: String,
        /// What is wrong and what to do.
        reason: Names,
    },
    /// A named set of weights that cannot be used.
    WeightSet {
        /// The set.
        set: String,
        /// What is wrong and what to do.
        reason: Names,
    },
    /// Two definitions of one id.
    DuplicateId {
        /// The id.
        id: String,
        /// The line of the first definition.
        first_line: usize,
    },
    /// A parent that is not a node.
    UnknownParent {
        /// The orphan.
        id: String,
        /// The parent it names.
        parent: String,
        /// Whether that is the id of an indicator, which cannot have children.
        is_indicator: bool,
        /// The node it most resembles.
        nearest: Option<String>,
    },
    /// Nodes that are their own ancestors.
    Cycle {
        /// The ids along the cycle, the first repeated at the end.
        ids: Vec<String>,
    },
    /// No node without a parent.
    NoRoot,
    /// Two nodes without a parent.
    SeveralRoots {
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// A node without indicators.
    NodeWithoutChildren {
        /// The node.
        id: String,
    },
    /// A unit set that the framework does not name.
    UnknownUnitSet {
        /// The unit set.
        unit_set: String,
        /// The one it most resembles.
        nearest: Option<String>,
        /// All it names.
        known: Vec<String>,
    },
}

/// "; did you mean …" and the list of what is known, in both languages.
pub(crate) fn suggestion(nearest: Option<&str>, known: &[String]) -> (String, String) {
    let (mut zh, mut en) = match nearest {
        Some(nearest) => (
            format!("；是否为“{nearest}”？"),
            format!("; did you mean \"{nearest}\"?"),
        ),
        None => ("。".to_owned(), ".".to_owned()),
    };
    if !known.is_empty() {
        zh += &format!("可用：{}", known.join("、"));
        en += &format!(" Known: {}", known.join(", "));
    }
    (zh, en)
}

impl FrameworkError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let text = self.kind.message();
        let (zh, en) = place(Some(&self.file), self.line.map(|line| line as u64));
        Names::new(zh + &text.zh, en + &text.en)
    }
}

impl FrameworkErrorKind {
    pub(super) fn message(&self) -> Names {
        use FrameworkErrorKind::*;
        match self {
            Syntax(message) => Names::new(
                format!("不是有效的 TOML：{message}"),
                format!("not valid TOML: {message}"),
            ),
            UnknownKey {
                section,
                key,
                nearest,
                known,
            } => {
                let (zh, en) = suggestion(nearest.as_deref(), known);
                Names::new(
                    format!("{section} 中没有“{key}”这个键{zh}"),
                    format!("{section} has no key \"{key}\"{en}"),
                )
            }
            MissingKey { section, key } => Names::new(
                format!("{section} 缺少“{key}”：请补上"),
                format!("{section} lacks \"{key}\": add it"),
            ),
            WrongType {
                section,
                key,
                expected,
            } => Names::new(
                format!("{section} 的“{key}”应为{}", expected.zh),
                format!("\"{key}\" of {section} must be {}", expected.en),
            ),
            EmptyText { section, key } => Names::new(
                format!("{section} 的“{key}”为空：请填写"),
                format!("\"{key}\" of {section} is empty: fill it in"),
            ),
            UnknownMethod {
                step,
                name,
                nearest,
                known,
            } => {
                let (zh, en) = suggestion(nearest.as_deref(), known);
                Names::new(
                    format!("{}没有“{name}”这种方法{zh}", step.zh),
                    format!("{} has no method \"{name}\"{en}", step.en),
                )
            }
            UnknownOption {
                section,
                key,
                value,
                nearest,
                known,
            } => {
                let (zh, en) = suggestion(nearest.as_deref(), known);
                Names::new(
                    format!("{section} 的“{key}”不能取“{value}”{zh}"),
                    format!("\"{key}\" of {section} cannot be \"{value}\"{en}"),
                )
            }
            OutOfRange {
                section,
                key,
                limits,
            } => Names::new(
                format!("{section} 的“{key}”超出范围：应为{}", limits.zh),
                format!(
                    "\"{key}\" of {section} is out of range: it must be {}",
                    limits.en
                ),
            ),
            Combination { method, reason } => Names::new(
                format!("方法“{method}”的参数互相矛盾：{}", reason.zh),
                format!(
                    "the parameters of \"{method}\" contradict each other: {}",
                    reason.en
                ),
            ),
            Weight { id, weight } => Names::new(
                format!("“{id}”的权重为 {weight}：权重必须大于 0；不需要的项请从指标体系中删除"),
                format!(
                    "the weight of \"{id}\" is {weight}: a weight must be above 0; remove what should not count"
                ),
            ),
            Judgement {
                expert,
                node,
                reason,
            } => Names::new(
                format!("{}对“{node}”的判断：{}", expert.zh, reason.zh),
                format!(
                    "the judgement of {} on \"{node}\": {}",
                    expert.en, reason.en
                ),
            ),
            WeightSet { set, reason } => Names::new(
                format!("权重集“{set}”：{}", reason.zh),
                format!("the weight set \"{set}\": {}", reason.en),
            ),
            DuplicateId { id, first_line } => Names::new(
                format!("“{id}”重复定义（首次在第 {first_line} 行）：请改名或删除其一"),
                format!(
                    "\"{id}\" is defined twice (first on line {first_line}): rename or remove one"
                ),
            ),
            UnknownParent {
                id,
                parent,
                is_indicator: true,
                ..
            } => Names::new(
                format!("“{id}”的上级“{parent}”是指标，指标不能有下级：请改为某个 [[node]]"),
                format!(
                    "the parent \"{parent}\" of \"{id}\" is an indicator, which cannot have children: name a [[node]]"
                ),
            ),
            UnknownParent {
                id,
                parent,
                nearest,
                ..
            } => {
                let (zh, en) = suggestion(nearest.as_deref(), &[]);
                Names::new(
                    format!("“{id}”的上级“{parent}”不存在{zh}"),
                    format!("the parent \"{parent}\" of \"{id}\" does not exist{en}"),
                )
            }
            Cycle { ids } => {
                let path = ids.join(" → ");
                Names::new(
                    format!("上下级关系成环：{path}；请改正其中一个 parent"),
                    format!("the parents form a cycle: {path}; correct one of them"),
                )
            }
            NoRoot => Names::fixed(
                "没有根节点：请定义一个没有 parent 的 [[node]]",
                "there is no root: define one [[node]] without a parent",
            ),
            SeveralRoots { first, second } => Names::new(
                format!("“{first}”和“{second}”都没有 parent：只能有一个根节点"),
                format!(
                    "both \"{first}\" and \"{second}\" have no parent: there can be only one root"
                ),
            ),
            NodeWithoutChildren { id } => Names::new(
                format!("节点“{id}”没有下级：请为其添加指标或删除该节点"),
                format!("node \"{id}\" has no children: add indicators to it or remove it"),
            ),
            UnknownUnitSet {
                unit_set,
                nearest,
                known,
            } => {
                let (zh, en) = suggestion(nearest.as_deref(), known);
                Names::new(
                    format!("指标体系没有“{unit_set}”这个评价范围{zh}"),
                    format!("the framework has no unit set \"{unit_set}\"{en}"),
                )
            }
        }
    }
}
