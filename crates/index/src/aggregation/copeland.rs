//! The Copeland rule (科普兰法): pairwise victories less defeats.
//!
//! Formula: unit a beats unit b when Σ_j w_j·sign(x_aj − x_bj) > 0 over the children j that both have;
//! y_a = #{b: a beats b} − #{b: b beats a}. Source: Copeland (1951), A "reasonable" social welfare
//! function, University of Michigan; Munda & Nardo (2009), Noncompensatory/nonlinear composite
//! indicators for ranking countries, Applied Economics 41, 1513–1523.
//!
//! All pairs are compared: n²/2 pairs times the number of children.
//!
//! Worked example: children (1, 2, 3), (1, 3, 2), (3, 2, 1) with equal weights: the second unit beats
//! both others twice out of three times, the third beats the first: y = (−2, 2, 0).

use super::AggregationSpec;
use crate::Names;
use crate::methods::{About, Method};
use crate::rank::{SUM_ROUNDING, tied_runs};

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "copeland",
        name: Names::fixed("科普兰法", "Copeland rule"),
        description: Names::fixed(
            "两两比较：权重合计占优者胜；得分为胜场减负场。各项完全不可补偿。",
            "Units are compared in pairs, and the one ahead on the greater weight of children wins; the score is victories less defeats. No compensation.",
        ),
        formula: "y_a = Σ_b sign(Σ_j w_j·sign(x_aj − x_bj))",
        source: "Copeland (1951), A reasonable social welfare function, University of Michigan; Munda & Nardo (2009), Applied Economics 41, 1513–1523",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::Copeland),
};

/// How many units are compared with one at a time: their margins stay in the fastest cache.
const BLOCK: usize = 1024;

/// Writes the Copeland scores (victories less defeats) of the `children` into `parent`, both a value a
/// unit; a unit without any value stays missing.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
    let units = parent.len();
    let places: Vec<Vec<f64>> = children.iter().map(|child| places(child)).collect();
    let certain = SUM_ROUNDING * weights.iter().sum::<f64>();
    let mut balance = vec![0_i64; units];
    let mut margins = [0.0; BLOCK];
    for start in (0..units).step_by(BLOCK) {
        let end = (start + BLOCK).min(units);
        // Each pair once: b in this block, a before b.
        for a in 0..end {
            let first = start.max(a + 1);
            let margins = &mut margins[..end - first];
            margins.fill(0.0);
            for (places, &weight) in places.iter().zip(weights) {
                add_margins(places[a], &places[first..end], weight, margins);
            }
            let mut of_a = 0;
            for (margin, of_b) in margins.iter().zip(&mut balance[first..end]) {
                let victory = i64::from(*margin > certain) - i64::from(*margin < -certain);
                of_a += victory;
                *of_b -= victory;
            }
            balance[a] += of_a;
        }
    }
    for (unit, (score, balance)) in parent.iter_mut().zip(balance).enumerate() {
        let has_value = children.iter().any(|child| !child[unit].is_nan());
        *score = if has_value { balance as f64 } else { f64::NAN };
    }
}

/// Adds the weight of one child to the margin of a unit over others where it is ahead, and takes it away
/// where it is behind. Comparisons with a missing value (NaN) are false both ways.
fn add_margins(place: f64, others: &[f64], weight: f64, margins: &mut [f64]) {
    for (margin, &other) in margins.iter_mut().zip(others) {
        let ahead = if place > other { weight } else { 0.0 };
        let behind = if place < other { weight } else { 0.0 };
        *margin += ahead - behind;
    }
}

/// The place of every value in the order of the column; values that differ by rounding share theirs.
fn places(column: &[f64]) -> Vec<f64> {
    let mut places = vec![f64::NAN; column.len()];
    tied_runs(column, |below, run| {
        for &unit in run {
            places[unit] = below as f64;
        }
    });
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scores(children: &[&[f64]], weights: &[f64]) -> Vec<f64> {
        let mut parent = vec![0.0; children[0].len()];
        apply(children, weights, &mut parent);
        parent
    }

    #[test]
    fn worked_example() {
        let children: [&[f64]; 3] = [&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0], &[3.0, 2.0, 1.0]];
        // The third child turns the second and third units' tie into a victory of the second.
        assert_eq!(scores(&children, &[1.0; 3]), [-2.0, 2.0, 0.0]);
        assert_eq!(scores(&children[..2], &[1.0; 2]), [-2.0, 1.0, 1.0]);
        // With all the weight on the third child, its order decides.
        assert_eq!(scores(&children, &[1.0, 1.0, 5.0]), [2.0, 0.0, -2.0]);
    }

    #[test]
    fn pairs_are_compared_on_the_children_both_have() {
        let children: [&[f64]; 2] = [&[1.0, f64::NAN, 3.0, f64::NAN], &[1.0, 2.0, 0.0, f64::NAN]];
        let found = scores(&children, &[1.0, 1.0]);
        // 1 v 2: lost; 1 v 3: one each; 2 v 3: won.
        assert_eq!(found[..3], [-1.0, 2.0, -1.0]);
        assert!(found[3].is_nan());
    }

    proptest! {
        #[test]
        fn the_blocks_give_what_counting_pair_by_pair_gives(
            rows in prop::collection::vec(prop::array::uniform3(-3..4i32), 2..60),
            weights in prop::array::uniform3(1..6i32),
        ) {
            // −3 stands for a missing value.
            let value = |row: &[i32; 3], child: usize| {
                if row[child] == -3 { f64::NAN } else { f64::from(row[child]) }
            };
            let columns: Vec<Vec<f64>> =
                (0..3).map(|child| rows.iter().map(|row| value(row, child)).collect()).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = scores(&columns, &weights.map(f64::from));
            for (a, row) in rows.iter().enumerate() {
                let expected: i32 = rows.iter().map(|other| {
                    let both = (0..3).filter(|&child| row[child] != -3 && other[child] != -3);
                    both.map(|child| weights[child] * (row[child] - other[child]).signum()).sum::<i32>().signum()
                }).sum();
                if row.iter().all(|&value| value == -3) {
                    prop_assert!(found[a].is_nan());
                } else {
                    prop_assert_eq!(found[a], f64::from(expected));
                }
            }
        }
    }
}
