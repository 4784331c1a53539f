//! Neighbours are units whose areas touch, 1 each.
//!
//! Rook: they share a stretch of border; queen: a corner is enough. Areas are told by the vertices of their
//! rings, so borders must be drawn with the same vertices on both sides, as topologically clean layers are.
//! Source: Cliff & Ord (1981), Spatial Processes, section 1.4. Worked example: of four squares in a block of
//! two by two, each has 2 rook and 3 queen neighbours.

use std::collections::HashMap;

use super::{Weights, WeightsError};

/// When areas touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contiguity {
    /// They share a stretch of border.
    Rook,
    /// They share at least one vertex.
    Queen,
}

/// Links units whose areas touch. Each unit has any number of rings of vertices, closed or not.
///
/// # Errors
/// [`WeightsError::Missing`]: a vertex that is not finite.
pub fn contiguity(areas: &[Vec<Vec<[f64; 2]>>], rule: Contiguity) -> Result<Weights, WeightsError> {
    let key = |vertex: [f64; 2]| vertex.map(|value| (value + 0.0).to_bits());
    let mut owners: HashMap<[[u64; 2]; 2], Vec<usize>> = HashMap::new();
    for (unit, rings) in areas.iter().enumerate() {
        for ring in rings {
            if ring.iter().flatten().any(|value| !value.is_finite()) {
                return Err(WeightsError::Missing { unit });
            }
            let next = ring.iter().cycle().skip(1);
            for (&from, &to) in ring.iter().zip(next) {
                let (from, to) = (key(from), key(to));
                let shared = match rule {
                    Contiguity::Queen => [from, from],
                    Contiguity::Rook if from == to => continue,
                    Contiguity::Rook => [from.min(to), from.max(to)],
                };
                let units = owners.entry(shared).or_default();
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = owners
        .values()
        .flat_map(|units| {
            units.iter().flat_map(|&unit| {
                let others = units.iter().filter(move |&&other| other != unit);
                others.map(move |&other| (unit, other))
            })
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let links: Vec<_> = pairs
        .into_iter()
        .map(|(unit, other)| (unit, other, 1.0))
        .collect();
    Weights::from_links(areas.len(), &links)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64) -> Vec<Vec<[f64; 2]>> {
        vec![vec![
            [x, y],
            [x + 1.0, y],
            [x + 1.0, y + 1.0],
            [x, y + 1.0],
            [x, y],
        ]]
    }

    #[test]
    fn worked_example() {
        let areas = [
            square(0.0, 0.0),
            square(1.0, 0.0),
            square(0.0, 1.0),
            square(1.0, 1.0),
            square(5.0, 5.0),
        ];
        let rook = contiguity(&areas, Contiguity::Rook).unwrap();
        let queen = contiguity(&areas, Contiguity::Queen).unwrap();
        for unit in 0..4 {
            assert_eq!((rook.row(unit).0.len(), queen.row(unit).0.len()), (2, 3));
        }
        assert_eq!(queen.shape().islands, [4]);
        assert_eq!(queen.shape().asymmetric, 0);
    }
}
