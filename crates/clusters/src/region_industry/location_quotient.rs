//! How much more of an industry a region has than its size would give it.
//!
//! LQ_ri = s_ri / q_i = (x_ri / x_r) / (x_i / x). 1 is the share of the whole; Balassa's revealed comparative
//! advantage is the same number. Sources: Florence (1939), Report on the Location of Industry; Balassa (1965),
//! Trade Liberalisation and "Revealed" Comparative Advantage, The Manchester School 33(2).
//!
//! **Interval** (delta method). When values count independent units, such as firms, the shares p₁ = s_ri and
//! p₀ = q_i vary with var p₁ = p₁(1−p₁)/x_r, var p₀ = p₀(1−p₀)/x and cov = p₁(1−p₁)/x, so that
//! var LQ = LQ²·(var p₁/p₁² + var p₀/p₀² − 2·cov/(p₁p₀)), and the interval is LQ ± z·√var. It is symmetric and may
//! reach below 0 for very small counts. A pair without anything has no interval: the formula would say [0, 0].
//! For values that are not counts (money, employment of few firms) it is far too narrow; take the bootstrap.
//! Source: Moineddin, Beyene & Boyle (2003), On the Location Quotient Confidence Interval, Geographical Analysis 35(3).
//!
//! **Standardised**: z_ri = (LQ_ri − mean over regions) / standard deviation over regions (divisor n − 1), for each
//! industry over the regions that have a mix; of LQ, or of ln LQ over the regions where it is above 0. Regions above 1.96 are
//! the unusually specialised ones. Source: O'Donoghue & Gleave (2004), A Note on Methods for Measuring Industrial
//! Agglomeration, Regional Studies 38(4).
//!
//! Worked example: region A has (60, 30, 10) of industries (x, y, z), B (20, 60, 20), C (20, 10, 70). LQ of x in A
//! is 0.6 / (100/300) = 1.8, with the 95 % interval 1.8 ± 0.2576; the LQ of x are (1.8, 0.6, 0.6), of mean 1 and standard deviation
//! 0.6928, so A stands at 1.1547.

use crate::methods::About;
use crate::normal;
use crate::{Names, Table};

/// What the location quotient says about itself.
pub const ABOUT: About = About {
    id: "location-quotient",
    name: Names::fixed("区位商", "Location quotient"),
    description: Names::fixed(
        "地区某产业占比与全体占比之比；大于 1 为专业化。附德尔塔法区间和自助法区间。",
        "The share of an industry in a region over its share in the whole; above 1 the region is specialised. With intervals by the delta method and by bootstrap.",
    ),
    formula: "LQ_ri = (x_ri/x_r) / (x_i/x); var LQ = LQ²·(var p1/p1² + var p0/p0² − 2·cov/(p1·p0))",
    source: "Florence (1939); Balassa (1965); interval: Moineddin, Beyene & Boyle (2003), Geographical Analysis 35(3)",
};

/// What the standardised location quotient says about itself.
pub const STANDARDISED: About = About {
    id: "standardised-location-quotient",
    name: Names::fixed("标准化区位商", "Standardised location quotient"),
    description: Names::fixed(
        "区位商在各地区间的标准分；大于 1.96 为显著专业化。也给出对数区位商的标准分。",
        "The z score of the location quotient over regions; above 1.96 a region is unusually specialised. Also of its logarithm.",
    ),
    formula: "z_ri = (LQ_ri − mean_r LQ_ri) / sd_r LQ_ri, divisor n − 1",
    source: "O'Donoghue & Gleave (2004), Regional Studies 38(4), 419–427",
};

/// The location quotient of one region and industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocationQuotient {
    /// The quotient; `None` for a region without any industry or an industry that is nowhere.
    pub value: Option<f64>,
    /// The ends of the interval; `None` where the pair has nothing.
    pub interval: Option<(f64, f64)>,
    /// Its z score over regions; `None` where all regions are alike or fewer than two have a quotient.
    pub standardised: Option<f64>,
    /// The z score of its logarithm over the regions that have the industry.
    pub standardised_logarithm: Option<f64>,
}

/// The quotient of one pair; `None` where it is 0 / 0.
pub fn location_quotient(table: &Table, region: usize, industry: usize) -> Option<f64> {
    let value = table.by_region.value(region, industry);
    quotient(
        value,
        table.region_totals[region],
        table.industry_totals[industry],
        table.total,
    )
}

pub(crate) fn quotient(value: f64, region: f64, industry: f64, total: f64) -> Option<f64> {
    (region > 0.0 && industry > 0.0).then(|| (value / region) / (industry / total))
}

