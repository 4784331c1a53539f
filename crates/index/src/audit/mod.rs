//! The audit (统计审计): what an expert reviewer checks of an index before it is published, in the manner of
//! the European Commission's Joint Research Centre.
//!
//! The rules are data ([`Rules`]): thresholds, level, advice and source stand in a file that may be edited;
//! each names the check that computes it. Findings name nodes and units, carry the figures behind them, and may
//! be accepted with a written reason ([`Acceptance`]). What cannot be computed (no uncertainty given, no
//! earlier edition) is skipped and says so; it never passes.

mod coherence;
mod data;
mod html;
mod importance;
mod robustness;
mod rules;
pub mod statistics;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::uncertainty::{self, Design, Output};
use crate::{Framework, Matrix, Names, Run, Step, Table};

pub use html::html;
pub use rules::{Acceptance, Level, Rule, Rules, RulesError, RulesErrorKind};

/// One of the two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The text in this language.
    pub fn of(self, text: &Names) -> &str {
        match self {
            Language::Chinese => &text.zh,
            Language::English => &text.en,
        }
    }
}

/// What is audited.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The data.
    pub table: &'a Table,
    /// The result of computing the one over the other.
    pub run: &'a Run,
    /// The data of the edition before, where there is one.
    pub previous: Option<&'a Table>,
    /// The analysis of uncertainty, where there is one.
    pub uncertainty: Option<&'a Uncertainty>,
}

/// Where an analysis of uncertainty comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Analysis {
    /// It was given.
    #[default]
    Given,
    /// None was given, so it was made by the default design.
    Default,
}

/// What the audit needs of an analysis of uncertainty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Uncertainty {
    /// Where it comes from.
    pub analysis: Analysis,
    /// Replications that were computed; `None` when not known.
    pub replications: Option<usize>,
    /// By how much weights varied up and down, as a share (0.25 is ± 25 %), 0 when they did not; `None` when
    /// not known.
    pub weight_noise: Option<f64>,
    /// The other steps of the method that varied; `None` when not known.
    pub steps: Option<Vec<Step>>,
    /// The distribution of the rank of each unit.
    pub intervals: Vec<RankInterval>,
    /// The share of the variance of the mean shift of ranks due to each uncertain choice: total indices.
    pub sensitivity: Vec<Sensitivity>,
}

impl Uncertainty {
    /// What an analysis of uncertainty and one of sensitivity say; both computed by this design, which is
    /// the default one or was given.
    pub fn of(
        analysis: Analysis,
        found: &uncertainty::Uncertainty,
        sensitivity: Option<&uncertainty::Sensitivity>,
        design: &Design,
    ) -> Uncertainty {
        let intervals = found.units.iter().zip(&found.ranks);
        let outputs = sensitivity.map_or(&[][..], |found| found.outputs.as_slice());
        let whole = outputs
            .iter()
            .find(|output| output.output == Output::MeanAbsoluteRankShift);
        let indices = whole
            .and_then(|output| output.indices.as_ref())
            .into_iter()
            .flatten();
        let factors = sensitivity.into_iter().flat_map(|found| &found.factors);
        Uncertainty {
            analysis,
            replications: Some(found.replications as usize),
            weight_noise: Some(design.weight_noise()),
            steps: Some(design.steps()),
            intervals: intervals
                .filter_map(|(unit, ranks)| {
                    let ranks = ranks.as_ref()?;
                    Some(RankInterval {
                        unit: unit.clone(),
                        median: ranks.median,
                        q05: ranks.q05,
                        q95: ranks.q95,
                    })
                })
                .collect(),
            sensitivity: factors
                .zip(indices)
                .map(|(factor, indices)| Sensitivity {
                    factor: factor.clone(),
                    first: indices.first.value,
                    total: indices.total.value,
                })
                .collect(),
        }
    }

