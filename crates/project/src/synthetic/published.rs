//! The figures of the report of 2023 that the made-up records reproduce.
//!
//! Each is named by its number in the list of facts of that report (《中国大数据产业发展指数报告（2023）》).
//! Where the report gives a total of a group of cities only, its division over them is ours, and where it gives a
//! share only, so is the total, chosen as a round number of which the share is a whole one.
//!
//! Where the report contradicts itself, one side is followed:
//! - Beijing has "nearly 2600" firms (S004-252) that are 30 % of all (S004-253), but 30 % of 8780 is 2634: 2598
//!   firms are made, 29.6 %.
//! - 19 cities with unicorns in the text (S004-267), 20 in the caption of a figure (S004-268): 19 are made.
//! - Beijing and Hangzhou (S004-269, S004-270), Shenzhen and Shanghai (S004-271, S004-272) are given one valuation
//!   each pair; it is read as that of each city, not of the two together.

use super::date::Date;

/// The day for which the published figures hold. Every status that holds on it holds until the end of 2023.
pub(super) const DAY: Date = Date::first_of(2023, 6);

/// The last day, exclusive, before which what is past had ended.
pub(super) const PAST: Date = Date::first_of(2023, 1);

/// The first day on which what holds may end.
pub(super) const FUTURE: Date = Date::first_of(2024, 1);

/// Codes of the cities the report speaks of.
pub(super) mod city {
    pub(in super::super) const BEIJING: u32 = 110_000;
    pub(in super::super) const TIANJIN: u32 = 120_000;
    pub(in super::super) const SHANGHAI: u32 = 310_000;
    pub(in super::super) const NANJING: u32 = 320_100;
    pub(in super::super) const HANGZHOU: u32 = 330_100;
    pub(in super::super) const HEFEI: u32 = 340_100;
    pub(in super::super) const JINAN: u32 = 370_100;
    pub(in super::super) const QINGDAO: u32 = 370_200;
    pub(in super::super) const WUHAN: u32 = 420_100;
    pub(in super::super) const GUANGZHOU: u32 = 440_100;
    pub(in super::super) const SHENZHEN: u32 = 440_300;
    pub(in super::super) const DONGGUAN: u32 = 441_900;
    pub(in super::super) const CHONGQING: u32 = 500_000;
    pub(in super::super) const CHENGDU: u32 = 510_100;
    pub(in super::super) const LHASA: u32 = 540_100;
    pub(in super::super) const XIAN: u32 = 610_100;
}
use city::*;

/// A figure of a city, by its code.
pub(super) type Figure = (u32, u64);

/// S004-212.
pub(super) const FIRMS: u64 = 8780;
/// S004-211, S004-218: the cities that are assessed are those with firms.
pub(super) const CITIES_WITH_FIRMS: usize = 163;
/// S004-252 and S004-253 for Beijing; the others are ours: the next four in the order of S004-244 to S004-248, and
/// Hefei with room for its gazelles.
pub(super) const FIRMS_BY_CITY: [Figure; 6] = [
    (BEIJING, 2598),
    (SHANGHAI, 1012),
    (SHENZHEN, 861),
    (HANGZHOU, 607),
    (GUANGZHOU, 468),
    (HEFEI, 238),
];

/// S004-254 (over 1400), S004-255 (over half): firms in 海淀区; 朝阳区 comes next, its number is ours.
pub(super) const BEIJING_DISTRICTS: [Figure; 2] = [(110_108, 1437), (110_105, 486)];
/// S004-256 (over 1900), S004-257 (74 %): firms of Beijing in section M of GB/T 4754.
pub(super) const BEIJING_SCIENCE_FIRMS: u64 = 1922;

/// S004-261: 453 of 1007 are 45.0 %.
pub(super) const LISTED: u64 = 1007;
/// S004-258, S004-259, S004-260. Tianjin has few (the report's remark on its market value); Lhasa's are ours.
pub(super) const LISTED_BY_CITY: [Figure; 5] = [
    (BEIJING, 292),
    (SHANGHAI, 86),
    (SHENZHEN, 75),
    (TIANJIN, 12),
    (LHASA, 5),
];

/// S004-262 to S004-266: the order of the first five, here in 万元. Tianjin is sixth.
pub(super) const MARKET_VALUE_BY_CITY: [Figure; 6] = [
    (BEIJING, 1_520_000_000),
    (SHENZHEN, 980_000_000),
    (HANGZHOU, 740_000_000),
    (GUANGZHOU, 460_000_000),
    (SHANGHAI, 410_000_000),
    (TIANJIN, 240_000_000),
];

/// S004-267: 19 cities have unicorns; how many each has is ours.
pub(super) const UNICORNS_BY_CITY: [Figure; 19] = [
    (BEIJING, 62),
    (SHANGHAI, 34),
    (SHENZHEN, 24),
    (HANGZHOU, 22),
    (GUANGZHOU, 12),
    (NANJING, 8),
    (320_500, 6),
    (CHENGDU, 6),
    (WUHAN, 5),
    (HEFEI, 4),
    (TIANJIN, 4),
    (CHONGQING, 3),
    (QINGDAO, 3),
    (430_100, 3),
    (XIAN, 2),
    (320_200, 2),
    (350_200, 1),
    (DONGGUAN, 1),
    (440_400, 1),
];
/// S004-269 to S004-272, in 万元: nearly 18000 亿元 each, nearly 5000 亿元 each.
pub(super) const VALUATION_BY_CITY: [Figure; 4] = [
    (BEIJING, 179_600_000),
    (HANGZHOU, 178_800_000),
    (SHENZHEN, 49_500_000),
    (SHANGHAI, 49_100_000),
];

