//! The registry of clusters: one record a cluster from all lists, its field, its cities, its firms and its grades.

use std::collections::{BTreeMap, BTreeSet};

use jushu_clusters::grades::{Metrics, evaluate};
use jushu_places::{Code, Places};
use jushu_registry::engine::Value;
use jushu_registry::store::{Registry, StoreError};

use super::firms::{Firm, code, number, place_name, text};
use super::rules::{RuleBook, Units};
use super::tables::Sheet;
use super::{Certainty, Finding, Scene};
use crate::config::Names;

/// One cluster, in all its cities and on all its lists.
#[derive(Debug, Clone)]
pub struct ClusterEntry {
    /// Its name.
    pub name: String,
    /// The lists that name it.
    pub programmes: BTreeSet<String>,
    /// The fields the lists give.
    pub fields: BTreeSet<String>,
    /// Its cities.
    pub cities: BTreeSet<Code>,
    /// Its provinces.
    pub provinces: BTreeSet<Code>,
    /// How often a list names it, counted over lists and not over cities.
    pub listings: u64,
    /// Groups of the digital core its field covers; empty where it is not digital.
    pub groups: BTreeSet<String>,
    /// What decided: the record's own mark, or the rule and its word.
    pub basis: String,
    /// Whether it is digital.
    pub digital: bool,
    /// What the records say of it, by year.
    pub metrics: Metrics,
}

/// Every cluster of the registry, each once.
pub fn clusters(registry: &Registry, book: &RuleBook) -> Result<Vec<ClusterEntry>, StoreError> {
    if !registry.has_records("cluster")? {
        return Ok(Vec::new());
    }
    let rows = registry.select(
        "SELECT name, programme, field, city_code, province_code, merged_records, digital,
                output, revenue, output_year, area, firms
         FROM cluster ORDER BY name, imported_in, row_number",
    )?;
    let mut entries: BTreeMap<String, ClusterEntry> = BTreeMap::new();
    for row in &rows.rows {
        let Some(name) = text(&row[0]) else { continue };
        let entry = entries.entry(name.clone()).or_insert_with(|| ClusterEntry {
            name,
            programmes: BTreeSet::new(),
            fields: BTreeSet::new(),
            cities: BTreeSet::new(),
            provinces: BTreeSet::new(),
            listings: 0,
            groups: BTreeSet::new(),
            basis: String::new(),
            digital: false,
            metrics: Metrics::new(),
        });
        entry.programmes.extend(text(&row[1]));
        entry.fields.extend(text(&row[2]));
        entry.cities.extend(code(&row[3]));
        entry.provinces.extend(code(&row[4]));
        entry.listings = entry.listings.max(number(&row[5]).unwrap_or(1.0) as u64);
        if let Value::Boolean(digital) = row[6] {
            entry.digital = digital;
            entry.basis = "record".into();
        }
        let year = number(&row[9]).map_or(0, |year| year as i32);
        for (metric, at) in [
            ("output", 7),
            ("revenue", 8),
            ("area", 10),
            ("firms_reported", 11),
        ] {
            if let Some(value) = number(&row[at]) {
                entry
                    .metrics
                    .entry(metric.into())
                    .or_default()
                    .insert(year, value);
            }
        }
    }
    let mut clusters: Vec<ClusterEntry> = entries.into_values().collect();
    for cluster in &mut clusters {
        let fields: Vec<&str> = cluster.fields.iter().map(String::as_str).collect();
        let fields = fields.join(" ");
        // The name of the cluster is nearer to what it does than the heading of the list it stands on.
        let rules = &book.cluster_fields.rules;
        let fit = rules
            .first(&[("name", &cluster.name)])
            .or_else(|| rules.first(&[("industry", &fields)]));
        // A mark on the record outweighs the rule, which then only names the groups.
        if let Some(fit) = fit.filter(|_| cluster.basis.is_empty() || cluster.digital) {
            cluster.groups = fit
                .rule
                .class
                .split_whitespace()
                .map(str::to_string)
                .collect();
            cluster.digital = true;
            if cluster.basis.is_empty() {
                cluster.basis = format!("{}: {}", fit.rule.id, fit.word);
            }
        }
    }
    Ok(clusters)
}

