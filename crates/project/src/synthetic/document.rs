//! Policies, and laws and regulations.

use jushu_places::Places;

use super::city::City;
use super::date::Date;
use super::published::{DAY, FUTURE, PAST, city};
use super::random::Draw;
use super::table::Table;
use super::words::PREFIX;

/// Who issues documents: the country, a province, or a city that is not a municipality.
struct Issuer {
    name: &'static str,
    code: u32,
    level: Level,
    /// How much it issues.
    activity: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Country,
    Province,
    City,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Level::Country => "国家",
            Level::Province => "省级",
            Level::City => "市级",
        }
    }
}

/// The country, the 31 provinces and the cities with firms.
fn issuers(cities: &[City]) -> Vec<Issuer> {
    let places = Places::shipped();
    let country = Issuer {
        name: "全国",
        code: 100_000,
        level: Level::Country,
        activity: 40,
    };
    let provinces = places
        .provinces_31()
        .iter()
        .filter_map(|&code| places.get(code))
        .map(|place| {
            let industry: u64 = cities
                .iter()
                .filter(|city| city.province == place.name)
                .map(|city| city.weight)
                .sum();
            Issuer {
                name: &place.name,
                code: place.code.get(),
                level: Level::Province,
                activity: 8 + 2 * industry.isqrt(),
            }
        });
    let municipalities = [
        city::BEIJING,
        city::TIANJIN,
        city::SHANGHAI,
        city::CHONGQING,
    ];
    let below = cities
        .iter()
        .filter(|city| city.weight > 0 && !municipalities.contains(&city.code));
    std::iter::once(country)
        .chain(provinces)
        .chain(below.map(|city| Issuer {
            name: city.name,
            code: city.code,
            level: Level::City,
            activity: 2 + city.weight.isqrt(),
        }))
        .collect()
}

const THEMES: [&str; 8] = [
    "大数据",
    "数据要素",
    "公共数据",
    "数字经济",
    "算力基础设施",
    "人工智能",
    "工业互联网",
    "数据交易",
];

/// Industrial policies; some are no longer in force.
pub(super) fn policies(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "政策名称",
        "发文机关",
        "发文字号",
        "发布日期",
        "施行日期",
        "废止日期",
        "级别",
        "地区",
        "地区代码",
        "类型",
        "主题",
        "时效性",
    ];
    let mut table = Table::new("policies.csv", "policy", &heading);
    let kinds = [
        "发展规划",
        "行动计划",
        "若干措施",
        "实施意见",
        "管理办法",
        "工作要点",
    ];
    for issuer in issuers(cities) {
        let body = match issuer.level {
            Level::Country => "合成·国家部门",
            _ => "合成·人民政府办公厅（室）",
        };
        for number in 1..=draw.between(issuer.activity * 7 / 10, issuer.activity * 13 / 10) {
            let theme = draw.pick(&THEMES);
            let kind = draw.pick(&kinds);
            let issued = Date::draw(draw, Date::first_of(2015, 1), DAY);
            let repealed = (issued < Date::first_of(2019, 1) && draw.chance(30))
                .then(|| Date::draw(draw, issued.plus_years(1), PAST));
            table.push(&[
                &format!("{PREFIX}{}{theme}{kind}（第{number}号）", issuer.name),
                body,
                // Numbers of real documents have no code of a division in them.
                &format!("合成〔{}〕{}-{number}号", issued.year(), issuer.code),
                &issued.to_string(),
                &issued.to_string(),
                &repealed.map(|date| date.to_string()).unwrap_or_default(),
                issuer.level.name(),
                issuer.name,
                &issuer.code.to_string(),
                kind,
                theme,
                if repealed.is_some() {
                    "已废止"
                } else {
                    "现行有效"
                },
            ]);
        }
    }
    table
}

/// Laws and regulations; a few are not yet in force.
pub(super) fn laws(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "名称",
        "制定机关",
        "类型",
        "级别",
        "公布日期",
        "施行日期",
        "地区",
        "地区代码",
        "时效性",
    ];
    let mut table = Table::new("laws.csv", "law", &heading);
    for issuer in issuers(cities) {
        let (number, kind) = match issuer.level {
            Level::Country => (6, "法律"),
            Level::Province => (
                draw.below(3) + u64::from(issuer.activity > 40),
                "地方性法规",
            ),
            // Few cities make one.
            Level::City if issuer.activity > 11 || draw.chance(5) => {
                (draw.between(1, 2), "地方性法规")
            }
            Level::City => (0, ""),
        };
        for ordinal in 0..number {
            let theme = THEMES[(ordinal as usize + draw.below(2) as usize * 4) % THEMES.len()];
            let ending = if issuer.level == Level::Country {
                "法"
            } else {
                "条例"
            };
            let issued = Date::draw(draw, Date::first_of(2016, 1), DAY);
            let later = draw.chance(4);
            let effective = if later { FUTURE } else { issued };
            table.push(&[
                &format!(
                    "{PREFIX}{}{theme}{ending}（第{}号）",
                    issuer.name,
                    ordinal + 1
                ),
                "合成·人民代表大会常务委员会",
                kind,
                issuer.level.name(),
                &issued.to_string(),
                &effective.to_string(),
                issuer.name,
                &issuer.code.to_string(),
                if later {
                    "尚未生效"
                } else {
                    "现行有效"
                },
            ]);
        }
    }
    table
}
