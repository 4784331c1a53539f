//! Stacked bars: what a whole is made of, a bar a unit, the parts in one order.

use serde_json::{Value, json};

use super::ink;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::text;
use crate::theme;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// The unit.
    pub label: String,
    /// One value a part; `None` where the unit has no data for it.
    pub parts: Vec<Option<f64>>,
}

/// One of the parts, in the order of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its name.
    pub label: String,
    /// The group it belongs to, counted from 0: parts of a group are tints of one colour.
    pub group: usize,
}

/// Draws `stacks` in the order given, the first on top, each as long as the sum of its parts, which is written at its
/// end. `value_name` is the name of the axis.
pub fn stacked_bars(about: About, value_name: &str, parts: &[Part], stacks: &[Stack]) -> Figure {
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
            one_part(&colour(parts, at), part, &values)
        })
        .collect();
    let sums: Vec<Value> = totals
        .iter()
        .map(|total| json!({ "value": 0, "label": { "formatter": format!("{total:.1}") } }))
        .collect();
    series.push(json!({
        "type": "bar", "stack": "all", "data": sums, "silent": true,
        "label": { "show": true, "position": "right", "color": theme::INK, "fontSize": 11 },
    }));
    // The legend is broken into lines by the width of its names.
    let lines = legend_lines(parts);
    let top = 22 * lines + 10;
    let names: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
    let option = json!({
        "legend": {
            "top": 0, "left": 8, "right": 8, "data": names, "itemWidth": 14, "itemHeight": 10, "itemGap": 10,
            "textStyle": { "fontSize": 11 },
        },
        "grid": { "left": room + 14.0, "right": 48, "top": top, "bottom": 46 },
        "xAxis": ink::value_axis(value_name, 26.0),
        "yAxis": ink::label_axis(&labels, room),
        "series": series,
    });
    let mut columns = vec![about.language.pick("名称", "name").to_string()];
    columns.extend(parts.iter().map(|part| part.label.clone()));
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

/// A part's colour: the first of its group the fullest.
fn colour(parts: &[Part], at: usize) -> String {
    let group = parts[at].group;
    let of_group = |parts: &[Part]| parts.iter().filter(|part| part.group == group).count();
    let (before, all) = (of_group(&parts[..at]), of_group(parts));
    let full = theme::CATEGORIES[group % theme::CATEGORIES.len()];
    ink::tint(full, 1.0 - 0.7 * before as f64 / all.max(2) as f64)
}

fn one_part(colour: &str, part: &Part, values: &[Option<f64>]) -> Value {
    json!({
        "type": "bar",
        "name": part.label,
        "stack": "all",
        "data": values,
        "barWidth": 14,
        "itemStyle": { "color": colour, "borderColor": "#ffffff", "borderWidth": 0.5 },
    })
}

fn legend_lines(parts: &[Part]) -> u32 {
    let (mut lines, mut used) = (1, 0.0);
    for part in parts {
        let width = text::width(&part.label, 11.0, false) + 34.0;
        if used + width > f64::from(theme::WIDTH) - 24.0 {
            lines += 1;
            used = 0.0;
        }
        used += width;
    }
    lines
}
