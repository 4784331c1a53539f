//! 前 15 强省份中，东部占据 8 席; 长三角有 6 座城市进入前 15; Of the top 15 provinces, 8 are in the east.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::super::names::Scale;
use super::super::sentence::{Item, pattern};
use super::super::series::{Measure, Series};
use super::{Judgement, Kind, Said, Scene, Verdict};

/// A group with its number, after or before the first n.
static GROUP_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<group><G>)(?P<words>(?:地区|城市|省份|省市|省|市|部|各)*(?:共有|共|则|仅|只|分别|也|各)?的?(?:占据|占了|占有|独占|占|拥有|有|为|入围|入选|上榜)?了?)(?P<count><C>)(?P<noun>城市|省份|省市|省|市)?(?P<end>企业|机构|项目|平台|园区)?",
    )
});
static COUNT_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<count><C>|<N>)(?:城市|省份|省|市|cities|provinces)?,?(?:来自|属于|位于|分布在|地处|在| are in the | is in the | lie in the | are in | come from the )(?P<group><G>)",
    )
});
static ENTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<group><G>|<P>)(?:地区|省|市)?(?:共有|共|有|拥有)(?P<count><C>)(?:城市|省份|市|省)?~{0,4}(?:进入|跻身|入围|入选|位列|位居|列|上榜)(?:~|<M>){0,12}(?P<top><T>)",
    )
});
static ENUMERATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<list><L>)(?:等)?(?:<C>|<N>)?(?:地区|省份|城市|省市|省|市)?在(?:~|<M>){0,12}(?P<top><T>)~{0,3}(?:占据|独占|占|拥有|有)(?P<count><C>)",
    )
});
static MAJORITY: LazyLock<Regex> =
    LazyLock::new(|| pattern("以(?P<group><G>)(?:地区|城市|省份|省|市)*(?:居多|为主|占多数)"));

/// A number of seats: counted places, not firms of places.
fn seats_unit(unit: &str) -> bool {
    matches!(
        unit,
        "席" | "个" | "座" | "名" | "位" | "省" | "市" | "城" | "地" | ""
    )
}

pub(super) fn claims(scene: &mut Scene) {
    entering(scene);
    enumerated(scene);
    grouped(scene);
    majority(scene);
}

/// The first n that a position speaks of: the last one before it, else none.
fn top_before(scene: &Scene, at: usize) -> Option<(usize, u32)> {
    scene
        .sentence
        .within(0, at)
        .rev()
        .find_map(|(position, item)| match item {
            Item::Quantity(quantity) if quantity.class == super::super::number::Class::Top => {
                Some((position, quantity.value as u32))
            }
            _ => None,
        })
}

fn grouped(scene: &mut Scene) {
    let sentence = scene.sentence;
    let mut totals: BTreeMap<(usize, u32), (f64, BTreeSet<usize>)> = BTreeMap::new();
    for regex in [&*GROUP_FIRST, &*COUNT_FIRST] {
        for found in regex.captures_iter(&sentence.skeleton) {
            let (Some(group), Some(count)) = (found.name("group"), found.name("count")) else {
                continue;
            };
            if found.name("end").is_some() || scene.used.contains(&count.start()) {
                continue;
            }
            let Some(quantity) = sentence.quantity(count.start()) else {
                continue;
            };
            let Some((top, n)) = top_before(scene, group.start().min(count.start())) else {
                continue;
            };
            let number = sentence.groups(group.start(), group.end());
            let (Some(&group_number), true) = (number.first(), seats_unit(&quantity.unit)) else {
                continue;
            };
            let stated = quantity.value;
            let clause = sentence.clause(top);
            // What stands between the first n and the first group must not change what is counted.
            let first_group = sentence
                .within(top, sentence.skeleton.len())
                .find(|(_, item)| matches!(item, Item::Group(_)))
                .map_or(clause.1, |(at, _)| at);
            let first_count = count.start().min(first_group);
            let stretch = (clause.0, first_count.max(scene.after(top)));
            let total = totals.entry((top, n)).or_default();
            if total.1.insert(group_number) {
                total.0 += stated;
            }
            scene.used.insert(count.start());
            judge(
                scene,
                SeatClaim {
                    members: Members::Group(group_number),
                    n,
                    stated,
                    count: count.start(),
                    what: stretch,
                    stretch: (clause.0, count.end()),
                },
            );
        }
    }
    for ((top, n), (total, groups)) in totals {
        let background = scene.background;
        // Ties at the end make the first n more than n.
        let tied = background
            .series
            .iter()
            .map(|series| series.top(n).len())
            .max()
            .unwrap_or(0);
        if groups.len() < 2 || total <= f64::from(n) || total <= tied as f64 {
            continue;
        }
        let reason = background.say(
            format!("各组合计 {total} 个，多于 {n} 个"),
            format!("the groups sum to {total}, more than {n}"),
        );
        let clause = sentence.clause(top);
        let said = Said {
            kind: Kind::Sum,
            subject: scene.written(top),
            stated: super::printed(total),
            stretch: clause,
        };
        scene.keep(
            said,
            Judgement::new(Verdict::Contradicted, n.to_string(), reason, ""),
        );
    }
}

