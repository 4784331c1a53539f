//! Recommendations and what carries them: indicators and findings of the run as evidence, cases from elsewhere as
//! examples, and advice by type of place. By rules (`rules/recommendations.toml`), not by a language model.

use jushu_places::{Place, Region};
use jushu_report::Language;
use serde::{Deserialize, Serialize};

use crate::clusters::rules::{About, RulesError, parsed, text_of};
use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};

const SHIPPED: &str = include_str!("../../../../rules/recommendations.toml");
const SHIPPED_CASES: &str = include_str!("../../../../data/cases/cases.csv");

/// Cases shown with one recommendation.
const CASES_SHOWN: usize = 4;
/// Findings shown as evidence of one recommendation.
const FINDINGS_SHOWN: usize = 4;

/// The rule file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What the file is.
    #[serde(rename = "rules")]
    pub about: About,
    /// The recommendations, in their order.
    #[serde(default, rename = "recommendation")]
    pub recommendations: Vec<Rule>,
    /// Advice by type of place.
    #[serde(default)]
    pub advice: Vec<Advice>,
}

/// One recommendation and what may carry it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Whom it is for.
    #[serde(rename = "for")]
    pub audience: Vec<Audience>,
    /// Its heading.
    pub title: Names,
    /// What should be done.
    pub text: Names,
    /// Indicators that may carry it; `*` is the index itself.
    #[serde(default)]
    pub indicators: Vec<String>,
    /// Topics of `clusters/findings.csv` that may carry it.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Words looked for in the metrics of the case library.
    #[serde(default)]
    pub cases: Vec<String>,
}

/// Whom a recommendation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The whole country.
    National,
    /// One province.
    Province,
    /// One city.
    City,
}

/// Advice for places of a type. Every condition given must hold; a text may name `{rank}`, `{dimension}`,
/// `{dimension_rank}`, `{low}` and `{high}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Its id.
    pub id: String,
    /// When it is given.
    pub when: When,
    /// What is advised.
    pub text: Names,
}

/// When a piece of advice is given.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The place lies in one of these regions.
    #[serde(default)]
    pub region: Vec<RegionName>,
    /// Its best dimension ranks above its overall rank by this share of the unit set at least.
    #[serde(default)]
    pub strong_dimension: Option<f64>,
    /// Its worst dimension ranks below its overall rank by this share of the unit set at least.
    #[serde(default)]
    pub weak_dimension: Option<f64>,
    /// Its rank interval is as wide as this share of the unit set at least.
    #[serde(default)]
    pub interval_width: Option<f64>,
}

/// A region by its name in rule files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionName {
    /// 东部
    East,
    /// 中部
    Central,
    /// 西部
    West,
    /// 东北
    Northeast,
}

impl RegionName {
    fn region(self) -> Region {
        match self {
            RegionName::East => Region::East,
            RegionName::Central => Region::Central,
            RegionName::West => Region::West,
            RegionName::Northeast => Region::Northeast,
        }
    }
}

/// One case of the library: a published figure of somebody else.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Case {
    region: String,
    metric: String,
    kind: String,
    operator: String,
    value: String,
    unit: String,
    year: String,
    source_as_cited: String,
    publication: String,
}

/// A recommendation as a template prints it, in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recommendation {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What should be done.
    pub text: String,
    /// True where something of the run carries it.
    pub supported: bool,
    /// What carries it, a sentence each; where nothing does, one that says so.
    pub evidence: Vec<String>,
    /// Figures from elsewhere, with their publication: examples, not evidence.
    pub cases: Vec<String>,
}

/// A piece of advice to one place, in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Advised {
    /// The id of the rule.
    pub id: String,
    /// What is advised.
    pub text: String,
}

impl Rules {
    /// The rules of the project in `folder`, else the shipped ones.
    pub fn load(folder: &std::path::Path) -> Result<Rules, RulesError> {
        let (label, text) = text_of(&folder.join("rules"), "recommendations.toml", SHIPPED)?;
        parsed(&label, &text)
    }

    /// The recommendations for `audience` with their evidence in this run, those for one place narrowed to the
    /// findings and cases about it.
    pub fn recommendations(
        &self,
        evidence: &Evidence,
        audience: Audience,
        place: Option<&Place>,
    ) -> Vec<Recommendation> {
        let findings = findings(evidence, place);
        let cases = cases(evidence);
        self.recommendations
            .iter()
            .filter(|rule| rule.audience.contains(&audience))
            .map(|rule| recommendation(rule, evidence, place, &findings, &cases))
            .collect()
    }

