//! The share that would have to move to be spread like the reference.
//!
//! Hoover = ½·Σ_r |c_r − p_r|, from 0 (spread like the reference) to below 1. Source: Hoover (1936), The Measurement of
//! Industrial Localization, Review of Economics and Statistics 18(4), in the form of half the absolute deviations.
//!
//! Worked example: an industry spread (0.6, 0.2, 0.2) over three regions of a third each has 0.26667.

use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "hoover-index",
    name: Names::fixed("胡佛指数", "Hoover index"),
    description: Names::fixed(
        "须迁移多大份额才能与参照分布一致；0 为一致。",
        "The share that would have to move for the industry to be spread like the reference; 0 when it is.",
    ),
    formula: "½·Σ_r |c_r − p_r|",
    source: "Hoover (1936), Review of Economics and Statistics 18(4), 162–171",
};

/// The index of shares against the shares of a reference, both summing to 1.
pub fn hoover(shares: &[f64], reference: &[f64]) -> f64 {
    let deviations = shares.iter().zip(reference).map(|(c, p)| (c - p).abs());
    deviations.sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_and_the_ends() {
        let third = [1.0 / 3.0; 3];
        assert!((hoover(&[0.6, 0.2, 0.2], &third) - 4.0 / 15.0).abs() < 1e-15);
        assert_eq!(hoover(&third, &third), 0.0);
        assert!((hoover(&[1.0, 0.0, 0.0], &third) - 2.0 / 3.0).abs() < 1e-15);
    }
}
