//! Whether plants of different industries locate together.
//!
//! **Pair**: γ_ab = Σ_r (c_ra − x_r)·(c_rb − x_r) / (1 − Σ x_r²), where x_r is the mean share of region r over the industries, or the
//! region's share p_r of everything. Source: Ellison, Glaeser & Kerr (2010), What Causes Industry Agglomeration?,
//! American Economic Review 100(3), 1195–1213 (mean shares).
//!
//! **Group**: with weights w_j (shares of the group's total) and G of the group's pooled shares,
//! γ_c = [G/(1 − Σp²) − Σw²·H − Σγ_j·w_j²·(1 − H_j)] / (1 − Σw²), the mean of the pairs weighted by w_a·w_b when their reference is p.
//! Source: Ellison & Glaeser (1997), Journal of Political Economy 105(5), p. 917. REAT's `ellison.c` adds the industries' shares
//! without weights and is another number.
//!
//! Worked example: shares (0.8, 0.2, 0) and (0.2, 0.2, 0.6) with p = (0.5, 0.2, 0.3): (0.3·(−0.3) + 0 + (−0.3)·0.3)/0.62 = −0.290323,
//! for the pair and, there being no others, for the group.

use super::PlantTable;
use super::ellison_glaeser::ellison_glaeser;
use crate::dense::dot;
use crate::methods::About;
use crate::{Names, Table};

/// What the index of a pair says about itself.
pub const PAIR: About = About {
    id: "pairwise-coagglomeration",
    name: Names::fixed("产业对共同集聚指数", "Pairwise coagglomeration"),
    description: Names::fixed(
        "两个产业在地区分布上的协同；0 为无关。",
        "How far two industries are found in the same regions; 0 for no relation.",
    ),
    formula: "γ_ab = Σ_r (c_ra − x_r)(c_rb − x_r) / (1 − Σ x_r²), x_r the mean share over industries",
    source: "Ellison, Glaeser & Kerr (2010), American Economic Review 100(3), 1195–1213",
};

/// What the index of a group says about itself.
pub const GROUP: About = About {
    id: "group-coagglomeration",
    name: Names::fixed("产业组共同集聚指数", "Coagglomeration of a group"),
    description: Names::fixed(
        "一组产业之间共同集聚的程度，剔除各产业自身的集聚与企业规模。",
        "How far the industries of a group locate together, beyond their own agglomeration and sizes of plants.",
    ),
    formula: "[G/(1 − Σp²) − Σ w_j²·H_j − Σ γ_j·w_j²·(1 − H_j)] / (1 − Σ w_j²)",
    source: "Ellison & Glaeser (1997), Journal of Political Economy 105(5), 917",
};

/// What the shares of an industry are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reference {
    /// The mean share of each region over the industries that are somewhere (Ellison, Glaeser & Kerr 2010).
    #[default]
    MeanShare,
    /// The share of each region in everything (Ellison & Glaeser 1997).
    AllIndustries,
}

/// The index of each two industries, as a square table by rows; NaN for industries that are nowhere and for a single region.
/// The diagonal is the raw concentration of an industry over 1 − Σx².
pub fn pairs(table: &Table, reference: Reference) -> Vec<Vec<f64>> {
    let n = table.industries.len();
    let mut shares: Vec<Option<Vec<f64>>> = (0..n)
        .map(|industry| table.distribution(industry))
        .collect();
    let reference = match reference {
        Reference::AllIndustries => table.region_shares(),
        Reference::MeanShare => mean_shares(&shares, table.regions.len()),
    };
    for c in shares.iter_mut().flatten() {
        c.iter_mut().zip(&reference).for_each(|(c, x)| *c -= x);
    }
    let scale = 1.0 - dot(&reference, &reference);
    let mut found = vec![vec![f64::NAN; n]; n];
    for a in 0..n {
        for b in a..n {
            if let (Some(of_a), Some(of_b)) = (&shares[a], &shares[b])
                && scale > 1e-12
            {
                found[a][b] = dot(of_a, of_b) / scale;
                found[b][a] = found[a][b];
            }
        }
    }
    found
}

