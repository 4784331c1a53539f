//! `jushu clusters weights`.

use std::path::{Path, PathBuf};

use jushu_clusters::points::{Positions, Surface};
use jushu_clusters::weights::{
    Coincident, Contiguity, Shape, Standardisation, Weights, WeightsError, contiguity,
    distance_band, economic_distance, inverse_distance, k_nearest, nested,
};
use jushu_clusters::{CsvText, Names};
use serde_json::{Value, json};

use super::super::{PlainError, read, write_results};
use super::autocorrelation::{shape_notes, standardisation_id};
use super::points::{Points, Rows};
use super::{input, manifest};

/// The most units whose pairs are all linked: 25 million links, a file of some 800 MB.
const MOST_ALL_PAIRS: usize = 5000;

/// Who is near in space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Geography {
    /// The k nearest, 1 each.
    KNearest {
        /// How many.
        k: usize,
    },
    /// All up to a distance, 1 each.
    DistanceBand {
        /// In kilometres (on a plane in its unit); the shortest that leaves no unit alone where not given.
        distance: Option<f64>,
    },
    /// All up to a distance, by its inverse.
    InverseDistance {
        /// In kilometres (on a plane in its unit); all pairs where not given.
        distance: Option<f64>,
        /// The power of the distance.
        power: f64,
        /// Shorter distances count as this one; units on one spot are refused where not given.
        shortest: Option<f64>,
    },
}

/// Who is alike in economy.
#[derive(Debug, Clone, PartialEq)]
pub struct Economy {
    /// The column of the value compared.
    pub column: String,
    /// Smaller differences count as this one; equal values are refused where it is 0.
    pub least: f64,
}

/// Where weights come from.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightsSource {
    /// Points: id, lon, lat (or x, y).
    Geographic(PathBuf, Geography),
    /// A table: id and the column of the value.
    Economic(PathBuf, Economy),
    /// Points with the column of the value; a link must stand in both.
    Nested(PathBuf, Geography, Economy),
    /// Areas in GeoJSON that touch.
    Contiguous {
        /// The file.
        polygons: PathBuf,
        /// The property with the id of an area; the member `id` of the feature or its property `id` where not given.
        id: Option<String>,
        /// When areas touch.
        rule: Contiguity,
    },
}

/// Weights that were written.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeWeights {
    /// What they look like.
    pub shape: Shape,
    /// What a reader should know.
    pub notes: Vec<Names>,
}

/// The ids of the units, their weights, what the manifest says of them, and notes.
struct Made {
    ids: Vec<String>,
    weights: Weights,
    parameters: Value,
    inputs: Value,
    notes: Vec<Names>,
}

/// Makes weights, rescales them and writes them into `out`.
pub fn weights(
    source: &WeightsSource,
    standardisation: Standardisation,
    out: &Path,
) -> Result<MadeWeights, PlainError> {
    let Made {
        ids,
        weights,
        mut parameters,
        inputs,
        mut notes,
    } = match source {
        WeightsSource::Geographic(path, geography) => of_points(path, geography, None)?,
        WeightsSource::Nested(path, geography, economy) => {
            of_points(path, geography, Some(economy))?
        }
        WeightsSource::Economic(path, economy) => of_values(path, economy)?,
        WeightsSource::Contiguous { polygons, id, rule } => {
            of_areas(polygons, id.as_deref(), *rule)?
        }
    };
    let weights = weights.standardised(standardisation);
    parameters["standardisation"] = standardisation_id(standardisation).into();
    let shape = weights.shape();
    notes.extend(shape_notes(&shape, |unit| ids[unit].clone()));
    let larger = shape.components - shape.islands.len().min(shape.components);
    if larger > 1 {
        notes.push(Names::new(
            format!("权重分成互不相连的 {larger} 块（孤立单元不计）"),
            format!("the weights fall into {larger} parts without links between them, units without neighbours apart"),
        ));
    }
    let mut manifest = manifest("weights", parameters, inputs, &notes);
    let islands: Vec<&String> = shape.islands.iter().map(|&unit| &ids[unit]).collect();
    manifest.insert(
        "weights".into(),
        json!({
            "units": shape.units,
            "links": shape.links,
            "islands": islands,
            "asymmetric": shape.asymmetric,
            "components": shape.components,
            "fewest_neighbours": shape.neighbours.0,
            "most_neighbours": shape.neighbours.1,
        }),
    );
    let mut csv = CsvText::new(["i", "j", "w"]);
    for (unit, neighbour, weight) in weights.links() {
        csv.text(&ids[unit])
            .text(&ids[neighbour])
            .number(weight)
            .end_row();
    }
    write_results(out, vec![("weights.csv", csv.into_text())], manifest)?;
    Ok(MadeWeights { shape, notes })
}

