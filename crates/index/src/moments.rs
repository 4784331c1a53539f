//! The moments of a column, over the values present.
//!
//! Skewness and kurtosis are the sample-adjusted estimators (type 2 of Joanes & Gill 1998, those of
//! spreadsheets): with m_k the k-th central moment, g₁ = m₃ / m₂^1.5 and g₂ = m₄ / m₂² − 3,
//! G₁ = g₁·√(n(n−1)) / (n−2) and G₂ = (n−1) / ((n−2)(n−3)) · ((n+1)·g₂ + 6), an excess over the normal
//! distribution.
//!
//! Worked example: (1, 2, 3, 4, 10) has the mean 4, the standard deviation 3.5355, G₁ = 1.6971 and
//! G₂ = 3.1520.

use serde::Serialize;

use crate::matrix::extent;

/// Skewness and excess kurtosis of a column, both sample-adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shape {
    /// The skewness G₁.
    pub skewness: f64,
    /// The excess kurtosis G₂.
    pub kurtosis: f64,
}

impl Shape {
    /// The shape of a column; `None` with fewer than four values present or when all are the same.
    pub fn of(column: &[f64]) -> Option<Shape> {
        let (least, most) = extent(column)?;
        let n = crate::matrix::present(column);
        if n < 4 || least == most {
            return None;
        }
        let mean = mean(column)?;
        // Powers of deviations in units of the largest stay within the range of numbers.
        let largest = (most - mean).max(mean - least);
        let (mut m2, mut m3, mut m4) = (0.0, 0.0, 0.0);
        for value in column.iter().filter(|value| !value.is_nan()) {
            let deviation = (value - mean) / largest;
            let square = deviation * deviation;
            m2 += square;
            m3 += square * deviation;
            m4 += square * square;
        }
        let n = n as f64;
        let (m2, m3, m4) = (m2 / n, m3 / n, m4 / n);
        let skewness = m3 / m2.powf(1.5) * (n * (n - 1.0)).sqrt() / (n - 2.0);
        let excess = m4 / (m2 * m2) - 3.0;
        let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * excess + 6.0);
        (skewness.is_finite() && kurtosis.is_finite()).then_some(Shape { skewness, kurtosis })
    }
}

/// The arithmetic mean of the values present; `None` when there are none.
pub fn mean(column: &[f64]) -> Option<f64> {
    let n = crate::matrix::present(column);
    if n == 0 {
        return None;
    }
    let n = n as f64;
    let values = || column.iter().filter(|value| !value.is_nan());
    let sum: f64 = values().sum();
    // The sum of very large numbers overflows where their mean does not.
    Some(if sum.is_finite() {
        sum / n
    } else {
        values().map(|value| value / n).sum()
    })
}

/// The sample standard deviation (divisor n − 1) of the values present; `None` with fewer than two.
pub fn standard_deviation(column: &[f64]) -> Option<f64> {
    let n = crate::matrix::present(column);
    if n < 2 {
        return None;
    }
    let (least, most) = extent(column)?;
    if least == most {
        return Some(0.0);
    }
    let mean = mean(column)?;
    let largest = (most - mean).max(mean - least);
    let sum: f64 = column
        .iter()
        .filter(|value| !value.is_nan())
        .map(|value| ((value - mean) / largest).powi(2))
        .sum();
    Some((sum / (n as f64 - 1.0)).sqrt() * largest)
}

/// The median of the values present (the mean of the two middle ones); `None` when there are none.
pub fn median(column: &[f64]) -> Option<f64> {
    let sorted = sorted(column);
    let n = sorted.len();
    if n == 0 {
        return None;
    }
    let (low, high) = (sorted[(n - 1) / 2], sorted[n / 2]);
    Some(low / 2.0 + high / 2.0)
}

/// The quantile at `share` (0 to 1) of the values present, linear between the order statistics (type 7
/// of Hyndman & Fan 1996); `None` when there are none.
pub fn quantile(column: &[f64], share: f64) -> Option<f64> {
    let sorted = sorted(column);
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let part = place - below as f64;
    Some(sorted[below] * (1.0 - part) + sorted[above.min(last)] * part)
}

/// The values present in ascending order.
pub(crate) fn sorted(column: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let column = [1.0, 2.0, f64::NAN, 3.0, 4.0, 10.0];
        let shape = Shape::of(&column).unwrap();
        // m₂ = 10, m₃ = 36, m₄ = 278.8.
        let skewness = 36.0 / 10f64.powf(1.5) * 20f64.sqrt() / 3.0;
        let kurtosis = 4.0 / 6.0 * (6.0 * (278.8 / 100.0 - 3.0) + 6.0);
        assert!((shape.skewness - skewness).abs() < 1e-12);
        assert!((shape.skewness - 1.6971).abs() < 5e-5);
        assert!((shape.kurtosis - kurtosis).abs() < 1e-12);
        assert!((shape.kurtosis - 3.152).abs() < 1e-12);
        assert_eq!(mean(&column), Some(4.0));
        assert_eq!(median(&column), Some(3.0));
        assert!((standard_deviation(&column).unwrap() - 12.5f64.sqrt()).abs() < 1e-12);
        assert_eq!(quantile(&column, 0.25), Some(2.0));
        assert!((quantile(&column, 0.9).unwrap() - 7.6).abs() < 1e-12);
    }

    #[test]
    fn too_little_to_judge() {
        assert_eq!(Shape::of(&[1.0, 2.0, 4.0]), None);
        assert_eq!(Shape::of(&[3.0; 9]), None);
        assert_eq!(Shape::of(&[f64::NAN; 9]), None);
        assert_eq!(mean(&[f64::NAN]), None);
        assert_eq!(median(&[]), None);
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(standard_deviation(&[1.0, f64::NAN]), None);
        assert_eq!(standard_deviation(&[0.1; 3]), Some(0.0));
    }

    #[test]
    fn the_largest_numbers_have_moments() {
        let column = [f64::MAX, f64::MAX / 2.0, f64::MAX / 4.0, 0.0];
        assert!(mean(&column).unwrap().is_finite());
        assert!(Shape::of(&column).is_some());
        assert!(standard_deviation(&column).unwrap().is_finite());
    }

    proptest! {
        #[test]
        fn shape_does_not_depend_on_the_unit_of_measure(
            column in prop::collection::vec(-1e3..1e3f64, 5..40), scale in 0.1..10.0f64, shift in -1e3..1e3f64,
        ) {
            prop_assume!(standard_deviation(&column).unwrap() > 1.0);
            let other: Vec<f64> = column.iter().map(|x| x * scale + shift).collect();
            let (a, b) = (Shape::of(&column).unwrap(), Shape::of(&other).unwrap());
            prop_assert!((a.skewness - b.skewness).abs() < 1e-8);
            prop_assert!((a.kurtosis - b.kurtosis).abs() < 1e-8);
            let mirrored: Vec<f64> = column.iter().map(|x| -x).collect();
            prop_assert!((Shape::of(&mirrored).unwrap().skewness + a.skewness).abs() < 1e-8);
        }
    }
}
