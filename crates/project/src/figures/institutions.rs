//! Institutions by place: agencies, associations, exchanges, universities.

use jushu_figures::Figure;
use jushu_figures::charts::bars_with_line::{BarAndPoint, bars_with_line};
use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::number::Measure as Quantity;
use jushu_places::{Code, Places};
use jushu_registry::count::Measure;

use super::records::{by_city, counting, none};
use super::{NoData, Options};
use crate::evidence::Evidence;

/// Institutions of one kind, counted by city.
struct Institutions {
    id: &'static str,
    kind: &'static str,
    filter: Option<&'static str>,
    what: (&'static str, &'static str),
    unit: &'static str,
}

/// Associations and alliances by city.
pub fn associations(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Institutions {
        id: "associations",
        kind: "association",
        filter: Some("active"),
        what: ("产业联盟、协会", "Industry alliances and associations"),
        unit: "家",
    };
    first_cities(evidence, options, &wanted)
}

/// Data exchanges by city.
pub fn exchanges_by_city(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Institutions {
        id: "exchanges-by-city",
        kind: "exchange",
        filter: Some("built"),
        what: ("数据交易场所", "Data exchanges"),
        unit: "家",
    };
    first_cities(evidence, options, &wanted)
}

/// Universities with a big-data major by city; all universities where the registry says nothing of majors.
pub fn universities_by_city(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let with_major = Institutions {
        id: "universities-by-city",
        kind: "university",
        filter: Some("has_big_data_major"),
        what: ("开设大数据专业的高校", "Universities with a big-data major"),
        unit: "所",
    };
    let all = Institutions {
        filter: None,
        what: ("高等学校", "Universities"),
        ..with_major
    };
    first_cities(evidence, options, &with_major).or_else(|_| first_cities(evidence, options, &all))
}

fn first_cities(
    evidence: &Evidence,
    options: &Options,
    wanted: &Institutions,
) -> Result<Figure, NoData> {
    let counted = counting(wanted.kind, Measure::Count, wanted.filter);
    let counts = by_city(evidence, vec![counted])?;
    let order = counts.top(0, options.top.unwrap_or(15));
    if order.is_empty() {
        return Err(none(wanted.what, wanted.kind));
    }
    let (zh, en) = wanted.what;
    let shown = order.len();
    let mut about = counts.about(
        evidence,
        wanted.id,
        (
            format!("{zh}数量前 {shown} 名城市"),
            format!("{en}: the first {shown} cities"),
        ),
        counts.spoken(evidence, 0, &order),
    )?;
    let values = counts.values(0);
    let last = values[order[shown - 1]];
    let level = values.iter().filter(|&&value| value == last).count();
    let drawn = order.iter().filter(|&&at| values[at] == last).count();
    if level > drawn {
        let more = level - drawn;
        about.notes.push(match evidence.language {
            jushu_figures::Language::Zh => {
                format!("另有 {more} 个城市与末位数量相同（{last}），未列出")
            }
            jushu_figures::Language::En => {
                format!(
                    "{more} more cities have as many as the last one ({last}) and are not shown"
                )
            }
        });
    }
    let bars: Vec<Bar> = order
        .iter()
        .map(|&at| Bar {
            label: evidence.short_name(counts.places[at]).to_string(),
            value: values[at],
        })
        .collect();
    let measure = Quantity::new(
        evidence.language.pick(zh, en),
        evidence.language.pick(wanted.unit, ""),
    );
    Ok(ranked_bars(about, measure, &bars))
}

/// Cities with a data bureau by province: how many, and which share of the cities of the province.
pub fn agencies_by_province(evidence: &Evidence, _: &Options) -> Result<Figure, NoData> {
    let counted = counting("agency", Measure::Any, Some("active"));
    let counts = by_city(evidence, vec![counted])?;
    // The bureau of a municipality is that of a province; only others show that bureaus of cities are on record.
    let of_city = |at: usize| counts.places[at].code != counts.places[at].province;
    let any = (0..counts.places.len()).any(|at| of_city(at) && counts.values(0)[at] > 0.0);
    if !any {
        return Err(none(
            ("城市数据管理机构", "data bureaus of cities"),
            "agency",
        ));
    }
    let rows: Vec<BarAndPoint> = Places::shipped()
        .provinces_31()
        .iter()
        .filter_map(|code| province(evidence, &counts, *code))
        .collect();
    let language = evidence.language;
    let cities: f64 = rows
        .iter()
        .map(|row| row.bar)
        .filter(|bar| bar.is_finite())
        .sum();
    let about = counts.about(
        evidence,
        "agencies-by-province",
        (
            "设置数据管理机构的城市数量及比例".to_string(),
            "Cities with a data bureau: number and share by province".to_string(),
        ),
        format!(
            "{} {cities}",
            language.pick("设置机构的城市总数", "cities with a bureau:")
        ),
    )?;
    Ok(bars_with_line(
        about,
        &Quantity::new(
            language.pick("设置机构的城市", "Cities with a bureau"),
            language.pick("个", ""),
        ),
        &Quantity::new(language.pick("占全省城市比例", "Share of the cities"), "%"),
        &rows,
    ))
}

fn province(
    evidence: &Evidence,
    counts: &super::records::Counts,
    code: Code,
) -> Option<BarAndPoint> {
    let place = Places::shipped().get(code)?;
    let values: Vec<f64> = counts
        .places
        .iter()
        .zip(counts.values(0))
        .filter(|(city, _)| city.province == code)
        .map(|(_, &value)| value)
        .collect();
    // Without any record nothing is known of a province, unless the registry is a census.
    let known = values.iter().any(|value| value.is_finite());
    let with: f64 = values.iter().filter(|value| value.is_finite()).sum();
    let number = if known { with } else { f64::NAN };
    Some(BarAndPoint {
        label: evidence.short_name(place).to_string(),
        bar: number,
        point: 100.0 * number / values.len() as f64,
    })
}
