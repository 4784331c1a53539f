//! The K-density of Duranton and Overman: how often pairs of points of an industry stand at each distance.
//!
//! Formula, over the pairs i ≠ j of n points at distances d_ij (great-circle kilometres on the sphere):
//! K(r) = Σ w_i w_j·[φ((r−d_ij)/h) + φ((r+d_ij)/h)] / (h·Σ w_i w_j), φ the standard normal density; the second
//! term is the reflection at 0, so that K integrates to 1 over r ≥ 0. For two types, pairs of one and of the other.
//! Bandwidth h = 0.9·min(s, IQR/1.34)·m^(−1/5) over the m distances of all pairs of the observed pattern,
//! unweighted (quartiles linear between ranks), or given; simulations use the h of the observed pattern. r runs
//! from 0 to the median distance of all places unless another end is given. Source: Duranton & Overman (2005),
//! Testing for Localization Using Micro-Geographic Data, Review of Economic Studies 72(4); bandwidth: Silverman
//! (1986), Density Estimation, section 3.4.2.
//!
//! Worked example, three points on a line at 0, 1, 3 and h = 1: the distances are 1, 2, 3; K(0) = 2·(φ(1) + φ(2)
//! + φ(3))/3 = 0.2002.
//!
//! Exactness: with [`Approximation::Exact`] the distances of all pairs are computed and gathered as
//! in `pairs`, with an error far below rounding of what is printed; [`KDensity::error_bound`] is proved, for
//! every r. With [`Approximation::Cells`] neighbouring places share a cell in the simulations, see `cells`; the bound
//! then, φ′ at its largest times the mean displacement of a pair over h², is proved too but may exceed the peak itself, as
//! it lets every pair stand on the steepest flank of the kernel and move to the same side. The error met says more: the
//! observed pattern and the first simulation are computed both ways (200,000 of 600,000 points in some 60,000 cells:
//! 0.2 % of the peak, where the bound is 110 times it). It is a measurement on two patterns, no proof. The cost is n²/2
//! distances a simulation, or C²/2 distances of cells for all of them; no method that looks at every pair does with
//! less than one.
//!
//! Degenerate cases: points that all stand at one distance (or on one spot) have no bandwidth of their own; a type
//! with fewer than 2 points is refused; simulations with one type alone have nothing to draw from.

use super::cells::{Cells, Lanes};
use super::envelope::Envelope;
use super::null::{Marked, Marks};
use super::pairs::{BINS, Chain, Histogram};
use super::{DistancesError, Simulations};
use crate::points::{PointsError, Positions, Surface};
use crate::sphere::EARTH_RADIUS_KM;
use crate::tree::Tree;

/// How far the kernel reaches, in bandwidths: φ(7) is 10⁻¹¹.
const REACH: f64 = 7.0;

/// Cells for the bandwidth and the median distance where not every pair is looked at.
const FEW: usize = 6000;

/// Bins a bandwidth with cells.
const BINS_A_BANDWIDTH: f64 = 8.0;

/// Simulations computed at once with cells: a row of numbers that fits into a few lines of cache.
const LANES: usize = 128;

/// Where the bandwidth comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bandwidth {
    /// Silverman's rule over the observed distances.
    Silverman,
    /// Given, in units of distance.
    Given(f64),
}

/// Whether every pair of points is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximation {
    /// Every pair, for the observed pattern and every simulation.
    Exact,
    /// Every pair for the observed pattern; for simulations the pairs of at most about so many cells.
    Cells(usize),
}

/// How a K-density is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KDensityOptions {
    /// The bandwidth.
    pub bandwidth: Bandwidth,
    /// The largest distance; the median distance of all places where not given.
    pub largest: Option<f64>,
    /// The number of steps from 0 to the largest distance.
    pub steps: usize,
    /// Whether every pair is looked at.
    pub approximation: Approximation,
}

