//! 北京市有上市公司 597 家; 共有 20 座城市拥有独角兽企业.

use std::sync::LazyLock;

use regex::Regex;

use super::super::number::{Class, Quantity};
use super::super::sentence::{self, pattern};
use super::super::series::{Measure, Series};
use super::{Judgement, Kind, Said, Scene, Verdict, printed};

/// The number of units that have something.
static UNITS_WITH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<before>~{0,8})(?P<count><C>)(?P<noun>城市|省份|省|市)(?:拥有|有|建有|设有)(?P<what><M>)(?P<rest>~?)",
    )
});

pub(super) fn claims(scene: &mut Scene) {
    units_with(scene);
    of_places(scene);
}

/// A clause of one place, one measure and one number, with nothing else that changes what is meant.
fn of_places(scene: &mut Scene) {
    let sentence = scene.sentence;
    let mut carried: Vec<usize> = Vec::new();
    for (from, to) in sentence.clauses().iter().copied() {
        let places = sentence.places(from, to);
        let subject = match places.as_slice() {
            [one] => one.to_vec(),
            [] => carried.clone(),
            _ => {
                carried = Vec::new();
                continue;
            }
        };
        if subject.is_empty() {
            continue;
        }
        carried.clone_from(&subject);
        let numbers: Vec<(usize, &Quantity)> = sentence
            .within(from, to)
            .filter_map(|(at, _)| Some((at, sentence.quantity(at)?)))
            .filter(|(_, quantity)| {
                !matches!(quantity.class, Class::Date | Class::Rank | Class::Bottom)
            })
            .collect();
        let measures: Vec<Measure> = sentence
            .measures(from, to)
            .into_iter()
            .filter(|measure| *measure != Measure::Overall)
            .collect();
        let ([(at, quantity)], true) = (numbers.as_slice(), sentence.groups(from, to).is_empty())
        else {
            continue;
        };
        // 三个维度 are no value of the place.
        let of_frame = ["维度", "领域", "方面"]
            .iter()
            .any(|noun| sentence.skeleton[scene.after(*at)..].starts_with(noun));
        if of_frame
            || quantity.class != Class::Count
            || scene.used.contains(at)
            || quantity.unit == "分"
        {
            continue;
        }
        let words = sentence::residue(&sentence.skeleton[from..to])
            .replace("集聚", "")
            .replace("合计", "");
        let subject = [subject.as_slice()];
        let scales = scene.scales(&subject, (from, to));
        let judgement = match measures.as_slice() {
            [measure] if words.is_empty() => scene.judged(&scales, measure, |series, scale| {
                of_value(scene, series, scene.code(subject[0], scale)?, quantity)
            }),
            // A measure in other words is not this measure.
            [] if places.is_empty() => continue,
            _ if words.is_empty() => scene.unmeasured(&quantity.text),
            _ => scene.unmeasured(&sentence::words(&sentence.skeleton[from..to])),
        };
        let said = Said {
            kind: Kind::Value,
            subject: scene.names(&subject),
            stated: quantity.text.clone(),
            stretch: (from, to),
        };
        scene.used.insert(*at);
        scene.keep(said, judgement);
    }
}

/// Whether a number with this unit may be one of that series: money is money, a classifier counts.
fn comparable(series: &str, unit: &str) -> bool {
    let money = |unit: &str| unit.contains('元') || unit == "CNY" || unit == "yuan";
    let physical = |unit: &str| unit.is_ascii() && !unit.is_empty() && unit != "CNY";
    if series.is_empty() {
        return !physical(unit);
    }
    money(series) == money(unit) && !physical(unit)
}

fn of_value(scene: &Scene, series: &Series, code: u32, quantity: &Quantity) -> Option<Judgement> {
    let value = *series.values.get(&code)?;
    if !comparable(&series.unit, &quantity.unit) {
        return None;
    }
    let background = scene.background;
    // A series in 亿元 or 万家.
    let scale = match series.unit.chars().next() {
        Some('亿') => 1e8,
        Some('万') => 1e4,
        _ => 1.0,
    };
    let actual = value * scale;
    let holds = quantity.allowed().contains(actual);
    let readable = if actual >= 1e12 {
        format!("{}万亿{}", printed(actual / 1e12), quantity.unit)
    } else if actual >= 1e8 {
        format!("{}亿{}", printed(actual / 1e8), quantity.unit)
    } else {
        printed(actual)
    };
    let name = background.gazetteer.name(code);
    let measure = background.measure_name(&series.measure);
    let reason = background.say(
        format!("{name}{measure}为 {readable}"),
        format!("{name}, {measure}: {readable}"),
    );
    Some(Judgement::new(
        if holds {
            Verdict::Confirmed
        } else {
            Verdict::Contradicted
        },
        if holds { String::new() } else { readable },
        reason,
        series.label.clone(),
    ))
}

fn units_with(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in UNITS_WITH.captures_iter(&sentence.skeleton) {
        let (Some(count), Some(noun), Some(what), Some(all)) = (
            found.name("count"),
            found.name("noun"),
            found.name("what"),
            found.get(0),
        ) else {
            continue;
        };
        let clause = sentence.clause(count.start());
        let elsewhere = !sentence.places(clause.0, clause.1).is_empty()
            || !sentence.groups(clause.0, clause.1).is_empty();
        let (Some(quantity), Some(measure)) = (
            sentence.quantity(count.start()),
            sentence.measures(what.start(), what.end()).first().cloned(),
        ) else {
            continue;
        };
        let words = found
            .name("before")
            .map_or(String::new(), |before| sentence::residue(before.as_str()));
        // 独角兽企业集群 is another thing than 独角兽企业.
        let goes_on = found
            .name("rest")
            .is_some_and(|rest| !rest.as_str().is_empty());
        if elsewhere || scene.used.contains(&count.start()) || goes_on {
            continue;
        }
        let scale = if noun.as_str().starts_with('城') || noun.as_str() == "市" {
            super::Scale::City
        } else {
            super::Scale::Province
        };
        let judgement = if words.is_empty() || words == "录得" {
            scene.judged(&[scale], &measure, |series, _| {
                if !series.complete || series.values.is_empty() {
                    return None;
                }
                let some = series.values.values().filter(|value| **value > 0.0).count();
                let holds = quantity.allowed().contains(some as f64);
                let reason = scene.background.say(
                    format!("有值的单元 {some} 个"),
                    format!("{some} units have any"),
                );
                Some(Judgement::new(
                    if holds {
                        Verdict::Confirmed
                    } else {
                        Verdict::Contradicted
                    },
                    if holds {
                        String::new()
                    } else {
                        some.to_string()
                    },
                    reason,
                    series.label.clone(),
                ))
            })
        } else {
            scene.unmeasured(&words)
        };
        let said = Said {
            kind: Kind::Value,
            subject: scene.background.measure_name(&measure),
            stated: quantity.text.clone(),
            stretch: (all.start(), all.end()),
        };
        scene.used.insert(count.start());
        scene.keep(said, judgement);
    }
}
