//! One computation: count the indicators, build the index for every unit set, write the results
//! with a manifest.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jushu_index::uncertainty::{Uncertainty, UncertaintyError, default_intervals};
use jushu_index::{BuildError, Column, Framework, FrameworkError, Run, Table, TableError, tables};
use jushu_registry::engine::{Value, quoted};
use jushu_registry::store::{Access, Registry, StoreError};
use jushu_registry::version::hex;
use sha2::{Digest, Sha256};

use crate::Project;
use crate::config::Names;
use crate::indicators::{self, IndicatorError, IndicatorValues, State, UnitSet, UnknownUnitSet};
use crate::output::{OutputError, write_file, write_folder};
use crate::results::{
    ChoiceEntry, FrameworkEntry, Manifest, NodeEntry, RegistryEntry, Results, SourceEntry,
    UnitSetEntry,
};

/// Seed of the rank intervals: the same run has the same intervals.
const INTERVAL_SEED: u64 = 1;

/// What may be asked of a run beside what `project.toml` says.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Read the registry as it was after this version.
    pub as_of: Option<i64>,
    /// Compute this framework instead of the project's.
    pub framework: Option<String>,
}

/// A run that gave no result.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum RunError {
    /// The framework is neither in the project nor shipped.
    NoFramework {
        /// Its id.
        id: String,
        /// Where it would be in the project.
        path: PathBuf,
        /// What is shipped.
        shipped: Vec<String>,
    },
    /// The framework cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The framework is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The framework names no unit sets, so that the program does not know whom to rank.
    NoUnitSets {
        /// Its id.
        id: String,
    },
    /// A unit set is unknown.
    #[error(transparent)]
    UnitSet(#[from] UnknownUnitSet),
    /// An indicator cannot be given its values.
    #[error(transparent)]
    Indicator(#[from] IndicatorError),
    /// The values make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The index cannot be built.
    Build {
        /// The unit set.
        unit_set: String,
        /// Why.
        source: BuildError,
    },
    /// The rank intervals cannot be computed.
    Intervals {
        /// The unit set.
        unit_set: String,
        /// Why.
        source: Box<UncertaintyError>,
    },
    /// The registry cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The results cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl RunError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            RunError::NoFramework { id, path, shipped } => {
                let path = path.display();
                Names::new(
                    format!(
                        "没有指标体系“{id}”：既没有 {path}，程序也不自带（自带的有 {}）；请更正 project.toml 的 `framework`",
                        shipped.join("、")
                    ),
                    format!(
                        "there is no framework `{id}`: neither {path} nor one shipped with the program ({}); correct `framework` in project.toml",
                        shipped.join(", ")
                    ),
                )
            }
            RunError::Unreadable { path, source } => Names::same(source).in_file(path),
            RunError::Framework(error) => error.message().into(),
            RunError::NoUnitSets { id } => Names::new(
                format!(
                    "指标体系“{id}”没有写 `unit_sets`，无法由登记库计算；请添加 unit_sets = [\"provinces-31\"]，或用 `jushu index build` 对数据文件计算"
                ),
                format!(
                    "framework `{id}` names no `unit_sets` and cannot be computed from a registry; add unit_sets = [\"provinces-31\"], or use `jushu index build` with a file of data"
                ),
            ),
            RunError::UnitSet(error) => error.message(),
            RunError::Indicator(error) => error.message(),
            RunError::Table(error) => error.message().into(),
            RunError::Build { unit_set, source } => {
                let source = source.message();
                Names::new(
                    format!("评价范围“{unit_set}”：{}", source.zh),
                    format!("unit set `{unit_set}`: {}", source.en),
                )
            }
            RunError::Intervals { unit_set, source } => {
                let source = source.message();
                Names::new(
                    format!("评价范围“{unit_set}”的名次区间：{}", source.zh),
                    format!("rank intervals of unit set `{unit_set}`: {}", source.en),
                )
            }
            RunError::Store(error) => error.message().into(),
            RunError::Output(error) => error.message(),
        }
    }
}

/// The text of a framework and where it was found.
pub struct FrameworkText {
    /// The text.
    pub text: String,
    /// The file, for messages.
    pub file: String,
}

