//! `jushu clusters distance`.

use std::num::NonZero;
use std::path::Path;

use jushu_clusters::distances::{
    Approximation, Bandwidth, DistancesError, EdgeCorrection, Envelope, KDensityOptions, Marked,
    Null, Region, RipleyOptions, Simulations, k_density, marcon_puech, median_distance, ripley,
};
use jushu_clusters::points::Surface;
use jushu_clusters::{CsvText, Names};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::manifest;
use super::points::Points;

/// The statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DistanceMethod {
    /// The K-density of Duranton and Overman.
    KDensity,
    /// Marcon and Puech's M, and its density form m where `density` is asked for.
    MarconPuech,
    /// Ripley's K with L and g.
    Ripley,
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct DistanceOptions {
    /// The statistic.
    pub method: DistanceMethod,
    /// The type looked at; the first one of the file where not given.
    pub reference: Option<String>,
    /// The type looked for around it; the same where not given.
    pub neighbour: Option<String>,
    /// The number of simulations.
    pub simulations: usize,
    /// The null model.
    pub null: Null,
    /// The share of simulated curves outside the bands.
    pub level: f64,
    /// The seed of the simulations.
    pub seed: u64,
    /// The largest distance.
    pub largest: Option<f64>,
    /// The number of steps up to it.
    pub steps: usize,
    /// The bandwidth, where the statistic has one.
    pub bandwidth: Option<f64>,
    /// Whether M takes its density form m.
    pub density: bool,
    /// The cells of simulated K-densities, where not every pair is looked at.
    pub cells: Option<usize>,
    /// The region of Ripley's statistics: an area, or a rectangle x, y, x, y; that of the points where not given.
    pub area: Option<f64>,
    /// The rectangle.
    pub window: Option<[f64; 4]>,
    /// The correction for its edge.
    pub correction: EdgeCorrection,
}

/// A curve, and what a reader should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// The curve of the method.
    pub envelope: Envelope,
    /// Notes.
    pub notes: Vec<Names>,
}

/// Computes the statistic of distances of `points` and writes it into `out`.
pub fn distance(
    points: &Path,
    options: &DistanceOptions,
    out: &Path,
) -> Result<Distance, PlainError> {
    let points = Points::read(points, true)?;
    let mut notes = points.positions.notes();
    let (types, names) = types_of(&points);
    let of_name = |name: &Option<String>, otherwise: u32| match name {
        None => Ok(otherwise),
        Some(name) => match names.iter().position(|known| known == name) {
            Some(position) => Ok(position as u32),
            None => Err(points.rows.wrong_file(Names::new(
                format!("没有类型“{name}”；有 {}", names.join("、")),
                format!(
                    "there is no type \"{name}\"; there are {}",
                    names.join(", ")
                ),
            ))),
        },
    };
    let reference = of_name(&options.reference, 0)?;
    let neighbour = of_name(&options.neighbour, reference)?;
    let wrong = |error: DistancesError| match error {
        DistancesError::Points(error) => points.rows.of_points(error),
        DistancesError::Outside { point } => points.rows.wrong(point, error.message().into()),
        other => points.rows.wrong_file(other.message()),
    };
    let marked = Marked::new(
        &points.positions,
        &types,
        points.weights.as_deref(),
        (reference, neighbour),
    )
    .map_err(wrong)?;
    let simulations = Simulations {
        count: options.simulations,
        null: options.null,
        level: options.level,
        seed: options.seed,
        threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
    };
    let largest = options
        .largest
        .unwrap_or_else(|| median_distance(&points.positions));
    let r: Vec<f64> = (0..=options.steps)
        .map(|step| largest * step as f64 / options.steps as f64)
        .collect();
    let mut results = serde_json::Map::new();
    let (envelope, texts) = match options.method {
        DistanceMethod::KDensity => {
            let found = k_density(
                &marked,
                &KDensityOptions {
                    bandwidth: options
                        .bandwidth
                        .map_or(Bandwidth::Silverman, Bandwidth::Given),
                    largest: Some(largest),
                    steps: options.steps,
                    approximation: options
                        .cells
                        .map_or(Approximation::Exact, Approximation::Cells),
                },
                &simulations,
            )
            .map_err(wrong)?;
            results.insert("bandwidth".into(), found.bandwidth.into());
            results.insert("error_bound".into(), found.error_bound.into());
            if let Some(error) = found.by_cells {
                results.insert("simulation_error_bound".into(), error.bound.into());
                results.insert("simulation_error_met".into(), error.met.into());
                notes.push(Names::new(
                    format!("模拟曲线按格网单元近似：可证明的误差上限 {:.3e}，实测 {:.3e}（观测曲线与第一条模拟曲线用两种方法计算）；观测曲线逐对计算", error.bound, error.met),
                    format!("simulated curves come from cells: off by at most {:.3e} by proof, by {:.3e} where the observed curve and the first simulated one were computed both ways; the observed curve looks at every pair", error.bound, error.met),
                ));
            }
            let text = curve_csv(&found.envelope, &[]);
            (found.envelope, vec![("curve.csv", text)])
        }
        DistanceMethod::MarconPuech => {
            let bandwidth = match (options.density, options.bandwidth) {
                (false, _) => None,
                (true, Some(bandwidth)) => Some(bandwidth),
                (true, None) => Some(largest / 20.0),
            };
            if let Some(bandwidth) = bandwidth {
                results.insert("bandwidth".into(), bandwidth.into());
            }
            let found = marcon_puech(&marked, &r, bandwidth, &simulations).map_err(wrong)?;
            let with: Vec<f64> = found
                .with_neighbours
                .iter()
                .map(|&count| count as f64)
                .collect();
            let text = curve_csv(&found.envelope, &[("points_with_neighbours", &with)]);
            (found.envelope, vec![("curve.csv", text)])
        }
        DistanceMethod::Ripley => {
            let region = region_of(&points, options, &mut notes);
            let ripley_options = RipleyOptions {
                region,
                correction: options.correction,
                bandwidth: options.bandwidth,
            };
            let found = ripley(&marked, &r, &ripley_options, &simulations).map_err(wrong)?;
            results.insert("bandwidth".into(), found.bandwidth.into());
            let columns = [
                ("expected", found.expected.as_slice()),
                ("l", &found.l.observed),
                ("g", &found.g.observed),
            ];
            let texts = vec![
                ("curve.csv", curve_csv(&found.k, &columns)),
                ("curve_l.csv", curve_csv(&found.l, &[])),
                ("curve_g.csv", curve_csv(&found.g, &[])),
            ];
            (found.k, texts)
        }
    };
    let parameters = json!({
        "method": method_id(options),
        "type": names.get(reference as usize),
        "neighbour_type": names.get(neighbour as usize),
        "surface": if points.positions.surface() == Surface::Sphere { "sphere" } else { "plane" },
        "r_max": largest,
        "steps": options.steps,
        "simulations": options.simulations,
        "null": match options.null {
            Null::RandomLocation => "random-location",
            Null::RandomLabelling => "random-labelling",
            Null::PopulationIndependence => "independence",
        },
        "level": options.level,
        "seed": options.seed,
        "cells": options.cells,
        "correction": correction_id(options.correction),
    });
    let inputs = json!({ "points": points.rows.input });
    let mut manifest = manifest("distance", parameters, inputs, &notes);
    manifest.insert("results".into(), results.into());
    write_results(out, texts, manifest)?;
    Ok(Distance { envelope, notes })
}

