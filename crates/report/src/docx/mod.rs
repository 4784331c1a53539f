//! Word documents: own OOXML, in the order the schema asks for, so that Word and LibreOffice open and edit them.
//!
//! Figures and tables are numbered by fields whose cached results are the numbers of [`crate::numbering`]; pictures
//! carry a text alternative; footnotes, contents, cross-references and formulas are Word's own.

mod body;
mod package;
mod styles;

use jushu_figures::{DrawError, Language};

use crate::date;
use crate::document::Document;
use crate::material::Material;
use crate::numbering::{self, NumberingError};
use crate::words::Word;
use crate::xml::escape;
use package::{Parts, XML};
use styles::W;

/// A document that cannot be made a Word file.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum DocxError {
    /// References cannot be resolved.
    Numbering(#[from] NumberingError),
    /// A figure, table or formula that the material does not hold.
    Unknown {
        /// Its id.
        id: String,
    },
    /// A picture cannot be made of pixels.
    Picture {
        /// The figure.
        id: String,
        /// Why.
        source: DrawError,
    },
    /// The parts cannot be zipped.
    Zip(#[from] zip::result::ZipError),
}

impl DocxError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            DocxError::Numbering(error) => error.message(),
            DocxError::Unknown { id } => (
                format!("文档放置了 `{id}`，但材料中没有它"),
                format!("the document places `{id}`, which the material does not hold"),
            ),
            DocxError::Picture { id, source } => (
                format!("图 `{id}` 无法转为位图：{source}"),
                format!("the figure `{id}` cannot be made a picture: {source}"),
            ),
            DocxError::Zip(error) => (
                format!("Word 文件无法打包：{error}"),
                format!("the Word file cannot be packed: {error}"),
            ),
        }
    }
}

/// The document as a Word file. The same document and material give the same bytes.
pub fn docx(document: &Document, material: &Material) -> Result<Vec<u8>, DocxError> {
    let numbers = numbering::number(document)?;
    let language = document.meta.language.unwrap_or(Language::Zh);
    let body = body::write(document, material, &numbers, language)?;
    let parts = Parts {
        document: body.document,
        document_relations: body.relations,
        footnotes: body.footnotes,
        footnotes_relations: body.note_relations,
        pictures: body.pictures,
        styles: styles::styles(language, document.layout.headings),
        numbering: styles::numbering(language, document.layout.headings, body.ordered_lists),
        settings: styles::settings(language),
        fonts: styles::fonts(),
        header: header(document, language),
        footer: footer(document),
        core: core(document, language),
    };
    Ok(package::zip(&parts)?)
}

/// Title to the left, the mark of made-up records to the right.
fn header(document: &Document, language: Language) -> String {
    let mut text = run("", &document.meta.title);
    if document.meta.synthetic {
        text += "<w:r><w:tab/></w:r>";
        text += &run(
            "<w:color w:val=\"B00020\"/>",
            Word::Synthetic.text(language),
        );
    }
    format!("{XML}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{text}</w:p></w:hdr>")
}

/// The run to the left, the page number in the middle.
fn footer(document: &Document) -> String {
    format!(
        "{XML}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}<w:r><w:tab/></w:r>{}</w:p></w:ftr>",
        run("", &document.meta.run),
        field("PAGE", &run("", "1"))
    )
}

fn core(document: &Document, language: Language) -> String {
    let meta = &document.meta;
    let created = match date::parts(&meta.date) {
        Some((year, month, day)) => format!(
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{year:04}-{month:02}-{day:02}T00:00:00Z</dcterms:created>"
        ),
        None => String::new(),
    };
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator><dc:description>{}</dc:description><dc:identifier>{}</dc:identifier><dc:language>{}</dc:language>{created}</cp:coreProperties>",
        escape(&meta.title),
        escape(&meta.subtitle),
        escape(&meta.authors.join("; ")),
        escape(&meta.citation),
        escape(&meta.run),
        language.pick("zh-CN", "en-US"),
    )
}

/// A run of text with run properties in schema order.
fn run(properties: &str, text: &str) -> String {
    let properties = match properties {
        "" => String::new(),
        properties => format!("<w:rPr>{properties}</w:rPr>"),
    };
    format!(
        "<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(text)
    )
}

/// A field with its cached result, which is made of runs.
fn field(instruction: &str, result: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        escape(instruction)
    )
}

#[cfg(test)]
mod tests;
