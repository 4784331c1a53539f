//! Ranks by the million: the ranks of [`ranks`](crate::ranks) by sorting into bins.

use crate::rank::SUM_ROUNDING;

/// The rank of a unit without a score: behind all others.
pub(crate) const UNRANKED: i16 = i16::MAX;

/// The most units whose ranks and pairs can be counted.
pub(crate) const MOST_UNITS: usize = 10_000;

/// Ranks scores; keeps its room between calls.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    /// The bin of every unit.
    bins: Vec<u16>,
    /// Where each bin begins in the order.
    starts: Vec<u32>,
    /// The scores from the best down, with their units.
    order: Vec<(f64, u32)>,
}

/// Sorting within bins moves about a quarter of the squared count of each; beyond so many moves a unit,
/// sorting all scores at once is faster.
const CROWDED: u64 = 16;

impl Ranking {
    /// As [`Ranking::ranks`], given and leaving behind an `order` of all units from the best down, such as that of
    /// like scores: putting right what differs costs less than sorting anew.
    pub fn ranks_from(&mut self, order: &mut [u16], scores: &[f64], ranks: &mut [i16]) {
        self.order.clear();
        let in_order = order
            .iter()
            .map(|&unit| (scores[usize::from(unit)], u32::from(unit)));
        self.order.extend(in_order);
        let mut moves = CROWDED * scores.len() as u64;
        for place in 1..self.order.len() {
            let own = self.order[place];
            let mut at = place;
            while at > 0 && self.order[at - 1].0 < own.0 {
                self.order[at] = self.order[at - 1];
                at -= 1;
            }
            self.order[at] = own;
            moves = moves.saturating_sub((place - at) as u64);
            if moves == 0 {
                break;
            }
        }
        let (best, worst) = (self.order.first(), self.order.last());
        let most = best.map_or(f64::NAN, |best| best.0);
        let least = worst.map_or(f64::NAN, |worst| worst.0);
        // Missing scores compare with none, so an order with them is not to be trusted.
        if moves == 0 || scores.iter().any(|score| score.is_nan()) {
            self.ranks(scores, ranks);
        } else {
            self.write(least, most, ranks);
        }
        if self.order.len() == order.len() {
            for (to, &(_, unit)) in order.iter_mut().zip(&self.order) {
                *to = unit as u16;
            }
        }
    }

    /// Writes the rank of every unit (1 is best, ties get the smallest, [`UNRANKED`] without a score).
    /// Neighbours that differ by the rounding of sums are tied.
    pub fn ranks(&mut self, scores: &[f64], ranks: &mut [i16]) {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for &score in scores {
            // Comparisons with NaN are false, so missing scores leave both ends alone.
            least = if score < least { score } else { least };
            most = if score > most { score } else { most };
        }
        if !self.order_by_bins(scores, least, most) {
            self.order_by_sorting(scores);
        }
        self.write(least, most, ranks);
    }

    /// Writes the ranks of the units in order, the scores of which reach from `least` to `most`.
    fn write(&self, least: f64, most: f64, ranks: &mut [i16]) {
        // What is not in the order has no score.
        ranks.fill(UNRANKED);
        let tolerance = SUM_ROUNDING * least.abs().max(most.abs());
        let mut rank = 0;
        let mut before = f64::INFINITY;
        for (place, &(score, unit)) in (1_i16..).zip(&self.order) {
            let tied = before - score <= tolerance;
            rank = if tied { rank } else { place };
            before = score;
            ranks[unit as usize] = rank;
        }
    }

    /// Brings the scores into order by putting them into bins of equal width; false when they are not
    /// finite or crowd in few bins.
    fn order_by_bins(&mut self, scores: &[f64], least: f64, most: f64) -> bool {
        let bins = scores.len().next_power_of_two();
        let scale = (bins - 1) as f64 / (most - least);
        if !(scale.is_finite() && scale > 0.0 && scale * (most - least) < f64::INFINITY) {
            return false;
        }
        // Missing scores go into a bin of their own behind the others.
        self.bins.clear();
        self.bins.extend(scores.iter().map(|&score| {
            let bin = ((most - score) * scale) as i32 as u16;
            if score.is_nan() { bins as u16 } else { bin }
        }));
        self.starts.clear();
        self.starts.resize(bins + 1, 0);
        for &bin in &self.bins {
            self.starts[bin as usize] += 1;
        }
        let missing = self.starts[bins] as usize;
        let (mut place, mut squares) = (0, 0);
        for start in &mut self.starts {
            let count = *start;
            *start = place;
            place += count;
            squares += u64::from(count) * u64::from(count);
        }
        let moves = (squares - (missing * missing) as u64) / 4;
        if moves > CROWDED * scores.len() as u64 {
            return false;
        }
        self.order.clear();
        self.order.resize(scores.len(), (0.0, 0));
        for (unit, (&score, &bin)) in (0_u32..).zip(scores.iter().zip(&self.bins)) {
            let start = &mut self.starts[bin as usize];
            self.order[*start as usize] = (score, unit);
            *start += 1;
        }
        self.order.truncate(scores.len() - missing);
        for place in 1..self.order.len() {
            let own = self.order[place];
            let mut at = place;
            while at > 0 && self.order[at - 1].0 < own.0 {
                self.order[at] = self.order[at - 1];
                at -= 1;
            }
            self.order[at] = own;
        }
        true
    }

    fn order_by_sorting(&mut self, scores: &[f64]) {
        let present = (0_u32..).zip(scores).filter(|(_, score)| !score.is_nan());
        self.order.clear();
        self.order
            .extend(present.map(|(unit, &score)| (score, unit)));
        self.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
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
            let expected = ranks(&scores, SUM_ROUNDING).into_iter();
            let expected: Vec<i16> =
                expected.map(|rank| rank.map_or(UNRANKED, |rank| rank as i16)).collect();
            prop_assert_eq!(&found, &expected);
            // From any order, and again from the one left behind.
            let mut order: Vec<u16> = (0..scores.len() as u16).collect();
            for _ in 0..2 {
                found.fill(0);
                Ranking::default().ranks_from(&mut order, &scores, &mut found);
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
