//! Maps of what `jushu clusters` found.

use jushu_figures::maps::colours;
use jushu_figures::maps::labels::Rectangle;
use jushu_figures::maps::panel::Fill;
use jushu_figures::maps::projection::project;
use jushu_figures::maps::shapes::Shapes;
use jushu_figures::maps::view::{View, Window};
use jushu_figures::maps::{Area, Symbol, boundaries};
use jushu_figures::{Cell, Data, Figure, Language};
use jushu_places::{Hint, Level, Place, Places, Resolution};

use super::super::{NoData, Options, about};
use super::classes::{Class, Classified};
use super::compose::{Form, Subject, coloured, finish};
use super::ground::{self, MARGIN, Paints};
use crate::evidence::Evidence;

fn not_measured() -> NoData {
    NoData::because(
        "本次计算没有集群测度结果；请先运行 `jushu clusters DIR`",
        "clusters have not been measured for this run; run `jushu clusters DIR` first",
    )
}

fn city(name: &str) -> Option<&'static Place> {
    let hint = Hint {
        level: Some(Level::City),
        within: None,
    };
    match Places::shipped().resolve(name, &hint) {
        Resolution::Found(code) => Places::shipped().get(code),
        Resolution::Ambiguous(_) | Resolution::Unknown { .. } => None,
    }
}

/// Quadrants of the local Moran statistic: id, Chinese, English, colour.
const QUADRANTS: [(&str, &str, &str, &str); 4] = [
    ("high-high", "高—高集聚", "high–high", "#b2182b"),
    ("low-low", "低—低集聚", "low–low", "#2166ac"),
    ("low-high", "低—高异常", "low–high", "#92c5de"),
    ("high-low", "高—低异常", "high–low", "#f4a582"),
];

/// Below this the quadrant is shown.
const SIGNIFICANT: f64 = 0.05;

/// Local indicators of spatial association: where like values lie together.
pub fn lisa_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let (header, rows) = evidence
        .cluster_table("hot_spots.csv")
        .ok_or_else(not_measured)?;
    let column = |name: &str| header.iter().position(|cell| cell == name);
    let (Some(region), Some(value), Some(p), Some(quadrant)) = (
        column("region"),
        column("local_moran"),
        column("p_two_sided"),
        column("quadrant"),
    ) else {
        return Err(not_measured());
    };
    let language = evidence.language;
    let set = evidence.cities().ok_or_else(not_measured)?;
    let mut values = vec![None; set.places.len()];
    let mut of_unit = vec![None; set.places.len()];
    for row in &rows {
        let place = row.get(region).and_then(|name| city(name));
        let unit = place.and_then(|place| set.places.iter().position(|one| one.code == place.code));
        let Some(unit) = unit else { continue };
        values[unit] = row.get(value).and_then(|cell| cell.parse::<f64>().ok());
        let sure = row
            .get(p)
            .and_then(|cell| cell.parse::<f64>().ok())
            .is_some_and(|p| p < SIGNIFICANT);
        let found = QUADRANTS
            .iter()
            .position(|(id, ..)| row.get(quadrant).is_some_and(|cell| cell == id));
        of_unit[unit] = match (values[unit], found) {
            (None, _) => None,
            // The first class is what is not significant; the legend lists from the last to the first.
            (Some(_), Some(at)) if sure => Some(QUADRANTS.len() - at),
            (Some(_), _) => Some(0),
        };
    }
    let plain = (
        language.pick("不显著", "not significant").to_string(),
        "#e6e6e6".to_string(),
    );
    let kinds = QUADRANTS
        .iter()
        .rev()
        .map(|(_, zh, en, colour)| (language.pick(zh, en).to_string(), colour.to_string()));
    let classes: Vec<Class> = std::iter::once(plain)
        .chain(kinds)
        .enumerate()
        .map(|(class, (label, colour))| Class {
            colour,
            label,
            units: of_unit.iter().filter(|of| **of == Some(class)).count(),
        })
        .collect();
    let spoken: Vec<String> = classes
        .iter()
        .rev()
        .map(|class| format!("{} {}", class.label, class.units))
        .collect();
    let mut about = about("lisa-map", evidence, spoken.join(language.pick("、", ", ")))?;
    about.notes.push(match language {
        Language::Zh => format!(
            "局部莫兰指数，变量为数字核心企业占比，双侧 p < {SIGNIFICANT} 视为显著（置换检验，未作多重比较校正）；无数据的城市企业过少"
        ),
        Language::En => format!(
            "local Moran statistic of the share of core digital firms; significant where p < {SIGNIFICANT}, two-sided (permutation, not corrected for many tests); cities without data have too few firms"
        ),
    });
    let classified = Classified {
        of_unit,
        classes,
        method: None,
    };
    let subject = Subject {
        level: Level::City,
        places: set.places.clone(),
        values,
        heading: language
            .pick("局部莫兰指数", "local Moran statistic")
            .to_string(),
        zero_apart: false,
        decimals: Some(2),
    };
    let mut figure = coloured(about, evidence, options, &subject, &classified, 0)?;
    figure.about.title = evidence
        .language
        .pick(
            "数字产业集聚的局部空间自相关（LISA）",
            "Local spatial association of the digital industry (LISA)",
        )
        .to_string();
    Ok(figure)
}

