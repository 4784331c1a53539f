//! Filling missing values (缺失值插补). One file a method; [`METHODS`] is the table of methods.
//!
//! Methods look at one column (mean, median, by group), at the columns beside it (row, nearest units,
//! multivariate normal), or at other times (last value, linear). A unit without any value has nothing
//! to be filled from and stays missing, except from its own past. Coverage counts what was there
//! before.

pub mod expectation_maximisation;
pub mod group_mean;
pub mod group_median;
pub mod last_value;
pub mod linear;
pub mod mean;
pub mod median;
pub mod nearest_units;
pub mod none;
mod random;
pub mod row_mean;
pub mod row_median;

use serde::Serialize;

use crate::framework::Indicator;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::nearest::nearest;
use crate::refusal::Refusal;
use crate::{Matrix, Names, Table};

pub use expectation_maximisation::{ExpectationMaximisation, MultivariateNormal};
pub use last_value::LastValue;
pub use linear::{Ends, Linear};
pub use nearest_units::{Donors, NearestUnits};

/// A method of imputation with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ImputationSpec {
    /// Missing values stay missing.
    None,
    /// The mean of the column.
    Mean,
    /// The median of the column.
    Median,
    /// The mean of the column within the group of the unit.
    GroupMean(Grouped),
    /// The median of the column within the group of the unit.
    GroupMedian(Grouped),
    /// The mean of the unit over the sibling indicators.
    RowMean,
    /// The median of the unit over the sibling indicators.
    RowMedian,
    /// The last value known before.
    LastValue(LastValue),
    /// Linear between the times before and after.
    Linear(Linear),
    /// The mean of the most similar units.
    NearestUnits(NearestUnits),
    /// The expectation under a multivariate normal distribution.
    ExpectationMaximisation(ExpectationMaximisation),
}

/// The column of groups that a method by group uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grouped {
    /// The heading of the column.
    pub group: String,
}

/// The methods of imputation.
pub static METHODS: &[&Method<ImputationSpec>] = &[
    &none::METHOD,
    &mean::METHOD,
    &median::METHOD,
    &group_mean::METHOD,
    &group_median::METHOD,
    &row_mean::METHOD,
    &row_median::METHOD,
    &last_value::METHOD,
    &linear::METHOD,
    &nearest_units::METHOD,
    &expectation_maximisation::METHOD,
];

/// What a method looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Nothing.
    Nothing,
    /// One column at a time.
    Column,
    /// All columns of the table together.
    Table,
    /// The same unit at other times.
    Time,
}

