//! Reading TOML section by section, with the line of everything that is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{FrameworkError, FrameworkErrorKind, FromClause};
use crate::Names;
use crate::nearest::nearest;

/// The text being read.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Document<'_> {
    pub fn error(&self, span: Option<Range<usize>>, kind: FrameworkErrorKind) -> FrameworkError {
        FrameworkError {
            file: self.file.to_owned(),
            line: span.map(|span| self.line(span)),
            kind: Box::new(kind),
        }
    }

    pub fn line(&self, span: Range<usize>) -> usize {
        let before = self.text.bytes().take(span.start);
        1 + before.filter(|byte| *byte == b'\n').count()
    }
}

/// One table of the document.
pub(crate) struct Section<'a> {
    pub document: Document<'a>,
    /// How it is named in messages, such as `[[indicator]]`.
    pub title: String,
    pub table: &'a DeTable<'a>,
    pub span: Range<usize>,
}

type Entry<'a> = (Range<usize>, &'a Spanned<DeValue<'a>>);

impl<'a> Section<'a> {
    /// The line the section begins on.
    pub fn line(&self) -> usize {
        self.document.line(self.span.clone())
    }

    /// Refuses keys other than the known ones.
    pub fn allow(&self, known: &[&str]) -> Result<(), FrameworkError> {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let kind = FrameworkErrorKind::UnknownKey {
                    section: self.title.clone(),
                    key: name.to_owned(),
                    nearest: nearest(name, known.iter().copied()).map(str::to_owned),
                    known: known.iter().map(|key| (*key).to_owned()).collect(),
                };
                return Err(self.document.error(Some(key.span()), kind));
            }
        }
        Ok(())
    }

    fn entry(&self, key: &str) -> Option<Entry<'a>> {
        let (name, value) = self
            .table
            .iter()
            .find(|(name, _): &(&Spanned<DeString>, _)| name.get_ref() == key)?;
        Some((name.span(), value))
    }

    /// The error of a missing key.
    pub fn missing(&self, key: &str) -> FrameworkError {
        self.document.error(
            Some(self.span.clone()),
            FrameworkErrorKind::MissingKey {
                section: self.title.clone(),
                key: key.to_owned(),
            },
        )
    }

    /// An error about the value of a key.
    pub fn wrong(&self, key: &str, kind: FrameworkErrorKind) -> FrameworkError {
        let span = self.entry(key).map_or(self.span.clone(), |(span, _)| span);
        self.document.error(Some(span), kind)
    }

    /// `value` of `key` is none of the `known` ones.
    pub fn unknown_option(&self, key: &str, value: &str, known: &[String]) -> FrameworkError {
        self.wrong(
            key,
            FrameworkErrorKind::UnknownOption {
                section: self.title.clone(),
                key: key.to_owned(),
                value: value.to_owned(),
                nearest: nearest(value, known.iter().map(String::as_str)).map(str::to_owned),
                known: known.to_vec(),
            },
        )
    }

    /// The value of `key` lies outside the limits, in the words of both languages.
    pub fn out_of_range(
        &self,
        key: &str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> FrameworkError {
        self.wrong(
            key,
            FrameworkErrorKind::OutOfRange {
                section: self.title.clone(),
                key: key.to_owned(),
                limits: Names::new(zh, en),
            },
        )
    }

    fn wrong_type(&self, key: &str, zh: &'static str, en: &'static str) -> FrameworkError {
        self.wrong(
            key,
            FrameworkErrorKind::WrongType {
                section: self.title.clone(),
                key: key.to_owned(),
                expected: Names::fixed(zh, en),
            },
        )
    }

    /// A text that is not blank.
    pub fn string(&self, key: &str) -> Result<Option<String>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        let text = value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wrong_type(key, "文本（加引号）", "a text in quotation marks"))?;
        self.filled(key, text).map(Some)
    }

    /// A text that is not blank and must be given.
    pub fn required_string(&self, key: &str) -> Result<String, FrameworkError> {
        self.string(key)?.ok_or_else(|| self.missing(key))
    }

    fn filled(&self, key: &str, text: &str) -> Result<String, FrameworkError> {
        if text.trim().is_empty() {
            let kind = FrameworkErrorKind::EmptyText {
                section: self.title.clone(),
                key: key.to_owned(),
            };
            return Err(self.wrong(key, kind));
        }
        Ok(text.trim().to_owned())
    }

    /// A list of texts; empty when not given.
    pub fn strings(&self, key: &str) -> Result<Vec<String>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let wrong = || self.wrong_type(key, "文本列表", "a list of texts");
        let array = value.get_ref().as_array().ok_or_else(wrong)?;
        array
            .iter()
            .map(|item| self.filled(key, item.get_ref().as_str().ok_or_else(wrong)?))
            .collect()
    }

    /// A text in two languages, `{ zh = "…", en = "…" }`, or one for both.
    pub fn names(&self, key: &str) -> Result<Option<Names>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        if value.get_ref().is_str() {
            return Ok(self.string(key)?.map(Names::same));
        }
        let section = self.section(key)?.filter(|_| value.get_ref().is_table());
        let Some(section) = section else {
            return Ok(None);
        };
        section.allow(&["zh", "en"])?;
        match (section.string("zh")?, section.string("en")?) {
            (Some(zh), Some(en)) => Ok(Some(Names::new(zh, en))),
            (Some(one), None) | (None, Some(one)) => Ok(Some(Names::same(one))),
            (None, None) => Err(section.missing("zh")),
        }
    }

    /// A finite number.
    pub fn number(&self, key: &str) -> Result<Option<f64>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        finite(value.get_ref())
            .map(Some)
            .ok_or_else(|| self.wrong_type(key, "有限的数值", "a finite number"))
    }

    /// A whole number, zero or above.
    pub fn count(&self, key: &str) -> Result<Option<usize>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        integer(value.get_ref())
            .and_then(|integer| usize::try_from(integer).ok())
            .map(Some)
            .ok_or_else(|| self.wrong_type(key, "非负整数", "a whole number, not negative"))
    }

    /// A list of finite numbers; `None` when not given.
    pub fn numbers(&self, key: &str) -> Result<Option<Vec<f64>>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        let wrong = || self.wrong_type(key, "有限数值的列表", "a list of finite numbers");
        let array = value.get_ref().as_array().ok_or_else(wrong)?;
        let numbers = array.iter().map(|item| finite(item.get_ref()));
        numbers
            .collect::<Option<Vec<f64>>>()
            .map(Some)
            .ok_or_else(wrong)
    }

    /// A list of yes and no; empty when not given.
    pub fn booleans(&self, key: &str) -> Result<Vec<bool>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let wrong = || self.wrong_type(key, "true 或 false 的列表", "a list of true or false");
        let array = value.get_ref().as_array().ok_or_else(wrong)?;
        let booleans = array.iter().map(|item| item.get_ref().as_bool());
        booleans.collect::<Option<_>>().ok_or_else(wrong)
    }

    /// Whether the key is given.
    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// A table of finite numbers by name, which must be given.
    pub fn numbers_by_name(&self, key: &str) -> Result<Vec<(String, f64)>, FrameworkError> {
        let section = self.section(key)?.ok_or_else(|| self.missing(key))?;
        let mut numbers = Vec::new();
        for name in section.table.keys() {
            let name: &str = name.get_ref();
            let number = section.number(name)?;
            numbers.push((
                name.to_owned(),
                number.ok_or_else(|| section.missing(name))?,
            ));
        }
        Ok(numbers)
    }

    /// Rows of ratios, each a number or a fraction such as "1/3"; they must be given.
    pub fn ratios(&self, key: &str) -> Result<Vec<Vec<f64>>, FrameworkError> {
        let wrong = || {
            self.wrong_type(
                key,
                "由数值或“1/3”形式的分数组成的若干行",
                "rows of numbers or of fractions such as \"1/3\"",
            )
        };
        let Some((_, rows)) = self.entry(key) else {
            return Err(self.missing(key));
        };
        let rows = rows.get_ref().as_array().ok_or_else(wrong)?;
        rows.iter()
            .map(|row| {
                let row = row.get_ref().as_array().ok_or_else(wrong)?;
                row.iter()
                    .map(|cell| ratio(cell.get_ref()).ok_or_else(wrong))
                    .collect()
            })
            .collect()
    }

    /// A list of names or of lists of names, which must be given.
    pub fn groups(&self, key: &str) -> Result<Vec<Vec<String>>, FrameworkError> {
        let wrong = || {
            self.wrong_type(
                key,
                "名称或名称组的列表",
                "a list of names or lists of names",
            )
        };
        let Some((_, list)) = self.entry(key) else {
            return Err(self.missing(key));
        };
        let list = list.get_ref().as_array().ok_or_else(wrong)?;
        let name = |value: &DeValue| self.filled(key, value.as_str().ok_or_else(wrong)?);
        list.iter()
            .map(|item| match item.get_ref() {
                DeValue::Array(group) => group.iter().map(|item| name(item.get_ref())).collect(),
                single => Ok(vec![name(single)?]),
            })
            .collect()
    }

    /// Yes or no.
    pub fn boolean(&self, key: &str) -> Result<Option<bool>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(None);
        };
        value
            .get_ref()
            .as_bool()
            .map(Some)
            .ok_or_else(|| self.wrong_type(key, "true 或 false", "true or false"))
    }

    /// A table within this one.
    pub fn section(&self, key: &str) -> Result<Option<Section<'a>>, FrameworkError> {
        let Some((span, value)) = self.entry(key) else {
            return Ok(None);
        };
        let table = value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.wrong_type(key, "表 { … }", "a table { … }"))?;
        let title = if self.title.is_empty() {
            format!("[{key}]")
        } else {
            format!("{} {key}", self.title)
        };
        Ok(Some(Section {
            document: self.document,
            title,
            table,
            span,
        }))
    }

    /// Whether the value of a key is a table.
    pub fn is_table(&self, key: &str) -> bool {
        self.entry(key)
            .is_some_and(|(_, value)| value.get_ref().is_table())
    }

    /// A list of tables, `[[key]]`; empty when not given.
    pub fn sections(&self, key: &str) -> Result<Vec<Section<'a>>, FrameworkError> {
        let Some((_, value)) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let wrong = || self.wrong_type(key, "表的列表 [[…]]", "a list of tables [[…]]");
        let array = value.get_ref().as_array().ok_or_else(wrong)?;
        array
            .iter()
            .map(|item| {
                Ok(Section {
                    document: self.document,
                    title: format!("[[{key}]]"),
                    table: item.get_ref().as_table().ok_or_else(wrong)?,
                    span: item.span(),
                })
            })
            .collect()
    }

    /// A table kept as it is written.
    pub fn clause(&self, key: &str) -> Result<Option<FromClause>, FrameworkError> {
        let Some(section) = self.section(key)? else {
            return Ok(None);
        };
        let mut table = toml::Table::new();
        for (name, value) in section.table.iter() {
            let Some(value) = plain(value.get_ref()) else {
                return Err(section.wrong_type(
                    name.get_ref(),
                    "可表示的数值",
                    "a number within range",
                ));
            };
            table.insert(name.get_ref().to_string(), value);
        }
        Ok(Some(FromClause {
            table,
            line: section.line(),
        }))
    }
}

