//! Numbers of headings, figures, tables and footnotes: set once, the same in every output.
//!
//! Figures and tables are numbered by chapter (图 2-1). Those in chapters without a number count on their own
//! (附图 1), and where no chapter is numbered at all they are numbered through (图 1). A note that is called again
//! within a chapter keeps its number and is printed once, so that one source does not flood the pages.

use std::collections::BTreeMap;

use crate::Language;
use crate::document::{Block, Document, HeadingStyle, Inline, Target};

/// Numbers of a document. Headings and notes are listed in reading order, see [`Numbers::walk`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numbers {
    /// The number before each heading: `第一章`, `1.1`; empty where it has none.
    pub headings: Vec<HeadingNumber>,
    /// Figures in reading order.
    pub figures: Vec<Placed>,
    /// Tables in reading order.
    pub tables: Vec<Placed>,
    /// One entry a call of a footnote.
    pub calls: Vec<NoteCall>,
    /// The notes; note `n` has number `n + 1`.
    pub notes: Vec<Vec<Inline>>,
}

/// The number of one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeadingNumber {
    /// As printed: `第一章`, `1.1`; empty where the heading has no number.
    pub label: String,
    /// Counts from the chapter down; empty where the heading has no number.
    pub path: Vec<u32>,
}

/// A figure or table with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// The chapter it stands in, where figures are numbered by chapter.
    pub chapter: Option<u32>,
    /// Its number within the chapter or the document.
    pub number: u32,
    /// As printed in captions and references: `图 2-1`, `Table 3`.
    pub label: String,
}

/// One call of a footnote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteCall {
    /// The note, from 0.
    pub note: usize,
    /// True where the note is printed; false where an earlier one is called again.
    pub first: bool,
}

/// A document whose references cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum NumberingError {
    /// A reference to a figure or table that is not in the document.
    NotPlaced {
        /// Figure or table.
        target: Target,
        /// Its id.
        id: String,
        /// The heading it stands under.
        under: String,
    },
    /// A figure or table that stands in the document twice.
    PlacedTwice {
        /// Figure or table.
        target: Target,
        /// Its id.
        id: String,
        /// The heading of the second place.
        under: String,
    },
}

impl NumberingError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            NumberingError::NotPlaced { target, id, under } => {
                let (zh, en) = target_names(*target);
                (
                    format!(
                        "“{under}”一节引用了{zh} `{id}`，但文中没有放置它；请用 {en}(\"{id}\") 放置，或删去引用"
                    ),
                    format!(
                        "the section \"{under}\" refers to the {en} `{id}`, which stands nowhere in the document; place it with {en}(\"{id}\") or remove the reference"
                    ),
                )
            }
            NumberingError::PlacedTwice { target, id, under } => {
                let (zh, en) = target_names(*target);
                (
                    format!(
                        "{zh} `{id}` 在“{under}”一节第二次出现；请只放置一次，其他地方用 ref_{en}(\"{id}\") 引用"
                    ),
                    format!(
                        "the {en} `{id}` stands in the document for the second time in the section \"{under}\"; place it once and refer to it with ref_{en}(\"{id}\")"
                    ),
                )
            }
        }
    }

    /// The id it is about.
    pub fn id(&self) -> &str {
        match self {
            NumberingError::NotPlaced { id, .. } | NumberingError::PlacedTwice { id, .. } => id,
        }
    }
}

fn target_names(target: Target) -> (&'static str, &'static str) {
    match target {
        Target::Figure => ("图", "figure"),
        Target::Table => ("表", "table"),
    }
}

impl Numbers {
    /// The figure or table of that id.
    pub fn placed(&self, target: Target, id: &str) -> Option<&Placed> {
        let list = match target {
            Target::Figure => &self.figures,
            Target::Table => &self.tables,
        };
        list.iter().find(|placed| placed.id == id)
    }

    /// Hands out the numbers of headings and notes to an output that goes through the document in reading order.
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            numbers: self,
            headings: 0,
            calls: 0,
        }
    }
}

/// Where an output is in a document, see [`Numbers::walk`].
#[derive(Debug)]
pub struct Walk<'a> {
    numbers: &'a Numbers,
    headings: usize,
    calls: usize,
}

impl<'a> Walk<'a> {
    /// The number of the next heading and its place among all headings, from 0.
    pub fn heading(&mut self) -> (usize, &'a HeadingNumber) {
        self.headings += 1;
        (self.headings - 1, &self.numbers.headings[self.headings - 1])
    }

