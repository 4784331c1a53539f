//! Where a region has an industry to a comparative advantage.
//!
//! RCA_ri = x_ri / E_ri with E_ri = x_r·x_i / x, the location quotient under its other name; M_ri = 1 where it is at least a threshold (1)
//! and the value at least a least count.
//!
//! **Shrinkage for small counts**: with a prior of k firms more on both sides, RCA = (x_ri + k) / (E_ri + k), the posterior mean
//! of a Poisson rate under a gamma prior of mean 1: quotients of tiny expectations are drawn towards 1. It cannot carry a
//! quotient across 1, so a threshold above 1 (such as 1.2) or a least count goes with it.
//!
//! Sources: Balassa (1965), Trade Liberalisation and "Revealed" Comparative Advantage, The Manchester School 33(2); Clayton & Kaldor
//! (1987), Empirical Bayes Estimates of Age-Standardized Relative Risks, Biometrics 43(3).
//!
//! Worked example: 2 firms where 0.5 are expected: RCA 4, with k = 1 it is 3/1.5 = 2.

use super::degrees;
use crate::methods::About;
use crate::{Names, Sparse, Table};

/// What the measure says about itself.
pub const ABOUT: About = About {
    id: "revealed-comparative-advantage",
    name: Names::fixed("显示性比较优势", "Revealed comparative advantage"),
    description: Names::fixed(
        "实际与期望之比；不低于门槛为有比较优势。小数目可向 1 收缩，并可要求最小数目。",
        "What is found over what is expected; an advantage from a threshold on. Small counts may be shrunk towards 1, and a least count asked for.",
    ),
    formula: "RCA_ri = (x_ri + k) / (x_r·x_i/x + k); M_ri = 1 where RCA_ri ≥ threshold and x_ri ≥ least",
    source: "Balassa (1965), The Manchester School 33(2), 99–123; shrinkage: Clayton & Kaldor (1987), Biometrics 43(3)",
};

/// When a region has an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advantage {
    /// The least comparative advantage.
    pub threshold: f64,
    /// k, the firms added on both sides; 0 for none.
    pub shrinkage: f64,
    /// The least value.
    pub least: f64,
}

impl Default for Advantage {
    fn default() -> Advantage {
        Advantage {
            threshold: 1.0,
            shrinkage: 0.0,
            least: 0.0,
        }
    }
}

/// RCA of a pair; `None` for a region without any industry or an industry that is nowhere.
pub fn comparative_advantage(
    table: &Table,
    region: usize,
    industry: usize,
    shrinkage: f64,
) -> Option<f64> {
    ratio(
        table.by_region.value(region, industry),
        table.region_totals[region],
        table.industry_totals[industry],
        table.total,
        shrinkage,
    )
}

fn ratio(value: f64, region: f64, industry: f64, total: f64, shrinkage: f64) -> Option<f64> {
    (region > 0.0 && industry > 0.0).then(|| {
        if shrinkage == 0.0 {
            // Shares, as the location quotient is written, so that both round alike.
            (value / region) / (industry / total)
        } else {
            (value + shrinkage) / (region * industry / total + shrinkage)
        }
    })
}

/// M: ones where a region has an industry to an advantage. A pair without anything never has.
pub fn presence(table: &Table, advantage: &Advantage) -> Sparse {
    table.by_region.mapped(|region, industry, value| {
        let rca = ratio(
            value,
            table.region_totals[region],
            table.industry_totals[industry],
            table.total,
            advantage.shrinkage,
        );
        let has = rca.is_some_and(|rca| rca >= advantage.threshold) && value >= advantage.least;
        f64::from(u8::from(has))
    })
}

/// M without the advantages of regions that have fewer than `diversity` and in industries that fewer than `ubiquity` regions
/// have, again and again until all that are left have enough. Regions and industries keep their places, empty.
pub fn pruned(presence: &Sparse, diversity: usize, ubiquity: usize) -> Sparse {
    let mut kept = presence.clone();
    loop {
        let (of_regions, of_industries) = (degrees(&kept), degrees(&kept.transposed()));
        let fewer = kept.mapped(|region, industry, one| {
            let enough = of_regions[region] >= diversity && of_industries[industry] >= ubiquity;
            if enough { one } else { 0.0 }
        });
        if fewer.cells() == kept.cells() {
            return kept;
        }
        kept = fewer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::example;

    #[test]
    fn the_worked_example() {
        assert_eq!(ratio(2.0, 5.0, 10.0, 100.0, 0.0), Some(4.0));
        assert_eq!(ratio(2.0, 5.0, 10.0, 100.0, 1.0), Some(2.0));
        assert_eq!(ratio(0.0, 0.0, 10.0, 100.0, 1.0), None);
    }

    #[test]
    fn advantages_are_those_of_the_location_quotient_unless_asked_otherwise() {
        let table = example();
        let plain = presence(&table, &Advantage::default());
        let cells: Vec<Vec<usize>> = (0..3)
            .map(|r| plain.row(r).map(|(i, _)| i).collect())
            .collect();
        assert_eq!(cells, [vec![0], vec![1], vec![2]]);
        let strict = Advantage {
            least: 65.0,
            ..Advantage::default()
        };
        assert_eq!(presence(&table, &strict).cells(), 1);
        let shrunk = Advantage {
            threshold: 1.5,
            shrinkage: 50.0,
            ..Advantage::default()
        };
        // 110 / 83.3 and 120 / 83.3 fall below 1.5, where 1.8 and 2.1 stood above.
        assert_eq!(presence(&table, &shrunk).cells(), 0);
    }

    #[test]
    fn those_with_too_few_go_until_all_have_enough() {
        // A 0 1 2, B 0 1, C 2 3, D 3: D goes, then industry 3, then C, then industry 2.
        let rows: [&[usize]; 4] = [&[0, 1, 2], &[0, 1], &[2, 3], &[3]];
        let presence = Sparse::from_rows(4, rows.map(|row| row.iter().map(|&at| (at, 1.0))));
        let kept = pruned(&presence, 2, 2);
        assert_eq!(degrees(&kept), [2, 2, 0, 0]);
        assert_eq!(pruned(&presence, 0, 0), presence);
    }
}
