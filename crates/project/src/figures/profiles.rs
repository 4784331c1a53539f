//! One place: its rank on every indicator, its dimensions beside its peers, and its five forces.

use jushu_figures::charts::Series as Values;
use jushu_figures::charts::radar::radar;
use jushu_figures::charts::rows::{Axis, Estimate, Mark, Row, Series, rows};
use jushu_figures::{Figure, Language};
use jushu_index::Framework;
use jushu_index::audit::statistics::quantile;
use jushu_places::Places;

use super::run_table::{RunTable, chosen_set, inferred_notes, node_name, set_name, spoken};
use super::{NoData, Options, about};
use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};

/// The unit asked for in the set it belongs to, else the first of the ranking.
fn chosen_unit<'e>(
    evidence: &'e Evidence,
    options: &Options,
) -> Result<(&'e UnitSetEvidence, usize), NoData> {
    let Some(code) = options.place else {
        let set = chosen_set(evidence, options)?;
        let first = set.ranking(&set.entry.root).first().copied();
        return first.map(|unit| (set, unit)).ok_or_else(|| {
            NoData::because(
                "没有任何单元有得分；请用 --place 指定地方或补充数据",
                "no unit has a score; name a place with --place, or add data",
            )
        });
    };
    let sets: Vec<&UnitSetEvidence> = match &options.unit_set {
        Some(_) => vec![chosen_set(evidence, options)?],
        None => evidence.unit_sets.iter().collect(),
    };
    let found = sets.into_iter().find_map(|set| {
        let unit = set.places.iter().position(|place| place.code == code)?;
        Some((set, unit))
    });
    found.ok_or_else(|| {
        let place = Places::shipped().get(code);
        let name = place.map_or_else(|| code.to_string(), |place| place.name.clone());
        NoData::because(
            format!("“{name}”不在本次计算的评价范围内；请换一个地方"),
            format!("`{name}` is in no unit set of the run; take another place"),
        )
    })
}

/// Ranks by value, 1 the best, ties sharing the smallest.
fn rank_of(values: &[Option<f64>], unit: usize) -> Option<usize> {
    let own = values.get(unit).copied()??;
    Some(
        1 + values
            .iter()
            .flatten()
            .filter(|value| **value > own)
            .count(),
    )
}

/// The rank of a place on every indicator, the strongest and the weakest marked.
pub fn place_profile(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let (set, unit) = chosen_unit(evidence, options)?;
    let place = set.places[unit];
    let table = RunTable::of_set(evidence, set, "normalised.csv")?;
    let by_unit: std::collections::BTreeMap<&str, _> =
        table.rows().map(|row| (row.text("unit"), row)).collect();
    let indicators = set.entry.nodes.iter().filter(|node| node.level == 1);
    let mut ranked: Vec<(String, Option<usize>, usize)> = indicators
        .map(|node| {
            // Normalised values have their direction: more is better in all of them.
            let values: Vec<Option<f64>> = set
                .places
                .iter()
                .map(|place| by_unit.get(place.name.as_str())?.number(&node.id))
                .collect();
            let others = values.iter().flatten().count();
            (
                evidence.text(&node.name).to_string(),
                rank_of(&values, unit),
                others,
            )
        })
        .collect();
    ranked.sort_by_key(|(_, rank, _)| rank.unwrap_or(usize::MAX));
    let known = ranked.iter().filter(|(_, rank, _)| rank.is_some()).count();
    if known == 0 {
        return Err(NoData::because(
            format!("“{}”没有任何指标的数据；请补充数据", place.name),
            format!("`{}` has no data for any indicator; add data", place.name),
        ));
    }
    let marked = (known / 3).min(3);
    let drawn: Vec<Row> = ranked
        .iter()
        .enumerate()
        .map(|(at, (name, rank, others))| {
            let series = match at {
                at if at < marked => 0,
                at if at >= known - marked => 1,
                _ => 2,
            };
            Row {
                label: name.clone(),
                values: (0..3)
                    .map(|one| {
                        let rank = rank.filter(|_| one == series)?;
                        Some(Estimate::exact(rank as f64))
                    })
                    .collect(),
                remark: rank.map_or(String::new(), |rank| format!("{rank}/{others}")),
            }
        })
        .collect();
    let name = evidence.short_name(place);
    let told = |part: &[(String, Option<usize>, usize)]| {
        spoken(
            evidence,
            part.iter()
                .filter_map(|(name, rank, _)| Some(format!("{name} {}", (*rank)?))),
        )
    };
    let (best, worst) = (
        told(&ranked[..marked.max(1)]),
        told(&ranked[known - marked.max(1)..known]),
    );
    let overall = set.ranks(&set.entry.root)[unit];
    let overall = overall.map_or("–".to_string(), |rank| rank.to_string());
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{name}在{}中综合第 {overall}；最靠前：{best}；最靠后：{worst}。",
            set_name(evidence, set)
        ),
        Language::En => format!(
            "{name} ranks {overall} of {} overall; strongest: {best}; weakest: {worst}.",
            set_name(evidence, set)
        ),
    };
    let mut about = about("place-profile", evidence, alternative)?;
    about.title = format!(
        "{}{}{name}",
        about.title,
        evidence.language.pick("：", ": ")
    );
    about.notes.push(
        evidence
            .language
            .pick(
                "右侧为名次／有数据的单元数；并列取最靠前的名次；无数据的指标不等于最后一名",
                "At the right rank / units with data; ties share the best rank; no data is not the last rank",
            )
            .into(),
    );
    let series = [
        ("强项", "strongest"),
        ("弱项", "weakest"),
        ("其他", "others"),
    ]
    .map(|(zh, en)| Series {
        name: evidence.language.pick(zh, en).to_string(),
        mark: Mark::Dot,
    });
    let axis = Axis {
        name: evidence.language.pick("名次", "rank").into(),
        ranks: true,
    };
    Ok(rows(about, &axis, &series, &drawn))
}

