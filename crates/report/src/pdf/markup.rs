//! A document as Typst markup. Every text is a string literal, so that nothing in it is read as markup.

use std::fmt::Write;

use jushu_figures::Language;
use typst::text::Font;

use super::PdfError;
use crate::date;
use crate::document::{Block, Document, Formula, Inline, Target};
use crate::material::Material;
use crate::numbering::{Numbers, Walk};
use crate::table::ColumnKind;
use crate::table_layout;
use crate::words::Word;
use crate::xml::link_target;

/// The generated document and its pictures, named `0.svg`, `1.svg` …
pub(super) struct Markup<'a> {
    pub(super) text: String,
    pub(super) pictures: Vec<&'a str>,
}

impl Markup<'_> {
    /// The characters of text and pictures that none of `fonts` has.
    pub(super) fn missing(&self, fonts: &[Font]) -> Vec<char> {
        let pictures = self.pictures.iter().flat_map(|svg| svg.chars());
        super::world::missing(fonts, self.text.chars().chain(pictures))
    }
}

/// Width and height of the text block in points, as the style file sets it.
const TEXT_WIDTH: f64 = 453.0;
const FIGURE_HEIGHT: f64 = 560.0;
/// Width of the text block of a page across.
const LANDSCAPE_WIDTH: f64 = 690.0;

/// What the style file has to define.
pub(super) const FUNCTIONS: [&str; 8] = [
    "report",
    "chapter",
    "remark",
    "picture",
    "records",
    "small-table",
    "formula",
    "reference",
];

pub(super) fn write<'a>(
    document: &Document,
    material: &'a Material,
    numbers: &'a Numbers,
) -> Result<Markup<'a>, PdfError> {
    let mut writer = Writer {
        material,
        numbers,
        walk: numbers.walk(),
        out: String::new(),
        pictures: Vec::new(),
    };
    writer.head(document);
    writer.blocks(&document.blocks)?;
    Ok(Markup {
        text: writer.out,
        pictures: writer.pictures,
    })
}

/// `text` as a string literal of Typst.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' | '\r' | '\t' => out.push(' '),
            character if character.is_control() => {}
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A list of Typst: `("a", "b",)`.
fn array(items: impl Iterator<Item = String>) -> String {
    let mut out = String::from("(");
    for item in items {
        out += &item;
        out.push(',');
    }
    out.push(')');
    out
}

