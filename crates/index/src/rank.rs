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