/// The quotients of an industry in all regions, with intervals at the confidence `level` (0.95 for 95 %).
pub fn of_industry(table: &Table, industry: usize, level: f64) -> Vec<LocationQuotient> {
    let z = normal::quantile(0.5 + level / 2.0);
    let (industry_total, total) = (table.industry_totals[industry], table.total);
    let values = table.by_industry.dense_row(industry);
    let quotients: Vec<Option<f64>> = values
        .iter()
        .zip(&table.region_totals)
        .map(|(&value, &region)| quotient(value, region, industry_total, total))
        .collect();
    let standardised = z_scores(&quotients);
    let logarithms: Vec<Option<f64>> = quotients
        .iter()
        .map(|quotient| quotient.filter(|&q| q > 0.0).map(f64::ln))
        .collect();
    let standardised_logarithms = z_scores(&logarithms);
    (0..values.len())
        .map(|region| {
            let value = quotients[region];
            let interval = value.filter(|&quotient| quotient > 0.0).map(|quotient| {
                let deviation = z * variance(
                    values[region],
                    table.region_totals[region],
                    industry_total,
                    total,
                )
                .sqrt();
                (quotient - deviation, quotient + deviation)
            });
            LocationQuotient {
                value,
                interval,
                standardised: standardised[region],
                standardised_logarithm: standardised_logarithms[region],
            }
        })
        .collect()
}

/// The variance of the quotient by the delta method; `value` must be above 0.
pub fn variance(value: f64, region: f64, industry: f64, total: f64) -> f64 {
    let (inner, whole) = (value / region, industry / total);
    let relative = (1.0 - inner) / (inner * region) + (1.0 - whole) / (whole * total)
        - 2.0 * (1.0 - inner) / (whole * total);
    // Rounding may leave a little below zero where a region is the whole.
    (inner / whole).powi(2) * relative.max(0.0)
}

fn z_scores(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let n = present.len() as f64;
    let mean = present.iter().sum::<f64>() / n;
    let squares: f64 = present.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (n - 1.0)).sqrt();
    // Equal values may differ from their mean by a rounding.
    let alike = present.len() < 2 || deviation <= 1e-12 * mean.abs();
    values
        .iter()
        .map(|value| {
            value
                .filter(|_| !alike)
                .map(|value| (value - mean) / deviation)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Duplicates;
    use crate::table::tests::example;

    #[test]
    fn the_worked_example() {
        let found = of_industry(&example(), 0, 0.95);
        let a = found[0];
        assert!((a.value.unwrap() - 1.8).abs() < 1e-12);
        // By hand: p1 = 0.6, n1 = 100, p0 = 1/3, N = 300.
        let (p1, p0) = (0.6_f64, 1.0_f64 / 3.0);
        let (var1, var0, cov) = (p1 * 0.4 / 100.0, p0 * (1.0 - p0) / 300.0, p1 * 0.4 / 300.0);
        let var = 1.8_f64.powi(2) * (var1 / p1.powi(2) + var0 / p0.powi(2) - 2.0 * cov / (p1 * p0));
        let (low, high) = a.interval.unwrap();
        assert!((low - (1.8 - 1.959_963_984_540_054 * var.sqrt())).abs() < 1e-12);
        assert!(((high - low) / 2.0 - 0.2576).abs() < 1e-4);
        assert!((a.standardised.unwrap() - 1.154_700_538_379_251_5).abs() < 1e-12);
        assert!((a.standardised_logarithm.unwrap() - 1.154_700_538_379_251_5).abs() < 1e-9);
    }

    #[test]
    fn empty_pairs_regions_and_industries() {
        let rows = [
            ("A", "x", 5.0),
            ("A", "y", 5.0),
            ("B", "x", 5.0),
            ("C", "x", 0.0),
            ("A", "z", 0.0),
        ];
        let table = Table::from_rows(rows, Duplicates::Refuse).unwrap();
        let y = of_industry(&table, 1, 0.95);
        assert_eq!((y[1].value, y[1].interval), (Some(0.0), None));
        assert_eq!(y[2].value, None);
        let z = of_industry(&table, 2, 0.95);
        assert!(
            z.iter()
                .all(|found| found.value.is_none() && found.standardised.is_none())
        );
    }

    #[test]
    fn a_single_region_is_the_whole_without_doubt() {
        let table =
            Table::from_rows([("A", "x", 5.0), ("A", "y", 7.0)], Duplicates::Refuse).unwrap();
        let x = of_industry(&table, 0, 0.95)[0];
        assert_eq!(x.value, Some(1.0));
        let (low, high) = x.interval.unwrap();
        assert!((low - 1.0).abs() < 1e-9 && (high - 1.0).abs() < 1e-9);
        assert_eq!(x.standardised, None);
    }

    proptest! {
        #[test]
        fn quotients_weighted_by_regions_average_to_one(
            values in prop::collection::vec(0.0..100.0f64, 12)
        ) {
            let names = ["A", "B", "C", "D"];
            let rows = values.iter().enumerate().map(|(at, &value)| (names[at / 3], ["x", "y", "z"][at % 3], value));
            prop_assume!(values.iter().any(|value| *value > 0.0));
            let table = Table::from_rows(rows, Duplicates::Refuse).unwrap();
            for industry in 0..3 {
                if table.industry_totals[industry] == 0.0 { continue; }
                let mean: f64 = (0..4)
                    .filter_map(|region| Some(location_quotient(&table, region, industry)? * table.region_totals[region]))
                    .sum::<f64>() / table.total;
                prop_assert!((mean - 1.0).abs() < 1e-9);
            }
        }
    }
}
