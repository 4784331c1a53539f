//! Upright bars with a line over them, each with an axis of its own.

use serde_json::{Value, json};

use super::parts::{category_axis, heading, heading_right, label, note_missing, number, widest};
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::number::{Measure, Scale};
use crate::theme::{self, MAIN, SECOND};

/// One category with the value of its bar and that of the line.
#[derive(Debug, Clone, PartialEq)]
pub struct BarAndPoint {
    /// The category.
    pub label: String,
    /// The value of the bar; NaN is missing.
    pub bar: f64,
    /// The value of the line; NaN is missing.
    pub point: f64,
}

/// Draws bars (left axis) and a line (right axis) over the categories of `rows`, in their order.
pub fn bars_with_line(
    mut about: About,
    bars: &Measure,
    line: &Measure,
    rows: &[BarAndPoint],
) -> Figure {
    let language = about.language;
    let mut data = Data::new(&[
        language.pick("名称", "name"),
        &bars.heading(language),
        &line.heading(language),
    ]);
    for row in rows {
        data.rows.push(vec![
            row.label.as_str().into(),
            row.bar.into(),
            row.point.into(),
        ]);
    }
    let bar_values: Vec<f64> = rows.iter().map(|row| row.bar).collect();
    let line_values: Vec<f64> = rows.iter().map(|row| row.point).collect();
    for (measure, values) in [(bars, &bar_values), (line, &line_values)] {
        let missing: Vec<&str> = rows
            .iter()
            .zip(values)
            .filter(|(_, value)| !value.is_finite())
            .map(|(row, _)| row.label.as_str())
            .collect();
        note_missing(&mut about, &measure.name, &missing);
    }
    let bar_scale = Scale::of(bars, bar_values, language);
    let line_scale = Scale::of(line, line_values, language);
    let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
    let (left, right, top) = (60.0, 52.0, 52.0);
    let room = f64::from(theme::WIDTH) - left - right;
    let (axis, below) = category_axis(&labels, room);
    let texts: Vec<String> = rows.iter().map(|row| bar_scale.text(row.bar)).collect();
    let labelled = widest(texts.iter().map(String::as_str), 11.0) < room / rows.len().max(1) as f64;
    let items: Vec<Value> = rows
        .iter()
        .zip(&texts)
        .map(|(row, text)| {
            let mut item = json!({ "value": number(bar_scale.scaled(row.bar)) });
            if labelled {
                item["label"] = label(text, "top");
            }
            item
        })
        .collect();
    let points: Vec<Value> = rows
        .iter()
        .map(|row| number(line_scale.scaled(row.point)))
        .collect();
    let axis_of =
        |split: bool| json!({ "type": "value", "min": 0, "splitLine": { "show": split } });
    Figure {
        about,
        width: theme::WIDTH,
        height: (top + 250.0 + below) as u32,
        option: json!({
            "grid": { "left": left, "right": right, "top": top, "bottom": below, "containLabel": false },
            "legend": { "top": 0, "left": "center", "data": [bars.name, line.name] },
            "xAxis": axis,
            "yAxis": [axis_of(true), axis_of(false)],
            "series": [
                {
                    "type": "bar", "name": bars.name, "data": items, "barMaxWidth": 36, "barCategoryGap": "35%",
                    "itemStyle": { "color": MAIN }, "labelLayout": { "hideOverlap": true },
                },
                {
                    "type": "line", "name": line.name, "data": points, "yAxisIndex": 1, "symbol": "circle",
                    "symbolSize": 7, "lineStyle": { "color": SECOND, "width": 2 },
                    "itemStyle": { "color": SECOND, "borderColor": "#fff", "borderWidth": 1 },
                },
            ],
            "graphic": [
                heading(bar_scale.unit_or_name(), 8.0, top - 24.0),
                heading_right(line_scale.unit_or_name(), 8.0, top - 24.0),
            ],
        }),
        maps: Default::default(),
        data,
    }
}
