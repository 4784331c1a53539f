//! PROMETHEE II (偏好顺序结构评估法): how much a unit is preferred to the others, less how much they
//! are to it.
//!
//! Formula: φ_ij = Σ_k (P(x_ij − x_kj) − P(x_kj − x_ij)) / (n_j − 1) over the other units k that have
//! the child j, with P from 0 (no preference, differences ≤ 0 included) to 1; y_i = Σ_j w_j·φ_ij / Σ_j
//! w_j over the children that unit i has, from −1 to 1. P(d) is one of: usual, 1 for d > 0; U-shape, 1
//! for d > q; V-shape, d / p up to 1; level, ½ for q < d ≤ p and 1 beyond; linear, (d − q) / (p − q)
//! between q and p; Gaussian, 1 − exp(−d² / 2s²). Thresholds are shares of the range of the child.
//! Source: Brans & Vincke (1985), A preference ranking organisation method, Management Science 31,
//! 647–656.
//!
//! All preference functions but the Gaussian are summed from the sorted column in n·log n steps; the
//! Gaussian takes n² steps.
//!
//! Worked example: one child (0, 50, 100), V-shape with p = 1 (the range): preferences of the third
//! unit ½ and 1, of the second ½ and −½: y = (−¾, 0, ¾).

use serde::Serialize;

use super::AggregationSpec;
use super::arithmetic;
use super::scaling::spread;
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::rank::SUM_ROUNDING;

/// How a difference becomes a preference; thresholds are shares of the range of the child, and
/// `indifference ≤ preference` where both are used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PrometheeIi {
    /// The preference function.
    pub function: PreferenceFunction,
    /// q: the largest difference without preference.
    pub indifference: f64,
    /// p: the smallest difference with full preference.
    pub preference: f64,
    /// s: the inflexion of the Gaussian, above 0.
    pub inflexion: f64,
}

/// The six preference functions of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreferenceFunction {
    /// Any difference is a full preference.
    Usual,
    /// Full preference beyond q.
    UShape,
    /// In proportion up to p.
    VShape,
    /// Half a preference between q and p.
    Level,
    /// Rising from q to p.
    Linear,
    /// 1 − exp(−d² / 2s²).
    Gaussian,
}

/// A threshold as a share of the range; beyond 1 it is never reached.
const fn threshold(id: &'static str, name: Names, default: f64, least: f64) -> Parameter {
    Parameter {
        id,
        name,
        kind: ParameterKind::Number {
            default,
            least,
            most: 10.0,
        },
    }
}

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "promethee-ii",
        name: Names::fixed("偏好顺序结构评估法（PROMETHEE II）", "PROMETHEE II"),
        description: Names::fixed(
            "两两比较各项差距，按偏好函数折算为偏好度；得分为净流（−1 到 1）；随评价单元的增减而变。",
            "Differences between units become preferences by a preference function; the score is the net flow (−1 to 1); it changes when units come or go.",
        ),
        formula: "y_i = Σ_j w_j·φ_ij / Σ_j w_j, φ_ij = Σ_k (P(x_ij − x_kj) − P(x_kj − x_ij)) / (n_j − 1)",
        source: "Brans & Vincke (1985), A preference ranking organisation method, Management Science 31, 647–656",
        parameters: &[
            Parameter {
                id: "function",
                name: Names::fixed("偏好函数", "preference function"),
                kind: ParameterKind::Option {
                    default: "usual",
                    options: &[
                        ("usual", Names::fixed("常用型", "usual: any difference")),
                        ("u-shape", Names::fixed("U 型：超过 q", "U-shape: beyond q")),
                        (
                            "v-shape",
                            Names::fixed("V 型：按比例至 p", "V-shape: in proportion up to p"),
                        ),
                        (
                            "level",
                            Names::fixed("阶梯型：q 与 p 之间为半", "level: half between q and p"),
                        ),
                        (
                            "linear",
                            Names::fixed("线性型：自 q 升至 p", "linear: rising from q to p"),
                        ),
                        ("gaussian", Names::fixed("高斯型", "Gaussian")),
                    ],
                },
            },
            threshold(
                "indifference",
                Names::fixed(
                    "无差异阈值 q（占极差比例）",
                    "indifference q (share of the range)",
                ),
                0.05,
                0.0,
            ),
            threshold(
                "preference",
                Names::fixed(
                    "偏好阈值 p（占极差比例）",
                    "preference p (share of the range)",
                ),
                0.5,
                0.0,
            ),
            threshold(
                "inflexion",
                Names::fixed(
                    "高斯拐点 s（占极差比例）",
                    "inflexion s of the Gaussian (share of the range)",
                ),
                0.25,
                0.001,
            ),
        ],
        inferred: false,
    },
    specify: |arguments| {
        let spec = PrometheeIi {
            function: match arguments.option("function") {
                "u-shape" => PreferenceFunction::UShape,
                "v-shape" => PreferenceFunction::VShape,
                "level" => PreferenceFunction::Level,
                "linear" => PreferenceFunction::Linear,
                "gaussian" => PreferenceFunction::Gaussian,
                _ => PreferenceFunction::Usual,
            },
            indifference: arguments.number("indifference"),
            preference: arguments.number("preference"),
            inflexion: arguments.number("inflexion"),
        };
        let (q, p) = (spec.indifference, spec.preference);
        let uses_both = matches!(
            spec.function,
            PreferenceFunction::Level | PreferenceFunction::Linear
        );
        if q <= p || !uses_both {
            Ok(AggregationSpec::PrometheeIi(spec))
        } else {
            Err(Names::new(
                format!("indifference({q})不得大于 preference({p})"),
                format!("indifference ({q}) must not be above preference ({p})"),
            ))
        }
    },
};

