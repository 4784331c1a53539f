//! The distances of all pairs for many simulations at once, between cells of a few neighbouring places.
//!
//! Every point is moved to the middle of its cell, by |o|: a pair's distance changes by at most |o_i| + |o_j|
//! (triangle inequality), on average over all pairs by at most twice the mean of |o|. In return the distance of
//! two cells is computed once for all simulations, which then differ only in how much of each type a cell holds.
//! The cost is that of C²/2 distances and as many products of rows of numbers, one number a simulation.

use super::null::{Marked, Marks};
use crate::points::{Positions, squared};
use crate::tree::Tree;

/// Parts that are summed on their own, whatever the number of threads, so that sums are the same.
const PARTS: usize = 32;

/// Rows after which sums of single precision are added up in double precision.
const ROWS: usize = 64;

/// Cells in a block.
const BLOCK: usize = 64;

/// Places in cells.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) centres: Vec<[f64; 3]>,
    /// The cell of each place.
    cell_of: Vec<u32>,
    /// How far each place is from the middle of its cell, in units of distance.
    offsets: Vec<f64>,
}

impl Cells {
    /// At most about `most` cells.
    pub(super) fn new(positions: &Positions, most: usize) -> Cells {
        let leaf = (2 * positions.len()).div_ceil(most.max(1)).max(1);
        let tree = Tree::with_leaves(positions, leaf);
        let mut cells = Cells {
            centres: Vec::new(),
            cell_of: vec![0; positions.len()],
            offsets: vec![0.0; positions.len()],
        };
        let vectors = positions.vectors();
        for node in tree.nodes.iter().filter(|node| node.halves.is_none()) {
            let places = &tree.order[node.start..node.end];
            let mean = [0, 1, 2].map(|axis| {
                let values = places.iter().map(|&place| vectors[place as usize][axis]);
                values.sum::<f64>() / places.len() as f64
            });
            let length = mean.iter().map(|value| value * value).sum::<f64>().sqrt();
            let centre = match positions.surface() {
                crate::points::Surface::Sphere if length > 0.0 => mean.map(|value| value / length),
                _ => mean,
            };
            for &place in places {
                cells.cell_of[place as usize] = cells.centres.len() as u32;
                cells.offsets[place as usize] =
                    positions.along(squared(vectors[place as usize], centre).sqrt());
            }
            cells.centres.push(centre);
        }
        cells
    }

    /// The number of points in each cell.
    pub(super) fn counts(&self, of: impl Fn(usize) -> bool) -> Vec<f64> {
        let mut counts = vec![0.0; self.centres.len()];
        for (place, &cell) in self.cell_of.iter().enumerate() {
            counts[cell as usize] += f64::from(u8::from(of(place)));
        }
        counts
    }
}

/// How much of both types each cell holds in each of several assignments of marks.
#[derive(Debug)]
pub(super) struct Lanes {
    count: usize,
    single: bool,
    /// A row of lanes a cell; the neighbour's only where it is another type.
    reference: Vec<f32>,
    neighbour: Vec<f32>,
    /// For one type, Σ w² over all points of a cell, summed over cells: pairs of a point with itself.
    themselves: Vec<f64>,
    /// The weights of all pairs.
    pairs: Vec<f64>,
    /// The most that the mean distance of a pair is off.
    pub(super) displacement: f64,
}

impl Lanes {
    pub(super) fn new(
        cells: &Cells,
        marked: &Marked,
        marks: impl ExactSizeIterator<Item = Marks>,
    ) -> Lanes {
        let (count, single) = (marks.len(), marked.is_single());
        let size = cells.centres.len() * count;
        let mut lanes = Lanes {
            count,
            single,
            reference: vec![0.0; size],
            neighbour: vec![0.0; if single { 0 } else { size }],
            themselves: vec![0.0; count],
            pairs: Vec::with_capacity(count),
            displacement: 0.0,
        };
        for (lane, marks) in marks.enumerate() {
            let (mut weight, mut moved) = ([0.0; 2], [0.0; 2]);
            let pairs = marks.types.iter().zip(&marks.weights);
            for (place, (&own, &mass)) in pairs.enumerate() {
                let at = cells.cell_of[place] as usize * count + lane;
                if own == marked.reference {
                    lanes.reference[at] += mass as f32;
                    lanes.themselves[lane] += mass * mass;
                    weight[0] += mass;
                    moved[0] += mass * cells.offsets[place];
                }
                if own == marked.neighbour {
                    if !single {
                        lanes.neighbour[at] += mass as f32;
                    }
                    weight[1] += mass;
                    moved[1] += mass * cells.offsets[place];
                }
            }
            lanes.pairs.push(if single {
                0.5 * (weight[0] * weight[0] - lanes.themselves[lane])
            } else {
                weight[0] * weight[1]
            });
            let displacement = moved[0] / weight[0] + moved[1] / weight[1];
            lanes.displacement = lanes.displacement.max(displacement);
        }
        lanes
    }

    /// The sum over all pairs of the products of weights.
    pub(super) fn pairs(&self, lane: usize) -> f64 {
        self.pairs[lane]
    }

