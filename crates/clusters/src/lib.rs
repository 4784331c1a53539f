//! Industrial clusters: how specialised and concentrated an industry is, where it gathers, how alike
//! neighbours are, and what could grow next. Values in, values out: nothing is read, written or
//! printed here, and random numbers come only from a seed that is passed in.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod autocorrelation;
pub mod chi_squared;
pub mod circles;
pub mod cohesion;
pub mod complexity;
mod csv_text;
mod dense;
pub mod density_clusters;
pub mod distances;
pub mod dynamics;
pub mod grades;
pub mod homogenisation;
pub mod line;
pub mod methods;
mod names;
pub mod normal;
pub mod plants;
pub mod points;
mod random;
pub mod region_industry;
pub mod sphere;
mod table;
mod tree;
pub mod weights;

pub use csv_text::CsvText;
pub use names::Names;
pub use random::Random;
pub use table::{Duplicates, Sparse, Table, TableError, TableErrorKind};
