use super::*;
use crate::Language;
use serde_json::Value;

fn material() -> PackageMaterial {
    PackageMaterial {
        meta: Meta {
            title: "指数 \"<b>\" | 报告".into(),
            date: "2026-01-31".into(),
            run: "big-data-1".into(),
            citation: "某：《报告》".into(),
            language: Some(Language::Zh),
            synthetic: true,
            ..Meta::default()
        },
        description: "说明".into(),
        edition: "2026".into(),
        tables: vec![
            PackageTable {
                path: "cities-337/scores.csv".into(),
                csv: b"unit,node,score,rank\na,index,1.5,1\na,x,,\n".to_vec(),
                parquet: Some(b"PAR1".to_vec()),
            },
            PackageTable {
                path: "cities-337/data.csv".into(),
                csv: "unit,patents,结果\na,3,\n".into(),
                parquet: None,
            },
        ],
        files: vec![("manifest.json".into(), b"{}".to_vec())],
        measured: vec![MeasuredColumn {
            id: "patents".into(),
            name: ("专利".into(), "Patents".into()),
            unit: ("件".into(), "patents".into()),
            definition: ("专利数".into(), "number".into()),
        }],
        sources: vec![
            Source {
                id: "s1".into(),
                title: "来源|一".into(),
                licence: "CC BY 4.0".into(),
                retrieved: "2026-01-01".into(),
            },
            Source {
                id: "s2".into(),
                ..Source::default()
            },
        ],
    }
}

fn json(files: &[(String, Vec<u8>)], path: &str) -> Value {
    let found = files.iter().find(|(name, _)| name == path).unwrap();
    serde_json::from_slice(&found.1).unwrap()
}

fn text(files: &[(String, Vec<u8>)], path: &str) -> String {
    let found = files.iter().find(|(name, _)| name == path).unwrap();
    String::from_utf8(found.1.clone()).unwrap()
}

#[test]
fn the_descriptor_names_every_table_with_types_hash_and_key() {
    let material = material();
    let files = package(&material);
    assert_eq!(files, package(&material), "the same bytes");
    let package = json(&files, "datapackage.json");
    assert_eq!(package["name"], "big-data-1");
    assert_eq!(package["synthetic"], true);
    assert!(package["description"].as_str().unwrap().contains("合成"));
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    assert_eq!(package["sources"][1]["title"], "s2");
    let scores = &package["resources"][0];
    assert_eq!(scores["name"], "cities-337__scores");
    assert_eq!(scores["schema"]["missingValues"], serde_json::json!([""]));
    assert_eq!(scores["schema"]["primaryKey"], serde_json::json!(["node"]));
    assert_eq!(scores["bytes"], material.tables[0].csv.len());
    let hash = format!("sha256:{}", sha256(&material.tables[0].csv));
    assert_eq!(scores["hash"], hash);
    let data = &package["resources"][1]["schema"]["fields"];
    assert_eq!(data[1]["type"], "number");
    assert_eq!(data[1]["title"], "专利");
    assert_eq!(data[1]["description"], "专利数；件");
    let paths: Vec<&str> = package["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resource| resource["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "cities-337/scores.csv",
            "cities-337/data.csv",
            "cities-337/scores.parquet",
            "manifest.json"
        ]
    );
    for path in paths {
        assert!(files.iter().any(|(name, _)| name == path), "{path}");
    }
}

#[test]
fn csv_on_the_web_has_the_headings_as_titles_and_valid_names() {
    let files = package(&material());
    let metadata = json(&files, "csv-metadata.json");
    let columns = &metadata["tables"][1]["tableSchema"]["columns"];
    assert_eq!(columns[2]["titles"], "结果");
    assert_eq!(columns[2]["name"], "%E7%BB%93%E6%9E%9C");
    assert_eq!(columns[1]["datatype"], "double");
    assert_eq!(
        metadata["tables"][0]["tableSchema"]["primaryKey"][0],
        "node"
    );
}

#[test]
fn sums_cover_every_other_file() {
    let files = package(&material());
    let (last, sums) = files.last().unwrap();
    assert_eq!(last, "SHA256SUMS");
    let lines: Vec<String> = String::from_utf8(sums.clone())
        .unwrap()
        .lines()
        .map(str::to_string)
        .collect();
    let expected: Vec<String> = files[..files.len() - 1]
        .iter()
        .map(|(path, contents)| format!("{}  {path}", sha256(contents)))
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn people_read_the_mark_the_licences_and_the_citation() {
    let files = package(&material());
    let readme = text(&files, "README.md");
    assert!(readme.contains("合成数据") && readme.contains("指数 \"\\<b\\>\" \\| 报告"));
    let licences = text(&files, "LICENSES.md");
    assert!(licences.contains("| s2 |  | 未注明 |") && licences.contains("来源\\|一"));
    let citation = text(&files, "CITATION.cff");
    assert!(
        citation.contains("title: \"指数 \\\"<b>\\\" | 报告\"\n"),
        "{citation}"
    );
    assert!(citation.contains("date-released: \"2026-01-31\""));
}
