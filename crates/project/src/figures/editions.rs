//! One run beside another: earlier runs of the same framework, and ranks that somebody published.

use std::collections::BTreeMap;

use jushu_figures::charts::bump::{Course, bump};
use jushu_figures::charts::labelled_scatter::{
    Axis, Corner, Guide, Plane, Point, labelled_scatter,
};
use jushu_figures::{Figure, Language};
use jushu_index::audit::statistics::quantile;

use super::run_table::{chosen_set, inferred_notes, name_set, region_name, spoken};
use super::{NoData, Options, about};
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::published::{Comparison, compare};
use crate::results::{Results, Score};

/// The scores at the root of the unit set in another run, by unit.
fn at_root(results: &Results, set: &UnitSetEvidence) -> Option<BTreeMap<String, Score>> {
    let root = &results.unit_set(&set.entry.id).ok()?.root;
    let scores = results.scores(&set.entry.id).ok()?;
    let of_root = scores.into_iter().filter(|score| &score.node == root);
    Some(of_root.map(|score| (score.unit.clone(), score)).collect())
}

/// Says where a run compared with was made with another state of the framework.
fn framework_notes(evidence: &Evidence, others: &[Results]) -> Vec<String> {
    let own = &evidence.results.manifest.framework;
    let changed: Vec<&str> = others
        .iter()
        .filter(|other| other.manifest.framework.sha256 != own.sha256)
        .map(|other| other.manifest.date.as_str())
        .collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let dates = changed.join(", ");
    vec![match evidence.language {
        Language::Zh => format!("{dates} 的计算所用指标体系文件与本次不同，变动不全是数据的变动"),
        Language::En => format!(
            "the framework file of {dates} differs from this run's: not every change is one of the data"
        ),
    }]
}

/// Score against its change since the run before.
pub fn growth_quadrant(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set(evidence, options)?;
    let runs = evidence.earlier_runs();
    let before = runs.last().and_then(|run| Some((run, at_root(run, set)?)));
    let Some((run, before)) = before else {
        let folder = evidence.project.folder().display();
        return Err(NoData::because(
            format!(
                "没有同一指标体系更早日期的计算，无从比较增长；请把 project.toml 的 date 改为更早的日期并 `jushu run {folder}`，再改回来重新计算"
            ),
            format!(
                "there is no run of the same framework for an earlier day to grow from; set `date` of project.toml to an earlier day, `jushu run {folder}`, set it back and run again"
            ),
        ));
    };
    let root = &set.entry.root;
    let scores = set.scores(root);
    let order = set.ranking(root);
    let found: Vec<(usize, f64, f64)> = order
        .into_iter()
        .take(options.top.unwrap_or(60))
        .filter_map(|unit| {
            let now = scores[unit]?;
            let then = before.get(&set.places[unit].name)?.score?;
            Some((unit, now, now - then))
        })
        .collect();
    if found.is_empty() {
        return Err(NoData::because(
            "两次计算没有共同的评价单元；请检查评价范围",
            "the two runs have no unit in common; check the unit sets",
        ));
    }
    let middle = |of: fn(&(usize, f64, f64)) -> f64| {
        let mut values: Vec<f64> = found.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        quantile(&values, 0.5)
    };
    let (x, y) = (middle(|unit| unit.1), middle(|unit| unit.2));
    let ends = |of: fn(&(usize, f64, f64)) -> f64| {
        found
            .iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            })
    };
    let (xs, ys) = (ends(|unit| unit.1), ends(|unit| unit.2));
    let points: Vec<Point> = found
        .iter()
        .map(|(unit, now, change)| Point {
            label: evidence.short_name(set.places[*unit]).to_string(),
            x: *now,
            y: *change,
            size: None,
            interval: None,
            class: 0,
            named: true,
        })
        .collect();
    let (now, then) = (&evidence.results.manifest.date, &run.manifest.date);
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let corner = |right, top, zh, en| Corner {
        right,
        top,
        text: pick(zh, en),
    };
    let plane = Plane {
        x: Axis {
            name: pick("得分", "score"),
            ..Axis::default()
        },
        y: Axis {
            name: pick("得分变化", "change of the score"),
            ..Axis::default()
        },
        guides: vec![
            Guide {
                from: (x, ys.0),
                to: (x, ys.1),
                name: String::new(),
            },
            Guide {
                from: (xs.0, y),
                to: (xs.1, y),
                name: String::new(),
            },
        ],
        corners: vec![
            corner(true, true, "领先且上升", "ahead and rising"),
            corner(false, true, "追赶", "catching up"),
            corner(true, false, "领先但回落", "ahead and falling back"),
            corner(false, false, "落后且回落", "behind and falling back"),
        ],
        height: 460,
        ..Plane::default()
    };
    let mut movers: Vec<&Point> = points.iter().collect();
    movers.sort_by(|a, b| b.y.total_cmp(&a.y));
    let up = spoken(
        evidence,
        movers
            .iter()
            .take(3)
            .map(|point| format!("{} {:+.1}", point.label, point.y)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!("{then} 至 {now} 得分上升最多：{up}。"),
        Language::En => format!("The greatest gains from {then} to {now}: {up}."),
    };
    let mut about = about("growth-quadrant", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.extend(inferred_notes(evidence, set));
    about
        .notes
        .extend(framework_notes(evidence, std::slice::from_ref(run)));
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "变化：{then} 至 {now}；得分在每次计算的评价单元中比较，变化是相对的；虚线为中位数"
        ),
        Language::En => format!(
            "Change from {then} to {now}; scores compare the units of each run, so that changes are relative; dashed: medians"
        ),
    });
    Ok(labelled_scatter(about, &plane, &points))
}

