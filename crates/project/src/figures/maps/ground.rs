//! What lies under the values of a map: tiles, the shipped boundaries, a map of the user's own, or nothing but
//! meridians and parallels.

use std::collections::BTreeMap;

use jushu_figures::maps::boundaries;
use jushu_figures::maps::colours;
use jushu_figures::maps::labels::Rectangle;
use jushu_figures::maps::panel::Fill;
use jushu_figures::maps::shapes::{Feature, Path, Shapes};
use jushu_figures::maps::view::{View, Window};
use jushu_figures::maps::{Area, Line, Panel, Text};
use jushu_figures::{Language, theme};
use jushu_places::{Code, Hint, Level, Place, Places, Resolution};

use super::super::options::UserMap;

/// How one place is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Paint {
    /// What fills it.
    pub fill: Fill,
    /// Its value, shown when it is pointed at.
    pub value: Option<f64>,
}

/// How the places that have a value are shown; land that is not in it takes no part.
pub type Paints = BTreeMap<Code, Paint>;

/// Room around a map in the figure, in pixels.
pub const MARGIN: f64 = 4.0;

/// The width of a map that fills the figure.
pub fn full_width() -> f64 {
    f64::from(theme::WIDTH) - 2.0 * MARGIN
}

fn full_view(window: Window) -> View {
    View {
        window,
        left: MARGIN,
        top: MARGIN,
        width: full_width(),
    }
}

/// The name of a place in full, as areas are called.
pub fn full_name(place: &Place, language: Language) -> &str {
    match (language, &place.english_name) {
        (Language::En, Some(name)) => name,
        _ => &place.name,
    }
}

/// The tile grid: a frame of squares, with the room for a legend in its upper left corner.
pub fn tiles(paints: &Paints, texts: &BTreeMap<Code, String>, language: Language) -> Panel {
    // One unit of the plane is one square.
    let window = Window {
        west: -0.9,
        south: -8.1,
        east: 7.9,
        north: 0.1,
    };
    let mut panel = Panel::new(full_view(window));
    panel.framed = false;
    for tile in boundaries::tiles() {
        let Some(place) = Code::new(tile.code).and_then(|code| Places::shipped().get(code)) else {
            continue;
        };
        let (west, north) = (f64::from(tile.column), -f64::from(tile.row));
        let (a, b) = (0.03, 0.97);
        let square: Path = [(a, a), (b, a), (b, b), (a, b), (a, a)]
            .map(|(x, y)| (west + x, north - y))
            .to_vec();
        let paint = paints.get(&place.code);
        let fill = paint.map_or(Fill::Ground, |paint| paint.fill.clone());
        let short = match (language, &place.english_name) {
            (Language::En, Some(name)) => abbreviated(name),
            _ => place.short_name.clone(),
        };
        let content = match texts.get(&place.code) {
            Some(below) => format!("{short}\n{below}"),
            None => short,
        };
        panel.texts.push(Text {
            at: (west + 0.5, north - 0.5),
            content,
            size: language_size(language),
            colour: match &fill {
                Fill::Colour(colour) => colours::text_on(colour).to_string(),
                Fill::NoData | Fill::Ground => colours::LINE.to_string(),
            },
            bold: false,
        });
        panel.areas.push(Area {
            name: full_name(place, language).to_string(),
            polygons: vec![vec![square]],
            fill,
            value: paint.and_then(|paint| paint.value),
        });
    }
    panel
}

fn language_size(language: Language) -> f64 {
    match language {
        Language::Zh => 13.0,
        Language::En => 11.0,
    }
}

/// A name short enough for a square: words of two parts on two lines.
fn abbreviated(name: &str) -> String {
    name.replacen(' ', "\n", 1)
}

