//! How much clusters hang on the radius and the threshold.
//!
//! DBSCAN is run again for radii and thresholds around those chosen, and each result compared with it: number of
//! clusters, share of weight in them, and the adjusted Rand index, 1 for the same partition and 0 for what chance would
//! agree on; each noise point counts as a cluster of its own. Formula, n_ij points in cluster i of one and j of the
//! other, a_i and b_j their sums: ARI = (Σ C(n_ij,2) − E) / (½(Σ C(a_i,2) + Σ C(b_j,2)) − E), E = Σ C(a_i,2)·Σ
//! C(b_j,2)/C(n,2). Source: Hubert & Arabie (1985), Comparing Partitions, Journal of Classification 2.
//!
//! Worked example: {1,2},{3,4} against {1,2,3},{4}: ARI = 0.

use std::collections::HashMap;

use super::{Labels, dbscan};
use crate::points::{PointsError, Positions};

/// What clusters other parameters give.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The radius.
    pub eps: f64,
    /// The least weight within it.
    pub minimum: f64,
    /// The number of clusters.
    pub clusters: usize,
    /// The share of all weight that is in clusters.
    pub share: f64,
    /// The agreement with the clusters chosen.
    pub adjusted_rand: f64,
}

/// The factors by which radius and threshold are varied.
pub const FACTORS: [f64; 5] = [0.5, 0.8, 1.0, 1.25, 2.0];

/// Clusters for radii and thresholds around `eps` and `minimum`, compared with `chosen`.
///
/// # Errors
/// [`PointsError`]: as of [`dbscan`].
pub fn stability(
    positions: &Positions,
    weights: &[f64],
    (eps, minimum): (f64, f64),
    chosen: &Labels,
) -> Result<Vec<Alternative>, PointsError> {
    let total: f64 = weights.iter().sum();
    let mut alternatives = Vec::new();
    for radius in FACTORS.map(|factor| (eps * factor).min(positions.farthest())) {
        for least in FACTORS.map(|factor| minimum * factor) {
            let found = dbscan(positions, Some(weights), radius, least)?;
            let held = found
                .cluster
                .iter()
                .zip(weights)
                .filter(|(cluster, _)| cluster.is_some());
            alternatives.push(Alternative {
                eps: radius,
                minimum: least,
                clusters: found.clusters,
                share: held.map(|(_, weight)| weight).sum::<f64>() / total,
                adjusted_rand: adjusted_rand(chosen, &found),
            });
        }
    }
    Ok(alternatives)
}

/// The adjusted Rand index of two labellings of the same points.
pub fn adjusted_rand(a: &Labels, b: &Labels) -> f64 {
    let of = |labels: &Labels, point: usize| {
        labels.cluster[point].map_or(labels.clusters as u64 + point as u64, u64::from)
    };
    let (mut both, mut first, mut second) = (HashMap::new(), HashMap::new(), HashMap::new());
    for point in 0..a.cluster.len() {
        let (i, j) = (of(a, point), of(b, point));
        *both.entry((i, j)).or_insert(0_u64) += 1;
        *first.entry(i).or_insert(0_u64) += 1;
        *second.entry(j).or_insert(0_u64) += 1;
    }
    // Sums of whole numbers, so that the order of the entries does not matter.
    let pairs = |count: u64| u128::from(count) * u128::from(count.saturating_sub(1)) / 2;
    let sum = |counts: &mut dyn Iterator<Item = &u64>| {
        counts.map(|&count| pairs(count)).sum::<u128>() as f64
    };
    let (together, of_first, of_second) = (
        sum(&mut both.values()),
        sum(&mut first.values()),
        sum(&mut second.values()),
    );
    let all = pairs(a.cluster.len() as u64) as f64;
    let expected = if all > 0.0 {
        of_first * of_second / all
    } else {
        0.0
    };
    let most = 0.5 * (of_first + of_second);
    if most == expected {
        1.0
    } else {
        (together - expected) / (most - expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(clusters: &[Option<u32>]) -> Labels {
        Labels {
            cluster: clusters.to_vec(),
            core: vec![true; clusters.len()],
            clusters: clusters
                .iter()
                .flatten()
                .max()
                .map_or(0, |most| *most as usize + 1),
        }
    }

    #[test]
    fn worked_example() {
        let a = labels(&[Some(0), Some(0), Some(1), Some(1)]);
        let b = labels(&[Some(0), Some(0), Some(0), Some(1)]);
        assert!(adjusted_rand(&a, &b).abs() < 1e-15);
        assert_eq!(
            adjusted_rand(&a, &labels(&[Some(1), Some(1), Some(0), Some(0)])),
            1.0
        );
        let noise = labels(&[None; 4]);
        assert_eq!(
            (adjusted_rand(&noise, &noise), adjusted_rand(&a, &noise)),
            (1.0, 0.0)
        );
    }

    #[test]
    fn the_parameters_chosen_agree_with_themselves() {
        let points: Vec<[f64; 2]> = (0..60)
            .map(|point| [f64::from(point % 20) + f64::from(point / 20) * 40.0, 0.0])
            .collect();
        let positions = Positions::on_plane(&points).unwrap();
        let weights = vec![1.0; 60];
        let chosen = dbscan(&positions, None, 1.0, 3.0).unwrap();
        let found = stability(&positions, &weights, (1.0, 3.0), &chosen).unwrap();
        assert_eq!(found.len(), 25);
        let same = found
            .iter()
            .find(|one| one.eps == 1.0 && one.minimum == 3.0)
            .unwrap();
        assert_eq!(
            (same.adjusted_rand, same.clusters, same.share),
            (1.0, 3, 1.0)
        );
    }
}
