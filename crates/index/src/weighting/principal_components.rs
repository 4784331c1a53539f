//! Principal-component weights (主成分法), from the correlations of the children.
//!
//! Formula, with the eigenvalues λ_k of the correlation matrix (descending) and their vectors u_k of length 1:
//! - `first-component`: w_j ∝ u_1j, turned so that the sum is positive: the composite that keeps most of the variance.
//!   A negative loading becomes 0 and is reported, since it says that the child runs against the others.
//! - `variance-share`: w_j ∝ Σ_k λ_k·|u_kj| over the retained components (主成分综合权重).
//!
//! Retained are the components with λ > 1 (`kaiser`), or as many as reach the share `variance` of the total; one at
//! least. Source: OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6.1; Jolliffe (2002),
//! Principal Component Analysis.
//!
//! Worked example: two children with r = 0.6 have λ = (1.6, 0.4) and u_1 = (1, 1)/√2: equal weights.
//!
//! Degenerate cases: missing values: correlations over the units that have both. COINr writes the loadings of the
//! first component as weights whatever their sign.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use crate::Names;
use crate::eigen::{self, Eigen};
use crate::methods::{About, Method};
use crate::methods::{Arguments, Parameter, ParameterKind};
use serde::Serialize;

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "principal-components",
        name: Names::fixed("主成分法", "Principal components"),
        description: Names::fixed(
            "由相关矩阵的主成分载荷赋权。",
            "Weights from the loadings of the principal components of the correlation matrix.",
        ),
        formula: "first-component: w_j ∝ max(u_1j, 0); variance-share: w_j ∝ Σ_k λ_k·|u_kj| over the retained components",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6.1",
        parameters: &[RULE, RETAIN, VARIANCE, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| {
        FromData::specify(
            arguments,
            DataMethod::PrincipalComponents(PrincipalComponents {
                rule: match arguments.option("rule") {
                    "variance-share" => Rule::VarianceShare,
                    _ => Rule::FirstComponent,
                },
                retain: Retain::from_arguments(arguments),
            }),
        )
    },
};

const RULE: Parameter = Parameter {
    id: "rule",
    name: Names::fixed("取法", "rule"),
    kind: ParameterKind::Option {
        default: "first-component",
        options: &[
            (
                "first-component",
                Names::fixed("第一主成分的载荷", "loadings of the first component"),
            ),
            (
                "variance-share",
                Names::fixed(
                    "各保留主成分载荷绝对值按方差贡献加权",
                    "absolute loadings of the retained components by their variance",
                ),
            ),
        ],
    },
};

/// The parameter `retain`.
pub(super) const RETAIN: Parameter = Parameter {
    id: "retain",
    name: Names::fixed("保留成分的准则", "components retained"),
    kind: ParameterKind::Option {
        default: "kaiser",
        options: &[
            ("kaiser", Names::fixed("特征值大于 1", "eigenvalue above 1")),
            (
                "variance",
                Names::fixed(
                    "累计方差达到 variance",
                    "until the share variance is reached",
                ),
            ),
        ],
    },
};

/// The parameter `variance`.
pub(super) const VARIANCE: Parameter = Parameter {
    id: "variance",
    name: Names::fixed("累计方差比例", "share of the variance"),
    kind: ParameterKind::Number {
        default: 0.8,
        least: 0.0,
        most: 1.0,
    },
};

/// The parameters of principal-component weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PrincipalComponents {
    /// How weights follow from the components.
    pub rule: Rule,
    /// How many components are retained.
    #[serde(flatten)]
    pub retain: Retain,
}

/// How weights follow from principal components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The loadings of the first component.
    FirstComponent,
    /// The absolute loadings of the retained components by their variance.
    VarianceShare,
}

/// How many components are retained.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "retain", rename_all = "kebab-case")]
pub enum Retain {
    /// Those with an eigenvalue above 1.
    Kaiser,
    /// As many as reach a share of the total variance.
    Variance {
        /// The share, 0 to 1.
        variance: f64,
    },
}

impl Retain {
    pub(super) fn from_arguments(arguments: &Arguments) -> Retain {
        match arguments.option(RETAIN.id) {
            "variance" => Retain::Variance {
                variance: arguments.number(VARIANCE.id),
            },
            _ => Retain::Kaiser,
        }
    }

    /// The number of components retained, one at least.
    pub(super) fn count(self, eigenvalues: &[f64]) -> usize {
        let count = match self {
            Retain::Kaiser => eigenvalues.iter().filter(|value| **value > 1.0).count(),
            Retain::Variance { variance } => {
                let total: f64 = eigenvalues.iter().sum();
                let mut reached = 0.0;
                let before = eigenvalues.iter().take_while(|value| {
                    let short = reached < variance * total * (1.0 - 1e-12);
                    reached += **value;
                    short
                });
                before.count()
            }
        };
        count.max(1)
    }
}

impl PrincipalComponents {
    /// The weights from the matrix of correlations, which sum to 1; a child whose first loading is negative
    /// gets 0 under `first-component`.
    ///
    /// # Errors
    /// [`Refusal`]: a correlation is unknown.
    pub fn weights(self, correlations: &[Vec<f64>]) -> Result<Vec<f64>, Refusal> {
        every_correlation(correlations)?;
        let Eigen { values, vectors } = eigen::symmetric(correlations);
        match self.rule {
            Rule::FirstComponent => {
                let first = &vectors[0];
                let sign = first.iter().sum::<f64>().signum();
                // A loading of 0 but for rounding is none.
                let loading = |u: &f64| if sign * u > 1e-12 { sign * u } else { 0.0 };
                shares(first.iter().map(loading).collect())
            }
            Rule::VarianceShare => {
                let retained = self.retain.count(&values);
                let amount = |j: usize| {
                    let components = values.iter().zip(&vectors).take(retained);
                    components.map(|(value, u)| value * u[j].abs()).sum()
                };
                shares((0..correlations.len()).map(amount).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: PrincipalComponents = PrincipalComponents {
        rule: Rule::FirstComponent,
        retain: Retain::Kaiser,
    };

    #[test]
    fn worked_example() {
        let found = FIRST.weights(&[vec![1.0, 0.6], vec![0.6, 1.0]]).unwrap();
        assert!((found[0] - 0.5).abs() < 1e-15);
    }

    #[test]
    fn a_child_that_runs_against_the_others_gets_nothing() {
        let matrix = [
            vec![1.0, 0.8, -0.5],
            vec![0.8, 1.0, -0.5],
            vec![-0.5, -0.5, 1.0],
        ];
        let found = FIRST.weights(&matrix).unwrap();
        assert!(
            (found[0] - 0.5).abs() < 1e-12 && found[2] == 0.0,
            "{found:?}"
        );
    }

    #[test]
    fn retention() {
        let values = [2.0, 1.0, 0.7, 0.3];
        assert_eq!(Retain::Kaiser.count(&values), 1);
        assert_eq!(Retain::Variance { variance: 0.75 }.count(&values), 2);
        assert_eq!(Retain::Variance { variance: 0.76 }.count(&values), 3);
        assert_eq!(Retain::Variance { variance: 1.0 }.count(&values), 4);
        assert_eq!(Retain::Variance { variance: 0.0 }.count(&values), 1);
    }
}
