//! Neighbouring clusters joined into one, by distance and by links between them.
//!
//! Rule: two clusters are adjacent if a point of one is at most a merge distance from a point of the other; adjacent
//! clusters are joined if the link rule allows it, and so on from one to the next. With links (such as joint patents
//! and papers) a cluster prefers the one that it has the most links with. Source: the rule of the WIPO cluster ranking
//! (Bergquist, Fink & Raffo 2017, WIPO Economic Research Working Paper 34), whose distance and links are parameters
//! here.
//!
//! Worked example: clusters A, B, C in a row, each adjacent to the next, with links A–B 5 and B–C 2: A and B prefer
//! each other and are joined under every rule; C prefers B, which joins it too where the preference of one side is
//! enough.

use std::collections::BTreeMap;

use super::Labels;
use super::grid::Grid;
use super::partition::Partition;
use crate::points::{PointsError, Positions};

/// Which adjacent clusters are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRule {
    /// All of them.
    Ignore,
    /// Those of which one has its most links with the other.
    OneSide,
    /// Those that have their most links with each other.
    BothSides,
}

/// Joins adjacent clusters of `labels`; `links` are pairs of points with a weight. Clusters are numbered by their first
/// core point anew.
///
/// # Errors
/// [`PointsError::Length`]: the merge distance is not above 0 or farther than the Earth allows.
pub fn merge(
    positions: &Positions,
    labels: &Labels,
    distance: f64,
    rule: LinkRule,
    links: &[(usize, usize, f64)],
) -> Result<Labels, PointsError> {
    let within = positions.within(distance, "merge-km")?;
    let ones = vec![1.0; positions.len()];
    let grid = Grid::new(positions, &ones, within, "merge-km")?;
    let mut locations: Vec<Vec<u32>> = vec![Vec::new(); labels.clusters];
    for location in 0..grid.weights.len() {
        let of_points = grid.points_of(location).iter();
        let mut clusters: Vec<u32> = of_points
            .filter_map(|&point| labels.cluster[point as usize])
            .collect();
        clusters.dedup();
        for cluster in clusters {
            locations[cluster as usize].push(location as u32);
        }
    }
    let boxes: Vec<_> = locations
        .iter()
        .map(|locations| grid.bounds(locations))
        .collect();
    let prefers = preferences(labels, links);
    let allowed = |a: usize, b: usize| {
        let (one, other) = (prefers[a] == Some(b), prefers[b] == Some(a));
        match rule {
            LinkRule::Ignore => true,
            LinkRule::OneSide => one || other,
            LinkRule::BothSides => one && other,
        }
    };
    let mut partition = Partition::new(labels.clusters);
    for b in 1..labels.clusters {
        for a in 0..b {
            if allowed(a, b)
                && partition.find(a) != partition.find(b)
                && grid.may_reach(&boxes[a], &boxes[b])
            {
                let (before, from) = locations.split_at_mut(b);
                if grid.any_within(&mut before[a], &mut from[0]) {
                    partition.join(a, b);
                }
            }
        }
    }
    // The lowest cluster stands for those joined, so the order by the first core point stays.
    let mut numbers = BTreeMap::new();
    for cluster in 0..labels.clusters {
        let next = numbers.len() as u32;
        numbers.entry(partition.root(cluster)).or_insert(next);
    }
    Ok(Labels {
        cluster: labels
            .cluster
            .iter()
            .map(|cluster| cluster.map(|cluster| numbers[&partition.root(cluster as usize)]))
            .collect(),
        core: labels.core.clone(),
        clusters: numbers.len(),
    })
}

/// For each cluster the other one with the most links, the lower number where two have equally many.
fn preferences(labels: &Labels, links: &[(usize, usize, f64)]) -> Vec<Option<usize>> {
    let mut sums: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); labels.clusters];
    for &(a, b, weight) in links {
        if let (Some(a), Some(b)) = (labels.cluster[a], labels.cluster[b])
            && a != b
        {
            *sums[a as usize].entry(b as usize).or_default() += weight;
            *sums[b as usize].entry(a as usize).or_default() += weight;
        }
    }
    let most = |sums: &BTreeMap<usize, f64>| {
        let best = sums.iter().filter(|(_, weight)| **weight > 0.0);
        let best = best.min_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
        best.map(|(cluster, _)| *cluster)
    };
    sums.iter().map(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density_clusters::dbscan;

    #[test]
    fn worked_example() {
        let row = [0.0, 1.0, 4.0, 5.0, 8.0, 9.0, 30.0, 31.0].map(|x| [x, 0.0]);
        let positions = Positions::on_plane(&row).unwrap();
        let labels = dbscan(&positions, None, 1.0, 2.0).unwrap();
        assert_eq!(labels.clusters, 4);
        let links = [(0, 2, 5.0), (3, 4, 2.0), (6, 0, 9.0)];
        let clusters = |rule, links: &[(usize, usize, f64)]| {
            let merged = merge(&positions, &labels, 3.0, rule, links).unwrap();
            merged
                .cluster
                .iter()
                .map(|cluster| cluster.unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(clusters(LinkRule::Ignore, &[]), [0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(
            clusters(LinkRule::OneSide, &links[..2]),
            [0, 0, 0, 0, 0, 0, 1, 1]
        );
        assert_eq!(
            clusters(LinkRule::BothSides, &links[..2]),
            [0, 0, 0, 0, 1, 1, 2, 2]
        );
        // The cluster far away has the most links with the first, which is not adjacent to it.
        assert_eq!(
            clusters(LinkRule::BothSides, &links),
            [0, 0, 1, 1, 2, 2, 3, 3]
        );
        assert!(merge(&positions, &labels, 0.0, LinkRule::Ignore, &[]).is_err());
    }
}
