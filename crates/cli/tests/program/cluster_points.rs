//! `jushu clusters hotspots`, `autocorrelation` and `distance`.

use std::collections::BTreeSet;

use crate::folder::Folder;

/// 40 points around Beijing and 40 around Shenzhen of two types, and one far from both.
fn points() -> String {
    let mut text = String::from("id,lon,lat,type,weight\n");
    for point in 0..40 {
        let (east, north) = (f64::from(point % 8) * 0.01, f64::from(point / 8) * 0.01);
        let kind = if point % 3 == 0 { "甲" } else { "乙" };
        text += &format!("b{point},{},{},{kind},1\n", 116.4 + east, 39.9 + north);
        text += &format!("s{point},{},{},{kind},2\n", 114.05 + east, 22.54 + north);
    }
    text + "far,87.6,43.8,甲,1\n"
}

fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|heading| heading == name)
        .unwrap();
    reader
        .records()
        .map(|record| record.unwrap()[at].to_owned())
        .collect()
}

#[test]
fn hot_spots_are_labelled_ranked_and_outlined() {
    let folder = Folder::new();
    folder.write("p.csv", points());
    let run = [
        "clusters",
        "hotspots",
        "--points",
        "p.csv",
        "--eps-km",
        "5",
        "--min-points",
        "4",
        "--stability",
        "--format",
        "csv",
        "--out",
        "out",
    ];
    let table = folder.jushu(&run).done();
    assert_eq!(table.lines().count(), 3);
    let labels = folder.read("out/labels.csv");
    assert!(labels.starts_with("id,label,core\nb0,0,true\ns0,1,true\n"));
    assert!(labels.ends_with("far,-1,false\n"));
    let clusters = folder.read("out/clusters.csv");
    assert_eq!(column(&clusters, "size_rank"), ["2", "1"]);
    assert_eq!(column(&clusters, "weight"), ["40", "80"]);
    let outline: serde_json::Value =
        serde_json::from_str(&folder.read("out/clusters.geojson")).unwrap();
    assert_eq!(outline["features"][0]["geometry"]["type"], "Polygon");
    assert_eq!(
        column(&folder.read("out/stability.csv"), "clusters").len(),
        25
    );
    let manifest: serde_json::Value =
        serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["parameters"]["eps_km"], 5.0);
    assert_eq!(manifest["inputs"]["points"]["rows"], 81);

    let joined = [
        "clusters",
        "hotspots",
        "--points",
        "p.csv",
        "--eps-km",
        "5",
        "--min-points",
        "4",
        "--merge-km",
        "2500",
        "--out",
        "joined",
    ];
    folder.jushu(&joined).done();
    assert_eq!(
        column(&folder.read("joined/clusters.csv"), "points"),
        ["80"]
    );
}

#[test]
fn autocorrelation_writes_global_and_local_statistics() {
    let folder = Folder::new();
    let mut values = String::from("id,income,hot\n");
    let mut weights = String::from("i,j,w\n");
    for unit in 0..12 {
        values += &format!("u{unit},{},{}\n", unit * unit, i32::from(unit > 5));
        if unit < 11 {
            weights += &format!("u{unit},u{},1\nu{},u{unit},1\n", unit + 1, unit + 1);
        }
    }
    folder.write("v.csv", format!("{values}island,7,\n"));
    folder.write("w.csv", &weights);
    let run = |out: &str| {
        let told = folder.jushu(&[
            "clusters",
            "autocorrelation",
            "--values",
            "v.csv",
            "--weights",
            "w.csv",
            "--standardisation",
            "row",
            "--permutations",
            "199",
            "--seed",
            "7",
            "--bivariate",
            "--out",
            out,
        ]);
        told.done()
    };
    run("out");
    run("again");
    for name in ["global.csv", "local.csv", "local_bivariate.csv"] {
        assert_eq!(
            folder.read(&format!("out/{name}")),
            folder.read(&format!("again/{name}"))
        );
    }
    let global = folder.read("out/global.csv");
    let statistics: BTreeSet<String> = column(&global, "statistic").into_iter().collect();
    for statistic in [
        "moran",
        "geary",
        "getis_ord_g",
        "join_count_bb",
        "bivariate_moran",
    ] {
        assert!(statistics.contains(statistic), "{statistic}");
    }
    let local = folder.read("out/local.csv");
    // The island takes part in the first variable, where it has a value, without a statistic of its own.
    assert_eq!(column(&local, "id").len(), 13 + 12);
    assert_eq!(column(&local, "local_moran")[12], "");
    assert_eq!(column(&local, "quadrant")[11], "high-high");
    let manifest: serde_json::Value =
        serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["weights"]["islands"], 1);
    assert_eq!(manifest["notes"].as_array().unwrap().len(), 3);
}

