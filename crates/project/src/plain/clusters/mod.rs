//! Industrial clusters on plain files.

mod autocorrelation;
mod concentration;
mod distance;
mod hotspots;
mod points;

use std::path::Path;

use jushu_clusters::{Duplicates, Names, Table};
use serde_json::json;

use super::{PlainError, read};
use crate::run::sha256;

pub use autocorrelation::{Autocorrelation, AutocorrelationOptions, GlobalRow, autocorrelation};
pub use concentration::{ConcentrationOptions, concentration};
pub use distance::{Distance, DistanceMethod, DistanceOptions, distance};
pub use hotspots::{Hotspots, HotspotsOptions, hotspots};

/// A table of regions and industries from a file, and what the manifest says of the file.
fn read_table(
    path: &Path,
    duplicates: Duplicates,
) -> Result<(Table, serde_json::Value), PlainError> {
    let text = read(path)?;
    let table = Table::from_csv(&text, &path.display().to_string(), duplicates)?;
    let mut input = input(path, &text);
    input["regions"] = table.regions.len().into();
    input["industries"] = table.industries.len().into();
    Ok((table, input))
}

/// What the manifest says of a file: its name and hash.
fn input(path: &Path, text: &str) -> serde_json::Value {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    json!({ "file": name, "sha256": sha256(text.as_bytes()) })
}

/// The manifest of a computation: program, method with its parameters, inputs and notes.
fn manifest(
    method: &str,
    parameters: serde_json::Value,
    inputs: serde_json::Value,
    notes: &[Names],
) -> serde_json::Map<String, serde_json::Value> {
    let entries = [
        (
            "program",
            json!(concat!("jushu ", env!("CARGO_PKG_VERSION"))),
        ),
        ("method", json!(method)),
        ("parameters", parameters),
        ("inputs", inputs),
        ("notes", json!(notes)),
    ];
    entries
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect()
}
