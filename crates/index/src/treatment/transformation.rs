//! The logarithm and the powers of Box and Cox, seen from either end of a column.

use serde::{Deserialize, Serialize};

/// The increasing function y = f(x + shift) or, mirrored, y = −f(shift − x), where
/// f(u) = (u^λ − 1) / λ, which is ln u for λ = 0 (Box & Cox 1964).
///
/// The mirrored form presses the low end together instead of the high one: it is what becomes of the
/// plain form when the column is turned round (−x), transformed, and turned back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    /// Whether the low end is pressed together.
    pub mirrored: bool,
    /// What is added to the value, or what the value is taken from.
    pub shift: f64,
    /// λ.
    pub power: f64,
}

impl Transformation {
    /// The transformed value; NaN outside the domain (where there is no logarithm), and for NaN.
    pub fn value(self, x: f64) -> f64 {
        let argument = if self.mirrored {
            self.shift - x
        } else {
            self.shift + x
        };
        if argument <= 0.0 {
            return f64::NAN;
        }
        let y = box_cox(argument, self.power);
        if self.mirrored { -y } else { y }
    }

    /// The name used in files.
    pub fn id(self) -> &'static str {
        match (self.power == 0.0, self.mirrored) {
            (true, false) => "log",
            (true, true) => "log-mirrored",
            (false, false) => "box-cox",
            (false, true) => "box-cox-mirrored",
        }
    }
}

/// (u^λ − 1) / λ, accurate for λ near 0, where it becomes ln u.
pub(super) fn box_cox(argument: f64, power: f64) -> f64 {
    let logarithm = argument.ln();
    if power == 0.0 {
        logarithm
    } else {
        (power * logarithm).exp_m1() / power
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_by_hand() {
        let plain = |power| Transformation {
            mirrored: false,
            shift: 1.0,
            power,
        };
        assert_eq!(plain(0.0).value(3.0), 4f64.ln());
        assert!((plain(2.0).value(3.0) - 7.5).abs() < 1e-12);
        assert!((plain(0.5).value(3.0) - 2.0).abs() < 1e-12);
        assert!((plain(1e-9).value(3.0) - 4f64.ln()).abs() < 1e-8);
        assert!(plain(0.0).value(-1.0).is_nan() && plain(0.5).value(-2.0).is_nan());
        let mirrored = Transformation {
            mirrored: true,
            shift: 4.0,
            power: 0.0,
        };
        assert_eq!(mirrored.value(2.0), -(2f64.ln()));
        assert!(mirrored.value(4.0).is_nan());
    }

    proptest! {
        #[test]
        fn both_forms_increase(x in 0.0..100.0f64, y in 0.0..100.0f64, power in -2.0..3.0f64, mirrored: bool) {
            prop_assume!(x + 1e-6 < y);
            let shift = if mirrored { 101.0 } else { 1.0 };
            let function = Transformation { mirrored, shift, power };
            prop_assert!(function.value(x) <= function.value(y));
        }
    }
}
