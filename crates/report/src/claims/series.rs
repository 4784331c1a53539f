//! What claims are held against: columns of ranks and values of places, from a table of the document, a table
//! given beside it, a run, or ranks published elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Gazetteer, Scale};

/// Where a series comes from, the nearest to the text first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A table of the same document.
    Document,
    /// A table given beside it.
    Given,
    /// A run of a project.
    Run,
    /// Ranks that somebody published, kept in a project.
    Published,
}

/// What a series measures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The index itself, meant where a sentence names no measure.
    Overall,
    /// A dimension or an indicator, by the name texts use.
    Named(String),
}

/// One column of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Where it comes from.
    pub origin: Origin,
    /// What a reader looks up: 表 2-1, a column of it.
    pub label: String,
    /// The units it is about.
    pub scale: Scale,
    /// What it measures.
    pub measure: Measure,
    /// Further names of the measure.
    pub aliases: Vec<String>,
    /// Whether it is one of the dimensions of which balance is said.
    pub dimension: bool,
    /// Ranks by code, 1 the best.
    pub ranks: BTreeMap<u32, u32>,
    /// Values by code, in `unit`.
    pub values: BTreeMap<u32, f64>,
    /// The unit of the values: 家, 元; empty where not known.
    pub unit: String,
    /// The ranks between which 90 % of the replications lie.
    pub intervals: BTreeMap<u32, (f64, f64)>,
    /// Whether every unit is in it: then a unit that is not has no rank.
    pub complete: bool,
    /// Whether the values are those of all units, so that their sum is the total.
    pub whole: bool,
}

/// What a series says of the rank of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankOf {
    /// This.
    Known(u32),
    /// Not this one: the list is not complete, but another place has it, or all places up to `up_to` are listed.
    Beyond {
        /// All ranks up to this are taken by other places.
        up_to: u32,
    },
    /// The place has no rank here.
    None,
}

impl Series {
    /// A series without ranks or values.
    pub fn new(origin: Origin, label: impl Into<String>, scale: Scale, measure: Measure) -> Series {
        Series {
            origin,
            label: label.into(),
            scale,
            measure,
            aliases: Vec::new(),
            dimension: false,
            ranks: BTreeMap::new(),
            values: BTreeMap::new(),
            unit: String::new(),
            intervals: BTreeMap::new(),
            complete: false,
            whole: false,
        }
    }

    /// Fills the ranks from the values, the largest first, ties with the smallest rank.
    pub fn rank_values(&mut self) {
        self.ranks = self
            .values
            .iter()
            .map(|(code, value)| {
                let above = self.values.values().filter(|other| *other > value).count();
                (*code, above as u32 + 1)
            })
            .collect();
    }

    /// How many ranks from the first are listed without a gap.
    pub fn listed(&self) -> u32 {
        let mut ranks: Vec<u32> = self.ranks.values().copied().collect();
        ranks.sort_unstable();
        // After a tie the next rank is missing: the position, not the number, goes on.
        let mut listed = 0;
        for (position, rank) in ranks.iter().enumerate() {
            if *rank > position as u32 + 1 {
                break;
            }
            listed = position as u32 + 1;
        }
        listed
    }

    /// The rank of a place.
    pub fn rank(&self, code: u32) -> RankOf {
        match self.ranks.get(&code) {
            Some(rank) => RankOf::Known(*rank),
            None if self.complete || self.ranks.is_empty() => RankOf::None,
            None => RankOf::Beyond {
                up_to: self.listed(),
            },
        }
    }

    /// Whether another place is known to have this rank, with its code.
    pub fn holder(&self, rank: u32) -> Option<u32> {
        self.ranks
            .iter()
            .find(|(_, other)| **other == rank)
            .map(|(code, _)| *code)
    }

    /// The codes with a rank up to `n`, the best first.
    pub fn top(&self, n: u32) -> Vec<u32> {
        let mut top: Vec<(u32, u32)> = self
            .ranks
            .iter()
            .filter(|(_, rank)| **rank <= n)
            .map(|(code, rank)| (*rank, *code))
            .collect();
        top.sort_unstable();
        top.into_iter().map(|(_, code)| code).collect()
    }

