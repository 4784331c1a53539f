//! A run as the site and the data package need it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jushu_figures::{DrawError, Frame, Renderer};
use jushu_index::{Direction, Framework};
use jushu_places::{Place, Places};
use jushu_registry::engine::{Engine, quoted};
use jushu_registry::store::{Access, StoreError};
use jushu_report::package::FieldType;
use jushu_report::package::{MeasuredColumn, PackageMaterial, PackageTable, schema};
use jushu_report::site::{
    SiteCell, SiteChoice, SiteEdition, SiteIndicator, SiteNode, SiteUnit, SiteUnitSet, State,
};
use jushu_report::{Language, Material, Source};

use super::index_sheet::unit_set_name;
use crate::config::Names;
use crate::evidence::{Evidence, UnitSetEvidence};
use crate::results::{Results, ResultsError};

/// The files of a run cannot be published.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum PublishError {
    /// The run cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// A file cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A figure cannot be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// Parquet cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PublishError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            PublishError::Results(error) => error.message(),
            PublishError::File { path, source } => Names::new(
                format!("不能读写：{source}；请检查文件和权限"),
                format!("cannot be read or written: {source}; check the file and its permissions"),
            )
            .in_file(path),
            PublishError::Draw(error) => Names::same(error),
            PublishError::Store(error) => error.message().into(),
        }
    }
}

/// Everything the site says in the language of `evidence`. Figures of `material` that are not drawn yet are drawn.
///
/// # Errors
/// [`PublishError`]: the run cannot be read, or a figure not drawn.
pub fn site_edition(
    evidence: &Evidence,
    framework: &Framework,
    material: &Material,
    renderer: &Renderer,
) -> Result<SiteEdition, PublishError> {
    let language = evidence.language;
    let unit_sets = evidence
        .unit_sets
        .iter()
        .map(|set| unit_set(evidence, framework, set))
        .collect::<Result<Vec<_>, _>>()?;
    let mut figures = Vec::new();
    for drawn in material.figures.values() {
        let mut drawn = drawn.clone();
        if drawn.svg.is_empty() {
            drawn.svg = renderer.svg(&drawn.figure, Frame::Bare)?;
        }
        figures.push(drawn);
    }
    let choices = evidence.unit_sets.iter().flat_map(|set| {
        set.entry.choices.iter().map(|choice| SiteChoice {
            unit_set: unit_set_name(set, language),
            step: choice.step.clone(),
            node: choice.node.clone().unwrap_or_default(),
            text: evidence.text(&choice.text).to_string(),
            inferred: choice.inferred,
            warning: choice.severity == "warning",
        })
    });
    let description = framework.description.as_ref();
    Ok(SiteEdition {
        meta: material.meta.clone(),
        description: description.map_or_else(String::new, |names| {
            language.pick(&names.zh, &names.en).to_string()
        }),
        unit_sets,
        figures,
        missing: material.missing.clone(),
        sources: sources(evidence.results),
        choices: choices.collect(),
    })
}

/// The sources of a run.
pub fn sources(results: &Results) -> Vec<Source> {
    let sources = results.manifest.sources.iter();
    sources
        .map(|source| Source {
            id: source.id.clone(),
            title: source.title.clone().unwrap_or_default(),
            licence: source.licence.clone().unwrap_or_default(),
            retrieved: source.retrieved.clone().unwrap_or_default(),
        })
        .collect()
}

