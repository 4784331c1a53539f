//! The Owen value (欧文值): fair shares of a change that many values bring about together, where the values
//! belong to the nodes of a tree.
//!
//! The indicators switch one after the other from one profile to another. An indicator's share is the
//! mean change of the root at its switch, over all orders in which the indicators under one node stand
//! together. With a single node this is the Shapley value. Shares add up to the whole change.
//!
//! Exactly: going up from an indicator, at each node every coalition of siblings has either switched or
//! not, a coalition of s among m siblings with the probability s!·(m − s)!/(m + 1)!; a sibling that
//! switched did so as a whole. Cost: 2 to the power of the number of siblings on the path, above which
//! orders are drawn, each with its reverse, and the standard error of the mean over pairs is given.
//!
//! Sources: Shapley (1953), A value for n-person games; Owen (1977), Values of games with a priori unions.
//!
//! Worked example: √(x·y) from (1, 1) to (4, 9) changes by 5. If x switches first it adds √4 − 1 = 1 and y
//! 4; if y does, it adds √9 − 1 = 2 and x 3. Shares: x 2, y 3.

use super::random::Random;

/// Siblings on the way from an indicator to the root up to which shares are exact.
pub(super) const MOST_SIBLINGS: usize = 14;

/// A tree that turns values of its leaves into a value of its root, which is its last node; children
/// stand before their parents.
pub(super) struct Game<'a> {
    /// The children of each node; none for a leaf.
    pub(super) children: &'a [Vec<usize>],
    /// The factor of each node in the root, where all nodes above it are linear.
    pub(super) weights: Vec<f64>,
    /// Whether a node is the sum of its children by their weights.
    pub(super) linear: Vec<bool>,
    /// The value of a node from those of its children.
    pub(super) evaluate: &'a dyn Fn(usize, &[f64]) -> f64,
}

/// The share of each node that is a leaf; 0 for the others.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shares {
    /// Weight times difference.
    Linear(Vec<f64>),
    /// Over all orders.
    Exact(Vec<f64>),
    /// Over a sample of orders, with standard errors.
    Sampled {
        shares: Vec<(f64, f64)>,
        orders: usize,
    },
}

