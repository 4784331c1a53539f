//! What a method of any step says about itself, for the reader of frameworks, the command line,
//! the web page and the documentation alike.

use crate::weighting::WeightingSpec;
use crate::{Names, Step, aggregation, imputation, normalisation, treatment, weighting};

/// A method as it is described to people, without its code.
#[derive(Debug, PartialEq)]
pub struct About {
    /// The name in frameworks: kebab-case, the field's term.
    pub id: &'static str,
    /// The name shown to people.
    pub name: Names,
    /// What it does, in a sentence or two.
    pub description: Names,
    /// The formula in plain text.
    pub formula: &'static str,
    /// Where the method is published.
    pub source: &'static str,
    /// What may be set, in the order in which it is shown.
    pub parameters: &'static [Parameter],
    /// Whether the formula is a reading of an unpublished method (推定).
    pub inferred: bool,
}

/// Something a method lets the user set.
#[derive(Debug, PartialEq)]
pub struct Parameter {
    /// The key in a framework.
    pub id: &'static str,
    /// What it means.
    pub name: Names,
    /// What it may hold.
    pub kind: ParameterKind,
}

/// The values a parameter may hold, and the value it has when it is not given.
#[derive(Debug, PartialEq)]
pub enum ParameterKind {
    /// A real number from `least` to `most`, both included.
    Number {
        /// The value when not given.
        default: f64,
        /// The smallest value allowed.
        least: f64,
        /// The largest value allowed.
        most: f64,
    },
    /// A whole number, at least `least`.
    Count {
        /// The value when not given.
        default: usize,
        /// The smallest value allowed.
        least: usize,
    },
    /// One of several named options.
    Option {
        /// The option taken when none is given.
        default: &'static str,
        /// The options: name in frameworks, and what it means.
        options: &'static [(&'static str, Names)],
    },
    /// A name out of the data or the framework, such as the heading of a column, a unit or a set of
    /// weights; it must be given.
    Text,
    /// A list of methods of weighting, at least `least`; it must be given.
    Weightings {
        /// The smallest number of methods.
        least: usize,
    },
}

impl Parameter {
    /// A parameter that is a real number from `least` to `most`.
    pub(crate) const fn number(
        id: &'static str,
        name: Names,
        default: f64,
        least: f64,
        most: f64,
    ) -> Parameter {
        Parameter {
            id,
            name,
            kind: ParameterKind::Number {
                default,
                least,
                most,
            },
        }
    }
}

/// A line of a step's table of methods: what the method says about itself and how its
/// specification `S` is made from the arguments in a framework.
#[derive(Debug)]
pub struct Method<S: 'static> {
    /// The description.
    pub about: About,
    /// Makes the specification; the arguments are already complete and within their limits, so the
    /// only error left is a combination that makes no sense.
    pub(crate) specify: fn(&Arguments) -> Result<S, Names>,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    Number(f64),
    Count(usize),
    Option(&'static str),
    Text(String),
    Weightings(Vec<WeightingSpec>),
}

/// The values of all parameters of one method, in the order of its description.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) about: &'static About,
    pub(crate) values: Vec<Argument>,
}

impl Arguments {
    /// The value of a real number among the parameters.
    pub(crate) fn number(&self, id: &str) -> f64 {
        match self.value(id) {
            Argument::Number(number) => *number,
            other => unreachable!("parameter {id} is {other:?}, not a number"),
        }
    }

    /// The value of a whole number among the parameters.
    pub(crate) fn count(&self, id: &str) -> usize {
        match self.value(id) {
            Argument::Count(count) => *count,
            other => unreachable!("parameter {id} is {other:?}, not a count"),
        }
    }

    /// The option chosen.
    pub(crate) fn option(&self, id: &str) -> &'static str {
        match self.value(id) {
            Argument::Option(option) => option,
            other => unreachable!("parameter {id} is {other:?}, not an option"),
        }
    }

    /// A name out of the data.
    pub(crate) fn text(&self, id: &str) -> String {
        match self.value(id) {
            Argument::Text(text) => text.clone(),
            other => unreachable!("parameter {id} is {other:?}, not a text"),
        }
    }

    /// The methods of weighting given.
    pub(crate) fn weightings(&self, id: &str) -> &[WeightingSpec] {
        match self.value(id) {
            Argument::Weightings(weightings) => weightings,
            other => unreachable!("parameter {id} is {other:?}, not a list of weightings"),
        }
    }

    /// Whether the method has a parameter.
    pub(crate) fn has(&self, id: &str) -> bool {
        let mut parameters = self.about.parameters.iter();
        parameters.any(|parameter| parameter.id == id)
    }

    fn value(&self, id: &str) -> &Argument {
        let position = self
            .about
            .parameters
            .iter()
            .position(|parameter| parameter.id == id);
        match position {
            Some(position) => &self.values[position],
            None => unreachable!("{} has no parameter {id}", self.about.id),
        }
    }
}

/// Every method of every step.
pub fn catalogue() -> Vec<(Step, &'static About)> {
    fn entries<S>(
        step: Step,
        methods: &'static [&'static Method<S>],
    ) -> impl Iterator<Item = (Step, &'static About)> {
        methods.iter().map(move |method| (step, &method.about))
    }
    entries(Step::Imputation, imputation::METHODS)
        .chain(entries(Step::Treatment, treatment::METHODS))
        .chain(entries(Step::Normalisation, normalisation::METHODS))
        .chain(entries(Step::Weighting, weighting::METHODS))
        .chain(entries(Step::Aggregation, aggregation::METHODS))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_describes_itself_in_both_languages() {
        let methods = catalogue();
        for (position, (step, about)) in methods.iter().enumerate() {
            let texts = std::iter::once(&about.name)
                .chain([&about.description])
                .chain(about.parameters.iter().map(|parameter| &parameter.name));
            for text in texts {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", about.id);
            }
            assert!(!about.formula.is_empty() && !about.source.is_empty());
            let twins = methods[..position]
                .iter()
                .filter(|(other, twin)| other == step && twin.id == about.id);
            assert_eq!(twins.count(), 0, "{} is listed twice", about.id);
        }
        assert!(methods.len() >= 7);
    }

    #[test]
    fn defaults_lie_within_their_limits() {
        for (_, about) in catalogue() {
            for parameter in about.parameters {
                let fits = match &parameter.kind {
                    ParameterKind::Number {
                        default,
                        least,
                        most,
                    } => (least..=most).contains(&default),
                    ParameterKind::Count { default, least } => default >= least,
                    ParameterKind::Option { default, options } => {
                        options.iter().any(|(id, _)| id == default)
                    }
                    ParameterKind::Text => true,
                    ParameterKind::Weightings { least } => *least > 0,
                };
                assert!(fits, "{} {}", about.id, parameter.id);
            }
        }
    }
}
