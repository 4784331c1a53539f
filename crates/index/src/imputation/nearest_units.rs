//! The most similar units (k 近邻插补).
//!
//! Columns are standardised (mean 0, sample standard deviation 1). The distance of two units is
//! √(p/|S| · Σ_{j in S} (z_ij − z_kj)²) over the indicators S that both have, p being the number of
//! indicators. A gap gets the mean, plain or weighted by 1/distance, of the `units` nearest units that
//! have the indicator; a donor at distance 0 is taken alone. A unit that shares no indicator with any
//! donor keeps the gap. Source: Troyanskaya et al. (2001), Missing value estimation methods for DNA
//! microarrays; the distance is that of scikit-learn's `KNNImputer`.
//!
//! Worked example, one nearest unit: a = (1, 2, 9), b = (5, –, 7): the second unit is nearer to the
//! first (in a), so b = 5.

use serde::Serialize;

use super::random::Random;
use super::{ImputationSpec, known_units};
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::moments::{mean, standard_deviation};
use crate::{Matrix, Names};

/// The parameters of imputation from the nearest units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NearestUnits {
    /// The number of donors.
    pub units: usize,
    /// How donors count.
    pub donors: Donors,
}

/// How donors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Donors {
    /// All the same.
    Equal,
    /// By one over their distance.
    Distance,
}

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "nearest-units",
        name: Names::fixed("k 近邻插补", "Nearest units"),
        description: Names::fixed(
            "用各指标上最相近的若干单元的均值填补。",
            "The mean of the units that are most similar over the indicators both have.",
        ),
        formula: "d_ik = √(p/|S| · Σ_{j∈S} (z_ij − z_kj)²); x_ij = Σ_k w_k·x_kj / Σ_k w_k over the nearest k",
        source: "Troyanskaya et al. (2001), Missing value estimation methods for DNA microarrays",
        parameters: &[
            Parameter {
                id: "units",
                name: Names::fixed("近邻数", "number of units"),
                kind: ParameterKind::Count {
                    default: 5,
                    least: 1,
                },
            },
            Parameter {
                id: "donors",
                name: Names::fixed("近邻权重", "weight of the donors"),
                kind: ParameterKind::Option {
                    default: "equal",
                    options: &[
                        ("equal", Names::fixed("相等", "equal")),
                        (
                            "distance",
                            Names::fixed("按距离倒数", "one over the distance"),
                        ),
                    ],
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(ImputationSpec::NearestUnits(NearestUnits {
            units: arguments.count("units"),
            donors: match arguments.option("donors") {
                "distance" => Donors::Distance,
                _ => Donors::Equal,
            },
        }))
    },
};

impl NearestUnits {
    /// Fills the gaps of `columns` with the means of the donors.
    pub(super) fn apply(&self, values: &mut Matrix, columns: &[usize]) {
        self.fill(values, columns, |donors| match self.donors {
            Donors::Distance if donors[0].distance == 0.0 => {
                let same: Vec<f64> = donors
                    .iter()
                    .filter(|donor| donor.distance == 0.0)
                    .map(|donor| donor.value)
                    .collect();
                same.iter().sum::<f64>() / same.len() as f64
            }
            Donors::Distance => {
                let (sum, total) = donors.iter().fold((0.0, 0.0), |(sum, total), donor| {
                    (
                        sum + donor.value / donor.distance,
                        total + 1.0 / donor.distance,
                    )
                });
                sum / total
            }
            Donors::Equal => {
                donors.iter().map(|donor| donor.value).sum::<f64>() / donors.len() as f64
            }
        });
    }

    /// Fills every gap with the value of one donor, drawn by the weights.
    pub(super) fn draw(&self, values: &mut Matrix, columns: &[usize], random: &mut Random) {
        self.fill(values, columns, |donors| {
            let weight = |donor: &Donor| match self.donors {
                Donors::Equal => 1.0,
                // A donor at distance 0 outweighs all others.
                Donors::Distance => 1.0 / donor.distance.max(1e-9),
            };
            let mut left = random.uniform() * donors.iter().map(weight).sum::<f64>();
            for donor in donors {
                left -= weight(donor);
                if left < 0.0 {
                    return donor.value;
                }
            }
            donors[donors.len() - 1].value
        });
    }

    fn fill(
        &self,
        values: &mut Matrix,
        columns: &[usize],
        mut combine: impl FnMut(&[Donor]) -> f64,
    ) {
        let original = values.clone();
        let standardised = standardised(&original);
        let known = known_units(&original);
        for unit in (0..original.rows()).filter(|&unit| known[unit]) {
            let gaps = |&&column: &&usize| original.value(unit, column).is_nan();
            if !columns.iter().any(|column| gaps(&column)) {
                continue;
            }
            let distances: Vec<f64> = (0..original.rows())
                .map(|other| distance(&standardised, unit, other))
                .collect();
            for &column in columns.iter().filter(gaps) {
                let mut donors: Vec<Donor> = (0..original.rows())
                    .map(|other| Donor {
                        distance: distances[other],
                        value: original.value(other, column),
                    })
                    .filter(|donor| !donor.value.is_nan() && !donor.distance.is_nan())
                    .collect();
                // The sort is stable: equally distant units are taken in the order of the table.
                donors.sort_by(|a, b| a.distance.total_cmp(&b.distance));
                donors.truncate(self.units);
                if !donors.is_empty() {
                    values.column_mut(column)[unit] = combine(&donors);
                }
            }
        }
    }
}

/// A unit that has the indicator.
struct Donor {
    distance: f64,
    value: f64,
}

/// The columns with mean 0 and standard deviation 1; constant ones become 0.
fn standardised(values: &Matrix) -> Matrix {
    let mut standardised = values.clone();
    for at in 0..values.columns() {
        let column = standardised.column_mut(at);
        let Some(mean) = mean(column) else { continue };
        let deviation = standard_deviation(column).filter(|deviation| *deviation > 0.0);
        for value in column {
            *value = (*value - mean) / deviation.unwrap_or(1.0);
        }
    }
    standardised
}

/// The distance of two units over the indicators both have; NaN when they share none.
fn distance(values: &Matrix, a: usize, b: usize) -> f64 {
    let (mut sum, mut shared) = (0.0, 0);
    for column in 0..values.columns() {
        let difference = values.value(a, column) - values.value(b, column);
        if !difference.is_nan() {
            sum += difference * difference;
            shared += 1;
        }
    }
    if shared == 0 {
        f64::NAN
    } else {
        (sum * values.columns() as f64 / f64::from(shared)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut values = Matrix::missing(3, 2);
        values.column_mut(0).copy_from_slice(&[1.0, 2.0, 9.0]);
        values.column_mut(1).copy_from_slice(&[5.0, f64::NAN, 7.0]);
        let mut both = values.clone();
        let spec = |units| NearestUnits {
            units,
            donors: Donors::Equal,
        };
        spec(1).apply(&mut values, &[0, 1]);
        assert_eq!(values.column(1), [5.0, 5.0, 7.0]);
        spec(2).apply(&mut both, &[0, 1]);
        assert_eq!(both.column(1), [5.0, 6.0, 7.0]);
    }

    #[test]
    fn a_unit_that_shares_nothing_keeps_the_gap() {
        let mut values = Matrix::missing(3, 2);
        values
            .column_mut(0)
            .copy_from_slice(&[1.0, f64::NAN, f64::NAN]);
        values.column_mut(1).copy_from_slice(&[f64::NAN, 3.0, 4.0]);
        NearestUnits {
            units: 2,
            donors: Donors::Equal,
        }
        .apply(&mut values, &[0, 1]);
        assert!(values.value(1, 0).is_nan() && values.value(0, 1).is_nan());
    }
}
