//! What `jushu clusters hotspots`, `weights`, `autocorrelation` and `distance` take.

use std::path::PathBuf;

use clap::Args;

use crate::table::Format;

/// What `jushu clusters hotspots` takes.
#[derive(Debug, Args)]
pub struct HotspotsArguments {
    /// The points: id, lon, lat and, if wanted, weight and population.
    #[arg(long, value_name = "P.csv")]
    pub points: PathBuf,
    /// One radius for all (dbscan), clusters of any density (hdbscan), or the order of points by density (optics).
    #[arg(long, value_name = "METHOD", default_value = "dbscan", value_parser = ["dbscan", "hdbscan", "optics"])]
    pub method: String,
    /// The radius, in kilometres along the great circle; with optics the largest; not with hdbscan.
    #[arg(long, value_name = "KM")]
    pub eps_km: Option<f64>,
    /// The least number (with dbscan: weight) of points within the radius, the point itself counted.
    #[arg(long, value_name = "N")]
    pub min_points: f64,
    /// With hdbscan: the least size of a cluster; as --min-points where not given.
    #[arg(long, value_name = "N")]
    pub min_cluster_size: Option<usize>,
    /// With hdbscan: let all points together be the only cluster.
    #[arg(long)]
    pub allow_single: bool,
    /// With optics: the distance at which the order is cut into clusters; the radius where not given.
    #[arg(long, value_name = "KM")]
    pub cut_km: Option<f64>,
    /// Join clusters that are at most so many kilometres apart.
    #[arg(long, value_name = "KM")]
    pub merge_km: Option<f64>,
    /// Of these, join all, or those of which one side or both have the most links with the other.
    #[arg(long, value_name = "RULE", default_value = "ignore", value_parser = ["ignore", "one-side", "both-sides"], requires = "merge_km")]
    pub link_rule: String,
    /// Links between points: a table a,b,weight.
    #[arg(long, value_name = "L.csv", requires = "merge_km")]
    pub links: Option<PathBuf>,
    /// With dbscan: vary radius and threshold, and compare the clusters.
    #[arg(long)]
    pub stability: bool,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
    /// How many clusters to print; 0 prints all.
    #[arg(long, default_value_t = 15)]
    pub top: usize,
}

