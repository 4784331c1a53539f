//! How sure ranks are: intervals, spreads, chances of the first places, and which choice moves them.

use jushu_figures::charts::boxes::{Spread, boxes};
use jushu_figures::charts::cell_table::{CellTable, Scale, cell_table};
use jushu_figures::charts::rows::{Axis, Estimate, Mark, Row, Series, rows};
use jushu_figures::{About, Figure, Language};
use jushu_index::uncertainty::{
    Output, Sensitivity, UncertaintyError, default_design, sensitivity,
};
use jushu_index::{Framework, Table};

use super::run_table::{
    RunTable, chosen_set, chosen_set_provinces_first, inferred_notes, name_set, set_name, spoken,
};
use super::{NoData, Options, about};
use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};

/// Ranks of the provinces with their intervals.
pub fn rank_intervals_provinces(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = evidence.provinces().ok_or_else(|| {
        NoData::because(
            "本次计算没有省级评价范围；请在指标体系的 `unit_sets` 中加上 provinces-31",
            "the run has no unit set of provinces; add provinces-31 to `unit_sets` of the framework",
        )
    })?;
    rank_intervals(
        "rank-intervals-provinces",
        evidence,
        set,
        options.top.unwrap_or(31),
    )
}

/// Ranks of the cities with their intervals.
pub fn rank_intervals_cities(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = evidence.cities().ok_or_else(|| {
        NoData::because(
            "本次计算没有城市评价范围；请在指标体系的 `unit_sets` 中加上 cities-337",
            "the run has no unit set of cities; add cities-337 to `unit_sets` of the framework",
        )
    })?;
    rank_intervals(
        "rank-intervals-cities",
        evidence,
        set,
        options.top.unwrap_or(30),
    )
}

/// What the replications say of one unit's rank.
struct Ranked {
    label: String,
    nominal: f64,
    /// 5, 25, 50, 75 and 95 %.
    quantiles: Option<[f64; 5]>,
    extremes: Option<(f64, f64)>,
}

/// The first `top` units, the best first.
fn ranked(evidence: &Evidence, set: &UnitSetEvidence, top: usize) -> Result<Vec<Ranked>, NoData> {
    let table = RunTable::of_set(evidence, set, "rank_stats.csv")?;
    let order = set.ranking(&set.entry.root);
    let ranks = set.ranks(&set.entry.root);
    let first = order.into_iter().take(top).filter_map(|unit| {
        let place = set.places[unit];
        let row = table.rows().find(|row| row.text("unit") == place.name)?;
        let quantile = |column| row.number(column);
        let quantiles = ["q05", "q25", "median", "q75", "q95"].map(quantile);
        let quantiles = quantiles.iter().copied().collect::<Option<Vec<f64>>>();
        Some(Ranked {
            label: evidence.short_name(place).to_string(),
            nominal: f64::from(ranks[unit]?),
            quantiles: quantiles.and_then(|found| found.try_into().ok()),
            extremes: row.number("best").zip(row.number("worst")),
        })
    });
    let found: Vec<Ranked> = first.collect();
    if found.is_empty() {
        return Err(NoData::because(
            "没有任何单元有名次：覆盖率都不够；请补充数据后重新运行 `jushu run`",
            "no unit has a rank: none has enough data; add data and run `jushu run` again",
        ));
    }
    Ok(found)
}

/// What is printed around a figure of intervals.
fn about_intervals(
    id: &str,
    evidence: &Evidence,
    set: &UnitSetEvidence,
    alternative: String,
) -> Result<About, NoData> {
    let mut about = about(id, evidence, alternative)?;
    about.notes.extend(inferred_notes(evidence, set));
    let replications = set.entry.replications;
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "名次区间：权重与方法变动的 {replications} 次重复中 90% 的名次所在范围；不含数据本身的误差"
        ),
        Language::En => format!(
            "Rank intervals hold 90% of the ranks over {replications} replications of weights and methods; errors of the data are not in them"
        ),
    });
    Ok(about)
}

