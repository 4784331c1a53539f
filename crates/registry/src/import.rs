//! Taking files into the registry: one transaction a file, one version a sheet.
//!
//! A record is identified within its source by its key. Importing a file again therefore changes
//! nothing; a corrected file changes what was corrected; a file declared complete also closes
//! the records it no longer has. Rows that are refused go to a file that can be corrected and
//! imported again.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use duckdb::Appender;
use duckdb::arrow::array::{Array, AsArray, BooleanArray, Int64Array, UInt64Array};
use duckdb::arrow::compute::filter_record_batch;
use duckdb::arrow::datatypes::{DataType, Field as ArrowField, Schema as ArrowSchema, UInt64Type};
use duckdb::arrow::record_batch::RecordBatch;
use jushu_places::Places;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::{Xxh3DefaultBuilder, xxh3_64, xxh3_64_with_seed};

use crate::convert::{Converter, NoteKind, Report};
use crate::mapping::{Mapping, MappingError, Target, normalise_heading};
use crate::read::{self, ReadError, ReadOptions, Table};
use crate::rejects::{Rejects, RejectsError};
use crate::schema::{Kind, SchemaError};
use crate::store::{Registry, Stamp, StoreError};
use crate::value::{Message, message};
use crate::version::{NewVersion, RowCounts, hex};

/// What is to be imported, and as what.
#[derive(Clone)]
pub struct ImportRequest<'a> {
    /// The file.
    pub file: &'a Path,
    /// The kind of its records; found from the headings where `None`.
    pub kind: Option<&'a str>,
    /// The source the records belong to.
    pub source: &'a str,
    /// The day the source was retrieved, `YYYY-MM-DD`.
    pub retrieved: Option<&'a str>,
    /// The file that says which heading is which field, for records of a kind; proposed where it
    /// gives `None`.
    pub mapping: &'a dyn Fn(&str) -> Option<PathBuf>,
    /// Only this sheet.
    pub sheet: Option<&'a str>,
    /// Whether records of the source that the file no longer has are to be closed.
    pub complete: bool,
    /// The folder for the file of refused rows.
    pub rejects: &'a Path,
}

/// What an import did: one entry a sheet with rows.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// The sheets.
    pub sheets: Vec<SheetReport>,
}

/// What became of one sheet.
#[derive(Debug, Clone)]
pub struct SheetReport {
    /// The sheet's name, in a workbook.
    pub sheet: Option<String>,
    /// The kind its rows were taken as.
    pub kind: String,
    /// The source they belong to.
    pub source: String,
    /// The version made; `None` where nothing changed.
    pub version: Option<i64>,
    /// The mapping used, to be shown and saved.
    pub mapping: Mapping,
    /// What became of its rows.
    pub rows: RowCounts,
    /// Records of the kind that are merged with another one, after this import.
    pub merged_records: u64,
    /// What the reader and the conversion have to say (totals rows left out, units scaled …).
    pub notes: Vec<Message>,
    /// Why rows were refused.
    pub reasons: Vec<RefusedFor>,
    /// The file of refused rows.
    pub rejects: Option<PathBuf>,
}

/// One reason for which rows were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFor {
    /// The reason, for the first of the rows.
    pub message: Message,
    /// The column concerned; empty when the row as a whole is at fault.
    pub column: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them, counted from 1 as a spreadsheet program does.
    pub first_row: u64,
}

/// A file that could not be imported; the registry is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The kind does not exist.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The headings cannot be matched.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The registry refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The refused rows cannot be written.
    #[error(transparent)]
    Rejects(#[from] RejectsError),
    /// No sheet has rows.
    NoRows {
        /// The file.
        file: PathBuf,
    },
    /// The headings fit no kind, or several.
    KindUnclear {
        /// The file.
        file: PathBuf,
        /// What the headings fit.
        detail: Message,
    },
    /// Made-up records in a project of real ones, or the other way round.
    Mixed {
        /// The file.
        file: PathBuf,
        /// Whether the rows are the made-up ones.
        made_up: bool,
    },
}

