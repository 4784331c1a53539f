//! 337 座城市中有 285 座，占 84.6%; 前三位占全国总数的 45%; 285 of 337 cities (84.6%).
//!
//! A share of two printed numbers is an interval where these are rounded or widened by words: 超 1900 家 of 近 2600 家
//! is between 1900/2600 = 73.1% and 2000/2500 = 80.0%. A stated share that equals the quotient of the printed figures
//! after rounding is confirmed; one the interval only allows is undecided; one outside is contradicted.

use std::sync::LazyLock;

use regex::Regex;

use super::super::number::{Bound, Interval, Quantity};
use super::super::sentence::{self, Item, pattern};
use super::super::series::{Measure, Series};
use super::{Judgement, Kind, Said, Scene, Verdict, printed};

/// 337 座城市中有 285 座 … 占 84.6%.
static PART_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<whole><C>|<N>)~{0,24}(?:中|里)，?(?:<P>|<G>)?(?:有|共有|的)?(?P<part><C>|<N>)(?P<between>[^；。\u{E006}\u{E007}]{0,30}?占~{0,8}(?P<share><S>))",
    )
});

/// 近 2600 家，其中 … 超 1900 家，占 74%.
static OF_WHICH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<whole><C>)[^；。\u{E006}\u{E007}]{0,30}?其中[^；。\u{E006}\u{E007}]{0,24}?(?P<part><C>)(?P<between>[^；。\u{E006}\u{E007}]{0,16}?占~{0,6}(?P<share><S>))",
    )
});

/// 27.3% (82/300).
static QUOTIENT: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?P<share><S>)[(（](?P<part><N>)/(?P<whole><N>)[)）]"));

/// 285 of 337 cities (84.6%); 82 of the 300 clusters, or 27.3%.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<part><N>) of (?:the |all )?(?P<whole><N>)[a-z -]{0,40}(?:\\(|, or | \\(or | - )(?P<share><S>)",
    )
});

/// 上市公司数量前三位 … 占全国总数的 45%; 北京的 … 占全国的 36.8%.
static OF_ALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<who>[^；。]{1,60}?)(?:合计)?占(?:比|了|据)?~{0,2}(?:全国|总数|总量|全部)~{0,8}?(?P<share><S>)",
    )
});

pub(super) fn claims(scene: &mut Scene) {
    let sentence = scene.sentence;
    for regex in [&*PART_OF, &*OF_WHICH, &*QUOTIENT, &*ENGLISH] {
        for found in regex.captures_iter(&sentence.skeleton) {
            let (Some(part), Some(whole), Some(share)) =
                (found.name("part"), found.name("whole"), found.name("share"))
            else {
                continue;
            };
            if scene.used.contains(&share.start()) {
                continue;
            }
            // A share of the nation or the city is not one of the number before it.
            let elsewhere = found.name("between").is_some_and(|between| {
                ["全国", "全市", "全省", "总数", "同比", "增"]
                    .iter()
                    .any(|word| between.as_str().contains(word))
            });
            let (Some(p), Some(w), Some(s)) = (
                sentence.quantity(part.start()),
                sentence.quantity(whole.start()),
                sentence.quantity(share.start()),
            ) else {
                continue;
            };
            if elsewhere || !alike(&p.unit, &w.unit) || w.value <= 0.0 || p.value > w.value {
                continue;
            }
            let judgement = of_quotient(scene, p, w, s);
            let said = Said {
                kind: Kind::Share,
                subject: format!("{}/{}", p.text, w.text),
                stated: s.text.clone(),
                stretch: found.get(0).map_or((0, 0), |all| (all.start(), all.end())),
            };
            scene
                .used
                .extend([part.start(), whole.start(), share.start()]);
            scene.keep(said, judgement);
        }
    }
    of_all(scene);
}

/// Whether two classifiers may count the same things.
fn alike(a: &str, b: &str) -> bool {
    let loose = ["个", "席", ""];
    a == b || loose.contains(&a) && loose.contains(&b) || a.is_empty() || b.is_empty()
}

fn of_quotient(scene: &Scene, part: &Quantity, whole: &Quantity, share: &Quantity) -> Judgement {
    let (p, w) = (part.likely(), whole.likely());
    let point = 100.0 * part.value / whole.value;
    let low = 100.0 * p.low / w.high;
    let high = if w.low > 0.0 {
        100.0 * p.high / w.low
    } else {
        f64::INFINITY
    };
    judged(scene, point, Interval::new(low, high), share)
}

