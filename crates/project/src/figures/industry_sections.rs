//! The sections (门类) of the national industry classification, GB/T 4754-2017, with the divisions (大类) that
//! begin them.

/// Letter, first division, Chinese and English name.
const SECTIONS: [(char, u32, &str, &str); 20] = [
    ('A', 1, "农、林、牧、渔业", "Agriculture"),
    ('B', 6, "采矿业", "Mining"),
    ('C', 13, "制造业", "Manufacturing"),
    ('D', 44, "电力、热力、燃气及水生产和供应业", "Utilities"),
    ('E', 47, "建筑业", "Construction"),
    ('F', 51, "批发和零售业", "Wholesale and retail"),
    ('G', 53, "交通运输、仓储和邮政业", "Transport and post"),
    ('H', 61, "住宿和餐饮业", "Hotels and catering"),
    (
        'I',
        63,
        "信息传输、软件和信息技术服务业",
        "Information and software",
    ),
    ('J', 66, "金融业", "Finance"),
    ('K', 70, "房地产业", "Real estate"),
    ('L', 71, "租赁和商务服务业", "Leasing and business services"),
    (
        'M',
        73,
        "科学研究和技术服务业",
        "Research and technical services",
    ),
    (
        'N',
        76,
        "水利、环境和公共设施管理业",
        "Environment and public facilities",
    ),
    (
        'O',
        80,
        "居民服务、修理和其他服务业",
        "Household services and repair",
    ),
    ('P', 83, "教育", "Education"),
    ('Q', 84, "卫生和社会工作", "Health and social work"),
    (
        'R',
        86,
        "文化、体育和娱乐业",
        "Culture, sports and entertainment",
    ),
    (
        'S',
        91,
        "公共管理、社会保障和社会组织",
        "Public administration",
    ),
    ('T', 97, "国际组织", "International organisations"),
];

/// The Chinese and English name of the section that `text` belongs to: a code (I65, 6510), a section written
/// with its code (I65软件和信息技术服务业), or its name. `None` where it is none of them.
pub fn section(text: &str) -> Option<(&'static str, &'static str)> {
    let text = text.trim();
    let first = text.chars().next()?;
    let after = text.get(first.len_utf8()..)?;
    let found = if first.is_ascii_uppercase()
        && !after.starts_with(|next: char| next.is_ascii_alphabetic())
    {
        SECTIONS.iter().find(|section| section.0 == first)
    } else if first.is_ascii_digit() {
        let division: u32 = text.get(..2)?.parse().ok()?;
        SECTIONS
            .iter()
            .rev()
            .find(|section| (section.1..=97).contains(&division))
    } else {
        SECTIONS.iter().find(|section| section.2 == text)
    };
    found.map(|section| (section.2, section.3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_lead_to_the_section() {
        let software = section("I65软件和信息技术服务业");
        assert_eq!(software, section("6510"));
        assert_eq!(software, section("I"));
        assert_eq!(software, section("信息传输、软件和信息技术服务业"));
        assert_eq!(section("4790"), section("E48土木工程建筑业"));
        assert_eq!(
            section("0111").map(|names| names.0),
            Some("农、林、牧、渔业")
        );
        for unknown in ["", "Real Estate", "软件", "9900", "5"] {
            assert_eq!(section(unknown), None, "{unknown}");
        }
    }
}