impl ImportError {
    /// The message in both languages.
    pub fn message(&self) -> Message {
        match self {
            ImportError::Read(error) => error.message(),
            ImportError::Schema(error) => error.message(),
            ImportError::Mapping(error) => error.message(),
            ImportError::Store(error) => error.message(),
            ImportError::Rejects(error) => error.message(),
            ImportError::NoRows { file } => {
                let file = file.display();
                message(
                    format!("{file}：只有表头，下面没有数据行；没有可导入的内容"),
                    format!("{file}: has a header and no rows below it; nothing to import"),
                )
            }
            ImportError::KindUnclear { file, detail } => {
                let file = file.display();
                message(
                    format!("{file}：{}；请用 `--as KIND` 指明", detail.zh),
                    format!("{file}: {}; say which with `--as KIND`", detail.en),
                )
            }
            ImportError::Mixed {
                file,
                made_up: true,
            } => {
                let file = file.display();
                message(
                    format!(
                        "{file}：其中的行标为合成数据，而本项目存放真实记录；请导入到合成数据的项目"
                    ),
                    format!(
                        "{file}: its rows are marked 合成 (synthetic) and this project holds real records; import them into a synthetic project"
                    ),
                )
            }
            ImportError::Mixed {
                file,
                made_up: false,
            } => {
                let file = file.display();
                message(
                    format!(
                        "{file}：其中的行没有标为合成数据，而本项目只存放合成数据；请导入到真实记录的项目"
                    ),
                    format!(
                        "{file}: its rows are not marked 合成 (synthetic) and this project holds made-up records only; import them into a project of real records"
                    ),
                )
            }
        }
    }
}

