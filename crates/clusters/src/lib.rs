//! Industrial clusters: how specialised and concentrated an industry is, where it gathers, how alike
//! neighbours are, and what could grow next. Values in, values out: nothing is read, written or
//! printed here, and random numbers come only from a seed that is passed in.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod circles;
pub mod cohesion;
pub mod grades;
pub mod homogenisation;
mod names;
mod random;
pub mod sphere;

pub use names::Names;
pub use random::Random;
