//! The engines on plain files, without a project.

use std::path::{Path, PathBuf};

use jushu_index::FrameworkError;
use jushu_index::{BuildError, Framework, Run, Table, TableError, tables};
use serde_json::json;

use crate::config::Names;
use crate::output::{OutputError, write_file, write_folder};
use crate::run::sha256;

/// A plain file that cannot be used, or results that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum PlainError {
    /// It cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not text in UTF-8.
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// The framework is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The data is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The index cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The table iMeta is wrong.
    #[error(transparent)]
    Coinr(#[from] jushu_index::CoinrError),
    /// The results cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl PlainError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            PlainError::Unreadable { path, source } => Names::new(
                format!("{source}；请给出存在且可读的文件"),
                format!("{source}; name a file that exists and can be read"),
            )
            .in_file(path),
            PlainError::NotUtf8 { path } => Names::new(
                "不是 UTF-8 文本；请另存为 UTF-8（Excel 中选“CSV UTF-8”）",
                "not text in UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)",
            )
            .in_file(path),
            PlainError::Framework(error) => error.message().into(),
            PlainError::Table(error) => error.message().into(),
            PlainError::Build(error) => error.message().into(),
            PlainError::Coinr(error) => error.message().into(),
            PlainError::Output(error) => error.message(),
        }
    }
}

/// `jushu index build`: computes `framework` over `data` and writes the results into `out`.
/// A framework of several unit sets needs to be told which one the data is for.
pub fn build(framework: &Path, data: &Path, unit_set: Option<&str>, out: &Path) -> Result<Run, PlainError> {
    let (framework_text, data_text) = (read(framework)?, read(data)?);
    let mut parsed = Framework::parse(&framework_text, &framework.display().to_string())?;
    if let Some(unit_set) = unit_set {
        parsed = parsed.for_unit_set(unit_set)?;
    }
    let table = Table::from_csv(&data_text, &data.display().to_string())?;
    let run = jushu_index::build(&parsed, &table)?;
    let mut files: Vec<(String, Vec<u8>)> = [
        ("treated.csv", tables::treated_csv(&run)),
        ("normalised.csv", tables::normalised_csv(&run)),
        ("scores.csv", tables::scores_csv(&run)),
        ("weights.csv", tables::weights_csv(&run)),
        ("coverage.csv", tables::coverage_csv(&run)),
        ("choices.csv", tables::choices_csv(&run)),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_string(), text.into_bytes()))
    .collect();
    let hashes: serde_json::Map<String, serde_json::Value> =
        files.iter().map(|(name, contents)| (name.clone(), sha256(contents).into())).collect();
    let file_name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let manifest = json!({
        "program": concat!("jushu ", env!("CARGO_PKG_VERSION")),
        "framework": { "id": run.framework, "edition": run.edition, "file": file_name(framework), "sha256": sha256(framework_text.as_bytes()) },
        "data": { "file": file_name(data), "sha256": sha256(data_text.as_bytes()), "units": run.units.len() },
        "choices": run.choices,
        "files": hashes,
    });
    files.push(("manifest.json".into(), (serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n").into_bytes()));
    write_folder(out, &files)?;
    Ok(run)
}

/// `jushu framework from-coinr`: makes a framework from COINr's table iMeta.
pub fn framework_from_coinr(meta: &Path, out: &Path) -> Result<(), PlainError> {
    let text = read(meta)?;
    let id = out.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let framework = jushu_index::from_coinr(&text, &meta.display().to_string(), &id)?;
    Ok(write_file(out, framework.as_bytes())?)
}

fn read(path: &Path) -> Result<String, PlainError> {
    let bytes = std::fs::read(path).map_err(|source| PlainError::Unreadable { path: path.to_path_buf(), source })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|_| PlainError::NotUtf8 { path: path.to_path_buf() })
}
