//! One unit set with all its sentences need: names, units of measure, sources, and how to cite.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use jushu_figures::Language;
use jushu_index::{Framework, Indicator};
use jushu_places::{Code, Place};
use jushu_report::{Citation, Fact, FactKind, Strength};

use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::results::{ChoiceEntry, NodeEntry};

/// How many titles of sources a footnote names before it says how many more there are.
const TITLES: usize = 3;

/// One unit set of the run.
pub struct Setting<'a> {
    pub evidence: &'a Evidence<'a>,
    pub set: &'a UnitSetEvidence,
    /// `provinces`, `cities`: the id without its size, the start of the ids of facts.
    pub key: String,
    /// The indicators of the framework that exist in this set, with units of measure.
    pub indicators: Vec<Indicator>,
    /// Sources behind the values of each indicator.
    sources: BTreeMap<String, BTreeSet<String>>,
    /// Probability of a rank of at most `k`, by unit and `k`.
    probabilities: BTreeMap<(usize, u32), f64>,
    /// Units whose name stands in another set too.
    shared: BTreeSet<Code>,
    positions: BTreeMap<Code, usize>,
}

/// What a fact says.
pub struct Said {
    pub kind: FactKind,
    pub number: Option<f64>,
    pub text: String,
    pub sentence: String,
    pub strength: Strength,
}

impl Said {
    /// A statement without a number of its own.
    pub fn new(kind: FactKind, text: String, sentence: String, strength: Strength) -> Said {
        Said {
            kind,
            number: None,
            text,
            sentence,
            strength,
        }
    }

    /// The number behind the text.
    pub fn number(mut self, number: f64) -> Said {
        self.number = Some(number);
        self
    }
}

/// What `jushu show` is to be asked in order to follow a number.
#[derive(Clone, Copy, Default)]
pub struct Look<'l> {
    pub unit: Option<usize>,
    pub node: Option<&'l str>,
}

/// The settings of all unit sets of a run.
pub fn settings<'a>(evidence: &'a Evidence<'a>) -> Vec<Setting<'a>> {
    let framework = framework(evidence);
    let mut settings: Vec<Setting> = Vec::new();
    for set in &evidence.unit_sets {
        let id = &set.entry.id;
        let short = match id.rsplit_once('-') {
            Some((start, size)) if size.bytes().all(|byte| byte.is_ascii_digit()) => start,
            _ => id,
        };
        let taken = settings.iter().any(|earlier| earlier.key == short);
        let narrowed = framework
            .as_ref()
            .and_then(|framework| framework.for_unit_set(id).ok());
        let positions: BTreeMap<Code, usize> = set
            .places
            .iter()
            .enumerate()
            .map(|(unit, place)| (place.code, unit))
            .collect();
        let shared = evidence
            .unit_sets
            .iter()
            .filter(|other| other.entry.id != *id)
            .flat_map(|other| other.places.iter().map(|place| place.code))
            .filter(|code| positions.contains_key(code))
            .collect();
        settings.push(Setting {
            evidence,
            set,
            key: if taken { id.clone() } else { short.to_string() },
            indicators: narrowed.map_or(Vec::new(), |framework| framework.indicators),
            sources: sources(evidence, id),
            probabilities: probabilities(evidence, set),
            shared,
            positions,
        });
    }
    settings
}

/// The framework as it was at the run.
pub fn framework(evidence: &Evidence) -> Option<Framework> {
    let path = evidence.results.folder.join("framework.toml");
    let text = std::fs::read_to_string(path).ok()?;
    Framework::parse(&text, "framework.toml").ok()
}

/// Rows of a CSV file of the run without the header; none where there is no such file.
pub fn rows(evidence: &Evidence, file: &str) -> Vec<Vec<String>> {
    let Ok(mut reader) = csv::Reader::from_path(evidence.results.folder.join(file)) else {
        return Vec::new();
    };
    reader
        .records()
        .filter_map(Result::ok)
        .map(|record| record.iter().map(str::to_string).collect())
        .collect()
}

