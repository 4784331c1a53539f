//! `jushu clusters hotspots`.

use std::path::{Path, PathBuf};

use jushu_clusters::density_clusters::stability::{Alternative, stability};
use jushu_clusters::density_clusters::{Cluster, Labels, LinkRule, dbscan, merge, ranking, rings};
use jushu_clusters::{CsvText, Names};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::manifest;
use super::points::{Points, Rows};

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotsOptions {
    /// The radius, in kilometres.
    pub eps_km: f64,
    /// The least weight within the radius.
    pub minimum: f64,
    /// Join clusters at most so many kilometres apart.
    pub merge_km: Option<f64>,
    /// Which of them.
    pub link_rule: LinkRule,
    /// Links between points: a table a,b,weight.
    pub links: Option<PathBuf>,
    /// Whether radius and threshold are varied.
    pub stability: bool,
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
    let weights = points.weights.as_deref();
    let mut labels =
        dbscan(&points.positions, weights, options.eps_km, options.minimum).map_err(wrong)?;
    let mut inputs = json!({ "points": points.rows.input });
    let ones = vec![1.0; points.positions.len()];
    let weights = weights.unwrap_or(&ones);
    // Parameters are varied before clusters are joined: the rule of joining has no part in it.
    let alternatives = options
        .stability
        .then(|| {
            stability(
                &points.positions,
                weights,
                (options.eps_km, options.minimum),
                &labels,
            )
        })
        .transpose()
        .map_err(wrong)?;
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
    let mut notes = points.positions.notes();
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
    let parameters = json!({
        "method": "dbscan",
        "eps_km": options.eps_km,
        "min_points": options.minimum,
        "merge_km": options.merge_km,
        "link_rule": options.merge_km.map(|_| link_rule_id(options.link_rule)),
    });
    write_results(out, texts, manifest("hotspots", parameters, inputs, &notes))?;
    Ok(Hotspots {
        labels,
        clusters,
        notes,
    })
}

fn link_rule_id(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::Ignore => "ignore",
        LinkRule::OneSide => "one-side",
        LinkRule::BothSides => "both-sides",
    }
}

/// Links between points, and what the manifest says of their file.
fn read_links(
    path: &Path,
    points: &Points,
) -> Result<(Vec<(usize, usize, f64)>, serde_json::Value), PlainError> {
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
