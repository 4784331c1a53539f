//! Unified social credit codes that no firm bears.
//!
//! GB 32100-2015: one character for the registering authority (9, market regulation), one for the kind of
//! body (1, enterprise), six digits of its division (GB/T 2260), the nine characters of an organisation code
//! (GB 11714: eight and a check), and a check character. GB/T 2260 has no division that begins with 99, so a
//! code that begins with 9199 is well formed and belongs to nobody.

/// The characters of a credit code in the order of their values 0 to 30.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of the eight characters of an organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Weights of the first 17 characters: `3^(i-1) mod 31`.
const WEIGHTS: [u32; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// Organisation codes there are in one division.
const PER_DIVISION: u64 = 100_000_000;

/// The code of the `index`-th body, of 10¹² different ones. Neighbours get codes far apart.
pub(super) fn credit_code(index: u64) -> [u8; 18] {
    let mut code = *b"919900000000000000";
    let mut division = index / PER_DIVISION % 10_000;
    // The multiplier has no factor in common with 10, so different bodies get different numbers.
    let mut number = index % PER_DIVISION * 61_803_399 % PER_DIVISION;
    for place in (4..8).rev() {
        code[place] = b'0' + (division % 10) as u8;
        division /= 10;
    }
    for place in (8..16).rev() {
        code[place] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let mut organisation = 0;
    for (digit, weight) in code[8..16].iter().zip(ORGANISATION_WEIGHTS) {
        organisation += u32::from(digit - b'0') * weight;
    }
    code[16] = match 11 - organisation % 11 {
        11 => b'0',
        10 => b'X',
        check => b'0' + check as u8,
    };
    let mut sum = 0;
    for (character, weight) in code.iter().zip(WEIGHTS) {
        let value = if *character == b'X' {
            29
        } else {
            u32::from(character - b'0')
        };
        sum += value * weight;
    }
    code[17] = ALPHABET[((31 - sum % 31) % 31) as usize];
    code
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{ALPHABET, credit_code};

    /// The two checks written out a second time, from the wording of the standards.
    fn is_valid(code: &str) -> bool {
        let value = |character: char| {
            ALPHABET
                .iter()
                .position(|&known| char::from(known) == character)
        };
        let values: Option<Vec<usize>> = code.chars().map(value).collect();
        let Some(values) = values.filter(|values| values.len() == 18) else {
            return false;
        };
        let mut power = 1;
        let mut sum = 0;
        for value in &values[..17] {
            sum += value * power;
            power = power * 3 % 31;
        }
        let organisation: usize = code[8..16]
            .chars()
            .zip([3, 7, 9, 10, 5, 8, 4, 2])
            .map(|(digit, weight)| digit.to_digit(10).unwrap() as usize * weight)
            .sum();
        let check = match (11 - organisation % 11) % 11 {
            10 => 'X',
            check => char::from_digit(check as u32, 10).unwrap(),
        };
        (sum + values[17]) % 31 == 0 && code.chars().nth(16) == Some(check)
    }

    #[test]
    fn the_check_itself_knows_right_from_wrong() {
        assert!(is_valid(std::str::from_utf8(&credit_code(1)).unwrap()));
        let mut wrong = credit_code(1);
        wrong[12] = if wrong[12] == b'0' { b'1' } else { b'0' };
        assert!(!is_valid(std::str::from_utf8(&wrong).unwrap()));
    }

    #[test]
    fn codes_are_valid_different_and_nobodys() {
        let mut seen = HashSet::new();
        for index in (0..20_000).chain(99_999_990..100_000_010) {
            let code = credit_code(index);
            let text = std::str::from_utf8(&code).unwrap();
            assert!(is_valid(text), "{text}");
            assert!(text.starts_with("9199"));
            assert!(seen.insert(code), "{text} twice");
        }
    }
}
