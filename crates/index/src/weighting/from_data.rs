//! What the methods have in common that draw weights from the values of the children: which form of the
//! values they take, at which nodes they work, and what they do with children that tell nothing.

use std::cell::OnceCell;

use serde::Serialize;

use super::correlation_balanced::{self, Target};
use super::critic::{self, Correlation};
use super::factor_analysis::{self, FactorAnalysis};
use super::information_maximising::{self, InformationMaximising};
use super::principal_components::{self, PrincipalComponents};
use super::{
    Family, Levels, WeightingError, WeightingSpec, angle, cilos, coefficient_of_variation,
    correlation, diagnosis, entropy, gini, idocriw, independence, maximal_deviation, merec,
    standard_deviation, unit_interval,
};
use crate::methods::{About, Arguments, Parameter, ParameterKind};
use crate::{Choice, Names, Step};

/// A method that draws weights from the data, with where and on what it works.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FromData {
    /// The method.
    #[serde(flatten)]
    pub method: DataMethod,
    /// The form of the values it takes; `None` for a method that no change of scale affects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Values>,
    /// Where in the tree it is applied.
    pub levels: Levels,
    /// The smallest number of units from which weights are drawn.
    pub minimum_units: usize,
}

/// A method that draws weights from the data, with the parameters of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DataMethod {
    /// Entropy.
    Entropy,
    /// Coefficient of variation.
    CoefficientOfVariation,
    /// Standard deviation.
    StandardDeviation,
    /// Gini coefficient.
    Gini,
    /// Angle to the constant vector.
    Angle,
    /// Effect of removing a child.
    Merec,
    /// Impact loss.
    Cilos,
    /// Entropy times impact loss.
    Idocriw,
    /// Maximal deviation.
    MaximalDeviation,
    /// Contrast and conflict.
    Critic {
        /// The correlation that measures conflict.
        correlation: Correlation,
    },
    /// Reciprocal multiple correlation.
    Independence,
    /// Principal components.
    PrincipalComponents(PrincipalComponents),
    /// Rotated factors.
    FactorAnalysis(FactorAnalysis),
    /// Equal or given correlations with the parent.
    CorrelationBalanced {
        /// What the correlations are to be proportional to.
        target: Target,
    },
    /// The largest correlations with the parent.
    InformationMaximising(InformationMaximising),
}

/// The form in which a method takes the values of the children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Values {
    /// As the normalisation left them.
    Normalised,
    /// Each child stretched to 0…1.
    UnitInterval,
    /// Each child stretched to 0.01…1, for methods that need values above 0.
    AboveZero,
}

/// The parameter `values`.
pub(super) const VALUES: Parameter = Parameter {
    id: "values",
    name: Names::fixed("所用数值", "values used"),
    kind: ParameterKind::Option {
        default: "normalised",
        options: &[
            (
                "normalised",
                Names::fixed("无量纲化之后的数值", "as normalised"),
            ),
            (
                "unit-interval",
                Names::fixed("各项再线性拉伸到 0–1", "each child stretched to 0…1"),
            ),
            (
                "above-zero",
                Names::fixed("各项再线性拉伸到 0.01–1", "each child stretched to 0.01…1"),
            ),
        ],
    },
};

/// The parameter `levels`.
pub(super) const LEVELS: Parameter = Parameter {
    id: "levels",
    name: Names::fixed("适用层级", "levels"),
    kind: ParameterKind::Option {
        default: "all",
        options: &[
            (
                "all",
                Names::fixed(
                    "各级均按下级得分赋权",
                    "every node, from the scores of its children",
                ),
            ),
            (
                "indicators",
                Names::fixed(
                    "仅在指标层，其上采用给定权重",
                    "nodes of indicators only; given weights above",
                ),
            ),
        ],
    },
};

