//! The weighted power mean (幂平均): one family from the worst child to the best.
//!
//! Formula: y_i = (Σ_j w_j·x_ij^p / Σ_j w_j)^(1/p) over the children j that unit i has; p = 1 is the
//! arithmetic mean, p → 0 (taken for p = 0) the geometric, p = −1 the harmonic, p → −∞ the minimum.
//! Source: Bullen (2003), Handbook of Means and Their Inequalities, chapter III. Missing values are
//! skipped; only a unit without any value is missing.
//!
//! Worked example: (3, 4) with equal weights and p = 2 gives √12.5 = 3.5355.

use serde::Serialize;

use super::geometric::ABOVE_ZERO;
use super::mean::quasi_arithmetic;
use super::{AggregationSpec, Refusal, arithmetic, geometric, harmonic, require};
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The power of the mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PowerMean {
    /// The power: below 1 punishes imbalance, above 1 rewards it.
    pub power: f64,
}

/// Powers beyond this give the minimum or maximum to within rounding, and overflow.
const LIMIT: f64 = 100.0;

/// What to do about other values.
static ZERO_OR_MORE: Names = Names::fixed(
    "幂平均要求所有值不小于 0：请把无量纲化的下限设为 0 以上（如极差法），或取幂 1（算术平均）",
    "a power mean needs values of 0 or more: normalise onto a range that begins at 0 or above (min-max), or use power 1 (the arithmetic mean)",
);

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "power-mean",
        name: Names::fixed("幂平均", "Weighted power mean"),
        description: Names::fixed(
            "加权幂平均：幂为 1 即算术平均，0 即几何平均，−1 即调和平均；幂越小，越看重短板。",
            "The weighted power mean: power 1 is the arithmetic, 0 the geometric, −1 the harmonic mean; the lower the power, the more the weakest child counts.",
        ),
        formula: "y_i = (Σ_j w_j·x_ij^p / Σ_j w_j)^(1/p); p = 0: (Π_j x_ij^w_j)^(1 / Σ_j w_j)",
        source: "Bullen (2003), Handbook of Means and Their Inequalities, chapter III",
        parameters: &[Parameter {
            id: "power",
            name: Names::fixed("幂", "power"),
            kind: ParameterKind::Number {
                default: 0.5,
                least: -LIMIT,
                most: LIMIT,
            },
        }],
        inferred: false,
    },
    specify: |arguments| {
        Ok(AggregationSpec::PowerMean(PowerMean {
            power: arguments.number("power"),
        }))
    },
};

impl PowerMean {
    /// Writes the power mean of the `children` into `parent`, both a value a unit.
    ///
    /// # Errors
    /// A value is below 0 (any power but 1), or is 0 (powers of 0 and below).
    pub fn apply(
        self,
        children: &[&[f64]],
        weights: &[f64],
        parent: &mut [f64],
    ) -> Result<(), Refusal> {
        let power = self.power;
        if power == 1.0 {
            arithmetic::apply(children, weights, parent);
            return Ok(());
        } else if power == 0.0 {
            return geometric::apply(children, weights, parent);
        } else if power == -1.0 {
            return harmonic::apply(children, weights, parent);
        }
        if power < 0.0 {
            require(children, |value| value > 0.0, &ABOVE_ZERO)?;
        } else {
            require(children, |value| value >= 0.0, &ZERO_OR_MORE)?;
        }
        // High powers of large values overflow; relative to the largest value they cannot.
        let present = children.iter().flat_map(|child| child.iter());
        let largest = present.fold(0.0_f64, |largest, &value| largest.max(value));
        if largest == 0.0 {
            arithmetic::apply(children, weights, parent);
            return Ok(());
        }
        let (forward, back) = (
            |value: f64| (value / largest).powf(power),
            |mean: f64| mean.powf(power.recip()) * largest,
        );
        quasi_arithmetic(children, weights, parent, forward, back);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mean(power: f64, values: &[f64]) -> Result<f64, Refusal> {
        let children: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let mut parent = [0.0];
        let weights = vec![1.0; values.len()];
        PowerMean { power }.apply(&children, &weights, &mut parent)?;
        Ok(parent[0])
    }

    #[test]
    fn worked_example() {
        assert!((mean(2.0, &[3.0, 4.0]).unwrap() - 12.5_f64.sqrt()).abs() < 1e-12);
        // A missing value is skipped, which COINr's generalised mean does not do.
        assert!((mean(2.0, &[3.0, f64::NAN, 4.0]).unwrap() - 12.5_f64.sqrt()).abs() < 1e-12);
        assert!(mean(2.0, &[f64::NAN]).unwrap().is_nan());
    }

    #[test]
    fn values_without_meaning_are_refused() {
        assert!(mean(2.0, &[-1.0, 1.0]).is_err());
        assert!(mean(-2.0, &[0.0, 1.0]).is_err());
        assert_eq!(mean(2.0, &[0.0, 0.0]), Ok(0.0));
        assert_eq!(mean(1.0, &[-1.0, 3.0]), Ok(1.0));
    }

    proptest! {
        #[test]
        fn the_mean_rises_with_the_power(
            values in prop::collection::vec(0.1..100.0f64, 1..8), a in -9.0..9.0f64, b in -9.0..9.0f64,
        ) {
            let (low, high) = (a.min(b), a.max(b));
            let (low, high) = (mean(low, &values).unwrap(), mean(high, &values).unwrap());
            prop_assert!(low <= high * (1.0 + 1e-9));
            let least = values.iter().fold(f64::INFINITY, |least, &value| least.min(value));
            prop_assert!(low >= least * (1.0 - 1e-9));
        }
    }
}
