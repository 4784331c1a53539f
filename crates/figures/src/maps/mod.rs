//! Maps: where things lie.
//!
//! ```text
//! projection   degrees to kilometres on the map (Albers, equal areas)
//! shapes       GeoJSON read, projected, thinned and cut
//! boundaries   the shipped boundaries and the tile grid
//! view         kilometres to pixels
//! labels       labels that do not overlap
//! colours      colours of classes
//! legend       what the colours, circles and lines mean
//! panel        one frame of a map; a `Figure` of one or more of them
//! ```
//!
//! Coordinates are projected before ECharts sees them, so that the browser draws the same as paper does.

pub mod boundaries;
pub mod colours;
pub mod labels;
pub mod legend;
pub mod panel;
pub mod projection;
pub mod shapes;
pub mod view;

pub use panel::{Area, Flow, Line, Panel, Symbol, Text, draw};
