//! CPU seconds of uncertainty, sensitivity and what-if, beside the goals and the arithmetic they cannot do
//! without: `cargo run --release -p jushu-index --example index_speed`. With the argument `million` the
//! row of a million replications is measured as well.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_index::uncertainty::{Design, KeptReplications, WhatIf, sensitivity, uncertainty};
use jushu_index::{Column, Framework, Table, build};

const DESIGN: &str = r#"
    [design]
    replications = 1000
    seed = 7
    [[choice]]
    step = "normalisation"
    alternatives = [{ kind = "min-max", low = 1 }, { kind = "z-score", mean = 50, deviation = 10 }]
    [[choice]]
    step = "treatment"
    alternatives = [{ kind = "none" }, { kind = "winsorise-log" }]
    [[choice]]
    step = "aggregation"
    alternatives = [{ kind = "arithmetic" }, { kind = "geometric" }]
    [[choice]]
    step = "weights"
    noise = { kind = "uniform", spread = 0.25 }
"#;

/// What a slider of weights shows intervals for.
const SLIDER: &str = r#"
    [design]
    replications = 2000
    seed = 7
    [[choice]]
    step = "normalisation"
    alternatives = [{ kind = "min-max", low = 1 }, { kind = "z-score", mean = 50, deviation = 10 }]
    [[choice]]
    step = "weights"
    noise = { kind = "uniform", spread = 0.25 }
"#;

fn main() {
    let million = std::env::args().any(|argument| argument == "million");
    let framework = shipped("big-data-2023");
    let cities = synthetic(&framework, 163, 0.1);
    let mut design = Design::parse(DESIGN, "speed.toml").unwrap();

    println!("{:<66} {:>12} {:>10}", "work", "CPU s", "goal");
    row(
        "uncertainty, 163 x 18, 4 choices, 1,000 replications",
        20,
        0.05,
        || {
            black_box(uncertainty(&framework, &cities, &design, 1).unwrap());
        },
    );
    for replications in [10_000, 100_000] {
        design.replications = replications;
        let name = format!("uncertainty, 163 x 18, 4 choices, {replications} replications");
        row(&name, 1, f64::from(replications) * 3e-5, || {
            black_box(uncertainty(&framework, &cities, &design, 1).unwrap());
        });
    }
    if million {
        design.replications = 1_000_000;
        row(
            "uncertainty, 163 x 18, 4 choices, 1,000,000 replications",
            1,
            30.0,
            || {
                black_box(uncertainty(&framework, &cities, &design, 1).unwrap());
            },
        );
        println!(
            "{:<66} {:>12}",
            "  largest memory of the process, MB",
            largest_memory()
        );
    }

    design.replications = 1_000;
    for units in [51, 163, 337, 1_000] {
        let table = synthetic(&framework, units, 0.1);
        let name = format!("uncertainty, {units} x 18, 1,000 replications");
        row(&name, 5, f64::NAN, || {
            black_box(uncertainty(&framework, &table, &design, 1).unwrap());
        });
    }

    let asem = shipped("asem");
    let data = include_str!("../tests/asem/asem_idata.csv");
    let data = Table::from_csv(data, "asem_idata.csv").unwrap();
    row("build, ASEM 51 x 49", 200, 0.002, || {
        black_box(build(&asem, &data).unwrap());
    });
    row("build, 163 x 18", 200, f64::NAN, || {
        black_box(build(&framework, &cities).unwrap());
    });
    what_if(&framework);
    row(
        "sensitivity, ASEM, N = 1,000, 4 choices, 1,000 bootstraps, 52 outputs",
        3,
        0.5,
        || {
            black_box(sensitivity(&asem, &data, &design, 1, |_, _| ()).unwrap());
        },
    );
}

/// A slider moved once, with whole data and with a tenth of the cells missing.
fn what_if(framework: &Framework) {
    let design = Design::parse(SLIDER, "slider.toml").unwrap();
    for (kind, gaps) in [("whole", 0.0), ("10 % missing", 0.1)] {
        let table = synthetic(framework, 337, gaps);
        let node = &framework.nodes[1].id;
        let mut kept = KeptReplications::new(framework, &table, &design).unwrap();
        let mut share = 0.2;
        let name = format!("weight moved, 337 x 18, 2,000 kept replications, {kind}");
        row(&name, 20, 0.005, || {
            share = 0.5 - share;
            kept.set_share(node, share).unwrap();
            black_box(kept.intervals(1));
        });
        let mut index = WhatIf::new(framework.clone(), table.clone()).unwrap();
        row(
            &format!("weight moved, 337 x 18, ranks only, {kind}"),
            2_000,
            f64::NAN,
            || {
                share = 0.5 - share;
                index.set_share(node, share).unwrap();
            },
        );
        let unit = table.units[5].clone();
        let indicator = framework.indicators[0].id.clone();
        row(
            &format!("value changed, 337 x 18, ranks only, {kind}"),
            500,
            f64::NAN,
            || {
                share = 0.5 - share;
                index.set_value(&unit, &indicator, 10.0 + share).unwrap();
            },
        );
    }
}

fn shipped(id: &str) -> Framework {
    Framework::parse(Framework::shipped(id).unwrap(), id).unwrap()
}

fn row(name: &str, repetitions: u32, goal: f64, mut work: impl FnMut()) {
    work();
    let start = cpu_time();
    (0..repetitions).for_each(|_| work());
    let seconds = (cpu_time() - start).as_secs_f64() / f64::from(repetitions);
    let goal = if goal.is_nan() {
        String::new()
    } else {
        goal.to_string()
    };
    println!("{name:<66} {seconds:>12.6} {goal:>10}");
}

/// Skewed values with gaps, the same at every run.
fn synthetic(framework: &Framework, units: usize, gaps: f64) -> Table {
    let mut state = 42_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let columns = framework.indicators.iter().map(|indicator| {
        let values = (0..units).map(|_| {
            let missing = uniform() < gaps;
            let value = (6.0 * uniform() * uniform()).exp();
            if missing { f64::NAN } else { value }
        });
        Column {
            id: indicator.id.clone(),
            values: values.collect(),
        }
    });
    let columns = columns.collect();
    let units = (0..units).map(|unit| format!("unit {unit}")).collect();
    Table::new(units, columns).unwrap()
}

/// The time this thread has spent on a processor; elsewhere than on Linux the time that has passed.
fn cpu_time() -> Duration {
    use std::sync::LazyLock;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The most memory this process has had, in megabytes; 0 where the system does not tell.
fn largest_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
