//! Ranks by score: 1 is best, ties get the smallest rank.

/// Scores this close (relative to the largest) are one score: sums taken in another order differ by
/// as much.
pub(crate) const SUM_ROUNDING: f64 = 1e-12;

/// The rank of each score, `None` where it is missing (NaN). Sorted neighbours that differ by at most
/// `tolerance` times the largest absolute score are tied; with 0 only equal scores are.
///
/// Worked example: (70, 90, –, 70, 10) has the ranks (2, 1, –, 2, 4).
pub fn ranks(scores: &[f64], tolerance: f64) -> Vec<Option<u32>> {
    let mut order: Vec<usize> = (0..scores.len())
        .filter(|&unit| !scores[unit].is_nan())
        .collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let largest = order
        .iter()
        .fold(0.0_f64, |largest, &unit| largest.max(scores[unit].abs()));
    let mut ranks = vec![None; scores.len()];
    let mut rank = 0;
    for (place, &unit) in order.iter().enumerate() {
        let tied = place > 0 && scores[order[place - 1]] - scores[unit] <= tolerance * largest;
        if !tied {
            rank = place as u32 + 1;
        }
        ranks[unit] = Some(rank);
    }
    ranks
}

/// The units that have a value, from the smallest to the largest, in runs of equal values: `visit` gets
/// how many lie below and the units of the run.
pub(crate) fn tied_runs(column: &[f64], mut visit: impl FnMut(usize, &[usize])) {
    let mut order: Vec<usize> = (0..column.len())
        .filter(|&unit| !column[unit].is_nan())
        .collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let largest = order
        .iter()
        .fold(0.0_f64, |largest, &unit| largest.max(column[unit].abs()));
    let tied = |&a: &usize, &b: &usize| column[b] - column[a] <= SUM_ROUNDING * largest;
    let mut below = 0;
    for run in order.chunk_by(tied) {
        visit(below, run);
        below += run.len();
    }
}

/// The rank of every value from 1 for the smallest; ties get the mean of their ranks, missing values
/// none (NaN).
pub(crate) fn ascending_ranks(column: &[f64]) -> Vec<f64> {
    let mut ranks = vec![f64::NAN; column.len()];
    tied_runs(column, |below, run| {
        let rank = below as f64 + (run.len() as f64 + 1.0) / 2.0;
        for &unit in run {
            ranks[unit] = rank;
        }
    });
    ranks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(
            ranks(&[70.0, 90.0, f64::NAN, 70.0, 10.0], 0.0),
            [Some(2), Some(1), None, Some(2), Some(4)]
        );
        assert_eq!(ranks(&[0.0, -0.0], 0.0), [Some(1), Some(1)]);
    }

    #[test]
    fn rounding_of_sums_is_no_difference() {
        let (a, b) = (0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1);
        assert_ne!(a, b);
        assert_eq!(ranks(&[a, b], SUM_ROUNDING), [Some(1), Some(1)]);
        assert!(ranks(&[a, b], 0.0).contains(&Some(2)));
    }

    #[test]
    fn ranks_are_averaged_over_ties() {
        let ranks = ascending_ranks(&[5.0, f64::NAN, 1.0, 5.0, -0.0, 0.1 + 0.2, 0.3]);
        assert_eq!(ranks[0], 5.5);
        assert!(ranks[1].is_nan());
        assert_eq!(ranks[2..], [4.0, 5.5, 1.0, 2.5, 2.5]);
    }

    proptest! {
        #[test]
        fn a_rank_is_one_more_than_the_number_of_better_units(
            scores in prop::collection::vec((0..20i32).prop_map(f64::from), 0..40),
        ) {
            for (score, rank) in scores.iter().zip(ranks(&scores, 0.0)) {
                let better = scores.iter().filter(|other| *other > score).count();
                prop_assert_eq!(rank, Some(better as u32 + 1));
            }
        }
    }
}
