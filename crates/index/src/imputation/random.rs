//! Random numbers from a seed: xoshiro256++ (Blackman & Vigna 2019), seeded by splitmix64.

/// A stream of random numbers.
pub(super) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of this number under a seed; streams do not depend on each other.
    pub fn stream(seed: u64, number: u64) -> Random {
        let mut state = seed ^ number.wrapping_mul(0xd134_2543_de82_ef95);
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Random {
            state: [next(), next(), next(), next()],
        }
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// Uniform between 0 (included) and 1.
    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A position below `n`, which is above zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n - 1)
    }

    /// Standard normal (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::{mean, standard_deviation};

    #[test]
    fn moments_and_streams() {
        let mut random = Random::stream(1, 0);
        let normal: Vec<f64> = (0..20_000).map(|_| random.normal()).collect();
        assert!(mean(&normal).unwrap().abs() < 0.03);
        assert!((standard_deviation(&normal).unwrap() - 1.0).abs() < 0.03);
        let uniform: Vec<f64> = (0..20_000).map(|_| random.uniform()).collect();
        assert!((mean(&uniform).unwrap() - 0.5).abs() < 0.01);
        assert_ne!(
            Random::stream(1, 0).uniform(),
            Random::stream(1, 1).uniform()
        );
        assert!((0..1000).all(|_| random.below(3) < 3));
    }
}
