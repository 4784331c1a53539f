//! Gini weights (基尼系数法): the more unequally a child is spread over the units, the larger its weight.
//!
//! Formula: G_j = Σ_i Σ_k |x_ij − x_kj| / (2·n_j²·x̄_j), w_j = G_j / Σ_l G_l. Source: Li & Chi (2009), A new
//! determining objective weights method – Gini coefficient weight, First International Conference on
//! Information Science and Engineering.
//!
//! Worked example: (1, 2, 3) has 2/9, (2, 4, 9) has 14/45, so w = (10/24, 14/24).
//!
//! Degenerate cases: values below 0 are refused; missing values are left out.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, not_negative, shares, values,
};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "gini",
        name: Names::fixed("基尼系数法", "Gini coefficient"),
        description: Names::fixed(
            "基尼系数越大，权重越大。",
            "The larger the Gini coefficient, the larger the weight.",
        ),
        formula: "G_j = Σ_i Σ_k |x_ij − x_kj| / (2·n_j²·x̄_j); w_j = G_j / Σ_l G_l",
        source: "Li & Chi (2009), First International Conference on Information Science and Engineering",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Gini),
};

/// The weights of `columns` (each a value ≥ 0 a unit, not constant; NaN is missing), which sum to 1.
///
/// # Errors
/// [`Refusal`]: a value is below 0.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    not_negative(columns)?;
    let coefficients = columns.iter().map(|column| {
        let mean = values(column).sum::<f64>() / values(column).count() as f64;
        mean_difference(column) / (2.0 * mean)
    });
    shares(coefficients.collect())
}

/// Σ_i Σ_k |x_i − x_k| / n² over the values present: in ascending order x_(r) is added in r − 1 pairs and
/// subtracted in n − r.
pub(super) fn mean_difference(column: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = values(column).collect();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let ranked = sorted.iter().enumerate();
    let sum: f64 = ranked
        .map(|(place, x)| (2.0 * place as f64 + 1.0 - count) * x)
        .sum();
    2.0 * sum / (count * count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 2.0, 3.0, f64::NAN], &[2.0, 4.0, f64::NAN, 9.0]]).unwrap();
        assert!((found[0] - 10.0 / 24.0).abs() < 1e-15, "{found:?}");
    }

    proptest! {
        #[test]
        fn sorting_agrees_with_all_pairs(column in prop::collection::vec(0.0..1e3f64, 1..40)) {
            let pairs = column.iter().flat_map(|a| column.iter().map(move |b| (a - b).abs()));
            let direct = pairs.sum::<f64>() / (column.len() * column.len()) as f64;
            prop_assert!((mean_difference(&column) - direct).abs() <= 1e-9);
        }
    }
}
