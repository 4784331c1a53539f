//! Which industries a place has more of than others, how places resemble each other, and what is near to what.

use std::collections::{BTreeMap, BTreeSet};

use jushu_clusters::Sparse;
use jushu_clusters::complexity::proximity::proximity;
use jushu_figures::charts::cell_table::{Category, CellTable, Scale, category_table, cell_table};
use jushu_figures::charts::labelled_scatter::{Axis, Guide, Plane, Point, labelled_scatter};
use jushu_figures::charts::lorenz::{Distribution, gini, lorenz};
use jushu_figures::charts::network::{Link, Node, network, strongest};
use jushu_figures::charts::sankey::{Flow, sankey};
use jushu_figures::{Figure, Language};
use jushu_places::Places;

use super::run_table::{
    RunRow, RunTable, chosen_set, inferred_notes, name_set, node_name, region_name, set_name,
    spoken,
};
use super::{NoData, Options, about};
use crate::clusters::rules::RuleBook;
use crate::evidence::{Evidence, UnitSetEvidence};

/// Most curves that can be told apart.
const CURVES: usize = 6;

/// How unevenly indicators are spread over the units.
pub fn lorenz_curves(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set(evidence, options)?;
    let mut found: Vec<(f64, Distribution, usize)> = Vec::new();
    let nodes: Vec<&str> = match &options.node {
        Some(node) => vec![node.as_str()],
        None => set
            .entry
            .nodes
            .iter()
            .filter(|node| node.level == 1)
            .map(|node| node.id.as_str())
            .collect(),
    };
    for node in nodes {
        let own = values_at(set, node);
        let values: Vec<f64> = own.iter().flatten().copied().collect();
        let missing = own.len() - values.len();
        if let Some(coefficient) = gini(&values) {
            let label = node_name(evidence, set, node).to_string();
            found.push((coefficient, Distribution { label, values }, missing));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    // The most and the least uneven, when there are more than can be told apart.
    if found.len() > CURVES {
        found.drain(CURVES / 2..found.len() - CURVES / 2);
    }
    if found.is_empty() {
        return Err(NoData::because(
            "没有可画洛伦兹曲线的数值（须非负且不全为零）；请补充数据，或用 --node 指定指标",
            "there are no values for a Lorenz curve (none below zero, not all zero); add data or name an indicator with --node",
        ));
    }
    let told = spoken(
        evidence,
        found
            .iter()
            .map(|(coefficient, of, _)| format!("{} {coefficient:.2}", of.label)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{} 间的基尼系数：{told}。", set_name(evidence, set)),
        Language::En => format!(
            "Gini coefficients over {}: {told}.",
            set_name(evidence, set)
        ),
    };
    let mut about = about("lorenz", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    let is_score = options
        .node
        .as_deref()
        .is_some_and(|node| set.values(node).is_empty());
    if is_score {
        about.notes.extend(inferred_notes(evidence, set));
        about.notes.push(
            evidence
                .language
                .pick(
                    "得分的零点由无量纲化方法决定，其基尼系数不能与数量指标比较",
                    "The zero of a score is set by its normalisation: its Gini coefficient cannot be compared with those of counts",
                )
                .into(),
        );
    }
    let missing = spoken(
        evidence,
        found
            .iter()
            .filter(|(_, _, missing)| *missing > 0)
            .map(|(_, of, missing)| format!("{} {missing}", of.label)),
    );
    if !missing.is_empty() {
        about.notes.push(match evidence.language {
            Language::Zh => format!("缺失而未计入的单元数：{missing}"),
            Language::En => format!("Units left out because missing: {missing}"),
        });
    }
    let axes = (
        evidence.language.pick(
            "单元累计占比（由小到大）",
            "share of the units, smallest first",
        ),
        evidence.language.pick("数值累计占比", "share of the whole"),
    );
    let distributions: Vec<Distribution> = found.into_iter().map(|(_, of, _)| of).collect();
    Ok(lorenz(about, axes, &distributions))
}

/// Raw values of an indicator, scores of a node above.
fn values_at<'e>(set: &'e UnitSetEvidence, node: &str) -> &'e [Option<f64>] {
    match set.values(node) {
        [] => set.scores(node),
        values => values,
    }
}

/// The region asked for, by the full name that tables of clusters use; else the one with the most rows.
fn chosen_region<'t>(table: &'t RunTable, options: &Options) -> Result<&'t str, NoData> {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for row in table.rows() {
        *counts.entry(row.text("region")).or_default() += row.number("firms").unwrap_or(0.0);
    }
    let wanted = options.place.and_then(|code| Places::shipped().get(code));
    match wanted {
        Some(place) => counts
            .keys()
            .find(|region| **region == place.name)
            .copied()
            .ok_or_else(|| {
                NoData::because(
                    format!("clusters 的表中没有“{}”；请换一个有企业的城市", place.name),
                    format!(
                        "the tables of clusters have no `{}`; take a city with firms",
                        place.name
                    ),
                )
            }),
        None => counts
            .iter()
            .max_by(|a, b| a.1.total_cmp(b.1))
            .map(|(region, _)| *region)
            .ok_or_else(|| NoData::because("表中没有地区", "the table has no region")),
    }
}

