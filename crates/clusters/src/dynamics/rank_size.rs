//! How steeply sizes fall with rank, and how far the first stands out.
//!
//! **Rank–size**: ln(rank − ½) = a − ζ·ln size by least squares over the values above 0 (ranks 1, 2, … by size; equal sizes in their order), with the standard error ζ·√(2/n).
//! ζ near 1 is Zipf's law. The shift of ½ takes out the bias of small samples. Source: Gabaix & Ibragimov (2011), Rank − 1/2: A Simple Way
//! to Improve the OLS Estimation of Tail Exponents, Journal of Business & Economic Statistics 29(1), 24–39.
//!
//! **Primacy**: the first over the second; over the next three (4-city index) and 2·first over the next ten (11-city index); share of the first. Source:
//! Jefferson (1939), The Law of the Primate City, Geographical Review 29(2).
//!
//! Worked example: 8, 4, 2 (ranks 1 to 3): primacy 2, share 0.571429; ζ = (ln 2.5 − ln 0.5)/(ln 8 − ln 2) = 1.160964.

use crate::Names;
use crate::line::Line;
use crate::methods::About;

/// What the rank–size rule says about itself.
pub const ABOUT: About = About {
    id: "rank-size",
    name: Names::fixed("位序—规模法则", "Rank–size rule"),
    description: Names::fixed(
        "对数位序对对数规模回归的指数；接近 1 为齐普夫定律。",
        "The exponent of ranks on sizes in logs; near 1 is Zipf's law.",
    ),
    formula: "ln(rank − ½) = a − ζ·ln size; standard error ζ·√(2/n)",
    source: "Gabaix & Ibragimov (2011), Journal of Business & Economic Statistics 29(1), 24–39",
};

/// What primacy says about itself.
pub const PRIMACY: About = About {
    id: "primacy",
    name: Names::fixed("首位度", "Primacy"),
    description: Names::fixed(
        "首位与第二位之比，四城市与十一城市指数，首位份额。",
        "The first over the second, the indices of 4 and of 11 cities, and the share of the first.",
    ),
    formula: "S₁/S₂; S₁/(S₂+S₃+S₄); 2·S₁/(S₂+…+S₁₁); S₁/ΣS",
    source: "Jefferson (1939), Geographical Review 29(2), 226–232",
};

/// The exponent of the rank–size rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSize {
    /// ζ.
    pub exponent: f64,
    /// Its standard error.
    pub error: f64,
    /// The share of variance explained.
    pub r_squared: Option<f64>,
    /// How many sizes were above 0.
    pub sizes: usize,
}

/// How far the first stands out; each is `None` where too few sizes are above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Primacy {
    /// The first over the second.
    pub two_city: Option<f64>,
    /// The first over the next three.
    pub four_city: Option<f64>,
    /// Twice the first over the next ten.
    pub eleven_city: Option<f64>,
    /// The share of the first.
    pub share: f64,
}

fn descending(sizes: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = sizes.iter().copied().filter(|size| *size > 0.0).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted
}

/// The exponent; `None` for fewer than two sizes above 0 or when all are alike.
pub fn rank_size(sizes: &[f64]) -> Option<RankSize> {
    let sorted = descending(sizes);
    let ranked = sorted.iter().enumerate();
    let points: Vec<(f64, f64)> = ranked
        .map(|(at, size)| (size.ln(), (at as f64 + 0.5).ln()))
        .collect();
    let line = Line::fit(&points)?;
    Some(RankSize {
        exponent: -line.slope,
        error: line.slope.abs() * (2.0 / points.len() as f64).sqrt(),
        r_squared: line.r_squared,
        sizes: points.len(),
    })
}

/// Primacy; `None` without any size above 0.
pub fn primacy(sizes: &[f64]) -> Option<Primacy> {
    let sorted = descending(sizes);
    let first = *sorted.first()?;
    let next = |count: usize| Some(sorted.get(1..=count)?.iter().sum::<f64>());
    Some(Primacy {
        two_city: next(1).map(|sum| first / sum),
        four_city: next(3).map(|sum| first / sum),
        eleven_city: next(10).map(|sum| 2.0 * first / sum),
        share: first / sorted.iter().sum::<f64>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let found = rank_size(&[4.0, 8.0, 0.0, 2.0]).unwrap();
        assert!((found.exponent - 5.0_f64.ln() / 4.0_f64.ln()).abs() < 1e-14);
        assert_eq!(found.sizes, 3);
        let found = primacy(&[4.0, 8.0, 0.0, 2.0]).unwrap();
        assert_eq!((found.two_city, found.four_city), (Some(2.0), None));
        assert!((found.share - 8.0 / 14.0).abs() < 1e-15);
        assert_eq!(primacy(&[0.0]), None);
    }

    #[test]
    fn a_pareto_tail_is_found_again() {
        let sizes: Vec<f64> = (1..=500)
            .map(|rank| (f64::from(rank) - 0.5).powf(-1.0 / 1.3))
            .collect();
        assert!((rank_size(&sizes).unwrap().exponent - 1.3).abs() < 1e-12);
        assert!(primacy(&sizes).unwrap().eleven_city.is_some());
    }
}
