//! Moran's I: the correlation of values with those of their neighbours.
//!
//! Formula, z = y − ȳ: I = (n/S₀)·Σ w_ij z_i z_j / Σ z_i²; E(I) = −1/(n−1);
//! normality: E(I²) = (n²S₁ − nS₂ + 3S₀²) / ((n²−1)S₀²);
//! randomisation: E(I²) = {n[(n²−3n+3)S₁ − nS₂ + 3S₀²] − b₂[(n²−n)S₁ − 2nS₂ + 6S₀²]} / ((n−1)(n−2)(n−3)S₀²),
//! b₂ = (Σz⁴/n)/(Σz²/n)². Source: Moran (1950), Biometrika 37; Cliff & Ord (1981), Spatial Processes, ch. 2.
//!
//! Worked example, four units in a row with weights 1 between next ones, values 1, 2, 3, 4: I = 1/3, E = −1/3.
//!
//! Degenerate cases: constant values and weights without links are refused; at least 4 units are needed.

use super::permutation::{self, Permutations};
use super::sums::Sums;
use super::{AutocorrelationError, Centred, Global};
use crate::weights::Weights;

/// Moran's I of `values` (one a unit).
///
/// # Errors
/// [`AutocorrelationError`]: see the degenerate cases.
pub fn moran(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Global, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    let (n, Sums { s0, s1, s2 }) = (centred.n(), Sums::of(weights));
    let b2 = centred.fourth / (centred.second * centred.second);
    let expected = -1.0 / (n - 1.0);
    let normality = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0);
    let randomisation = (n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0)
        - b2 * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0))
        / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0);
    let statistic = |z: &[f64]| cross_product(weights, z) / (s0 * centred.second);
    Ok(Global {
        value: statistic(&centred.deviations),
        expected,
        variance_normality: Some(normality - expected * expected),
        variance_randomisation: Some(randomisation - expected * expected),
        permuted: permutation::global(&centred.deviations, permutations, &statistic),
    })
}

/// Σ w_ij x_i x_j.
pub(super) fn cross_product(weights: &Weights, x: &[f64]) -> f64 {
    (0..x.len())
        .map(|unit| {
            let (neighbours, weights) = weights.row(unit);
            let pairs = neighbours.iter().zip(weights);
            let lag: f64 = pairs
                .map(|(&other, weight)| weight * x[other as usize])
                .sum();
            x[unit] * lag
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let found = moran(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        assert_close(found.value, 1.0 / 3.0);
        assert_close(found.expected, -1.0 / 3.0);
    }

    #[test]
    fn moments_under_randomisation_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = moran(&weights, &values, &Permutations::NONE).unwrap();
        let value = |order: &[f64]| moran(&weights, order, &Permutations::NONE).unwrap().value;
        let (mean, variance) = moments(&values, 0, &value);
        assert_close(found.expected, mean);
        assert_close(found.variance_randomisation.unwrap(), variance);
    }
}
