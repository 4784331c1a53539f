//! The distance to the maximum (最优值距离法): the share of the way from the worst to the best value.
//!
//! Formula: y = (1 − (max − x)/(max − min)) · high, the same as min-max from 0 to `high`. Source: OECD &
//! JRC (2008), section 5.
//!
//! Worked example: (2, 4, 10) becomes (0, 0.25, 1).

use super::{Degenerate, Linear, MinMax, NormalisationSpec, TOP, Top};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "distance-to-maximum",
        name: Names::fixed("最优值距离法", "Distance to the maximum"),
        description: Names::fixed(
            "由最差值到最优值所走过的比例。",
            "The share of the way from the worst to the best value.",
        ),
        formula: "y = (1 − (max − x)/(max − min)) · high",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[TOP],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::DistanceToMaximum(Top {
            high: arguments.number("high"),
        }))
    },
};

pub(super) fn fit(column: &[f64], high: f64) -> Result<Linear, Degenerate> {
    MinMax { low: 0.0, high }.fit(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let linear = fit(&[2.0, 4.0, 10.0], 1.0).unwrap();
        assert_eq!([2.0, 4.0, 10.0].map(|x| linear.value(x)), [0.0, 0.25, 1.0]);
    }
}
