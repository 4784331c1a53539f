//! One cell: from text to a typed value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::report::NoteKind;
use crate::credit_code::{CreditCode, parse_a_share_code, parse_credit_code, parse_hk_code};
use crate::mapping::{Column, Mapping, expected_unit};
use crate::schema::{Field, FieldType, TextFormat};
use crate::value::date::{DateOrder, Precision, parse_date};
use crate::value::number::{Operator, Quantity, parse_quantity};
use crate::value::unit::{CNY, Measure, Unit, parse_unit};
use crate::value::{Message, is_missing, message, parse_boolean};

/// A typed value; a text is a range of the texts of its row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Null,
    Text(u32, u32),
    Integer(i64),
    Number(f64),
    /// Days since 1970-01-01.
    Date(i32),
    Boolean(bool),
}

impl Cell {
    pub(super) fn push_text(text: &str, texts: &mut String) -> Cell {
        let from = texts.len() as u32;
        texts.push_str(text);
        Cell::Text(from, texts.len() as u32)
    }

    /// Appends bytes that tell the value from any other of its type.
    pub(super) fn push_bytes(self, texts: &str, bytes: &mut Vec<u8>) {
        match self {
            Cell::Null => {}
            Cell::Text(from, to) => {
                bytes.extend_from_slice(&(to - from).to_le_bytes());
                bytes.extend_from_slice(&texts.as_bytes()[from as usize..to as usize]);
            }
            Cell::Integer(value) => bytes.extend_from_slice(&value.to_le_bytes()),
            Cell::Number(value) => bytes.extend_from_slice(&value.to_bits().to_le_bytes()),
            Cell::Date(value) => bytes.extend_from_slice(&value.to_le_bytes()),
            Cell::Boolean(value) => bytes.push(u8::from(value)),
        }
    }
}

/// A typed value with what was decided on the way.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) cell: Cell,
    pub(super) operator: Option<Operator>,
    /// The unit, where it is kept in a field of its own.
    pub(super) unit: Option<String>,
    note: Option<NoteKind>,
    scaled: i32,
    converted: bool,
}

impl Parsed {
    fn plain(cell: Cell) -> Parsed {
        Parsed {
            cell,
            operator: None,
            unit: None,
            note: None,
            scaled: 0,
            converted: false,
        }
    }

    /// Whether nothing was decided.
    pub(super) fn is_plain(&self) -> bool {
        self.operator.is_none()
            && self.unit.is_none()
            && self.note.is_none()
            && self.scaled == 0
            && !self.converted
    }

    pub(super) fn notes(&self) -> impl Iterator<Item = NoteKind> {
        let scaled = (self.scaled != 0).then_some(NoteKind::Scaled(self.scaled));
        let converted = self.converted.then_some(NoteKind::Converted);
        [self.note, scaled, converted].into_iter().flatten()
    }
}

/// How the cells of one column are read.
pub(super) struct CellRule {
    /// The unit of the column.
    unit: Option<Unit>,
    /// The unit as written, where it goes into a field of its own.
    unit_text: Option<String>,
    /// The unit the values are kept in.
    own_unit: Option<Unit>,
    /// Multiplies numbers without a unit of their own.
    scale: f64,
    date_order: DateOrder,
    /// Yuan for one unit of a currency.
    rates: BTreeMap<String, f64>,
}

impl CellRule {
    pub(super) fn new(field: &Field, mapping: &Mapping, column: Option<&Column>) -> CellRule {
        let own_text = column.and_then(|column| column.unit.clone());
        CellRule {
            unit: column.and_then(|column| mapping.unit_of(column, field)),
            unit_text: own_text
                .or_else(|| mapping.unit.clone())
                .filter(|_| field.unit_to.is_some()),
            own_unit: field.unit.as_deref().and_then(parse_unit),
            scale: column.and_then(|column| column.scale).unwrap_or(1.0),
            date_order: column.map_or(DateOrder::Unknown, |column| column.date_order),
            rates: mapping.rates.clone(),
        }
    }