/// The parameter `minimum_units`.
pub(super) const MINIMUM_UNITS: Parameter = Parameter {
    id: "minimum_units",
    name: Names::fixed("最少单元数", "smallest number of units"),
    kind: ParameterKind::Count {
        default: 10,
        least: 3,
    },
};

/// Why a method gives no weights for some columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The positions of the columns at fault; empty when all are.
    pub columns: Vec<usize>,
    /// What is wrong and what to do.
    pub reason: Names,
}

impl Refusal {
    pub(super) fn all(zh: &'static str, en: &'static str) -> Refusal {
        Refusal {
            columns: Vec::new(),
            reason: Names::fixed(zh, en),
        }
    }
}

/// Refuses columns with a value below zero.
pub(super) fn not_negative(columns: &[&[f64]]) -> Result<(), Refusal> {
    refuse_where(
        columns,
        |value| value < 0.0,
        Names::fixed(
            "有负值，该方法对负值没有意义：请设 values = \"unit-interval\"，或改用没有负值的无量纲化（如 min-max）",
            "has values below 0, for which the method has no meaning: set values = \"unit-interval\", or normalise without negative values (min-max)",
        ),
    )
}

/// Refuses columns with a value of zero or below.
pub(super) fn above_zero(columns: &[&[f64]]) -> Result<(), Refusal> {
    refuse_where(
        columns,
        |value| value <= 0.0,
        Names::fixed(
            "有不大于 0 的值，该方法要取对数：请设 values = \"above-zero\"，或用 min-max 无量纲化到 1–100",
            "has values of 0 or below, of which the method takes logarithms: set values = \"above-zero\", or normalise by min-max onto 1…100",
        ),
    )
}

fn refuse_where(
    columns: &[&[f64]],
    is_wrong: impl Fn(f64) -> bool,
    reason: Names,
) -> Result<(), Refusal> {
    let wrong = |column: &[f64]| column.iter().any(|&value| is_wrong(value));
    match columns.iter().position(|column| wrong(column)) {
        Some(column) => Err(Refusal {
            columns: vec![column],
            reason,
        }),
        None => Ok(()),
    }
}

/// Refuses correlations of which one is unknown.
pub(super) fn every_correlation(matrix: &[Vec<f64>]) -> Result<(), Refusal> {
    for (a, row) in matrix.iter().enumerate() {
        if let Some(b) = row.iter().position(|r| r.is_nan()) {
            return Err(Refusal {
                columns: vec![a, b],
                reason: Names::fixed(
                    "共有数据的单元不足 3 个或在其中取值相同，无法计算相关系数：请插补缺失值或删除其一",
                    "have fewer than 3 units in common or do not vary over them, so their correlation is unknown: impute missing values or remove one",
                ),
            });
        }
    }
    Ok(())
}

/// Shares from amounts of which at least one is above zero.
pub(super) fn shares(amounts: Vec<f64>) -> Result<Vec<f64>, Refusal> {
    let total: f64 = amounts.iter().sum();
    if total > 0.0 && total.is_finite() {
        return Ok(amounts.into_iter().map(|amount| amount / total).collect());
    }
    Err(Refusal::all(
        "该方法得出的权重之和为 0，说明不了各项的差别：请改用其他赋权方法",
        "the weights that the method gives sum to 0, so it does not tell the children apart: use another method of weighting",
    ))
}

/// The values present of a column.
pub(super) fn values(column: &[f64]) -> impl Iterator<Item = f64> + Clone {
    column.iter().copied().filter(|value| !value.is_nan())
}

/// The mean and the sum of squared deviations of the values present, with their number.
pub(super) fn moments(column: &[f64]) -> (f64, f64, f64) {
    let (sum, count) = values(column).fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
    let mean = sum / count;
    let squares = values(column).map(|x| (x - mean) * (x - mean)).sum();
    (mean, squares, count)
}

/// The columns that a method weighs, with their correlations once somebody asks for them.
struct Data<'a> {
    columns: &'a [&'a [f64]],
    /// The weights of the framework.
    given: &'a [f64],
    correlations: OnceCell<Vec<Vec<f64>>>,
}

