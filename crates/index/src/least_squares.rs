//! Linear equations and non-negative least squares (非负最小二乘), for small dense systems.

/// The solution x ≥ 0 that minimises ‖A·x − b‖, by the active-set method of Lawson & Hanson (1974), Solving
/// Least Squares Problems, chapter 23. `a` holds the rows of A.
///
/// Worked example: A = (1 0; 0 1), b = (2, −1) gives x = (2, 0).
pub(crate) fn non_negative(a: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let count = a.first().map_or(0, Vec::len);
    // The normal equations: G = AᵀA, h = Aᵀb.
    let product = |i: usize, j: usize| -> f64 { a.iter().map(|row| row[i] * row[j]).sum() };
    let g: Vec<Vec<f64>> = (0..count)
        .map(|i| (0..count).map(|j| product(i, j)).collect())
        .collect();
    let h: Vec<f64> = (0..count)
        .map(|i| a.iter().zip(b).map(|(row, b)| row[i] * b).sum())
        .collect();
    let tolerance = 1e-12 * h.iter().fold(0.0_f64, |most, h| most.max(h.abs()));

    let mut x = vec![0.0; count];
    let mut free = vec![false; count];
    // An entry that was freed in vain is not tried again before another has moved.
    let mut in_vain = vec![false; count];
    loop {
        let slope = |i: usize| h[i] - (0..count).map(|j| g[i][j] * x[j]).sum::<f64>();
        let steepest = (0..count)
            .filter(|&i| !free[i] && !in_vain[i])
            .map(|i| (i, slope(i)))
            .filter(|(_, slope)| *slope > tolerance)
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((enter, _)) = steepest else {
            return x;
        };
        free[enter] = true;
        let moved = settle(&g, &h, &mut x, &mut free, enter);
        if moved {
            in_vain.fill(false);
        } else {
            free[enter] = false;
            in_vain[enter] = true;
        }
    }
}

/// Moves the free entries of `x` to the solution of their equations, fixing at 0 those that would become
/// negative; `false` when `enter` could not be freed.
fn settle(g: &[Vec<f64>], h: &[f64], x: &mut [f64], free: &mut [bool], enter: usize) -> bool {
    loop {
        let set: Vec<usize> = (0..x.len()).filter(|&i| free[i]).collect();
        let rows = set.iter().map(|&i| set.iter().map(|&j| g[i][j]).collect());
        let right = set.iter().map(|&i| h[i]).collect();
        // Singular equations: the entry repeats others and cannot improve on them.
        let Some(z) = solve(rows.collect(), right) else {
            return false;
        };
        // How far from x towards z the first entry becomes 0.
        let stop = set
            .iter()
            .zip(&z)
            .filter(|(_, z)| **z <= 0.0)
            .map(|(&i, z)| (x[i] / (x[i] - z).max(f64::MIN_POSITIVE), i))
            .min_by(|(a, _), (b, _)| a.total_cmp(b));
        let Some((share, leave)) = stop else {
            for (&i, z) in set.iter().zip(z) {
                x[i] = z;
            }
            return true;
        };
        if leave == enter {
            return false;
        }
        for (&i, z) in set.iter().zip(&z) {
            x[i] += share * (z - x[i]);
        }
        x[leave] = 0.0;
        free[leave] = false;
    }
}

/// The solution of A·x = b by Gaussian elimination with pivots; `None` when A is singular.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let count = b.len();
    let largest = a
        .iter()
        .flatten()
        .fold(0.0_f64, |most, x| most.max(x.abs()));
    for step in 0..count {
        let pivot = (step..count).max_by(|&i, &j| a[i][step].abs().total_cmp(&a[j][step].abs()))?;
        if a[pivot][step].abs() <= 1e-13 * largest {
            return None;
        }
        a.swap(step, pivot);
        b.swap(step, pivot);
        let (above, below) = a.split_at_mut(step + 1);
        let pivot_row = &above[step];
        for (offset, row) in below.iter_mut().enumerate() {
            let factor = row[step] / pivot_row[step];
            for (x, p) in row[step..].iter_mut().zip(&pivot_row[step..]) {
                *x -= factor * p;
            }
            b[step + 1 + offset] -= factor * b[step];
        }
    }
    for step in (0..count).rev() {
        let known: f64 = (step + 1..count).map(|j| a[step][j] * b[j]).sum();
        b[step] = (b[step] - known) / a[step][step];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let identity = [vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(non_negative(&identity, &[2.0, -1.0]), [2.0, 0.0]);
        let swapped = vec![vec![0.0, 2.0], vec![1.0, 1.0]];
        assert_eq!(solve(swapped, vec![4.0, 3.0]), Some(vec![1.0, 2.0]));
        let singular = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(solve(singular, vec![1.0, 2.0]), None);
    }

    #[test]
    fn a_repeated_column_is_used_once() {
        let twice = [vec![1.0, 1.0], vec![2.0, 2.0]];
        let x = non_negative(&twice, &[3.0, 6.0]);
        assert!((x[0] + x[1] - 3.0).abs() < 1e-12, "{x:?}");
    }

    proptest! {
        /// The conditions of Karush, Kuhn and Tucker hold at the solution, which proves it.
        #[test]
        fn the_solution_is_optimal(
            entries in prop::collection::vec(-1.0..1.0f64, 24),
            b in prop::collection::vec(-1.0..1.0f64, 6),
        ) {
            let a: Vec<Vec<f64>> = entries.chunks(4).map(<[f64]>::to_vec).collect();
            let x = non_negative(&a, &b);
            for j in 0..4 {
                let slope: f64 = a
                    .iter()
                    .zip(&b)
                    .map(|(row, b)| row[j] * (b - row.iter().zip(&x).map(|(a, x)| a * x).sum::<f64>()))
                    .sum();
                prop_assert!(x[j] >= 0.0 && slope <= 1e-9);
                prop_assert!(x[j] == 0.0 || slope.abs() <= 1e-9);
            }
        }
    }
}
