//! The one theme: colours that colour-blind readers can tell apart and that stay apart in grey.

use serde_json::{Value, json};

/// Width of a figure in CSS pixels: the text block of an A4 page at 96 dpi.
pub const WIDTH: u32 = 620;

/// Colours of categories, from dark to light in grey (after Okabe and Ito 2008).
pub const CATEGORIES: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442",
];

/// The theme as ECharts registers it.
pub fn echarts_theme() -> Value {
    json!({
        "color": CATEGORIES,
        "textStyle": { "fontFamily": crate::fonts::FAMILIES },
    })
}
