//! The statistics of the audit. Missing values (NaN) are left out, in pairs where two columns are compared.

/// The values present.
pub fn present(column: &[f64]) -> Vec<f64> {
    column
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect()
}

/// The rows in which both columns have a value.
fn pairs(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
    x.iter()
        .zip(y)
        .filter(|(x, y)| !x.is_nan() && !y.is_nan())
        .unzip()
}

/// The arithmetic mean; NaN of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance with divisor n − 1.
pub fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    squares / (values.len() as f64 - 1.0)
}

/// Pearson's correlation over the rows that both columns have; `None` for fewer than 3 rows or a column
/// that does not vary there.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = pairs(x, y);
    if x.len() < 3 {
        return None;
    }
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let sum = |a: &[f64], mean_a: f64, b: &[f64], mean_b: f64| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - mean_a) * (b - mean_b))
            .sum()
    };
    let (xx, yy) = (sum(&x, mean_x, &x, mean_x), sum(&y, mean_y, &y, mean_y));
    // Columns whose spread is rounding do not vary.
    let varies = |squares: f64, mean: f64| squares > (1e-12 * mean).powi(2) * x.len() as f64;
    if !varies(xx, mean_x) || !varies(yy, mean_y) {
        return None;
    }
    Some((sum(&x, mean_x, &y, mean_y) / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation: Pearson's of the ranks, ties having their mean rank.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = pairs(x, y);
    pearson(&mean_ranks(&x), &mean_ranks(&y))
}

fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let below = order
            .iter()
            .take_while(|&&at| values[at] < values[tied[0]])
            .count();
        for &at in tied {
            ranks[at] = below as f64 + (tied.len() as f64 + 1.0) / 2.0;
        }
    }
    ranks
}

/// The quantile at `share` (0 to 1) of sorted values, between neighbours by straight line (type 7).
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (place - place.floor()) * (sorted[high] - sorted[low])
}

/// Cronbach's alpha over the units that have all columns: k/(k−1)·(1 − Σ var_j / var(Σ)); `None` for fewer
/// than 2 columns, fewer than 3 such units, or a sum that does not vary.
///
/// Columns are brought to unit variance first (the standardised alpha) so that scales do not matter.
pub fn cronbach(columns: &[&[f64]]) -> Option<f64> {
    let rows = complete(columns);
    if columns.len() < 2 || rows.len() < 3 {
        return None;
    }
    let scaled: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| {
            let values: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
            let deviation = variance(&values).sqrt();
            (deviation > 0.0).then(|| values.iter().map(|value| value / deviation).collect())
        })
        .collect::<Option<_>>()?;
    let sums: Vec<f64> = (0..rows.len())
        .map(|row| scaled.iter().map(|column| column[row]).sum())
        .collect();
    let total = variance(&sums);
    let k = columns.len() as f64;
    (total > 1e-12).then(|| k / (k - 1.0) * (1.0 - k / total))
}

/// The rows without a missing value.
pub fn complete(columns: &[&[f64]]) -> Vec<usize> {
    let rows = columns.first().map_or(0, |column| column.len());
    (0..rows)
        .filter(|&row| columns.iter().all(|column| !column[row].is_nan()))
        .collect()
}

/// The matrix of Pearson's correlations over the rows that have all columns; `None` where some column does
/// not vary there or there are fewer than 3 rows.
pub fn correlation_matrix(columns: &[&[f64]]) -> Option<Vec<Vec<f64>>> {
    let rows = complete(columns);
    let columns: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| rows.iter().map(|&row| column[row]).collect())
        .collect();
    columns
        .iter()
        .map(|x| columns.iter().map(|y| pearson(x, y)).collect())
        .collect()
}

/// Bandwidths tried for the curve of the correlation ratio, in standard deviations of x.
const BANDWIDTHS: [f64; 10] = [0.15, 0.2, 0.27, 0.36, 0.48, 0.65, 0.87, 1.2, 1.6, 2.1];

/// Units at which the curve of the correlation ratio is drawn.
const MOST_POINTS: usize = 500;

/// The correlation ratio of y on x, Var(E[y | x]) / Var(y), 0 to 1: the share of the variance of y that
/// would go if x were fixed, whatever the form of the dependence. E[y | x] is a local linear regression with a
/// Gaussian kernel, its bandwidth the one of ten that predicts left-out values best; `None` where
/// [`pearson`] gives none. The curve is drawn at up to 500 units, evenly over the order of x, so the cost
/// is 10·n·min(n, 500) kernels.
///
/// Source: Paruolo, Saisana & Saltelli (2013), section 4.
pub fn correlation_ratio(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(x, y)?;
    let (x, y) = pairs(x, y);
    let deviation = variance(&x).sqrt();
    let mut points: Vec<usize> = (0..x.len()).collect();
    points.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let points: Vec<usize> = points
        .into_iter()
        .step_by(x.len().div_ceil(MOST_POINTS))
        .collect();
    let mut best: Option<(f64, Vec<f64>)> = None;
    for bandwidth in BANDWIDTHS {
        let fits: Vec<(f64, f64)> = points
            .iter()
            .map(|&at| local_line(&x, &y, at, bandwidth * deviation))
            .collect();
        let error: f64 = fits
            .iter()
            .zip(&points)
            .map(|(&(fit, leverage), &at)| {
                // The error of the prediction from the others; a point that predicts itself tells nothing.
                if leverage < 1.0 - 1e-9 {
                    ((y[at] - fit) / (1.0 - leverage)).powi(2)
                } else {
                    f64::INFINITY
                }
            })
            .sum();
        if best.as_ref().is_none_or(|(least, _)| error < *least) {
            best = Some((error, fits.into_iter().map(|(fit, _)| fit).collect()));
        }
    }
    let (_, curve) = best?;
    Some((variance(&curve) / variance(&y)).clamp(0.0, 1.0))
}

