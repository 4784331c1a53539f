//! What is kept of the replications: counts of ranks and pairs, and the distribution of scores. The room
//! it takes does not grow with the number of replications.

use super::kept::{Reader, Writer};
use super::ranking::{MOST_UNITS, UNRANKED};
use super::replicate::Round;

/// Up to so many scores (units × replications) all are kept; with more they are counted in bins.
const MOST_EXACT: usize = 1 << 24;

/// What a kept tally begins with.
const MARK: &[u8; 8] = b"tally 1\n";

/// Bins of the scores of a unit.
const BINS: usize = 4_096;

/// Counts over the replications made so far. Kept and given back to
/// [`Study::resume`](super::Study::resume), it continues to the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    pub(super) fingerprint: u64,
    pub(super) units: usize,
    pub(super) planned: u32,
    pub(super) done: u32,
    /// Unit by rank.
    pub(super) ranks: Vec<u32>,
    /// Unit by unit: how often the first stands before the second.
    pub(super) before: Vec<u32>,
    pub(super) score_sums: Vec<f64>,
    pub(super) scores: Scores,
}

/// The scores of all units.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scores {
    /// Unit by replication.
    Exact(Vec<f64>),
    /// Counted in bins of each unit.
    Binned(Vec<Bins>),
}

/// The distribution of the scores of one unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bins {
    /// Where the first bin begins.
    low: f64,
    width: f64,
    /// The first and last bin take what lies outside.
    counts: Vec<u32>,
    least: f64,
    most: f64,
}

impl Tally {
    pub(super) fn new(units: usize, planned: u32, fingerprint: u64) -> Tally {
        let all = units * planned as usize;
        Tally {
            fingerprint,
            units,
            planned,
            done: 0,
            ranks: vec![0; units * units],
            before: vec![0; units * units],
            score_sums: vec![0.0; units],
            scores: if all <= MOST_EXACT {
                Scores::Exact(vec![f64::NAN; all])
            } else {
                Scores::Binned(Vec::new())
            },
        }
    }

    /// The tally as bytes, to be kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(MARK);
        let (units, planned, done) = (self.units as u64, self.planned.into(), self.done.into());
        for whole in [self.fingerprint, units, planned, done] {
            writer.whole(whole);
        }
        writer.counts(&self.ranks).counts(&self.before);
        writer.numbers(&self.score_sums);
        match &self.scores {
            Scores::Exact(values) => {
                let rows = values.chunks(self.planned as usize);
                rows.for_each(|row| {
                    writer.numbers(&row[..self.done as usize]);
                });
            }
            Scores::Binned(bins) => bins.iter().for_each(|bins| {
                writer.numbers(&[bins.low, bins.width, bins.least, bins.most]);
                writer.counts(&bins.counts);
            }),
        }
        writer.finished()
    }

    /// Reads what [`Tally::to_bytes`] gave; `None` when the bytes are not a tally, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Tally> {
        let mut reader = Reader::new(bytes, MARK)?;
        let fingerprint = reader.whole()?;
        let units = usize::try_from(reader.whole()?).ok()?;
        let planned = u32::try_from(reader.whole()?).ok()?;
        let done = u32::try_from(reader.whole()?).ok()?;
        if units > MOST_UNITS || done > planned {
            return None;
        }
        let mut tally = Tally::new(units, planned, fingerprint);
        tally.done = done;
        tally.ranks = reader.counts(units * units)?;
        tally.before = reader.counts(units * units)?;
        tally.score_sums = reader.numbers(units)?;
        match &mut tally.scores {
            Scores::Exact(values) => {
                for row in values.chunks_mut(planned.max(1) as usize) {
                    row[..done as usize].copy_from_slice(&reader.numbers(done as usize)?);
                }
            }
            Scores::Binned(bins) if done > 0 => {
                for _ in 0..units {
                    let [low, width, least, most] = reader.numbers(4)?.try_into().ok()?;
                    bins.push(Bins {
                        low,
                        width,
                        counts: reader.counts(BINS)?,
                        least,
                        most,
                    });
                }
            }
            Scores::Binned(_) => {}
        }
        reader.is_done().then_some(tally)
    }

    /// How many replications were made.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// How many are planned.
    pub fn planned(&self) -> u32 {
        self.planned
    }

    /// Adds the replications of a round. Every unit is counted by one thread in the order of the
    /// replications, so sums do not depend on the number of threads.
    pub(super) fn add(&mut self, round: &Round, threads: usize) {
        let units = self.units;
        if let Scores::Binned(bins) = &mut self.scores
            && bins.is_empty()
        {
            bins.extend((0..units).map(|unit| Bins::around(round, unit)));
        }
        let tile = units.div_ceil(threads.max(1));
        let (planned, done) = (self.planned as usize, self.done as usize);
        std::thread::scope(|scope| {
            let mut ranks = self.ranks.chunks_mut(tile * units);
            let mut before = self.before.chunks_mut(tile * units);
            let mut sums = self.score_sums.chunks_mut(tile);
            let mut scores = match &mut self.scores {
                Scores::Exact(values) => Tiles::Exact(values.chunks_mut(tile * planned)),
                Scores::Binned(bins) => Tiles::Binned(bins.chunks_mut(tile)),
            };
            let mut first = 0;
            while let (Some(ranks), Some(before), Some(sums)) =
                (ranks.next(), before.next(), sums.next())
            {
                let mut tile = Tile {
                    first,
                    ranks,
                    before,
                    sums,
                    scores: scores.next(planned, done),
                };
                first += tile.sums.len();
                if threads > 1 {
                    scope.spawn(move || tile.add(round));
                } else {
                    tile.add(round);
                }
            }
        });
        self.done += round.length as u32;
    }
}

