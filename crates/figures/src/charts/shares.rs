//! Shares of a whole as a ring.

use serde_json::{Value, json};

use super::parts::{note_missing, plain};
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::number::{Measure, percent};
use crate::text::wrapped;
use crate::theme::{self, CATEGORIES, INK};

/// One part of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its name.
    pub label: String,
    /// How much of it there is; NaN is missing. A part below zero has no share and counts as missing.
    pub value: f64,
}

/// The most parts that are drawn apart; the smallest beyond that are drawn as one.
const MOST_PARTS: usize = 8;

/// Draws `parts`, the largest first; the data hold all with their shares.
pub fn shares(mut about: About, measure: &Measure, parts: &[Part]) -> Figure {
    let (data, slices) = ring(&mut about, measure, parts);
    Figure {
        option: json!({ "series": [ring_series(&slices, [310.0, 150.0], 108.0, 180.0)] }),
        about,
        width: theme::WIDTH,
        height: 300,
        maps: Default::default(),
        data,
    }
}

/// The slices of the ring in their order, and the data of all parts.
pub(super) fn ring(
    about: &mut About,
    measure: &Measure,
    parts: &[Part],
) -> (Data, Vec<(String, f64)>) {
    let language = about.language;
    let has_share = |part: &&Part| part.value.is_finite() && part.value >= 0.0;
    let total: f64 = parts.iter().filter(has_share).map(|part| part.value).sum();
    let mut data = Data::new(&[
        language.pick("名称", "name"),
        &measure.heading(language),
        language.pick("占比", "share"),
    ]);
    let mut order: Vec<&Part> = parts.iter().filter(has_share).collect();
    order.sort_by(|a, b| b.value.total_cmp(&a.value));
    for part in &order {
        let share = if total > 0.0 {
            part.value / total
        } else {
            f64::NAN
        };
        data.rows.push(vec![
            part.label.as_str().into(),
            part.value.into(),
            share.into(),
        ]);
    }
    let without: Vec<&Part> = parts.iter().filter(|part| !has_share(part)).collect();
    for part in &without {
        data.rows.push(vec![
            part.label.as_str().into(),
            part.value.into(),
            f64::NAN.into(),
        ]);
    }
    let names: Vec<&str> = without.iter().map(|part| part.label.as_str()).collect();
    note_missing(about, "", &names);
    let apart = if order.len() > MOST_PARTS {
        MOST_PARTS - 1
    } else {
        order.len()
    };
    let share = |value: f64| if total > 0.0 { value / total } else { 0.0 };
    let mut slices: Vec<(String, f64)> = order[..apart]
        .iter()
        .map(|part| (part.label.clone(), share(part.value)))
        .collect();
    if apart < order.len() {
        let rest: f64 = order[apart..].iter().map(|part| part.value).sum();
        let others = order.len() - apart;
        let name = match language {
            crate::Language::Zh => format!("其他 {others} 项"),
            crate::Language::En => format!("{others} others"),
        };
        slices.push((name, share(rest)));
    }
    (data, slices)
}

/// The ring around `centre`; labels are no wider than `label_room`.
pub(super) fn ring_series(
    slices: &[(String, f64)],
    centre: [f64; 2],
    radius: f64,
    label_room: f64,
) -> Value {
    let items: Vec<Value> = slices
        .iter()
        .enumerate()
        .map(|(at, (name, share))| {
            let mut lines = wrapped(name, 11.0, false, label_room);
            if lines.len() > 2 {
                lines.truncate(2);
                lines[1].push('…');
            }
            lines.push(percent(*share, 1));
            let text = lines.join("\n");
            // The last of eight is the rest, in the grey that means no class of its own.
            let colour = CATEGORIES.get(at).copied().unwrap_or("#c8ccd2");
            json!({
                "name": name, "value": share, "itemStyle": { "color": colour },
                "label": { "formatter": plain(&text) },
            })
        })
        .collect();
    json!({
        "type": "pie", "center": centre, "radius": [radius * 0.55, radius], "startAngle": 90,
        "itemStyle": { "borderColor": "#fff", "borderWidth": 1.5 },
        "label": { "color": INK, "fontSize": 11, "lineHeight": 14 },
        "labelLine": { "length": 8, "length2": 8 },
        "data": items,
    })
}