/// The comparison with ranks published for the unit set asked for, else for the first.
fn published(evidence: &Evidence, options: &Options) -> Result<Comparison, NoData> {
    let compared = compare(evidence.project, evidence.results).map_err(|error| {
        let message = error.message();
        NoData::because(message.zh, message.en)
    })?;
    let wanted = match &options.unit_set {
        Some(_) => chosen_set(evidence, options)?.entry.id.clone(),
        None => compared
            .last()
            .map_or(String::new(), |found| found.unit_set.clone()),
    };
    compared
        .into_iter()
        .find(|found| found.unit_set == wanted)
        .ok_or_else(|| {
            NoData::because(
                "项目没有可比的已发布名次；请在 project.toml 添加 [[published]]（unit_set、file、title）",
                "the project names no published ranks to compare with; add [[published]] (unit_set, file, title) to project.toml",
            )
        })
}

/// Ranks over the runs of a framework; with no earlier run, from published ranks to this run.
pub fn bump_chart(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let runs = evidence.earlier_runs();
    if runs.is_empty() {
        return from_published(evidence, options);
    }
    let set = chosen_set(evidence, options)?;
    let root = &set.entry.root;
    let tables: Vec<Option<BTreeMap<String, Score>>> =
        runs.iter().map(|run| at_root(run, set)).collect();
    let ranks = set.ranks(root);
    let courses: Vec<Course> = set
        .ranking(root)
        .into_iter()
        .take(options.top.unwrap_or(15))
        .map(|unit| {
            let place = set.places[unit];
            let before = tables.iter().map(|table| {
                let rank = table.as_ref()?.get(&place.name)?.rank?;
                Some(f64::from(rank))
            });
            Course {
                label: evidence.short_name(place).to_string(),
                ranks: before.chain([ranks[unit].map(f64::from)]).collect(),
            }
        })
        .collect();
    let mut editions: Vec<String> = runs.iter().map(|run| run.manifest.date.clone()).collect();
    editions.push(evidence.results.manifest.date.clone());
    let alternative = moves(evidence, &editions, &courses);
    let mut about = about("bump-chart", evidence, alternative)?;
    name_set(evidence, set, &mut about);
    about.notes.extend(inferred_notes(evidence, set));
    about.notes.extend(framework_notes(evidence, &runs));
    Ok(bump(about, &editions, &courses))
}

fn from_published(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let found = published(evidence, options).map_err(|missing| {
        let reason = missing.reason;
        NoData::because(
            format!("没有同一指标体系更早日期的计算，且{}", reason.zh),
            format!(
                "there is no earlier run of the same framework, and {}",
                reason.en
            ),
        )
    })?;
    let courses: Vec<Course> = found
        .places
        .iter()
        .take(options.top.unwrap_or(15))
        .map(|place| Course {
            label: region_name(evidence, &place.unit),
            ranks: vec![Some(place.published), place.computed.map(f64::from)],
        })
        .collect();
    let editions = [
        evidence.language.pick("已发布", "published").to_string(),
        evidence.language.pick("本次计算", "this run").to_string(),
    ];
    let alternative = moves(evidence, &editions, &courses);
    let mut about = about("bump-chart", evidence, alternative)?;
    about.notes.extend(comparison_notes(evidence, &found));
    Ok(bump(about, &editions, &courses))
}

