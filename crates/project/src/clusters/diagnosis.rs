//! What the tables say: specialisation, forms, circles, homogenisation, leaders, links.

use std::collections::{BTreeMap, BTreeSet};

use jushu_clusters::autocorrelation::{Permutations, local_moran, moran};
use jushu_clusters::circles::{self, Member, Pattern};
use jushu_clusters::cohesion::cohesion;
use jushu_clusters::grades::{Metrics, Standing, evaluate};
use jushu_clusters::homogenisation::expected_similarity;
use jushu_clusters::points::Positions;
use jushu_clusters::region_industry::location_quotient;
use jushu_clusters::region_industry::similarity::similarity;
use jushu_clusters::sphere::Degrees;
use jushu_clusters::weights::{Standardisation, k_nearest};
use jushu_places::{Code, Groups, Places};
use jushu_registry::store::StoreError;

use super::firms::{code, place_name, text};
use super::tables::Sheet;
use super::{Certainty, Finding, Scene, industry_name, is_core_industry, number_text};
use crate::config::Names;

/// Fills `sheets` and `findings`.
pub fn report(
    scene: &Scene,
    sheets: &mut Vec<Sheet>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    positions(scene, sheets, findings);
    hot_spots(scene, sheets, findings);
    forms(scene, sheets, findings);
    circles_of(scene, sheets, findings);
    homogenised_firms(scene, sheets, findings);
    hot_tracks(scene, sheets, findings)?;
    park_functions(scene, sheets, findings);
    leaders(scene, sheets, findings);
    links(scene, sheets, findings);
    Ok(())
}

fn seat(code: Code) -> Option<Degrees> {
    let (longitude, latitude) = Places::shipped().get(code)?.seat?;
    Some(Degrees {
        longitude,
        latitude,
    })
}

/// Location quotients of the core, and for each city what it is relatively best at and who nearby is too.
fn positions(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let table = &scene.table;
    let limits = &scene.limits().position;
    let mut sheet = Sheet::new(
        "location_quotients.csv",
        &[
            "region",
            "industry",
            "industry_zh",
            "industry_en",
            "firms",
            "lq",
            "low",
            "high",
            "standardised",
        ],
    );
    let mut strong: Vec<Vec<usize>> = vec![Vec::new(); table.regions.len()];
    let mut best: Vec<Option<(f64, usize, f64)>> = vec![None; table.regions.len()];
    for (column, industry) in table.industries.iter().enumerate() {
        if !is_core_industry(industry) {
            continue;
        }
        let quotients = location_quotient::of_industry(table, column, limits.confidence);
        for (region, quotient) in quotients.iter().enumerate() {
            let firms = table.by_region.value(region, column);
            let Some(value) = quotient.value.filter(|_| firms > 0.0) else {
                continue;
            };
            let name = industry_name(industry);
            let (low, high) = quotient.interval.unwrap_or((f64::NAN, f64::NAN));
            sheet.row([
                table.regions[region].clone(),
                industry.clone(),
                name.zh,
                name.en,
                firms.to_string(),
                number_text(value),
                number_text(low),
                number_text(high),
                number_text(quotient.standardised.unwrap_or(f64::NAN)),
            ]);
            if industry.len() == 4 && low > 1.0 && firms >= limits.least_firms as f64 {
                strong[region].push(column);
                if best[region].is_none_or(|(known, ..)| low > known) {
                    best[region] = Some((low, column, value));
                }
            }
        }
    }
    sheets.push(sheet);

    let mut sheet = Sheet::new(
        "positions.csv",
        &[
            "region",
            "industry",
            "industry_zh",
            "industry_en",
            "firms",
            "lq",
            "low",
            "neighbours_alike",
            "label",
        ],
    );
    for (region, found) in best.iter().enumerate() {
        let Some((low, column, value)) = found else {
            continue;
        };
        let here = seat(scene.codes[region]);
        let alike: Vec<&str> = (0..table.regions.len())
            .filter(|other| *other != region && strong[*other].contains(column))
            .filter(|other| {
                here.zip(seat(scene.codes[*other]))
                    .is_some_and(|(a, b)| a.distance_km(b) <= limits.neighbour_km)
            })
            .map(|other| table.regions[other].as_str())
            .collect();
        let name = industry_name(&table.industries[*column]);
        let firms = table.by_region.value(region, *column);
        sheet.row([
            table.regions[region].clone(),
            table.industries[*column].clone(),
            name.zh.clone(),
            name.en.clone(),
            firms.to_string(),
            number_text(*value),
            number_text(*low),
            alike.join("; "),
            "自拟 own rule".into(),
        ]);
        findings.push(Finding {
            topic: "position",
            subject: Names::same(&table.regions[region]),
            text: Names::new(
                format!("相对最强：{}（{firms} 家，区位商 {value:.2}，下限 {low:.2}）；{} 公里内同强：{}", name.zh, limits.neighbour_km, or_none(&alike, "、", "无")),
                format!("relatively best at {} ({firms} firms, LQ {value:.2}, lower limit {low:.2}); alike within {} km: {}", name.en, limits.neighbour_km, or_none(&alike, ", ", "none")),
            ),
            certainty: Certainty::Own,
            table: "positions.csv",
            main: false,
        });
    }
    sheets.push(sheet);
    let mut order: Vec<_> = best
        .iter()
        .enumerate()
        .filter_map(|(region, found)| Some((region, (*found)?)))
        .collect();
    order.sort_by(|a, b| {
        table
            .by_region
            .value(b.0, b.1.1)
            .total_cmp(&table.by_region.value(a.0, a.1.1))
    });
    let shown = |zh: bool| {
        order
            .iter()
            .take(5)
            .map(|(region, (_, column, value))| {
                let name = industry_name(&table.industries[*column]);
                format!(
                    "{} {} {value:.2}",
                    table.regions[*region],
                    if zh { name.zh } else { name.en }
                )
            })
            .collect::<Vec<_>>()
    };
    if !order.is_empty() {
        findings.push(Finding {
            topic: "specialisation",
            subject: Names::new("全国", "China"),
            text: Names::new(
                format!("{} 个城市在某一数字核心中类上区位商显著大于 1（{}% 下限）；企业最多的：{}", order.len(), limits.confidence * 100.0, shown(true).join("、")),
                format!("{} cities are specialised in a group of the digital core (lower {} % limit of the LQ above 1); with most firms: {}", order.len(), limits.confidence * 100.0, shown(false).join(", ")),
            ),
            certainty: Certainty::Measured,
            table: "location_quotients.csv",
            main: true,
        });
    }
    concentration(scene, sheets, findings);
}

