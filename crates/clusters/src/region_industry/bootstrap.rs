//! How far statistics would vary had other firms been drawn.
//!
//! Where values count independent units (firms), a resample draws every cell anew from the Poisson distribution whose
//! mean is the cell: given its total that is the multinomial bootstrap of the firms, and the cells of a resample
//! can be drawn one by one. The interval holds the middle share of the resampled statistics (percentiles, interpolated
//! linearly). Cells without firms stay without. Drawn by inversion below a mean of 10, else by the transformed rejection of
//! Hörmann.
//!
//! A resample of a region depends on the seed, its own number and that of the region alone.
//!
//! Sources: Efron & Tibshirani (1993), An Introduction to the Bootstrap; Hanley & MacGibbon (2006), Creating
//! Non-Parametric Bootstrap Samples Using Poisson Frequencies, Computer Methods and Programs in Biomedicine 83; for location quotients
//! Tian (2013), Measuring Agglomeration Using the Standardized Location Quotient with a Bootstrap Method, Journal of Regional Analysis and
//! Policy 43(2); Hörmann (1993), The Transformed Rejection Method for Generating Poisson Random Variables, Insurance:
//! Mathematics and Economics 12.
//!
//! Worked example: a single count of 100 firms has the 95 % interval of a Poisson variable of mean 100, about 81 to 120.

use super::{
    herfindahl, hoover, krugman, location_quotient, locational_gini, similarity, theil, variety,
};
use crate::methods::About;
use crate::table::Sparse;
use crate::{Names, Random, Table};

/// What the bootstrap says about itself.
pub const ABOUT: About = About {
    id: "bootstrap-of-firms",
    name: Names::fixed("企业自助法", "Bootstrap of firms"),
    description: Names::fixed(
        "以各格企业数为均值的泊松重抽样，取统计量的百分位区间；仅用于计数。",
        "Resamples every count from the Poisson distribution of that mean and takes percentiles of the statistic; for counts only.",
    ),
    formula: "x*_ri ~ Poisson(x_ri); interval = percentiles (1 − level)/2 and (1 + level)/2 of the statistic of x*",
    source: "Hanley & MacGibbon (2006), Computer Methods and Programs in Biomedicine 83; Tian (2013), Journal of Regional Analysis and Policy 43(2)",
};

/// An interval: its lower and upper end.
pub type Interval = (f64, f64);

/// How resamples are drawn and intervals taken from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// The number of resamples.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// The confidence, between 0 and 1.
    pub level: f64,
}

/// Whether every value is a whole number, so that firms can be resampled.
pub fn is_of_counts(table: &Table) -> bool {
    (0..table.by_region.rows()).all(|region| {
        table
            .by_region
            .parts(region)
            .1
            .iter()
            .all(|value| value.fract() == 0.0)
    })
}

/// Intervals of the statistics of a region.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RegionIntervals {
    /// Of the Herfindahl–Hirschman index.
    pub herfindahl: Option<Interval>,
    /// Of the entropy.
    pub entropy: Option<Interval>,
    /// Of Krugman's index against the whole.
    pub krugman: Option<Interval>,
}

/// Intervals of the statistics of an industry.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct IndustryIntervals {
    /// Of the Herfindahl–Hirschman index.
    pub herfindahl: Option<Interval>,
    /// Of the Hoover index.
    pub hoover: Option<Interval>,
    /// Of the locational Gini.
    pub locational_gini: Option<Interval>,
    /// Of the relative Theil index.
    pub relative_theil: Option<Interval>,
}

/// Intervals of the similarity of two regions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SimilarityIntervals {
    /// Of Krugman's distance; that of Finger and Kreinin is 1 minus half of it.
    pub krugman: Option<Interval>,
    /// Of the cosine.
    pub cosine: Option<Interval>,
    /// Of the correlation.
    pub pearson: Option<Interval>,
}

