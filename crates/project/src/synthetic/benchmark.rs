//! Registers of firms of any length, written as fast as they can be.

use std::io::{self, Write};

use super::city::{City, cities};
use super::credit_code::credit_code;
use super::date::Date;
use super::random::{Draw, Purpose};
use super::table::MARK;
use super::words::{self, INDUSTRIES, SCIENCE_INDUSTRIES};

/// The heading of the register; 合成 is the thirteenth column.
const HEADING: &str = "统一社会信用代码,企业名称,城市,区县,国民经济行业代码,成立日期,注册资本,经度,纬度,上市日期,官方网站,专利数";

/// Bytes gathered before they are written out.
const CHUNK: usize = 1 << 18;

/// Writes a register of `firms` made-up firms with 13 columns as CSV to `out`. Memory does not grow with `firms`.
///
/// The firms are spread over the cities as in [`generate`](super::generate), by chance and without totals to meet.
/// The same seed and number give the same bytes.
///
/// # Errors
///
/// Those of `out`.
pub fn write_firms(seed: u64, firms: u64, mut out: impl Write) -> io::Result<()> {
    let cities: Vec<City> = cities(&mut Draw::new(seed, Purpose::Cities))
        .into_iter()
        .filter(|city| city.weight > 0)
        .collect();
    let slots = slots(&cities);
    let industries: Vec<&str> = INDUSTRIES
        .iter()
        .chain(&SCIENCE_INDUSTRIES)
        .flat_map(|(industry, weight)| std::iter::repeat_n(industry.code, *weight as usize))
        .collect();
    let mut draw = Draw::new(seed, Purpose::Benchmark);
    let mut ordinals = vec![0; cities.len()];
    let mut text = Vec::with_capacity(CHUNK + 1024);
    text.extend_from_slice(HEADING.as_bytes());
    text.push(b',');
    text.extend_from_slice(MARK.0.as_bytes());
    text.push(b'\n');
    for index in 0..firms {
        let position = usize::from(slots[draw.below(slots.len() as u64) as usize]);
        let ordinal = ordinals[position];
        ordinals[position] += 1;
        row(
            &mut text,
            index,
            ordinal,
            &cities[position],
            &industries,
            &mut draw,
        );
        if text.len() >= CHUNK {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)?;
    out.flush()
}

/// The positions of the cities, each as often as its weight.
fn slots(cities: &[City]) -> Vec<u16> {
    (0_u16..)
        .zip(cities)
        .flat_map(|(position, city)| std::iter::repeat_n(position, city.weight as usize))
        .collect()
}

fn row(
    text: &mut Vec<u8>,
    index: u64,
    ordinal: u64,
    city: &City,
    industries: &[&str],
    draw: &mut Draw,
) {
    text.extend_from_slice(&credit_code(index));
    text.push(b',');
    name(text, ordinal, city);
    text.push(b',');
    text.extend_from_slice(city.name.as_bytes());
    text.push(b',');
    let district = if city.districts.is_empty() {
        0
    } else {
        // The lower of two draws: more firms in some districts than in others.
        let number = city.districts.len() as u64;
        let district = draw.below(number).min(draw.below(number)) as usize;
        text.extend_from_slice(city.districts[district].name.as_bytes());
        district
    };
    text.push(b',');
    text.extend_from_slice(draw.pick(industries).as_bytes());
    text.push(b',');
    let founded = Date::draw(draw, Date::first_of(1995, 1), Date::first_of(2023, 1));
    day(text, founded);
    text.push(b',');
    capital(text, draw);
    text.push(b',');
    match city.seat {
        Some((longitude, latitude)) => {
            let centre = district as u64;
            let mut near = |middle: i64, step: u64| {
                degrees(
                    text,
                    middle as u64 + centre * step % 1400 + draw.below(600) - 1000,
                );
                text.push(b',');
            };
            near(longitude, 613);
            near(latitude, 397);
        }
        None => text.extend_from_slice(b",,"),
    }
    if draw.below(200) == 0 && founded.year() < 2018 {
        day(
            text,
            Date::draw(draw, founded.plus_years(3), Date::first_of(2023, 6)),
        );
    }
    text.push(b',');
    if draw.chance(35) {
        text.extend_from_slice(b"https://f");
        number(text, index);
        text.extend_from_slice(b".example");
    }
    text.push(b',');
    // Most firms have none, few have many.
    number(text, draw.long_tailed(400) - 1);
    text.push(b',');
    text.extend_from_slice(MARK.1.as_bytes());
    text.push(b'\n');
}

fn name(text: &mut Vec<u8>, ordinal: u64, city: &City) {
    const TRADES: [&str; 16] = [
        "数据", "科技", "软件", "智能", "信息", "网络", "数智", "云", "物联", "电子", "通信",
        "数字", "算力", "安全", "咨询", "系统",
    ];
    text.extend_from_slice(words::PREFIX.as_bytes());
    for character in words::brand(words::brand_of(ordinal, city.code, words::LONG_BRANDS)) {
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    // Another trade once all brands are used up: names stay different up to four million firms in a city.
    let trade = (ordinal + ordinal / words::LONG_BRANDS) % TRADES.len() as u64;
    text.extend_from_slice(TRADES[trade as usize].as_bytes());
    text.extend_from_slice("（".as_bytes());
    text.extend_from_slice(city.short_name.as_bytes());
    text.extend_from_slice("）公司".as_bytes());
}

fn capital(text: &mut Vec<u8>, draw: &mut Draw) {
    let amount = 50 * draw.long_tailed(400);
    number(text, amount);
    text.extend_from_slice(
        match draw.below(8) {
            0 => "万元人民币",
            1 => "万",
            2 => "0000元",
            _ => "万元",
        }
        .as_bytes(),
    );
}

fn number(text: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[first..]);
}

/// Digits of a number with zeros before it.
fn padded(text: &mut Vec<u8>, number: u64, width: u32) {
    for place in (0..width).rev() {
        text.push(b'0' + (number / 10_u64.pow(place) % 10) as u8);
    }
}

fn day(text: &mut Vec<u8>, date: Date) {
    padded(text, u64::from(date.year()), 4);
    text.push(b'-');
    padded(text, u64::from(date.month()), 2);
    text.push(b'-');
    padded(text, u64::from(date.day()), 2);
}

/// A number of 10⁻⁴ degrees in degrees.
fn degrees(text: &mut Vec<u8>, units: u64) {
    number(text, units / 10_000);
    text.push(b'.');
    padded(text, units % 10_000, 4);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::write_firms;

    fn rows(seed: u64, firms: u64) -> Vec<u8> {
        let mut out = Vec::new();
        write_firms(seed, firms, &mut out).unwrap();
        out
    }

    #[test]
    fn rows_are_whole_marked_and_different() {
        let text = rows(7, 20_000);
        let mut reader = csv::Reader::from_reader(text.as_slice());
        assert_eq!(reader.headers().unwrap().len(), 13);
        assert_eq!(reader.headers().unwrap().get(12), Some("合成"));
        let mut codes = BTreeSet::new();
        let mut names = BTreeSet::new();
        let mut in_beijing = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(&record[12], "是");
            assert!(record[0].starts_with("9199") && record[0].len() == 18);
            assert!(record[1].starts_with("合成·"));
            assert!(codes.insert(record[0].to_owned()), "{} twice", &record[0]);
            assert!(
                names.insert((record[1].to_owned(), record[2].to_owned())),
                "{} twice",
                &record[1]
            );
            in_beijing += u32::from(&record[2] == "北京市");
            if !record[7].is_empty() {
                assert!((73.0..136.0).contains(&record[7].parse::<f64>().unwrap()));
                assert!((3.0..54.0).contains(&record[8].parse::<f64>().unwrap()));
            }
        }
        assert_eq!(codes.len(), 20_000);
        assert!((5_200..6_600).contains(&in_beijing), "{in_beijing}");
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(rows(7, 500), rows(7, 500));
        assert_ne!(rows(7, 500), rows(8, 500));
        // A longer register begins with the shorter one.
        assert!(rows(7, 600).starts_with(&rows(7, 500)));
    }
}
