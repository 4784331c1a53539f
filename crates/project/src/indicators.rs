//! From records to the raw values of the indicators, for one unit set.

use std::collections::BTreeMap;
use std::path::Path;

use jushu_index::Framework;
use jushu_index::FromClause;
use jushu_places::{Code, Places};
use jushu_registry::condition::conjuncts;
use jushu_registry::count::{Cell, CountError, Counted, Counting, PlaceLevel};
use jushu_registry::store::Registry;

use crate::config::{Census, Config, Names};
use crate::values::{self, TableValues, ValuesError};

/// Why a cell holds what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Records were counted.
    Counted,
    /// There are none, and the registry is declared a census.
    TrueZero,
    /// There are none, and that says nothing.
    Missing,
}

impl State {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            State::Counted => "counted",
            State::TrueZero => "true-zero",
            State::Missing => "missing",
        }
    }
}

/// One indicator (or denominator) over the units of a set.
#[derive(Debug, Clone)]
pub struct IndicatorValues {
    /// Its id in the framework.
    pub id: String,
    /// A value a unit, in the order of the set; NaN is missing.
    pub values: Vec<f64>,
    /// Why.
    pub states: Vec<State>,
    /// What each value rests on.
    pub cells: Vec<Cell>,
    /// The census that makes its empty cells zero.
    pub census: Option<Census>,
    /// Records that meet the condition and carry no place of this level.
    pub without_place: u64,
    /// Records that meet it and lie outside the unit set.
    pub outside: u64,
}

/// A unit set that the program knows.
#[derive(Debug, Clone)]
pub struct UnitSet {
    /// Its id.
    pub id: String,
    /// Its places, by code.
    pub codes: Vec<Code>,
    /// The level records are counted by.
    pub level: PlaceLevel,
}

/// A unit set that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct UnknownUnitSet {
    /// What was asked for.
    pub wanted: String,
}

impl UnknownUnitSet {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let wanted = &self.wanted;
        Names::new(
            format!(
                "没有评价范围“{wanted}”；现有 provinces-31 和 cities-337；请更正指标体系的 `unit_sets`"
            ),
            format!(
                "there is no unit set `{wanted}`; there are provinces-31 and cities-337; correct `unit_sets` of the framework"
            ),
        )
    }
}

impl UnitSet {
    /// The unit set called `id`.
    pub fn named(id: &str) -> Result<UnitSet, UnknownUnitSet> {
        let codes = Places::shipped()
            .unit_set(id)
            .ok_or_else(|| UnknownUnitSet {
                wanted: id.to_string(),
            })?;
        let level = if id.starts_with("provinces") {
            PlaceLevel::Province
        } else {
            PlaceLevel::City
        };
        Ok(UnitSet {
            id: id.to_string(),
            codes: codes.to_vec(),
            level,
        })
    }

    /// The full names of its places, in order.
    pub fn names(&self) -> Vec<String> {
        self.codes
            .iter()
            .filter_map(|code| Places::shipped().get(*code))
            .map(|place| place.name.to_string())
            .collect()
    }
}

/// Where the values of an indicator come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// They are counted from the records.
    Counted(Counting),
    /// They are given in a table of the project.
    Given(TableValues),
}

/// An indicator cannot be given its values.
#[derive(Debug, thiserror::Error)]
pub enum IndicatorError {
    /// It cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The table of its values cannot be used.
    #[error(transparent)]
    Values(#[from] ValuesError),
}

impl IndicatorError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            IndicatorError::Count(error) => error.message().into(),
            IndicatorError::Values(error) => error.message(),
        }
    }
}

/// Every indicator and denominator of `framework` that says where its values come from.
pub fn origins(
    framework: &Framework,
    registry: &Registry,
) -> Result<Vec<(String, Origin)>, IndicatorError> {
    let clauses = framework
        .indicators
        .iter()
        .map(|indicator| (&indicator.id, &indicator.from));
    let denominators = framework
        .denominators
        .iter()
        .map(|denominator| (&denominator.id, &denominator.from));
    clauses
        .chain(denominators)
        .filter_map(|(id, from)| Some((id, from.as_ref()?)))
        .map(|(id, from)| Ok((id.clone(), origin(id, from, registry)?)))
        .collect()
}

