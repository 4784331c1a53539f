//! The distances of all pairs of points, gathered in narrow bins that keep the first two moments of the
//! offsets within each.
//!
//! A smooth function of the distance, summed over all pairs, follows from the number n of pairs in each bin and
//! their offsets t from its middle c: Σ F(c + t) = n·F(c) + F′(c)·Σt + ½F″(c)·Σt² + error, and as |t| ≤ δ/2 of
//! the width δ, |error| ≤ n·δ³/48·max|F‴|. Distances are straight lines between vectors, so no inverse sine is
//! needed for a pair on the sphere.
//!
//! Pairs of blocks of points that are too far apart are left out as a whole.

use std::ops::Range;

/// Bins; the last one gathers what is farther than the limit.
pub(super) const BINS: usize = 1 << 14;

/// Points in a block.
const BLOCK: usize = 64;

/// A double with this added has the whole number nearest to it in its low bits.
const WHOLE: f64 = (1_u64 << 52) as f64;

/// Offsets are counted in parts of the width of a bin: 2 to the power of this.
const FINE_BITS: u32 = 24;
const ONE_BIN: u64 = 1 << FINE_BITS;
const FINE: f64 = ONE_BIN as f64;

/// The middle of the last bin, in the same parts.
const LAST: f64 = (BINS - 1) as f64 * FINE;

/// Pairs without weights are summed as whole numbers: the sum of their offsets in the low bits of one number
/// and how many they are above, the sum of their squares in another one.
const PAIR_BITS: u32 = 44;
const ONE_PAIR: u64 = 1 << PAIR_BITS;
const SQUARE_SHIFT: u32 = 8;

/// After so many pairs of blocks they are added up: 2^19 pairs leave room in either number.
const ROOM: usize = (1 << 19) / (BLOCK * BLOCK);

/// The least and the largest coordinate on each axis.
type Bounds = [[f64; 2]; 3];

/// Points in an order in which neighbours in space are neighbours in the list.
#[derive(Debug, Default)]
pub(super) struct Chain {
    axes: [Vec<f64>; 3],
    weights: Vec<f64>,
    /// Every weight is 1.
    uniform: bool,
}

impl Chain {
    pub(super) fn new(points: impl Iterator<Item = ([f64; 3], f64)>) -> Chain {
        let mut chain = Chain::default();
        for (vector, weight) in points {
            for (axis, value) in chain.axes.iter_mut().zip(vector) {
                axis.push(value);
            }
            chain.weights.push(weight);
        }
        chain.uniform = chain.weights.iter().all(|weight| *weight == 1.0);
        chain
    }

    fn len(&self) -> usize {
        self.weights.len()
    }

    /// Σ w and Σ w².
    pub(super) fn sums(&self) -> (f64, f64) {
        let squares = self.weights.iter().map(|weight| weight * weight).sum();
        (self.weights.iter().sum(), squares)
    }

    /// A box around one point.
    fn place(&self, point: usize) -> Bounds {
        [0, 1, 2].map(|axis| [self.axes[axis][point]; 2])
    }

    fn boxes(&self) -> Vec<Bounds> {
        (0..self.len())
            .step_by(BLOCK)
            .map(|start| {
                let range = start..(start + BLOCK).min(self.len());
                [0, 1, 2].map(|axis| {
                    let values = self.axes[axis][range.clone()].iter();
                    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &value| {
                        [low.min(value), high.max(value)]
                    })
                })
            })
            .collect()
    }
}

/// Pairs by distance: for each bin the sums of w, w·t and w·t², w the product of the weights and t the offset
/// from the middle of the bin (in widths of a bin).
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    pub(super) width: f64,
    pub(super) bins: Box<[[f64; 3]; BINS]>,
    whole: Box<[[u64; 2]; BINS]>,
    unflushed: usize,
}

impl Histogram {
    /// Bins for straight-line distances up to `limit`.
    pub(super) fn new(limit: f64) -> Histogram {
        Histogram {
            width: limit / (BINS - 2) as f64,
            bins: Box::new([[0.0; 3]; BINS]),
            whole: Box::new([[0; 2]; BINS]),
            unflushed: 0,
        }
    }

    /// Adds each pair of different points of a chain once.
    pub(super) fn add_within(&mut self, chain: &Chain) {
        let boxes = chain.boxes();
        for (first, a) in boxes.iter().enumerate() {
            let start = first * BLOCK;
            let end = (start + BLOCK).min(chain.len());
            for point in start..end {
                self.add_point(chain, point, chain, point + 1..end);
            }
            self.make_room();
            for (second, b) in boxes.iter().enumerate().skip(first + 1) {
                if self.reaches(a, b) {
                    let others = second * BLOCK..((second + 1) * BLOCK).min(chain.len());
                    for point in start..end {
                        if self.reaches(&chain.place(point), b) {
                            self.add_point(chain, point, chain, others.clone());
                        }
                    }
                    self.make_room();
                }
            }
        }
        self.flush();
    }

