//! 杭州排名第 4, 位列第三的深圳, 进入前十, 仅次于北京, 排在末位; Hangzhou ranks 4th.

use std::sync::LazyLock;

use regex::Regex;

use super::super::names::Scale;
use super::super::number::Class;
use super::super::sentence::{Item, pattern};
use super::super::series::{Measure, RankOf, Series};
use super::{Judgement, Kind, Said, Scene, Verdict, verdict};

/// Right behind a rank: the place that has it.
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:的(?:省份|城市|省|市|地区|直辖市)?(?:是|为|系)?(?P<place><P>)|(?:省份|城市)(?:是|为)(?P<other><P>))",
    )
});

/// Before the first n, where a place is said to be among them.
static ENTERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:进入|跻身|入围|迈入|跨入|步入|闯入|稳居|位居|位列|名列|排名|排在|居|列|进|in the|among the|reached? the)(?:~|<M>){0,14}$",
    )
});

/// Behind the first n, where it opens a list or a count instead.
static OPENS: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:的|个)?~{0,6}(?:中|里|内|为|是|有|包括|依次|分别|合计|占|以)"));

static NEXT_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<a><P>)(?P<what>(?:~|<M>){0,16}?)仅次于(?P<b><P>)(?P<more>的(?:省份|城市|省|市)?(?:是|为)(?P<c><P>))?",
    )
});
static NEXT_TO_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern("仅次于(?P<b><P>)的(?:省份|城市|省|市)?(?:是|为)(?P<a><P>)"));

/// What a number says of a rank.
#[derive(Clone, Copy)]
enum Stated {
    Rank(u32),
    FromBottom(u32),
    AmongFirst(u32),
}

pub(super) fn claims(scene: &mut Scene) {
    next_to(scene);
    let sentence = scene.sentence;
    let mut carried: Vec<Vec<usize>> = Vec::new();
    let mut carried_from = 0;
    let mut before: Option<Result<Vec<Measure>, String>> = None;
    for (from, to) in sentence.clauses().iter().copied() {
        let numbers: Vec<(usize, Stated)> = sentence
            .within(from, to)
            .filter_map(|(at, item)| match item {
                Item::Quantity(quantity) if !scene.used.contains(&at) => {
                    Some((at, stated(scene, from, at, quantity.class, quantity.value)?))
                }
                _ => None,
            })
            .collect();
        let places = subjects(scene, from, to);
        let paired = places.len() > 1
            && places.len() == numbers.len()
            && last_place(scene, from, to) < numbers.first().map(|(at, _)| *at);
        let mut start = from;
        for (position, (at, stated)) in numbers.iter().enumerate() {
            let after = scene.after(*at);
            let owner = OWNER
                .captures(&sentence.skeleton[after..])
                .and_then(|found| found.name("place").or_else(|| found.name("other")))
                .map(|found| sentence.places(after + found.start(), after + found.end()));
            let own: Vec<Vec<usize>> = match owner {
                Some(places) => places.into_iter().map(<[usize]>::to_vec).collect(),
                None if paired => vec![places[position].clone()],
                None => subjects(scene, start, *at),
            };
            // A clause without a place goes on about that of the clause before.
            let mut stretch = (if paired { from } else { start }, *at);
            let subjects = if own.is_empty() {
                if carried.is_empty() {
                    start = after;
                    continue;
                }
                if sentence.measures(stretch.0, stretch.1).is_empty() {
                    stretch.0 = stretch.0.min(carried_from);
                }
                carried.clone()
            } else {
                own
            };
            let what = measured(scene, stretch, (from, to), before.take());
            claim(scene, &subjects, *stated, *at, stretch, &what);
            before = Some(what);
            carried = subjects;
            carried_from = from;
            start = after;
        }
        if numbers.is_empty() && !places.is_empty() {
            carried = places;
            carried_from = from;
        }
    }
}

/// Words before a place that something else is measured by.
const YARDSTICK: &[&str] = &[
    "紧随",
    "紧跟",
    "仅次于",
    "落后于",
    "落后",
    "低于",
    "高于",
    "超过",
    "超越",
    "赶超",
    "反超",
    "优于",
    "领先于",
    "领先",
    "不及",
    "不如",
    "力压",
    "比",
    "较",
    "对标",
];

/// The places of which something is said from one position to another: the last list of them that is no yardstick.
fn subjects(scene: &Scene, from: usize, to: usize) -> Vec<Vec<usize>> {
    let sentence = scene.sentence;
    let skeleton = &sentence.skeleton;
    let mut runs: Vec<(usize, usize, Vec<Vec<usize>>)> = Vec::new();
    for (at, item) in sentence.within(from, to) {
        let Item::Place(places) = item else {
            continue;
        };
        let end = scene.after(at);
        match runs.last_mut() {
            Some((_, last, run))
                if [
                    "", "、", "和", "与", "及", "以及", ",", ", ", " and ", ", and ",
                ]
                .contains(&&skeleton[*last..at]) =>
            {
                run.push(places.clone());
                *last = end;
            }
            _ => runs.push((at, end, vec![places.clone()])),
        }
    }
    runs.into_iter()
        .rev()
        .find(|(at, _, _)| !YARDSTICK.iter().any(|word| skeleton[..*at].ends_with(word)))
        .map(|(_, _, run)| run)
        .unwrap_or_default()
}

