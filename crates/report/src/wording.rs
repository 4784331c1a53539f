//! The phrases of both languages: how a number, a list and a finding are said. Findings are worded after the strength
//! of their evidence, so that two units whose rank intervals overlap are never "领先", "ahead of".

use jushu_figures::Language;

use crate::Strength;

/// `value` with `decimals` decimals; never a negative zero.
pub fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    match text.strip_prefix('-') {
        Some(positive) if zero => positive.to_string(),
        _ => text,
    }
}

/// A share between 0 and 1 in percent: `45.2%`.
pub fn percent(share: f64, decimals: usize) -> String {
    decimal(share * 100.0, decimals) + "%"
}

/// A value with its unit of measure: 8780 家, 1.52 万亿元; 8,780 firms, 1.52 trillion CNY. Whole numbers below 100,000
/// (in English below a million) are written out, larger ones rounded to two decimals.
pub fn quantity(value: f64, unit: &str, language: Language) -> String {
    let scales: &[(f64, &str)] = match language {
        Language::Zh => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        Language::En => &[(1e12, " trillion"), (1e9, " billion"), (1e6, " million")],
    };
    let written_out = both(language, 1e5, 1e6);
    let scale = scales
        .iter()
        .filter(|_| value.abs() >= written_out)
        // A value that rounds up to the next scale is said in it.
        .find(|(size, _)| (value.abs() / size * 100.0).round() >= 100.0);
    let (number, scale) = match scale {
        Some((size, word)) => (trimmed(value / size), *word),
        None if value.fract() == 0.0 => (decimal(value, 0), ""),
        None => (trimmed(value), ""),
    };
    match (language, unit.is_empty()) {
        (Language::Zh, true) if scale.is_empty() => number,
        (Language::Zh, _) => format!("{number} {scale}{unit}"),
        (Language::En, true) => grouped(&number) + scale,
        (Language::En, false) => format!("{}{scale} {unit}", grouped(&number)),
    }
}

