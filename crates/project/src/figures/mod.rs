//! The figures a run can give, by name: each entry of the catalogue reads the evidence and calls a builder of
//! `jushu_figures`. A figure whose records are missing says so and is not drawn empty.
//!
//! Adding a figure: a function in the file of its subject, and one line in [`CATALOGUE`].

mod maps;
mod options;
mod rankings;

use jushu_figures::{About, Figure};

pub use options::{Classes, MapForm, Options, UserMap, UserMapError};

use crate::config::Names;
use crate::evidence::Evidence;

/// Why a figure of the catalogue cannot be had from a run.
#[derive(Debug, Clone, PartialEq)]
pub struct NoData {
    /// What is missing, and what would bring it.
    pub reason: Names,
}

impl NoData {
    /// The reason in both languages.
    pub fn because(zh: impl Into<String>, en: impl Into<String>) -> NoData {
        NoData {
            reason: Names::new(zh, en),
        }
    }
}

/// How one figure is made.
type Build = fn(&Evidence, &Options) -> Result<Figure, NoData>;

/// One figure of the catalogue.
pub struct Entry {
    /// Its name in commands, templates and file names.
    pub id: &'static str,
    /// What it shows: Chinese, English.
    pub title: (&'static str, &'static str),
    build: Build,
}

/// Every figure, in the order of the report.
pub const CATALOGUE: &[Entry] = &[
    Entry {
        id: "top-cities",
        title: (
            "综合指数前 15 名城市",
            "The 15 cities with the highest index",
        ),
        build: rankings::top_cities,
    },
    Entry {
        id: "provinces-map",
        title: ("各省（自治区、直辖市）指数热力图", "The index by province"),
        build: maps::provinces_map,
    },
];

/// The figure called `id`.
pub fn find(id: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.id == id)
}

impl Entry {
    /// Draws up the figure from a run.
    pub fn figure(&self, evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
        (self.build)(evidence, options)
    }

    /// What is printed around it, with the source line and notes of the run.
    fn about(&self, evidence: &Evidence, alternative: String) -> About {
        About {
            id: self.id.to_string(),
            title: evidence
                .language
                .pick(self.title.0, self.title.1)
                .to_string(),
            source: evidence.source_line(),
            notes: evidence.notes(),
            alternative,
            language: evidence.language,
        }
    }
}

/// What is printed around the figure called `id`.
fn about(id: &str, evidence: &Evidence, alternative: String) -> Result<About, NoData> {
    let entry = find(id).ok_or_else(|| {
        NoData::because(
            format!("目录中没有图“{id}”"),
            format!("no figure `{id}` in the catalogue"),
        )
    })?;
    Ok(entry.about(evidence, alternative))
}
