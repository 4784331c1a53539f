//! One administrative division.

use crate::Code;

/// Level of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole country.
    Country,
    /// Provinces, autonomous regions, municipalities, special administrative regions, Taiwan.
    Province,
    /// Prefecture-level cities, autonomous prefectures, areas, leagues; county-level units directly under a
    /// province. Municipalities and special administrative regions also stand here, see [`Place::is_at`].
    City,
    /// Districts, county-level cities, counties, banners.
    County,
}

/// The four regions of the National Bureau of Statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// 东部
    East,
    /// 中部
    Central,
    /// 西部
    West,
    /// 东北
    Northeast,
}

impl Region {
    /// Chinese and English name.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Region::East => ("东部", "East"),
            Region::Central => ("中部", "Central"),
            Region::West => ("西部", "West"),
            Region::Northeast => ("东北", "Northeast"),
        }
    }
}

/// South or north of the country, by whole provinces (16 and 15): the division by the Qinling–Huaihe line as
/// commonly drawn in comparisons of southern and northern economies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SouthNorth {
    /// 南方
    South,
    /// 北方
    North,
}

impl SouthNorth {
    /// Chinese and English name.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            SouthNorth::South => ("南方", "South"),
            SouthNorth::North => ("北方", "North"),
        }
    }
}

/// One administrative division.
///
/// Municipalities (北京 110000) and special administrative regions are one `Place` with level
/// [`Level::Province`] and `city` set to themselves: they are units of the provinces and of the cities, under
/// one code. A county-level unit directly under a province (济源 419001) has level [`Level::City`] and is its
/// own `city`, so it never drops out of a table by city.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Code of GB/T 2260.
    pub code: Code,
    /// Full name: 深圳市.
    pub name: String,
    /// Name without the suffix and the names of peoples: 深圳, 延边, 围场.
    pub short_name: String,
    /// English name without a word for the level: Shenzhen, Inner Mongolia. For counties the pinyin of the
    /// short name, which is not always the spelling used locally.
    pub english_name: Option<String>,
    /// Level.
    pub level: Level,
    /// Kind as published: 省, 直辖市, 地级市, 自治州, 省直辖县级行政区, 市辖区, …
    pub kind: String,
    /// Province it lies in; itself for a province, [`Code::CHINA`] for the country.
    pub province: Code,
    /// Unit of the city level it lies in; itself for a unit of the city level. Empty for the country, for
    /// provinces that are not cities, and for Taiwan, of which no lower level is shipped.
    pub city: Option<Code>,
    /// Region of its province; empty for Hong Kong, Macao, Taiwan and the country.
    pub region: Option<Region>,
    /// South or north; empty where `region` is.
    pub south_north: Option<SouthNorth>,
    /// Longitude and latitude of the seat in degrees (WGS 84). Of a province, its capital. Not known for
    /// counties and for 7 young cities of the Xinjiang Production and Construction Corps.
    pub seat: Option<(f64, f64)>,
}

/// Kind of the county-level units directly under a province.
pub(crate) const DIRECT_COUNTY: &str = "省直辖县级行政区";

impl Place {
    /// Whether the place is a unit of a level. Municipalities and special administrative regions are units of
    /// the province and of the city level, county-level units directly under a province of the city and of
    /// the county level.
    pub fn is_at(&self, level: Level) -> bool {
        match level {
            Level::City => self.city == Some(self.code),
            Level::County => self.level == Level::County || self.kind == DIRECT_COUNTY,
            Level::Country | Level::Province => self.level == level,
        }
    }

    /// The unit of a level the place is or lies in; none where the place is coarser than the level.
    pub fn at(&self, level: Level) -> Option<Code> {
        match level {
            _ if self.is_at(level) => Some(self.code),
            Level::Country => Some(Code::CHINA),
            Level::Province => (self.level != Level::Country).then_some(self.province),
            Level::City => self.city,
            Level::County => None,
        }
    }

    /// Whether the place is, or lies in, the division of that code.
    pub fn lies_in(&self, code: Code) -> bool {
        code == Code::CHINA || self.code == code || self.city == Some(code) || self.province == code
    }
}
