//! Records of different lists that are the same thing.
//!
//! *Exact*: records that agree on one of the kind's exact alternatives (credit code, listing code)
//! are one entity without asking.
//!
//! *Likely*: records that share a blocking key are scored, and the pairs that score high enough are
//! listed for a person to accept, reject or leave. Blocking keys are the normalised names (the full
//! name, the short, the English and the former ones) and, in registries of up to
//! [`FUZZY_LIMIT`] records, the city together with the first characters of the name, so that the
//! work grows with the number of records and not with its square. The score is
//!
//! ```text
//! similarity of the names (Jaro–Winkler on normalised names, the best of all forms)
//!   + 0.05 for each compared field that agrees − 0.15 for each that differs, within 0 … 1
//! ```
//!
//! The weights are our own. Two records whose codes differ are two things, and so are two rows of
//! one list unless their names are nearly equal: a list names a thing once. Decisions are
//! remembered: a decided pair is not listed again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use duckdb::params;
use jushu_places::Places;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::convert::NameReducer;
use crate::mapping::normalise_heading;
use crate::schema::{DuplicateRule, FieldType, Kind};
use crate::store::{Registry, Stamp, StoreError};
use crate::version::NewVersion;

/// Above this many records of a kind, only equal normalised names make candidates.
pub const FUZZY_LIMIT: u64 = 200_000;

/// Pairs that score lower are not listed.
pub const LISTED_FROM: f64 = 0.80;

/// Names of one list must be nearer than those of two.
const SAME_LIST_FROM: f64 = 0.96;

/// Up to this many records of a kind, all records of a city are compared with each other.
const SMALL: u64 = 2_000;

/// A blocking key shared by more records than this says nothing about any two of them.
const LARGEST_BLOCK: usize = 40;

/// What a person decided of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The same thing.
    Accept,
    /// Two things.
    Reject,
    /// Not known; the pair is not listed again unless asked for.
    Unsure,
}

/// One record of a pair, as the reviewer sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// Its id in the registry.
    pub record_id: u64,
    /// The source it came from.
    pub source: String,
    /// Its name.
    pub name: String,
    /// The compared fields that are filled.
    pub compared: BTreeMap<String, String>,
}

/// Two records that may be the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The record that came in first.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// 0 to 1.
    pub score: f64,
    /// Why, in words: the two names that are nearest, the fields that agree and that differ.
    pub evidence: String,
}

/// A decision on one pair, as it is read from a review file.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The records.
    pub a: u64,
    /// The records.
    pub b: u64,
    /// What was decided.
    pub decision: Decision,
    /// The score shown when it was decided.
    pub score: f64,
    /// The evidence shown when it was decided.
    pub evidence: String,
}

/// What is known about the duplicates of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EntityCounts {
    /// Records in force.
    pub records: u64,
    /// Records that were found to be the same as another one.
    pub merged_records: u64,
    /// Entities those records make.
    pub merged_entities: u64,
}

/// So many pairs are scored at a time, so that memory does not grow with the registry.
const PORTION: usize = 100_000;

struct Candidate {
    side: Side,
    /// The official list it stands on: the source, and the list within it.
    list: String,
    /// The values of the exact alternatives; `None` where one is not filled.
    codes: Vec<Option<String>>,
    /// Each name as written and reduced to what tells it apart.
    forms: Vec<(String, String)>,
    imported_in: i64,
}

