//! Maps of records counted.

use std::collections::BTreeMap;

use jushu_figures::{About, Data, Figure, Language};
use jushu_places::{Code, Level, Places};
use jushu_registry::count::Measure;
use jushu_registry::engine::Value;

use super::super::records::{Counts, by_city, counting, none};
use super::super::{NoData, Options, about};
use super::compose::{Circle, Circles, Subject, circles, shaded, table};
use crate::evidence::Evidence;

/// What is counted by city and drawn as circles.
struct Counted {
    id: &'static str,
    kind: &'static str,
    measure: Measure,
    filter: Option<&'static str>,
    what: (&'static str, &'static str),
    heading: (&'static str, &'static str),
}

/// Firms by city.
pub fn firms_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Counted {
        id: "firms-map",
        kind: "firm",
        measure: Measure::Count,
        filter: None,
        what: ("企业", "firms"),
        heading: ("企业数（家）", "firms"),
    };
    city_circles(evidence, options, wanted)
}

/// Sums of the financing of firms by city.
pub fn financing_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Counted {
        id: "financing-map",
        kind: "firm",
        measure: Measure::Sum("financing_total".into()),
        filter: None,
        what: ("企业融资", "financing of firms"),
        heading: ("融资总额（元）", "financing (CNY)"),
    };
    city_circles(evidence, options, wanted)
}

/// Universities with a big-data major by city.
pub fn universities_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Counted {
        id: "universities-map",
        kind: "university",
        measure: Measure::Count,
        filter: Some("has_big_data_major"),
        what: ("开设大数据专业的高校", "universities with a big-data major"),
        heading: ("高校数（所）", "universities"),
    };
    city_circles(evidence, options, wanted)
}

/// Data exchanges by city.
pub fn exchanges_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let wanted = Counted {
        id: "exchanges-map",
        kind: "exchange",
        measure: Measure::Count,
        filter: Some("built"),
        what: ("数据交易场所", "data exchanges"),
        heading: ("数据交易场所（家）", "data exchanges"),
    };
    city_circles(evidence, options, wanted)
}

fn city_circles(evidence: &Evidence, options: &Options, wanted: Counted) -> Result<Figure, NoData> {
    let language = evidence.language;
    let counted = counting(wanted.kind, wanted.measure, wanted.filter);
    let counts = by_city(evidence, vec![counted])?;
    if !counts.any(0) {
        return Err(none(wanted.what, wanted.kind));
    }
    let subject = Subject {
        level: Level::City,
        places: counts.places.clone(),
        values: known(&counts),
        heading: language
            .pick(wanted.heading.0, wanted.heading.1)
            .to_string(),
        zero_apart: true,
        decimals: None,
    };
    let about = titled(evidence, wanted.id, &counts, &subject)?;
    let order = subject.order();
    let above = |at: &&usize| subject.values[**at].is_some_and(|value| value > 0.0);
    let labelled = options.top.unwrap_or(10);
    let found = order
        .iter()
        .filter(above)
        .enumerate()
        .filter_map(|(rank, &at)| {
            let place = subject.places[at];
            let name = evidence.short_name(place).to_string();
            Some(Circle {
                at: place.seat?,
                value: subject.values[at],
                label: (rank < labelled).then(|| name.clone()),
                name,
            })
        });
    let drawn = Circles {
        circles: found.collect(),
        heading: Some(subject.heading.clone()),
        flows: Vec::new(),
    };
    let data = table(&subject, None, evidence);
    Ok(circles(
        about,
        evidence,
        options,
        &drawn,
        &counts.places,
        data,
    ))
}

/// The title of the catalogue, with the sources of the records counted.
fn titled(
    evidence: &Evidence,
    id: &str,
    counts: &Counts,
    subject: &Subject,
) -> Result<About, NoData> {
    let title = super::super::find(id).map_or(("", ""), |entry| entry.title);
    let title = (title.0.to_string(), title.1.to_string());
    counts.about(evidence, id, title, subject.spoken(evidence))
}

fn known(counts: &Counts) -> Vec<Option<f64>> {
    let values = counts.values(0).iter();
    values
        .map(|&value| (!value.is_nan()).then_some(value))
        .collect()
}

/// The share of the cities of each province that have a data bureau.
pub fn agencies_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let counts = by_city(
        evidence,
        vec![counting("agency", Measure::Any, Some("active"))],
    )?;
    if !counts.any(0) {
        return Err(none(("数据管理机构", "data bureaus"), "agency"));
    }
    let language = evidence.language;
    let places: Vec<_> = Places::shipped()
        .provinces_31()
        .iter()
        .filter_map(|code| Places::shipped().get(*code))
        .collect();
    // Of the cities of which it is known; a province with none of these has no data.
    let values = places.iter().map(|province| {
        let cities = counts
            .places
            .iter()
            .zip(counts.values(0))
            .filter(|(city, value)| city.province == province.code && !value.is_nan());
        let (with, all) = cities.fold((0.0, 0.0), |(with, all), (_, value)| {
            (with + f64::from(*value > 0.0), all + 1.0)
        });
        (all > 0.0).then(|| 100.0 * with / all)
    });
    let subject = Subject {
        level: Level::Province,
        values: values.collect(),
        places,
        heading: language
            .pick("设置机构的城市占比（%）", "cities with a bureau (%)")
            .to_string(),
        zero_apart: true,
        decimals: Some(0),
    };
    let mut figure = shaded("agencies-map", evidence, options, &subject, 0)?;
    figure.about.source = titled(evidence, "agencies-map", &counts, &subject)?.source;
    Ok(figure)
}

