//! The speeds that are promised, a line each, and how the cost of an uncertainty analysis grows. Every line is a
//! process of its own on one thread, so that its CPU time and peak memory are its alone:
//! `cargo bench -p jushu-index --bench speed [-- NAME …]`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use jushu_index::aggregation::{AggregationSpec, Scaling, Topsis};
use jushu_index::uncertainty::{Design, KeptReplications, Study, WhatIf, sensitivity, uncertainty};
use jushu_index::weighting::critic::{self, Correlation};
use jushu_index::{Column, Framework, Table, build};

/// Name, what is done, goal in CPU seconds (0 where none is promised), how often it is repeated, and the work.
type Line = (
    &'static str,
    &'static str,
    f64,
    u32,
    fn() -> Box<dyn FnMut()>,
);

const LINES: &[Line] = &[
    (
        "uncertainty",
        "uncertainty, 163 x 18, 3 levels, 4 choices, 1,000 replications",
        0.05,
        20,
        || replicated(163, 1, 0.0, 1_000),
    ),
    (
        "uncertainty-million",
        "the same, 1,000,000 replications",
        30.0,
        1,
        || replicated(163, 1, 0.0, 1_000_000),
    ),
    (
        "uncertainty-gaps",
        "the first with a tenth of the cells missing",
        0.05,
        20,
        || replicated(163, 1, 0.1, 1_000),
    ),
    (
        "million-gaps",
        "a million with a tenth of the cells missing",
        30.0,
        1,
        || replicated(163, 1, 0.1, 1_000_000),
    ),
    (
        "sensitivity",
        "sensitivity, ASEM 51 x 49, N = 1,000, 4 choices, 1,000 bootstraps",
        0.5,
        5,
        || {
            let (framework, table) = asem();
            let design = design(1_000);
            Box::new(move || {
                black_box(sensitivity(&framework, &table, &design, 1, |_, _| ()).unwrap());
            })
        },
    ),
    (
        "build",
        "build of ASEM, all stages, from the text of both files",
        0.002,
        500,
        || {
            let text = Framework::shipped("asem").unwrap();
            Box::new(move || {
                let framework = Framework::parse(text, "asem").unwrap();
                let table = Table::from_csv(ASEM, "asem").unwrap();
                black_box(build(&framework, &table).unwrap());
            })
        },
    ),
    (
        "build-treated",
        "the same with denomination, Winsorisation and logarithms",
        0.002,
        500,
        || {
            let text = Framework::shipped("asem").unwrap();
            let text = text
                .replace("denominate    = false", "denominate    = true")
                .replace(
                    "treatment     = { kind = \"none\" }",
                    "treatment     = { kind = \"winsorise-log\" }",
                );
            assert!(text.contains("winsorise-log") && text.contains("denominate    = true"));
            Box::new(move || {
                let framework = Framework::parse(&text, "asem").unwrap();
                let table = Table::from_csv(ASEM, "asem").unwrap();
                black_box(build(&framework, &table).unwrap());
            })
        },
    ),
    (
        "critic-topsis",
        "CRITIC + TOPSIS, 100,000 x 50",
        0.10,
        5,
        || {
            let columns = columns(100_000, 50);
            let topsis = AggregationSpec::Topsis(Topsis {
                scaling: Scaling::Vector,
            });
            Box::new(move || {
                let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                let weights = critic::weights(&columns, Correlation::Pearson).unwrap();
                let mut scores = vec![0.0; 100_000];
                topsis.apply(&columns, &weights, &mut scores).unwrap();
                black_box(scores);
            })
        },
    ),
    ("copeland", "Copeland, 5,000 x 50", 1.0, 5, || {
        let columns = columns(5_000, 50);
        Box::new(move || {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let mut scores = vec![0.0; 5_000];
            let weights = vec![1.0; 50];
            AggregationSpec::Copeland
                .apply(&columns, &weights, &mut scores)
                .unwrap();
            black_box(scores);
        })
    }),
    (
        "weight-moved",
        "one weight moved by a point, 337 x 18, ranks and intervals from 2,000 kept replications",
        0.005,
        50,
        || moved(0.01, 0.0),
    ),
    (
        "weight-moved-far",
        "the same moved by a tenth of its parent",
        0.0,
        50,
        || moved(0.1, 0.0),
    ),
    (
        "weight-moved-gaps",
        "moved by a point with a tenth of the cells missing",
        0.005,
        50,
        || moved(0.01, 0.1),
    ),
    (
        "value-changed",
        "one value changed, 337 x 18, new ranks",
        0.0,
        500,
        || {
            let (framework, table) = big_data(337, 1, 0.1);
            let (unit, indicator) = (table.units[5].clone(), framework.indicators[0].id.clone());
            let mut index = WhatIf::new(framework, table).unwrap();
            let mut value = 2.0;
            Box::new(move || {
                value = 5.0 - value;
                index.set_value(&unit, &indicator, value).unwrap();
            })
        },
    ),
    ("units-326", "uncertainty, twice the units", 0.0, 10, || {
        replicated(326, 1, 0.0, 1_000)
    }),
    (
        "units-652",
        "uncertainty, 4 times the units",
        0.0,
        5,
        || replicated(652, 1, 0.0, 1_000),
    ),
    (
        "indicators-36",
        "uncertainty, twice the indicators",
        0.0,
        10,
        || replicated(163, 2, 0.0, 1_000),
    ),
    (
        "indicators-72",
        "uncertainty, 4 times the indicators",
        0.0,
        10,
        || replicated(163, 4, 0.0, 1_000),
    ),
    (
        "replications-10000",
        "uncertainty, 10 times the replications",
        0.0,
        5,
        || replicated(163, 1, 0.0, 10_000),
    ),
    (
        "replications-100000",
        "uncertainty, 100 times the replications",
        0.0,
        2,
        || replicated(163, 1, 0.0, 100_000),
    ),
    (
        "scores-alone",
        "the part of the first line without counting: scores and ranks of 1,000 replications",
        0.0,
        20,
        || {
            let (framework, table) = big_data(163, 1, 0.0);
            let mut design = design(1_000);
            design.factors.truncate(1);
            Box::new(move || {
                let mut study = Study::new(&framework, &table, &design).unwrap();
                while study.advance(1, None).unwrap() {}
                black_box(study.tally().done());
            })
        },
    ),
];

