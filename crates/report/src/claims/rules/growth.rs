//! 由 32.85ZB 增长到 41.06ZB，增长 25%; 由 58% 提高到 61.9%，提高 3.9 个百分点; two years in two sentences.
//!
//! The change is recomputed from the printed figures: it is confirmed where it rounds to the stated one, undecided
//! where only the rounding of the figures allows it, contradicted otherwise.

use std::sync::LazyLock;

use regex::Regex;

use super::super::number::{Class, Interval, Quantity};
use super::super::sentence::pattern;
use super::{Judgement, Kind, Said, Scene, Verdict};

static FROM_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:由|从)(?:<Y>的?)?(?P<a><C>|<S>|<N>)(?P<verb>~{0,10}?)(?:到|至|为)(?:<Y>的?)?(?P<b><C>|<S>|<N>)(?:，?(?P<more>(?:~|<Y>){0,12}?)(?P<by><S>|<D>|<X>))?",
    )
});
static ARROW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<a><C>|<N>|<S>)(?P<verb>)(?:→|->)(?P<b><C>|<N>|<S>)(?:，?(?P<more>~{0,10}?)(?P<by><S>|<D>|<X>))?",
    )
});
/// 2024 年数据存储总量达 2.09ZB，同比增长 20.81%.
static OVER_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<year><Y>)，?(?P<what>~{0,20}?)(?:达到|达|为|是|有)?(?P<b><C>)，(?P<more>同比~{0,4}|比上年~{0,4})(?P<by><S>)",
    )
});
static IN_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?P<year><Y>)，?(?P<what>~{2,20}?)(?:达到|达|为|是|有)?(?P<a><C>)"));

const UP: &[&str] = &["增", "升", "提高", "扩大", "上涨", "多"];
const DOWN: &[&str] = &["减", "降", "回落", "下滑", "缩", "少"];

fn direction(words: &str) -> f64 {
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    match (says(UP), says(DOWN)) {
        (true, false) => 1.0,
        (false, true) => -1.0,
        _ => 0.0,
    }
}

pub(super) fn claims(scene: &mut Scene) {
    let sentence = scene.sentence;
    for regex in [&*FROM_TO, &*ARROW] {
        for found in regex.captures_iter(&sentence.skeleton) {
            let (Some(a), Some(b), Some(all)) = (found.name("a"), found.name("b"), found.get(0))
            else {
                continue;
            };
            let (Some(first), Some(second)) =
                (sentence.quantity(a.start()), sentence.quantity(b.start()))
            else {
                continue;
            };
            let verb = found.name("verb").map_or("", |verb| verb.as_str());
            let more = found.name("more").map_or("", |more| more.as_str());
            let by = found
                .name("by")
                .and_then(|by| sentence.quantity(by.start()));
            let same = first.unit == second.unit || first.unit.is_empty() || second.unit.is_empty();
            // 由 2022 年的 3 家 … is read, 从 3 个方面到 … is not.
            if !same || (direction(verb) == 0.0 && (by.is_none() || direction(more) == 0.0)) {
                continue;
            }
            let by = by.filter(|_| direction(more) != 0.0 || direction(verb) != 0.0);
            let judgement = of_change(scene, first, second, direction(verb), direction(more), by);
            let said = Said {
                kind: Kind::Growth,
                subject: format!("{} → {}", first.text, second.text),
                stated: by.map_or_else(|| verb.to_string(), |by| by.text.clone()),
                stretch: (all.start(), all.end()),
            };
            scene.used.extend([a.start(), b.start()]);
            scene.used.extend(found.name("by").map(|by| by.start()));
            scene.keep(said, judgement);
        }
    }
    over_years(scene);
}

