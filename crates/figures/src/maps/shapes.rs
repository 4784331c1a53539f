//! GeoJSON read, projected, thinned and cut.

use serde_json::{Value, json};

use super::projection::{Kilometres, project};
use super::view::Window;

/// Points in order, in kilometres. A ring ends where it begins.
pub type Path = Vec<Kilometres>;

/// One feature of a map: polygons, lines and points of one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feature {
    /// The six-digit division code, where a property holds one.
    pub code: Option<u32>,
    /// The name, where a property holds one.
    pub name: Option<String>,
    /// Polygons: an outer ring, then holes.
    pub polygons: Vec<Vec<Path>>,
    /// Lines.
    pub lines: Vec<Path>,
    /// Points.
    pub points: Vec<Kilometres>,
}

/// The features of a map, projected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    /// Features, in the order of the file.
    pub features: Vec<Feature>,
}

/// A file that cannot be drawn as a map.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum ShapesError {
    /// Not JSON.
    NotJson {
        /// Label of the file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the reader says.
        detail: String,
    },
    /// JSON, but not a GeoJSON feature collection, feature or geometry.
    NotGeoJson {
        /// Label of the file.
        file: String,
        /// The member that is wrong, as `features[3].geometry`.
        at: String,
    },
    /// A position outside the range of longitudes and latitudes.
    NotDegrees {
        /// Label of the file.
        file: String,
        /// The member that is wrong.
        at: String,
        /// The position.
        position: (f64, f64),
    },
    /// Nothing to draw.
    Empty {
        /// Label of the file.
        file: String,
    },
}

impl ShapesError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            ShapesError::NotJson {
                file,
                line,
                column,
                detail,
            } => (
                format!(
                    "{file}，第 {line} 行第 {column} 列：不是 JSON（{detail}）；请提供 GeoJSON 地图文件"
                ),
                format!(
                    "{file}, line {line}, column {column}: not JSON ({detail}); give a map as GeoJSON"
                ),
            ),
            ShapesError::NotGeoJson { file, at } => (
                format!(
                    "{file}，{at}：不是 GeoJSON；应为 FeatureCollection，其几何为点、线或面；TopoJSON 和 Shapefile 请先转换"
                ),
                format!(
                    "{file}, {at}: not GeoJSON; a FeatureCollection of points, lines or polygons is needed; convert TopoJSON or a shapefile first"
                ),
            ),
            ShapesError::NotDegrees {
                file,
                at,
                position: (x, y),
            } => (
                format!(
                    "{file}，{at}：坐标 ({x}, {y}) 不是经纬度；请导出为以度为单位的经纬度（CGCS2000 或 WGS 84）"
                ),
                format!(
                    "{file}, {at}: ({x}, {y}) is no longitude and latitude; export the map in degrees (CGCS2000 or WGS 84)"
                ),
            ),
            ShapesError::Empty { file } => (
                format!("{file}：地图中没有可绘制的要素；请检查文件"),
                format!("{file}: the map has nothing to draw; check the file"),
            ),
        }
    }
}

/// Properties that hold a code, the more telling first.
const CODES: [&str; 9] = [
    "adcode",
    "gb",
    "code",
    "adcode99",
    "区划代码",
    "行政区划代码",
    "省代码",
    "市代码",
    "id",
];

/// Properties that hold a name.
const NAMES: [&str; 7] = ["name", "NAME", "fullname", "名称", "市", "省", "NAME_ZH"];

