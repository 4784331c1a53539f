//! Spatial autocorrelation: whether values near each other are alike.
//!
//! A file a statistic. Each gives its value, its moments under the null hypothesis where they are known in
//! closed form, and on request its place among permutations. The null hypotheses, said plainly:
//! *normality*: values are independent draws from one normal distribution; *randomisation*: all n!
//! assignments of the values to the units are equally likely; local statistics also *conditionally*: the
//! unit keeps its own value and the others are assigned at random. P-values: one-sided is the tail in the
//! direction of the deviation, two-sided is for both; they are never mixed.
//!
//! Units without neighbours (islands) count among the n units, as in the definitions; their own local
//! statistics are missing.

mod bivariate_moran;
mod geary;
mod getis_ord;
mod join_counts;
mod local_bivariate_moran;
mod local_geary;
mod local_getis_ord;
mod local_join_counts;
mod local_moran;
mod moran;
pub mod permutation;
pub mod significance;
mod sums;

pub use bivariate_moran::bivariate_moran;
pub use geary::geary;
pub use getis_ord::getis_ord;
pub use join_counts::{JoinCounts, join_counts};
pub use local_bivariate_moran::local_bivariate_moran;
pub use local_geary::local_geary;
pub use local_getis_ord::{LocalGetisOrd, local_getis_ord};
pub use local_join_counts::local_join_counts;
pub use local_moran::{LocalMoran, Quadrant, local_moran};
pub use moran::moran;
pub use permutation::{Permutations, Permuted};

use crate::Names;
use crate::weights::Weights;

/// Values that a statistic has no meaning for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum AutocorrelationError {
    /// Another number of values than of units.
    Sizes {
        /// The values.
        values: usize,
        /// The units.
        units: usize,
    },
    /// A value that is missing.
    Missing {
        /// The unit.
        unit: usize,
    },
    /// A value below 0, for a statistic of quantities.
    Negative {
        /// The unit.
        unit: usize,
    },
    /// A value that is neither 0 nor 1, for join counts.
    NotBinary {
        /// The unit.
        unit: usize,
    },
    /// All values are the same.
    Constant,
    /// Too few units.
    TooFew {
        /// The units there are.
        units: usize,
        /// The units needed.
        needed: usize,
    },
    /// No unit has a neighbour.
    NoLinks,
}

impl AutocorrelationError {
    /// The message in both languages. Units are counted from 1.
    pub fn message(&self) -> Names {
        match self {
            AutocorrelationError::Sizes { values, units } => Names::new(
                format!("{units} 个单元有 {values} 个取值；请一一对应"),
                format!("{units} units have {values} values; give one a unit"),
            ),
            AutocorrelationError::Missing { unit } => Names::new(
                format!("第 {} 个单元没有取值；请补全或去掉该单元", unit + 1),
                format!(
                    "unit {} has no value; complete it or leave the unit out",
                    unit + 1
                ),
            ),
            AutocorrelationError::Negative { unit } => Names::new(
                format!(
                    "第 {} 个单元的取值小于 0；Getis–Ord G 要求非负的量，请改用 Moran",
                    unit + 1
                ),
                format!(
                    "the value of unit {} is below 0; Getis–Ord G is for quantities from 0 up, take Moran's I",
                    unit + 1
                ),
            ),
            AutocorrelationError::NotBinary { unit } => Names::new(
                format!(
                    "第 {} 个单元的取值既不是 0 也不是 1；连接计数只用于这两个值",
                    unit + 1
                ),
                format!(
                    "the value of unit {} is neither 0 nor 1; join counts are for these two",
                    unit + 1
                ),
            ),
            AutocorrelationError::Constant => Names::fixed(
                "所有取值相同，自相关无意义；请换一个变量",
                "all values are the same, where autocorrelation has no meaning; take another variable",
            ),
            AutocorrelationError::TooFew { units, needed } => Names::new(
                format!("只有 {units} 个单元，该统计量至少需要 {needed} 个"),
                format!("there are {units} units and the statistic needs {needed}"),
            ),
            AutocorrelationError::NoLinks => Names::fixed(
                "没有任何相邻关系；请检查权重中的单元编号是否与取值表一致",
                "no unit has a neighbour; do the units in the weights have the ids of the values?",
            ),
        }
    }
}

