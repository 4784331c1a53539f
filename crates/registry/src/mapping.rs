//! Which column of a file is which field of a kind.
//!
//! A mapping is proposed from the headings ([`Mapping::propose`]), shown to the user, saved as TOML
//! ([`Mapping::to_toml`]), edited and applied again ([`Mapping::load`]):
//!
//! ```toml
//! kind = "firm"
//! ignore = ["序号"]
//! unit = "万元"                       # of amounts whose column has no unit of its own
//!
//! [columns]
//! "企业名称" = "name"
//! "注册资本" = { field = "registered_capital", unit = "万元" }
//! "成立" = { field = "founded", date_order = "day-month-year" }
//! "#7" = "city"                       # the seventh column, whatever its heading
//!
//! [set]                               # the same value for every row
//! gazelle_from = 2022-01-01
//!
//! [rates]                             # yuan for one unit of a currency
//! USD = 7.1
//! ```
//!
//! Columns the file does not name are matched by their headings.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::schema::{Field, FieldType, Kind, Names, nearest};
use crate::value::date::DateOrder;
use crate::value::unit::{self, Measure, Unit, parse_unit};
use crate::value::{fold_width, message};

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the field of this id.
    Field(String),
    /// Nowhere, because the user said so.
    Ignore,
    /// Nowhere, because no field has this heading.
    Unmapped {
        /// The field with the most similar heading.
        nearest: Option<String>,
    },
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub header: String,
    /// Where its values go.
    pub target: Target,
    /// The unit of its numbers, from the heading or from the mapping file.
    pub unit: Option<String>,
    /// A factor its numbers are multiplied by; values with a unit of their own are not.
    pub scale: Option<f64>,
    /// The order of day and month in its dates.
    pub date_order: DateOrder,
}

/// Which column is which field, in the order of the columns of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// The kind of record.
    pub kind: String,
    /// The columns, one per heading of the table.
    pub columns: Vec<Column>,
    /// Constants: field → value as it would stand in a cell.
    pub set: BTreeMap<String, String>,
    /// Yuan for one unit of a currency (ISO code).
    pub rates: BTreeMap<String, f64>,
    /// The unit of amounts whose column has none.
    pub unit: Option<String>,
}

/// Why a mapping cannot be used.
#[derive(Debug, Error)]
#[error("{}", self.message().en)]
pub enum MappingError {
    /// What the file says does not fit the table or the kind.
    InFile {
        /// The file.
        file: PathBuf,
        /// What does not fit.
        error: Box<MappingError>,
    },
    /// The file cannot be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not a mapping.
    Syntax {
        /// The file.
        file: PathBuf,
        /// What is wrong, with its line.
        message: String,
    },
    /// The mapping is for another kind.
    OtherKind {
        /// The kind the mapping names.
        stated: String,
        /// The kind imported.
        kind: String,
    },
    /// A column it names is not in the table.
    UnknownColumn {
        /// The heading.
        header: String,
        /// The most similar heading of the table.
        nearest: String,
    },
    /// A field does not exist.
    UnknownField {
        /// The heading, or `set`.
        header: String,
        /// The field.
        field: String,
        /// The kind.
        kind: String,
        /// The most similar field.
        nearest: String,
    },
    /// Two columns lead to one field.
    Twice {
        /// The field.
        field: String,
        /// The first heading.
        first: String,
        /// The second heading.
        second: String,
        /// The position of the second, counted from 1.
        position: usize,
    },
    /// A field has both a column and a constant.
    SetTwice {
        /// The field.
        field: String,
        /// The heading.
        header: String,
    },
    /// Amounts in a foreign currency without a rate.
    NoRate {
        /// The heading.
        header: String,
        /// The currency.
        currency: String,
        /// The field.
        field: String,
    },
    /// The unit of the column does not fit the field.
    Unit {
        /// The heading.
        header: String,
        /// The unit of the column.
        unit: String,
        /// The field.
        field: String,
        /// What the field expects.
        expected: Names,
    },
    /// A scale or a rate is no positive number.
    Factor {
        /// Where.
        place: Names,
        /// The number.
        value: f64,
    },
    /// A constant is not a value of its field.
    Constant {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// What is wrong.
        message: Names,
    },
    /// A required field gets no value.
    Required {
        /// The field.
        field: String,
    },
    /// No column can identify a record.
    NoKey {
        /// The kind.
        kind: String,
        /// The alternatives of the key.
        keys: String,
        /// The headings.
        headers: String,
    },
}