    /// Where it comes from and what varied, as far as is known.
    fn about(&self) -> Names {
        let (mut zh, mut en) = match self.analysis {
            Analysis::Given => (
                vec!["稳健性各条依据所给的不确定性分析".to_owned()],
                vec!["The rules on robustness rest on the analysis of uncertainty that was given".to_owned()],
            ),
            Analysis::Default => (
                vec!["稳健性各条依据按默认设计所作的不确定性分析（未给出其他分析）".to_owned()],
                vec!["The rules on robustness rest on an analysis of uncertainty by the default design, as no other was given".to_owned()],
            ),
        };
        if let Some(count) = self.replications {
            zh.push(format!("模拟 {count} 次"));
            en.push(format!("{count} replications"));
        }
        if let Some(noise) = self.weight_noise {
            zh.push(format!("权重 ±{:.0} %", 100.0 * noise));
            en.push(format!("weights ± {:.0} %", 100.0 * noise));
        }
        if let Some(steps) = &self.steps {
            let list = |of: fn(&Names) -> &str, comma: &str| {
                let names = steps.iter().map(|step| of(&step.name()).to_owned());
                names.collect::<Vec<_>>().join(comma)
            };
            zh.push(format!("变动的步骤：{}", list(|names| &names.zh, "、")));
            en.push(format!("steps varied: {}", list(|names| &names.en, ", ")));
        }
        Names::new(zh.join("；") + "。", en.join("; ") + ".")
    }
}

/// The simulated ranks of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct RankInterval {
    /// The unit.
    pub unit: String,
    /// The median rank.
    pub median: f64,
    /// The rank at 5 %.
    pub q05: f64,
    /// The rank at 95 %.
    pub q95: f64,
}

/// The sensitivity of ranks to one uncertain choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The choice.
    pub factor: String,
    /// The first-order index.
    pub first: f64,
    /// The total index.
    pub total: f64,
}

/// How a rule turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing found, or all that was found is accepted.
    Pass,
    /// To be looked at.
    Warn,
    /// Not to be published like this.
    Fail,
    /// It could not be computed; the note says why.
    Skipped,
}

/// Something a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The id of a node, or the name of a unit.
    pub subject: String,
    /// Whether the subject is a unit.
    pub is_unit: bool,
    /// The figure that broke the limit; NaN where there is none.
    pub value: f64,
    /// What it is about, where the value alone does not say.
    pub note: Option<Names>,
    /// Whether it fails the rule whatever the level.
    pub severe: bool,
}

impl Flag {
    fn node(id: &str, value: f64) -> Flag {
        Flag {
            subject: id.to_owned(),
            is_unit: false,
            value,
            note: None,
            severe: false,
        }
    }

    fn unit(name: &str, value: f64) -> Flag {
        Flag {
            is_unit: true,
            ..Flag::node(name, value)
        }
    }

    fn noted(self, zh: impl Into<String>, en: impl Into<String>) -> Flag {
        Flag {
            note: Some(Names::new(zh, en)),
            ..self
        }
    }

    fn severe_if(self, severe: bool) -> Flag {
        Flag { severe, ..self }
    }
}

/// The figures behind a result, to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A value each, with limits.
    Bars {
        /// What is measured.
        measure: Names,
        /// Label and value; NaN is missing.
        bars: Vec<(String, f64)>,
        /// The limits to be drawn.
        limits: Vec<f64>,
    },
    /// A value for each pair, from −1 to 1.
    Grid {
        /// What is measured.
        measure: Names,
        /// The labels of rows.
        rows: Vec<String>,
        /// The labels of columns.
        columns: Vec<String>,
        /// Row by row; NaN is missing.
        values: Vec<Vec<f64>>,
    },
    /// Rows of numbers.
    Rows {
        /// The headings of the numbers.
        columns: Vec<Names>,
        /// A label and the numbers; NaN is missing.
        rows: Vec<(String, Vec<f64>)>,
    },
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// It was computed.
    Found {
        /// The one number that sums it up.
        value: f64,
        flags: Vec<Flag>,
        note: Option<Names>,
        figure: Option<Figure>,
    },
    /// It could not be.
    Skipped(Names),
}

impl Outcome {
    fn found(value: f64, flags: Vec<Flag>) -> Outcome {
        Outcome::Found {
            value,
            flags,
            note: None,
            figure: None,
        }
    }

    fn skipped(zh: &'static str, en: &'static str) -> Outcome {
        Outcome::Skipped(Names::fixed(zh, en))
    }

    fn with_figure(mut self, drawn: Figure) -> Outcome {
        if let Outcome::Found { figure, .. } = &mut self {
            *figure = Some(drawn);
        }
        self
    }

    fn with_note(mut self, zh: impl Into<String>, en: impl Into<String>) -> Outcome {
        if let Outcome::Found { note, .. } = &mut self {
            *note = Some(Names::new(zh, en));
        }
        self
    }
}

