//! Site, data package and live index of a small run, held against the files of the run.

use std::collections::BTreeSet;

use jushu_figures::{Language, Renderer};
use jushu_index::Framework;
use jushu_registry::engine::Engine;
use jushu_registry::store::Access;
use jushu_report::package::package;
use jushu_report::site::{SiteMaterial, site};

use super::index_sheet::index_sheets;
use super::recommendations::Rules;
use super::site::{package_material, run_files, site_edition};
use super::{Request, material};
use crate::evidence::Evidence;
use crate::facts::tests::with_runs;

#[test]
fn a_run_is_published_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (project, results) = with_runs(folder.path(), &["2023-12-31"]);
    let rules = Rules::load(folder.path()).unwrap();
    let evidence = Evidence::open(&project, &results, Language::Zh).unwrap();
    let text = std::fs::read_to_string(results.folder.join("framework.toml")).unwrap();
    let framework = Framework::parse(&text, "framework.toml").unwrap();
    let request = Request {
        template: "national".into(),
        place: None,
    };
    let mut material = material(&evidence, &framework, &rules, &request);
    // The pictures are tested where they are made.
    material.figures.clear();

    // The live index begins from the scores and ranks of the run.
    for (sheet, set) in index_sheets(&evidence, &framework)
        .unwrap()
        .iter()
        .zip(&evidence.unit_sets)
    {
        assert_eq!(sheet.units.len(), set.places.len());
        for node in &sheet.nodes {
            assert_eq!(node.scores, set.scores(&node.id), "{}", node.id);
            assert_eq!(node.ranks, set.ranks(&node.id), "{}", node.id);
        }
    }

    // Every table of the run is in the package, and its Parquet holds the same rows.
    let package_of_run = package_material(&evidence, &framework, &material).unwrap();
    let files = package(&package_of_run);
    assert_eq!(
        files,
        package(&package_material(&evidence, &framework, &material).unwrap())
    );
    let registry = project.registry(Access::Read).unwrap();
    for table in &package_of_run.tables {
        let path = folder.path().join("table.parquet");
        std::fs::write(&path, table.parquet.as_ref().unwrap()).unwrap();
        registry.register_parquet("t", &path).unwrap();
        let batches = registry.query("SELECT * FROM t").unwrap();
        let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
        let mut reader = csv::Reader::from_reader(table.csv.as_slice());
        let columns = reader.headers().unwrap().len();
        assert_eq!(rows, reader.records().count(), "{}", table.path);
        assert!(
            batches.iter().all(|batch| batch.num_columns() == columns),
            "{}",
            table.path
        );
    }
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for name in results.manifest.files.keys() {
        assert!(names.contains(name.as_str()), "{name}");
    }

    // A page for every place of both unit sets, municipalities once.
    let renderer = Renderer::new().unwrap();
    let edition = site_edition(&evidence, &framework, &material, &renderer).unwrap();
    let pages = site(&SiteMaterial {
        editions: vec![edition],
        downloads: run_files(&results).unwrap(),
        templates: Default::default(),
    })
    .unwrap();
    let places = pages
        .iter()
        .filter(|(path, _)| path.starts_with("zh/places/"))
        .count();
    assert_eq!(places, 31 + 337 - 4);
    let (_, shenzhen) = pages
        .iter()
        .find(|(path, _)| path == "zh/places/440300.html")
        .unwrap();
    assert!(String::from_utf8_lossy(shenzhen).contains("深圳市"));
}
