//! Rule files: text rules and grade rules, shipped with the program or the project's own.
//!
//! A file of the same name under `rules/` in the project takes the place of the shipped one; further files in
//! its `rules/grades/` are added.

use std::path::Path;

use jushu_clusters::grades::{Condition, Exemption, Grade, Operator, Relief, Rule};
use jushu_registry::schema::nearest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::thresholds::{Thresholds, thresholds};
use crate::config::Names;

const SHIPPED: &[(&str, &str)] = &[
    (
        "digital-core.toml",
        include_str!("../../../../rules/digital-core.toml"),
    ),
    ("chain.toml", include_str!("../../../../rules/chain.toml")),
    ("tracks.toml", include_str!("../../../../rules/tracks.toml")),
    (
        "cluster-fields.toml",
        include_str!("../../../../rules/cluster-fields.toml"),
    ),
    ("forms.toml", include_str!("../../../../rules/forms.toml")),
    (
        "diagnosis.toml",
        include_str!("../../../../rules/diagnosis.toml"),
    ),
    (
        "grades/four-grades.toml",
        include_str!("../../../../rules/grades/four-grades.toml"),
    ),
    (
        "grades/shandong-digital.toml",
        include_str!("../../../../rules/grades/shandong-digital.toml"),
    ),
    (
        "grades/miit-sme.toml",
        include_str!("../../../../rules/grades/miit-sme.toml"),
    ),
    (
        "grades/yunnan-sme.toml",
        include_str!("../../../../rules/grades/yunnan-sme.toml"),
    ),
];

/// The fields of a firm a text rule looks at unless it names others.
const FIELDS: &[&str] = &[
    "name",
    "short_name",
    "industry",
    "business_scope",
    "main_products",
];

/// A rule file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum RulesError {
    /// It cannot be read.
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It does not say what it should.
    Invalid {
        /// The file.
        file: String,
        /// The line, from 1, where one is at fault.
        line: Option<usize>,
        /// What is wrong.
        detail: Names,
    },
}

impl RulesError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            RulesError::Unreadable { file, source } => Names::new(
                format!("{file}：{source}；请检查它的权限"),
                format!("{file}: {source}; check its permissions"),
            ),
            RulesError::Invalid { file, line, detail } => {
                let (zh, en) = match line {
                    Some(line) => (format!("，第 {line} 行"), format!(", line {line}")),
                    None => Default::default(),
                };
                Names::new(
                    format!("{file}{zh}：{}", detail.zh),
                    format!("{file}{en}: {}", detail.en),
                )
            }
        }
    }
}

/// A file as it was used.
#[derive(Debug, Clone)]
pub struct RuleFile<T> {
    /// Its name below `rules/`.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub rules: T,
}

/// Rules that look for words in the texts of a record.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// What the file is.
    #[serde(rename = "rules")]
    pub about: About,
    /// The rules, the first to fit first.
    #[serde(rename = "rule")]
    pub list: Vec<TextRule>,
}

/// What a file of text rules says of itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Names,
    /// True where the rules are of somebody's own making (自拟).
    pub own: bool,
    /// Where they come from.
    pub source: String,
}

/// One text rule: it fits where one of `any` and none of `none` occurs in the fields.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRule {
    /// Its id.
    pub id: String,
    /// What a record that fits is put into.
    pub class: String,
    /// The fields looked at; name, short name, industry, business scope and products where empty.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Words of which one must occur.
    pub any: Vec<String>,
    /// Words of which none may occur.
    #[serde(default)]
    pub none: Vec<String>,
}

/// A rule that fitted, with the word that decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit<'r> {
    /// The rule.
    pub rule: &'r TextRule,
    /// The word.
    pub word: &'r str,
    /// The field it stands in.
    pub field: &'static str,
}

