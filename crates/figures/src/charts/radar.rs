//! Radar: a few units over three or more axes. Up to five lie over each other; more stand side by side, since
//! their lines could not be told apart.

use serde_json::{Value, json};

use super::Series;
use super::column_bars::table;
use super::parts::note_missing;
use crate::figure::{About, Figure};
use crate::text::shortened;
use crate::theme::{self, CATEGORIES, GREY, INK, MAIN, PALE, SYMBOLS};

/// The most units that lie over each other.
const TOGETHER: usize = 5;

/// Radars in a row, where they stand side by side.
const IN_A_ROW: usize = 4;

/// Draws `units`, each with a value an axis; every axis goes from 0 to `most`. A unit without a value on one of
/// the axes is not drawn, since its outline would touch the centre as if it were zero, and named in a note.
pub fn radar(mut about: About, axes: &[String], most: f64, units: &[Series]) -> Figure {
    let language = about.language;
    let data = table(language.pick("维度", "dimension"), axes, units);
    let (whole, partly): (Vec<&Series>, Vec<&Series>) = units
        .iter()
        .partition(|unit| unit.values.iter().all(|value| value.is_finite()));
    let missing: Vec<&str> = partly.iter().map(|unit| unit.name.as_str()).collect();
    note_missing(&mut about, "", &missing);
    let (height, option) = if whole.len() <= TOGETHER {
        (360, together(axes, most, &whole))
    } else {
        side_by_side(axes, most, &whole)
    };
    Figure {
        about,
        width: theme::WIDTH,
        height,
        option,
        maps: Default::default(),
        data,
    }
}

fn together(axes: &[String], most: f64, units: &[&Series]) -> Value {
    let lines: Vec<Value> = units
        .iter()
        .enumerate()
        .map(|(at, unit)| {
            let colour = CATEGORIES[at % CATEGORIES.len()];
            json!({
                "name": unit.name, "value": unit.values, "symbol": SYMBOLS[at % SYMBOLS.len()], "symbolSize": 6,
                "lineStyle": { "color": colour, "width": 2, "type": (["solid", "dashed", "dotted"])[at % 3] },
                "itemStyle": { "color": colour },
            })
        })
        .collect();
    json!({
        "legend": { "bottom": 0, "left": "center", "data": units.iter().map(|unit| &unit.name).collect::<Vec<_>>() },
        "radar": coordinates(axes, most, [310.0, 175.0], 128.0, 12.0),
        "series": [{ "type": "radar", "data": lines }],
    })
}

fn side_by_side(axes: &[String], most: f64, units: &[&Series]) -> (u32, Value) {
    let (wide, high) = (f64::from(theme::WIDTH) / IN_A_ROW as f64, 176.0);
    let (mut radars, mut series, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (at, unit) in units.iter().enumerate() {
        let x = wide * ((at % IN_A_ROW) as f64 + 0.5);
        let y = high * (at / IN_A_ROW) as f64;
        // Names of the axes stand in short beside each radar.
        let short: Vec<String> = axes
            .iter()
            .map(|axis| shortened(axis, 10.0, 62.0))
            .collect();
        radars.push(coordinates(&short, most, [x, y + 108.0], 48.0, 10.0));
        series.push(json!({
            "type": "radar", "radarIndex": at, "symbolSize": 4, "symbol": "circle",
            "data": [{
                "name": unit.name, "value": unit.values, "areaStyle": { "color": MAIN, "opacity": 0.25 },
                "lineStyle": { "color": MAIN, "width": 2 }, "itemStyle": { "color": MAIN },
            }],
        }));
        names.push(json!({
            "type": "text", "silent": true, "x": x, "y": y + 12.0,
            "style": { "text": unit.name, "fill": INK, "fontSize": 12, "fontWeight": "bold", "textAlign": "center" },
        }));
    }
    let rows = units.len().div_ceil(IN_A_ROW);
    (
        (high * rows as f64) as u32,
        json!({ "radar": radars, "series": series, "graphic": names }),
    )
}

fn coordinates(axes: &[String], most: f64, centre: [f64; 2], radius: f64, size: f64) -> Value {
    let indicators: Vec<Value> = axes
        .iter()
        .map(|axis| json!({ "name": axis, "max": most, "min": 0 }))
        .collect();
    json!({
        "indicator": indicators, "center": centre, "radius": radius, "splitNumber": 4,
        "axisName": { "color": GREY, "fontSize": size }, "axisNameGap": 6,
        "splitArea": { "show": false },
        "splitLine": { "lineStyle": { "color": PALE } },
        "axisLine": { "lineStyle": { "color": PALE } },
    })
}
