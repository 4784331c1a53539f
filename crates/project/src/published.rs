//! Ranks that somebody published, beside the ranks of a run: a finding, not a target.

use std::path::PathBuf;

use jushu_places::{Code, Places};

use crate::Project;
use crate::config::{Names, Published};
use crate::results::{Results, ResultsError};

/// One place in both rankings.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The place.
    pub unit: String,
    /// The published rank.
    pub published: f64,
    /// The rank of the run among all units.
    pub computed: Option<u32>,
}

/// Two rankings side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The unit set.
    pub unit_set: String,
    /// Where the published ranks come from.
    pub title: Names,
    /// The places of the published ranking.
    pub places: Vec<Compared>,
    /// Spearman's rank correlation over the places that have both, and how many they are;
    /// `None` with fewer than three.
    pub spearman: Option<(f64, usize)>,
}

/// The file of published ranks cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum PublishedError {
    /// It cannot be read, or a row of it is wrong.
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the row.
        detail: Names,
    },
    /// The run cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

impl PublishedError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            PublishedError::File { path, detail } => detail.in_file(path),
            PublishedError::Results(error) => error.message(),
        }
    }
}

/// Compares `results` with every published ranking the project names.
pub fn compare(project: &Project, results: &Results) -> Result<Vec<Comparison>, PublishedError> {
    let sets = results
        .manifest
        .unit_sets
        .iter()
        .map(|set| set.id.as_str())
        .collect::<Vec<_>>();
    project
        .config()
        .published
        .iter()
        .filter(|published| sets.contains(&published.unit_set.as_str()))
        .map(|published| compare_one(project, results, published))
        .collect()
}

fn compare_one(
    project: &Project,
    results: &Results,
    published: &Published,
) -> Result<Comparison, PublishedError> {
    let path = project.folder().join(&published.file);
    let wrong = |detail: Names| PublishedError::File {
        path: path.clone(),
        detail,
    };
    let mut reader = csv::Reader::from_path(&path).map_err(|error| wrong(Names::same(error)))?;
    let header = reader
        .headers()
        .map_err(|error| wrong(Names::same(error)))?
        .clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|heading| heading == name)
            .ok_or_else(|| {
                wrong(Names::new(
                    format!("没有列“{name}”；请补上"),
                    format!("has no column `{name}`; add it"),
                ))
            })
    };
    let (code_column, rank_column) = (column("adcode")?, column("overall_rank")?);
    let root = &results.unit_set(&published.unit_set)?.root;
    let scores = results.scores(&published.unit_set)?;
    let mut places = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| wrong(Names::same(error)))?;
        let row = index + 2;
        let place = record
            .get(code_column)
            .and_then(|text| text.parse::<Code>().ok())
            .and_then(|code| Places::shipped().get(code))
            .ok_or_else(|| {
                wrong(Names::new(
                    format!("第 {row} 行，列“adcode”：不是地方的代码"),
                    format!("row {row}, column `adcode`: not the code of a place"),
                ))
            })?;
        let rank: f64 = record
            .get(rank_column)
            .and_then(|text| text.parse().ok())
            .filter(|rank: &f64| rank.is_finite())
            .ok_or_else(|| {
                wrong(Names::new(
                    format!("第 {row} 行，列“overall_rank”：不是名次"),
                    format!("row {row}, column `overall_rank`: not a rank"),
                ))
            })?;
        let computed = scores
            .iter()
            .find(|score| score.unit == place.name && &score.node == root)
            .and_then(|score| score.rank);
        places.push(Compared {
            unit: place.name.to_string(),
            published: rank,
            computed,
        });
    }
    let both: (Vec<f64>, Vec<f64>) = places
        .iter()
        .filter_map(|place| Some((place.published, f64::from(place.computed?))))
        .unzip();
    let spearman =
        (both.0.len() >= 3).then(|| (correlation(&ranks(&both.0), &ranks(&both.1)), both.0.len()));
    Ok(Comparison {
        unit_set: published.unit_set.clone(),
        title: published.title.clone(),
        places,
        spearman,
    })
}

/// Ranks from 1, ties sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|value| {
            let below = values.iter().filter(|other| *other < value).count() as f64;
            let equal = values.iter().filter(|other| *other == value).count() as f64;
            below + (equal + 1.0) / 2.0
        })
        .collect()
}

/// Pearson's correlation; of ranks it is Spearman's.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let products = |a: &[f64], mean_a: f64, b: &[f64], mean_b: f64| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - mean_a) * (b - mean_b))
            .sum()
    };
    products(x, mean_x, y, mean_y)
        / (products(x, mean_x, x, mean_x) * products(y, mean_y, y, mean_y)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spearman_of_a_worked_example_with_ties() {
        // By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 4, 3; deviations −1.5, 0, 0, 1.5 and
        // −1.5, −0.5, 1.5, 0.5; products 2.25 + 0.75 = 3; norms √4.5 and √5.
        let r = correlation(
            &ranks(&[10.0, 20.0, 20.0, 30.0]),
            &ranks(&[1.0, 2.0, 4.0, 3.0]),
        );
        assert!((r - 3.0 / (4.5_f64 * 5.0).sqrt()).abs() < 1e-15);
    }
}
