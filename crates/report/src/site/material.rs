//! What a site is made from.

use std::collections::BTreeMap;

use crate::document::Meta;
use crate::material::DrawnFigure;
use crate::source::Source;

/// A site in one language or more.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteMaterial {
    /// One edition a language, each in a folder of its own.
    pub editions: Vec<SiteEdition>,
    /// Files offered for download as they are, by path: the tables of the run.
    pub downloads: Vec<(String, Vec<u8>)>,
    /// Templates of the user's own, by name (`place.html`), in place of those of the program.
    pub templates: BTreeMap<String, String>,
}

/// Everything a site says in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteEdition {
    /// Title, date, run, citation, language.
    pub meta: Meta,
    /// What the index measures and what it does not.
    pub description: String,
    /// The unit sets.
    pub unit_sets: Vec<SiteUnitSet>,
    /// Figures with their pictures, in the order of the report.
    pub figures: Vec<DrawnFigure>,
    /// Figures that cannot be had from this run, by title, with the reason.
    pub missing: BTreeMap<String, String>,
    /// Where the records come from.
    pub sources: Vec<Source>,
    /// Everything that was decided for the user, and everything to look at.
    pub choices: Vec<SiteChoice>,
}

/// One unit set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteUnitSet {
    /// Its id, for file names.
    pub id: String,
    /// What it is called: 31 个省级行政区.
    pub name: String,
    /// The judgement on the ranking as a whole.
    pub robustness: Option<String>,
    /// Replications behind the rank intervals.
    pub replications: u32,
    /// The tree, the root first; parents before children.
    pub nodes: Vec<SiteNode>,
    /// The units.
    pub units: Vec<SiteUnit>,
}

/// A node or an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteNode {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The position of its parent; none for the root.
    pub parent: Option<usize>,
    /// The weight within its parent.
    pub weight: Option<f64>,
    /// The weight in the index.
    pub effective_weight: Option<f64>,
    /// What it means, where the framework says so.
    pub definition: String,
    /// What only indicators have.
    pub indicator: Option<SiteIndicator>,
}

/// What only indicators have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteIndicator {
    /// Unit of measure.
    pub unit: String,
    /// Which values are better, in words.
    pub direction: String,
    /// Where it comes from.
    pub source: String,
}

/// A unit with its results.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteUnit {
    /// The code of the place, for file names.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Other names it is looked for by.
    pub other_names: Vec<String>,
    /// Where it lies: code and name of its province, where that is another place.
    pub within: Option<(String, String)>,
    /// The ranks between which 90 % of the replications lie.
    pub interval: Option<(f64, f64)>,
    /// The share of indicators it has values for.
    pub coverage: Option<f64>,
    /// Results, one a node of the set.
    pub cells: Vec<SiteCell>,
}

/// The results of one unit at one node.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteCell {
    /// The score.
    pub score: Option<f64>,
    /// The rank, 1 the best.
    pub rank: Option<u32>,
    /// The raw value, of an indicator.
    pub value: Option<f64>,
    /// Why the value is what it is, of an indicator.
    pub state: Option<State>,
    /// Records behind the value.
    pub records: u64,
    /// Records by source.
    pub sources: String,
}

/// Why a value is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Records were counted.
    Counted,
    /// There are none, and the registry is complete.
    TrueZero,
    /// Nothing is known.
    Missing,
}

/// A choice or a warning.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct SiteChoice {
    /// The unit set.
    pub unit_set: String,
    /// The step of the method.
    pub step: String,
    /// The node concerned.
    pub node: String,
    /// What was decided or noticed.
    pub text: String,
    /// True where the method is inferred (推定).
    pub inferred: bool,
    /// True for a warning.
    pub warning: bool,
}
