//! DBSCAN: clusters are what can be walked through dense places in steps of one radius.
//!
//! Definition: a point is core if the weights of the points within the radius ε of it (at most ε away, itself
//! counted) sum to at least the minimum; clusters are the connected components of core points at most ε
//! apart; a point that is not core but has a core point within ε is a border point and belongs to the cluster
//! of the nearest one (of the first in the order of points among equally near ones), where the original lets
//! the order of points decide; all others are noise. Clusters are numbered by their first core point. Source:
//! Ester, Kriegel, Sander & Xu (1996), A density-based algorithm for discovering clusters, KDD-96; Schubert,
//! Sander, Ester, Kriegel & Xu (2017), DBSCAN Revisited, Revisited, ACM TODS 42(3).
//!
//! Worked example on a line, ε = 1, minimum 3: 0, 1, 2, 5, 6 has the core point 1 (with 0 and 2 within 1 of
//! it); 0 and 2 are border points of its cluster, 5 and 6 are noise.
//!
//! Method: [`Grid`]: a cell whose weight reaches the minimum is core as a whole, others count whole cells
//! where they lie inside the radius. Cores, clusters and noise are exact. The cost is that of sorting n
//! points, and for places of middling density that of looking at the cells on the edge of the radius; n
//! points must at least be read, and Ω(n log n) compared. In 3 dimensions and more the worst case of any
//! method is n^{4/3} (Gan & Tao 2015); points on a surface do not reach it.
//!
//! Degenerate cases: a weight of 0 counts for nothing but is labelled; all points on one spot are one cluster
//! or all noise; a radius of 0 or beyond half the Earth's circumference is refused.

use super::Labels;
use super::grid::Grid;
use super::partition::Partition;
use crate::points::{PointsError, Positions, weights_for};

/// Clusters `positions`, with `weights` (1 each where not given), for the radius `eps` (kilometres on the
/// sphere) and the least weight `minimum` within it.
///
/// # Errors
/// [`PointsError`]: a radius or minimum without meaning, weights that are negative, too few or all zero.
pub fn dbscan(
    positions: &Positions,
    weights: Option<&[f64]>,
    eps: f64,
    minimum: f64,
) -> Result<Labels, PointsError> {
    let within = positions.within(eps, "eps")?;
    if minimum.is_nan() || minimum <= 0.0 {
        return Err(PointsError::TooSmall {
            name: "min-points",
            value: minimum,
            least: 1.0,
        });
    }
    let weights = weights_for(positions.len(), weights)?;
    let grid = Grid::new(positions, &weights, within, "eps")?;
    let core = core_locations(&grid, minimum);
    let (cluster_of_cell, cores_of_cell) = connect(&grid, &core);
    Ok(labels(
        &grid,
        positions.len(),
        &core,
        &cluster_of_cell,
        &cores_of_cell,
    ))
}

/// Which locations are core.
fn core_locations(grid: &Grid, minimum: f64) -> Vec<bool> {
    let mut core = vec![false; grid.weights.len()];
    grid.for_each_neighbourhood(|index, around| {
        let cell = &grid.cells[index];
        if cell.weight >= minimum {
            core[cell.start..cell.end].fill(true);
            return;
        }
        let reachable: f64 = around.iter().map(|&other| grid.cells[other].weight).sum();
        if cell.weight + reachable < minimum {
            return;
        }
        let own = core[cell.start..cell.end].iter_mut().enumerate();
        for (offset, core) in own {
            let location = cell.start + offset;
            let mut weight = cell.weight;
            for &other in around {
                if weight >= minimum {
                    break;
                }
                weight += grid.weight_within(location, &grid.cells[other], minimum - weight);
            }
            *core = weight >= minimum;
        }
    });
    core
}

/// The cells joined where core locations of them are within the radius of each other, and the core locations
/// of each cell.
fn connect(grid: &Grid, core: &[bool]) -> (Partition, Vec<Vec<u32>>) {
    let mut cores: Vec<Vec<u32>> = grid
        .cells
        .iter()
        .map(|cell| {
            (cell.start..cell.end)
                .filter(|&location| core[location])
                .map(|location| location as u32)
                .collect()
        })
        .collect();
    let mut partition = Partition::new(grid.cells.len());
    grid.for_each_neighbourhood(|index, around| {
        if cores[index].is_empty() {
            return;
        }
        for &other in around.iter().filter(|&&other| other < index) {
            if !cores[other].is_empty() && partition.find(index) != partition.find(other) {
                let (before, from) = cores.split_at_mut(index);
                if grid.any_within(&mut from[0], &mut before[other]) {
                    partition.join(index, other);
                }
            }
        }
    });
    (partition, cores)
}

