//! Ranked bars: the first n units by one value, longest on top.

use serde_json::json;

use crate::data::Data;
use crate::figure::{About, Figure};
use crate::theme;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The unit.
    pub label: String,
    /// Its value.
    pub value: f64,
}

/// Draws `bars` in the order given, the first on top. `value_name` heads the values in the data and on the axis.
pub fn ranked_bars(about: About, value_name: &str, bars: &[Bar]) -> Figure {
    let mut data = Data::new(&[about.language.pick("名称", "name"), value_name]);
    for bar in bars {
        data.rows
            .push(vec![bar.label.as_str().into(), bar.value.into()]);
    }
    let labels: Vec<&str> = bars.iter().map(|bar| bar.label.as_str()).collect();
    let values: Vec<f64> = bars.iter().map(|bar| bar.value).collect();
    let option = json!({
        "grid": { "left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": true },
        "xAxis": { "type": "value", "name": value_name },
        "yAxis": { "type": "category", "inverse": true, "data": labels },
        "series": [{ "type": "bar", "data": values, "label": { "show": true, "position": "right" } }],
    });
    Figure {
        about,
        width: theme::WIDTH,
        height: 40 + 24 * bars.len() as u32,
        option,
        maps: Default::default(),
        data,
    }
}