fn or_none(items: &[&str], comma: &str, none: &str) -> String {
    if items.is_empty() {
        none.into()
    } else {
        items.join(comma)
    }
}

/// How concentrated each group of the core is over cities.
fn concentration(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    use jushu_clusters::region_industry::{
        herfindahl::herfindahl, locational_gini::locational_gini,
    };
    let table = &scene.table;
    let mut sheet = Sheet::new(
        "concentration.csv",
        &[
            "industry",
            "industry_zh",
            "industry_en",
            "firms",
            "cities",
            "herfindahl",
            "locational_gini",
            "first",
            "first_share",
            "top5_share",
        ],
    );
    let reference: Vec<f64> = table
        .region_totals
        .iter()
        .map(|total| total / table.total)
        .collect();
    let mut core = vec![0.0; table.regions.len()];
    for (column, industry) in table
        .industries
        .iter()
        .enumerate()
        .filter(|(_, industry)| is_core_industry(industry))
    {
        let values = table.by_industry.dense_row(column);
        core.iter_mut()
            .zip(&values)
            .for_each(|(sum, value)| *sum += value);
        let shares: Vec<f64> = values
            .iter()
            .map(|value| value / table.industry_totals[column])
            .collect();
        let name = industry_name(industry);
        let (first, first_share, five) = top(&shares);
        sheet.row([
            industry.clone(),
            name.zh,
            name.en,
            table.industry_totals[column].to_string(),
            values
                .iter()
                .filter(|value| **value > 0.0)
                .count()
                .to_string(),
            number_text(herfindahl(&shares)),
            number_text(locational_gini(&shares, &reference)),
            table.regions[first].clone(),
            number_text(first_share),
            number_text(five),
        ]);
    }
    sheets.push(sheet);
    let total: f64 = core.iter().sum();
    if total > 0.0 {
        let shares: Vec<f64> = core.iter().map(|value| value / total).collect();
        let (first, first_share, five) = top(&shares);
        let (first, first_share, five) = (&table.regions[first], first_share * 100.0, five * 100.0);
        findings.push(Finding {
            topic: "concentration",
            subject: Names::new("全国", "China"),
            text: Names::new(
                format!("数字核心企业 {total} 家有城市：{first}占 {first_share:.1}%，前五城占 {five:.1}%（按注册地，含总部效应）"),
                format!("{total} firms of the digital core have a city: {first} holds {first_share:.1} %, the first five {five:.1} % (by registered seat, so with the headquarters effect)"),
            ),
            certainty: Certainty::Measured,
            table: "concentration.csv",
            main: true,
        });
    }
}

