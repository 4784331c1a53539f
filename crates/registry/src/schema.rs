//! Kinds of record, defined as data.
//!
//! A kind (firm, product, policy …) is one TOML file: its fields, the alternatives of its key, named
//! conditions and views, how its place is found and how duplicates are recognised. The kinds shipped with
//! the product are embedded; a project folder may add kinds or replace them ([`Schemas::with_folder`]).
//!
//! Five fields are common to all kinds and defined once, in `schemas/common.toml`: `source`, `retrieved`,
//! `valid_from`, `valid_to`, `synthetic`. They are appended to the fields of every kind.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;
use thiserror::Error;

use crate::value::message;

/// A name or a text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// A number in the unit of the field.
    Number,
    /// An amount in yuan (CNY); an amount in another currency needs a rate.
    Money,
    /// A share, stored as a fraction: 12.5 % is 0.125.
    Percent,
    /// A calendar day.
    Date,
    /// Yes or no.
    Boolean,
    /// The name or code of a place, kept as written and resolved beside it.
    Place,
    /// A unified social credit code (GB 32100-2015).
    CreditCode,
    /// An address on the web.
    Url,
}

impl FieldType {
    /// The SQL type of the column.
    pub fn sql_type(self) -> &'static str {
        match self {
            FieldType::Text | FieldType::Place | FieldType::CreditCode | FieldType::Url => {
                "VARCHAR"
            }
            FieldType::Integer => "BIGINT",
            FieldType::Number | FieldType::Money | FieldType::Percent => "DOUBLE",
            FieldType::Date => "DATE",
            FieldType::Boolean => "BOOLEAN",
        }
    }
}

/// The level of a division a place field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceLevel {
    /// A province, autonomous region, municipality or special administrative region.
    Province,
    /// A prefecture-level unit, a municipality, or a county-level unit directly under a province.
    City,
    /// A county-level unit.
    County,
}

/// A form a text field is brought into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// A code of the Shanghai, Shenzhen or Beijing exchange: `600000.SH`.
    AShareCode,
    /// A code of the Hong Kong exchange: `00700`.
    HkCode,
}

/// A block of fields, the chapters of a long kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
}

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Identifier, the name of the column in SQL.
    pub id: String,
    /// Type of the values.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Name.
    pub name: Names,
    /// What the field holds.
    pub description: Names,
    /// Other headings people use for it, in either language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Unit of the stored values ("人", "件", "km"); money is always in yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The block the field belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// Whether a row without a value is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The values allowed; empty when any value is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Texts that mean "no value" in this field only, as "长期" in the end of a business term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// For a text: the form it is brought into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<TextFormat>,
    /// For a place: the level it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<PlaceLevel>,
    /// For a number: the field that keeps an operator written beside it ("近", "超").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_to: Option<String>,
    /// For a number: the field that keeps the unit written beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_to: Option<String>,
}

/// A named condition on the records of a kind, in portable SQL; `$date` stands for the reference date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// A Boolean expression over the fields.
    pub sql: String,
}

