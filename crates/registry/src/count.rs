//! Counting indicators from the records.
//!
//! A framework's indicator says in its `from` how it is counted:
//!
//! ```toml
//! from = { registry = "firm", measure = "count", where = "listed AND digital_core" }
//! from = { registry = "firm", measure = "share", where = "has_website", base = "digital_core" }
//! from = { registry = "statistic", measure = "value", metric = "gdp", year = 2024 }
//! from = { sql = "SELECT city_code AS place, sum(amount) AS value FROM financing_event GROUP BY 1" }
//! ```
//!
//! All countings of one kind are compiled into one statement: the records are read once,
//! whatever the number of indicators.
//!
//! | measure | value of a place | a place without records |
//! |---|---|---|
//! | `count` | records that meet the condition | 0 where the registry is a census, else missing |
//! | `count-distinct` | distinct values of `field` among them | the same |
//! | `any` | 1 if there is one, else 0 | the same |
//! | `sum` | sum of `field` | the same |
//! | `mean`, `median` | of `field` | missing |
//! | `share` | records that meet `where` and `base` / records that meet `base` | missing |
//! | `value` | the value of the statistic `metric` in `year` | missing |

use std::collections::BTreeMap;

use duckdb::arrow::array::{Array, AsArray, Float64Array, Int64Array};
use duckdb::arrow::compute::cast;
use duckdb::arrow::datatypes::{DataType, Float64Type, Int64Type};
use duckdb::arrow::record_batch::RecordBatch;
use serde::Serialize;

use crate::condition::{ConditionError, compile, did_you_mean};
use crate::engine::{Engine, quoted};
use crate::schema::{FieldType, Kind, Names, nearest};
use crate::store::{Registry, StoreError};
use crate::value::message;

/// How an indicator is counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Counting {
    /// From the records of one kind.
    Records(RecordCounting),
    /// By a statement of the user's own that gives the columns `place` and `value`
    /// (and `records`, the number of records behind the value, where it can say).
    Statement(String),
}

/// A counting over the records of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordCounting {
    /// The kind of record.
    pub kind: String,
    /// What is computed of the records of a place.
    pub measure: Measure,
    /// The condition as written; every record where `None`.
    pub condition: Option<String>,
}

/// What is computed of the records of a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// How many there are.
    Count,
    /// How many distinct values of a field they have.
    CountDistinct(String),
    /// 1 where there is one, else 0.
    Any,
    /// Sum of a field.
    Sum(String),
    /// Mean of a field.
    Mean(String),
    /// Median of a field.
    Median(String),
    /// Share of those that meet the condition among those that meet `base`.
    Share {
        /// The condition of the denominator.
        base: Option<String>,
    },
    /// The value of one statistic.
    Value {
        /// Its name.
        metric: String,
        /// Its year.
        year: i64,
    },
}

/// A `from` that cannot be counted.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum CountError {
    /// A key that does not exist.
    UnknownKey {
        /// The indicator.
        indicator: String,
        /// The key.
        key: String,
        /// The nearest key there is.
        nearest: Option<String>,
    },
    /// A key that is missing or of the wrong type.
    Key {
        /// The indicator.
        indicator: String,
        /// What is wanted.
        detail: Names,
    },
    /// A condition that cannot be used.
    Condition {
        /// The indicator.
        indicator: String,
        /// Why.
        source: ConditionError,
    },
    /// The registry could not be read.
    Store {
        /// The indicator, or the kind of record.
        indicator: String,
        /// Why.
        source: StoreError,
    },
}

impl CountError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let of = |indicator: &str, problem: Names| {
            message(
                format!("“{indicator}”的 `from`：{}", problem.zh),
                format!("`from` of `{indicator}`: {}", problem.en),
            )
        };
        match self {
            CountError::UnknownKey {
                indicator,
                key,
                nearest,
            } => {
                let near = did_you_mean(nearest.as_deref());
                of(
                    indicator,
                    message(
                        format!("没有“{key}”这个键{}", near.zh),
                        format!("unknown key `{key}`{}", near.en),
                    ),
                )
            }
            CountError::Key { indicator, detail } => of(indicator, detail.clone()),
            CountError::Condition { indicator, source } => of(indicator, source.message()),
            CountError::Store { indicator, source } => {
                let source = source.message();
                message(
                    format!("计算“{indicator}”时：{}", source.zh),
                    format!("counting `{indicator}`: {}", source.en),
                )
            }
        }
    }
}

