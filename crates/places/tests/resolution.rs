//! What people write, and the place or the question it gives.

#![allow(clippy::unwrap_used)]

use jushu_places::{Code, Hint, Level, Place, Places, Resolution};
use proptest::prelude::*;

fn code(number: u32) -> Code {
    Code::new(number).unwrap()
}

fn found(number: u32) -> Resolution {
    Resolution::Found(code(number))
}

fn ambiguous(numbers: &[u32]) -> Resolution {
    Resolution::Ambiguous(numbers.iter().map(|number| code(*number)).collect())
}

fn resolve(text: &str) -> Resolution {
    Places::shipped().resolve(text, &Hint::default())
}

fn at(level: Level) -> Hint {
    Hint {
        level: Some(level),
        within: None,
    }
}

fn within(number: u32) -> Hint {
    Hint {
        level: None,
        within: Some(code(number)),
    }
}

#[test]
fn names_in_every_spelling() {
    for (text, number) in [
        ("中国", 100_000),
        ("全国", 100_000),
        ("国", 100_000),
        ("China", 100_000),
        ("广东省", 440_000),
        ("广东", 440_000),
        ("粤", 440_000),
        ("内蒙古", 150_000),
        ("内蒙", 150_000),
        ("新疆维吾尔自治区", 650_000),
        ("广西", 450_000),
        ("香港", 810_000),
        ("臺灣", 710_000),
        ("Macau", 820_000),
        ("深圳", 440_300),
        ("深圳市", 440_300),
        ("　深 圳\u{200B}市\t", 440_300),
        ("延边", 222_400),
        ("延边州", 222_400),
        ("延边朝鲜族自治州", 222_400),
        ("延边朝鲜族", 222_400),
        ("恩施", 422_800),
        ("恩施州", 422_800),
        ("恩施市", 422_801),
        ("湘西州", 433_100),
        ("大兴安岭", 232_700),
        ("阿拉善盟", 152_900),
        ("济源", 419_001),
        ("石河子市", 659_001),
        ("神农架", 429_021),
        ("西安", 610_100),
        ("南昌", 360_100),
        ("昆山", 320_583),
        ("围场县", 130_828),
        ("浦东", 310_115),
        ("瀋陽市", 210_100),
        ("廣東省深圳市", 440_300),
        ("广东深圳", 440_300),
        ("广东省-深圳市-南山区", 440_305),
        ("北京朝阳", 110_105),
        ("吉林省吉林市", 220_200),
        ("北京市市辖区朝阳区", 110_105),
        ("海南共和县", 632_521),
        ("济南市中区", 370_103),
        ("吉林省吉林", 220_200),
        ("Shenzhen", 440_300),
        ("shenzhen city", 440_300),
        ("Guangdong Province", 440_000),
        ("Xi'an", 610_100),
        ("Xian", 610_100),
        ("Ｘｉ’ａｎ", 610_100),
        ("Inner Mongolia", 150_000),
        ("Ürümqi", 650_100),
        ("Jilin City", 220_200),
        ("Suzhou, Jiangsu", 320_500),
        ("Chaoyang District, Beijing", 110_105),
        ("Shanxi", 140_000),
        ("Shaanxi", 610_000),
        ("Hong Kong", 810_000),
    ] {
        assert_eq!(resolve(text), found(number), "{text}");
    }
}

#[test]
fn codes_in_every_spelling() {
    for (text, number) in [
        ("440300", 440_300),
        (" 440300 ", 440_300),
        ("４４０３００", 440_300),
        ("440300.0", 440_300),
        ("440300.00", 440_300),
        ("44", 440_000),
        ("4403", 440_300),
        ("440305", 440_305),
        ("440305001000", 440_305),
        ("440305001", 440_305),
        ("440300000000", 440_300),
        ("110100", 110_000),
        ("1101", 110_000),
        ("500200", 500_000),
        ("100000", 100_000),
        ("419001", 419_001),
    ] {
        assert_eq!(resolve(text), found(number), "{text}");
    }
    assert_eq!(
        resolve("440399"),
        Resolution::Unknown {
            nearest: vec![code(440_300)]
        }
    );
    for text in [
        "10",
        "4",
        "440",
        "440300.5",
        "990000",
        "44030",
        "4403000000001",
        "-440300",
        "4.403e5",
    ] {
        assert!(
            matches!(resolve(text), Resolution::Unknown { .. }),
            "{text}"
        );
    }
}

