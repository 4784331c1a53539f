#![no_main]
//! A table of data from any bytes.

use jushu_index::{Panel, Table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Err(error) = Table::from_csv(&text, "d.csv") {
        assert!(!error.message().zh.is_empty() && !error.message().en.is_empty());
    }
    if let Err(error) = Panel::from_csv(&text, "d.csv", "year") {
        assert!(!error.message().zh.is_empty() && !error.message().en.is_empty());
    }
});
