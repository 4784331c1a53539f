//! Ripley's K, Besag's L and the pair correlation g: how many neighbours a point has within a distance, beside what
//! points thrown anywhere into the region would have.
//!
//! Formula, n points in a region of area A, e_ij the weight that corrects for the edge:
//! K(r) = A/(n(n−1))·Σ_{i≠j} e_ij·1(d_ij ≤ r); for two types of n₁ and n₂ points A/(n₁n₂)·Σ_{i∈1, j∈2}. Without
//! structure K(r) is the area within r: πr² on a plane, 2πR²(1 − cos(r/R)) on the sphere. L(r) is the radius with the
//! area K(r), so that L(r) − r is 0 without structure. g(r) = A/(n(n−1))·Σ e_ij·k_b(r − d_ij)/c(r), k_b
//! Epanechnikov's kernel of half-width b and c(r) the circumference of the circle with radius r; 1 is no structure.
//! Source: Ripley (1977), Journal of the Royal Statistical Society B 39(2); Besag (1977), ibid., discussion; Stoyan &
//! Stoyan (1994), Fractals, Random Shapes and Point Fields, for g.
//!
//! Edge corrections, in a rectangle: *none*, e = 1; *translation* (Ohser 1983), e = A/((w − |Δx|)(h − |Δy|));
//! *isotropic* (Ripley 1977), one over the share of the circle around i through j that lies in the rectangle;
//! *border* (Ripley 1988), only points at least r from the edge look around, K(r) = A/n·Σ_{b_i ≥ r} N_i(r)/#{b_i ≥ r}.
//! On the sphere there is none: give the area studied, up to that of the whole Earth, which has no edge.
//!
//! Worked example, points (1, 1), (1, 2), (3, 3) in the rectangle 0…4 × 0…4, r = 1: one pair, K = 16/6·2 = 16/3
//! without correction; translation gives each side 16/(4·3) of that.
//!
//! Simulated points take random places among the places of all points ([`super::Null`]); without other types, they are
//! thrown into the rectangle anew, or over the whole Earth.
//!
//! Degenerate cases: points outside the rectangle and regions without area are refused; with the border correction K
//! has no value where no point is far enough from the edge.

use super::envelope::Envelope;
use super::null::Marked;
use super::{DistancesError, Simulations};
use crate::Random;
use crate::points::{PointsError, Positions, Surface};
use crate::sphere::{Degrees, EARTH_RADIUS_KM};
use crate::tree::Tree;

/// The region studied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Region {
    /// A rectangle on a plane.
    Rectangle {
        /// The least x and y.
        low: [f64; 2],
        /// The largest x and y.
        high: [f64; 2],
    },
    /// An area of any shape, in square kilometres on the sphere.
    Area(f64),
}

/// How the edge of the region is allowed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeCorrection {
    /// Not at all.
    None,
    /// By the overlap of the region with itself moved by the vector of the pair.
    Translation,
    /// By the share of the circle that lies in the region.
    Isotropic,
    /// By looking around points far from the edge only.
    Border,
}

/// What of Ripley's family is computed, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RipleyOptions {
    /// The region.
    pub region: Region,
    /// The correction for its edge.
    pub correction: EdgeCorrection,
    /// The half-width of the kernel of g; 0.15/√(n/A), Stoyan's rule, where not given.
    pub bandwidth: Option<f64>,
}

/// K, L and g with the simulations of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Ripley {
    /// K, in units of area.
    pub k: Envelope,
    /// L, in units of distance.
    pub l: Envelope,
    /// g; without value at r = 0.
    pub g: Envelope,
    /// K without structure.
    pub expected: Vec<f64>,
    /// The half-width of the kernel of g.
    pub bandwidth: f64,
}

/// Points of two types (or the same twice) by their places.
struct Pattern {
    positions: Positions,
    reference: Vec<usize>,
    neighbour: Vec<bool>,
    neighbours: usize,
}

