//! The multivariate normal distribution by expectation–maximisation (EM 算法，多元正态).
//!
//! The indicators are standardised over the values present and taken as draws from N(μ, Σ). Each
//! iteration fills the gaps of every unit with their expectation given what it has,
//! E[z_M | z_O] = μ_M + Σ_MO Σ_OO⁻¹ (z_O − μ_O), adds the conditional covariance Σ_MM − Σ_MO Σ_OO⁻¹ Σ_OM, and
//! computes μ and the covariance S anew: Σ = (S + ρ·I)/(1 + ρ). The ridge ρ is a prior of ρ·n units with
//! unit variances and no correlation, without which Σ would be singular when there are as many
//! indicators as units; each iteration raises the penalised likelihood. It ends when no parameter
//! moves by more than `tolerance`. Source: Dempster, Laird & Rubin (1977); Schafer (1997), Analysis of
//! Incomplete Multivariate Data, chapter 5; the ridge is the empirical prior of Amelia II (Honaker et
//! al. 2011).
//!
//! Draws for multiple imputation follow Amelia: the parameters are fitted to a bootstrap sample of the
//! units, then every gap is drawn from its conditional distribution.
//!
//! Worked example with ρ = 0: a = (1, 2, 3, 4), b = (2, 4, –, –). Given a, b is on the line b = 2a of the
//! two complete units, and the gaps converge to 6 and 8; a small ρ pulls them towards the mean.
//!
//! Degenerate: an indicator that does not vary tells nothing and is filled with its only value; one
//! that is missing everywhere stays missing; so does a unit without any value.

use serde::Serialize;

use super::ImputationSpec;
use super::random::Random;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::moments::{mean, standard_deviation};
use crate::refusal::Refusal;
use crate::{Matrix, Names};

/// The parameters of the EM algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExpectationMaximisation {
    /// The weight ρ of the prior without correlations, in units of the number of units.
    pub ridge: f64,
    /// The largest number of iterations.
    pub iterations: usize,
    /// The largest change of a parameter (on the standardised scale) at which it ends.
    pub tolerance: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "expectation-maximisation",
        name: Names::fixed(
            "EM 算法（多元正态）",
            "Expectation–maximisation (multivariate normal)",
        ),
        description: Names::fixed(
            "假定指标服从多元正态分布，用 EM 算法估计参数，以已有指标为条件的期望填补。",
            "Takes the indicators as multivariate normal and fills gaps with their expectation given what the unit has.",
        ),
        formula: "E[z_M | z_O] = μ_M + Σ_MO Σ_OO⁻¹ (z_O − μ_O); Σ = (S + ρ·I)/(1 + ρ)",
        source: "Dempster, Laird & Rubin (1977); Schafer (1997), Analysis of Incomplete Multivariate Data; Honaker, King & Blackwell (2011), Amelia II",
        parameters: &[
            Parameter::number("ridge", Names::fixed("岭参数", "ridge"), 0.05, 0.0, 10.0),
            Parameter {
                id: "iterations",
                name: Names::fixed("最多迭代次数", "largest number of iterations"),
                kind: ParameterKind::Count {
                    default: 500,
                    least: 1,
                },
            },
            Parameter::number(
                "tolerance",
                Names::fixed("收敛容差", "tolerance"),
                1e-6,
                1e-15,
                1.0,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(ImputationSpec::ExpectationMaximisation(
            ExpectationMaximisation {
                ridge: arguments.number("ridge"),
                iterations: arguments.count("iterations"),
                tolerance: arguments.number("tolerance"),
            },
        ))
    },
};

/// A fitted multivariate normal distribution of some columns of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct MultivariateNormal {
    /// The columns it describes.
    columns: Vec<usize>,
    /// The centre and the scale by which each was standardised.
    scales: Vec<(f64, f64)>,
    /// μ on the standardised scale.
    mean: Vec<f64>,
    /// Σ on the standardised scale.
    covariance: Square,
    /// Whether it ended before the largest number of iterations.
    pub converged: bool,
}

