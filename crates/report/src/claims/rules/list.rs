//! 前三名依次为北京、广东和江苏; 前 15 强中有四川、重庆和贵州 3 个; 杭州、宁波和温州 3 座城市.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::super::names::Scale;
use super::super::sentence::{self, pattern};
use super::super::series::{Measure, RankOf, Series};
use super::{Judgement, Kind, Said, Scene, Verdict, verdict};

/// The first n, what stands between, the list, and the number behind it.
static OF_TOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<top><T>)(?P<gap>(?:~|<G>|，|：){0,18}?(?:为|是|有|包括|：|包含))(?P<list><L>)(?P<etc>等)?(?P<count><C>)?(?P<noun>城市|省份|省市|省|市|地区)?",
    )
});

/// A list with its number: 杭州、宁波和温州 3 座城市, 四川、重庆等 2 个省份.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<list><L>)(?P<etc>等)?(?P<count><C>|<N>)(?P<noun>城市|省份|省市|省|市|地区|，|。|、|；|$)",
    )
});

/// A list in the order of ranks: 第二梯队依次为 …
static IN_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<who>梯队|排名|名次|排序|位次)(?:~|<M>){0,8}依次(?:为|是|有)(?P<list><L>)")
});

pub(super) fn claims(scene: &mut Scene) {
    counted(scene);
    of_top(scene);
    in_order(scene);
}

/// Whether the members of a list and the number behind it agree.
fn counted(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in COUNTED.captures_iter(&sentence.skeleton) {
        let (Some(list), Some(count)) = (found.name("list"), found.name("count")) else {
            continue;
        };
        let Some(quantity) = sentence.quantity(count.start()) else {
            continue;
        };
        let listed = sentence.within(list.start(), list.end()).count();
        let noun = found.name("noun").map_or("", |noun| noun.as_str());
        let of_places = matches!(quantity.unit.as_str(), "座" | "省" | "市" | "地" | "城")
            || quantity.unit == "个" && listed > 1 && !noun.is_empty()
            || quantity.unit.is_empty() && ["省市", "省份", "城市"].contains(&noun);
        let (etc, stated) = (found.name("etc").is_some(), quantity.value);
        // 北京 20 座 counts something of Beijing.
        if listed < 2 || !of_places || !quantity.is_exact_whole() {
            continue;
        }
        let holds = if etc {
            listed as f64 <= stated
        } else {
            listed as f64 == stated
        };
        let background = scene.background;
        let reason = background.say(
            format!("文中列出 {listed} 个"),
            format!("the text lists {listed}"),
        );
        let judgement = match holds {
            true if etc && (listed as f64) < stated => continue_unless_equal(background.say(
                format!("只列出 {listed} 个，其余未列"),
                format!("only {listed} are listed"),
            )),
            true => Judgement::new(Verdict::Confirmed, "", reason, ""),
            false => Judgement::new(Verdict::Contradicted, listed.to_string(), reason, ""),
        };
        let said = Said {
            kind: Kind::List,
            subject: list_text(scene, list.start(), list.end()),
            stated: scene.written(count.start()),
            stretch: (list.start(), count.end()),
        };
        scene.used.insert(count.start());
        scene.keep(said, judgement);
    }
}

/// 北京、上海、广州等 8 个: nothing against it, and nothing that shows it.
fn continue_unless_equal(reason: String) -> Judgement {
    Judgement::new(Verdict::Confirmed, "", reason, "")
}

fn list_text(scene: &Scene, from: usize, to: usize) -> String {
    let groups: Vec<String> = scene
        .sentence
        .groups(from, to)
        .into_iter()
        .map(|group| scene.background.gazetteer.groups[group].name.clone())
        .collect();
    if groups.is_empty() {
        scene.names(&scene.sentence.places(from, to))
    } else {
        groups.join(&scene.background.say("、", ", "))
    }
}