/// A named view on the records of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Names,
    /// Which records it shows: a Boolean expression over the fields.
    pub sql: String,
    /// The fields it shows, in order; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Where the place of a record is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRule {
    /// The fields that state the place, narrowest first; the first one filled decides and those after it
    /// must not contradict it. A `text` field is read as an address.
    pub from: Vec<String>,
    /// The field that names the province all of them lie in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// How records of different sources are recognised as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicateRule {
    /// Groups of fields that, when all filled and equal, settle it.
    pub exact: Vec<Vec<String>>,
    /// The field that names the record.
    pub name: String,
    /// Fields that hold other names of it; several names in one field are separated by ; 、 or |.
    #[serde(default)]
    pub also_named: Vec<String>,
    /// Fields compared beside the name.
    #[serde(default)]
    pub compare: Vec<String>,
    /// The field that names the official list a record stands on, where one source holds several.
    #[serde(default)]
    pub list: Option<String>,
    /// Whether a place in the name tells nothing (深圳市 in the name of a firm), as it does in "上海数据交易所".
    #[serde(default)]
    pub strip_places: bool,
    /// Words in names that tell nothing ("产业集群").
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Identifier, the name of the registry table.
    pub id: String,
    /// Name.
    pub name: Names,
    /// What a record of the kind is.
    pub description: Names,
    /// Alternatives of the key: the first one all of whose fields are filled identifies the record within
    /// one source.
    pub key: Vec<Vec<String>>,
    /// Where the place is read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceRule>,
    /// How duplicates are recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<DuplicateRule>,
    /// Blocks of fields, in the order of display.
    #[serde(rename = "block", default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The fields in order; those of the kind first, then the common ones.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// Named conditions.
    #[serde(rename = "filter", default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Named views.
    #[serde(rename = "view", default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
}

/// Columns that are derived for every record of every kind and are no fields.
pub const DERIVED: [&str; 7] = [
    "record_key",
    "row_hash",
    "name_key",
    "row_number",
    "province_code",
    "city_code",
    "county_code",
];

/// The block all common fields are in.
pub const COMMON_BLOCK: &str = "record";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonFields {
    field: Vec<Field>,
}

/// What can be wrong with a schema or with the name of one.
#[derive(Debug, Error)]
#[error("{}", self.message().en)]
pub enum SchemaError {
    /// The kind does not exist.
    UnknownKind {
        /// The kind asked for.
        kind: String,
        /// The most similar kind.
        nearest: String,
        /// All kinds.
        known: String,
    },
    /// The field does not exist.
    UnknownField {
        /// The kind.
        kind: String,
        /// The field asked for.
        field: String,
        /// The most similar field.
        nearest: String,
    },
    /// The file cannot be read.
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not a schema.
    Syntax {
        /// The file.
        file: PathBuf,
        /// What is wrong, with its line.
        message: String,
    },
    /// A definition contradicts another one.
    Inconsistent {
        /// The file.
        file: PathBuf,
        /// The key within the file.
        place: String,
        /// What is wrong and what to do.
        problem: Names,
    },
}

impl SchemaError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use SchemaError::*;
        match self {
            UnknownKind {
                kind,
                nearest,
                known,
            } => message(
                format!("没有“{kind}”这种登记对象；是否为“{nearest}”？可用：{known}"),
                format!(
                    "there is no kind of record called \"{kind}\"; did you mean \"{nearest}\"? Kinds: {known}"
                ),
            ),
            UnknownField {
                kind,
                field,
                nearest,
            } => message(
                format!("“{kind}”没有字段“{field}”；是否为“{nearest}”？"),
                format!("kind \"{kind}\" has no field \"{field}\"; did you mean \"{nearest}\"?"),
            ),
            Unreadable { file, source } => {
                let file = file.display();
                message(
                    format!("无法读取登记对象的定义 {file}：{source}；请检查路径和权限"),
                    format!(
                        "cannot read the schema {file}: {source}; check the path and the permissions"
                    ),
                )
            }
            Syntax {
                file,
                message: detail,
            } => {
                let file = file.display();
                message(
                    format!("登记对象的定义 {file} 无效：{detail}"),
                    format!("the schema {file} is not valid: {detail}"),
                )
            }
            Inconsistent {
                file,
                place,
                problem,
            } => {
                let file = file.display();
                message(
                    format!("登记对象的定义 {file} 前后矛盾：{place}：{}", problem.zh),
                    format!(
                        "the schema {file} is not consistent: {place}: {}",
                        problem.en
                    ),
                )
            }
        }
    }
}

