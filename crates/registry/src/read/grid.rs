//! The filled cells of one sheet, held as one text.

use super::header::Merge;
use super::{RawRow, ReadError, RowSource};

/// The rows of a sheet; empty rows are not held.
#[derive(Default)]
pub(super) struct Grid {
    text: String,
    bounds: Vec<(u32, u32)>,
    /// Number of the row, counted from 1, and its first bound.
    rows: Vec<(u64, usize)>,
    current: usize,
}

impl Grid {
    /// The most text a sheet may hold, in bytes.
    const LIMIT: usize = u32::MAX as usize;

    /// Sets a cell; rows come in order, and columns in order within a row. False when the sheet is full.
    pub(super) fn set(&mut self, row: u64, column: usize, text: &str) -> bool {
        if self.text.len() + text.len() > Self::LIMIT {
            return false;
        }
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            self.rows.push((row, self.bounds.len()));
        }
        let first = self.rows.last().map_or(0, |(_, first)| *first);
        while self.bounds.len() - first < column {
            self.bounds.push((0, 0));
        }
        let from = self.text.len() as u32;
        self.text.push_str(text);
        self.bounds.push((from, self.text.len() as u32));
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Repeats the text of cells merged over several rows in each of them; returns how many cells it filled.
    pub(super) fn fill_down(&mut self, merges: &[Merge]) -> usize {
        let mut filled = 0;
        for merge in merges {
            let Some(bound) = self.bound(merge.first_row, merge.first_column) else {
                continue;
            };
            for row in merge.first_row + 1..=merge.last_row {
                let Some((from, to)) = self.range(row) else {
                    continue;
                };
                if from + merge.first_column < to {
                    self.bounds[from + merge.first_column] = bound;
                    filled += 1;
                }
            }
        }
        filled
    }

    fn range(&self, row: u64) -> Option<(usize, usize)> {
        let index = self
            .rows
            .binary_search_by_key(&row, |(number, _)| *number)
            .ok()?;
        let to = self
            .rows
            .get(index + 1)
            .map_or(self.bounds.len(), |(_, first)| *first);
        Some((self.rows[index].1, to))
    }

    fn bound(&self, row: u64, column: usize) -> Option<(u32, u32)> {
        let (from, to) = self.range(row)?;
        (from + column < to).then(|| self.bounds[from + column])
    }
}

impl RowSource for Grid {
    fn advance(&mut self) -> Result<bool, ReadError> {
        self.current += 1;
        Ok(self.current <= self.rows.len())
    }

    fn row(&self) -> RawRow<'_> {
        let (number, from) = self.rows[self.current - 1];
        let to = self
            .rows
            .get(self.current)
            .map_or(self.bounds.len(), |(_, first)| *first);
        RawRow {
            number,
            text: &self.text,
            bounds: &self.bounds[from..to],
            ends_early: true,
        }
    }
}