    /// The next call of a footnote.
    pub fn note(&mut self) -> NoteCall {
        self.calls += 1;
        self.numbers.calls[self.calls - 1]
    }
}

/// Numbers a document. Every reference must point to something placed, and nothing may be placed twice.
pub fn number(document: &Document) -> Result<Numbers, NumberingError> {
    let language = document.meta.language.unwrap_or(Language::Zh);
    let mut counter = Counter {
        document,
        language,
        by_chapter: document.blocks.iter().any(|block| {
            matches!(block, Block::Heading { level: 1, content } if !is_unnumbered(document, content))
        }) && document.layout.headings != HeadingStyle::None,
        chapter: None,
        path: Vec::new(),
        in_unnumbered: false,
        unnumbered_counts: [0; 2],
        chapter_counts: [0; 2],
        notes_of_chapter: BTreeMap::new(),
        under: document.meta.title.clone(),
        numbers: Numbers::default(),
    };
    counter.blocks(&document.blocks)?;
    let mut under = document.meta.title.clone();
    check_references(&document.blocks, &counter.numbers, &mut under)?;
    Ok(counter.numbers)
}

fn is_unnumbered(document: &Document, content: &[Inline]) -> bool {
    let text = plain_text(content);
    let starts = &document.layout.unnumbered;
    starts.iter().any(|start| text.starts_with(start.as_str()))
}

struct Counter<'a> {
    document: &'a Document,
    language: Language,
    by_chapter: bool,
    chapter: Option<u32>,
    path: Vec<u32>,
    in_unnumbered: bool,
    unnumbered_counts: [u32; 2],
    chapter_counts: [u32; 2],
    notes_of_chapter: BTreeMap<String, usize>,
    under: String,
    numbers: Numbers,
}

impl Counter<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Result<(), NumberingError> {
        for block in blocks {
            match block {
                Block::Heading { level, content } => {
                    self.heading(*level, content);
                    self.notes(content);
                }
                Block::Paragraph(content) => self.notes(content),
                Block::List { items, .. } => {
                    for item in items {
                        self.blocks(item)?;
                    }
                }
                Block::Quote(content) => self.blocks(content)?,
                Block::PlainTable { header, rows } => {
                    for cell in header.iter().chain(rows.iter().flatten()) {
                        self.notes(cell);
                    }
                }
                Block::Figure(id) => self.place(Target::Figure, id)?,
                Block::Table(id) => self.place(Target::Table, id)?,
                Block::Formula(_) | Block::PageBreak => {}
            }
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, content: &[Inline]) {
        let level = usize::from(level.clamp(1, 4));
        self.under = plain_text(content);
        if level == 1 {
            self.in_unnumbered = is_unnumbered(self.document, content);
            self.notes_of_chapter.clear();
        }
        let style = self.document.layout.headings;
        if self.in_unnumbered || style == HeadingStyle::None {
            self.numbers.headings.push(HeadingNumber::default());
            return;
        }
        // A level that was left out counts as 0, as everywhere in the trade: 2.0.1.
        self.path.resize(level, 0);
        self.path[level - 1] += 1;
        if level == 1 {
            self.chapter = Some(self.path[0]);
            self.chapter_counts = [0; 2];
        }
        let label = heading_label(style, self.language, &self.path);
        self.numbers.headings.push(HeadingNumber {
            label,
            path: self.path.clone(),
        });
    }

    fn place(&mut self, target: Target, id: &str) -> Result<(), NumberingError> {
        if self.numbers.placed(target, id).is_some() {
            return Err(NumberingError::PlacedTwice {
                target,
                id: id.to_string(),
                under: self.under.clone(),
            });
        }
        let chapter = self
            .chapter
            .filter(|_| self.by_chapter && !self.in_unnumbered);
        let counts = match chapter {
            Some(_) => &mut self.chapter_counts,
            None => &mut self.unnumbered_counts,
        };
        let number = &mut counts[target as usize];
        *number += 1;
        let number = *number;
        let word = match (target, self.language, chapter.is_none() && self.by_chapter) {
            (Target::Figure, Language::Zh, false) => "图",
            (Target::Figure, Language::Zh, true) => "附图",
            (Target::Table, Language::Zh, false) => "表",
            (Target::Table, Language::Zh, true) => "附表",
            (Target::Figure, Language::En, false) => "Figure",
            (Target::Figure, Language::En, true) => "Annex figure",
            (Target::Table, Language::En, false) => "Table",
            (Target::Table, Language::En, true) => "Annex table",
        };
        let label = match chapter {
            Some(chapter) => format!("{word} {chapter}-{number}"),
            None => format!("{word} {number}"),
        };
        let list = match target {
            Target::Figure => &mut self.numbers.figures,
            Target::Table => &mut self.numbers.tables,
        };
        list.push(Placed {
            id: id.to_string(),
            chapter,
            number,
            label,
        });
        Ok(())
    }