/// Whether cities strong in the core lie beside such cities: Moran's I, global and local, of the share of the core
/// among the firms of a city. Cities with few firms have no share to speak of.
fn hot_spots(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let mut sheet = Sheet::new(
        "hot_spots.csv",
        &[
            "region",
            "firms",
            "core_share",
            "local_moran",
            "p_two_sided",
            "quadrant",
        ],
    );
    let core = scene.core_by_city();
    let limits = &scene.limits().share;
    let neighbours = limits.neighbours.get();
    let relabellings = &scene.limits().permutations;
    let cities: Vec<(usize, Degrees, f64)> = (0..scene.table.regions.len())
        .filter(|region| scene.table.region_totals[*region] >= limits.least_firms as f64)
        .filter_map(|region| {
            let held = core.get(&scene.codes[region]).map_or(0, Vec::len) as f64;
            let share = held / scene.table.region_totals[region];
            Some((region, seat(scene.codes[region])?, share))
        })
        .collect();
    let seats: Vec<Degrees> = cities.iter().map(|(_, seat, _)| *seat).collect();
    let shares: Vec<f64> = cities.iter().map(|(.., share)| *share).collect();
    let permutations = Permutations {
        count: relabellings.count.get(),
        seed: relabellings.seed,
        threads: std::num::NonZero::<usize>::MIN,
    };
    // Too few cities, or the same share everywhere: there is no pattern to measure.
    let Some((global, local)) = Positions::on_sphere(&seats).ok().and_then(|positions| {
        let weights = k_nearest(&positions, neighbours).ok()?;
        let weights = weights.standardised(Standardisation::Row);
        let global = moran(&weights, &shares, &permutations).ok()?;
        let local = local_moran(&weights, &shares, &permutations).ok()?;
        Some((global, local))
    }) else {
        sheets.push(sheet);
        return;
    };
    for ((region, _, share), local) in cities.iter().zip(&local) {
        let p = local.local.permuted.map_or(f64::NAN, |(_, both)| both);
        sheet.row([
            scene.table.regions[*region].clone(),
            scene.table.region_totals[*region].to_string(),
            number_text(*share),
            number_text(local.local.value.unwrap_or(f64::NAN)),
            number_text(p),
            local
                .quadrant
                .map(|quadrant| quadrant.id().to_string())
                .unwrap_or_default(),
        ]);
    }
    sheets.push(sheet);
    let (value, count) = (global.value, cities.len());
    let p = global.permuted.map_or(f64::NAN, |found| found.p_two_sided);
    findings.push(Finding {
        topic: "hot-spots",
        subject: Names::new(format!("{count} 个城市"), format!("{count} cities")),
        text: Names::new(
            format!("数字核心占比的莫兰指数 {value:.3}（p = {p:.3}，{neighbours} 个最近邻）；局部结果未作多重检验校正"),
            format!("Moran's I of the share of the core {value:.3} (p = {p:.3}, {neighbours} nearest neighbours); local results are not corrected for their number"),
        ),
        certainty: Certainty::Measured,
        table: "hot_spots.csv",
        main: true,
    });
}

fn top(shares: &[f64]) -> (usize, f64, f64) {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
    let first = order.first().copied().unwrap_or_default();
    (
        first,
        shares[first],
        order.iter().take(5).map(|region| shares[*region]).sum(),
    )
}

