//! Matrices of which most cells are zero.

/// The cells of a matrix that are not zero, row after row, by column within a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    columns: usize,
    /// Where each row begins in the two vectors below, and their length at the end.
    starts: Vec<usize>,
    at: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    /// A matrix from its rows, each a list of (column, value) in ascending order of different columns.
    ///
    /// # Panics
    /// When a column is not below `columns`.
    pub fn from_rows<R>(columns: usize, rows: impl IntoIterator<Item = R>) -> Sparse
    where
        R: IntoIterator<Item = (usize, f64)>,
    {
        let mut matrix = Sparse {
            columns,
            starts: vec![0],
            at: Vec::new(),
            values: Vec::new(),
        };
        for row in rows {
            for (column, value) in row {
                assert!(column < columns, "column {column} of {columns}");
                matrix.at.push(column as u32);
                matrix.values.push(value);
            }
            matrix.starts.push(matrix.at.len());
        }
        matrix
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of cells that are kept.
    pub fn cells(&self) -> usize {
        self.at.len()
    }

    /// The (column, value) of the cells of a row, in ascending order of columns.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + '_ {
        let (at, values) = self.parts(row);
        at.iter()
            .zip(values)
            .map(|(&at, &value)| (at as usize, value))
    }

    /// The columns and the values of the cells of a row.
    pub fn parts(&self, row: usize) -> (&[u32], &[f64]) {
        let span = self.starts[row]..self.starts[row + 1];
        (&self.at[span.clone()], &self.values[span])
    }

    /// The value of one cell.
    pub fn value(&self, row: usize, column: usize) -> f64 {
        let (at, values) = self.parts(row);
        at.binary_search(&(column as u32))
            .map_or(0.0, |position| values[position])
    }

    /// A row with its zeros.
    pub fn dense_row(&self, row: usize) -> Vec<f64> {
        let mut dense = vec![0.0; self.columns];
        for (column, value) in self.row(row) {
            dense[column] = value;
        }
        dense
    }

    /// The same cells with rows and columns exchanged.
    pub fn transposed(&self) -> Sparse {
        let mut starts = vec![0; self.columns + 1];
        for &column in &self.at {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut at = vec![0; self.cells()];
        let mut values = vec![0.0; self.cells()];
        for row in 0..self.rows() {
            for (column, value) in self.row(row) {
                let place = next[column];
                next[column] += 1;
                at[place] = row as u32;
                values[place] = value;
            }
        }
        Sparse {
            columns: self.rows(),
            starts,
            at,
            values,
        }
    }

    /// The same cells with other values, in the order of the rows; those that become zero are left out.
    pub fn mapped(&self, mut value: impl FnMut(usize, usize, f64) -> f64) -> Sparse {
        let rows = (0..self.rows()).map(|row| {
            let cells = self
                .row(row)
                .map(|(column, old)| (column, value(row, column, old)));
            cells.filter(|(_, new)| *new != 0.0).collect::<Vec<_>>()
        });
        Sparse::from_rows(self.columns, rows.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Sparse {
        Sparse::from_rows(3, [vec![(0, 1.0), (2, 2.0)], vec![], vec![(2, 3.0)]])
    }

    #[test]
    fn cells_are_found_from_both_sides() {
        let matrix = example();
        assert_eq!((matrix.rows(), matrix.columns(), matrix.cells()), (3, 3, 3));
        assert_eq!(matrix.value(0, 2), 2.0);
        assert_eq!(matrix.value(1, 2), 0.0);
        let turned = matrix.transposed();
        assert_eq!(turned.row(2).collect::<Vec<_>>(), [(0, 2.0), (2, 3.0)]);
        assert_eq!(turned.transposed(), matrix);
        assert_eq!(turned.dense_row(2), [2.0, 0.0, 3.0]);
    }

    #[test]
    fn zeros_are_not_kept() {
        let half = example().mapped(|_, _, value| if value < 3.0 { value } else { 0.0 });
        assert_eq!(half.cells(), 2);
        assert_eq!(half.row(2).count(), 0);
    }
}