/// A finite number, or the value of a fraction.
fn ratio(value: &DeValue) -> Option<f64> {
    let DeValue::String(text) = value else {
        return finite(value);
    };
    let number = match text.split_once('/') {
        Some((above, below)) => {
            above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?
        }
        None => text.trim().parse().ok()?,
    };
    number.is_finite().then_some(number)
}

fn finite(value: &DeValue) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        value => integer(value).map(|integer| integer as f64),
    };
    number.filter(|number| number.is_finite())
}

fn integer(value: &DeValue) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The value without its place in the text; `None` when a number is out of range.
fn plain(value: &DeValue) -> Option<toml::Value> {
    Some(match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(_) => toml::Value::Integer(integer(value)?),
        DeValue::Float(float) => toml::Value::Float(float.as_str().parse().ok()?),
        DeValue::Boolean(boolean) => toml::Value::Boolean(*boolean),
        DeValue::Datetime(datetime) => toml::Value::Datetime(*datetime),
        DeValue::Array(array) => toml::Value::Array(
            array
                .iter()
                .map(|item| plain(item.get_ref()))
                .collect::<Option<_>>()?,
        ),
        DeValue::Table(table) => toml::Value::Table(
            table
                .iter()
                .map(|(name, value)| Some((name.get_ref().to_string(), plain(value.get_ref())?)))
                .collect::<Option<_>>()?,
        ),
    })
}
