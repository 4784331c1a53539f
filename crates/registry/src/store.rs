//! The registry: one DuckDB file that holds every record with its history.
//!
//! ```text
//! meta.property   key → value: format of the file, whether the data is synthetic
//! meta.version    one row a change: who, when, which file, what it did
//! meta.entity     which records are the same thing (see `duplicates`)
//! meta.pair       pairs of records that may be the same, and what was decided
//! records.KIND    one table a kind; a row is never deleted, only `replaced_in` a later version
//! ```
//!
//! A table of records has columns only for the fields that some import has filled: the database
//! spends as much on a column of nothing but NULL as on any other, and a kind has over a hundred
//! fields. Fields without a column are NULL wherever records are read.
//!
//! What a user sees under the name of a kind (`SELECT … FROM firm`) is a temporary view over
//! `records.firm`: the rows in force at one version, one row an entity. A change is one
//! transaction and one version, so a crash leaves the file as before or as after.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use duckdb::{AccessMode, Config, Connection, params};

use crate::condition::compile;
use crate::schema::{Kind, Names, Schemas};
use crate::value::message;

/// Format of the file this program writes. Raise it when the tables change.
const FORMAT: i64 = 1;

/// Columns that every table of records has before the fields of its kind.
pub(crate) const SYSTEM_COLUMNS: &[(&str, &str)] = &[
    ("record_id", "UBIGINT NOT NULL"),
    ("row_hash", "UBIGINT NOT NULL"),
    ("name_key", "UBIGINT"),
    ("row_number", "BIGINT NOT NULL"),
    ("imported_in", "BIGINT NOT NULL"),
    ("added_in", "BIGINT NOT NULL"),
    ("replaced_in", "BIGINT"),
    ("province_code", "INTEGER"),
    ("city_code", "INTEGER"),
    ("county_code", "INTEGER"),
];

/// What can go wrong with the registry as a whole.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum StoreError {
    /// There is no registry where one was expected.
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// A registry exists where a new one was asked for.
    Exists {
        /// The file found.
        path: PathBuf,
    },
    /// Another process has the file open.
    Held {
        /// The registry's file.
        path: PathBuf,
        /// The other process, as the system names it.
        holder: Option<String>,
    },
    /// The file or its folder cannot be written.
    ReadOnly {
        /// The registry's file.
        path: PathBuf,
    },
    /// The disk is full.
    DiskFull {
        /// The registry's file.
        path: PathBuf,
        /// What the database said.
        detail: String,
    },
    /// The file is of a newer or foreign format.
    Format {
        /// The registry's file.
        path: PathBuf,
        /// What is wrong with it.
        detail: Names,
    },
    /// A version that does not exist.
    NoVersion {
        /// What was asked for.
        version: i64,
        /// The newest version.
        last: i64,
    },
    /// A version of which nothing is in force any more.
    NothingToUndo {
        /// The version.
        version: i64,
    },
    /// The database refused a statement.
    Database(#[from] duckdb::Error),
}

