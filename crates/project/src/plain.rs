//! The engines on plain files, without a project.

mod alternatives;
pub(crate) mod audit;
pub mod clusters;
mod compare;
mod kept;
mod panel;
mod practice;
mod reach;
mod reading;
mod sensitivity;
mod sheet;
mod uncertainty;

use std::path::{Path, PathBuf};

use jushu_index::FrameworkError;
use jushu_index::PanelError;
use jushu_index::audit::RulesError;
use jushu_index::practice::PracticeError;
use jushu_index::reach::values::ReachError;
use jushu_index::reach::weights::LeadError;
use jushu_index::reading::comparison::ResultsError;
use jushu_index::reading::editions::Edition;
use jushu_index::reading::peers::PeersError;
use jushu_index::reading::tiers::TierError;
use jushu_index::uncertainty::UncertaintyError;
use jushu_index::{BuildError, Framework, Run, Table, TableError, tables};
use serde_json::json;

use crate::config::Names;
use crate::output::{OutputError, write_file, write_folder};
use crate::run::sha256;

pub use alternatives::{Beside, beside};
pub use audit::{AuditFiles, audit};
pub use compare::{EditionFiles, compare};
pub use panel::panel;
pub use practice::{PracticeQuestions, practice};
pub use reach::{lead, reach};
pub use reading::{Questions, read_results};
pub use sensitivity::sensitivity;
pub use uncertainty::{KEEP_EVERY, Replicating, UncertaintyTables, uncertainty};

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
    /// The rules or acceptances of the audit are wrong.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The results of another computation cannot be compared.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// A rank cannot be reached.
    #[error(transparent)]
    Reach(#[from] ReachError),
    /// A question about weights has no answer.
    #[error(transparent)]
    Lead(#[from] LeadError),
    /// There is no such unit or group.
    #[error(transparent)]
    Peers(#[from] PeersError),
    /// Tiers cannot be cut.
    #[error(transparent)]
    Tiers(#[from] TierError),
    /// The tables make no panel.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// An analysis of Chinese practice has no meaning.
    #[error(transparent)]
    Practice(#[from] PracticeError),
    /// The replications of a design cannot be computed.
    #[error(transparent)]
    Uncertainty(#[from] UncertaintyError),
    /// A table of regions and industries is wrong.
    #[error(transparent)]
    RegionIndustry(#[from] jushu_clusters::TableError),
    /// A region or industry of a table that its groups do not name.
    NoGroup {
        /// The file of groups.
        path: PathBuf,
        /// The region or industry.
        name: String,
    },
    /// Groups that do not lie within their outer groups.
    NotNested {
        /// The file of groups.
        path: PathBuf,
    },
    /// A unit without a score, of which nothing can be explained.
    NoScore {
        /// The unit.
        unit: String,
    },
    /// A table without a column that it must have.
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A file whose contents cannot be used for what was asked.
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        what: Names,
    },
    /// A row that cannot be read.
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong and what to do.
        what: Names,
    },
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
            PlainError::Rules(error) => error.message().into(),
            PlainError::Results(error) => error.message().into(),
            PlainError::Reach(error) => error.message().into(),
            PlainError::Lead(error) => error.message().into(),
            PlainError::Peers(error) => error.message().into(),
            PlainError::Tiers(error) => error.message().into(),
            PlainError::Panel(error) => error.message().into(),
            PlainError::Practice(error) => error.message().into(),
            PlainError::Uncertainty(error) => error.message().into(),
            PlainError::RegionIndustry(error) => error.message().into(),
            PlainError::NoGroup { path, name } => Names::new(
                format!("没有“{name}”的分组；请为其添加一行"),
                format!("there is no group for \"{name}\"; add a row for it"),
            )
            .in_file(path),
            PlainError::NotNested { path } => Names::new(
                "列“group”的某个组跨越列“outer_group”的两个组；请使每个组只属于一个上级组",
                "a group of the column \"group\" lies in two of \"outer_group\"; let each lie within one",
            )
            .in_file(path),
            PlainError::NoScore { unit } => Names::new(
                format!("单元“{unit}”或与之比较的单元没有得分；请补全数据"),
                format!(
                    "the unit \"{unit}\" or what it is compared with has no score; complete the data"
                ),
            ),
            PlainError::NoColumn { path, column } => Names::new(
                format!("没有列“{column}”；请添加该列"),
                format!("there is no column \"{column}\"; add it"),
            )
            .in_file(path),
            PlainError::Unusable { path, what } => what.clone().in_file(path),
            PlainError::Row { path, line, what } => Names::new(
                format!("{} 第 {line} 行：{}", path.display(), what.zh),
                format!("{}, line {line}: {}", path.display(), what.en),
            ),
            PlainError::Output(error) => error.message(),
        }
    }
}

/// The two files that an index is computed from, and which unit set the data is for, where the framework has
/// several.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The framework.
    pub framework: &'a Path,
    /// The data.
    pub data: &'a Path,
    /// The unit set.
    pub unit_set: Option<&'a str>,
}

/// An index computed from files.
struct Computed {
    framework: Framework,
    table: Table,
    run: Run,
    framework_text: String,
    data_text: String,
}

impl Computed {
    fn of(inputs: Inputs) -> Result<Computed, PlainError> {
        let (framework_text, data_text) = (read(inputs.framework)?, read(inputs.data)?);
        let mut framework =
            Framework::parse(&framework_text, &inputs.framework.display().to_string())?;
        if let Some(unit_set) = inputs.unit_set {
            framework = framework.for_unit_set(unit_set)?;
        }
        let table = Table::from_csv(&data_text, &inputs.data.display().to_string())?;
        let run = jushu_index::build(&framework, &table)?;
        Ok(Computed {
            framework,
            table,
            run,
            framework_text,
            data_text,
        })
    }

    fn edition(&self) -> Edition<'_> {
        Edition {
            framework: &self.framework,
            table: &self.table,
        }
    }

    /// What every manifest says about where results come from.
    fn sources(&self, inputs: Inputs) -> serde_json::Map<String, serde_json::Value> {
        sources(
            inputs,
            (&self.framework, &self.framework_text),
            (&self.data_text, self.run.units.len()),
        )
    }
}

