//! Units of measure, in a heading ("注册资本(万元)") or beside a number ("3,400万元").

use super::fold_width;

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    /// Code of ISO 4217.
    pub code: &'static str,
}

/// The currency all money is stored in.
pub const CNY: Currency = Currency { code: "CNY" };

/// How currencies are written; the first of each code is its ISO code.
const CURRENCIES: &[(&str, &[&str])] = &[
    (
        "CNY",
        &[
            "元",
            "人民币",
            "元人民币",
            "人民币元",
            "圆",
            "元(人民币)",
            "rmb",
            "yuan",
            "¥",
            "￥",
        ],
    ),
    (
        "USD",
        &[
            "美元",
            "美金",
            "us$",
            "$",
            "dollar",
            "dollars",
            "u.s. dollars",
        ],
    ),
    ("HKD", &["港元", "港币", "hk$", "元港币"]),
    ("EUR", &["欧元", "€", "euro", "euros"]),
    ("JPY", &["日元", "日圆", "円"]),
    ("GBP", &["英镑", "£"]),
    ("TWD", &["新台币", "台币", "nt$"]),
    ("SGD", &["新加坡元", "新元", "s$"]),
    ("KRW", &["韩元", "韩圆", "₩"]),
    ("AUD", &["澳元", "a$"]),
    ("CAD", &["加元", "c$"]),
    ("CHF", &["瑞士法郎", "瑞郎"]),
];

/// The currency written as `text` (any case), by word, sign or ISO code.
pub fn currency(text: &str) -> Option<Currency> {
    let lower = text.to_lowercase();
    CURRENCIES
        .iter()
        .find(|(code, words)| code.eq_ignore_ascii_case(text) || words.contains(&lower.as_str()))
        .map(|(code, _)| Currency { code })
}

/// The currency whose sign `text` begins with, and the rest.
pub fn leading_currency(text: &str) -> Option<(Currency, &str)> {
    const SIGNS: &[(&str, &str)] = &[
        ("人民币", "CNY"),
        ("RMB", "CNY"),
        ("CNY", "CNY"),
        ("¥", "CNY"),
        ("￥", "CNY"),
        ("US$", "USD"),
        ("USD", "USD"),
        ("美元", "USD"),
        ("HK$", "HKD"),
        ("HKD", "HKD"),
        ("港币", "HKD"),
        ("NT$", "TWD"),
        ("EUR", "EUR"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("$", "USD"),
    ];
    SIGNS.iter().find_map(|(sign, code)| {
        let head = text.get(..sign.len())?;
        head.eq_ignore_ascii_case(sign)
            .then(|| (Currency { code }, text[sign.len()..].trim_start()))
    })
}

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Only a multiplier ("万") or nothing.
    Plain,
    /// A share; its power of ten is in [`Unit::exponent`].
    Share,
    /// Money.
    Money(Currency),
    /// A quantity of the dimension named ("count", "km²" …).
    Of(&'static str),
}

/// A unit: `10^exponent` of the base unit of its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The power of ten of one unit.
    pub exponent: i32,
    /// What it measures.
    pub measure: Measure,
}

/// Units other than money and shares: how they are written, their dimension, their power of ten in it.
const UNITS: &[(&[&str], &str, i32)] = &[
    (
        &[
            "个", "家", "人", "名", "位", "件", "项", "所", "部", "笔", "次", "台", "座", "户",
            "条", "款", "种", "篇", "套", "股", "级", "人次", "员", "单", "宗", "起", "件次",
        ],
        "count",
        0,
    ),
    (
        &["架", "机架", "标准机架", "个机架", "racks", "rack"],
        "架",
        0,
    ),
    (&["pflops", "p", "pf"], "PFLOPS", 0),
    (&["eflops", "e", "ef"], "PFLOPS", 3),
    (&["tflops"], "PFLOPS", -3),
    (&["km²", "km2", "平方公里", "平方千米"], "km²", 0),
    (&["m²", "m2", "平方米", "㎡"], "km²", -6),
    (&["公顷", "ha"], "km²", -2),
    (&["gb"], "TB", -3),
    (&["tb"], "TB", 0),
    (&["pb"], "TB", 3),
    (&["eb"], "TB", 6),
    (&["zb"], "TB", 9),
    (&["gbps"], "Gbps", 0),
    (&["tbps"], "Gbps", 3),
    (&["元/kwh", "元/千瓦时", "元/度", "元/kw·h"], "元/kWh", 0),
    (&["kg/kwh", "kgco2/kwh"], "kg/kWh", 0),
    (&["°", "度"], "°", 0),
];

