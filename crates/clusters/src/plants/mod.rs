//! Concentration beyond what the sizes of plants explain.
//!
//! An industry of a few large plants is concentrated somewhere whatever they do; the indices here take that out. What
//! they need of the plants is their sum by region and industry and, by industry, the sums of squares and of fourth powers
//! of their sizes, so millions of rows are read once and none is kept.

pub mod coagglomeration;
pub mod ellison_glaeser;
pub mod maurel_sedillot;
mod read;

use crate::methods::About;
use crate::table::{CsvRows, Duplicates, Sparse, Table, TableError, TableErrorKind};

/// The statistics of this folder.
pub const METHODS: &[&About] = &[
    &ellison_glaeser::ABOUT,
    &maurel_sedillot::ABOUT,
    &coagglomeration::GROUP,
    &coagglomeration::PAIR,
];

/// The sizes of the plants of an industry.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sizes {
    /// How many plants.
    pub plants: usize,
    /// Σ z² of their shares z in the industry: the Herfindahl index of plants. 0 for an industry without any.
    pub herfindahl: f64,
    /// Σ z⁴ of their shares.
    pub fourth_powers: f64,
}

/// A table of regions and industries made of plants.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantTable {
    /// The sums by region and industry.
    pub table: Table,
    /// The plants of each industry.
    pub sizes: Vec<Sizes>,
    /// How many plants, a row a region, a column an industry.
    pub counts: Sparse,
}

impl PlantTable {
    /// A table from plants whose regions and industries are given by their positions in the lists of names. Every item
    /// is a plant of its own.
    ///
    /// # Errors
    /// [`TableError`], with the number of the plant, for sizes that are negative or not finite; for no plants and
    /// sizes that are all zero.
    ///
    /// # Panics
    /// When a position is beyond its list.
    pub fn from_plants(
        regions: Vec<String>,
        industries: Vec<String>,
        plants: impl IntoIterator<Item = (usize, usize, f64)>,
    ) -> Result<PlantTable, TableError> {
        read::computed(regions, industries, plants)
    }

    /// Whether CSV text has the column `plant`.
    pub fn has_plants(text: &str) -> bool {
        CsvRows::open(text, "", &["plant"]).is_ok()
    }

    /// Reads plants from CSV text with the columns `region`, `industry`, `plant` and `value`, a row a plant. The same plant twice in
    /// a region and industry is refused, or summed before it is squared.
    ///
    /// # Errors
    /// As [`Table::from_csv`].
    pub fn from_csv(
        text: &str,
        file: &str,
        duplicates: Duplicates,
    ) -> Result<PlantTable, TableError> {
        read::csv(text, file, duplicates)
    }
}

/// Sums of plants as they come in.
#[derive(Debug, Default)]
struct Sums {
    /// A list a region, a value an industry; short where later industries have nothing.
    by_region: Vec<Vec<f64>>,
    /// The number of plants, likewise.
    counts: Vec<Vec<f64>>,
    /// Number, Σ size² and Σ size⁴ of each industry.
    of_industries: Vec<(usize, f64, f64)>,
}

impl Sums {
    /// Adds a plant; its region and industry may be new.
    fn add(&mut self, region: usize, industry: usize, size: f64) {
        for (table, more) in [(&mut self.by_region, size), (&mut self.counts, 1.0)] {
            if region >= table.len() {
                table.resize_with(region + 1, Vec::new);
            }
            let row = &mut table[region];
            if industry >= row.len() {
                row.resize(industry + 1, 0.0);
            }
            row[industry] += more;
        }
        if industry >= self.of_industries.len() {
            self.of_industries.resize(industry + 1, (0, 0.0, 0.0));
        }
        let of_industry = &mut self.of_industries[industry];
        let square = size * size;
        of_industry.0 += 1;
        of_industry.1 += square;
        of_industry.2 += square * square;
    }

    fn finish(
        mut self,
        regions: Vec<String>,
        industries: Vec<String>,
        notes: Vec<crate::Names>,
    ) -> Result<PlantTable, TableErrorKind> {
        let cells = |mut table: Vec<Vec<f64>>| {
            table.resize_with(regions.len(), Vec::new);
            let rows = table.into_iter().map(|row| {
                let cells = row.into_iter().enumerate();
                cells.filter(|(_, value)| *value > 0.0)
            });
            Sparse::from_rows(industries.len(), rows)
        };
        let (by_region, counts) = (cells(self.by_region), cells(self.counts));
        self.of_industries
            .resize(industries.len(), Default::default());
        let table = Table::of_cells(regions, industries, by_region, notes)?;
        let with_totals = self.of_industries.into_iter().zip(&table.industry_totals);
        let sizes: Vec<Sizes> = with_totals
            .map(|((plants, squares, fourths), &total)| {
                let square = total * total;
                let share = |sum: f64, whole: f64| if total > 0.0 { sum / whole } else { 0.0 };
                Sizes {
                    plants,
                    herfindahl: share(squares, square),
                    fourth_powers: share(fourths, square * square),
                }
            })
            .collect();
        let lost =
            |sizes: &Sizes| !(sizes.herfindahl.is_finite() && sizes.fourth_powers.is_finite());
        if sizes.iter().any(lost) {
            return Err(TableErrorKind::TooLarge);
        }
        Ok(PlantTable {
            table,
            sizes,
            counts,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