/// The whole country on shipped boundaries, and the inset of the South China Sea inside its frame. `shapes` are
/// [`boundaries::provinces`] or [`boundaries::prefectures`].
pub fn national(shapes: &Shapes, paints: &Paints, language: Language) -> Vec<Panel> {
    let main = full_view(boundaries::national_window());
    let window = boundaries::south_china_sea_window();
    // Narrow enough to leave 赤尾屿, the easternmost islet beside it, in the open.
    let width = 80.0;
    let inset = View {
        window,
        left: main.left + main.width - width - 5.0,
        top: main.top + main.height() - width * window.aspect() - 5.0,
        width,
    };
    let mut panels: Vec<Panel> = [main, inset]
        .into_iter()
        .map(|view| {
            let mut panel = Panel::new(view);
            // Finer than half a pixel is not seen.
            let step = 0.5 / view.scale();
            panel.areas = areas(&shapes.thinned(step), paints, &view.window, language);
            panel.lines = boundary_lines(&view);
            // Provinces stand out from the cities in them.
            if !std::ptr::eq(shapes, boundaries::provinces()) {
                panel.lines.extend(province_lines(&view.window, step));
            }
            panel
        })
        .collect();
    panels[0].mark = Some(language.pick("示意图", "Sketch map").to_string());
    let free = panels[1].rectangle();
    panels[0].kept_free.push(free);
    let (south, middle) = (window.south, (window.west + window.east) / 2.0);
    panels[1].texts.push(Text {
        at: (middle, south + 90.0),
        content: language.pick("南海诸岛", "South China Sea Is.").to_string(),
        size: 8.5,
        colour: colours::TEXT.to_string(),
        bold: false,
    });
    panels[1].dots = islets(shapes, &inset);
    panels
}

/// A map of the user's own, drawn as it is given.
pub fn user(map: &UserMap, level: Level, paints: &Paints, language: Language) -> (Panel, Matching) {
    let matching = Matching::of(&map.shapes, level, paints);
    // The reader refuses a map without anything to draw, so there are bounds.
    let bounds = map.shapes.bounds().unwrap_or(boundaries::national_window());
    let reach = (bounds.east - bounds.west).max(bounds.north - bounds.south);
    let window = bounds.widened(reach.max(1.0) * 0.02);
    // Higher than a page is wide would not fit on it.
    let window = window.shaped((1.0 / window.aspect()).max(0.85));
    let view = full_view(window);
    let mut panel = Panel::new(view);
    // Finer than half a pixel is not seen.
    let shapes = map.shapes.thinned(0.5 / view.scale());
    for (feature, code) in shapes.features.iter().zip(&matching.codes) {
        let paint = code.and_then(|code| paints.get(&code));
        let known = code.and_then(|code| Places::shipped().get(code));
        let name = match known {
            Some(place) => full_name(place, language).to_string(),
            None => feature.name.clone().unwrap_or_default(),
        };
        if !feature.polygons.is_empty() {
            panel.areas.push(Area {
                name,
                polygons: feature.polygons.clone(),
                fill: paint.map_or(Fill::Ground, |paint| paint.fill.clone()),
                value: paint.and_then(|paint| paint.value),
            });
        }
        panel.lines.extend(feature.lines.iter().map(|path| Line {
            path: path.clone(),
            width: 1.0,
            colour: colours::LINE.to_string(),
        }));
        panel.dots.extend(&feature.points);
    }
    panel.mark = map.review_number.as_ref().map(|number| match language {
        Language::Zh => format!("审图号：{number}"),
        Language::En => format!("Map review number: {number}"),
    });
    (panel, matching)
}

/// How the features of a user's map and the units answer each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    /// The place of each feature, where it is known.
    codes: Vec<Option<Code>>,
    /// Units that the map does not have.
    pub units_without: Vec<Code>,
    /// Names of features with polygons that are no unit.
    pub features_without: Vec<String>,
}

impl Matching {
    fn of(shapes: &Shapes, level: Level, paints: &Paints) -> Matching {
        let codes: Vec<Option<Code>> = shapes
            .features
            .iter()
            .map(|feature| place_of(feature, level))
            .collect();
        let units_without = paints
            .keys()
            .copied()
            .filter(|unit| !codes.contains(&Some(*unit)))
            .collect();
        let features_without = shapes
            .features
            .iter()
            .zip(&codes)
            .enumerate()
            .filter(|(_, (feature, code))| {
                !feature.polygons.is_empty() && !code.is_some_and(|code| paints.contains_key(&code))
            })
            .map(
                |(index, (feature, _))| match (&feature.name, feature.code) {
                    (Some(name), _) => name.clone(),
                    (None, Some(code)) => code.to_string(),
                    (None, None) => format!("features[{index}]"),
                },
            )
            .collect();
        Matching {
            codes,
            units_without,
            features_without,
        }
    }
}