fn method_id(options: &DistanceOptions) -> &'static str {
    match (options.method, options.density) {
        (DistanceMethod::KDensity, _) => "kd",
        (DistanceMethod::MarconPuech, false) => "m",
        (DistanceMethod::MarconPuech, true) => "m-density",
        (DistanceMethod::Ripley, _) => "k",
    }
}

fn correction_id(correction: EdgeCorrection) -> &'static str {
    match correction {
        EdgeCorrection::None => "none",
        EdgeCorrection::Translation => "translation",
        EdgeCorrection::Isotropic => "isotropic",
        EdgeCorrection::Border => "border",
    }
}

/// The type of each point as a number, in the order in which types are met; without a column all are of one.
fn types_of(points: &Points) -> (Vec<u32>, Vec<String>) {
    let Some(column) = points.rows.find("type") else {
        return (vec![0; points.positions.len()], Vec::new());
    };
    let mut numbers = std::collections::HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let types = (0..points.positions.len())
        .map(|point| {
            let name = points.rows.text(point, column);
            *numbers.entry(name).or_insert_with(|| {
                names.push(name.to_owned());
                names.len() as u32 - 1
            })
        })
        .collect();
    (types, names)
}

/// The region given, or that of the points: the rectangle around them, or on the sphere the whole Earth.
fn region_of(points: &Points, options: &DistanceOptions, notes: &mut Vec<Names>) -> Region {
    if let Some(area) = options.area {
        return Region::Area(area);
    }
    if let Some([x0, y0, x1, y1]) = options.window {
        return Region::Rectangle {
            low: [x0, y0],
            high: [x1, y1],
        };
    }
    match points.positions.surface() {
        Surface::Sphere => {
            notes.push(Names::fixed(
                "没有给出面积（--area）：按整个地球计算",
                "no area was given (--area): the whole Earth is taken",
            ));
            let radius = jushu_clusters::sphere::EARTH_RADIUS_KM;
            Region::Area(4.0 * std::f64::consts::PI * radius * radius)
        }
        Surface::Plane => {
            notes.push(Names::fixed(
                "没有给出研究区域（--window）：取点的外接矩形，会高估聚集",
                "no region was given (--window): the rectangle around the points is taken, which overstates clustering",
            ));
            let (mut low, mut high) = (points.positions.given(0), points.positions.given(0));
            for point in 1..points.positions.len() {
                let given = points.positions.given(point);
                low = [low[0].min(given[0]), low[1].min(given[1])];
                high = [high[0].max(given[0]), high[1].max(given[1])];
            }
            Region::Rectangle { low, high }
        }
    }
}

/// A row a distance: observed, bands, and further columns.
fn curve_csv(envelope: &Envelope, further: &[(&str, &[f64])]) -> String {
    let columns = [
        "r",
        "observed",
        "low",
        "high",
        "global_low",
        "global_high",
        "simulated_mean",
        "localisation",
        "dispersion",
    ];
    let mut csv = CsvText::new(
        columns
            .into_iter()
            .chain(further.iter().map(|(name, _)| *name)),
    );
    for (at, r) in envelope.r.iter().enumerate() {
        csv.number(*r).number(envelope.observed[at]);
        let bands = envelope.bands.as_ref().map(|bands| {
            [
                &bands.low,
                &bands.high,
                &bands.global_low,
                &bands.global_high,
                &bands.mean,
                &bands.localisation,
                &bands.dispersion,
            ]
        });
        for column in 0..7 {
            csv.number(bands.map(|bands| bands[column][at]));
        }
        for (_, values) in further {
            csv.number(values[at]);
        }
        csv.end_row();
    }
    csv.into_text()
}
