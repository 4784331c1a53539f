//! Versions: every change of the registry is one, with who, when and from which file.
//!
//! The fingerprint of a version is the SHA-256 of the fingerprint before it and of what the
//! version did, without who and when: two registries built from the same files by the same
//! steps have the same fingerprint.

use duckdb::params;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::store::{Registry, Stamp, StoreError};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// Local time as `YYYY-MM-DD HH:MM:SS`.
    pub at: String,
    /// The person or program that made it.
    pub who: String,
    /// `import`, `undo`, `duplicates`.
    pub action: String,
    /// The kind of record touched.
    pub kind: Option<String>,
    /// The file imported.
    pub file: Option<String>,
    /// SHA-256 of that file.
    pub file_sha256: Option<String>,
    /// The source its records belong to.
    pub source: Option<String>,
    /// The day the source was retrieved, `YYYY-MM-DD`.
    pub retrieved: Option<String>,
    /// What happened to the rows.
    #[serde(flatten)]
    pub rows: RowCounts,
    /// What else there is to say.
    pub note: Option<String>,
    /// SHA-256 over the history up to here, without who and when.
    pub fingerprint: String,
}

/// What became of the rows of a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows that are new.
    pub taken: u64,
    /// Rows that replaced an older state of the same record.
    pub changed: u64,
    /// Rows that said what the registry says already.
    pub unchanged: u64,
    /// Rows that said again what an earlier row of the same file says.
    pub repeated: u64,
    /// Rows refused, with the reason in the rejects file.
    pub refused: u64,
    /// Records closed because a complete list no longer has them, or by an undo.
    pub closed: u64,
}

/// What a new version is to say of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewVersion {
    pub action: &'static str,
    pub kind: Option<String>,
    pub file: Option<String>,
    pub file_sha256: Option<String>,
    pub source: Option<String>,
    pub retrieved: Option<String>,
    pub mapping: Option<String>,
    pub rows: RowCounts,
    pub note: Option<String>,
}

