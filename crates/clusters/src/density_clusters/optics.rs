//! OPTICS: the order in which points are reached from dense to sparse, and the distance at which each is.
//!
//! Definition, k the minimum of points in a neighbourhood, the point itself counted, and ε the largest radius: core
//! distance = distance to the k-th nearest point if it is at most ε; from a point p with a core distance a point o
//! within ε is reached at max(core(p), d(p, o)). The next point is the one reached at the least distance, the first in
//! the order of points among equal ones; where none is left that can be reached, the first of the others starts anew.
//! Valleys of the reachability are clusters: cut at ε′, the points before which the reachability exceeds ε′ start a
//! cluster if their core distance is at most ε′ and are noise otherwise. Source: Ankerst, Breunig, Kriegel & Sander
//! (1999), OPTICS: Ordering Points To Identify the Clustering Structure, SIGMOD.
//!
//! Worked example on a line, k = 2, ε = 5: 0, 1, 3, 20 is reached in this order at –, 1, 2, –.
//!
//! The cost is O(n²) at worst, n·log n·(points within ε) as a rule. Degenerate cases: with one point or none within ε
//! nothing is reached and all starts anew.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Labels;
use super::hdbscan::core_distances;
use crate::points::{PointsError, Positions};
use crate::tree::Tree;

/// The order of points and how each is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Optics {
    /// The points in the order in which they are reached.
    pub order: Vec<usize>,
    /// The distance at which each point (in the order of points) is reached; none where it starts anew.
    pub reachability: Vec<Option<f64>>,
    /// The core distance of each point; none where it exceeds ε.
    pub core_distance: Vec<Option<f64>>,
}

/// A point that can be reached; the nearest compares greatest, then the first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reached {
    distance: f64,
    point: Reverse<usize>,
}

impl Eq for Reached {}

impl Ord for Reached {
    fn cmp(&self, other: &Reached) -> std::cmp::Ordering {
        other
            .distance
            .total_cmp(&self.distance)
            .then(self.point.cmp(&other.point))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Reached) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Orders `positions` for neighbourhoods of `count` points within `eps` (kilometres on the sphere).
///
/// # Errors
/// [`PointsError`]: a radius without meaning, a neighbourhood of 0 or more points than there are.
pub fn optics(positions: &Positions, eps: f64, count: usize) -> Result<Optics, PointsError> {
    let within = positions.within(eps, "eps")?;
    let core = core_distances(positions, count)?;
    let tree = Tree::new(positions);
    let n = positions.len();
    let mut found = Optics {
        order: Vec::with_capacity(n),
        reachability: vec![None; n],
        core_distance: core
            .iter()
            .map(|&core| (core <= eps).then_some(core))
            .collect(),
    };
    let mut done = vec![false; n];
    for start in 0..n {
        let mut open = BinaryHeap::from([Reached {
            distance: 0.0,
            point: Reverse(start),
        }]);
        while let Some(Reached {
            point: Reverse(point),
            ..
        }) = open.pop()
        {
            // A point stands in the heap again each time it is reached at a lesser distance.
            if std::mem::replace(&mut done[point], true) {
                continue;
            }
            found.order.push(point);
            let Some(core) = found.core_distance[point] else {
                continue;
            };
            tree.for_each_within(point, &within, |other| {
                let other = other as usize;
                if !done[other] {
                    let distance = core.max(positions.distance(point, other));
                    if found.reachability[other].is_none_or(|before| distance < before) {
                        found.reachability[other] = Some(distance);
                        open.push(Reached {
                            distance,
                            point: Reverse(other),
                        });
                    }
                }
            });
        }
    }
    Ok(found)
}

impl Optics {
    /// The clusters that a cut at the distance `eps` leaves: those of DBSCAN with that radius, border points apart.
    pub fn cut(&self, eps: f64) -> Labels {
        let n = self.order.len();
        let core: Vec<bool> = self
            .core_distance
            .iter()
            .map(|core| core.is_some_and(|core| core <= eps))
            .collect();
        let (mut cluster, mut clusters) = (vec![None; n], 0_u32);
        for &point in &self.order {
            if self.reachability[point].is_none_or(|distance| distance > eps) {
                if core[point] {
                    clusters += 1;
                    cluster[point] = Some(clusters - 1);
                }
            } else {
                cluster[point] = Some(clusters.saturating_sub(1));
            }
        }
        // By their first core point, as DBSCAN numbers them.
        let mut numbers: Vec<Option<u32>> = vec![None; clusters as usize];
        let mut next = 0;
        for point in (0..n).filter(|&point| core[point]) {
            if let Some(own) = cluster[point] {
                numbers[own as usize].get_or_insert_with(|| {
                    next += 1;
                    next - 1
                });
            }
        }
        Labels {
            cluster: cluster
                .iter()
                .map(|own: &Option<u32>| own.and_then(|own| numbers[own as usize]))
                .collect(),
            core,
            clusters: clusters as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density_clusters::dbscan;
    use crate::sphere::Degrees;

    #[test]
    fn worked_example() {
        let line = Positions::on_plane(&[0.0, 1.0, 3.0, 20.0].map(|x| [x, 0.0])).unwrap();
        let found = optics(&line, 5.0, 2).unwrap();
        assert_eq!(found.order, [0, 1, 2, 3]);
        assert_eq!(found.reachability, [None, Some(1.0), Some(2.0), None]);
        assert_eq!(found.core_distance[3], None);
        assert!(optics(&line, 0.0, 2).is_err() && optics(&line, 5.0, 5).is_err());
    }

    #[test]
    fn a_cut_has_the_cores_and_clusters_of_dbscan() {
        let mut random = crate::Random::of_draw(6, 0);
        let degrees: Vec<Degrees> = (0..400)
            .map(|point| Degrees {
                longitude: 100.0 + f64::from(point % 4) + 0.2 * random.uniform(),
                latitude: 30.0 + 0.2 * random.uniform() * f64::from(1 + point % 3),
            })
            .collect();
        let positions = Positions::on_sphere(&degrees).unwrap();
        let found = optics(&positions, 30.0, 6).unwrap();
        let mut order = found.order.clone();
        order.sort_unstable();
        assert_eq!(order, (0..400).collect::<Vec<_>>());
        for eps in [1.5, 3.0, 30.0] {
            let (cut, expected) = (found.cut(eps), dbscan(&positions, None, eps, 6.0).unwrap());
            assert_eq!(
                (cut.clusters, &cut.core),
                (expected.clusters, &expected.core)
            );
            for point in (0..400).filter(|&point| cut.core[point]) {
                assert_eq!(cut.cluster[point], expected.cluster[point]);
            }
        }
    }
}
