//! Distributions of uncertain numbers, drawn by their quantiles so that even points give even draws.

use serde::Serialize;

use super::random::{normal_quantile, normal_share};

/// The distribution of an uncertain number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Distribution {
    /// Every number from `low` to `high` is as likely.
    Uniform {
        /// The smallest number.
        low: f64,
        /// The largest number.
        high: f64,
    },
    /// The normal distribution.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation, above 0.
        sd: f64,
    },
    /// Rises linearly from `low` to `mode` and falls linearly to `high`.
    Triangular {
        /// The smallest number.
        low: f64,
        /// The likeliest number.
        mode: f64,
        /// The largest number.
        high: f64,
    },
}

impl Distribution {
    /// The number below which `share` (in (0, 1)) of the distribution lies, after the distribution has
    /// been cut to `least`…`most`.
    ///
    /// Worked example: the triangular distribution from 0 over 1 to 2 has the quartile √½ = 0.7071.
    pub fn quantile(&self, share: f64, least: f64, most: f64) -> f64 {
        let (below, up_to) = (self.share(least), self.share(most));
        let share = below + (up_to - below) * share;
        let quantile = match *self {
            Distribution::Uniform { low, high } => low + (high - low) * share,
            Distribution::Normal { mean, sd } => mean + sd * normal_quantile(share),
            Distribution::Triangular { low, mode, high } => {
                let rising = (mode - low) / (high - low);
                if share < rising {
                    low + (share * (high - low) * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - share) * (high - low) * (high - mode)).sqrt()
                }
            }
        };
        // Rounding at the very ends must not leave the limits.
        quantile.clamp(least, most)
    }

    /// The share of the distribution below `x`.
    fn share(&self, x: f64) -> f64 {
        match *self {
            Distribution::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Distribution::Normal { mean, sd } => normal_share((x - mean) / sd),
            Distribution::Triangular { low, mode, high } => {
                if x <= low {
                    0.0
                } else if x >= high {
                    1.0
                } else if x < mode {
                    (x - low).powi(2) / ((high - low) * (mode - low))
                } else {
                    1.0 - (high - x).powi(2) / ((high - low) * (high - mode))
                }
            }
        }
    }

    /// Whether any of the distribution lies within `least`…`most`.
    pub(crate) fn meets(&self, least: f64, most: f64) -> bool {
        self.share(most) > self.share(least)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVERYWHERE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    #[test]
    fn worked_examples() {
        let quantile = |distribution: Distribution, share| {
            distribution.quantile(share, EVERYWHERE.0, EVERYWHERE.1)
        };
        let triangular = Distribution::Triangular {
            low: 0.0,
            mode: 1.0,
            high: 2.0,
        };
        assert!((quantile(triangular, 0.25) - 0.5_f64.sqrt()).abs() < 1e-15);
        assert!((quantile(triangular, 0.75) - (2.0 - 0.5_f64.sqrt())).abs() < 1e-15);
        let uniform = Distribution::Uniform {
            low: 2.0,
            high: 4.0,
        };
        assert_eq!(quantile(uniform, 0.75), 3.5);
        let normal = Distribution::Normal { mean: 1.0, sd: 2.0 };
        assert!((quantile(normal, 0.975) - (1.0 + 2.0 * 1.959_963_984_540_054)).abs() < 1e-12);
    }

    #[test]
    fn limits_cut_the_distribution() {
        let normal = Distribution::Normal { mean: 0.0, sd: 1.0 };
        assert!((normal.quantile(0.5, 0.0, f64::INFINITY) - 0.674_489_750_196_082).abs() < 1e-12);
        assert!(normal.quantile(1e-12, -0.5, 0.5) >= -0.5);
        assert!(
            !Distribution::Uniform {
                low: 0.0,
                high: 1.0
            }
            .meets(2.0, 3.0)
        );
        assert!(normal.meets(2.0, 3.0));
    }

    proptest! {
        #[test]
        fn a_share_of_a_quantile_is_the_share(
            share in 0.001..0.999f64, low in -5.0..5.0f64, rise in 0.0..2.0f64, fall in 0.01..2.0f64,
        ) {
            let distributions = [
                Distribution::Uniform { low, high: low + rise + fall },
                Distribution::Normal { mean: low, sd: fall },
                Distribution::Triangular { low, mode: low + rise, high: low + rise + fall },
            ];
            for distribution in distributions {
                let quantile = distribution.quantile(share, EVERYWHERE.0, EVERYWHERE.1);
                prop_assert!((distribution.share(quantile) - share).abs() < 1e-9);
            }
        }
    }
}
