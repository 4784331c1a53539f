//! Checks of robustness, A25 to A32, and of the text, A34.

use super::{Check, Context, Figure, Flag, Limits, Outcome, RankInterval, Uncertainty};
use crate::reading::tiers::{TierSpec, Tiers};
use crate::robustness::remove_units;
use crate::{Names, Step};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "uncertain-weights",
        limits: &["replications", "noise"],
        run: weights,
    },
    Check {
        id: "uncertain-choices",
        limits: &["steps"],
        run: choices,
    },
    Check {
        id: "rank-intervals",
        limits: &["units"],
        run: intervals,
    },
    Check {
        id: "robustness",
        limits: &["mean_shift", "very_shift", "very_units"],
        run: verdict,
    },
    Check {
        id: "wide-intervals",
        limits: &["width"],
        run: wide,
    },
    Check {
        id: "sensitivity",
        limits: &["total"],
        run: sensitivity,
    },
    Check {
        id: "tiers",
        limits: &["probability", "tiers"],
        run: tiers,
    },
    Check {
        id: "leave-one-unit-out",
        limits: &["reversals"],
        run: leave_one_out,
    },
    Check {
        id: "text-claims",
        limits: &["claims"],
        run: text_claims,
    },
];

/// The checks that use the analysis of uncertainty.
const OF_UNCERTAINTY: [&str; 7] = [
    "uncertain-weights",
    "uncertain-choices",
    "rank-intervals",
    "robustness",
    "wide-intervals",
    "sensitivity",
    "tiers",
];

/// Whether a check uses the analysis of uncertainty.
pub(super) fn rests_on_uncertainty(check: &Check) -> bool {
    OF_UNCERTAINTY.contains(&check.id)
}

const NO_UNCERTAINTY: Outcome = Outcome::Skipped(Names::fixed(
    "没有不确定性分析的结果",
    "there is no analysis of uncertainty",
));

const NO_DESIGN: Outcome = Outcome::Skipped(Names::fixed(
    "不确定性分析的设计未知",
    "the design of the analysis of uncertainty is not known",
));

/// Every number and rank that a text states is computed again where the text is written, with the report.
fn text_claims(_: &Context, _: &Limits) -> Outcome {
    Outcome::skipped(
        "这里没有正文；正文的论断用 `jushu claims 文件 --project 目录` 核对",
        "there is no text here; claims of a text are checked by `jushu claims FILE --project DIR`",
    )
}

fn weights(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let (Some(noise), Some(replications)) = (uncertainty.weight_noise, uncertainty.replications)
    else {
        return NO_DESIGN;
    };
    let replications = replications as f64;
    let mut flags = Vec::new();
    let root = &context.run.index().id;
    if noise < limits.get("noise") {
        flags.push(Flag::node(root, noise).noted("权重浮动不足", "weights vary too little"));
    }
    if replications < limits.get("replications") {
        let flag = Flag::node(root, replications);
        flags.push(flag.noted("模拟次数不足", "too few replications"));
    }
    Outcome::found(replications, flags)
}

/// The steps that an analysis of uncertainty should vary.
const STEPS: [Step; 4] = [
    Step::Imputation,
    Step::Treatment,
    Step::Normalisation,
    Step::Aggregation,
];

fn choices(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let Some(steps) = &uncertainty.steps else {
        return NO_DESIGN;
    };
    let (varied, fixed): (Vec<Step>, Vec<Step>) =
        STEPS.iter().partition(|step| steps.contains(step));
    let count = varied.len() as f64;
    let list = |of: fn(&Names) -> &str| {
        let names: Vec<String> = fixed
            .iter()
            .map(|step| of(&step.name()).to_owned())
            .collect();
        names.join(", ")
    };
    let mut flags = Vec::new();
    if count < limits.get("steps") {
        let (zh, en) = (list(|names| &names.zh), list(|names| &names.en));
        let flag = Flag::node(&context.run.index().id, count);
        flags.push(flag.noted(format!("未变动：{zh}"), format!("not varied: {en}")));
    }
    Outcome::found(count, flags)
}

/// The interval of each unit that has a rank, with that rank.
fn ranked<'a>(
    context: &'a Context,
    uncertainty: &'a Uncertainty,
) -> Vec<(&'a str, f64, Option<&'a RankInterval>)> {
    let units = context.run.units.iter().zip(&context.run.index().ranks);
    units
        .filter_map(|(unit, rank)| {
            let interval = uncertainty
                .intervals
                .iter()
                .find(|interval| interval.unit == *unit);
            Some((unit.as_str(), f64::from((*rank)?), interval))
        })
        .collect()
}

