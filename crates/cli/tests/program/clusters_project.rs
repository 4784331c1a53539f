//! `jushu clusters DIR`: the clusters of a project.

use crate::demonstration::{public, public_copy};
use crate::folder::Folder;

/// The tables beside a run.
pub const TABLES: [&str; 31] = [
    "circle_polarisation.csv",
    "circle_roles.csv",
    "classification_quality.csv",
    "cluster_five_forces.csv",
    "cluster_regions.csv",
    "cluster_registry.csv",
    "clusters.geojson",
    "complexity_cities.csv",
    "complexity_industries.csv",
    "concentration.csv",
    "ellison_glaeser.csv",
    "entry_candidates.csv",
    "findings.csv",
    "firm_hot_spot_labels.csv",
    "firm_hot_spots.csv",
    "firms.csv",
    "five_forces.csv",
    "forms.csv",
    "grade_rules.csv",
    "grades.csv",
    "homogenisation.csv",
    "hot_spots.csv",
    "hot_tracks.csv",
    "leaders.csv",
    "links.csv",
    "location_quotients.csv",
    "park_functions.csv",
    "positions.csv",
    "region_industry.csv",
    "relatedness_density.csv",
    "short_boards.csv",
];

/// The text of a file of the newest run.
fn written(folder: &Folder, name: &str) -> String {
    let run = folder.read("demo/runs/latest").trim().to_string();
    folder.read(&format!("demo/runs/{run}/clusters/{name}"))
}

