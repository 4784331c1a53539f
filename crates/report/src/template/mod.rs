//! Templates: Markdown with live facts, rendered into a [`Document`].
//!
//! ```text
//! +++
//! title = "中国大数据产业发展指数报告"
//! headings = "chapters"
//! unnumbered = ["前言", "附录"]
//! +++
//! # 总体评价
//! {% if has("provinces.top15.east") %}
//! ## {{ fact("provinces.top15.east").sentence }}
//!
//! 前 15 强中东部占 {{ fact("provinces.top15.east") }} 席，见{{ ref_figure("top-provinces") }}。
//!
//! {{ figure("top-provinces") }}
//! {% endif %}
//! ```
//!
//! Whatever is interpolated is text, never Markdown; raw HTML is text. A name that does not exist is an error with
//! its line and the nearest known name.

mod error;
mod front_matter;
mod functions;
mod markdown;
mod marks;

use std::error::Error as _;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

pub use error::{Problem, TemplateError};

use crate::document::{Document, Layout};
use crate::material::Material;
use error::nearest;
use functions::Carried;
use marks::Marks;

/// Renders `template` with `material`. `file` names the template in errors. References are checked, so that
/// [`crate::numbering::number`] cannot fail for the document.
pub fn render(template: &str, file: &str, material: &Material) -> Result<Document, TemplateError> {
    let template = marks::clean(&template.replace("\r\n", "\n"));
    let (front, text, lines_above) = front_matter::split(&template, file)?;
    let marks = Marks::default();
    let engine = engine(&marks, material);
    let failed = |source: &str, error: &Error, lines_above: usize| TemplateError {
        file: file.to_string(),
        line: error.line().map(|line| line + lines_above),
        problem: problem(error, source, material),
    };
    let markdown = engine
        .render_str(text, ())
        .map_err(|error| failed(text, &error, lines_above))?;
    let line_of = |needle: &str| {
        let line = template.lines().position(|line| line.contains(needle));
        line.map(|line| line + 1)
    };
    let at = |needle: &str, problem: Problem| TemplateError {
        file: file.to_string(),
        line: line_of(needle),
        problem,
    };
    let blocks = markdown::read(&marks::flank_emphasis(&markdown), &marks)
        .map_err(|found| at(&found.near, found.problem))?;

    let line_rendered = |text: &str| -> Result<String, TemplateError> {
        let rendered = engine.render_str(text, ()).map_err(|error| TemplateError {
            line: line_of(text),
            ..failed(text, &error, 0)
        })?;
        Ok(marks.words(&rendered))
    };
    let mut meta = material.meta.clone();
    for (given, place) in [
        (&front.title, &mut meta.title),
        (&front.subtitle, &mut meta.subtitle),
        (&front.institution, &mut meta.institution),
        (&front.citation, &mut meta.citation),
    ] {
        if let Some(text) = given {
            *place = line_rendered(text)?;
        }
    }
    if let Some(authors) = &front.authors {
        let authors = authors.iter().map(|author| line_rendered(author));
        meta.authors = authors.collect::<Result<_, _>>()?;
    }
    meta.language = front.language.or(meta.language);
    let usual = Layout::default();
    let document = Document {
        meta,
        layout: Layout {
            headings: front.headings,
            unnumbered: front.unnumbered,
            title_page: front.title_page.unwrap_or(usual.title_page),
            contents: front.contents.unwrap_or(usual.contents),
        },
        blocks,
    };
    crate::numbering::number(&document)
        .map_err(|error| at(&format!("\"{}\"", error.id()), Problem::Numbering(error)))?;
    Ok(document)
}

/// The engine: strict, and with every interpolated value put aside.
fn engine(marks: &Marks, material: &Material) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let mut syntax = SyntaxConfig::builder();
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_debug(true);
    // Only so that what macros and set blocks capture is known to be Markdown already.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    let put = marks.clone();
    environment.set_formatter(move |out, _state, value| {
        let text = if value.is_safe() {
            value.to_string()
        } else if value.is_none() {
            put.put_text("—")
        } else {
            put.put_text(&value.to_string())
        };
        out.write_str(&text).map_err(Error::from)
    });
    functions::add(&mut environment, marks, Arc::new(material.clone()));
    environment
}

/// What the engine's error means.
fn problem(error: &Error, source: &str, material: &Material) -> Problem {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(carried) = inner.downcast_ref::<Carried>() {
            return carried.0.clone();
        }
        cause = inner.source();
    }
    if error.kind() == ErrorKind::UndefinedError {
        let expression = error.range().and_then(|range| source.get(range));
        let expression = expression.unwrap_or_default().trim().to_string();
        let names = material.values.as_object();
        let names = names.into_iter().flat_map(|values| values.keys());
        let name = expression.rsplit('.').next().unwrap_or_default();
        let known = names.map(String::as_str).chain(functions::ATTRIBUTES);
        return Problem::Undefined {
            nearest: nearest(name, known),
            expression,
        };
    }
    let mut detail = error.kind().to_string();
    if let Some(more) = error.detail() {
        detail = format!("{detail}: {more}");
    }
    Problem::Syntax { detail }
}

#[cfg(test)]
mod tests;
