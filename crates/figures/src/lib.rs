//! One definition of a figure: its data and an Apache ECharts option, drawn in the browser by ECharts and for
//! paper by the same ECharts in an embedded JavaScript engine.
//!
//! ```text
//! charts/    one file a kind of chart: values in, a `Figure` out
//! maps/      projection, tile grid, choropleths
//! engine     a `Figure` to SVG
//! frame      title, notes and source line around it
//! raster     SVG to PNG
//! ```
//!
//! Nothing here knows what an index or a registry is: builders take labels and numbers.
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod browser;
pub mod charts;
pub mod data;
pub mod engine;
pub mod figure;
pub mod fonts;
mod frame;
pub mod language;
pub mod maps;
pub mod number;
pub mod raster;
pub mod text;
pub mod theme;

pub use data::{Cell, Data};
pub use engine::{DrawError, Frame, Renderer};
pub use figure::{About, Figure};
pub use language::Language;