/// The organisational forms of each city, with the values that decided.
fn forms(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let set = &scene.book.forms.rules;
    let core = scene.core_by_city();
    let all = scene.firms_by_city();
    let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
    for firm in core.values().flatten() {
        *totals
            .entry(firm.found.top().unwrap_or("open"))
            .or_default() += 1.0;
    }
    let everywhere: f64 = all.values().sum::<u64>() as f64;
    let recognised: BTreeSet<Code> = scene
        .clusters
        .iter()
        .flat_map(|cluster| cluster.cities.iter().copied())
        .collect();
    let cities: BTreeSet<Code> = all
        .keys()
        .chain(scene.exchanges.keys())
        .chain(scene.hubs.keys())
        .copied()
        .collect();
    let mut sheet = Sheet::new(
        "forms.csv",
        &[
            "region", "form", "form_zh", "form_en", "standing", "evidence", "label",
        ],
    );
    let mut held = vec![0_usize; set.grades.len()];
    let mut several = 0;
    for city in cities {
        let mine = core.get(&city).map(Vec::as_slice).unwrap_or_default();
        let of = |class: &str| {
            mine.iter()
                .filter(|firm| firm.found.top() == Some(class))
                .count() as f64
        };
        let here = all.get(&city).copied().unwrap_or(0) as f64;
        let internet = mine
            .iter()
            .any(|firm| matches!(firm.found.group(), Some("0303" | "0401")));
        let yes = |held: bool| f64::from(u8::from(held));
        let (exchange, hub) = (
            scene.exchanges.contains_key(&city),
            scene.hubs.contains_key(&city),
        );
        let mut values = vec![
            (
                "data_exchanges",
                scene.exchanges.get(&city).copied().unwrap_or(0) as f64,
            ),
            ("firms_01", of("01")),
            ("firms_03", of("03")),
            ("firms_04", of("04")),
            ("lesser_of_01_and_03", of("01").min(of("03"))),
            ("firms_other", here - mine.len() as f64),
            ("platform_kinds", yes(internet) + yes(exchange) + yes(hub)),
            (
                "actor_kinds",
                yes(here > 0.0)
                    + yes(scene.universities.contains_key(&city))
                    + yes(exchange)
                    + yes(recognised.contains(&city)),
            ),
        ];
        if let Some(national) = totals.get("03").filter(|_| here > 0.0) {
            values.push(("lq_03", (of("03") / here) / (national / everywhere)));
        }
        let metrics: Metrics = values
            .iter()
            .map(|(metric, value)| (metric.to_string(), BTreeMap::from([(0, *value)])))
            .collect();
        let found = evaluate(&set.grades, &metrics);
        let mut count = 0;
        for (form, result) in found.grades.iter().enumerate() {
            let evidence: Vec<String> = set.grades[form]
                .rules
                .iter()
                .zip(&result.rules)
                .map(|(rule, result)| {
                    let condition = &rule.alternatives[result.condition];
                    let value = result
                        .value
                        .map_or("?".into(), |value| format!("{value:.2}"));
                    format!(
                        "{} = {value} ({} {})",
                        condition.metric,
                        condition.operator.sign(),
                        condition.threshold
                    )
                })
                .collect();
            if result.standing == Standing::Met {
                held[form] += 1;
                count += 1;
            }
            sheet.row([
                place_name(city),
                set.grades[form].id.clone(),
                set.names[form].zh.clone(),
                set.names[form].en.clone(),
                result.standing.word().into(),
                evidence.join("; "),
                set.about.status.label(),
            ]);
        }
        several += usize::from(count > 1);
    }
    sheets.push(sheet);
    let counts = |zh: bool| {
        set.names
            .iter()
            .zip(&held)
            .map(|(name, count)| format!("{} {count}", if zh { &name.zh } else { &name.en }))
            .collect::<Vec<_>>()
    };
    findings.push(Finding {
        topic: "forms",
        subject: Names::new("全国", "China"),
        text: Names::new(
            format!(
                "具备各形态的城市数：{}；{several} 个城市具备几种形态",
                counts(true).join("、")
            ),
            format!(
                "cities with each form: {}; {several} have several",
                counts(false).join(", ")
            ),
        ),
        certainty: Certainty::Own,
        table: "forms.csv",
        main: true,
    });
}