impl StoreError {
    /// The message in both languages; the database speaks English only.
    pub fn message(&self) -> Names {
        match self {
            StoreError::Missing { path } => {
                let path = path.display();
                message(
                    format!("{path}：这里没有登记库；请用 `jushu new` 新建项目"),
                    format!("{path}: no registry here; make a project with `jushu new`"),
                )
            }
            StoreError::Exists { path } => {
                let path = path.display();
                message(
                    format!("{path}：登记库已存在；请导入到其中，或另选文件夹"),
                    format!(
                        "{path}: a registry exists already; import into it or choose another folder"
                    ),
                )
            }
            StoreError::Held { path, holder } => {
                let path = path.display();
                let (holder_zh, holder_en) = match holder {
                    Some(holder) => (format!("（{holder}）"), format!(" ({holder})")),
                    None => Default::default(),
                };
                message(
                    format!(
                        "{path}：正被另一个进程占用{holder_zh}；请等它结束或将其关闭，再试一次"
                    ),
                    format!(
                        "{path}: held by another process{holder_en}; wait until it has ended, or close it, and try again"
                    ),
                )
            }
            StoreError::ReadOnly { path } => {
                let path = path.display();
                message(
                    format!("{path}：不能写入（权限不足或文件系统只读）；请把项目复制到可写的位置"),
                    format!(
                        "{path}: cannot be written (permissions or a read-only file system); copy the project to a place you can write to"
                    ),
                )
            }
            StoreError::DiskFull { path, detail } => {
                let path = path.display();
                message(
                    format!("{path}：磁盘已满（{detail}）；没有任何改动；请腾出空间后再试"),
                    format!(
                        "{path}: the disk is full ({detail}); nothing was changed; free some space and try again"
                    ),
                )
            }
            StoreError::Format { path, detail } => {
                let path = path.display();
                message(
                    format!("{path}：{}", detail.zh),
                    format!("{path}: {}", detail.en),
                )
            }
            StoreError::NoVersion { version, last } => message(
                format!("没有版本 {version}；`jushu log` 列出版本 1 至 {last}"),
                format!("there is no version {version}; `jushu log` lists versions 1 to {last}"),
            ),
            StoreError::NothingToUndo { version } => message(
                format!("版本 {version} 没有可撤回的内容：它的记录已被后来的版本更改或撤回"),
                format!(
                    "version {version} has nothing to take back: later versions changed or took back its records"
                ),
            ),
            StoreError::Database(error) => message(
                format!("数据库报告：{error}"),
                format!("the database says: {error}"),
            ),
        }
    }
}

/// Who makes a change, and when. Passed in, because this crate does not read the clock.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The person or program.
    pub who: String,
    /// Local time as `YYYY-MM-DD HH:MM:SS`.
    pub at: String,
}

/// How a registry is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading only; several readers may hold the file together.
    Read,
    /// Reading and writing; nobody else may hold the file.
    Write,
}

/// An open registry.
pub struct Registry {
    pub(crate) connection: Connection,
    pub(crate) schemas: Schemas,
    path: PathBuf,
    synthetic: bool,
}