impl Registry {
    /// Imports one file. `progress` is told how many rows were read so far.
    pub fn import(
        &self,
        request: &ImportRequest,
        stamp: &Stamp,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportReport, ImportError> {
        let options = ReadOptions {
            sheets: request
                .sheet
                .iter()
                .map(|sheet| sheet.to_string())
                .collect(),
            ..self.read_options(request.kind)?
        };
        let tables = read::open(request.file, &options)?;
        if let Some(sheet) = request
            .sheet
            .filter(|_| tables.iter().all(|table| table.sheet.is_none()))
        {
            return Err(ReadError::UnknownSheet {
                file: request.file.to_path_buf(),
                sheet: sheet.to_string(),
                known: "—".into(),
            }
            .into());
        }
        let sha256 = file_sha256(request.file)?;
        let report = self.in_transaction(|| {
            let mut sheets = Vec::new();
            // What a complete workbook has of a kind is known when the last of its sheets is read.
            let kinds = tables
                .iter()
                .map(|table| self.kind_of_table(table, request))
                .collect::<Result<Vec<_>, _>>()?;
            let mut seen: HashMap<&str, Known> = HashMap::new();
            for (index, table) in tables.into_iter().enumerate() {
                let kind = kinds[index];
                let mut sheet = Sheet {
                    kind,
                    seen: seen.remove(kind.id.as_str()).unwrap_or_default(),
                    last: !kinds[index + 1..].contains(&kind),
                };
                sheets.extend(
                    self.import_table(table, &mut sheet, request, &sha256, stamp, progress)?,
                );
                seen.insert(&kind.id, sheet.seen);
            }
            match sheets.is_empty() {
                true => Err(ImportError::NoRows {
                    file: request.file.to_path_buf(),
                }),
                false => Ok(ImportReport { sheets }),
            }
        })?;
        self.show_version(None)?;
        Ok(report)
    }

    /// Headings to expect: of the kind, or of all kinds where it is not known.
    fn read_options(&self, kind: Option<&str>) -> Result<ReadOptions, ImportError> {
        let mut options = ReadOptions::default();
        match kind {
            Some(kind) => options = ReadOptions::for_kind(self.schemas.get(kind)?),
            None => {
                for kind in self.schemas.kinds() {
                    options
                        .headings
                        .extend(ReadOptions::for_kind(kind).headings);
                }
            }
        }
        Ok(options)
    }

    /// Imports one sheet inside the caller's transaction; `None` where it has no rows.
    fn import_table(
        &self,
        mut table: Table,
        sheet: &mut Sheet,
        request: &ImportRequest,
        sha256: &str,
        stamp: &Stamp,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<SheetReport>, ImportError> {
        let kind = sheet.kind;
        let mapping = match (request.mapping)(&kind.id) {
            Some(file) => Mapping::load(&file, kind, &table.header)?,
            None => without_derived_columns(Mapping::propose(kind, &table.header)),
        };
        let mapping = mapping.with_unit(table.unit.clone());
        let version = self.last_version()? + 1;
        let mut converter = Converter::new(kind, &mapping, Places::shipped())?;
        let mut rejects = Rejects::new(
            request.rejects,
            version,
            request.file,
            table.sheet.as_deref(),
            &table.header,
        );
        let mut writer = Writer::new(self, kind, request, version)?;

        let mut read = 0;
        while let Some(row) = table.next_row()? {
            read += 1;
            if read % 65_536 == 0 {
                progress(read);
            }
            if let Some(batch) = converter.push(&row) {
                writer.write(&batch, request.file)?;
            }
            if converter.report().rows_refused > rejects.rows() {
                converter
                    .take_refusals()
                    .iter()
                    .try_for_each(|refusal| rejects.add(refusal))?;
            }
        }
        progress(read);
        if read == 0 {
            return Ok(None);
        }
        writer.write(&converter.finish(), request.file)?;
        let (mut rows, seen) = writer.finish()?;
        sheet.seen.extend(seen.unwrap_or_default());
        if request.complete && sheet.last {
            rows.closed = self.close_missing(kind, request.source, version, &sheet.seen)?;
        }
        rows.repeated = converter.report().rows_repeated;
        rows.refused = rejects.rows();
        let reasons = rejects.reasons();
        // The file of refused rows stands before the version that speaks of it.
        let rejects = rejects.finish()?;

        let changes = rows.taken + rows.changed + rows.closed > 0;
        let mut merged_records = self.entity_counts(&kind.id)?.merged_records;
        if changes {
            let made = self.add_version(
                stamp,
                &NewVersion {
                    action: "import",
                    kind: Some(kind.id.clone()),
                    file: request
                        .file
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned()),
                    file_sha256: Some(sha256.to_string()),
                    source: Some(request.source.to_string()),
                    retrieved: request.retrieved.map(str::to_string),
                    mapping: Some(mapping.to_toml()),
                    rows,
                    note: table.sheet.as_ref().map(|sheet| format!("sheet {sheet}")),
                },
            )?;
            merged_records = self.refresh_entities(&kind.id, made)?;
        }
        Ok(Some(SheetReport {
            sheet: table.sheet.clone(),
            kind: kind.id.clone(),
            source: request.source.to_string(),
            version: changes.then_some(version),
            mapping,
            rows,
            merged_records,
            notes: table
                .notes
                .iter()
                .map(|note| note.message.clone())
                .chain(cell_notes(converter.report()))
                .collect(),
            reasons,
            rejects,
        }))
    }

    fn kind_of_table(&self, table: &Table, request: &ImportRequest) -> Result<&Kind, ImportError> {
        match request.kind {
            Some(kind) => Ok(self.schemas.get(kind)?),
            None => self.kind_of(request.file, table),
        }
    }

    /// The kind that most of the headings belong to.
    fn kind_of(&self, file: &Path, table: &Table) -> Result<&Kind, ImportError> {
        let unclear = |detail: Message| ImportError::KindUnclear {
            file: file.to_path_buf(),
            detail,
        };
        let mut fits: Vec<(usize, &Kind)> = self
            .schemas
            .kinds()
            .iter()
            .map(|kind| (kind, Mapping::propose(kind, &table.header)))
            .filter(|(kind, mapping)| mapping.check(kind).is_ok())
            .map(|(kind, mapping)| (table.header.len() - mapping.unmapped().count(), kind))
            .collect();
        fits.sort_by_key(|(matched, _)| std::cmp::Reverse(*matched));
        let headings: Vec<String> = table
            .header
            .iter()
            .filter(|heading| !normalise_heading(heading).is_empty())
            .cloned()
            .collect();
        match fits.as_slice() {
            [] => Err(unclear(message(
                format!("其表头（{}）不符合任何一种登记对象", headings.join("、")),
                format!(
                    "its headings ({}) fit no kind of record",
                    headings.join(", ")
                ),
            ))),
            [(best, _), (next, _), ..] if best == next => {
                let kinds: Vec<&str> = fits
                    .iter()
                    .filter(|(matched, _)| matched == best)
                    .map(|(_, kind)| kind.id.as_str())
                    .collect();
                Err(unclear(message(
                    format!("其表头同时符合 {}", kinds.join("、")),
                    format!("its headings fit {}", kinds.join(" and ")),
                )))
            }
            [(_, kind), ..] => Ok(kind),
        }
    }

    /// Closes the records of `source` that were not `seen`.
    fn close_missing(
        &self,
        kind: &Kind,
        source: &str,
        version: i64,
        seen: &Known,
    ) -> Result<u64, StoreError> {
        let known = known_records(self, kind, source)?;
        let missing: Vec<u64> = known
            .keys()
            .filter(|record| !seen.contains_key(record))
            .copied()
            .collect();
        self.close(kind, &missing, version)?;
        Ok(missing.len() as u64)
    }

    /// Marks the rows in force of these records, added before `version`, as replaced in it.
    fn close(&self, kind: &Kind, records: &[u64], version: i64) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        self.connection
            .execute_batch("CREATE OR REPLACE TEMP TABLE closed (record_id UBIGINT)")?;
        let mut appender = self.temporary_appender("closed")?;
        for record in records {
            appender.append_row([record])?;
        }
        appender.flush()?;
        drop(appender);
        self.connection.execute(
            &format!(
                "UPDATE records.\"{}\" SET replaced_in = {version}
                 WHERE replaced_in IS NULL AND added_in < {version} AND record_id IN (SELECT record_id FROM closed)",
                kind.id
            ),
            [],
        )?;
        Ok(())
    }
}

