//! Markdown with marks into blocks.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::error::Problem;
use super::marks::{Mark, Marks};
use crate::document::{Block, Inline};

/// Something is wrong; `near` is what the template's line holds, as far as it is known.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) near: String,
    pub(super) problem: Problem,
}

/// Reads Markdown into blocks.
pub(super) fn read(text: &str, marks: &Marks) -> Result<Vec<Block>, Found> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let (events, definitions) = definitions(Parser::new_ext(text, options));
    let mut notes = BTreeMap::new();
    for (name, events) in definitions {
        let mut reader = Reader {
            events: events.into_iter(),
            marks,
            notes: BTreeMap::new(),
        };
        let note = Note {
            content: note_text(reader.blocks()?, &name)?,
            called: false,
        };
        notes.insert(name, note);
    }
    let mut reader = Reader {
        events: events.into_iter(),
        marks,
        notes,
    };
    let blocks = reader.blocks()?;
    match reader.notes.into_iter().find(|(_, note)| !note.called) {
        Some((name, _)) => Err(Found {
            near: format!("[^{name}]:"),
            problem: Problem::UncalledNote { name },
        }),
        None => Ok(blocks),
    }
}

/// A footnote's name and the events of its text.
type Definition<'a> = (String, Vec<Event<'a>>);

/// The events of the text, and those of each footnote's definition, which may come after its call.
fn definitions<'a>(parser: Parser<'a>) -> (Vec<Event<'a>>, Vec<Definition<'a>>) {
    let (mut text, mut definitions) = (Vec::new(), Vec::<Definition>::new());
    let mut inside = false;
    for event in parser {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                inside = true;
                definitions.push((name.to_string(), Vec::new()));
            }
            Event::End(TagEnd::FootnoteDefinition) => inside = false,
            event => match definitions.last_mut().filter(|_| inside) {
                Some((_, events)) => events.push(event),
                None => text.push(event),
            },
        }
    }
    (text, definitions)
}

fn note_text(blocks: Vec<Block>, name: &str) -> Result<Vec<Inline>, Found> {
    let mut content = Vec::new();
    for block in blocks {
        let Block::Paragraph(inlines) = block else {
            return Err(unsupported(
                "脚注里只能有文字",
                "a footnote holds text only",
                &format!("[^{name}]:"),
            ));
        };
        if !content.is_empty() {
            content.push(Inline::Break);
        }
        content.extend(inlines);
    }
    Ok(content)
}

struct Note {
    content: Vec<Inline>,
    called: bool,
}

struct Reader<'a> {
    events: std::vec::IntoIter<Event<'a>>,
    marks: &'a Marks,
    notes: BTreeMap<String, Note>,
}

/// A piece of a paragraph: in the line, or a block that splits it.
enum Piece {
    Inline(Inline),
    Block(Mark),
}

fn unsupported(zh: &'static str, en: &'static str, near: &str) -> Found {
    Found {
        near: near.to_string(),
        problem: Problem::Unsupported { zh, en },
    }
}

