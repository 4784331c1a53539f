//! CPU time of building an index again without each element and without each unit:
//! `cargo bench -p jushu-index --bench robustness`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_index::{Column, Framework, Table, build, robustness};

fn main() {
    println!("CPU time, least of 5");
    let asem = Framework::parse(Framework::shipped("asem").unwrap(), "asem").unwrap();
    let data = include_str!("../tests/asem/asem_idata.csv");
    measure(
        "asem, 51 x 49",
        &asem,
        &Table::from_csv(data, "asem").unwrap(),
    );
    let text = Framework::shipped("big-data-2023").unwrap();
    let big_data = Framework::parse(text, "big-data").unwrap();
    for units in [163, 337, 1000] {
        let table = synthetic(&big_data, units);
        measure(&format!("big-data-2023, {units} x 18"), &big_data, &table);
    }
}

fn measure(title: &str, framework: &Framework, table: &Table) {
    let nominal = build(framework, table).unwrap();
    println!("{title}");
    let analysis = |name: &str, work: &dyn Fn() -> usize| {
        let runs = (0..5).map(|_| {
            let start = cpu_time();
            let builds = black_box(work());
            (cpu_time() - start, builds)
        });
        let (least, builds) = runs.min().unwrap();
        let milliseconds = least.as_secs_f64() * 1e3;
        println!("  {name:<22} {builds:>5} builds {milliseconds:>10.1} ms");
    };
    analysis("without each element", &|| {
        robustness::remove_elements(&nominal, framework, table).len()
    });
    analysis("without each unit", &|| {
        robustness::remove_units(&nominal, framework, table).len()
    });
}

/// Skewed values, the same at every run.
fn synthetic(framework: &Framework, units: usize) -> Table {
    let mut state = 42_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let columns = framework.indicators.iter().map(|indicator| Column {
        id: indicator.id.clone(),
        values: (0..units)
            .map(|_| (6.0 * uniform() * uniform()).exp())
            .collect(),
    });
    let columns = columns.collect();
    let names = (0..units).map(|unit| format!("unit {unit}"));
    Table::new(names.collect(), columns).unwrap()
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
