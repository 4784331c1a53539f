//! The tables of `jushu clusters dynamics`.

use jushu_clusters::dynamics::beta_convergence::beta_convergence;
use jushu_clusters::dynamics::esteban_ray::esteban_ray;
use jushu_clusters::dynamics::kernel_density::{bandwidth, kernel_density};
use jushu_clusters::dynamics::markov::{self, Square};
use jushu_clusters::dynamics::rank_size::primacy;
use jushu_clusters::dynamics::spatial_markov;
use jushu_clusters::region_industry::{dagum, theil};
use jushu_clusters::{CsvText, Names};

use super::super::groups::Groups;
use super::{Classified, Panel, PeriodRow, mean};

/// The points at which a density is given.
const GRID: usize = 201;

/// The class of each region in each period, and that of its neighbours.
pub(super) fn paths(panel: &Panel, own: &Classified, lagged: Option<&Classified>) -> String {
    let mut columns = vec!["region", "period", "value", "classified", "class"];
    if lagged.is_some() {
        columns.extend(["lag", "lag_class"]);
    }
    let mut csv = CsvText::new(columns);
    let class = |csv: &mut CsvText, class: Option<usize>| {
        csv.text(&class.map_or_else(String::new, |class| (class + 1).to_string()));
    };
    for (region, name) in panel.regions.iter().enumerate() {
        for (period, of) in panel.periods.names.iter().enumerate() {
            csv.text(name)
                .text(of)
                .number(panel.values[region][period])
                .number(own.values[region][period]);
            class(&mut csv, own.classes[region][period]);
            if let Some(lagged) = lagged {
                csv.number(lagged.values[region][period]);
                class(&mut csv, lagged.classes[region][period]);
            }
            csv.end_row();
        }
    }
    csv.into_text()
}

/// The bounds of the classes in each period, and how many regions are in them.
pub(super) fn classes(panel: &Panel, own: &Classified, lagged: Option<&Classified>) -> String {
    let mut csv = CsvText::new(["of", "period", "class", "above", "up_to", "regions"]);
    let of_lags = lagged.map(|lagged| ("lag", lagged));
    for (of, classified) in [("value", own)].into_iter().chain(of_lags) {
        for (period, cuts) in classified.cuts.iter().enumerate() {
            for class in 0..=cuts.len() {
                let members = classified
                    .classes
                    .iter()
                    .filter(|row| row[period] == Some(class));
                csv.text(of)
                    .text(&panel.periods.names[period])
                    .whole(class + 1)
                    .number(class.checked_sub(1).map(|below| cuts[below]))
                    .number(cuts.get(class).copied())
                    .whole(members.count())
                    .end_row();
            }
        }
    }
    csv.into_text()
}

/// Rows of statistic, from, to and value.
struct Long(CsvText);

impl Long {
    fn row(&mut self, statistic: &str, from: &str, to: &str, value: Option<f64>) {
        self.0
            .text(statistic)
            .text(from)
            .text(to)
            .number(value)
            .end_row();
    }
}

fn class_name(class: usize) -> String {
    (class + 1).to_string()
}

/// Counts, probabilities, steady state, first passage and mobility.
pub(super) fn markov(classified: &Classified, notes: &mut Vec<Names>) -> String {
    let mut long = Long(CsvText::new(["statistic", "from", "to", "value"]));
    let counts = markov::transitions(&classified.classes, classified.k);
    let found = markov::probabilities(&counts);
    let classes = 0..classified.k;
    for from in classes.clone() {
        for to in classes.clone() {
            let count = counts[from][to];
            long.row("count", &class_name(from), &class_name(to), Some(count));
        }
    }
    for from in classes.clone() {
        for to in classes.clone() {
            let value = found[from].as_ref().map(|row| row[to]);
            long.row("probability", &class_name(from), &class_name(to), value);
        }
    }
    let complete: Option<Square> = found.into_iter().collect();
    if complete.is_none() {
        notes.push(Names::fixed(
            "有的类别没有地区离开过：转移概率、稳态、首达时间与流动性缺失；请减少类别",
            "a class is never left from: its probabilities, the steady state, first passages and mobility are missing; take fewer classes",
        ));
    }
    let steady = complete.as_ref().and_then(markov::steady_state);
    if complete.is_some() && steady.is_none() {
        notes.push(Names::fixed(
            "各类别之间并不都能互达：稳态不唯一，缺失",
            "the chain falls apart into classes that do not reach each other: its steady state is not unique and missing",
        ));
    }
    for class in classes.clone() {
        let value = steady.as_ref().map(|steady| steady[class]);
        long.row("steady_state", "", &class_name(class), value);
    }
    let passages = complete.as_ref().map(markov::mean_first_passage);
    for from in classes.clone() {
        for to in classes.clone() {
            let value = passages
                .as_ref()
                .and_then(|passages| passages[to].as_ref())
                .map(|passage| passage[from]);
            long.row("first_passage", &class_name(from), &class_name(to), value);
        }
    }
    let mobility = complete.as_ref().and_then(markov::mobility);
    long.row("mobility", "", "", mobility);
    long.0.into_text()
}

