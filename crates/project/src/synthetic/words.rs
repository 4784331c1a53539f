//! The words names are made of.

/// What every made-up name begins with.
pub(super) const PREFIX: &str = "合成·";

/// First characters of invented brands.
const FIRST: [char; 64] = [
    '云', '启', '博', '晟', '睿', '衡', '朗', '澜', '泽', '瀚', '昊', '凌', '星', '辰', '曜', '岚',
    '溪', '鸿', '翎', '锐', '卓', '恒', '远', '致', '安', '和', '德', '信', '明', '景', '嘉', '润',
    '沐', '川', '岳', '峰', '林', '森', '海', '江', '河', '山', '石', '玉', '珀', '琅', '琼', '瑶',
    '璟', '珩', '青', '苍', '丹', '朱', '紫', '素', '玄', '皓', '霁', '曙', '晓', '暮', '春', '秋',
];

/// Last characters of invented brands.
const LAST: [char; 64] = [
    '衡', '图', '算', '析', '测', '联', '通', '达', '集', '汇', '源', '流', '链', '网', '芯', '码',
    '维', '阵', '域', '界', '元', '象', '境', '镜', '鉴', '策', '略', '谋', '智', '慧', '思', '想',
    '灵', '感', '觉', '知', '识', '见', '闻', '声', '光', '影', '波', '束', '弦', '律', '韵', '谱',
    '度', '量', '衍', '拓', '展', '翼', '舟', '帆', '航', '桥', '塔', '台', '阁', '苑', '坊', '舍',
];

/// Brands of two characters there are.
pub(super) const BRANDS: u64 = 64 * 64;

/// Brands of three characters there are.
pub(super) const LONG_BRANDS: u64 = 64 * BRANDS;

/// The characters of the `number`-th brand: two, preceded by a third of a long one.
pub(super) fn brand(number: u64) -> [char; 3] {
    [
        FIRST[(number / BRANDS % 64) as usize],
        FIRST[(number / 64 % 64) as usize],
        LAST[(number % 64) as usize],
    ]
}

/// A way through all brands that starts somewhere else in every city and puts neighbours far apart: the
/// multiplier is odd and the number of brands a power of two, so different ordinals get different brands.
pub(super) fn brand_of(ordinal: u64, city: u32, brands: u64) -> u64 {
    (ordinal.wrapping_mul(40_503) + u64::from(city) * 977) % brands
}

/// An industry of GB/T 4754-2017.
pub(super) struct Industry {
    /// Letter of the section and digits of the class.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) section: &'static str,
    /// How firms in it call what they do.
    pub(super) trades: [&'static str; 3],
    /// Place in the chain of the data industry.
    pub(super) chain: &'static str,
}

const SOFTWARE: &str = "信息传输、软件和信息技术服务业";
const SCIENCE: &str = "科学研究和技术服务业";
const MANUFACTURING: &str = "制造业";

/// Industries outside section M, with how common they are.
pub(super) const INDUSTRIES: [(Industry, u64); 12] = [
    (
        industry(
            "I6513",
            "应用软件开发",
            SOFTWARE,
            ["软件", "信息技术", "数智科技"],
            "应用",
        ),
        26,
    ),
    (
        industry(
            "I6512",
            "支撑软件开发",
            SOFTWARE,
            ["软件", "基础软件", "信息技术"],
            "分析",
        ),
        8,
    ),
    (
        industry(
            "I6531",
            "信息系统集成服务",
            SOFTWARE,
            ["信息系统", "系统集成", "信息技术"],
            "应用",
        ),
        14,
    ),
    (
        industry(
            "I6550",
            "信息处理和存储支持服务",
            SOFTWARE,
            ["数据", "数据技术", "数据服务"],
            "存储",
        ),
        14,
    ),
    (
        industry(
            "I6560",
            "信息技术咨询服务",
            SOFTWARE,
            ["信息咨询", "数字科技", "信息技术"],
            "分析",
        ),
        7,
    ),
    (
        industry(
            "I6532",
            "物联网技术服务",
            SOFTWARE,
            ["物联", "物联科技", "感知科技"],
            "采集",
        ),
        6,
    ),
    (
        industry(
            "I6450",
            "互联网数据服务",
            SOFTWARE,
            ["云数据", "数据", "云计算"],
            "流通",
        ),
        8,
    ),
    (
        industry(
            "I6440",
            "互联网安全服务",
            SOFTWARE,
            ["信息安全", "数据安全", "网络安全"],
            "安全",
        ),
        4,
    ),
    (
        industry(
            "I6420",
            "互联网信息服务",
            SOFTWARE,
            ["网络", "网络科技", "信息服务"],
            "应用",
        ),
        5,
    ),
    (
        industry(
            "I6319",
            "其他电信服务",
            SOFTWARE,
            ["通信", "通信技术", "网络通信"],
            "基础设施",
        ),
        2,
    ),
    (
        industry(
            "C3912",
            "计算机零部件制造",
            MANUFACTURING,
            ["电子", "智能设备", "计算设备"],
            "基础设施",
        ),
        3,
    ),
    (
        industry(
            "C3921",
            "通信系统设备制造",
            MANUFACTURING,
            ["通信设备", "光电", "电子"],
            "基础设施",
        ),
        3,
    ),
];

/// Industries of section M.
pub(super) const SCIENCE_INDUSTRIES: [(Industry, u64); 4] = [
    (
        industry(
            "M7320",
            "工程和技术研究和试验发展",
            SCIENCE,
            ["智能科技", "技术研究", "科技"],
            "分析",
        ),
        30,
    ),
    (
        industry(
            "M7519",
            "其他技术推广服务",
            SCIENCE,
            ["科技", "数据科技", "技术服务"],
            "加工",
        ),
        45,
    ),
    (
        industry(
            "M7530",
            "科技中介服务",
            SCIENCE,
            ["科技服务", "数据咨询", "科技"],
            "流通",
        ),
        10,
    ),
    (
        industry(
            "M7590",
            "其他科技推广服务业",
            SCIENCE,
            ["科技", "数字科技", "大数据"],
            "应用",
        ),
        15,
    ),
];

const fn industry(
    code: &'static str,
    name: &'static str,
    section: &'static str,
    trades: [&'static str; 3],
    chain: &'static str,
) -> Industry {
    Industry {
        code,
        name,
        section,
        trades,
        chain,
    }
}

/// Fields data are applied in.
pub(super) const APPLICATIONS: [&str; 24] = [
    "政务",
    "金融",
    "医疗",
    "交通",
    "能源",
    "工业",
    "农业",
    "商贸",
    "教育",
    "文旅",
    "气象",
    "应急",
    "城市治理",
    "物流",
    "电力",
    "航运",
    "通信",
    "遥感",
    "环保",
    "水利",
    "住建",
    "人社",
    "司法",
    "零售",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BRANDS, LONG_BRANDS, brand, brand_of};

    #[test]
    fn brands_differ() {
        for (brands, sample) in [(BRANDS, BRANDS), (LONG_BRANDS, 50_000)] {
            let skipped = usize::from(brands == BRANDS);
            let seen: BTreeSet<String> = (0..sample)
                .map(|ordinal| {
                    brand(brand_of(ordinal, 110_000, brands))[skipped..]
                        .iter()
                        .collect()
                })
                .collect();
            assert_eq!(seen.len() as u64, sample);
        }
    }
}