const KEYS: &[&str] = &[
    "registry", "measure", "where", "field", "base", "metric", "year", "sql",
];
const MEASURES: &[&str] = &[
    "count",
    "count-distinct",
    "any",
    "sum",
    "mean",
    "median",
    "share",
    "value",
];

impl Counting {
    /// Reads the `from` table of `indicator`.
    pub fn parse(
        indicator: &str,
        from: &toml::Table,
        registry: &Registry,
    ) -> Result<Counting, CountError> {
        let wrong = |detail: Names| CountError::Key {
            indicator: indicator.to_string(),
            detail,
        };
        for key in from.keys() {
            if !KEYS.contains(&key.as_str()) {
                let nearest = nearest(key, KEYS.iter().copied()).map(str::to_string);
                return Err(CountError::UnknownKey {
                    indicator: indicator.into(),
                    key: key.clone(),
                    nearest,
                });
            }
        }
        let text = |key: &str| -> Result<Option<String>, CountError> {
            match from.get(key) {
                None => Ok(None),
                Some(toml::Value::String(text)) => Ok(Some(text.clone())),
                Some(_) => Err(wrong(message(
                    format!("`{key}` 必须是文本"),
                    format!("`{key}` must be text"),
                ))),
            }
        };
        if let Some(sql) = text("sql")? {
            if from.len() > 1 {
                return Err(wrong(message(
                    "`sql` 是整条语句，不能与其他键并用",
                    "`sql` is the whole statement and stands alone",
                )));
            }
            return Ok(Counting::Statement(sql));
        }
        let kind_id = text("registry")?.ok_or_else(|| {
            wrong(message(
                "既没有 `registry` 也没有 `sql`；请写明统计哪种登记对象",
                "says neither `registry` nor `sql`; name the kind of record to count",
            ))
        })?;
        let kind = registry
            .schemas()
            .get(&kind_id)
            .map_err(|error| wrong(error.message()))?;
        let needs = |measure: &str, key: &str| {
            wrong(message(
                format!("度量 `{measure}` 需要 `{key}`"),
                format!("the measure `{measure}` needs `{key}`"),
            ))
        };
        let field = |wanted: &str| -> Result<String, CountError> {
            let name = text("field")?.ok_or_else(|| needs(wanted, "field"))?;
            let found = kind.fields.iter().find(|field| field.id == name);
            let found = found.ok_or_else(|| {
                let near = nearest(&name, kind.fields.iter().map(|field| field.id.as_str()));
                let near = did_you_mean(near);
                wrong(message(
                    format!("“{kind_id}”没有字段“{name}”{}", near.zh),
                    format!("`{kind_id}` has no field `{name}`{}", near.en),
                ))
            })?;
            if wanted != "count-distinct" && !is_number(found.field_type) {
                return Err(wrong(message(
                    format!("度量 `{wanted}` 需要数值字段，而“{name}”不是数值"),
                    format!("the measure `{wanted}` needs a number and `{name}` is none"),
                )));
            }
            Ok(name)
        };
        let measure_name = text("measure")?.unwrap_or_else(|| "count".into());
        let measure = match measure_name.as_str() {
            "count" => Measure::Count,
            "count-distinct" => Measure::CountDistinct(field("count-distinct")?),
            "any" => Measure::Any,
            "sum" => Measure::Sum(field("sum")?),
            "mean" => Measure::Mean(field("mean")?),
            "median" => Measure::Median(field("median")?),
            "share" => Measure::Share {
                base: text("base")?,
            },
            "value" => Measure::Value {
                metric: text("metric")?.ok_or_else(|| needs("value", "metric"))?,
                year: from
                    .get("year")
                    .and_then(toml::Value::as_integer)
                    .ok_or_else(|| {
                        wrong(message(
                            "度量 `value` 需要整数 `year`",
                            "the measure `value` needs `year`, a whole number",
                        ))
                    })?,
            },
            other => {
                let near = did_you_mean(nearest(other, MEASURES.iter().copied()));
                return Err(wrong(message(
                    format!(
                        "没有“{other}”这种度量{}可用：{}",
                        near.zh,
                        MEASURES.join("、")
                    ),
                    format!(
                        "unknown measure `{other}`{}; there are {}",
                        near.en,
                        MEASURES.join(", ")
                    ),
                )));
            }
        };
        let counting = RecordCounting {
            kind: kind_id.clone(),
            measure,
            condition: text("where")?,
        };
        // A condition that does not compile is found before anything is counted.
        counting.compiled(indicator, kind, "2000-01-01")?;
        Ok(Counting::Records(counting))
    }
}

