//! Budget allocation (预算分配法): experts spread a budget of points over the children.
//!
//! Formula: w_j = Σ_e v_e·b_ej / Σ_e Σ_k v_e·b_ek, with the points b_ej and the weight v_e of expert e. Source: OECD &
//! JRC (2008), Handbook on Constructing Composite Indicators, section 6.6.
//!
//! Worked example: (50, 30, 20) and (30, 30, 40) give (0.4, 0.3, 0.3).
//!
//! Degenerate cases: points that do not sum to the budget are refused with their sum (a hundredth of the budget is
//! left for rounding); children without data are left out and the points of the others scaled.

use serde::Serialize;

use super::expert;
use super::{Family, WeightingError, WeightingSpec};
use crate::framework::Statement;
use crate::methods::{About, Method, Parameter};
use crate::{Choice, Names};

/// The parameters of budget allocation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BudgetAllocation {
    /// The points that every expert spreads.
    pub budget: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "budget-allocation",
        name: Names::fixed("预算分配法", "Budget allocation"),
        description: Names::fixed(
            "每位专家把固定点数分配给各项，取平均；需要含 points 的 [[judgement]]。",
            "Every expert spreads a budget of points over the children; their mean. Needs a [[judgement]] with points.",
        ),
        formula: "w_j = Σ_e v_e·b_ej / Σ_e Σ_k v_e·b_ek",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6.6",
        parameters: &[Parameter::number(
            "budget",
            Names::fixed("总点数", "budget"),
            100.0,
            1e-9,
            1e9,
        )],
        inferred: false,
    },
    specify: |arguments| {
        Ok(WeightingSpec::BudgetAllocation(BudgetAllocation {
            budget: arguments.number("budget"),
        }))
    },
};

/// The share of the budget by which rounded points may miss it.
const ROUNDING: f64 = 0.01;

impl BudgetAllocation {
    /// The weights of the children `of`.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let method = METHOD.about.id;
        let said = expert::statements(family, method, "points", |statement| match statement {
            Statement::Points(points) => Some(points),
            _ => None,
        })?;
        let mut experts = Vec::new();
        for said in &said {
            let points = said.statement;
            let refuse = |reason| expert::error(family, method, said.judgement, reason);
            let (sum, budget) = (points.iter().map(|(_, b)| b).sum::<f64>(), self.budget);
            if (sum - budget).abs() > ROUNDING * budget {
                return Err(refuse(Names::new(
                    format!("点数之和为 {sum}，应为 {budget}：请改正点数，或另设 budget"),
                    format!(
                        "the points sum to {sum} and not to {budget}: correct them, or set budget"
                    ),
                )));
            }
            let names = points.iter().map(|(id, _)| id.as_str());
            let places = expert::places(family, method, said.judgement, of, names)?;
            let kept: Vec<f64> = places.into_iter().map(|at| points[at].1).collect();
            let total: f64 = kept.iter().sum();
            if total <= 0.0 {
                return Err(refuse(Names::fixed(
                    "有数据的各项点数之和为 0：请重新分配",
                    "the children with data have no points at all: spread the budget anew",
                )));
            }
            experts.push((said.judgement, kept.iter().map(|b| b / total).collect()));
        }
        Ok(expert::mean(family, of, &experts, choices))
    }
}
