//! P-values: of the normal distribution, of permutations, and of many tests at once.
//!
//! Two-sided p of a standard score z: erfc(|z| / √2); one-sided, in the direction of z: half of it. Of P
//! permutations of which R lie at least as far in the direction of the smaller tail: one-sided (R + 1)/(P +
//! 1), two-sided twice that, at most 1. Source: Davison & Hinkley (1997), Bootstrap Methods and their
//! Application, section 4.3. Many tests: Benjamini & Hochberg (1995), Journal of the Royal Statistical
//! Society B 57(1); for local statistics Caldas de Castro & Singer (2006), Geographical Analysis 38(2).

/// The two-sided p-value of a standard score.
pub fn normal_two_sided(score: f64) -> f64 {
    libm::erfc(score.abs() / std::f64::consts::SQRT_2)
}

/// The p-value of a standard score in its own direction.
pub fn normal_one_sided(score: f64) -> f64 {
    0.5 * normal_two_sided(score)
}

/// How many permutations lie at or above the value observed, and how many at or below it; equal ones count
/// in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tails {
    /// At or above.
    pub above: u32,
    /// At or below.
    pub below: u32,
}

impl Tails {
    /// The one-sided p-value in the direction of the smaller tail, and the two-sided one.
    pub fn p_values(self, permutations: usize) -> (f64, f64) {
        let one = (f64::from(self.above.min(self.below)) + 1.0) / (permutations as f64 + 1.0);
        (one.min(1.0), (2.0 * one).min(1.0))
    }
}

/// P-values adjusted so that rejecting all up to α keeps the expected share of false rejections at α; missing
/// ones are no tests. q_(i) = min over j ≥ i of m·p_(j)/j.
///
/// Worked example: 0.01, 0.04, 0.03, 0.5 gives 0.04, 0.05333, 0.05333, 0.5.
pub fn false_discovery_rate(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> = p_values
        .iter()
        .enumerate()
        .filter_map(|(test, p)| p.map(|p| (p, test)))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tests = order.len() as f64;
    let mut adjusted = vec![None; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, &(p, test)) in order.iter().enumerate().rev() {
        least = least.min(p * tests / (rank as f64 + 1.0));
        adjusted[test] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_tails_are_those_of_tables() {
        assert!((normal_two_sided(1.959_963_984_540_054) - 0.05).abs() < 1e-15);
        assert!((normal_one_sided(-2.326_347_874_040_841) - 0.01).abs() < 1e-15);
        assert_eq!(normal_two_sided(0.0), 1.0);
    }

    #[test]
    fn the_smaller_tail_counts_and_two_sides_never_exceed_one() {
        let tails = Tails {
            above: 4,
            below: 95,
        };
        assert_eq!(tails.p_values(99), (0.05, 0.1));
        let equal = Tails {
            above: 99,
            below: 99,
        };
        assert_eq!(equal.p_values(99), (1.0, 1.0));
    }

    #[test]
    fn adjusted_p_values_of_the_worked_example() {
        let found = false_discovery_rate(&[Some(0.01), None, Some(0.04), Some(0.03), Some(0.5)]);
        let expected = [
            Some(0.04),
            None,
            Some(0.16 / 3.0),
            Some(0.16 / 3.0),
            Some(0.5),
        ];
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.is_some(), expected.is_some());
            assert!((found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-15);
        }
    }
}
