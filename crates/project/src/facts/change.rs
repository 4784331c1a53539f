//! Against ranks somebody published, and against earlier runs of the same framework (R37, R38, R77, R83). Where there
//! is no earlier run there is no fact of change.

use std::collections::BTreeMap;

use jushu_report::wording::{decimal, list, ordinal, percent};
use jushu_report::{Fact, FactKind, Strength};

use super::association::spearman;
use super::ranking::{Standing, ahead};
use super::setting::{Look, Said, Setting};
use crate::evidence::Evidence;
use crate::published::{Comparison, compare};
use crate::results::Results;

/// Movements are told of units that are or were among the first so many.
const WATCHED: u32 = 50;

/// A rank shared by more units than this is not watched.
const ALIKE: usize = 3;

/// Streaks are told for lists of these lengths.
const STREAKS: [u32; 4] = [1, 3, 5, 10];

/// All facts of this subject.
pub fn facts(evidence: &Evidence, settings: &[Setting]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for comparison in compare(evidence.project, evidence.results).unwrap_or_default() {
        let setting = settings
            .iter()
            .find(|setting| setting.set.entry.id == comparison.unit_set);
        if let Some(setting) = setting {
            facts.extend(published(setting, &comparison));
        }
    }
    // The newest first.
    let mut earlier = evidence.earlier_runs();
    earlier.reverse();
    if !earlier.is_empty() {
        for setting in settings {
            facts.extend(since(setting, &earlier));
            facts.extend(streaks(setting, &earlier));
        }
    }
    facts
}

fn published(setting: &Setting, comparison: &Comparison) -> Vec<Fact> {
    let title = setting.text(&comparison.title);
    let look = Look {
        unit: None,
        node: Some(setting.root()),
    };
    let mut facts = Vec::new();
    let n = comparison.places.len();
    let pairs: Vec<(f64, f64)> = comparison
        .places
        .iter()
        .filter_map(|place| Some((place.published, f64::from(place.computed?))))
        .collect();
    if let Some(correlation) = spearman(&pairs) {
        let text = decimal(correlation.value, 2);
        let (low, high) = correlation.interval;
        let units = correlation.units;
        let (low, high) = (decimal(low, 2), decimal(high, 2));
        let sentence = setting.say(
            format!("与{title}的 {units} 个位次相比，斯皮尔曼相关系数为 {text}（95% 区间 {low}—{high}）；两者指标与数据不同，位次差异不是升降"),
            format!("Against the {units} ranks of {title} Spearman's correlation is {text} (95% interval {low} to {high}); indicators and data differ, so differences are no movements"),
        );
        let strength = if correlation.interval.0 > 0.0 {
            Strength::Firm
        } else {
            Strength::Undecided
        };
        let said =
            Said::new(FactKind::Association, text, sentence, strength).number(correlation.value);
        facts.push(setting.of_scores(format!("{}.published.correlation", setting.key), look, said));
    }
    let both = comparison
        .places
        .iter()
        .filter(|place| place.computed.is_some_and(|rank| rank as usize <= n))
        .count();
    let missing: Vec<&str> = comparison
        .places
        .iter()
        .filter(|place| place.computed.is_none_or(|rank| rank as usize > n))
        .map(|place| place.unit.as_str())
        .collect();
    let out = if missing.is_empty() {
        String::new()
    } else {
        setting.say(
            format!("，不在其中的为{}", list(&missing, setting.language())),
            format!("; not among them: {}", list(&missing, setting.language())),
        )
    };
    let sentence = setting.say(
        format!(
            "{title}的 {n} 个{}中，{both} 个也在本次前 {n} 名之内{out}",
            setting.noun()
        ),
        format!(
            "{both} of the {n} {} of {title} are among the first {n} here{out}",
            setting.noun()
        ),
    );
    let said = Said::new(
        FactKind::Count,
        both.to_string(),
        sentence,
        Strength::Tentative,
    )
    .number(both as f64);
    facts.push(setting.of_scores(format!("{}.published.overlap", setting.key), look, said));
    facts
}

/// Ranks and intervals at the root of an earlier run, by full name.
fn standings(results: &Results, set: &str) -> BTreeMap<String, Standing> {
    let Ok(entry) = results.unit_set(set) else {
        return BTreeMap::new();
    };
    let root = entry.root.clone();
    let intervals = results.rank_intervals(set).unwrap_or_default();
    results
        .scores(set)
        .unwrap_or_default()
        .into_iter()
        .filter(|score| score.node == root)
        .filter_map(|score| {
            let standing = Standing {
                rank: score.rank?,
                interval: intervals.get(&score.unit).copied(),
            };
            Some((score.unit, standing))
        })
        .collect()
}

