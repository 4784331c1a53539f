//! Clusters inside a project: from the registry of firms and clusters to specialisation, grades, forms, circles
//! and a diagnosis. Written beside the newest run, for the same state of the registry, and listed in its manifest.

pub mod classification;
mod complexity;
mod density;
mod diagnosis;
mod firms;
mod forces;
mod plants;
mod register;
pub mod rules;
mod tables;
pub mod thresholds;

use std::collections::BTreeMap;

use jushu_clusters::points::PointsError;
use jushu_clusters::{Duplicates, Table as MixTable, TableError};
use jushu_places::Code;
use jushu_registry::store::{Access, Registry, StoreError};

use crate::Project;
use crate::config::Names;
use crate::output::{OutputError, write_folder};
use crate::results::{Manifest, Results, ResultsError};
use crate::run::{RunError, sha256};
use classification::{Division, Quality, class, classify, division};
use firms::{Firm, is_city, number, place_name};
use register::ClusterEntry;
use rules::{RuleBook, RulesError};
use tables::Sheet;
use thresholds::Thresholds;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Counted or computed from the records alone.
    Measured,
    /// By rules of our own (自拟).
    Own,
    /// Inferred where nothing is observed (推定).
    Inferred,
    /// The records do not suffice.
    NoData,
}

impl Certainty {
    /// The label in files, which speak both languages.
    pub fn label(self) -> String {
        let (zh, en) = self.words();
        format!("{zh} {en}")
    }

    /// The label on a screen of one language: Chinese, English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Certainty::Measured => ("实测", "measured"),
            Certainty::Own => ("自拟", "own rule"),
            Certainty::Inferred => ("推定", "inferred"),
            Certainty::NoData => ("无数据", "no data"),
        }
    }
}

/// One finding with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The part of the diagnosis.
    pub topic: &'static str,
    /// Whom it is about.
    pub subject: Names,
    /// What was found, with its numbers.
    pub text: Names,
    /// How sure it is.
    pub certainty: Certainty,
    /// The table that holds its numbers and records.
    pub table: &'static str,
    /// True for the few that a summary shows.
    pub main: bool,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The run it stands beside.
    pub results: Results,
    /// Every finding.
    pub findings: Vec<Finding>,
}

/// Clusters that cannot be measured.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum ClustersError {
    /// There is no run to stand beside.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// A rule file is wrong.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The registry cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry has no firm in any city.
    NoFirms,
    /// The table of cities and industries cannot be made.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The framework of the five forces cannot be computed.
    #[error(transparent)]
    Framework(#[from] RunError),
    /// The points of firms cannot be clustered.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The results cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ClustersError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            ClustersError::Results(error) => error.message(),
            ClustersError::Rules(error) => error.message(),
            ClustersError::Store(error) => error.message().into(),
            ClustersError::NoFirms => Names::new(
                "登记库中没有带城市的企业；请先用 `jushu import` 导入企业名单",
                "the registry has no firm with a city; import a list of firms with `jushu import`",
            ),
            ClustersError::Table(error) => {
                let names = error.message();
                Names::new(names.zh, names.en)
            }
            ClustersError::Framework(error) => error.message(),
            ClustersError::Points(error) => {
                let names = error.message();
                Names::new(names.zh, names.en)
            }
            ClustersError::Output(error) => error.message(),
        }
    }
}

/// Everything the parts of the diagnosis look at.
struct Scene<'r> {
    registry: &'r Registry,
    book: &'r RuleBook,
    date: String,
    firms: Vec<Firm<'r>>,
    clusters: Vec<ClusterEntry>,
    /// Cities by industries: groups of the core, class where the group is open, and divisions outside.
    table: MixTable,
    /// The code of each region of the table.
    codes: Vec<Code>,
    /// Counts by city of the other registries.
    universities: BTreeMap<Code, u64>,
    exchanges: BTreeMap<Code, u64>,
    hubs: BTreeMap<Code, u64>,
}

impl Scene<'_> {
    /// The thresholds of the diagnosis.
    fn limits(&self) -> &Thresholds {
        &self.book.diagnosis.rules
    }

    /// Firms of the core in each city.
    fn core_by_city(&self) -> BTreeMap<Code, Vec<&Firm<'_>>> {
        let mut cities: BTreeMap<Code, Vec<&Firm>> = BTreeMap::new();
        for firm in self.firms.iter().filter(|firm| firm.found.is_core()) {
            if let Some(city) = firm.city {
                cities.entry(city).or_default().push(firm);
            }
        }
        cities
    }

    /// All firms of each city.
    fn firms_by_city(&self) -> BTreeMap<Code, u64> {
        let mut cities = BTreeMap::new();
        for city in self.firms.iter().filter_map(|firm| firm.city) {
            *cities.entry(city).or_insert(0) += 1;
        }
        cities
    }
}

