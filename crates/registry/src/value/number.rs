//! Numbers as people write them: "1.2亿", "3,400万元", "近 2600 家", "12.5%", "(1,234)".

use super::unit::{self, Measure, Unit};
use super::{Message, fold_width, message};

/// A hedge beside a number: what it says about the true value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// More than: 超, 逾, 突破, 余, 多, 以上.
    Greater,
    /// Not less than: ≥, 不低于, 至少.
    AtLeast,
    /// Less than: 不足, 少于, 以下.
    Less,
    /// Not more than: ≤, 不超过, 至多.
    AtMost,
    /// Nearly, from below: 近, 接近, 将近.
    Nearly,
    /// About: 约, 大约, 左右.
    About,
}

impl Operator {
    /// The sign the fact registry keeps it as.
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Greater => ">",
            Operator::AtLeast => "≥",
            Operator::Less => "<",
            Operator::AtMost => "≤",
            Operator::Nearly => "<≈",
            Operator::About => "≈",
        }
    }
}

/// Hedges before a number, the longer ones before their parts.
const BEFORE: &[(&str, Operator)] = &[
    ("<≈", Operator::Nearly),
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("≥", Operator::AtLeast),
    ("≤", Operator::AtMost),
    ("≈", Operator::About),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::About),
    ("不低于", Operator::AtLeast),
    ("不少于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("不超过", Operator::AtMost),
    ("不高于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("至多", Operator::AtMost),
    ("最多", Operator::AtMost),
    ("超过", Operator::Greater),
    ("超出", Operator::Greater),
    ("超", Operator::Greater),
    ("逾", Operator::Greater),
    ("突破", Operator::Greater),
    ("多于", Operator::Greater),
    ("大于", Operator::Greater),
    ("高于", Operator::Greater),
    ("不足", Operator::Less),
    ("不到", Operator::Less),
    ("少于", Operator::Less),
    ("小于", Operator::Less),
    ("低于", Operator::Less),
    ("将近", Operator::Nearly),
    ("接近", Operator::Nearly),
    ("近", Operator::Nearly),
    ("大约", Operator::About),
    ("约为", Operator::About),
    ("约", Operator::About),
    ("over ", Operator::Greater),
    ("more than ", Operator::Greater),
    ("at least ", Operator::AtLeast),
    ("nearly ", Operator::Nearly),
    ("about ", Operator::About),
    ("approx. ", Operator::About),
    ("less than ", Operator::Less),
];

/// Hedges after a number or its unit.
const AFTER: &[(&str, Operator)] = &[
    ("及以上", Operator::AtLeast),
    ("以上", Operator::Greater),
    ("以下", Operator::Less),
    ("左右", Operator::About),
    ("上下", Operator::About),
    ("余", Operator::Greater),
    ("多", Operator::Greater),
    ("+", Operator::Greater),
];

/// A decimal number as written: `digits × 10^exponent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: u64,
    exponent: i32,
    /// All digits, when there are more than 19 significant ones.
    long: Option<Box<str>>,
}

/// Powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

impl Decimal {
    /// The nearest double of the number times `10^shift`; `None` when it is too large for one.
    pub fn to_f64(&self, shift: i32) -> Option<f64> {
        let exponent = self.exponent.saturating_add(shift);
        let magnitude = if let Some(digits) = &self.long {
            format!("{digits}e{exponent}").parse::<f64>().ok()?
        } else if self.digits < 1 << 53 && (-22..=22).contains(&exponent) {
            // Both operands are exact, so one rounding gives the nearest double.
            let power = EXACT_POWERS[exponent.unsigned_abs() as usize];
            if exponent < 0 {
                self.digits as f64 / power
            } else {
                self.digits as f64 * power
            }
        } else {
            format!("{}e{exponent}", self.digits).parse::<f64>().ok()?
        };
        if !magnitude.is_finite() {
            return None;
        }
        // A negative zero would differ from zero in the hash of the row.
        Some(if self.negative && magnitude != 0.0 {
            -magnitude
        } else {
            magnitude
        })
    }

    /// The number times `10^shift` when it is a whole number in the range of `i64`.
    pub fn to_i64(&self, shift: i32) -> Option<i64> {
        if self.long.is_some() {
            return None;
        }
        if self.digits == 0 {
            return Some(0);
        }
        let exponent = self.exponent.saturating_add(shift);
        let power = 10_u64.checked_pow(exponent.unsigned_abs())?;
        let magnitude = if exponent >= 0 {
            self.digits.checked_mul(power)?
        } else if self.digits.is_multiple_of(power) {
            self.digits / power
        } else {
            return None;
        };
        let value = i64::try_from(magnitude).ok()?;
        Some(if self.negative { -value } else { value })
    }
}