/// Location quotients of one city, or of one industry over cities.
pub fn lq_bubble(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "location_quotients.csv")?;
    let by_industry = options.node.as_deref().filter(|_| options.place.is_none());
    let (subject, rows): (String, Vec<RunRow>) = match by_industry {
        Some(industry) => {
            let rows: Vec<RunRow> = table
                .rows()
                .filter(|row| row.text("industry") == industry)
                .collect();
            let Some(first) = rows.first() else {
                let known: BTreeSet<&str> = table.rows().map(|row| row.text("industry")).collect();
                let known: Vec<&str> = known.into_iter().collect();
                return Err(NoData::because(
                    format!("没有产业“{industry}”；现有 {}", known.join("、")),
                    format!(
                        "there is no industry `{industry}`; there are {}",
                        known.join(", ")
                    ),
                ));
            };
            (first.industry(evidence).to_string(), rows)
        }
        None => {
            let region = chosen_region(&table, options)?;
            let rows = table
                .rows()
                .filter(|row| row.text("region") == region)
                .collect();
            (region_name(evidence, region), rows)
        }
    };
    let mut points: Vec<Point> = rows
        .iter()
        .filter_map(|row| {
            let low = row.number("low");
            Some(Point {
                label: match by_industry {
                    Some(_) => region_name(evidence, row.text("region")),
                    None => row.industry(evidence).to_string(),
                },
                x: row.number("lq")?,
                // A share of nothing has no place on an axis of ratios, and no quotient to speak of.
                y: row.number("firms").filter(|firms| *firms > 0.0)?,
                size: row.number("firms"),
                interval: low.map(|low| low.max(0.0)).zip(row.number("high")),
                class: usize::from(low.is_none_or(|low| low <= 1.0)),
                named: true,
            })
        })
        .collect();
    points.sort_by(|a, b| b.y.total_cmp(&a.y));
    let all = points.len();
    points.truncate(options.top.unwrap_or(30));
    if points.is_empty() {
        return Err(NoData::because(
            format!("“{subject}”没有区位商；请导入更多企业后重新运行 `jushu clusters`"),
            format!(
                "`{subject}` has no location quotient; import more firms and run `jushu clusters` again"
            ),
        ));
    }
    let most = points.iter().map(|point| point.y).fold(1.0, f64::max);
    let widest = points
        .iter()
        .map(|point| point.interval.map_or(point.x, |(_, high)| high))
        .fold(0.0, f64::max)
        .ceil();
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let plane = Plane {
        x: Axis {
            name: pick(
                "区位商（横线为 95% 区间）",
                "location quotient (line: 95% interval)",
            ),
            range: Some((0.0, widest.max(1.5))),
            ..Axis::default()
        },
        y: Axis {
            name: pick("企业数（家）", "firms"),
            logarithmic: true,
            range: Some((0.7, most * 1.6)),
        },
        size_name: None,
        classes: vec![
            pick("区间高于 1：专业化", "interval above 1: specialised"),
            pick("区间不高于 1：未定", "interval not above 1: undecided"),
        ],
        guides: vec![Guide {
            from: (1.0, 0.7),
            to: (1.0, most * 1.6),
            name: pick("全国水平", "as in China"),
        }],
        height: 440,
        ..Plane::default()
    };
    let mut sure: Vec<&Point> = points.iter().filter(|point| point.class == 0).collect();
    sure.sort_by(|a, b| b.x.total_cmp(&a.x));
    let told = spoken(
        evidence,
        sure.iter()
            .take(4)
            .map(|point| format!("{} {:.2}", point.label, point.x)),
    );
    let alternative = match (evidence.language, sure.is_empty()) {
        (Language::Zh, false) => format!("{subject}：区间高于 1 的有 {} 个，{told}。", sure.len()),
        (Language::En, false) => {
            format!(
                "{subject}: {} with an interval above 1: {told}.",
                sure.len()
            )
        }
        (Language::Zh, true) => format!("{subject}：没有区间高于 1 的。"),
        (Language::En, true) => format!("{subject}: none has an interval above 1."),
    };
    let mut about = about("lq-bubble", evidence, alternative)?;
    about.title = format!(
        "{}{}{subject}",
        about.title,
        evidence.language.pick("：", ": ")
    );
    about.notes.push(pick(
        "区位商按登记企业数计算；气泡面积为企业数",
        "Quotients are of the firms on the registry; the area of a bubble is its firms",
    ));
    if points.len() < all {
        about.notes.push(match evidence.language {
            Language::Zh => format!("只画企业最多的 {} 个（共 {all} 个）", points.len()),
            Language::En => format!("Only the {} with the most firms of {all}", points.len()),
        });
    }
    Ok(labelled_scatter(about, &plane, &points))
}