/// Roles, patterns and followers in the circles, now and by year of listing.
fn circles_of(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let core = scene.core_by_city();
    let limits = scene.limits().circles.limits();
    let mut roles_sheet = Sheet::new(
        "circle_roles.csv",
        &[
            "circle",
            "circle_en",
            "city",
            "core_firms",
            "role",
            "follows",
            "label",
        ],
    );
    let mut trend = Sheet::new(
        "circle_polarisation.csv",
        &[
            "circle",
            "circle_en",
            "until",
            "core_firms",
            "gini",
            "primacy",
            "two_city_share",
            "lead",
            "pattern",
            "label",
        ],
    );
    let now: i32 = scene
        .date
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(i32::MAX);
    for group in Groups::shipped().iter() {
        let of = |until: Option<i32>| -> Vec<Member> {
            group
                .members
                .iter()
                .map(|member| {
                    let firms = core
                        .get(&member.place)
                        .map(Vec::as_slice)
                        .unwrap_or_default();
                    let counted = firms.iter().filter(|firm| match until {
                        None => true,
                        Some(year) => firm.listed_from.is_some_and(|listed| listed <= year),
                    });
                    Member {
                        score: counted.count() as f64,
                        position: seat(member.place),
                    }
                })
                .collect()
        };
        let members = of(None);
        let roles = circles::roles(&members, &limits);
        let sizes: Vec<f64> = members.iter().map(|member| member.score).collect();
        let followed = circles::followed(&sizes, &circles::gravity_flows(&members));
        let city = |at: usize| place_name(group.members[at].place);
        for (at, role) in roles.iter().enumerate() {
            roles_sheet.row([
                group.name_zh.clone(),
                group.name_en.clone(),
                city(at),
                sizes[at].to_string(),
                role.word().into(),
                followed[at].map(city).unwrap_or_default(),
                "角色自拟，跟随推定 roles own, followers inferred".into(),
            ]);
        }
        let mut ginis = Vec::new();
        for until in [Some(2010), Some(2015), Some(2020), Some(now), None] {
            let members = of(until);
            let sizes: Vec<f64> = members.iter().map(|member| member.score).collect();
            let Some(found) = circles::polarisation(&sizes) else {
                continue;
            };
            let pattern = circles::pattern(&members, &circles::roles(&members, &limits), &limits);
            if until.is_some() {
                ginis.push(found.gini);
            }
            trend.row([
                group.name_zh.clone(),
                group.name_en.clone(),
                until.map_or("all firms".into(), |year| format!("listed to {year}")),
                sizes.iter().sum::<f64>().to_string(),
                number_text(found.gini),
                number_text(found.primacy),
                number_text(found.two_city_share),
                number_text(found.lead.unwrap_or(f64::NAN)),
                pattern
                    .map(|pattern| pattern.word().to_string())
                    .unwrap_or_default(),
                "自拟 own rule".into(),
            ]);
        }
        let poles: Vec<String> = (0..roles.len())
            .filter(|at| roles[*at].is_pole())
            .map(city)
            .collect();
        let (pattern_zh, pattern_en) = match circles::pattern(&members, &roles, &limits) {
            Some(Pattern::Polarised) => ("极化", "polarised"),
            Some(Pattern::Gradient) => ("梯度", "a gradient"),
            Some(Pattern::Even) => ("均衡", "even"),
            None => ("不明", "no pattern"),
        };
        let (first, last) = (
            ginis.first().copied().unwrap_or(f64::NAN),
            ginis.last().copied().unwrap_or(f64::NAN),
        );
        findings.push(Finding {
            topic: "circle",
            subject: Names::new(&group.name_zh, &group.name_en),
            text: Names::new(
                format!("极核：{}；格局：{pattern_zh}；按上市年份的基尼系数由 {first:.2} 变为 {last:.2}（仅含存续公司）", poles.join("、")),
                format!("poles: {}; {pattern_en}; Gini by year of listing from {first:.2} to {last:.2} (survivors only)", poles.join(", ")),
            ),
            certainty: Certainty::Own,
            table: "circle_roles.csv",
            main: true,
        });
    }
    sheets.push(roles_sheet);
    sheets.push(trend);
}

