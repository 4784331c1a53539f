//! How far the mix of a region is from that of the whole.
//!
//! K_r = Σ_i |s_ri − q_i|, from 0 to 2. The stricter form compares with the rest, leaving the region itself out:
//! q_i = (x_i − x_ri) / (x − x_r). Source: Krugman (1991), Geography and Trade, MIT Press, pp. 75–77.
//!
//! Worked example: the mix (0.6, 0.3, 0.1) against a third each is 0.53333; against the rest (0.2, 0.35, 0.45), 0.8.

use crate::methods::About;
use crate::{Names, Table};

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "krugman-specialisation-index",
    name: Names::fixed("克鲁格曼专业化指数", "Krugman specialisation index"),
    description: Names::fixed(
        "地区产业构成与全体（或其余地区）构成的绝对差之和；0 为相同，2 为毫无共同之处。",
        "The sum of absolute differences of a region's mix from that of the whole, or of the rest; 0 when equal, 2 with nothing in common.",
    ),
    formula: "Σ_i |s_ri − q_i|; rest: q_i = (x_i − x_ri)/(x − x_r)",
    source: "Krugman (1991), Geography and Trade, MIT Press",
};

/// The sum of absolute differences between two lists of shares.
pub fn krugman(shares: &[f64], reference: &[f64]) -> f64 {
    shares
        .iter()
        .zip(reference)
        .map(|(s, q)| (s - q).abs())
        .sum()
}

/// The index of a region against the whole; `None` for a region without any industry.
pub fn against_all(table: &Table, region: usize) -> Option<f64> {
    Some(krugman(&table.mix(region)?, &table.industry_shares()))
}

/// The index of a region against all others; `None` without any industry here or elsewhere.
pub fn against_rest(table: &Table, region: usize) -> Option<f64> {
    let rest = table.total - table.region_totals[region];
    let mix = table.mix(region)?;
    let own = table.by_region.dense_row(region);
    let with_totals = own.iter().zip(&table.industry_totals);
    let others: Vec<f64> = with_totals
        .map(|(own, total)| (total - own) / rest)
        .collect();
    // The rest is a difference of totals, which rounding may leave a little above zero.
    (rest > 1e-12 * table.total).then(|| krugman(&mix, &others))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Duplicates;
    use crate::table::tests::example;

    #[test]
    fn the_worked_example() {
        let table = example();
        assert!((against_all(&table, 0).unwrap() - 8.0 / 15.0).abs() < 1e-12);
        assert!((against_rest(&table, 0).unwrap() - 0.8).abs() < 1e-12);
    }

    #[test]
    fn a_region_alone_has_no_rest() {
        let table =
            Table::from_rows([("A", "x", 0.1), ("A", "y", 0.2)], Duplicates::Refuse).unwrap();
        assert_eq!(against_all(&table, 0), Some(0.0));
        assert_eq!(against_rest(&table, 0), None);
    }
}
