//! `jushu clusters concentration`.

use std::path::{Path, PathBuf};

use jushu_clusters::plants::coagglomeration::{self, Reference};
use jushu_clusters::plants::ellison_glaeser::ellison_glaeser;
use jushu_clusters::plants::maurel_sedillot::maurel_sedillot;
use jushu_clusters::plants::{PlantTable, Sizes};
use jushu_clusters::region_industry::bootstrap::{self, Bootstrap, Interval, pair_number};
use jushu_clusters::region_industry::star_rating::{Thresholds, star_rating};
use jushu_clusters::region_industry::{
    dagum, herfindahl, hoover, krugman, location_quotient, locational_gini, similarity, theil,
    variety,
};
use jushu_clusters::{CsvText, Duplicates, Names, Table};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::groups::Groups;
use super::regional::Regional;
use super::{Source, input, manifest};

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcentrationOptions {
    /// Whether the rows of the table are plants; a table with a column `plant` is taken as one anyway.
    pub plants: bool,
    /// What is done with rows of the same region and industry.
    pub duplicates: Duplicates,
    /// The groups of regions (`region,group[,outer_group]`), to part inequality by.
    pub region_groups: Option<PathBuf>,
    /// The groups of industries (`industry,group`), for related and unrelated variety.
    pub industry_groups: Option<PathBuf>,
    /// Area and population of the regions (`region,area,population`), for the cluster index of Litzenberger and Sternberg.
    pub regional: Option<PathBuf>,
    /// The confidence of intervals, between 0 and 1.
    pub confidence: f64,
    /// How many resamples bootstrap intervals are taken from; 0 for none.
    pub replications: usize,
    /// Their seed.
    pub seed: u64,
    /// What a star takes.
    pub stars: Thresholds,
}

/// What was measured, for the reader of the terminal; all of it stands in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// The table.
    pub table: Table,
    /// Whether its rows are plants.
    pub of_plants: bool,
    /// The statistics of each industry; `None` for one that is nowhere.
    pub industries: Vec<Option<IndustryStatistics>>,
    /// What the reader should know.
    pub notes: Vec<Names>,
}

/// How concentrated an industry is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndustryStatistics {
    /// The Herfindahl–Hirschman index of its regions.
    pub herfindahl: f64,
    /// The Hoover index.
    pub hoover: f64,
    /// The locational Gini.
    pub locational_gini: f64,
    /// Ellison & Glaeser's γ, where plants are given.
    pub ellison_glaeser: Option<f64>,
}

/// The intervals of all statistics, where they can be had.
struct Intervals {
    quotients: Vec<Option<Interval>>,
    regions: Vec<bootstrap::RegionIntervals>,
    industries: Vec<bootstrap::IndustryIntervals>,
    pairs: Vec<bootstrap::SimilarityIntervals>,
}