fn unit_set(
    evidence: &Evidence,
    framework: &Framework,
    set: &UnitSetEvidence,
) -> Result<SiteUnitSet, PublishError> {
    let language = evidence.language;
    let pick = |names: &jushu_index::Names| language.pick(&names.zh, &names.en).to_string();
    let maybe = |names: &Option<jushu_index::Names>| names.as_ref().map_or_else(String::new, pick);
    let weights = weights(
        &evidence
            .results
            .folder
            .join(&set.entry.id)
            .join("weights.csv"),
    )?;
    let entries = &set.entry.nodes;
    let nodes: Vec<SiteNode> = entries
        .iter()
        .map(|entry| {
            let indicator = framework.indicators.iter().find(|one| one.id == entry.id);
            let node = framework.nodes.iter().find(|one| one.id == entry.id);
            let definition = match (indicator, node) {
                (Some(indicator), _) => maybe(&indicator.definition),
                (_, Some(node)) => maybe(&node.definition),
                _ => String::new(),
            };
            let (weight, effective_weight) = weights.get(&entry.id).copied().unwrap_or_default();
            SiteNode {
                id: entry.id.clone(),
                name: evidence.text(&entry.name).to_string(),
                parent: entry
                    .parent
                    .as_ref()
                    .and_then(|parent| entries.iter().position(|entry| entry.id == *parent)),
                weight,
                effective_weight,
                definition,
                indicator: indicator.map(|one| SiteIndicator {
                    unit: maybe(&one.unit),
                    direction: match one.direction {
                        Direction::Positive => language.pick("正向", "more is better"),
                        Direction::Negative => language.pick("负向", "less is better"),
                        Direction::Optimal { .. } => language.pick("适度", "an interval is best"),
                    }
                    .to_string(),
                    source: one.source.clone().unwrap_or_default(),
                }),
            }
        })
        .collect();
    let mut units: Vec<SiteUnit> = set
        .places
        .iter()
        .enumerate()
        .map(|(at, place)| site_unit(evidence, set, at, place, nodes.len()))
        .collect();
    for (at, node) in nodes.iter().enumerate() {
        let (scores, ranks) = (set.scores(&node.id), set.ranks(&node.id));
        for (position, unit) in units.iter_mut().enumerate() {
            unit.cells[at].score = scores.get(position).copied().flatten();
            unit.cells[at].rank = ranks.get(position).copied().flatten();
        }
        if node.indicator.is_none() {
            continue;
        }
        let cells = evidence.results.cells(&set.entry.id, &node.id)?;
        for (place, unit) in set.places.iter().zip(&mut units) {
            let Some(found) = cells.get(&place.name) else {
                continue;
            };
            let cell = &mut unit.cells[at];
            cell.value = found.value;
            cell.state = Some(match found.state.as_str() {
                "counted" => State::Counted,
                "true-zero" => State::TrueZero,
                _ => State::Missing,
            });
            cell.records = found.records;
            cell.sources.clone_from(&found.sources);
        }
    }
    Ok(SiteUnitSet {
        id: set.entry.id.clone(),
        name: unit_set_name(set, language),
        robustness: set
            .entry
            .robustness
            .as_ref()
            .map(|names| evidence.text(names).to_string()),
        replications: set.entry.replications,
        nodes,
        units,
    })
}

fn site_unit(
    evidence: &Evidence,
    set: &UnitSetEvidence,
    at: usize,
    place: &Place,
    nodes: usize,
) -> SiteUnit {
    let named = |place: &Place| match evidence.language {
        Language::Zh => place.name.clone(),
        Language::En => evidence.short_name(place).to_string(),
    };
    let province = Places::shipped().get(place.province);
    let mut other_names = vec![place.name.clone(), place.short_name.clone()];
    other_names.extend(place.english_name.clone());
    SiteUnit {
        code: place.code.to_string(),
        name: named(place),
        other_names,
        within: province
            .filter(|province| province.code != place.code)
            .map(|province| (province.code.to_string(), named(province))),
        interval: set.intervals().get(at).copied().flatten(),
        coverage: set.coverage().get(at).copied().flatten(),
        cells: vec![SiteCell::default(); nodes],
    }
}

/// Weight within the parent and in the index, by node.
type Weights = BTreeMap<String, (Option<f64>, Option<f64>)>;

