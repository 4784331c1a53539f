//! Local join counts: for each unit with a 1, the weight of its neighbours with a 1.
//!
//! Formula: BB_i = x_i·Σ_j w_ij x_j. Null for units with a 1: they keep it, the others' values are assigned at
//! random; for units with a 0 there is no test. Source: Anselin & Li (2019), Operational local join count
//! statistics for cluster detection, Journal of Geographical Systems 21.
//!
//! Worked example, four units in a row with weights 1 between next ones, 1, 1, 0, 1: BB = 1, 1, 0, 0, and unit
//! 1's expectation is 2/3: two of the three others have a 1.
//!
//! Degenerate cases: an island has no value.

use super::permutation::{self, Permutations};
use super::{AutocorrelationError, Centred, Local, assigned_at_random};
use crate::weights::Weights;

/// Local join counts of `values` (one a unit, 0 or 1).
///
/// # Errors
/// [`AutocorrelationError`]: values other than 0 and 1, constant or missing ones, no links, fewer than 4 units.
pub fn local_join_counts(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Vec<Local>, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    if let Some(unit) = values
        .iter()
        .position(|value| *value != 0.0 && *value != 1.0)
    {
        return Err(AutocorrelationError::NotBinary { unit });
    }
    let tails = (permutations.count > 0)
        .then(|| permutation::conditional(weights, values, permutations, |_, other| other));
    let lag = weights.lag(values);
    let (n, ones): (f64, f64) = (centred.n(), values.iter().sum());
    let units = (0..values.len()).map(|unit| {
        let (_, row) = weights.row(unit);
        if row.is_empty() {
            return Local::MISSING;
        }
        if values[unit] == 0.0 {
            return Local {
                value: Some(0.0),
                ..Local::MISSING
            };
        }
        let share = (ones - 1.0) / (n - 1.0);
        Local {
            value: Some(lag[unit]),
            conditional: Some(assigned_at_random(
                n - 1.0,
                (share, share * (1.0 - share)),
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
        let found =
            local_join_counts(&weights, &[1.0, 1.0, 0.0, 1.0], &Permutations::NONE).unwrap();
        let values: Vec<_> = found.iter().map(|found| found.value.unwrap()).collect();
        assert_eq!(values, [1.0, 1.0, 0.0, 0.0]);
        assert_close(found[0].conditional.unwrap().0, 2.0 / 3.0);
        assert_eq!(found[2].conditional, None);
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, _) = six();
        let values = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0];
        let of = |order: &[f64]| {
            local_join_counts(&weights, order, &Permutations::NONE)
                .unwrap()
                .remove(0)
        };
        let (mean, variance) = moments(&values, 1, &|order| of(order).value.unwrap());
        assert_close(of(&values).conditional.unwrap().0, mean);
        assert_close(of(&values).conditional.unwrap().1, variance);
    }
}
