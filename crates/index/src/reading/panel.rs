//! A unit over several editions: gaps, streaks, growth (名次差距、连续年数、增长象限).
//!
//! Facts are stated only from what the editions hold; an edition in which the unit has no rank breaks a
//! streak and gives no gap.
//!
//! Worked example: ranks 3, 2, 4, 5, 1 over five editions: in the best five for 5 editions running, in the
//! best three for 1.

/// The scores of one edition, a value a unit; the units are the same and in the same order in all editions
/// that are read together. NaN is no score.
pub type Scores<'a> = &'a [f64];

/// How far a unit is ahead of the next and behind the one before, in one edition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbours {
    /// Its rank, 1 is best.
    pub rank: u32,
    /// The unit with the next better score and how many points it is ahead; `None` for the best.
    pub above: Option<(usize, f64)>,
    /// The unit with the next lower score and how many points it is behind; `None` for the last.
    pub below: Option<(usize, f64)>,
}

/// The neighbours of `unit` by score; `None` without a score. Of units with one score the first in the
/// order of units is named.
pub fn neighbours(scores: Scores, unit: usize) -> Option<Neighbours> {
    let own = scores[unit];
    if own.is_nan() {
        return None;
    }
    let above = (0..scores.len())
        .filter(|&other| scores[other] > own)
        .min_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    // `max_by` takes the last of equals, so the order is turned round.
    let below = (0..scores.len())
        .rev()
        .filter(|&other| scores[other] < own)
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let better = scores.iter().filter(|&&score| score > own).count();
    Some(Neighbours {
        rank: better as u32 + 1,
        above: above.map(|other| (other, scores[other] - own)),
        below: below.map(|other| (other, own - scores[other])),
    })
}

/// How the lead of one unit over another went through the editions.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Points ahead in each edition, negative when behind; `None` where one has no score.
    pub points: Vec<Option<f64>>,
    /// How many of the last changes in a row were increases of the lead (持续拉大).
    pub widening: usize,
    /// How many of the last changes in a row were decreases (持续缩小).
    pub narrowing: usize,
}

/// The lead of unit `a` over unit `b`, editions in the order of time.
pub fn lead(editions: &[Scores], a: usize, b: usize) -> Lead {
    let points: Vec<Option<f64>> = editions
        .iter()
        .map(|scores| Some(scores[a] - scores[b]).filter(|points| !points.is_nan()))
        .collect();
    let run_of = |rises: fn(f64, f64) -> bool| {
        points
            .windows(2)
            .rev()
            .take_while(
                |pair| matches!(pair, [Some(before), Some(after)] if rises(*before, *after)),
            )
            .count()
    };
    Lead {
        widening: run_of(|before, after| after > before),
        narrowing: run_of(|before, after| after < before),
        points,
    }
}

/// For how many of the latest editions in a row `is_held` holds of a rank (连续 n 年), such as "at most 5".
pub fn streak(ranks: &[Option<u32>], is_held: impl Fn(u32) -> bool) -> usize {
    ranks
        .iter()
        .rev()
        .take_while(|rank| rank.is_some_and(&is_held))
        .count()
}

/// Where a unit stands by score and growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// High score, high growth (领跑).
    Leading,
    /// Low score, high growth (追赶).
    CatchingUp,
    /// High score, low growth (稳健).
    Steady,
    /// Low score, low growth (待进).
    Lagging,
}

impl Quadrant {
    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Quadrant::Leading => "leading",
            Quadrant::CatchingUp => "catching-up",
            Quadrant::Steady => "steady",
            Quadrant::Lagging => "lagging",
        }
    }
}

/// The growth of each unit and its quadrant.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// Compound growth a period, (last/first)^(1/periods) − 1; `None` without both scores above zero.
    pub rate: Vec<Option<f64>>,
    /// The quadrant; `None` where there is no rate.
    pub quadrant: Vec<Option<Quadrant>>,
    /// The score and the rate that part high from low: the medians of the units that have a rate.
    pub cuts: Option<(f64, f64)>,
}

