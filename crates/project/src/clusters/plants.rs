//! Concentration of the groups of the core beyond what the sizes of their firms explain: Ellison–Glaeser γ.

use std::collections::BTreeMap;

use jushu_clusters::plants::PlantTable;
use jushu_clusters::plants::ellison_glaeser::ellison_glaeser;
use jushu_places::Code;

use super::complexity::is_industry;
use super::firms::{Firm, is_city, place_name};
use super::tables::Sheet;
use super::thresholds::SizeField;
use super::{Certainty, ClustersError, Finding, Scene, industry, industry_name};
use super::{is_core_industry, number_text};
use crate::config::Names;

/// How large a firm is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// By one of its figures; firms without it are left out.
    Field(SizeField),
    /// One each, where no figure is known for enough of them.
    One,
}

impl Size {
    /// The first field known for the share `least` of the firms.
    fn chosen(firms: &[Located], fields: &[SizeField], least: f64) -> Size {
        fields
            .iter()
            .map(|field| Size::Field(*field))
            .find(|size| {
                let known = firms
                    .iter()
                    .filter(|located| size.of(located.firm).is_some());
                known.count() as f64 >= least * firms.len() as f64
            })
            .unwrap_or(Size::One)
    }

    /// The size of a firm; a figure of 0 or less says nothing of it.
    fn of(self, firm: &Firm) -> Option<f64> {
        match self {
            Size::One => Some(1.0),
            Size::Field(SizeField::Employees) => firm.figures.employees,
            Size::Field(SizeField::RegisteredCapital) => firm.figures.registered_capital,
        }
        .filter(|size| size.is_finite() && *size > 0.0)
    }

    /// The word used in files.
    fn word(self) -> &'static str {
        match self {
            Size::One => "one-per-firm",
            Size::Field(SizeField::Employees) => "employees",
            Size::Field(SizeField::RegisteredCapital) => "registered-capital",
        }
    }

    /// What the reader is told.
    fn name(self) -> Names {
        let (zh, en) = match self {
            Size::One => ("每家企业计一", "every firm counts one"),
            Size::Field(SizeField::Employees) => ("从业人员", "employees"),
            Size::Field(SizeField::RegisteredCapital) => ("注册资本", "registered capital"),
        };
        Names::new(zh, en)
    }
}

/// A firm in a city, with its industry.
struct Located<'s, 'r> {
    firm: &'s Firm<'r>,
    city: Code,
    industry: String,
}

/// γ of each group of the core, and what it shows.
pub fn report(
    scene: &Scene,
    sheets: &mut Vec<Sheet>,
    findings: &mut Vec<Finding>,
) -> Result<(), ClustersError> {
    let mut sheet = Sheet::new(
        "ellison_glaeser.csv",
        &[
            "industry",
            "industry_zh",
            "industry_en",
            "firms",
            "size_unknown",
            "plant_size",
            "herfindahl",
            "raw_concentration",
            "expected",
            "gamma",
            "standard_deviation",
            "z",
        ],
    );
    let firms: Vec<Located> = scene
        .firms
        .iter()
        .filter_map(|firm| {
            let city = firm.city.filter(|city| is_city(*city))?;
            Some(Located {
                firm,
                city,
                industry: industry(firm),
            })
        })
        .filter(|located| is_industry(&located.industry))
        .collect();
    let limits = &scene.limits().plants;
    let size = Size::chosen(&firms, &limits.sizes, limits.least_known);
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cities: BTreeMap<Code, usize> = BTreeMap::new();
    let mut industries: BTreeMap<&str, usize> = BTreeMap::new();
    for located in &firms {
        let count = (cities.len(), industries.len());
        cities.entry(located.city).or_insert(count.0);
        industries.entry(&located.industry).or_insert(count.1);
        if size.of(located.firm).is_none() {
            *unknown.entry(&located.industry).or_default() += 1;
        }
    }
    if !firms.is_empty() {
        let plants = PlantTable::from_plants(
            in_order(&cities).into_iter().map(place_name).collect(),
            in_order(&industries)
                .into_iter()
                .map(str::to_string)
                .collect(),
            firms.iter().filter_map(|located| {
                let place = (cities[&located.city], industries[located.industry.as_str()]);
                Some((place.0, place.1, size.of(located.firm)?))
            }),
        )?;
        let mut strong: Vec<(f64, &str)> = Vec::new();
        let mut measured = 0;
        for (at, id) in plants.table.industries.iter().enumerate() {
            if !is_core_industry(id) {
                continue;
            }
            let (name, sizes) = (industry_name(id), plants.sizes[at]);
            let found = ellison_glaeser(&plants, at);
            let value = |part: Option<f64>| number_text(part.unwrap_or(f64::NAN));
            let gamma = found.and_then(|found| found.gamma);
            let z = found.and_then(|found| found.z);
            measured += usize::from(gamma.is_some());
            // Beyond chance, one-sided at 5 %, and of the strength the authors call high.
            if let Some(gamma) = gamma.filter(|gamma| *gamma > 0.05 && z.is_some_and(|z| z > 1.645))
            {
                strong.push((gamma, id));
            }
            sheet.row([
                id.clone(),
                name.zh,
                name.en,
                sizes.plants.to_string(),
                unknown.get(id.as_str()).copied().unwrap_or(0).to_string(),
                size.word().into(),
                number_text(sizes.herfindahl),
                value(found.map(|found| found.raw_concentration)),
                value(found.map(|found| found.expected_raw_concentration)),
                value(gamma),
                value(found.and_then(|found| found.gamma_variance).map(f64::sqrt)),
                value(z),
            ]);
        }
        strong.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let shown = |of: fn(Names) -> String, comma: &str| {
            let names = strong.iter().take(5);
            names
                .map(|(gamma, id)| format!("{} {gamma:.3}", of(industry_name(id))))
                .collect::<Vec<_>>()
                .join(comma)
        };
        let none = |list: String, none: &str| if list.is_empty() { none.into() } else { list };
        let how = size.name();
        findings.push(Finding {
            topic: "plants",
            subject: Names::new(format!("{measured} 个中类"), format!("{measured} groups")),
            text: Names::new(
                format!("剔除企业规模后强集聚（γ > 0.05 且超出随机）的中类 {} 个：{}；规模：{}", strong.len(), none(shown(|name| name.zh, "、"), "无"), how.zh),
                format!("groups concentrated beyond the sizes of firms (γ above 0.05 and beyond chance): {}: {}; size: {}", strong.len(), none(shown(|name| name.en, ", "), "none"), how.en),
            ),
            certainty: Certainty::Measured,
            table: "ellison_glaeser.csv",
            main: true,
        });
    }
    sheets.push(sheet);
    Ok(())
}

/// The keys in the order of their numbers.
fn in_order<K: Copy + Ord>(numbers: &BTreeMap<K, usize>) -> Vec<K> {
    let mut keys: Vec<K> = numbers.keys().copied().collect();
    keys.sort_by_key(|key| numbers[key]);
    keys
}
