//! What a figure is before it is drawn.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::data::Data;
use crate::language::Language;

/// What is printed around a figure. The language is the one the figure was built in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    /// Its name in commands, templates and file names: `top-cities`.
    pub id: String,
    /// The caption, without a number.
    pub title: String,
    /// The source line: sources of the records, and the run.
    pub source: String,
    /// Lines that must be read with it: 合成, 推定, 示意图, 审图号, what is missing.
    pub notes: Vec<String>,
    /// What somebody hears who cannot see it: the main numbers in a sentence or two.
    pub alternative: String,
    /// The language of all texts.
    #[serde(skip)]
    pub language: Language,
}

/// A figure: one definition for the browser and for paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What is printed around it.
    pub about: About,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// The ECharts option: pure JSON, so that it is the same in the browser. No title, no source line: those are
    /// drawn around it (`Frame`).
    pub option: Value,
    /// GeoJSON that the option's maps refer to, by name.
    pub maps: BTreeMap<String, Value>,
    /// The numbers behind it.
    pub data: Data,
}