/// K, L and g at the distances `r` (ascending, from 0 up). Weights are not used.
///
/// # Errors
/// [`DistancesError`]: points outside the region, a region or distance without meaning, fewer than 2 points.
pub fn ripley(
    marked: &Marked,
    r: &[f64],
    options: &RipleyOptions,
    simulations: &Simulations,
) -> Result<Ripley, DistancesError> {
    let area = checked_area(marked.positions, options)?;
    let farthest = marked.positions.farthest();
    let ascending = r.windows(2).all(|pair| pair[0] < pair[1]);
    let (first, last) = (
        r.first().copied().unwrap_or(0.0),
        r.last().copied().unwrap_or(0.0),
    );
    if !(ascending && first >= 0.0 && last > 0.0 && last <= farthest) {
        return Err(PointsError::Length {
            name: "r",
            value: last,
            most: farthest,
        }
        .into());
    }
    let observed = pattern(marked.positions, &marked.observed().types, marked);
    let density = observed.neighbours as f64 / area;
    let bandwidth = options.bandwidth.unwrap_or(0.15 / density.sqrt());
    marked.positions.within(bandwidth, "bandwidth")?;
    let curves =
        |pattern: &Pattern| curves(pattern, marked.is_single(), r, options, area, bandwidth);
    let alone = !marked
        .observed()
        .types
        .iter()
        .any(|&own| own != marked.reference);
    let of_all = curves(&observed);
    let simulated: Vec<[Vec<f64>; 2]> = simulations
        .each(|index| {
            let pattern = if alone {
                thrown(marked.positions, options.region, simulations.seed, index)?
            } else {
                let marks = marked.simulated(simulations.null, simulations.seed, index);
                pattern(marked.positions, &marks.types, marked)
            };
            Ok(curves(&pattern))
        })
        .into_iter()
        .collect::<Result<_, DistancesError>>()?;
    let surface = marked.positions.surface();
    let envelope = |observed: Vec<f64>, of: &dyn Fn(&[Vec<f64>; 2]) -> Vec<f64>| {
        let simulated: Vec<Vec<f64>> = simulated.iter().map(of).collect();
        Envelope::new(r.to_vec(), observed, &simulated, simulations.level)
    };
    let radii = |k: &[f64]| {
        k.iter()
            .map(|&k| radius_of(surface, k))
            .collect::<Vec<f64>>()
    };
    Ok(Ripley {
        l: envelope(radii(&of_all[0]), &|curves| radii(&curves[0])),
        k: envelope(of_all[0].clone(), &|curves| curves[0].clone()),
        g: envelope(of_all[1].clone(), &|curves| curves[1].clone()),
        expected: r.iter().map(|&r| area_within(surface, r)).collect(),
        bandwidth,
    })
}

fn pattern(positions: &Positions, types: &[u32], marked: &Marked) -> Pattern {
    let neighbour: Vec<bool> = types.iter().map(|&own| own == marked.neighbour).collect();
    Pattern {
        positions: positions.clone(),
        reference: (0..types.len())
            .filter(|&point| types[point] == marked.reference)
            .collect(),
        neighbours: neighbour.iter().filter(|own| **own).count(),
        neighbour,
    }
}

/// As many points thrown into the region.
fn thrown(
    positions: &Positions,
    region: Region,
    seed: u64,
    index: u64,
) -> Result<Pattern, DistancesError> {
    let mut random = Random::of_draw(seed, index);
    let count = positions.len();
    let positions = match (positions.surface(), region) {
        (Surface::Plane, Region::Rectangle { low, high }) => {
            let points: Vec<[f64; 2]> = (0..count)
                .map(|_| [0, 1].map(|axis| low[axis] + (high[axis] - low[axis]) * random.uniform()))
                .collect();
            Positions::on_plane(&points)?
        }
        (Surface::Sphere, Region::Area(area)) if area >= 0.999_999 * earth_area() => {
            let points: Vec<Degrees> = (0..count)
                .map(|_| Degrees {
                    longitude: 360.0 * random.uniform() - 180.0,
                    latitude: (2.0 * random.uniform() - 1.0).asin().to_degrees(),
                })
                .collect();
            Positions::on_sphere(&points)?
        }
        _ => return Err(DistancesError::NothingToCompare),
    };
    Ok(Pattern {
        positions,
        reference: (0..count).collect(),
        neighbour: vec![true; count],
        neighbours: count,
    })
}

fn earth_area() -> f64 {
    4.0 * std::f64::consts::PI * EARTH_RADIUS_KM * EARTH_RADIUS_KM
}

fn checked_area(positions: &Positions, options: &RipleyOptions) -> Result<f64, DistancesError> {
    let area = match (positions.surface(), options.region) {
        (Surface::Plane, Region::Rectangle { low, high }) => {
            let outside = |point: &usize| {
                let given = positions.given(*point);
                (0..2).any(|axis| given[axis] < low[axis] || given[axis] > high[axis])
            };
            if let Some(point) = (0..positions.len()).find(outside) {
                return Err(DistancesError::Outside { point });
            }
            (high[0] - low[0]) * (high[1] - low[1])
        }
        (surface, Region::Area(area)) if options.correction == EdgeCorrection::None => {
            let all = if surface == Surface::Sphere {
                1.000_001 * earth_area()
            } else {
                f64::MAX
            };
            if area > all {
                return Err(DistancesError::Region);
            }
            area
        }
        _ => return Err(DistancesError::Region),
    };
    if area.is_finite() && area > 0.0 {
        Ok(area)
    } else {
        Err(DistancesError::Region)
    }
}