const ASEM: &str = include_str!("../tests/asem/asem_idata.csv");

fn main() {
    // `cargo bench` adds an argument of its own.
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    if let [only, name] = asked.as_slice()
        && only == "line"
    {
        let line = LINES.iter().find(|line| line.0 == name).unwrap();
        return measure(line);
    }
    println!("CPU time on one thread, mean of several; peak memory of the process");
    for line in LINES {
        if asked.is_empty() || asked.iter().any(|name| name == line.0) {
            let program = std::env::current_exe().unwrap();
            let status = Command::new(program).args(["line", line.0]).status();
            assert!(status.unwrap().success());
        }
    }
}

fn measure((name, title, goal, repetitions, work): &Line) {
    let mut work = work();
    // Once before, so that what is made at first use is there; not where once takes long.
    if *repetitions > 1 {
        work();
    }
    let start = cpu_time();
    (0..*repetitions).for_each(|_| work());
    let each = (cpu_time() - start).as_secs_f64() / f64::from(*repetitions);
    let goal = if *goal > 0.0 {
        format!("goal {goal} s")
    } else {
        String::new()
    };
    println!(
        "{name:<22} {:>10.5} s {:>6} MB  {goal:<12} {title}",
        each,
        peak_megabytes().map_or("?".to_owned(), |peak| peak.to_string()),
    );
}

/// Weights ± 25 %, and two methods each of normalisation, aggregation and treatment.
fn design(replications: u32) -> Design {
    let text = r#"
        [design]
        seed = 7
        [[choice]]
        step = "weights"
        noise = { kind = "uniform", spread = 0.25 }
        [[choice]]
        step = "normalisation"
        alternatives = [{ kind = "min-max", low = 1, high = 100 }, { kind = "z-score", mean = 50, deviation = 10 }]
        [[choice]]
        step = "aggregation"
        alternatives = [{ kind = "arithmetic" }, { kind = "geometric" }]
        [[choice]]
        step = "treatment"
        alternatives = [{ kind = "none" }, { kind = "winsorise-log" }]
    "#;
    let mut design = Design::parse(text, "design").unwrap();
    design.replications = replications;
    design
}

/// A weight that goes to and fro between a fifth of its parent and so much more.
fn moved(step: f64, gaps: f64) -> Box<dyn FnMut()> {
    let (framework, table) = big_data(337, 1, gaps);
    let mut kept = KeptReplications::new(&framework, &table, &design(2_000)).unwrap();
    let node = framework.indicators[0].id.clone();
    let mut share = 0.2;
    Box::new(move || {
        share = 0.4 + step - share;
        kept.set_share(&node, share).unwrap();
        black_box(kept.intervals(1));
    })
}

fn replicated(units: usize, times: usize, gaps: f64, replications: u32) -> Box<dyn FnMut()> {
    let (framework, table) = big_data(units, times, gaps);
    let design = design(replications);
    Box::new(move || {
        black_box(uncertainty(&framework, &table, &design, 1).unwrap());
    })
}

fn asem() -> (Framework, Table) {
    let framework = Framework::parse(Framework::shipped("asem").unwrap(), "asem").unwrap();
    (framework, Table::from_csv(ASEM, "asem").unwrap())
}

/// The index of 3 dimensions, 6 groups and 18 indicators, each indicator so many `times`, over made-up values of
/// which a share is missing.
fn big_data(units: usize, times: usize, gaps: f64) -> (Framework, Table) {
    let text = Framework::shipped("big-data-2023").unwrap();
    let mut framework = Framework::parse(text, "big-data").unwrap();
    framework.unit_sets.clear();
    let own = framework.indicators.clone();
    for time in 1..times {
        framework.indicators.extend(own.iter().map(|indicator| {
            let mut twin = indicator.clone();
            twin.id = format!("{}_{time}", twin.id);
            twin
        }));
    }
    let columns = framework
        .indicators
        .iter()
        .zip(columns(units, framework.indicators.len()));
    let mut cell = 0.0_f64;
    let columns = columns.map(|(indicator, mut values)| {
        for value in &mut values {
            // Spread evenly, in no pattern of rows or columns.
            cell = (cell + 0.618_033_988_749_894_9).fract();
            *value = if cell < gaps { f64::NAN } else { *value };
        }
        Column {
            id: indicator.id.clone(),
            values,
        }
    });
    let columns = columns.collect();
    let names = (0..units).map(|unit| format!("unit {unit}"));
    (framework, Table::new(names.collect(), columns).unwrap())
}

/// Skewed values that share a factor, the same at every run.
fn columns(units: usize, count: usize) -> Vec<Vec<f64>> {
    let mut state = 42_u64;
    let mut uniform = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let factor: Vec<f64> = (0..units).map(|_| uniform()).collect();
    let column = |_| {
        factor
            .iter()
            .map(|f| (2.0 * f + 2.0 * uniform() * uniform()).exp())
            .collect()
    };
    (0..count).map(column).collect()
}

/// The largest resident memory of this process, where the system tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// The time this process has spent on a processor: Linux counts it in nanoseconds, elsewhere the time
/// that has passed stands for it.
fn cpu_time() -> Duration {
    use std::sync::LazyLock;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
