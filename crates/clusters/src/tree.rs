//! A k-d tree over points: the nearest ones, and those within a radius.
//!
//! Source: Bentley (1975), Multidimensional binary search trees used for associative searching,
//! Communications of the ACM 18(9); Friedman, Bentley & Finkel (1977), ACM TOMS 3(3), for the nearest points.
//! Building costs O(n·log n), a search O(log n + what is found) on average.

use std::collections::BinaryHeap;

use crate::points::{Positions, Within, squared};

/// Points in a leaf.
const LEAF: usize = 12;

/// A box of points: those from `start` to `end` in the order of the tree.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) low: [f64; 3],
    pub(crate) high: [f64; 3],
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The two halves, which follow this node; none in a leaf.
    pub(crate) halves: Option<(usize, usize)>,
}

impl Node {
    /// The squared straight-line distance to the nearest place of the box.
    pub(crate) fn nearest(&self, point: [f64; 3]) -> f64 {
        (0..3)
            .map(|axis| {
                let gap = (self.low[axis] - point[axis])
                    .max(point[axis] - self.high[axis])
                    .max(0.0);
                gap * gap
            })
            .sum()
    }

    fn farthest(&self, point: [f64; 3]) -> f64 {
        (0..3)
            .map(|axis| {
                (self.high[axis] - point[axis])
                    .max(point[axis] - self.low[axis])
                    .powi(2)
            })
            .sum()
    }
}

/// The tree.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    positions: &'a Positions,
    /// Points in the order of the tree.
    pub(crate) order: Vec<u32>,
    /// The root comes first.
    pub(crate) nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// The tree of all points.
    pub(crate) fn new(positions: &'a Positions) -> Tree<'a> {
        Tree::with_leaves(positions, LEAF)
    }

    /// The tree with at most so many points in a leaf.
    pub(crate) fn with_leaves(positions: &'a Positions, leaf: usize) -> Tree<'a> {
        let mut tree = Tree {
            positions,
            order: (0..positions.len() as u32).collect(),
            nodes: Vec::new(),
        };
        tree.build(0, positions.len(), leaf);
        tree
    }

    fn build(&mut self, start: usize, end: usize, leaf: usize) -> usize {
        let vectors = self.positions.vectors();
        let points = &mut self.order[start..end];
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for &point in points.iter() {
            for axis in 0..3 {
                low[axis] = low[axis].min(vectors[point as usize][axis]);
                high[axis] = high[axis].max(vectors[point as usize][axis]);
            }
        }
        let node = self.nodes.len();
        self.nodes.push(Node {
            low,
            high,
            start,
            end,
            halves: None,
        });
        let side = |axis: usize| high[axis] - low[axis];
        let longest = (1..3).fold(
            0,
            |best, axis| if side(axis) > side(best) { axis } else { best },
        );
        if end - start > leaf && side(longest) > 0.0 {
            let middle = points.len() / 2;
            points.select_nth_unstable_by(middle, |&a, &b| {
                vectors[a as usize][longest].total_cmp(&vectors[b as usize][longest])
            });
            let first = self.build(start, start + middle, leaf);
            let second = self.build(start + middle, end, leaf);
            self.nodes[node].halves = Some((first, second));
        }
        node
    }

    /// The `count` points nearest to `point`, itself apart: nearest first, equally near ones in the order of
    /// points, each with its squared straight-line distance.
    pub(crate) fn nearest(&self, point: usize, count: usize) -> Vec<(f64, u32)> {
        let vector = self.positions.vectors()[point];
        let mut found: BinaryHeap<Candidate> = BinaryHeap::with_capacity(count + 1);
        let mut open = vec![0];
        while let Some(index) = open.pop() {
            let node = &self.nodes[index];
            let worst = match found.peek() {
                Some(worst) if found.len() == count => worst.squared,
                _ => f64::INFINITY,
            };
            if node.nearest(vector) > worst {
                continue;
            }
            if let Some((first, second)) = node.halves {
                let nearer_first =
                    self.nodes[first].nearest(vector) <= self.nodes[second].nearest(vector);
                let (near, far) = if nearer_first {
                    (first, second)
                } else {
                    (second, first)
                };
                open.extend([far, near]);
                continue;
            }
            for &other in &self.order[node.start..node.end] {
                if other as usize == point {
                    continue;
                }
                let candidate = Candidate {
                    squared: squared(vector, self.positions.vectors()[other as usize]),
                    point: other,
                };
                if found.len() < count {
                    found.push(candidate);
                } else if let Some(mut worst) = found.peek_mut()
                    && candidate < *worst
                {
                    *worst = candidate;
                }
            }
        }
        let sorted = found.into_sorted_vec().into_iter();
        sorted.map(|found| (found.squared, found.point)).collect()
    }

    /// Calls `visit` with every point within the rule's distance of `point`, itself among them.
    pub(crate) fn for_each_within(
        &self,
        point: usize,
        within: &Within,
        mut visit: impl FnMut(u32),
    ) {
        let vector = self.positions.vectors()[point];
        let mut open = vec![0];
        while let Some(index) = open.pop() {
            let node = &self.nodes[index];
            if node.nearest(vector) > within.perhaps {
                continue;
            }
            let points = &self.order[node.start..node.end];
            if node.farthest(vector) <= within.surely {
                points.iter().for_each(|&other| visit(other));
            } else if let Some((first, second)) = node.halves {
                open.extend([second, first]);
            } else {
                points
                    .iter()
                    .filter(|&&other| self.positions.are_within(point, other as usize, within))
                    .for_each(|&other| visit(other));
            }
        }
    }
}

/// A point that may be among the nearest; the worst compares greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    squared: f64,
    point: u32,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> std::cmp::Ordering {
        let by_distance = self.squared.total_cmp(&other.squared);
        by_distance.then(self.point.cmp(&other.point))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sphere::Degrees;

    proptest! {
        #[test]
        fn finds_what_a_look_at_every_point_finds(
            points in prop::collection::vec((-180.0..180.0_f64, -90.0..90.0_f64), 2..90),
            count in 1..12_usize,
            radius in 1.0..15_000.0_f64,
        ) {
            // Every fourth point stands on the spot of another.
            let degrees: Vec<Degrees> = (0..points.len())
                .map(|index| points[if index % 4 == 0 { index / 2 } else { index }])
                .map(|(longitude, latitude)| Degrees { longitude, latitude })
                .collect();
            let positions = Positions::on_sphere(&degrees).unwrap();
            let tree = Tree::new(&positions);
            let within = positions.within(radius, "radius").unwrap();
            for point in 0..positions.len() {
                let vectors = positions.vectors();
                let mut all: Vec<(f64, u32)> = (0..positions.len())
                    .filter(|&other| other != point)
                    .map(|other| (squared(vectors[point], vectors[other]), other as u32))
                    .collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                all.truncate(count);
                prop_assert_eq!(tree.nearest(point, count), all);
                let mut found = Vec::new();
                tree.for_each_within(point, &within, |other| found.push(other as usize));
                found.sort_unstable();
                let expected: Vec<usize> = (0..positions.len())
                    .filter(|&other| positions.distance(point, other) <= radius)
                    .collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