impl Data<'_> {
    fn correlations(&self) -> &[Vec<f64>] {
        let correlations = &self.correlations;
        correlations.get_or_init(|| correlation::pearson(self.columns))
    }
}

impl DataMethod {
    /// The description of the method.
    pub fn about(&self) -> &'static About {
        match self {
            DataMethod::Entropy => &entropy::METHOD.about,
            DataMethod::CoefficientOfVariation => &coefficient_of_variation::METHOD.about,
            DataMethod::StandardDeviation => &standard_deviation::METHOD.about,
            DataMethod::Gini => &gini::METHOD.about,
            DataMethod::Angle => &angle::METHOD.about,
            DataMethod::Merec => &merec::METHOD.about,
            DataMethod::Cilos => &cilos::METHOD.about,
            DataMethod::Idocriw => &idocriw::METHOD.about,
            DataMethod::MaximalDeviation => &maximal_deviation::METHOD.about,
            DataMethod::Critic { .. } => &critic::METHOD.about,
            DataMethod::Independence => &independence::METHOD.about,
            DataMethod::PrincipalComponents(_) => &principal_components::METHOD.about,
            DataMethod::FactorAnalysis(_) => &factor_analysis::METHOD.about,
            DataMethod::CorrelationBalanced { .. } => &correlation_balanced::METHOD.about,
            DataMethod::InformationMaximising(_) => &information_maximising::METHOD.about,
        }
    }

    /// The weights of two columns or more, none of them constant, which sum to 1.
    fn weights(&self, data: &Data) -> Result<Vec<f64>, Refusal> {
        let columns = data.columns;
        match self {
            DataMethod::Entropy => entropy::weights(columns),
            DataMethod::CoefficientOfVariation => coefficient_of_variation::weights(columns),
            DataMethod::StandardDeviation => standard_deviation::weights(columns),
            DataMethod::Gini => gini::weights(columns),
            DataMethod::Angle => angle::weights(columns),
            DataMethod::Merec => merec::weights(columns),
            DataMethod::Cilos => cilos::weights(columns),
            DataMethod::Idocriw => idocriw::weights(columns),
            DataMethod::MaximalDeviation => maximal_deviation::weights(columns),
            DataMethod::Critic {
                correlation: Correlation::Pearson,
            } => critic::from_correlations(columns, data.correlations()),
            DataMethod::Critic { correlation } => critic::weights(columns, *correlation),
            DataMethod::Independence => independence::weights(data.correlations()),
            DataMethod::PrincipalComponents(spec) => spec.weights(data.correlations()),
            DataMethod::FactorAnalysis(spec) => spec.weights(data.correlations()),
            DataMethod::CorrelationBalanced { target } => {
                let target = target.of(data.given);
                correlation_balanced::weights(columns, data.correlations(), &target)
            }
            DataMethod::InformationMaximising(spec) => spec.weights(columns, data.correlations()),
        }
    }
}

impl FromData {
    /// The specification of `method` from the arguments that all these methods share.
    pub(super) fn specify(
        arguments: &Arguments,
        method: DataMethod,
    ) -> Result<WeightingSpec, Names> {
        let has_values = arguments.has(VALUES.id);
        let values = has_values.then(|| match arguments.option(VALUES.id) {
            "unit-interval" => Values::UnitInterval,
            "above-zero" => Values::AboveZero,
            _ => Values::Normalised,
        });
        Ok(WeightingSpec::FromData(FromData {
            method,
            values,
            levels: match arguments.option(LEVELS.id) {
                "indicators" => Levels::Indicators,
                _ => Levels::All,
            },
            minimum_units: arguments.count(MINIMUM_UNITS.id),
        }))
    }

