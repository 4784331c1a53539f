//! `jushu clusters DIR`: the clusters of a project.

use crate::demonstration::{public, public_copy};
use crate::folder::Folder;

/// The tables beside a run.
pub const TABLES: [&str; 22] = [
    "circle_polarisation.csv",
    "circle_roles.csv",
    "classification_quality.csv",
    "cluster_regions.csv",
    "cluster_registry.csv",
    "concentration.csv",
    "findings.csv",
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
    "short_boards.csv",
];

/// The rows of a table of the newest run, by heading.
fn table(folder: &Folder, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let run = folder.read("demo/runs/latest").trim().to_string();
    let text = folder.read(&format!("demo/runs/{run}/clusters/{name}"));
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
        "[自拟 own rule] 全国 China: 23 listings of digital clusters are 21 clusters without duplicates",
        "poles: 深圳市",
        "with the headquarters effect",
        "[无数据 no data] 全国 China: the registry has no links between firms",
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