impl ExpectationMaximisation {
    /// Fills the gaps; `false` when the iterations ended before they converged.
    pub(super) fn apply(&self, values: &mut Matrix, columns: &[usize]) -> Result<bool, Refusal> {
        let model = self.fit(values, columns)?;
        model.fill(values);
        fill_constants(values, columns);
        Ok(model.converged)
    }

    /// Fills `values` with one draw.
    pub(super) fn draw(
        &self,
        values: &mut Matrix,
        columns: &[usize],
        random: &mut Random,
    ) -> Result<(), Refusal> {
        let sample = bootstrap(values, columns, random);
        let model = self.fit(&sample, columns)?;
        model.fill_by(values, |spread, random| spread.draw(random), random);
        fill_constants(values, columns);
        Ok(())
    }

    /// Fits the distribution to the `columns` of `values` (units by indicators) that vary.
    ///
    /// # Errors
    /// The covariance is singular, which a ridge above zero prevents.
    pub fn fit(&self, values: &Matrix, columns: &[usize]) -> Result<MultivariateNormal, Refusal> {
        let varying: Vec<(usize, (f64, f64))> = columns
            .iter()
            .filter_map(|&column| Some((column, scale(values.column(column))?)))
            .collect();
        let (columns, scales): (Vec<usize>, Vec<(f64, f64)>) = varying.into_iter().unzip();
        let p = columns.len();
        let mut model = MultivariateNormal {
            mean: vec![0.0; p],
            covariance: Square::identity(p),
            columns,
            scales,
            converged: false,
        };
        let patterns = model.patterns(values);
        let n: usize = patterns.iter().map(|pattern| pattern.units.len()).sum();
        if p == 0 || n == 0 {
            model.converged = true;
            return Ok(model);
        }
        for _ in 0..self.iterations {
            let (mean, covariance) = self.step(&model, &patterns, n)?;
            let moved =
                moved(&mean, &model.mean).max(moved(&covariance.cells, &model.covariance.cells));
            model.mean = mean;
            model.covariance = covariance;
            if moved <= self.tolerance {
                model.converged = true;
                break;
            }
        }
        Ok(model)
    }

    /// One iteration: the parameters from the expectations under the present ones.
    fn step(
        &self,
        model: &MultivariateNormal,
        patterns: &[Pattern],
        n: usize,
    ) -> Result<(Vec<f64>, Square), Refusal> {
        let p = model.mean.len();
        let mut sum = vec![0.0; p];
        let mut products = Square::zero(p);
        for pattern in patterns {
            let regression = Regression::of(model, pattern)?;
            for row in &pattern.rows {
                let mut completed = row.clone();
                regression.expect(model, pattern, &mut completed);
                for i in 0..p {
                    sum[i] += completed[i];
                    for j in 0..=i {
                        products.add(i, j, completed[i] * completed[j]);
                    }
                }
            }
            let units = pattern.rows.len() as f64;
            for (a, &i) in pattern.missing.iter().enumerate() {
                for (b, &j) in pattern.missing.iter().enumerate().take(a + 1) {
                    products.add(i.max(j), i.min(j), units * regression.spread.at(a, b));
                }
            }
        }
        let n = n as f64;
        let mean: Vec<f64> = sum.iter().map(|sum| sum / n).collect();
        let mut covariance = Square::zero(p);
        for i in 0..p {
            for j in 0..=i {
                let prior = if i == j { self.ridge } else { 0.0 };
                let sample = products.at(i, j) / n - mean[i] * mean[j];
                let value = (sample + prior) / (1.0 + self.ridge);
                covariance.set(i, j, value);
                covariance.set(j, i, value);
            }
        }
        Ok((mean, covariance))
    }
}

