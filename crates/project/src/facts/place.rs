//! Everything about one place: rank with interval, dimensions, its best and worst indicators, peers, its cities.

use std::collections::BTreeMap;

use jushu_figures::Language;
use jushu_places::{Code, Level, Places};
use jushu_report::wording::{decimal, list, ordinal, percent, ranks};
use jushu_report::{Fact, FactKind, Strength};

use super::profile::{balance_fact, described, dimension_ranks, far_above};
use super::ranking::{Standing, ahead};
use super::setting::{Look, Said, Setting};
use crate::evidence::Evidence;

/// How many indicators are named as best and as worst.
const INDICATORS: usize = 3;

/// How many peers are named on each side.
const PEERS: usize = 2;

/// How many policies are named.
const POLICIES: usize = 3;

/// Titles and days of the policies of each place, the newest first.
pub struct Policies(BTreeMap<String, Vec<(String, String)>>);

impl Policies {
    /// Reads the policies as the run saw them; none where the registry holds none.
    pub fn read(evidence: &Evidence) -> Policies {
        // A policy of a province carries no city, except in municipalities.
        let statement = "SELECT CAST(COALESCE(city_code, province_code) AS VARCHAR), title, \
                         COALESCE(CAST(issued AS VARCHAR), '') FROM policy \
                         WHERE COALESCE(city_code, province_code) IS NOT NULL AND title IS NOT NULL \
                         ORDER BY issued DESC NULLS LAST, title";
        let mut policies: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let rows = evidence
            .select(statement)
            .map_or(Vec::new(), |rows| rows.rows);
        for row in &rows {
            if let [place, title, issued] = row.as_slice() {
                let entry = policies.entry(place.to_string()).or_default();
                entry.push((title.to_string(), issued.to_string()));
            }
        }
        Policies(policies)
    }
}

/// The facts of the place `code` in every unit set that has it.
pub fn facts(
    evidence: &Evidence,
    settings: &[Setting],
    policies: &Policies,
    code: Code,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut first = true;
    for setting in settings {
        let Some(unit) = setting.position(code) else {
            continue;
        };
        let prefix = if first {
            format!("place.{code}")
        } else {
            format!("place.{code}.{}", setting.key)
        };
        first = false;
        facts.extend(in_set(setting, &prefix, unit));
    }
    facts.extend(cities_of(settings, code));
    facts.extend(policies_of(settings, policies, code));
    facts.extend(from_clusters(evidence, settings, code));
    facts
}

fn in_set(setting: &Setting, prefix: &str, unit: usize) -> Vec<Fact> {
    let (root, language) = (setting.root(), setting.language());
    let name = setting.name(unit);
    let noun = setting.noun();
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    let mut facts = Vec::new();
    let (Some(rank), Some(score)) = (setting.rank(root, unit), setting.score(root, unit)) else {
        let sentence = setting.say(
            format!("{name}的数据不足，没有综合得分"),
            format!("{name} has too little data for a score"),
        );
        let text = setting.say("没有得分", "no score");
        let said = Said::new(FactKind::Rank, text, sentence, Strength::Undecided);
        facts.push(setting.of_scores(format!("{prefix}.unranked"), look, said));
        facts.extend(indicator_values(setting, prefix, unit));
        return facts;
    };
    let units = setting.entry_scored();
    let rank_text = ordinal(rank, language);
    let interval = setting.interval(root, unit);
    let (sentence, strength) = match interval {
        Some((low, high)) if low == high => (
            setting.say(
                format!("{name}在 {units} 个{noun}中居{rank_text}，各次重复计算中位次稳定"),
                format!(
                    "{name} is {rank_text} of {units} {noun}, steadily so over the replications"
                ),
            ),
            Strength::Firm,
        ),
        Some(interval) => (
            setting.say(
                format!(
                    "{name}在 {units} 个{noun}中名义位次为{rank_text}，90% 位次区间为{}",
                    ranks(interval, language)
                ),
                format!(
                    "{name} is nominally {rank_text} of {units} {noun}; 90% interval: {}",
                    ranks(interval, language)
                ),
            ),
            Strength::Tentative,
        ),
        None => (
            setting.say(
                format!("{name}在 {units} 个{noun}中名义位次为{rank_text}（未作区间检验）"),
                format!(
                    "{name} is nominally {rank_text} of {units} {noun} (no interval was computed)"
                ),
            ),
            Strength::Tentative,
        ),
    };
    let said =
        Said::new(FactKind::Rank, rank.to_string(), sentence, strength).number(f64::from(rank));
    facts.push(setting.of_scores(format!("{prefix}.rank"), look, said));

    let points = decimal(score, 1);
    let sentence = setting.say(
        format!("{name}的综合得分为 {points} 分"),
        format!("{name} scores {points}"),
    );
    let said = Said::new(FactKind::Value, points, sentence, Strength::Firm).number(score);
    facts.push(setting.of_scores(format!("{prefix}.score"), look, said));
    if let Some(interval) = interval {
        let text = ranks(interval, language);
        let sentence = setting.say(
            format!("{name}的 90% 位次区间为{text}"),
            format!("The 90% interval of the rank of {name}: {text}"),
        );
        let said = Said::new(FactKind::Value, text, sentence, Strength::Firm);
        facts.push(setting.of_scores(format!("{prefix}.interval"), look, said));
    }
    if let Some(share) = setting.probability(unit, 10) {
        let text = percent(share, 0);
        let sentence = setting.say(
            format!("{name}进入前 10 名的概率为 {text}"),
            format!("{name} is among the first 10 in {text} of the replications"),
        );
        let said = Said::new(FactKind::Value, text, sentence, Strength::Firm).number(share);
        facts.push(setting.of_scores(format!("{prefix}.top10-probability"), look, said));
    }
    facts.extend(dimensions(setting, prefix, unit, rank));
    facts.extend(balance_fact(setting, format!("{prefix}.balance"), unit));
    facts.extend(indicators(setting, prefix, unit));
    facts.extend(indicator_values(setting, prefix, unit));
    facts.extend(peers(setting, prefix, unit));
    facts
}