impl ImputationSpec {
    /// The description of the method.
    pub fn about(&self) -> &'static About {
        use ImputationSpec::*;
        match self {
            None => &none::METHOD.about,
            Mean => &mean::METHOD.about,
            Median => &median::METHOD.about,
            GroupMean(_) => &group_mean::METHOD.about,
            GroupMedian(_) => &group_median::METHOD.about,
            RowMean => &row_mean::METHOD.about,
            RowMedian => &row_median::METHOD.about,
            LastValue(_) => &last_value::METHOD.about,
            Linear(_) => &linear::METHOD.about,
            NearestUnits(_) => &nearest_units::METHOD.about,
            ExpectationMaximisation(_) => &expectation_maximisation::METHOD.about,
        }
    }

    /// What the method looks at.
    pub fn view(&self) -> View {
        use ImputationSpec::*;
        match self {
            None => View::Nothing,
            Mean | Median | GroupMean(_) | GroupMedian(_) => View::Column,
            RowMean | RowMedian | NearestUnits(_) | ExpectationMaximisation(_) => View::Table,
            LastValue(_) | Linear(_) => View::Time,
        }
    }

    /// The column of groups that the method uses.
    pub fn group(&self) -> Option<&str> {
        match self {
            ImputationSpec::GroupMean(spec) | ImputationSpec::GroupMedian(spec) => {
                Some(&spec.group)
            }
            _ => None,
        }
    }

    /// Fills the missing values of the `columns` of `values` (units by indicators) from the same table.
    /// Methods that look at other times fill nothing here. Whether the method has settled: `false` when
    /// its iterations ended before they converged.
    ///
    /// # Errors
    /// The table has no column of groups by that name, or a model cannot be fitted.
    pub(crate) fn apply(
        &self,
        values: &mut Matrix,
        columns: &[usize],
        indicators: &[&Indicator],
        table: &Table,
    ) -> Result<bool, Refusal> {
        use ImputationSpec::*;
        let known = known_units(values);
        match self {
            None | LastValue(_) | Linear(_) => {}
            Mean => by_column(values, columns, &known, mean::of),
            Median => by_column(values, columns, &known, median::of),
            GroupMean(spec) => {
                by_group(
                    values,
                    columns,
                    &known,
                    &labels(table, &spec.group)?,
                    mean::of,
                );
            }
            GroupMedian(spec) => {
                by_group(
                    values,
                    columns,
                    &known,
                    &labels(table, &spec.group)?,
                    median::of,
                );
            }
            RowMean => row_mean::apply(values, columns, indicators, mean::of),
            RowMedian => row_mean::apply(values, columns, indicators, median::of),
            NearestUnits(spec) => spec.apply(values, columns),
            ExpectationMaximisation(spec) => return spec.apply(values, columns),
        }
        Ok(true)
    }

    /// Fills the missing values of one unit over `times` (ascending), for methods that look at other
    /// times; others fill nothing here.
    pub(crate) fn over_time(&self, times: &[f64], values: &mut [f64]) {
        match self {
            ImputationSpec::LastValue(spec) => spec.apply(times, values),
            ImputationSpec::Linear(spec) => spec.apply(times, values),
            _ => {}
        }
    }

    /// `count` completed copies of `values` (units by indicators), for uncertainty: multiple imputation.
    /// The multivariate normal draws its parameters from a bootstrap of the units and the values from
    /// their conditional distribution; nearest units draws one of the donors for each gap. Other
    /// methods have nothing random, so that all copies are the same (and for methods that need more than
    /// the matrix, nothing is filled).
    ///
    /// The same seed gives the same draws, each its own whatever the count.
    ///
    /// # Errors
    /// The model cannot be fitted.
    pub fn draws(&self, values: &Matrix, count: usize, seed: u64) -> Result<Vec<Matrix>, Refusal> {
        let columns: Vec<usize> = (0..values.columns()).collect();
        (0..count)
            .map(|draw| {
                let mut random = random::Random::stream(seed, draw as u64);
                let mut completed = values.clone();
                match self {
                    ImputationSpec::ExpectationMaximisation(spec) => {
                        spec.draw(&mut completed, &columns, &mut random)?;
                    }
                    ImputationSpec::NearestUnits(spec) => {
                        spec.draw(&mut completed, &columns, &mut random);
                    }
                    ImputationSpec::Mean => {
                        by_column(&mut completed, &columns, &known_units(values), mean::of);
                    }
                    ImputationSpec::Median => {
                        by_column(&mut completed, &columns, &known_units(values), median::of);
                    }
                    _ => {}
                }
                Ok(completed)
            })
            .collect()
    }
}

/// Which units have a value at all.
fn known_units(values: &Matrix) -> Vec<bool> {
    (0..values.rows())
        .map(|unit| (0..values.columns()).any(|column| !values.value(unit, column).is_nan()))
        .collect()
}

/// Fills every gap of a known unit with a statistic of its column.
fn by_column(
    values: &mut Matrix,
    columns: &[usize],
    known: &[bool],
    statistic: impl Fn(&[f64]) -> Option<f64>,
) {
    for &at in columns {
        let column = values.column_mut(at);
        let Some(filling) = statistic(column) else {
            continue;
        };
        for (value, known) in column.iter_mut().zip(known) {
            if value.is_nan() && *known {
                *value = filling;
            }
        }
    }
}

/// Fills every gap of a known unit with a statistic of its column over its group; a unit without a
/// group, or whose group has no value, keeps the gap.
fn by_group(
    values: &mut Matrix,
    columns: &[usize],
    known: &[bool],
    groups: &[Option<String>],
    statistic: impl Fn(&[f64]) -> Option<f64>,
) {
    for &at in columns {
        let original = values.column(at).to_vec();
        for (unit, value) in values.column_mut(at).iter_mut().enumerate() {
            let Some(group) = groups[unit].as_ref() else {
                continue;
            };
            if !value.is_nan() || !known[unit] {
                continue;
            }
            let members: Vec<f64> = original
                .iter()
                .zip(groups)
                .filter(|(_, other)| other.as_ref() == Some(group))
                .map(|(value, _)| *value)
                .collect();
            if let Some(filling) = statistic(&members) {
                *value = filling;
            }
        }
    }
}

/// The group of every unit.
fn labels(table: &Table, group: &str) -> Result<Vec<Option<String>>, Refusal> {
    table.labels(group).ok_or_else(|| {
        let (zh, en) = match nearest(group, table.headings()) {
            Some(nearest) => (
                format!("（是否为“{nearest}”？）"),
                format!(" (did you mean \"{nearest}\"?)"),
            ),
            None => Default::default(),
        };
        Refusal::new(
            format!("数据中没有分组列“{group}”{zh}：请添加该列或改用其他插补方法"),
            format!(
                "the data has no column for the group \"{group}\"{en}: add it, or choose another method"
            ),
        )
    })
}

