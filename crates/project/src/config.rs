//! `project.toml`: what a project is, what it imports, and what it declares about its data.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Names {
    /// A text in both languages.
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Names {
        Names {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The words of another program, which has them in one language only.
    pub(crate) fn same(words: impl std::fmt::Display) -> Names {
        Names::new(words.to_string(), words.to_string())
    }

    /// `{path}：{self}`.
    pub(crate) fn in_file(&self, path: &Path) -> Names {
        let path = path.display();
        Names::new(
            format!("{path}：{}", self.zh),
            format!("{path}: {}", self.en),
        )
    }
}

impl From<jushu_clusters::Names> for Names {
    fn from(names: jushu_clusters::Names) -> Names {
        Names::new(names.zh, names.en)
    }
}

impl From<jushu_index::Names> for Names {
    fn from(names: jushu_index::Names) -> Names {
        Names::new(names.zh, names.en)
    }
}

impl From<jushu_registry::schema::Names> for Names {
    fn from(names: jushu_registry::schema::Names) -> Names {
        Names::new(names.zh, names.en)
    }
}

impl From<(String, String)> for Names {
    fn from((zh, en): (String, String)) -> Names {
        Names::new(zh, en)
    }
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The project itself.
    pub project: About,
    /// Files that belong to the project, in the order of their import.
    #[serde(default)]
    pub import: Vec<ImportPlan>,
    /// Reviewed pairs of likely duplicates, applied after the imports.
    #[serde(default)]
    pub review: Vec<ReviewPlan>,
    /// Where an empty cell is a true zero.
    #[serde(default)]
    pub census: Vec<Census>,
    /// Published ranks to compare a run with.
    #[serde(default)]
    pub published: Vec<Published>,
    /// What the title page of a report says.
    #[serde(default)]
    pub report: ReportAbout,
}

/// What the title page of a report says, as far as a run does not know it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportAbout {
    /// The title; from the name of the framework where absent.
    #[serde(default)]
    pub title: Option<Names>,
    /// Who writes (执笔人).
    #[serde(default)]
    pub authors: Vec<Names>,
    /// The institution.
    #[serde(default)]
    pub institution: Option<Names>,
}

/// What the project is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its name.
    pub name: Names,
    /// What it holds, in a sentence or two.
    #[serde(default)]
    pub description: Names,
    /// True when all of its records are made up. Such a project never takes real records.
    #[serde(default)]
    pub synthetic: bool,
    /// The framework a run computes: a file of `frameworks/` in the project, or a shipped one.
    pub framework: String,
    /// The day for which records are counted, `YYYY-MM-DD`.
    pub date: String,
}

/// A file to import.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportPlan {
    /// The file, relative to the project.
    pub file: PathBuf,
    /// The kind of its records.
    pub kind: String,
    /// The source they belong to.
    pub source: String,
    /// The mapping of its headings, relative to the project.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// The day the source was retrieved, `YYYY-MM-DD`.
    #[serde(default)]
    pub retrieved: Option<String>,
}

/// A review file of likely duplicates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPlan {
    /// The kind of its records.
    pub kind: String,
    /// The file, relative to the project.
    pub file: PathBuf,
}

/// The declaration that a registry is complete: a place without records has none of them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Census {
    /// The kind of record.
    pub registry: String,
    /// The part of the registry that is complete, as a condition; the whole where absent.
    #[serde(default, rename = "where")]
    pub condition: Option<String>,
    /// The unit sets for which it is complete.
    pub unit_sets: Vec<String>,
    /// Why it may be believed.
    pub reason: Names,
}

/// Published ranks to compare with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The unit set the ranks belong to.
    pub unit_set: String,
    /// The file, relative to the project, with the columns `adcode` and `overall_rank`.
    pub file: PathBuf,
    /// Where they were published.
    pub title: Names,
}

/// `project.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It does not say what it should.
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        detail: Names,
    },
}

impl ConfigError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ConfigError::Unreadable { path, source } => Names::new(
                format!("{source}；这是项目文件夹吗？请用 `jushu new` 新建"),
                format!("{source}; is this a project folder? make one with `jushu new`"),
            )
            .in_file(path),
            ConfigError::Invalid { path, detail } => detail.in_file(path),
        }
    }
}

impl Config {
    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_path_buf(),
            source,
        })?;
        let config: Config = toml::from_str(&text).map_err(|error| ConfigError::Invalid {
            path: path.to_path_buf(),
            detail: Names::same(error.to_string().trim_end()),
        })?;
        if !is_day(&config.project.date) {
            let date = &config.project.date;
            let detail = Names::new(
                format!("`project.date` 为“{date}”；请按 YYYY-MM-DD 写日期"),
                format!("`project.date` is `{date}`; write a day as YYYY-MM-DD"),
            );
            return Err(ConfigError::Invalid {
                path: path.to_path_buf(),
                detail,
            });
        }
        Ok(config)
    }
}

/// Whether `text` has the form of a day, `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, width: usize| {
        (part.len() == width)
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month @ 1..=12), Some(day)) => {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let longest = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (1..=longest).contains(&day)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_and_no_others() {
        for day in ["2026-08-31", "2024-02-29", "2000-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-8-31",
            "",
            "31.08.2026",
            "2026-08-32",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("project.toml");
        std::fs::write(&path, "[project]\nname = { zh = \"甲\", en = \"A\" }\nframwork = \"x\"\ndate = \"2026-01-01\"\n").unwrap();
        let message = Config::read(&path).unwrap_err().to_string();
        assert!(
            message.contains("line 3")
                && message.contains("framwork")
                && message.contains("`framework`"),
            "{message}"
        );
    }
}
