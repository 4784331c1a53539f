//! Stacked bars: what a whole is made of, a bar a unit, the parts in one order.

use serde_json::{Value, json};

use super::ink;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::theme;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// The unit.
    pub label: String,
    /// One value a part; `None` where the unit has no data for it.
    pub parts: Vec<Option<f64>>,
}

/// Patterns beside the colours, so that parts are told apart in grey and beyond seven.
const PATTERNS: [&str; 3] = ["none", "line", "dot"];

/// Draws `stacks` in the order given, the first on top, each as long as the sum of its parts, which is written at its
/// end. `value_name` is the name of the axis.
pub fn stacked_bars(about: About, value_name: &str, parts: &[String], stacks: &[Stack]) -> Figure {
    let labels: Vec<String> = stacks.iter().map(|stack| stack.label.clone()).collect();
    let room = ink::label_room(labels.iter().map(String::as_str), 160.0);
    let totals: Vec<f64> = stacks
        .iter()
        .map(|stack| stack.parts.iter().flatten().sum())
        .collect();
    let mut series: Vec<Value> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let values: Vec<Option<f64>> = stacks.iter().map(|stack| stack.parts[at]).collect();
            one_part(at, part, &values)
        })
        .collect();
    let sums: Vec<Value> = totals
        .iter()
        .map(|total| json!({ "value": 0, "label": { "formatter": format!("{total:.1}") } }))
        .collect();
    series.push(json!({
        "type": "bar", "stack": "all", "data": sums, "silent": true,
        "label": { "show": true, "position": "right", "color": ink::DARK, "fontSize": 11 },
    }));
    // The legend is broken into lines by the width of its names.
    let lines = legend_lines(parts);
    let top = 22 * lines + 10;
    let option = json!({
        "legend": {
            "top": 0, "left": 8, "right": 8, "data": parts, "itemWidth": 14, "itemHeight": 10, "itemGap": 10,
            "textStyle": { "fontSize": 11 },
        },
        "grid": { "left": room + 14.0, "right": 48, "top": top, "bottom": 46 },
        "xAxis": ink::value_axis(value_name, 26.0),
        "yAxis": ink::label_axis(&labels, room),
        "series": series,
    });
    let mut columns = vec![about.language.pick("名称", "name").to_string()];
    columns.extend(parts.iter().cloned());
    columns.push(about.language.pick("合计", "total").into());
    let rows = stacks
        .iter()
        .zip(&totals)
        .map(|(stack, total)| {
            let mut row: Vec<Cell> = vec![stack.label.as_str().into()];
            row.extend(stack.parts.iter().map(|part| Cell::from(*part)));
            row.push((*total).into());
            row
        })
        .collect();
    Figure {
        about,
        width: theme::WIDTH,
        height: 23 * stacks.len() as u32 + 54 + top,
        option,
        maps: Default::default(),
        data: Data { columns, rows },
    }
}

fn one_part(at: usize, part: &str, values: &[Option<f64>]) -> Value {
    let colours = theme::CATEGORIES.len();
    let pattern = PATTERNS[(at / colours) % PATTERNS.len()];
    let decal = match pattern {
        "line" => {
            json!({ "symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 4], "rotation": 0.785, "color": "rgba(255,255,255,0.75)" })
        }
        "dot" => {
            json!({ "symbol": "circle", "symbolSize": 0.7, "dashArrayX": [[6, 6]], "dashArrayY": [6, 0], "color": "rgba(255,255,255,0.8)" })
        }
        _ => Value::Null,
    };
    json!({
        "type": "bar",
        "name": part,
        "stack": "all",
        "data": values,
        "barWidth": 14,
        "itemStyle": {
            "color": theme::CATEGORIES[at % colours], "decal": decal, "borderColor": "#ffffff", "borderWidth": 0.5,
        },
    })
}

fn legend_lines(parts: &[String]) -> u32 {
    let (mut lines, mut used) = (1, 0.0);
    for part in parts {
        let width = ink::text_width(part, 11.0) + 34.0;
        if used + width > f64::from(theme::WIDTH) - 24.0 {
            lines += 1;
            used = 0.0;
        }
        used += width;
    }
    lines
}