fn of_change(
    scene: &Scene,
    first: &Quantity,
    second: &Quantity,
    verb: f64,
    more: f64,
    by: Option<&Quantity>,
) -> Judgement {
    let background = scene.background;
    let (a, b) = (first.value, second.value);
    let moved = (b - a).signum();
    let said = if verb != 0.0 { verb } else { more };
    if a == b || said != 0.0 && moved != said || more != 0.0 && moved != more {
        let reason = background.say(
            format!(
                "由 {} 到 {} 不是{}",
                first.text,
                second.text,
                if said > 0.0 { "增长" } else { "下降" }
            ),
            format!(
                "from {} to {} is no {}",
                first.text,
                second.text,
                if said > 0.0 { "growth" } else { "decline" }
            ),
        );
        let right = background.say(
            if moved < 0.0 { "下降" } else { "增长" },
            if moved < 0.0 { "decline" } else { "growth" },
        );
        return Judgement::new(Verdict::Contradicted, right, reason, "");
    }
    let Some(by) = by else {
        return Judgement::new(
            Verdict::Confirmed,
            "",
            background.say("方向相符", "the direction agrees"),
            "",
        );
    };
    let (x, y) = (first.allowed(), second.allowed());
    let (point, interval, unit) = match by.class {
        Class::Points => (
            moved * (b - a),
            ends(moved, y.low - x.high, y.high - x.low),
            " 个百分点",
        ),
        // 增长 1.5 倍 is said of the increase and of the multiple: either may be meant.
        Class::Times => (b / a, Interval::new(b / a - 1.0, b / a), " 倍"),
        _ if x.low > 0.0 => (
            moved * 100.0 * (b / a - 1.0),
            ends(
                moved,
                100.0 * (y.low / x.high - 1.0),
                100.0 * (y.high / x.low - 1.0),
            ),
            "%",
        ),
        _ => return scene.unmeasured(&first.text),
    };
    let allowed = by.allowed();
    let unit = if background.language == crate::Language::En && unit != "%" {
        ""
    } else {
        unit
    };
    let right = format!("{point:.1}{unit}");
    let reason = background.say(
        format!("由两个数字得 {point:.2}{unit}"),
        format!("the two figures give {point:.2}{unit}"),
    );
    if allowed.contains(point) || by.class == Class::Times && allowed.contains(point - 1.0) {
        return Judgement::new(Verdict::Confirmed, "", reason, "");
    }
    // An increase of a share may be said in percent where percentage points are meant; that is for its author.
    if allowed.meets(interval) {
        return Judgement::new(Verdict::Undecided, right, reason, "");
    }
    Judgement::new(Verdict::Contradicted, right, reason, "")
}

/// An interval of changes as sizes.
fn ends(moved: f64, low: f64, high: f64) -> Interval {
    if moved < 0.0 {
        Interval::new(-high, -low)
    } else {
        Interval::new(low, high)
    }
}

/// A number of a year with its growth, against that of the year before in an earlier sentence or clause.
fn over_years(scene: &mut Scene) {
    let sentence = scene.sentence;
    for found in OVER_YEAR.captures_iter(&sentence.skeleton) {
        let (Some(year), Some(what), Some(b), Some(by), Some(all)) = (
            found.name("year"),
            found.name("what"),
            found.name("b"),
            found.name("by"),
            found.get(0),
        ) else {
            continue;
        };
        let (Some(now), Some(second), Some(by_quantity)) = (
            sentence.quantity(year.start()),
            sentence.quantity(b.start()),
            sentence.quantity(by.start()),
        ) else {
            continue;
        };
        let more = direction(found.name("more").map_or("", |more| more.as_str()));
        let here = scene
            .earlier
            .iter()
            .map(|(_, sentence)| sentence)
            .chain(std::iter::once(sentence));
        let before = here
            // A year without a noun goes on about that of its own sentence.
            .filter(|earlier| !what.as_str().is_empty() || std::ptr::eq(*earlier, sentence))
            .flat_map(|earlier| {
                IN_YEAR
                    .captures_iter(&earlier.skeleton)
                    .map(move |found| (earlier, found))
            })
            .filter_map(|(earlier, found)| {
                let then = earlier.quantity(found.name("year")?.start())?;
                let first = earlier.quantity(found.name("a")?.start())?;
                let fits = then.value == now.value - 1.0
                    && first.unit == second.unit
                    && (what.as_str().is_empty() || found.name("what")?.as_str() == what.as_str());
                fits.then_some(first)
            })
            .last();
        let Some(first) = before else {
            continue;
        };
        let judgement = of_change(scene, first, second, 0.0, more, Some(by_quantity));
        let said = Said {
            kind: Kind::Growth,
            subject: format!("{} → {}", first.text, second.text),
            stated: by_quantity.text.clone(),
            stretch: (b.start(), all.end()),
        };
        scene.used.extend([b.start(), by.start()]);
        scene.keep(said, judgement);
    }
}
