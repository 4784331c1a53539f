//! Variance-based sensitivity (敏感性分析): which uncertain choice moves the ranks, alone and together
//! with the others.
//!
//! Points: the samples A and B and, for every choice i, A with the coordinates of choice i taken from B
//! (Saltelli et al. 2010, Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181).
//! Estimators: S_i = 1 − Σ (f(B) − f(AB_i))² / (2N·V) for the first-order index and
//! T_i = Σ (f(A) − f(AB_i))² / (2N·V) for the total index, V being the variance of f over A and B
//! (Jansen 1999, Analysis of variance designs for model output, Comput. Phys. Commun. 117). A choice with
//! several numbers (all weights together) is one group of coordinates. Intervals: bootstrap over the
//! rows of the sample, 5–95 %.

use std::ops::Range;

use super::design::Design;
use super::error::UncertaintyError;
use super::kept::{Reader, Writer};
use super::model::Model;
use super::random::{Pcg, mix};
use super::ranking::UNRANKED;
use super::replicate::{LANES, Round};
use super::sampling::Sampler;
use super::study::{fingerprint, fixed_nodes};
use crate::{Choice, Framework, Names, Run, Step, Table};

/// The sensitivity of a ranking to the uncertain choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The node whose ranks are followed.
    pub node: String,
    /// The size of each base sample.
    pub samples: u32,
    /// How many times the index was computed: samples × (choices + 2).
    pub replications: u64,
    /// The uncertain choices.
    pub factors: Vec<String>,
    /// The mean absolute rank shift first, then the rank of every unit.
    pub outputs: Vec<OutputSensitivity>,
    /// What was decided or noticed.
    pub choices: Vec<Choice>,
}

/// What is explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// The mean over the units of the distance between rank and rank without uncertainty.
    MeanAbsoluteRankShift,
    /// The rank of this unit.
    Rank(String),
}

/// The sensitivity of one output.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputSensitivity {
    /// The output.
    pub output: Output,
    /// Its mean over the base samples.
    pub mean: f64,
    /// Its variance over the base samples.
    pub variance: f64,
    /// The indices of every choice; `None` where the output does not vary, so that there is nothing to
    /// explain.
    pub indices: Option<Vec<Indices>>,
}

/// The share of a choice in the variance of an output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// The share explained by the choice alone.
    pub first: Interval,
    /// The share explained by the choice and its interactions with the others.
    pub total: Interval,
}

/// An estimate with its bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The end below which 5 % of the bootstrap estimates lie.
    pub low: f64,
    /// The end above which 5 % of the bootstrap estimates lie.
    pub high: f64,
}

/// Computes the sensitivity of the ranks to every choice of a design on so many threads. `progress` is
/// called with the replications made and planned.
///
/// # Errors
/// [`UncertaintyError`]: nothing is uncertain, the design does not fit the framework, or a combination
/// cannot be built.
pub fn sensitivity(
    framework: &Framework,
    table: &Table,
    design: &Design,
    threads: usize,
    mut progress: impl FnMut(u64, u64),
) -> Result<Sensitivity, UncertaintyError> {
    let mut study = SensitivityStudy::new(framework, table, design)?;
    while study.advance(threads)? {
        progress(study.done(), study.planned());
    }
    Ok(study.sensitivity(threads))
}

/// The sample of a sensitivity analysis being computed, round by round: progress can be shown, and kept to
/// continue later.
pub struct SensitivityStudy<'a> {
    model: Model<'a>,
    design: &'a Design,
    points: Points,
    round: Round,
    fingerprint: u64,
    done: u64,
    /// Output by point, the points in the order of [`Points::write`]; the shift is the first output.
    values: Vec<f32>,
}

/// The values of all outputs at all points are kept, four bytes each: at most 4 GB.
const MOST_VALUES: u64 = 1 << 30;

/// What a kept sample begins with.
const MARK: &[u8; 8] = b"sample1\n";

