//! Texts of people held against a project: files are read, the evidence is brought, and the findings are written.

mod evidence;
mod gazetteer;
mod page;

use std::path::{Path, PathBuf};

use jushu_figures::Language;
use jushu_index::{Framework, FrameworkError};
use jushu_report::claims::series::{Origin, Sheet, of_table};
use jushu_report::claims::word::{self, WordError};
use jushu_report::claims::{self, Background, Finding, Verdict, text};

use crate::config::Names;
use crate::evidence::Evidence;
use crate::output::{OutputError, write_folder};
use crate::{GroupsError, Project};

pub use gazetteer::gazetteer;
pub use page::{kind_name, verdict_name};

/// What is to be checked, and against what.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Texts: `.txt`, `.md`, `.docx`.
    pub texts: &'a [PathBuf],
    /// Tables beside them, as CSV: a column of places and columns of ranks or values.
    pub tables: &'a [PathBuf],
    /// A run.
    pub evidence: Option<&'a Evidence<'a>>,
    /// The language of the reasons.
    pub language: Language,
}

/// What was found in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The file.
    pub file: String,
    /// The claims in the order of its lines.
    pub findings: Vec<Finding>,
}

/// A text cannot be checked.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ClaimsError {
    /// A file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A text is not UTF-8.
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// A kind of file that is not read.
    Ending {
        /// The file.
        path: PathBuf,
    },
    /// A Word document is damaged.
    Word {
        /// The file.
        path: PathBuf,
        /// Why.
        source: WordError,
    },
    /// A table is no CSV.
    Table {
        /// The file.
        path: PathBuf,
        /// Why, with the row.
        source: csv::Error,
    },
    /// A table has no column of places.
    NoPlaces {
        /// The file.
        path: PathBuf,
    },
    /// The framework of the run cannot be read.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The groups of places of the project are wrong.
    #[error(transparent)]
    Groups(#[from] GroupsError),
    /// The findings cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ClaimsError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ClaimsError::Unreadable { path, source } => Names::new(
                format!("{source}；请给出存在且可读的文件"),
                format!("{source}; name a file that exists and can be read"),
            )
            .in_file(path),
            ClaimsError::NotUtf8 { path } => Names::new(
                "不是 UTF-8 文本；请另存为 UTF-8",
                "not text in UTF-8; save it as UTF-8",
            )
            .in_file(path),
            ClaimsError::Ending { path } => Names::new(
                "只能读取 .txt、.md 和 .docx；PDF 请取其原文或在 Word 中另存为 .docx",
                "only .txt, .md and .docx are read; of a PDF give its source, or save it as .docx in Word",
            )
            .in_file(path),
            ClaimsError::Word { path, source } => {
                let (zh, en) = source.message();
                Names::new(zh, en).in_file(path)
            }
            ClaimsError::Table { path, source } => Names::new(
                format!("{source}；请另存为 UTF-8 编码的 CSV"),
                format!("{source}; save the file as CSV in UTF-8"),
            )
            .in_file(path),
            ClaimsError::NoPlaces { path } => Names::new(
                "前三列中没有一列是地名；请把省份或城市放在前三列之一，其余列为名次或数值",
                "none of the first three columns holds places; put provinces or cities into one of them, ranks or values into others",
            )
            .in_file(path),
            ClaimsError::Framework(error) => error.message().into(),
            ClaimsError::Groups(error) => error.message(),
            ClaimsError::Output(error) => error.message(),
        }
    }
}

