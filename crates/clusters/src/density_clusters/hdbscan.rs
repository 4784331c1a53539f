//! HDBSCAN: clusters of any density, by how long they last as the radius shrinks.
//!
//! Definition, k the minimum of points in a neighbourhood, the point itself counted: core distance = distance to the
//! k-th nearest point (the first is itself); mutual reachability d*(a, b) = max(core(a), core(b), d(a, b)); the
//! minimum spanning tree of d* is cut from the longest edge down; a part with fewer than the least cluster size falls
//! out as noise, two parts that both have it are new clusters. Of a cluster that is born at λ = 1/d* and whose points p
//! leave it at λ_p, the stability is Σ (λ_p − λ_birth); from the leaves up a cluster is kept if it is at least as stable as the
//! clusters below it together. Source: Campello, Moulavi & Sander (2013), Density-Based Clustering Based on Hierarchical
//! Density Estimates, PAKDD; stability as in Campello, Moulavi, Zimek & Sander (2015), ACM TKDD 10(1).
//!
//! Worked example on a line, k = 2, least size 3: 0, 1, 2, 10, 11, 12 has two clusters of three; 30 beside them would be
//! noise.
//!
//! Every pair of points is looked at, on the sphere along great circles, so that trees are exact: O(n²) time, O(n) memory
//! (the approximate tree of another program was off by 9 km on world places).
//!
//! Degenerate cases: points on one spot have λ without limit, taken as the largest that a double can tell; fewer points
//! than the least size are all noise. A whole set that never parts is no cluster unless it is allowed to be one.

use super::Labels;
use crate::points::{PointsError, Positions, squared};
use crate::tree::Tree;

/// What HDBSCAN takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HdbscanOptions {
    /// The points of a neighbourhood, the point itself counted.
    pub neighbourhood: usize,
    /// The least size of a cluster.
    pub least_size: usize,
    /// Whether all points together may be the only cluster.
    pub allow_single: bool,
}

/// The spanning tree joins `a` and `b` at so large a mutual reachability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) length: f64,
}

/// A cluster of the tree of clusters.
#[derive(Debug, Clone)]
struct Branch {
    parent: Option<usize>,
    birth: f64,
    stability: f64,
    children: Vec<usize>,
    /// Points that fell out of it.
    fallen: Vec<usize>,
}

/// Clusters `positions`. A point is core if it is in a cluster. Clusters are numbered by their first point.
///
/// # Errors
/// [`PointsError`]: a neighbourhood larger than the number of points, a least size below 2.
pub fn hdbscan(positions: &Positions, options: &HdbscanOptions) -> Result<Labels, PointsError> {
    let n = positions.len();
    if options.least_size < 2 {
        let value = options.least_size as f64;
        return Err(PointsError::TooSmall {
            name: "min-cluster-size",
            value,
            least: 2.0,
        });
    }
    let core = core_distances(positions, options.neighbourhood)?;
    let mut edges = spanning_tree(positions, &core);
    edges.sort_by(|x, y| x.length.total_cmp(&y.length));
    let branches = condensed(n, &edges, options.least_size);
    let kept = selected(&branches, options.allow_single);
    let mut of_point: Vec<Option<usize>> = vec![None; n];
    for (branch, found) in branches.iter().enumerate() {
        let mut up = Some(branch);
        while let Some(cluster) = up {
            if kept[cluster] {
                found
                    .fallen
                    .iter()
                    .for_each(|&point| of_point[point] = Some(cluster));
                break;
            }
            up = branches[cluster].parent;
        }
    }
    let mut numbers = vec![None; branches.len()];
    let mut clusters = 0;
    let cluster: Vec<Option<u32>> = of_point
        .iter()
        .map(|branch| {
            branch.map(|branch| {
                *numbers[branch].get_or_insert_with(|| {
                    clusters += 1;
                    clusters - 1
                })
            })
        })
        .collect();
    Ok(Labels {
        core: cluster.iter().map(Option::is_some).collect(),
        cluster,
        clusters: clusters as usize,
    })
}

