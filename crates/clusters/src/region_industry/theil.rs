//! Inequality by entropy, and its parts between and within nested groups.
//!
//! With shares s_r and the shares w_r that a reference would give (1/n where every region counts the same, p_r for the
//! relative form): T = Σ s·ln(s/w), the Kullback–Leibler divergence, and the mean log deviation L = Σ w·ln(w/s). Both
//! are 0 where s = w; 0·ln 0 is 0, and L does not exist where a share is 0. REAT's `theil` is L, not T.
//!
//! **Decomposition.** For a grouping g let D_g = Σ_g s_g·ln(s_g/w_g) with the sums of each group. For nested groupings, from coarse
//! (macro-regions) to fine (provinces), T = D_1 + (D_2 − D_1) + … + (T − D_k): between the coarsest groups, between
//! the next within them, and so on, and within the finest. All parts are at least 0. The same holds for L.
//!
//! Sources: Theil (1967), Economics and Information Theory; relative form: Brülhart & Traeger (2005), An Account of
//! Geographic Concentration Patterns in Europe, Regional Science and Urban Economics 35(6); nested parts: Akita (2003),
//! Decomposing Regional Income Inequality in China and Indonesia Using Two-Stage Nested Theil, Annals of Regional Science 37(1).
//!
//! Worked example: (0.6, 0.2, 0.2) with a third each: T = 0.6·ln 1.8 + 0.4·ln 0.6 = 0.148342; with the groups
//! {1, 2}, {3}: between 0.8·ln 1.2 + 0.2·ln 0.6 = 0.043692, within 0.104650.

use crate::Names;
use crate::methods::About;

/// What the index T says about itself.
pub const THEIL_T: About = About {
    id: "theil-t",
    name: Names::fixed("泰尔指数 T", "Theil T"),
    description: Names::fixed(
        "份额与等分之间的熵差；可按嵌套分组分解为组间与组内。",
        "The divergence of shares from equal ones; nested groups part it into between and within.",
    ),
    formula: "T = Σ_r s_r·ln(n·s_r) = Σ_g s_g·ln(s_g/(n_g/n)) + Σ_g s_g·T_g",
    source: "Theil (1967), Economics and Information Theory; nested: Akita (2003), Annals of Regional Science 37(1)",
};

/// What the index L says about itself.
pub const THEIL_L: About = About {
    id: "theil-l",
    name: Names::fixed("泰尔指数 L（平均对数离差）", "Theil L (mean log deviation)"),
    description: Names::fixed(
        "等分与份额之间的熵差，对小份额更敏感；有零份额时不存在。",
        "The divergence of equal shares from those found, which minds the small ones; does not exist where one is 0.",
    ),
    formula: "L = (1/n)·Σ_r ln(1/(n·s_r))",
    source: "Theil (1967), Economics and Information Theory",
};

/// What the relative index says about itself.
pub const RELATIVE: About = About {
    id: "relative-theil",
    name: Names::fixed("相对泰尔指数", "Relative Theil index"),
    description: Names::fixed(
        "产业分布相对全部产业分布的熵差（KL 散度）；可按省、市嵌套分解。",
        "The divergence of an industry's distribution from that of all industries; provinces and cities part it.",
    ),
    formula: "Σ_r c_r·ln(c_r/p_r)",
    source: "Brülhart & Traeger (2005), Regional Science and Urban Economics 35(6), 597–624",
};

/// T with equal reference shares.
pub fn theil_t(shares: &[f64]) -> f64 {
    let n = shares.len() as f64;
    shares.iter().map(|&share| term(share, 1.0 / n)).sum()
}

/// L with equal reference shares; `None` where a share is 0.
pub fn theil_l(shares: &[f64]) -> Option<f64> {
    let equal = 1.0 / shares.len() as f64;
    let positive = shares.iter().all(|share| *share > 0.0);
    positive.then(|| shares.iter().map(|&share| term(equal, share)).sum())
}

/// Σ s·ln(s/w): T relative to a reference. A share without a reference makes it infinite.
pub fn relative_theil(shares: &[f64], reference: &[f64]) -> f64 {
    shares
        .iter()
        .zip(reference)
        .map(|(&s, &w)| term(s, w))
        .sum()
}

