//! Tables of a run by their headings, and what they say of themselves.

use std::collections::BTreeSet;

use jushu_figures::{About, Language};

use super::{NoData, Options};
use crate::evidence::{Evidence, UnitSetEvidence};

/// A CSV file of a run.
pub struct RunTable {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of it.
#[derive(Clone, Copy)]
pub struct RunRow<'t> {
    table: &'t RunTable,
    cells: &'t [String],
}

impl RunTable {
    /// A table of `clusters/`, of at least one row.
    pub fn of_clusters(evidence: &Evidence, name: &str) -> Result<RunTable, NoData> {
        let folder = evidence.project.folder().display();
        let (header, rows) = evidence.cluster_table(name).ok_or_else(|| {
            NoData::because(
                format!("本次计算旁没有 clusters/{name}；请先运行 `jushu clusters {folder}`"),
                format!("the run has no clusters/{name}; run `jushu clusters {folder}` first"),
            )
        })?;
        RunTable { header, rows }.not_empty(&format!("clusters/{name}"))
    }

    /// A table of a unit set, of at least one row.
    pub fn of_set(
        evidence: &Evidence,
        set: &UnitSetEvidence,
        name: &str,
    ) -> Result<RunTable, NoData> {
        RunTable::read(evidence, &format!("{}/{name}", set.entry.id))?
            .ok_or_else(|| {
                let (folder, id) = (evidence.project.folder().display(), &set.entry.id);
                NoData::because(
                    format!("本次计算没有 {id}/{name}；请重新运行 `jushu run {folder}`"),
                    format!("the run has no {id}/{name}; run `jushu run {folder}` again"),
                )
            })?
            .not_empty(name)
    }

    /// The table at `path` in the folder of the run; `None` where there is no such file.
    pub fn read(evidence: &Evidence, path: &str) -> Result<Option<RunTable>, NoData> {
        let file = evidence.results.folder.join(path);
        if !file.is_file() {
            return Ok(None);
        }
        let damaged = |error: csv::Error| {
            NoData::because(
                format!("{path} 无法读取：{error}；请重新计算"),
                format!("{path} cannot be read: {error}; compute it again"),
            )
        };
        let mut reader = csv::Reader::from_path(&file).map_err(damaged)?;
        let header = reader.headers().map_err(damaged)?;
        let header = header.iter().map(str::to_string).collect();
        let rows = reader
            .records()
            .map(|record| Ok(record?.iter().map(str::to_string).collect()))
            .collect::<Result<_, csv::Error>>()
            .map_err(damaged)?;
        Ok(Some(RunTable { header, rows }))
    }

    fn not_empty(self, name: &str) -> Result<RunTable, NoData> {
        if self.rows.is_empty() {
            return Err(NoData::because(
                format!("{name} 没有任何行：登记库没有所需的记录；请导入后重新计算"),
                format!(
                    "{name} has no row: the registry lacks the records it needs; import them and compute again"
                ),
            ));
        }
        Ok(self)
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = RunRow<'_>> {
        self.rows.iter().map(|cells| RunRow { table: self, cells })
    }

    /// What its column `label` says of the rules behind it: 自拟, 推定, 示例.
    pub fn label_notes(&self, evidence: &Evidence) -> Vec<String> {
        let labels: BTreeSet<&str> = self.rows().map(|row| row.text("label")).collect();
        let notes = [
            (
                "自拟",
                "自拟：规则与门槛由本产品拟定，可在 rules/ 中修改",
                "Own rule (自拟): the rules and thresholds are ours and can be edited in rules/",
            ),
            (
                "推定",
                "推定：没有直接观测，由其他记录推断",
                "Inferred (推定): not observed but derived from other records",
            ),
            (
                "示例",
                "示例：规则只为示范，不是任何机构的标准",
                "Example (示例): the rules only show the form and are nobody's standard",
            ),
        ];
        notes
            .iter()
            .filter(|(sign, ..)| labels.iter().any(|label| label.contains(sign)))
            .map(|(_, zh, en)| evidence.language.pick(zh, en).to_string())
            .collect()
    }
}

