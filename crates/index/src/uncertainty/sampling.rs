//! Points of the unit cube at which a design is evaluated: Monte Carlo, Latin hypercube (McKay, Beckman
//! & Conover 1979, Technometrics 21) and scrambled Sobol points.
//!
//! A point depends on the seed and its number alone, so replications may be computed in any order, by
//! any number of threads, and continued later.

use serde::Serialize;

use super::permutation::Permutation;
use super::random::{Pcg, mix};
use super::sobol_sequence::SobolSequence;

/// How the points of a design are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampling {
    /// Independent random points.
    MonteCarlo,
    /// Every dimension is cut into as many intervals as there are points, and each gets one.
    LatinHypercube,
    /// The scrambled Sobol sequence.
    Sobol,
}

impl Sampling {
    /// All kinds by their names in designs.
    pub const ALL: [(&'static str, Sampling); 3] = [
        ("monte-carlo", Sampling::MonteCarlo),
        ("latin-hypercube", Sampling::LatinHypercube),
        ("sobol", Sampling::Sobol),
    ];

    /// The name in designs.
    pub fn id(self) -> &'static str {
        match self {
            Sampling::MonteCarlo => "monte-carlo",
            Sampling::LatinHypercube => "latin-hypercube",
            Sampling::Sobol => "sobol",
        }
    }
}

/// Gives the points of one design.
#[derive(Debug, Clone)]
pub(crate) struct Sampler {
    seed: u64,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    MonteCarlo,
    LatinHypercube {
        points: u64,
        shuffles: Vec<Permutation>,
    },
    Sobol(SobolSequence),
}

impl Sampler {
    /// A sampler of `points` points (> 0) in so many dimensions.
    pub fn new(sampling: Sampling, dimensions: usize, points: u64, seed: u64) -> Sampler {
        let kind = match sampling {
            Sampling::MonteCarlo => Kind::MonteCarlo,
            Sampling::LatinHypercube => Kind::LatinHypercube {
                points,
                shuffles: (0..dimensions as u64)
                    .map(|dimension| Permutation::new(points, mix(seed ^ mix(dimension))))
                    .collect(),
            },
            Sampling::Sobol => Kind::Sobol(SobolSequence::new(dimensions, seed)),
        };
        Sampler { seed, kind }
    }

    /// Writes point number `index`, every coordinate in (0, 1).
    pub fn point(&self, index: u64, point: &mut [f64]) {
        match &self.kind {
            Kind::MonteCarlo => self.random(index, point),
            Kind::LatinHypercube { points, shuffles } => {
                self.random(index, point);
                for (coordinate, shuffle) in point.iter_mut().zip(shuffles) {
                    let interval = shuffle.place(index) as f64;
                    *coordinate = (interval + *coordinate) / *points as f64;
                }
            }
            Kind::Sobol(sequence) => sequence.point(index, point),
        }
    }

    fn random(&self, index: u64, point: &mut [f64]) {
        let mut generator = Pcg::of_draw(self.seed, index);
        point.fill_with(|| generator.uniform());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(sampling: Sampling, dimensions: usize, count: u64) -> Vec<Vec<f64>> {
        let sampler = Sampler::new(sampling, dimensions, count, 11);
        let point = |index| {
            let mut point = vec![0.0; dimensions];
            sampler.point(index, &mut point);
            point
        };
        (0..count).map(point).collect()
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_interval() {
        for dimension in 0..5 {
            let points = points(Sampling::LatinHypercube, 5, 100);
            let mut cells: Vec<usize> = points
                .iter()
                .map(|point| (point[dimension] * 100.0) as usize)
                .collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..100));
        }
    }

    #[test]
    fn points_are_uniform_and_dimensions_unrelated() {
        for (_, sampling) in Sampling::ALL {
            let points = points(sampling, 3, 4_096);
            let mean = |value: &dyn Fn(&Vec<f64>) -> f64| {
                points.iter().map(value).sum::<f64>() / points.len() as f64
            };
            for a in 0..3 {
                assert!((mean(&|point| point[a]) - 0.5).abs() < 0.02);
                assert!((mean(&|point| point[a].powi(2)) - 1.0 / 3.0).abs() < 0.02);
                for b in 0..a {
                    assert!((mean(&|point| point[a] * point[b]) - 0.25).abs() < 0.02);
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_list() {
        for (id, sampling) in Sampling::ALL {
            assert_eq!(sampling.id(), id);
        }
    }
}
