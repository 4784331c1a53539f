//! What may be typed after `jushu`. The help texts here are English; Chinese ones come from the
//! message table under `help.…` (see [`localised`]).

pub mod dynamics;
pub mod points;

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, Parser, Subcommand};

use crate::language::Language;
use crate::table::Format;

/// Jushu (聚数): from records to indicators, an audited index and a report, each number traceable.
#[derive(Debug, Parser)]
#[command(name = "jushu", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// Language of what is printed: zh or en.
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh", "en"])]
    pub lang: Option<String>,
    #[command(subcommand)]
    pub command: Job,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Job {
    /// Make a project folder.
    #[command(after_help = "Example: jushu new shenzhen-2026 --template public")]
    New {
        /// The folder to make.
        dir: PathBuf,
        /// What to start from: empty, public (the shipped real lists), synthetic.
        #[arg(long, default_value = "empty")]
        template: String,
    },
    /// Import files of records.
    #[command(
        after_help = "Example: jushu import shenzhen-2026 企业名单.xlsx --as firm --source sme-2026"
    )]
    Import(ImportArguments),
    /// Check the project: sources, places, duplicates, what the framework can be filled with.
    #[command(after_help = "Example: jushu check shenzhen-2026")]
    Check {
        /// The project folder.
        dir: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Count the indicators and compute the index.
    #[command(after_help = "Example: jushu run shenzhen-2026")]
    Run {
        /// The project folder.
        dir: PathBuf,
        /// Read the registry as it was after this version.
        #[arg(long, value_name = "VERSION")]
        as_of: Option<i64>,
        /// Compute this framework instead of the project's.
        #[arg(long, value_name = "ID")]
        framework: Option<String>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
        /// How many units to print of each ranking; 0 prints all.
        #[arg(long, default_value_t = 15)]
        top: usize,
    },
    /// Show the last run, one place, one node, or the records behind one number.
    #[command(
        after_help = "Examples:\n  jushu show demo\n  jushu show demo 杭州市\n  jushu show demo listed_firms\n  jushu show demo 杭州市 listed_firms"
    )]
    Show {
        /// The project folder.
        dir: PathBuf,
        /// A place, a node of the framework, or a place and a node.
        #[arg(value_name = "UNIT|NODE", num_args = 0..=2)]
        what: Vec<String>,
        /// The unit set to look in, where a place stands in two.
        #[arg(long, value_name = "SET")]
        unit_set: Option<String>,
        /// Only the places of this group: an economic circle (京津冀, 长三角, 珠三角, 成渝) or one of groups.csv.
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
        /// How many rows to print; 0 prints all.
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
    /// List the versions of the registry.
    #[command(after_help = "Example: jushu log demo")]
    Log {
        /// The project folder.
        dir: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Take back one version, as a new version.
    #[command(after_help = "Example: jushu undo demo 4")]
    Undo {
        /// The project folder.
        dir: PathBuf,
        /// The version, as `jushu log` numbers it.
        version: i64,
    },
    /// Ask the registry in SQL; it is only read.
    #[command(
        after_help = "Example: jushu sql demo \"SELECT city, count(*) FROM firm WHERE digital_core GROUP BY city ORDER BY 2 DESC LIMIT 5\""
    )]
    Sql {
        /// The project folder.
        dir: PathBuf,
        /// One SELECT statement; the tables are the kinds of record.
        #[arg(allow_hyphen_values = true)]
        statement: String,
        /// Read the registry as it was after this version.
        #[arg(long, value_name = "VERSION")]
        as_of: Option<i64>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Records that may be the same: list pairs for review, and apply a reviewed list.
    #[command(
        after_help = "Example: jushu duplicates demo firm --out pairs.csv; fill the column `decision`; jushu duplicates demo firm --apply pairs.csv"
    )]
    Duplicates {
        /// The project folder.
        dir: PathBuf,
        /// The kind of record.
        kind: String,
        /// Write the open pairs here for review.
        #[arg(long, value_name = "FILE", conflicts_with = "apply")]
        out: Option<PathBuf>,
        /// Remember the decisions of this reviewed file.
        #[arg(long, value_name = "FILE")]
        apply: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
        /// How many pairs to print; 0 prints all.
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
    /// Write every table of the registry as Parquet with its description.
    #[command(after_help = "Example: jushu export demo --out demo-parquet")]
    Export {
        /// The project folder.
        dir: PathBuf,
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Make the demonstration project, import its lists, compute its index and show it.
    #[command(after_help = "Example: jushu demo my-demo")]
    Demo {
        /// The folder to make.
        #[arg(default_value = "jushu-demo")]
        dir: PathBuf,
        /// Made-up records for all 18 indicators of the 2023 report instead of the real lists.
        #[arg(long)]
        synthetic: bool,
        /// Seed of the made-up records.
        #[arg(long, default_value_t = 2023, requires = "synthetic")]
        seed: u64,
        /// What the report is written as; everything where absent.
        #[arg(long, value_enum, value_delimiter = ',')]
        output: Vec<ReportOutput>,
    },
    /// Compute an index from plain files.
    #[command(subcommand)]
    Index(IndexJob),
    /// Measure industrial clusters: of a project, or on plain files.
    #[command(
        after_help = "Examples:\n  jushu clusters demo\n  jushu clusters concentration --table firms-by-city.csv --out concentration",
        args_conflicts_with_subcommands = true,
        arg_required_else_help = true
    )]
    Clusters {
        /// The project folder, which has a run already.
        dir: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
        #[command(subcommand)]
        job: Option<ClustersJob>,
    },
    /// Draw a figure from the newest run, with its data as CSV beside it.
    #[command(
        after_help = "Examples:\n  jushu figure demo\n  jushu figure demo top-cities --out top-cities.svg\n  jushu figure demo top-cities --node talent --top 20 --out talent.png"
    )]
    Figure(Box<FigureArguments>),
    /// Write the report of the newest run: PDF, Word, Excel, static site and data package.
    #[command(
        after_help = "Examples:\n  jushu report demo\n  jushu report demo --template province --place 贵州省 --output pdf,docx --out guizhou"
    )]
    Report {
        /// The project folder, which has a run already.
        dir: PathBuf,
        /// The template: national, province, profile, article, annex, or one of the project's `templates/`.
        #[arg(long, default_value = "national")]
        template: String,
        /// The place the report is about.
        #[arg(long)]
        place: Option<String>,
        /// What to write.
        #[arg(long, value_enum, value_delimiter = ',')]
        output: Vec<ReportOutput>,
        /// The folder to write into; `report` in the project folder where absent.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Hold a text against data: ranks, counts, shares, lists; and its own tables and captions.
    #[command(
        after_help = "Example: jushu claims 报告.docx --project demo --out claims\n\nExit code 0 although claims are contradicted, 1 with --strict."
    )]
    Claims {
        /// Texts: .txt, .md or .docx; their tables are evidence for them.
        #[arg(required = true)]
        texts: Vec<PathBuf>,
        /// A project folder with a run to hold them against.
        #[arg(long, value_name = "DIR")]
        project: Option<PathBuf>,
        /// A table to hold them against: CSV with a column of places and columns of ranks or values.
        #[arg(long = "table", value_name = "CSV")]
        tables: Vec<PathBuf>,
        /// Write claims.csv and claims.html here.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Fail where a claim is contradicted.
        #[arg(long)]
        strict: bool,
        /// How to print.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Work with framework files.
    #[command(subcommand)]
    Framework(FrameworkJob),
    /// Resolve names of places as people write them.
    #[command(after_help = "Example: jushu places 襄樊 吉林 广东省深圳市南山区科技园")]
    Places {
        /// Names, codes or addresses.
        #[arg(required = true)]
        names: Vec<String>,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
}

/// What `jushu figure` takes.
#[derive(Debug, Args)]
pub struct FigureArguments {
    /// The project folder, which has a run already.
    pub dir: PathBuf,
    /// The figure; without it, the names of all figures are listed.
    pub name: Option<String>,
    /// The file to write; its ending says how: svg, png or json.
    #[arg(long, requires = "name")]
    pub out: Option<PathBuf>,
    /// The unit set, where the figure can be drawn of several.
    #[arg(long, value_name = "ID", requires = "name")]
    pub unit_set: Option<String>,
    /// How many units, where it shows the first.
    #[arg(long, value_name = "N", requires = "name", value_parser = clap::value_parser!(u32).range(1..=400))]
    pub top: Option<u32>,
    /// The place it is about: a name or a code.
    #[arg(long, requires = "name")]
    pub place: Option<String>,
    /// The node or indicator it is about.
    #[arg(long, value_name = "ID", requires = "name")]
    pub node: Option<String>,
    /// What a map is drawn on: tiles (no boundary at all) or polygons (the shipped boundaries, a sketch).
    #[arg(long, value_name = "FORM", default_value = "tiles", value_parser = ["tiles", "polygons"])]
    pub map_form: String,
    /// How the values of a map are cut into classes.
    #[arg(long, value_name = "METHOD", default_value = "jenks", value_parser = ["jenks", "quantile", "equal"])]
    pub classes: String,
    /// Into how many classes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9))]
    pub class_count: Option<u32>,
    /// A map of your own as GeoJSON, drawn as it is; features are found by division code or by name.
    #[arg(
        long,
        value_name = "FILE",
        requires = "name",
        conflicts_with = "map_form"
    )]
    pub map: Option<PathBuf>,
    /// The review number (审图号) of that map, printed on it.
    #[arg(long, value_name = "NUMBER", requires = "map")]
    pub review_number: Option<String>,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What `jushu import` takes.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The project folder.
    pub dir: PathBuf,
    /// CSV, TSV, XLSX, XLS, ODS, Parquet or JSON lines. Without any, the files that the project lists.
    pub files: Vec<PathBuf>,
    /// The kind of record; found from the headings where it is not given.
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// The source the records belong to; the file's name where it is not given.
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// The day the source was retrieved, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    pub retrieved: Option<String>,
    /// Which heading is which field: a file as `mappings/` in the project holds them.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Only this sheet of a workbook.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The file is the whole list: records of this source that it no longer has are closed.
    #[arg(long)]
    pub complete: bool,
}

