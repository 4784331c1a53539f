//! The place of a row, from the fields that state it.

use std::collections::HashMap;

use jushu_places::{Code, Hint, Level, Places, Resolution};
use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use crate::schema::{FieldType, Kind, PlaceLevel};
use crate::value::{Message, message};

/// The codes of a place, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PlaceCodes {
    pub(super) province: Option<i32>,
    pub(super) city: Option<i32>,
    pub(super) county: Option<i32>,
}

/// A stated place that cannot be resolved: the position of its field among the plans, and why.
#[derive(Debug, Clone)]
pub(super) struct PlaceProblem {
    pub(super) plan: usize,
    pub(super) message: Message,
}

#[derive(Debug, Clone, Copy)]
struct Statement {
    plan: usize,
    level: Option<PlaceLevel>,
}

/// The place that the named fields of a row state.
#[derive(Debug, Clone, Copy)]
struct Stated {
    code: Option<Code>,
    codes: PlaceCodes,
}

/// Resolves places; the names of a file are resolved once each.
pub(super) struct PlaceResolver<'p> {
    places: &'p Places,
    /// The fields that name a place, from the province to the narrowest.
    statements: Vec<Statement>,
    address: Option<usize>,
    /// What was resolved before, by the texts of all statements.
    known: HashMap<Vec<u8>, Result<Stated, PlaceProblem>, Xxh3DefaultBuilder>,
    key: Vec<u8>,
}

impl<'p> PlaceResolver<'p> {
    /// A resolver for the fields of a kind that are at the positions `plan_of` gives.
    pub(super) fn new(
        kind: &Kind,
        places: &'p Places,
        plan_of: impl Fn(&str) -> Option<usize>,
    ) -> Option<Self> {
        let rule = kind.place.as_ref()?;
        let mut statements = Vec::new();
        let mut address = None;
        for id in rule.within.iter().chain(rule.from.iter().rev()) {
            let (Some(plan), Some(field)) = (plan_of(id), kind.field(id)) else {
                continue;
            };
            if field.field_type == FieldType::Place {
                let level = field.level;
                statements.push(Statement { plan, level });
            } else {
                address = Some(plan);
            }
        }
        // A code of the province stands last in the rule because it says least; it is read first.
        statements.sort_by_key(|statement| match statement.level {
            Some(PlaceLevel::Province) => 0,
            Some(PlaceLevel::City) => 2,
            Some(PlaceLevel::County) => 3,
            None => 1,
        });
        if statements.is_empty() && address.is_none() {
            return None;
        }
        Some(PlaceResolver {
            places,
            statements,
            address,
            known: HashMap::default(),
            key: Vec::new(),
        })
    }

