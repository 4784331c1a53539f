//! A normalisation whose parameters are known.

use serde::{Deserialize, Serialize};

/// A function from oriented values to scores, increasing but for [`Tent`](Self::Tent).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "function", rename_all = "kebab-case")]
pub enum FittedNormalisation {
    /// A straight line.
    Linear(Linear),
    /// The place among the values it was fitted to.
    Ranks {
        /// Those values, ascending.
        values: Vec<f64>,
        /// What is made of the place.
        scale: RankScale,
    },
    /// y = low + size / (1 + e^(−steepness·(x − centre)/spread)).
    Logistic {
        /// The value in the middle of the curve.
        centre: f64,
        /// The unit in which the distance from it is measured.
        spread: f64,
        /// The steepness.
        steepness: f64,
        /// The score at the lower end of the curve.
        low: f64,
        /// The height of the curve.
        size: f64,
    },
    /// y = low·ratio^((x − origin)/span).
    Exponential {
        /// The value that gets `low`.
        origin: f64,
        /// The distance over which the score grows by `ratio`.
        span: f64,
        /// The score at the origin, above zero.
        low: f64,
        /// The growth of the score, above one.
        ratio: f64,
        /// What becomes of values beyond the ends.
        truncation: Truncation,
    },
    /// y = low + size·(1 − |x − centre| / reach), not below `low`.
    Tent {
        /// The best value.
        centre: f64,
        /// The distance from it at which the score is `low`.
        reach: f64,
        /// The worst score.
        low: f64,
        /// The height.
        size: f64,
    },
}

/// y = low + size·(x − origin)/span.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// The value that gets `low`.
    pub origin: f64,
    /// Half the span, above zero: the whole may be too large for a number.
    pub half_span: f64,
    /// The score of the origin.
    pub low: f64,
    /// What the score grows by over one span.
    pub size: f64,
    /// What becomes of values beyond the origin and one span from it.
    pub truncation: Truncation,
}

/// What becomes of values beyond the ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truncation {
    /// They keep what they earn.
    None,
    /// Not more than the best score.
    Above,
    /// Neither more than the best nor less than the worst.
    Both,
}

/// What is made of the place among n values, of which `below` are smaller.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RankScale {
    /// below + 1.
    Rank,
    /// below.
    Borda,
    /// high·below/(n − 1).
    Percentile {
        /// The score of the best.
        high: f64,
    },
}

impl Truncation {
    fn share(self, share: f64) -> f64 {
        match self {
            Truncation::Both if share < 0.0 => 0.0,
            Truncation::Above | Truncation::Both if share > 1.0 => 1.0,
            _ => share,
        }
    }
}

impl Linear {
    /// The score of an oriented value; NaN stays NaN.
    pub fn value(&self, x: f64) -> f64 {
        // Halving is exact, and the half difference of two finite numbers is finite.
        let difference = x - self.origin;
        let half = if difference.is_infinite() {
            x / 2.0 - self.origin / 2.0
        } else {
            difference / 2.0
        };
        let share = half / self.half_span;
        self.truncation.share(share) * self.size + self.low
    }
}

impl FittedNormalisation {
    /// The score of an oriented value; NaN stays NaN.
    pub fn value(&self, x: f64) -> f64 {
        match self {
            FittedNormalisation::Linear(linear) => linear.value(x),
            FittedNormalisation::Ranks { .. } if x.is_nan() => x,
            FittedNormalisation::Ranks { values, scale } => {
                let below = values.partition_point(|value| *value < x);
                match *scale {
                    RankScale::Rank => below as f64 + 1.0,
                    RankScale::Borda => below as f64,
                    RankScale::Percentile { high } => {
                        // A value above all it is compared with is no better than the best of them.
                        let below = below.min(values.len() - 1) as f64;
                        below / (values.len() as f64 - 1.0) * high
                    }
                }
            }
            FittedNormalisation::Logistic {
                centre,
                spread,
                steepness,
                low,
                size,
            } => low + size / (1.0 + (-steepness * ((x - centre) / spread)).exp()),
            FittedNormalisation::Exponential {
                origin,
                span,
                low,
                ratio,
                truncation,
            } => low * ratio.powf(truncation.share((x - origin) / span)),
            FittedNormalisation::Tent {
                centre,
                reach,
                low,
                size,
            } => {
                if x.is_nan() {
                    return x;
                }
                low + size * (1.0 - ((x - centre).abs() / reach).min(1.0))
            }
        }
    }

    /// Normalises a column of oriented values in place.
    pub fn apply(&self, column: &mut [f64]) {
        for value in column {
            *value = self.value(*value);
        }
    }
}
