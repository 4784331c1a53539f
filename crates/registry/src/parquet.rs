//! Every table as a Parquet file with its description, for other programs and for keeping.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::engine::Engine;
use crate::store::{Registry, StoreError};
use crate::value::message;

/// One table written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedTable {
    /// The kind of record.
    pub table: String,
    /// The file, relative to the folder.
    pub file: PathBuf,
    /// Its rows.
    pub rows: u64,
}

impl Registry {
    /// Writes the records in force, one row an entity, as `KIND.parquet`, and `tables.json`, into
    /// `folder`. Both describe every field with its name, type, unit and meaning; a Parquet file holds
    /// its description as JSON under the metadata key `jushu`.
    pub fn export(&self, folder: &Path) -> Result<Vec<ExportedTable>, StoreError> {
        let failed = |source: std::io::Error| StoreError::Format {
            path: folder.to_path_buf(),
            detail: message(
                format!("不能写入：{source}；请指定可写的文件夹"),
                format!("cannot be written: {source}; name a folder you can write to"),
            ),
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut tables = Vec::new();
        let mut described = Vec::new();
        for (kind_id, _) in self.kinds_in_use()? {
            let Ok(kind) = self.schemas.get(&kind_id) else {
                continue;
            };
            let file = PathBuf::from(format!("{kind_id}.parquet"));
            // Written whole beside its place before it takes it.
            let fresh = folder.join(format!(".{kind_id}.parquet.part"));
            let description = serde_json::json!({
                "table": kind_id,
                "name": kind.name,
                "synthetic": self.is_synthetic(),
                "fields": kind.fields,
                "registry_version": self.last_version()?,
            });
            let rows = self.write_parquet(
                &format!("SELECT * FROM \"{kind_id}\" ORDER BY imported_in, row_number"),
                &fresh,
                Some(&description.to_string()),
            )?;
            std::fs::rename(&fresh, folder.join(&file)).map_err(failed)?;
            described.push(
                serde_json::json!({ "file": file, "rows": rows, "description": description }),
            );
            tables.push(ExportedTable {
                table: kind_id,
                file,
                rows,
            });
        }
        let description = serde_json::json!({
            "registry_version": self.last_version()?,
            "fingerprint": self.fingerprint(None)?,
            "synthetic": self.is_synthetic(),
            "tables": described,
        });
        let text = serde_json::to_string_pretty(&description).unwrap_or_default() + "\n";
        let fresh = folder.join(".tables.json.part");
        std::fs::write(&fresh, text)
            .and_then(|()| std::fs::rename(&fresh, folder.join("tables.json")))
            .map_err(failed)?;
        Ok(tables)
    }
}
