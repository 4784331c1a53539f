//! The folder of a finished run, read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Project;
use crate::config::Names;

/// `manifest.json` of a run: all that is needed to recompute it. It holds no clock time, so that
/// the same inputs give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the folder, from what went into the run.
    pub run: String,
    /// The program and its version.
    pub program: String,
    /// The project's name.
    pub project: Names,
    /// True when the records are made up (合成).
    pub synthetic: bool,
    /// The framework.
    pub framework: FrameworkEntry,
    /// The state of the registry.
    pub registry: RegistryEntry,
    /// The day for which records were counted.
    pub date: String,
    /// The unit sets, each computed on its own.
    pub unit_sets: Vec<UnitSetEntry>,
    /// The sources whose records were counted.
    pub sources: Vec<SourceEntry>,
    /// SHA-256 of every file of the run but this one.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of the rule files behind `clusters/`, where clusters were measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cluster_rules: BTreeMap<String, String>,
}

/// The framework of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameworkEntry {
    /// Its id.
    pub id: String,
    /// Its edition.
    pub edition: String,
    /// Its name.
    pub name: Names,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// The state of the registry a run read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegistryEntry {
    /// The newest version it saw.
    pub version: i64,
    /// Fingerprint of the history up to that version.
    pub fingerprint: String,
}

/// One unit set of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitSetEntry {
    /// Its id, also the name of its folder.
    pub id: String,
    /// How many units.
    pub units: usize,
    /// How many of them have a score at the root.
    pub scored: usize,
    /// The id of the root node.
    pub root: String,
    /// Nodes from the root down, then the indicators, with their names.
    pub nodes: Vec<NodeEntry>,
    /// The judgement on the ranking as a whole, over the replications.
    pub robustness: Option<Names>,
    /// Replications behind the rank intervals.
    pub replications: u32,
    /// Everything decided for the user, and everything to look at.
    pub choices: Vec<ChoiceEntry>,
}

/// A node or an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeEntry {
    /// Its id.
    pub id: String,
    /// 1 for an indicator, more for the nodes above.
    pub level: usize,
    /// Its name.
    pub name: Names,
    /// The node above; none for the root.
    pub parent: Option<String>,
}

/// A choice made for the user, or a warning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceEntry {
    /// The step of the method.
    pub step: String,
    /// The node concerned.
    pub node: Option<String>,
    /// What was decided or noticed.
    pub text: Names,
    /// True where the method is inferred (推定).
    pub inferred: bool,
    /// `note` or `warning`.
    pub severity: String,
}

/// A source behind the numbers of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its id.
    pub id: String,
    /// Its title, where the registry of sources has it.
    pub title: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// The day it was retrieved.
    pub retrieved: Option<String>,
}

/// A finished run.
#[derive(Debug, Clone)]
pub struct Results {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

/// Score and rank of one unit at one node.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The unit.
    pub unit: String,
    /// The node.
    pub node: String,
    /// The node's level.
    pub level: usize,
    /// The score; `None` is missing.
    pub score: Option<f64>,
    /// The rank, 1 the best.
    pub rank: Option<u32>,
}

/// One raw value and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct CellEntry {
    /// The value; `None` is missing.
    pub value: Option<f64>,
    /// `counted`, `true-zero` or `missing`.
    pub state: String,
    /// Records behind it.
    pub records: u64,
    /// Records by source.
    pub sources: String,
}

/// A run cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ResultsError {
    /// There is none yet.
    None {
        /// The project folder.
        project: PathBuf,
    },
    /// A file of it is missing or damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: Names,
    },
    /// A unit set that the run does not have.
    UnknownUnitSet {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
}

impl ResultsError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ResultsError::None { project } => {
                let project_folder = project.display();
                Names::new(
                    format!("尚未计算；请先运行 `jushu run {project_folder}`"),
                    format!(
                        "nothing has been computed yet; run `jushu run {project_folder}` first"
                    ),
                )
                .in_file(project)
            }
            ResultsError::Damaged { path, detail } => Names::new(
                format!("{}；请重新运行 `jushu run`", detail.zh),
                format!("{}; run `jushu run` again", detail.en),
            )
            .in_file(path),
            ResultsError::UnknownUnitSet { wanted, known } => Names::new(
                format!("本次计算没有评价范围“{wanted}”；只有 {}", known.join("、")),
                format!(
                    "the run has no unit set `{wanted}`; it has {}",
                    known.join(", ")
                ),
            ),
        }
    }
}

impl Results {
    /// The newest run of `project`.
    pub fn latest(project: &Project) -> Result<Results, ResultsError> {
        let none = || ResultsError::None {
            project: project.folder().to_path_buf(),
        };
        let name =
            std::fs::read_to_string(project.folder().join("runs/latest")).map_err(|_| none())?;
        Results::read(&project.folder().join("runs").join(name.trim()))
    }

