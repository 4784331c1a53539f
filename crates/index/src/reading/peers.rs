//! Peers (对标单元): the units a unit is measured against.
//!
//! Nearest peers are those with the smallest distance √(Σ_j z_j² / m) over the m columns that both have, z_j
//! being the difference in column j over its standard deviation; pairs with less than half of the columns in
//! common are not compared. Columns may be the normalised indicators (alike in what is measured) or others
//! such as population and product (alike in circumstances). Source: the peer regions of the EU Regional
//! Competitiveness Index are found in this way from circumstances.
//!
//! Worked example: on one column with the values 1, 2, 4 the nearest peer of the last is the second.

use thiserror::Error;

use crate::nearest::nearest as similar_name;
use crate::{Names, Run};

/// Who the peers of a unit are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peers {
    /// All other units.
    All,
    /// The other units of the same group, in this column of groups.
    Group(String),
    /// These units.
    Chosen(Vec<String>),
    /// The units with the most similar normalised indicators, so many.
    Nearest(usize),
}

/// Peers that cannot be found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message().en)]
pub enum PeersError {
    /// A unit that does not exist.
    UnknownUnit {
        /// The name given.
        unit: String,
        /// The unit it most resembles.
        nearest: Option<String>,
    },
    /// A column of groups that does not exist.
    UnknownGroup {
        /// The name given.
        group: String,
        /// The columns there are.
        known: Vec<String>,
    },
    /// The unit belongs to no group.
    NoGroup {
        /// The unit.
        unit: String,
        /// The column of groups.
        group: String,
    },
}

impl PeersError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            PeersError::UnknownUnit { unit, nearest } => {
                let (zh, en) = match nearest {
                    Some(nearest) => (
                        format!("（是否为“{nearest}”？）"),
                        format!(" (did you mean \"{nearest}\"?)"),
                    ),
                    None => Default::default(),
                };
                Names::new(
                    format!("没有评价单元“{unit}”{zh}：请写数据第一列中的名称"),
                    format!(
                        "there is no unit \"{unit}\"{en}: write a name of the first column of the data"
                    ),
                )
            }
            PeersError::UnknownGroup { group, known } => {
                let known = known.join(", ");
                Names::new(
                    format!("没有分组列“{group}”：现有 {known}"),
                    format!("there is no column of groups \"{group}\": there are {known}"),
                )
            }
            PeersError::NoGroup { unit, group } => Names::new(
                format!("评价单元“{unit}”在分组列“{group}”中为空：请补全数据或另选对标单元"),
                format!(
                    "the unit \"{unit}\" has no group in the column \"{group}\": complete the data or choose other peers"
                ),
            ),
        }
    }
}

/// The position of a unit by its name.
///
/// # Errors
/// There is no such unit; the message offers the most similar name.
pub fn find_unit(run: &Run, name: &str) -> Result<usize, PeersError> {
    let position = run.units.iter().position(|unit| unit == name);
    position.ok_or_else(|| PeersError::UnknownUnit {
        unit: name.to_owned(),
        nearest: similar_name(name, run.units.iter().map(String::as_str)).map(str::to_owned),
    })
}

/// The peers of `unit`, by position, itself not among them; nearest first, otherwise in the order of the
/// run.
///
/// # Errors
/// [`PeersError`]: a chosen unit or a column of groups does not exist, or the unit has no group.
pub fn peers(run: &Run, unit: usize, peers: &Peers) -> Result<Vec<usize>, PeersError> {
    let others = (0..run.units.len()).filter(|&other| other != unit);
    match peers {
        Peers::All => Ok(others.collect()),
        Peers::Group(id) => {
            let column = run.groups.iter().find(|group| group.id == *id);
            let column = column.ok_or_else(|| PeersError::UnknownGroup {
                group: id.clone(),
                known: run.groups.iter().map(|group| group.id.clone()).collect(),
            })?;
            let own = column.values[unit]
                .as_ref()
                .ok_or_else(|| PeersError::NoGroup {
                    unit: run.units[unit].clone(),
                    group: id.clone(),
                })?;
            Ok(others
                .filter(|&other| column.values[other].as_ref() == Some(own))
                .collect())
        }
        Peers::Chosen(names) => names
            .iter()
            .map(|name| find_unit(run, name))
            .filter(|found| *found != Ok(unit))
            .collect(),
        Peers::Nearest(count) => {
            let columns = 0..run.normalised.columns();
            let columns: Vec<&[f64]> = columns.map(|at| run.normalised.column(at)).collect();
            Ok(nearest(&columns, unit, *count))
        }
    }
}

/// The `count` units nearest to `unit` on `columns` (each a value a unit), nearest first; fewer when fewer
/// share at least half of the columns with it.
pub fn nearest(columns: &[&[f64]], unit: usize, count: usize) -> Vec<usize> {
    let deviations: Vec<f64> = columns
        .iter()
        .map(|column| standard_deviation(column))
        .collect();
    let units = columns.first().map_or(0, |column| column.len());
    let mut distances: Vec<(f64, usize)> = (0..units)
        .filter(|&other| other != unit)
        .filter_map(|other| {
            let differences: Vec<f64> = columns
                .iter()
                .zip(&deviations)
                .map(|(column, deviation)| (column[unit] - column[other]) / deviation)
                .filter(|z| z.is_finite())
                .collect();
            let shared = differences.len();
            let squares: f64 = differences.iter().map(|z| z * z).sum();
            (shared > 0 && 2 * shared >= columns.len()).then(|| (squares / shared as f64, other))
        })
        .collect();
    distances.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    distances
        .into_iter()
        .take(count)
        .map(|(_, other)| other)
        .collect()
}

fn standard_deviation(column: &[f64]) -> f64 {
    let present: Vec<f64> = column.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = present.len() as f64;
    let mean = present.iter().sum::<f64>() / n;
    let squares: f64 = present.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (n - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fixture::with_missing;

    #[test]
    fn worked_example() {
        assert_eq!(nearest(&[&[1.0, 2.0, 4.0]], 2, 1), [1]);
        assert_eq!(nearest(&[&[1.0, 2.0, 4.0]], 1, 5), [0, 2]);
    }

    #[test]
    fn units_with_little_in_common_are_not_compared() {
        let nan = f64::NAN;
        let columns: [&[f64]; 3] = [&[1.0, 1.0, 9.0], &[2.0, nan, 8.0], &[3.0, nan, 7.0]];
        assert_eq!(nearest(&columns, 0, 5), [2]);
        assert_eq!(nearest(&[], 0, 5), [0_usize; 0]);
        // A column that does not vary tells nothing and does not count as common.
        assert_eq!(nearest(&[&[1.0, 1.0, 1.0]], 0, 5), [0_usize; 0]);
    }

    #[test]
    fn mistyped_names_are_answered_with_the_nearest() {
        let (_, run) = with_missing();
        assert_eq!(peers(&run, 1, &Peers::All).unwrap(), [0, 2, 3, 4, 5]);
        let chosen = Peers::Chosen(vec!["u2".into(), "u1".into()]);
        assert_eq!(peers(&run, 1, &chosen).unwrap(), [2]);
        let error = peers(&run, 1, &Peers::Chosen(vec!["U 2".into()])).unwrap_err();
        assert!(error.to_string().contains("did you mean \"u2\""), "{error}");
        let error = peers(&run, 1, &Peers::Group("circle".into())).unwrap_err();
        assert!(error.message().zh.contains("circle"));
    }
}
