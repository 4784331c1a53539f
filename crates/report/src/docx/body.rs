//! `word/document.xml` and `word/footnotes.xml`.

use std::fmt::Write;

use jushu_figures::{Language, raster};

use super::package::{Relations, XML, picture_name};
use super::{DocxError, field, run};
use crate::date;
use crate::document::{Block, Document, HeadingStyle, Inline, Target};
use crate::material::Material;
use crate::numbering::{Numbers, Placed, Walk, plain_text};
use crate::table::{ColumnKind, Table};
use crate::table_layout::layout;
use crate::words::Word;
use crate::xml::{escape, link_target};

const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

/// Width and height of the text of an upright page, and the width across, in points: A4 with the margins of official
/// documents (37, 26, 35, 28 mm).
const UPRIGHT: f64 = 442.0;
const ACROSS: f64 = 638.0;
const TALLEST: f64 = 560.0;
/// Pixels of a picture a CSS pixel: 240 dots an inch.
const PICTURE_SCALE: f32 = 2.5;
/// English metric units a point.
const EMU: f64 = 12700.0;

/// What the body gives to the package.
pub(super) struct Body {
    pub(super) document: String,
    pub(super) relations: Relations,
    pub(super) footnotes: String,
    pub(super) note_relations: Relations,
    pub(super) pictures: Vec<Vec<u8>>,
    pub(super) ordered_lists: usize,
}

/// Writes the body; see [`Body`].
pub(super) fn write(
    document: &Document,
    material: &Material,
    numbers: &Numbers,
    language: Language,
) -> Result<Body, DocxError> {
    let mut relations = Relations::default();
    for (kind, target) in [
        ("styles", "styles.xml"),
        ("numbering", "numbering.xml"),
        ("settings", "settings.xml"),
        ("fontTable", "fontTable.xml"),
        ("footnotes", "footnotes.xml"),
    ] {
        relations.part(kind, target);
    }
    let header = relations.part("header", "header1.xml");
    let footer = relations.part("footer", "footer1.xml");
    let mut writer = Writer {
        document,
        material,
        numbers,
        language,
        walk: numbers.walk(),
        furniture: format!(
            "<w:headerReference w:type=\"default\" r:id=\"{header}\"/><w:footerReference w:type=\"default\" r:id=\"{footer}\"/>"
        ),
        first_page_number: true,
        ended: None,
        relations,
        pictures: Vec::new(),
        ordered_lists: 0,
        out: String::new(),
    };
    writer.title();
    if document.layout.contents {
        writer.contents();
    }
    writer.blocks(&document.blocks, 0, "BodyText")?;
    // A document that ends on a page across ends with that section, not with an empty page after it.
    let last = match writer.ended.take() {
        Some(ended) if ended.end == writer.out.len() => {
            writer.out.truncate(ended.start);
            ended.properties
        }
        _ => writer.section(false),
    };
    let text = format!(
        "{XML}<w:document {NAMESPACES}><w:body>{}{last}</w:body></w:document>",
        writer.out
    );
    let (footnotes, note_relations) = footnotes(numbers);
    Ok(Body {
        document: text,
        relations: writer.relations,
        footnotes,
        note_relations,
        pictures: writer.pictures,
        ordered_lists: writer.ordered_lists,
    })
}

/// How a run looks; its run properties stand in schema order.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    strong: bool,
    emphasis: bool,
    link: bool,
}

impl Look {
    fn properties(self, code: bool) -> String {
        let mut out = String::new();
        match (self.link, code) {
            (_, true) => out.push_str("<w:rStyle w:val=\"CodeText\"/>"),
            (true, false) => out.push_str("<w:rStyle w:val=\"Hyperlink\"/>"),
            (false, false) => {}
        }
        if self.emphasis {
            out.push_str("<w:rFonts w:eastAsia=\"楷体_GB2312\"/>");
        }
        if self.strong {
            out.push_str("<w:b/><w:bCs/>");
        }
        if self.emphasis {
            out.push_str("<w:i/><w:iCs/>");
        }
        out
    }
}

/// The section that ended last: where the paragraph that ends it stands in the text, and its properties.
struct EndedSection {
    start: usize,
    end: usize,
    properties: String,
}

