//! How near a region is to an industry by what it has already.
//!
//! ω_ri = Σ_j M_rj·φ_ij / Σ_j φ_ij, from 0 to 1: the share of the industry's surroundings that the region has. φ_ii is 1, as in
//! the published formula, so an industry that is there counts for itself; the Stata original left it out. Source: Hidalgo, Klinger,
//! Barabási & Hausmann (2007), Science 317, 482–487.
//!
//! Worked example: A has industries 1–4, B 1–3, C 1 and 2, D 1 and 4; the proximities of industry 4 are (1/2, 1/3, 1/2, 1), so
//! C has the density (1/2 + 1/3) / (7/3) = 0.357143 for it.

use super::proximity::Proximity;
use crate::methods::About;
use crate::{Names, Sparse};

/// What density says about itself.
pub const ABOUT: About = About {
    id: "relatedness-density",
    name: Names::fixed("关联密度", "Relatedness density"),
    description: Names::fixed(
        "产业周边（按邻近度加权）中地区已具备的份额。",
        "The share of what surrounds an industry, weighted by proximity, that the region has.",
    ),
    formula: "ω_ri = Σ_j M_rj·φ_ij / Σ_j φ_ij",
    source: "Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482–487",
};

/// The density of each region (row) for each industry, row after row; NaN for an industry nobody has an advantage in.
pub fn density(presence: &Sparse, proximity: &Proximity) -> Vec<f64> {
    let sums = proximity.sums();
    let mut found = around(presence, proximity, None);
    for row in found.chunks_exact_mut(sums.len().max(1)) {
        for (value, sum) in row.iter_mut().zip(&sums) {
            *value = if *sum > 0.0 { *value / sum } else { f64::NAN };
        }
    }
    found
}

/// Σ_j M_rj·w_j·φ_ij of each region and industry, row after row; w is 1 where not given.
///
/// φ is gone through in tiles small enough to stay near the processor, and within a tile all regions take their rows.
pub(super) fn around(
    presence: &Sparse,
    proximity: &Proximity,
    weights: Option<&[f64]>,
) -> Vec<f64> {
    const ROWS: usize = 64;
    const COLUMNS: usize = 256;
    let (regions, n) = (presence.rows(), proximity.industries());
    let mut found = vec![0.0; regions * n];
    let mut next = vec![0_usize; regions];
    for left in (0..n).step_by(COLUMNS) {
        let right = (left + COLUMNS).min(n);
        next.fill(0);
        for top in (0..n).step_by(ROWS) {
            let bottom = (top + ROWS).min(n);
            for region in 0..regions {
                let cells = &presence.parts(region).0[next[region]..];
                let within = cells.partition_point(|&cell| (cell as usize) < bottom);
                if within == 0 {
                    continue;
                }
                next[region] += within;
                let sums = &mut found[region * n + left..region * n + right];
                add(sums, &cells[..within], |cell| {
                    let weight = weights.map_or(1.0, |weights| weights[cell]);
                    (&proximity.row(cell)[left..right], weight)
                });
            }
        }
    }
    found
}

/// Adds weighted rows to sums, four rows at a time, so that the sums are fetched and stored less often.
fn add<'a>(sums: &mut [f64], cells: &[u32], row: impl Fn(usize) -> (&'a [f64], f64)) {
    let (fours, rest) = cells.as_chunks::<4>();
    for cells in fours {
        let [(a, x), (b, y), (c, z), (d, w)] = cells.map(|cell| row(cell as usize));
        let rows = a.iter().zip(b).zip(c).zip(d);
        for (sum, (((a, b), c), d)) in sums.iter_mut().zip(rows) {
            *sum += (a * x + b * y) + (c * z + d * w);
        }
    }
    for &cell in rest {
        let (row, weight) = row(cell as usize);
        sums.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::super::proximity::proximity;
    use super::super::tests::{example, nested};
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = density(&example(), &proximity(&example()));
        assert!((found[2 * 4 + 3] - (0.5 + 1.0 / 3.0) / (7.0 / 3.0)).abs() < 1e-15);
        assert!((found[3] - 1.0).abs() < 1e-15);
    }

    #[test]
    fn tiles_change_nothing() {
        let presence = nested(30, 600, 5);
        let near = proximity(&presence);
        let found = density(&presence, &near);
        for region in 0..30 {
            let has = presence.dense_row(region);
            for industry in (0..600).step_by(7) {
                let row = near.row(industry);
                let sum: f64 = row.iter().sum();
                let expected = row
                    .iter()
                    .zip(&has)
                    .map(|(near, has)| near * has)
                    .sum::<f64>()
                    / sum;
                let value = found[region * 600 + industry];
                assert!((value - expected).abs() < 1e-14 || (sum == 0.0 && value.is_nan()));
            }
        }
    }
}
