//! Industrial clusters: how specialised and concentrated an industry is, where it gathers, how alike
//! neighbours are, and what could grow next. Values in, values out: nothing is read, written or
//! printed here, and random numbers come only from a seed that is passed in.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod autocorrelation;
pub mod density_clusters;
pub mod distances;
mod names;
pub mod points;
mod random;
pub mod sphere;
mod tree;
pub mod weights;

pub use names::Names;
pub use random::Random;
