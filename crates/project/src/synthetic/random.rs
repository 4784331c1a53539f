//! Random draws that are the same on every platform.
//!
//! The generator is PCG XSL RR 128/64 (`Pcg64`), whose output is fixed by its definition; the draws made from
//! it below use whole numbers only. Libraries of distributions change their draws from version to version.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// What a sequence of draws is for. Every purpose has its own sequence, so that drawing more for one file
/// changes no other.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Cities = 1,
    Quotas,
    Firms,
    Universities,
    Agencies,
    Associations,
    Exchanges,
    Policies,
    Laws,
    Benchmark,
}

/// A sequence of random draws.
pub(super) struct Draw(Pcg64);

impl Draw {
    pub(super) fn new(seed: u64, purpose: Purpose) -> Draw {
        Draw(Pcg64::new(u128::from(seed), purpose as u128))
    }

    /// A whole number from 0 to `bound - 1`; `bound` is at least 1. Uneven by less than `bound / 2^64`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included; `low` where `high` is less.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, each as likely as the other.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }

    /// One of `choices`, as likely as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, choices: &'a [(T, u64)]) -> &'a T {
        let mut left = self.below(choices.iter().map(|(_, weight)| weight).sum());
        let chosen = choices.iter().find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        &chosen.unwrap_or(&choices[0]).0
    }

    /// A number with a long tail: at least 1, at most `longest`, above `x` in about `1/x` of the cases.
    pub(super) fn long_tailed(&mut self, longest: u64) -> u64 {
        longest / (1 + self.below(longest))
    }

    /// A weight with a long tail, in steps too small for ties: from 1000 up to `longest` times as much.
    pub(super) fn tail_weight(&mut self, longest: u64) -> u64 {
        longest * 1_000_000 / self.between(1000, longest * 1000)
    }

    /// Puts `items` into a random order (Fisher–Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Draw, Purpose};

    #[test]
    fn draws_do_not_depend_on_the_platform() {
        let mut draw = Draw::new(2023, Purpose::Cities);
        let drawn: Vec<u64> = (0..4).map(|_| draw.below(1_000_000)).collect();
        assert_eq!(drawn, FIRST_DRAWS);
    }

    /// Recomputed outside this program from the definition of the generator.
    const FIRST_DRAWS: [u64; 4] = [171_866, 961_457, 166_072, 947_131];

    #[test]
    fn draws_stay_in_their_bounds() {
        let mut draw = Draw::new(1, Purpose::Firms);
        let mut seen = [0_u32; 3];
        for _ in 0..3000 {
            assert!((5..=9).contains(&draw.between(5, 9)));
            assert!((1..=100).contains(&draw.long_tailed(100)));
            assert!((1000..=30_000).contains(&draw.tail_weight(30)));
            seen[*draw.weighted(&[(0_usize, 1), (1, 0), (2, 3)])] += 1;
        }
        assert_eq!(seen[1], 0);
        // 750 are expected, with a standard deviation of 24.
        assert!((650..850).contains(&seen[0]), "{seen:?}");
        let mut items: Vec<u32> = (0..50).collect();
        draw.shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<u32>>());
    }
}
