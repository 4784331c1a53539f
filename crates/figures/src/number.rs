//! Numbers as Chinese practice prints them: 万 and 亿, thin decimals, percent.

use crate::language::Language;

/// The steps in which large numbers are read: 万 and 亿 in Chinese, million and billion in English.
fn steps(language: Language) -> [(f64, &'static str); 3] {
    match language {
        Language::Zh => [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        Language::En => [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")],
    }
}

/// `value` in a short form: 1.23亿, 4.5万, 678; in English 123 million, 45,000.
pub fn short(value: f64, language: Language) -> String {
    let trimmed = |number: f64| {
        let text = grouped(number, 2);
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
            false => text,
        }
    };
    // What would be printed as 10000万 is 1亿.
    let printed = (value.abs() * 100.0).round() / 100.0;
    steps(language)
        .iter()
        .find(|(step, _)| printed >= *step * (1.0 - 5e-7))
        .map_or_else(
            || trimmed(value),
            |(step, word)| trimmed(value / step) + word,
        )
}

/// `value` with so many decimals, the digits before the point in groups of three: 12,345.6.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, digits) = match text.strip_prefix('-') {
        // −0.0 is 0.
        Some(rest) if rest.chars().any(|digit| ('1'..='9').contains(&digit)) => ("-", rest),
        Some(rest) => ("", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// `share`, 0 to 1, in percent: 45.2%.
pub fn percent(share: f64, decimals: usize) -> String {
    grouped(share * 100.0, decimals) + "%"
}

/// What a column or an axis measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name: 上市企业总市值.
    pub name: String,
    /// Its unit: 元, 家; empty where there is none.
    pub unit: String,
}

impl Measure {
    /// A measure with a unit.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Measure {
        Measure {
            name: name.into(),
            unit: unit.into(),
        }
    }

    /// Its name with its unit, as a heading of the numbers as they are.
    pub fn heading(&self, language: Language) -> String {
        with_unit(&self.name, &self.unit, language)
    }
}

impl From<&str> for Measure {
    fn from(name: &str) -> Measure {
        Measure::new(name, "")
    }
}

fn with_unit(name: &str, unit: &str, language: Language) -> String {
    match (name, unit, language) {
        (_, "", _) => name.to_string(),
        ("", _, _) => unit.to_string(),
        (_, _, Language::Zh) => format!("{name}（{unit}）"),
        (_, _, Language::En) => format!("{name} ({unit})"),
    }
}

/// How the numbers of one axis are printed: all in one unit (亿元) and with as many decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    divisor: f64,
    decimals: usize,
    /// The name of the measure with the unit that is printed: 上市企业总市值（亿元）.
    pub heading: String,
    /// The unit that is printed: 亿元.
    pub unit: String,
}

impl Scale {
    /// The scale for `values`: the largest of 万, 亿, 万亿 in which at least half of them are 1 or more, and
    /// decimals where they are no whole numbers. Missing values (NaN) do not count.
    pub fn of(
        measure: &Measure,
        values: impl IntoIterator<Item = f64>,
        language: Language,
    ) -> Scale {
        let mut sizes: Vec<f64> = values
            .into_iter()
            .filter(|value| value.is_finite())
            .map(f64::abs)
            .collect();
        sizes.sort_by(f64::total_cmp);
        let median = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        let largest = sizes.last().copied().unwrap_or(0.0);
        // Numbers of up to five digits are read as they are.
        let step = steps(language)
            .into_iter()
            .find(|(step, _)| largest >= 1e5 && median >= *step);
        let (divisor, word) = step.unwrap_or((1.0, ""));
        let unit = match language {
            Language::Zh => format!("{word}{}", measure.unit),
            Language::En => format!("{}{word}", measure.unit).trim().to_string(),
        };
        let whole = sizes.iter().all(|size| (size / divisor).fract() == 0.0);
        let decimals = match median / divisor {
            _ if whole => 0,
            size if size >= 1000.0 => 0,
            size if size >= 10.0 => 1,
            size if size >= 1.0 => 2,
            _ => 3,
        };
        Scale {
            divisor,
            decimals,
            heading: with_unit(&measure.name, &unit, language),
            unit,
        }
    }

    /// The unit that is printed, or the heading where there is none: what stands over an axis whose name is in
    /// the legend.
    pub fn unit_or_name(&self) -> &str {
        if self.unit.is_empty() {
            &self.heading
        } else {
            &self.unit
        }
    }

    /// `value` in the unit that is printed.
    pub fn scaled(&self, value: f64) -> f64 {
        value / self.divisor
    }

    /// `value` as it is printed, without the unit.
    pub fn text(&self, value: f64) -> String {
        grouped(self.scaled(value), self.decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_reads_in_steps_of_ten_thousand() {
        let zh = |value| short(value, Language::Zh);
        assert_eq!(zh(0.0), "0");
        assert_eq!(zh(678.0), "678");
        assert_eq!(zh(9999.0), "9,999");
        assert_eq!(zh(45_000.0), "4.5万");
        assert_eq!(zh(123_456_789.0), "1.23亿");
        assert_eq!(zh(99_999_999.9), "1亿");
        assert_eq!(zh(1.5e13), "15万亿");
        assert_eq!(zh(-45_000.0), "-4.5万");
        assert_eq!(zh(100.0), "100");
    }

    #[test]
    fn english_reads_in_thousands() {
        let en = |value| short(value, Language::En);
        assert_eq!(en(45_000.0), "45,000");
        assert_eq!(en(123_456_789.0), "123.46 million");
        assert_eq!(en(1.5e13), "15 trillion");
        assert_eq!(en(0.126), "0.13");
    }

    #[test]
    fn groups_of_three_and_no_negative_zero() {
        assert_eq!(grouped(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(grouped(-1234.0, 0), "-1,234");
        assert_eq!(grouped(-0.04, 1), "0.0");
        assert_eq!(percent(0.4523, 1), "45.2%");
    }

    #[test]
    fn an_axis_has_one_unit() {
        let money = Measure::new("总市值", "元");
        let values = [1.52e13, 2.4e12, 3.1e10, f64::NAN];
        let scale = Scale::of(&money, values, Language::Zh);
        assert_eq!(scale.heading, "总市值（万亿元）");
        let scale = Scale::of(&money, [1.52e13, 4.6e11, 3.1e10], Language::Zh);
        assert_eq!(scale.heading, "总市值（亿元）");
        assert_eq!(scale.text(1.52e13), "152,000");
        let english = Scale::of(&Measure::new("Market value", "CNY"), values, Language::En);
        assert_eq!(english.heading, "Market value (CNY trillion)");
        let counts = Scale::of(&Measure::new("企业", "家"), [2598.0, 117.0], Language::Zh);
        assert_eq!(counts.heading, "企业（家）");
        assert_eq!(counts.text(2598.0), "2,598");
        let scores = Scale::of(&"得分".into(), [89.84, 15.5], Language::Zh);
        assert_eq!(
            (scores.heading.as_str(), scores.text(89.84)),
            ("得分", "89.8".to_string())
        );
    }

    #[test]
    fn nothing_at_all_has_a_scale() {
        let scale = Scale::of(&"得分".into(), [f64::NAN], Language::Zh);
        assert_eq!(scale.heading, "得分");
    }
}