/// A number with what stood beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity<'a> {
    /// The number, without multiplier and unit.
    pub number: Decimal,
    /// The hedge.
    pub operator: Option<Operator>,
    /// Power of ten of a multiplier that stood beside it ("万").
    pub multiplier: Option<i32>,
    /// The unit, with the multiplier.
    pub unit: Option<Unit>,
    /// The text after the number without the hedge: multiplier and unit as written.
    pub suffix: std::borrow::Cow<'a, str>,
    /// Whether it was negative by being in parentheses.
    pub parentheses: bool,
}

impl Quantity<'_> {
    fn plain(number: Decimal) -> Self {
        Quantity {
            number,
            operator: None,
            multiplier: None,
            unit: None,
            suffix: "".into(),
            parentheses: false,
        }
    }

    /// The unit as written, with the sign of a currency that stood before the number.
    pub fn unit_as_written(&self) -> String {
        match (self.measure(), &*self.suffix) {
            (Measure::Money(currency), suffix) if !self.currency_in_suffix() => {
                format!(
                    "{suffix}{}",
                    if currency == unit::CNY {
                        "元"
                    } else {
                        currency.code
                    }
                )
            }
            (_, suffix) => suffix.to_string(),
        }
    }

    fn currency_in_suffix(&self) -> bool {
        unit::parse_unit(&self.suffix).is_some_and(|unit| matches!(unit.measure, Measure::Money(_)))
    }

    /// The measure of the unit written beside the number.
    pub fn measure(&self) -> Measure {
        self.unit.map_or(Measure::Plain, |unit| unit.measure)
    }
}

/// Plain ASCII digits with an optional sign and point, by far the most frequent.
fn parse_plain(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, bytes),
    };
    if bytes.is_empty() || bytes.len() > 19 {
        return None;
    }
    let mut digits = 0_u64;
    let mut point = None;
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() && bytes.len() > 1 => point = Some(index),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |index| bytes.len() - index - 1);
    Some(Decimal {
        negative,
        digits,
        exponent: -(decimals as i32),
        long: None,
    })
}

fn not_a_number() -> Message {
    message(
        "不是数字；请写数字，如 1200、1.2亿、3,400万元",
        "is not a number; write one like 1200, 1.2亿 or 3,400万元",
    )
}

/// Reads a number with what stands beside it.
pub fn parse_quantity(text: &str) -> Result<Quantity<'_>, Message> {
    if let Some(number) = parse_plain(text) {
        return Ok(Quantity::plain(number));
    }
    let folded = fold_width(text);
    let (mut operator, rest) = strip_before(folded.trim());
    let (currency, rest) = match unit::leading_currency(rest) {
        Some((currency, rest)) => (Some(currency), rest),
        None => (None, rest),
    };
    // The hedge may also stand after the sign of the currency.
    let (rest, parentheses) = match rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (rest, false),
    };
    let lower = rest.trim_start_matches(['-', '+']).to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "nan" | "inf" | "infinity" | "∞" | "1.#inf" | "1.#qnan"
    ) {
        return Err(message(
            "不是有限的数；没有数值请留空",
            "is not a finite number; leave the cell empty when there is no value",
        ));
    }
    let (mut number, rest) = take_number(rest)?;
    if parentheses {
        if number.negative {
            return Err(not_a_number());
        }
        number.negative = number.digits != 0 || number.long.is_some();
    }
    let (after, suffix) = strip_after(rest.trim());
    if operator.is_some() && after.is_some() && operator != after {
        return Err(message(
            "前后有两个不同的限定词；请只留一个",
            "has two different qualifiers; keep one",
        ));
    }
    operator = operator.or(after);
    let (multiplier, _) = unit::leading_multiplier(&suffix);
    let mut read = if suffix.is_empty() {
        None
    } else {
        Some(unit::parse_unit(&suffix).ok_or_else(|| bad_suffix(&suffix))?)
    };
    if let Some(currency) = currency {
        let exponent = match read {
            None => 0,
            Some(Unit {
                exponent,
                measure: Measure::Plain,
            }) => exponent,
            Some(Unit {
                exponent,
                measure: Measure::Money(same),
            }) if same == currency || same == unit::CNY => exponent,
            Some(_) => return Err(bad_suffix(&suffix)),
        };
        read = Some(Unit {
            exponent,
            measure: Measure::Money(currency),
        });
    }
    Ok(Quantity {
        number,
        operator,
        multiplier: (multiplier != 0).then_some(multiplier),
        unit: read,
        suffix: suffix.into(),
        parentheses,
    })
}

fn bad_suffix(suffix: &str) -> Message {
    if suffix.starts_with(['-', '~', '至', '到', '—', '–']) {
        return message(
            "是一个区间；请只写一个数，事实登记库可用 value 与 value_to 两栏",
            "is a range; write one number, or use value and value_to in the fact registry",
        );
    }
    message(
        format!("数字后面的“{suffix}”不是已知的单位；请去掉或换成字段的单位"),
        format!(
            "\"{suffix}\" after the number is not a known unit; remove it or use the unit of the field"
        ),
    )
}