/// Movements since the last earlier run, and changes of shares.
fn since(setting: &Setting, earlier: &[Results]) -> Vec<Fact> {
    let Some(last) = earlier.first() else {
        return Vec::new();
    };
    let set = &setting.set.entry.id;
    let before = standings(last, set);
    let date = &last.manifest.date;
    let language = setting.language();
    let root = setting.root();
    let mut facts = Vec::new();
    let mut moved: Vec<(usize, i64, Strength)> = Vec::new();
    for unit in 0..setting.units() {
        let place = setting.place(unit);
        let (Some(rank), Some(old)) = (setting.rank(root, unit), before.get(&place.name)) else {
            continue;
        };
        let alike = setting
            .set
            .ranks(root)
            .iter()
            .filter(|other| **other == Some(rank));
        // A rank that many share is no place of its own: nobody moves into it.
        if rank.min(old.rank) > WATCHED || alike.count() > ALIKE {
            continue;
        }
        let now = Standing {
            rank,
            interval: setting.interval(root, unit),
        };
        let change = i64::from(old.rank) - i64::from(rank);
        // A movement is firm where the interval of now and the interval of then lie apart.
        let strength = match change {
            0 => Strength::Undecided,
            1.. => ahead(now, *old).0,
            _ => ahead(*old, now).0,
        };
        moved.push((unit, change, strength));
        let (name, from, to) = (
            setting.name(unit),
            ordinal(old.rank, language),
            ordinal(rank, language),
        );
        let sentence = match (change, strength) {
            (0, _) => setting.say(
                format!("{name}与 {date} 相比位次未变，仍为{to}"),
                format!("{name} keeps the rank of {date}: {to}"),
            ),
            (_, Strength::Firm) => {
                let way = setting.say(
                    if change > 0 { "上升" } else { "下降" },
                    if change > 0 { "rose" } else { "fell" },
                );
                setting.say(
                    format!("{name}较 {date} 由{from}{way}至{to}"),
                    format!("{name} {way} from {from} at {date} to {to}"),
                )
            }
            _ => setting.say(
                format!("{name}名义位次较 {date} 由{from}变为{to}，在位次区间之内，不足以断定升降"),
                format!(
                    "{name} went nominally from {from} at {date} to {to}, within the rank intervals"
                ),
            ),
        };
        let said = Said::new(FactKind::Movement, change.to_string(), sentence, strength)
            .number(change as f64);
        let look = Look {
            unit: Some(unit),
            node: Some(root),
        };
        facts.push(setting.of_scores(
            format!("{}.movement.{}", setting.key, place.code),
            look,
            said,
        ));
    }
    for (id, zh, en, up) in [
        ("up", "上升", "rose", true),
        ("down", "下降", "fell", false),
    ] {
        let mut those: Vec<&(usize, i64, Strength)> = moved
            .iter()
            .filter(|(_, change, strength)| {
                (*change > 0) == up && *change != 0 && *strength == Strength::Firm
            })
            .collect();
        those.sort_by_key(|(_, change, _)| -change.abs());
        let names: Vec<String> = those
            .iter()
            .take(10)
            .map(|(unit, change, _)| {
                let (name, ranks) = (setting.name(*unit), change.abs());
                setting.say(format!("{name}（{ranks} 位）"), format!("{name} ({ranks})"))
            })
            .collect();
        if names.is_empty() {
            continue;
        }
        let names = list(&names, language);
        let sentence = setting.say(
            format!("较 {date} 位次确有{zh}的{}：{names}", setting.noun()),
            format!(
                "{} that {en} since {date}, beyond the intervals: {names}",
                setting.noun()
            ),
        );
        let said = Said::new(FactKind::Movement, names, sentence, Strength::Firm)
            .number(those.len() as f64);
        let look = Look {
            unit: None,
            node: Some(root),
        };
        facts.push(setting.of_scores(format!("{}.movement.{id}", setting.key), look, said));
    }
    facts.extend(gap_change(setting, last));
    for indicator in &setting.indicators {
        facts.extend(share_change(setting, &indicator.id, last));
    }
    facts
}

/// The distance between the two best of a list of scores.
fn lead(mut scores: Vec<f64>) -> Option<f64> {
    scores.sort_by(|a, b| b.total_cmp(a));
    match scores.as_slice() {
        [first, second, ..] => Some(first - second),
        _ => None,
    }
}

/// How the distance between the first and the second changed (R38). Scores of runs can be compared as far as the
/// method fixes its scale, so this is never firm.
fn gap_change(setting: &Setting, last: &Results) -> Option<Fact> {
    let root = setting.root();
    let now = lead(setting.set.scores(root).iter().flatten().copied().collect())?;
    let scores = last.scores(&setting.set.entry.id).ok()?;
    let of_root = scores.into_iter().filter(|score| score.node == root);
    let then = lead(of_root.filter_map(|score| score.score).collect())?;
    let change = now - then;
    let (from, to) = (decimal(then, 1), decimal(now, 1));
    let date = &last.manifest.date;
    let way = match change {
        change if change > 0.05 => setting.say("扩大", "widened"),
        change if change < -0.05 => setting.say("缩小", "narrowed"),
        _ => setting.say("保持", "stayed"),
    };
    let sentence = setting.say(
        format!("首位与第 2 位的得分差由 {date} 的 {from} 分{way}为 {to} 分"),
        format!(
            "The gap between the first and the second {way}: {from} points at {date}, {to} now"
        ),
    );
    let text = decimal(change, 1);
    let said = Said::new(FactKind::Change, text, sentence, Strength::Tentative).number(change);
    let look = Look {
        unit: None,
        node: Some(root),
    };
    Some(setting.of_scores(format!("{}.gap-change", setting.key), look, said))
}

