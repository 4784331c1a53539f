//! Checks of the framework and of the data as they came: A1 to A15.

use super::statistics::{mean, pearson, present, quantile};
use super::{Check, Context, Figure, Flag, Limits, Outcome};
use crate::Names;
use crate::moments::Shape;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "documentation",
        limits: &["complete"],
        run: documentation,
    },
    Check {
        id: "group-size",
        limits: &["fewest", "good_from", "good_to"],
        run: group_size,
    },
    Check {
        id: "size",
        limits: &["most", "good_from"],
        run: size,
    },
    Check {
        id: "size-effect",
        limits: &["correlation"],
        run: size_effect,
    },
    Check {
        id: "denominator-change",
        limits: &["change"],
        run: denominator_change,
    },
    Check {
        id: "coverage-of-indicators",
        limits: &["least", "refuse"],
        run: coverage_of_indicators,
    },
    Check {
        id: "coverage-of-units",
        limits: &["least", "refuse"],
        run: coverage_of_units,
    },
    Check {
        id: "missing-share",
        limits: &["most"],
        run: missing_share,
    },
    Check {
        id: "zeros",
        limits: &["most"],
        run: zeros,
    },
    Check {
        id: "same-values",
        limits: &["most_same", "least_unique"],
        run: same_values,
    },
    Check {
        id: "constant",
        limits: &["different"],
        run: constant,
    },
    Check {
        id: "fences",
        limits: &["ranges"],
        run: fences,
    },
    Check {
        id: "outliers",
        limits: &["skewness", "kurtosis"],
        run: outliers,
    },
    Check {
        id: "treated-points",
        limits: &["most"],
        run: treated_points,
    },
    Check {
        id: "bounds",
        limits: &["fixed"],
        run: bounds,
    },
];

/// The share of indicators with a definition and a source, and whether the framework states its purpose.
fn documentation(context: &Context, limits: &Limits) -> Outcome {
    let framework = context.framework;
    let mut flags = Vec::new();
    let mut complete = 0;
    for indicator in &framework.indicators {
        let lacks_definition = indicator.definition.is_none();
        let lacks_source = indicator.source.is_none();
        let (zh, en) = match (lacks_definition, lacks_source) {
            (false, false) => {
                complete += 1;
                continue;
            }
            (true, false) => ("缺定义", "no definition"),
            (false, true) => ("缺来源", "no source"),
            (true, true) => ("缺定义与来源", "neither definition nor source"),
        };
        flags.push(Flag::node(&indicator.id, f64::NAN).noted(zh, en));
    }
    if framework.description.is_none() {
        let root = &context.run.index().id;
        let purpose = Flag::node(root, f64::NAN);
        flags.push(purpose.noted(
            "指标体系缺目的说明",
            "the framework does not state its purpose",
        ));
    }
    let share = complete as f64 / framework.indicators.len() as f64;
    if share >= limits.get("complete") {
        flags.retain(|flag| flag.subject == context.run.index().id);
    }
    Outcome::found(share, flags)
}

fn group_size(context: &Context, limits: &Limits) -> Outcome {
    let groups = context.groups();
    let sizes: Vec<(String, f64)> = groups
        .iter()
        .map(|(node, columns)| (context.run.nodes[*node].id.clone(), columns.len() as f64))
        .collect();
    let flags = sizes
        .iter()
        .filter(|(_, size)| *size < limits.get("fewest"))
        .map(|(id, size)| Flag::node(id, *size))
        .collect();
    let good = limits.get("good_from")..=limits.get("good_to");
    let good_groups = sizes.iter().filter(|(_, size)| good.contains(size)).count();
    let fewest = sizes
        .iter()
        .map(|(_, size)| *size)
        .fold(f64::INFINITY, f64::min);
    Outcome::found(fewest, flags)
        .with_note(
            format!("{} 组中 {good_groups} 组在适宜个数之内", sizes.len()),
            format!("{good_groups} of {} groups have a good size", sizes.len()),
        )
        .with_figure(Figure::Bars {
            measure: Names::fixed("指标个数", "indicators"),
            bars: sizes,
            limits: vec![
                limits.get("fewest"),
                limits.get("good_from"),
                limits.get("good_to"),
            ],
        })
}

