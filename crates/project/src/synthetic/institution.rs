//! Universities, agencies, associations and exchanges.

use super::apportion::{Share, apportion};
use super::city::City;
use super::date::Date;
use super::published::{self, DAY, city};
use super::quota::{figure, shares};
use super::random::Draw;
use super::table::Table;
use super::words::{self, APPLICATIONS, PREFIX};

/// Universities with a big-data major; those without one are not in the file.
pub(super) fn universities(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "学校名称",
        "办学层次",
        "民办",
        "开设大数据相关专业",
        "大数据相关专业名称",
        "大数据专业设立日期",
        "大数据专业在校生数",
        "省份",
        "城市",
        "城市代码",
    ];
    let mut table = Table::new("universities.csv", "university", &heading);
    let counts = apportion(
        published::UNIVERSITIES,
        &shares(cities, &published::UNIVERSITIES_BY_CITY, |_, city| Share {
            // Universities follow the size of a city more than its industry.
            weight: (2 * city.districts.len() as u64 + city.weight.min(120))
                * draw.between(50, 150),
            floor: 0,
            cap: 30,
        }),
    );
    for (city, count) in cities.iter().zip(counts) {
        for ordinal in 0..count {
            // Brands that few of the firms of the city have.
            let ordinal = words::BRANDS - 1 - ordinal;
            let brand: String = words::brand(words::brand_of(ordinal, city.code, words::BRANDS))
                [1..]
                .iter()
                .collect();
            let bachelor = draw.chance(70);
            let (ending, level, majors) = match bachelor {
                true => (
                    *draw.pick(&["大学", "学院", "理工学院", "科技大学"]),
                    "本科",
                    *draw.pick(&[
                        "数据科学与大数据技术",
                        "大数据管理与应用",
                        "数据科学与大数据技术；大数据管理与应用",
                    ]),
                ),
                false => (
                    *draw.pick(&["职业技术学院", "高等专科学校"]),
                    "专科",
                    "大数据技术",
                ),
            };
            table.push(&[
                &format!("{PREFIX}{}{brand}{ending}", city.short_name),
                level,
                if draw.chance(25) { "是" } else { "否" },
                "是",
                majors,
                &Date::draw(draw, Date::first_of(2016, 3), Date::first_of(2023, 5)).to_string(),
                &draw.between(40, 900).to_string(),
                city.province,
                city.name,
                &city.code.to_string(),
            ]);
        }
    }
    table
}

/// One row a city: whether it has an agency, and if so, which.
pub(super) fn agencies(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "机构名称",
        "是否设立",
        "设立日期",
        "级别",
        "机构类型",
        "省份",
        "城市",
        "城市代码",
    ];
    let mut table = Table::new("agencies.csv", "agency", &heading);
    // The cities with more of the industry have one first.
    let mut order: Vec<(u64, usize)> = cities
        .iter()
        .enumerate()
        .map(|(position, city)| (city.weight.min(10) * 20 + draw.between(1, 150), position))
        .collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    let mut established = vec![false; cities.len()];
    for (_, position) in order.into_iter().take(published::CITIES_WITH_AGENCY) {
        established[position] = true;
    }
    for (city, established) in cities.iter().zip(established) {
        let kind = draw.pick(&[
            "大数据发展管理局",
            "大数据管理局",
            "数据资源管理局",
            "大数据中心",
            "政务服务数据管理局",
        ]);
        let form = draw.weighted(&[("行政机构", 55), ("事业单位", 30), ("挂牌机构", 15)]);
        let since = Date::draw(draw, Date::first_of(2015, 1), DAY);
        let (name, answer, since, form) = match established {
            true => (
                format!("{PREFIX}{}{kind}", city.name),
                "是",
                since.to_string(),
                *form,
            ),
            false => (String::new(), "否", String::new(), ""),
        };
        table.push(&[
            &name,
            answer,
            &since,
            "市级",
            form,
            city.province,
            city.name,
            &city.code.to_string(),
        ]);
    }
    table
}

/// Alliances and associations.
pub(super) fn associations(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "名称",
        "类型",
        "领域",
        "成立日期",
        "会员数",
        "级别",
        "省份",
        "城市",
        "城市代码",
    ];
    let mut table = Table::new("associations.csv", "association", &heading);
    let kinds = ["产业联盟", "协会", "促进会", "创新联盟"];
    let counts = apportion(
        1450,
        &shares(cities, &published::ASSOCIATIONS_BY_CITY, |_, city| Share {
            weight: (city.weight + 2 * city.districts.len() as u64) * draw.between(70, 130),
            floor: 0,
            // Below those of which the report gives a number.
            cap: 36,
        }),
    );
    for (city, count) in cities.iter().zip(counts) {
        let mut names: Vec<(&str, &str)> = APPLICATIONS
            .iter()
            .flat_map(|field| kinds.map(|kind| (*field, kind)))
            .collect();
        draw.shuffle(&mut names);
        for (field, kind) in names.into_iter().take(count as usize) {
            table.push(&[
                &format!("{PREFIX}{}{field}大数据{kind}", city.short_name),
                if kind.ends_with("联盟") {
                    "联盟"
                } else {
                    "协会"
                },
                field,
                &Date::draw(draw, Date::first_of(2013, 1), DAY).to_string(),
                &(6 * draw.long_tailed(60) + draw.between(8, 40)).to_string(),
                "市级",
                city.province,
                city.name,
                &city.code.to_string(),
            ]);
        }
    }
    table
}

/// Data exchanges, built and being built.
pub(super) fn exchanges(cities: &[City], draw: &mut Draw) -> Table {
    let heading = [
        "名称",
        "类别",
        "级别",
        "专业领域",
        "建设状态",
        "批准筹建日期",
        "成立日期",
        "注册资本",
        "数据商数",
        "数据产品数",
        "交易额",
        "省份",
        "城市",
        "城市代码",
    ];
    let mut table = Table::new("exchanges.csv", "exchange", &heading);
    for city in cities {
        for ordinal in 0..figure(&published::EXCHANGES_BY_CITY, city).unwrap_or(0) {
            let shipping = city.code == city::QINGDAO;
            let ending = match (shipping, ordinal) {
                (true, _) => "航运数据交易中心",
                (false, 0) => *draw.pick(&["数据交易所", "数据交易中心", "大数据交易中心"]),
                (false, _) => "行业数据交易服务中心",
            };
            let planned = Date::draw(draw, Date::first_of(2014, 6), Date::first_of(2022, 6));
            let building = draw.chance(20);
            let founded = Date::draw(draw, planned, DAY);
            let only_built = |text: String| if building { String::new() } else { text };
            let merchants = 10 * draw.long_tailed(100);
            let products = 20 * draw.long_tailed(120);
            let turnover = draw.between(1, 300);
            table.push(&[
                &format!("{PREFIX}{}{ending}", city.short_name),
                "数据交易机构",
                if draw.chance(60) { "省级" } else { "市级" },
                if shipping { "航运" } else { "" },
                if building { "在建" } else { "已建成" },
                &planned.to_string(),
                &only_built(founded.to_string()),
                &format!("{}万元", draw.between(20, 200) * 100),
                &only_built(merchants.to_string()),
                &only_built(products.to_string()),
                &only_built(format!("{}.{}亿元", turnover / 10, turnover % 10)),
                city.province,
                city.name,
                &city.code.to_string(),
            ]);
        }
    }
    table
}