/// How many units nearest in score a place is compared with.
const PEERS: usize = 10;

/// A place's dimensions beside the median and the best of the units nearest in score.
pub fn place_radar(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let (set, unit) = chosen_unit(evidence, options)?;
    let place = set.places[unit];
    let scores = set.scores(&set.entry.root);
    let own = scores.get(unit).copied().flatten().ok_or_else(|| {
        NoData::because(
            format!("“{}”没有得分；请补充数据", place.name),
            format!("`{}` has no score; add data", place.name),
        )
    })?;
    let mut peers: Vec<(f64, usize)> = scores
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != unit)
        .filter_map(|(at, score)| Some(((score.as_ref()? - own).abs(), at)))
        .collect();
    peers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    peers.truncate(options.top.unwrap_or(PEERS));
    let dimensions: Vec<&str> = set.dimensions().map(|node| node.id.as_str()).collect();
    if dimensions.len() < 3 || peers.len() < 2 {
        return Err(NoData::because(
            "雷达图需要至少三个维度和两个可比单元；请看 place-profile",
            "a radar needs three dimensions and two peers at least; see place-profile",
        ));
    }
    let axes: Vec<String> = dimensions
        .iter()
        .map(|node| node_name(evidence, set, node).to_string())
        .collect();
    let of_peers = |node: &str| -> Vec<f64> {
        let scores = set.scores(node);
        let mut found: Vec<f64> = peers.iter().filter_map(|(_, peer)| scores[*peer]).collect();
        found.sort_by(f64::total_cmp);
        found
    };
    let at = |share: f64| -> Vec<f64> {
        let middle = |node: &&str| {
            let sorted = of_peers(node);
            if sorted.is_empty() {
                f64::NAN
            } else {
                quantile(&sorted, share)
            }
        };
        dimensions.iter().map(middle).collect()
    };
    let name = evidence.short_name(place);
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let mine: Vec<f64> = dimensions
        .iter()
        .map(|node| set.scores(node)[unit].unwrap_or(f64::NAN))
        .collect();
    let median = at(0.5);
    let units = [
        Values {
            name: name.to_string(),
            values: mine.clone(),
        },
        Values {
            name: pick("可比单元中位数", "median of the peers"),
            values: median.clone(),
        },
        Values {
            name: pick("可比单元最高", "best of the peers"),
            values: at(1.0),
        },
    ];
    let told = spoken(
        evidence,
        axes.iter()
            .zip(mine.iter().zip(&median))
            .filter(|(_, (mine, _))| mine.is_finite())
            .map(|(axis, (mine, median))| match evidence.language {
                Language::Zh => format!("{axis} {mine:.1}（中位数 {median:.1}）"),
                Language::En => format!("{axis} {mine:.1} (median {median:.1})"),
            }),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{name}：{told}。"),
        Language::En => format!("{name}: {told}."),
    };
    let mut about = about("place-radar", evidence, alternative)?;
    about.title = format!(
        "{}{}{name}",
        about.title,
        evidence.language.pick("：", ": ")
    );
    about.notes.extend(inferred_notes(evidence, set));
    let names = spoken(
        evidence,
        peers
            .iter()
            .map(|(_, peer)| evidence.short_name(set.places[*peer]).to_string()),
    );
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "可比单元（自拟规则：综合得分最接近的 {} 个）：{names}",
            peers.len()
        ),
        Language::En => format!(
            "Peers (own rule (自拟): the {} nearest in overall score): {names}",
            peers.len()
        ),
    });
    let most = units
        .iter()
        .flat_map(|unit| {
            unit.values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
        })
        .fold(10.0_f64, |most, value| {
            most.max((value / 10.0).ceil() * 10.0)
        });
    Ok(radar(about, &axes, most, &units))
}

