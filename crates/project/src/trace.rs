//! From a printed number back to what it rests on.

use jushu_index::Framework;
use jushu_places::{Hint, Places, Resolution};
use jushu_registry::count::CountError;
use jushu_registry::engine::{Rows, Value};
use jushu_registry::store::{Access, StoreError};

use crate::Project;
use crate::config::Names;
use crate::indicators::{IndicatorError, Origin, UnitSet, UnknownUnitSet, origins};
use crate::results::{NodeEntry, Results, ResultsError};
use crate::run::RunError;

/// What a word of the user's stands for in a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A place, in every unit set that has it: municipalities stand among provinces and cities.
    Unit(Vec<UnitOf>),
    /// A node or indicator, by its id.
    Node(String),
}

/// A unit and the unit set it is looked at in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitOf {
    /// The unit set.
    pub unit_set: String,
    /// The unit.
    pub unit: String,
}

/// The records behind one raw value.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The records; columns that are empty in all of them are left out.
    pub rows: Rows,
    /// The statement that lists them.
    pub statement: String,
}

/// A word that stands for nothing, or a number that cannot be followed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum TraceError {
    /// A place of that name exists several times.
    Ambiguous {
        /// What was asked for.
        text: String,
        /// What it may be.
        candidates: Vec<String>,
    },
    /// Nothing is called that.
    Unknown {
        /// What was asked for.
        text: String,
        /// The nearest names.
        nearest: Vec<String>,
    },
    /// The node is not counted from records.
    NotCounted {
        /// The node.
        node: String,
        /// What it is computed from.
        children: Vec<String>,
    },
    /// The indicator has no `from`, so that there are no records behind it.
    NoCounting {
        /// The indicator.
        node: String,
    },
    /// The values are given in a table and not counted from records.
    Given {
        /// The indicator.
        node: String,
        /// The table, relative to the project.
        file: std::path::PathBuf,
        /// The column.
        column: String,
    },
    /// The run cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The unit set is unknown.
    #[error(transparent)]
    UnitSet(#[from] UnknownUnitSet),
    /// The framework cannot be read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The counting is wrong.
    #[error(transparent)]
    Indicator(#[from] IndicatorError),
    /// The statement of the records cannot be made.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The registry cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TraceError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        match self {
            TraceError::Ambiguous { text, candidates } => Names::new(
                format!("“{text}”可能是 {}；请写全称或代码", candidates.join("或")),
                format!(
                    "`{text}` may be {}; write the full name or the code",
                    candidates.join(" or ")
                ),
            ),
            TraceError::Unknown { text, nearest } => {
                let (zh, en) = match nearest.as_slice() {
                    [] => Default::default(),
                    nearest => (
                        format!("；相近的有：{}", nearest.join("、")),
                        format!("; near: {}", nearest.join(", ")),
                    ),
                };
                Names::new(
                    format!("“{text}”既不是本次计算的评价单元，也不是节点{zh}"),
                    format!("`{text}` is neither a unit nor a node of this run{en}"),
                )
            }
            TraceError::NotCounted { node, children } => Names::new(
                format!("“{node}”由 {} 合成；请查询其中之一", children.join("、")),
                format!(
                    "`{node}` is computed from {}; ask for one of these",
                    children.join(", ")
                ),
            ),
            TraceError::NoCounting { node } => Names::new(
                format!("“{node}”没有写明如何统计；请在指标体系中补充 `from`"),
                format!("`{node}` does not say how it is counted; add `from` to the framework"),
            ),
            TraceError::Given { node, file, column } => {
                let file = file.display();
                Names::new(
                    format!("“{node}”不是统计得出的：它的值在 {file} 的“{column}”列"),
                    format!(
                        "`{node}` is not counted: its values stand in {file}, column `{column}`"
                    ),
                )
            }
            TraceError::Results(error) => error.message(),
            TraceError::UnitSet(error) => error.message(),
            TraceError::Run(error) => error.message(),
            TraceError::Indicator(error) => error.message(),
            TraceError::Count(error) => error.message().into(),
            TraceError::Store(error) => error.message().into(),
        }
    }
}