/// A K-density with its simulations.
#[derive(Debug, Clone, PartialEq)]
pub struct KDensity {
    /// The curves, a density per unit of distance.
    pub envelope: Envelope,
    /// The bandwidth used.
    pub bandwidth: f64,
    /// The most that any value is off where every pair was looked at, by proof.
    pub error_bound: f64,
    /// How far simulated values are off where they come from cells.
    pub by_cells: Option<CellError>,
}

/// The error of curves that come from cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellError {
    /// The most that any value is off, by proof.
    pub bound: f64,
    /// The most that the observed curve and the first simulated one, computed from cells, are off the exact ones.
    pub met: f64,
}

/// The K-density of the pairs of the two types of `marked`.
///
/// # Errors
/// [`DistancesError`]: a bandwidth, distance or number of steps without meaning, no spread of distances, nothing
/// to simulate with.
pub fn k_density(
    marked: &Marked,
    options: &KDensityOptions,
    simulations: &Simulations,
) -> Result<KDensity, DistancesError> {
    if simulations.count > 0 && !marked.has_others() {
        return Err(DistancesError::NothingToCompare);
    }
    if options.steps == 0 {
        let (name, value, least) = ("steps", 0.0, 1.0);
        return Err(PointsError::TooSmall { name, value, least }.into());
    }
    let positions = marked.positions;
    let largest = match options.largest {
        Some(largest) => positions.within(largest, "r-max")?.distance,
        None => {
            positions
                .within(median_distance(positions), "r-max")?
                .distance
        }
    };
    let steps = options.steps as f64;
    let r: Vec<f64> = (0..=options.steps)
        .map(|step| largest * step as f64 / steps)
        .collect();
    let order = Tree::new(positions).order;
    let bandwidth = match (options.bandwidth, options.approximation) {
        (Bandwidth::Given(h), _) => positions.within(h, "bandwidth")?.distance,
        (Bandwidth::Silverman, Approximation::Exact) => {
            silverman(positions, &unweighted(marked, &order), true)?
        }
        (Bandwidth::Silverman, Approximation::Cells(_)) => {
            silverman(positions, &unweighted_cells(marked), false)?
        }
    };
    let limit = positions.straight((largest + REACH * bandwidth).min(positions.farthest()));
    let kernel = Kernel::new(
        positions,
        &r,
        bandwidth,
        limit / (BINS - 2) as f64,
        BINS - 1,
    );
    let curve = |marks: &Marks| {
        let (histogram, total) = histogram(marked, marks, &order, limit);
        kernel.sum(total, &|bin| histogram.bins[bin])
    };
    let observed = curve(&marked.observed());
    let (simulated, by_cells) = match options.approximation {
        Approximation::Exact => {
            let simulated = |index| marked.simulated(simulations.null, simulations.seed, index);
            (simulations.each(|index| curve(&simulated(index))), None)
        }
        Approximation::Cells(most) => {
            let (curves, bound) = by_cells(marked, simulations, &r, bandwidth, limit, most);
            let (again, simulated) = curves.split_at(1);
            let off = |exact: &[f64], by_cells: &[f64]| {
                let pairs = exact.iter().zip(by_cells);
                pairs
                    .map(|(exact, by_cells)| (exact - by_cells).abs())
                    .fold(0.0, f64::max)
            };
            // Simulations are what cells are for: one of them is computed both ways as well.
            let met_simulated = simulated.first().map_or(0.0, |by_cells| {
                let marks = marked.simulated(simulations.null, simulations.seed, 0);
                off(&curve(&marks), by_cells)
            });
            let met = off(&observed, &again[0]).max(met_simulated);
            (simulated.to_vec(), Some(CellError { bound, met }))
        }
    };
    Ok(KDensity {
        envelope: Envelope::new(r, observed, &simulated, simulations.level),
        bandwidth,
        error_bound: kernel.error_bound,
        by_cells,
    })
}

