//! From a text to a place, or to a question.

use crate::place::Level;
use crate::text::{Normalised, half_width, is_ideograph};
use crate::{Code, Places};

/// What is known about a text beside the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hint {
    /// The level wanted. A finer place that is named gives the unit of this level it lies in; a coarser one
    /// gives [`Resolution::Unknown`] with that place as the nearest.
    pub level: Option<Level>,
    /// The division the place lies in.
    pub within: Option<Code>,
}

/// What a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One place.
    Found(Code),
    /// Several places it may be, sorted by code: ask, or give a [`Hint`].
    Ambiguous(Vec<Code>),
    /// No place of the wanted level and division.
    Unknown {
        /// Places it may have meant, nearest first; empty when nothing is near.
        nearest: Vec<Code>,
    },
}

impl Places {
    /// The place a name, a code or a chain of names stands for.
    ///
    /// Understood are full and short names (深圳市, 深圳), names since 1987 (襄樊), abbreviations (粤), English
    /// names (Xi'an, Guangdong Province), chains (广东省深圳市, 北京朝阳, `Suzhou, Jiangsu`), and codes of two, four,
    /// six, nine or twelve digits, also printed as a number (440300.0). Width, case, spaces and traditional
    /// characters do not matter. A longer text is taken as an address only if it begins with at least two
    /// places of which one lies in the other; for addresses use [`Places::resolve_address`].
    ///
    /// 吉林 and 海南 are questions unless the hint tells the level; 朝阳区 unless it tells the city.
    pub fn resolve(&self, text: &str, hint: &Hint) -> Resolution {
        if let Some(entry) = self.names.get(text) {
            return entry.settle(self.all(), hint);
        }
        let first = text
            .chars()
            .map(half_width)
            .find(|character| !character.is_whitespace());
        if first.is_some_and(|first| first.is_ascii_digit())
            && let Some(resolution) = self.resolve_code(text, hint)
        {
            return resolution;
        }
        let normalised = Normalised::new(text);
        let normal = normalised.as_str();
        if !normalised.truncated
            && let Some(entry) = self.names.get(normal)
        {
            return entry.settle(self.all(), hint);
        }
        if !normal.chars().any(is_ideograph) {
            return match self.resolve_english_chain(text, hint) {
                Resolution::Unknown { nearest } if nearest.is_empty() => Resolution::Unknown {
                    nearest: self.names.nearest.to(normal),
                },
                resolution => resolution,
            };
        }
        match self.resolve_chain(&normalised, hint) {
            Resolution::Unknown { nearest } if nearest.is_empty() => Resolution::Unknown {
                nearest: self.names.nearest.to(normal),
            },
            resolution => resolution,
        }
    }

    /// Reads a text of digits; none if it is not one.
    fn resolve_code(&self, text: &str, hint: &Hint) -> Option<Resolution> {
        let mut digits = 0u64;
        let mut length = 0;
        let mut characters = text
            .chars()
            .map(half_width)
            .filter(|character| !character.is_whitespace());
        for character in characters.by_ref() {
            match character.to_digit(10) {
                Some(digit) if length < 12 => {
                    digits = digits * 10 + u64::from(digit);
                    length += 1;
                }
                // What a spreadsheet puts behind a whole number.
                None if character == '.' => break,
                _ => return None,
            }
        }
        if !characters.all(|character| character == '0') {
            return None;
        }
        let number = match length {
            2 | 4 | 6 => digits * 10u64.pow(6 - length),
            9 | 12 => digits / 10u64.pow(length - 6),
            _ => {
                return Some(Resolution::Unknown {
                    nearest: Vec::new(),
                });
            }
        };
        let code = u32::try_from(number).ok().and_then(Code::new);
        // "10" is not a way to write the whole country.
        let code = code.filter(|code| *code != Code::CHINA || length >= 6);
        let Some(code) = code else {
            return Some(Resolution::Unknown {
                nearest: Vec::new(),
            });
        };
        let Some(place) = self.get(code).or_else(|| self.city_of_municipality(code)) else {
            let nearest = [code.prefecture(), code.province()]
                .into_iter()
                .find_map(|code| self.get(code));
            return Some(Resolution::Unknown {
                nearest: nearest.map(|place| place.code).into_iter().collect(),
            });
        };
        let inside = hint.within.is_none_or(|within| place.lies_in(within));
        let at_level = match hint.level {
            Some(level) => place.at(level),
            None => Some(place.code),
        };
        Some(match at_level {
            Some(code) if inside => Resolution::Found(code),
            _ => Resolution::Unknown {
                nearest: vec![place.code],
            },
        })
    }

    /// The municipality meant by the codes under which statistics put its districts (110100) and counties
    /// (500200).
    fn city_of_municipality(&self, code: Code) -> Option<&crate::Place> {
        let suffix = code.get() % 10_000;
        self.get(code.province())
            .filter(|place| place.kind == "直辖市" && (suffix == 100 || suffix == 200))
    }
}