fn size(context: &Context, limits: &Limits) -> Outcome {
    let count = context.run.indicators.len() as f64;
    let mut flags = Vec::new();
    if count > limits.get("most") {
        flags.push(Flag::node(&context.run.index().id, count));
    }
    let outcome = Outcome::found(count, flags);
    if count < limits.get("good_from") {
        return outcome.with_note("指标不多，易于解读", "few indicators, easy to read");
    }
    outcome
}

/// The columns of the table that measure size: the denominators that the framework knows or uses.
fn sizes<'a>(context: &Context<'a>) -> Vec<(&'a str, &'a [f64])> {
    let framework = context.framework;
    let declared = framework
        .denominators
        .iter()
        .map(|denominator| denominator.id.as_str());
    let used = framework
        .indicators
        .iter()
        .filter_map(|indicator| indicator.denominator.as_deref());
    let mut columns: Vec<(&str, &[f64])> = Vec::new();
    for id in declared.chain(used) {
        if let Some(column) = context.table.column(id)
            && columns.iter().all(|(known, _)| *known != id)
        {
            columns.push((id, &column.values));
        }
    }
    columns
}

fn size_effect(context: &Context, limits: &Limits) -> Outcome {
    let sizes = sizes(context);
    if sizes.is_empty() {
        return Outcome::skipped(
            "数据中没有规模列（分母）：请在指标体系中声明 denominator",
            "the data have no measure of size: declare denominators in the framework",
        );
    }
    let mut flags = Vec::new();
    let mut largest = 0.0_f64;
    let mut values = Vec::new();
    for column in 0..context.run.indicators.len() {
        let row: Vec<f64> = sizes
            .iter()
            .map(|(_, size)| pearson(context.raw.column(column), size).unwrap_or(f64::NAN))
            .collect();
        // Only the strongest link of an indicator is named.
        let strongest = (0..row.len())
            .filter(|&at| !row[at].is_nan())
            .max_by(|&a, &b| row[a].abs().total_cmp(&row[b].abs()));
        if let Some(at) = strongest {
            largest = largest.max(row[at].abs());
            if row[at].abs() > limits.get("correlation") {
                let size = sizes[at].0;
                let flag = Flag::node(context.id(column), row[at]);
                flags
                    .push(flag.noted(format!("与 {size} 相关"), format!("correlates with {size}")));
            }
        }
        values.push(row);
    }
    Outcome::found(largest, flags).with_figure(Figure::Grid {
        measure: Names::fixed("与规模的相关系数", "correlation with size"),
        rows: context.ids(),
        columns: sizes.iter().map(|(id, _)| (*id).to_owned()).collect(),
        values,
    })
}

