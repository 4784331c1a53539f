//! Tiers of cities: the scatter of ranks, and the profiles of the leading ones.

use jushu_figures::charts::Series;
use jushu_figures::charts::radar::radar;
use jushu_figures::charts::rank_scatter::{Ranked, rank_scatter};
use jushu_figures::{Figure, Language};

use super::rankings::{asked_set, cities};
use super::{NoData, Options, about};
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::tiers::{Tiers, rule, tiers};

/// How many of the second tier are drawn where nothing else is asked: the report shows eight.
const SECOND_TIER_SHOWN: usize = 8;

fn cut(set: &UnitSetEvidence) -> Result<Tiers, NoData> {
    tiers(set.scores(&set.entry.root)).ok_or_else(|| {
        NoData::because(
            "有得分的城市太少，不能划分梯队；请导入更多城市的记录",
            "too few cities have a score to be cut into tiers; import records of more cities",
        )
    })
}

/// Score by rank, coloured by tier.
pub fn rank_scatter_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = asked_set(evidence, options, cities(evidence)?)?;
    let tiers = cut(set)?;
    let root = &set.entry.root;
    let (scores, ranks) = (set.scores(root), set.ranks(root));
    let units: Vec<Ranked> = set
        .ranking(root)
        .into_iter()
        .filter_map(|unit| {
            Some(Ranked {
                label: evidence.short_name(set.places[unit]).to_string(),
                rank: ranks[unit]?,
                score: scores[unit]?,
                tier: tiers.of_unit[unit]?,
            })
        })
        .collect();
    let sizes: Vec<String> = (1..=tiers.cuts.len() + 1)
        .map(|tier| {
            let size = units.iter().filter(|unit| unit.tier == tier).count();
            match evidence.language {
                Language::Zh => format!("第 {tier} 梯队 {size} 个"),
                Language::En => format!("tier {tier}: {size}"),
            }
        })
        .collect();
    let mut about = about(
        "rank-scatter-cities",
        evidence,
        evidence.language.listed(&sizes),
    )?;
    about.notes.push(rule(evidence.language).to_string());
    Ok(rank_scatter(about, &units, &tiers.cuts))
}

/// The dimensions of the cities of the first tier.
pub fn radar_leading_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    radar_of_tier(evidence, options, "radar-leading-cities", 1, usize::MAX)
}

/// The dimensions of the cities of the second tier.
pub fn radar_second_tier_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    radar_of_tier(
        evidence,
        options,
        "radar-second-tier-cities",
        2,
        SECOND_TIER_SHOWN,
    )
}

fn radar_of_tier(
    evidence: &Evidence,
    options: &Options,
    id: &str,
    tier: usize,
    shown: usize,
) -> Result<Figure, NoData> {
    let set = asked_set(evidence, options, cities(evidence)?)?;
    let tiers = cut(set)?;
    let dimensions: Vec<_> = set.dimensions().collect();
    if dimensions.len() < 3 {
        return Err(NoData::because(
            "雷达图至少需要三个维度",
            "a radar needs at least three dimensions",
        ));
    }
    let members: Vec<usize> = set
        .ranking(&set.entry.root)
        .into_iter()
        .filter(|&unit| tiers.of_unit[unit] == Some(tier))
        .collect();
    let drawn = &members[..members.len().min(options.top.unwrap_or(shown))];
    let score = |unit: usize, node: &str| {
        let score = set.scores(node).get(unit).copied().flatten();
        score.unwrap_or(f64::NAN)
    };
    let units: Vec<Series> = drawn
        .iter()
        .map(|&unit| Series {
            name: evidence.short_name(set.places[unit]).to_string(),
            values: dimensions
                .iter()
                .map(|node| score(unit, &node.id))
                .collect(),
        })
        .collect();
    let known = || {
        units
            .iter()
            .flat_map(|unit| &unit.values)
            .copied()
            .filter(|value| value.is_finite())
    };
    if known().any(|value| value < 0.0) {
        return Err(NoData::because(
            "雷达图不能表示负的得分；请改用 0 到 100 的无量纲化方法（min-max）",
            "a radar has no place for scores below zero; use a normalisation from 0 to 100 (min-max)",
        ));
    }
    // A round number at or above all of them.
    let most = (known().fold(0.0, f64::max) / 10.0).ceil().max(1.0) * 10.0;
    let axes: Vec<String> = dimensions
        .iter()
        .map(|node| evidence.text(&node.name).to_string())
        .collect();
    let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    let mut about = about(id, evidence, evidence.language.listed(&names))?;
    about.notes.push(rule(evidence.language).to_string());
    about.notes.push(match evidence.language {
        Language::Zh => format!("各轴为得分，自中心 0 至外缘 {most}"),
        Language::En => format!("every axis is the score, from 0 at the centre to {most}"),
    });
    if drawn.len() < members.len() {
        let (all, shown) = (members.len(), drawn.len());
        about.notes.push(match evidence.language {
            Language::Zh => format!("该梯队共 {all} 个城市，图中为前 {shown} 个"),
            Language::En => format!("the tier has {all} cities; the first {shown} are shown"),
        });
    }
    Ok(radar(about, &axes, most, &units))
}
