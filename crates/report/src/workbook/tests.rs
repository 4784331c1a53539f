use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::Column;
use crate::document::Meta;

/// Texts that a spreadsheet must not act upon.
const HOSTILE: [&str; 9] = [
    "=1+1",
    "+86 755",
    "-2",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "\r=1",
    "https://example.org/",
    "{=1+1}",
];

fn material() -> Material {
    let mut rows: Vec<Vec<Cell>> = HOSTILE
        .iter()
        .map(|text| vec![(*text).into(), 1234.5.into(), 0.25.into(), 3.0.into()])
        .collect();
    rows.push(vec![
        "没有数据".into(),
        Cell::Missing,
        0.0.into(),
        Cell::Missing,
    ]);
    let table = |title: &str| Table {
        id: title.into(),
        title: title.into(),
        columns: vec![
            Column::new("=cmd|'/C calc'!A0", ColumnKind::Text),
            Column::new("数值", ColumnKind::Decimal(2)),
            Column::new("份额", ColumnKind::Percent(1)),
            Column::new("名次", ColumnKind::Rank),
        ],
        rows: rows.clone(),
        source: "=HYPERLINK(\"https://example.org\")".into(),
        notes: vec!["+note".into()],
    };
    let tables = [
        (
            "a",
            table("前 15 强城市/各领域排名情况[2023]：一个很长很长很长很长很长的标题"),
        ),
        (
            "b",
            table("前 15 强城市/各领域排名情况[2023]：一个很长很长很长很长很长的标题"),
        ),
    ];
    Material {
        meta: Meta {
            title: "=报告".into(),
            date: "2023-12-31".into(),
            citation: "@citation".into(),
            synthetic: true,
            ..Meta::default()
        },
        tables: tables
            .into_iter()
            .map(|(id, table)| (id.into(), table))
            .collect(),
        missing: [("flows".to_string(), "=没有登记".to_string())].into(),
        ..Material::default()
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn parts(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().to_string())
        .collect()
}

#[test]
fn nothing_from_the_data_acts() {
    let bytes = workbook(&material(), &[]).unwrap();
    for name in parts(&bytes) {
        let text = part(&bytes, &name);
        assert!(!text.contains("TargetMode=\"External\""), "{name}");
        if name.starts_with("xl/worksheets/sheet") {
            assert!(!text.contains("<f>"), "{name}: a formula");
            for link in text.split("<hyperlink ").skip(1) {
                assert!(
                    link.contains("location=") && !link.contains("r:id"),
                    "{link}"
                );
            }
        }
    }
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[1].clone();
    let cells = book.worksheet_range(&name).unwrap();
    for (row, text) in HOSTILE.iter().enumerate() {
        let found = cells.get_value((3 + row as u32, 0)).unwrap().to_string();
        assert_eq!(found.replace("_x000D_", "\r"), *text);
    }
}

#[test]
fn sheets_have_unique_names_the_mark_and_their_numbers() {
    let bytes = workbook(&material(), &[]).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(names[1].chars().count(), 31);
    assert!(names[2].ends_with("(2)"));
    for name in &names {
        let cells = book.worksheet_range(name).unwrap();
        let marked = cells
            .used_cells()
            .any(|(_, _, cell)| cell.to_string().contains("合成数据"));
        assert!(marked, "{name}");
    }
    let cells = book.worksheet_range(&names[1]).unwrap();
    assert_eq!(cells.get_value((3, 1)), Some(&Data::Float(1234.5)));
    let last = 3 + HOSTILE.len() as u32;
    assert_eq!(
        cells.get_value((last, 2)),
        Some(&Data::Float(0.0)),
        "zero is zero"
    );
    let missing = cells.get_value((last, 1));
    assert!(
        matches!(missing, None | Some(Data::Empty)),
        "missing stays missing"
    );
    let styles = part(&bytes, "xl/styles.xml");
    assert!(
        styles.contains("0.0%")
            && (styles.contains("#,##0.00") || styles.contains("numFmtId=\"4\""))
    );
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<autoFilter ref=\"A3:D13\"/>"), "{sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("ySplit=\"3\""));
}

#[test]
fn the_file_is_dated_by_the_run_and_the_same_twice() {
    let bytes = workbook(&material(), &[]).unwrap();
    assert_eq!(bytes, workbook(&material(), &[]).unwrap());
    assert!(part(&bytes, "docProps/core.xml").contains("2023-12-31T00:00:00Z"));
}

#[test]
fn a_forest_is_no_index() {
    let node = |id: &str| IndexNode {
        id: id.into(),
        name: id.into(),
        parent: None,
        weight: 1.0,
        kind: IndexNodeKind::Inner {
            aggregation: Aggregation::Arithmetic,
            method: String::new(),
            minimum: 0.0,
            counts: Counts::Children,
            indicators: 0..0,
        },
        scores: Vec::new(),
        ranks: Vec::new(),
    };
    let sheet = IndexSheet {
        name: "x".into(),
        title: "指数".into(),
        units: Vec::new(),
        indicators: Vec::new(),
        nodes: vec![node("a"), node("b")],
        notes: Vec::new(),
    };
    let error = workbook(&Material::default(), &[sheet]).unwrap_err();
    assert!(error.message().0.contains("指数"), "{error}");
}
