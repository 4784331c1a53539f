//! Classification of firms into the digital economy (国家统计局, 2021): by code where the code decides, else by
//! the words of name, industry and scope.
//!
//! A code of GB/T 4754 decides as far as all the codes below it agree: `C3973` is a subgroup, `C39` is class 01
//! and no group, `C35` is only partly digital. Where the code leaves the group open, the text chooses among the
//! groups the code allows; where the code is only partly digital, the text decides and the result is marked
//! inferred (推定).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::rules::{Fit, TextRules};

const CLASSES: &str =
    include_str!("../../../../data/classification/digital_economy_2021_classes.csv");
const CODES: &str = include_str!("../../../../data/classification/digital_economy_2021_codes.csv");

/// Divisions of GB/T 4754-2017 that belong to the core as a whole.
const WHOLE: &[&str] = &["39", "63", "64", "65", "87"];

/// A class, group or subgroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Two, four or six digits.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

struct CodeRow {
    class: String,
    code: String,
    /// Decides by itself: neither partial nor to be confirmed.
    decides: bool,
}

static TABLES: LazyLock<(Vec<Class>, Vec<CodeRow>)> = LazyLock::new(|| {
    let rows = |text: &str| -> Vec<Vec<String>> {
        csv::Reader::from_reader(text.as_bytes())
            .into_records()
            // The tables are compiled in and read by the tests.
            .map(|record| record.expect("the shipped classification is sound"))
            .map(|record| record.iter().map(str::to_string).collect())
            .collect()
    };
    let classes = rows(CLASSES)
        .into_iter()
        .map(|row| Class {
            code: row[0].clone(),
            zh: row[1].clone(),
            en: row[2].clone(),
        })
        .collect();
    let codes = rows(CODES)
        .into_iter()
        .map(|row| CodeRow {
            class: row[0].clone(),
            code: row[1].clone(),
            decides: row[2] == "0" && row[3] == "known",
        })
        .collect();
    (classes, codes)
});

/// The class, group or subgroup called `code`.
pub fn class(code: &str) -> Option<&'static Class> {
    TABLES.0.iter().find(|class| class.code == code)
}

/// On what a classification rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The code alone.
    Code,
    /// The code gives the class, the text the group.
    CodeAndText,
    /// The text, within a division that is partly digital or without any code (推定).
    Text,
    /// The code belongs to no digital class.
    CodeOutside,
    /// Neither code nor text says anything.
    Nothing,
}

impl Basis {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Code => "code",
            Basis::CodeAndText => "code-and-text",
            Basis::Text => "text 推定",
            Basis::CodeOutside => "code-outside",
            Basis::Nothing => "nothing",
        }
    }
}

/// What a firm was found to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified<'r> {
    /// Class, group or subgroup; `None` outside the digital economy or where nothing is known.
    pub class: Option<String>,
    /// On what it rests.
    pub basis: Basis,
    /// The text rule that fitted, where one was asked.
    pub fit: Option<Fit<'r>>,
}

impl Classified<'_> {
    /// Whether it belongs to the core (classes 01 to 04); a division that is core as a whole does so even where
    /// the class is open.
    pub fn is_core(&self) -> bool {
        match &self.class {
            Some(class) => !class.starts_with("05"),
            None => self.basis == Basis::Code,
        }
    }

    /// Its group of four digits, where it is known as far as that.
    pub fn group(&self) -> Option<&str> {
        self.class
            .as_deref()
            .filter(|code| code.len() >= 4)
            .map(|code| &code[..4])
    }

    /// Its class of two digits.
    pub fn top(&self) -> Option<&str> {
        self.class.as_deref().map(|code| &code[..2])
    }
}

/// The digits of an industry code as people write them: `C3973`, `39`, `C39计算机…`; at least two.
pub fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text
        .strip_prefix(|letter: char| letter.is_ascii_uppercase())
        .unwrap_or(text);
    let digits: String = text
        .chars()
        .take_while(char::is_ascii_digit)
        .take(4)
        .collect();
    (digits.len() >= 2).then_some(digits)
}

/// How a division of two digits stands to the digital core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// All of it.
    Core,
    /// Some of its codes.
    Partly,
    /// None.
    Outside,
}

/// How the division of `digits` stands to the digital core.
pub fn division(digits: &str) -> Division {
    let division = &digits[..2];
    if WHOLE.contains(&division) {
        Division::Core
    } else if TABLES.1.iter().any(|row| row.code.starts_with(division)) {
        Division::Partly
    } else {
        Division::Outside
    }
}

/// Classifies a firm with the industry code `digits` and the texts by field.
pub fn classify<'r>(
    digits: Option<&str>,
    texts: &[(&'static str, &str)],
    rules: &'r TextRules,
) -> Classified<'r> {
    let Some(digits) = digits else {
        let fit = rules.first(texts);
        return Classified {
            class: fit.as_ref().map(|fit| fit.rule.class.clone()),
            basis: if fit.is_some() {
                Basis::Text
            } else {
                Basis::Nothing
            },
            fit,
        };
    };
    let below: Vec<&CodeRow> = TABLES
        .1
        .iter()
        .filter(|row| row.code.starts_with(digits))
        .collect();
    let whole =
        WHOLE.contains(&&digits[..2]) || (digits.len() == 4 && below.iter().all(|row| row.decides));
    if below.is_empty() {
        return Classified {
            class: None,
            basis: Basis::CodeOutside,
            fit: None,
        };
    }
    let agreed = common(below.iter().map(|row| row.class.as_str()));
    if whole && agreed.len() >= 4 {
        return Classified {
            class: Some(agreed),
            basis: Basis::Code,
            fit: None,
        };
    }
    let groups: BTreeSet<&str> = below.iter().map(|row| &row.class[..4]).collect();
    let fit = rules
        .list
        .iter()
        .filter(|rule| groups.contains(rule.class.as_str()))
        .find_map(|rule| rule.fit(texts));
    match (fit, whole) {
        (Some(fit), _) => Classified {
            class: Some(fit.rule.class.clone()),
            basis: if whole {
                Basis::CodeAndText
            } else {
                Basis::Text
            },
            fit: Some(fit),
        },
        (None, true) => Classified {
            class: (!agreed.is_empty()).then_some(agreed),
            basis: Basis::Code,
            fit: None,
        },
        (None, false) => Classified {
            class: None,
            basis: Basis::Nothing,
            fit: None,
        },
    }
}