    /// Reads a trimmed cell; texts are appended to `texts`.
    pub(super) fn parse(
        &self,
        field: &Field,
        text: &str,
        texts: &mut String,
    ) -> Result<Parsed, Message> {
        let null = Parsed::plain(Cell::Null);
        if text.is_empty() {
            return Ok(null);
        }
        if field.field_type == FieldType::Boolean {
            // "无" is an answer here, not the lack of one.
            return match parse_boolean(text) {
                Ok(value) => Ok(Parsed::plain(Cell::Boolean(value))),
                Err(_) if is_missing(text) => Ok(null),
                Err(message) => Err(message),
            };
        }
        if is_missing(text) || field.missing.iter().any(|word| word == text) {
            return Ok(null);
        }
        if text.starts_with('#') && text.len() < 10 && is_spreadsheet_error(text) {
            return Err(message(
                "是电子表格的错误值；请修正公式或清空",
                "is an error of a spreadsheet formula; correct the formula or empty the cell",
            ));
        }
        match field.field_type {
            FieldType::Boolean => Ok(null),
            FieldType::Text | FieldType::Place => self.text(field, text, texts),
            FieldType::Url => url(text, texts),
            FieldType::CreditCode => credit_code(text, texts),
            FieldType::Date => self.date(text),
            FieldType::Integer | FieldType::Number | FieldType::Money | FieldType::Percent => {
                self.number(field, text)
            }
        }
    }

    fn text(&self, field: &Field, text: &str, texts: &mut String) -> Result<Parsed, Message> {
        let cell = match field.format {
            None => Cell::push_text(text, texts),
            Some(TextFormat::AShareCode) => Cell::push_text(&parse_a_share_code(text)?, texts),
            Some(TextFormat::HkCode) => Cell::push_text(&parse_hk_code(text)?, texts),
        };
        if !field.choices.is_empty() && !field.choices.iter().any(|choice| choice == text) {
            let choices = field.choices.join(", ");
            return Err(message(
                format!("不在允许的取值之内：{choices}"),
                format!("is not one of the values allowed: {choices}"),
            ));
        }
        Ok(Parsed::plain(cell))
    }

    fn date(&self, text: &str) -> Result<Parsed, Message> {
        let date = parse_date(text, self.date_order)?;
        let mut parsed = Parsed::plain(Cell::Date(date.days));
        parsed.note = match date.precision {
            Precision::Day => None,
            Precision::Month => Some(NoteKind::Month),
            Precision::Year => Some(NoteKind::Year),
            Precision::Time => Some(NoteKind::Time),
        };
        Ok(parsed)
    }

    fn number(&self, field: &Field, text: &str) -> Result<Parsed, Message> {
        let quantity = quantity(text)?;
        let (exponent, factor, unit) = if field.unit_to.is_some() {
            self.scale_beside(&quantity)
        } else {
            let (exponent, factor) = self.scale_into(field, &quantity)?;
            (exponent, factor, None)
        };
        let too_large = || {
            message(
                "数值太大，无法保存；请核对",
                "is too large to be kept; check the number",
            )
        };
        let cell = if field.field_type == FieldType::Integer {
            if factor == 1.0 {
                let whole = quantity.number.to_i64(exponent).ok_or_else(|| {
                    message(
                        "不是整数，或超出范围；这个字段只能填整数",
                        "is not a whole number or is out of range; this field takes whole numbers",
                    )
                })?;
                Cell::Integer(whole)
            } else {
                let value = quantity.number.to_f64(exponent).ok_or_else(too_large)? * factor;
                if value.fract() != 0.0 || value.abs() >= 9e15 {
                    return Err(message(
                        "换算后不是整数；请核对倍数",
                        "is not a whole number after scaling; check the scale",
                    ));
                }
                Cell::Integer(value as i64)
            }
        } else {
            let value = quantity.number.to_f64(exponent).ok_or_else(too_large)? * factor;
            if !value.is_finite() {
                return Err(too_large());
            }
            Cell::Number(value)
        };
        let mut parsed = Parsed::plain(cell);
        // Without a sign of per cent only a fraction can be meant.
        if field.field_type == FieldType::Percent
            && quantity.measure() != Measure::Share
            && self.unit.is_none()
            && self.scale == 1.0
            && quantity
                .number
                .to_f64(0)
                .is_some_and(|value| value.abs() > 1.0)
        {
            return Err(message(
                "大于 1 而没有百分号，不知是否为百分数；请写成 12.5%，或在映射中给该列写 unit = \"%\"",
                "is greater than 1 without a sign of per cent; write 12.5% or give the column unit = \"%\" in the mapping",
            ));
        }
        parsed.operator = quantity.operator;
        parsed.unit = unit;
        parsed.note = quantity.parentheses.then_some(NoteKind::Parentheses);
        parsed.scaled = exponent;
        parsed.converted = factor != 1.0;
        Ok(parsed)
    }

