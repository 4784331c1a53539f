//! A formula as Typst math, as OMML for Word and as MathML for browsers: one tree, three writings.

use crate::document::Formula;

impl Formula {
    /// Typst math, without the dollar signs. Words are string literals and operators are escaped, so that a name in a
    /// formula is never read as markup.
    pub fn typst(&self) -> String {
        match self {
            Formula::Symbol(text) if is_plain_symbol(text) => text.clone(),
            Formula::Symbol(text) => format!("italic({})", typst_string(text)),
            Formula::Text(text) => typst_string(text),
            Formula::Operator(text) => text.chars().map(typst_operator).collect(),
            Formula::Row(parts) => {
                let parts: Vec<String> = parts.iter().map(Formula::typst).collect();
                // Nothing at all is no argument to Typst.
                if parts.is_empty() {
                    typst_string("")
                } else {
                    parts.join(" ")
                }
            }
            Formula::Fraction(above, below) => {
                format!("frac({}, {})", above.typst(), below.typst())
            }
            Formula::Subscript(base, script) => {
                format!("attach({}, br: {})", base.typst(), script.typst())
            }
            Formula::Superscript(base, script) => {
                format!("attach({}, tr: {})", base.typst(), script.typst())
            }
            Formula::Sum(below, above, body) => {
                format!(
                    "attach(sum, b: {}, t: {}) {}",
                    below.typst(),
                    above.typst(),
                    body.typst()
                )
            }
            Formula::Product(below, above, body) => {
                format!(
                    "attach(product, b: {}, t: {}) {}",
                    below.typst(),
                    above.typst(),
                    body.typst()
                )
            }
            Formula::Root(body) => format!("sqrt({})", body.typst()),
            Formula::Brackets(body) => format!("lr(( {} ))", body.typst()),
        }
    }
}

impl Formula {
    /// The formula in one line of text, for those who hear it: `y_i = sum(j = 1 .. n) w_j`.
    pub fn spoken(&self) -> String {
        match self {
            Formula::Symbol(text) | Formula::Text(text) | Formula::Operator(text) => text.clone(),
            Formula::Row(parts) => {
                let parts: Vec<String> = parts.iter().map(Formula::spoken).collect();
                parts.join(" ")
            }
            Formula::Fraction(above, below) => format!("({})/({})", above.spoken(), below.spoken()),
            Formula::Subscript(base, script) => format!("{}_{}", base.spoken(), script.spoken()),
            Formula::Superscript(base, script) => format!("{}^{}", base.spoken(), script.spoken()),
            Formula::Sum(below, above, body) => {
                format!(
                    "sum({} .. {}) {}",
                    below.spoken(),
                    above.spoken(),
                    body.spoken()
                )
            }
            Formula::Product(below, above, body) => {
                format!(
                    "product({} .. {}) {}",
                    below.spoken(),
                    above.spoken(),
                    body.spoken()
                )
            }
            Formula::Root(body) => format!("sqrt({})", body.spoken()),
            Formula::Brackets(body) => format!("({})", body.spoken()),
        }
    }
}

/// A letter of any alphabet or a number, which math prints as it is.
fn is_plain_symbol(text: &str) -> bool {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => character.is_alphanumeric(),
        (None, _) => false,
        _ => {
            text.chars()
                .all(|character| character.is_ascii_digit() || character == '.')
                && text.starts_with(|first: char| first.is_ascii_digit())
        }
    }
}

fn typst_string(text: &str) -> String {
    crate::pdf::literal(text)
}

fn typst_operator(character: char) -> String {
    match character {
        character if character.is_ascii_punctuation() => format!("\\{character}"),
        character if character.is_alphanumeric() => typst_string(&character.to_string()),
        character if character.is_control() => String::new(),
        character => character.to_string(),
    }
}
