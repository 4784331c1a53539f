//! Getis and Ord's general G: the share of the products of all pairs that falls on neighbours.
//!
//! Formula, m_j = Σ y^j: G = Σ w_ij y_i y_j / Σ_{i≠j} y_i y_j; E(G) = S₀/(n(n−1));
//! E(G²) = [B₀m₂² + B₁m₄ + B₂m₁²m₂ + B₃m₁m₃ + B₄m₁⁴] / ((m₁² − m₂)²·n(n−1)(n−2)(n−3)) with
//! B₀ = (n²−3n+3)S₁ − nS₂ + 3S₀², B₁ = −[(n²−n)S₁ − 2nS₂ + 6S₀²], B₂ = −[2nS₁ − (n+3)S₂ + 6S₀²],
//! B₃ = 4(n−1)S₁ − 2(n+1)S₂ + 8S₀², B₄ = S₁ − S₂ + S₀². Source: Getis & Ord (1992), The Analysis of Spatial
//! Association by Use of Distance Statistics, Geographical Analysis 24(3).
//!
//! Worked example, units 1–2 linked both ways, values 1, 2, 3, 4: G = 2·2/70 = 0.0571, E = 2/12.
//!
//! Degenerate cases: values below 0 are refused, as is a value in one unit alone (no pair has a product).

use super::permutation::{self, Permutations};
use super::sums::Sums;
use super::{AutocorrelationError, Centred, Global, moran::cross_product};
use crate::weights::Weights;

/// The general G of `values` (one a unit, none below 0).
///
/// # Errors
/// [`AutocorrelationError`]: constant, missing or negative values, no links, fewer than 4 units.
pub fn getis_ord(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
) -> Result<Global, AutocorrelationError> {
    let centred = Centred::new(weights, values, 4)?;
    if let Some(unit) = values.iter().position(|value| *value < 0.0) {
        return Err(AutocorrelationError::Negative { unit });
    }
    let (n, Sums { s0, s1, s2 }) = (centred.n(), Sums::of(weights));
    // The scale of the values cancels; that of their mean keeps the fourth powers within range.
    let scaled: Vec<f64> = values.iter().map(|value| value / centred.mean).collect();
    let m = |power: i32| scaled.iter().map(|value| value.powi(power)).sum::<f64>();
    let (m1, m2, m3, m4) = (m(1), m(2), m(3), m(4));
    let products = m1 * m1 - m2;
    if products <= 1e-12 * m2 {
        return Err(AutocorrelationError::TooFew {
            units: 1,
            needed: 2,
        });
    }
    let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    let square = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4))
        / (products * products * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    let expected = s0 / (n * (n - 1.0));
    let statistic = |y: &[f64]| cross_product(weights, y) / products;
    Ok(Global {
        value: statistic(&scaled),
        expected,
        variance_normality: None,
        variance_randomisation: Some(square - expected * expected),
        permuted: permutation::global(&scaled, permutations, &statistic),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::{assert_close, moments, six};

    #[test]
    fn worked_example() {
        let weights = Weights::from_links(4, &[(0, 1, 1.0), (1, 0, 1.0)]).unwrap();
        let found = getis_ord(&weights, &[1.0, 2.0, 3.0, 4.0], &Permutations::NONE).unwrap();
        assert_close(found.value, 4.0 / 70.0);
        assert_close(found.expected, 2.0 / 12.0);
    }

    #[test]
    fn moments_are_those_of_all_assignments() {
        let (weights, values) = six();
        let found = getis_ord(&weights, &values, &Permutations::NONE).unwrap();
        let value = |order: &[f64]| {
            getis_ord(&weights, order, &Permutations::NONE)
                .unwrap()
                .value
        };
        let (mean, variance) = moments(&values, 0, &value);
        assert_close(found.expected, mean);
        assert_close(found.variance_randomisation.unwrap(), variance);
    }

    #[test]
    fn a_quantity_in_one_unit_alone_is_refused() {
        let (weights, _) = six();
        let alone = [0.0, 0.0, 7.0, 0.0, 0.0, 0.0];
        assert!(getis_ord(&weights, &alone, &Permutations::NONE).is_err());
    }
}
