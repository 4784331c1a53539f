//! `jushu index sensitivity`.

use std::path::Path;

use jushu_index::uncertainty::tables::{movers_csv, sobol_csv};
use jushu_index::uncertainty::{Sensitivity, SensitivityStudy};
use serde_json::json;

use super::kept::Kept;
use super::uncertainty::{Designed, Replicating};
use super::{Computed, Inputs, PlainError, write_results};

/// Progress under this name is the sample of a sensitivity analysis.
const PROGRESS: &str = "sensitivity.progress";

/// Computes which uncertain choice of a design moves the ranks and writes `sobol.csv` and `movers.csv`. `progress` is
/// told how many replications were made and planned.
///
/// A computation that was stopped goes on where progress was kept, and gives the same bytes as one that was not.
pub fn sensitivity(
    inputs: Inputs,
    how: Replicating,
    out: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Sensitivity, PlainError> {
    let computed = Computed::of(inputs)?;
    let mut designed = Designed::of(&computed, &how)?;
    if how.design.is_none() && how.replications.is_none() {
        designed.design.replications = SAMPLES;
    }
    let (framework, table, design) = (&computed.framework, &computed.table, &designed.design);
    let mut study = SensitivityStudy::new(framework, table, design)?;
    let mut kept = Kept::new(out, PROGRESS, how.keep_every);
    if let Some(bytes) = kept.read()
        && let Ok(resumed) = SensitivityStudy::resume(framework, table, design, &bytes)
    {
        study = resumed;
    }
    loop {
        let more = match study.advance(how.threads) {
            Ok(more) => more,
            Err(error) => {
                kept.remove();
                return Err(error.into());
            }
        };
        progress(study.done(), study.planned());
        if !more {
            break;
        }
        if study.done() < study.planned() && kept.is_due() {
            kept.write(&study.kept())?;
        }
    }
    let mut found = study.sensitivity(how.threads);
    found.choices.extend(designed.notices.clone());
    let texts = vec![
        ("sobol.csv", sobol_csv(&found)),
        ("movers.csv", movers_csv(&found)),
    ];
    let mut about = designed.described(&how);
    about.insert("node".into(), json!(found.node));
    about.insert("bootstraps".into(), json!(designed.design.bootstraps));
    about.insert("choices".into(), json!(found.choices));
    let manifest = computed.manifest_with(inputs, out, "sensitivity", about);
    write_results(out, texts, manifest)?;
    kept.remove();
    Ok(found)
}

/// The base samples of the default design.
pub(super) const SAMPLES: u32 = 1_000;
