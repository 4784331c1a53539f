//! The largest eigenvalue, and its vector, of a symmetric operator on the space orthogonal to a known vector.
//!
//! Lanczos with full reorthogonalisation; the tridiagonal problem by implicit QL. Source: Parlett (1998), The Symmetric
//! Eigenvalue Problem, SIAM, chapters 8 and 13.

use crate::Random;
use crate::dense::dot;

/// An eigenpair and the eigenvalue that comes next.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leading {
    pub(super) value: f64,
    /// Of length 1.
    pub(super) vector: Vec<f64>,
    /// The next eigenvalue, as far as it has settled; equal to `value` where the vector is not unique.
    pub(super) next: f64,
}

/// How small ‖A·v − λ·v‖ must be against the largest eigenvalue of the operator, which is at most 1 here.
const TOLERANCE: f64 = 1e-14;

/// The leading pair of `apply` (symmetric, positive semidefinite, eigenvalues of at most 1, on vectors of length `n`) orthogonal to
/// `known`, a vector of length 1. `None` when nothing is orthogonal to it or the operator is 0 there.
pub(super) fn leading(
    n: usize,
    known: &[f64],
    mut apply: impl FnMut(&[f64]) -> Vec<f64>,
) -> Option<Leading> {
    let mut random = Random::of_draw(0, 0);
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let (mut diagonal, mut off) = (Vec::new(), Vec::new());
    let mut next: Vec<f64> = (0..n).map(|_| random.uniform() - 0.5).collect();
    orthogonalise(&mut next, known, &basis);
    let mut length = normalise(&mut next);
    // Of random numbers a part as small as this is rounding.
    if length < 1e-12 {
        return None;
    }
    let steps = n - 1;
    loop {
        let mut image = apply(&next);
        diagonal.push(dot(&image, &next));
        basis.push(next);
        // Twice is enough (Parlett, section 6.9).
        orthogonalise(&mut image, known, &basis);
        orthogonalise(&mut image, known, &basis);
        length = normalise(&mut image);
        let done = basis.len() >= steps || length < 1e-15;
        if done || basis.len().is_multiple_of(8) {
            let (values, vectors) = tridiagonal(&diagonal, &off);
            let (top, below) = top_two(&values);
            let last = vectors[basis.len() - 1][top];
            if done || (length * last).abs() < TOLERANCE {
                return finish(&basis, &values, &vectors, top, below);
            }
        }
        off.push(length);
        next = image;
    }
}

fn finish(
    basis: &[Vec<f64>],
    values: &[f64],
    vectors: &[Vec<f64>],
    top: usize,
    below: Option<usize>,
) -> Option<Leading> {
    let mut vector = vec![0.0; basis[0].len()];
    for (row, weights) in basis.iter().zip(vectors) {
        vector
            .iter_mut()
            .zip(row)
            .for_each(|(sum, item)| *sum += weights[top] * item);
    }
    normalise(&mut vector);
    (values[top] > 1e-14).then(|| Leading {
        value: values[top],
        vector,
        next: below.map_or(0.0, |below| values[below]),
    })
}

fn top_two(values: &[f64]) -> (usize, Option<usize>) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    (order[0], order.get(1).copied())
}

/// Takes the parts along `known` and the basis away.
fn orthogonalise(vector: &mut [f64], known: &[f64], basis: &[Vec<f64>]) {
    for along in basis.iter().map(Vec::as_slice).chain([known]) {
        let part = dot(vector, along);
        vector
            .iter_mut()
            .zip(along)
            .for_each(|(item, along)| *item -= part * along);
    }
}

/// Brings a vector to length 1 and returns the length it had.
fn normalise(vector: &mut [f64]) -> f64 {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|item| *item /= length);
    }
    length
}

/// The eigenvalues of the symmetric tridiagonal matrix of this diagonal and the one beside it, and the vectors: `vectors[row][pair]`.
fn tridiagonal(diagonal: &[f64], off: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = diagonal.len();
    let mut d = diagonal.to_vec();
    let mut e = off.to_vec();
    e.resize(n, 0.0);
    let mut z = vec![vec![0.0; n]; n];
    (0..n).for_each(|at| z[at][at] = 1.0);
    for l in 0..n {
        loop {
            // The first place from l on where the matrix falls apart.
            let m = (l..n - 1)
                .find(|&m| e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs()))
                .unwrap_or(n - 1);
            if m == l {
                break;
            }
            let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let mut r = g.hypot(1.0);
            g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut split = false;
            for i in (l..m).rev() {
                let (f, b) = (s * e[i], c * e[i]);
                r = f.hypot(g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    split = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                r = (d[i] - g) * s + 2.0 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                for row in &mut z {
                    let (upper, lower) = (row[i + 1], row[i]);
                    row[i + 1] = s * lower + c * upper;
                    row[i] = c * lower - s * upper;
                }
            }
            if !split {
                d[l] -= p;
                e[l] = g;
                e[m] = 0.0;
            }
        }
    }
    (d, z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tridiagonal_problem_of_the_second_difference_has_its_known_values() {
        let n = 12;
        let (mut values, vectors) = tridiagonal(&vec![2.0; n], &vec![-1.0; n - 1]);
        for (pair, value) in values.iter().enumerate() {
            for row in 0..n {
                let item = |at: usize| vectors.get(at).map_or(0.0, |row| row[pair]);
                let before = if row == 0 { 0.0 } else { item(row - 1) };
                let image = 2.0 * item(row) - before - item(row + 1);
                assert!((image - value * item(row)).abs() < 1e-13);
            }
        }
        values.sort_by(f64::total_cmp);
        for (k, value) in values.iter().enumerate() {
            let angle = std::f64::consts::PI * (k as f64 + 1.0) / (n as f64 + 1.0);
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
        }
    }

    #[test]
    fn the_known_vector_is_left_out() {
        // A diagonal operator; its first axis is known.
        let diagonal = [1.0, 0.2, 0.9, 0.5, 0.1];
        let apply = |x: &[f64]| x.iter().zip(diagonal).map(|(x, d)| x * d).collect();
        let found = leading(5, &[1.0, 0.0, 0.0, 0.0, 0.0], apply).unwrap();
        assert!((found.value - 0.9).abs() < 1e-14 && (found.next - 0.5).abs() < 1e-9);
        assert!((found.vector[2].abs() - 1.0).abs() < 1e-13);
        assert_eq!(leading(1, &[1.0], |x| x.to_vec()), None);
        assert_eq!(leading(3, &[1.0, 0.0, 0.0], |x| vec![0.0; x.len()]), None);
    }
}
