//! Economic distance: units are the nearer the more alike a value (such as product per head) is.
//!
//! Formula: w_ij = 1 / |x_i − x_j|, for all pairs. Source: Case, Rosen & Hines (1993), Budget spillovers and
//! fiscal policy interdependence, Journal of Public Economics 52(3). Worked example: 1, 3, 7 has w_12 = 1/2,
//! w_23 = 1/4, w_13 = 1/6. Equal values are refused, or take a least difference that is given.

use super::{Weights, WeightsError};

/// Links all pairs of units by the inverse of the difference of their `values`, which is at least `least`
/// (0: equal values are refused).
///
/// # Errors
/// [`WeightsError`]: a missing value, two equal values where `least` is 0.
pub fn economic_distance(values: &[f64], least: f64) -> Result<Weights, WeightsError> {
    if let Some(unit) = values.iter().position(|value| !value.is_finite()) {
        return Err(WeightsError::Missing { unit });
    }
    let mut links = Vec::with_capacity(values.len() * values.len());
    for (unit, value) in values.iter().enumerate() {
        for (other, other_value) in values
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != unit)
        {
            let difference = (value - other_value).abs().max(least);
            if difference == 0.0 {
                return Err(WeightsError::SameValue {
                    units: (unit, other),
                });
            }
            links.push((unit, other, difference.recip()));
        }
    }
    Weights::from_links(values.len(), &links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example_and_equal_values() {
        let weights = economic_distance(&[1.0, 3.0, 7.0], 0.0).unwrap();
        let found = [(0, 1), (1, 2), (2, 0)].map(|(unit, other)| weights.between(unit, other));
        assert_eq!(found, [0.5, 0.25, 1.0 / 6.0]);
        let refusal = economic_distance(&[1.0, 1.0], 0.0).unwrap_err();
        assert_eq!(refusal, WeightsError::SameValue { units: (0, 1) });
        assert_eq!(
            economic_distance(&[1.0, 1.0], 0.5).unwrap().between(0, 1),
            2.0
        );
        assert!(economic_distance(&[1.0, f64::NAN], 0.5).is_err());
    }
}