    /// Adds each pair of a point of one chain and one of the other.
    pub(super) fn add_between(&mut self, chain: &Chain, other: &Chain) {
        let other_boxes = other.boxes();
        for (first, a) in chain.boxes().iter().enumerate() {
            for (second, b) in other_boxes.iter().enumerate() {
                if self.reaches(a, b) {
                    let others = second * BLOCK..((second + 1) * BLOCK).min(other.len());
                    for point in first * BLOCK..((first + 1) * BLOCK).min(chain.len()) {
                        self.add_point(chain, point, other, others.clone());
                    }
                    self.make_room();
                }
            }
        }
        self.flush();
    }

    fn reaches(&self, a: &Bounds, b: &Bounds) -> bool {
        let gaps = a
            .iter()
            .zip(b)
            .map(|(a, b)| (b[0] - a[1]).max(a[0] - b[1]).max(0.0));
        gaps.map(|gap| gap * gap).sum::<f64>().sqrt() <= self.width * (BINS - 1) as f64
    }

    fn add_point(&mut self, chain: &Chain, point: usize, other: &Chain, others: Range<usize>) {
        let place = [0, 1, 2].map(|axis| chain.axes[axis][point]);
        let [xs, ys, zs] = [0, 1, 2].map(|axis| &other.axes[axis][others.clone()]);
        let scale = FINE / self.width;
        let mut fixed = [0_u64; BLOCK];
        let count = others.len().min(BLOCK);
        for (fixed, ((x, y), z)) in fixed[..count].iter_mut().zip(xs.iter().zip(ys).zip(zs)) {
            let (dx, dy, dz) = (place[0] - x, place[1] - y, place[2] - z);
            let distance = (dx * dx + dy * dy + dz * dz).sqrt() * scale + 0.5 * FINE;
            *fixed = (distance.min(LAST) + WHOLE).to_bits();
        }
        if chain.uniform && other.uniform {
            for fixed in &fixed[..count] {
                let offset = fixed & (ONE_BIN - 1);
                let [first, second] = &mut self.whole[(fixed >> FINE_BITS) as usize % BINS];
                *first += ONE_PAIR | offset;
                *second += (offset * offset) >> SQUARE_SHIFT;
            }
        } else {
            let weight = chain.weights[point];
            for (fixed, other) in fixed[..count].iter().zip(&other.weights[others]) {
                let product = weight * other;
                let offset = (fixed & (ONE_BIN - 1)) as f64 / FINE - 0.5;
                let first = product * offset;
                let bin = &mut self.bins[(fixed >> FINE_BITS) as usize % BINS];
                *bin = [bin[0] + product, bin[1] + first, bin[2] + first * offset];
            }
        }
    }

    /// Adds the whole numbers up, before they could overflow.
    fn flush(&mut self) {
        for (bin, [first, second]) in self.bins.iter_mut().zip(self.whole.iter_mut()) {
            if *first == 0 {
                continue;
            }
            let pairs = (*first >> PAIR_BITS) as f64;
            let sum = (*first & (ONE_PAIR - 1)) as f64 / FINE;
            let squares = (*second << SQUARE_SHIFT) as f64 / (FINE * FINE);
            // Offsets were counted from the lower edge of the bin.
            bin[0] += pairs;
            bin[1] += sum - 0.5 * pairs;
            bin[2] += squares - sum + 0.25 * pairs;
            (*first, *second) = (0, 0);
        }
        self.unflushed = 0;
    }

    /// Flushes if another pair of blocks might overflow.
    fn make_room(&mut self) {
        self.unflushed += 1;
        if self.unflushed == ROOM {
            self.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    #[test]
    fn every_pair_is_counted_once_at_its_distance() {
        for weighted in [true, false] {
            check(weighted);
        }
    }

    fn check(weighted: bool) {
        let mut random = Random::of_draw(1, 0);
        let points: Vec<([f64; 3], f64)> = (0..500)
            .map(|point| {
                let along = f64::from(point) / 50.0;
                (
                    [along, random.uniform(), random.uniform()],
                    1.0 + f64::from(u8::from(weighted)) * random.uniform(),
                )
            })
            .collect();
        let limit = 3.0;
        let (mut within, mut between) = (Histogram::new(limit), Histogram::new(limit));
        within.add_within(&Chain::new(points.iter().copied()));
        let (left, right) = points.split_at(200);
        between.add_between(
            &Chain::new(left.iter().copied()),
            &Chain::new(right.iter().copied()),
        );
        for (histogram, crossing) in [(&within, false), (&between, true)] {
            let mut expected = vec![[0.0; 3]; BINS];
            for a in 0..500 {
                for b in a + 1..500 {
                    if crossing && !(a < 200 && b >= 200) {
                        continue;
                    }
                    let distance = crate::points::squared(points[a].0, points[b].0).sqrt();
                    let place = distance / histogram.width;
                    if place.round() < (BINS - 1) as f64 {
                        let product = points[a].1 * points[b].1;
                        expected[place.round() as usize][0] += product;
                        let offset = place - place.round();
                        expected[place.round() as usize][1] += product * offset;
                        expected[place.round() as usize][2] += product * offset * offset;
                    }
                }
            }
            for (found, expected) in histogram.bins[..BINS - 1].iter().zip(&expected) {
                for moment in 0..3 {
                    assert!((found[moment] - expected[moment]).abs() < 1e-5);
                }
            }
        }
    }
}