impl Kind {
    /// The field called `id`.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The position of the field called `id` in [`Kind::fields`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.id == id)
    }

    /// The field called `id`, or an error with the most similar one.
    pub fn require(&self, id: &str) -> Result<&Field, SchemaError> {
        self.field(id).ok_or_else(|| SchemaError::UnknownField {
            kind: self.id.clone(),
            field: id.to_string(),
            nearest: nearest(id, self.fields.iter().map(|field| field.id.as_str()))
                .unwrap_or_default()
                .to_string(),
        })
    }

    /// The condition called `id`.
    pub fn filter(&self, id: &str) -> Option<&Filter> {
        self.filters.iter().find(|filter| filter.id == id)
    }

    /// Reads a kind from the text of its file; `file` is named in errors.
    pub fn parse(text: &str, file: &Path) -> Result<Kind, SchemaError> {
        let mut kind: Kind = toml::from_str(text).map_err(|error| SchemaError::Syntax {
            file: file.to_path_buf(),
            message: error.to_string(),
        })?;
        kind.fields.extend(common_fields()?);
        kind.check()
            .map_err(|(place, problem)| SchemaError::Inconsistent {
                file: file.to_path_buf(),
                place,
                problem,
            })?;
        Ok(kind)
    }

    fn check(&self) -> Result<(), (String, Names)> {
        let mut seen = HashSet::from(DERIVED);
        for name in std::iter::once(&self.id).chain(self.fields.iter().map(|field| &field.id)) {
            let valid = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !valid {
                return Err((
                    format!("id = \"{name}\""),
                    message(
                        "请只用小写字母、数字和下划线",
                        "use lower-case letters, digits and underscores",
                    ),
                ));
            }
        }
        for field in &self.fields {
            let place = format!("field \"{}\"", field.id);
            if !seen.insert(field.id.as_str()) {
                return Err((
                    place,
                    message(
                        "重复定义，或与派生列同名；请改名",
                        "is defined twice or is the name of a derived column; rename it",
                    ),
                ));
            }
            if let Some(block) = &field.block
                && block != COMMON_BLOCK
                && !self.blocks.iter().any(|known| known.id == *block)
            {
                return Err((
                    place,
                    message(
                        format!("分块“{block}”没有定义；请添加一个 [[block]]"),
                        format!("block \"{block}\" is not defined; add a [[block]]"),
                    ),
                ));
            }
            for companion in field.operator_to.iter().chain(&field.unit_to) {
                self.refer(companion, &place)?;
            }
        }
        if self.key.is_empty() || self.key.iter().any(Vec::is_empty) {
            return Err((
                "key".to_string(),
                message("请至少给出一组字段", "give at least one list of fields"),
            ));
        }
        for id in self.key.iter().flatten() {
            self.refer(id, "key")?;
        }
        if let Some(rule) = &self.place {
            for id in rule.from.iter().chain(&rule.within) {
                self.refer(id, "place")?;
            }
        }
        if let Some(rule) = &self.duplicates {
            let fields = rule
                .exact
                .iter()
                .flatten()
                .chain(&rule.compare)
                .chain(&rule.also_named);
            for id in fields.chain([&rule.name]) {
                self.refer(id, "duplicates")?;
            }
        }
        for filter in &self.filters {
            check_condition(&filter.sql)
                .map_err(|problem| (format!("filter \"{}\"", filter.id), problem))?;
        }
        for view in &self.views {
            let place = format!("view \"{}\"", view.id);
            check_condition(&view.sql).map_err(|problem| (place.clone(), problem))?;
            for id in &view.fields {
                self.refer(id, &place)?;
            }
        }
        Ok(())
    }

    fn refer(&self, id: &str, place: &str) -> Result<(), (String, Names)> {
        self.require(id)
            .map(|_| ())
            .map_err(|error| (place.to_string(), error.message()))
    }
}

