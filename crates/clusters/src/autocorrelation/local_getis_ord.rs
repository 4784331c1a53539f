//! Local G and G*: hot and cold spots.
//!
//! Formula: G_i = Σ_{j≠i} w_ij y_j / Σ_{j≠i} y_j leaves the unit out, G_i* = Σ_j w_ij y_j / Σ_j y_j holds it with
//! a weight of its own. Standard scores, N units of mean ȳ and variance s² (all but i for G, all for G*):
//! z = (Σ w y − W_i ȳ) / (s·√((N Σw² − W_i²)/(N − 1))). Positive is a hot spot, negative a cold one. Source:
//! Getis & Ord (1992), Geographical Analysis 24(3); Ord & Getis (1995), Geographical Analysis 27(4). Σw² may
//! not be replaced by W_i, which is right for binary weights alone.
//!
//! The own weight of G* is the one given; where none is, the largest of the row, which is 1 for binary weights
//! and 1/k for k equal ones of sum 1 (the score is that of 1/(k+1)).
//!
//! Worked example, four units in a row with weights 1 between next ones, values 1, 2, 3, 4: G_1 = 2/9 with
//! z = (2 − 3)/√(2/3) = −1.2247; G_1* = 3/10 with z = (3 − 5)/√(1.25·4/3) = −1.5492.
//!
//! Degenerate cases: islands have no G; they have no G* either unless their own weight is given. A sum of
//! values of 0 leaves G without value, the score stands.

use super::permutation::{self, Permutations};
use super::{AutocorrelationError, Centred, Local, assigned_at_random};
use crate::weights::Weights;

/// Both statistics of one unit. Values are shares; scores and p-values do not depend on the origin of the
/// values, shares do.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalGetisOrd {
    /// G_i, without the unit.
    pub g: Local,
    /// The standard score of G_i.
    pub g_score: Option<f64>,
    /// G_i*, with the unit.
    pub g_star: Local,
    /// The standard score of G_i*.
    pub g_star_score: Option<f64>,
}

/// Local G and G* of `values` (one a unit). Permutations are conditional for both: the unit keeps its value.
///
/// # Errors
/// [`AutocorrelationError`]: constant or missing values, no links, fewer than 4 units.
pub fn local_getis_ord(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Vec<LocalGetisOrd>, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    let z = &centred.deviations;
    let tails = (permutations.count > 0)
        .then(|| permutation::conditional(weights, z, permutations, |_, other| other));
    let lag = weights.lag(z);
    let total: f64 = values.iter().sum();
    let units = (0..z.len()).map(|unit| {
        let (_, row) = weights.row(unit);
        let n = centred.n();
        let sum: f64 = row.iter().sum();
        let known = |(own, row): (f64, &[f64])| own > 0.0 || !row.is_empty();
        let p = |sum: f64| {
            // G grows with the lag where what it is divided by is above 0, and falls below.
            let tails = tails.as_ref()?;
            Some(super::local_moran::in_direction(tails[unit], sum).p_values(permutations.count))
        };
        let part = |sum: f64, whole: f64| (whole != 0.0).then_some(sum / whole);
        let scored = |lag: f64, (mean, variance): (f64, f64)| {
            (variance > 0.0).then_some((lag - mean) / variance.sqrt())
        };
        let shared = |(mean, variance): (f64, f64), weight: f64, whole: f64| {
            (whole != 0.0).then_some((
                (mean + weight * centred.mean) / whole,
                variance / (whole * whole),
            ))
        };

        let (g, g_score) = if known((0.0, row)) {
            let moments = assigned_at_random(n - 1.0, centred.others(unit), row);
            let whole = total - values[unit];
            let local = Local {
                value: part(lag[unit] + sum * centred.mean, whole),
                conditional: shared(moments, sum, whole),
                permuted: p(whole),
            };
            (local, scored(lag[unit], moments))
        } else {
            (Local::MISSING, None)
        };

        let largest = row.iter().fold(0.0_f64, |most, &weight| most.max(weight));
        let own = if weights.own(unit) > 0.0 {
            weights.own(unit)
        } else {
            largest
        };
        let (g_star, g_star_score) = if known((own, row)) {
            let with_own: Vec<f64> = row.iter().copied().chain([own]).collect();
            let star = lag[unit] + own * z[unit];
            let moments = assigned_at_random(n, (0.0, centred.second), &with_own);
            let whole_weight = sum + own;
            let local = Local {
                value: part(star + whole_weight * centred.mean, total),
                conditional: shared(moments, whole_weight, total),
                permuted: if row.is_empty() { None } else { p(total) },
            };
            (local, scored(star, moments))
        } else {
            (Local::MISSING, None)
        };
        LocalGetisOrd {
            g,
            g_score,
            g_star,
            g_star_score,
        }
    });
    Ok(units.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};
    use crate::weights::Standardisation;

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let values = [1.0, 2.0, 3.0, 4.0];
        let found = &local_getis_ord(&weights, &values, &Permutations::NONE).unwrap()[0];
        assert_close(found.g.value.unwrap(), 2.0 / 9.0);
        assert_close(found.g_score.unwrap(), -1.0 / (2.0_f64 / 3.0).sqrt());
        assert_close(found.g_star.value.unwrap(), 0.3);
        assert_close(
            found.g_star_score.unwrap(),
            -2.0 / (1.25_f64 * 4.0 / 3.0).sqrt(),
        );
        // Scores do not depend on the scale of equal weights.
        let rows = weights.standardised(Standardisation::Row);
        let same = &local_getis_ord(&rows, &values, &Permutations::NONE).unwrap()[0];
        assert_close(same.g_score.unwrap(), found.g_score.unwrap());
        assert_close(same.g_star_score.unwrap(), found.g_star_score.unwrap());
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = &local_getis_ord(&weights, &values, &Permutations::NONE).unwrap()[0];
        let part = |star: bool| {
            let weights = &weights;
            move |order: &[f64]| {
                let first = local_getis_ord(weights, order, &Permutations::NONE)
                    .unwrap()
                    .remove(0);
                if star {
                    first.g_star.value.unwrap()
                } else {
                    first.g.value.unwrap()
                }
            }
        };
        // G leaves the unit's own value where it is, G* assigns all of them.
        for (fixed, local, star) in [(1, &found.g, false), (0, &found.g_star, true)] {
            let (mean, variance) = moments(&values, fixed, &part(star));
            assert_close(local.conditional.unwrap().0, mean);
            assert_close(local.conditional.unwrap().1, variance);
        }
        assert_close(found.g.score().unwrap(), found.g_score.unwrap());
        assert_close(found.g_star.score().unwrap(), found.g_star_score.unwrap());
    }

    #[test]
    fn an_island_has_a_star_only_where_its_own_weight_is_given() {
        let links = [(0, 1, 1.0), (1, 0, 1.0), (3, 3, 1.0)];
        let weights = Weights::from_links(4, &links).unwrap();
        let found = local_getis_ord(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        assert_eq!(found[2].g_star, Local::MISSING);
        assert_eq!(found[3].g, Local::MISSING);
        assert_close(found[3].g_star.value.unwrap(), 0.4);
    }
}
