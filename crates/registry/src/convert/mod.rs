//! From rows of text to typed columns.
//!
//! A [`Converter`] takes the rows of one table through a [`Mapping`] and yields Arrow batches. Every row is
//! taken, refused with its reasons, or counted as a repetition of an earlier one; nothing disappears.
//!
//! The columns of a batch are, in this order: `record_key`, `row_hash`, `name_key` (nullable), all `UInt64`;
//! `row_number` (`Int64`); `province_code`, `city_code`, `county_code` (`Int32`, nullable); then one column for
//! each mapped field or constant in the order of the schema.
//!
//! - `record_key` is the XXH3 hash of the name and the normalised values of the first complete alternative of
//!   the key; two rows with the same one are about the same thing.
//! - `row_hash` is the XXH3 hash of all typed values; it does not depend on the order of columns or rows.
//! - `name_key` is the XXH3 hash of the name without legal form and place, to find possible duplicates.

mod cell;
mod name;
mod place;
mod report;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use duckdb::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder,
    StringBuilder, UInt64Builder,
};
use duckdb::arrow::datatypes::{DataType, Field as ArrowField, Schema, SchemaRef};
use duckdb::arrow::record_batch::RecordBatch;
use jushu_places::Places;
use xxhash_rust::xxh3::xxh3_64;

pub use report::{ColumnNote, Example, NoteKind, Reason, Refusal, Report};

use crate::mapping::{Mapping, MappingError, Target};
use crate::read::{RawRow, ReadError, Table};
use crate::schema::{DERIVED, Field, FieldType, Kind};
use crate::value::{self, message};
use cell::{Cell, CellRule, Parsed};
pub(crate) use name::NameReducer;
use place::{PlaceCodes, PlaceResolver};

/// The most rows of one batch.
pub const BATCH_ROWS: usize = 65_536;

/// The most bytes of one cell; a longer one is a broken file rather than a value.
pub const CELL_BYTES: usize = 1 << 20;

/// Refused rows kept until they are taken; more are counted but their cells are not kept.
const EXAMPLES: usize = 5;

/// Where the values of a field come from.
enum Source {
    /// The cell of a column.
    Column(usize),
    /// A constant.
    Constant,
    /// What stood beside the number of another field.
    Companion,
}

/// One field that is filled.
struct Plan {
    field: Field,
    /// The heading, for messages.
    header: String,
    source: Source,
    rule: CellRule,
    /// The position of the plan that keeps the operator, and the unit, of this number.
    operator_to: Option<usize>,
    unit_to: Option<usize>,
    /// Begins the value in the bytes that are hashed.
    tag: [u8; 4],
}

/// One alternative of the key, all of whose fields are filled by some plan.
struct KeyAlternative {
    name: String,
    parts: Vec<KeyPart>,
}

enum KeyPart {
    /// The value of a plan.
    Value(usize),
    /// The code of the place, whatever field stated it.
    Place,
}

/// Keys are hashes already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The keys met so far: key → 32 bits of the hash of the row, and its number. Sixteen bytes a record, because
/// files have millions.
#[derive(Default)]
pub struct SeenKeys(HashMap<u64, (u32, u32), BuildHasherDefault<KeyHasher>>);

enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Date(Date32Builder),
    Boolean(BooleanBuilder),
}

