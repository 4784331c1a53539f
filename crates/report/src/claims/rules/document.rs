//! What only the whole document shows: captions against the text, numbers of one thing with different scopes, text that
//! stands twice.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::sentence::{Sentence, pattern};
use super::super::text::{Reading, Role};
use super::super::verdict::{Background, Finding, Kind, Verdict};
use super::printed;

/// A number of cities or provinces with what is said of them.
static COUNTED_UNITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<count><C>)(?:重点)?(?P<noun>城市|省份)(?P<what>(?:~|<M>){2,30})?")
});

/// The population of a survey: 对 163 个重点城市进行测算, 纳入统计的 337 座城市.
static POPULATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:对|纳入~{0,8}|覆盖|选取|全国|评价|测算)~{0,4}(?P<count><C>)(?:个|座)?(?:重点|地级|参评|样本)?(?P<noun>城市|省份)",
    )
});

/// Text shorter than this repeats by chance.
const SHORTEST_REPEAT: usize = 30;

/// Words that two counts must share to be about the same thing.
const COMMON: usize = 4;

pub(super) fn claims(
    reading: &Reading,
    sentences: &[(usize, Sentence)],
    background: &Background,
    findings: &mut Vec<Finding>,
) {
    captions(reading, sentences, background, findings);
    populations(sentences, background, findings);
    scopes(sentences, background, findings);
    repeated(reading, background, findings);
}

fn found(
    sentence: &Sentence,
    kind: Kind,
    subject: String,
    stated: String,
    verdict: Verdict,
    (right, reason, evidence): (String, String, String),
) -> Finding {
    Finding {
        line: sentence.line,
        sentence: sentence.text.clone(),
        kind,
        subject,
        stated,
        verdict,
        right,
        reason,
        evidence,
    }
}

/// 20 座城市 in a caption, 19 座城市 in the text, both about unicorns.
fn captions(
    reading: &Reading,
    sentences: &[(usize, Sentence)],
    background: &Background,
    findings: &mut Vec<Finding>,
) {
    let counts = |caption: bool| {
        sentences
            .iter()
            .filter(move |(paragraph, _)| {
                (reading.paragraphs[*paragraph].role == Role::Caption) == caption
            })
            .flat_map(|(_, sentence)| {
                COUNTED_UNITS
                    .captures_iter(&sentence.skeleton)
                    .filter_map(move |found| {
                        let count = found.name("count")?;
                        let quantity = sentence
                            .quantity(count.start())
                            .filter(|quantity| quantity.is_exact_whole())?;
                        let clause = sentence.clause(count.start());
                        // 337 个城市中有 20 个 is about the 20.
                        let noun = found.name("noun")?;
                        if sentence.skeleton[noun.end()..].starts_with(['中', '里', '内', '的'])
                        {
                            return None;
                        }
                        let about = letters(&sentence.topic(noun.end(), clause.1));
                        Some((sentence, quantity, found.name("noun")?.as_str(), about))
                    })
            })
    };
    let said: Vec<_> = counts(false).collect();
    for (caption, stated, noun, about) in counts(true) {
        let same: Vec<_> = said
            .iter()
            .filter(|(_, _, other, topic)| *other == noun && shared(&about, topic) >= COMMON)
            .collect();
        let Some((sentence, other, _, _)) = same.first() else {
            continue;
        };
        let agrees = same
            .iter()
            .any(|(_, other, _, _)| other.value == stated.value);
        let reason = background.say(
            format!("第 {} 行正文写“{}”", sentence.line, other.text),
            format!("the text in line {} says {}", sentence.line, other.text),
        );
        let (verdict, right) = if agrees {
            (Verdict::Confirmed, String::new())
        } else {
            (Verdict::Contradicted, printed(other.value))
        };
        findings.push(found(
            caption,
            Kind::Caption,
            noun.to_string(),
            stated.text.clone(),
            verdict,
            (right, reason, sentence.text.clone()),
        ));
    }
}

/// The characters of a text that carry its topic.
fn letters(text: &str) -> Vec<char> {
    const EMPTY: &str = "城市全国共有座个的及数量和与图表拥有其中分布情况排名前";
    text.chars()
        .map(|c| {
            if c.is_alphanumeric() && !c.is_ascii_digit() && !EMPTY.contains(c) {
                c
            } else {
                ' '
            }
        })
        .collect()
}

/// The length of the longest stretch both have.
fn shared(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    let mut longest = 0;
    for x in a {
        let mut diagonal = 0;
        for (position, y) in b.iter().enumerate() {
            let above = row[position + 1];
            row[position + 1] = if x == y && *x != ' ' { diagonal + 1 } else { 0 };
            longest = longest.max(row[position + 1]);
            diagonal = above;
        }
    }
    longest
}

