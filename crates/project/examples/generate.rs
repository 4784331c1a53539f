//! Writes made-up registers of firms for benchmarks, or all registries of the synthetic project.
//!
//! ```text
//! cargo run --release --example generate -- --firms 5000000 --out firms.csv
//! cargo run --release --example generate -- --project --out folder
//! ```
//!
//! `--seed N` chooses other draws; 2023 where it is absent.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jushu_project::synthetic;

const USAGE: &str = "usage: generate (--firms NUMBER | --project) --out PATH [--seed NUMBER]";

enum Wanted {
    Firms(u64),
    Project,
}

fn main() -> Result<(), String> {
    let mut wanted = None;
    let mut out = None;
    let mut seed = 2023;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value; {USAGE}"))
        };
        match argument.as_str() {
            "--firms" => wanted = Some(Wanted::Firms(number(&value()?)?)),
            "--project" => wanted = Some(Wanted::Project),
            "--seed" => seed = number(&value()?)?,
            "--out" => out = Some(PathBuf::from(value()?)),
            _ => return Err(format!("unknown argument {argument}; {USAGE}")),
        }
    }
    let (Some(wanted), Some(out)) = (wanted, out) else {
        return Err(USAGE.to_owned());
    };
    match wanted {
        Wanted::Firms(firms) => {
            let file = File::create(&out).map_err(|error| at(&out, error))?;
            synthetic::write_firms(seed, firms, file).map_err(|error| at(&out, error))
        }
        Wanted::Project => {
            fs::create_dir_all(&out).map_err(|error| at(&out, error))?;
            for generated in synthetic::generate(seed) {
                let path = out.join(generated.name);
                fs::write(&path, generated.text).map_err(|error| at(&path, error))?;
            }
            Ok(())
        }
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("{text} is not a whole number; {USAGE}"))
}

fn at(path: &Path, error: std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