/// The local linear fit at point `at`, and the weight of the point itself in it.
fn local_line(x: &[f64], y: &[f64], at: usize, bandwidth: f64) -> (f64, f64) {
    let (mut s0, mut s1, mut s2, mut t0, mut t1) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let centre = x[at];
    for (&x, &y) in x.iter().zip(y) {
        let distance = (x - centre) / bandwidth;
        let kernel = (-0.5 * distance * distance).exp();
        s0 += kernel;
        s1 += kernel * distance;
        s2 += kernel * distance * distance;
        t0 += kernel * y;
        t1 += kernel * distance * y;
    }
    let determinant = s0 * s2 - s1 * s1;
    if determinant > 1e-10 * s0 * s2.max(1e-10) {
        ((s2 * t0 - s1 * t1) / determinant, s2 / determinant)
    } else {
        // All the weight lies on one value of x: the mean there.
        (t0 / s0, 1.0 / s0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn correlations_by_hand() {
        let nan = f64::NAN;
        // Deviations (−1, 0, 1) and (−2, 1, 1): 3 / √(2·6).
        let found = pearson(&[1.0, 2.0, 3.0, nan], &[1.0, 4.0, 4.0, 9.0]).unwrap();
        assert!((found - 3.0 / 12.0_f64.sqrt()).abs() < 1e-15);
        let monotone = spearman(&[1.0, 2.0, 30.0], &[1.0, 8.0, 9.0]).unwrap();
        assert!((monotone - 1.0).abs() < 1e-12);
        assert_eq!(pearson(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(pearson(&[0.1 + 0.2, 0.3, 0.3], &[1.0, 2.0, 3.0]), None);
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), 1.75);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 1.0), 4.0);
    }

    #[test]
    fn alpha_by_hand() {
        let same: [&[f64]; 2] = [&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]];
        assert!((cronbach(&same).unwrap() - 1.0).abs() < 1e-12);
        // With r = 0.5 the standardised alpha is 2·0.5/(1 + 0.5).
        let half: [&[f64]; 2] = [&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]];
        assert!((cronbach(&half).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(cronbach(&same[..1]), None);
        assert_eq!(cronbach(&[&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]]), None);
        // Opposites cancel: their sum does not vary.
        assert_eq!(cronbach(&[&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]]), None);
    }

    #[test]
    fn the_ratio_sees_what_correlation_does_not() {
        let x: Vec<f64> = (-20..=20).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x).collect();
        assert!(pearson(&x, &y).unwrap().abs() < 1e-12);
        assert!(correlation_ratio(&x, &y).unwrap() > 0.95);
        assert!(correlation_ratio(&y, &x).unwrap() < 0.1);
        assert_eq!(correlation_ratio(&[1.0; 5], &x[..5]), None);
    }

    #[test]
    fn of_a_yes_or_no_it_is_the_share_between_the_two_means() {
        let x = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
        let y = [1.0, 2.0, 3.0, 7.0, 8.0, 9.0];
        let found = correlation_ratio(&x, &y).unwrap();
        let r = pearson(&x, &y).unwrap();
        assert!((found - r * r).abs() < 1e-6, "{found} {}", r * r);
    }

    proptest! {
        #[test]
        fn a_straight_line_has_ratio_one(slope in prop_oneof![-5.0..-0.1, 0.1..5.0f64], shift in -9.0..9.0f64) {
            let x: Vec<f64> = (0..15).map(|i| f64::from(i * i)).collect();
            let y: Vec<f64> = x.iter().map(|x| slope * x + shift).collect();
            prop_assert!((correlation_ratio(&x, &y).unwrap() - 1.0).abs() < 1e-6);
        }

        #[test]
        fn correlations_do_not_depend_on_scale(
            x in prop::collection::vec(-9.0..9.0f64, 5..20), scale in 0.1..50.0f64, shift in -9.0..9.0f64,
        ) {
            let y: Vec<f64> = x.iter().map(|x| x.sin() + 0.1 * x).collect();
            let moved: Vec<f64> = x.iter().map(|x| scale * x + shift).collect();
            let (a, b) = (pearson(&x, &y), pearson(&moved, &y));
            prop_assume!(a.is_some() && b.is_some());
            prop_assert!((a.unwrap() - b.unwrap()).abs() < 1e-9);
            prop_assert!((spearman(&x, &x).unwrap() - 1.0).abs() < 1e-12);
        }
    }
}
