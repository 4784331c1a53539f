//! Codes that identify a firm: the unified social credit code and the codes of its listings.
//!
//! A unified social credit code (GB 32100-2015) has 18 characters of `0-9A-Z` without `I O S V Z`. With
//! `c_i` the value of the i-th character (0 to 30 in that order) and the weights `w_i = 3^(i-1) mod 31`, the
//! last character has the value `(31 - Σ c_i w_i mod 31) mod 31` over the first 17.

use super::value::{Message, fold_width, message};

/// What a text in a field of credit codes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCode {
    /// A unified social credit code whose check character is right.
    Unified([u8; 18]),
    /// A registration number of 15 digits, as used before 2015, whose check digit is right.
    Registration([u8; 15]),
}

impl CreditCode {
    /// The code as text, in upper case.
    pub fn as_str(&self) -> &str {
        let bytes: &[u8] = match self {
            CreditCode::Unified(bytes) => bytes,
            CreditCode::Registration(bytes) => bytes,
        };
        // Both hold ASCII letters and digits only.
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

const INVALID: u8 = 255;

/// The value of a character in a credit code, or [`INVALID`]; small letters count as capitals.
const VALUES: [u8; 256] = {
    let alphabet = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut values = [INVALID; 256];
    let mut index = 0;
    while index < alphabet.len() {
        values[alphabet[index] as usize] = index as u8;
        values[alphabet[index].to_ascii_lowercase() as usize] = index as u8;
        index += 1;
    }
    values
};

const WEIGHTS: [u32; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// Whether 18 bytes are a unified social credit code with the right check character.
pub fn is_unified(code: &[u8]) -> bool {
    let Ok(code) = <&[u8; 18]>::try_from(code) else {
        return false;
    };
    let mut sum = 0;
    let mut invalid = 0;
    for (byte, weight) in code.iter().zip(WEIGHTS) {
        let value = VALUES[usize::from(*byte)];
        invalid |= value & 0x80;
        sum += u32::from(value) * weight;
    }
    let check = VALUES[usize::from(code[17])];
    invalid == 0 && u32::from(check) == (31 - sum % 31) % 31
}

/// Whether 15 bytes are a registration number (GS 15-2006) with the right check digit: the hybrid system
/// MOD 11,10 of ISO 7064, by which `p = 10`, then `p = ((p + digit) mod 10 or 10) · 2 mod 11` over the first
/// 14 digits, and `(p + check) mod 10 = 1`.
pub fn is_registration(number: &[u8]) -> bool {
    if number.len() != 15 || !number.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let product = number[..14].iter().fold(10_u32, |product, byte| {
        let sum = (product + u32::from(byte - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + u32::from(number[14] - b'0')) % 10 == 1
}

/// Reads a code: spaces and hyphens within it and full-width characters are forgiven, a wrong check
/// character is not.
pub fn parse_credit_code(text: &str) -> Result<CreditCode, Message> {
    if is_unified(text.as_bytes()) {
        return Ok(unified(text.as_bytes()));
    }
    let folded: Vec<u8> = fold_width(text)
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-' | b'\'' | b'`' | b'\t'))
        .collect();
    if is_unified(&folded) {
        return Ok(unified(&folded));
    }
    if is_registration(&folded) {
        let mut code = [0; 15];
        code.copy_from_slice(&folded);
        return Ok(CreditCode::Registration(code));
    }
    Err(explain(&folded))
}

fn unified(bytes: &[u8]) -> CreditCode {
    let mut code = [0; 18];
    for (to, from) in code.iter_mut().zip(bytes) {
        *to = from.to_ascii_uppercase();
    }
    CreditCode::Unified(code)
}

/// Says what is wrong with a code that is not valid.
fn explain(code: &[u8]) -> Message {
    if code.len() == 15 && code.iter().all(u8::is_ascii_digit) {
        return message(
            "十五位注册号的校验位不对；请核对",
            "is a registration number of 15 digits whose check digit is wrong; compare it with the licence",
        );
    }
    let length = String::from_utf8_lossy(code).chars().count();
    if length != 18 {
        return message(
            format!(
                "统一社会信用代码应为 18 位，这里是 {length} 位；请核对（Excel 会把长数字截断，请用文本格式）"
            ),
            format!(
                "has {length} characters, a unified social credit code has 18; compare it with the licence (Excel cuts long numbers: use text cells)"
            ),
        );
    }
    if let Some(bad) = code
        .iter()
        .find(|byte| VALUES[usize::from(**byte)] == INVALID)
    {
        let bad = char::from(*bad);
        return message(
            format!("统一社会信用代码中不会出现“{bad}”（不用 I、O、S、V、Z）；请核对"),
            format!(
                "\"{bad}\" does not occur in credit codes (I, O, S, V, Z are not used); compare it with the licence"
            ),
        );
    }
    message(
        "统一社会信用代码的校验位不对，可能有错字；请核对",
        "has a wrong check character, so some character is wrong; compare it with the licence",
    )
}

/// Normalises an A-share code to six digits and the suffix of its exchange: `000001.SZ`, `sh600000`,
/// `600000`, and a number whose leading zeros a spreadsheet dropped (`1` → `000001.SZ`).
pub fn parse_a_share_code(text: &str) -> Result<String, Message> {
    let folded = fold_width(text).to_ascii_uppercase();
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let letters: String = folded.chars().filter(char::is_ascii_alphabetic).collect();
    let other = folded
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | ' ' | ':' | '-'));
    if digits.is_empty() || digits.len() > 6 || other {
        return Err(message(
            "不是 A 股代码；请写成 600000.SH 或 000001.SZ",
            "is not an A-share code; write it like 600000.SH or 000001.SZ",
        ));
    }
    let digits = format!("{digits:0>6}");
    let expected = exchange_of(&digits);
    let stated = match letters.as_str() {
        "" => None,
        "SH" | "SS" | "SSE" | "XSHG" => Some("SH"),
        "SZ" | "SZSE" | "XSHE" => Some("SZ"),
        "BJ" | "BSE" | "XBSE" => Some("BJ"),
        _ => {
            return Err(message(
                format!("“{letters}”不是沪深北交易所的后缀；请用 SH、SZ 或 BJ"),
                format!("\"{letters}\" is not an exchange of A shares; use SH, SZ or BJ"),
            ));
        }
    };
    match (stated, expected) {
        (Some(stated), Some(expected)) if stated != expected => Err(message(
            format!("{digits} 属于 {expected}，不属于 {stated}；请核对"),
            format!("{digits} belongs to {expected}, not to {stated}; check the code"),
        )),
        (None, None) => Err(message(
            format!("看不出 {digits} 属于哪个交易所；请加后缀 .SH、.SZ 或 .BJ"),
            format!("{digits} does not tell its exchange; add .SH, .SZ or .BJ"),
        )),
        (stated, expected) => Ok(format!(
            "{digits}.{}",
            stated.or(expected).unwrap_or_default()
        )),
    }
}

/// The exchange a code of six digits belongs to by its range.
fn exchange_of(digits: &str) -> Option<&'static str> {
    match &digits[..2] {
        "60" | "68" | "90" => Some("SH"),
        "00" | "20" | "30" => Some("SZ"),
        "43" | "82" | "83" | "87" | "88" => Some("BJ"),
        "92" => Some("BJ"),
        _ => None,
    }
}

/// Normalises a Hong Kong code to five digits: `700.HK`, `00700`, `HK700` → `00700`.
pub fn parse_hk_code(text: &str) -> Result<String, Message> {
    let folded = fold_width(text).to_ascii_uppercase();
    let code = folded.trim_end_matches(".HK").trim_start_matches("HK");
    let code = code.trim_matches(|c: char| c == '.' || c == ':' || c == ' ');
    if code.is_empty() || code.len() > 5 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(message(
            "不是港股代码；请写成 00700",
            "is not a Hong Kong code; write it like 00700",
        ));
    }
    Ok(format!("{code:0>5}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_codes_are_valid() {
        for code in [
            "91440300192185379H",
            "91440300192181490G",
            "91350100M000100Y43",
        ] {
            assert!(is_unified(code.as_bytes()), "{code}");
        }
        assert!(is_registration(b"110108000000016"));
    }

    #[test]
    fn forgiven_and_refused() {
        let right = "91440300192185379H";
        for text in [
            "91440300192185379h",
            "9144 0300 1921 8537 9H",
            "９１４４０３００１９２１８５３７９Ｈ",
        ] {
            assert_eq!(parse_credit_code(text).unwrap().as_str(), right, "{text}");
        }
        let refused = |text: &str| parse_credit_code(text).unwrap_err().en;
        assert!(refused("91440300192185378H").contains("check character"));
        assert!(refused("9144030019218537").contains("16 characters"));
        assert!(refused("9144030019218537OH").contains("\"O\""));
        assert!(refused("110108000000017").contains("check digit"));
        assert!(refused("统一社会信用代码").contains("8 characters"));
    }

    #[test]
    fn listing_codes() {
        for (text, expected) in [
            ("000001.SZ", "000001.SZ"),
            ("600000", "600000.SH"),
            ("sh600000", "600000.SH"),
            ("SZ.300750", "300750.SZ"),
            ("1", "000001.SZ"),
            ("688981.XSHG", "688981.SH"),
            ("430047", "430047.BJ"),
            ("920002.BJ", "920002.BJ"),
        ] {
            assert_eq!(parse_a_share_code(text).unwrap(), expected, "{text}");
        }
        for text in ["600000.SZ", "AAPL", "700000", "1234567", "00700.HK"] {
            assert!(parse_a_share_code(text).is_err(), "{text}");
        }
        for text in ["700", "00700", "0700.HK", "HK00700"] {
            assert_eq!(parse_hk_code(text).unwrap(), "00700", "{text}");
        }
        assert!(parse_hk_code("AAPL").is_err());
    }

    proptest! {
        /// Every single wrong character and every exchange of two different neighbours is found, which is
        /// what a modulus that is prime and weights that differ from place to place guarantee.
        #[test]
        fn one_error_is_always_found(body in "[0-9A-HJ-NP-RTUWXY]{17}", place in 0usize..18, other in "[0-9A-HJ-NP-RTUWXY]") {
            let alphabet = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
            let valid: Vec<Vec<u8>> = alphabet
                .iter()
                .map(|check| [body.as_bytes(), &[*check]].concat())
                .filter(|code| is_unified(code))
                .collect();
            prop_assert_eq!(valid.len(), 1, "exactly one check character fits");
            let mut changed = valid[0].clone();
            changed[place] = other.as_bytes()[0];
            prop_assert_eq!(is_unified(&changed), changed == valid[0]);
            let mut swapped = valid[0].clone();
            if place < 17 && swapped[place] != swapped[place + 1] {
                swapped.swap(place, place + 1);
                prop_assert!(!is_unified(&swapped));
            }
        }
    }
}
