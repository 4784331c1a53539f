//! The static site: a page for every place, figure and indicator, that opens from a folder without a server and
//! asks nothing of the network.
//!
//! Pages are HTML templates with everything escaped; a user may give templates of their own. Figures are SVG in the
//! page, and the same ECharts that drew them where scripts run. Every page carries the citation, the run, its sources
//! and its numbers as CSV and JSON.

mod material;
mod numbers;
mod pages;
mod tables;

use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde_json::json;

pub use material::{
    SiteCell, SiteChoice, SiteEdition, SiteIndicator, SiteMaterial, SiteNode, SiteUnit,
    SiteUnitSet, State,
};

use crate::Language;

/// The templates of the program by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("../../templates/site/base.html")),
    (
        "download.html",
        include_str!("../../templates/site/download.html"),
    ),
    (
        "figure.html",
        include_str!("../../templates/site/figure.html"),
    ),
    (
        "figures.html",
        include_str!("../../templates/site/figures.html"),
    ),
    (
        "index.html",
        include_str!("../../templates/site/index.html"),
    ),
    (
        "indicator.html",
        include_str!("../../templates/site/indicator.html"),
    ),
    (
        "indicators.html",
        include_str!("../../templates/site/indicators.html"),
    ),
    (
        "languages.html",
        include_str!("../../templates/site/languages.html"),
    ),
    (
        "method.html",
        include_str!("../../templates/site/method.html"),
    ),
    (
        "place.html",
        include_str!("../../templates/site/place.html"),
    ),
    (
        "ranking.html",
        include_str!("../../templates/site/ranking.html"),
    ),
];

const STYLE: &str = include_str!("../../assets/site/site.css");
const SEARCH: &str = include_str!("../../assets/site/site.js");
const FIGURE: &str = include_str!("../../assets/site/figure.js");

/// The site cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum SiteError {
    /// A template is wrong.
    Template {
        /// Its name.
        name: String,
        /// The line, where it is known.
        line: Option<usize>,
        /// What is wrong.
        detail: String,
    },
    /// There is nothing to show.
    Empty,
}

impl SiteError {
    /// The message in Chinese and English.
    pub fn message(&self) -> (String, String) {
        match self {
            SiteError::Template { name, line, detail } => {
                let (zh, en) = match line {
                    Some(line) => (format!("第 {line} 行"), format!("line {line}")),
                    None => ("".into(), "".into()),
                };
                (
                    format!("网站模板 {name} {zh}：{detail}；请更正模板"),
                    format!("site template {name} {en}: {detail}; correct the template"),
                )
            }
            SiteError::Empty => (
                "没有可以发布的内容；请先运行 `jushu run`".into(),
                "there is nothing to publish; run `jushu run` first".into(),
            ),
        }
    }
}

impl From<minijinja::Error> for SiteError {
    fn from(error: minijinja::Error) -> SiteError {
        let detail = match error.kind() {
            ErrorKind::UndefinedError => format!("{error}"),
            _ => error
                .detail()
                .map_or_else(|| error.to_string(), str::to_string),
        };
        SiteError::Template {
            name: error.name().unwrap_or_default().to_string(),
            line: error.line(),
            detail,
        }
    }
}

/// The files of the site by path, in one order whatever the machine.
///
/// # Errors
/// [`SiteError`]: a template that is wrong, or nothing to show.
pub fn site(material: &SiteMaterial) -> Result<Vec<(String, Vec<u8>)>, SiteError> {
    if material.editions.is_empty() {
        return Err(SiteError::Empty);
    }
    let mut files = Vec::new();
    for edition in &material.editions {
        let environment = environment(material, language(edition))?;
        pages::write(&environment, material, edition, &mut files)?;
    }
    files.push(("index.html".into(), languages(material)?));
    files.push(("assets/site.css".into(), STYLE.into()));
    files.push(("assets/site.js".into(), SEARCH.into()));
    files.push(("assets/figure.js".into(), FIGURE.into()));
    files.push(("assets/places.js".into(), places(material).into_bytes()));
    if material
        .editions
        .iter()
        .any(|edition| !edition.figures.is_empty())
    {
        let script = jushu_figures::browser::ECHARTS;
        files.push(("assets/echarts.min.js".into(), script.into()));
    }
    for (path, contents) in &material.downloads {
        files.push((format!("data/{path}"), contents.clone()));
    }
    Ok(files)
}

fn language(edition: &SiteEdition) -> Language {
    edition.meta.language.unwrap_or(Language::Zh)
}

/// The templates, with what they may call.
fn environment(material: &SiteMaterial, language: Language) -> Result<Environment<'_>, SiteError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    for (name, text) in &material.templates {
        environment.add_template(name, text)?;
    }
    environment.add_function("t", move |zh: &str, en: &str| {
        language.pick(zh, en).to_string()
    });
    Ok(environment)
}

/// A value as templates see it.
fn template_value(value: &serde_json::Value) -> minijinja::Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => minijinja::Value::from(()),
        Json::Bool(truth) => minijinja::Value::from(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => minijinja::Value::from(whole),
            None => minijinja::Value::from(number.as_f64()),
        },
        Json::String(text) => minijinja::Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(template_value).collect(),
        Json::Object(entries) => minijinja::Value::from_pairs(
            entries
                .iter()
                .map(|(key, value)| (key.as_str(), template_value(value))),
        ),
    }
}

/// The page before all others: a language is chosen.
fn languages(material: &SiteMaterial) -> Result<Vec<u8>, SiteError> {
    let first = &material.editions[0];
    let environment = environment(material, language(first))?;
    let editions: Vec<_> = material
        .editions
        .iter()
        .map(|edition| {
            json!({
                "lang": language(edition).code(),
                "name": language(edition).pick("中文", "English"),
                "title": edition.meta.title,
            })
        })
        .collect();
    let context = json!({
        "lang": language(first).code(),
        "title": first.meta.title,
        "editions": editions,
    });
    let page = environment
        .get_template("languages.html")?
        .render(template_value(&context))?;
    Ok(page.into_bytes())
}

/// What the search box looks through: code, name by language, and all names in small letters.
fn places(material: &SiteMaterial) -> String {
    let mut places: std::collections::BTreeMap<
        &str,
        (serde_json::Map<String, serde_json::Value>, String),
    > = Default::default();
    for edition in &material.editions {
        for unit in edition.unit_sets.iter().flat_map(|set| &set.units) {
            let (names, all) = places.entry(&unit.code).or_default();
            names.insert(language(edition).code().into(), unit.name.as_str().into());
            for name in std::iter::once(&unit.name).chain(&unit.other_names) {
                let name = name.to_lowercase();
                if !all.split('|').any(|known| known.trim() == name) {
                    all.push_str(&format!(" {name}|"));
                }
            }
        }
    }
    let list: Vec<_> = places
        .into_iter()
        .map(|(code, (names, all))| json!([file_name(code), names, format!("{all} {code}")]))
        .collect();
    format!("window.jushuPlaces = {};\n", script_safe(&json!(list)))
}

/// JSON that may stand in a page or a script: nothing in it closes a tag.
fn script_safe(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A name that can stand in a path and in a link everywhere; different ids give different names.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for c in id.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' | '_' => name.push(c),
            // Capitals too: some file systems do not hold them apart.
            c => name.push_str(&format!("~{:x}~", u32::from(c))),
        }
    }
    name
}

#[cfg(test)]
mod tests;