/// Work on plain files.
#[derive(Debug, Subcommand)]
pub enum IndexJob {
    /// Treat, normalise, weight and aggregate.
    #[command(
        after_help = "Example: jushu index build --framework asem.toml --data asem.csv --out results"
    )]
    Build {
        /// The framework.
        #[arg(long, value_name = "F.toml")]
        framework: PathBuf,
        /// The data: first column the unit, then a column an indicator.
        #[arg(long, value_name = "D.csv")]
        data: PathBuf,
        /// The unit set the data is for, where the framework has several.
        #[arg(long, value_name = "SET")]
        unit_set: Option<String>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Audit an index by 34 rules: data, coherence, importance, robustness.
    #[command(
        after_help = "Example: jushu index audit --framework asem.toml --data asem.csv --out audit --accept accepted.toml"
    )]
    Audit {
        #[command(flatten)]
        inputs: IndexInputs,
        /// Rules instead of those shipped.
        #[arg(long, value_name = "R.toml")]
        rules: Option<PathBuf>,
        /// Findings that were looked at and left, each with its reason.
        #[arg(long, value_name = "A.toml")]
        accept: Option<PathBuf>,
        /// The data of the edition before.
        #[arg(long, value_name = "D.csv")]
        previous: Option<PathBuf>,
        /// A folder that `jushu index uncertainty` wrote; the default analysis is made where it is not given.
        #[arg(long, value_name = "DIR")]
        uncertainty: Option<PathBuf>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Compute an index again and again with its choices, weights and data varied: ranks with intervals.
    #[command(
        after_help = "Examples:\n  jushu index uncertainty --framework asem.toml --data asem.csv --out ranks\n  jushu index uncertainty --framework asem.toml --data asem.csv --design asem-uncertainty.toml --replications 100000 --seed 7 --out ranks\n\nA computation that was stopped goes on where it was: run the same command again."
    )]
    Uncertainty {
        #[command(flatten)]
        inputs: IndexInputs,
        #[command(flatten)]
        replicating: Replicating,
        /// Also write what was drawn in every replication, and its scores.
        #[arg(long)]
        replications_out: bool,
        #[command(flatten)]
        tiers: TierArguments,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
        /// How many units to print; 0 prints all.
        #[arg(long, default_value_t = 15)]
        top: usize,
    },
    /// Find which uncertain choice moves the ranks, of all units together and of each.
    #[command(
        after_help = "Example: jushu index sensitivity --framework asem.toml --data asem.csv --design asem-uncertainty.toml --replications 1000 --out ranks\n\nA computation that was stopped goes on where it was: run the same command again."
    )]
    Sensitivity {
        #[command(flatten)]
        inputs: IndexInputs,
        #[command(flatten)]
        replicating: Replicating,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Compute alternatives side by side, and the index without each element and each unit in turn.
    #[command(
        after_help = "Examples:\n  jushu index alternatives --framework asem.toml --data asem.csv --out beside\n  jushu index alternatives --framework asem.toml --data asem.csv --with equal.toml --with entropy.toml --out beside"
    )]
    Alternatives {
        #[command(flatten)]
        inputs: IndexInputs,
        /// Another framework over the same data; may be given several times.
        #[arg(long, value_name = "F2.toml")]
        with: Vec<PathBuf>,
        /// A design whose alternatives are tried one at a time; the default design where there is no --with either.
        #[arg(long, value_name = "U.toml")]
        design: Option<PathBuf>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Read an index as Chinese practice does: coupling coordination, obstacles, grades.
    #[command(
        after_help = "Example: jushu index practice --framework asem.toml --data asem.csv --node Conn --grades 5 --out practice"
    )]
    Practice {
        #[command(flatten)]
        inputs: IndexInputs,
        /// The node whose children are read; the index where it is not given.
        #[arg(long, value_name = "NODE")]
        node: Option<String>,
        /// The formula of the coupling: they cannot be compared with each other.
        #[arg(long, default_value = "corrected", value_parser = ["standard", "corrected"])]
        form: String,
        /// Let every child count the same in the development.
        #[arg(long)]
        equal_weights: bool,
        /// The lower and the upper end of the scale of scores, where min-max does not give them.
        #[arg(
            long,
            value_name = "NUMBER",
            num_args = 2,
            allow_negative_numbers = true
        )]
        scale: Vec<f64>,
        /// Put units into so many grades as well.
        #[arg(long, value_name = "N")]
        grades: Option<usize>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
    /// Compute an index over several periods: growth, streaks, leads, chained levels, why ranks changed.
    #[command(
        after_help = "Example: jushu index panel --framework f.toml --data 2019-2024.csv --time year --out years"
    )]
    Panel {
        #[command(flatten)]
        inputs: IndexInputs,
        /// The column that gives the time of each row.
        #[arg(long, value_name = "COLUMN", default_value = "year")]
        time: String,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Read results: tiers, dominance, balance, strengths and weaknesses, the gap between two units.
    #[command(
        after_help = "Example: jushu index read --framework asem.toml --data asem.csv --tiers 4 --group GDP_group --unit Italy --against Austria --out reading"
    )]
    Read {
        #[command(flatten)]
        inputs: IndexInputs,
        #[command(flatten)]
        tiers: TierArguments,
        /// Compare units with those of their group in this column.
        #[arg(long, value_name = "COLUMN", conflicts_with = "nearest")]
        group: Option<String>,
        /// Compare units with this many that are most alike.
        #[arg(long, value_name = "N")]
        nearest: Option<usize>,
        /// Compare units with these.
        #[arg(
            long,
            value_name = "UNIT,…",
            value_delimiter = ',',
            conflicts_with_all = ["group", "nearest"]
        )]
        among: Vec<String>,
        /// Explain the gap of this unit.
        #[arg(long, value_name = "U")]
        unit: Option<String>,
        /// To this unit; to the mean of all where it is not given.
        #[arg(long, value_name = "V", requires = "unit")]
        against: Option<String>,
        /// Seed of the orders drawn where shares cannot be exact.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Compare two folders of results: who moved, and why.
    #[command(
        after_help = "Examples:\n  jushu index compare results-2022 results-2023 --out changes\n  jushu index compare old new --framework-before f22.toml --data-before d22.csv --framework-after f23.toml --data-after d23.csv --out changes"
    )]
    Compare {
        /// The earlier results.
        #[arg(value_name = "DIR_A")]
        before: PathBuf,
        /// The later results.
        #[arg(value_name = "DIR_B")]
        after: PathBuf,
        /// The earlier framework, to part the causes of change.
        #[arg(long, value_name = "F.toml", requires_all = ["data_before", "framework_after", "data_after"])]
        framework_before: Option<PathBuf>,
        /// The earlier data.
        #[arg(long, value_name = "D.csv", requires = "framework_before")]
        data_before: Option<PathBuf>,
        /// The later framework.
        #[arg(long, value_name = "F.toml", requires = "framework_before")]
        framework_after: Option<PathBuf>,
        /// The later data.
        #[arg(long, value_name = "D.csv", requires = "framework_before")]
        data_after: Option<PathBuf>,
        /// The unit set the data are for, where the frameworks have several.
        #[arg(long, value_name = "SET", requires = "framework_before")]
        unit_set: Option<String>,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Find the smallest change that carries a unit to a rank, or weights under which it leads another.
    #[command(
        after_help = "Examples:\n  jushu index reach --framework asem.toml --data asem.csv --unit Italy --rank 10 --out reach\n  jushu index reach --framework asem.toml --data asem.csv --unit Italy --over Austria --tolerance 0.25 --out lead"
    )]
    Reach {
        #[command(flatten)]
        inputs: IndexInputs,
        /// The unit.
        #[arg(long, value_name = "U")]
        unit: String,
        /// The rank it is to reach.
        #[arg(
            long,
            value_name = "N",
            required_unless_present = "over",
            conflicts_with = "over"
        )]
        rank: Option<u32>,
        /// How hard indicators are to move: a table indicator,cost,limit.
        #[arg(long, value_name = "E.csv", requires = "rank")]
        efforts: Option<PathBuf>,
        /// The unit it is to lead by other weights.
        #[arg(long, value_name = "V")]
        over: Option<String>,
        /// How far each weight may differ, as a share of it.
        #[arg(long, value_name = "SHARE", default_value_t = 0.25)]
        tolerance: f64,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        /// How to print.
        format: Format,
    },
}