impl Shapes {
    /// Reads GeoJSON and projects it. `file` is what errors call it.
    ///
    /// The code of a feature is the first of the properties adcode, gb, code, … that holds a division code of six
    /// digits, of nine beginning with 156 (the country code before it) or of twelve (statistical code).
    pub fn from_geojson(text: &str, file: &str) -> Result<Shapes, ShapesError> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| ShapesError::NotJson {
            file: file.to_string(),
            line: error.line(),
            column: error.column(),
            detail: error.to_string(),
        })?;
        let reader = Reader { file };
        let features = match value["type"].as_str() {
            Some("FeatureCollection") => {
                let features = value["features"]
                    .as_array()
                    .ok_or_else(|| reader.wrong("features"))?;
                features
                    .iter()
                    .enumerate()
                    .map(|(index, feature)| reader.feature(feature, &format!("features[{index}]")))
                    .collect::<Result<_, _>>()?
            }
            Some("Feature") => vec![reader.feature(&value, "feature")?],
            _ => return Err(reader.wrong("type")),
        };
        let shapes = Shapes { features };
        if shapes.bounds().is_none() {
            return Err(ShapesError::Empty {
                file: file.to_string(),
            });
        }
        Ok(shapes)
    }

    /// The window that holds everything; none where there is nothing.
    pub fn bounds(&self) -> Option<Window> {
        Window::around(self.features.iter().flat_map(Feature::positions))
    }

    /// The features with at least `step` kilometres between neighbouring points: points are set on a grid of that width and
    /// those that coincide with the one before are left out. Features that share a line still share it. A ring
    /// that would vanish keeps its own points.
    pub fn thinned(&self, step: f64) -> Shapes {
        let thin = |path: &Path, least: usize| -> Path {
            let mut thinned = Path::with_capacity(path.len() / 2);
            for &(x, y) in path {
                let point = ((x / step).round() * step, (y / step).round() * step);
                if thinned.last() != Some(&point) {
                    thinned.push(point);
                }
            }
            if thinned.len() < least {
                path.clone()
            } else {
                thinned
            }
        };
        let features = self
            .features
            .iter()
            .map(|feature| Feature {
                polygons: feature
                    .polygons
                    .iter()
                    .map(|rings| rings.iter().map(|ring| thin(ring, 4)).collect())
                    .collect(),
                lines: feature.lines.iter().map(|line| thin(line, 2)).collect(),
                ..feature.clone()
            })
            .collect();
        Shapes { features }
    }
}

impl Feature {
    fn positions(&self) -> impl Iterator<Item = Kilometres> {
        let rings = self.polygons.iter().flatten().flatten();
        let lines = self.lines.iter().flatten();
        rings.chain(lines).chain(&self.points).copied()
    }

    /// A point to hang a label on: the centroid of the largest outer ring, else the first point.
    pub fn centre(&self) -> Option<Kilometres> {
        let largest = self
            .polygons
            .iter()
            .filter_map(|rings| rings.first())
            .max_by(|a, b| signed_area(a).abs().total_cmp(&signed_area(b).abs()));
        match largest {
            Some(ring) => centroid(ring),
            None => self.positions().next(),
        }
    }

    /// What lies in the window, cut at its edge.
    pub fn cut(&self, window: &Window) -> Feature {
        let polygons = self
            .polygons
            .iter()
            .map(|rings| {
                rings
                    .iter()
                    .map(|ring| cut_ring(ring, window))
                    .filter(|ring| ring.len() >= 4)
                    .collect::<Vec<Path>>()
            })
            .filter(|rings| !rings.is_empty())
            .collect();
        Feature {
            polygons,
            lines: self
                .lines
                .iter()
                .flat_map(|line| cut_line(line, window))
                .collect(),
            points: self
                .points
                .iter()
                .copied()
                .filter(|point| window.holds(*point))
                .collect(),
            ..self.clone()
        }
    }
}

/// The area a ring encloses in square kilometres, positive where it runs counter-clockwise.
pub fn signed_area(ring: &[Kilometres]) -> f64 {
    let Some(&(x0, y0)) = ring.first() else {
        return 0.0;
    };
    let next = ring.iter().cycle().skip(1);
    // From the first point, so that large coordinates do not cancel.
    let twice: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| (a.0 - x0) * (b.1 - y0) - (b.0 - x0) * (a.1 - y0))
        .sum();
    twice / 2.0
}

