//! The Mazziotta–Pareto index (MPI) and its adjusted form (AMPI): the mean less a penalty for
//! imbalance.
//!
//! Formula: MPI_i = M_i ∓ S_i·cv_i = M_i ∓ S_i² / M_i, where M_i and S_i are the weighted mean and
//! standard deviation (of the population) of the standardised values of unit i over the children it
//! has; − where more is better. The standardisation is part of the method: to mean 100 and standard
//! deviation 10 over the units (MPI), or to the range 70–130 (AMPI). Source: Mazziotta & Pareto (2013),
//! Methods for constructing composite indices: one for all or all for one?, Rivista Italiana di
//! Economia Demografia e Statistica 67(2), 67–80; Mazziotta & Pareto (2016), On a generalized
//! non-compensatory composite index for measuring socio-economic phenomena, Social Indicators Research
//! 127, 983–1003.
//!
//! Worked example, values as given: (90, 110) with equal weights: M = 100, S = 10, 100 − 100/100 = 99.

use std::borrow::Cow;

use serde::Serialize;

use super::mean::rows;
use super::scaling::spread;
use super::{AggregationSpec, Refusal, require};
use crate::Names;
use crate::matrix::{extent, present};
use crate::methods::{About, Method, Parameter, ParameterKind};

/// How the children are standardised, and which way imbalance counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MazziottaPareto {
    /// The standardisation of the children.
    pub form: Form,
    /// The sign of the penalty.
    pub penalty: Penalty,
}

/// The standardisation of the children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Mean 100 and standard deviation 10 over the units: the MPI.
    Standard,
    /// Smallest value 70, largest 130: the AMPI of one period without outside goalposts.
    Adjusted,
    /// None: the children are standardised already, for example by goalposts.
    AsGiven,
}

/// The sign of the penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Penalty {
    /// Imbalance lowers the score: for indices where more is better.
    Negative,
    /// Imbalance raises the score: for indices of something bad, such as poverty.
    Positive,
}

/// What to do about other values.
static POSITIVE: Names = Names::fixed(
    "标准化后的值必须大于 0：请先处理异常值，或改用 form = \"adjusted\"（70–130）",
    "standardised values must be above 0: treat outliers first, or use form = \"adjusted\" (range 70–130)",
);

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "mazziotta-pareto",
        name: Names::fixed("Mazziotta–Pareto 指数", "Mazziotta–Pareto index"),
        description: Names::fixed(
            "标准化后的均值减去不均衡惩罚（标准差乘变异系数）：standard 为 MPI，adjusted 为 AMPI。",
            "The mean of the standardised children less a penalty for imbalance (standard deviation times coefficient of variation): standard is the MPI, adjusted the AMPI.",
        ),
        formula: "y_i = M_i ∓ S_i² / M_i, S_i² = Σ_j w_j·(z_ij − M_i)² / Σ_j w_j",
        source: "Mazziotta & Pareto (2013), Rivista Italiana di Economia Demografia e Statistica 67(2), 67–80; Mazziotta & Pareto (2016), Social Indicators Research 127, 983–1003",
        parameters: &[
            Parameter {
                id: "form",
                name: Names::fixed("标准化形式", "standardisation"),
                kind: ParameterKind::Option {
                    default: "standard",
                    options: &[
                        (
                            "standard",
                            Names::fixed(
                                "均值 100、标准差 10（MPI）",
                                "mean 100, standard deviation 10 (MPI)",
                            ),
                        ),
                        (
                            "adjusted",
                            Names::fixed("70–130 区间（AMPI）", "range 70–130 (AMPI)"),
                        ),
                        ("as-given", Names::fixed("不再标准化", "none, as given")),
                    ],
                },
            },
            Parameter {
                id: "penalty",
                name: Names::fixed("惩罚方向", "sign of the penalty"),
                kind: ParameterKind::Option {
                    default: "negative",
                    options: &[
                        (
                            "negative",
                            Names::fixed("不均衡则减分", "imbalance lowers the score"),
                        ),
                        (
                            "positive",
                            Names::fixed("不均衡则加分", "imbalance raises the score"),
                        ),
                    ],
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::MazziottaPareto(MazziottaPareto {
            form: match arguments.option("form") {
                "adjusted" => Form::Adjusted,
                "as-given" => Form::AsGiven,
                _ => Form::Standard,
            },
            penalty: match arguments.option("penalty") {
                "positive" => Penalty::Positive,
                _ => Penalty::Negative,
            },
        }))
    },
};