    /// How many members of a group are among the first `n`: at least and at most. A table that lists only some
    /// ranks leaves it open.
    pub fn seats(&self, members: &BTreeSet<u32>, n: u32) -> (u32, u32) {
        let top = self.top(n);
        let known = top.iter().filter(|code| members.contains(code)).count() as u32;
        if self.complete {
            return (known, known);
        }
        let open = n.saturating_sub(top.len() as u32);
        let unlisted = members
            .iter()
            .filter(|code| !self.ranks.contains_key(code))
            .count() as u32;
        (known, known + open.min(unlisted))
    }

    /// Whether the series measures that, under one of its names.
    pub fn measures(&self, measure: &Measure) -> bool {
        &self.measure == measure
            || matches!(measure, Measure::Named(name) if self.aliases.contains(name))
    }
}

/// Names of the measure of a heading: 产业水平分指数排名 → 产业水平.
fn core_name(heading: &str) -> String {
    let mut name = without_brackets(heading).0;
    loop {
        let before = name.len();
        for end in [
            "排名",
            "名次",
            "位次",
            "得分",
            "评分",
            "分值",
            "分指数",
            "指数",
            "情况",
            " rank",
            " score",
        ] {
            if let Some(cut) = name.strip_suffix(end) {
                name = cut.trim().to_string();
            }
        }
        if name.len() == before {
            return name;
        }
    }
}

/// A heading without the unit in brackets behind it, and the unit.
fn without_brackets(heading: &str) -> (String, String) {
    let heading = heading.replace('（', "(").replace('）', ")");
    match heading
        .trim()
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        Some((name, unit)) => (name.trim().to_string(), unit.trim().to_string()),
        None => (heading.trim().to_string(), String::new()),
    }
}

/// A table as cells of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Caption, or the name of the file.
    pub caption: String,
    /// The line in which it begins.
    pub line: usize,
    /// Rows; the first is the header.
    pub rows: Vec<Vec<String>>,
}

/// The series of a table whose rows are places; none where its first columns name no places.
pub fn of_table(sheet: &Sheet, origin: Origin, gazetteer: &Gazetteer) -> Vec<Series> {
    let Some((header, body)) = sheet.rows.split_first() else {
        return Vec::new();
    };
    let columns = header.len();
    let cell = |row: &Vec<String>, column: usize| {
        row.get(column).map_or("", |text| text.trim()).to_string()
    };
    // The column of places: most of its cells name one.
    let places_in = |column: usize| -> usize {
        body.iter()
            .filter(|row| !gazetteer.named(&cell(row, column)).is_empty())
            .count()
    };
    let Some(place_column) = (0..columns.min(3))
        .find(|column| !body.is_empty() && places_in(*column) * 10 >= body.len() * 8)
    else {
        return Vec::new();
    };
    // Cities stand in a table of which most rows are cities and nothing else, whatever its heading says.
    let candidates: Vec<Vec<usize>> = body
        .iter()
        .map(|row| gazetteer.named(&cell(row, place_column)))
        .collect();
    let only = |scale: Scale| {
        candidates
            .iter()
            .flatten()
            .filter(|place| gazetteer.places[**place].scales == [scale])
            .count()
    };
    let scale = if only(Scale::City) > only(Scale::Province) {
        Scale::City
    } else if only(Scale::Province) > 0 || !header[place_column].contains('市') {
        Scale::Province
    } else {
        Scale::City
    };
    let codes: Vec<Option<u32>> = candidates
        .iter()
        .map(|places| {
            places
                .iter()
                .map(|place| &gazetteer.places[*place])
                .find(|place| place.scales.contains(&scale))
                .map(|place| place.code)
        })
        .collect();
    let captioned = sheet.caption.contains("排名")
        || sheet.caption.contains("名次")
        || sheet.caption.contains("rank");
    let mut series = Vec::new();
    for (column, heading) in header.iter().enumerate() {
        if column == place_column {
            continue;
        }
        let numbers: BTreeMap<u32, f64> = body
            .iter()
            .zip(&codes)
            .filter_map(|(row, code)| Some(((*code)?, number(&cell(row, column))?)))
            .collect();
        if numbers.is_empty() {
            continue;
        }
        let lower = heading.to_lowercase();
        let ordinal = ["序号", "no.", "编号", "adcode", "代码"].contains(&lower.trim());
        if ordinal {
            continue;
        }
        let whole = numbers
            .values()
            .all(|value| value.fract() == 0.0 && (1.0..=400.0).contains(value));
        let says_rank = ["排名", "名次", "位次", "rank"]
            .iter()
            .any(|word| lower.contains(word));
        let (plain, unit) = without_brackets(heading);
        let is_rank = whole && (says_rank || captioned && unit.is_empty());
        let core = core_name(&plain).replace('_', " ");
        let overall = ["", "综合", "总", "总体", "整体", "overall", "总指数"]
            .contains(&core.trim().to_lowercase().as_str());
        let measure = if overall {
            Measure::Overall
        } else {
            Measure::Named(core.trim().to_string())
        };
        let label = match sheet.caption.is_empty() {
            true => format!(
                "第 {} 行的表，列“{heading}” / table in line {}, column `{heading}`",
                sheet.line, sheet.line
            ),
            false => format!("{}：{heading}", sheet.caption),
        };
        let mut one = Series::new(origin, label, scale, measure);
        one.unit = unit;
        if is_rank {
            one.ranks = numbers
                .iter()
                .map(|(code, rank)| (*code, *rank as u32))
                .collect();
            one.dimension = !overall;
        } else {
            one.values = numbers;
        }
        // All provinces or all cities: nobody is left out.
        one.complete = numbers_of(&one)
            >= match scale {
                Scale::Province => 31,
                Scale::City => 337,
            };
        if one.complete && one.ranks.is_empty() {
            one.whole = true;
            one.rank_values();
        }
        series.push(one);
    }
    series
}

