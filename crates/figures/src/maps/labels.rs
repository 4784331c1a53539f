//! Labels that do not overlap.
//!
//! A greedy placement: labels are placed in the order of their importance, each at the first free one of its candidate places. The
//! candidates are the eight places around the symbol that cartography has long used (right first; Imhof 1975, Yoeli 1972), then
//! places on rings farther out, which are tied to the symbol by a leader line. A place is free when the
//! label lies within the bounds, touches no label, symbol or leader, and its own leader crosses no label and no other leader. What finds no
//! place is left out, and the caller says so. No chance is involved: the same labels give the same places.

use super::view::Pixel;

/// A rectangle of the figure in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rectangle {
    /// A rectangle about its middle.
    pub fn about((x, y): Pixel, width: f64, height: f64) -> Rectangle {
        Rectangle {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Rectangle) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies within.
    pub fn holds(&self, other: &Rectangle) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// The middle.
    pub fn middle(&self) -> Pixel {
        (
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }

    /// The point of the rectangle nearest to `point`.
    fn nearest(&self, (x, y): Pixel) -> Pixel {
        (
            x.clamp(self.left, self.right),
            y.clamp(self.top, self.bottom),
        )
    }

    /// Whether a segment passes through the inside.
    pub fn is_crossed(&self, (start, end): Segment) -> bool {
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, start.0 - self.left),
            (dx, self.right - start.0),
            (-dy, start.1 - self.top),
            (dy, self.bottom - start.1),
        ] {
            if step == 0.0 {
                if room <= 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        leave - enter > 1e-9
    }
}

/// A straight line between two points.
pub type Segment = (Pixel, Pixel);

/// A label that wants a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The middle of what it names.
    pub at: Pixel,
    /// How far from there the symbol reaches.
    pub radius: f64,
    /// Width of the text.
    pub width: f64,
    /// Height of the text.
    pub height: f64,
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The box of the text.
    pub rectangle: Rectangle,
    /// From the edge of the symbol to the text, where the text is away from it.
    pub leader: Option<Segment>,
}

/// Room between a symbol and its label, in pixels.
const GAP: f64 = 2.0;

/// How far out the rings lie on which labels with leaders are tried, in pixels.
const RINGS: [f64; 9] = [12.0, 20.0, 30.0, 42.0, 56.0, 72.0, 90.0, 112.0, 140.0];

/// Directions of a ring: right, left, then in turns around.
const DIRECTIONS: u32 = 24;

/// Places labels, the first being the most important. Symbols of all labels are kept free, and so are `obstacles`.
pub fn place(wanted: &[Wanted], obstacles: &[Rectangle], bounds: Rectangle) -> Vec<Option<Placed>> {
    let symbols: Vec<Rectangle> = wanted
        .iter()
        .map(|label| Rectangle::about(label.at, 2.0 * label.radius, 2.0 * label.radius))
        .collect();
    let mut placed: Vec<Option<Placed>> = Vec::with_capacity(wanted.len());
    for label in wanted {
        let free = |candidate: &Placed| {
            let done = || placed.iter().flatten();
            let leaders = || done().filter_map(|label| label.leader);
            bounds.holds(&candidate.rectangle)
                && !obstacles
                    .iter()
                    .chain(&symbols)
                    .chain(done().map(|label| &label.rectangle))
                    .any(|taken| taken.overlaps(&candidate.rectangle))
                && !leaders().any(|leader| candidate.rectangle.is_crossed(leader))
                && candidate.leader.is_none_or(|leader| {
                    !done().any(|label| label.rectangle.is_crossed(leader))
                        && !leaders().any(|other| cross(leader, other))
                })
        };
        let found = candidates(label).find(free);
        placed.push(found);
    }
    placed
}

fn candidates(label: &Wanted) -> impl Iterator<Item = Placed> {
    let Wanted {
        at,
        radius,
        width,
        height,
    } = *label;
    let away = (radius + GAP + width / 2.0, radius + GAP + height / 2.0);
    // Right, left, above, below, then the corners, drawn in a little.
    let near = [
        (away.0, 0.0),
        (-away.0, 0.0),
        (0.0, -away.1),
        (0.0, away.1),
        (away.0 - radius * 0.3, -away.1 + radius * 0.3),
        (away.0 - radius * 0.3, away.1 - radius * 0.3),
        (-away.0 + radius * 0.3, -away.1 + radius * 0.3),
        (-away.0 + radius * 0.3, away.1 - radius * 0.3),
    ];
    let near = near.into_iter().map(move |(x, y)| Placed {
        rectangle: Rectangle::about((at.0 + x, at.1 + y), width, height),
        leader: None,
    });
    let far = RINGS.into_iter().flat_map(move |distance| {
        (0..DIRECTIONS).map(move |step| {
            // 0, 1, −1, 2, −2 … steps from the east, so that both sides are tried alike.
            let turn = if step % 2 == 0 {
                -f64::from(step / 2)
            } else {
                f64::from(step / 2 + 1)
            };
            let angle = turn * std::f64::consts::TAU / f64::from(DIRECTIONS);
            let (sin, cos) = angle.sin_cos();
            let middle = (
                at.0 + cos * (away.0 + distance),
                at.1 + sin * (away.1 + distance),
            );
            let rectangle = Rectangle::about(middle, width, height);
            let end = rectangle.nearest(at);
            let length = (end.0 - at.0).hypot(end.1 - at.1);
            let start = (
                at.0 + (end.0 - at.0) / length * radius,
                at.1 + (end.1 - at.1) / length * radius,
            );
            Placed {
                rectangle,
                leader: Some((start, end)),
            }
        })
    });
    near.chain(far)
}

