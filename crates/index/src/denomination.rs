//! Denomination (除以基数): dividing indicators by the size of the unit.
//!
//! Formula: x = numerator / denominator · `per`. A denominator that is missing or not above zero makes the
//! value missing, with a warning. Source: OECD & JRC (2008), Handbook on Constructing Composite
//! Indicators, section 2.
//!
//! Worked example: 30 firms among 60,000 people with `per = 10000` are 5 for every 10,000 people.

use std::collections::HashMap;

use crate::build::list_units;
use crate::framework::{Framework, Indicator};
use crate::nearest::nearest;
use crate::{BuildError, Choice, Matrix, Names, Step, Table};

/// The columns of a table by their headings.
pub(crate) struct Columns<'a> {
    table: &'a Table,
    numbers: HashMap<&'a str, &'a [f64]>,
}

impl<'a> Columns<'a> {
    pub fn of(table: &'a Table) -> Columns<'a> {
        let columns = table.columns.iter();
        Columns {
            table,
            numbers: columns
                .map(|column| (column.id.as_str(), column.values.as_slice()))
                .collect(),
        }
    }

    /// The numbers of a column; `Ok(None)` when there is no such column.
    fn find(&self, id: &str) -> Result<Option<&'a [f64]>, BuildError> {
        if let Some(numbers) = self.numbers.get(id) {
            return Ok(Some(numbers));
        }
        let Some(column) = self.table.text(id) else {
            return Ok(None);
        };
        let unit = column.first_text;
        Err(BuildError::NotANumber {
            file: self.table.file().map(str::to_owned),
            line: self.table.line(unit),
            column: id.to_owned(),
            unit: self.table.units[unit].clone(),
            text: column.values[unit].clone().unwrap_or_default(),
        })
    }

    pub fn indicator(&self, indicator: &Indicator) -> Result<&'a [f64], BuildError> {
        self.find(&indicator.id)?
            .ok_or_else(|| BuildError::MissingColumn {
                file: self.table.file().map(str::to_owned),
                indicator: indicator.id.clone(),
                unit_sets: indicator.unit_sets.clone(),
                nearest: nearest(&indicator.id, self.table.headings()).map(str::to_owned),
            })
    }

    fn denominator(&self, indicator: &str, denominator: &str) -> Result<&'a [f64], BuildError> {
        self.find(denominator)?
            .ok_or_else(|| BuildError::MissingDenominator {
                file: self.table.file().map(str::to_owned),
                indicator: indicator.to_owned(),
                denominator: denominator.to_owned(),
                nearest: nearest(denominator, self.table.headings()).map(str::to_owned),
            })
    }
}

/// Divides the indicators by their denominators.
pub(crate) fn denominate(
    framework: &Framework,
    indicators: &[&Indicator],
    columns: &Columns,
    values: &mut Matrix,
    choices: &mut Vec<Choice>,
) -> Result<(), BuildError> {
    let divided = || {
        let denominator = |i: &&Indicator| i.denominator.clone();
        indicators
            .iter()
            .enumerate()
            .filter_map(move |(at, i)| Some((at, *i, denominator(i)?)))
    };
    if !framework.method.denominate {
        if divided().next().is_some() {
            choices.push(Choice::note(
                Step::Denomination,
                None,
                Names::fixed(
                    "denominate = false：指标未除以其分母",
                    "denominate = false: indicators are not divided by their denominators",
                ),
            ));
        }
        return Ok(());
    }
    let table = columns.table;
    for (at, indicator, denominator) in divided() {
        let id = indicator.id.as_str();
        let divisor = columns.denominator(id, &denominator)?;
        let column = values.column_mut(at);
        let undefined = list_units(table, |unit| {
            !column[unit].is_nan() && !is_divisor(divisor[unit])
        });
        if let Some(units) = undefined {
            choices.push(Choice::warning(
                Step::Denomination,
                Some(id),
                Names::new(
                    format!("以下单元的分母“{denominator}”缺失或不大于 0，该指标按缺失处理：{units}"),
                    format!(
                        "the denominator \"{denominator}\" is missing or not above 0, so the value is missing, for: {units}"
                    ),
                ),
            ));
        }
        for (unit, (value, &divisor)) in column.iter_mut().zip(divisor).enumerate() {
            *value = if is_divisor(divisor) {
                *value / divisor * indicator.per
            } else {
                f64::NAN
            };
            if value.is_infinite() {
                return Err(BuildError::NotFinite {
                    file: table.file().map(str::to_owned),
                    indicator: id.to_owned(),
                    denominator,
                    unit: table.units[unit].clone(),
                });
            }
        }
    }
    Ok(())
}

/// Sizes are above zero: a zero divides nothing, a negative one would turn the direction round.
fn is_divisor(value: f64) -> bool {
    value > 0.0
}
