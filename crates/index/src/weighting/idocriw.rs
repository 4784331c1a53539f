//! IDOCRIW weights (熵与影响损失综合法): entropy weights times CILOS weights (integrated determination of objective
//! criteria weights). Entropy favours children that tell units apart, impact loss those that bear no loss.
//!
//! Formula: w_j = e_j·q_j / Σ_k e_k·q_k, with the entropy weights e and the CILOS weights q. Source: Zavadskas &
//! Podvezko (2016), International Journal of Information Technology & Decision Making 15(2).
//!
//! Worked example, two units: (4, 2, 1) and (1, 3, 2) have the entropy weights (0.621033, 0.378967) and the CILOS
//! weights (4/7, 3/7), so w = (0.686029, 0.313971).
//!
//! Degenerate cases: those of both; refused when the products are all 0.

use super::WeightingSpec;
use super::from_data::{DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, shares};
use super::{cilos, entropy};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "idocriw",
        name: Names::fixed("IDOCRIW 熵-影响损失法", "IDOCRIW"),
        description: Names::fixed(
            "熵权与影响损失权重之积。",
            "Entropy weights times impact-loss weights.",
        ),
        formula: "w_j = e_j·q_j / Σ_k e_k·q_k, e by entropy, q by CILOS",
        source: "Zavadskas & Podvezko (2016), International Journal of Information Technology & Decision Making 15(2)",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Idocriw),
};

/// The weights of `columns` (each a value ≥ 0 a unit, larger is better, not constant; NaN is missing), which
/// sum to 1.
///
/// # Errors
/// [`Refusal`]: of entropy or CILOS, or no child has both a spread and no loss.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    let spread = entropy::weights(columns)?;
    let loss = cilos::weights(columns)?;
    shares(spread.iter().zip(loss).map(|(e, q)| e * q).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let columns: [&[f64]; 2] = [&[4.0, 2.0, 1.0], &[1.0, 3.0, 2.0]];
        let spread = entropy::weights(&columns).unwrap();
        let found = weights(&columns).unwrap();
        let first = spread[0] * 4.0 / (spread[0] * 4.0 + spread[1] * 3.0);
        assert!((found[0] - first).abs() < 1e-14);
        assert!((found[0] - 0.686029).abs() < 5e-7, "{spread:?} {found:?}");
    }
}
