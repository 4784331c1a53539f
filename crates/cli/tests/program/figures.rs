//! `jushu figure` on the public demonstration.

use std::path::Path;

use crate::demonstration::public;
use crate::folder::{Folder, Told};

/// Runs `jushu figure` on the demonstration, with `folder` as the working directory.
fn figure(folder: &Folder, arguments: &[&str]) -> Told {
    let output = Folder::command_in(folder.path())
        .arg("figure")
        .arg(public().place.join("demo"))
        .args(arguments)
        .output()
        .unwrap();
    Told::from(output)
}

fn exists(folder: &Folder, file: &str) -> bool {
    Path::new(&folder.at(file)).exists()
}

#[test]
fn every_figure_is_listed_drawn_or_says_what_is_missing() {
    let folder = Folder::new();
    let list = figure(&folder, &["--format", "csv"]).done();
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 25, "{list}");
    let missing = |name: &str| {
        rows.iter()
            .find(|row| &row[0] == name)
            .map(|row| row[2].to_string())
    };
    assert_eq!(missing("top-cities").as_deref(), Some(""));
    assert_eq!(
        missing("agencies-by-province").map(|reason| reason.contains("jushu import")),
        Some(true)
    );
    for row in rows.iter().filter(|row| !row[2].is_empty()) {
        let message = figure(&folder, &[&row[0], "--out", "x.svg"]).refused();
        assert!(message.contains(&row[0]), "{message}");
    }
    assert!(!exists(&folder, "x.svg") && !exists(&folder, "x.csv"));
}

#[test]
fn a_figure_is_written_in_three_forms_with_its_data() {
    let folder = Folder::new();
    for file in ["top.svg", "top.png", "top.json"] {
        let said = figure(&folder, &["top-cities", "--top", "5", "--out", file]).done();
        assert!(said.contains(file) && said.contains("top.csv"), "{said}");
    }
    let svg = folder.read("top.svg");
    for wanted in [
        "role=\"img\"",
        "<desc",
        "Beijing",
        "Sources:",
        "the first 5 cities",
    ] {
        assert!(svg.contains(wanted), "{wanted} in {svg}");
    }
    assert!(
        std::fs::read(folder.at("top.png"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let json: serde_json::Value = serde_json::from_str(&folder.read("top.json")).unwrap();
    assert_eq!(json["data"]["rows"].as_array().map(Vec::len), Some(5));
    assert!(json["option"]["series"].is_array());
    let csv = folder.read("top.csv");
    assert_eq!(csv.lines().count(), 6, "{csv}");
    let again = folder.read("top.svg");
    figure(&folder, &["top-cities", "--top", "5", "--out", "top.svg"]).done();
    assert_eq!(
        folder.read("top.svg"),
        again,
        "the same run gives the same bytes"
    );
}

#[test]
fn the_language_the_unit_set_the_node_and_the_place_can_be_chosen() {
    let folder = Folder::new();
    figure(
        &folder,
        &[
            "top-provinces",
            "--node",
            "unicorns",
            "--out",
            "a.svg",
            "--lang",
            "zh",
        ],
    )
    .done();
    assert!(folder.read("a.svg").contains("名省份"));
    figure(
        &folder,
        &[
            "city-districts-and-industries",
            "--place",
            "杭州",
            "--out",
            "b.svg",
        ],
    )
    .done();
    assert!(folder.read("b.svg").contains("Firms of Hangzhou"));
    figure(
        &folder,
        &[
            "rank-scatter-cities",
            "--unit-set",
            "cities-337",
            "--out",
            "c.svg",
        ],
    )
    .done();
    assert!(folder.read("c.svg").contains("tier 1"));
}

#[test]
fn what_cannot_be_drawn_is_refused_with_what_to_do() {
    let folder = Folder::new();
    let unknown = figure(&folder, &["top-citys"]).refused();
    assert!(
        unknown.contains("`top-cities`") && unknown.contains("jushu figure"),
        "{unknown}"
    );
    let ending = figure(&folder, &["top-cities", "--out", "top.gif"]).refused();
    assert!(
        ending.contains("top.gif") && ending.contains(".svg"),
        "{ending}"
    );
    let node = figure(&folder, &["top-cities", "--node", "nothing"]).refused();
    assert!(node.contains("`nothing`"), "{node}");
    let set = figure(&folder, &["top-cities", "--unit-set", "towns"]).refused();
    assert!(
        set.contains("`towns`") && set.contains("cities-337"),
        "{set}"
    );
    let place = figure(
        &folder,
        &["city-districts-and-industries", "--place", "Atlantis"],
    )
    .refused();
    assert!(place.contains("Atlantis"), "{place}");
    let nowhere = figure(&folder, &["top-cities", "--out", "nowhere/top.svg"]).refused();
    assert!(nowhere.contains("nowhere"), "{nowhere}");
}