fn of_points(
    path: &Path,
    geography: &Geography,
    economy: Option<&Economy>,
) -> Result<Made, PlainError> {
    let points = Points::read(path, true)?;
    let (positions, rows) = (&points.positions, &points.rows);
    let wrong = |error| of_weights(rows, error);
    let mut notes = positions.notes();
    let coincident = coincident(positions);
    if coincident > 0 {
        notes.push(Names::new(
            format!("{coincident} 个点与别的点在同一位置（距离为 0）；坐标多半只精确到区县或城市"),
            format!("{coincident} points share their spot with another (distance 0); their coordinates are perhaps those of a district or city seat"),
        ));
    }
    let mut parameters = json!({
        "surface": if positions.surface() == Surface::Sphere { "sphere" } else { "plane" },
    });
    let near = match *geography {
        Geography::KNearest { k } => {
            parameters["kind"] = "k-nearest".into();
            parameters["k"] = k.into();
            k_nearest(positions, k).map_err(wrong)?
        }
        Geography::DistanceBand { distance } => {
            let distance = match distance {
                Some(distance) => distance,
                None => {
                    let distance = largest_nearest(positions).map_err(wrong)?;
                    notes.push(Names::new(
                        format!("未给出距离：取 {distance:.3}，即不留孤立单元的最短距离"),
                        format!("no distance was given: {distance:.3} is taken, the shortest that leaves no unit without neighbours"),
                    ));
                    distance
                }
            };
            parameters["kind"] = "distance-band".into();
            parameters["distance"] = distance.into();
            distance_band(positions, distance).map_err(wrong)?
        }
        Geography::InverseDistance {
            distance,
            power,
            shortest,
        } => {
            if distance.is_none() {
                refuse_all_pairs(rows)?;
            }
            parameters["kind"] = "inverse-distance".into();
            parameters["distance"] = distance.into();
            parameters["power"] = power.into();
            parameters["shortest"] = shortest.into();
            let farthest = distance.unwrap_or_else(|| positions.farthest());
            let rule = shortest.map_or(Coincident::Refuse, Coincident::AtLeast);
            inverse_distance(positions, farthest, power, rule).map_err(wrong)?
        }
    };
    let weights = match economy {
        None => near,
        Some(economy) => {
            parameters["geography"] = parameters["kind"].take();
            parameters["kind"] = "nested".into();
            let alike = alike(rows, economy, &mut parameters)?;
            nested(&near, &alike).map_err(wrong)?
        }
    };
    Ok(Made {
        ids: (0..positions.len())
            .map(|point| points.id(point).to_owned())
            .collect(),
        weights,
        parameters,
        inputs: json!({ "points": rows.input }),
        notes,
    })
}

fn of_values(path: &Path, economy: &Economy) -> Result<Made, PlainError> {
    let rows = Rows::read(path)?;
    let id = rows.column("id")?;
    rows.by_id(id)?;
    let mut parameters = json!({ "kind": "economic" });
    let weights = alike(&rows, economy, &mut parameters)?;
    let ids = (0..rows.len()).map(|row| rows.text(row, id).to_owned());
    Ok(Made {
        ids: ids.collect(),
        weights,
        parameters,
        inputs: json!({ "points": rows.input }),
        notes: Vec::new(),
    })
}

/// The economic weights of the rows of a file.
fn alike(rows: &Rows, economy: &Economy, parameters: &mut Value) -> Result<Weights, PlainError> {
    refuse_all_pairs(rows)?;
    parameters["value"] = economy.column.clone().into();
    parameters["least_difference"] = economy.least.into();
    let values = rows.numbers(rows.column(&economy.column)?)?;
    economic_distance(&values, economy.least).map_err(|error| of_weights(rows, error))
}

