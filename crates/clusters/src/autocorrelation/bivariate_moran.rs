//! Bivariate Moran's I: the correlation of one variable with another one at the neighbours.
//!
//! Formula, x and y less their means: I_xy = (n/S₀)·Σ w_ij x_i y_j / √(Σx² Σy²). Null: the values of y are
//! assigned at random and x stays; then E = 0 and, with c_j = Σ_i w_ij x_i,
//! Var(Σ c_j y_j) = Σ(c_j − c̄)²·Σy²/(n−1). Source: Wartenberg (1985), Multivariate spatial correlation,
//! Geographical Analysis 17(4); the variance: Hoeffding (1951), Annals of Mathematical Statistics 22(4). It
//! mixes the correlation of x and y at one place with that over space, which a reader should keep apart.
//!
//! Worked example, two pairs of units linked both ways (1–2, 3–4), x = 1, 0, 1, 0, y = 0, 1, 0, 1: each unit's
//! neighbour has the opposite y of its own, I_xy = 1.
//!
//! Degenerate cases: a constant variable is refused; at least 3 units are needed.

use super::permutation::{self, Permutations};
use super::sums::Sums;
use super::{AutocorrelationError, Centred, Global};
use crate::weights::Weights;

/// Bivariate Moran's I of `x` at the units and `y` at their neighbours (one value a unit each).
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 3 units.
pub fn bivariate_moran(
    weights: &Weights,
    x: &[f64],
    y: &[f64],
    permutations: &Permutations,
) -> Result<Global, AutocorrelationError> {
    let (x, y) = (Centred::new(weights, x, 3)?, Centred::new(weights, y, 3)?);
    let (n, s0) = (x.n(), Sums::of(weights).s0);
    let mut pull = vec![0.0; weights.units()];
    for (unit, other, weight) in weights.links() {
        pull[other] += weight * x.deviations[unit];
    }
    let scale = 1.0 / (s0 * (x.second * y.second).sqrt());
    let statistic = |y: &[f64]| scale * pull.iter().zip(y).map(|(pull, y)| pull * y).sum::<f64>();
    let mean = pull.iter().sum::<f64>() / n;
    let spread: f64 = pull.iter().map(|pull| (pull - mean).powi(2)).sum();
    Ok(Global {
        value: statistic(&y.deviations),
        expected: 0.0,
        variance_normality: None,
        variance_randomisation: Some(scale * scale * spread * n * y.second / (n - 1.0)),
        permuted: permutation::global(&y.deviations, permutations, &statistic),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let (x, y) = ([1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]);
        let found = bivariate_moran(&weights, &x, &y, &Permutations::NONE).unwrap();
        assert_close(found.value, 1.0);
    }

    #[test]
    fn moments_are_those_of_all_assignments_and_of_itself_it_is_moran() {
        let (weights, x) = six();
        let y = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
        let value = |y: &[f64]| {
            bivariate_moran(&weights, &x, y, &Permutations::NONE)
                .unwrap()
                .value
        };
        let found = bivariate_moran(&weights, &x, &y, &Permutations::NONE).unwrap();
        let (mean, variance) = moments(&y, 0, &value);
        assert!(mean.abs() < 1e-12);
        assert_close(found.variance_randomisation.unwrap(), variance);
        let moran = super::super::moran(&weights, &x, &Permutations::NONE).unwrap();
        assert_close(value(&x), moran.value);
    }
}
