//! Eigenvalues and eigenvectors of a symmetric matrix (特征分解), for principal components, factor
//! analysis and the audit.
//!
//! Cyclic Jacobi rotations: each rotation makes one entry off the diagonal zero, and sweeps over all
//! entries are repeated until all are. It is simple, accurate to rounding for small eigenvalues too, and
//! fast enough for the orders met here (up to some hundred indicators). Source: Golub & Van Loan,
//! Matrix Computations, 4th ed., section 8.5.
//!
//! Worked example: (2 1; 1 2) has the eigenvalues 3 and 1 with the vectors (1, 1)/√2 and (1, −1)/√2.

/// The eigenvalues of a symmetric matrix, largest first, with their eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, descending.
    pub values: Vec<f64>,
    /// The eigenvector of each eigenvalue: of length 1, its entry of largest size positive (an
    /// eigenvector has no sign of its own).
    pub vectors: Vec<Vec<f64>>,
}

/// Sweeps after which a matrix of finite numbers has converged many times over.
const MOST_SWEEPS: usize = 60;

/// The decomposition of a symmetric `matrix` (rows of equal length, finite); only its upper triangle is
/// read.
pub fn symmetric(matrix: &[Vec<f64>]) -> Eigen {
    let order = matrix.len();
    let mut a: Vec<Vec<f64>> = (0..order)
        .map(|i| (0..order).map(|j| matrix[i.min(j)][i.max(j)]).collect())
        .collect();
    // Row k becomes the k-th eigenvector.
    let mut vectors: Vec<Vec<f64>> = (0..order)
        .map(|i| (0..order).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    let scale: f64 = a.iter().flatten().map(|value| value * value).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 = (0..order)
            .flat_map(|i| a[i][i + 1..].iter())
            .map(|value| value * value)
            .sum();
        // Off-diagonal entries enter the eigenvalues by their squares.
        if off <= scale * f64::EPSILON * f64::EPSILON {
            break;
        }
        for p in 0..order {
            for q in p + 1..order {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut descending: Vec<usize> = (0..order).collect();
    descending.sort_by(|&i, &j| a[j][j].total_cmp(&a[i][i]));
    Eigen {
        values: descending.iter().map(|&i| a[i][i]).collect(),
        vectors: descending
            .iter()
            .map(|&i| oriented(std::mem::take(&mut vectors[i])))
            .collect(),
    }
}

/// Makes the entry (p, q) zero by a rotation in the plane of both axes.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    // The smaller of the two possible angles; hypot keeps a huge theta finite.
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turn = |x: &mut f64, y: &mut f64| {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    };
    for row in a.iter_mut() {
        let (left, right) = row.split_at_mut(q);
        turn(&mut left[p], &mut right[0]);
    }
    for rows in [a, vectors] {
        let (above, below) = rows.split_at_mut(q);
        for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
            turn(x, y);
        }
    }
}

/// The vector or its opposite, whichever has its entry of largest size positive.
fn oriented(vector: Vec<f64>) -> Vec<f64> {
    // The first of entries that are equal but for rounding decides.
    let largest = vector.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let leading = vector.iter().find(|x| x.abs() >= largest * (1.0 - 1e-9));
    if leading.is_some_and(|x| *x < 0.0) {
        vector.into_iter().map(|x| -x).collect()
    } else {
        vector
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let found = symmetric(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        let half = 0.5_f64.sqrt();
        let expected = [(3.0, [half, half]), (1.0, [half, -half])];
        for (at, (value, vector)) in expected.iter().enumerate() {
            assert!((found.values[at] - value).abs() < 1e-15);
            for (x, y) in found.vectors[at].iter().zip(vector) {
                assert!((x - y).abs() < 1e-15);
            }
        }
    }

    /// The second difference matrix of order n has the eigenvalues 2 − 2·cos(kπ/(n+1)).
    #[test]
    fn eigenvalues_known_in_closed_form() {
        let order = 40;
        let matrix: Vec<Vec<f64>> = (0..order)
            .map(|i: usize| {
                (0..order)
                    .map(|j: usize| match i.abs_diff(j) {
                        0 => 2.0,
                        1 => -1.0,
                        _ => 0.0,
                    })
                    .collect()
            })
            .collect();
        let found = symmetric(&matrix);
        for (at, value) in found.values.iter().enumerate() {
            let k = (order - at) as f64;
            let exact = 2.0 - 2.0 * (k * std::f64::consts::PI / (order as f64 + 1.0)).cos();
            assert!((value - exact).abs() < 1e-13, "{value} {exact}");
        }
    }

    #[test]
    fn degenerate_matrices() {
        assert_eq!(symmetric(&[]).values, [0.0; 0]);
        assert_eq!(symmetric(&[vec![-3.0]]).values, [-3.0]);
        assert_eq!(symmetric(&[vec![0.0; 2], vec![0.0; 2]]).values, [0.0, 0.0]);
        assert_eq!(
            symmetric(&[vec![1.0, 0.0], vec![0.0, 1.0]]).values,
            [1.0, 1.0]
        );
    }

    proptest! {
        #[allow(clippy::needless_range_loop)]
        #[test]
        fn the_parts_make_the_matrix_again(entries in prop::collection::vec(-10.0..10.0f64, 21)) {
            // Row i of the upper triangle starts after the i rows of 6, 5, … entries before it.
            let entry = |i: usize, j: usize| entries[i * 6 + j - i * (i + 1) / 2];
            let matrix: Vec<Vec<f64>> = (0..6)
                .map(|i| (0..6).map(|j| entry(i.min(j), i.max(j))).collect())
                .collect();
            let Eigen { values, vectors } = symmetric(&matrix);
            for i in 0..6 {
                for j in 0..6 {
                    let sum: f64 = (0..6).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                    prop_assert!((sum - matrix[i][j]).abs() < 1e-12);
                    let dot: f64 = (0..6).map(|k| vectors[i][k] * vectors[j][k]).sum();
                    prop_assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-13);
                }
            }
        }
    }
}
