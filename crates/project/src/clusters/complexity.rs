//! What a city could grow next: complexity of cities and industries, density, and entry candidates.

use jushu_clusters::complexity::comparative_advantage::{
    Advantage, comparative_advantage, presence, pruned,
};
use jushu_clusters::complexity::economic_complexity::{Complexity, economic_complexity};
use jushu_clusters::complexity::entry::{Lacking, Rule, candidates};
use jushu_clusters::complexity::proximity::proximity;
use jushu_clusters::complexity::{degrees, density::density, outlook};
use jushu_clusters::{Duplicates, Sparse, Table};

use super::firms::{is_city, place_name};
use super::tables::Sheet;
use super::{Certainty, ClustersError, Finding, Scene, industry, industry_name};
use super::{is_core_industry, number_text};
use crate::config::Names;

/// Whether the column is an industry: a group of the core or a division outside, not what is open or unknown.
pub(super) fn is_industry(id: &str) -> bool {
    id.starts_with("division-") || (id.len() == 4 && is_core_industry(id))
}

/// Cities by industries, without the firms whose industry is open; `None` where no firm is left.
fn table(scene: &Scene) -> Result<Option<Table>, ClustersError> {
    let rows: Vec<(String, String)> = scene
        .firms
        .iter()
        .filter_map(|firm| Some((firm.city.filter(|city| is_city(*city))?, industry(firm))))
        .filter(|(_, industry)| is_industry(industry))
        .map(|(city, industry)| (place_name(city), industry))
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let rows = rows
        .iter()
        .map(|(city, industry)| (city.as_str(), industry.as_str(), 1.0));
    Ok(Some(Table::from_rows(rows, Duplicates::Sum)?))
}

/// The tables of complexity, and what they show.
pub fn report(
    scene: &Scene,
    sheets: &mut Vec<Sheet>,
    findings: &mut Vec<Finding>,
) -> Result<(), ClustersError> {
    let mut cities = Sheet::new(
        "complexity_cities.csv",
        &[
            "region",
            "firms",
            "diversity",
            "eci",
            "opportunity_value",
            "outlook_index",
        ],
    );
    let mut industries = Sheet::new(
        "complexity_industries.csv",
        &[
            "industry",
            "industry_zh",
            "industry_en",
            "core",
            "firms",
            "ubiquity",
            "pci",
        ],
    );
    let mut near = Sheet::new(
        "relatedness_density.csv",
        &[
            "region",
            "industry",
            "rca",
            "present",
            "density",
            "outlook_gain",
        ],
    );
    let mut entries = Sheet::new(
        "entry_candidates.csv",
        &[
            "region",
            "rank",
            "industry",
            "industry_zh",
            "industry_en",
            "core",
            "score",
            "density",
            "pci",
            "outlook_gain",
            "label",
        ],
    );
    if let Some(table) = table(scene)? {
        let limits = &scene.limits().complexity;
        let advantage = Advantage {
            threshold: limits.threshold,
            shrinkage: limits.shrinkage,
            least: limits.least_firms as f64,
        };
        let all = presence(&table, &advantage);
        let kept = pruned(&all, limits.least_diversity, limits.least_ubiquity);
        let found = economic_complexity(&kept);
        findings.push(finding(&table, &kept, found.as_ref()));
        if let Some(found) = &found {
            let measured = Measured::new(&table, kept, found, &advantage);
            let rule = Rule {
                near_share: limits.near_share,
                density_weight: limits.density_weight,
            };
            measured.enter(&mut cities, &mut industries, &mut near);
            measured.enter_candidates(&rule, &mut entries, findings);
        }
    }
    sheets.extend([cities, industries, near, entries]);
    Ok(())
}

/// What is left to compare, and whether the index says something of all of it.
fn finding(table: &Table, kept: &Sparse, found: Option<&Complexity>) -> Finding {
    let measured = degrees(kept).iter().filter(|degree| **degree > 0).count();
    let of_all = table.regions.len();
    let industries = degrees(&kept.transposed())
        .iter()
        .filter(|degree| **degree > 0)
        .count();
    let mut text = Names::new(
        format!("{of_all} 个城市剪除后余 {measured} 个、产业 {industries} 个"),
        format!("pruning leaves {measured} of {of_all} cities and {industries} industries"),
    );
    let mut add = |zh: String, en: String| {
        text.zh += &zh;
        text.en += &en;
    };
    let mut readable = false;
    match found {
        None => add(
            "：没有复杂度可读".into(),
            ": there is no complexity to read".into(),
        ),
        Some(found) => {
            let cities = found.regions.iter().filter(|eci| !eci.is_nan()).count();
            let effective = found.effective_regions();
            // Of values spread like a normal distribution a third take part.
            let few = effective < cities as f64 / 10.0;
            let unique = found.eigenvalue - found.next_eigenvalue >= 1e-6 * found.eigenvalue;
            readable = !few && unique;
            add(
                format!("；ECI 由约 {effective:.0} 个城市决定（共 {cities} 个）"),
                format!("; the ECI is made by about {effective:.0} of {cities} cities"),
            );
            if found.parts > 1 {
                add(
                    format!("；互不相连的 {} 组中只测最大一组", found.parts),
                    format!(
                        "; of {} parts without a common industry only the largest is measured",
                        found.parts
                    ),
                );
            }
            if few {
                add(
                    "，勿解读：请收紧 rules/diagnosis.toml 的 [complexity]".into(),
                    ", do not read it: tighten [complexity] of rules/diagnosis.toml".into(),
                );
            }
            if !unique {
                add(
                    "；第二、三特征值几乎相等，方向不唯一，勿解读".into(),
                    "; the second and third eigenvalues are almost equal, its direction is not unique, do not read it".into(),
                );
            }
        }
    }
    Finding {
        topic: "complexity",
        subject: Names::new("全国", "China"),
        text,
        certainty: if readable {
            Certainty::Measured
        } else {
            Certainty::NoData
        },
        table: "complexity_cities.csv",
        main: true,
    }
}

