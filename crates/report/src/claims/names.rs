//! The names a text is read for: places, groups of places, and what is measured.

use std::collections::{BTreeSet, HashMap};

/// The size of the units that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Provinces.
    Province,
    /// Cities.
    City,
}

/// A place a text may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A number that stands for it: its code.
    pub code: u32,
    /// Its full name.
    pub name: String,
    /// Everything it is called.
    pub forms: Vec<String>,
    /// Of which units it is one: a municipality is a province and a city.
    pub scales: Vec<Scale>,
}

/// A group of places a text may name: 东部地区, 长三角, and a province as a group of its cities.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Everything it is called.
    pub forms: Vec<String>,
    /// Codes of its provinces; empty where it is no group of provinces.
    pub provinces: BTreeSet<u32>,
    /// Codes of its cities.
    pub cities: BTreeSet<u32>,
}

impl Group {
    /// Its members of a scale.
    pub fn members(&self, scale: Scale) -> &BTreeSet<u32> {
        match scale {
            Scale::Province => &self.provinces,
            Scale::City => &self.cities,
        }
    }
}

/// What a stretch of text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Places: several where a name is shared (吉林).
    Places(Vec<usize>),
    /// A group.
    Group(usize),
}

/// Everything a text may name. Positions in `places` and `groups` are what mentions carry.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// Places.
    pub places: Vec<Place>,
    /// Groups.
    pub groups: Vec<Group>,
    by_first: HashMap<char, Vec<(Vec<char>, Named)>>,
    by_code: HashMap<u32, usize>,
}

/// Words that make the name before them part of another name: 北京大学 is not 北京.
const OF_ANOTHER_NAME: &[&str] = &[
    "大学",
    "学院",
    "证券交易所",
    "证交所",
    "银行",
    "路",
    "大数据研究院",
    "数据交易所",
    "大数据交易所",
    "国际大数据交易所",
    "海关",
    "电视台",
    "日报",
    "机场",
    "港集团",
];

impl Gazetteer {
    /// A gazetteer of places and groups. A form of one character (粤) is read only in lists of such.
    pub fn new(places: Vec<Place>, groups: Vec<Group>) -> Gazetteer {
        let mut forms: HashMap<String, Named> = HashMap::new();
        for (position, group) in groups.iter().enumerate() {
            for form in &group.forms {
                forms.insert(form.clone(), Named::Group(position));
            }
        }
        for (position, place) in places.iter().enumerate() {
            for form in &place.forms {
                match forms
                    .entry(form.clone())
                    .or_insert(Named::Places(Vec::new()))
                {
                    Named::Places(positions) if !positions.contains(&position) => {
                        positions.push(position);
                    }
                    _ => {}
                }
            }
        }
        let mut by_first: HashMap<char, Vec<(Vec<char>, Named)>> = HashMap::new();
        for (form, named) in forms {
            // Suzhou may be 苏州 or 宿州, both cities: nobody is meant for certain.
            if let Named::Places(positions) = &named
                && [Scale::Province, Scale::City].iter().any(|scale| {
                    let of_scale = positions
                        .iter()
                        .filter(|place| places[**place].scales.contains(scale));
                    of_scale.count() > 1
                })
            {
                continue;
            }
            let characters: Vec<char> = form.chars().collect();
            if let Some(first) = characters.first() {
                by_first
                    .entry(*first)
                    .or_default()
                    .push((characters, named));
            }
        }
        for candidates in by_first.values_mut() {
            candidates.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        }
        let by_code = places
            .iter()
            .enumerate()
            .map(|(position, place)| (place.code, position))
            .collect();
        Gazetteer {
            places,
            groups,
            by_first,
            by_code,
        }
    }

    /// The longest name that begins at `at`, and the position after it.
    pub fn read(&self, text: &[char], at: usize) -> Option<(Named, usize)> {
        let candidates = self.by_first.get(text.get(at)?)?;
        let (form, named) = candidates.iter().find(|(form, _)| {
            form.len() > 1 && text[at..].starts_with(form) && whole_word(text, at, at + form.len())
        })?;
        let end = at + form.len();
        // 朝阳区 is not the city of 朝阳; 重庆区域 is about 重庆.
        let district = matches!(text.get(end), Some('区' | '县' | '旗'))
            && !matches!(text.get(end + 1), Some('域' | '间' | '位' | '块'));
        let of_another = |word: &&str| {
            text[end..]
                .iter()
                .copied()
                .take(word.chars().count())
                .eq(word.chars())
        };
        if let Named::Places(_) = named
            && (district || OF_ANOTHER_NAME.iter().any(of_another))
        {
            return None;
        }
        Some((named.clone(), end))
    }

    /// The places of a run of abbreviations, 京、沪、粤 or 京沪粤, with the position after it: at least two, and
    /// no group that is written alike (京津冀).
    pub fn abbreviations(&self, text: &[char], at: usize) -> Option<(Vec<Vec<usize>>, usize)> {
        let one = |position: usize| -> Option<Vec<usize>> {
            let candidates = self.by_first.get(text.get(position)?)?;
            candidates.iter().find_map(|(form, named)| match named {
                Named::Places(places) if form.len() == 1 => Some(places.clone()),
                _ => None,
            })
        };
        let mut places = Vec::new();
        let mut end = at;
        while let Some(place) = one(end) {
            places.push(place);
            end += 1;
            if text.get(end) == Some(&'、') && one(end + 1).is_some() {
                end += 1;
            }
        }
        // 等 or a number must follow: 沪深 in 沪深两市 is a pair of exchanges.
        let follows = text.get(end).copied()?;
        let counted =
            follows == '等' || follows.is_ascii_digit() || "四五六七八九".contains(follows);
        (places.len() >= 3 && counted).then_some((places, end))
    }

    /// The place of a code.
    pub fn place(&self, code: u32) -> Option<&Place> {
        self.by_code
            .get(&code)
            .map(|position| &self.places[*position])
    }

    /// The name of a code; the code itself where it is no place.
    pub fn name(&self, code: u32) -> String {
        self.place(code)
            .map_or_else(|| code.to_string(), |place| place.name.clone())
    }

    /// The places a whole text names.
    pub fn named(&self, text: &str) -> Vec<usize> {
        let characters: Vec<char> = text.trim().chars().collect();
        match self.read(&characters, 0) {
            Some((Named::Places(places), end)) if end == characters.len() => places,
            _ => Vec::new(),
        }
    }
}

/// Whether Latin letters do not go on before or behind.
fn whole_word(text: &[char], start: usize, end: usize) -> bool {
    let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let latin = text[start].is_ascii();
    !latin || !(start > 0 && letter(text.get(start - 1)) || letter(text.get(end)))
}
