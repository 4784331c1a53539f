//! Vector normalisation (向量规范化): the column becomes a vector of length one.
//!
//! Formula: y = x/√(Σ x²); for a negative indicator, whose oriented values are not above zero, the
//! complement y = 1 − |x|/√(Σ x²). Source: Hwang & Yoon (1981), Multiple Attribute Decision Making.
//!
//! Worked example: (3, 4) becomes (0.6, 0.8); as a negative indicator (0.4, 0.2).

use super::fraction_of_maximum::whole;
use super::{Degenerate, Linear, NormalisationSpec, range};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "vector",
        name: Names::fixed("向量规范化", "Vector normalisation"),
        description: Names::fixed(
            "除以列向量的长度；逆指标取其补数。常与 TOPSIS 合用。",
            "Divides by the length of the column; the complement for a negative indicator. Usual with TOPSIS.",
        ),
        formula: "positive: y = x/√(Σ x²); negative: y = 1 − x/√(Σ x²)",
        source: "Hwang & Yoon (1981), Multiple Attribute Decision Making",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(NormalisationSpec::Vector),
};

pub(super) fn fit(column: &[f64]) -> Result<Linear, Degenerate> {
    let (least, most) = range(column)?;
    let largest = least.abs().max(most.abs());
    let squares = column.iter().filter(|x| !x.is_nan());
    let squares: f64 = squares.map(|x| (x / largest).powi(2)).sum();
    Ok(whole(squares.sqrt() * largest, most, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let close = |found: [f64; 2], expected: [f64; 2]| {
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-15)
        };
        let linear = fit(&[3.0, f64::NAN, 4.0]).unwrap();
        assert!(close([3.0, 4.0].map(|x| linear.value(x)), [0.6, 0.8]));
        let linear = fit(&[-3.0, -4.0]).unwrap();
        assert!(close([-3.0, -4.0].map(|x| linear.value(x)), [0.4, 0.2]));
    }
}
