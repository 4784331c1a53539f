//! 东部 8 席、中部 3 席、西部 3 席、东北 1 席，合计 15 席: parts against their total.

use std::sync::LazyLock;

use regex::Regex;

use super::super::number::Quantity;
use super::super::sentence::pattern;
use super::{Judgement, Kind, Said, Scene, Verdict, printed};

/// Parts, then the total.
static TOTAL_LAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<parts>(?:(?:~|<P>|<G>|<M>){0,16}?<C>[、，和及与]{1,2}){1,}(?:~|<P>|<G>|<M>){0,16}?<C>)~{0,6}，?(?:合计|共计|总计|一共|共)(?:有|为|达)?(?P<total><C>)",
    )
});
/// The total, then parts.
static TOTAL_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:共有|共计|合计|总计|共)(?:~|<P>|<G>|<M>){0,14}(?P<total><C>)(?:城市|省份|企业)?[，：（(](?:其中|包括|分别为|即)[，：]?(?P<parts>(?:(?:~|<P>|<G>|<M>){0,16}?<C>[、，和及与]{0,2}){2,})",
    )
});

/// 新增 320 家、注销 80 家，净增 240 家.
static NET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "新增~{0,6}(?P<in><C>)[、，](?:注销|退出|减少|吊销|倒闭)~{0,6}(?P<out><C>)，?净增~{0,4}(?P<net><C>)",
    )
});

pub(super) fn claims(scene: &mut Scene) {
    totals(scene);
    net(scene);
}

fn net(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in NET.captures_iter(&sentence.skeleton) {
        let quantity = |name: &str| {
            found
                .name(name)
                .and_then(|found| sentence.quantity(found.start()))
        };
        let (Some(into), Some(out), Some(net), Some(all)) = (
            quantity("in"),
            quantity("out"),
            quantity("net"),
            found.get(0),
        ) else {
            continue;
        };
        let exact = [into, out, net]
            .iter()
            .all(|quantity| quantity.is_exact_whole());
        if !exact || into.unit != net.unit || out.unit != net.unit {
            continue;
        }
        let gap = into.value - out.value;
        let reason = format!(
            "{} − {} = {}",
            printed(into.value),
            printed(out.value),
            printed(gap)
        );
        let judgement = if gap == net.value {
            Judgement::new(Verdict::Confirmed, "", reason, "")
        } else {
            Judgement::new(Verdict::Contradicted, printed(gap), reason, "")
        };
        let said = Said {
            kind: Kind::Sum,
            subject: scene.background.say("净增", "net increase"),
            stated: net.text.clone(),
            stretch: (all.start(), all.end()),
        };
        scene.keep(said, judgement);
    }
}

fn totals(scene: &mut Scene) {
    let sentence = scene.sentence;
    for (regex, last) in [(&*TOTAL_LAST, true), (&*TOTAL_FIRST, false)] {
        for found in regex.captures_iter(&sentence.skeleton) {
            let (Some(parts), Some(total), Some(all)) =
                (found.name("parts"), found.name("total"), found.get(0))
            else {
                continue;
            };
            let Some(whole) = sentence.quantity(total.start()) else {
                continue;
            };
            let parts: Vec<&Quantity> = sentence
                .within(parts.start(), parts.end())
                .filter_map(|(at, _)| sentence.quantity(at))
                .collect();
            let summable =
                |quantity: &&Quantity| quantity.unit == whole.unit && quantity.is_exact_whole();
            if parts.len() < 2 || !parts.iter().all(summable) || !whole.is_exact_whole() {
                continue;
            }
            let sum: f64 = parts.iter().map(|part| part.value).sum();
            // 共 15 席，其中东部 8 席、中部 3 席 names some parts only.
            let holds = if last {
                sum == whole.value
            } else {
                sum <= whole.value
            };
            if !last && sum < whole.value {
                continue;
            }
            let terms: Vec<String> = parts.iter().map(|part| printed(part.value)).collect();
            let reason = format!("{} = {}", terms.join(" + "), printed(sum));
            let (verdict, right) = if holds {
                (Verdict::Confirmed, String::new())
            } else {
                (Verdict::Contradicted, printed(sum))
            };
            let said = Said {
                kind: Kind::Sum,
                subject: scene.background.say("合计", "total"),
                stated: whole.text.clone(),
                stretch: (all.start(), all.end()),
            };
            scene.used.insert(total.start());
            scene.keep(said, Judgement::new(verdict, right, reason, ""));
        }
    }
}
