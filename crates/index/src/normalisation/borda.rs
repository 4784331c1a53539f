//! Borda points (博尔达分): the number of units that are worse.
//!
//! Formula: y = rank − 1, ranks counted from the worst, ties getting the smallest. Source: de Borda
//! (1784), Mémoire sur les élections au scrutin.
//!
//! Worked example: (5, 9, 5, 7) becomes (0, 3, 0, 2).

use super::{Degenerate, FittedNormalisation, NormalisationSpec, RankScale, rank};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "borda",
        name: Names::fixed("博尔达分", "Borda points"),
        description: Names::fixed("胜过的单元数。", "The number of units that are worse."),
        formula: "y_i = #{j : x_j < x_i}",
        source: "de Borda (1784), Mémoire sur les élections au scrutin",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(NormalisationSpec::Borda),
};

pub(super) fn fit(column: &[f64]) -> Result<FittedNormalisation, Degenerate> {
    rank::place(column, RankScale::Borda)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut column = [5.0, 9.0, 5.0, 7.0];
        fit(&column).unwrap().apply(&mut column);
        assert_eq!(column, [0.0, 3.0, 0.0, 2.0]);
    }
}
