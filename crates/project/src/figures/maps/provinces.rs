//! Maps of provinces.

use jushu_figures::Figure;
use jushu_places::Level;

use super::super::{NoData, Options};
use super::compose::{Subject, shaded};
use crate::evidence::{Evidence, UnitSetEvidence};

/// Scores at the root, or at the node that is asked for, of each province.
pub fn provinces_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = match &options.unit_set {
        Some(id) => evidence.unit_set(id),
        None => evidence.provinces(),
    };
    let set = set.ok_or_else(|| {
        NoData::because(
            "本次计算没有省级评价范围；请在指标体系的 `unit_sets` 中加上 provinces-31",
            "the run has no unit set of provinces; add provinces-31 to `unit_sets` of the framework",
        )
    })?;
    let subject = scores(evidence, set, options, Level::Province)?;
    shaded("provinces-map", evidence, options, &subject, 0)
}

/// The scores of a unit set at the node that is asked for, else at the root.
pub fn scores(
    evidence: &Evidence,
    set: &UnitSetEvidence,
    options: &Options,
    level: Level,
) -> Result<Subject, NoData> {
    let id = options.node.as_ref().unwrap_or(&set.entry.root);
    let node = set.entry.nodes.iter().find(|node| node.id == *id);
    let node = node.ok_or_else(|| {
        let known: Vec<&str> = set
            .entry
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .collect();
        NoData::because(
            format!("指标体系中没有节点“{id}”；有：{}", known.join("、")),
            format!(
                "the framework has no node `{id}`; it has {}",
                known.join(", ")
            ),
        )
    })?;
    let heading = format!(
        "{}{}",
        evidence.text(&node.name),
        evidence.language.pick("得分", " score")
    );
    Ok(Subject {
        level,
        places: set.places.clone(),
        values: set.scores(id).to_vec(),
        heading,
        zero_apart: false,
        decimals: Some(1),
    })
}