impl MazziottaPareto {
    /// Writes the index of the `children` into `parent`, both a value a unit.
    ///
    /// # Errors
    /// A standardised value is not above 0, so that the coefficient of variation has no meaning.
    pub fn apply(
        self,
        children: &[&[f64]],
        weights: &[f64],
        parent: &mut [f64],
    ) -> Result<(), Refusal> {
        let columns: Vec<Cow<[f64]>> = children
            .iter()
            .map(|child| self.form.standardise(child))
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(|column| column.as_ref()).collect();
        require(&columns, |value| value > 0.0, &POSITIVE)?;
        let sign = match self.penalty {
            Penalty::Negative => -1.0,
            Penalty::Positive => 1.0,
        };
        parent.fill(f64::NAN);
        rows(&columns, weights, parent.len(), |unit, row| {
            let total: f64 = row.iter().map(|(_, weight)| weight).sum();
            let mean = row.iter().map(|(z, weight)| weight * z).sum::<f64>() / total;
            let squares = row.iter().map(|(z, weight)| weight * (z - mean).powi(2));
            let variance = squares.sum::<f64>() / total;
            parent[unit] = mean + sign * variance / mean;
        });
        Ok(())
    }
}

impl Form {
    /// One child, standardised over the units; a child that does not vary is 100 throughout.
    fn standardise(self, column: &[f64]) -> Cow<'_, [f64]> {
        let onto = |centre: f64, factor: f64| {
            let z = column.iter().map(|value| (value - centre) * factor + 100.0);
            Cow::Owned(z.collect())
        };
        let range = spread(column);
        match (self, extent(column)) {
            (Form::AsGiven, _) | (_, None) => Cow::Borrowed(column),
            (_, Some((least, _))) if range == 0.0 => onto(least, 0.0),
            (Form::Adjusted, Some((least, most))) => {
                onto(least + (most - least) / 2.0, 60.0 / range)
            }
            (Form::Standard, Some(_)) => {
                let count = present(column) as f64;
                let values = || column.iter().filter(|value| !value.is_nan());
                let mean = values().sum::<f64>() / count;
                let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
                onto(mean, 10.0 / variance.sqrt())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(form: Form, penalty: Penalty, children: &[&[f64]]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        let weights = vec![1.0; children.len()];
        MazziottaPareto { form, penalty }
            .apply(children, &weights, &mut parent)
            .unwrap();
        parent
    }

    #[test]
    fn worked_example() {
        let children: [&[f64]; 2] = [&[90.0, f64::NAN], &[110.0, 105.0]];
        assert_eq!(
            scores(Form::AsGiven, Penalty::Negative, &children),
            [99.0, 105.0]
        );
        assert_eq!(
            scores(Form::AsGiven, Penalty::Positive, &children),
            [101.0, 105.0]
        );
    }

    #[test]
    fn the_standard_and_the_adjusted_form_standardise() {
        // (0, 2) has the mean 1 and the standard deviation 1, so it becomes (90, 110).
        let children: [&[f64]; 2] = [&[0.0, 2.0], &[9.0, 5.0]];
        assert_eq!(
            scores(Form::Standard, Penalty::Negative, &children),
            [99.0, 99.0]
        );
        assert_eq!(
            scores(Form::Adjusted, Penalty::Negative, &children),
            [91.0, 91.0]
        );
        // A child that does not vary is the same for all.
        let constant = scores(Form::Standard, Penalty::Negative, &[&[4.0, 4.0]]);
        assert_eq!(constant, [100.0, 100.0]);
    }

    #[test]
    fn values_that_are_not_positive_are_refused() {
        let spec = MazziottaPareto {
            form: Form::AsGiven,
            penalty: Penalty::Negative,
        };
        assert!(spec.apply(&[&[1.0, 0.0]], &[1.0], &mut [0.0; 2]).is_err());
    }
}
