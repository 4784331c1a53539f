//! Values of an indicator given in a table of the project: `from = { table = "…csv", column = "…" }`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jushu_places::{Hint, Level, Places, Resolution};
use jushu_registry::count::{Cell, Counted, PlaceLevel};

use crate::config::Names;
use crate::indicators::UnitSet;

/// Where the values of an indicator stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableValues {
    /// The CSV file, relative to the project.
    pub file: PathBuf,
    /// The column; the units stand in the column `unit`.
    pub column: String,
}

/// A table of values that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct ValuesError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, with row and column, and what to do.
    pub detail: Names,
}

impl ValuesError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        self.detail.in_file(&self.path)
    }
}

/// Reads the values for the units of `set` from the file in `folder`.
pub fn read(folder: &Path, values: &TableValues, set: &UnitSet) -> Result<Counted, ValuesError> {
    let path = folder.join(&values.file);
    let wrong = |zh: String, en: String| ValuesError {
        path: path.clone(),
        detail: Names::new(zh, en),
    };
    let mut reader = csv::Reader::from_path(&path).map_err(|error| {
        wrong(
            format!("无法读取：{error}；请更正指标体系的 `table` 或该文件"),
            format!("cannot be read: {error}; correct `table` of the framework or the file"),
        )
    })?;
    let header = reader
        .headers()
        .map_err(|error| wrong(error.to_string(), error.to_string()))?
        .clone();
    let position = |name: &str| {
        header
            .iter()
            .position(|heading| heading.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| {
                let columns: Vec<&str> = header.iter().collect();
                wrong(
                    format!("没有列“{name}”；现有列：{}", columns.join("、")),
                    format!(
                        "has no column `{name}`; its columns are {}",
                        columns.join(", ")
                    ),
                )
            })
    };
    let (unit_column, value_column) = (position("unit")?, position(&values.column)?);
    let mut counted = Counted::default();
    let mut first_row: BTreeMap<i32, usize> = BTreeMap::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 2;
        let record = record.map_err(|error| {
            wrong(
                format!("第 {row} 行：{error}"),
                format!("row {row}: {error}"),
            )
        })?;
        let cell = |column: usize| record.get(column).unwrap_or("").trim();
        let unit = cell(unit_column);
        let code = code_of(unit, set).map_err(|problem| {
            wrong(
                format!("第 {row} 行，列“unit”：{}", problem.zh),
                format!("row {row}, column `unit`: {}", problem.en),
            )
        })?;
        if let Some(first) = first_row.insert(code, row) {
            return Err(wrong(
                format!("第 {row} 行：“{unit}”在第 {first} 行已出现；请只保留一行"),
                format!("row {row}: `{unit}` stands in row {first} too; keep one of them"),
            ));
        }
        let text = cell(value_column);
        if text.is_empty() {
            continue;
        }
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| {
            let column = &values.column;
            wrong(
                format!("第 {row} 行，列“{column}”：“{text}”不是数；请更正，缺失时请留空"),
                format!("row {row}, column `{column}`: `{text}` is not a number; correct it, or leave the cell empty if it is missing"),
            )
        })?;
        let sources = BTreeMap::from([(values.file.display().to_string(), 1)]);
        counted.cells.insert(
            code,
            Cell {
                value: Some(value),
                records: 1,
                sources,
            },
        );
    }
    Ok(counted)
}

fn code_of(text: &str, set: &UnitSet) -> Result<i32, Names> {
    let level = match set.level {
        PlaceLevel::Province => Level::Province,
        PlaceLevel::City => Level::City,
        PlaceLevel::County => Level::County,
    };
    let places = Places::shipped();
    let named = |codes: &[jushu_places::Code]| {
        codes
            .iter()
            .filter_map(|code| places.get(*code))
            .map(|place| format!("{} {}", place.code, place.name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    // The level settles 吉林; what is written must still be a place of that level itself.
    match places.resolve(
        text,
        &Hint {
            level: None,
            within: None,
        },
    ) {
        Resolution::Found(code) => Ok(code.get() as i32),
        Resolution::Ambiguous(codes) => match places.resolve(
            text,
            &Hint {
                level: Some(level),
                within: None,
            },
        ) {
            Resolution::Found(code) if codes.contains(&code) => Ok(code.get() as i32),
            _ => Err(Names::new(
                format!("“{text}”可能是 {}；请写全称或代码", named(&codes)),
                format!(
                    "`{text}` may be {}; write the full name or the code",
                    named(&codes)
                ),
            )),
        },
        Resolution::Unknown { nearest } => Err(Names::new(
            format!(
                "“{text}”不是已知的地方；相近的有：{}；请更正或写代码",
                named(&nearest)
            ),
            format!(
                "`{text}` is no known place; near it: {}; correct it or write the code",
                named(&nearest)
            ),
        )),
    }
}