/// Policies by province: those of a province itself and those of its cities.
pub fn policies_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let missing = || none(("大数据政策", "policies"), "policy");
    let rows = evidence
        .select("SELECT province_code, count(*) FROM policy WHERE province_code IS NOT NULL GROUP BY province_code")
        .map_err(|_| missing())?;
    let counted: BTreeMap<Code, f64> = rows
        .rows
        .iter()
        .filter_map(|row| Some((code(row.first()?)?, number(row.get(1)?)?)))
        .collect();
    if counted.is_empty() {
        return Err(missing());
    }
    let language = evidence.language;
    let places: Vec<_> = Places::shipped()
        .provinces_31()
        .iter()
        .filter_map(|code| Places::shipped().get(*code))
        .collect();
    let subject = Subject {
        level: Level::Province,
        values: places
            .iter()
            .map(|place| counted.get(&place.code).copied())
            .collect(),
        places,
        heading: language.pick("政策（项）", "policies").to_string(),
        zero_apart: false,
        decimals: Some(0),
    };
    let mut figure = shaded("policies-map", evidence, options, &subject, 0)?;
    figure.about.notes.push(
        language
            .pick(
                "只计登记库中注明省份的政策；没有记录不等于没有政策",
                "counts the policies of the registry that name a province; no record does not mean no policy",
            )
            .to_string(),
    );
    Ok(figure)
}

/// Compute hubs and clusters, and the flows between them where the project has a plan.
pub fn hubs_map(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let missing = || none(("算力枢纽", "compute hubs"), "compute_hub");
    let rows = evidence
        .select("SELECT name, english_name, hub, city_code, longitude, latitude, racks FROM compute_hub ORDER BY racks DESC NULLS LAST, name")
        .map_err(|_| missing())?;
    let language = evidence.language;
    let mut data = Data::new(&[
        language.pick("名称", "name"),
        language.pick("枢纽", "hub"),
        language.pick("经度", "longitude"),
        language.pick("纬度", "latitude"),
        language.pick("标准机架", "racks"),
    ]);
    let mut found = Vec::new();
    let mut without = Vec::new();
    for row in &rows.rows {
        let [name, english, hub, city, longitude, latitude, racks] = row.as_slice() else {
            continue;
        };
        let zh = name.to_string();
        let en = Some(english.to_string()).filter(|name| !name.is_empty());
        let name = language.pick(&zh, en.as_deref().unwrap_or(&zh)).to_string();
        let seat = code(city)
            .and_then(|code| Places::shipped().get(code))
            .and_then(|place| place.seat);
        let at = number(longitude).zip(number(latitude)).or(seat);
        let Some(at) = at else {
            without.push(name);
            continue;
        };
        data.rows.push(vec![
            name.as_str().into(),
            hub.to_string().into(),
            at.0.into(),
            at.1.into(),
            number(racks).into(),
        ]);
        // A cluster that stands in several cities is named once.
        let named = found.iter().any(|other: &Circle| other.name == name);
        found.push(Circle {
            label: (!named).then(|| name.clone()),
            name,
            at,
            value: number(racks),
        });
    }
    if found.is_empty() {
        return Err(missing());
    }
    let sized = found.iter().filter(|circle| circle.value.is_some()).count() * 2 > found.len();
    let names: Vec<&str> = found
        .iter()
        .filter_map(|circle| circle.label.as_deref())
        .collect();
    let mut about = about("hubs-map", evidence, names.join(language.pick("、", ", ")))?;
    if !without.is_empty() {
        let names = without.join(language.pick("、", ", "));
        about.notes.push(match language {
            Language::Zh => format!("位置未知、图中未绘：{names}"),
            Language::En => format!("not drawn, as the place is not known: {names}"),
        });
    }
    let flows = flows(evidence, &found);
    if !flows.is_empty() {
        about.notes.push(
            language
                .pick(
                    "线宽表示枢纽间调度量",
                    "the width of a line shows the flow between hubs",
                )
                .to_string(),
        );
    }
    let subject = Circles {
        heading: sized.then(|| {
            language
                .pick("标准机架（架）", "standard racks")
                .to_string()
        }),
        flows,
        circles: found,
    };
    Ok(circles(about, evidence, options, &subject, &[], data))
}

/// Flows of `network/flows.csv` (from, to, value) between hubs that are drawn.
fn flows(evidence: &Evidence, hubs: &[Circle]) -> Vec<(usize, usize, f64)> {
    let path = evidence.project.folder.join("network").join("flows.csv");
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        return Vec::new();
    };
    let Ok(header) = reader.headers().cloned() else {
        return Vec::new();
    };
    let column = |name: &str| header.iter().position(|cell| cell == name);
    let (Some(from), Some(to), Some(value)) = (column("from"), column("to"), column("value"))
    else {
        return Vec::new();
    };
    let hub = |name: &str| hubs.iter().position(|hub| hub.name == name);
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let value: f64 = record.get(value)?.parse().ok()?;
            let flow = (hub(record.get(from)?)?, hub(record.get(to)?)?, value);
            (value > 0.0 && flow.0 != flow.1).then_some(flow)
        })
        .collect()
}

fn number(value: &Value) -> Option<f64> {
    value.to_string().parse().ok()
}

fn code(value: &Value) -> Option<Code> {
    value.to_string().parse().ok()
}