/// Counts and probabilities by the class of the neighbours, and the tests of homogeneity.
pub(super) fn spatial_markov(own: &Classified, lagged: &Classified) -> String {
    let mut csv = CsvText::new(["statistic", "lag", "from", "to", "value"]);
    let mut row = |statistic: &str, lag: &str, from: &str, to: &str, value: Option<f64>| {
        csv.text(statistic)
            .text(lag)
            .text(from)
            .text(to)
            .number(value)
            .end_row();
    };
    let counts = spatial_markov::transitions(&own.classes, &lagged.classes, own.k, lagged.k);
    for (lag, counts) in counts.iter().enumerate() {
        let lag_name = class_name(lag);
        let probabilities = markov::probabilities(counts);
        for from in 0..own.k {
            for to in 0..own.k {
                let (of, into) = (class_name(from), class_name(to));
                row("count", &lag_name, &of, &into, Some(counts[from][to]));
                let value = probabilities[from].as_ref().map(|row| row[to]);
                row("probability", &lag_name, &of, &into, value);
            }
        }
        let complete: Option<Square> = probabilities.into_iter().collect();
        let steady = complete.as_ref().and_then(markov::steady_state);
        for class in 0..own.k {
            let value = steady.as_ref().map(|steady| steady[class]);
            row("steady_state", &lag_name, "", &class_name(class), value);
        }
    }
    let found = spatial_markov::homogeneity(&counts);
    for (statistic, value) in [
        ("likelihood_ratio", found.map(|of| of.likelihood_ratio)),
        ("likelihood_ratio_p", found.map(|of| of.likelihood_ratio_p)),
        ("q", found.map(|of| of.q)),
        ("q_p", found.map(|of| of.q_p)),
        ("degrees_of_freedom", found.map(|of| of.degrees as f64)),
    ] {
        row(statistic, "", "", "", value);
    }
    csv.into_text()
}

/// β from the first to the last period and for each step, σ for each period.
pub(super) fn convergence(panel: &Panel, notes: &mut Vec<Names>) -> String {
    let mut long = Long(CsvText::new(["statistic", "from", "to", "value"]));
    let count = panel.periods.names.len();
    let steps = (1..count).map(|to| (to - 1, to));
    let whole = (count > 2).then(|| (0, count - 1));
    for (from, to) in whole.into_iter().chain(steps) {
        let both: Vec<(f64, f64)> = panel
            .values
            .iter()
            .filter_map(|row| Some((row[from]?, row[to]?)))
            .collect();
        let zeros = both
            .iter()
            .filter(|(first, last)| *first <= 0.0 || *last <= 0.0)
            .count();
        let (first, last) = (&panel.periods.names[from], &panel.periods.names[to]);
        if zeros > 0 {
            notes.push(Names::new(
                format!("β 收敛（{first}—{last}）：{zeros} 个地区有零值，没有对数，不参加回归"),
                format!("β convergence ({first} to {last}): {zeros} regions with a zero have no logarithm and take no part"),
            ));
        }
        let periods = panel.periods.apart(from, to);
        let found = beta_convergence(&both, periods);
        for (statistic, value) in [
            ("beta", found.map(|of| of.line.slope)),
            (
                "beta_standard_error",
                found.and_then(|of| of.line.slope_error),
            ),
            ("intercept", found.map(|of| of.line.intercept)),
            ("r_squared", found.and_then(|of| of.line.r_squared)),
            ("speed", found.and_then(|of| of.speed)),
            ("speed_standard_error", found.and_then(|of| of.speed_error)),
            ("half_life", found.and_then(|of| of.half_life)),
            ("periods", Some(periods)),
            ("regions", Some((both.len() - zeros) as f64)),
        ] {
            long.row(statistic, first, last, value);
        }
    }
    for (period, name) in panel.periods.names.iter().enumerate() {
        let found = super::spread(&panel.of_period(period).1);
        for (statistic, value) in [
            (
                "coefficient_of_variation",
                found.and_then(|of| of.coefficient_of_variation),
            ),
            (
                "standard_deviation_of_logarithms",
                found.and_then(|of| of.logarithms),
            ),
        ] {
            long.row(statistic, name, name, value);
        }
    }
    long.0.into_text()
}

