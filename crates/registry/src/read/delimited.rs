//! Delimited text: RFC 4180 and what passes for it.
//!
//! Cells are separated by a comma, a tab, a semicolon or a bar, found by which of them splits the first rows
//! most evenly. Quotation marks count at the beginning of a cell only. Rows end with LF, CR LF or CR.

use std::fs::File;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::decode::{DecodeError, TextReader};
use super::{OwnedRow, RawRow, ReadError, ReadOptions, RowSource};

/// Text kept ahead of the row that is read.
const AHEAD: usize = 256 << 10;

/// What was found at the beginning of a row.
enum Scan {
    /// The next row begins at `next`.
    Row { next: usize },
    /// The text ends before the row does.
    More,
}

pub(super) struct Delimited {
    file: PathBuf,
    reader: TextReader,
    delimiter: u8,
    limit: usize,
    /// Text read; rows before `position` are done.
    text: String,
    position: usize,
    ended: bool,
    /// An error met behind the text in `text`, reported when its row is reached.
    failed: Option<DecodeError>,
    number: u64,
    bounds: Vec<(u32, u32)>,
    /// Where the bounds are counted from.
    base: usize,
    /// The row when its text differs from the file, because of doubled quotation marks.
    unquoted: Option<OwnedRow>,
}

impl Delimited {
    pub(super) fn new(path: &Path, file: File, options: &ReadOptions) -> Result<Self, ReadError> {
        let encoding = match &options.encoding {
            None => None,
            Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                ReadError::UnknownEncoding {
                    encoding: label.clone(),
                }
            })?),
        };
        let mut delimited = Delimited {
            file: path.to_path_buf(),
            reader: TextReader::new(file, encoding),
            delimiter: b',',
            limit: options.max_row_bytes,
            text: String::new(),
            position: 0,
            ended: false,
            failed: None,
            number: 0,
            bounds: Vec::new(),
            base: 0,
            unquoted: None,
        };
        delimited.refill();
        delimited.delimiter = options
            .delimiter
            .unwrap_or_else(|| find_delimiter(delimited.text.as_bytes()));
        Ok(delimited)
    }

    /// Drops the text that is done and reads more, at least as much as is kept.
    fn refill(&mut self) {
        self.text.drain(..self.position);
        self.position = 0;
        if self.failed.is_some() {
            self.ended = true;
            return;
        }
        let wanted = self.text.len().max(AHEAD);
        match self.reader.read_to(&mut self.text, wanted) {
            Ok(true) => {}
            Ok(false) => self.ended = true,
            Err(error) => self.failed = Some(error),
        }
    }

    fn error(&mut self, failed: DecodeError) -> ReadError {
        let file = self.file.clone();
        match failed {
            DecodeError::Io(source) => ReadError::Unreadable { file, source },
            DecodeError::Invalid { encoding } => ReadError::Encoding {
                file,
                row: self.number,
                encoding: encoding.to_string(),
            },
        }
    }

    /// Finds the cells of the row at the position.
    fn scan(&mut self) -> Scan {
        let start = self.position;
        self.base = start;
        self.bounds.clear();
        self.unquoted = None;
        let bytes = &self.text.as_bytes()[start..];
        let end = match memchr2(b'\n', b'\r', bytes) {
            Some(end) => end,
            None if self.ended => bytes.len(),
            None => return Scan::More,
        };
        // A CR at the very end may be half of a CR LF.
        if end + 1 == bytes.len() && bytes[end] == b'\r' && !self.ended {
            return Scan::More;
        }
        let line = &bytes[..end];
        if memchr(b'"', line).is_some() {
            return self.scan_quoted();
        }
        let mut from = 0;
        for at in memchr_iter(self.delimiter, line) {
            self.bounds.push((from as u32, at as u32));
            from = at + 1;
        }
        self.bounds.push((from as u32, end as u32));
        Scan::Row {
            next: start + after_line(bytes, end),
        }
    }

    /// Finds the cells of a row that has quotation marks.
    fn scan_quoted(&mut self) -> Scan {
        let bytes = &self.text.as_bytes()[self.position..];
        let text = &self.text[self.position..];
        let mut row = OwnedRow::default();
        let mut at = 0;
        let mut cell = String::new();
        loop {
            cell.clear();
            if bytes.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(length) = memchr(b'"', &bytes[at..]) else {
                        return Scan::More;
                    };
                    cell.push_str(&text[at..at + length]);
                    at += length + 1;
                    match bytes.get(at) {
                        Some(b'"') => {
                            cell.push('"');
                            at += 1;
                        }
                        None if !self.ended => return Scan::More,
                        _ => break,
                    }
                }
            }
            let length = match memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]) {
                Some(length) => length,
                None if self.ended => bytes.len() - at,
                None => return Scan::More,
            };
            cell.push_str(&text[at..at + length]);
            at += length;
            row.push(&cell);
            if bytes.get(at) == Some(&self.delimiter) {
                at += 1;
                continue;
            }
            if at + 1 == bytes.len() && bytes[at] == b'\r' && !self.ended {
                return Scan::More;
            }
            self.unquoted = Some(row);
            return Scan::Row {
                next: self.position + after_line(bytes, at),
            };
        }
    }
}

