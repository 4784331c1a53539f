//! Flows from one place to another, as bands as broad as what flows.

use serde_json::{Value, json};

use super::ink;
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::theme;

/// One flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Where it begins.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// How much flows: more than zero.
    pub value: f64,
}

/// Draws `flows` from the left to the right. A place may send and receive: it stands on both sides, so that there
/// is no circle to break. `value_name` heads the values in the data.
pub fn sankey(about: About, value_name: &str, flows: &[Flow]) -> Figure {
    let mut from: Vec<&str> = flows.iter().map(|flow| flow.from.as_str()).collect();
    let mut to: Vec<&str> = flows.iter().map(|flow| flow.to.as_str()).collect();
    for side in [&mut from, &mut to] {
        side.sort_unstable();
        side.dedup();
    }
    let node = |depth: u8, at: usize, name: String, position: &str| {
        json!({
            "name": name,
            "depth": depth,
            "itemStyle": { "color": theme::CATEGORIES[at % theme::CATEGORIES.len()] },
            "label": { "position": position },
        })
    };
    // Nodes are known by their names: a space that nobody sees tells the right side from the left.
    let right = |name: &str| format!("{name} ");
    let nodes: Vec<Value> = from
        .iter()
        .enumerate()
        .map(|(at, name)| node(0, at, name.to_string(), "left"))
        .chain(
            to.iter()
                .enumerate()
                .map(|(at, name)| node(1, at, right(name), "right")),
        )
        .collect();
    let links: Vec<Value> = flows
        .iter()
        .map(|flow| {
            json!({
                "source": flow.from,
                "target": right(&flow.to),
                "value": flow.value,
            })
        })
        .collect();
    let option = json!({
        "series": [{
            "type": "sankey",
            "left": ink::label_room(from.iter().copied(), 150.0) + 10.0,
            "right": ink::label_room(to.iter().copied(), 150.0) + 10.0,
            "top": 8,
            "bottom": 8,
            "nodeWidth": 14,
            "nodeGap": 8,
            "draggable": false,
            "data": nodes,
            "links": links,
            "lineStyle": { "color": "source", "opacity": 0.35, "curveness": 0.5 },
            "label": { "color": theme::INK },
        }],
    });
    let mut data = Data::new(&[
        about.language.pick("从", "from"),
        about.language.pick("到", "to"),
        value_name,
    ]);
    for flow in flows {
        data.rows.push(vec![
            flow.from.as_str().into(),
            flow.to.as_str().into(),
            flow.value.into(),
        ]);
    }
    Figure {
        about,
        width: theme::WIDTH,
        height: (from.len().max(to.len()) as u32 * 30 + 60).clamp(240, 900),
        option,
        maps: Default::default(),
        data,
    }
}
