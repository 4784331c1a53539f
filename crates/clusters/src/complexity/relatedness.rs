//! Other measures of how related two industries are, from the regions that have both.
//!
//! O_ij regions have both, u_i and u_j either, n regions there are; s_i = Σ_{j≠i} O_ij and T = Σ_i s_i are sums of co-occurrences.
//! Association strength n·O/(u_i·u_j), above 1 more often than by chance; cosine O/√(u_i·u_j); Jaccard O/(u_i + u_j − O); probabilistic index
//! O / (T/2·(s_i/T·s_j/(T − s_i) + s_j/T·s_i/(T − s_j))), observed over expected pairs when drawn from the co-occurrences without an industry
//! meeting itself. Sources: van Eck & Waltman (2009), How to Normalize Cooccurrence Data?, JASIST 60(8); Jaccard (1901); Steijn (2021), Improvement on
//! the Association Strength, Quantitative Science Studies 2(3) (the default of EconGeo's `relatedness`).
//!
//! Worked example: of 4 regions {A, B, C, D} have one industry and {A, D} the other: association 4·2/(4·2) = 1, cosine 0.707107, Jaccard 0.5.

use super::{degrees, proximity::for_shared};
use crate::methods::About;
use crate::region_industry::bootstrap::pair_number;
use crate::{Names, Sparse};

/// What association strength says about itself.
pub const ASSOCIATION: About = About {
    id: "association-strength",
    name: Names::fixed("关联强度", "Association strength"),
    description: Names::fixed(
        "共同出现次数与独立时期望次数之比。",
        "Co-occurrences over those expected of independent industries.",
    ),
    formula: "n·O_ij / (u_i·u_j)",
    source: "van Eck & Waltman (2009), JASIST 60(8), 1635–1651",
};

/// What the cosine says about itself.
pub const COSINE: About = About {
    id: "co-occurrence-cosine",
    name: Names::fixed("共现余弦", "Cosine of co-occurrence"),
    description: Names::fixed(
        "共同出现次数除以各自次数的几何平均。",
        "Co-occurrences over the geometric mean of occurrences.",
    ),
    formula: "O_ij / √(u_i·u_j)",
    source: "Salton & McGill (1983), Introduction to Modern Information Retrieval; van Eck & Waltman (2009)",
};

/// What the Jaccard index says about itself.
pub const JACCARD: About = About {
    id: "jaccard-index",
    name: Names::fixed("杰卡德指数", "Jaccard index"),
    description: Names::fixed(
        "同时具有的地区数与至少具有其一的地区数之比。",
        "Regions with both over regions with either.",
    ),
    formula: "O_ij / (u_i + u_j − O_ij)",
    source: "Jaccard (1901), Bulletin de la Société Vaudoise des Sciences Naturelles 37",
};

/// What the probabilistic index says about itself.
pub const PROBABILITY: About = About {
    id: "probabilistic-relatedness",
    name: Names::fixed("概率关联指数", "Probabilistic relatedness"),
    description: Names::fixed(
        "共同出现次数与排除自身配对后的期望次数之比。",
        "Co-occurrences over those expected when no industry can meet itself.",
    ),
    formula: "O_ij / (T/2·(s_i/T·s_j/(T − s_i) + s_j/T·s_i/(T − s_j))), s_i = Σ_{j≠i} O_ij, T = Σ_i s_i",
    source: "Steijn (2021), Quantitative Science Studies 2(3); EconGeo `relatedness`",
};

/// The relatedness of two industries; a measure is `None` where it is 0 / 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relatedness {
    /// The industries, `a` before `b`.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Regions that have both.
    pub shared: u32,
    /// Association strength.
    pub association: Option<f64>,
    /// Cosine.
    pub cosine: Option<f64>,
    /// Jaccard index.
    pub jaccard: Option<f64>,
    /// Probabilistic index.
    pub probability: Option<f64>,
}

/// The relatedness of each two industries, in the order (0, 1), (0, 2), …, (1, 2), …
pub fn relatedness(presence: &Sparse) -> Vec<Relatedness> {
    let ubiquity = degrees(&presence.transposed());
    let (n, regions) = (presence.columns(), presence.rows() as f64);
    let mut shared = vec![0_u32; n * n.saturating_sub(1) / 2];
    let mut sums = vec![0.0; n];
    for_shared(presence, |a, left, band| {
        for (b, &both) in (left..).zip(band).filter(|(b, _)| *b > a) {
            shared[pair_number(a, b, n)] = both;
            sums[a] += f64::from(both);
            sums[b] += f64::from(both);
        }
    });
    let total: f64 = sums.iter().sum();
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    pairs
        .zip(shared)
        .map(|((a, b), shared)| {
            let (u, v, both) = (ubiquity[a] as f64, ubiquity[b] as f64, f64::from(shared));
            let over = |expected: f64| (expected > 0.0).then(|| both / expected);
            let (s, t) = (sums[a], sums[b]);
            let pairs = s * t / total * (1.0 / (total - s) + 1.0 / (total - t)) * total / 2.0;
            Relatedness {
                a,
                b,
                shared,
                association: over(u * v / regions),
                cosine: over((u * v).sqrt()),
                jaccard: over(u + v - both),
                probability: over(pairs),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = relatedness(&example());
        let pair = found[2];
        assert_eq!((pair.a, pair.b, pair.shared), (0, 3, 2));
        assert_eq!(pair.association, Some(1.0));
        assert!((pair.cosine.unwrap() - 0.5_f64.sqrt()).abs() < 1e-15);
        assert_eq!(pair.jaccard, Some(0.5));
        // O = 3 2 2 / 2 1 / 1: s = (7, 6, 5, 4), T = 22; pairs 11·(7/22·4/15 + 4/22·7/18).
        let expected = 2.0 / (11.0 * (7.0 / 22.0 * 4.0 / 15.0 + 4.0 / 22.0 * 7.0 / 18.0));
        assert!(
            (pair.probability.unwrap() - expected).abs() < 1e-14,
            "{pair:?}"
        );
        assert_eq!(found.len(), 6);
    }

    #[test]
    fn what_nobody_has_is_related_to_nothing() {
        let presence = Sparse::from_rows(2, [[(0, 1.0)], [(0, 1.0)]]);
        let pair = relatedness(&presence)[0];
        assert_eq!(
            (pair.association, pair.cosine, pair.probability),
            (None, None, None)
        );
        assert_eq!(pair.jaccard, Some(0.0));
    }
}