fn rank_intervals(
    id: &str,
    evidence: &Evidence,
    set: &UnitSetEvidence,
    top: usize,
) -> Result<Figure, NoData> {
    let found = ranked(evidence, set, top)?;
    let interval = |unit: &Ranked| unit.quantiles.map(|quantiles| (quantiles[0], quantiles[4]));
    let drawn: Vec<Row> = found
        .iter()
        .map(|unit| Row {
            label: unit.label.clone(),
            values: vec![
                Some(Estimate {
                    value: unit.nominal,
                    interval: interval(unit),
                }),
                unit.quantiles
                    .map(|quantiles| Estimate::exact(quantiles[2])),
            ],
            remark: interval(unit).map_or(String::new(), |(low, high)| format!("{low}–{high}")),
        })
        .collect();
    let first = spoken(
        evidence,
        found.iter().take(3).map(|unit| {
            let ends =
                interval(unit).map_or(String::new(), |(low, high)| match evidence.language {
                    Language::Zh => format!("（{low}–{high}）"),
                    Language::En => format!(" ({low}–{high})"),
                });
            format!("{} {}{ends}", unit.label, unit.nominal)
        }),
    );
    let widest = found
        .iter()
        .filter_map(|unit| Some((unit, interval(unit)?)))
        .max_by(|a, b| (a.1.1 - a.1.0).total_cmp(&(b.1.1 - b.1.0)));
    let widest = widest.map_or(String::new(), |(unit, (low, high))| {
        match evidence.language {
            Language::Zh => format!("；区间最宽：{}（{low}–{high}）", unit.label),
            Language::En => format!("; the widest interval: {} ({low}–{high})", unit.label),
        }
    });
    let alternative = match evidence.language {
        Language::Zh => format!("名次与区间：{first}{widest}。"),
        Language::En => format!("Ranks with intervals: {first}{widest}."),
    };
    let about = about_intervals(id, evidence, set, alternative)?;
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let series = [
        Series {
            name: pick("名次与 5–95% 区间", "rank with its 5–95% interval"),
            mark: Mark::Dot,
        },
        Series {
            name: pick("中位名次", "median rank"),
            mark: Mark::Diamond,
        },
    ];
    let axis = Axis {
        name: pick("名次", "rank"),
        ranks: true,
    };
    Ok(rows(about, &axis, &series, &drawn))
}

/// The chance of every unit to be among the first k.
pub fn top_probability(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set(evidence, options)?;
    let table = RunTable::of_set(evidence, set, "top_probability.csv")?;
    let mut steps: Vec<u32> = table
        .rows()
        .filter_map(|row| row.text("k").parse().ok())
        .collect();
    steps.sort_unstable();
    steps.dedup();
    let order = set.ranking(&set.entry.root);
    let units: Vec<_> = order
        .into_iter()
        .take(options.top.unwrap_or(25))
        .map(|unit| set.places[unit])
        .collect();
    let cells: Vec<Vec<Option<f64>>> = units
        .iter()
        .map(|place| {
            let of_unit: Vec<_> = table
                .rows()
                .filter(|row| row.text("unit") == place.name)
                .collect();
            steps
                .iter()
                .map(|k| {
                    let wanted = k.to_string();
                    let row = of_unit.iter().find(|row| row.text("k") == wanted)?;
                    Some(row.number("probability")? * 100.0)
                })
                .collect()
        })
        .collect();
    let first = units.iter().zip(&cells).take(3).map(|(place, cells)| {
        let chances: Vec<String> = steps
            .iter()
            .zip(cells)
            .filter_map(|(k, chance)| {
                let chance = (*chance)?;
                Some(match evidence.language {
                    Language::Zh => format!("前 {k} 名 {chance:.0}%"),
                    Language::En => format!("top {k} {chance:.0}%"),
                })
            })
            .collect();
        format!("{} {}", evidence.short_name(place), chances.join(" "))
    });
    let alternative = spoken(evidence, first);
    let mut about = about_intervals("top-probability", evidence, set, alternative)?;
    name_set(evidence, set, &mut about);
    let heat = CellTable {
        rows: units
            .iter()
            .map(|place| evidence.short_name(place).to_string())
            .collect(),
        columns: steps
            .iter()
            .map(|k| match evidence.language {
                Language::Zh => format!("前 {k} 名"),
                Language::En => format!("top {k}"),
            })
            .collect(),
        cells,
        scale: Scale::Sequential {
            low: 0.0,
            high: 100.0,
        },
        decimals: 0,
    };
    Ok(cell_table(
        about,
        evidence
            .language
            .pick("进入前 k 名的可能性（%）", "chance (%)"),
        &heat,
    ))
}

