//! Measures the resolution of places on real records: how much is resolved, how much of it is right, how fast.
//!
//! ```text
//! cargo run --release -p jushu-places --example resolution_report -- DIR [errors]
//! ```
//!
//! DIR holds `a_share_firms.csv`, `hong_kong_listed_firms.csv`, `unicorns_2022.csv` and `universities.csv`. A file
//! that is absent is named and skipped. With `errors` every wrong answer is printed.

use std::collections::HashSet;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use jushu_places::{Code, Hint, Level, Places, Resolution};

const CITY: Hint = Hint {
    level: Some(Level::City),
    within: None,
};
const PROVINCE: Hint = Hint {
    level: Some(Level::Province),
    within: None,
};

type Row = std::collections::HashMap<String, String>;

/// One kind of input: texts with the code that is right.
struct Sample {
    kind: String,
    level: Level,
    method: fn(&str) -> Resolution,
    pairs: Vec<(String, Code)>,
}

fn rows(directory: &Path, name: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let path = directory.join(name);
    if !path.is_file() {
        println!("{name}: not in {}, skipped", directory.display());
        return Ok(Vec::new());
    }
    let rows = csv::Reader::from_path(path)?
        .deserialize()
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The pairs of text and right code, where both are filled.
fn pairs(rows: &[Row], text: &str, code: &str, keep: impl Fn(&Row) -> bool) -> Vec<(String, Code)> {
    rows.iter()
        .filter(|row| keep(row))
        .filter_map(|row| {
            let text = row.get(text).filter(|text| !text.is_empty())?;
            Some((text.clone(), row.get(code)?.parse().ok()?))
        })
        .collect()
}

fn name_as_city(text: &str) -> Resolution {
    Places::shipped().resolve(text, &CITY)
}

fn name_as_province(text: &str) -> Resolution {
    Places::shipped().resolve(text, &PROVINCE)
}

fn address(text: &str) -> Resolution {
    Places::shipped().resolve_address(text, &CITY)
}

fn company_name(text: &str) -> Resolution {
    Places::shipped().resolve_company_name(text)
}

fn samples(directory: &Path) -> Result<Vec<Sample>, Box<dyn Error>> {
    let a_share = rows(directory, "a_share_firms.csv")?;
    let hong_kong = rows(directory, "hong_kong_listed_firms.csv")?;
    let unicorns = rows(directory, "unicorns_2022.csv")?;
    let universities = rows(directory, "universities.csv")?;

    let always = |_: &Row| true;
    let from = |sources: &'static [&'static str]| {
        move |row: &Row| {
            row.get("city_source")
                .is_some_and(|source| sources.contains(&source.as_str()))
        }
    };
    let exchange = || from(&["深交所列表"]);
    let municipality = || from(&["直辖市"]);
    let other = || {
        from(&[
            "FinanceDatabase",
            "FinanceDatabase县级地名",
            "FinanceDatabase邮编",
            "地区字段",
        ])
    };
    let without_suffix = |pairs: Vec<(String, Code)>| -> Vec<(String, Code)> {
        let short = |text: &str| text.strip_suffix('市').unwrap_or(text).to_owned();
        pairs
            .into_iter()
            .map(|(text, code)| (short(&text), code))
            .collect()
    };
    let sample = |kind: &str, level, method, pairs| Sample {
        kind: kind.to_owned(),
        level,
        method,
        pairs,
    };
    let city = || pairs(&a_share, "city", "city_adcode", always);
    Ok(vec![
        sample(
            "A shares, province",
            Level::Province,
            name_as_province,
            pairs(&a_share, "province", "province_adcode", always),
        ),
        sample("A shares, city", Level::City, name_as_city, city()),
        sample(
            "A shares, city without 市",
            Level::City,
            name_as_city,
            without_suffix(city()),
        ),
        sample(
            "universities, city",
            Level::City,
            name_as_city,
            pairs(&universities, "city", "city_adcode", always),
        ),
        sample(
            "Hong Kong listed, city in English",
            Level::City,
            name_as_city,
            pairs(&hong_kong, "city_en", "city_adcode", always),
        ),
        sample(
            "unicorns, city in English",
            Level::City,
            name_as_city,
            pairs(&unicorns, "city_en", "city_adcode", always),
        ),
        sample(
            "A shares, registered address",
            Level::City,
            address,
            pairs(&a_share, "reg_address", "city_adcode", always),
        ),
        sample(
            "company name, city of the exchange's list",
            Level::City,
            company_name,
            pairs(&a_share, "full_name", "city_adcode", exchange()),
        ),
        sample(
            "company name, municipality",
            Level::City,
            company_name,
            pairs(&a_share, "full_name", "city_adcode", municipality()),
        ),
        sample(
            "company name, city of other sources",
            Level::City,
            company_name,
            pairs(&a_share, "full_name", "city_adcode", other()),
        ),
        sample(
            "company name, province",
            Level::Province,
            company_name,
            pairs(&a_share, "full_name", "province_adcode", always),
        ),
    ])
}

