//! Several times of the same units (面板数据): imputation over time, and one scale for all.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use thiserror::Error;

use crate::build::finish;
use crate::framework::{FitOver, Framework};
use crate::imputation::View;
use crate::prepare::{Design, Prepared};
use crate::table::place;
use crate::{BuildError, Choice, Names, Run, Table, TableError};

/// Tables of several times, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    periods: Vec<Period>,
}

/// The table of one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// The time, such as the year.
    pub time: f64,
    /// The values.
    pub table: Table,
}

/// Tables that make no panel.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum PanelError {
    /// One of the tables cannot be used.
    Table(TableError),
    /// There is no column for the time.
    MissingTime {
        /// The file.
        file: String,
        /// The heading.
        column: String,
    },
    /// A time that is not a finite number.
    Time {
        /// The file.
        file: Option<String>,
        /// The line.
        line: Option<u64>,
        /// What the cell holds.
        text: String,
    },
    /// Two tables of one time.
    DuplicateTime {
        /// The time.
        time: f64,
    },
    /// No table at all.
    Empty,
}

impl PanelError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            PanelError::Table(cause) => cause.message(),
            PanelError::MissingTime { file, column } => {
                let (zh, en) = place(Some(file), None);
                Names::new(
                    format!("{zh}没有时间列“{column}”：请添加该列或指明正确的列名"),
                    format!(
                        "{en}there is no column \"{column}\" for the time: add it or name the right one"
                    ),
                )
            }
            PanelError::Time { file, line, text } => {
                let (zh, en) = place(file.as_deref(), *line);
                Names::new(
                    format!("{zh}时间“{text}”不是有限的数值：请写成年份，如 2024"),
                    format!(
                        "{en}the time \"{text}\" is not a finite number: write a year such as 2024"
                    ),
                )
            }
            PanelError::DuplicateTime { time } => Names::new(
                format!("时间 {time} 有两张数据表：请合并或删去其一"),
                format!("there are two tables of the time {time}: merge or remove one"),
            ),
            PanelError::Empty => Names::fixed(
                "没有任何一期数据：请至少给出一张数据表",
                "there is no table: give at least one",
            ),
        }
    }
}

impl From<TableError> for PanelError {
    fn from(cause: TableError) -> PanelError {
        PanelError::Table(cause)
    }
}

impl Panel {
    /// A panel of these tables, in any order.
    ///
    /// # Errors
    /// No table, a time that is not finite, or two tables of one time.
    pub fn new(mut periods: Vec<Period>) -> Result<Panel, PanelError> {
        if let Some(period) = periods.iter().find(|period| !period.time.is_finite()) {
            return Err(PanelError::Time {
                file: period.table.file().map(str::to_owned),
                line: None,
                text: period.time.to_string(),
            });
        }
        periods.sort_by(|a, b| a.time.total_cmp(&b.time));
        if let Some(pair) = periods.windows(2).find(|pair| pair[0].time == pair[1].time) {
            return Err(PanelError::DuplicateTime { time: pair[0].time });
        }
        if periods.is_empty() {
            return Err(PanelError::Empty);
        }
        Ok(Panel { periods })
    }

    /// Reads a panel from CSV text in which a column gives the time of each row; otherwise as
    /// [`Table::from_csv`].
    ///
    /// # Errors
    /// [`PanelError`] with file and line.
    pub fn from_csv(text: &str, file: &str, time: &str) -> Result<Panel, PanelError> {
        let tables =
            Table::split_csv(text, file, time)?.ok_or_else(|| PanelError::MissingTime {
                file: file.to_owned(),
                column: time.to_owned(),
            })?;
        let periods = tables
            .into_iter()
            .map(|(label, table)| match label.parse::<f64>() {
                Ok(time) if time.is_finite() => Ok(Period { time, table }),
                _ => Err(PanelError::Time {
                    file: Some(file.to_owned()),
                    line: table.line(0),
                    text: label,
                }),
            });
        Panel::new(periods.collect::<Result<_, _>>()?)
    }

    /// The tables in ascending order of time.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }
}

/// Computes a framework over every time of a panel, in ascending order. Gaps may be filled from other
/// times, and the parameters of treatment and normalisation are taken from each table, from all
/// together or from the first, as the framework says (`fit`).
///
/// # Errors
/// As [`build`](crate::build).
pub fn build_panel(framework: &Framework, panel: &Panel) -> Result<Vec<Run>, BuildError> {
    let design = Design::of(framework)?;
    let mut gathered = Vec::new();
    let mut choices: Vec<Vec<Choice>> = Vec::new();
    for period in panel.periods() {
        let mut noted = framework.choices.clone();
        gathered.push(design.gather(&period.table, &mut noted)?);
        choices.push(noted);
    }
    if framework.method.imputation.view() == View::Time {
        fill_over_time(&design, panel, &mut gathered);
    }
    let mut prepared = Vec::new();
    for (one, noted) in gathered.into_iter().zip(&mut choices) {
        prepared.push(design.impute_within(one, noted)?);
    }
    let shared = match framework.method.fit {
        FitOver::Own => None,
        FitOver::Pooled => Some(design.fit(&prepared.iter().collect::<Vec<_>>())?),
        FitOver::First => Some(design.fit(&[&prepared[0]])?),
    };
    prepared
        .into_iter()
        .zip(choices)
        .map(|(prepared, choices)| {
            let parameters = match &shared {
                Some(shared) => Cow::Borrowed(shared),
                None => Cow::Owned(design.fit(&[&prepared])?),
            };
            finish(&design, prepared, &parameters, choices)
        })
        .collect()
}

/// Fills the gaps of the indicators without a method of their own from the same unit at other times.
fn fill_over_time(design: &Design, panel: &Panel, gathered: &mut [Prepared]) {
    let spec = &design.framework.method.imputation;
    let rows: Vec<HashMap<String, usize>> = gathered
        .iter()
        .map(|prepared| prepared.table.units.iter().cloned().zip(0..).collect())
        .collect();
    let units: HashSet<&String> = rows.iter().flat_map(HashMap::keys).collect();
    for unit in units {
        let places: Vec<(usize, usize)> = (0..gathered.len())
            .filter_map(|period| Some((period, *rows[period].get(unit)?)))
            .collect();
        let times: Vec<f64> = places
            .iter()
            .map(|&(period, _)| panel.periods[period].time)
            .collect();
        for (at, indicator) in design.indicators.iter().enumerate() {
            if indicator.imputation.is_some() {
                continue;
            }
            let mut values: Vec<f64> = places
                .iter()
                .map(|&(period, row)| gathered[period].denominated.value(row, at))
                .collect();
            spec.over_time(&times, &mut values);
            for (&(period, row), value) in places.iter().zip(values) {
                gathered[period].imputed.column_mut(at)[row] = value;
            }
        }
    }
}
