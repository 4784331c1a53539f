//! Marcon and Puech's M: how over-represented a type is around its points, beside its share of everything.
//!
//! Formula, over the reference points i that have a neighbour of any kind within r: with W_T(i, r) the weight of
//! points of the neighbour type within r of i and W(i, r) that of all points, i itself left out,
//! M(r) = Σ_i [W_T(i, r)/W(i, r)] / Σ_i [(W_T − w_i)/(W − w_i)]; for another neighbour type W_T itself stands for
//! W_T − w_i. M = 1 is no concentration; M = 2 twice the share expected. The density form m(r) replaces "within r" by
//! "about at r": each point counts with φ((r − d)/h) (and its reflection at 0). Source: Marcon & Puech (2010),
//! Measures of the geographic concentration of industries, Journal of Economic Geography 10(5); density form: Lang,
//! Marcon & Puech (2020), Distance-based measures of spatial concentration, Annals of Regional Science 64.
//!
//! Worked example on a line, types a, a, b, b at 0, 1, 2, 9, weights 1, r = 1.5: the a at 0 has the neighbour a, the
//! one at 1 has a and b: M = (1/1 + 1/2) / (1/3 + 1/3) = 2.25.
//!
//! No edge correction is needed, as the points of all types share the edge. Distances are compared exactly, for every
//! r; the density form leaves out what is more than 7 bandwidths away. The cost is that of all pairs of a reference
//! point and another one within the largest r, once a simulation.
//!
//! Degenerate cases: where no reference point has a neighbour within r, M has no value; points of weight 0 count for
//! nothing.

use super::envelope::Envelope;
use super::null::{Marked, Marks};
use super::{DistancesError, Simulations};
use crate::points::{PointsError, Positions, Within, squared};
use crate::tree::Tree;

/// How far the kernel reaches, in bandwidths.
const REACH: f64 = 7.0;

/// M or m with its simulations.
#[derive(Debug, Clone, PartialEq)]
pub struct MarconPuech {
    /// The curves.
    pub envelope: Envelope,
    /// The reference points that have a neighbour within each distance, in the observed pattern.
    pub with_neighbours: Vec<usize>,
}

/// M at the distances `r` (ascending, from 0 up); the density form m where a bandwidth is given.
///
/// # Errors
/// [`DistancesError`]: distances or a bandwidth without meaning, nothing to simulate with.
pub fn marcon_puech(
    marked: &Marked,
    r: &[f64],
    bandwidth: Option<f64>,
    simulations: &Simulations,
) -> Result<MarconPuech, DistancesError> {
    if simulations.count > 0 && !marked.has_others() {
        return Err(DistancesError::NothingToCompare);
    }
    let positions = marked.positions;
    if let Some(bandwidth) = bandwidth {
        positions.within(bandwidth, "bandwidth")?;
    }
    let steps = Steps::new(positions, r, bandwidth)?;
    let tree = Tree::new(positions);
    let curve = |marks: &Marks| steps.curve(marked, marks, &tree);
    let (observed, with_neighbours) = curve(&marked.observed());
    let simulated = simulations
        .each(|index| curve(&marked.simulated(simulations.null, simulations.seed, index)).0);
    Ok(MarconPuech {
        envelope: Envelope::new(r.to_vec(), observed, &simulated, simulations.level),
        with_neighbours,
    })
}

/// The distances at which the curve is computed.
struct Steps<'a> {
    r: &'a [f64],
    bandwidth: Option<f64>,
    /// For each r the rule "within r"; none for r = 0.
    within: Vec<Option<Within>>,
    /// Within this a point may count.
    reach: Within,
}

