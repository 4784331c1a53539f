//! MEREC weights (基于移除效应的赋权): a child weighs as much as the performance of the units changes when it is
//! removed (method based on the removal effects of criteria).
//!
//! Formula, larger is better: u_ij = min_i x_ij / x_ij, S_i = ln(1 + Σ_j |ln u_ij| / m), S_ij the same without
//! child j (and with m unchanged), E_j = Σ_i |S_ij − S_i|, w_j = E_j / Σ_k E_k. Source: Keshavarz-Ghorabaee, Amiri,
//! Zavadskas, Turskis & Antucheviciene (2021), Symmetry 13(4), 525.
//!
//! Worked example, two units: (1, 2) and (1, 4). The second unit has |ln u| = (ln 2, ln 4), S = ln(1 + 1.039721) =
//! 0.712813, without the first 0.526589, without the second 0.297563; the first unit has 0 throughout. So
//! E = (0.186224, 0.415250) and w = (0.309613, 0.690387).
//!
//! Degenerate cases: values of 0 or below are refused; a missing value takes no part in the sum of its unit
//! (m counts what is present), and E_j is the mean over the units that have j.

use super::WeightingSpec;
use super::from_data::{
    DataMethod, FromData, LEVELS, MINIMUM_UNITS, Refusal, VALUES, above_zero, shares,
};
use crate::Names;
use crate::matrix::{extent, present};
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "merec",
        name: Names::fixed("MEREC 移除效应法", "MEREC"),
        description: Names::fixed(
            "移除某项后各单元绩效变化越大，该项权重越大。",
            "A child weighs as much as the performance of the units changes when it is removed.",
        ),
        formula: "u_ij = min_i x_ij / x_ij; S_i = ln(1 + Σ_j |ln u_ij| / m); E_j = Σ_i |S_i without j − S_i|; w_j = E_j / Σ_k E_k",
        source: "Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4), 525",
        parameters: &[VALUES, LEVELS, MINIMUM_UNITS],
        inferred: false,
    },
    specify: |arguments| FromData::specify(arguments, DataMethod::Merec),
};

/// The weights of `columns` (each a value > 0 a unit, larger is better, not constant; NaN is missing), which
/// sum to 1.
///
/// # Errors
/// [`Refusal`]: a value is 0 or below.
pub fn weights(columns: &[&[f64]]) -> Result<Vec<f64>, Refusal> {
    above_zero(columns)?;
    let least: Vec<f64> = columns
        .iter()
        .map(|column| extent(column).map_or(f64::NAN, |(least, _)| least.ln()))
        .collect();
    let units = columns.first().map_or(0, |column| column.len());
    let mut effects = vec![0.0; columns.len()];
    for unit in 0..units {
        // |ln u_ij| = ln x_ij − ln min; NaN where missing.
        let distance = |j: usize| columns[j][unit].ln() - least[j];
        let present: Vec<(usize, f64)> = (0..columns.len())
            .map(|j| (j, distance(j)))
            .filter(|(_, distance)| !distance.is_nan())
            .collect();
        let count = present.len() as f64;
        let sum: f64 = present.iter().map(|(_, distance)| distance).sum();
        let whole = (sum / count).ln_1p();
        for (j, distance) in present {
            effects[j] += (whole - ((sum - distance) / count).ln_1p()).abs();
        }
    }
    for (effect, column) in effects.iter_mut().zip(columns) {
        *effect /= present(column) as f64;
    }
    shares(effects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let found = weights(&[&[1.0, 2.0], &[1.0, 4.0]]).unwrap();
        assert!((found[0] - 0.309613).abs() < 5e-7, "{found:?}");
    }

    #[test]
    fn zero_is_refused() {
        assert_eq!(
            weights(&[&[1.0, 2.0], &[0.0, 4.0]]).unwrap_err().columns,
            [1]
        );
    }
}
