//! `jushu clusters complexity`.

use std::path::Path;

use jushu_clusters::complexity::comparative_advantage::{
    Advantage, comparative_advantage, presence, pruned,
};
use jushu_clusters::complexity::economic_complexity::{Complexity, economic_complexity};
use jushu_clusters::complexity::entry::{self, Lacking, Rule};
use jushu_clusters::complexity::fitness::{Fitness, fitness};
use jushu_clusters::complexity::proximity::{Proximity, proximity};
use jushu_clusters::complexity::relatedness::relatedness;
use jushu_clusters::complexity::{degrees, density, outlook};
use jushu_clusters::{CsvText, Duplicates, Names, Sparse, Table};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::{Source, manifest};

/// What may be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComplexityOptions {
    /// What is done with rows of the same region and industry.
    pub duplicates: Duplicates,
    /// When a region has an industry.
    pub advantage: Advantage,
    /// How many advantages a region must have to be measured.
    pub least_diversity: usize,
    /// In how many regions an industry must be to be measured.
    pub least_ubiquity: usize,
    /// What makes an industry a candidate.
    pub entry: Rule,
}

/// What was measured, for the reader of the terminal; all of it stands in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplexityResults {
    /// The table.
    pub table: Table,
    /// The diversity of each region.
    pub diversity: Vec<usize>,
    /// ECI and PCI, where there are any.
    pub complexity: Option<Complexity>,
    /// Fitness, where there is any.
    pub fitness: Option<Fitness>,
    /// What the reader should know.
    pub notes: Vec<Names>,
}

/// All that the tables are written from.
struct Measured<'a> {
    table: &'a Table,
    presence: Sparse,
    advantage: Advantage,
    /// NaN where there is none, as the others.
    eci: Vec<f64>,
    pci: Vec<f64>,
    fitness: Option<Fitness>,
    proximity: Proximity,
    /// A row a region, as `gain`.
    density: Vec<f64>,
    gain: Vec<f64>,
    opportunity_value: Vec<f64>,
    outlook_index: Vec<f64>,
}

/// Measures the complexity of regions and industries, their relatedness, and what is within reach.
pub fn complexity(
    path: &Path,
    options: &ComplexityOptions,
    out: &Path,
) -> Result<ComplexityResults, PlainError> {
    let source = Source::read(path)?;
    let table = source.table(options.duplicates)?;
    let presence = presence(&table, &options.advantage);
    let presence = pruned(&presence, options.least_diversity, options.least_ubiquity);
    let found = economic_complexity(&presence);
    let notes = notes(&table, &presence, found.as_ref());
    let missing = |n: usize| vec![f64::NAN; n];
    let (regions, industries) = (table.regions.len(), table.industries.len());
    let (eci, pci, uncentred) = match &found {
        Some(found) => (
            found.regions.clone(),
            found.industries.clone(),
            found.industries_uncentred.clone(),
        ),
        None => (missing(regions), missing(industries), missing(industries)),
    };
    let proximity = proximity(&presence);
    let density = density::density(&presence, &proximity);
    let (opportunity_value, outlook_index, gain) = if found.is_some() {
        (
            outlook::opportunity_value(&presence, &density, &pci),
            outlook::outlook_index(&presence, &density, &uncentred),
            outlook::outlook_gain(&presence, &proximity, &uncentred),
        )
    } else {
        (
            missing(regions),
            missing(regions),
            missing(regions * industries),
        )
    };
    let measured = Measured {
        table: &table,
        advantage: options.advantage,
        eci,
        pci,
        fitness: fitness(&presence),
        proximity,
        density,
        gain,
        opportunity_value,
        outlook_index,
        presence,
    };
    let texts = vec![
        ("regions.csv", regions_csv(&measured)),
        ("industries.csv", industries_csv(&measured)),
        ("proximity.csv", proximity_csv(&measured)),
        ("density.csv", density_csv(&measured)),
        ("candidates.csv", candidates_csv(&measured, &options.entry)),
    ];
    let parameters = json!({
        "duplicates": match options.duplicates { Duplicates::Refuse => "refuse", Duplicates::Sum => "sum" },
        "advantage_threshold": options.advantage.threshold,
        "advantage_shrinkage": options.advantage.shrinkage,
        "advantage_least_value": options.advantage.least,
        "least_diversity": options.least_diversity,
        "least_ubiquity": options.least_ubiquity,
        "near_share": options.entry.near_share,
        "density_weight": options.entry.density_weight,
        "eigenvalue": found.as_ref().map(|found| found.eigenvalue),
        "next_eigenvalue": found.as_ref().map(|found| found.next_eigenvalue),
        "fitness_rounds": measured.fitness.as_ref().map(|fitness| fitness.rounds),
        "fitness_converged": measured.fitness.as_ref().map(|fitness| fitness.converged),
    });
    let inputs = json!({ "table": source.of_table(&table) });
    write_results(
        out,
        texts,
        manifest("complexity", parameters, inputs, &notes),
    )?;
    Ok(ComplexityResults {
        diversity: degrees(&measured.presence),
        fitness: measured.fitness,
        complexity: found,
        notes,
        table,
    })
}

