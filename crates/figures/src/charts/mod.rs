//! One file a kind of chart.

pub mod ranked_bars;
