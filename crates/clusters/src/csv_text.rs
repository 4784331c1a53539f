//! Results as CSV text: a header, an empty cell for a missing value, numbers that read back to the same `f64`.

use std::fmt::Write as _;

/// CSV text that grows cell by cell.
#[derive(Debug)]
pub struct CsvText(String);

impl CsvText {
    /// Text with a header.
    pub fn new<S: AsRef<str>>(columns: impl IntoIterator<Item = S>) -> CsvText {
        let mut csv = CsvText(String::new());
        for column in columns {
            csv.text(column.as_ref());
        }
        csv.end_row();
        csv
    }

    /// A cell of text, in quotes where it must be.
    pub fn text(&mut self, cell: &str) -> &mut CsvText {
        if cell.contains([',', '"', '\n', '\r']) {
            self.0.push('"');
            self.0.push_str(&cell.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(cell);
        }
        self.0.push(',');
        self
    }

    /// A whole number.
    pub fn whole(&mut self, cell: usize) -> &mut CsvText {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{cell},");
        self
    }

    /// The shortest text that reads back to the same number; empty when missing (`None` or not a number).
    pub fn number(&mut self, cell: impl Into<Option<f64>>) -> &mut CsvText {
        // As above, writing to a String cannot fail.
        let _ = match cell.into().filter(|number| !number.is_nan()) {
            None => write!(self.0, ","),
            // Changing the sign of a zero leaves a negative one, which nobody wants to read.
            Some(0.0) => write!(self.0, "0,"),
            Some(number) if (1e-5..1e16).contains(&number.abs()) => write!(self.0, "{number},"),
            Some(number) => write!(self.0, "{number:e},"),
        };
        self
    }

    /// Ends the row, which must have a cell.
    pub fn end_row(&mut self) {
        self.0.pop();
        self.0.push('\n');
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(value: f64) -> String {
        let mut csv = CsvText(String::new());
        csv.number(value).end_row();
        csv.into_text().trim_end().to_owned()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut csv = CsvText::new(["a", "b", "c"]);
        csv.text("x, \"y\"").whole(3).number(None).end_row();
        assert_eq!(csv.into_text(), "a,b,c\n\"x, \"\"y\"\"\",3,\n");
    }

    #[test]
    fn numbers_are_short() {
        let texts = [37.5, -0.0, 1e300, 1e-300, f64::NAN, 100.0].map(number);
        assert_eq!(texts, ["37.5", "0", "1e300", "1e-300", "", "100"]);
    }

    proptest! {
        #[test]
        fn numbers_read_back(value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL) {
            prop_assert_eq!(number(value).parse::<f64>(), Ok(value));
        }
    }
}