fn notes(table: &Table, presence: &Sparse, found: Option<&Complexity>) -> Vec<Names> {
    let mut notes = table.notes.clone();
    let Some(found) = found else {
        notes.push(Names::fixed(
            "各地区的优势产业没有差别，或不足两个地区、两个产业：没有复杂度可读，ECI 与 PCI 缺失",
            "regions do not differ in their advantages, or there are fewer than two of regions or industries: there is no complexity to read, ECI and PCI are missing",
        ));
        return notes;
    };
    if found.parts > 1 {
        notes.push(Names::new(
            format!("地区分为 {} 组，组间没有共同的优势产业，不可比较：只测度地区最多的一组，其余缺失", found.parts),
            format!("regions fall into {} parts without a common industry, which cannot be compared: only the largest is measured, the rest is missing", found.parts),
        ));
    }
    if found.eigenvalue - found.next_eigenvalue < 1e-6 * found.eigenvalue {
        notes.push(Names::fixed(
            "第二与第三特征值几乎相等：ECI 与 PCI 的方向不唯一，请勿解读",
            "the second and third eigenvalues are almost equal: the direction of ECI and PCI is not unique, do not read them",
        ));
    }
    let diversity = degrees(presence);
    let measured = found.regions.iter().filter(|eci| !eci.is_nan()).count();
    // Of values spread like a normal distribution a third take part.
    if measured >= 30 && found.effective_regions() < measured as f64 / 10.0 {
        let effective = found.effective_regions().round();
        notes.push(Names::new(
            format!("ECI 主要由约 {effective} 个地区的异常构成决定（共 {measured} 个），多为只有一两个优势产业的地区；请用 --least、--least-diversity、--least-ubiquity 收紧后再解读"),
            format!("ECI is made by the odd mix of about {effective} of {measured} regions, mostly such with one or two advantages; tighten --least, --least-diversity or --least-ubiquity before reading it"),
        ));
    }
    let without = diversity.into_iter().filter(|&degree| degree == 0).count();
    if without > 0 {
        notes.push(Names::new(
            format!("{without} 个地区没有优势产业，其 ECI 缺失"),
            format!("regions without any advantage, whose ECI is missing: {without}"),
        ));
    }
    notes
}

fn regions_csv(measured: &Measured) -> String {
    let mut csv = CsvText::new([
        "region",
        "value",
        "diversity",
        "eci",
        "fitness",
        "opportunity_value",
        "coi",
    ]);
    let diversity = degrees(&measured.presence);
    for (region, name) in measured.table.regions.iter().enumerate() {
        let fitness = measured.fitness.as_ref();
        csv.text(name)
            .number(measured.table.region_totals[region])
            .whole(diversity[region])
            .number(measured.eci[region])
            .number(fitness.map(|fitness| fitness.regions[region]))
            .number(measured.opportunity_value[region])
            .number(measured.outlook_index[region])
            .end_row();
    }
    csv.into_text()
}

