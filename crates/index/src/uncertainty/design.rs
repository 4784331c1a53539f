//! Designs (不确定性设计): which choices of an index are uncertain, and how their alternatives are drawn.
//!
//! ```toml
//! [design]
//! replications = 1000
//! seed = 42
//! sampling = "monte-carlo"        # latin-hypercube, sobol
//! top = [1, 3, 10]                # probabilities of standing among the first so many
//!
//! [[choice]]
//! step = "normalisation"          # denomination, screening, imputation, treatment, weighting,
//!                                 # aggregation, coverage as well
//! alternatives = [{ kind = "min-max", low = 1, high = 100 }, { kind = "z-score" }]
//! probabilities = [0.7, 0.3]      # equal when not given
//!
//! [[choice]]
//! step = "aggregation"
//! node = "index"                  # of this node only
//! method = { kind = "power-mean" }
//! parameter = "power"             # one parameter is a number with a distribution
//! distribution = { kind = "uniform", low = -1, high = 1 }
//!
//! [[choice]]
//! step = "treatment"
//! indicator = "patents"           # of this indicator only
//! alternatives = [{ kind = "none" }, { kind = "log" }]
//!
//! [[choice]]
//! step = "goalposts"              # or target: a number of the indicator itself
//! indicator = "life_expectancy"
//! alternatives = [{ low = 20, high = 85 }, { low = 50, high = 85 }]
//!
//! [[choice]]
//! step = "weights"
//! noise = { kind = "uniform", spread = 0.25 }
//! nodes = ["physical", "power"]   # every node and indicator when not given
//!
//! [[choice]]
//! step = "data"
//! error = 0.05                    # standard error as a share of the value
//!
//! [[choice]]
//! step = "imputation-draws"       # where the method of imputation draws: EM, nearest units
//!
//! [[choice]]
//! step = "left-out"
//! probability = 0.5               # of leaving one indicator out
//! ```

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::distribution::Distribution;
use super::sampling::Sampling;
use crate::aggregation::{self, AggregationSpec};
use crate::framework::parse::{
    goalposts_of, imputes_alone, minimum_coverage, screening_of, specification, specify, values,
};
use crate::framework::section::{Document, Section};
use crate::framework::{CoverageSpec, Posts};
use crate::imputation::{self, ImputationSpec};
use crate::methods::{About, Argument, Arguments, Method, ParameterKind};
use crate::nearest::nearest;
use crate::normalisation::{self, NormalisationSpec};
use crate::screening::Screening;
use crate::treatment::{self, TreatmentSpec};
use crate::weighting::{self, WeightingSpec};
use crate::{Framework, FrameworkError, FrameworkErrorKind, Names, Step};

/// Which choices are uncertain and how they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// The file it was read from, for messages.
    pub file: String,
    /// How many times the index is computed; for sensitivity the size of the two base samples. Above 0.
    pub replications: u32,
    /// What all random numbers depend on.
    pub seed: u64,
    /// How points are drawn.
    pub sampling: Sampling,
    /// The node whose ranks are followed; `None` for the index.
    pub node: Option<String>,
    /// For which k the probability of standing among the first k is wanted.
    pub top: Vec<u32>,
    /// How many bootstrap samples the intervals of sensitivity indices rest on.
    pub bootstraps: u32,
    /// The uncertain choices.
    pub factors: Vec<Factor>,
}

/// An uncertain choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its name in results, different from all others.
    pub id: String,
    /// The line of its definition; 0 when it was not read from a file.
    pub line: usize,
    /// What is uncertain.
    pub kind: FactorKind,
}

/// What is uncertain about a choice.
#[derive(Debug, Clone, PartialEq)]
pub enum FactorKind {
    /// One of several methods.
    Alternatives {
        /// Whose method it is.
        scope: Scope,
        /// The alternatives, at least one.
        alternatives: Vec<Alternative>,
    },
    /// A parameter of a method.
    Parameter {
        /// Whose method it is.
        scope: Scope,
        /// The method and its parameter.
        parameter: MethodParameter,
        /// The distribution of the parameter, which meets the parameter's limits.
        distribution: Distribution,
    },
    /// The weights within parents.
    Weights {
        /// How they vary.
        noise: WeightNoise,
        /// Whose weights vary; empty for all nodes and indicators.
        nodes: Vec<String>,
    },
    /// The data: normal errors of measurement.
    Data {
        /// The standard errors.
        error: DataError,
        /// Whose values vary; empty for all indicators.
        indicators: Vec<String>,
    },
    /// The gaps of the data: each replication fills them by another draw of the method of imputation.
    ImputationDraws,
    /// One indicator is left out: it has weight 0 and its siblings are renormalised.
    LeftOut {
        /// The probability that one is.
        probability: f64,
        /// Which may be left out, each as likely; empty for all.
        indicators: Vec<String>,
    },
}