fn is_number(field_type: FieldType) -> bool {
    matches!(
        field_type,
        FieldType::Integer | FieldType::Number | FieldType::Money | FieldType::Percent
    )
}

/// The records of `kind` that are valid on `date`, as a table of a statement: a record that was not yet, or is
/// no longer, valid on the day does not count. Said once for all indicators, since it is asked of every record.
fn valid_records(kind: &Kind, date: &str) -> String {
    let table = &kind.id;
    if kind.fields.iter().any(|field| field.id == "valid_from") {
        format!(
            "(SELECT * FROM \"{table}\" WHERE (\"valid_from\" IS NULL OR \"valid_from\" <= DATE '{date}')
              AND (\"valid_to\" IS NULL OR \"valid_to\" > DATE '{date}')) AS \"{table}\""
        )
    } else {
        format!("\"{table}\"")
    }
}

/// Conditions as SQL: of the records that count, and of the base of a share.
struct CompiledConditions {
    counted: String,
    base: String,
}

impl RecordCounting {
    fn compiled(
        &self,
        indicator: &str,
        kind: &Kind,
        date: &str,
    ) -> Result<CompiledConditions, CountError> {
        let to_sql = |text: &str| {
            compile(text, kind, date).map_err(|source| CountError::Condition {
                indicator: indicator.to_string(),
                source,
            })
        };
        let mut parts: Vec<String> = Vec::new();
        if let Measure::Value { metric, year } = &self.measure {
            parts.push(format!(
                "\"metric\" = {} AND \"year\" = {year} AND \"value\" IS NOT NULL",
                quoted(metric)
            ));
        }
        let mut base = parts.clone();
        if let Measure::Share { base: Some(text) } = &self.measure {
            base.push(format!("({})", to_sql(text)?));
        }
        if let Some(text) = &self.condition {
            parts.push(format!("({})", to_sql(text)?));
        }
        let joined = |parts: Vec<String>| {
            if parts.is_empty() {
                "TRUE".to_string()
            } else {
                parts.join(" AND ")
            }
        };
        Ok(CompiledConditions {
            counted: joined(parts),
            base: joined(base),
        })
    }
}

/// The level of place that records are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceLevel {
    /// Provinces.
    Province,
    /// Prefecture-level cities, municipalities, and county-level units directly under a province.
    City,
    /// Counties and districts.
    County,
}

impl PlaceLevel {
    fn column(self) -> &'static str {
        match self {
            PlaceLevel::Province => "province_code",
            PlaceLevel::City => "city_code",
            PlaceLevel::County => "county_code",
        }
    }
}

/// The value of one indicator for one place, and what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    /// The value; `None` is missing.
    pub value: Option<f64>,
    /// Records that were counted.
    pub records: u64,
    /// How many of them each source gave.
    pub sources: BTreeMap<String, u64>,
}

/// One indicator counted over all places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// Cells by place code; a place without records has none.
    pub cells: BTreeMap<i32, Cell>,
    /// Records that meet the condition but carry no place of this level.
    pub without_place: u64,
}

/// One counting of a kind, and where its result goes.
struct Asked<'a> {
    index: usize,
    indicator: &'a str,
    counting: &'a RecordCounting,
}

