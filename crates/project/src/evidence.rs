//! What a finished run gives to those who draw and write: units with their scores, ranks, intervals and values,
//! read once, and the registry as the run saw it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jushu_figures::Language;
use jushu_places::{Code, Place, Places};
use jushu_registry::count::{CountError, Counting, RecordCounting};
use jushu_registry::engine::Rows;
use jushu_registry::store::{Registry, StoreError};

use crate::Project;
use crate::config::Names;
use crate::indicators::{IndicatorValues, UnitSet, placed};
use crate::results::{NodeEntry, Results, ResultsError, SourceEntry, UnitSetEntry};

/// A finished run, opened for drawing and writing in one language.
pub struct Evidence<'a> {
    /// The project.
    pub project: &'a Project,
    /// The run.
    pub results: &'a Results,
    /// The language of what is drawn and written.
    pub language: Language,
    /// The unit sets, in the order of the framework.
    pub unit_sets: Vec<UnitSetEvidence>,
    // Opened by the first who asks: many figures and facts need the scores only.
    registry: OnceCell<Registry>,
}

/// One unit set of a run. Every list of values has one entry a unit, in the order of `places`.
pub struct UnitSetEvidence {
    /// What the manifest says of it.
    pub entry: UnitSetEntry,
    /// Its units.
    pub places: Vec<&'static Place>,
    scores: BTreeMap<String, Vec<Option<f64>>>,
    ranks: BTreeMap<String, Vec<Option<u32>>>,
    values: BTreeMap<String, Vec<Option<f64>>>,
    intervals: Vec<Option<(f64, f64)>>,
    coverage: Vec<Option<f64>>,
}

/// A run cannot be opened for drawing and writing.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum EvidenceError {
    /// The run cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The registry cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EvidenceError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            EvidenceError::Results(error) => error.message(),
            EvidenceError::Store(error) => error.message().into(),
        }
    }
}

impl<'a> Evidence<'a> {
    /// Opens `results`, with the registry as it was at the run.
    pub fn open(
        project: &'a Project,
        results: &'a Results,
        language: Language,
    ) -> Result<Evidence<'a>, EvidenceError> {
        let unit_sets = results
            .manifest
            .unit_sets
            .iter()
            .map(|entry| UnitSetEvidence::read(results, entry))
            .collect::<Result<_, _>>()?;
        Ok(Evidence {
            project,
            results,
            language,
            unit_sets,
            registry: OnceCell::new(),
        })
    }

    /// The unit set of that id.
    pub fn unit_set(&self, id: &str) -> Option<&UnitSetEvidence> {
        self.unit_sets.iter().find(|set| set.entry.id == id)
    }

    /// The first unit set of provinces.
    pub fn provinces(&self) -> Option<&UnitSetEvidence> {
        self.of_level("provinces")
    }

    /// The first unit set of cities.
    pub fn cities(&self) -> Option<&UnitSetEvidence> {
        self.of_level("cities")
    }

    fn of_level(&self, start: &str) -> Option<&UnitSetEvidence> {
        self.unit_sets
            .iter()
            .find(|set| set.entry.id.starts_with(start))
    }

    /// Asks the registry as the run saw it; the views are named after the kinds of record.
    pub fn select(&self, statement: &str) -> Result<Rows, StoreError> {
        self.registry()?.select(statement)
    }

    fn registry(&self) -> Result<&Registry, StoreError> {
        if let Some(registry) = self.registry.get() {
            return Ok(registry);
        }
        let version = self.results.manifest.registry.version;
        let opened = self.project.registry_for_questions(Some(version))?;
        Ok(self.registry.get_or_init(|| opened))
    }

    /// A table of `clusters/` beside the run as a header and rows; `None` where clusters were not measured.
    pub fn cluster_table(&self, name: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
        let path = self.results.folder.join("clusters").join(name);
        let mut reader = csv::Reader::from_path(path).ok()?;
        let header = reader.headers().ok()?.iter().map(str::to_string).collect();
        let rows = reader
            .records()
            .filter_map(Result::ok)
            .map(|record| record.iter().map(str::to_string).collect())
            .collect();
        Some((header, rows))
    }

    /// Earlier runs of the same framework, one a day, the oldest first. Of several runs of one day the one that saw the
    /// newest state of the registry counts. A run that cannot be read is no run.
    pub fn earlier_runs(&self) -> Vec<Results> {
        let own = &self.results.manifest;
        let folder = self.project.folder().join("runs");
        let mut by_date: BTreeMap<String, Results> = BTreeMap::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(results) = Results::read(&entry.path()) else {
                continue;
            };
            let manifest = &results.manifest;
            if manifest.framework.id != own.framework.id || manifest.date >= own.date {
                continue;
            }
            let newer = by_date.get(&manifest.date).is_none_or(|known| {
                let key = |of: &Results| (of.manifest.registry.version, of.manifest.run.clone());
                key(known) < key(&results)
            });
            if newer {
                by_date.insert(manifest.date.clone(), results);
            }
        }
        by_date.into_values().collect()
    }

    /// A text in the language of the evidence.
    pub fn text<'t>(&self, names: &'t Names) -> &'t str {
        self.language.pick(&names.zh, &names.en)
    }

    /// The short name of a place: 深圳, Shenzhen.
    pub fn short_name<'t>(&self, place: &'t Place) -> &'t str {
        let english = place.english_name.as_deref().unwrap_or(&place.short_name);
        self.language.pick(&place.short_name, english)
    }

    /// Counts records as the run counted them: on its day, with zero where the project declares a census. One
    /// result a counting, in the order of the units of `set`.
    pub fn count(
        &self,
        countings: Vec<RecordCounting>,
        set: &UnitSet,
    ) -> Result<Vec<IndicatorValues>, CountError> {
        let countings: Vec<(String, Counting)> = countings
            .into_iter()
            .map(|counting| (counting.kind.clone(), Counting::Records(counting)))
            .collect();
        let date = &self.results.manifest.date;
        let registry = self.registry().map_err(|source| CountError::Store {
            indicator: countings
                .iter()
                .map(|(id, _)| id.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            source,
        })?;
        let counted = registry.count(&countings, set.level, date)?;
        let config = self.project.config();
        Ok(countings
            .iter()
            .zip(counted)
            .map(|((id, counting), counted)| placed(id, Some(counting), counted, config, set))
            .collect())
    }

    /// The source line of what is drawn from all sources of the run.
    pub fn source_line(&self) -> String {
        self.source_line_where(|_| true)
    }

    /// The source line of what is drawn from some sources of the run only, by their ids.
    pub fn source_line_of(&self, ids: &BTreeSet<String>) -> String {
        self.source_line_where(|source| ids.contains(&source.id))
    }

    fn source_line_where(&self, wanted: impl Fn(&SourceEntry) -> bool) -> String {
        let manifest = &self.results.manifest;
        let titles: Vec<&str> = manifest
            .sources
            .iter()
            .filter(|source| wanted(source))
            .map(|source| source.title.as_deref().unwrap_or(&source.id))
            .collect();
        match self.language {
            Language::Zh => format!(
                "资料来源：{}；计算：聚数，{}，截至 {}",
                titles.join("；"),
                manifest.run,
                manifest.date
            ),
            Language::En => format!(
                "Sources: {}; computed by Jushu, {}, as of {}",
                titles.join("; "),
                manifest.run,
                manifest.date
            ),
        }
    }

    /// The notes every figure and table of this run carries: 合成 where the records are made up.
    pub fn notes(&self) -> Vec<String> {
        let synthetic = self.language.pick(
            "合成数据：记录为程序生成，不代表任何真实主体",
            "Synthetic data: the records are made up and stand for nobody",
        );
        let notes = self
            .results
            .manifest
            .synthetic
            .then(|| synthetic.to_string());
        notes.into_iter().collect()
    }
}

