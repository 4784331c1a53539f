//! Ranked bars: the first n units by one value, longest on top.

use serde_json::{Value, json};

use super::parts::{MOST_BARS, WIDEST_LABEL, heading, label, note_cut, number, widest};
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::number::{Measure, Scale};
use crate::theme::{self, GREY, MAIN, TEXT_SIZE};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The unit.
    pub label: String,
    /// Its value; NaN is missing.
    pub value: f64,
}

/// Draws `bars` in the order given, the first on top, at most 40 of them; the data hold all. `measure` heads
/// the values.
pub fn ranked_bars(mut about: About, measure: impl Into<Measure>, bars: &[Bar]) -> Figure {
    let language = about.language;
    let measure = measure.into();
    let mut data = Data::new(&[language.pick("名称", "name"), &measure.heading(language)]);
    for bar in bars {
        data.rows
            .push(vec![bar.label.as_str().into(), bar.value.into()]);
    }
    let shown = &bars[..bars.len().min(MOST_BARS)];
    note_cut(&mut about, shown.len(), bars.len());
    let panel = BarPanel::new(&measure, shown, &about, f64::from(theme::WIDTH));
    let height = panel.height();
    let grid = panel.grid(8.0, f64::from(theme::WIDTH));
    Figure {
        about,
        width: theme::WIDTH,
        height,
        option: json!({
            "grid": grid,
            "xAxis": panel.value_axis,
            "yAxis": panel.category_axis,
            "series": panel.series,
            "graphic": [panel.heading(8.0)],
        }),
        maps: Default::default(),
        data,
    }
}

/// Horizontal bars as a part of a chart: its axes and series, and the room they take.
pub(super) struct BarPanel {
    pub value_axis: Value,
    pub category_axis: Value,
    pub series: Vec<Value>,
    text: String,
    bars: usize,
    label_room: f64,
    value_room: f64,
}

/// Above the first bar: the heading of the values.
const TOP: f64 = 24.0;

impl BarPanel {
    /// Bars in a panel that is `wide` pixels wide.
    pub fn new(measure: &Measure, bars: &[Bar], about: &About, wide: f64) -> BarPanel {
        let widest_label = WIDEST_LABEL.min(0.36 * wide);
        let language = about.language;
        let scale = Scale::of(measure, bars.iter().map(|bar| bar.value), language);
        let labels: Vec<&str> = bars.iter().map(|bar| bar.label.as_str()).collect();
        let texts: Vec<String> = bars
            .iter()
            .map(|bar| match bar.value.is_finite() {
                true => scale.text(bar.value),
                false => language.no_data().to_string(),
            })
            .collect();
        let items: Vec<Value> = bars
            .iter()
            .zip(&texts)
            .map(|(bar, text)| {
                let side = if bar.value < 0.0 { "left" } else { "right" };
                json!({ "value": number(scale.scaled(bar.value)), "label": label(text, side) })
            })
            .collect();
        // A bar that is missing has no label of its own.
        let missing: Vec<Value> = bars
            .iter()
            .enumerate()
            .filter(|(_, bar)| !bar.value.is_finite())
            .map(|(at, _)| json!([0, at]))
            .collect();
        let mut series = vec![json!({
            "type": "bar", "name": scale.heading, "data": items, "barWidth": "64%",
            "itemStyle": { "color": MAIN },
        })];
        if !missing.is_empty() {
            series.push(json!({
                "type": "scatter", "data": missing, "symbolSize": 0, "silent": true,
                "label": { "show": true, "position": "right", "formatter": language.no_data(), "color": GREY, "fontSize": 11 },
            }));
        }
        let label_room = widest(labels.iter().copied(), TEXT_SIZE).min(widest_label) + 12.0;
        let value_room = widest(texts.iter().map(String::as_str), 11.0) + 14.0;
        let drawn = bars.iter().map(|bar| scale.scaled(bar.value));
        let (least, most) = drawn
            .filter(|value| value.is_finite())
            .fold((0.0_f64, 0.0_f64), |(least, most), value| {
                (least.min(value), most.max(value))
            });
        // Labels of bars below zero stand to their left and need room there too.
        let span = (most - least) * value_room / (wide - label_room - 2.0 * value_room).max(20.0);
        let start = if least < 0.0 { least - span } else { 0.0 };
        BarPanel {
            value_axis: json!({
                "type": "value", "min": start, "max": if most > 0.0 { json!("dataMax") } else { json!(0) },
                "axisLabel": { "show": false }, "splitLine": { "show": false }, "axisLine": { "show": false },
            }),
            category_axis: json!({
                "type": "category", "inverse": true, "data": labels,
                "axisLine": { "onZero": false, "lineStyle": { "color": GREY } },
                "axisLabel": { "interval": 0, "width": widest_label, "overflow": "truncate", "ellipsis": "…" },
            }),
            series,
            bars: bars.len(),
            label_room,
            value_room,
            text: scale.heading,
        }
    }

    /// The height that the bars need, in pixels.
    pub fn height(&self) -> u32 {
        (TOP + 8.0 + 22.0 * self.bars.max(1) as f64) as u32
    }

    /// Where the bars lie, from `left` to `right` pixels.
    pub fn grid(&self, left: f64, right: f64) -> Value {
        let start = left + self.label_room;
        json!({
            "left": start, "width": (right - start - self.value_room).max(20.0),
            "top": TOP, "height": 22 * self.bars.max(1), "containLabel": false,
        })
    }

    /// The heading of the values above the bars, which begin at `left` pixels.
    pub fn heading(&self, left: f64) -> Value {
        heading(&self.text, left + self.label_room, 4.0)
    }
}
