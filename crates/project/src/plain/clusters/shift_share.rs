//! `jushu clusters shift-share`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jushu_clusters::region_industry::shift_share::{
    Shift, SpatialShift, shift_share as parts, spatial_shift_share,
};
use jushu_clusters::{CsvText, Duplicates, Names, Sparse};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::autocorrelation::{read_weights, shape_notes};
use super::groups::Numbered;
use super::manifest;
use super::periods::Periods;
use super::points::Rows;

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftShareOptions {
    /// The first period; the first of the table where it is not given and there are two.
    pub from: Option<String>,
    /// The last period, likewise.
    pub to: Option<String>,
    /// What is done with rows of the same region, industry and period.
    pub duplicates: Duplicates,
    /// Weights of neighbours (`i,j,w`) over the regions, for the spatial form.
    pub weights: Option<PathBuf>,
}

/// The growth of a region and its parts, summed over industries.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionShift {
    /// The region.
    pub region: String,
    /// Its total in the first period.
    pub first: f64,
    /// Its total in the last period.
    pub last: f64,
    /// The parts.
    pub shift: Shift,
    /// The parts of the spatial form; `None` without weights, and where the neighbours of a region had nothing of an industry it had.
    pub spatial: Option<SpatialShift>,
}

/// What was measured; all of it stands in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftShare {
    /// The two periods.
    pub periods: [String; 2],
    /// How many industries there are.
    pub industries: usize,
    /// The regions, in the order of the table.
    pub regions: Vec<RegionShift>,
    /// What the reader should know.
    pub notes: Vec<Names>,
}

/// Two periods of the same regions and industries.
struct TwoPeriods {
    regions: Vec<String>,
    industries: Vec<String>,
    periods: [String; 2],
    first: Sparse,
    last: Sparse,
    input: serde_json::Value,
    notes: Vec<Names>,
}

impl TwoPeriods {
    fn read(path: &Path, options: &ShiftShareOptions) -> Result<TwoPeriods, PlainError> {
        let rows = Rows::read(path)?;
        let columns = ["region", "industry", "period", "value"];
        let [region, industry, period, value] = columns.map(|column| rows.column(column));
        let (region, industry, period, value) = (region?, industry?, period?, value?);
        let of_names = [
            (region, "region"),
            (industry, "industry"),
            (period, "period"),
        ];
        let periods = Periods::of(&rows, period);
        let chosen = chosen(&rows, &periods, options)?;
        let (mut regions, mut industries) = (Numbered::default(), Numbered::default());
        let mut cells: HashMap<(usize, usize, usize), f64> = HashMap::new();
        let (mut summed, mut other_periods) = (0, 0);
        for row in 0..rows.len() {
            for (column, heading) in of_names {
                if rows.text(row, column).is_empty() {
                    return Err(rows.empty(row, heading));
                }
            }
            let number = rows
                .not_negative(row, value)?
                .ok_or_else(|| rows.empty(row, "value"))?;
            let when = rows.text(row, period);
            let Some(when) = chosen.iter().position(|chosen| chosen == when) else {
                other_periods += 1;
                continue;
            };
            let at = (
                when,
                regions.number(rows.text(row, region)),
                industries.number(rows.text(row, industry)),
            );
            match cells.get_mut(&at) {
                None => {
                    cells.insert(at, number);
                }
                Some(cell) if options.duplicates == Duplicates::Sum => {
                    *cell += number;
                    summed += 1;
                }
                Some(_) => {
                    let (of, period) = (rows.text(row, region), rows.text(row, period));
                    let industry = rows.text(row, industry);
                    return Err(rows.wrong(
                        row,
                        crate::config::Names::new(
                            format!("“{of}，{industry}”在“{period}”已出现过；请删去一行，或用 --duplicates sum 相加"),
                            format!("\"{of}, {industry}\" stands in \"{period}\" already; remove one row, or sum them with --duplicates sum"),
                        ),
                    ));
                }
            }
        }
        let mut notes = Vec::new();
        if summed > 0 {
            notes.push(Names::new(
                format!("{summed} 行重复，已与先前的行相加"),
                format!("{summed} rows repeat an earlier one and were added to it"),
            ));
        }
        if other_periods > 0 {
            notes.push(Names::new(
                format!("{other_periods} 行属于其他时期，未使用"),
                format!("{other_periods} rows are of other periods and are not used"),
            ));
        }
        let matrix = |when: usize| {
            let row = |region: usize| -> Vec<(usize, f64)> {
                (0..industries.names.len())
                    .filter_map(|industry| Some((industry, *cells.get(&(when, region, industry))?)))
                    .filter(|(_, value)| *value > 0.0)
                    .collect()
            };
            Sparse::from_rows(industries.names.len(), (0..regions.names.len()).map(row))
        };
        Ok(TwoPeriods {
            first: matrix(0),
            last: matrix(1),
            regions: regions.names,
            industries: industries.names,
            periods: chosen,
            input: rows.input,
            notes,
        })
    }
}

