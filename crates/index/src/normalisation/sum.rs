//! The share of the sum (比重法).
//!
//! Formula: y = x/Σ x; for a negative indicator, whose oriented values are not above zero, the
//! complement y = 1 − |x|/Σ|x|. A column with values on both sides of zero has no shares and is refused.
//! Source: Hwang & Yoon (1981), Multiple Attribute Decision Making.
//!
//! Worked example: (1, 3) becomes (0.25, 0.75); as a negative indicator (0.75, 0.25).

use super::fraction_of_maximum::{one_sided, whole};
use super::{Linear, NormalisationSpec, Unfit, range};
use crate::Names;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "sum",
        name: Names::fixed("比重法", "Share of the sum"),
        description: Names::fixed(
            "占全部单元合计的比重；逆指标取其补数。取值不能跨越 0。",
            "The share of the sum over all units; its complement for a negative indicator. Values must not lie on both sides of zero.",
        ),
        formula: "positive: y = x/Σ x; negative: y = 1 − x/Σ x",
        source: "Hwang & Yoon (1981), Multiple Attribute Decision Making",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(NormalisationSpec::Sum),
};

pub(super) fn fit(column: &[f64]) -> Result<Linear, Unfit> {
    let (least, most) = range(column)?;
    one_sided(least, most)?;
    let values = column.iter().filter(|x| !x.is_nan());
    let sum: f64 = values.map(|x| x.abs()).sum();
    if sum.is_infinite() {
        return Err(Refusal::new(
            "合计过大：请换用更大的计量单位",
            "the sum is too large for a number: use a larger unit of measure",
        )
        .into());
    }
    Ok(whole(sum, most, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let linear = fit(&[1.0, f64::NAN, 3.0]).unwrap();
        assert_eq!([1.0, 3.0].map(|x| linear.value(x)), [0.25, 0.75]);
        let linear = fit(&[-1.0, -3.0]).unwrap();
        assert_eq!([-1.0, -3.0].map(|x| linear.value(x)), [0.75, 0.25]);
        assert!(matches!(fit(&[-1.0, 3.0]), Err(Unfit::Refused(_))));
        assert!(matches!(
            fit(&[f64::MAX, 1e308, 1e307]),
            Err(Unfit::Refused(_))
        ));
    }
}