/// A file that this program exported has columns beside the fields: they are worked out anew.
fn without_derived_columns(mut mapping: Mapping) -> Mapping {
    const DERIVED: [&str; 8] = [
        "entity_id",
        "merged_records",
        "record_id",
        "imported_in",
        "row_number",
        "province_code",
        "city_code",
        "county_code",
    ];
    let exported = DERIVED
        .iter()
        .all(|name| mapping.columns.iter().any(|column| column.header == *name));
    for column in mapping
        .columns
        .iter_mut()
        .filter(|column| exported && DERIVED.contains(&column.header.as_str()))
    {
        column.target = Target::Ignore;
    }
    mapping
}

/// One sheet of a file among those of its kind.
struct Sheet<'a> {
    kind: &'a Kind,
    /// Records of the kind that this sheet and those before it have.
    seen: Known,
    /// Whether no later sheet holds records of the kind.
    last: bool,
}

/// Hash of the contents by record id.
type Known = HashMap<u64, u64, Xxh3DefaultBuilder>;

/// The records of `source` in force.
fn known_records(registry: &Registry, kind: &Kind, source: &str) -> Result<Known, StoreError> {
    let mut known = Known::default();
    let mut statement = registry.connection.prepare(&format!(
        "SELECT record_id, row_hash FROM records.\"{}\" WHERE replaced_in IS NULL
         AND imported_in IN (SELECT version FROM meta.version WHERE source = ? AND kind = ?)",
        kind.id
    ))?;
    for batch in statement.query_arrow([source, &kind.id])? {
        let ids = batch.column(0).as_primitive::<UInt64Type>();
        let hashes = batch.column(1).as_primitive::<UInt64Type>();
        known.extend(
            ids.values()
                .iter()
                .copied()
                .zip(hashes.values().iter().copied()),
        );
    }
    Ok(known)
}

