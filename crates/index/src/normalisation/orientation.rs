//! Making larger better, and seeing the parameters of an indicator in the same light.

use serde::{Deserialize, Serialize};

/// How the values of an indicator are turned so that larger is better.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// As they are.
    #[default]
    Positive,
    /// The sign is changed.
    Negative,
    /// Minus the distance from the interval `low` … `high`: 0 within it.
    Optimal {
        /// The lower end of the best interval.
        low: f64,
        /// The upper end.
        high: f64,
    },
}

impl Orientation {
    /// The oriented value; NaN stays NaN.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Orientation::Positive => x,
            Orientation::Negative => -x,
            Orientation::Optimal { low, .. } if x < low => x - low,
            Orientation::Optimal { high, .. } if x > high => high - x,
            Orientation::Optimal { .. } if x.is_nan() => x,
            Orientation::Optimal { .. } => 0.0,
        }
    }

    /// Orients a column in place.
    pub fn apply(self, column: &mut [f64]) {
        for value in column {
            *value = self.value(*value);
        }
    }

    /// The worst and best oriented value between two goalposts in the unit of measure.
    pub fn goalposts(self, low: f64, high: f64) -> (f64, f64) {
        match self {
            Orientation::Positive => (low, high),
            Orientation::Negative => (-high, -low),
            Orientation::Optimal { .. } => (self.value(low).min(self.value(high)), 0.0),
        }
    }
}

/// What an indicator says of its own scale, oriented like its values.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Setting {
    /// How the values were turned.
    pub orientation: Orientation,
    /// The worst and best value of a fixed scale.
    pub goalposts: Option<(f64, f64)>,
    /// The value to be reached.
    pub target: Option<f64>,
    /// The value of the reference unit of `distance-to-reference`; NaN where it has none.
    pub reference: Option<f64>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn distances_from_an_interval() {
        let optimal = Orientation::Optimal {
            low: 3.0,
            high: 5.0,
        };
        let oriented = [1.0, 3.0, 4.0, 5.0, 9.0].map(|x| optimal.value(x));
        assert_eq!(oriented, [-2.0, 0.0, 0.0, 0.0, -4.0]);
        assert!(optimal.value(f64::NAN).is_nan());
        assert_eq!(optimal.goalposts(0.0, 6.0), (-3.0, 0.0));
        assert_eq!(Orientation::Negative.goalposts(0.0, 6.0), (-6.0, 0.0));
    }

    proptest! {
        #[test]
        fn nearer_to_the_optimum_is_better(x in -50.0..50.0f64, y in -50.0..50.0f64, low in -20.0..20.0f64, width in 0.0..10.0f64) {
            let optimal = Orientation::Optimal { low, high: low + width };
            let distance = |x: f64| (low - x).max(x - (low + width)).max(0.0);
            prop_assert!((optimal.value(x) + distance(x)).abs() < 1e-12);
            if distance(x) < distance(y) {
                prop_assert!(optimal.value(x) > optimal.value(y));
            }
        }
    }
}