struct Writer<'a> {
    document: &'a Document,
    material: &'a Material,
    numbers: &'a Numbers,
    language: Language,
    walk: Walk<'a>,
    furniture: String,
    first_page_number: bool,
    ended: Option<EndedSection>,
    relations: Relations,
    pictures: Vec<Vec<u8>>,
    ordered_lists: usize,
    out: String,
}

fn paragraph(style: &str, content: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{content}</w:p>")
}

fn bookmark(name: &str, id: usize, content: &str) -> String {
    format!(
        "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>{content}<w:bookmarkEnd w:id=\"{id}\"/>"
    )
}

/// A bookmark's number: each kind has its own range, so that numbers are unique.
fn bookmark_id(kind: usize, index: usize) -> usize {
    kind * 100_000 + index
}

impl Writer<'_> {
    fn title(&mut self) {
        let meta = &self.document.meta;
        let own_page = self.document.layout.title_page;
        let mut lines = vec![("Title", meta.title.clone())];
        lines.push(("Subtitle", meta.subtitle.clone()));
        if meta.synthetic {
            lines.push(("TitlePage", Word::Synthetic.text(self.language).to_string()));
        }
        lines.push(("TitlePage", meta.institution.clone()));
        if !meta.authors.is_empty() {
            let authors = meta.authors.join(Word::Comma.text(self.language));
            let lead = Word::Authors.text(self.language);
            lines.push(("TitlePage", format!("{lead}{authors}")));
        }
        lines.push(("TitlePage", date::printed(&meta.date, self.language)));
        if own_page && !meta.citation.is_empty() {
            let lead = Word::Citation.text(self.language);
            lines.push(("TitlePage", format!("{lead}{}", meta.citation)));
        }
        for (style, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
            self.out += &paragraph(style, &run("", text));
        }
        if own_page {
            let page = page_size(false);
            let _ = write!(
                self.out,
                "<w:p><w:pPr><w:sectPr><w:type w:val=\"nextPage\"/>{page}</w:sectPr></w:pPr></w:p>"
            );
        }
    }

    /// The contents: a field that Word recomputes, with the headings as its cached result.
    fn contents(&mut self) {
        let title = Word::Contents.text(self.language);
        self.out += &paragraph("ContentsTitle", &run("", title));
        let headings = self.document.blocks.iter().filter_map(|block| match block {
            Block::Heading { level, content } => Some((*level, content)),
            _ => None,
        });
        let entries: Vec<String> = headings
            .zip(&self.numbers.headings)
            .enumerate()
            .filter(|(_, ((level, _), _))| *level <= 3)
            .map(|(index, ((level, content), number))| {
                let gap = if number.label.is_empty() { "" } else { " " };
                let text = format!("{}{gap}{}", number.label, plain_text(content));
                let page = field(&format!("PAGEREF _Toc{index} \\h"), "");
                (
                    level,
                    format!(
                        "<w:hyperlink w:anchor=\"_Toc{index}\" w:history=\"1\">{}<w:r><w:tab/></w:r>{page}</w:hyperlink>",
                        run("", &text)
                    ),
                )
            })
            .enumerate()
            .map(|(position, (level, entry))| {
                let begin = match position {
                    0 => "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-3\" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
                    _ => "",
                };
                paragraph(&format!("TOC{level}"), &format!("{begin}{entry}"))
            })
            .collect();
        if entries.is_empty() {
            return;
        }
        self.out += &entries.concat();
        self.out += "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
        let section = format!(
            "<w:sectPr>{}<w:type w:val=\"nextPage\"/>{}<w:pgNumType w:fmt=\"upperRoman\" w:start=\"1\"/></w:sectPr>",
            self.furniture,
            page_size(false)
        );
        let _ = write!(self.out, "<w:p><w:pPr>{section}</w:pPr></w:p>");
    }

    /// The properties of the section that ends here.
    fn section(&mut self, landscape: bool) -> String {
        // The pages of the text count from one; later sections go on.
        let start = match std::mem::take(&mut self.first_page_number) {
            true => "<w:pgNumType w:fmt=\"decimal\" w:start=\"1\"/>",
            false => "<w:pgNumType w:fmt=\"decimal\"/>",
        };
        format!(
            "<w:sectPr>{}<w:type w:val=\"nextPage\"/>{}{start}</w:sectPr>",
            self.furniture,
            page_size(landscape)
        )
    }

    /// Ends a section; a section without text would be an empty page.
    fn end_section(&mut self, landscape: bool) {
        let begun = self.ended.as_ref().map(|ended| ended.end);
        if begun == Some(self.out.len()) {
            return;
        }
        let (start, properties) = (self.out.len(), self.section(landscape));
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"SourceLine\"/>{properties}</w:pPr></w:p>"
        );
        self.ended = Some(EndedSection {
            start,
            end: self.out.len(),
            properties,
        });
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize, style: &str) -> Result<(), DocxError> {
        for (index, block) in blocks.iter().enumerate() {
            let next = blocks.get(index + 1);
            let breaks_itself = matches!(next, Some(Block::Heading { level: 1, .. }));
            if *block == Block::PageBreak && breaks_itself && self.chapters_on_new_pages() {
                continue;
            }
            self.block(block, depth, style)?;
        }
        Ok(())
    }

    /// Short documents without title page and contents run on.
    fn chapters_on_new_pages(&self) -> bool {
        self.document.layout.title_page || self.document.layout.contents
    }

    fn block(&mut self, block: &Block, depth: usize, style: &str) -> Result<(), DocxError> {
        match block {
            Block::Heading { level, content } => self.heading(*level, content),
            Block::Paragraph(content) => {
                let text = self.inlines(content, Look::default());
                self.out += &paragraph(style, &text);
            }
            Block::List { ordered, items } => self.list(*ordered, items, depth)?,
            Block::Quote(content) => self.blocks(content, depth, "Quote")?,
            Block::PlainTable { header, rows } => self.plain_table(header, rows),
            Block::Figure(id) => self.figure(id)?,
            Block::Table(id) => self.table(id)?,
            Block::Formula(id) => {
                let formula = self.material.formulas.get(id).ok_or_else(|| unknown(id))?;
                self.out += &paragraph(
                    "FormulaPlace",
                    &format!(
                        "<m:oMathPara><m:oMath>{}</m:oMath></m:oMathPara>",
                        formula.omml()
                    ),
                );
            }
            Block::PageBreak => self
                .out
                .push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, content: &[Inline]) {
        let (index, number) = self.walk.heading();
        let level = level.clamp(1, 4);
        let numbered = self.document.layout.headings != HeadingStyle::None;
        let mut properties = format!("<w:pStyle w:val=\"Heading{level}\"/>");
        if level == 1 && index > 0 && self.chapters_on_new_pages() {
            properties.push_str("<w:pageBreakBefore/>");
        }
        if numbered && number.label.is_empty() {
            properties.push_str("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>");
        }
        let text = self.inlines(content, Look::default());
        let text = bookmark(&format!("_Toc{index}"), bookmark_id(1, index), &text);
        let _ = write!(self.out, "<w:p><w:pPr>{properties}</w:pPr>{text}</w:p>");
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>], depth: usize) -> Result<(), DocxError> {
        let list = match ordered {
            true => {
                self.ordered_lists += 1;
                self.ordered_lists + 2
            }
            false => 2,
        };
        let level = depth.min(8);
        for item in items {
            for (index, block) in item.iter().enumerate() {
                match block {
                    Block::Paragraph(content) => {
                        let text = self.inlines(content, Look::default());
                        let place = match index {
                            0 => format!(
                                "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"
                            ),
                            _ => format!("<w:ind w:left=\"{}\"/>", 960 + level * 480),
                        };
                        let _ = write!(
                            self.out,
                            "<w:p><w:pPr><w:pStyle w:val=\"ListParagraph\"/>{place}</w:pPr>{text}</w:p>"
                        );
                    }
                    block => self.block(block, depth + 1, "ListParagraph")?,
                }
            }
        }
        Ok(())
    }

    fn figure(&mut self, id: &str) -> Result<(), DocxError> {
        let drawn = self.material.figures.get(id).ok_or_else(|| unknown(id))?;
        let placed = self
            .numbers
            .placed(Target::Figure, id)
            .ok_or_else(|| unknown(id))?;
        let png = raster::png(&drawn.svg, PICTURE_SCALE).map_err(|source| DocxError::Picture {
            id: id.to_string(),
            source,
        })?;
        let about = &drawn.figure.about;
        let width = f64::from(drawn.figure.width.max(1)) * 0.75;
        let height = f64::from(drawn.figure.height.max(1)) * 0.75;
        let scale = (UPRIGHT / width).min(TALLEST / height).min(1.0);
        let size = |points: f64| (points * scale * EMU).round();
        let (width, height) = (size(width), size(height));
        let index = self.pictures.len();
        let relation = self.relations.part("image", &picture_name(index, ""));
        let alternative = match about.alternative.as_str() {
            "" => about.title.as_str(),
            text => text,
        };
        let (number, name, alternative) = (index + 1, escape(&placed.label), escape(alternative));
        let drawing = format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:docPr id=\"{number}\" name=\"{name}\" descr=\"{alternative}\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{name}\" descr=\"{alternative}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        );
        self.pictures.push(png);
        self.out += &paragraph("FigurePlace", &drawing);
        self.caption(Target::Figure, placed, &about.title, false);
        self.source(&about.source, &about.notes);
        Ok(())
    }

    /// A caption numbered by fields. Chapters are counted by `STYLEREF` where Word prints them as digits; where they
    /// are printed as 第一章 the digit is text, because Word has no field for it.
    fn caption(&mut self, target: Target, placed: &Placed, title: &str, keep_next: bool) {
        // The label is a word, a space and digits.
        let word = placed.label.rsplit_once(' ').map_or("", |(word, _)| word);
        let sequence = word.replace(' ', "_");
        let number = run("", &placed.number.to_string());
        let label = match placed.chapter {
            Some(chapter) => {
                let digits = run("", &chapter.to_string());
                let chapter = match self.document.layout.headings {
                    HeadingStyle::Decimal => field("STYLEREF 1 \\s", &digits),
                    _ => digits,
                };
                format!(
                    "{}{chapter}{}{}",
                    run("", &format!("{word} ")),
                    run("", "-"),
                    field(&format!("SEQ {sequence} \\* ARABIC \\s 1"), &number)
                )
            }
            None => format!(
                "{}{}",
                run("", &format!("{word} ")),
                field(&format!("SEQ {sequence} \\* ARABIC"), &number)
            ),
        };
        let (kind, list, prefix) = match target {
            Target::Figure => (2, &self.numbers.figures, "_RefFigure"),
            Target::Table => (3, &self.numbers.tables, "_RefTable"),
        };
        let index = list
            .iter()
            .position(|other| other.id == placed.id)
            .unwrap_or(0);
        let label = bookmark(
            &format!("{prefix}{index}"),
            bookmark_id(kind, index),
            &label,
        );
        let keep = if keep_next { "<w:keepNext/>" } else { "" };
        let _ = write!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"Caption\"/>{keep}</w:pPr>{label}{}</w:p>",
            run("", &format!("　{title}"))
        );
    }

    fn source(&mut self, source: &str, notes: &[String]) {
        let lines = std::iter::once(source).chain(notes.iter().map(String::as_str));
        for line in lines.filter(|line| !line.is_empty()) {
            self.out += &paragraph("SourceLine", &run("", line));
        }
        // Keeps tables apart from what follows.
        self.out
            .push_str("<w:p><w:pPr><w:pStyle w:val=\"SourceLine\"/></w:pPr></w:p>");
    }

    fn table(&mut self, id: &str) -> Result<(), DocxError> {
        let table = self.material.tables.get(id).ok_or_else(|| unknown(id))?;
        let placed = self
            .numbers
            .placed(Target::Table, id)
            .ok_or_else(|| unknown(id))?;
        let set = layout(table, UPRIGHT, ACROSS);
        if set.landscape {
            self.end_section(false);
        }
        self.caption(Target::Table, placed, &table.title, true);
        let room = if set.landscape { ACROSS } else { UPRIGHT };
        // A table narrower than the page is stretched to it, as the trade does.
        let stretch = room / set.widths.iter().sum::<f64>().max(1.0);
        let widths: Vec<f64> = set.widths.iter().map(|width| width * stretch).collect();
        self.rows(table, &widths, set.size);
        self.source(&table.source, &table.notes);
        if set.landscape {
            self.end_section(true);
        }
        Ok(())
    }

    fn rows(&mut self, table: &Table, widths: &[f64], size: f64) {
        if table.columns.is_empty() {
            return;
        }
        let size = (size * 2.0).round();
        let look = format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
        self.table_start(widths, Some(&table.title));
        let header: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let bold = format!("<w:rFonts w:eastAsia=\"黑体\"/>{look}");
                cell_text(alignment(column.kind), &run(&bold, &column.name))
            })
            .collect();
        self.row(widths, &header, true);
        for row in 0..table.rows.len() {
            let cells: Vec<String> = table
                .columns
                .iter()
                .enumerate()
                .map(|(index, column)| {
                    cell_text(
                        alignment(column.kind),
                        &run(&look, &table.printed(row, index)),
                    )
                })
                .collect();
            self.row(widths, &cells, false);
        }
        self.out.push_str("</w:tbl>");
    }

    fn table_start(&mut self, widths: &[f64], title: Option<&str>) {
        let title = title.map_or(String::new(), |title| {
            format!("<w:tblCaption w:val=\"{}\"/>", escape(title))
        });
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>{title}</w:tblPr><w:tblGrid>",
            twips(widths.iter().sum())
        );
        for width in widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{}\"/>", twips(*width));
        }
        self.out.push_str("</w:tblGrid>");
    }

    fn row(&mut self, widths: &[f64], cells: &[String], header: bool) {
        let (kind, border) = match header {
            true => (
                "<w:cantSplit/><w:tblHeader/>",
                "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tcBorders>",
            ),
            false => ("<w:cantSplit/>", ""),
        };
        let _ = write!(self.out, "<w:tr><w:trPr>{kind}</w:trPr>");
        for (width, cell) in widths.iter().zip(cells) {
            let _ = write!(
                self.out,
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{border}<w:vAlign w:val=\"center\"/></w:tcPr>{cell}</w:tc>",
                twips(*width)
            );
        }
        self.out.push_str("</w:tr>");
    }

    fn plain_table(&mut self, header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let columns = header.len();
        if columns == 0 {
            return;
        }
        let widths = vec![UPRIGHT / columns as f64; columns];
        self.table_start(&widths, None);
        for (index, cells) in std::iter::once(header)
            .chain(rows.iter().map(Vec::as_slice))
            .enumerate()
        {
            let look = Look {
                strong: index == 0,
                ..Look::default()
            };
            let mut cells: Vec<String> = cells
                .iter()
                .map(|cell| cell_text("left", &self.inlines(cell, look)))
                .collect();
            cells.resize(columns, cell_text("left", ""));
            self.row(&widths, &cells, index == 0);
        }
        self.out
            .push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"SourceLine\"/></w:pPr></w:p>");
    }

    fn inlines(&mut self, content: &[Inline], look: Look) -> String {
        let mut out = String::new();
        for inline in content {
            match inline {
                Inline::Footnote(_) => {
                    let call = self.walk.note();
                    let number = call.note + 1;
                    let style = "<w:rStyle w:val=\"FootnoteReference\"/>";
                    out += &match call.first {
                        true => bookmark(
                            &format!("_RefNote{number}"),
                            bookmark_id(4, number),
                            &format!(
                                "<w:r><w:rPr>{style}</w:rPr><w:footnoteReference w:id=\"{number}\"/></w:r>"
                            ),
                        ),
                        false => field(
                            &format!("NOTEREF _RefNote{number} \\f \\h"),
                            &run(style, &number.to_string()),
                        ),
                    };
                }
                Inline::Reference { target, id } => {
                    let (list, prefix) = match target {
                        Target::Figure => (&self.numbers.figures, "_RefFigure"),
                        Target::Table => (&self.numbers.tables, "_RefTable"),
                    };
                    // Numbering has refused references to nothing already.
                    if let Some(index) = list.iter().position(|placed| &placed.id == id) {
                        let label = run(&look.properties(false), &list[index].label);
                        out += &field(&format!("REF {prefix}{index} \\h"), &label);
                    }
                }
                Inline::Strong(inner) => {
                    let look = Look {
                        strong: true,
                        ..look
                    };
                    out += &self.inlines(inner, look);
                }
                Inline::Emphasis(inner) => {
                    let look = Look {
                        emphasis: true,
                        ..look
                    };
                    out += &self.inlines(inner, look);
                }
                Inline::Link { url, content } => match link_target(url) {
                    Some(url) => {
                        let relation = self.relations.link(url);
                        let text = self.inlines(content, Look { link: true, ..look });
                        let _ =
                            write!(out, "<w:hyperlink r:id=\"{relation}\">{text}</w:hyperlink>");
                    }
                    None => out += &self.inlines(content, look),
                },
                other => out += &plain(other, look),
            }
        }
        out
    }
}

