//! Tiers (梯队): classes of units cut from the distribution of their scores.
//!
//! - **Natural breaks** (自然断点法, Jenks) and **k-means** in one dimension seek the same thing: the classes
//!   with the smallest sum of squared deviations from the class means. In one dimension classes are
//!   intervals, so dynamic programming finds the true optimum: with D(k, j) the least sum for the j
//!   smallest values in k classes, D(k, j) = min_i D(k−1, i) + S(i, j). The best i grows with j, so halving
//!   finds each row in n·log n steps. Sources: Fisher (1958), On grouping for maximum homogeneity; Jenks
//!   (1977); Wang & Song (2011), Ckmeans.1d.dp.
//! - **Quantiles** (分位数): classes of like size; **given cuts** (指定界值): classes by rule.
//! - The **gap statistic** advises on the number of classes: the smallest k for which
//!   Gap(k) ≥ Gap(k+1) − s(k+1), where Gap(k) is the mean log of the sum for uniform values on the same
//!   range, less the log of the sum for the data. Three classes at equal distances can hide from it, since
//!   the second cut gains no more there than on uniform values: read all the gaps, not the advice alone.
//!   Source: Tibshirani, Walther & Hastie (2001).
//!
//! Equal scores always share a tier. Worked example: 1, 2, 3, 10, 11, 50 in three tiers: {50}, {10, 11},
//! {1, 2, 3}; the sum is 0 + 0.5 + 2 = 2.5.

use thiserror::Error;

use super::random::Random;
use crate::{Matrix, Names};

/// A way to cut tiers.
#[derive(Debug, Clone, PartialEq)]
pub enum TierSpec {
    /// So many classes with the smallest sum of squares within (natural breaks and k-means alike).
    NaturalBreaks(usize),
    /// So many classes of like size.
    Quantiles(usize),
    /// Classes that begin at these scores, the lowest of each tier but the last, in any order.
    Cuts(Vec<f64>),
}

/// Units in tiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// The lowest score of each tier but the last, best tier first: a score at or above `cuts[t]` and below
    /// `cuts[t − 1]` is in tier t + 1.
    pub cuts: Vec<f64>,
    /// The tier of each unit, 1 is best; `None` without a score.
    pub of_unit: Vec<Option<usize>>,
    /// The share of the sum of squared deviations that lies between the tiers, 0 to 1 (goodness of
    /// variance fit).
    pub fit: f64,
}

/// Tiers that cannot be cut.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum TierError {
    /// No tiers were asked for.
    NoTiers,
    /// More tiers than different scores.
    TooManyTiers {
        /// Tiers asked for.
        tiers: usize,
        /// Different scores.
        scores: usize,
    },
    /// A cut that is not a finite number, or stands twice.
    Cut(f64),
}

impl TierError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            TierError::NoTiers => Names::fixed(
                "梯队数为 0：请至少划分 1 个梯队",
                "no tiers: ask for at least 1",
            ),
            TierError::TooManyTiers { tiers, scores } => Names::new(
                format!("不同的得分只有 {scores} 个，不能划分 {tiers} 个梯队：请减少梯队数"),
                format!("{scores} different scores cannot make {tiers} tiers: ask for fewer"),
            ),
            TierError::Cut(cut) => Names::new(
                format!("梯队界值 {cut} 重复或不是有限数值：请改正"),
                format!("the cut {cut} stands twice or is not a finite number: correct it"),
            ),
        }
    }
}

impl Tiers {
    /// Cuts tiers from `scores`, one a unit; missing (NaN) belongs to none.
    ///
    /// # Errors
    /// [`TierError`]: no tiers, more tiers than different scores, a cut that is no number.
    pub fn cut(scores: &[f64], spec: &TierSpec) -> Result<Tiers, TierError> {
        let sorted = Sorted::of(scores);
        let cuts = match spec {
            TierSpec::NaturalBreaks(tiers) => {
                sorted.allow(*tiers)?;
                sorted.cuts(&sorted.natural_breaks(*tiers))
            }
            TierSpec::Quantiles(tiers) => {
                sorted.allow(*tiers)?;
                sorted.quantiles(*tiers)
            }
            TierSpec::Cuts(cuts) => {
                let mut cuts = cuts.clone();
                cuts.sort_by(|a, b| b.total_cmp(a));
                let twice = cuts.windows(2).find(|pair| pair[0] == pair[1]);
                if let Some(&cut) = cuts
                    .iter()
                    .find(|c| !c.is_finite())
                    .or(twice.map(|pair| &pair[0]))
                {
                    return Err(TierError::Cut(cut));
                }
                cuts
            }
        };
        let of_unit: Vec<Option<usize>> = scores.iter().map(|&score| tier(&cuts, score)).collect();
        let fit = fit(scores, &of_unit, cuts.len() + 1);
        Ok(Tiers { cuts, of_unit, fit })
    }

