//! `jushu clusters dynamics`, `shift-share` and `links`, and what `concentration` takes besides its table.

use std::collections::BTreeMap;

use crate::folder::Folder;

/// A column of a table by the columns before it, which are keys.
fn column(text: &str, keys: usize, heading: &str) -> BTreeMap<Vec<String>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|cell| cell == heading).unwrap();
    let row = |record: csv::StringRecord| {
        let key = record.iter().take(keys).map(str::to_string).collect();
        (key, record[at].to_string())
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

fn key(cells: &[&str]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// What the peers found (see tests/peers/clusters/dynamics.py).
struct Peers(Vec<[String; 4]>);

impl Peers {
    fn read() -> Peers {
        let mut reader = csv::Reader::from_reader(peer("dynamics.csv").leak().as_bytes());
        let row = |record: csv::StringRecord| [0, 1, 2, 3].map(|at| record[at].to_string());
        Peers(
            reader
                .records()
                .map(|record| row(record.unwrap()))
                .collect(),
        )
    }

    /// Compares all rows of a statistic with the cells of a table, and says how many there were.
    #[track_caller]
    fn compare(
        &self,
        statistic: &str,
        cells: &BTreeMap<Vec<String>, String>,
        of: impl Fn(&str, &str) -> Vec<String>,
    ) -> usize {
        let rows = self.0.iter().filter(|row| row[0] == statistic);
        let mut compared = 0;
        for [_, a, b, expected] in rows {
            let expected: f64 = expected.parse().unwrap();
            let found: f64 = cells[&of(a, b)].parse().unwrap();
            assert!(
                (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
                "{statistic} {a} {b}: {found}, not {expected}"
            );
            compared += 1;
        }
        compared
    }
}

fn peer(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program/peers/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

fn typed<'a>(command: &'a str, option: &'a str, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut typed = vec![
        "clusters", command, option, file, "--out", "out", "--lang", "en",
    ];
    typed.extend(more);
    typed
}

#[test]
fn dynamics_equal_the_peers() {
    let (folder, peers) = (Folder::new(), Peers::read());
    folder.write("p.csv", peer("dynamics_panel.csv"));
    folder.write("w.csv", peer("dynamics_weights.csv"));
    let more = ["--weights", "w.csv", "--classes", "4", "--format", "csv"];
    let command = typed("dynamics", "--panel", "p.csv", &more);
    let printed = folder.jushu(&command).done();
    assert!(
        printed.starts_with("period,regions,mean,Gini,coefficient of variation"),
        "{printed}"
    );
    let markov = column(&folder.read("out/markov.csv"), 3, "value");
    for statistic in ["count", "probability", "first_passage"] {
        let at = |a: &str, b: &str| key(&[statistic, a, b]);
        assert_eq!(peers.compare(statistic, &markov, at), 16);
    }
    let at = |a: &str, _: &str| key(&["steady_state", "", a]);
    assert_eq!(peers.compare("steady_state", &markov, at), 4);
    let at = |_: &str, _: &str| key(&["mobility", "", ""]);
    assert_eq!(peers.compare("mobility", &markov, at), 1);
    let spatial = column(&folder.read("out/spatial_markov.csv"), 4, "value");
    for lag in ["1", "2", "3", "4"] {
        let at = |a: &str, b: &str| key(&["count", lag, a, b]);
        let statistic = format!("spatial_count_{lag}");
        assert_eq!(peers.compare(&statistic, &spatial, at), 16);
    }
    for statistic in [
        "likelihood_ratio",
        "likelihood_ratio_p",
        "q",
        "q_p",
        "degrees_of_freedom",
    ] {
        let at = |_: &str, _: &str| key(&[statistic, "", "", ""]);
        assert_eq!(peers.compare(statistic, &spatial, at), 1);
    }
    let convergence = column(&folder.read("out/convergence.csv"), 3, "value");
    for statistic in [
        "beta",
        "beta_standard_error",
        "speed",
        "speed_standard_error",
    ] {
        let at = |_: &str, _: &str| key(&[statistic, "2010", "2021"]);
        assert_eq!(peers.compare(statistic, &convergence, at), 1);
    }
    let at = |year: &str, _: &str| key(&["coefficient_of_variation", year, year]);
    assert_eq!(
        peers.compare("coefficient_of_variation", &convergence, at),
        12
    );
    for (file, statistic) in [
        ("inequality.csv", "gini"),
        ("polarisation.csv", "esteban_ray"),
        ("rank_size.csv", "exponent"),
        ("kernel_density.csv", "bandwidth"),
    ] {
        let cells = column(&folder.read(&format!("out/{file}")), 1, statistic);
        let at = |year: &str, _: &str| key(&[year]);
        assert_eq!(peers.compare(statistic, &cells, at), 12, "{file}");
    }
    // Each density is one over the whole grid.
    let mut reader = csv::Reader::from_path(folder.at("out/kernel_density.csv")).unwrap();
    let rows: Vec<(String, f64, f64, f64)> = reader.deserialize().map(Result::unwrap).collect();
    let step = rows[1].2 - rows[0].2;
    for period in rows.chunks(201) {
        let mass: f64 = period.iter().map(|row| row.3).sum::<f64>() * step;
        assert!((mass - 1.0).abs() < 0.01, "{}: {mass}", period[0].0);
    }
    let first = folder.files("out");
    folder.jushu(&command).done();
    assert_eq!(folder.files("out"), first);
}

#[test]
fn cuts_groups_and_gaps_are_taken_as_given() {
    let folder = Folder::new();
    folder.write(
        "p.csv",
        "region,period,value\nA,2020,1\nB,2020,2\nC,2020,3\nA,2022,3\nB,2022,1\nC,2022,2\nA,2023,2\nB,2023,\nC,2023,2\n",
    );
    folder.write("g.csv", "region,group\nA,east\nB,west\nC,west\n");
    let more = ["--cuts", "0.75,1.25", "--region-groups", "g.csv"];
    let told = folder.jushu(&typed("dynamics", "--panel", "p.csv", &more));
    for part in [
        "1 pairs of region and period have no value",
        "not equally far apart",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    told.done();
    let paths = column(&folder.read("out/paths.csv"), 2, "class");
    assert_eq!(paths[&key(&["A", "2020"])], "1");
    assert_eq!(paths[&key(&["B", "2020"])], "2");
    assert_eq!(paths[&key(&["C", "2020"])], "3");
    assert_eq!(paths[&key(&["B", "2023"])], "");
    let markov = column(&folder.read("out/markov.csv"), 3, "value");
    // A goes 1 → 3 → 2, C 3 → 2 → 2, B 2 → 1 and is not known afterwards.
    for (from, to) in [("1", "3"), ("3", "2"), ("2", "2"), ("2", "1")] {
        let count: f64 = markov[&key(&["count", from, to])].parse().unwrap();
        assert_eq!(count, if from == "3" { 2.0 } else { 1.0 }, "{from} {to}");
    }
    // From 1, 2, 3 to 2, unknown, 2 in three years: only A and C.
    let convergence = column(&folder.read("out/convergence.csv"), 3, "value");
    assert_eq!(convergence[&key(&["regions", "2020", "2023"])], "2");
    assert_eq!(convergence[&key(&["periods", "2020", "2022"])], "2");
    let beta: f64 = convergence[&key(&["beta", "2020", "2023"])]
        .parse()
        .unwrap();
    // Both end alike: the gap of ln 3 is closed, so the slope is −1/3 and the speed infinite.
    assert!((beta + 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(convergence[&key(&["speed", "2020", "2023"])], "");
    let parts = column(&folder.read("out/decomposition.csv"), 5, "value");
    let of = |part: &str| -> f64 {
        parts[&key(&["2020", "dagum_gini", part, "", ""])]
            .parse()
            .unwrap()
    };
    let sum = of("within_groups") + of("net_between_groups") + of("transvariation");
    assert!((of("total") - 2.0 / 9.0).abs() < 1e-12 && (sum - of("total")).abs() < 1e-12);
    // East 1, west 2.5 with weights 1 and 2 of 3, mean 2.
    let groups = column(
        &folder.read("out/polarisation.csv"),
        1,
        "esteban_ray_of_groups",
    );
    let expected = ((1.0_f64 / 3.0).powf(2.3) * 2.0 / 3.0 + (2.0_f64 / 3.0).powf(2.3) / 3.0) * 0.75;
    let found: f64 = groups[&key(&["2020"])].parse().unwrap();
    assert!((found - expected).abs() < 1e-12);
    assert!(!folder.at("out/spatial_markov.csv").exists());
}

#[test]
fn a_single_period_and_equal_values_are_spoken_of() {
    let folder = Folder::new();
    folder.write("p.csv", "region,period,value\nA,now,5\nB,now,5\n");
    let told = folder.jushu(&typed("dynamics", "--panel", "p.csv", &[]));
    for part in [
        "a single period",
        "they make 1 classes instead of 5",
        "never left from",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    told.done();
    let density = folder.read("out/kernel_density.csv");
    assert_eq!(density, "period,bandwidth,x,density\nnow,,,\n");
}

#[test]
fn shift_share_equals_its_definitions() {
    let (folder, peers) = (Folder::new(), Peers::read());
    folder.write("t.csv", peer("shift_share_table.csv"));
    folder.write("w.csv", peer("dynamics_weights.csv"));
    let more = ["--weights", "w.csv", "--top", "3", "--format", "csv"];
    let printed = folder
        .jushu(&typed("shift-share", "--table", "t.csv", &more))
        .done();
    assert_eq!(printed.lines().count(), 4, "{printed}");
    let (pairs, regions) = (
        folder.read("out/shift_share.csv"),
        folder.read("out/regions.csv"),
    );
    for part in [
        "national",
        "mix",
        "regional",
        "competition",
        "allocation",
        "neighbourhood",
        "regional_beyond_neighbours",
    ] {
        let of_pairs = column(&pairs, 2, part);
        let at = |a: &str, b: &str| key(&[a, b]);
        let statistic = format!("shift_{part}");
        assert_eq!(peers.compare(&statistic, &of_pairs, at), 36 * 3);
        let of_regions = column(&regions, 1, part);
        let at = |a: &str, _: &str| key(&[a]);
        let statistic = format!("region_{part}");
        assert_eq!(peers.compare(&statistic, &of_regions, at), 36);
    }
}

#[test]
fn shift_share_chooses_periods_and_says_what_has_no_neighbours() {
    let folder = Folder::new();
    folder.write(
        "t.csv",
        "region,industry,period,value\nA,x,2010,40\nA,y,2010,60\nB,x,2010,60\nB,y,2010,40\nA,x,2015,9\nA,x,2020,60\nA,y,2020,60\nB,x,2020,60\nB,y,2020,60\n",
    );
    folder.write("w.csv", "i,j,w\nA,B,1\n");
    let more = ["--from", "2010", "--to", "2020", "--weights", "w.csv"];
    let told = folder.jushu(&typed("shift-share", "--table", "t.csv", &more));
    for part in [
        "1 rows are of other periods",
        "2 pairs of region and industry have no neighbour with the industry",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    told.done();
    let pairs = folder.read("out/shift_share.csv");
    let competition = column(&pairs, 2, "competition");
    let competition: f64 = competition[&key(&["A", "x"])].parse().unwrap();
    assert!((competition - 15.0).abs() < 1e-12);
    assert_eq!(column(&pairs, 2, "neighbourhood")[&key(&["B", "x"])], "");
    let refused = folder
        .jushu(&typed("shift-share", "--table", "t.csv", &[]))
        .refused();
    assert!(
        refused.contains("t.csv: the table has 3 periods; name two with --from and --to"),
        "{refused}"
    );
}

#[test]
fn links_equal_the_peers() {
    let (folder, peers) = (Folder::new(), Peers::read());
    folder.write("r.csv", peer("links_regions.csv"));
    let more = ["--exponent", "1.5", "--top", "0", "--format", "csv"];
    let printed = folder
        .jushu(&typed("links", "--regions", "r.csv", &more))
        .done();
    assert_eq!(printed.lines().count(), 16, "{printed}");
    let links = folder.read("out/links.csv");
    for statistic in ["link", "distance_km"] {
        let cells = column(&links, 2, statistic);
        assert_eq!(
            peers.compare(statistic, &cells, |a, b| key(&[a, b])),
            15 * 14 / 2
        );
    }
    let places = folder.read("out/centrality.csv");
    for statistic in ["strength", "betweenness", "eigenvector"] {
        let cells = column(&places, 1, statistic);
        assert_eq!(peers.compare(statistic, &cells, |a, _| key(&[a])), 15);
    }
    let primary = column(&places, 1, "primary")
        .into_iter()
        .map(|(place, primary)| (place, primary[1..].to_string()))
        .collect();
    assert_eq!(peers.compare("primary", &primary, |a, _| key(&[a])), 15);
}

#[test]
fn the_cluster_index_and_groups_of_industries_need_what_they_need() {
    let folder = Folder::new();
    // The worked example of the index: 200 of 1,000 employees in 2 of 5 firms, on 10 of 100 km² with 1,000 of 10,000 people.
    folder.write(
        "p.csv",
        "region,industry,plant,value\nA,x,1,150\nA,x,2,50\nB,x,3,400\nB,x,4,200\nB,x,5,200\nA,y,6,10\nB,y,7,20\n",
    );
    folder.write("r.csv", "region,area,population\nA,10,1000\nB,90,9000\n");
    folder.write("g.csv", "industry,group\nx,all\ny,all\n");
    let more = ["--regional", "r.csv", "--industry-groups", "g.csv"];
    folder
        .jushu(&typed("concentration", "--table", "p.csv", &more))
        .done();
    let index = column(&folder.read("out/cluster_index.csv"), 2, "cluster_index");
    let found: f64 = index[&key(&["A", "x"])].parse().unwrap();
    // Density 2, per head 2, size of firm 200/2 over 1000/5, so 8.
    assert!((found - 8.0).abs() < 1e-12, "{found}");
    let firms = column(&folder.read("out/cluster_index.csv"), 2, "firms");
    assert_eq!(firms[&key(&["B", "x"])], "3");
    let groups = column(
        &folder.read("out/coagglomeration_groups.csv"),
        1,
        "coagglomeration",
    );
    let pairs = column(
        &folder.read("out/coagglomeration.csv"),
        2,
        "coagglomeration_to_all_industries",
    );
    // Of two industries the group is the pair.
    let (group, pair): (f64, f64) = (
        groups[&key(&["all"])].parse().unwrap(),
        pairs[&key(&["x", "y"])].parse().unwrap(),
    );
    assert!((group - pair).abs() < 1e-12);
    folder.write("t.csv", "region,industry,value\nA,x,2\nB,x,3\n");
    let told = folder.jushu(&typed(
        "concentration",
        "--table",
        "t.csv",
        &["--regional", "r.csv"],
    ));
    assert!(
        told.err
            .contains("values are taken for the number of firms"),
        "{}",
        told.err
    );
    told.done();
}

#[test]
fn bad_panels_tables_and_places_are_refused_with_what_to_do() {
    let folder = Folder::new();
    let panel = "region,period,value\nA,1,1\nB,1,2\nA,2,3\n";
    folder.write("p.csv", panel);
    folder.write("twice.csv", format!("{panel}A,2,4\n"));
    folder.write("negative.csv", format!("{panel}B,2,-4\n"));
    folder.write("text.csv", format!("{panel}B,2,four\n"));
    folder.write("unnamed.csv", format!("{panel},2,4\n"));
    folder.write("none.csv", "region,period,value\n");
    folder.write("w.csv", "i,j,w\nA,C,1\n");
    let table = "region,industry,period,value\nA,x,1,0\nA,x,2,3\n";
    folder.write("zero.csv", table);
    folder.write("s.csv", format!("{table}A,x,2,3\n"));
    folder.write("empty.csv", format!("{table}B,x,2,\n"));
    folder.write(
        "same.csv",
        "id,lon,lat,mass\nA,116,40,5\nB,121,31,4\nC,116,40,3\n",
    );
    folder.write("swapped.csv", "id,lon,lat,mass\nA,40,116,5\nB,121,31,4\n");
    folder.write("one.csv", "id,lon,lat,mass\nA,116,40,5\n");
    folder.write(
        "large.csv",
        "id,lon,lat,mass\nA,116,40,1e200\nB,121,31,1e200\n",
    );
    folder.write("t.csv", "region,industry,value\nA,x,2\nB,x,3\n");
    folder.write("r.csv", "region,area,population\nA,10,1000\n");
    folder.write("flat.csv", "region,area,population\nA,0,1000\nB,1,1\n");
    folder.write("more.csv", "region,area,population\nA,1,1\nB,1,1\nC,1,1\n");
    for (command, option, file, more, part) in [
        (
            "dynamics",
            "--panel",
            "twice.csv",
            &[][..],
            "twice.csv, line 5: \"A\" stands twice in \"2\"",
        ),
        (
            "dynamics",
            "--panel",
            "negative.csv",
            &[],
            "negative.csv, line 5: -4 in column \"value\" is negative",
        ),
        (
            "dynamics",
            "--panel",
            "text.csv",
            &[],
            "\"four\" in column \"value\" is not a number",
        ),
        (
            "dynamics",
            "--panel",
            "unnamed.csv",
            &[],
            "line 5: column \"region\" is empty",
        ),
        ("dynamics", "--panel", "none.csv", &[], "there are no rows"),
        ("dynamics", "--panel", "t.csv", &[], "no column \"period\""),
        (
            "dynamics",
            "--panel",
            "p.csv",
            &["--weights", "w.csv"],
            "w.csv, line 2: there is no point or unit with the id \"C\"",
        ),
        (
            "dynamics",
            "--panel",
            "p.csv",
            &["--cuts", "1,1"],
            "--cuts: give finite numbers in ascending order",
        ),
        (
            "dynamics",
            "--panel",
            "p.csv",
            &["--alpha", "2"],
            "--alpha 2: give a number from 1 to 1.6",
        ),
        (
            "shift-share",
            "--table",
            "zero.csv",
            &[],
            "all values of the period \"1\" are zero",
        ),
        (
            "shift-share",
            "--table",
            "s.csv",
            &[],
            "line 4: \"A, x\" stands in \"2\" already",
        ),
        (
            "shift-share",
            "--table",
            "empty.csv",
            &[],
            "line 4: column \"value\" is empty",
        ),
        (
            "shift-share",
            "--table",
            "zero.csv",
            &["--from", "7"],
            "there is no period \"7\"; the table has 1, 2",
        ),
        (
            "shift-share",
            "--table",
            "zero.csv",
            &["--from", "2"],
            "--from must be earlier than --to",
        ),
        (
            "links",
            "--regions",
            "same.csv",
            &[],
            "same.csv, line 4: \"C\" stands where \"A\" does",
        ),
        (
            "links",
            "--regions",
            "swapped.csv",
            &[],
            "swapped.csv, line 2: point 1 (40, 116)",
        ),
        ("links", "--regions", "one.csv", &[], "at least two places"),
        (
            "links",
            "--regions",
            "large.csv",
            &[],
            "give masses in a larger unit",
        ),
        (
            "links",
            "--regions",
            "same.csv",
            &["--exponent", "0"],
            "--exponent 0: give a number above 0",
        ),
        (
            "concentration",
            "--table",
            "t.csv",
            &["--regional", "r.csv"],
            "r.csv: there is no row for the region \"B\"",
        ),
        (
            "concentration",
            "--table",
            "t.csv",
            &["--regional", "flat.csv"],
            "flat.csv, line 2: 0 in column \"area\" should be above 0",
        ),
        (
            "concentration",
            "--table",
            "t.csv",
            &["--regional", "more.csv"],
            "more.csv, line 4: \"C\" is not in the table",
        ),
    ] {
        let said = folder.jushu(&typed(command, option, file, more)).refused();
        assert!(said.contains(part), "{command} {file} {more:?}: {said}");
        assert!(!folder.at("out").exists());
    }
}