/// The histogram of one assignment of marks, and the total of the weights of its pairs.
fn histogram(marked: &Marked, marks: &Marks, order: &[u32], limit: f64) -> (Histogram, f64) {
    let vectors = marked.positions.vectors();
    let chain = |wanted: u32| {
        let places = order.iter().map(|&place| place as usize);
        let own = places.filter(|&place| marks.types[place] == wanted);
        Chain::new(own.map(|place| (vectors[place], marks.weights[place])))
    };
    let mut histogram = Histogram::new(limit);
    let reference = chain(marked.reference);
    let (sum, squares) = reference.sums();
    if marked.is_single() {
        histogram.add_within(&reference);
        (histogram, 0.5 * (sum * sum - squares))
    } else {
        let neighbour = chain(marked.neighbour);
        histogram.add_between(&reference, &neighbour);
        (histogram, sum * neighbour.sums().0)
    }
}

/// Curves of the observed pattern and of all simulations by cells, and the bound of their error.
fn by_cells(
    marked: &Marked,
    simulations: &Simulations,
    r: &[f64],
    bandwidth: f64,
    limit: f64,
    most: usize,
) -> (Vec<Vec<f64>>, f64) {
    let positions = marked.positions;
    let cells = Cells::new(positions, most);
    let slope = match positions.surface() {
        Surface::Plane => 1.0,
        Surface::Sphere => EARTH_RADIUS_KM,
    };
    let width = bandwidth / BINS_A_BANDWIDTH / slope;
    let bins = (limit / width).round() as usize + 1;
    let kernel = Kernel::new(positions, r, bandwidth, width, bins);
    let (mut curves, mut displacement) = (Vec::new(), 0.0_f64);
    let all = simulations.count + 1;
    for start in (0..all).step_by(LANES) {
        let count = LANES.min(all - start);
        let marks = (start..start + count).map(|curve| match curve.checked_sub(1) {
            None => marked.observed(),
            Some(index) => marked.simulated(simulations.null, simulations.seed, index as u64),
        });
        let lanes = Lanes::new(&cells, marked, marks);
        displacement = displacement.max(lanes.displacement);
        let sums = lanes.histogram(&cells, width, limit, simulations.threads.get());
        for lane in 0..count {
            let total = lanes.pairs(lane);
            curves.push(kernel.sum(total, &|bin| {
                // Offsets are not known; evenly spread ones have the mean square 1/12.
                let pairs = sums[bin * count + lane];
                [pairs, 0.0, pairs / 12.0]
            }));
        }
    }
    // The slope of the kernel and its reflection, at most 2·φ(1)/h², times how far distances are off: those of
    // points from the middles of their cells, those of pairs from the middle of their bin.
    let steepest = 2.0 * density(1.0) / (bandwidth * bandwidth);
    let step = width * kernel.steepest;
    let spread = (step / bandwidth).powi(2) / 24.0 * 2.0 * density(0.0) / bandwidth;
    (
        curves,
        steepest * (displacement + 0.5 * step) + spread + kernel.error_bound,
    )
}

/// The standard normal density.
fn density(u: f64) -> f64 {
    (-0.5 * u * u).exp() / std::f64::consts::TAU.sqrt()
}

/// The distance of points so far apart in a straight line, and its first three derivatives.
fn along(positions: &Positions, straight: f64) -> [f64; 4] {
    match positions.surface() {
        Surface::Plane => [straight, 1.0, 0.0, 0.0],
        Surface::Sphere => {
            // At the antipode the derivatives have no limit; pairs there are taken as a little short of it.
            let half = (straight / 2.0).min(1.0 - 1e-7);
            let cosine = (1.0 - half * half).sqrt();
            let derivatives = [
                cosine.recip(),
                0.5 * half / cosine.powi(3),
                0.25 * (1.0 + 2.0 * half * half) / cosine.powi(5),
            ];
            let [first, second, third] = derivatives.map(|value| EARTH_RADIUS_KM * value);
            [positions.along(straight), first, second, third]
        }
    }
}

