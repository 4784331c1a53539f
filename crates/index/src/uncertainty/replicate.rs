//! Computing replications on several threads, a block at a time.

use std::sync::Mutex;

use super::error::UncertaintyError;
use super::model::Model;
use super::ranking::{Ranking, UNRANKED};

/// Replications whose ranks lie side by side in memory, so that pairs of units are compared for all of
/// them at once.
pub(crate) const LANES: usize = 128;

/// The scores and ranks of consecutive replications.
#[derive(Debug)]
pub(crate) struct Round {
    pub units: usize,
    /// Replications in this round.
    pub length: usize,
    /// Replication by unit.
    pub scores: Vec<f64>,
    /// Block of [`LANES`] replications by unit by replication in the block; replications that the last
    /// block lacks are unranked.
    pub ranks: Vec<i16>,
}

impl Round {
    /// How many replications to compute at once: a few megabytes of scores.
    pub fn usual_length(units: usize) -> usize {
        const SCORES: usize = 1 << 20;
        (SCORES / units / LANES * LANES).clamp(LANES, 4_096)
    }

    pub fn new(units: usize) -> Round {
        let length = Round::usual_length(units);
        Round {
            units,
            length: 0,
            scores: vec![0.0; length * units],
            ranks: vec![UNRANKED; length * units],
        }
    }

    /// The ranks of `unit` in every replication of one block.
    pub fn block(&self, block: usize, unit: usize) -> &[i16] {
        let start = (block * self.units + unit) * LANES;
        &self.ranks[start..start + LANES]
    }

    pub fn blocks(&self) -> usize {
        self.length.div_ceil(LANES)
    }

    /// Computes the replications `first..first + length` (at most the usual length), whose points
    /// `point` writes. The result does not depend on the number of threads; of several errors that of
    /// the first replication is given.
    pub fn compute(
        &mut self,
        model: &Model,
        first: u64,
        length: usize,
        threads: usize,
        point: &(dyn Fn(u64, &mut [f64]) + Sync),
    ) -> Result<(), UncertaintyError> {
        self.length = length;
        let units = self.units;
        let scores = self.scores.chunks_mut(LANES * units);
        let ranks = self.ranks.chunks_mut(LANES * units);
        let blocks = scores.zip(ranks).take(length.div_ceil(LANES)).enumerate();
        let blocks = Mutex::new(blocks);
        let failed: Mutex<Option<(u64, UncertaintyError)>> = Mutex::new(None);
        let work = || {
            let mut worker = model.worker();
            let mut own = None;
            let mut ranking = Ranking::default();
            let mut coordinates = vec![0.0; model.dimensions];
            let mut row = vec![UNRANKED; units];
            loop {
                let next = lock(&blocks).next();
                let Some((block, (scores, ranks))) = next else {
                    return;
                };
                ranks.fill(UNRANKED);
                let start = block * LANES;
                let lanes = scores.chunks_mut(units).take(length - start);
                for (lane, to) in lanes.enumerate() {
                    let index = first + (start + lane) as u64;
                    point(index, &mut coordinates);
                    match model.scores(&coordinates, &mut worker, &mut own) {
                        Ok(scores) => to.copy_from_slice(scores),
                        Err(error) => {
                            let mut failed = lock(&failed);
                            if failed.as_ref().is_none_or(|(earlier, _)| index < *earlier) {
                                *failed = Some((index, error));
                            }
                            return;
                        }
                    }
                    ranking.ranks(to, &mut row);
                    for (unit, rank) in row.iter().enumerate() {
                        ranks[unit * LANES + lane] = *rank;
                    }
                }
            }
        };
        if threads > 1 {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(work);
                }
            });
        } else {
            work();
        }
        match failed.into_inner() {
            Ok(Some((_, error))) => Err(error),
            _ => Ok(()),
        }
    }
}

/// A lock whose holder panicked passes the panic on when the threads are joined.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
