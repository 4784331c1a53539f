//! JSON lines: one object per line; objects within are flattened as "outer/inner", lists joined by "; ".

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{OwnedRow, RawRow, ReadError, ReadOptions, RowSource};

/// Reads objects; its first row holds the keys.
pub(super) struct JsonLines {
    file: PathBuf,
    lines: BufReader<File>,
    limit: usize,
    keys: Vec<String>,
    positions: HashMap<String, usize>,
    number: u64,
    line: Vec<u8>,
    row: OwnedRow,
    header_given: bool,
}

impl JsonLines {
    /// Opens the file and goes through it once, because any line may bring a new key.
    pub(super) fn new(path: &Path, options: &ReadOptions) -> Result<Self, ReadError> {
        let open = || {
            File::open(path)
                .map(BufReader::new)
                .map_err(|source| ReadError::Unreadable {
                    file: path.to_path_buf(),
                    source,
                })
        };
        let mut lines = JsonLines {
            file: path.to_path_buf(),
            lines: open()?,
            limit: options.max_row_bytes,
            keys: Vec::new(),
            positions: HashMap::new(),
            number: 0,
            line: Vec::new(),
            row: OwnedRow::default(),
            header_given: false,
        };
        while let Some(object) = lines.next_object()? {
            let mut cells = Vec::new();
            flatten("", &object, &mut cells);
            for (key, _) in cells {
                if !lines.positions.contains_key(&key) {
                    lines.positions.insert(key.clone(), lines.keys.len());
                    lines.keys.push(key);
                }
            }
        }
        lines.lines = open()?;
        lines.number = 0;
        Ok(lines)
    }

    fn next_object(&mut self) -> Result<Option<Map<String, Value>>, ReadError> {
        loop {
            self.line.clear();
            self.number += 1;
            let read = self
                .lines
                .read_until(b'\n', &mut self.line)
                .map_err(|source| ReadError::Unreadable {
                    file: self.file.clone(),
                    source,
                })?;
            if read == 0 {
                return Ok(None);
            }
            if self.line.len() > self.limit {
                return Err(ReadError::RowTooLong {
                    file: self.file.clone(),
                    row: self.number,
                    limit: self.limit,
                });
            }
            let line = self
                .line
                .strip_prefix(&[0xef, 0xbb, 0xbf])
                .unwrap_or(&self.line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            return serde_json::from_slice(line)
                .map(Some)
                .map_err(|error| ReadError::Json {
                    file: self.file.clone(),
                    row: self.number,
                    message: error.to_string(),
                });
        }
    }
}

fn flatten(prefix: &str, object: &Map<String, Value>, cells: &mut Vec<(String, String)>) {
    for (key, value) in object {
        let key = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}/{key}")
        };
        match value {
            Value::Object(inner) => flatten(&key, inner, cells),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(scalar).collect();
                cells.push((key, items.join("; ")));
            }
            _ => cells.push((key, scalar(value))),
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl RowSource for JsonLines {
    fn advance(&mut self) -> Result<bool, ReadError> {
        if !self.header_given {
            self.header_given = true;
            self.row.clear(0);
            self.keys.iter().for_each(|key| self.row.push(key));
            return Ok(true);
        }
        let Some(object) = self.next_object()? else {
            return Ok(false);
        };
        let mut cells = Vec::new();
        flatten("", &object, &mut cells);
        let mut values = vec![""; self.keys.len()];
        for (key, value) in &cells {
            if let Some(position) = self.positions.get(key) {
                values[*position] = value;
            }
        }
        self.row.clear(self.number);
        values.into_iter().for_each(|value| self.row.push(value));
        Ok(true)
    }

    fn row(&self) -> RawRow<'_> {
        self.row.as_raw()
    }
}