impl MappingError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use MappingError::*;
        match self {
            Unreadable { file, source } => {
                let file = file.display();
                message(
                    format!("无法读取映射文件 {file}：{source}；请检查路径"),
                    format!("cannot read the mapping {file}: {source}; check the path"),
                )
            }
            InFile { file, error } => {
                let (file, error) = (file.display(), error.message());
                message(
                    format!("映射文件 {file}：{}", error.zh),
                    format!("mapping {file}: {}", error.en),
                )
            }
            Syntax {
                file,
                message: detail,
            } => {
                let file = file.display();
                message(
                    format!("映射文件 {file} 无效：{detail}"),
                    format!("the mapping {file} is not valid: {detail}"),
                )
            }
            OtherKind { stated, kind } => message(
                format!("该映射用于“{stated}”，不是“{kind}”；请换用其他映射或登记对象"),
                format!(
                    "the mapping is for records of kind \"{stated}\", not \"{kind}\"; choose another mapping or kind"
                ),
            ),
            UnknownColumn { header, nearest } => message(
                format!("映射提到列“{header}”，但表中没有；最接近的是“{nearest}”"),
                format!(
                    "the mapping names the column \"{header}\", which the table does not have; the nearest is \"{nearest}\""
                ),
            ),
            UnknownField {
                header,
                field,
                kind,
                nearest,
            } => message(
                format!("列“{header}”对应到“{field}”，但“{kind}”没有这个字段；是否为“{nearest}”？"),
                format!(
                    "column \"{header}\" is mapped to \"{field}\", which kind \"{kind}\" does not have; did you mean \"{nearest}\"?"
                ),
            ),
            Twice {
                field,
                first,
                second,
                position,
            } => message(
                format!(
                    "列“{first}”和“{second}”都对应到字段“{field}”；请把其中一列改对应到别处，或列入 ignore（“#{position}”按位置指第二列）"
                ),
                format!(
                    "columns \"{first}\" and \"{second}\" both lead to the field \"{field}\"; map one of them elsewhere or list it under ignore (\"#{position}\" names the second by its position)"
                ),
            ),
            SetTwice { field, header } => message(
                format!("字段“{field}”既有列“{header}”，又在 [set] 中给了常数；请删除其一"),
                format!(
                    "the field \"{field}\" has the column \"{header}\" and a constant under [set]; remove one of them"
                ),
            ),
            NoRate {
                header,
                currency,
                field,
            } => message(
                format!(
                    "列“{header}”的币种是 {currency}，而“{field}”以人民币登记：请在映射中补充汇率，如 `[rates]` 下 `{currency} = 7.1`，或把该列列入 ignore"
                ),
                format!(
                    "column \"{header}\" is in {currency} and \"{field}\" is kept in CNY: add the rate to the mapping, as in `[rates]` `{currency} = 7.1`, or list the column under ignore"
                ),
            ),
            Unit {
                header,
                unit,
                field,
                expected,
            } => message(
                format!(
                    "列“{header}”：单位“{unit}”不适合字段“{field}”（应为{}）；请更正单位或字段",
                    expected.zh
                ),
                format!(
                    "column \"{header}\": the unit \"{unit}\" does not fit the field \"{field}\" ({}); correct the unit or the field",
                    expected.en
                ),
            ),
            Factor { place, value } => message(
                format!("{}为 {value}；请给出正数", place.zh),
                format!("{} is {value}; give a positive number", place.en),
            ),
            Constant {
                field,
                value,
                message: problem,
            } => message(
                format!("[set] 中的常数 {field} = “{value}”：{}", problem.zh),
                format!(
                    "the constant {field} = \"{value}\" under [set]: {}",
                    problem.en
                ),
            ),
            Required { field } => message(
                format!(
                    "字段“{field}”必填，却没有列与之对应；请让某一列对应到它，或在 [set] 中给出它的值"
                ),
                format!(
                    "the field \"{field}\" is required and no column leads to it; map a column to it or give its value under [set]"
                ),
            ),
            NoKey {
                kind,
                keys,
                headers,
            } => message(
                format!("没有能识别“{kind}”的列：表中须有以下之一：{keys}；现有表头为 {headers}"),
                format!(
                    "no column identifies a {kind}: the table needs one of {keys}; its headings are {headers}"
                ),
            ),
        }
    }
}

