//! Regions by industries: what every statistic of specialisation, concentration and complexity is
//! computed from.
//!
//! A row says how much (firms, employment, output) of an industry a region has. A pair without a row has
//! none. A row with an empty value is refused, because missing is not zero and every share would be wrong.

mod error;
mod read;
mod sparse;

use crate::Names;

pub use error::{TableError, TableErrorKind};
pub use sparse::Sparse;

use read::Rows;
pub(crate) use read::{CsvRows, Index, check, error, line, summed_note};

/// What is done with two rows for the same region and industry (or the same plant).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// The second row is an error.
    #[default]
    Refuse,
    /// They are added up, and a note says how many were.
    Sum,
}

/// How much of each industry each region has, with the totals. All values are finite and not negative, and
/// their sum is above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the regions, all different, in the order in which they first occur.
    pub regions: Vec<String>,
    /// The names of the industries, likewise.
    pub industries: Vec<String>,
    /// A row a region, a column an industry.
    pub by_region: Sparse,
    /// A row an industry, a column a region.
    pub by_industry: Sparse,
    /// The total of each region.
    pub region_totals: Vec<f64>,
    /// The total of each industry.
    pub industry_totals: Vec<f64>,
    /// The total of all.
    pub total: f64,
    /// What a reader of the results should know about the table.
    pub notes: Vec<Names>,
}

impl Table {
    /// A table from rows of region, industry and value.
    ///
    /// # Errors
    /// [`TableError`], with the number of the row, for empty names, values that are negative or not finite,
    /// pairs that occur twice (unless they are to be summed), no rows, and values that are all zero.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = (&'a str, &'a str, f64)>,
        duplicates: Duplicates,
    ) -> Result<Table, TableError> {
        let mut gathered = Rows::computed();
        for (row, (region, industry, value)) in rows.into_iter().enumerate() {
            gathered.push(region, industry, value, row as u64 + 1)?;
        }
        gathered.table(duplicates)
    }

    /// Reads a table from CSV text with the columns `region`, `industry` and `value` in any order. `file` is the
    /// name used in messages.
    ///
    /// # Errors
    /// As [`from_rows`](Self::from_rows), with file and line; also columns that are not there and cells that
    /// are no numbers.
    pub fn from_csv(text: &str, file: &str, duplicates: Duplicates) -> Result<Table, TableError> {
        read::table(text, file, duplicates)
    }

    /// A table from its cells, a row a region.
    ///
    /// # Errors
    /// [`TableErrorKind::NothingAtAll`] and [`TableErrorKind::TooLarge`].
    pub(crate) fn of_cells(
        regions: Vec<String>,
        industries: Vec<String>,
        by_region: Sparse,
        mut notes: Vec<Names>,
    ) -> Result<Table, TableErrorKind> {
        let by_industry = by_region.transposed();
        let totals = |matrix: &Sparse| -> Vec<f64> {
            (0..matrix.rows())
                .map(|row| matrix.row(row).map(|(_, value)| value).sum())
                .collect()
        };
        let (region_totals, industry_totals) = (totals(&by_region), totals(&by_industry));
        let total: f64 = region_totals.iter().sum();
        if !total.is_finite() {
            return Err(TableErrorKind::TooLarge);
        }
        if total == 0.0 {
            return Err(TableErrorKind::NothingAtAll);
        }
        let empty = |names: &[String], totals: &[f64]| -> Vec<String> {
            let with_totals = names.iter().zip(totals);
            with_totals
                .filter(|(_, total)| **total == 0.0)
                .map(|(name, _)| name.clone())
                .collect()
        };
        let regions_without = empty(&regions, &region_totals);
        if !regions_without.is_empty() {
            notes.push(Names::new(
                format!(
                    "{} 个地区没有任何产业，其指标缺失：{}",
                    regions_without.len(),
                    listed(&regions_without)
                ),
                format!(
                    "regions without any industry, whose statistics are missing ({}): {}",
                    regions_without.len(),
                    listed(&regions_without)
                ),
            ));
        }
        let industries_without = empty(&industries, &industry_totals);
        if !industries_without.is_empty() {
            notes.push(Names::new(
                format!(
                    "{} 个产业处处为零，其指标缺失：{}",
                    industries_without.len(),
                    listed(&industries_without)
                ),
                format!(
                    "industries that are zero everywhere, whose statistics are missing ({}): {}",
                    industries_without.len(),
                    listed(&industries_without)
                ),
            ));
        }
        let in_one: Vec<String> = (0..industries.len())
            .filter(|&industry| by_industry.row(industry).len() == 1)
            .map(|industry| industries[industry].clone())
            .collect();
        if !in_one.is_empty() {
            notes.push(Names::new(
                format!("{} 个产业只在一个地区：{}", in_one.len(), listed(&in_one)),
                format!(
                    "industries in a single region ({}): {}",
                    in_one.len(),
                    listed(&in_one)
                ),
            ));
        }
        Ok(Table {
            regions,
            industries,
            by_region,
            by_industry,
            region_totals,
            industry_totals,
            total,
            notes,
        })
    }

    /// The share of each region in the total, p_r.
    pub fn region_shares(&self) -> Vec<f64> {
        self.region_totals.iter().map(|x| x / self.total).collect()
    }

    /// The share of each industry in the total, q_i.
    pub fn industry_shares(&self) -> Vec<f64> {
        self.industry_totals
            .iter()
            .map(|x| x / self.total)
            .collect()
    }

    /// The mix of a region, s_ri = x_ri / x_r, an industry each; `None` for a region without any.
    pub fn mix(&self, region: usize) -> Option<Vec<f64>> {
        shares(self.by_region.dense_row(region), self.region_totals[region])
    }

    /// Where an industry is, c_ri = x_ri / x_i, a region each; `None` for an industry that is nowhere.
    pub fn distribution(&self, industry: usize) -> Option<Vec<f64>> {
        shares(
            self.by_industry.dense_row(industry),
            self.industry_totals[industry],
        )
    }
}

fn shares(mut values: Vec<f64>, total: f64) -> Option<Vec<f64>> {
    if total == 0.0 {
        return None;
    }
    values.iter_mut().for_each(|value| *value /= total);
    Some(values)
}

/// The first few of many names.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let first = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN {
        first + ", …"
    } else {
        first
    }
}

#[cfg(test)]
pub(crate) mod tests;
