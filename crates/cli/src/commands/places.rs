//! `jushu places`.

use jushu_places::{Code, Hint, Places, Resolution};
use jushu_registry::engine::{Rows, Value};

use super::Outcome;
use crate::language::Language;
use crate::table::{Format, print};

/// Resolves names of places and prints what they stand for.
pub fn places(names: &[String], format: Format, language: Language) -> Outcome {
    let places = Places::shipped();
    let full_name = |code: &Code| {
        places
            .get(*code)
            .map(|place| format!("{} {}", code, place.name))
            .unwrap_or_default()
    };
    let list = |codes: &[Code]| codes.iter().map(full_name).collect::<Vec<_>>().join("; ");
    let rows = names
        .iter()
        .map(|name| {
            // What is no name may be an address.
            let resolved = match places.resolve(name, &Hint::default()) {
                Resolution::Unknown { nearest } => {
                    match places.resolve_address(name, &Hint::default()) {
                        Resolution::Unknown { .. } => Resolution::Unknown { nearest },
                        other => other,
                    }
                }
                other => other,
            };
            let (result, found) = match &resolved {
                Resolution::Found(code) => ("places.found", full_name(code)),
                Resolution::Ambiguous(codes) => ("places.ambiguous", list(codes)),
                Resolution::Unknown { nearest } => ("places.unknown", list(nearest)),
            };
            vec![
                Value::Text(name.clone()),
                Value::Text(language.text(result, &[])),
                Value::Text(found),
            ]
        })
        .collect();
    let columns = ["written", "result", "place"].map(|name| match format {
        Format::Table => language.text(&format!("places.{name}"), &[]),
        _ => name.to_string(),
    });
    let columns = columns.to_vec();
    print(&Rows { columns, rows }, format, 3);
    Ok(())
}
