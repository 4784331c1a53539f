#![no_main]
//! A framework and a table from any bytes, parted by a byte 0, and the index of the one over the other.

use jushu_index::{Framework, Table, build, tables};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(zero) = bytes.iter().position(|byte| *byte == 0) else {
        return;
    };
    let framework = String::from_utf8_lossy(&bytes[..zero]);
    let data = String::from_utf8_lossy(&bytes[zero + 1..]);
    let Ok(framework) = Framework::parse(&framework, "f.toml") else {
        return;
    };
    let Ok(table) = Table::from_csv(&data, "d.csv") else {
        return;
    };
    match build(&framework, &table) {
        Ok(run) => {
            let _ = (
                tables::scores_csv(&run),
                tables::weights_csv(&run),
                tables::coverage_csv(&run),
            );
        }
        Err(error) => assert!(!error.message().zh.is_empty() && !error.message().en.is_empty()),
    }
});
