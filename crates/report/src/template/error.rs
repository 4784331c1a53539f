//! What can be wrong with a template, and where.

/// A template that cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub struct TemplateError {
    /// The template's file, as it was named.
    pub file: String,
    /// The line, counted from 1 with the front matter; none where it cannot be told.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The front matter is not TOML, or a value has the wrong type.
    FrontMatter {
        /// What the parser says.
        detail: String,
    },
    /// The front matter has no closing line of `+++`.
    OpenFrontMatter,
    /// A key that front matter does not know.
    UnknownKey {
        /// The key.
        key: String,
        /// The nearest known key.
        nearest: Option<String>,
    },
    /// A fact, figure, table or formula that does not exist.
    Unknown {
        /// `fact`, `figure`, `table`, `formula`.
        kind: &'static str,
        /// The id that was asked for.
        id: String,
        /// The nearest known id.
        nearest: Option<String>,
    },
    /// A fact that this run cannot give.
    Missing {
        /// The fact.
        id: String,
        /// Why.
        reason: String,
    },
    /// A name or attribute that does not exist.
    Undefined {
        /// The expression.
        expression: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// The template language was not followed.
    Syntax {
        /// What the engine says.
        detail: String,
    },
    /// A figure, table or page break inside a heading, a table cell, emphasis, a link or a footnote.
    BlockInLine {
        /// The call: `figure("map")`.
        call: String,
    },
    /// Markdown that a document has no place for.
    Unsupported {
        /// What, in Chinese.
        zh: &'static str,
        /// What, in English.
        en: &'static str,
    },
    /// A footnote that is defined and never called.
    UncalledNote {
        /// Its name.
        name: String,
    },
    /// References cannot be resolved.
    Numbering(crate::numbering::NumberingError),
}

impl TemplateError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        let (zh, en) = self.problem.message();
        match self.line {
            Some(line) => (
                format!("{} 第 {line} 行：{zh}", self.file),
                format!("{}, line {line}: {en}", self.file),
            ),
            None => (
                format!("{}：{zh}", self.file),
                format!("{}: {en}", self.file),
            ),
        }
    }
}

impl Problem {
    fn message(&self) -> (String, String) {
        match self {
            Problem::FrontMatter { detail } => (
                format!("文首的 TOML 有误：{detail}"),
                format!("the front matter is wrong: {detail}"),
            ),
            Problem::OpenFrontMatter => (
                "文首以 +++ 开始却没有结束；请在其后加一行 +++".into(),
                "the front matter opens with +++ and never ends; close it with a line +++".into(),
            ),
            Problem::UnknownKey { key, nearest } => {
                let (zh, en) = hint(nearest);
                (
                    format!("文首没有名为 `{key}` 的键{zh}"),
                    format!("front matter knows no key `{key}`{en}"),
                )
            }
            Problem::Unknown { kind, id, nearest } => {
                let (zh, en) = hint(nearest);
                let noun = match *kind {
                    "fact" => "事实",
                    "figure" => "图",
                    "table" => "表",
                    _ => "公式",
                };
                (
                    format!("没有名为 `{id}` 的{noun}{zh}"),
                    format!("there is no {kind} `{id}`{en}"),
                )
            }
            Problem::Missing { id, reason } => (
                format!("本次计算给不出事实 `{id}`：{reason}；可先用 has(\"{id}\") 判断"),
                format!("this run cannot give the fact `{id}`: {reason}; ask has(\"{id}\") first"),
            ),
            Problem::Undefined {
                expression,
                nearest,
            } => {
                let (zh, en) = hint(nearest);
                (
                    format!("`{expression}` 未定义{zh}"),
                    format!("`{expression}` is undefined{en}"),
                )
            }
            Problem::Syntax { detail } => (
                format!("模板写法有误：{detail}"),
                format!("the template cannot be read: {detail}"),
            ),
            Problem::BlockInLine { call } => (
                format!("{call} 要独占一行，不能放在标题、单元格、强调、链接或脚注里"),
                format!(
                    "{call} stands on a line of its own, not in a heading, a cell, emphasis, a link or a note"
                ),
            ),
            Problem::Unsupported { zh, en } => ((*zh).into(), (*en).into()),
            Problem::UncalledNote { name } => (
                format!("脚注 [^{name}] 有定义而无引用；请在正文中引用或删去"),
                format!("the footnote [^{name}] is defined and never called; call it or remove it"),
            ),
            Problem::Numbering(error) => error.message(),
        }
    }
}

fn hint(nearest: &Option<String>) -> (String, String) {
    nearest
        .as_ref()
        .map(|name| {
            (
                format!("；是否指 `{name}`？"),
                format!("; did you mean `{name}`?"),
            )
        })
        .unwrap_or_default()
}

/// The known name nearest to `name`, where one is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate.to_string())
}
