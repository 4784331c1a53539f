//! Rows of marks on one axis: a row a unit, in it a dot or a bar a series, each with its interval where it has one.
//!
//! The default ranking picture is one of these: the rank as a dot, the interval of the rank as a whisker.

use serde_json::{Value, json};

use super::ink;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::text;
use crate::theme;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A filled dot.
    Dot,
    /// An open diamond over what lies under it.
    Diamond,
    /// A bar from zero; several such series stand beside each other.
    Bar,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name in the legend and the data.
    pub name: String,
    /// How it is drawn.
    pub mark: Mark,
}

/// A value with the interval around it, where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// The lower and the upper end.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// A value without an interval.
    pub fn exact(value: f64) -> Estimate {
        Estimate {
            value,
            interval: None,
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The unit.
    pub label: String,
    /// One entry a series; `None` where the series has nothing for the unit.
    pub values: Vec<Option<Estimate>>,
    /// A short text at the right edge.
    pub remark: String,
}

/// The axis of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its name.
    pub name: String,
    /// Whether it holds ranks: from right to left, so that the best stands at the right, marked from 1.
    pub ranks: bool,
}

const ROW: f64 = 22.0;

/// Draws `rows` in the order given, the first on top. `ends` names the columns of the ends of intervals in the data:
/// what lies between them is said in a note.
pub fn rows(about: About, axis: &Axis, series: &[Series], rows: &[Row]) -> Figure {
    let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
    let room = ink::label_room(labels.iter().map(String::as_str), 200.0);
    let no_data = about.language.pick("无数据", "no data");
    let remarks: Vec<String> = rows.iter().map(|row| remark(row, no_data).into()).collect();
    let widest = remarks
        .iter()
        .map(|text| text::width(text, 12.0, false))
        .fold(0.0, f64::max);
    let mut values = ink::value_axis(&axis.name, 26.0);
    if axis.ranks {
        values = ink::with(values, of_ranks(rows));
    }
    let legend = series.len() > 1;
    let top = if legend { 34 } else { 8 };
    let option = json!({
        "legend": { "show": legend, "top": 0, "left": room + 12.0, "data": series.iter().map(|one| &one.name).collect::<Vec<_>>() },
        "grid": { "left": room + 14.0, "right": widest + 18.0, "top": top, "bottom": 46 },
        "xAxis": values,
        "yAxis": [
            ink::label_axis(&labels, room),
            // Marks stand between the rows too, where categories have no place.
            { "type": "value", "show": false, "inverse": true, "min": -0.5, "max": rows.len() as f64 - 0.5 },
            ink::with(ink::label_axis(&remarks, widest + 4.0), json!({ "position": "right" })),
        ],
        "series": drawn(series, rows),
    });
    Figure {
        width: theme::WIDTH,
        height: (ROW * rows.len() as f64) as u32 + 54 + top,
        option,
        maps: Default::default(),
        data: data(&about, series, rows),
        about,
    }
}

fn drawn(series: &[Series], rows: &[Row]) -> Vec<Value> {
    let bars = series.iter().filter(|one| one.mark == Mark::Bar).count() as f64;
    let thickness = (ROW * 0.64 / bars.max(1.0)).min(13.0);
    let mut drawn = Vec::new();
    let mut bar = 0.0;
    for (at, one) in series.iter().enumerate() {
        let colour = theme::CATEGORIES[at % theme::CATEGORIES.len()];
        let shift = match one.mark {
            Mark::Bar => {
                bar += 1.0;
                (bar - (bars + 1.0) / 2.0) * (thickness + 1.0) / ROW
            }
            Mark::Dot | Mark::Diamond => 0.0,
        };
        let found: Vec<(f64, Estimate)> = rows
            .iter()
            .enumerate()
            .filter_map(|(row, of)| Some((row as f64 + shift, of.values.get(at).copied()??)))
            .collect();
        let whiskers: Vec<Value> = found
            .iter()
            .filter_map(|(row, estimate)| {
                let (low, high) = estimate.interval?;
                Some(json!({ "coords": [[low, row], [high, row]] }))
            })
            .collect();
        let ends: Vec<Value> = found
            .iter()
            .filter_map(|(row, estimate)| Some((row, estimate.interval?)))
            .flat_map(|(row, (low, high))| [json!([low, row]), json!([high, row])])
            .collect();
        let is_bar = one.mark == Mark::Bar;
        let whisker = if is_bar { theme::INK } else { colour };
        if is_bar {
            let lines: Vec<Value> = found
                .iter()
                .map(|(row, estimate)| json!({ "coords": [[0.0, row], [estimate.value, row]] }))
                .collect();
            drawn.push(lines_series(&one.name, lines, colour, thickness));
            // Lines alone give an axis no extent.
            let tips: Vec<Value> = found
                .iter()
                .flat_map(|(row, estimate)| [json!([estimate.value, row]), json!([0.0, row])])
                .collect();
            drawn.push(points("", tips, json!("circle"), json!(0), colour));
        }
        if !whiskers.is_empty() {
            drawn.push(lines_series(
                "",
                whiskers,
                whisker,
                if is_bar { 1.0 } else { 2.0 },
            ));
            let size = json!([1.5, if is_bar { thickness * 0.6 } else { 8.0 }]);
            drawn.push(points("", ends, json!("rect"), size, whisker));
        }
        if !is_bar {
            let values: Vec<Value> = found
                .iter()
                .map(|(row, estimate)| json!([estimate.value, row]))
                .collect();
            let dots = match one.mark {
                Mark::Diamond => ink::with(
                    points(&one.name, values, json!("diamond"), json!(9), "#ffffff"),
                    json!({ "itemStyle": { "color": "#ffffff", "borderColor": colour, "borderWidth": 1.5 } }),
                ),
                Mark::Dot | Mark::Bar => {
                    points(&one.name, values, json!("circle"), json!(9), colour)
                }
            };
            drawn.push(dots);
        }
    }
    drawn
}

