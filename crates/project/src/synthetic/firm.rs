//! The register of firms and the events of their financing.

use super::apportion::{Share, apportion};
use super::city::City;
use super::credit_code::credit_code;
use super::date::Date;
use super::published::{self, DAY, FUTURE, PAST, city};
use super::quota::Quota;
use super::random::Draw;
use super::table::Table;
use super::words::{self, Industry};

const FIRM_HEADING: [&str; 53] = [
    "企业名称",
    "统一社会信用代码",
    "登记状态",
    "成立日期",
    "企业类型",
    "所有制性质",
    "注册资本",
    "国民经济行业代码",
    "行业",
    "行业门类",
    "省份",
    "城市",
    "城市代码",
    "区县",
    "区县代码",
    "注册地址",
    "经度",
    "纬度",
    "财务年度",
    "营业收入",
    "研发费用",
    "从业人员数",
    "企业规模",
    "上市交易所",
    "上市板块",
    "上市日期",
    "退市日期",
    "总市值",
    "市值日期",
    "入选独角兽日期",
    "退出独角兽日期",
    "入选瞪羚日期",
    "退出瞪羚日期",
    "高新技术企业认定日期",
    "高新技术企业到期日期",
    "专精特新认定日期",
    "专精特新到期日期",
    "官方网站",
    "研发人员数",
    "技术人员数",
    "专利数",
    "发明专利数",
    "软件著作权数",
    "融资总额",
    "融资次数",
    "最新融资轮次",
    "最新融资日期",
    "估值",
    "估值日期",
    "产业链环节",
    "应用领域",
    "上架数据产品数",
    "DCMM等级",
];

const EVENT_HEADING: [&str; 13] = [
    "事件编号",
    "企业名称",
    "统一社会信用代码",
    "融资日期",
    "轮次",
    "融资金额",
    "是否披露金额",
    "投后估值",
    "投资方",
    "行业",
    "省份",
    "城市",
    "城市代码",
];

/// A status granted for a time. Without an end it still holds.
#[derive(Clone, Copy, Default)]
struct Term {
    from: Option<Date>,
    to: Option<Date>,
}

/// What a firm is in the lists of its city.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Listed,
    Unicorn,
    Gazelle,
    Other,
}

/// What the totals of a city give to one of its firms.
struct Lot {
    role: Role,
    high_tech: bool,
    industry: &'static Industry,
    district: Option<usize>,
    market_value: u64,
    valuation: u64,
    technical_staff: u64,
    patents: u64,
    software_copyrights: u64,
}

/// One round of financing; the amount in 万元 where it was disclosed.
struct Round {
    name: &'static str,
    date: Date,
    amount: Option<u64>,
}

/// The files of firms and of financing events.
pub(super) fn tables(cities: &[City], quotas: &[Quota], draw: &mut Draw) -> (Table, Table) {
    let mut firms = Table::new("firms.csv", "firm", &FIRM_HEADING);
    let mut events = Table::new("financing_events.csv", "financing_event", &EVENT_HEADING);
    let mut index = 0;
    let mut event = 0;
    for (city, quota) in cities.iter().zip(quotas) {
        for (ordinal, lot) in lots(city, quota, draw).iter().enumerate() {
            let firm = Firm::new(index, ordinal as u64, city, lot, draw);
            firm.write(city, lot, draw, &mut firms);
            for round in &firm.rounds {
                event += 1;
                firm.write_event(event, round, city, lot, draw, &mut events);
            }
            index += 1;
        }
    }
    (firms, events)
}