    /// Advice to the unit at `unit` of `set`, by the type of place it is.
    pub fn advice(&self, set: &UnitSetEvidence, unit: usize, language: Language) -> Vec<Advised> {
        let standing = Standing::of(set, unit, language);
        self.advice
            .iter()
            .filter_map(|advice| {
                let text = language.pick(&advice.text.zh, &advice.text.en);
                let text = standing.fill(&advice.when, text)?;
                Some(Advised {
                    id: advice.id.clone(),
                    text,
                })
            })
            .collect()
    }
}

/// Where a unit stands, as far as rules of advice ask.
struct Standing {
    region: Option<Region>,
    units: f64,
    rank: Option<u32>,
    best: Option<(String, u32)>,
    worst: Option<(String, u32)>,
    interval: Option<(f64, f64)>,
}

impl Standing {
    fn of(set: &UnitSetEvidence, unit: usize, language: Language) -> Standing {
        let ranked: Vec<(String, u32)> = set
            .dimensions()
            .filter_map(|node| {
                let rank = set.ranks(&node.id).get(unit).copied().flatten()?;
                Some((
                    language.pick(&node.name.zh, &node.name.en).to_string(),
                    rank,
                ))
            })
            .collect();
        let root = &set.entry.root;
        Standing {
            region: set.places[unit].region,
            units: set.entry.units as f64,
            rank: set.ranks(root).get(unit).copied().flatten(),
            best: ranked.iter().min_by_key(|(_, rank)| *rank).cloned(),
            worst: ranked.iter().max_by_key(|(_, rank)| *rank).cloned(),
            interval: set.intervals()[unit],
        }
    }

    /// The text with its places filled, where every condition holds.
    fn fill(&self, when: &When, text: &str) -> Option<String> {
        if !when.region.is_empty() {
            let region = self.region?;
            when.region.iter().find(|name| name.region() == region)?;
        }
        let mut text = text.to_string();
        let named = |text: &mut String, (name, rank): &(String, u32)| {
            *text = text.replace("{dimension}", name);
            *text = text.replace("{dimension_rank}", &rank.to_string());
        };
        if let Some(share) = when.strong_dimension {
            let best = self.best.as_ref()?;
            (f64::from(self.rank?) - f64::from(best.1) >= share * self.units).then_some(())?;
            named(&mut text, best);
        }
        if let Some(share) = when.weak_dimension {
            let worst = self.worst.as_ref()?;
            (f64::from(worst.1) - f64::from(self.rank?) >= share * self.units).then_some(())?;
            named(&mut text, worst);
        }
        if let Some(share) = when.interval_width {
            let (low, high) = self.interval?;
            (high - low >= share * self.units).then_some(())?;
        }
        if let Some(rank) = self.rank {
            text = text.replace("{rank}", &rank.to_string());
        }
        if let Some((low, high)) = self.interval {
            text = text.replace("{low}", &low.to_string());
            text = text.replace("{high}", &high.to_string());
        }
        Some(text)
    }
}

/// One row of `clusters/findings.csv`.
struct Finding {
    topic: String,
    subject: String,
    text: String,
    certainty: String,
}

/// The findings on clusters; those that speak of the place alone where one is given.
fn findings(evidence: &Evidence, place: Option<&Place>) -> Vec<Finding> {
    let Some((header, rows)) = evidence.cluster_table("findings.csv") else {
        return Vec::new();
    };
    let column = |name: &str| header.iter().position(|heading| heading == name);
    let (Some(topic), Some(subject), Some(text), Some(certainty)) = (
        column("topic"),
        column(evidence.language.pick("subject_zh", "subject_en")),
        column(evidence.language.pick("finding_zh", "finding_en")),
        column("certainty"),
    ) else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = rows
        .into_iter()
        .map(|row| Finding {
            topic: row[topic].clone(),
            subject: row[subject].clone(),
            text: row[text].clone(),
            certainty: row[certainty].clone(),
        })
        .filter(|finding| !finding.certainty.starts_with("无数据"))
        .collect();
    if let Some(place) = place {
        findings.retain(|finding| {
            finding.subject.contains(&place.name) || finding.text.contains(&place.short_name)
        });
    }
    findings
}