impl Setting<'_> {
    /// Units that have a score at the root.
    fn entry_scored(&self) -> usize {
        self.set.entry.scored
    }
}

fn dimensions(setting: &Setting, prefix: &str, unit: usize, overall: u32) -> Vec<Fact> {
    let language = setting.language();
    let name = setting.name(unit);
    let mut facts = Vec::new();
    for node in setting.set.dimensions() {
        let node = node.id.as_str();
        let (Some(rank), Some(score)) = (setting.rank(node, unit), setting.score(node, unit))
        else {
            continue;
        };
        let (of, rank_text, points) = (
            setting.node(node),
            ordinal(rank, language),
            decimal(score, 1),
        );
        let sentence = setting.say(
            format!("{name}的{of}名义位次为{rank_text}（{points} 分）"),
            format!("{name} is nominally {rank_text} on {of} ({points} points)"),
        );
        let said = Said::new(
            FactKind::Rank,
            rank.to_string(),
            sentence,
            Strength::Tentative,
        )
        .number(f64::from(rank));
        let look = Look {
            unit: Some(unit),
            node: Some(node),
        };
        facts.push(setting.of_scores(format!("{prefix}.dimension.{node}"), look, said));
    }
    let Some(mut ranked) = dimension_ranks(setting, unit).filter(|ranked| ranked.len() >= 2) else {
        return facts;
    };
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    let all = described(setting, &ranked);
    let sentence = setting.say(
        format!("{name}各维度名义位次：{all}"),
        format!("Nominal ranks of {name}: {all}"),
    );
    let said = Said::new(FactKind::List, all, sentence, Strength::Tentative);
    facts.push(setting.of_scores(format!("{prefix}.dimensions"), look, said));
    ranked.sort_by_key(|(_, rank)| *rank);
    let (best, worst) = (ranked[0], ranked[ranked.len() - 1]);
    if best.1 == worst.1 {
        return facts;
    }
    let best_text = setting.say(
        format!("{}（{}）", setting.node(best.0), ordinal(best.1, language)),
        format!("{} ({})", setting.node(best.0), ordinal(best.1, language)),
    );
    let lead = if far_above(best.1, overall) {
        setting.say("，明显高于综合位次", ", far above its overall rank")
    } else {
        String::new()
    };
    let sentence = setting.say(
        format!("{name}位次最靠前的维度是{best_text}{lead}"),
        format!("The dimension on which {name} ranks highest is {best_text}{lead}"),
    );
    let said = Said::new(
        FactKind::Outlier,
        setting.node(best.0),
        sentence,
        Strength::Tentative,
    )
    .number(f64::from(best.1));
    facts.push(setting.of_scores(format!("{prefix}.strongest"), look, said));
    let worst_text = setting.say(
        format!(
            "{}（{}）",
            setting.node(worst.0),
            ordinal(worst.1, language)
        ),
        format!("{} ({})", setting.node(worst.0), ordinal(worst.1, language)),
    );
    let sentence = setting.say(
        format!("{name}位次最靠后的维度是{worst_text}"),
        format!("The dimension on which {name} ranks lowest is {worst_text}"),
    );
    let said = Said::new(
        FactKind::Outlier,
        setting.node(worst.0),
        sentence,
        Strength::Tentative,
    )
    .number(f64::from(worst.1));
    facts.push(setting.of_scores(format!("{prefix}.weakest"), look, said));
    facts
}

