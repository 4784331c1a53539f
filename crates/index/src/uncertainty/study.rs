//! Computing the replications of a design.

use super::design::Design;
use super::error::UncertaintyError;
use super::model::{Drawn, Model, Worker};
use super::random::mix;
use super::replicate::Round;
use super::sampling::{Sampler, Sampling};
use super::statistics::{Origin, ScoreScale, Uncertainty};
use super::tally::Tally;
use crate::{Choice, Framework, Names, Run, Step, Table};

/// A design being computed, round by round: progress can be shown, and the tally kept to continue later.
pub struct Study<'a> {
    model: Model<'a>,
    design: &'a Design,
    sampler: Sampler,
    equated: Option<Moments>,
    round: Round,
    tally: Tally,
}

/// One replication as it was computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Replication<'a> {
    /// Its number, from 0.
    pub number: u64,
    /// What every choice was, in the order of the design.
    pub drawn: Vec<Drawn>,
    /// A score a unit on the scale of this replication's method; NaN where none is given.
    pub scores: &'a [f64],
}

/// The mean and standard deviation of the scores of a run.
#[derive(Debug, Clone, Copy)]
struct Moments {
    mean: f64,
    deviation: f64,
}

impl Moments {
    fn of(scores: &[f64]) -> Moments {
        let present = || scores.iter().filter(|score| !score.is_nan());
        let count = present().count() as f64;
        let mean = present().sum::<f64>() / count;
        let squares = present().map(|score| (score - mean).powi(2));
        let deviation = (squares.sum::<f64>() / count).sqrt();
        Moments { mean, deviation }
    }

    /// Moves and stretches scores to these moments.
    fn equate(&self, scores: &mut [f64]) {
        let own = Moments::of(scores);
        let factor = if own.deviation > 0.0 {
            self.deviation / own.deviation
        } else {
            0.0
        };
        for score in scores {
            *score = self.mean + (*score - own.mean) * factor;
        }
    }
}