/// The spread of the ranks over the replications.
pub fn rank_distribution(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let found = ranked(evidence, set, options.top.unwrap_or(31))?;
    let spreads: Vec<Spread> = found
        .iter()
        .filter_map(|unit| {
            Some(Spread {
                label: unit.label.clone(),
                quantiles: unit.quantiles?,
                extremes: unit.extremes,
                nominal: Some(unit.nominal),
            })
        })
        .collect();
    let width = |spread: &Spread| spread.quantiles[3] - spread.quantiles[1];
    let widest = spreads
        .iter()
        .max_by(|a, b| width(a).total_cmp(&width(b)))
        .ok_or_else(|| {
            NoData::because(
                "没有任何单元有名次区间；请重新运行 `jushu run`",
                "no unit has an interval of ranks; run `jushu run` again",
            )
        })?;
    let [_, low, median, high, _] = widest.quantiles;
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{} 各次重复名次的分布；中间一半最宽的是{}，第 {low} 至 {high} 名（中位 {median}）。",
            set_name(evidence, set),
            widest.label
        ),
        Language::En => format!(
            "The spread of the ranks of {} over the replications; the middle half is widest for {}: ranks {low} to {high} (median {median}).",
            set_name(evidence, set),
            widest.label
        ),
    };
    let mut about = about_intervals("rank-distribution", evidence, set, alternative)?;
    name_set(evidence, set, &mut about);
    Ok(boxes(
        about,
        evidence.language.pick("名次", "rank"),
        &spreads,
    ))
}

/// Base samples of the sensitivity behind the figure: each stands for one computation of the index a choice and two
/// more, so that a figure stays quick.
const SAMPLES: u32 = 512;

