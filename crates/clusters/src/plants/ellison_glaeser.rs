//! Concentration of an industry beyond that of darts thrown at the map, plant by plant.
//!
//! With c_r the industry's shares, p_r those of all industries, H = Σ z² the Herfindahl index of its plants:
//! G = Σ (c_r − p_r)², γ = (G − (1 − Σp²)·H) / ((1 − Σp²)·(1 − H)). 0 when plants choose regions by size and
//! alone; above 0.05 is read as strong, 0.02 to 0.05 as medium.
//!
//! **Inference.** Were γ 0, E G = (1 − Σp²)·H and
//! Var G = 2·{H²·[Σp² − 2Σp³ + (Σp²)²] − Σz⁴·[Σp² − 4Σp³ + 3(Σp²)²]}; z = (G − E G)/√Var G, and
//! Var γ = Var G / ((1 − Σp²)²·(1 − H)²).
//!
//! Source: Ellison & Glaeser (1997), Geographic Concentration in U.S. Manufacturing Industries: A Dartboard Approach, Journal of
//! Political Economy 105(5), 889–927.
//!
//! Worked example: plants 4, 4 in A and 2 in B of an industry, all industries being (0.5, 0.2, 0.3): G = 0.18, H = 0.36,
//! Σp² = 0.38, so γ = (0.18 − 0.62·0.36) / (0.62·0.64) = −0.108871.

use super::PlantTable;
use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "ellison-glaeser",
    name: Names::fixed("埃里森—格莱泽指数 γ", "Ellison–Glaeser γ"),
    description: Names::fixed(
        "剔除企业规模后的地理集中度；0 为随机，高于 0.05 为强集聚。附零假设下的方差。",
        "Geographic concentration beyond the sizes of plants; 0 for random location, above 0.05 strong. With the variance under the null.",
    ),
    formula: "γ = (G − (1 − Σp²)·H) / ((1 − Σp²)·(1 − H)), G = Σ_r (c_r − p_r)²; Var G = 2·{H²·[Σp² − 2Σp³ + (Σp²)²] − Σz⁴·[Σp² − 4Σp³ + 3(Σp²)²]}",
    source: "Ellison & Glaeser (1997), Journal of Political Economy 105(5), 889–927",
};

/// The index of an industry, with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EllisonGlaeser {
    /// G, the raw concentration.
    pub raw_concentration: f64,
    /// E G when plants locate at random.
    pub expected_raw_concentration: f64,
    /// Var G when plants locate at random.
    pub raw_concentration_variance: f64,
    /// γ; `None` for a single plant or a single region.
    pub gamma: Option<f64>,
    /// Var γ when plants locate at random.
    pub gamma_variance: Option<f64>,
    /// (G − E G)/√Var G; `None` where G cannot vary.
    pub z: Option<f64>,
}

/// The index of an industry; `None` when it is nowhere.
pub fn ellison_glaeser(plants: &PlantTable, industry: usize) -> Option<EllisonGlaeser> {
    let shares = plants.table.distribution(industry)?;
    let sizes = plants.sizes[industry];
    let reference = plants.table.region_shares();
    let power = |n: i32| reference.iter().map(|p| p.powi(n)).sum::<f64>();
    let (p2, p3) = (power(2), power(3));
    let h = sizes.herfindahl;
    let deviations = shares.iter().zip(&reference).map(|(c, p)| (c - p).powi(2));
    let raw: f64 = deviations.sum();
    let expected = (1.0 - p2) * h;
    let first = h * h * (p2 - 2.0 * p3 + p2 * p2);
    let variance = 2.0 * (first - sizes.fourth_powers * (p2 - 4.0 * p3 + 3.0 * p2 * p2));
    // Of one plant, one region or two equal regions G does not vary; only rounding would.
    let variance = if variance > 1e-12 * first {
        variance
    } else {
        0.0
    };
    let scale = (1.0 - p2) * (1.0 - h);
    let measured = scale > 1e-12;
    Some(EllisonGlaeser {
        raw_concentration: raw,
        expected_raw_concentration: expected,
        raw_concentration_variance: variance,
        gamma: measured.then(|| (raw - expected) / scale),
        gamma_variance: measured.then(|| variance / (scale * scale)),
        z: (variance > 0.0).then(|| (raw - expected) / variance.sqrt()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use crate::{Duplicates, Random};

    #[test]
    fn the_worked_example() {
        let found = ellison_glaeser(&example(), 0).unwrap();
        assert!((found.raw_concentration - 0.18).abs() < 1e-12);
        assert!((found.gamma.unwrap() + 0.0432 / 0.3968).abs() < 1e-12);
    }

    #[test]
    fn one_plant_or_one_region_cannot_be_more_concentrated_than_it_is() {
        let text = "region,industry,plant,value\nA,x,1,4\nB,y,2,4\nB,y,3,1\n";
        let plants = PlantTable::from_csv(text, "t.csv", Duplicates::Refuse).unwrap();
        let x = ellison_glaeser(&plants, 0).unwrap();
        assert_eq!((x.gamma, x.gamma_variance), (None, None));
        let text = "region,industry,plant,value\nA,x,1,4\nA,x,2,4\n";
        let plants = PlantTable::from_csv(text, "t.csv", Duplicates::Refuse).unwrap();
        let x = ellison_glaeser(&plants, 0).unwrap();
        assert_eq!((x.gamma, x.z), (None, None));
    }

    /// Darts thrown at a map of fixed shares have the mean and the variance of the formulas.
    #[test]
    fn moments_under_the_null_are_those_of_simulated_darts() {
        let shares: [f64; 3] = [0.5, 0.2, 0.3];
        let sizes: [f64; 5] = [0.4, 0.25, 0.2, 0.1, 0.05];
        let h: f64 = sizes.iter().map(|z| z * z).sum();
        let z4: f64 = sizes.iter().map(|z| z.powi(4)).sum();
        let (p2, p3) = (0.38, 0.125 + 0.008 + 0.027);
        let variance =
            2.0 * (h * h * (p2 - 2.0 * p3 + p2 * p2) - z4 * (p2 - 4.0 * p3 + 3.0 * p2 * p2));
        let mut random = Random::of_draw(3, 0);
        let draws = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..draws {
            let mut c = [0.0; 3];
            for z in sizes {
                let u = random.uniform();
                c[usize::from(u >= 0.5) + usize::from(u >= 0.7)] += z;
            }
            let g: f64 = c.iter().zip(shares).map(|(c, p)| (c - p).powi(2)).sum();
            sum += g;
            squares += g * g;
        }
        let mean = sum / f64::from(draws);
        let found = squares / f64::from(draws) - mean * mean;
        assert!((mean - (1.0 - p2) * h).abs() < 0.001, "{mean}");
        assert!((found / variance - 1.0).abs() < 0.02, "{found} {variance}");
    }
}