/// The rank of a unit by the raw value of an indicator, 1 the best; `None` without a value or where more than half
/// of the units have the same.
fn value_rank(values: &[(usize, f64)], unit: usize, more_is_better: bool) -> Option<u32> {
    let (_, own) = values.iter().find(|(other, _)| *other == unit)?;
    let alike = values.iter().filter(|(_, value)| value == own).count();
    if alike * 2 > values.len() {
        return None;
    }
    let better = values
        .iter()
        .filter(|(_, value)| {
            if more_is_better {
                value > own
            } else {
                value < own
            }
        })
        .count();
    Some(better as u32 + 1)
}

fn indicators(setting: &Setting, prefix: &str, unit: usize) -> Vec<Fact> {
    let language = setting.language();
    let name = setting.name(unit);
    let mut ranked: Vec<(&str, u32)> = setting
        .indicators
        .iter()
        .filter_map(|indicator| {
            let better = match indicator.direction {
                jushu_index::Direction::Positive => true,
                jushu_index::Direction::Negative => false,
                jushu_index::Direction::Optimal { .. } => return None,
            };
            let rank = value_rank(&setting.present(&indicator.id), unit, better)?;
            Some((indicator.id.as_str(), rank))
        })
        .collect();
    ranked.sort_by_key(|(_, rank)| *rank);
    // Best and worst are to be different indicators.
    let each = INDICATORS.min(ranked.len() / 2);
    if each == 0 {
        return Vec::new();
    }
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    let described = |those: &[(&str, u32)]| {
        let parts: Vec<String> = those
            .iter()
            .map(|(id, rank)| {
                let (of, rank) = (setting.node(id), ordinal(*rank, language));
                setting.say(format!("{of}（{rank}）"), format!("{of} ({rank})"))
            })
            .collect();
        list(&parts, language)
    };
    let best = described(&ranked[..each]);
    let worst = described(&ranked[ranked.len() - each..]);
    let mut facts = Vec::new();
    for (id, zh, en, text) in [
        ("best-indicators", "相对靠前", "highest", best),
        ("worst-indicators", "相对靠后", "lowest", worst),
    ] {
        let sentence = setting.say(
            format!("{name}{zh}的指标为{text}"),
            format!("The indicators on which {name} ranks {en}: {text}"),
        );
        let said = Said::new(FactKind::List, text, sentence, Strength::Firm);
        facts.push(setting.of_scores(format!("{prefix}.{id}"), look, said));
    }
    facts
}

/// Each raw value, with the rank it has, and what is missing.
fn indicator_values(setting: &Setting, prefix: &str, unit: usize) -> Vec<Fact> {
    let language = setting.language();
    let name = setting.name(unit);
    let mut facts = Vec::new();
    let mut missing: Vec<String> = Vec::new();
    for indicator in &setting.indicators {
        let id = indicator.id.as_str();
        let of = setting.node(id);
        let values = setting.present(id);
        let Some((_, value)) = values.iter().find(|(other, _)| *other == unit) else {
            missing.push(of);
            continue;
        };
        let quantity = setting.quantity(indicator, *value);
        let better = indicator.direction != jushu_index::Direction::Negative;
        let rank = match value_rank(&values, unit, better) {
            Some(rank) => setting.say(
                format!("，居{}", ordinal(rank, language)),
                format!(", {}", ordinal(rank, language)),
            ),
            None => String::new(),
        };
        let sentence = setting.say(
            format!("{name}的{of}为 {quantity}{rank}"),
            format!("{name} has {quantity} on {of}{rank}"),
        );
        let said = Said::new(FactKind::Value, quantity, sentence, Strength::Firm).number(*value);
        facts.push(setting.of_values(format!("{prefix}.value.{id}"), &[id], Some(unit), said));
    }
    if !missing.is_empty() {
        let (count, names) = (missing.len(), list(&missing, language));
        let sentence = setting.say(
            format!("{name}缺少 {count} 个指标的数据：{names}；缺失不计为零"),
            format!("{name} has no data on {count} indicators: {names}; missing is not zero"),
        );
        let said = Said::new(FactKind::Count, count.to_string(), sentence, Strength::Firm)
            .number(count as f64);
        let look = Look {
            unit: Some(unit),
            node: None,
        };
        facts.push(setting.of_scores(format!("{prefix}.missing"), look, said));
    }
    facts
}