/// The centroid of a ring; the mean of its points where it encloses nothing.
pub fn centroid(ring: &[Kilometres]) -> Option<Kilometres> {
    let &(x0, y0) = ring.first()?;
    let area = signed_area(ring);
    if area.abs() < 1e-9 {
        let n = ring.len() as f64;
        let (x, y) = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
        return Some((x / n, y / n));
    }
    let next = ring.iter().cycle().skip(1);
    let (x, y) = ring.iter().zip(next).fold((0.0, 0.0), |(x, y), (a, b)| {
        let (ax, ay, bx, by) = (a.0 - x0, a.1 - y0, b.0 - x0, b.1 - y0);
        let cross = ax * by - bx * ay;
        (x + (ax + bx) * cross, y + (ay + by) * cross)
    });
    Some((x0 + x / (6.0 * area), y0 + y / (6.0 * area)))
}

/// The part of a ring within a window (Sutherland and Hodgman 1974, one edge after the other). Parts that the
/// window separates stay joined along its edge, which a shaded area does not show.
fn cut_ring(ring: &[Kilometres], window: &Window) -> Path {
    if ring.iter().all(|&point| window.holds(point)) {
        return ring.to_vec();
    }
    let mut points = ring.to_vec();
    for edge in 0..4 {
        // How far a point lies inside of this edge.
        let inside = |(x, y): Kilometres| match edge {
            0 => x - window.west,
            1 => window.east - x,
            2 => y - window.south,
            _ => window.north - y,
        };
        let mut kept = Path::new();
        for (index, &end) in points.iter().enumerate() {
            let start = points[(index + points.len() - 1) % points.len()];
            let (from, to) = (inside(start), inside(end));
            if (from < 0.0) != (to < 0.0) {
                kept.push(between(start, end, from / (from - to)));
            }
            if to >= 0.0 {
                kept.push(end);
            }
        }
        points = kept;
    }
    if let Some(&first) = points.first()
        && points.last() != Some(&first)
    {
        points.push(first);
    }
    points
}

/// The parts of a line within a window (Liang and Barsky 1984).
fn cut_line(line: &[Kilometres], window: &Window) -> Vec<Path> {
    let mut parts: Vec<Path> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, start.0 - window.west),
            (dx, window.east - start.0),
            (-dy, start.1 - window.south),
            (dy, window.north - start.1),
        ] {
            if step == 0.0 {
                if room < 0.0 {
                    leave = -1.0;
                }
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        if enter > leave {
            open = false;
            continue;
        }
        if !open || enter > 0.0 {
            parts.push(vec![between(start, end, enter)]);
        }
        if let Some(part) = parts.last_mut() {
            part.push(between(start, end, leave));
        }
        open = leave >= 1.0;
    }
    parts
}

fn between(start: Kilometres, end: Kilometres, share: f64) -> Kilometres {
    (
        start.0 + share * (end.0 - start.0),
        start.1 + share * (end.1 - start.1),
    )
}

/// Polygons as the geometry of a GeoJSON feature that ECharts registers, to 10 metres.
pub(super) fn geometry(polygons: &[Vec<Path>]) -> Value {
    let coordinates: Vec<Vec<Vec<[f64; 2]>>> = polygons
        .iter()
        .map(|rings| rings.iter().map(|ring| rounded(ring)).collect())
        .collect();
    json!({ "type": "MultiPolygon", "coordinates": coordinates })
}

/// Points to 10 metres.
pub(super) fn rounded(path: &[Kilometres]) -> Vec<[f64; 2]> {
    path.iter()
        .map(|&(x, y)| [(x * 100.0).round() / 100.0, (y * 100.0).round() / 100.0])
        .collect()
}