/// A check that a rule may name.
pub(crate) struct Check {
    pub(crate) id: &'static str,
    /// The limits it uses.
    pub(crate) limits: &'static [&'static str],
    pub(crate) run: fn(&Context, &Limits) -> Outcome,
}

/// The limits of a rule; that each check finds those it uses was made sure when the rules were read.
pub(crate) struct Limits<'a>(&'a BTreeMap<String, f64>);

impl Limits<'_> {
    fn get(&self, id: &str) -> f64 {
        self.0.get(id).copied().unwrap_or(f64::NAN)
    }
}

/// The checks that there are.
pub(crate) fn checks() -> impl Iterator<Item = &'static Check> {
    [
        data::CHECKS,
        coherence::CHECKS,
        importance::CHECKS,
        robustness::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// The result of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleResult {
    /// The rule.
    pub rule: Rule,
    /// How it turned out, acceptances considered.
    pub status: Status,
    /// The one number that sums it up; NaN where skipped or where there is none.
    pub value: f64,
    /// What was found and not accepted.
    pub flags: Vec<Flag>,
    /// What was found and accepted, with the acceptance.
    pub accepted: Vec<(Flag, Acceptance)>,
    /// A remark on the whole result: why it was skipped, what was found.
    pub note: Option<Names>,
    /// The figures behind it.
    pub figure: Option<Figure>,
    /// Where the analysis of uncertainty comes from that it rests on; `None` where it rests on none.
    pub analysis: Option<Analysis>,
}

/// A finished audit.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// The id and edition of the framework.
    pub framework: String,
    /// The name of the framework.
    pub name: Names,
    /// How many units and indicators there are.
    pub size: (usize, usize),
    /// Which analysis of uncertainty there was; `None` where there was none.
    pub analysis: Option<Names>,
    /// A result a rule, in the order of the rules.
    pub results: Vec<RuleResult>,
    /// Acceptances that met no finding.
    pub unused: Vec<Acceptance>,
}

/// Audits a run by the rules; findings named in `acceptances` do not count against it.
pub fn audit(subject: &Subject, rules: &Rules, acceptances: &[Acceptance]) -> Audit {
    let context = Context::of(*subject);
    let mut used = vec![false; acceptances.len()];
    let results = rules.rules().iter().map(|rule| {
        let outcome = (rule.check.run)(&context, &Limits(&rule.limits));
        let (value, flags, note, figure) = match outcome {
            Outcome::Skipped(note) => {
                return RuleResult {
                    rule: rule.clone(),
                    status: Status::Skipped,
                    value: f64::NAN,
                    flags: Vec::new(),
                    accepted: Vec::new(),
                    note: Some(note),
                    figure: None,
                    analysis: None,
                };
            }
            Outcome::Found {
                value,
                flags,
                note,
                figure,
            } => (value, flags, note, figure),
        };
        let (mut open, mut accepted) = (Vec::new(), Vec::new());
        for flag in flags {
            let covering = acceptances.iter().position(|acceptance| {
                let subject = acceptance.subject.as_ref();
                acceptance.rule == rule.id && subject.is_none_or(|id| *id == flag.subject)
            });
            match covering {
                Some(at) => {
                    used[at] = true;
                    accepted.push((flag, acceptances[at].clone()));
                }
                None => open.push(flag),
            }
        }
        let status = match rule.level {
            _ if open.is_empty() => Status::Pass,
            _ if open.iter().any(|flag| flag.severe) => Status::Fail,
            Level::Fail => Status::Fail,
            Level::Warn => Status::Warn,
        };
        RuleResult {
            rule: rule.clone(),
            status,
            value,
            flags: open,
            accepted,
            note,
            figure,
            analysis: subject
                .uncertainty
                .filter(|_| robustness::rests_on_uncertainty(rule.check))
                .map(|uncertainty| uncertainty.analysis),
        }
    });
    let results: Vec<RuleResult> = results.collect();
    let unused = acceptances.iter().zip(used).filter(|(_, used)| !used);
    Audit {
        framework: format!("{} {}", subject.run.framework, subject.run.edition),
        name: subject.framework.name.clone(),
        size: (subject.run.units.len(), subject.run.indicators.len()),
        analysis: subject.uncertainty.map(Uncertainty::about),
        unused: unused.map(|(acceptance, _)| acceptance.clone()).collect(),
        results,
    }
}