fn entering(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in ENTER.captures_iter(&sentence.skeleton) {
        let (Some(group), Some(count), Some(top)) =
            (found.name("group"), found.name("count"), found.name("top"))
        else {
            continue;
        };
        let (Some(quantity), Some(first)) = (
            sentence.quantity(count.start()),
            sentence.quantity(top.start()),
        ) else {
            continue;
        };
        if !seats_unit(&quantity.unit) {
            continue;
        }
        let (stated, n) = (quantity.value, first.value as u32);
        let members = match sentence.groups(group.start(), group.end()).first() {
            Some(group) => Members::Group(*group),
            None => {
                // A province, as the group of its cities.
                let places = sentence.places(group.start(), group.end());
                let name = places.first().and_then(|candidates| {
                    candidates
                        .iter()
                        .map(|place| &scene.background.gazetteer.places[*place])
                        .find(|place| place.scales.contains(&Scale::Province))
                });
                let Some(found) = name.and_then(|place| {
                    scene
                        .background
                        .gazetteer
                        .groups
                        .iter()
                        .position(|group| group.forms.is_empty() && group.name == place.name)
                }) else {
                    continue;
                };
                Members::Group(found)
            }
        };
        scene.used.insert(count.start());
        scene.used.insert(top.start());
        judge(
            scene,
            SeatClaim {
                members,
                n,
                stated,
                count: count.start(),
                what: (count.end(), top.start()),
                stretch: (group.start(), top.end()),
            },
        );
    }
}

fn enumerated(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in ENUMERATED.captures_iter(&sentence.skeleton) {
        let (Some(list), Some(count), Some(top)) =
            (found.name("list"), found.name("count"), found.name("top"))
        else {
            continue;
        };
        let (Some(quantity), Some(first)) = (
            sentence.quantity(count.start()),
            sentence.quantity(top.start()),
        ) else {
            continue;
        };
        let places: Vec<Vec<usize>> = sentence
            .places(list.start(), list.end())
            .into_iter()
            .map(<[usize]>::to_vec)
            .collect();
        let groups = sentence.groups(list.start(), list.end());
        let members = match (places.len(), groups.as_slice()) {
            (0, [group]) => Members::Group(*group),
            (2.., []) => Members::Places(places),
            _ => continue,
        };
        if !seats_unit(&quantity.unit) {
            continue;
        }
        let (stated, n) = (quantity.value, first.value as u32);
        scene.used.insert(count.start());
        scene.used.insert(top.start());
        judge(
            scene,
            SeatClaim {
                members,
                n,
                stated,
                count: count.start(),
                what: (list.end(), top.start()),
                stretch: (list.start(), count.end()),
            },
        );
    }
}

fn majority(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in MAJORITY.captures_iter(&sentence.skeleton) {
        let Some(group) = found.name("group") else {
            continue;
        };
        let (Some(&number), Some((top, n))) = (
            sentence.groups(group.start(), group.end()).first(),
            top_before(scene, group.start()),
        ) else {
            continue;
        };
        let clause = sentence.clause(top);
        let scales = scales(scene);
        let judgement = match scene.measures((clause.0, group.start())) {
            Err(words) => scene.unmeasured(&words),
            Ok(measures) => {
                let measure = measures.first().cloned().unwrap_or(Measure::Overall);
                scene.judged(&scales, &measure, |series, scale| {
                    let members = scene.background.gazetteer.groups[number].members(scale);
                    let (least, most) = series.seats(members, n);
                    let half = n / 2;
                    // Among several groups named, the most; of one of two halves, more than half.
                    let rivals: Vec<(u32, u32)> = sentence
                        .groups(0, sentence.skeleton.len())
                        .into_iter()
                        .filter(|other| *other != number)
                        .map(|other| {
                            series.seats(scene.background.gazetteer.groups[other].members(scale), n)
                        })
                        .collect();
                    let one_of_two = members.len() * 5 > series.ranks.len() * 2;
                    let verdict = if least > half
                        || !rivals.is_empty() && rivals.iter().all(|rival| least > rival.1)
                    {
                        Verdict::Confirmed
                    } else if rivals.iter().any(|rival| most < rival.0)
                        || rivals.is_empty() && one_of_two && most <= half
                    {
                        Verdict::Contradicted
                    } else {
                        Verdict::Undecided
                    };
                    let others = n - least.min(n);
                    let reason = scene.background.say(
                        format!("前 {n} 位中占 {least} 个，其余 {others} 个"),
                        format!("{least} of the first {n}, {others} are others"),
                    );
                    let right = if verdict == Verdict::Contradicted {
                        scene.background.say(
                            format!("{least} 个，其余 {others} 个"),
                            format!("{least}, others {others}"),
                        )
                    } else {
                        String::new()
                    };
                    Some(Judgement::new(verdict, right, reason, series.label.clone()))
                })
            }
        };
        let said = Said {
            kind: Kind::Seats,
            subject: scene.background.gazetteer.groups[number].name.clone(),
            stated: scene.background.say("居多", "most"),
            stretch: (clause.0, group.end()),
        };
        scene.keep(said, judgement);
    }
}

