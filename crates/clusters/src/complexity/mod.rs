//! What regions can do, read from what they do: complexity and relatedness.
//!
//! M_ri is 1 where region r has industry i to a comparative advantage and 0 elsewhere, d_r = Σ_i M_ri the diversity of a region,
//! u_i = Σ_r M_ri the ubiquity of an industry. M is kept as a [`Sparse`] of ones.

pub mod comparative_advantage;
pub mod density;
pub mod economic_complexity;
pub mod entry;
pub mod fitness;
mod lanczos;
pub mod outlook;
pub mod proximity;
pub mod relatedness;

use crate::Sparse;
use crate::methods::About;

/// The statistics of this folder.
pub const METHODS: &[&About] = &[
    &comparative_advantage::ABOUT,
    &economic_complexity::REGIONS,
    &economic_complexity::INDUSTRIES,
    &fitness::ABOUT,
    &proximity::ABOUT,
    &density::ABOUT,
    &outlook::OPPORTUNITY_VALUE,
    &outlook::INDEX,
    &outlook::GAIN,
    &relatedness::ASSOCIATION,
    &relatedness::COSINE,
    &relatedness::JACCARD,
    &relatedness::PROBABILITY,
    &entry::ABOUT,
];

/// How many cells each row has: the diversity of regions or the ubiquity of industries.
pub fn degrees(presence: &Sparse) -> Vec<usize> {
    (0..presence.rows())
        .map(|row| presence.parts(row).0.len())
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::{Random, Sparse};

    /// M of four regions by four industries: A has all, B 1 1 1 0, C 1 1 0 0, D 1 0 0 1.
    pub(crate) fn example() -> Sparse {
        let rows: [&[usize]; 4] = [&[0, 1, 2, 3], &[0, 1, 2], &[0, 1], &[0, 3]];
        Sparse::from_rows(4, rows.map(|row| row.iter().map(|&at| (at, 1.0))))
    }

    /// Nested with noise, as regions and industries are, the same at every run.
    pub(crate) fn nested(regions: usize, industries: usize, seed: u64) -> Sparse {
        let mut random = Random::of_draw(seed, 0);
        let rows: Vec<Vec<(usize, f64)>> = (0..regions)
            .map(|region| {
                let able = 1.0 - region as f64 / regions as f64;
                let has = |industry: usize, draw: f64| {
                    let hard = industry as f64 / industries as f64;
                    draw < 1.0 / (1.0 + (8.0 * (hard - able * 0.8)).exp())
                };
                let cells = (0..industries).map(|industry| (industry, random.uniform()));
                let cells = cells.filter(|&(industry, draw)| has(industry, draw));
                cells.map(|(industry, _)| (industry, 1.0)).collect()
            })
            .collect();
        Sparse::from_rows(industries, rows)
    }
}
