//! Parquet, read by DuckDB.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use duckdb::Connection;
use duckdb::arrow::array::{Array, AsArray};
use duckdb::arrow::record_batch::RecordBatch;

use super::{OwnedRow, RawRow, ReadError, RowSource};

/// Reads rows from a second thread, which owns the connection; its first row holds the names of the columns.
pub(super) struct Parquet {
    file: PathBuf,
    batches: Receiver<Result<RecordBatch, String>>,
    batch: Option<RecordBatch>,
    index: usize,
    row: OwnedRow,
    header_given: bool,
}

impl Parquet {
    pub(super) fn new(path: &Path) -> Result<Self, ReadError> {
        // Two batches in flight keep the memory small and both threads busy.
        let (sender, batches) = sync_channel(2);
        let name = path.to_string_lossy().replace('\'', "''");
        std::thread::spawn(move || {
            let run = || -> Result<(), duckdb::Error> {
                let connection = Connection::open_in_memory()?;
                let sql = format!("SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{name}')");
                let mut statement = connection.prepare(&sql)?;
                let batches = statement.stream_arrow([])?;
                // An empty batch first, because a table without rows has columns too.
                let empty = RecordBatch::new_empty(batches.get_schema());
                for batch in std::iter::once(empty).chain(batches) {
                    if sender.send(Ok(batch)).is_err() {
                        return Ok(());
                    }
                }
                Ok(())
            };
            if let Err(error) = run() {
                // The reader may be gone already, which needs no answer.
                let _ = sender.send(Err(error.to_string()));
            }
        });
        let mut parquet = Parquet {
            file: path.to_path_buf(),
            batches,
            batch: None,
            index: 0,
            row: OwnedRow::default(),
            header_given: false,
        };
        parquet.next_batch()?;
        Ok(parquet)
    }

    fn next_batch(&mut self) -> Result<(), ReadError> {
        self.index = 0;
        self.batch = match self.batches.recv() {
            Ok(Ok(batch)) => Some(batch),
            Ok(Err(message)) => {
                return Err(ReadError::Parquet {
                    file: self.file.clone(),
                    message,
                });
            }
            Err(_) => None,
        };
        Ok(())
    }
}

impl RowSource for Parquet {
    fn advance(&mut self) -> Result<bool, ReadError> {
        if !self.header_given {
            self.header_given = true;
            let Some(batch) = &self.batch else {
                return Ok(false);
            };
            self.row.clear(0);
            for field in batch.schema().fields() {
                self.row.push(field.name());
            }
            return Ok(true);
        }
        while let Some(batch) = &self.batch {
            if self.index < batch.num_rows() {
                self.row.clear(self.row.number + 1);
                for column in batch.columns() {
                    let column = column.as_string::<i32>();
                    self.row.push(if column.is_null(self.index) {
                        ""
                    } else {
                        column.value(self.index)
                    });
                }
                self.index += 1;
                return Ok(true);
            }
            self.next_batch()?;
        }
        Ok(false)
    }

    fn row(&self) -> RawRow<'_> {
        self.row.as_raw()
    }
}