impl MultivariateNormal {
    /// Fills the gaps of `values` with their expectation given what the unit has. Units that have
    /// nothing of the columns keep theirs.
    pub fn fill(&self, values: &mut Matrix) {
        self.fill_by(values, |_, ()| Vec::new(), &mut ());
    }

    /// Fills the gaps with their expectation plus what `deviate` makes of the conditional covariance.
    fn fill_by<R: ?Sized>(
        &self,
        values: &mut Matrix,
        deviate: impl Fn(&Square, &mut R) -> Vec<f64>,
        random: &mut R,
    ) {
        for pattern in self.patterns(values) {
            if pattern.missing.is_empty() {
                continue;
            }
            // A covariance that was inverted while fitting can be inverted again.
            let Ok(regression) = Regression::of(self, &pattern) else {
                continue;
            };
            for (row, &unit) in pattern.rows.iter().zip(&pattern.units) {
                let mut completed = row.clone();
                regression.expect(self, &pattern, &mut completed);
                let deviations = deviate(&regression.spread, random);
                for (at, &column) in pattern.missing.iter().enumerate() {
                    let (centre, scale) = self.scales[column];
                    let deviation = deviations.get(at).copied().unwrap_or(0.0);
                    values.column_mut(self.columns[column])[unit] =
                        centre + scale * (completed[column] + deviation);
                }
            }
        }
    }

    /// The units with anything in the columns, together with those that have the same.
    fn patterns(&self, values: &Matrix) -> Vec<Pattern> {
        let mut patterns: Vec<Pattern> = Vec::new();
        for unit in 0..values.rows() {
            let row: Vec<f64> = self
                .columns
                .iter()
                .zip(&self.scales)
                .map(|(&column, (centre, scale))| (values.value(unit, column) - centre) / scale)
                .collect();
            let (missing, observed): (Vec<usize>, Vec<usize>) =
                (0..row.len()).partition(|&column| row[column].is_nan());
            if observed.is_empty() {
                continue;
            }
            let known = patterns.iter_mut().find(|other| other.missing == missing);
            match known {
                Some(pattern) => {
                    pattern.units.push(unit);
                    pattern.rows.push(row);
                }
                None => patterns.push(Pattern {
                    missing,
                    observed,
                    units: vec![unit],
                    rows: vec![row],
                }),
            }
        }
        patterns
    }
}

/// Units that have the same indicators.
struct Pattern {
    missing: Vec<usize>,
    observed: Vec<usize>,
    units: Vec<usize>,
    /// Their standardised values, NaN where missing.
    rows: Vec<Vec<f64>>,
}

/// The regression of the missing on the observed indicators.
struct Regression {
    /// Σ_MO Σ_OO⁻¹, a row for each missing indicator.
    slopes: Vec<Vec<f64>>,
    /// Σ_MM − Σ_MO Σ_OO⁻¹ Σ_OM.
    spread: Square,
}

impl Regression {
    fn of(model: &MultivariateNormal, pattern: &Pattern) -> Result<Regression, Refusal> {
        let Pattern {
            missing, observed, ..
        } = pattern;
        let mut spread = Square::zero(missing.len());
        if missing.is_empty() {
            return Ok(Regression {
                slopes: Vec::new(),
                spread,
            });
        }
        let lower = model.covariance.part(observed).cholesky().ok_or_else(|| {
            Refusal::new(
                "协方差矩阵奇异（指标过多或完全相关）：请把 ridge 设为大于 0，如 0.05",
                "the covariance is singular (too many indicators, or some fully correlated): set ridge above 0, such as 0.05",
            )
        })?;
        let slopes: Vec<Vec<f64>> = missing
            .iter()
            .map(|&i| {
                let covariances = observed.iter().map(|&j| model.covariance.at(i, j));
                lower.solve(covariances.collect())
            })
            .collect();
        for (a, &i) in missing.iter().enumerate() {
            for (b, &k) in missing.iter().enumerate() {
                let explained: f64 = observed
                    .iter()
                    .zip(&slopes[a])
                    .map(|(&j, slope)| slope * model.covariance.at(j, k))
                    .sum();
                spread.set(a, b, model.covariance.at(i, k) - explained);
            }
        }
        Ok(Regression { slopes, spread })
    }

