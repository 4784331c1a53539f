//! Counting records for figures that do not stand on the scores.

use std::collections::BTreeSet;

use jushu_figures::{About, Language};
use jushu_places::{Place, Places};
use jushu_registry::count::{Measure, RecordCounting};

use super::{NoData, about};
use crate::evidence::Evidence;
use crate::indicators::{IndicatorValues, UnitSet};

/// Records of `kind` counted or summed, where they meet `condition` (a filter of the kind, or several).
pub fn counting(kind: &str, measure: Measure, condition: Option<&str>) -> RecordCounting {
    RecordCounting {
        kind: kind.to_string(),
        measure,
        condition: condition.map(str::to_string),
    }
}

/// Records counted by place.
pub struct Counts {
    /// The places, in the order of the values.
    pub places: Vec<&'static Place>,
    columns: Vec<IndicatorValues>,
}

/// Counts by city, in one column a counting.
pub fn by_city(evidence: &Evidence, countings: Vec<RecordCounting>) -> Result<Counts, NoData> {
    let id = evidence.cities().map_or("cities-337", |set| &set.entry.id);
    let set = UnitSet::named(id).map_err(|error| NoData {
        reason: error.message(),
    })?;
    let columns = evidence.count(countings, &set).map_err(|error| NoData {
        reason: error.message().into(),
    })?;
    let places = set
        .codes
        .iter()
        .filter_map(|code| Places::shipped().get(*code))
        .collect();
    Ok(Counts { places, columns })
}

impl Counts {
    /// The values of one column; NaN is missing.
    pub fn values(&self, column: usize) -> &[f64] {
        self.columns
            .get(column)
            .map_or(&[], |column| &column.values)
    }

    /// Whether any place has a record in that column.
    pub fn any(&self, column: usize) -> bool {
        self.values(column).iter().any(|&value| value > 0.0)
    }

    /// The sum of a column over all places; missing places add nothing.
    pub fn total(&self, column: usize) -> f64 {
        let values = self.values(column).iter();
        values.filter(|value| value.is_finite()).sum()
    }

    /// Positions of the first `most` places with more than nothing in that column, the largest first; equal
    /// ones in the order of their codes.
    pub fn top(&self, column: usize, most: usize) -> Vec<usize> {
        let values = self.values(column);
        let mut order: Vec<usize> = (0..values.len()).filter(|&at| values[at] > 0.0).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        order.truncate(most);
        order
    }

    /// The sources of all records counted.
    fn sources(&self) -> BTreeSet<String> {
        let cells = self.columns.iter().flat_map(|column| &column.cells);
        cells
            .flat_map(|cell| cell.sources.keys().cloned())
            .collect()
    }

    /// What is printed around a figure of these counts: title, and the sources of the records counted.
    pub fn about(
        &self,
        evidence: &Evidence,
        id: &str,
        title: (String, String),
        alternative: String,
    ) -> Result<About, NoData> {
        let mut about = about(id, evidence, alternative)?;
        about.title = evidence.language.pick(&title.0, &title.1).to_string();
        about.source = evidence.source_line_of(&self.sources());
        Ok(about)
    }

    /// The first three places with their values, for those who cannot see the figure.
    pub fn spoken(&self, evidence: &Evidence, column: usize, order: &[usize]) -> String {
        let first: Vec<String> = order
            .iter()
            .take(3)
            .map(|&at| {
                let value =
                    jushu_figures::number::short(self.values(column)[at], evidence.language);
                format!("{} {value}", evidence.short_name(self.places[at]))
            })
            .collect();
        let first = evidence.language.listed(&first);
        match evidence.language {
            Language::Zh => format!("前列：{first}"),
            Language::En => format!("In front: {first}"),
        }
    }
}

/// There are no records of `what` with a city; `kind` is what they are imported as.
pub fn none(what: (&str, &str), kind: &str) -> NoData {
    let (zh, en) = what;
    NoData::because(
        format!("登记库中没有注明城市的{zh}记录；请用 `jushu import DIR FILE --as {kind}` 导入"),
        format!(
            "the registry has no records of {en} with a city; import them with `jushu import DIR FILE --as {kind}`"
        ),
    )
}