fn term(share: f64, reference: f64) -> f64 {
    if share == 0.0 {
        0.0
    } else {
        share * (share / reference).ln()
    }
}

/// The parts of T for nested groups: between the groups of each grouping within those of the one before, then within
/// the finest; they sum to T. A grouping gives each region the number of its group, coarse groupings first.
/// `None` where a grouping does not lie within the one before it.
pub fn nested(shares: &[f64], reference: &[f64], groupings: &[Vec<usize>]) -> Option<Vec<f64>> {
    if groupings
        .windows(2)
        .any(|pair| !lies_within(&pair[1], &pair[0]))
    {
        return None;
    }
    let mut divergences: Vec<f64> = groupings
        .iter()
        .map(|groups| relative_theil(&sums(shares, groups), &sums(reference, groups)))
        .collect();
    divergences.push(relative_theil(shares, reference));
    let mut before = 0.0;
    let parts = divergences.into_iter().map(|divergence| {
        let part = divergence - before;
        before = divergence;
        part
    });
    Some(parts.collect())
}

/// The sum of each group, by its number.
pub(crate) fn sums(values: &[f64], groups: &[usize]) -> Vec<f64> {
    let mut sums = vec![0.0; groups.iter().max().map_or(0, |most| most + 1)];
    for (value, &group) in values.iter().zip(groups) {
        sums[group] += value;
    }
    sums
}

fn lies_within(fine: &[usize], coarse: &[usize]) -> bool {
    let mut home = vec![None; fine.iter().max().map_or(0, |most| most + 1)];
    fine.iter()
        .zip(coarse)
        .all(|(&group, &outer)| *home[group].get_or_insert(outer) == outer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example() {
        let shares = [0.6, 0.2, 0.2];
        assert!((theil_t(&shares) - 0.148_341_753).abs() < 1e-8);
        let parts = nested(&shares, &[1.0 / 3.0; 3], &[vec![0, 0, 1]]).unwrap();
        assert!((parts[0] - 0.043_692_120).abs() < 1e-8, "{parts:?}");
        assert!((parts[1] - 0.104_649_633).abs() < 1e-8);
        assert_eq!(theil_l(&[0.5, 0.5, 0.0]), None);
        let by_hand = -(1.8_f64.ln() + 2.0 * 0.6_f64.ln()) / 3.0;
        assert!((theil_l(&shares).unwrap() - by_hand).abs() < 1e-15);
    }

    #[test]
    fn groups_that_cross_are_not_nested() {
        let even = [0.25; 4];
        assert_eq!(
            nested(&even, &even, &[vec![0, 0, 1, 1], vec![0, 1, 1, 2]]),
            None
        );
        assert_eq!(
            nested(&even, &even, &[vec![0, 0, 1, 1], vec![0, 1, 2, 2]]),
            Some(vec![0.0; 3])
        );
    }

    proptest! {
        /// The textbook form: between groups plus the groups' own indices weighted by their shares.
        #[test]
        fn parts_are_those_of_the_textbook(
            values in prop::collection::vec(0.0..5.0f64, 6),
            weights in prop::collection::vec(0.1..5.0f64, 6),
        ) {
            let total: f64 = values.iter().sum();
            prop_assume!(values[..3].iter().sum::<f64>() > 0.0 && values[3..].iter().sum::<f64>() > 0.0);
            let s: Vec<f64> = values.iter().map(|value| value / total).collect();
            let all: f64 = weights.iter().sum();
            let w: Vec<f64> = weights.iter().map(|weight| weight / all).collect();
            let parts = nested(&s, &w, &[vec![0, 0, 0, 1, 1, 1]]).unwrap();
            let mut within = 0.0;
            for span in [0..3, 3..6] {
                let (own, reference): (f64, f64) = (s[span.clone()].iter().sum(), w[span.clone()].iter().sum());
                let inner: f64 = span
                    .map(|r| if s[r] > 0.0 { s[r] / own * ((s[r] / own) / (w[r] / reference)).ln() } else { 0.0 })
                    .sum();
                within += own * inner;
            }
            prop_assert!((parts[1] - within).abs() < 1e-12);
            prop_assert!((parts[0] + parts[1] - relative_theil(&s, &w)).abs() < 1e-12);
            prop_assert!(parts.iter().all(|part| *part > -1e-12));
        }
    }
}