#[derive(Default)]
struct Counts {
    resolved: usize,
    correct: usize,
    coarser: usize,
    ambiguous: usize,
    offered: usize,
    unknown: usize,
}

fn count(sample: &Sample, print_errors: bool) -> Counts {
    let places = Places::shipped();
    let mut counts = Counts::default();
    for (text, right) in &sample.pairs {
        match (sample.method)(text) {
            Resolution::Found(code) => {
                match places.get(code).and_then(|place| place.at(sample.level)) {
                    Some(code) => {
                        counts.resolved += 1;
                        if code == *right {
                            counts.correct += 1;
                        } else if print_errors {
                            println!("  {}: {text}: {code}, right is {right}", sample.kind);
                        }
                    }
                    None => counts.coarser += 1,
                }
            }
            Resolution::Ambiguous(codes) => {
                counts.ambiguous += 1;
                let at_level =
                    |code: &Code| places.get(*code).and_then(|place| place.at(sample.level));
                counts.offered +=
                    usize::from(codes.iter().any(|code| at_level(code) == Some(*right)));
            }
            Resolution::Unknown { .. } => counts.unknown += 1,
        }
    }
    counts
}

/// Names resolved in a second: the texts once after another, for half a second.
fn speed(texts: &[&str], method: fn(&str) -> Resolution) -> f64 {
    let start = Instant::now();
    let mut done = 0usize;
    while start.elapsed() < Duration::from_millis(500) {
        for text in texts {
            black_box(method(black_box(text)));
        }
        done += texts.len();
    }
    done as f64 / start.elapsed().as_secs_f64()
}

fn no_hint(text: &str) -> Resolution {
    Places::shipped().resolve(text, &Hint::default())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments
        .next()
        .ok_or("give the directory of the records")?;
    let print_errors = arguments
        .next()
        .is_some_and(|argument| argument == "errors");
    let start = Instant::now();
    let places = Places::shipped();
    let loading = start.elapsed();
    let samples = samples(Path::new(&directory))?;

    println!(
        "| input | n | resolved | correct | precision | recall | coarser | ambiguous (right one offered) | unknown |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for sample in &samples {
        let (n, counts) = (sample.pairs.len(), count(sample, print_errors));
        let share = |of: usize| 100.0 * counts.correct as f64 / of as f64;
        println!(
            "| {} | {n} | {} | {} | {:.2} % | {:.2} % | {} | {} ({}) | {} |",
            sample.kind,
            counts.resolved,
            counts.correct,
            share(counts.resolved),
            share(n),
            counts.coarser,
            counts.ambiguous,
            counts.offered,
            counts.unknown
        );
    }

    println!("\nloading: {:.1} ms", loading.as_secs_f64() * 1e3);
    let million = |texts: &[&str], method| speed(texts, method) / 1e6;
    let distinct: Vec<&str> = places
        .iter()
        .flat_map(|place| [place.name.as_str(), place.short_name.as_str()])
        .collect();
    println!(
        "distinct names ({}): {:.2} million/s",
        distinct.len(),
        million(&distinct, no_hint)
    );
    let misspelt: Vec<String> = distinct.iter().map(|name| format!("{name}甲")).collect();
    let misspelt: Vec<&str> = misspelt.iter().map(String::as_str).collect();
    println!(
        "misspelt names, with the nearest searched ({}): {:.2} million/s",
        misspelt.len(),
        million(&misspelt, no_hint)
    );
    for sample in &samples {
        let texts: Vec<&str> = sample.pairs.iter().map(|(text, _)| text.as_str()).collect();
        let distinct = texts.iter().collect::<HashSet<_>>().len();
        if !texts.is_empty() {
            let (kind, n) = (&sample.kind, texts.len());
            println!(
                "{kind} ({n}, {distinct} distinct): {:.2} million/s",
                million(&texts, sample.method)
            );
        }
    }
    Ok(())
}