/// Measures how specialised regions and how concentrated industries are.
pub fn concentration(
    path: &Path,
    options: &ConcentrationOptions,
    out: &Path,
) -> Result<Concentration, PlainError> {
    let source = Source::read(path)?;
    let of_plants = options.plants || PlantTable::has_plants(&source.text);
    let (table, plants) = if of_plants {
        let plants = PlantTable::from_csv(&source.text, &source.name, options.duplicates)?;
        (plants.table.clone(), Some(plants))
    } else {
        (source.table(options.duplicates)?, None)
    };
    let mut inputs = json!({ "table": source.of_table(&table) });
    let mut read_groups = |path: &Option<PathBuf>, column: &str, members: &[String]| {
        let Some(path) = path else { return Ok(None) };
        let groups = Groups::read(path, column, members)?;
        inputs[format!("{column}_groups")] = input(path, &groups.text);
        Ok::<_, PlainError>(Some(groups))
    };
    let region_groups = read_groups(&options.region_groups, "region", &table.regions)?;
    let industry_groups = read_groups(&options.industry_groups, "industry", &table.industries)?;

    let regional = options
        .regional
        .as_ref()
        .map(|path| {
            let regional = Regional::read(path, &table.regions)?;
            inputs["regional"] = regional.input.clone();
            Ok::<_, PlainError>(regional)
        })
        .transpose()?;

    let mut notes = table.notes.clone();
    if regional.is_some() && !of_plants {
        notes.push(Names::fixed(
            "表中没有企业明细：数值同时作为企业数，集群指数中的企业平均规模处处为 1",
            "the table has no plants: its values are taken for the number of firms too, so that the size of firms in the cluster index is 1 everywhere",
        ));
    }
    let intervals = intervals(&table, of_plants, options, &mut notes);
    let mut texts = vec![
        ("lq.csv", lq_csv(&table, options, intervals.as_ref())),
        (
            "regions.csv",
            regions_csv(&table, industry_groups.as_ref(), intervals.as_ref()),
        ),
        (
            "industries.csv",
            industries_csv(&table, plants.as_ref(), intervals.as_ref()),
        ),
        ("pairs.csv", pairs_csv(&table, intervals.as_ref())),
        ("stars.csv", stars_csv(&table, options.stars)),
    ];
    if plants.is_some() {
        texts.push(("coagglomeration.csv", coagglomeration_csv(&table)));
    }
    if let Some((plants, groups)) = plants.as_ref().zip(industry_groups.as_ref()) {
        texts.push(("coagglomeration_groups.csv", groups_csv(plants, groups)));
    }
    if let Some(regional) = &regional {
        let firms = plants
            .as_ref()
            .map_or(&table.by_region, |plants| &plants.counts);
        texts.push((
            "cluster_index.csv",
            regional.cluster_index_csv(&table, firms),
        ));
    }
    if let Some(groups) = &region_groups {
        let text = decomposition_csv(&table, groups).ok_or_else(|| PlainError::NotNested {
            path: options.region_groups.clone().unwrap_or_default(),
        })?;
        texts.push(("decomposition.csv", text));
    }
    let parameters = json!({
        "plants": of_plants,
        "duplicates": match options.duplicates { Duplicates::Refuse => "refuse", Duplicates::Sum => "sum" },
        "confidence": options.confidence,
        "replications": if intervals.is_some() { options.replications } else { 0 },
        "seed": options.seed,
        "star_top_share": options.stars.top_share,
        "star_quotient": options.stars.quotient,
        "star_least_value": options.stars.least,
    });
    let manifest = manifest("concentration", parameters, inputs, &notes);
    write_results(out, texts, manifest)?;
    let industries = (0..table.industries.len())
        .map(|industry| {
            let spread = table.distribution(industry)?;
            let shares = table.region_shares();
            Some(IndustryStatistics {
                herfindahl: herfindahl::herfindahl(&spread),
                hoover: hoover::hoover(&spread, &shares),
                locational_gini: locational_gini::locational_gini(&spread, &shares),
                ellison_glaeser: plants
                    .as_ref()
                    .and_then(|plants| ellison_glaeser(plants, industry)?.gamma),
            })
        })
        .collect();
    Ok(Concentration {
        table,
        of_plants,
        industries,
        notes,
    })
}

fn intervals(
    table: &Table,
    of_plants: bool,
    options: &ConcentrationOptions,
    notes: &mut Vec<Names>,
) -> Option<Intervals> {
    if options.replications == 0 {
        return None;
    }
    if of_plants || !bootstrap::is_of_counts(table) {
        notes.push(Names::fixed(
            "数值不是企业数之类的计数，无法重抽样：自助法区间缺失，德尔塔法区间仅供参考",
            "the values are not counts such as of firms, so they cannot be resampled: bootstrap intervals are missing, and those by the delta method are too narrow",
        ));
        return None;
    }
    let bootstrap = Bootstrap {
        replications: options.replications,
        seed: options.seed,
        level: options.confidence,
    };
    let (regions, industries) = bootstrap::regions_and_industries(table, &bootstrap);
    Some(Intervals {
        quotients: bootstrap::location_quotients(table, &bootstrap),
        regions,
        industries,
        pairs: bootstrap::similarities(table, &bootstrap),
    })
}

