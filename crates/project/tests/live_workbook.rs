//! The live sheets of the workbook, computed by LibreOffice, against the engine.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use jushu_index::weighting::WeightingSpec;
use jushu_index::{Framework, Run, Table, build};
use jushu_project::report::index_sheet::index_sheet;
use jushu_report::workbook::{IndexSheet, workbook};
use jushu_report::{Language, Material};

/// A framework of two levels and one node beside indicators, under the given method.
fn framework(method: &str) -> Framework {
    let text = format!(
        r#"
[framework]
id = "live"
edition = "1"
name = {{ zh = "指数", en = "Index" }}
[method]
{method}
[[node]]
id = "root"
name = {{ zh = "root", en = "root" }}
[[node]]
id = "left"
parent = "root"
weight = 3
name = {{ zh = "left", en = "left" }}
[[node]]
id = "right"
parent = "root"
weight = 2
name = {{ zh = "right", en = "right" }}
[[indicator]]
id = "a"
parent = "left"
direction = "positive"
weight = 2
goalposts = {{ low = 5, high = 60 }}
name = {{ zh = "a", en = "a" }}
[[indicator]]
id = "b"
parent = "left"
direction = "negative"
goalposts = {{ low = 5, high = 60 }}
name = {{ zh = "b", en = "b" }}
[[indicator]]
id = "c"
parent = "right"
optimum = {{ low = 20, high = 30 }}
normalisation = {{ kind = "interval-optimal", low = 1, high = 90 }}
goalposts = {{ low = 0, high = 80 }}
name = {{ zh = "c", en = "c" }}
[[indicator]]
id = "d"
parent = "right"
direction = "positive"
weight = 4
goalposts = {{ low = 5, high = 60 }}
name = {{ zh = "d", en = "d" }}
[[indicator]]
id = "e"
parent = "root"
direction = "negative"
goalposts = {{ low = 5, high = 60 }}
name = {{ zh = "e", en = "e" }}
[[indicator]]
id = "same"
parent = "right"
direction = "positive"
goalposts = {{ low = 5, high = 60 }}
name = {{ zh = "same", en = "same" }}
"#
    );
    Framework::parse(&text, "live.toml").unwrap()
}

/// Values with gaps, ties and outliers, the same at every call.
fn table() -> Table {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut text = String::from("unit,a,b,c,d,e,same\n");
    for unit in 0..37 {
        text += &format!("=unit{unit}");
        for column in 0..5 {
            let value = next();
            text.push(',');
            // A quarter of the cells are missing, some are tied, one lies far out.
            if next() > 0.25 {
                let value = match column {
                    0 => (value * 10.0).floor() * 6.0,
                    _ if unit == 5 => 400.0 * value,
                    _ => 80.0 * value,
                };
                text += &value.to_string();
            }
        }
        text += ",7\n";
    }
    Table::from_csv(&text, "live.csv").unwrap()
}

fn sheet(framework: &Framework, run: &Run, name: &str) -> IndexSheet {
    let units = run.units.iter().map(|unit| (String::new(), unit.clone()));
    index_sheet(framework, run, name.into(), units.collect(), Language::En)
}

/// The engine's run under the weights of the sheet.
fn with_weights(framework: &Framework, sheet: &IndexSheet, table: &Table) -> Run {
    let mut framework = framework.clone();
    framework.method.weighting = WeightingSpec::Given;
    for node in &sheet.nodes {
        // What is left out has no weight to be set.
        if node.weight > 0.0 {
            for definition in framework.nodes.iter_mut().filter(|one| one.id == node.id) {
                definition.weight = node.weight;
                definition.weighting = None;
            }
            for definition in framework
                .indicators
                .iter_mut()
                .filter(|one| one.id == node.id)
            {
                definition.weight = node.weight;
            }
        }
    }
    build(&framework, table).unwrap()
}

/// Opens and saves the workbook in LibreOffice, told to compute everything anew; `false` where there is none.
fn recalculated(folder: &Path, file: &Path) -> bool {
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).unwrap();
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    std::fs::write(profile.join("user/registrymodifications.xcu"), settings).unwrap();
    let status = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(folder.join("out"))
        .arg(file)
        .output();
    match status {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            true
        }
        Err(_) => {
            eprintln!("skipped: LibreOffice (soffice) is not installed");
            false
        }
    }
}

/// The numbers under a heading of the index sheet, a unit each.
fn numbers(cells: &Range<Data>, heading: &str, units: usize) -> Vec<Option<f64>> {
    let column = (0..cells.width() as u32)
        .find(|&column| {
            matches!(cells.get_value((5, column)), Some(Data::String(text)) if text == heading)
        })
        .unwrap_or_else(|| panic!("no heading {heading}"));
    (0..units as u32)
        .map(|unit| match cells.get_value((6 + unit, column)) {
            Some(Data::Float(number)) => Some(*number),
            Some(Data::Int(number)) => Some(*number as f64),
            Some(Data::Empty) | None => None,
            Some(Data::String(text)) if text.is_empty() => None,
            other => panic!("{heading} {unit}: {other:?}"),
        })
        .collect()
}

