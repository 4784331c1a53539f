//! One file a kind of chart. Values are f64, and NaN is a missing value: it is shown as missing, never as zero.

pub mod bar_panels;
pub mod bars_with_line;
pub mod boxes;
pub mod bubble;
pub mod bump;
pub mod cell_table;
pub mod column_bars;
pub mod heat_table;
mod ink;
pub mod labelled_scatter;
pub mod lorenz;
pub mod network;
mod parts;
pub mod radar;
pub mod rank_scatter;
pub mod ranked_bars;
pub mod rows;
pub mod sankey;
pub mod shares;
pub mod stacked_bars;
pub mod tree;
pub mod two_panels;

/// Values of one series, one a category (or axis) of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the legend says.
    pub name: String,
    /// The values; NaN is missing.
    pub values: Vec<f64>,
}
