//! What the methods have in common that rest on the judgement of experts: which judgements they use, how those of
//! several experts are averaged, and how children that are not part of the computation are left out.

use super::{Family, WeightingError};
use crate::framework::{Judgement, Statement};
use crate::{Choice, Names, Step};

/// One expert's statement of the form that a method uses.
pub(super) struct Said<'a, T> {
    pub judgement: &'a Judgement,
    pub statement: &'a T,
}

/// The statements on the node of the form that `pick` finds, at least one. `form` is the key that an expert
/// would have to give.
pub(super) fn statements<'a, T>(
    family: &Family<'a>,
    method: &'static str,
    form: &'static str,
    pick: impl Fn(&'a Statement) -> Option<&'a T>,
) -> Result<Vec<Said<'a, T>>, WeightingError> {
    let of_node = family.judgements.iter();
    let of_node = of_node.filter(|judgement| judgement.node == family.node);
    let said: Vec<Said<T>> = of_node
        .filter_map(|judgement| {
            let statement = pick(&judgement.statement)?;
            Some(Said {
                judgement,
                statement,
            })
        })
        .collect();
    if said.is_empty() {
        let reason = Names::new(
            format!(
                "没有专家判断：请为该节点添加含 {form} 的 [[judgement]]，或为该节点另设 weighting"
            ),
            format!(
                "no expert has judged the node: add a [[judgement]] with {form} for it, or give the node a weighting of its own"
            ),
        );
        return Err(family.error(method, reason));
    }
    Ok(said)
}

/// An error that names the expert.
pub(super) fn error(
    family: &Family,
    method: &'static str,
    judgement: &Judgement,
    reason: Names,
) -> WeightingError {
    let expert = &judgement.expert;
    let reason = Names::new(
        format!("{}：{}", expert.zh, reason.zh),
        format!("{}: {}", expert.en, reason.en),
    );
    family.error(method, reason)
}

/// Where each child of `of` stands among `names`.
pub(super) fn places<'n>(
    family: &Family,
    method: &'static str,
    judgement: &Judgement,
    of: &[usize],
    names: impl Iterator<Item = &'n str> + Clone,
) -> Result<Vec<usize>, WeightingError> {
    let place = |&child: &usize| {
        let id = family.children[child].id;
        names.clone().position(|name| name == id).ok_or_else(|| {
            let reason = Names::new(
                format!("没有判断“{id}”：请补上"),
                format!("\"{id}\" is not judged: add it"),
            );
            error(family, method, judgement, reason)
        })
    };
    of.iter().map(place).collect()
}

/// The mean of the experts' weights, each expert counting by its own weight. With several experts, how far
/// they are apart is noted.
pub(super) fn mean(
    family: &Family,
    of: &[usize],
    experts: &[(&Judgement, Vec<f64>)],
    choices: &mut Vec<Choice>,
) -> Vec<f64> {
    let total: f64 = experts.iter().map(|(judgement, _)| judgement.weight).sum();
    let mean_at = |at: usize| {
        let parts = experts.iter();
        let parts = parts.map(|(judgement, weights)| judgement.weight / total * weights[at]);
        parts.sum()
    };
    if experts.len() > 1 {
        let range = |at: usize| {
            let all = || experts.iter().map(|(_, weights)| weights[at]);
            let low = all().fold(f64::INFINITY, f64::min);
            let high = all().fold(f64::NEG_INFINITY, f64::max);
            format!("{} {low:.3}–{high:.3}", family.children[of[at]].id)
        };
        let ranges: Vec<String> = (0..of.len()).map(range).collect();
        let (count, ranges) = (experts.len(), ranges.join(", "));
        choices.push(Choice::note(
            Step::Weighting,
            Some(family.node),
            Names::new(
                format!("{count} 位专家给出的权重范围：{ranges}"),
                format!("weights of the {count} experts range over: {ranges}"),
            ),
        ));
    }
    (0..of.len()).map(mean_at).collect()
}