/// What `jushu clusters weights` takes.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("units").required(true).args(["points", "polygons"]))]
pub struct WeightsArguments {
    /// The units as points: id, lon, lat (or x, y) and, if wanted, a column with a value.
    #[arg(long, value_name = "P.csv")]
    pub points: Option<PathBuf>,
    /// The units as areas: a GeoJSON feature collection, for queen and rook.
    #[arg(long, value_name = "G.geojson")]
    pub polygons: Option<PathBuf>,
    /// Who is a neighbour, and how much.
    #[arg(long, value_name = "KIND", value_parser = ["k-nearest", "distance-band", "inverse-distance", "economic", "nested", "queen", "rook"])]
    pub kind: String,
    /// With k-nearest: how many neighbours.
    #[arg(long, value_name = "N", default_value_t = 6)]
    pub k: usize,
    /// The largest distance, in kilometres (on a plane in its unit); without it distance-band leaves no unit alone, inverse-distance links all.
    #[arg(long, value_name = "KM")]
    pub distance_km: Option<f64>,
    /// With inverse-distance: the power of the distance.
    #[arg(long, value_name = "P", default_value_t = 1.0)]
    pub power: f64,
    /// With inverse-distance: take shorter distances as this one; without it points on one spot are refused.
    #[arg(long, value_name = "KM")]
    pub shortest_km: Option<f64>,
    /// With economic and nested: the column whose difference is the distance, such as product per head.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// With economic and nested: take smaller differences as this one; 0 refuses equal values.
    #[arg(long, value_name = "D", default_value_t = 0.0)]
    pub least_difference: f64,
    /// With nested: who is near in space.
    #[arg(long, value_name = "KIND", default_value = "inverse-distance", value_parser = ["k-nearest", "distance-band", "inverse-distance"])]
    pub geography: String,
    /// With polygons: the property with the id of an area.
    #[arg(long, value_name = "NAME", requires = "polygons")]
    pub id_property: Option<String>,
    /// How weights are rescaled.
    #[arg(long, value_name = "HOW", default_value = "original", value_parser = ["original", "binary", "row", "global", "variance-stabilising"])]
    pub standardisation: String,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// What `jushu clusters autocorrelation` takes.
#[derive(Debug, Args)]
pub struct AutocorrelationArguments {
    /// The values: id, then a column a variable.
    #[arg(long, value_name = "V.csv")]
    pub values: PathBuf,
    /// The weights: i, j, w.
    #[arg(long, value_name = "W.csv")]
    pub weights: PathBuf,
    /// How weights are rescaled.
    #[arg(long, value_name = "HOW", default_value = "original", value_parser = ["original", "binary", "row", "global", "variance-stabilising"])]
    pub standardisation: String,
    /// The number of permutations; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 999)]
    pub permutations: usize,
    /// Their seed.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Compare each pair of variables too.
    #[arg(long)]
    pub bivariate: bool,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
}

/// What `jushu clusters distance` takes.
#[derive(Debug, Args)]
pub struct DistanceArguments {
    /// The points: id, lon, lat (or x, y) and, if wanted, type and weight.
    #[arg(long, value_name = "P.csv")]
    pub points: PathBuf,
    /// The statistic: kd (Duranton and Overman), m (Marcon and Puech), k (Ripley).
    #[arg(long, value_name = "METHOD", value_parser = ["kd", "m", "k"])]
    pub method: String,
    /// The type looked at; the first of the file where it is not given.
    #[arg(long = "type", value_name = "TYPE")]
    pub reference: Option<String>,
    /// The type looked for around it; the same where it is not given.
    #[arg(long, value_name = "TYPE")]
    pub neighbour_type: Option<String>,
    /// The number of simulations; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub simulations: usize,
    /// What is random: the places of points, their types, or the places of the other types alone.
    #[arg(long, value_name = "MODEL", default_value = "random-location", value_parser = ["random-location", "random-labelling", "independence"])]
    pub null: String,
    /// The share of simulated curves outside the bands, in per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0)]
    pub level: f64,
    /// The seed of the simulations.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The largest distance, in kilometres (on a plane in its unit); the median of all where it is not given.
    #[arg(long, value_name = "R")]
    pub r_max: Option<f64>,
    /// The number of steps up to it.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub steps: u32,
    /// The bandwidth of kd, m --density and g, instead of the rule of each.
    #[arg(long, value_name = "H")]
    pub bandwidth: Option<f64>,
    /// With m: its density form.
    #[arg(long)]
    pub density: bool,
    /// With kd: take simulations from about so many cells of points instead of every pair.
    #[arg(long, value_name = "N")]
    pub cells: Option<usize>,
    /// With k: the area studied, in square kilometres (on a plane in its unit).
    #[arg(long, value_name = "AREA", conflicts_with = "window")]
    pub area: Option<f64>,
    /// With k on a plane: the rectangle studied.
    #[arg(long, value_name = "X0,Y0,X1,Y1", value_parser = rectangle, allow_hyphen_values = true)]
    pub window: Option<[f64; 4]>,
    /// With k on a plane: the correction for the edge.
    #[arg(long, value_name = "HOW", default_value = "none", value_parser = ["none", "translation", "isotropic", "border"])]
    pub correction: String,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
}

/// Four numbers with commas between them.
fn rectangle(text: &str) -> Result<[f64; 4], String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let window = numbers
        .ok()
        .and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
    window.ok_or_else(|| "give four numbers: X0,Y0,X1,Y1 / 请给出四个数：X0,Y0,X1,Y1".to_owned())
}