/// Units whose ratio moved one way and its numerator the other.
fn denominator_change(context: &Context, limits: &Limits) -> Outcome {
    let Some(previous) = context.previous else {
        return Outcome::skipped(
            "没有上一版次的数据",
            "there are no data of an earlier edition",
        );
    };
    if !context.framework.method.denominate {
        return Outcome::skipped("指标未除以分母", "no indicator is divided by a denominator");
    }
    let mut flags = Vec::new();
    for indicator in &context.framework.indicators {
        let Some(denominator) = &indicator.denominator else {
            continue;
        };
        let columns = [context.table, previous]
            .map(|table| table.column(&indicator.id).zip(table.column(denominator)));
        let [
            Some((numerator, divisor)),
            Some((old_numerator, old_divisor)),
        ] = columns
        else {
            continue;
        };
        for (at, unit) in context.table.units.iter().enumerate() {
            let Some(old) = previous.units.iter().position(|name| name == unit) else {
                continue;
            };
            let numerators = numerator.values[at] / old_numerator.values[old] - 1.0;
            let ratio = (1.0 + numerators) / (divisor.values[at] / old_divisor.values[old]) - 1.0;
            let opposite = numerators * ratio < 0.0;
            if opposite && numerators.abs().min(ratio.abs()) > limits.get("change") {
                let (up_zh, up_en) = if ratio > 0.0 {
                    ("上升", "rises")
                } else {
                    ("下降", "falls")
                };
                flags.push(Flag::unit(unit, ratio).noted(
                    format!("{}：比值因 {denominator} 而{up_zh}", indicator.id),
                    format!(
                        "{}: the ratio {up_en} because of {denominator}",
                        indicator.id
                    ),
                ));
            }
        }
    }
    Outcome::found(flags.len() as f64, flags)
}

fn coverage_of_indicators(context: &Context, limits: &Limits) -> Outcome {
    let shares: Vec<(String, f64)> = (0..context.run.indicators.len())
        .map(|column| {
            let share = context
                .run
                .coverage_over_units(context.run.indicators[column])
                .share();
            (context.id(column).to_owned(), share)
        })
        .collect();
    covered(shares, limits, false)
}

fn coverage_of_units(context: &Context, limits: &Limits) -> Outcome {
    let index = context.run.index();
    let shares = context
        .run
        .units
        .iter()
        .zip(&index.coverage)
        .map(|(unit, coverage)| (unit.clone(), coverage.share()))
        .collect();
    covered(shares, limits, true)
}

fn covered(shares: Vec<(String, f64)>, limits: &Limits, is_unit: bool) -> Outcome {
    let flags = shares
        .iter()
        .filter(|(_, share)| *share < limits.get("least"))
        .map(|(id, share)| {
            let flag = if is_unit {
                Flag::unit(id, *share)
            } else {
                Flag::node(id, *share)
            };
            flag.severe_if(*share < limits.get("refuse"))
        })
        .collect();
    let least = shares
        .iter()
        .map(|(_, share)| *share)
        .fold(f64::INFINITY, f64::min);
    let mut incomplete = shares;
    incomplete.retain(|(_, share)| *share < 1.0);
    incomplete.sort_by(|a, b| a.1.total_cmp(&b.1));
    Outcome::found(least, flags).with_figure(Figure::Bars {
        measure: Names::fixed("覆盖率（不足 1 的）", "coverage (those below 1)"),
        bars: incomplete,
        limits: vec![limits.get("refuse"), limits.get("least")],
    })
}

fn missing_share(context: &Context, limits: &Limits) -> Outcome {
    let index = context.run.coverage_over_units(context.run.nodes.len() - 1);
    let share = 1.0 - index.share();
    let mut flags = Vec::new();
    if share > limits.get("most") {
        flags.push(Flag::node(&context.run.index().id, share));
    }
    let (missing, total) = (index.total - index.present, index.total);
    Outcome::found(share, flags).with_note(
        format!("{total} 个数据中缺失 {missing} 个"),
        format!("{missing} of {total} values are missing"),
    )
}

/// A share for each indicator of the values present, flagged where it breaks the limit.
fn shares(
    context: &Context,
    measure: Names,
    share: impl Fn(&[f64]) -> f64,
    is_wrong: impl Fn(f64) -> bool,
    limit: f64,
) -> Outcome {
    let bars: Vec<(String, f64)> = (0..context.run.indicators.len())
        .map(|column| {
            let values = present(context.raw.column(column));
            let share = if values.is_empty() {
                f64::NAN
            } else {
                share(&values)
            };
            (context.id(column).to_owned(), share)
        })
        .collect();
    let wrong = bars.iter().filter(|(_, share)| is_wrong(*share));
    let flags: Vec<Flag> = wrong.map(|(id, share)| Flag::node(id, *share)).collect();
    let largest = bars
        .iter()
        .map(|(_, share)| *share)
        .fold(f64::NAN, f64::max);
    Outcome::found(largest, flags).with_figure(Figure::Bars {
        measure,
        bars,
        limits: vec![limit],
    })
}

