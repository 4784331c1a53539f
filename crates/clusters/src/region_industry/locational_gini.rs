//! Three numbers go by the name of locational Gini; two are computed here, the third is half of one.
//!
//! **Locational Gini**: the area between the Lorenz curve and the diagonal, doubled, of an industry's shares c_r against the
//! shares p_r of all industries, regions in the order of c_r / p_r: G = 1 − Σ_k (P_k − P_k−1)·(X_k + X_k−1). From 0 to
//! below 1. Sources: Krugman (1991), Geography and Trade; Audretsch & Feldman (1996), American Economic Review 86(3).
//! EconGeo's `locational.Gini` returns half of it.
//!
//! **Gini of location quotients**: the Gini coefficient of the ratios c_r / p_r, each region counting the same:
//! G = Σ_k (2k − n − 1)·x_(k) / (n·Σ x), over the regions that have a share. REAT's `gini.conc` is of this kind.
//!
//! Worked example: shares (0.6, 0.2, 0.2) against a third each: in ascending order of the ratios X = 0.2, 0.4, 1, so
//! G = 1 − (0.2 + 0.6 + 1.4)/3 = 0.26667; all regions being of one size, the Gini of the quotients (1.8, 0.6, 0.6) is the same.

use crate::Names;
use crate::methods::About;

/// What the locational Gini says about itself.
pub const ABOUT: About = About {
    id: "locational-gini",
    name: Names::fixed("区位基尼系数", "Locational Gini"),
    description: Names::fixed(
        "产业分布相对全部产业分布的洛伦兹曲线与对角线间面积的两倍；0 为同分布。",
        "Twice the area between the diagonal and the Lorenz curve of the industry against all industries; 0 when spread alike.",
    ),
    formula: "1 − Σ_k (P_k − P_k−1)·(X_k + X_k−1), regions in ascending order of c_r / p_r",
    source: "Krugman (1991), Geography and Trade; Audretsch & Feldman (1996), American Economic Review 86(3)",
};

/// What the Gini of location quotients says about itself.
pub const OF_QUOTIENTS: About = About {
    id: "gini-of-location-quotients",
    name: Names::fixed("区位商的基尼系数", "Gini of location quotients"),
    description: Names::fixed(
        "区位商在各地区间的不平等，各地区等权。",
        "The inequality of location quotients over regions, each region counting the same.",
    ),
    formula: "Σ_k (2k − n − 1)·LQ_(k) / (n·Σ LQ)",
    source: "Gini (1912), Variabilità e mutabilità; applied to quotients: Krugman (1991), Geography and Trade",
};

/// The locational Gini of shares against the shares of a reference, both summing to 1. A region without any
/// reference must have no share either.
pub fn locational_gini(shares: &[f64], reference: &[f64]) -> f64 {
    let mut pairs: Vec<(f64, f64)> = shares
        .iter()
        .zip(reference)
        .filter(|(_, p)| **p > 0.0)
        .map(|(&c, &p)| (c, p))
        .collect();
    pairs.sort_by(|(c, p), (d, q)| (c / p).total_cmp(&(d / q)));
    let mut below = 0.0;
    let mut area = 0.0;
    for (c, p) in pairs {
        area += p * (2.0 * below + c);
        below += c;
    }
    1.0 - area
}

/// The Gini coefficient of values that are not negative, each counting the same; `None` when all are 0.
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().sum();
    let ranked = sorted.iter().enumerate();
    let weighted: f64 = ranked
        .map(|(at, value)| (2.0 * (at as f64 + 1.0) - n - 1.0) * value)
        .sum();
    (sum > 0.0).then(|| weighted / (n * sum))
}

/// The Gini coefficient of shares over the shares of a reference, over the regions that have a reference.
pub fn gini_of_quotients(shares: &[f64], reference: &[f64]) -> Option<f64> {
    let with_reference = shares.iter().zip(reference).filter(|(_, p)| **p > 0.0);
    gini(&with_reference.map(|(c, p)| c / p).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example() {
        let third = [1.0 / 3.0; 3];
        let shares = [0.6, 0.2, 0.2];
        assert!((locational_gini(&shares, &third) - 4.0 / 15.0).abs() < 1e-15);
        assert!((gini_of_quotients(&shares, &third).unwrap() - 4.0 / 15.0).abs() < 1e-15);
        assert_eq!(gini(&[0.0, 0.0]), None);
    }

    proptest! {
        /// The Gini coefficient is the mean absolute difference over twice the mean.
        #[test]
        fn both_are_mean_absolute_differences(
            rows in prop::collection::vec((0.0..10.0f64, 0.1..10.0f64), 2..15)
        ) {
            let (sum_c, sum_p) = rows.iter().fold((0.0, 0.0), |(c, p), row| (c + row.0, p + row.1));
            prop_assume!(sum_c > 0.0);
            let shares: Vec<f64> = rows.iter().map(|row| row.0 / sum_c).collect();
            let reference: Vec<f64> = rows.iter().map(|row| row.1 / sum_p).collect();
            let quotients: Vec<f64> = shares.iter().zip(&reference).map(|(c, p)| c / p).collect();
            let n = rows.len() as f64;
            let mean = quotients.iter().sum::<f64>() / n;
            let (mut weighted, mut plain) = (0.0, 0.0);
            for (a, x) in quotients.iter().enumerate() {
                for (b, y) in quotients.iter().enumerate() {
                    weighted += reference[a] * reference[b] * (x - y).abs() / 2.0;
                    plain += (x - y).abs() / (2.0 * n * n * mean);
                }
            }
            prop_assert!((locational_gini(&shares, &reference) - weighted).abs() < 1e-12);
            prop_assert!((gini_of_quotients(&shares, &reference).unwrap() - plain).abs() < 1e-12);
        }
    }
}
