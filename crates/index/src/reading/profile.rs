//! Strengths and weaknesses (优势与短板): where a unit stands on each node among its peers.
//!
//! For every node: the rank among the unit and its peers, the share of peers that it is ahead of (ties
//! count half), and the difference from the peers' median. A node is a strength when that share is at least
//! `strong`, a weakness when it is at most 1 − `strong`; the Global Innovation Index marks the top and the
//! bottom in a like manner. A node that few peers have tells little: less than [`FEWEST_PEERS`] gives no
//! mark.
//!
//! Worked example: 70 among peers with 40, 50, 70, 90: ahead of 2.5 of 4, a share of 0.625; rank 2; the
//! peers' median is 60, so the difference is 10.

use crate::Run;

/// Peers with a score below which nothing is called a strength or weakness (own limit).
pub const FEWEST_PEERS: usize = 3;

/// Where a unit stands on one node.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The node, by its position in [`Run::nodes`].
    pub node: usize,
    /// The unit's score.
    pub score: f64,
    /// Its rank among itself and its peers, 1 is best.
    pub rank: u32,
    /// Peers that have a score.
    pub peers: usize,
    /// The share of them it is ahead of, 0 to 1.
    pub ahead_of: f64,
    /// The score minus the median of the peers, in points.
    pub difference: f64,
    /// Whether it is a strength, a weakness or neither.
    pub mark: Mark,
}

/// What a standing amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Ahead of most peers.
    Strength,
    /// Neither.
    Neither,
    /// Behind most peers.
    Weakness,
}

/// The standings of `unit` among `peers` (positions of other units) on every node it has a score for and
/// some peer has too, in the order of the run's nodes; `strong` is a share above 0.5, such as 0.8.
pub fn standings(run: &Run, unit: usize, peers: &[usize], strong: f64) -> Vec<Standing> {
    (0..run.nodes.len())
        .filter_map(|node| standing(run, node, unit, peers, strong))
        .collect()
}

fn standing(run: &Run, node: usize, unit: usize, peers: &[usize], strong: f64) -> Option<Standing> {
    let scores = &run.nodes[node].scores;
    let score = scores[unit];
    let mut others: Vec<f64> = peers
        .iter()
        .map(|&peer| scores[peer])
        .filter(|other| !other.is_nan())
        .collect();
    if score.is_nan() || others.is_empty() {
        return None;
    }
    others.sort_by(f64::total_cmp);
    let behind = others.iter().filter(|&&other| other < score).count();
    let better = others.iter().filter(|&&other| other > score).count();
    let tied = others.len() - behind - better;
    let ahead_of = (behind as f64 + tied as f64 / 2.0) / others.len() as f64;
    let middle = others.len() / 2;
    let median = others[middle].midpoint(others[others.len() - 1 - middle]);
    let mark = match ahead_of {
        _ if others.len() < FEWEST_PEERS => Mark::Neither,
        share if share >= strong => Mark::Strength,
        share if share <= 1.0 - strong => Mark::Weakness,
        _ => Mark::Neither,
    };
    Some(Standing {
        node,
        score,
        rank: better as u32 + 1,
        peers: others.len(),
        ahead_of,
        difference: score - median,
        mark,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::{run_of, with_missing};

    #[test]
    fn worked_example() {
        let (_, run) = run_of(
            &[("x", 1.0), ("y", 1.0)],
            &[
                &[70.0, 40.0, 50.0, 70.0, 90.0, 0.0, 100.0],
                &[100.0, 0.0, 50.0, 1.0, 2.0, 3.0, 4.0],
            ],
        );
        let found = standings(&run, 0, &[1, 2, 3, 4], 0.8);
        assert_eq!(found.len(), 3);
        assert_eq!(
            (found[0].rank, found[0].peers, found[0].ahead_of),
            (2, 4, 0.625)
        );
        assert!((found[0].difference - 10.0).abs() < 1e-12);
        assert_eq!(
            (found[0].mark, found[1].mark),
            (Mark::Neither, Mark::Strength)
        );
        let few = standings(&run, 0, &[1, 2], 0.8);
        assert_eq!(few[1].mark, Mark::Neither);
        let weak = standings(&run, 1, &[0, 2, 3, 4], 0.8);
        assert_eq!(weak[1].mark, Mark::Weakness);
    }

    #[test]
    fn what_is_missing_has_no_standing() {
        let (_, run) = with_missing();
        assert!(standings(&run, 5, &[0, 1, 2], 0.8).is_empty());
        let nodes: Vec<usize> = standings(&run, 1, &[0, 2, 4], 0.8)
            .iter()
            .map(|s| s.node)
            .collect();
        let b = run.nodes.iter().position(|node| node.id == "b").unwrap();
        assert!(!nodes.contains(&b) && nodes.contains(&(run.nodes.len() - 1)));
    }
}
