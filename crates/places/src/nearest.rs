//! The names nearest to a text that names no place.

use std::collections::HashMap;

use crate::text::{Normalised, is_ideograph};
use crate::{Code, Place};

/// How many names are offered.
const OFFERED: usize = 5;
/// The least normalised Damerau–Levenshtein similarity of an offered name.
const LEAST_SIMILARITY: f64 = 0.5;
/// Longer texts are not misspelt names.
const LONGEST: usize = 20;

struct Spelling {
    text: Box<str>,
    code: Code,
}

/// Spellings of all places by the characters they contain (Chinese) or begin with (Latin).
pub(crate) struct Nearest {
    spellings: Vec<Spelling>,
    by_character: HashMap<char, Vec<u16>>,
}

/// Characters that say the level and not the place.
fn is_suffix(character: char) -> bool {
    matches!(
        character,
        '省' | '市' | '区' | '县' | '州' | '盟' | '旗' | '族' | '自' | '治'
    )
}

impl Nearest {
    pub(crate) fn new(places: &[Place]) -> Nearest {
        let mut nearest = Nearest {
            spellings: Vec::new(),
            by_character: HashMap::new(),
        };
        for place in places {
            let texts = [
                Some(&place.name),
                Some(&place.short_name),
                place.english_name.as_ref(),
            ];
            for text in texts.into_iter().flatten() {
                let text: Box<str> = Normalised::new(text).as_str().into();
                let index = u16::try_from(nearest.spellings.len()).unwrap_or(u16::MAX);
                for character in keys(&text) {
                    let list = nearest.by_character.entry(character).or_default();
                    if list.last() != Some(&index) {
                        list.push(index);
                    }
                }
                nearest.spellings.push(Spelling {
                    text,
                    code: place.code,
                });
            }
        }
        nearest
    }

    /// The places whose names are nearest to a normalised text, nearest first; empty when none is near.
    pub(crate) fn to(&self, text: &str) -> Vec<Code> {
        if text.chars().count() > LONGEST {
            return Vec::new();
        }
        let mut indices: Vec<u16> = keys(text)
            .filter_map(|character| self.by_character.get(&character))
            .flatten()
            .copied()
            .collect();
        indices.sort_unstable();
        indices.dedup();
        let mut scored: Vec<(f64, Code)> = indices
            .into_iter()
            .map(|index| &self.spellings[usize::from(index)])
            .map(|spelling| {
                let similarity = strsim::normalized_damerau_levenshtein(text, &spelling.text);
                (similarity, spelling.code)
            })
            .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut codes: Vec<Code> = Vec::with_capacity(OFFERED);
        for (_, code) in scored {
            if codes.len() < OFFERED && !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}

/// The characters a text is filed under: its ideographs, or its first Latin letter.
fn keys(text: &str) -> impl Iterator<Item = char> + '_ {
    let latin = text.is_ascii();
    text.chars()
        .take(if latin { 1 } else { usize::MAX })
        .filter(move |character| latin || (is_ideograph(*character) && !is_suffix(*character)))
}