/// Reads every text and judges what it states. Ranks that somebody published come before those of the run in a text that
/// names their source by its title in 《》.
pub fn check(request: Request) -> Result<Vec<Checked>, ClaimsError> {
    let project: Option<&Project> = request.evidence.map(|evidence| evidence.project);
    let own = match project {
        Some(project) => project.own_groups()?,
        None => None,
    };
    let own: Vec<jushu_places::Group> = own
        .iter()
        .flat_map(jushu_places::Groups::iter)
        .cloned()
        .collect();
    let mut background = Background {
        gazetteer: gazetteer(&own),
        series: Vec::new(),
        year: request
            .evidence
            .and_then(|evidence| evidence.results.manifest.date.get(..4)?.parse().ok()),
        language: request.language,
    };
    for path in request.tables {
        let series = of_table(&sheet(path)?, Origin::Given, &background.gazetteer);
        if series.is_empty() {
            return Err(ClaimsError::NoPlaces { path: path.clone() });
        }
        background.series.extend(series);
    }
    if let Some(evidence) = request.evidence {
        let path = evidence.results.folder.join("framework.toml");
        let text = utf8(&path)?;
        let framework = Framework::parse(&text, &path.display().to_string())?;
        background
            .series
            .extend(evidence::of_run(evidence, &framework));
    }
    request
        .texts
        .iter()
        .map(|path| {
            let reading = read(path)?;
            let mut background = background.clone();
            if let Some(project) = project {
                for published in &project.config().published {
                    let cited = title(&published.title.zh).is_some_and(|title| {
                        reading
                            .paragraphs
                            .iter()
                            .any(|paragraph| paragraph.text.contains(title))
                    });
                    let origin = if cited {
                        Origin::Given
                    } else {
                        Origin::Published
                    };
                    let series = evidence::of_published(
                        project.folder(),
                        published,
                        origin,
                        &background.gazetteer,
                    )?;
                    background.series.extend(series);
                }
            }
            Ok(Checked {
                file: path.display().to_string(),
                findings: claims::check(&reading, &background),
            })
        })
        .collect()
}

/// The title in 《》, without the year.
fn title(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('《')?;
    let (title, _) = rest.split_once('》')?;
    let title = title.split(['（', '(']).next().unwrap_or(title);
    (!title.is_empty()).then_some(title)
}

fn read(path: &Path) -> Result<text::Reading, ClaimsError> {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .map(str::to_lowercase)
        .unwrap_or_default();
    match ending.as_str() {
        "txt" | "md" | "markdown" => Ok(text::read(&utf8(path)?)),
        "docx" => word::read(&bytes(path)?).map_err(|source| ClaimsError::Word {
            path: path.to_path_buf(),
            source,
        }),
        _ => Err(ClaimsError::Ending {
            path: path.to_path_buf(),
        }),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, ClaimsError> {
    std::fs::read(path).map_err(|source| ClaimsError::Unreadable {
        path: path.to_path_buf(),
        source,
    })
}

fn utf8(path: &Path) -> Result<String, ClaimsError> {
    String::from_utf8(bytes(path)?).map_err(|_| ClaimsError::NotUtf8 {
        path: path.to_path_buf(),
    })
}

/// A CSV file as a table of text, called after the file.
fn sheet(path: &Path) -> Result<Sheet, ClaimsError> {
    let text = utf8(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let rows = reader
        .records()
        .map(|record| Ok(record?.iter().map(str::to_string).collect()))
        .collect::<Result<_, csv::Error>>()
        .map_err(|source| ClaimsError::Table {
            path: path.to_path_buf(),
            source,
        })?;
    let name = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    Ok(Sheet {
        caption: name.unwrap_or_default(),
        line: 1,
        rows,
    })
}

/// How many claims have each verdict, in the order of [`Verdict`].
pub fn tally(checked: &[Checked]) -> [(Verdict, usize); 5] {
    let all = [
        Verdict::Confirmed,
        Verdict::Contradicted,
        Verdict::Undecided,
        Verdict::NotCheckable,
        Verdict::Remark,
    ];
    all.map(|verdict| {
        let of = |checked: &Checked| {
            checked
                .findings
                .iter()
                .filter(|finding| finding.verdict == verdict)
                .count()
        };
        (verdict, checked.iter().map(of).sum())
    })
}

/// Writes `claims.csv` and, for reading, `claims.html`.
pub fn write(checked: &[Checked], folder: &Path, language: Language) -> Result<(), ClaimsError> {
    let files = [
        ("claims.csv".to_string(), page::csv(checked)),
        (
            "claims.html".to_string(),
            page::html(checked, language).into_bytes(),
        ),
    ];
    Ok(write_folder(folder, &files)?)
}

#[cfg(test)]
mod tests;
