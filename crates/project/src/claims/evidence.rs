//! What a project knows, as series that claims are held against.

use std::collections::BTreeMap;

use jushu_index::Framework;
use jushu_places::{Code, Places};
use jushu_report::claims::names::{Gazetteer, Scale};
use jushu_report::claims::series::{Measure, Origin, Series, Sheet, of_table};

use super::ClaimsError;
use crate::config::{Names, Published};
use crate::evidence::{Evidence, UnitSetEvidence};

/// Ranks of the index and of every node, values of every indicator, of every unit set of provinces or cities.
pub(super) fn of_run(evidence: &Evidence, framework: &Framework) -> Vec<Series> {
    evidence
        .unit_sets
        .iter()
        .filter_map(|set| Some((set, scale_of(&set.entry.id)?)))
        .flat_map(|(set, scale)| of_unit_set(evidence, framework, set, scale))
        .collect()
}

/// The scale of a unit set: `provinces-31`, `cities-337`.
fn scale_of(unit_set: &str) -> Option<Scale> {
    if unit_set.starts_with("provinces") {
        Some(Scale::Province)
    } else if unit_set.starts_with("cities") {
        Some(Scale::City)
    } else {
        None
    }
}

fn of_unit_set(
    evidence: &Evidence,
    framework: &Framework,
    set: &UnitSetEvidence,
    scale: Scale,
) -> Vec<Series> {
    let codes: Vec<u32> = set.places.iter().map(|place| place.code.get()).collect();
    let by_code = |values: &[Option<f64>]| -> BTreeMap<u32, f64> {
        codes
            .iter()
            .zip(values)
            .filter_map(|(code, value)| Some((*code, (*value)?)))
            .collect()
    };
    let dimensions: Vec<&str> = set.dimensions().map(|node| node.id.as_str()).collect();
    let mut series = Vec::new();
    for node in &set.entry.nodes {
        let root = node.id == set.entry.root;
        let (zh, en) = (&node.name.zh, &node.name.en);
        let measure = if root {
            Measure::Overall
        } else {
            Measure::Named(zh.clone())
        };
        let label = format!(
            "{} · {} · {}",
            evidence.results.manifest.run, set.entry.id, node.id
        );
        let mut one = Series::new(Origin::Run, label, scale, measure);
        one.complete = true;
        one.aliases = aliases(zh, en);
        if node.level == 1 {
            one.values = by_code(set.values(&node.id));
            one.whole = one.values.len() == codes.len();
            let indicator = framework
                .indicators
                .iter()
                .find(|indicator| indicator.id == node.id);
            one.unit = indicator
                .and_then(|indicator| indicator.unit.as_ref())
                .map(|unit| unit.zh.to_string())
                .unwrap_or_default();
            // Of a negative indicator 第一 may be the most or the best: no rank is given.
            let positive = indicator
                .is_some_and(|indicator| indicator.direction == jushu_index::Direction::Positive);
            if positive {
                one.rank_values();
            }
        } else {
            one.ranks = codes
                .iter()
                .zip(set.ranks(&node.id))
                .filter_map(|(code, rank)| Some((*code, (*rank)?)))
                .collect();
            one.dimension = dimensions.contains(&node.id.as_str());
        }
        if root {
            one.intervals = codes
                .iter()
                .zip(set.intervals())
                .filter_map(|(code, interval)| Some((*code, (*interval)?)))
                .collect();
        }
        series.push(one);
    }
    series
}

/// What texts call a measure beside its name: 独角兽企业 for 独角兽企业数量.
pub(super) fn aliases(zh: &str, en: &str) -> Vec<String> {
    let stem = ["数量", "总数", "个数", "数"]
        .iter()
        .find_map(|end| zh.strip_suffix(end));
    let mut aliases = vec![en.to_string(), en.to_lowercase()];
    if let Some(stem) = stem.filter(|stem| stem.chars().count() > 2) {
        aliases.push(stem.to_string());
        aliases.push(format!("{stem}数"));
        aliases.push(format!("{stem}数量"));
    }
    aliases.retain(|alias| alias != zh);
    aliases
}

/// A ranking that somebody published, with the names its dimensions have in the shipped frameworks.
pub(super) fn of_published(
    folder: &std::path::Path,
    published: &Published,
    origin: Origin,
    gazetteer: &Gazetteer,
) -> Result<Vec<Series>, ClaimsError> {
    let path = folder.join(&published.file);
    let mut sheet = super::sheet(&path)?;
    let Some((header, body)) = sheet.rows.split_first_mut() else {
        return Ok(Vec::new());
    };
    // The code is what is certain: the place column is written anew from it.
    if let Some(column) = header.iter().position(|heading| heading == "adcode") {
        for row in body.iter_mut() {
            let place = row
                .get(column)
                .and_then(|text| text.parse::<Code>().ok())
                .and_then(|code| Places::shipped().get(code));
            if let (Some(place), Some(cell)) = (place, row.get_mut(column)) {
                cell.clone_from(&place.name);
            }
        }
        header[column] = match scale_of(&published.unit_set) {
            Some(Scale::City) => "城市".to_string(),
            _ => "省份".to_string(),
        };
    }
    for heading in header.iter_mut() {
        let Some(stem) = heading.strip_suffix("_rank") else {
            continue;
        };
        *heading = match stem {
            "overall" => "综合排名".to_string(),
            stem => format!(
                "{}排名",
                dimension(stem).unwrap_or_else(|| stem.to_string())
            ),
        };
    }
    let title = Names::new(published.title.zh.clone(), published.title.en.clone());
    sheet = Sheet {
        caption: title.zh,
        ..sheet
    };
    Ok(of_table(&sheet, origin, gazetteer))
}

/// The Chinese name of the dimension of a shipped framework whose id ends like that.
fn dimension(stem: &str) -> Option<String> {
    Framework::shipped_ids().find_map(|id| {
        let framework = Framework::parse(Framework::shipped(id)?, id).ok()?;
        let root = framework
            .nodes
            .iter()
            .find(|node| node.parent.is_none())?
            .id
            .clone();
        framework
            .nodes
            .iter()
            .find(|node| node.parent.as_deref() == Some(root.as_str()) && node.id.ends_with(stem))
            .map(|node| node.name.zh.to_string())
    })
}
