//! What the replications say about every unit.

use serde::Serialize;

use super::sampling::Sampling;
use super::tally::{Scores, Tally};
use crate::matrix::extent;
use crate::{Choice, Names};

/// The uncertainty of the scores and ranks of one node.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// The node.
    pub node: String,
    /// The units, in the order of the table.
    pub units: Vec<String>,
    /// How many replications were made.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
    /// How the points were drawn.
    pub sampling: Sampling,
    /// The rank of every unit; `None` for a unit that no replication ranks.
    pub ranks: Vec<Option<RankStatistics>>,
    /// The score of every unit; `None` for a unit without one in all replications.
    pub scores: Vec<Option<ScoreStatistics>>,
    /// What the statistics of scores are on.
    pub scale: ScoreScale,
    /// For which k [`Uncertainty::top_probability`] is wanted in tables.
    pub top: Vec<u32>,
    /// What was decided or noticed.
    pub choices: Vec<Choice>,
    tally: Tally,
}

/// The rank of a unit over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RankStatistics {
    /// The rank without uncertainty.
    pub nominal: Option<u32>,
    /// In how many replications the unit has a rank.
    pub ranked: u32,
    /// The mean over those.
    pub mean: f64,
    /// The median; quantiles are those of type 7 of Hyndman & Fan (1996).
    pub median: f64,
    /// The rank below which 5 % of the replications lie.
    pub q05: f64,
    /// The first quartile.
    pub q25: f64,
    /// The third quartile.
    pub q75: f64,
    /// The rank below which 95 % of the replications lie.
    pub q95: f64,
    /// The smallest rank.
    pub best: u32,
    /// The largest rank.
    pub worst: u32,
    /// The standard error of `q05`.
    pub q05_error: f64,
    /// The standard error of `q95`.
    pub q95_error: f64,
}

/// The score of a unit over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScoreStatistics {
    /// The score without uncertainty; NaN when there is none.
    pub nominal: f64,
    /// The mean.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The score below which 5 % of the replications lie.
    pub q05: f64,
    /// The first quartile.
    pub q25: f64,
    /// The third quartile.
    pub q75: f64,
    /// The score below which 95 % of the replications lie.
    pub q95: f64,
    /// The smallest score.
    pub least: f64,
    /// The largest score.
    pub most: f64,
}

/// What the statistics of scores are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreScale {
    /// The scale of the framework.
    Own,
    /// Normalisation or aggregation vary and with them the scale: the scores of every replication are
    /// moved and stretched to the mean and standard deviation of the run without uncertainty.
    Equated,
}

impl ScoreScale {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            ScoreScale::Own => "own",
            ScoreScale::Equated => "equated",
        }
    }
}

/// How far the ranking stands (rule A28): the shift is the distance of a unit's rank from the median of
/// its replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Verdict {
    /// The judgement.
    pub robustness: Robustness,
    /// The share of units that shift by at most two places.
    pub within_two: f64,
    /// The mean shift.
    pub mean_shift: f64,
    /// How many units have a rank interval (5–95 %) wider than a tenth of the units (rule A29).
    pub wide: u32,
}

/// The judgement on the rank of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RankVerdict {
    /// The rank is at most two places from the median of its replications (rule A28), and its interval
    /// (5–95 %) is no wider than a tenth of the units (rule A29).
    Steady,
    /// The rank is more than two places from the median.
    Shifted,
    /// The interval is wider than a tenth of the units, whatever the median.
    Wide,
}

impl RankVerdict {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            RankVerdict::Steady => "steady",
            RankVerdict::Shifted => "shifted",
            RankVerdict::Wide => "wide",
        }
    }

    /// The name shown to people.
    pub fn name(self) -> Names {
        match self {
            RankVerdict::Steady => Names::fixed("稳定", "steady"),
            RankVerdict::Shifted => Names::fixed("偏离中位数", "shifted"),
            RankVerdict::Wide => Names::fixed("区间宽，须谨慎", "wide: take care"),
        }
    }
}

/// The judgement on a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Robustness {
    /// 95 % of the units shift by at most two places.
    VeryRobust,
    /// The mean shift is below three places.
    Robust,
    /// Neither.
    NotRobust,
}

impl Robustness {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Robustness::VeryRobust => "very-robust",
            Robustness::Robust => "robust",
            Robustness::NotRobust => "not-robust",
        }
    }

    /// The name shown to people.
    pub fn name(self) -> Names {
        match self {
            Robustness::VeryRobust => Names::fixed("非常稳健", "very robust"),
            Robustness::Robust => Names::fixed("稳健", "robust"),
            Robustness::NotRobust => Names::fixed("不稳健", "not robust"),
        }
    }
}

/// A rank this far from the median of its replications still stands (Joint Research Centre, audits of the
/// Global Talent Competitiveness Index).
const SHIFT: f64 = 2.0;

/// A rank interval wider than this share of the units asks for caution (own limit).
const WIDE: f64 = 0.1;