/// Who moved most from the first edition to the last.
fn moves(evidence: &Evidence, editions: &[String], courses: &[Course]) -> String {
    let mut moved: Vec<(f64, String)> = courses
        .iter()
        .filter_map(|course| {
            let from = (*course.ranks.first()?)?;
            let to = (*course.ranks.last()?)?;
            Some(((to - from).abs(), format!("{} {from}→{to}", course.label)))
        })
        .collect();
    moved.sort_by(|a, b| b.0.total_cmp(&a.0));
    let most = spoken(evidence, moved.into_iter().take(3).map(|(_, text)| text));
    let (first, last) = (
        editions.first().map_or("", String::as_str),
        editions.last().map_or("", String::as_str),
    );
    match evidence.language {
        Language::Zh => format!("从“{first}”到“{last}”名次变动最大：{most}。"),
        Language::En => format!("The greatest moves from “{first}” to “{last}”: {most}."),
    }
}

fn comparison_notes(evidence: &Evidence, found: &Comparison) -> Vec<String> {
    let title = evidence.text(&found.title);
    let note = match evidence.language {
        Language::Zh => format!("已发布名次：{title}。两者的指标与数据不同，差异是发现而不是误差"),
        Language::En => format!(
            "Published ranks: {title}. Indicators and data differ: a difference is a finding, not an error"
        ),
    };
    vec![note]
}

/// The rank in the run against the published rank.
pub fn published_comparison(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let found = published(evidence, options)?;
    let points: Vec<Point> = found
        .places
        .iter()
        .filter_map(|place| {
            Some(Point {
                label: region_name(evidence, &place.unit),
                x: place.published,
                y: f64::from(place.computed?),
                size: None,
                interval: None,
                class: 0,
                named: true,
            })
        })
        .collect();
    let worst = points
        .iter()
        .map(|point| point.x.max(point.y))
        .fold(1.0, f64::max);
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let axis = |zh, en| Axis {
        name: pick(zh, en),
        range: Some((0.0, worst + 1.0)),
        ..Axis::default()
    };
    let plane = Plane {
        x: axis("已发布的名次", "published rank"),
        y: axis("本次计算的名次", "rank in this run"),
        guides: vec![Guide {
            from: (0.0, 0.0),
            to: (worst + 1.0, worst + 1.0),
            name: pick("名次相同", "the same rank"),
        }],
        corners: vec![
            Corner {
                right: false,
                top: true,
                text: pick("已发布的名次更靠前", "better in the published ranking"),
            },
            Corner {
                right: true,
                top: false,
                text: pick("本次计算更靠前", "better in this run"),
            },
        ],
        height: 460,
        ..Plane::default()
    };
    let association = found.spearman.map(|(r, n)| match evidence.language {
        Language::Zh => format!("Spearman 等级相关 {r:.2}（{n} 个地方）"),
        Language::En => format!("Spearman rank correlation {r:.2} ({n} places)"),
    });
    let mut far: Vec<&Point> = points.iter().collect();
    far.sort_by(|a, b| (b.x - b.y).abs().total_cmp(&(a.x - a.y).abs()));
    let far = spoken(
        evidence,
        far.iter()
            .take(3)
            .map(|point| format!("{} {}→{}", point.label, point.x, point.y)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{}；差异最大：{far}。",
            association
                .as_deref()
                .unwrap_or("地方少于三个，没有相关系数")
        ),
        Language::En => format!(
            "{}; the greatest differences: {far}.",
            association
                .as_deref()
                .unwrap_or("fewer than three places, no correlation")
        ),
    };
    let mut about = about("published-comparison", evidence, alternative)?;
    about.notes.extend(association);
    about.notes.extend(comparison_notes(evidence, &found));
    let without = found.places.len() - points.len();
    if without > 0 {
        about.notes.push(match evidence.language {
            Language::Zh => format!("{without} 个地方在本次计算中没有名次，未画出"),
            Language::En => format!("{without} places have no rank in this run and are not drawn"),
        });
    }
    Ok(labelled_scatter(about, &plane, &points))
}
