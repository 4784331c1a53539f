//! What happened to the rows of a table.

use crate::value::Message;
use crate::value::number::Operator;

use super::EXAMPLES;
use super::cell::Parsed;

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The heading of the column; empty when the row as a whole is at fault.
    pub column: String,
    /// What stood in the cell, shortened.
    pub value: String,
    /// What is wrong and what to do.
    pub message: Message,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The row in the file, counted from 1.
    pub row_number: u64,
    /// Its cells as they stood.
    pub cells: Vec<String>,
    /// Why, at least one reason.
    pub reasons: Vec<Reason>,
}

/// Something decided about cells that were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// The number was written as a bound or an approximation; the number was taken.
    Operator(Operator),
    /// The number was multiplied by a power of ten, for a unit or a multiplier beside it or in the heading.
    Scaled(i32),
    /// The number was multiplied by the rate of a currency or by the scale of the mapping.
    Converted,
    /// A month was taken as its first day.
    Month,
    /// A year was taken as its first day.
    Year,
    /// A time of day was dropped.
    Time,
    /// A number in parentheses was taken as negative.
    Parentheses,
    /// A registration number of 15 digits stands for a credit code.
    OldRegistration,
}

/// A cell that is an example of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The row in the file, counted from 1.
    pub row_number: u64,
    /// What stood in the cell.
    pub value: String,
}

/// How often a note applies to a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNote {
    /// What was decided.
    pub kind: NoteKind,
    /// The number of cells.
    pub cells: u64,
    /// The first few of them.
    pub examples: Vec<Example>,
}

/// What happened to the rows of a table: read = taken + refused + repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Rows of data read.
    pub rows_read: u64,
    /// Rows in the batches.
    pub rows_taken: u64,
    /// Rows refused.
    pub rows_refused: u64,
    /// Rows that repeat an earlier one word for word, dropped.
    pub rows_repeated: u64,
    /// The first few of them: the earlier row and the one that repeats it.
    pub repeated: Vec<(u64, u64)>,
    /// Heading of each filled column or constant, with its notes.
    pub columns: Vec<(String, Vec<ColumnNote>)>,
}

impl Report {
    pub(super) fn new(headers: &[&str]) -> Report {
        Report {
            rows_read: 0,
            rows_taken: 0,
            rows_refused: 0,
            rows_repeated: 0,
            repeated: Vec::new(),
            columns: headers
                .iter()
                .map(|header| (header.to_string(), Vec::new()))
                .collect(),
        }
    }

    /// Counts what was decided about a cell.
    pub(super) fn note(&mut self, column: usize, parsed: &Parsed, row_number: u64, text: &str) {
        let notes = &mut self.columns[column].1;
        let kinds = parsed
            .operator
            .map(NoteKind::Operator)
            .into_iter()
            .chain(parsed.notes());
        for kind in kinds {
            let index = notes
                .iter()
                .position(|note| note.kind == kind)
                .unwrap_or_else(|| {
                    notes.push(ColumnNote {
                        kind,
                        cells: 0,
                        examples: Vec::new(),
                    });
                    notes.len() - 1
                });
            let note = &mut notes[index];
            note.cells += 1;
            if note.examples.len() < EXAMPLES {
                note.examples.push(Example {
                    row_number,
                    value: crate::read::shorten(text, 80),
                });
            }
        }
    }
}
