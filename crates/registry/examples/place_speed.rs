//! How many names of places are resolved in a CPU-second, one by one and without remembering any.
//!
//! `cargo run --release -p jushu-registry --example place_speed` resolves every shipped division by its full
//! name, by the chain of names above it, in an address and in the name of a company, and prints names per
//! CPU-second and how many were found. (An import resolves each spelling of a file once only.)

mod usage;

use std::hint::black_box;

use jushu_places::{Hint, Level, Place, Places, Resolution};
use usage::usage;

/// Names are resolved at least this long, in CPU-seconds; the system counts in hundredths.
const LONG_ENOUGH: f64 = 1.0;

/// One way of writing a place and of reading it.
struct Way {
    title: &'static str,
    names: Vec<String>,
    resolve: fn(&Places, &str) -> Resolution,
}

fn main() -> Result<(), &'static str> {
    let cpu = || {
        usage()
            .map(|(seconds, _)| seconds)
            .ok_or("the system does not tell the CPU time of a process")
    };
    let places = Places::shipped();
    let below_provinces: Vec<&Place> = places
        .iter()
        .filter(|place| matches!(place.level, Level::City | Level::County))
        .collect();
    let written = |write: &dyn Fn(&Place) -> String| -> Vec<String> {
        below_provinces.iter().map(|place| write(place)).collect()
    };
    let name: fn(&Places, &str) -> Resolution =
        |places, text| places.resolve(text, &Hint::default());
    let ways = [
        Way {
            title: "full name (海淀区)",
            names: written(&|place| place.name.clone()),
            resolve: name,
        },
        Way {
            title: "chain of names (广东省深圳市南山区)",
            names: written(&|place| chain(places, place)),
            resolve: name,
        },
        Way {
            title: "address (广东省深圳市南山区科技路12号)",
            names: written(&|place| format!("{}科技路12号", chain(places, place))),
            resolve: |places, text| places.resolve_address(text, &Hint::default()),
        },
        Way {
            title: "name of a company (深圳市…有限公司)",
            names: written(&|place| format!("{}云数联科技有限公司", place.name)),
            resolve: |places, text| places.resolve_company_name(text),
        },
        Way {
            title: "unknown name (南山去)",
            names: written(&|place| format!("{}去", place.short_name)),
            resolve: name,
        },
    ];
    for way in &ways {
        let found = |text: &String| matches!((way.resolve)(places, text), Resolution::Found(_));
        let known = way.names.iter().filter(|text| found(text)).count();
        let start = cpu()?;
        let mut resolved = 0;
        while cpu()? - start < LONG_ENOUGH {
            for text in &way.names {
                black_box((way.resolve)(places, black_box(text)));
            }
            resolved += way.names.len();
        }
        let seconds = cpu()? - start;
        println!(
            "{:>9.0} names/s  {known} of {} found  {}",
            resolved as f64 / seconds,
            way.names.len(),
            way.title
        );
    }
    Ok(())
}

/// The names from the province down to the place.
fn chain(places: &Places, place: &Place) -> String {
    let mut codes = vec![place.province];
    codes.extend(place.city);
    codes.push(place.code);
    codes.dedup();
    codes
        .into_iter()
        .filter_map(|code| places.get(code))
        .map(|place| place.name.as_str())
        .collect()
}