/// The position behind the end of the line at `end`.
fn after_line(bytes: &[u8], end: usize) -> usize {
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(_), _) => end + 1,
        (None, _) => end,
    }
}

impl RowSource for Delimited {
    fn advance(&mut self) -> Result<bool, ReadError> {
        self.number += 1;
        loop {
            if self.position == self.text.len() && self.ended {
                return match self.failed.take() {
                    Some(failed) => Err(self.error(failed)),
                    None => Ok(false),
                };
            }
            match self.scan() {
                // The text breaks off in this row.
                Scan::Row { next }
                    if next == self.text.len()
                        && !self.text.ends_with(['\n', '\r'])
                        && self.failed.is_some() =>
                {
                    self.position = next;
                }
                Scan::Row { next } => {
                    self.position = next;
                    if let Some(row) = &mut self.unquoted {
                        row.number = self.number;
                    }
                    return Ok(true);
                }
                Scan::More if self.ended => {
                    return match self.failed.take() {
                        Some(failed) => Err(self.error(failed)),
                        None => Err(ReadError::OpenQuote {
                            file: self.file.clone(),
                            row: self.number,
                        }),
                    };
                }
                Scan::More if self.text.len() - self.position > self.limit => {
                    return Err(ReadError::RowTooLong {
                        file: self.file.clone(),
                        row: self.number,
                        limit: self.limit,
                    });
                }
                Scan::More => self.refill(),
            }
        }
    }

    fn encoding(&self) -> Option<&'static str> {
        Some(self.reader.encoding())
    }

    fn row(&self) -> RawRow<'_> {
        match &self.unquoted {
            Some(row) => row.as_raw(),
            None => RawRow {
                number: self.number,
                text: &self.text[self.base..],
                bounds: &self.bounds,
                ends_early: false,
            },
        }
    }
}