/// A statistic of all units together.
#[derive(Debug, Clone, PartialEq)]
pub struct Global {
    /// The value.
    pub value: f64,
    /// The value expected under the null hypothesis.
    pub expected: f64,
    /// The variance under normality, where it is known.
    pub variance_normality: Option<f64>,
    /// The variance under randomisation, where it is known.
    pub variance_randomisation: Option<f64>,
    /// The place among permutations, where they were asked for.
    pub permuted: Option<Permuted>,
}

impl Global {
    /// The standard score for one of the variances.
    pub fn score(&self, variance: Option<f64>) -> Option<f64> {
        variance
            .filter(|&variance| variance > 0.0)
            .map(|variance| (self.value - self.expected) / variance.sqrt())
    }
}

/// A statistic of one unit; all is missing for an island.
#[derive(Debug, Clone, PartialEq)]
pub struct Local {
    /// The value.
    pub value: Option<f64>,
    /// Its expectation and variance under conditional randomisation.
    pub conditional: Option<(f64, f64)>,
    /// P-values among conditional permutations: one-sided, two-sided.
    pub permuted: Option<(f64, f64)>,
}

impl Local {
    const MISSING: Local = Local {
        value: None,
        conditional: None,
        permuted: None,
    };

    /// The standard score under conditional randomisation; missing where nothing varies.
    pub fn score(&self) -> Option<f64> {
        let (expected, variance) = self.conditional?;
        (variance > 0.0).then_some((self.value? - expected) / variance.sqrt())
    }
}

/// Values less their mean, with what statistics need of them.
#[derive(Debug, Clone)]
struct Centred {
    deviations: Vec<f64>,
    mean: f64,
    /// Σz²/n.
    second: f64,
    /// Σz³/n.
    third: f64,
    /// Σz⁴/n.
    fourth: f64,
}

impl Centred {
    /// Checks `values` against `weights` and centres them.
    fn new(
        weights: &Weights,
        values: &[f64],
        needed: usize,
    ) -> Result<Centred, AutocorrelationError> {
        let units = weights.units();
        if values.len() != units {
            return Err(AutocorrelationError::Sizes {
                values: values.len(),
                units,
            });
        }
        if let Some(unit) = values.iter().position(|value| !value.is_finite()) {
            return Err(AutocorrelationError::Missing { unit });
        }
        if units < needed {
            return Err(AutocorrelationError::TooFew { units, needed });
        }
        if weights.links().next().is_none() {
            return Err(AutocorrelationError::NoLinks);
        }
        if values.iter().all(|value| *value == values[0]) {
            return Err(AutocorrelationError::Constant);
        }
        let n = units as f64;
        let mean = values.iter().sum::<f64>() / n;
        let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let moment = |power: i32| deviations.iter().map(|z| z.powi(power)).sum::<f64>() / n;
        let (second, third, fourth) = (moment(2), moment(3), moment(4));
        if second == 0.0 {
            return Err(AutocorrelationError::Constant);
        }
        Ok(Centred {
            deviations,
            mean,
            second,
            third,
            fourth,
        })
    }

    fn n(&self) -> f64 {
        self.deviations.len() as f64
    }

    /// Mean and variance of the deviations of all units but this one.
    fn others(&self, unit: usize) -> (f64, f64) {
        let (n, z) = (self.n(), self.deviations[unit]);
        let mean = -z / (n - 1.0);
        (mean, (n * self.second - z * z) / (n - 1.0) - mean * mean)
    }
}