/// How the share of the first three in the total of an indicator changed (R77), in percentage points.
fn share_change(setting: &Setting, indicator: &str, last: &Results) -> Option<Fact> {
    let share = |values: &[f64]| {
        let total: f64 = values.iter().sum();
        let mut sorted = values.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        (total > 0.0 && sorted.len() > 3).then(|| sorted[..3].iter().sum::<f64>() / total)
    };
    let now: Vec<f64> = setting
        .present(indicator)
        .iter()
        .map(|(_, value)| *value)
        .collect();
    let cells = last.cells(&setting.set.entry.id, indicator).ok()?;
    let then: Vec<f64> = cells.values().filter_map(|cell| cell.value).collect();
    let (now, then) = (share(&now)?, share(&then)?);
    let change = (now - then) * 100.0;
    let (name, date) = (setting.node(indicator), &last.manifest.date);
    let (now_text, then_text, points) =
        (percent(now, 1), percent(then, 1), decimal(change.abs(), 1));
    let way = match change {
        change if change > 0.05 => setting.say("上升", "up"),
        change if change < -0.05 => setting.say("下降", "down"),
        _ => {
            let sentence = setting.say(
                format!("{name}前 3 位的占比为 {now_text}，与 {date} 持平"),
                format!("The share of the first 3 by {name} is {now_text}, as at {date}"),
            );
            let said = Said::new(
                FactKind::Change,
                decimal(change, 1),
                sentence,
                Strength::Firm,
            )
            .number(change);
            return Some(setting.of_values(
                format!("{}.share-change.{indicator}.top3", setting.key),
                &[indicator],
                None,
                said,
            ));
        }
    };
    let sentence = setting.say(
        format!("{name}前 3 位的占比由 {date} 的 {then_text} {way} {points} 个百分点，至 {now_text}"),
        format!("The share of the first 3 by {name} is {way} {points} percentage points from {then_text} at {date} to {now_text}"),
    );
    let said = Said::new(
        FactKind::Change,
        decimal(change, 1),
        sentence,
        Strength::Firm,
    )
    .number(change);
    Some(setting.of_values(
        format!("{}.share-change.{indicator}.top3", setting.key),
        &[indicator],
        None,
        said,
    ))
}

/// For how many editions in a row, this one included, a unit has been among the first n.
fn streak(ranks: &[Option<u32>], n: u32) -> usize {
    ranks
        .iter()
        .take_while(|rank| rank.is_some_and(|rank| rank <= n))
        .count()
}

fn streaks(setting: &Setting, earlier: &[Results]) -> Vec<Fact> {
    let set = &setting.set.entry.id;
    let before: Vec<BTreeMap<String, Standing>> = earlier
        .iter()
        .map(|results| standings(results, set))
        .collect();
    let root = setting.root();
    let mut facts = Vec::new();
    for n in STREAKS {
        for unit in setting.top(root, n as usize) {
            let place = setting.place(unit);
            let mut ranks = vec![setting.rank(root, unit)];
            ranks.extend(
                before
                    .iter()
                    .map(|standings| Some(standings.get(&place.name)?.rank)),
            );
            let editions = streak(&ranks, n);
            if editions < 2 {
                continue;
            }
            let name = setting.name(unit);
            let edition = ordinal(editions as u32, setting.language());
            let sentence = if n == 1 {
                setting.say(
                    format!("{name}连续 {editions} 次位居首位"),
                    format!("{name} is first for the {edition} edition in a row"),
                )
            } else {
                setting.say(
                    format!("{name}连续 {editions} 次位居前 {n}"),
                    format!("{name} is among the first {n} for the {edition} edition in a row"),
                )
            };
            let said = Said::new(
                FactKind::Streak,
                editions.to_string(),
                sentence,
                Strength::Tentative,
            )
            .number(editions as f64);
            let look = Look {
                unit: Some(unit),
                node: Some(root),
            };
            facts.push(setting.of_scores(
                format!("{}.streak.top{n}.{}", setting.key, place.code),
                look,
                said,
            ));
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_that_of_the_two_best() {
        assert_eq!(lead(vec![3.0, 10.0, 7.5]), Some(2.5));
        assert_eq!(lead(vec![4.0, 4.0]), Some(0.0));
        assert_eq!(lead(vec![4.0]), None);
    }

    #[test]
    fn a_streak_ends_where_it_is_broken() {
        assert_eq!(streak(&[Some(1), Some(3), Some(9), Some(1)], 5), 2);
        assert_eq!(streak(&[Some(1), None, Some(1)], 5), 1);
        assert_eq!(streak(&[Some(6)], 5), 0);
        assert_eq!(streak(&[], 5), 0);
    }
}
