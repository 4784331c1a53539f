//! `csv-metadata.json`: CSV on the Web.

use serde_json::{Value, json};

use super::schema::{Field, FieldType};
use super::{Described, PackageMaterial, words};
use crate::Language;

pub(super) fn metadata(material: &PackageMaterial, tables: &[Described]) -> Value {
    let language = material.meta.language.unwrap_or(Language::Zh);
    let tables: Vec<Value> = tables
        .iter()
        .map(|Described { table, schema }| {
            let columns: Vec<Value> = schema
                .fields
                .iter()
                .map(|one| column(one, language))
                .collect();
            let mut about = json!({ "columns": columns });
            if !schema.key.is_empty() {
                let key: Vec<String> = schema.key.iter().map(|name| variable(name)).collect();
                about["primaryKey"] = json!(key);
            }
            json!({ "url": table.path, "tableSchema": about })
        })
        .collect();
    let sources: Vec<String> = material.sources.iter().map(words::title).collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": language.code() }],
        "dc:title": material.meta.title,
        "dc:description": words::description(material),
        "dc:identifier": material.meta.run,
        "dc:date": material.meta.date,
        "dc:bibliographicCitation": material.meta.citation,
        "dc:source": sources,
        "dialect": { "header": true, "encoding": "utf-8", "delimiter": "," },
        "tables": tables,
    })
}

fn column(field: &Field, language: Language) -> Value {
    let datatype = match field.kind {
        FieldType::Text => "string",
        FieldType::Integer => "integer",
        FieldType::Number => "double",
        FieldType::Boolean => "boolean",
    };
    let mut about = json!({
        "name": variable(&field.name),
        "titles": field.name,
        "datatype": datatype,
        "null": "",
    });
    for (key, text) in [
        ("dc:title", &field.title),
        ("dc:description", &field.description),
    ] {
        if let Some((zh, en)) = text {
            about[key] = language.pick(zh, en).into();
        }
    }
    about
}

/// A heading as the name of a variable: other characters percent-encoded.
fn variable(name: &str) -> String {
    let mut variable = String::new();
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'_' if at == 0 => variable.push_str("%5F"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => variable.push(char::from(byte)),
            byte => variable.push_str(&format!("%{byte:02X}")),
        }
    }
    variable
}
