//! CPU time of every stage of an index, for ASEM (51 units, 49 indicators) and for 337 units by 18
//! indicators with data-driven weights: `cargo bench -p jushu-index`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_index::{Column, Framework, Table, build, tables};

const REPETITIONS: u32 = 1000;

fn main() {
    println!(
        "CPU time a repetition, mean of {REPETITIONS} (wall time where the system does not tell)"
    );
    let asem = Framework::shipped("asem").unwrap();
    let data = include_str!("../tests/asem/asem_idata.csv");
    stages("asem, 51 x 49", asem, || {
        Table::from_csv(data, "asem").unwrap()
    });
    let big_data = Framework::shipped("big-data-2023").unwrap();
    let table = synthetic(&Framework::parse(big_data, "big-data").unwrap(), 337);
    stages("big-data-2023, 337 x 18", big_data, || table.clone());
}

fn stages(title: &str, framework: &str, table: impl Fn() -> Table) {
    let parsed = Framework::parse(framework, title).unwrap();
    let read = table();
    let run = build(&parsed, &read).unwrap();
    println!("{title}");
    let stage = |name: &str, work: &dyn Fn()| {
        work();
        let start = cpu_time();
        (0..REPETITIONS).for_each(|_| work());
        let used = (cpu_time() - start) / REPETITIONS;
        println!("  {name:<22} {:>9.3} ms", used.as_secs_f64() * 1e3);
    };
    stage("parse the framework", &|| {
        black_box(Framework::parse(black_box(framework), title).unwrap());
    });
    stage("take the table", &|| {
        black_box(table());
    });
    stage("build, all steps", &|| {
        black_box(build(black_box(&parsed), black_box(&read)).unwrap());
    });
    stage("write all tables", &|| {
        let run = black_box(&run);
        black_box((
            tables::treated_csv(run),
            tables::normalised_csv(run),
            tables::scores_csv(run),
            tables::weights_csv(run),
            tables::coverage_csv(run),
            tables::choices_csv(run),
        ));
    });
}

/// Skewed values with gaps, the same at every run.
fn synthetic(framework: &Framework, units: usize) -> Table {
    let mut state = 42_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let columns = framework.indicators.iter().map(|indicator| {
        let values = (0..units).map(|_| {
            let missing = uniform() < 0.1;
            let value = (6.0 * uniform() * uniform()).exp();
            if missing { f64::NAN } else { value }
        });
        Column {
            id: indicator.id.clone(),
            values: values.collect(),
        }
    });
    let columns = columns.collect();
    Table::new(
        (0..units).map(|unit| format!("unit {unit}")).collect(),
        columns,
    )
    .unwrap()
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
