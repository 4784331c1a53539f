//! CPU time and memory of the statistics of points:
//! `cargo bench -p jushu-clusters --bench points [-- NAME …]`.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jushu_clusters::Random;
use jushu_clusters::autocorrelation::{LocalMoran, Permutations, local_moran};
use jushu_clusters::density_clusters::dbscan;
use jushu_clusters::distances::{
    Approximation, Bandwidth, KDensityOptions, Marked, Simulations, k_density,
};
use jushu_clusters::points::Positions;
use jushu_clusters::sphere::Degrees;
use jushu_clusters::weights::{Standardisation, k_nearest};

/// A line of the table: what is done, the goal in CPU seconds where there is one, the work.
type Work = (&'static str, Option<f64>, fn() -> String);

const WORKS: &[Work] = &[
    ("dbscan-urban-100k", None, || urban_dbscan(100_000)),
    ("dbscan-urban-1m", Some(10.0), || urban_dbscan(1_000_000)),
    ("dbscan-world-100k", None, || world_dbscan(100_000)),
    ("dbscan-world-1m", Some(3.0), || world_dbscan(1_000_000)),
    ("local-moran-3k", None, || local_moran_999(3_000)),
    ("local-moran-30k", Some(0.6), || local_moran_999(30_000)),
    ("k-density-exact-1k", None, || {
        k_density_of(1_000, Approximation::Exact)
    }),
    ("k-density-exact-10k", Some(8.0), || {
        k_density_of(10_000, Approximation::Exact)
    }),
    ("k-density-cells-10k", None, || {
        k_density_of(10_000, Approximation::Cells(60_000))
    }),
    ("k-density-cells-200k", Some(120.0), || {
        k_density_of(200_000, Approximation::Cells(60_000))
    }),
];

/// The peak memory of a process is that of all its work: each line is measured in a process of its own.
fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    if let [name, flag] = arguments.as_slice()
        && flag == "alone"
    {
        let (name, goal, work) = WORKS.iter().find(|(own, ..)| own == name).unwrap();
        let start = cpu_time();
        let result = black_box(work());
        let seconds = (cpu_time() - start).as_secs_f64();
        let ratio = goal.map_or(String::new(), |goal| {
            format!("goal {goal} s, ratio {:.2}", seconds / goal)
        });
        println!(
            "{name:<26} {seconds:>8.3} CPU s {:>7.0} MB  {ratio}  {result}",
            peak_megabytes()
        );
        return;
    }
    let program = std::env::current_exe().unwrap();
    for (name, ..) in WORKS {
        if arguments.is_empty() || arguments.iter().any(|part| name.contains(part.as_str())) {
            std::process::Command::new(&program)
                .args([name, "alone"])
                .status()
                .unwrap();
        }
    }
}

fn urban_dbscan(firms: usize) -> String {
    let found = dbscan(&urban(firms), None, 15.0, 100.0).unwrap();
    format!("{} clusters", found.clusters)
}

fn world_dbscan(places: usize) -> String {
    let found = dbscan(&world(places), None, 5.0, 10.0).unwrap();
    format!("{} clusters", found.clusters)
}

/// 6 nearest neighbours, 999 permutations; making the weights is part of the work.
fn local_moran_999(units: usize) -> String {
    let positions = world(units);
    let mut random = Random::of_draw(3, 0);
    let values: Vec<f64> = (0..units).map(|_| random.uniform()).collect();
    let weights = k_nearest(&positions, 6).unwrap();
    let permutations = Permutations {
        count: 999,
        seed: 1,
        threads: std::thread::available_parallelism().unwrap(),
    };
    let found = local_moran(
        &weights.standardised(Standardisation::Row),
        &values,
        &permutations,
    );
    let significant = |one: &&LocalMoran| one.local.permuted.is_some_and(|(_, p)| p <= 0.05);
    format!(
        "{} units below 5 %",
        found.unwrap().iter().filter(significant).count()
    )
}

