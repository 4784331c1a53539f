//! All divisions, looked up by code, by level and by parent.

use std::sync::LazyLock;

use crate::data::{self, Tables};
use crate::names::Names;
use crate::{Code, Level, Place};

/// The administrative divisions with their names.
pub struct Places {
    places: Vec<Place>,
    provinces: Vec<Code>,
    provinces_31: Vec<Code>,
    cities_337: Vec<Code>,
    pub(crate) names: Names,
}

static SHIPPED: LazyLock<Places> = LazyLock::new(|| {
    // The tables are compiled in and read by the tests: an error here is an error of the build.
    Places::new(data::tables().expect("the shipped tables of places are sound"))
});

impl Places {
    /// The divisions compiled into the program; read once, on first use.
    pub fn shipped() -> &'static Places {
        &SHIPPED
    }

    fn new(tables: Tables) -> Places {
        let names = Names::new(&tables);
        let places = tables.places;
        let codes = |wanted: fn(&Place) -> bool| -> Vec<Code> {
            places
                .iter()
                .filter(|place| wanted(place))
                .map(|place| place.code)
                .collect()
        };
        Places {
            provinces: codes(|place| place.level == Level::Province),
            provinces_31: codes(|place| place.level == Level::Province && place.region.is_some()),
            cities_337: codes(data::is_one_of_337),
            places,
            names,
        }
    }

    /// The place of a code.
    pub fn get(&self, code: Code) -> Option<&Place> {
        let position = self
            .places
            .binary_search_by_key(&code, |place| place.code)
            .ok()?;
        self.places.get(position)
    }

    /// All places, the country first, sorted by code.
    pub fn iter(&self) -> std::slice::Iter<'_, Place> {
        self.places.iter()
    }

    /// All places, sorted by code; [`crate::names::Candidate`] counts positions in this slice.
    pub(crate) fn all(&self) -> &[Place] {
        &self.places
    }

    pub(crate) fn at(&self, position: u16) -> &Place {
        &self.places[usize::from(position)]
    }

    /// The 34 province-level divisions, sorted by code.
    pub fn provinces(&self) -> &[Code] {
        &self.provinces
    }

    /// The 31 province-level divisions of the mainland, sorted by code.
    pub fn provinces_31(&self) -> &[Code] {
        &self.provinces_31
    }

    /// The 333 prefecture-level divisions and the 4 municipalities, sorted by code.
    pub fn cities_337(&self) -> &[Code] {
        &self.cities_337
    }

    /// The units of a named unit set: `provinces-31` or `cities-337`.
    ///
    /// The municipalities are in both, under the same code: the two sets are separate populations.
    pub fn unit_set(&self, name: &str) -> Option<&[Code]> {
        match name {
            "provinces-31" => Some(&self.provinces_31),
            "cities-337" => Some(&self.cities_337),
            _ => None,
        }
    }

    /// The places directly under a place, sorted by code: provinces under the country, cities under a
    /// province, counties under a city. Under a municipality stand its districts and counties.
    pub fn children(&self, code: Code) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| {
            let parent = match place.level {
                Level::Country => None,
                Level::Province => Some(Code::CHINA),
                Level::City => Some(place.province),
                Level::County => place.city,
            };
            parent == Some(code)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::{Code, Level, Places, Region, SouthNorth};

    fn code(number: u32) -> Code {
        Code::new(number).unwrap()
    }

    #[test]
    fn populations_have_their_sizes() {
        let places = Places::shipped();
        assert_eq!(places.provinces().len(), 34);
        assert_eq!(places.unit_set("provinces-31").unwrap().len(), 31);
        assert_eq!(places.unit_set("cities-337").unwrap().len(), 337);
        assert!(places.unit_set("cities").is_none());
        assert!(places.cities_337().is_sorted() && places.provinces().is_sorted());
        let direct = places
            .iter()
            .filter(|place| place.kind == crate::place::DIRECT_COUNTY);
        assert_eq!(direct.count(), 33);
        let count = |wanted| {
            let south = |code: &&Code| places.get(**code).unwrap().south_north == Some(wanted);
            places.provinces_31().iter().filter(south).count()
        };
        assert_eq!(
            (count(SouthNorth::South), count(SouthNorth::North)),
            (16, 15)
        );
        let regions = [
            Region::East,
            Region::Central,
            Region::West,
            Region::Northeast,
        ]
        .map(|region| {
            let of = |code: &&Code| places.get(**code).unwrap().region == Some(region);
            places.provinces_31().iter().filter(of).count()
        });
        assert_eq!(regions, [10, 6, 12, 3]);
    }

    #[test]
    fn every_place_hangs_on_the_tree() {
        let places = Places::shipped();
        let mut seen = HashSet::new();
        for place in places.iter() {
            assert!(seen.insert(place.code), "{} twice", place.code);
            assert!(places.get(place.province).is_some());
            if let Some(city) = place.city {
                assert!(
                    places.get(city).unwrap().is_at(Level::City),
                    "{}",
                    place.name
                );
            }
            if let Some((longitude, latitude)) = place.seat {
                assert!((73.0..136.0).contains(&longitude) && (3.0..54.0).contains(&latitude));
            }
        }
        fn below(places: &Places, code: Code) -> usize {
            places
                .children(code)
                .map(|child| 1 + below(places, child.code))
                .sum()
        }
        assert_eq!(1 + below(places, Code::CHINA), places.iter().count());
    }

    #[test]
    fn municipalities_and_direct_counties_are_cities() {
        let places = Places::shipped();
        let beijing = places.get(code(110_000)).unwrap();
        assert_eq!(beijing.level, Level::Province);
        assert_eq!(beijing.city, Some(beijing.code));
        assert!(beijing.is_at(Level::City) && beijing.is_at(Level::Province));
        let jiyuan = places.get(code(419_001)).unwrap();
        assert_eq!(
            (jiyuan.level, jiyuan.city),
            (Level::City, Some(jiyuan.code))
        );
        assert!(jiyuan.is_at(Level::County));
        assert_eq!(
            places.get(code(110_105)).unwrap().at(Level::City),
            Some(beijing.code)
        );
        assert_eq!(places.get(code(710_000)).unwrap().city, None);
    }
}
