//! What can be wrong with a design and the framework and data it is applied to.

use thiserror::Error;

use super::ranking::MOST_UNITS;
use super::sobol_sequence::MOST_DIMENSIONS;
use crate::table::place;
use crate::{BuildError, FrameworkError, Names};

/// A design that cannot be computed.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum UncertaintyError {
    /// The design is wrong, or names what the framework does not have.
    Design(FrameworkError),
    /// The framework cannot be built over the table, even without uncertainty.
    Build(BuildError),
    /// One combination of the alternatives has no meaning.
    Combination {
        /// The file of the design.
        file: String,
        /// The alternatives chosen.
        choices: String,
        /// Why it cannot be built.
        cause: Box<BuildError>,
    },
    /// A value of a parameter that contradicts the other parameters.
    Parameter {
        /// The file of the design.
        file: String,
        /// The line of the choice.
        line: usize,
        /// The choice.
        choice: String,
        /// The value.
        value: f64,
        /// Why.
        reason: Names,
    },
    /// A column of standard errors or classes is missing or holds something else.
    DataError {
        /// The file of the table.
        file: Option<String>,
        /// The line in the table.
        line: Option<u64>,
        /// The column.
        column: String,
        /// What is wrong, and what to do.
        reason: Names,
    },
    /// Fewer replications than uncertain choices say nothing about any of them.
    TooFewReplications {
        /// The file of the design.
        file: String,
        /// How many there are.
        replications: u32,
        /// How many choices are uncertain.
        choices: usize,
    },
    /// More replications than the values of a sensitivity analysis have room for.
    TooManyReplications {
        /// The file of the design.
        file: String,
        /// How many there are.
        replications: u32,
        /// How many there may be for these units and choices.
        most: u64,
    },
    /// Sobol points do not exist in so many dimensions.
    TooManyDimensions {
        /// The file of the design.
        file: String,
        /// How many would be needed.
        dimensions: usize,
    },
    /// So many units that pairs of them cannot be counted.
    TooManyUnits {
        /// The file of the table.
        file: Option<String>,
        /// How many there are.
        units: usize,
    },
    /// Sensitivity was asked for and nothing is uncertain.
    NothingUncertain {
        /// The file of the design.
        file: String,
    },
    /// A tally that was kept belongs to another design, framework or table.
    OtherTally,
}

impl UncertaintyError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use UncertaintyError::*;
        let (file, line) = match self {
            Design(cause) => return cause.message(),
            Build(cause) => return cause.message(),
            Parameter { file, line, .. } => (Some(file.as_str()), Some(*line as u64)),
            Combination { file, .. }
            | TooFewReplications { file, .. }
            | TooManyReplications { file, .. }
            | TooManyDimensions { file, .. }
            | NothingUncertain { file } => (Some(file.as_str()), None),
            DataError { file, line, .. } => (file.as_deref(), *line),
            TooManyUnits { file, .. } => (file.as_deref(), None),
            OtherTally => (None, None),
        };
        let (zh, en) = place(
            file.filter(|file| !file.is_empty()),
            line.filter(|line| *line > 0),
        );
        let text = self.what();
        Names::new(zh + &text.zh, en + &text.en)
    }

    /// The message without the place.
    fn what(&self) -> Names {
        use UncertaintyError::*;
        match self {
            Design(cause) => cause.message(),
            Build(cause) => cause.message(),
            Combination { choices, cause, .. } => {
                let cause = cause.message();
                Names::new(
                    format!(
                        "选择组合（{choices}）无法计算：{}；请改用彼此相容的备选方法",
                        cause.zh
                    ),
                    format!(
                        "the combination ({choices}) cannot be computed: {}; use alternatives that go together",
                        cause.en
                    ),
                )
            }
            Parameter {
                choice,
                value,
                reason,
                ..
            } => Names::new(
                format!(
                    "不确定选择“{choice}”抽到的参数值 {value} 不可用：{}；请收窄其分布",
                    reason.zh
                ),
                format!(
                    "the choice \"{choice}\" drew the value {value}, which cannot be used: {}; narrow its distribution",
                    reason.en
                ),
            ),
            DataError { column, reason, .. } => Names::new(
                format!("列“{column}”：{}", reason.zh),
                format!("column \"{column}\": {}", reason.en),
            ),
            TooFewReplications {
                replications,
                choices,
                ..
            } => Names::new(
                format!(
                    "重复次数 {replications} 不多于不确定选择的个数 {choices}：请增大 replications（建议 1000 以上）"
                ),
                format!(
                    "{replications} replications for {choices} uncertain choices: set replications higher (1,000 or more is usual)"
                ),
            ),
            TooManyReplications {
                replications, most, ..
            } => Names::new(
                format!(
                    "敏感性分析的重复次数 {replications} 太多：单元与选择如此之多时至多 {most}，请减小 replications（1000 到 10000 已足够）"
                ),
                format!(
                    "{replications} replications are too many for a sensitivity analysis: with so many units and choices at most {most}; set replications lower (1,000 to 10,000 are enough)"
                ),
            ),
            TooManyDimensions { dimensions, .. } => Names::new(
                format!(
                    "该设计需要 {dimensions} 维，sobol 抽样最多 {MOST_DIMENSIONS} 维：请改用 latin-hypercube 或 monte-carlo"
                ),
                format!(
                    "the design needs {dimensions} dimensions and sobol sampling has {MOST_DIMENSIONS}: use latin-hypercube or monte-carlo"
                ),
            ),
            TooManyUnits { units, .. } => Names::new(
                format!(
                    "共 {units} 个评价单元，两两比较最多支持 {MOST_UNITS} 个：请按评价范围拆分"
                ),
                format!(
                    "there are {units} units, and pairs are counted for at most {MOST_UNITS}: split them into unit sets"
                ),
            ),
            NothingUncertain { .. } => Names::fixed(
                "没有任何不确定的选择：请至少写一个 [[choice]]",
                "nothing is uncertain: write at least one [[choice]]",
            ),
            OtherTally => Names::fixed(
                "保存的进度属于另一个设计、指标体系或数据：请从头计算",
                "the progress that was kept belongs to another design, framework or table: start again",
            ),
        }
    }
}

impl From<FrameworkError> for UncertaintyError {
    fn from(cause: FrameworkError) -> UncertaintyError {
        UncertaintyError::Design(cause)
    }
}