/// Intervals of location quotients, in the order of the cells of `table.by_region`.
pub fn location_quotients(table: &Table, bootstrap: &Bootstrap) -> Vec<Option<Interval>> {
    let totals: Vec<(Vec<f64>, f64)> = (0..bootstrap.replications)
        .map(|draw| {
            let mut industries = vec![0.0; table.industries.len()];
            for region in 0..table.regions.len() {
                for ((industry, _), value) in table
                    .by_region
                    .row(region)
                    .zip(resampled(table, bootstrap, draw, region))
                {
                    industries[industry] += value;
                }
            }
            let total = industries.iter().sum();
            (industries, total)
        })
        .collect();
    let mut intervals = Vec::with_capacity(table.by_region.cells());
    for region in 0..table.regions.len() {
        let industries = table.by_region.parts(region).0;
        let mut of_cells: Vec<Vec<f64>> = vec![Vec::new(); industries.len()];
        for (draw, (industry_totals, total)) in totals.iter().enumerate() {
            let row = resampled(table, bootstrap, draw, region);
            let sum = row.iter().sum();
            for (cell, value) in row.into_iter().enumerate() {
                let of_industry = industry_totals[industries[cell] as usize];
                of_cells[cell].extend(location_quotient::quotient(value, sum, of_industry, *total));
            }
        }
        intervals.extend(
            of_cells
                .iter_mut()
                .map(|values| percentiles(values, bootstrap.level)),
        );
    }
    intervals
}

/// Intervals of the statistics of all regions and of all industries.
pub fn regions_and_industries(
    table: &Table,
    bootstrap: &Bootstrap,
) -> (Vec<RegionIntervals>, Vec<IndustryIntervals>) {
    let (regions, industries) = (table.regions.len(), table.industries.len());
    let mut of_regions: Vec<[Vec<f64>; 3]> = vec![Default::default(); regions];
    let mut of_industries: Vec<[Vec<f64>; 4]> = vec![Default::default(); industries];
    for draw in 0..bootstrap.replications {
        let rows = (0..regions).map(|region| {
            let columns = table.by_region.row(region).map(|(industry, _)| industry);
            let row: Vec<(usize, f64)> = columns
                .zip(resampled(table, bootstrap, draw, region))
                .collect();
            row.into_iter().filter(|(_, value)| *value > 0.0)
        });
        let by_region = Sparse::from_rows(industries, rows);
        let names = (table.regions.clone(), table.industries.clone());
        // A resample of nothing at all says nothing.
        let Ok(drawn) = Table::of_cells(names.0, names.1, by_region, Vec::new()) else {
            continue;
        };
        let (p, q) = (drawn.region_shares(), drawn.industry_shares());
        for (region, found) in of_regions.iter_mut().enumerate() {
            if let Some(mix) = drawn.mix(region) {
                found[0].push(herfindahl::herfindahl(&mix));
                found[1].push(variety::entropy(&mix));
                found[2].push(krugman::krugman(&mix, &q));
            }
        }
        for (industry, found) in of_industries.iter_mut().enumerate() {
            if let Some(spread) = drawn.distribution(industry) {
                found[0].push(herfindahl::herfindahl(&spread));
                found[1].push(hoover::hoover(&spread, &p));
                found[2].push(locational_gini::locational_gini(&spread, &p));
                found[3].push(theil::relative_theil(&spread, &p));
            }
        }
    }
    let level = bootstrap.level;
    let of_regions = of_regions.into_iter().map(|found| {
        let [herfindahl, entropy, krugman] =
            found.map(|mut values| percentiles(&mut values, level));
        RegionIntervals {
            herfindahl,
            entropy,
            krugman,
        }
    });
    let of_industries = of_industries.into_iter().map(|found| {
        let [herfindahl, hoover, locational_gini, relative_theil] =
            found.map(|mut values| percentiles(&mut values, level));
        IndustryIntervals {
            herfindahl,
            hoover,
            locational_gini,
            relative_theil,
        }
    });
    (of_regions.collect(), of_industries.collect())
}

/// Regions whose resampled mixes are held in memory at a time, two tiles of them.
const TILE: usize = 48;