/// The units next to it, and whether it can be told from them.
fn peers(setting: &Setting, prefix: &str, unit: usize) -> Vec<Fact> {
    let root = setting.root();
    let order = setting.set.ranking(root);
    let Some(position) = order.iter().position(|&other| other == unit) else {
        return Vec::new();
    };
    let around: Vec<usize> = order
        [position.saturating_sub(PEERS)..(position + PEERS + 1).min(order.len())]
        .iter()
        .copied()
        .filter(|&other| other != unit)
        .collect();
    let name = setting.name(unit);
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    let standing = |unit: usize| {
        Some(Standing {
            rank: setting.rank(root, unit)?,
            interval: setting.interval(root, unit),
        })
    };
    let mut facts = Vec::new();
    let names = setting.list(&around);
    let sentence = setting.say(
        format!("与{name}综合得分相近的{}为{names}", setting.noun()),
        format!("The {} next to {name} by score are {names}", setting.noun()),
    );
    let said =
        Said::new(FactKind::List, names, sentence, Strength::Tentative).number(around.len() as f64);
    facts.push(setting.of_scores(format!("{prefix}.peers"), look, said));

    // Everyone it cannot be told from, however far: the tie of the evidence.
    let Some(own) = standing(unit) else {
        return facts;
    };
    if own.interval.is_some() {
        let alike: Vec<usize> = order
            .iter()
            .copied()
            .filter(|&other| other != unit)
            .filter(|&other| {
                standing(other).is_some_and(|other| {
                    let (strength, _) = if other.rank < own.rank {
                        ahead(other, own)
                    } else {
                        ahead(own, other)
                    };
                    strength == Strength::Undecided
                })
            })
            .collect();
        let count = alike.len();
        let shown = if count > 8 {
            setting.say(
                format!(
                    "{}等 {count} 个{}",
                    setting.names(&alike[..8]).join("、"),
                    setting.noun()
                ),
                format!(
                    "{} and {} more {}",
                    setting.names(&alike[..8]).join(", "),
                    count - 8,
                    setting.noun()
                ),
            )
        } else {
            setting.list(&alike)
        };
        let (text, sentence, strength) = if count == 0 {
            (
                setting.say("无", "none"),
                setting.say(
                    format!("没有与{name}位次不能区分的{}", setting.noun()),
                    format!("{name} can be told from all others"),
                ),
                Strength::Firm,
            )
        } else {
            (
                shown.clone(),
                setting.say(
                    format!("{name}与{shown}位次相近，不能区分"),
                    format!("{name} cannot be told apart from {shown}"),
                ),
                Strength::Undecided,
            )
        };
        let said = Said::new(FactKind::Comparison, text, sentence, strength).number(count as f64);
        facts.push(setting.of_scores(format!("{prefix}.alike"), look, said));
    }
    facts
}

/// Of a province: its cities in the ranking of cities.
fn cities_of(settings: &[Setting], code: Code) -> Vec<Fact> {
    let Some(place) = Places::shipped()
        .get(code)
        .filter(|place| place.level == Level::Province)
    else {
        return Vec::new();
    };
    let Some(setting) = settings.iter().find(|setting| setting.is_cities()) else {
        return Vec::new();
    };
    let (root, language) = (setting.root(), setting.language());
    let cities: Vec<usize> = setting
        .set
        .ranking(root)
        .into_iter()
        .filter(|&unit| setting.place(unit).province == code && setting.place(unit).code != code)
        .collect();
    if cities.is_empty() {
        return Vec::new();
    }
    let name = setting.evidence.short_name(place);
    let parts: Vec<String> = cities
        .iter()
        .take(8)
        .filter_map(|&unit| {
            let (city, rank) = (
                setting.name(unit),
                ordinal(setting.rank(root, unit)?, language),
            );
            Some(setting.say(format!("{city}（{rank}）"), format!("{city} ({rank})")))
        })
        .collect();
    let count = cities.len();
    let parts = list(&parts, language);
    let head = if count > 8 {
        setting.say(
            format!("{name}的 {count} 个城市中，名义位次最靠前的 8 个为"),
            format!("The 8 highest of the {count} cities of {name}: "),
        )
    } else {
        setting.say(
            format!("{name}的 {count} 个城市的名义位次为"),
            format!("The {count} cities of {name}: "),
        )
    };
    let sentence = format!("{head}{parts}");
    let said = Said::new(FactKind::List, parts, sentence, Strength::Tentative).number(count as f64);
    let mut facts = vec![setting.of_scores(format!("place.{code}.cities"), Look::default(), said)];
    // How much of the province's counted values its first city holds.
    let first = cities[0];
    for indicator in &setting.indicators {
        let id = indicator.id.as_str();
        let values = setting.set.values(id);
        let total: f64 = cities
            .iter()
            .filter_map(|&unit| values.get(unit).copied().flatten())
            .sum();
        let Some(own) = values.get(first).copied().flatten() else {
            continue;
        };
        let counted = indicator
            .from
            .as_ref()
            .and_then(|from| from.table.get("measure")?.as_str())
            .is_some_and(|measure| matches!(measure, "count" | "sum"));
        if !counted || total <= 0.0 || count < 2 {
            continue;
        }
        let (share, of, city) = (own / total, setting.node(id), setting.name(first));
        let text = percent(share, 1);
        let sentence = setting.say(
            format!("{city}占{name}各市{of}合计的 {text}"),
            format!("{city} holds {text} of {of} over the cities of {name}"),
        );
        let said = Said::new(FactKind::ShareOfTop, text, sentence, Strength::Firm).number(share);
        facts.push(setting.of_values(
            format!("place.{code}.capital-share.{id}"),
            &[id],
            Some(first),
            said,
        ));
    }
    facts
}

