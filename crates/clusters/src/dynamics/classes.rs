//! Classes of values between cuts, which chains of moves are counted over.
//!
//! With cuts c_1 < c_2 < …, class 0 holds values up to and with c_1, class 1 those above c_1 up to and with c_2, and so on. Quantile cuts
//! divide values into k classes of as equal a size as ties allow; quantiles are interpolated linearly between order statistics (Hyndman &
//! Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50(4), definition 7).
//!
//! Worked example: (1, 2, 3, 4, 10) in 2 classes: cut 3, classes (0, 0, 0, 1, 1).

/// A quantile of values in ascending order, which must not be empty; `share` from 0 to 1.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    between(sorted, share * (sorted.len() - 1) as f64)
}

/// The value at a position from 0 that may lie between two.
fn between(sorted: &[f64], at: f64) -> f64 {
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * at.fract()
}

/// The cuts that divide values into `k` classes of equal size. Where many values are alike some cuts fall together and are given
/// once, and a cut that no value lies above is left out, so that there may be fewer classes. None for no values.
pub fn quantile_cuts(values: &[f64], k: usize) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(&largest) = sorted.last() else {
        return Vec::new();
    };
    // Multiplied before it is divided, so that a cut that falls on a value is that value.
    let at = |class: usize| (class * (sorted.len() - 1)) as f64 / k as f64;
    let mut cuts: Vec<f64> = (1..k)
        .map(|class| between(&sorted, at(class)))
        .filter(|cut| *cut < largest)
        .collect();
    cuts.dedup();
    cuts
}

/// The class of a value between ascending cuts.
pub fn class_of(value: f64, cuts: &[f64]) -> usize {
    cuts.partition_point(|cut| *cut < value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example() {
        let values = [10.0, 1.0, 2.0, 4.0, 3.0];
        let cuts = quantile_cuts(&values, 2);
        assert_eq!(cuts, [3.0]);
        assert_eq!(values.map(|value| class_of(value, &cuts)), [1, 0, 0, 1, 0]);
    }

    #[test]
    fn ties_leave_fewer_classes_and_none_empty() {
        assert_eq!(quantile_cuts(&[1.0, 1.0, 1.0, 1.0, 9.0], 4), [1.0]);
        assert_eq!(quantile_cuts(&[2.0, 2.0], 5), [] as [f64; 0]);
        assert_eq!(quantile_cuts(&[], 5), [] as [f64; 0]);
    }

    proptest! {
        #[test]
        fn classes_without_ties_differ_by_one_member_at_most(
            values in prop::collection::hash_set(0..10_000_i32, 1..60), k in 1..7_usize
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            prop_assume!(values.len() >= k);
            let cuts = quantile_cuts(&values, k);
            let mut sizes = vec![0_usize; k];
            values.iter().for_each(|value| sizes[class_of(*value, &cuts)] += 1);
            let spread = sizes.iter().max().unwrap() - sizes.iter().min().unwrap();
            prop_assert!(spread <= 1, "{sizes:?}");
        }
    }
}
