//! `jushu clusters hotspots`.

use std::path::{Path, PathBuf};

use jushu_clusters::density_clusters::stability::{Alternative, stability};
use jushu_clusters::density_clusters::{
    Cluster, HdbscanOptions, Labels, LinkRule, Optics, dbscan, hdbscan, merge, optics, ranking,
    rings,
};
use jushu_clusters::points::PointsError;
use jushu_clusters::{CsvText, Names};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::manifest;
use super::points::{Points, Rows};

/// How clusters are told from what lies between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DensityMethod {
    /// One radius and threshold for all.
    Dbscan {
        /// The radius, in kilometres.
        eps_km: f64,
        /// The least weight within the radius.
        minimum: f64,
        /// Whether radius and threshold are varied.
        stability: bool,
    },
    /// Clusters of any density; weights do not count.
    Hdbscan(HdbscanOptions),
    /// The order of points by reachability, cut at one distance; weights do not count.
    Optics {
        /// The largest radius, in kilometres.
        eps_km: f64,
        /// The points of a neighbourhood, the point itself counted.
        neighbourhood: usize,
        /// The distance of the cut, in kilometres, at most the largest radius.
        cut_km: f64,
    },
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotsOptions {
    /// How clusters are found.
    pub method: DensityMethod,
    /// Join clusters at most so many kilometres apart.
    pub merge_km: Option<f64>,
    /// Which of them.
    pub link_rule: LinkRule,
    /// Links between points: a table a,b,weight.
    pub links: Option<PathBuf>,
}

/// Clusters of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspots {
    /// The cluster of each point.
    pub labels: Labels,
    /// The clusters.
    pub clusters: Vec<Cluster>,
    /// What a reader should know.
    pub notes: Vec<Names>,
}

/// Finds clusters among `points` and writes them into `out`.
pub fn hotspots(
    points: &Path,
    options: &HotspotsOptions,
    out: &Path,
) -> Result<Hotspots, PlainError> {
    let points = Points::read(points, false)?;
    let wrong = |error| points.rows.of_points(error);
    let mut notes = points.positions.notes();
    let ones = vec![1.0; points.positions.len()];
    let weights = points.weights.as_deref().unwrap_or(&ones);
    // Parameters are varied before clusters are joined: the rule of joining has no part in it.
    let Found {
        mut labels,
        alternatives,
        reachability,
    } = find(&points, weights, &options.method).map_err(wrong)?;
    if !matches!(options.method, DensityMethod::Dbscan { .. }) && points.weights.is_some() {
        notes.push(Names::new(
            "该方法按点数计密度，不用权重；权重只用于集群的规模与排名",
            "this method counts points, not weights: weights are used for the size and rank of clusters alone",
        ));
    }
    let mut inputs = json!({ "points": points.rows.input });
    if let Some(distance) = options.merge_km {
        let links = match &options.links {
            None => Vec::new(),
            Some(path) => {
                let (links, input) = read_links(path, &points)?;
                inputs["links"] = input;
                links
            }
        };
        labels = merge(
            &points.positions,
            &labels,
            distance,
            options.link_rule,
            &links,
        )
        .map_err(wrong)?;
    }
    let bases = points
        .rows
        .find("population")
        .map(|column| points.rows.numbers(column))
        .transpose()?;
    let clusters = ranking(&points.positions, &labels, weights, bases.as_deref());
    let weightless = weights.iter().filter(|weight| **weight == 0.0).count();
    if weightless > 0 {
        notes.push(Names::new(
            format!("{weightless} 个点的权重为 0：有标签，但不计入密度"),
            format!(
                "{weightless} points have a weight of 0: they are labelled and count for nothing"
            ),
        ));
    }
    let mut texts = vec![
        ("labels.csv", labels_csv(&points, &labels)),
        ("clusters.csv", clusters_csv(&clusters)),
        ("clusters.geojson", clusters_geojson(&points, &clusters)),
    ];
    texts.extend(alternatives.map(|found| ("stability.csv", stability_csv(&found))));
    texts.extend(reachability.map(|found| ("reachability.csv", reachability_csv(&points, &found))));
    let mut parameters = method_parameters(&options.method);
    parameters["merge_km"] = options.merge_km.into();
    parameters["link_rule"] = options
        .merge_km
        .map(|_| link_rule_id(options.link_rule))
        .into();
    write_results(out, texts, manifest("hotspots", parameters, inputs, &notes))?;
    Ok(Hotspots {
        labels,
        clusters,
        notes,
    })
}