/// The program and the inputs: the framework with its text, the text of the data with the number of units.
fn sources(
    inputs: Inputs,
    (framework, framework_text): (&Framework, &str),
    (data_text, units): (&str, usize),
) -> serde_json::Map<String, serde_json::Value> {
    let file_name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let sources = [
        (
            "program",
            json!(concat!("jushu ", env!("CARGO_PKG_VERSION"))),
        ),
        (
            "framework",
            json!({ "id": framework.id, "edition": framework.edition, "file": file_name(inputs.framework), "sha256": sha256(framework_text.as_bytes()) }),
        ),
        (
            "data",
            json!({ "file": file_name(inputs.data), "sha256": sha256(data_text.as_bytes()), "units": units }),
        ),
    ];
    sources
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect()
}

impl Computed {
    /// A manifest with what is said about one analysis, which keeps what an earlier one of the same inputs said in
    /// the same folder: uncertainty and sensitivity stand side by side.
    fn manifest_with(
        &self,
        inputs: Inputs,
        out: &Path,
        analysis: &str,
        about: serde_json::Map<String, serde_json::Value>,
    ) -> serde_json::Map<String, serde_json::Value> {
        let sources = self.sources(inputs);
        let before: Option<serde_json::Map<_, _>> = std::fs::read(out.join("manifest.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let same = |before: &serde_json::Map<String, serde_json::Value>| {
            sources
                .iter()
                .all(|(key, value)| before.get(key) == Some(value))
        };
        let mut manifest = before.filter(same).unwrap_or(sources);
        manifest.insert(analysis.into(), about.into());
        manifest
    }
}

/// Writes texts as files, and a manifest that also holds their hashes (beside those it has already).
fn write_results(
    out: &Path,
    texts: Vec<(&str, String)>,
    mut manifest: serde_json::Map<String, serde_json::Value>,
) -> Result<(), PlainError> {
    let hashes = texts
        .iter()
        .map(|(name, text)| ((*name).to_string(), sha256(text.as_bytes()).into()));
    match manifest.get_mut("files") {
        Some(serde_json::Value::Object(files)) => files.extend(hashes),
        _ => {
            let files: serde_json::Map<String, serde_json::Value> = hashes.collect();
            manifest.insert("files".into(), files.into());
        }
    }
    let mut files: Vec<(String, Vec<u8>)> = texts
        .into_iter()
        .map(|(name, text)| (name.to_string(), text.into_bytes()))
        .collect();
    files.push(("manifest.json".into(), json_text(&manifest)));
    Ok(write_folder(out, &files)?)
}

fn json_text(value: &impl serde::Serialize) -> Vec<u8> {
    (serde_json::to_string_pretty(value).unwrap_or_default() + "\n").into_bytes()
}

/// `jushu index build`: computes `framework` over `data` and writes the results into `out`.
/// A framework of several unit sets needs to be told which one the data is for.
pub fn build(
    framework: &Path,
    data: &Path,
    unit_set: Option<&str>,
    out: &Path,
) -> Result<Run, PlainError> {
    let inputs = Inputs {
        framework,
        data,
        unit_set,
    };
    let computed = Computed::of(inputs)?;
    let run = &computed.run;
    let mut texts = vec![
        ("treated.csv", tables::treated_csv(run)),
        ("normalised.csv", tables::normalised_csv(run)),
        ("scores.csv", tables::scores_csv(run)),
        ("weights.csv", tables::weights_csv(run)),
        ("coverage.csv", tables::coverage_csv(run)),
        ("choices.csv", tables::choices_csv(run)),
        ("treatments.csv", tables::treatments_csv(run)),
        (
            "treated_indicators.csv",
            tables::treated_indicators_csv(run),
        ),
        ("screening.csv", tables::screening_csv(run)),
    ];
    texts.extend(tables::own_weights_csv(run).map(|text| ("own_weights.csv", text)));
    let mut manifest = computed.sources(inputs);
    manifest.insert("choices".into(), json!(run.choices));
    write_results(out, texts, manifest)?;
    Ok(computed.run)
}

/// `jushu framework from-coinr`: makes a framework from COINr's table iMeta.
pub fn framework_from_coinr(meta: &Path, out: &Path) -> Result<(), PlainError> {
    let text = read(meta)?;
    let id = out
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let framework = jushu_index::from_coinr(&text, &meta.display().to_string(), &id)?;
    Ok(write_file(out, framework.as_bytes())?)
}

fn read(path: &Path) -> Result<String, PlainError> {
    let bytes = std::fs::read(path).map_err(|source| PlainError::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    let bytes = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .map(<[u8]>::to_vec)
        .unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|_| PlainError::NotUtf8 {
        path: path.to_path_buf(),
    })
}