struct Reader<'a> {
    file: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, at: &str) -> ShapesError {
        ShapesError::NotGeoJson {
            file: self.file.to_string(),
            at: at.to_string(),
        }
    }

    fn feature(&self, value: &Value, at: &str) -> Result<Feature, ShapesError> {
        if value["type"] != "Feature" {
            return Err(self.wrong(at));
        }
        let properties = &value["properties"];
        let text = |key: &&str| properties.get(*key).and_then(written);
        let mut feature = Feature {
            code: CODES
                .iter()
                .filter_map(text)
                .find_map(|code| division_code(&code)),
            name: NAMES.iter().find_map(text),
            ..Feature::default()
        };
        // A feature without a place is allowed, and draws nothing.
        if !value["geometry"].is_null() {
            self.geometry(&value["geometry"], &format!("{at}.geometry"), &mut feature)?;
        }
        Ok(feature)
    }

    fn geometry(&self, value: &Value, at: &str, feature: &mut Feature) -> Result<(), ShapesError> {
        let coordinates = &value["coordinates"];
        let list = |value: &Value| {
            let found = value.as_array().cloned();
            found.ok_or_else(|| self.wrong(at))
        };
        match value["type"].as_str().unwrap_or_default() {
            "Point" => feature.points.push(self.position(coordinates, at)?),
            "MultiPoint" => feature.points.extend(self.path(coordinates, at)?),
            "LineString" => feature.lines.push(self.path(coordinates, at)?),
            "MultiLineString" => {
                for line in list(coordinates)? {
                    feature.lines.push(self.path(&line, at)?);
                }
            }
            "Polygon" => feature.polygons.push(self.rings(coordinates, at)?),
            "MultiPolygon" => {
                for polygon in list(coordinates)? {
                    feature.polygons.push(self.rings(&polygon, at)?);
                }
            }
            "GeometryCollection" => {
                for geometry in list(&value["geometries"])? {
                    self.geometry(&geometry, at, feature)?;
                }
            }
            _ => return Err(self.wrong(at)),
        }
        Ok(())
    }

    fn rings(&self, value: &Value, at: &str) -> Result<Vec<Path>, ShapesError> {
        let rings = value.as_array().ok_or_else(|| self.wrong(at))?;
        rings.iter().map(|ring| self.path(ring, at)).collect()
    }

    fn path(&self, value: &Value, at: &str) -> Result<Path, ShapesError> {
        let points = value.as_array().ok_or_else(|| self.wrong(at))?;
        points
            .iter()
            .map(|point| self.position(point, at))
            .collect()
    }

    fn position(&self, value: &Value, at: &str) -> Result<Kilometres, ShapesError> {
        let number = |index: usize| value.get(index).and_then(Value::as_f64);
        let (Some(x), Some(y)) = (number(0), number(1)) else {
            return Err(self.wrong(at));
        };
        if x.abs() > 180.0 || y.abs() > 90.0 {
            return Err(ShapesError::NotDegrees {
                file: self.file.to_string(),
                at: at.to_string(),
                position: (x, y),
            });
        }
        Ok(project((x, y)))
    }
}