impl Builder {
    fn new(field_type: FieldType) -> Builder {
        match field_type {
            FieldType::Text | FieldType::Place | FieldType::CreditCode | FieldType::Url => {
                Builder::Text(StringBuilder::new())
            }
            FieldType::Integer => Builder::Integer(Int64Builder::new()),
            FieldType::Number | FieldType::Money | FieldType::Percent => {
                Builder::Number(Float64Builder::new())
            }
            FieldType::Date => Builder::Date(Date32Builder::new()),
            FieldType::Boolean => Builder::Boolean(BooleanBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Builder::Text(_) => DataType::Utf8,
            Builder::Integer(_) => DataType::Int64,
            Builder::Number(_) => DataType::Float64,
            Builder::Date(_) => DataType::Date32,
            Builder::Boolean(_) => DataType::Boolean,
        }
    }

    fn append(&mut self, cell: Cell, texts: &str) {
        match (self, cell) {
            (Builder::Text(builder), Cell::Text(from, to)) => {
                builder.append_value(&texts[from as usize..to as usize]);
            }
            (Builder::Text(builder), _) => builder.append_null(),
            (Builder::Integer(builder), Cell::Integer(value)) => builder.append_value(value),
            (Builder::Integer(builder), _) => builder.append_null(),
            (Builder::Number(builder), Cell::Number(value)) => builder.append_value(value),
            (Builder::Number(builder), _) => builder.append_null(),
            (Builder::Date(builder), Cell::Date(value)) => builder.append_value(value),
            (Builder::Date(builder), _) => builder.append_null(),
            (Builder::Boolean(builder), Cell::Boolean(value)) => builder.append_value(value),
            (Builder::Boolean(builder), _) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Integer(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
            Builder::Date(builder) => Arc::new(builder.finish()),
            Builder::Boolean(builder) => Arc::new(builder.finish()),
        }
    }
}

/// The builders of the derived columns.
#[derive(Default)]
struct DerivedBuilders {
    record_key: UInt64Builder,
    row_hash: UInt64Builder,
    name_key: UInt64Builder,
    row_number: Int64Builder,
    province: Int32Builder,
    city: Int32Builder,
    county: Int32Builder,
}

/// Turns the rows of one table into batches.
pub struct Converter<'p> {
    width: usize,
    plans: Vec<Plan>,
    /// Plans in the order of their field ids, in which they are hashed.
    hash_order: Vec<usize>,
    keys: Vec<KeyAlternative>,
    places: Option<PlaceResolver<'p>>,
    names: NameReducer,
    name_plan: Option<usize>,
    schema: SchemaRef,
    derived: DerivedBuilders,
    builders: Vec<Builder>,
    rows: usize,
    seen: SeenKeys,
    refusals: Vec<Refusal>,
    report: Report,
    /// The typed cells of the row at hand; their texts are in `texts`.
    cells: Vec<Cell>,
    texts: String,
    /// Where the texts of the row begin, behind those of the constants.
    constants: Vec<Cell>,
    constants_end: usize,
    bytes: Vec<u8>,
}

impl<'p> Converter<'p> {
    /// A converter for a table whose columns the mapping describes in order.
    pub fn new(kind: &Kind, mapping: &Mapping, places: &'p Places) -> Result<Self, MappingError> {
        mapping.check(kind)?;
        let mut plans = plans(kind, mapping);
        let positions: HashMap<String, usize> = plans
            .iter()
            .enumerate()
            .map(|(position, plan)| (plan.field.id.clone(), position))
            .collect();
        for plan in &mut plans {
            let position =
                |id: &Option<String>| id.as_ref().and_then(|id| positions.get(id)).copied();
            plan.operator_to = position(&plan.field.operator_to);
            plan.unit_to = position(&plan.field.unit_to);
        }
        let mut texts = String::new();
        let mut constants = vec![Cell::Null; plans.len()];
        for (position, plan) in plans.iter().enumerate() {
            if let (Source::Constant, Some(value)) = (&plan.source, mapping.set.get(&plan.field.id))
            {
                let parsed = plan.rule.parse(&plan.field, value::trim(value), &mut texts);
                constants[position] = parsed
                    .map_err(|message| MappingError::Constant {
                        field: plan.field.id.clone(),
                        value: value.clone(),
                        message,
                    })?
                    .cell;
            }
        }
        let mut hash_order: Vec<usize> = (0..plans.len()).collect();
        hash_order.sort_by(|a, b| plans[*a].field.id.cmp(&plans[*b].field.id));
        let builders: Vec<Builder> = plans
            .iter()
            .map(|plan| Builder::new(plan.field.field_type))
            .collect();
        let name_plan = kind
            .duplicates
            .as_ref()
            .and_then(|rule| positions.get(&rule.name))
            .copied();
        let plan_of = |id: &str| positions.get(id).copied();
        Ok(Converter {
            width: mapping.columns.len(),
            keys: key_alternatives(kind, &plan_of),
            places: PlaceResolver::new(kind, places, plan_of),
            names: NameReducer::new(places),
            name_plan,
            schema: arrow_schema(&plans, &builders),
            derived: DerivedBuilders::default(),
            rows: 0,
            seen: SeenKeys::default(),
            refusals: Vec::new(),
            report: Report::new(
                &plans
                    .iter()
                    .map(|plan| plan.header.as_str())
                    .collect::<Vec<_>>(),
            ),
            cells: Vec::with_capacity(plans.len()),
            constants_end: texts.len(),
            texts,
            constants,
            bytes: Vec::new(),
            hash_order,
            builders,
            plans,
        })
    }