fn of_top(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in OF_TOP.captures_iter(&sentence.skeleton) {
        let (Some(top), Some(gap), Some(list)) =
            (found.name("top"), found.name("gap"), found.name("list"))
        else {
            continue;
        };
        let places = sentence.places(list.start(), list.end());
        let Some(n) = sentence
            .quantity(top.start())
            .map(|quantity| quantity.value as u32)
        else {
            continue;
        };
        if places.is_empty() || places.len() != sentence.within(list.start(), list.end()).count() {
            continue;
        }
        let clause = sentence.clause(top.start());
        let stretch = (clause.0, list.end());
        // 的中部省份 in the gap, 西部地区中， before it.
        let group = sentence
            .groups(gap.start(), gap.end())
            .first()
            .copied()
            .or_else(|| sentence.groups(0, top.start()).last().copied());
        let part = group.is_some() || gap.as_str().contains('中') || gap.as_str().ends_with('有');
        let ordered = ["依次", "分别"]
            .iter()
            .any(|word| gap.as_str().contains(word));
        let etc = found.name("etc").is_some();
        let scales = scene.scales(
            &places,
            (clause.0, found.get(0).map_or(list.end(), |all| all.end())),
        );
        let whole = (clause.0, gap.end());
        let judgement = match scene.measures(whole) {
            Err(words) => scene.unmeasured(&words),
            Ok(measures) => {
                let measure = measures.first().cloned().unwrap_or(Measure::Overall);
                scene.judged(&scales, &measure, |series, scale| {
                    let codes: Vec<u32> = places
                        .iter()
                        .map(|candidates| scene.code(candidates, scale))
                        .collect::<Option<_>>()?;
                    Some(if part {
                        part_of_top(scene, series, scale, &codes, n, group, etc)
                    } else {
                        whole_top(scene, series, &codes, n, ordered, etc)
                    })
                })
            }
        };
        let said = Said {
            kind: Kind::List,
            subject: scene.names(&places),
            stated: scene.written(top.start()),
            stretch,
        };
        scene.used.insert(top.start());
        if let Some(count) = found.name("count") {
            scene.used.insert(count.start());
        }
        scene.keep(said, judgement);
    }
}

/// The first n are these, in this order if one is said.
fn whole_top(
    scene: &Scene,
    series: &Series,
    codes: &[u32],
    n: u32,
    ordered: bool,
    etc: bool,
) -> Judgement {
    let background = scene.background;
    let top = series.top(n);
    let right = background.listed(&top);
    let made = |verdict, right: &str, reason: String| {
        Judgement::new(verdict, right, reason, series.label.clone())
    };
    let reason = background.say(
        format!(
            "{}前 {n} 位是{right}",
            background.measure_name(&series.measure)
        ),
        format!(
            "the first {n} for {} are {right}",
            background.measure_name(&series.measure)
        ),
    );
    if series.listed() < n {
        // A table that does not reach so far can still exclude.
        let wrong = codes
            .iter()
            .any(|code| matches!(series.rank(*code), RankOf::Known(rank) if rank > n));
        return if wrong {
            made(Verdict::Contradicted, "", reason)
        } else {
            made(
                Verdict::NotCheckable,
                "",
                background.say(
                    format!("表中没有列全前 {n} 位"),
                    format!("the table does not list all of the first {n}"),
                ),
            )
        };
    }
    // Ties at the end make the first n more than n.
    if codes.len() > top.len() || !etc && (codes.len() as u32) < n {
        return made(
            Verdict::Contradicted,
            &right,
            background.say(
                format!("列出 {} 个，应有 {n} 个；{reason}", codes.len()),
                format!("{} are listed where {n} are said; {reason}", codes.len()),
            ),
        );
    }
    let known = |code: &u32| series.ranks.get(code).copied();
    let within = codes
        .iter()
        .all(|code| known(code).is_some_and(|rank| rank <= n));
    let in_order = codes
        .windows(2)
        .all(|pair| known(&pair[0]) <= known(&pair[1]));
    let holds = within && (!ordered || in_order);
    made(
        if holds {
            Verdict::Confirmed
        } else {
            Verdict::Contradicted
        },
        if holds { "" } else { &right },
        reason,
    )
}