/// All that the tables are written from; a row a city where there are cities and industries.
struct Measured<'a> {
    table: &'a Table,
    presence: Sparse,
    found: &'a Complexity,
    shrinkage: f64,
    density: Vec<f64>,
    gain: Vec<f64>,
    opportunity: Vec<f64>,
    outlook: Vec<f64>,
}

impl<'a> Measured<'a> {
    fn new(
        table: &'a Table,
        presence: Sparse,
        found: &'a Complexity,
        advantage: &Advantage,
    ) -> Measured<'a> {
        let proximity = proximity(&presence);
        let density = density(&presence, &proximity);
        Measured {
            opportunity: outlook::opportunity_value(&presence, &density, &found.industries),
            outlook: outlook::outlook_index(&presence, &density, &found.industries_uncentred),
            gain: outlook::outlook_gain(&presence, &proximity, &found.industries_uncentred),
            shrinkage: advantage.shrinkage,
            table,
            presence,
            found,
            density,
        }
    }

    /// The cities that are measured.
    fn cities(&self) -> impl Iterator<Item = usize> {
        (0..self.table.regions.len()).filter(|region| !self.found.regions[*region].is_nan())
    }

    /// The industries that are measured.
    fn industries(&self) -> impl Iterator<Item = usize> {
        (0..self.table.industries.len()).filter(|at| !self.found.industries[*at].is_nan())
    }

    /// Every city and every industry; what was pruned has no complexity and stays missing.
    fn enter(&self, cities: &mut Sheet, industries: &mut Sheet, near: &mut Sheet) {
        let (table, n) = (self.table, self.table.industries.len());
        let diversity = degrees(&self.presence);
        for (region, name) in table.regions.iter().enumerate() {
            let measured = !self.found.regions[region].is_nan();
            let outlook = |values: &[f64]| match measured {
                true => number_text(values[region]),
                false => String::new(),
            };
            cities.row([
                name.clone(),
                table.region_totals[region].to_string(),
                diversity[region].to_string(),
                number_text(self.found.regions[region]),
                outlook(&self.opportunity),
                outlook(&self.outlook),
            ]);
        }
        let ubiquity = degrees(&self.presence.transposed());
        for (at, id) in table.industries.iter().enumerate() {
            let name = industry_name(id);
            industries.row([
                id.clone(),
                name.zh,
                name.en,
                is_core_industry(id).to_string(),
                table.industry_totals[at].to_string(),
                ubiquity[at].to_string(),
                number_text(self.found.industries[at]),
            ]);
        }
        for region in self.cities() {
            for at in self.industries() {
                let rca = comparative_advantage(table, region, at, self.shrinkage);
                near.row([
                    table.regions[region].clone(),
                    table.industries[at].clone(),
                    number_text(rca.unwrap_or(f64::NAN)),
                    self.presence.value(region, at).to_string(),
                    number_text(self.density[region * n + at]),
                    number_text(self.gain[region * n + at]),
                ]);
            }
        }
    }

    /// What each city could enter, best first.
    fn enter_candidates(&self, rule: &Rule, sheet: &mut Sheet, findings: &mut Vec<Finding>) {
        let (table, n) = (self.table, self.table.industries.len());
        for region in self.cities() {
            let lacking: Vec<Lacking> = self
                .industries()
                .filter(|at| self.presence.value(region, *at) == 0.0)
                .map(|at| Lacking {
                    industry: at,
                    density: self.density[region * n + at],
                    complexity: self.found.industries[at],
                    gain: self.gain[region * n + at],
                })
                .collect();
            let found = candidates(&lacking, self.found.regions[region], rule);
            for (rank, candidate) in found.iter().enumerate() {
                let id = &table.industries[candidate.of.industry];
                let name = industry_name(id);
                sheet.row([
                    table.regions[region].clone(),
                    (rank + 1).to_string(),
                    id.clone(),
                    name.zh,
                    name.en,
                    is_core_industry(id).to_string(),
                    number_text(candidate.score),
                    number_text(candidate.of.density),
                    number_text(candidate.of.complexity),
                    number_text(candidate.of.gain),
                    "自拟 own rule".into(),
                ]);
            }
            let core = found
                .iter()
                .map(|candidate| &table.industries[candidate.of.industry])
                .find(|id| is_core_industry(id));
            if let Some(id) = core {
                let name = industry_name(id);
                findings.push(Finding {
                    topic: "entry",
                    subject: Names::same(&table.regions[region]),
                    text: Names::new(
                        format!(
                            "可进入的数字核心产业首选：{}（{} 个候选产业之一）",
                            name.zh,
                            found.len()
                        ),
                        format!(
                            "first of the digital core within reach: {} (of {} candidates)",
                            name.en,
                            found.len()
                        ),
                    ),
                    certainty: Certainty::Own,
                    table: "entry_candidates.csv",
                    main: false,
                });
            }
        }
    }
}