struct Writer<'a> {
    material: &'a Material,
    numbers: &'a Numbers,
    walk: Walk<'a>,
    out: String,
    pictures: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn head(&mut self, document: &Document) {
        let meta = &document.meta;
        let language = meta.language.unwrap_or(Language::Zh);
        let words = Word::ALL
            .map(|(word, key)| format!("{key}: {}", literal(word.text(language))))
            .join(", ");
        let _ = writeln!(
            self.out,
            "#import \"style.typ\": {}\n\
             #show: report.with((title: {}, subtitle: {}, authors: {}, institution: {}, date: {}, day: {}, run: {}, \
             citation: {}, synthetic: {}, language: {}, title-page: {}, contents: {}), ({words}))",
            FUNCTIONS.join(", "),
            literal(&meta.title),
            literal(&meta.subtitle),
            array(meta.authors.iter().map(|author| literal(author))),
            literal(&meta.institution),
            literal(&date::printed(&meta.date, language)),
            typst_day(&meta.date),
            literal(&meta.run),
            literal(&meta.citation),
            meta.synthetic,
            literal(language.code()),
            document.layout.title_page,
            document.layout.contents,
        );
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<(), PdfError> {
        for block in blocks {
            self.block(block)?;
            self.out.push_str("\n\n");
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), PdfError> {
        match block {
            Block::Heading { level, content } => {
                let (_, number) = self.walk.heading();
                let _ = write!(self.out, "#chapter({level}, {}, [", literal(&number.label));
                self.inlines(content);
                self.out.push_str("])");
            }
            Block::Paragraph(content) => self.inlines(content),
            Block::List { ordered, items } => {
                self.out
                    .push_str(if *ordered { "#enum(" } else { "#list(" });
                for item in items {
                    self.out.push('[');
                    self.blocks(item)?;
                    self.out.push_str("],");
                }
                self.out.push(')');
            }
            Block::Quote(content) => {
                self.out.push_str("#remark[");
                self.blocks(content)?;
                self.out.push(']');
            }
            Block::PlainTable { header, rows } => {
                let columns = header.len().max(1);
                let _ = write!(self.out, "#small-table({columns}, (");
                for cell in header {
                    self.cell(cell);
                }
                self.out.push_str("), (");
                for cell in rows.iter().flatten() {
                    self.cell(cell);
                }
                self.out.push_str("))");
            }
            Block::Figure(id) => self.figure(id)?,
            Block::Table(id) => self.table(id)?,
            Block::Formula(id) => {
                let formula = self
                    .material
                    .formulas
                    .get(id)
                    .ok_or_else(|| PdfError::Unknown {
                        target: None,
                        id: id.clone(),
                    })?;
                let equation = equation(formula, true);
                let _ = write!(self.out, "#formula({equation})");
            }
            Block::PageBreak => self.out.push_str("#pagebreak(weak: true)"),
        }
        Ok(())
    }

    fn cell(&mut self, content: &[Inline]) {
        self.out.push('[');
        self.inlines(content);
        self.out.push_str("],");
    }

    fn figure(&mut self, id: &str) -> Result<(), PdfError> {
        let unknown = || PdfError::Unknown {
            target: Some(Target::Figure),
            id: id.to_string(),
        };
        let drawn = self.material.figures.get(id).ok_or_else(unknown)?;
        let number = self
            .numbers
            .placed(Target::Figure, id)
            .ok_or_else(unknown)?;
        let about = &drawn.figure.about;
        let (width, height) = (
            f64::from(drawn.figure.width.max(1)) * 0.75,
            f64::from(drawn.figure.height.max(1)) * 0.75,
        );
        let scale = (TEXT_WIDTH / width).min(FIGURE_HEIGHT / height).min(1.0);
        let alternative = match about.alternative.as_str() {
            "" => about.title.as_str(),
            text => text,
        };
        let _ = write!(
            self.out,
            "#picture({}, {}, {}, {}, \"{}.svg\", {:.2}pt, {}, {})",
            literal(&format!("figure:{id}")),
            literal(&number.label),
            literal(&about.title),
            literal(alternative),
            self.pictures.len(),
            width * scale,
            literal(&about.source),
            array(about.notes.iter().map(|note| literal(note))),
        );
        self.pictures.push(&drawn.svg);
        Ok(())
    }

    fn table(&mut self, id: &str) -> Result<(), PdfError> {
        let unknown = || PdfError::Unknown {
            target: Some(Target::Table),
            id: id.to_string(),
        };
        let table = self.material.tables.get(id).ok_or_else(unknown)?;
        let number = self.numbers.placed(Target::Table, id).ok_or_else(unknown)?;
        let layout = table_layout::layout(table, TEXT_WIDTH, LANDSCAPE_WIDTH);
        let columns =
            layout
                .broken
                .iter()
                .zip(&layout.widths)
                .map(|(broken, width)| match broken {
                    true => format!("{width:.1}fr"),
                    false => "auto".to_string(),
                });
        let _ = write!(
            self.out,
            "#records({}, {}, {}, {}, {}, {}pt, {}, ",
            literal(&format!("table:{id}")),
            literal(&number.label),
            literal(&table.title),
            array(columns),
            array(
                table
                    .columns
                    .iter()
                    .map(|column| alignment(column.kind).to_string())
            ),
            layout.size,
            layout.landscape,
        );
        self.out += &array(table.columns.iter().map(|column| literal(&column.name)));
        self.out.push_str(", (");
        for row in 0..table.rows.len() {
            for column in 0..table.columns.len() {
                self.out += &literal(&table.printed(row, column));
                self.out.push(',');
            }
            self.out.push('\n');
        }
        let _ = write!(
            self.out,
            "), {}, {})",
            literal(&table.source),
            array(table.notes.iter().map(|note| literal(note))),
        );
        Ok(())
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => {
                    let _ = write!(self.out, "#{};", literal(text));
                }
                Inline::Strong(inner) => self.wrapped("#strong[", inner),
                Inline::Emphasis(inner) => self.wrapped("#emph[", inner),
                Inline::Code(text) => {
                    let _ = write!(self.out, "#raw({});", literal(text));
                }
                Inline::Link { url, content } => match link_target(url) {
                    Some(url) => self.wrapped(&format!("#link({})[", literal(url)), content),
                    None => self.inlines(content),
                },
                Inline::Footnote(note) => {
                    let call = self.walk.note();
                    let key = format!("note-{}", call.note);
                    if call.first {
                        self.wrapped("#footnote[", note);
                        let _ = write!(self.out, "<{key}>");
                    } else {
                        let _ = write!(self.out, "#footnote(<{key}>);");
                    }
                }
                Inline::Reference { target, id } => {
                    let (key, label) = match self.numbers.placed(*target, id) {
                        Some(placed) => (reference_key(*target, id), placed.label.as_str()),
                        // Numbering has refused it already.
                        None => continue,
                    };
                    let _ = write!(
                        self.out,
                        "#reference({}, {});",
                        literal(&key),
                        literal(label)
                    );
                }
                Inline::Formula(formula) => {
                    let _ = write!(self.out, "#{};", equation(formula, false));
                }
                Inline::Break => self.out.push_str("#linebreak();"),
            }
        }
    }

    fn wrapped(&mut self, open: &str, inner: &[Inline]) {
        self.out.push_str(open);
        self.inlines(inner);
        self.out.push(']');
    }
}

fn equation(formula: &Formula, displayed: bool) -> String {
    format!(
        "math.equation(block: {displayed}, alt: {}, ${}$)",
        literal(&formula.spoken()),
        formula.typst()
    )
}

fn reference_key(target: Target, id: &str) -> String {
    match target {
        Target::Figure => format!("figure:{id}"),
        Target::Table => format!("table:{id}"),
    }
}

fn alignment(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "left",
        ColumnKind::Rank => "center",
        ColumnKind::Integer | ColumnKind::Decimal(_) | ColumnKind::Percent(_) => "right",
    }
}

/// `2026-11-23` as a date of Typst.
fn typst_day(text: &str) -> String {
    match date::parts(text) {
        Some((year, month, day)) => format!("datetime(year: {year}, month: {month}, day: {day})"),
        None => "none".to_string(),
    }
}
