//! A table on its way to a CSV file.

/// A CSV file with its rows.
pub struct Sheet {
    /// The name of the file.
    pub name: &'static str,
    columns: usize,
    writer: csv::Writer<Vec<u8>>,
}

impl Sheet {
    /// A table with a header and no rows.
    pub fn new(name: &'static str, header: &[&str]) -> Sheet {
        let mut sheet = Sheet {
            name,
            columns: header.len(),
            writer: csv::Writer::from_writer(Vec::new()),
        };
        sheet.write(header);
        sheet
    }

    /// Adds a row of as many cells as the header has.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns, "{}", self.name);
        self.write(&cells);
    }

    fn write<T: AsRef<[u8]>>(&mut self, cells: &[T]) {
        // Rows of one length into memory cannot fail.
        let _ = self.writer.write_record(cells);
    }

    /// The file.
    pub fn csv(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}