/// The cases: of the project where it has a `cases.csv`, else those shipped.
fn cases(evidence: &Evidence) -> Vec<Case> {
    let own = std::fs::read_to_string(evidence.project.folder().join("cases.csv"));
    let text = own.unwrap_or_else(|_| SHIPPED_CASES.to_string());
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

fn recommendation(
    rule: &Rule,
    evidence: &Evidence,
    place: Option<&Place>,
    findings: &[Finding],
    cases: &[Case],
) -> Recommendation {
    let language = evidence.language;
    let mut carried = Vec::new();
    for set in &evidence.unit_sets {
        carried.extend(indicator_evidence(rule, evidence, set, place));
    }
    carried.extend(
        findings
            .iter()
            .filter(|finding| rule.topics.contains(&finding.topic))
            .take(FINDINGS_SHOWN)
            .map(|finding| {
                let Finding {
                    subject,
                    text,
                    certainty,
                    ..
                } = finding;
                match language {
                    Language::Zh => format!("{subject}：{text}（{certainty}）"),
                    Language::En => format!("{subject}: {text} ({certainty})"),
                }
            }),
    );
    let supported = !carried.is_empty();
    if !supported {
        carried.push(
            language
                .pick("本指数没有证据", "no evidence in this index")
                .to_string(),
        );
    }
    let fits = |case: &&Case| {
        let named = rule
            .cases
            .iter()
            .any(|word| case.metric.contains(word.as_str()));
        named && case.kind != "排名"
    };
    // Cases of the place itself first, then of others.
    let here = |case: &Case| place.is_some_and(|place| case.region.contains(&place.short_name));
    let mut fitting: Vec<&Case> = cases.iter().filter(fits).collect();
    fitting.sort_by_key(|case| !here(case));
    Recommendation {
        id: rule.id.clone(),
        title: evidence.text(&rule.title).to_string(),
        text: evidence.text(&rule.text).to_string(),
        supported,
        evidence: carried,
        cases: fitting
            .into_iter()
            .take(CASES_SHOWN)
            .map(|case| case.line(language))
            .collect(),
    }
}

/// What the indicators named by the rule say in one unit set.
fn indicator_evidence(
    rule: &Rule,
    evidence: &Evidence,
    set: &UnitSetEvidence,
    place: Option<&Place>,
) -> Vec<String> {
    let language = evidence.language;
    let unit = place.map(|place| set.places.iter().position(|unit| unit.code == place.code));
    let position = match unit {
        // The place is no unit of this set.
        Some(None) => return Vec::new(),
        Some(Some(position)) => Some(position),
        None => None,
    };
    let named = set.entry.nodes.iter().filter(|node| {
        let index = node.id == set.entry.root && rule.indicators.iter().any(|id| id == "*");
        index || node.level == 1 && rule.indicators.contains(&node.id)
    });
    named
        .filter_map(|node| {
            let name = evidence.text(&node.name);
            let ranks = set.ranks(&node.id);
            let total = set.entry.units;
            if let Some(position) = position {
                let rank = ranks.get(position).copied().flatten()?;
                return Some(match language {
                    Language::Zh => format!("{name}：第 {rank} 名（共 {total} 个）"),
                    Language::En => format!("{name}: rank {rank} of {total}"),
                });
            }
            let values = match node.level {
                1 => set.values(&node.id),
                _ => set.scores(&node.id),
            };
            let present: Vec<f64> = values.iter().copied().flatten().collect();
            let sum: f64 = present.iter().sum();
            let mut sorted = present.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let top: f64 = sorted.iter().take(5).sum();
            let none = present.iter().filter(|value| **value == 0.0).count();
            let share = (sum > 0.0).then_some(100.0 * top / sum)?;
            let scope = &set.entry.id;
            Some(match (language, node.level) {
                (Language::Zh, 1) => format!("{name}（{scope}）：前 5 名占合计的 {share:.1}%，{none} 个单元为零"),
                (Language::En, 1) => format!(
                    "{name} ({scope}): the first five hold {share:.1}% of the total, {none} units have none"
                ),
                (Language::Zh, _) => format!("{name}（{scope}）：前 5 名得分占全部得分的 {share:.1}%"),
                (Language::En, _) => {
                    format!("{name} ({scope}): the first five hold {share:.1}% of all scores")
                }
            })
        })
        .collect()
}

impl Case {
    /// The case in a line, with its publication.
    fn line(&self, language: Language) -> String {
        let Case {
            region,
            metric,
            kind,
            operator,
            value,
            unit,
            year,
            source_as_cited,
            publication,
        } = self;
        let degree = match operator.as_str() {
            ">" => language.pick("超过 ", "over "),
            "<≈" => language.pick("近 ", "nearly "),
            "≈" => language.pick("约 ", "about "),
            "≤" => language.pick("不超过 ", "at most "),
            _ => "",
        };
        let kind = match kind.as_str() {
            "目标" => language.pick("（目标）", " (target)"),
            "预测" => language.pick("（预测）", " (forecast)"),
            _ => "",
        };
        let mut from = vec![publication.as_str()];
        from.extend(
            [source_as_cited.as_str(), year.as_str()]
                .into_iter()
                .filter(|text| !text.is_empty()),
        );
        match language {
            Language::Zh => format!(
                "{region}：{metric}{degree}{value}{unit}{kind}（{}）",
                from.join("，")
            ),
            Language::En => format!(
                "{region}: {metric} {degree}{value} {unit}{kind} ({})",
                from.join(", ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_read_and_every_case_word_has_a_case() {
        let rules: Rules = parsed("rules/recommendations.toml", SHIPPED).unwrap();
        let cases: Vec<Case> = csv::Reader::from_reader(SHIPPED_CASES.as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(cases.len(), 309);
        for rule in &rules.recommendations {
            for word in &rule.cases {
                assert!(
                    cases.iter().any(|case| case.metric.contains(word.as_str())),
                    "{}: no case speaks of {word}",
                    rule.id
                );
            }
        }
    }

    #[test]
    fn an_unknown_key_names_the_file_and_the_line() {
        let text = format!("{SHIPPED}\n[[advice]]\nid = \"x\"\nwen = {{}}\n");
        let error = parsed::<Rules>("rules/recommendations.toml", &text).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("recommendations.toml, line "), "{message}");
        assert!(message.contains("wen"), "{message}");
    }

    fn standing() -> Standing {
        Standing {
            region: Some(Region::West),
            units: 31.0,
            rank: Some(20),
            best: Some(("产业环境".into(), 5)),
            worst: Some(("产业创新".into(), 22)),
            interval: Some((17.0, 25.0)),
        }
    }

    #[test]
    fn advice_is_given_where_its_conditions_hold() {
        let west = When {
            region: vec![RegionName::West],
            ..When::default()
        };
        let east = When {
            region: vec![RegionName::East],
            ..When::default()
        };
        assert_eq!(standing().fill(&west, "x").as_deref(), Some("x"));
        assert_eq!(standing().fill(&east, "x"), None);
        // 15 ranks above the overall rank is 48 % of 31 units; 2 below is 6 %.
        let strong = When {
            strong_dimension: Some(0.4),
            ..When::default()
        };
        let text = standing().fill(&strong, "{dimension} {dimension_rank} {rank}");
        assert_eq!(text.as_deref(), Some("产业环境 5 20"));
        let weak = When {
            weak_dimension: Some(0.1),
            ..When::default()
        };
        assert_eq!(standing().fill(&weak, "x"), None);
        let wide = When {
            interval_width: Some(0.25),
            ..When::default()
        };
        assert_eq!(
            standing().fill(&wide, "{low}-{high}").as_deref(),
            Some("17-25")
        );
        let missing = Standing {
            interval: None,
            ..standing()
        };
        assert_eq!(missing.fill(&wide, "x"), None);
    }

    #[test]
    fn a_case_says_how_exact_it_is_and_who_says_so() {
        let case = Case {
            region: "贵州".into(),
            metric: "重点数据中心智算占比".into(),
            kind: "目标".into(),
            operator: ">".into(),
            value: "90".into(),
            unit: "%".into(),
            year: "2025".into(),
            source_as_cited: String::new(),
            publication: "某文".into(),
        };
        assert_eq!(
            case.line(Language::Zh),
            "贵州：重点数据中心智算占比超过 90%（目标）（某文，2025）"
        );
    }
}