/// The policies on record of a place, named beside its rank and not as the cause of it (R85).
fn policies_of(settings: &[Setting], policies: &Policies, code: Code) -> Option<Fact> {
    let (setting, unit) = settings
        .iter()
        .find_map(|setting| Some((setting, setting.position(code)?)))?;
    let found = policies.0.get(&code.to_string())?;
    let (name, count) = (setting.name(unit), found.len());
    let titles: Vec<String> = found
        .iter()
        .take(POLICIES)
        .map(|(title, issued)| {
            let year = issued.get(..4).unwrap_or_default();
            match (setting.language(), year.is_empty()) {
                (Language::Zh, true) => format!("《{title}》"),
                (Language::Zh, false) => format!("《{title}》（{year}）"),
                (Language::En, true) => format!("“{title}”"),
                (Language::En, false) => format!("“{title}” ({year})"),
            }
        })
        .collect();
    let titles = list(&titles, setting.language());
    let (newest_zh, newest_en) = if count > POLICIES {
        ("，最近的为", ", the newest being ")
    } else {
        ("：", ": ")
    };
    let sentence = setting.say(
        format!("{name}登记在册的政策有 {count} 件{newest_zh}{titles}；政策与位次之间的因果未作检验"),
        format!("{name} has {count} policies on record{newest_en}{titles}; whether they moved its rank was not tested"),
    );
    let said = Said::new(FactKind::Count, count.to_string(), sentence, Strength::Firm)
        .number(count as f64);
    let look = Look {
        unit: Some(unit),
        node: None,
    };
    Some(setting.of_scores(format!("place.{code}.policies"), look, said))
}

/// Findings about the place among those of the clusters.
fn from_clusters(evidence: &Evidence, settings: &[Setting], code: Code) -> Vec<Fact> {
    let Some(place) = Places::shipped().get(code) else {
        return Vec::new();
    };
    let known = settings
        .iter()
        .any(|setting| setting.position(code).is_some());
    if !known {
        return Vec::new();
    }
    let mut facts = super::clusters::of_place(evidence, &place.name, code);
    facts.extend(super::clusters::role_of(evidence, &place.name, code));
    facts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranks_of_values_by_hand() {
        let values = [(0, 5.0), (1, 9.0), (2, 5.0), (4, 1.0), (5, 0.0)];
        assert_eq!(value_rank(&values, 0, true), Some(2));
        assert_eq!(value_rank(&values, 2, true), Some(2));
        assert_eq!(value_rank(&values, 4, true), Some(4));
        assert_eq!(value_rank(&values, 5, false), Some(1));
        assert_eq!(value_rank(&values, 3, true), None);
        // Most have zero: zero has no rank that says anything.
        assert_eq!(value_rank(&[(0, 0.0), (1, 0.0), (2, 3.0)], 0, true), None);
    }

    proptest! {
        #[test]
        fn the_largest_is_first(values in proptest::collection::vec(0_u32..1000, 3..40)) {
            let values: Vec<(usize, f64)> = values.into_iter().map(f64::from).enumerate().collect();
            let best = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
            for (unit, value) in &values {
                if let Some(rank) = value_rank(&values, *unit, true) {
                    prop_assert_eq!(rank == 1, *value == best);
                }
            }
        }
    }
}
