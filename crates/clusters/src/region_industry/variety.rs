//! How varied the industries of a region are, between and within related groups.
//!
//! Entropy H = −Σ s·log s. With groups of related industries (the two-digit class), unrelated variety is the
//! entropy of the groups' shares P_g and related variety Σ_g P_g·H_g with H_g the entropy within the group, in bits (base 2) as in the source;
//! together they are the entropy. Source: Frenken, Van Oort & Verburg (2007), Related Variety, Unrelated Variety and Regional
//! Economic Growth, Regional Studies 41(5), 685–697.
//!
//! Worked example: (0.6, 0.3, 0.1) has 1.295462 bits (0.897946 nats); with groups {1, 2}, {3}: unrelated 0.468996,
//! related 0.9·0.918296 = 0.826466.

use super::theil::sums;
use crate::Names;
use crate::methods::About;

/// What entropy says about itself.
pub const ENTROPY: About = About {
    id: "shannon-entropy",
    name: Names::fixed("香农熵", "Shannon entropy"),
    description: Names::fixed(
        "产业构成的多样性；0 为单一产业。以自然对数计。",
        "The variety of a mix of industries; 0 for a single one. In nats (natural logarithm).",
    ),
    formula: "−Σ_i s_i·ln s_i",
    source: "Shannon (1948), Bell System Technical Journal 27; Theil (1972), Statistical Decomposition Analysis",
};

/// What related and unrelated variety say about themselves.
pub const ABOUT: About = About {
    id: "related-and-unrelated-variety",
    name: Names::fixed("相关与无关多样性", "Related and unrelated variety"),
    description: Names::fixed(
        "把多样性分为产业大类之间（无关）与大类之内（相关），以比特计，相加等于熵。",
        "Parts variety into that between groups of industries (unrelated) and within them (related), in bits; they add up to the entropy.",
    ),
    formula: "unrelated −Σ_g P_g·log2 P_g; related Σ_g P_g·H_g",
    source: "Frenken, Van Oort & Verburg (2007), Regional Studies 41(5), 685–697",
};

/// Variety in bits, parted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variety {
    /// Between groups.
    pub unrelated: f64,
    /// Within groups.
    pub related: f64,
}

/// The entropy of shares that sum to 1, in nats.
pub fn entropy(shares: &[f64]) -> f64 {
    let terms = shares.iter().filter(|share| **share > 0.0);
    terms.map(|share| -share * share.ln()).sum()
}

/// The parts for shares whose industries are in groups by number.
pub fn variety(shares: &[f64], groups: &[usize]) -> Variety {
    let bits = |nats: f64| nats / std::f64::consts::LN_2;
    let unrelated = bits(entropy(&sums(shares, groups)));
    Variety {
        unrelated,
        // Rounding may leave a little below zero where every group is one industry.
        related: (bits(entropy(shares)) - unrelated).max(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let shares = [0.6, 0.3, 0.1];
        assert!((entropy(&shares) - 0.897_945_724_8).abs() < 1e-9);
        let found = variety(&shares, &[0, 0, 1]);
        let bits = |share: f64| -share * share.log2();
        assert!((found.unrelated - bits(0.9) - bits(0.1)).abs() < 1e-12);
        assert!((found.related - 0.9 * (bits(2.0 / 3.0) + bits(1.0 / 3.0))).abs() < 1e-12);
        assert_eq!(entropy(&[1.0, 0.0]), 0.0);
        assert_eq!(variety(&shares, &[0, 1, 2]).related, 0.0);
    }
}