/// Intervals of the similarity of each two regions, in the order (0, 1), (0, 2), …, (1, 2), …
pub fn similarities(table: &Table, bootstrap: &Bootstrap) -> Vec<SimilarityIntervals> {
    let regions = table.regions.len();
    let mut intervals =
        vec![SimilarityIntervals::default(); regions * regions.saturating_sub(1) / 2];
    let tiles: Vec<std::ops::Range<usize>> = (0..regions)
        .step_by(TILE)
        .map(|start| start..(start + TILE).min(regions))
        .collect();
    for (at, upper) in tiles.iter().enumerate() {
        let mixes_a: Vec<Vec<Option<Vec<f64>>>> = upper
            .clone()
            .map(|region| resampled_mixes(table, bootstrap, region))
            .collect();
        for lower in &tiles[at..] {
            let mixes_b: Vec<Vec<Option<Vec<f64>>>> = lower
                .clone()
                .map(|region| resampled_mixes(table, bootstrap, region))
                .collect();
            for a in upper.clone() {
                for b in lower.clone().filter(|&b| b > a) {
                    let pair = mixes_a[a - upper.start]
                        .iter()
                        .zip(&mixes_b[b - lower.start]);
                    intervals[pair_number(a, b, regions)] = similarity_of(pair, bootstrap.level);
                }
            }
        }
    }
    intervals
}

/// The position of the pair a < b in the order (0, 1), (0, 2), …, (1, 2), …
pub fn pair_number(a: usize, b: usize, n: usize) -> usize {
    a * (2 * n - a - 1) / 2 + b - a - 1
}

fn resampled_mixes(table: &Table, bootstrap: &Bootstrap, region: usize) -> Vec<Option<Vec<f64>>> {
    let industries = table.by_region.parts(region).0;
    (0..bootstrap.replications)
        .map(|draw| {
            let row = resampled(table, bootstrap, draw, region);
            let sum: f64 = row.iter().sum();
            (sum > 0.0).then(|| {
                let mut mix = vec![0.0; table.industries.len()];
                for (&industry, value) in industries.iter().zip(row) {
                    mix[industry as usize] = value / sum;
                }
                mix
            })
        })
        .collect()
}

fn similarity_of<'a>(
    draws: impl Iterator<Item = (&'a Option<Vec<f64>>, &'a Option<Vec<f64>>)>,
    level: f64,
) -> SimilarityIntervals {
    let mut found: [Vec<f64>; 3] = Default::default();
    for (a, b) in draws.filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?))) {
        let alike = similarity::similarity(a, b);
        found[0].push(alike.krugman);
        found[1].push(alike.cosine);
        found[2].extend(alike.pearson);
    }
    let [krugman, cosine, pearson] = found.map(|mut values| percentiles(&mut values, level));
    SimilarityIntervals {
        krugman,
        cosine,
        pearson,
    }
}

/// The cells of a region drawn anew.
fn resampled(table: &Table, bootstrap: &Bootstrap, draw: usize, region: usize) -> Vec<f64> {
    let number = (draw * table.regions.len() + region) as u64;
    let mut random = Random::of_draw(bootstrap.seed, number);
    let values = table.by_region.parts(region).1;
    values
        .iter()
        .map(|&mean| poisson(mean, &mut random))
        .collect()
}

/// The middle share `level` of values, which come to be sorted; `None` without any.
fn percentiles(values: &mut [f64], level: f64) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| {
        let place = share * last as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(last);
        values[below] + (values[above] - values[below]) * (place - below as f64)
    };
    Some((at((1.0 - level) / 2.0), at((1.0 + level) / 2.0)))
}

