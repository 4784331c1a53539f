//! The data package: all tables of a run as CSV and Parquet, described for programs (Frictionless Data Package, CSV on
//! the Web) and for people, with checksums and a citation.
//!
//! Formats: <https://datapackage.org/standard/data-package/>, <https://www.w3.org/TR/tabular-metadata/>,
//! <https://github.com/citation-file-format/citation-file-format>.

mod columns;
mod csvw;
mod frictionless;
mod schema;
mod words;

use sha2::{Digest, Sha256};

pub use columns::MeasuredColumn;
pub use schema::{Field, FieldType, Schema, schema};

use crate::document::Meta;
use crate::source::Source;

/// What a package is made from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackageMaterial {
    /// Title, date, run, citation, language, 合成.
    pub meta: Meta,
    /// What the tables are about.
    pub description: String,
    /// Edition of the framework.
    pub edition: String,
    /// The tables.
    pub tables: Vec<PackageTable>,
    /// Other files of the run, by path: manifest, framework, maps.
    pub files: Vec<(String, Vec<u8>)>,
    /// What indicators and denominators, which are columns of some tables, measure.
    pub measured: Vec<MeasuredColumn>,
    /// Where the records come from.
    pub sources: Vec<Source>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackageTable {
    /// Its path, with the ending `.csv`.
    pub path: String,
    /// Its rows with a header.
    pub csv: Vec<u8>,
    /// The same as Parquet.
    pub parquet: Option<Vec<u8>>,
}

/// A table with what is known about it.
struct Described<'m> {
    table: &'m PackageTable,
    schema: Schema,
}

/// The files of the package by path, `SHA256SUMS` last.
pub fn package(material: &PackageMaterial) -> Vec<(String, Vec<u8>)> {
    let described: Vec<Described> = material
        .tables
        .iter()
        .map(|table| Described {
            table,
            schema: schema(&table.path, &table.csv, &material.measured),
        })
        .collect();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for table in &material.tables {
        files.push((table.path.clone(), table.csv.clone()));
        if let Some(parquet) = &table.parquet {
            files.push((parquet_path(&table.path), parquet.clone()));
        }
    }
    files.extend(material.files.iter().cloned());
    let text = |value: serde_json::Value| {
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        (text + "\n").into_bytes()
    };
    files.push((
        "datapackage.json".into(),
        text(frictionless::descriptor(material, &described)),
    ));
    files.push((
        "csv-metadata.json".into(),
        text(csvw::metadata(material, &described)),
    ));
    files.push((
        "CITATION.cff".into(),
        words::citation(material).into_bytes(),
    ));
    files.push(("LICENSES.md".into(), words::licences(material).into_bytes()));
    files.push((
        "README.md".into(),
        words::readme(material, &described).into_bytes(),
    ));
    files.sort();
    let sums: String = files
        .iter()
        .map(|(path, contents)| format!("{}  {path}\n", sha256(contents)))
        .collect();
    files.push(("SHA256SUMS".into(), sums.into_bytes()));
    files
}

/// Where the Parquet of a table stands.
fn parquet_path(path: &str) -> String {
    format!("{}.parquet", path.strip_suffix(".csv").unwrap_or(path))
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
