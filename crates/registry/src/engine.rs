//! The narrow door to a SQL engine: tables in, Arrow batches or Parquet out.
//!
//! Counting is written in a portable subset of SQL (see [`crate::condition`]) and goes through
//! this trait alone, so that the same statements run on DuckDB here and on an engine of many
//! machines over the exported Parquet.

use std::path::Path;

use duckdb::arrow::array::Array;
use duckdb::arrow::datatypes::DataType;
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;

use crate::store::{Registry, StoreError};
use crate::value::message;

/// A SQL engine.
pub trait Engine {
    /// Makes the Parquet file at `path` readable as the table `name`.
    fn register_parquet(&self, name: &str, path: &Path) -> Result<(), StoreError>;
    /// Runs one statement and returns its rows.
    fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, StoreError>;
    /// Writes the rows of `sql` as one Parquet file, with `description` (JSON) under the metadata key
    /// `jushu`, and returns how many there are.
    fn write_parquet(
        &self,
        sql: &str,
        path: &Path,
        description: Option<&str>,
    ) -> Result<u64, StoreError>;
}

impl Engine for Registry {
    fn register_parquet(&self, name: &str, path: &Path) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(&format!(
            "CREATE OR REPLACE TEMP VIEW \"{}\" AS SELECT * FROM read_parquet({})",
            name.replace('"', "\"\""),
            quoted(&path.display().to_string())
        ))?)
    }

    fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        Ok(statement.query_arrow([])?.collect())
    }

    fn write_parquet(
        &self,
        sql: &str,
        path: &Path,
        description: Option<&str>,
    ) -> Result<u64, StoreError> {
        let metadata = description
            .map(|text| format!(", KV_METADATA {{jushu: {}}}", quoted(text)))
            .unwrap_or_default();
        let target = quoted(&path.display().to_string());
        let statement =
            format!("COPY ({sql}) TO {target} (FORMAT parquet, COMPRESSION zstd{metadata})");
        Ok(self
            .connection
            .execute(&statement, [])
            .map_err(|error| self.database_error(error))? as u64)
    }
}

/// A SQL text literal.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// One value of a result for people: `None` where the database holds NULL.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// NULL.
    Missing,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Anything else, as the database prints it.
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Missing => Ok(()),
            Value::Boolean(value) => write!(formatter, "{value}"),
            Value::Integer(value) => write!(formatter, "{value}"),
            Value::Number(value) => write!(formatter, "{value}"),
            Value::Text(value) => formatter.write_str(value),
        }
    }
}

/// The rows of a statement, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Column names.
    pub columns: Vec<String>,
    /// Values, row by row.
    pub rows: Vec<Vec<Value>>,
}

impl Registry {
    /// Runs a reading statement and returns its rows for people.
    pub fn select(&self, sql: &str) -> Result<Rows, StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let batches: Vec<RecordBatch> = statement.query_arrow([])?.collect();
        let columns = statement.column_names();
        let mut rows = Vec::new();
        let options = FormatOptions::default().with_null("");
        for batch in &batches {
            let formatters: Vec<ArrayFormatter> = batch
                .columns()
                .iter()
                .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
                .collect::<Result<_, _>>()
                .map_err(|error| StoreError::Format {
                    path: self.path().to_path_buf(),
                    detail: message(
                        format!("结果中有一列无法输出：{error}"),
                        format!("a column of the result cannot be printed: {error}"),
                    ),
                })?;
            for row in 0..batch.num_rows() {
                rows.push(
                    batch
                        .columns()
                        .iter()
                        .zip(&formatters)
                        .map(|(column, formatter)| printed(column.as_ref(), formatter, row))
                        .collect(),
                );
            }
        }
        Ok(Rows { columns, rows })
    }
}

fn printed(column: &dyn Array, formatter: &ArrayFormatter, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Missing;
    }
    let text = formatter.value(row).to_string();
    match column.data_type() {
        DataType::Boolean => Value::Boolean(text == "true"),
        data_type if data_type.is_integer() => text
            .parse()
            .map(Value::Integer)
            .unwrap_or(Value::Text(text)),
        data_type if data_type.is_floating() => {
            text.parse().map(Value::Number).unwrap_or(Value::Text(text))
        }
        // Sums of whole numbers come as DECIMAL(38,0).
        DataType::Decimal128(_, 0) => text
            .parse()
            .map(Value::Integer)
            .unwrap_or(Value::Text(text)),
        DataType::Decimal128(_, _) => text.parse().map(Value::Number).unwrap_or(Value::Text(text)),
        _ => Value::Text(text),
    }
}
