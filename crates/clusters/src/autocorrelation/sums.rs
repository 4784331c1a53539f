//! The sums over weights that the moments of global statistics are made of.
//!
//! S₀ = Σ w_ij, S₁ = ½·Σ (w_ij + w_ji)², S₂ = Σ_i (Σ_j w_ij + Σ_j w_ji)². Source: Cliff & Ord (1981), Spatial
//! Processes, section 1.5.

use crate::weights::Weights;

/// S₀, S₁ and S₂.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sums {
    pub(super) s0: f64,
    pub(super) s1: f64,
    pub(super) s2: f64,
}

impl Sums {
    pub(super) fn of(weights: &Weights) -> Sums {
        let mut both_ways = vec![0.0; weights.units()];
        let (mut s0, mut s1) = (0.0, 0.0);
        for (unit, other, weight) in weights.links() {
            s0 += weight;
            s1 += weight * (weight + weights.between(other, unit));
            both_ways[unit] += weight;
            both_ways[other] += weight;
        }
        Sums {
            s0,
            s1,
            s2: both_ways.iter().map(|sum| sum * sum).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_their_definitions() {
        let (weights, _) = crate::autocorrelation::testing::six();
        let mut expected = [0.0; 3];
        for i in 0..6 {
            let mut both = 0.0;
            for j in 0..6 {
                let (there, back) = (weights.between(i, j), weights.between(j, i));
                expected[0] += there;
                expected[1] += 0.5 * (there + back).powi(2);
                both += there + back;
            }
            expected[2] += both * both;
        }
        let Sums { s0, s1, s2 } = Sums::of(&weights);
        assert_eq!([s0, s1, s2], expected);
    }
}