/// Writes the rows that are new or changed.
struct Writer<'a> {
    registry: &'a Registry,
    kind: &'a Kind,
    appender: Option<Appender<'a>>,
    known: Known,
    /// The records of a file that is the whole list.
    seen: Option<Known>,
    source_seed: u64,
    version: i64,
    changed: Vec<u64>,
    rows: RowCounts,
}

impl<'a> Writer<'a> {
    fn new(
        registry: &'a Registry,
        kind: &'a Kind,
        request: &ImportRequest,
        version: i64,
    ) -> Result<Writer<'a>, StoreError> {
        Ok(Writer {
            registry,
            kind,
            appender: None,
            known: known_records(registry, kind, request.source)?,
            seen: request.complete.then(Known::default),
            source_seed: xxh3_64(request.source.as_bytes()),
            version,
            changed: Vec::new(),
            rows: RowCounts::default(),
        })
    }

    fn write(&mut self, batch: &RecordBatch, file: &Path) -> Result<(), ImportError> {
        self.refuse_mixture(batch, file)?;
        let keys = batch.column(0).as_primitive::<UInt64Type>();
        let hashes = batch.column(1).as_primitive::<UInt64Type>();
        // One key in two sources is two records: they may turn out to be one entity.
        let ids: Vec<u64> = keys
            .values()
            .iter()
            .map(|key| xxh3_64_with_seed(&key.to_le_bytes(), self.source_seed))
            .collect();
        let wanted: Vec<bool> = ids
            .iter()
            .zip(hashes.values())
            .map(|(id, hash)| match self.known.get(id) {
                None => {
                    self.rows.taken += 1;
                    true
                }
                Some(known) if known == hash => {
                    self.rows.unchanged += 1;
                    false
                }
                Some(_) => {
                    self.rows.changed += 1;
                    self.changed.push(*id);
                    true
                }
            })
            .collect();
        if let Some(seen) = &mut self.seen {
            seen.extend(ids.iter().copied().zip(hashes.values().iter().copied()));
        }
        let everything = wanted.iter().all(|wanted| *wanted);
        let complete = self.with_system_columns(batch, ids)?;
        let complete = match everything {
            true => complete,
            false => {
                filter_record_batch(&complete, &BooleanArray::from(wanted)).map_err(arrow_error)?
            }
        };
        if complete.num_rows() == 0 {
            return Ok(());
        }
        let appender = match &mut self.appender {
            Some(appender) => appender,
            empty => {
                let schema = complete.schema();
                let columns: Vec<&str> = schema
                    .fields()
                    .iter()
                    .map(|field| field.name().as_str())
                    .collect();
                self.registry
                    .add_missing_columns(self.kind, columns.iter().copied())?;
                empty.insert(
                    self.registry
                        .connection
                        .appender_with_columns_to_db(&self.kind.id, "records", &columns)
                        .map_err(|error| self.registry.database_error(error))?,
                )
            }
        };
        appender
            .append_record_batch(complete)
            .map_err(|error| self.registry.database_error(error))?;
        Ok(())
    }

    /// `record_key` becomes the record's id; the version is added.
    fn with_system_columns(
        &self,
        batch: &RecordBatch,
        ids: Vec<u64>,
    ) -> Result<RecordBatch, StoreError> {
        let rows = batch.num_rows();
        let version = Arc::new(Int64Array::from(vec![self.version; rows]));
        let schema = batch.schema();
        let mut fields = vec![
            Arc::new(ArrowField::new("record_id", DataType::UInt64, false)),
            Arc::new(ArrowField::new("imported_in", DataType::Int64, false)),
            Arc::new(ArrowField::new("added_in", DataType::Int64, false)),
        ];
        fields.extend(schema.fields().iter().skip(1).cloned());
        let mut columns: Vec<Arc<dyn Array>> =
            vec![Arc::new(UInt64Array::from(ids)), version.clone(), version];
        columns.extend(batch.columns().iter().skip(1).cloned());
        RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), columns).map_err(arrow_error)
    }

    /// Real and made-up records never stand in one project.
    fn refuse_mixture(&self, batch: &RecordBatch, file: &Path) -> Result<(), ImportError> {
        let marked = match batch.column_by_name("synthetic") {
            Some(column) => {
                let marks = column.as_boolean();
                (0..marks.len())
                    .filter(|row| marks.is_valid(*row) && marks.value(*row))
                    .count()
            }
            None => 0,
        };
        match self.registry.is_synthetic() {
            false if marked > 0 => Err(ImportError::Mixed {
                file: file.to_path_buf(),
                made_up: true,
            }),
            true if marked < batch.num_rows() => Err(ImportError::Mixed {
                file: file.to_path_buf(),
                made_up: false,
            }),
            _ => Ok(()),
        }
    }

    fn finish(mut self) -> Result<(RowCounts, Option<Known>), StoreError> {
        if let Some(mut appender) = self.appender.take() {
            appender
                .flush()
                .map_err(|error| self.registry.database_error(error))?;
        }
        self.registry
            .close(self.kind, &self.changed, self.version)?;
        Ok((self.rows, self.seen))
    }
}

