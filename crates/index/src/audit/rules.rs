//! The rules of the audit as data, and the acceptances of findings.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::{Check, checks};
use crate::Names;
use crate::nearest::nearest;
use crate::table::place;

/// The rules shipped with the product.
const SHIPPED: &str = include_str!("../../../../audit/rules.toml");

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// To be looked at.
    Warn,
    /// Not to be published like this.
    Fail,
}

/// A rule.
#[derive(Clone)]
pub struct Rule {
    /// The id, such as `A17`.
    pub id: String,
    /// What it checks.
    pub title: Names,
    /// What to do about a finding.
    pub advice: Names,
    /// What a finding means.
    pub level: Level,
    /// The limits by name.
    pub limits: BTreeMap<String, f64>,
    /// Where it comes from.
    pub source: String,
    /// Whether the threshold is Jushu's own.
    pub own: bool,
    pub(super) check: &'static Check,
}

impl Rule {
    /// The limit that is printed: the first that the check names.
    pub fn threshold(&self) -> Option<f64> {
        self.limits.get(*self.check.limits.first()?).copied()
    }

    /// The name of what is computed.
    pub fn check(&self) -> &'static str {
        self.check.id
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        (&self.id, &self.limits, self.level) == (&other.id, &other.limits, other.level)
            && self.check.id == other.check.id
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "{} {} {:?}", self.id, self.check.id, self.limits)
    }
}

/// The rules of an audit, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules(Vec<Rule>);

/// A finding that was looked at and left, with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The rule.
    pub rule: String,
    /// The node or unit; all that the rule finds when `None`.
    pub subject: Option<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub who: String,
}

/// Rules or acceptances that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct RulesError {
    /// The file.
    pub file: String,
    /// The line, from 1, where one is at fault.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: RulesErrorKind,
}

/// What is wrong with rules or acceptances.
#[derive(Debug, Clone, PartialEq)]
pub enum RulesErrorKind {
    /// Not readable as TOML, or a key is missing or unknown; the text says which.
    Syntax(String),
    /// A check that does not exist.
    UnknownCheck {
        /// The name given.
        check: String,
        /// The check it most resembles.
        nearest: Option<String>,
    },
    /// The limits are not those that the check uses.
    Limits {
        /// The rule.
        rule: String,
        /// What the check uses.
        wanted: Vec<String>,
    },
    /// Two rules with one id.
    Duplicate {
        /// The id.
        rule: String,
    },
    /// An acceptance of a rule that does not exist.
    UnknownRule {
        /// The id given.
        rule: String,
    },
    /// An acceptance of a node or unit that does not exist.
    UnknownSubject {
        /// The name given.
        subject: String,
        /// The node or unit it most resembles.
        nearest: Option<String>,
    },
    /// An acceptance without a reason or a name.
    NoReason {
        /// The rule.
        rule: String,
    },
}

