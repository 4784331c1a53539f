//! Industrial clusters on plain files.

mod autocorrelation;
mod complexity;
mod concentration;
mod distance;
mod dynamics;
mod groups;
mod hotspots;
mod links;
mod periods;
mod points;
mod regional;
mod shift_share;
mod weights;

use std::path::Path;

use jushu_clusters::{Duplicates, Names, Table};
use serde_json::json;

use super::{PlainError, read};
use crate::run::sha256;

pub use autocorrelation::{Autocorrelation, AutocorrelationOptions, GlobalRow, autocorrelation};
pub use complexity::{ComplexityOptions, ComplexityResults, complexity};
pub use concentration::{Concentration, ConcentrationOptions, IndustryStatistics, concentration};
pub use distance::{Distance, DistanceMethod, DistanceOptions, distance};
pub use dynamics::{ClassesBy, Dynamics, DynamicsOptions, PeriodRow, dynamics};
pub(crate) use hotspots::geometry;
pub use hotspots::{DensityMethod, Hotspots, HotspotsOptions, hotspots};
pub use links::{Links, LinksOptions, PlaceRow, links};
pub use shift_share::{RegionShift, ShiftShare, ShiftShareOptions, shift_share};
pub use weights::{Economy, Geography, MadeWeights, WeightsSource, weights};

/// A file with a table of regions and industries.
struct Source<'a> {
    path: &'a Path,
    /// The file as messages name it.
    name: String,
    text: String,
}

impl Source<'_> {
    fn read(path: &Path) -> Result<Source<'_>, PlainError> {
        Ok(Source {
            path,
            name: path.display().to_string(),
            text: read(path)?,
        })
    }

    fn table(&self, duplicates: Duplicates) -> Result<Table, PlainError> {
        Ok(Table::from_csv(&self.text, &self.name, duplicates)?)
    }

    /// What the manifest says of the file.
    fn of_table(&self, table: &Table) -> serde_json::Value {
        let mut input = input(self.path, &self.text);
        input["regions"] = table.regions.len().into();
        input["industries"] = table.industries.len().into();
        input
    }
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
