//! Polarisation: being alike within groups and far apart between them.
//!
//! P = K·Σ_i Σ_j π_i^(1+α)·π_j·|y_i − y_j| with population shares π, α from 1 to 1.6 the weight of identification, and y divided by its mean,
//! so that the unit of measure does not matter (K = 1). With α = 0 it is twice the Gini coefficient. Source: Esteban & Ray (1994), On the
//! Measurement of Polarization, Econometrica 62(4), 819–851.
//!
//! Worked example: two groups of one half at 0 and 2 (mean 1), α = 1.3: 2·0.5^3.3·2 = 0.406126.

use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "esteban-ray-polarisation",
    name: Names::fixed("埃斯特班—雷极化指数", "Esteban–Ray polarisation"),
    description: Names::fixed(
        "组内认同与组间疏离之积的总和；α 取 1 到 1.6。",
        "The sum over groups of identification within times alienation between; α from 1 to 1.6.",
    ),
    formula: "P = Σ_i Σ_j π_i^(1+α)·π_j·|y_i − y_j|/μ",
    source: "Esteban & Ray (1994), Econometrica 62(4), 819–851",
};

/// The index of groups given as (population, value); `None` where populations or the mean are not above 0. Groups of the same
/// value are not merged, which lowers the index: merge them before.
pub fn esteban_ray(groups: &[(f64, f64)], alpha: f64) -> Option<f64> {
    let people: f64 = groups.iter().map(|group| group.0).sum();
    let mean = groups.iter().map(|(people, y)| people * y).sum::<f64>() / people;
    if !(people > 0.0 && mean > 0.0) {
        return None;
    }
    let mut sum = 0.0;
    for (own, y) in groups {
        for (other, z) in groups {
            sum += (own / people).powf(1.0 + alpha) * other / people * (y - z).abs();
        }
    }
    Some(sum / mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region_industry::locational_gini::gini;

    #[test]
    fn the_worked_example() {
        let found = esteban_ray(&[(10.0, 0.0), (10.0, 2.0)], 1.3).unwrap();
        assert!((found - 4.0 * 0.5_f64.powf(3.3)).abs() < 1e-15);
        assert_eq!(esteban_ray(&[(1.0, 0.0)], 1.3), None);
    }

    #[test]
    fn without_identification_it_is_twice_the_gini_coefficient() {
        let values = [1.0, 4.0, 2.0, 7.0];
        let found = esteban_ray(&values.map(|y| (1.0, y)), 0.0).unwrap();
        assert!((found - 2.0 * gini(&values).unwrap()).abs() < 1e-14);
    }
}
