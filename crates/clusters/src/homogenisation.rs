//! Homogenised development: how alike two places are beyond what their endowments would predict.
//!
//! The similarity of every pair of places is regressed on the absolute differences of their endowments (ordinary
//! least squares with an intercept); the residual of a pair is what endowments do not explain. A positive
//! residual means more alike than expected. Pairs that share a place are not independent, so that the
//! significance of a coefficient comes from the quadratic assignment procedure: the places of the similarity
//! matrix are relabelled at random, the regression is run again, and the p-value is the share of relabellings
//! (with the observed one) whose coefficient is at least as far from 0.
//!
//! Source: Krackhardt (1988), Predicting with networks: nonparametric multiple regression analysis of dyadic
//! data, Social Networks 10. The use for 同质化 is our own (自拟).
//!
//! Worked example: three places with endowments 0, 1, 3 and similarities s₁₂ = 0.9, s₁₃ = 0.3, s₂₃ = 0.6 have the
//! differences 1, 3, 2; the line is 1.2 − 0.3·d, and all residuals are 0.

use crate::Random;

/// A regression of similarities on differences of endowments.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The intercept.
    pub intercept: f64,
    /// A coefficient an endowment.
    pub coefficients: Vec<f64>,
    /// Two-sided p-value of each coefficient over the relabellings.
    pub p_values: Vec<f64>,
    /// Share of the variance explained.
    pub r_squared: f64,
    /// The pairs used, each with the similarity expected and the residual.
    pub pairs: Vec<PairResidual>,
}

/// One pair of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairResidual {
    /// The first place.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// The similarity observed.
    pub observed: f64,
    /// What the endowments predict.
    pub expected: f64,
    /// Observed less expected, in standard deviations of the residuals (divisor n − k − 1); 0 where they do not
    /// vary.
    pub standardised: f64,
}

/// Regresses `similarity` (n × n, symmetric; the diagonal is not used) on the differences of `endowments` (each
/// with n values), with `permutations` relabellings drawn from `seed`. Pairs with a missing value are left out;
/// `None` where too few are left, or where the endowments do not differ or depend on each other.
pub fn expected_similarity(
    similarity: &[Vec<f64>],
    endowments: &[Vec<f64>],
    permutations: usize,
    seed: u64,
) -> Option<Expectation> {
    let n = similarity.len();
    let mut pairs = Vec::new();
    let mut design = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            let row: Vec<f64> = std::iter::once(1.0)
                .chain(
                    endowments
                        .iter()
                        .map(|values| (values[a] - values[b]).abs()),
                )
                .collect();
            if !similarity[a][b].is_nan() && row.iter().all(|value| value.is_finite()) {
                pairs.push((a, b));
                design.push(row);
            }
        }
    }
    let width = endowments.len() + 1;
    if pairs.len() <= width {
        return None;
    }
    let inverse = inverse(&cross_product(&design, width))?;
    let of = |order: &[usize]| -> Vec<f64> {
        pairs
            .iter()
            .map(|(a, b)| similarity[order[*a]][order[*b]])
            .collect()
    };
    let mut order: Vec<usize> = (0..n).collect();
    let outcome = of(&order);
    let coefficients = solve(&inverse, &design, &outcome);

    let mut beyond = vec![1_usize; width];
    let mut drawn = 1_usize;
    for draw in 0..permutations {
        Random::of_draw(seed, draw as u64).shuffle(&mut order);
        let relabelled = of(&order);
        // A relabelling may bring a missing similarity into the pairs used: it is no draw.
        if relabelled.iter().any(|value| value.is_nan()) {
            continue;
        }
        drawn += 1;
        for ((count, value), observed) in beyond
            .iter_mut()
            .zip(solve(&inverse, &design, &relabelled))
            .zip(&coefficients)
        {
            // A tie broken by rounding is a tie.
            if value.abs() >= observed.abs() * (1.0 - 1e-12) {
                *count += 1;
            }
        }
    }

    let expected: Vec<f64> = design
        .iter()
        .map(|row| row.iter().zip(&coefficients).map(|(x, b)| x * b).sum())
        .collect();
    let mean = outcome.iter().sum::<f64>() / outcome.len() as f64;
    let total: f64 = outcome.iter().map(|y| (y - mean).powi(2)).sum();
    let left: f64 = outcome
        .iter()
        .zip(&expected)
        .map(|(y, e)| (y - e).powi(2))
        .sum();
    let deviation = (left / (pairs.len() - width) as f64).sqrt();
    // Residuals that are nothing but rounding do not vary.
    let deviation = if left <= 1e-24 * total.max(1e-300) {
        0.0
    } else {
        deviation
    };
    Some(Expectation {
        intercept: coefficients[0],
        coefficients: coefficients[1..].to_vec(),
        p_values: beyond[1..]
            .iter()
            .map(|count| *count as f64 / drawn as f64)
            .collect(),
        r_squared: if total > 0.0 { 1.0 - left / total } else { 0.0 },
        pairs: pairs
            .iter()
            .zip(outcome.iter().zip(&expected))
            .map(|((a, b), (observed, expected))| PairResidual {
                a: *a,
                b: *b,
                observed: *observed,
                expected: *expected,
                standardised: if deviation > 0.0 {
                    (observed - expected) / deviation
                } else {
                    0.0
                },
            })
            .collect(),
    })
}

