//! The shape of a distribution, period by period.
//!
//! f(x) = 1/(n·h)·Σ_i φ((x − x_i)/h) with the Gaussian φ and Silverman's bandwidth h = 0.9·min(sd, IQR/1.34)·n^−1/5 (sd with divisor n − 1,
//! quartiles interpolated linearly; sd alone where the quartiles are equal). Compare periods on one grid and, to see change of shape alone, one h.
//! Source: Silverman (1986), Density Estimation for Statistics and Data Analysis, equation 3.31.
//!
//! Worked example: (1, 2, 3, 4) has sd 1.290994 and IQR 1.5, so h = 0.9·1.119403·4^−0.2 = 0.763512; f(2.5) = 0.248760.

use super::classes::quantile;
use crate::Names;
use crate::methods::About;

/// What the estimate says about itself.
pub const ABOUT: About = About {
    id: "kernel-density",
    name: Names::fixed("核密度估计", "Kernel density"),
    description: Names::fixed(
        "各期分布的形状，高斯核，西尔弗曼带宽。",
        "The shape of the distribution of each period, with a Gaussian kernel and Silverman's bandwidth.",
    ),
    formula: "f(x) = 1/(n·h)·Σ_i φ((x − x_i)/h); h = 0.9·min(sd, IQR/1.34)·n^(−1/5)",
    source: "Silverman (1986), Density Estimation for Statistics and Data Analysis, eq. 3.31",
};

/// Silverman's bandwidth; `None` for fewer than two values or when all are alike.
pub fn bandwidth(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    if sorted.len() < 2 || sorted.first() == sorted.last() {
        return None;
    }
    let mean = sorted.iter().sum::<f64>() / n;
    let deviation = (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let range = (quantile(&sorted, 0.75) - quantile(&sorted, 0.25)) / 1.34;
    let spread = if range > 0.0 {
        deviation.min(range)
    } else {
        deviation
    };
    Some(0.9 * spread * n.powf(-0.2))
}

/// The density at each point of a grid. `values` must not be empty and `bandwidth` above 0.
pub fn kernel_density(values: &[f64], bandwidth: f64, grid: &[f64]) -> Vec<f64> {
    let scale = values.len() as f64 * bandwidth * std::f64::consts::TAU.sqrt();
    let at = |x: &f64| {
        let kernels = values
            .iter()
            .map(|value| (-0.5 * ((x - value) / bandwidth).powi(2)).exp());
        kernels.sum::<f64>() / scale
    };
    grid.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let values = [1.0, 2.0, 3.0, 4.0];
        let h = bandwidth(&values).unwrap();
        assert!((h - 0.9 * 1.5 / 1.34 * 4.0_f64.powf(-0.2)).abs() < 1e-15);
        let grid: Vec<f64> = (0..=2000).map(|at| -5.0 + f64::from(at) * 0.0075).collect();
        let mass: f64 = kernel_density(&values, h, &grid).iter().sum::<f64>() * 0.0075;
        assert!((mass - 1.0).abs() < 1e-9);
        let near = |x: f64| (-0.5 * (x / h).powi(2)).exp();
        let expected = 2.0 * (near(0.5) + near(1.5)) / (4.0 * h * std::f64::consts::TAU.sqrt());
        assert!((kernel_density(&values, h, &[2.5])[0] - expected).abs() < 1e-15);
        assert!((expected - 0.248_760).abs() < 1e-6);
    }

    #[test]
    fn values_without_quartiles_apart_still_have_a_bandwidth() {
        assert!(bandwidth(&[1.0, 1.0, 1.0, 1.0, 9.0]).unwrap() > 0.0);
        assert_eq!(bandwidth(&[2.0, 2.0]), None);
    }
}
