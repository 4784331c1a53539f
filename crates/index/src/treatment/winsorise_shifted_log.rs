//! Winsorising, and where that fails, the logarithm shifted by one of the untreated column.
//!
//! As [`winsorise_log`](super::winsorise_log), with y = ln(x − min + 1), the first form of the COIN
//! Tool; see [`shifted_log`](super::shifted_log) for its weakness.
//!
//! Worked example with `max_points` = 1: (1, …, 15, 50, 100) fails, so 1 becomes ln 1 = 0 and 100
//! becomes ln 100 = 4.6052.

use super::TreatmentSpec;
use super::limits::{KURTOSIS, SKEWNESS};
use super::winsorise::{MAX_POINTS, Winsorise};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "winsorise-shifted-log",
        name: Names::fixed(
            "缩尾，不足时取加一对数",
            "Winsorising, else the logarithm shifted by one",
        ),
        description: Names::fixed(
            "先逐点缩尾；仍不通过时，还原该列并取 ln(x − min + 1)。",
            "Point by point first; a column that still does not pass is restored and ln(x − min + 1) taken.",
        ),
        formula: "winsorise; if it fails: y = ln(x − min + 1), for negative skewness y = −ln(max − x + 1)",
        source: "Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[MAX_POINTS, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| {
        Ok(TreatmentSpec::WinsoriseShiftedLog(Winsorise::from(
            arguments,
        )))
    },
};

#[cfg(test)]
mod tests {
    use crate::treatment::Limits;

    use super::*;

    #[test]
    fn worked_example() {
        let spec = TreatmentSpec::WinsoriseShiftedLog(Winsorise {
            max_points: 1,
            limits: Limits {
                skewness: 2.0,
                kurtosis: 3.5,
            },
        });
        let column: Vec<f64> = (1..=15).map(f64::from).chain([50.0, 100.0]).collect();
        let fitted = spec.fit(&column).unwrap();
        assert_eq!(fitted.value(1.0), 0.0);
        assert_eq!(fitted.value(100.0), 100f64.ln());
    }
}