/// The two periods that are compared.
fn chosen(
    rows: &Rows,
    periods: &Periods,
    options: &ShiftShareOptions,
) -> Result<[String; 2], PlainError> {
    let known = |asked: &String| match periods.position(asked) {
        Some(at) => Ok(at),
        None => Err(rows.wrong_file(Names::new(
            format!("没有时期“{asked}”；表中有：{}", periods.names.join("、")),
            format!(
                "there is no period \"{asked}\"; the table has {}",
                periods.names.join(", ")
            ),
        ))),
    };
    let from = options.from.as_ref().map(known).transpose()?;
    let to = options.to.as_ref().map(known).transpose()?;
    let two = match (from, to, periods.names.len()) {
        (Some(from), Some(to), _) => [from, to],
        (from, to, 2) => [from.unwrap_or(0), to.unwrap_or(1)],
        (_, _, count) => {
            return Err(rows.wrong_file(Names::new(
                format!("表中有 {count} 个时期；请用 --from 与 --to 指定其中两个"),
                format!("the table has {count} periods; name two with --from and --to"),
            )));
        }
    };
    if two[0] >= two[1] {
        return Err(rows.wrong_file(Names::fixed(
            "--from 应早于 --to；请对调或改正",
            "--from must be earlier than --to; exchange or correct them",
        )));
    }
    Ok(two.map(|at| periods.names[at].clone()))
}

/// Parts the growth of each industry in each region.
pub fn shift_share(
    path: &Path,
    options: &ShiftShareOptions,
    out: &Path,
) -> Result<ShiftShare, PlainError> {
    let mut table = TwoPeriods::read(path, options)?;
    let mut notes = std::mem::take(&mut table.notes);
    let mut inputs = json!({ "table": table.input });
    let shifts = parts(&table.first, &table.last).ok_or_else(|| PlainError::Unusable {
        path: path.to_path_buf(),
        what: crate::config::Names::new(
            format!("时期“{}”的取值全为零，无从比较；请改正或另选时期", table.periods[0]),
            format!(
                "all values of the period \"{}\" are zero, so there is nothing to compare with; correct them or choose another",
                table.periods[0]
            ),
        ),
    })?;
    let spatial = match &options.weights {
        None => None,
        Some(weights) => {
            let positions = table
                .regions
                .iter()
                .enumerate()
                .map(|(at, name)| (name.as_str(), at))
                .collect();
            let (weights, input) = read_weights(weights, &positions)?;
            inputs["weights"] = input;
            notes.extend(shape_notes(&weights.shape(), |unit| {
                table.regions[unit].clone()
            }));
            let rows = (0..weights.units()).map(|unit| {
                let (neighbours, of_neighbours) = weights.row(unit);
                let pairs = neighbours.iter().zip(of_neighbours);
                pairs
                    .map(|(&at, &weight)| (at as usize, weight))
                    .collect::<Vec<_>>()
            });
            let weights = Sparse::from_rows(weights.units(), rows);
            spatial_shift_share(&table.first, &table.last, &weights)
        }
    };
    if let Some(spatial) = &spatial {
        let without = spatial.iter().flatten().filter(|one| one.is_none()).count();
        if without > 0 {
            notes.push(Names::new(
                format!("{without} 个地区—产业的邻区期初没有该产业：空间分解缺失，所在地区的合计也缺失"),
                format!("{without} pairs of region and industry have no neighbour with the industry at first: their spatial parts are missing, and so are the sums of their regions"),
            ));
        }
    }
    let regions: Vec<RegionShift> = (0..table.regions.len())
        .map(|region| {
            let sum = |of: &dyn Fn(&Shift) -> f64| shifts[region].iter().map(of).sum();
            let total = |of: &Sparse| of.row(region).map(|(_, value)| value).sum();
            let spatial: Option<Vec<SpatialShift>> = spatial
                .as_ref()
                .and_then(|spatial| spatial[region].iter().copied().collect());
            let spatial = spatial.map(|parts| {
                let sum = |of: &dyn Fn(&SpatialShift) -> f64| parts.iter().map(of).sum();
                SpatialShift {
                    national: sum(&|one| one.national),
                    neighbourhood: sum(&|one| one.neighbourhood),
                    regional: sum(&|one| one.regional),
                }
            });
            RegionShift {
                region: table.regions[region].clone(),
                first: total(&table.first),
                last: total(&table.last),
                shift: Shift {
                    growth: sum(&|one| one.growth),
                    national: sum(&|one| one.national),
                    mix: sum(&|one| one.mix),
                    regional: sum(&|one| one.regional),
                    competition: sum(&|one| one.competition),
                    allocation: sum(&|one| one.allocation),
                },
                spatial,
            }
        })
        .collect();
    let texts = vec![
        (
            "shift_share.csv",
            pairs_csv(&table, &shifts, spatial.as_deref()),
        ),
        ("regions.csv", regions_csv(&regions, spatial.is_some())),
    ];
    let parameters = json!({
        "from": table.periods[0],
        "to": table.periods[1],
        "duplicates": match options.duplicates { Duplicates::Refuse => "refuse", Duplicates::Sum => "sum" },
    });
    inputs["table"]["regions"] = table.regions.len().into();
    inputs["table"]["industries"] = table.industries.len().into();
    write_results(
        out,
        texts,
        manifest("shift-share", parameters, inputs, &notes),
    )?;
    Ok(ShiftShare {
        periods: table.periods,
        industries: table.industries.len(),
        regions,
        notes,
    })
}