/// First layer of homogenisation: the mixes of firms, against what endowments predict.
fn homogenised_firms(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let table = &scene.table;
    let columns: Vec<usize> = (0..table.industries.len())
        .filter(|column| {
            table.industries[*column].len() == 4 && is_core_industry(&table.industries[*column])
        })
        .collect();
    let least = scene.limits().mix.least_firms.get();
    let mixes: Vec<(usize, Vec<f64>)> = (0..table.regions.len())
        .filter_map(|region| {
            let counts: Vec<f64> = columns
                .iter()
                .map(|column| table.by_region.value(region, *column))
                .collect();
            let total: f64 = counts.iter().sum();
            (total >= least as f64)
                .then(|| (region, counts.iter().map(|count| count / total).collect()))
        })
        .collect();
    let observed: Vec<Vec<f64>> = mixes
        .iter()
        .map(|(_, a)| mixes.iter().map(|(_, b)| similarity(a, b).cosine).collect())
        .collect();
    let core = scene.core_by_city();
    let relabellings = &scene.limits().permutations;
    let endowment = |of: &dyn Fn(usize, Code) -> f64| -> Vec<f64> {
        mixes
            .iter()
            .map(|(region, _)| of(*region, scene.codes[*region]).ln_1p())
            .collect()
    };
    let endowments = [
        endowment(&|region, code| {
            table.region_totals[region] - core.get(&code).map_or(0, Vec::len) as f64
        }),
        endowment(&|_, code| scene.universities.get(&code).copied().unwrap_or(0) as f64),
    ];
    let mut sheet = Sheet::new(
        "homogenisation.csv",
        &[
            "a",
            "b",
            "cosine",
            "expected",
            "standardised_residual",
            "label",
        ],
    );
    if let Some(found) = expected_similarity(
        &observed,
        &endowments,
        relabellings.count.get(),
        relabellings.seed,
    ) {
        let mut pairs = found.pairs.clone();
        pairs.sort_by(|a, b| {
            b.standardised
                .total_cmp(&a.standardised)
                .then((a.a, a.b).cmp(&(b.a, b.b)))
        });
        let name = |at: usize| table.regions[mixes[at].0].clone();
        for pair in &pairs {
            sheet.row([
                name(pair.a),
                name(pair.b),
                number_text(pair.observed),
                number_text(pair.expected),
                number_text(pair.standardised),
                "自拟 own rule".into(),
            ]);
        }
        let mean =
            found.pairs.iter().map(|pair| pair.observed).sum::<f64>() / found.pairs.len() as f64;
        let shown: Vec<String> = pairs
            .iter()
            .take(3)
            .map(|pair| format!("{}–{} {:.2}", name(pair.a), name(pair.b), pair.observed))
            .collect();
        let (others, schools) = (found.p_values[0], found.p_values[1]);
        findings.push(Finding {
            topic: "homogenisation-firms",
            subject: Names::new(format!("{} 个城市", mixes.len()), format!("{} cities", mixes.len())),
            text: Names::new(
                format!("数字核心构成的平均余弦相似度 {mean:.2}；禀赋（其他企业数、高校数）只解释 {:.1}%（p = {others:.3}、{schools:.3}）；最超出预期：{}", found.r_squared * 100.0, shown.join("、")),
                format!("mean cosine of the mixes {mean:.2}; endowments (other firms, universities) explain {:.1} % (p = {others:.3}, {schools:.3}); most beyond what they predict: {}", found.r_squared * 100.0, shown.join(", ")),
            ),
            certainty: Certainty::Own,
            table: "homogenisation.csv",
            main: true,
        });
    }
    sheets.push(sheet);
}

/// Second layer: hot tracks in the texts of policies.
fn hot_tracks(
    scene: &Scene,
    sheets: &mut Vec<Sheet>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let mut sheet = Sheet::new(
        "hot_tracks.csv",
        &["track", "region", "policy", "word", "label"],
    );
    let mut places: BTreeMap<&str, BTreeSet<Code>> = BTreeMap::new();
    let mut issuers: BTreeSet<Code> = BTreeSet::new();
    let mut texts = 0;
    if scene.registry.has_records("policy")? {
        let rows = scene.registry.select(
            "SELECT title, summary, theme, city_code, province_code FROM policy WHERE province_code IS NOT NULL ORDER BY entity_id",
        )?;
        for row in &rows.rows {
            let Some(place) = code(&row[3]).or_else(|| code(&row[4])) else {
                continue;
            };
            texts += 1;
            issuers.insert(place);
            let words: Vec<String> = row[..3].iter().filter_map(text).collect();
            let words = words.join(" ");
            for fit in scene.book.tracks.rules.all(&[("name", &words)]) {
                places.entry(&fit.rule.class).or_default().insert(place);
                sheet.row([
                    fit.rule.class.clone(),
                    place_name(place),
                    text(&row[0]).unwrap_or_default(),
                    fit.word.into(),
                    "自拟关键词 own keywords".into(),
                ]);
            }
        }
    }
    sheets.push(sheet);
    let mut order: Vec<(&str, usize)> = places
        .iter()
        .map(|(track, places)| (*track, places.len()))
        .collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> = order
        .iter()
        .take(3)
        .map(|(track, places)| format!("{track} {places}"))
        .collect();
    // Titles of few policies say which tracks are met, not how many places follow them.
    let enough = texts >= scene.limits().policies.least_texts;
    findings.push(Finding {
        topic: "homogenisation-plans",
        subject: Names::new(
            format!("{} 个地方", issuers.len()),
            format!("{} places", issuers.len()),
        ),
        text: Names::new(
            format!(
                "{texts} 件地方政策文本涉及的赛道（地方数）：{}{}",
                shown.join("、"),
                if enough {
                    ""
                } else {
                    "；件数太少，不足以判断重叠"
                }
            ),
            format!(
                "tracks in {texts} local policies (places): {}{}",
                shown.join(", "),
                if enough {
                    ""
                } else {
                    "; too few to judge the overlap"
                }
            ),
        ),
        certainty: if enough {
            Certainty::Own
        } else {
            Certainty::NoData
        },
        table: "hot_tracks.csv",
        main: true,
    });
    Ok(())
}