impl Registry {
    /// How many records of `kind` there are, and how many of them were merged.
    pub fn entity_counts(&self, kind: &str) -> Result<EntityCounts, StoreError> {
        let records = self.connection.query_row(
            &format!("SELECT count(*) FROM records.\"{kind}\" WHERE replaced_in IS NULL"),
            [],
            |row| row.get(0),
        )?;
        let (merged_records, merged_entities) = self.connection.query_row(
            "SELECT count(*), count(DISTINCT entity_id) FROM meta.entity WHERE kind = ? AND replaced_in IS NULL",
            [kind],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(EntityCounts {
            records,
            merged_records,
            merged_entities,
        })
    }

    /// The pairs of `kind` that are likely the same and not yet decided, the highest score first.
    pub fn likely_duplicates(&self, kind_id: &str) -> Result<Vec<Pair>, StoreError> {
        let kind = self
            .schemas
            .get(kind_id)
            .map_err(|error| self.schema_error(error))?;
        let Some(rule) = &kind.duplicates else {
            return Ok(Vec::new());
        };
        let mut wanted = self.pairs_to_score(kind, rule)?;
        let settled: BTreeSet<(u64, u64)> = self
            .connection
            .prepare("SELECT a, b FROM meta.pair WHERE kind = ? AND replaced_in IS NULL")?
            .query_map([kind_id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let entities: HashMap<u64, u64> = self.entity_map(kind_id)?;
        wanted.retain(|pair| {
            let same_entity = matches!((entities.get(&pair.0), entities.get(&pair.1)), (Some(a), Some(b)) if a == b);
            !settled.contains(pair) && !same_entity
        });
        let mut pairs: Vec<Pair> = Vec::new();
        for portion in wanted.chunks(PORTION) {
            let candidates = self.candidates(kind, rule, portion)?;
            pairs.extend(
                portion
                    .iter()
                    .filter_map(|(a, b)| scored(candidates.get(a)?, candidates.get(b)?)),
            );
        }
        pairs.sort_by(|x, y| {
            y.score
                .total_cmp(&x.score)
                .then_with(|| (x.a.record_id, x.b.record_id).cmp(&(y.a.record_id, y.b.record_id)))
        });
        Ok(pairs)
    }

    /// Remembers decisions on pairs of `kind` as one version and merges what was accepted.
    /// Returns the version, or `None` where every decision was known already.
    pub fn decide(
        &self,
        kind: &str,
        decisions: &[Decided],
        stamp: &Stamp,
    ) -> Result<Option<i64>, StoreError> {
        let known: HashMap<(u64, u64), String> = self
            .connection
            .prepare("SELECT a, b, decision FROM meta.pair WHERE kind = ? AND replaced_in IS NULL")?
            .query_map([kind], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let fresh: Vec<&Decided> = decisions
            .iter()
            .filter(|decided| {
                known.get(&ordered(decided)).map(String::as_str) != Some(word(decided.decision))
            })
            .collect();
        if fresh.is_empty() {
            return Ok(None);
        }
        let version = self.in_transaction(|| {
            let counted = |decision| fresh.iter().filter(|decided| decided.decision == decision).count();
            let note = format!(
                "{} pairs accepted, {} rejected, {} left open",
                counted(Decision::Accept),
                counted(Decision::Reject),
                counted(Decision::Unsure)
            );
            let new = NewVersion { action: "duplicates", kind: Some(kind.to_string()), note: Some(note), ..NewVersion::default() };
            let version = self.add_version(stamp, &new)?;
            for decided in &fresh {
                let (a, b) = ordered(decided);
                self.connection.execute(
                    "UPDATE meta.pair SET replaced_in = ? WHERE kind = ? AND a = ? AND b = ? AND replaced_in IS NULL",
                    params![version, kind, a, b],
                )?;
                self.connection.execute(
                    "INSERT INTO meta.pair VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                    params![kind, a, b, decided.score, decided.evidence, word(decided.decision), version],
                )?;
            }
            self.refresh_entities(kind, version)?;
            Ok::<i64, StoreError>(version)
        })?;
        self.show_version(None)?;
        Ok(Some(version))
    }

    /// Works out anew which records of `kind` are one entity, and writes what changed as part of
    /// `version`, inside the caller's transaction. Returns how many records are merged.
    pub(crate) fn refresh_entities(&self, kind_id: &str, version: i64) -> Result<u64, StoreError> {
        let kind = self
            .schemas
            .get(kind_id)
            .map_err(|error| self.schema_error(error))?;
        let Some(rule) = &kind.duplicates else {
            return Ok(0);
        };
        let table = self.records(kind)?;
        let mut groups = Groups::default();
        let first_import = self.all_came_in_with(kind, version)?;
        for alternative in &rule.exact {
            // Records that filled the first alternative of the key were told apart by it when their file
            // was read. That a place is one depends on more than on what its field says.
            let stated_in_full = alternative.iter().all(|id| {
                kind.field(id)
                    .is_some_and(|field| field.field_type != FieldType::Place)
            });
            if first_import && stated_in_full && kind.key.first() == Some(alternative) {
                continue;
            }
            let fields = alternative
                .iter()
                .map(|field| format!("\"{field}\""))
                .collect::<Vec<_>>();
            let filled = fields
                .iter()
                .map(|field| format!("{field} IS NOT NULL"))
                .collect::<Vec<_>>()
                .join(" AND ");
            let mut statement = self.connection.prepare(&format!(
                "WITH repeated AS (
                     SELECT {fields} FROM {table} WHERE replaced_in IS NULL AND {filled}
                     GROUP BY {fields} HAVING count(*) > 1)
                 SELECT record_id, concat_ws('|', {fields}) FROM {table} JOIN repeated USING ({fields})
                 WHERE replaced_in IS NULL ORDER BY imported_in, row_number",
                fields = fields.join(", ")
            ))?;
            let rows = statement.query_map([], |row| {
                Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?))
            })?;
            let mut first: HashMap<String, u64> = HashMap::new();
            for row in rows {
                let (record, value) = row?;
                let leader = *first.entry(value).or_insert(record);
                groups.join(leader, record, &alternative.join("+"));
            }
        }
        let mut statement = self.connection.prepare(&format!(
            "SELECT a, b FROM meta.pair p WHERE kind = ? AND replaced_in IS NULL AND decision = 'accept'
             AND EXISTS (SELECT 1 FROM records.\"{kind_id}\" r WHERE r.record_id = p.a AND r.replaced_in IS NULL)
             AND EXISTS (SELECT 1 FROM records.\"{kind_id}\" r WHERE r.record_id = p.b AND r.replaced_in IS NULL)"
        ))?;
        for row in statement.query_map([kind_id], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?))
        })? {
            let (a, b) = row?;
            groups.join(a, b, "review");
        }
        let wanted = groups.members();
        let known = self.entity_map(kind_id)?;
        for record in known
            .keys()
            .filter(|record| wanted.get(record).map(|(entity, _)| entity) != known.get(record))
        {
            self.connection.execute(
                "UPDATE meta.entity SET replaced_in = ? WHERE kind = ? AND record_id = ? AND replaced_in IS NULL",
                params![version, kind_id, record],
            )?;
        }
        for (record, (entity, basis)) in &wanted {
            if known.get(record) != Some(entity) {
                self.connection.execute(
                    "INSERT INTO meta.entity VALUES (?, ?, ?, ?, ?, NULL)",
                    params![kind_id, record, entity, basis, version],
                )?;
            }
        }
        Ok(wanted.len() as u64)
    }

