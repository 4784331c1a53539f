//! Radar: a few units over three or more axes. Up to five lie over each other; more stand side by side, since
//! their lines could not be told apart.

use serde_json::{Value, json};

use super::Series;
use super::column_bars::table;
use super::parts::{note_missing, widest};
use crate::figure::{About, Figure};
use crate::text::{width, wrapped};
use crate::theme::{self, CATEGORIES, GREY, INK, MAIN, SYMBOLS};

/// The most units that lie over each other.
const TOGETHER: usize = 5;

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
        (350, together(axes, most, &whole))
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
                "name": unit.name, "value": unit.values, "symbol": SYMBOLS[at % SYMBOLS.len()], "symbolSize": 7,
                "lineStyle": { "color": colour, "width": 2, "type": (["solid", "dashed", "dotted"])[at % 3] },
                "itemStyle": { "color": colour },
            })
        })
        .collect();
    let legend: Vec<Value> = units
        .iter()
        .enumerate()
        .map(|(at, unit)| json!({ "name": unit.name, "icon": SYMBOLS[at % SYMBOLS.len()] }))
        .collect();
    // A triangle reaches half as far down as up; an even number of axes has a name at the foot, above the legend.
    let (down, radius) = match axes.len() {
        3 => (205.0, 168.0),
        even if even.is_multiple_of(2) => (168.0, 126.0),
        _ => (180.0, 140.0),
    };
    let centre = [f64::from(theme::WIDTH) / 2.0, down];
    json!({
        "legend": { "bottom": 2, "left": "center", "data": legend },
        "radar": coordinates(axes, most, centre, radius, 12.0),
        "series": [{ "type": "radar", "data": lines }],
    })
}

fn side_by_side(axes: &[String], most: f64, units: &[&Series]) -> (u32, Value) {
    // The names of the axes stand beside each radar, in short lines.
    let short: Vec<String> = axes
        .iter()
        .map(|axis| in_even_lines(axis).join("\n"))
        .collect();
    let name_room = widest(short.iter().flat_map(|name| name.lines()), 10.0);
    let (in_a_row, radius) = if name_room <= 34.0 {
        (4, 46.0)
    } else {
        (3, 42.0)
    };
    let (wide, high) = (f64::from(theme::WIDTH) / in_a_row as f64, 160.0);
    let (mut radars, mut series, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (at, unit) in units.iter().enumerate() {
        let x = wide * ((at % in_a_row) as f64 + 0.5);
        let y = high * (at / in_a_row) as f64;
        radars.push(coordinates(&short, most, [x, y + 104.0], radius, 10.0));
        series.push(json!({
            "type": "radar", "radarIndex": at, "symbolSize": 4, "symbol": "circle",
            "data": [{
                "name": unit.name, "value": unit.values, "areaStyle": { "color": MAIN, "opacity": 0.25 },
                "lineStyle": { "color": MAIN, "width": 2 }, "itemStyle": { "color": MAIN },
            }],
        }));
        names.push(json!({
            "type": "text", "silent": true, "x": x, "y": y + 6.0,
            "style": { "text": unit.name, "fill": INK, "fontSize": 12, "fontWeight": "bold", "textAlign": "center" },
        }));
    }
    let rows = units.len().div_ceil(in_a_row);
    (
        (high * rows as f64) as u32,
        json!({ "radar": radars, "series": series, "graphic": names }),
    )
}

/// `name` in lines of about 34 pixels, none much shorter than the others; words stay whole.
fn in_even_lines(name: &str) -> Vec<String> {
    let whole = width(name, 10.0, false);
    let lines = (whole / 34.0).ceil().max(1.0);
    let word = match name.is_ascii() {
        true => widest(name.split(' '), 10.0),
        false => 0.0,
    };
    wrapped(name, 10.0, false, (whole / lines + 3.0).max(word))
}

fn coordinates(axes: &[String], most: f64, centre: [f64; 2], radius: f64, size: f64) -> Value {
    let indicators: Vec<Value> = axes
        .iter()
        .map(|axis| json!({ "name": axis, "max": most, "min": 0 }))
        .collect();
    let line = json!({ "lineStyle": { "color": "#c8ccd2", "width": 1 } });
    json!({
        "indicator": indicators, "center": centre, "radius": radius, "splitNumber": 4,
        "axisName": { "color": GREY, "fontSize": size, "lineHeight": size + 2.0 }, "axisNameGap": 5,
        "splitArea": { "show": false }, "splitLine": line, "axisLine": line,
    })
}
