//! Local Geary: how much a unit differs from its neighbours.
//!
//! Formula, z = y − ȳ, m₂ = Σz²/n: c_i = Σ_j w_ij (z_i − z_j)² / m₂. Small is alike, large is unlike. Under
//! conditional randomisation the terms f_j = (z_i − z_j)² of the other units are assigned at random; their mean
//! and variance follow from the moments of z. Source: Anselin (1995), Geographical Analysis 27(2); Anselin
//! (2019), A Local Indicator of Multivariate Spatial Association, Geographical Analysis 51(2).
//!
//! Worked example, four units in a row with weights 1 between next ones, values 1, 2, 3, 4 (m₂ = 1.25):
//! c = 0.8, 1.6, 1.6, 0.8.
//!
//! Degenerate cases: an island has no value.

use super::permutation::{self, Permutations};
use super::{AutocorrelationError, Centred, Local, assigned_at_random};
use crate::weights::Weights;

/// Local Geary of `values` (one a unit).
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 4 units.
pub fn local_geary(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Vec<Local>, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    let scale = centred.second.sqrt();
    let z: Vec<f64> = centred.deviations.iter().map(|z| z / scale).collect();
    let term = |own: f64, other: f64| (own - other) * (own - other);
    let tails =
        (permutations.count > 0).then(|| permutation::conditional(weights, &z, permutations, term));
    let n = centred.n();
    let (third, fourth) = (
        centred.third / scale.powi(3),
        centred.fourth / scale.powi(4),
    );
    let units = (0..z.len()).map(|unit| {
        let (neighbours, row) = weights.row(unit);
        if row.is_empty() {
            return Local::MISSING;
        }
        let own = z[unit];
        let pairs = neighbours.iter().zip(row);
        let value = pairs
            .map(|(&other, weight)| weight * term(own, z[other as usize]))
            .sum();
        // Σ f and Σ f² over all units; the unit's own term is 0.
        let mean = n * (own * own + 1.0) / (n - 1.0);
        let squares = n * (own.powi(4) + 6.0 * own * own - 4.0 * own * third + fourth) / (n - 1.0);
        Local {
            value: Some(value),
            conditional: Some(assigned_at_random(
                n - 1.0,
                (mean, squares - mean * mean),
                row,
            )),
            permuted: tails
                .as_ref()
                .map(|tails| tails[unit].p_values(permutations.count)),
        }
    });
    Ok(units.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let found = local_geary(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        for (found, expected) in found.iter().zip([0.8, 1.6, 1.6, 0.8]) {
            assert_close(found.value.unwrap(), expected);
        }
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = &local_geary(&weights, &values, &Permutations::NONE).unwrap()[0];
        let of_first = |order: &[f64]| {
            local_geary(&weights, order, &Permutations::NONE).unwrap()[0]
                .value
                .unwrap()
        };
        let (mean, variance) = moments(&values, 1, &of_first);
        assert_close(found.conditional.unwrap().0, mean);
        assert_close(found.conditional.unwrap().1, variance);
    }
}
