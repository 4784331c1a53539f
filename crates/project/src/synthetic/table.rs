//! A table being written as CSV.

use super::GeneratedFile;

/// The heading of the column that marks every row, and what stands in it.
pub(super) const MARK: (&str, &str) = ("合成", "是");

/// A CSV table whose every row ends with the mark.
pub(super) struct Table {
    name: &'static str,
    kind: &'static str,
    columns: usize,
    text: String,
    rows: u64,
}

impl Table {
    /// A table for the file `name` of records of `kind`, with its heading written.
    pub(super) fn new(name: &'static str, kind: &'static str, heading: &[&str]) -> Table {
        let mut text = heading.join(",");
        text.extend([",", MARK.0, "\n"]);
        Table {
            name,
            kind,
            columns: heading.len(),
            text,
            rows: 0,
        }
    }

    /// Adds a row, the mark excepted. No cell holds a comma, a quotation mark or a line break: all are made here.
    pub(super) fn push(&mut self, cells: &[&str]) {
        assert_eq!(
            cells.len(),
            self.columns,
            "a row of {} has another length than its heading",
            self.name
        );
        for cell in cells {
            debug_assert!(
                !cell.contains([',', '"', '\n', '\r']),
                "{cell} needs quoting"
            );
            self.text.push_str(cell);
            self.text.push(',');
        }
        self.text.push_str(MARK.1);
        self.text.push('\n');
        self.rows += 1;
    }

    /// The finished file.
    pub(super) fn finish(self) -> GeneratedFile {
        GeneratedFile {
            name: self.name,
            kind: self.kind,
            rows: self.rows,
            text: self.text,
        }
    }
}