fn strip_before(text: &str) -> (Option<Operator>, &str) {
    for (word, operator) in BEFORE {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(*operator), rest.trim_start());
        }
    }
    let plain = ["达到", "达", "共计", "共", "=", "为"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    (None, plain.unwrap_or(text).trim_start())
}

/// Takes a hedge out of the text after a number: "余家" → "家", "亿元以上" → "亿元", "万多" → "万".
fn strip_after(text: &str) -> (Option<Operator>, String) {
    for (word, operator) in AFTER {
        if let Some(rest) = text.strip_suffix(word) {
            return (Some(*operator), rest.trim().to_string());
        }
        if matches!(*word, "余" | "多")
            && let Some((before, after)) = text.split_once(word)
            && (before.is_empty() || unit::leading_multiplier(before) != (0, before))
        {
            return (
                Some(*operator),
                format!("{}{}", before.trim(), after.trim()),
            );
        }
    }
    (None, text.to_string())
}

/// Takes a number from the beginning of `text`; returns the rest.
fn take_number(text: &str) -> Result<(Decimal, &str), Message> {
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => match text.strip_prefix('−') {
            Some(rest) => (true, rest),
            None => (false, text),
        },
    };
    let body = body.trim_start();
    let bytes = body.as_bytes();
    let mut position = 0;
    let mut digits = String::new();
    let mut groups: Vec<usize> = Vec::new();
    let mut group = 0;
    let mut decimals: Option<usize> = None;
    while let Some(byte) = bytes.get(position) {
        let digit_follows = bytes.get(position + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => {
                digits.push(char::from(*byte));
                match &mut decimals {
                    Some(count) => *count += 1,
                    None => group += 1,
                }
            }
            b',' | b' ' | b'\'' if decimals.is_none() && group > 0 && digit_follows => {
                groups.push(group);
                group = 0;
            }
            b'.' if decimals.is_none() && (digit_follows || group > 0) => decimals = Some(0),
            _ => break,
        }
        position += 1;
    }
    if digits.is_empty() {
        return Err(not_a_number());
    }
    // Groups of three between separators; anything else may be a decimal comma.
    if let Some((first, middle)) = groups.split_first()
        && (*first > 3 || middle.iter().any(|length| *length != 3) || group != 3)
    {
        return Err(message(
            "千分位分隔不规范，可能是小数；请写成 1234.5 或 1,234.5",
            "has separators that are not thousands and may be a decimal comma; write 1234.5 or 1,234.5",
        ));
    }
    let mut exponent = -(decimals.unwrap_or(0) as i32);
    let rest = &body[position..];
    let rest = match take_exponent(rest) {
        Some((power, rest)) => {
            exponent = exponent.saturating_add(power);
            rest
        }
        None => rest,
    };
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return Err(not_a_number());
    }
    let significant = digits.trim_start_matches('0');
    let decimal = if significant.len() <= 19 {
        Decimal {
            negative,
            digits: significant.parse().unwrap_or(0),
            exponent,
            long: None,
        }
    } else {
        Decimal {
            negative,
            digits: u64::MAX,
            exponent,
            long: Some(significant.into()),
        }
    };
    Ok((decimal, rest))
}