/// The rows of a table of the newest run, by heading.
fn table(folder: &Folder, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = written(folder, name);
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn the_demonstration_ends_with_the_main_findings() {
    let (_, findings) = public()
        .screen
        .split_once("Clusters: main findings")
        .unwrap();
    for part in [
        "[own rule] China: 23 listings of digital clusters are 21 clusters without duplicates",
        "poles: 深圳市",
        "with the headquarters effect",
        "[no data] China: the registry has no links between firms",
    ] {
        assert!(findings.contains(part), "{part}: {findings}");
    }
}

#[test]
fn every_firm_says_on_what_its_class_rests() {
    let folder = public_copy();
    let firms = table(&folder, "firms.csv");
    assert!(firms.len() > 6_000, "{}", firms.len());
    for firm in &firms {
        let by_text = firm["basis"].contains("text");
        assert_eq!(by_text, !firm["word"].is_empty(), "{firm:?}");
        assert!(
            firm["core"] == "false" || firm["basis"] != "nothing",
            "{firm:?}"
        );
        assert_eq!(
            firm["point_precision"] == "none",
            firm["longitude"].is_empty(),
            "{firm:?}"
        );
    }
    let quality = table(&folder, "classification_quality.csv");
    let label = quality
        .iter()
        .find(|row| row["texts"] == "industry-label")
        .unwrap();
    let share = |key: &str| label[key].parse::<f64>().unwrap();
    assert!(
        share("precision") > 0.95 && share("recall") > 0.8,
        "{label:?}"
    );
}

#[test]
fn two_lists_of_one_cluster_are_one_record() {
    let folder = public_copy();
    let clusters = table(&folder, "cluster_registry.csv");
    let wuhan: Vec<_> = clusters
        .iter()
        .filter(|row| row["cluster"].contains("光电子信息"))
        .collect();
    assert_eq!(wuhan.len(), 1, "{wuhan:?}");
    assert_eq!(wuhan[0]["listings"], "2");
    let ships = clusters
        .iter()
        .find(|row| row["cluster"].contains("高技术船舶"))
        .unwrap();
    assert_eq!(ships["cities"].split("; ").count(), 3, "{ships:?}");
    assert_eq!(ships["digital"], "false");
}

#[test]
fn grades_tell_met_from_not_met_from_no_data() {
    let folder = public_copy();
    let rules = table(&folder, "grade_rules.csv");
    let of = |set: &str, outcome: &str| {
        rules
            .iter()
            .filter(|row| row["set"] == set && row["outcome"] == outcome)
            .count()
    };
    assert!(of("four-grades", "met") > 0 && of("four-grades", "not-met") > 0);
    assert!(of("miit-sme", "no-data") > 0);
    assert_eq!(
        of("miit-sme", "met"),
        0,
        "no output, area or share is public"
    );
    for row in rules.iter().filter(|row| row["outcome"] == "no-data") {
        assert!(row["shortfall"].is_empty(), "{row:?}");
    }
}

#[test]
fn candidates_are_lacking_and_above_the_city_that_could_grow_them() {
    let folder = public_copy();
    let number = |text: &String| text.parse::<f64>().unwrap();
    let cities = table(&folder, "complexity_cities.csv");
    let measured: std::collections::BTreeMap<_, _> = cities
        .iter()
        .filter(|row| !row["eci"].is_empty())
        .map(|row| (row["region"].clone(), number(&row["eci"])))
        .collect();
    assert!(measured.len() > 20 && measured.len() < cities.len());
    let n = measured.len() as f64;
    let mean = measured.values().sum::<f64>() / n;
    let squares: f64 = measured.values().map(|eci| eci * eci).sum();
    assert!(mean.abs() < 1e-9 && (squares / n - 1.0).abs() < 1e-9);

    let present: std::collections::BTreeSet<_> = table(&folder, "relatedness_density.csv")
        .into_iter()
        .filter(|row| row["present"] == "1")
        .map(|row| (row["region"].clone(), row["industry"].clone()))
        .collect();
    let candidates = table(&folder, "entry_candidates.csv");
    assert!(!candidates.is_empty());
    for row in &candidates {
        assert!(number(&row["pci"]) > measured[&row["region"]], "{row:?}");
        assert!(!present.contains(&(row["region"].clone(), row["industry"].clone())));
    }
}

#[test]
fn gamma_of_firms_of_one_size_is_that_of_shares_and_counts() {
    let folder = public_copy();
    // With sizes of 1 H is 1/n, so that γ follows from the two columns before it and Σp² alone.
    let rows = table(&folder, "ellison_glaeser.csv");
    let number = |text: &String| text.parse::<f64>().unwrap();
    let mut spread = Vec::new();
    for row in &rows {
        assert_eq!(
            (row["plant_size"].as_str(), row["size_unknown"].as_str()),
            ("one-per-firm", "0")
        );
        let h = 1.0 / number(&row["firms"]);
        assert!((number(&row["herfindahl"]) - h).abs() < 1e-12, "{row:?}");
        spread.push(number(&row["expected"]) / h);
        if row["gamma"].is_empty() {
            assert_eq!(row["firms"], "1");
            continue;
        }
        let scale = number(&row["expected"]) / h * (1.0 - h);
        let gamma = (number(&row["raw_concentration"]) - number(&row["expected"])) / scale;
        assert!((number(&row["gamma"]) - gamma).abs() < 1e-9, "{row:?}");
    }
    assert!(spread.len() > 10);
    assert!(
        spread.iter().all(|one| (one - spread[0]).abs() < 1e-9),
        "1 − Σp² is one for all"
    );
}

#[test]
fn hot_spots_of_firms_are_told_from_the_seats_they_stand_on() {
    let folder = public_copy();
    let spots = table(&folder, "firm_hot_spots.csv");
    let labels = table(&folder, "firm_hot_spot_labels.csv");
    for spot in &spots {
        let firms = labels
            .iter()
            .filter(|row| row["hot_spot"] == spot["hot_spot"])
            .count();
        assert_eq!(firms.to_string(), spot["firms"]);
        assert!(firms >= 10, "{spot:?}");
    }
    let beijing = spots
        .iter()
        .find(|row| row["cities"].starts_with("北京市"))
        .unwrap();
    assert_eq!(beijing["size_rank"], "1");
    assert!(beijing["on_city_seats"].parse::<f64>().unwrap() > 0.9);
    let map: serde_json::Value =
        serde_json::from_str(&written(&folder, "clusters.geojson")).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), spots.len());
    assert!(
        map["features"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["geometry"]["type"].is_string())
    );
}

