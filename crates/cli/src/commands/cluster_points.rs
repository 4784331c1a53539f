//! `jushu clusters hotspots`, `weights`, `autocorrelation` and `distance`.

use jushu_clusters::Names;
use jushu_clusters::autocorrelation::significance::normal_two_sided;
use jushu_clusters::density_clusters::{HdbscanOptions, LinkRule};
use jushu_clusters::distances::{EdgeCorrection, Null};
use jushu_clusters::weights::{Contiguity, Standardisation};
use jushu_project::plain::clusters::{
    self, AutocorrelationOptions, DensityMethod, DistanceMethod, DistanceOptions, Economy,
    Geography, HotspotsOptions, WeightsSource,
};
use jushu_registry::engine::{Rows, Value};

use super::{Outcome, said};
use crate::arguments::points::{
    AutocorrelationArguments, DistanceArguments, HotspotsArguments, WeightsArguments,
};
use crate::language::Language;
use crate::table::print;

/// Finds clusters of points.
pub fn hotspots(arguments: &HotspotsArguments, language: Language) -> Outcome {
    let options = HotspotsOptions {
        method: density_method(arguments, language)?,
        merge_km: arguments.merge_km,
        link_rule: match arguments.link_rule.as_str() {
            "one-side" => LinkRule::OneSide,
            "both-sides" => LinkRule::BothSides,
            _ => LinkRule::Ignore,
        },
        links: arguments.links.clone(),
    };
    let found = clusters::hotspots(&arguments.points, &options, &arguments.out).map_err(said)?;
    let mut order: Vec<usize> = (0..found.clusters.len()).collect();
    order.sort_by_key(|&label| found.clusters[label].size_rank);
    let shown = if arguments.top == 0 {
        usize::MAX
    } else {
        arguments.top
    };
    let rows = order.iter().take(shown).map(|&label| {
        let cluster = &found.clusters[label];
        vec![
            Value::Integer(cluster.size_rank as i64),
            Value::Integer(label as i64),
            Value::Integer(cluster.points as i64),
            Value::Number(cluster.weight),
            Value::Number(cluster.share),
            Value::Number(cluster.centre[0]),
            Value::Number(cluster.centre[1]),
            Value::Number(cluster.radius),
        ]
    });
    let columns = [
        "size_rank",
        "label",
        "points",
        "weight",
        "share",
        "lon",
        "lat",
        "radius_km",
    ];
    print(
        &Rows {
            columns: headings(&columns, language),
            rows: rows.collect(),
        },
        arguments.format,
        3,
    );
    let noise = found
        .labels
        .cluster
        .iter()
        .filter(|cluster| cluster.is_none())
        .count();
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("clusters", &found.clusters.len()),
        ("points", &found.labels.cluster.len()),
        ("noise", &noise),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.found", &values));
    say_notes(&found.notes, language);
    Ok(())
}

/// The method with what it takes; an option that another method takes is refused, not passed over.
fn density_method(arguments: &HotspotsArguments, language: Language) -> Outcome<DensityMethod> {
    let method = arguments.method.as_str();
    let given = [
        ("eps-km", arguments.eps_km.is_some(), "dbscan, optics"),
        ("stability", arguments.stability, "dbscan"),
        (
            "min-cluster-size",
            arguments.min_cluster_size.is_some(),
            "hdbscan",
        ),
        ("allow-single", arguments.allow_single, "hdbscan"),
        ("cut-km", arguments.cut_km.is_some(), "optics"),
    ];
    for (option, given, methods) in given {
        if given && !methods.split(", ").any(|one| one == method) {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("option", &option), ("methods", &methods)];
            return Err(language.text("clusters.other-method", &values).into());
        }
    }
    let eps_km = || {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("option", &"eps-km"), ("method", &method)];
        arguments
            .eps_km
            .ok_or_else(|| language.text("clusters.option-needed", &values))
    };
    // More than any number of points is refused with the number of points.
    let whole = || {
        if arguments.min_points.fract() == 0.0 && arguments.min_points >= 0.0 {
            return Ok(arguments.min_points as usize);
        }
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("value", &arguments.min_points), ("method", &method)];
        Err(language.text("clusters.whole", &values))
    };
    Ok(match method {
        "hdbscan" => DensityMethod::Hdbscan(HdbscanOptions {
            neighbourhood: whole()?,
            least_size: arguments.min_cluster_size.map_or_else(whole, Ok)?,
            allow_single: arguments.allow_single,
        }),
        "optics" => {
            let eps_km = eps_km()?;
            let cut_km = arguments.cut_km.unwrap_or(eps_km);
            if cut_km > eps_km {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("cut", &cut_km), ("eps", &eps_km)];
                return Err(language.text("clusters.cut", &values).into());
            }
            DensityMethod::Optics {
                eps_km,
                neighbourhood: whole()?,
                cut_km,
            }
        }
        _ => DensityMethod::Dbscan {
            eps_km: eps_km()?,
            minimum: arguments.min_points,
            stability: arguments.stability,
        },
    })
}

