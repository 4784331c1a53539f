//! CPU time of methods of weighting, and of CRITIC with TOPSIS: `cargo bench -p jushu-index --bench weighting`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_index::aggregation::{AggregationSpec, Scaling, Topsis};
use jushu_index::weighting::critic::Correlation;
use jushu_index::weighting::{
    angle, cilos, coefficient_of_variation, correlation, critic, entropy, gini, merec,
};
use jushu_index::{Column, Framework, Table, build};

const CHILDREN: usize = 50;
const UNITS: usize = 100_000;

fn main() {
    let columns = columns(UNITS, CHILDREN);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    println!("CPU time, least of 5; {UNITS} units, {CHILDREN} children");
    let time = |name: &str, work: &dyn Fn()| println!("  {name:<34} {:>10.3} ms", least(work));
    time("entropy", &|| drop(black_box(entropy::weights(&columns))));
    time("coefficient of variation", &|| {
        drop(black_box(coefficient_of_variation::weights(&columns)))
    });
    time("angle", &|| drop(black_box(angle::weights(&columns))));
    time("Gini", &|| drop(black_box(gini::weights(&columns))));
    time("MEREC", &|| drop(black_box(merec::weights(&columns))));
    time("CILOS", &|| drop(black_box(cilos::weights(&columns))));
    time("correlations", &|| {
        drop(black_box(correlation::pearson(&columns)))
    });
    let critic = || critic::weights(&columns, Correlation::Pearson).unwrap();
    time("CRITIC", &|| drop(black_box(critic())));
    time("CRITIC + TOPSIS", &|| {
        let topsis = AggregationSpec::Topsis(Topsis {
            scaling: Scaling::Vector,
        });
        let mut scores = vec![0.0; UNITS];
        topsis.apply(&columns, &critic(), &mut scores).unwrap();
        black_box(scores);
    });
    for units in [163, 337, 1000, 3000] {
        let (framework, table) = index("benefit-of-the-doubt", units, 18);
        time(&format!("benefit of the doubt, {units} x 18"), &|| {
            drop(black_box(build(&framework, &table)));
        });
    }
    for kind in [
        "critic",
        "principal-components",
        "correlation-balanced",
        "improved-vector",
    ] {
        let (framework, table) = index(kind, 337, 18);
        time(&format!("whole index, {kind}, 337 x 18"), &|| {
            drop(black_box(build(&framework, &table)));
        });
    }
}

/// One node over all indicators.
fn index(kind: &str, units: usize, indicators: usize) -> (Framework, Table) {
    let mut text = format!(
        "framework = {{ id = \"t\", name = \"t\", edition = \"1\" }}\n\
         [method]\nweighting = {{ kind = \"{kind}\" }}\n[[node]]\nid = \"n\"\n"
    );
    let mut filled = Vec::new();
    for (at, values) in columns(units, indicators).into_iter().enumerate() {
        let id = format!("i{at}");
        text += &format!("[[indicator]]\nid = \"{id}\"\nparent = \"n\"\n");
        filled.push(Column { id, values });
    }
    let units = (0..units).map(|unit| format!("u{unit}")).collect();
    (
        Framework::parse(&text, "bench").unwrap(),
        Table::new(units, filled).unwrap(),
    )
}

/// Skewed values that share a factor, the same at every run.
fn columns(units: usize, children: usize) -> Vec<Vec<f64>> {
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
            .map(|f| (f + uniform() * uniform()).exp())
            .collect()
    };
    (0..children).map(column).collect()
}

fn least(work: &dyn Fn()) -> f64 {
    let once = |_| {
        let start = cpu_time();
        work();
        (cpu_time() - start).as_secs_f64() * 1e3
    };
    (0..5).map(once).fold(f64::INFINITY, f64::min)
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
