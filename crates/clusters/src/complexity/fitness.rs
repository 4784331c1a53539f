//! Fitness of regions and complexity of industries: an industry is only as complex as the least able region that has it.
//!
//! From F = Q = 1: F_r ← Σ_i M_ri·Q_i and Q_i ← 1 / Σ_r M_ri/F_r (with the F of the round before), each divided by its mean, until the
//! relative change of every value is below 10⁻¹⁰ or 1,000 rounds have passed. The fitness of some regions may go to 0 for
//! good, more slowly than any power, so [`Fitness::converged`] tells whether it has settled; ranks settle much earlier.
//!
//! Source: Tacchella, Cristelli, Caldarelli, Gabrielli & Pietronero (2012), A New Metrics for Countries' Fitness and Products'
//! Complexity, Scientific Reports 2, 723; on convergence Pugliese, Zaccaria & Pietronero (2016), European Physical Journal Special Topics 225.
//!
//! Worked example: A has both of two industries, B the first alone: F goes to (2, 0), as the second industry leaves B behind.

use super::degrees;
use crate::methods::About;
use crate::{Names, Sparse};

/// What the algorithm says about itself.
pub const ABOUT: About = About {
    id: "fitness",
    name: Names::fixed("适合度与复杂度", "Fitness and complexity"),
    description: Names::fixed(
        "非线性迭代：产业复杂度受制于具有该产业的最弱地区。",
        "A nonlinear iteration in which an industry is as complex as the least fit region that has it.",
    ),
    formula: "F_r ∝ Σ_i M_ri·Q_i; Q_i ∝ 1 / Σ_r M_ri/F_r; each divided by its mean",
    source: "Tacchella et al. (2012), Scientific Reports 2, 723",
};

/// What the iteration found.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitness {
    /// Fitness, mean 1 over the regions that have an industry; NaN for the others.
    pub regions: Vec<f64>,
    /// Complexity, mean 1 over the industries that someone has; NaN for the others.
    pub industries: Vec<f64>,
    /// How many rounds were made.
    pub rounds: usize,
    /// Whether the values settled.
    pub converged: bool,
}

const MOST_ROUNDS: usize = 1000;
const TOLERANCE: f64 = 1e-10;
/// Below this fitness is as good as 0 and the sums would overflow.
const LEAST: f64 = 1e-150;

/// The fitness read from M, a row a region; `None` when M is empty.
pub fn fitness(presence: &Sparse) -> Option<Fitness> {
    if presence.cells() == 0 {
        return None;
    }
    let turned = presence.transposed();
    let start = |degrees: Vec<usize>| -> Vec<f64> {
        let values = degrees
            .into_iter()
            .map(|degree| if degree > 0 { 1.0 } else { f64::NAN });
        values.collect()
    };
    let mut found = Fitness {
        regions: start(degrees(presence)),
        industries: start(degrees(&turned)),
        rounds: 0,
        converged: false,
    };
    while found.rounds < MOST_ROUNDS && !found.converged {
        let sums = |matrix: &Sparse, value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..matrix.rows())
                .map(|row| matrix.row(row).map(|(at, _)| value(at)).sum())
                .collect()
        };
        let regions = sums(presence, &|industry| found.industries[industry]);
        let industries = sums(&turned, &|region| 1.0 / found.regions[region].max(LEAST));
        let inverted = industries.into_iter().map(|sum| 1.0 / sum).collect();
        let moved =
            replace(&mut found.regions, regions).max(replace(&mut found.industries, inverted));
        found.converged = moved < TOLERANCE;
        found.rounds += 1;
    }
    Some(found)
}

/// Puts new values, divided by their mean, in the place of those present, and returns the largest relative change.
fn replace(values: &mut [f64], new: Vec<f64>) -> f64 {
    let present = |(old, _): &(&mut f64, f64)| !old.is_nan();
    let count = values.iter().filter(|value| !value.is_nan()).count() as f64;
    let sum: f64 = values
        .iter()
        .zip(&new)
        .filter(|(old, _)| !old.is_nan())
        .map(|(_, new)| new)
        .sum();
    let mut moved: f64 = 0.0;
    for (old, new) in values.iter_mut().zip(new).filter(present) {
        let new = new * count / sum;
        moved = moved.max((new - *old).abs() / new.max(LEAST));
        *old = new;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, nested};
    use super::*;

    #[test]
    fn the_worked_example_goes_to_its_limit() {
        let presence = Sparse::from_rows(2, [vec![(0, 1.0), (1, 1.0)], vec![(0, 1.0)]]);
        let found = fitness(&presence).unwrap();
        assert!(
            found.regions[0] > 1.99 && found.regions[1] < 0.01,
            "{found:?}"
        );
        assert!(!found.converged);
    }

    #[test]
    fn a_settled_fitness_is_a_fixed_point() {
        // Every industry of the fourth region is also that of one more: nobody is left behind for good.
        let rows: [&[usize]; 3] = [&[0, 1], &[1, 2], &[0, 2]];
        let presence = Sparse::from_rows(3, rows.map(|row| row.iter().map(|&at| (at, 1.0))));
        let found = fitness(&presence).unwrap();
        assert!(found.converged);
        assert!(
            found
                .regions
                .iter()
                .all(|value| (value - 1.0).abs() < 1e-12)
        );
        let found = fitness(&example()).unwrap();
        assert!(found.regions[0] > found.regions[1] && found.regions[1] > found.regions[2]);
    }

    #[test]
    fn those_without_anything_have_none() {
        let presence = Sparse::from_rows(3, [vec![(0, 1.0)], vec![], vec![(0, 1.0), (1, 1.0)]]);
        let found = fitness(&presence).unwrap();
        assert!(found.regions[1].is_nan() && found.industries[2].is_nan());
        assert_eq!(fitness(&Sparse::from_rows(1, [[]; 1])), None);
        let many = fitness(&nested(40, 60, 2)).unwrap();
        let present: Vec<f64> = many
            .regions
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        assert!((present.iter().sum::<f64>() / present.len() as f64 - 1.0).abs() < 1e-9);
    }
}