/// The two ends of an interval as two cells.
fn ends(csv: &mut CsvText, interval: Option<Interval>) {
    csv.number(interval.map(|(low, _)| low))
        .number(interval.map(|(_, high)| high));
}

fn lq_csv(table: &Table, options: &ConcentrationOptions, intervals: Option<&Intervals>) -> String {
    let by_industry: Vec<_> = (0..table.industries.len())
        .map(|industry| location_quotient::of_industry(table, industry, options.confidence))
        .collect();
    let mut csv = CsvText::new([
        "region",
        "industry",
        "lq",
        "low",
        "high",
        "standardised",
        "standardised_logarithm",
        "bootstrap_low",
        "bootstrap_high",
    ]);
    let mut cell = 0;
    for (region, name) in table.regions.iter().enumerate() {
        let mut present = table.by_region.row(region).peekable();
        for (industry, of_industry) in by_industry.iter().enumerate() {
            let found = of_industry[region];
            // Bootstrap intervals stand in the order of the cells that are not zero.
            let is_cell = present.next_if(|(at, _)| *at == industry).is_some();
            let resampled = match intervals {
                Some(intervals) if is_cell => intervals.quotients[cell],
                _ => None,
            };
            cell += usize::from(is_cell);
            csv.text(name)
                .text(&table.industries[industry])
                .number(found.value);
            ends(&mut csv, found.interval);
            csv.number(found.standardised)
                .number(found.standardised_logarithm);
            ends(&mut csv, resampled);
            csv.end_row();
        }
    }
    csv.into_text()
}

fn regions_csv(table: &Table, groups: Option<&Groups>, intervals: Option<&Intervals>) -> String {
    let mut csv = CsvText::new([
        "region",
        "value",
        "share",
        "industries",
        "herfindahl",
        "herfindahl_low",
        "herfindahl_high",
        "herfindahl_normalised",
        "entropy",
        "entropy_low",
        "entropy_high",
        "unrelated_variety",
        "related_variety",
        "krugman",
        "krugman_low",
        "krugman_high",
        "krugman_rest",
        "gini_of_location_quotients",
        "relative_theil",
    ]);
    let q = table.industry_shares();
    for (region, name) in table.regions.iter().enumerate() {
        let mix = table.mix(region);
        let of = |statistic: &dyn Fn(&[f64]) -> f64| mix.as_deref().map(statistic);
        let resampled = intervals
            .map(|intervals| intervals.regions[region])
            .unwrap_or_default();
        let parts = groups.zip(mix.as_deref());
        let parts = parts.map(|(groups, mix)| variety::variety(mix, &groups.of));
        csv.text(name)
            .number(table.region_totals[region])
            .number(table.region_totals[region] / table.total)
            .whole(table.by_region.row(region).len())
            .number(of(&herfindahl::herfindahl));
        ends(&mut csv, resampled.herfindahl);
        csv.number(mix.as_deref().and_then(herfindahl::normalised))
            .number(of(&variety::entropy));
        ends(&mut csv, resampled.entropy);
        csv.number(parts.map(|parts| parts.unrelated))
            .number(parts.map(|parts| parts.related))
            .number(of(&|mix| krugman::krugman(mix, &q)));
        ends(&mut csv, resampled.krugman);
        csv.number(krugman::against_rest(table, region))
            .number(
                mix.as_deref()
                    .and_then(|mix| locational_gini::gini_of_quotients(mix, &q)),
            )
            .number(of(&|mix| theil::relative_theil(mix, &q)))
            .end_row();
    }
    csv.into_text()
}