/// A sector of so many firms among three times as many, 100 simulations.
fn k_density_of(firms: usize, approximation: Approximation) -> String {
    let positions = urban(3 * firms);
    let types: Vec<u32> = (0..3 * firms)
        .map(|firm| u32::from(firm % 3 != 0))
        .collect();
    let marked = Marked::new(&positions, &types, None, (0, 0)).unwrap();
    let options = KDensityOptions {
        bandwidth: Bandwidth::Silverman,
        largest: None,
        steps: 100,
        approximation,
    };
    let simulations = Simulations {
        count: 100,
        seed: 1,
        threads: std::thread::available_parallelism().unwrap(),
        ..Simulations::NONE
    };
    let found = k_density(&marked, &options, &simulations).unwrap();
    let observed = &found.envelope.observed;
    let peak = observed
        .iter()
        .fold(0.0_f64, |most, value| most.max(*value));
    let by_cells = found.by_cells.map_or(String::new(), |error| {
        format!(
            "; by cells at most {:.1e}, met {:.1e}",
            error.bound / peak,
            error.met / peak
        )
    });
    format!(
        "bandwidth {:.2} km, K(0) {:.9e}, error at most {:.1e} of the peak{by_cells}",
        found.bandwidth,
        observed[0],
        found.error_bound / peak
    )
}

/// Firms of 337 cities whose sizes follow a power law, each around a few centres.
fn urban(firms: usize) -> Positions {
    let mut random = Random::of_draw(1, 0);
    let cities: Vec<(f64, f64, f64)> = (0..337)
        .map(|_| {
            (
                100.0 + 22.0 * random.uniform(),
                22.0 + 20.0 * random.uniform(),
                5.0 + 20.0 * random.uniform(),
            )
        })
        .collect();
    let total: f64 = (1..=337).map(|rank| 1.0 / f64::from(rank)).sum();
    let points: Vec<Degrees> = (0..firms)
        .map(|_| {
            let mut left = random.uniform() * total;
            let mut city = 0;
            while city < 336 && left > 1.0 / (city + 1) as f64 {
                left -= 1.0 / (city + 1) as f64;
                city += 1;
            }
            let (longitude, latitude, spread) = cities[city];
            let radius = -spread * (1.0 - random.uniform()).ln() / 111.2;
            let angle = std::f64::consts::TAU * random.uniform();
            Degrees {
                longitude: longitude + radius * angle.cos() / latitude.to_radians().cos(),
                latitude: latitude + radius * angle.sin(),
            }
        })
        .collect();
    Positions::on_sphere(&points).unwrap()
}

/// Places of the world: a third of them anywhere on land-like blobs, the rest in denser regions.
fn world(places: usize) -> Positions {
    let mut random = Random::of_draw(2, 0);
    let regions: Vec<(f64, f64, f64)> = (0..2000)
        .map(|_| {
            let latitude = (2.0 * random.uniform() - 1.0).asin().to_degrees() * 0.8;
            (
                360.0 * random.uniform() - 180.0,
                latitude,
                0.2 + 2.0 * random.uniform(),
            )
        })
        .collect();
    let points: Vec<Degrees> = (0..places)
        .map(|_| {
            let (longitude, latitude, spread) = regions[random.below(regions.len())];
            let radius = spread * random.uniform();
            let angle = std::f64::consts::TAU * random.uniform();
            let longitude = longitude + radius * angle.cos() / latitude.to_radians().cos();
            Degrees {
                longitude: (longitude + 540.0).rem_euclid(360.0) - 180.0,
                latitude: (latitude + radius * angle.sin()).clamp(-90.0, 90.0),
            }
        })
        .collect();
    Positions::on_sphere(&points).unwrap()
}

/// The time this process has spent on processors: Linux counts it in hundredths of a second, elsewhere the
/// time that has passed stands for it.
fn cpu_time() -> Duration {
    use std::sync::LazyLock;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let counted = std::fs::read_to_string("/proc/self/stat").ok();
    let ticks = counted.and_then(|text| {
        let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    });
    ticks.map_or_else(
        || START.elapsed(),
        |ticks| Duration::from_millis(10 * ticks),
    )
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}
