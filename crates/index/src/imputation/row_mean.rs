//! The mean of the unit over the sibling indicators (同级指标均值插补), on a common scale.
//!
//! Every indicator is brought to 0 … 1 by min-max in its direction, y; a gap gets the mean of the y
//! of the unit over the indicators with the same parent, and is turned back into the unit of measure:
//! x = min + y·(max − min), or max − y·(max − min) for a negative indicator. A unit without any of the
//! siblings, an only child, and an indicator with an optimum (whose scale cannot be turned back) keep
//! the gap. Source: COINr 1.1.14, `Impute(impute_by = "row")` within groups.
//!
//! Worked example: siblings a = (0, 5, 10), b = (100, –, 300): the second unit stands at y = 0.5 in a,
//! so b = 100 + 0.5·200 = 200.

use super::ImputationSpec;
use crate::framework::{Direction, Indicator};
use crate::matrix::extent;
use crate::methods::{About, Method};
use crate::{Matrix, Names};

/// The line in the table of methods.
pub static METHOD: Method<ImputationSpec> = Method {
    about: About {
        id: "row-mean",
        name: Names::fixed("同级指标均值插补", "Mean of the siblings"),
        description: Names::fixed(
            "按极差法统一量纲后，用该单元在同一上级之下其余指标上的均值填补，再换回原单位。",
            "On the scale of min-max, the mean of the unit over the other indicators of the same parent, turned back into the unit of measure.",
        ),
        formula: "y_ij = mean of y_ik over the siblings k that i has; x_ij = min_j + y_ij·(max_j − min_j)",
        source: "COINr 1.1.14 (imputation by row within groups)",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(ImputationSpec::RowMean),
};

/// Fills gaps with a statistic over the siblings.
pub(super) fn apply(
    values: &mut Matrix,
    columns: &[usize],
    indicators: &[&Indicator],
    statistic: impl Fn(&[f64]) -> Option<f64>,
) {
    let original = values.clone();
    let scales: Vec<Option<Scale>> = (0..original.columns())
        .map(|column| Scale::of(indicators[column], original.column(column)))
        .collect();
    for &column in columns {
        let Some(scale) = scales[column] else {
            continue;
        };
        for unit in 0..original.rows() {
            if !original.value(unit, column).is_nan() {
                continue;
            }
            let siblings: Vec<f64> = (0..original.columns())
                .filter(|&other| {
                    other != column && indicators[other].parent == indicators[column].parent
                })
                .filter_map(|other| Some(scales[other]?.share(original.value(unit, other))))
                .collect();
            if let Some(share) = statistic(&siblings) {
                values.column_mut(column)[unit] = scale.value(share);
            }
        }
    }
}

/// The line between the worst value (0) and the best (1) of an indicator.
#[derive(Clone, Copy)]
struct Scale {
    worst: f64,
    best: f64,
}

impl Scale {
    fn of(indicator: &Indicator, column: &[f64]) -> Option<Scale> {
        let (least, most) = extent(column).filter(|(least, most)| least < most)?;
        match indicator.direction {
            Direction::Positive => Some(Scale {
                worst: least,
                best: most,
            }),
            Direction::Negative => Some(Scale {
                worst: most,
                best: least,
            }),
            Direction::Optimal { .. } => None,
        }
    }

    fn share(self, value: f64) -> f64 {
        (value - self.worst) / (self.best - self.worst)
    }

    fn value(self, share: f64) -> f64 {
        self.worst + share * (self.best - self.worst)
    }
}