fn industries_csv(
    table: &Table,
    plants: Option<&PlantTable>,
    intervals: Option<&Intervals>,
) -> String {
    let mut columns = vec![
        "industry",
        "value",
        "share",
        "regions",
        "herfindahl",
        "herfindahl_low",
        "herfindahl_high",
        "herfindahl_normalised",
        "hoover",
        "hoover_low",
        "hoover_high",
        "locational_gini",
        "locational_gini_low",
        "locational_gini_high",
        "gini_of_location_quotients",
        "theil_t",
        "theil_l",
        "relative_theil",
        "relative_theil_low",
        "relative_theil_high",
    ];
    if plants.is_some() {
        columns.extend([
            "plants",
            "plant_herfindahl",
            "raw_concentration",
            "ellison_glaeser",
            "ellison_glaeser_variance",
            "ellison_glaeser_z",
            "maurel_sedillot",
        ]);
    }
    let mut csv = CsvText::new(columns);
    let p = table.region_shares();
    for (industry, name) in table.industries.iter().enumerate() {
        let spread = table.distribution(industry);
        let spread = spread.as_deref();
        let resampled = intervals
            .map(|intervals| intervals.industries[industry])
            .unwrap_or_default();
        csv.text(name)
            .number(table.industry_totals[industry])
            .number(table.industry_totals[industry] / table.total)
            .whole(table.by_industry.row(industry).len())
            .number(spread.map(herfindahl::herfindahl));
        ends(&mut csv, resampled.herfindahl);
        csv.number(spread.and_then(herfindahl::normalised))
            .number(spread.map(|c| hoover::hoover(c, &p)));
        ends(&mut csv, resampled.hoover);
        csv.number(spread.map(|c| locational_gini::locational_gini(c, &p)));
        ends(&mut csv, resampled.locational_gini);
        csv.number(spread.and_then(|c| locational_gini::gini_of_quotients(c, &p)))
            .number(spread.map(theil::theil_t))
            .number(spread.and_then(theil::theil_l))
            .number(spread.map(|c| theil::relative_theil(c, &p)));
        ends(&mut csv, resampled.relative_theil);
        if let Some(plants) = plants {
            let Sizes {
                plants: count,
                herfindahl,
                ..
            } = plants.sizes[industry];
            let found = ellison_glaeser(plants, industry);
            csv.whole(count)
                .number(spread.map(|_| herfindahl))
                .number(found.map(|found| found.raw_concentration))
                .number(found.and_then(|found| found.gamma))
                .number(found.and_then(|found| found.gamma_variance))
                .number(found.and_then(|found| found.z))
                .number(maurel_sedillot(plants, industry));
        }
        csv.end_row();
    }
    csv.into_text()
}

fn pairs_csv(table: &Table, intervals: Option<&Intervals>) -> String {
    let mut csv = CsvText::new([
        "a",
        "b",
        "krugman",
        "finger_kreinin",
        "cosine",
        "pearson",
        "krugman_low",
        "krugman_high",
        "finger_kreinin_low",
        "finger_kreinin_high",
        "cosine_low",
        "cosine_high",
        "pearson_low",
        "pearson_high",
    ]);
    let n = table.regions.len();
    let mixes: Vec<Option<Vec<f64>>> = (0..n).map(|region| table.mix(region)).collect();
    for a in 0..n {
        for b in a + 1..n {
            let mixes = mixes[a].as_deref().zip(mixes[b].as_deref());
            let found = mixes.map(|(a, b)| similarity::similarity(a, b));
            let resampled = intervals
                .map(|intervals| intervals.pairs[pair_number(a, b, n)])
                .unwrap_or_default();
            csv.text(&table.regions[a])
                .text(&table.regions[b])
                .number(found.map(|found| found.krugman))
                .number(found.map(|found| found.finger_kreinin))
                .number(found.map(|found| found.cosine))
                .number(found.and_then(|found| found.pearson));
            ends(&mut csv, resampled.krugman);
            // What two regions have in common falls as their distance grows.
            ends(
                &mut csv,
                resampled
                    .krugman
                    .map(|(low, high)| (1.0 - high / 2.0, 1.0 - low / 2.0)),
            );
            ends(&mut csv, resampled.cosine);
            ends(&mut csv, resampled.pearson);
            csv.end_row();
        }
    }
    csv.into_text()
}

