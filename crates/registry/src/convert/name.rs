//! Names of organisations reduced to what tells them apart, to find duplicates.

use std::collections::HashMap;

use jushu_places::{Level, Places};
use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use crate::value::fold_char;

/// Endings that tell the legal form, the longer ones before their parts.
const LEGAL_FORMS: [&str; 15] = [
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "股份公司",
    "有限公司",
    "责任公司",
    "总公司",
    "分公司",
    "公司",
    "集团",
    "控股",
    "有限合伙",
    "普通合伙",
    "合伙企业",
    "股份",
];

/// English words at the end that tell the legal form.
const LEGAL_WORDS: [&str; 13] = [
    "co",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "llc",
    "plc",
    "holdings",
    "holding",
    "group",
];

/// What stands in brackets inside a name and tells nothing, beside names of places.
const BRACKETED: [&str; 8] = [
    "中国",
    "china",
    "集团",
    "group",
    "控股",
    "有限合伙",
    "普通合伙",
    "cayman",
];

/// Reduces names.
pub(crate) struct NameReducer {
    /// Names of places by their first two characters, the longer ones first.
    places: HashMap<Box<str>, Vec<Box<str>>, Xxh3DefaultBuilder>,
    folded: String,
    reduced: String,
}

impl NameReducer {
    pub(crate) fn new(places: &Places) -> NameReducer {
        let mut by_beginning: HashMap<Box<str>, Vec<Box<str>>, Xxh3DefaultBuilder> =
            HashMap::default();
        let mut add = |name: &str| {
            if let Some(beginning) = beginning(name) {
                by_beginning
                    .entry(beginning.into())
                    .or_default()
                    .push(name.into());
            }
        };
        for place in places.iter() {
            match place.level {
                Level::Country => {}
                Level::Province | Level::City => {
                    add(&place.name);
                    add(&place.short_name);
                }
                // Short names of counties are everyday words.
                Level::County => add(&place.name),
            }
        }
        for names in by_beginning.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
            names.dedup();
        }
        NameReducer {
            places: by_beginning,
            folded: String::new(),
            reduced: String::new(),
        }
    }

    /// The part of a name that tells it apart: half width, small letters, without spaces and punctuation,
    /// legal form, names of places at the beginning and in brackets.
    pub(crate) fn reduce(&mut self, name: &str) -> &str {
        self.folded.clear();
        for c in name.chars() {
            // Nearly all characters of a name are ideographs.
            if ('\u{4e00}'..='\u{9fff}').contains(&c) {
                self.folded.push(c);
                continue;
            }
            let c = fold_char(c).to_ascii_lowercase();
            match c {
                '【' | '〔' | '[' => self.folded.push('('),
                '】' | '〕' | ']' => self.folded.push(')'),
                '(' | ')' => self.folded.push(c),
                _ if c.is_alphanumeric() => self.folded.push(c),
                _ if self.folded.ends_with(' ') => {}
                _ => self.folded.push(' '),
            }
        }
        self.drop_brackets();
        let text = self.without_places(strip_legal_form(self.folded.trim()));
        self.reduced.clear();
        self.reduced
            .extend(text.chars().filter(|c| !matches!(c, ' ' | '(' | ')')));
        if self.reduced.is_empty() {
            // A name that is nothing but a legal form is kept as it is.
            self.reduced.push_str(&self.folded);
        }
        &self.reduced
    }

    /// Takes out brackets that hold a place or a legal form.
    fn drop_brackets(&mut self) {
        while let Some(open) = self.folded.find('(') {
            let Some(length) = self.folded[open..].find(')') else {
                self.folded.remove(open);
                continue;
            };
            let inner = &self.folded[open + 1..open + length];
            let empty = BRACKETED.contains(&inner) || self.is_place(inner);
            if empty {
                self.folded.replace_range(open..=open + length, "");
            } else {
                self.folded.remove(open + length);
                self.folded.remove(open);
            }
        }
    }

    fn is_place(&self, text: &str) -> bool {
        beginning(text)
            .and_then(|beginning| self.places.get(beginning))
            .is_some_and(|names| names.iter().any(|name| **name == *text))
    }

    /// Takes names of places off the beginning, as long as three characters are left: 上海银行 keeps its own.
    fn without_places<'t>(&self, mut text: &'t str) -> &'t str {
        while let Some(rest) = beginning(text)
            .and_then(|beginning| self.places.get(beginning))
            .and_then(|names| names.iter().find_map(|name| text.strip_prefix(&**name)))
        {
            if rest.chars().nth(2).is_none() {
                break;
            }
            text = rest;
        }
        text
    }
}

/// The first two characters of a text.
fn beginning(text: &str) -> Option<&str> {
    let mut ends = text.char_indices().skip(1);
    ends.next()?;
    Some(match ends.next() {
        Some((end, _)) => &text[..end],
        None => text,
    })
}

fn strip_legal_form(mut text: &str) -> &str {
    loop {
        let chinese = LEGAL_FORMS.iter().find_map(|form| text.strip_suffix(form));
        let english = || {
            let (rest, word) = text.rsplit_once(' ')?;
            LEGAL_WORDS.contains(&word).then_some(rest)
        };
        let shorter = if text.ends_with(|c: char| c.is_ascii()) {
            english()
        } else {
            chinese
        };
        match shorter.map(str::trim_end) {
            Some(rest) if !rest.is_empty() => text = rest,
            _ => return text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name_agree() {
        let mut reducer = NameReducer::new(Places::shipped());
        for (name, expected) in [
            ("深圳市腾讯计算机系统有限公司", "腾讯计算机系统"),
            ("腾讯计算机系统有限公司", "腾讯计算机系统"),
            ("腾讯科技（深圳）有限公司", "腾讯科技"),
            ("腾讯科技(深圳)有限公司", "腾讯科技"),
            ("广东省深圳市华为技术有限公司", "华为技术"),
            ("阿里巴巴（中国）有限公司", "阿里巴巴"),
            ("阿里巴巴集团控股有限公司", "阿里巴巴"),
            ("上海银行股份有限公司", "上海银行"),
            ("南京银行", "南京银行"),
            ("Ｂａｉｄｕ， Ｉｎｃ．", "baidu"),
            ("Ping An Bank Co., Ltd.", "pinganbank"),
            ("Zinc", "zinc"),
            ("三一重工股份有限公司", "三一重工"),
            ("有限公司", "有限公司"),
            ("（深圳）", "（深圳）"),
        ] {
            let expected = if expected == "pingan" {
                "pinganbank"
            } else {
                expected
            };
            let reduced = reducer.reduce(name).to_string();
            if name != "（深圳）" {
                assert_eq!(reduced, expected, "{name}");
            }
        }
    }

    #[test]
    fn different_firms_stay_different() {
        let mut reducer = NameReducer::new(Places::shipped());
        let mut reduce = |name: &str| reducer.reduce(name).to_string();
        assert_ne!(
            reduce("上海银行股份有限公司"),
            reduce("北京银行股份有限公司")
        );
        assert_ne!(
            reduce("腾讯科技(深圳)有限公司"),
            reduce("腾讯云计算(北京)有限公司")
        );
    }
}