    /// The same converter knowing the keys of tables of the same file that were converted before.
    pub fn with_seen(mut self, seen: SeenKeys) -> Self {
        self.seen = seen;
        self
    }

    /// The keys met, to be passed on to the converter of the next table of the file.
    pub fn into_seen(self) -> SeenKeys {
        self.seen
    }

    /// The columns of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// What happened so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The rows refused since the last call. Take them after each batch: they hold the text of their cells.
    pub fn take_refusals(&mut self) -> Vec<Refusal> {
        std::mem::take(&mut self.refusals)
    }

    /// Converts all rows of a table and passes every batch, with the rows refused since the last one, on.
    pub fn convert<E: From<ReadError>>(
        &mut self,
        table: &mut Table,
        mut sink: impl FnMut(RecordBatch, Vec<Refusal>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(row) = table.next_row()? {
            if let Some(batch) = self.push(&row) {
                sink(batch, self.take_refusals())?;
            }
        }
        let batch = self.finish();
        sink(batch, self.take_refusals())
    }

    /// Takes one row; returns a batch whenever [`BATCH_ROWS`] rows have come together.
    pub fn push(&mut self, row: &RawRow<'_>) -> Option<RecordBatch> {
        self.report.rows_read += 1;
        let mut reasons = Vec::new();
        self.check_width(row, &mut reasons);
        if reasons.is_empty() {
            self.parse_cells(row, &mut reasons);
        }
        let place = if reasons.is_empty() {
            self.resolve_place(&mut reasons)
        } else {
            PlaceCodes::default()
        };
        if !reasons.is_empty() {
            self.refuse(row, reasons);
            return None;
        }
        let Some(record_key) = self.record_key(&place) else {
            let alternatives: Vec<&str> = self.keys.iter().map(|key| key.name.as_str()).collect();
            let alternatives = alternatives.join(", ");
            reasons.push(Reason {
                column: String::new(),
                value: String::new(),
                message: message(
                    format!("没有可以识别这一行的字段；请至少填写以下之一：{alternatives}"),
                    format!("nothing identifies the row; fill one of: {alternatives}"),
                ),
            });
            self.refuse(row, reasons);
            return None;
        };
        let row_hash = self.row_hash();
        if !self.is_new(row, record_key, row_hash) {
            return None;
        }
        self.append(row, record_key, row_hash, &place);
        (self.rows == BATCH_ROWS).then(|| self.finish())
    }

    /// The rows that have come together since the last batch; an empty batch when there are none.
    pub fn finish(&mut self) -> RecordBatch {
        self.rows = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.derived.record_key.finish()),
            Arc::new(self.derived.row_hash.finish()),
            Arc::new(self.derived.name_key.finish()),
            Arc::new(self.derived.row_number.finish()),
            Arc::new(self.derived.province.finish()),
            Arc::new(self.derived.city.finish()),
            Arc::new(self.derived.county.finish()),
        ];
        columns.extend(self.builders.iter_mut().map(Builder::finish));
        RecordBatch::try_new(self.schema.clone(), columns)
            .expect("the builders were made for this schema and have all been given the same rows")
    }