/// What a method finds, before clusters are joined.
struct Found {
    labels: Labels,
    /// With other parameters, where wanted.
    alternatives: Option<Vec<Alternative>>,
    /// The order of points, of OPTICS alone.
    reachability: Option<Optics>,
}

fn find(points: &Points, weights: &[f64], method: &DensityMethod) -> Result<Found, PointsError> {
    let positions = &points.positions;
    let (labels, alternatives, reachability) = match *method {
        DensityMethod::Dbscan {
            eps_km,
            minimum,
            stability: varied,
        } => {
            let labels = dbscan(positions, points.weights.as_deref(), eps_km, minimum)?;
            let alternatives = varied
                .then(|| stability(positions, weights, (eps_km, minimum), &labels))
                .transpose()?;
            (labels, alternatives, None)
        }
        DensityMethod::Hdbscan(ref options) => (hdbscan(positions, options)?, None, None),
        DensityMethod::Optics {
            eps_km,
            neighbourhood,
            cut_km,
        } => {
            let found = optics(positions, eps_km, neighbourhood)?;
            positions.within(cut_km, "cut-km")?;
            (found.cut(cut_km), None, Some(found))
        }
    };
    Ok(Found {
        labels,
        alternatives,
        reachability,
    })
}

fn method_parameters(method: &DensityMethod) -> serde_json::Value {
    match method {
        DensityMethod::Dbscan {
            eps_km, minimum, ..
        } => json!({ "method": "dbscan", "eps_km": eps_km, "min_points": minimum }),
        DensityMethod::Hdbscan(options) => json!({
            "method": "hdbscan",
            "min_points": options.neighbourhood,
            "min_cluster_size": options.least_size,
            "allow_single": options.allow_single,
        }),
        DensityMethod::Optics {
            eps_km,
            neighbourhood,
            cut_km,
        } => json!({
            "method": "optics",
            "eps_km": eps_km,
            "min_points": neighbourhood,
            "cut_km": cut_km,
        }),
    }
}

fn link_rule_id(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::Ignore => "ignore",
        LinkRule::OneSide => "one-side",
        LinkRule::BothSides => "both-sides",
    }
}

/// Two points and the strength of what links them.
type Link = (usize, usize, f64);

/// Links between points, and what the manifest says of their file.
fn read_links(path: &Path, points: &Points) -> Result<(Vec<Link>, serde_json::Value), PlainError> {
    let rows = Rows::read(path)?;
    let [a, b, weight] = ["a", "b", "weight"].map(|column| rows.column(column));
    let (a, b, weight) = (a?, b?, weight?);
    let by_id = points.rows.by_id(points.id)?;
    let find = |row: usize, column: usize| {
        let id = rows.text(row, column);
        by_id
            .get(id)
            .copied()
            .ok_or_else(|| rows.wrong(row, unknown(id)))
    };
    let links = (0..rows.len())
        .map(|row| Ok((find(row, a)?, find(row, b)?, rows.given(row, weight)?)))
        .collect::<Result<_, PlainError>>()?;
    Ok((links, rows.input))
}

/// An id that stands in no other file.
pub(super) fn unknown(id: &str) -> crate::config::Names {
    crate::config::Names::new(
        format!("没有编号为“{id}”的点或单元；请核对两个文件的编号"),
        format!("there is no point or unit with the id \"{id}\"; compare the ids of the two files"),
    )
}