/// S004-251: Hefei has the most gazelles after Beijing; the numbers are ours.
pub(super) const GAZELLES_BY_CITY: [Figure; 2] = [(BEIJING, 214), (HEFEI, 152)];
/// S004-244 to S004-250 fix the order of the first five and who is among the first ten by the sum of listed,
/// unicorn, gazelle and high-tech firms; the numbers are ours.
pub(super) const HIGH_TECH_BY_CITY: [Figure; 5] = [
    (BEIJING, 1120),
    (SHANGHAI, 455),
    (SHENZHEN, 402),
    (HANGZHOU, 283),
    (GUANGZHOU, 216),
];

/// Patents of all firms; ours, and so are those of the single cities.
pub(super) const PATENTS: u64 = 250_000;
/// S004-277: the first four have 65.20 %. S004-279: the next six have 16.76 %.
pub(super) const PATENTS_BY_CITY: [Figure; 10] = [
    (BEIJING, 62_000),
    (SHENZHEN, 58_000),
    (HANGZHOU, 23_000),
    (SHANGHAI, 20_000),
    (GUANGZHOU, 11_000),
    (NANJING, 8500),
    (CHENGDU, 7200),
    (HEFEI, 6400),
    (QINGDAO, 4900),
    (DONGGUAN, 3900),
];
/// Software copyrights of all firms; ours, and so are those of the single cities.
pub(super) const SOFTWARE_COPYRIGHTS: u64 = 300_000;
/// S004-278: the first four have 56.78 %. S004-280: the next six have 19.50 %.
pub(super) const SOFTWARE_COPYRIGHTS_BY_CITY: [Figure; 10] = [
    (BEIJING, 92_000),
    (SHENZHEN, 28_340),
    (HANGZHOU, 20_000),
    (SHANGHAI, 30_000),
    (GUANGZHOU, 17_000),
    (NANJING, 11_500),
    (CHENGDU, 10_500),
    (HEFEI, 7500),
    (QINGDAO, 6500),
    (DONGGUAN, 5500),
];

/// Technical staff of all listed firms; ours.
pub(super) const TECHNICAL_STAFF: u64 = 1_200_000;
/// S004-287 (27.06 %), S004-288 (11.74 %), S004-289 (8.97 %); S004-291 and S004-290: Wuhan is sixth, Lhasa seventh,
/// by numbers that are ours, as are those of the fourth and fifth.
pub(super) const TECHNICAL_STAFF_BY_CITY: [Figure; 7] = [
    (BEIJING, 324_720),
    (HANGZHOU, 140_880),
    (SHENZHEN, 107_640),
    (SHANGHAI, 84_000),
    (GUANGZHOU, 66_000),
    (WUHAN, 52_000),
    (LHASA, 47_000),
];

/// S004-281.
pub(super) const UNIVERSITIES: u64 = 988;
/// S004-282 to S004-286: the five cities with the most.
pub(super) const UNIVERSITIES_BY_CITY: [Figure; 5] = [
    (WUHAN, 53),
    (BEIJING, 49),
    (XIAN, 36),
    (GUANGZHOU, 32),
    (CHONGQING, 31),
];

/// S004-296, of the 337 of S004-295: 84.6 % (S004-297).
pub(super) const CITIES_WITH_AGENCY: usize = 285;

/// S004-298 and S004-299: the two with the most. S004-300 to S004-304: between 40 and 60, where exactly is ours.
pub(super) const ASSOCIATIONS_BY_CITY: [Figure; 7] = [
    (BEIJING, 80),
    (SHENZHEN, 80),
    (SHANGHAI, 58),
    (GUANGZHOU, 53),
    (HANGZHOU, 49),
    (CHONGQING, 45),
    (JINAN, 42),
];

/// S004-305: 29 cities; which ones is ours but for 武汉 and 杭州, which have more than one (S004-306, S004-307), and
/// 青岛, which has one for shipping.
pub(super) const EXCHANGES_BY_CITY: [Figure; 29] = [
    (BEIJING, 1),
    (TIANJIN, 1),
    (140_100, 1),
    (150_100, 1),
    (210_100, 1),
    (220_100, 1),
    (230_100, 1),
    (SHANGHAI, 1),
    (320_500, 1),
    (320_600, 1),
    (HANGZHOU, 2),
    (330_300, 1),
    (HEFEI, 1),
    (350_100, 1),
    (360_100, 1),
    (JINAN, 1),
    (QINGDAO, 1),
    (410_100, 1),
    (WUHAN, 2),
    (430_100, 1),
    (GUANGZHOU, 1),
    (SHENZHEN, 1),
    (450_100, 1),
    (460_100, 1),
    (CHONGQING, 1),
    (CHENGDU, 1),
    (520_100, 1),
    (XIAN, 1),
    (620_100, 1),
];