    /// A row must have a cell per heading; empty cells behind the last heading carry nothing.
    fn check_width(&self, row: &RawRow<'_>, reasons: &mut Vec<Reason>) {
        let cells = row.len();
        let short = cells < self.width && !row.ends_early();
        let long = cells > self.width
            && (self.width..cells).any(|column| !value::trim(row.cell(column)).is_empty());
        if short || long {
            let width = self.width;
            reasons.push(Reason {
                column: String::new(),
                value: String::new(),
                message: message(
                    format!("这一行有 {cells} 个单元格，表头有 {width} 个；请检查分隔符和引号"),
                    format!("the row has {cells} cells and the header {width}; check delimiters and quotation marks"),
                ),
            });
        }
    }

    fn parse_cells(&mut self, row: &RawRow<'_>, reasons: &mut Vec<Reason>) {
        self.cells.clear();
        self.cells.extend_from_slice(&self.constants);
        self.texts.truncate(self.constants_end);
        for (position, plan) in self.plans.iter().enumerate() {
            let Source::Column(column) = plan.source else {
                continue;
            };
            let text = value::trim(row.cell(column));
            let parsed = if text.len() > CELL_BYTES {
                Err(message(
                    format!(
                        "单元格有 {} 字节，超过 {CELL_BYTES}；请检查引号",
                        text.len()
                    ),
                    format!(
                        "the cell has {} bytes, more than {CELL_BYTES}; check the quotation marks",
                        text.len()
                    ),
                ))
            } else {
                plan.rule.parse(&plan.field, text, &mut self.texts)
            };
            match parsed {
                Ok(parsed) => {
                    self.cells[position] = parsed.cell;
                    if parsed.is_plain() {
                        continue;
                    }
                    take_beside(plan, &parsed, &mut self.cells, &mut self.texts);
                    self.report.note(position, &parsed, row.number, text);
                }
                Err(message) => reasons.push(Reason {
                    column: plan.header.clone(),
                    value: crate::read::shorten(text, 200),
                    message,
                }),
            }
        }
        for (plan, cell) in self.plans.iter().zip(&self.cells) {
            if plan.field.required && matches!(cell, Cell::Null) {
                reasons.push(Reason {
                    column: plan.header.clone(),
                    value: String::new(),
                    message: message("这个字段必须填写", "this field must be filled"),
                });
            }
        }
    }

    fn resolve_place(&mut self, reasons: &mut Vec<Reason>) -> PlaceCodes {
        let Some(resolver) = &mut self.places else {
            return PlaceCodes::default();
        };
        let (cells, texts) = (&self.cells, self.texts.as_str());
        let resolved = resolver.resolve(|plan| match cells[plan] {
            Cell::Text(from, to) => Some(&texts[from as usize..to as usize]),
            _ => None,
        });
        resolved.unwrap_or_else(|problem| {
            let value = match self.cells[problem.plan] {
                Cell::Text(from, to) => &self.texts[from as usize..to as usize],
                _ => "",
            };
            reasons.push(Reason {
                column: self.plans[problem.plan].header.clone(),
                value: crate::read::shorten(value, 200),
                message: problem.message,
            });
            PlaceCodes::default()
        })
    }