#[test]
fn distances_have_curves_with_bands() {
    let folder = Folder::new();
    folder.write("p.csv", points());
    for method in ["kd", "m", "k"] {
        let run = [
            "clusters",
            "distance",
            "--points",
            "p.csv",
            "--method",
            method,
            "--type",
            "甲",
            "--simulations",
            "19",
            "--steps",
            "10",
            "--r-max",
            "20",
            "--out",
            method,
        ];
        folder.jushu(&run).done();
        let curve = folder.read(&format!("{method}/curve.csv"));
        assert_eq!(column(&curve, "r").len(), 11);
        for name in ["observed", "low", "high", "global_low", "global_high"] {
            assert_ne!(column(&curve, name)[10], "", "{method} {name}");
        }
    }
    folder.write("xy.csv", "id,x,y\na,1,1\nb,1,2\nc,3,3\n");
    let run = [
        "clusters",
        "distance",
        "--points",
        "xy.csv",
        "--method",
        "k",
        "--window",
        "0,0,4,4",
        "--correction",
        "translation",
        "--r-max",
        "1",
        "--steps",
        "1",
        "--out",
        "plane",
    ];
    folder.jushu(&run).done();
    let found: f64 = column(&folder.read("plane/curve.csv"), "observed")[1]
        .parse()
        .unwrap();
    assert!((found - 64.0 / 9.0).abs() < 1e-12);
}

#[test]
fn bad_points_and_weights_are_refused_with_one_message_each() {
    let folder = Folder::new();
    folder.write("v.csv", "id,value\na,1\nb,2\nc,3\nd,5\n");
    let points = |text: &str| {
        folder.write("p.csv", text);
        let told = folder.jushu(&[
            "--lang",
            "en",
            "clusters",
            "hotspots",
            "--points",
            "p.csv",
            "--eps-km",
            "5",
            "--min-points",
            "4",
            "--out",
            "out",
        ]);
        told.refused()
    };
    let radius = |eps: &str| {
        folder.write("p.csv", "id,lon,lat\na,116,39\n");
        let told = folder.jushu(&[
            "--lang",
            "en",
            "clusters",
            "hotspots",
            "--points",
            "p.csv",
            "--eps-km",
            eps,
            "--min-points",
            "4",
            "--out",
            "out",
        ]);
        told.refused()
    };
    let weights = |text: &str| {
        folder.write("w.csv", text);
        let told = folder.jushu(&[
            "--lang",
            "en",
            "clusters",
            "autocorrelation",
            "--values",
            "v.csv",
            "--weights",
            "w.csv",
            "--out",
            "out",
        ]);
        told.refused()
    };
    let cases = [
        (points("id,lon,lat\n"), "there are no points"),
        (points("id,lon\na,116\n"), "no column \"lat\""),
        (
            points("id,lon,lat\na,39.9,116.4\n"),
            "line 2: point 1 (39.9, 116.4): longitude and latitude seem to be swapped",
        ),
        (
            points("id,lon,lat\na,448000,4418000\n"),
            "metres of a projection",
        ),
        (
            points("id,lon,lat\na,116,x\n"),
            "\"x\" in column \"lat\" is not a number",
        ),
        (points("id,lon,lat\na,116,\n"), "column \"lat\" is empty"),
        (
            points("id,lon,lat\na,116,39\na,117,39\n"),
            "line 3: the id \"a\" stands twice",
        ),
        (
            points("id,lon,lat,weight\na,116,39,1\nb,116,39,-1\n"),
            "line 3: the weight -1 of point 2",
        ),
        (radius("0"), "eps = 0 should be above 0"),
        (
            radius("30000"),
            "eps = 30000 should be above 0 and at most 20015",
        ),
        (
            weights("i,j,w\na,z,1\n"),
            "line 2: there is no point or unit with the id \"z\"",
        ),
        (weights("i,j,w\na,b,-1\n"), "line 2: link 1: the weight -1"),
        (
            weights("i,j,w\na,b,1\na,b,1\n"),
            "line 3: link 2 was given before",
        ),
        (weights("i,j,w\n"), "no unit has a neighbour"),
    ];
    for (said, expected) in cases {
        assert!(said.contains(expected), "{expected}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    }
    assert!(!folder.at("out").exists());
}
