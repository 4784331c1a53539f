//! Chances to move between classes from one period to the next.
//!
//! n_ij counts moves from class i to j over all regions and periods; p_ij = n_ij / Σ_j n_ij (maximum likelihood). A class that nobody
//! leaves from has no probabilities. Steady state: π = πP, Σπ = 1, where it is unique. Shorrocks' mobility (k − tr P)/(k − 1), 0 when
//! nobody moves. Mean first passage: m_ij = 1 + Σ_{l≠j} p_il·m_lj, periods to reach j from i.
//!
//! Sources: Quah (1993), Empirical Cross-Section Dynamics in Economic Growth, European Economic Review 37; Shorrocks (1978), The
//! Measurement of Mobility, Econometrica 46; Kemeny & Snell (1976), Finite Markov Chains.
//!
//! Worked example: classes 0→0, 0→1, 1→1, 1→1, 1→1, 1→0: P = (½ ½; ¼ ¾), steady state (⅓, ⅔), mobility 0.75, from 0 to 1 in 2 periods.

use crate::Names;
use crate::methods::About;

/// What the chain says about itself.
pub const ABOUT: About = About {
    id: "markov-chain",
    name: Names::fixed("马尔可夫链", "Markov chain"),
    description: Names::fixed(
        "各类别之间的转移概率，及稳态、首达时间与流动性。",
        "Probabilities to move between classes, with steady state, first passage times and mobility.",
    ),
    formula: "p_ij = n_ij / Σ_j n_ij; π = πP; mobility (k − tr P)/(k − 1); m_ij = 1 + Σ_{l≠j} p_il·m_lj",
    source: "Quah (1993), European Economic Review 37; Shorrocks (1978), Econometrica 46; Kemeny & Snell (1976)",
};

/// A square table of counts or probabilities, a row a class of origin.
pub type Square = Vec<Vec<f64>>;

/// Counts of moves: `classes[region][period]`, each below `k`; `None` is a period without a class, from and to which nothing moves.
pub fn transitions(classes: &[Vec<Option<usize>>], k: usize) -> Square {
    let mut counts = vec![vec![0.0; k]; k];
    for path in classes {
        for step in path.windows(2) {
            if let [Some(from), Some(to)] = step {
                counts[*from][*to] += 1.0;
            }
        }
    }
    counts
}

/// The probabilities of counts; `None` for a class that nobody leaves from.
pub fn probabilities(counts: &Square) -> Vec<Option<Vec<f64>>> {
    let row = |row: &Vec<f64>| {
        let sum: f64 = row.iter().sum();
        (sum > 0.0).then(|| row.iter().map(|count| count / sum).collect())
    };
    counts.iter().map(row).collect()
}

/// The steady state of a chain; `None` where it is not unique.
pub fn steady_state(p: &Square) -> Option<Vec<f64>> {
    let k = p.len();
    // (Pᵀ − I)·π = 0 with its last equation replaced by Σ π = 1.
    let mut rows: Square = (0..k)
        .map(|row| {
            let entry = |column: usize| p[column][row] - f64::from(u8::from(row == column));
            (0..k).map(entry).chain([0.0]).collect()
        })
        .collect();
    *rows.last_mut()? = vec![1.0; k + 1];
    solve(rows)
}

/// Shorrocks' mobility; `None` for a single class.
pub fn mobility(p: &Square) -> Option<f64> {
    let k = p.len() as f64;
    let trace: f64 = p.iter().enumerate().map(|(at, row)| row[at]).sum();
    (p.len() > 1).then(|| (k - trace) / (k - 1.0))
}

/// Mean periods to first reach each class (column) from each (row), on the diagonal to come back; `None` for a class
/// that some class never reaches.
pub fn mean_first_passage(p: &Square) -> Vec<Option<Vec<f64>>> {
    let k = p.len();
    let to = |target: usize| {
        let rows: Square = (0..k)
            .map(|row| {
                let entry = |column: usize| {
                    let kept = if column == target {
                        0.0
                    } else {
                        p[row][column]
                    };
                    f64::from(u8::from(row == column)) - kept
                };
                (0..k).map(entry).chain([1.0]).collect()
            })
            .collect();
        solve(rows)
    };
    (0..k).map(to).collect()
}

/// Solves a square system whose last column is the right side, by elimination with partial pivots; `None` when singular.
fn solve(mut rows: Square) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let size = |row: &usize| rows[*row][column].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if size(&pivot) < 1e-12 {
            return None;
        }
        rows.swap(column, pivot);
        let (above, below) = rows.split_at_mut(column + 1);
        for row in below {
            let factor = row[column] / above[column][column];
            for (item, pivot) in row[column..].iter_mut().zip(&above[column][column..]) {
                *item -= factor * pivot;
            }
        }
    }
    let mut found = vec![0.0; n];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n)
            .map(|column| rows[row][column] * found[column])
            .sum();
        found[row] = (rows[row][n] - known) / rows[row][row];
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let path = |classes: &[usize]| classes.iter().copied().map(Some).collect::<Vec<_>>();
        let counts = transitions(&[path(&[0, 0, 1, 1]), path(&[1, 1, 1, 0])], 2);
        assert_eq!(counts, [[1.0, 1.0], [1.0, 3.0]]);
        let p: Square = probabilities(&counts)
            .into_iter()
            .map(Option::unwrap)
            .collect();
        let steady = steady_state(&p).unwrap();
        assert!((steady[0] - 1.0 / 3.0).abs() < 1e-15 && (steady[1] - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(mobility(&p), Some(0.75));
        let to_one = mean_first_passage(&p)[1].clone().unwrap();
        assert!((to_one[0] - 2.0).abs() < 1e-14 && (to_one[1] - 1.5).abs() < 1e-14);
    }

    #[test]
    fn chains_that_fall_apart_have_no_single_steady_state() {
        let apart = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(steady_state(&apart), None);
        assert_eq!(mean_first_passage(&apart), [None, None]);
        let gaps = transitions(&[vec![Some(0), None, Some(1)]], 2);
        assert_eq!(probabilities(&gaps), [None, None]);
    }
}