    /// Writes the expectations of the missing values into a row.
    fn expect(&self, model: &MultivariateNormal, pattern: &Pattern, row: &mut [f64]) {
        let deviations: Vec<f64> = pattern
            .observed
            .iter()
            .map(|&j| row[j] - model.mean[j])
            .collect();
        for (&i, slopes) in pattern.missing.iter().zip(&self.slopes) {
            let explained = slopes.iter().zip(&deviations).map(|(b, d)| b * d);
            row[i] = model.mean[i] + explained.sum::<f64>();
        }
    }
}

/// The centre and scale of a column that varies.
fn scale(column: &[f64]) -> Option<(f64, f64)> {
    let deviation = standard_deviation(column).filter(|deviation| *deviation > 0.0)?;
    Some((mean(column)?, deviation))
}

/// Fills the gaps of known units in columns that do not vary with their only value.
fn fill_constants(values: &mut Matrix, columns: &[usize]) {
    let known = super::known_units(values);
    for &at in columns {
        if scale(values.column(at)).is_some() {
            continue;
        }
        let column = values.column_mut(at);
        let Some(only) = column.iter().copied().find(|value| !value.is_nan()) else {
            continue;
        };
        for (value, known) in column.iter_mut().zip(&known) {
            if *known {
                *value = only;
            }
        }
    }
}

/// A sample of the units with replacement in which every column that varies still does; the units
/// themselves when a hundred attempts give none.
fn bootstrap(values: &Matrix, columns: &[usize], random: &mut Random) -> Matrix {
    for _ in 0..100 {
        let mut sample = Matrix::missing(values.rows(), values.columns());
        let units: Vec<usize> = (0..values.rows())
            .map(|_| random.below(values.rows()))
            .collect();
        for column in 0..values.columns() {
            for (place, &unit) in units.iter().enumerate() {
                sample.column_mut(column)[place] = values.value(unit, column);
            }
        }
        let varies = |values: &Matrix, column: usize| scale(values.column(column)).is_some();
        if columns
            .iter()
            .all(|&column| varies(&sample, column) == varies(values, column))
        {
            return sample;
        }
    }
    values.clone()
}

/// The largest difference of two lists.
fn moved(a: &[f64], b: &[f64]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f64::max)
}

/// A square matrix.
#[derive(Debug, Clone, PartialEq)]
struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    fn zero(size: usize) -> Square {
        Square {
            size,
            cells: vec![0.0; size * size],
        }
    }

    fn identity(size: usize) -> Square {
        let mut identity = Square::zero(size);
        for i in 0..size {
            identity.set(i, i, 1.0);
        }
        identity
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    /// The rows and columns `of`.
    fn part(&self, of: &[usize]) -> Square {
        let mut part = Square::zero(of.len());
        for (a, &i) in of.iter().enumerate() {
            for (b, &j) in of.iter().enumerate() {
                part.set(a, b, self.at(i, j));
            }
        }
        part
    }

    /// The lower triangle L with L·Lᵀ = self; `None` when it is not positive definite.
    fn cholesky(&self) -> Option<Lower> {
        /// Pivots below this share of the variance are rounding.
        const SINGULAR: f64 = 1e-13;
        let mut lower = Square::zero(self.size);
        for i in 0..self.size {
            for j in 0..=i {
                let done: f64 = (0..j).map(|k| lower.at(i, k) * lower.at(j, k)).sum();
                let rest = self.at(i, j) - done;
                if i == j {
                    if rest <= SINGULAR * self.at(i, i).abs() {
                        return None;
                    }
                    lower.set(i, i, rest.sqrt());
                } else {
                    lower.set(i, j, rest / lower.at(j, j));
                }
            }
        }
        Some(Lower(lower))
    }

    /// A draw from the normal distribution with this covariance and mean 0; directions without
    /// variance stay at 0.
    fn draw(&self, random: &mut Random) -> Vec<f64> {
        let normal: Vec<f64> = (0..self.size).map(|_| random.normal()).collect();
        match self.cholesky() {
            Some(Lower(lower)) => (0..self.size)
                .map(|i| (0..=i).map(|k| lower.at(i, k) * normal[k]).sum())
                .collect(),
            None => (0..self.size)
                .map(|i| self.at(i, i).max(0.0).sqrt() * normal[i])
                .collect(),
        }
    }
}

