//! The statistics of points beside those of other programs: fixtures made by `tests/peers/clusters/points.py`.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use jushu_clusters::autocorrelation::{
    Permutations, bivariate_moran, geary, getis_ord, join_counts, local_geary, local_getis_ord,
    local_moran, moran,
};
use jushu_clusters::density_clusters::{HdbscanOptions, dbscan, hdbscan, optics};
use jushu_clusters::distances::{
    Approximation, Bandwidth, EdgeCorrection, KDensityOptions, Marked, Region, RipleyOptions,
    Simulations, k_density, marcon_puech, ripley,
};
use jushu_clusters::points::Positions;
use jushu_clusters::sphere::Degrees;
use jushu_clusters::weights::{Standardisation, Weights};

/// The columns of a fixture; what is no number is NaN.
fn columns(text: &str) -> HashMap<String, Vec<f64>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let mut columns: HashMap<String, Vec<f64>> = HashMap::new();
    for record in reader.records() {
        for (heading, cell) in headings.iter().zip(&record.unwrap()) {
            let cell = cell.parse().unwrap_or(f64::NAN);
            columns.entry(heading.clone()).or_default().push(cell);
        }
    }
    columns
}

fn assert_close(found: f64, expected: f64, what: &str) {
    let slack = 1e-9 * expected.abs().max(1e-3);
    assert!(
        (found - expected).abs() <= slack,
        "{what}: {found} for {expected}"
    );
}

#[test]
fn cores_and_clusters_are_those_of_scikit_learn() {
    let given = columns(include_str!("peers/points_dbscan.csv"));
    let points: Vec<Degrees> = given["lon"]
        .iter()
        .zip(&given["lat"])
        .map(|(&longitude, &latitude)| Degrees {
            longitude,
            latitude,
        })
        .collect();
    let positions = Positions::on_sphere(&points).unwrap();
    for (name, eps, minimum, weights) in [
        ("a", 5.0, 8.0, None),
        ("b", 12.0, 30.0, Some(given["weight"].as_slice())),
    ] {
        let found = dbscan(&positions, weights, eps, minimum).unwrap();
        let (labels, core) = (
            &given[&format!("label_{name}")],
            &given[&format!("core_{name}")],
        );
        let mut bordering = 0;
        for point in 0..points.len() {
            let label = found.cluster[point].map_or(-1.0, f64::from);
            assert_eq!(found.core[point], core[point] == 1.0);
            assert_eq!(label < 0.0, labels[point] < 0.0);
            // A border point may belong to any cluster that it has a core point of within reach.
            if found.core[point] {
                assert_eq!(label, labels[point]);
            } else if label != labels[point] {
                bordering += 1;
            }
        }
        assert!(found.clusters > 1 && bordering < 20, "{bordering}");
    }
}

#[test]
fn hierarchies_of_density_are_those_of_scikit_learn() {
    let given = columns(include_str!("peers/points_dbscan.csv"));
    let points: Vec<Degrees> = given["lon"]
        .iter()
        .zip(&given["lat"])
        .map(|(&longitude, &latitude)| Degrees {
            longitude,
            latitude,
        })
        .collect();
    let positions = Positions::on_sphere(&points).unwrap();
    let options = HdbscanOptions {
        neighbourhood: 5,
        least_size: 15,
        allow_single: false,
    };
    let found = hdbscan(&positions, &options).unwrap();
    // The numbers of clusters differ; each of ours is one of theirs.
    let mut partner = HashMap::new();
    for (own, theirs) in found.cluster.iter().zip(&given["hdbscan"]) {
        assert_eq!(own.is_none(), *theirs < 0.0);
        if let Some(own) = own {
            assert_eq!(*partner.entry(*own).or_insert(*theirs), *theirs);
        }
    }
    let theirs = given["hdbscan"]
        .iter()
        .fold(-1.0, |most: f64, label| most.max(*label))
        + 1.0;
    assert_eq!(found.clusters as f64, theirs);

    let found = optics(&positions, 30.0, 8).unwrap();
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for (point, core) in found.core_distance.iter().enumerate() {
        if let Some(core) = core {
            assert_close(*core, given["optics_core_distance"][point], "core distance");
        }
        own.extend(found.reachability[point]);
        theirs.extend(
            Some(given["optics_reachability"][point]).filter(|distance| distance.is_finite()),
        );
    }
    own.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    assert_eq!(own.len(), theirs.len());
    for (own, theirs) in own.iter().zip(&theirs) {
        assert_close(*own, *theirs, "reachability");
    }
}

/// The 80 units with their 5 nearest neighbours.
fn weights() -> Weights {
    let given = columns(include_str!("peers/points_weights.csv"));
    let links: Vec<_> = (0..given["i"].len())
        .map(|link| {
            (
                given["i"][link] as usize,
                given["j"][link] as usize,
                given["w"][link],
            )
        })
        .collect();
    Weights::from_links(80, &links).unwrap()
}