/// Makes spatial weights.
pub fn weights(arguments: &WeightsArguments, language: Language) -> Outcome {
    let source = weights_source(arguments, language)?;
    let standardisation = standardisation(&arguments.standardisation);
    let found = clusters::weights(&source, standardisation, &arguments.out).map_err(said)?;
    let values: [(&str, &dyn std::fmt::Display); 6] = [
        ("units", &found.shape.units),
        ("links", &found.shape.links),
        ("fewest", &found.shape.neighbours.0),
        ("most", &found.shape.neighbours.1),
        ("components", &found.shape.components),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.weighted", &values));
    say_notes(&found.notes, language);
    Ok(())
}

fn weights_source(arguments: &WeightsArguments, language: Language) -> Outcome<WeightsSource> {
    let kind = arguments.kind.as_str();
    let needed = |option: &str| {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("option", &option), ("method", &kind)];
        language.text("clusters.option-needed", &values)
    };
    if let "queen" | "rook" = kind {
        let polygons = arguments.polygons.clone();
        return Ok(WeightsSource::Contiguous {
            polygons: polygons.ok_or_else(|| needed("polygons"))?,
            id: arguments.id_property.clone(),
            rule: if kind == "rook" {
                Contiguity::Rook
            } else {
                Contiguity::Queen
            },
        });
    }
    let points = arguments.points.clone().ok_or_else(|| needed("points"))?;
    let geography = |kind: &str| match kind {
        "k-nearest" => Geography::KNearest { k: arguments.k },
        "distance-band" => Geography::DistanceBand {
            distance: arguments.distance_km,
        },
        _ => Geography::InverseDistance {
            distance: arguments.distance_km,
            power: arguments.power,
            shortest: arguments.shortest_km,
        },
    };
    if !matches!(kind, "economic" | "nested") {
        return Ok(WeightsSource::Geographic(points, geography(kind)));
    }
    if !(arguments.least_difference.is_finite() && arguments.least_difference >= 0.0) {
        let values: [(&str, &dyn std::fmt::Display); 1] = [("option", &"least-difference")];
        return Err(language.text("clusters.out-of-range", &values).into());
    }
    let economy = Economy {
        column: arguments.value.clone().ok_or_else(|| needed("value"))?,
        least: arguments.least_difference,
    };
    Ok(if kind == "economic" {
        WeightsSource::Economic(points, economy)
    } else {
        WeightsSource::Nested(points, geography(&arguments.geography), economy)
    })
}

fn standardisation(word: &str) -> Standardisation {
    match word {
        "binary" => Standardisation::Binary,
        "row" => Standardisation::Row,
        "global" => Standardisation::Global,
        "variance-stabilising" => Standardisation::VarianceStabilising,
        _ => Standardisation::Original,
    }
}

