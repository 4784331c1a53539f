//! Every name of every place, and what a name means.

use std::collections::HashMap;

use crate::data::Tables;
use crate::nearest::Nearest;
use crate::place::DIRECT_COUNTY;
use crate::text::{Normalised, is_ideograph};
use crate::{Code, Hint, Level, Place, Resolution};

/// How a text names a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// The full name of today: 朝阳区, Jilin City.
    Official,
    /// The full name without the names of peoples: 海南州, 围场县.
    Customary,
    /// The name without its suffix, an abbreviation, a bare English name: 深圳, 粤, Shenzhen.
    Short,
    /// A name of the past, from the table of historic names.
    Historic,
    /// The name of today with the suffix of the county or city it was before it became a city or a district
    /// (章丘市 for 章丘区): inferred, as these changes are frequent and keep the name.
    Former,
}

/// One meaning of a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Position of the place in the table.
    pub(crate) position: u16,
    pub(crate) form: Form,
}

/// All meanings of one name.
pub(crate) struct Entry {
    pub(crate) candidates: Vec<Candidate>,
    latin: bool,
    /// What the name means when nothing else is known.
    unhinted: Resolution,
}

/// The names, by their normalised text.
pub(crate) struct Names {
    entries: HashMap<Box<str>, Entry>,
    /// By first character, the lengths (in characters, as bits) of the Chinese names of two and more.
    lengths: HashMap<char, u32>,
    pub(crate) nearest: Nearest,
}

impl Names {
    pub(crate) fn new(tables: &Tables) -> Names {
        let mut entries: HashMap<Box<str>, Entry> = HashMap::new();
        let mut add = |text: &str, position: u16, form: Form| {
            let normalised = Normalised::new(text);
            let key = normalised.as_str();
            let entry = entries.entry(key.into()).or_insert_with(|| Entry {
                candidates: Vec::new(),
                latin: key.is_ascii(),
                unhinted: Resolution::Unknown {
                    nearest: Vec::new(),
                },
            });
            match entry
                .candidates
                .iter_mut()
                .find(|known| known.position == position)
            {
                Some(known) => known.form = known.form.min(form),
                None => entry.candidates.push(Candidate { position, form }),
            }
        };
        let mut position_of = HashMap::new();
        for (position, place) in (0u16..).zip(&tables.places) {
            position_of.insert(place.code, position);
            for (text, form) in forms(place) {
                add(&text, position, form);
            }
        }
        for alias in &tables.aliases {
            add(&alias.alias, position_of[&alias.code], Form::Short);
        }
        for historic in &tables.historic_names {
            for code in &historic.codes {
                add(&historic.name, position_of[code], Form::Historic);
                if !historic.short_name.is_empty() {
                    add(&historic.short_name, position_of[code], Form::Historic);
                }
            }
        }
        let mut lengths: HashMap<char, u32> = HashMap::new();
        for (key, entry) in &mut entries {
            entry.candidates.sort_by_key(|candidate| candidate.position);
            entry.unhinted = settle(
                &tables.places,
                &entry.candidates,
                entry.latin,
                &Hint::default(),
            );
            let length = key.chars().count();
            if let Some(first) = key.chars().next().filter(|first| is_ideograph(*first))
                && (2..32).contains(&length)
            {
                *lengths.entry(first).or_default() |= 1 << length;
            }
        }
        Names {
            entries,
            lengths,
            nearest: Nearest::new(&tables.places),
        }
    }

    /// The meanings of a normalised text.
    pub(crate) fn get(&self, text: &str) -> Option<&Entry> {
        self.entries.get(text)
    }

