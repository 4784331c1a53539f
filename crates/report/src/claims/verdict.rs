//! What becomes of a claim.

use crate::Language;
use serde::Serialize;

use super::names::{Gazetteer, Scale};
use super::series::{Measure, Origin, Series};

/// What kind of claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A rank, the first or last place, a place among the first n.
    Rank,
    /// A list of places, in order or with its number.
    List,
    /// How many of a group are among the first n.
    Seats,
    /// The value of a place, or how many places have one.
    Value,
    /// A share.
    Share,
    /// Growth or change of a number.
    Growth,
    /// A sum of parts.
    Sum,
    /// Which of two places is ahead.
    Comparison,
    /// How even the dimensions of a place are.
    Balance,
    /// Years in a row, or movement since an earlier edition.
    Edition,
    /// A caption against the text.
    Caption,
    /// Numbers of one thing with different scopes.
    Scope,
    /// The same text twice.
    Duplicate,
}

/// What the evidence says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It follows from the evidence.
    Confirmed,
    /// The evidence excludes it.
    Contradicted,
    /// There is evidence, and it does not carry the claim: intervals overlap, a table leaves it open, rounding
    /// allows it.
    Undecided,
    /// There is nothing to hold it against.
    NotCheckable,
    /// Not wrong, but to be read with care: scopes that differ, text that repeats.
    Remark,
}

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line, or the paragraph where the file has no lines; from 1.
    pub line: usize,
    /// The sentence.
    pub sentence: String,
    /// The kind of claim.
    pub kind: Kind,
    /// Of what it is said.
    pub subject: String,
    /// What is stated.
    pub stated: String,
    /// What the evidence says.
    pub verdict: Verdict,
    /// What would be right; empty where not known or not needed.
    pub right: String,
    /// Why.
    pub reason: String,
    /// Where to look it up.
    pub evidence: String,
}

/// What claims are held against.
#[derive(Debug, Clone)]
pub struct Background {
    /// The names.
    pub gazetteer: Gazetteer,
    /// The evidence.
    pub series: Vec<Series>,
    /// The year of the evidence, where known: what is said of an earlier one is not held against it.
    pub year: Option<u32>,
    /// The language of reasons.
    pub language: Language,
}

impl Background {
    /// One of the two texts.
    pub fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.language {
            Language::Zh => zh.into(),
            Language::En => en.into(),
        }
    }

    /// The series of a measure at a scale from the nearest origin that has any.
    pub fn evidence(&self, measure: &Measure, scale: Scale) -> Vec<&Series> {
        let fitting = |series: &&Series| series.scale == scale && series.measures(measure);
        let nearest: Option<Origin> = self
            .series
            .iter()
            .filter(fitting)
            .map(|series| series.origin)
            .min();
        self.series
            .iter()
            .filter(fitting)
            .filter(|series| Some(series.origin) == nearest)
            .collect()
    }

    /// The name of a measure.
    pub fn measure_name(&self, measure: &Measure) -> String {
        match measure {
            Measure::Overall => self.say("综合", "overall"),
            Measure::Named(name) => name.clone(),
        }
    }

    /// Names in a list.
    pub fn listed(&self, codes: &[u32]) -> String {
        let names: Vec<String> = codes
            .iter()
            .map(|code| self.gazetteer.name(*code))
            .collect();
        names.join(&self.say("、", ", "))
    }
}

/// What one reading of a claim gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub verdict: Verdict,
    pub right: String,
    pub reason: String,
    pub evidence: String,
}

impl Judgement {
    pub fn new(
        verdict: Verdict,
        right: impl Into<String>,
        reason: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Judgement {
        Judgement {
            verdict,
            right: right.into(),
            reason: reason.into(),
            evidence: evidence.into(),
        }
    }
}

/// One judgement out of several readings of the same words: a reading that holds decides; a contradiction only
/// where no reading is left.
pub(super) fn of_readings(readings: Vec<Judgement>) -> Option<Judgement> {
    let order = |verdict: Verdict| match verdict {
        Verdict::Confirmed => 0,
        Verdict::Undecided => 1,
        Verdict::Remark => 2,
        Verdict::NotCheckable => 3,
        Verdict::Contradicted => 4,
    };
    let mut rights: Vec<String> = Vec::new();
    for reading in readings.iter().filter(|reading| !reading.right.is_empty()) {
        if !rights.contains(&reading.right) {
            rights.push(reading.right.clone());
        }
    }
    let mut best = readings
        .into_iter()
        .min_by_key(|judgement| order(judgement.verdict))?;
    // Where the name may be a province or a city, what would be right of either.
    if best.verdict == Verdict::Contradicted {
        best.right = rights.join(" / ");
    }
    Some(best)
}

/// One judgement out of several claims of one sentence that must all hold.
pub(super) fn of_parts(parts: Vec<Judgement>) -> Option<Judgement> {
    let order = |verdict: Verdict| match verdict {
        Verdict::Contradicted => 0,
        Verdict::NotCheckable => 1,
        Verdict::Undecided => 2,
        Verdict::Remark => 3,
        Verdict::Confirmed => 4,
    };
    parts
        .into_iter()
        .min_by_key(|judgement| order(judgement.verdict))
}