impl RulesError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use RulesErrorKind::*;
        let or = |nearest: &Option<String>| match nearest {
            Some(nearest) => (
                format!("（是否为“{nearest}”？）"),
                format!(" (did you mean \"{nearest}\"?)"),
            ),
            None => Default::default(),
        };
        let text = match &self.kind {
            Syntax(cause) => Names::new(
                format!("无法读取：{cause}；请按 audit/rules.toml 的格式改正"),
                format!("cannot be read: {cause}; correct it after the model of audit/rules.toml"),
            ),
            UnknownCheck { check, nearest } => {
                let (zh, en) = or(nearest);
                Names::new(
                    format!("没有检验“{check}”{zh}"),
                    format!("there is no check \"{check}\"{en}"),
                )
            }
            Limits { rule, wanted } => {
                let wanted = wanted.join(", ");
                Names::new(
                    format!("规则 {rule} 的 limits 应恰为有限数值 {wanted}"),
                    format!(
                        "the limits of rule {rule} must be exactly these, as finite numbers: {wanted}"
                    ),
                )
            }
            Duplicate { rule } => Names::new(
                format!("规则 {rule} 出现两次：请改名或删除其一"),
                format!("rule {rule} stands twice: rename or remove one"),
            ),
            UnknownRule { rule } => Names::new(
                format!("没有规则 {rule}：请写规则文件中的编号，如 A17"),
                format!("there is no rule {rule}: write an id of the rules, such as A17"),
            ),
            UnknownSubject { subject, nearest } => {
                let (zh, en) = or(nearest);
                Names::new(
                    format!("没有节点或评价单元“{subject}”{zh}"),
                    format!("there is no node or unit \"{subject}\"{en}"),
                )
            }
            NoReason { rule } => Names::new(
                format!("对规则 {rule} 的接受缺少理由（reason）或署名（who）"),
                format!("the acceptance of rule {rule} needs a reason and who gives it"),
            ),
        };
        let (zh, en) = place(Some(&self.file), self.line);
        Names::new(zh + &text.zh, en + &text.en)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: Spanned<String>,
    check: Spanned<String>,
    level: Level,
    own: bool,
    limits: BTreeMap<String, f64>,
    title: Text,
    advice: Text,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptancesFile {
    #[serde(default)]
    acceptance: Vec<AcceptanceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptanceEntry {
    rule: Spanned<String>,
    node: Option<Spanned<String>>,
    unit: Option<Spanned<String>>,
    reason: String,
    who: String,
}

/// The text of a file being read, for the lines of errors.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, at: Option<usize>, kind: RulesErrorKind) -> RulesError {
        let line = at.map(|at| {
            let before = self.text.bytes().take(at);
            1 + before.filter(|byte| *byte == b'\n').count() as u64
        });
        RulesError {
            file: self.file.to_owned(),
            line,
            kind,
        }
    }

    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, RulesError> {
        toml::from_str(self.text).map_err(|error| {
            let kind = RulesErrorKind::Syntax(error.message().to_owned());
            self.error(error.span().map(|span| span.start), kind)
        })
    }
}

impl Rules {
    /// The rules shipped with the product, A1 to A34.
    ///
    /// # Errors
    /// Never for the shipped text, which is tested; the type is that of [`Rules::parse`].
    pub fn shipped() -> Result<Rules, RulesError> {
        Rules::parse(SHIPPED, "audit/rules.toml")
    }

    /// Reads rules from TOML text; `file` is named in messages.
    ///
    /// # Errors
    /// [`RulesError`] with file and line: TOML that cannot be read, an unknown check, limits that the check
    /// does not use or that are missing, an id twice.
    pub fn parse(text: &str, file: &str) -> Result<Rules, RulesError> {
        let source = Source { file, text };
        let read: RulesFile = source.read()?;
        let mut rules: Vec<Rule> = Vec::with_capacity(read.rule.len());
        for entry in read.rule {
            let (at, name) = (entry.id.span().start, entry.check.get_ref());
            let id = entry.id.into_inner();
            let check = checks().find(|check| check.id == name).ok_or_else(|| {
                let kind = RulesErrorKind::UnknownCheck {
                    check: name.clone(),
                    nearest: nearest(name, checks().map(|check| check.id)).map(str::to_owned),
                };
                source.error(Some(entry.check.span().start), kind)
            })?;
            let exact = entry.limits.len() == check.limits.len()
                && check
                    .limits
                    .iter()
                    .all(|limit| entry.limits.get(*limit).is_some_and(|l| l.is_finite()));
            if !exact {
                let kind = RulesErrorKind::Limits {
                    rule: id,
                    wanted: check
                        .limits
                        .iter()
                        .map(|limit| (*limit).to_owned())
                        .collect(),
                };
                return Err(source.error(Some(at), kind));
            }
            if rules.iter().any(|rule| rule.id == id) {
                return Err(source.error(Some(at), RulesErrorKind::Duplicate { rule: id }));
            }
            rules.push(Rule {
                id,
                title: Names::new(entry.title.zh, entry.title.en),
                advice: Names::new(entry.advice.zh, entry.advice.en),
                level: entry.level,
                limits: entry.limits,
                source: entry.source,
                own: entry.own,
                check,
            });
        }
        Ok(Rules(rules))
    }