/// The firms of the registry in the cities and of the groups of a cluster (推定: no list names its members).
pub(super) fn members<'s, 'r>(cluster: &ClusterEntry, scene: &'s Scene<'r>) -> Vec<&'s Firm<'r>> {
    scene
        .firms
        .iter()
        .filter(|firm| firm.city.is_some_and(|city| cluster.cities.contains(&city)))
        .filter(|firm| {
            firm.found
                .group()
                .is_some_and(|group| cluster.groups.contains(group))
        })
        .collect()
}

/// Everything a rule may ask about a cluster. What no record tells is not there.
fn metrics(cluster: &ClusterEntry, scene: &Scene) -> Metrics {
    let mut metrics = cluster.metrics.clone();
    if !cluster.digital || cluster.cities.is_empty() {
        return metrics;
    }
    let mut enter = |metric: &str, value: f64| {
        metrics
            .entry(metric.to_string())
            .or_default()
            .insert(0, value);
    };
    let of_groups = |firm: &&Firm| {
        firm.found
            .group()
            .is_some_and(|group| cluster.groups.contains(group))
    };
    let members = members(cluster, scene);
    let national = scene.firms.iter().filter(of_groups).count() as f64;
    let located = scene.firms.iter().filter(|firm| firm.city.is_some());
    let (all, here) = located.fold((0.0, 0.0), |(all, here), firm| {
        let inside = firm.city.is_some_and(|city| cluster.cities.contains(&city));
        (all + 1.0, here + f64::from(u8::from(inside)))
    });
    let firms = members.len() as f64;
    enter("firms", firms);
    enter(
        "leaders",
        members.iter().filter(|firm| firm.leader).count() as f64,
    );
    if national > 0.0 && here > 0.0 {
        enter("national_share", firms / national);
        let placed = scene
            .firms
            .iter()
            .filter(of_groups)
            .filter(|firm| firm.city.is_some())
            .count() as f64;
        if placed > 0.0 {
            enter("location_quotient", (firms / here) / (placed / all));
        }
    }
    let words = &scene.book.diagnosis.rules.frontier.words;
    let frontier = words.iter().any(|word| {
        cluster.name.contains(word) || cluster.fields.iter().any(|field| field.contains(word))
    });
    enter("core_or_frontier", f64::from(u8::from(frontier)));
    // A sum over some of the firms would pass for the whole: only where all are known.
    let revenues: Vec<f64> = members
        .iter()
        .filter_map(|firm| firm.figures.revenue)
        .collect();
    if !members.is_empty() && revenues.len() == members.len() {
        let over = |limit: f64| revenues.iter().filter(|revenue| **revenue >= limit).count() as f64;
        enter("above_scale_firms", over(2e7));
        enter("firms_over_1bn", over(1e9));
        enter("firms_over_100m", over(1e8));
        if !cluster.metrics.contains_key("revenue") {
            enter("revenue", revenues.iter().sum());
        }
    }
    metrics
}