/// Two decimals at most, without zeros at the end.
fn trimmed(value: f64) -> String {
    let text = decimal(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Commas between the thousands of a written number.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let digits = whole.trim_start_matches('-');
    let mut text = whole[..whole.len() - digits.len()].to_string();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// 广东、江苏和北京; Guangdong, Jiangsu and Beijing. Empty for an empty list.
pub fn list<T: AsRef<str>>(items: &[T], language: Language) -> String {
    let Some((last, others)) = items.split_last() else {
        return String::new();
    };
    if others.is_empty() {
        return last.as_ref().to_string();
    }
    let others: Vec<&str> = others.iter().map(AsRef::as_ref).collect();
    let (comma, and) = both(language, ("、", "和"), (", ", " and "));
    format!("{}{and}{}", others.join(comma), last.as_ref())
}

/// 第 3 位; 3rd.
pub fn ordinal(rank: u32, language: Language) -> String {
    match language {
        Language::Zh => format!("第 {rank} 位"),
        Language::En => {
            let ending = match (rank % 100, rank % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            };
            format!("{rank}{ending}")
        }
    }
}

/// An interval of ranks: 第 1—3 位, ranks 1–3; one rank where both ends round to it.
pub fn ranks(interval: (f64, f64), language: Language) -> String {
    let (low, high) = (decimal(interval.0, 0), decimal(interval.1, 0));
    match (language, low == high) {
        (Language::Zh, true) => format!("第 {low} 位"),
        (Language::Zh, false) => format!("第 {low}—{high} 位"),
        (Language::En, true) => format!("rank {low}"),
        (Language::En, false) => format!("ranks {low}–{high}"),
    }
}

/// Which of two units is ahead. `tested` is false where there are no intervals to hold the ranks against.
pub fn verdict(
    first: &str,
    second: &str,
    strength: Strength,
    tested: bool,
    language: Language,
) -> String {
    match (strength, tested) {
        (Strength::Firm, _) => language
            .pick("{first}领先于{second}", "{first} is ahead of {second}")
            .to_string(),
        (Strength::Tentative, true) => language
            .pick(
                "{first}名义位次在{second}之前，但位次区间重叠，尚不能断定先后",
                "{first} ranks before {second} by the nominal method, but their rank intervals overlap",
            )
            .to_string(),
        (Strength::Tentative, false) => language
            .pick(
                "{first}名义位次在{second}之前（未作区间检验）",
                "{first} ranks before {second} by the nominal method (no intervals were computed)",
            )
            .to_string(),
        (Strength::Undecided, _) => language
            .pick(
                "{first}与{second}位次相近，不能区分",
                "{first} and {second} rank alike and cannot be told apart",
            )
            .to_string(),
    }
    .replace("{first}", first)
    .replace("{second}", second)
}

/// How close a rank correlation is, by the end of its interval that is nearer to zero: a correlation whose interval
/// holds zero is none that can be told.
pub fn association(interval: (f64, f64), language: Language) -> &'static str {
    let (low, high) = interval;
    if low <= 0.0 && high >= 0.0 {
        return both(
            language,
            "未见可以确认的单调关系",
            "no monotone association that can be told",
        );
    }
    let sure = low.abs().min(high.abs());
    let words: &[(f64, &str, &str)] = &[
        (0.8, "高度相关", "a very strong association"),
        (0.6, "较强相关", "a strong association"),
        (0.4, "中等程度相关", "a moderate association"),
        (0.0, "弱相关", "a weak association"),
    ];
    words
        .iter()
        .find(|(least, ..)| sure >= *least)
        .map_or("", |(_, zh, en)| both(language, *zh, *en))
}

/// One of two values by language.
fn both<T>(language: Language, zh: T, en: T) -> T {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Language::{En, Zh};
    use super::*;

    #[test]
    fn quantities_of_both_languages() {
        let zh = |value, unit| quantity(value, unit, Zh);
        let en = |value, unit| quantity(value, unit, En);
        assert_eq!(zh(8780.0, "家"), "8780 家");
        assert_eq!(zh(15_200_000_000_000.0, "元"), "15.2 万亿元");
        assert_eq!(zh(1_796_000_000_000.0, "元"), "1.8 万亿元");
        assert_eq!(zh(86_744_000_000.0, "元"), "867.44 亿元");
        assert_eq!(zh(324_720.0, "人"), "32.47 万人");
        assert_eq!(zh(99_999_999.9, "元"), "1 亿元");
        assert_eq!(zh(0.5, ""), "0.5");
        assert_eq!(en(8780.0, "firms"), "8,780 firms");
        assert_eq!(en(15_200_000_000_000.0, "CNY"), "15.2 trillion CNY");
        assert_eq!(en(324_720.0, ""), "324,720");
        assert_eq!(en(-1234.5, ""), "-1,234.5");
    }

    #[test]
    fn lists_ordinals_and_intervals() {
        assert_eq!(list::<&str>(&[], Zh), "");
        assert_eq!(list(&["广东"], Zh), "广东");
        assert_eq!(list(&["广东", "江苏", "北京"], Zh), "广东、江苏和北京");
        assert_eq!(list(&["a", "b", "c"], En), "a, b and c");
        let ordinals: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 111, 112]
            .map(|rank| ordinal(rank, En))
            .into();
        assert_eq!(
            ordinals,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "112th"
            ]
        );
        assert_eq!(ranks((1.0, 3.0), Zh), "第 1—3 位");
        assert_eq!(ranks((2.0, 2.0), En), "rank 2");
        assert_eq!(decimal(-0.001, 1), "0.0");
        assert_eq!(percent(0.4516, 1), "45.2%");
    }

    #[test]
    fn only_firm_evidence_is_ahead() {
        for strength in [Strength::Firm, Strength::Tentative, Strength::Undecided] {
            for tested in [true, false] {
                let zh = verdict("甲", "乙", strength, tested, Zh);
                let en = verdict("A", "B", strength, tested, En);
                let firm = strength == Strength::Firm;
                assert_eq!(zh.contains("领先"), firm, "{zh}");
                assert_eq!(en.contains("ahead of"), firm, "{en}");
                assert!(zh.starts_with('甲') && zh.contains('乙'), "{zh}");
                assert!(en.starts_with('A') && en.contains('B'), "{en}");
            }
        }
    }

    #[test]
    fn an_interval_that_holds_zero_is_no_association() {
        assert_eq!(association((-0.1, 0.9), Zh), "未见可以确认的单调关系");
        assert_eq!(association((0.85, 0.95), Zh), "高度相关");
        assert_eq!(association((-0.95, -0.65), En), "a strong association");
        assert_eq!(association((0.1, 0.9), En), "a weak association");
    }

    proptest! {
        /// What is printed is the value, rounded.
        #[test]
        fn quantities_read_back(value in -1e15_f64..1e15, chinese: bool) {
            let language = if chinese { Zh } else { En };
            let text = quantity(value, "", language).replace(',', "");
            let split = text.find([' ', '万', '亿']).unwrap_or(text.len());
            let scale = match text[split..].trim() {
                "万" => 1e4,
                "亿" => 1e8,
                "万亿" | "trillion" => 1e12,
                "million" => 1e6,
                "billion" => 1e9,
                rest => { prop_assert_eq!(rest, ""); 1.0 }
            };
            let read: f64 = text[..split].parse().unwrap();
            prop_assert!((read * scale - value).abs() <= 0.005_000_1 * scale, "{} {}", text, value);
        }
    }
}