/// What an index is computed from.
#[derive(Debug, Args)]
pub struct IndexInputs {
    /// The framework.
    #[arg(long, value_name = "F.toml")]
    pub framework: PathBuf,
    /// The data: first column the unit, then a column an indicator.
    #[arg(long, value_name = "D.csv")]
    pub data: PathBuf,
    /// The unit set the data is for, where the framework has several.
    #[arg(long, value_name = "SET")]
    pub unit_set: Option<String>,
}

/// How an index is computed again and again.
#[derive(Debug, Args)]
pub struct Replicating {
    /// The uncertain choices; weights, normalisation, aggregation and treatment where it is not given.
    #[arg(long, value_name = "U.toml")]
    pub design: Option<PathBuf>,
    /// The seed, instead of the design's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many replications (for sensitivity: base samples), instead of the design's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// How many threads compute; results do not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// How tiers are cut.
#[derive(Debug, Args)]
pub struct TierArguments {
    /// How many tiers; 4 where it is not given.
    #[arg(long, value_name = "N")]
    pub tiers: Option<usize>,
    /// How tiers are cut; k-means finds the same as natural breaks.
    #[arg(long, value_name = "METHOD", default_value = "natural-breaks", value_parser = ["natural-breaks", "k-means", "quantiles"])]
    pub tier_method: String,
    /// The lowest score of each tier but the last, instead of a number of tiers.
    #[arg(long, value_name = "SCORE,…", value_delimiter = ',', conflicts_with_all = ["tiers", "tier_method"])]
    pub cuts: Vec<f64>,
}

/// Measure industrial clusters.
#[derive(Debug, Subcommand)]
pub enum ClustersJob {
    /// How specialised regions are, how concentrated industries, and how alike the regions.
    #[command(
        after_help = "Examples:\n  jushu clusters concentration --table firms-by-city.csv --out concentration\n  jushu clusters concentration --table plants.csv --plants --region-groups provinces.csv --out plants"
    )]
    Concentration(ConcentrationArguments),
    /// The complexity of regions and industries, their relatedness, and what is within reach.
    #[command(
        after_help = "Example: jushu clusters complexity --table firms-by-city.csv --least 3 --out complexity"
    )]
    Complexity(ComplexityArguments),
    /// Find clusters of points by density, and rank them.
    #[command(
        after_help = "Example: jushu clusters hotspots --points firms.csv --eps-km 15 --min-points 100 --merge-km 5 --out hotspots"
    )]
    Hotspots(points::HotspotsArguments),
    /// Make spatial weights of points or areas, for autocorrelation.
    #[command(
        after_help = "Examples:\n  jushu clusters weights --points cities.csv --kind k-nearest --k 6 --out weights\n  jushu clusters weights --polygons counties.geojson --kind queen --id-property code --out weights\n  jushu clusters autocorrelation --values gdp.csv --weights weights/weights.csv --standardisation row --out autocorrelation"
    )]
    Weights(points::WeightsArguments),
    /// Whether values near each other are alike: Moran, Geary, Getis–Ord, join counts.
    #[command(
        after_help = "Example: jushu clusters autocorrelation --values gdp.csv --weights neighbours.csv --standardisation row --out autocorrelation"
    )]
    Autocorrelation(points::AutocorrelationArguments),
    /// At which distances points gather or keep apart: Duranton–Overman, Marcon–Puech, Ripley.
    #[command(
        after_help = "Example: jushu clusters distance --points firms.csv --method kd --type software --simulations 1000 --r-max 180 --out distance"
    )]
    Distance(points::DistanceArguments),
    /// How regions move over time: Markov chains, convergence, inequality, polarisation, rank–size.
    #[command(
        after_help = "Example: jushu clusters dynamics --panel gdp.csv --weights neighbours.csv --cuts 0.75,1,1.25 --out dynamics"
    )]
    Dynamics(dynamics::DynamicsArguments),
    /// Why regions grew: with the whole, by their mix, or by themselves.
    #[command(
        after_help = "Example: jushu clusters shift-share --table employment.csv --from 2015 --to 2020 --out shift-share"
    )]
    ShiftShare(dynamics::ShiftShareArguments),
    /// Links of places by mass and distance, and who stands in the middle.
    #[command(
        after_help = "Example: jushu clusters links --regions cities.csv --exponent 2 --out links"
    )]
    Links(dynamics::LinksArguments),
}