/// What a pair in each bin adds to the curve at each distance.
struct Kernel {
    /// For each distance the first bin within reach, and from it on what a pair in the middle of a bin adds and
    /// what an offset by the width of a bin and the square of one add to that.
    rows: Vec<(usize, Vec<[f64; 3]>)>,
    error_bound: f64,
    /// The most that distance grows with straight-line distance.
    steepest: f64,
}

impl Kernel {
    fn new(positions: &Positions, r: &[f64], h: f64, width: f64, bins: usize) -> Kernel {
        let middles: Vec<_> = (0..bins)
            .map(|bin| along(positions, bin as f64 * width))
            .collect();
        let rows = r
            .iter()
            .map(|&r| {
                let first = middles.partition_point(|middle| middle[0] < r - REACH * h);
                let last = middles.partition_point(|middle| middle[0] <= r + REACH * h);
                let coefficients = middles[first..last].iter().map(|&[d, d1, d2, _]| {
                    let (towards, away) = ((r - d) / h, (r + d) / h);
                    let (near, far) = (density(towards) / h, density(away) / h);
                    let value = near + far;
                    let slope = (towards * near - away * far) / h;
                    let bend =
                        ((towards * towards - 1.0) * near + (away * away - 1.0) * far) / (h * h);
                    let second = bend * d1 * d1 + slope * d2;
                    [value, slope * d1 * width, 0.5 * second * width * width]
                });
                (first, coefficients.collect())
            })
            .collect();
        let [_, first, second, third] = along(positions, bins as f64 * width);
        // |φ′|, |φ″| and |φ‴| are at most 0.24198, 0.39895 and 0.55059; twice that with the reflection.
        let jerk = 2.0
            * (0.55059 * (first / h).powi(3)
                + 3.0 * 0.39895 * first * second / (h * h)
                + 0.24198 * third / h)
            / h;
        Kernel {
            rows,
            error_bound: width.powi(3) / 48.0 * jerk + 2.0 * density(REACH) / h,
            steepest: first,
        }
    }

    /// The curve of pairs whose weights sum to `total`, from their bins.
    fn sum(&self, total: f64, bins: &dyn Fn(usize) -> [f64; 3]) -> Vec<f64> {
        let curve = self.rows.iter().map(|(first, coefficients)| {
            let terms = coefficients
                .iter()
                .enumerate()
                .map(|(offset, [value, slope, bend])| {
                    let [pairs, offsets, squares] = bins(first + offset);
                    pairs * value + offsets * slope + squares * bend
                });
            terms.sum::<f64>() / total
        });
        curve.collect()
    }
}

/// Distances for the bandwidth: chains of both types, the second only where it is another one.
struct Unweighted {
    reference: Vec<([f64; 3], f64)>,
    neighbour: Option<Vec<([f64; 3], f64)>>,
}

impl Unweighted {
    /// Calls `look` with every pair of points.
    fn each_pair(&self, look: &mut impl FnMut(&[f64; 3], &[f64; 3])) {
        for (index, (a, _)) in self.reference.iter().enumerate() {
            let others = match &self.neighbour {
                None => &self.reference[index + 1..],
                Some(neighbour) => neighbour,
            };
            others.iter().for_each(|(b, _)| look(a, b));
        }
    }
}

fn unweighted(marked: &Marked, order: &[u32]) -> Unweighted {
    let marks = marked.observed();
    let vectors = marked.positions.vectors();
    let of_type = |wanted: u32| {
        let places = order.iter().map(|&place| place as usize);
        let own =
            places.filter(|&place| marks.types[place] == wanted && marks.weights[place] > 0.0);
        own.map(|place| (vectors[place], 1.0)).collect()
    };
    Unweighted {
        reference: of_type(marked.reference),
        neighbour: (!marked.is_single()).then(|| of_type(marked.neighbour)),
    }
}

fn unweighted_cells(marked: &Marked) -> Unweighted {
    let cells = Cells::new(marked.positions, FEW);
    let marks = marked.observed();
    let of_type = |wanted: u32| {
        let counts =
            cells.counts(|place| marks.types[place] == wanted && marks.weights[place] > 0.0);
        let held = cells.centres.iter().copied().zip(counts);
        held.filter(|(_, count)| *count > 0.0).collect()
    };
    Unweighted {
        reference: of_type(marked.reference),
        neighbour: (!marked.is_single()).then(|| of_type(marked.neighbour)),
    }
}