#[test]
fn historic_names_give_the_unit_of_today_or_a_question() {
    for (text, number) in [
        ("襄樊", 420_600),
        ("襄樊市", 420_600),
        ("思茅地区", 530_800),
        ("思茅市", 530_800),
        ("哲里木盟", 150_500),
        ("淮阴市", 320_800),
        ("荆沙", 421_000),
        ("万县市", 500_000),
        ("大庸", 430_800),
        ("石家庄地区", 130_100),
        ("莱芜市", 370_100),
        ("章丘市", 370_114),
        ("富阳市", 330_111),
    ] {
        assert_eq!(resolve(text), found(number), "{text}");
    }
    assert_eq!(resolve("雁北地区"), ambiguous(&[140_200, 140_600]));
    // Today a city of the county level in 合肥; 1999–2010 a prefecture that was divided among three.
    assert_eq!(
        resolve("巢湖市"),
        ambiguous(&[340_100, 340_181, 340_200, 340_500])
    );
    let city = Places::shipped().resolve("巢湖市", &at(Level::City));
    assert_eq!(city, ambiguous(&[340_100, 340_200, 340_500]));
    let datong = Places::shipped().resolve("雁北地区", &within(140_200));
    assert_eq!(datong, found(140_200));
}

#[test]
fn what_cannot_be_told_apart_is_a_question() {
    assert_eq!(resolve("吉林"), ambiguous(&[220_000, 220_200]));
    assert_eq!(resolve("海南"), ambiguous(&[460_000, 632_500]));
    assert_eq!(resolve("朝阳区"), ambiguous(&[110_105, 220_104]));
    assert_eq!(resolve("甘南"), ambiguous(&[230_225, 623_000]));
    assert_eq!(resolve("Suzhou"), ambiguous(&[320_500, 341_300]));
    assert_eq!(resolve("Hainan"), ambiguous(&[460_000, 632_500]));
    assert_eq!(
        resolve("Guangzhou, Beijing"),
        ambiguous(&[110_000, 440_100])
    );
}

#[test]
fn hints_settle_questions() {
    let places = Places::shipped();
    for (text, hint, number) in [
        ("吉林", at(Level::City), 220_200),
        ("吉林", at(Level::Province), 220_000),
        ("海南", at(Level::Province), 460_000),
        ("海南", at(Level::City), 632_500),
        ("海南", within(630_000), 632_500),
        ("朝阳区", within(220_100), 220_104),
        ("朝阳区", within(110_000), 110_105),
        ("北京", at(Level::City), 110_000),
        ("北京市", at(Level::Province), 110_000),
        ("香港", at(Level::City), 810_000),
        ("昆山", at(Level::City), 320_500),
        ("恩施市", at(Level::City), 422_800),
        ("仙桃市", at(Level::City), 429_004),
        ("仙桃市", at(Level::County), 429_004),
        ("南昌", at(Level::County), 360_121),
        ("440305", at(Level::City), 440_300),
        ("Suzhou", within(340_000), 341_300),
    ] {
        assert_eq!(
            places.resolve(text, &hint),
            found(number),
            "{text} {hint:?}"
        );
    }
    for (text, hint, nearest) in [
        ("河南", at(Level::City), vec![410_000, 632_324]),
        ("440000", at(Level::City), vec![440_000]),
        ("深圳", within(110_000), vec![440_300]),
        ("440300", within(110_000), vec![440_300]),
    ] {
        let Resolution::Unknown { nearest: offered } = places.resolve(text, &hint) else {
            panic!("{text} {hint:?}");
        };
        assert!(
            offered.iter().all(|code| nearest.contains(&code.get())),
            "{text} {offered:?}"
        );
        assert!(!offered.is_empty(), "{text}");
    }
}

#[test]
fn unknown_names_come_with_the_nearest() {
    for (text, expected) in [
        ("深川市", 440_300),
        ("呼和皓特", 150_100),
        ("Shenzen", 440_300),
        ("Guangdon", 440_000),
        ("深圳市大数据局", 440_300),
    ] {
        let Resolution::Unknown { nearest } = resolve(text) else {
            panic!("{text} was guessed");
        };
        assert!(nearest.contains(&code(expected)), "{text}: {nearest:?}");
    }
    for text in ["", "  ", "——", "合计", "其他", "N/A", "0", "東京"] {
        assert!(
            matches!(resolve(text), Resolution::Unknown { .. }),
            "{text}"
        );
    }
}

