//! One module a kind of claim: patterns over skeletons, and how the claim is judged.

mod balance;
mod comparison;
mod document;
mod edition;
mod growth;
mod list;
mod rank;
mod seats;
mod share;
mod sum;
mod value;

use std::collections::BTreeSet;

use super::names::Scale;
use super::sentence::{self, Item, Measures, Mood, Sentence};
use super::series::{self, Measure, Origin, Series};
use super::text::{self, Reading};
use super::verdict::{self, Background, Finding, Judgement, Kind, Verdict};

/// Reads a document and judges what it states, in the order of its lines. Its own tables are evidence beside that of
/// `background`, and come first.
pub fn check(reading: &Reading, background: &Background) -> Vec<Finding> {
    let mut series: Vec<Series> = reading
        .tables
        .iter()
        .flat_map(|table| series::of_table(table, Origin::Document, &background.gazetteer))
        .collect();
    series.extend(background.series.iter().cloned());
    let background = Background {
        gazetteer: background.gazetteer.clone(),
        series,
        year: background.year,
        language: background.language,
    };
    let names = background.series.iter().flat_map(|series| {
        let own = match &series.measure {
            Measure::Named(name) => Some(name.as_str()),
            Measure::Overall => None,
        };
        own.into_iter()
            .chain(series.aliases.iter().map(String::as_str))
    });
    let measures = Measures::new(names);
    let mut findings = Vec::new();
    let mut read: Vec<(usize, Sentence)> = Vec::new();
    for (number, paragraph) in reading.paragraphs.iter().enumerate() {
        let first = read.len();
        for one in text::sentences(paragraph) {
            read.push((
                number,
                sentence::read(&one, &background.gazetteer, &measures),
            ));
        }
        if paragraph.role == text::Role::Caption {
            continue;
        }
        for at in first..read.len() {
            let mut scene = Scene {
                background: &background,
                sentence: &read[at].1,
                earlier: &read[..at],
                used: BTreeSet::new(),
                findings: &mut findings,
            };
            scene.claims();
        }
    }
    document::claims(reading, &read, &background, &mut findings);
    findings.sort_by_key(|finding| finding.line);
    findings.dedup();
    findings
}

/// A sentence being judged.
struct Scene<'a> {
    background: &'a Background,
    sentence: &'a Sentence,
    /// The sentences before it, each with the number of its paragraph.
    earlier: &'a [(usize, Sentence)],
    /// Positions of numbers that a claim was made of.
    used: BTreeSet<usize>,
    findings: &'a mut Vec<Finding>,
}

/// What a claim is about and what it says, before it is judged.
struct Said {
    kind: Kind,
    subject: String,
    stated: String,
    /// The stretch of the skeleton that says it.
    stretch: (usize, usize),
}

impl<'a> Scene<'a> {
    fn claims(&mut self) {
        list::claims(self);
        seats::claims(self);
        share::claims(self);
        growth::claims(self);
        sum::claims(self);
        comparison::claims(self);
        balance::claims(self);
        value::claims(self);
        rank::claims(self);
        edition::claims(self);
    }

    /// Keeps a claim with what became of it. What is planned, past or denied is not held against the present.
    fn keep(&mut self, said: Said, judgement: Judgement) {
        let stretch = &self.sentence.skeleton[said.stretch.0..said.stretch.1];
        let aside = match sentence::mood(stretch) {
            Mood::Stated => None,
            Mood::Unreal => Some(self.background.say(
                "说的是计划、条件或预测，不与现有数据核对",
                "a plan, a condition or a forecast is not held against present data",
            )),
            Mood::Earlier => Some(self.background.say(
                "说的是以往版次，没有其数据",
                "about an earlier edition, of which there are no data",
            )),
            Mood::Denied => Some(
                self.background
                    .say("否定句不作核对", "a denial is not checked"),
            ),
        };
        let aside = aside.or_else(|| self.of_another_year(&judgement));
        let judgement = match aside {
            Some(reason) => Judgement::new(Verdict::NotCheckable, "", reason, ""),
            None => judgement,
        };
        self.findings.push(Finding {
            line: self.sentence.line,
            sentence: self.sentence.text.clone(),
            kind: said.kind,
            subject: said.subject,
            stated: said.stated,
            verdict: judgement.verdict,
            right: judgement.right,
            reason: judgement.reason,
            evidence: judgement.evidence,
        });
    }

    /// Why a contradiction is none where the sentence speaks of years before those of the evidence.
    fn of_another_year(&self, judgement: &Judgement) -> Option<String> {
        let year = f64::from(self.background.year?);
        if judgement.verdict != Verdict::Contradicted || judgement.evidence.is_empty() {
            return None;
        }
        let years: Vec<f64> = self
            .sentence
            .within(0, self.sentence.skeleton.len())
            .filter_map(|(_, item)| match item {
                Item::Quantity(quantity) if quantity.value > 1900.0 && quantity.unit == "年" => {
                    Some(quantity.value)
                }
                _ => None,
            })
            .collect();
        let another =
            !years.is_empty() && years.iter().all(|said| *said < year - 1.0 || *said > year);
        another.then(|| {
            self.background.say(
                format!("说的是 {} 年，数据截至 {year} 年", printed(years[0])),
                format!("about {}, the data are of {year}", printed(years[0])),
            )
        })
    }

    /// The end of what stands at a position.
    fn after(&self, at: usize) -> usize {
        at + self.sentence.skeleton[at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8)
    }

    /// As written, what stands at a position.
    fn written(&self, at: usize) -> String {
        self.sentence
            .quantity(at)
            .map(|quantity| quantity.text.clone())
            .unwrap_or_default()
    }