    /// The number of tiers.
    pub fn count(&self) -> usize {
        self.cuts.len() + 1
    }

    /// For each unit (row) and tier (column) the share of `replications`, each a score a unit, in which the
    /// unit is in the tier, the cuts being held fast. A unit without a score in a replication is in no tier
    /// there, so a row may sum to less than 1.
    pub fn probabilities(&self, replications: &[Vec<f64>]) -> Matrix {
        let mut shares = Matrix::missing(self.of_unit.len(), self.count());
        for column in 0..self.count() {
            shares.column_mut(column).fill(0.0);
        }
        for scores in replications {
            for (unit, &score) in scores.iter().enumerate() {
                if let Some(tier) = tier(&self.cuts, score) {
                    shares.column_mut(tier - 1)[unit] += 1.0 / replications.len() as f64;
                }
            }
        }
        shares
    }
}

fn tier(cuts: &[f64], score: f64) -> Option<usize> {
    (!score.is_nan()).then(|| 1 + cuts.iter().filter(|&&cut| score < cut).count())
}

/// The share of the sum of squares that lies between the tiers; 1 when all scores are equal.
fn fit(scores: &[f64], of_unit: &[Option<usize>], tiers: usize) -> f64 {
    let deviations = |of: &dyn Fn(Option<usize>) -> bool| {
        let members: Vec<f64> = scores
            .iter()
            .zip(of_unit)
            .filter(|(_, tier)| of(**tier))
            .map(|(score, _)| *score)
            .collect();
        let mean = members.iter().sum::<f64>() / members.len() as f64;
        members
            .iter()
            .map(|score| (score - mean).powi(2))
            .sum::<f64>()
    };
    let total = deviations(&|tier| tier.is_some());
    let within: f64 = (1..=tiers)
        .map(|t| deviations(&|tier| tier == Some(t)))
        .sum();
    if total > 0.0 {
        1.0 - within / total
    } else {
        1.0
    }
}

/// The different scores, ascending, with running sums of how often they occur.
struct Sorted {
    values: Vec<f64>,
    /// Units with one of the first i values.
    counts: Vec<f64>,
    /// Sums of those, taken from the mean so that squares do not cancel.
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Sorted {
    fn of(scores: &[f64]) -> Sorted {
        let mut present: Vec<f64> = scores.iter().copied().filter(|s| !s.is_nan()).collect();
        present.sort_by(f64::total_cmp);
        let mean = present.iter().sum::<f64>() / present.len() as f64;
        let mut sorted = Sorted {
            values: Vec::new(),
            counts: vec![0.0],
            sums: vec![0.0],
            squares: vec![0.0],
        };
        let (mut count, mut sum, mut square) = (0.0, 0.0, 0.0);
        for (at, &value) in present.iter().enumerate() {
            count += 1.0;
            sum += value - mean;
            square += (value - mean).powi(2);
            if present.get(at + 1) != Some(&value) {
                sorted.values.push(value);
                sorted.counts.push(count);
                sorted.sums.push(sum);
                sorted.squares.push(square);
            }
        }
        sorted
    }

    fn allow(&self, tiers: usize) -> Result<(), TierError> {
        match tiers {
            0 => Err(TierError::NoTiers),
            tiers if tiers > self.values.len() => Err(TierError::TooManyTiers {
                tiers,
                scores: self.values.len(),
            }),
            _ => Ok(()),
        }
    }

    /// The sum of squared deviations from their mean of the values from position `from` up to before `to`.
    fn within(&self, from: usize, to: usize) -> f64 {
        let count = self.counts[to] - self.counts[from];
        let sum = self.sums[to] - self.sums[from];
        (self.squares[to] - self.squares[from] - sum * sum / count).max(0.0)
    }

    /// Where each class but the first begins, ascending.
    fn natural_breaks(&self, classes: usize) -> Vec<usize> {
        let n = self.values.len();
        let mut least: Vec<f64> = (0..=n)
            .map(|to| if to == 0 { 0.0 } else { self.within(0, to) })
            .collect();
        // starts[k][j]: where the last of k + 2 classes over the first j values begins.
        let mut starts = Vec::new();
        for class in 1..classes {
            let mut row = vec![f64::INFINITY; n + 1];
            let mut start = vec![0; n + 1];
            self.fill_row(&least, &mut row, &mut start, (class + 1, n), (class, n - 1));
            least = row;
            starts.push(start);
        }
        let mut breaks = Vec::new();
        let mut end = n;
        for start in starts.iter().rev() {
            end = start[end];
            breaks.push(end);
        }
        breaks.reverse();
        breaks
    }

    /// Fills `row[j]` for j within `ends`, the best start lying within `starts`.
    fn fill_row(
        &self,
        least: &[f64],
        row: &mut [f64],
        start: &mut [usize],
        ends: (usize, usize),
        starts: (usize, usize),
    ) {
        if ends.0 > ends.1 {
            return;
        }
        let middle = ends.0.midpoint(ends.1);
        let last = starts.1.min(middle - 1);
        for (from, before) in least.iter().enumerate().take(last + 1).skip(starts.0) {
            let sum = before + self.within(from, middle);
            if sum < row[middle] {
                row[middle] = sum;
                start[middle] = from;
            }
        }
        let best = start[middle];
        self.fill_row(least, row, start, (ends.0, middle - 1), (starts.0, best));
        self.fill_row(least, row, start, (middle + 1, ends.1), (best, starts.1));
    }

    /// The lowest score of each class but the worst, best first.
    fn cuts(&self, breaks: &[usize]) -> Vec<f64> {
        breaks.iter().rev().map(|&at| self.values[at]).collect()
    }

    /// Cuts after every n/k units from the top; fewer where ties span whole classes.
    fn quantiles(&self, tiers: usize) -> Vec<f64> {
        let units = self.counts[self.values.len()];
        let mut cuts: Vec<f64> = (1..tiers)
            .map(|tier| {
                let better = (units * tier as f64 / tiers as f64).round();
                // The lowest score that has at least so many units at or above it.
                let at = (0..self.values.len())
                    .rev()
                    .find(|&at| units - self.counts[at] >= better);
                self.values[at.unwrap_or_default()]
            })
            .collect();
        cuts.dedup();
        cuts.retain(|&cut| cut > self.values[0]);
        cuts
    }

    /// The sum of squares within the best classes.
    fn sum_within(&self, classes: usize) -> f64 {
        let mut begin = 0;
        let mut sum = 0.0;
        for end in self
            .natural_breaks(classes)
            .into_iter()
            .chain([self.values.len()])
        {
            sum += self.within(begin, end);
            begin = end;
        }
        sum
    }
}

/// What the gap statistic says about one number of classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapStatistic {
    /// The number of classes.
    pub classes: usize,
    /// Gap(k), in units of the natural logarithm.
    pub gap: f64,
    /// The standard error s(k), the error of the simulation included.
    pub standard_error: f64,
}

