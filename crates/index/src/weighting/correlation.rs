//! Pearson and Spearman correlations of many columns at once.
//!
//! Formula: r_ab = Σ_i (a_i − ā)(b_i − b̄) / √(Σ_i (a_i − ā)² · Σ_i (b_i − b̄)²), over the units that have
//! both values (pairwise), so r of a pair does not depend on other columns. Complete columns are gone
//! through block by block: a block of all columns stays in the cache while every pair is multiplied.

/// Fewer common units than this give no correlation.
const FEWEST_PAIRS: usize = 3;

/// Rows of a block; with 50 columns it takes 200 kB.
const BLOCK: usize = 512;

/// The matrix of Pearson correlations of the columns (a value a unit, NaN is missing); an entry is NaN
/// where two columns have fewer than three units in common or one of them does not vary there.
///
/// Worked example: (1, 2, 3, 9) and (2, 4, 3, –) have three units in common with the deviations
/// (−1, 0, 1) and (−1, 1, 0), so r = 1/2.
pub fn pearson(columns: &[&[f64]]) -> Vec<Vec<f64>> {
    let complete: Vec<bool> = columns.iter().map(|column| is_complete(column)).collect();
    let together: Vec<usize> = (0..columns.len()).filter(|&at| complete[at]).collect();
    let selected: Vec<&[f64]> = together.iter().map(|&at| columns[at]).collect();
    let block = complete_pearson(&selected);

    let mut matrix = vec![vec![f64::NAN; columns.len()]; columns.len()];
    for (i, &a) in together.iter().enumerate() {
        for (j, &b) in together.iter().enumerate() {
            matrix[a][b] = block[i][j];
        }
    }
    for a in 0..columns.len() {
        for b in a..columns.len() {
            if !(complete[a] && complete[b]) {
                let r = pair(columns[a], columns[b]).unwrap_or(f64::NAN);
                matrix[a][b] = r;
                matrix[b][a] = r;
            }
        }
    }
    matrix
}

/// The matrix of Spearman's rank correlations; ties share their mean rank, and a pair is ranked over
/// the units that have both values.
///
/// Worked example: (1, 5, 5, 90) has the ranks (1, 2.5, 2.5, 4); with (1, 2, 3, 4) r = 4.5/√22.5.
pub fn spearman(columns: &[&[f64]]) -> Vec<Vec<f64>> {
    if columns.iter().all(|column| is_complete(column)) {
        let ranks: Vec<Vec<f64>> = columns.iter().map(|column| mean_ranks(column)).collect();
        let ranks: Vec<&[f64]> = ranks.iter().map(Vec::as_slice).collect();
        return pearson(&ranks);
    }
    let mut matrix = vec![vec![f64::NAN; columns.len()]; columns.len()];
    for (a, first) in columns.iter().enumerate() {
        for (b, second) in columns.iter().enumerate().skip(a) {
            let both = first.iter().zip(*second);
            let both = both.filter(|(x, y)| !x.is_nan() && !y.is_nan());
            let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
            let r = pair(&mean_ranks(&x), &mean_ranks(&y)).unwrap_or(f64::NAN);
            matrix[a][b] = r;
            matrix[b][a] = r;
        }
    }
    matrix
}

fn is_complete(column: &[f64]) -> bool {
    !column.iter().any(|value| value.is_nan())
}

/// Ranks from 1 up, the smallest first; ties share the mean of their places. No value is missing.
fn mean_ranks(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let mut ranks = vec![0.0; column.len()];
    let mut first = 0;
    while first < order.len() {
        let value = column[order[first]];
        let same = order[first..].iter();
        let ties = same.take_while(|&&unit| column[unit] == value).count();
        for &unit in &order[first..first + ties] {
            ranks[unit] = (2 * first + ties + 1) as f64 / 2.0;
        }
        first += ties;
    }
    ranks
}

