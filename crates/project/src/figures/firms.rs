//! Firms by city: their classes, market value, valuation, websites, patents and staff.

use std::collections::BTreeMap;

use jushu_figures::charts::Series;
use jushu_figures::charts::bar_panels::bar_panels;
use jushu_figures::charts::bars_with_line::{BarAndPoint, bars_with_line};
use jushu_figures::charts::bubble::{Axes, Bubble, Spacing, bubble};
use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::charts::shares::Part;
use jushu_figures::charts::two_panels::{Panel, two_panels};
use jushu_figures::number::{Measure as Quantity, Scale};
use jushu_figures::{Figure, Language};
use jushu_places::{Code, Level, Places};
use jushu_registry::count::{Measure, RecordCounting};
use jushu_registry::engine::Value;

use super::industry_sections::section;
use super::records::{Counts, by_city, counting, none};
use super::{NoData, Options};
use crate::evidence::Evidence;

/// The classes of firms of the report: Chinese, English, filter of the registry.
const CLASSES: [(&str, &str, Option<&str>); 5] = [
    ("市场主体", "All firms", None),
    ("上市企业", "Listed", Some("listed")),
    ("独角兽", "Unicorns", Some("unicorn")),
    ("瞪羚企业", "Gazelles", Some("gazelle")),
    ("高新企业", "High-tech", Some("high_tech")),
];

fn firms(measure: Measure, condition: Option<&str>) -> RecordCounting {
    counting("firm", measure, condition)
}

fn sum(field: &str) -> Measure {
    Measure::Sum(field.to_string())
}

fn names(evidence: &Evidence, counts: &Counts, order: &[usize]) -> Vec<String> {
    order
        .iter()
        .map(|&at| evidence.short_name(counts.places[at]).to_string())
        .collect()
}

fn quantity(evidence: &Evidence, name: (&str, &str), unit: (&str, &str)) -> Quantity {
    let language = evidence.language;
    Quantity::new(language.pick(name.0, name.1), language.pick(unit.0, unit.1))
}

/// Firms by class in the cities with the most firms.
pub fn firm_classes(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let counts = by_city(
        evidence,
        CLASSES
            .iter()
            .map(|(_, _, filter)| firms(Measure::Count, *filter))
            .collect(),
    )?;
    let order = counts.top(0, options.top.unwrap_or(10));
    if order.is_empty() {
        return Err(none(("企业", "firms"), "firm"));
    }
    let language = evidence.language;
    let (known, unknown): (Vec<usize>, Vec<usize>) =
        (0..CLASSES.len()).partition(|&class| counts.any(class));
    let name = |class: usize| language.pick(CLASSES[class].0, CLASSES[class].1);
    let series: Vec<Series> = known
        .iter()
        .map(|&class| Series {
            name: name(class).to_string(),
            values: order.iter().map(|&at| counts.values(class)[at]).collect(),
        })
        .collect();
    let shown = order.len();
    let mut about = counts.about(
        evidence,
        "firm-classes",
        (
            format!("企业总数前 {shown} 名城市的各类企业数"),
            format!("Firms by class in the {shown} cities with the most firms"),
        ),
        counts.spoken(evidence, 0, &order),
    )?;
    if !unknown.is_empty() {
        let missing: Vec<&str> = unknown.iter().map(|&class| name(class)).collect();
        about.notes.push(match language {
            Language::Zh => format!(
                "登记库中没有{}的记录：无数据，未绘出",
                language.listed(&missing)
            ),
            Language::En => format!(
                "the registry has no records of {}: no data, not drawn",
                language.listed(&missing)
            ),
        });
    }
    let unit = language.pick("家", "");
    Ok(bar_panels(
        about,
        unit,
        &names(evidence, &counts, &order),
        &series,
    ))
}

