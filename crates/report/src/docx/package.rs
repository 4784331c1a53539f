//! The zip of a Word document: parts, their types and relations. No clock: the same parts give the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::xml::escape;

/// The head of every part.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Relations of one part: its pictures, links and other parts.
#[derive(Debug, Default)]
pub(super) struct Relations(Vec<String>);

impl Relations {
    /// Adds a relation to another part of the package and gives its id.
    pub(super) fn part(&mut self, kind: &str, target: &str) -> String {
        let id = format!("rId{}", self.0.len() + 1);
        self.0.push(format!(
            "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{}\"/>",
            escape(target)
        ));
        id
    }

    /// Adds a link to the outside and gives its id.
    pub(super) fn link(&mut self, url: &str) -> String {
        let id = format!("rId{}", self.0.len() + 1);
        self.0.push(format!(
            "<Relationship Id=\"{id}\" Type=\"{OFFICE}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            escape(url)
        ));
        id
    }

    fn xml(&self) -> String {
        format!(
            "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
            self.0.concat()
        )
    }
}

/// The parts of a document.
pub(super) struct Parts {
    pub(super) document: String,
    pub(super) document_relations: Relations,
    pub(super) styles: String,
    pub(super) numbering: String,
    pub(super) settings: String,
    pub(super) fonts: String,
    pub(super) footnotes: String,
    pub(super) footnotes_relations: Relations,
    pub(super) header: String,
    pub(super) footer: String,
    pub(super) core: String,
    pub(super) pictures: Vec<Vec<u8>>,
}

/// Zips the parts.
pub(super) fn zip(parts: &Parts) -> zip::result::ZipResult<Vec<u8>> {
    let mut root = Relations::default();
    root.part("officeDocument", "word/document.xml");
    let mut root = root.xml();
    // The properties belong to the package, not to the office document.
    root = root.replace(
        "</Relationships>",
        "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let packed = options.compression_method(CompressionMethod::Deflated);
    // Pictures are compressed already.
    let stored = options.compression_method(CompressionMethod::Stored);
    let types = content_types();
    let texts: [(&str, &str); 13] = [
        ("[Content_Types].xml", &types),
        ("_rels/.rels", &root),
        ("docProps/core.xml", &parts.core),
        ("word/document.xml", &parts.document),
        (
            "word/_rels/document.xml.rels",
            &parts.document_relations.xml(),
        ),
        ("word/styles.xml", &parts.styles),
        ("word/numbering.xml", &parts.numbering),
        ("word/settings.xml", &parts.settings),
        ("word/fontTable.xml", &parts.fonts),
        ("word/footnotes.xml", &parts.footnotes),
        (
            "word/_rels/footnotes.xml.rels",
            &parts.footnotes_relations.xml(),
        ),
        ("word/header1.xml", &parts.header),
        ("word/footer1.xml", &parts.footer),
    ];
    for (name, text) in texts {
        archive.start_file(name, packed)?;
        archive.write_all(text.as_bytes())?;
    }
    for (index, png) in parts.pictures.iter().enumerate() {
        archive.start_file(picture_name(index, "word/"), stored)?;
        archive.write_all(png)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The name of a picture, seen from `word/` or from the package.
pub(super) fn picture_name(index: usize, folder: &str) -> String {
    format!("{folder}media/image{}.png", index + 1)
}

fn content_types() -> String {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>"
    );
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("numbering", "numbering"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footnotes", "footnotes"),
        ("header1", "header"),
        ("footer1", "footer"),
    ] {
        let _ = write!(
            out,
            "<Override PartName=\"/word/{part}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>"
        );
    }
    out.push_str("<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>");
    out
}