/// Deals the totals of a city out to its firms.
fn lots(city: &City, quota: &Quota, draw: &mut Draw) -> Vec<Lot> {
    let mut roles = vec![Role::Listed; quota.listed as usize];
    roles.resize(roles.len() + quota.unicorns as usize, Role::Unicorn);
    roles.resize(roles.len() + quota.gazelles as usize, Role::Gazelle);
    assert!(
        roles.len() as u64 <= quota.firms,
        "{} has too few firms for its lists",
        city.name
    );
    roles.resize(quota.firms as usize, Role::Other);
    draw.shuffle(&mut roles);
    let mut high_tech = vec![false; roles.len()];
    high_tech[..quota.high_tech as usize].fill(true);
    draw.shuffle(&mut high_tech);
    let industries = industries(city, roles.len(), draw);
    let districts = districts(city, quota.firms, draw);

    let among = |total: u64, role: Role, floor: u64, longest: u64, draw: &mut Draw| {
        let shares: Vec<Share> = roles
            .iter()
            .map(|here| match *here == role {
                true => Share {
                    weight: draw.tail_weight(longest),
                    floor,
                    cap: u64::MAX,
                },
                false => Share::fixed(0),
            })
            .collect();
        apportion(total, &shares)
    };
    let market_value = among(quota.market_value, Role::Listed, 60_000, 40, draw);
    // A unicorn is worth at least a thousand million US dollars, by the rate of that year about 70 亿元.
    let valuation = among(quota.valuation, Role::Unicorn, 700_000, 20, draw);
    let technical_staff = among(quota.technical_staff, Role::Listed, 15, 30, draw);
    let mut inventive = |total: u64| {
        let shares: Vec<Share> = roles
            .iter()
            .zip(&high_tech)
            .map(|(role, &high_tech)| {
                let size = match role {
                    Role::Listed => 16,
                    Role::Unicorn => 12,
                    Role::Gazelle => 4,
                    Role::Other => 1,
                };
                Share::weighted(size * draw.tail_weight(60) * if high_tech { 3 } else { 1 })
            })
            .collect();
        apportion(total, &shares)
    };
    let patents = inventive(quota.patents);
    let software_copyrights = inventive(quota.software_copyrights);

    (0..roles.len())
        .map(|firm| Lot {
            role: roles[firm],
            high_tech: high_tech[firm],
            industry: industries[firm],
            district: districts[firm],
            market_value: market_value[firm],
            valuation: valuation[firm],
            technical_staff: technical_staff[firm],
            patents: patents[firm],
            software_copyrights: software_copyrights[firm],
        })
        .collect()
}

/// The industry of every firm of a city.
fn industries(city: &City, firms: usize, draw: &mut Draw) -> Vec<&'static Industry> {
    let science = match city.code {
        city::BEIJING => published::BEIJING_SCIENCE_FIRMS as usize,
        _ => firms * draw.between(15, 45) as usize / 100,
    };
    let mut industries: Vec<&Industry> = (0..firms)
        .map(|firm| match firm < science {
            true => draw.weighted(&words::SCIENCE_INDUSTRIES),
            false => draw.weighted(&words::INDUSTRIES),
        })
        .collect();
    draw.shuffle(&mut industries);
    industries
}

/// The district of every firm of a city, as a position among its districts; none where it has none.
fn districts(city: &City, firms: u64, draw: &mut Draw) -> Vec<Option<usize>> {
    if city.districts.is_empty() {
        return vec![None; firms as usize];
    }
    let mut ranks: Vec<u64> = (1..=city.districts.len() as u64).collect();
    draw.shuffle(&mut ranks);
    let shares: Vec<Share> = city
        .districts
        .iter()
        .zip(ranks)
        .map(|(district, rank)| {
            let known = published::BEIJING_DISTRICTS
                .iter()
                .find(|(code, _)| *code == district.code);
            match known {
                Some((_, firms)) => Share::fixed(*firms),
                None => Share::weighted(1000 / (1 + rank)),
            }
        })
        .collect();
    let mut districts: Vec<Option<usize>> = apportion(firms, &shares)
        .into_iter()
        .enumerate()
        .flat_map(|(district, firms)| std::iter::repeat_n(Some(district), firms as usize))
        .collect();
    draw.shuffle(&mut districts);
    districts
}

/// What is drawn for one firm beside its lot.
struct Firm {
    index: u64,
    name: String,
    credit_code: String,
    founded: Date,
    listed: Term,
    employees: u64,
    technical_staff: Option<u64>,
    rounds: Vec<Round>,
}