#[test]
fn clusters_have_forces_only_where_something_is_known() {
    let folder = public_copy();
    let values = table(&folder, "cluster_five_forces.csv");
    let of = |indicator: &str| -> Vec<_> {
        let rows = values.iter();
        rows.filter(|row| row["indicator"] == indicator).collect()
    };
    assert!(
        of("core_firms")
            .iter()
            .all(|row| !row["value"].is_empty() && row["basis"] == "members")
    );
    assert!(
        !of("patents").is_empty(),
        "a framework of twelve indicators"
    );
    for row in [of("patents"), of("technical_staff"), of("little_giants")].concat() {
        assert_eq!(
            (row["value"].as_str(), row["label"].as_str()),
            ("", "无数据 no data")
        );
    }
    let scored = table(&folder, "five_forces.csv");
    let clusters: Vec<_> = scored
        .iter()
        .filter(|row| row["unit_set"] == "clusters")
        .collect();
    assert!(
        !clusters.is_empty()
            && clusters
                .iter()
                .all(|row| row["coverage_label"] == "自拟 own")
    );
}

#[test]
fn thresholds_of_the_project_count_and_wrong_ones_are_refused() {
    let folder = public_copy();
    let shipped = include_str!("../../../../rules/diagnosis.toml");
    std::fs::create_dir_all(folder.at("demo/rules")).unwrap();
    let write =
        |text: String| std::fs::write(folder.at("demo/rules/diagnosis.toml"), text).unwrap();

    let before = folder.files("demo/runs");
    write(shipped.replacen("condition = \"unicorn", "condition = \"unicornn", 1));
    let message = folder.jushu(&["clusters", "demo"]).refused();
    for part in ["rules/diagnosis.toml", "line ", "unicornn", "[leader]"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    write(shipped.replacen("eps_km = 15", "eps_km = -1", 1));
    let message = folder.jushu(&["clusters", "demo"]).refused();
    assert!(
        message.contains("eps_km = -1 of [density] must be above 0"),
        "{message}"
    );
    assert!(before == folder.files("demo/runs"));

    let spots = |folder: &Folder| table(folder, "firm_hot_spots.csv").len();
    let few = spots(&folder);
    write(shipped.replacen(
        "eps_km = 15\nleast_firms = 10",
        "eps_km = 15\nleast_firms = 3",
        1,
    ));
    folder.jushu(&["clusters", "demo"]).done();
    assert!(spots(&folder) > few);
}

#[test]
fn measuring_again_gives_the_same_bytes_and_rules_of_the_project_count() {
    let folder = public_copy();
    let before = folder.files("demo/runs");
    folder.jushu(&["clusters", "demo"]).done();
    assert!(
        before == folder.files("demo/runs"),
        "a second measuring differs"
    );

    std::fs::create_dir_all(folder.at("demo/rules/grades")).unwrap();
    let own =
        include_str!("../../../../rules/grades/four-grades.toml").replace("four-grades", "mine");
    std::fs::write(folder.at("demo/rules/grades/mine.toml"), own).unwrap();
    folder.jushu(&["clusters", "demo"]).done();
    assert!(
        table(&folder, "grades.csv")
            .iter()
            .any(|row| row["set"] == "mine")
    );
}

#[test]
fn a_bad_rule_file_is_refused_with_its_line_and_changes_nothing() {
    let folder = public_copy();
    let before = folder.files("demo/runs");
    std::fs::create_dir_all(folder.at("demo/rules")).unwrap();
    let wrong = include_str!("../../../../rules/chain.toml").replacen("any =", "anny =", 1);
    std::fs::write(folder.at("demo/rules/chain.toml"), wrong).unwrap();
    let message = folder.jushu(&["clusters", "demo"]).refused();
    for part in ["chain.toml", "line ", "`anny`", "did you mean `any`"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert!(before == folder.files("demo/runs"));
}

#[test]
fn a_project_without_a_run_is_told_to_run_first() {
    let folder = Folder::new();
    folder.jushu(&["new", "demo"]).done();
    let message = folder.jushu(&["clusters", "demo"]).refused();
    assert!(message.contains("jushu run"), "{message}");
}