/// The distance of each point to the `count`-th nearest, itself the first.
pub(super) fn core_distances(positions: &Positions, count: usize) -> Result<Vec<f64>, PointsError> {
    if count == 0 {
        return Err(PointsError::TooSmall {
            name: "min-points",
            value: 0.0,
            least: 1.0,
        });
    }
    if count > positions.len() {
        return Err(PointsError::TooFew {
            points: positions.len(),
            needed: count,
        });
    }
    let tree = Tree::new(positions);
    let farthest = |point: usize| {
        let nearest = tree.nearest(point, count - 1);
        nearest
            .last()
            .map_or(0.0, |(_, other)| positions.distance(point, *other as usize))
    };
    Ok((0..positions.len())
        .map(|point| if count == 1 { 0.0 } else { farthest(point) })
        .collect())
}

/// The minimum spanning tree by Prim's method: the nearest point joins, again and again.
fn spanning_tree(positions: &Positions, core: &[f64]) -> Vec<Edge> {
    let n = positions.len();
    let vectors = positions.vectors();
    let mut best = vec![(f64::INFINITY, 0_usize); n];
    let mut outside: Vec<usize> = (1..n).collect();
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut last = 0;
    while !outside.is_empty() {
        let (mut nearest, mut at) = (f64::INFINITY, 0);
        for (position, &point) in outside.iter().enumerate() {
            let straight = positions.along(squared(vectors[last], vectors[point]).sqrt());
            let length = straight.max(core[last]).max(core[point]);
            if length < best[point].0 {
                best[point] = (length, last);
            }
            if best[point].0 < nearest {
                (nearest, at) = (best[point].0, position);
            }
        }
        last = outside.swap_remove(at);
        edges.push(Edge {
            a: best[last].1,
            b: last,
            length: nearest,
        });
    }
    edges
}

/// The tree of clusters with at least so many points, from edges in ascending order.
fn condensed(n: usize, edges: &[Edge], least: usize) -> Vec<Branch> {
    // The tree of joins: nodes below n are points, the others joins of two.
    let mut joins: Vec<(usize, usize, f64, usize)> = Vec::with_capacity(edges.len());
    let mut top: Vec<usize> = (0..n).collect();
    let mut sets = super::partition::Partition::new(n);
    let size = |node: usize, joins: &[(usize, usize, f64, usize)]| {
        if node < n { 1 } else { joins[node - n].3 }
    };
    for edge in edges {
        let (a, b) = (top[sets.find(edge.a)], top[sets.find(edge.b)]);
        let joined = size(a, &joins) + size(b, &joins);
        joins.push((a, b, edge.length, joined));
        let root = sets.join(edge.a, edge.b);
        top[root] = n + joins.len() - 1;
    }
    let root = Branch {
        parent: None,
        birth: 0.0,
        stability: 0.0,
        children: Vec::new(),
        fallen: Vec::new(),
    };
    let mut branches = vec![root];
    let mut open = vec![(top[sets.find(0)], 0)];
    while let Some((node, branch)) = open.pop() {
        if node < n {
            branches[branch].fallen.push(node);
            continue;
        }
        let (a, b, length, _) = joins[node - n];
        let lambda = if length > 0.0 {
            (1.0 / length).min(f64::MAX)
        } else {
            f64::MAX
        };
        let sizes = [a, b].map(|half| size(half, &joins));
        let gained = lambda - branches[branch].birth;
        if sizes.iter().all(|&size| size >= least) {
            branches[branch].stability += gained * (sizes[0] + sizes[1]) as f64;
            for half in [a, b] {
                let child = branches.len();
                branches.push(Branch {
                    parent: Some(branch),
                    birth: lambda,
                    stability: 0.0,
                    children: Vec::new(),
                    fallen: Vec::new(),
                });
                branches[branch].children.push(child);
                open.push((half, child));
            }
            continue;
        }
        for (half, size) in [a, b].into_iter().zip(sizes) {
            if size >= least {
                open.push((half, branch));
            } else {
                branches[branch].stability += gained * size as f64;
                let fallen = points_below(half, n, &joins);
                branches[branch].fallen.extend(fallen);
            }
        }
    }
    branches
}