/// Whose method is uncertain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// That of the framework, used wherever a node or an indicator has none of its own.
    Framework,
    /// That of one node.
    Node(String),
    /// That of one indicator.
    Indicator(String),
}

/// A method that may be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its name in results.
    pub label: String,
    /// Its probability; those of one choice sum to 1.
    pub probability: f64,
    /// The method.
    pub method: MethodChoice,
}

/// The method of one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum MethodChoice {
    /// Whether indicators are divided by their denominators.
    Denomination(bool),
    /// Which units are compared.
    Screening(Screening),
    /// How missing values are filled.
    Imputation(ImputationSpec),
    /// How outliers are treated.
    Treatment(TreatmentSpec),
    /// How indicators are brought to one scale.
    Normalisation(NormalisationSpec),
    /// How weights are found.
    Weighting(WeightingSpec),
    /// How children are combined.
    Aggregation(AggregationSpec),
    /// Which units get a score.
    Coverage(CoverageSpec),
    /// The ends of the fixed scale of an indicator, in its unit of measure.
    Goalposts(Posts),
    /// The value an indicator is to reach, in its unit of measure.
    Target(f64),
}

/// A parameter of a method, the others being given.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodParameter {
    step: Step,
    method: &'static str,
    values: Vec<Argument>,
    position: usize,
    least: f64,
    most: f64,
    whole: bool,
}

/// How weights vary around those of the framework.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WeightNoise {
    /// Each is multiplied by a number from 1 − spread to 1 + spread, all as likely.
    Uniform {
        /// Below 1.
        spread: f64,
    },
    /// Each is multiplied by a normal number around 1, cut to 0…2.
    Normal {
        /// The standard deviation before the cut.
        sd: f64,
    },
    /// Each is multiplied by a triangular number from 1 − spread over 1 to 1 + spread.
    Triangular {
        /// Below 1.
        spread: f64,
    },
    /// The weights within a parent follow a Dirichlet distribution.
    Dirichlet {
        /// The larger, the closer to the weights of the framework (which are the means); `None` makes
        /// all weights equally likely, whatever the framework says.
        concentration: Option<f64>,
    },
}

/// The standard errors of the values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataError {
    /// A share of each value.
    Relative(f64),
    /// In columns of the table named after the indicators with this ending.
    Columns(String),
    /// Classes of confidence in columns named after the indicators with this ending, each class a share
    /// of the value.
    Classes {
        /// The ending, such as `_class`.
        suffix: String,
        /// The classes and their shares.
        shares: Vec<(String, f64)>,
    },
}

/// What may be uncertain, by the names in designs.
const STEPS: [&str; 14] = [
    "denomination",
    "screening",
    "imputation",
    "treatment",
    "normalisation",
    "weighting",
    "aggregation",
    "coverage",
    "goalposts",
    "target",
    "weights",
    "data",
    "imputation-draws",
    "left-out",
];

/// Replications when a design does not say: enough for interval ends of the ranks of some hundred units
/// to be steady.
const DEFAULT_REPLICATIONS: usize = 10_000;
const DEFAULT_BOOTSTRAPS: usize = 1_000;
const DEFAULT_TOP: [u32; 5] = [1, 3, 5, 10, 20];