/// What all checks look at.
pub(crate) struct Context<'a> {
    pub(crate) framework: &'a Framework,
    pub(crate) table: &'a Table,
    pub(crate) run: &'a Run,
    pub(crate) previous: Option<&'a Table>,
    pub(crate) uncertainty: Option<&'a Uncertainty>,
    /// Units by indicators (the order of the run) after denomination, before anything else.
    pub(crate) raw: Matrix,
    /// The children of each node of the run.
    pub(crate) children: Vec<Vec<usize>>,
}

impl<'a> Context<'a> {
    fn of(subject: Subject<'a>) -> Context<'a> {
        let run = subject.run;
        let mut children = vec![Vec::new(); run.nodes.len()];
        for (at, node) in run.nodes.iter().enumerate() {
            if let Some(parent) = node.parent {
                children[parent].push(at);
            }
        }
        let mut raw = Matrix::missing(run.units.len(), run.indicators.len());
        for column in 0..run.indicators.len() {
            let values = denominated(subject.framework, subject.table, run, column);
            raw.column_mut(column).copy_from_slice(&values);
        }
        Context {
            framework: subject.framework,
            table: subject.table,
            run,
            previous: subject.previous,
            uncertainty: subject.uncertainty,
            raw,
            children,
        }
    }

    /// The id of an indicator by its column.
    pub(crate) fn id(&self, column: usize) -> &'a str {
        &self.run.nodes[self.run.indicators[column]].id
    }

    /// The ids of all indicators.
    pub(crate) fn ids(&self) -> Vec<String> {
        (0..self.run.indicators.len())
            .map(|column| self.id(column).to_owned())
            .collect()
    }

    /// The inner nodes all of whose children are indicators, with the columns of those.
    pub(crate) fn groups(&self) -> Vec<(usize, Vec<usize>)> {
        let nodes = 0..self.run.nodes.len();
        nodes
            .filter(|&node| !self.children[node].is_empty())
            .filter_map(|node| {
                let columns = self.children[node].iter().map(|&child| self.column(child));
                Some((node, columns.collect::<Option<Vec<usize>>>()?))
            })
            .collect()
    }

    /// The column of a node that is an indicator.
    pub(crate) fn column(&self, node: usize) -> Option<usize> {
        self.run.indicators.iter().position(|&at| at == node)
    }
}

/// One indicator's values after denomination.
fn denominated(framework: &Framework, table: &Table, run: &Run, column: usize) -> Vec<f64> {
    let id = &run.nodes[run.indicators[column]].id;
    let numbers = |id: &str| table.column(id).map(|column| column.values.as_slice());
    let missing = vec![f64::NAN; run.units.len()];
    let values = numbers(id).unwrap_or(&missing);
    let definition = framework
        .indicators
        .iter()
        .find(|indicator| indicator.id == *id);
    let denominator = definition
        .and_then(|indicator| indicator.denominator.as_deref())
        .filter(|_| framework.method.denominate)
        .and_then(numbers);
    match denominator {
        None => values.to_vec(),
        Some(divisor) => values
            .iter()
            .zip(divisor)
            .map(|(value, &divisor)| {
                if divisor > 0.0 {
                    value / divisor
                } else {
                    f64::NAN
                }
            })
            .collect(),
    }
}

/// A line of `audit.json`, in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The id of the rule.
    pub rule: String,
    /// What it checks.
    pub title: String,
    /// How it turned out.
    pub status: Status,
    /// The nodes that were found and not accepted.
    pub nodes: Vec<String>,
    /// The units that were found and not accepted.
    pub units: Vec<String>,
    /// The one number that sums it up.
    pub value: Option<f64>,
    /// The limit printed with it.
    pub threshold: Option<f64>,
    /// What to do; empty where nothing is to be done.
    pub advice: String,
    /// All limits by name.
    pub limits: BTreeMap<String, f64>,
    /// Where the rule comes from.
    pub source: String,
    /// Whether the threshold is Jushu's own.
    pub own_threshold: bool,
    /// A remark on the whole result.
    pub note: Option<String>,
    /// What was found, one by one.
    pub findings: Vec<Finding>,
    /// The figures behind it.
    pub figure: Option<FigureData>,
    /// Where the analysis of uncertainty comes from that it rests on: `given` or `default`.
    pub analysis: Option<Analysis>,
}

