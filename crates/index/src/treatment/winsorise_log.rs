//! Winsorising, and where that fails, the logarithm of the untreated column.
//!
//! First [`winsorise`](super::winsorise). When the column is still outlying after `max_points` points
//! it is restored and transformed as by [`log_plus`](super::log_plus): y = ln(x − min + 0.01·(max −
//! min)) for high outliers. Source: Becker et al. (2019), COIN Tool User's Guide, doi 10.2760/523877.
//!
//! COINr 1.1.14 uses the same formula for low outliers, which makes them worse; here they go through
//! the mirrored form.
//!
//! Worked example with `max_points` = 1: (1, …, 15, 50, 100) fails, so y = ln(x − 1 + 0.99): 1 becomes
//! ln 0.99 = −0.0101 and 100 becomes ln 99.99 = 4.6051.

use super::TreatmentSpec;
use super::limits::{KURTOSIS, SKEWNESS};
use super::winsorise::{MAX_POINTS, Winsorise};
use crate::Names;
use crate::methods::{About, Method};

/// The line in the table of methods.
pub static METHOD: Method<TreatmentSpec> = Method {
    about: About {
        id: "winsorise-log",
        name: Names::fixed("缩尾，不足时取对数", "Winsorising, else the logarithm"),
        description: Names::fixed(
            "先逐点缩尾；达到点数上限仍不通过时，还原该列并取对数。",
            "Point by point first; a column that still does not pass is restored and its logarithm taken.",
        ),
        formula: "winsorise; if it fails: y = ln(x − min + 0.01·(max − min)), for negative skewness y = −ln(max − x + 0.01·(max − min))",
        source: "OECD & JRC (2008), section 5; Becker et al. (2019), COIN Tool User's Guide",
        parameters: &[MAX_POINTS, SKEWNESS, KURTOSIS],
        inferred: false,
    },
    specify: |arguments| Ok(TreatmentSpec::WinsoriseLog(Winsorise::from(arguments))),
};

#[cfg(test)]
mod tests {
    use crate::treatment::Limits;

    use super::*;

    #[test]
    fn worked_example() {
        let spec = TreatmentSpec::WinsoriseLog(Winsorise {
            max_points: 1,
            limits: Limits {
                skewness: 2.0,
                kurtosis: 3.5,
            },
        });
        let mut column: Vec<f64> = (1..=15).map(f64::from).chain([50.0, 100.0]).collect();
        let fitted = spec.fit(&column).unwrap();
        assert_eq!((fitted.low, fitted.high), (None, None));
        fitted.apply(&mut column).unwrap();
        assert!((column[0] - 0.99f64.ln()).abs() < 1e-12);
        assert!((column[16] - 99.99f64.ln()).abs() < 1e-12);

        let mut mirrored: Vec<f64> = (1..=15).map(f64::from).chain([50.0, 100.0]).collect();
        mirrored.iter_mut().for_each(|x| *x = -*x);
        let fitted = spec.fit(&mirrored).unwrap();
        fitted.apply(&mut mirrored).unwrap();
        for (low, high) in mirrored.iter().zip(&column) {
            assert!((low + high).abs() < 1e-12);
        }
    }
}