/// Checks that `sql` is one Boolean expression.
fn check_condition(sql: &str) -> Result<(), Names> {
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect).try_with_sql(sql).map_err(|error| {
        message(
            format!("无法读懂该 SQL：{error}"),
            format!("the SQL cannot be read: {error}"),
        )
    })?;
    parser
        .parse_expr()
        .and_then(|_| parser.expect_token(&Token::EOF))
        .map(|_| ())
        .map_err(|error| {
            message(
                format!("该 SQL 必须是一个条件：{error}"),
                format!("the SQL must be one condition: {error}"),
            )
        })
}

fn common_fields() -> Result<Vec<Field>, SchemaError> {
    let file = Path::new("common.toml");
    let common: CommonFields = toml::from_str(include_str!("../../../schemas/common.toml"))
        .map_err(|error| SchemaError::Syntax {
            file: file.to_path_buf(),
            message: error.to_string(),
        })?;
    Ok(common.field)
}

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../../schemas/", $id, ".toml")))),*]
    };
}

/// The kinds shipped, in the order of the manual.
const SHIPPED: &[(&str, &str)] = shipped![
    "firm",
    "product",
    "policy",
    "law",
    "university",
    "agency",
    "association",
    "exchange",
    "cluster",
    "compute_hub",
    "annotation_base",
    "data_space",
    "financing_event",
    "statistic",
    "fact",
    "source",
];

/// All kinds known to a project.
#[derive(Debug, Clone)]
pub struct Schemas {
    kinds: Vec<Kind>,
}

impl Schemas {
    /// The kinds shipped with the product.
    pub fn shipped() -> Result<Schemas, SchemaError> {
        let kinds = SHIPPED
            .iter()
            .map(|(id, text)| Kind::parse(text, Path::new(&format!("{id}.toml"))))
            .collect::<Result<_, _>>()?;
        Ok(Schemas { kinds })
    }

    /// Adds the kinds of a folder, one per `*.toml`; a kind with the id of a known one replaces it.
    /// A folder that does not exist adds nothing.
    pub fn with_folder(mut self, folder: &Path) -> Result<Schemas, SchemaError> {
        if !folder.exists() {
            return Ok(self);
        }
        let unreadable = |file: &Path| {
            let file = file.to_path_buf();
            move |source| SchemaError::Unreadable { file, source }
        };
        let mut files = fs::read_dir(folder)
            .and_then(|entries| {
                entries
                    .map(|entry| entry.map(|entry| entry.path()))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(unreadable(folder))?;
        files.retain(|file| {
            file.extension()
                .is_some_and(|extension| extension == "toml")
        });
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file).map_err(unreadable(&file))?;
            let kind = Kind::parse(&text, &file)?;
            match self.kinds.iter_mut().find(|known| known.id == kind.id) {
                Some(known) => *known = kind,
                None => self.kinds.push(kind),
            }
        }
        Ok(self)
    }

