//! A fixed scale for all indicators (固定尺度法): y = (x − low)/(high − low) · 100.
//!
//! `low` and `high` hold for the values after the direction is applied, the same for every indicator
//! that uses the method; nothing is taken from the data. For ends of each indicator's own, and for
//! negative indicators, use [`goalposts`](super::goalposts). Source: Global Innovation Index (2020),
//! appendix IV (indicators already on a scale of 0 to 100).
//!
//! Worked example with `low` = 1 and `high` = 7: (1, 4, 7) becomes (0, 50, 100).

use serde::Serialize;

use super::{Degenerate, HIGH, LOW, Linear, MinMax, NormalisationSpec, Truncation};
use crate::Names;
use crate::matrix::present;
use crate::methods::{About, Method};

/// The values that get 0 and 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scaled {
    /// The value that gets 0.
    pub low: f64,
    /// The value that gets 100.
    pub high: f64,
}

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "scaled",
        name: Names::fixed("固定尺度法", "Fixed scale"),
        description: Names::fixed(
            "所有指标共用的固定尺度，不取自数据；适用于本已在 0–100 或 1–7 等量表上的指标。",
            "One fixed scale, not taken from the data, for indicators already on a scale such as 0 to 100 or 1 to 7.",
        ),
        formula: "y = (x − low)/(high − low) · 100",
        source: "Global Innovation Index (2020), appendix IV",
        parameters: &[LOW, HIGH],
        inferred: false,
    },
    specify: |arguments| {
        let range = MinMax::from(arguments)?;
        Ok(NormalisationSpec::Scaled(Scaled {
            low: range.low,
            high: range.high,
        }))
    },
};

impl Scaled {
    pub(super) fn fit(self, column: &[f64]) -> Result<Linear, Degenerate> {
        if present(column) == 0 {
            return Err(Degenerate::Empty);
        }
        Ok(Linear {
            origin: self.low,
            half_span: (self.high - self.low) / 2.0,
            low: 0.0,
            size: 100.0,
            truncation: Truncation::None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let spec = Scaled {
            low: 1.0,
            high: 7.0,
        };
        let linear = spec.fit(&[2.0]).unwrap();
        assert_eq!([1.0, 4.0, 7.0].map(|x| linear.value(x)), [0.0, 50.0, 100.0]);
    }
}