fn zeros(context: &Context, limits: &Limits) -> Outcome {
    let most = limits.get("most");
    let share = |values: &[f64]| {
        values.iter().filter(|value| **value == 0.0).count() as f64 / values.len() as f64
    };
    let measure = Names::fixed("零值占比", "share of zeros");
    shares(context, measure, share, |share| share > most, most)
}

/// The share of the most frequent value; indicators with too few different values are flagged too.
fn same_values(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut largest = f64::NAN;
    for column in 0..context.run.indicators.len() {
        let mut values = present(context.raw.column(column));
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let runs: Vec<usize> = values.chunk_by(|a, b| a == b).map(<[f64]>::len).collect();
        let same = runs.iter().copied().max().unwrap_or(0) as f64 / n;
        let unique = runs.len() as f64 / n;
        largest = f64::max(largest, same);
        let id = context.id(column);
        if same > limits.get("most_same") {
            let flag = Flag::node(id, same);
            flags.push(flag.noted("同一取值占多数", "one value prevails"));
        } else if unique < limits.get("least_unique") {
            let flag = Flag::node(id, unique);
            flags.push(flag.noted("不同取值过少", "few different values"));
        }
        rows.push((id.to_owned(), vec![same, unique]));
    }
    Outcome::found(largest, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("最常见取值的占比", "share of the most frequent value"),
            Names::fixed("不同取值的占比", "share of different values"),
        ],
        rows,
    })
}

fn constant(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    for column in 0..context.run.indicators.len() {
        let mut values = present(context.raw.column(column));
        values.sort_by(f64::total_cmp);
        values.dedup();
        let different = values.len() as f64;
        if different < limits.get("different") {
            flags.push(Flag::node(context.id(column), different));
        }
    }
    Outcome::found(flags.len() as f64, flags)
}

/// Values outside Q1 − k·IQR … Q3 + k·IQR.
fn fences(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    let mut cells = 0;
    for column in 0..context.run.indicators.len() {
        let values = context.raw.column(column);
        let mut sorted = present(values);
        sorted.sort_by(f64::total_cmp);
        if sorted.len() < 4 {
            continue;
        }
        let (first, third) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
        let reach = limits.get("ranges") * (third - first);
        let outside: Vec<&str> = (0..values.len())
            .filter(|&unit| values[unit] < first - reach || values[unit] > third + reach)
            .map(|unit| context.run.units[unit].as_str())
            .collect();
        cells += outside.len();
        let id = context.id(column);
        bars.push((id.to_owned(), outside.len() as f64));
        if !outside.is_empty() {
            let units = outside.join(", ");
            flags.push(Flag::node(id, outside.len() as f64).noted(units.clone(), units));
        }
    }
    Outcome::found(cells as f64, flags).with_figure(Figure::Bars {
        measure: Names::fixed("栅栏外的值", "values beyond the fences"),
        bars,
        limits: Vec::new(),
    })
}