fn labels_csv(points: &Points, labels: &Labels) -> String {
    let mut csv = CsvText::new(["id", "label", "core"]);
    for (point, cluster) in labels.cluster.iter().enumerate() {
        let label = cluster.map_or_else(|| "-1".to_owned(), |cluster| cluster.to_string());
        csv.text(points.id(point))
            .text(&label)
            .text(if labels.core[point] { "true" } else { "false" })
            .end_row();
    }
    csv.into_text()
}

fn clusters_csv(clusters: &[Cluster]) -> String {
    let mut csv = CsvText::new([
        "label",
        "points",
        "core_points",
        "weight",
        "share",
        "size_rank",
        "population",
        "intensity",
        "intensity_rank",
        "lon",
        "lat",
        "radius_km",
        "area_km2",
        "density",
    ]);
    for (label, cluster) in clusters.iter().enumerate() {
        let area = cluster.hull.as_ref().map(|hull| hull.area);
        csv.whole(label)
            .whole(cluster.points)
            .whole(cluster.core_points)
            .number(cluster.weight)
            .number(cluster.share)
            .whole(cluster.size_rank)
            .number(cluster.base)
            .number(cluster.intensity)
            .text(
                &cluster
                    .intensity_rank
                    .map_or_else(String::new, |rank| rank.to_string()),
            )
            .number(cluster.centre[0])
            .number(cluster.centre[1])
            .number(cluster.radius)
            .number(area)
            .number(
                area.filter(|area| *area > 0.0)
                    .map(|area| cluster.weight / area),
            )
            .end_row();
    }
    csv.into_text()
}

fn clusters_geojson(points: &Points, clusters: &[Cluster]) -> String {
    let features = clusters.iter().enumerate().map(|(label, cluster)| {
        json!({
            "type": "Feature",
            "id": label,
            "properties": {
                "label": label,
                "points": cluster.points,
                "weight": cluster.weight,
                "share": cluster.share,
                "size_rank": cluster.size_rank,
            },
            "geometry": cluster.hull.as_ref().map(|hull| {
                let corners: Vec<[f64; 2]> =
                    hull.corners.iter().map(|&corner| points.positions.given(corner)).collect();
                geometry(&corners)
            }),
        })
    });
    let collection =
        json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() });
    format!("{collection}\n")
}

/// The outline as GeoJSON: a point, a line, an area, or areas on both sides of the antimeridian.
pub(crate) fn geometry(corners: &[[f64; 2]]) -> serde_json::Value {
    match corners {
        [only] => json!({ "type": "Point", "coordinates": only }),
        [from, to] => json!({ "type": "LineString", "coordinates": [from, to] }),
        _ => match rings(corners).as_slice() {
            [ring] => json!({ "type": "Polygon", "coordinates": [ring] }),
            parts => {
                let parts: Vec<_> = parts.iter().map(|ring| [ring]).collect();
                json!({ "type": "MultiPolygon", "coordinates": parts })
            }
        },
    }
}

fn stability_csv(alternatives: &[Alternative]) -> String {
    let mut csv = CsvText::new(["eps_km", "min_points", "clusters", "share", "adjusted_rand"]);
    for one in alternatives {
        csv.number(one.eps)
            .number(one.minimum)
            .whole(one.clusters)
            .number(one.share)
            .number(one.adjusted_rand)
            .end_row();
    }
    csv.into_text()
}

/// The points in the order in which they are reached; empty where a point starts anew or is not core.
fn reachability_csv(points: &Points, found: &Optics) -> String {
    let mut csv = CsvText::new(["position", "id", "reachability_km", "core_distance_km"]);
    for (position, &point) in found.order.iter().enumerate() {
        csv.whole(position + 1)
            .text(points.id(point))
            .number(found.reachability[point])
            .number(found.core_distance[point])
            .end_row();
    }
    csv.into_text()
}