/// One hot spot of firms.
struct HotSpot {
    name: String,
    cities: String,
    firms: f64,
    at: (f64, f64),
    radius: Option<f64>,
    hull: usize,
}

/// How many hot spots are also drawn at a larger scale.
const ENLARGED: usize = 3;

/// Hot spots of firms: the whole country, and the largest ones with their hulls at a larger scale.
pub fn cluster_hulls_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let spots = hot_spots(evidence)?;
    let path = evidence.results.folder.join("clusters/clusters.geojson");
    let text = std::fs::read_to_string(&path).map_err(|_| not_measured())?;
    let hulls = Shapes::from_geojson(&text, "clusters.geojson").map_err(|error| {
        let (zh, en) = error.message();
        NoData::because(zh, en)
    })?;
    let language = evidence.language;
    let spoken: Vec<String> = spots
        .iter()
        .take(5)
        .map(|spot| format!("{} {}", spot.name, spot.firms))
        .collect();
    let mut about = about(
        "cluster-hulls-map",
        evidence,
        spoken.join(language.pick("、", ", ")),
    )?;
    let count = spots.len();
    about.notes.push(match language {
        Language::Zh => format!(
            "按密度聚类（DBSCAN）得到 {count} 个集聚区，圆面积表示企业数；下方为最大的 {ENLARGED} 个集聚区及其凸包，比例尺相同"
        ),
        Language::En => format!(
            "{count} hot spots found by density (DBSCAN), the area of a circle shows the number of firms; below, the {ENLARGED} largest with their hulls, all at one scale"
        ),
    });
    let form = Form::of(options, Level::City);
    let mut panels = match form {
        Form::Own(map) => vec![ground::user(map, Level::Province, &Paints::new(), language).0],
        Form::Polygons => ground::national(boundaries::provinces(), &Paints::new(), language),
        Form::Tiles | Form::Plane => vec![ground::national_plane()],
    };
    let greatest = spots.iter().map(|spot| spot.firms).fold(1.0, f64::max);
    panels[0].symbols = spots
        .iter()
        .enumerate()
        .map(|(rank, spot)| Symbol {
            name: format!("{} {}", spot.name, spot.firms),
            at: project(spot.at),
            radius: (15.0 * (spot.firms / greatest).sqrt()).max(1.5),
            colour: Some(colours::SYMBOL.to_string()),
            label: (rank < options.top.unwrap_or(12)).then(|| spot.name.clone()),
        })
        .collect();
    let bottom = panels[0].rectangle().bottom;
    let gap = 8.0;
    let width = (ground::full_width() - gap * (ENLARGED - 1) as f64) / ENLARGED as f64;
    // One scale for all: the widest hull fills its frame.
    let extent = |spot: &HotSpot| {
        let polygons = hulls.features.get(spot.hull).map(|hull| &hull.polygons);
        Window::around(polygons.into_iter().flatten().flatten().flatten().copied())
    };
    let reach = spots
        .iter()
        .take(ENLARGED)
        .filter_map(extent)
        .map(|window| (window.east - window.west).max(window.north - window.south))
        .fold(30.0, f64::max)
        * 1.25;
    for (index, spot) in spots.iter().take(ENLARGED).enumerate() {
        let Some(extent) = extent(spot) else { continue };
        let (x, y) = (
            (extent.west + extent.east) / 2.0,
            (extent.south + extent.north) / 2.0,
        );
        let window = Window {
            west: x - reach / 2.0,
            east: x + reach / 2.0,
            south: y - reach * 0.4,
            north: y + reach * 0.4,
        };
        let view = View {
            window,
            left: MARGIN + index as f64 * (width + gap),
            top: bottom + 26.0,
            width,
        };
        panels.push(enlarged(spot, &spots, &hulls, view, language));
    }
    let mut data = Data::new(&[
        language.pick("集聚区", "hot spot"),
        language.pick("企业数", "firms"),
        language.pick("城市", "cities"),
        language.pick("经度", "longitude"),
        language.pick("纬度", "latitude"),
        language.pick("半径（千米）", "radius (km)"),
    ]);
    for spot in &spots {
        data.rows.push(vec![
            spot.name.as_str().into(),
            spot.firms.into(),
            spot.cities.as_str().into(),
            spot.at.0.into(),
            spot.at.1.into(),
            spot.radius.map_or(Cell::Missing, Cell::from),
        ]);
    }
    Ok(finish(about, evidence, form, panels, Vec::new(), data))
}

