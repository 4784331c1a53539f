//! A report from the newest run, written as files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jushu_figures::{DrawError, Frame, Renderer};
use jushu_index::{Framework, FrameworkError};
use jushu_report::docx::{self, DocxError};
use jushu_report::package::package;
use jushu_report::pdf::{self, PdfError, Style};
use jushu_report::site::{SiteEdition, SiteError, SiteMaterial, site};
use jushu_report::template::{self, TemplateError};
use jushu_report::workbook::{WorkbookError, workbook};
use jushu_report::{Block, Document, Language, Material};

use super::index_sheet::{IndexSheetError, index_sheets};
use super::recommendations::Rules;
use super::site::{PublishError, package_material, run_files, site_edition};
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
    /// The Word document cannot be made.
    #[error(transparent)]
    Docx(#[from] DocxError),
    /// The index cannot be written as formulas.
    #[error(transparent)]
    IndexSheet(#[from] IndexSheetError),
    /// The workbook cannot be made.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// What the site or the data package shows cannot be had.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The site cannot be made.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// A style, template or font of the project's own cannot be read.
    Own {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
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
            ReportError::Docx(error) => error.message().into(),
            ReportError::IndexSheet(error) => error.message(),
            ReportError::Workbook(error) => error.message().into(),
            ReportError::Publish(error) => error.message(),
            ReportError::Site(error) => error.message().into(),
            ReportError::Own { path, source } => Names::new(
                format!("{source}；请检查文件和权限"),
                format!("{source}; check the file and its permissions"),
            )
            .in_file(path),
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

    let mut files = vec![("facts.csv".to_string(), facts_csv(&material))];
    let mut written = Written {
        folder: out.to_path_buf(),
        files: Vec::new(),
        figures: shown.len(),
        tables: count_tables(&document),
        pages: None,
        remarks: Vec::new(),
    };
    if outputs.contains(&Output::Pdf) {
        let style = style(project)?;
        let missing = pdf::missing_characters(&document, &material, &style.fonts)?;
        if !missing.is_empty() {
            let missing: String = missing.into_iter().collect();
            written.remarks.push(match language {
                Language::Zh => format!("随程序的字体没有这些字：{missing}；请把含有它们的字体放进项目的 fonts/"),
                Language::En => format!("the shipped fonts lack {missing}; put a font that has them into fonts/ of the project"),
            });
        }
        let typeset = pdf::typeset(&document, &material, &style)?;
        written.pages = Some(typeset.pages);
        written.remarks.extend(typeset.remarks);
        files.push(("report.pdf".into(), typeset.bytes));
    }
    if outputs.contains(&Output::Docx) {
        files.push(("report.docx".into(), docx::docx(&document, &material)?));
    }
    if outputs.contains(&Output::Workbook) {
        let sheets = index_sheets(&evidence, &framework)?;
        files.push(("report.xlsx".into(), workbook(&material, &sheets)?));
    }
    if outputs.contains(&Output::Site) {
        let national = Request {
            template: "national".into(),
            place: None,
        };
        let mut editions = Vec::new();
        for spoken in [language, language.other()] {
            editions.push(edition(
                project, &results, &framework, &rules, &national, spoken,
            )?);
        }
        let pages = SiteMaterial {
            editions,
            downloads: run_files(&results)?,
            templates: own_files(project, "templates/site", &["html"])?
                .into_iter()
                .map(|(name, text)| (name, String::from_utf8_lossy(&text).into_owned()))
                .collect(),
        };
        let pages = site(&pages)?;
        files.extend(
            pages
                .into_iter()
                .map(|(name, page)| (format!("site/{name}"), page)),
        );
    }
    if outputs.contains(&Output::Package) {
        let contents = package(&package_material(&evidence, &framework, &material)?);
        let inside = |(name, file)| (format!("data-package/{name}"), file);
        files.extend(contents.into_iter().map(inside));
    }
    write_folder(out, &files)?;
    written.files = top_level(&files);
    Ok(written)
}

/// Everything the site says in one language.
fn edition(
    project: &Project,
    results: &Results,
    framework: &Framework,
    rules: &Rules,
    request: &Request,
    language: Language,
) -> Result<SiteEdition, ReportError> {
    let evidence = Evidence::open(project, results, language)?;
    let material = material(&evidence, framework, rules, request);
    Ok(site_edition(
        &evidence,
        framework,
        &material,
        &Renderer::new()?,
    )?)
}

/// Files and folders right in the folder of the report, each once.
fn top_level(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in files {
        let first = match name.split_once('/') {
            Some((folder, _)) => format!("{folder}/"),
            None => name.clone(),
        };
        if !names.contains(&first) {
            names.push(first);
        }
    }
    names
}

/// The style of the PDF: the project's own `templates/style.typ` and `fonts/` before the shipped ones.
fn style(project: &Project) -> Result<Style, ReportError> {
    let mut style = Style::default();
    let path = project.folder().join("templates/style.typ");
    match std::fs::read_to_string(&path) {
        Ok(text) => style.text = text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(source) => return Err(ReportError::Own { path, source }),
    }
    let fonts = own_files(project, "fonts", &["otf", "ttf", "ttc"])?;
    style.fonts = fonts.into_iter().map(|(_, font)| font).collect();
    Ok(style)
}

/// The files in `folder` of the project with one of these endings, by name; none where there is no such folder.
fn own_files(
    project: &Project,
    folder: &str,
    endings: &[&str],
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let folder = project.folder().join(folder);
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| ReportError::Own { path, source }
    };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(unreadable(&folder)(source)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable(&folder))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| endings.contains(&ending.to_ascii_lowercase().as_str())) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, std::fs::read(&path).map_err(unreadable(&path))?));
        }
    }
    files.sort();
    Ok(files)
}

/// Every fact with its wording and where it comes from.
fn facts_csv(material: &Material) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "id", "kind", "number", "text", "sentence", "strength", "inferred", "scope", "citation",
    ];
    // Rows of one length into memory cannot fail.
    let _ = writer.write_record(header);
    let word = |value: serde_json::Result<serde_json::Value>| {
        let value = value.unwrap_or_default();
        value.as_str().unwrap_or_default().to_string()
    };
    for fact in material.facts.values() {
        let _ = writer.write_record([
            fact.id.clone(),
            word(serde_json::to_value(fact.kind)),
            fact.number
                .map(|number| number.to_string())
                .unwrap_or_default(),
            fact.text.clone(),
            fact.sentence.clone(),
            word(serde_json::to_value(fact.strength)),
            fact.inferred.to_string(),
            fact.scope.clone(),
            fact.citation.text.clone(),
        ]);
    }
    writer.into_inner().unwrap_or_default()
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
