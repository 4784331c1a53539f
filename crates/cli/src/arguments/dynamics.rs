//! What `jushu clusters dynamics`, `shift-share` and `links` take.

use std::path::PathBuf;

use clap::Args;

use crate::table::Format;

/// What `jushu clusters dynamics` takes.
#[derive(Debug, Args)]
pub struct DynamicsArguments {
    /// The panel: region, period, value.
    #[arg(long, value_name = "P.csv")]
    pub panel: PathBuf,
    /// Weights of neighbours, for the spatial Markov chain: i, j, w.
    #[arg(long, value_name = "W.csv")]
    pub weights: Option<PathBuf>,
    /// Groups to part inequality by: a table region,group and, if wanted, outer_group.
    #[arg(long, value_name = "G.csv")]
    pub region_groups: Option<PathBuf>,
    /// The number of classes of the Markov chain, of as equal a size as can be.
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..))]
    pub classes: u32,
    /// What the classes divide: values over the mean of their period, values themselves (both over all periods), or the values of each period.
    #[arg(long, value_name = "WHAT", default_value = "relative-values", value_parser = ["relative-values", "values", "each-period"])]
    pub classes_by: String,
    /// Classes between these values over the mean of the period, instead of classes of equal size.
    #[arg(long, value_name = "CUT,…", value_delimiter = ',', conflicts_with_all = ["classes", "classes_by"])]
    pub cuts: Vec<f64>,
    /// The weight of identification in the polarisation of Esteban and Ray, from 1 to 1.6.
    #[arg(long, default_value_t = 1.3)]
    pub alpha: f64,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
}

/// What `jushu clusters shift-share` takes.
#[derive(Debug, Args)]
pub struct ShiftShareArguments {
    /// The table: region, industry, period, value.
    #[arg(long, value_name = "T.csv")]
    pub table: PathBuf,
    /// The first period, where the table has more than two.
    #[arg(long, value_name = "PERIOD")]
    pub from: Option<String>,
    /// The last period, likewise.
    #[arg(long, value_name = "PERIOD")]
    pub to: Option<String>,
    /// Weights of neighbours, for the spatial form: i, j, w.
    #[arg(long, value_name = "W.csv")]
    pub weights: Option<PathBuf>,
    /// Rows of the same region, industry and period: refuse them, or sum them up.
    #[arg(long, value_name = "WHAT", default_value = "refuse", value_parser = ["refuse", "sum"])]
    pub duplicates: String,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
    /// How many regions to print, by the size of the regional effect; 0 prints all.
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}

/// What `jushu clusters links` takes.
#[derive(Debug, Args)]
pub struct LinksArguments {
    /// The places: id, lon, lat, mass.
    #[arg(long, value_name = "R.csv")]
    pub regions: PathBuf,
    /// The power of distance.
    #[arg(long, value_name = "B", default_value_t = 2.0)]
    pub exponent: f64,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
    /// How many places to print, by strength; 0 prints all.
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}