/// All pairs of distances in bins up to the farthest.
fn all_pairs(positions: &Positions, points: &Unweighted) -> Histogram {
    let both = points
        .reference
        .iter()
        .chain(points.neighbour.iter().flatten());
    let mut bounds = [[f64::INFINITY, f64::NEG_INFINITY]; 3];
    for (vector, _) in both {
        for (bounds, value) in bounds.iter_mut().zip(vector) {
            *bounds = [bounds[0].min(*value), bounds[1].max(*value)];
        }
    }
    let diagonal = bounds
        .iter()
        .map(|[low, high]| (high - low).powi(2))
        .sum::<f64>()
        .sqrt();
    let farthest = match positions.surface() {
        Surface::Sphere => diagonal.min(2.0),
        Surface::Plane => diagonal,
    };
    let mut histogram = Histogram::new(farthest.max(f64::MIN_POSITIVE));
    let chain = |points: &[([f64; 3], f64)]| Chain::new(points.iter().copied());
    match &points.neighbour {
        None => histogram.add_within(&chain(&points.reference)),
        Some(neighbour) => histogram.add_between(&chain(&points.reference), &chain(neighbour)),
    }
    histogram
}

/// Silverman's bandwidth. Without `exact` quartiles are read off the bins.
fn silverman(
    positions: &Positions,
    points: &Unweighted,
    exact: bool,
) -> Result<f64, DistancesError> {
    let histogram = all_pairs(positions, points);
    let count: f64 = histogram.bins.iter().map(|bin| bin[0]).sum();
    // Distance is expanded about the middle of each bin, as the kernel is.
    let bins = || {
        histogram
            .bins
            .iter()
            .enumerate()
            .filter(|(_, bin)| bin[0] > 0.0)
            .map(|(at, bin)| {
                let [d, d1, d2, _] = along(positions, at as f64 * histogram.width);
                let [pairs, offsets, squares] = *bin;
                let (first, second) = (
                    d1 * offsets * histogram.width,
                    squares * histogram.width * histogram.width,
                );
                (pairs, d, first, [d1 * d1 * second, d2 * second])
            })
    };
    let mean = bins()
        .map(|(pairs, d, first, [_, bend])| pairs * d + first + 0.5 * bend)
        .sum::<f64>()
        / count;
    let squares: f64 = bins()
        .map(|(pairs, d, first, [slope, bend])| {
            let from = d - mean;
            pairs * from * from + 2.0 * from * first + slope + from * bend
        })
        .sum();
    let variance = squares / (count - 1.0).max(1.0);
    let quartiles = [0.25, 0.75].map(|share| {
        if exact {
            exact_quantile(positions, points, &histogram, share * (count - 1.0))
        } else {
            binned_quantile(positions, &histogram, share * count)
        }
    });
    let range = (quartiles[1] - quartiles[0]) / 1.34;
    let deviation = variance.sqrt();
    let spread = if range > 0.0 {
        deviation.min(range)
    } else {
        deviation
    };
    let h = 0.9 * spread * count.powf(-0.2);
    // Distances that differ by rounding alone have no spread.
    if h.is_nan() || h <= 1e-9 * mean {
        return Err(DistancesError::NoSpread);
    }
    Ok(h)
}