fn numbers_of(series: &Series) -> usize {
    series.ranks.len().max(series.values.len())
}

/// A number of a cell; a dash and an empty cell are none.
fn number(cell: &str) -> Option<f64> {
    let plain: String = cell
        .chars()
        .filter(|c| *c != ',' && !c.is_whitespace())
        .collect();
    let plain = plain.trim_end_matches('%');
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer() -> Gazetteer {
        let place = |code, name: &str, scales: &[Scale]| super::super::names::Place {
            code,
            name: name.to_string(),
            forms: vec![name.to_string()],
            scales: scales.to_vec(),
        };
        Gazetteer::new(
            vec![
                place(1, "北京", &[Scale::Province, Scale::City]),
                place(2, "杭州", &[Scale::City]),
                place(3, "宁波", &[Scale::City]),
            ],
            Vec::new(),
        )
    }

    #[test]
    fn a_table_of_ranks_knows_what_it_leaves_open() {
        let rows = [
            ["省份", "综合排名", "环境"],
            ["北京", "1", "1"],
            ["杭州", "2", "7"],
        ];
        let sheet = Sheet {
            caption: "前 2 名城市各领域排名".into(),
            line: 3,
            rows: rows
                .iter()
                .map(|row| row.map(str::to_string).to_vec())
                .collect(),
        };
        let series = of_table(&sheet, Origin::Document, &gazetteer());
        assert_eq!(series.len(), 2);
        assert_eq!(
            (series[0].scale, &series[0].measure),
            (Scale::City, &Measure::Overall)
        );
        assert_eq!(series[0].rank(3), RankOf::Beyond { up_to: 2 });
        assert_eq!(series[1].rank(3), RankOf::Beyond { up_to: 1 });
        // Of the first two places in 环境 one is not listed: it may be 宁波.
        assert_eq!(series[1].seats(&BTreeSet::from([1, 3]), 2), (1, 2));
        assert_eq!(series[0].seats(&BTreeSet::from([1, 3]), 2), (1, 1));
    }

    #[test]
    fn ties_share_the_smallest_rank() {
        let mut series = Series::new(Origin::Run, "x", Scale::City, Measure::Overall);
        series.values = BTreeMap::from([(1, 5.0), (2, 7.0), (3, 5.0), (4, 1.0)]);
        series.rank_values();
        assert_eq!(
            series.ranks,
            BTreeMap::from([(1, 2), (2, 1), (3, 2), (4, 4)])
        );
        assert_eq!(series.listed(), 4);
    }
}