impl PrometheeIi {
    /// Writes the net flows (−1 to 1) of the `children` into `parent`, both a value a unit.
    pub fn apply(self, children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
        let flows: Vec<Vec<f64>> = children.iter().map(|child| self.flows(child)).collect();
        let flows: Vec<&[f64]> = flows.iter().map(Vec::as_slice).collect();
        arithmetic::apply(&flows, weights, parent);
    }

    /// The net flow of every unit on one child; 0 where the child does not vary.
    fn flows(self, column: &[f64]) -> Vec<f64> {
        let mut sorted: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let range = spread(column);
        if range == 0.0 {
            let flow = |value: &f64| if value.is_nan() { f64::NAN } else { 0.0 };
            return column.iter().map(flow).collect();
        }
        let others = sorted.len() as f64 - 1.0;
        let Some(thresholds) = self.thresholds(range, sorted[0], sorted[sorted.len() - 1]) else {
            let sharpness = -0.5 / (self.inflexion * range).powi(2);
            let signed = |d: f64| (1.0 - (d * d * sharpness).exp()).copysign(d);
            let flow = |x: &f64| sorted.iter().map(|y| signed(x - y)).sum::<f64>() / others;
            return column.iter().map(flow).collect();
        };
        // Counting from the smallest value keeps the sums small.
        let origin = sorted[0];
        for value in &mut sorted {
            *value -= origin;
        }
        let sums = std::iter::once(0.0).chain(sorted.iter().scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        }));
        let sums: Vec<f64> = sums.collect();
        let flow = |value: &f64| {
            if value.is_nan() {
                return f64::NAN;
            }
            (thresholds.over_lower(&sorted, &sums, value - origin)
                - thresholds.over_higher(&sorted, &sums, value - origin))
                / others
        };
        column.iter().map(flow).collect()
    }

    /// The thresholds on the scale of a child from `worst` to `best`; `None` for the Gaussian, which has
    /// none.
    fn thresholds(self, range: f64, worst: f64, best: f64) -> Option<Thresholds> {
        let (q, p) = (self.indifference * range, self.preference * range);
        // Scores that differ by rounding are the same score.
        let rounding = SUM_ROUNDING * worst.abs().max(best.abs());
        let step = |from: f64, to: f64| Thresholds {
            from: from.max(rounding),
            to: to.max(rounding),
            between: Between::Half,
        };
        let ramp = |from: f64, to: f64| {
            if to - from > rounding {
                let between = Between::Rising;
                Thresholds { from, to, between }
            } else {
                step(from, from)
            }
        };
        match self.function {
            PreferenceFunction::Usual => Some(step(0.0, 0.0)),
            PreferenceFunction::UShape => Some(step(q, q)),
            PreferenceFunction::VShape => Some(ramp(0.0, p)),
            PreferenceFunction::Level => Some(step(q, p)),
            PreferenceFunction::Linear => Some(ramp(q, p)),
            PreferenceFunction::Gaussian => None,
        }
    }
}

/// A preference that is 0 up to `from`, 1 beyond `to`, and one of two things between.
struct Thresholds {
    from: f64,
    to: f64,
    between: Between,
}

/// The preference between the thresholds.
enum Between {
    Half,
    Rising,
}

