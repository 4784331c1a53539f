//! Marks: how values get through Markdown untouched.
//!
//! Whatever a template interpolates is put aside and stands in the Markdown as an opaque mark: a number between two
//! noncharacters of Unicode. Nothing interpolated is ever read as Markdown, so names with markup stay text. The
//! noncharacters are taken out of templates and values first, so nobody can write a mark by hand.

use std::sync::{Arc, Mutex, PoisonError};

use crate::document::{Formula, Inline};

/// Opens a mark.
const OPEN: char = '\u{FDD0}';
/// Closes a mark.
const CLOSE: char = '\u{FDD1}';
/// Nothing at all, but a letter to Markdown; see [`flank_emphasis`].
const NOTHING: char = '\u{FDD2}';

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// Text and notes in the line.
    Inlines(Vec<Inline>),
    /// A figure on a line of its own.
    Figure(String),
    /// A table on a line of its own.
    Table(String),
    /// A formula: displayed on a line of its own, otherwise in the line.
    Formula(String, Formula),
    /// A remark in the place of a block that this run cannot give.
    Remark(String),
    /// A new page.
    PageBreak,
}

impl Mark {
    /// The call that gave a block, as templates write it; none for what stands in a line.
    pub(super) fn call(&self) -> Option<String> {
        match self {
            Mark::Inlines(_) | Mark::Formula(..) => None,
            Mark::Figure(id) => Some(format!("figure(\"{id}\")")),
            Mark::Table(id) => Some(format!("table(\"{id}\")")),
            Mark::Remark(_) => Some("figure(…)/table(…)".into()),
            Mark::PageBreak => Some("pagebreak()".into()),
        }
    }
}

/// The marks of one rendering, shared between the template's functions.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks(Arc<Mutex<Vec<Mark>>>);

impl Marks {
    /// Puts `mark` aside and gives the characters that stand for it.
    pub(super) fn put(&self, mark: Mark) -> String {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.push(mark);
        format!("{OPEN}{}{CLOSE}", marks.len() - 1)
    }

    /// Puts the plain parts of `text` aside; marks in it stay.
    pub(super) fn put_text(&self, text: &str) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => {
                    let words = text.replace(['\n', '\r', '\t'], " ");
                    out += &self.put(Mark::Inlines(vec![Inline::Text(words)]));
                }
                Piece::Mark(mark) => {
                    out.push(OPEN);
                    out += mark;
                    out.push(CLOSE);
                }
            }
        }
        out
    }

    /// `text` of parsed Markdown, as text and marks in order.
    pub(super) fn resolve(&self, text: &str) -> Vec<Mark> {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => {
                    let words = text.replace(NOTHING, "");
                    (!words.is_empty()).then(|| Mark::Inlines(vec![Inline::Text(words)]))
                }
                Piece::Mark(number) => marks.get(number.parse::<usize>().ok()?).cloned(),
            })
            .collect()
    }

    /// `text` of parsed Markdown as words only, for addresses and code.
    pub(super) fn words(&self, text: &str) -> String {
        let words = self.resolve(text).into_iter().map(|mark| match mark {
            Mark::Inlines(inlines) => crate::numbering::plain_text(&inlines),
            Mark::Formula(id, _) | Mark::Figure(id) | Mark::Table(id) => id,
            Mark::Remark(reason) => reason,
            Mark::PageBreak => String::new(),
        });
        words.collect()
    }
}

enum Piece<'a> {
    Text(&'a str),
    Mark(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(OPEN) {
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        let inner = &rest[open + OPEN.len_utf8()..];
        let Some(close) = inner.find(CLOSE) else {
            rest = inner;
            continue;
        };
        pieces.push(Piece::Mark(&inner[..close]));
        rest = &inner[close + CLOSE.len_utf8()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// `text` without noncharacters and control characters, which no output can print.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|&character| {
            let code = u32::from(character);
            let noncharacter = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
            !noncharacter && (!character.is_control() || matches!(character, '\n' | '\t'))
        })
        .collect()
}

/// Lets `**` open and close beside Chinese text, which has no spaces: Markdown takes `**` after a full stop and
/// before a character for text, as in `**领先。**但是`. A nothing that counts as a letter is put between.
pub(super) fn flank_emphasis(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('*') {
        let stars = rest[start..]
            .find(|character| character != '*')
            .unwrap_or(rest.len() - start);
        let (before, run) = (&rest[..start], &rest[start..start + stars]);
        let after = &rest[start + stars..];
        let left = before.chars().next_back().or(out.chars().next_back());
        let right = after.chars().next();
        out += before;
        let both = left.zip(right).filter(|(left, right)| {
            *left != '\\'
                && !left.is_whitespace()
                && !right.is_whitespace()
                && (!left.is_ascii() || !right.is_ascii())
        });
        match both {
            Some(_) => {
                out.push(NOTHING);
                out += run;
                out.push(NOTHING);
            }
            None => out += run,
        }
        rest = after;
    }
    out + rest
}