fn intervals(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let ranked = ranked(context, uncertainty);
    let missing: Vec<&str> = ranked
        .iter()
        .filter(|r| r.2.is_none())
        .map(|r| r.0)
        .collect();
    let share = 1.0 - missing.len() as f64 / ranked.len() as f64;
    let mut flags: Vec<Flag> = missing
        .iter()
        .map(|unit| Flag::unit(unit, f64::NAN))
        .collect();
    if share >= limits.get("units") {
        flags.clear();
    }
    let rows = ranked.iter().filter_map(|(unit, rank, interval)| {
        let interval = interval.as_ref()?;
        Some((
            (*unit).to_owned(),
            vec![*rank, interval.median, interval.q05, interval.q95],
        ))
    });
    Outcome::found(share, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("名次", "rank"),
            Names::fixed("中位数", "median"),
            Names::fixed("5%", "5 %"),
            Names::fixed("95%", "95 %"),
        ],
        rows: rows.collect(),
    })
}

/// The shifts of ranks from their simulated medians.
fn verdict(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let shifts: Vec<(&str, f64)> = ranked(context, uncertainty)
        .into_iter()
        .filter_map(|(unit, rank, interval)| Some((unit, (rank - interval?.median).abs())))
        .collect();
    if shifts.is_empty() {
        return NO_UNCERTAINTY;
    }
    let n = shifts.len() as f64;
    let mean = shifts.iter().map(|(_, shift)| shift).sum::<f64>() / n;
    let small = |shift: f64| shift <= limits.get("very_shift");
    let close = shifts.iter().filter(|(_, shift)| small(*shift)).count() as f64 / n;
    let (zh, en) = if close >= limits.get("very_units") {
        ("非常稳健", "very robust")
    } else if mean < limits.get("mean_shift") {
        ("稳健", "robust")
    } else {
        ("不稳健", "not robust")
    };
    let mut flags = Vec::new();
    if en == "not robust" {
        flags.push(Flag::node(&context.run.index().id, mean));
        let far = shifts.iter().filter(|(_, shift)| !small(*shift));
        flags.extend(far.map(|(unit, shift)| Flag::unit(unit, *shift)));
    }
    let share = 100.0 * close;
    Outcome::found(mean, flags).with_note(
        format!(
            "{zh}：平均相差 {mean:.2} 位，{share:.0}% 的单元不超过 {} 位",
            limits.get("very_shift")
        ),
        format!(
            "{en}: {mean:.2} places on average, {share:.0} % of units within {}",
            limits.get("very_shift")
        ),
    )
}

fn wide(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let ranked = ranked(context, uncertainty);
    let limit = limits.get("width") * ranked.len() as f64;
    let mut widths: Vec<(String, f64)> = ranked
        .iter()
        .filter_map(|(unit, _, interval)| {
            interval
                .as_ref()
                .map(|interval| ((*unit).to_owned(), interval.q95 - interval.q05))
        })
        .collect();
    widths.sort_by(|a, b| b.1.total_cmp(&a.1));
    let flags: Vec<Flag> = widths
        .iter()
        .filter(|(_, width)| *width > limit)
        .map(|(unit, width)| Flag::unit(unit, *width))
        .collect();
    let widest = widths.first().map_or(f64::NAN, |widest| widest.1);
    Outcome::found(widest, flags).with_figure(Figure::Bars {
        measure: Names::fixed("名次区间的宽度", "width of the rank interval"),
        bars: widths,
        limits: vec![limit],
    })
}

fn sensitivity(context: &Context, limits: &Limits) -> Outcome {
    let of_choices = context
        .uncertainty
        .map(|uncertainty| uncertainty.sensitivity.as_slice());
    let Some(of_choices @ [_, ..]) = of_choices else {
        return Outcome::skipped(
            "没有敏感性分析的结果",
            "there is no analysis of sensitivity",
        );
    };
    let root = &context.run.index().id;
    let flags = of_choices
        .iter()
        .filter(|choice| choice.total > limits.get("total"))
        .map(|choice| {
            let note = choice.factor.clone();
            Flag::node(root, choice.total).noted(note.clone(), note)
        })
        .collect();
    let largest = of_choices
        .iter()
        .map(|choice| choice.total)
        .fold(f64::NAN, f64::max);
    let rows = of_choices
        .iter()
        .map(|choice| (choice.factor.clone(), vec![choice.first, choice.total]));
    Outcome::found(largest, flags).with_figure(Figure::Rows {
        columns: vec![
            Names::fixed("一阶指数", "first order"),
            Names::fixed("总指数", "total"),
        ],
        rows: rows.collect(),
    })
}