impl Design {
    /// Reads a design from TOML text; `file` is the name used in messages.
    ///
    /// # Errors
    /// [`FrameworkError`] with file and line, and the nearest known name where one was mistyped.
    pub fn parse(text: &str, file: &str) -> Result<Design, FrameworkError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = Document { file, text };
        let table = DeTable::parse(text).map_err(|cause| {
            let message = cause.message().to_owned();
            document.error(cause.span(), FrameworkErrorKind::Syntax(message))
        })?;
        let root = Section {
            document,
            title: String::new(),
            table: table.get_ref(),
            span: 0..0,
        };
        root.allow(&["design", "choice"])?;
        let head = root
            .section("design")?
            .ok_or_else(|| root.missing("design"))?;
        head.allow(&[
            "replications",
            "seed",
            "sampling",
            "node",
            "top",
            "bootstraps",
        ])?;
        let mut factors: Vec<Factor> = Vec::new();
        for section in root.sections("choice")? {
            let factor = factor(&section)?;
            let twin = factors
                .iter()
                .find(|other| other.id == factor.id || other.kind.replaces(&factor.kind));
            if let Some(twin) = twin {
                let kind = FrameworkErrorKind::DuplicateId {
                    id: twin.id.clone(),
                    first_line: twin.line,
                };
                return Err(section.wrong("step", kind));
            }
            factors.push(factor);
        }
        Ok(Design {
            file: file.to_owned(),
            replications: whole(&head, "replications", DEFAULT_REPLICATIONS)?,
            seed: head.count("seed")?.unwrap_or(1) as u64,
            sampling: option(&head, "sampling", &Sampling::ALL)?.unwrap_or(Sampling::MonteCarlo),
            node: head.string("node")?,
            top: top(&head)?,
            bootstraps: whole(&head, "bootstraps", DEFAULT_BOOTSTRAPS)?,
            factors,
        })
    }

    /// A design without uncertain choices, to which they may be added.
    pub fn new(replications: u32, seed: u64) -> Design {
        Design {
            file: String::new(),
            replications,
            seed,
            sampling: Sampling::MonteCarlo,
            node: None,
            top: DEFAULT_TOP.to_vec(),
            bootstraps: DEFAULT_BOOTSTRAPS as u32,
            factors: Vec::new(),
        }
    }
}

impl Design {
    /// Makes sure that the framework has the nodes and indicators whose methods are uncertain.
    ///
    /// # Errors
    /// [`FrameworkError`] with the file and line of the choice and the nearest known name.
    pub fn check(&self, framework: &Framework) -> Result<(), FrameworkError> {
        for Factor { line, kind, .. } in &self.factors {
            let (FactorKind::Alternatives { scope, .. } | FactorKind::Parameter { scope, .. }) =
                kind
            else {
                continue;
            };
            let nodes = framework.nodes.iter().map(|node| node.id.as_str());
            let indicators = framework.indicators.iter().map(|one| one.id.as_str());
            let (key, id, known): (_, _, Vec<&str>) = match scope {
                Scope::Framework => continue,
                Scope::Node(id) => ("node", id, nodes.collect()),
                Scope::Indicator(id) => ("indicator", id, indicators.collect()),
            };
            if !known.contains(&id.as_str()) {
                return Err(self.unknown(key, id, *line, &known));
            }
        }
        Ok(())
    }

    /// The error of a name that is not among the known ones; `line` is 0 for the head of the design.
    pub(super) fn unknown(
        &self,
        key: &str,
        value: &str,
        line: usize,
        known: &[&str],
    ) -> FrameworkError {
        FrameworkError {
            file: self.file.clone(),
            line: (line > 0).then_some(line),
            kind: Box::new(FrameworkErrorKind::UnknownOption {
                section: if line > 0 { "[[choice]]" } else { "[design]" }.to_owned(),
                key: key.to_owned(),
                value: value.to_owned(),
                nearest: nearest(value, known.iter().copied()).map(str::to_owned),
                known: known.iter().map(|&known| known.to_owned()).collect(),
            }),
        }
    }

    /// By how much weights vary up and down, as a share: the spread of a uniform or triangular factor, two
    /// standard deviations of a normal one, and of a Dirichlet distribution two standard deviations of a weight
    /// of one half (all of it without a concentration). 0 when weights do not vary.
    pub fn weight_noise(&self) -> f64 {
        let noises = self.factors.iter().filter_map(|factor| match &factor.kind {
            FactorKind::Weights { noise, .. } => Some(match *noise {
                WeightNoise::Uniform { spread } | WeightNoise::Triangular { spread } => spread,
                WeightNoise::Normal { sd } => 2.0 * sd,
                WeightNoise::Dirichlet { concentration } => {
                    concentration.map_or(1.0, |all| (2.0 / (all + 1.0).sqrt()).min(1.0))
                }
            }),
            _ => None,
        });
        noises.fold(0.0, f64::max)
    }

    /// The steps of the method that vary, each once: those with several likely alternatives, an uncertain
    /// parameter, or drawn imputations.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for factor in &self.factors {
            let step = match &factor.kind {
                FactorKind::Alternatives { alternatives, .. } => {
                    let mut likely = alternatives.iter().filter(|one| one.probability > 0.0);
                    let first = likely.next();
                    first
                        .filter(|_| likely.next().is_some())
                        .map(|one| one.method.step())
                }
                FactorKind::Parameter { parameter, .. } => Some(parameter.step),
                FactorKind::ImputationDraws => Some(Step::Imputation),
                _ => None,
            };
            steps.extend(step.filter(|step| !steps.contains(step)));
        }
        steps
    }
}