/// The value between the two distances next to `place` (counted from 0) in ascending order.
fn exact_quantile(
    positions: &Positions,
    points: &Unweighted,
    histogram: &Histogram,
    place: f64,
) -> f64 {
    let ranks = [place.floor(), place.ceil()];
    let bin_of = |rank: f64| {
        let mut before = 0.0;
        for (at, bin) in histogram.bins.iter().enumerate() {
            if before + bin[0] > rank {
                return (at, before);
            }
            before += bin[0];
        }
        (BINS - 1, before - histogram.bins[BINS - 1][0])
    };
    let wanted = ranks.map(bin_of);
    let mut found: Vec<f64> = Vec::new();
    let (low, high) = (wanted[0].0, wanted[1].0);
    // A little wider than the bins, as rounding may put a distance on either side of their edge.
    let edges = [
        (low as f64 - 0.5 - 1e-6) * histogram.width,
        (high as f64 + 0.5 + 1e-6) * histogram.width,
    ];
    let squares = edges.map(|edge| edge.max(0.0) * edge.max(0.0));
    let mut below = 0.0;
    points.each_pair(&mut |a, b| {
        let squared = crate::points::squared(*a, *b);
        if squared < squares[0] {
            below += 1.0;
        } else if squared <= squares[1] {
            found.push(squared);
        }
    });
    found.sort_by(f64::total_cmp);
    let at = |rank: f64| {
        let index = ((rank - below).max(0.0) as usize).min(found.len().saturating_sub(1));
        found
            .get(index)
            .map_or(f64::NAN, |squared| positions.along(squared.sqrt()))
    };
    let (lower, upper) = (at(ranks[0]), at(ranks[1]));
    lower + (place - ranks[0]) * (upper - lower)
}

/// The distance below which `place` of the pairs stand, linear within a bin.
fn binned_quantile(positions: &Positions, histogram: &Histogram, place: f64) -> f64 {
    let mut before = 0.0;
    for (at, bin) in histogram.bins.iter().enumerate() {
        if before + bin[0] >= place && bin[0] > 0.0 {
            let straight = (at as f64 - 0.5 + (place - before) / bin[0]).max(0.0);
            return positions.along(histogram.width * straight);
        }
        before += bin[0];
    }
    positions.along(histogram.width * (BINS - 1) as f64)
}

