//! A network: nodes as dots, links as lines, laid out here so that the same data give the same picture.
//!
//! The layout makes the distances in the picture as like as can be to the distances along the links, near ones first:
//! it lowers the stress Σ (|x_i − x_j| − d_ij)²/d_ij² by majorisation (Gansner, Koren & North 2005, Graph Drawing 2004,
//! LNCS 3383), from a spiral in the order of the nodes: nothing in it is random.

use serde_json::{Value, json};

use super::parts::plain;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::theme;

/// One node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its name.
    pub label: String,
    /// What the area of its dot stands for.
    pub size: f64,
    /// Its class, a position in the names of the classes.
    pub class: usize,
    /// Whether its name is written.
    pub named: bool,
}

/// One link between two nodes, by their positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// One end.
    pub a: usize,
    /// The other end.
    pub b: usize,
    /// How strong it is, 0 to 1.
    pub weight: f64,
}

const STEPS: usize = 300;

/// Where the nodes stand, in a square of side one.
pub fn layout(nodes: usize, links: &[Link]) -> Vec<(f64, f64)> {
    let distances = distances(nodes, links);
    // The golden angle puts no two nodes in one direction.
    let mut at: Vec<(f64, f64)> = (0..nodes)
        .map(|node| {
            let (radius, angle) = (
                (node as f64 + 0.5).sqrt(),
                node as f64 * 2.399_963_229_728_653,
            );
            (radius * angle.cos(), radius * angle.sin())
        })
        .collect();
    for _ in 0..STEPS {
        for node in 0..nodes {
            let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
            for other in (0..nodes).filter(|other| *other != node) {
                let wanted = distances[node * nodes + other];
                let weight = 1.0 / (wanted * wanted);
                let (dx, dy) = (at[node].0 - at[other].0, at[node].1 - at[other].1);
                let stretch = wanted / dx.hypot(dy).max(1e-9);
                x += weight * (at[other].0 + dx * stretch);
                y += weight * (at[other].1 + dy * stretch);
                weights += weight;
            }
            if weights > 0.0 {
                at[node] = (x / weights, y / weights);
            }
        }
    }
    into_square(at)
}

/// The number of links between every two nodes; one more than the most there are where nothing leads from one to
/// the other.
fn distances(nodes: usize, links: &[Link]) -> Vec<f64> {
    let mut neighbours = vec![Vec::new(); nodes];
    for link in links {
        neighbours[link.a].push(link.b);
        neighbours[link.b].push(link.a);
    }
    let mut found = vec![f64::NAN; nodes * nodes];
    let mut farthest = 0.0_f64;
    for from in 0..nodes {
        found[from * nodes + from] = 0.0;
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            let next = found[from * nodes + at] + 1.0;
            for &to in &neighbours[at] {
                if found[from * nodes + to].is_nan() {
                    found[from * nodes + to] = next;
                    farthest = farthest.max(next);
                    queue.push_back(to);
                }
            }
        }
    }
    found
        .iter_mut()
        .filter(|distance| distance.is_nan())
        .for_each(|distance| *distance = farthest + 1.0);
    found
}

/// The same places, stretched to fill the square.
fn into_square(mut at: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let ends = |of: fn(&(f64, f64)) -> f64, at: &[(f64, f64)]| {
        at.iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            })
    };
    let (x, y) = (ends(|place| place.0, &at), ends(|place| place.1, &at));
    let share = |value: f64, (low, high): (f64, f64)| {
        if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        }
    };
    for place in &mut at {
        *place = (share(place.0, x), share(place.1, y));
    }
    at
}

/// The links of a spanning tree of the greatest weight, then all others of at least `threshold`: nothing that is
/// linked at all falls out of the picture, and no weak link hides the strong ones.
pub fn strongest(nodes: usize, links: &[Link], threshold: f64) -> Vec<Link> {
    let mut sorted = links.to_vec();
    sorted.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then((a.a, a.b).cmp(&(b.a, b.b)))
    });
    let mut part: Vec<usize> = (0..nodes).collect();
    sorted.retain(|link| {
        let (a, b) = (part[link.a], part[link.b]);
        if a != b {
            part.iter_mut()
                .filter(|of| **of == b)
                .for_each(|of| *of = a);
        }
        a != b || link.weight >= threshold
    });
    sorted
}