fn refuse_all_pairs(rows: &Rows) -> Result<(), PlainError> {
    if rows.len() <= MOST_ALL_PAIRS {
        return Ok(());
    }
    let units = rows.len();
    Err(rows.wrong_file(Names::new(
        format!("{units} 个单元两两相连过大（上限 {MOST_ALL_PAIRS} 个）；请给出 --distance-km 或改用 k-nearest，经济权重请先汇总到地区"),
        format!("{units} units are too many to link every pair (at most {MOST_ALL_PAIRS}); give --distance-km or take k-nearest, and sum up to regions for economic weights"),
    )))
}

/// An error of weights as one of the row it is about, or of the file.
fn of_weights(rows: &Rows, error: WeightsError) -> PlainError {
    match error {
        WeightsError::Points(error) => rows.of_points(error),
        WeightsError::Coincident { units } | WeightsError::SameValue { units } => {
            rows.wrong(units.0.max(units.1), error.message().into())
        }
        WeightsError::Missing { unit } => rows.wrong(unit, error.message().into()),
        _ => rows.wrong_file(error.message()),
    }
}

/// Distances that differ by no more than this share are equal but for rounding: neighbours in a regular row must not
/// be parted by it.
const ROUNDING: f64 = 1e-9;

/// The shortest distance within which every unit has another.
fn largest_nearest(positions: &Positions) -> Result<f64, WeightsError> {
    let nearest = k_nearest(positions, 1)?;
    let distances = nearest
        .links()
        .map(|(unit, other, _)| positions.distance(unit, other));
    Ok(distances.fold(0.0, f64::max) * (1.0 + ROUNDING))
}

/// How many points share their spot with another.
fn coincident(positions: &Positions) -> usize {
    let mut spots: Vec<[u64; 2]> = (0..positions.len())
        // Adding 0 makes −0 and 0 the same.
        .map(|point| positions.given(point).map(|value| (value + 0.0).to_bits()))
        .collect();
    spots.sort_unstable();
    let shared = spots.chunk_by(|a, b| a == b).map(<[_]>::len);
    shared.filter(|&points| points > 1).sum()
}

fn of_areas(path: &Path, property: Option<&str>, rule: Contiguity) -> Result<Made, PlainError> {
    let text = read(path)?;
    let (ids, areas) = areas(&text, property).map_err(|what| PlainError::Unusable {
        path: path.to_path_buf(),
        what: what.into(),
    })?;
    let weights = contiguity(&areas, rule).map_err(|error| PlainError::Unusable {
        path: path.to_path_buf(),
        what: error.message().into(),
    })?;
    let mut notes = Vec::new();
    if !weights.shape().islands.is_empty() {
        notes.push(Names::new(
            "相邻以共用顶点判断：若相邻地区的边界顶点不一致，会被当作不相邻；请先清理拓扑",
            "areas touch where they share vertices: borders drawn differently on both sides do not count, clean the topology of the layer first",
        ));
    }
    let mut inputs = json!({ "polygons": input(path, &text) });
    inputs["polygons"]["areas"] = ids.len().into();
    Ok(Made {
        ids,
        weights,
        parameters: json!({
            "kind": match rule {
                Contiguity::Queen => "queen",
                Contiguity::Rook => "rook",
            },
            "id": property,
        }),
        inputs,
        notes,
    })
}

/// The rings of an area.
type Rings = Vec<Vec<[f64; 2]>>;