/// Districts and industries of the firms of one city: the one asked for, or that with the most firms.
pub fn city_districts_and_industries(
    evidence: &Evidence,
    options: &Options,
) -> Result<Figure, NoData> {
    let counts = by_city(evidence, vec![firms(Measure::Count, None)])?;
    let places = Places::shipped();
    let city = match options.place {
        Some(code) => places
            .get(code)
            .filter(|place| place.is_at(Level::City))
            .ok_or_else(|| {
                NoData::because(
                    format!("{} 不是城市；请给出地级市或直辖市的代码", code.get()),
                    format!(
                        "{} is no city; give the code of a city or a municipality",
                        code.get()
                    ),
                )
            })?,
        None => {
            let first = counts.top(0, 1);
            let first = first
                .first()
                .ok_or_else(|| none(("企业", "firms"), "firm"))?;
            counts.places[*first]
        }
    };
    let districts = districts(evidence, city.code)?;
    let industries = industries(evidence, city.code)?;
    let language = evidence.language;
    let name = evidence.short_name(city);
    let unplaced = districts.1;
    if districts.0.is_empty() {
        return Err(NoData::because(
            format!("{name}的企业记录都没有注明区县；请导入带区县或地址的记录"),
            format!(
                "no firm of {name} has a district on record; import records with a district or an address"
            ),
        ));
    }
    let spoken: Vec<String> = districts
        .0
        .iter()
        .take(3)
        .map(|bar| format!("{} {}", bar.label, bar.value))
        .collect();
    let mut about = counts.about(
        evidence,
        "city-districts-and-industries",
        (
            format!("{name}企业区域分布和行业分布"),
            format!("Firms of {name} by district and by industry"),
        ),
        language.listed(&spoken),
    )?;
    if unplaced > 0 {
        about.notes.push(match language {
            Language::Zh => format!("{unplaced} 家企业未注明区县，不在左图中"),
            Language::En => {
                format!("{unplaced} firms have no district on record and are not on the left")
            }
        });
    }
    about.notes.push(
        language
            .pick(
                "行业为国民经济行业门类（GB/T 4754—2017）",
                "industries are sections of GB/T 4754-2017",
            )
            .to_string(),
    );
    Ok(two_panels(
        about,
        &quantity(evidence, ("企业数", "firms"), ("家", "")),
        &Panel {
            title: language
                .pick("各区县企业数", "Firms by district")
                .to_string(),
            rows: districts.0,
        },
        &Panel {
            title: language.pick("行业占比", "Share by industry").to_string(),
            rows: industries,
        },
    ))
}

/// The most districts that stand beside a ring.
const DISTRICTS: usize = 16;

/// Firms by county of `city`, most first, and how many have no county on record.
fn districts(evidence: &Evidence, city: Code) -> Result<(Vec<Bar>, u64), NoData> {
    let mut bars = Vec::new();
    let mut without = 0;
    for row in grouped(evidence, "county_code", city)? {
        match &row[..] {
            [Value::Integer(code), Value::Integer(firms)] => {
                let place = u32::try_from(*code).ok().and_then(Code::new);
                match place.and_then(|code| Places::shipped().get(code)) {
                    Some(place) => bars.push(Bar {
                        label: evidence
                            .language
                            .pick(&place.name, evidence.short_name(place))
                            .to_string(),
                        value: *firms as f64,
                    }),
                    None => without += firms.unsigned_abs(),
                }
            }
            [_, Value::Integer(firms)] => without += firms.unsigned_abs(),
            _ => {}
        }
    }
    bars.truncate(DISTRICTS);
    Ok((bars, without))
}

/// Firms by section of industry.
fn industries(evidence: &Evidence, city: Code) -> Result<Vec<Part>, NoData> {
    let language = evidence.language;
    let unknown = language.pick("未按国标分类", "not classified");
    let mut firms: BTreeMap<&str, f64> = BTreeMap::new();
    for row in grouped(evidence, "coalesce(industry_code, industry_section)", city)? {
        let [text, Value::Integer(count)] = &row[..] else {
            continue;
        };
        let section = match text {
            Value::Text(text) => section(text),
            _ => None,
        };
        let name = section.map_or(unknown, |(zh, en)| language.pick(zh, en));
        *firms.entry(name).or_default() += *count as f64;
    }
    Ok(firms
        .into_iter()
        .map(|(label, value)| Part {
            label: label.to_string(),
            value,
        })
        .collect())
}