/// What `jushu clusters complexity` takes.
#[derive(Debug, Args)]
pub struct ComplexityArguments {
    /// The table: region, industry, value.
    #[arg(long, value_name = "T.csv")]
    pub table: PathBuf,
    /// Rows of the same region and industry: refuse them, or sum them up.
    #[arg(long, value_name = "WHAT", default_value = "refuse", value_parser = ["refuse", "sum"])]
    pub duplicates: String,
    /// The revealed comparative advantage from which a region has an industry.
    #[arg(long, value_name = "RCA", default_value_t = 1.0)]
    pub threshold: f64,
    /// Firms added to what is found and to what is expected, against the chance of small counts.
    #[arg(long, value_name = "K", default_value_t = 0.0)]
    pub shrinkage: f64,
    /// The least value from which a region has an industry.
    #[arg(long, value_name = "VALUE", default_value_t = 0.0)]
    pub least: f64,
    /// How many advantages a region must have to be measured.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub least_diversity: usize,
    /// In how many regions an industry must be an advantage to be measured.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub least_ubiquity: usize,
    /// The share of the lacking industries, in per cent, that count as near.
    #[arg(long, value_name = "PERCENT", default_value_t = 25.0)]
    pub near: f64,
    /// The weight of density in the score of a candidate; the rest is that of the outlook gain.
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    pub density_weight: f64,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
    /// How many regions to print, by ECI; 0 prints all.
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}