const GROUP: Parameter = Parameter {
    id: "group",
    name: Names::fixed("分组列", "column of groups"),
    kind: ParameterKind::Text,
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Column;

    fn every_spec() -> Vec<ImputationSpec> {
        vec![
            ImputationSpec::None,
            ImputationSpec::Mean,
            ImputationSpec::Median,
            ImputationSpec::GroupMean(Grouped {
                group: "g".to_owned(),
            }),
            ImputationSpec::NearestUnits(NearestUnits {
                units: 3,
                donors: Donors::Distance,
            }),
            ImputationSpec::ExpectationMaximisation(ExpectationMaximisation {
                ridge: 0.05,
                iterations: 500,
                tolerance: 1e-6,
            }),
        ]
    }

    fn matrix() -> impl Strategy<Value = Matrix> {
        let cell = prop::option::weighted(0.8, 0..12u8);
        prop::collection::vec([cell.clone(), cell.clone(), cell.clone(), cell], 2..25).prop_map(
            |rows| {
                let mut matrix = Matrix::missing(rows.len(), 4);
                for (unit, row) in rows.iter().enumerate() {
                    for (column, cell) in row.iter().enumerate() {
                        if let Some(value) = cell {
                            matrix.column_mut(column)[unit] = f64::from(*value);
                        }
                    }
                }
                matrix
            },
        )
    }

    fn table(rows: usize) -> Table {
        let units = (0..rows).map(|unit| format!("u{unit}")).collect();
        let group = Column {
            id: "g".to_owned(),
            values: (0..rows).map(|unit| (unit % 3) as f64).collect(),
        };
        Table::new(units, vec![group]).unwrap()
    }

    /// Values present are kept; those filled lie within the range of their column where the method is a
    /// mean of values of the column.
    fn check(spec: &ImputationSpec, before: &Matrix, after: &Matrix) -> Result<(), TestCaseError> {
        let known = known_units(before);
        for column in 0..before.columns() {
            let extent = crate::matrix::extent(before.column(column));
            for (unit, known) in known.iter().enumerate() {
                let (old, new) = (before.value(unit, column), after.value(unit, column));
                if !old.is_nan() {
                    prop_assert_eq!(old, new);
                } else if !known || extent.is_none() {
                    prop_assert!(new.is_nan(), "{spec:?}");
                } else if let (Some((low, high)), false) = (extent, new.is_nan()) {
                    let normal = matches!(spec, ImputationSpec::ExpectationMaximisation(_));
                    prop_assert!(new.is_finite());
                    prop_assert!(
                        normal || (low - 1e-9..=high + 1e-9).contains(&new),
                        "{spec:?}"
                    );
                }
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_there_is_kept(matrix in matrix()) {
            for spec in every_spec() {
                let mut filled = matrix.clone();
                let table = table(matrix.rows());
                spec.apply(&mut filled, &[0, 1, 2, 3], &[], &table).unwrap();
                check(&spec, &matrix, &filled)?;
                let draws = spec.draws(&matrix, 2, 7).unwrap();
                for draw in &draws {
                    check(&spec, &matrix, draw)?;
                }
                // NaN differs from itself, so the text is compared.
                let again = spec.draws(&matrix, 3, 7).unwrap();
                prop_assert_eq!(format!("{:?}", &again[..2]), format!("{draws:?}"));
            }
        }
    }

    #[test]
    fn an_unknown_group_is_refused() {
        let spec = ImputationSpec::GroupMedian(Grouped {
            group: "gg".to_owned(),
        });
        let refusal = spec.apply(&mut Matrix::missing(3, 1), &[0], &[], &table(3));
        assert!(
            refusal
                .unwrap_err()
                .reason
                .en
                .contains("did you mean \"g\"?")
        );
    }

    #[test]
    fn by_group_within_the_group_only() {
        let mut values = Matrix::missing(6, 1);
        let gap = f64::NAN;
        values
            .column_mut(0)
            .copy_from_slice(&[1.0, 10.0, gap, gap, gap, gap]);
        values = {
            // A second column makes all units known.
            let mut wide = Matrix::missing(6, 2);
            wide.column_mut(0).copy_from_slice(values.column(0));
            wide.column_mut(1).fill(1.0);
            wide
        };
        let spec = ImputationSpec::GroupMean(Grouped {
            group: "g".to_owned(),
        });
        spec.apply(&mut values, &[0, 1], &[], &table(6)).unwrap();
        let column = values.column(0);
        assert_eq!(
            [column[0], column[1], column[3], column[4]],
            [1.0, 10.0, 1.0, 10.0]
        );
        assert!(column[2].is_nan() && column[5].is_nan());
    }
}
