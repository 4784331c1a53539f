//! The same ECharts for pages.

/// ECharts as its npm package carries it, with its licence at its head; `make` fetches it.
pub const ECHARTS: &str = include_str!(concat!(env!("ECHARTS_DIR"), "/echarts.min.js"));
