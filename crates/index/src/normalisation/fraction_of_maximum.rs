//! The fraction of the maximum (最大值比例法).
//!
//! Formula: y = x/max · high; for a negative indicator, whose oriented values are not above zero, its
//! complement y = (1 − |x|/max|x|) · high, so that less is better (COINr 1.1.14 divides −x by max(−x),
//! which gives the worst unit the highest score). Source: Hwang & Yoon (1981), Multiple Attribute
//! Decision Making.
//!
//! A column with values on both sides of zero has no fraction and is refused.
//!
//! Worked example: (1, 2, 4) becomes (0.25, 0.5, 1); as a negative indicator (0.75, 0.5, 0).

use super::{Linear, MinMax, NormalisationSpec, TOP, Top, Unfit, range};
use crate::Names;
use crate::methods::{About, Method};
use crate::refusal::Refusal;

/// The line in the table of methods.
pub static METHOD: Method<NormalisationSpec> = Method {
    about: About {
        id: "fraction-of-maximum",
        name: Names::fixed("最大值比例法", "Fraction of the maximum"),
        description: Names::fixed(
            "与最大值之比；逆指标取其补数。取值不能跨越 0。",
            "The ratio to the maximum; its complement for a negative indicator. Values must not lie on both sides of zero.",
        ),
        formula: "positive: y = x/max · high; negative: y = (1 − x/max) · high",
        source: "Hwang & Yoon (1981), Multiple Attribute Decision Making",
        parameters: &[TOP],
        inferred: false,
    },
    specify: |arguments| {
        Ok(NormalisationSpec::FractionOfMaximum(Top {
            high: arguments.number("high"),
        }))
    },
};

pub(super) fn fit(column: &[f64], high: f64) -> Result<Linear, Unfit> {
    let (least, most) = range(column)?;
    one_sided(least, most)?;
    Ok(whole(least.abs().max(most.abs()), most, high))
}

/// Refuses values on both sides of zero.
pub(super) fn one_sided(least: f64, most: f64) -> Result<(), Refusal> {
    if least < 0.0 && most > 0.0 {
        return Err(Refusal::new(
            "取值跨越 0，比例没有意义：请改用 min-max、z-score 或 goalposts",
            "values lie on both sides of zero, where a fraction has no meaning: use min-max, z-score or goalposts",
        ));
    }
    Ok(())
}

/// The line through 0 at which `size` is worth `high`; for values not above zero its complement.
pub(super) fn whole(size: f64, most: f64, high: f64) -> Linear {
    let range = MinMax { low: 0.0, high };
    if most > 0.0 {
        range.onto(0.0, size)
    } else {
        range.onto(-size, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let linear = fit(&[1.0, 2.0, 4.0], 1.0).unwrap();
        assert_eq!([1.0, 2.0, 4.0].map(|x| linear.value(x)), [0.25, 0.5, 1.0]);
        let linear = fit(&[-1.0, -2.0, -4.0], 1.0).unwrap();
        assert_eq!(
            [-1.0, -2.0, -4.0].map(|x| linear.value(x)),
            [0.75, 0.5, 0.0]
        );
    }

    #[test]
    fn both_sides_of_zero_are_refused() {
        assert!(matches!(fit(&[-1.0, 2.0], 1.0), Err(Unfit::Refused(_))));
        assert!(fit(&[0.0, 2.0], 1.0).is_ok() && fit(&[-2.0, 0.0], 1.0).is_ok());
    }
}
