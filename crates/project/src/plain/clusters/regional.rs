//! What regions are besides their industries: area and population.

use std::path::Path;

use jushu_clusters::region_industry::litzenberger_sternberg::{Stock, cluster_index};
use jushu_clusters::{CsvText, Sparse, Table};

use super::super::PlainError;
use super::points::Rows;
use crate::config::Names;

/// The area and the population of each region of a table.
pub(super) struct Regional {
    areas: Vec<f64>,
    populations: Vec<f64>,
    /// What the manifest says of the file.
    pub(super) input: serde_json::Value,
}

impl Regional {
    /// Reads `region,area,population`. Every region must have a row; rows of others are refused too, since they belong to the whole that
    /// regions are compared with.
    pub(super) fn read(path: &Path, regions: &[String]) -> Result<Regional, PlainError> {
        let rows = Rows::read(path)?;
        let (region, area, population) = (
            rows.column("region")?,
            rows.column("area")?,
            rows.column("population")?,
        );
        let by_name = rows.by_id(region)?;
        for row in 0..rows.len() {
            let name = rows.text(row, region);
            if !regions.iter().any(|known| known == name) {
                return Err(rows.wrong(
                    row,
                    Names::new(
                        format!("“{name}”不在主表中：请改正名称；没有产业的地区请在主表中写一行零"),
                        format!("\"{name}\" is not in the table: correct the name; give a region without industries a row of zero there"),
                    ),
                ));
            }
        }
        let mut regional = Regional {
            areas: Vec::with_capacity(regions.len()),
            populations: Vec::with_capacity(regions.len()),
            input: rows.input.clone(),
        };
        for name in regions {
            let Some(&row) = by_name.get(name.as_str()) else {
                return Err(rows.wrong_file(Names::new(
                    format!("没有地区“{name}”；请补一行"),
                    format!("there is no row for the region \"{name}\"; add one"),
                )));
            };
            for (column, heading, values) in [
                (area, "area", &mut regional.areas),
                (population, "population", &mut regional.populations),
            ] {
                let value = rows.given(row, column)?;
                if value <= 0.0 {
                    return Err(rows.wrong(
                        row,
                        Names::new(
                            format!("列“{heading}”的 {value} 应大于 0；请改正"),
                            format!(
                                "{value} in column \"{heading}\" should be above 0; correct it"
                            ),
                        ),
                    ));
                }
                values.push(value);
            }
        }
        Ok(regional)
    }

    /// The cluster index of each industry in each region, with the number of its firms.
    pub(super) fn cluster_index_csv(&self, table: &Table, firms: &Sparse) -> String {
        let mut csv = CsvText::new(["region", "industry", "value", "firms", "cluster_index"]);
        let by_industry = firms.transposed();
        let firms_of: Vec<f64> = (0..table.industries.len())
            .map(|industry| by_industry.row(industry).map(|(_, count)| count).sum())
            .collect();
        let (area, population) = (self.areas.iter().sum(), self.populations.iter().sum());
        for (region, name) in table.regions.iter().enumerate() {
            let values = table.by_region.dense_row(region);
            let counts = firms.dense_row(region);
            for (industry, of) in table.industries.iter().enumerate() {
                let here = Stock {
                    employment: values[industry],
                    firms: counts[industry],
                    area: self.areas[region],
                    population: self.populations[region],
                };
                let whole = Stock {
                    employment: table.industry_totals[industry],
                    firms: firms_of[industry],
                    area,
                    population,
                };
                csv.text(name)
                    .text(of)
                    .number(here.employment)
                    .number(here.firms)
                    .number(cluster_index(here, whole))
                    .end_row();
            }
        }
        csv.into_text()
    }
}
