//! Dominance (占优): what no weighting can reverse.
//!
//! A unit dominates another when it is at least as good on every part that counts and better on one. Then
//! it leads under every set of weights above zero, and under every aggregation that rises with its parts.
//! So no weighting lifts a unit above those that dominate it, nor drops it below those it dominates: its
//! rank lies within 1 + dominators … n − dominated. Source: Pareto; the dominance graphs of partially ordered
//! sets, Brüggemann & Patil (2011), Ranking and Prioritization for Multi-indicator Systems.
//!
//! A pair is compared only when both have a value for every part that counts for either: what is unknown
//! proves nothing. Worked example: (3, 4) dominates (3, 2); (5, 1) and (1, 5) are incomparable.

use crate::Run;

/// The pairs in which one unit dominates the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Dominance {
    /// (better, worse), by position; better by its order among the units.
    pub pairs: Vec<(usize, usize)>,
    /// The best and the worst rank that a weighting could give each unit; `None` without a score.
    pub ranks: Vec<Option<(u32, u32)>>,
}

/// Dominance over the `parts` of a run (positions of nodes, such as its indicators or the children of the
/// root); parts without weight are left out.
pub fn dominance(run: &Run, parts: &[usize]) -> Dominance {
    let columns: Vec<&[f64]> = parts
        .iter()
        .filter(|&&part| run.nodes[part].effective_weight > 0.0)
        .map(|&part| run.nodes[part].scores.as_slice())
        .collect();
    let scored: Vec<usize> = (0..run.units.len())
        .filter(|&unit| !run.index().scores[unit].is_nan())
        .collect();
    let mut pairs = Vec::new();
    let mut better = vec![0; run.units.len()];
    let mut worse = better.clone();
    for &a in &scored {
        for &b in &scored {
            if a != b && dominates(&columns, a, b) {
                pairs.push((a, b));
                worse[a] += 1;
                better[b] += 1;
            }
        }
    }
    let count = scored.len() as u32;
    let mut ranks = vec![None; run.units.len()];
    for unit in scored {
        ranks[unit] = Some((1 + better[unit], count - worse[unit]));
    }
    Dominance { pairs, ranks }
}

fn dominates(columns: &[&[f64]], a: usize, b: usize) -> bool {
    let mut strictly = false;
    for column in columns {
        let (a, b) = (column[a], column[b]);
        match (a.is_nan(), b.is_nan()) {
            (true, true) => {}
            (false, false) if a >= b => strictly |= a > b,
            _ => return false,
        }
    }
    strictly
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    #[test]
    fn worked_example() {
        let (_, run) = run_of(
            &[("x", 1.0), ("y", 1.0)],
            &[&[3.0, 3.0, 5.0, 1.0], &[4.0, 2.0, 1.0, 5.0]],
        );
        let found = dominance(&run, &run.indicators);
        assert_eq!(found.pairs, [(0, 1)]);
        assert_eq!(
            found.ranks,
            [Some((1, 3)), Some((2, 4)), Some((1, 4)), Some((1, 4))]
        );
    }

    #[test]
    fn what_is_unknown_proves_nothing() {
        let (_, run) = with_missing();
        let found = dominance(&run, &run.indicators);
        // u1 lacks b, u0 has it, so neither is known to be better throughout.
        assert!(!found.pairs.contains(&(0, 1)) && !found.pairs.contains(&(1, 0)));
        assert_eq!(found.ranks[5], None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn no_weights_break_the_bounds(
            x in prop::collection::vec((0..9i32).prop_map(f64::from), 8),
            y in prop::collection::vec((0..9i32).prop_map(f64::from), 8),
            weight in 0.01..20.0f64,
        ) {
            prop_assume!(x.iter().any(|v| *v != x[0]) && y.iter().any(|v| *v != y[0]));
            let (_, run) = run_of(&[("x", weight), ("y", 1.0)], &[&x, &y]);
            let found = dominance(&run, &run.indicators);
            for (rank, bounds) in run.index().ranks.iter().zip(found.ranks) {
                let (best, worst) = bounds.unwrap();
                prop_assert!((best..=worst).contains(&rank.unwrap()));
            }
        }
    }
}