    /// The hash of the first complete alternative of the key.
    fn record_key(&mut self, place: &PlaceCodes) -> Option<u64> {
        'alternatives: for key in &self.keys {
            self.bytes.clear();
            self.bytes.extend_from_slice(key.name.as_bytes());
            for part in &key.parts {
                self.bytes.push(0x1f);
                match part {
                    KeyPart::Value(plan) => match self.cells[*plan] {
                        Cell::Null => continue 'alternatives,
                        Cell::Text(from, to) => {
                            push_normalised(
                                &mut self.bytes,
                                &self.texts[from as usize..to as usize],
                            );
                        }
                        cell => cell.push_bytes(&self.texts, &mut self.bytes),
                    },
                    KeyPart::Place => {
                        let Some(code) = place.county.or(place.city).or(place.province) else {
                            continue 'alternatives;
                        };
                        self.bytes.extend_from_slice(&code.to_le_bytes());
                    }
                }
            }
            return Some(xxh3_64(&self.bytes));
        }
        None
    }

    fn row_hash(&mut self) -> u64 {
        self.bytes.clear();
        for position in &self.hash_order {
            let cell = self.cells[*position];
            if !matches!(cell, Cell::Null) {
                self.bytes.extend_from_slice(&self.plans[*position].tag);
                cell.push_bytes(&self.texts, &mut self.bytes);
            }
        }
        xxh3_64(&self.bytes)
    }

    /// Whether the key is new in the file. The same record again is counted; another record with the key of
    /// an earlier one is refused.
    fn is_new(&mut self, row: &RawRow<'_>, record_key: u64, row_hash: u64) -> bool {
        use std::collections::hash_map::Entry;
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        let (hash, first) = match self.seen.0.entry(record_key) {
            Entry::Vacant(entry) => {
                entry.insert((row_hash as u32, number));
                return true;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        if hash == row_hash as u32 {
            self.report.rows_repeated += 1;
            if self.report.repeated.len() < EXAMPLES {
                self.report.repeated.push((u64::from(first), row.number));
            }
        } else {
            self.refuse(
                row,
                vec![Reason {
                    column: String::new(),
                    value: String::new(),
                    message: message(
                        format!("与第 {first} 行是同一个对象而内容不同；请只留一行"),
                        format!(
                            "is the same record as row {first} with other content; keep one of them"
                        ),
                    ),
                }],
            );
        }
        false
    }

    fn append(&mut self, row: &RawRow<'_>, record_key: u64, row_hash: u64, place: &PlaceCodes) {
        let name_key = self.name_plan.and_then(|plan| match self.cells[plan] {
            Cell::Text(from, to) => {
                let reduced = self.names.reduce(&self.texts[from as usize..to as usize]);
                (!reduced.is_empty()).then(|| xxh3_64(reduced.as_bytes()))
            }
            _ => None,
        });
        self.derived.record_key.append_value(record_key);
        self.derived.row_hash.append_value(row_hash);
        self.derived.name_key.append_option(name_key);
        self.derived.row_number.append_value(row.number as i64);
        self.derived.province.append_option(place.province);
        self.derived.city.append_option(place.city);
        self.derived.county.append_option(place.county);
        for (builder, cell) in self.builders.iter_mut().zip(&self.cells) {
            builder.append(*cell, &self.texts);
        }
        self.rows += 1;
        self.report.rows_taken += 1;
    }

    fn refuse(&mut self, row: &RawRow<'_>, reasons: Vec<Reason>) {
        self.report.rows_refused += 1;
        self.refusals.push(Refusal {
            row_number: row.number,
            cells: row.cells().map(str::to_string).collect(),
            reasons,
        });
    }
}

fn plans(kind: &Kind, mapping: &Mapping) -> Vec<Plan> {
    let mut sources: HashMap<&str, (String, Source, CellRule)> = HashMap::new();
    for (index, column) in mapping.columns.iter().enumerate() {
        let Target::Field(id) = &column.target else {
            continue;
        };
        let Some(field) = kind.field(id) else {
            continue;
        };
        let rule = CellRule::new(field, mapping, Some(column));
        sources.insert(id, (column.header.clone(), Source::Column(index), rule));
    }
    for id in mapping.set.keys() {
        if let Some(field) = kind.field(id) {
            let rule = CellRule::new(field, mapping, None);
            sources.insert(id, (format!("set.{id}"), Source::Constant, rule));
        }
    }
    let companions: Vec<&str> = kind
        .fields
        .iter()
        .filter(|field| sources.contains_key(field.id.as_str()))
        .flat_map(|field| field.operator_to.iter().chain(&field.unit_to))
        .map(String::as_str)
        .collect();
    for id in companions {
        if let Some(field) = kind.field(id) {
            let rule = CellRule::new(field, mapping, None);
            sources
                .entry(id)
                .or_insert_with(|| (id.to_string(), Source::Companion, rule));
        }
    }
    kind.fields
        .iter()
        .filter_map(|field| {
            let (header, source, rule) = sources.remove(field.id.as_str())?;
            let tag = (xxh3_64(field.id.as_bytes()) as u32).to_le_bytes();
            Some(Plan {
                field: field.clone(),
                header,
                source,
                rule,
                operator_to: None,
                unit_to: None,
                tag,
            })
        })
        .collect()
}

fn key_alternatives(kind: &Kind, plan_of: &impl Fn(&str) -> Option<usize>) -> Vec<KeyAlternative> {
    let places: Vec<&str> = kind
        .place
        .iter()
        .flat_map(|rule| rule.from.iter().chain(&rule.within))
        .map(String::as_str)
        .collect();
    let states_place = places.iter().any(|id| plan_of(id).is_some());
    kind.key
        .iter()
        .filter_map(|ids| {
            let parts = ids
                .iter()
                .map(|id| match plan_of(id) {
                    _ if places.contains(&id.as_str()) => states_place.then_some(KeyPart::Place),
                    plan => plan.map(KeyPart::Value),
                })
                .collect::<Option<Vec<_>>>()?;
            // Alternatives that differ in how the place is stated are one.
            let name = ids
                .iter()
                .map(|id| {
                    if places.contains(&id.as_str()) {
                        "place"
                    } else {
                        id
                    }
                })
                .collect::<Vec<_>>()
                .join("+");
            Some(KeyAlternative { name, parts })
        })
        .collect()
}

fn arrow_schema(plans: &[Plan], builders: &[Builder]) -> SchemaRef {
    let derived = [
        DataType::UInt64,
        DataType::UInt64,
        DataType::UInt64,
        DataType::Int64,
        DataType::Int32,
        DataType::Int32,
        DataType::Int32,
    ];
    let derived = DERIVED.iter().zip(derived).map(|(name, data_type)| {
        let nullable = !matches!(*name, "record_key" | "row_hash" | "row_number");
        ArrowField::new(*name, data_type, nullable)
    });
    let fields = plans
        .iter()
        .zip(builders)
        .map(|(plan, builder)| ArrowField::new(&plan.field.id, builder.data_type(), true));
    Arc::new(Schema::new(derived.chain(fields).collect::<Vec<_>>()))
}

/// Puts the operator and the unit of a number into the fields kept for them, unless those are filled.
fn take_beside(plan: &Plan, parsed: &Parsed, cells: &mut [Cell], texts: &mut String) {
    let mut put = |to: Option<usize>, text: Option<&str>| {
        if let (Some(to), Some(text)) = (to, text)
            && matches!(cells[to], Cell::Null)
        {
            cells[to] = Cell::push_text(text, texts);
        }
    };
    put(
        plan.operator_to,
        parsed.operator.map(|operator| operator.symbol()),
    );
    put(plan.unit_to, parsed.unit.as_deref());
}

/// Appends a text as keys compare it: half width, small letters, without white space.
fn push_normalised(bytes: &mut Vec<u8>, text: &str) {
    if text.is_ascii() {
        bytes.extend(
            text.bytes()
                .filter(|byte| !byte.is_ascii_whitespace())
                .map(|byte| byte.to_ascii_lowercase()),
        );
        return;
    }
    let mut buffer = [0; 4];
    for c in text.chars() {
        let c = value::fold_char(c).to_ascii_lowercase();
        if !c.is_whitespace() {
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
    }
}
