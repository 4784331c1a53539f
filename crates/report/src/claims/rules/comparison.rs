//! 上海在产业创新方面略优于深圳; 北京的独角兽企业比上海多 19 家.
//!
//! Where the ranks of both carry intervals that overlap, a lead of the nominal order is undecided: the evidence does
//! not support it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::number::Class;
use super::super::sentence::{pattern, residue, words};
use super::super::series::{Measure, RankOf, Series};
use super::{Judgement, Kind, Said, Scene, Verdict, printed, verdict};

static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<a><P>)(?P<what>(?:~|<M>){0,30}?)(?P<verb>优于|高于|领先于|领先|强于|好于|多于|超过|超越|胜过|低于|落后于|落后|不及|弱于|逊于|少于|不如| leads | is ahead of | ranks above | is behind | ranks below )(?P<b><P>)(?P<rest>的~{1,4}|(?:~|<M>){0,3})",
    )
});
static DIFFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<a><P>)(?P<what>(?:~|<M>){0,20}?)比(?P<b><P>)(?P<verb>多|少|高|低)(?:出|了)?(?P<by><C>|<N>)",
    )
});

const DOWN: &[&str] = &[
    "低于",
    "落后于",
    "落后",
    "不及",
    "弱于",
    "逊于",
    "少于",
    "不如",
    "is behind",
    "ranks below",
    "少",
    "低",
];

pub(super) fn claims(scene: &mut Scene) {
    difference(scene);
    ahead(scene);
}

fn ahead(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in AHEAD.captures_iter(&sentence.skeleton) {
        let (Some(a), Some(what), Some(verb), Some(b)) = (
            found.name("a"),
            found.name("what"),
            found.name("verb"),
            found.name("b"),
        ) else {
            continue;
        };
        // 高于北京的平均水平 compares with something else; 领先全国 has no place.
        if found
            .name("rest")
            .is_some_and(|rest| rest.as_str().starts_with('的'))
        {
            continue;
        }
        let (first, second) = (
            sentence.places(a.start(), a.end()),
            sentence.places(b.start(), b.end()),
        );
        let both = [first[0], second[0]];
        let up = !DOWN.contains(&verb.as_str().trim());
        let stretch = (a.start(), b.end());
        let scales = scene.scales(&both, stretch);
        let measures = scene
            .measures((what.start(), what.end()))
            .and_then(|measures| {
                // The clause before the first place may set the measure: 在产业环境上，重庆 …
                let clause = sentence.clause(a.start());
                let before = &sentence.skeleton[clause.0..a.start()];
                let plain = residue(before).is_empty();
                if plain {
                    Ok(measures)
                } else {
                    Err(words(before))
                }
            });
        let judgement = match measures {
            Err(words) => scene.unmeasured(&words),
            Ok(measures) => {
                let parts = measures
                    .iter()
                    .map(|measure| {
                        scene.judged(&scales, measure, |series, scale| {
                            let (a, b) = (scene.code(both[0], scale)?, scene.code(both[1], scale)?);
                            Some(of_order(scene, series, a, b, up))
                        })
                    })
                    .collect();
                match verdict::of_parts(parts) {
                    Some(judgement) => judgement,
                    None => continue,
                }
            }
        };
        let said = Said {
            kind: Kind::Comparison,
            subject: scene.names(&both[..1]),
            stated: format!("{}{}", verb.as_str().trim(), scene.names(&both[1..])),
            stretch,
        };
        scene.keep(said, judgement);
    }
}

