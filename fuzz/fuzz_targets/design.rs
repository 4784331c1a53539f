#![no_main]
//! An uncertainty design, and the rules of the audit, from any bytes.

use jushu_index::audit::Rules;
use jushu_index::uncertainty::{Design, Tally};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Tally::from_bytes(bytes);
    let text = String::from_utf8_lossy(bytes);
    match Design::parse(&text, "u.toml") {
        Ok(design) => {
            let _ = (design.weight_noise(), design.steps());
        }
        Err(error) => assert!(!error.message().zh.is_empty() && !error.message().en.is_empty()),
    }
    let _ = Rules::parse(&text, "rules.toml");
});