/// What was decided about cells that were taken, a message for each column and decision.
fn cell_notes(report: &Report) -> Vec<Message> {
    let mut messages = Vec::new();
    for (column, notes) in &report.columns {
        for note in notes {
            let (zh, en) = match note.kind {
                NoteKind::Operator(operator) => (
                    format!("带有“{}”，按所写数值取用", operator.symbol()),
                    format!(
                        "written with \"{}\"; the number itself was taken",
                        operator.symbol()
                    ),
                ),
                NoteKind::Scaled(power) => (
                    format!("按单位换算，乘以 10 的 {power} 次方"),
                    format!("multiplied by 10 to the power {power} for the unit"),
                ),
                NoteKind::Converted => (
                    "按汇率或比例换算".into(),
                    "converted by a rate or a scale of the mapping".into(),
                ),
                NoteKind::Month => (
                    "只有年月，取当月第一天".into(),
                    "only a month; taken as its first day".into(),
                ),
                NoteKind::Year => (
                    "只有年份，取当年第一天".into(),
                    "only a year; taken as its first day".into(),
                ),
                NoteKind::Time => ("舍去时刻".into(), "the time of day was dropped".into()),
                NoteKind::Parentheses => (
                    "括号内的数取为负数".into(),
                    "a number in parentheses was taken as negative".into(),
                ),
                NoteKind::OldRegistration => (
                    "15 位旧注册号".into(),
                    "an old registration number of 15 digits".into(),
                ),
            };
            let example = note.examples.first();
            let value = example.map_or("", |example| example.value.as_str());
            let row = example.map_or(0, |example| example.row_number);
            messages.push(Message {
                zh: format!(
                    "{column}：{} 个单元格{zh}（如第 {row} 行“{value}”）",
                    note.cells
                ),
                en: format!(
                    "{column}: {} cells {en} (row {row}: \"{value}\")",
                    note.cells
                ),
            });
        }
    }
    messages
}

fn arrow_error(error: duckdb::arrow::error::ArrowError) -> StoreError {
    StoreError::Database(duckdb::Error::ToSqlConversionFailure(Box::new(error)))
}

fn file_sha256(path: &Path) -> Result<String, ReadError> {
    let unreadable = |source| ReadError::Unreadable {
        file: path.to_path_buf(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(unreadable)? {
            0 => return Ok(hex(&digest.finalize())),
            length => digest.update(&buffer[..length]),
        }
    }
}