fn stars_csv(table: &Table, thresholds: Thresholds) -> String {
    let mut csv = CsvText::new([
        "region",
        "industry",
        "stars",
        "size",
        "specialisation",
        "focus",
    ]);
    for (industry, name) in table.industries.iter().enumerate() {
        for stars in star_rating(table, industry, thresholds) {
            csv.text(&table.regions[stars.region])
                .text(name)
                .whole(stars.count())
                .whole(stars.size.into())
                .whole(stars.specialisation.into())
                .whole(stars.focus.into())
                .end_row();
        }
    }
    csv.into_text()
}

fn coagglomeration_csv(table: &Table) -> String {
    let mean = coagglomeration::pairs(table, Reference::MeanShare);
    let all = coagglomeration::pairs(table, Reference::AllIndustries);
    let mut csv = CsvText::new([
        "a",
        "b",
        "coagglomeration",
        "coagglomeration_to_all_industries",
    ]);
    for a in 0..table.industries.len() {
        for b in a + 1..table.industries.len() {
            csv.text(&table.industries[a])
                .text(&table.industries[b])
                .number(mean[a][b])
                .number(all[a][b])
                .end_row();
        }
    }
    csv.into_text()
}

/// How far the industries of each group locate together.
fn groups_csv(plants: &PlantTable, groups: &Groups) -> String {
    let mut csv = CsvText::new(["group", "industries", "coagglomeration"]);
    for (group, name) in groups.names.iter().enumerate() {
        let members: Vec<usize> = (0..groups.of.len())
            .filter(|&industry| groups.of[industry] == group)
            .collect();
        csv.text(name)
            .whole(members.len())
            .number(coagglomeration::group(plants, &members))
            .end_row();
    }
    csv.into_text()
}

/// A row a part of the inequality of an industry over regions; `None` where the groups are not nested.
fn decomposition_csv(table: &Table, groups: &Groups) -> Option<String> {
    let nested = groups.nested();
    let parts: &[&str] = if nested.len() == 2 {
        &["between_outer_groups", "between_groups", "within_groups"]
    } else {
        &["between_groups", "within_groups"]
    };
    let mut csv = CsvText::new(["industry", "statistic", "part", "group", "value"]);
    let mut row = |industry: &str, statistic: &str, part: &str, group: &str, value: f64| {
        csv.text(industry)
            .text(statistic)
            .text(part)
            .text(group)
            .number(value)
            .end_row();
    };
    let (p, n) = (table.region_shares(), table.regions.len());
    let even = vec![1.0 / n as f64; n];
    for (industry, name) in table.industries.iter().enumerate() {
        let Some(spread) = table.distribution(industry) else {
            continue;
        };
        for (statistic, reference) in [("theil_t", &even), ("relative_theil", &p)] {
            let found = theil::nested(&spread, reference, &nested)?;
            row(name, statistic, "total", "", found.iter().sum());
            for (part, value) in parts.iter().zip(found) {
                row(name, statistic, part, "", value);
            }
        }
        let Some(found) = dagum::dagum(&spread, &groups.of) else {
            continue;
        };
        for (part, value) in [
            ("total", found.total),
            ("within_groups", found.within),
            ("net_between_groups", found.net_between),
            ("transvariation", found.transvariation),
        ] {
            row(name, "dagum_gini", part, "", value);
        }
        for (group, value) in groups.names.iter().zip(&found.of_groups) {
            if let Some(value) = value {
                row(name, "dagum_gini", "of_group", group, *value);
            }
        }
    }
    Some(csv.into_text())
}