fn points_below(node: usize, n: usize, joins: &[(usize, usize, f64, usize)]) -> Vec<usize> {
    let (mut open, mut points) = (vec![node], Vec::new());
    while let Some(node) = open.pop() {
        if node < n {
            points.push(node);
        } else {
            open.extend([joins[node - n].0, joins[node - n].1]);
        }
    }
    points
}

/// Which clusters are kept: those at least as stable as what is below them, and not below one that is kept.
fn selected(branches: &[Branch], allow_single: bool) -> Vec<bool> {
    let mut kept = vec![false; branches.len()];
    let mut worth = vec![0.0; branches.len()];
    // Children come after their parents.
    for (branch, found) in branches.iter().enumerate().rev() {
        let below: f64 = found.children.iter().map(|&child| worth[child]).sum();
        kept[branch] = found.stability >= below && (branch > 0 || allow_single);
        worth[branch] = if kept[branch] { found.stability } else { below };
    }
    for branch in 0..branches.len() {
        if let Some(parent) = branches[branch].parent {
            let mut up = Some(parent);
            while let Some(above) = up {
                kept[branch] &= !kept[above];
                up = branches[above].parent;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(places: &[f64]) -> Positions {
        Positions::on_plane(&places.iter().map(|&x| [x, 0.0]).collect::<Vec<_>>()).unwrap()
    }

    const OPTIONS: HdbscanOptions = HdbscanOptions {
        neighbourhood: 2,
        least_size: 3,
        allow_single: false,
    };

    #[test]
    fn worked_example() {
        let found = hdbscan(&line(&[0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 30.0]), &OPTIONS).unwrap();
        let (first, second) = (Some(0), Some(1));
        assert_eq!(
            found.cluster,
            [first, first, first, second, second, second, None]
        );
    }

    #[test]
    fn a_set_that_never_parts_is_noise_unless_allowed() {
        let even = line(&[0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(hdbscan(&even, &OPTIONS).unwrap().clusters, 0);
        let single = HdbscanOptions {
            allow_single: true,
            ..OPTIONS
        };
        assert_eq!(hdbscan(&even, &single).unwrap().clusters, 1);
    }

    #[test]
    fn the_spanning_tree_is_as_short_as_kruskals() {
        let mut random = crate::Random::of_draw(1, 0);
        let points: Vec<[f64; 2]> = (0..60)
            .map(|_| [random.uniform(), random.uniform()])
            .collect();
        let positions = Positions::on_plane(&points).unwrap();
        let core = core_distances(&positions, 4).unwrap();
        let length: f64 = spanning_tree(&positions, &core)
            .iter()
            .map(|edge| edge.length)
            .sum();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for a in 0..60 {
            for b in 0..a {
                pairs.push((positions.distance(a, b).max(core[a]).max(core[b]), a, b));
            }
        }
        pairs.sort_by(|x, y| x.0.total_cmp(&y.0));
        let mut sets = super::super::partition::Partition::new(60);
        let mut expected = 0.0;
        for (distance, a, b) in pairs {
            if sets.find(a) != sets.find(b) {
                sets.join(a, b);
                expected += distance;
            }
        }
        assert!((length - expected).abs() < 1e-12);
    }

    #[test]
    fn one_spot_and_too_few_points() {
        let spot = line(&[5.0; 10]);
        let single = HdbscanOptions {
            allow_single: true,
            ..OPTIONS
        };
        assert_eq!(hdbscan(&spot, &single).unwrap().clusters, 1);
        let one = line(&[1.0]);
        assert!(matches!(
            hdbscan(&one, &OPTIONS),
            Err(PointsError::TooFew { .. })
        ));
        assert!(
            hdbscan(
                &spot,
                &HdbscanOptions {
                    least_size: 1,
                    ..OPTIONS
                }
            )
            .is_err()
        );
        assert!(
            hdbscan(
                &spot,
                &HdbscanOptions {
                    neighbourhood: 0,
                    ..OPTIONS
                }
            )
            .is_err()
        );
    }
}
