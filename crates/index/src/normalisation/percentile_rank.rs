//! The percentile rank (百分等级): the share of the other units that are worse.
//!
//! Formula: y = (rank − 1)/(n − 1) · high, ranks counted from the worst, ties getting the smallest.
//! Source: OECD & JRC (2008), section 5.
//!
//! Worked example: (5, 9, 5, 7, 6) becomes (0, 1, 0, 0.75, 0.5).

use super::{Degenerate, FittedNormalisation, NormalisationSpec, RankScale, TOP, Top, rank};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "percentile-rank",
        name: Names::fixed("百分等级", "Percentile rank"),
        description: Names::fixed(
            "其余单元中劣于本单元的比例。",
            "The share of the other units that are worse.",
        ),
        formula: "y_i = #{j : x_j < x_i} / (n − 1) · high",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[TOP],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::PercentileRank(Top {
            high: arguments.number("high"),
        }))
    },
};

pub(super) fn fit(column: &[f64], high: f64) -> Result<FittedNormalisation, Degenerate> {
    rank::place(column, RankScale::Percentile { high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut column = [5.0, 9.0, 5.0, 7.0, 6.0];
        let fitted = fit(&column, 1.0).unwrap();
        fitted.apply(&mut column);
        assert_eq!(column, [0.0, 1.0, 0.0, 0.75, 0.5]);
        // A later value above all that were there at fitting.
        assert_eq!(fitted.value(50.0), 1.0);
    }
}
