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
/// φ is gone through in tiles: a band of industries wide enough to fill the registers of the processor with sums, and so many rows of it, copied
/// together, as stay near it. Each region adds the rows of what it has.
pub(super) fn around(
    presence: &Sparse,
    proximity: &Proximity,
    weights: Option<&[f64]>,
) -> Vec<f64> {
    let (regions, n) = (presence.rows(), proximity.industries());
    let starts = band_starts(presence);
    let bands = n.div_ceil(ROWS);
    let mut found = vec![0.0; regions * n];
    let mut tile = vec![[0.0; COLUMNS]; ROWS];
    for left in (0..n).step_by(COLUMNS) {
        let width = COLUMNS.min(n - left);
        for band in 0..bands {
            let top = band * ROWS;
            for (row, industry) in tile.iter_mut().zip(top..n) {
                let weight = weights.map_or(1.0, |weights| weights[industry]);
                let part = &proximity.row(industry)[left..left + width];
                row.iter_mut()
                    .zip(part)
                    .for_each(|(copy, value)| *copy = value * weight);
            }
            for region in 0..regions {
                let cells = presence.parts(region).0;
                let starts = &starts[region * (bands + 1) + band..];
                let cells = &cells[starts[0] as usize..starts[1] as usize];
                if cells.is_empty() {
                    continue;
                }
                let mut sums = [0.0; COLUMNS];
                for &cell in cells {
                    let row = &tile[cell as usize % ROWS];
                    sums.iter_mut()
                        .zip(row)
                        .for_each(|(sum, value)| *sum += value);
                }
                let place = &mut found[region * n + left..][..width];
                place
                    .iter_mut()
                    .zip(sums)
                    .for_each(|(place, sum)| *place += sum);
            }
        }
    }
    found
}

/// The size of a tile; bands begin at multiples of its rows.
const ROWS: usize = 1024;
const COLUMNS: usize = 16;

/// Where the cells of each band of columns begin in each row, and where the last ends.
fn band_starts(presence: &Sparse) -> Vec<u32> {
    let bands = presence.columns().div_ceil(ROWS);
    let mut starts = Vec::with_capacity(presence.rows() * (bands + 1));
    for region in 0..presence.rows() {
        let cells = presence.parts(region).0;
        for band in 0..=bands {
            starts.push(cells.partition_point(|&cell| (cell as usize) < band * ROWS) as u32);
        }
    }
    starts
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