/// 163 个重点城市 here, 337 座城市 there.
fn populations(
    sentences: &[(usize, Sentence)],
    background: &Background,
    findings: &mut Vec<Finding>,
) {
    let mut seen: BTreeMap<&str, BTreeMap<u64, &Sentence>> = BTreeMap::new();
    for (_, sentence) in sentences {
        for found in POPULATION.captures_iter(&sentence.skeleton) {
            let (Some(count), Some(noun)) = (found.name("count"), found.name("noun")) else {
                continue;
            };
            if let Some(quantity) = sentence
                .quantity(count.start())
                .filter(|q| q.is_exact_whole() && q.value > 30.0)
            {
                seen.entry(noun.as_str())
                    .or_default()
                    .entry(quantity.value as u64)
                    .or_insert(sentence);
            }
        }
    }
    for (noun, numbers) in seen {
        if numbers.len() < 2 {
            continue;
        }
        let listed: Vec<String> = numbers
            .iter()
            .map(|(number, sentence)| {
                background.say(
                    format!("第 {} 行 {number}", sentence.line),
                    format!("line {}: {number}", sentence.line),
                )
            })
            .collect();
        let Some(last) = numbers.values().max_by_key(|sentence| sentence.line) else {
            continue;
        };
        let reason = background.say(
            format!(
                "同一文中评价范围不同（{}）；请在各处写明口径",
                listed.join("、")
            ),
            format!(
                "the scopes of one document differ ({}); say at each which one is meant",
                listed.join(", ")
            ),
        );
        findings.push(found(
            last,
            Kind::Scope,
            noun.to_string(),
            listed.join("、"),
            Verdict::Remark,
            (String::new(), reason, String::new()),
        ));
    }
}

/// Totals of one unit that differ by more than a fifth: 标准机架 72 万, 105 万, 810 万.
fn scopes(sentences: &[(usize, Sentence)], background: &Background, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, Vec<(&Sentence, f64, &str)>> = BTreeMap::new();
    for (_, sentence) in sentences {
        for (at, _) in sentence.within(0, sentence.skeleton.len()) {
            let Some(quantity) = sentence.quantity(at) else {
                continue;
            };
            // Racks are the unit of which the literature has totals of several scopes.
            let unit = match quantity.unit.as_str() {
                "架" | "标准机架" => "机架",
                _ => continue,
            };
            let clause = sentence.clause(at);
            let total = sentence.places(clause.0, clause.1).is_empty();
            if total {
                seen.entry(unit)
                    .or_default()
                    .push((sentence, quantity.value, &quantity.text));
            }
        }
    }
    for (unit, totals) in seen {
        let (low, high) = totals
            .iter()
            .fold((f64::INFINITY, 0.0f64), |(low, high), (_, value, _)| {
                (low.min(*value), high.max(*value))
            });
        if high <= low * 1.2 {
            continue;
        }
        let listed: Vec<String> = totals
            .iter()
            .map(|(sentence, _, text)| {
                background.say(
                    format!("第 {} 行{text}", sentence.line),
                    format!("line {}: {text}", sentence.line),
                )
            })
            .collect();
        let Some((last, _, text)) = totals.last() else {
            continue;
        };
        let reason = background.say(
            format!("同一事物有不同数字（{}），口径可能不同，不可直接比较；请写明范围和时点", listed.join("、")),
            format!("one thing with different numbers ({}): their scopes may differ; say scope and date", listed.join(", ")),
        );
        findings.push(found(
            last,
            Kind::Scope,
            unit.to_string(),
            text.to_string(),
            Verdict::Remark,
            (String::new(), reason, String::new()),
        ));
    }
}

/// Paragraphs that stand twice; one remark for each run of them.
fn repeated(reading: &Reading, background: &Background, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut run: Option<(usize, usize, usize)> = None;
    let mut runs = Vec::new();
    for (number, paragraph) in reading.paragraphs.iter().enumerate() {
        let text: String = paragraph
            .text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        // A Latin letter says about a third of what a Chinese character says.
        let latin = text.chars().filter(char::is_ascii).count();
        if text.chars().count() - latin + latin / 3 < SHORTEST_REPEAT {
            continue;
        }
        match (first.get(&text).copied(), &mut run) {
            (Some(original), Some((_, last, count))) if original > *last => {
                (*last, *count) = (original, *count + 1);
            }
            (Some(original), _) => {
                runs.extend(run.take().map(|(start, _, count)| (start, count)));
                run = Some((number, original, 1));
            }
            (None, _) => runs.extend(run.take().map(|(start, _, count)| (start, count))),
        }
        first.entry(text).or_insert(number);
    }
    runs.extend(run.map(|(start, _, count)| (start, count)));
    for (start, count) in runs {
        let paragraph = &reading.paragraphs[start];
        let text: String = paragraph
            .text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let line = first
            .get(&text)
            .map_or(0, |original| reading.paragraphs[*original].line);
        findings.push(Finding {
            line: paragraph.line,
            sentence: paragraph.text.chars().take(60).collect(),
            kind: Kind::Duplicate,
            subject: String::new(),
            stated: String::new(),
            verdict: Verdict::Remark,
            right: String::new(),
            reason: background.say(
                format!("自此 {count} 段与第 {line} 行起的文字相同"),
                format!("from here {count} paragraph(s) repeat those from line {line}"),
            ),
            evidence: String::new(),
        });
    }
}