impl<'a> Study<'a> {
    /// Binds a design to a framework and a table.
    ///
    /// # Errors
    /// [`UncertaintyError`] when the design names what is not there, when the framework cannot be built,
    /// or when there are more uncertain choices than replications.
    pub fn new(
        framework: &'a Framework,
        table: &'a Table,
        design: &'a Design,
    ) -> Result<Study<'a>, UncertaintyError> {
        let model = Model::new(framework, table, design, 1)?;
        let units = model.units();
        let sampler = Sampler::new(
            design.sampling,
            model.dimensions,
            u64::from(design.replications),
            design.seed,
        );
        let fingerprint = fingerprint(framework, table, design);
        let nominal = &model.nominal.nodes[model.target].scores;
        Ok(Study {
            equated: model.scales_differ().then(|| Moments::of(nominal)),
            model,
            design,
            sampler,
            round: Round::new(units),
            tally: Tally::new(units, design.replications, fingerprint),
        })
    }

    /// Continues from a tally that was kept: the result is the same to the last byte as without the
    /// break.
    ///
    /// # Errors
    /// As [`Study::new`]; and [`UncertaintyError::OtherTally`] when the tally is not of this design,
    /// framework and table.
    pub fn resume(
        framework: &'a Framework,
        table: &'a Table,
        design: &'a Design,
        tally: Tally,
    ) -> Result<Study<'a>, UncertaintyError> {
        let study = Study::new(framework, table, design)?;
        if tally.fingerprint != study.tally.fingerprint {
            return Err(UncertaintyError::OtherTally);
        }
        Ok(Study { tally, ..study })
    }

    /// The run without uncertainty.
    pub fn nominal(&self) -> &Run {
        &self.model.nominal
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The names of the uncertain choices, in the order of [`Replication::drawn`].
    pub fn choices(&self) -> impl Iterator<Item = &str> {
        self.model.factors().iter().map(|factor| factor.id.as_str())
    }

    /// The nodes whose weights a choice varies, in the order of [`Drawn::Weights`]; `None` for a choice
    /// that is not of weights.
    pub fn weights_of(&self, choice: &str) -> Option<impl Iterator<Item = &str>> {
        let mut factors = self.model.factors().iter();
        let nodes = factors.find(|factor| factor.id == choice)?.weighted()?;
        Some(nodes.map(|node| self.model.nominal.nodes[node].id.as_str()))
    }

    /// Computes the next few thousand replications on so many threads and shows each to `observe`, if
    /// given; false when all were done.
    ///
    /// # Errors
    /// A combination of alternatives that cannot be built, or a drawn parameter that cannot be used.
    pub fn advance(
        &mut self,
        threads: usize,
        observe: Option<&mut dyn FnMut(&Replication)>,
    ) -> Result<bool, UncertaintyError> {
        let left = self.tally.planned() - self.tally.done();
        let length = Round::usual_length(self.round.units).min(left as usize);
        if length == 0 {
            return Ok(false);
        }
        let first = u64::from(self.tally.done());
        let sampler = &self.sampler;
        let point = |index: u64, point: &mut [f64]| sampler.point(index, point);
        self.round
            .compute(&self.model, first, length, threads, &point)?;
        if let Some(observe) = observe {
            self.show(first, length, observe)?;
        }
        if let Some(moments) = self.equated {
            let scores = self.round.scores.chunks_mut(self.round.units);
            scores.take(length).for_each(|row| moments.equate(row));
        }
        self.tally.add(&self.round, threads);
        Ok(true)
    }

    fn show(
        &self,
        first: u64,
        length: usize,
        observe: &mut dyn FnMut(&Replication),
    ) -> Result<(), UncertaintyError> {
        let mut worker: Worker = self.model.worker();
        let mut point = vec![0.0; self.model.dimensions];
        let rows = self.round.scores.chunks(self.round.units).take(length);
        for (number, scores) in (first..).zip(rows) {
            self.sampler.point(number, &mut point);
            observe(&Replication {
                number,
                drawn: self.model.drawn(&point, &mut worker)?,
                scores,
            });
        }
        Ok(())
    }

    /// What the replications made so far say.
    pub fn uncertainty(&self) -> Uncertainty {
        let node = &self.model.nominal.nodes[self.model.target];
        let origin = Origin {
            node: node.id.clone(),
            units: self.model.nominal.units.clone(),
            seed: self.design.seed,
            sampling: self.design.sampling,
            nominal_ranks: node.ranks.clone(),
            nominal_scores: node.scores.clone(),
            scale: if self.equated.is_some() {
                ScoreScale::Equated
            } else {
                ScoreScale::Own
            },
            top: self.design.top.clone(),
            choices: self.notices(),
        };
        Uncertainty::new(origin, self.tally.clone())
    }

    fn notices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        if self.equated.is_some() {
            choices.push(Choice::note(
                Step::Aggregation,
                None,
                Names::fixed(
                    "无量纲化或合成方法不确定，各次重复的得分量纲不同：得分统计前先平移、缩放到基准得分的均值和标准差",
                    "normalisation or aggregation vary and with them the scale: for the statistics of scores each replication is moved and stretched to the mean and standard deviation of the run",
                ),
            ));
        }
        choices.extend(fixed_nodes(&self.model));
        if self.design.sampling == Sampling::Sobol && !self.design.replications.is_power_of_two() {
            choices.push(Choice::note(
                Step::Data,
                None,
                Names::fixed(
                    "sobol 点数不是 2 的整数次幂，均匀性打折扣",
                    "the number of sobol points is not a power of two, which makes them less even",
                ),
            ));
        }
        choices
    }
}

/// The notice on nodes whose scores do not follow the weights.
pub(super) fn fixed_nodes(model: &Model) -> Option<Choice> {
    let nodes = model.fixed_nodes().join(", ");
    if nodes.is_empty() {
        return None;
    }
    Some(Choice::warning(
        Step::Weighting,
        None,
        Names::new(
            format!("以下节点的方法不以权重合成下级，其得分未随权重变动：{nodes}"),
            format!(
                "these nodes do not combine their children by weights, so their scores do not follow the weights: {nodes}"
            ),
        ),
    ))
}

/// A number that changes with anything the replications depend on, the program included.
pub(super) fn fingerprint(framework: &Framework, table: &Table, design: &Design) -> u64 {
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.id.as_str())
        .collect();
    let program = env!("CARGO_PKG_VERSION");
    let text = format!(
        "{program}{framework:?}{design:?}{:?}{:?}{columns:?}",
        table.units, table.texts
    );
    let of_text = text
        .bytes()
        .fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
    let values = table.columns.iter().flat_map(|column| &column.values);
    values.fold(of_text, |hash, value| mix(hash ^ value.to_bits()))
}