/// The tables of the cluster registry, and what they show.
pub fn report(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let joined = |items: &BTreeSet<String>| items.iter().cloned().collect::<Vec<_>>().join("; ");
    let names = |codes: &BTreeSet<Code>| {
        codes
            .iter()
            .map(|code| place_name(*code))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let mut sheet = Sheet::new(
        "cluster_registry.csv",
        &[
            "cluster",
            "programmes",
            "fields",
            "cities",
            "provinces",
            "listings",
            "digital",
            "groups",
            "basis",
            "label",
        ],
    );
    let mut by_region: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for cluster in &scene.clusters {
        sheet.row([
            cluster.name.clone(),
            joined(&cluster.programmes),
            joined(&cluster.fields),
            names(&cluster.cities),
            names(&cluster.provinces),
            cluster.listings.to_string(),
            cluster.digital.to_string(),
            joined(&cluster.groups),
            cluster.basis.clone(),
            if cluster.basis == "record" {
                "实测 measured".into()
            } else {
                "自拟 own rule".into()
            },
        ]);
        let regions: BTreeSet<&str> = cluster
            .provinces
            .iter()
            .filter_map(|code| Places::shipped().get(*code)?.region)
            .map(|region| region.names().0)
            .collect();
        for place in cluster
            .provinces
            .iter()
            .map(|code| place_name(*code))
            .chain(regions.iter().map(|region| region.to_string()))
        {
            let count = by_region.entry(place).or_default();
            count.0 += 1;
            count.1 += u64::from(cluster.digital);
        }
    }
    sheets.push(sheet);
    let mut sheet = Sheet::new(
        "cluster_regions.csv",
        &["region", "clusters", "digital_clusters"],
    );
    for (region, (all, digital)) in &by_region {
        sheet.row([region.clone(), all.to_string(), digital.to_string()]);
    }
    sheets.push(sheet);

    let digital: Vec<&ClusterEntry> = scene
        .clusters
        .iter()
        .filter(|cluster| cluster.digital)
        .collect();
    let listings: u64 = digital.iter().map(|cluster| cluster.listings).sum();
    if !digital.is_empty() {
        let east = by_region.get("东部").map_or(0, |counts| counts.1);
        findings.push(Finding {
            topic: "cluster-registry",
            subject: Names::new("全国", "China"),
            text: Names::new(
                format!("登记库中数字领域集群 {listings} 个，去除重复后 {} 个，其中东部 {east} 个", digital.len()),
                format!("{listings} listings of digital clusters are {} clusters without duplicates, {east} of them in the east", digital.len()),
            ),
            certainty: Certainty::Own,
            table: "cluster_registry.csv",
            main: true,
        });
    }
    grades(scene, sheets, findings);
}

fn grades(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let mut summary = Sheet::new(
        "grades.csv",
        &[
            "set",
            "label",
            "cluster",
            "attained",
            "possible",
            "next",
            "failed",
            "undecided",
            "optional_wanting",
            "mean_shortfall",
            "largest_shortfall",
        ],
    );
    let mut details = Sheet::new(
        "grade_rules.csv",
        &[
            "set",
            "label",
            "cluster",
            "grade",
            "rule",
            "rule_zh",
            "rule_en",
            "outcome",
            "metric",
            "operator",
            "threshold",
            "value",
            "shortfall",
        ],
    );
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for file in &scene.book.grades {
        let set = &file.rules;
        if set.about.units != Units::Cluster {
            continue;
        }
        let (mut attained, mut undecided, mut judged) = (0, 0, 0);
        for cluster in scene.clusters.iter().filter(|cluster| cluster.digital) {
            let found = evaluate(&set.grades, &metrics(cluster, scene));
            judged += 1;
            attained += usize::from(found.attained.is_some());
            undecided += usize::from(found.possible > found.attained);
            let grade =
                |at: Option<usize>| at.map(|at| set.grades[at].id.clone()).unwrap_or_default();
            let next = found.next();
            let distance = next.map(|(_, distance)| distance);
            let whole = |part: fn(&jushu_clusters::grades::Distance) -> usize| {
                distance
                    .as_ref()
                    .map(|found| part(found).to_string())
                    .unwrap_or_default()
            };
            summary.row([
                set.about.id.clone(),
                set.about.status.label(),
                cluster.name.clone(),
                grade(found.attained),
                grade(found.possible),
                grade(next.map(|(at, _)| at)),
                whole(|distance| distance.failed),
                whole(|distance| distance.undecided),
                whole(|distance| distance.optional_wanting),
                number(distance.and_then(|distance| distance.mean_shortfall)),
                number(distance.and_then(|distance| distance.largest_shortfall)),
            ]);
            for (at, result) in found.grades.iter().enumerate() {
                for (index, rule) in result.rules.iter().enumerate() {
                    let condition = &set.grades[at].rules[index].alternatives[rule.condition];
                    let name = &set.rule_names[at][index];
                    details.row([
                        set.about.id.clone(),
                        set.about.status.label(),
                        cluster.name.clone(),
                        set.grades[at].id.clone(),
                        set.grades[at].rules[index].id.clone(),
                        name.zh.clone(),
                        name.en.clone(),
                        rule.outcome.word().into(),
                        condition.metric.clone(),
                        condition.operator.sign().into(),
                        condition.threshold.to_string(),
                        number(rule.value),
                        number(rule.shortfall),
                    ]);
                }
            }
        }
        if judged > 0 {
            findings.push(Finding {
                topic: "grades",
                subject: set.about.name.clone(),
                text: Names::new(
                    format!("{judged} 个数字集群中 {attained} 个达到某一等级，{undecided} 个因缺数据可能更高（{}）", set.about.status.words().0),
                    format!("{attained} of {judged} digital clusters attain a grade; {undecided} may stand higher where data are missing ({})", set.about.status.words().1),
                ),
                certainty: if attained == 0 && undecided == judged { Certainty::NoData } else { Certainty::Own },
                table: "grade_rules.csv",
                main: true,
            });
        }
    }
    sheets.push(summary);
    sheets.push(details);
}