/// Location quotients of the cities with the most firms.
pub fn specialisation_heat(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "location_quotients.csv")?;
    let (mut regions, mut industries) = (BTreeMap::new(), BTreeMap::new());
    let mut quotients = BTreeMap::new();
    for row in table.rows() {
        let firms = row.number("firms").unwrap_or(0.0);
        let (region, industry) = (row.text("region"), row.text("industry"));
        *regions.entry(region).or_insert(0.0) += firms;
        let known = industries
            .entry(industry)
            .or_insert((0.0, row.industry(evidence)));
        known.0 += firms;
        quotients.insert((region, industry), row.number("lq"));
    }
    let mut regions: Vec<(&str, f64)> = regions.into_iter().collect();
    regions.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let all = regions.len();
    regions.truncate(options.top.unwrap_or(25));
    let mut industries: Vec<(&str, (f64, &str))> = industries.into_iter().collect();
    industries.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
    industries.truncate(15);
    let cells: Vec<Vec<Option<f64>>> = regions
        .iter()
        .map(|(region, _)| {
            industries
                .iter()
                .map(|(industry, _)| quotients.get(&(*region, *industry)).copied().flatten())
                .collect()
        })
        .collect();
    let mut told: Vec<(f64, String)> = Vec::new();
    for ((region, _), cells) in regions.iter().zip(&cells) {
        for ((_, (_, industry)), cell) in industries.iter().zip(cells) {
            if let Some(quotient) = cell {
                let name = region_name(evidence, region);
                told.push((*quotient, format!("{name} {industry} {quotient:.1}")));
            }
        }
    }
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    let highest = spoken(evidence, told.into_iter().take(3).map(|(_, text)| text));
    let alternative = match evidence.language {
        Language::Zh => format!("区位商最高：{highest}。"),
        Language::En => format!("The highest location quotients: {highest}."),
    };
    let mut about = about("specialisation-heat", evidence, alternative)?;
    about.notes.push(
        evidence
            .language
            .pick(
                "区位商：1 为全国水平；“–”：该市在登记库中没有这一产业的企业；企业少的格子不稳定，区间见 lq-bubble",
                "Location quotient: 1 as in China; “–”: no firm of the industry on the registry; cells of few firms are unsteady, for intervals see lq-bubble",
            )
            .into(),
    );
    if regions.len() < all {
        about.notes.push(match evidence.language {
            Language::Zh => format!("只列企业最多的 {} 个城市（共 {all} 个）", regions.len()),
            Language::En => format!(
                "Only the {} cities with the most firms of {all}",
                regions.len()
            ),
        });
    }
    let table = CellTable {
        rows: regions
            .iter()
            .map(|(region, _)| region_name(evidence, region))
            .collect(),
        columns: industries
            .iter()
            .map(|(_, (_, name))| name.to_string())
            .collect(),
        cells,
        scale: Scale::Diverging {
            low: 0.0,
            centre: 1.0,
            high: 5.0,
        },
        decimals: 1,
    };
    Ok(cell_table(
        about,
        evidence.language.pick("区位商", "location quotient"),
        &table,
    ))
}