impl Project {
    /// The framework called `id`: of the project, else shipped.
    pub fn framework_text(&self, id: &str) -> Result<FrameworkText, RunError> {
        let path = self.folder().join("frameworks").join(format!("{id}.toml"));
        if path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(|source| RunError::Unreadable {
                path: path.clone(),
                source,
            })?;
            return Ok(FrameworkText {
                text,
                file: path.display().to_string(),
            });
        }
        match Framework::shipped(id) {
            Some(text) => Ok(FrameworkText {
                text: text.to_string(),
                file: format!("frameworks/{id}.toml"),
            }),
            None => Err(RunError::NoFramework {
                id: id.to_string(),
                path,
                shipped: Framework::shipped_ids().map(str::to_string).collect(),
            }),
        }
    }

    /// Computes the project's framework and writes the results into `runs/`.
    pub fn run(&self, options: &RunOptions) -> Result<Results, RunError> {
        let id = options
            .framework
            .as_deref()
            .unwrap_or(&self.config().project.framework);
        let found = self.framework_text(id)?;
        let framework = Framework::parse(&found.text, &found.file)?;
        if framework.unit_sets.is_empty() {
            return Err(RunError::NoUnitSets { id: framework.id });
        }
        let registry = self.registry(Access::Read)?;
        registry.show_version(options.as_of)?;
        let version = match options.as_of {
            Some(version) => version,
            None => registry.last_version()?,
        };
        let fingerprint = registry.fingerprint(Some(version))?;
        let framework_sha256 = sha256(found.text.as_bytes());

        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut unit_sets = Vec::new();
        let mut counted_sources = BTreeMap::new();
        for set_id in &framework.unit_sets {
            let set = UnitSet::named(set_id)?;
            let narrowed = framework.for_unit_set(set_id)?;
            let values =
                indicators::values(&narrowed, self.config(), self.folder(), &registry, &set)?;
            let units = set.names();
            let table = raw_table(&narrowed, &units, &values)?;
            let run = jushu_index::build(&narrowed, &table).map_err(|source| RunError::Build {
                unit_set: set_id.clone(),
                source,
            })?;
            for (source, records) in indicators::sources(&values) {
                *counted_sources.entry(source).or_insert(0) += records;
            }
            let intervals = default_intervals(&narrowed, &table, INTERVAL_SEED, threads())
                .map_err(|source| RunError::Intervals {
                    unit_set: set_id.clone(),
                    source: Box::new(source),
                })?;
            files.extend(set_files(&set, &table, &values, &run));
            files.extend(interval_files(&set, &intervals));
            unit_sets.push(set_entry(&set, &run, &values, &intervals));
        }
        files.push(("framework.toml".into(), found.text.clone().into_bytes()));

        let config = self.config();
        let mut identity = Sha256::new();
        let program = concat!("jushu ", env!("CARGO_PKG_VERSION"));
        for part in [
            program,
            &framework_sha256,
            &fingerprint,
            &config.project.date,
            &format!("{:?}", config.census),
        ] {
            identity.update(part);
            identity.update([0]);
        }
        let mut manifest = Manifest {
            run: format!("{}-{}", framework.id, &hex(&identity.finalize())[..12]),
            program: program.to_string(),
            project: config.project.name.clone(),
            synthetic: config.project.synthetic,
            framework: FrameworkEntry {
                id: framework.id.clone(),
                edition: framework.edition.clone(),
                name: names(&framework.name),
                sha256: framework_sha256,
            },
            registry: RegistryEntry {
                version,
                fingerprint,
            },
            date: config.project.date.clone(),
            unit_sets,
            sources: source_entries(&registry, counted_sources.keys())?,
            files: files
                .iter()
                .map(|(name, contents)| (name.clone(), sha256(contents)))
                .collect(),
            cluster_rules: BTreeMap::new(),
        };
        let folder = self.folder().join("runs").join(&manifest.run);
        // The folder is named after what went in: clusters measured beside it before still belong to it.
        if let Ok(known) = Results::read(&folder) {
            let measured = known.manifest.files.into_iter();
            manifest
                .files
                .extend(measured.filter(|(name, _)| name.starts_with("clusters/")));
            manifest.cluster_rules = known.manifest.cluster_rules;
        }
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
        files.push(("manifest.json".into(), text.into_bytes()));

        write_folder(&folder, &files)?;
        write_file(
            &self.folder().join("runs/latest"),
            format!("{}\n", manifest.run).as_bytes(),
        )?;
        Ok(Results { folder, manifest })
    }
}

