//! Values as people write them: numbers with Chinese multipliers, units and hedges, dates in many forms,
//! yes and no, and the many ways of writing "nothing".
//!
//! Nothing is guessed: what can be read in two ways is refused with advice.

pub mod date;
pub mod number;
pub mod unit;

use std::borrow::Cow;

use crate::schema::Names;

/// Why a cell was refused, in both languages, with what to do.
pub type Message = Names;

/// A message in both languages.
pub(crate) fn message(zh: impl Into<String>, en: impl Into<String>) -> Message {
    Names {
        zh: zh.into(),
        en: en.into(),
    }
}

/// The words of another program, which has them in one language only.
pub(crate) fn same(words: impl std::fmt::Display) -> Message {
    message(words.to_string(), words.to_string())
}

/// Turns full-width letters, digits and punctuation into their ASCII forms and every kind of space into an
/// ordinary one, and trims. Text that has none of them is returned as it is.
pub fn fold_width(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_space);
    if text.is_ascii() || !text.chars().any(|c| fold_char(c) != c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(fold_char).collect())
}

/// The ASCII form of a full-width character; any other character is returned as it is.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        _ => c,
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// Trims white space, a byte-order mark and zero-width spaces from both ends.
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_graphic();
    // Nearly all cells begin and end with a visible ASCII character or with a Chinese one.
    if bytes.first().is_some_and(plain) && bytes.last().is_some_and(plain) {
        return text;
    }
    text.trim_matches(is_space)
}

/// Whether a trimmed text says that there is no value: empty, "-", "—", "/", "N/A", "无", "暂无" …
///
/// "NaN" is not among them: it is the trace of a failed computation and is refused as a number.
pub fn is_missing(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    // The longest of them has twelve bytes; most cells are settled by their length or their first byte.
    if text.len() > 12 {
        return false;
    }
    match text.as_bytes()[0] {
        b'-' | b'/' | b'\\' | b'.' | b'_' | b'*' => {
            text.bytes().all(|byte| byte == text.as_bytes()[0])
        }
        b'N' | b'n' => ["n/a", "na", "null", "none", "nil"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word)),
        b'#' => text.eq_ignore_ascii_case("#n/a"),
        b'0'..=b'9' => false,
        _ => matches!(
            text,
            "—" | "——"
                | "———"
                | "–"
                | "－"
                | "--－"
                | "／"
                | "…"
                | "……"
                | "无"
                | "暂无"
                | "未知"
                | "不详"
                | "空"
                | "缺失"
                | "无数据"
                | "暂缺"
                | "未披露"
                | "不适用"
        ),
    }
}

/// Reads yes or no: 是/否, 有/无, 1/0, true/false, yes/no, √/×.
pub fn parse_boolean(text: &str) -> Result<bool, Message> {
    let folded = fold_width(text);
    let word = folded.to_lowercase();
    match word.as_str() {
        "1" | "是" | "有" | "对" | "true" | "t" | "yes" | "y" | "√" | "✓" | "✔" | "1.0" | "已"
        | "已设立" | "已建立" | "已设置" => Ok(true),
        "0" | "否" | "无" | "没有" | "非" | "false" | "f" | "no" | "n" | "×" | "✗" | "✘"
        | "0.0" | "未" | "未设立" | "未建立" | "未设置" => Ok(false),
        _ => Err(message(
            "应为是或否；请写“是”“否”、1、0、true 或 false",
            "expected yes or no; write 是, 否, 1, 0, true or false",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_many_ways_of_nothing() {
        for text in [
            "", "-", "--", "—", "——", "/", "N/A", "n/a", "NA", "#N/A", "null", "None", "无",
            "暂无", "…", "－",
        ] {
            assert!(is_missing(text), "{text}");
        }
        for text in ["0", "NaN", "inf", "-1", "无锡", "N", "/data", "-a"] {
            assert!(!is_missing(text), "{text}");
        }
    }

    #[test]
    fn full_width_text_is_folded() {
        assert_eq!(fold_width("　１２３．５％ "), "123.5%");
        assert!(matches!(fold_width("北京"), Cow::Borrowed("北京")));
    }

    #[test]
    fn trimming_knows_chinese_spaces() {
        assert_eq!(trim("　深圳市\u{a0}"), "深圳市");
        assert_eq!(trim("abc"), "abc");
        assert_eq!(trim(" "), "");
    }

    #[test]
    fn yes_and_no() {
        for text in ["是", "有", "1", "TRUE", "Y", "√", "１"] {
            assert_eq!(parse_boolean(text), Ok(true), "{text}");
        }
        for text in ["否", "无", "0", "false", "N", "×"] {
            assert_eq!(parse_boolean(text), Ok(false), "{text}");
        }
        assert!(parse_boolean("大概").is_err());
    }
}
