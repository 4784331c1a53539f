//! CILOS weights (准则影响损失法): a child weighs the more, the less it loses when the others are at their best
//! (criterion impact loss).
//!
//! Formula: let row i of A hold the values of the unit that is best in child i. The loss of child j when i is best is
//! p_ij = (a_jj − a_ij) / a_jj; with F the matrix P less its column sums on the diagonal, F·q = 0 and Σ q = 1.
//! Source: Mirkin (1974), The Problem of Group Choice (in Russian); Zavadskas & Podvezko (2016), Integrated
//! determination of objective criteria weights in MCDM, International Journal of Information Technology &
//! Decision Making 15(2).
//!
//! F is the generator of a Markov chain that moves from j to i at the rate p_ij, and q is where it stays in the
//! long run. That settles the cases in which F·q = 0 has many solutions: q is where a chain ends that starts with
//! equal weights. When no child loses anything, the weights stay equal.
//!
//! Worked example, three units: (4, 2, 1) and (1, 3, 2). The first is best in the first unit, the second in the
//! second: A = (4 1; 2 3), P = (0 2/3; 1/2 0). (1/2)·q_1 = (2/3)·q_2, so q = (4/7, 3/7).
//!
//! Degenerate cases: where several units share the best value, their rows are averaged (the library pymcdm takes the
//! first, so that its weights depend on the order of units). Units with a missing value are left out; values
//! below 0 are refused.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, not_negative,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "cilos",
        name: Names::fixed("CILOS 影响损失法", "CILOS"),
        description: Names::fixed(
            "其他各项取最优时损失越小的项，权重越大。",
            "A child weighs the more, the less it loses when the others are at their best.",
        ),
        formula: "p_ij = (a_jj − a_ij) / a_jj, row i of A being the unit that is best in i; F = P − diag(Σ_i p_ij); F·q = 0, Σ q = 1",
        source: "Zavadskas & Podvezko (2016), International Journal of Information Technology & Decision Making 15(2)",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Cilos),
};

/// The weights of `columns` (each a value ≥ 0 a unit, larger is better, not constant; NaN is missing), which
/// sum to 1.
///
/// # Errors
/// [`Refusal`]: a value is below 0, or fewer than two units have all values.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    not_negative(columns)?;
    let units = columns.first().map_or(0, |column| column.len());
    let complete: Vec<usize> = (0..units)
        .filter(|&unit| columns.iter().all(|column| !column[unit].is_nan()))
        .collect();
    if complete.len() < 2 {
        return Err(Refusal::all(
            "有全部数据的单元不足 2 个，无法计算影响损失：请插补缺失值",
            "fewer than 2 units have all values, so there is no impact loss: impute missing values",
        ));
    }
    Ok(long_run(&losses(columns, &complete)))
}

/// p_ij over the units `of`, which have all values.
fn losses(columns: &[&[f64]], of: &[usize]) -> Vec<Vec<f64>> {
    let best: Vec<f64> = columns
        .iter()
        .map(|column| {
            of.iter()
                .fold(0.0_f64, |most, &unit| most.max(column[unit]))
        })
        .collect();
    let row = |i: usize| -> Vec<f64> {
        let winners: Vec<usize> = of
            .iter()
            .copied()
            .filter(|&unit| columns[i][unit] == best[i])
            .collect();
        let loss = |j: usize| {
            let sum: f64 = winners.iter().map(|&unit| columns[j][unit]).sum();
            // A child that is 0 in all complete units has nothing to lose.
            if best[j] > 0.0 {
                1.0 - sum / (winners.len() as f64 * best[j])
            } else {
                0.0
            }
        };
        (0..columns.len())
            .map(|j| if i == j { 0.0 } else { loss(j) })
            .collect()
    };
    (0..columns.len()).map(row).collect()
}

/// Squarings of the transition matrix: 2^64 steps, beyond the resolution of a rate.
const SQUARINGS: usize = 64;

/// Where a chain with the rates `rates[i][j]` from j to i stays in the long run when it starts anywhere.
fn long_run(rates: &[Vec<f64>]) -> Vec<f64> {
    let count = rates.len();
    let leaving: Vec<f64> = (0..count)
        .map(|j| rates.iter().map(|row| row[j]).sum())
        .collect();
    let fastest = leaving.iter().fold(0.0_f64, |most, &rate| most.max(rate));
    let equal = vec![1.0 / count as f64; count];
    if fastest == 0.0 {
        return equal;
    }
    // Staying with half the probability at least makes the chain free of periods.
    let step = 0.5 / fastest;
    let mut moves: Vec<Vec<f64>> = (0..count)
        .map(|i| {
            (0..count)
                .map(|j| {
                    if i == j {
                        1.0 - step * leaving[j]
                    } else {
                        step * rates[i][j]
                    }
                })
                .collect()
        })
        .collect();
    for _ in 0..SQUARINGS {
        moves = square(&moves);
    }
    moves
        .iter()
        .map(|row| row.iter().zip(&equal).map(|(m, start)| m * start).sum())
        .collect()
}

/// The square of a matrix whose columns sum to 1, which are kept at that.
fn square(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let count = matrix.len();
    let mut product = vec![vec![0.0; count]; count];
    for (to, row) in product.iter_mut().zip(matrix) {
        for (factor, other) in row.iter().zip(matrix) {
            for (cell, value) in to.iter_mut().zip(other) {
                *cell += factor * value;
            }
        }
    }
    for j in 0..count {
        let total: f64 = product.iter().map(|row| row[j]).sum();
        for row in &mut product {
            row[j] /= total;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[4.0, 2.0, 1.0], &[1.0, 3.0, 2.0]]).unwrap();
        assert!((found[0] - 4.0 / 7.0).abs() < 1e-14, "{found:?}");
    }

    #[test]
    fn the_order_of_tied_units_plays_no_part() {
        let forward = weights(&[&[4.0, 4.0, 1.0], &[1.0, 3.0, 2.0], &[5.0, 1.0, 2.0]]).unwrap();
        let backward = weights(&[&[1.0, 4.0, 4.0], &[2.0, 3.0, 1.0], &[2.0, 1.0, 5.0]]).unwrap();
        for (a, b) in forward.iter().zip(&backward) {
            assert!((a - b).abs() < 1e-14);
        }
    }

    #[test]
    fn nothing_to_lose_leaves_the_weights_equal() {
        assert_eq!(weights(&[&[1.0, 2.0], &[3.0, 5.0]]).unwrap(), [0.5, 0.5]);
        let gaps = [1.0, f64::NAN];
        assert!(weights(&[&gaps, &[f64::NAN, 1.0]]).is_err());
    }

    /// The weights solve the equations they are defined by.
    #[test]
    fn the_equations_hold() {
        let columns: [&[f64]; 3] = [
            &[9.0, 2.0, 1.0, 4.0],
            &[1.0, 8.0, 2.0, 3.0],
            &[2.0, 3.0, 7.0, 1.0],
        ];
        let rates = losses(&columns, &[0, 1, 2, 3]);
        let q = weights(&columns).unwrap();
        for i in 0..3 {
            let gain: f64 = (0..3).map(|j| rates[i][j] * q[j]).sum();
            let loss: f64 = (0..3).map(|k| rates[k][i]).sum::<f64>() * q[i];
            assert!((gain - loss).abs() < 1e-14);
        }
    }
}
