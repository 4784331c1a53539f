//! Clusters ranked by size and by intensity.
//!
//! Size: the weight of the cluster's points (fractional counts, where points are parts of a whole), its share of the
//! weight of all points, noise among them. Intensity: the weight over a base of the cluster, such as population. Source:
//! WIPO, Global Innovation Index 2024, appendix IV. Ranks: 1 is the largest, equal ones share the smallest.
//!
//! Worked example: weights 1, 2 in cluster 0, 4 in cluster 1 and 1 in noise: shares 3/8 and 4/8, ranks 2 and 1.

use super::Labels;
use super::hull::{Hull, hull};
use crate::points::{Positions, Surface};

/// A cluster with its size.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The number of its points.
    pub points: usize,
    /// The number of its core points.
    pub core_points: usize,
    /// The weight of its points.
    pub weight: f64,
    /// Its share of the weight of all points.
    pub share: f64,
    /// Its rank by weight.
    pub size_rank: usize,
    /// Its base, where bases are given.
    pub base: Option<f64>,
    /// Weight over base.
    pub intensity: Option<f64>,
    /// Its rank by intensity.
    pub intensity_rank: Option<usize>,
    /// The middle of its points by weight: longitude and latitude, or x and y.
    pub centre: [f64; 2],
    /// The distance from the middle to the farthest point.
    pub radius: f64,
    /// Its outline.
    pub hull: Option<Hull>,
}

/// The clusters of `labels` in their order, with the `weights` and, where given, the `bases` of points.
pub fn ranking(
    positions: &Positions,
    labels: &Labels,
    weights: &[f64],
    bases: Option<&[f64]>,
) -> Vec<Cluster> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); labels.clusters];
    for (point, cluster) in labels.cluster.iter().enumerate() {
        if let Some(cluster) = cluster {
            members[*cluster as usize].push(point);
        }
    }
    let total: f64 = weights.iter().sum();
    let mut clusters: Vec<Cluster> = members
        .iter()
        .map(|points| {
            let weight = points.iter().map(|&point| weights[point]).sum();
            let base = bases.map(|bases| points.iter().map(|&point| bases[point]).sum::<f64>());
            let (middle, centre) = middle(positions, points, weights);
            let distances = points.iter().map(|&point| {
                positions.along(crate::points::squared(positions.vectors()[point], middle).sqrt())
            });
            Cluster {
                points: points.len(),
                core_points: points.iter().filter(|&&point| labels.core[point]).count(),
                weight,
                share: weight / total,
                size_rank: 0,
                base,
                intensity: base.filter(|base| *base > 0.0).map(|base| weight / base),
                intensity_rank: None,
                centre,
                radius: distances.fold(0.0, f64::max),
                hull: hull(positions, points, middle),
            }
        })
        .collect();
    let sizes: Vec<f64> = clusters.iter().map(|cluster| cluster.weight).collect();
    let intensities: Vec<f64> = clusters
        .iter()
        .filter_map(|cluster| cluster.intensity)
        .collect();
    let rank = |all: &[f64], own: f64| 1 + all.iter().filter(|other| **other > own).count();
    for cluster in &mut clusters {
        cluster.size_rank = rank(&sizes, cluster.weight);
        cluster.intensity_rank = cluster.intensity.map(|own| rank(&intensities, own));
    }
    clusters
}

/// The middle of points by weight (all alike where none has any), as a vector and as coordinates.
fn middle(positions: &Positions, points: &[usize], weights: &[f64]) -> ([f64; 3], [f64; 2]) {
    let weightless = points.iter().all(|&point| weights[point] == 0.0);
    let weight = |point: usize| if weightless { 1.0 } else { weights[point] };
    let total: f64 = points.iter().map(|&point| weight(point)).sum();
    let mean = [0, 1, 2].map(|axis| {
        let sum: f64 = points
            .iter()
            .map(|&point| weight(point) * positions.vectors()[point][axis])
            .sum();
        sum / total
    });
    match positions.surface() {
        Surface::Plane => (mean, [mean[0], mean[1]]),
        Surface::Sphere => {
            let length = mean.iter().map(|value| value * value).sum::<f64>().sqrt();
            // Points all around the Earth have no middle; the first stands for it.
            let unit = if length > 1e-9 {
                mean.map(|value| value / length)
            } else {
                positions.vectors()[points[0]]
            };
            let longitude = unit[1].atan2(unit[0]).to_degrees();
            (
                unit,
                [longitude, unit[2].clamp(-1.0, 1.0).asin().to_degrees()],
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let positions =
            Positions::on_plane(&[[0.0, 0.0], [3.0, 0.0], [9.0, 9.0], [50.0, 0.0]]).unwrap();
        let labels = Labels {
            cluster: vec![Some(0), Some(0), Some(1), None],
            core: vec![true, false, true, false],
            clusters: 2,
        };
        let found = ranking(
            &positions,
            &labels,
            &[1.0, 2.0, 4.0, 1.0],
            Some(&[1.0, 0.5, 8.0, 1.0]),
        );
        assert_eq!((found[0].share, found[1].share), (3.0 / 8.0, 0.5));
        assert_eq!((found[0].size_rank, found[1].size_rank), (2, 1));
        assert_eq!(
            (found[0].intensity, found[1].intensity),
            (Some(2.0), Some(0.5))
        );
        assert_eq!(found[0].intensity_rank, Some(1));
        assert_eq!(
            (found[0].centre, found[0].radius, found[0].core_points),
            ([2.0, 0.0], 2.0, 1)
        );
    }
}