impl Firm {
    fn new(index: u64, ordinal: u64, city: &City, lot: &Lot, draw: &mut Draw) -> Firm {
        let (first, end) = match lot.role {
            Role::Listed => (Date::first_of(1993, 1), Date::first_of(2014, 1)),
            Role::Unicorn => (Date::first_of(2009, 1), Date::first_of(2019, 1)),
            Role::Gazelle => (Date::first_of(2008, 1), Date::first_of(2018, 1)),
            // A high-tech firm has been there for a year.
            Role::Other if lot.high_tech => (Date::first_of(2001, 1), Date::first_of(2020, 1)),
            Role::Other => (Date::first_of(2001, 1), Date::first_of(2022, 7)),
        };
        let founded = Date::draw(draw, first, end);
        let (technical_staff, employees) = match lot.role {
            Role::Listed => (
                Some(lot.technical_staff),
                lot.technical_staff * 100 / draw.between(25, 70),
            ),
            _ => {
                let employees = 8 * draw.long_tailed(150) + draw.below(30);
                (
                    draw.chance(60)
                        .then(|| employees * draw.between(20, 80) / 100),
                    employees,
                )
            }
        };
        let listed = listing(lot.role, founded, draw);
        let trade = draw.pick(&lot.industry.trades);
        let brand: String = words::brand(words::brand_of(ordinal, city.code, words::BRANDS))[1..]
            .iter()
            .collect();
        let (prefix, place) = (words::PREFIX, city.short_name);
        let name = match (lot.role, draw.chance(50)) {
            (Role::Listed, _) => format!("{prefix}{place}{brand}{trade}股份有限公司"),
            (_, true) => format!("{prefix}{place}{brand}{trade}有限公司"),
            (_, false) => format!("{prefix}{brand}{trade}（{place}）有限公司"),
        };
        Firm {
            index,
            name,
            credit_code: String::from_utf8_lossy(&credit_code(index)).into_owned(),
            founded,
            listed,
            employees,
            technical_staff,
            // What a firm raises on the exchange is not a round.
            rounds: rounds(lot.role, founded, listed.from.unwrap_or(DAY), draw),
        }
    }

    fn write(&self, city: &City, lot: &Lot, draw: &mut Draw, table: &mut Table) {
        let district = lot.district.map(|district| &city.districts[district]);
        let (district_name, district_code) = district.map_or(("", String::new()), |district| {
            (district.name, district.code.to_string())
        });
        let (longitude, latitude) = position(city, lot.district, draw);
        let unicorn = unicorn(lot.role, self.founded, self.listed, draw);
        let gazelle = gazelle(lot.role, self.founded, draw);
        let high_tech = high_tech(lot.high_tech, self.founded, draw);
        let specialised = specialised(lot.high_tech, draw);
        let (exchange, board) = match self.listed.from {
            Some(_) => draw.weighted(&BOARDS),
            None => &("", ""),
        };
        let revenue = self.employees * draw.between(25, 140) + draw.between(20, 400);
        let research = revenue * draw.between(4, 28) / 100;
        let disclosed: u64 = self.rounds.iter().filter_map(|round| round.amount).sum();
        // No round is a true zero; rounds of amounts that are not known leave the sum missing.
        let financing = if self.rounds.is_empty() {
            "0万元".to_owned()
        } else {
            money(disclosed)
        };
        let latest = self.rounds.last();
        let has_website = match lot.role {
            Role::Other => draw.chance(68),
            _ => draw.chance(96),
        };
        let ownership = *draw.weighted(&[("民营", 78), ("国有", 14), ("外资", 5), ("集体", 3)]);
        let application = *draw.pick(&words::APPLICATIONS);
        let house = draw.between(1, 999);
        let on = |held: bool, day: Date| held.then_some(day);
        table.push(&[
            &self.name,
            &self.credit_code,
            "存续",
            &self.founded.to_string(),
            if lot.role == Role::Listed {
                "股份有限公司（上市）"
            } else {
                "有限责任公司"
            },
            ownership,
            &registered_capital(self.employees, draw),
            lot.industry.code,
            lot.industry.name,
            lot.industry.section,
            city.province,
            city.name,
            &city.code.to_string(),
            district_name,
            &district_code,
            &format!("{}{district_name}数据路{house}号（合成）", city.name),
            &longitude,
            &latitude,
            "2022",
            &ten_thousands(revenue),
            &ten_thousands(research),
            &self.employees.to_string(),
            match self.employees {
                300.. => "大型",
                100.. => "中型",
                10.. => "小型",
                _ => "微型",
            },
            exchange,
            board,
            &written(self.listed.from),
            &written(self.listed.to),
            &money(lot.market_value),
            &written(on(lot.market_value > 0, DAY)),
            &written(unicorn.from),
            &written(unicorn.to),
            &written(gazelle.from),
            &written(gazelle.to),
            &written(high_tech.from),
            &written(high_tech.to),
            &written(specialised.from),
            &written(specialised.to),
            // `.example` is reserved and names no site (RFC 2606).
            &if has_website {
                format!("https://firm-{:06}.example", self.index)
            } else {
                String::new()
            },
            &counted(
                self.technical_staff
                    .map(|staff| staff * draw.between(40, 90) / 100),
            ),
            &counted(self.technical_staff),
            &lot.patents.to_string(),
            &(lot.patents * draw.between(10, 60) / 100).to_string(),
            &lot.software_copyrights.to_string(),
            &financing,
            &self.rounds.len().to_string(),
            latest.map_or("", |round| round.name),
            &written(latest.map(|round| round.date)),
            &money(lot.valuation),
            &written(on(lot.valuation > 0, DAY)),
            lot.industry.chain,
            application,
            &counted(draw.chance(8).then(|| draw.long_tailed(40))),
            &counted(
                (lot.high_tech && draw.chance(12))
                    .then(|| *draw.weighted(&[(2, 6), (3, 10), (4, 3), (5, 1)])),
            ),
        ]);
    }