impl UnitSetEvidence {
    fn read(results: &Results, entry: &UnitSetEntry) -> Result<UnitSetEvidence, ResultsError> {
        let id = &entry.id;
        let codes: Vec<Code> = UnitSet::named(id).map(|set| set.codes).unwrap_or_default();
        let places: Vec<&'static Place> = codes
            .iter()
            .filter_map(|code| Places::shipped().get(*code))
            .collect();
        let position: BTreeMap<&str, usize> = places
            .iter()
            .enumerate()
            .map(|(index, place)| (place.name.as_str(), index))
            .collect();
        let mut scores = BTreeMap::new();
        let mut ranks = BTreeMap::new();
        for score in results.scores(id)? {
            let Some(&index) = position.get(score.unit.as_str()) else {
                continue;
            };
            scores
                .entry(score.node.clone())
                .or_insert_with(|| vec![None; places.len()])[index] = score.score;
            ranks
                .entry(score.node)
                .or_insert_with(|| vec![None; places.len()])[index] = score.rank;
        }
        let mut values: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
        for node in entry.nodes.iter().filter(|node| node.level == 1) {
            values.insert(node.id.clone(), vec![None; places.len()]);
        }
        for (unit, indicator, value) in results.values(id)? {
            if let (Some(&index), Some(column)) =
                (position.get(unit.as_str()), values.get_mut(&indicator))
            {
                column[index] = value;
            }
        }
        let intervals = results.rank_intervals(id)?;
        let coverage = results.unit_coverage(id)?;
        Ok(UnitSetEvidence {
            entry: entry.clone(),
            intervals: by_place(&places, &intervals),
            coverage: by_place(&places, &coverage),
            places,
            scores,
            ranks,
            values,
        })
    }

    /// Scores at a node; empty where there is no such node.
    pub fn scores(&self, node: &str) -> &[Option<f64>] {
        self.scores.get(node).map_or(&[], Vec::as_slice)
    }

    /// Ranks at a node, 1 the best; empty where there is no such node.
    pub fn ranks(&self, node: &str) -> &[Option<u32>] {
        self.ranks.get(node).map_or(&[], Vec::as_slice)
    }

    /// Raw values of an indicator; empty where there is no such indicator.
    pub fn values(&self, indicator: &str) -> &[Option<f64>] {
        self.values.get(indicator).map_or(&[], Vec::as_slice)
    }

    /// The ranks between which 90 % of the replications lie, at the root.
    pub fn intervals(&self) -> &[Option<(f64, f64)>] {
        &self.intervals
    }

    /// The share of indicators each unit has values for.
    pub fn coverage(&self) -> &[Option<f64>] {
        &self.coverage
    }

    /// The nodes right under the root.
    pub fn dimensions(&self) -> impl Iterator<Item = &NodeEntry> {
        let root = &self.entry.root;
        self.entry
            .nodes
            .iter()
            .filter(move |node| node.parent.as_deref() == Some(root))
    }

    /// Positions of the units that have a score at `node`, the best first.
    pub fn ranking(&self, node: &str) -> Vec<usize> {
        let scores = self.scores(node);
        let mut order: Vec<usize> = (0..scores.len())
            .filter(|&unit| scores[unit].is_some())
            .collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (scores[a].unwrap_or(f64::NAN), scores[b].unwrap_or(f64::NAN));
            b.total_cmp(&a)
        });
        order
    }
}

fn by_place<T: Copy>(places: &[&Place], by_name: &BTreeMap<String, T>) -> Vec<Option<T>> {
    places
        .iter()
        .map(|place| by_name.get(&place.name).copied())
        .collect()
}