/// The gap statistic for 1 to `most` classes from `references` (at least 2) sets of uniform values, and the
/// number of classes that it advises: the first that the next does not clearly beat. `None` when there are
/// fewer than `most` + 1 different scores, or no classes or references are asked for.
pub fn gap_statistic(
    scores: &[f64],
    most: usize,
    references: usize,
    seed: u64,
) -> Option<(Vec<GapStatistic>, usize)> {
    let sorted = Sorted::of(scores);
    if most == 0 || references < 2 || sorted.values.len() <= most {
        return None;
    }
    let (low, high) = (sorted.values[0], sorted.values[sorted.values.len() - 1]);
    let units = sorted.counts[sorted.values.len()] as usize;
    let mut random = Random::new(seed);
    let uniform: Vec<Sorted> = (0..references)
        .map(|_| {
            let draw = |_| low + (high - low) * random.unit();
            Sorted::of(&(0..units).map(draw).collect::<Vec<f64>>())
        })
        .collect();
    let statistics: Vec<GapStatistic> = (1..=most)
        .map(|classes| {
            let logs: Vec<f64> = uniform
                .iter()
                .map(|set| set.sum_within(classes).ln())
                .collect();
            let n = references as f64;
            let mean = logs.iter().sum::<f64>() / n;
            let variance = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / n;
            GapStatistic {
                classes,
                gap: mean - sorted.sum_within(classes).ln(),
                standard_error: (variance * (1.0 + 1.0 / n)).sqrt(),
            }
        })
        .collect();
    let advised = statistics
        .windows(2)
        .find(|pair| pair[0].gap >= pair[1].gap - pair[1].standard_error)
        .map_or(most, |pair| pair[0].classes);
    Some((statistics, advised))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn natural(scores: &[f64], tiers: usize) -> Tiers {
        Tiers::cut(scores, &TierSpec::NaturalBreaks(tiers)).unwrap()
    }

    fn sum_within(scores: &[f64], tiers: usize) -> f64 {
        Sorted::of(scores).sum_within(tiers)
    }

    #[test]
    fn worked_example() {
        let scores = [50.0, 1.0, 11.0, 2.0, f64::NAN, 3.0, 10.0];
        let tiers = natural(&scores, 3);
        assert_eq!(tiers.cuts, [50.0, 10.0]);
        let of_unit = [Some(1), Some(3), Some(2), Some(3), None, Some(3), Some(2)];
        assert_eq!(tiers.of_unit, of_unit);
        assert!((sum_within(&scores, 3) - 2.5).abs() < 1e-12);
    }

    #[test]
    fn quantiles_and_given_cuts() {
        let scores: Vec<f64> = (1..=9).map(f64::from).collect();
        let tiers = Tiers::cut(&scores, &TierSpec::Quantiles(3)).unwrap();
        assert_eq!(tiers.cuts, [7.0, 4.0]);
        let tied = Tiers::cut(&[1.0, 5.0, 5.0, 5.0, 5.0], &TierSpec::Quantiles(2)).unwrap();
        assert_eq!(tied.of_unit, [Some(2), Some(1), Some(1), Some(1), Some(1)]);
        let given = Tiers::cut(&scores, &TierSpec::Cuts(vec![5.0, 8.0])).unwrap();
        assert_eq!(given.cuts, [8.0, 5.0]);
        assert_eq!(given.of_unit[7], Some(1));
        assert_eq!(given.of_unit[4], Some(2));
    }

    #[test]
    fn what_cannot_be_cut_is_refused() {
        let refuse = |scores: &[f64], spec: TierSpec| Tiers::cut(scores, &spec).unwrap_err();
        assert_eq!(
            refuse(&[1.0, 2.0], TierSpec::NaturalBreaks(0)),
            TierError::NoTiers
        );
        let many = TierError::TooManyTiers {
            tiers: 3,
            scores: 2,
        };
        assert_eq!(refuse(&[1.0, 2.0, 2.0], TierSpec::NaturalBreaks(3)), many);
        assert_eq!(
            refuse(&[1.0], TierSpec::Cuts(vec![3.0, 3.0])),
            TierError::Cut(3.0)
        );
        assert!(matches!(
            refuse(&[1.0], TierSpec::Cuts(vec![f64::NAN])),
            TierError::Cut(_)
        ));
        assert!(matches!(
            refuse(&[f64::NAN], TierSpec::Quantiles(1)),
            TierError::TooManyTiers { .. }
        ));
        assert!(TierError::NoTiers.message().zh.contains("梯队"));
    }

    #[test]
    fn probabilities_count_replications() {
        let tiers = natural(&[1.0, 2.0, 10.0], 2);
        assert_eq!(tiers.cuts, [10.0]);
        let shares = tiers.probabilities(&[vec![1.0, 11.0, 12.0], vec![1.0, 2.0, f64::NAN]]);
        assert_eq!(shares.column(0), [0.0, 0.5, 0.5]);
        assert_eq!(shares.column(1), [1.0, 0.5, 0.0]);
    }

    #[test]
    fn the_gap_statistic_finds_clear_classes() {
        let clear: Vec<f64> = [0.0, 20.0, 100.0]
            .iter()
            .flat_map(|centre| (0..15).map(move |step| centre + f64::from(step) / 10.0))
            .collect();
        let (statistics, advised) = gap_statistic(&clear, 6, 50, 1).unwrap();
        assert_eq!((statistics.len(), advised), (6, 3));
        let even: Vec<f64> = (0..60).map(f64::from).collect();
        assert_eq!(gap_statistic(&even, 5, 50, 1).unwrap().1, 1);
        assert_eq!(
            gap_statistic(&even, 5, 50, 1),
            gap_statistic(&even, 5, 50, 1)
        );
        assert_eq!(gap_statistic(&[1.0, 2.0], 2, 50, 1), None);
    }

    /// The least sum over all ways to cut `values` (ascending) into `classes`.
    fn brute(values: &[f64], classes: usize) -> f64 {
        let deviations = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
        };
        if classes == 1 {
            return deviations(values);
        }
        (classes - 1..values.len())
            .map(|last| brute(&values[..last], classes - 1) + deviations(&values[last..]))
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn natural_breaks_are_optimal(
            mut scores in prop::collection::vec(0.0..100.0f64, 4..12), tiers in 1..4usize,
        ) {
            scores.sort_by(f64::total_cmp);
            scores.dedup();
            prop_assume!(tiers <= scores.len());
            let found = sum_within(&scores, tiers);
            prop_assert!((found - brute(&scores, tiers)).abs() < 1e-8);
        }

        #[test]
        fn tiers_follow_the_order_of_scores_and_keep_ties_together(
            scores in prop::collection::vec((0..30i32).prop_map(f64::from), 6..40), tiers in 1..5usize,
        ) {
            for spec in [TierSpec::NaturalBreaks(tiers), TierSpec::Quantiles(tiers)] {
                let Ok(cut) = Tiers::cut(&scores, &spec) else { continue };
                for (a, tier_a) in scores.iter().zip(&cut.of_unit) {
                    for (b, tier_b) in scores.iter().zip(&cut.of_unit) {
                        prop_assert!(a < b || tier_a <= tier_b);
                    }
                }
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&cut.fit));
            }
        }
    }
}