impl FactorKind {
    /// Whether it sets the same method as the `other`, so that one of them would have no effect.
    fn replaces(&self, other: &FactorKind) -> bool {
        let method = |kind: &FactorKind| match kind {
            FactorKind::Alternatives {
                scope,
                alternatives,
            } => {
                let first = alternatives.first()?;
                Some((first.method.id(), scope.clone()))
            }
            FactorKind::Parameter {
                scope, parameter, ..
            } => Some((parameter.step.id(), scope.clone())),
            _ => None,
        };
        method(self).is_some_and(|own| Some(own) == method(other))
    }
}

impl MethodChoice {
    /// The step the method belongs to.
    pub fn step(&self) -> Step {
        match self {
            MethodChoice::Denomination(_) => Step::Denomination,
            MethodChoice::Screening(_) => Step::Screening,
            MethodChoice::Imputation(_) => Step::Imputation,
            MethodChoice::Treatment(_) => Step::Treatment,
            MethodChoice::Normalisation(_)
            | MethodChoice::Goalposts(_)
            | MethodChoice::Target(_) => Step::Normalisation,
            MethodChoice::Weighting(_) => Step::Weighting,
            MethodChoice::Aggregation(_) => Step::Aggregation,
            MethodChoice::Coverage(_) => Step::Coverage,
        }
    }

    /// What it sets, by the names in designs.
    fn id(&self) -> &'static str {
        match self {
            MethodChoice::Goalposts(_) => "goalposts",
            MethodChoice::Target(_) => "target",
            other => other.step().id(),
        }
    }

    /// Puts the method into a framework. Nothing changes where the framework has no such node or indicator
    /// ([`Design::check`] finds those), or where one has no such method of its own; designs name none.
    pub fn put_into(&self, framework: &mut Framework, scope: &Scope) {
        match scope {
            Scope::Framework => {
                let method = &mut framework.method;
                match self.clone() {
                    MethodChoice::Denomination(denominate) => method.denominate = denominate,
                    MethodChoice::Screening(screening) => method.screening = screening,
                    MethodChoice::Imputation(spec) => method.imputation = spec,
                    MethodChoice::Treatment(spec) => method.treatment = spec,
                    MethodChoice::Normalisation(spec) => method.normalisation = spec,
                    MethodChoice::Weighting(spec) => method.weighting = spec,
                    MethodChoice::Aggregation(spec) => method.aggregation = spec,
                    MethodChoice::Coverage(spec) => method.coverage = spec,
                    MethodChoice::Goalposts(_) | MethodChoice::Target(_) => {}
                }
            }
            Scope::Node(id) => {
                let mut nodes = framework.nodes.iter_mut();
                let Some(node) = nodes.find(|node| node.id == *id) else {
                    return;
                };
                match self.clone() {
                    MethodChoice::Weighting(spec) => node.weighting = Some(spec),
                    MethodChoice::Aggregation(spec) => node.aggregation = Some(spec),
                    MethodChoice::Coverage(spec) => node.coverage = Some(spec),
                    _ => {}
                }
            }
            Scope::Indicator(id) => {
                let mut indicators = framework.indicators.iter_mut();
                let Some(indicator) = indicators.find(|indicator| indicator.id == *id) else {
                    return;
                };
                match self.clone() {
                    MethodChoice::Imputation(spec) => indicator.imputation = Some(spec),
                    MethodChoice::Treatment(spec) => indicator.treatment = Some(spec),
                    MethodChoice::Normalisation(spec) => indicator.normalisation = Some(spec),
                    MethodChoice::Goalposts(posts) => indicator.goalposts = Some(posts),
                    MethodChoice::Target(target) => indicator.target = Some(target),
                    _ => {}
                }
            }
        }
    }
}

impl MethodParameter {
    /// The step it belongs to.
    pub fn step(&self) -> Step {
        self.step
    }

    /// The value below which `share` of the `distribution` lies within the limits of the parameter.
    pub(crate) fn value(&self, distribution: &Distribution, share: f64) -> f64 {
        let value = distribution.quantile(share, self.least, self.most);
        if self.whole { value.round() } else { value }
    }