impl Registry {
    /// Makes a new registry at `path`. `synthetic` registries hold made-up records only and
    /// say so on everything that leaves them.
    pub fn create(path: &Path, schemas: Schemas, synthetic: bool) -> Result<Registry, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists {
                path: path.to_path_buf(),
            });
        }
        let connection = connect(path, Access::Write)?;
        let tables = format!(
            "BEGIN;
             CREATE SCHEMA meta;
             CREATE SCHEMA records;
             CREATE TABLE meta.property (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
             INSERT INTO meta.property VALUES ('format', '{FORMAT}'), ('synthetic', '{synthetic}');
             CREATE TABLE meta.version (
                 version BIGINT PRIMARY KEY, made_at TIMESTAMP NOT NULL, who VARCHAR NOT NULL,
                 action VARCHAR NOT NULL, kind VARCHAR, file VARCHAR, file_sha256 VARCHAR,
                 source VARCHAR, retrieved DATE, mapping VARCHAR,
                 taken BIGINT NOT NULL DEFAULT 0, changed BIGINT NOT NULL DEFAULT 0,
                 unchanged BIGINT NOT NULL DEFAULT 0, repeated BIGINT NOT NULL DEFAULT 0,
                 refused BIGINT NOT NULL DEFAULT 0, closed BIGINT NOT NULL DEFAULT 0,
                 note VARCHAR, fingerprint VARCHAR NOT NULL);
             CREATE TABLE meta.entity (
                 kind VARCHAR NOT NULL, record_id UBIGINT NOT NULL, entity_id UBIGINT NOT NULL,
                 basis VARCHAR NOT NULL, added_in BIGINT NOT NULL, replaced_in BIGINT);
             CREATE TABLE meta.pair (
                 kind VARCHAR NOT NULL, a UBIGINT NOT NULL, b UBIGINT NOT NULL,
                 score DOUBLE NOT NULL, evidence VARCHAR NOT NULL, decision VARCHAR,
                 added_in BIGINT NOT NULL, replaced_in BIGINT);
             COMMIT;"
        );
        connection
            .execute_batch(&tables)
            .map_err(|error| from_database(error, path))?;
        let registry = Registry {
            connection,
            schemas,
            path: path.to_path_buf(),
            synthetic,
        };
        registry.add_missing_tables()?;
        registry.show_version(None)?;
        Ok(registry)
    }

    /// Opens the registry at `path`.
    pub fn open(path: &Path, schemas: Schemas, access: Access) -> Result<Registry, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing {
                path: path.to_path_buf(),
            });
        }
        let connection = connect(path, access)?;
        let property = |key: &str| -> Result<String, StoreError> {
            connection
                .query_row("SELECT value FROM meta.property WHERE key = ?", [key], |row| row.get(0))
                .map_err(|_| StoreError::Format {
                    path: path.to_path_buf(),
                    detail: message(
                        "不是本程序的登记库；请选择由 `jushu new` 建立的项目文件夹",
                        "not a registry of this program; choose the project folder that `jushu new` made",
                    ),
                })
        };
        let format: i64 = property("format")?.parse().unwrap_or(0);
        if format != FORMAT {
            return Err(StoreError::Format {
                path: path.to_path_buf(),
                detail: message(
                    format!(
                        "登记库的格式为 {format}，本程序只能读格式 {FORMAT}；请用写出它的程序版本"
                    ),
                    format!(
                        "format {format} of the registry is not the format {FORMAT} this program reads; use the program version that wrote it"
                    ),
                ),
            });
        }
        let synthetic = property("synthetic")? == "true";
        let registry = Registry {
            connection,
            schemas,
            path: path.to_path_buf(),
            synthetic,
        };
        if access == Access::Write {
            registry.add_missing_tables()?;
        }
        registry.show_version(None)?;
        Ok(registry)
    }

    /// The file of the registry.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kinds of record it knows.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// True when the records are made up.
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// Kinds that hold at least one record in force, with how many.
    pub fn kinds_in_use(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut kinds = Vec::new();
        for kind in self.schemas.kinds() {
            if self.has_table(&kind.id)? {
                let rows: u64 = self.connection.query_row(
                    &format!("SELECT count(*) FROM \"{}\"", kind.id),
                    [],
                    |row| row.get(0),
                )?;
                if rows > 0 {
                    kinds.push((kind.id.clone(), rows));
                }
            }
        }
        Ok(kinds)
    }

    /// Whether a record of `kind` is in force.
    pub fn has_records(&self, kind: &str) -> Result<bool, StoreError> {
        Ok(self.kinds_in_use()?.iter().any(|(name, _)| name == kind))
    }

    /// Shows the kinds' views as they were after `version` (the newest where `None`).
    pub fn show_version(&self, version: Option<i64>) -> Result<(), StoreError> {
        if let Some(version) = version {
            let last = self.last_version()?;
            if !(0..=last).contains(&version) {
                return Err(StoreError::NoVersion { version, last });
            }
        }
        let sources = self.source_expression()?;
        // The libraries (head firms …) are shown as of the day the newest list was retrieved.
        let date: String = self.connection.query_row(
            "SELECT coalesce(CAST(max(retrieved) AS VARCHAR), '9999-12-31') FROM meta.version",
            [],
            |row| row.get(0),
        )?;
        for kind in self.schemas.kinds() {
            if self.has_table(&kind.id)? {
                let statement = self.view_statement(kind, version, &sources, &date)?;
                self.connection.execute_batch(&statement)?;
            }
        }
        Ok(())
    }

    /// Bars statements from here on from reading and writing files.
    pub fn shut_files(&self) -> Result<(), StoreError> {
        Ok(self
            .connection
            .execute_batch("SET enable_external_access = false; SET lock_configuration = true")?)
    }

    /// The newest version; 0 for a registry without records.
    pub fn last_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row(
            "SELECT coalesce(max(version), 0) FROM meta.version",
            [],
            |row| row.get(0),
        )?)
    }

    pub(crate) fn has_table(&self, kind: &str) -> Result<bool, StoreError> {
        let tables: i64 = self.connection.query_row(
            "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'records' AND table_name = ?",
            params![kind],
            |row| row.get(0),
        )?;
        Ok(tables > 0)
    }

    /// Tables for kinds that the schemas have gained since.
    fn add_missing_tables(&self) -> Result<(), StoreError> {
        let columns = SYSTEM_COLUMNS
            .iter()
            .map(|(name, sql_type)| format!("\"{name}\" {sql_type}"))
            .collect::<Vec<_>>()
            .join(", ");
        for kind in self.schemas.kinds() {
            self.connection.execute_batch(&format!(
                "CREATE TABLE IF NOT EXISTS records.\"{}\" ({columns})",
                kind.id
            ))?;
        }
        Ok(())
    }

    /// Columns for those of the fields called `ids` that no import has filled before.
    pub(crate) fn add_missing_columns<'i>(
        &self,
        kind: &Kind,
        ids: impl Iterator<Item = &'i str>,
    ) -> Result<(), StoreError> {
        let existing = self.columns(&kind.id)?;
        for field in ids
            .filter(|id| !existing.contains(*id))
            .filter_map(|id| kind.field(id))
        {
            self.connection.execute_batch(&format!(
                "ALTER TABLE records.\"{}\" ADD COLUMN \"{}\" {}",
                kind.id,
                field.id,
                field.field_type.sql_type()
            ))?;
        }
        Ok(())
    }

    /// The columns of the table of `kind`.
    fn columns(&self, kind: &str) -> Result<HashSet<String>, StoreError> {
        Ok(self
            .connection
            .prepare("SELECT column_name FROM duckdb_columns() WHERE schema_name = 'records' AND table_name = ?")?
            .query_map([kind], |row| row.get(0))?
            .collect::<Result<_, _>>()?)
    }

    /// The records of `kind` with all versions of them, with a column for every field, as a table to
    /// select from.
    pub(crate) fn records(&self, kind: &Kind) -> Result<String, StoreError> {
        let existing = self.columns(&kind.id)?;
        let unfilled: String = kind
            .fields
            .iter()
            .filter(|field| !existing.contains(&field.id))
            .map(|field| {
                format!(
                    ", CAST(NULL AS {}) AS \"{}\"",
                    field.field_type.sql_type(),
                    field.id
                )
            })
            .collect();
        Ok(format!("(SELECT *{unfilled} FROM records.\"{}\")", kind.id))
    }

    /// `CASE` from the version that imported a row to its source: evaluated only where a query
    /// asks for the source, which a join would not be.
    fn source_expression(&self) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT source, string_agg(version, ', ' ORDER BY version) FROM meta.version
             WHERE source IS NOT NULL GROUP BY source ORDER BY min(version)",
        )?;
        let cases: Vec<String> = statement
            .query_map([], |row| {
                let source: String = row.get(0)?;
                let versions: String = row.get(1)?;
                Ok(format!(
                    " WHEN imported_in IN ({versions}) THEN '{}'",
                    source.replace('\'', "''")
                ))
            })?
            .collect::<Result<_, _>>()?;
        Ok(if cases.is_empty() {
            "NULL::VARCHAR".into()
        } else {
            format!("CASE{} END", cases.concat())
        })
    }

    fn view_statement(
        &self,
        kind: &Kind,
        version: Option<i64>,
        sources: &str,
        date: &str,
    ) -> Result<String, StoreError> {
        let in_force = match version {
            None => "replaced_in IS NULL".to_string(),
            Some(v) => format!("added_in <= {v} AND (replaced_in IS NULL OR replaced_in > {v})"),
        };
        let merged: i64 = self.connection.query_row(
            &format!("SELECT count(*) FROM meta.entity WHERE kind = ? AND {in_force}"),
            [&kind.id],
            |row| row.get(0),
        )?;
        let (table, fields, records) = (&kind.id, field_list(kind), self.records(kind)?);
        let plain = format!(
            "SELECT record_id AS entity_id, 1 AS merged_records, record_id, imported_in, row_number, {sources} AS source,
                    province_code, city_code, county_code, {fields}
             FROM {records} WHERE {in_force}"
        );
        let body = if merged == 0 {
            plain
        } else {
            // One row an entity: each field is taken from the first record that fills it,
            // in the order in which the records came in.
            let order = "imported_in * 10000000000 + row_number";
            let first = |column: &str| format!("arg_min(r.\"{column}\", {order}) AS \"{column}\"");
            let columns = kind
                .fields
                .iter()
                .map(|field| first(&field.id))
                .collect::<Vec<_>>()
                .join(", ");
            // The codes of the place come from one record together, the first that names a city:
            // a province of one list and a city of another would be no place.
            let place = format!(
                "arg_min({{'province': r.province_code, 'city': r.city_code, 'county': r.county_code}},
                         {order} + CASE WHEN r.city_code IS NULL THEN 1000000000000000000 ELSE 0 END)
                     FILTER (WHERE r.province_code IS NOT NULL) AS place"
            );
            format!(
                "WITH entity AS (SELECT record_id, entity_id FROM meta.entity WHERE kind = '{table}' AND {in_force}),
                      merged AS (
                          SELECT e.entity_id, count(*) AS merged_records, arg_min(r.record_id, {order}) AS record_id,
                                 arg_min(r.imported_in, {order}) AS imported_in, arg_min(r.row_number, {order}) AS row_number, {place}, {columns}
                          FROM (SELECT * FROM {records} WHERE {in_force}) r
                          JOIN entity e ON e.record_id = r.record_id GROUP BY e.entity_id)
                 {plain} AND record_id NOT IN (SELECT record_id FROM entity)
                 UNION ALL
                 SELECT entity_id, merged_records, record_id, imported_in, row_number, {sources} AS source,
                        place.province AS province_code, place.city AS city_code, place.county AS county_code, {fields} FROM merged"
            )
        };
        let mut statement = format!("CREATE OR REPLACE TEMP VIEW \"{table}\" AS {body};");
        for view in &kind.views {
            let condition = compile(&view.sql, kind, date).map_err(|error| {
                let (view, problem) = (&view.id, error.message());
                let detail = message(
                    format!(
                        "登记对象“{table}”的视图“{view}”：{}；请更正它的定义文件",
                        problem.zh
                    ),
                    format!(
                        "view `{view}` of the kind `{table}`: {}; correct its schema file",
                        problem.en
                    ),
                );
                StoreError::Format {
                    path: self.path.clone(),
                    detail,
                }
            })?;
            statement += &format!(
                "CREATE OR REPLACE TEMP VIEW \"{}\" AS SELECT * FROM \"{table}\" WHERE {condition};",
                view.id
            );
        }
        Ok(statement)
    }

    pub(crate) fn in_transaction<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let database = |error| E::from(from_database(error, &self.path));
        self.connection.execute_batch("BEGIN").map_err(database)?;
        match work() {
            Ok(value) => {
                self.connection.execute_batch("COMMIT").map_err(database)?;
                Ok(value)
            }
            Err(error) => {
                // The transaction may already be gone with the error that ended it.
                let _ = self.connection.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    pub(crate) fn database_error(&self, error: duckdb::Error) -> StoreError {
        from_database(error, &self.path)
    }
}

fn field_list(kind: &Kind) -> String {
    kind.fields
        .iter()
        .map(|field| format!("\"{}\"", field.id))
        .collect::<Vec<_>>()
        .join(", ")
}

fn connect(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let config = Config::default()
        .access_mode(match access {
            Access::Read => AccessMode::ReadOnly,
            Access::Write => AccessMode::ReadWrite,
        })?
        .enable_autoload_extension(false)?
        .max_memory("1GB")?;
    Connection::open_with_flags(path, config).map_err(|error| from_database(error, path))
}

/// Reads in the database's message which of the user's troubles it is.
fn from_database(error: duckdb::Error, path: &Path) -> StoreError {
    let text = error.to_string();
    let path = path.to_path_buf();
    if text.contains("Could not set lock") || text.contains("Conflicting lock") {
        let holder = text
            .split_once("held in ")
            .map(|(_, rest)| rest.split(". ").next().unwrap_or(rest).trim().to_string());
        return StoreError::Held { path, holder };
    }
    if text.contains("No space left")
        || text.contains("Disk quota")
        || text.contains("File too large")
    {
        return StoreError::DiskFull { path, detail: text };
    }
    if text.contains("Permission denied")
        || text.contains("Read-only file system")
        || text.contains("read-only mode")
    {
        return StoreError::ReadOnly { path };
    }
    if text.contains("not a valid DuckDB database") || text.contains("checksum") {
        let detail = message(
            format!("已损坏或不是登记库（{text}）；请从备份恢复"),
            format!("damaged or not a registry ({text}); restore it from a copy"),
        );
        return StoreError::Format { path, detail };
    }
    StoreError::Database(error)
}
