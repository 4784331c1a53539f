//! Rows of plants gathered into sums.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{PlantTable, Sums};
use crate::table::{
    CsvRows, Duplicates, Index, TableError, TableErrorKind, check, error, line, summed_note,
};

pub(super) fn computed(
    regions: Vec<String>,
    industries: Vec<String>,
    plants: impl IntoIterator<Item = (usize, usize, f64)>,
) -> Result<PlantTable, TableError> {
    let mut sums = Sums::default();
    let mut number = 0;
    for (region, industry, size) in plants {
        number += 1;
        if let Some(kind) = check(&regions[region], &industries[industry], size) {
            return Err(error(None, Some(number), kind));
        }
        sums.add(region, industry, size);
    }
    if number == 0 {
        return Err(error(None, None, TableErrorKind::NoRows));
    }
    sums.finish(regions, industries, Vec::new())
        .map_err(|kind| error(None, None, kind))
}

/// What is gathered from a file in one pass.
struct Pass {
    regions: Index,
    industries: Index,
    sums: Sums,
    /// The hash of region, industry and plant of each row.
    hashes: Vec<u64>,
    /// The plants that were held back, with the byte of their first row.
    held: HashMap<(u32, u32, String), (f64, u64)>,
    repeated: usize,
}

pub(super) fn csv(
    text: &str,
    name: &str,
    duplicates: Duplicates,
) -> Result<PlantTable, TableError> {
    let open = || CsvRows::open(text, name, &["region", "industry", "plant", "value"]);
    let mut rows = open()?;
    let notes = rows.ignored_note();
    let mut pass = gather(&mut rows, &HashSet::new(), duplicates)?;
    if pass.hashes.is_empty() {
        return Err(error(rows.file(), None, TableErrorKind::NoRows));
    }
    pass.hashes.sort_unstable();
    let twice: HashSet<u64> = pass
        .hashes
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    // A plant is kept by name only where its hash occurs again, so names are rarely kept at all.
    if !twice.is_empty() {
        pass = gather(&mut open()?, &twice, duplicates)?;
    }
    let mut sums = pass.sums;
    for ((region, industry, _), (size, _)) in pass.held {
        sums.add(region as usize, industry as usize, size);
    }
    let notes = notes
        .into_iter()
        .chain(summed_note(pass.repeated))
        .collect();
    sums.finish(pass.regions.names(), pass.industries.names(), notes)
        .map_err(|kind| error(rows.file(), None, kind))
}

/// Reads all rows; plants whose hash is in `hold` are held back by name.
fn gather(
    rows: &mut CsvRows,
    hold: &HashSet<u64>,
    duplicates: Duplicates,
) -> Result<Pass, TableError> {
    let mut pass = Pass {
        regions: Index::default(),
        industries: Index::default(),
        sums: Sums::default(),
        hashes: Vec::new(),
        held: HashMap::new(),
        repeated: 0,
    };
    while rows.next()? {
        let value = rows.number(3, "value")?;
        let (region, industry, plant) = (rows.cell(0), rows.cell(1), rows.cell(2));
        if let Some(kind) = check(region, industry, value) {
            return Err(rows.wrong(kind));
        }
        if plant.is_empty() {
            return Err(rows.wrong(TableErrorKind::EmptyName { column: "plant" }));
        }
        let numbers = (
            pass.regions.number(region),
            pass.industries.number(industry),
        );
        let mut hasher = DefaultHasher::new();
        (numbers, plant).hash(&mut hasher);
        let hash = hasher.finish();
        pass.hashes.push(hash);
        if !hold.contains(&hash) {
            pass.sums.add(numbers.0 as usize, numbers.1 as usize, value);
            continue;
        }
        let key = (numbers.0, numbers.1, plant.to_string());
        match pass.held.get_mut(&key) {
            None => {
                pass.held.insert(key, (value, rows.place()));
            }
            Some((_, first)) if duplicates == Duplicates::Refuse => {
                return Err(rows.wrong(TableErrorKind::Duplicate {
                    of: format!("{region}, {industry}, {plant}"),
                    first_line: line(rows.file(), *first),
                }));
            }
            Some((size, _)) => {
                *size += value;
                pass.repeated += 1;
            }
        }
    }
    Ok(pass)
}