    /// The power of ten and the factor that bring a number into the unit of its field. A unit or multiplier
    /// beside the number comes before that of the column.
    fn scale_into(&self, field: &Field, quantity: &Quantity<'_>) -> Result<(i32, f64), Message> {
        let column = self.unit.unwrap_or(Unit {
            exponent: 0,
            measure: Measure::Plain,
        });
        let own = quantity.unit.is_some();
        let unit = match quantity.unit {
            None => column,
            Some(Unit {
                exponent,
                measure: Measure::Plain,
            }) => Unit {
                exponent,
                measure: column.measure,
            },
            Some(unit) => unit,
        };
        let factor = if own { 1.0 } else { self.scale };
        let wrong = || {
            let expected = expected_unit(field);
            message(
                format!("单位与字段不符，应为{}；请换算或改正", expected.zh),
                format!(
                    "has a unit that does not fit, expected {}; convert or correct it",
                    expected.en
                ),
            )
        };
        match (field.field_type, unit.measure) {
            (FieldType::Money, Measure::Plain) => Ok((unit.exponent, factor)),
            (FieldType::Money, Measure::Money(CNY)) => Ok((unit.exponent, factor)),
            (FieldType::Money, Measure::Money(currency)) => match self.rates.get(currency.code) {
                Some(rate) => Ok((unit.exponent, factor * rate)),
                None => Err(message(
                    format!(
                        "是 {0} 金额，本字段以人民币计；请在映射中写 [rates] {0} = 汇率，或换算后再导入",
                        currency.code
                    ),
                    format!(
                        "is an amount in {0} and the field is in CNY; add [rates] {0} = … to the mapping or convert it first",
                        currency.code
                    ),
                )),
            },
            (FieldType::Percent, Measure::Share) => Ok((unit.exponent, factor)),
            (FieldType::Percent, Measure::Plain) if unit.exponent == 0 => Ok((0, factor)),
            (FieldType::Integer | FieldType::Number, Measure::Plain) => Ok((unit.exponent, factor)),
            (FieldType::Integer | FieldType::Number, measure) => match self.own_unit {
                Some(own) if own.measure == measure => Ok((unit.exponent - own.exponent, factor)),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }

    /// For a number whose unit is kept beside it: a multiplier alone scales it, a unit goes beside it as it
    /// is written.
    fn scale_beside(&self, quantity: &Quantity<'_>) -> (i32, f64, Option<String>) {
        match quantity.unit {
            None => (0, self.scale, self.unit_text.clone()),
            Some(Unit {
                exponent,
                measure: Measure::Plain,
            }) => (exponent, 1.0, self.unit_text.clone()),
            Some(_) => (0, 1.0, Some(quantity.unit_as_written())),
        }
    }
}

/// What stands behind most numbers that do not stand alone.
const FREQUENT_UNITS: [&str; 12] = [
    "万元",
    "元",
    "亿元",
    "万",
    "亿",
    "万元人民币",
    "元人民币",
    "万美元",
    "%",
    "人",
    "家",
    "件",
];

/// A frequent unit, with the multiplier and the unit that are read from it.
struct FrequentUnit {
    text: &'static str,
    multiplier: Option<i32>,
    unit: Option<Unit>,
}

static UNITS_READ: LazyLock<Vec<FrequentUnit>> = LazyLock::new(|| {
    let read = |text: &'static str| {
        let one = format!("1{text}");
        let quantity = parse_quantity(&one).ok()?;
        Some(FrequentUnit {
            text,
            multiplier: quantity.multiplier,
            unit: quantity.unit,
        })
    };
    FREQUENT_UNITS
        .iter()
        .filter_map(|unit| read(unit))
        .collect()
});

/// Reads a number with what stands beside it. One with a frequent unit is not taken through all the ways of
/// writing a quantity, which would cost more than the rest of its row.
fn quantity(text: &str) -> Result<Quantity<'_>, Message> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let fraction = match text[whole..].strip_prefix('.') {
        Some(rest) => 1 + digits(rest),
        None => 0,
    };
    let (number, suffix) = text.split_at(whole + fraction);
    let known = || UNITS_READ.iter().find(|known| known.text == suffix);
    if whole > 0
        && fraction != 1
        && let Some(read) = known()
    {
        return Ok(Quantity {
            multiplier: read.multiplier,
            unit: read.unit,
            suffix: Cow::Borrowed(suffix),
            ..parse_quantity(number)?
        });
    }
    parse_quantity(text)
}

