//! Line numbers in CSV text.

/// Counts the lines of CSV text as its records are read.
///
/// The reader of CSV tells the byte where it stopped after the previous record, which may lie before the
/// rest of a line end (`\r\n`) and before blank lines; its own count of lines is one short there.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    /// The bytes before this one are counted.
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Lines<'a> {
        Lines {
            bytes: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The line (from 1) of the record that begins at or just after byte `start`, which must not lie
    /// before that of an earlier call.
    pub(crate) fn of_record(&mut self, start: &csv::Position) -> u64 {
        let start = usize::try_from(start.byte()).unwrap_or(usize::MAX);
        while let Some(&byte) = self.bytes.get(self.counted) {
            let between_records = matches!(byte, b'\r' | b'\n');
            if self.counted >= start && !between_records {
                break;
            }
            self.counted += 1;
            // A carriage return ends a line by itself only where no line feed follows.
            let next = self.bytes.get(self.counted);
            if byte == b'\n' || (byte == b'\r' && next != Some(&b'\n')) {
                self.line += 1;
            }
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_line_whatever_ends_it() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["unit,a", "x,1", "", "\"y", "z\",2", "w,3"].join(end);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let mut lines = Lines::of(&text);
            let found: Vec<u64> = reader
                .records()
                .map(|record| lines.of_record(record.unwrap().position().unwrap()))
                .collect();
            assert_eq!(found, [2, 4, 6], "{end:?}");
        }
    }
}
