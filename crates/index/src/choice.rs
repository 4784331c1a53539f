//! What was decided for the user or noticed on the way: listed with every result.

use serde::Serialize;

use crate::Names;

/// The step of the method that a choice belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Reading the table of data.
    Data,
    /// Narrowing the framework to one unit set.
    UnitSet,
    /// Dividing indicators by their denominators.
    Denomination,
    /// Choosing the units that are compared.
    Screening,
    /// Filling missing values.
    Imputation,
    /// Treating outliers.
    Treatment,
    /// Bringing indicators to one scale.
    Normalisation,
    /// Finding the weights.
    Weighting,
    /// Combining children into their parent.
    Aggregation,
    /// Withholding scores that rest on too few values.
    Coverage,
}

impl Step {
    const ALL: [Step; 10] = [
        Step::Data,
        Step::UnitSet,
        Step::Denomination,
        Step::Screening,
        Step::Imputation,
        Step::Treatment,
        Step::Normalisation,
        Step::Weighting,
        Step::Aggregation,
        Step::Coverage,
    ];

    /// The step with this name in files.
    pub fn named(id: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.id() == id)
    }

    /// The name used in files, the same as the key of `[method]` where there is one.
    pub fn id(self) -> &'static str {
        match self {
            Step::Data => "data",
            Step::UnitSet => "unit-set",
            Step::Denomination => "denomination",
            Step::Screening => "screening",
            Step::Imputation => "imputation",
            Step::Treatment => "treatment",
            Step::Normalisation => "normalisation",
            Step::Weighting => "weighting",
            Step::Aggregation => "aggregation",
            Step::Coverage => "coverage",
        }
    }

    /// The name shown to people.
    pub fn name(self) -> Names {
        match self {
            Step::Data => Names::fixed("数据", "data"),
            Step::UnitSet => Names::fixed("评价范围", "unit set"),
            Step::Denomination => Names::fixed("除以基数", "denomination"),
            Step::Screening => Names::fixed("单元筛选", "screening"),
            Step::Imputation => Names::fixed("缺失值插补", "imputation"),
            Step::Treatment => Names::fixed("异常值处理", "treatment"),
            Step::Normalisation => Names::fixed("无量纲化", "normalisation"),
            Step::Weighting => Names::fixed("赋权", "weighting"),
            Step::Aggregation => Names::fixed("合成", "aggregation"),
            Step::Coverage => Names::fixed("覆盖率", "coverage"),
        }
    }
}

/// How much attention a choice asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// For the record.
    Note,
    /// The analyst should look at it before publishing.
    Warning,
}

impl Severity {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
        }
    }
}

/// One thing decided for the user, or noticed, during a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// The step it belongs to.
    pub step: Step,
    /// The node or indicator concerned; `None` when it concerns the whole run.
    pub node: Option<String>,
    /// What was decided or noticed.
    pub text: Names,
    /// Whether the decision reconstructs a method whose formula was never published (推定).
    pub inferred: bool,
    /// How much attention it asks for.
    pub severity: Severity,
}

impl Choice {
    /// A choice for the record.
    pub(crate) fn note(step: Step, node: Option<&str>, text: Names) -> Choice {
        Choice {
            step,
            node: node.map(str::to_owned),
            text,
            inferred: false,
            severity: Severity::Note,
        }
    }

    /// A choice the analyst should look at.
    pub(crate) fn warning(step: Step, node: Option<&str>, text: Names) -> Choice {
        Choice {
            severity: Severity::Warning,
            ..Choice::note(step, node, text)
        }
    }
}
