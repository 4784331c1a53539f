//! `datapackage.json`: Data Package version 2, with the keys that readers of version 1 look for.

use serde_json::{Map, Value, json};

use super::schema::{Field, FieldType};
use super::{Described, PackageMaterial, parquet_path, sha256, words};
use crate::Language;

pub(super) fn descriptor(material: &PackageMaterial, tables: &[Described]) -> Value {
    let language = material.meta.language.unwrap_or(Language::Zh);
    let mut resources = Vec::new();
    for Described { table, schema } in tables {
        let fields: Vec<Value> = schema
            .fields
            .iter()
            .map(|one| field(one, language))
            .collect();
        let mut about = json!({ "fields": fields, "missingValues": [""] });
        if !schema.key.is_empty() {
            about["primaryKey"] = json!(schema.key);
        }
        resources.push(json!({
            "name": name(&table.path),
            "type": "table",
            "profile": "tabular-data-resource",
            "path": table.path,
            "scheme": "file",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": table.csv.len(),
            "hash": format!("sha256:{}", sha256(&table.csv)),
            "schema": about,
        }));
    }
    for Described { table, .. } in tables {
        if let Some(parquet) = &table.parquet {
            let path = parquet_path(&table.path);
            resources.push(file(&path, parquet, "application/vnd.apache.parquet"));
        }
    }
    for (path, contents) in &material.files {
        let media = match path.rsplit('.').next() {
            Some("json") => "application/json",
            Some("geojson") => "application/geo+json",
            Some("toml") => "application/toml",
            _ => "text/plain",
        };
        resources.push(file(path, contents, media));
    }
    let sources: Vec<Value> = material
        .sources
        .iter()
        .map(|source| json!({ "title": words::title(source) }))
        .collect();
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name(&material.meta.run),
        "title": material.meta.title,
        "description": words::description(material),
        "version": material.meta.run,
        "created": format!("{}T00:00:00Z", material.meta.date),
        "synthetic": material.meta.synthetic,
    });
    let licences = licences(material);
    // Lists that would be empty are left out: the standard wants at least one entry.
    for (key, list) in [("licenses", licences), ("sources", sources)] {
        if !list.is_empty() {
            package[key] = Value::Array(list);
        }
    }
    let authors = material
        .meta
        .authors
        .iter()
        .map(|author| (author, "author"));
    let institution = Some(&material.meta.institution).filter(|name| !name.is_empty());
    let contributors: Vec<Value> = authors
        .chain(institution.map(|name| (name, "publisher")))
        .map(|(title, role)| json!({ "title": title, "roles": [role] }))
        .collect();
    if !contributors.is_empty() {
        package["contributors"] = Value::Array(contributors);
    }
    package["resources"] = Value::Array(resources);
    package
}

fn file(path: &str, contents: &[u8], media: &str) -> Value {
    let format = path.rsplit('.').next().unwrap_or_default();
    json!({
        "name": name(path),
        "type": "file",
        "path": path,
        "scheme": "file",
        "format": format,
        "mediatype": media,
        "bytes": contents.len(),
        "hash": format!("sha256:{}", sha256(contents)),
    })
}

fn field(field: &Field, language: Language) -> Value {
    let kind = match field.kind {
        FieldType::Text => "string",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Boolean => "boolean",
    };
    let mut about = Map::new();
    about.insert("name".into(), field.name.clone().into());
    about.insert("type".into(), kind.into());
    for (key, text) in [("title", &field.title), ("description", &field.description)] {
        if let Some((zh, en)) = text {
            about.insert(key.into(), language.pick(zh, en).into());
        }
    }
    Value::Object(about)
}

/// Every licence of the sources once.
fn licences(material: &PackageMaterial) -> Vec<Value> {
    let mut known: Vec<&str> = Vec::new();
    for source in &material.sources {
        if !source.licence.is_empty() && !known.contains(&source.licence.as_str()) {
            known.push(&source.licence);
        }
    }
    known
        .iter()
        .map(|licence| json!({ "name": identifier(licence), "title": licence }))
        .collect()
}

/// A licence as an identifier: `CC BY 4.0` is `CC-BY-4.0`.
fn identifier(licence: &str) -> String {
    let mut identifier = String::new();
    for c in licence.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '.' => identifier.push(c),
            _ if identifier.ends_with('-') || identifier.is_empty() => {}
            _ => identifier.push('-'),
        }
    }
    match identifier.trim_end_matches('-') {
        "" => "other".into(),
        identifier => identifier.into(),
    }
}

/// A name of small letters, digits, dots, hyphens and underscores; different paths give different names.
fn name(path: &str) -> String {
    let mut name = String::new();
    for c in path.strip_suffix(".csv").unwrap_or(path).chars() {
        match c {
            'a'..='z' | '0'..='9' | '.' | '-' => name.push(c),
            '/' => name.push_str("__"),
            '_' => name.push('_'),
            c => name.push_str(&format!("-u{:x}-", u32::from(c))),
        }
    }
    name
}
