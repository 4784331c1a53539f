//! Numbers as Chinese practice prints them: 万 and 亿, thin decimals, percent.

use crate::language::Language;

/// `value` in a short form: 1.23亿, 4.5万, 678; in English 123 million, 45,000.
pub fn short(value: f64, language: Language) -> String {
    let trimmed = |number: f64| {
        let text = format!("{number:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    match language {
        Language::Zh if value.abs() >= 1e8 => trimmed(value / 1e8) + "亿",
        Language::Zh if value.abs() >= 1e4 => trimmed(value / 1e4) + "万",
        Language::En if value.abs() >= 1e9 => trimmed(value / 1e9) + " billion",
        Language::En if value.abs() >= 1e6 => trimmed(value / 1e6) + " million",
        _ => trimmed(value),
    }
}
