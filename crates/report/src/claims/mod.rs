//! Sentences of people, read for what they state and held against facts and tables.
//!
//! ```text
//! number     numbers as they are written, with what the words around them allow
//! text       a file as paragraphs, captions, tables and sentences with their lines
//! word       the same of a Word document
//! names      the places and groups a text may name
//! series     what claims are held against: columns of ranks and values of places
//! sentence   a sentence with places, measures and numbers found, and its skeleton for patterns
//! rules/     one module a kind of claim
//! ```
//!
//! A claim is contradicted only where every reading of it is: a name that may be a province or a city, a table and
//! a run. What the evidence does not measure is not checkable; nothing is guessed. What is a claim, how it is judged
//! and how well it works is told in `docs/claims.md`.

pub mod names;
pub mod number;
mod rules;
pub mod sentence;
pub mod series;
pub mod text;
mod verdict;
pub mod word;

pub use rules::check;
pub use verdict::{Background, Finding, Kind, Verdict};