/// What looks the same in the text and in notes.
fn plain(inline: &Inline, look: Look) -> String {
    match inline {
        Inline::Text(text) => run(&look.properties(false), text),
        Inline::Code(text) => run(&look.properties(true), text),
        Inline::Formula(formula) => format!("<m:oMath>{}</m:oMath>", formula.omml()),
        Inline::Break => "<w:r><w:br/></w:r>".to_string(),
        _ => String::new(),
    }
}

/// The text of a note: links keep their address, references their number.
fn note_text(
    content: &[Inline],
    look: Look,
    numbers: &Numbers,
    relations: &mut Relations,
) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Strong(inner) => {
                out += &note_text(
                    inner,
                    Look {
                        strong: true,
                        ..look
                    },
                    numbers,
                    relations,
                );
            }
            Inline::Emphasis(inner) => {
                out += &note_text(
                    inner,
                    Look {
                        emphasis: true,
                        ..look
                    },
                    numbers,
                    relations,
                );
            }
            Inline::Link { url, content } => match link_target(url) {
                Some(url) => {
                    let relation = relations.link(url);
                    let look = Look { link: true, ..look };
                    let text = note_text(content, look, numbers, relations);
                    let _ = write!(out, "<w:hyperlink r:id=\"{relation}\">{text}</w:hyperlink>");
                }
                None => out += &note_text(content, look, numbers, relations),
            },
            Inline::Reference { target, id } => {
                let label = numbers
                    .placed(*target, id)
                    .map_or("", |placed| &placed.label);
                out += &run(&look.properties(false), label);
            }
            other => out += &plain(other, look),
        }
    }
    out
}

