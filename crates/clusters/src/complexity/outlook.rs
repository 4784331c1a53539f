//! What there is to gain for a region in what it does not do yet.
//!
//! **Opportunity value**: Σ_i ω_ri·(1 − M_ri)·PCI_i, density times complexity of what is missing, with PCI on the scale of the ECI.
//! **Complexity outlook index** (COI): the same with the uncentred PCI (Q / sd K), brought to mean 0 and deviation 1 over regions (divisor n),
//! as the Atlas and py-ecomplexity print it. **Complexity outlook gain** (COG) of an industry to a region:
//! (1 − M_ri)·Σ_j φ_ij/(Σ_k φ_jk)·(1 − M_rj)·PCI_j, what the industry would open up, also with the uncentred PCI.
//!
//! Sources: Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT Press; Hausmann & Chauvin (2015), Moving to the Adjacent
//! Possible, CID Working Paper 294.
//!
//! Worked example: a region that has one of two industries, with φ = 1/2 between them, and PCI 0.8 of the other: ω = (1/2)/(3/2) = 1/3,
//! opportunity value 0.8/3 = 0.266667, COG of the other 1/(3/2)·0.8 = 0.533333.

use super::density::around;
use super::proximity::Proximity;
use crate::methods::About;
use crate::{Names, Sparse};

/// What the opportunity value says about itself.
pub const OPPORTUNITY_VALUE: About = About {
    id: "opportunity-value",
    name: Names::fixed("机会价值", "Opportunity value"),
    description: Names::fixed(
        "尚无优势的产业的密度与复杂度乘积之和。",
        "The sum of density times complexity over the industries a region has no advantage in.",
    ),
    formula: "Σ_i ω_ri·(1 − M_ri)·PCI_i",
    source: "Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT Press",
};

/// What the complexity outlook index says about itself.
pub const INDEX: About = About {
    id: "complexity-outlook-index",
    name: Names::fixed("复杂度前景指数（COI）", "Complexity outlook index (COI)"),
    description: Names::fixed(
        "以未中心化的 PCI 计算的机会价值，在地区间标准化。",
        "The opportunity value with the uncentred PCI, standardised over regions.",
    ),
    formula: "z_r of Σ_i ω_ri·(1 − M_ri)·Q_i/sd K",
    source: "Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT Press",
};

/// What the complexity outlook gain says about itself.
pub const GAIN: About = About {
    id: "complexity-outlook-gain",
    name: Names::fixed("复杂度前景增益（COG）", "Complexity outlook gain (COG)"),
    description: Names::fixed(
        "地区进入某产业后，为其他尚缺产业打开的价值。",
        "What an industry would open up for a region among those it lacks.",
    ),
    formula: "(1 − M_ri)·Σ_j φ_ij/(Σ_k φ_jk)·(1 − M_rj)·Q_j/sd K",
    source: "Hausmann, Hidalgo et al. (2014); Hausmann & Chauvin (2015), CID Working Paper 294",
};

/// The opportunity value of each region. `density` is a row a region; industries without a density or complexity are left out.
pub fn opportunity_value(presence: &Sparse, density: &[f64], complexity: &[f64]) -> Vec<f64> {
    let n = complexity.len();
    (0..presence.rows())
        .map(|region| {
            let has = presence.dense_row(region);
            let near = &density[region * n..(region + 1) * n];
            let terms = near.iter().zip(complexity).zip(&has);
            let terms = terms.map(|((near, complexity), has)| near * complexity * (1.0 - has));
            terms.filter(|term| !term.is_nan()).sum()
        })
        .collect()
}

/// The COI of each region, from the uncentred PCI; all NaN where regions do not differ. Regions without any advantage
/// are measured too: their outlook is 0 before it is standardised.
pub fn outlook_index(presence: &Sparse, density: &[f64], uncentred: &[f64]) -> Vec<f64> {
    let values = opportunity_value(presence, density, uncentred);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / n)
        .sqrt();
    let varied = deviation > 1e-14 * mean.abs();
    let standardised = values.iter().map(|value| {
        if varied {
            (value - mean) / deviation
        } else {
            f64::NAN
        }
    });
    standardised.collect()
}

/// The COG of each region (row) and industry, row after row, from the uncentred PCI: 0 for what is there already, NaN for an industry nobody
/// has an advantage in.
pub fn outlook_gain(presence: &Sparse, proximity: &Proximity, uncentred: &[f64]) -> Vec<f64> {
    let n = proximity.industries();
    let sums = proximity.sums();
    let weights: Vec<f64> = uncentred
        .iter()
        .zip(&sums)
        .map(|(complexity, sum)| {
            if complexity.is_nan() || *sum == 0.0 {
                0.0
            } else {
                complexity / sum
            }
        })
        .collect();
    // Over all industries, less those that are there.
    let all: Vec<f64> = (0..n)
        .map(|industry| crate::dense::dot(proximity.row(industry), &weights))
        .collect();
    let mut found = around(presence, proximity, Some(&weights));
    for region in 0..presence.rows() {
        let row = &mut found[region * n..(region + 1) * n];
        for ((value, all), sum) in row.iter_mut().zip(&all).zip(&sums) {
            *value = if *sum > 0.0 { all - *value } else { f64::NAN };
        }
        for (industry, _) in presence.row(region) {
            row[industry] = 0.0;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::density::density;
    use super::super::proximity::proximity;
    use super::super::tests::nested;
    use super::*;

    #[test]
    fn the_worked_example() {
        // A has both, B the first alone: φ = 1/2.
        let presence = Sparse::from_rows(2, [vec![(0, 1.0), (1, 1.0)], vec![(0, 1.0)]]);
        let near = proximity(&presence);
        let densities = density(&presence, &near);
        let found = opportunity_value(&presence, &densities, &[-0.3, 0.8]);
        assert!(found[0] == 0.0 && (found[1] - 0.8 / 3.0).abs() < 1e-15);
        let gain = outlook_gain(&presence, &near, &[-0.3, 0.8]);
        assert!((gain[3] - 0.8 / 1.5).abs() < 1e-15);
        assert_eq!(gain[..3], [0.0; 3]);
        assert_eq!(
            outlook_index(&presence, &densities, &[-0.3, 0.8]),
            [-1.0, 1.0]
        );
    }

    #[test]
    fn gains_are_sums_over_what_is_missing() {
        let presence = nested(20, 50, 3);
        let near = proximity(&presence);
        let sums = near.sums();
        let complexity: Vec<f64> = (0..50).map(|industry| f64::from(industry).sin()).collect();
        let found = outlook_gain(&presence, &near, &complexity);
        for region in 0..20 {
            let has = presence.dense_row(region);
            for industry in 0..50 {
                let mut expected = 0.0;
                for j in (0..50).filter(|&j| sums[j] > 0.0) {
                    expected += near.value(industry, j) / sums[j] * (1.0 - has[j]) * complexity[j];
                }
                expected *= 1.0 - has[industry];
                let value = found[region * 50 + industry];
                assert!(
                    (value - expected).abs() < 1e-12 || (sums[industry] == 0.0 && value.is_nan())
                );
            }
        }
    }
}