/// What the diagnosis says of how far complexity may be read.
fn complexity_notes(evidence: &Evidence) -> Vec<String> {
    let Ok(findings) = RunTable::of_clusters(evidence, "findings.csv") else {
        return Vec::new();
    };
    let column = evidence.language.pick("finding_zh", "finding_en");
    let about = findings
        .rows()
        .filter(|row| row.text("topic") == "complexity");
    about.map(|row| row.text(column).to_string()).collect()
}

/// Diversity against complexity of the cities.
pub fn complexity_scatter(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "complexity_cities.csv")?;
    let all = table.rows().count();
    let mut points: Vec<Point> = table
        .rows()
        .filter_map(|row| {
            Some(Point {
                label: region_name(evidence, row.text("region")),
                x: row.number("diversity")?,
                y: row.number("eci")?,
                size: row.number("firms"),
                interval: None,
                class: 0,
                named: true,
            })
        })
        .collect();
    points.sort_by(|a, b| b.size.unwrap_or(0.0).total_cmp(&a.size.unwrap_or(0.0)));
    points.truncate(options.top.unwrap_or(60));
    if points.is_empty() {
        return Err(NoData::because(
            "剪除后没有城市有复杂度；请放宽 rules/diagnosis.toml 的 [complexity] 或导入更多企业",
            "no city has a complexity after pruning; loosen [complexity] of rules/diagnosis.toml or import more firms",
        ));
    }
    let mut order: Vec<&Point> = points.iter().collect();
    order.sort_by(|a, b| b.y.total_cmp(&a.y));
    let told = spoken(
        evidence,
        order
            .iter()
            .take(4)
            .map(|point| format!("{} {:.2}", point.label, point.y)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{} 个城市；复杂度最高：{told}。", points.len()),
        Language::En => format!("{} cities; the highest complexity: {told}.", points.len()),
    };
    let mut about = about("complexity-scatter", evidence, alternative)?;
    about.notes.extend(complexity_notes(evidence));
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "气泡面积为企业数；{} 个城市被剪除，没有复杂度",
            all - points.len()
        ),
        Language::En => format!(
            "The area of a bubble is its firms; {} cities were pruned and have no complexity",
            all - points.len()
        ),
    });
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let plane = Plane {
        x: Axis {
            name: pick(
                "多样性（具比较优势的产业数）",
                "diversity (industries with an advantage)",
            ),
            ..Axis::default()
        },
        y: Axis {
            name: pick("经济复杂度指数（ECI）", "economic complexity index (ECI)"),
            ..Axis::default()
        },
        size_name: Some(pick("企业数（家）", "firms")),
        height: 460,
        ..Plane::default()
    };
    Ok(labelled_scatter(about, &plane, &points))
}