fn of_order(scene: &Scene, series: &Series, a: u32, b: u32, up: bool) -> Judgement {
    let background = scene.background;
    let made = |verdict, right: String, reason: String| {
        Judgement::new(verdict, right, reason, series.label.clone())
    };
    let (ra, rb) = match (series.rank(a), series.rank(b)) {
        (RankOf::Known(ra), RankOf::Known(rb)) => (ra, rb),
        (RankOf::Known(rank), RankOf::Beyond { up_to }) if rank <= up_to => (rank, up_to + 1),
        (RankOf::Beyond { up_to }, RankOf::Known(rank)) if rank <= up_to => (up_to + 1, rank),
        _ => {
            return made(
                Verdict::NotCheckable,
                String::new(),
                background.say("两地不都有名次", "not both places have a rank"),
            );
        }
    };
    let (name_a, name_b) = (background.gazetteer.name(a), background.gazetteer.name(b));
    let measure = background.measure_name(&series.measure);
    let mut reason = background.say(
        format!("{measure}：{name_a}第 {ra} 位，{name_b}第 {rb} 位"),
        format!("{measure}: {name_a} ranks {ra}, {name_b} ranks {rb}"),
    );
    let holds = if up { ra < rb } else { ra > rb };
    if !holds {
        let right = background.say(
            format!("第 {ra} 位与第 {rb} 位"),
            format!("ranks {ra} and {rb}"),
        );
        return made(Verdict::Contradicted, right, reason);
    }
    if let (Some(ia), Some(ib)) = (series.intervals.get(&a), series.intervals.get(&b))
        && ia.0 <= ib.1
        && ib.0 <= ia.1
    {
        reason += &background.say(
            format!(
                "；名次区间 {:.0}–{:.0} 与 {:.0}–{:.0} 重叠，不足以说领先",
                ia.0, ia.1, ib.0, ib.1
            ),
            format!(
                "; their intervals {:.0}–{:.0} and {:.0}–{:.0} overlap: no lead is shown",
                ia.0, ia.1, ib.0, ib.1
            ),
        );
        return made(Verdict::Undecided, String::new(), reason);
    }
    made(Verdict::Confirmed, String::new(), reason)
}

fn difference(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in DIFFERENCE.captures_iter(&sentence.skeleton) {
        let (Some(a), Some(what), Some(verb), Some(b), Some(by)) = (
            found.name("a"),
            found.name("what"),
            found.name("verb"),
            found.name("b"),
            found.name("by"),
        ) else {
            continue;
        };
        let (first, second) = (
            sentence.places(a.start(), a.end()),
            sentence.places(b.start(), b.end()),
        );
        let both = [first[0], second[0]];
        let Some(quantity) = sentence
            .quantity(by.start())
            .filter(|quantity| matches!(quantity.class, Class::Count | Class::Bare))
        else {
            continue;
        };
        let stretch = (a.start(), by.end());
        let scales = scene.scales(&both, stretch);
        let sign = if DOWN.contains(&verb.as_str()) {
            -1.0
        } else {
            1.0
        };
        let measures = scene.measures((what.start(), what.end()));
        let judgement = match measures.as_deref() {
            Err(words) => scene.unmeasured(words),
            Ok([Measure::Overall]) => scene.unmeasured(
                &scene
                    .background
                    .say("差额所指", "what the difference is of"),
            ),
            Ok(measures) => {
                let Some(measure) = measures.first() else {
                    continue;
                };
                scene.judged(&scales, measure, |series, scale| {
                    let (a, b) = (scene.code(both[0], scale)?, scene.code(both[1], scale)?);
                    let (x, y) = (series.values.get(&a)?, series.values.get(&b)?);
                    let gap = sign * (x - y);
                    let holds = quantity.allowed().contains(gap);
                    let reason = format!("{} − {} = {}", printed(*x), printed(*y), printed(x - y));
                    Some(Judgement::new(
                        if holds {
                            Verdict::Confirmed
                        } else {
                            Verdict::Contradicted
                        },
                        if holds { String::new() } else { printed(gap) },
                        reason,
                        series.label.clone(),
                    ))
                })
            }
        };
        let said = Said {
            kind: Kind::Comparison,
            subject: scene.names(&both),
            stated: scene.written(by.start()),
            stretch,
        };
        scene.used.insert(by.start());
        scene.keep(said, judgement);
    }
}