impl Game<'_> {
    /// The value of every node when the leaves have those in `leaves` (by node).
    pub(super) fn values(&self, leaves: &[f64]) -> Vec<f64> {
        let mut values = leaves.to_vec();
        for node in 0..values.len() {
            if !self.children[node].is_empty() {
                values[node] = self.value(node, &values);
            }
        }
        values
    }

    fn value(&self, node: usize, values: &[f64]) -> f64 {
        let children = self.children[node].iter();
        let row: Vec<f64> = children.map(|&child| values[child]).collect();
        (self.evaluate)(node, &row)
    }

    /// The shares of the leaves in the change of the root from `other` to `own` (both by node). `orders`
    /// and `seed` matter only where they are sampled.
    pub(super) fn shares(&self, own: &[f64], other: &[f64], orders: usize, seed: u64) -> Shares {
        let leaves: Vec<usize> = (0..self.children.len())
            .filter(|&node| self.children[node].is_empty())
            .collect();
        let by_node = |share: &dyn Fn(usize) -> f64| {
            let mut shares = vec![0.0; self.children.len()];
            for &leaf in &leaves {
                shares[leaf] = share(leaf);
            }
            shares
        };
        if self.linear.iter().all(|&linear| linear) {
            return Shares::Linear(by_node(&|leaf| {
                self.weights[leaf] * (own[leaf] - other[leaf])
            }));
        }
        let parents = self.parents();
        let (own, other) = (self.values(own), self.values(other));
        let siblings = |leaf: usize| -> usize {
            let path = self.path(leaf, &parents);
            path.iter()
                .map(|&(at, _)| self.children[at].len() - 1)
                .sum()
        };
        if leaves.iter().all(|&leaf| siblings(leaf) <= MOST_SIBLINGS) {
            let exact = |leaf| self.exact(leaf, &self.path(leaf, &parents), &own, &other);
            return Shares::Exact(by_node(&exact));
        }
        let pairs = orders.div_ceil(2).max(2);
        Shares::Sampled {
            shares: self.sampled(&parents, &own, &other, pairs, seed),
            orders: 2 * pairs,
        }
    }

    fn parents(&self) -> Vec<Option<usize>> {
        let mut parents = vec![None; self.children.len()];
        for (node, children) in self.children.iter().enumerate() {
            for &child in children {
                parents[child] = Some(node);
            }
        }
        parents
    }

    /// The nodes above a leaf with the child of each on the way, from below up to the last one that is not
    /// linear: above that a difference only gets multiplied.
    fn path(&self, leaf: usize, parents: &[Option<usize>]) -> Vec<(usize, usize)> {
        let mut path = Vec::new();
        let mut at = leaf;
        while let Some(parent) = parents[at] {
            path.push((parent, at));
            at = parent;
        }
        let last = path.iter().rposition(|&(parent, _)| !self.linear[parent]);
        path.truncate(last.map_or(0, |last| last + 1));
        path
    }

    /// The expected change at the switch of a leaf over all coalitions of siblings along its path.
    fn exact(&self, leaf: usize, path: &[(usize, usize)], own: &[f64], other: &[f64]) -> f64 {
        // The values of the node on the path before and after the switch, and their probability.
        let mut cases = vec![(1.0, other[leaf], own[leaf])];
        let mut top = leaf;
        for &(parent, child) in path {
            let siblings: Vec<usize> = self.children[parent]
                .iter()
                .copied()
                .filter(|&sibling| sibling != child)
                .collect();
            let probability = coalition_probabilities(siblings.len());
            let mut values = other.to_vec();
            let mut next = Vec::with_capacity(cases.len() << siblings.len());
            for coalition in 0..1_usize << siblings.len() {
                for (bit, &sibling) in siblings.iter().enumerate() {
                    let switched = coalition >> bit & 1 == 1;
                    values[sibling] = if switched {
                        own[sibling]
                    } else {
                        other[sibling]
                    };
                }
                let chance = probability[coalition.count_ones() as usize];
                for &(weight, before, after) in &cases {
                    let mut at = |value| {
                        values[child] = value;
                        self.value(parent, &values)
                    };
                    next.push((weight * chance, at(before), at(after)));
                }
            }
            cases = next;
            top = parent;
        }
        let change: f64 = cases
            .iter()
            .map(|(p, before, after)| p * (after - before))
            .sum();
        change * self.weights[top]
    }

    /// The mean change at the switch of each leaf, with its standard error, over `pairs` random orders and
    /// their reverses.
    fn sampled(
        &self,
        parents: &[Option<usize>],
        own: &[f64],
        other: &[f64],
        pairs: usize,
        seed: u64,
    ) -> Vec<(f64, f64)> {
        let mut random = Random::new(seed);
        let nodes = self.children.len();
        let mut sums = vec![(0.0, 0.0); nodes];
        for _ in 0..pairs {
            let mut order = Vec::with_capacity(nodes);
            self.draw(nodes - 1, &mut random, &mut order);
            let forward = self.changes(&order, parents, own, other);
            order.reverse();
            let backward = self.changes(&order, parents, own, other);
            for (node, (sum, squares)) in sums.iter_mut().enumerate() {
                let mean = (forward[node] + backward[node]) / 2.0;
                *sum += mean;
                *squares += mean * mean;
            }
        }
        let n = pairs as f64;
        let share = |(sum, squares): (f64, f64)| {
            let variance = (squares - sum * sum / n).max(0.0) / (n - 1.0);
            (sum / n, (variance / n).sqrt())
        };
        sums.into_iter().map(share).collect()
    }

    /// Adds the leaves under `node` in a random order that keeps those of every node together.
    fn draw(&self, node: usize, random: &mut Random, order: &mut Vec<usize>) {
        if self.children[node].is_empty() {
            order.push(node);
        }
        let mut children = self.children[node].clone();
        random.shuffle(&mut children);
        for child in children {
            self.draw(child, random, order);
        }
    }

    /// The change of the root at the switch of each leaf, as they switch in this order.
    fn changes(
        &self,
        order: &[usize],
        parents: &[Option<usize>],
        own: &[f64],
        other: &[f64],
    ) -> Vec<f64> {
        let root = self.children.len() - 1;
        let mut values = other.to_vec();
        let mut changes = vec![0.0; values.len()];
        for &leaf in order {
            let before = values[root];
            values[leaf] = own[leaf];
            let mut at = leaf;
            while let Some(parent) = parents[at] {
                values[parent] = self.value(parent, &values);
                at = parent;
            }
            changes[leaf] = values[root] - before;
        }
        changes
    }
}

