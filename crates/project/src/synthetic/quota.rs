//! What each city gets of every total.

use super::apportion::{Share, apportion};
use super::city::City;
use super::published::{self, Figure, city};
use super::random::Draw;

/// The totals of one city.
pub(super) struct Quota {
    pub(super) firms: u64,
    pub(super) listed: u64,
    pub(super) unicorns: u64,
    pub(super) gazelles: u64,
    pub(super) high_tech: u64,
    /// Of the listed firms, in 万元.
    pub(super) market_value: u64,
    /// Of the unicorns, in 万元.
    pub(super) valuation: u64,
    /// Of the listed firms.
    pub(super) technical_staff: u64,
    pub(super) patents: u64,
    pub(super) software_copyrights: u64,
}

/// The published figure of a city among `figures`.
pub(super) fn figure(figures: &[Figure], city: &City) -> Option<u64> {
    figures
        .iter()
        .find(|(code, _)| *code == city.code)
        .map(|(_, value)| *value)
}

/// The shares of the cities: the published figure where there is one, else what `other` says.
pub(super) fn shares(
    cities: &[City],
    figures: &[Figure],
    mut other: impl FnMut(usize, &City) -> Share,
) -> Vec<Share> {
    cities
        .iter()
        .enumerate()
        .map(|(position, city)| {
            figure(figures, city).map_or_else(|| other(position, city), Share::fixed)
        })
        .collect()
}

/// The weight of a city, by up to eight in a hundred more or less.
fn about(draw: &mut Draw, weight: u64) -> u64 {
    weight * draw.between(92, 108)
}

/// The totals of every city, in the order of `cities`.
pub(super) fn quotas(cities: &[City], draw: &mut Draw) -> Vec<Quota> {
    let firms = apportion(
        published::FIRMS,
        &shares(cities, &published::FIRMS_BY_CITY, |_, city| Share {
            weight: about(draw, city.weight),
            floor: match city.code {
                // Room for its listed firms.
                city::LHASA => 10,
                _ => u64::from(city.weight > 0),
            },
            cap: 400,
        }),
    );
    let listed = apportion(
        published::LISTED,
        &shares(cities, &published::LISTED_BY_CITY, |position, city| Share {
            weight: about(draw, city.weight),
            floor: 0,
            cap: (firms[position] / 2).min(60),
        }),
    );
    let unicorns: Vec<u64> = cities
        .iter()
        .map(|city| figure(&published::UNICORNS_BY_CITY, city).unwrap_or(0))
        .collect();
    let gazelles = apportion(
        1800,
        &shares(cities, &published::GAZELLES_BY_CITY, |position, city| {
            Share {
                weight: about(draw, city.weight),
                floor: 0,
                cap: ((firms[position] - listed[position] - unicorns[position]) / 2).min(140),
            }
        }),
    );
    let high_tech = apportion(
        3950,
        &shares(cities, &published::HIGH_TECH_BY_CITY, |position, city| {
            Share {
                weight: about(draw, city.weight),
                floor: 0,
                cap: firms[position] * 3 / 4,
            }
        }),
    );
    let market_value = apportion(
        4_950_000_000,
        &shares(cities, &published::MARKET_VALUE_BY_CITY, |position, _| {
            Share {
                weight: listed[position] * draw.between(50, 150),
                floor: listed[position] * 80_000,
                cap: 230_000_000,
            }
        }),
    );
    let technical_staff = apportion(
        published::TECHNICAL_STAFF,
        &shares(
            cities,
            &published::TECHNICAL_STAFF_BY_CITY,
            |position, _| Share {
                weight: listed[position] * draw.between(60, 140),
                floor: listed[position] * 20,
                cap: 46_000,
            },
        ),
    );
    let patents = apportion(
        published::PATENTS,
        &shares(cities, &published::PATENTS_BY_CITY, |_, city| Share {
            weight: about(draw, city.weight),
            floor: 0,
            cap: 3800,
        }),
    );
    let software_copyrights = apportion(
        published::SOFTWARE_COPYRIGHTS,
        &shares(
            cities,
            &published::SOFTWARE_COPYRIGHTS_BY_CITY,
            |_, city| Share {
                weight: about(draw, city.weight),
                floor: 0,
                cap: 5400,
            },
        ),
    );
    (0..cities.len())
        .map(|position| Quota {
            firms: firms[position],
            listed: listed[position],
            unicorns: unicorns[position],
            gazelles: gazelles[position],
            high_tech: high_tech[position],
            market_value: market_value[position],
            valuation: figure(&published::VALUATION_BY_CITY, &cities[position])
                .unwrap_or_else(|| unicorns[position] * draw.between(900_000, 1_800_000)),
            technical_staff: technical_staff[position],
            patents: patents[position],
            software_copyrights: software_copyrights[position],
        })
        .collect()
}
