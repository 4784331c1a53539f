//! A document as semantic HTML, to stand in a page.
//!
//! Chapters are `h2`, figures `figure#figure-ID`, tables `table#table-ID` with captions, footnotes an endnote list
//! with links back, formulas MathML. All text is escaped; links that would run a script are text.

use std::fmt::Write;

use jushu_figures::Language;

use crate::document::{Block, Document, Inline, Target};
use crate::material::Material;
use crate::numbering::{self, NumberingError, Numbers, Walk};
use crate::table::{ColumnKind, Table};
use crate::xml::{escape, link_target};

/// A document that cannot be made HTML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum HtmlError {
    /// References cannot be resolved.
    Numbering(#[from] NumberingError),
    /// A figure, table or formula that the material does not hold.
    Unknown {
        /// Its id.
        id: String,
    },
}

impl HtmlError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            HtmlError::Numbering(error) => error.message(),
            HtmlError::Unknown { id } => (
                format!("文档放置了 `{id}`，但材料中没有它"),
                format!("the document places `{id}`, which the material does not hold"),
            ),
        }
    }
}

/// The document as an `article`; pictures are data addresses, so that the fragment needs no other file.
pub fn fragment(document: &Document, material: &Material) -> Result<String, HtmlError> {
    fragment_with(document, material, |id| {
        let svg = material.figures.get(id).map_or("", |drawn| &drawn.svg);
        data_address(svg)
    })
}

/// The document as an `article`; `picture` says where the picture of a figure's id lies.
pub fn fragment_with(
    document: &Document,
    material: &Material,
    picture: impl Fn(&str) -> String,
) -> Result<String, HtmlError> {
    let numbers = numbering::number(document)?;
    let mut writer = Writer {
        material,
        numbers: &numbers,
        walk: numbers.walk(),
        calls: 0,
        picture: &picture,
        out: String::new(),
    };
    let language = document.meta.language.unwrap_or(Language::Zh);
    let _ = writeln!(
        writer.out,
        "<article lang=\"{}\">",
        language.pick("zh-CN", "en")
    );
    writer.blocks(&document.blocks)?;
    writer.notes(language)?;
    writer.out.push_str("</article>\n");
    Ok(writer.out)
}

