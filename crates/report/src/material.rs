//! What a template may use.

use std::collections::BTreeMap;

use jushu_figures::Figure;
use serde_json::Value;

use crate::document::Meta;
use crate::fact::Fact;
use crate::table::Table;

/// A figure with its picture.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFigure {
    /// Its definition: caption, source, notes, option, data.
    pub figure: Figure,
    /// The picture without caption.
    pub svg: String,
}

/// Everything a document is made from, in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    /// Title page and header.
    pub meta: Meta,
    /// Facts by id.
    pub facts: BTreeMap<String, Fact>,
    /// Figures by id.
    pub figures: BTreeMap<String, DrawnFigure>,
    /// Tables by id.
    pub tables: BTreeMap<String, Table>,
    /// Formulas of the method by id.
    pub formulas: BTreeMap<String, crate::document::Formula>,
    /// Figures and tables that cannot be had from this run, with the reason: printed where they would stand.
    pub missing: BTreeMap<String, String>,
    /// Everything else templates loop over: places, dimensions, recommendations, sources, choices.
    pub values: Value,
}