/// Among the first n are these; with a group, these and no others of it.
fn part_of_top(
    scene: &Scene,
    series: &Series,
    scale: Scale,
    codes: &[u32],
    n: u32,
    group: Option<usize>,
    etc: bool,
) -> Judgement {
    let background = scene.background;
    let made = |verdict, right: String, reason: String| {
        Judgement::new(verdict, right, reason, series.label.clone())
    };
    let groups = &background.gazetteer.groups;
    // Where no group is named, the one region most of the list lies in tells what would be right.
    let members: Option<&BTreeSet<u32>> =
        group.map(|group| groups[group].members(scale)).or_else(|| {
            groups
                .iter()
                .map(|group| group.members(scale))
                .find(|members| codes.iter().all(|code| members.contains(code)))
        });
    let right = members.map(|members| {
        let top: Vec<u32> = series
            .top(n)
            .into_iter()
            .filter(|code| members.contains(code))
            .collect();
        background.listed(&top)
    });
    let outside: Vec<u32> = codes
        .iter()
        .copied()
        .filter(|code| match series.rank(*code) {
            RankOf::Known(rank) => rank > n,
            RankOf::Beyond { up_to } => up_to >= n,
            RankOf::None => false,
        })
        .collect();
    let unknown = codes.iter().any(|code| {
        matches!(series.rank(*code), RankOf::Beyond { up_to } if up_to < n)
            || series.rank(*code) == RankOf::None
    });
    if !outside.is_empty() {
        let names = background.listed(&outside);
        return made(
            Verdict::Contradicted,
            right.unwrap_or_default(),
            background.say(
                format!("{names}不在前 {n} 位"),
                format!("{names} not among the first {n}"),
            ),
        );
    }
    let foreign: Vec<u32> = match group {
        Some(_) => codes
            .iter()
            .copied()
            .filter(|code| members.is_some_and(|members| !members.contains(code)))
            .collect(),
        None => Vec::new(),
    };
    if !foreign.is_empty() {
        let names = background.listed(&foreign);
        return made(
            Verdict::Contradicted,
            right.unwrap_or_default(),
            background.say(
                format!("{names}不属于该地区"),
                format!("{names} not of that group"),
            ),
        );
    }
    if unknown {
        return made(
            Verdict::NotCheckable,
            String::new(),
            background.say(
                format!("表中没有列全前 {n} 位"),
                format!("the table does not list all of the first {n}"),
            ),
        );
    }
    if let (Some(_), Some(members), false) = (group, members, etc) {
        let (least, _) = series.seats(members, n);
        if least > codes.len() as u32 {
            let right = right.unwrap_or_default();
            return made(
                Verdict::Contradicted,
                right.clone(),
                background.say(
                    format!("该地区在前 {n} 位的还有其他：{right}"),
                    format!("the group has more among the first {n}: {right}"),
                ),
            );
        }
    }
    made(
        Verdict::Confirmed,
        String::new(),
        background.say(format!("都在前 {n} 位"), format!("all among the first {n}")),
    )
}

/// A tier or a ranking that lists places in order: their ranks must follow each other.
fn in_order(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in IN_ORDER.captures_iter(&sentence.skeleton) {
        let (Some(list), Some(all)) = (found.name("list"), found.get(0)) else {
            continue;
        };
        let places = sentence.places(list.start(), list.end());
        if places.len() < 3 {
            continue;
        }
        let clause = sentence.clause(list.start());
        let before = &sentence.skeleton[clause.0..list.start()];
        if sentence
            .within(clause.0, list.start())
            .any(|(at, _)| scene.used.contains(&at))
        {
            continue;
        }
        let words = sentence::residue(before)
            .replace("第一梯队", "")
            .replace("第二梯队", "")
            .replace("第三梯队", "");
        let words = words
            .trim_start_matches(|c: char| "第一二三四五梯队".contains(c))
            .to_string();
        let scales = scene.scales(&places, (clause.0, all.end()));
        let judgement = if words.is_empty() {
            let measure = sentence
                .measures(clause.0, list.start())
                .first()
                .cloned()
                .unwrap_or(Measure::Overall);
            scene.judged(&scales, &measure, |series, scale| {
                let codes: Vec<u32> = places
                    .iter()
                    .map(|candidates| scene.code(candidates, scale))
                    .collect::<Option<_>>()?;
                Some(order_of(scene, series, &codes))
            })
        } else {
            scene.unmeasured(&sentence::words(before))
        };
        let said = Said {
            kind: Kind::List,
            subject: scene.names(&places),
            stated: scene.background.say("依次", "in order"),
            stretch: (clause.0, list.end()),
        };
        scene.keep(said, judgement);
    }
}

fn order_of(scene: &Scene, series: &Series, codes: &[u32]) -> Judgement {
    let background = scene.background;
    let ranks: Vec<Option<u32>> = codes
        .iter()
        .map(|code| series.ranks.get(code).copied())
        .collect();
    let known: Vec<u32> = ranks.iter().flatten().copied().collect();
    let written: Vec<String> = known.iter().map(u32::to_string).collect();
    let reason = background.say(
        format!("名次为 {}", written.join("、")),
        format!("their ranks are {}", written.join(", ")),
    );
    let rising = known.windows(2).all(|pair| pair[0] <= pair[1]);
    let verdict = if !rising {
        Verdict::Contradicted
    } else if known.len() == codes.len() {
        Verdict::Confirmed
    } else {
        Verdict::NotCheckable
    };
    let right = if rising {
        String::new()
    } else {
        let mut sorted: Vec<(u32, u32)> = codes
            .iter()
            .filter_map(|code| Some((*series.ranks.get(code)?, *code)))
            .collect();
        sorted.sort_unstable();
        let codes: Vec<u32> = sorted.into_iter().map(|(_, code)| code).collect();
        background.listed(&codes)
    };
    let parts = vec![Judgement::new(verdict, right, reason, series.label.clone())];
    verdict::of_parts(parts).unwrap_or_else(|| scene.unmeasured(""))
}