/// The five forces of one place, beside the median of its set.
pub fn five_forces_radar(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "five_forces.csv")?;
    let (set, unit) = chosen_unit(evidence, options)?;
    let place = set.places[unit];
    let forces = forces()?;
    let scores = |force: &str| -> Vec<(&str, f64)> {
        table
            .rows()
            .filter(|row| row.text("unit_set") == set.entry.id && row.text("node") == force)
            .filter_map(|row| Some((row.text("unit"), row.number("score")?)))
            .collect()
    };
    let (mut axes, mut mine, mut median, mut missing) = (vec![], vec![], vec![], vec![]);
    for (force, name) in &forces {
        let found = scores(force);
        let own = found.iter().find(|(unit, _)| *unit == place.name);
        let Some((_, own)) = own else {
            missing.push(evidence.text(name).to_string());
            continue;
        };
        let mut all: Vec<f64> = found.iter().map(|(_, score)| *score).collect();
        all.sort_by(f64::total_cmp);
        axes.push(evidence.text(name).to_string());
        mine.push(*own);
        median.push(quantile(&all, 0.5));
    }
    let name = evidence.short_name(place);
    if axes.len() < 3 {
        return Err(NoData::because(
            format!(
                "{name}只有 {} 力有数据，不足三轴；缺 {}：请导入所需记录后重新运行 `jushu clusters`",
                axes.len(),
                missing.join("、")
            ),
            format!(
                "{name} has data for only {} of the forces, a radar needs three; without data: {}. Import what they need and run `jushu clusters` again",
                axes.len(),
                missing.join(", ")
            ),
        ));
    }
    let told = spoken(
        evidence,
        axes.iter()
            .zip(mine.iter().zip(&median))
            .map(|(axis, (mine, median))| match evidence.language {
                Language::Zh => format!("{axis} {mine:.1}（中位数 {median:.1}）"),
                Language::En => format!("{axis} {mine:.1} (median {median:.1})"),
            }),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{name}的五力：{told}。"),
        Language::En => format!("The five forces of {name}: {told}."),
    };
    let mut about = about("five-forces-radar", evidence, alternative)?;
    about.title = format!(
        "{}{}{name}",
        about.title,
        evidence.language.pick("：", ": ")
    );
    about.notes.push(
        evidence
            .language
            .pick(
                "自拟：各力所用的指标由本产品拟定（frameworks/five-forces.toml）",
                "Own rule (自拟): the indicators of each force are ours (frameworks/five-forces.toml)",
            )
            .into(),
    );
    if !missing.is_empty() {
        about.notes.push(match evidence.language {
            Language::Zh => format!("无数据而未画出：{}", missing.join("、")),
            Language::En => format!("Not drawn for want of data: {}", missing.join(", ")),
        });
    }
    let units = [
        Values {
            name: name.to_string(),
            values: mine,
        },
        Values {
            name: match evidence.language {
                Language::Zh => format!("{}的中位数", set_name(evidence, set)),
                Language::En => format!("median of {}", set_name(evidence, set)),
            },
            values: median,
        },
    ];
    Ok(radar(about, &axes, 100.0, &units))
}

/// The forces with their names, in the order of their framework.
fn forces() -> Result<Vec<(String, Names)>, NoData> {
    let missing = || {
        NoData::because(
            "程序没有自带五力指标体系",
            "the program has no framework of the five forces",
        )
    };
    let text = Framework::shipped("five-forces").ok_or_else(missing)?;
    let framework = Framework::parse(text, "frameworks/five-forces.toml").map_err(|_| missing())?;
    let forces = framework
        .nodes
        .into_iter()
        .filter(|node| node.parent.is_some());
    Ok(forces.map(|node| (node.id, node.name.into())).collect())
}
