//! The rank (名次分): 1 for the worst value, ties get the smallest.
//!
//! Formula: y = 1 + number of units that are worse. It keeps the order and forgets the distances.
//! Source: OECD & JRC (2008), section 5.
//!
//! Worked example: (5, 9, 5, 7) becomes (1, 4, 1, 3).

use super::{Degenerate, FittedNormalisation, NormalisationSpec, RankScale, range};
use crate::Names;
use crate::methods::{About, Method};
use crate::moments::sorted;

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "rank",
        name: Names::fixed("名次分", "Rank"),
        description: Names::fixed(
            "最差者得 1 分，并列取最小名次；只保留次序。",
            "1 for the worst, ties get the smallest; only the order is kept.",
        ),
        formula: "y_i = 1 + #{j : x_j < x_i}",
        source: "OECD & JRC (2008), Handbook on Constructing Composite Indicators, section 5",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(NormalisationSpec::Rank),
};

pub(super) fn fit(column: &[f64]) -> Result<FittedNormalisation, Degenerate> {
    place(column, RankScale::Rank)
}

/// The place among the values of a column.
pub(super) fn place(column: &[f64], scale: RankScale) -> Result<FittedNormalisation, Degenerate> {
    range(column)?;
    Ok(FittedNormalisation::Ranks {
        values: sorted(column),
        scale,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut column = [5.0, 9.0, f64::NAN, 5.0, 7.0];
        fit(&column).unwrap().apply(&mut column);
        assert!(column[2].is_nan());
        assert_eq!(
            [column[0], column[1], column[3], column[4]],
            [1.0, 4.0, 1.0, 3.0]
        );
    }
}