/// Which sources stand behind the values of each indicator: `a: 12; b: 3` in the last column of `cells.csv`.
fn sources(evidence: &Evidence, set: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(evidence, &format!("{set}/cells.csv")) {
        let (Some(indicator), Some(listed)) = (row.get(2), row.get(6)) else {
            continue;
        };
        let ids = listed
            .split("; ")
            .filter_map(|part| part.rsplit_once(": "))
            .map(|(id, _)| id.to_string());
        sources.entry(indicator.clone()).or_default().extend(ids);
    }
    sources
}

fn probabilities(evidence: &Evidence, set: &UnitSetEvidence) -> BTreeMap<(usize, u32), f64> {
    let position: BTreeMap<&str, usize> = set
        .places
        .iter()
        .enumerate()
        .map(|(unit, place)| (place.name.as_str(), unit))
        .collect();
    rows(evidence, &format!("{}/top_probability.csv", set.entry.id))
        .iter()
        .filter_map(|row| {
            let unit = *position.get(row.first()?.as_str())?;
            Some(((unit, row.get(1)?.parse().ok()?), row.get(2)?.parse().ok()?))
        })
        .collect()
}

impl<'a> Setting<'a> {
    pub fn language(&self) -> Language {
        self.evidence.language
    }

    /// One of the two texts.
    pub fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.language() {
            Language::Zh => zh.into(),
            Language::En => en.into(),
        }
    }

    pub fn root(&self) -> &str {
        &self.set.entry.root
    }

    pub fn units(&self) -> usize {
        self.set.places.len()
    }

    pub fn place(&self, unit: usize) -> &'static Place {
        self.set.places[unit]
    }

    pub fn position(&self, code: Code) -> Option<usize> {
        self.positions.get(&code).copied()
    }

    /// The short name of a unit: 深圳, Shenzhen.
    pub fn name(&self, unit: usize) -> &str {
        self.evidence.short_name(self.place(unit))
    }

    pub fn names(&self, units: &[usize]) -> Vec<&str> {
        units.iter().map(|&unit| self.name(unit)).collect()
    }

    pub fn list(&self, units: &[usize]) -> String {
        jushu_report::wording::list(&self.names(units), self.language())
    }

    pub fn text(&self, names: &Names) -> String {
        self.evidence.text(names).to_string()
    }

    /// The name of a node or indicator; its id where the run has none of that id.
    pub fn node(&self, id: &str) -> String {
        let entry = self.set.entry.nodes.iter().find(|node| node.id == id);
        entry.map_or_else(|| id.to_string(), |node| self.text(&node.name))
    }

    /// The root and the nodes right under it.
    pub fn upper_nodes(&self) -> Vec<&NodeEntry> {
        let root = self.root();
        let nodes = self.set.entry.nodes.iter();
        nodes
            .filter(|node| node.id == root)
            .chain(self.set.dimensions())
            .collect()
    }

    /// The start of the ids of facts about a node: `cities` for the root, `cities.innovation` for others.
    pub fn prefix(&self, node: &str) -> String {
        if node == self.root() {
            self.key.clone()
        } else {
            format!("{}.{node}", self.key)
        }
    }

    pub fn is_provinces(&self) -> bool {
        self.key.starts_with("provinces")
    }

    pub fn is_cities(&self) -> bool {
        self.key.starts_with("cities")
    }

    /// What the units are called, singular and plural alike in Chinese.
    pub fn noun(&self) -> String {
        if self.is_provinces() {
            self.say("省份", "provinces")
        } else if self.is_cities() {
            self.say("城市", "cities")
        } else {
            self.say("评价单元", "units")
        }
    }

    /// 31 个省级行政区; 337 cities.
    pub fn scope(&self) -> String {
        let units = self.units();
        if self.is_provinces() {
            self.say(
                format!("{units} 个省级行政区"),
                format!("{units} provinces"),
            )
        } else if self.is_cities() {
            self.say(format!("{units} 个城市"), format!("{units} cities"))
        } else {
            self.say(format!("{units} 个评价单元"), format!("{units} units"))
        }
    }

    pub fn score(&self, node: &str, unit: usize) -> Option<f64> {
        self.set.scores(node).get(unit).copied().flatten()
    }

    pub fn rank(&self, node: &str, unit: usize) -> Option<u32> {
        self.set.ranks(node).get(unit).copied().flatten()
    }

    /// The interval of ranks of a unit at a node: only the root has been replicated.
    pub fn interval(&self, node: &str, unit: usize) -> Option<(f64, f64)> {
        if node == self.root() {
            self.set.intervals().get(unit).copied().flatten()
        } else {
            None
        }
    }

    /// Units with a rank of at most `n` at a node, the best first; with ties there may be more than `n`.
    pub fn top(&self, node: &str, n: usize) -> Vec<usize> {
        self.set
            .ranking(node)
            .into_iter()
            .filter(|&unit| self.rank(node, unit).is_some_and(|rank| rank as usize <= n))
            .collect()
    }

    pub fn probability(&self, unit: usize, k: u32) -> Option<f64> {
        self.probabilities.get(&(unit, k)).copied()
    }

    /// Values of an indicator that are there, with their units.
    pub fn present(&self, indicator: &str) -> Vec<(usize, f64)> {
        self.set
            .values(indicator)
            .iter()
            .enumerate()
            .filter_map(|(unit, value)| Some((unit, (*value)?)))
            .collect()
    }

    /// A value of an indicator with its unit of measure.
    pub fn quantity(&self, indicator: &Indicator, value: f64) -> String {
        let unit = indicator.unit.as_ref().map_or("", |unit| {
            self.language().pick(unit.zh.as_ref(), unit.en.as_ref())
        });
        jushu_report::wording::quantity(value, unit, self.language())
    }

    /// A fact that rests on scores and ranks.
    pub fn of_scores(&self, id: impl Display, look: Look, said: Said) -> Fact {
        let inferred = self
            .set
            .entry
            .choices
            .iter()
            .any(|choice| choice.inferred && choice.step != "counting");
        let sources = self.sources.values().flatten().map(String::as_str);
        self.fact(id, inferred, &sources.collect(), Vec::new(), look, said)
    }

    /// A fact that rests on the values of indicators alone.
    pub fn of_values(
        &self,
        id: impl Display,
        indicators: &[&str],
        unit: Option<usize>,
        said: Said,
    ) -> Fact {
        let sources = indicators
            .iter()
            .filter_map(|indicator| self.sources.get(*indicator))
            .flatten()
            .map(String::as_str)
            .collect();
        let counting = |choice: &&ChoiceEntry| {
            choice.step == "counting"
                && choice
                    .node
                    .as_deref()
                    .is_some_and(|node| indicators.contains(&node))
        };
        let choices: Vec<&ChoiceEntry> = self.set.entry.choices.iter().filter(counting).collect();
        let inferred = choices.iter().any(|choice| choice.inferred);
        let warnings = choices
            .iter()
            .filter(|choice| choice.severity == "warning")
            .map(|choice| self.text(&choice.text))
            .collect();
        let look = Look {
            unit,
            node: indicators.first().copied(),
        };
        self.fact(id, inferred, &sources, warnings, look, said)
    }

    fn fact(
        &self,
        id: impl Display,
        inferred: bool,
        sources: &BTreeSet<&str>,
        warnings: Vec<String>,
        look: Look,
        said: Said,
    ) -> Fact {
        let mut parts = vec![source_part(self.evidence, sources)];
        parts.push(self.say(
            format!("范围：{}", self.scope()),
            format!("scope: {}", self.scope()),
        ));
        parts.extend(warnings);
        parts.extend(run_parts(self.evidence));
        parts.push(self.say(
            format!("查核：{}", self.command(look)),
            format!("to follow it: {}", self.command(look)),
        ));
        Fact {
            id: id.to_string(),
            kind: said.kind,
            number: said.number.filter(|number| number.is_finite()),
            text: said.text,
            sentence: said.sentence,
            strength: said.strength,
            inferred,
            scope: self.scope(),
            citation: citation(self.language(), parts),
        }
    }

    /// `jushu show . 杭州市 listed_firms`.
    fn command(&self, look: Look) -> String {
        let mut command = "jushu show .".to_string();
        if let Some(unit) = look.unit {
            command = format!("{command} {}", self.place(unit).name);
        }
        if let Some(node) = look.node {
            command = format!("{command} {node}");
        }
        let ambiguous = look.unit.map_or(self.evidence.unit_sets.len() > 1, |unit| {
            self.shared.contains(&self.place(unit).code)
        });
        if ambiguous {
            command = format!("{command} --unit-set {}", self.set.entry.id);
        }
        command
    }
}