fn data_address(svg: &str) -> String {
    let mut out = String::from("data:image/svg+xml;charset=utf-8,");
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b'/' | b':' | b'=' | b',' | b';' | b'(' | b')' | b'+' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

struct Writer<'a> {
    material: &'a Material,
    numbers: &'a Numbers,
    walk: Walk<'a>,
    calls: usize,
    picture: &'a dyn Fn(&str) -> String,
    out: String,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Result<(), HtmlError> {
        for block in blocks {
            self.block(block)?;
            self.out.push('\n');
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), HtmlError> {
        match block {
            Block::Heading { level, content } => {
                let (index, number) = self.walk.heading();
                let tag = level + 1;
                let _ = write!(self.out, "<h{tag} id=\"section-{}\">", index + 1);
                if !number.label.is_empty() {
                    let label = escape(&number.label);
                    let _ = write!(self.out, "<span class=\"number\">{label}</span> ");
                }
                self.inlines(content);
                let _ = write!(self.out, "</h{tag}>");
            }
            Block::Paragraph(content) => self.wrapped("<p>", content, "</p>"),
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                let _ = writeln!(self.out, "<{tag}>");
                for item in items {
                    self.out.push_str("<li>");
                    match item.as_slice() {
                        [Block::Paragraph(content)] => self.inlines(content),
                        blocks => self.blocks(blocks)?,
                    }
                    self.out.push_str("</li>\n");
                }
                let _ = write!(self.out, "</{tag}>");
            }
            Block::Quote(content) => {
                self.out.push_str("<blockquote>\n");
                self.blocks(content)?;
                self.out.push_str("</blockquote>");
            }
            Block::PlainTable { header, rows } => {
                self.out.push_str("<table class=\"plain\">\n<thead><tr>");
                for cell in header {
                    self.wrapped("<th scope=\"col\">", cell, "</th>");
                }
                self.out.push_str("</tr></thead>\n<tbody>\n");
                for row in rows {
                    self.out.push_str("<tr>");
                    for cell in row {
                        self.wrapped("<td>", cell, "</td>");
                    }
                    self.out.push_str("</tr>\n");
                }
                self.out.push_str("</tbody></table>");
            }
            Block::Figure(id) => self.figure(id)?,
            Block::Table(id) => self.table(id)?,
            Block::Formula(id) => {
                let formula = self.material.formulas.get(id).ok_or_else(|| unknown(id))?;
                let _ = write!(
                    self.out,
                    "<p class=\"formula\">{}</p>",
                    formula.mathml(true)
                );
            }
            Block::PageBreak => self.out.push_str("<hr class=\"page\">"),
        }
        Ok(())
    }

    fn figure(&mut self, id: &str) -> Result<(), HtmlError> {
        let figure = &self
            .material
            .figures
            .get(id)
            .ok_or_else(|| unknown(id))?
            .figure;
        let placed = self
            .numbers
            .placed(Target::Figure, id)
            .ok_or_else(|| unknown(id))?;
        let about = &figure.about;
        let alternative = match about.alternative.as_str() {
            "" => &about.title,
            text => text,
        };
        let _ = write!(
            self.out,
            "<figure id=\"figure-{}\">\n<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\">\n<figcaption><span class=\"number\">{}</span> {}",
            escape(id),
            escape(&(self.picture)(id)),
            escape(alternative),
            figure.width,
            figure.height,
            escape(&placed.label),
            escape(&about.title),
        );
        self.source(&about.source, &about.notes);
        self.out.push_str("</figcaption>\n</figure>");
        Ok(())
    }

    fn table(&mut self, id: &str) -> Result<(), HtmlError> {
        let table = self.material.tables.get(id).ok_or_else(|| unknown(id))?;
        let placed = self
            .numbers
            .placed(Target::Table, id)
            .ok_or_else(|| unknown(id))?;
        let _ = write!(
            self.out,
            "<figure class=\"table\" id=\"table-{}\">\n<figcaption><span class=\"number\">{}</span> {}</figcaption>\n",
            escape(id),
            escape(&placed.label),
            escape(&table.title),
        );
        self.out.push_str(&rows(table));
        self.source(&table.source, &table.notes);
        self.out.push_str("\n</figure>");
        Ok(())
    }

    fn source(&mut self, source: &str, notes: &[String]) {
        let lines = std::iter::once(source).chain(notes.iter().map(String::as_str));
        for line in lines.filter(|line| !line.is_empty()) {
            let _ = write!(self.out, "\n<small>{}</small>", escape(line));
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.out.push_str(&escape(text)),
                Inline::Strong(inner) => self.wrapped("<strong>", inner, "</strong>"),
                Inline::Emphasis(inner) => self.wrapped("<em>", inner, "</em>"),
                Inline::Code(text) => {
                    let _ = write!(self.out, "<code>{}</code>", escape(text));
                }
                Inline::Link { url, content } => match link_target(url) {
                    Some(url) => {
                        self.wrapped(&format!("<a href=\"{}\">", escape(url)), content, "</a>");
                    }
                    None => self.inlines(content),
                },
                Inline::Footnote(_) => {
                    let note = self.walk.note().note + 1;
                    self.calls += 1;
                    let _ = write!(
                        self.out,
                        "<sup><a id=\"call-{}\" href=\"#note-{note}\" role=\"doc-noteref\">{note}</a></sup>",
                        self.calls
                    );
                }
                Inline::Reference { target, id } => {
                    let Some(placed) = self.numbers.placed(*target, id) else {
                        // Numbering has refused it already.
                        continue;
                    };
                    let kind = match target {
                        Target::Figure => "figure",
                        Target::Table => "table",
                    };
                    let (id, label) = (escape(id), escape(&placed.label));
                    let _ = write!(self.out, "<a href=\"#{kind}-{id}\">{label}</a>");
                }
                Inline::Formula(formula) => self.out.push_str(&formula.mathml(false)),
                Inline::Break => self.out.push_str("<br>"),
            }
        }
    }

    fn wrapped(&mut self, open: &str, inner: &[Inline], close: &str) {
        self.out.push_str(open);
        self.inlines(inner);
        self.out.push_str(close);
    }

    fn notes(&mut self, language: Language) -> Result<(), HtmlError> {
        let numbers = self.numbers;
        if numbers.notes.is_empty() {
            return Ok(());
        }
        let title = language.pick("注释", "Notes");
        let _ = write!(
            self.out,
            "<section role=\"doc-endnotes\" aria-label=\"{title}\">\n<ol>\n"
        );
        for (index, note) in numbers.notes.iter().enumerate() {
            let first = numbers.calls.iter().position(|call| call.note == index);
            let _ = write!(self.out, "<li id=\"note-{}\">", index + 1);
            self.inlines(note);
            if let Some(call) = first {
                let _ = write!(
                    self.out,
                    " <a href=\"#call-{}\" role=\"doc-backlink\">↩</a>",
                    call + 1
                );
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
        Ok(())
    }
}

/// The bare `table` of a table: headings and rows, numbers marked by the class of their column.
pub fn rows(table: &Table) -> String {
    let mut out = String::from("<table>\n<thead><tr>");
    for column in &table.columns {
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"{}\">{}</th>",
            class(column.kind),
            escape(&column.name)
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in 0..table.rows.len() {
        out.push_str("<tr>");
        for (index, column) in table.columns.iter().enumerate() {
            let text = escape(&table.printed(row, index));
            let _ = write!(out, "<td class=\"{}\">{text}</td>", class(column.kind));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>");
    out
}

fn class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Rank => "rank",
        ColumnKind::Integer | ColumnKind::Decimal(_) | ColumnKind::Percent(_) => "number",
    }
}

fn unknown(id: &str) -> HtmlError {
    HtmlError::Unknown { id: id.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_sample_is_semantic_and_escaped() {
        let (document, material) = sample::document();
        let html = fragment(&document, &material).unwrap();
        assert!(!html.contains("<script"));
        for part in [
            "<h2 id=\"section-1\">前言</h2>",
            "<span class=\"number\">第二章</span> 总体评价</h2>",
            "<figure id=\"figure-top-provinces\">",
            "alt=\"广东第一，得分 0.81；江苏第二。\"",
            "<a href=\"#figure-top-provinces\">图 2-1</a>",
            "<a href=\"#table-short\">表 2-1</a>",
            "<th scope=\"col\" class=\"number\">指标2</th>",
            "<a href=\"https://example.org/a?b=c&amp;d=&quot;x&quot;\">链接</a>",
            "<math",
            "此处应有一图，从缺：没有城市边界",
            "<li id=\"note-2\">手写的脚注。",
            "</article>",
        ] {
            assert!(html.contains(part), "{part} is not in\n{html}");
        }
        let calls = html.matches("role=\"doc-noteref\"").count();
        let notes = html.matches("role=\"doc-backlink\"").count();
        assert_eq!((calls, notes), (4, 2), "one note of one source a chapter");
    }

    #[test]
    fn links_that_run_scripts_are_text() {
        let material = sample::material();
        let template = "[甲](javascript:alert(1)) [乙](<java script:x>)\n";
        let document = crate::template::render(template, "t.md", &material).unwrap();
        let html = fragment(&document, &material).unwrap();
        assert!(!html.contains("<a "), "{html}");
    }
}