enum Members {
    Group(usize),
    Places(Vec<Vec<usize>>),
}

struct SeatClaim {
    members: Members,
    n: u32,
    stated: f64,
    /// Where the number stands.
    count: usize,
    /// The stretch that says what is ranked.
    what: (usize, usize),
    stretch: (usize, usize),
}

fn scales(scene: &Scene) -> Vec<Scale> {
    match scene.sentence.scale() {
        Some(scale) => vec![scale],
        None => vec![Scale::Province, Scale::City],
    }
}

fn judge(scene: &mut Scene, claim: SeatClaim) {
    let background = scene.background;
    let scales = match &claim.members {
        Members::Places(places) => {
            let places: Vec<&[usize]> = places.iter().map(Vec::as_slice).collect();
            scene.scales(&places, claim.stretch)
        }
        Members::Group(_) if scene.written(claim.count).contains('座') => vec![Scale::City],
        Members::Group(_) => scales(scene),
    };
    let judgement = match scene.measures(claim.what) {
        Err(words) => scene.unmeasured(&words),
        Ok(measures) => {
            let measure = measures.first().cloned().unwrap_or(Measure::Overall);
            scene.judged(&scales, &measure, |series, scale| {
                let members: BTreeSet<u32> = match &claim.members {
                    Members::Group(group) => {
                        background.gazetteer.groups[*group].members(scale).clone()
                    }
                    Members::Places(places) => places
                        .iter()
                        .map(|candidates| scene.code(candidates, scale))
                        .collect::<Option<_>>()?,
                };
                Some(of_seats(scene, series, &members, claim.n, claim.stated))
            })
        }
    };
    let subject = match &claim.members {
        Members::Group(group) => background.gazetteer.groups[*group].name.clone(),
        Members::Places(places) => {
            scene.names(&places.iter().map(Vec::as_slice).collect::<Vec<_>>())
        }
    };
    let said = Said {
        kind: Kind::Seats,
        subject,
        stated: scene.written(claim.count),
        stretch: claim.stretch,
    };
    scene.keep(said, judgement);
}

fn of_seats(
    scene: &Scene,
    series: &Series,
    members: &BTreeSet<u32>,
    n: u32,
    stated: f64,
) -> Judgement {
    let background = scene.background;
    if members.is_empty() {
        return Judgement::new(
            Verdict::NotCheckable,
            "",
            background.say(
                "该组没有这一级的成员",
                "the group has no members of this level",
            ),
            "",
        );
    }
    let (least, most) = series.seats(members, n);
    let top: Vec<u32> = series
        .top(n)
        .into_iter()
        .filter(|code| members.contains(code))
        .collect();
    let names = background.listed(&top);
    let measure = background.measure_name(&series.measure);
    if least == most {
        let reason = background.say(
            format!("{measure}前 {n} 位中有 {least} 个：{names}"),
            format!("{least} among the first {n} for {measure}: {names}"),
        );
        let holds = stated == f64::from(least);
        let verdict = if holds {
            Verdict::Confirmed
        } else {
            Verdict::Contradicted
        };
        let right = if holds {
            String::new()
        } else {
            least.to_string()
        };
        return Judgement::new(verdict, right, reason, series.label.clone());
    }
    let reason = background.say(
        format!("表只列出部分名次：{measure}前 {n} 位中至少 {least} 个（{names}），至多 {most} 个"),
        format!("the table gives some ranks only: for {measure} at least {least} among the first {n} ({names}), at most {most}"),
    );
    let possible = f64::from(least) <= stated && stated <= f64::from(most);
    let verdict = if possible {
        Verdict::Undecided
    } else {
        Verdict::Contradicted
    };
    let right = if possible {
        String::new()
    } else {
        format!("{least}–{most}")
    };
    Judgement::new(verdict, right, reason, series.label.clone())
}