    /// The Chinese names of two and more characters a text begins with, longest first: end (in bytes) and
    /// meanings.
    pub(crate) fn prefixes<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (usize, &'a Entry)> + 'a {
        let first = text.chars().next();
        let mut bits = first
            .and_then(|first| self.lengths.get(&first))
            .copied()
            .unwrap_or(0);
        let mut ends = [0u8; 32];
        let mut available = 0;
        if bits != 0 {
            let longest = 31 - bits.leading_zeros() as usize;
            for (count, (start, character)) in (1..=longest).zip(text.char_indices()) {
                ends[count] = u8::try_from(start + character.len_utf8()).unwrap_or(u8::MAX);
                available = count;
            }
        }
        std::iter::from_fn(move || {
            while bits != 0 {
                let length = 31 - bits.leading_zeros() as usize;
                bits &= !(1 << length);
                if length > available {
                    continue;
                }
                let end = usize::from(ends[length]);
                if let Some(entry) = text.get(..end).and_then(|name| self.get(name)) {
                    return Some((end, entry));
                }
            }
            None
        })
    }
}

impl Entry {
    /// What the name means, given a hint.
    pub(crate) fn settle(&self, places: &[Place], hint: &Hint) -> Resolution {
        if hint.level.is_none() && hint.within.is_none() {
            self.unhinted.clone()
        } else {
            settle(places, &self.candidates, self.latin, hint)
        }
    }
}

/// The forms in which a place is written, in Chinese and English.
fn forms(place: &Place) -> Vec<(String, Form)> {
    let (name, short) = (place.name.as_str(), place.short_name.as_str());
    let mut forms = vec![(name.to_owned(), Form::Official)];
    if short != name {
        forms.push((short.to_owned(), Form::Short));
    }
    let customary: &[&str] = match name {
        _ if name.ends_with("自治州") => &["州", "自治州"],
        _ if name.ends_with("自治县") => &["县", "自治县"],
        _ if name.ends_with("自治旗") => &["旗"],
        _ if name.ends_with("族区") => &["区"],
        _ => &[],
    };
    forms.extend(
        customary
            .iter()
            .map(|suffix| (format!("{short}{suffix}"), Form::Customary)),
    );
    if let Some(with_peoples) = name.strip_suffix("自治州") {
        forms.push((with_peoples.to_owned(), Form::Short));
    }
    let former: &[&str] = match place.kind.as_str() {
        "市辖区" => &["县", "市"],
        "县级市" | "地级市" => &["县"],
        DIRECT_COUNTY if name.ends_with('市') => &["县"],
        _ => &[],
    };
    // Only where nothing but one suffix was cut off: 章丘区 was 章丘市, but 梅里斯达斡尔族区 was no 梅里斯县.
    if name.chars().count() == short.chars().count() + 1 {
        forms.extend(
            former
                .iter()
                .map(|suffix| (format!("{short}{suffix}"), Form::Former)),
        );
    }
    if let Some(english) = &place.english_name {
        forms.push((english.clone(), Form::Short));
        let words = english_words(place).iter();
        forms.extend(words.map(|word| (format!("{english} {word}"), Form::Official)));
    }
    forms
}

/// The words English texts put behind the name of a place of that kind.
fn english_words(place: &Place) -> &'static [&'static str] {
    match place.kind.as_str() {
        "省" => &["Province", "Sheng"],
        "自治区" => &["Autonomous Region", "Province"],
        "直辖市" => &["City", "Municipality", "Shi"],
        "特别行政区" => &["SAR", "Special Administrative Region"],
        "地级市" | "县级市" => &["City", "Shi"],
        "自治州" => &["Prefecture", "Autonomous Prefecture", "Zhou"],
        "地区" => &["Prefecture", "Area"],
        "盟" => &["League"],
        "市辖区" => &["District", "Qu"],
        "县" | "自治县" => &["County", "Xian"],
        "旗" | "自治旗" => &["Banner"],
        DIRECT_COUNTY if place.name.ends_with('市') => &["City", "Shi"],
        DIRECT_COUNTY if place.name.ends_with('县') => &["County", "Xian"],
        _ => &[],
    }
}

/// Decides among the meanings of a name; more than one that cannot be told apart is a question.
///
/// - `within` keeps the places that lie in the division.
/// - A full name of today goes before a short one. Among short names a province or city goes before the
///   districts of that name (西安 is not 西安区) and before the counties inside that city (南昌 is not 南昌县), but a
///   county elsewhere makes it a question (甘南). A bare English name is not that of a county or district when
///   there is a city of that name.
/// - `level` takes the places of that level, or else the units of that level in which finer places lie.
/// - A historic name is added unless today's place lies in all places the historic name stands for.
pub(crate) fn settle(
    places: &[Place],
    candidates: &[Candidate],
    latin: bool,
    hint: &Hint,
) -> Resolution {
    let place = |candidate: &Candidate| &places[usize::from(candidate.position)];
    let inside = |candidate: &&Candidate| {
        hint.within
            .is_none_or(|within| place(candidate).lies_in(within))
    };
    let of = |wanted: &[Form]| -> Vec<&Place> {
        let wanted = |candidate: &&Candidate| wanted.contains(&candidate.form);
        candidates
            .iter()
            .filter(wanted)
            .filter(inside)
            .map(place)
            .collect()
    };
    let at_level = |named: Vec<&Place>, dominant: Vec<&Place>| -> Vec<Code> {
        let Some(level) = hint.level else {
            return dominant.iter().map(|place| place.code).collect();
        };
        let direct: Vec<Code> = named
            .iter()
            .filter(|place| place.is_at(level))
            .map(|place| place.code)
            .collect();
        if direct.is_empty() {
            dominant
                .iter()
                .filter_map(|place| place.at(level))
                .collect()
        } else {
            direct
        }
    };
    let plain = |forms: &[Form]| at_level(of(forms), of(forms));

    let mut found = plain(&[Form::Official]);
    if found.is_empty() {
        let short = of(&[Form::Customary, Form::Short]);
        let dominant = dominant(&short, latin);
        found = at_level(short, dominant);
        if candidates
            .iter()
            .any(|candidate| candidate.form == Form::Customary)
        {
            found.extend(plain(&[Form::Former]));
        }
    }
    let historic = plain(&[Form::Historic]);
    let in_all = |code: &Code| {
        places
            .binary_search_by_key(code, |place| place.code)
            .is_ok_and(|position| historic.iter().all(|old| places[position].lies_in(*old)))
    };
    if !found.iter().all(in_all) || found.is_empty() {
        found.extend(&historic);
    }
    if found.is_empty() {
        found = plain(&[Form::Former]);
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [] => Resolution::Unknown {
            nearest: candidates
                .iter()
                .map(|candidate| place(candidate).code)
                .take(8)
                .collect(),
        },
        [only] => Resolution::Found(*only),
        _ => Resolution::Ambiguous(found),
    }
}

/// Which of the places of one short name the name stands for when the level is not known.
fn dominant<'a>(named: &[&'a Place], latin: bool) -> Vec<&'a Place> {
    let coarsest = named.iter().map(|place| place.level).min();
    let stands = |place: &&&Place| match (coarsest, place.level) {
        (Some(Level::Country | Level::Province), Level::County) => false,
        (Some(Level::City), Level::County) => {
            let elsewhere = !named.iter().any(|other| Some(other.code) == place.city);
            let own_weight = if latin {
                place.kind == "县级市"
            } else {
                place.kind != "市辖区"
            };
            elsewhere && own_weight
        }
        _ => true,
    };
    named.iter().filter(stands).copied().collect()
}