/// What `jushu clusters concentration` takes.
#[derive(Debug, Args)]
pub struct ConcentrationArguments {
    /// The table: region, industry, value (with --plants also plant).
    #[arg(long, value_name = "T.csv")]
    pub table: PathBuf,
    /// The rows are plants, for the indices of Ellison–Glaeser and Maurel–Sédillot; so they are where there is a column plant.
    #[arg(long)]
    pub plants: bool,
    /// Rows of the same region and industry (and plant): refuse them, or sum them up.
    #[arg(long, value_name = "WHAT", default_value = "refuse", value_parser = ["refuse", "sum"])]
    pub duplicates: String,
    /// Groups to part inequality by: a table region,group and, if wanted, outer_group.
    #[arg(long, value_name = "G.csv")]
    pub region_groups: Option<PathBuf>,
    /// Groups of related industries: a table industry,group.
    #[arg(long, value_name = "G.csv")]
    pub industry_groups: Option<PathBuf>,
    /// Area and population, for the cluster index of Litzenberger and Sternberg: a table region,area,population.
    #[arg(long, value_name = "R.csv")]
    pub regional: Option<PathBuf>,
    /// The confidence of intervals, in per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 95.0)]
    pub confidence: f64,
    /// Resamples of bootstrap intervals, where the values are counts; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub replications: usize,
    /// Their seed.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The share of regions, in per cent, that get the stars for size and focus.
    #[arg(long, value_name = "PERCENT", default_value_t = 10.0)]
    pub star_top: f64,
    /// The location quotient that gets the star for specialisation.
    #[arg(long, value_name = "LQ", default_value_t = 2.0)]
    pub star_quotient: f64,
    /// The least value that gets any star.
    #[arg(long, value_name = "VALUE", default_value_t = 0.0)]
    pub star_least: f64,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    /// How to print.
    pub format: Format,
    /// How many industries to print; 0 prints all.
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}