impl Registry {
    /// Counts `countings` (each with the id of its indicator) by place, as of `date` (`YYYY-MM-DD`).
    pub fn count(
        &self,
        countings: &[(String, Counting)],
        level: PlaceLevel,
        date: &str,
    ) -> Result<Vec<Counted>, CountError> {
        let mut results = vec![Counted::default(); countings.len()];
        let mut by_kind: BTreeMap<&str, Vec<Asked>> = BTreeMap::new();
        for (index, (indicator, counting)) in countings.iter().enumerate() {
            match counting {
                Counting::Records(records) => {
                    by_kind.entry(&records.kind).or_default().push(Asked {
                        index,
                        indicator,
                        counting: records,
                    })
                }
                Counting::Statement(sql) => {
                    results[index] =
                        self.count_by_statement(sql)
                            .map_err(|source| CountError::Store {
                                indicator: indicator.clone(),
                                source,
                            })?;
                }
            }
        }
        for (kind_id, group) in by_kind {
            self.count_kind(kind_id, &group, level, date, &mut results)?;
        }
        Ok(results)
    }

    /// Counts everything that is asked of one kind, into `results`.
    fn count_kind(
        &self,
        kind_id: &str,
        group: &[Asked],
        level: PlaceLevel,
        date: &str,
        results: &mut [Counted],
    ) -> Result<(), CountError> {
        let store = |source: StoreError| CountError::Store {
            indicator: kind_id.to_string(),
            source,
        };
        let sources = self.sources_by_version().map_err(store)?;
        let kind = self
            .schemas()
            .get(kind_id)
            .map_err(|error| CountError::Key {
                indicator: kind_id.to_string(),
                detail: error.message(),
            })?;
        let place = level.column();
        let table = valid_records(kind, date);
        let mut columns = Vec::new();
        let mut apart = Vec::new();
        for Asked {
            index,
            indicator,
            counting,
        } in group
        {
            let conditions = counting.compiled(indicator, kind, date)?;
            let counted = &conditions.counted;
            let (records, value) = match &counting.measure {
                Measure::Count | Measure::Any => (
                    format!("count(*) FILTER (WHERE {counted})"),
                    "0".to_string(),
                ),
                Measure::Sum(field) | Measure::Mean(field) => (
                    format!("count(\"{field}\") FILTER (WHERE {counted})"),
                    format!("sum(\"{field}\") FILTER (WHERE {counted})"),
                ),
                Measure::Share { .. } => (
                    format!("count(*) FILTER (WHERE {})", conditions.base),
                    format!("count(*) FILTER (WHERE {} AND {counted})", conditions.base),
                ),
                // Imports come in order below, so that the newest wins where sources disagree.
                Measure::Value { .. } => (
                    format!("count(*) FILTER (WHERE {counted})"),
                    format!("max(\"value\") FILTER (WHERE {counted})"),
                ),
                Measure::CountDistinct(field) => {
                    apart.push((
                        *index,
                        format!("count(DISTINCT \"{field}\")"),
                        counted.clone(),
                    ));
                    (
                        format!("count(\"{field}\") FILTER (WHERE {counted})"),
                        "0".to_string(),
                    )
                }
                Measure::Median(field) => {
                    apart.push((*index, format!("median(\"{field}\")"), counted.clone()));
                    (
                        format!("count(\"{field}\") FILTER (WHERE {counted})"),
                        "0".to_string(),
                    )
                }
            };
            columns.push(format!(
                "{records} AS n{index}, CAST({value} AS DOUBLE) AS v{index}"
            ));
        }
        let sql = format!(
            "SELECT {place} AS place, imported_in, {} FROM {table} GROUP BY {place}, imported_in ORDER BY imported_in",
            columns.join(", ")
        );
        for batch in self.query(&sql).map_err(store)? {
            let places = integers(&batch, 0);
            let versions = integers(&batch, 1);
            for (
                offset,
                Asked {
                    index, counting, ..
                },
            ) in group.iter().enumerate()
            {
                let records = integers(&batch, 2 + 2 * offset);
                let values = numbers(&batch, 3 + 2 * offset);
                for row in 0..batch.num_rows() {
                    let n = records.value(row) as u64;
                    if n == 0 {
                        continue;
                    }
                    if places.is_null(row) {
                        results[*index].without_place += n;
                        continue;
                    }
                    let cell = results[*index]
                        .cells
                        .entry(places.value(row) as i32)
                        .or_default();
                    let version = versions.value(row);
                    let source = sources
                        .get(&version)
                        .cloned()
                        .unwrap_or_else(|| format!("version {version}"));
                    *cell.sources.entry(source).or_default() += n;
                    cell.records += n;
                    let part = values.value(row);
                    cell.value = Some(match &counting.measure {
                        Measure::Count | Measure::CountDistinct(_) | Measure::Median(_) => {
                            cell.records as f64
                        }
                        Measure::Any => 1.0,
                        // Sums of the sources are added here and divided below.
                        Measure::Sum(_) | Measure::Mean(_) | Measure::Share { .. } => {
                            cell.value.unwrap_or(0.0) + part
                        }
                        Measure::Value { .. } => part,
                    });
                }
            }
        }
        for Asked {
            index, counting, ..
        } in group
        {
            if matches!(counting.measure, Measure::Mean(_) | Measure::Share { .. }) {
                for cell in results[*index].cells.values_mut() {
                    cell.value = cell.value.map(|sum| sum / cell.records as f64);
                }
            }
        }
        for (index, expression, condition) in apart {
            let sql = format!(
                "SELECT {place} AS place, CAST({expression} AS DOUBLE) AS value FROM {table}
                 WHERE {place} IS NOT NULL AND {condition} GROUP BY {place}"
            );
            for batch in self.query(&sql).map_err(store)? {
                let (places, values) = (integers(&batch, 0), numbers(&batch, 1));
                for row in 0..batch.num_rows() {
                    let code = places.value(row) as i32;
                    if let Some(cell) = results[index].cells.get_mut(&code) {
                        cell.value = Some(values.value(row));
                    }
                }
            }
        }
        Ok(())
    }