/// The place a feature shows: by its code, else by its name.
fn place_of(feature: &Feature, level: Level) -> Option<Code> {
    let by_code = feature
        .code
        .and_then(Code::new)
        .filter(|code| Places::shipped().get(*code).is_some());
    by_code.or_else(|| {
        let hint = Hint {
            level: Some(level),
            within: None,
        };
        match Places::shipped().resolve(feature.name.as_deref()?, &hint) {
            Resolution::Found(code) => Some(code),
            Resolution::Ambiguous(_) | Resolution::Unknown { .. } => None,
        }
    })
}

/// A plane without boundaries: meridians and parallels with their degrees.
pub fn plane(view: View) -> Panel {
    let mut panel = Panel::new(view);
    for (degrees, path) in boundaries::graticule() {
        let cut = Feature {
            lines: vec![path],
            ..Feature::default()
        }
        .cut(&view.window);
        // Meridians are written on the upper edge, parallels on the left one.
        let end = if degrees.ends_with('E') {
            cut.lines.last().and_then(|line| line.last())
        } else {
            cut.lines.first().and_then(|line| line.first())
        };
        if let Some(&end) = end {
            let (x, y) = view.pixel(end);
            let inside = if degrees.ends_with('E') {
                (x, y + 8.0)
            } else {
                (x + 16.0, y)
            };
            let text = Text {
                at: view.kilometres(inside),
                content: degrees,
                size: 9.0,
                colour: "#8a8a8a".to_string(),
                bold: false,
            };
            let corner = Rectangle::about(inside, 30.0, 10.0);
            if panel.rectangle().holds(&corner) {
                panel.texts.push(text);
            }
        }
        panel.lines.extend(cut.lines.into_iter().map(|path| Line {
            path,
            width: 0.6,
            colour: colours::FAINT.to_string(),
        }));
    }
    panel
}

/// The plane of the whole country.
pub fn national_plane() -> Panel {
    plane(full_view(Window {
        west: -2700.0,
        south: 1580.0,
        east: 2420.0,
        north: 5960.0,
    }))
}

/// The features as areas, cut at the window.
pub fn areas(shapes: &Shapes, paints: &Paints, window: &Window, language: Language) -> Vec<Area> {
    shapes
        .features
        .iter()
        .filter_map(|feature| {
            let polygons = feature.cut(window).polygons;
            let code = feature.code.and_then(Code::new);
            let paint = code.and_then(|code| paints.get(&code));
            let place = code.and_then(|code| Places::shipped().get(code));
            let name = place.map_or(feature.name.as_deref().unwrap_or_default(), |place| {
                full_name(place, language)
            });
            (!polygons.is_empty()).then(|| Area {
                name: name.to_string(),
                polygons,
                fill: paint.map_or(Fill::Ground, |paint| paint.fill.clone()),
                value: paint.and_then(|paint| paint.value),
            })
        })
        .collect()
}

fn boundary_lines(view: &View) -> Vec<Line> {
    let cut = |paths: Vec<Path>, width: f64| {
        let feature = Feature {
            lines: paths,
            ..Feature::default()
        };
        feature
            .cut(&view.window)
            .lines
            .into_iter()
            .map(move |path| Line {
                path,
                width,
                colour: colours::LINE.to_string(),
            })
    };
    let strokes = boundaries::dashed_line().cloned().collect();
    let others = boundaries::other_lines().cloned().collect();
    cut(strokes, 1.3).chain(cut(others, 0.5)).collect()
}

/// The lines of the provinces, thinned as the areas are, so that both run along the same points.
fn province_lines(window: &Window, step: f64) -> Vec<Line> {
    boundaries::provinces()
        .thinned(step)
        .features
        .iter()
        .flat_map(|province| &province.polygons)
        .flatten()
        // Islets have no boundary between provinces.
        .filter(|ring| ring.len() > 12)
        .flat_map(|ring| {
            let feature = Feature {
                lines: vec![ring.clone()],
                ..Feature::default()
            };
            feature.cut(window).lines
        })
        .map(|path| Line {
            path,
            width: 0.7,
            colour: colours::LINE.to_string(),
        })
        .collect()
}