impl Thresholds {
    /// The sum of the preferences of `value` over the smaller of the `sorted` values, whose partial sums
    /// are `sums`.
    fn over_lower(&self, sorted: &[f64], sums: &[f64], value: f64) -> f64 {
        let full = sorted.partition_point(|other| value - other > self.to);
        let some = sorted.partition_point(|other| value - other > self.from);
        let count = (some - full) as f64;
        full as f64
            + match self.between {
                Between::Half => 0.5 * count,
                Between::Rising if some == full => 0.0,
                Between::Rising => {
                    (count * (value - self.from) - (sums[some] - sums[full]))
                        / (self.to - self.from)
                }
            }
    }

    /// The sum of the preferences of the larger of the `sorted` values over `value`.
    fn over_higher(&self, sorted: &[f64], sums: &[f64], value: f64) -> f64 {
        let some = sorted.partition_point(|other| other - value <= self.from);
        let full = sorted.partition_point(|other| other - value <= self.to);
        let count = (full - some) as f64;
        (sorted.len() - full) as f64
            + match self.between {
                Between::Half => 0.5 * count,
                Between::Rising if some == full => 0.0,
                Between::Rising => {
                    (sums[full] - sums[some] - count * (value + self.from)) / (self.to - self.from)
                }
            }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FUNCTIONS: [PreferenceFunction; 6] = [
        PreferenceFunction::Usual,
        PreferenceFunction::UShape,
        PreferenceFunction::VShape,
        PreferenceFunction::Level,
        PreferenceFunction::Linear,
        PreferenceFunction::Gaussian,
    ];

    fn spec(function: PreferenceFunction, indifference: f64, preference: f64) -> PrometheeIi {
        PrometheeIi {
            function,
            indifference,
            preference,
            inflexion: 0.25,
        }
    }

    #[test]
    fn worked_example() {
        let v_shape = spec(PreferenceFunction::VShape, 0.0, 1.0);
        assert_eq!(v_shape.flows(&[0.0, 50.0, 100.0]), [-0.75, 0.0, 0.75]);
        let usual = spec(PreferenceFunction::Usual, 0.0, 0.0);
        assert_eq!(usual.flows(&[10.0, 20.0, 20.0]), [-1.0, 0.5, 0.5]);
        assert_eq!(usual.flows(&[4.0, 4.0]), [0.0, 0.0]);
        let found = usual.flows(&[4.0, f64::NAN]);
        assert!(found[0] == 0.0 && found[1].is_nan());
        for function in FUNCTIONS {
            let found = spec(function, 0.1, 0.4).flows(&[1.0, f64::NAN, 0.3]);
            assert!(
                found[1].is_nan() && found[0] == -found[2] && found[0] > 0.9,
                "{function:?}"
            );
        }
    }

    /// The preference function as the source writes it.
    fn preference(spec: PrometheeIi, range: f64, d: f64) -> f64 {
        let (q, p) = (spec.indifference * range, spec.preference * range);
        let step = |full: bool| f64::from(u8::from(full));
        if d <= 0.0 {
            return 0.0;
        }
        match spec.function {
            PreferenceFunction::Usual => 1.0,
            PreferenceFunction::UShape => step(d > q),
            PreferenceFunction::VShape => (d / p).min(1.0),
            PreferenceFunction::Level => 0.5 * (step(d > q) + step(d > p)),
            PreferenceFunction::Linear => ((d - q) / (p - q)).clamp(0.0, 1.0),
            PreferenceFunction::Gaussian => {
                1.0 - (-d * d / (2.0 * (spec.inflexion * range).powi(2))).exp()
            }
        }
    }

    proptest! {
        #[test]
        fn the_sorted_sums_give_what_comparing_every_pair_gives(
            column in prop::collection::vec(-50.0..50.0f64, 2..40), q in 0.01..0.3f64, wider in 0.01..0.5f64,
        ) {
            let range = spread(&column);
            prop_assume!(range > 1e-3);
            for function in FUNCTIONS {
                let spec = spec(function, q, q + wider);
                for (x, found) in column.iter().zip(spec.flows(&column)) {
                    let pairs = column.iter().map(|y| {
                        preference(spec, range, x - y) - preference(spec, range, y - x)
                    });
                    let expected = pairs.sum::<f64>() / (column.len() as f64 - 1.0);
                    prop_assert!((found - expected).abs() < 1e-9, "{:?}: {} {}", function, found, expected);
                }
            }
        }
    }
}