/// The shares of values in their sum; `None` where all are 0.
fn shares(values: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = values.iter().sum();
    (sum > 0.0).then(|| values.iter().map(|value| value / sum).collect())
}

/// Theil and Gini of each period.
pub(super) fn inequality(panel: &Panel) -> String {
    let mut csv = CsvText::new(["period", "regions", "mean", "gini", "theil_t", "theil_l"]);
    for (period, name) in panel.periods.names.iter().enumerate() {
        let (known, values) = panel.of_period(period);
        let shares = shares(&values);
        let shares = shares.as_deref();
        csv.text(name)
            .whole(known.len())
            .number(mean(&values))
            .number(super::gini(&values))
            .number(shares.map(theil::theil_t))
            .number(shares.and_then(theil::theil_l))
            .end_row();
    }
    csv.into_text()
}

/// The parts of the inequality of each period by groups of regions; `None` where the groups are not nested.
pub(super) fn decomposition(panel: &Panel, groups: &Groups) -> Option<String> {
    let nested = groups.nested();
    let parts: &[&str] = if nested.len() == 2 {
        &["between_outer_groups", "between_groups", "within_groups"]
    } else {
        &["between_groups", "within_groups"]
    };
    let mut csv = CsvText::new([
        "period",
        "statistic",
        "part",
        "group",
        "other_group",
        "value",
    ]);
    for (period, name) in panel.periods.names.iter().enumerate() {
        let mut row = |statistic: &str, part: &str, of: [&str; 2], value: f64| {
            csv.text(name)
                .text(statistic)
                .text(part)
                .text(of[0])
                .text(of[1])
                .number(value)
                .end_row();
        };
        let (known, values) = panel.of_period(period);
        let Some(shares) = shares(&values) else {
            continue;
        };
        let even = vec![1.0 / known.len() as f64; known.len()];
        let of_known = |grouping: &Vec<usize>| -> Vec<usize> {
            known.iter().map(|&region| grouping[region]).collect()
        };
        let groupings: Vec<Vec<usize>> = nested.iter().map(of_known).collect();
        let found = theil::nested(&shares, &even, &groupings)?;
        row("theil_t", "total", ["", ""], found.iter().sum());
        for (part, value) in parts.iter().zip(found) {
            row("theil_t", part, ["", ""], value);
        }
        let Some(found) = dagum::dagum(&values, &of_known(&groups.of)) else {
            continue;
        };
        for (part, value) in [
            ("total", found.total),
            ("within_groups", found.within),
            ("net_between_groups", found.net_between),
            ("transvariation", found.transvariation),
        ] {
            row("dagum_gini", part, ["", ""], value);
        }
        for (group, value) in groups.names.iter().zip(&found.of_groups) {
            if let Some(value) = value {
                row("dagum_gini", "of_group", [group, ""], *value);
            }
        }
        for &(group, other, ratio, affluence) in &found.between {
            let both = [groups.names[group].as_str(), groups.names[other].as_str()];
            row("dagum_gini", "between_two_groups", both, ratio);
            row("dagum_gini", "relative_affluence", both, affluence);
        }
    }
    Some(csv.into_text())
}

