//! Join counts: how often neighbours are of one kind, for values that are 0 (white) or 1 (black).
//!
//! Formula: BB = ½ Σ w_ij x_i x_j, WW = ½ Σ w_ij (1−x_i)(1−x_j), BW = ½ Σ w_ij (x_i − x_j)². With n_B ones and
//! n^(k) = n(n−1)…(n−k+1): E(BB) = ½S₀ n_B^(2)/n^(2),
//! E(BB²) = ¼[S₁ n_B^(2)/n^(2) + (S₂−2S₁) n_B^(3)/n^(3) + (S₀²+S₁−S₂) n_B^(4)/n^(4)]; E(BW) = S₀ n_B n_W / n^(2),
//! E(BW²) = ¼[2S₁ n_B n_W/n^(2) + (S₂−2S₁) n_B n_W (n−2)/n^(3) + 4(S₀²+S₁−S₂) n_B^(2) n_W^(2)/n^(4)].
//! Null: sampling without replacement (all assignments of the n_B ones are equally likely). Source: Cliff &
//! Ord (1981), Spatial Processes, section 1.5.
//!
//! Worked example, four units in a row with weights 1 between next ones, 1, 1, 0, 0: BB = 1, WW = 1, BW = 1;
//! E(BB) = E(WW) = ½, E(BW) = 2.
//!
//! Degenerate cases: all 0 or all 1 is refused as constant.

use super::geary::squared_differences;
use super::moran::cross_product;
use super::permutation::{self, Permutations};
use super::sums::Sums;
use super::{AutocorrelationError, Centred, Global};
use crate::weights::Weights;

/// The three counts.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinCounts {
    /// Both are 1.
    pub black_black: Global,
    /// Both are 0.
    pub white_white: Global,
    /// They differ.
    pub black_white: Global,
}

/// The join counts of `values` (one a unit, 0 or 1).
///
/// # Errors
/// [`AutocorrelationError`]: values other than 0 and 1, constant or missing ones, no links, fewer than 4 units.
pub fn join_counts(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<JoinCounts, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    if let Some(unit) = values
        .iter()
        .position(|value| *value != 0.0 && *value != 1.0)
    {
        return Err(AutocorrelationError::NotBinary { unit });
    }
    let (n, sums) = (centred.n(), Sums::of(weights));
    let black: f64 = values.iter().sum();
    let white = n - black;
    let same = |x: &[f64]| 0.5 * cross_product(weights, x);
    let reversed: Vec<f64> = values.iter().map(|value| 1.0 - value).collect();
    let of_kind = |x: &[f64], count: f64| {
        let (expected, variance) = same_kind(sums, n, count);
        Global {
            value: same(x),
            expected,
            variance_normality: None,
            variance_randomisation: Some(variance),
            permuted: permutation::global(x, permutations, &same),
        }
    };
    let differ = |x: &[f64]| 0.5 * squared_differences(weights, x);
    let (expected, variance) = two_kinds(sums, n, black, white);
    Ok(JoinCounts {
        black_black: of_kind(values, black),
        white_white: of_kind(&reversed, white),
        black_white: Global {
            value: differ(values),
            expected,
            variance_normality: None,
            variance_randomisation: Some(variance),
            permuted: permutation::global(values, permutations, &differ),
        },
    })
}

/// n(n−1)…(n−k+1).
fn falling(n: f64, k: i32) -> f64 {
    (0..k).map(|step| n - f64::from(step)).product()
}

/// Expectation and variance of the joins of `count` units of one kind among `n`: pairs of joins share both
/// units, one unit or none, with the weights S₁, S₂ − 2S₁ and S₀² + S₁ − S₂ (each pair of ordered joins).
fn same_kind(Sums { s0, s1, s2 }: Sums, n: f64, count: f64) -> (f64, f64) {
    let all = |k| falling(count, k) / falling(n, k);
    let expected = 0.5 * s0 * all(2);
    let square = 0.25 * (s1 * all(2) + (s2 - 2.0 * s1) * all(3) + (s0 * s0 + s1 - s2) * all(4));
    (expected, square - expected * expected)
}

/// Expectation and variance of the joins between the two kinds.
fn two_kinds(Sums { s0, s1, s2 }: Sums, n: f64, black: f64, white: f64) -> (f64, f64) {
    let expected = s0 * black * white / falling(n, 2);
    let square = 0.25
        * (2.0 * s1 * black * white / falling(n, 2)
            + (s2 - 2.0 * s1) * black * white * (n - 2.0) / falling(n, 3)
            + 4.0 * (s0 * s0 + s1 - s2) * falling(black, 2) * falling(white, 2) / falling(n, 4));
    (expected, square - expected * expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let links = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)].map(|(a, b)| (a, b, 1.0));
        let weights = Weights::from_links(4, &links).unwrap();
        let found = join_counts(&weights, &[1.0, 1.0, 0.0, 0.0], &Permutations::NONE).unwrap();
        let counts = [&found.black_black, &found.white_white, &found.black_white];
        assert_eq!(counts.map(|count| count.value), [1.0, 1.0, 1.0]);
        assert_eq!(counts.map(|count| count.expected), [0.5, 0.5, 2.0]);
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, _) = six();
        let values = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0];
        let found = join_counts(&weights, &values, &Permutations::NONE).unwrap();
        type Count = fn(&JoinCounts) -> f64;
        let parts: [(&Global, Count); 3] = [
            (&found.black_black, |counts| counts.black_black.value),
            (&found.white_white, |counts| counts.white_white.value),
            (&found.black_white, |counts| counts.black_white.value),
        ];
        for (part, value) in parts {
            let of =
                |order: &[f64]| value(&join_counts(&weights, order, &Permutations::NONE).unwrap());
            let (mean, variance) = moments(&values, 0, &of);
            assert_close(part.expected, mean);
            assert_close(part.variance_randomisation.unwrap(), variance);
        }
    }
}
