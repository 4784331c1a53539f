//! The names a text is read for, from the shipped places and groups.

use std::collections::BTreeSet;

use jushu_places::{
    Code, Group as Circle, Groups, Hint, Level, Place as Division, Places, Region, Resolution,
    SouthNorth,
};
use jushu_report::claims::names::{Gazetteer, Group, Place, Scale};

/// Abbreviations of provinces, and of the cities that are named together by one character.
const ABBREVIATIONS: &str =
    "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新港澳台";
const CITY_ABBREVIATIONS: &[(char, u32)] = &[
    ('北', 110_000),
    ('上', 310_000),
    ('广', 440_100),
    ('深', 440_300),
    ('杭', 330_100),
];

/// Provinces and cities with everything they are called, the regions, south and north, the circles, and each province as
/// the group of its cities.
pub fn gazetteer(own: &[Circle]) -> Gazetteer {
    let shipped = Places::shipped();
    let scales = |division: &Division| -> Vec<Scale> {
        [
            (Level::Province, Scale::Province),
            (Level::City, Scale::City),
        ]
        .into_iter()
        .filter(|(level, _)| division.is_at(*level))
        .map(|(_, scale)| scale)
        .collect()
    };
    let places: Vec<Place> = shipped
        .iter()
        .filter(|division| division.level != Level::Country && !scales(division).is_empty())
        .map(|division| Place {
            code: division.code.get(),
            name: division.name.clone(),
            forms: forms(division),
            scales: scales(division),
        })
        .collect();
    Gazetteer::new(places, groups(own))
}

fn forms(division: &Division) -> Vec<String> {
    let mut forms = vec![division.name.clone(), division.short_name.clone()];
    forms.extend(division.english_name.clone());
    let province = Hint {
        level: Some(Level::Province),
        within: None,
    };
    if division.level == Level::Province {
        forms.extend(ABBREVIATIONS.chars().map(String::from).filter(|short| {
            Places::shipped().resolve(short, &province) == Resolution::Found(division.code)
        }));
    }
    forms.extend(
        CITY_ABBREVIATIONS
            .iter()
            .filter(|(_, code)| division.code.get() == *code)
            .map(|(short, _)| short.to_string()),
    );
    // 阿里 is a company in nearly every text about the data industry.
    forms.retain(|form| form != "阿里");
    forms.sort();
    forms.dedup();
    forms
}

fn groups(own: &[Circle]) -> Vec<Group> {
    let shipped = Places::shipped();
    let where_ = |fits: &dyn Fn(&Division) -> bool, codes: &[Code]| -> BTreeSet<u32> {
        codes
            .iter()
            .filter_map(|code| shipped.get(*code))
            .filter(|division| fits(division))
            .map(|division| division.code.get())
            .collect()
    };
    let made = |name: &str, forms: &[&str], fits: &dyn Fn(&Division) -> bool| Group {
        name: name.to_string(),
        forms: forms.iter().map(ToString::to_string).collect(),
        provinces: where_(fits, shipped.provinces_31()),
        cities: where_(fits, shipped.cities_337()),
    };
    let mut groups = vec![
        made(
            "东部",
            &["东部地区", "东部", "the east", "eastern region", "eastern"],
            &|place| place.region == Some(Region::East),
        ),
        made(
            "中部",
            &[
                "中部地区",
                "中部",
                "the centre",
                "the central region",
                "central region",
            ],
            &|place| place.region == Some(Region::Central),
        ),
        made(
            "西部",
            &["西部地区", "西部", "the west", "western region", "western"],
            &|place| place.region == Some(Region::West),
        ),
        made(
            "东北",
            &[
                "东北地区",
                "东北部",
                "东北",
                "the northeast",
                "the north-east",
                "northeastern",
            ],
            &|place| place.region == Some(Region::Northeast),
        ),
        made(
            "南方",
            &["南方地区", "南方", "the south"],
            &|place| place.south_north == Some(SouthNorth::South),
        ),
        made(
            "北方",
            &["北方地区", "北方", "the north"],
            &|place| place.south_north == Some(SouthNorth::North),
        ),
    ];
    for circle in own.iter().chain(Groups::shipped().iter()) {
        let cities = circle
            .members
            .iter()
            .map(|member| member.place.get())
            .collect();
        let mut forms = vec![
            circle.name_zh.clone(),
            format!("{}地区", circle.name_zh),
            circle.name_en.clone(),
        ];
        let long = match circle.id.as_str() {
            "yangtze-river-delta" => Some("长江三角洲"),
            "pearl-river-delta" => Some("珠江三角洲"),
            "chengdu-chongqing" => Some("成渝地区双城经济圈"),
            _ => None,
        };
        forms.extend(long.map(str::to_string));
        groups.push(Group {
            name: circle.name_zh.clone(),
            forms,
            provinces: BTreeSet::new(),
            cities,
        });
    }
    // A province as the group of its cities; its name is read as that of the place.
    groups.extend(shipped.provinces_31().iter().filter_map(|code| {
        let province = shipped.get(*code)?;
        Some(Group {
            name: province.name.clone(),
            forms: Vec::new(),
            provinces: BTreeSet::new(),
            cities: where_(&|place| place.province == *code, shipped.cities_337()),
        })
    }));
    groups
}