    /// The method with this value of the parameter.
    ///
    /// # Errors
    /// Why the value contradicts the other parameters.
    pub(crate) fn method(&self, value: f64) -> Result<MethodChoice, Names> {
        let mut values = self.values.clone();
        values[self.position] = if self.whole {
            Argument::Count(value as usize)
        } else {
            Argument::Number(value)
        };
        fn specified<S>(
            methods: &'static [&'static Method<S>],
            id: &str,
            values: Vec<Argument>,
            choice: fn(S) -> MethodChoice,
        ) -> Result<MethodChoice, Names> {
            let Some(method) = methods.iter().find(|method| method.about.id == id) else {
                unreachable!("{id} was found when the design was read");
            };
            let about = &method.about;
            (method.specify)(&Arguments { about, values }).map(choice)
        }
        let id = self.method;
        match self.step {
            Step::Imputation => {
                specified(imputation::METHODS, id, values, MethodChoice::Imputation)
            }
            Step::Treatment => specified(treatment::METHODS, id, values, MethodChoice::Treatment),
            Step::Normalisation => specified(
                normalisation::METHODS,
                id,
                values,
                MethodChoice::Normalisation,
            ),
            Step::Weighting => specified(weighting::METHODS, id, values, MethodChoice::Weighting),
            _ => specified(aggregation::METHODS, id, values, MethodChoice::Aggregation),
        }
    }
}

fn whole(section: &Section, key: &str, default: usize) -> Result<u32, FrameworkError> {
    let count = section.count(key)?.unwrap_or(default);
    match u32::try_from(count) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(section.out_of_range(
            key,
            format!("1 到 {}", u32::MAX),
            format!("from 1 to {}", u32::MAX),
        )),
    }
}

fn top(section: &Section) -> Result<Vec<u32>, FrameworkError> {
    let Some(given) = section.numbers("top")? else {
        return Ok(DEFAULT_TOP.to_vec());
    };
    let whole = |number: &f64| number.fract() == 0.0 && (1.0..=1e9).contains(number);
    if !given.iter().all(whole) {
        let (zh, en) = ("正整数的列表", "a list of whole numbers above 0");
        return Err(section.out_of_range("top", zh, en));
    }
    let mut top: Vec<u32> = given.iter().map(|&number| number as u32).collect();
    top.sort_unstable();
    top.dedup();
    Ok(top)
}

