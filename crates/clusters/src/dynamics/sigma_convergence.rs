//! Whether regions drift together: the spread of each period.
//!
//! The coefficient of variation (standard deviation over mean) and the standard deviation of logarithms, both with divisor n − 1; falling is
//! convergence. Logarithms are taken only when all values are above 0. Source: Barro & Sala-i-Martin (1992), Journal of Political
//! Economy 100(2).
//!
//! Worked example: (1, 2, 3): coefficient of variation 0.5, standard deviation of logarithms 0.555548.

use crate::Names;
use crate::methods::About;

/// What the measure says about itself.
pub const ABOUT: About = About {
    id: "sigma-convergence",
    name: Names::fixed("σ 收敛", "σ convergence"),
    description: Names::fixed(
        "各期的变异系数与对数标准差；随时间下降即收敛。",
        "The coefficient of variation and the standard deviation of logarithms of each period; falling is convergence.",
    ),
    formula: "sd y / mean y; sd ln y; divisor n − 1",
    source: "Barro & Sala-i-Martin (1992), Journal of Political Economy 100(2), 223–251",
};

/// The spread of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The coefficient of variation; `None` for a mean of 0.
    pub coefficient_of_variation: Option<f64>,
    /// The standard deviation of logarithms; `None` where a value is not above 0.
    pub logarithms: Option<f64>,
}

/// The spread of the values of a period; `None` for fewer than two.
pub fn spread(values: &[f64]) -> Option<Spread> {
    let deviation = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (mean, (squares / (n - 1.0)).sqrt())
    };
    if values.len() < 2 {
        return None;
    }
    let (mean, of_values) = deviation(values);
    let positive = values.iter().all(|value| *value > 0.0);
    let logarithms: Vec<f64> = values.iter().map(|value| value.ln()).collect();
    Some(Spread {
        coefficient_of_variation: (mean != 0.0).then(|| of_values / mean),
        logarithms: positive.then(|| deviation(&logarithms).1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = spread(&[1.0, 2.0, 3.0]).unwrap();
        assert!((found.coefficient_of_variation.unwrap() - 0.5).abs() < 1e-15);
        let (a, b, mean) = (2.0_f64.ln(), 3.0_f64.ln(), 6.0_f64.ln() / 3.0);
        let expected = ((mean * mean + (a - mean).powi(2) + (b - mean).powi(2)) / 2.0).sqrt();
        assert!(
            (found.logarithms.unwrap() - expected).abs() < 1e-15,
            "{found:?}"
        );
        assert!((expected - 0.555_548).abs() < 1e-6);
        assert_eq!(spread(&[0.0, 1.0]).unwrap().logarithms, None);
        assert_eq!(spread(&[1.0]), None);
    }
}