impl<'t> RunRow<'t> {
    /// The cell under a heading; empty where there is no such column.
    pub fn text(&self, column: &str) -> &'t str {
        let at = self
            .table
            .header
            .iter()
            .position(|heading| heading == column);
        at.and_then(|at| self.cells.get(at))
            .map_or("", String::as_str)
    }

    /// The number under a heading; `None` where it is missing.
    pub fn number(&self, column: &str) -> Option<f64> {
        let number: f64 = self.text(column).parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// The name of the industry of the row in the language of the evidence.
    pub fn industry(&self, evidence: &Evidence) -> &'t str {
        evidence
            .language
            .pick(self.text("industry_zh"), self.text("industry_en"))
    }
}

/// The unit set asked for, else the first of the cities, else of the provinces.
pub fn chosen_set<'e>(
    evidence: &'e Evidence,
    options: &Options,
) -> Result<&'e UnitSetEvidence, NoData> {
    match &options.unit_set {
        Some(id) => evidence.unit_set(id).ok_or_else(|| {
            let known: Vec<&str> = evidence
                .unit_sets
                .iter()
                .map(|set| set.entry.id.as_str())
                .collect();
            NoData::because(
                format!("本次计算没有评价范围“{id}”；现有 {}", known.join("、")),
                format!(
                    "the run has no unit set `{id}`; it has {}",
                    known.join(", ")
                ),
            )
        }),
        None => evidence
            .cities()
            .or_else(|| evidence.provinces())
            .or(evidence.unit_sets.first())
            .ok_or_else(|| {
                NoData::because(
                    "本次计算没有评价范围；请在指标体系中写明 `unit_sets`",
                    "the run has no unit set; name `unit_sets` in the framework",
                )
            }),
    }
}

/// The unit set asked for, else the first of the provinces, else of the cities: where one page holds all units.
pub fn chosen_set_provinces_first<'e>(
    evidence: &'e Evidence,
    options: &Options,
) -> Result<&'e UnitSetEvidence, NoData> {
    match (&options.unit_set, evidence.provinces()) {
        (None, Some(set)) => Ok(set),
        _ => chosen_set(evidence, options),
    }
}

/// The name of the unit set in captions: how many units of what.
pub fn set_name(evidence: &Evidence, set: &UnitSetEvidence) -> String {
    let id = &set.entry.id;
    let units = set.places.len();
    let (zh, en) = match id.as_str() {
        id if id.starts_with("provinces") => ("省（区、市）", "provinces"),
        id if id.starts_with("cities") => ("城市", "cities"),
        _ => ("评价单元", "units"),
    };
    match evidence.language {
        Language::Zh => format!("{units} 个{zh}"),
        Language::En => format!("{units} {en}"),
    }
}

/// Says in the caption whom the figure is about.
pub fn name_set(evidence: &Evidence, set: &UnitSetEvidence, about: &mut About) {
    let name = set_name(evidence, set);
    about.title = match evidence.language {
        Language::Zh => format!("{}（{name}）", about.title),
        Language::En => format!("{} ({name})", about.title),
    };
}

/// The name of a node or an indicator of the set; its id where it is unknown.
pub fn node_name<'e>(evidence: &Evidence, set: &'e UnitSetEvidence, node: &'e str) -> &'e str {
    let nodes = &set.entry.nodes;
    nodes
        .iter()
        .find(|entry| entry.id == node)
        .map_or(node, |entry| evidence.text(&entry.name))
}

/// What of the method is inferred (推定), as the run says it.
pub fn inferred_notes(evidence: &Evidence, set: &UnitSetEvidence) -> Vec<String> {
    let choices = set.entry.choices.iter();
    choices
        .filter(|choice| choice.inferred)
        .map(|choice| evidence.text(&choice.text).to_string())
        .collect()
}

/// The short name of a region that a table of clusters gives by its full Chinese name.
pub fn region_name(evidence: &Evidence, region: &str) -> String {
    let places = jushu_places::Places::shipped();
    let found = places
        .cities_337()
        .iter()
        .chain(places.provinces_31())
        .filter_map(|code| places.get(*code))
        .find(|place| place.name == region);
    found
        .map_or(region, |place| evidence.short_name(place))
        .to_string()
}

/// Joins the first parts of a spoken list: `甲 1、乙 2`.
pub fn spoken(evidence: &Evidence, parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    parts.join(evidence.language.pick("、", ", "))
}