    /// The place of a row whose cells `text_of` gives by plan; empty when none is stated.
    pub(super) fn resolve<'t>(
        &mut self,
        text_of: impl Fn(usize) -> Option<&'t str>,
    ) -> Result<PlaceCodes, PlaceProblem> {
        self.key.clear();
        for statement in &self.statements {
            self.key
                .extend_from_slice(text_of(statement.plan).unwrap_or_default().as_bytes());
            self.key.push(0x1f);
        }
        let stated = match self.known.get(self.key.as_slice()) {
            Some(Ok(known)) => *known,
            Some(Err(problem)) => return Err(problem.clone()),
            None => {
                let resolved = self.resolve_statements(&text_of).map(|code| Stated {
                    code,
                    codes: self.codes(code),
                });
                self.known.insert(self.key.clone(), resolved.clone());
                resolved?
            }
        };
        match self.address.and_then(|plan| Some((plan, text_of(plan)?))) {
            Some((plan, address)) if stated.codes.city.is_none() => {
                let code = self.resolve_address(plan, address, stated.code)?;
                Ok(self.codes(code))
            }
            // The city is stated and the address may name the district in it; an address elsewhere (a former
            // seat, an office) says nothing about the place that is stated.
            Some((plan, address)) if stated.codes.county.is_none() => {
                let codes = self.codes(self.resolve_address(plan, address, stated.code)?);
                Ok(if codes.city == stated.codes.city {
                    codes
                } else {
                    stated.codes
                })
            }
            _ => Ok(stated.codes),
        }
    }

    fn codes(&self, code: Option<Code>) -> PlaceCodes {
        let Some(place) = code.and_then(|code| self.places.get(code)) else {
            return PlaceCodes::default();
        };
        let number = |code: Code| code.get() as i32;
        PlaceCodes {
            province: place.at(Level::Province).map(number),
            city: place.at(Level::City).map(number),
            county: place.at(Level::County).map(number),
        }
    }

    fn resolve_statements<'t>(
        &self,
        text_of: &impl Fn(usize) -> Option<&'t str>,
    ) -> Result<Option<Code>, PlaceProblem> {
        let mut scope: Option<Code> = None;
        let mut doubtful: Vec<(usize, Vec<Code>)> = Vec::new();
        for statement in &self.statements {
            let Some(text) = text_of(statement.plan) else {
                continue;
            };
            let level = match statement.level {
                Some(PlaceLevel::Province) => Some(Level::Province),
                Some(PlaceLevel::City) => Some(Level::City),
                // Cities without counties stand in the column of the county too.
                Some(PlaceLevel::County) if scope.is_none() => Some(Level::County),
                Some(PlaceLevel::County) | None => None,
            };
            let hint = Hint {
                level,
                within: scope,
            };
            match self.places.resolve(text, &hint) {
                Resolution::Found(code) => scope = Some(self.narrower(scope, code)),
                Resolution::Ambiguous(candidates) => doubtful.push((statement.plan, candidates)),
                resolution => {
                    return Err(PlaceProblem {
                        plan: statement.plan,
                        message: self.explain(resolution, scope),
                    });
                }
            }
        }
        // A name of several places is settled by what the other fields say ("吉林" beside 220000).
        for (plan, candidates) in doubtful {
            if !candidates
                .iter()
                .any(|candidate| self.agree(scope, *candidate))
            {
                return Err(PlaceProblem {
                    plan,
                    message: self.explain(Resolution::Ambiguous(candidates), scope),
                });
            }
        }
        Ok(scope)
    }

    /// Whether one of the two places lies in the other.
    fn agree(&self, scope: Option<Code>, candidate: Code) -> bool {
        let lies_in = |inner: Code, outer: Code| {
            self.places
                .get(inner)
                .is_some_and(|place| place.lies_in(outer))
        };
        scope.is_some_and(|scope| lies_in(scope, candidate) || lies_in(candidate, scope))
    }

    fn narrower(&self, scope: Option<Code>, code: Code) -> Code {
        match scope {
            Some(scope)
                if self
                    .places
                    .get(scope)
                    .is_some_and(|place| place.lies_in(code)) =>
            {
                scope
            }
            _ => code,
        }
    }

    /// The place of an address in the place stated. An address that names no place states none; one that can
    /// mean several is refused unless something else is stated.
    fn resolve_address(
        &self,
        plan: usize,
        address: &str,
        stated: Option<Code>,
    ) -> Result<Option<Code>, PlaceProblem> {
        let hint = Hint {
            level: None,
            within: stated,
        };
        match self.places.resolve_address(address, &hint) {
            Resolution::Found(code) => Ok(Some(self.narrower(stated, code))),
            resolution @ Resolution::Ambiguous(_) if stated.is_none() => Err(PlaceProblem {
                plan,
                message: self.explain(resolution, stated),
            }),
            _ => Ok(stated),
        }
    }

    fn explain(&self, resolution: Resolution, scope: Option<Code>) -> Message {
        let list = |codes: &[Code]| {
            codes
                .iter()
                .take(5)
                .map(|code| match self.places.get(*code) {
                    Some(place) => format!("{} {}", place.name, code),
                    None => code.to_string(),
                })
                .collect::<Vec<_>>()
                .join(", ")
        };
        let scope = scope
            .and_then(|code| self.places.get(code))
            .map(|place| place.name.as_str());
        match resolution {
            Resolution::Ambiguous(codes) => {
                let codes = list(&codes);
                message(
                    format!("这个地名不止一处：{codes}；请补充省份或城市，或改用六位代码"),
                    format!(
                        "several places have this name: {codes}; add the province or the city, or use the code of six digits"
                    ),
                )
            }
            Resolution::Unknown { nearest } => {
                let codes = list(&nearest);
                let (within_zh, within_en) = match scope {
                    Some(name) => (format!("{name}内"), format!(" in {name}")),
                    None => (String::new(), String::new()),
                };
                let (near_zh, near_en) = if codes.is_empty() {
                    (String::new(), String::new())
                } else {
                    (
                        format!("，相近的有：{codes}"),
                        format!("; near it: {codes}"),
                    )
                };
                message(
                    format!("{within_zh}没有这个地名{near_zh}；请改正地名或改用六位代码"),
                    format!(
                        "there is no such place{within_en}{near_en}; correct it or use the code of six digits"
                    ),
                )
            }
            Resolution::Found(code) => message(list(&[code]), list(&[code])),
        }
    }
}
