//! `jushu clusters hotspots`, `weights`, `autocorrelation` and `distance`.

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
fn hot_spots_by_hdbscan_and_optics_have_the_files_of_dbscan() {
    let folder = Folder::new();
    folder.write("p.csv", points());
    let run = |more: &[&str], out: &str| {
        let mut arguments = vec!["--lang", "en", "clusters", "hotspots", "--points", "p.csv"];
        arguments.extend(more);
        arguments.extend(["--min-points", "4", "--out", out]);
        folder.jushu(&arguments)
    };
    run(&["--eps-km", "5"], "dbscan").done();
    run(
        &["--method", "hdbscan", "--min-cluster-size", "10"],
        "hdbscan",
    )
    .done();
    run(
        &["--method", "optics", "--eps-km", "50", "--cut-km", "5"],
        "optics",
    )
    .done();
    let labels = folder.read("dbscan/labels.csv");
    assert_eq!(folder.read("hdbscan/labels.csv"), labels);
    assert_eq!(folder.read("optics/labels.csv"), labels);
    for out in ["hdbscan", "optics"] {
        assert_eq!(
            folder.read(&format!("{out}/clusters.csv")),
            folder.read("dbscan/clusters.csv")
        );
        let manifest: serde_json::Value =
            serde_json::from_str(&folder.read(&format!("{out}/manifest.json"))).unwrap();
        assert_eq!(manifest["parameters"]["method"], out);
        let note = manifest["notes"][0]["en"].as_str().unwrap();
        assert!(note.contains("counts points, not weights"), "{note}");
    }
    let reached = folder.read("optics/reachability.csv");
    let ids: BTreeSet<String> = column(&reached, "id").into_iter().collect();
    assert_eq!(ids.len(), 81);
    // Beijing, Shenzhen and the far point each start anew.
    let anew = column(&reached, "reachability_km");
    assert_eq!(anew.iter().filter(|cell| cell.is_empty()).count(), 3);

    let refused: [(&[&str], &str); 7] = [
        (&[], "dbscan needs --eps-km"),
        (&["--method", "optics"], "optics needs --eps-km"),
        (
            &["--method", "hdbscan", "--eps-km", "5"],
            "--eps-km belongs to dbscan, optics",
        ),
        (
            &["--method", "hdbscan", "--stability"],
            "--stability belongs to dbscan",
        ),
        (
            &["--eps-km", "5", "--cut-km", "2"],
            "--cut-km belongs to optics",
        ),
        (
            &["--method", "optics", "--eps-km", "5", "--cut-km", "6"],
            "at most --eps-km 5",
        ),
        (
            &["--method", "hdbscan", "--min-cluster-size", "1"],
            "min-cluster-size",
        ),
    ];
    for (more, expected) in refused {
        let said = run(more, "refused").refused();
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!folder.at("refused").exists());
}

/// A row of squares, each touching the next, and one apart.
fn squares() -> String {
    let square = |id: &str, x: i32| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{id}"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},30],[{0},30],[{0},31],[{x},31],[{x},30]]]}}}}"#,
            x + 1
        )
    };
    let features: Vec<String> = ["u0", "u1", "u2", "u3"]
        .iter()
        .zip(100..)
        .map(|(id, x)| square(id, x))
        .chain([square("alone", 110)])
        .collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

