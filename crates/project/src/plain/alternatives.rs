//! `jushu index alternatives`.

use std::path::{Path, PathBuf};

use jushu_index::Framework;
use jushu_index::robustness::{
    Alternative, alternative_summary_csv, alternatives, alternatives_csv,
    element_removal_summary_csv, element_removals_csv, remove_elements, remove_units,
    unit_removal_summary_csv, unit_removals_csv,
};
use jushu_index::uncertainty::{Design, FactorKind, Scope, default_design};

use super::{Computed, Inputs, PlainError, read, write_results};

/// Which alternatives stand beside the index.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Other frameworks over the same data, named after their files.
    pub frameworks: &'a [PathBuf],
    /// A design whose alternatives are tried one at a time; the default design where there are no frameworks either.
    pub design: Option<&'a Path>,
}

/// Computes an index by alternatives and without each of its elements and units in turn, and writes `alternatives.csv`,
/// `alternative_summary.csv`, `element_removals.csv`, `element_removal_summary.csv`, `unit_removals.csv` and
/// `unit_removal_summary.csv`. The alternatives with how far each agrees, or why it cannot be computed.
pub fn beside(inputs: Inputs, beside: Beside, out: &Path) -> Result<Vec<Alternative>, PlainError> {
    let computed = Computed::of(inputs)?;
    let Computed {
        framework,
        table,
        run,
        ..
    } = &computed;
    let mut named = Vec::new();
    for path in beside.frameworks {
        let file = path.display().to_string();
        let mut other = Framework::parse(&read(path)?, &file)?;
        if let Some(unit_set) = inputs.unit_set {
            other = other.for_unit_set(unit_set)?;
        }
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        named.push((stem.unwrap_or(file), other));
    }
    match beside.design {
        Some(path) => {
            let design = Design::parse(&read(path)?, &path.display().to_string())?;
            design.check(framework)?;
            named.extend(one_at_a_time(&design, framework, framework));
        }
        None if beside.frameworks.is_empty() => {
            let (design, _) = default_design(framework, table, 1)?;
            named.extend(one_at_a_time(
                &design,
                framework,
                &first_of(&design, framework),
            ));
        }
        None => {}
    }
    let found = alternatives(run, named, table);
    let elements = remove_elements(run, framework, table);
    let units = remove_units(run, framework, table);
    let texts = vec![
        ("alternatives.csv", alternatives_csv(run, &found)),
        ("alternative_summary.csv", alternative_summary_csv(&found)),
        ("element_removals.csv", element_removals_csv(run, &elements)),
        (
            "element_removal_summary.csv",
            element_removal_summary_csv(&elements),
        ),
        ("unit_removals.csv", unit_removals_csv(run, &units)),
        (
            "unit_removal_summary.csv",
            unit_removal_summary_csv(run, &units),
        ),
    ];
    write_results(out, texts, computed.sources(inputs))?;
    Ok(found)
}

/// The framework with the first alternative of every choice of the default design: its own methods, on a scale on
/// which all others can be tried.
fn first_of(design: &Design, framework: &Framework) -> Framework {
    let mut base = framework.clone();
    for factor in &design.factors {
        if let FactorKind::Alternatives { alternatives, .. } = &factor.kind
            && let Some(first) = alternatives.first()
        {
            first.method.put_into(&mut base, &Scope::Framework);
        }
    }
    base
}

/// `base` with every alternative of the design in turn, but for those that `framework` has already.
fn one_at_a_time(
    design: &Design,
    framework: &Framework,
    base: &Framework,
) -> Vec<(String, Framework)> {
    let mut named = Vec::new();
    for factor in &design.factors {
        let FactorKind::Alternatives {
            scope,
            alternatives,
        } = &factor.kind
        else {
            continue;
        };
        for alternative in alternatives {
            let mut varied = base.clone();
            alternative.method.put_into(&mut varied, scope);
            if varied != *framework && varied != *base {
                named.push((format!("{} = {}", factor.id, alternative.label), varied));
            }
        }
    }
    named
}
