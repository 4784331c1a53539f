//! CPU time of the statistics on regions and industries, beside their goals: `cargo bench -p jushu-clusters --bench regions`.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_clusters::complexity::density::density;
use jushu_clusters::complexity::economic_complexity::economic_complexity;
use jushu_clusters::complexity::proximity::proximity;
use jushu_clusters::plants::PlantTable;
use jushu_clusters::plants::coagglomeration::{Reference, pairs};
use jushu_clusters::plants::ellison_glaeser::ellison_glaeser;
use jushu_clusters::region_industry::bootstrap::{self, Bootstrap};
use jushu_clusters::{Duplicates, Random, Sparse, Table};

fn main() {
    println!("CPU time in seconds, the least of 3");
    for firms in [500_000, 5_000_000] {
        plants(firms, 337, 500);
    }
    for (regions, industries) in [(300, 500), (600, 1000), (1200, 2000), (3000, 5000)] {
        complexity(regions, industries, 0.6);
    }
    complexity(3000, 5000, 0.15);
    resampling(337, 100);
}

/// γ of all industries and coagglomeration of all pairs, from plants by number and from the text of a file.
fn plants(firms: usize, regions: usize, industries: usize) {
    let rows = firm_rows(firms, regions, industries);
    let names =
        |letter: &str, n: usize| (0..n).map(|at| format!("{letter}{at}")).collect::<Vec<_>>();
    let measure = |plants: &PlantTable| {
        for industry in 0..industries {
            black_box(ellison_glaeser(plants, industry));
        }
        black_box(pairs(&plants.table, Reference::MeanShare));
    };
    let goal = (firms == 5_000_000).then_some(5.0);
    let by_number = least(|| {
        let plants = PlantTable::from_plants(
            names("c", regions),
            names("i", industries),
            rows.iter().copied(),
        );
        measure(&plants.unwrap());
    });
    line(
        &format!("γ and pairs, {firms} firms by number"),
        by_number,
        goal,
    );
    let mut text = String::from("region,industry,plant,value\n");
    for (plant, (region, industry, size)) in rows.iter().enumerate() {
        let _ = writeln!(text, "c{region},i{industry},{plant},{size}");
    }
    let from_text =
        least(|| measure(&PlantTable::from_csv(&text, "bench", Duplicates::Refuse).unwrap()));
    line(
        &format!("the same from {} MB of CSV", text.len() >> 20),
        from_text,
        goal,
    );
}

fn firm_rows(firms: usize, regions: usize, industries: usize) -> Vec<(usize, usize, f64)> {
    let mut random = Random::of_draw(7, 0);
    let mut skewed = |n: usize| (random.uniform().powi(2) * n as f64) as usize;
    let mut sizes = Random::of_draw(7, 1);
    (0..firms)
        .map(|_| {
            (
                skewed(regions),
                skewed(industries),
                (1.0 / (1.0 - sizes.uniform())).ceil(),
            )
        })
        .collect()
}

/// ECI, PCI and density of a world that is nested, with noise; `most` is the share of industries that the ablest regions have.
fn complexity(regions: usize, industries: usize, most: f64) {
    let presence = nested(regions, industries, most);
    let goal = (regions == 3000).then_some(0.5);
    let share = 100.0 * presence.cells() as f64 / (regions * industries) as f64;
    println!("M of {regions} x {industries}, {share:.1} % ones");
    let eci = least(|| drop(black_box(economic_complexity(&presence))));
    line("ECI and PCI", eci, goal);
    let near = proximity(&presence);
    line(
        "proximity",
        least(|| drop(black_box(proximity(&presence)))),
        None,
    );
    line(
        "density",
        least(|| drop(black_box(density(&presence, &near)))),
        None,
    );
    let all = least(|| {
        black_box(economic_complexity(&presence));
        black_box(density(&presence, &proximity(&presence)));
    });
    line("ECI, PCI, proximity and density", all, goal);
}

fn nested(regions: usize, industries: usize, most: f64) -> Sparse {
    let mut random = Random::of_draw(3, 0);
    let rows: Vec<Vec<(usize, f64)>> = (0..regions)
        .map(|region| {
            let able = 1.0 - region as f64 / regions as f64;
            let cells = (0..industries).map(|industry| {
                let hard = industry as f64 / industries as f64;
                let has =
                    random.uniform() < most / (1.0 + (8.0 * (hard - able * 0.6 + 0.15)).exp());
                (industry, f64::from(u8::from(has)))
            });
            cells.filter(|(_, has)| *has > 0.0).collect()
        })
        .collect();
    Sparse::from_rows(industries, rows)
}

/// Bootstrap intervals of all statistics of `concentration`.
fn resampling(regions: usize, industries: usize) {
    let mut random = Random::of_draw(5, 0);
    let names: Vec<String> = (0..regions.max(industries))
        .map(|at| format!("n{at}"))
        .collect();
    let rows = (0..regions * industries).map(|at| {
        let count = (random.uniform().powi(6) * 300.0).floor();
        (
            names[at / industries].as_str(),
            names[at % industries].as_str(),
            count,
        )
    });
    let table = Table::from_rows(rows, Duplicates::Refuse).unwrap();
    let bootstrap = Bootstrap {
        replications: 200,
        seed: 1,
        level: 0.95,
    };
    println!("bootstrap, 200 resamples of {regions} x {industries}");
    line(
        "location quotients",
        least(|| drop(black_box(bootstrap::location_quotients(&table, &bootstrap)))),
        None,
    );
    line(
        "regions and industries",
        least(|| {
            drop(black_box(bootstrap::regions_and_industries(
                &table, &bootstrap,
            )))
        }),
        None,
    );
    line(
        "similarity of all pairs of regions",
        least(|| drop(black_box(bootstrap::similarities(&table, &bootstrap)))),
        None,
    );
}

fn line(name: &str, seconds: f64, goal: Option<f64>) {
    let beside = goal.map(|goal| format!("  goal {goal}, ratio {:.2}", seconds / goal));
    println!("  {name:<44} {seconds:>9.3}{}", beside.unwrap_or_default());
}

fn least(mut work: impl FnMut()) -> f64 {
    let once = |_| {
        let start = cpu_time();
        work();
        (cpu_time() - start).as_secs_f64()
    };
    (0..3).map(once).fold(f64::INFINITY, f64::min)
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
