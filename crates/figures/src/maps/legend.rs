//! What the colours, circles and lines of a map mean.

use serde_json::{Value, json};

use super::colours;
use super::labels::{Rectangle, text_size};
use super::view::Pixel;
use crate::fonts;

/// What stands before the text of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A shaded area or symbol of this colour.
    Fill(String),
    /// The hatch of what has no data.
    NoData,
    /// A circle of this radius and colour.
    Circle {
        /// In pixels.
        radius: f64,
        /// Colour.
        colour: String,
    },
    /// A line of this width and colour.
    Line {
        /// In pixels.
        width: f64,
        /// Colour.
        colour: String,
    },
}

/// One line of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What is seen on the map.
    pub mark: Mark,
    /// What it means.
    pub label: String,
}

/// A legend: a title, and entries below each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Legend {
    /// What the entries are about, with the unit.
    pub title: String,
    /// Entries, from above.
    pub entries: Vec<Entry>,
}

/// Font size of legends.
const SIZE: f64 = 11.0;
/// Width of a swatch.
const SWATCH: (f64, f64) = (18.0, 11.0);
/// Room between entries.
const LEADING: f64 = 4.0;

impl Legend {
    /// Width and height in pixels.
    pub fn size(&self) -> (f64, f64) {
        let title = text_size(&self.title, SIZE);
        let width = self
            .entries
            .iter()
            .map(|entry| self.column() + 6.0 + text_size(&entry.label, SIZE).0)
            .fold(title.0, f64::max);
        let rows: f64 = self.entries.iter().map(|entry| row(entry) + LEADING).sum();
        (width, self.head() + rows)
    }

    /// The rectangle it takes at a place.
    pub fn rectangle(&self, (left, top): Pixel) -> Rectangle {
        let (width, height) = self.size();
        Rectangle {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    }

    fn head(&self) -> f64 {
        if self.title.is_empty() {
            0.0
        } else {
            text_size(&self.title, SIZE).1 + LEADING
        }
    }

    /// Width of the marks.
    fn column(&self) -> f64 {
        self.entries
            .iter()
            .map(|entry| match entry.mark {
                Mark::Circle { radius, .. } => 2.0 * radius,
                _ => SWATCH.0,
            })
            .fold(0.0, f64::max)
    }

    /// ECharts graphic elements of the legend with its upper left corner at a place.
    pub(super) fn elements(&self, (left, top): Pixel) -> Vec<Value> {
        let Rectangle { right, bottom, .. } = self.rectangle((left, top));
        // So that lines of the map do not run through the text.
        let mut elements = vec![json!({
            "type": "rect", "silent": true,
            "shape": { "x": left - 4.0, "y": top - 3.0, "width": right - left + 8.0, "height": bottom - top + 4.0 },
            "style": { "fill": "#ffffff", "opacity": 0.85 },
        })];
        if !self.title.is_empty() {
            elements.push(text(&self.title, (left, top), SIZE, "left", true));
        }
        let mut y = top + self.head();
        let column = self.column();
        for entry in &self.entries {
            let height = row(entry);
            let middle = (left + column / 2.0, y + height / 2.0);
            elements.extend(mark(&entry.mark, middle));
            let at = (left + column + 6.0, middle.1);
            let mut label = text(&entry.label, at, SIZE, "left", false);
            label["style"]["verticalAlign"] = json!("middle");
            elements.push(label);
            y += height + LEADING;
        }
        elements
    }
}

fn row(entry: &Entry) -> f64 {
    let text = text_size(&entry.label, SIZE).1;
    match entry.mark {
        Mark::Circle { radius, .. } => text.max(2.0 * radius),
        _ => text,
    }
}

fn mark(mark: &Mark, (x, y): Pixel) -> Vec<Value> {
    let (width, height) = SWATCH;
    let (left, top) = (x - width / 2.0, y - height / 2.0);
    let swatch = |colour: &str| {
        json!({
            "type": "rect", "silent": true,
            "shape": { "x": left, "y": top, "width": width, "height": height },
            "style": { "fill": colour, "stroke": colours::BORDER, "lineWidth": 0.6 },
        })
    };
    let line = |from: Pixel, to: Pixel, colour: &str, width: f64| {
        json!({
            "type": "line", "silent": true,
            "shape": { "x1": from.0, "y1": from.1, "x2": to.0, "y2": to.1 },
            "style": { "stroke": colour, "lineWidth": width },
        })
    };
    match mark {
        Mark::Fill(colour) => vec![swatch(colour)],
        Mark::NoData => {
            let strokes = (0..4).map(|stroke| {
                let start = left + 1.0 + f64::from(stroke) * (width - height) / 2.0;
                let (from, to) = ((start, top + height), (start + height, top));
                line(
                    from,
                    (to.0.min(left + width), to.1.max(top)),
                    colours::HATCH,
                    0.8,
                )
            });
            // The last stroke would leave the swatch: three fit.
            [swatch(colours::NO_DATA)]
                .into_iter()
                .chain(strokes.take(3))
                .collect()
        }
        Mark::Circle { radius, colour } => vec![json!({
            "type": "circle", "silent": true,
            "shape": { "cx": x, "cy": y, "r": radius },
            "style": { "fill": colour, "fillOpacity": 0.75, "stroke": "#ffffff", "lineWidth": 0.6 },
        })],
        Mark::Line {
            width: thick,
            colour,
        } => {
            vec![line((left, y), (left + width, y), colour, *thick)]
        }
    }
}

/// A text element.
pub(super) fn text(content: &str, (x, y): Pixel, size: f64, align: &str, bold: bool) -> Value {
    let weight = if bold { "bold" } else { "normal" };
    json!({
        "type": "text", "silent": true, "x": x, "y": y,
        "style": {
            "text": content, "fill": colours::TEXT, "fontSize": size, "fontWeight": weight,
            "fontFamily": fonts::FAMILIES, "align": align, "verticalAlign": "top",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_room_it_says() {
        let entry = |mark| Entry {
            mark,
            label: "10–20".into(),
        };
        let legend = Legend {
            title: "得分".into(),
            entries: vec![
                entry(Mark::Fill("#ffffff".into())),
                entry(Mark::Circle {
                    radius: 20.0,
                    colour: "#000000".into(),
                }),
            ],
        };
        let (width, height) = legend.size();
        // Four digits and a dash, which is as wide as a character of Chinese.
        assert!((width - (46.0 + 3.4 * SIZE)).abs() < 1e-9);
        assert!(height > 40.0 + 2.0 * SIZE);
        // The ground, the title, and a mark and a text an entry.
        assert_eq!(legend.elements((0.0, 0.0)).len(), 6);
        assert_eq!(Legend::default().size(), (0.0, 0.0));
    }
}