/// The area within r of a point.
fn area_within(surface: Surface, r: f64) -> f64 {
    match surface {
        Surface::Plane => std::f64::consts::PI * r * r,
        Surface::Sphere => {
            4.0 * std::f64::consts::PI
                * (EARTH_RADIUS_KM * (r / (2.0 * EARTH_RADIUS_KM)).sin()).powi(2)
        }
    }
}

/// The radius within which the area is so large.
fn radius_of(surface: Surface, area: f64) -> f64 {
    let radius = (area / std::f64::consts::PI).sqrt();
    match surface {
        Surface::Plane => radius,
        Surface::Sphere => {
            2.0 * EARTH_RADIUS_KM * (radius / (2.0 * EARTH_RADIUS_KM)).min(1.0).asin()
        }
    }
}

/// The length of the circle with radius r.
fn circumference(surface: Surface, r: f64) -> f64 {
    let straight = match surface {
        Surface::Plane => r,
        Surface::Sphere => EARTH_RADIUS_KM * (r / EARTH_RADIUS_KM).sin(),
    };
    std::f64::consts::TAU * straight
}

/// K and g.
fn curves(
    pattern: &Pattern,
    single: bool,
    r: &[f64],
    options: &RipleyOptions,
    area: f64,
    bandwidth: f64,
) -> [Vec<f64>; 2] {
    let positions = &pattern.positions;
    let farthest = r.last().copied().unwrap_or(0.0);
    let reach = (farthest + bandwidth).min(positions.farthest());
    let mut counts = vec![0.0; r.len()];
    let mut densities = vec![0.0; r.len()];
    let (references, neighbours) = (pattern.reference.len() as f64, pattern.neighbours as f64);
    let tree = Tree::new(positions);
    let Ok(within) = positions.within(reach, "r") else {
        return [counts, densities];
    };
    // With the border correction: how many points look as far as each r.
    let mut looking = vec![0.0_f64; r.len()];
    for &point in &pattern.reference {
        let edge = match (options.correction, options.region) {
            (EdgeCorrection::Border, Region::Rectangle { low, high }) => {
                let given = positions.given(point);
                let gaps =
                    (0..2).map(|axis| (given[axis] - low[axis]).min(high[axis] - given[axis]));
                gaps.fold(f64::INFINITY, f64::min)
            }
            _ => f64::INFINITY,
        };
        let looks = r.partition_point(|&r| r <= edge);
        looking[..looks]
            .iter_mut()
            .for_each(|looking| *looking += 1.0);
        tree.for_each_within(point, &within, |other| {
            let other = other as usize;
            if other == point || !pattern.neighbour[other] {
                return;
            }
            let distance = positions.distance(point, other);
            let weight = edge_weight(positions, (point, other), distance, options, area);
            let first = r.partition_point(|&r| r < distance);
            if first < looks {
                counts[first] += weight;
                if looks < r.len() {
                    counts[looks] -= weight;
                }
            }
            let (from, to) = (distance - bandwidth, distance + bandwidth);
            let start = r.partition_point(|&r| r <= from);
            for (density, r) in densities[start..looks.max(start)]
                .iter_mut()
                .zip(&r[start..])
            {
                if *r >= to {
                    break;
                }
                let u = (r - distance) / bandwidth;
                *density += weight * 0.75 * (1.0 - u * u) / bandwidth;
            }
        });
    }
    for at in 1..counts.len() {
        counts[at] += counts[at - 1];
    }
    let pairs = references * if single { neighbours - 1.0 } else { neighbours };
    let scale = |at: usize| match options.correction {
        EdgeCorrection::Border if looking[at] == 0.0 => f64::NAN,
        EdgeCorrection::Border => area / (neighbours * looking[at]),
        _ => area / pairs,
    };
    let k = (0..r.len()).map(|at| counts[at] * scale(at)).collect();
    let g = (0..r.len()).map(|at| {
        let circle = circumference(positions.surface(), r[at]);
        if circle > 0.0 {
            densities[at] * scale(at) / circle
        } else {
            f64::NAN
        }
    });
    [k, g.collect()]
}