    /// The scales at which all these places are units, and the sentence does not speak of others.
    fn scales(&self, places: &[&[usize]], stretch: (usize, usize)) -> Vec<Scale> {
        let known = &self.background.gazetteer.places;
        let possible: Vec<Scale> = [Scale::Province, Scale::City]
            .into_iter()
            .filter(|scale| {
                places.iter().all(|candidates| {
                    candidates
                        .iter()
                        .any(|place| known[*place].scales.contains(scale))
                })
            })
            .collect();
        let hint = sentence::scale(&self.sentence.skeleton[stretch.0..stretch.1])
            .or_else(|| self.sentence.scale())
            .or_else(|| self.scale_of_others());
        match hint {
            Some(scale) if possible.contains(&scale) => vec![scale],
            _ => possible,
        }
    }

    /// The scale of the other places of the sentence, where they have only one.
    fn scale_of_others(&self) -> Option<Scale> {
        let skeleton = &self.sentence.skeleton;
        let known = &self.background.gazetteer.places;
        let certain: BTreeSet<Scale> = self
            .sentence
            .places(0, skeleton.len())
            .into_iter()
            .filter_map(|candidates| {
                let scales: BTreeSet<Scale> = candidates
                    .iter()
                    .flat_map(|place| known[*place].scales.iter().copied())
                    .collect();
                (scales.len() == 1)
                    .then(|| scales.into_iter().next())
                    .flatten()
            })
            .collect();
        (certain.len() == 1)
            .then(|| certain.into_iter().next())
            .flatten()
    }

    /// The code of a place at a scale.
    fn code(&self, candidates: &[usize], scale: Scale) -> Option<u32> {
        candidates
            .iter()
            .map(|place| &self.background.gazetteer.places[*place])
            .find(|place| place.scales.contains(&scale))
            .map(|place| place.code)
    }

    /// Names of places, as the gazetteer has them.
    fn names(&self, places: &[&[usize]]) -> String {
        let names: Vec<&str> = places
            .iter()
            .filter_map(|candidates| candidates.first())
            .map(|place| self.background.gazetteer.places[*place].name.as_str())
            .collect();
        names.join(&self.background.say("、", ", "))
    }

    /// What a stretch measures: its own measures, else the topic of the clauses before it, else the index itself;
    /// the words that are none of these as an error.
    fn measures(&self, stretch: (usize, usize)) -> Result<Vec<Measure>, String> {
        let text = &self.sentence.skeleton[stretch.0..stretch.1];
        if !sentence::residue(text).is_empty() {
            return Err(sentence::words(text));
        }
        let own = self.sentence.measures(stretch.0, stretch.1);
        if !own.is_empty() {
            return Ok(own);
        }
        self.topic(stretch.0)
    }

    /// The measure a clause before `at` sets: 从产业水平看，…
    fn topic(&self, at: usize) -> Result<Vec<Measure>, String> {
        let skeleton = &self.sentence.skeleton;
        let clauses = self.sentence.clauses();
        for (from, to) in clauses.iter().copied().rev().filter(|(_, to)| *to <= at) {
            let text = &skeleton[from..to];
            let places = self.sentence.places(from, to);
            let sets = [
                "看", "方面", "上", "中", "维度", "领域", "而言", "来说", "来讲",
            ]
            .iter()
            .any(|word| text.ends_with(word))
                || text.starts_with(['从', '按', '论', '就', '单', '以', '若']);
            if !sets || !places.is_empty() {
                continue;
            }
            let measures = self.sentence.measures(from, to);
            let numbers = self
                .sentence
                .within(from, to)
                .any(|(_, item)| matches!(item, Item::Quantity(_)));
            if !measures.is_empty() {
                let plain = sentence::residue(text).is_empty();
                return if plain {
                    Ok(measures)
                } else {
                    Err(sentence::words(text))
                };
            }
            let plain = sentence::residue(text).is_empty();
            // 从南北方向看 sets no measure.
            let direction = !self.sentence.groups(from, to).is_empty()
                || ["南北", "区域", "东西", "空间", "分布", "方向"]
                    .iter()
                    .any(|word| text.contains(word));
            if !plain && !numbers && !direction {
                return Err(sentence::words(text));
            }
        }
        Ok(vec![Measure::Overall])
    }

    /// That there is nothing to hold a measure against.
    fn unmeasured(&self, words: &str) -> Judgement {
        Judgement::new(
            Verdict::NotCheckable,
            "",
            self.background.say(
                format!("“{words}”不在所给的表和计算结果中"),
                format!("`{words}` is in none of the tables and results given"),
            ),
            "",
        )
    }

    /// Judges a claim about one measure in every reading: each scale, each series of the nearest evidence.
    fn judged(
        &self,
        scales: &[Scale],
        measure: &Measure,
        judge: impl Fn(&Series, Scale) -> Option<Judgement>,
    ) -> Judgement {
        let readings = scales
            .iter()
            .flat_map(|scale| {
                let evidence = self.background.evidence(measure, *scale);
                if evidence.is_empty() {
                    return vec![self.unmeasured(&self.background.measure_name(measure))];
                }
                evidence
                    .into_iter()
                    .filter_map(|series| judge(series, *scale))
                    .collect()
            })
            .collect();
        verdict::of_readings(readings)
            .unwrap_or_else(|| self.unmeasured(&self.background.measure_name(measure)))
    }
}

/// A number as a reader wants it: without decimals where it has none, at most four otherwise.
fn printed(value: f64) -> String {
    if value == value.round() && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
