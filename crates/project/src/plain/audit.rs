//! `jushu index audit`.

use std::path::Path;

use jushu_index::audit::{
    self as index_audit, Analysis, Audit, Language, RankInterval, Rules, Sensitivity, Subject,
    Uncertainty,
};
use jushu_index::uncertainty::{default_design, sensitivity, uncertainty as uncertainty_of};
use jushu_index::{Framework, Step, Table};

use super::sensitivity::SAMPLES;
use super::sheet::rows;
use super::{Computed, Inputs, PlainError, json_text, read};
use crate::output::write_folder;

/// The files that an audit may use besides those of the index.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditFiles<'a> {
    /// Rules instead of those shipped.
    pub rules: Option<&'a Path>,
    /// Findings that were looked at and left.
    pub acceptances: Option<&'a Path>,
    /// The data of the edition before.
    pub previous: Option<&'a Path>,
    /// A folder with `rank_stats.csv` and, where there is one, `sobol.csv`; without it the default analysis is made.
    pub uncertainty: Option<&'a Path>,
}

/// Computes an index and audits it, on so many threads; writes `audit.json` and `audit.html` in this language.
pub fn audit(
    inputs: Inputs,
    files: AuditFiles,
    language: Language,
    threads: usize,
    out: &Path,
) -> Result<Audit, PlainError> {
    let computed = Computed::of(inputs)?;
    let rules = match files.rules {
        Some(path) => Rules::parse(&read(path)?, &path.display().to_string())?,
        None => Rules::shipped()?,
    };
    let acceptances = match files.acceptances {
        Some(path) => {
            rules.acceptances(&read(path)?, &path.display().to_string(), &computed.run)?
        }
        None => Vec::new(),
    };
    let previous = match files.previous {
        Some(path) => Some(Table::from_csv(&read(path)?, &path.display().to_string())?),
        None => None,
    };
    let uncertainty = match files.uncertainty {
        Some(folder) => Some(uncertainty(folder, &computed.run.units)?),
        None => default_uncertainty(&computed.framework, &computed.table, threads),
    };
    let subject = Subject {
        framework: &computed.framework,
        table: &computed.table,
        run: &computed.run,
        previous: previous.as_ref(),
        uncertainty: uncertainty.as_ref(),
    };
    let audit = index_audit::audit(&subject, &rules, &acceptances);
    let files = [
        (
            "audit.json".to_string(),
            json_text(&audit.entries(language)),
        ),
        (
            "audit.html".to_string(),
            index_audit::html(&audit, language).into_bytes(),
        ),
    ];
    write_folder(out, &files)?;
    Ok(audit)
}

/// The seed of the default analysis: the same audit has the same figures.
const SEED: u64 = 1;

/// The analysis by the default design; `None` when it cannot be computed (too many units), and the rules that need
/// it are then skipped.
pub(crate) fn default_uncertainty(
    framework: &Framework,
    table: &Table,
    threads: usize,
) -> Option<Uncertainty> {
    let (mut design, _) = default_design(framework, table, SEED).ok()?;
    let found = uncertainty_of(framework, table, &design, threads).ok()?;
    design.replications = SAMPLES;
    let sensitivity = sensitivity(framework, table, &design, threads, |_, _| ()).ok();
    design.replications = found.replications;
    Some(Uncertainty::of(
        Analysis::Default,
        &found,
        sensitivity.as_ref(),
        &design,
    ))
}

/// Reads what `jushu index uncertainty` and `jushu index sensitivity` wrote.
fn uncertainty(folder: &Path, units: &[String]) -> Result<Uncertainty, PlainError> {
    let mut intervals = Vec::new();
    for row in rows(
        &folder.join("rank_stats.csv"),
        &["unit", "median", "q05", "q95"],
        &[],
    )? {
        if let (Some(median), Some(q05), Some(q95)) =
            (row.number(1)?, row.number(2)?, row.number(3)?)
        {
            intervals.push(RankInterval {
                unit: row.text(0).to_string(),
                median,
                q05,
                q95,
            });
        }
    }
    let path = folder.join("sobol.csv");
    let mut sensitivity = Vec::new();
    if path.exists() {
        let rows = rows(&path, &["output", "factor", "first", "total"], &[])?;
        // Of all outputs, the first that is about the index and not about the rank of one unit.
        let is_whole = |output: &str| !units.iter().any(|unit| output.ends_with(unit.as_str()));
        let whole = rows
            .iter()
            .map(|row| row.text(0))
            .find(|output| is_whole(output))
            .map(str::to_string);
        for row in rows
            .iter()
            .filter(|row| Some(row.text(0)) == whole.as_deref())
        {
            if let (Some(first), Some(total)) = (row.number(2)?, row.number(3)?) {
                sensitivity.push(Sensitivity {
                    factor: row.text(1).to_string(),
                    first,
                    total,
                });
            }
        }
    }
    let manifest: serde_json::Value = std::fs::read(folder.join("manifest.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let about = &manifest["uncertainty"];
    let steps = about["steps"].as_array().map(|steps| {
        let ids = steps.iter().filter_map(|id| id.as_str());
        ids.filter_map(Step::named).collect()
    });
    let replications = about["replications"].as_u64();
    Ok(Uncertainty {
        analysis: Analysis::Given,
        replications: replications.and_then(|count| usize::try_from(count).ok()),
        weight_noise: about["weight_noise"].as_f64(),
        steps,
        intervals,
        sensitivity,
    })
}
