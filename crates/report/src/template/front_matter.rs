//! Front matter: TOML between two lines of `+++`, above the text.

use serde::Deserialize;

use super::error::{Problem, TemplateError, nearest};
use crate::Language;
use crate::document::HeadingStyle;

/// The keys it knows.
const KEYS: [&str; 10] = [
    "title",
    "subtitle",
    "authors",
    "institution",
    "citation",
    "language",
    "headings",
    "unnumbered",
    "title_page",
    "contents",
];

/// What a template says about the whole document. What is absent is taken from the material. Texts are templates
/// themselves: `title = "{{ place.name }}数据产业报告"`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) authors: Option<Vec<String>>,
    pub(super) institution: Option<String>,
    pub(super) citation: Option<String>,
    #[serde(deserialize_with = "language")]
    pub(super) language: Option<Language>,
    pub(super) headings: HeadingStyle,
    pub(super) unnumbered: Vec<String>,
    pub(super) title_page: Option<bool>,
    pub(super) contents: Option<bool>,
}

fn language<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Language>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "zh" => Ok(Some(Language::Zh)),
        "en" => Ok(Some(Language::En)),
        other => Err(serde::de::Error::custom(format!(
            "language = \"{other}\": zh, en"
        ))),
    }
}

/// Splits `template` into front matter and text, and says how many lines the front matter takes.
pub(super) fn split<'a>(
    template: &'a str,
    file: &str,
) -> Result<(FrontMatter, &'a str, usize), TemplateError> {
    let error = |line, problem| TemplateError {
        file: file.to_string(),
        line: Some(line),
        problem,
    };
    let mut lines = template.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("+++") {
        return Ok((FrontMatter::default(), template, 0));
    }
    let first = template.find('\n').map_or(template.len(), |end| end + 1);
    let mut end = first;
    let mut count = 1;
    let closing = lines.find_map(|line| {
        count += 1;
        end += line.len();
        (line.trim_end() == "+++").then_some(end - line.len())
    });
    let Some(closing) = closing else {
        return Err(error(1, Problem::OpenFrontMatter));
    };
    let source = &template[first..closing];
    // The opening line is the first of the file.
    let line_at = |offset: usize| 2 + source[..offset.min(source.len())].matches('\n').count();
    let wrong = |problem: toml::de::Error| {
        let line = problem.span().map_or(2, |span| line_at(span.start));
        let detail = problem.message().to_string();
        error(line, Problem::FrontMatter { detail })
    };
    let table: toml::Table = toml::from_str(source).map_err(wrong)?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let line = source
            .lines()
            .position(|line| line.trim_start().starts_with(key.as_str()));
        return Err(error(
            line.map_or(2, |line| line + 2),
            Problem::UnknownKey {
                key: key.clone(),
                nearest: nearest(key, KEYS.into_iter()),
            },
        ));
    }
    let front: FrontMatter = toml::from_str(source).map_err(wrong)?;
    Ok((front, &template[end..], count))
}
