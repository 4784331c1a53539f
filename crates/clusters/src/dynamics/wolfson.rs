//! Polarisation as the vanishing of the middle.
//!
//! W = 2·(μ/m)·(2·T − G), with mean μ, median m, T = ½ − L(½) from the Lorenz curve (linear between its points) and the Gini coefficient G.
//! 0 when all are alike, towards 1 when half have next to nothing and the others all alike. The package inequality leaves the
//! factor 2 out and returns half of it. Source: Wolfson (1994), When Inequalities Diverge,
//! American Economic Review 84(2), 353–358.
//!
//! Worked example: (1, 2, 3, 4): μ/m = 1, L(½) = 0.3, G = 0.25: W = 2·(0.4 − 0.25) = 0.3.

use crate::Names;
use crate::methods::About;
use crate::region_industry::locational_gini::gini;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "wolfson-polarisation",
    name: Names::fixed("沃尔夫森极化指数", "Wolfson polarisation"),
    description: Names::fixed("中间层消失的程度。", "How far the middle has vanished."),
    formula: "W = 2·(μ/m)·(2·(½ − L(½)) − G)",
    source: "Wolfson (1994), American Economic Review 84(2), 353–358",
};

/// The index of values that are not negative; `None` when the median is 0 or there are none.
pub fn wolfson(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let gini = gini(&sorted)?;
    let total: f64 = sorted.iter().sum();
    let lower: f64 = sorted[..n / 2].iter().sum();
    // Of an odd number the middle one counts half to the lower half.
    let (median, at_half) = if n % 2 == 1 {
        (sorted[n / 2], lower + sorted[n / 2] / 2.0)
    } else {
        ((sorted[n / 2 - 1] + sorted[n / 2]) / 2.0, lower)
    };
    let apart = 0.5 - at_half / total;
    (median > 0.0).then(|| 2.0 * total / n as f64 / median * (2.0 * apart - gini))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        assert!((wolfson(&[4.0, 2.0, 1.0, 3.0]).unwrap() - 0.3).abs() < 1e-14);
        assert!(wolfson(&[2.0, 2.0, 2.0]).unwrap().abs() < 1e-15);
        assert_eq!(wolfson(&[0.0, 0.0, 5.0]), None);
        assert_eq!(wolfson(&[]), None);
    }
}
