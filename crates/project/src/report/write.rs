//! A report from the newest run, written as files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jushu_figures::{DrawError, Frame, Renderer};
use jushu_index::{Framework, FrameworkError};
use jushu_report::pdf::{self, PdfError, Style};
use jushu_report::template::{self, TemplateError};
use jushu_report::{Block, Document, Language, Material};

use super::recommendations::Rules;
use super::{Request, material};
use crate::Project;
use crate::clusters::rules::RulesError;
use crate::config::Names;
use crate::evidence::{Evidence, EvidenceError};
use crate::output::{OutputError, write_folder};
use crate::results::{Results, ResultsError};
use crate::templates::{self, TemplateFileError};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// `report.pdf`
    Pdf,
    /// `report.docx`
    Docx,
    /// `report.xlsx`
    Workbook,
    /// `site/`
    Site,
    /// `data-package/`
    Package,
}

impl Output {
    /// Every output.
    pub const ALL: [Output; 5] = [
        Output::Pdf,
        Output::Docx,
        Output::Workbook,
        Output::Site,
        Output::Package,
    ];
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it, relative to it.
    pub files: Vec<String>,
    /// Figures and tables in the text.
    pub figures: usize,
    /// Tables in the text.
    pub tables: usize,
    /// Pages of the PDF, where one was written.
    pub pages: Option<usize>,
    /// What a user should look at.
    pub remarks: Vec<String>,
}

/// A report cannot be written; nothing was left behind.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ReportError {
    /// There is no run, or it cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The run cannot be opened for writing.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The framework of the run cannot be read.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The rules of recommendations are wrong.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// There is no such template.
    #[error(transparent)]
    TemplateFile(#[from] TemplateFileError),
    /// The template is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The template is about a place, and none was named.
    NoPlace {
        /// The template.
        template: String,
    },
    /// The place is not in the run.
    UnknownPlace {
        /// Its code.
        code: String,
    },
    /// A figure cannot be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The PDF cannot be made.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The files cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ReportError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ReportError::Results(error) => error.message(),
            ReportError::Evidence(error) => error.message(),
            ReportError::Framework(error) => error.message().into(),
            ReportError::Rules(error) => error.message(),
            ReportError::TemplateFile(error) => error.message(),
            ReportError::Template(error) => error.message().into(),
            ReportError::NoPlace { template } => Names::new(
                format!("模板“{template}”写的是一个地方；请用 --place 指明，如 --place 贵州省"),
                format!(
                    "the template `{template}` is about one place; name it with --place, such as --place 贵州省"
                ),
            ),
            ReportError::UnknownPlace { code } => Names::new(
                format!("本次计算的评价范围中没有 {code}；请换一个省或地级以上城市"),
                format!("{code} is in no unit set of the run; name a province or a city"),
            ),
            ReportError::Draw(error) => Names::same(error),
            ReportError::Pdf(error) => error.message().into(),
            ReportError::Output(error) => error.message(),
        }
    }
}

/// Templates that are about one place.
const OF_A_PLACE: [&str; 2] = ["province", "profile"];

/// Writes the report of the newest run of `project` into `out`, as the given outputs, in one language.
pub fn write(
    project: &Project,
    request: &Request,
    outputs: &BTreeSet<Output>,
    language: Language,
    out: &Path,
) -> Result<Written, ReportError> {
    if request.place.is_none() && OF_A_PLACE.contains(&request.template.as_str()) {
        let template = request.template.clone();
        return Err(ReportError::NoPlace { template });
    }
    let template = templates::template(project.folder(), &request.template, language)?;
    let rules = Rules::load(project.folder())?;
    let results = Results::latest(project)?;
    let evidence = Evidence::open(project, &results, language)?;
    if let Some(code) = request.place {
        let known = |set: &crate::evidence::UnitSetEvidence| {
            set.places.iter().any(|place| place.code == code)
        };
        if !evidence.unit_sets.iter().any(known) {
            let code = code.to_string();
            return Err(ReportError::UnknownPlace { code });
        }
    }
    let framework = framework(&results)?;
    let mut material = material(&evidence, &framework, &rules, request);
    let document = template::render(&template.text, &template.label, &material)?;
    let shown = figures_of(&document);
    draw(&mut material, &shown)?;

    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut written = Written {
        folder: out.to_path_buf(),
        files: Vec::new(),
        figures: shown.len(),
        tables: count_tables(&document),
        pages: None,
        remarks: Vec::new(),
    };
    if outputs.contains(&Output::Pdf) {
        let typeset = pdf::typeset(&document, &material, &Style::default())?;
        written.pages = Some(typeset.pages);
        written.remarks.extend(typeset.remarks);
        files.push(("report.pdf".into(), typeset.bytes));
    }
    write_folder(out, &files)?;
    written.files = files.into_iter().map(|(name, _)| name).collect();
    Ok(written)
}

/// The framework as the run used it.
fn framework(results: &Results) -> Result<Framework, ReportError> {
    let path = results.folder.join("framework.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| ResultsError::Damaged {
        path: path.clone(),
        detail: Names::same(error),
    })?;
    Ok(Framework::parse(&text, &path.display().to_string())?)
}

/// The ids of the figures that the document shows.
fn figures_of(document: &Document) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for_each_block(&document.blocks, &mut |block| {
        if let Block::Figure(id) = block {
            ids.insert(id.clone());
        }
    });
    ids
}

fn count_tables(document: &Document) -> usize {
    let mut tables = 0;
    for_each_block(&document.blocks, &mut |block| {
        tables += usize::from(matches!(block, Block::Table(_)));
    });
    tables
}

fn for_each_block(blocks: &[Block], see: &mut impl FnMut(&Block)) {
    for block in blocks {
        see(block);
        match block {
            Block::List { items, .. } => {
                items.iter().for_each(|item| for_each_block(item, see));
            }
            Block::Quote(inner) => for_each_block(inner, see),
            _ => {}
        }
    }
}

/// Draws the figures of these ids.
fn draw(material: &mut Material, ids: &BTreeSet<String>) -> Result<(), DrawError> {
    let renderer = Renderer::new()?;
    for id in ids {
        if let Some(drawn) = material.figures.get_mut(id) {
            drawn.svg = renderer.svg(&drawn.figure, Frame::Bare)?;
        }
    }
    Ok(())
}