impl<'a> SensitivityStudy<'a> {
    /// Binds a design to a framework and a table.
    ///
    /// # Errors
    /// [`UncertaintyError`]: nothing is uncertain, the design names what is not there, or the framework
    /// cannot be built.
    pub fn new(
        framework: &'a Framework,
        table: &'a Table,
        design: &'a Design,
    ) -> Result<SensitivityStudy<'a>, UncertaintyError> {
        if design.factors.is_empty() {
            return Err(UncertaintyError::NothingUncertain {
                file: design.file.clone(),
            });
        }
        let model = Model::new(framework, table, design, 2)?;
        let units = model.units();
        let groups = model.factors().iter().map(|f| f.coordinates.clone());
        let points = Points::new(design, model.dimensions, groups.collect());
        let most = MOST_VALUES / (points.each() * (units as u64 + 1));
        if u64::from(design.replications) > most {
            return Err(UncertaintyError::TooManyReplications {
                file: design.file.clone(),
                replications: design.replications,
                most,
            });
        }
        Ok(SensitivityStudy {
            values: vec![0.0; (units + 1) * points.count() as usize],
            round: Round::new(units),
            fingerprint: fingerprint(framework, table, design),
            done: 0,
            points,
            model,
            design,
        })
    }

    /// Continues from bytes that [`SensitivityStudy::kept`] gave: the result is the same to the last byte
    /// as without the break.
    ///
    /// # Errors
    /// As [`SensitivityStudy::new`]; and [`UncertaintyError::OtherTally`] when the bytes are damaged, or of
    /// another design, framework or table.
    pub fn resume(
        framework: &'a Framework,
        table: &'a Table,
        design: &'a Design,
        kept: &[u8],
    ) -> Result<SensitivityStudy<'a>, UncertaintyError> {
        let mut study = SensitivityStudy::new(framework, table, design)?;
        study.take_up(kept).ok_or(UncertaintyError::OtherTally)?;
        Ok(study)
    }

    fn take_up(&mut self, kept: &[u8]) -> Option<()> {
        let mut reader = Reader::new(kept, MARK)?;
        let of_this = reader.whole()? == self.fingerprint;
        let done = reader.whole()?;
        if !of_this || done > self.planned() {
            return None;
        }
        for values in self.values.chunks_mut(self.points.count() as usize) {
            let done = done as usize;
            values[..done].copy_from_slice(&reader.short_numbers(done)?);
        }
        self.done = done;
        reader.is_done().then_some(())
    }

    /// What was computed so far as bytes.
    pub fn kept(&self) -> Vec<u8> {
        let mut writer = Writer::new(MARK);
        writer.whole(self.fingerprint).whole(self.done);
        for values in self.values.chunks(self.points.count() as usize) {
            writer.short_numbers(&values[..self.done as usize]);
        }
        writer.finished()
    }

    /// How many replications were made.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// How many are planned: samples × (choices + 2).
    pub fn planned(&self) -> u64 {
        self.points.count()
    }

    /// The run without uncertainty.
    pub fn nominal(&self) -> &Run {
        &self.model.nominal
    }

    /// Computes the next few thousand replications on so many threads; false when all were done.
    ///
    /// # Errors
    /// A combination of alternatives that cannot be built, or a drawn parameter that cannot be used.
    pub fn advance(&mut self, threads: usize) -> Result<bool, UncertaintyError> {
        let units = self.round.units;
        let left = self.planned() - self.done;
        let length = Round::usual_length(units).min(left as usize);
        if length == 0 {
            return Ok(false);
        }
        let points = &self.points;
        self.round
            .compute(&self.model, self.done, length, threads, &|index, point| {
                points.write(index, point);
            })?;
        let nominal = &self.model.nominal.nodes[self.model.target].ranks;
        let count = points.count() as usize;
        for replication in 0..length {
            let (block, lane) = (replication / LANES, replication % LANES);
            let at = self.done as usize + replication;
            let (mut shift, mut ranked) = (0.0, 0);
            for unit in 0..units {
                let rank = self.round.block(block, unit)[lane];
                // A unit without a rank stands behind all others, so that every output has a value.
                let rank = if rank == UNRANKED {
                    units as f32
                } else {
                    f32::from(rank)
                };
                self.values[(unit + 1) * count + at] = rank;
                if let Some(nominal) = nominal[unit] {
                    shift += f64::from((rank - nominal as f32).abs());
                    ranked += 1;
                }
            }
            self.values[at] = if ranked > 0 {
                (shift / f64::from(ranked)) as f32
            } else {
                0.0
            };
        }
        self.done += length as u64;
        Ok(true)
    }

    /// The indices, when all replications were made: points that were not count as 0.
    pub fn sensitivity(&self, threads: usize) -> Sensitivity {
        let model = &self.model;
        let shape = Shape {
            samples: self.design.replications as usize,
            factors: model.factors().len(),
        };
        let units = model.nominal.units.iter();
        let names = std::iter::once(Output::MeanAbsoluteRankShift)
            .chain(units.map(|unit| Output::Rank(unit.clone())));
        let columns: Vec<&[f32]> = self.values.chunks(shape.points()).collect();
        let resamples = Resamples {
            count: self.design.bootstraps,
            seed: mix(self.design.seed),
        };
        let estimates = estimate(&columns, shape, resamples, threads);
        let outputs = names
            .zip(estimates)
            .map(|(output, estimate)| OutputSensitivity {
                output,
                mean: estimate.mean,
                variance: estimate.variance,
                indices: estimate.indices,
            });
        let outputs: Vec<OutputSensitivity> = outputs.collect();
        Sensitivity {
            node: model.nominal.nodes[model.target].id.clone(),
            samples: self.design.replications,
            replications: self.planned(),
            factors: model
                .factors()
                .iter()
                .map(|factor| factor.id.clone())
                .collect(),
            choices: notices(model, &outputs),
            outputs,
        }
    }
}

