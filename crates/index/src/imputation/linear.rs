//! Linear in time (时间线性插值), between the values of the unit before and after.
//!
//! Formula: x_t = x_s + (x_u − x_s)·(t − s)/(u − s), s and u the nearest times with a value around t, at
//! most `max_gap` apart. Before the first and after the last value the gap stays, or with `ends =
//! "nearest"` gets that value if it is at most `max_gap` away. Source: COINr 1.1.14, `impute_panel`
//! ("linear", "linear-constant").
//!
//! Worked example: years 2020 to 2023 (5, –, –, 8) becomes (5, 6, 7, 8).

use serde::Serialize;

use super::ImputationSpec;
use super::last_value::MAX_GAP;
use crate::Names;
use crate::methods::{About, Method, Parameter, ParameterKind};

/// The parameters of interpolation in time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Linear {
    /// The longest stretch of time that is bridged.
    pub max_gap: f64,
    /// What becomes of gaps before the first and after the last value.
    pub ends: Ends,
}

/// What becomes of gaps before the first and after the last value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// They stay.
    Missing,
    /// They get the nearest value.
    Nearest,
}

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "linear",
        name: Names::fixed("时间线性插值", "Linear in time"),
        description: Names::fixed(
            "在同一单元前后两期的值之间线性插值；需要多期数据。",
            "Linear between the values of the same unit before and after; needs tables of several times.",
        ),
        formula: "x_t = x_s + (x_u − x_s)·(t − s)/(u − s)",
        source: "COINr 1.1.14 (impute_panel)",
        parameters: &[
            MAX_GAP,
            Parameter {
                id: "ends",
                name: Names::fixed("首尾缺口", "gaps at the ends"),
                kind: ParameterKind::Option {
                    default: "missing",
                    options: &[
                        ("missing", Names::fixed("保持缺失", "stay missing")),
                        (
                            "nearest",
                            Names::fixed("取最近的值", "get the nearest value"),
                        ),
                    ],
                },
            },
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(ImputationSpec::Linear(Linear {
            max_gap: arguments.number("max_gap"),
            ends: match arguments.option("ends") {
                "nearest" => Ends::Nearest,
                _ => Ends::Missing,
            },
        }))
    },
};

impl Linear {
    pub(super) fn apply(&self, times: &[f64], values: &mut [f64]) {
        let original = values.to_vec();
        let known = |at: &usize| !original[*at].is_nan();
        for at in 0..values.len() {
            if known(&at) {
                continue;
            }
            let before = (0..at).rev().find(known);
            let after = (at + 1..values.len()).find(known);
            let filling = match (before, after) {
                (Some(s), Some(u)) if times[u] - times[s] <= self.max_gap => {
                    let part = (times[at] - times[s]) / (times[u] - times[s]);
                    Some(original[s] + (original[u] - original[s]) * part)
                }
                (Some(end), None) | (None, Some(end))
                    if self.ends == Ends::Nearest
                        && (times[at] - times[end]).abs() <= self.max_gap =>
                {
                    Some(original[end])
                }
                _ => None,
            };
            if let Some(filling) = filling {
                values[at] = filling;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEARS: [f64; 4] = [2020.0, 2021.0, 2022.0, 2023.0];

    fn fill(max_gap: f64, ends: Ends, mut values: [f64; 4]) -> [f64; 4] {
        Linear { max_gap, ends }.apply(&YEARS, &mut values);
        values
    }

    #[test]
    fn worked_example() {
        let gap = f64::NAN;
        assert_eq!(
            fill(9.0, Ends::Missing, [5.0, gap, gap, 8.0]),
            [5.0, 6.0, 7.0, 8.0]
        );
        assert!(fill(2.0, Ends::Missing, [5.0, gap, gap, 8.0])[1].is_nan());
        let ends = [gap, 5.0, 6.0, gap];
        assert!(fill(9.0, Ends::Missing, ends)[0].is_nan());
        assert_eq!(fill(9.0, Ends::Nearest, ends), [5.0, 5.0, 6.0, 6.0]);
    }
}