    fn count_by_statement(&self, sql: &str) -> Result<Counted, StoreError> {
        let rows = self.select(&format!(
            "SELECT * FROM ({}) AS counted",
            sql.trim().trim_end_matches(';')
        ))?;
        let column = |name: &str| rows.columns.iter().position(|column| column == name);
        let (Some(place), Some(value)) = (column("place"), column("value")) else {
            return Err(StoreError::Format {
                path: self.path().to_path_buf(),
                detail: message(
                    "该语句必须给出列 `place`（行政区划代码）和 `value`",
                    "the statement must give the columns `place` (a division code) and `value`",
                ),
            });
        };
        let mut counted = Counted::default();
        for row in &rows.rows {
            let records = column("records")
                .and_then(|index| row[index].to_string().parse().ok())
                .unwrap_or(0);
            match row[place].to_string().parse::<i32>() {
                Ok(code) => {
                    let value = row[value]
                        .to_string()
                        .parse::<f64>()
                        .ok()
                        .filter(|value| value.is_finite());
                    counted.cells.insert(
                        code,
                        Cell {
                            value,
                            records,
                            sources: BTreeMap::from([("SQL".to_string(), records)]),
                        },
                    );
                }
                Err(_) => counted.without_place += records.max(1),
            }
        }
        Ok(counted)
    }

    /// The statement that lists the records behind one cell, with where each comes from.
    pub fn records_behind(
        &self,
        indicator: &str,
        counting: &Counting,
        level: PlaceLevel,
        place: i32,
        date: &str,
    ) -> Result<String, CountError> {
        match counting {
            Counting::Statement(sql) => Ok(format!(
                "SELECT * FROM ({sql}) AS counted WHERE place = {place}"
            )),
            Counting::Records(records) => {
                let kind = self
                    .schemas()
                    .get(&records.kind)
                    .map_err(|error| CountError::Key {
                        indicator: indicator.to_string(),
                        detail: error.message(),
                    })?;
                let conditions = records.compiled(indicator, kind, date)?;
                Ok(format!(
                    "SELECT * FROM {} WHERE {} = {place} AND {} ORDER BY imported_in, row_number",
                    valid_records(kind, date),
                    level.column(),
                    conditions.counted
                ))
            }
        }
    }

    fn sources_by_version(&self) -> Result<BTreeMap<i64, String>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT version, source FROM meta.version WHERE source IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A column of codes or counts as 64-bit integers.
fn integers(batch: &RecordBatch, column: usize) -> Int64Array {
    cast(batch.column(column), &DataType::Int64)
        .expect("codes and counts are whole numbers")
        .as_primitive::<Int64Type>()
        .clone()
}

/// A column of values as doubles.
fn numbers(batch: &RecordBatch, column: usize) -> Float64Array {
    cast(batch.column(column), &DataType::Float64)
        .expect("values are cast to DOUBLE by the statement")
        .as_primitive::<Float64Type>()
        .clone()
}