fn industries_csv(measured: &Measured) -> String {
    let mut csv = CsvText::new([
        "industry",
        "value",
        "ubiquity",
        "pci",
        "pci_standardised",
        "complexity",
    ]);
    let ubiquity = degrees(&measured.presence.transposed());
    let present: Vec<f64> = measured
        .pci
        .iter()
        .copied()
        .filter(|pci| !pci.is_nan())
        .collect();
    let n = present.len() as f64;
    let mean = present.iter().sum::<f64>() / n;
    let squares: f64 = present.iter().map(|pci| (pci - mean).powi(2)).sum();
    let deviation = (squares / n).sqrt();
    for (industry, name) in measured.table.industries.iter().enumerate() {
        let fitness = measured.fitness.as_ref();
        csv.text(name)
            .number(measured.table.industry_totals[industry])
            .whole(ubiquity[industry])
            .number(measured.pci[industry])
            .number((measured.pci[industry] - mean) / deviation)
            .number(fitness.map(|fitness| fitness.industries[industry]))
            .end_row();
    }
    csv.into_text()
}

fn proximity_csv(measured: &Measured) -> String {
    let mut csv = CsvText::new([
        "a",
        "b",
        "shared",
        "proximity",
        "association",
        "cosine",
        "jaccard",
        "probability",
    ]);
    let names = &measured.table.industries;
    for pair in relatedness(&measured.presence) {
        csv.text(&names[pair.a])
            .text(&names[pair.b])
            .whole(pair.shared as usize)
            .number(measured.proximity.value(pair.a, pair.b))
            .number(pair.association)
            .number(pair.cosine)
            .number(pair.jaccard)
            .number(pair.probability)
            .end_row();
    }
    csv.into_text()
}

fn density_csv(measured: &Measured) -> String {
    let table = measured.table;
    let n = table.industries.len();
    let mut csv = CsvText::new(["region", "industry", "rca", "present", "density", "cog"]);
    for (region, name) in table.regions.iter().enumerate() {
        let has = measured.presence.dense_row(region);
        for (industry, of) in table.industries.iter().enumerate() {
            let shrinkage = measured.advantage.shrinkage;
            csv.text(name)
                .text(of)
                .number(comparative_advantage(table, region, industry, shrinkage))
                .whole(has[industry] as usize)
                .number(measured.density[region * n + industry])
                .number(measured.gain[region * n + industry])
                .end_row();
        }
    }
    csv.into_text()
}

fn candidates_csv(measured: &Measured, rule: &Rule) -> String {
    let table = measured.table;
    let n = table.industries.len();
    let mut csv = CsvText::new([
        "region", "rank", "industry", "score", "density", "pci", "cog",
    ]);
    for (region, name) in table.regions.iter().enumerate() {
        let has = measured.presence.dense_row(region);
        let lacking: Vec<Lacking> = (0..n)
            .filter(|&industry| has[industry] == 0.0)
            .map(|industry| Lacking {
                industry,
                density: measured.density[region * n + industry],
                complexity: measured.pci[industry],
                gain: measured.gain[region * n + industry],
            })
            .collect();
        let found = entry::candidates(&lacking, measured.eci[region], rule);
        for (rank, candidate) in found.iter().enumerate() {
            csv.text(name)
                .whole(rank + 1)
                .text(&table.industries[candidate.of.industry])
                .number(candidate.score)
                .number(candidate.of.density)
                .number(candidate.of.complexity)
                .number(candidate.of.gain)
                .end_row();
        }
    }
    csv.into_text()
}