fn factor(section: &Section) -> Result<Factor, FrameworkError> {
    let step = section.required_string("step")?;
    let kind = match step.as_str() {
        "weights" => {
            section.allow(&["id", "step", "noise", "nodes"])?;
            FactorKind::Weights {
                noise: noise(&required_section(section, "noise")?)?,
                nodes: section.strings("nodes")?,
            }
        }
        "data" => {
            section.allow(&["id", "step", "error", "suffix", "classes", "indicators"])?;
            FactorKind::Data {
                error: data_error(section)?,
                indicators: section.strings("indicators")?,
            }
        }
        "imputation-draws" => {
            section.allow(&["id", "step"])?;
            FactorKind::ImputationDraws
        }
        "left-out" => {
            section.allow(&["id", "step", "probability", "indicators"])?;
            FactorKind::LeftOut {
                probability: bounded(section, "probability", 1.0, 0.0, 1.0)?,
                indicators: section.strings("indicators")?,
            }
        }
        "denomination" => {
            section.allow(&["id", "step", "alternatives", "probabilities"])?;
            let both = section.booleans("alternatives")?;
            let methods = both.into_iter().map(|denominate| {
                let label = denominate.to_string();
                (label, MethodChoice::Denomination(denominate))
            });
            alternatives(section, Scope::Framework, methods.collect())?
        }
        "screening" => {
            section.allow(&["id", "step", "alternatives", "probabilities"])?;
            let given = section.sections("alternatives")?;
            let read = given.iter().map(|section| {
                let screening = screening_of(section)?;
                Ok((label(section), MethodChoice::Screening(screening)))
            });
            alternatives(section, Scope::Framework, read.collect::<Result<_, _>>()?)?
        }
        "coverage" => {
            section.allow(&["id", "step", "node", "alternatives", "probabilities"])?;
            let given = section.sections("alternatives")?;
            let read = given.iter().map(|section| {
                let minimum = minimum_coverage(section)?;
                Ok((label(section), MethodChoice::Coverage(minimum)))
            });
            alternatives(section, scope(section)?, read.collect::<Result<_, _>>()?)?
        }
        "goalposts" => {
            section.allow(&["id", "step", "indicator", "alternatives", "probabilities"])?;
            let indicator = section.required_string("indicator")?;
            let given = section.sections("alternatives")?;
            let read = given.iter().map(|section| {
                let posts = goalposts_of(section)?;
                Ok((label(section), MethodChoice::Goalposts(posts)))
            });
            let read = read.collect::<Result<_, _>>()?;
            alternatives(section, Scope::Indicator(indicator), read)?
        }
        "target" => {
            section.allow(&["id", "step", "indicator", "alternatives", "probabilities"])?;
            let indicator = section.required_string("indicator")?;
            let given = section.numbers("alternatives")?.unwrap_or_default();
            let read = given.into_iter();
            let read = read.map(|target| (target.to_string(), MethodChoice::Target(target)));
            alternatives(section, Scope::Indicator(indicator), read.collect())?
        }
        "imputation" => method(
            section,
            Step::Imputation,
            imputation::METHODS,
            MethodChoice::Imputation,
        )?,
        "treatment" => method(
            section,
            Step::Treatment,
            treatment::METHODS,
            MethodChoice::Treatment,
        )?,
        "normalisation" => method(
            section,
            Step::Normalisation,
            normalisation::METHODS,
            MethodChoice::Normalisation,
        )?,
        "weighting" => method(
            section,
            Step::Weighting,
            weighting::METHODS,
            MethodChoice::Weighting,
        )?,
        "aggregation" => method(
            section,
            Step::Aggregation,
            aggregation::METHODS,
            MethodChoice::Aggregation,
        )?,
        other => {
            let known = STEPS.map(str::to_owned);
            return Err(section.unknown_option("step", other, &known));
        }
    };
    let default = match &kind {
        FactorKind::Alternatives {
            scope: Scope::Node(id) | Scope::Indicator(id),
            ..
        }
        | FactorKind::Parameter {
            scope: Scope::Node(id) | Scope::Indicator(id),
            ..
        } => format!("{step}:{id}"),
        _ => step,
    };
    Ok(Factor {
        id: section.string("id")?.unwrap_or(default),
        line: section.line(),
        kind,
    })
}

/// Whose method a choice is about.
fn scope(section: &Section) -> Result<Scope, FrameworkError> {
    let node = section.string("node")?.map(Scope::Node);
    let indicator = section.string("indicator")?.map(Scope::Indicator);
    Ok(node.or(indicator).unwrap_or(Scope::Framework))
}

/// The uncertain method of a step: alternatives, or one method with an uncertain parameter.
fn method<S>(
    section: &Section,
    step: Step,
    methods: &'static [&'static Method<S>],
    choice: fn(S) -> MethodChoice,
) -> Result<FactorKind, FrameworkError> {
    let mut known = vec!["id", "step", "alternatives", "probabilities"];
    known.extend(["method", "parameter", "distribution"]);
    // Columns have treatments and scales of their own, nodes have weights and aggregations.
    known.push(match step {
        Step::Weighting | Step::Aggregation => "node",
        _ => "indicator",
    });
    section.allow(&known)?;
    let scope = scope(section)?;
    let usable = |section: &Section, choice: MethodChoice| match (&scope, &choice) {
        (Scope::Indicator(_), MethodChoice::Imputation(spec)) => {
            imputes_alone(section, "kind", spec)?;
            Ok(choice)
        }
        _ => Ok(choice),
    };
    let Some(parameter) = section.string("parameter")? else {
        let given = section.sections("alternatives")?;
        let specified = given.iter().map(|section| {
            let spec = specification(section, step, methods)?;
            Ok((label(section), usable(section, choice(spec))?))
        });
        return alternatives(section, scope.clone(), specified.collect::<Result<_, _>>()?);
    };
    let of_method = required_section(section, "method")?;
    let spec = specification(&of_method, step, methods)?;
    usable(&of_method, choice(spec))?;
    let kind = of_method.required_string("kind")?;
    let Some(method) = methods.iter().find(|method| method.about.id == kind) else {
        unreachable!("{kind} was just specified");
    };
    let about = &method.about;
    let parameter = method_parameter(section, &of_method, step, about, &parameter)?;
    let distribution = distribution(&required_section(section, "distribution")?)?;
    if !distribution.meets(parameter.least, parameter.most) {
        let (least, most) = (parameter.least, parameter.most);
        return Err(section.out_of_range(
            "distribution",
            format!("与 {least} 到 {most} 有交集"),
            format!("partly within {least} to {most}"),
        ));
    }
    specify(&of_method, method)?;
    Ok(FactorKind::Parameter {
        scope,
        parameter,
        distribution,
    })
}

