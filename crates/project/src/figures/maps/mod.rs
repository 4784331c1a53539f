//! Maps from a run.

mod classes;
mod compose;
mod ground;
mod provinces;

pub use provinces::provinces_map;
