//! `jushu clusters concentration`.

use std::path::Path;

use jushu_clusters::region_industry::location_quotient;
use jushu_clusters::{CsvText, Duplicates, Table};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::{manifest, read_table};

/// What may be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConcentrationOptions {
    /// What is done with rows of the same region and industry.
    pub duplicates: Duplicates,
    /// The confidence of intervals, between 0 and 1.
    pub confidence: f64,
}

/// Measures how specialised regions and how concentrated industries are.
pub fn concentration(
    table: &Path,
    options: &ConcentrationOptions,
    out: &Path,
) -> Result<Table, PlainError> {
    let (table, input) = read_table(table, options.duplicates)?;
    let texts = vec![("lq.csv", lq_csv(&table, options))];
    let parameters = json!({ "confidence": options.confidence });
    let manifest = manifest(
        "concentration",
        parameters,
        json!({ "table": input }),
        &table.notes,
    );
    write_results(out, texts, manifest)?;
    Ok(table)
}

fn lq_csv(table: &Table, options: &ConcentrationOptions) -> String {
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
    ]);
    for (region, name) in table.regions.iter().enumerate() {
        for (industry, of_industry) in table.industries.iter().zip(&by_industry) {
            let found = of_industry[region];
            csv.text(name)
                .text(industry)
                .number(found.value)
                .number(found.interval.map(|(low, _)| low))
                .number(found.interval.map(|(_, high)| high))
                .number(found.standardised)
                .number(found.standardised_logarithm)
                .end_row();
        }
    }
    csv.into_text()
}