fn last_place(scene: &Scene, from: usize, to: usize) -> Option<usize> {
    scene
        .sentence
        .within(from, to)
        .rev()
        .find(|(_, item)| matches!(item, Item::Place(_)))
        .map(|(at, _)| at)
}

fn stated(scene: &Scene, from: usize, at: usize, class: Class, value: f64) -> Option<Stated> {
    let skeleton = &scene.sentence.skeleton;
    let number = (1.0..=5000.0).contains(&value).then_some(value as u32)?;
    // 数量最多 says of which measure it is the most; 最大的短板 says nothing.
    if scene.written(at).starts_with('最') {
        let measured = skeleton[from..at].ends_with('\u{E002}');
        if !measured {
            return None;
        }
    }
    // Shanghai is first to publish: in English a rank needs its verb.
    let verb = ["rank", "place", "comes", "stands"];
    if scene.written(at).is_ascii()
        && !verb.iter().any(|verb| skeleton[from..at].contains(verb))
        && class == Class::Rank
    {
        return None;
    }
    match class {
        Class::Rank => Some(Stated::Rank(number)),
        Class::Bottom => Some(Stated::FromBottom(number)),
        Class::Top => {
            let enters = ENTERS.is_match(&skeleton[from..at]);
            let opens = OPENS.is_match(&skeleton[scene.after(at)..]);
            (enters && !opens).then_some(Stated::AmongFirst(number))
        }
        _ => None,
    }
}

/// What a rank is of. A clause that names no measure goes on with that of the rank before it; a number of something
/// beside the rank (以 292 家位居榜首) says that something else is ranked than the index.
fn measured(
    scene: &Scene,
    stretch: (usize, usize),
    clause: (usize, usize),
    before: Option<Result<Vec<Measure>, String>>,
) -> Result<Vec<Measure>, String> {
    let sentence = scene.sentence;
    let found = scene.measures(stretch)?;
    let named = found != [Measure::Overall] || !sentence.measures(stretch.0, stretch.1).is_empty();
    if named {
        return Ok(found);
    }
    if let Some(before) = before {
        return before;
    }
    let beside = sentence
        .within(clause.0, clause.1)
        .find(|(at, item)| match item {
            Item::Quantity(quantity) if matches!(quantity.class, Class::Count | Class::Share) => {
                let of_units = ["城市", "省份", "省", "市", "地区"]
                    .iter()
                    .any(|noun| sentence.skeleton[scene.after(*at)..].starts_with(noun));
                quantity.unit != "分" && !of_units
            }
            _ => false,
        });
    match beside {
        Some((at, _)) => Err(scene.written(at)),
        None => Ok(found),
    }
}

fn claim(
    scene: &mut Scene,
    subjects: &[Vec<usize>],
    stated: Stated,
    at: usize,
    stretch: (usize, usize),
    what: &Result<Vec<Measure>, String>,
) {
    let subjects: Vec<&[usize]> = subjects.iter().map(Vec::as_slice).collect();
    let scales = scene.scales(&subjects, stretch);
    let parts = match what {
        Err(words) => vec![scene.unmeasured(words)],
        Ok(measures) => measures
            .iter()
            .flat_map(|measure| subjects.iter().map(move |subject| (measure, *subject)))
            .map(|(measure, subject)| {
                scene.judged(&scales, measure, |series, scale| {
                    Some(of_rank(scene, series, scene.code(subject, scale)?, stated))
                })
            })
            .collect(),
    };
    let Some(judgement) = verdict::of_parts(parts) else {
        return;
    };
    scene.used.insert(at);
    let said = Said {
        kind: Kind::Rank,
        subject: scene.names(&subjects),
        stated: scene.written(at),
        stretch: (stretch.0, scene.after(at)),
    };
    scene.keep(said, judgement);
}