/// The firms of `city` on the day of the run, counted by `expression`, most first.
fn grouped(evidence: &Evidence, expression: &str, city: Code) -> Result<Vec<Vec<Value>>, NoData> {
    let date = &evidence.results.manifest.date;
    let statement = format!(
        "SELECT {expression} AS what, count(*) AS firms FROM firm WHERE city_code = {}
         AND (valid_from IS NULL OR valid_from <= DATE '{date}') AND (valid_to IS NULL OR valid_to > DATE '{date}')
         GROUP BY 1 ORDER BY 2 DESC, 1",
        city.get()
    );
    let rows = evidence.select(&statement).map_err(|error| NoData {
        reason: error.message().into(),
    })?;
    Ok(rows.rows)
}

/// Value and number of the firms of a class, by city.
struct ValueAndNumber {
    id: &'static str,
    what: (&'static str, &'static str),
    filter: &'static str,
    field: &'static str,
    value: (&'static str, &'static str),
    number: (&'static str, &'static str),
    title: fn(usize) -> (String, String),
}

/// Market value of listed firms, with their number.
pub fn listed_market_value(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    value_and_number(
        evidence,
        options,
        &ValueAndNumber {
            id: "listed-market-value",
            what: ("上市企业市值", "the market value of listed firms"),
            filter: "listed",
            field: "market_value",
            value: ("总市值", "Market value"),
            number: ("上市企业数", "Listed firms"),
            title: |shown| {
                (
                    format!("上市企业总市值前 {shown} 名城市"),
                    format!("Market value of listed firms: the first {shown} cities"),
                )
            },
        },
    )
}

/// Valuation of unicorns, with their number.
pub fn unicorns(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    value_and_number(
        evidence,
        options,
        &ValueAndNumber {
            id: "unicorns",
            what: ("独角兽企业估值", "the valuation of unicorns"),
            filter: "unicorn",
            field: "valuation",
            value: ("总估值", "Valuation"),
            number: ("独角兽企业数", "Unicorns"),
            title: |shown| {
                (
                    format!("{shown} 座城市独角兽企业数量及估值"),
                    format!("Unicorns and their valuation in {shown} cities"),
                )
            },
        },
    )
}

fn value_and_number(
    evidence: &Evidence,
    options: &Options,
    wanted: &ValueAndNumber,
) -> Result<Figure, NoData> {
    let counts = by_city(
        evidence,
        vec![
            firms(sum(wanted.field), Some(wanted.filter)),
            firms(Measure::Count, Some(wanted.filter)),
        ],
    )?;
    let order = counts.top(0, options.top.unwrap_or(20));
    if order.is_empty() {
        return Err(none(wanted.what, "firm"));
    }
    let rows: Vec<BarAndPoint> = order
        .iter()
        .map(|&at| BarAndPoint {
            label: evidence.short_name(counts.places[at]).to_string(),
            bar: counts.values(0)[at],
            point: counts.values(1)[at],
        })
        .collect();
    let mut about = counts.about(
        evidence,
        wanted.id,
        (wanted.title)(order.len()),
        counts.spoken(evidence, 0, &order),
    )?;
    if let Some(days) = valuation_days(evidence, wanted) {
        about.notes.push(days);
    }
    Ok(bars_with_line(
        about,
        &quantity(evidence, wanted.value, ("元", "CNY")),
        &quantity(evidence, wanted.number, ("家", "")),
        &rows,
    ))
}

/// The days the values hold for, where the records say.
fn valuation_days(evidence: &Evidence, wanted: &ValueAndNumber) -> Option<String> {
    let field = format!("{}_date", wanted.field);
    let statement = format!(
        "SELECT CAST(min({field}) AS VARCHAR), CAST(max({field}) AS VARCHAR) FROM firm WHERE {} IS NOT NULL",
        wanted.field
    );
    let rows = evidence.select(&statement).ok()?;
    let [Value::Text(first), Value::Text(last)] = rows.rows.first()?.as_slice() else {
        return None;
    };
    let days = if first == last {
        first.clone()
    } else {
        format!("{first} – {last}")
    };
    Some(match evidence.language {
        Language::Zh => format!("{}日期：{days}", wanted.value.0),
        Language::En => format!("{} as of {days}", wanted.value.1.to_lowercase()),
    })
}