fn method_parameter(
    section: &Section,
    of_method: &Section,
    step: Step,
    about: &'static About,
    id: &str,
) -> Result<MethodParameter, FrameworkError> {
    let number = |kind: &ParameterKind| match kind {
        ParameterKind::Number { least, most, .. } => Some((*least, *most, false)),
        ParameterKind::Count { least, .. } => Some((*least as f64, 1e9, true)),
        _ => None,
    };
    let mut parameters = about.parameters.iter().enumerate();
    let found = parameters.find_map(|(position, parameter)| {
        let limits = number(&parameter.kind).filter(|_| parameter.id == id)?;
        Some((position, limits))
    });
    let Some((position, (least, most, whole))) = found else {
        let numbers = about
            .parameters
            .iter()
            .filter(|p| number(&p.kind).is_some());
        let known: Vec<String> = numbers.map(|parameter| parameter.id.to_owned()).collect();
        return Err(section.unknown_option("parameter", id, &known));
    };
    Ok(MethodParameter {
        step,
        method: about.id,
        values: values(of_method, about)?,
        position,
        least,
        most,
        whole,
    })
}

fn alternatives(
    section: &Section,
    scope: Scope,
    methods: Vec<(String, MethodChoice)>,
) -> Result<FactorKind, FrameworkError> {
    if methods.is_empty() {
        return Err(section.missing("alternatives"));
    }
    let count = methods.len();
    let probabilities = section
        .numbers("probabilities")?
        .unwrap_or_else(|| vec![1.0 / count as f64; count]);
    let sum: f64 = probabilities.iter().sum();
    let proper = probabilities.len() == count
        && probabilities.iter().all(|share| *share >= 0.0)
        && (sum - 1.0).abs() <= 1e-9;
    if !proper {
        return Err(section.out_of_range(
            "probabilities",
            format!("{count} 个不小于 0 的数，合计为 1"),
            format!("{count} numbers, none below 0, that sum to 1"),
        ));
    }
    let alternatives = methods.into_iter().zip(probabilities);
    let alternatives = alternatives.map(|((label, method), probability)| Alternative {
        label,
        probability: probability / sum,
        method,
    });
    Ok(FactorKind::Alternatives {
        scope,
        alternatives: alternatives.collect(),
    })
}

/// The name of a method with the parameters that were given, such as `min-max low=1 high=100`.
fn label(section: &Section) -> String {
    fn text(value: &DeValue) -> String {
        match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(integer) => integer.to_string(),
            DeValue::Float(float) => float.to_string(),
            DeValue::Boolean(boolean) => boolean.to_string(),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| text(item.get_ref()));
                items.collect::<Vec<_>>().join("+")
            }
            _ => "…".to_owned(),
        }
    }
    let mut parts = Vec::new();
    for (key, value) in section.table.iter() {
        let key: &str = key.get_ref();
        let text = text(value.get_ref());
        if key == "kind" {
            parts.insert(0, text);
        } else {
            parts.push(format!("{key}={text}"));
        }
    }
    parts.join(" ")
}

fn noise(section: &Section) -> Result<WeightNoise, FrameworkError> {
    const KINDS: [&str; 4] = ["uniform", "normal", "triangular", "dirichlet"];
    /// A factor of 0 would take a child out of the index.
    const WIDEST: f64 = 0.999_999;
    let spread = || bounded(section, "spread", 0.25, 0.0, WIDEST);
    Ok(match section.required_string("kind")?.as_str() {
        "uniform" => {
            section.allow(&["kind", "spread"])?;
            WeightNoise::Uniform { spread: spread()? }
        }
        "triangular" => {
            section.allow(&["kind", "spread"])?;
            WeightNoise::Triangular { spread: spread()? }
        }
        "normal" => {
            section.allow(&["kind", "sd"])?;
            WeightNoise::Normal {
                sd: bounded(section, "sd", 0.125, 1e-9, 10.0)?,
            }
        }
        "dirichlet" => {
            section.allow(&["kind", "concentration"])?;
            let given = section.number("concentration")?;
            if given.is_some() {
                bounded(section, "concentration", 1.0, 1e-6, 1e12)?;
            }
            WeightNoise::Dirichlet {
                concentration: given,
            }
        }
        other => {
            return Err(section.unknown_option("kind", other, &KINDS.map(str::to_owned)));
        }
    })
}