#[test]
fn global_statistics_are_those_of_esda() {
    let expected = columns(include_str!("peers/points_global.csv"));
    let local = columns(include_str!("peers/points_local.csv"));
    let (binary, none) = (weights(), &Permutations::NONE);
    let rows = binary.standardised(Standardisation::Row);
    let value = &local["value"];
    let joins = join_counts(&binary, &local["binary"], none).unwrap();
    let found = [
        moran(&rows, value, none).unwrap(),
        geary(&rows, value, none).unwrap(),
        getis_ord(&binary, value, none).unwrap(),
        joins.black_black,
        joins.white_white,
        joins.black_white,
        bivariate_moran(&rows, value, &local["second"], none).unwrap(),
    ];
    for (at, found) in found.iter().enumerate() {
        assert_close(found.value, expected["value"][at], "value");
        let pairs = [
            (Some(found.expected), "expected"),
            (found.variance_normality, "variance_normality"),
            (found.variance_randomisation, "variance_randomisation"),
        ];
        for (found, name) in pairs {
            let expected = expected[name][at];
            if !expected.is_nan() {
                assert_close(found.unwrap(), expected, name);
            }
        }
    }
}

#[test]
fn local_statistics_are_those_of_esda() {
    let expected = columns(include_str!("peers/points_local.csv"));
    let (binary, none) = (weights(), &Permutations::NONE);
    let rows = binary.standardised(Standardisation::Row);
    let value = &expected["value"];
    let moran = local_moran(&rows, value, none).unwrap();
    let geary = local_geary(&rows, value, none).unwrap();
    let getis = local_getis_ord(&binary, value, none).unwrap();
    for unit in 0..80 {
        let close = |found: Option<f64>, name: &str| {
            assert_close(found.unwrap(), expected[name][unit], name)
        };
        let found = &moran[unit];
        close(found.with_sample_variance, "local_moran_sample_variance");
        close(
            found.randomisation.map(|moments| moments.0),
            "expected_randomisation",
        );
        close(
            found.randomisation.map(|moments| moments.1),
            "variance_randomisation_sample",
        );
        close(
            found.local.conditional.map(|moments| moments.0),
            "expected_conditional",
        );
        close(
            found.local.conditional.map(|moments| moments.1),
            "variance_conditional_sample",
        );
        close(geary[unit].value, "local_geary");
        close(getis[unit].g.value, "getis_ord_g");
        close(getis[unit].g_score, "getis_ord_g_z");
        close(getis[unit].g_star.value, "getis_ord_g_star");
        close(getis[unit].g_star_score, "getis_ord_g_star_z");
    }
}

#[test]
fn curves_are_those_of_their_formulas_in_numpy() {
    let given = columns(include_str!("peers/points_plane.csv"));
    let expected = columns(include_str!("peers/points_curves.csv"));
    let points: Vec<[f64; 2]> = given["x"]
        .iter()
        .zip(&given["y"])
        .map(|(&x, &y)| [x, y])
        .collect();
    let positions = Positions::on_plane(&points).unwrap();
    let types: Vec<u32> = given["type"].iter().map(|&own| own as u32).collect();
    let weights = given["weight"].as_slice();
    let options = KDensityOptions {
        bandwidth: Bandwidth::Silverman,
        largest: Some(5.0),
        steps: 20,
        approximation: Approximation::Exact,
    };
    for (weights, name) in [(None, "k_density"), (Some(weights), "k_density_weighted")] {
        let marked = Marked::new(&positions, &types, weights, (0, 0)).unwrap();
        let found = k_density(&marked, &options, &Simulations::NONE).unwrap();
        assert_close(found.bandwidth, 0.503_269_515_409_010_6, "bandwidth");
        for (found, expected) in found.envelope.observed.iter().zip(&expected[name]) {
            assert_close(*found, *expected, name);
        }
    }
    let r = &expected["r"];
    let marked = Marked::new(&positions, &types, Some(weights), (0, 0)).unwrap();
    let found = marcon_puech(&marked, r, None, &Simulations::NONE).unwrap();
    for (found, expected) in found.envelope.observed.iter().zip(&expected["m"]) {
        if expected.is_nan() {
            assert!(found.is_nan());
        } else {
            assert_close(*found, *expected, "m");
        }
    }
    let all = Marked::new(&positions, &[0; 100], None, (0, 0)).unwrap();
    let region = Region::Rectangle {
        low: [0.0; 2],
        high: [10.0; 2],
    };
    for (correction, name) in [
        (EdgeCorrection::None, "k_none"),
        (EdgeCorrection::Translation, "k_translation"),
    ] {
        let options = RipleyOptions {
            region,
            correction,
            bandwidth: None,
        };
        let found = ripley(&all, r, &options, &Simulations::NONE).unwrap();
        for (found, expected) in found.k.observed.iter().zip(&expected[name]) {
            assert_close(*found, *expected, name);
        }
    }
}
