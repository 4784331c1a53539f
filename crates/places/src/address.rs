//! Chains of places: 广东省深圳市南山区…, and English addresses.

use std::cmp::Ordering;

use crate::names::{Candidate, Form, settle};
use crate::place::DIRECT_COUNTY;
use crate::text::{Normalised, is_ideograph};
use crate::{Code, Hint, Level, Place, Places, Resolution};

/// What kind of text a chain stands in; it decides where a short name can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Nothing but places.
    Chain,
    /// An address: a street goes on behind the places.
    Address,
    /// The name of a company: other words go on behind the place.
    Company,
}

/// The longest chain of places a text begins with.
#[derive(Debug)]
pub(crate) struct Chain {
    /// Byte behind the last place.
    pub(crate) end: usize,
    /// How many places of different levels were named.
    pub(crate) depth: usize,
    /// What the last name may mean.
    pub(crate) last: Vec<Candidate>,
}

/// What stands between a place and the next one and names none: what statistics print above districts,
/// and the free-trade zones of `中国（四川）自由贸易试验区成都高新区`.
const FILLERS: [&str; 10] = [
    "市辖区",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政单位",
    "(",
    ")",
    "自由贸易试验区",
    "自贸试验区",
    "自贸区",
];

/// What follows the short name of a county when a development zone is called after it.
const ZONES: [&str; 10] = [
    "经济",
    "经开",
    "高新",
    "国家",
    "开发区",
    "保税",
    "工业",
    "产业",
    "综合",
    "示范区",
];

/// What forms print in front of an address.
const LABELS: [&str; 7] = [
    "注册地址",
    "注册地",
    "办公地址",
    "通讯地址",
    "联系地址",
    "地址",
    "住所",
];

/// The longest English address taken to pieces, in parts.
const LONGEST_ENGLISH: usize = 12;

impl Places {
    /// The finest place an address names: 广东省深圳市南山区科技园… is 南山区 (440305).
    ///
    /// Province and city may be missing (广东省怀集县…, 南山区… with a hint) and, before a street, written short
    /// (广东深圳南山区…). A short name that begins the name of a street is not taken for a place (南京西路). Places
    /// that contradict each other (广东省上海市…) are [`Resolution::Ambiguous`]. With a level in the hint the
    /// unit of that level is returned; with `within`, only places in that division are read.
    pub fn resolve_address(&self, text: &str, hint: &Hint) -> Resolution {
        let normalised = Normalised::new(text);
        let whole = normalised.as_str();
        let Some(start) = whole.find(is_ideograph) else {
            return self.resolve_english_chain(text, hint);
        };
        let mut text = &whole[start..];
        if let Some(rest) = LABELS.iter().find_map(|label| text.strip_prefix(label)) {
            text = &rest[rest.find(is_ideograph).unwrap_or(0)..];
        }
        match self.chain(text, Setting::Address, hint.within) {
            Some(chain) => self.settle_chain(text, &chain, hint),
            None => Resolution::Unknown {
                nearest: Vec::new(),
            },
        }
    }

    /// A normalised text that is a chain of places, or begins with one of at least two.
    pub(crate) fn resolve_chain(&self, normalised: &Normalised, hint: &Hint) -> Resolution {
        let text = normalised.as_str();
        if let Some(chain) = self.chain(text, Setting::Chain, hint.within)
            && chain.end == text.len()
            && !normalised.truncated
        {
            return self.settle_chain(text, &chain, hint);
        }
        match self.chain(text, Setting::Address, hint.within) {
            Some(chain) if chain.depth >= 2 => self.settle_chain(text, &chain, hint),
            Some(chain) => Resolution::Unknown {
                nearest: chain
                    .last
                    .iter()
                    .map(|last| self.at(last.position).code)
                    .collect(),
            },
            None => Resolution::Unknown {
                nearest: Vec::new(),
            },
        }
    }

    fn settle_chain(&self, text: &str, chain: &Chain, hint: &Hint) -> Resolution {
        let rest = &text[chain.end..];
        if let Some(contradiction) = self.contradiction(rest, &chain.last) {
            let mut codes: Vec<Code> = chain
                .last
                .iter()
                .map(|last| self.at(last.position).code)
                .collect();
            codes.push(contradiction);
            codes.sort_unstable();
            return Resolution::Ambiguous(codes);
        }
        let level = Hint {
            level: hint.level,
            within: None,
        };
        settle(self.all(), &chain.last, false, &level)
    }

