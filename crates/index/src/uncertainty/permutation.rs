//! A shuffle of 0…n−1 that gives the place of any number without storing the others: what makes a Latin
//! hypercube of a million points cost no memory and start anywhere.
//!
//! A balanced Feistel network permutes the numbers of an even count of bits; numbers of n or above are
//! sent through again until they fall below n (cycle walking). Source: Black & Rogaway (2002), Ciphers
//! with Arbitrary Finite Domains, CT-RSA.

use super::random::mix;

/// A shuffle of the numbers below `length`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Permutation {
    length: u64,
    half: u32,
    key: u64,
}

const ROUNDS: u64 = 6;

impl Permutation {
    /// The shuffle of the numbers below `length` (> 0) that belongs to `key`.
    pub fn new(length: u64, key: u64) -> Permutation {
        let bits = u64::BITS - (length - 1).leading_zeros();
        Permutation {
            length,
            half: bits.div_ceil(2).max(1),
            key,
        }
    }

    /// Where `number`, which is below the length, goes.
    pub fn place(&self, number: u64) -> u64 {
        let mut place = self.feistel(number);
        while place >= self.length {
            place = self.feistel(place);
        }
        place
    }

    fn feistel(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for round in 0..ROUNDS {
            let scrambled = mix(self.key ^ mix(right ^ (round << 60))) & mask;
            (left, right) = (right, left ^ scrambled);
        }
        (left << self.half) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_gets_a_place_of_its_own() {
        for length in [1, 2, 3, 10, 255, 256, 1_000] {
            let permutation = Permutation::new(length, 5);
            let mut places: Vec<u64> = (0..length).map(|n| permutation.place(n)).collect();
            if length >= 255 {
                let moved = places.iter().zip(0..).filter(|(place, n)| **place != *n);
                assert!(moved.count() as u64 > length * 9 / 10);
            }
            places.sort_unstable();
            assert!(places.into_iter().eq(0..length));
        }
    }
}