/// A property as text: maps write codes as text and as numbers.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn division_code(text: &str) -> Option<u32> {
    let digits = match text.len() {
        6 => text,
        9 => text.strip_prefix("156")?,
        12 => text.get(..6)?,
        _ => return None,
    };
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SQUARE: [Kilometres; 5] = [
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 10.0),
        (0.0, 10.0),
        (0.0, 0.0),
    ];

    fn one(properties: &str) -> Feature {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},
            "geometry":{{"type":"Point","coordinates":[105,30,12]}}}}]}}"#
        );
        Shapes::from_geojson(&text, "m.geojson").unwrap().features[0].clone()
    }

    #[test]
    fn finds_codes_as_maps_write_them() {
        for (properties, code) in [
            (r#"{"adcode":"440300"}"#, Some(440_300)),
            (r#"{"adcode":440300}"#, Some(440_300)),
            (r#"{"gb":"156440300"}"#, Some(440_300)),
            (r#"{"code":"440300000000"}"#, Some(440_300)),
            (r#"{"adcode":"","code":440300}"#, Some(440_300)),
            (r#"{"gb":"840440300"}"#, None),
            (r#"{"adcode":"44030x"}"#, None),
            ("null", None),
        ] {
            assert_eq!(one(properties).code, code, "{properties}");
        }
        assert_eq!(one(r#"{"name":" 深圳市 "}"#).name.unwrap(), "深圳市");
        assert_eq!(one("{}").points[0].0, 0.0);
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        for (text, expected) in [
            ("{\n  \"type\": x", "m.geojson, line 2, column 11: not JSON"),
            (r#"{"type":"Topology"}"#, "m.geojson, type: not GeoJSON"),
            (
                r#"{"type":"FeatureCollection","features":[]}"#,
                "m.geojson: the map has nothing to draw",
            ),
            (
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[["a",1]]]}}]}"#,
                "m.geojson, features[0].geometry: not GeoJSON",
            ),
            (
                r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[12961800,4854000]}}"#,
                "m.geojson, feature.geometry: (12961800, 4854000) is no longitude and latitude",
            ),
        ] {
            let error = Shapes::from_geojson(text, "m.geojson").unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
            assert!(
                error.message().0.starts_with("m.geojson，") || error.message().0.contains('：')
            );
        }
    }

    #[test]
    fn areas_and_centres_of_known_shapes() {
        assert_eq!(signed_area(&SQUARE), 100.0);
        assert_eq!(centroid(&SQUARE), Some((5.0, 5.0)));
        let triangle = [(1000.0, 2000.0), (1003.0, 2000.0), (1000.0, 2006.0)];
        let (x, y) = centroid(&triangle).unwrap();
        assert!((x - 1001.0).abs() < 1e-9 && (y - 2002.0).abs() < 1e-9);
        assert_eq!(centroid(&[(1.0, 2.0), (3.0, 4.0)]), Some((2.0, 3.0)));
        assert_eq!(centroid(&[]), None);
    }

    #[test]
    fn cuts_rings_and_lines_at_the_window() {
        let window = Window {
            west: 5.0,
            south: -5.0,
            east: 20.0,
            north: 4.0,
        };
        assert_eq!(signed_area(&cut_ring(&SQUARE, &window)), 20.0);
        let line = [(0.0, 0.0), (30.0, 0.0), (30.0, 2.0), (0.0, 2.0)];
        assert_eq!(
            cut_line(&line, &window),
            [vec![(5.0, 0.0), (20.0, 0.0)], vec![(20.0, 2.0), (5.0, 2.0)]]
        );
        assert!(cut_line(&[(0.0, 9.0), (30.0, 9.0)], &window).is_empty());
    }

    #[test]
    fn thinning_keeps_islets() {
        let islet: Path = SQUARE.iter().map(|(x, y)| (x / 100.0, y / 100.0)).collect();
        let feature = Feature {
            polygons: vec![vec![SQUARE.to_vec()], vec![islet.clone()]],
            ..Feature::default()
        };
        let thinned = Shapes {
            features: vec![feature],
        }
        .thinned(2.0);
        assert_eq!(thinned.features[0].polygons[0][0], SQUARE);
        assert_eq!(thinned.features[0].polygons[1][0], islet);
    }

    proptest! {
        #[test]
        fn what_is_cut_lies_in_the_window(
            points in prop::collection::vec((-50.0..50.0, -50.0..50.0), 3..20),
            west in -40.0..0.0, south in -40.0..0.0, width in 1.0..60.0, height in 1.0..60.0,
        ) {
            let window = Window { west, south, east: west + width, north: south + height };
            let wide = Window { west: west - 1e-6, south: south - 1e-6, east: west + width + 1e-6, north: south + height + 1e-6 };
            for point in cut_ring(&points, &window) {
                prop_assert!(wide.holds(point), "{point:?}");
            }
            for part in cut_line(&points, &window) {
                prop_assert!(part.len() >= 2);
                for point in part {
                    prop_assert!(wide.holds(point), "{point:?}");
                }
            }
        }
    }
}