/// A lower triangle.
struct Lower(Square);

impl Lower {
    /// The solution x of L·Lᵀ·x = right.
    fn solve(&self, mut right: Vec<f64>) -> Vec<f64> {
        let Lower(lower) = self;
        for i in 0..right.len() {
            let done: f64 = (0..i).map(|k| lower.at(i, k) * right[k]).sum();
            right[i] = (right[i] - done) / lower.at(i, i);
        }
        for i in (0..right.len()).rev() {
            let done: f64 = (i + 1..right.len())
                .map(|k| lower.at(k, i) * right[k])
                .sum();
            right[i] = (right[i] - done) / lower.at(i, i);
        }
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    fn spec(ridge: f64) -> ExpectationMaximisation {
        ExpectationMaximisation {
            ridge,
            iterations: 5_000,
            tolerance: 1e-12,
        }
    }

    fn matrix(columns: &[&[f64]]) -> Matrix {
        let mut matrix = Matrix::missing(columns[0].len(), columns.len());
        for (at, column) in columns.iter().enumerate() {
            matrix.column_mut(at).copy_from_slice(column);
        }
        matrix
    }

    #[test]
    fn the_complete_units_give_the_regression() {
        // With gaps in one column only, EM without a ridge is the regression on the complete units.
        let a: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 9.0];
        let b = [2.1, 3.9, 6.2, 7.8, GAP, GAP];
        let mut values = matrix(&[&a, &b]);
        spec(0.0).apply(&mut values, &[0, 1]).unwrap();
        let (mean_a, mean_b) = (2.5, 5.0);
        let (mut products, mut squares) = (0.0, 0.0);
        for i in 0..4 {
            products += (a[i] - mean_a) * (b[i] - mean_b);
            squares += (a[i] - mean_a).powi(2);
        }
        for (i, a) in a.iter().enumerate().skip(4) {
            let expected = mean_b + products / squares * (a - mean_a);
            assert!((values.value(i, 1) - expected).abs() < 1e-8);
        }
    }

    #[test]
    fn worked_example() {
        let mut values = matrix(&[&[1.0, 2.0, 3.0, 4.0], &[2.0, 4.0, GAP, GAP]]);
        spec(0.0).apply(&mut values, &[0, 1]).unwrap();
        assert!((values.value(2, 1) - 6.0).abs() < 1e-4, "{values:?}");
        assert!((values.value(3, 1) - 8.0).abs() < 1e-4);
    }

    #[test]
    fn more_indicators_than_units_need_a_ridge() {
        let columns: Vec<Vec<f64>> = (0..6)
            .map(|j| (0..4).map(|i| f64::from((i * 7 + j * 3) % 5)).collect())
            .collect();
        let mut columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let with_gap = [1.0, GAP, 3.0, 2.0];
        columns.push(&with_gap);
        let all: Vec<usize> = (0..7).collect();
        let mut values = matrix(&columns);
        let refusal = spec(0.0).apply(&mut values.clone(), &all).unwrap_err();
        assert!(refusal.reason.en.contains("ridge"));
        spec(0.05).apply(&mut values, &all).unwrap();
        assert!(values.value(1, 6).is_finite());
    }

