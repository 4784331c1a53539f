//! Several measures of the same units side by side, each with a scale of its own: bars that differ by orders of
//! magnitude (firms and unicorns, say) can be read in one picture.

use serde_json::{Value, json};

use super::Series;
use super::column_bars::table;
use super::parts::{
    MOST_BARS, WIDEST_LABEL, heading, label, note_cut, note_missing, number, widest,
};
use crate::figure::{About, Figure};
use crate::number::{Measure, Scale};
use crate::text::shortened;
use crate::theme::{self, CATEGORIES, GREY, TEXT_SIZE};

/// Above the first bar: the names of the measures.
const TOP: f64 = 26.0;
/// From one bar to the next.
const ROW: f64 = 22.0;

/// Draws a panel for each of `series` over the same `units`, in their order; `unit` is the unit of them all.
pub fn bar_panels(mut about: About, unit: &str, units: &[String], series: &[Series]) -> Figure {
    let language = about.language;
    let data = table(language.pick("名称", "name"), units, series);
    let labels = &units[..units.len().min(MOST_BARS)];
    note_cut(&mut about, labels.len(), units.len());
    let label_room = widest(labels.iter().map(String::as_str), TEXT_SIZE).min(WIDEST_LABEL) + 16.0;
    let slot = (f64::from(theme::WIDTH) - label_room - 4.0) / series.len().max(1) as f64;
    let height = ROW * labels.len().max(1) as f64;
    let (mut grids, mut value_axes, mut category_axes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bars, mut headings) = (Vec::new(), Vec::new());
    for (at, one) in series.iter().enumerate() {
        let values = &one.values[..labels.len()];
        let scale = Scale::of(
            &Measure::new(&one.name, unit),
            values.iter().copied(),
            language,
        );
        let texts: Vec<String> = values.iter().map(|&value| scale.text(value)).collect();
        let text_room = widest(texts.iter().map(String::as_str), 11.0) + 10.0;
        let left = label_room + slot * at as f64;
        let items: Vec<Value> = values
            .iter()
            .zip(&texts)
            .map(|(&value, text)| {
                json!({ "value": number(scale.scaled(value)), "label": label(text, "right") })
            })
            .collect();
        let missing: Vec<&str> = labels
            .iter()
            .zip(values)
            .filter(|(_, value)| !value.is_finite())
            .map(|(label, _)| label.as_str())
            .collect();
        note_missing(&mut about, &one.name, &missing);
        grids.push(json!({
            "left": left, "width": (slot - text_room).max(10.0), "top": TOP, "height": height, "containLabel": false,
        }));
        value_axes.push(json!({
            "gridIndex": at, "type": "value", "min": 0, "max": "dataMax", "axisLabel": { "show": false },
            "splitLine": { "show": false }, "axisLine": { "show": false },
        }));
        category_axes.push(json!({
            "gridIndex": at, "type": "category", "inverse": true, "data": labels,
            "axisLine": { "lineStyle": { "color": GREY } },
            "axisLabel": {
                "show": at == 0, "interval": 0, "width": WIDEST_LABEL, "overflow": "truncate", "ellipsis": "…",
            },
        }));
        bars.push(json!({
            "type": "bar", "name": one.name, "xAxisIndex": at, "yAxisIndex": at, "data": items, "barWidth": "64%",
            "itemStyle": { "color": CATEGORIES[at % CATEGORIES.len()] },
        }));
        headings.push(heading(
            &shortened(&scale.heading, TEXT_SIZE, slot - 6.0),
            left,
            6.0,
        ));
    }
    Figure {
        about,
        width: theme::WIDTH,
        height: (TOP + height + 8.0) as u32,
        option: json!({
            "grid": grids,
            "xAxis": value_axes,
            "yAxis": category_axes,
            "series": bars,
            "graphic": headings,
        }),
        maps: Default::default(),
        data,
    }
}