    /// All kinds, the shipped ones first.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kind called `id`, or an error with the most similar one.
    pub fn get(&self, id: &str) -> Result<&Kind, SchemaError> {
        self.kinds
            .iter()
            .find(|kind| kind.id == id)
            .ok_or_else(|| SchemaError::UnknownKind {
                kind: id.to_string(),
                nearest: nearest(id, self.kinds.iter().map(|kind| kind.id.as_str()))
                    .unwrap_or_default()
                    .to_string(),
                known: self
                    .kinds
                    .iter()
                    .map(|kind| kind.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }
}

/// The candidate most similar to `text` (Jaro–Winkler), if there is any candidate.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(text, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        id = "lab"
        name = { zh = "实验室", en = "Laboratory" }
        description = { zh = "实验室", en = "A laboratory" }
        key = [["name"]]
        [[field]]
        id = "name"
        type = "text"
        name = { zh = "名称", en = "Name" }
        description = { zh = "名称", en = "Its name" }
    "#;

    #[test]
    fn shipped_kinds_are_complete_and_consistent() {
        let schemas = Schemas::shipped().unwrap();
        assert_eq!(schemas.kinds().len(), SHIPPED.len());
        for (kind, (id, _)) in schemas.kinds().iter().zip(SHIPPED) {
            assert_eq!(kind.id, *id);
            for field in &kind.fields {
                for text in [&field.name, &field.description] {
                    assert!(
                        !text.zh.is_empty() && !text.en.is_empty(),
                        "{id}.{}",
                        field.id
                    );
                }
            }
        }
    }

    #[test]
    fn a_firm_has_122_fields_in_five_blocks() {
        let schemas = Schemas::shipped().unwrap();
        let firm = schemas.get("firm").unwrap();
        let own: Vec<_> = firm
            .fields
            .iter()
            .filter(|field| field.block.as_deref() != Some(COMMON_BLOCK))
            .collect();
        assert_eq!(own.len(), 122);
        let blocks: Vec<_> = firm.blocks.iter().map(|block| block.id.as_str()).collect();
        assert_eq!(
            blocks,
            [
                "registration",
                "operation",
                "research",
                "investment",
                "product"
            ]
        );
        assert!(own.iter().all(|field| field.block.is_some()));
    }

    #[test]
    fn no_heading_leads_to_two_fields_of_a_kind() {
        for kind in Schemas::shipped().unwrap().kinds() {
            let mut owner = std::collections::HashMap::new();
            for field in &kind.fields {
                let names = [&field.id, &field.name.zh, &field.name.en];
                for heading in names.into_iter().chain(&field.synonyms) {
                    let heading = crate::mapping::normalise_heading(heading);
                    let first = owner.entry(heading.clone()).or_insert(&field.id);
                    assert_eq!(*first, &field.id, "{}: heading {heading}", kind.id);
                }
            }
        }
    }

    #[test]
    fn a_folder_adds_and_replaces_kinds() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lab.toml"), SMALL).unwrap();
        fs::write(
            folder.path().join("firm.toml"),
            SMALL.replace("\"lab\"", "\"firm\""),
        )
        .unwrap();
        let shipped = Schemas::shipped().unwrap();
        let count = shipped.kinds().len();
        let schemas = shipped.with_folder(folder.path()).unwrap();
        assert_eq!(schemas.kinds().len(), count + 1);
        assert_eq!(schemas.get("firm").unwrap().name.en, "Laboratory");
        assert!(schemas.get("lab").is_ok());
    }

    #[test]
    fn errors_name_the_file_and_the_key() {
        let unknown_key = SMALL.replace("[[\"name\"]]", "[[\"nane\"]]");
        let error = Kind::parse(&unknown_key, Path::new("lab.toml")).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("lab.toml") && text.contains("key") && text.contains("\"name\""),
            "{text}"
        );

        let unknown_type = SMALL.replace("\"text\"", "\"txet\"");
        let text = Kind::parse(&unknown_type, Path::new("lab.toml"))
            .unwrap_err()
            .to_string();
        assert!(text.contains("lab.toml") && text.contains("line"), "{text}");

        let twice = format!(
            "{SMALL}\n[[field]]\nid = \"name\"\ntype = \"text\"\nname = {{ zh = \"a\", en = \"a\" }}\ndescription = {{ zh = \"a\", en = \"a\" }}"
        );
        let text = Kind::parse(&twice, Path::new("lab.toml"))
            .unwrap_err()
            .to_string();
        assert!(text.contains("twice"), "{text}");

        let sql = format!(
            "{SMALL}\n[[filter]]\nid = \"x\"\nname = {{ zh = \"a\", en = \"a\" }}\nsql = \"name = ; DROP\""
        );
        let text = Kind::parse(&sql, Path::new("lab.toml"))
            .unwrap_err()
            .to_string();
        assert!(text.contains("filter \"x\""), "{text}");
    }

    #[test]
    fn an_unknown_kind_is_answered_with_the_nearest() {
        let text = Schemas::shipped()
            .unwrap()
            .get("frim")
            .unwrap_err()
            .to_string();
        assert!(text.contains("did you mean \"firm\""), "{text}");
    }
}