/// The choices that move ranks: first and total order of the mean shift of ranks.
pub fn sobol_bars(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = chosen_set_provinces_first(evidence, options)?;
    let found = sensitivity_of(evidence, set)?;
    let unit = options.place.and_then(|code| {
        let place = set.places.iter().find(|place| place.code == code)?;
        Some(Output::Rank(place.name.clone()))
    });
    let wanted = unit.unwrap_or(Output::MeanAbsoluteRankShift);
    let output = found.outputs.iter().find(|output| output.output == wanted);
    let indices = output.and_then(|output| output.indices.as_ref()).ok_or_else(|| {
        NoData::because(
            "名次在所有方案下都不变，没有可分解的差异；请换一个评价范围或用 `jushu index sensitivity --design` 写明更大的不确定性",
            "the ranks do not vary under any choice, so there is nothing to explain; take another unit set, or name wider choices with `jushu index sensitivity --design`",
        )
    })?;
    let mut drawn: Vec<(f64, Row)> = found
        .factors
        .iter()
        .zip(indices)
        .map(|(factor, indices)| {
            let estimate = |interval: jushu_index::uncertainty::Interval| {
                Some(Estimate {
                    value: interval.value,
                    interval: Some((interval.low, interval.high)),
                })
            };
            let row = Row {
                label: factor_name(evidence, factor),
                values: vec![estimate(indices.first), estimate(indices.total)],
                remark: format!("{:.2} / {:.2}", indices.first.value, indices.total.value),
            };
            (indices.total.value, row)
        })
        .collect();
    drawn.sort_by(|a, b| b.0.total_cmp(&a.0));
    let drawn: Vec<Row> = drawn.into_iter().map(|(_, row)| row).collect();
    let pick = |zh, en| evidence.language.pick(zh, en).to_string();
    let subject = match &wanted {
        Output::Rank(unit) => unit.clone(),
        Output::MeanAbsoluteRankShift => pick("平均名次变动", "the mean shift of ranks"),
    };
    let parts = spoken(
        evidence,
        drawn
            .iter()
            .map(|row| format!("{} {}", row.label, row.remark)),
    );
    let alternative = match evidence.language {
        Language::Zh => format!(
            "{subject}（{}）的一阶／总效应：{parts}。",
            set_name(evidence, set)
        ),
        Language::En => format!(
            "First / total effects on {subject} ({}): {parts}.",
            set_name(evidence, set)
        ),
    };
    let mut about = about("sobol-bars", evidence, alternative)?;
    about.title = format!(
        "{}{}{subject}",
        about.title,
        evidence.language.pick("：", ": ")
    );
    about.notes.extend(inferred_notes(evidence, set));
    about.notes.push(match evidence.language {
        Language::Zh => format!(
            "Sobol 指数，默认不确定性设计，基本样本 {SAMPLES}，须线为 90% 自助区间；小于零为抽样误差"
        ),
        Language::En => format!(
            "Sobol indices under the default design of uncertainty, base samples of {SAMPLES}, whiskers are 90% bootstrap intervals; below zero is error of sampling"
        ),
    });
    let series = [("一阶效应", "first order"), ("总效应", "total")].map(|(zh, en)| Series {
        name: pick(zh, en),
        mark: Mark::Bar,
    });
    let axis = Axis {
        name: pick("方差占比", "share of the variance"),
        ranks: false,
    };
    Ok(rows(about, &axis, &series, &drawn))
}

fn factor_name(evidence: &Evidence, factor: &str) -> String {
    let (zh, en) = match factor {
        "weights" => ("权重 ±25%", "weights ±25%"),
        "normalisation" => ("无量纲化方法", "normalisation"),
        "aggregation" => ("合成方法", "aggregation"),
        "treatment" => ("异常值处理", "treatment of outliers"),
        other => (other, other),
    };
    evidence.language.pick(zh, en).to_string()
}

fn sensitivity_of(evidence: &Evidence, set: &UnitSetEvidence) -> Result<Sensitivity, NoData> {
    let (framework, table) = inputs(evidence, set)?;
    let failed = |error: UncertaintyError| {
        let Names { zh, en } = error.message().into();
        NoData::because(
            format!("敏感性无法计算：{zh}；可用 `jushu index sensitivity` 查看"),
            format!("the sensitivity cannot be computed: {en}; see `jushu index sensitivity`"),
        )
    };
    let (mut design, _) = default_design(&framework, &table, 1).map_err(failed)?;
    design.replications = SAMPLES;
    sensitivity(&framework, &table, &design, 1, |_, _| {}).map_err(failed)
}

/// The framework of the run, as the unit set sees it, and the raw values.
pub(super) fn inputs(
    evidence: &Evidence,
    set: &UnitSetEvidence,
) -> Result<(Framework, Table), NoData> {
    let folder = &evidence.results.folder;
    let again = |message: Names| {
        NoData::because(
            format!("{}；请重新运行 `jushu run`", message.zh),
            format!("{}; run `jushu run` again", message.en),
        )
    };
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| again(Names::same(error).in_file(&path)))
    };
    let framework = Framework::parse(&read("framework.toml")?, "framework.toml")
        .and_then(|framework| framework.for_unit_set(&set.entry.id))
        .map_err(|error| again(error.message().into()))?;
    let name = format!("{}/data.csv", set.entry.id);
    let table =
        Table::from_csv(&read(&name)?, &name).map_err(|error| again(error.message().into()))?;
    Ok((framework, table))
}
