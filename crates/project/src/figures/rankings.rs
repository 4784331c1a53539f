//! Rankings of units.

use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::{About, Figure, Language};

use super::{NoData, Options, about};
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::results::NodeEntry;

/// How many units a ranking shows where nothing else is asked.
const SHOWN: usize = 15;

/// The cities with the highest score at the root, or at the node that is asked for.
pub fn top_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = asked_set(evidence, options, cities(evidence)?)?;
    ranking(
        evidence,
        options,
        "top-cities",
        set,
        asked_node(set, options)?,
    )
}

/// The provinces with the highest score at the root, or at the node that is asked for.
pub fn top_provinces(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = provinces(evidence)?;
    ranking(
        evidence,
        options,
        "top-provinces",
        set,
        asked_node(set, options)?,
    )
}

/// The cities with the highest score in the dimension with that number, from 1.
pub fn city_dimension(
    evidence: &Evidence,
    options: &Options,
    number: usize,
) -> Result<Figure, NoData> {
    let set = asked_set(evidence, options, cities(evidence)?)?;
    let id = format!("dimension-{number}");
    ranking(evidence, options, &id, set, dimension(set, number)?)
}

/// The provinces with the highest score in the dimension with that number, from 1.
pub fn province_dimension(
    evidence: &Evidence,
    options: &Options,
    number: usize,
) -> Result<Figure, NoData> {
    let set = provinces(evidence)?;
    let id = format!("province-dimension-{number}");
    ranking(evidence, options, &id, set, dimension(set, number)?)
}

/// The unit set of cities of the run.
pub fn cities<'e>(evidence: &'e Evidence) -> Result<&'e UnitSetEvidence, NoData> {
    evidence.cities().ok_or_else(|| {
        NoData::because(
            "本次计算没有城市评价范围；请在指标体系的 `unit_sets` 中加上 cities-337",
            "the run has no unit set of cities; add cities-337 to `unit_sets` of the framework",
        )
    })
}

/// The unit set of provinces of the run.
pub fn provinces<'e>(evidence: &'e Evidence) -> Result<&'e UnitSetEvidence, NoData> {
    evidence.provinces().ok_or_else(|| {
        NoData::because(
            "本次计算没有省级评价范围；请在指标体系的 `unit_sets` 中加上 provinces-31",
            "the run has no unit set of provinces; add provinces-31 to `unit_sets` of the framework",
        )
    })
}

/// The unit set that is asked for, or `default`.
pub fn asked_set<'e>(
    evidence: &'e Evidence,
    options: &Options,
    default: &'e UnitSetEvidence,
) -> Result<&'e UnitSetEvidence, NoData> {
    let Some(id) = &options.unit_set else {
        return Ok(default);
    };
    evidence.unit_set(id).ok_or_else(|| {
        let known: Vec<&str> = evidence
            .unit_sets
            .iter()
            .map(|set| set.entry.id.as_str())
            .collect();
        NoData::because(
            format!("本次计算没有评价范围“{id}”；只有 {}", known.join("、")),
            format!(
                "the run has no unit set `{id}`; it has {}",
                known.join(", ")
            ),
        )
    })
}

fn asked_node<'e>(set: &'e UnitSetEvidence, options: &Options) -> Result<&'e NodeEntry, NoData> {
    let id = options.node.as_ref().unwrap_or(&set.entry.root);
    set.entry
        .nodes
        .iter()
        .find(|node| node.id == *id)
        .ok_or_else(|| {
            let known: Vec<&str> = set
                .entry
                .nodes
                .iter()
                .map(|node| node.id.as_str())
                .collect();
            NoData::because(
                format!("指标体系没有节点“{id}”；现有 {}", known.join("、")),
                format!(
                    "the framework has no node `{id}`; it has {}",
                    known.join(", ")
                ),
            )
        })
}

fn dimension(set: &UnitSetEvidence, number: usize) -> Result<&NodeEntry, NoData> {
    set.dimensions().nth(number - 1).ok_or_else(|| {
        let count = set.dimensions().count();
        NoData::because(
            format!("指标体系只有 {count} 个维度"),
            format!("the framework has {count} dimensions only"),
        )
    })
}

fn ranking(
    evidence: &Evidence,
    options: &Options,
    id: &str,
    set: &UnitSetEvidence,
    node: &NodeEntry,
) -> Result<Figure, NoData> {
    let scores = set.scores(&node.id);
    let bars: Vec<Bar> = set
        .ranking(&node.id)
        .into_iter()
        .take(options.top.unwrap_or(SHOWN))
        .map(|unit| Bar {
            label: evidence.short_name(set.places[unit]).to_string(),
            value: scores[unit].unwrap_or(f64::NAN),
        })
        .collect();
    if bars.is_empty() {
        let name = evidence.text(&node.name);
        return Err(NoData::because(
            format!("“{name}”没有一个单元有得分；请导入其指标的记录"),
            format!("no unit has a score in `{name}`; import the records of its indicators"),
        ));
    }
    let mut about = about(id, evidence, spoken(evidence.language, &bars))?;
    title(
        &mut about,
        evidence.text(&node.name),
        bars.len(),
        set,
        evidence,
    );
    Ok(ranked_bars(
        about,
        evidence.language.pick("得分", "score"),
        &bars,
    ))
}

fn title(about: &mut About, node: &str, shown: usize, set: &UnitSetEvidence, evidence: &Evidence) {
    let provinces = set.entry.id.starts_with("provinces");
    about.title = match evidence.language {
        Language::Zh if provinces => format!("{node}前 {shown} 名省份"),
        Language::Zh => format!("{node}前 {shown} 名城市"),
        Language::En if provinces => format!("{node}: the first {shown} provinces"),
        Language::En => format!("{node}: the first {shown} cities"),
    };
}

fn spoken(language: Language, bars: &[Bar]) -> String {
    let first: Vec<String> = bars
        .iter()
        .take(3)
        .map(|bar| format!("{} {:.1}", bar.label, bar.value))
        .collect();
    match language {
        Language::Zh => format!("前三名：{}", language.listed(&first)),
        Language::En => format!("The first three: {}", language.listed(&first)),
    }
}