/// Measures spatial autocorrelation.
pub fn autocorrelation(arguments: &AutocorrelationArguments, language: Language) -> Outcome {
    let options = AutocorrelationOptions::new(
        standardisation(&arguments.standardisation),
        arguments.permutations,
        arguments.seed,
        arguments.bivariate,
    );
    let found = clusters::autocorrelation(
        &arguments.values,
        &arguments.weights,
        &options,
        &arguments.out,
    )
    .map_err(said)?;
    let number = |value: Option<f64>| value.map_or(Value::Missing, Value::Number);
    let rows = found.global.iter().map(|row| {
        let score = row.global.score(row.global.variance_randomisation);
        vec![
            Value::Text(row.variable.clone()),
            Value::Text(row.statistic.to_owned()),
            Value::Number(row.global.value),
            Value::Number(row.global.expected),
            number(score),
            number(score.map(normal_two_sided)),
            number(row.global.permuted.map(|permuted| permuted.p_two_sided)),
        ]
    });
    let columns = [
        "variable",
        "statistic",
        "value",
        "expected",
        "z_randomisation",
        "p_analytic_two_sided",
        "p_permutation_two_sided",
    ];
    print(
        &Rows {
            columns: headings(&columns, language),
            rows: rows.collect(),
        },
        arguments.format,
        4,
    );
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("units", &found.shape.units),
        ("links", &found.shape.links),
        ("out", &arguments.out.display()),
    ];
    crate::say::aside(&language.text("clusters.correlated", &values));
    say_notes(&found.notes, language);
    Ok(())
}

/// Computes a statistic of distances.
pub fn distance(arguments: &DistanceArguments, language: Language) -> Outcome {
    if !(arguments.level > 0.0 && arguments.level < 100.0) {
        let level: [(&str, &dyn std::fmt::Display); 1] = [("level", &arguments.level)];
        return Err(language.text("clusters.level", &level).into());
    }
    let options = DistanceOptions {
        method: match arguments.method.as_str() {
            "m" => DistanceMethod::MarconPuech,
            "k" => DistanceMethod::Ripley,
            _ => DistanceMethod::KDensity,
        },
        reference: arguments.reference.clone(),
        neighbour: arguments.neighbour_type.clone(),
        simulations: arguments.simulations,
        null: match arguments.null.as_str() {
            "random-labelling" => Null::RandomLabelling,
            "independence" => Null::PopulationIndependence,
            _ => Null::RandomLocation,
        },
        level: arguments.level / 100.0,
        seed: arguments.seed,
        largest: arguments.r_max,
        steps: arguments.steps as usize,
        bandwidth: arguments.bandwidth,
        density: arguments.density,
        cells: arguments.cells,
        area: arguments.area,
        window: arguments.window,
        correction: match arguments.correction.as_str() {
            "translation" => EdgeCorrection::Translation,
            "isotropic" => EdgeCorrection::Isotropic,
            "border" => EdgeCorrection::Border,
            _ => EdgeCorrection::None,
        },
    };
    let found = clusters::distance(&arguments.points, &options, &arguments.out).map_err(said)?;
    let envelope = &found.envelope;
    let number = |value: f64| {
        if value.is_nan() {
            Value::Missing
        } else {
            Value::Number(value)
        }
    };
    let rows = (0..envelope.r.len()).map(|at| {
        let bands = envelope
            .bands
            .as_ref()
            .map(|bands| [bands.low[at], bands.high[at]]);
        vec![
            Value::Number(envelope.r[at]),
            number(envelope.observed[at]),
            bands.map_or(Value::Missing, |bands| number(bands[0])),
            bands.map_or(Value::Missing, |bands| number(bands[1])),
        ]
    });
    let columns = ["r", "observed", "low", "high"];
    print(
        &Rows {
            columns: headings(&columns, language),
            rows: rows.collect(),
        },
        arguments.format,
        6,
    );
    let out: [(&str, &dyn std::fmt::Display); 1] = [("out", &arguments.out.display())];
    crate::say::aside(&language.text("clusters.curve", &out));
    say_notes(&found.notes, language);
    Ok(())
}

fn headings(columns: &[&str], language: Language) -> Vec<String> {
    let heading = |column: &&str| language.text(&format!("clusters.points.{column}"), &[]);
    columns.iter().map(heading).collect()
}

fn say_notes(notes: &[Names], language: Language) {
    for note in notes {
        crate::say::aside(&format!("! {}", language.of(&note.zh, &note.en)));
    }
}