/// Esteban–Ray and Wolfson of each period.
pub(super) fn polarisation(
    panel: &Panel,
    periods: &[PeriodRow],
    groups: Option<&Groups>,
    alpha: f64,
) -> String {
    let mut columns = vec!["period", "regions", "esteban_ray", "wolfson"];
    columns.extend(groups.is_some().then_some("esteban_ray_of_groups"));
    let mut csv = CsvText::new(columns);
    for (period, row) in periods.iter().enumerate() {
        csv.text(&row.period)
            .whole(row.regions)
            .number(row.esteban_ray)
            .number(row.wolfson);
        if let Some(groups) = groups {
            let (known, values) = panel.of_period(period);
            let mut sums = vec![(0.0, 0.0); groups.names.len()];
            for (region, value) in known.into_iter().zip(values) {
                let sum = &mut sums[groups.of[region]];
                *sum = (sum.0 + 1.0, sum.1 + value);
            }
            sums.retain(|(regions, _)| *regions > 0.0);
            let means: Vec<(f64, f64)> = sums
                .into_iter()
                .map(|(regions, sum)| (regions, sum / regions))
                .collect();
            csv.number(esteban_ray(&means, alpha));
        }
        csv.end_row();
    }
    csv.into_text()
}

/// The rank–size rule and primacy of each period.
pub(super) fn rank_sizes(panel: &Panel, periods: &[PeriodRow]) -> String {
    let mut csv = CsvText::new([
        "period",
        "sizes",
        "exponent",
        "standard_error",
        "r_squared",
        "two_city",
        "four_city",
        "eleven_city",
        "share_of_first",
        "first",
    ]);
    for (period, row) in periods.iter().enumerate() {
        let (known, values) = panel.of_period(period);
        let primacy = primacy(&values);
        let first = (0..known.len())
            .rev()
            .max_by(|&a, &b| values[a].total_cmp(&values[b]))
            .filter(|&at| values[at] > 0.0);
        csv.text(&row.period)
            .whole(values.iter().filter(|value| **value > 0.0).count())
            .number(row.rank_size.map(|of| of.exponent))
            .number(row.rank_size.map(|of| of.error))
            .number(row.rank_size.and_then(|of| of.r_squared))
            .number(primacy.and_then(|of| of.two_city))
            .number(primacy.and_then(|of| of.four_city))
            .number(primacy.and_then(|of| of.eleven_city))
            .number(primacy.map(|of| of.share))
            .text(first.map_or("", |at| &panel.regions[known[at]]))
            .end_row();
    }
    csv.into_text()
}

/// The density of the values of each period on one grid for all.
pub(super) fn kernel_densities(panel: &Panel) -> String {
    let mut csv = CsvText::new(["period", "bandwidth", "x", "density"]);
    let count = panel.periods.names.len();
    let of_periods: Vec<(Vec<f64>, Option<f64>)> = (0..count)
        .map(|period| {
            let (_, values) = panel.of_period(period);
            let bandwidth = bandwidth(&values);
            (values, bandwidth)
        })
        .collect();
    let all = of_periods.iter().flat_map(|(values, _)| values);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(*value), high.max(*value))
    });
    // Three bandwidths beyond the outermost values there is next to nothing left of a Gaussian.
    let widths = of_periods.iter().filter_map(|(_, bandwidth)| *bandwidth);
    let margin = 3.0 * widths.fold(0.0, f64::max);
    let step = (high - low + 2.0 * margin) / (GRID - 1) as f64;
    let grid: Vec<f64> = (0..GRID)
        .map(|at| low - margin + step * at as f64)
        .collect();
    for (name, (values, bandwidth)) in panel.periods.names.iter().zip(&of_periods) {
        let Some(bandwidth) = bandwidth else {
            // Values that are all alike have no density; the period still has its row.
            csv.text(name)
                .number(None)
                .number(None)
                .number(None)
                .end_row();
            continue;
        };
        for (x, density) in grid.iter().zip(kernel_density(values, *bandwidth, &grid)) {
            csv.text(name)
                .number(*bandwidth)
                .number(*x)
                .number(density)
                .end_row();
        }
    }
    csv.into_text()
}
