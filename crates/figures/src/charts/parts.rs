//! What the kinds of chart have in common.

use serde_json::{Value, json};

use crate::figure::About;
use crate::language::Language;
use crate::text::width;
use crate::theme::{GREY, INK, TEXT_SIZE};

/// The most bars in one picture: more would not fit on a page.
pub const MOST_BARS: usize = 40;

/// The widest label of a category, in pixels; longer names end with … in the picture and are whole in the data.
pub const WIDEST_LABEL: f64 = 150.0;

/// A number as JSON; missing is null.
pub fn number(value: f64) -> Value {
    if value.is_finite() {
        json!(value)
    } else {
        Value::Null
    }
}

/// The width of the widest of `texts` in pixels.
pub fn widest<'t>(texts: impl IntoIterator<Item = &'t str>, size: f64) -> f64 {
    texts
        .into_iter()
        .map(|text| width(text, size, false))
        .fold(0.0, f64::max)
}

/// The heading of an axis as a text of its own, so that it lies where there is room.
pub fn heading(text: &str, left: f64, top: f64) -> Value {
    json!({
        "type": "text", "left": left, "top": top, "silent": true,
        "style": { "text": text, "fill": GREY, "fontSize": TEXT_SIZE },
    })
}

/// A heading that ends at `right` pixels from the right side.
pub fn heading_right(text: &str, right: f64, top: f64) -> Value {
    json!({
        "type": "text", "right": right, "top": top, "silent": true,
        "style": { "text": text, "fill": GREY, "fontSize": TEXT_SIZE },
    })
}

/// A label that says `text`.
pub fn label(text: &str, position: &str) -> Value {
    json!({ "show": true, "position": position, "formatter": plain(text), "color": INK, "fontSize": 11 })
}

/// `text` as a formatter: braces would be read as places to be filled.
pub fn plain(text: &str) -> String {
    text.replace('{', "｛").replace('}', "｝")
}

/// Says in a note how many of `all` are shown, where not all are.
pub fn note_cut(about: &mut About, shown: usize, all: usize) {
    if shown < all {
        let hidden = all - shown;
        about.notes.push(match about.language {
            Language::Zh => format!("图中为前 {shown} 个，另有 {hidden} 个见数据文件"),
            Language::En => {
                format!("the first {shown} are shown; {hidden} more are in the data file")
            }
        });
    }
}

/// Says in a note which have no data, where there are any.
pub fn note_missing(about: &mut About, what: &str, names: &[&str]) {
    if names.is_empty() {
        return;
    }
    let language = about.language;
    let no_data = language.no_data();
    let few = language.listed(&names[..names.len().min(8)]);
    let more = names.len() > 8;
    about.notes.push(match (language, what) {
        (Language::Zh, "") => format!("{no_data}：{few}{}", if more { "等" } else { "" }),
        (Language::Zh, _) => format!("{what}{no_data}：{few}{}", if more { "等" } else { "" }),
        (Language::En, "") => format!("{no_data}: {few}{}", if more { ", …" } else { "" }),
        (Language::En, _) => {
            format!("{what}, {no_data}: {few}{}", if more { ", …" } else { "" })
        }
    });
}

/// The axis of categories along the bottom, its labels turned where they would run into each other; with the
/// room it needs below.
pub fn category_axis(labels: &[String], room: f64) -> (Value, f64) {
    let slot = room / labels.len().max(1) as f64;
    let wide = widest(labels.iter().map(String::as_str), TEXT_SIZE).min(90.0);
    let turned = wide > slot - 4.0;
    let below = if turned { wide * 0.71 + 18.0 } else { 26.0 };
    let axis = json!({
        "type": "category",
        "data": labels,
        "axisLabel": {
            "interval": 0, "rotate": if turned { 45 } else { 0 },
            "width": 90, "overflow": "truncate", "ellipsis": "…",
        },
    });
    (axis, below)
}