    fn notes(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Footnote(note) => {
                    let next = self.numbers.notes.len();
                    let key = plain_text(note);
                    let known = *self.notes_of_chapter.entry(key).or_insert(next);
                    self.numbers.calls.push(NoteCall {
                        note: known,
                        first: known == next,
                    });
                    if known == next {
                        self.numbers.notes.push(note.clone());
                    }
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.notes(inner),
                Inline::Link { content, .. } => self.notes(content),
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Reference { .. }
                | Inline::Formula(_)
                | Inline::Break => {}
            }
        }
    }
}

fn check_references(
    blocks: &[Block],
    numbers: &Numbers,
    under: &mut String,
) -> Result<(), NumberingError> {
    for block in blocks {
        match block {
            Block::Heading { content, .. } => {
                *under = plain_text(content);
                check_inlines(content, numbers, under)?;
            }
            Block::Paragraph(content) => check_inlines(content, numbers, under)?,
            Block::List { items, .. } => {
                for item in items {
                    check_references(item, numbers, under)?;
                }
            }
            Block::Quote(content) => check_references(content, numbers, under)?,
            Block::PlainTable { header, rows } => {
                for cell in header.iter().chain(rows.iter().flatten()) {
                    check_inlines(cell, numbers, under)?;
                }
            }
            Block::Figure(_) | Block::Table(_) | Block::Formula(_) | Block::PageBreak => {}
        }
    }
    Ok(())
}