impl Registry {
    /// All versions, the oldest first.
    pub fn log(&self) -> Result<Vec<Version>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT version, strftime(made_at, '%Y-%m-%d %H:%M:%S'), who, action, kind, file, file_sha256, source,
                    CAST(retrieved AS VARCHAR), taken, changed, unchanged, repeated, refused, closed, note, fingerprint
             FROM meta.version ORDER BY version",
        )?;
        let versions = statement.query_map([], |row| {
            Ok(Version {
                version: row.get(0)?,
                at: row.get(1)?,
                who: row.get(2)?,
                action: row.get(3)?,
                kind: row.get(4)?,
                file: row.get(5)?,
                file_sha256: row.get(6)?,
                source: row.get(7)?,
                retrieved: row.get(8)?,
                rows: RowCounts {
                    taken: row.get(9)?,
                    changed: row.get(10)?,
                    unchanged: row.get(11)?,
                    repeated: row.get(12)?,
                    refused: row.get(13)?,
                    closed: row.get(14)?,
                },
                note: row.get(15)?,
                fingerprint: row.get(16)?,
            })
        })?;
        Ok(versions.collect::<Result<_, _>>()?)
    }

    /// The fingerprint of the registry's history up to `version` (the newest where `None`).
    pub fn fingerprint(&self, version: Option<i64>) -> Result<String, StoreError> {
        let version = match version {
            Some(version) => version,
            None => self.last_version()?,
        };
        if version == 0 {
            return Ok(hex(&Sha256::digest(b"")));
        }
        let found = self.connection.query_row(
            "SELECT fingerprint FROM meta.version WHERE version = ?",
            [version],
            |row| row.get(0),
        );
        found.map_err(|error| match error {
            duckdb::Error::QueryReturnedNoRows => StoreError::NoVersion {
                version,
                last: self.last_version().unwrap_or(0),
            },
            other => other.into(),
        })
    }

    /// Takes back what `version` did, as a new version: rows it added are closed, rows it
    /// replaced are in force again. Records that a later version touched stay as they are and
    /// are counted in the note.
    pub fn undo(&self, version: i64, stamp: &Stamp) -> Result<Version, StoreError> {
        let last = self.last_version()?;
        if !(1..=last).contains(&version) {
            return Err(StoreError::NoVersion { version, last });
        }
        let new = last + 1;
        self.in_transaction(|| {
            let mut rows = RowCounts::default();
            let mut kept = 0;
            for kind in self.schemas.kinds() {
                if !self.has_table(&kind.id)? {
                    continue;
                }
                let table = format!("records.\"{}\"", kind.id);
                kept += self.connection.query_row(
                    &format!(
                        "SELECT count(*) FROM {table} old
                         WHERE (old.added_in = {version} AND old.replaced_in IS NOT NULL)"
                    ),
                    [],
                    |row| row.get::<_, u64>(0),
                )?;
                rows.closed += self.connection.execute(
                    &format!("UPDATE {table} SET replaced_in = {new} WHERE added_in = {version} AND replaced_in IS NULL"),
                    [],
                )? as u64;
                rows.changed += self.connection.execute(
                    &format!(
                        "INSERT INTO {table} BY NAME
                         SELECT old.* REPLACE ({new} AS added_in, CAST(NULL AS BIGINT) AS replaced_in) FROM {table} old
                         WHERE old.replaced_in = {version}
                           AND NOT EXISTS (SELECT 1 FROM {table} now WHERE now.record_id = old.record_id AND now.replaced_in IS NULL)"
                    ),
                    [],
                )? as u64;
            }
            let mut settled = 0;
            for table in ["meta.entity", "meta.pair"] {
                settled += self.connection.execute(
                    &format!("UPDATE {table} SET replaced_in = {new} WHERE added_in = {version} AND replaced_in IS NULL"),
                    [],
                )?;
                settled += self.connection.execute(
                    &format!(
                        "INSERT INTO {table} BY NAME SELECT * REPLACE ({new} AS added_in, CAST(NULL AS BIGINT) AS replaced_in)
                         FROM {table} WHERE replaced_in = {version}"
                    ),
                    [],
                )?;
            }
            if rows == RowCounts::default() && settled == 0 {
                return Err(StoreError::NothingToUndo { version });
            }
            let mut note = format!("undoes version {version}");
            if kept > 0 {
                note += &format!("; {kept} of its records were changed later and stay as they are");
            }
            self.add_version(stamp, &NewVersion { action: "undo", rows, note: Some(note), ..NewVersion::default() })
        })?;
        self.show_version(None)?;
        self.log()?
            .pop()
            .ok_or(StoreError::NoVersion { version: new, last })
    }

    /// Writes the line of a new version, inside the caller's transaction.
    pub(crate) fn add_version(&self, stamp: &Stamp, new: &NewVersion) -> Result<i64, StoreError> {
        let last = self.last_version()?;
        let mut digest = Sha256::new();
        digest.update(self.fingerprint(Some(last))?);
        for part in [
            &new.kind,
            &new.file_sha256,
            &new.source,
            &new.retrieved,
            &new.mapping,
            &new.note,
        ] {
            digest.update([0]);
            digest.update(part.as_deref().unwrap_or(""));
        }
        digest.update(format!("{} {:?}", new.action, new.rows));
        self.connection.execute(
            "INSERT INTO meta.version VALUES (?, CAST(? AS TIMESTAMP), ?, ?, ?, ?, ?, ?, CAST(? AS DATE), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                last + 1,
                stamp.at,
                stamp.who,
                new.action,
                new.kind,
                new.file,
                new.file_sha256,
                new.source,
                new.retrieved,
                new.mapping,
                new.rows.taken,
                new.rows.changed,
                new.rows.unchanged,
                new.rows.repeated,
                new.rows.refused,
                new.rows.closed,
                new.note,
                hex(&digest.finalize()),
            ],
        )?;
        Ok(last + 1)
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
