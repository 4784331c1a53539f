//! `jushu clusters dynamics`.

mod tables;

use std::path::{Path, PathBuf};

use jushu_clusters::Names;
use jushu_clusters::dynamics::classes::{class_of, quantile_cuts};
use jushu_clusters::dynamics::esteban_ray::esteban_ray;
use jushu_clusters::dynamics::rank_size::{RankSize, rank_size};
use jushu_clusters::dynamics::sigma_convergence::{Spread, spread};
use jushu_clusters::dynamics::wolfson::wolfson;
use jushu_clusters::region_industry::locational_gini::gini;
use jushu_clusters::weights::{Standardisation, Weights};
use serde_json::json;

use super::super::{PlainError, write_results};
use super::autocorrelation::{read_weights, shape_notes};
use super::groups::Groups;
use super::periods::Periods;
use super::points::Rows;
use super::{input, manifest};

/// What the classes of a Markov chain are classes of.
#[derive(Debug, Clone, PartialEq)]
pub enum ClassesBy {
    /// Quantiles of the values over the mean of their period, all periods together.
    RelativeValues {
        /// How many classes.
        classes: usize,
    },
    /// Quantiles of the values, all periods together.
    Values {
        /// How many classes.
        classes: usize,
    },
    /// Quantiles of the values of each period.
    EachPeriod {
        /// How many classes.
        classes: usize,
    },
    /// The values over the mean of their period, between these cuts, which ascend.
    Cuts(Vec<f64>),
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicsOptions {
    /// Weights of neighbours (`i,j,w`) over the regions, for the spatial chain.
    pub weights: Option<PathBuf>,
    /// The groups of regions (`region,group[,outer_group]`), to part inequality by.
    pub region_groups: Option<PathBuf>,
    /// What the classes are of.
    pub classes: ClassesBy,
    /// α of Esteban and Ray, from 0 to 1.6.
    pub alpha: f64,
}

/// The regions of a period in a few numbers, for the reader of the terminal.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRow {
    /// The period.
    pub period: String,
    /// How many regions have a value.
    pub regions: usize,
    /// Their mean.
    pub mean: f64,
    /// The Gini coefficient.
    pub gini: Option<f64>,
    /// σ convergence.
    pub spread: Option<Spread>,
    /// The polarisation of Esteban and Ray, regions of the same value as one group.
    pub esteban_ray: Option<f64>,
    /// The polarisation of Wolfson.
    pub wolfson: Option<f64>,
    /// The rank–size rule.
    pub rank_size: Option<RankSize>,
}

/// What was measured; all of it stands in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Dynamics {
    /// How many regions there are.
    pub regions: usize,
    /// The periods, first to last.
    pub periods: Vec<PeriodRow>,
    /// What the reader should know.
    pub notes: Vec<Names>,
}

/// A value of each region in each period, where it is known.
struct Panel {
    regions: Vec<String>,
    periods: Periods,
    /// A row a region, a value a period.
    values: Vec<Vec<Option<f64>>>,
    input: serde_json::Value,
    notes: Vec<Names>,
}

impl Panel {
    fn read(path: &Path) -> Result<Panel, PlainError> {
        let rows = Rows::read(path)?;
        let (region, period, value) = (
            rows.column("region")?,
            rows.column("period")?,
            rows.column("value")?,
        );
        if rows.len() == 0 {
            return Err(rows.wrong_file(Names::fixed(
                "没有数据行；请给出 region、period、value",
                "there are no rows; give region, period and value",
            )));
        }
        let periods = Periods::of(&rows, period);
        let mut regions = super::groups::Numbered::default();
        let mut values: Vec<Vec<Option<f64>>> = Vec::new();
        let mut seen: Vec<Vec<bool>> = Vec::new();
        for row in 0..rows.len() {
            for (column, heading) in [(region, "region"), (period, "period")] {
                if rows.text(row, column).is_empty() {
                    return Err(rows.empty(row, heading));
                }
            }
            let at = regions.number(rows.text(row, region));
            if at == values.len() {
                values.push(vec![None; periods.names.len()]);
                seen.push(vec![false; periods.names.len()]);
            }
            let Some(when) = periods.position(rows.text(row, period)) else {
                continue;
            };
            if std::mem::replace(&mut seen[at][when], true) {
                let (region, period) = (rows.text(row, region), rows.text(row, period));
                return Err(rows.wrong(
                    row,
                    crate::config::Names::new(
                        format!("“{region}”在“{period}”出现两次；请只保留一行"),
                        format!("\"{region}\" stands twice in \"{period}\"; keep one row"),
                    ),
                ));
            }
            values[at][when] = rows.not_negative(row, value)?;
        }
        let missing = values
            .iter()
            .flatten()
            .filter(|value| value.is_none())
            .count();
        let mut notes = Vec::new();
        if missing > 0 {
            notes.push(Names::new(
                format!("{missing} 个地区—时期没有取值：不参加该时期的计算，也不计入进出该时期的转移"),
                format!("{missing} pairs of region and period have no value: they take no part in that period, nor in moves from and to it"),
            ));
        }
        if !periods.are_even() {
            notes.push(Names::fixed(
                "各时期间隔不等：马尔可夫转移每步同等看待，收敛按实际间隔计算",
                "the periods are not equally far apart: every step counts as one move of the Markov chain; convergence takes the actual time",
            ));
        }
        Ok(Panel {
            regions: regions.names,
            periods,
            values,
            input: rows.input,
            notes,
        })
    }