/// About the median distance of all pairs of places, from some 6000 cells of them: the usual end of a K-density.
/// It is exact but for the width of a bin where there are no more places than that.
pub fn median_distance(positions: &Positions) -> f64 {
    let cells = Cells::new(positions, 2 * FEW);
    let counts = cells.counts(|_| true);
    let points = Unweighted {
        reference: cells.centres.iter().copied().zip(counts).collect(),
        neighbour: None,
    };
    let histogram = all_pairs(positions, &points);
    let pairs: f64 = histogram.bins.iter().map(|bin| bin[0]).sum();
    binned_quantile(positions, &histogram, 0.5 * pairs)
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::*;
    use crate::Random;
    use crate::distances::Null;
    use crate::sphere::Degrees;

    const OPTIONS: KDensityOptions = KDensityOptions {
        bandwidth: Bandwidth::Silverman,
        largest: None,
        steps: 40,
        approximation: Approximation::Exact,
    };

    fn scattered(points: usize) -> Positions {
        let mut random = Random::of_draw(1, 0);
        let degrees: Vec<Degrees> = (0..points)
            .map(|_| Degrees {
                longitude: 100.0 + 20.0 * random.uniform().powi(2),
                latitude: 22.0 + 20.0 * random.uniform(),
            })
            .collect();
        Positions::on_sphere(&degrees).unwrap()
    }

    /// The formula, pair by pair; returns the bandwidth too.
    fn by_definition(
        positions: &Positions,
        own: &[usize],
        other: &[usize],
        weights: &[f64],
        r: &[f64],
    ) -> (f64, Vec<f64>) {
        let mut pairs = Vec::new();
        for (index, &a) in own.iter().enumerate() {
            let others = if own == other {
                &own[index + 1..]
            } else {
                other
            };
            pairs.extend(
                others
                    .iter()
                    .map(|&b| (positions.distance(a, b), weights[a] * weights[b])),
            );
        }
        let mut sorted: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        sorted.sort_by(f64::total_cmp);
        let m = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / m;
        let deviation = (sorted.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (m - 1.0)).sqrt();
        let quantile = |share: f64| {
            let place = share * (m - 1.0);
            let (low, high) = (
                sorted[place.floor() as usize],
                sorted[place.ceil() as usize],
            );
            low + (place - place.floor()) * (high - low)
        };
        let h = 0.9 * deviation.min((quantile(0.75) - quantile(0.25)) / 1.34) * m.powf(-0.2);
        let total: f64 = pairs.iter().map(|pair| pair.1).sum();
        let curve = r.iter().map(|r| {
            let terms = pairs
                .iter()
                .map(|(d, weight)| weight * (density((r - d) / h) + density((r + d) / h)) / h);
            terms.sum::<f64>() / total
        });
        (h, curve.collect())
    }

    #[test]
    fn worked_example() {
        let line = Positions::on_plane(&[[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]).unwrap();
        let marked = Marked::new(&line, &[0; 3], None, (0, 0)).unwrap();
        let options = KDensityOptions {
            bandwidth: Bandwidth::Given(1.0),
            largest: Some(4.0),
            ..OPTIONS
        };
        let found = k_density(&marked, &options, &Simulations::NONE).unwrap();
        let expected = 2.0 * (density(1.0) + density(2.0) + density(3.0)) / 3.0;
        assert!((found.envelope.observed[0] - expected).abs() < 1e-10);
        assert!((expected - 0.2002).abs() < 1e-4);
    }

    #[test]
    fn equals_the_definition_within_its_bound_one_type_two_types_and_weighted() {
        let positions = scattered(400);
        let types: Vec<u32> = (0..400).map(|point| point % 3).collect();
        let weights: Vec<f64> = (0..400).map(|point| 1.0 + f64::from(point % 7)).collect();
        let of_type = |wanted: u32| {
            (0..400)
                .filter(|&point| types[point] == wanted)
                .collect::<Vec<_>>()
        };
        for (pair, weighted) in [((0, 0), false), ((0, 0), true), ((0, 1), true)] {
            let given = weighted.then_some(weights.as_slice());
            let marked = Marked::new(&positions, &types, given, pair).unwrap();
            let found = k_density(&marked, &OPTIONS, &Simulations::NONE).unwrap();
            let ones = vec![1.0; 400];
            let (h, expected) = by_definition(
                &positions,
                &of_type(pair.0),
                &of_type(pair.1),
                given.unwrap_or(&ones),
                &found.envelope.r,
            );
            assert!(
                (found.bandwidth - h).abs() < 1e-9 * h,
                "{} for {h}",
                found.bandwidth
            );
            let peak = expected
                .iter()
                .fold(0.0_f64, |most, &value| most.max(value));
            assert!(found.error_bound < 1e-8 * peak);
            for (found, expected) in found.envelope.observed.iter().zip(&expected) {
                assert!(
                    (found - expected).abs() < 1e-8 * peak,
                    "{found} for {expected}"
                );
            }
        }
    }

    #[test]
    fn cells_stay_within_their_bound_and_come_near() {
        let positions = scattered(1500);
        let types: Vec<u32> = (0..1500).map(|point| u32::from(point % 3 == 0)).collect();
        let marked = Marked::new(&positions, &types, None, (1, 1)).unwrap();
        let simulations = Simulations {
            count: 5,
            seed: 3,
            threads: NonZero::new(2).unwrap(),
            ..Simulations::NONE
        };
        let options = KDensityOptions {
            largest: Some(800.0),
            bandwidth: Bandwidth::Given(60.0),
            ..OPTIONS
        };
        let exact = k_density(&marked, &options, &simulations).unwrap();
        let options = KDensityOptions {
            approximation: Approximation::Cells(800),
            ..options
        };
        let cells = k_density(&marked, &options, &simulations).unwrap();
        let error = cells.by_cells.unwrap();
        assert!(error.met <= error.bound && exact.by_cells.is_none());
        let (exact_bands, bands) = (exact.envelope.bands.unwrap(), cells.envelope.bands.unwrap());
        let curves = [
            (&exact_bands.low, &bands.low),
            (&exact_bands.mean, &bands.mean),
            (&exact_bands.global_high, &bands.global_high),
        ];
        for (exact, cells_curve) in curves {
            for (exact, found) in exact.iter().zip(cells_curve) {
                assert!((exact - found).abs() <= error.bound);
                assert!((exact - found).abs() <= 0.05 * exact, "{found} for {exact}");
            }
        }
    }

    #[test]
    fn every_place_its_own_cell_is_exact_but_for_the_bins() {
        let positions = scattered(300);
        let types: Vec<u32> = (0..300).map(|point| point % 2).collect();
        let weights: Vec<f64> = (0..300).map(|point| 1.0 + f64::from(point % 5)).collect();
        for pair in [(0, 0), (0, 1)] {
            let marked = Marked::new(&positions, &types, Some(&weights), pair).unwrap();
            let simulations = Simulations {
                count: 3,
                seed: 3,
                ..Simulations::NONE
            };
            let options = KDensityOptions {
                bandwidth: Bandwidth::Given(80.0),
                largest: Some(1000.0),
                ..OPTIONS
            };
            let exact = k_density(&marked, &options, &simulations).unwrap();
            let options = KDensityOptions {
                approximation: Approximation::Cells(600),
                ..options
            };
            let cells = k_density(&marked, &options, &simulations).unwrap();
            let peak = exact
                .envelope
                .observed
                .iter()
                .fold(0.0_f64, |most, value| most.max(*value));
            assert!(cells.by_cells.unwrap().met < 5e-3 * peak);
        }
    }

    #[test]
    fn threads_do_not_change_the_result() {
        let positions = scattered(300);
        let types: Vec<u32> = (0..300).map(|point| point % 2).collect();
        let weights: Vec<f64> = (0..300).map(|point| 1.0 + f64::from(point) / 7.0).collect();
        let marked = Marked::new(&positions, &types, Some(&weights), (0, 0)).unwrap();
        for approximation in [Approximation::Exact, Approximation::Cells(100)] {
            let at = |threads| {
                let simulations = Simulations {
                    count: 7,
                    seed: 3,
                    threads: NonZero::new(threads).unwrap(),
                    null: Null::RandomLabelling,
                    ..Simulations::NONE
                };
                k_density(
                    &marked,
                    &KDensityOptions {
                        approximation,
                        ..OPTIONS
                    },
                    &simulations,
                )
                .unwrap()
            };
            assert_eq!(at(1), at(3));
        }
    }

    #[test]
    fn integrates_to_one() {
        let positions = scattered(60);
        let marked = Marked::new(&positions, &[0; 60], None, (0, 0)).unwrap();
        let options = KDensityOptions {
            largest: Some(6000.0),
            steps: 6000,
            ..OPTIONS
        };
        let found = k_density(&marked, &options, &Simulations::NONE).unwrap();
        let curve = &found.envelope.observed;
        let area: f64 = curve.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).sum();
        assert!((area - 1.0).abs() < 1e-6, "{area}");
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let spot = Positions::on_plane(&[[1.0, 1.0]; 5]).unwrap();
        let marked = Marked::new(&spot, &[0; 5], None, (0, 0)).unwrap();
        let options = KDensityOptions {
            largest: Some(1.0),
            ..OPTIONS
        };
        assert_eq!(
            k_density(&marked, &options, &Simulations::NONE),
            Err(DistancesError::NoSpread)
        );
        let one_type = Simulations {
            count: 9,
            ..Simulations::NONE
        };
        assert_eq!(
            k_density(&marked, &options, &one_type),
            Err(DistancesError::NothingToCompare)
        );
        let negative = KDensityOptions {
            largest: Some(-1.0),
            ..OPTIONS
        };
        assert!(k_density(&marked, &negative, &Simulations::NONE).is_err());
        assert!(
            k_density(
                &marked,
                &KDensityOptions {
                    steps: 0,
                    ..options
                },
                &Simulations::NONE
            )
            .is_err()
        );
    }
}
