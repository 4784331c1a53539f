//! The shipped boundaries and the tile grid; sources and what was changed stand in `data/boundaries/README.md`.

use std::sync::LazyLock;

use super::projection::project;
use super::shapes::{Path, Shapes};
use super::view::Window;

/// Width of the grid the shipped shapes are thinned to, in kilometres: well below a pixel on a page.
const STEP: f64 = 2.0;

fn shipped(text: &str, file: &str) -> Shapes {
    // The files are compiled in and read by the tests: an error here is an error of the build.
    Shapes::from_geojson(text, file).expect("the shipped boundaries are sound")
}

static PROVINCES: LazyLock<Shapes> = LazyLock::new(|| {
    let text = include_str!("../../../../data/boundaries/provinces.geojson");
    shipped(text, "provinces.geojson").thinned(STEP)
});

static PREFECTURES: LazyLock<Shapes> = LazyLock::new(|| {
    let text = include_str!("../../../../data/boundaries/prefectures.geojson");
    shipped(text, "prefectures.geojson").thinned(STEP)
});

static LINES: LazyLock<Shapes> = LazyLock::new(|| {
    let text = include_str!("../../../../data/boundaries/boundary_lines.geojson");
    shipped(text, "boundary_lines.geojson").thinned(STEP)
});

/// The 34 province-level divisions.
pub fn provinces() -> &'static Shapes {
    &PROVINCES
}

/// The divisions of the prefecture level, and the county-level units directly under a province.
pub fn prefectures() -> &'static Shapes {
    &PREFECTURES
}

/// The strokes of the South China Sea dashed line.
pub fn dashed_line() -> impl Iterator<Item = &'static Path> {
    // The feature of the line is the one with the most strokes; its note is not kept by the reader.
    LINES
        .features
        .iter()
        .filter(|feature| feature.lines.len() == 10)
        .flat_map(|feature| &feature.lines)
}

/// The pieces of boundaries that the polygons leave open.
pub fn other_lines() -> impl Iterator<Item = &'static Path> {
    LINES
        .features
        .iter()
        .filter(|feature| feature.lines.len() != 10)
        .flat_map(|feature| &feature.lines)
}

/// The window of a national map: everything north of the latitude at which the inset takes over, with room for
/// the inset in the south-east.
pub fn national_window() -> Window {
    Window {
        west: -2700.0,
        south: 1700.0,
        east: 2900.0,
        north: 5990.0,
    }
}

/// The window of the inset: the South China Sea with all its islands and the whole dashed line, and the coast
/// north of it.
pub fn south_china_sea_window() -> Window {
    Window {
        west: 180.0,
        south: 110.0,
        east: 1880.0,
        north: 2860.0,
    }
}

/// One square of the tile grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// The division's code.
    pub code: u32,
    /// Counted from the west, from 0.
    pub column: u32,
    /// Counted from the north, from 0.
    pub row: u32,
}

static TILES: LazyLock<Vec<Tile>> = LazyLock::new(|| {
    let text = include_str!("../../../../data/boundaries/tiles.csv");
    let number = |cell: Option<&str>| {
        cell.and_then(|cell| cell.parse().ok())
            .expect("the shipped tile grid is sound")
    };
    text.lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            Tile {
                code: number(cells.next()),
                column: number(cells.next()),
                row: number(cells.next()),
            }
        })
        .collect()
});

/// The squares of the 34 province-level divisions.
pub fn tiles() -> &'static [Tile] {
    &TILES
}