    /// The regions with a value in a period, and the values.
    fn of_period(&self, period: usize) -> (Vec<usize>, Vec<f64>) {
        let known = self.values.iter().enumerate();
        known
            .filter_map(|(region, row)| Some((region, row[period]?)))
            .unzip()
    }

    /// The values over the mean of their period; `None` in a period of zeros.
    fn relative(&self) -> Vec<Vec<Option<f64>>> {
        let means: Vec<f64> = (0..self.periods.names.len())
            .map(|period| mean(&self.of_period(period).1))
            .collect();
        let row = |row: &Vec<Option<f64>>| {
            let with_means = row.iter().zip(&means);
            with_means
                .map(|(value, mean)| value.filter(|_| *mean > 0.0).map(|value| value / mean))
                .collect()
        };
        self.values.iter().map(row).collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Values in classes.
struct Classified {
    /// What was classified, a row a region.
    values: Vec<Vec<Option<f64>>>,
    /// The classes, likewise.
    classes: Vec<Vec<Option<usize>>>,
    /// The cuts of each period.
    cuts: Vec<Vec<f64>>,
    /// The number of classes.
    k: usize,
}

impl Classified {
    fn new(values: Vec<Vec<Option<f64>>>, by: &ClassesBy, periods: usize) -> Classified {
        let cuts: Vec<Vec<f64>> = match by {
            ClassesBy::Cuts(cuts) => vec![cuts.clone(); periods],
            ClassesBy::RelativeValues { classes } | ClassesBy::Values { classes } => {
                let all: Vec<f64> = values.iter().flatten().copied().flatten().collect();
                vec![quantile_cuts(&all, *classes); periods]
            }
            ClassesBy::EachPeriod { classes } => (0..periods)
                .map(|period| {
                    let column: Vec<f64> = values.iter().filter_map(|row| row[period]).collect();
                    quantile_cuts(&column, *classes)
                })
                .collect(),
        };
        let row = |row: &Vec<Option<f64>>| {
            let with_cuts = row.iter().zip(&cuts);
            with_cuts
                .map(|(value, cuts)| value.map(|value| class_of(value, cuts)))
                .collect()
        };
        Classified {
            classes: values.iter().map(row).collect(),
            k: cuts.iter().map(Vec::len).max().unwrap_or(0) + 1,
            values,
            cuts,
        }
    }
}

/// The mean of the neighbours of each region in each period, by weights of rows that sum to 1; neighbours without a value are left
/// out.
fn lags(values: &[Vec<Option<f64>>], weights: &Weights, periods: usize) -> Vec<Vec<Option<f64>>> {
    let mut lags = vec![vec![None; periods]; values.len()];
    for period in 0..periods {
        let (known, numbers): (Vec<usize>, Vec<f64>) = values
            .iter()
            .enumerate()
            .filter_map(|(region, row)| Some((region, row[period]?)))
            .unzip();
        let among = weights.among(&known).standardised(Standardisation::Row);
        for (unit, lag) in among.lag(&numbers).into_iter().enumerate() {
            if !among.row(unit).0.is_empty() {
                lags[known[unit]][period] = Some(lag);
            }
        }
    }
    lags
}

/// Measures how the values of regions move over periods.
pub fn dynamics(
    path: &Path,
    options: &DynamicsOptions,
    out: &Path,
) -> Result<Dynamics, PlainError> {
    let panel = Panel::read(path)?;
    let count = panel.periods.names.len();
    let mut notes = panel.notes.clone();
    let mut inputs = json!({ "panel": panel.input });
    let groups = options
        .region_groups
        .as_ref()
        .map(|path| {
            let groups = Groups::read(path, "region", &panel.regions)?;
            inputs["region_groups"] = input(path, &groups.text);
            Ok::<_, PlainError>(groups)
        })
        .transpose()?;
    let of_classes = match options.classes {
        ClassesBy::Values { .. } | ClassesBy::EachPeriod { .. } => panel.values.clone(),
        ClassesBy::RelativeValues { .. } | ClassesBy::Cuts(_) => panel.relative(),
    };
    let classified = Classified::new(of_classes, &options.classes, count);
    let lagged = options
        .weights
        .as_ref()
        .map(|path| {
            let positions = panel
                .regions
                .iter()
                .enumerate()
                .map(|(at, name)| (name.as_str(), at))
                .collect();
            let (weights, input) = read_weights(path, &positions)?;
            inputs["weights"] = input;
            notes.extend(shape_notes(&weights.shape(), |unit| {
                panel.regions[unit].clone()
            }));
            let lags = lags(&classified.values, &weights, count);
            Ok::<_, PlainError>(Classified::new(lags, &options.classes, count))
        })
        .transpose()?;
    notes.extend(class_notes(&classified, &options.classes));
    if count < 2 {
        notes.push(Names::fixed(
            "只有一个时期：没有转移，也没有收敛",
            "there is a single period: no moves and no convergence",
        ));
    }

    let mut texts = vec![
        (
            "paths.csv",
            tables::paths(&panel, &classified, lagged.as_ref()),
        ),
        (
            "classes.csv",
            tables::classes(&panel, &classified, lagged.as_ref()),
        ),
        ("markov.csv", tables::markov(&classified, &mut notes)),
    ];
    if let Some(lagged) = &lagged {
        texts.push((
            "spatial_markov.csv",
            tables::spatial_markov(&classified, lagged),
        ));
    }
    texts.push(("convergence.csv", tables::convergence(&panel, &mut notes)));
    texts.push(("inequality.csv", tables::inequality(&panel)));
    if let Some(groups) = &groups {
        let text = tables::decomposition(&panel, groups).ok_or_else(|| PlainError::NotNested {
            path: options.region_groups.clone().unwrap_or_default(),
        })?;
        texts.push(("decomposition.csv", text));
    }
    let periods: Vec<PeriodRow> = (0..count)
        .map(|period| period_row(&panel, period, options.alpha))
        .collect();
    texts.push((
        "polarisation.csv",
        tables::polarisation(&panel, &periods, groups.as_ref(), options.alpha),
    ));
    texts.push(("rank_size.csv", tables::rank_sizes(&panel, &periods)));
    texts.push(("kernel_density.csv", tables::kernel_densities(&panel)));

    let (by, classes) = match &options.classes {
        ClassesBy::RelativeValues { classes } => ("relative-values", json!(classes)),
        ClassesBy::Values { classes } => ("values", json!(classes)),
        ClassesBy::EachPeriod { classes } => ("each-period", json!(classes)),
        ClassesBy::Cuts(cuts) => ("cuts", json!(cuts)),
    };
    let parameters = json!({
        "classes_by": by,
        "classes": classes,
        "alpha": options.alpha,
    });
    write_results(out, texts, manifest("dynamics", parameters, inputs, &notes))?;
    Ok(Dynamics {
        regions: panel.regions.len(),
        periods,
        notes,
    })
}

fn class_notes(classified: &Classified, by: &ClassesBy) -> Option<Names> {
    let asked = match by {
        ClassesBy::Cuts(cuts) => cuts.len() + 1,
        ClassesBy::RelativeValues { classes }
        | ClassesBy::Values { classes }
        | ClassesBy::EachPeriod { classes } => *classes,
    };
    let fewest = classified.cuts.iter().map(Vec::len).min().unwrap_or(0) + 1;
    (fewest < asked).then(|| {
        Names::new(
            format!("许多取值相同：只能分出 {fewest} 类而不是 {asked} 类"),
            format!("many values are alike: they make {fewest} classes instead of {asked}"),
        )
    })
}

fn period_row(panel: &Panel, period: usize, alpha: f64) -> PeriodRow {
    let (_, values) = panel.of_period(period);
    PeriodRow {
        period: panel.periods.names[period].clone(),
        regions: values.len(),
        mean: mean(&values),
        gini: gini(&values),
        spread: spread(&values),
        esteban_ray: esteban_ray(&merged(&values), alpha),
        wolfson: wolfson(&values),
        rank_size: rank_size(&values),
    }
}

/// Values with how many regions have each.
fn merged(values: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .chunk_by(|a, b| a == b)
        .map(|alike| (alike.len() as f64, alike[0]))
        .collect()
}