#[test]
fn addresses() {
    let places = Places::shipped();
    let none = Hint::default();
    for (text, number) in [
        ("广东省深圳市南山区科技园1号", 440_305),
        ("廣東省 深圳市 南山區科技園", 440_305),
        ("广东深圳南山区科技园", 440_305),
        ("深圳市福田区梅坳一路268号", 440_304),
        ("广东省怀集县怀城镇登云亭", 441_224),
        ("中国北京市海淀区中关村大街1号", 110_108),
        ("北京市北京市朝阳区建国路", 110_105),
        ("518000广东省深圳市南山大道1号", 440_300),
        ("注册地址：上海市南京西路1266号", 310_000),
        ("上海市宝山路1号", 310_000),
        ("湖北省仙桃市干河街道", 429_004),
        ("新疆石河子市开发区北三东路", 659_001),
        ("江苏省昆山市玉山镇", 320_583),
        ("浙江省杭州市富阳市东洲街道", 330_111),
        ("安徽省巢湖市无为县无城镇", 340_281),
        ("吉林省吉林市昌邑区", 220_202),
        ("海南省三亚市", 460_200),
        ("中国（四川）自由贸易试验区成都高新区府城大道", 510_100),
        ("中国（上海）自由贸易试验区张江路665号", 310_000),
        ("河南自贸试验区郑州片区第八大街160号", 410_100),
        ("湖南省湖南浏阳生物医药工业园", 430_181),
        ("江苏省昆山开发区龙江路88号", 320_583),
        ("江苏省武进经济开发区长帆路3号", 320_412),
        ("浙江省嘉兴市嘉善县惠民街道东升路18号", 330_421),
        ("浙江省新昌大道西路888号", 330_000),
        (
            "1 Keji Road, Nanshan District, Shenzhen 518000, Guangdong, China",
            440_305,
        ),
    ] {
        assert_eq!(places.resolve_address(text, &none), found(number), "{text}");
    }
    assert_eq!(
        places.resolve_address("广东省深圳市南山区科技园", &at(Level::City)),
        found(440_300)
    );
    assert_eq!(
        places.resolve_address("朝阳区人民大街1号", &within(220_100)),
        found(220_104)
    );
    assert_eq!(
        places.resolve_address("朝阳区人民大街1号", &none),
        ambiguous(&[110_105, 220_104])
    );
    assert_eq!(
        places.resolve_address("广东省上海市浦东新区", &none),
        ambiguous(&[310_000, 440_000])
    );
    for text in ["南京西路1266号", "中山东一路", "人民大街1号", "", "Road 1"] {
        let resolution = places.resolve_address(text, &none);
        assert!(
            matches!(resolution, Resolution::Unknown { .. }),
            "{text} {resolution:?}"
        );
    }
}

#[test]
fn company_names() {
    let places = Places::shipped();
    for (text, number) in [
        ("深圳市道通科技股份有限公司", 440_300),
        ("保定天威保变电气股份有限公司", 130_600),
        ("江苏连云港港口股份有限公司", 320_700),
        ("江苏昆山农村商业银行股份有限公司", 320_583),
        ("三生国健药业（上海）股份有限公司", 310_000),
        ("广东奥普特科技股份有限公司", 440_000),
        ("浙江新和成股份有限公司", 330_000),
        ("中国(深圳)综合开发研究院", 440_300),
        ("广东东方锆业科技股份有限公司", 440_000),
        ("河南中原高速公路股份有限公司", 410_000),
        ("深圳南山热电股份有限公司", 440_305),
        ("江苏江阴农村商业银行股份有限公司", 320_281),
    ] {
        assert_eq!(places.resolve_company_name(text), found(number), "{text}");
    }
    assert_eq!(
        places.resolve_company_name("北京同仁堂(亳州)饮片有限责任公司"),
        ambiguous(&[110_000, 341_600])
    );
    for text in [
        "中国巨石股份有限公司",
        "东方财富信息股份有限公司",
        "兴业银行股份有限公司",
        "中山大学达安基因股份有限公司",
        "平安银行股份有限公司",
        "中国平安保险(集团)股份有限公司",
        "中国东方航空股份有限公司",
    ] {
        let resolution = places.resolve_company_name(text);
        assert_eq!(
            resolution,
            Resolution::Unknown {
                nearest: Vec::new()
            },
            "{text}"
        );
    }
}