/// The probability of one coalition of each size among `others`: size!·(others − size)!/(others + 1)!.
fn coalition_probabilities(others: usize) -> Vec<f64> {
    let mut binomial = 1.0;
    (0..=others)
        .map(|size| {
            if size > 0 {
                binomial *= (others + 1 - size) as f64 / size as f64;
            }
            1.0 / (binomial * (others + 1) as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let children = [vec![], vec![], vec![0, 1]];
        let game = Game {
            children: &children,
            weights: vec![0.5, 0.5, 1.0],
            linear: vec![true, true, false],
            evaluate: &|_, row| (row[0] * row[1]).sqrt(),
        };
        let shares = game.shares(&[4.0, 9.0, 0.0], &[1.0, 1.0, 0.0], 10, 1);
        assert_eq!(shares, Shares::Exact(vec![2.0, 3.0, 0.0]));
    }

    /// Seven leaves under three groups, geometric within the second and at the root.
    fn tree() -> Vec<Vec<usize>> {
        vec![
            vec![],
            vec![],
            vec![0, 1],
            vec![],
            vec![],
            vec![],
            vec![3, 4, 5],
            vec![],
            vec![2, 6, 7],
        ]
    }

    fn game<'a>(
        children: &'a [Vec<usize>],
        evaluate: &'a dyn Fn(usize, &[f64]) -> f64,
    ) -> Game<'a> {
        let linear = (0..9).map(|node| node != 6 && node != 8).collect();
        Game {
            children,
            weights: vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
            linear,
            evaluate,
        }
    }

    fn evaluate(node: usize, row: &[f64]) -> f64 {
        if node == 2 {
            row.iter().sum::<f64>() / row.len() as f64
        } else {
            row.iter().product::<f64>().powf(1.0 / row.len() as f64)
        }
    }

    /// All orders that keep the leaves of a node together.
    fn orders(children: &[Vec<usize>], node: usize) -> Vec<Vec<usize>> {
        if children[node].is_empty() {
            return vec![vec![node]];
        }
        permutations(&children[node])
            .into_iter()
            .flat_map(|permutation| {
                permutation.iter().fold(vec![vec![]], |prefixes, &child| {
                    let of_child = orders(children, child);
                    prefixes
                        .iter()
                        .flat_map(|prefix| {
                            of_child
                                .iter()
                                .map(|o| [prefix.clone(), o.clone()].concat())
                        })
                        .collect()
                })
            })
            .collect()
    }

    fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
        if items.is_empty() {
            return vec![vec![]];
        }
        items
            .iter()
            .flat_map(|&first| {
                let rest: Vec<usize> = items
                    .iter()
                    .copied()
                    .filter(|&item| item != first)
                    .collect();
                permutations(&rest)
                    .into_iter()
                    .map(move |tail| [vec![first], tail].concat())
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn exact_and_sampled_shares_match_all_orders(
            own in prop::collection::vec(1.0..100.0f64, 9),
            other in prop::collection::vec(1.0..100.0f64, 9),
        ) {
            let children = tree();
            let game = game(&children, &evaluate);
            let Shares::Exact(exact) = game.shares(&own, &other, 10, 1) else {
                panic!("few siblings are exact");
            };
            let all = orders(&children, 8);
            prop_assert_eq!(all.len(), 6 * 2 * 6);
            let mut mean = [0.0; 9];
            for order in &all {
                let changes = game.changes(order, &game.parents(), &game.values(&own), &game.values(&other));
                for (mean, change) in mean.iter_mut().zip(changes) {
                    *mean += change / all.len() as f64;
                }
            }
            for (exact, mean) in exact.iter().zip(mean) {
                prop_assert!((exact - mean).abs() < 1e-9, "{} {}", exact, mean);
            }
            let whole = game.values(&own)[8] - game.values(&other)[8];
            prop_assert!((exact.iter().sum::<f64>() - whole).abs() < 1e-9);

            let sampled = game.sampled(&game.parents(), &game.values(&own), &game.values(&other), 400, 7);
            let total: f64 = sampled.iter().map(|(share, _)| share).sum();
            prop_assert!((total - whole).abs() < 1e-9);
            for (exact, (share, error)) in exact.iter().zip(sampled) {
                prop_assert!((exact - share).abs() <= 6.0 * error + 1e-9, "{} {} {}", exact, share, error);
            }
        }
    }

    #[test]
    fn wide_trees_are_sampled_and_the_same_seed_gives_the_same_shares() {
        let mut children = vec![vec![]; 20];
        children.push((0..20).collect());
        let own: Vec<f64> = (1..=21).map(f64::from).collect();
        let game = Game {
            children: &children,
            weights: vec![1.0; 21],
            linear: vec![false; 21],
            evaluate: &|_, row| row.iter().product::<f64>().powf(0.05),
        };
        let shares = game.shares(&own, &[1.0; 21], 100, 3);
        assert_eq!(shares, game.shares(&own, &[1.0; 21], 99, 3));
        let Shares::Sampled { shares, orders } = shares else {
            panic!("20 siblings are sampled");
        };
        assert_eq!(orders, 100);
        assert!(shares[19].0 > shares[5].0 && shares[19].1 > 0.0);
        assert_eq!(shares[0], (0.0, 0.0));
    }
}