/// What [`Uncertainty`] is made from besides the tally.
pub(super) struct Origin {
    pub node: String,
    pub units: Vec<String>,
    pub seed: u64,
    pub sampling: Sampling,
    pub nominal_ranks: Vec<Option<u32>>,
    pub nominal_scores: Vec<f64>,
    pub scale: ScoreScale,
    pub top: Vec<u32>,
    pub choices: Vec<Choice>,
}

impl Uncertainty {
    pub(super) fn new(origin: Origin, tally: Tally) -> Uncertainty {
        let units = 0..origin.units.len();
        let ranks = units.clone().map(|unit| {
            let row = &tally.ranks[unit * tally.units..][..tally.units];
            rank_statistics(row, origin.nominal_ranks[unit])
        });
        let scores = units.map(|unit| {
            let row = &tally.ranks[unit * tally.units..][..tally.units];
            let count: u32 = row.iter().sum();
            score_statistics(&tally, unit, count, origin.nominal_scores[unit])
        });
        Uncertainty {
            ranks: ranks.collect(),
            scores: scores.collect(),
            node: origin.node,
            units: origin.units,
            replications: tally.done,
            seed: origin.seed,
            sampling: origin.sampling,
            scale: origin.scale,
            top: origin.top,
            choices: origin.choices,
            tally,
        }
    }

    /// In how many replications `unit` has `rank` (from 1).
    pub fn rank_count(&self, unit: usize, rank: u32) -> u32 {
        self.row(unit)[rank as usize - 1]
    }

    /// The share of all replications in which `unit` stands among the first `k`; 0 when k is 0.
    pub fn top_probability(&self, unit: usize, k: u32) -> f64 {
        let first = self.row(unit).iter().take(k as usize);
        f64::from(first.sum::<u32>()) / f64::from(self.replications)
    }

    /// The share of all replications in which unit `a` stands strictly before unit `b`; a unit without a
    /// rank stands behind those that have one.
    pub fn before_probability(&self, a: usize, b: usize) -> f64 {
        f64::from(self.tally.before[a * self.tally.units + b]) / f64::from(self.replications)
    }

    /// The share of all replications in which `unit` stands in each tier. Tiers are given by the ranks of
    /// their last units, ascending; one more tier takes the units behind.
    ///
    /// Worked example: `&[5, 13]` are the tiers 1–5, 6–13 and 14 onwards.
    pub fn tier_probabilities(&self, unit: usize, last_ranks: &[u32]) -> Vec<f64> {
        let ranked = self.top_probability(unit, u32::MAX);
        let up_to = last_ranks
            .iter()
            .map(|&last| self.top_probability(unit, last))
            .chain([ranked]);
        let mut before = 0.0;
        up_to
            .map(|share| {
                let own = share - before;
                before = share;
                own
            })
            .collect()
    }

    /// The judgement on the rank of `unit`; `None` when the run gives it none.
    pub fn rank_verdict(&self, unit: usize) -> Option<RankVerdict> {
        let ranked = |ranks: &&RankStatistics| ranks.nominal.is_some();
        let count = self.ranks.iter().flatten().filter(ranked).count() as f64;
        let ranks = self.ranks[unit].as_ref()?;
        let shift = (f64::from(ranks.nominal?) - ranks.median).abs();
        Some(if ranks.q95 - ranks.q05 > WIDE * count {
            RankVerdict::Wide
        } else if shift > SHIFT {
            RankVerdict::Shifted
        } else {
            RankVerdict::Steady
        })
    }

    /// The judgement on the ranking as a whole; `None` when no unit has a rank in the run.
    pub fn verdict(&self) -> Option<Verdict> {
        let units: Vec<(&RankStatistics, f64)> = self
            .ranks
            .iter()
            .flatten()
            .filter_map(|ranks| {
                let nominal = f64::from(ranks.nominal?);
                Some((ranks, (nominal - ranks.median).abs()))
            })
            .collect();
        if units.is_empty() {
            return None;
        }
        let count = units.len() as f64;
        let within_two = units.iter().filter(|(_, shift)| *shift <= SHIFT).count() as f64 / count;
        let mean_shift = units.iter().map(|(_, shift)| shift).sum::<f64>() / count;
        let all = 0..self.units.len();
        let wide = all.filter(|&unit| self.rank_verdict(unit) == Some(RankVerdict::Wide));
        Some(Verdict {
            robustness: if within_two >= 0.95 {
                Robustness::VeryRobust
            } else if mean_shift < 3.0 {
                Robustness::Robust
            } else {
                Robustness::NotRobust
            },
            within_two,
            mean_shift,
            wide: wide.count() as u32,
        })
    }

    fn row(&self, unit: usize) -> &[u32] {
        &self.tally.ranks[unit * self.tally.units..][..self.tally.units]
    }
}

