//! A report from a run: the material (facts, figures, tables, recommendations) is brought together here, rendered
//! through a template and written as PDF, Word, Excel, a static site and a data package.

mod formulas;
pub mod index_sheet;
mod material;
pub mod recommendations;
pub mod site;
#[cfg(test)]
mod site_tests;
mod tables;
mod write;

pub use material::{Request, material};
pub use write::{Output, ReportError, Written, write};
