//! Geary's C: how much neighbours differ, 1 where no more or less than any two units.
//!
//! Formula: C = (n−1)·Σ w_ij (y_i − y_j)² / (2S₀ Σ z_i²); E(C) = 1;
//! normality: Var = [(2S₁ + S₂)(n−1) − 4S₀²] / (2(n+1)S₀²);
//! randomisation: Var = {(n−1)S₁[n²−3n+3−(n−1)b₂] − ¼(n−1)S₂[n²+3n−6−(n²−n+2)b₂] + S₀²[n²−3−(n−1)²b₂]} /
//! (n(n−2)(n−3)S₀²). Source: Geary (1954), The Incorporated Statistician 5; Cliff & Ord (1981), ch. 2.
//!
//! Worked example, four units in a row with weights 1 between next ones, values 1, 2, 3, 4: C = 3·6/(2·6·5) =
//! 0.3; below 1 is positive autocorrelation.
//!
//! Degenerate cases: as of Moran's I.

use super::permutation::{self, Permutations};
use super::sums::Sums;
use super::{AutocorrelationError, Centred, Global};
use crate::weights::Weights;

/// Geary's C of `values` (one a unit).
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 4 units.
pub fn geary(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Global, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    let (n, Sums { s0, s1, s2 }) = (centred.n(), Sums::of(weights));
    let b2 = centred.fourth / (centred.second * centred.second);
    let normality = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
    let randomisation = ((n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * b2)
        - 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * b2)
        + s0 * s0 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * b2))
        / (n * (n - 2.0) * (n - 3.0) * s0 * s0);
    let scale = (n - 1.0) / (2.0 * s0 * n * centred.second);
    let statistic = |z: &[f64]| scale * squared_differences(weights, z);
    Ok(Global {
        value: statistic(&centred.deviations),
        expected: 1.0,
        variance_normality: Some(normality),
        variance_randomisation: Some(randomisation),
        permuted: permutation::global(&centred.deviations, permutations, &statistic),
    })
}

/// Σ w_ij (x_i − x_j)².
pub(super) fn squared_differences(weights: &Weights, x: &[f64]) -> f64 {
    weights
        .links()
        .map(|(unit, other, weight)| weight * (x[unit] - x[other]).powi(2))
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
        let found = geary(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        assert_close(found.value, 0.3);
    }

    #[test]
    fn moments_under_randomisation_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = geary(&weights, &values, &Permutations::NONE).unwrap();
        let value = |order: &[f64]| geary(&weights, order, &Permutations::NONE).unwrap().value;
        let (mean, variance) = moments(&values, 0, &value);
        assert_close(mean, 1.0);
        assert_close(found.variance_randomisation.unwrap(), variance);
    }
}