fn distribution(section: &Section) -> Result<Distribution, FrameworkError> {
    const KINDS: [&str; 3] = ["uniform", "normal", "triangular"];
    let number = |key: &str| section.number(key)?.ok_or_else(|| section.missing(key));
    let (distribution, proper) = match section.required_string("kind")?.as_str() {
        "uniform" => {
            section.allow(&["kind", "low", "high"])?;
            let (low, high) = (number("low")?, number("high")?);
            (Distribution::Uniform { low, high }, low < high)
        }
        "normal" => {
            section.allow(&["kind", "mean", "sd"])?;
            let (mean, sd) = (number("mean")?, number("sd")?);
            (Distribution::Normal { mean, sd }, sd > 0.0)
        }
        "triangular" => {
            section.allow(&["kind", "low", "mode", "high"])?;
            let (low, mode, high) = (number("low")?, number("mode")?, number("high")?);
            let proper = low < high && low <= mode && mode <= high;
            (Distribution::Triangular { low, mode, high }, proper)
        }
        other => {
            return Err(section.unknown_option("kind", other, &KINDS.map(str::to_owned)));
        }
    };
    if proper {
        return Ok(distribution);
    }
    Err(section.out_of_range(
        "kind",
        "low < high，low ≤ mode ≤ high，sd > 0",
        "such that low < high, low ≤ mode ≤ high, sd > 0",
    ))
}

fn data_error(section: &Section) -> Result<DataError, FrameworkError> {
    if let Some(classes) = section.section("classes")? {
        let shares = classes.table.keys().map(|class| {
            let class: &str = class.get_ref();
            let share = bounded(&classes, class, 0.0, 0.0, 10.0)?;
            Ok((class.to_owned(), share))
        });
        let shares = shares.collect::<Result<_, _>>()?;
        let suffix = section.required_string("suffix")?;
        return Ok(DataError::Classes { suffix, shares });
    }
    match section.string("suffix")? {
        Some(suffix) => Ok(DataError::Columns(suffix)),
        None => {
            if section.number("error")?.is_none() {
                return Err(section.missing("error"));
            }
            Ok(DataError::Relative(bounded(
                section, "error", 0.0, 0.0, 10.0,
            )?))
        }
    }
}

fn required_section<'a>(section: &Section<'a>, key: &str) -> Result<Section<'a>, FrameworkError> {
    section.section(key)?.ok_or_else(|| section.missing(key))
}

fn bounded(
    section: &Section,
    key: &str,
    default: f64,
    least: f64,
    most: f64,
) -> Result<f64, FrameworkError> {
    let number = section.number(key)?.unwrap_or(default);
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    let (zh, en) = (
        format!("{least} 到 {most}"),
        format!("from {least} to {most}"),
    );
    Err(section.out_of_range(key, zh, en))
}

fn option<T: Copy>(
    section: &Section,
    key: &str,
    options: &[(&str, T)],
) -> Result<Option<T>, FrameworkError> {
    let Some(given) = section.string(key)? else {
        return Ok(None);
    };
    match options.iter().find(|(id, _)| *id == given) {
        Some((_, option)) => Ok(Some(*option)),
        None => {
            let known: Vec<String> = options.iter().map(|(id, _)| (*id).to_owned()).collect();
            Err(section.unknown_option(key, &given, &known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_may_be_uncertain_stands_in_the_documentation() {
        let page = include_str!("../../../../docs/methods/uncertainty.md");
        let sections: Vec<&str> = page.split("\n### ").skip(1).collect();
        let section = |id: &str| {
            let named = |section: &&&str| {
                let heading = section.lines().next().unwrap_or_default();
                heading.contains(&format!("`{id}`"))
            };
            sections
                .iter()
                .find(named)
                .unwrap_or_else(|| panic!("no section {id}"))
        };
        for step in STEPS {
            assert!(section(step).contains("Worked example: "), "{step}");
            assert!(section(step).contains("Degenerate cases: "), "{step}");
        }
        for (id, _) in Sampling::ALL {
            assert!(section(id).contains("Worked example: "), "{id}");
        }
        for noise in ["uniform", "normal", "triangular", "dirichlet"] {
            assert!(
                section("weights").contains(&format!("`{noise}`")),
                "{noise}"
            );
        }
    }
}
