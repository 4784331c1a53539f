//! Tiers (梯队) of the units of a ranking: one rule for figures, facts and templates.
//!
//! The report of 2023 speaks of leading and second-tier cities and prints no rule, so this one is our own
//! (自拟): natural breaks (Jenks) cut the logarithms of the scores of the leading units into three tiers; all
//! other units are the fourth. Logarithms, because scores of places are so skewed that natural breaks of the
//! scores themselves set the first unit apart and nobody else; where a leading score is not positive, the
//! scores themselves are cut. The leading units are the first 30, or all of them where there are fewer than 60.
//!
//! Worked example: 90, 80, 40, 38, 36, 10, 9 gives the tiers {90, 80}, {40, 38, 36}, {10, 9}.

use jushu_figures::Language;
use jushu_index::reading::tiers::{TierSpec, Tiers as Cut};

/// How many tiers the leading units are cut into.
const LEADING_TIERS: usize = 3;

/// How many units lead, where there are at least twice as many.
const LEADING: usize = 30;

/// Units in tiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// The lowest score of each tier but the last, best tier first.
    pub cuts: Vec<f64>,
    /// The tier of each unit, 1 is best; `None` without a score.
    pub of_unit: Vec<Option<usize>>,
}

/// The tiers of units with these scores; `None` where there are fewer than three different scores to cut.
pub fn tiers(scores: &[Option<f64>]) -> Option<Tiers> {
    let mut ranked: Vec<f64> = scores
        .iter()
        .filter_map(|score| score.filter(|score| score.is_finite()))
        .collect();
    ranked.sort_by(|a, b| b.total_cmp(a));
    let leading = if ranked.len() < 2 * LEADING {
        &ranked[..]
    } else {
        &ranked[..LEADING]
    };
    let cut: Vec<f64> = if leading.iter().all(|&score| score > 0.0) {
        leading.iter().map(|score| score.ln()).collect()
    } else {
        leading.to_vec()
    };
    let tiers = Cut::cut(&cut, &TierSpec::NaturalBreaks(LEADING_TIERS)).ok()?;
    // The lowest score of a tier is one of the scores, not the exponential of its logarithm.
    let lowest = |tier: usize| {
        let members = leading.iter().zip(&tiers.of_unit);
        members
            .filter(|(_, of)| **of == Some(tier))
            .map(|(&score, _)| score)
            .fold(f64::INFINITY, f64::min)
    };
    let all_lead = leading.len() == ranked.len();
    let last_cut = if all_lead {
        LEADING_TIERS - 1
    } else {
        LEADING_TIERS
    };
    let cuts: Vec<f64> = (1..=last_cut).map(lowest).collect();
    let of_unit = scores
        .iter()
        .map(|score| {
            let score = score.filter(|score| score.is_finite())?;
            Some(1 + cuts.iter().filter(|&&cut| score < cut).count())
        })
        .collect();
    Some(Tiers { cuts, of_unit })
}

/// The rule in a sentence, to be printed with whatever speaks of tiers.
pub fn rule(language: Language) -> &'static str {
    language.pick(
        "梯队划分（自拟）：对前 30 名（不足 60 个单元时为全部）得分的对数用自然断点法分为三个梯队，其余为第四梯队",
        "tiers (our own rule): natural breaks of the logarithms of the first 30 scores (all, where there are \
         fewer than 60 units) give three tiers, the others are the fourth",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(scores: &[f64]) -> Tiers {
        let scores: Vec<Option<f64>> = scores.iter().copied().map(Some).collect();
        tiers(&scores).unwrap()
    }

    #[test]
    fn the_worked_example() {
        let cut = of(&[9.0, 40.0, 90.0, 38.0, 80.0, 36.0, 10.0]);
        assert_eq!(cut.cuts, [80.0, 36.0]);
        let tiers: Vec<usize> = cut.of_unit.iter().flatten().copied().collect();
        assert_eq!(tiers, [3, 2, 1, 2, 1, 2, 3]);
    }

    #[test]
    fn units_beyond_the_leading_ones_are_the_fourth_tier() {
        let scores: Vec<f64> = (0..100).map(|at| 1000.0 - 9.0 * f64::from(at)).collect();
        let cut = of(&scores);
        assert_eq!(cut.cuts.len(), 3);
        assert_eq!(cut.cuts[2], scores[29]);
        assert_eq!(
            cut.of_unit.iter().filter(|tier| **tier == Some(4)).count(),
            70
        );
    }

    #[test]
    fn without_three_different_scores_there_are_no_tiers() {
        assert_eq!(tiers(&[Some(1.0), Some(1.0), Some(2.0), None]), None);
        assert_eq!(tiers(&[]), None);
    }

    #[test]
    fn scores_below_zero_are_cut_as_they_are() {
        let cut = of(&[2.0, 1.9, 0.1, 0.0, -1.5]);
        assert_eq!(cut.cuts, [1.9, 0.0]);
    }

    proptest! {
        #[test]
        fn a_better_score_is_never_in_a_worse_tier(
            scores in proptest::collection::vec(proptest::option::of(-50.0..100.0_f64), 3..120)
        ) {
            if let Some(cut) = tiers(&scores) {
                for (a, tier_a) in scores.iter().zip(&cut.of_unit) {
                    prop_assert_eq!(a.is_some(), tier_a.is_some());
                    for (b, tier_b) in scores.iter().zip(&cut.of_unit) {
                        if let (Some(a), Some(b)) = (a, b) && a > b {
                            prop_assert!(tier_a <= tier_b);
                        }
                    }
                }
            }
        }
    }
}
