//! Local Moran: each unit's part of Moran's I.
//!
//! Formula, m₂ = Σz²/n: I_i = (z_i/m₂)·Σ_j w_ij z_j, so that Σ I_i = S₀·I. (With Σz²/(n−1) for m₂, as some
//! programs have it, every value is (n−1)/n of this one: [`LocalMoran::with_sample_variance`].)
//! Moments with W_i = Σ_j w_ij, W_i⁽²⁾ = Σ_j w_ij²: under randomisation E = −W_i/(n−1),
//! Var = W_i⁽²⁾(n−b₂)/(n−1) + (W_i² − W_i⁽²⁾)(2b₂−n)/((n−1)(n−2)) − W_i²/(n−1)²; under conditional
//! randomisation, which z-scores and permutations use, E = −W_i z_i²/((n−1)m₂) and the variance of a sum of
//! values assigned at random. Source: Anselin (1995), Geographical Analysis 27(2); Sokal, Oden & Thomson (1998),
//! Geographical Analysis 30(4).
//!
//! Worked example, four units in a row with weights 1 between next ones, values 1, 2, 3, 4 (m₂ = 1.25):
//! I = 0.6, 0.4, 0.4, 0.6, which sum to 6·(1/3).
//!
//! Degenerate cases: an island has no value; a unit exactly at the mean has I_i = 0 whatever its neighbours.

use super::permutation::{self, Permutations};
use super::significance::Tails;
use super::{AutocorrelationError, Centred, Local, assigned_at_random};
use crate::weights::Weights;

/// Where a unit and its neighbours stand beside the mean: of the unit, then of the neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Both above.
    HighHigh,
    /// The unit below, its neighbours above.
    LowHigh,
    /// Both below (or at the mean).
    LowLow,
    /// The unit above, its neighbours below.
    HighLow,
}

impl Quadrant {
    /// The name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Quadrant::HighHigh => "high-high",
            Quadrant::LowHigh => "low-high",
            Quadrant::LowLow => "low-low",
            Quadrant::HighLow => "high-low",
        }
    }

    fn of(own: f64, lag: f64) -> Quadrant {
        match (own > 0.0, lag > 0.0) {
            (true, true) => Quadrant::HighHigh,
            (false, true) => Quadrant::LowHigh,
            (false, false) => Quadrant::LowLow,
            (true, false) => Quadrant::HighLow,
        }
    }
}

/// Local Moran of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalMoran {
    /// I_i and its inference.
    pub local: Local,
    /// Expectation and variance under randomisation of all values, the unit's own among them.
    pub randomisation: Option<(f64, f64)>,
    /// I_i with Σz²/(n−1) for the variance.
    pub with_sample_variance: Option<f64>,
    /// The weighted sum of the neighbours' deviations from the mean.
    pub lag: Option<f64>,
    /// The quadrant of the Moran scatter plot.
    pub quadrant: Option<Quadrant>,
}

/// Local Moran of `values` (one a unit).
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 4 units.
pub fn local_moran(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Vec<LocalMoran>, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    let z = &centred.deviations;
    let tails = (permutations.count > 0)
        .then(|| permutation::conditional(weights, z, permutations, |_, other| other));
    let lag = weights.lag(z);
    let units = (0..z.len()).map(|unit| {
        let (_, row) = weights.row(unit);
        if row.is_empty() {
            return LocalMoran {
                local: Local::MISSING,
                randomisation: None,
                with_sample_variance: None,
                lag: None,
                quadrant: None,
            };
        }
        let (n, scale) = (centred.n(), z[unit] / centred.second);
        let value = scale * lag[unit];
        let (mean, variance) = assigned_at_random(n - 1.0, centred.others(unit), row);
        LocalMoran {
            local: Local {
                value: Some(value),
                conditional: Some((scale * mean, scale * scale * variance)),
                permuted: tails
                    .as_ref()
                    .map(|tails| in_direction(tails[unit], scale).p_values(permutations.count)),
            },
            randomisation: Some(randomisation(&centred, row)),
            with_sample_variance: Some(value * (n - 1.0) / n),
            lag: Some(lag[unit]),
            quadrant: Some(Quadrant::of(z[unit], lag[unit])),
        }
    });
    Ok(units.collect())
}

/// The tails of scale·lag from those of the lag. Where the scale is 0 every permutation equals the value.
pub(super) fn in_direction(tails: Tails, scale: f64) -> Tails {
    if scale > 0.0 {
        tails
    } else if scale < 0.0 {
        Tails {
            above: tails.below,
            below: tails.above,
        }
    } else {
        let all = u32::MAX;
        Tails {
            above: all,
            below: all,
        }
    }
}

fn randomisation(centred: &Centred, row: &[f64]) -> (f64, f64) {
    let n = centred.n();
    let b2 = centred.fourth / (centred.second * centred.second);
    let sum: f64 = row.iter().sum();
    let squares: f64 = row.iter().map(|weight| weight * weight).sum();
    let expected = -sum / (n - 1.0);
    let square = squares * (n - b2) / (n - 1.0)
        + (sum * sum - squares) * (2.0 * b2 - n) / ((n - 1.0) * (n - 2.0));
    (expected, square - expected * expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(5, &links).unwrap().among(&[0, 1, 2, 3]);
        let found = local_moran(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        for (found, expected) in found.iter().zip([0.6, 0.4, 0.4, 0.6]) {
            assert_close(found.local.value.unwrap(), expected);
            assert_close(found.with_sample_variance.unwrap(), 0.75 * expected);
        }
        assert_eq!(found[0].quadrant, Some(Quadrant::LowLow));
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = local_moran(&weights, &values, &Permutations::NONE).unwrap();
        let of_first = |order: &[f64]| {
            let all = local_moran(&weights, order, &Permutations::NONE).unwrap();
            all[0].local.value.unwrap()
        };
        for (fixed, moments_found) in [(0, found[0].randomisation), (1, found[0].local.conditional)]
        {
            let (mean, variance) = moments(&values, fixed, &of_first);
            assert_close(moments_found.unwrap().0, mean);
            assert_close(moments_found.unwrap().1, variance);
        }
    }

    #[test]
    fn islands_have_no_value_and_units_at_the_mean_no_significance() {
        let weights =
            Weights::from_links(5, &[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (3, 0, 1.0)]).unwrap();
        let permutations = Permutations {
            count: 99,
            seed: 1,
            ..Permutations::NONE
        };
        let found = local_moran(&weights, &[1.0, 3.0, 2.0, 4.0, 0.0], &permutations).unwrap();
        assert_eq!(found[4].local, Local::MISSING);
        assert_eq!(found[2].local.value, Some(0.0));
        assert_eq!(found[2].local.permuted, Some((1.0, 1.0)));
    }
}