    /// A full name of a province or city right behind a chain that does not lie in the chain's last place.
    fn contradiction(&self, rest: &str, last: &[Candidate]) -> Option<Code> {
        let (_, entry) = self
            .names
            .prefixes(rest)
            .find(|(end, _)| tells_level(&rest[..*end]))?;
        entry
            .candidates
            .iter()
            .filter(|candidate| matches!(candidate.form, Form::Official | Form::Historic))
            .map(|candidate| self.at(candidate.position))
            .find(|place| {
                matches!(place.level, Level::Province | Level::City)
                    && !last.iter().any(|last| {
                        let last = self.at(last.position);
                        place.lies_in(last.code) || last.lies_in(place.code)
                    })
            })
            .map(|place| place.code)
    }

    /// The longest chain of places at the beginning of a normalised Chinese text.
    pub(crate) fn chain(
        &self,
        text: &str,
        setting: Setting,
        within: Option<Code>,
    ) -> Option<Chain> {
        let mut best = Chain {
            end: 0,
            depth: 0,
            last: Vec::new(),
        };
        let within = within.and_then(|code| self.get(code));
        self.extend(
            text,
            0,
            &Scope {
                above: None,
                depth: 0,
                setting,
                within,
            },
            &mut best,
        );
        (best.end > 0).then_some(best)
    }

    fn extend(&self, text: &str, start: usize, scope: &Scope<'_>, best: &mut Chain) {
        let mut start = start;
        while scope.above.is_some()
            && let Some(filler) = FILLERS
                .iter()
                .find(|filler| text[start..].starts_with(**filler))
        {
            start += filler.len();
        }
        for (length, entry) in self.names.prefixes(&text[start..]) {
            let end = start + length;
            for candidate in &entry.candidates {
                let place = self.at(candidate.position);
                let repeated = scope.above.is_some_and(|above| above.code == place.code);
                if !scope.admits(place, repeated)
                    || !scope.trusts(candidate.form, place, &text[start..end], &text[end..])
                {
                    continue;
                }
                let depth = if repeated {
                    scope.depth
                } else {
                    scope.depth + 1
                };
                best.offer(end, depth, *candidate);
                if place.level != Level::County {
                    let below = Scope {
                        above: Some(place),
                        depth,
                        ..*scope
                    };
                    self.extend(text, end, &below, best);
                }
            }
        }
    }

    /// `Nanshan District, Shenzhen, Guangdong, China`: parts from the last to the first, each within the
    /// former.
    pub(crate) fn resolve_english_chain(&self, text: &str, hint: &Hint) -> Resolution {
        let mut scope: Vec<Candidate> = Vec::new();
        for part in text.rsplit([',', '，', ';']).take(LONGEST_ENGLISH) {
            let normalised = Normalised::new(part);
            let part = normalised
                .as_str()
                .trim_matches(|character: char| character.is_ascii_digit());
            let Some(entry) = self.names.get(part) else {
                continue;
            };
            let candidates = &entry.candidates;
            if scope.is_empty() {
                scope.clone_from(candidates);
                continue;
            }
            let below = |candidate: &&Candidate| {
                let place = self.at(candidate.position);
                scope
                    .iter()
                    .any(|above| place.lies_in(self.at(above.position).code))
            };
            let inside: Vec<Candidate> = candidates.iter().filter(below).copied().collect();
            let coarse = |candidate: &&Candidate| {
                self.at(candidate.position).level <= Level::City
                    && !scope.iter().any(|above| {
                        self.at(above.position)
                            .lies_in(self.at(candidate.position).code)
                    })
            };
            if !inside.is_empty() {
                scope = inside;
            } else if let Some(contradiction) = candidates.iter().find(coarse) {
                let both = scope.iter().chain([contradiction]);
                let mut codes: Vec<Code> = both.map(|both| self.at(both.position).code).collect();
                codes.sort_unstable();
                return Resolution::Ambiguous(codes);
            }
        }
        settle(self.all(), &scope, true, hint)
    }
}

