//! How often regions that have one industry have the other.
//!
//! φ_ij = |regions with both| / max(u_i, u_j): the smaller of the two conditional probabilities. An industry nobody has an
//! advantage in is near nothing (0). The diagonal is 1 where somebody has. Source: Hidalgo, Klinger, Barabási & Hausmann (2007), The Product
//! Space Conditions the Development of Nations, Science 317, 482–487.
//!
//! Worked example: of industries had by regions {A, B, C, D} and {A, D}, φ = 2/4.

use super::degrees;
use crate::methods::About;
use crate::{Names, Sparse};

/// What the measure says about itself.
pub const ABOUT: About = About {
    id: "proximity",
    name: Names::fixed("产业邻近度", "Proximity"),
    description: Names::fixed(
        "两产业在同一地区都有优势的较小条件概率。",
        "The smaller conditional probability that a region with one industry has the other.",
    ),
    formula: "φ_ij = Σ_r M_ri·M_rj / max(u_i, u_j)",
    source: "Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482–487",
};

/// A symmetric table of industries by industries.
#[derive(Debug, Clone, PartialEq)]
pub struct Proximity {
    industries: usize,
    values: Vec<f64>,
}

impl Proximity {
    /// The number of industries.
    pub fn industries(&self) -> usize {
        self.industries
    }

    /// The proximity of two industries.
    pub fn value(&self, a: usize, b: usize) -> f64 {
        self.row(a)[b]
    }

    /// The proximities of an industry.
    pub fn row(&self, industry: usize) -> &[f64] {
        &self.values[industry * self.industries..(industry + 1) * self.industries]
    }

    /// Σ_j φ_ij of each industry.
    pub fn sums(&self) -> Vec<f64> {
        (0..self.industries)
            .map(|industry| self.row(industry).iter().sum())
            .collect()
    }
}

/// Calls `each` with an industry, the first of a band of industries and how many regions have the one together with each of the band. Every pair of a
/// first and a later or the same industry comes once; numbers for earlier ones of the band are right as well.
///
/// M is laid out a byte a cell for one band at a time; rows of bytes are added, and taken over into wider sums before they can overflow.
pub(super) fn for_shared(presence: &Sparse, mut each: impl FnMut(usize, usize, &[u32])) {
    const BAND: usize = 128;
    let turned = presence.transposed();
    let n = turned.rows();
    let mut bytes = vec![[0_u8; BAND]; presence.rows()];
    for left in (0..n).step_by(BAND) {
        let right = (left + BAND).min(n);
        bytes.fill([0; BAND]);
        for industry in left..right {
            for &region in turned.parts(industry).0 {
                bytes[region as usize][industry - left] = 1;
            }
        }
        for industry in 0..right {
            let mut shared = [0_u32; BAND];
            for regions in turned.parts(industry).0.chunks(255) {
                let mut few = [0_u8; BAND];
                for &region in regions {
                    let row = &bytes[region as usize];
                    few.iter_mut().zip(row).for_each(|(sum, has)| *sum += has);
                }
                shared
                    .iter_mut()
                    .zip(few)
                    .for_each(|(sum, few)| *sum += u32::from(few));
            }
            each(industry, left, &shared[..right - left]);
        }
    }
}

/// The proximities of all industries, from M, a row a region.
pub fn proximity(presence: &Sparse) -> Proximity {
    let n = presence.columns();
    let ubiquity = degrees(&presence.transposed());
    let inverse: Vec<f64> = ubiquity.iter().map(|&u| 1.0 / (u.max(1)) as f64).collect();
    let mut values = vec![0.0; n * n];
    for_shared(presence, |industry, left, shared| {
        let own = inverse[industry];
        let row = &mut values[industry * n + left..][..shared.len()];
        for ((value, &shared), other) in row.iter_mut().zip(shared).zip(&inverse[left..]) {
            *value = f64::from(shared) * own.min(*other);
        }
    });
    mirror(&mut values, n);
    Proximity {
        industries: n,
        values,
    }
}

/// Copies the upper half to the lower in blocks, which stay near the processor.
fn mirror(values: &mut [f64], n: usize) {
    const BLOCK: usize = 32;
    for top in (0..n).step_by(BLOCK) {
        for left in (0..=top).step_by(BLOCK) {
            for row in top..(top + BLOCK).min(n) {
                for column in left..(left + BLOCK).min(row) {
                    values[row * n + column] = values[column * n + row];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, nested};
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = proximity(&example());
        assert_eq!(found.value(0, 3), 0.5);
        assert_eq!(found.value(3, 0), 0.5);
        assert_eq!(found.value(2, 2), 1.0);
        assert_eq!(found.value(2, 3), 0.5);
    }

    #[test]
    fn proximities_are_counted_pairs() {
        let presence = nested(40, 75, 9);
        let found = proximity(&presence);
        let turned = presence.transposed();
        for a in 0..75 {
            for b in 0..75 {
                let with_a: Vec<usize> = turned.row(a).map(|(region, _)| region).collect();
                let with_b: Vec<usize> = turned.row(b).map(|(region, _)| region).collect();
                let both = with_a
                    .iter()
                    .filter(|region| with_b.contains(region))
                    .count();
                let expected = both as f64 / with_a.len().max(with_b.len()).max(1) as f64;
                assert!((found.value(a, b) - expected).abs() < 1e-15);
            }
        }
    }
}
