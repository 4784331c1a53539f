//! Concentration of shares.
//!
//! H = Σ s²; from 1/n (all alike) to 1 (all in one). Normalised: (H − 1/n) / (1 − 1/n), from 0 to 1, with n the number of
//! shares, zeros among them. Source: Hirschman (1964), The Paternity of an Index, American Economic Review 54(5).
//!
//! Worked example: the mix (0.6, 0.3, 0.1) has H = 0.46, normalised 0.19.

use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "herfindahl-hirschman-index",
    name: Names::fixed("赫芬达尔—赫希曼指数", "Herfindahl–Hirschman index"),
    description: Names::fixed(
        "份额平方和；1/n 为均匀，1 为全部集中于一处。另给出归一到 0–1 的形式。",
        "The sum of squared shares: 1/n when all are alike, 1 when all is in one. Also normalised to 0 to 1.",
    ),
    formula: "H = Σ s²; normalised (H − 1/n) / (1 − 1/n)",
    source: "Hirschman (1964), American Economic Review 54(5), 761–762",
};

/// The index of shares that sum to 1.
pub fn herfindahl(shares: &[f64]) -> f64 {
    shares.iter().map(|share| share * share).sum()
}

/// The index brought to 0 to 1; `None` for a single share, which can be neither.
pub fn normalised(shares: &[f64]) -> Option<f64> {
    let least = 1.0 / shares.len() as f64;
    (shares.len() > 1).then(|| (herfindahl(shares) - least) / (1.0 - least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_and_the_ends() {
        assert!((herfindahl(&[0.6, 0.3, 0.1]) - 0.46).abs() < 1e-15);
        assert!((normalised(&[0.6, 0.3, 0.1]).unwrap() - 0.19).abs() < 1e-15);
        assert!(normalised(&[0.25; 4]).unwrap().abs() < 1e-15);
        assert_eq!(normalised(&[0.0, 1.0]), Some(1.0));
        assert_eq!(normalised(&[1.0]), None);
    }
}
