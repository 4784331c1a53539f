//! Reads the tables under `data/places`.

use std::collections::BTreeMap;

use crate::place::DIRECT_COUNTY;
use crate::{Code, Level, Place, Region, SouthNorth};

const PROVINCES: &str = include_str!("../../../data/places/provinces.csv");
const CITIES: &str = include_str!("../../../data/places/cities.csv");
const COUNTIES: &str = include_str!("../../../data/places/counties.csv");
const HISTORIC_NAMES: &str = include_str!("../../../data/places/historic_names.csv");
const ALIASES: &str = include_str!("../../../data/places/aliases.csv");

/// A name a place bore in the past, or several places share as successors.
pub(crate) struct HistoricName {
    pub(crate) name: String,
    /// Empty where the short form names something else today.
    pub(crate) short_name: String,
    pub(crate) codes: Vec<Code>,
}

/// Another spelling of a place's name today.
pub(crate) struct Alias {
    pub(crate) alias: String,
    pub(crate) code: Code,
}

/// All tables, read.
pub(crate) struct Tables {
    /// Sorted by code.
    pub(crate) places: Vec<Place>,
    pub(crate) historic_names: Vec<HistoricName>,
    pub(crate) aliases: Vec<Alias>,
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
#[error("{file}, row {row}, column {column}: {problem}")]
pub(crate) struct DataError {
    file: &'static str,
    row: usize,
    column: String,
    problem: String,
}

/// One row with the means to say where it stands.
struct Row<'a> {
    file: &'static str,
    number: usize,
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn error(&self, column: &str, problem: impl Into<String>) -> DataError {
        DataError {
            file: self.file,
            row: self.number,
            column: column.to_owned(),
            problem: problem.into(),
        }
    }

    fn text(&self, column: &str) -> Result<&str, DataError> {
        self.header
            .iter()
            .position(|name| name == column)
            .and_then(|position| self.record.get(position))
            .ok_or_else(|| self.error(column, "no such column"))
    }

    fn code(&self, column: &str) -> Result<Code, DataError> {
        self.text(column)?
            .parse()
            .map_err(|error: crate::CodeError| self.error(column, error.to_string()))
    }

    fn seat(&self) -> Result<Option<(f64, f64)>, DataError> {
        let degree = |column: &str| match self.text(column)? {
            "" => Ok(None),
            text => text
                .parse::<f64>()
                .map(Some)
                .map_err(|error| self.error(column, error.to_string())),
        };
        Ok(degree("seat_longitude")?.zip(degree("seat_latitude")?))
    }

    fn english_name(&self) -> Result<Option<String>, DataError> {
        let name = self.text("english_name")?;
        Ok((!name.is_empty()).then(|| name.to_owned()))
    }
}

fn read<T>(
    file: &'static str,
    text: &str,
    mut row: impl FnMut(&Row<'_>) -> Result<T, DataError>,
) -> Result<Vec<T>, DataError> {
    let problem = |number: usize, error: csv::Error| DataError {
        file,
        row: number,
        column: String::new(),
        problem: error.to_string(),
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| problem(1, error))?.clone();
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let number = index + 2;
        let record = record.map_err(|error| problem(number, error))?;
        rows.push(row(&Row {
            file,
            number,
            header: &header,
            record: &record,
        })?);
    }
    Ok(rows)
}

fn region(row: &Row<'_>) -> Result<Option<Region>, DataError> {
    match row.text("region")? {
        "" => Ok(None),
        "东部" => Ok(Some(Region::East)),
        "中部" => Ok(Some(Region::Central)),
        "西部" => Ok(Some(Region::West)),
        "东北" => Ok(Some(Region::Northeast)),
        other => Err(row.error("region", format!("unknown region {other}"))),
    }
}

fn south_north(row: &Row<'_>) -> Result<Option<SouthNorth>, DataError> {
    match row.text("south_north")? {
        "" => Ok(None),
        "南方" => Ok(Some(SouthNorth::South)),
        "北方" => Ok(Some(SouthNorth::North)),
        other => Err(row.error("south_north", format!("neither 南方 nor 北方: {other}"))),
    }
}

