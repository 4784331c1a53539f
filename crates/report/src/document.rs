//! A document before it is a file: what is said, not how it looks.

use crate::Language;

/// Title page, header and citation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: String,
    /// Who writes (执笔人).
    pub authors: Vec<String>,
    /// The institution.
    pub institution: String,
    /// The day of the run, `YYYY-MM-DD`; never the clock.
    pub date: String,
    /// Name of the run, in the footer.
    pub run: String,
    /// How to cite.
    pub citation: String,
    /// The language; Chinese where absent.
    pub language: Option<Language>,
    /// True when the records are made up: marked on every page.
    pub synthetic: bool,
}

/// How headings are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadingStyle {
    /// 1, 1.1, 1.1.1.
    #[default]
    Decimal,
    /// 第一章, 一、, （一）, 1. as in official documents; in English Chapter 1, 1.1.
    Chapters,
    /// No numbers; figures and tables are numbered through.
    None,
}

/// What is printed around the blocks, and how headings are numbered.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// How headings are numbered.
    pub headings: HeadingStyle,
    /// Chapters that carry no number, by how their headings begin: 前言, 附录.
    pub unnumbered: Vec<String>,
    /// With a title page; otherwise the title stands above the text.
    pub title_page: bool,
    /// With a table of contents.
    pub contents: bool,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            headings: HeadingStyle::default(),
            unnumbered: Vec::new(),
            title_page: true,
            contents: true,
        }
    }
}

/// A run of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Strong.
    Strong(Vec<Inline>),
    /// Emphasised.
    Emphasis(Vec<Inline>),
    /// A file name, a command.
    Code(String),
    /// A link.
    Link {
        /// Address.
        url: String,
        /// What is read.
        content: Vec<Inline>,
    },
    /// A footnote, where it is called.
    Footnote(Vec<Inline>),
    /// 图 2-1, 表 3-2: the number is set by [`crate::numbering::number`].
    Reference {
        /// Figure or table.
        target: Target,
        /// Its id.
        id: String,
    },
    /// A formula in the line.
    Formula(Formula),
    /// A line break.
    Break,
}

/// What a reference points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A figure.
    Figure,
    /// A table.
    Table,
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; level 1 is a chapter.
    Heading {
        /// 1 to 4.
        level: u8,
        /// Text.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// Items.
        items: Vec<Vec<Block>>,
    },
    /// Set apart: a remark, a caveat.
    Quote(Vec<Block>),
    /// A numbered table of the material, by id.
    Table(String),
    /// A numbered figure of the material, by id.
    Figure(String),
    /// A small table written in the text: header and rows.
    PlainTable {
        /// Headings.
        header: Vec<Vec<Inline>>,
        /// Rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A displayed formula of the material, by id.
    Formula(String),
    /// A new page.
    PageBreak,
}

/// A formula as a tree, so that Typst, Word (OMML) and HTML (MathML) print the same one.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A variable or a number: `x`, `w`, `100`.
    Symbol(String),
    /// Upright words: `max`, `得分`.
    Text(String),
    /// An operator or relation: `=`, `+`, `·`.
    Operator(String),
    /// One after another.
    Row(Vec<Formula>),
    /// A fraction.
    Fraction(Box<Formula>, Box<Formula>),
    /// Base with a subscript.
    Subscript(Box<Formula>, Box<Formula>),
    /// Base with a superscript.
    Superscript(Box<Formula>, Box<Formula>),
    /// Sum over an index: below, above, body.
    Sum(Box<Formula>, Box<Formula>, Box<Formula>),
    /// Product over an index: below, above, body.
    Product(Box<Formula>, Box<Formula>, Box<Formula>),
    /// A square root.
    Root(Box<Formula>),
    /// In round brackets.
    Brackets(Box<Formula>),
}

/// A document: what is said, in order. Figures, tables and formulas are named by id and stand in the material.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Title page and header.
    pub meta: Meta,
    /// What is printed around the blocks.
    pub layout: Layout,
    /// The blocks.
    pub blocks: Vec<Block>,
}