    fn write_event(
        &self,
        number: u64,
        round: &Round,
        city: &City,
        lot: &Lot,
        draw: &mut Draw,
        table: &mut Table,
    ) {
        let after = round
            .amount
            .filter(|_| draw.chance(40))
            .map_or(0, |amount| amount * draw.between(4, 12));
        table.push(&[
            &format!("合成-{number:06}"),
            &self.name,
            &self.credit_code,
            &round.date.to_string(),
            round.name,
            &money(round.amount.unwrap_or(0)),
            if round.amount.is_some() { "是" } else { "否" },
            &money(after),
            &format!(
                "{}{}资本",
                words::PREFIX,
                draw.pick(&[
                    "远山", "长川", "北辰", "南屏", "晨曦", "苍梧", "云台", "汀洲"
                ])
            ),
            lot.industry.name,
            city.province,
            city.name,
            &city.code.to_string(),
        ]);
    }
}

/// Exchanges and their boards, with how common they are.
const BOARDS: [((&str, &str), u64); 6] = [
    (("深圳证券交易所", "创业板"), 36),
    (("深圳证券交易所", "主板"), 22),
    (("上海证券交易所", "科创板"), 18),
    (("上海证券交易所", "主板"), 14),
    (("北京证券交易所", "北交所"), 4),
    (("香港交易所", "主板"), 6),
];

/// Stages of financing: the name, and the span of the amount in 万元.
const STAGES: [(&str, u64, u64); 6] = [
    ("天使轮", 100, 900),
    ("A轮", 800, 6000),
    ("B轮", 3000, 20_000),
    ("C轮", 8000, 60_000),
    ("D轮", 20_000, 150_000),
    ("战略投资", 5000, 200_000),
];

/// The rounds of a firm before `end`, the earliest first.
fn rounds(role: Role, founded: Date, end: Date, draw: &mut Draw) -> Vec<Round> {
    let number = match role {
        Role::Unicorn => draw.between(4, 6),
        Role::Gazelle if draw.chance(60) => draw.between(1, 3),
        Role::Listed if draw.chance(35) => draw.between(1, 4),
        Role::Other if draw.chance(18) => draw.between(1, 2),
        _ => 0,
    };
    let mut dates: Vec<Date> = (0..number)
        .map(|_| Date::draw(draw, founded, end))
        .collect();
    dates.sort_unstable();
    // Two rounds on one day would be one round.
    dates.dedup();
    dates
        .into_iter()
        .zip(STAGES)
        .map(|(date, (name, least, most))| Round {
            name,
            date,
            amount: draw
                .chance(80)
                .then(|| draw.between(least, most) / 100 * 100),
        })
        .collect()
}

/// When a firm was listed. A few of the others were once.
fn listing(role: Role, founded: Date, draw: &mut Draw) -> Term {
    let earliest = founded.plus_years(3);
    if role == Role::Listed {
        return Term {
            from: Some(Date::draw(draw, earliest.max(Date::first_of(2000, 1)), DAY)),
            to: None,
        };
    }
    let end = Date::first_of(2019, 1);
    if role == Role::Other && earliest < end && draw.below(400) == 0 {
        let from = Date::draw(draw, earliest, end);
        return Term {
            from: Some(from),
            to: Some(Date::draw(draw, from.plus_years(1), PAST)),
        };
    }
    Term::default()
}