/// What is known when the next name of a chain is read.
#[derive(Clone, Copy)]
struct Scope<'a> {
    above: Option<&'a Place>,
    depth: usize,
    setting: Setting,
    within: Option<&'a Place>,
}

impl Scope<'_> {
    /// Whether a place can stand next in the chain. `repeated`: it is the province again, as in
    /// 北京市北京市朝阳区 and 湖南省湖南浏阳.
    fn admits(&self, place: &Place, repeated: bool) -> bool {
        let below = match self.above {
            None => true,
            Some(above) if repeated => above.level == Level::Province && self.depth == 1,
            Some(above) => place.lies_in(above.code),
        };
        below
            && self
                .within
                .is_none_or(|within| place.lies_in(within.code) || within.lies_in(place.code))
    }

    /// Whether a name in that form is to be taken for the place, given what follows it.
    fn trusts(&self, form: Form, place: &Place, name: &str, rest: &str) -> bool {
        let bare = match form {
            Form::Official | Form::Customary => false,
            Form::Former => return self.setting != Setting::Company || self.above.is_some(),
            Form::Historic => !tells_level(name),
            Form::Short => true,
        };
        if !bare {
            return true;
        }
        match self.setting {
            Setting::Chain => true,
            Setting::Address if rest.is_empty() => true,
            Setting::Address => {
                let zone = || ZONES.iter().any(|zone| rest.starts_with(zone));
                !reads_as_street(rest)
                    && (self.trusts_bare(place)
                        || (self.above.is_some() && place.level == Level::County && zone()))
            }
            // Universities are called after persons (中山大学).
            Setting::Company => {
                !rest.starts_with("大学")
                    && (self.trusts_bare(place) || self.is_district_of_city(place))
            }
        }
    }

    /// Whether the short name of a place is enough, other words following. Those of counties are often
    /// everyday words (东方, 新和, 兴业), so they need their province or city before them; those of districts
    /// (中原, 天山) are not enough even then.
    fn trusts_bare(&self, place: &Place) -> bool {
        let county = place.level == Level::County || place.kind == DIRECT_COUNTY;
        let placed = self
            .above
            .is_some_and(|above| above.level >= Level::Province);
        let below_province = self
            .above
            .is_some_and(|above| above.level == Level::Province);
        match self.setting {
            _ if !county => true,
            Setting::Address => below_province && place.kind != "市辖区",
            Setting::Chain | Setting::Company => placed && place.kind != "市辖区",
        }
    }

    /// A district whose city stands before it: 深圳南山热电.
    fn is_district_of_city(&self, place: &Place) -> bool {
        self.above
            .is_some_and(|above| above.is_at(Level::City) && place.lies_in(above.code))
    }
}

impl Chain {
    /// Keeps the chain that reaches furthest; of those that reach equally far, the ones of most places.
    fn offer(&mut self, end: usize, depth: usize, candidate: Candidate) {
        match (end, depth).cmp(&(self.end, self.depth)) {
            Ordering::Greater => {
                *self = Chain {
                    end,
                    depth,
                    last: vec![candidate],
                };
            }
            Ordering::Equal => {
                let known = self
                    .last
                    .iter_mut()
                    .find(|known| known.position == candidate.position);
                match known {
                    Some(known) => known.form = known.form.min(candidate.form),
                    None => self.last.push(candidate),
                }
            }
            Ordering::Less => {}
        }
    }
}

/// Whether a name carries a word for the level.
fn tells_level(name: &str) -> bool {
    name.ends_with(['省', '市', '区', '县', '州', '盟', '旗'])
}

/// Whether what follows a short name makes it the name of a street, a village or a building.
fn reads_as_street(rest: &str) -> bool {
    const PLACES: [&str; 14] = [
        "镇", "乡", "村", "屯", "庄", "社区", "新村", "小区", "大厦", "广场", "花园", "桥", "里",
        "胡同",
    ];
    const MODIFIERS: &str = "东西南北中大一二三四五六七八九十环";
    PLACES.iter().any(|place| rest.starts_with(place))
        || rest
            .chars()
            .take(4)
            .find(|character| !MODIFIERS.contains(*character))
            .is_some_and(|character| matches!(character, '路' | '街' | '道' | '巷' | '弄'))
}