/// The table of raw values, in the form `jushu index build --data` reads.
pub(crate) fn raw_table(
    framework: &Framework,
    units: &[String],
    values: &[IndicatorValues],
) -> Result<Table, TableError> {
    let column = |id: &str| Column {
        id: id.to_string(),
        values: values
            .iter()
            .find(|indicator| indicator.id == id)
            // An indicator that nobody can count yet is missing everywhere, not absent.
            .map_or_else(
                || vec![f64::NAN; units.len()],
                |indicator| indicator.values.clone(),
            ),
    };
    let columns = framework
        .indicators
        .iter()
        .map(|indicator| column(&indicator.id))
        .chain(
            framework
                .denominators
                .iter()
                .map(|denominator| column(&denominator.id)),
        )
        .collect();
    Table::new(units.to_vec(), columns)
}

fn set_files(
    set: &UnitSet,
    table: &Table,
    values: &[IndicatorValues],
    run: &Run,
) -> Vec<(String, Vec<u8>)> {
    let file = |name: &str, text: String| (format!("{}/{name}", set.id), text.into_bytes());
    let mut files = vec![
        file("data.csv", data_csv(table)),
        file("cells.csv", cells_csv(set, table, values)),
        file("treated.csv", tables::treated_csv(run)),
        file("normalised.csv", tables::normalised_csv(run)),
        file("scores.csv", tables::scores_csv(run)),
        file("weights.csv", tables::weights_csv(run)),
        file("coverage.csv", tables::coverage_csv(run)),
        file("treatments.csv", tables::treatments_csv(run)),
        file(
            "treated_indicators.csv",
            tables::treated_indicators_csv(run),
        ),
        file("screening.csv", tables::screening_csv(run)),
    ];
    files.extend(tables::own_weights_csv(run).map(|text| file("own_weights.csv", text)));
    files
}

/// A number that reads back to the same f64; nothing where it is missing.
fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        value.to_string()
    }
}

/// `data.csv`: `unit`, then a column an indicator and denominator.
fn data_csv(table: &Table) -> String {
    let mut text = std::iter::once("unit")
        .chain(table.columns.iter().map(|column| column.id.as_str()))
        .collect::<Vec<_>>()
        .join(",");
    text.push('\n');
    for (row, unit) in table.units.iter().enumerate() {
        text += unit;
        for column in &table.columns {
            text.push(',');
            text += &number(column.values[row]);
        }
        text.push('\n');
    }
    text
}

/// `cells.csv`: where each raw value comes from.
fn cells_csv(set: &UnitSet, table: &Table, values: &[IndicatorValues]) -> String {
    let mut text = String::from("unit,code,indicator,value,state,records,sources\n");
    for indicator in values {
        for (row, unit) in table.units.iter().enumerate() {
            let cell = &indicator.cells[row];
            let sources = cell
                .sources
                .iter()
                .map(|(source, records)| format!("{source}: {records}"))
                .collect::<Vec<_>>()
                .join("; ");
            text += &format!(
                "{unit},{},{},{},{},{},\"{}\"\n",
                set.codes[row],
                indicator.id,
                number(indicator.values[row]),
                indicator.states[row].word(),
                cell.records,
                sources.replace('"', "\"\"")
            );
        }
    }
    text
}

fn interval_files(set: &UnitSet, intervals: &Uncertainty) -> Vec<(String, Vec<u8>)> {
    use jushu_index::uncertainty::tables::{rank_stats_csv, top_probability_csv};
    vec![
        (
            format!("{}/rank_stats.csv", set.id),
            rank_stats_csv(intervals).into_bytes(),
        ),
        (
            format!("{}/top_probability.csv", set.id),
            top_probability_csv(intervals).into_bytes(),
        ),
    ]
}