    /// The rules in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// Reads acceptances (`[[acceptance]]` with `rule`, optionally `node` or `unit`, `reason`, `who`) of
    /// findings about a run; `file` is named in messages.
    ///
    /// # Errors
    /// [`RulesError`] with file and line: TOML that cannot be read, an unknown rule, node or unit, no
    /// reason.
    pub fn acceptances(
        &self,
        text: &str,
        file: &str,
        run: &crate::Run,
    ) -> Result<Vec<Acceptance>, RulesError> {
        let source = Source { file, text };
        let read: AcceptancesFile = source.read()?;
        let mut acceptances = Vec::with_capacity(read.acceptance.len());
        for entry in read.acceptance {
            let at = Some(entry.rule.span().start);
            let rule = entry.rule.into_inner();
            if !self.0.iter().any(|known| known.id == rule) {
                return Err(source.error(at, RulesErrorKind::UnknownRule { rule }));
            }
            if entry.reason.trim().is_empty() || entry.who.trim().is_empty() {
                return Err(source.error(at, RulesErrorKind::NoReason { rule }));
            }
            let nodes = run.nodes.iter().map(|node| node.id.as_str());
            let units = run.units.iter().map(String::as_str);
            let known = |name: &Spanned<String>, among: Vec<&str>| {
                let subject = name.get_ref().clone();
                if among.contains(&subject.as_str()) {
                    return Ok(subject);
                }
                let nearest = nearest(&subject, among).map(str::to_owned);
                let kind = RulesErrorKind::UnknownSubject { subject, nearest };
                Err(source.error(Some(name.span().start), kind))
            };
            let subject = match (&entry.node, &entry.unit) {
                (Some(node), _) => Some(known(node, nodes.collect())?),
                (None, Some(unit)) => Some(known(unit, units.collect())?),
                (None, None) => None,
            };
            acceptances.push(Acceptance {
                rule,
                subject,
                reason: entry.reason.trim().to_owned(),
                who: entry.who.trim().to_owned(),
            });
        }
        Ok(acceptances)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::with_missing;

    #[test]
    fn the_shipped_rules_are_a1_to_a34() {
        let rules = Rules::shipped().unwrap();
        let ids: Vec<String> = rules.rules().iter().map(|rule| rule.id.clone()).collect();
        let expected: Vec<String> = (1..=34).map(|number| format!("A{number}")).collect();
        assert_eq!(ids, expected);
        for rule in rules.rules() {
            for text in [&rule.title, &rule.advice] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", rule.id);
            }
            assert!(!rule.source.is_empty() && rule.threshold().is_some());
        }
        let used: Vec<&str> = rules.rules().iter().map(Rule::check).collect();
        assert!(
            checks().all(|check| used.contains(&check.id)),
            "a check without a rule"
        );
    }

    fn refused(from: &str, to: &str) -> String {
        Rules::parse(&SHIPPED.replacen(from, to, 1), "rules.toml")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn mistakes_in_rules_are_named_with_their_line() {
        let message = refused("\"documentation\"", "\"documentatoin\"");
        assert!(
            message.contains("rules.toml, line 8") && message.contains("\"documentation\"?"),
            "{message}"
        );
        assert!(refused("complete = 1.0", "complete = nan").contains("complete"));
        assert!(refused("{ fewest = 3,", "{ fewst = 3,").contains("fewest, good_from, good_to"));
        assert!(refused("id = \"A2\"", "id = \"A1\"").contains("A1 stands twice"));
        assert!(refused("level = \"warn\"", "level = \"worry\"").contains("worry"));
        assert!(refused("own = false", "owned = false").contains("owned"));
        assert!(refused("[[rule]]", "[[rule").contains("line"));
    }

    #[test]
    fn acceptances_name_what_exists_and_say_why() {
        let rules = Rules::shipped().unwrap();
        let (_, run) = with_missing();
        let read = |text: &str| rules.acceptances(text, "accepted.toml", &run);
        let good = "[[acceptance]]\nrule = \"A17\"\nnode = \"a\"\nreason = \"by design\"\nwho = \"board\"\n";
        assert_eq!(read(good).unwrap()[0].subject.as_deref(), Some("a"));
        assert_eq!(read("").unwrap(), []);
        let refused = |from: &str, to: &str| read(&good.replace(from, to)).unwrap_err().to_string();
        assert!(refused("A17", "B1").contains("accepted.toml, line 2"));
        assert!(refused("\"a\"", "\"aa\"").contains("line 3"));
        assert!(refused("by design", " ").contains("needs a reason"));
        assert!(refused("node = \"a\"", "unit = \"u9\"").contains("\"u9\""));
        assert!(refused("who = \"board\"", "").contains("who"));
    }
}
