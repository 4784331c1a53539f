//! Hot spots of the firms of the core: density clusters of their points, with outlines for a map.

use std::collections::{BTreeMap, BTreeSet};

use jushu_clusters::density_clusters::{Labels, LinkRule, dbscan, merge, ranking};
use jushu_clusters::points::Positions;
use jushu_clusters::sphere::Degrees;
use serde_json::json;

use super::firms::{Firm, Precision, place_name};
use super::tables::Sheet;
use super::{Certainty, ClustersError, Finding, Scene, number_text};
use crate::config::Names;
use crate::plain::clusters::geometry;

/// The tables of hot spots; the outlines as GeoJSON are returned.
pub fn report(
    scene: &Scene,
    sheets: &mut Vec<Sheet>,
    findings: &mut Vec<Finding>,
) -> Result<String, ClustersError> {
    let mut spots = Sheet::new(
        "firm_hot_spots.csv",
        &[
            "hot_spot",
            "size_rank",
            "firms",
            "share",
            "cities",
            "places",
            "on_city_seats",
            "longitude",
            "latitude",
            "radius_km",
            "area_km2",
            "label",
        ],
    );
    let mut labels_sheet = Sheet::new(
        "firm_hot_spot_labels.csv",
        &["record", "firm", "hot_spot", "core_point"],
    );
    // The seat of a province stands for no place of a firm.
    let firms: Vec<(&Firm, Degrees)> = scene
        .firms
        .iter()
        .filter(|firm| firm.found.is_core() && firm.precision <= Precision::City)
        .filter_map(|firm| {
            let (longitude, latitude) = firm.point?;
            Some((
                firm,
                Degrees {
                    longitude,
                    latitude,
                },
            ))
        })
        .collect();
    let mut features = Vec::new();
    if !firms.is_empty() {
        let limits = &scene.limits().density;
        let degrees: Vec<Degrees> = firms.iter().map(|(_, point)| *point).collect();
        let positions = Positions::on_sphere(&degrees)?;
        let least = limits.least_firms.get();
        let labels = dbscan(&positions, None, limits.eps_km, least as f64)?;
        let labels = merge(&positions, &labels, limits.merge_km, LinkRule::Ignore, &[])?;
        let ones = vec![1.0; firms.len()];
        let clusters = ranking(&positions, &labels, &ones, None);
        for ((firm, _), (label, core)) in firms.iter().zip(labels.cluster.iter().zip(&labels.core))
        {
            labels_sheet.row([
                firm.id.clone(),
                firm.name.clone(),
                label.map_or("-1".into(), |label| label.to_string()),
                core.to_string(),
            ]);
        }
        let mut first = None;
        for (number, cluster) in clusters.iter().enumerate() {
            let made_of = MadeOf::new(&firms, &labels, number);
            if cluster.size_rank == 1 {
                first = first.or(Some((made_of.cities.clone(), cluster.points)));
            }
            spots.row([
                number.to_string(),
                cluster.size_rank.to_string(),
                cluster.points.to_string(),
                number_text(cluster.share),
                made_of.cities.clone(),
                made_of.places.to_string(),
                number_text(made_of.on_city_seats),
                number_text(cluster.centre[0]),
                number_text(cluster.centre[1]),
                number_text(cluster.radius),
                number_text(cluster.hull.as_ref().map_or(f64::NAN, |hull| hull.area)),
                "门槛自拟 own thresholds".into(),
            ]);
            let outline = cluster.hull.as_ref().map(|hull| {
                let corners: Vec<[f64; 2]> = hull
                    .corners
                    .iter()
                    .map(|corner| positions.given(*corner))
                    .collect();
                geometry(&corners)
            });
            features.push(json!({
                "type": "Feature",
                "id": number,
                "properties": {
                    "hot_spot": number,
                    "size_rank": cluster.size_rank,
                    "firms": cluster.points,
                    "share": cluster.share,
                    "cities": made_of.cities,
                    "on_city_seats": made_of.on_city_seats,
                },
                "geometry": outline,
            }));
        }
        let seats = firms
            .iter()
            .filter(|(firm, _)| firm.precision == Precision::City)
            .count();
        let (first, held) = first.unwrap_or_default();
        let (all, count, eps) = (firms.len(), clusters.len(), limits.eps_km);
        findings.push(Finding {
            topic: "firm-hot-spots",
            subject: Names::new(format!("{all} 家企业"), format!("{all} firms")),
            text: Names::new(
                format!("半径 {eps} 公里内不少于 {least} 家的热点 {count} 处，最大：{first}（{held} 家）；{seats} 家以城市驻地为坐标，热点多为城市本身"),
                format!("{count} hot spots of at least {least} firms within {eps} km, the largest: {first} ({held} firms); {seats} firms stand on the seat of their city, so that most hot spots are the city itself"),
            ),
            certainty: Certainty::Own,
            table: "firm_hot_spots.csv",
            main: true,
        });
    }
    sheets.push(spots);
    sheets.push(labels_sheet);
    let collection = json!({ "type": "FeatureCollection", "features": features });
    Ok(format!("{collection}\n"))
}

/// What a hot spot is made of.
struct MadeOf {
    /// Its cities with their firms, most first.
    cities: String,
    /// How many places its firms stand on.
    places: usize,
    /// The share of its firms whose place is the seat of their city.
    on_city_seats: f64,
}

impl MadeOf {
    fn new(firms: &[(&Firm, Degrees)], labels: &Labels, number: usize) -> MadeOf {
        let members: Vec<&(&Firm, Degrees)> = firms
            .iter()
            .zip(&labels.cluster)
            .filter(|(_, label)| label.is_some_and(|label| label as usize == number))
            .map(|(firm, _)| firm)
            .collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (firm, _) in &members {
            let name = firm.city.map_or_else(|| "?".into(), place_name);
            *counts.entry(name).or_default() += 1;
        }
        let mut order: Vec<(String, usize)> = counts.into_iter().collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let cities: Vec<String> = order
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let places: BTreeSet<[u64; 2]> = members
            .iter()
            .map(|(_, point)| [point.longitude.to_bits(), point.latitude.to_bits()])
            .collect();
        let seats = members
            .iter()
            .filter(|(firm, _)| firm.precision == Precision::City)
            .count();
        MadeOf {
            cities: cities.join("; "),
            places: places.len(),
            on_city_seats: seats as f64 / members.len() as f64,
        }
    }
}