/// What a series says of the rank of a place.
fn of_rank(scene: &Scene, series: &Series, code: u32, stated: Stated) -> Judgement {
    let background = scene.background;
    let name = background.gazetteer.name(code);
    let measure = background.measure_name(&series.measure);
    let not = |verdict, right: String, reason: String| {
        Judgement::new(verdict, right, reason, series.label.clone())
    };
    let known = match series.rank(code) {
        RankOf::Known(rank) => rank,
        RankOf::None => {
            return not(
                Verdict::NotCheckable,
                String::new(),
                background.say(
                    format!("{name}没有{measure}名次"),
                    format!("{name} has no rank for {measure}"),
                ),
            );
        }
        RankOf::Beyond { up_to } => {
            let excluded = match stated {
                Stated::Rank(rank) => rank <= up_to || series.holder(rank).is_some(),
                Stated::AmongFirst(n) => n <= up_to,
                Stated::FromBottom(_) => false,
            };
            let reason = background.say(
                format!("表中列出{measure}前 {up_to} 名，没有{name}"),
                format!("the table lists the first {up_to} for {measure}, without {name}"),
            );
            return if excluded {
                not(
                    Verdict::Contradicted,
                    background.say(
                        format!("不在前 {up_to} 名"),
                        format!("not among the first {up_to}"),
                    ),
                    reason,
                )
            } else {
                not(Verdict::NotCheckable, String::new(), reason)
            };
        }
    };
    let below = series.ranks.values().filter(|rank| **rank > known).count() as u32;
    let holds = match stated {
        Stated::Rank(rank) => rank == known,
        Stated::AmongFirst(n) => known <= n,
        Stated::FromBottom(_) if !series.complete => {
            return not(
                Verdict::NotCheckable,
                String::new(),
                background.say(
                    "名单不完整，不知末位",
                    "the list is not complete: its end is not known",
                ),
            );
        }
        Stated::FromBottom(rank) => rank == below + 1,
    };
    let mut reason = background.say(
        format!("{name}{measure}第 {known} 位"),
        format!("{name} ranks {known} for {measure}"),
    );
    if let Some((low, high)) = series.intervals.get(&code) {
        reason += &background.say(
            format!("，九成把握在第 {low:.0}–{high:.0} 位"),
            format!(", with 90 % confidence {low:.0}–{high:.0}"),
        );
    }
    if holds {
        return not(Verdict::Confirmed, String::new(), reason);
    }
    let mut right = background.say(format!("第 {known} 位"), format!("rank {known}"));
    if let Stated::Rank(rank) = stated
        && let Some(holder) = series.holder(rank)
    {
        let holder = background.gazetteer.name(holder);
        right += &background.say(
            format!("（第 {rank} 位是{holder}）"),
            format!(" (rank {rank} is {holder})"),
        );
    }
    not(Verdict::Contradicted, right, reason)
}

/// Where one place is said to stand right behind another: the two, what it is about, and the whole.
type NextTo = (usize, usize, (usize, usize), (usize, usize));

/// 仅次于: one place right behind another.
fn next_to(scene: &mut Scene) {
    let sentence = scene.sentence;
    let found: Vec<NextTo> = NEXT_TO
        .captures_iter(&sentence.skeleton)
        .filter(|found| found.name("more").is_none())
        .filter_map(|found| {
            let (a, b, what) = (found.name("a")?, found.name("b")?, found.name("what")?);
            Some((
                a.start(),
                b.start(),
                (what.start(), what.end()),
                (a.start(), b.end()),
            ))
        })
        .chain(
            NEXT_TO_FIRST
                .captures_iter(&sentence.skeleton)
                .filter_map(|found| {
                    let (a, b) = (found.name("a")?, found.name("b")?);
                    Some((
                        a.start(),
                        b.start(),
                        (b.start(), b.start()),
                        (b.start(), a.end()),
                    ))
                }),
        )
        .collect();
    for (a, b, what, stretch) in found {
        let ends = (scene.after(a), scene.after(b));
        let (behind, ahead) = (sentence.places(a, ends.0), sentence.places(b, ends.1));
        let both = [behind[0], ahead[0]];
        let scales = scene.scales(&both, stretch);
        let judgement = match scene.measures(what) {
            Err(words) => scene.unmeasured(&words),
            Ok(measures) => {
                let measure = measures.first().cloned().unwrap_or(Measure::Overall);
                scene.judged(&scales, &measure, |series, scale| {
                    next_of(scene, series, scale, &both)
                })
            }
        };
        let said = Said {
            kind: Kind::Rank,
            subject: scene.names(&both[..1]),
            stated: scene.background.say(
                format!("仅次于{}", scene.names(&both[1..])),
                format!("next to {}", scene.names(&both[1..])),
            ),
            stretch,
        };
        scene.keep(said, judgement);
    }
}

fn next_of(
    scene: &Scene,
    series: &Series,
    scale: Scale,
    both: &[&[usize]; 2],
) -> Option<Judgement> {
    let background = scene.background;
    let (behind, ahead) = (scene.code(both[0], scale)?, scene.code(both[1], scale)?);
    let (RankOf::Known(low), RankOf::Known(high)) = (series.rank(behind), series.rank(ahead))
    else {
        return Some(Judgement::new(
            Verdict::NotCheckable,
            "",
            background.say("两地不都在表中", "not both places are in the table"),
            series.label.clone(),
        ));
    };
    // Ties: nobody with a rank between the two.
    let between = series
        .ranks
        .values()
        .any(|rank| *rank > high && *rank < low);
    let holds = low > high && !between;
    let reason = background.say(
        format!("两地分列第 {high} 和第 {low} 位"),
        format!("they rank {high} and {low}"),
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
            background.say(format!("第 {low} 位"), format!("rank {low}"))
        },
        reason,
        series.label.clone(),
    ))
}
