//! Maps from a run.
//!
//! ```text
//! classes    values to classes
//! ground     what lies under them: tiles, boundaries, a user's map, a plane
//! compose    both to a figure with legend, notes and table
//! scores     maps of an index
//! records    maps of records counted
//! clusters   maps of what `jushu clusters` found
//! ```

mod classes;
mod clusters;
mod compose;
mod ground;
mod records;
mod scores;

pub use clusters::{cluster_hulls_map, lisa_map};
pub use records::{
    agencies_map, exchanges_map, financing_map, firms_map, hubs_map, policies_map, universities_map,
};
pub use scores::{circles_map, cities_map, provinces_map, top_cities_map};

/// What is said of a map that is drawn on the shipped boundaries: they have no review number.
pub fn needs_review(options: &super::Options) -> bool {
    options.user_map.is_none() && options.map_form == super::MapForm::Polygons
}
