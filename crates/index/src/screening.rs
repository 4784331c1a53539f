//! Screening (单元筛选): which units are compared at all.
//!
//! A unit is left out when it has less than a share of the indicators, or when less than a share of
//! the values it has is other than zero; single units may be kept or left out by name, which comes
//! first. It is judged after denomination and before anything is filled. Source: COINr 1.1.14,
//! `Screen` ("byNA", "byzeros", "byNAandzeros", "Force").
//!
//! Worked example with `available` = 0.66: of three indicators a unit that has two (0.667) stays, one
//! that has one (0.333) goes.

use serde::Serialize;

use crate::Matrix;

/// The demands on a unit; by default there are none.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Screening {
    /// The least share (0 to 1) of the indicators that it has.
    pub available: f64,
    /// The least share (0 to 1) of the values it has that are not zero.
    pub nonzero: f64,
    /// Units that stay whatever they lack.
    pub include: Vec<String>,
    /// Units that go whatever they have.
    pub exclude: Vec<String>,
}

/// What screening found of one unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screened {
    /// The unit.
    pub unit: String,
    /// The share of the indicators that it has.
    pub available: f64,
    /// The share of the values it has that are not zero; NaN when it has none.
    pub nonzero: f64,
    /// What decided.
    pub verdict: Verdict,
}

/// Why a unit stays or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It meets all demands.
    Kept,
    /// It is kept by name.
    Included,
    /// It is left out by name.
    Excluded,
    /// It has too few of the indicators.
    TooFewValues,
    /// Too many of its values are zero.
    TooManyZeros,
}

impl Verdict {
    /// Whether the unit is compared.
    pub fn stays(self) -> bool {
        matches!(self, Verdict::Kept | Verdict::Included)
    }

    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Included => "included",
            Verdict::Excluded => "excluded",
            Verdict::TooFewValues => "too-few-values",
            Verdict::TooManyZeros => "too-many-zeros",
        }
    }
}

impl Screening {
    /// Judges the units of `values` (units by indicators).
    pub fn judge(&self, units: &[String], values: &Matrix) -> Vec<Screened> {
        let judge = |(at, unit): (usize, &String)| {
            let row: Vec<f64> = (0..values.columns())
                .map(|column| values.value(at, column))
                .filter(|value| !value.is_nan())
                .collect();
            let nonzero = row.iter().filter(|value| **value != 0.0).count();
            let available = row.len() as f64 / values.columns() as f64;
            let nonzero = nonzero as f64 / row.len() as f64;
            let verdict = if self.include.contains(unit) {
                Verdict::Included
            } else if self.exclude.contains(unit) {
                Verdict::Excluded
            } else if available < self.available {
                Verdict::TooFewValues
            } else if nonzero < self.nonzero {
                Verdict::TooManyZeros
            } else {
                Verdict::Kept
            };
            Screened {
                unit: unit.clone(),
                available,
                nonzero,
                verdict,
            }
        };
        units.iter().enumerate().map(judge).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example_and_every_verdict() {
        let units = ["two", "one", "none", "zeros", "in", "out"].map(str::to_owned);
        let gap = f64::NAN;
        let mut values = Matrix::missing(6, 3);
        let rows = [
            [1.0, 2.0, gap],
            [1.0, gap, gap],
            [gap; 3],
            [0.0, 0.0, 4.0],
            [gap; 3],
            [1.0; 3],
        ];
        for (unit, row) in rows.iter().enumerate() {
            for (column, value) in row.iter().enumerate() {
                values.column_mut(column)[unit] = *value;
            }
        }
        let screening = Screening {
            available: 0.66,
            nonzero: 0.5,
            include: vec!["in".to_owned()],
            exclude: vec!["out".to_owned()],
        };
        let found: Vec<Verdict> = screening
            .judge(&units, &values)
            .iter()
            .map(|unit| unit.verdict)
            .collect();
        assert_eq!(
            found,
            [
                Verdict::Kept,
                Verdict::TooFewValues,
                Verdict::TooFewValues,
                Verdict::TooManyZeros,
                Verdict::Included,
                Verdict::Excluded
            ]
        );
        // Without demands even a unit that has nothing stays.
        let none = Screening::default().judge(&units, &values);
        assert!(none.iter().all(|unit| unit.verdict == Verdict::Kept));
        assert!(none[2].nonzero.is_nan());
    }
}
