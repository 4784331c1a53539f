//! Null models: what the observed pattern is compared with.
//!
//! All of them keep the places where there is a point. Source: Marcon & Puech (2010), Journal of Economic
//! Geography 10(5), section 2; Duranton & Overman (2005), Review of Economic Studies 72(4), for random
//! location.

use super::DistancesError;
use crate::Random;
use crate::points::{Positions, weights_for};

/// What is random under the null hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// Points, with their type and weight, take random places among all places.
    RandomLocation,
    /// Types are dealt out anew among the points, which keep their weights.
    RandomLabelling,
    /// Points of the reference type stay; the others, with type and weight, take random places of theirs.
    PopulationIndependence,
}

/// Points with a type and a weight each, and the two types that are looked at.
#[derive(Debug, Clone)]
pub struct Marked<'a> {
    /// Where they are.
    pub positions: &'a Positions,
    types: Vec<u32>,
    weights: Vec<f64>,
    /// The type around whose points is looked.
    pub reference: u32,
    /// The type that is looked for; the same unless two types are compared.
    pub neighbour: u32,
}

/// One assignment of types and weights to the places.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    pub(super) types: Vec<u32>,
    pub(super) weights: Vec<f64>,
}

impl<'a> Marked<'a> {
    /// Points of several types with weights (1 each where not given).
    ///
    /// # Errors
    /// [`DistancesError`]: weights without meaning, a type with too few points.
    pub fn new(
        positions: &'a Positions,
        types: &[u32],
        weights: Option<&[f64]>,
        (reference, neighbour): (u32, u32),
    ) -> Result<Marked<'a>, DistancesError> {
        let weights = weights_for(positions.len(), weights)?;
        let of_type = |wanted: u32| {
            let points = types.iter().zip(&weights);
            points
                .filter(|&(&own, &weight)| own == wanted && weight > 0.0)
                .count()
        };
        let needed = if reference == neighbour { 2 } else { 1 };
        for wanted in [reference, neighbour] {
            let points = of_type(wanted);
            if points < needed {
                return Err(DistancesError::TooFewOfType { points, needed });
            }
        }
        Ok(Marked {
            positions,
            types: types.to_vec(),
            weights,
            reference,
            neighbour,
        })
    }

    /// Whether one type alone is looked at.
    pub(super) fn is_single(&self) -> bool {
        self.reference == self.neighbour
    }

    /// Whether simulations can differ from the observed pattern.
    pub(super) fn has_others(&self) -> bool {
        let (types, weights) = (&self.types, &self.weights);
        types.iter().any(|&own| own != self.reference)
            || weights.iter().any(|weight| *weight != weights[0])
    }

    /// The observed marks.
    pub(super) fn observed(&self) -> Marks {
        Marks {
            types: self.types.clone(),
            weights: self.weights.clone(),
        }
    }

    /// The marks of one simulation.
    pub(super) fn simulated(&self, null: Null, seed: u64, index: u64) -> Marks {
        let mut random = Random::of_draw(seed, index);
        let mut moving: Vec<usize> = match null {
            Null::RandomLocation | Null::RandomLabelling => (0..self.types.len()).collect(),
            Null::PopulationIndependence => (0..self.types.len())
                .filter(|&point| self.types[point] != self.reference)
                .collect(),
        };
        let places = moving.clone();
        random.shuffle(&mut moving);
        let mut marks = self.observed();
        for (place, from) in places.into_iter().zip(moving) {
            marks.types[place] = self.types[from];
            if null != Null::RandomLabelling {
                marks.weights[place] = self.weights[from];
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(marks: &Marks) -> Vec<(u32, u64)> {
        let mut pairs: Vec<_> = marks
            .types
            .iter()
            .zip(&marks.weights)
            .map(|(&own, weight)| (own, weight.to_bits()))
            .collect();
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn each_null_model_moves_what_it_says() {
        let points: Vec<[f64; 2]> = (0..30).map(|x| [f64::from(x), 0.0]).collect();
        let positions = Positions::on_plane(&points).unwrap();
        let types: Vec<u32> = (0..30).map(|x| x % 3).collect();
        let weights: Vec<f64> = (0..30).map(|x| f64::from(x) + 1.0).collect();
        let marked = Marked::new(&positions, &types, Some(&weights), (0, 1)).unwrap();
        let location = marked.simulated(Null::RandomLocation, 1, 0);
        assert_ne!(location.types, types);
        assert_eq!(sorted(&location), sorted(&marked.observed()));
        let labelling = marked.simulated(Null::RandomLabelling, 1, 0);
        assert_eq!(labelling.weights, weights);
        assert_ne!(labelling.types, types);
        let independence = marked.simulated(Null::PopulationIndependence, 1, 0);
        for point in (0..30).step_by(3) {
            assert_eq!(
                (independence.types[point], independence.weights[point]),
                (0, weights[point])
            );
        }
        assert_ne!(independence.types, types);
        assert_eq!(sorted(&independence), sorted(&marked.observed()));
    }

    #[test]
    fn a_type_without_pairs_is_refused() {
        let positions = Positions::on_plane(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]).unwrap();
        let refusal =
            |types: &[u32], wanted| Marked::new(&positions, types, None, wanted).unwrap_err();
        assert_eq!(
            refusal(&[0, 1, 1], (0, 0)),
            DistancesError::TooFewOfType {
                points: 1,
                needed: 2
            }
        );
        assert_eq!(
            refusal(&[0, 1, 1], (0, 2)),
            DistancesError::TooFewOfType {
                points: 0,
                needed: 1
            }
        );
    }
}