/// A fact about the run or about its clusters, without a unit set.
pub fn of_run(
    evidence: &Evidence,
    id: impl Display,
    scope: String,
    command: &str,
    inferred: bool,
    said: Said,
) -> Fact {
    let all = evidence.results.manifest.sources.iter();
    let mut parts = vec![source_part(
        evidence,
        &all.map(|source| source.id.as_str()).collect(),
    )];
    parts.extend(run_parts(evidence));
    let follow = evidence.language.pick("查核：", "to follow it: ");
    parts.push(format!("{follow}{command}"));
    Fact {
        id: id.to_string(),
        kind: said.kind,
        number: said.number.filter(|number| number.is_finite()),
        text: said.text,
        sentence: said.sentence,
        strength: said.strength,
        inferred,
        scope,
        citation: citation(evidence.language, parts),
    }
}

/// 资料来源：甲（2026-06-30）、乙 等 7 个来源.
fn source_part(evidence: &Evidence, sources: &BTreeSet<&str>) -> String {
    let language = evidence.language;
    let titles: Vec<String> = evidence
        .results
        .manifest
        .sources
        .iter()
        .filter(|source| sources.contains(source.id.as_str()))
        .map(|source| {
            let title = source.title.as_deref().unwrap_or(&source.id);
            match (&source.retrieved, language) {
                (None, _) => title.to_string(),
                (Some(day), Language::Zh) => format!("{title}（{day}）"),
                (Some(day), Language::En) => format!("{title} ({day})"),
            }
        })
        .collect();
    match (titles.len(), language) {
        (0, Language::Zh) => "资料来源：项目数据".to_string(),
        (0, Language::En) => "Source: data of the project".to_string(),
        (1..=TITLES, Language::Zh) => format!("资料来源：{}", titles.join("；")),
        (1..=TITLES, Language::En) => format!("Source: {}", titles.join("; ")),
        (all, Language::Zh) => format!(
            "资料来源：{}等 {all} 个来源（见附录“数据来源”）",
            titles[..TITLES].join("；")
        ),
        (all, Language::En) => format!(
            "Source: {} and {} more (annex “Sources”)",
            titles[..TITLES].join("; "),
            all - TITLES
        ),
    }
}

fn run_parts(evidence: &Evidence) -> [String; 2] {
    let manifest = &evidence.results.manifest;
    let (date, run) = (&manifest.date, &manifest.run);
    match evidence.language {
        Language::Zh => [format!("统计截至 {date}"), format!("计算：{run}")],
        Language::En => [format!("as of {date}"), format!("run {run}")],
    }
}

fn citation(language: Language, parts: Vec<String>) -> Citation {
    Citation {
        text: parts.join(language.pick("；", "; ")),
    }
}