/// Draws the network; `names` head the size of the nodes and the weight of the links in the data, which has the
/// nodes first and then the links.
pub fn network(
    about: About,
    names: (&str, &str),
    classes: &[String],
    nodes: &[Node],
    links: &[Link],
) -> Figure {
    let places = layout(nodes.len(), links);
    let largest = nodes.iter().map(|node| node.size).fold(0.0, f64::max);
    let strength = |link: &Link| json!({ "width": 0.5 + 2.5 * link.weight, "opacity": 0.25 + 0.5 * link.weight });
    let lines: Vec<Value> = links
        .iter()
        .map(|link| {
            let (a, b) = (places[link.a], places[link.b]);
            json!({ "coords": [[a.0, a.1], [b.0, b.1]], "lineStyle": strength(link) })
        })
        .collect();
    let mut series = vec![json!({
        "type": "lines", "coordinateSystem": "cartesian2d", "silent": true, "symbol": ["none", "none"],
        "data": lines, "lineStyle": { "color": theme::GREY }, "z": 1,
    })];
    series.extend((0..classes.len()).map(|class| {
        let data: Vec<Value> = nodes
            .iter()
            .zip(&places)
            .filter(|(node, _)| node.class == class)
            .map(|(node, place)| {
                let share = if largest > 0.0 { node.size / largest } else { 0.0 };
                json!({
                    "name": plain(&node.label),
                    "value": [place.0, place.1],
                    "symbolSize": 6.0 + 30.0 * share.sqrt(),
                    "label": { "show": node.named },
                })
            })
            .collect();
        json!({
            "type": "scatter", "name": classes[class], "data": data,
            "itemStyle": {
                "color": theme::CATEGORIES[class % theme::CATEGORIES.len()],
                "opacity": 0.9, "borderColor": "#ffffff", "borderWidth": 1,
            },
            "label": {
                "formatter": "{b}", "position": "bottom", "distance": 2, "fontSize": 10, "color": theme::INK,
                "textBorderColor": "#ffffff", "textBorderWidth": 2,
            },
            "labelLayout": { "hideOverlap": true },
            "z": 3,
        })
    }));
    let hidden = json!({ "type": "value", "min": -0.03, "max": 1.03, "show": false });
    let option = json!({
        "legend": { "top": 0, "data": classes },
        "grid": { "left": 76, "right": 76, "top": 40, "bottom": 24 },
        "xAxis": hidden,
        "yAxis": hidden,
        "series": series,
    });
    Figure {
        width: theme::WIDTH,
        height: 560,
        option,
        maps: Default::default(),
        data: data(&about, names, classes, nodes, links),
        about,
    }
}

fn data(
    about: &About,
    names: (&str, &str),
    classes: &[String],
    nodes: &[Node],
    links: &[Link],
) -> Data {
    let mut data = Data::new(&[
        about.language.pick("名称", "name"),
        about.language.pick("另一端", "other end"),
        about.language.pick("类别", "class"),
        names.0,
        names.1,
    ]);
    data.rows.extend(nodes.iter().map(|node| {
        vec![
            node.label.as_str().into(),
            Cell::Missing,
            classes[node.class].as_str().into(),
            node.size.into(),
            Cell::Missing,
        ]
    }));
    data.rows.extend(links.iter().map(|link| {
        vec![
            nodes[link.a].label.as_str().into(),
            nodes[link.b].label.as_str().into(),
            Cell::Missing,
            Cell::Missing,
            link.weight.into(),
        ]
    }));
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: usize, b: usize, weight: f64) -> Link {
        Link { a, b, weight }
    }

    #[test]
    fn linked_nodes_stand_nearer_than_others() {
        // Two triangles, held together by one weak link.
        let links = [
            link(0, 1, 1.0),
            link(1, 2, 1.0),
            link(0, 2, 1.0),
            link(3, 4, 1.0),
            link(4, 5, 1.0),
            link(3, 5, 1.0),
            link(2, 3, 0.2),
        ];
        let at = layout(6, &links);
        let distance = |a: usize, b: usize| (at[a].0 - at[b].0).hypot(at[a].1 - at[b].1);
        let within = distance(0, 1)
            .max(distance(0, 2))
            .max(distance(3, 4))
            .max(distance(4, 5));
        let between = distance(0, 5).min(distance(1, 4));
        assert!(within < between, "{within} {between}");
        assert!(
            at.iter()
                .all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y))
        );
    }

    #[test]
    fn nodes_in_a_row_stand_in_their_order() {
        let links: Vec<Link> = (0..4).map(|at| link(at, at + 1, 1.0)).collect();
        let at = layout(5, &links);
        let from_first = |node: usize| (at[node].0 - at[0].0).hypot(at[node].1 - at[0].1);
        let distances: Vec<f64> = (0..5).map(from_first).collect();
        assert!(distances.is_sorted(), "{at:?}");
    }

    #[test]
    fn the_layout_of_nothing_and_of_one_node_is_known() {
        assert_eq!(layout(0, &[]), []);
        assert_eq!(layout(1, &[]), [(0.5, 0.5)]);
    }

    #[test]
    fn the_spanning_tree_keeps_all_that_is_linked() {
        let links = [
            link(0, 1, 0.9),
            link(1, 2, 0.8),
            link(0, 2, 0.3),
            link(2, 3, 0.1),
        ];
        let kept = strongest(4, &links, 0.5);
        assert_eq!(kept, [links[0], links[1], links[3]]);
    }
}