/// `word/footnotes.xml`: the two separators that Word asks for, and the notes.
fn footnotes(numbers: &Numbers) -> (String, Relations) {
    let mut relations = Relations::default();
    let mut out = format!("{XML}<w:footnotes {NAMESPACES}>");
    for (id, kind, mark) in [
        (-1, "separator", "separator"),
        (0, "continuationSeparator", "continuationSeparator"),
    ] {
        let _ = write!(
            out,
            "<w:footnote w:type=\"{kind}\" w:id=\"{id}\"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>"
        );
    }
    for (index, note) in numbers.notes.iter().enumerate() {
        let text = note_text(note, Look::default(), numbers, &mut relations);
        let mark =
            "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>";
        let content = paragraph("FootnoteText", &format!("{mark}{}{text}", run("", " ")));
        let _ = write!(
            out,
            "<w:footnote w:id=\"{}\">{content}</w:footnote>",
            index + 1
        );
    }
    out.push_str("</w:footnotes>");
    (out, relations)
}

fn cell_text(alignment: &str, content: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/><w:jc w:val=\"{alignment}\"/></w:pPr>{content}</w:p>"
    )
}

fn alignment(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "left",
        ColumnKind::Rank => "center",
        ColumnKind::Integer | ColumnKind::Decimal(_) | ColumnKind::Percent(_) => "right",
    }
}

/// Twentieths of a point.
fn twips(points: f64) -> i64 {
    (points * 20.0).round() as i64
}

fn page_size(landscape: bool) -> &'static str {
    match landscape {
        false => {
            "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"1134\" w:footer=\"1134\" w:gutter=\"0\"/>"
        }
        true => {
            "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1588\" w:right=\"1984\" w:bottom=\"1474\" w:left=\"2098\" w:header=\"1134\" w:footer=\"851\" w:gutter=\"0\"/>"
        }
    }
}

fn unknown(id: &str) -> DocxError {
    DocxError::Unknown { id: id.to_string() }
}