#[test]
fn weights_of_every_kind_are_made_and_used() {
    let folder = Folder::new();
    let (mut points, mut values) = (String::from("id,lon,lat,gdp\n"), String::from("id,value\n"));
    for unit in 0..12 {
        points += &format!(
            "u{unit},{},30,{}\n",
            110.0 + 0.1 * f64::from(unit),
            unit * unit
        );
        values += &format!("u{unit},{unit}\n");
    }
    folder.write("p.csv", points);
    folder.write("v.csv", values);
    let run = |more: &[&str], out: &str| {
        let mut arguments = vec!["--lang", "en", "clusters", "weights"];
        arguments.extend(more);
        arguments.extend(["--out", out]);
        folder.jushu(&arguments)
    };
    let made = |more: &[&str], out: &str| -> (usize, serde_json::Value) {
        run(&[&["--points", "p.csv"], more].concat(), out).done();
        let links = column(&folder.read(&format!("{out}/weights.csv")), "w").len();
        let manifest = serde_json::from_str(&folder.read(&format!("{out}/manifest.json")));
        (links, manifest.unwrap())
    };
    let kinds: [(&[&str], usize); 6] = [
        (&["k-nearest", "--k", "2"], 24),
        // Without a distance the shortest that leaves nobody alone: a chain of 12.
        (&["distance-band"], 22),
        (&["inverse-distance"], 132),
        (
            &["inverse-distance", "--distance-km", "15", "--power", "2"],
            22,
        ),
        (&["economic", "--value", "gdp"], 132),
        (
            &[
                "nested",
                "--value",
                "gdp",
                "--geography",
                "k-nearest",
                "--k",
                "2",
            ],
            24,
        ),
    ];
    for (number, (kind, expected)) in kinds.iter().enumerate() {
        let out = format!("kind{number}");
        let (links, manifest) = made(&[&["--kind"], *kind].concat(), &out);
        assert_eq!(links, *expected, "{kind:?}");
        assert_eq!(manifest["parameters"]["kind"], kind[0]);
        assert_eq!(manifest["weights"]["links"], *expected);
        let told = folder.jushu(&[
            "clusters",
            "autocorrelation",
            "--values",
            "v.csv",
            "--weights",
            &format!("{out}/weights.csv"),
            "--permutations",
            "0",
            "--out",
            &format!("{out}/autocorrelation"),
        ]);
        told.done();
    }
    // On a chain with 0/1 weights Moran's I of 0…11 is 12/22 · 2·Σ z_i z_{i+1} / Σ z².
    let global = folder.read("kind1/autocorrelation/global.csv");
    let moran: f64 = column(&global, "value")[0].parse().unwrap();
    let z = |unit: i32| f64::from(unit) - 5.5;
    let pairs: f64 = (0..11).map(|unit| 2.0 * z(unit) * z(unit + 1)).sum();
    let squares_sum: f64 = (0..12).map(|unit| z(unit) * z(unit)).sum();
    assert!((moran - 12.0 / 22.0 * pairs / squares_sum).abs() < 1e-12);
    let row = made(
        &[
            "--kind",
            "k-nearest",
            "--k",
            "4",
            "--standardisation",
            "row",
        ],
        "row",
    );
    assert_eq!(column(&folder.read("row/weights.csv"), "w"), ["0.25"; 48]);
    assert!(row.1["weights"]["asymmetric"].as_u64().unwrap() > 0);

    folder.write("g.geojson", squares());
    let areas = ["--polygons", "g.geojson", "--id-property", "code"];
    for kind in ["queen", "rook"] {
        run(&[&areas[..], &["--kind", kind]].concat(), kind).done();
        let text = folder.read(&format!("{kind}/weights.csv"));
        assert!(
            text.starts_with("i,j,w\nu0,u1,1\nu1,u0,1\nu1,u2,1\n"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 7);
        let manifest: serde_json::Value =
            serde_json::from_str(&folder.read(&format!("{kind}/manifest.json"))).unwrap();
        assert_eq!(manifest["weights"]["islands"][0], "alone");
        assert_eq!(manifest["weights"]["components"], 2);
    }
}

#[test]
fn weights_that_cannot_be_made_are_refused_with_one_message_each() {
    let folder = Folder::new();
    folder.write(
        "p.csv",
        "id,lon,lat,gdp\na,116,39,1\nb,116,39,2\nc,117,39,2\n",
    );
    folder.write("g.geojson", squares());
    let cases: [(&[&str], &str); 8] = [
        (
            &["--points", "p.csv", "--kind", "k-nearest", "--k", "3"],
            "the method needs 4",
        ),
        (
            &[
                "--points",
                "p.csv",
                "--kind",
                "distance-band",
                "--distance-km",
                "0",
            ],
            "distance = 0 should be above 0",
        ),
        (
            &["--points", "p.csv", "--kind", "inverse-distance"],
            "line 3: units 1 and 2 stand on one spot",
        ),
        (
            &["--points", "p.csv", "--kind", "economic", "--value", "gdp"],
            "line 4: units 2 and 3 have the same value",
        ),
        (
            &["--points", "p.csv", "--kind", "economic", "--value", "tax"],
            "no column \"tax\"",
        ),
        (
            &["--points", "p.csv", "--kind", "nested"],
            "nested needs --value",
        ),
        (
            &["--points", "p.csv", "--kind", "queen"],
            "queen needs --polygons",
        ),
        (
            &["--polygons", "g.geojson", "--kind", "queen"],
            "feature 1 has no id; name the property with it by --id-property",
        ),
    ];
    for (more, expected) in cases {
        let mut arguments = vec!["--lang", "en", "clusters", "weights"];
        arguments.extend(more);
        arguments.extend(["--out", "out"]);
        let said = folder.jushu(&arguments).refused();
        assert!(said.contains(expected), "{expected}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    }
    assert!(!folder.at("out").exists());
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
