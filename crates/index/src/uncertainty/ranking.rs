//! Ranks by the million: the ranks of [`ranks`](crate::ranks) by sorting whole numbers in place.

use crate::rank::SUM_ROUNDING;

/// The rank of a unit without a score: behind all others.
pub(crate) const UNRANKED: i16 = i16::MAX;

/// The most units whose ranks and pairs can be counted.
pub(crate) const MOST_UNITS: usize = 10_000;

/// Ranks scores; keeps its room between calls.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    /// The place of a score from the best down in the high bits, the unit in the low bits.
    keys: Vec<u64>,
    order: Vec<(f64, u32)>,
}

impl Ranking {
    /// Writes the rank of every unit (1 is best, ties get the smallest, [`UNRANKED`] without a score).
    /// Neighbours that differ by the rounding of sums are tied.
    pub fn ranks(&mut self, scores: &[f64], ranks: &mut [i16]) {
        let bits = usize::BITS - scores.len().leading_zeros();
        let mask = (1_u64 << bits) - 1;
        self.keys.clear();
        let mut largest = 0.0_f64;
        for (unit, &score) in scores.iter().enumerate() {
            if score.is_nan() {
                ranks[unit] = UNRANKED;
            } else {
                largest = largest.max(score.abs());
                self.keys.push((descending(score) & !mask) | unit as u64);
            }
        }
        self.keys.sort_unstable();
        self.order.clear();
        let units = self.keys.iter().map(|key| (key & mask) as u32);
        self.order
            .extend(units.map(|unit| (scores[unit as usize], unit)));
        // The unit took the last bits of the score, so neighbours that close may stand the wrong way.
        for place in 1..self.order.len() {
            let mut at = place;
            while at > 0 && self.order[at - 1].0 < self.order[at].0 {
                self.order.swap(at - 1, at);
                at -= 1;
            }
        }
        let tolerance = SUM_ROUNDING * largest;
        let mut rank = 0;
        let mut before = f64::INFINITY;
        for (place, &(score, unit)) in self.order.iter().enumerate() {
            let tied = before - score <= tolerance;
            if !tied {
                rank = place as i16 + 1;
            }
            before = score;
            ranks[unit as usize] = rank;
        }
    }
}

/// Bits that sort as the scores do, from the largest down.
fn descending(score: f64) -> u64 {
    let bits = score.to_bits();
    if bits >> 63 == 1 {
        bits
    } else {
        !bits & !(1 << 63)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ranks;

    proptest! {
        #[test]
        fn are_the_ranks_of_the_run(
            scores in prop::collection::vec(
                prop_oneof![
                    (-20..20i32).prop_map(f64::from),
                    -1e3..1e3f64,
                    (0..40u32).prop_map(|step| 100.0 + f64::from(step) * 3e-11),
                    Just(f64::NAN),
                    Just(-0.0),
                ],
                1..200,
            ),
        ) {
            let mut found = vec![0; scores.len()];
            Ranking::default().ranks(&scores, &mut found);
            let expected = ranks(&scores, SUM_ROUNDING);
            for (found, expected) in found.iter().zip(expected) {
                prop_assert_eq!(*found, expected.map_or(UNRANKED, |rank| rank as i16));
            }
        }
    }
}
