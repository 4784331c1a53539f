//! Points in a plane with their names: two measures against each other, with size, classes and guiding lines.

use serde_json::{Value, json};

use super::ink;
use super::parts::plain;
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::theme;

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its name.
    pub label: String,
    /// Where it stands from left to right.
    pub x: f64,
    /// Where it stands from bottom to top.
    pub y: f64,
    /// What the area of its bubble stands for.
    pub size: Option<f64>,
    /// The interval of `x`.
    pub interval: Option<(f64, f64)>,
    /// Its class, a position in [`Plane::classes`].
    pub class: usize,
    /// Whether its name is written where there is room.
    pub named: bool,
}

/// One of the two axes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Axis {
    /// Its name.
    pub name: String,
    /// Whether equal distances are equal ratios; all values are above zero then.
    pub logarithmic: bool,
    /// Where it begins and ends; from the values where `None`.
    pub range: Option<(f64, f64)>,
}

/// A line to read the points by.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// What is written at its end.
    pub name: String,
}

/// A text in a corner of the plane: what the quarter means.
#[derive(Debug, Clone, PartialEq)]
pub struct Corner {
    /// Whether it stands at the right.
    pub right: bool,
    /// Whether it stands at the top.
    pub top: bool,
    /// What it says.
    pub text: String,
}

/// All that is drawn beside the points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// What the size of a bubble means.
    pub size_name: Option<String>,
    /// Names of the classes; one class needs no legend.
    pub classes: Vec<String>,
    /// Lines to read the points by.
    pub guides: Vec<Guide>,
    /// What the quarters mean.
    pub corners: Vec<Corner>,
    /// Height of the figure in CSS pixels.
    pub height: u32,
}

/// Shapes of the classes, so that they are told apart in grey too.
const SHAPES: [&str; 5] = ["circle", "diamond", "triangle", "rect", "emptyCircle"];

/// Draws `points` in `plane`. The data has a row a point in the order given.
pub fn labelled_scatter(about: About, plane: &Plane, points: &[Point]) -> Figure {
    let largest = points
        .iter()
        .filter_map(|point| point.size)
        .fold(0.0, f64::max);
    let mut series: Vec<Value> = (0..plane.classes.len().max(1))
        .map(|class| one_class(class, plane, points, largest))
        .collect();
    let whiskers: Vec<Value> = points
        .iter()
        .filter_map(|point| {
            let (low, high) = point.interval?;
            Some(json!({ "coords": [[low, point.y], [high, point.y]] }))
        })
        .collect();
    if !whiskers.is_empty() {
        series.push(json!({
            "type": "lines", "coordinateSystem": "cartesian2d", "silent": true, "data": whiskers,
            "symbol": ["none", "none"],
            "lineStyle": { "color": theme::INK, "width": 1, "opacity": 0.7 }, "z": 4,
        }));
    }
    series.extend(plane.guides.iter().map(guide));
    let legend = plane.classes.len() > 1;
    let top = if legend { 36 } else { 16 };
    let option = json!({
        "legend": { "show": legend, "top": 0, "data": plane.classes },
        "grid": { "left": 58, "right": 30, "top": top, "bottom": 48 },
        "xAxis": axis(&plane.x, 28.0),
        "yAxis": axis(&plane.y, 40.0),
        "graphic": corners(plane, top),
        "series": series,
    });
    Figure {
        width: theme::WIDTH,
        height: plane.height,
        option,
        maps: Default::default(),
        data: data(&about, plane, points),
        about,
    }
}

fn axis(axis: &Axis, gap: f64) -> Value {
    let drawn = ink::with(
        ink::value_axis(&axis.name, gap),
        json!({
            "type": if axis.logarithmic { "log" } else { "value" }, "scale": true,
        }),
    );
    match axis.range {
        Some((low, high)) => ink::with(drawn, json!({ "min": low, "max": high })),
        None => drawn,
    }
}

fn one_class(class: usize, plane: &Plane, points: &[Point], largest: f64) -> Value {
    let shape = SHAPES[class % SHAPES.len()];
    let of_class = points.iter().filter(|point| point.class == class);
    let data: Vec<Value> = of_class
        .map(|point| {
            let size = match point.size {
                // Areas are in proportion to the values.
                Some(size) if largest > 0.0 => (size / largest).sqrt() * 40.0,
                _ => 8.0,
            };
            json!({
                "name": plain(&point.label),
                "value": [point.x, point.y],
                "symbolSize": size.max(4.0),
                "label": { "show": point.named },
            })
        })
        .collect();
    let bubbles = largest > 0.0;
    json!({
        "type": "scatter",
        "name": plane.classes.get(class).cloned().unwrap_or_default(),
        "symbol": shape,
        "data": data,
        "itemStyle": {
            "color": theme::CATEGORIES[class % theme::CATEGORIES.len()],
            "opacity": if bubbles { 0.65 } else { 0.9 },
            "borderColor": "#ffffff",
            "borderWidth": 0.5,
        },
        "label": {
            "show": true, "formatter": "{b}", "position": "top", "distance": 2, "fontSize": 10,
            "color": theme::INK, "textBorderColor": "#ffffff", "textBorderWidth": 2,
        },
        "labelLayout": { "hideOverlap": true },
        "z": 3,
    })
}

fn guide(guide: &Guide) -> Value {
    json!({
        "type": "line",
        "data": [[guide.from.0, guide.from.1], [guide.to.0, guide.to.1]],
        "symbol": "none",
        "silent": true,
        "lineStyle": { "color": theme::GREY, "type": "dashed", "width": 1 },
        "endLabel": {
            "show": !guide.name.is_empty(), "formatter": "{a}", "color": theme::GREY, "fontSize": 10,
            "align": "right", "verticalAlign": "bottom", "offset": [-4, -4],
        },
        "name": guide.name,
        "z": 1,
    })
}

fn corners(plane: &Plane, top: i32) -> Value {
    let texts: Vec<Value> = plane
        .corners
        .iter()
        .map(|corner| {
            let mut text = json!({
                "type": "text",
                "silent": true,
                "style": { "text": corner.text, "fill": "#8a8a8a", "fontSize": 11 },
            });
            let (side, at) = if corner.right {
                ("right", 36)
            } else {
                ("left", 66)
            };
            text[side] = at.into();
            let (edge, at) = if corner.top {
                ("top", top + 6)
            } else {
                ("bottom", 56)
            };
            text[edge] = at.into();
            text
        })
        .collect();
    texts.into()
}

fn data(about: &About, plane: &Plane, points: &[Point]) -> Data {
    let mut columns = vec![
        about.language.pick("名称", "name").to_string(),
        plane.x.name.clone(),
    ];
    let intervals = points.iter().any(|point| point.interval.is_some());
    if intervals {
        columns.push(about.language.pick("下端", "low").into());
        columns.push(about.language.pick("上端", "high").into());
    }
    columns.push(plane.y.name.clone());
    columns.extend(plane.size_name.clone());
    let classes = plane.classes.len() > 1;
    if classes {
        columns.push(about.language.pick("类别", "class").into());
    }
    let rows = points.iter().map(|point| {
        let mut row = vec![point.label.as_str().into(), point.x.into()];
        if intervals {
            row.push(point.interval.map(|(low, _)| low).into());
            row.push(point.interval.map(|(_, high)| high).into());
        }
        row.push(point.y.into());
        if plane.size_name.is_some() {
            row.push(point.size.into());
        }
        if classes {
            row.push(plane.classes[point.class].as_str().into());
        }
        row
    });
    Data {
        rows: rows.collect(),
        columns,
    }
}