/// What makes an axis one of ranks.
fn of_ranks(rows: &[Row]) -> Value {
    let worst = rows
        .iter()
        .flat_map(|row| row.values.iter().flatten())
        .map(|estimate| {
            estimate
                .interval
                .map_or(estimate.value, |(_, high)| high.max(estimate.value))
        })
        .fold(2.0, f64::max);
    let marks = ink::rank_marks(worst);
    json!({
        "inverse": true,
        "min": 1,
        "max": worst,
        "axisLabel": { "color": theme::INK, "customValues": marks },
        "axisTick": { "show": true, "customValues": marks },
        "splitLine": { "show": false },
    })
}

/// What stands at the right edge of a row: its remark, and 无数据 where it has no value.
fn remark<'a>(row: &'a Row, no_data: &'a str) -> &'a str {
    if row.values.iter().all(Option::is_none) {
        no_data
    } else {
        &row.remark
    }
}

fn lines_series(name: &str, lines: Vec<Value>, colour: &str, width: f64) -> Value {
    json!({
        "type": "lines",
        "coordinateSystem": "cartesian2d",
        "yAxisIndex": 1,
        "name": name,
        "data": lines,
        "silent": true,
        "symbol": ["none", "none"],
        "color": colour,
        "lineStyle": { "color": colour, "width": width, "opacity": 1, "cap": "butt" },
    })
}

fn points(name: &str, values: Vec<Value>, symbol: Value, size: Value, colour: &str) -> Value {
    json!({
        "type": "scatter",
        "yAxisIndex": 1,
        "name": name,
        "data": values,
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": { "color": colour, "opacity": 1 },
        "z": 5,
    })
}

fn data(about: &About, series: &[Series], rows: &[Row]) -> Data {
    let with_ends: Vec<bool> = (0..series.len())
        .map(|at| {
            rows.iter()
                .filter_map(|row| row.values.get(at).copied().flatten())
                .any(|estimate| estimate.interval.is_some())
        })
        .collect();
    let mut columns = vec![about.language.pick("名称", "name").to_string()];
    for (one, ends) in series.iter().zip(&with_ends) {
        columns.push(one.name.clone());
        if *ends {
            columns.push(format!(
                "{}{}",
                one.name,
                about.language.pick("：下端", ": low")
            ));
            columns.push(format!(
                "{}{}",
                one.name,
                about.language.pick("：上端", ": high")
            ));
        }
    }
    let remarked = rows.iter().any(|row| !row.remark.is_empty());
    if remarked {
        columns.push(about.language.pick("备注", "remark").to_string());
    }
    let cells = rows.iter().map(|row| {
        let mut cells: Vec<Cell> = vec![row.label.as_str().into()];
        for (at, ends) in with_ends.iter().enumerate() {
            let estimate = row.values.get(at).copied().flatten();
            cells.push(estimate.map(|estimate| estimate.value).into());
            if *ends {
                let interval = estimate.and_then(|estimate| estimate.interval);
                cells.push(interval.map(|(low, _)| low).into());
                cells.push(interval.map(|(_, high)| high).into());
            }
        }
        if remarked {
            cells.push(row.remark.as_str().into());
        }
        cells
    });
    Data {
        rows: cells.collect(),
        columns,
    }
}
