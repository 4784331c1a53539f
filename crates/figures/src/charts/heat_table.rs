//! A table whose cells are coloured by their value.

use serde_json::{Value, json};

use super::Series;
use super::column_bars::table;
use super::parts::{WIDEST_LABEL, number, plain, widest};
use crate::figure::{About, Figure};
use crate::theme::{self, GREY, PALE, SEQUENCE, TEXT_SIZE};

/// What a cell says besides its colour.
pub type CellText<'t> = &'t dyn Fn(usize, usize) -> String;

/// Draws a row for each of `rows` and a column for each of `columns` (which hold a value a row); `text(row,
/// column)` is written into the cell. The darkest cell has the highest value of the whole table.
pub fn heat_table(about: About, rows: &[String], columns: &[Series], text: CellText) -> Figure {
    let language = about.language;
    let data = table(language.pick("名称", "name"), rows, columns);
    let known: Vec<f64> = columns
        .iter()
        .flat_map(|column| column.values.iter().copied())
        .filter(|value| value.is_finite())
        .collect();
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let most = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut cells, mut missing) = (Vec::new(), Vec::new());
    for (x, column) in columns.iter().enumerate() {
        for (y, &value) in column.values.iter().enumerate() {
            if value.is_finite() {
                cells.push(cell(x, y, value, (least, most), &text(y, x)));
            } else {
                missing.push(json!([x, y]));
            }
        }
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let left = widest(rows.iter().map(String::as_str), TEXT_SIZE).min(WIDEST_LABEL) + 16.0;
    let slot = (f64::from(theme::WIDTH) - left - 8.0) / columns.len().max(1) as f64;
    let height = 34.0 * rows.len().max(1) as f64;
    // Names wider than their column take a second line.
    let narrow = widest(names.iter().copied(), TEXT_SIZE) > slot - 6.0;
    let top = if narrow { 46.0 } else { 30.0 };
    let axis = |labels: Value, inverse: bool, room: f64, overflow: &str| {
        json!({
            "type": "category", "data": labels, "inverse": inverse, "axisLine": { "show": false },
            "axisLabel": { "interval": 0, "width": room, "overflow": overflow, "ellipsis": "…" },
        })
    };
    let mut columns_axis = axis(json!(names), false, slot - 6.0, "break");
    columns_axis["position"] = json!("top");
    Figure {
        about,
        width: theme::WIDTH,
        height: (top + height + 6.0) as u32,
        option: json!({
            "grid": {
                "left": left, "right": 8, "top": top, "height": height, "containLabel": false,
                "show": true, "backgroundColor": PALE, "borderWidth": 0,
            },
            "xAxis": columns_axis,
            "yAxis": axis(json!(rows), true, WIDEST_LABEL, "truncate"),
            "visualMap": {
                "show": false, "seriesIndex": 0, "dimension": 2, "min": number(least.min(most)),
                "max": number(most.max(least)), "inRange": { "color": SEQUENCE },
            },
            "series": [
                {
                    "type": "heatmap", "data": cells,
                    "itemStyle": { "borderColor": "#fff", "borderWidth": 2 },
                },
                {
                    "type": "scatter", "data": missing, "symbolSize": 0, "silent": true,
                    "label": {
                        "show": true, "position": "inside", "formatter": language.no_data(), "color": GREY,
                        "fontSize": 11,
                    },
                },
            ],
        }),
        maps: Default::default(),
        data,
    }
}

fn cell(x: usize, y: usize, value: f64, (least, most): (f64, f64), text: &str) -> Value {
    let share = if most > least {
        (value - least) / (most - least)
    } else {
        0.5
    };
    let step = (share * (SEQUENCE.len() - 1) as f64).round() as usize;
    json!({
        "value": [x, y, value],
        "label": {
            "show": true, "formatter": plain(text), "color": theme::ink_on(SEQUENCE[step.min(SEQUENCE.len() - 1)]),
            "fontSize": 12,
        },
    })
}
