//! Random numbers that depend on nothing but a seed and the number of the draw, so that results are the
//! same whatever the number of threads.
//!
//! Generator: PCG-XSL-RR 128/64. Source: O'Neill (2014), PCG: A Family of Simple Fast Space-Efficient
//! Statistically Good Algorithms for Random Number Generation, HMC-CS-2014-0905.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The generator of one draw (a permutation, a simulation, a resample).
#[derive(Debug, Clone)]
pub struct Random(Pcg64);

impl Random {
    /// The generator of draw number `index` of a computation seeded by `seed`.
    pub fn of_draw(seed: u64, index: u64) -> Random {
        Random(Pcg64::new(u128::from(seed), u128::from(index)))
    }

    /// A number in the half-open interval [0, 1), on a grid of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `bound`, which must be above 0 (multiplication by Lemire; the bias is below
    /// bound / 2⁶⁴).
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// Puts `items` into a random order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_its_seed_and_number_alone() {
        let of = |seed, index| Random::of_draw(seed, index).uniform();
        assert_eq!(of(1, 2), of(1, 2));
        assert_ne!(of(1, 2), of(1, 3));
        assert_ne!(of(1, 2), of(2, 2));
    }

    #[test]
    fn numbers_below_a_bound_are_equally_frequent() {
        let mut random = Random::of_draw(7, 0);
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[random.below(6)] += 1;
        }
        let chi_squared: f64 = counts
            .iter()
            .map(|&count| (f64::from(count) - 10_000.0).powi(2) / 10_000.0)
            .sum();
        assert!(chi_squared < 15.1, "{counts:?}");
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..50).collect();
        Random::of_draw(3, 1).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