impl TextRule {
    /// Whether the rule fits `texts`, pairs of field and text.
    pub fn fit<'r>(&'r self, texts: &[(&'static str, &str)]) -> Option<Fit<'r>> {
        let looked_at = |field: &str| {
            if self.fields.is_empty() {
                FIELDS.contains(&field)
            } else {
                self.fields.iter().any(|wanted| wanted == field)
            }
        };
        let seen = || texts.iter().filter(|(field, _)| looked_at(field));
        let barred = |text: &str| self.none.iter().any(|word| text.contains(word.as_str()));
        if seen().any(|(_, text)| barred(text)) {
            return None;
        }
        seen().find_map(|(field, text)| {
            let word = self.any.iter().find(|word| text.contains(word.as_str()))?;
            Some(Fit {
                rule: self,
                word,
                field,
            })
        })
    }
}

impl TextRules {
    /// The first rule that fits.
    pub fn first<'r>(&'r self, texts: &[(&'static str, &str)]) -> Option<Fit<'r>> {
        self.list.iter().find_map(|rule| rule.fit(texts))
    }

    /// All rules that fit.
    pub fn all<'r>(&'r self, texts: &[(&'static str, &str)]) -> Vec<Fit<'r>> {
        self.list
            .iter()
            .filter_map(|rule| rule.fit(texts))
            .collect()
    }
}

/// A set of grades, or of forms a unit may have.
#[derive(Debug, Clone)]
pub struct GradeRules {
    /// What it is.
    pub about: SetAbout,
    /// The names of its grades.
    pub names: Vec<Names>,
    /// The names of the rules of each grade.
    pub rule_names: Vec<Vec<Names>>,
    /// The grades, the lowest first.
    pub grades: Vec<Grade>,
}

/// What a rule set says of itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAbout {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Names,
    /// What it judges.
    pub units: Units,
    /// Whose rules they are.
    pub status: Status,
    /// Where they come from.
    pub source: String,
}

/// What a rule set judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Units {
    /// Clusters of the cluster registry.
    Cluster,
    /// Cities.
    Region,
}

/// Whose rules they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Published by a public body.
    Published,
    /// Of one's own making (自拟).
    Own,
    /// An example to be edited (示例).
    Example,
}

impl Status {
    /// The label in files, which speak both languages.
    pub fn label(self) -> String {
        let (zh, en) = self.words();
        format!("{zh} {en}")
    }

    /// The label in a sentence of one language: Chinese, English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Status::Published => ("公布", "published"),
            Status::Own => ("自拟", "own"),
            Status::Example => ("示例", "example"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    set: SetAbout,
    grade: Vec<GradeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GradeEntry {
    id: String,
    name: Names,
    #[serde(default)]
    optional_needed: usize,
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: Spanned<String>,
    name: Names,
    any: Vec<ConditionEntry>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    exemption: Option<ExemptionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionEntry {
    metric: String,
    operator: Operator,
    threshold: f64,
    #[serde(default = "one")]
    years: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExemptionEntry {
    metric: String,
    operator: Operator,
    threshold: f64,
    #[serde(default = "one")]
    years: usize,
    relief: Relief,
}

fn one() -> usize {
    1
}

/// Everything that was loaded.
#[derive(Debug, Clone)]
pub struct RuleBook {
    /// Groups of the digital core by text.
    pub digital_core: RuleFile<TextRules>,
    /// Position in the data chain.
    pub chain: RuleFile<TextRules>,
    /// Hot tracks of plans and policies.
    pub tracks: RuleFile<TextRules>,
    /// Fields of clusters.
    pub cluster_fields: RuleFile<TextRules>,
    /// Organisational forms.
    pub forms: RuleFile<GradeRules>,
    /// Thresholds of the diagnosis.
    pub diagnosis: RuleFile<Thresholds>,
    /// Sets of grades.
    pub grades: Vec<RuleFile<GradeRules>>,
}

impl RuleBook {
    /// The rules of the project in `folder`, and the shipped ones where it has none of its own.
    pub fn load(folder: &Path) -> Result<RuleBook, RulesError> {
        let folder = folder.join("rules");
        let text = |name: &str| {
            let shipped = SHIPPED.iter().find(|(known, _)| *known == name);
            text_of(&folder, name, shipped.map_or("", |(_, text)| text))
        };
        let texts = |name: &str| -> Result<RuleFile<TextRules>, RulesError> {
            let (label, text) = text(name)?;
            let rules = parsed(&label, &text)?;
            Ok(RuleFile {
                file: name.into(),
                text,
                rules,
            })
        };
        let grades = |name: &str| -> Result<RuleFile<GradeRules>, RulesError> {
            let (label, text) = text(name)?;
            let rules = grade_rules(&label, &text)?;
            Ok(RuleFile {
                file: name.into(),
                text,
                rules,
            })
        };
        let mut names: Vec<String> = SHIPPED
            .iter()
            .filter(|(name, _)| name.starts_with("grades/"))
            .map(|(name, _)| name.to_string())
            .collect();
        names.extend(own_grades(&folder.join("grades"))?);
        names.sort();
        names.dedup();
        Ok(RuleBook {
            digital_core: texts("digital-core.toml")?,
            chain: texts("chain.toml")?,
            tracks: texts("tracks.toml")?,
            cluster_fields: texts("cluster-fields.toml")?,
            forms: grades("forms.toml")?,
            diagnosis: {
                let (label, text) = text("diagnosis.toml")?;
                let rules = thresholds(&label, &text)?;
                RuleFile {
                    file: "diagnosis.toml".into(),
                    text,
                    rules,
                }
            },
            grades: names
                .iter()
                .map(|name| grades(name))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The text of every file used, by name.
    pub fn texts(&self) -> Vec<(&str, &str)> {
        let text_files = [
            &self.digital_core,
            &self.chain,
            &self.tracks,
            &self.cluster_fields,
        ];
        text_files
            .map(|file| (file.file.as_str(), file.text.as_str()))
            .into_iter()
            .chain([(self.diagnosis.file.as_str(), self.diagnosis.text.as_str())])
            .chain(
                std::iter::once(&self.forms)
                    .chain(&self.grades)
                    .map(|file| (file.file.as_str(), file.text.as_str())),
            )
            .collect()
    }
}

/// The label and text of the file `name` in the project's `rules/`, else of the one shipped.
pub(crate) fn text_of(
    folder: &Path,
    name: &str,
    shipped: &str,
) -> Result<(String, String), RulesError> {
    let path = folder.join(name);
    let label = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((label, text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok((format!("rules/{name}"), shipped.to_string()))
        }
        Err(source) => Err(RulesError::Unreadable {
            file: label,
            source,
        }),
    }
}

fn own_grades(folder: &Path) -> Result<Vec<String>, RulesError> {
    let unreadable = |source| RulesError::Unreadable {
        file: folder.display().to_string(),
        source,
    };
    match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(unreadable(source)),
        Ok(entries) => {
            let mut names = Vec::new();
            for entry in entries {
                let name = entry.map_err(unreadable)?.file_name();
                let name = name.to_string_lossy();
                if name.ends_with(".toml") {
                    names.push(format!("grades/{name}"));
                }
            }
            Ok(names)
        }
    }
}

/// Reads a set of grades.
pub fn grade_rules(file: &str, text: &str) -> Result<GradeRules, RulesError> {
    let read: SetFile = parsed(file, text)?;
    let mut rules = GradeRules {
        about: read.set,
        names: Vec::new(),
        rule_names: Vec::new(),
        grades: Vec::new(),
    };
    for grade in read.grade {
        if let Some(empty) = grade.rule.iter().find(|rule| rule.any.is_empty()) {
            let id = empty.id.get_ref();
            return Err(RulesError::Invalid {
                file: file.into(),
                line: Some(line_of(text, empty.id.span().start)),
                detail: Names::new(
                    format!("规则“{id}”的 `any` 为空；请至少写一个条件"),
                    format!("`any` of the rule `{id}` is empty; give at least one condition"),
                ),
            });
        }
        rules.names.push(grade.name);
        rules
            .rule_names
            .push(grade.rule.iter().map(|rule| rule.name.clone()).collect());
        rules.grades.push(Grade {
            id: grade.id,
            optional_needed: grade.optional_needed,
            rules: grade.rule.into_iter().map(of_rule).collect(),
        });
    }
    Ok(rules)
}

fn of_rule(entry: RuleEntry) -> Rule {
    Rule {
        id: entry.id.into_inner(),
        alternatives: entry
            .any
            .into_iter()
            .map(|condition| Condition {
                metric: condition.metric,
                operator: condition.operator,
                threshold: condition.threshold,
                years: condition.years,
            })
            .collect(),
        optional: entry.optional,
        exemption: entry.exemption.map(|exemption| Exemption {
            when: Condition {
                metric: exemption.metric,
                operator: exemption.operator,
                threshold: exemption.threshold,
                years: exemption.years,
            },
            relief: exemption.relief,
        }),
    }
}

pub(crate) fn parsed<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RulesError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        RulesError::Invalid {
            file: file.to_string(),
            line,
            detail: told(error.message()),
        }
    })
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The reader of TOML lists the keys there are; the nearest of them is what was meant.
fn told(message: &str) -> Names {
    let Some(rest) = message.strip_prefix("unknown field `") else {
        return Names::new(
            format!("{message}；请对照 docs/methods/clusters-registry.md 更正"),
            format!("{message}; see docs/methods/clusters-registry.md"),
        );
    };
    let mut quoted = rest.split('`');
    let key = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.skip(1).step_by(2).collect();
    match nearest(key, known.iter().copied()) {
        Some(nearest) => Names::new(
            format!(
                "没有“{key}”这个键；是否为“{nearest}”？可用：{}",
                known.join("、")
            ),
            format!(
                "unknown key `{key}`; did you mean `{nearest}`? There are {}",
                known.join(", ")
            ),
        ),
        None => Names::new(
            format!("没有“{key}”这个键；请删除"),
            format!("unknown key `{key}`; remove it"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join("rules").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn shipped(name: &str) -> &'static str {
        SHIPPED.iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[test]
    fn the_shipped_rules_load_and_say_whose_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let book = RuleBook::load(folder.path()).unwrap();
        assert_eq!(book.forms.rules.grades.len(), 5);
        let statuses: Vec<(&str, Status)> = book
            .grades
            .iter()
            .map(|file| (file.rules.about.id.as_str(), file.rules.about.status))
            .collect();
        assert_eq!(
            statuses,
            [
                ("four-grades", Status::Example),
                ("miit-sme", Status::Published),
                ("shandong-digital", Status::Published),
                ("yunnan-sme", Status::Published)
            ]
        );
        assert_eq!(book.texts().len(), SHIPPED.len());
    }

    #[test]
    fn an_unknown_key_is_named_with_file_line_and_the_nearest() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = shipped("grades/four-grades.toml").replacen("threshold", "treshold", 1);
        write(folder.path(), "grades/mine.toml", &wrong);
        let error = RuleBook::load(folder.path()).unwrap_err().message();
        let line = wrong
            .lines()
            .position(|line| line.contains("treshold"))
            .unwrap()
            + 1;
        for part in [
            "mine.toml",
            &format!("line {line}:"),
            "`treshold`",
            "did you mean `threshold`",
        ] {
            assert!(error.en.contains(part), "{part}: {}", error.en);
        }
        assert!(error.zh.contains("是否为“threshold”"), "{}", error.zh);
    }

    #[test]
    fn wrong_operators_and_empty_rules_are_refused() {
        let text = shipped("grades/four-grades.toml");
        let operator = grade_rules("f.toml", &text.replacen("\">=\"", "\"=>\"", 1)).unwrap_err();
        assert!(operator.to_string().contains("f.toml, line "), "{operator}");
        let empty = text.replacen(
            "[{ metric = \"firms\", operator = \">=\", threshold = 5 }]",
            "[]",
            1,
        );
        let error = grade_rules("f.toml", &empty).unwrap_err().to_string();
        assert!(
            error.contains("`any` of the rule `firms` is empty"),
            "{error}"
        );
    }

    #[test]
    fn a_file_of_the_project_takes_the_place_of_the_shipped_one() {
        let folder = tempfile::tempdir().unwrap();
        let own = shipped("tracks.toml").replacen("\"集成电路\", \"芯片\"", "\"硅\"", 1);
        write(folder.path(), "tracks.toml", &own);
        let book = RuleBook::load(folder.path()).unwrap();
        assert_eq!(book.tracks.rules.list[0].any[0], "硅");
    }

    #[test]
    fn a_rule_tells_the_word_and_the_field_and_obeys_its_exclusions() {
        let folder = tempfile::tempdir().unwrap();
        let book = RuleBook::load(folder.path()).unwrap();
        let rules = &book.digital_core.rules;
        let fit = rules.first(&[("name", "某某软件股份有限公司")]).unwrap();
        assert_eq!(
            (fit.rule.class.as_str(), fit.word, fit.field),
            ("0301", "软件", "name")
        );
        let shop = rules.first(&[("name", "某某电子商务有限公司")]).unwrap();
        assert_eq!(shop.rule.class, "0402");
        assert_eq!(rules.first(&[("name", "某某钢铁有限公司")]), None);
    }
}
