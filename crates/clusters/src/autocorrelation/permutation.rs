//! Where a statistic stands among random assignments of the values.
//!
//! Global statistics: each permutation puts all values in a new order. Local statistics: the unit keeps its
//! value and its neighbours take values of others, drawn without replacement (conditional permutation). As
//! the draws for one unit need only be fair for that unit, all units share the same draws of positions, which
//! makes a permutation cost no more than the sum over its neighbours; p-values of different units are
//! therefore not independent, beyond what common neighbours make them. Source: Anselin (1995), Local
//! Indicators of Spatial Association, Geographical Analysis 27(2), section 4.
//!
//! Permutation number p depends on the seed and p alone, so results do not depend on the number of threads.

use std::num::NonZero;

use super::significance::Tails;
use crate::Random;
use crate::weights::Weights;

/// Sums that differ by no more than this share of their terms are equal up to rounding.
const ROUNDING: f64 = 1e-12;

/// How many permutations, from which seed, on how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permutations {
    /// The number; 0 for none.
    pub count: usize,
    /// The seed.
    pub seed: u64,
    /// The threads; the result does not depend on them.
    pub threads: NonZero<usize>,
}

impl Permutations {
    /// No permutations.
    pub const NONE: Permutations = Permutations {
        count: 0,
        seed: 0,
        threads: NonZero::<usize>::MIN,
    };
}

/// The place of a statistic among its permutations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permuted {
    /// The mean over the permutations.
    pub mean: f64,
    /// Their standard deviation (by the number of permutations).
    pub standard_deviation: f64,
    /// The p-value in the direction of the smaller tail.
    pub p_one_sided: f64,
    /// The p-value for both directions.
    pub p_two_sided: f64,
}

/// Permutes `values` and compares `statistic` of them with that of the order given; none where no
/// permutations are asked for.
pub(super) fn global(
    values: &[f64],
    permutations: &Permutations,
    statistic: &(impl Fn(&[f64]) -> f64 + Sync),
) -> Option<Permuted> {
    let count = permutations.count;
    if count == 0 {
        return None;
    }
    let mut simulated = vec![0.0; count];
    let share = count.div_ceil(permutations.threads.get());
    std::thread::scope(|scope| {
        for (part, chunk) in simulated.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                let mut order = Vec::with_capacity(values.len());
                for (offset, simulated) in chunk.iter_mut().enumerate() {
                    order.clear();
                    order.extend_from_slice(values);
                    let index = (part * share + offset) as u64;
                    Random::of_draw(permutations.seed, index).shuffle(&mut order);
                    *simulated = statistic(&order);
                }
            });
        }
    });
    let observed = statistic(values);
    let largest = simulated
        .iter()
        .fold(observed.abs(), |most, value| most.max(value.abs()));
    let slack = ROUNDING * largest;
    let tails = Tails {
        above: simulated
            .iter()
            .filter(|&&value| value >= observed - slack)
            .count() as u32,
        below: simulated
            .iter()
            .filter(|&&value| value <= observed + slack)
            .count() as u32,
    };
    let mean = simulated.iter().sum::<f64>() / count as f64;
    let variance = simulated
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / count as f64;
    let (p_one_sided, p_two_sided) = tails.p_values(count);
    Some(Permuted {
        mean,
        standard_deviation: variance.sqrt(),
        p_one_sided,
        p_two_sided,
    })
}

/// For each unit, where Σ_j w_ij·term(x_i, x_j) stands among conditional permutations of `values`.
pub(super) fn conditional(
    weights: &Weights,
    values: &[f64],
    permutations: &Permutations,
    term: impl Fn(f64, f64) -> f64 + Sync,
) -> Vec<Tails> {
    conditional_of_two(weights, values, values, permutations, term)
}

