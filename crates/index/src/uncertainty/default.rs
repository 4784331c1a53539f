//! The design that every run is given (默认不确定性设计), so that no rank stands without its interval:
//! weights ± 25 %, and the methods an auditor asks about first: min-max against z-scores, arithmetic
//! against geometric means, with and without treatment of outliers.
//!
//! Source: OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 7; the spread of
//! the weights is the one usual in audits by the Joint Research Centre.

use super::design::{Alternative, Design, Factor, FactorKind, MethodChoice, Scope, WeightNoise};
use super::error::UncertaintyError;
use super::statistics::Uncertainty;
use super::study::Study;
use crate::aggregation::AggregationSpec;
use crate::normalisation::NormalisationSpec;
use crate::{BuildError, Choice, Framework, Names, Step, Table, build};

/// Replications of the default design.
pub const DEFAULT_REPLICATIONS: u32 = 10_000;

/// The spread of the weights.
const SPREAD: f64 = 0.25;

/// A scale that begins above 0, where geometric means have a meaning.
const POSITIVE: (Step, &str) = (
    Step::Normalisation,
    r#"{ kind = "min-max", low = 1, high = 100 }"#,
);

/// The alternatives to the methods of the framework, in the order in which they are tried.
const CANDIDATES: [(Step, &[&str]); 3] = [
    (
        Step::Normalisation,
        &[
            POSITIVE.1,
            r#"{ kind = "z-score", mean = 50, deviation = 10 }"#,
        ],
    ),
    (
        Step::Aggregation,
        &[r#"{ kind = "arithmetic" }"#, r#"{ kind = "geometric" }"#],
    ),
    (
        Step::Treatment,
        &[r#"{ kind = "none" }"#, r#"{ kind = "winsorise-log" }"#],
    ),
];

/// The uncertainty of the ranks of the index under the default design: [`DEFAULT_REPLICATIONS`]
/// replications, the weights of all nodes and indicators ± 25 %, and normalisation, aggregation and
/// treatment each with alternatives that go together with all others. What was tried and left out
/// stands in the choices of the result.
///
/// # Errors
/// [`UncertaintyError::Build`] when the framework cannot be built over the table, and
/// [`UncertaintyError::TooManyUnits`].
pub fn default_intervals(
    framework: &Framework,
    table: &Table,
    seed: u64,
    threads: usize,
) -> Result<Uncertainty, UncertaintyError> {
    let (design, notices) = default_design(framework, table, seed)?;
    let mut study = Study::new(framework, table, &design)?;
    while study.advance(threads, None)? {}
    let mut found = study.uncertainty();
    found.choices.extend(notices);
    Ok(found)
}

/// The default design for a framework and a table, and what was decided about it.
///
/// # Errors
/// [`UncertaintyError::Build`] when the framework cannot be built over the table.
pub fn default_design(
    framework: &Framework,
    table: &Table,
    seed: u64,
) -> Result<(Design, Vec<Choice>), UncertaintyError> {
    build(framework, table).map_err(UncertaintyError::Build)?;
    let mut design = Design::new(DEFAULT_REPLICATIONS, seed);
    design.factors.push(Factor {
        id: "weights".to_owned(),
        line: 0,
        kind: FactorKind::Weights {
            noise: WeightNoise::Uniform { spread: SPREAD },
            nodes: Vec::new(),
        },
    });
    let mut notices = Vec::new();
    let base = on_a_positive_scale(framework, &mut notices)?;
    // All combinations of what was taken so far: each of them can be built.
    let mut combinations = vec![base.clone()];
    for (step, candidates) in CANDIDATES {
        let mut taken = vec![own_method(&base, step)];
        for text in candidates {
            let candidate = alternative(step, text)?;
            if taken.iter().any(|known| known.method == candidate.method) {
                continue;
            }
            match varied(&combinations, &candidate.method, table) {
                Ok(varied) => {
                    combinations.extend(varied);
                    taken.push(candidate);
                }
                Err(cause) => notices.push(left_out(step, &candidate.label, &cause)),
            }
        }
        let probability = 1.0 / taken.len() as f64;
        taken
            .iter_mut()
            .for_each(|alternative| alternative.probability = probability);
        design.factors.push(Factor {
            id: step.id().to_owned(),
            line: 0,
            kind: FactorKind::Alternatives {
                scope: Scope::Framework,
                alternatives: taken,
            },
        });
    }
    Ok((design, notices))
}

/// The framework with min-max values from 1 to 100 where it has arithmetic means of min-max values that
/// begin at 0 or below: no rank changes, and geometric means can be tried.
fn on_a_positive_scale(
    framework: &Framework,
    notices: &mut Vec<Choice>,
) -> Result<Framework, UncertaintyError> {
    let mut base = framework.clone();
    let of_nodes = framework.nodes.iter().map(|node| &node.aggregation);
    let arithmetic = of_nodes
        .flatten()
        .chain([&framework.method.aggregation])
        .all(|aggregation| *aggregation == AggregationSpec::Arithmetic);
    let NormalisationSpec::MinMax(own) = &framework.method.normalisation else {
        return Ok(base);
    };
    if arithmetic && own.low <= 0.0 {
        let positive = alternative(POSITIVE.0, POSITIVE.1)?;
        positive.method.put_into(&mut base, &Scope::Framework);
        notices.push(Choice::note(
            Step::Normalisation,
            None,
            Names::new(
                format!(
                    "排名区间：极差法的区间 {}–{} 改用 1–100（算术平均下排名不变），以便与几何平均比较",
                    own.low, own.high
                ),
                format!(
                    "rank intervals: min-max onto 1–100 instead of {}–{} (the same ranks under arithmetic means), so that geometric means can be compared",
                    own.low, own.high
                ),
            ),
        ));
    }
    Ok(base)
}

/// The method in an inline table as a design would have it.
fn alternative(step: Step, text: &str) -> Result<Alternative, UncertaintyError> {
    let design = format!(
        "[design]\n[[choice]]\nstep = \"{}\"\nalternatives = [{text}]\n",
        step.id()
    );
    let mut factors = Design::parse(&design, "default design")?
        .factors
        .into_iter();
    match factors.next().map(|factor| factor.kind) {
        Some(FactorKind::Alternatives { alternatives, .. }) => Ok(alternatives[0].clone()),
        other => unreachable!("a choice of alternatives was read as {other:?}"),
    }
}

fn own_method(framework: &Framework, step: Step) -> Alternative {
    let method = &framework.method;
    Alternative {
        label: "framework".to_owned(),
        probability: 1.0,
        method: match step {
            Step::Normalisation => MethodChoice::Normalisation(method.normalisation.clone()),
            Step::Aggregation => MethodChoice::Aggregation(method.aggregation.clone()),
            _ => MethodChoice::Treatment(method.treatment.clone()),
        },
    }
}

/// The combinations with this method, if every one can be built.
fn varied(
    combinations: &[Framework],
    method: &MethodChoice,
    table: &Table,
) -> Result<Vec<Framework>, BuildError> {
    let mut varied = combinations.to_vec();
    for framework in &mut varied {
        method.put_into(framework, &Scope::Framework);
        build(framework, table)?;
    }
    Ok(varied)
}

fn left_out(step: Step, label: &str, cause: &BuildError) -> Choice {
    let cause = cause.message();
    Choice::note(
        step,
        None,
        Names::new(
            format!("排名区间未考虑“{label}”：{}", cause.zh),
            format!("rank intervals do without \"{label}\": {}", cause.en),
        ),
    )
}