fn is_spreadsheet_error(text: &str) -> bool {
    [
        "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    ]
    .contains(&text)
}

fn url(text: &str, texts: &mut String) -> Result<Parsed, Message> {
    // Lists write "http://--" for a firm without a site.
    let address = text
        .trim_start_matches("http://")
        .trim_start_matches("https://");
    if is_missing(address) {
        return Ok(Parsed::plain(Cell::Null));
    }
    if text.contains(['.', '。']) {
        return Ok(Parsed::plain(Cell::push_text(text, texts)));
    }
    Err(message(
        "不是网址；请写成 www.example.cn，没有网站请留空",
        "is not an address on the web; write it like www.example.cn, or leave the cell empty",
    ))
}

fn credit_code(text: &str, texts: &mut String) -> Result<Parsed, Message> {
    let code = parse_credit_code(text)?;
    let mut parsed = Parsed::plain(Cell::push_text(code.as_str(), texts));
    if matches!(code, CreditCode::Registration(_)) {
        parsed.note = Some(NoteKind::OldRegistration);
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_missing() {
        let read = |text: &str| url(text, &mut String::new()).map(|parsed| parsed.cell);
        assert_eq!(read("http://--"), Ok(Cell::Null));
        assert_eq!(read("https://"), Ok(Cell::Null));
        assert_eq!(read("http://a.cn"), Ok(Cell::Text(0, 11)));
        assert!(read("建设中").is_err());
    }

    #[test]
    fn frequent_units_are_read_as_all_others_are() {
        assert_eq!(UNITS_READ.len(), FREQUENT_UNITS.len());
        let numbers = [
            "0",
            "7",
            "0500",
            "12.50",
            "1.",
            ".5",
            "1.2.3",
            "1e5",
            "-3",
            "1,200",
            "",
            "9007199254740993",
            "12345678901234567890123",
            "1234567890123456789.5",
        ];
        for unit in FREQUENT_UNITS.iter().chain(&["", "万元以上", "兆", "%%"]) {
            for number in numbers {
                let text = format!("{number}{unit}");
                assert_eq!(quantity(&text), parse_quantity(&text), "{text}");
            }
        }
    }
}