/// The replications are the same whatever the number of threads.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn set_entry(
    set: &UnitSet,
    run: &Run,
    values: &[IndicatorValues],
    intervals: &Uncertainty,
) -> UnitSetEntry {
    let nodes = run
        .from_the_top()
        .into_iter()
        .map(|at| &run.nodes[at])
        .map(|node| NodeEntry {
            id: node.id.clone(),
            level: node.level as usize,
            name: names(&node.name),
            parent: node.parent.map(|parent| run.nodes[parent].id.clone()),
        });
    let counted = values.iter().flat_map(counting_choices);
    let built = run
        .choices
        .iter()
        .chain(&intervals.choices)
        .map(|choice| ChoiceEntry {
            step: choice.step.id().to_string(),
            node: choice.node.clone(),
            text: names(&choice.text),
            inferred: choice.inferred,
            severity: choice.severity.id().to_string(),
        });
    UnitSetEntry {
        id: set.id.clone(),
        units: run.units.len(),
        scored: run
            .index()
            .scores
            .iter()
            .filter(|score| !score.is_nan())
            .count(),
        root: run.index().id.clone(),
        nodes: nodes.collect(),
        robustness: intervals
            .verdict()
            .map(|verdict| names(&verdict.robustness.name())),
        replications: intervals.replications,
        choices: counted.chain(built).collect(),
    }
}

/// What was decided for the user while counting.
fn counting_choices(values: &IndicatorValues) -> Vec<ChoiceEntry> {
    let choice = |severity: &str, zh: String, en: String| ChoiceEntry {
        step: "counting".into(),
        node: Some(values.id.clone()),
        text: Names { zh, en },
        inferred: false,
        severity: severity.into(),
    };
    let mut choices = Vec::new();
    let zeros = values
        .states
        .iter()
        .filter(|state| **state == State::TrueZero)
        .count();
    let missing = values
        .states
        .iter()
        .filter(|state| **state == State::Missing)
        .count();
    if let Some(census) = values.census.as_ref().filter(|_| zeros > 0) {
        choices.push(choice(
            "note",
            format!("{zeros} 个单元没有记录，按全量声明计为零：{}", census.reason.zh),
            format!("{zeros} units have no record and count as zero, the registry being declared complete: {}", census.reason.en),
        ));
    }
    if missing > 0 {
        choices.push(choice(
            "note",
            format!("{missing} 个单元没有记录，登记库未声明完整，视为缺失"),
            format!("{missing} units have no record and are missing, the registry not being declared complete"),
        ));
    }
    if values.without_place > 0 {
        choices.push(choice(
            "warning",
            format!("{} 条符合条件的记录没有这一级的地点，未计入任何单元", values.without_place),
            format!("{} records meet the condition but have no place of this level and count for no unit", values.without_place),
        ));
    }
    if values.outside > 0 {
        choices.push(choice(
            "note",
            format!("{} 条符合条件的记录位于评价范围以外（如省直辖县级单位、港澳台）", values.outside),
            format!("{} records that meet the condition lie outside the unit set (county-level units under a province, Hong Kong …)", values.outside),
        ));
    }
    choices
}

fn source_entries<'a>(
    registry: &Registry,
    ids: impl Iterator<Item = &'a String>,
) -> Result<Vec<SourceEntry>, StoreError> {
    let log = registry.log()?;
    let described = registry.has_records("source")?;
    ids.map(|id| {
        let mut entry = SourceEntry {
            id: id.clone(),
            title: None,
            licence: None,
            retrieved: None,
        };
        if described {
            let rows = registry.select(&format!(
                "SELECT title, licence FROM source WHERE id = {}",
                quoted(id)
            ))?;
            if let Some(row) = rows.rows.first() {
                let text = |value: &Value| (*value != Value::Missing).then(|| value.to_string());
                (entry.title, entry.licence) = (text(&row[0]), text(&row[1]));
            }
        }
        entry.retrieved = log
            .iter()
            .rev()
            .find(|version| version.source.as_ref() == Some(id))
            .and_then(|version| version.retrieved.clone());
        Ok(entry)
    })
    .collect()
}

fn names(names: &jushu_index::Names) -> Names {
    Names {
        zh: names.zh.to_string(),
        en: names.en.to_string(),
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