fn labels(
    grid: &Grid,
    points: usize,
    core: &[bool],
    cells: &Partition,
    cores: &[Vec<u32>],
) -> Labels {
    // The component (a cell that stands for it) of each location in a cluster.
    let mut component: Vec<Option<usize>> = vec![None; core.len()];
    grid.for_each_neighbourhood(|index, around| {
        let cell = &grid.cells[index];
        for location in cell.start..cell.end {
            if core[location] {
                component[location] = Some(cells.root(index));
                continue;
            }
            let candidates = std::iter::once(index)
                .chain(around.iter().copied())
                .flat_map(|other| {
                    grid.those_within(location, &cores[other])
                        .map(move |location| (other, location))
                });
            let nearest = candidates.min_by(|&(_, a), &(_, b)| {
                let first = |location: usize| grid.points_of(location)[0];
                let by_vector = grid
                    .squared(location, a)
                    .total_cmp(&grid.squared(location, b));
                by_vector.then(first(a).cmp(&first(b)))
            });
            component[location] = nearest.map(|(other, _)| cells.root(other));
        }
    });
    let mut of_point: Vec<(Option<usize>, bool)> = vec![(None, false); points];
    for location in 0..core.len() {
        for &point in grid.points_of(location) {
            of_point[point as usize] = (component[location], core[location]);
        }
    }
    let mut number_of = vec![None; grid.cells.len()];
    let mut clusters = 0;
    for (component, _) in of_point.iter().filter(|(_, core)| *core) {
        if let Some(component) = component {
            number_of[*component].get_or_insert_with(|| {
                clusters += 1;
                clusters - 1
            });
        }
    }
    Labels {
        cluster: of_point
            .iter()
            .map(|(component, _)| component.and_then(|component| number_of[component]))
            .collect(),
        core: of_point.iter().map(|&(_, core)| core).collect(),
        clusters: clusters as usize,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sphere::{Degrees, EARTH_RADIUS_KM};

    /// The definition, pair by pair.
    fn by_definition(positions: &Positions, weights: &[f64], eps: f64, minimum: f64) -> Labels {
        let n = positions.len();
        let near = |a: usize, b: usize| positions.distance(a, b) <= eps;
        let core: Vec<bool> = (0..n)
            .map(|a| {
                let within = (0..n).filter(|&b| near(a, b)).map(|b| weights[b]);
                within.sum::<f64>() >= minimum
            })
            .collect();
        let mut cluster: Vec<Option<u32>> = vec![None; n];
        let mut clusters = 0;
        for start in 0..n {
            if !core[start] || cluster[start].is_some() {
                continue;
            }
            let mut open = vec![start];
            cluster[start] = Some(clusters);
            while let Some(point) = open.pop() {
                for other in 0..n {
                    if core[other] && cluster[other].is_none() && near(point, other) {
                        cluster[other] = Some(clusters);
                        open.push(other);
                    }
                }
            }
            clusters += 1;
        }
        for point in (0..n).filter(|&point| !core[point]) {
            let cores = (0..n).filter(|&other| core[other] && near(point, other));
            let squared = |other: usize| {
                crate::points::squared(positions.vectors()[point], positions.vectors()[other])
            };
            let nearest = cores.min_by(|&a, &b| squared(a).total_cmp(&squared(b)));
            cluster[point] = nearest.and_then(|other| cluster[other]);
        }
        Labels {
            cluster,
            core,
            clusters: clusters as usize,
        }
    }

    fn sphere(points: &[(f64, f64)]) -> Positions {
        let degrees = |&(longitude, latitude): &(f64, f64)| Degrees {
            longitude,
            latitude,
        };
        Positions::on_sphere(&points.iter().map(degrees).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn worked_example() {
        let line = [0.0, 1.0, 2.0, 5.0, 6.0].map(|x| [x, 0.0]);
        let found = dbscan(&Positions::on_plane(&line).unwrap(), None, 1.0, 3.0).unwrap();
        assert_eq!(found.cluster, [Some(0), Some(0), Some(0), None, None]);
        assert_eq!(found.core, [false, true, false, false, false]);
    }

    #[test]
    fn one_point_and_points_on_one_spot() {
        let one = sphere(&[(116.4, 39.9)]);
        assert_eq!(dbscan(&one, None, 15.0, 1.0).unwrap().cluster, [Some(0)]);
        assert_eq!(dbscan(&one, None, 15.0, 2.0).unwrap().cluster, [None]);
        let spot = sphere(&[(116.4, 39.9); 1000]);
        let found = dbscan(&spot, None, 1e-3, 1000.0).unwrap();
        assert!(found.clusters == 1 && found.core.iter().all(|&core| core));
        assert_eq!(dbscan(&spot, None, 1e-3, 1001.0).unwrap().clusters, 0);
    }

    #[test]
    fn a_cluster_across_the_antimeridian_and_one_around_the_pole() {
        let mut points: Vec<(f64, f64)> = (0..36)
            .map(|turn| (f64::from(turn) * 10.0 - 180.0, 89.95))
            .collect();
        points.extend([
            (179.99, 10.0),
            (-179.99, 10.0),
            (180.0, 10.0),
            (-180.0, 10.01),
        ]);
        let found = dbscan(&sphere(&points), None, 3.0, 3.0).unwrap();
        assert_eq!(found.clusters, 2);
        assert!(
            found.cluster[..36]
                .iter()
                .all(|&cluster| cluster == Some(0))
        );
        assert!(
            found.cluster[36..]
                .iter()
                .all(|&cluster| cluster == Some(1))
        );
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let points = sphere(&[(116.4, 39.9), (121.5, 31.2)]);
        for eps in [0.0, -1.0, 20_038.0, f64::INFINITY] {
            let refusal = dbscan(&points, None, eps, 2.0).unwrap_err();
            assert!(matches!(refusal, PointsError::Length { .. }), "{eps}");
        }
        let all = EARTH_RADIUS_KM * std::f64::consts::PI;
        assert_eq!(dbscan(&points, None, all, 2.0).unwrap().clusters, 1);
        assert!(dbscan(&points, None, 1.0, 0.0).is_err());
        assert!(dbscan(&points, Some(&[1.0, -1.0]), 1.0, 1.0).is_err());
        // Cells of this size could not be counted.
        let far = Positions::on_plane(&[[0.0, 0.0], [1e12, 0.0]]).unwrap();
        assert!(dbscan(&far, None, 1e-6, 2.0).is_err());
    }

    #[test]
    fn a_point_without_weight_is_labelled_and_counts_for_nothing() {
        let points = sphere(&[(116.4, 39.9), (116.41, 39.9), (116.42, 39.9)]);
        let found = dbscan(&points, Some(&[1.0, 0.0, 1.0]), 1.0, 2.0).unwrap();
        assert_eq!(found.core, [false, true, false]);
        assert_eq!(found.cluster, [Some(0); 3]);
    }

    /// Points around a few centres: of a town, of a pole, on the antimeridian.
    fn places() -> impl Strategy<Value = Vec<(f64, f64)>> {
        let centre = prop_oneof![
            Just((116.4, 39.9)),
            Just((116.7, 39.8)),
            Just((0.0, 89.8)),
            Just((180.0, -16.0)),
        ];
        let point = (centre, -0.4..0.4_f64, -0.2..0.2_f64, 0..3_u8).prop_map(
            |((longitude, latitude), east, north, grid)| {
                // Some points stand on a coarse grid, so that distances repeat and spots coincide.
                let round = |value: f64| {
                    if grid == 0 {
                        (value * 20.0).round() / 20.0
                    } else {
                        value
                    }
                };
                let stretch = if latitude > 80.0 { 400.0 } else { 1.0 };
                let turned = longitude + round(east * stretch);
                let longitude = if turned > 180.0 {
                    turned - 360.0
                } else {
                    turned
                };
                (longitude.max(-180.0), (latitude + round(north)).min(90.0))
            },
        );
        prop::collection::vec(point, 1..120)
    }

    proptest! {
        #[test]
        fn equals_the_definition(points in places(), eps in 0.5..40.0_f64, minimum in 1..12_u8) {
            let positions = sphere(&points);
            let weights: Vec<f64> = (0..points.len()).map(|point| (point % 3) as f64 + 1.0).collect();
            let minimum = f64::from(minimum);
            prop_assert_eq!(
                dbscan(&positions, Some(&weights), eps, minimum).unwrap(),
                by_definition(&positions, &weights, eps, minimum)
            );
        }

        #[test]
        fn equals_the_definition_on_a_plane_where_edges_are_met(
            points in prop::collection::vec((0..12_u8, 0..12_u8), 1..80),
            minimum in 1..8_u8,
        ) {
            let points: Vec<[f64; 2]> = points.iter().map(|&(x, y)| [f64::from(x), f64::from(y)]).collect();
            let positions = Positions::on_plane(&points).unwrap();
            let (weights, minimum) = (vec![1.0; points.len()], f64::from(minimum));
            for eps in [1.0, 2.0, 5.0] {
                prop_assert_eq!(
                    dbscan(&positions, None, eps, minimum).unwrap(),
                    by_definition(&positions, &weights, eps, minimum)
                );
            }
        }
    }
}
