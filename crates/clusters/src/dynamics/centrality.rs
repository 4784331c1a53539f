//! Who stands in the middle of a network of links.
//!
//! **Strength**: the sum of a place's links. **Eigenvector**: x with W·x = λ·x for the largest λ, so that a place is central when linked with central places;
//! here of maximum 1, by power steps on W + s·I, which has the same vectors but no second one of equal size. **Betweenness**: the number of
//! shortest paths between pairs of other places that pass through a place, shared where there are several; a link's length is 1/strength.
//!
//! Sources: Freeman (1978), Centrality in Social Networks, Social Networks 1; Bonacich (1987), American Journal of Sociology 92; Brandes (2001), A
//! Faster Algorithm for Betweenness Centrality, Journal of Mathematical Sociology 25(2).
//!
//! Worked example: a chain A–B–C of links 1: strength (1, 2, 1), eigenvector (0.7071, 1, 0.7071), betweenness (0, 1, 0).

use crate::Names;
use crate::dense::dot;
use crate::methods::About;

/// What centrality says about itself.
pub const ABOUT: About = About {
    id: "network-centrality",
    name: Names::fixed("网络中心性", "Network centrality"),
    description: Names::fixed(
        "强度、特征向量与中介中心性。",
        "Strength, eigenvector and betweenness centrality.",
    ),
    formula: "Σ_j W_ij; W·x = λ·x; Σ_{s<t} σ_st(i)/σ_st with lengths 1/W_ij",
    source: "Freeman (1978), Social Networks 1; Bonacich (1987), American Journal of Sociology 92; Brandes (2001), Journal of Mathematical Sociology 25(2)",
};

/// The sum of each place's links.
pub fn strength(links: &[Vec<f64>]) -> Vec<f64> {
    links.iter().map(|row| row.iter().sum()).collect()
}

/// The eigenvector centrality of symmetric links, of maximum 1; `None` when there are no links or the steps do not settle (equal largest
/// eigenvalues of separate parts).
pub fn eigenvector(links: &[Vec<f64>]) -> Option<Vec<f64>> {
    let shift = strength(links).into_iter().fold(0.0, f64::max) / 2.0;
    if shift <= 0.0 {
        return None;
    }
    let mut x = vec![1.0; links.len()];
    for _ in 0..100_000 {
        let image: Vec<f64> = links
            .iter()
            .zip(&x)
            .map(|(row, x_i)| dot(row, &x) + shift * x_i)
            .collect();
        let most = image.iter().copied().fold(0.0, f64::max);
        let next: Vec<f64> = image.into_iter().map(|item| item / most).collect();
        let moved = next
            .iter()
            .zip(&x)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        x = next;
        if moved < 1e-15 {
            return Some(x);
        }
    }
    None
}

/// The betweenness of places in symmetric links, each pair counted once. Paths whose lengths differ by less than a part in 10¹²
/// are taken as equally short.
pub fn betweenness(links: &[Vec<f64>]) -> Vec<f64> {
    let n = links.len();
    let mut found = vec![0.0; n];
    for source in 0..n {
        let mut distance = vec![f64::INFINITY; n];
        let mut paths = vec![0.0; n];
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); n];
        let mut reached = vec![false; n];
        let mut order = Vec::new();
        distance[source] = 0.0;
        paths[source] = 1.0;
        // Links are dense, so the nearest place is found by looking at all.
        while let Some(at) = (0..n)
            .filter(|&at| !reached[at] && distance[at].is_finite())
            .min_by(|&a, &b| distance[a].total_cmp(&distance[b]))
        {
            reached[at] = true;
            order.push(at);
            for to in (0..n).filter(|&to| links[at][to] > 0.0 && to != at) {
                let length = distance[at] + 1.0 / links[at][to];
                let slack = 1e-12 * length;
                if length < distance[to] - slack {
                    distance[to] = length;
                    paths[to] = paths[at];
                    before[to] = vec![at];
                } else if (length - distance[to]).abs() <= slack && !reached[to] {
                    paths[to] += paths[at];
                    before[to].push(at);
                }
            }
        }
        let mut through = vec![0.0; n];
        for &to in order.iter().rev() {
            for &at in &before[to] {
                through[at] += paths[at] / paths[to] * (1.0 + through[to]);
            }
            if to != source {
                found[to] += through[to] / 2.0;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let chain = vec![
            vec![0.0, 1.0, 0.0],
            vec![1.0, 0.0, 1.0],
            vec![0.0, 1.0, 0.0],
        ];
        assert_eq!(strength(&chain), [1.0, 2.0, 1.0]);
        let found = eigenvector(&chain).unwrap();
        assert!((found[0] - 0.5_f64.sqrt()).abs() < 1e-12 && found[1] == 1.0);
        assert_eq!(betweenness(&chain), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn equally_short_paths_share() {
        // A square: both ways round between opposite corners.
        let mut square = vec![vec![0.0; 4]; 4];
        for at in 0..4 {
            square[at][(at + 1) % 4] = 0.3;
            square[(at + 1) % 4][at] = 0.3;
        }
        assert_eq!(betweenness(&square), [0.5; 4]);
        assert_eq!(eigenvector(&[vec![0.0]]), None);
    }
}