/// Meridians and parallels every ten degrees over a national map, each with its label: what gives direction where
/// no boundary is drawn.
pub fn graticule() -> Vec<(String, Path)> {
    let steps = |from: i32, to: i32| (from..=to).map(f64::from);
    let meridians = (70..=140).step_by(10).map(|longitude| {
        let path = steps(10, 60).map(|latitude| project((f64::from(longitude), latitude)));
        (format!("{longitude}°E"), path.collect())
    });
    let parallels = (10..=60).step_by(10).map(|latitude| {
        let path = steps(60, 150).map(|longitude| project((longitude, f64::from(latitude))));
        (format!("{latitude}°N"), path.collect())
    });
    meridians.chain(parallels).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::projection::unproject;
    use super::super::shapes::{centroid, signed_area};
    use super::*;

    fn parts(shapes: &Shapes, code: u32) -> Vec<(f64, f64)> {
        let feature = shapes.features.iter().find(|f| f.code == Some(code));
        feature
            .unwrap()
            .polygons
            .iter()
            .map(|rings| unproject(centroid(&rings[0]).unwrap()))
            .collect()
    }

    fn has_part(shapes: &Shapes, code: u32, longitude: f64, latitude: f64) -> bool {
        parts(shapes, code)
            .iter()
            .any(|(x, y)| (x - longitude).abs() < 0.1 && (y - latitude).abs() < 0.1)
    }

    #[test]
    fn the_whole_territory_is_there() {
        let codes: BTreeSet<u32> = provinces().features.iter().filter_map(|f| f.code).collect();
        let tiles: BTreeSet<u32> = tiles().iter().map(|tile| tile.code).collect();
        assert_eq!(codes.len(), 34);
        assert_eq!(codes, tiles);
        for code in [710_000, 810_000, 820_000] {
            assert!(codes.contains(&code));
        }
        assert_eq!(parts(provinces(), 460_000).len(), 328);
        assert_eq!(parts(provinces(), 710_000).len(), 16);
        // 钓鱼岛, 赤尾屿, 澎湖, 兰屿; 永兴岛, 黄岩岛, 太平岛, 曾母暗沙.
        for (code, longitude, latitude) in [
            (710_000, 123.53, 25.75),
            (710_000, 124.56, 25.92),
            (710_000, 119.63, 23.56),
            (710_000, 121.55, 22.05),
            (460_000, 112.34, 16.835),
            (460_000, 117.78, 15.17),
            (460_000, 114.367, 10.377),
            (460_000, 112.26, 3.97),
        ] {
            assert!(
                has_part(provinces(), code, longitude, latitude),
                "{longitude} {latitude}"
            );
        }
        // 三沙市 alone.
        assert_eq!(parts(prefectures(), 460_300).len(), 324);
    }

    #[test]
    fn the_dashed_line_has_ten_strokes() {
        let strokes: Vec<(f64, f64)> = dashed_line()
            .map(|stroke| unproject(stroke[stroke.len() / 2]))
            .collect();
        assert_eq!(strokes.len(), 10);
        // The southernmost near 曾母暗沙, the tenth east of Taiwan.
        assert!(strokes.iter().any(|(_, latitude)| *latitude < 4.0));
        assert!(strokes.iter().any(|(x, y)| *x > 122.0 && *y > 23.0));
        let window = south_china_sea_window();
        assert!(dashed_line().flatten().all(|&point| window.holds(point)));
        assert!(other_lines().count() > 7);
    }

    #[test]
    fn the_windows_hold_everything() {
        let (national, inset) = (national_window(), south_china_sea_window());
        for feature in &provinces().features {
            for ring in feature.polygons.iter().flatten() {
                for &point in ring {
                    assert!(national.holds(point) || inset.holds(point));
                }
            }
        }
    }

    #[test]
    fn areas_are_near_the_published_ones() {
        // Thousand square kilometres: China about 9 600, Xinjiang 1 660, Tibet 1 220, Taiwan 36.
        let area = |code: Option<u32>| -> f64 {
            provinces()
                .features
                .iter()
                .filter(|f| code.is_none() || f.code == code)
                .flat_map(|f| &f.polygons)
                .map(|rings| {
                    signed_area(&rings[0]).abs()
                        - rings[1..]
                            .iter()
                            .map(|hole| signed_area(hole).abs())
                            .sum::<f64>()
                })
                .sum::<f64>()
                / 1000.0
        };
        for (code, published) in [
            (None, 9600.0),
            (Some(650_000), 1660.0),
            (Some(540_000), 1220.0),
            (Some(710_000), 36.0),
        ] {
            let relative = area(code) / published - 1.0;
            assert!(relative.abs() < 0.03, "{code:?}: {}", area(code));
        }
    }

    #[test]
    fn every_tile_has_its_own_place() {
        let places: BTreeSet<(u32, u32)> = tiles().iter().map(|t| (t.column, t.row)).collect();
        assert_eq!(places.len(), 34);
    }
}
