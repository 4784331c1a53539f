//! One frame of a map, and a figure of one or more of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::colours;
use super::labels::{Placed, Rectangle, Wanted, place, text_size};
use super::legend::{Legend, text};
use super::projection::Kilometres;
use super::shapes::{Path, centroid, geometry, rounded};
use super::view::{Pixel, View};
use crate::data::Data;
use crate::figure::{About, Figure};

/// A shaded area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its name, shown when pointed at; areas of one name are one thing.
    pub name: String,
    /// Polygons, each an outer ring and holes.
    pub polygons: Vec<Vec<Path>>,
    /// What fills it.
    pub fill: Fill,
    /// Its value, shown when pointed at.
    pub value: Option<f64>,
}

/// What fills an area.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// A colour.
    Colour(String),
    /// The hatch of what has no data.
    NoData,
    /// Land that takes no part.
    Ground,
}

/// A line that is not the edge of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its points.
    pub path: Path,
    /// Width in pixels.
    pub width: f64,
    /// Colour.
    pub colour: String,
}

/// A circle at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// Shown when pointed at.
    pub name: String,
    /// Where.
    pub at: Kilometres,
    /// Radius in pixels.
    pub radius: f64,
    /// Colour; hollow where none.
    pub colour: Option<String>,
    /// The label, where it is to have one. Labels are placed in the order of the symbols.
    pub label: Option<String>,
}

/// A line between two places.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Shown when pointed at.
    pub name: String,
    /// From where.
    pub from: Kilometres,
    /// To where.
    pub to: Kilometres,
    /// Width in pixels.
    pub width: f64,
}

/// A text that stands at a fixed place.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Its middle.
    pub at: Kilometres,
    /// One or more lines.
    pub content: String,
    /// Font size in pixels.
    pub size: f64,
    /// Colour.
    pub colour: String,
    /// Bold or not.
    pub bold: bool,
}

/// One frame of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is seen, and where in the figure.
    pub view: View,
    /// Printed above the upper left corner.
    pub title: Option<String>,
    /// Printed inside, in the lower left corner: 示意图, a review number.
    pub mark: Option<String>,
    /// Whether a frame is drawn.
    pub framed: bool,
    /// Shaded areas.
    pub areas: Vec<Area>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Lines between places.
    pub flows: Vec<Flow>,
    /// Dots for what is too small to be seen as an area.
    pub dots: Vec<Kilometres>,
    /// Circles, drawn in this order, so the largest should come first.
    pub symbols: Vec<Symbol>,
    /// Texts.
    pub texts: Vec<Text>,
    /// Rectangles of the figure that labels keep clear of: legends, insets.
    pub kept_free: Vec<Rectangle>,
}

/// Font size of the labels of symbols.
pub const LABEL_SIZE: f64 = 10.5;

impl Panel {
    /// An empty frame.
    pub fn new(view: View) -> Panel {
        Panel {
            view,
            title: None,
            mark: None,
            framed: true,
            areas: Vec::new(),
            lines: Vec::new(),
            flows: Vec::new(),
            dots: Vec::new(),
            symbols: Vec::new(),
            texts: Vec::new(),
            kept_free: Vec::new(),
        }
    }

    /// The rectangle of the frame in the figure.
    pub fn rectangle(&self) -> Rectangle {
        Rectangle {
            left: self.view.left,
            top: self.view.top,
            right: self.view.left + self.view.width,
            bottom: self.view.top + self.view.height(),
        }
    }

    /// Where the labels of the symbols stand, in the order of the symbols; none for symbols that have no label or no
    /// room for it.
    pub fn placed_labels(&self) -> Vec<Option<Placed>> {
        let labelled: Vec<(usize, Wanted)> = self
            .symbols
            .iter()
            .enumerate()
            .filter_map(|(index, symbol)| {
                let (width, height) = text_size(symbol.label.as_deref()?, LABEL_SIZE);
                let wanted = Wanted {
                    at: self.view.pixel(symbol.at),
                    radius: symbol.radius,
                    width,
                    height,
                };
                Some((index, wanted))
            })
            .collect();
        let wanted: Vec<Wanted> = labelled.iter().map(|(_, wanted)| *wanted).collect();
        let mut placed = vec![None; self.symbols.len()];
        for ((index, _), place) in
            labelled
                .iter()
                .zip(place(&wanted, &self.kept_free, self.rectangle()))
        {
            placed[*index] = place;
        }
        placed
    }