/// Multipliers, the longer ones before their parts.
const MULTIPLIERS: &[(&str, i32)] = &[
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("億", 8),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
    ("百", 2),
    ("十", 1),
    ("trillion", 12),
    ("billion", 9),
    ("million", 6),
    ("thousand", 3),
    ("bn", 9),
    ("mn", 6),
];

/// The power of ten `text` begins with, and the rest; zero when there is none.
pub fn leading_multiplier(text: &str) -> (i32, &str) {
    for (word, exponent) in MULTIPLIERS {
        if let Some(head) = text.get(..word.len())
            && head.eq_ignore_ascii_case(word)
        {
            return (*exponent, text[word.len()..].trim_start());
        }
    }
    if text == "k" || text == "K" {
        return (3, "");
    }
    (0, text)
}

/// What the text of a unit without multiplier measures.
fn measure(text: &str) -> Option<(Measure, i32)> {
    if text.is_empty() {
        return Some((Measure::Plain, 0));
    }
    match text {
        "%" | "percent" | "pct" => return Some((Measure::Share, -2)),
        "‰" => return Some((Measure::Share, -3)),
        _ => {}
    }
    if let Some(currency) = currency(text) {
        return Some((Measure::Money(currency), 0));
    }
    let lower = text.to_lowercase();
    UNITS
        .iter()
        .find(|(words, _, _)| words.contains(&lower.as_str()))
        .map(|(_, dimension, exponent)| (Measure::Of(dimension), *exponent))
}

/// Reads a unit with its multiplier: "万元", "亿美元", "%", "万人", "PFLOPS", "usd bn", "100m cny".
pub fn parse_unit(text: &str) -> Option<Unit> {
    let folded = fold_width(text);
    let text = folded.trim();
    if text.is_empty() {
        return None;
    }
    // Units of area and speed begin with letters that are multipliers elsewhere.
    if let Some((measure, exponent)) = measure(text) {
        return Some(Unit { exponent, measure });
    }
    let (multiplier, rest) = leading_multiplier(text);
    if multiplier != 0 {
        let (measure, exponent) = measure(rest)?;
        return Some(Unit {
            exponent: multiplier + exponent,
            measure,
        });
    }
    // English order: "USD bn", "CNY 100m", "100m CNY".
    let lower = text.to_lowercase().replace(['_', '-'], " ");
    let mut exponent = 0;
    let mut money = None;
    for word in lower.split_whitespace() {
        match word {
            "100m" => exponent += 8,
            "10k" => exponent += 4,
            _ => match (leading_multiplier(word), currency(word)) {
                ((power, ""), _) if power != 0 => exponent += power,
                (_, Some(currency)) if money.is_none() => money = Some(currency),
                _ => return None,
            },
        }
    }
    money.map(|currency| Unit {
        exponent,
        measure: Measure::Money(currency),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(exponent: i32, measure: Measure) -> Option<Unit> {
        Some(Unit { exponent, measure })
    }

    #[test]
    fn units_of_headings() {
        let usd = Measure::Money(Currency { code: "USD" });
        let cny = Measure::Money(CNY);
        assert_eq!(parse_unit("万元"), unit(4, cny));
        assert_eq!(parse_unit("万元人民币"), unit(4, cny));
        assert_eq!(parse_unit("亿美元"), unit(8, usd));
        assert_eq!(parse_unit("百万美元"), unit(6, usd));
        assert_eq!(parse_unit("usd_bn"), unit(9, usd));
        assert_eq!(parse_unit("100m_cny"), unit(8, cny));
        assert_eq!(parse_unit("%"), unit(-2, Measure::Share));
        assert_eq!(parse_unit("％"), unit(-2, Measure::Share));
        assert_eq!(parse_unit("万人"), unit(4, Measure::Of("count")));
        assert_eq!(parse_unit("EFLOPS"), unit(3, Measure::Of("PFLOPS")));
        assert_eq!(parse_unit("万架"), unit(4, Measure::Of("架")));
        assert_eq!(parse_unit("万"), unit(4, Measure::Plain));
        assert_eq!(parse_unit("2023年"), None);
        assert_eq!(parse_unit("中文"), None);
        assert_eq!(parse_unit(""), None);
    }
}