    /// Weights of the children `of` (which vary), in their order.
    pub(super) fn weigh(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        if of.len() < 2 {
            return Ok(vec![1.0; of.len()]);
        }
        let stretched: Vec<Vec<f64>> = match self.values {
            None | Some(Values::Normalised) => Vec::new(),
            Some(Values::UnitInterval) => stretch(family, of, 0.0),
            Some(Values::AboveZero) => stretch(family, of, 0.01),
        };
        let columns: Vec<&[f64]> = if stretched.is_empty() {
            of.iter()
                .map(|&child| family.children[child].values)
                .collect()
        } else {
            stretched.iter().map(Vec::as_slice).collect()
        };
        let data = Data {
            columns: &columns,
            given: &family.given(of),
            correlations: OnceCell::new(),
        };
        let found = self
            .method
            .weights(&data)
            .map_err(|refusal| self.refused(family, of, refusal))?;
        self.notice(family, of, &data, &found, choices);
        diagnosis::report(
            family,
            of,
            &found,
            data.correlations(),
            self.minimum_units,
            choices,
        );
        Ok(found)
    }

    /// A refusal with the names of the children in place of their positions.
    fn refused(&self, family: &Family, of: &[usize], refusal: Refusal) -> WeightingError {
        let Refusal { columns, reason } = refusal;
        let at_fault = columns.iter().map(|&column| family.children[of[column]].id);
        let at_fault: Vec<&str> = at_fault.collect();
        let reason = if at_fault.is_empty() {
            reason
        } else {
            let (zh, en) = (at_fault.join("”与“"), at_fault.join("\" and \""));
            Names::new(
                format!("“{zh}”{}", reason.zh),
                format!("\"{en}\" {}", reason.en),
            )
        };
        family.error(self.method.about().id, reason)
    }

    /// What a method has to say about its own weights.
    fn notice(
        &self,
        family: &Family,
        of: &[usize],
        data: &Data,
        weights: &[f64],
        choices: &mut Vec<Choice>,
    ) {
        let silent: Vec<&str> = (0..of.len())
            .filter(|&at| weights[at] == 0.0)
            .map(|at| family.children[of[at]].id)
            .collect();
        if !silent.is_empty() {
            let method = &self.method.about().name;
            let ids = silent.join(", ");
            choices.push(Choice::warning(
                Step::Weighting,
                Some(family.node),
                Names::new(
                    format!(
                        "“{}”给以下各项的权重为 0（与其他各项方向相反或没有贡献），请检查其方向：{ids}",
                        method.zh
                    ),
                    format!(
                        "\"{}\" gives weight 0 to children that run against the others or add nothing; check their direction: {ids}",
                        method.en
                    ),
                ),
            ));
        }
        let aims_at_correlations = matches!(
            self.method,
            DataMethod::CorrelationBalanced { .. } | DataMethod::InformationMaximising(_)
        );
        if aims_at_correlations {
            let reached = correlation_balanced::correlations_with_parent(
                data.columns,
                data.correlations(),
                weights,
            );
            let of_children = reached.iter().zip(of);
            let list: Vec<String> = of_children
                .map(|(r, &child)| format!("{} {r:.3}", family.children[child].id))
                .collect();
            let list = list.join(", ");
            choices.push(Choice::note(
                Step::Weighting,
                Some(family.node),
                Names::new(
                    format!("按此权重各项与上级得分（线性加权）的相关系数：{list}"),
                    format!(
                        "correlations with the parent (as a linear composite) under these weights: {list}"
                    ),
                ),
            ));
        }
    }
}

/// The children `of` stretched to `low`…1.
fn stretch(family: &Family, of: &[usize], low: f64) -> Vec<Vec<f64>> {
    let columns = of.iter().map(|&child| family.children[child].values);
    let onto = |mut column: Vec<f64>| {
        for value in &mut column {
            *value = low + (1.0 - low) * *value;
        }
        column
    };
    columns.filter_map(unit_interval).map(onto).collect()
}
