//! All neighbours up to a distance, 1 each.
//!
//! The edge counts as within; units on one spot are neighbours. Worked example on a line, up to 2: 0, 1, 3, 9
//! has 0–1, 1–3, and 9 is an island.

use super::{Weights, WeightsError};
use crate::points::Positions;
use crate::tree::Tree;

/// Links each unit with all others at most `distance` away (kilometres on the sphere).
///
/// # Errors
/// [`WeightsError::Points`]: the distance is not above 0, or farther than the Earth allows.
pub fn distance_band(positions: &Positions, distance: f64) -> Result<Weights, WeightsError> {
    let within = positions.within(distance, "distance")?;
    let tree = Tree::new(positions);
    let mut links = Vec::new();
    for unit in 0..positions.len() {
        tree.for_each_within(unit, &within, |other| {
            if other as usize != unit {
                links.push((unit, other as usize, 1.0));
            }
        });
    }
    Weights::from_links(positions.len(), &links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let line = Positions::on_plane(&[[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [9.0, 0.0]]).unwrap();
        let weights = distance_band(&line, 2.0).unwrap();
        let links: Vec<_> = weights.links().map(|link| (link.0, link.1)).collect();
        assert_eq!(links, [(0, 1), (1, 0), (1, 2), (2, 1)]);
        assert_eq!(weights.shape().islands, [3]);
        assert!(distance_band(&line, 0.0).is_err());
    }
}
