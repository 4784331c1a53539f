//! Bubbles: two measures as position, a third as area.

use serde_json::{Value, json};

use super::parts::{heading, note_missing, plain};
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::language::Language;
use crate::number::{Measure, Scale};
use crate::theme::{self, INK, MAIN};

/// How far apart values lie on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// By their difference.
    Linear,
    /// By their ratio; zero and negative values have no place and are named in a note.
    Log,
}

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Bubble {
    /// The unit.
    pub label: String,
    /// Its value along x; NaN is missing.
    pub x: f64,
    /// Its value along y; NaN is missing.
    pub y: f64,
    /// What its area shows; NaN is missing.
    pub size: f64,
}

/// What is shown along x, along y and by the area.
#[derive(Debug, Clone, PartialEq)]
pub struct Axes {
    /// Along x.
    pub x: Measure,
    /// Along y.
    pub y: Measure,
    /// By the area.
    pub size: Measure,
    /// Of both axes.
    pub spacing: Spacing,
}

/// The radius of the largest bubble in pixels.
const LARGEST: f64 = 28.0;

/// How many of the largest have their names beside them.
const NAMED: usize = 20;

/// Draws `bubbles`.
pub fn bubble(mut about: About, axes: &Axes, bubbles: &[Bubble]) -> Figure {
    let language = about.language;
    let mut data = Data::new(&[
        language.pick("名称", "name"),
        &axes.x.heading(language),
        &axes.y.heading(language),
        &axes.size.heading(language),
    ]);
    for one in bubbles {
        data.rows.push(vec![
            one.label.as_str().into(),
            one.x.into(),
            one.y.into(),
            one.size.into(),
        ]);
    }
    let complete = |one: &&Bubble| {
        [one.x, one.y, one.size]
            .iter()
            .all(|value| value.is_finite())
    };
    let missing: Vec<&str> = names(bubbles.iter().filter(|one| !complete(one)));
    note_missing(&mut about, "", &missing);
    let placed = |one: &&Bubble| axes.spacing == Spacing::Linear || (one.x > 0.0 && one.y > 0.0);
    let unplaced = names(bubbles.iter().filter(|one| complete(one) && !placed(one)));
    note_unplaced(&mut about, &unplaced);
    let mut drawn: Vec<&Bubble> = bubbles.iter().filter(complete).filter(placed).collect();
    // Large ones first, so that small ones lie on top.
    drawn.sort_by(|a, b| b.size.total_cmp(&a.size));
    let most = drawn
        .first()
        .map_or(1.0, |one| one.size)
        .max(f64::MIN_POSITIVE);
    let (x, y) = (
        Scale::of(&axes.x, drawn.iter().map(|one| one.x), language),
        Scale::of(&axes.y, drawn.iter().map(|one| one.y), language),
    );
    let items: Vec<Value> = drawn
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let radius = (LARGEST * (one.size.max(0.0) / most).sqrt()).max(2.5);
            let mut item = json!({
                "name": one.label, "value": [x.scaled(one.x), y.scaled(one.y)], "symbolSize": 2.0 * radius,
            });
            if at < NAMED {
                item["label"] = json!({
                    "show": true, "position": if radius > 16.0 { "inside" } else { "right" },
                    "formatter": plain(&one.label), "color": INK, "fontSize": 11, "distance": 2,
                });
            }
            item
        })
        .collect();
    let kind = match axes.spacing {
        Spacing::Linear => "value",
        Spacing::Log => "log",
    };
    let area = match language {
        Language::Zh => format!("面积：{}", axes.size.name),
        Language::En => format!("area: {}", axes.size.name),
    };
    let over = match language {
        Language::Zh => format!("{}；{area}", y.heading),
        Language::En => format!("{}; {area}", y.heading),
    };
    Figure {
        about,
        width: theme::WIDTH,
        height: 420,
        option: json!({
            "grid": { "left": 64, "right": 36, "top": 40, "bottom": 48, "containLabel": false },
            "xAxis": {
                "type": kind, "name": x.heading, "nameLocation": "middle", "nameGap": 28,
                "axisLine": { "show": true }, "scale": true,
            },
            "yAxis": { "type": kind, "axisLine": { "show": true }, "scale": true },
            "series": [{
                "type": "scatter", "data": items,
                "itemStyle": { "color": "rgba(0,114,178,0.35)", "borderColor": MAIN, "borderWidth": 1 },
                "labelLayout": { "hideOverlap": true },
            }],
            "graphic": [heading(&over, 8.0, 8.0)],
        }),
        maps: Default::default(),
        data,
    }
}

fn names<'b>(bubbles: impl Iterator<Item = &'b Bubble>) -> Vec<&'b str> {
    bubbles.map(|one| one.label.as_str()).collect()
}

fn note_unplaced(about: &mut About, names: &[&str]) {
    if names.is_empty() {
        return;
    }
    let few = about.language.listed(&names[..names.len().min(8)]);
    let more = names.len();
    about.notes.push(match about.language {
        Language::Zh => format!(
            "对数轴上没有零和负值的位置，未绘出 {more} 个：{few}{}",
            if more > 8 { "等" } else { "" }
        ),
        Language::En => format!(
            "a log axis has no place for zero and negative values; {more} not drawn: {few}{}",
            if more > 8 { ", …" } else { "" }
        ),
    });
}
