//! 连续四年居首, 排名较上年提升: claims about editions, which one run cannot show.

use std::sync::LazyLock;

use regex::Regex;

use super::super::sentence::pattern;
use super::{Judgement, Kind, Said, Scene, Verdict};

static STREAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:连续(?:多|数|几|<C>|<N>|[二两三四五六七八九十])(?:年|届|期|次)|连年)")
});
static MOVEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:排名|名次|位次|占比|位)~{0,8}(?:较|比)~{0,2}(?:上年|去年|上一年|上期|前一年)~{0,10}?(?:提升|上升|下降|下滑|前移|后移|进步|退步)",
    )
});

pub(super) fn claims(scene: &mut Scene) {
    let sentence = scene.sentence;
    for regex in [&*STREAK, &*MOVEMENT] {
        for found in regex.find_iter(&sentence.skeleton) {
            let before = sentence.places(0, found.start());
            let reason = scene.background.say(
                "需要此前各版次的结果才能核对",
                "earlier editions are needed to check it",
            );
            let said = Said {
                kind: Kind::Edition,
                subject: scene.names(&before),
                stated: sentence.text.chars().take(60).collect(),
                stretch: (found.end(), found.end()),
            };
            scene.keep(said, Judgement::new(Verdict::NotCheckable, "", reason, ""));
        }
    }
}
