//! Six-digit division codes of GB/T 2260.

use std::fmt;
use std::str::FromStr;

/// A six-digit code of GB/T 2260 (two digits province, two prefecture, two county).
///
/// A `Code` is well formed; whether a division bears it is asked of [`crate::Places::get`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u32);

impl Code {
    /// The whole country.
    pub const CHINA: Code = Code(100_000);

    /// A code from its number, if it has six digits.
    pub const fn new(number: u32) -> Option<Code> {
        if number >= 100_000 && number <= 999_999 {
            Some(Code(number))
        } else {
            None
        }
    }

    /// The code as a number, 100000 to 999999.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The code of the province the code lies in: the first two digits and 0000.
    pub const fn province(self) -> Code {
        Code(self.0 / 10_000 * 10_000)
    }

    /// The code of the prefecture the code would lie in by its digits: the first four and 00.
    ///
    /// For districts of municipalities and county-level units directly under a province this is not a
    /// division; use [`crate::Place::city`].
    pub(crate) const fn prefecture(self) -> Code {
        Code(self.0 / 100 * 100)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:06}", self.0)
    }
}

/// A text that is not a six-digit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub struct CodeError {
    /// What was given.
    pub text: String,
}

impl CodeError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        let text = &self.text;
        (
            format!("“{text}”不是行政区划代码：请按 GB/T 2260 给出六位数字，例如 440300"),
            format!(
                "`{text}` is not a division code: give six digits as in GB/T 2260, for example 440300"
            ),
        )
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok().and_then(Code::new))
            .flatten()
            .ok_or_else(|| CodeError {
                text: text.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn reads_and_prints_six_digits() {
        let code: Code = "440305".parse().unwrap();
        assert_eq!(code.to_string(), "440305");
        assert_eq!(code.province().get(), 440_000);
        assert_eq!(code.prefecture().get(), 440_300);
        for wrong in [
            "",
            "44",
            "044030",
            "4403055",
            "+44030",
            "44030x",
            "４４０３０５",
        ] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }
}
