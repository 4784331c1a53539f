//! Names of sheets: what Excel accepts, and each only once.

use std::collections::BTreeSet;

/// The longest name Excel accepts, in UTF-16 units.
const LONGEST: usize = 31;

/// The names given out so far.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    // Excel holds names apart without regard to case.
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// A valid name as near to `wanted` as can be, not given out before.
    pub fn unique(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|c| match c {
                '[' => '［',
                ']' => '］',
                ':' => '：',
                '*' => '＊',
                '?' => '？',
                '/' => '／',
                '\\' => '＼',
                '\'' => '’',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect();
        let clean = match clean.trim() {
            "" => "–",
            // The one name that Excel keeps to itself.
            clean if clean.eq_ignore_ascii_case("history") => "History–",
            clean => clean,
        };
        let mut name = shortened(clean, LONGEST);
        let mut copy = 2;
        while !self.taken.insert(name.to_lowercase()) {
            let ending = format!(" ({copy})");
            name = shortened(clean, LONGEST - ending.len()) + &ending;
            copy += 1;
        }
        name
    }
}

/// The beginning of `text` that fits into `longest` UTF-16 units.
fn shortened(text: &str, longest: usize) -> String {
    let mut length = 0;
    let fitting = text.chars().take_while(|c| {
        length += c.len_utf16();
        length <= longest
    });
    let fitting: String = fitting.collect();
    fitting.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_made_valid_and_unique() {
        let mut names = SheetNames::default();
        assert_eq!(names.unique("a/b: [c]?"), "a／b： ［c］？");
        assert_eq!(names.unique("Scores"), "Scores");
        assert_eq!(names.unique("scores"), "scores (2)");
        assert_eq!(names.unique("'"), "’");
        assert_eq!(names.unique(" "), "–");
        let long = "省级行政区".repeat(9);
        assert_eq!(names.unique(&long).chars().count(), 31);
        let second = names.unique(&long);
        assert!(
            second.ends_with(" (2)") && second.chars().count() == 31,
            "{second}"
        );
    }

    proptest! {
        #[test]
        fn excel_accepts_every_name(wanted in prop::collection::vec(".{0,40}", 1..5)) {
            let mut names = SheetNames::default();
            let mut book = rust_xlsxwriter::Workbook::new();
            for wanted in wanted {
                let name = names.unique(&wanted);
                prop_assert!(book.add_worksheet().set_name(&name).is_ok(), "{name:?}");
            }
            prop_assert!(book.save_to_buffer().is_ok());
        }
    }
}
