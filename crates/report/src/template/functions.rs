//! What templates can call: `fact`, `sentence`, `cite`, `has`, `figure`, `table`, `formula`, references.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind};

use super::error::{Problem, nearest};
use super::marks::{Mark, Marks, clean};
use crate::document::{Inline, Target};
use crate::fact::{Fact, Strength};
use crate::{Language, Material};

/// An error of a function, carried through the engine, which adds the line.
#[derive(Debug)]
pub(super) struct Carried(pub(super) Problem);

impl fmt::Display for Carried {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for Carried {}

fn fail(problem: Problem) -> Error {
    Error::new(ErrorKind::InvalidOperation, "").with_source(Carried(problem))
}

/// A fact as templates see it: printed, it is its text with its footnote.
#[derive(Debug)]
struct LiveFact {
    fact: Fact,
    note: String,
}

impl Object for LiveFact {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let fact = &self.fact;
        match key.as_str()? {
            "text" => Some(Value::from(clean(&fact.text))),
            "sentence" => Some(Value::from(clean(&fact.sentence))),
            "number" => Some(fact.number.map_or(Value::from(()), Value::from)),
            "strength" => Some(Value::from(match fact.strength {
                Strength::Firm => "firm",
                Strength::Tentative => "tentative",
                Strength::Undecided => "undecided",
            })),
            "inferred" => Some(Value::from(fact.inferred)),
            "scope" => Some(Value::from(clean(&fact.scope))),
            "citation" => Some(Value::from(clean(&fact.citation.text))),
            _ => None,
        }
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", clean(&self.fact.text), self.note)
    }
}

/// What an expression may ask a fact for.
pub(super) const ATTRIBUTES: [&str; 7] = [
    "text", "sentence", "number", "strength", "inferred", "scope", "citation",
];

/// The footnote of a fact's citation.
fn note(marks: &Marks, fact: &Fact) -> String {
    let citation = clean(&fact.citation.text).replace('\n', " ");
    marks.put(Mark::Inlines(vec![Inline::Footnote(vec![Inline::Text(
        citation,
    )])]))
}

fn find(material: &Material, id: &str) -> Result<Fact, Error> {
    if let Some(fact) = material.facts.get(id) {
        return Ok(fact.clone());
    }
    Err(fail(match material.missing.get(id) {
        Some(reason) => Problem::Missing {
            id: id.to_string(),
            reason: reason.clone(),
        },
        None => Problem::Unknown {
            kind: "fact",
            id: id.to_string(),
            nearest: nearest(id, material.facts.keys().map(String::as_str)),
        },
    }))
}

/// Adds everything that `material` offers to the engine.
pub(super) fn add(environment: &mut Environment<'_>, marks: &Marks, material: Arc<Material>) {
    let language = material.meta.language.unwrap_or(Language::Zh);
    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("fact", move |id: String| {
        let fact = find(&m, &id)?;
        let note = note(&k, &fact);
        Ok::<Value, Error>(Value::from_object(LiveFact { fact, note }))
    });
    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("sentence", move |id: String| {
        let fact = find(&m, &id)?;
        Ok::<String, Error>(clean(&fact.sentence) + &note(&k, &fact))
    });
    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("cite", move |id: String| {
        Ok::<String, Error>(note(&k, &find(&m, &id)?))
    });
    let m = material.clone();
    environment.add_function("has", move |id: String| {
        m.facts.contains_key(&id) || m.figures.contains_key(&id) || m.tables.contains_key(&id)
    });
    let k = marks.clone();
    environment.add_function("pagebreak", move || k.put(Mark::PageBreak));

    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("formula", move |id: String| match m.formulas.get(&id) {
        Some(formula) => Ok(k.put(Mark::Formula(id, formula.clone()))),
        None => absent(&m, &k, "formula", &id, m.formulas.keys(), language),
    });
    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("figure", move |id: String| {
        if m.figures.contains_key(&id) {
            Ok(k.put(Mark::Figure(id)))
        } else {
            absent(&m, &k, "figure", &id, m.figures.keys(), language)
        }
    });
    let (m, k) = (material.clone(), marks.clone());
    environment.add_function("table", move |id: String| {
        if m.tables.contains_key(&id) {
            Ok(k.put(Mark::Table(id)))
        } else {
            absent(&m, &k, "table", &id, m.tables.keys(), language)
        }
    });
    for (name, kind, target) in [
        ("ref_figure", "figure", Target::Figure),
        ("ref_table", "table", Target::Table),
    ] {
        let (m, k) = (material.clone(), marks.clone());
        environment.add_function(name, move |id: String| {
            let known = match target {
                Target::Figure => m.figures.contains_key(&id),
                Target::Table => m.tables.contains_key(&id),
            };
            let inline = if known {
                Inline::Reference { target, id }
            } else if m.missing.contains_key(&id) {
                Inline::Text(
                    match target {
                        Target::Figure => language.pick("（图从缺）", "(figure not available)"),
                        Target::Table => language.pick("（表从缺）", "(table not available)"),
                    }
                    .to_string(),
                )
            } else {
                let ids = match target {
                    Target::Figure => m.figures.keys().collect::<Vec<_>>(),
                    Target::Table => m.tables.keys().collect(),
                };
                return Err(fail(Problem::Unknown {
                    kind,
                    nearest: nearest(&id, ids.into_iter().map(String::as_str)),
                    id,
                }));
            };
            Ok(k.put(Mark::Inlines(vec![inline])))
        });
    }
    if let Some(values) = material.values.as_object() {
        for (name, value) in values {
            environment.add_global(clean(name), template_value(value));
        }
    }
}

/// A value of the material, cleaned, as templates see it.
fn template_value(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::from(()),
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(number.as_f64()),
        },
        Json::String(text) => Value::from(clean(text)),
        Json::Array(items) => items.iter().map(template_value).collect(),
        Json::Object(entries) => Value::from_pairs(
            entries
                .iter()
                .map(|(key, value)| (clean(key), template_value(value))),
        ),
    }
}

/// A remark where this run cannot give a block; an error where nobody knows it.
fn absent<'a>(
    material: &Material,
    marks: &Marks,
    kind: &'static str,
    id: &str,
    known: impl Iterator<Item = &'a String>,
    language: Language,
) -> Result<String, Error> {
    let Some(reason) = material.missing.get(id) else {
        return Err(fail(Problem::Unknown {
            kind,
            id: id.to_string(),
            nearest: nearest(id, known.map(String::as_str)),
        }));
    };
    let remark = match (language, kind) {
        (Language::Zh, "figure") => format!("此处应有一图，从缺：{reason}"),
        (Language::Zh, "table") => format!("此处应有一表，从缺：{reason}"),
        (Language::Zh, _) => format!("此处应有一式，从缺：{reason}"),
        (Language::En, kind) => format!("A {kind} belongs here and is not available: {reason}"),
    };
    Ok(marks.put(Mark::Remark(clean(&remark))))
}