fn cross_product(design: &[Vec<f64>], width: usize) -> Vec<Vec<f64>> {
    let mut product = vec![vec![0.0; width]; width];
    for row in design {
        for (i, line) in product.iter_mut().enumerate() {
            for (j, cell) in line.iter_mut().enumerate() {
                *cell += row[i] * row[j];
            }
        }
    }
    product
}

/// Gauss–Jordan with partial pivoting; `None` where the matrix is singular to working precision.
fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut rows: Vec<Vec<f64>> = matrix
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let unit = (0..n).map(|column| f64::from(u8::from(column == at)));
            row.iter().copied().chain(unit).collect()
        })
        .collect();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() <= 1e-12 * matrix[column][column].abs()
            || rows[pivot][column] == 0.0
        {
            return None;
        }
        rows.swap(column, pivot);
        let divisor = rows[column][column];
        rows[column].iter_mut().for_each(|cell| *cell /= divisor);
        let reference = rows[column].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            if at != column {
                let factor = row[column];
                row.iter_mut()
                    .zip(&reference)
                    .for_each(|(cell, part)| *cell -= factor * part);
            }
        }
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

fn solve(inverse: &[Vec<f64>], design: &[Vec<f64>], outcome: &[f64]) -> Vec<f64> {
    let mut moments = vec![0.0; inverse.len()];
    for (row, y) in design.iter().zip(outcome) {
        moments
            .iter_mut()
            .zip(row)
            .for_each(|(moment, x)| *moment += x * y);
    }
    inverse
        .iter()
        .map(|row| row.iter().zip(&moments).map(|(a, b)| a * b).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let similarity = vec![
            vec![1.0, 0.9, 0.3],
            vec![0.9, 1.0, 0.6],
            vec![0.3, 0.6, 1.0],
        ];
        let found = expected_similarity(&similarity, &[vec![0.0, 1.0, 3.0]], 0, 1).unwrap();
        assert!((found.intercept - 1.2).abs() < 1e-12);
        assert!((found.coefficients[0] + 0.3).abs() < 1e-12);
        assert!((found.r_squared - 1.0).abs() < 1e-12);
        assert!(found.pairs.iter().all(|pair| pair.standardised == 0.0));
    }

    /// Six places; reference values by NumPy (`tests/peers/homogenisation.py`), the p-values by all 720
    /// relabellings.
    #[test]
    fn agrees_with_numpy_and_with_all_relabellings() {
        let endowments = [
            vec![1.0, 2.0, 4.0, 7.0, 3.0, 9.0],
            vec![0.2, 0.8, 0.1, 0.9, 0.4, 0.3],
        ];
        let upper = [
            0.91, 0.62, 0.35, 0.80, 0.15, 0.70, 0.52, 0.74, 0.22, 0.58, 0.83, 0.41, 0.33, 0.66,
            0.27,
        ];
        let mut similarity = vec![vec![1.0; 6]; 6];
        let pairs = (0..6).flat_map(|a| (a + 1..6).map(move |b| (a, b)));
        for ((a, b), value) in pairs.zip(upper) {
            similarity[a][b] = value;
            similarity[b][a] = value;
        }
        let found = expected_similarity(&similarity, &endowments, 20_000, 5).unwrap();
        let close =
            |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-10, "{value} {wanted}");
        close(found.intercept, PEER[0]);
        close(found.coefficients[0], PEER[1]);
        close(found.coefficients[1], PEER[2]);
        close(found.r_squared, PEER[3]);
        close(found.pairs[0].standardised, PEER[4]);
        for (estimate, exact) in found.p_values.iter().zip([PEER[5], PEER[6]]) {
            // Four standard errors of 20,000 draws.
            let error = 4.0 * (exact * (1.0 - exact) / 20_000.0).sqrt() + 1.0 / 20_000.0;
            assert!((estimate - exact).abs() < error, "{estimate} {exact}");
        }
    }

    /// Intercept, two coefficients, share explained, first standardised residual, two p-values.
    const PEER: [f64; 7] = [
        0.9458691071898871,
        -0.10085923097181983,
        -0.0762575717671845,
        0.9109358162848891,
        1.435859483352991,
        0.001388888888888889,
        0.7277777777777777,
    ];

    #[test]
    fn endowments_that_say_nothing_are_refused() {
        let similarity = vec![vec![0.5; 4]; 4];
        assert_eq!(
            expected_similarity(&similarity, &[vec![2.0; 4]], 9, 1),
            None
        );
        let twice = vec![1.0, 2.0, 4.0, 8.0];
        assert_eq!(
            expected_similarity(&similarity, &[twice.clone(), twice], 9, 1),
            None
        );
        assert_eq!(expected_similarity(&[], &[vec![]], 9, 1), None);
        let missing = vec![1.0, f64::NAN, f64::NAN, 3.0];
        assert_eq!(expected_similarity(&similarity, &[missing], 9, 1), None);
    }
}
