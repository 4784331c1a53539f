//! Whether the chances to move depend on the neighbours.
//!
//! Moves are counted apart by the class of the neighbours' mean (the spatial lag) at the start of the move. Homogeneity, that all lag classes
//! share one matrix, is tested with LR = 2·Σ_l Σ_ij n_ij(l)·ln(p_ij(l)/p_ij) and Q = Σ_l Σ_ij n_i(l)·(p_ij(l) − p_ij)²/p_ij, each χ² with
//! Σ_i (a_i − 1)(b_i − 1) degrees: a_i lag classes in which somebody leaves i, b_i classes reached from i at all.
//!
//! Sources: Rey (2001), Spatial Empirics for Economic Growth and Convergence, Geographical Analysis 33(3); tests: Bickenbach & Bode (2003),
//! Evaluating the Markov Property in Studies of Economic Convergence, International Regional Science Review 26(3).
//!
//! Worked example: with poor neighbours 3 of 4 stay in class 0, with rich ones 1 of 4: pooled ½, Q = 4·(¼²/½)·2·2 = 2 with 1 degree.

use super::markov::Square;
use crate::Names;
use crate::chi_squared::upper_tail;
use crate::methods::About;

/// What the chain says about itself.
pub const ABOUT: About = About {
    id: "spatial-markov-chain",
    name: Names::fixed("空间马尔可夫链", "Spatial Markov chain"),
    description: Names::fixed(
        "按邻区类别分别计算的转移概率，及其是否一致的检验。",
        "Probabilities to move by the class of the neighbours, with tests of whether they differ.",
    ),
    formula: "LR = 2·Σ n_ij(l)·ln(p_ij(l)/p_ij); Q = Σ n_i(l)·(p_ij(l) − p_ij)²/p_ij; χ² with Σ_i (a_i − 1)(b_i − 1) degrees",
    source: "Rey (2001), Geographical Analysis 33(3), 195–214; Bickenbach & Bode (2003), International Regional Science Review 26(3)",
};

/// Tests of whether lag classes share one matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homogeneity {
    /// The likelihood ratio.
    pub likelihood_ratio: f64,
    /// Pearson's statistic.
    pub q: f64,
    /// Degrees of freedom.
    pub degrees: usize,
    /// The probability of a larger likelihood ratio.
    pub likelihood_ratio_p: f64,
    /// The probability of a larger Q.
    pub q_p: f64,
}

/// Counts of moves, a table for each of `m` lag classes: `classes[region][period]` below `k`, `lags` likewise below `m`.
pub fn transitions(
    classes: &[Vec<Option<usize>>],
    lags: &[Vec<Option<usize>>],
    k: usize,
    m: usize,
) -> Vec<Square> {
    let mut counts = vec![vec![vec![0.0; k]; k]; m];
    for (path, lags) in classes.iter().zip(lags) {
        for (step, lag) in path.windows(2).zip(lags) {
            if let ([Some(from), Some(to)], Some(lag)) = (step, lag) {
                counts[*lag][*from][*to] += 1.0;
            }
        }
    }
    counts
}

/// Tests counts of all lag classes; `None` without degrees of freedom.
pub fn homogeneity(counts: &[Square]) -> Option<Homogeneity> {
    let k = counts.first()?.len();
    let (mut likelihood_ratio, mut q, mut degrees) = (0.0, 0.0, 0);
    for from in 0..k {
        let pooled: Vec<f64> = (0..k)
            .map(|to| counts.iter().map(|table| table[from][to]).sum())
            .collect();
        let total: f64 = pooled.iter().sum();
        let reached = pooled.iter().filter(|count| **count > 0.0).count();
        let mut left_from = 0_usize;
        for table in counts {
            let row = &table[from];
            let own: f64 = row.iter().sum();
            left_from += usize::from(own > 0.0);
            for (count, pooled) in row.iter().zip(&pooled).filter(|(_, pooled)| **pooled > 0.0) {
                let expected = own * pooled / total;
                if *count > 0.0 {
                    likelihood_ratio += 2.0 * count * (count / expected).ln();
                }
                if expected > 0.0 {
                    q += (count - expected).powi(2) / expected;
                }
            }
        }
        degrees += left_from.saturating_sub(1) * reached.saturating_sub(1);
    }
    (degrees > 0).then(|| Homogeneity {
        likelihood_ratio,
        q,
        degrees,
        likelihood_ratio_p: upper_tail(likelihood_ratio, degrees as f64),
        q_p: upper_tail(q, degrees as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let counts = vec![
            vec![vec![3.0, 1.0], vec![0.0, 0.0]],
            vec![vec![1.0, 3.0], vec![0.0, 0.0]],
        ];
        let found = homogeneity(&counts).unwrap();
        assert!((found.q - 2.0).abs() < 1e-14);
        let expected = 4.0 * (3.0 * 1.5_f64.ln() + 0.5_f64.ln());
        assert!((found.likelihood_ratio - expected).abs() < 1e-14);
        assert_eq!(found.degrees, 1);
        assert!((found.q_p - 0.157_299_207_050_285_1).abs() < 1e-12);
    }

    #[test]
    fn lags_belong_to_the_start_of_a_move() {
        let counts = transitions(
            &[vec![Some(0), Some(1), Some(1)]],
            &[vec![Some(1), Some(0), Some(1)]],
            2,
            2,
        );
        assert_eq!(counts[1][0][1], 1.0);
        assert_eq!(counts[0][1][1], 1.0);
        assert_eq!(homogeneity(&counts), None);
    }
}