/// Links at least as strong as this are drawn beside the spanning tree, as in the product space.
const NEAR: f64 = 0.55;

/// Industries that cities have together.
pub fn relatedness_network(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "relatedness_density.csv")?;
    let names = RunTable::of_clusters(evidence, "complexity_industries.csv")?;
    let named: BTreeMap<&str, RunRow> = names
        .rows()
        .map(|row| (row.text("industry"), row))
        .collect();
    let industries: BTreeSet<&str> = table.rows().map(|row| row.text("industry")).collect();
    let industries: Vec<&str> = industries.into_iter().collect();
    let mut by_region: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for row in table
        .rows()
        .filter(|row| row.number("present") == Some(1.0))
    {
        if let Ok(at) = industries.binary_search(&row.text("industry")) {
            by_region
                .entry(row.text("region"))
                .or_default()
                .push((at, 1.0));
        }
    }
    let regions = by_region.len();
    let presence = Sparse::from_rows(industries.len(), by_region.into_values());
    let near = proximity(&presence);
    let all: Vec<Link> = (0..industries.len())
        .flat_map(|a| (a + 1..industries.len()).map(move |b| (a, b)))
        .map(|(a, b)| Link {
            a,
            b,
            weight: near.value(a, b),
        })
        .filter(|link| link.weight > 0.0)
        .collect();
    if all.is_empty() {
        return Err(NoData::because(
            "没有两个产业在同一城市都有优势，没有邻近度可画；请导入更多企业",
            "no two industries have an advantage in one city, so there is no proximity to draw; import more firms",
        ));
    }
    let links = strongest(industries.len(), &all, NEAR);
    let mut sizes: Vec<f64> = industries
        .iter()
        .map(|industry| {
            named
                .get(industry)
                .and_then(|row| row.number("firms"))
                .unwrap_or(0.0)
        })
        .collect();
    let nodes: Vec<Node> = industries
        .iter()
        .zip(&sizes)
        .map(|(industry, firms)| {
            let row = named.get(industry);
            let core = row.is_some_and(|row| row.text("core") == "true");
            Node {
                label: row
                    .map_or(*industry, |row| row.industry(evidence))
                    .to_string(),
                size: *firms,
                class: usize::from(!core),
                named: true,
            }
        })
        .collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let shown = sizes.get(options.top.unwrap_or(25)).copied().unwrap_or(0.0);
    let nodes: Vec<Node> = nodes
        .into_iter()
        .map(|node| Node {
            named: node.class == 0 || node.size > shown,
            ..node
        })
        .collect();
    let told = spoken(
        evidence,
        links.iter().take(3).map(|link| {
            format!(
                "{} – {} {:.2}",
                nodes[link.a].label, nodes[link.b].label, link.weight
            )
        }),
    );
    let (n, drawn) = (nodes.len(), links.len());
    let alternative = match evidence.language {
        Language::Zh => format!("{n} 个产业、{drawn} 条连线；最邻近：{told}。"),
        Language::En => format!("{n} industries, {drawn} links; the nearest: {told}."),
    };
    let mut about = about("relatedness-network", evidence, alternative)?;
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "邻近度：两产业在同一城市都有比较优势的较小条件概率（{regions} 个城市）；画出最大生成树和不低于 {NEAR} 的连线；位置由连线算出，坐标轴没有含义"
        ),
        Language::En => format!(
            "Proximity: the smaller conditional probability that a city with one industry has the other ({regions} cities); drawn are the maximum spanning tree and links of {NEAR} or more; places follow from the links, axes mean nothing"
        ),
    });
    about.notes.extend(complexity_notes(evidence));
    let classes = [
        evidence
            .language
            .pick("数字核心产业", "digital core")
            .to_string(),
        evidence
            .language
            .pick("其他产业", "other industries")
            .to_string(),
    ];
    let names = (
        evidence.language.pick("企业数（家）", "firms"),
        evidence.language.pick("邻近度", "proximity"),
    );
    Ok(network(about, names, &classes, &nodes, &links))
}

