//! The probability that two plants of an industry are together, beyond what the sizes of regions give.
//!
//! γ = ((Σc² − Σp²)/(1 − Σp²) − H) / (1 − H), with c_r the shares of the industry, p_r of all industries and H the Herfindahl index
//! of plants: as Ellison & Glaeser, with G = Σc² − Σp² instead of Σ(c − p)². 0 in expectation when
//! plants locate at random. Source: Maurel & Sédillot (1999), A Measure of the Geographic Concentration in French Manufacturing
//! Industries, Regional Science and Urban Economics 29(5), 575–604.
//!
//! Worked example: c = (0.8, 0.2, 0), p = (0.5, 0.2, 0.3), H = 0.36: ((0.68 − 0.38)/0.62 − 0.36)/0.64 = 0.193548.

use super::PlantTable;
use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "maurel-sedillot",
    name: Names::fixed("莫雷尔—塞迪约指数", "Maurel–Sédillot index"),
    description: Names::fixed(
        "同业两厂同处一地的超额概率；0 为随机。",
        "The probability that two plants of an industry are together beyond chance; 0 for random location.",
    ),
    formula: "((Σc² − Σp²)/(1 − Σp²) − H) / (1 − H)",
    source: "Maurel & Sédillot (1999), Regional Science and Urban Economics 29(5), 575–604",
};

/// The index of an industry; `None` when it is nowhere, has a single plant, or there is a single region.
pub fn maurel_sedillot(plants: &PlantTable, industry: usize) -> Option<f64> {
    let shares = plants.table.distribution(industry)?;
    let reference = plants.table.region_shares();
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    let (c2, p2, h) = (
        squares(&shares),
        squares(&reference),
        plants.sizes[industry].herfindahl,
    );
    ((1.0 - p2) * (1.0 - h) > 1e-12).then(|| ((c2 - p2) / (1.0 - p2) - h) / (1.0 - h))
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;
    use crate::Duplicates;

    #[test]
    fn the_worked_example() {
        let found = maurel_sedillot(&example(), 0).unwrap();
        assert!((found - (0.3 / 0.62 - 0.36) / 0.64).abs() < 1e-12);
    }

    #[test]
    fn a_single_plant_has_none() {
        let text = "region,industry,plant,value\nA,x,1,4\nB,y,2,4\nB,y,3,1\n";
        let plants = PlantTable::from_csv(text, "t.csv", Duplicates::Refuse).unwrap();
        assert_eq!(maurel_sedillot(&plants, 0), None);
    }
}