/// Indicators that still have both skewness and kurtosis beyond the limits after treatment.
fn outliers(context: &Context, limits: &Limits) -> Outcome {
    let fails =
        |skew: f64, kurt: f64| skew.abs() > limits.get("skewness") && kurt > limits.get("kurtosis");
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let (mut before, mut largest) = (0, 0.0_f64);
    for column in 0..context.run.indicators.len() {
        let shape = |values: &[f64]| {
            let shape = Shape::of(values);
            shape.map_or((f64::NAN, f64::NAN), |shape| {
                (shape.skewness, shape.kurtosis)
            })
        };
        let (raw_skew, raw_kurt) = shape(context.raw.column(column));
        let (skew, kurt) = shape(context.run.treated.column(column));
        before += usize::from(fails(raw_skew, raw_kurt));
        largest = largest.max(skew.abs());
        let id = context.id(column);
        if fails(skew, kurt) {
            let flag = Flag::node(id, skew);
            flags.push(flag.noted(format!("峰度 {kurt:.2}"), format!("kurtosis {kurt:.2}")));
        }
        rows.push((id.to_owned(), vec![raw_skew, raw_kurt, skew, kurt]));
    }
    let after = flags.len();
    Outcome::found(largest, flags)
        .with_note(
            format!("处理前 {before} 个指标超限，处理后 {after} 个"),
            format!("{before} indicators beyond the limits before treatment, {after} after"),
        )
        .with_figure(Figure::Rows {
            columns: vec![
                Names::fixed("偏度（处理前）", "skewness before"),
                Names::fixed("峰度（处理前）", "kurtosis before"),
                Names::fixed("偏度（处理后）", "skewness after"),
                Names::fixed("峰度（处理后）", "kurtosis after"),
            ],
            rows,
        })
}

/// Points that treatment changed. When every value changed the column was transformed, not Winsorised.
fn treated_points(context: &Context, limits: &Limits) -> Outcome {
    let mut flags = Vec::new();
    let mut rows = Vec::new();
    let mut most = 0.0_f64;
    for column in 0..context.run.indicators.len() {
        let (raw, treated) = (
            context.raw.column(column),
            context.run.treated.column(column),
        );
        let changed = raw
            .iter()
            .zip(treated)
            .filter(|(a, b)| !a.is_nan() && a != b)
            .count();
        let filled = raw
            .iter()
            .zip(treated)
            .filter(|(a, b)| a.is_nan() && !b.is_nan())
            .count();
        let all = present(raw).len();
        // A logarithm leaves at most one value as it was.
        let transformed = all > 1 && changed + 1 >= all;
        let winsorised = if transformed { 0.0 } else { changed as f64 };
        most = most.max(winsorised);
        let id = context.id(column);
        if winsorised > limits.get("most") {
            flags.push(Flag::node(id, winsorised));
        }
        if changed + filled > 0 {
            rows.push((
                id.to_owned(),
                vec![
                    changed as f64,
                    filled as f64,
                    f64::from(u8::from(transformed)),
                ],
            ));
        }
    }
    Outcome::found(most, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("调整的点数", "points changed"),
            Names::fixed("插补的点数", "points imputed"),
            Names::fixed("整列变换（1 为是）", "whole column transformed (1 is yes)"),
        ],
        rows,
    })
}

/// Normalisations whose bounds do not depend on the data.
const FIXED: &[&str] = &["goalposts", "distance-to-target"];

fn bounds(context: &Context, limits: &Limits) -> Outcome {
    let method = toml::Table::try_from(&context.framework.method.normalisation).unwrap_or_default();
    let kind = method
        .get("kind")
        .and_then(|kind| kind.as_str())
        .unwrap_or_default();
    let fixed = FIXED.contains(&kind);
    let value = f64::from(u8::from(fixed));
    let mut flags = Vec::new();
    if value < limits.get("fixed") {
        let note = kind.to_owned();
        flags.push(Flag::node(&context.run.index().id, value).noted(note.clone(), note));
    }
    let rows = (0..context.run.indicators.len()).map(|column| {
        let values = present(context.run.treated.column(column));
        let least = values.iter().copied().fold(f64::NAN, f64::min);
        let largest = values.iter().copied().fold(f64::NAN, f64::max);
        (
            context.id(column).to_owned(),
            vec![least, largest, mean(&values)],
        )
    });
    Outcome::found(value, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("最小值", "smallest"),
            Names::fixed("最大值", "largest"),
            Names::fixed("均值", "mean"),
        ],
        rows: rows.collect(),
    })
}
