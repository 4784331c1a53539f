//! 南京各维度发展较为均衡: against the ranks of its dimensions.
//!
//! Balanced are dimensions whose worst rank is at most twice the best, or at most three behind it: the rule of the
//! facts. 均衡 is contradicted only where they are more than ten ranks apart as well, and undecided between; there is no
//! common definition. 不均衡 is the reverse of balanced.

use std::sync::LazyLock;

use regex::Regex;

use super::super::sentence::{Mood, mood, pattern};
use super::super::series::RankOf;
use super::{Judgement, Kind, Said, Scene, Verdict, verdict};

static BALANCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<a><P>)(?P<what>~{0,6}(?:维度|领域|方面|能力|各项|分项|<C>维度|<N>维度)[^；。\u{E000}]{0,20}?)(?P<not>不够|不太|不|欠|失)?(?:均衡|平衡)",
    )
});
/// 从三个维度看，无锡的发展相对平衡.
static SEEN_BY_DIMENSIONS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:维度|领域)(?:来看|看|上|中)?，?(?P<a><P>)(?P<what>~{0,10}?)(?P<not>不够|不太|不|欠|失)?(?:均衡|平衡)",
    )
});

/// A worst rank this far behind the best is balanced whatever their ratio.
const NEAR: u32 = 3;
/// The worst rank of balanced dimensions is at most so many times the best.
const RATIO: u32 = 2;
/// 均衡 is contradicted only where the ranks lie further apart than this.
const FAR: u32 = 10;

pub(super) fn claims(scene: &mut Scene) {
    let sentence = scene.sentence;
    let skeleton = &sentence.skeleton;
    for found in BALANCED
        .captures_iter(skeleton)
        .chain(SEEN_BY_DIMENSIONS.captures_iter(skeleton))
    {
        let (Some(a), Some(all)) = (found.name("a"), found.get(0)) else {
            continue;
        };
        let denied = found.name("not").is_some();
        let places = sentence.places(a.start(), a.end());
        let place = places[0];
        let readings: Vec<Judgement> = scene
            .scales(&[place], (all.start(), all.end()))
            .into_iter()
            .filter_map(|scale| {
                let code = scene.code(place, scale)?;
                let dimensions = scene
                    .background
                    .series
                    .iter()
                    .filter(|series| series.scale == scale && series.dimension);
                let nearest = dimensions.clone().map(|series| series.origin).min()?;
                let ranks: Vec<(String, u32)> = dimensions
                    .filter(|series| series.origin == nearest)
                    .filter_map(|series| match series.rank(code) {
                        RankOf::Known(rank) => {
                            Some((scene.background.measure_name(&series.measure), rank))
                        }
                        _ => None,
                    })
                    .collect();
                of_ranks(scene, &ranks, denied)
            })
            .collect();
        let judgement = verdict::of_readings(readings).unwrap_or_else(|| {
            scene.unmeasured(
                &scene
                    .background
                    .say("各维度名次", "ranks of the dimensions"),
            )
        });
        if mood(all.as_str()) == Mood::Unreal {
            continue;
        }
        let said = Said {
            kind: Kind::Balance,
            subject: scene.names(&places[..1]),
            stated: scene.background.say(
                if denied { "不均衡" } else { "均衡" },
                if denied { "unbalanced" } else { "balanced" },
            ),
            stretch: (all.start(), all.end()),
        };
        scene.keep(said, judgement);
    }
}

fn of_ranks(scene: &Scene, ranks: &[(String, u32)], denied: bool) -> Option<Judgement> {
    let background = scene.background;
    let (low, high) = (
        ranks.iter().map(|(_, rank)| *rank).min()?,
        ranks.iter().map(|(_, rank)| *rank).max()?,
    );
    if ranks.len() < 2 {
        return None;
    }
    let listed: Vec<String> = ranks
        .iter()
        .map(|(name, rank)| background.say(format!("{name}第 {rank} 位"), format!("{name} {rank}")))
        .collect();
    let listed = listed.join(&background.say("、", ", "));
    let spread = high - low;
    let balanced = high <= RATIO * low || spread <= NEAR;
    let verdict = if balanced != denied {
        Verdict::Confirmed
    } else if balanced || spread > FAR {
        Verdict::Contradicted
    } else {
        Verdict::Undecided
    };
    let reason = background.say(
        format!("{listed}，相差 {spread} 位（最差不超过最好的 2 倍或相差 3 位以内为均衡；此外相差超过 10 位为不均衡）"),
        format!("{listed}: {spread} apart (balanced: the worst at most twice the best, or at most three behind; otherwise contradicted from more than ten)"),
    );
    let right = if verdict == Verdict::Contradicted {
        listed
    } else {
        String::new()
    };
    Some(Judgement::new(verdict, right, reason, ""))
}
