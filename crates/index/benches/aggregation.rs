//! CPU time of methods of aggregation over 50 children: `cargo bench -p jushu-index --bench aggregation`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_index::aggregation::{
    AggregationSpec, ElectreIii, GreyRelational, OrderedWeightedAverage, PreferenceFunction,
    PrometheeIi, RankSumRatio, Ranking, Scaling, Topsis, Vikor,
};

const CHILDREN: usize = 50;

fn main() {
    println!("CPU time of one aggregation, {CHILDREN} children, least of 5");
    let topsis = |scaling| AggregationSpec::Topsis(Topsis { scaling });
    let promethee = |function| {
        AggregationSpec::PrometheeIi(PrometheeIi {
            function,
            indifference: 0.05,
            preference: 0.5,
            inflexion: 0.25,
        })
    };
    let electre = AggregationSpec::ElectreIii(ElectreIii {
        indifference: 0.05,
        preference: 0.2,
        veto: 1.0,
    });
    let grey = AggregationSpec::GreyRelational(GreyRelational {
        rho: 0.5,
        scaling: Scaling::Range,
    });
    let average = OrderedWeightedAverage { exponent: 2.0 };
    let ranking = Ranking::Whole;
    for (name, spec, units) in [
        ("arithmetic", AggregationSpec::Arithmetic, 100_000),
        ("geometric", AggregationSpec::Geometric, 100_000),
        (
            "ordered weighted average",
            AggregationSpec::OrderedWeightedAverage(average),
            100_000,
        ),
        ("TOPSIS, as normalised", topsis(Scaling::None), 100_000),
        ("TOPSIS, vector", topsis(Scaling::Vector), 100_000),
        ("VIKOR", AggregationSpec::Vikor(Vikor { v: 0.5 }), 100_000),
        ("grey relational", grey, 100_000),
        ("set pair", AggregationSpec::SetPair, 100_000),
        ("Borda", AggregationSpec::Borda, 100_000),
        (
            "rank-sum ratio",
            AggregationSpec::RankSumRatio(RankSumRatio { ranking }),
            100_000,
        ),
        (
            "PROMETHEE II, linear",
            promethee(PreferenceFunction::Linear),
            100_000,
        ),
        ("Copeland", AggregationSpec::Copeland, 1_250),
        ("Copeland", AggregationSpec::Copeland, 2_500),
        ("Copeland", AggregationSpec::Copeland, 5_000),
        (
            "PROMETHEE II, Gaussian",
            promethee(PreferenceFunction::Gaussian),
            1_000,
        ),
        ("ELECTRE III", electre.clone(), 163),
        ("ELECTRE III", electre, 337),
    ] {
        let columns = columns(units);
        let children: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let weights: Vec<f64> = (0..CHILDREN)
            .map(|child| 1.0 + child as f64 / 7.0)
            .collect();
        let mut parent = vec![0.0; units];
        let least = (0..5)
            .map(|_| {
                let start = cpu_time();
                spec.apply(black_box(&children), &weights, &mut parent)
                    .unwrap();
                black_box(&parent);
                cpu_time() - start
            })
            .min();
        println!(
            "  {name:<26} {units:>7} units {:>10.2} ms",
            least.unwrap().as_secs_f64() * 1e3
        );
    }
}

/// Values from 1 to 100, the same at every run.
fn columns(units: usize) -> Vec<Vec<f64>> {
    let mut state = 42_u64;
    let mut uniform = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut column = || (0..units).map(|_| 1.0 + 99.0 * uniform()).collect();
    (0..CHILDREN).map(|_| column()).collect()
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
