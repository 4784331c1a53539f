//! Weights that fall with distance: w_ij = d_ij^−p up to a largest distance.
//!
//! Source: Cliff & Ord (1981), Spatial Processes, section 1.4. Worked example on a line, p = 2, up to 4: from
//! 0 to 2 it is 1/4. Units on one spot would weigh infinitely much: they are refused, or take a shortest
//! distance that is given.

use super::{Weights, WeightsError};
use crate::points::Positions;
use crate::tree::Tree;

/// What to do with units on one spot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coincident {
    /// Refuse them.
    Refuse,
    /// Take shorter distances as this one.
    AtLeast(f64),
}

/// Links each unit with all others at most `farthest` away (kilometres on the sphere), with the weight
/// distance^−`power`.
///
/// # Errors
/// [`WeightsError`]: a distance or power that is not above 0, units on one spot where they are refused.
pub fn inverse_distance(
    positions: &Positions,
    farthest: f64,
    power: f64,
    coincident: Coincident,
) -> Result<Weights, WeightsError> {
    if !(power.is_finite() && power > 0.0) {
        return Err(WeightsError::Power { power });
    }
    let shortest = match coincident {
        Coincident::Refuse => 0.0,
        Coincident::AtLeast(shortest) => positions.within(shortest, "shortest distance")?.distance,
    };
    let within = positions.within(farthest, "distance")?;
    let tree = Tree::new(positions);
    let mut links = Vec::new();
    for unit in 0..positions.len() {
        tree.for_each_within(unit, &within, |other| {
            let other = other as usize;
            if other != unit {
                let distance = positions.distance(unit, other).max(shortest);
                links.push((unit, other, distance.powf(-power)));
            }
        });
    }
    match links.iter().find(|link| link.2.is_infinite()) {
        Some(&(unit, other, _)) => Err(WeightsError::Coincident {
            units: (unit, other),
        }),
        None => Weights::from_links(positions.len(), &links),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example_and_units_on_one_spot() {
        let line = Positions::on_plane(&[[0.0, 0.0], [2.0, 0.0], [2.0, 0.0], [8.0, 0.0]]).unwrap();
        let refusal = inverse_distance(&line, 4.0, 2.0, Coincident::Refuse).unwrap_err();
        assert_eq!(refusal, WeightsError::Coincident { units: (1, 2) });
        let weights = inverse_distance(&line, 4.0, 2.0, Coincident::AtLeast(0.5)).unwrap();
        assert_eq!((weights.between(0, 1), weights.between(1, 2)), (0.25, 4.0));
        assert_eq!(weights.shape().islands, [3]);
        assert!(inverse_distance(&line, 4.0, 0.0, Coincident::Refuse).is_err());
    }
}