const PARTS: [&str; 8] = [
    "first",
    "last",
    "growth",
    "national",
    "mix",
    "regional",
    "competition",
    "allocation",
];

const SPATIAL_PARTS: [&str; 2] = ["neighbourhood", "regional_beyond_neighbours"];

fn header(keys: &[&'static str], spatial: bool) -> CsvText {
    let mut columns = keys.to_vec();
    columns.extend(PARTS);
    if spatial {
        columns.extend(SPATIAL_PARTS);
    }
    CsvText::new(columns)
}

/// The cells of the parts; `spatial` is `None` without weights, and holds `None` where the spatial parts are missing.
fn cells(csv: &mut CsvText, ends: [f64; 2], shift: &Shift, spatial: Option<Option<SpatialShift>>) {
    csv.number(ends[0])
        .number(ends[1])
        .number(shift.growth)
        .number(shift.national)
        .number(shift.mix)
        .number(shift.regional)
        .number(shift.competition)
        .number(shift.allocation);
    if let Some(spatial) = spatial {
        csv.number(spatial.map(|of| of.neighbourhood))
            .number(spatial.map(|of| of.regional));
    }
    csv.end_row();
}

fn pairs_csv(
    table: &TwoPeriods,
    shifts: &[Vec<Shift>],
    spatial: Option<&[Vec<Option<SpatialShift>>]>,
) -> String {
    let mut csv = header(&["region", "industry"], spatial.is_some());
    for (region, name) in table.regions.iter().enumerate() {
        let (first, last) = (table.first.dense_row(region), table.last.dense_row(region));
        for (industry, of) in table.industries.iter().enumerate() {
            csv.text(name).text(of);
            cells(
                &mut csv,
                [first[industry], last[industry]],
                &shifts[region][industry],
                spatial.map(|spatial| spatial[region][industry]),
            );
        }
    }
    csv.into_text()
}

fn regions_csv(regions: &[RegionShift], spatial: bool) -> String {
    let mut csv = header(&["region"], spatial);
    for of in regions {
        csv.text(&of.region);
        cells(
            &mut csv,
            [of.first, of.last],
            &of.shift,
            spatial.then_some(of.spatial),
        );
    }
    csv.into_text()
}