/// The class that all of `classes` lie in: their common first six, four or two digits; empty where even the
/// class differs.
fn common<'a>(classes: impl Iterator<Item = &'a str>) -> String {
    let all: BTreeSet<&str> = classes.collect();
    let first = all.first().copied().unwrap_or_default();
    [6, 4, 2]
        .into_iter()
        .filter(|length| first.len() >= *length)
        .find(|length| {
            all.iter()
                .all(|class| class.get(..*length) == first.get(..*length))
        })
        .map(|length| first[..length].to_string())
        .unwrap_or_default()
}

/// How often text and code agree, over the firms whose division is wholly core or wholly outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// Core by code and by text.
    pub both: u64,
    /// Core by text only.
    pub text_only: u64,
    /// Core by code only.
    pub code_only: u64,
    /// Core by neither.
    pub neither: u64,
}

impl Quality {
    /// Counts one firm.
    pub fn count(&mut self, by_code: bool, by_text: bool) {
        let cell = match (by_code, by_text) {
            (true, true) => &mut self.both,
            (false, true) => &mut self.text_only,
            (true, false) => &mut self.code_only,
            (false, false) => &mut self.neither,
        };
        *cell += 1;
    }

    /// Share of those found by text that are core by code.
    pub fn precision(&self) -> Option<f64> {
        share(self.both, self.both + self.text_only)
    }

    /// Share of those core by code that the text finds.
    pub fn recall(&self) -> Option<f64> {
        share(self.both, self.both + self.code_only)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::rules::RuleBook;
    use super::*;

    fn rules() -> TextRules {
        let folder = tempfile::tempdir().unwrap();
        RuleBook::load(folder.path()).unwrap().digital_core.rules
    }

    #[test]
    fn the_shipped_tables_are_whole_as_far_as_they_say() {
        let (classes, codes) = (&TABLES.0, &TABLES.1);
        let of = |length: usize| {
            classes
                .iter()
                .filter(|class| class.code.len() == length)
                .count()
        };
        assert_eq!(
            (of(2), of(4), of(6)),
            (5, 32, 114),
            "as published: 5 classes, 32 groups, and the subgroups of classes 01 to 04"
        );
        for row in codes {
            assert!(class(&row.class).is_some(), "{}", row.class);
            assert_eq!(row.code.len(), 4);
        }
        let mut seen = BTreeSet::new();
        assert!(
            codes.iter().all(|row| seen.insert(&row.code)),
            "a code stands once"
        );
        for rule in rules().list {
            assert!(class(&rule.class).is_some(), "{}", rule.id);
        }
    }

    #[test]
    fn a_code_decides_as_far_as_it_goes() {
        let rules = rules();
        let of = |code: &str, name: &'static str| {
            let found = classify(digits(code).as_deref(), &[("name", name)], &rules);
            (found.class, found.basis)
        };
        let some = |text: &str| Some(text.to_string());
        assert_eq!(of("C3973", ""), (some("010508"), Basis::Code));
        assert_eq!(of("3911", ""), (some("010101"), Basis::Code));
        assert_eq!(
            of("C39计算机、通信和其他电子设备制造业", "甲公司"),
            (some("01"), Basis::Code)
        );
        assert_eq!(
            of("C39", "甲半导体公司"),
            (some("0105"), Basis::CodeAndText)
        );
        assert_eq!(of("R87", ""), (some("0404"), Basis::Code));
        assert_eq!(of("I63", ""), (some("0302"), Basis::Code));
        assert_eq!(
            of("I64", "甲公司"),
            (None, Basis::Code),
            "03 or 04: digital, class open"
        );
        assert_eq!(of("C35", "甲半导体公司"), (some("0105"), Basis::Text));
        assert_eq!(of("C35", "甲机床公司"), (None, Basis::Nothing));
        assert_eq!(
            of("C26", "甲软件公司"),
            (None, Basis::Nothing),
            "the code does not allow it"
        );
        assert_eq!(of("A01", "甲软件公司"), (None, Basis::CodeOutside));
        assert_eq!(
            of("7320", "甲公司"),
            (None, Basis::Nothing),
            "a partial code never decides"
        );
        assert_eq!(of("", "甲软件公司"), (some("0301"), Basis::Text));
    }

    #[test]
    fn precision_and_recall_of_a_small_table() {
        let mut quality = Quality::default();
        for (code, text) in [
            (true, true),
            (true, false),
            (false, true),
            (true, true),
            (false, false),
        ] {
            quality.count(code, text);
        }
        assert_eq!(
            (quality.precision(), quality.recall()),
            (Some(2.0 / 3.0), Some(2.0 / 3.0))
        );
        assert_eq!(Quality::default().precision(), None);
    }
}
