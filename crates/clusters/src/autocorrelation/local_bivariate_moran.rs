//! Local bivariate Moran: one variable at a unit beside another one at its neighbours.
//!
//! Formula, x and y less their means and divided by their standard deviations (by n): I_i = x_i·Σ_j w_ij y_j, so
//! that Σ I_i = S₀·I_xy. Null: the unit keeps its x and y, the y of the others are assigned at random. Source:
//! Anselin, Syabri & Smirnov (2002), Visualizing Multivariate Spatial Correlation with Dynamically Linked
//! Windows; Wartenberg (1985), Geographical Analysis 17(4).
//!
//! Worked example, two pairs of units linked both ways (1–2, 3–4), x = 1, 0, 1, 0, y = 0, 1, 0, 1: I_i = 1 each.
//!
//! Degenerate cases: an island has no value; a constant variable is refused.

use super::local_moran::in_direction;
use super::permutation::{self, Permutations};
use super::{AutocorrelationError, Centred, Local, assigned_at_random};
use crate::weights::Weights;

/// Local bivariate Moran of `x` at the units and `y` at their neighbours (one value a unit each).
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 4 units.
pub fn local_bivariate_moran(
    weights: &Weights,
    x: &[f64],
    y: &[f64],
    permutations: &Permutations,
) -> Result<Vec<Local>, AutocorrelationError> {
    let (x, y) = (Centred::new(weights, x, 4)?, Centred::new(weights, y, 4)?);
    let tails = (permutations.count > 0)
        .then(|| permutation::conditional(weights, &y.deviations, permutations, |_, other| other));
    let lag = weights.lag(&y.deviations);
    let units = (0..lag.len()).map(|unit| {
        let (_, row) = weights.row(unit);
        if row.is_empty() {
            return Local::MISSING;
        }
        let scale = x.deviations[unit] / (x.second * y.second).sqrt();
        let (mean, variance) = assigned_at_random(y.n() - 1.0, y.others(unit), row);
        Local {
            value: Some(scale * lag[unit]),
            conditional: Some((scale * mean, scale * scale * variance)),
            permuted: tails
                .as_ref()
                .map(|tails| in_direction(tails[unit], scale).p_values(permutations.count)),
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
        let links = [(0, 1), (1, 0), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let (x, y) = ([1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]);
        let found = local_bivariate_moran(&weights, &x, &y, &Permutations::NONE).unwrap();
        found
            .iter()
            .for_each(|found| assert_close(found.value.unwrap(), 1.0));
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, x) = six();
        let y = [3.0, 1.0, 4.0, 1.5, 5.0, 9.0];
        let of = |y: &[f64]| {
            local_bivariate_moran(&weights, &x, y, &Permutations::NONE)
                .unwrap()
                .remove(0)
        };
        let (mean, variance) = moments(&y, 1, &|y| of(y).value.unwrap());
        assert_close(of(&y).conditional.unwrap().0, mean);
        assert_close(of(&y).conditional.unwrap().1, variance);
    }
}