    /// For each bin of `width` in straight-line distance up to `limit`, rounded to the nearest, a row of lanes:
    /// the sum over pairs of the products of weights. Pairs of one type count once.
    pub(super) fn histogram(
        &self,
        cells: &Cells,
        width: f64,
        limit: f64,
        threads: usize,
    ) -> Vec<f64> {
        let bins = (limit / width).round() as usize + 2;
        let blocks: Vec<[[f64; 2]; 3]> = cells
            .centres
            .chunks(BLOCK)
            .map(|centres| {
                [0, 1, 2].map(|axis| {
                    let values = centres.iter().map(|centre| centre[axis]);
                    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
                        [low.min(value), high.max(value)]
                    })
                })
            })
            .collect();
        let mut parts: Vec<Option<Vec<f64>>> = vec![None; PARTS];
        let next = std::sync::atomic::AtomicUsize::new(0);
        let done: Vec<(usize, Vec<f64>)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.clamp(1, PARTS))
                .map(|_| {
                    scope.spawn(|| {
                        let mut done = Vec::new();
                        loop {
                            let part = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            if part >= PARTS {
                                return done;
                            }
                            done.push((part, self.part(cells, &blocks, part, width, limit, bins)));
                        }
                    })
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| match worker.join() {
                    Ok(done) => done,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        });
        for (part, sums) in done {
            parts[part] = Some(sums);
        }
        let mut total = vec![0.0; bins * self.count];
        for sums in parts.into_iter().flatten() {
            total
                .iter_mut()
                .zip(sums)
                .for_each(|(total, sum)| *total += sum);
        }
        total
    }

    /// The pairs whose first cell is in one of the blocks part, part + PARTS, ….
    fn part(
        &self,
        cells: &Cells,
        blocks: &[[[f64; 2]; 3]],
        part: usize,
        width: f64,
        limit: f64,
        bins: usize,
    ) -> Vec<f64> {
        let (lanes, last) = (self.count, bins - 1);
        let mut single = vec![0.0_f32; bins * lanes];
        let mut total = vec![0.0; bins * lanes];
        let mut rows = 0;
        for first in (part..blocks.len()).step_by(PARTS) {
            for a in first * BLOCK..((first + 1) * BLOCK).min(cells.centres.len()) {
                self.add_own(a, &mut single[..lanes]);
                for (second, bounds) in blocks.iter().enumerate().skip(first) {
                    if gap(&blocks[first], bounds) > limit {
                        continue;
                    }
                    let start = (second * BLOCK).max(a + 1);
                    for b in start..((second + 1) * BLOCK).min(cells.centres.len()) {
                        let straight = squared(cells.centres[a], cells.centres[b]).sqrt();
                        let bin = (straight / width + 0.5) as usize;
                        if bin < last {
                            self.add(a, b, &mut single[bin * lanes..(bin + 1) * lanes]);
                        }
                    }
                }
                rows += 1;
                if rows % ROWS == 0 {
                    flush(&mut single, &mut total);
                }
            }
        }
        flush(&mut single, &mut total);
        if part == 0 && self.single {
            // Pairs of a point with itself were counted among those of a cell.
            let own = total.iter_mut().zip(&self.themselves);
            own.for_each(|(total, themselves)| *total -= 0.5 * themselves);
        }
        total
    }

    /// Adds the pairs of two cells.
    fn add(&self, a: usize, b: usize, into: &mut [f32]) {
        let row = |cell: usize| cell * self.count..(cell + 1) * self.count;
        let (ra, rb) = (&self.reference[row(a)], &self.reference[row(b)]);
        if self.single {
            for ((into, a), b) in into.iter_mut().zip(ra).zip(rb) {
                *into += a * b;
            }
        } else {
            let (na, nb) = (&self.neighbour[row(a)], &self.neighbour[row(b)]);
            for ((into, (ra, nb)), (rb, na)) in into
                .iter_mut()
                .zip(ra.iter().zip(nb))
                .zip(rb.iter().zip(na))
            {
                *into += ra * nb + rb * na;
            }
        }
    }

    /// Adds the pairs within a cell, at distance 0.
    fn add_own(&self, cell: usize, into: &mut [f32]) {
        let range = cell * self.count..(cell + 1) * self.count;
        if self.single {
            for (into, own) in into.iter_mut().zip(&self.reference[range]) {
                *into += 0.5 * own * own;
            }
        } else {
            let pairs = self.reference[range.clone()]
                .iter()
                .zip(&self.neighbour[range]);
            for (into, (reference, neighbour)) in into.iter_mut().zip(pairs) {
                *into += reference * neighbour;
            }
        }
    }
}

fn flush(single: &mut [f32], total: &mut [f64]) {
    for (single, total) in single.iter_mut().zip(total) {
        *total += f64::from(*single);
        *single = 0.0;
    }
}

fn gap(a: &[[f64; 2]; 3], b: &[[f64; 2]; 3]) -> f64 {
    let gaps = a
        .iter()
        .zip(b)
        .map(|(a, b)| (b[0] - a[1]).max(a[0] - b[1]).max(0.0));
    gaps.map(|gap| gap * gap).sum::<f64>().sqrt()
}