fn weights(path: &Path) -> Result<Weights, PublishError> {
    let text = read(path)?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let number = |record: &csv::StringRecord, at: usize| record.get(at)?.parse().ok();
    Ok(reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let weights = (number(&record, 3), number(&record, 4));
            Some((record.get(0)?.to_string(), weights))
        })
        .collect())
}

fn read(path: &Path) -> Result<Vec<u8>, PublishError> {
    std::fs::read(path).map_err(|source| PublishError::File {
        path: path.to_path_buf(),
        source,
    })
}

/// The files of a run by path, `manifest.json` first.
///
/// # Errors
/// A file the manifest names cannot be read.
pub fn run_files(results: &Results) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
    let names = results.manifest.files.keys().map(String::as_str);
    std::iter::once("manifest.json")
        .chain(names)
        .map(|name| Ok((name.to_string(), read(&results.folder.join(name))?)))
        .collect()
}

/// What the data package is made from: all tables of the run, as CSV and as Parquet.
///
/// # Errors
/// [`PublishError`]: a file of the run cannot be read, or Parquet not written.
pub fn package_material(
    evidence: &Evidence,
    framework: &Framework,
    material: &Material,
) -> Result<PackageMaterial, PublishError> {
    let language = evidence.language;
    let (tables, files): (Vec<_>, Vec<_>) = run_files(evidence.results)?
        .into_iter()
        .partition(|(path, _)| path.ends_with(".csv"));
    let both = |names: &jushu_index::Names| (names.zh.to_string(), names.en.to_string());
    let maybe = |names: &Option<jushu_index::Names>| names.as_ref().map(both).unwrap_or_default();
    let indicators = framework.indicators.iter().map(|one| MeasuredColumn {
        id: one.id.clone(),
        name: both(&one.name),
        unit: maybe(&one.unit),
        definition: maybe(&one.definition),
    });
    let denominators = framework.denominators.iter().map(|one| MeasuredColumn {
        id: one.id.clone(),
        name: both(&one.name),
        unit: maybe(&one.unit),
        definition: Default::default(),
    });
    let measured: Vec<MeasuredColumn> = indicators.chain(denominators).collect();
    let description = framework.description.as_ref();
    let tables = parquet(evidence, tables, &measured)?;
    Ok(PackageMaterial {
        meta: material.meta.clone(),
        description: description.map_or_else(String::new, |names| {
            language.pick(&names.zh, &names.en).to_string()
        }),
        edition: framework.edition.clone(),
        tables,
        files,
        measured,
        sources: sources(evidence.results),
    })
}

/// The tables with the same rows as Parquet.
fn parquet(
    evidence: &Evidence,
    tables: Vec<(String, Vec<u8>)>,
    measured: &[MeasuredColumn],
) -> Result<Vec<PackageTable>, PublishError> {
    // A connection of its own: the one of the evidence is shut to files.
    let registry = evidence.project.registry(Access::Read)?;
    let folder = tempfile::tempdir().map_err(|source| PublishError::File {
        path: std::env::temp_dir(),
        source,
    })?;
    let fresh = folder.path().join("table.parquet");
    tables
        .into_iter()
        .map(|(path, csv)| {
            let schema = schema(&path, &csv, measured);
            let columns: Vec<String> = schema
                .fields
                .iter()
                .map(|field| {
                    let kind = match field.kind {
                        FieldType::Text => "VARCHAR",
                        FieldType::Integer => "BIGINT",
                        FieldType::Number => "DOUBLE",
                        FieldType::Boolean => "BOOLEAN",
                    };
                    format!("{}: {}", quoted(&field.name), quoted(kind))
                })
                .collect();
            let source = evidence.results.folder.join(&path);
            let statement = format!(
                "SELECT * FROM read_csv({}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{{}}})",
                quoted(&source.display().to_string()),
                columns.join(", ")
            );
            registry.write_parquet(&statement, &fresh, None)?;
            Ok(PackageTable {
                parquet: Some(read(&fresh)?),
                path,
                csv,
            })
        })
        .collect()
}