/// Work on framework files.
#[derive(Debug, Subcommand)]
pub enum FrameworkJob {
    /// Make a framework from COINr's table iMeta.
    #[command(after_help = "Example: jushu framework from-coinr --meta iMeta.csv --out asem.toml")]
    FromCoinr {
        /// The table.
        #[arg(long, value_name = "iMeta.csv")]
        meta: PathBuf,
        /// The framework to write.
        #[arg(long, value_name = "F.toml")]
        out: PathBuf,
    },
    /// List the shipped frameworks, or print one.
    #[command(after_help = "Example: jushu framework show big-data-2023 > mine.toml")]
    Show {
        /// Its id; all ids are listed where it is not given.
        id: Option<String>,
    },
}

/// The command with its help in `language`.
pub fn localised(language: Language) -> Command {
    translated(Arguments::command(), language, "help")
}

fn translated(mut command: Command, language: Language, key: &str) -> Command {
    if language == Language::En {
        return command;
    }
    if let Some(about) = language.find(key) {
        command = command.about(about);
    }
    let arguments: Vec<String> = command
        .get_arguments()
        .map(|argument| argument.get_id().to_string())
        .collect();
    for id in arguments {
        // An argument that means the same everywhere is described once.
        let own = language.find(&format!("{key}.{id}"));
        if let Some(help) = own.or_else(|| language.find(&format!("help-argument.{id}"))) {
            command = command.mut_arg(id, |argument| argument.help(help));
        }
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_string())
        .collect();
    for name in names {
        let inner = format!("{key}.{name}");
        command =
            command.mut_subcommand(name, |subcommand| translated(subcommand, language, &inner));
    }
    command
}

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportOutput {
    /// For printing.
    Pdf,
    /// For editing in Word.
    Docx,
    /// Every table, with a live index.
    Xlsx,
    /// Pages to put online or open from a disk.
    Site,
    /// Data for those who check.
    Package,
}