    /// The run in `folder`.
    pub fn read(folder: &Path) -> Result<Results, ResultsError> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path).map_err(|error| damaged(&path, &error))?;
        let manifest = serde_json::from_str(&text).map_err(|error| damaged(&path, &error))?;
        Ok(Results {
            folder: folder.to_path_buf(),
            manifest,
        })
    }

    /// The unit set called `id`.
    pub fn unit_set(&self, id: &str) -> Result<&UnitSetEntry, ResultsError> {
        self.manifest
            .unit_sets
            .iter()
            .find(|set| set.id == id)
            .ok_or_else(|| ResultsError::UnknownUnitSet {
                wanted: id.to_string(),
                known: self
                    .manifest
                    .unit_sets
                    .iter()
                    .map(|set| set.id.clone())
                    .collect(),
            })
    }

    /// Every score of the unit set `id`.
    pub fn scores(&self, id: &str) -> Result<Vec<Score>, ResultsError> {
        let path = self.folder.join(id).join("scores.csv");
        self.table(&path, |record| {
            Some(Score {
                unit: record.get(0)?.to_string(),
                node: record.get(1)?.to_string(),
                level: record.get(2)?.parse().ok()?,
                score: optional(record.get(3)?)?,
                rank: optional(record.get(4)?)?,
            })
        })
    }

    /// Share of the indicators each unit has values for, in the unit set `id`.
    pub fn unit_coverage(&self, id: &str) -> Result<BTreeMap<String, f64>, ResultsError> {
        let root = self.unit_set(id)?.root.clone();
        let path = self.folder.join(id).join("coverage.csv");
        let rows = self.table(&path, |record| {
            let share: f64 = record.get(5)?.parse().ok()?;
            Some((
                record.get(0)?.to_string(),
                record.get(1)?.to_string(),
                share,
            ))
        })?;
        let of_units = rows
            .into_iter()
            .filter(|(unit, node, _)| !unit.is_empty() && *node == root);
        Ok(of_units.map(|(unit, _, share)| (unit, share)).collect())
    }

    /// The ranks between which 90 % of the replications lie, by unit.
    pub fn rank_intervals(&self, id: &str) -> Result<BTreeMap<String, (f64, f64)>, ResultsError> {
        let path = self.folder.join(id).join("rank_stats.csv");
        let rows = self.table(&path, |record| {
            let interval = match (optional(record.get(4)?)?, optional(record.get(5)?)?) {
                (Some(low), Some(high)) => Some((low, high)),
                _ => None,
            };
            Some((record.get(0)?.to_string(), interval))
        })?;
        Ok(rows
            .into_iter()
            .filter_map(|(unit, interval)| Some((unit, interval?)))
            .collect())
    }

    /// The raw value of every unit for one indicator, with why it is so.
    pub fn cells(
        &self,
        id: &str,
        indicator: &str,
    ) -> Result<BTreeMap<String, CellEntry>, ResultsError> {
        let path = self.folder.join(id).join("cells.csv");
        let rows = self.table(&path, |record| {
            let cell = CellEntry {
                value: optional(record.get(3)?)?,
                state: record.get(4)?.to_string(),
                records: record.get(5)?.parse().ok()?,
                sources: record.get(6)?.to_string(),
            };
            Some((record.get(0)?.to_string(), record.get(2)?.to_string(), cell))
        })?;
        Ok(rows
            .into_iter()
            .filter(|(_, node, _)| node == indicator)
            .map(|(unit, _, cell)| (unit, cell))
            .collect())
    }

    /// The raw values of all indicators: unit, indicator, value.
    pub fn values(&self, id: &str) -> Result<Vec<(String, String, Option<f64>)>, ResultsError> {
        let path = self.folder.join(id).join("cells.csv");
        self.table(&path, |record| {
            let (unit, indicator) = (record.get(0)?.to_string(), record.get(2)?.to_string());
            Some((unit, indicator, optional(record.get(3)?)?))
        })
    }

    fn table<T>(
        &self,
        path: &Path,
        row: impl Fn(&csv::StringRecord) -> Option<T>,
    ) -> Result<Vec<T>, ResultsError> {
        let mut reader = csv::Reader::from_path(path).map_err(|error| damaged(path, &error))?;
        reader
            .records()
            .enumerate()
            .map(|(index, record)| {
                let record = record.map_err(|error| damaged(path, &error))?;
                row(&record).ok_or_else(|| {
                    let row = index + 2;
                    let detail = Names::new(
                        format!("第 {row} 行无法读取"),
                        format!("row {row} cannot be read"),
                    );
                    ResultsError::Damaged {
                        path: path.to_path_buf(),
                        detail,
                    }
                })
            })
            .collect()
    }
}

/// An empty cell is `Some(None)`, a cell that cannot be read is `None`.
fn optional<T: std::str::FromStr>(cell: &str) -> Option<Option<T>> {
    if cell.is_empty() {
        Some(None)
    } else {
        cell.parse().ok().map(Some)
    }
}

fn damaged(path: &Path, error: &dyn std::fmt::Display) -> ResultsError {
    ResultsError::Damaged {
        path: path.to_path_buf(),
        detail: Names::same(error),
    }
}
