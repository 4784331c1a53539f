//! Whether those that began lower grew faster.
//!
//! (1/T)·ln(y_T/y_0) = a + b·ln y_0 by least squares; b < 0 is convergence. Its speed λ = −ln(1 + b·T)/T a period, half of the gap closes in
//! ln 2/λ periods; neither exists where 1 + b·T ≤ 0, nor a half-life without convergence. REAT leaves T out of λ for growth a year.
//! Source: Barro & Sala-i-Martin (1992), Convergence, Journal of Political Economy 100(2), 223–251.
//!
//! Worked example: from 1, 2, 4 to 2, 3, 5 in 10 periods: b = −0.033904, λ = 0.041406, half-life 16.74.

use crate::Names;
use crate::line::Line;
use crate::methods::About;

/// What the regression says about itself.
pub const ABOUT: About = About {
    id: "beta-convergence",
    name: Names::fixed("β 收敛", "β convergence"),
    description: Names::fixed(
        "年均增长率对期初对数水平回归；斜率为负即收敛，并给出收敛速度与半衰期。",
        "Growth regressed on the first level in logs; a negative slope is convergence, with its speed and half-life.",
    ),
    formula: "(1/T)·ln(y_T/y_0) = a + b·ln y_0; λ = −ln(1 + b·T)/T; half-life ln 2/λ",
    source: "Barro & Sala-i-Martin (1992), Journal of Political Economy 100(2), 223–251",
};

/// The regression and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaConvergence {
    /// The line; its slope is b.
    pub line: Line,
    /// How many regions it was fitted to.
    pub regions: usize,
    /// λ, a period.
    pub speed: Option<f64>,
    /// The standard error of λ by the delta method, that of b over 1 + b·T.
    pub speed_error: Option<f64>,
    /// Periods until half of the gap is closed.
    pub half_life: Option<f64>,
}

/// Convergence from values (first, last), `periods` apart. Regions with a value that is not above 0 are left out, as the
/// number of regions tells. `None` when fewer than two are left or all began alike.
pub fn beta_convergence(values: &[(f64, f64)], periods: f64) -> Option<BetaConvergence> {
    let present = values
        .iter()
        .filter(|(first, last)| *first > 0.0 && *last > 0.0);
    let points: Vec<(f64, f64)> = present
        .map(|(first, last)| (first.ln(), (last / first).ln() / periods))
        .collect();
    let line = Line::fit(&points)?;
    let left = 1.0 + line.slope * periods;
    let speed = (left > 0.0).then(|| -left.ln() / periods);
    let converging = speed.filter(|speed| *speed > 0.0);
    Some(BetaConvergence {
        line,
        regions: points.len(),
        speed,
        speed_error: speed.and(line.slope_error).map(|error| error / left),
        half_life: converging.map(|speed| std::f64::consts::LN_2 / speed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let found =
            beta_convergence(&[(1.0, 2.0), (2.0, 3.0), (4.0, 5.0), (0.0, 1.0)], 10.0).unwrap();
        assert_eq!(found.regions, 3);
        // Three equally spaced x: the slope is half the difference of the outer y over the spacing.
        let b = ((1.25_f64).ln() - 2.0_f64.ln()) / 10.0 / (2.0 * 2.0_f64.ln());
        assert!((found.line.slope - b).abs() < 1e-14);
        assert!((found.speed.unwrap() + (1.0 + 10.0 * b).ln() / 10.0).abs() < 1e-14);
        assert!((found.half_life.unwrap() - 16.74).abs() < 0.01, "{found:?}");
        // λ as a function of b moves by this much for a small step of b.
        let speed = |b: f64| -(1.0 + 10.0 * b).ln() / 10.0;
        let slope = (speed(b - 1e-6) - speed(b + 1e-6)) / 2e-6;
        let expected = slope * found.line.slope_error.unwrap();
        assert!((found.speed_error.unwrap() - expected).abs() < 1e-8 * expected);
    }

    #[test]
    fn a_gap_closing_at_a_known_speed_is_found_again() {
        let rate = 0.02_f64;
        let values: Vec<(f64, f64)> = [1.0_f64, 3.0, 8.0]
            .map(|y| (y, (y.ln() * (-rate * 15.0).exp()).exp()))
            .to_vec();
        let found = beta_convergence(&values, 15.0).unwrap();
        assert!((found.speed.unwrap() - rate).abs() < 1e-12);
        let apart = beta_convergence(&[(1.0, 1.0), (2.0, 8.0)], 1.0).unwrap();
        assert!(apart.speed.unwrap() < 0.0 && apart.half_life.is_none());
    }
}