enum Tiles<'a> {
    Exact(std::slice::ChunksMut<'a, f64>),
    Binned(std::slice::ChunksMut<'a, Bins>),
}

impl<'a> Tiles<'a> {
    fn next(&mut self, planned: usize, done: usize) -> TileScores<'a> {
        match self {
            Tiles::Exact(tiles) => TileScores::Exact {
                values: tiles.next().unwrap_or_default(),
                planned,
                done,
            },
            Tiles::Binned(tiles) => TileScores::Binned(tiles.next().unwrap_or_default()),
        }
    }
}

/// The counts of some consecutive units.
struct Tile<'a> {
    first: usize,
    ranks: &'a mut [u32],
    before: &'a mut [u32],
    sums: &'a mut [f64],
    scores: TileScores<'a>,
}

enum TileScores<'a> {
    Exact {
        values: &'a mut [f64],
        planned: usize,
        done: usize,
    },
    Binned(&'a mut [Bins]),
}

impl Tile<'_> {
    fn add(&mut self, round: &Round) {
        let units = round.units;
        let of_tile = self.first..self.first + self.sums.len();
        for block in 0..round.blocks() {
            let rows = self
                .ranks
                .chunks_mut(units)
                .zip(self.before.chunks_mut(units));
            for (unit, (ranks, before)) in of_tile.clone().zip(rows) {
                let own = round.block(block, unit);
                for &rank in own {
                    if rank != UNRANKED {
                        ranks[rank as usize - 1] += 1;
                    }
                }
                for (other, count) in before.iter_mut().enumerate() {
                    *count += count_before(own, round.block(block, other));
                }
            }
        }
        for (replication, scores) in round.scores.chunks(units).take(round.length).enumerate() {
            let scores = &scores[of_tile.clone()];
            for (sum, &score) in self.sums.iter_mut().zip(scores) {
                *sum += if score.is_nan() { 0.0 } else { score };
            }
            match &mut self.scores {
                TileScores::Exact {
                    values,
                    planned,
                    done,
                } => {
                    let at = *done + replication;
                    for (values, &score) in values.chunks_mut(*planned).zip(scores) {
                        values[at] = score;
                    }
                }
                TileScores::Binned(bins) => {
                    for (bins, &score) in bins.iter_mut().zip(scores) {
                        bins.add(score);
                    }
                }
            }
        }
    }
}

/// In how many replications of a block the unit with ranks `a` stands before the one with ranks `b`.
fn count_before(a: &[i16], b: &[i16]) -> u32 {
    // Sixteen-bit sums fit a block and fill the widest registers.
    let count = a
        .iter()
        .zip(b)
        .fold(0_i16, |count, (a, b)| count + i16::from(a < b));
    count as u32
}

impl Bins {
    /// Bins over twice the range of the scores of `unit` in the first round.
    fn around(round: &Round, unit: usize) -> Bins {
        let scores = round.scores.iter().skip(unit).step_by(round.units);
        let (least, most) = scores
            .take(round.length)
            .filter(|score| !score.is_nan())
            .fold(
                (f64::INFINITY, f64::NEG_INFINITY),
                |(least, most), &score| (least.min(score), most.max(score)),
            );
        let (low, range) = if least <= most {
            let range = (most - least).max(1e-9 * most.abs()).max(f64::MIN_POSITIVE);
            (least - 0.5 * range, 2.0 * range)
        } else {
            (0.0, 1.0)
        };
        Bins {
            low,
            width: range / BINS as f64,
            counts: vec![0; BINS],
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        }
    }

    fn add(&mut self, score: f64) {
        if score.is_nan() {
            return;
        }
        self.least = self.least.min(score);
        self.most = self.most.max(score);
        // The conversion takes what is below the first bin to 0.
        let bin = ((score - self.low) / self.width) as usize;
        self.counts[bin.min(BINS - 1)] += 1;
    }

    /// The score below which `share` of the replications lie, as if they were spread evenly within their
    /// bin.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let total: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        let wanted = share * total as f64;
        let mut below = 0.0;
        for (bin, &count) in self.counts.iter().enumerate() {
            let count = f64::from(count);
            if count > 0.0 && below + count >= wanted {
                let within = (wanted - below) / count;
                let quantile = self.low + (bin as f64 + within) * self.width;
                return quantile.clamp(self.least, self.most);
            }
            below += count;
        }
        self.most
    }

    pub(super) fn extent(&self) -> (f64, f64) {
        (self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_tally_reads_back() {
        let (units, length) = (3, 2);
        let mut round = Round::new(units);
        round.length = length;
        round.scores[..6].copy_from_slice(&[1.0, 2.0, f64::NAN, 5.0, 4.0, 3.0]);
        for (unit, ranks) in [[2, 1], [1, 2], [UNRANKED, 3]].into_iter().enumerate() {
            let start = unit * crate::uncertainty::replicate::LANES;
            round.ranks[start..start + length].copy_from_slice(&ranks);
        }
        // All scores are kept of few replications, bins of many.
        for planned in [10, u32::MAX] {
            let mut tally = Tally::new(units, planned, 99);
            let empty = Tally::from_bytes(&tally.to_bytes()).unwrap();
            assert_eq!(empty.to_bytes(), tally.to_bytes());
            tally.add(&round, 1);
            let bytes = tally.to_bytes();
            let read = Tally::from_bytes(&bytes).unwrap();
            assert_eq!((read.done(), read.planned()), (2, planned));
            assert_eq!(read.ranks, [1, 1, 0, 1, 1, 0, 0, 0, 1]);
            assert_eq!(read.to_bytes(), bytes);
            assert_eq!(Tally::from_bytes(&bytes[..bytes.len() - 1]), None);
        }
    }
}