/// The statistics of one unit from how often it has each rank.
pub(super) fn rank_statistics(counts: &[u32], nominal: Option<u32>) -> Option<RankStatistics> {
    let ranked: u32 = counts.iter().sum();
    let best = counts.iter().position(|&count| count > 0)? as u32 + 1;
    let worst = counts.iter().rposition(|&count| count > 0)? as u32 + 1;
    let weighted = counts.iter().zip(1_u64..);
    let sum: u64 = weighted.map(|(&count, rank)| u64::from(count) * rank).sum();
    let up_to = running_totals(counts);
    let quantile = |share: f64| rank_quantile(&up_to, ranked, share);
    // The share of replications below a quantile is binomial, and so many replications to either side
    // of it stand for one standard error (distribution-free).
    let error = |share: f64| {
        let deviation = (share * (1.0 - share) / f64::from(ranked)).sqrt();
        let ends = [share - deviation, share + deviation].map(|end| quantile(end.clamp(0.0, 1.0)));
        (ends[1] - ends[0]) / 2.0
    };
    Some(RankStatistics {
        nominal,
        ranked,
        mean: sum as f64 / f64::from(ranked),
        median: quantile(0.5),
        q05: quantile(0.05),
        q25: quantile(0.25),
        q75: quantile(0.75),
        q95: quantile(0.95),
        best,
        worst,
        q05_error: error(0.05),
        q95_error: error(0.95),
    })
}

/// How many ranks are at most 1, 2 …
fn running_totals(counts: &[u32]) -> Vec<u32> {
    let totals = counts.iter().scan(0, |total, count| {
        *total += count;
        Some(*total)
    });
    totals.collect()
}

/// The quantile of type 7 of `total` ranks, of which `up_to` are at most 1, 2 …
fn rank_quantile(up_to: &[u32], total: u32, share: f64) -> f64 {
    let place = f64::from(total - 1) * share;
    let (lower, upper) = (place.floor(), place.ceil());
    let at = |place: f64| {
        let below = up_to.partition_point(|&ranks| f64::from(ranks) <= place);
        below.min(up_to.len() - 1) as f64 + 1.0
    };
    let (low, high) = (at(lower), at(upper));
    low + (high - low) * (place - lower)
}

fn score_statistics(
    tally: &Tally,
    unit: usize,
    count: u32,
    nominal: f64,
) -> Option<ScoreStatistics> {
    if count == 0 {
        return None;
    }
    let ([q05, q25, median, q75, q95], (least, most)) = match &tally.scores {
        Scores::Exact(values) => {
            let row = &values[unit * tally.planned as usize..][..tally.done as usize];
            let mut scores: Vec<f64> = row.iter().copied().filter(|s| !s.is_nan()).collect();
            let extent = extent(&scores)?;
            (select_quantiles(&mut scores), extent)
        }
        Scores::Binned(bins) => {
            let bins = &bins[unit];
            (SHARES.map(|share| bins.quantile(share)), bins.extent())
        }
    };
    Some(ScoreStatistics {
        nominal,
        mean: tally.score_sums[unit] / f64::from(count),
        median,
        q05,
        q25,
        q75,
        q95,
        least,
        most,
    })
}

/// The shares of the quantiles of scores.
const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The quantiles (type 7) at [`SHARES`] of values without gaps, of which there is at least one. The
/// values are reordered no further than needed.
fn select_quantiles(values: &mut [f64]) -> [f64; 5] {
    let last = (values.len() - 1) as f64;
    let mut sorted = 0;
    SHARES.map(|share| {
        let place = last * share;
        let mut at = |place: f64| {
            let place = place as usize;
            if place >= sorted {
                values[sorted..].select_nth_unstable_by(place - sorted, f64::total_cmp);
                sorted = place + 1;
            }
            values[place]
        };
        let (low, high) = (at(place.floor()), at(place.ceil()));
        low + (high - low) * place.fract()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn statistics_of_counts_by_hand() {
        // Ranks 1, 1, 2, 4: type 7 puts the median at 1.5 and the third quartile at 2 + 0.25·2.
        let statistics = rank_statistics(&[2, 1, 0, 1], Some(1)).unwrap();
        assert_eq!((statistics.mean, statistics.median), (2.0, 1.5));
        assert_eq!((statistics.q25, statistics.q75), (1.0, 2.5));
        assert_eq!((statistics.best, statistics.worst), (1, 4));
        assert_eq!(rank_statistics(&[0, 0], Some(1)), None);
    }

    proptest! {
        #[test]
        fn selected_quantiles_are_those_of_the_sorted_values(
            values in prop::collection::vec(-9.0..9.0f64, 1..50),
        ) {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let last = (values.len() - 1) as f64;
            let expected = SHARES.map(|share| {
                let place = last * share;
                let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
                low + (high - low) * place.fract()
            });
            prop_assert_eq!(select_quantiles(&mut values.clone()), expected);
        }

        #[test]
        fn quantiles_are_those_of_the_sorted_ranks(
            mut ranks in prop::collection::vec(1..30u32, 1..60), share in 0.0..1.0f64,
        ) {
            let mut counts = vec![0; 30];
            for rank in &ranks {
                counts[*rank as usize - 1] += 1;
            }
            ranks.sort_unstable();
            let place = (ranks.len() - 1) as f64 * share;
            let (low, high) = (place.floor() as usize, place.ceil() as usize);
            let (low, high) = (f64::from(ranks[low]), f64::from(ranks[high]));
            let found = rank_quantile(&running_totals(&counts), ranks.len() as u32, share);
            prop_assert!((found - (low + (high - low) * place.fract())).abs() < 1e-12);
        }
    }
}
