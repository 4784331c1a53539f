//! `jushu index reach`.

use std::path::Path;

use jushu_index::reach::values::{Effort, Optimality, Plan, plan, reach_csv};
use jushu_index::reach::weights::{self, Lead, lead_csv};
use jushu_index::reading::peers::find_unit;
use serde_json::json;

use super::sheet::rows;
use super::{Computed, Inputs, PlainError, write_results};

/// Finds the smallest change that carries `unit` to `rank` and writes `reach.csv`. `efforts` is a table
/// `indicator,cost,limit`: what a point of the indicator costs (empty is 1, `inf` cannot be moved) and the farthest
/// value it may have (empty is the best of all units).
pub fn reach(
    inputs: Inputs,
    unit: &str,
    rank: u32,
    efforts: Option<&Path>,
    out: &Path,
) -> Result<Plan, PlainError> {
    let computed = Computed::of(inputs)?;
    let at = find_unit(&computed.run, unit)?;
    let mut known = Vec::new();
    if let Some(path) = efforts {
        for row in rows(path, &["indicator"], &["cost", "limit"])? {
            known.push(Effort {
                indicator: row.text(0).to_string(),
                cost: row.number(1)?.unwrap_or(1.0),
                limit: row.number(2)?,
            });
        }
    }
    let plan = plan(
        &computed.framework,
        &computed.table,
        &computed.run,
        at,
        rank,
        &known,
    )?;
    let (kind, gap) = match plan.optimality {
        Optimality::Proven { gap } => ("proven", Some(gap)),
        Optimality::Bounded { gap } => ("bounded", Some(gap)),
        Optimality::Unproven => ("unproven", None),
    };
    let mut manifest = computed.sources(inputs);
    manifest.insert(
        "reach".into(),
        json!({
            "unit": unit,
            "rank": rank,
            "rank_before": plan.rank_before,
            "score": plan.scores.0,
            "score_needed": plan.scores.1,
            "score_reached": plan.scores.2,
            "cost": plan.cost,
            "optimality": kind,
            "gap": gap,
            "rank_computed_anew": plan.verified_rank,
        }),
    );
    write_results(
        out,
        vec![("reach.csv", reach_csv(&computed.framework, &plan))],
        manifest,
    )?;
    Ok(plan)
}

/// Asks whether weights within `tolerance` of those used let `unit` lead `over`, and writes `lead.csv`.
pub fn lead(
    inputs: Inputs,
    unit: &str,
    over: &str,
    tolerance: f64,
    out: &Path,
) -> Result<Lead, PlainError> {
    let computed = Computed::of(inputs)?;
    let (a, b) = (
        find_unit(&computed.run, unit)?,
        find_unit(&computed.run, over)?,
    );
    let lead = weights::lead(&computed.framework, &computed.run, a, b, tolerance)?;
    let mut manifest = computed.sources(inputs);
    manifest.insert(
        "lead".into(),
        json!({
            "unit": unit,
            "over": over,
            "tolerance": tolerance,
            "points": lead.nominal,
            "most_points": lead.largest,
            "possible": lead.largest > 0.0,
            "weight_to_be_moved": lead.nearest.as_ref().map(|nearest| nearest.moved),
            "exact": lead.exact,
        }),
    );
    write_results(
        out,
        vec![("lead.csv", lead_csv(&computed.run, &lead))],
        manifest,
    )?;
    Ok(lead)
}
