//! `jushu index practice`.

use std::path::Path;

use jushu_index::Run;
use jushu_index::aggregation::{FuzzyComprehensive, Operator, Verdict};
use jushu_index::practice::Scale;
use jushu_index::practice::coupling::{Coupling, Form, Weights, coupling, coupling_csv};
use jushu_index::practice::membership::{memberships, memberships_csv};
use jushu_index::practice::obstacle::{obstacles, obstacles_csv};
use jushu_index::practice::rank_sum_ratio::{grades, grades_csv};
use serde_json::json;

use super::{Computed, Inputs, PlainError, write_results};

/// What is asked of an index by Chinese evaluation practice.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeQuestions {
    /// The node whose children are read; the index where it is not given.
    pub node: Option<String>,
    /// The formula of the coupling.
    pub form: Form,
    /// The weights of the subsystems.
    pub weights: Weights,
    /// The ends of the scale of scores; that of the run where they are not given.
    pub scale: Option<(f64, f64)>,
    /// Into how many grades units are put; none where it is not given.
    pub grades: Option<usize>,
}

/// Computes an index and writes `coupling.csv`, `obstacles.csv` and, for grades, `memberships.csv` and
/// `rank_sum_grades.csv`.
pub fn practice(
    inputs: Inputs,
    questions: &PracticeQuestions,
    out: &Path,
) -> Result<(Run, Coupling), PlainError> {
    let computed = Computed::of(inputs)?;
    let run = &computed.run;
    let node = questions.node.as_deref().unwrap_or(&run.index().id);
    let scale = match questions.scale {
        Some((low, high)) => Scale::new(low, high)?,
        None => Scale::of(run)?,
    };
    let coupled = coupling(run, node, questions.form, questions.weights, scale)?;
    let mut texts = vec![
        ("coupling.csv", coupling_csv(run, &coupled)),
        (
            "obstacles.csv",
            obstacles_csv(run, &obstacles(run, node, scale)?),
        ),
    ];
    if let Some(count) = questions.grades {
        let graded = grades(run, node, count)?;
        texts.push(("rank_sum_grades.csv", grades_csv(run, &graded)));
        let (low, high) = scale.ends();
        let spec = FuzzyComprehensive {
            grades: count,
            operator: Operator::WeightedMean,
            verdict: Verdict::WeightedMean,
            low,
            high,
        };
        let found = memberships(run, node, spec)?;
        texts.push(("memberships.csv", memberships_csv(run, spec, &found)));
    }
    let mut manifest = computed.sources(inputs);
    let (low, high) = scale.ends();
    let form = match questions.form {
        Form::Standard => "standard",
        Form::Corrected => "corrected",
    };
    manifest.insert(
        "practice".into(),
        json!({
            "node": node,
            "form": form,
            "equal_weights": questions.weights == Weights::Equal,
            "scale": [low, high],
            "grades": questions.grades,
        }),
    );
    write_results(out, texts, manifest)?;
    Ok((computed.run, coupled))
}
