//! Links between places by their masses and distance.
//!
//! G_ij = k·P_i·P_j / d_ij^b for i ≠ j. The total strength of a place is the sum of its links; its primate link goes to the place it is most strongly
//! linked with. Source: Zipf (1946), The P₁P₂/D Hypothesis, American Sociological Review 11(6); Reilly (1931), The Law of Retail Gravitation.
//!
//! Worked example: masses 10, 20, 30 with all distances 10 and b = 2: links 2, 3, 6; strengths 5, 8, 9; all are most strongly linked with the
//! third, and it with the second.

use crate::Names;
use crate::methods::About;

/// What the model says about itself.
pub const ABOUT: About = About {
    id: "gravity-links",
    name: Names::fixed("引力联系", "Gravity links"),
    description: Names::fixed(
        "按规模之积与距离之幂计算的联系强度，及总强度与首位联系。",
        "The strength of links by the product of masses over a power of distance, with total strength and primate links.",
    ),
    formula: "G_ij = k·P_i·P_j / d_ij^b",
    source: "Zipf (1946), American Sociological Review 11(6), 677–686",
};

/// The links of all places, row after row, with 0 on the diagonal. `distance` gives that of two different places. `None` where two
/// different places are no distance apart, whose link would be infinite.
pub fn links(
    masses: &[f64],
    distance: impl Fn(usize, usize) -> f64,
    k: f64,
    b: f64,
) -> Option<Vec<Vec<f64>>> {
    let n = masses.len();
    let mut links = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in i + 1..n {
            let apart = distance(i, j);
            if apart <= 0.0 {
                return None;
            }
            links[i][j] = k * masses[i] * masses[j] / apart.powf(b);
            links[j][i] = links[i][j];
        }
    }
    Some(links)
}

/// The place each place is most strongly linked with, the first of equals; `None` for a place without links.
pub fn primate_links(links: &[Vec<f64>]) -> Vec<Option<usize>> {
    let of = |row: &Vec<f64>| {
        let best = (0..row.len())
            .rev()
            .max_by(|&a, &b| row[a].total_cmp(&row[b]))?;
        (row[best] > 0.0).then_some(best)
    };
    links.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::centrality::strength;

    #[test]
    fn the_worked_example() {
        let found = links(&[10.0, 20.0, 30.0], |_, _| 10.0, 1.0, 2.0).unwrap();
        assert_eq!(strength(&found), [5.0, 8.0, 9.0]);
        assert_eq!(primate_links(&found), [Some(2), Some(2), Some(1)]);
        assert_eq!(primate_links(&[vec![0.0]]), [None]);
        assert_eq!(links(&[1.0, 1.0], |_, _| 0.0, 1.0, 2.0), None);
    }
}