fn notices(model: &Model, outputs: &[OutputSensitivity]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = fixed_nodes(model).into_iter().collect();
    let still: Vec<&str> = outputs
        .iter()
        .filter(|output| output.indices.is_none())
        .filter_map(|output| match &output.output {
            Output::MeanAbsoluteRankShift => None,
            Output::Rank(unit) => Some(unit.as_str()),
        })
        .collect();
    if !still.is_empty() {
        let units = still.join(", ");
        choices.push(Choice::note(
            Step::Data,
            None,
            Names::new(
                format!("以下单元的排名在所有重复中都不变，没有可分解的方差：{units}"),
                format!("these units keep their rank in all replications, so there is no variance to explain: {units}"),
            ),
        ));
    }
    choices
}

/// The points of the samples A, B and AB_i, all points of one row of the sample together.
struct Points {
    sampler: Sampler,
    samples: u64,
    dimensions: usize,
    groups: Vec<Range<usize>>,
}

impl Points {
    fn new(design: &Design, dimensions: usize, groups: Vec<Range<usize>>) -> Points {
        let samples = u64::from(design.replications);
        Points {
            sampler: Sampler::new(design.sampling, 2 * dimensions, samples, design.seed),
            samples,
            dimensions,
            groups,
        }
    }

    /// Points a row of the sample.
    fn each(&self) -> u64 {
        self.groups.len() as u64 + 2
    }

    fn count(&self) -> u64 {
        self.samples * self.each()
    }