fn origin(id: &str, from: &FromClause, registry: &Registry) -> Result<Origin, CountError> {
    let Some(table) = from.table.get("table") else {
        return Ok(Origin::Counted(Counting::parse(id, &from.table, registry)?));
    };
    match (table.as_str(), from.table.get("column").and_then(toml::Value::as_str), from.table.len()) {
        (Some(file), Some(column), 2) => Ok(Origin::Given(TableValues { file: file.into(), column: column.into() })),
        _ => Err(CountError::Key {
            indicator: id.to_string(),
            detail: jushu_registry::schema::Names {
                zh: "由表给出的值需要 `table`（项目中的 CSV 文件）和 `column`，不能有其他键".into(),
                en: "values given in a table need `table`, a CSV file of the project, and `column`, and nothing else".into(),
            },
        }),
    }
}

/// The values of the indicators of `framework` for the units of `set`; `folder` is the project's.
pub fn values(
    framework: &Framework,
    config: &Config,
    folder: &Path,
    registry: &Registry,
    set: &UnitSet,
) -> Result<Vec<IndicatorValues>, IndicatorError> {
    let origins = origins(framework, registry)?;
    let countings: Vec<(String, Counting)> = origins
        .iter()
        .filter_map(|(id, origin)| match origin {
            Origin::Counted(counting) => Some((id.clone(), counting.clone())),
            Origin::Given(_) => None,
        })
        .collect();
    let mut counted = registry
        .count(&countings, set.level, &config.project.date)?
        .into_iter();
    let mut values = Vec::new();
    for (id, origin) in &origins {
        values.push(match origin {
            Origin::Counted(counting) => placed(
                id,
                Some(counting),
                counted.next().unwrap_or_default(),
                config,
                set,
            ),
            Origin::Given(table) => {
                placed(id, None, values::read(folder, table, set)?, config, set)
            }
        });
    }
    Ok(values)
}

/// What was counted, put in the order of the units of `set`, with zeros where the registry is a census.
pub(crate) fn placed(
    id: &str,
    counting: Option<&Counting>,
    mut counted: Counted,
    config: &Config,
    set: &UnitSet,
) -> IndicatorValues {
    let census = counting
        .and_then(|counting| {
            config
                .census
                .iter()
                .find(|census| covers(census, counting, &set.id))
        })
        .cloned();
    let has_zero = counting.is_some_and(has_zero);
    let (mut values, mut states, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for code in &set.codes {
        let cell = counted
            .cells
            .remove(&(code.get() as i32))
            .unwrap_or_default();
        let (value, state) = match (cell.value, &census) {
            (Some(value), _) => (value, State::Counted),
            (None, Some(_)) if has_zero => (0.0, State::TrueZero),
            (None, _) => (f64::NAN, State::Missing),
        };
        values.push(value);
        states.push(state);
        cells.push(cell);
    }
    let outside = counted.cells.values().map(|cell| cell.records).sum();
    IndicatorValues {
        id: id.to_string(),
        values,
        states,
        cells,
        census,
        without_place: counted.without_place,
        outside,
    }
}

/// A mean or a share of nothing is not zero, whatever is complete.
fn has_zero(counting: &Counting) -> bool {
    use jushu_registry::count::Measure;
    match counting {
        Counting::Records(records) => {
            matches!(
                records.measure,
                Measure::Count | Measure::CountDistinct(_) | Measure::Any | Measure::Sum(_)
            )
        }
        Counting::Statement(_) => false,
    }
}

/// Whether `census` says that what `counting` counts is complete in the unit set. A part of a
/// complete registry is complete: `listed AND digital_core` is, where `listed` is.
fn covers(census: &Census, counting: &Counting, unit_set: &str) -> bool {
    let Counting::Records(records) = counting else {
        return false;
    };
    let part = match (&census.condition, &records.condition) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(complete), Some(counted)) => {
            let counted = conjuncts(counted);
            conjuncts(complete)
                .iter()
                .all(|condition| counted.contains(condition))
        }
    };
    census.registry == records.kind && part && census.unit_sets.iter().any(|id| id == unit_set)
}

/// How many records of each source stand behind the cells.
pub fn sources(values: &[IndicatorValues]) -> BTreeMap<String, u64> {
    let mut sources = BTreeMap::new();
    for (source, records) in values
        .iter()
        .flat_map(|indicator| &indicator.cells)
        .flat_map(|cell| &cell.sources)
    {
        *sources.entry(source.clone()).or_default() += records;
    }
    sources
}
