//! Numbers by unit (row) and indicator or node (column).

use std::ops::Range;

/// A table of numbers in one contiguous block, column after column; NaN is a missing value.
///
/// All methods of the field work on whole indicators, so a column is a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// A matrix without any value: `rows` units by `columns` indicators, all missing.
    pub fn missing(rows: usize, columns: usize) -> Matrix {
        Matrix {
            rows,
            columns,
            values: vec![f64::NAN; rows * columns],
        }
    }

    /// The number of units.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of indicators or nodes.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The value of unit `row` in `column`; NaN is missing.
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.column(column)[row]
    }

    /// One column, a value a unit.
    pub fn column(&self, column: usize) -> &[f64] {
        &self.values[self.span(column)]
    }

    /// One column, to be changed.
    pub fn column_mut(&mut self, column: usize) -> &mut [f64] {
        let span = self.span(column);
        &mut self.values[span]
    }

    /// The columns before `column`, which may be read while `column` is written: with nodes in
    /// post-order every child stands before its parent.
    pub(crate) fn split(&mut self, column: usize) -> (Earlier<'_>, &mut [f64]) {
        let (earlier, rest) = self.values.split_at_mut(self.rows * column);
        let earlier = Earlier {
            rows: self.rows,
            values: earlier,
        };
        (earlier, &mut rest[..self.rows])
    }

    fn span(&self, column: usize) -> Range<usize> {
        column * self.rows..(column + 1) * self.rows
    }
}

/// The columns of a matrix before the one being written.
#[derive(Clone, Copy)]
pub(crate) struct Earlier<'a> {
    rows: usize,
    values: &'a [f64],
}

impl<'a> Earlier<'a> {
    /// One of the earlier columns.
    pub(crate) fn column(self, column: usize) -> &'a [f64] {
        &self.values[column * self.rows..(column + 1) * self.rows]
    }
}

/// The smallest and largest value present; `None` when every value is missing.
pub(crate) fn extent(column: &[f64]) -> Option<(f64, f64)> {
    let (low, high) =
        column
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
                // Comparisons with NaN are false, so missing values leave both ends alone.
                (
                    if value < low { value } else { low },
                    if value > high { value } else { high },
                )
            });
    (low <= high).then_some((low, high))
}

/// How many values are present.
pub(crate) fn present(column: &[f64]) -> usize {
    column.iter().filter(|value| !value.is_nan()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extent_skips_missing_values() {
        assert_eq!(extent(&[f64::NAN, 2.0, -1.0, f64::NAN]), Some((-1.0, 2.0)));
        assert_eq!(extent(&[f64::NAN, f64::NAN]), None);
        assert_eq!(present(&[f64::NAN, 2.0, -1.0]), 2);
    }

    #[test]
    fn split_reads_children_while_a_parent_is_written() {
        let mut matrix = Matrix::missing(2, 3);
        matrix.column_mut(0).copy_from_slice(&[1.0, 2.0]);
        matrix.column_mut(1).copy_from_slice(&[3.0, 4.0]);
        let (earlier, parent) = matrix.split(2);
        let children = earlier.column(0).iter().zip(earlier.column(1));
        for (parent, (a, b)) in parent.iter_mut().zip(children) {
            *parent = a + b;
        }
        assert_eq!(matrix.column(2), [4.0, 6.0]);
    }
}