/// The column of a firm in the table of cities and industries.
fn industry(firm: &Firm) -> String {
    match (&firm.found.class, firm.found.is_core()) {
        (Some(class), true) => class[..class.len().min(4)].to_string(),
        (None, true) => "core-open".into(),
        _ => firm.digits.as_deref().map_or_else(
            || "unknown".into(),
            |digits| format!("division-{}", &digits[..2]),
        ),
    }
}

/// An industry of the table in words.
fn industry_name(id: &str) -> Names {
    match (class(id), id.strip_prefix("division-")) {
        (Some(class), _) => Names::new(class.zh.clone(), class.en.clone()),
        (None, Some(division)) => Names::new(
            format!("行业大类{division}"),
            format!("division {division}"),
        ),
        (None, None) if id == "core-open" => {
            Names::new("数字核心（类别未定）", "digital core, class open")
        }
        (None, None) => Names::new("行业不详", "industry unknown"),
    }
}

/// Whether the column is one of the digital core.
fn is_core_industry(id: &str) -> bool {
    id == "core-open" || class(id).is_some()
}

impl Project {
    /// Measures the clusters of the project and writes the tables into `clusters/` of the newest run.
    pub fn clusters(&self) -> Result<Measured, ClustersError> {
        let mut results = Results::latest(self)?;
        let book = RuleBook::load(self.folder())?;
        let registry = self.registry(Access::Read)?;
        registry.show_version(Some(results.manifest.registry.version))?;
        let date = results.manifest.date.clone();

        let firms = firms::firms(&registry, &book, &date)?;
        let rows: Vec<(Code, String, String)> = firms
            .iter()
            .filter_map(|firm| Some((firm.city?, place_name(firm.city?), industry(firm))))
            .filter(|(city, ..)| is_city(*city))
            .collect();
        if rows.is_empty() {
            return Err(ClustersError::NoFirms);
        }
        let table = MixTable::from_rows(
            rows.iter()
                .map(|(_, city, industry)| (city.as_str(), industry.as_str(), 1.0)),
            Duplicates::Sum,
        )?;
        let by_name: BTreeMap<&str, Code> = rows
            .iter()
            .map(|(code, name, _)| (name.as_str(), *code))
            .collect();
        let codes = table
            .regions
            .iter()
            .filter_map(|name| by_name.get(name.as_str()).copied())
            .collect();
        let scene = Scene {
            clusters: register::clusters(&registry, &book)?,
            universities: count_by_city(&registry, "university")?,
            exchanges: count_by_city(&registry, "exchange")?,
            hubs: count_by_city(&registry, "compute_hub")?,
            registry: &registry,
            book: &book,
            date,
            firms,
            table,
            codes,
        };

        let mut sheets = Vec::new();
        let mut findings = Vec::new();
        sheets.push(firm_sheet(&scene));
        sheets.push(quality_sheet(&scene, &mut findings));
        sheets.push(mix_sheet(&scene));
        register::report(&scene, &mut sheets, &mut findings);
        diagnosis::report(&scene, &mut sheets, &mut findings)?;
        self.five_forces(&scene, &mut sheets, &mut findings)?;
        complexity::report(&scene, &mut sheets, &mut findings)?;
        plants::report(&scene, &mut sheets, &mut findings)?;
        let map = density::report(&scene, &mut sheets, &mut findings)?;
        sheets.push(finding_sheet(&findings));

        let mut files: Vec<(String, Vec<u8>)> = sheets
            .into_iter()
            .map(|sheet| (format!("clusters/{}", sheet.name), sheet.csv()))
            .collect();
        files.push(("clusters/clusters.geojson".into(), map.into_bytes()));
        enter(&mut results.manifest, &files, &book);
        let text = serde_json::to_string_pretty(&results.manifest).unwrap_or_default() + "\n";
        files.push(("manifest.json".into(), text.into_bytes()));
        write_folder(&results.folder, &files)?;
        Ok(Measured { results, findings })
    }
}

/// A number that reads back to the same f64; nothing where it is missing.
fn number_text(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        value.to_string()
    }
}

/// Lists the tables and the rules in the manifest; those of an earlier measuring are forgotten.
fn enter(manifest: &mut Manifest, files: &[(String, Vec<u8>)], book: &RuleBook) {
    manifest
        .files
        .retain(|name, _| !name.starts_with("clusters/"));
    manifest.files.extend(
        files
            .iter()
            .map(|(name, contents)| (name.clone(), sha256(contents))),
    );
    manifest.cluster_rules = book
        .texts()
        .into_iter()
        .map(|(name, text)| (name.to_string(), sha256(text.as_bytes())))
        .collect();
}

fn count_by_city(registry: &Registry, kind: &str) -> Result<BTreeMap<Code, u64>, StoreError> {
    if !registry.has_records(kind)? {
        return Ok(BTreeMap::new());
    }
    let rows = registry.select(&format!(
        "SELECT city_code, count(*) FROM \"{kind}\" WHERE city_code IS NOT NULL GROUP BY 1 ORDER BY 1"
    ))?;
    Ok(rows
        .rows
        .iter()
        .filter_map(|row| Some((firms::code(&row[0])?, number(&row[1])? as u64)))
        .collect())
}

