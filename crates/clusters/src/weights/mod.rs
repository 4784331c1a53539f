//! Spatial weights: how much unit j counts as a neighbour of unit i.
//!
//! Weights are made on purpose and looked at before use: islands, one-sided links and links of a unit with
//! itself are counted in [`Weights::shape`], and nothing rescales them unless it is asked to.

mod band;
mod contiguity;
mod economic;
mod inverse_distance;
mod nearest;
mod nested;

pub use band::distance_band;
pub use contiguity::{Contiguity, contiguity};
pub use economic::economic_distance;
pub use inverse_distance::{Coincident, inverse_distance};
pub use nearest::k_nearest;
pub use nested::nested;

use crate::Names;
use crate::density_clusters::partition::Partition;
use crate::points::PointsError;

/// Weights that cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum WeightsError {
    /// A weight below zero, infinite or not a number.
    Value {
        /// The link, from 0 in the order given.
        link: usize,
        /// The weight.
        weight: f64,
    },
    /// A link given twice.
    Twice {
        /// The second of the two, from 0 in the order given.
        link: usize,
    },
    /// A unit that does not exist.
    Unknown {
        /// The unit.
        unit: usize,
        /// How many there are.
        units: usize,
    },
    /// Two sets of weights over different numbers of units.
    Sizes {
        /// The numbers.
        sizes: (usize, usize),
    },
    /// Two units on one spot, for a weight that falls with distance.
    Coincident {
        /// The two.
        units: (usize, usize),
    },
    /// Two units with the same value, for a weight that falls with its difference.
    SameValue {
        /// The two.
        units: (usize, usize),
    },
    /// A value that is missing.
    Missing {
        /// The unit.
        unit: usize,
    },
    /// A power of distance that is not above 0.
    Power {
        /// The power.
        power: f64,
    },
    /// The points are wrong.
    Points(PointsError),
}

impl From<PointsError> for WeightsError {
    fn from(error: PointsError) -> WeightsError {
        WeightsError::Points(error)
    }
}

impl WeightsError {
    /// The message in both languages. Links and units are counted from 1.
    pub fn message(&self) -> Names {
        match self {
            WeightsError::Value { link, weight } => Names::new(
                format!("第 {} 条权重 {weight} 不是有限的非负数；请改正", link + 1),
                format!(
                    "link {}: the weight {weight} is not a finite number from 0 up; correct it",
                    link + 1
                ),
            ),
            WeightsError::Twice { link } => Names::new(
                format!("第 {} 条权重的两个单元前面已出现过；请删去一条", link + 1),
                format!(
                    "link {} was given before; leave one of the two out",
                    link + 1
                ),
            ),
            WeightsError::Unknown { unit, units } => Names::new(
                format!("第 {} 个单元不存在：只有 {units} 个单元；请改正", unit + 1),
                format!(
                    "there is no unit {}: there are {units}; correct it",
                    unit + 1
                ),
            ),
            WeightsError::Sizes { sizes } => Names::new(
                format!(
                    "两个权重矩阵的单元数不同：{} 与 {}；请用同一批单元",
                    sizes.0, sizes.1
                ),
                format!(
                    "the two sets of weights are over {} and {} units; make them over the same units",
                    sizes.0, sizes.1
                ),
            ),
            WeightsError::Coincident { units } => Names::new(
                format!(
                    "第 {} 与第 {} 个单元在同一点，距离倒数无意义；请给出最短距离或把它们合并",
                    units.0 + 1,
                    units.1 + 1
                ),
                format!(
                    "units {} and {} stand on one spot, where the inverse of distance has no meaning; give a shortest distance or merge them",
                    units.0 + 1,
                    units.1 + 1
                ),
            ),
            WeightsError::SameValue { units } => Names::new(
                format!(
                    "第 {} 与第 {} 个单元的取值相同，差的倒数无意义；请换一个变量或给出最小差",
                    units.0 + 1,
                    units.1 + 1
                ),
                format!(
                    "units {} and {} have the same value, where the inverse of the difference has no meaning; take another variable or give a least difference",
                    units.0 + 1,
                    units.1 + 1
                ),
            ),
            WeightsError::Missing { unit } => Names::new(
                format!("第 {} 个单元没有取值；请补全或去掉该单元", unit + 1),
                format!(
                    "unit {} has no value; complete it or leave the unit out",
                    unit + 1
                ),
            ),
            WeightsError::Power { power } => Names::new(
                format!("幂 {power} 应大于 0；常用 1 或 2"),
                format!("the power {power} should be above 0; 1 and 2 are common"),
            ),
            WeightsError::Points(error) => error.message(),
        }
    }
}

