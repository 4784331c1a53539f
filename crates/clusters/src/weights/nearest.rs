//! The k nearest neighbours, 1 each.
//!
//! A unit is never its own neighbour, whatever stands on its spot; units on one spot are at distance 0 of each
//! other. Equally near ones are taken in the order of units. Links need not be mutual. Worked example on a
//! line, k = 1: 0, 1, 3 has 0→1, 1→0, 3→1.

use super::{Weights, WeightsError};
use crate::points::{PointsError, Positions};
use crate::tree::Tree;

/// Links each unit with the `k` others nearest to it.
///
/// # Errors
/// [`WeightsError::Points`]: k is 0, or there are not more than k units.
pub fn k_nearest(positions: &Positions, k: usize) -> Result<Weights, WeightsError> {
    if k == 0 {
        return Err(PointsError::TooSmall {
            name: "k",
            value: 0.0,
            least: 1.0,
        }
        .into());
    }
    if positions.len() <= k {
        return Err(PointsError::TooFew {
            points: positions.len(),
            needed: k + 1,
        }
        .into());
    }
    let tree = Tree::new(positions);
    let mut links = Vec::with_capacity(positions.len() * k);
    for unit in 0..positions.len() {
        let nearest = tree.nearest(unit, k).into_iter();
        links.extend(nearest.map(|(_, other)| (unit, other as usize, 1.0)));
    }
    Weights::from_links(positions.len(), &links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let line = Positions::on_plane(&[[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]).unwrap();
        let links: Vec<_> = k_nearest(&line, 1).unwrap().links().collect();
        assert_eq!(links, [(0, 1, 1.0), (1, 0, 1.0), (2, 1, 1.0)]);
    }

    #[test]
    fn units_on_one_spot_link_with_each_other_and_never_with_themselves() {
        let spot = Positions::on_plane(&[[5.0, 5.0]; 20]).unwrap();
        let weights = k_nearest(&spot, 3).unwrap();
        for unit in 0..20 {
            let (neighbours, _) = weights.row(unit);
            assert_eq!(neighbours.len(), 3);
            assert!(!neighbours.contains(&(unit as u32)));
        }
    }

    #[test]
    fn more_neighbours_than_points_are_refused() {
        let two = Positions::on_plane(&[[0.0, 0.0], [1.0, 0.0]]).unwrap();
        let refusal = k_nearest(&two, 2).unwrap_err();
        assert_eq!(
            refusal,
            WeightsError::Points(PointsError::TooFew {
                points: 2,
                needed: 3
            })
        );
        assert!(k_nearest(&two, 0).is_err());
    }
}
