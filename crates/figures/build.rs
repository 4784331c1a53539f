//! Compiles ECharts, which is fetched from its npm package and not kept in the repository, to the bytecode of
//! the JavaScript engine: reading its text would cost each process more than drawing a figure does.

use std::path::Path;

use rquickjs::{CatchResultExt, Context, Module, Runtime, WriteOptions, WriteOptionsEndianness};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ECHARTS_DIR");
    let folder = std::env::var("ECHARTS_DIR").unwrap_or_default();
    let script = Path::new(&folder).join("echarts.min.js");
    println!("cargo::rerun-if-changed={}", script.display());
    let Ok(source) = std::fs::read_to_string(&script) else {
        println!(
            "cargo::error=echarts.min.js is not in ECHARTS_DIR=`{folder}`; run `make build`, which fetches it"
        );
        return;
    };
    let out = Path::new(&std::env::var("OUT_DIR").unwrap_or_default()).join("echarts.bytecode");
    let written = compiled(&source)
        .and_then(|bytes| std::fs::write(out, bytes).map_err(|error| error.to_string()));
    if let Err(error) = written {
        println!("cargo::error=ECharts cannot be compiled: {error}");
    }
}

fn compiled(source: &str) -> Result<Vec<u8>, String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    let context = Context::full(&runtime).map_err(|error| error.to_string())?;
    let big = std::env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|order| order == "big");
    context.with(|js| {
        let options = WriteOptions {
            endianness: if big {
                WriteOptionsEndianness::Big
            } else {
                WriteOptionsEndianness::Little
            },
            strip_source: true,
            ..WriteOptions::default()
        };
        Module::declare(js.clone(), "echarts", source)
            .and_then(|module| module.write(options))
            .catch(&js)
            .map_err(|error| error.to_string())
    })
}