/// Whether two segments cross in their inside.
fn cross((a, b): Segment, (c, d): Segment) -> bool {
    let side = |p: Pixel, q: Pixel, r: Pixel| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// The size of a text of one or more lines at a font size, a little generously: a character of Chinese takes one em,
/// others six tenths.
pub fn text_size(text: &str, size: f64) -> (f64, f64) {
    let width = |line: &str| -> f64 {
        line.chars()
            .map(|character| if character < '\u{2000}' { 0.6 } else { 1.0 })
            .sum()
    };
    let widest = text.lines().map(width).fold(0.0, f64::max);
    (
        widest * size,
        text.lines().count().max(1) as f64 * size * 1.25,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAGE: Rectangle = Rectangle {
        left: 0.0,
        top: 0.0,
        right: 600.0,
        bottom: 500.0,
    };

    fn label(x: f64, y: f64) -> Wanted {
        Wanted {
            at: (x, y),
            radius: 4.0,
            width: 40.0,
            height: 14.0,
        }
    }

    #[test]
    fn a_lone_label_stands_to_the_right() {
        let placed = place(&[label(100.0, 100.0)], &[], PAGE)[0].unwrap();
        assert_eq!(placed.leader, None);
        assert_eq!(placed.rectangle.left, 106.0);
        assert_eq!(placed.rectangle.middle().1, 100.0);
    }

    #[test]
    fn at_the_edge_it_moves_to_the_left() {
        let placed = place(&[label(590.0, 100.0)], &[], PAGE)[0].unwrap();
        assert_eq!(placed.rectangle.right, 584.0);
    }

    #[test]
    fn a_crowd_gets_leaders_and_what_has_no_room_is_left_out() {
        let crowd: Vec<Wanted> = (0..12)
            .map(|n| label(300.0 + 6.0 * f64::from(n), 250.0))
            .collect();
        let placed = place(&crowd, &[], PAGE);
        assert!(placed.iter().flatten().count() >= 6);
        assert!(placed.iter().flatten().any(|label| label.leader.is_some()));
        let narrow = Rectangle {
            right: 30.0,
            ..PAGE
        };
        assert_eq!(place(&[label(15.0, 15.0)], &[], narrow), [None]);
    }

    #[test]
    fn sizes_of_texts() {
        assert_eq!(text_size("深圳", 10.0), (20.0, 12.5));
        assert_eq!(text_size("ab\n深圳市", 10.0), (30.0, 25.0));
    }

    proptest! {
        #[test]
        fn no_two_labels_touch(
            points in prop::collection::vec((0.0..600.0, 0.0..500.0, 2.0..20.0, 10.0..80.0), 1..40)
        ) {
            let wanted: Vec<Wanted> = points
                .iter()
                .map(|&(x, y, radius, width)| Wanted { at: (x, y), radius, width, height: 14.0 })
                .collect();
            let obstacle = Rectangle { left: 0.0, top: 400.0, right: 150.0, bottom: 500.0 };
            let placed = place(&wanted, &[obstacle], PAGE);
            prop_assert_eq!(&placed, &place(&wanted, &[obstacle], PAGE));
            let done: Vec<&Placed> = placed.iter().flatten().collect();
            for (index, one) in done.iter().enumerate() {
                prop_assert!(PAGE.holds(&one.rectangle));
                prop_assert!(!one.rectangle.overlaps(&obstacle));
                for symbol in &wanted {
                    let symbol = Rectangle::about(symbol.at, 2.0 * symbol.radius, 2.0 * symbol.radius);
                    prop_assert!(!one.rectangle.overlaps(&symbol));
                }
                for other in &done[..index] {
                    prop_assert!(!one.rectangle.overlaps(&other.rectangle));
                    for (line, label) in [(one.leader, other), (other.leader, one)] {
                        prop_assert!(line.is_none_or(|line| !label.rectangle.is_crossed(line)));
                    }
                }
            }
        }
    }
}