/// How weights are rescaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standardisation {
    /// As they are.
    Original,
    /// 1 a link.
    Binary,
    /// Each row sums to 1; a unit without neighbours keeps none.
    Row,
    /// All weights together sum to the number of units.
    Global,
    /// Each row is divided by the root of the sum of its squares, then all by one number so that they sum to
    /// the number of units. Source: Tiefelsdorf, Griffith & Boots (1999), A variance-stabilizing coding
    /// scheme for spatial link matrices, Environment and Planning A 31(1).
    VarianceStabilising,
}

/// Weights of the units 0…n−1. Links of a unit with itself are kept apart: only [`local
/// G*`](crate::autocorrelation::local_getis_ord) has a use for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Where the neighbours of each unit begin, and the end.
    first: Vec<usize>,
    neighbours: Vec<u32>,
    weights: Vec<f64>,
    own: Vec<f64>,
}

/// What weights look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The number of units.
    pub units: usize,
    /// The number of links between two units, each direction counted.
    pub links: usize,
    /// The units without neighbours.
    pub islands: Vec<usize>,
    /// The links whose opposite is missing or has another weight.
    pub asymmetric: usize,
    /// The links of a unit with itself.
    pub own: usize,
    /// The groups of units that are connected, each island one.
    pub components: usize,
    /// The fewest and the most neighbours of a unit.
    pub neighbours: (usize, usize),
}

impl Weights {
    /// Weights of `units` from links (unit, neighbour, weight) in any order. A weight of 0 is no link.
    ///
    /// # Errors
    /// [`WeightsError`]: a weight below 0 or not finite, a link given twice, a unit that does not exist.
    pub fn from_links(
        units: usize,
        links: &[(usize, usize, f64)],
    ) -> Result<Weights, WeightsError> {
        let mut sorted: Vec<usize> = (0..links.len()).collect();
        sorted.sort_by_key(|&link| (links[link].0, links[link].1));
        let mut weights = Weights {
            first: vec![0; units + 1],
            neighbours: Vec::with_capacity(links.len()),
            weights: Vec::with_capacity(links.len()),
            own: vec![0.0; units],
        };
        let mut last = None;
        for link in sorted {
            let (unit, neighbour, weight) = links[link];
            if unit.max(neighbour) >= units {
                let unit = unit.max(neighbour);
                return Err(WeightsError::Unknown { unit, units });
            }
            if !(weight.is_finite() && weight >= 0.0) {
                return Err(WeightsError::Value { link, weight });
            }
            if last == Some((unit, neighbour)) {
                return Err(WeightsError::Twice { link });
            }
            last = Some((unit, neighbour));
            if unit == neighbour {
                weights.own[unit] = weight;
            } else if weight > 0.0 {
                weights.first[unit + 1] += 1;
                weights.neighbours.push(neighbour as u32);
                weights.weights.push(weight);
            }
        }
        for unit in 0..units {
            weights.first[unit + 1] += weights.first[unit];
        }
        Ok(weights)
    }

    /// The number of units.
    pub fn units(&self) -> usize {
        self.own.len()
    }

