//! Documents whose text cannot disagree with the data.
//!
//! ```text
//! fact        one computed, named, cited statement; its wording follows the strength of its evidence
//! wording     the phrases of both languages, after the strength of the evidence
//! claims/     sentences of people, read for what they state and held against facts and tables
//! material    what a template may use: facts, figures, tables, formulas
//! template/   a template of the user's (Markdown with live facts) rendered into a `Document`
//! document    headings, paragraphs, tables, figures, footnotes
//! numbering   their numbers, once for all outputs
//! formula     a formula as Typst, OMML and MathML
//! pdf/, docx/, html, workbook, site, package   the outputs
//! ```
//!
//! Nothing here reads a project: `project` brings the material, the outputs give bytes back.
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod claims;
mod date;
pub mod document;
pub mod docx;
pub mod fact;
pub mod formula;
pub mod html;
pub mod material;
pub mod numbering;
pub mod package;
pub mod pdf;
#[cfg(test)]
mod sample;
pub mod site;
pub mod source;
pub mod table;
mod table_layout;
pub mod template;
mod text_width;
pub mod wording;
mod words;
pub mod workbook;
mod xml;

pub use document::{Block, Document, Inline, Meta};
pub use fact::{Citation, Fact, FactKind, Strength};
pub use jushu_figures::{Cell, Language};
pub use material::{DrawnFigure, Material};
pub use source::Source;
pub use table::{Column, ColumnKind, Table};