/// Takes `e12`, `E-3` from the beginning of `text`.
fn take_exponent(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix(['e', 'E'])?;
    let signed = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let length = signed.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return None;
    }
    let end = rest.len() - signed.len() + length;
    let limit = if rest.starts_with('-') {
        i32::MIN / 4
    } else {
        i32::MAX / 4
    };
    let power = rest[..end].parse::<i32>().unwrap_or(limit);
    Some((power.clamp(i32::MIN / 4, i32::MAX / 4), &rest[end..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::unit::{CNY, Currency};

    fn value(text: &str) -> f64 {
        let quantity = parse_quantity(text).unwrap();
        let shift = quantity.unit.map_or(0, |unit| unit.exponent);
        quantity.number.to_f64(shift).unwrap()
    }

    #[test]
    fn numbers_with_multipliers_and_units() {
        for (text, expected) in [
            ("1.2亿", 120_000_000.0),
            ("3,400万元", 34_000_000.0),
            ("12.5%", 0.125),
            ("１２．５％", 0.125),
            ("1,234.5", 1234.5),
            ("1 234 567", 1_234_567.0),
            ("￥3.5万", 35_000.0),
            ("人民币500万元", 5_000_000.0),
            ("0.1亿元", 10_000_000.0),
            ("1.8万亿元", 1.8e12),
            ("2.5e3", 2500.0),
            ("-5", -5.0),
            ("−5", -5.0),
            ("(1,234)", -1234.0),
            ("100 million", 1e8),
            (".5", 0.5),
            ("5.", 5.0),
            ("＋7", 7.0),
            ("8780家", 8780.0),
            ("788 EFLOPS", 788_000.0),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn hedges_are_kept() {
        for (text, number, operator) in [
            ("近 2600", 2600.0, Operator::Nearly),
            ("近2600家", 2600.0, Operator::Nearly),
            ("超1000", 1000.0, Operator::Greater),
            ("超过1.2万亿元", 1.2e12, Operator::Greater),
            ("约85万人", 850_000.0, Operator::About),
            ("≥65", 65.0, Operator::AtLeast),
            (">=65%", 0.65, Operator::AtLeast),
            ("2600余家", 2600.0, Operator::Greater),
            ("3万多家", 30_000.0, Operator::Greater),
            ("100亿元以上", 1e10, Operator::Greater),
            ("500家左右", 500.0, Operator::About),
            ("1000+", 1000.0, Operator::Greater),
            ("不超过1.25", 1.25, Operator::AtMost),
            ("<≈18000亿元", 1.8e12, Operator::Nearly),
        ] {
            assert_eq!(value(text), number, "{text}");
            assert_eq!(
                parse_quantity(text).unwrap().operator,
                Some(operator),
                "{text}"
            );
        }
    }

    #[test]
    fn currencies_are_recognised() {
        let usd = Measure::Money(Currency { code: "USD" });
        for text in ["$3.5", "3.5美元", "US$ 3.5 million", "3.5亿美元", "USD 3.5"] {
            assert_eq!(parse_quantity(text).unwrap().measure(), usd, "{text}");
        }
        for text in ["￥3.5", "3.5元", "¥3.5万元", "RMB 3.5"] {
            assert_eq!(
                parse_quantity(text).unwrap().measure(),
                Measure::Money(CNY),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "abc",
            "NaN",
            "nan",
            "inf",
            "-inf",
            "Infinity",
            "∞",
            "1,23",
            "1.234,5",
            "12,34,567",
            "1.2.3",
            "一百",
            "100-200",
            "100~200万",
            "3.5爱",
            "",
            "--5",
            "(-5)",
            "近",
            "5 6",
            "超100左右",
        ] {
            assert!(parse_quantity(text).is_err(), "{text}");
        }
    }

    #[test]
    fn too_large_is_not_infinity() {
        let number = parse_quantity("1e400").unwrap().number;
        assert_eq!(number.to_f64(0), None);
        assert_eq!(number.to_i64(0), None);
        let number = parse_quantity("1e99999999999").unwrap().number;
        assert_eq!(number.to_f64(8), None);
    }

    #[test]
    fn whole_numbers_are_exact() {
        let whole = |text: &str, shift| parse_quantity(text).unwrap().number.to_i64(shift);
        assert_eq!(whole("19405918198", 0), Some(19_405_918_198));
        assert_eq!(whole("1.25", 4), Some(12_500));
        assert_eq!(whole("1.25", 1), None);
        assert_eq!(whole("12.0", 0), Some(12));
        assert_eq!(whole("9223372036854775807", 0), Some(i64::MAX));
        assert_eq!(whole("9223372036854775808", 0), None);
        assert_eq!(whole("1e30", 0), None);
        assert_eq!(whole("0e30", 0), Some(0));
        assert_eq!(whole("-5", 0), Some(-5));
    }

    proptest! {
        #[test]
        fn a_double_is_read_back(number in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            for text in [format!("{number}"), format!("{number:e}")] {
                let read = parse_quantity(&text).unwrap().number.to_f64(0).unwrap();
                prop_assert_eq!(read, number, "{}", text);
            }
        }

        #[test]
        fn scaling_rounds_once(digits in 0u64..1_000_000_000_000_000, decimals in 0usize..10, shift in -8i32..13) {
            let mut text = format!("{digits:0width$}", width = decimals + 1);
            text.insert(text.len() - decimals, '.');
            let expected: f64 = format!("{text}e{shift}").parse().unwrap();
            prop_assert_eq!(parse_quantity(&text).unwrap().number.to_f64(shift), Some(expected));
        }

        #[test]
        fn thousands_do_not_change_a_number(number in 0u64..u64::MAX / 20) {
            let plain = number.to_string();
            let mut grouped = String::new();
            for (index, digit) in plain.chars().enumerate() {
                if index > 0 && (plain.len() - index).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            let read = parse_quantity(&grouped).unwrap().number;
            prop_assert_eq!(read.to_i64(0), Some(number as i64));
        }

        #[test]
        fn no_text_makes_it_fail_badly(text in "\\PC{0,20}") {
            if let Ok(quantity) = parse_quantity(&text) {
                let _ = quantity.number.to_f64(8);
                let _ = quantity.number.to_i64(8);
            }
        }
    }
}
