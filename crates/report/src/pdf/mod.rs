//! PDF, typeset by Typst: the document becomes Typst markup whose every text is a string literal, a style file says
//! how it looks.

mod markup;
mod system_fonts;
mod world;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::{Document, Target};
use crate::material::Material;
use crate::numbering::{self, NumberingError};
pub(crate) use markup::literal;
use world::Files;

/// The style file that comes with the program.
pub const STYLE: &str = include_str!("../../../../templates/style.typ");

/// How a PDF looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// The style file: functions in Typst, see [`STYLE`].
    pub text: String,
    /// The name of the style file in errors.
    pub file: String,
    /// Font files that come before the shipped ones: 方正小标宋, 仿宋_GB2312 and whatever the style file names.
    pub fonts: Vec<Vec<u8>>,
}

impl Default for Style {
    /// The style file and the fonts that come with the program.
    fn default() -> Style {
        Style {
            text: STYLE.into(),
            file: "templates/style.typ".into(),
            fonts: Vec::new(),
        }
    }
}

/// A PDF and what it conforms to.
#[derive(Debug, Clone, PartialEq)]
pub struct Typeset {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// The standards it conforms to: `PDF/A-2a, PDF/UA-1`, `PDF/A-2u` or none.
    pub standards: &'static str,
    /// What Typst says against a stricter standard, or warns of.
    pub remarks: Vec<String>,
}

/// A document that cannot be made a PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum PdfError {
    /// References cannot be resolved.
    Numbering(#[from] NumberingError),
    /// A figure, table or formula that the material does not hold.
    Unknown {
        /// Figure or table; none for a formula.
        target: Option<Target>,
        /// Its id.
        id: String,
    },
    /// Typst stopped.
    Typeset {
        /// The style file, where the fault lies in it.
        file: Option<String>,
        /// The line in the style file, from 1.
        line: Option<usize>,
        /// What Typst says.
        detail: String,
    },
}

impl PdfError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            PdfError::Numbering(error) => error.message(),
            PdfError::Unknown { id, .. } => (
                format!("文档放置了 `{id}`，但材料中没有它"),
                format!("the document places `{id}`, which the material does not hold"),
            ),
            PdfError::Typeset { file, line, detail } => {
                let file = file.as_deref().unwrap_or("PDF");
                match line {
                    Some(line) => (
                        format!(
                            "{file} 第 {line} 行：{detail}；请改正版式文件，或删去它以使用自带版式"
                        ),
                        format!(
                            "{file}, line {line}: {detail}; correct the style file, or remove it to use the one that comes with the program"
                        ),
                    ),
                    None => (
                        format!("{file}：排版失败：{detail}"),
                        format!("{file}: typesetting failed: {detail}"),
                    ),
                }
            }
        }
    }
}

/// The document as PDF. The same document, material and style give the same bytes.
pub fn pdf(document: &Document, material: &Material, style: &Style) -> Result<Vec<u8>, PdfError> {
    typeset(document, material, style).map(|typeset| typeset.bytes)
}

/// The document as PDF, with what it conforms to: archive and accessibility (PDF/A-2a with PDF/UA-1) where it can,
/// archive alone (PDF/A-2u) otherwise, for instance where headings leave out a level. Characters that neither the
/// style's nor the shipped fonts have come from a font of the computer.
pub fn typeset(
    document: &Document,
    material: &Material,
    style: &Style,
) -> Result<Typeset, PdfError> {
    let numbers = numbering::number(document)?;
    let markup = markup::write(document, material, &numbers)?;
    let mut fonts = world::fonts(&style.fonts);
    let mut missing = markup.missing(&fonts);
    if !missing.is_empty() {
        fonts.extend(system_fonts::find(&mut missing));
    }
    let files = Files::new(markup.text, style.text.clone(), &markup.pictures, fonts);
    let compiled = typst::compile::<PagedDocument>(&files);
    let mut remarks: Vec<String> = compiled
        .warnings
        .iter()
        // The style names fonts of official documents that few computers have.
        .filter(|warning| !warning.message.starts_with("unknown font family"))
        .map(|warning| warning.message.to_string())
        .collect();
    let pages = compiled
        .output
        .map_err(|errors| failed(&errors, &files, style))?;
    let wanted: [(&'static str, &[PdfStandard]); 3] = [
        (
            "PDF/A-2a, PDF/UA-1",
            &[PdfStandard::A_2a, PdfStandard::Ua_1],
        ),
        ("PDF/A-2u", &[PdfStandard::A_2u]),
        ("", &[]),
    ];
    let mut last = Vec::new();
    for (standards, list) in wanted {
        let Ok(configuration) = PdfStandards::new(list) else {
            continue;
        };
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}\n{}", document.meta.run, document.meta.title)),
            creator: Smart::Custom(Some("Jushu".into())),
            standards: configuration,
            ..PdfOptions::default()
        };
        match typst_pdf::pdf(&pages, &options) {
            Ok(bytes) => {
                remarks.append(&mut last);
                // What Typst remembers between documents would only grow.
                typst::comemo::evict(0);
                return Ok(Typeset {
                    bytes,
                    pages: pages.pages().len(),
                    standards,
                    remarks,
                });
            }
            Err(errors) => last.extend(errors.iter().map(|error| error.message.to_string())),
        }
    }
    Err(PdfError::Typeset {
        file: None,
        line: None,
        detail: last.join("; "),
    })
}

/// The characters of the document that neither `fonts` nor the shipped fonts can print. [`typeset`] takes them from a
/// font of the computer where one has them, so that the bytes may differ from one computer to another.
pub fn missing_characters(
    document: &Document,
    material: &Material,
    fonts: &[Vec<u8>],
) -> Result<Vec<char>, PdfError> {
    let numbers = numbering::number(document)?;
    let markup = markup::write(document, material, &numbers)?;
    Ok(markup.missing(&world::fonts(fonts)))
}

fn failed(errors: &[SourceDiagnostic], files: &Files, style: &Style) -> PdfError {
    let place = |error: &SourceDiagnostic| {
        let source = files.style();
        let spans =
            std::iter::once(error.span).chain(error.trace.iter().map(|point| point.span.into()));
        let mut spans = spans.filter(|span| span.id() == Some(source.id()));
        let range = typst::WorldExt::range(files, spans.next()?)?;
        source
            .lines()
            .byte_to_line(range.start)
            .map(|line| line + 1)
    };
    let line = errors.iter().find_map(place);
    let mut details: Vec<String> = errors
        .iter()
        .map(|error| error.message.to_string())
        .collect();
    let undefined = markup::FUNCTIONS
        .iter()
        .filter(|name| !style.text.contains(&format!("#let {name}(")));
    details.extend(undefined.map(|name| format!("#let {name}(…) is missing")));
    PdfError::Typeset {
        file: Some(style.file.clone()),
        line,
        detail: details.join("; "),
    }
}

#[cfg(test)]
mod tests;