    #[test]
    fn constants_empty_columns_and_empty_units() {
        let mut values = matrix(&[
            &[5.0, GAP, 5.0, GAP],
            &[GAP; 4],
            &[1.0, 2.0, 4.0, GAP],
            &[2.0, GAP, 9.0, GAP],
        ]);
        spec(0.05).apply(&mut values, &[0, 1, 2, 3]).unwrap();
        assert_eq!(values.column(0)[..3], [5.0; 3]);
        assert!(values.column(1).iter().all(|value| value.is_nan()));
        assert!((0..4).all(|column| values.value(3, column).is_nan()));
        assert!(values.value(1, 3).is_finite());
    }

    #[test]
    fn draws_scatter_around_the_expectation() {
        let n = 60;
        let a: Vec<f64> = (0..n).map(|i| f64::from(i % 17)).collect();
        let mut b: Vec<f64> = (0..n)
            .map(|i| 2.0 * f64::from(i % 17) + f64::from(i % 5))
            .collect();
        b[3] = GAP;
        let values = matrix(&[&a, &b]);
        let imputation = ImputationSpec::ExpectationMaximisation(ExpectationMaximisation {
            tolerance: 1e-6,
            ..spec(0.01)
        });
        let draws = imputation.draws(&values, 400, 11).unwrap();
        let drawn: Vec<f64> = draws.iter().map(|draw| draw.value(3, 1)).collect();
        let mut expected = values.clone();
        spec(0.01).apply(&mut expected, &[0, 1]).unwrap();
        let deviation = standard_deviation(&drawn).unwrap();
        // The remainder i % 5 has the standard deviation √2; the ridge widens the spread a little.
        assert!((1.2..2.2).contains(&deviation), "{deviation}");
        assert!((mean(&drawn).unwrap() - expected.value(3, 1)).abs() < 4.0 * deviation / 20.0);
    }

    #[test]
    fn every_iteration_raises_the_penalised_likelihood() {
        let columns: Vec<Vec<f64>> = (0..3)
            .map(|j| {
                (0..12)
                    .map(|i| {
                        if (i * 5 + j * 3) % 7 == 0 {
                            GAP
                        } else {
                            f64::from((i * i + 3 * j * i + j) % 11)
                        }
                    })
                    .collect()
            })
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let values = matrix(&columns);
        let penalised = |iterations: usize| {
            let spec = ExpectationMaximisation {
                iterations,
                tolerance: 0.0,
                ridge: 0.1,
            };
            let model = spec.fit(&values, &[0, 1, 2]).unwrap();
            let mut total = 0.0;
            for pattern in model.patterns(&values) {
                let part = model.covariance.part(&pattern.observed);
                let lower = part.cholesky().unwrap();
                let determinant: f64 = (0..part.size).map(|i| 2.0 * lower.0.at(i, i).ln()).sum();
                for row in &pattern.rows {
                    let deviation: Vec<f64> = pattern
                        .observed
                        .iter()
                        .map(|&j| row[j] - model.mean[j])
                        .collect();
                    let solved = lower.solve(deviation.clone());
                    let square: f64 = deviation.iter().zip(solved).map(|(a, b)| a * b).sum();
                    total -= 0.5 * (determinant + square);
                }
            }
            // The prior: −nρ/2·(ln|Σ| + tr Σ⁻¹).
            let lower = model.covariance.cholesky().unwrap();
            let determinant: f64 = (0..3).map(|i| 2.0 * lower.0.at(i, i).ln()).sum();
            let trace: f64 = (0..3)
                .map(|i| {
                    let mut unit = vec![0.0; 3];
                    unit[i] = 1.0;
                    lower.solve(unit)[i]
                })
                .sum();
            total - 12.0 * 0.1 / 2.0 * (determinant + trace)
        };
        let likelihoods: Vec<f64> = (1..30).map(penalised).collect();
        for pair in likelihoods.windows(2) {
            assert!(pair[1] >= pair[0] - 1e-10, "{pair:?}");
        }
        assert!(likelihoods[28] > likelihoods[0] + 1e-3);
    }
}