/// When a firm was a unicorn. Some listed firms were one until they were listed.
fn unicorn(role: Role, founded: Date, listed: Term, draw: &mut Draw) -> Term {
    let earliest = founded.plus_years(2).max(Date::first_of(2015, 1));
    match (role, listed.from) {
        (Role::Unicorn, _) => Term {
            from: Some(Date::draw(draw, earliest, DAY)),
            to: None,
        },
        (Role::Listed, Some(day)) if earliest < day && draw.chance(12) => Term {
            from: Some(Date::draw(draw, earliest, day)),
            to: Some(day),
        },
        _ => Term::default(),
    }
}

/// When a firm was a gazelle: for four years. Some of the others were once.
fn gazelle(role: Role, founded: Date, draw: &mut Draw) -> Term {
    let from = match role {
        Role::Gazelle => Date::draw(draw, FUTURE_LESS_FOUR_YEARS.max(founded.plus_years(1)), DAY),
        Role::Other if draw.chance(4) && founded < Date::first_of(2015, 1) => {
            Date::draw(draw, Date::first_of(2016, 1), Date::first_of(2018, 12))
        }
        _ => return Term::default(),
    };
    Term {
        from: Some(from),
        to: Some(from.plus_years(4)),
    }
}

const FUTURE_LESS_FOUR_YEARS: Date = Date::first_of(FUTURE.year() - 4, 1);

/// When a firm was certified as high-tech: for three years. Some of the others were once.
fn high_tech(held: bool, founded: Date, draw: &mut Draw) -> Term {
    let from = match held {
        true => Date::draw(draw, Date::first_of(FUTURE.year() - 3, 1), DAY),
        false if draw.chance(10) && founded < Date::first_of(2015, 1) => {
            Date::draw(draw, Date::first_of(2016, 1), Date::first_of(2019, 12))
        }
        false => return Term::default(),
    };
    Term {
        from: Some(from),
        to: Some(from.plus_years(3)),
    }
}

/// When a high-tech firm was recognised as specialised: for three years.
fn specialised(high_tech: bool, draw: &mut Draw) -> Term {
    if !(high_tech && draw.chance(25)) {
        return Term::default();
    }
    let from = Date::draw(draw, Date::first_of(FUTURE.year() - 3, 1), DAY);
    Term {
        from: Some(from),
        to: Some(from.plus_years(3)),
    }
}

/// Longitude and latitude in degrees: around a made-up centre of the district, near the seat of the city.
fn position(city: &City, district: Option<usize>, draw: &mut Draw) -> (String, String) {
    let Some((longitude, latitude)) = city.seat else {
        return (String::new(), String::new());
    };
    let centre = district.unwrap_or(0) as i64;
    let mut near = |middle: i64, step: i64| {
        let spread = draw.below(300) as i64 + draw.below(300) as i64 - 300;
        degrees(middle + centre * step % 1400 - 700 + spread)
    };
    (near(longitude, 613), near(latitude, 397))
}

/// A number of 10⁻⁴ degrees in degrees. No city of the country lies west or south of zero.
fn degrees(units: i64) -> String {
    format!("{}.{:04}", units / 10_000, units % 10_000)
}

/// Capital as people write it, in yuan: in another currency it would need a rate of exchange, which is not ours to
/// make up.
fn registered_capital(employees: u64, draw: &mut Draw) -> String {
    let amount = (employees * draw.between(5, 60)).max(50) / 50 * 50;
    match draw.below(20) {
        0 => format!("{amount}万"),
        1 => format!("{}0000元", amount),
        2 => format!("人民币{amount}万元"),
        3..7 => format!("{amount}万元"),
        _ => format!("{amount}万元人民币"),
    }
}

fn ten_thousands(amount: u64) -> String {
    format!("{amount}万元")
}

/// An amount in 万元, from one 亿 on in 亿元, exactly; nothing for none.
fn money(amount: u64) -> String {
    match (amount, amount % 10_000) {
        (0, _) => String::new(),
        (..10_000, _) => ten_thousands(amount),
        (_, 0) => format!("{}亿元", amount / 10_000),
        (_, rest) => format!(
            "{}.{}亿元",
            amount / 10_000,
            format!("{rest:04}").trim_end_matches('0')
        ),
    }
}

fn written(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn counted(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{degrees, money};

    #[test]
    fn amounts_are_written_exactly() {
        let written = [0, 5, 10_000, 123_450, 179_600_000].map(money);
        assert_eq!(written, ["", "5万元", "1亿元", "12.345亿元", "17960亿元"]);
        assert_eq!(degrees(1_163_972), "116.3972");
        assert_eq!(degrees(399_005), "39.9005");
    }
}