/// How alike the mixes of industries of the cities are.
pub fn homogenisation_heat(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "homogenisation.csv")?;
    let mut pairs = BTreeMap::new();
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in table.rows() {
        let (a, b) = (row.text("a"), row.text("b"));
        let Some(cosine) = row.number("cosine") else {
            continue;
        };
        pairs.insert((a, b), cosine);
        pairs.insert((b, a), cosine);
        for side in [a, b] {
            let sum = sums.entry(side).or_default();
            *sum = (sum.0 + cosine, sum.1 + 1.0);
        }
    }
    // The most alike to all others first.
    let mut cities: Vec<(&str, f64)> = sums
        .into_iter()
        .map(|(city, (sum, count))| (city, sum / count))
        .collect();
    cities.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let all = cities.len();
    cities.truncate(options.top.unwrap_or(22));
    let cells: Vec<Vec<Option<f64>>> = cities
        .iter()
        .map(|(a, _)| {
            cities
                .iter()
                .map(|(b, _)| {
                    if a == b {
                        Some(1.0)
                    } else {
                        pairs.get(&(*a, *b)).copied()
                    }
                })
                .collect()
        })
        .collect();
    let first = table.rows().take(3).map(|row| {
        let (a, b) = (
            region_name(evidence, row.text("a")),
            region_name(evidence, row.text("b")),
        );
        let cosine = row.number("cosine").unwrap_or(f64::NAN);
        let expected = row.number("expected").unwrap_or(f64::NAN);
        match evidence.language {
            Language::Zh => format!("{a}–{b} {cosine:.2}（禀赋预期 {expected:.2}）"),
            Language::En => format!("{a}–{b} {cosine:.2} (endowments predict {expected:.2})"),
        }
    });
    let told = spoken(evidence, first);
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{} 对城市的产业结构相似度；最超出预期的：{told}。",
            pairs.len() / 2
        ),
        Language::En => format!(
            "Similarity of the mixes of {} pairs of cities; most beyond what is expected: {told}.",
            pairs.len() / 2
        ),
    };
    let mut about = about("homogenisation-heat", evidence, alternative)?;
    about.notes.extend(table.label_notes(evidence));
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "余弦相似度；“–”：未比较；列出与其他城市最相似的 {} 个（共 {all} 个）",
            cities.len()
        ),
        Language::En => format!(
            "Cosine similarity; “–”: not compared; the {} most alike to the others of {all}",
            cities.len()
        ),
    });
    let labels: Vec<String> = cities
        .iter()
        .map(|(city, _)| region_name(evidence, city))
        .collect();
    let lowest = cells
        .iter()
        .flatten()
        .flatten()
        .copied()
        .fold(1.0, f64::min);
    let heat = CellTable {
        rows: labels.clone(),
        columns: labels,
        cells,
        scale: Scale::Sequential {
            low: (lowest * 10.0).floor() / 10.0,
            high: 1.0,
        },
        decimals: 2,
    };
    Ok(cell_table(
        about,
        evidence.language.pick("相似度", "similarity"),
        &heat,
    ))
}

