//! Runs `tests/sql/*.slt`, the SQL that counting rests on, on every engine we claim: DuckDB.

#![allow(clippy::unwrap_used)]

use duckdb::Connection;
use duckdb::types::ValueRef;
use sqllogictest::{DB, DBOutput, DefaultColumnType, Runner};

struct DuckDb(Connection);

impl DB for DuckDb {
    type Error = duckdb::Error;
    type ColumnType = DefaultColumnType;

    fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, duckdb::Error> {
        if !sql.trim_start().to_uppercase().starts_with("SELECT") {
            return Ok(DBOutput::StatementComplete(self.0.execute(sql, [])? as u64));
        }
        let mut statement = self.0.prepare(sql)?;
        let mut found = statement.query([])?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let width = row.as_ref().column_count();
            rows.push(
                (0..width)
                    .map(|column| Ok(shown(row.get_ref(column)?)))
                    .collect::<Result<Vec<_>, duckdb::Error>>()?,
            );
        }
        let types = vec![DefaultColumnType::Any; rows.first().map_or(0, Vec::len)];
        Ok(DBOutput::Rows { types, rows })
    }
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Boolean(value) => value.to_string(),
        ValueRef::Int(value) => value.to_string(),
        ValueRef::BigInt(value) => value.to_string(),
        ValueRef::HugeInt(value) => value.to_string(),
        ValueRef::Double(value) => value.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn duckdb_answers_as_the_files_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sql");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "slt") {
            let mut runner = Runner::new(|| async { Ok(DuckDb(Connection::open_in_memory()?)) });
            runner
                .run_file(&path)
                .unwrap_or_else(|error| panic!("{error}"));
            files += 1;
        }
    }
    assert!(files >= 2, "the files of {folder} are gone");
}
