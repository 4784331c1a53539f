//! Factor-analysis weights (因子分析法): squared loadings of rotated factors.
//!
//! Formula: loadings l_jk = √λ_k·u_kj of the retained principal components of the correlation matrix are rotated by
//! varimax (with Kaiser's normalisation). Each child belongs to the factor on which its squared loading is largest,
//! counts there by l_jk² / V_k (V_k = Σ_j l_jk²), and the factor counts by V_k / Σ V. Both together are
//! w_j ∝ max_k l_jk². Source: Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Paper 226;
//! OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 6.1; Kaiser (1958), The varimax
//! criterion for analytic rotation in factor analysis, Psychometrika 23.
//!
//! Worked example: two pairs of children, r = 0.8 within the first, 0.6 within the second, 0 between. The
//! eigenvalues above 1 are 1.8 and 1.6, the squared loadings (0.9, 0.9) and (0.8, 0.8), so
//! w = (9, 9, 8, 8)/34.
//!
//! Degenerate cases: with one factor nothing is rotated. Missing values: correlations over the units that have
//! both.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, every_correlation, shares,
};
use super::principal_components::{RETAIN, Retain, VARIANCE};
use crate::Names;
use crate::eigen::{self, Eigen};
use crate::methods::{About, Method};
use crate::methods::{Parameter, ParameterKind};
use serde::Serialize;

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "factor-analysis",
        name: Names::fixed("因子分析法", "Factor analysis"),
        description: Names::fixed(
            "由旋转后因子载荷的平方赋权（OECD 手册做法）。",
            "Squared loadings of rotated factors, as in the OECD handbook.",
        ),
        formula: "l_jk = √λ_k·u_kj after varimax; w_j ∝ max_k l_jk²",
        source: "Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Paper 226; OECD & JRC (2008), section 6.1; Kaiser (1958), Psychometrika 23",
        parameters: &[RETAIN, VARIANCE, ROTATION, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| {
        FromData::specify(
            arguments,
            DataMethod::FactorAnalysis(FactorAnalysis {
                retain: Retain::from_arguments(arguments),
                rotation: match arguments.option("rotation") {
                    "none" => Rotation::None,
                    _ => Rotation::Varimax,
                },
            }),
        )
    },
};

const ROTATION: Parameter = Parameter {
    id: "rotation",
    name: Names::fixed("旋转", "rotation"),
    kind: ParameterKind::Option {
        default: "varimax",
        options: &[
            ("varimax", Names::fixed("最大方差旋转", "varimax")),
            ("none", Names::fixed("不旋转", "none")),
        ],
    },
};

/// The parameters of factor-analysis weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FactorAnalysis {
    /// How many factors are retained.
    #[serde(flatten)]
    pub retain: Retain,
    /// The rotation of the factors.
    pub rotation: Rotation,
}

/// The rotation of factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rotation {
    /// Varimax with Kaiser's normalisation.
    Varimax,
    /// None.
    None,
}

impl FactorAnalysis {
    /// The weights from the matrix of correlations, which sum to 1.
    ///
    /// # Errors
    /// [`Refusal`]: a correlation is unknown.
    pub fn weights(self, correlations: &[Vec<f64>]) -> Result<Vec<f64>, Refusal> {
        every_correlation(correlations)?;
        let Eigen { values, vectors } = eigen::symmetric(correlations);
        let retained = self.retain.count(&values);
        // A row a child, a column a factor.
        let mut loadings: Vec<Vec<f64>> = (0..correlations.len())
            .map(|j| {
                let components = values.iter().zip(&vectors).take(retained);
                components
                    .map(|(value, u)| value.max(0.0).sqrt() * u[j])
                    .collect()
            })
            .collect();
        if self.rotation == Rotation::Varimax {
            varimax(&mut loadings);
        }
        let largest = |row: &Vec<f64>| row.iter().map(|l| l * l).fold(0.0, f64::max);
        shares(loadings.iter().map(largest).collect())
    }
}

/// Sweeps after which the rotation has settled in all but contrived cases.
const MOST_SWEEPS: usize = 1000;
/// An angle (radians) that changes nothing any more.
const SETTLED: f64 = 1e-14;

/// Rotates loadings (a row a variable, a column a factor) so that the variance of the squared loadings within
/// the factors is largest. Each variable is brought to length 1 before and back after.
pub fn varimax(loadings: &mut [Vec<f64>]) {
    let lengths: Vec<f64> = loadings
        .iter()
        .map(|row| row.iter().map(|l| l * l).sum::<f64>().sqrt())
        .collect();
    let scale = |loadings: &mut [Vec<f64>], by: &dyn Fn(f64) -> f64| {
        for (row, &length) in loadings.iter_mut().zip(&lengths) {
            // A variable without communality stays where it is.
            if length > 0.0 {
                row.iter_mut().for_each(|l| *l *= by(length));
            }
        }
    };
    scale(loadings, &|length| 1.0 / length);
    let factors = loadings.first().map_or(0, Vec::len);
    for _ in 0..MOST_SWEEPS {
        let mut largest = 0.0_f64;
        for p in 0..factors {
            for q in p + 1..factors {
                let angle = planar_angle(loadings, p, q);
                largest = largest.max(angle.abs());
                let (sine, cosine) = angle.sin_cos();
                for row in loadings.iter_mut() {
                    let (x, y) = (row[p], row[q]);
                    row[p] = cosine * x + sine * y;
                    row[q] = cosine * y - sine * x;
                }
            }
        }
        if largest < SETTLED {
            break;
        }
    }
    scale(loadings, &|length| length);
}

/// The angle that is best for two factors (Kaiser 1958).
fn planar_angle(loadings: &[Vec<f64>], p: usize, q: usize) -> f64 {
    let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
    for row in loadings {
        let (x, y) = (row[p], row[q]);
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        a += u;
        b += v;
        c += u * u - v * v;
        d += 2.0 * u * v;
    }
    let count = loadings.len() as f64;
    let (above, below) = (d - 2.0 * a * b / count, c - (a * a - b * b) / count);
    // Rounding must not turn factors that are already as good as any rotation of them.
    if above.hypot(below) <= 1e-14 * count {
        return 0.0;
    }
    above.atan2(below) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: FactorAnalysis = FactorAnalysis {
        retain: Retain::Kaiser,
        rotation: Rotation::Varimax,
    };

    #[test]
    fn worked_example() {
        let matrix = [
            vec![1.0, 0.8, 0.0, 0.0],
            vec![0.8, 1.0, 0.0, 0.0],
            vec![0.0, 0.0, 1.0, 0.6],
            vec![0.0, 0.0, 0.6, 1.0],
        ];
        let found = SPEC.weights(&matrix).unwrap();
        for (found, exact) in found.iter().zip([9.0, 9.0, 8.0, 8.0]) {
            assert!((found - exact / 34.0).abs() < 1e-14, "{found}");
        }
    }

    #[test]
    fn varimax_undoes_a_rotation_of_simple_structure() {
        let (sine, cosine) = 0.4_f64.sin_cos();
        let simple = [[0.9, 0.0], [0.7, 0.0], [0.0, 0.8], [0.0, 0.5]];
        let mut turned: Vec<Vec<f64>> = simple
            .iter()
            .map(|row| {
                vec![
                    cosine * row[0] - sine * row[1],
                    sine * row[0] + cosine * row[1],
                ]
            })
            .collect();
        varimax(&mut turned);
        for (row, exact) in turned.iter().zip(simple) {
            for (l, exact) in row.iter().zip(exact) {
                assert!((l.abs() - exact).abs() < 1e-12, "{turned:?}");
            }
        }
    }
}