/// The rungs each cluster has reached.
pub fn grades_ladder(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let table = RunTable::of_clusters(evidence, "grade_rules.csv")?;
    let mut sets: Vec<&str> = Vec::new();
    for row in table.rows() {
        if !sets.contains(&row.text("set")) {
            sets.push(row.text("set"));
        }
    }
    let set = match &options.node {
        Some(wanted) => sets
            .iter()
            .find(|set| *set == wanted)
            .copied()
            .ok_or_else(|| {
                NoData::because(
                    format!("没有分级规则“{wanted}”；现有 {}", sets.join("、")),
                    format!(
                        "there is no set of grades `{wanted}`; there are {}",
                        sets.join(", ")
                    ),
                )
            })?,
        // The first with several rungs is a ladder.
        None => sets
            .iter()
            .copied()
            .max_by_key(|set| (rungs(&table, set).len(), std::cmp::Reverse(*set)))
            .unwrap_or_default(),
    };
    let rungs = rungs(&table, set);
    let names = GradeNames::of(evidence, set);
    let mut rules: BTreeMap<(&str, &str), [usize; 3]> = BTreeMap::new();
    let mut clusters: Vec<&str> = Vec::new();
    for row in table.rows().filter(|row| row.text("set") == set) {
        let cluster = row.text("cluster");
        if !clusters.contains(&cluster) {
            clusters.push(cluster);
        }
        let counts = rules.entry((cluster, row.text("grade"))).or_default();
        let at = match row.text("outcome") {
            "met" => 0,
            "not-met" => 1,
            _ => 2,
        };
        counts[at] += 1;
    }
    // 0 reached, 1 open for want of data, 2 missed.
    let standing = |cluster: &str, rung: &str| match rules.get(&(cluster, rung)) {
        Some([met, 0, 0]) => (0, format!("{met}/{met}")),
        Some([met, 0, open]) => (1, format!("{met}/{}", met + open)),
        Some([met, failed, open]) => (2, format!("{met}/{}", met + failed + open)),
        None => (1, String::new()),
    };
    let mut rows: Vec<(&str, Vec<(usize, String)>)> = clusters
        .iter()
        .map(|cluster| {
            (
                *cluster,
                rungs.iter().map(|rung| standing(cluster, rung)).collect(),
            )
        })
        .collect();
    let reached =
        |cells: &[(usize, String)]| cells.iter().take_while(|(kind, _)| *kind == 0).count();
    rows.sort_by_key(|(_, cells)| std::cmp::Reverse(reached(cells)));
    let counts: Vec<String> = rungs
        .iter()
        .enumerate()
        .map(|(at, rung)| {
            let clusters = rows.iter().filter(|(_, cells)| reached(cells) > at).count();
            format!("{} {clusters}", names.rung(rung))
        })
        .collect();
    let told = spoken(evidence, counts);
    let alternative = match evidence.language {
        Language::Zh => format!("{} 个集群中达到各级的数目：{told}。", rows.len()),
        Language::En => format!("Of {} clusters have reached: {told}.", rows.len()),
    };
    let mut about = about("grades-ladder", evidence, alternative)?;
    about.title = format!(
        "{}{}{}",
        about.title,
        evidence.language.pick("：", ": "),
        names.set
    );
    about.notes.extend(table.label_notes(evidence));
    about.notes.push(
        evidence
            .language
            .pick(
                "格中为该级已满足的条件数／全部条件数；没有数据的条件既不算满足也不算不满足",
                "Cells hold the conditions met of all at the rung; a condition without data is neither met nor missed",
            )
            .into(),
    );
    let labels: Vec<String> = rows
        .iter()
        .map(|(cluster, _)| cluster.to_string())
        .collect();
    let columns: Vec<String> = rungs.iter().map(|rung| names.rung(rung)).collect();
    let cells: Vec<Vec<(usize, String)>> = rows.into_iter().map(|(_, cells)| cells).collect();
    let category = |zh, en, colour, sign| Category {
        name: evidence.language.pick(zh, en).to_string(),
        colour,
        sign,
    };
    let categories = [
        category("全部满足", "all met", "#2f7fb5", "●"),
        category("缺数据，未定", "undecided for want of data", "#e3e6ea", "?"),
        category("有不满足", "some missed", "#fbe3d4", "○"),
    ];
    Ok(category_table(
        about,
        evidence.language.pick("状态", "state"),
        (&labels, &columns),
        &categories,
        &cells,
    ))
}

/// The grades of a set, the lowest first, as the rules have them.
fn rungs<'t>(table: &'t RunTable, set: &str) -> Vec<&'t str> {
    let mut rungs = Vec::new();
    for row in table.rows().filter(|row| row.text("set") == set) {
        if !rungs.contains(&row.text("grade")) {
            rungs.push(row.text("grade"));
        }
    }
    rungs
}