/// A Poisson number of the given mean.
fn poisson(mean: f64, random: &mut Random) -> f64 {
    if mean < 10.0 {
        let mut left = random.uniform();
        let mut probability = (-mean).exp();
        let mut count = 0.0;
        // Beyond 100 above such a mean no probability is left that a uniform number could hit.
        while left >= probability && count < 110.0 {
            left -= probability;
            count += 1.0;
            probability *= mean / count;
        }
        return count;
    }
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    let log_mean = mean.ln();
    loop {
        let u = random.uniform() - 0.5;
        let v = 1.0 - random.uniform();
        let us = 0.5 - u.abs();
        let count = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= squeeze {
            return count;
        }
        if count < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let bound = count * log_mean - mean - libm::lgamma(count + 1.0);
        if (v * inverse_alpha / (a / (us * us) + b)).ln() <= bound {
            return count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::example;

    const PLAIN: Bootstrap = Bootstrap {
        replications: 2000,
        seed: 11,
        level: 0.95,
    };

    #[test]
    fn poisson_numbers_have_their_mean_variance_and_tail() {
        for mean in [0.3, 4.0, 9.9, 10.0, 35.0, 1000.0] {
            let mut random = Random::of_draw(5, 0);
            let n = 40_000;
            let draws: Vec<f64> = (0..n).map(|_| poisson(mean, &mut random)).collect();
            let average = draws.iter().sum::<f64>() / f64::from(n);
            let variance =
                draws.iter().map(|x| (x - average).powi(2)).sum::<f64>() / f64::from(n - 1);
            let error = (mean / f64::from(n)).sqrt();
            assert!((average - mean).abs() < 4.0 * error, "{mean}: {average}");
            assert!((variance / mean - 1.0).abs() < 0.05, "{mean}: {variance}");
            // The probability of at most the mean, summed from its terms.
            let mut term = (-mean).exp();
            let mut expected = term;
            for k in 1..=mean.floor() as u32 {
                term *= mean / f64::from(k);
                expected += term;
            }
            if term > 0.0 {
                let found =
                    draws.iter().filter(|x| **x <= mean.floor()).count() as f64 / f64::from(n);
                assert!(
                    (found - expected).abs() < 0.012,
                    "{mean}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn intervals_of_large_counts_agree_with_the_delta_method() {
        let mut rows = Vec::new();
        for (region, counts) in [
            ("A", [900.0, 450.0, 150.0]),
            ("B", [300.0, 900.0, 300.0]),
            ("C", [300.0, 150.0, 1050.0]),
        ] {
            rows.extend(
                ["x", "y", "z"]
                    .into_iter()
                    .zip(counts)
                    .map(|(industry, value)| (region, industry, value)),
            );
        }
        let table = Table::from_rows(rows, crate::Duplicates::Refuse).unwrap();
        let found = location_quotients(&table, &PLAIN);
        for region in 0..3 {
            for industry in 0..3 {
                let (low, high) = found[3 * region + industry].unwrap();
                let (a, b) = location_quotient::of_industry(&table, industry, 0.95)[region]
                    .interval
                    .unwrap();
                let width = b - a;
                // The delta method takes cells to vary less between industries than firms drawn at random do.
                assert!(
                    (low - a).abs() < 0.2 * width && (high - b).abs() < 0.2 * width,
                    "{low} {high} {a} {b}"
                );
            }
        }
    }

    #[test]
    fn intervals_hold_the_statistic_and_depend_on_the_seed_alone() {
        let table = example();
        assert!(is_of_counts(&table));
        let (regions, industries) = regions_and_industries(&table, &PLAIN);
        let (low, high) = regions[0].krugman.unwrap();
        let krugman = krugman::against_all(&table, 0).unwrap();
        assert!(
            low < krugman && krugman < high && high - low < 0.4,
            "{low} {high}"
        );
        let (low, high) = industries[0].hoover.unwrap();
        assert!(low < 4.0 / 15.0 && 4.0 / 15.0 < high);
        let pairs = similarities(&table, &PLAIN);
        assert_eq!(pairs.len(), 3);
        let (low, high) = pairs[0].cosine.unwrap();
        assert!(low < 0.711 && 0.711 < high, "{low} {high}");
        assert_eq!(pairs, similarities(&table, &PLAIN));
        assert_ne!(
            pairs,
            similarities(&table, &Bootstrap { seed: 12, ..PLAIN })
        );
    }

    #[test]
    fn pairs_are_numbered_row_by_row() {
        let mut number = 0;
        for a in 0..7 {
            for b in a + 1..7 {
                assert_eq!(pair_number(a, b, 7), number);
                number += 1;
            }
        }
    }
}