    /// The neighbours of a unit in ascending order, and their weights.
    pub fn row(&self, unit: usize) -> (&[u32], &[f64]) {
        let range = self.first[unit]..self.first[unit + 1];
        (&self.neighbours[range.clone()], &self.weights[range])
    }

    /// The links: unit, neighbour, weight; those of a unit with itself apart.
    pub fn links(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.units()).flat_map(|unit| {
            let (neighbours, weights) = self.row(unit);
            let pairs = neighbours.iter().zip(weights);
            pairs.map(move |(&neighbour, &weight)| (unit, neighbour as usize, weight))
        })
    }

    /// The weight of a unit with itself, 0 where none was given.
    pub fn own(&self, unit: usize) -> f64 {
        self.own[unit]
    }

    /// The weight of a link, 0 where there is none.
    pub fn between(&self, unit: usize, neighbour: usize) -> f64 {
        let (neighbours, weights) = self.row(unit);
        match neighbours.binary_search(&(neighbour as u32)) {
            Ok(position) => weights[position],
            Err(_) => 0.0,
        }
    }

    /// The weighted sum of the neighbours' `values` (one a unit) for each unit: the spatial lag.
    pub fn lag(&self, values: &[f64]) -> Vec<f64> {
        let lag = |unit| {
            let (neighbours, weights) = self.row(unit);
            let pairs = neighbours.iter().zip(weights);
            pairs
                .map(|(&neighbour, weight)| weight * values[neighbour as usize])
                .sum()
        };
        (0..self.units()).map(lag).collect()
    }

    /// What the weights look like.
    pub fn shape(&self) -> Shape {
        let units = self.units();
        let count = |unit: usize| self.first[unit + 1] - self.first[unit];
        let mut partition = Partition::new(units);
        let (mut asymmetric, mut components) = (0, units);
        for (unit, neighbour, weight) in self.links() {
            asymmetric += usize::from(self.between(neighbour, unit) != weight);
            if partition.find(unit) != partition.find(neighbour) {
                partition.join(unit, neighbour);
                components -= 1;
            }
        }
        // A unit nobody points at and that points at nobody is alone; one that only others point at is not.
        let islands = (0..units).filter(|&unit| count(unit) == 0).collect();
        Shape {
            units,
            links: self.neighbours.len(),
            islands,
            asymmetric,
            own: self.own.iter().filter(|&&own| own > 0.0).count(),
            components,
            neighbours: (
                (0..units).map(count).min().unwrap_or(0),
                (0..units).map(count).max().unwrap_or(0),
            ),
        }
    }

    /// The weights rescaled.
    pub fn standardised(&self, how: Standardisation) -> Weights {
        let row_divisor = |unit: usize, rows: fn(&[f64]) -> f64| {
            let sum = rows(self.row(unit).1);
            if sum > 0.0 { sum } else { 1.0 }
        };
        let sum: fn(&[f64]) -> f64 = |weights| weights.iter().sum();
        let norm: fn(&[f64]) -> f64 = |weights| {
            weights
                .iter()
                .map(|weight| weight * weight)
                .sum::<f64>()
                .sqrt()
        };
        let units = self.units();
        match how {
            Standardisation::Original => self.clone(),
            Standardisation::Binary => {
                let mut binary = self.clone();
                binary.weights.fill(1.0);
                binary
                    .own
                    .iter_mut()
                    .for_each(|own| *own = f64::from(u8::from(*own > 0.0)));
                binary
            }
            Standardisation::Row => self.divided(|unit| row_divisor(unit, sum)),
            Standardisation::Global => {
                let divisor = sum(&self.weights) / units as f64;
                self.divided(|_| divisor)
            }
            Standardisation::VarianceStabilising => {
                let rows = self.divided(|unit| row_divisor(unit, norm));
                let divisor = sum(&rows.weights) / units as f64;
                rows.divided(|_| divisor)
            }
        }
    }

    fn divided(&self, of_row: impl Fn(usize) -> f64) -> Weights {
        let mut divided = self.clone();
        for unit in 0..self.units() {
            let divisor = of_row(unit);
            let range = self.first[unit]..self.first[unit + 1];
            divided.weights[range]
                .iter_mut()
                .for_each(|weight| *weight /= divisor);
            divided.own[unit] /= divisor;
        }
        divided
    }

    /// The weights among some of the units (ascending), which become the units 0, 1, ….
    pub fn among(&self, units: &[usize]) -> Weights {
        let mut position = vec![None; self.units()];
        for (new, &old) in units.iter().enumerate() {
            position[old] = Some(new as u32);
        }
        let mut kept = Weights {
            first: vec![0],
            neighbours: Vec::new(),
            weights: Vec::new(),
            own: units.iter().map(|&unit| self.own[unit]).collect(),
        };
        for &unit in units {
            let (neighbours, weights) = self.row(unit);
            for (&neighbour, &weight) in neighbours.iter().zip(weights) {
                if let Some(new) = position[neighbour as usize] {
                    kept.neighbours.push(new);
                    kept.weights.push(weight);
                }
            }
            kept.first.push(kept.neighbours.len());
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 and 1 linked both ways with different weights, 1 to 2 one way, 3 an island.
    fn small() -> Weights {
        let links = [(1, 2, 3.0), (0, 1, 1.0), (1, 0, 2.0), (1, 1, 5.0)];
        Weights::from_links(4, &links).unwrap()
    }

    #[test]
    fn the_shape_names_islands_one_sided_links_and_links_with_oneself() {
        let shape = small().shape();
        assert_eq!((shape.units, shape.links, shape.own), (4, 3, 1));
        assert_eq!(shape.islands, [2, 3]);
        assert_eq!((shape.asymmetric, shape.components), (3, 2));
        assert_eq!(shape.neighbours, (0, 2));
    }

    #[test]
    fn rows_sum_to_one_and_islands_stay_without() {
        let rows = small().standardised(Standardisation::Row);
        assert_eq!(rows.row(1), (&[0_u32, 2][..], &[0.4, 0.6][..]));
        assert_eq!(rows.row(3).0, []);
        assert_eq!(
            small().standardised(Standardisation::Binary).row(1).1,
            [1.0, 1.0]
        );
        for how in [
            Standardisation::Global,
            Standardisation::VarianceStabilising,
        ] {
            let sum: f64 = small().standardised(how).links().map(|link| link.2).sum();
            assert!((sum - 4.0).abs() < 1e-12);
        }
    }

    #[test]
    fn links_that_make_no_sense_are_refused() {
        let refusal = |links: &[(usize, usize, f64)]| Weights::from_links(3, links).unwrap_err();
        assert_eq!(
            refusal(&[(0, 1, 1.0), (0, 1, 1.0)]),
            WeightsError::Twice { link: 1 }
        );
        assert_eq!(
            refusal(&[(0, 1, -1.0)]),
            WeightsError::Value {
                link: 0,
                weight: -1.0
            }
        );
        assert_eq!(
            refusal(&[(0, 3, 1.0)]),
            WeightsError::Unknown { unit: 3, units: 3 }
        );
        assert_eq!(
            Weights::from_links(2, &[(0, 1, 0.0)])
                .unwrap()
                .shape()
                .links,
            0
        );
    }

    #[test]
    fn a_lag_sums_the_neighbours() {
        assert_eq!(
            small().lag(&[1.0, 10.0, 100.0, 7.0]),
            [10.0, 302.0, 0.0, 0.0]
        );
    }

    #[test]
    fn weights_among_some_units_are_those_between_them() {
        let among = small().among(&[1, 2]);
        assert_eq!(among.links().collect::<Vec<_>>(), [(0, 1, 3.0)]);
        assert_eq!(among.own(0), 5.0);
    }
}