/// The name of a set of grades and those of its rungs, from the rules; their ids where the rules have changed since.
struct GradeNames {
    set: String,
    rungs: BTreeMap<String, String>,
}

impl GradeNames {
    fn of(evidence: &Evidence, set: &str) -> GradeNames {
        let book = RuleBook::load(evidence.project.folder()).ok();
        let files = book.iter().flat_map(|book| &book.grades);
        let found = files
            .map(|file| &file.rules)
            .find(|rules| rules.about.id == set);
        GradeNames {
            set: found
                .map_or(set, |rules| evidence.text(&rules.about.name))
                .to_string(),
            rungs: found
                .iter()
                .flat_map(|rules| rules.grades.iter().zip(&rules.names))
                .map(|(grade, name)| (grade.id.clone(), evidence.text(name).to_string()))
                .collect(),
        }
    }

    fn rung(&self, id: &str) -> String {
        self.rungs
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.to_string())
    }
}

/// Flows between hubs, from a plan of the network.
pub fn hub_flows(evidence: &Evidence, _: &Options) -> Result<Figure, NoData> {
    let path = evidence.project.folder().join("network/flows.csv");
    let missing = || {
        NoData::because(
            format!(
                "没有 {}：算力网络规划的流量表（列 from、to、value），规划功能写出它之后才能画",
                path.display()
            ),
            format!(
                "there is no {}: the flows of a network plan (columns from, to, value), drawn once a plan has written it",
                path.display()
            ),
        )
    };
    let mut reader = csv::Reader::from_path(&path).map_err(|_| missing())?;
    let wrong = |row: usize| {
        NoData::because(
            format!(
                "{} 第 {row} 行：须有 from、to 和不小于零的 value；请更正",
                path.display()
            ),
            format!(
                "{}, row {row}: needs from, to and a value not below zero; correct it",
                path.display()
            ),
        )
    };
    let header = reader.headers().map_err(|_| wrong(1))?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|heading| heading == name)
            .ok_or_else(|| wrong(1))
    };
    let (from, to, value) = (column("from")?, column("to")?, column("value")?);
    let mut flows = Vec::new();
    let mut nothing = 0;
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|_| wrong(at + 2))?;
        let amount: f64 = record
            .get(value)
            .and_then(|text| text.parse().ok())
            .filter(|amount: &f64| amount.is_finite() && *amount >= 0.0)
            .ok_or_else(|| wrong(at + 2))?;
        if amount == 0.0 {
            nothing += 1;
            continue;
        }
        flows.push(Flow {
            from: record.get(from).unwrap_or_default().to_string(),
            to: record.get(to).unwrap_or_default().to_string(),
            value: amount,
        });
    }
    if flows.is_empty() {
        return Err(missing());
    }
    let total: f64 = flows.iter().map(|flow| flow.value).sum();
    let mut order: Vec<&Flow> = flows.iter().collect();
    order.sort_by(|a, b| b.value.total_cmp(&a.value));
    let told = spoken(
        evidence,
        order
            .iter()
            .take(3)
            .map(|flow| format!("{}→{} {:.1}", flow.from, flow.to, flow.value)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{} 条流量，合计 {total:.1}；最大：{told}。", flows.len()),
        Language::En => format!(
            "{} flows, {total:.1} in all; the largest: {told}.",
            flows.len()
        ),
    };
    let mut about = about("hub-flows-sankey", evidence, alternative)?;
    if nothing > 0 {
        about.notes.push(match evidence.language {
            Language::Zh => format!("{nothing} 条流量为零，未画出"),
            Language::En => format!("{nothing} flows of zero are not drawn"),
        });
    }
    Ok(sankey(
        about,
        evidence.language.pick("流量", "flow"),
        &flows,
    ))
}