fn check_inlines(content: &[Inline], numbers: &Numbers, under: &str) -> Result<(), NumberingError> {
    for inline in content {
        match inline {
            Inline::Reference { target, id } if numbers.placed(*target, id).is_none() => {
                return Err(NumberingError::NotPlaced {
                    target: *target,
                    id: id.clone(),
                    under: under.to_string(),
                });
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Footnote(inner) => {
                check_inlines(inner, numbers, under)?;
            }
            Inline::Link { content, .. } => check_inlines(content, numbers, under)?,
            _ => {}
        }
    }
    Ok(())
}

/// The label of a heading: counts from the chapter down.
fn heading_label(style: HeadingStyle, language: Language, path: &[u32]) -> String {
    let decimal = || {
        path.iter()
            .map(u32::to_string)
            .collect::<Vec<_>>()
            .join(".")
    };
    let last = path.last().copied().unwrap_or(0);
    match (style, language, path.len()) {
        (HeadingStyle::None, ..) => String::new(),
        (HeadingStyle::Chapters, Language::Zh, 1) => format!("第{}章", chinese_number(last)),
        (HeadingStyle::Chapters, Language::Zh, 2) => format!("{}、", chinese_number(last)),
        (HeadingStyle::Chapters, Language::Zh, 3) => format!("（{}）", chinese_number(last)),
        (HeadingStyle::Chapters, Language::Zh, _) => format!("{last}."),
        (HeadingStyle::Chapters, Language::En, 1) => format!("Chapter {last}"),
        (HeadingStyle::Chapters | HeadingStyle::Decimal, ..) => decimal(),
    }
}

/// 1 to 99 in Chinese: 一, 十, 十二, 二十三; above that in digits.
pub fn chinese_number(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| DIGITS[value as usize % 10];
    match number {
        0..=9 => digit(number).to_string(),
        10..=99 => {
            let tens = if number < 20 { "" } else { digit(number / 10) };
            let ones = if number.is_multiple_of(10) {
                ""
            } else {
                digit(number)
            };
            format!("{tens}十{ones}")
        }
        _ => number.to_string(),
    }
}

/// The words of a run of text, without notes; references and formulas are left out.
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) => text.push_str(&plain_text(inner)),
            Inline::Link { content, .. } => text.push_str(&plain_text(content)),
            Inline::Break => text.push(' '),
            Inline::Footnote(_) | Inline::Reference { .. } | Inline::Formula(_) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Layout, Meta};

    fn text(words: &str) -> Vec<Inline> {
        vec![Inline::Text(words.into())]
    }

    fn heading(level: u8, words: &str) -> Block {
        Block::Heading {
            level,
            content: text(words),
        }
    }

    fn cited(note: &str) -> Block {
        Block::Paragraph(vec![Inline::Text("8".into()), Inline::Footnote(text(note))])
    }

    fn document(headings: HeadingStyle, blocks: Vec<Block>) -> Document {
        Document {
            meta: Meta::default(),
            layout: Layout {
                headings,
                unnumbered: vec!["前言".into(), "附录".into()],
                ..Layout::default()
            },
            blocks,
        }
    }

    fn labels(placed: &[Placed]) -> Vec<&str> {
        placed.iter().map(|placed| placed.label.as_str()).collect()
    }

    #[test]
    fn figures_are_numbered_by_chapter_and_annexes_apart() {
        let document = document(
            HeadingStyle::Chapters,
            vec![
                heading(1, "前言"),
                heading(1, "研究方法"),
                Block::Figure("a".into()),
                heading(2, "数据"),
                heading(3, "来源"),
                Block::Table("t".into()),
                heading(1, "总体评价"),
                Block::Figure("b".into()),
                Block::Quote(vec![Block::Figure("c".into())]),
                Block::Paragraph(vec![Inline::Reference {
                    target: Target::Figure,
                    id: "d".into(),
                }]),
                heading(1, "附录A"),
                Block::Figure("d".into()),
            ],
        );
        let numbers = number(&document).unwrap();
        assert_eq!(
            labels(&numbers.figures),
            ["图 1-1", "图 2-1", "图 2-2", "附图 1"]
        );
        assert_eq!(labels(&numbers.tables), ["表 1-1"]);
        let headings: Vec<&str> = numbers.headings.iter().map(|h| h.label.as_str()).collect();
        assert_eq!(headings, ["", "第一章", "一、", "（一）", "第二章", ""]);
    }

    #[test]
    fn without_chapters_figures_are_numbered_through() {
        let document = document(
            HeadingStyle::None,
            vec![
                heading(1, "甲"),
                Block::Figure("a".into()),
                heading(1, "乙"),
                Block::Figure("b".into()),
            ],
        );
        let numbers = number(&document).unwrap();
        assert_eq!(labels(&numbers.figures), ["图 1", "图 2"]);
    }

    #[test]
    fn one_note_is_printed_once_a_chapter() {
        let document = document(
            HeadingStyle::Decimal,
            vec![
                heading(1, "甲"),
                cited("来源一"),
                cited("来源二"),
                cited("来源一"),
                heading(1, "乙"),
                cited("来源一"),
            ],
        );
        let numbers = number(&document).unwrap();
        let calls: Vec<(usize, bool)> = numbers.calls.iter().map(|c| (c.note, c.first)).collect();
        assert_eq!(calls, [(0, true), (1, true), (0, false), (2, true)]);
        assert_eq!(numbers.notes.len(), 3);
    }

    #[test]
    fn references_to_nothing_and_double_places_are_errors_with_the_section() {
        let dangling = document(
            HeadingStyle::Decimal,
            vec![
                heading(1, "总体评价"),
                Block::Paragraph(vec![Inline::Strong(vec![Inline::Reference {
                    target: Target::Table,
                    id: "top".into(),
                }])]),
            ],
        );
        let error = number(&dangling).unwrap_err();
        assert!(error.message().0.contains("总体评价"), "{error:?}");
        assert!(error.message().1.contains("table `top`"), "{error:?}");
        let twice = document(
            HeadingStyle::Decimal,
            vec![Block::Figure("a".into()), Block::Figure("a".into())],
        );
        assert!(matches!(
            number(&twice).unwrap_err(),
            NumberingError::PlacedTwice { .. }
        ));
    }

    #[test]
    fn chinese_numbers() {
        let numbers = [1, 9, 10, 11, 19, 20, 23, 90, 99, 100].map(chinese_number);
        let expected = [
            "一",
            "九",
            "十",
            "十一",
            "十九",
            "二十",
            "二十三",
            "九十",
            "九十九",
            "100",
        ];
        assert_eq!(numbers, expected);
    }
}