impl Reader<'_> {
    /// Blocks up to the end of what was opened last.
    fn blocks(&mut self) -> Result<Vec<Block>, Found> {
        let mut blocks = Vec::new();
        // Items of tight lists hold text without a paragraph around it.
        let mut loose: Vec<Piece> = Vec::new();
        while let Some(event) = self.events.next() {
            let starts_block = matches!(
                &event,
                Event::Start(
                    Tag::Paragraph
                        | Tag::Heading { .. }
                        | Tag::BlockQuote(_)
                        | Tag::CodeBlock(_)
                        | Tag::HtmlBlock
                        | Tag::List(_)
                        | Tag::Item
                        | Tag::Table(_)
                ) | Event::End(_)
                    | Event::Rule
            );
            if starts_block {
                split(std::mem::take(&mut loose), &mut blocks);
            }
            match event {
                Event::Start(Tag::Paragraph) => {
                    let pieces = self.pieces()?;
                    split(pieces, &mut blocks);
                }
                Event::Start(Tag::HtmlBlock) => {
                    let pieces = self.pieces()?;
                    split(pieces, &mut blocks);
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = match level {
                        HeadingLevel::H1 => 1,
                        HeadingLevel::H2 => 2,
                        HeadingLevel::H3 => 3,
                        HeadingLevel::H4 => 4,
                        HeadingLevel::H5 | HeadingLevel::H6 => {
                            return Err(unsupported(
                                "标题最多四级",
                                "headings go down to the fourth level",
                                "#####",
                            ));
                        }
                    };
                    let content = self.inlines()?;
                    blocks.push(Block::Heading { level, content });
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    let content = self.blocks()?;
                    blocks.push(Block::Quote(content));
                }
                Event::Start(Tag::CodeBlock(_)) => blocks.push(self.code()),
                Event::Start(Tag::List(start)) => {
                    let mut items = Vec::new();
                    while let Some(Event::Start(Tag::Item)) = self.events.next() {
                        items.push(self.blocks()?);
                    }
                    blocks.push(Block::List {
                        ordered: start.is_some(),
                        items,
                    });
                }
                Event::Start(Tag::Table(_)) => blocks.push(self.table()?),
                Event::Rule => {
                    return Err(unsupported(
                        "分隔线在文档中没有意义；换页请用 {{ pagebreak() }}",
                        "a rule has no meaning in a document; for a new page write {{ pagebreak() }}",
                        "---",
                    ));
                }
                Event::End(_) => break,
                other => self.piece(other, &mut loose)?,
            }
        }
        split(loose, &mut blocks);
        Ok(blocks)
    }

    fn code(&mut self) -> Block {
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let mut content = Vec::new();
        for line in self.marks.words(text.trim_end()).lines() {
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            content.push(Inline::Code(line.to_string()));
        }
        Block::Paragraph(content)
    }

    fn table(&mut self) -> Result<Block, Found> {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.row()?,
                Event::Start(Tag::TableRow) => {
                    let row = self.row()?;
                    rows.push(row);
                }
                _ => break,
            }
        }
        Ok(Block::PlainTable { header, rows })
    }

    fn row(&mut self) -> Result<Vec<Vec<Inline>>, Found> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            cells.push(self.inlines()?);
        }
        Ok(cells)
    }

    /// Text up to the end of what was opened last, where no block may stand.
    fn inlines(&mut self) -> Result<Vec<Inline>, Found> {
        let mut inlines = Vec::new();
        for piece in self.pieces()? {
            match piece {
                Piece::Inline(inline) => inlines.push(inline),
                Piece::Block(Mark::Formula(_, formula)) => inlines.push(Inline::Formula(formula)),
                Piece::Block(mark) => {
                    let call = mark.call().unwrap_or_default();
                    return Err(Found {
                        near: call.clone(),
                        problem: Problem::BlockInLine { call },
                    });
                }
            }
        }
        Ok(joined(inlines))
    }

    fn pieces(&mut self) -> Result<Vec<Piece>, Found> {
        let mut pieces = Vec::new();
        while let Some(event) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.piece(event, &mut pieces)?;
        }
        Ok(pieces)
    }

    fn piece(&mut self, event: Event<'_>, pieces: &mut Vec<Piece>) -> Result<(), Found> {
        let inline = match event {
            // Raw HTML is text.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                for mark in self.marks.resolve(text.trim_end_matches('\n')) {
                    match mark {
                        Mark::Inlines(inlines) => {
                            pieces.extend(inlines.into_iter().map(Piece::Inline));
                        }
                        block => pieces.push(Piece::Block(block)),
                    }
                }
                return Ok(());
            }
            Event::Code(text) => Inline::Code(self.marks.words(&text)),
            Event::SoftBreak => Inline::Text("\n".into()),
            Event::HardBreak => Inline::Break,
            Event::FootnoteReference(name) => match self.notes.get_mut(name.as_ref()) {
                Some(note) => {
                    note.called = true;
                    Inline::Footnote(note.content.clone())
                }
                None => {
                    return Err(unsupported(
                        "脚注里不能再有脚注",
                        "a footnote cannot call a footnote",
                        &format!("[^{name}]"),
                    ));
                }
            },
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines()?),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines()?),
            Event::Start(Tag::Link { dest_url, .. }) => Inline::Link {
                url: self.marks.words(&dest_url),
                content: self.inlines()?,
            },
            Event::Start(Tag::Image { dest_url, .. }) => {
                return Err(unsupported(
                    "图片请用 {{ figure(\"…\") }} 放置，以便编号并注明来源",
                    "place pictures with {{ figure(\"…\") }}, so that they have a number and a source",
                    &self.marks.words(&dest_url),
                ));
            }
            _ => return Ok(()),
        };
        pieces.push(Piece::Inline(inline));
        Ok(())
    }
}