impl<'a> Steps<'a> {
    fn new(
        positions: &Positions,
        r: &'a [f64],
        bandwidth: Option<f64>,
    ) -> Result<Steps<'a>, PointsError> {
        let wrong = r
            .iter()
            .find(|r| !(**r >= 0.0 && **r <= positions.farthest()));
        let unsorted = r
            .windows(2)
            .find(|pair| pair[0] >= pair[1])
            .map(|pair| &pair[1]);
        if let Some(&value) = wrong.or(unsorted) {
            return Err(PointsError::Length {
                name: "r",
                value,
                most: positions.farthest(),
            });
        }
        let largest = r.last().copied().unwrap_or(0.0);
        let reach = largest + REACH * bandwidth.unwrap_or(0.0);
        Ok(Steps {
            r,
            bandwidth,
            within: r
                .iter()
                .map(|&r| (r > 0.0).then(|| positions.within(r, "r")).transpose())
                .collect::<Result<_, _>>()?,
            reach: positions.within(reach.min(positions.farthest()), "r")?,
        })
    }

    fn curve(&self, marked: &Marked, marks: &Marks, tree: &Tree) -> (Vec<f64>, Vec<usize>) {
        let total: f64 = marks.weights.iter().sum();
        let of_type = |wanted: u32| -> f64 {
            let points = marks.types.iter().zip(&marks.weights);
            points
                .filter(|(own, _)| **own == wanted)
                .map(|(_, weight)| weight)
                .sum()
        };
        let neighbours = of_type(marked.neighbour);
        let mut shares = vec![0.0; self.r.len()];
        let mut expected = vec![0.0; self.r.len()];
        let mut with = vec![0; self.r.len()];
        let mut local = vec![[0.0; 2]; self.r.len()];
        for point in 0..marks.types.len() {
            if marks.types[point] != marked.reference || marks.weights[point] == 0.0 {
                continue;
            }
            local.fill([0.0; 2]);
            tree.for_each_within(point, &self.reach, |other| {
                let other = other as usize;
                let weight = marks.weights[other];
                if other != point && weight > 0.0 {
                    let of_type = if marks.types[other] == marked.neighbour {
                        weight
                    } else {
                        0.0
                    };
                    self.count(
                        marked.positions,
                        (point, other),
                        [of_type, weight],
                        &mut local,
                    );
                }
            });
            if self.bandwidth.is_none() {
                for at in 1..local.len() {
                    local[at] = [0, 1].map(|part| local[at][part] + local[at - 1][part]);
                }
            }
            let own = marks.weights[point];
            let of_type = if marked.is_single() {
                neighbours - own
            } else {
                neighbours
            };
            for (at, [of_neighbours, of_all]) in
                local.iter().enumerate().filter(|(_, local)| local[1] > 0.0)
            {
                shares[at] += of_neighbours / of_all;
                expected[at] += of_type / (total - own);
                with[at] += 1;
            }
        }
        let curve = shares.iter().zip(&expected).map(|(share, expected)| {
            if *expected > 0.0 {
                share / expected
            } else {
                f64::NAN
            }
        });
        (curve.collect(), with)
    }

    /// Adds a point's weights at the first distance it is within, or by the kernel at every distance.
    fn count(
        &self,
        positions: &Positions,
        (point, other): (usize, usize),
        weights: [f64; 2],
        local: &mut [[f64; 2]],
    ) {
        let Some(h) = self.bandwidth else {
            let squared = squared(positions.vectors()[point], positions.vectors()[other]);
            let beyond = |within: &Option<Within>| match within {
                None => squared > 0.0,
                Some(within) => {
                    squared > within.perhaps
                        || (squared > within.surely
                            && positions.distance(point, other) > within.distance)
                }
            };
            let first = self.within.partition_point(beyond);
            if let Some(local) = local.get_mut(first) {
                *local = [0, 1].map(|part| local[part] + weights[part]);
            }
            return;
        };
        let distance = positions.distance(point, other);
        let density = |u: f64| {
            if u.abs() <= REACH {
                (-0.5 * u * u).exp()
            } else {
                0.0
            }
        };
        for (local, r) in local.iter_mut().zip(self.r) {
            let kernel = density((r - distance) / h) + density((r + distance) / h);
            *local = [0, 1].map(|part| local[part] + kernel * weights[part]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::sphere::Degrees;

    #[test]
    fn worked_example() {
        let line = Positions::on_plane(&[0.0, 1.0, 2.0, 9.0].map(|x| [x, 0.0])).unwrap();
        let marked = Marked::new(&line, &[0, 0, 1, 1], None, (0, 0)).unwrap();
        let found = marcon_puech(&marked, &[0.0, 0.5, 1.5], None, &Simulations::NONE).unwrap();
        assert!((found.envelope.observed[2] - 2.25).abs() < 1e-15);
        assert!(found.envelope.observed[0].is_nan());
        assert_eq!(found.with_neighbours, [0, 0, 2]);
    }

    #[test]
    fn equals_the_definition() {
        let mut random = Random::of_draw(4, 0);
        let degrees: Vec<Degrees> = (0..200)
            .map(|_| Degrees {
                longitude: 110.0 + 5.0 * random.uniform(),
                latitude: 30.0 + 5.0 * random.uniform(),
            })
            .collect();
        let positions = Positions::on_sphere(&degrees).unwrap();
        let types: Vec<u32> = (0..200).map(|point| point % 3).collect();
        let weights: Vec<f64> = (0..200).map(|point| f64::from(point % 4)).collect();
        let r: Vec<f64> = (0..12).map(|step| f64::from(step) * 20.0).collect();
        for (pair, bandwidth) in [
            ((0, 0), None),
            ((0, 1), None),
            ((1, 1), Some(15.0)),
            ((2, 0), Some(15.0)),
        ] {
            let marked = Marked::new(&positions, &types, Some(&weights), pair).unwrap();
            let found = marcon_puech(&marked, &r, bandwidth, &Simulations::NONE).unwrap();
            let total: f64 = weights.iter().sum();
            let of_type: f64 = (0..200)
                .filter(|&i| types[i] == pair.1)
                .map(|i| weights[i])
                .sum();
            for (&r, found) in r.iter().zip(&found.envelope.observed) {
                let (mut top, mut bottom) = (0.0, 0.0);
                for i in (0..200).filter(|&i| types[i] == pair.0 && weights[i] > 0.0) {
                    let counted = |j: usize| {
                        let d = positions.distance(i, j);
                        weights[j]
                            * match bandwidth {
                                None => f64::from(u8::from(d <= r)),
                                Some(h) => {
                                    (-0.5 * ((r - d) / h).powi(2)).exp()
                                        + (-0.5 * ((r + d) / h).powi(2)).exp()
                                }
                            }
                    };
                    let others = || (0..200).filter(|&j| j != i);
                    let all: f64 = others().map(counted).sum();
                    let own: f64 = others().filter(|&j| types[j] == pair.1).map(counted).sum();
                    if all > 0.0 {
                        top += own / all;
                        bottom += (of_type - if pair.0 == pair.1 { weights[i] } else { 0.0 })
                            / (total - weights[i]);
                    }
                }
                let expected: f64 = top / bottom;
                assert!(
                    (found.is_nan() && expected.is_nan()) || (found - expected).abs() < 1e-8,
                    "{found} for {expected}"
                );
            }
        }
    }

    #[test]
    fn labels_dealt_out_anew_have_a_mean_of_about_one() {
        let mut random = Random::of_draw(5, 0);
        let points: Vec<[f64; 2]> = (0..300)
            .map(|_| [random.uniform(), random.uniform()])
            .collect();
        let positions = Positions::on_plane(&points).unwrap();
        let types: Vec<u32> = (0..300).map(|point| u32::from(point % 3 == 0)).collect();
        let marked = Marked::new(&positions, &types, None, (1, 1)).unwrap();
        let simulations = Simulations {
            count: 99,
            null: crate::distances::Null::RandomLabelling,
            seed: 1,
            ..Simulations::NONE
        };
        let found = marcon_puech(&marked, &[0.1, 0.2, 0.5], None, &simulations).unwrap();
        let bands = found.envelope.bands.unwrap();
        for at in 0..3 {
            assert!((bands.mean[at] - 1.0).abs() < 0.02);
            assert!(bands.low[at] < 1.0 && bands.high[at] > 1.0);
        }
        assert!(marcon_puech(&marked, &[0.2, 0.1], None, &simulations).is_err());
        assert!(marcon_puech(&marked, &[0.1], Some(0.0), &simulations).is_err());
    }
}
