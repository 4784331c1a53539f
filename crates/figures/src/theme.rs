//! The one theme: colours that colour-blind readers can tell apart and that stay apart in grey.

use serde_json::{Value, json};

/// Width of a figure in CSS pixels: the text block of an A4 page at 96 dpi.
pub const WIDTH: u32 = 620;

/// Size of the text in a figure, in CSS pixels.
pub const TEXT_SIZE: f64 = 12.0;

/// Colours of categories, each of another grey than its neighbours (after Okabe and Ito 2008).
pub const CATEGORIES: [&str; 7] = [
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#7f7f7f",
];

/// The colour of a single series.
pub const MAIN: &str = CATEGORIES[0];

/// The colour that stands against [`MAIN`].
pub const SECOND: &str = "#d55e00";

/// Text.
pub const INK: &str = "#222222";

/// Axis lines, notes, what stands back.
pub const GREY: &str = "#666666";

/// Lines of a grid, and what has no data.
pub const PALE: &str = "#e3e6ea";

/// From little to much: one hue, evenly darker, so that it prints in grey.
pub const SEQUENCE: [&str; 5] = ["#e8f1f8", "#b8d6ea", "#74afd3", "#2f7fb5", "#0b4a7a"];

/// The symbol of each series, so that lines and points can be told apart without colour.
pub const SYMBOLS: [&str; 5] = ["circle", "rect", "triangle", "diamond", "emptyCircle"];

/// Ink or white, whichever can be read on `colour` (#rrggbb).
pub fn ink_on(colour: &str) -> &'static str {
    let part = |at: usize| {
        let digits = colour.get(at..at + 2).unwrap_or("ff");
        f64::from(u8::from_str_radix(digits, 16).unwrap_or(255)) / 255.0
    };
    let luminance = 0.299 * part(1) + 0.587 * part(3) + 0.114 * part(5);
    if luminance > 0.55 { INK } else { "#ffffff" }
}

/// The theme as ECharts registers it.
pub fn echarts_theme() -> Value {
    let axis = |split: bool| {
        json!({
            "axisLine": { "show": !split, "lineStyle": { "color": GREY } },
            "axisTick": { "show": false, "lineStyle": { "color": GREY } },
            "axisLabel": { "color": INK, "fontSize": TEXT_SIZE },
            "splitLine": { "show": split, "lineStyle": { "color": PALE } },
            "splitArea": { "show": false },
            "nameTextStyle": { "color": GREY, "fontSize": TEXT_SIZE },
        })
    };
    json!({
        "color": CATEGORIES,
        "textStyle": { "fontFamily": crate::fonts::FAMILIES, "color": INK, "fontSize": TEXT_SIZE },
        "categoryAxis": axis(false),
        "valueAxis": axis(true),
        "logAxis": axis(true),
        "legend": {
            "itemWidth": 14, "itemHeight": 10, "itemGap": 16,
            "textStyle": { "color": INK, "fontSize": TEXT_SIZE },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_step_of_the_sequence() {
        let inks: Vec<&str> = SEQUENCE.iter().map(|colour| ink_on(colour)).collect();
        assert_eq!(inks, [INK, INK, INK, "#ffffff", "#ffffff"]);
    }
}
