#![no_main]
//! A framework, and COINr's table iMeta, from any bytes.

use jushu_index::{Framework, Tree, from_coinr};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match Framework::parse(&text, "f.toml") {
        Ok(framework) => {
            let _ = Tree::compile(&framework);
            for unit_set in &framework.unit_sets {
                let _ = framework.for_unit_set(unit_set);
            }
        }
        Err(error) => assert!(!error.message().zh.is_empty() && !error.message().en.is_empty()),
    }
    if let Ok(made) = from_coinr(&text, "iMeta.csv", "made") {
        Framework::parse(&made, "made.toml").expect("what is made of a table can be read");
    }
});