    /// Whether every record of `kind` in force came in with `version`, that is from one table.
    fn all_came_in_with(&self, kind: &Kind, version: i64) -> Result<bool, StoreError> {
        let earlier: u64 = self.connection.query_row(
            &format!("SELECT count(*) FROM records.\"{}\" WHERE replaced_in IS NULL AND imported_in < {version}", kind.id),
            [],
            |row| row.get(0),
        )?;
        Ok(earlier == 0)
    }

    fn entity_map(&self, kind: &str) -> Result<HashMap<u64, u64>, StoreError> {
        Ok(self
            .connection
            .prepare("SELECT record_id, entity_id FROM meta.entity WHERE kind = ? AND replaced_in IS NULL")?
            .query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?)
    }

    /// Pairs of records that share a blocking key and whose codes do not tell them apart, in order.
    fn pairs_to_score(
        &self,
        kind: &Kind,
        rule: &DuplicateRule,
    ) -> Result<Vec<(u64, u64)>, StoreError> {
        let table = self.records(kind)?;
        let records: u64 = self.connection.query_row(
            &format!("SELECT count(*) FROM {table} WHERE replaced_in IS NULL"),
            [],
            |row| row.get(0),
        )?;
        self.connection.execute_batch(
            "CREATE OR REPLACE TEMP TABLE other_key (key UBIGINT, record_id UBIGINT)",
        )?;
        let mut appender = self.temporary_appender("other_key")?;
        let mut names = NameReducer::new(Places::shipped());
        for field in &rule.also_named {
            let mut statement = self
                .connection
                .prepare(&format!("SELECT record_id, \"{field}\" FROM {table} WHERE replaced_in IS NULL AND \"{field}\" IS NOT NULL"))?;
            for row in statement.query_map([], |row| {
                Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?))
            })? {
                let (record, written) = row?;
                for name in separated(&written) {
                    let reduced = names.reduce(name);
                    if !reduced.is_empty() {
                        appender.append_row(params![xxh3_64(reduced.as_bytes()), record])?;
                    }
                }
            }
        }
        if records <= FUZZY_LIMIT {
            let mut statement = self.connection.prepare(&format!(
                "SELECT record_id, \"{}\", city_code FROM {table} WHERE replaced_in IS NULL AND \"{}\" IS NOT NULL AND city_code IS NOT NULL",
                rule.name, rule.name
            ))?;
            let rows = statement.query_map([], |row| {
                Ok((
                    row.get::<_, u64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, i32>(2)?,
                ))
            })?;
            for row in rows {
                let (record, name, city) = row?;
                let start: String = if records <= SMALL {
                    String::new()
                } else {
                    names.reduce(&name).chars().take(2).collect()
                };
                let key = xxh3_64(format!("{city} {start}").as_bytes());
                appender.append_row(params![key, record])?;
            }
        }
        appender.flush()?;
        drop(appender);
        let codes = (0..rule.exact.len()).map(|index| format!("code_{index}"));
        let (mut coded, mut undecided) = (String::new(), String::new());
        for (code, alternative) in codes.zip(&rule.exact) {
            coded += &format!(", {} AS {code}", code_of(alternative));
            undecided += &format!(" AND (a.{code} = b.{code}) IS NOT FALSE");
        }
        let mut statement = self.connection.prepare(&format!(
            "WITH keyed AS (
                 SELECT name_key AS key, record_id FROM {table} WHERE replaced_in IS NULL AND name_key IS NOT NULL
                 UNION ALL SELECT key, record_id FROM other_key),
             repeated AS (SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}),
             member AS (
                 SELECT key, record_id{coded} FROM keyed SEMI JOIN repeated USING (key)
                 JOIN {table} USING (record_id) WHERE replaced_in IS NULL)
             SELECT DISTINCT a.record_id, b.record_id FROM member a JOIN member b USING (key)
             WHERE a.record_id < b.record_id{undecided} ORDER BY 1, 2"
        ))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn candidates(
        &self,
        kind: &Kind,
        rule: &DuplicateRule,
        pairs: &[(u64, u64)],
    ) -> Result<HashMap<u64, Candidate>, StoreError> {
        let wanted: BTreeSet<u64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        self.connection
            .execute_batch("CREATE OR REPLACE TEMP TABLE wanted (record_id UBIGINT)")?;
        let mut appender = self.temporary_appender("wanted")?;
        for record in &wanted {
            appender.append_row([record])?;
        }
        appender.flush()?;
        drop(appender);
        let text = |field: &String| format!(", CAST(\"{field}\" AS VARCHAR)");
        let exact = |fields: &Vec<String>| format!(", {}", code_of(fields));
        let mut statement = self.connection.prepare(&format!(
            "SELECT r.record_id, coalesce(v.source, ''), r.imported_in, \"{}\", {}{}{}{}
             FROM {} r SEMI JOIN wanted USING (record_id)
             LEFT JOIN meta.version v ON v.version = r.imported_in WHERE r.replaced_in IS NULL",
            rule.name,
            rule.list
                .as_ref()
                .map_or("''".to_string(), |list| format!("coalesce(\"{list}\", '')")),
            rule.also_named.iter().map(text).collect::<String>(),
            rule.compare.iter().map(text).collect::<String>(),
            rule.exact.iter().map(exact).collect::<String>(),
            self.records(kind)?
        ))?;
        let mut reducer = NameReducer::new(Places::shipped());
        let mut reduced = |name: &str| -> String {
            let name = rule.ignore.iter().fold(name.to_string(), |name, word| {
                name.replace(word.as_str(), "")
            });
            if rule.strip_places {
                reducer.reduce(&name).to_string()
            } else {
                normalise_heading(&name)
            }
        };
        let (named, compared) = (rule.also_named.len(), rule.compare.len());
        let rows = statement.query_map([], |row| {
            let name: Option<String> = row.get(3)?;
            let mut forms: Vec<String> = name.iter().cloned().collect();
            for index in 0..named {
                let other: Option<String> = row.get(5 + index)?;
                forms.extend(
                    other
                        .iter()
                        .flat_map(|text| separated(text))
                        .map(str::to_string),
                );
            }
            let mut values = BTreeMap::new();
            for (index, field) in rule.compare.iter().enumerate() {
                if let Some(value) = row.get::<_, Option<String>>(5 + named + index)? {
                    values.insert(field.clone(), value);
                }
            }
            let codes = (0..rule.exact.len())
                .map(|index| row.get(5 + named + compared + index))
                .collect::<Result<_, _>>()?;
            let source: String = row.get(1)?;
            let list = format!("{source}|{}", row.get::<_, String>(4)?);
            let shown = name.or_else(|| forms.first().cloned()).unwrap_or_default();
            let forms = forms.into_iter().map(|form| {
                let short = reduced(&form);
                (form, short)
            });
            let forms = forms.filter(|(_, short)| !short.is_empty()).collect();
            let side = Side {
                record_id: row.get(0)?,
                source,
                name: shown,
                compared: values,
            };
            Ok(Candidate {
                side,
                list,
                codes,
                forms,
                imported_in: row.get(2)?,
            })
        })?;
        let mut candidates = HashMap::new();
        for row in rows {
            let candidate = row?;
            candidates.insert(candidate.side.record_id, candidate);
        }
        Ok(candidates)
    }

    /// Temporary tables can be filled in a registry that is open for reading too.
    pub(crate) fn temporary_appender(
        &self,
        table: &str,
    ) -> Result<duckdb::Appender<'_>, StoreError> {
        Ok(self
            .connection
            .appender_to_catalog_and_db(table, "temp", "main")?)
    }

    fn schema_error(&self, error: crate::schema::SchemaError) -> StoreError {
        StoreError::Format {
            path: self.path().to_path_buf(),
            detail: error.message(),
        }
    }
}