/// The quadrants of growth and score between two editions that are `periods` apart (nothing grows where that is 0); "high" is at
/// or above the median. The editions must be on one scale (see [`pooled`](super::editions::pooled)).
pub fn growth(first: Scores, last: Scores, periods: f64) -> Growth {
    let rate: Vec<Option<f64>> = first
        .iter()
        .zip(last)
        .map(|(&first, &last)| {
            (first > 0.0 && last > 0.0 && periods > 0.0)
                .then(|| (last / first).powf(1.0 / periods) - 1.0)
        })
        .collect();
    let units: Vec<usize> = (0..rate.len())
        .filter(|&unit| rate[unit].is_some())
        .collect();
    let scores = median(units.iter().map(|&unit| last[unit]).collect());
    let rates = median(rate.iter().flatten().copied().collect());
    let cuts = scores.zip(rates);
    let quadrant = rate
        .iter()
        .zip(last)
        .map(|(rate, &score)| {
            let (of_score, of_rate) = cuts?;
            Some(match (score >= of_score, (*rate)? >= of_rate) {
                (true, true) => Quadrant::Leading,
                (false, true) => Quadrant::CatchingUp,
                (true, false) => Quadrant::Steady,
                (false, false) => Quadrant::Lagging,
            })
        })
        .collect();
    Growth {
        rate,
        quadrant,
        cuts,
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    Some(upper.midpoint(values[values.len() - 1 - middle]))
}

/// A chained series (链式指数): levels that stay comparable though frames change. `base` is the level of the
/// first edition; each link is (the score of an edition, the score of the edition before it, both computed
/// with the frame of the later one), and multiplies the level by their ratio. `None` from the first link on
/// whose earlier score is not above zero.
///
/// Worked example: base 100, links (55, 50) and (30, 33): 100, 110, 100.
pub fn chained(base: f64, links: &[(f64, f64)]) -> Vec<Option<f64>> {
    let mut level = Some(base);
    let mut series = vec![level];
    for &(later, earlier) in links {
        level = level
            .filter(|_| earlier > 0.0 && !later.is_nan())
            .map(|level| level * later / earlier);
        series.push(level);
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: f64 = f64::NAN;

    #[test]
    fn neighbours_name_the_next_units() {
        let scores = [70.0, 90.0, NONE, 70.0, 10.0, 10.0];
        let found = neighbours(&scores, 0).unwrap();
        assert_eq!(found.rank, 2);
        assert_eq!(found.above, Some((1, 20.0)));
        assert_eq!(found.below, Some((4, 60.0)));
        assert_eq!(neighbours(&scores, 1).unwrap().above, None);
        assert_eq!(neighbours(&scores, 4).unwrap().below, None);
        assert_eq!(neighbours(&scores, 2), None);
    }

    #[test]
    fn leads_widen_and_narrow() {
        let editions: [&[f64]; 4] = [&[5.0, 4.0], &[5.0, 4.5], &[6.0, 4.0], &[9.0, 4.0]];
        let found = lead(&editions, 0, 1);
        assert_eq!((found.widening, found.narrowing), (2, 0));
        assert_eq!(lead(&editions, 1, 0).narrowing, 2);
        assert_eq!(
            lead(&[&[1.0, 0.0], &[NONE, 0.0], &[3.0, 0.0]], 0, 1).widening,
            0
        );
    }

    #[test]
    fn worked_example_of_streaks() {
        let ranks = [3, 2, 4, 5, 1].map(Some);
        assert_eq!(streak(&ranks, |rank| rank <= 5), 5);
        assert_eq!(streak(&ranks, |rank| rank <= 3), 1);
        assert_eq!(streak(&[Some(1), None, Some(1)], |rank| rank <= 3), 1);
    }

    #[test]
    fn quadrants() {
        let first = [50.0, 10.0, 80.0, 20.0, 0.0];
        let last = [72.0, 40.0, 80.0, 20.0, 5.0];
        let found = growth(&first, &last, 2.0);
        assert!((found.rate[0].unwrap() - 0.2).abs() < 1e-12);
        assert_eq!(found.rate[4], None);
        use Quadrant::*;
        let expected = [
            Some(Leading),
            Some(CatchingUp),
            Some(Steady),
            Some(Lagging),
            None,
        ];
        assert_eq!(found.quadrant, expected);
        assert_eq!(growth(&[], &[], 1.0).cuts, None);
    }

    #[test]
    fn worked_example_of_chaining() {
        let series = chained(100.0, &[(55.0, 50.0), (30.0, 33.0)]);
        let expected = [100.0, 110.0, 100.0];
        for (found, expected) in series.iter().zip(expected) {
            assert!((found.unwrap() - expected).abs() < 1e-12);
        }
        assert_eq!(
            chained(100.0, &[(5.0, 0.0), (5.0, 5.0)]),
            [Some(100.0), None, None]
        );
    }
}
