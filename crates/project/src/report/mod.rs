//! A report from a run: the material (facts, figures, tables, recommendations) is brought together here, rendered
//! through a template and written as PDF, Word, Excel, a static site and a data package.

mod material;
pub mod recommendations;
mod tables;

pub use material::{Request, material};