    /// Adds to the option what draws this frame as the geo component `index` on the map `map`.
    fn draw(&self, index: usize, map: &str, option: &mut Parts) -> Value {
        let window = &self.view.window;
        let frame = json!([window.west, window.north]);
        let regions: Vec<Value> = self
            .areas
            .iter()
            .map(|area| json!({ "name": area.name, "itemStyle": { "areaColor": area.fill.colour() } }))
            .collect();
        option.geo.push(json!({
            "map": map, "left": self.view.left, "top": self.view.top,
            "width": self.view.width, "height": self.view.height(),
            "boundingCoords": [frame, [window.east, window.south]],
            "aspectScale": 1, "selectedMode": false, "z": 1,
            "label": { "show": false },
            // Without areas there is only the window itself on the map, which is not to be seen.
            "itemStyle": {
                "areaColor": "transparent", "borderColor": colours::BORDER,
                "borderWidth": if self.areas.is_empty() { 0.0 } else { 0.5 },
            },
            "emphasis": { "label": { "show": false } },
            "regions": regions,
        }));
        if !self.areas.is_empty() {
            let data: Vec<Value> = self.areas.iter().map(Area::item).collect();
            option
                .series
                .push(json!({ "type": "map", "geoIndex": index, "data": data }));
        }
        self.draw_lines(index, option);
        self.draw_symbols(index, option);
        self.draw_texts(index, option);
        self.draw_frame(option);
        self.geojson()
    }

    fn draw_lines(&self, index: usize, option: &mut Parts) {
        let lines = self.lines.iter().map(|line| {
            json!({
                "coords": rounded(&line.path),
                "lineStyle": { "width": line.width, "color": line.colour, "opacity": 1 },
            })
        });
        option.lines(index, true, 2, true, lines.collect());
        let flows = self.flows.iter().map(|flow| {
            json!({
                "name": flow.name, "coords": rounded(&[flow.from, flow.to]),
                "lineStyle": { "width": flow.width, "color": colours::SYMBOL, "opacity": 0.45, "curveness": 0.15 },
            })
        });
        option.lines(index, false, 3, false, flows.collect());
    }

    fn draw_symbols(&self, index: usize, option: &mut Parts) {
        let dots = self.dots.iter().map(|dot| {
            json!({
                "value": rounded(&[*dot])[0], "symbolSize": 1.6,
                "itemStyle": { "color": colours::BORDER, "opacity": 1 },
            })
        });
        option.dots(index, dots.collect());
        let symbols = self.symbols.iter().map(|symbol| {
            let (fill, edge) = match &symbol.colour {
                // A pale circle needs an edge to be seen on white.
                Some(colour) if colours::luminance(colour) > 0.4 => {
                    (colour.as_str(), colours::BORDER)
                }
                Some(colour) => (colour.as_str(), "#ffffff"),
                None => ("#ffffff", colours::HATCH),
            };
            json!({
                "name": symbol.name, "value": rounded(&[symbol.at])[0], "symbolSize": 2.0 * symbol.radius,
                "itemStyle": { "color": fill, "borderColor": edge, "borderWidth": 0.6, "opacity": 0.85 },
            })
        });
        option.scatter(index, 4, false, symbols.collect());
        let placed = self.placed_labels();
        let leaders = placed.iter().flatten().filter_map(|label| label.leader);
        let leaders = leaders.map(|(from, to)| {
            json!({
                "coords": rounded(&[self.view.kilometres(from), self.view.kilometres(to)]),
                "lineStyle": { "width": 0.7, "color": colours::LINE, "opacity": 1 },
            })
        });
        option.lines(index, false, 5, true, leaders.collect());
        let labels = self
            .symbols
            .iter()
            .zip(&placed)
            .filter_map(|(symbol, placed)| {
                let (label, placed) = (symbol.label.as_ref()?, placed.as_ref()?);
                let middle = self.view.kilometres(placed.rectangle.middle());
                let mut item = self.label(label, middle, LABEL_SIZE, colours::TEXT, false);
                item["label"]["textBorderColor"] = json!("#ffffff");
                item["label"]["textBorderWidth"] = json!(2.5);
                Some(item)
            });
        option.scatter(index, 6, true, labels.collect());
    }

    fn draw_texts(&self, index: usize, option: &mut Parts) {
        let texts = self
            .texts
            .iter()
            .map(|text| self.label(&text.content, text.at, text.size, &text.colour, text.bold));
        option.scatter(index, 6, true, texts.collect());
    }

    /// A text as the label of an invisible symbol. The text is the item's name, never a template.
    fn label(&self, text: &str, at: Kilometres, size: f64, colour: &str, bold: bool) -> Value {
        json!({
            "name": text, "value": rounded(&[at])[0],
            "label": {
                "color": colour, "fontSize": size, "lineHeight": size * 1.2,
                "fontWeight": if bold { "bold" } else { "normal" },
            },
        })
    }