    /// Writes point number `index`: A, B, AB_1 … AB_d of the first row, then of the next.
    fn write(&self, index: u64, point: &mut [f64]) {
        let (row, which) = (index / self.each(), (index % self.each()) as usize);
        let mut both = vec![0.0; 2 * self.dimensions];
        self.sampler.point(row, &mut both);
        let (a, b) = both.split_at(self.dimensions);
        point.copy_from_slice(if which == 1 { b } else { a });
        if which >= 2 {
            let group = self.groups[which - 2].clone();
            point[group.clone()].copy_from_slice(&b[group]);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    samples: usize,
    factors: usize,
}

impl Shape {
    /// Points of all rows together.
    fn points(self) -> usize {
        self.samples * (self.factors + 2)
    }

    /// Numbers a row and output from which all estimates are sums: for every factor the squared
    /// differences of B and A from AB_i, then the sum of A and B, and the sum of their squares.
    fn terms(self) -> usize {
        2 * self.factors + 2
    }
}

#[derive(Debug, Clone, Copy)]
struct Resamples {
    count: u32,
    seed: u64,
}

struct Estimate {
    mean: f64,
    variance: f64,
    indices: Option<Vec<Indices>>,
}

/// So many terms a row are resampled at once, which keeps the rows of a thousand samples in the cache
/// nearest to the processor but one.
const MOST_TERMS: usize = 256;

/// Estimates the indices of several outputs, each given by its values at all points (row by row: A, B,
/// AB_1 …).
fn estimate(
    outputs: &[&[f32]],
    shape: Shape,
    resamples: Resamples,
    threads: usize,
) -> Vec<Estimate> {
    let at_once = (MOST_TERMS / shape.terms()).max(1);
    let mut estimates = Vec::with_capacity(outputs.len());
    for outputs in outputs.chunks(at_once) {
        estimates.extend(estimate_together(outputs, shape, resamples, threads));
    }
    estimates
}

fn estimate_together(
    outputs: &[&[f32]],
    shape: Shape,
    resamples: Resamples,
    threads: usize,
) -> Vec<Estimate> {
    let width = outputs.len() * shape.terms();
    let means: Vec<f64> = outputs
        .iter()
        .map(|values| base_mean(values, shape))
        .collect();
    let mut terms = vec![0.0; shape.samples * width];
    for (row, terms) in terms.chunks_mut(width).enumerate() {
        for ((values, mean), terms) in outputs
            .iter()
            .zip(&means)
            .zip(terms.chunks_mut(shape.terms()))
        {
            let each = shape.factors + 2;
            // Values around 0 keep the difference between the mean square and the squared mean exact.
            let at = |point: usize| f64::from(values[row * each + point]) - mean;
            let (a, b) = (at(0), at(1));
            for factor in 0..shape.factors {
                let mixed = at(factor + 2);
                terms[2 * factor] = (b - mixed).powi(2);
                terms[2 * factor + 1] = (a - mixed).powi(2);
            }
            terms[2 * shape.factors] = a + b;
            terms[2 * shape.factors + 1] = a * a + b * b;
        }
    }

    let all = vec![1; shape.samples];
    let mut sums = vec![0.0; width];
    add_rows(&terms, &all, &mut sums);
    let estimates: Vec<Option<Vec<f64>>> = sums
        .chunks(shape.terms())
        .map(|sums| indices(sums, shape))
        .collect();

    // Resample by output by index, so that every resample is written by one thread.
    let numbers = outputs.len() * 2 * shape.factors;
    let mut resampled = vec![f64::NAN; resamples.count as usize * numbers];
    let each = (resamples.count as usize).div_ceil(threads.max(1)).max(1);
    let fill = |first: usize, rows: &mut [f64]| {
        let mut counts = vec![0_u32; shape.samples];
        let mut sums = vec![0.0; width];
        for (resample, row) in (first..).zip(rows.chunks_mut(numbers)) {
            let mut generator = Pcg::of_draw(resamples.seed, resample as u64);
            counts.fill(0);
            for _ in 0..shape.samples {
                counts[generator.below(shape.samples as u32) as usize] += 1;
            }
            sums.fill(0.0);
            add_rows(&terms, &counts, &mut sums);
            let outputs = sums.chunks(shape.terms());
            for (sums, row) in outputs.zip(row.chunks_mut(2 * shape.factors)) {
                if let Some(found) = indices(sums, shape) {
                    row.copy_from_slice(&found);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for (part, rows) in resampled.chunks_mut(each * numbers).enumerate() {
            let fill = &fill;
            if threads > 1 {
                scope.spawn(move || fill(part * each, rows));
            } else {
                fill(part * each, rows);
            }
        }
    });

    let results = estimates.into_iter().zip(means).enumerate();
    results
        .map(|(output, (found, mean))| {
            let sums = &sums[output * shape.terms()..][..shape.terms()];
            let indices = found.map(|found| {
                let interval = |index: usize| {
                    let at = output * 2 * shape.factors + index;
                    let column = resampled.iter().skip(at).step_by(numbers);
                    let (low, high) = ends(column.copied());
                    Interval {
                        value: found[index],
                        low,
                        high,
                    }
                };
                let each = (0..shape.factors).map(|factor| Indices {
                    first: interval(2 * factor),
                    total: interval(2 * factor + 1),
                });
                each.collect()
            });
            Estimate {
                mean,
                variance: variance(sums, shape),
                indices,
            }
        })
        .collect()
}

/// The mean over the base samples A and B.
fn base_mean(values: &[f32], shape: Shape) -> f64 {
    let rows = values.chunks(shape.factors + 2);
    let sum: f64 = rows.map(|row| f64::from(row[0]) + f64::from(row[1])).sum();
    sum / (2 * shape.samples) as f64
}

/// Adds to `sums` every row of `terms`, `counts` times.
fn add_rows(terms: &[f64], counts: &[u32], sums: &mut [f64]) {
    for (row, &count) in terms.chunks(sums.len()).zip(counts) {
        if count > 0 {
            let count = f64::from(count);
            for (sum, term) in sums.iter_mut().zip(row) {
                *sum += count * term;
            }
        }
    }
}

fn variance(sums: &[f64], shape: Shape) -> f64 {
    let count = (2 * shape.samples) as f64;
    let mean = sums[2 * shape.factors] / count;
    sums[2 * shape.factors + 1] / count - mean * mean
}

/// First and total index of every factor; `None` when the output does not vary.
fn indices(sums: &[f64], shape: Shape) -> Option<Vec<f64>> {
    let variance = variance(sums, shape);
    if variance <= 0.0 {
        return None;
    }
    let scale = 1.0 / (2.0 * shape.samples as f64 * variance);
    let pairs = sums[..2 * shape.factors].chunks(2);
    let indices = pairs.flat_map(|pair| [1.0 - pair[0] * scale, pair[1] * scale]);
    Some(indices.collect())
}

/// The 5 % and 95 % quantiles (type 7) of the resampled values present.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| {
        let Some(last) = values.len().checked_sub(1) else {
            return f64::NAN;
        };
        let place = last as f64 * share;
        let (low, high) = (
            values[place.floor() as usize],
            values[place.ceil() as usize],
        );
        low + (high - low) * place.fract()
    };
    (quantile(0.05), quantile(0.95))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::uncertainty::Sampling;

    /// Estimates for a function of independent uniform numbers, one a factor.
    fn of_function(
        function: impl Fn(&[f64]) -> f64,
        factors: usize,
        samples: u32,
        bootstraps: u32,
    ) -> Estimate {
        let mut design = Design::new(samples, 3);
        design.sampling = Sampling::Sobol;
        let groups: Vec<Range<usize>> = (0..factors).map(|factor| factor..factor + 1).collect();
        let points = Points::new(&design, factors, groups);
        let mut point = vec![0.0; factors];
        let values: Vec<f32> = (0..points.count())
            .map(|index| {
                points.write(index, &mut point);
                function(&point) as f32
            })
            .collect();
        let shape = Shape {
            samples: samples as usize,
            factors,
        };
        let resamples = Resamples {
            count: bootstraps,
            seed: 1,
        };
        estimate(&[&values], shape, resamples, 1).remove(0)
    }

    #[test]
    fn the_ishigami_function_has_its_known_indices() {
        // Ishigami & Homma (1990) with a = 7, b = 0.1: f = sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁.
        let ishigami = |point: &[f64]| {
            let x: Vec<f64> = point.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
        };
        let (a, b) = (7.0_f64, 0.1_f64);
        let variance = a * a / 8.0 + b * PI.powi(4) / 5.0 + b * b * PI.powi(8) / 18.0 + 0.5;
        let first = [
            0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2) / variance,
            a * a / 8.0 / variance,
            0.0,
        ];
        let together = 8.0 * b * b * PI.powi(8) / 225.0 / variance;
        let total = [first[0] + together, first[1], together];
        let found = of_function(ishigami, 3, 8_192, 200);
        assert!(
            (found.variance / variance - 1.0).abs() < 0.01,
            "{}",
            found.variance
        );
        assert!((found.mean - 3.5).abs() < 0.01);
        for (factor, indices) in found.indices.unwrap().into_iter().enumerate() {
            for (found, expected) in [
                (indices.first, first[factor]),
                (indices.total, total[factor]),
            ] {
                assert!(
                    (found.value - expected).abs() < 0.01,
                    "{found:?} {expected}"
                );
                assert!(found.low <= found.value && found.value <= found.high);
                assert!(found.low - 0.01 <= expected && expected <= found.high + 0.01);
            }
        }
    }

    #[test]
    fn sobols_g_function_has_its_known_indices() {
        // g = Π (|4x − 2| + a) / (1 + a): partial variances 1 / (3(1 + a)²).
        let a = [0.0, 1.0, 4.5, 9.0];
        let g = |point: &[f64]| {
            let terms = point.iter().zip(a);
            terms
                .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
                .product()
        };
        let part = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let all: f64 = part.iter().map(|part| 1.0 + part).product();
        let variance = all - 1.0;
        let found = of_function(g, 4, 8_192, 10);
        for (factor, indices) in found.indices.unwrap().into_iter().enumerate() {
            let first = part[factor] / variance;
            let total = part[factor] * all / (1.0 + part[factor]) / variance;
            assert!(
                (indices.first.value - first).abs() < 0.01,
                "{indices:?} {first}"
            );
            assert!(
                (indices.total.value - total).abs() < 0.01,
                "{indices:?} {total}"
            );
        }
    }

    /// The total indices are SALib's; the first-order ones by Jansen's estimator in NumPy, because SALib
    /// uses another. Values pass through single precision, as ranks do exactly.
    #[test]
    fn agrees_with_salib_on_its_points() {
        let lines: Vec<Vec<f64>> = include_str!("../../tests/peers/sensitivity_salib.csv")
            .lines()
            .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
            .collect();
        let (rows, expected) = lines.split_at(lines.len() - 2);
        let values: Vec<f32> = rows.iter().flatten().map(|&value| value as f32).collect();
        let shape = Shape {
            samples: rows.len(),
            factors: 4,
        };
        let resamples = Resamples { count: 1, seed: 1 };
        let found = estimate(&[&values], shape, resamples, 1).remove(0);
        let found = found.indices.unwrap();
        assert_eq!((rows.len(), found.len()), (256, 4));
        for (factor, indices) in found.iter().enumerate() {
            assert!((indices.total.value - expected[0][factor]).abs() < 1e-6);
            assert!((indices.first.value - expected[1][factor]).abs() < 1e-6);
        }
    }

    #[test]
    fn an_output_that_does_not_vary_has_no_indices() {
        assert!(of_function(|_| 3.0, 2, 16, 4).indices.is_none());
    }

    #[test]
    fn outputs_and_threads_do_not_disturb_each_other() {
        let shape = Shape {
            samples: 50,
            factors: 2,
        };
        let mut generator = Pcg::new(5, 5);
        let values: Vec<Vec<f32>> = (0..60)
            .map(|_| {
                (0..shape.points())
                    .map(|_| generator.uniform() as f32)
                    .collect()
            })
            .collect();
        let all: Vec<&[f32]> = values.iter().map(Vec::as_slice).collect();
        let resamples = Resamples { count: 30, seed: 2 };
        let together = estimate(&all, shape, resamples, 3);
        for (values, together) in all.iter().zip(together) {
            let alone = estimate(&[values], shape, resamples, 1).remove(0);
            assert_eq!(alone.indices, together.indices);
        }
    }
}