/// Tiers by natural breaks, and the units whose interval of ranks crosses a border. An interval from 5 to 95 %
/// within one tier is a probability of at least 0.9.
fn tiers(context: &Context, limits: &Limits) -> Outcome {
    let Some(uncertainty) = context.uncertainty else {
        return NO_UNCERTAINTY;
    };
    let scores = &context.run.index().scores;
    let spec = TierSpec::NaturalBreaks(limits.get("tiers") as usize);
    let tiers = match Tiers::cut(scores, &spec) {
        Ok(tiers) => tiers,
        Err(cause) => return Outcome::Skipped(cause.message()),
    };
    // The worst rank within each tier.
    let last: Vec<f64> = (1..=tiers.count())
        .map(|tier| {
            tiers
                .of_unit
                .iter()
                .flatten()
                .filter(|of_unit| **of_unit <= tier)
                .count() as f64
        })
        .collect();
    let tier_of = |rank: f64| last.iter().position(|&last| rank <= last);
    let ranked = ranked(context, uncertainty);
    let with_interval: Vec<_> = ranked
        .iter()
        .filter_map(|(unit, rank, interval)| Some((*unit, *rank, (*interval)?)))
        .collect();
    let crossing: Vec<&str> = with_interval
        .iter()
        .filter(|(_, _, interval)| tier_of(interval.q05) != tier_of(interval.q95))
        .map(|(unit, ..)| *unit)
        .collect();
    let share = 1.0 - crossing.len() as f64 / with_interval.len() as f64;
    let mut flags = Vec::new();
    if share < limits.get("probability") {
        flags.extend(crossing.iter().map(|unit| Flag::unit(unit, f64::NAN)));
    }
    let rows = ranked.iter().map(|(unit, rank, _)| {
        let tier = tier_of(*rank).map_or(f64::NAN, |tier| tier as f64 + 1.0);
        ((*unit).to_owned(), vec![*rank, tier])
    });
    Outcome::found(share, flags)
        .with_note(
            format!(
                "自然断点 {} 个梯队，解释方差 {:.0}%",
                tiers.count(),
                100.0 * tiers.fit
            ),
            format!(
                "{} tiers by natural breaks explain {:.0} % of the variance",
                tiers.count(),
                100.0 * tiers.fit
            ),
        )
        .with_figure(Figure::Rows {
            columns: vec![Names::fixed("名次", "rank"), Names::fixed("梯队", "tier")],
            rows: rows.collect(),
        })
}

/// Pairs of units that change places when a third is left out.
fn leave_one_out(context: &Context, limits: &Limits) -> Outcome {
    if context.run.units.len() < 4 {
        return Outcome::skipped("单元不足 4 个", "there are fewer than 4 units");
    }
    let mut flags = Vec::new();
    let mut bars = Vec::new();
    let mut total = 0;
    for removal in remove_units(context.run, context.framework, context.table) {
        let name = &context.run.units[removal.removed];
        let Ok(comparison) = removal.outcome else {
            let flag = Flag::unit(name, f64::NAN);
            flags.push(flag.noted("没有它就无法计算", "nothing can be computed without it"));
            continue;
        };
        let reversed = comparison.agreement.reversals;
        total += reversed;
        if reversed as f64 > limits.get("reversals") {
            flags.push(Flag::unit(name, reversed as f64));
        }
        bars.push((name.clone(), reversed as f64));
    }
    bars.sort_by(|a, b| b.1.total_cmp(&a.1));
    bars.retain(|(_, reversed)| *reversed > 0.0);
    Outcome::found(total as f64, flags)
        .with_note(
            format!("共 {total} 对次逆转"),
            format!("{total} reversals in all"),
        )
        .with_figure(Figure::Bars {
            measure: Names::fixed("剔除后逆转的对数", "pairs reversed without it"),
            bars,
            limits: Vec::new(),
        })
}