/// One hot spot with its hull and those that lie near, and a bar of scale.
fn enlarged(
    spot: &HotSpot,
    spots: &[HotSpot],
    hulls: &Shapes,
    view: View,
    language: Language,
) -> jushu_figures::maps::Panel {
    let mut panel = ground::plane(view);
    // Degrees would only clutter so small a frame.
    panel.texts.clear();
    panel.title = Some(match language {
        Language::Zh => format!("{}（{} 家）", spot.name, spot.firms),
        Language::En => format!("{} ({} firms)", spot.name, spot.firms),
    });
    for other in spots {
        let Some(hull) = hulls.features.get(other.hull) else {
            continue;
        };
        let polygons = hull.cut(&view.window).polygons;
        if !polygons.is_empty() {
            panel.areas.push(Area {
                name: format!("{} {}", other.name, other.hull),
                polygons,
                fill: Fill::Colour("#9ecae1".to_string()),
                value: Some(other.firms),
            });
        }
    }
    panel.symbols = Places::shipped()
        .cities_337()
        .iter()
        .filter_map(|code| Places::shipped().get(*code))
        .filter_map(|place| Some((place, project(place.seat?))))
        .filter(|(_, at)| view.window.holds(*at))
        .map(|(place, at)| Symbol {
            name: place.short_name.clone(),
            at,
            radius: 2.0,
            colour: Some(colours::TEXT.to_string()),
            label: Some(match (language, &place.english_name) {
                (Language::En, Some(name)) => name.clone(),
                _ => place.short_name.clone(),
            }),
        })
        .collect();
    let length = [100.0, 50.0, 20.0, 10.0, 5.0]
        .into_iter()
        .find(|length| length * view.scale() < view.width / 3.0)
        .unwrap_or(5.0);
    let (left, bottom) = (view.left + 8.0, view.top + view.height() - 10.0);
    let bar = [(left, bottom), (left + length * view.scale(), bottom)];
    panel.lines.push(jushu_figures::maps::Line {
        path: bar.map(|pixel| view.kilometres(pixel)).to_vec(),
        width: 1.6,
        colour: colours::LINE.to_string(),
    });
    panel.texts.push(jushu_figures::maps::Text {
        at: view.kilometres((left + length * view.scale() / 2.0, bottom - 8.0)),
        content: format!("{length} km"),
        size: 9.0,
        colour: colours::LINE.to_string(),
        bold: false,
    });
    panel.kept_free.push(Rectangle {
        left,
        top: bottom - 16.0,
        right: left + length * view.scale(),
        bottom: bottom + 4.0,
    });
    panel
}

/// The hot spots, the one with the most firms first.
fn hot_spots(evidence: &Evidence) -> Result<Vec<HotSpot>, NoData> {
    let (header, rows) = evidence
        .cluster_table("firm_hot_spots.csv")
        .ok_or_else(not_measured)?;
    let column = |name: &str| header.iter().position(|cell| cell == name);
    let cell = |row: &[String], name: &str| column(name).and_then(|at| row.get(at).cloned());
    let number = |row: &[String], name: &str| cell(row, name)?.parse::<f64>().ok();
    let mut spots: Vec<HotSpot> = rows
        .iter()
        .enumerate()
        .filter_map(|(hull, row)| {
            let cities = cell(row, "cities")?;
            // 深圳市 485; 东莞市 30: the city with the most firms comes first.
            let first = cities.split_whitespace().next().unwrap_or_default();
            let name = city(first).map_or(first, |place| evidence.short_name(place));
            Some(HotSpot {
                name: name.to_string(),
                firms: number(row, "firms")?,
                at: (number(row, "longitude")?, number(row, "latitude")?),
                radius: number(row, "radius_km"),
                hull,
                cities,
            })
        })
        .collect();
    if spots.is_empty() {
        return Err(NoData::because(
            "没有发现企业集聚区；企业记录须有坐标或城市",
            "no hot spot of firms was found; the records of firms need coordinates or a city",
        ));
    }
    spots.sort_by(|a, b| b.firms.total_cmp(&a.firms));
    Ok(spots)
}