/// e_ij.
fn edge_weight(
    positions: &Positions,
    (point, other): (usize, usize),
    distance: f64,
    options: &RipleyOptions,
    area: f64,
) -> f64 {
    let Region::Rectangle { low, high } = options.region else {
        return 1.0;
    };
    let (a, b) = (positions.given(point), positions.given(other));
    match options.correction {
        EdgeCorrection::None | EdgeCorrection::Border => 1.0,
        EdgeCorrection::Translation => {
            let overlap: f64 = (0..2)
                .map(|axis| high[axis] - low[axis] - (a[axis] - b[axis]).abs())
                .product();
            area / overlap
        }
        EdgeCorrection::Isotropic => 1.0 / share_inside(a, distance, low, high),
    }
}

/// The share of the circle around `centre` that lies in the rectangle: the arcs beyond its four sides, which may
/// overlap at the corners, are left out.
fn share_inside(centre: [f64; 2], radius: f64, low: [f64; 2], high: [f64; 2]) -> f64 {
    use std::f64::consts::{PI, TAU};
    let sides = [
        (high[0] - centre[0], 0.0),
        (high[1] - centre[1], 0.5 * PI),
        (centre[0] - low[0], PI),
        (centre[1] - low[1], 1.5 * PI),
    ];
    let mut arcs: Vec<(f64, f64)> = Vec::with_capacity(8);
    for (gap, direction) in sides {
        if gap < radius {
            let half = (gap / radius).acos();
            let (from, to) = (direction - half, direction + half);
            if from < 0.0 {
                arcs.extend([(from + TAU, TAU), (0.0, to)]);
            } else if to > TAU {
                arcs.extend([(from, TAU), (0.0, to - TAU)]);
            } else {
                arcs.push((from, to));
            }
        }
    }
    arcs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut outside, mut reached) = (0.0, 0.0_f64);
    for (from, to) in arcs {
        outside += (to - from.max(reached)).max(0.0);
        reached = reached.max(to);
    }
    1.0 - outside / TAU
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    const SQUARE: Region = Region::Rectangle {
        low: [0.0, 0.0],
        high: [4.0, 4.0],
    };

    fn options(correction: EdgeCorrection) -> RipleyOptions {
        RipleyOptions {
            region: SQUARE,
            correction,
            bandwidth: Some(0.5),
        }
    }

    #[test]
    fn worked_example() {
        let positions = Positions::on_plane(&[[1.0, 1.0], [1.0, 2.0], [3.0, 3.0]]).unwrap();
        let marked = Marked::new(&positions, &[0; 3], None, (0, 0)).unwrap();
        let k = |correction| {
            let found = ripley(
                &marked,
                &[0.5, 1.0],
                &options(correction),
                &Simulations::NONE,
            )
            .unwrap();
            found.k.observed[1]
        };
        assert!((k(EdgeCorrection::None) - 16.0 / 3.0).abs() < 1e-12);
        assert!((k(EdgeCorrection::Translation) - 16.0 / 3.0 * 4.0 / 3.0).abs() < 1e-12);
        // Circles of radius 1 around both points touch the edge and stay inside.
        assert!((k(EdgeCorrection::Isotropic) - 16.0 / 3.0).abs() < 1e-12);
        // All three are at least 1 from the edge; two of them see one neighbour.
        assert!((k(EdgeCorrection::Border) - 16.0 / 3.0 * 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_share_of_a_circle_inside_is_that_of_many_points_on_it() {
        let (low, high) = ([0.0, 0.0], [4.0, 3.0]);
        for (centre, radius) in [
            ([2.0, 1.5], 1.0),
            ([0.1, 0.2], 0.9),
            ([3.9, 1.5], 2.2),
            ([2.0, 1.5], 1.9),
            ([0.0, 0.0], 1.0),
        ] {
            let steps = 200_000;
            let inside = (0..steps).filter(|step| {
                let angle = 2.0 * PI * (f64::from(*step) + 0.5) / f64::from(steps);
                let (x, y) = (
                    centre[0] + radius * angle.cos(),
                    centre[1] + radius * angle.sin(),
                );
                (low[0]..=high[0]).contains(&x) && (low[1]..=high[1]).contains(&y)
            });
            let share = inside.count() as f64 / f64::from(steps);
            assert!(
                (share_inside(centre, radius, low, high) - share).abs() < 1e-4,
                "{centre:?}"
            );
        }
    }

    #[test]
    fn points_thrown_into_the_region_have_the_area_of_the_circle() {
        let mut random = Random::of_draw(8, 0);
        let points: Vec<[f64; 2]> = (0..1500)
            .map(|_| [4.0 * random.uniform(), 4.0 * random.uniform()])
            .collect();
        let positions = Positions::on_plane(&points).unwrap();
        let marked = Marked::new(&positions, &[0; 1500], None, (0, 0)).unwrap();
        for correction in [
            EdgeCorrection::Translation,
            EdgeCorrection::Isotropic,
            EdgeCorrection::Border,
        ] {
            let found = ripley(
                &marked,
                &[0.2, 0.5, 1.0],
                &options(correction),
                &Simulations::NONE,
            )
            .unwrap();
            for at in 0..3 {
                let ratio = found.k.observed[at] / found.expected[at];
                assert!((ratio - 1.0).abs() < 0.08, "{correction:?} {ratio}");
                assert!((found.g.observed[at] - 1.0).abs() < 0.2);
            }
        }
        let biased = ripley(
            &marked,
            &[1.0],
            &options(EdgeCorrection::None),
            &Simulations::NONE,
        )
        .unwrap();
        assert!(biased.k.observed[0] < 0.9 * biased.expected[0]);
    }

    #[test]
    fn over_the_whole_earth_no_edge_is_needed() {
        let mut random = Random::of_draw(9, 0);
        let points: Vec<Degrees> = (0..800)
            .map(|_| Degrees {
                longitude: 360.0 * random.uniform() - 180.0,
                latitude: (2.0 * random.uniform() - 1.0).asin().to_degrees(),
            })
            .collect();
        let positions = Positions::on_sphere(&points).unwrap();
        let marked = Marked::new(&positions, &[0; 800], None, (0, 0)).unwrap();
        let options = RipleyOptions {
            region: Region::Area(earth_area()),
            correction: EdgeCorrection::None,
            bandwidth: None,
        };
        let simulations = Simulations {
            count: 19,
            seed: 2,
            ..Simulations::NONE
        };
        let r = [1000.0, 5000.0, 15_000.0];
        let found = ripley(&marked, &r, &options, &simulations).unwrap();
        for (at, r) in r.into_iter().enumerate() {
            assert!((found.l.observed[at] / r - 1.0).abs() < 0.03);
            assert!((found.l.bands.as_ref().unwrap().mean[at] / r - 1.0).abs() < 0.01);
        }
        let area = Region::Area(1e6);
        let refused = ripley(
            &marked,
            &r,
            &RipleyOptions {
                region: area,
                ..options
            },
            &simulations,
        );
        assert_eq!(refused.unwrap_err(), DistancesError::NothingToCompare);
    }

    #[test]
    fn regions_without_meaning_are_refused() {
        let positions = Positions::on_plane(&[[1.0, 1.0], [5.0, 2.0], [3.0, 3.0]]).unwrap();
        let marked = Marked::new(&positions, &[0; 3], None, (0, 0)).unwrap();
        let refusal = |options: RipleyOptions, r: &[f64]| {
            ripley(&marked, r, &options, &Simulations::NONE).unwrap_err()
        };
        assert_eq!(
            refusal(options(EdgeCorrection::None), &[1.0]),
            DistancesError::Outside { point: 1 }
        );
        let area = |area| RipleyOptions {
            region: Region::Area(area),
            correction: EdgeCorrection::None,
            bandwidth: None,
        };
        assert_eq!(refusal(area(0.0), &[1.0]), DistancesError::Region);
        assert_eq!(
            refusal(
                RipleyOptions {
                    correction: EdgeCorrection::Border,
                    ..area(1.0)
                },
                &[1.0]
            ),
            DistancesError::Region
        );
        assert!(matches!(
            refusal(area(9.0), &[0.0]),
            DistancesError::Points(_)
        ));
    }

    #[test]
    fn two_types_count_neighbours_of_the_other() {
        let positions =
            Positions::on_plane(&[[1.0, 1.0], [1.0, 2.0], [3.0, 3.0], [1.5, 1.0]]).unwrap();
        let marked = Marked::new(&positions, &[0, 1, 0, 1], None, (0, 1)).unwrap();
        let found = ripley(
            &marked,
            &[0.5, 1.0],
            &options(EdgeCorrection::None),
            &Simulations::NONE,
        )
        .unwrap();
        assert_eq!(found.k.observed, [16.0 / 4.0, 16.0 / 4.0 * 2.0]);
    }
}