/// As [`conditional`], with the unit's own value x_i from one list and the others' from another.
pub(super) fn conditional_of_two(
    weights: &Weights,
    own: &[f64],
    values: &[f64],
    permutations: &Permutations,
    term: impl Fn(f64, f64) -> f64 + Sync,
) -> Vec<Tails> {
    let units = values.len();
    let width = weights.shape().neighbours.1;
    let draws = positions(units - 1, width, permutations);
    let mut tails = vec![Tails::default(); units];
    let share = units.div_ceil(permutations.threads.get());
    let (term, draws) = (&term, &draws);
    std::thread::scope(|scope| {
        for (part, chunk) in tails.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                let mut others = values.to_vec();
                for (offset, tails) in chunk.iter_mut().enumerate() {
                    let unit = part * share + offset;
                    let (neighbours, weights) = weights.row(unit);
                    if neighbours.is_empty() {
                        continue;
                    }
                    // Positions run over all units but the last; where this unit stands, the last one is put.
                    others[unit] = values[units - 1];
                    let own = own[unit];
                    let known = |neighbour: &u32| term(own, values[*neighbour as usize]);
                    let drawn = |position: &u32| term(own, others[*position as usize]);
                    *tails = if weights.iter().all(|weight| *weight == weights[0]) {
                        let sum = |terms: &[u32]| terms.iter().map(drawn).sum();
                        let observed = neighbours.iter().map(known).sum();
                        compare(draws, width, neighbours.len(), observed, sum)
                    } else {
                        let sum = |terms: &[u32]| {
                            terms
                                .iter()
                                .zip(weights)
                                .map(|(term, weight)| weight * drawn(term))
                                .sum()
                        };
                        let pairs = neighbours.iter().zip(weights);
                        let observed = pairs
                            .map(|(neighbour, weight)| weight * known(neighbour))
                            .sum();
                        compare(draws, width, neighbours.len(), observed, sum)
                    };
                    others[unit] = values[unit];
                }
            });
        }
    });
    tails
}

fn compare(
    draws: &[u32],
    width: usize,
    neighbours: usize,
    observed: f64,
    sum: impl Fn(&[u32]) -> f64,
) -> Tails {
    let slack = ROUNDING * observed.abs();
    let (low, high) = (observed - slack, observed + slack);
    let mut tails = Tails::default();
    for draw in draws.chunks_exact(width) {
        let simulated = sum(&draw[..neighbours]);
        tails.above += u32::from(simulated >= low);
        tails.below += u32::from(simulated <= high);
    }
    tails
}

/// For each permutation the first `width` of `items` positions in a random order.
fn positions(items: usize, width: usize, permutations: &Permutations) -> Vec<u32> {
    let mut draws = Vec::with_capacity(permutations.count * width);
    let mut order: Vec<u32> = (0..items as u32).collect();
    let mut swaps = Vec::with_capacity(width);
    for index in 0..permutations.count {
        let mut random = Random::of_draw(permutations.seed, index as u64);
        swaps.clear();
        for place in 0..width {
            let other = place + random.below(items - place);
            order.swap(place, other);
            swaps.push(other);
        }
        draws.extend_from_slice(&order[..width]);
        for (place, &other) in swaps.iter().enumerate().rev() {
            order.swap(place, other);
        }
    }
    draws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autocorrelation::testing::six;

    fn permutations(count: usize, threads: usize) -> Permutations {
        Permutations {
            count,
            seed: 5,
            threads: NonZero::new(threads).unwrap(),
        }
    }

    #[test]
    fn threads_do_not_change_the_result() {
        let (weights, values) = six();
        let global_at = |threads| {
            global(&values, &permutations(101, threads), &|order| {
                order[0] * order[1]
            })
        };
        let local_at = |threads| {
            conditional(
                &weights,
                &values,
                &permutations(101, threads),
                |_, other| other,
            )
        };
        assert_eq!(global_at(1), global_at(3));
        assert_eq!(local_at(1), local_at(4));
    }

    #[test]
    fn draws_are_without_replacement_and_fair() {
        let draws = positions(5, 3, &permutations(20_000, 1));
        let mut counts = [0_u32; 5];
        for draw in draws.chunks_exact(3) {
            assert!(draw[0] != draw[1] && draw[1] != draw[2] && draw[0] != draw[2]);
            draw.iter()
                .for_each(|&position| counts[position as usize] += 1);
        }
        assert!(
            counts
                .iter()
                .all(|&count| (11_600..12_400).contains(&count)),
            "{counts:?}"
        );
    }

    #[test]
    fn conditional_tails_approach_those_of_all_assignments() {
        // Unit 0 of the six has neighbours 1 (weight 1) and 5 (1.5): 20 ordered pairs of the other values.
        let (weights, values) = six();
        let found = conditional(&weights, &values, &permutations(40_000, 2), |_, other| {
            other
        });
        let observed = values[1] + 1.5 * values[5];
        let (mut above, mut pairs) = (0.0, 0.0);
        for a in 1..6 {
            for b in (1..6).filter(|&b| b != a) {
                pairs += 1.0;
                above += f64::from(u8::from(values[a] + 1.5 * values[b] >= observed));
            }
        }
        assert!((f64::from(found[0].above) / 40_000.0 - above / pairs).abs() < 0.01);
    }
}
