//! One file a kind of chart.

pub mod boxes;
pub mod bump;
pub mod cell_table;
mod ink;
pub mod labelled_scatter;
pub mod lorenz;
pub mod network;
pub mod ranked_bars;
pub mod rows;
pub mod sankey;
pub mod stacked_bars;
pub mod tree;
