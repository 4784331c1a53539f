//! Kilometres to pixels.

use super::projection::Kilometres;

/// A point of a figure in CSS pixels: right of its left edge, down from its top.
pub type Pixel = (f64, f64);

/// A rectangle of the map in kilometres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Least x.
    pub west: f64,
    /// Least y.
    pub south: f64,
    /// Greatest x.
    pub east: f64,
    /// Greatest y.
    pub north: f64,
}

impl Window {
    /// The smallest window that holds all points; none where there is no point.
    pub fn around(points: impl IntoIterator<Item = Kilometres>) -> Option<Window> {
        points.into_iter().fold(None, |window, (x, y)| {
            let window = window.unwrap_or(Window {
                west: x,
                south: y,
                east: x,
                north: y,
            });
            Some(Window {
                west: window.west.min(x),
                south: window.south.min(y),
                east: window.east.max(x),
                north: window.north.max(y),
            })
        })
    }

    /// The window with a margin on every side.
    pub fn widened(self, margin: f64) -> Window {
        Window {
            west: self.west - margin,
            south: self.south - margin,
            east: self.east + margin,
            north: self.north + margin,
        }
    }

    /// The window grown about its middle to a shape of `ratio` = width / height.
    pub fn shaped(self, ratio: f64) -> Window {
        let (width, height) = (self.east - self.west, self.north - self.south);
        let across = ((height * ratio - width) / 2.0).max(0.0);
        let along = ((width / ratio - height) / 2.0).max(0.0);
        Window {
            west: self.west - across,
            south: self.south - along,
            east: self.east + across,
            north: self.north + along,
        }
    }

    /// Whether a point lies in it or on its edge.
    pub fn holds(&self, (x, y): Kilometres) -> bool {
        (self.west..=self.east).contains(&x) && (self.south..=self.north).contains(&y)
    }

    /// Height over width.
    pub fn aspect(&self) -> f64 {
        (self.north - self.south) / (self.east - self.west)
    }
}

/// A window and where in the figure it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// What is seen.
    pub window: Window,
    /// Left edge in pixels.
    pub left: f64,
    /// Top edge in pixels.
    pub top: f64,
    /// Width in pixels.
    pub width: f64,
}

impl View {
    /// Height in pixels: the scale is the same in both directions.
    pub fn height(&self) -> f64 {
        self.width * self.window.aspect()
    }

    /// Pixels a kilometre.
    pub fn scale(&self) -> f64 {
        self.width / (self.window.east - self.window.west)
    }

    /// Where a point of the map is drawn.
    pub fn pixel(&self, (x, y): Kilometres) -> Pixel {
        (
            self.left + (x - self.window.west) * self.scale(),
            self.top + (self.window.north - y) * self.scale(),
        )
    }

    /// The point of the map drawn at a pixel.
    pub fn kilometres(&self, (x, y): Pixel) -> Kilometres {
        (
            self.window.west + (x - self.left) / self.scale(),
            self.window.north - (y - self.top) / self.scale(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_back() {
        let view = View {
            window: Window {
                west: -100.0,
                south: 0.0,
                east: 100.0,
                north: 50.0,
            },
            left: 10.0,
            top: 20.0,
            width: 400.0,
        };
        assert_eq!(view.height(), 100.0);
        assert_eq!(view.pixel((-100.0, 50.0)), (10.0, 20.0));
        assert_eq!(view.pixel((100.0, 0.0)), (410.0, 120.0));
        assert_eq!(view.kilometres((210.0, 70.0)), (0.0, 25.0));
    }

    #[test]
    fn windows_grow_about_their_middle() {
        let window = Window::around([(0.0, 0.0), (4.0, 2.0)]).unwrap();
        assert_eq!(window.shaped(1.0).north, 3.0);
        assert_eq!(window.shaped(4.0).east, 6.0);
        assert_eq!(window.widened(1.0).aspect(), 4.0 / 6.0);
        assert_eq!(Window::around([]), None);
    }
}