/// The value of an exact alternative as SQL: NULL as soon as one of its fields is.
fn code_of(alternative: &[String]) -> String {
    alternative
        .iter()
        .map(|field| format!("CAST(\"{field}\" AS VARCHAR)"))
        .collect::<Vec<_>>()
        .join(" || '|' || ")
}

fn scored(x: &Candidate, y: &Candidate) -> Option<Pair> {
    let (a, b) = if (x.imported_in, x.side.record_id) <= (y.imported_in, y.side.record_id) {
        (x, y)
    } else {
        (y, x)
    };
    let (mut similarity, mut nearest) = (0.0, (String::new(), String::new()));
    for (first, one) in &a.forms {
        for (second, two) in &b.forms {
            let value = strsim::jaro_winkler(one, two);
            if value > similarity {
                (similarity, nearest) = (value, (first.clone(), second.clone()));
            }
        }
    }
    let codes_differ = a
        .codes
        .iter()
        .zip(&b.codes)
        .any(|(a, b)| matches!((a, b), (Some(a), Some(b)) if a != b));
    let same_list = a.list == b.list;
    if codes_differ || same_list && similarity < SAME_LIST_FROM {
        return None;
    }
    let mut evidence = vec![format!("{} ~ {} ({similarity:.2})", nearest.0, nearest.1)];
    let mut score: f64 = similarity;
    for (field, value) in &a.side.compared {
        let Some(other) = b.side.compared.get(field) else {
            continue;
        };
        if comparable(value) == comparable(other) {
            score += 0.05;
            evidence.push(format!("{field} ="));
        } else {
            if same_list {
                return None;
            }
            score -= 0.15;
            evidence.push(format!("{field} ≠"));
        }
    }
    let score = score.clamp(0.0, 1.0);
    (score >= LISTED_FROM).then(|| Pair {
        a: a.side.clone(),
        b: b.side.clone(),
        score,
        evidence: evidence.join("; "),
    })
}