fn complete_pearson(columns: &[&[f64]]) -> Vec<Vec<f64>> {
    let count = columns.len();
    let units = columns.first().map_or(0, |column| column.len());
    let means: Vec<f64> = columns
        .iter()
        .map(|column| column.iter().sum::<f64>() / units as f64)
        .collect();
    let mut products = vec![vec![0.0; count]; count];
    let mut centred = vec![[0.0; BLOCK]; count];
    for start in (0..units).step_by(BLOCK) {
        let end = units.min(start + BLOCK);
        for ((centred, column), mean) in centred.iter_mut().zip(columns).zip(&means) {
            // What is left of an earlier block beyond the last unit must not count.
            centred[end - start..].fill(0.0);
            for (to, from) in centred.iter_mut().zip(&column[start..end]) {
                *to = from - mean;
            }
        }
        for (i, row) in products.iter_mut().enumerate() {
            for (product, other) in row[i..].iter_mut().zip(&centred[i..]) {
                *product += dot(&centred[i], other);
            }
        }
    }
    let lengths: Vec<f64> = (0..count).map(|i| products[i][i].sqrt()).collect();
    let mut matrix = vec![vec![f64::NAN; count]; count];
    for i in 0..count {
        for j in i..count {
            let scale = lengths[i] * lengths[j];
            if units >= FEWEST_PAIRS && scale > 0.0 {
                let r = if i == j { 1.0 } else { products[i][j] / scale };
                matrix[i][j] = r.clamp(-1.0, 1.0);
                matrix[j][i] = matrix[i][j];
            }
        }
    }
    matrix
}

/// Eight sums side by side let the compiler use vector instructions.
fn dot(a: &[f64; BLOCK], b: &[f64; BLOCK]) -> f64 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Pearson's correlation over the units that have both values; `None` with fewer than three such
/// units or without variation.
fn pair(a: &[f64], b: &[f64]) -> Option<f64> {
    let pairs = || a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let count = pairs().count();
    if count < FEWEST_PAIRS {
        return None;
    }
    let mean = |sum: f64| sum / count as f64;
    let mean_a = mean(pairs().map(|(a, _)| a).sum());
    let mean_b = mean(pairs().map(|(_, b)| b).sum());
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in pairs() {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_examples() {
        let matrix = pearson(&[&[1.0, 2.0, 3.0, 9.0], &[2.0, 4.0, 3.0, f64::NAN]]);
        assert!((matrix[0][1] - 0.5).abs() < 1e-15);
        assert_eq!(matrix[0][0], 1.0);
        let complete = spearman(&[&[1.0, 5.0, 5.0, 90.0], &[1.0, 2.0, 3.0, 4.0]]);
        assert!((complete[0][1] - 4.5 / 22.5_f64.sqrt()).abs() < 1e-15);
        let gaps = spearman(&[&[1.0, 5.0, 5.0, 90.0, f64::NAN], &[1.0, 2.0, 3.0, 4.0, 0.0]]);
        assert!((gaps[0][1] - complete[0][1]).abs() < 1e-15);
    }

    #[test]
    fn too_little_gives_no_correlation() {
        assert!(pearson(&[&[1.0, 2.0], &[1.0, 2.0]])[0][1].is_nan());
        assert!(pearson(&[&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]])[0][1].is_nan());
        let gaps = [1.0, f64::NAN, 3.0, 4.0];
        assert!(pearson(&[&gaps, &[2.0, 1.0, f64::NAN, 4.0]])[0][1].is_nan());
    }

    proptest! {
        /// Blocks and pairs are two ways to one number.
        #[test]
        fn blocks_agree_with_pairs(seed in 0..1000u64, units in 3..1500usize) {
            let value = |unit: usize, column: u64| {
                let mixed = (unit as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15 ^ (seed + column * 7919));
                (mixed >> 11) as f64 / (1_u64 << 53) as f64 + 1000.0
            };
            let columns: Vec<Vec<f64>> = (0..3)
                .map(|column| (0..units).map(|unit| value(unit, column)).collect())
                .collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let matrix = pearson(&columns);
            for (a, row) in matrix.iter().enumerate() {
                for (b, r) in row.iter().enumerate() {
                    let direct = pair(columns[a], columns[b]).unwrap();
                    prop_assert!((r - direct).abs() < 1e-10);
                }
            }
        }
    }
}