    fn draw_frame(&self, option: &mut Parts) {
        let Rectangle {
            left,
            top,
            right,
            bottom,
        } = self.rectangle();
        if self.framed {
            option.graphic.push(json!({
                "type": "rect", "silent": true,
                "shape": { "x": left, "y": top, "width": right - left, "height": bottom - top },
                "style": { "fill": "transparent", "stroke": colours::BORDER, "lineWidth": 0.8 },
            }));
        }
        if let Some(title) = &self.title {
            option
                .graphic
                .push(text(title, (left, top - 17.0), 12.0, "left", true));
        }
        if let Some(mark) = &self.mark {
            let at = (right - 5.0, top + 5.0);
            option.graphic.push(text(mark, at, 10.0, "right", false));
        }
    }

    /// The registered map: the areas, and the window as an empty feature, so that a map without areas has bounds.
    fn geojson(&self) -> Value {
        let window = &self.view.window;
        let corner = vec![
            (window.west, window.south),
            (window.east, window.south),
            (window.east, window.north),
            (window.west, window.south),
        ];
        let empty = self.areas.is_empty().then(|| ("", vec![vec![corner]]));
        let features: Vec<Value> = self
            .areas
            .iter()
            .map(|area| (area.name.as_str(), area.polygons.clone()))
            .chain(empty)
            .map(|(name, polygons)| {
                let centre = polygons.first().and_then(|rings| centroid(rings.first()?));
                let (x, y) = centre.unwrap_or_default();
                json!({
                    "type": "Feature", "properties": { "name": name, "cp": rounded(&[(x, y)])[0] },
                    "geometry": geometry(&polygons),
                })
            })
            .collect();
        json!({ "type": "FeatureCollection", "features": features })
    }
}

impl Fill {
    fn colour(&self) -> &str {
        match self {
            Fill::Colour(colour) => colour,
            Fill::NoData => colours::NO_DATA,
            Fill::Ground => colours::GROUND,
        }
    }
}

impl Area {
    fn item(&self) -> Value {
        let mut item = json!({ "name": self.name, "value": self.value });
        if self.fill == Fill::NoData {
            item["itemStyle"] = json!({
                "decal": {
                    "symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [1, 4],
                    "rotation": -std::f64::consts::FRAC_PI_4, "color": colours::HATCH,
                },
            });
        }
        item
    }
}

/// The growing parts of an option.
#[derive(Default)]
struct Parts {
    geo: Vec<Value>,
    series: Vec<Value>,
    graphic: Vec<Value>,
}

impl Parts {
    fn lines(&mut self, geo: usize, polyline: bool, z: u32, silent: bool, data: Vec<Value>) {
        if !data.is_empty() {
            self.series.push(json!({
                "type": "lines", "coordinateSystem": "geo", "geoIndex": geo, "polyline": polyline, "z": z,
                "silent": silent, "data": data, "tooltip": { "formatter": "{b}" },
            }));
        }
    }

    fn dots(&mut self, geo: usize, data: Vec<Value>) {
        if !data.is_empty() {
            self.series.push(json!({
                "type": "scatter", "coordinateSystem": "geo", "geoIndex": geo, "z": 3, "silent": true, "data": data,
            }));
        }
    }

    fn scatter(&mut self, geo: usize, z: u32, texts: bool, data: Vec<Value>) {
        if data.is_empty() {
            return;
        }
        let mut series = json!({
            "type": "scatter", "coordinateSystem": "geo", "geoIndex": geo, "z": z, "silent": texts,
            "data": data, "tooltip": { "formatter": "{b}" },
        });
        if texts {
            series["symbol"] = json!("rect");
            series["symbolSize"] = json!(0.01);
            series["label"] = json!({ "show": true, "position": "inside", "formatter": "{b}" });
            series["itemStyle"] = json!({ "color": "transparent", "opacity": 1 });
        }
        self.series.push(series);
    }
}

/// A figure of `panels`, each with its part of the page, and of legends at their places.
///
/// `maps` of the figure get the names `{about.id}-0`, `{about.id}-1`, … in the order of the panels.
pub fn draw(
    about: About,
    (width, height): (u32, u32),
    panels: &[Panel],
    legends: &[(Legend, Pixel)],
    data: Data,
) -> Figure {
    let mut parts = Parts::default();
    let mut maps = BTreeMap::new();
    for (index, panel) in panels.iter().enumerate() {
        let name = format!("{}-{index}", about.id);
        let map = panel.draw(index, &name, &mut parts);
        maps.insert(name, map);
    }
    for (legend, at) in legends {
        parts.graphic.extend(legend.elements(*at));
    }
    // Frames, titles and legends lie above what is drawn in the frames.
    for element in &mut parts.graphic {
        element["z"] = json!(50);
    }
    let option = json!({
        "tooltip": { "trigger": "item" },
        "geo": parts.geo,
        "series": parts.series,
        "graphic": parts.graphic,
    });
    Figure {
        about,
        width,
        height,
        option,
        maps,
        data,
    }
}