/// Islets too small to be seen as areas at this scale, one a pixel and a half.
fn islets(shapes: &Shapes, view: &View) -> Vec<(f64, f64)> {
    let mut seen = std::collections::BTreeSet::new();
    shapes
        .features
        .iter()
        .flat_map(|feature| &feature.polygons)
        .filter_map(|rings| {
            let ring = rings.first()?;
            let extent = Window::around(ring.iter().copied())?;
            let pixels =
                (extent.east - extent.west).max(extent.north - extent.south) * view.scale();
            let point = *ring.first()?;
            let (x, y) = view.pixel(point);
            let cell = ((x / 1.5) as i64, (y / 1.5) as i64);
            (pixels < 1.5 && view.window.holds(point) && seen.insert(cell)).then_some(point)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(code: u32) -> (Code, Paint) {
        let paint = Paint {
            fill: Fill::Colour("#123456".into()),
            value: Some(1.0),
        };
        (Code::new(code).unwrap(), paint)
    }

    fn user_map(features: &[&str]) -> UserMap {
        let features: Vec<String> = features
            .iter()
            .map(|properties| {
                format!(
                    r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon",
                    "coordinates":[[[110,30],[112,30],[112,32],[110,30]]]}}}}"#
                )
            })
            .collect();
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        );
        UserMap {
            file: "own.geojson".into(),
            shapes: Shapes::from_geojson(&text, "own.geojson").unwrap(),
            review_number: Some("GS(2024)0650号".into()),
        }
    }

    #[test]
    fn features_are_matched_by_code_and_by_name() {
        let map = user_map(&[
            r#"{"adcode":"440000","name":"x"}"#,
            r#"{"gb":"156330000"}"#,
            r#"{"name":"江苏"}"#,
            r#"{"name":"Atlantis"}"#,
            r#"{"code":"999999"}"#,
        ]);
        let paints: Paints = [440_000, 330_000, 320_000, 110_000].map(paint).into();
        let (panel, matching) = user(&map, Level::Province, &paints, Language::Zh);
        assert_eq!(matching.units_without, [Code::new(110_000).unwrap()]);
        assert_eq!(matching.features_without, ["Atlantis", "999999"]);
        let names: Vec<&str> = panel.areas.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["广东省", "浙江省", "江苏省", "Atlantis", ""]);
        assert_eq!(panel.areas[3].fill, Fill::Ground);
        assert_eq!(panel.mark.unwrap(), "审图号：GS(2024)0650号");
    }

    #[test]
    fn the_national_map_has_the_inset_with_ten_strokes_and_the_mark() {
        let panels = national(boundaries::provinces(), &Paints::new(), Language::Zh);
        assert_eq!(panels.len(), 2);
        assert_eq!(panels[0].mark.as_deref(), Some("示意图"));
        assert!(panels[0].rectangle().holds(&panels[1].rectangle()));
        let strokes = panels[1].lines.iter().filter(|line| line.width > 1.0);
        assert_eq!(strokes.count(), 10);
        // The islands are there, as areas or as dots.
        assert!(panels[1].dots.len() > 30);
        // The inset covers nothing of the territory: 钓鱼岛 and 赤尾屿 lie clear of it.
        for (longitude, latitude) in [(123.53, 25.75), (124.56, 25.92), (122.7, 24.1)] {
            let at = jushu_figures::maps::projection::project((longitude, latitude));
            let (x, y) = panels[0].view.pixel(at);
            assert!(
                !panels[1]
                    .rectangle()
                    .holds(&Rectangle::about((x, y), 1.0, 1.0))
            );
        }
    }

    #[test]
    fn the_tile_grid_shows_34() {
        let panel = tiles(&Paints::new(), &BTreeMap::new(), Language::En);
        assert_eq!(panel.areas.len(), 34);
        assert_eq!(panel.texts.len(), 34);
        assert!(
            panel
                .texts
                .iter()
                .any(|text| text.content == "Inner\nMongolia")
        );
    }
}