/// Whether a resolution is the place, or a question that offers it.
fn offers(resolution: &Resolution, place: &Place) -> bool {
    match resolution {
        Resolution::Found(code) => *code == place.code,
        Resolution::Ambiguous(codes) => codes.contains(&place.code),
        Resolution::Unknown { .. } => false,
    }
}

#[test]
fn every_full_name_gives_its_place_or_offers_it() {
    let places = Places::shipped();
    for place in places.iter() {
        let resolution = resolve(&place.name);
        assert!(offers(&resolution, place), "{} {resolution:?}", place.name);
        let hint = Hint {
            level: Some(place.level),
            within: place.city.or(Some(place.province)),
        };
        // In their city and on their level all full names are unique, short names nearly.
        assert_eq!(
            places.resolve(&place.name, &hint),
            Resolution::Found(place.code)
        );
        assert!(
            offers(&places.resolve(&place.short_name, &hint), place),
            "{}",
            place.short_name
        );
        let english = place.english_name.as_deref().unwrap();
        assert!(offers(&places.resolve(english, &hint), place), "{english}");
        assert_eq!(
            resolve(&place.code.to_string()),
            Resolution::Found(place.code)
        );
    }
}

#[test]
fn every_chain_of_full_names_is_found() {
    let places = Places::shipped();
    for place in places.iter().filter(|place| place.level == Level::County) {
        let province = &places.get(place.province).unwrap().name;
        let city = &places.get(place.city.unwrap()).unwrap().name;
        let chain = format!("{province}{city}{}", place.name);
        assert_eq!(resolve(&chain), Resolution::Found(place.code), "{chain}");
        let address = format!("{chain}人民路1号");
        let resolution = places.resolve_address(&address, &Hint::default());
        assert_eq!(resolution, Resolution::Found(place.code), "{address}");
    }
}

fn any_place() -> impl Strategy<Value = &'static Place> {
    let places = Places::shipped();
    (0..places.iter().count()).prop_map(move |index| places.iter().nth(index).unwrap())
}

fn full_width(text: &str) -> String {
    let wide = |character: char| match character {
        '!'..='~' => char::from_u32(character as u32 + 0xFEE0).unwrap(),
        ' ' => '\u{3000}',
        _ => character,
    };
    text.chars().map(wide).collect()
}

proptest! {
    #[test]
    fn spaces_width_and_case_do_not_matter(place in any_place(), gap in 0usize..8, english in any::<bool>()) {
        let name = if english { place.english_name.as_ref().unwrap() } else { &place.name };
        let plain = resolve(name);
        let mut spaced: String = full_width(&name.to_uppercase());
        let at = spaced.char_indices().map(|(at, _)| at).nth(gap).unwrap_or(0);
        spaced.insert_str(at, " \u{3000}");
        prop_assert_eq!(resolve(&spaced), plain.clone());
        prop_assert_eq!(resolve(&full_width(&place.code.to_string())), resolve(&place.code.to_string()));
    }

    #[test]
    fn a_hint_is_never_broken(place in any_place(), other in any_place(), level in 0usize..4) {
        let level = [Level::Country, Level::Province, Level::City, Level::County][level];
        let hint = Hint { level: Some(level), within: Some(other.code) };
        for text in [&place.name, &place.short_name] {
            if let Resolution::Found(code) = Places::shipped().resolve(text, &hint) {
                let found = Places::shipped().get(code).unwrap();
                prop_assert!(found.is_at(level));
                prop_assert!(found.lies_in(other.code) || other.lies_in(found.code));
            }
        }
    }

    #[test]
    fn latin_noise_is_never_a_place(noise in "[b-df-hj-np-tv-xz]{4,20}", spaced in "[bcdfvwxz]{2,4} [bcdfvwxz]{2,6}") {
        for text in [noise, spaced] {
            let resolution = resolve(&text);
            prop_assert!(matches!(resolution, Resolution::Unknown { .. }), "{} {:?}", text, resolution);
        }
    }

    #[test]
    fn no_input_is_too_strange(text in any::<String>()) {
        let places = Places::shipped();
        let hint = Hint::default();
        for resolution in [places.resolve(&text, &hint), places.resolve_address(&text, &hint), places.resolve_company_name(&text)] {
            if let Resolution::Ambiguous(codes) = resolution {
                prop_assert!(codes.len() > 1 && codes.is_sorted());
            }
        }
    }
}