/// Expectation and variance of Σ_j w_j·f_j when the `count` values f, of mean and variance given, are assigned
/// at random: W·f̄ and s²·(N·Σw² − W²)/(N − 1). Source: Hoeffding (1951), Annals of Mathematical Statistics
/// 22(4).
fn assigned_at_random(count: f64, (mean, variance): (f64, f64), weights: &[f64]) -> (f64, f64) {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let spread = (count * squares - sum * sum) / (count - 1.0);
    (sum * mean, variance * spread.max(0.0))
}

#[cfg(test)]
mod testing {
    //! The six units that statistics are checked on over all 720 assignments.

    use super::*;

    pub(super) fn six() -> (Weights, Vec<f64>) {
        let links = [
            (0, 1, 1.0),
            (1, 0, 2.0),
            (1, 2, 0.5),
            (2, 1, 1.0),
            (2, 3, 1.0),
            (3, 2, 3.0),
            (3, 4, 1.0),
            (4, 3, 1.0),
            (4, 5, 0.25),
            (5, 0, 1.0),
            (0, 5, 1.5),
            (2, 5, 1.0),
        ];
        let weights = Weights::from_links(6, &links).unwrap();
        (weights, vec![1.0, 4.0, 2.0, 8.0, 5.5, 0.5])
    }

    /// Calls `visit` with every order of `values`.
    pub(super) fn for_each_order(
        values: &mut Vec<f64>,
        from: usize,
        visit: &mut dyn FnMut(&[f64]),
    ) {
        if from == values.len() {
            visit(values);
            return;
        }
        for other in from..values.len() {
            values.swap(from, other);
            for_each_order(values, from + 1, visit);
            values.swap(from, other);
        }
    }

    /// Mean and variance of a statistic over all orders of the values; those before `fixed` stay.
    pub(super) fn moments(
        values: &[f64],
        fixed: usize,
        statistic: &dyn Fn(&[f64]) -> f64,
    ) -> (f64, f64) {
        let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
        let origin = statistic(values);
        for_each_order(&mut values.to_vec(), fixed, &mut |order| {
            let value = statistic(order) - origin;
            count += 1.0;
            sum += value;
            squares += value * value;
        });
        let mean: f64 = sum / count;
        (mean + origin, squares / count - mean * mean)
    }

    pub(super) fn assert_close(found: f64, expected: f64) {
        let scale = expected.abs().max(1e-3);
        assert!(
            (found - expected).abs() <= 1e-10 * scale,
            "{found} for {expected}"
        );
    }

    #[test]
    fn values_without_meaning_are_refused() {
        let (weights, values) = six();
        let with = |unit: usize, value: f64| {
            let mut values = values.clone();
            values[unit] = value;
            values
        };
        let refusal = |weights: &Weights, values: &[f64]| {
            moran(weights, values, &Permutations::NONE).unwrap_err()
        };
        assert_eq!(
            refusal(&weights, &values[..5]),
            AutocorrelationError::Sizes {
                values: 5,
                units: 6
            }
        );
        assert_eq!(
            refusal(&weights, &with(2, f64::NAN)),
            AutocorrelationError::Missing { unit: 2 }
        );
        assert_eq!(refusal(&weights, &[3.0; 6]), AutocorrelationError::Constant);
        let alone = Weights::from_links(6, &[]).unwrap();
        assert_eq!(refusal(&alone, &values), AutocorrelationError::NoLinks);
        let three = Weights::from_links(3, &[(0, 1, 1.0)]).unwrap();
        assert_eq!(
            refusal(&three, &values[..3]),
            AutocorrelationError::TooFew {
                units: 3,
                needed: 4
            }
        );
        let negative = getis_ord(&weights, &with(3, -1.0), &Permutations::NONE).unwrap_err();
        assert_eq!(negative, AutocorrelationError::Negative { unit: 3 });
        assert_eq!(
            join_counts(&weights, &values, &Permutations::NONE).unwrap_err(),
            AutocorrelationError::NotBinary { unit: 1 }
        );
    }
}
