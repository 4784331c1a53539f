//! Sharing out a whole number.

/// What one party may get of a total.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// How much it gets beside the others, above its floor.
    pub(super) weight: u64,
    /// The least it gets.
    pub(super) floor: u64,
    /// The most it gets.
    pub(super) cap: u64,
}

impl Share {
    /// A party that gets exactly `value`.
    pub(super) fn fixed(value: u64) -> Share {
        Share {
            weight: 0,
            floor: value,
            cap: value,
        }
    }

    /// A party that gets what its weight brings.
    pub(super) fn weighted(weight: u64) -> Share {
        Share {
            weight,
            floor: 0,
            cap: u64::MAX,
        }
    }
}

/// Shares out `total`: floors first, the rest in proportion to the weights, never above a cap, what is left by
/// rounding to the largest remainders. The parts add up to `total` exactly.
///
/// # Panics
///
/// When the floors exceed the total, or the caps of the parties with a weight cannot hold it.
pub(super) fn apportion(total: u64, shares: &[Share]) -> Vec<u64> {
    let mut parts: Vec<u64> = shares.iter().map(|share| share.floor).collect();
    let floors: u64 = parts.iter().sum();
    assert!(
        floors <= total,
        "the floors add up to {floors}, more than the total {total}"
    );
    let mut left = total - floors;
    while left > 0 {
        let mut open: Vec<usize> = (0..shares.len())
            .filter(|&party| shares[party].weight > 0 && parts[party] < shares[party].cap)
            .collect();
        assert!(!open.is_empty(), "{left} of {total} exceed the caps");
        let weights: u128 = open
            .iter()
            .map(|&party| u128::from(shares[party].weight))
            .sum();
        let due = |party: usize| u128::from(left) * u128::from(shares[party].weight);
        let quota = |party: usize| (due(party) / weights) as u64;
        let full: Vec<usize> = open
            .iter()
            .copied()
            .filter(|&party| quota(party) >= shares[party].cap - parts[party])
            .collect();
        if !full.is_empty() {
            for party in full {
                left -= shares[party].cap - parts[party];
                parts[party] = shares[party].cap;
            }
            continue;
        }
        let given: u64 = open.iter().map(|&party| quota(party)).sum();
        for &party in &open {
            parts[party] += quota(party);
        }
        open.sort_by_key(|&party| (std::cmp::Reverse(due(party) % weights), party));
        for &party in open.iter().take((left - given) as usize) {
            parts[party] += 1;
        }
        break;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Share, apportion};

    #[test]
    fn seats_go_to_the_largest_remainders() {
        // Hamilton's method for 10 seats and votes 41, 35, 24: quotas 4.1, 3.5, 2.4.
        let votes = [41, 35, 24].map(Share::weighted);
        assert_eq!(apportion(10, &votes), [4, 4, 2]);
    }

    #[test]
    fn floors_and_caps_hold() {
        let shares = [
            Share::fixed(7),
            Share {
                weight: 100,
                floor: 0,
                cap: 3,
            },
            Share {
                weight: 1,
                floor: 2,
                cap: 50,
            },
            Share::weighted(0),
        ];
        assert_eq!(apportion(30, &shares), [7, 3, 20, 0]);
    }

    proptest! {
        #[test]
        fn parts_add_up(
            total in 0_u64..1_000_000,
            weights in prop::collection::vec(1_u64..10_000, 1..60),
        ) {
            let shares: Vec<Share> = weights.into_iter().map(Share::weighted).collect();
            let parts = apportion(total, &shares);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            let sum: u64 = shares.iter().map(|share| share.weight).sum();
            for (part, share) in parts.iter().zip(&shares) {
                let quota = total as f64 * share.weight as f64 / sum as f64;
                prop_assert!((*part as f64 - quota).abs() < 1.0, "{} of {}", part, quota);
            }
        }
    }
}