/// The delimiter that splits the most of the first rows into the same number of cells, two at least; among
/// equals the one that makes the most cells. A text of one column has a comma.
fn find_delimiter(text: &[u8]) -> u8 {
    let sample = &text[..text.len().min(64 << 10)];
    let mut best = (0, 0, b',');
    for delimiter in [b',', b'\t', b';', b'|'] {
        let mut counts: Vec<usize> = Vec::new();
        let (mut cells, mut quoted) = (1, false);
        for byte in sample {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' | b'\r' if !quoted => {
                    if cells > 1 {
                        counts.push(cells);
                    }
                    cells = 1;
                    if counts.len() == 50 {
                        break;
                    }
                }
                _ if *byte == delimiter && !quoted => cells += 1,
                _ => {}
            }
        }
        if cells > 1 && counts.len() < 50 {
            counts.push(cells);
        }
        let Some((same, width)) = counts
            .iter()
            .map(|count| {
                (
                    counts.iter().filter(|other| *other == count).count(),
                    *count,
                )
            })
            .max()
        else {
            continue;
        };
        if (same, width) > (best.0, best.1) {
            best = (same, width, delimiter);
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use proptest::prelude::*;

    use super::*;

    fn source(bytes: &[u8], options: &ReadOptions) -> Delimited {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        Delimited::new(Path::new("firms.csv"), file, options).unwrap()
    }

    fn rows(bytes: &[u8], options: &ReadOptions) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
        let mut source = source(bytes, options);
        let mut rows = Vec::new();
        while source.advance()? {
            let row = source.row();
            rows.push((row.number, row.cells().map(str::to_string).collect()));
        }
        Ok(rows)
    }

    #[test]
    fn delimiters_are_found() {
        assert_eq!(find_delimiter("名称,城市\na,b\n".as_bytes()), b',');
        assert_eq!(find_delimiter("名称\t城市,区\na\tb\n".as_bytes()), b'\t');
        assert_eq!(find_delimiter(b"a;b;c\n1,5;2;3\n2,5;3;4\n"), b';');
        assert_eq!(find_delimiter(b"\"a,b\";c\n\"d,e\";f\n"), b';');
        assert_eq!(find_delimiter(b"a\nb\n"), b',');
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let text = b"a,b\r\n\r\n\"x\ny\",\"q\"\"q\"\n1,2";
        let read = rows(text, &ReadOptions::default()).unwrap();
        let cell = |text: &str| text.to_string();
        assert_eq!(
            read,
            [
                (1, vec![cell("a"), cell("b")]),
                (2, vec![cell("")]),
                (3, vec![cell("x\ny"), cell("q\"q")]),
                (4, vec![cell("1"), cell("2")]),
            ]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_named() {
        let error = rows(b"a,b\n1,\"2\n3,4\n", &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains("row 2"), "{error}");
        let options = ReadOptions {
            max_row_bytes: 1 << 20,
            ..ReadOptions::default()
        };
        let text = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(1 << 20));
        let error = rows(text.as_bytes(), &options).unwrap_err();
        assert!(
            matches!(error, ReadError::RowTooLong { row: 2, .. }),
            "{error}"
        );
    }

    #[test]
    fn a_long_cell_is_read() {
        let long = "数".repeat(4 << 20);
        let text = format!("a,b\n1,\"{long}\"\n2,{long}\n3,4\n");
        let read = rows(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(read.len(), 4);
        assert!(read[1].1[1] == long && read[2].1[1] == long);
        assert_eq!(read[3].1, ["3", "4"]);
    }

    #[test]
    fn a_wrong_byte_names_its_row() {
        let error = rows("名称,b\n1,2\n3,\u{0}".as_bytes(), &ReadOptions::default());
        assert!(error.is_ok());
        let bytes = ["名称,b\n1,2\n3,".as_bytes(), b"\xff\xff\n"].concat();
        let error = rows(&bytes, &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains("row 3"), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// The `csv` crate reads the same cells from any text whose quotation marks are closed.
        #[test]
        fn agrees_with_the_csv_crate(text in "[ab,\"\n\r数]{0,60}") {
            let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
            let Ok(ours) = rows(text.as_bytes(), &options) else {
                // A quotation mark stays open: the crate takes the rest of the file for a cell.
                return Ok(());
            };
            let ours: Vec<Vec<String>> = ours.into_iter().map(|(_, cells)| cells).filter(|cells| cells != &[""]).collect();
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .into_records()
                .map(|record| record.unwrap().iter().map(str::to_string).collect())
                .filter(|cells: &Vec<String>| cells != &[""])
                .collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