/// A heading reduced to its letters and digits, in small letters and half width.
pub fn normalise_heading(heading: &str) -> String {
    fold_width(heading)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Cuts the unit off a heading: "注册资本(万元)", "估值：亿美元", "valuation_usd_bn", "产值/亿元".
pub fn split_unit(heading: &str) -> (String, Option<String>) {
    let folded = fold_width(heading);
    let text = folded.trim();
    let plain = || (text.to_string(), None);
    let pairs = [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕')];
    for (open, close) in pairs {
        if let Some(inner) = text.strip_suffix(close)
            && let Some((base, inner)) = inner.rsplit_once(open)
        {
            let inner = inner.trim();
            let inner = inner.strip_prefix("单位").unwrap_or(inner);
            let inner = inner.trim_start_matches([':', ' ']);
            return match parse_unit(inner) {
                Some(_) if !base.trim().is_empty() => {
                    (base.trim().to_string(), Some(inner.to_string()))
                }
                _ => plain(),
            };
        }
    }
    for separator in ['/', ':', ',', '，', '、'] {
        if let Some((base, tail)) = text.rsplit_once(separator)
            && parse_unit(tail).is_some()
            && !base.trim().is_empty()
        {
            return (base.trim().to_string(), Some(tail.trim().to_string()));
        }
    }
    // After an underscore only money and shares count: "_p" or "_e" need not be a unit.
    for (position, _) in text.match_indices('_') {
        let (base, tail) = (&text[..position], &text[position + 1..]);
        let measure = parse_unit(tail).map(|unit| unit.measure);
        if !base.is_empty() && matches!(measure, Some(Measure::Money(_) | Measure::Share)) {
            return (base.to_string(), Some(tail.to_string()));
        }
    }
    plain()
}

/// The headings of a kind.
struct Headings<'a> {
    fields: BTreeMap<String, &'a Field>,
}

impl<'a> Headings<'a> {
    fn new(kind: &'a Kind) -> Self {
        let mut fields = BTreeMap::new();
        for field in &kind.fields {
            let names = [&field.id, &field.name.zh, &field.name.en];
            for heading in names.into_iter().chain(&field.synonyms) {
                fields.entry(normalise_heading(heading)).or_insert(field);
            }
        }
        Headings { fields }
    }

    /// The field a heading names, and the unit in it. The heading of a group does not count when the
    /// heading below it names a field.
    fn find(&self, header: &str) -> Option<(&'a Field, Option<String>)> {
        let known = |text: &str| self.fields.get(&normalise_heading(text)).copied();
        let (base, unit) = split_unit(header);
        if let Some(field) = known(&base) {
            return Some((field, unit));
        }
        if let Some(field) = known(header) {
            return Some((field, None));
        }
        let (_, last) = header.split_once('/')?;
        self.find(last)
    }

    fn nearest(&self, header: &str) -> Option<String> {
        let header = normalise_heading(&split_unit(header).0);
        nearest(&header, self.fields.keys().map(String::as_str))
            .and_then(|heading| self.fields.get(heading))
            .map(|field| field.id.clone())
    }

    fn column(&self, header: &str) -> Column {
        let (target, unit) = match self.find(header) {
            Some((field, unit)) => (Target::Field(field.id.clone()), unit),
            None => {
                let nearest = self.nearest(header);
                (Target::Unmapped { nearest }, None)
            }
        };
        Column {
            header: header.to_string(),
            target,
            unit,
            scale: None,
            date_order: DateOrder::Unknown,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    kind: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Entry>,
    #[serde(default)]
    set: toml::Table,
    #[serde(default)]
    rates: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Field(String),
    Full(FullEntry),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FullEntry {
    field: String,
    unit: Option<String>,
    scale: Option<f64>,
    #[serde(default)]
    date_order: DateOrder,
}

impl Mapping {
    /// Matches the headings of a table with the fields of a kind.
    pub fn propose(kind: &Kind, header: &[String]) -> Mapping {
        let headings = Headings::new(kind);
        Mapping {
            kind: kind.id.clone(),
            columns: header
                .iter()
                .map(|header| headings.column(header))
                .collect(),
            set: BTreeMap::new(),
            rates: BTreeMap::new(),
            unit: None,
        }
    }

    /// The same mapping with the unit a title states for the whole table, unless it has one already.
    pub fn with_unit(mut self, unit: Option<String>) -> Mapping {
        self.unit = self.unit.or(unit);
        self
    }

    /// Reads a mapping file and applies it to the headings of a table.
    pub fn load(file: &Path, kind: &Kind, header: &[String]) -> Result<Mapping, MappingError> {
        let text = std::fs::read_to_string(file).map_err(|source| MappingError::Unreadable {
            file: file.to_path_buf(),
            source,
        })?;
        Mapping::parse(&text, file, kind, header).map_err(|error| match error {
            named @ (MappingError::Syntax { .. } | MappingError::Unreadable { .. }) => named,
            error => MappingError::InFile {
                file: file.to_path_buf(),
                error: Box::new(error),
            },
        })
    }

    /// Applies the text of a mapping file to the headings of a table; `file` is named in errors.
    pub fn parse(
        text: &str,
        file: &Path,
        kind: &Kind,
        header: &[String],
    ) -> Result<Mapping, MappingError> {
        let saved: MappingFile = toml::from_str(text).map_err(|error| MappingError::Syntax {
            file: file.to_path_buf(),
            message: error.to_string(),
        })?;
        if let Some(stated) = saved.kind
            && stated != kind.id
        {
            return Err(MappingError::OtherKind {
                stated,
                kind: kind.id.clone(),
            });
        }
        let mut mapping = Mapping::propose(kind, header);
        mapping.unit = saved.unit;
        mapping.rates = saved.rates;
        mapping.set = saved
            .set
            .into_iter()
            .map(|(field, value)| {
                let text = match value {
                    toml::Value::String(text) => text,
                    other => other.to_string(),
                };
                (field, text)
            })
            .collect();
        for header in &saved.ignore {
            for column in mapping.named(header)? {
                column.target = Target::Ignore;
            }
        }
        for (header, entry) in saved.columns {
            let (field, entry) = match entry {
                Entry::Field(field) => (field, None),
                Entry::Full(entry) => (entry.field.clone(), Some(entry)),
            };
            for column in mapping.named(&header)? {
                column.target = Target::Field(field.clone());
                if column.unit.is_none() {
                    column.unit = split_unit(&column.header).1;
                }
                if let Some(entry) = &entry {
                    column.unit = entry.unit.clone().or(column.unit.take());
                    column.scale = entry.scale;
                    column.date_order = entry.date_order;
                }
            }
        }
        mapping.check(kind)?;
        Ok(mapping)
    }

    /// The columns of a heading, or the one of a position ("#7").
    fn named(&mut self, header: &str) -> Result<Vec<&mut Column>, MappingError> {
        let position = header
            .strip_prefix('#')
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| number.checked_sub(1));
        if let Some(position) = position
            && position < self.columns.len()
        {
            return Ok(vec![&mut self.columns[position]]);
        }
        if !self.columns.iter().any(|column| column.header == header) {
            let headers = self.columns.iter().map(|column| column.header.as_str());
            return Err(MappingError::UnknownColumn {
                header: header.to_string(),
                nearest: nearest(header, headers).unwrap_or_default().to_string(),
            });
        }
        Ok(self
            .columns
            .iter_mut()
            .filter(|column| column.header == header)
            .collect())
    }

    /// The mapping as a file that can be edited and loaded again.
    pub fn to_toml(&self) -> String {
        let quote = |text: &str| toml::Value::String(text.to_string()).to_string();
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "kind = {}", quote(&self.kind));
        if let Some(unit) = &self.unit {
            let _ = writeln!(out, "unit = {}", quote(unit));
        }
        let ignored = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.target == Target::Ignore);
        let ignored: Vec<String> = ignored
            .map(|(index, column)| quote(&self.name_of(index, column)))
            .collect();
        if !ignored.is_empty() {
            let _ = writeln!(out, "ignore = [{}]", ignored.join(", "));
        }
        let _ = writeln!(out, "\n[columns]");
        for (index, column) in self.columns.iter().enumerate() {
            let name = quote(&self.name_of(index, column));
            match &column.target {
                Target::Field(field) => {
                    let mut extra = String::new();
                    if let Some(unit) = &column.unit {
                        let _ = write!(extra, ", unit = {}", quote(unit));
                    }
                    if let Some(scale) = column.scale {
                        let _ = write!(extra, ", scale = {}", toml::Value::Float(scale));
                    }
                    match column.date_order {
                        DateOrder::Unknown => {}
                        DateOrder::DayMonthYear => {
                            extra.push_str(", date_order = \"day-month-year\"")
                        }
                        DateOrder::MonthDayYear => {
                            extra.push_str(", date_order = \"month-day-year\"")
                        }
                        DateOrder::ExcelSerial => extra.push_str(", date_order = \"excel-serial\""),
                    }
                    let field = quote(field);
                    let _ = if extra.is_empty() {
                        writeln!(out, "{name} = {field}")
                    } else {
                        writeln!(out, "{name} = {{ field = {field}{extra} }}")
                    };
                }
                Target::Ignore => {}
                Target::Unmapped { nearest } => {
                    let nearest = quote(nearest.as_deref().unwrap_or_default());
                    let _ = writeln!(
                        out,
                        "# {name} = {nearest}  # no field has this heading / 没有字段用此表头"
                    );
                }
            }
        }
        if !self.set.is_empty() {
            let _ = writeln!(out, "\n[set]");
            for (field, value) in &self.set {
                let _ = writeln!(out, "{field} = {}", quote(value));
            }
        }
        if !self.rates.is_empty() {
            let _ = writeln!(out, "\n[rates]");
            for (currency, rate) in &self.rates {
                let _ = writeln!(out, "{currency} = {}", toml::Value::Float(*rate));
            }
        }
        out
    }

    /// The heading of a column, or its position where the heading occurs again.
    fn name_of(&self, index: usize, column: &Column) -> String {
        let again = self
            .columns
            .iter()
            .filter(|other| other.header == column.header)
            .count()
            > 1;
        if again {
            format!("#{}", index + 1)
        } else {
            column.header.clone()
        }
    }

    /// The columns that lead nowhere because no field has their heading.
    pub fn unmapped(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| matches!(column.target, Target::Unmapped { .. }))
    }

    /// Checks that every target exists, that no field is filled twice, that units fit, that amounts in a
    /// foreign currency have a rate and that some alternative of the key can be filled.
    pub fn check(&self, kind: &Kind) -> Result<(), MappingError> {
        let unknown = |header: &str, field: &str| MappingError::UnknownField {
            header: header.to_string(),
            field: field.to_string(),
            kind: kind.id.clone(),
            nearest: nearest(field, kind.fields.iter().map(|field| field.id.as_str()))
                .unwrap_or_default()
                .to_string(),
        };
        for (currency, rate) in &self.rates {
            positive(
                message(
                    format!("{currency} 的汇率"),
                    format!("the rate of {currency}"),
                ),
                *rate,
            )?;
        }
        let mut owner: HashMap<&str, &str> = HashMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            let Target::Field(id) = &column.target else {
                continue;
            };
            let field = kind.field(id).ok_or_else(|| unknown(&column.header, id))?;
            if let Some(first) = owner.insert(id, &column.header) {
                return Err(MappingError::Twice {
                    field: id.clone(),
                    first: first.to_string(),
                    second: column.header.clone(),
                    position: index + 1,
                });
            }
            if let Some(scale) = column.scale {
                let header = &column.header;
                positive(
                    message(
                        format!("列“{header}”的倍数"),
                        format!("the scale of column \"{header}\""),
                    ),
                    scale,
                )?;
            }
            self.check_unit(column, field)?;
        }
        for id in self.set.keys() {
            kind.field(id).ok_or_else(|| unknown("set", id))?;
            if let Some(header) = owner.insert(id, "set") {
                return Err(MappingError::SetTwice {
                    field: id.clone(),
                    header: header.to_string(),
                });
            }
        }
        let companions: Vec<&String> = kind
            .fields
            .iter()
            .filter(|field| owner.contains_key(field.id.as_str()))
            .flat_map(|field| field.operator_to.iter().chain(&field.unit_to))
            .collect();
        let absent = kind.fields.iter().find(|field| {
            field.required
                && !owner.contains_key(field.id.as_str())
                && !companions.contains(&&field.id)
        });
        // A place in a key may be stated by any of the fields of the place.
        let places: Vec<&str> = kind
            .place
            .iter()
            .flat_map(|rule| rule.from.iter().chain(&rule.within))
            .map(String::as_str)
            .collect();
        let filled = |id: &String| {
            owner.contains_key(id.as_str())
                || (places.contains(&id.as_str())
                    && places.iter().any(|place| owner.contains_key(place)))
        };
        if !kind.key.iter().any(|fields| fields.iter().all(filled)) {
            let alternatives = kind.key.iter().map(|fields| fields.join(" + "));
            return Err(MappingError::NoKey {
                kind: kind.id.clone(),
                keys: alternatives.collect::<Vec<_>>().join(", "),
                headers: self
                    .columns
                    .iter()
                    .map(|column| format!("\"{}\"", column.header))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
        match absent {
            Some(field) => Err(MappingError::Required {
                field: field.id.clone(),
            }),
            None => Ok(()),
        }
    }

    fn check_unit(&self, column: &Column, field: &Field) -> Result<(), MappingError> {
        let Some(text) = &column.unit else {
            return Ok(());
        };
        // The unit goes into a field of its own, whatever it is.
        if field.unit_to.is_some() {
            return Ok(());
        }
        let wrong = || MappingError::Unit {
            header: column.header.clone(),
            unit: text.clone(),
            field: field.id.clone(),
            expected: expected_unit(field),
        };
        let unit = parse_unit(text).ok_or_else(wrong)?;
        if !fits(unit, field) {
            return Err(wrong());
        }
        if let Measure::Money(currency) = unit.measure
            && currency != unit::CNY
            && !self.rates.contains_key(currency.code)
        {
            return Err(MappingError::NoRate {
                header: column.header.clone(),
                currency: currency.code.to_string(),
                field: field.id.clone(),
            });
        }
        Ok(())
    }

    /// The unit of a column: its own, or that of the table where it fits the field.
    pub(crate) fn unit_of(&self, column: &Column, field: &Field) -> Option<Unit> {
        let own = column.unit.as_deref().and_then(parse_unit);
        let table = || {
            let unit = self.unit.as_deref().and_then(parse_unit)?;
            (fits(unit, field) && unit.measure != Measure::Plain).then_some(unit)
        };
        own.or_else(table)
    }
}

fn positive(place: Names, value: f64) -> Result<(), MappingError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(MappingError::Factor { place, value })
}

/// Whether numbers in a unit can be values of a field.
fn fits(unit: Unit, field: &Field) -> bool {
    match (field.field_type, unit.measure) {
        (FieldType::Money, Measure::Money(_) | Measure::Plain) => true,
        (FieldType::Percent, Measure::Share) => true,
        (FieldType::Integer | FieldType::Number, Measure::Plain) => true,
        (FieldType::Integer | FieldType::Number, measure) => field
            .unit
            .as_deref()
            .and_then(parse_unit)
            .is_some_and(|own| own.measure == measure),
        _ => false,
    }
}

/// What unit a field expects, for messages.
pub(crate) fn expected_unit(field: &Field) -> Names {
    match (field.field_type, &field.unit) {
        (FieldType::Money, _) => message("人民币（CNY）", "CNY"),
        (FieldType::Percent, _) => message(" %", "%"),
        (FieldType::Integer | FieldType::Number, Some(unit)) => message(format!(" {unit}"), unit),
        (FieldType::Integer | FieldType::Number, None) => message("不带单位的数", "a plain number"),
        _ => message("不带单位", "no unit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schemas;

    fn firm() -> Kind {
        Schemas::shipped().unwrap().get("firm").unwrap().clone()
    }

    fn header(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| text.to_string()).collect()
    }

    fn field_of(mapping: &Mapping, index: usize) -> &str {
        match &mapping.columns[index].target {
            Target::Field(field) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn headings_people_use_are_matched() {
        let kind = firm();
        for (heading, field, unit) in [
            ("企业名称", "name", None),
            (" 统一社会信用代码 ", "uscc", None),
            ("注册资本（万元）", "registered_capital", Some("万元")),
            ("注册资本/万元", "registered_capital", Some("万元")),
            ("企业情况/员工人数", "employees", None),
            ("研发投入占比(%)", "rd_intensity", Some("%")),
            ("full_name", "name", None),
            ("Full Name", "name", None),
            ("ts_code", "a_share_code", None),
            ("reg_address", "address", None),
            ("valuation_usd_bn", "valuation", Some("usd_bn")),
            ("总市值(亿元)", "market_value", Some("亿元")),
            ("专利数量（件）", "patents", Some("件")),
            ("区/县", "county", None),
            ("Ｗebsite", "website", None),
        ] {
            let mapping = Mapping::propose(&kind, &header(&[heading]));
            assert_eq!(field_of(&mapping, 0), field, "{heading}");
            assert_eq!(mapping.columns[0].unit.as_deref(), unit, "{heading}");
        }
    }

    #[test]
    fn an_unknown_heading_is_reported_with_the_nearest_field() {
        let mapping = Mapping::propose(&firm(), &header(&["企业名称", "专利数据"]));
        let unmapped: Vec<_> = mapping.unmapped().collect();
        assert_eq!(unmapped.len(), 1);
        let nearest = Some("patents".to_string());
        assert_eq!(unmapped[0].target, Target::Unmapped { nearest });
    }

    #[test]
    fn two_columns_for_one_field_are_an_error() {
        let kind = firm();
        let names = header(&["企业名称", "城市", "公司名称"]);
        let error = Mapping::propose(&kind, &names)
            .check(&kind)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("企业名称") && error.contains("公司名称") && error.contains("#3"),
            "{error}"
        );
        let text = "ignore = [\"#3\"]";
        let mapping = Mapping::parse(text, Path::new("m.toml"), &kind, &names).unwrap();
        assert_eq!(mapping.columns[2].target, Target::Ignore);
    }

    #[test]
    fn a_saved_mapping_is_read_back() {
        let kind = firm();
        let names = header(&["序号", "企业名称", "资本", "成立", "估值(亿美元)", "备查"]);
        let text = r#"
            ignore = ["序号"]
            unit = "万元"
            [columns]
            "资本" = { field = "registered_capital", scale = 10000.0 }
            "成立" = { field = "founded", date_order = "day-month-year" }
            [set]
            gazelle_from = 2022-01-01
            [rates]
            USD = 7.1
        "#;
        let mapping = Mapping::parse(text, Path::new("m.toml"), &kind, &names).unwrap();
        assert_eq!(mapping.set["gazelle_from"], "2022-01-01");
        assert_eq!(mapping.columns[2].scale, Some(10_000.0));
        assert_eq!(mapping.columns[4].unit.as_deref(), Some("亿美元"));
        let again = Mapping::parse(&mapping.to_toml(), Path::new("m.toml"), &kind, &names).unwrap();
        assert_eq!(again, mapping);
    }

    #[test]
    fn mistakes_in_a_mapping_are_named() {
        let kind = firm();
        let names = header(&["企业名称", "估值(亿美元)", "员工数(万元)"]);
        let error = |text: &str| {
            Mapping::parse(text, Path::new("m.toml"), &kind, &names)
                .unwrap_err()
                .to_string()
        };
        assert!(error("").contains("USD"));
        assert!(error("ignore = [\"估值(亿美元)\"]").contains("员工数(万元)"));
        let ignored = "ignore = [\"#2\", \"#3\"]";
        assert!(
            error(&format!("{ignored}\n[columns]\n\"企业名\" = \"name\"")).contains("\"企业名称\"")
        );
        assert!(
            error(&format!("{ignored}\n[columns]\n\"企业名称\" = \"nmae\"")).contains("\"name\"")
        );
        assert!(error(&format!("{ignored}\n[set]\nname = \"x\"")).contains("[set]"));
        assert!(error(&format!("{ignored}\n[set]\nnope = 1")).contains("nope"));
        assert!(error(&format!("{ignored}\n[rates]\nUSD = -1.0")).contains("positive"));
        assert!(error("kind = \"policy\"").contains("policy"));
        assert!(error("colums = 1").contains("line 1"));
    }

    #[test]
    fn a_table_without_a_key_is_refused() {
        let kind = firm();
        let mapping = Mapping::propose(&kind, &header(&["城市", "专利数"]));
        let error = mapping.check(&kind).unwrap_err().to_string();
        assert!(
            error.contains("uscc") && error.contains("\"城市\""),
            "{error}"
        );
    }
}
