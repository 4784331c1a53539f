//! The cities, and how much of the industry each is given.

use jushu_places::{Code, Level, Places};

use super::published;
use super::random::Draw;

/// One of the 337 prefecture-level cities and municipalities.
pub(super) struct City {
    pub(super) code: u32,
    pub(super) name: &'static str,
    pub(super) short_name: &'static str,
    pub(super) province: &'static str,
    /// Longitude and latitude of the seat in 10⁻⁴ degrees.
    pub(super) seat: Option<(i64, i64)>,
    pub(super) districts: Vec<District>,
    /// How much of the industry the city has beside the others; 0 where it has no firm.
    pub(super) weight: u64,
}

/// A county-level division of a city.
pub(super) struct District {
    pub(super) code: u32,
    pub(super) name: &'static str,
}

/// Weights of the cities that lead, made up: the twenty the report names keep its order, then come further
/// provincial capitals and large cities.
const LEADING: [(u32, u64); 72] = [
    (110_000, 2600),
    (310_000, 1010),
    (440_300, 860),
    (330_100, 610),
    (440_100, 470),
    (320_100, 300),
    (320_500, 285),
    (420_100, 270),
    (340_100, 250),
    (510_100, 280),
    (120_000, 175),
    (370_200, 145),
    (500_000, 160),
    (410_100, 120),
    (320_200, 105),
    (430_100, 115),
    (370_100, 125),
    (350_100, 90),
    (610_100, 120),
    (350_200, 85),
    (441_900, 64),
    (440_400, 60),
    (330_200, 62),
    (210_100, 58),
    (520_100, 56),
    (210_200, 52),
    (130_100, 46),
    (360_100, 46),
    (230_100, 44),
    (220_100, 42),
    (440_600, 42),
    (530_100, 38),
    (450_100, 36),
    (140_100, 34),
    (320_400, 32),
    (320_600, 30),
    (330_300, 28),
    (441_300, 26),
    (150_100, 24),
    (330_400, 24),
    (350_500, 24),
    (370_600, 24),
    (460_100, 22),
    (620_100, 22),
    (650_100, 22),
    (340_200, 20),
    (330_700, 20),
    (370_700, 18),
    (330_600, 18),
    (320_300, 18),
    (130_600, 17),
    (510_700, 17),
    (442_000, 16),
    (131_000, 16),
    (640_100, 15),
    (321_000, 14),
    (321_100, 14),
    (430_200, 14),
    (330_500, 14),
    (370_300, 13),
    (410_300, 13),
    (430_300, 12),
    (130_200, 12),
    (540_100, 12),
    (450_300, 11),
    (360_700, 11),
    (440_500, 10),
    (340_300, 10),
    (350_600, 10),
    (331_000, 10),
    (630_100, 9),
    (371_000, 9),
];

/// The 337 cities in the order of their codes. Which of the smaller ones have firms depends on the draw; larger
/// ones, by the number of their districts and counties, are likelier to.
pub(super) fn cities(draw: &mut Draw) -> Vec<City> {
    let places = Places::shipped();
    let mut cities: Vec<City> = places
        .cities_337()
        .iter()
        .filter_map(|&code| city(places, code))
        .collect();
    let mut others: Vec<(u64, usize)> = Vec::new();
    for (position, city) in cities.iter_mut().enumerate() {
        match LEADING.iter().find(|(code, _)| *code == city.code) {
            Some((_, weight)) => city.weight = *weight,
            None => others.push((
                draw.between(1, 100) * (2 + city.districts.len() as u64),
                position,
            )),
        }
    }
    others.sort_unstable_by(|a, b| b.cmp(a));
    let wanted = published::CITIES_WITH_FIRMS - LEADING.len();
    for (rank, (_, position)) in others.into_iter().take(wanted).enumerate() {
        // The tail of Zipf's law, in the unit of the weights above.
        cities[position].weight = 9 * 20 / (20 + rank as u64) + 1;
    }
    cities
}

fn city(places: &'static Places, code: Code) -> Option<City> {
    let place = places.get(code)?;
    // Rounded to the four decimals the seats are given with.
    let units = |degrees: f64| (degrees * 10_000.0).round() as i64;
    Some(City {
        code: code.get(),
        name: &place.name,
        short_name: &place.short_name,
        province: &places.get(place.province)?.name,
        seat: place
            .seat
            .map(|(longitude, latitude)| (units(longitude), units(latitude))),
        districts: places
            .children(code)
            .filter(|child| child.level == Level::County)
            .map(|child| District {
                code: child.code.get(),
                name: &child.name,
            })
            .collect(),
        weight: 0,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::random::{Draw, Purpose};
    use super::{LEADING, cities};

    #[test]
    fn leading_cities_are_cities() {
        let cities = cities(&mut Draw::new(1, Purpose::Cities));
        assert_eq!(cities.len(), 337);
        assert_eq!(cities.iter().filter(|city| city.weight > 0).count(), 163);
        let codes: BTreeSet<u32> = LEADING.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), LEADING.len());
        for code in codes {
            assert!(cities.iter().any(|city| city.code == code), "{code}");
        }
    }
}