/// Something that was found, in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The node or unit.
    pub subject: String,
    /// The figure that broke the limit.
    pub value: Option<f64>,
    /// What it is about.
    pub note: Option<String>,
    /// Why it was accepted, where it was.
    pub accepted: Option<AcceptedBecause>,
}

/// Why a finding was accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AcceptedBecause {
    /// The reason.
    pub reason: String,
    /// Who accepted it.
    pub who: String,
}

/// A figure in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum FigureData {
    /// As [`Figure::Bars`].
    Bars {
        /// What is measured.
        measure: String,
        /// Label and value.
        bars: Vec<(String, Option<f64>)>,
        /// The limits.
        limits: Vec<f64>,
    },
    /// As [`Figure::Grid`].
    Grid {
        /// What is measured.
        measure: String,
        /// The labels of rows.
        rows: Vec<String>,
        /// The labels of columns.
        columns: Vec<String>,
        /// Row by row.
        values: Vec<Vec<Option<f64>>>,
    },
    /// As [`Figure::Rows`].
    Rows {
        /// The headings of the numbers.
        columns: Vec<String>,
        /// A label and the numbers.
        rows: Vec<(String, Vec<Option<f64>>)>,
    },
}

fn given(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

impl Audit {
    /// The lines of `audit.json`.
    pub fn entries(&self, language: Language) -> Vec<Entry> {
        self.results
            .iter()
            .map(|result| entry(result, language))
            .collect()
    }

    /// How many rules turned out so.
    pub fn count(&self, status: Status) -> usize {
        self.results
            .iter()
            .filter(|result| result.status == status)
            .count()
    }
}

fn entry(result: &RuleResult, language: Language) -> Entry {
    let say = |text: &Names| language.of(text).to_owned();
    let named = |is_unit: bool| {
        let mut names: Vec<String> = Vec::new();
        for flag in result.flags.iter().filter(|flag| flag.is_unit == is_unit) {
            if !names.contains(&flag.subject) {
                names.push(flag.subject.clone());
            }
        }
        names
    };
    let finding = |flag: &Flag, acceptance: Option<&Acceptance>| Finding {
        subject: flag.subject.clone(),
        value: given(flag.value),
        note: flag.note.as_ref().map(say),
        accepted: acceptance.map(|acceptance| AcceptedBecause {
            reason: acceptance.reason.clone(),
            who: acceptance.who.clone(),
        }),
    };
    let open = result.flags.iter().map(|flag| finding(flag, None));
    let accepted = result.accepted.iter();
    let accepted = accepted.map(|(flag, acceptance)| finding(flag, Some(acceptance)));
    let wants_advice = matches!(result.status, Status::Warn | Status::Fail);
    Entry {
        rule: result.rule.id.clone(),
        title: say(&result.rule.title),
        status: result.status,
        nodes: named(false),
        units: named(true),
        value: given(result.value),
        threshold: result.rule.threshold(),
        advice: if wants_advice {
            say(&result.rule.advice)
        } else {
            String::new()
        },
        limits: result.rule.limits.clone(),
        source: result.rule.source.clone(),
        own_threshold: result.rule.own,
        note: result.note.as_ref().map(say),
        findings: open.chain(accepted).collect(),
        figure: result
            .figure
            .as_ref()
            .map(|figure| figure_data(figure, language)),
        analysis: result.analysis,
    }
}

fn figure_data(figure: &Figure, language: Language) -> FigureData {
    let say = |text: &Names| language.of(text).to_owned();
    let all = |values: &Vec<f64>| values.iter().map(|&value| given(value)).collect();
    match figure {
        Figure::Bars {
            measure,
            bars,
            limits,
        } => FigureData::Bars {
            measure: say(measure),
            bars: bars
                .iter()
                .map(|(label, value)| (label.clone(), given(*value)))
                .collect(),
            limits: limits.clone(),
        },
        Figure::Grid {
            measure,
            rows,
            columns,
            values,
        } => FigureData::Grid {
            measure: say(measure),
            rows: rows.clone(),
            columns: columns.clone(),
            values: values.iter().map(all).collect(),
        },
        Figure::Rows { columns, rows } => FigureData::Rows {
            columns: columns.iter().map(say).collect(),
            rows: rows
                .iter()
                .map(|(label, values)| (label.clone(), all(values)))
                .collect(),
        },
    }
}