/// Addresses on the web are compared without what writers leave out or add.
fn comparable(value: &str) -> String {
    value
        .trim()
        .to_lowercase()
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.")
        .trim_end_matches('/')
        .to_string()
}

/// A field of several names holds them separated by these marks.
fn separated(names: &str) -> impl Iterator<Item = &str> {
    names
        .split([';', '；', '、', '|'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn ordered(decided: &Decided) -> (u64, u64) {
    (decided.a.min(decided.b), decided.a.max(decided.b))
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "accept",
        Decision::Reject => "reject",
        Decision::Unsure => "unsure",
    }
}

/// Disjoint sets of records that are one entity.
#[derive(Default)]
struct Groups {
    leader: BTreeMap<u64, u64>,
    basis: BTreeMap<u64, String>,
}

impl Groups {
    fn leader_of(&self, mut record: u64) -> u64 {
        while let Some(next) = self.leader.get(&record).filter(|next| **next != record) {
            record = *next;
        }
        record
    }

    fn join(&mut self, a: u64, b: u64, basis: &str) {
        let (first, second) = (self.leader_of(a), self.leader_of(b));
        for record in [a, b] {
            self.leader.entry(record).or_insert(record);
            self.basis
                .entry(record)
                .or_insert_with(|| basis.to_string());
        }
        // The smaller id leads, so that the order of joining does not matter.
        self.leader.insert(first.max(second), first.min(second));
    }

    /// Entity and basis of every record that is not alone.
    fn members(&self) -> BTreeMap<u64, (u64, String)> {
        let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
        for record in self.leader.keys() {
            *sizes.entry(self.leader_of(*record)).or_default() += 1;
        }
        self.leader
            .keys()
            .map(|record| (*record, self.leader_of(*record)))
            .filter(|(_, leader)| sizes[leader] > 1)
            .map(|(record, leader)| {
                (
                    record,
                    (leader, self.basis.get(&record).cloned().unwrap_or_default()),
                )
            })
            .collect()
    }
}
