//! `jushu index compare`.

use std::path::Path;

use jushu_index::reading::comparison::{
    Comparison, Results, compare as compare_results, contributions_csv, rank_changes_csv,
};
use jushu_index::reading::editions::change;
use jushu_index::reading::tables::causes_csv;
use serde_json::json;

use super::{Computed, Inputs, PlainError, read, write_results};

/// The files that two results were computed from.
#[derive(Debug, Clone, Copy)]
pub struct EditionFiles<'a> {
    /// Of the earlier results.
    pub before: Inputs<'a>,
    /// Of the later results.
    pub after: Inputs<'a>,
}

/// Compares two folders of results and writes `rank_changes.csv` and `contributions.csv`; with the files they were
/// computed from also `causes.csv`, what of each change is due to the method, the unit's own data and the others.
pub fn compare(
    before: &Path,
    after: &Path,
    editions: Option<EditionFiles>,
    out: &Path,
) -> Result<Comparison, PlainError> {
    let results = |folder: &Path| -> Result<Results, PlainError> {
        let (scores, weights) = (
            read(&folder.join("scores.csv"))?,
            read(&folder.join("weights.csv"))?,
        );
        Ok(Results::read(
            &scores,
            &weights,
            &folder.display().to_string(),
        )?)
    };
    let comparison = compare_results(&results(before)?, &results(after)?)?;
    let mut texts = vec![
        ("rank_changes.csv", rank_changes_csv(&comparison)),
        ("contributions.csv", contributions_csv(&comparison)),
    ];
    let mut manifest = serde_json::Map::new();
    manifest.insert(
        "program".into(),
        json!(concat!("jushu ", env!("CARGO_PKG_VERSION"))),
    );
    if let Some(EditionFiles { before, after }) = editions {
        let (old, new) = (Computed::of(before)?, Computed::of(after)?);
        texts.push((
            "causes.csv",
            causes_csv(&change(old.edition(), new.edition())?),
        ));
        manifest.insert("before".into(), old.sources(before).into());
        manifest.insert("after".into(), new.sources(after).into());
    }
    write_results(out, texts, manifest)?;
    Ok(comparison)
}