/// The ids and rings of the areas of a GeoJSON feature collection (RFC 7946).
fn areas(text: &str, property: Option<&str>) -> Result<(Vec<String>, Vec<Rings>), Names> {
    let document: Value = serde_json::from_str(text).map_err(|error| {
        Names::new(
            format!("不是 JSON：{error}；请给出 GeoJSON"),
            format!("this is not JSON: {error}; give GeoJSON"),
        )
    })?;
    let Some(features) = document["features"]
        .as_array()
        .filter(|all| !all.is_empty())
    else {
        return Err(Names::new(
            "没有要素；请给出带有 features 的 GeoJSON FeatureCollection",
            "there are no features; give a GeoJSON FeatureCollection",
        ));
    };
    let (mut ids, mut areas) = (Vec::new(), Vec::new());
    let mut seen = std::collections::HashSet::new();
    for (position, feature) in features.iter().enumerate() {
        let number = position + 1;
        let properties = &feature["properties"];
        let id = match property {
            Some(name) => &properties[name],
            None if feature["id"].is_null() => &properties["id"],
            None => &feature["id"],
        };
        let id = match id {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => {
                return Err(Names::new(
                    format!("第 {number} 个要素没有编号；请用 --id-property 指出编号所在的属性"),
                    format!(
                        "feature {number} has no id; name the property with it by --id-property"
                    ),
                ));
            }
        };
        if !seen.insert(id.clone()) {
            return Err(Names::new(
                format!(
                    "编号“{id}”出现两次（第 {number} 个要素）；请把同一地区并成一个 MultiPolygon"
                ),
                format!(
                    "the id \"{id}\" stands twice (feature {number}); make one MultiPolygon of a region"
                ),
            ));
        }
        let Some(rings) = rings(&feature["geometry"]) else {
            return Err(Names::new(
                format!(
                    "第 {number} 个要素（{id}）不是 Polygon 或 MultiPolygon，或坐标不是数；请改正或删去"
                ),
                format!(
                    "feature {number} ({id}) is no Polygon or MultiPolygon, or its coordinates are no numbers; correct it or leave it out"
                ),
            ));
        };
        ids.push(id);
        areas.push(rings);
    }
    Ok((ids, areas))
}

fn rings(geometry: &Value) -> Option<Rings> {
    let coordinates = geometry["coordinates"].as_array()?;
    match geometry["type"].as_str()? {
        "Polygon" => coordinates.iter().map(ring).collect(),
        "MultiPolygon" => {
            let polygons = coordinates.iter().map(|polygon| polygon.as_array());
            let polygons: Vec<_> = polygons.collect::<Option<_>>()?;
            polygons.into_iter().flatten().map(ring).collect()
        }
        _ => None,
    }
}

/// The vertices of a ring; a third number, the height, has no say in who touches.
fn ring(ring: &Value) -> Option<Vec<[f64; 2]>> {
    let vertices = ring.as_array()?.iter();
    vertices
        .map(|vertex| Some([vertex.get(0)?.as_f64()?, vertex.get(1)?.as_f64()?]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(id: &str, x: i32, y: i32) -> String {
        let ring: Vec<String> = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
            .iter()
            .map(|(dx, dy)| format!("[{},{},5]", x + dx, y + dy))
            .collect();
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{id}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    }

    fn collection(features: &[String]) -> String {
        let features = features.join(",");
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
    }

    #[test]
    fn areas_are_read_with_their_ids_and_the_height_is_left_out() {
        let text = collection(&[square("a", 0, 0), square("b", 1, 0)]);
        let (ids, areas) = areas(&text, Some("code")).unwrap();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(areas[1][0][..2], [[1.0, 0.0], [2.0, 0.0]]);
        let linked = contiguity(&areas, Contiguity::Rook).unwrap();
        assert_eq!(linked.shape().links, 2);
    }

    #[test]
    fn areas_that_cannot_be_used_are_refused_by_number() {
        let twice = collection(&[square("a", 0, 0), square("a", 1, 0)]);
        let point = r#"{"features":[{"id":7,"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        let cases = [
            ("x", None, "this is not JSON"),
            ("{}", None, "there are no features"),
            (twice.as_str(), None, "feature 1 has no id"),
            (
                twice.as_str(),
                Some("code"),
                "\"a\" stands twice (feature 2)",
            ),
            (point, None, "feature 1 (7) is no Polygon"),
        ];
        for (text, property, expected) in cases {
            let message = areas(text, property).unwrap_err().en;
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn the_shortest_band_leaves_no_unit_alone() {
        let line = Positions::on_plane(&[0.0, 1.0, 1.0, 3.0].map(|x| [x, 0.0])).unwrap();
        let distance = largest_nearest(&line).unwrap();
        assert!((2.0..2.000_001).contains(&distance));
        assert_eq!(coincident(&line), 2);
        assert!(
            distance_band(&line, distance)
                .unwrap()
                .shape()
                .islands
                .is_empty()
        );
    }
}