/// Firms with a website.
pub fn websites(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let counts = by_city(evidence, vec![firms(Measure::Count, Some("has_website"))])?;
    let order = counts.top(0, options.top.unwrap_or(20));
    if order.is_empty() {
        return Err(none(("企业网站", "firms with a website"), "firm"));
    }
    let shown = order.len();
    let about = counts.about(
        evidence,
        "websites",
        (
            format!("企业网站建设前 {shown} 名城市"),
            format!("Firms with a website: the first {shown} cities"),
        ),
        counts.spoken(evidence, 0, &order),
    )?;
    let measure = quantity(
        evidence,
        ("建有网站的企业", "Firms with a website"),
        ("家", ""),
    );
    Ok(ranked_bars(
        about,
        measure,
        &bars(evidence, &counts, &order),
    ))
}

fn bars(evidence: &Evidence, counts: &Counts, order: &[usize]) -> Vec<Bar> {
    names(evidence, counts, order)
        .into_iter()
        .zip(order)
        .map(|(label, &at)| Bar {
            label,
            value: counts.values(0)[at],
        })
        .collect()
}

/// Patents by software copyrights, the area being the number of firms.
pub fn patents_and_copyrights(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let counts = by_city(
        evidence,
        vec![
            firms(sum("patents"), None),
            firms(sum("software_copyrights"), None),
            firms(Measure::Count, None),
        ],
    )?;
    let order: Vec<usize> = counts
        .top(2, options.top.unwrap_or(60))
        .into_iter()
        .filter(|&at| counts.values(0)[at].is_finite() || counts.values(1)[at].is_finite())
        .collect();
    if !counts.any(0) || !counts.any(1) {
        return Err(none(
            ("专利和软著", "patents and software copyrights"),
            "firm",
        ));
    }
    let bubbles: Vec<Bubble> = order
        .iter()
        .map(|&at| Bubble {
            label: evidence.short_name(counts.places[at]).to_string(),
            x: counts.values(0)[at],
            y: counts.values(1)[at],
            size: counts.values(2)[at],
        })
        .collect();
    let shown = order.len();
    let about = counts.about(
        evidence,
        "patents-and-copyrights",
        (
            format!("企业专利和软著数量分布（企业数前 {shown} 名城市）"),
            format!(
                "Patents and software copyrights of firms in the {shown} cities with the most firms"
            ),
        ),
        counts.spoken(evidence, 0, &order),
    )?;
    let axes = Axes {
        x: quantity(evidence, ("专利数", "Patents"), ("件", "")),
        y: quantity(evidence, ("软著数", "Software copyrights"), ("件", "")),
        size: quantity(evidence, ("企业数", "firms"), ("家", "")),
        spacing: Spacing::Log,
    };
    Ok(bubble(about, &axes, &bubbles))
}

/// Technical staff of listed firms: the shares of the cities in the total of all cities.
pub fn technical_staff_share(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let counts = by_city(
        evidence,
        vec![firms(sum("technical_staff"), Some("listed"))],
    )?;
    let order = counts.top(0, options.top.unwrap_or(15));
    if order.is_empty() {
        return Err(none(
            ("上市企业技术人员", "technical staff of listed firms"),
            "firm",
        ));
    }
    let total = counts.total(0);
    let shares: Vec<Bar> = names(evidence, &counts, &order)
        .into_iter()
        .zip(&order)
        .map(|(label, &at)| Bar {
            label,
            value: 100.0 * counts.values(0)[at] / total,
        })
        .collect();
    let shown = order.len();
    let mut about = counts.about(
        evidence,
        "technical-staff-share",
        (
            format!("上市企业技术人员数全国占比前 {shown} 名城市"),
            format!("Technical staff of listed firms: the {shown} cities with the largest shares"),
        ),
        counts.spoken(evidence, 0, &order),
    )?;
    let staff = quantity(evidence, ("", ""), ("人", "persons"));
    let printed = Scale::of(&staff, [total], evidence.language);
    let (text, unit) = (printed.text(total), &printed.unit);
    about.notes.push(match evidence.language {
        Language::Zh => format!("全国为登记库中注明城市的上市企业合计：{text} {unit}"),
        Language::En => {
            format!("the total is that of listed firms on record with a city: {text} {unit}")
        }
    });
    Ok(ranked_bars(
        about,
        quantity(evidence, ("全国占比", "share"), ("%", "%")),
        &shares,
    ))
}