#[test]
fn libre_office_computes_what_the_engine_does_also_under_other_weights() {
    let table = table();
    let methods = [
        r#"normalisation = { kind = "min-max", low = 0, high = 100 }
           weighting = { kind = "given" }
           coverage = { minimum = 0.6 }"#,
        r#"normalisation = { kind = "min-max", low = 1, high = 100 }
           treatment = { kind = "winsorise-log" }
           weighting = { kind = "entropy" }
           aggregation = { kind = "geometric" }
           coverage = { minimum = 0.5, of = "children" }"#,
        r#"normalisation = { kind = "goalposts", low = 1, high = 100 }
           aggregation = { kind = "harmonic" }"#,
        r#"normalisation = { kind = "percentile-rank", high = 100 }
           aggregation = { kind = "power-mean", power = 2 }
           imputation = { kind = "median" }
           coverage = { minimum = 0.4 }"#,
        r#"normalisation = { kind = "logistic", low = 0, high = 100 }
           weighting = { kind = "equal" }"#,
        r#"normalisation = { kind = "efficacy-coefficient", form = "exponential" }"#,
        r#"normalisation = { kind = "z-score", mean = 50, deviation = 10 }"#,
        r#"normalisation = { kind = "rank" }"#,
    ];
    let frameworks: Vec<Framework> = methods.iter().map(|method| framework(method)).collect();
    let mut sheets = Vec::new();
    for (at, framework) in frameworks.iter().enumerate() {
        let run = build(framework, &table).unwrap();
        let mut changed = sheet(framework, &run, &format!("changed {at}"));
        sheets.push(sheet(framework, &run, &format!("as run {at}")));
        // The file keeps the results of before, so that only a program that computes finds the new ones.
        for node in &mut changed.nodes {
            match node.id.as_str() {
                "left" => node.weight *= 3.0,
                "d" => node.weight /= 5.0,
                "e" => node.weight += 0.7,
                _ => {}
            }
        }
        sheets.push(changed);
    }
    let material = Material::default();
    let mut material = material;
    material.meta.language = Some(Language::En);
    let bytes = workbook(&material, &sheets).unwrap();
    assert_eq!(
        bytes,
        workbook(&material, &sheets).unwrap(),
        "the same bytes"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("live.xlsx");
    std::fs::write(&file, bytes).unwrap();
    if !recalculated(folder.path(), &file) {
        return;
    }
    let mut book: Xlsx<_> = open_workbook(folder.path().join("out/live.xlsx")).unwrap();
    let (mut scores, mut moved, mut missing) = (0, 0, 0);
    for (at, framework) in frameworks.iter().enumerate() {
        for sheet in &sheets[2 * at..2 * at + 2] {
            let engine = with_weights(framework, sheet, &table);
            let cells = book
                .worksheet_range(&format!("Index {}", sheet.name))
                .unwrap();
            for (node, written) in engine.nodes.iter().zip(&sheet.nodes) {
                let found = numbers(&cells, &node.id, table.units.len());
                let ranks = (node.level > 1)
                    .then(|| numbers(&cells, &format!("{} rank", node.id), table.units.len()));
                for (unit, found) in found.iter().enumerate() {
                    let place = format!("{} {} {unit}", sheet.name, node.id);
                    match (found, node.scores[unit]) {
                        (Some(found), score) if score.is_finite() => {
                            assert!((found - score).abs() < 1e-9, "{place}: {found} {score}");
                            scores += 1;
                            let before = written.scores[unit].unwrap();
                            moved += usize::from((found - before).abs() > 1e-6);
                        }
                        (None, score) if score.is_nan() => missing += 1,
                        other => panic!("{place}: {other:?}"),
                    }
                    if let Some(ranks) = &ranks {
                        assert_eq!(ranks[unit], node.ranks[unit].map(f64::from), "{place}");
                    }
                }
            }
        }
    }
    assert!(
        scores > 3000 && moved > 300 && missing > 300,
        "{scores} {moved} {missing}"
    );
}

#[test]
fn what_cannot_be_a_formula_stands_as_values_with_the_reason() {
    let table = table();
    let framework = framework(r#"aggregation = { kind = "copeland" }"#);
    let run = build(&framework, &table).unwrap();
    let sheet = sheet(&framework, &run, "values");
    let mut material = Material::default();
    material.meta.language = Some(Language::En);
    let bytes = workbook(&material, &[sheet]).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let parameters = book.worksheet_range("Weights values").unwrap();
    let remarks: Vec<String> = parameters
        .rows()
        .filter_map(|row| row.last())
        .map(ToString::to_string)
        .collect();
    assert!(
        remarks.iter().any(|text| text.contains("Copeland")),
        "{remarks:?}"
    );
    let formulas = book.worksheet_formula("Index values").unwrap();
    let has_aggregates = formulas
        .used_cells()
        .any(|(_, _, text)| text.contains("SUMPRODUCT($"));
    assert!(!has_aggregates);
    let cells = book.worksheet_range("Index values").unwrap();
    let found = numbers(&cells, "root", table.units.len());
    for (found, score) in found.iter().zip(&run.index().scores) {
        assert_eq!(*found, Some(*score).filter(|score| !score.is_nan()));
    }
}