/// Third layer: recognised clusters with the same functions.
fn park_functions(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let mut sheet = Sheet::new(
        "park_functions.csv",
        &["function", "clusters", "places", "members", "label"],
    );
    let mut functions: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<Code>)> = BTreeMap::new();
    for cluster in scene.clusters.iter().filter(|cluster| cluster.digital) {
        for field in &cluster.fields {
            let entry = functions.entry(field).or_default();
            entry.0.insert(&cluster.name);
            entry.1.extend(&cluster.provinces);
        }
    }
    let mut order: Vec<_> = functions.iter().collect();
    order.sort_by_key(|(function, (_, places))| (std::cmp::Reverse(places.len()), *function));
    for (function, (clusters, places)) in &order {
        sheet.row([
            function.to_string(),
            clusters.len().to_string(),
            places
                .iter()
                .map(|place| place_name(*place))
                .collect::<Vec<_>>()
                .join("; "),
            clusters.iter().copied().collect::<Vec<_>>().join("; "),
            "自拟 own rule".into(),
        ]);
    }
    sheets.push(sheet);
    if let Some((function, (clusters, places))) =
        order.first().filter(|(_, (_, places))| places.len() > 1)
    {
        findings.push(Finding {
            topic: "homogenisation-parks",
            subject: Names::same(function),
            text: Names::new(
                format!(
                    "{} 个省份的 {} 个登记集群同为此领域；名单并非普查",
                    places.len(),
                    clusters.len()
                ),
                format!(
                    "{} registered clusters in {} provinces have this field; the list is no census",
                    clusters.len(),
                    places.len()
                ),
            ),
            certainty: Certainty::Own,
            table: "park_functions.csv",
            main: true,
        });
    }
}

/// Groups that gather in a city without a leader.
fn leaders(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let mut sheet = Sheet::new(
        "leaders.csv",
        &[
            "region",
            "industry",
            "industry_zh",
            "industry_en",
            "firms",
            "leaders",
            "leader_names",
            "firms_per_leader",
            "label",
        ],
    );
    let least = scene.limits().mix.least_firms.get();
    let mut gathered: BTreeMap<(Code, &str), Vec<&super::Firm>> = BTreeMap::new();
    for (city, firms) in &scene.core_by_city() {
        for firm in firms {
            if let Some(class) = firm.found.top() {
                gathered.entry((*city, class)).or_default().push(firm);
            }
        }
    }
    let (mut missing, mut all) = (Vec::new(), 0);
    for ((city, class), firms) in gathered.iter().filter(|(_, firms)| firms.len() >= least) {
        all += 1;
        let lead: Vec<&str> = firms
            .iter()
            .filter(|firm| firm.leader)
            .map(|firm| firm.name.as_str())
            .collect();
        let name = industry_name(class);
        if lead.is_empty() {
            missing.push((
                firms.len(),
                format!("{} {}", place_name(*city), name.zh),
                format!("{} {}", place_name(*city), name.en),
            ));
        }
        sheet.row([
            place_name(*city),
            class.to_string(),
            name.zh,
            name.en,
            firms.len().to_string(),
            lead.len().to_string(),
            lead.join("; "),
            if lead.is_empty() {
                String::new()
            } else {
                number_text(firms.len() as f64 / lead.len() as f64)
            },
            "自拟 own rule".into(),
        ]);
    }
    sheets.push(sheet);
    missing.sort_by(|a, b| b.cmp(a));
    let known = scene
        .firms
        .iter()
        .filter(|firm| firm.figures.revenue.is_some())
        .count();
    let zh: Vec<&str> = missing
        .iter()
        .take(5)
        .map(|(_, zh, _)| zh.as_str())
        .collect();
    let en: Vec<&str> = missing
        .iter()
        .take(5)
        .map(|(_, _, en)| en.as_str())
        .collect();
    let (sure_zh, sure_en) = match known {
        0 => (
            "；没有营收和市值数据，龙头只能由独角兽名单认定，不足以断言缺龙头",
            "; without revenue and market value only unicorns count as leaders: not enough to say that a leader is missing",
        ),
        _ => ("", ""),
    };
    findings.push(Finding {
        topic: "leaders",
        subject: Names::new("全国", "China"),
        text: Names::new(
            format!(
                "{all} 个 {least} 家以上的集聚中 {} 个未见龙头：{}{sure_zh}",
                missing.len(),
                or_none(&zh, "、", "无")
            ),
            format!(
                "{} of {all} gatherings of {least} firms and more show no leader: {}{sure_en}",
                missing.len(),
                or_none(&en, ", ", "none")
            ),
        ),
        certainty: if known == 0 {
            Certainty::NoData
        } else {
            Certainty::Own
        },
        table: "leaders.csv",
        main: true,
    });
}