fn firm_sheet(scene: &Scene) -> Sheet {
    let mut sheet = Sheet::new(
        "firms.csv",
        &[
            "record",
            "firm",
            "city",
            "core",
            "class",
            "class_zh",
            "class_en",
            "basis",
            "rule",
            "field",
            "word",
            "chain",
            "chain_label",
            "longitude",
            "latitude",
            "point_precision",
        ],
    );
    for firm in &scene.firms {
        let named = firm.found.class.as_deref().and_then(class);
        let fit = firm.found.fit.as_ref();
        let of_fit = |part: fn(&rules::Fit) -> String| fit.map(part).unwrap_or_default();
        let coordinate = |part: fn((f64, f64)) -> f64| {
            firm.point
                .map(|point| part(point).to_string())
                .unwrap_or_default()
        };
        sheet.row([
            firm.id.clone(),
            firm.name.clone(),
            firm.city.map(place_name).unwrap_or_default(),
            firm.found.is_core().to_string(),
            firm.found.class.clone().unwrap_or_default(),
            named.map(|class| class.zh.clone()).unwrap_or_default(),
            named.map(|class| class.en.clone()).unwrap_or_default(),
            firm.found.basis.word().into(),
            of_fit(|fit| fit.rule.id.clone()),
            of_fit(|fit| fit.field.to_string()),
            of_fit(|fit| fit.word.to_string()),
            firm.chain.join("; "),
            if firm.chain.is_empty() {
                String::new()
            } else {
                "推定 inferred".into()
            },
            coordinate(|point| point.0),
            coordinate(|point| point.1),
            firm.precision.word().into(),
        ]);
    }
    sheet
}

/// How well the text rules find what the codes know, on the firms whose division is wholly in or out.
fn quality_sheet(scene: &Scene, findings: &mut Vec<Finding>) -> Sheet {
    let mut sheet = Sheet::new(
        "classification_quality.csv",
        &[
            "texts",
            "both",
            "text_only",
            "code_only",
            "neither",
            "precision",
            "recall",
        ],
    );
    for (texts, with_name, with_industry) in [
        ("name", true, false),
        ("industry-label", false, true),
        ("name-and-industry-label", true, true),
    ] {
        let mut quality = Quality::default();
        for firm in &scene.firms {
            let standing = firm.digits.as_deref().map(division);
            let by_code = match standing {
                Some(Division::Core) => true,
                Some(Division::Outside) => false,
                _ => continue,
            };
            let mut seen: Vec<(&'static str, &str)> = Vec::new();
            if with_name {
                seen.push(("name", &firm.name));
                seen.extend(firm.short_name.as_deref().map(|name| ("short_name", name)));
            }
            if with_industry {
                seen.extend(firm.industry.as_deref().map(|label| ("industry", label)));
            }
            quality.count(
                by_code,
                classify(None, &seen, &scene.book.digital_core.rules).is_core(),
            );
        }
        let share = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        sheet.row([
            texts.to_string(),
            quality.both.to_string(),
            quality.text_only.to_string(),
            quality.code_only.to_string(),
            quality.neither.to_string(),
            share(quality.precision()),
            share(quality.recall()),
        ]);
        if let (Some(precision), Some(recall)) = (quality.precision(), quality.recall()) {
            findings.push(Finding {
                topic: "classification",
                subject: Names::same(texts),
                text: Names::new(
                    format!(
                        "只看文本时与行业代码相比：精确率 {:.1}%，召回率 {:.1}%",
                        precision * 100.0,
                        recall * 100.0
                    ),
                    format!(
                        "text alone against the code: precision {:.1} %, recall {:.1} %",
                        precision * 100.0,
                        recall * 100.0
                    ),
                ),
                certainty: Certainty::Measured,
                table: "classification_quality.csv",
                main: texts == "name-and-industry-label",
            });
        }
    }
    sheet
}

/// Cities by industries, as `jushu clusters … --table` reads it.
fn mix_sheet(scene: &Scene) -> Sheet {
    let mut sheet = Sheet::new("region_industry.csv", &["region", "industry", "value"]);
    for (region, name) in scene.table.regions.iter().enumerate() {
        for (column, value) in scene.table.by_region.row(region) {
            sheet.row([
                name.clone(),
                scene.table.industries[column].clone(),
                value.to_string(),
            ]);
        }
    }
    sheet
}

fn finding_sheet(findings: &[Finding]) -> Sheet {
    let mut sheet = Sheet::new(
        "findings.csv",
        &[
            "topic",
            "subject_zh",
            "subject_en",
            "finding_zh",
            "finding_en",
            "certainty",
            "table",
        ],
    );
    for finding in findings {
        sheet.row([
            finding.topic.to_string(),
            finding.subject.zh.clone(),
            finding.subject.en.clone(),
            finding.text.zh.clone(),
            finding.text.en.clone(),
            finding.certainty.label(),
            finding.table.into(),
        ]);
    }
    sheet
}