fn mean_shares(shares: &[Option<Vec<f64>>], regions: usize) -> Vec<f64> {
    let mut mean = vec![0.0; regions];
    let present = shares.iter().flatten().count() as f64;
    for c in shares.iter().flatten() {
        mean.iter_mut()
            .zip(c)
            .for_each(|(mean, c)| *mean += c / present);
    }
    mean
}

/// The index of a group of different industries; `None` for fewer than two that are somewhere, and for a single region. A single plant in
/// an industry is no obstacle.
pub fn group(plants: &PlantTable, industries: &[usize]) -> Option<f64> {
    let table = &plants.table;
    let total: f64 = industries
        .iter()
        .map(|&industry| table.industry_totals[industry])
        .sum();
    let reference = table.region_shares();
    let scale = 1.0 - dot(&reference, &reference);
    let mut pooled = vec![0.0; reference.len()];
    let (mut own, mut squares) = (0.0, 0.0);
    for &industry in industries {
        let Some(shares) = table.distribution(industry) else {
            continue;
        };
        let weight = table.industry_totals[industry] / total;
        pooled
            .iter_mut()
            .zip(&shares)
            .for_each(|(pooled, c)| *pooled += weight * c);
        let h = plants.sizes[industry].herfindahl;
        // γ·(1 − H) of a single plant is what remains of its raw concentration.
        let of_itself = ellison_glaeser(plants, industry)?.raw_concentration / scale - h;
        own += weight * weight * (h + of_itself);
        squares += weight * weight;
    }
    let deviations = pooled.iter().zip(&reference).map(|(c, p)| (c - p).powi(2));
    let raw: f64 = deviations.sum();
    (scale > 1e-12 && 1.0 - squares > 1e-12).then(|| (raw / scale - own) / (1.0 - squares))
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use crate::Duplicates;

    #[test]
    fn the_worked_example() {
        let plants = example();
        let expected = -0.18 / 0.62;
        let found = pairs(&plants.table, Reference::AllIndustries);
        assert!((found[0][1] - expected).abs() < 1e-12 && found[0][1] == found[1][0]);
        assert!((group(&plants, &[0, 1]).unwrap() - expected).abs() < 1e-12);
        assert_eq!(group(&plants, &[0]), None);
    }

    #[test]
    fn a_group_is_the_weighted_mean_of_its_pairs_and_its_own_formula() {
        let mut text = String::from("region,industry,plant,value\n");
        for (row, size) in [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]
            .into_iter()
            .enumerate()
        {
            text += &format!("r{},i{},{row},{size}\n", row * 7 % 5, row % 3);
        }
        let plants = PlantTable::from_csv(&text, "t.csv", Duplicates::Refuse).unwrap();
        let pairs = pairs(&plants.table, Reference::AllIndustries);
        let w: Vec<f64> = plants
            .table
            .industry_totals
            .iter()
            .map(|x| x / plants.table.total)
            .collect();
        let (mut sum, mut weights) = (0.0, 0.0);
        for a in 0..3 {
            for b in (0..3).filter(|&b| b != a) {
                sum += w[a] * w[b] * pairs[a][b];
                weights += w[a] * w[b];
            }
        }
        let found = group(&plants, &[0, 1, 2]).unwrap();
        assert!((found - sum / weights).abs() < 1e-12);
        // With γ and H as published.
        let p2: f64 = plants.table.region_shares().iter().map(|p| p * p).sum();
        let w2: f64 = w.iter().map(|w| w * w).sum();
        let own: f64 = (0..3)
            .map(|j| {
                let h = plants.sizes[j].herfindahl;
                let gamma = ellison_glaeser(&plants, j).unwrap().gamma.unwrap();
                w[j] * w[j] * (h + gamma * (1.0 - h))
            })
            .sum();
        // All industries together are the reference, so G is 0.
        assert!((found - (0.0 / (1.0 - p2) - own) / (1.0 - w2)).abs() < 1e-12);
    }

    #[test]
    fn industries_that_are_nowhere_have_no_pairs() {
        let rows = [("A", "x", 1.0), ("B", "x", 1.0), ("A", "y", 0.0)];
        let table = Table::from_rows(rows, Duplicates::Refuse).unwrap();
        let found = pairs(&table, Reference::MeanShare);
        assert!(found[0][1].is_nan() && found[0][0] == 0.0);
    }
}
