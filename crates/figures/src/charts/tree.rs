//! A tree with weights: as rings from the centre (sunburst) and as columns from the left (icicle).

use serde_json::{Value, json};

use crate::data::Data;
use crate::figure::{About, Figure};
use crate::text;
use crate::theme;

/// A node and what lies under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Its name.
    pub label: String,
    /// Its share of the whole, 0 to 1.
    pub weight: f64,
    /// What it is made of; nothing for a leaf.
    pub children: Vec<Branch>,
}

impl Branch {
    fn depth(&self) -> usize {
        1 + self.children.iter().map(Branch::depth).max().unwrap_or(0)
    }

    fn leaves(&self) -> usize {
        match self.children.as_slice() {
            [] => 1,
            children => children.iter().map(Branch::leaves).sum(),
        }
    }
}

/// The tree as rings: the root inside, leaves outside, angles in proportion to the weights.
pub fn sunburst(about: About, weight_name: &str, root: &Branch) -> Figure {
    let children: Vec<Value> = root
        .children
        .iter()
        .enumerate()
        .map(|(at, child)| ring(child, colour(at), 0))
        .collect();
    let depth = root.depth() - 1;
    let inner = 15.0;
    let step = (97.0 - inner) / depth.max(1) as f64;
    let mut levels = vec![json!({})];
    levels.extend((0..depth).map(|level| {
        let leaf = level + 1 == depth;
        json!({
            "r0": format!("{}%", inner + step * level as f64),
            "r": format!("{}%", inner + step * (level + 1) as f64),
            "label": {
                "rotate": if level == 0 { "tangential" } else { "radial" },
                "fontSize": if leaf { 9 } else { 11 },
                "width": step * 2.75, "overflow": "break", "lineHeight": if leaf { 10 } else { 13 },
                "minAngle": 4,
            },
        })
    }));
    let option = json!({
        "series": [{
            "type": "sunburst",
            "data": children,
            "radius": [format!("{inner}%"), "97%"],
            "sort": null,
            "nodeClick": false,
            "itemStyle": { "borderColor": "#ffffff", "borderWidth": 1 },
            "label": { "color": theme::INK },
            "levels": levels,
        }],
        "graphic": [{
            "type": "text", "left": "center", "top": "middle",
            "style": {
                "text": root.label, "fill": theme::INK, "fontSize": 10, "fontWeight": "bold",
                "width": 70, "overflow": "break", "textAlign": "center",
            },
        }],
    });
    figure(about, weight_name, root, option, theme::WIDTH)
}

fn ring(branch: &Branch, colour: &str, level: usize) -> Value {
    let children: Vec<Value> = branch
        .children
        .iter()
        .map(|child| ring(child, colour, level + 1))
        .collect();
    let opacity = [0.85, 0.55, 0.3, 0.2][level.min(3)];
    json!({
        "name": format!("{} {:.1}%", branch.label, branch.weight * 100.0),
        "value": branch.weight,
        "children": children,
        "itemStyle": { "color": colour, "opacity": opacity },
        "label": { "color": if level == 0 { "#ffffff" } else { theme::INK } },
    })
}

fn colour(at: usize) -> &'static str {
    theme::CATEGORIES[at % theme::CATEGORIES.len()]
}

/// The tree as columns: the root at the left, leaves at the right, heights in proportion to the weights.
pub fn icicle(about: About, weight_name: &str, root: &Branch) -> Figure {
    let depth = root.depth();
    let mut blocks = Vec::new();
    let column = Column {
        depth,
        widths: widths(depth),
    };
    column.blocks(root, 0, 0.0, "#bdbdbd", &mut blocks);
    let height = (root.leaves() as u32 * 26).clamp(200, 900);
    let option = json!({
        "grid": { "left": 4, "right": 4, "top": 4, "bottom": 4 },
        "xAxis": { "type": "value", "min": 0, "max": 1, "show": false },
        "yAxis": { "type": "value", "min": 0, "max": root.weight, "inverse": true, "show": false },
        "series": [{
            "type": "scatter",
            "data": [],
            "markArea": {
                "silent": true,
                "itemStyle": { "borderColor": "#ffffff", "borderWidth": 1 },
                "label": { "position": "inside", "fontSize": 11, "color": theme::INK },
                "data": blocks,
            },
        }],
    });
    figure(about, weight_name, root, option, height)
}

/// Where the columns of an icicle end, the last one the widest: it holds the longest names.
fn widths(depth: usize) -> Vec<f64> {
    let first = 0.7 / depth as f64;
    let mut ends: Vec<f64> = (0..depth).map(|level| first * level as f64).collect();
    ends.push(1.0);
    ends
}

struct Column {
    depth: usize,
    widths: Vec<f64>,
}

impl Column {
    fn blocks(&self, branch: &Branch, level: usize, from: f64, paint: &str, out: &mut Vec<Value>) {
        let leaf = branch.children.is_empty();
        let until = if leaf { self.depth } else { level + 1 };
        let (left, right) = (self.widths[level], self.widths[until]);
        let room = (right - left) * f64::from(theme::WIDTH) - 14.0;
        let opacity = [0.6, 0.75, 0.45, 0.25][level.min(3)];
        let label = format!("{} {:.1}%", branch.label, branch.weight * 100.0);
        out.push(json!([
            {
                "name": text::shortened(&label, 11.0, room * if leaf { 1.0 } else { 3.0 }),
                "coord": [left, from],
                "itemStyle": { "color": paint, "opacity": opacity },
                "label": { "width": room, "overflow": "break", "align": "center" },
            },
            { "coord": [right, from + branch.weight] },
        ]));
        let mut below = from;
        for (at, child) in branch.children.iter().enumerate() {
            let paint = if level == 0 { colour(at) } else { paint };
            self.blocks(child, level + 1, below, paint, out);
            below += child.weight;
        }
    }
}

fn figure(about: About, weight_name: &str, root: &Branch, option: Value, height: u32) -> Figure {
    let mut data = Data::new(&[
        about.language.pick("名称", "name"),
        about.language.pick("上级", "parent"),
        weight_name,
    ]);
    listed(root, "", &mut data);
    Figure {
        about,
        width: theme::WIDTH,
        height,
        option,
        maps: Default::default(),
        data,
    }
}

fn listed(branch: &Branch, parent: &str, data: &mut Data) {
    data.rows.push(vec![
        branch.label.as_str().into(),
        parent.into(),
        branch.weight.into(),
    ]);
    for child in &branch.children {
        listed(child, &branch.label, data);
    }
}
