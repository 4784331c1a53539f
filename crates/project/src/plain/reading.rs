//! `jushu index read`.

use std::path::Path;

use jushu_index::Run;
use jushu_index::reading::contribution::{Reference, gap, parts_of_scores};
use jushu_index::reading::dominance::dominance;
use jushu_index::reading::peers::{Peers, find_unit, peers};
use jushu_index::reading::profile::standings;
use jushu_index::reading::tables::{
    balance_csv, dominance_csv, gap_csv, score_parts_csv, standings_csv, tier_advice_csv, tiers_csv,
};
use jushu_index::reading::tiers::{TierSpec, Tiers, gap_statistic};

use super::{Computed, Inputs, PlainError, write_results};

/// What is asked of results.
#[derive(Debug, Clone, PartialEq)]
pub struct Questions {
    /// How tiers are cut.
    pub tiers: TierSpec,
    /// Who units are compared with.
    pub peers: Peers,
    /// The share of peers (above 0.5) that makes a strength.
    pub strong: f64,
    /// A unit whose gap is explained, and the unit it is compared with (the mean of all when `None`).
    pub gap: Option<(String, Option<String>)>,
    /// How many orders of indicators are drawn where shares of a gap cannot be exact.
    pub orders: usize,
    /// The seed of those, and of the uniform values that the number of tiers is judged by.
    pub seed: u64,
}

/// Numbers of tiers that are judged, and sets of uniform values that they are judged by.
const MOST_TIERS: usize = 8;
const UNIFORM_SETS: usize = 100;

/// Computes an index and reads it: writes `tiers.csv`, `dominance.csv`, `balance.csv`, `standings.csv`, where every
/// node is a weighted sum `score_parts.csv`, where there are more than eight different scores `tier_advice.csv`, and for the gap asked about `gap.csv`. A unit without peers of its kind has no standings.
pub fn read_results(inputs: Inputs, questions: &Questions, out: &Path) -> Result<Run, PlainError> {
    let computed = Computed::of(inputs)?;
    let run = &computed.run;
    let tiers = Tiers::cut(&run.index().scores, &questions.tiers)?;
    let mut of_units = Vec::new();
    for unit in 0..run.units.len() {
        let group_is_empty = |group: &String| {
            run.groups
                .iter()
                .any(|column| column.id == *group && column.values[unit].is_none())
        };
        if matches!(&questions.peers, Peers::Group(group) if group_is_empty(group)) {
            continue;
        }
        let of_unit = peers(run, unit, &questions.peers)?;
        of_units.push((unit, standings(run, unit, &of_unit, questions.strong)));
    }
    let mut texts = vec![
        ("tiers.csv", tiers_csv(run, &tiers)),
        (
            "dominance.csv",
            dominance_csv(run, &dominance(run, &run.indicators)),
        ),
        ("balance.csv", balance_csv(run)),
        ("standings.csv", standings_csv(run, &of_units)),
    ];
    if let Some(parts) = parts_of_scores(&computed.framework, run) {
        texts.push(("score_parts.csv", score_parts_csv(run, &parts)));
    }
    if let Some((statistics, advised)) = gap_statistic(
        &run.index().scores,
        MOST_TIERS,
        UNIFORM_SETS,
        questions.seed,
    ) {
        texts.push(("tier_advice.csv", tier_advice_csv(&statistics, advised)));
    }
    if let Some((unit, against)) = &questions.gap {
        let at = find_unit(run, unit)?;
        let reference = match against {
            Some(against) => Reference::Unit(find_unit(run, against)?),
            None => Reference::Mean,
        };
        let found = gap(
            &computed.framework,
            run,
            at,
            reference,
            questions.orders,
            questions.seed,
        );
        let found = found.ok_or_else(|| PlainError::NoScore { unit: unit.clone() })?;
        texts.push(("gap.csv", gap_csv(run, &found)));
    }
    write_results(out, texts, computed.sources(inputs))?;
    Ok(computed.run)
}