impl Results {
    /// What `text` stands for: a node by id or name, else a unit, looked for in `unit_set` or in all.
    pub fn subject(&self, text: &str, unit_set: Option<&str>) -> Result<Subject, TraceError> {
        let sets: Vec<_> = match unit_set {
            Some(id) => vec![self.unit_set(id)?],
            None => self.manifest.unit_sets.iter().collect(),
        };
        let named =
            |node: &&NodeEntry| node.id == text || node.name.zh == text || node.name.en == text;
        if let Some(node) = sets.iter().flat_map(|set| &set.nodes).find(named) {
            return Ok(Subject::Node(node.id.clone()));
        }
        let places = Places::shipped();
        // A place is looked for as it is written: 杭州市 is no unit of a set of provinces.
        let (candidates, mut nearest) = match places.resolve(text, &Hint::default()) {
            Resolution::Found(code) => (vec![code], Vec::new()),
            Resolution::Ambiguous(codes) => (codes, Vec::new()),
            Resolution::Unknown { nearest } => (
                Vec::new(),
                nearest.iter().filter_map(|code| name_of(*code)).collect(),
            ),
        };
        let mut units = Vec::new();
        for set in &sets {
            let known = UnitSet::named(&set.id)?;
            let of_set = candidates.iter().filter(|code| known.codes.contains(code));
            units.extend(of_set.filter_map(|code| {
                Some((
                    *code,
                    UnitOf {
                        unit_set: set.id.clone(),
                        unit: name_of(*code)?,
                    },
                ))
            }));
        }
        let one_place = units.windows(2).all(|pair| pair[0].0 == pair[1].0);
        let nodes = sets
            .iter()
            .flat_map(|set| &set.nodes)
            .map(|node| node.id.as_str());
        if let Some(node) = jushu_registry::schema::nearest(text, nodes) {
            nearest.push(node.to_string());
        }
        match units.is_empty() {
            true => Err(TraceError::Unknown {
                text: text.to_string(),
                nearest,
            }),
            false if one_place => Ok(Subject::Unit(
                units.into_iter().map(|(_, unit)| unit).collect(),
            )),
            false => Err(TraceError::Ambiguous {
                text: text.to_string(),
                candidates: units.into_iter().map(|(_, unit)| unit.unit).collect(),
            }),
        }
    }
}

impl Results {
    /// The place that `text` stands for, which is a unit of the run.
    pub fn place(&self, text: &str) -> Result<jushu_places::Code, TraceError> {
        let unknown = || TraceError::Unknown {
            text: text.to_string(),
            nearest: Vec::new(),
        };
        match self.subject(text, None)? {
            Subject::Unit(units) => {
                let unit = units.first().ok_or_else(unknown)?;
                let codes = UnitSet::named(&unit.unit_set)?.codes;
                let named =
                    |code: &&jushu_places::Code| name_of(**code).as_ref() == Some(&unit.unit);
                codes.iter().find(named).copied().ok_or_else(unknown)
            }
            Subject::Node(_) => Err(unknown()),
        }
    }
}

fn name_of(code: jushu_places::Code) -> Option<String> {
    Places::shipped().get(code).map(|place| place.name.clone())
}

impl Project {
    /// The records behind the raw value of `indicator` for `unit`, as the registry was for the run.
    pub fn trace(
        &self,
        results: &Results,
        unit_set: &str,
        unit: &str,
        indicator: &str,
    ) -> Result<Trace, TraceError> {
        let set = UnitSet::named(unit_set)?;
        let entry = results.unit_set(unit_set)?;
        let children: Vec<String> = entry
            .nodes
            .iter()
            .filter(|node| node.parent.as_deref() == Some(indicator))
            .map(|node| node.id.clone())
            .collect();
        if !children.is_empty() {
            return Err(TraceError::NotCounted {
                node: indicator.to_string(),
                children,
            });
        }
        let path = results.folder.join("framework.toml");
        let text = std::fs::read_to_string(&path).map_err(|source| RunError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let framework =
            Framework::parse(&text, &path.display().to_string()).map_err(RunError::from)?;
        let registry = self.registry(Access::Read)?;
        registry.show_version(Some(results.manifest.registry.version))?;
        let origin = origins(&framework, &registry)?
            .into_iter()
            .find(|(id, _)| id == indicator)
            .map(|(_, origin)| origin);
        let counting = match origin {
            Some(Origin::Counted(counting)) => counting,
            Some(Origin::Given(table)) => {
                return Err(TraceError::Given {
                    node: indicator.to_string(),
                    file: table.file,
                    column: table.column,
                });
            }
            None => {
                return Err(TraceError::NoCounting {
                    node: indicator.to_string(),
                });
            }
        };
        let code = set
            .codes
            .iter()
            .find(|code| {
                Places::shipped()
                    .get(**code)
                    .is_some_and(|place| place.name == unit)
            })
            .ok_or_else(|| TraceError::Unknown {
                text: unit.to_string(),
                nearest: Vec::new(),
            })?;
        let statement = registry.records_behind(
            indicator,
            &counting,
            set.level,
            code.get() as i32,
            &results.manifest.date,
        )?;
        let mut rows = registry.select(&statement)?;
        without_empty_columns(&mut rows);
        Ok(Trace { rows, statement })
    }
}

fn without_empty_columns(rows: &mut Rows) {
    const INTERNAL: [&str; 5] = [
        "entity_id",
        "record_id",
        "imported_in",
        "merged_records",
        "county_code",
    ];
    let kept: Vec<bool> = rows
        .columns
        .iter()
        .enumerate()
        .map(|(index, name)| {
            !INTERNAL.contains(&name.as_str())
                && rows.rows.iter().any(|row| row[index] != Value::Missing)
        })
        .collect();
    let keep = |values: &mut Vec<String>| {
        let mut kept = kept.iter();
        values.retain(|_| *kept.next().unwrap_or(&true));
    };
    keep(&mut rows.columns);
    for row in &mut rows.rows {
        let mut kept = kept.iter();
        row.retain(|_| *kept.next().unwrap_or(&true));
    }
}