/// Splits a paragraph at the blocks in it. A formula stands alone only on a line of its own.
fn split(pieces: Vec<Piece>, blocks: &mut Vec<Block>) {
    fn flush(content: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
        let mut content = joined(std::mem::take(content));
        while content.last() == Some(&Inline::Break) {
            content.pop();
        }
        while content.first() == Some(&Inline::Break) {
            content.remove(0);
        }
        if !content.is_empty() {
            blocks.push(Block::Paragraph(content));
        }
    }
    let line_ends = |piece: Option<&Piece>| match piece {
        None | Some(Piece::Inline(Inline::Break)) => true,
        Some(Piece::Inline(Inline::Text(text))) => text == "\n",
        Some(Piece::Inline(_)) => false,
        Some(Piece::Block(mark)) => !matches!(mark, Mark::Formula(..)),
    };
    let alone: Vec<bool> = (0..pieces.len())
        .map(|index| {
            line_ends(index.checked_sub(1).and_then(|before| pieces.get(before)))
                && line_ends(pieces.get(index + 1))
        })
        .collect();
    let mut content = Vec::new();
    for (piece, alone) in pieces.into_iter().zip(alone) {
        let block = match piece {
            Piece::Inline(inline) => {
                content.push(inline);
                continue;
            }
            Piece::Block(Mark::Formula(_, formula)) if !alone => {
                content.push(Inline::Formula(formula));
                continue;
            }
            Piece::Block(Mark::Inlines(inlines)) => {
                content.extend(inlines);
                continue;
            }
            Piece::Block(Mark::Formula(id, _)) => Block::Formula(id),
            Piece::Block(Mark::Figure(id)) => Block::Figure(id),
            Piece::Block(Mark::Table(id)) => Block::Table(id),
            Piece::Block(Mark::PageBreak) => Block::PageBreak,
            Piece::Block(Mark::Remark(remark)) => {
                Block::Quote(vec![Block::Paragraph(vec![Inline::Text(remark)])])
            }
        };
        flush(&mut content, blocks);
        blocks.push(block);
    }
    flush(&mut content, blocks);
}

/// Neighbouring texts as one. A line end beside Chinese writing is nothing, otherwise a space.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut lines: Vec<Inline> = Vec::new();
    let mut line_end = false;
    for inline in inlines {
        if matches!(&inline, Inline::Text(text) if text == "\n") {
            line_end = true;
            continue;
        }
        if std::mem::take(&mut line_end) {
            let beside = [
                last_character(&lines),
                first_character(std::slice::from_ref(&inline)),
            ];
            if beside
                .into_iter()
                .all(|character| !character.is_none_or(is_wide))
            {
                lines.push(Inline::Text(" ".into()));
            }
        }
        lines.push(inline);
    }
    let mut merged: Vec<Inline> = Vec::new();
    for inline in lines {
        match (merged.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => merged.push(inline),
        }
    }
    merged
}

/// True for characters of Chinese writing.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character),
        0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF
        | 0x2014 | 0x2018..=0x201D | 0x2026)
}

/// The last character that is read on the line; notes stand above it.
fn last_character(inlines: &[Inline]) -> Option<char> {
    inlines.iter().rev().find_map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.chars().next_back(),
        Inline::Strong(inner) | Inline::Emphasis(inner) => last_character(inner),
        Inline::Link { content, .. } => last_character(content),
        // A number of a figure or a letter of a formula.
        Inline::Reference { .. } | Inline::Formula(_) => Some('1'),
        Inline::Footnote(_) | Inline::Break => None,
    })
}

fn first_character(inlines: &[Inline]) -> Option<char> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.chars().next(),
        Inline::Strong(inner) | Inline::Emphasis(inner) => first_character(inner),
        Inline::Link { content, .. } => first_character(content),
        Inline::Reference { .. } | Inline::Formula(_) => Some('F'),
        Inline::Footnote(_) | Inline::Break => None,
    })
}