/// Links between the firms of a city: parents and investors that are firms of the registry themselves.
fn links(scene: &Scene, sheets: &mut Vec<Sheet>, findings: &mut Vec<Finding>) {
    let by_name: BTreeMap<&str, usize> = scene
        .firms
        .iter()
        .enumerate()
        .flat_map(|(at, firm)| {
            [Some(firm.name.as_str()), firm.short_name.as_deref()]
                .into_iter()
                .flatten()
                .map(move |name| (name, at))
        })
        .collect();
    let links: Vec<(usize, usize)> = scene
        .firms
        .iter()
        .enumerate()
        .flat_map(|(at, firm)| firm.linked_names.iter().map(move |name| (at, name)))
        .filter_map(|(at, name)| Some((at, *by_name.get(name.as_str())?)))
        .collect();
    let mut sheet = Sheet::new(
        "links.csv",
        &[
            "region",
            "core_firms",
            "internal",
            "external",
            "density",
            "external_internal",
            "label",
        ],
    );
    let mut cities: BTreeMap<Code, BTreeSet<usize>> = BTreeMap::new();
    for (at, firm) in scene
        .firms
        .iter()
        .enumerate()
        .filter(|(_, firm)| firm.found.is_core())
    {
        if let Some(city) = firm.city {
            cities.entry(city).or_default().insert(at);
        }
    }
    let least = scene.limits().mix.least_firms.get();
    let (mut judged, mut loose) = (0, 0);
    for (city, members) in cities
        .iter()
        .filter(|(_, members)| members.len() >= least && !links.is_empty())
    {
        let found = cohesion(members, &links);
        judged += 1;
        loose += usize::from(found.internal == 0);
        sheet.row([
            place_name(*city),
            found.members.to_string(),
            found.internal.to_string(),
            found.external.to_string(),
            number_text(found.density.unwrap_or(f64::NAN)),
            number_text(found.external_internal.unwrap_or(f64::NAN)),
            "仅股权与投资 ownership and investment only".into(),
        ]);
    }
    sheets.push(sheet);
    let text = match links.len() {
        0 => Names::new(
            "登记库没有企业之间的联系（控股股东、投资方），“集而不群”无从判断",
            "the registry has no links between firms (parents, investors): whether they work together cannot be said",
        ),
        count => Names::new(
            format!(
                "{count} 条企业联系；{judged} 个有 {least} 家以上数字核心企业的城市中 {loose} 个内部没有一条联系"
            ),
            format!(
                "{count} links between firms; {loose} of {judged} cities with {least} firms of the core and more have none inside"
            ),
        ),
    };
    findings.push(Finding {
        topic: "links",
        subject: Names::new("全国", "China"),
        text,
        certainty: if links.is_empty() {
            Certainty::NoData
        } else {
            Certainty::Measured
        },
        table: "links.csv",
        main: true,
    });
}