/// A stated share against a quotient and the interval it lies in.
fn judged(scene: &Scene, point: f64, interval: Interval, share: &Quantity) -> Judgement {
    let background = scene.background;
    let allowed = share.allowed();
    let exact = interval.high - interval.low < 1e-9;
    let range = if exact {
        format!("{point:.2}%")
    } else {
        format!("{:.1}%–{:.1}%", interval.low, interval.high.min(100.0))
    };
    let right = format!("{point:.1}%");
    if allowed.contains(point) && !strict_excludes(share, point) {
        let reason = background.say(
            format!("商为 {point:.2}%"),
            format!("the quotient is {point:.2}%"),
        );
        return Judgement::new(Verdict::Confirmed, "", reason, "");
    }
    if allowed.meets(interval) && !exact {
        let reason = background.say(
            format!("按所写数字相除得 {right}；考虑“超”“近”和四舍五入，在 {range} 之间，所写比例可能成立"),
            format!("the printed figures give {right}; with their rounding and wording {range}, so that the stated share is possible"),
        );
        return Judgement::new(Verdict::Undecided, right, reason, "");
    }
    let reason = background.say(
        format!("由所写数字得 {range}"),
        format!("the figures give {range}"),
    );
    Judgement::new(Verdict::Contradicted, right, reason, "")
}

/// 超过一半 excludes a half itself.
fn strict_excludes(share: &Quantity, point: f64) -> bool {
    matches!(share.bound, Bound::Over | Bound::Under) && point == share.value
}

/// Shares of places in the total of a series.
fn of_all(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in OF_ALL.captures_iter(&sentence.skeleton) {
        let (Some(who), Some(share), Some(all)) =
            (found.name("who"), found.name("share"), found.get(0))
        else {
            continue;
        };
        if scene.used.contains(&share.start()) {
            continue;
        }
        let Some(quantity) = sentence.quantity(share.start()) else {
            continue;
        };
        let places = sentence.places(who.start(), who.end());
        let tops: Vec<u32> = sentence
            .within(who.start(), who.end())
            .filter_map(|(_, item)| match item {
                Item::Quantity(quantity) if quantity.class == super::super::number::Class::Top => {
                    Some(quantity.value as u32)
                }
                _ => None,
            })
            .collect();
        if places.is_empty() && tops.len() != 1 {
            continue;
        }
        let words = sentence::residue(&sentence.skeleton[who.start()..share.start()]).replace(
            [
                '占', '数', '量', '总', '合', '计', '比', '约', '位', '重', '例',
            ],
            "",
        );
        let measures: Vec<Measure> = sentence
            .measures(who.start(), who.end())
            .into_iter()
            .filter(|measure| *measure != Measure::Overall)
            .collect();
        let judgement = match measures.as_slice() {
            [measure] if words.is_empty() => {
                let scales = match places.is_empty() {
                    true => match sentence.scale() {
                        Some(scale) => vec![scale],
                        None => vec![super::Scale::Province, super::Scale::City],
                    },
                    false => scene.scales(&places, (who.start(), who.end())),
                };
                scene.judged(&scales, measure, |series, scale| {
                    let codes: Vec<u32> = match places.is_empty() {
                        true => series.top(*tops.first()?),
                        false => places
                            .iter()
                            .map(|candidates| scene.code(candidates, scale))
                            .collect::<Option<_>>()?,
                    };
                    of_series(scene, series, &codes, quantity)
                })
            }
            _ if words.is_empty() => {
                scene.unmeasured(&scene.background.say("所占的对象", "what the share is of"))
            }
            _ => scene.unmeasured(&sentence::words(who.as_str())),
        };
        let said = Said {
            kind: Kind::Share,
            subject: match places.is_empty() {
                true => scene
                    .background
                    .say(format!("前 {} 位", tops[0]), format!("first {}", tops[0])),
                false => scene.names(&places),
            },
            stated: quantity.text.clone(),
            stretch: (all.start(), all.end()),
        };
        scene.used.insert(share.start());
        scene.keep(said, judgement);
    }
}

fn of_series(scene: &Scene, series: &Series, codes: &[u32], share: &Quantity) -> Option<Judgement> {
    let total: f64 = series.values.values().sum();
    if !series.whole || total <= 0.0 {
        return None;
    }
    let part: f64 = codes
        .iter()
        .map(|code| series.values.get(code))
        .sum::<Option<f64>>()?;
    let point = 100.0 * part / total;
    let mut judgement = judged(scene, point, Interval::new(point, point), share);
    judgement.reason += &scene.background.say(
        format!(
            "（{} / {}，为所有评价单元之和）",
            printed(part),
            printed(total)
        ),
        format!(
            " ({} of {}, the sum over the units)",
            printed(part),
            printed(total)
        ),
    );
    judgement.evidence = series.label.clone();
    Some(judgement)
}