fn province(row: &Row<'_>) -> Result<Place, DataError> {
    let code = row.code("code")?;
    let kind = row.text("kind")?;
    Ok(Place {
        code,
        name: row.text("name")?.to_owned(),
        short_name: row.text("short_name")?.to_owned(),
        english_name: row.english_name()?,
        level: Level::Province,
        kind: kind.to_owned(),
        province: code,
        city: matches!(kind, "直辖市" | "特别行政区").then_some(code),
        region: region(row)?,
        south_north: south_north(row)?,
        seat: row.seat()?,
    })
}

fn city(row: &Row<'_>, above: &BTreeMap<Code, Place>) -> Result<Place, DataError> {
    let code = row.code("code")?;
    let province = above
        .get(&row.code("province")?)
        .ok_or_else(|| row.error("province", "no such province"))?;
    Ok(Place {
        code,
        name: row.text("name")?.to_owned(),
        short_name: row.text("short_name")?.to_owned(),
        english_name: row.english_name()?,
        level: Level::City,
        kind: row.text("kind")?.to_owned(),
        province: province.code,
        city: Some(code),
        region: province.region,
        south_north: province.south_north,
        seat: row.seat()?,
    })
}

fn county(row: &Row<'_>, above: &BTreeMap<Code, Place>) -> Result<Place, DataError> {
    let city = above
        .get(&row.code("city")?)
        .ok_or_else(|| row.error("city", "no such city"))?;
    Ok(Place {
        code: row.code("code")?,
        name: row.text("name")?.to_owned(),
        short_name: row.text("short_name")?.to_owned(),
        english_name: row.english_name()?,
        level: Level::County,
        kind: row.text("kind")?.to_owned(),
        province: city.province,
        city: Some(city.code),
        region: city.region,
        south_north: city.south_north,
        seat: None,
    })
}

fn country() -> Place {
    Place {
        code: Code::CHINA,
        name: "中华人民共和国".to_owned(),
        short_name: "中国".to_owned(),
        english_name: Some("China".to_owned()),
        level: Level::Country,
        kind: "国家".to_owned(),
        province: Code::CHINA,
        city: None,
        region: None,
        south_north: None,
        seat: None,
    }
}

/// Reads all tables.
pub(crate) fn tables() -> Result<Tables, DataError> {
    let mut places = BTreeMap::from([(Code::CHINA, country())]);
    let by_code = |list: Vec<Place>| list.into_iter().map(|place| (place.code, place));
    places.extend(by_code(read("provinces.csv", PROVINCES, province)?));
    let cities = read("cities.csv", CITIES, |row| city(row, &places))?;
    places.extend(by_code(cities));
    let counties = read("counties.csv", COUNTIES, |row| county(row, &places))?;
    places.extend(by_code(counties));

    let historic_names = read("historic_names.csv", HISTORIC_NAMES, |row| {
        let codes = row.text("codes")?.split(' ').map(|code| {
            let known = code.parse().ok().filter(|code| places.contains_key(code));
            known.ok_or_else(|| row.error("codes", format!("no place has the code {code}")))
        });
        Ok(HistoricName {
            name: row.text("name")?.to_owned(),
            short_name: row.text("short_name")?.to_owned(),
            codes: codes.collect::<Result<_, _>>()?,
        })
    })?;
    let aliases = read("aliases.csv", ALIASES, |row| {
        let code = row.code("code")?;
        if !places.contains_key(&code) {
            return Err(row.error("code", format!("no place has the code {code}")));
        }
        Ok(Alias {
            alias: row.text("alias")?.to_owned(),
            code,
        })
    })?;
    Ok(Tables {
        places: places.into_values().collect(),
        historic_names,
        aliases,
    })
}

/// Whether the kind is one of the 337 prefecture-level cities and municipalities.
pub(crate) fn is_one_of_337(place: &Place) -> bool {
    place.kind == "直辖市" || (place.level == Level::City && place.kind != DIRECT_COUNTY)
}
