//! Looking a project over before a run: what is there, what is missing, what needs a decision.

use jushu_index::Framework;
use jushu_registry::duplicates::FUZZY_LIMIT;
use jushu_registry::store::{Access, Registry, StoreError};
use serde::Serialize;

use crate::Project;
use crate::indicators::{self, UnitSet};
use crate::run::RunError;

/// How much attention a finding asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Attention {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Note,
    /// To be looked at before publishing.
    Warning,
}

/// One thing found. The words are the reader's: `message` is a key of the table of messages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// How much attention it asks for.
    pub attention: Attention,
    /// What it is about: a kind of record, a source, an indicator.
    pub subject: String,
    /// Key of the message.
    pub message: &'static str,
    /// Values the message names.
    pub values: Vec<(&'static str, String)>,
}

fn finding(
    attention: Attention,
    subject: &str,
    message: &'static str,
    values: &[(&'static str, String)],
) -> Finding {
    Finding {
        attention,
        subject: subject.to_string(),
        message,
        values: values.to_vec(),
    }
}

impl Project {
    /// Looks the project over. Nothing is changed.
    pub fn check(&self) -> Result<Vec<Finding>, RunError> {
        let registry = self.registry(Access::Read)?;
        let mut findings = Vec::new();
        if registry.is_synthetic() {
            findings.push(finding(
                Attention::Warning,
                "project",
                "check.synthetic",
                &[],
            ));
        }
        for (kind, records) in registry.kinds_in_use()? {
            findings.extend(check_kind(&registry, &kind, records)?);
        }
        if findings.is_empty() {
            findings.push(finding(
                Attention::Warning,
                "project",
                "check.no-records",
                &[],
            ));
        }
        findings.extend(check_sources(&registry)?);
        findings.extend(self.check_framework(&registry)?);
        Ok(findings)
    }

    fn check_framework(&self, registry: &Registry) -> Result<Vec<Finding>, RunError> {
        let id = &self.config().project.framework;
        let found = self.framework_text(id)?;
        let framework = Framework::parse(&found.text, &found.file)?;
        let mut findings = Vec::new();
        for set_id in &framework.unit_sets {
            let set = UnitSet::named(set_id)?;
            let narrowed = framework.for_unit_set(set_id)?;
            let values =
                indicators::values(&narrowed, self.config(), self.folder(), registry, &set)?;
            for indicator in &narrowed.indicators {
                let subject = format!("{set_id} · {}", indicator.id);
                let counted = values.iter().find(|counted| counted.id == indicator.id);
                let Some(counted) = counted else {
                    findings.push(finding(
                        Attention::Warning,
                        &subject,
                        "check.not-counted",
                        &[],
                    ));
                    continue;
                };
                let present = counted
                    .values
                    .iter()
                    .filter(|value| !value.is_nan())
                    .count();
                let share = [
                    ("present", present.to_string()),
                    ("units", set.codes.len().to_string()),
                ];
                findings.push(match present {
                    0 => finding(
                        Attention::Warning,
                        &subject,
                        "check.indicator-empty",
                        &share,
                    ),
                    some if some < set.codes.len() => {
                        finding(Attention::Note, &subject, "check.indicator-partly", &share)
                    }
                    _ => finding(Attention::Fine, &subject, "check.indicator-full", &share),
                });
            }
        }
        for census in &self.config().census {
            let known = registry.schemas().get(&census.registry).is_ok();
            if !known {
                findings.push(finding(
                    Attention::Warning,
                    &census.registry,
                    "check.census-unknown",
                    &[],
                ));
            }
        }
        Ok(findings)
    }
}

fn check_kind(registry: &Registry, kind: &str, records: u64) -> Result<Vec<Finding>, StoreError> {
    let mut findings = vec![finding(
        Attention::Fine,
        kind,
        "check.records",
        &[("records", records.to_string())],
    )];
    let without: u64 = one_number(
        registry,
        &format!("SELECT count(*) FROM \"{kind}\" WHERE province_code IS NULL"),
    )?;
    let has_place = registry
        .schemas()
        .get(kind)
        .is_ok_and(|kind| kind.place.is_some());
    if has_place && without > 0 {
        findings.push(finding(
            Attention::Note,
            kind,
            "check.without-place",
            &[("records", without.to_string())],
        ));
    }
    let merged = registry.entity_counts(kind)?;
    if merged.merged_records > 0 {
        let values = [
            ("records", merged.merged_records.to_string()),
            ("entities", merged.merged_entities.to_string()),
        ];
        findings.push(finding(Attention::Fine, kind, "check.merged", &values));
    }
    if records <= FUZZY_LIMIT {
        let likely = registry.likely_duplicates(kind)?.len();
        if likely > 0 {
            findings.push(finding(
                Attention::Note,
                kind,
                "check.likely-duplicates",
                &[("pairs", likely.to_string())],
            ));
        }
    }
    Ok(findings)
}

fn check_sources(registry: &Registry) -> Result<Vec<Finding>, StoreError> {
    let described: Vec<String> = match registry.has_records("source")? {
        true => registry
            .select("SELECT id FROM source")?
            .rows
            .iter()
            .map(|row| row[0].to_string())
            .collect(),
        false => Vec::new(),
    };
    let mut used: Vec<String> = registry
        .log()?
        .into_iter()
        .filter_map(|version| version.source)
        .collect();
    used.sort();
    used.dedup();
    let missing = used.iter().filter(|source| !described.contains(source));
    Ok(missing
        .map(|source| {
            finding(
                Attention::Warning,
                source,
                "check.source-not-described",
                &[],
            )
        })
        .collect())
}

fn one_number(registry: &Registry, sql: &str) -> Result<u64, StoreError> {
    let rows = registry.select(sql)?;
    Ok(rows
        .rows
        .first()
        .and_then(|row| row.first())
        .and_then(|value| value.to_string().parse().ok())
        .unwrap_or(0))
}
