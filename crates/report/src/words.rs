//! The program's own words in documents.

use jushu_figures::Language;

/// A word that is printed around what a template says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Above the table of contents.
    Contents,
    /// Before the authors.
    Authors,
    /// Between two authors.
    Comma,
    /// Before the citation.
    Citation,
    /// The mark of made-up records.
    Synthetic,
    /// The same behind the text.
    Watermark,
}

impl Word {
    /// All of them, with the names the style file knows them by.
    pub(crate) const ALL: [(Word, &str); 6] = [
        (Word::Contents, "contents"),
        (Word::Authors, "authors"),
        (Word::Comma, "comma"),
        (Word::Citation, "citation"),
        (Word::Synthetic, "synthetic"),
        (Word::Watermark, "watermark"),
    ];

    /// The word in a language.
    pub(crate) fn text(self, language: Language) -> &'static str {
        match self {
            Word::Contents => language.pick("目录", "Contents"),
            Word::Authors => language.pick("执笔人：", "Authors: "),
            Word::Comma => language.pick("、", ", "),
            Word::Citation => language.pick("引用格式：", "How to cite: "),
            Word::Synthetic => language.pick(
                "合成数据，不代表任何真实主体",
                "Synthetic data that stand for nobody",
            ),
            Word::Watermark => language.pick("合成数据", "SYNTHETIC"),
        }
    }
}
